/* tests/unit/event_test.c - heads, bodies and the chain. The hashes were computed elsewhere. */
#include "tests/unit/proto_fixture.h"

#include "proto/event.h"

static struct event_head head_sample(uint32_t part_count)
{
	struct event_head head = { .number = 7,
		.type = EVENT_NOTE_SUBMITTED,
		.session = "gcm-1",
		.time_ms = 1603857600000,
		.part_count = part_count };
	bytes_fill(head.body_hash, HASH_BYTES, 1);
	if (part_count > 0)
		bytes_fill(head.blob_hash, HASH_BYTES, 2);
	return head;
}

static void a_head_comes_out_as_it_went_in(void **state)
{
	(void)state;
	static const uint32_t part_counts[] = { 0, 1, PARTS_MAX };
	for (size_t i = 0; i < COUNT(part_counts); i++) {
		struct event_head in = head_sample(part_counts[i]);
		struct event_head out;
		struct refusal refusal;
		struct buffer bytes;
		buffer_init(&bytes, EVENT_HEAD_BYTES_MAX);
		event_head_encode(&in, &bytes);
		assert_false(bytes.failed);
		assert_int_equal(
		    event_head_decode(&out, bytes.bytes, bytes.size, &refusal), ERROR_NONE);
		assert_int_equal(out.number, 7);
		assert_int_equal(out.type, EVENT_NOTE_SUBMITTED);
		assert_string_equal(out.session, "gcm-1");
		assert_true(out.time_ms == in.time_ms);
		assert_memory_equal(out.body_hash, in.body_hash, HASH_BYTES);
		assert_int_equal(out.part_count, in.part_count);
		assert_memory_equal(out.blob_hash, in.blob_hash, HASH_BYTES);
		buffer_close(&bytes);
	}
}

static void the_largest_head_fits(void **state)
{
	(void)state;
	struct event_head head = head_sample(PARTS_MAX);
	struct buffer bytes;
	head.number = UINT64_MAX;
	head.type = UINT32_MAX;
	head.time_ms = TIME_MS_MAX;
	memset(head.session, 'a', SESSION_KEY_MAX);
	buffer_init(&bytes, EVENT_HEAD_BYTES_MAX);
	event_head_encode(&head, &bytes);
	assert_false(bytes.failed);
	buffer_close(&bytes);
}

/* The bytes are hashed, so they are for ever. */
static void a_head_has_these_bytes(void **state)
{
	(void)state;
	static const char wanted[] =
	    "\x85\xa1n\x07\xa1t\x0a\xa1s\xa5gcm-1\xa1w\xcf\x00\x00\x01\x75\x6d\xfd"
	    "\x78\x00\xa1h\xc4\x20\x01\x02\x03";
	struct event_head head = head_sample(0);
	struct buffer bytes;
	buffer_init(&bytes, EVENT_HEAD_BYTES_MAX);
	head.time_ms = 0x1756dfd7800;
	event_head_encode(&head, &bytes);
	assert_memory_equal(bytes.bytes, wanted, sizeof wanted - 1);
	assert_int_equal(bytes.size, sizeof wanted - 1 - 3 + HASH_BYTES);
	buffer_close(&bytes);
}

static void hashes_are_blake2b_of_both(void **state)
{
	(void)state;
	uint8_t salt[SALT_BYTES];
	uint8_t hash[HASH_BYTES];
	bytes_fill(salt, sizeof salt, 0);
	static const uint8_t body_hash[HASH_BYTES] = { 0xab, 0xca, 0x22, 0x85, 0xe6, 0x43, 0x68,
		0x02, 0x07, 0xca, 0xa8, 0xa6, 0xfa, 0x13, 0x04, 0x26, 0x8a, 0xa5, 0x31, 0xc5, 0xa8,
		0xb0, 0x60, 0x88, 0xd5, 0xa5, 0xe9, 0x77, 0x10, 0x6c, 0xf4, 0xe6 };
	event_body_hash(salt, (const uint8_t *)"body", 4, hash);
	assert_memory_equal(hash, body_hash, HASH_BYTES);
	static const uint8_t first[HASH_BYTES] = { 0x9b, 0x6e, 0x81, 0x50, 0x80, 0xc1, 0x6a, 0xf9,
		0x1c, 0x6a, 0xe0, 0x4b, 0x72, 0xe6, 0x54, 0xc3, 0x14, 0xa3, 0x49, 0x59, 0x9a, 0xac,
		0x4d, 0xc3, 0x5c, 0xbb, 0xe8, 0xdb, 0xd1, 0x60, 0x63, 0x19 };
	static const uint8_t zeros[HASH_BYTES];
	event_chain(zeros, (const uint8_t *)"head", 4, hash);
	assert_memory_equal(hash, first, HASH_BYTES);
	event_chain(hash, (const uint8_t *)"head", 4, hash); /* in place */
	assert_memory_not_equal(hash, first, HASH_BYTES);
	event_body_hash(salt, NULL, 0, hash);
	assert_memory_not_equal(hash, body_hash, HASH_BYTES);
}

static void a_session_body_comes_out_as_it_went_in(void **state)
{
	(void)state;
	static const enum event_type types[] = { EVENT_SESSION_OPENED, EVENT_SESSION_UPDATED,
		EVENT_SESSION_CLOSED };
	for (size_t i = 0; i < COUNT(types); i++) {
		struct event_session in = { .grace_ms = 1800000 };
		struct event_session out;
		struct refusal refusal;
		struct buffer bytes;
		bytes_fill(in.command, ID_BYTES, 1);
		bytes_fill(in.writer, WRITER_BYTES, 2);
		bytes_fill(in.secret, SECRET_BYTES, 3);
		bytes_fill(in.topic, TOPIC_BYTES, 4);
		bytes_fill(in.feed_key, FEED_KEY_BYTES, 5);
		buffer_init(&bytes, EVENT_BODY_BYTES_MAX);
		event_session_encode(types[i], &in, &bytes);
		assert_int_equal(
		    event_session_decode(&out, bytes.bytes, bytes.size, &refusal), ERROR_NONE);
		bool opened = types[i] == EVENT_SESSION_OPENED;
		assert_memory_equal(out.command, in.command, ID_BYTES);
		assert_memory_equal(out.writer, in.writer, WRITER_BYTES);
		assert_int_equal(memcmp(out.secret, in.secret, SECRET_BYTES) == 0, opened);
		assert_int_equal(memcmp(out.topic, in.topic, TOPIC_BYTES) == 0, opened);
		assert_int_equal(memcmp(out.feed_key, in.feed_key, FEED_KEY_BYTES) == 0, opened);
		assert_int_equal(out.grace_ms, types[i] == EVENT_SESSION_CLOSED ? in.grace_ms : 0);
		buffer_close(&bytes);
	}
}

static char text_max[NOTE_TEXT_BYTES_MAX + 1];

static struct event_note note_sample(void)
{
	memset(text_max, 'a', NOTE_TEXT_BYTES_MAX);
	struct event_note note = { .replaces = UINT64_MAX,
		.time_ms = TIME_MS_MAX,
		.late = true,
		.objective = OBJECTIVE_MAX,
		.room = "rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr",
		.category = "cccccccccccccccccccccccccccccccc",
		.lens = "llllllllllllllllllllllllllllllll",
		.language = "kkkkkkkkkkkkkkkk",
		.ref = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
		.text = text_max,
		.extra = (const uint8_t *)text_max,
		.extra_size = EXTRA_BYTES_MAX };
	bytes_fill(note.command, ID_BYTES, 1);
	bytes_fill(note.note, ID_BYTES, 2);
	bytes_fill(note.writer, WRITER_BYTES, 3);
	return note;
}

static void the_largest_note_fits_and_comes_out(void **state)
{
	(void)state;
	struct event_note in = note_sample();
	struct event_note out;
	struct refusal refusal;
	struct buffer bytes;
	struct arena arena;
	buffer_init(&bytes, EVENT_BODY_BYTES_MAX);
	arena_init(&arena, 64u << 10);
	event_note_encode(EVENT_NOTE_AMENDED, &in, &bytes);
	assert_false(bytes.failed);
	assert_int_equal(
	    event_note_decode(&out, &arena, bytes.bytes, bytes.size, &refusal), ERROR_NONE);
	assert_memory_equal(out.command, in.command, ID_BYTES);
	assert_memory_equal(out.note, in.note, ID_BYTES);
	assert_memory_equal(out.writer, in.writer, WRITER_BYTES);
	assert_true(out.replaces == UINT64_MAX);
	assert_true(out.time_ms == TIME_MS_MAX);
	assert_true(out.late);
	assert_int_equal(out.objective, OBJECTIVE_MAX);
	assert_string_equal(out.room, in.room);
	assert_string_equal(out.category, in.category);
	assert_string_equal(out.lens, in.lens);
	assert_string_equal(out.language, in.language);
	assert_string_equal(out.ref, in.ref);
	assert_string_equal(out.text, in.text);
	assert_int_equal(out.extra_size, EXTRA_BYTES_MAX);
	assert_memory_equal(out.extra, in.extra, EXTRA_BYTES_MAX);
	arena_close(&arena);
	buffer_close(&bytes);
}

static void a_retraction_holds_no_words(void **state)
{
	(void)state;
	struct event_note in = note_sample();
	struct event_note out;
	struct refusal refusal;
	struct buffer bytes;
	struct arena arena;
	in.extra = NULL;
	in.extra_size = 0;
	buffer_init(&bytes, 256);
	arena_init(&arena, 1024);
	event_note_encode(EVENT_NOTE_RETRACTED, &in, &bytes);
	assert_int_equal(
	    event_note_decode(&out, &arena, bytes.bytes, bytes.size, &refusal), ERROR_NONE);
	assert_null(out.room);
	assert_null(out.text);
	assert_null(out.ref);
	assert_true(out.replaces == UINT64_MAX);
	arena_close(&arena);
	buffer_close(&bytes);
}

static void half_a_note_is_refused(void **state)
{
	(void)state;
	static const char *const left_out[] = { "i", "n", "w", "t", "o", "r", "c", "x" };
	for (size_t i = 0; i < COUNT(left_out); i++) {
		struct event_note in = note_sample();
		struct event_note out;
		struct refusal refusal;
		struct buffer bytes;
		struct buffer changed;
		struct arena arena;
		in.text = "short";
		buffer_init(&bytes, EVENT_BODY_BYTES_MAX);
		buffer_init(&changed, EVENT_BODY_BYTES_MAX);
		arena_init(&arena, 64u << 10);
		event_note_encode(EVENT_NOTE_SUBMITTED, &in, &bytes);
		map_change(&bytes, left_out[i], NULL, 0, &changed);
		event_note_decode(&out, &arena, changed.bytes, changed.size, &refusal);
		assert_refused(&refusal, ERROR_FIELD, "field ");
		arena_close(&arena);
		buffer_close(&changed);
		buffer_close(&bytes);
	}
}

static void types_have_words(void **state)
{
	(void)state;
	assert_string_equal(event_type_word(EVENT_NOTE_AMENDED), "note_amended");
	assert_string_equal(event_type_word(EVENT_SESSION_OPENED), "session_opened");
	assert_string_equal(event_type_word(99), "unknown");
	assert_string_equal(event_type_word(UINT64_C(1) << 32 | EVENT_NOTE_AMENDED), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_head_comes_out_as_it_went_in),
		cmocka_unit_test(the_largest_head_fits),
		cmocka_unit_test(a_head_has_these_bytes),
		cmocka_unit_test(hashes_are_blake2b_of_both),
		cmocka_unit_test(a_session_body_comes_out_as_it_went_in),
		cmocka_unit_test(the_largest_note_fits_and_comes_out),
		cmocka_unit_test(a_retraction_holds_no_words),
		cmocka_unit_test(half_a_note_is_refused),
		cmocka_unit_test(types_have_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
