/* tests/unit/command_test.c - every body: out as it went in, and each field at its bounds. */
#include <sodium.h>
#include <stdlib.h>

#include "tests/unit/proto_fixture.h"

#include "tests/fuzz/message_check.h"

static uint8_t zeros[MESSAGE_BYTES_MAX];

/* --- One sample of every body, under the name of its codec ------------------------------------------ */

static void hello_sample(struct buffer *out)
{
	struct hello hello = { .client = "rapporteur 1.0", .saw_journal = true, .number = 41 };
	bytes_fill(hello.journal, ID_BYTES, 1);
	bytes_fill(hello.hash, HASH_BYTES, 2);
	hello_encode(&hello, out);
}
static void hello_reply_sample(struct buffer *out)
{
	hello_reply_encode(
	    &(struct hello_reply){ .broker = "rapporteurd 1.0", .feed_port = 7001 }, out);
}
static void join_reply_sample(struct buffer *out)
{
	join_reply_encode(
	    &(struct join_reply){
		.audience = FEED_ROOM, .epoch = 1, .closed = true, .programme = 3 },
	    out);
}
static void session_put_sample(struct buffer *out)
{
	session_put_encode(&(struct session_put){ .programme = zeros, .programme_size = 9 }, out);
}
static void session_close_sample(struct buffer *out)
{
	session_close_encode(&(struct session_close){ .grace_ms = 1800000 }, out);
}
static void session_list_sample(struct buffer *out)
{
	session_list_encode(&(struct session_list){ .after = "gcm-1" }, out);
}
static const struct session_facts facts = { .key = "gcm-2",
	.closed = true,
	.opened_ms = 1603857600000,
	.closed_ms = 1603864800000,
	.grace_ms = 5,
	.received = 235,
	.retracted = 1,
	.redacted = 2,
	.late = 3,
	.programme = 7 };
static void session_list_reply_sample(struct buffer *out)
{
	struct session_facts two[] = { facts, facts };
	session_list_reply_encode(
	    &(struct session_list_reply){ .sessions = two, .count = 2, .more = true }, out);
}
static void session_get_sample(struct buffer *out)
{
	session_get_encode(
	    &(struct session_get){ .want = { .part = 3, .digest_given = true } }, out);
}
static struct part_got got(void)
{
	return (struct part_got){ .part = 1, .part_count = 2, .bytes = zeros, .size = 100 };
}
static void session_get_reply_sample(struct buffer *out)
{
	session_get_reply_encode(&(struct session_get_reply){ .facts = facts, .got = got() }, out);
}
static void part_sample(struct buffer *out)
{
	part_put_encode(
	    &(struct part_put){ .part = 15, .part_count = 16, .bytes = zeros, .size = 100 }, out);
}
static const struct note_put note = { .replaces = 12,
	.room = "WG-2",
	.objective = 2,
	.category = "challenge",
	.lens = "youth",
	.language = "en",
	.ref = "n 17/a",
	.time_ms = 1603857600000,
	.text = "Flood funds come too late" };
static void note_submit_sample(struct buffer *out)
{
	note_put_encode(false, &note, out);
}
static void note_amend_sample(struct buffer *out)
{
	note_put_encode(true, &note, out);
}
static void note_retract_sample(struct buffer *out)
{
	note_retract_encode(&(struct note_retract){ .replaces = 12 }, out);
}
static void note_reply_sample(struct buffer *out)
{
	note_reply_encode(&(struct note_reply){ .id = "0123456789ab",
			      .late = true,
			      .repeated = true,
			      .current = 14,
			      .gone = true,
			      .text = "what stands" },
	    out);
}
static void synthesis_get_sample(struct buffer *out)
{
	synthesis_get_encode(
	    &(struct synthesis_get){
		.objective = 2, .at_least = 17, .want = { .part = 1, .digest_given = true } },
	    out);
}
static void synthesis_get_reply_sample(struct buffer *out)
{
	synthesis_get_reply_encode(
	    &(struct synthesis_get_reply){
		.run = UINT64_MAX, .number = 3, .event = 9, .got = got() },
	    out);
}
static void journal_read_sample(struct buffer *out)
{
	journal_read_encode(&(struct journal_read){ .from = 1, .max = 256 }, out);
}
static void journal_read_reply_sample(struct buffer *out)
{
	const struct journal_read_event events[] = {
		{ .head = zeros, .head_size = 90, .erased = true },
		{ .head = zeros,
		    .head_size = 90,
		    .note = "0123456789ab",
		    .objective = 2,
		    .replaces = 3,
		    .late = true,
		    .room = "WG-2",
		    .category = "covid",
		    .lens = "youth",
		    .language = "en",
		    .ref = "r",
		    .text = "t" },
	};
	struct buffer items;
	buffer_init(&items, MESSAGE_BYTES_MAX);
	for (size_t i = 0; i < COUNT(events); i++)
		journal_read_event_encode(&events[i], &items);
	journal_read_reply_encode(&items, COUNT(events), 3, out);
	buffer_close(&items);
}
static void status_reply_sample(struct buffer *out)
{
	struct status_value values[] = { { "notes", 235 }, { "batches", UINT64_MAX } };
	uint64_t skipped[] = { 17 };
	status_reply_encode(&(struct status_reply){ .broker = "rapporteurd 1.0",
				.press = "live",
				.values = values,
				.value_count = 2,
				.skipped = skipped,
				.skipped_count = 1 },
	    out);
}
static void feed_payload_sample(struct buffer *out)
{
	feed_payload_encode(&(struct feed_payload){ .message = MESSAGE_FEED_UPDATE,
				.event = 17,
				.awaited = 4711,
				.objective = zeros,
				.objective_size = 9 },
	    out);
}

static const struct {
	const char *name;
	void (*encode)(struct buffer *out);
} SAMPLES[] = {
	{ "hello", hello_sample },
	{ "hello reply", hello_reply_sample },
	{ "join reply", join_reply_sample },
	{ "session put", session_put_sample },
	{ "session close", session_close_sample },
	{ "session list", session_list_sample },
	{ "session list reply", session_list_reply_sample },
	{ "session get", session_get_sample },
	{ "session get reply", session_get_reply_sample },
	{ "part", part_sample },
	{ "note submit", note_submit_sample },
	{ "note amend", note_amend_sample },
	{ "note retract", note_retract_sample },
	{ "note reply", note_reply_sample },
	{ "synthesis get", synthesis_get_sample },
	{ "synthesis get reply", synthesis_get_reply_sample },
	{ "journal read", journal_read_sample },
	{ "journal read reply", journal_read_reply_sample },
	{ "status reply", status_reply_sample },
	{ "feed payload", feed_payload_sample },
};

static const struct message_codec *codec_find(const char *name)
{
	for (size_t i = 0; i < MESSAGE_CODEC_COUNT; i++)
		if (strcmp(message_codecs[i].name, name) == 0)
			return &message_codecs[i];
	fail_msg("no codec %s", name);
	return NULL;
}

static void sample_encode(const char *name, struct buffer *out)
{
	buffer_init(out, MESSAGE_BYTES_MAX);
	for (size_t i = 0; i < COUNT(SAMPLES); i++)
		if (strcmp(SAMPLES[i].name, name) == 0)
			SAMPLES[i].encode(out);
	assert_false(out->failed);
	assert_true(out->size > 0);
}

static void bodies_come_out_as_they_went_in(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(SAMPLES); i++) {
		struct buffer bytes;
		struct again again;
		sample_encode(SAMPLES[i].name, &bytes);
		again_open(&again);
		if (codec_find(SAMPLES[i].name)->again(&again, bytes.bytes, bytes.size) !=
		    ERROR_NONE)
			fail_msg("%s: %s", SAMPLES[i].name, again.refusal.detail);
		if (again.out.size != bytes.size ||
		    memcmp(again.out.bytes, bytes.bytes, bytes.size) != 0)
			fail_msg("%s comes out otherwise", SAMPLES[i].name);
		again_close(&again);
		buffer_close(&bytes);
	}
}

static void every_cut_body_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(SAMPLES); i++) {
		struct buffer bytes;
		sample_encode(SAMPLES[i].name, &bytes);
		for (size_t size = 0; size < bytes.size; size++) {
			struct again again;
			again_open(&again);
			uint8_t *exact = malloc(size + 1); /* so that a sanitizer sees the end */
			assert_non_null(exact);
			memcpy(exact + 1, bytes.bytes, size);
			assert_int_equal(
			    codec_find(SAMPLES[i].name)->again(&again, exact + 1, size),
			    ERROR_BYTES);
			free(exact);
			again_close(&again);
		}
		buffer_close(&bytes);
	}
}

/* --- Fields at their bounds ---------------------------------------------------------------------- */

enum shape { RAW, ABSENT, TEXT, BIN }; /* TEXT, BIN: of `number` bytes */
static const struct {
	const char *name;
	const char *key;
	enum shape shape;
	uint64_t number; /* RAW: as a number */
	enum error error;
} FIELDS[] = {
	{ "hello", "c", TEXT, 64, ERROR_NONE },
	{ "hello", "c", TEXT, 65, ERROR_FIELD },
	{ "hello", "j", BIN, 15, ERROR_FIELD },
	{ "hello", "j", ABSENT, 0, ERROR_NONE },
	{ "hello", "n", ABSENT, 0, ERROR_FIELD },
	{ "hello", "h", BIN, 33, ERROR_FIELD },
	{ "hello", "zz", RAW, 1, ERROR_NONE },
	{ "hello reply", "f", RAW, 0, ERROR_FIELD },
	{ "hello reply", "f", RAW, 65535, ERROR_NONE },
	{ "hello reply", "f", RAW, 65536, ERROR_FIELD },
	{ "hello reply", "k", BIN, 31, ERROR_FIELD },
	{ "join reply", "a", RAW, 0, ERROR_FIELD },
	{ "join reply", "a", RAW, 4, ERROR_FIELD },
	{ "join reply", "e", RAW, 0, ERROR_FIELD },
	{ "join reply", "p", BIN, 17, ERROR_FIELD },
	{ "session put", "p", BIN, PART_BYTES_MAX, ERROR_NONE },
	{ "session put", "p", BIN, PART_BYTES_MAX + 1, ERROR_FIELD },
	{ "session put", "p", ABSENT, 0, ERROR_FIELD },
	{ "session put", "p", TEXT, 3, ERROR_FIELD },
	{ "session close", "g", RAW, GRACE_MS_MAX, ERROR_NONE },
	{ "session close", "g", RAW, (uint64_t)GRACE_MS_MAX + 1, ERROR_FIELD },
	{ "session close", "g", ABSENT, 0, ERROR_NONE },
	{ "session list", "a", TEXT, SESSION_KEY_MAX, ERROR_NONE },
	{ "session list", "a", TEXT, SESSION_KEY_MAX + 1, ERROR_FIELD },
	{ "session get", "k", RAW, PARTS_MAX - 1, ERROR_NONE },
	{ "session get", "k", RAW, PARTS_MAX, ERROR_FIELD },
	{ "session get", "d", ABSENT, 0, ERROR_FIELD },    /* part 3 needs it */
	{ "session get reply", "k", RAW, 2, ERROR_FIELD }, /* of 2 parts there are 0 and 1 */
	{ "session get reply", "pc", RAW, 0, ERROR_FIELD },
	{ "session get reply", "b", ABSENT, 0, ERROR_FIELD },
	{ "session get reply", "b", BIN, PART_BYTES_MAX, ERROR_NONE },
	{ "session get reply", "b", BIN, PART_BYTES_MAX + 1, ERROR_FIELD },
	{ "session get reply", "s", TEXT, 0, ERROR_FIELD },
	{ "part", "k", RAW, 16, ERROR_FIELD },
	{ "part", "pc", RAW, PROGRAMME_PARTS_MAX, ERROR_NONE },
	{ "part", "pc", RAW, PROGRAMME_PARTS_MAX + 1, ERROR_FIELD },
	{ "part", "d", ABSENT, 0, ERROR_FIELD },
	{ "part", "b", BIN, PART_BYTES_MAX, ERROR_NONE },
	{ "part", "b", BIN, PART_BYTES_MAX + 1, ERROR_FIELD },
	{ "note submit", "r", ABSENT, 0, ERROR_FIELD },
	{ "note submit", "r", TEXT, ROOM_KEY_MAX, ERROR_NONE },
	{ "note submit", "r", TEXT, ROOM_KEY_MAX + 1, ERROR_FIELD },
	{ "note submit", "r", BIN, 3, ERROR_FIELD },
	{ "note submit", "o", RAW, 0, ERROR_FIELD },
	{ "note submit", "o", RAW, OBJECTIVE_MAX, ERROR_NONE },
	{ "note submit", "o", RAW, OBJECTIVE_MAX + 1, ERROR_FIELD },
	{ "note submit", "o", ABSENT, 0, ERROR_NONE },
	{ "note submit", "c", ABSENT, 0, ERROR_NONE },
	{ "note submit", "c", TEXT, CATEGORY_KEY_MAX, ERROR_NONE },
	{ "note submit", "c", TEXT, CATEGORY_KEY_MAX + 1, ERROR_FIELD },
	{ "note submit", "l", TEXT, LENS_KEY_MAX, ERROR_NONE },
	{ "note submit", "l", TEXT, LENS_KEY_MAX + 1, ERROR_FIELD },
	{ "note submit", "k", TEXT, LANG_MAX, ERROR_NONE },
	{ "note submit", "k", TEXT, LANG_MAX + 1, ERROR_FIELD },
	{ "note submit", "f", TEXT, REF_MAX, ERROR_NONE },
	{ "note submit", "f", TEXT, REF_MAX + 1, ERROR_FIELD },
	{ "note submit", "t", RAW, TIME_MS_MAX, ERROR_NONE },
	{ "note submit", "t", RAW, TIME_MS_MAX + 1, ERROR_FIELD },
	{ "note submit", "x", TEXT, NOTE_TEXT_CHARS_MAX, ERROR_NONE },
	{ "note submit", "x", TEXT, NOTE_TEXT_CHARS_MAX + 1, ERROR_TEXT_LONG },
	{ "note submit", "x", TEXT, NOTE_INPUT_BYTES_MAX, ERROR_TEXT_LONG },
	{ "note submit", "x", TEXT, NOTE_INPUT_BYTES_MAX + 1, ERROR_BYTES },
	{ "note submit", "x", TEXT, 0, ERROR_TEXT_EMPTY },
	{ "note submit", "x", ABSENT, 0, ERROR_TEXT_EMPTY },
	{ "note submit", "x", BIN, 3, ERROR_FIELD },
	{ "note submit", "zz", BIN, EXTRA_BYTES_MAX - 7, ERROR_NONE }, /* map, key, header: 7 */
	{ "note submit", "zz", BIN, EXTRA_BYTES_MAX - 6, ERROR_FIELD },
	{ "note amend", "n", ABSENT, 0, ERROR_FIELD },
	{ "note amend", "e", ABSENT, 0, ERROR_FIELD },
	{ "note amend", "e", RAW, 0, ERROR_FIELD },
	{ "note amend", "e", RAW, UINT64_MAX, ERROR_NONE },
	{ "note retract", "n", BIN, 15, ERROR_FIELD },
	{ "note retract", "e", RAW, 0, ERROR_FIELD },
	{ "note reply", "i", TEXT, 11, ERROR_FIELD },
	{ "note reply", "i", TEXT, 13, ERROR_FIELD },
	{ "note reply", "e", RAW, 0, ERROR_FIELD },
	{ "synthesis get", "o", RAW, OBJECTIVE_MAX + 1, ERROR_FIELD },
	{ "synthesis get", "e", ABSENT, 0, ERROR_NONE },
	{ "synthesis get reply", "pc", RAW, PARTS_MAX, ERROR_NONE },
	{ "synthesis get reply", "pc", RAW, PARTS_MAX + 1, ERROR_FIELD },
	{ "journal read", "n", RAW, 0, ERROR_FIELD },
	{ "journal read", "m", RAW, 0, ERROR_FIELD },
	{ "journal read", "m", ABSENT, 0, ERROR_NONE },
	{ "journal read", "m", RAW, JOURNAL_READ_EVENTS_MAX + 1, ERROR_FIELD },
	{ "journal read reply", "n", ABSENT, 0, ERROR_FIELD },
	{ "journal read reply", "l", RAW, 1, ERROR_FIELD },
	{ "status reply", "p", ABSENT, 0, ERROR_FIELD },
	{ "feed payload", "t", RAW, 0, ERROR_FIELD },
	{ "feed payload", "t", RAW, 119, ERROR_NONE }, /* one that we do not know */
	{ "feed payload", "b", BIN, WALK_STRING_MAX, ERROR_NONE },
	{ "feed payload", "b", BIN, WALK_STRING_MAX + 1, ERROR_FIELD },
};

static void raw_value(size_t index, struct buffer *raw)
{
	static uint8_t letters[MESSAGE_BYTES_MAX];
	memset(letters, 'a', sizeof letters);
	letters[FIELDS[index].number % sizeof letters] = '\0';
	switch (FIELDS[index].shape) {
	case RAW:
		pack_uint(raw, FIELDS[index].number);
		break;
	case TEXT:
		pack_text(raw, (const char *)letters);
		break;
	case BIN:
		pack_bin(raw, zeros, FIELDS[index].number);
		break;
	case ABSENT:
		break;
	}
}

static void fields_are_held_to_their_bounds(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(FIELDS); i++) {
		struct buffer bytes;
		struct buffer raw;
		struct buffer changed;
		struct again again;
		sample_encode(FIELDS[i].name, &bytes);
		buffer_init(&raw, MESSAGE_BYTES_MAX);
		buffer_init(&changed, 2 * MESSAGE_BYTES_MAX);
		raw_value(i, &raw);
		map_change(&bytes, FIELDS[i].key,
		    FIELDS[i].shape == ABSENT ? NULL : (const char *)raw.bytes, raw.size, &changed);
		again_open(&again);
		enum error error =
		    codec_find(FIELDS[i].name)->again(&again, changed.bytes, changed.size);
		if (error != FIELDS[i].error)
			fail_msg("%s.%s (%zu): %s, %s", FIELDS[i].name, FIELDS[i].key, i,
			    error_word(error), again.refusal.detail);
		if (error == ERROR_FIELD && strstr(again.refusal.detail, "field ") == NULL)
			fail_msg("%s.%s: no detail", FIELDS[i].name, FIELDS[i].key);
		again_close(&again);
		buffer_close(&changed);
		buffer_close(&raw);
		buffer_close(&bytes);
	}
}

static void a_stranger_writes_no_lines_into_the_log(void **state)
{
	(void)state;
	struct hello hello = { .client = "nice\nbroker: all is lost" };
	struct refusal refusal;
	struct buffer bytes;
	buffer_init(&bytes, 1024);
	hello_encode(&hello, &bytes);
	assert_int_equal(hello_decode(&hello, bytes.bytes, bytes.size, &refusal), ERROR_FIELD);
	assert_refused(&refusal, ERROR_FIELD, "field c");
	buffer_close(&bytes);
}

static void the_largest_bodies_fit_their_caps(void **state)
{
	(void)state;
	static char letters[NOTE_TEXT_BYTES_MAX + 1];
	memset(letters, 'a', NOTE_TEXT_BYTES_MAX);
	struct buffer body;
	buffer_init(&body, message_find(MESSAGE_NOTE_AMEND)->body_bytes_max);
	struct note_put put = note;
	put.text = letters;
	note_put_encode(true, &put, &body);
	assert_false(body.failed);
	buffer_close(&body);
	buffer_init(&body, message_find(MESSAGE_PART)->body_bytes_max);
	part_put_encode(
	    &(struct part_put){ .part_count = 16, .bytes = zeros, .size = PART_BYTES_MAX }, &body);
	assert_false(body.failed);
	struct envelope envelope = {
		.major = 1, .message = MESSAGE_PART, .body = body.bytes, .body_size = body.size
	};
	struct refusal refusal;
	struct buffer frame;
	id_fill(envelope.id, 1);
	buffer_init(&frame, MESSAGE_BYTES_MAX);
	envelope_encode(&envelope, &frame);
	assert_false(frame.failed);
	assert_int_equal(envelope_decode(&envelope, frame.bytes, frame.size, &refusal), ERROR_NONE);
	buffer_close(&frame);
	buffer_close(&body);
}

int main(void)
{
	if (sodium_init() < 0)
		return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bodies_come_out_as_they_went_in),
		cmocka_unit_test(every_cut_body_is_refused),
		cmocka_unit_test(fields_are_held_to_their_bounds),
		cmocka_unit_test(a_stranger_writes_no_lines_into_the_log),
		cmocka_unit_test(the_largest_bodies_fit_their_caps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
