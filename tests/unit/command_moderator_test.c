/* tests/unit/command_moderator_test.c - what moderators ask and are answered, as bytes: what goes in comes out,
 * and what is past a cap or cut short is refused. */
#include "tests/unit/proto_fixture.h"

#include "tests/fuzz/message_check.h"

#define NOTE  "dgh8bj5mskp4"
#define OTHER "0123456789ab"

static void why_question(struct buffer *out)
{
	inquiry_encode(MESSAGE_WHY, &(struct inquiry){ .at_least = 7, .id = NOTE }, out);
}
static void search_question(struct buffer *out)
{
	inquiry_encode(MESSAGE_SEARCH,
	    &(struct inquiry){ .objective = 2,
		.words = "flood funds",
		.most = 5,
		.want = { .part = 3, .digest_given = true } },
	    out);
}
static void missing_question(struct buffer *out)
{
	inquiry_encode(MESSAGE_MISSING, &(struct inquiry){ .objective = 2 }, out);
}
static void reply(struct buffer *out)
{
	inquiry_reply_encode(
	    &(struct inquiry_reply){
		.event = 17, .got = { .part_count = 1, .bytes = (const uint8_t *)"x", .size = 1 } },
	    out);
}
static void why_answer(struct buffer *out)
{
	struct why_words words[] = { { "wages", "salaries", 31 }, { "low", "low", 22 } };
	struct why_link links[] = { { .note = OTHER,
	    .other = NOTE,
	    .words = 53,
	    .gist = 61,
	    .aligned = words,
	    .aligned_count = 2,
	    .circumstance = "another rapporteur, same room" } };
	struct why_origin origins[] = { { .point = "pointpointpo", .notes = 2, .outside = 1 } };
	struct why_round rounds[] = { { .round = 1, .notes = 1 }, { .round = 2, .notes = 1 } };
	struct curation_entry decisions[] = { { .number = 9,
	    .minute = 26000000,
	    .role = "moderator",
	    .act = "merge",
	    .objective = 2,
	    .what = "2 notes belong together",
	    .reason = "the same",
	    .undone_by = 11 } };
	struct why_apart apart[] = { { .note = NOTE,
	    .other = OTHER,
	    .point = "otherotherot",
	    .what = "one of them says \"not\"" } };
	why_encode(&(struct why){ .objective = 2,
		       .point = "pointpointpo",
		       .statement = "Wages are low",
		       .statement_note = NOTE,
		       .notes = 2,
		       .links = links,
		       .link_count = 1,
		       .origins = origins,
		       .origin_count = 1,
		       .rounds = rounds,
		       .round_count = 2,
		       .decisions = decisions,
		       .decision_count = 1,
		       .apart = apart,
		       .apart_count = 1 },
	    out);
}
static void hit(struct buffer *out)
{
	search_hit_encode(&(struct search_hit){ .objective = 2,
			      .note = NOTE,
			      .place = NOTE_HIDDEN,
			      .likeness = 100,
			      .text = "Wages are low",
			      .reason = "named somebody" },
	    out);
}
static void item(struct buffer *out)
{
	missing_item_encode(&(struct missing_item){ .kind = MISSING_SECOND,
				.objective = 2,
				.what = "Wages are low",
				.point = "pointpointpo",
				.reason = "only one rapporteur wrote in its room" },
	    out);
}
static void entry(struct buffer *out)
{
	curation_entry_encode(&(struct curation_entry){ .number = 9,
				  .minute = 26000000,
				  .role = "moderator",
				  .act = "pin",
				  .objective = 2,
				  .what = "2 notes" },
	    out);
}

static const struct {
	const char *name;
	void (*encode)(struct buffer *out);
} SAMPLES[] = {
	{ "inquiry why", why_question },
	{ "inquiry search", search_question },
	{ "inquiry missing", missing_question },
	{ "inquiry reply", reply },
	{ "why", why_answer },
	{ "search hit", hit },
	{ "missing item", item },
	{ "curation entry", entry },
};

static const struct message_codec *codec_find(const char *name)
{
	for (size_t i = 0; i < MESSAGE_CODEC_COUNT; i++)
		if (strcmp(message_codecs[i].name, name) == 0)
			return &message_codecs[i];
	fail_msg("no codec %s", name);
	return NULL;
}

static void sample(const char *name, struct buffer *out)
{
	buffer_init(out, MESSAGE_BYTES_MAX);
	for (size_t i = 0; i < COUNT(SAMPLES); i++)
		if (strcmp(SAMPLES[i].name, name) == 0)
			SAMPLES[i].encode(out);
	assert_false(out->failed);
	assert_true(out->size > 0);
}

static void they_come_out_as_they_went_in(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(SAMPLES); i++) {
		struct buffer bytes;
		struct again again;
		sample(SAMPLES[i].name, &bytes);
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

static void what_is_cut_short_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(SAMPLES); i++) {
		struct buffer bytes;
		sample(SAMPLES[i].name, &bytes);
		for (size_t size = 0; size < bytes.size; size++) {
			struct again again;
			again_open(&again);
			assert_int_equal(
			    codec_find(SAMPLES[i].name)->again(&again, bytes.bytes, size),
			    ERROR_BYTES);
			again_close(&again);
		}
		buffer_close(&bytes);
	}
}

enum shape { NUMBER, ABSENT, TEXT };
static const struct {
	const char *name;
	const char *key;
	enum shape shape;
	uint64_t number;
	enum error error;
} FIELDS[] = {
	{ "inquiry why", "i", TEXT, PUBLIC_ID_CHARS - 1, ERROR_FIELD },
	{ "inquiry why", "i", TEXT, PUBLIC_ID_CHARS, ERROR_NONE },
	{ "inquiry why", "i", ABSENT, 0, ERROR_FIELD },
	{ "inquiry search", "x", ABSENT, 0, ERROR_FIELD },
	{ "inquiry search", "x", TEXT, SEARCH_WORDS_CHARS_MAX, ERROR_NONE },
	{ "inquiry search", "x", TEXT, SEARCH_WORDS_CHARS_MAX + 1, ERROR_FIELD },
	{ "inquiry search", "n", NUMBER, 0, ERROR_FIELD },
	{ "inquiry search", "n", NUMBER, SEARCH_HITS_MAX, ERROR_NONE },
	{ "inquiry search", "n", NUMBER, SEARCH_HITS_MAX + 1, ERROR_FIELD },
	{ "inquiry search", "n", ABSENT, 0, ERROR_NONE },
	{ "inquiry search", "o", NUMBER, OBJECTIVE_MAX + 1, ERROR_FIELD },
	{ "inquiry missing", "o", NUMBER, OBJECTIVE_MAX, ERROR_NONE },
	{ "inquiry missing", "o", ABSENT, 0, ERROR_NONE },
	{ "why", "o", NUMBER, 0, ERROR_FIELD },
	{ "why", "p", ABSENT, 0, ERROR_NONE },
	{ "search hit", "s", NUMBER, 101, ERROR_FIELD },
	{ "search hit", "q", NUMBER, NOTE_PLACE_COUNT, ERROR_FIELD },
	{ "search hit", "x", ABSENT, 0, ERROR_NONE },
	{ "missing item", "a", NUMBER, MISSING_KIND_COUNT, ERROR_FIELD },
	{ "missing item", "y", ABSENT, 0, ERROR_FIELD },
	{ "curation entry", "n", NUMBER, 0, ERROR_FIELD },
	{ "curation entry", "u", NUMBER, 12, ERROR_NONE },
};

static void fields_hold_their_bounds(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(FIELDS); i++) {
		struct buffer bytes;
		struct buffer value;
		struct buffer changed;
		struct again again;
		sample(FIELDS[i].name, &bytes);
		buffer_init(&value, MESSAGE_BYTES_MAX);
		buffer_init(&changed, 2 * MESSAGE_BYTES_MAX);
		char text[2 * SEARCH_WORDS_CHARS_MAX] = "";
		if (FIELDS[i].shape == TEXT) {
			memset(text, 'a', FIELDS[i].number);
			pack_text(&value, text);
		} else {
			pack_uint(&value, FIELDS[i].number);
		}
		map_change(&bytes, FIELDS[i].key,
		    FIELDS[i].shape == ABSENT ? NULL : (const char *)value.bytes, value.size,
		    &changed);
		again_open(&again);
		enum error error =
		    codec_find(FIELDS[i].name)->again(&again, changed.bytes, changed.size);
		if (error != FIELDS[i].error)
			fail_msg(
			    "%s %s (%zu): %s", FIELDS[i].name, FIELDS[i].key, i, error_word(error));
		again_close(&again);
		buffer_close(&bytes);
		buffer_close(&value);
		buffer_close(&changed);
	}
}

static void words_are_normalised(void **state)
{
	(void)state;
	struct buffer bytes;
	struct arena arena;
	struct inquiry inquiry;
	struct refusal refusal;
	buffer_init(&bytes, MESSAGE_BYTES_MAX);
	arena_init(&arena, MESSAGE_BYTES_MAX);
	inquiry_encode(
	    MESSAGE_SEARCH, &(struct inquiry){ .words = "  Flood\n funds ", .most = 1 }, &bytes);
	assert_int_equal(
	    inquiry_decode(MESSAGE_SEARCH, &inquiry, &arena, bytes.bytes, bytes.size, &refusal),
	    ERROR_NONE);
	assert_string_equal(inquiry.words, "Flood funds");
	arena_close(&arena);
	buffer_close(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_come_out_as_they_went_in),
		cmocka_unit_test(what_is_cut_short_is_refused),
		cmocka_unit_test(fields_hold_their_bounds),
		cmocka_unit_test(words_are_normalised),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
