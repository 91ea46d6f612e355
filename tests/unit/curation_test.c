/* tests/unit/curation_test.c - acts of curation as bytes: what goes in comes out, and what an act needs. */
#include "tests/unit/proto_fixture.h"

#include "proto/curation.h"
#include "proto/wire/wire.h"

static const struct curation_note two[] = { { 2, "dgh8bj5mskp4" }, { 300, "0123456789ab" } };
static const struct curation_note one[] = { { 5, "zyxwvtsrqpnm" } };

#define TWO .objective = 2, .notes = two, .note_count = 2
#define ONE .others = one, .other_count = 1

static const struct curation acts[] = {
	{ .act = CURATION_PIN, TWO },
	{ .act = CURATION_MERGE, TWO, .reason = "the same point" },
	{ .act = CURATION_SPLIT, TWO, ONE },
	{ .act = CURATION_RESTATE, TWO, .text = "Flood funds come too late" },
	{ .act = CURATION_MOVE, TWO, .category = "practice" },
	{ .act = CURATION_MOVE, TWO, .theme = "" },
	{ .act = CURATION_MOVE, TWO, .category = "practice", .theme = "money" },
	{ .act = CURATION_HIDE, TWO, .reason = "said in confidence" },
	{ .act = CURATION_UNHIDE, TWO },
	{ .act = CURATION_PLACE, TWO },
	{ .act = CURATION_ORDER, TWO },
	{ .act = CURATION_ORDER, TWO, ONE },
	{ .act = CURATION_THEME,
	    .objective = 2,
	    .category = "practice",
	    .theme = "money",
	    .text = "Money" },
	{ .act = CURATION_THEME,
	    .objective = 2,
	    .category = "practice",
	    .theme = "money",
	    .text = "" },
	{ .act = CURATION_THEME,
	    .objective = 2,
	    .category = "practice",
	    .theme = "money",
	    .value = 3 },
	{ .act = CURATION_LENS, TWO, .lens = "youth", .value = 1 },
	{ .act = CURATION_LENS, TWO, .lens = "youth" },
	{ .act = CURATION_UNDO, .undone = 7, .reason = "a mistake" },
	{ .act = CURATION_RELEASE, TWO, .seen = 12, .reason = "he agreed" },
};

static bool same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void assert_same(const struct curation *a, const struct curation *b)
{
	assert_int_equal(a->act, b->act);
	assert_int_equal(a->objective, b->objective);
	assert_int_equal(a->note_count, b->note_count);
	assert_int_equal(a->other_count, b->other_count);
	for (size_t i = 0; i < a->note_count; i++)
		assert_int_equal(a->notes[i].number, b->notes[i].number);
	assert_true(same_text(a->text, b->text));
	assert_true(same_text(a->category, b->category));
	assert_true(same_text(a->theme, b->theme));
	assert_true(same_text(a->lens, b->lens));
	assert_true(same_text(a->reason, b->reason));
	assert_int_equal(a->value, b->value);
	assert_int_equal(a->undone, b->undone);
}

static void an_act_comes_out_as_it_went_in(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(acts); i++) {
		struct curation out;
		struct event_curated curated = { .role = CURATION_ROLE, .time_ms = 1500 };
		struct event_curated kept;
		struct refusal refusal;
		struct buffer bytes;
		struct arena arena;
		buffer_init(&bytes, MESSAGE_BYTES_MAX);
		arena_init(&arena, 64u << 10);
		curation_encode(&acts[i], &bytes);
		assert_int_equal(
		    curation_decode(&out, &arena, bytes.bytes, bytes.size, &refusal), ERROR_NONE);
		assert_same(&out, &acts[i]);
		if (out.note_count > 0)
			assert_string_equal(out.notes[1].id, two[1].id);
		curated.curation = acts[i];
		buffer_clear(&bytes);
		event_curated_encode(&curated, &bytes);
		assert_int_equal(
		    event_curated_decode(&kept, &arena, bytes.bytes, bytes.size, &refusal),
		    ERROR_NONE);
		assert_same(&kept.curation, &acts[i]);
		assert_string_equal(kept.role, "moderator");
		if (kept.curation.note_count > 0)
			assert_string_equal(kept.curation.notes[1].id, "");
		arena_close(&arena);
		buffer_close(&bytes);
	}
}

static void what_an_act_needs_is_asked_for(void **state)
{
	static const struct {
		struct curation act;
		const char *detail;
	} cases[] = {
		{ { .act = CURATION_PIN, .notes = two, .note_count = 2 }, "field o: is missing" },
		{ { .act = CURATION_PIN, .objective = 2 }, "field n: must name a note" },
		{ { .act = CURATION_SPLIT, TWO }, "field m: must name a note" },
		{ { .act = CURATION_RESTATE, TWO }, "field t: must have text" },
		{ { .act = CURATION_RESTATE, TWO, .text = " \t" }, "field t: must have text" },
		{ { .act = CURATION_MOVE, TWO }, "field c: or k must say where to" },
		{ { .act = CURATION_HIDE, TWO }, "field w: must give a reason" },
		{ { .act = CURATION_HIDE, TWO, .reason = "  " }, "field w: must give a reason" },
		{ { .act = CURATION_THEME, .objective = 2, .theme = "a", .text = "A" },
		    "field c: is missing" },
		{ { .act = CURATION_THEME,
		      .objective = 2,
		      .category = "a",
		      .theme = "",
		      .text = "A" },
		    "field k: is missing" },
		{ { .act = CURATION_THEME, .objective = 2, .category = "a", .theme = "a" },
		    "field t: or v must say what becomes of the theme" },
		{ { .act = CURATION_LENS, TWO }, "field l: is missing" },
		{ { .act = CURATION_UNDO }, "field p: is missing" },
		{ { .act = CURATION_RELEASE, TWO }, "field e: is missing" },
		{ { .act = 99, TWO }, "field a: must be an act of this version" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct curation out;
		struct refusal refusal;
		struct buffer bytes;
		struct arena arena;
		buffer_init(&bytes, MESSAGE_BYTES_MAX);
		arena_init(&arena, 64u << 10);
		curation_encode(&cases[i].act, &bytes);
		assert_int_equal(
		    curation_decode(&out, &arena, bytes.bytes, bytes.size, &refusal), ERROR_FIELD);
		assert_string_equal(refusal.detail, cases[i].detail);
		arena_close(&arena);
		buffer_close(&bytes);
	}
}

/* Caps: as many notes as an act may name fit a message and an event; one more is refused. */
static void an_act_at_its_caps_fits(void **state)
{
	static struct curation_note many[CURATION_NOTES_MAX + 1];
	(void)state;
	for (size_t i = 0; i < COUNT(many); i++) {
		many[i].number = UINT64_MAX - i;
		memcpy(many[i].id, "0123456789ab", PUBLIC_ID_CHARS);
	}
	struct curation act = { .act = CURATION_SPLIT,
		.objective = 999,
		.notes = many,
		.note_count = CURATION_NOTES_MAX,
		.others = many,
		.other_count = CURATION_NOTES_MAX };
	struct curation out;
	struct refusal refusal;
	struct buffer bytes;
	struct arena arena;
	buffer_init(&bytes, MESSAGE_BYTES_MAX);
	arena_init(&arena, 1u << 20);
	curation_encode(&act, &bytes);
	assert_in_range(bytes.size, 1, 49152);
	assert_int_equal(
	    curation_decode(&out, &arena, bytes.bytes, bytes.size, &refusal), ERROR_NONE);
	assert_int_equal(out.other_count, CURATION_NOTES_MAX);
	struct event_curated curated = { .role = CURATION_ROLE, .curation = act };
	buffer_clear(&bytes);
	event_curated_encode(&curated, &bytes);
	assert_in_range(bytes.size, 1, EVENT_BODY_BYTES_MAX);
	act.other_count = 1;
	act.note_count++;
	buffer_clear(&bytes);
	curation_encode(&act, &bytes);
	assert_int_equal(
	    curation_decode(&out, &arena, bytes.bytes, bytes.size, &refusal), ERROR_FIELD);
	arena_close(&arena);
	buffer_close(&bytes);
}

/* What a newer version wrote keeps its code, so that a log can say that there is something. */
static void an_act_of_a_newer_version_is_no_damage(void **state)
{
	(void)state;
	struct event_curated curated = { .role = CURATION_ROLE,
		.curation = { .act = 99, .objective = 2, .text = "what?" } };
	struct event_curated out;
	struct refusal refusal;
	struct buffer bytes;
	struct arena arena;
	buffer_init(&bytes, MESSAGE_BYTES_MAX);
	arena_init(&arena, 64u << 10);
	event_curated_encode(&curated, &bytes);
	assert_int_equal(
	    event_curated_decode(&out, &arena, bytes.bytes, bytes.size, &refusal), ERROR_NONE);
	assert_int_equal(out.curation.act, 99);
	assert_int_equal(out.curation.objective, 2);
	assert_null(out.curation.text);
	arena_close(&arena);
	buffer_close(&bytes);
}

static void words_and_codes_are_unique(void **state)
{
	(void)state;
	const struct curation_info *a = NULL;
	for (size_t i = 0; (a = curation_at(i)) != NULL; i++) {
		const struct curation_info *b = NULL;
		assert_ptr_equal(curation_find(a->act), a);
		for (size_t k = 0; k < i && (b = curation_at(k)) != NULL; k++) {
			assert_int_not_equal(a->act, b->act);
			assert_string_not_equal(a->word, b->word);
		}
	}
	assert_null(curation_find(0));
	assert_null(curation_at(SIZE_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_act_comes_out_as_it_went_in),
		cmocka_unit_test(what_an_act_needs_is_asked_for),
		cmocka_unit_test(an_act_at_its_caps_fits),
		cmocka_unit_test(an_act_of_a_newer_version_is_no_damage),
		cmocka_unit_test(words_and_codes_are_unique),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
