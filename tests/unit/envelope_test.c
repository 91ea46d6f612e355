/* tests/unit/envelope_test.c - what every command and reply travels in. */
#include "tests/unit/proto_fixture.h"

#include "proto/envelope.h"

static const uint8_t empty_map[] = { 0x80 };

static struct envelope sample(void)
{
	struct envelope envelope = {
		.major = PROTOCOL_MAJOR,
		.minor = PROTOCOL_MINOR,
		.message = MESSAGE_NOTE_SUBMIT,
		.session = "gcm-1",
		.age_ms = 1500,
		.proof = (const uint8_t *)"proof",
		.proof_size = 5,
		.body = empty_map,
		.body_size = sizeof empty_map,
	};
	id_fill(envelope.id, 0x10);
	bytes_fill(envelope.writer, WRITER_BYTES, 0x40);
	return envelope;
}

static void encode(const struct envelope *envelope, struct buffer *out)
{
	buffer_init(out, MESSAGE_BYTES_MAX + 1024);
	envelope_encode(envelope, out);
	assert_false(out->failed);
}

static void an_envelope_comes_out_as_it_went_in(void **state)
{
	(void)state;
	struct envelope in = sample();
	struct envelope out;
	struct refusal refusal;
	struct buffer bytes;
	encode(&in, &bytes);
	assert_int_equal(envelope_decode(&out, bytes.bytes, bytes.size, &refusal), ERROR_NONE);
	assert_int_equal(out.major, in.major);
	assert_int_equal(out.minor, in.minor);
	assert_int_equal(out.message, in.message);
	assert_memory_equal(out.id, in.id, ID_BYTES);
	assert_memory_equal(out.writer, in.writer, WRITER_BYTES);
	assert_string_equal(out.session, in.session);
	assert_int_equal(out.age_ms, in.age_ms);
	assert_int_equal(out.proof_size, 5);
	assert_memory_equal(out.proof, "proof", 5);
	assert_int_equal(out.body_size, 1);
	assert_memory_equal(out.body, empty_map, 1);
	buffer_close(&bytes);
}

/* Writes the sample's pairs one by one; `changed` with the raw msgpack value `as`, or not at all. */
static void encode_changed(const char *changed, const char *as, size_t as_size, struct buffer *out)
{
	static const char *const keys[] = { "v", "m", "t", "i", "w", "p", "s", "a", "b" };
	struct envelope envelope = sample();
	buffer_init(out, MESSAGE_BYTES_MAX);
	pack_map(out, COUNT(keys) - (as == NULL ? 1 : 0));
	for (size_t i = 0; i < COUNT(keys); i++) {
		if (strcmp(keys[i], changed) == 0) {
			if (as != NULL) {
				pack_text(out, changed);
				buffer_add(out, as, as_size);
			}
			continue;
		}
		pack_text(out, keys[i]);
		switch (keys[i][0]) {
		case 'v':
			pack_uint(out, envelope.major);
			break;
		case 'm':
			pack_uint(out, envelope.minor);
			break;
		case 't':
			pack_uint(out, envelope.message);
			break;
		case 'i':
			pack_bin(out, envelope.id, ID_BYTES);
			break;
		case 'w':
			pack_bin(out, envelope.writer, WRITER_BYTES);
			break;
		case 'p':
			pack_bin(out, envelope.proof, envelope.proof_size);
			break;
		case 's':
			pack_text(out, envelope.session);
			break;
		case 'a':
			pack_uint(out, envelope.age_ms);
			break;
		default:
			pack_bin(out, envelope.body, envelope.body_size);
			break;
		}
	}
}

#define RAW(text) text, sizeof(text) - 1
#define KEY64     "0123456789012345678901234567890123456789012345678901234567890123"

static const struct {
	const char *key;
	const char *as;
	size_t as_size;
	enum error error;
	const char *detail;
} WRONG[] = {
	{ "v", NULL, 0, ERROR_ENVELOPE, "field v: is missing" },
	{ "v", RAW("\xff"), ERROR_ENVELOPE, "field v" },
	{ "v",
	    RAW("\xa1"
		"1"),
	    ERROR_ENVELOPE, "field v" },
	{ "v", RAW("\x00"), ERROR_MAJOR, "the client speaks 0" },
	{ "v", RAW("\x02"), ERROR_MAJOR, "the client speaks 2" },
	{ "t", NULL, 0, ERROR_ENVELOPE, "field t: is missing" },
	{ "t", RAW("\xcf\0\0\0\1\0\0\0\0"), ERROR_ENVELOPE, "field t" },
	{ "i", NULL, 0, ERROR_ENVELOPE, "field i" },
	{ "i",
	    RAW("\xc4\x0f"
		"123456789012345"),
	    ERROR_ENVELOPE, "field i: must be 16 bytes" },
	{ "i",
	    RAW("\xc4\x10"
		"1234567890123456"),
	    ERROR_ENVELOPE, "field i: must be a UUIDv7" },
	{ "i",
	    RAW("\xb0"
		"123456\x70"
		"8\x40"
		"0123456"),
	    ERROR_ENVELOPE, "field i" },
	{ "w", NULL, 0, ERROR_ENVELOPE, "field w" },
	{ "w", RAW("\xc4\x00"), ERROR_ENVELOPE, "field w" },
	{ "m", RAW("\xa0"), ERROR_ENVELOPE, "field m" },
	{ "p", RAW("\xa0"), ERROR_ENVELOPE, "field p" },
	{ "s", RAW("\x01"), ERROR_ENVELOPE, "field s" },
	{ "s",
	    RAW("\xa3"
		"a b"),
	    ERROR_ENVELOPE, "field s" },
	{ "s", RAW("\xa3../"), ERROR_ENVELOPE, "field s" },
	{ "s", RAW("\xd9\x41" KEY64 "5"), ERROR_ENVELOPE, "field s" },
	{ "s", RAW("\xd9\x40" KEY64), ERROR_NONE, "" },
	{ "s", NULL, 0, ERROR_NONE, "" },
	{ "p", NULL, 0, ERROR_NONE, "" },
	{ "m", NULL, 0, ERROR_NONE, "" },
	{ "m", RAW("\xcd\x01\x00"), ERROR_NONE, "" }, /* a newer minor */
	{ "a", NULL, 0, ERROR_NONE, "" },
	{ "a", RAW("\xff"), ERROR_ENVELOPE, "field a" },
	{ "b", NULL, 0, ERROR_ENVELOPE, "field b: is missing" },
	{ "b", RAW("\x80"), ERROR_ENVELOPE, "field b" },
};

static void each_wrong_field_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(WRONG); i++) {
		struct buffer bytes;
		struct envelope envelope;
		struct refusal refusal;
		encode_changed(WRONG[i].key, WRONG[i].as, WRONG[i].as_size, &bytes);
		envelope_decode(&envelope, bytes.bytes, bytes.size, &refusal);
		if (refusal.error != WRONG[i].error)
			fail_msg("case %zu: %s", i, error_word(refusal.error));
		assert_refused(&refusal, WRONG[i].error, WRONG[i].detail);
		buffer_close(&bytes);
	}
}

static void a_refused_envelope_still_tells_whose_it_was(void **state)
{
	(void)state;
	static const char *const wrong[] = { "w", "b", "v" };
	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct buffer bytes;
		struct envelope envelope;
		struct refusal refusal;
		struct envelope whole = sample();
		encode_changed(wrong[i], RAW("\x07"), &bytes);
		assert_int_not_equal(
		    envelope_decode(&envelope, bytes.bytes, bytes.size, &refusal), ERROR_NONE);
		assert_int_equal(envelope.message, MESSAGE_NOTE_SUBMIT);
		assert_memory_equal(envelope.id, whole.id, ID_BYTES);
		buffer_close(&bytes);
	}
	struct envelope envelope;
	struct refusal refusal;
	assert_int_equal(
	    envelope_decode(&envelope, (const uint8_t *)"\xc1", 1, &refusal), ERROR_BYTES);
	assert_int_equal(envelope.message, 0);
}

static void unknown_keys_are_ignored(void **state)
{
	(void)state;
	struct buffer bytes;
	struct envelope in = sample();
	struct envelope out;
	struct refusal refusal;
	encode(&in, &bytes);
	assert_int_equal(bytes.bytes[0], 0x89);
	bytes.bytes[0] = 0x8a;
	pack_key_text(&bytes, "zz", "from a newer version");
	assert_int_equal(envelope_decode(&out, bytes.bytes, bytes.size, &refusal), ERROR_NONE);
	assert_string_equal(out.session, in.session);
	buffer_close(&bytes);
}

static void an_age_is_at_most_a_week(void **state)
{
	(void)state;
	static const uint64_t ages[][2] = { { 0, 0 }, { AGE_MS_MAX, AGE_MS_MAX },
		{ AGE_MS_MAX + 1, AGE_MS_MAX }, { UINT64_MAX, AGE_MS_MAX } };
	for (size_t i = 0; i < COUNT(ages); i++) {
		struct buffer bytes;
		struct envelope in = sample();
		struct envelope out;
		struct refusal refusal;
		in.age_ms = ages[i][0];
		encode(&in, &bytes);
		assert_int_equal(
		    envelope_decode(&out, bytes.bytes, bytes.size, &refusal), ERROR_NONE);
		assert_int_equal(out.age_ms, ages[i][1]);
		buffer_close(&bytes);
	}
}

static enum error decode_with_body(size_t body_size, size_t proof_size)
{
	static const uint8_t zeros[MESSAGE_BYTES_MAX];
	struct envelope in = sample();
	struct envelope out;
	struct refusal refusal;
	struct buffer bytes;
	in.body = zeros;
	in.body_size = body_size;
	in.proof = zeros;
	in.proof_size = proof_size;
	encode(&in, &bytes);
	enum error error = envelope_decode(&out, bytes.bytes, bytes.size, &refusal);
	buffer_close(&bytes);
	return error;
}

static void sizes_are_capped(void **state)
{
	(void)state;
	assert_int_equal(decode_with_body(49152, PROOF_BYTES_MAX), ERROR_NONE);
	assert_int_equal(decode_with_body(1, PROOF_BYTES_MAX + 1), ERROR_ENVELOPE);
	assert_int_equal(decode_with_body(MESSAGE_BYTES_MAX - 100, 0), ERROR_NONE);
	assert_int_equal(decode_with_body(MESSAGE_BYTES_MAX, 0), ERROR_TOO_BIG);
}

static void a_reply_comes_out_as_it_went_in(void **state)
{
	(void)state;
	const struct reply cases[] = {
		{ .error = ERROR_NONE, .sentence = "", .detail = "" },
		{ .error = ERROR_STALE,
		    .sentence = "why",
		    .detail = "field x",
		    .body = empty_map,
		    .body_size = 1 },
		{ .error = ERROR_BUSY,
		    .sentence = "wait",
		    .detail = "",
		    .retry_ms = 250,
		    .news = true },
		{ .error = (enum error)999, .sentence = "of a newer broker", .detail = "" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct reply in = cases[i];
		struct reply out;
		struct refusal refusal;
		struct buffer bytes;
		struct arena arena;
		in.major = 1;
		in.minor = 3;
		in.message = MESSAGE_NOTE_AMEND;
		in.number = UINT64_MAX;
		id_fill(in.id, 1);
		bytes_fill(in.journal, ID_BYTES, 2);
		bytes_fill(in.hash, HASH_BYTES, 3);
		arena_init(&arena, 4096);
		buffer_init(&bytes, MESSAGE_BYTES_MAX);
		reply_encode(&in, &bytes);
		assert_int_equal(
		    reply_decode(&out, &arena, bytes.bytes, bytes.size, &refusal), ERROR_NONE);
		assert_int_equal(out.major, 1);
		assert_int_equal(out.minor, 3);
		assert_int_equal(out.message, in.message);
		assert_memory_equal(out.id, in.id, ID_BYTES);
		assert_memory_equal(out.journal, in.journal, ID_BYTES);
		assert_memory_equal(out.hash, in.hash, HASH_BYTES);
		assert_true(out.number == in.number);
		assert_int_equal(out.error, in.error);
		assert_string_equal(out.sentence, in.sentence);
		assert_string_equal(out.detail, in.detail);
		assert_int_equal(out.retry_ms, in.retry_ms);
		assert_int_equal(out.news, in.news);
		assert_int_equal(out.body_size, in.body_size);
		assert_int_equal(out.body == NULL, in.body == NULL);
		buffer_close(&bytes);
		arena_close(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_envelope_comes_out_as_it_went_in),
		cmocka_unit_test(each_wrong_field_is_named),
		cmocka_unit_test(a_refused_envelope_still_tells_whose_it_was),
		cmocka_unit_test(unknown_keys_are_ignored),
		cmocka_unit_test(an_age_is_at_most_a_week),
		cmocka_unit_test(sizes_are_capped),
		cmocka_unit_test(a_reply_comes_out_as_it_went_in),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
