/* tests/unit/synthesis_codec_test.c - the synthesis as it travels: whole, in updates, one after another. */
#include <stdlib.h>

#include "tests/unit/proto_fixture.h"

#include "proto/synthesis.h"

static const struct name_mark point_mark = { NAME_BODY, 1, 2 };
static const char point_notes[][PUBLIC_ID_CHARS + 1] = { "0123456789ab", "zyxwvtsrqpnm" };

static struct synthesis_point point_sample(void)
{
	static const char *rooms[] = { "WG-1", "WG-2" };
	static const char *lenses[] = { "youth" };
	return (struct synthesis_point){ .id = "0123456789ab",
		.number = 3,
		.category = "challenge",
		.statement = "Flood funds come too late",
		.statement_note = "zyxwvtsrqpnm",
		.reason = "both say flood, fund, late",
		.writers = 2,
		.rooms = rooms,
		.room_count = 2,
		.lenses = lenses,
		.lens_count = 1,
		.first_minute = 26730960,
		.last_minute = 26731000,
		.notes = point_notes,
		.note_count = 2,
		.theme = "money",
		.pinned = true,
		.restated = true,
		.rank = 3,
		.marks = &point_mark,
		.mark_count = 1 };
}

static const struct name_mark marks_sample[] = { { NAME_TITLE, 0, 6 }, { 99, 11, 2 } };

static struct synthesis_note notes_sample[] = {
	{ .id = "0123456789ab",
	    .number = 3,
	    .text = "Flood funds come too late",
	    .category = "challenge",
	    .lens = "youth",
	    .room = "WG-2",
	    .language = "en",
	    .ref = "n1",
	    .minute = 26730960 },
	{ .id = "zyxwvtsrqpnm",
	    .number = 4,
	    .place = NOTE_UNPLACED,
	    .reason = "an event was skipped",
	    .text = "t",
	    .category = "covid",
	    .room = "WG-1" },
	{ .id = "000000000000", .number = 5, .place = NOTE_RETRACTED },
	/* Masked, for a moderator; hidden, for a rapporteur; on the record. */
	{ .id = "000000000001",
	    .number = 6,
	    .text = "[a name] said [a name]",
	    .category = "covid",
	    .room = "WG-1",
	    .original = "Mr Tan said ok",
	    .marks = marks_sample,
	    .mark_count = 2 },
	{ .id = "000000000002", .number = 7, .place = NOTE_HIDDEN },
	{ .id = "000000000003",
	    .number = 8,
	    .text = "t",
	    .category = "covid",
	    .room = "WG-1",
	    .speaker = "Ms Zed",
	    .body = "Harbour House" },
};

static struct synthesis_objective objective_sample(struct synthesis_point *point, bool whole)
{
	static uint64_t questions[] = { 3, 0 };
	static struct synthesis_theme themes[] = {
		{ .category = "challenge", .key = "money", .title = "Money that comes too late" },
		{ .category = "practice", .key = "money", .title = "Money that came" }
	};
	static const char *silent[] = { "WG-4" };
	static struct synthesis_confirmed confirmed[] = {
		{ .room = "WG-2", .number = 41, .minute = 26600000, .since = 3 }
	};
	static const char removed[][PUBLIC_ID_CHARS + 1] = { "abcdefghjkmn" };
	struct synthesis_objective objective = { .number = 2,
		.whole = whole,
		.counts = { 2, 0, 1, 1, 0, UINT64_MAX },
		.questions = questions,
		.question_count = 2,
		.silent_rooms = silent,
		.silent_room_count = 1,
		.confirmed = confirmed,
		.confirmed_count = COUNT(confirmed),
		.themes = themes,
		.theme_count = COUNT(themes),
		.points = point,
		.point_count = 1,
		.notes = notes_sample,
		.note_count = COUNT(notes_sample),
		.removed_points = removed,
		.removed_point_count = whole ? 0 : 1 };
	return objective;
}

static void assert_same_bytes(const struct synthesis_objective *read, const struct buffer *bytes)
{
	struct buffer twice;
	buffer_init(&twice, MESSAGE_BYTES_MAX);
	synthesis_objective_encode(read, &twice);
	assert_int_equal(twice.size, bytes->size);
	assert_memory_equal(twice.bytes, bytes->bytes, bytes->size);
	buffer_close(&twice);
}

static void an_objective_comes_out_as_it_went_in(void **state)
{
	(void)state;
	for (int whole = 0; whole < 2; whole++) {
		struct synthesis_point point = point_sample();
		struct synthesis_objective in = objective_sample(&point, whole == 1);
		struct synthesis_objective out;
		struct refusal refusal;
		struct buffer bytes;
		struct arena arena;
		buffer_init(&bytes, MESSAGE_BYTES_MAX);
		arena_init(&arena, 64u << 10);
		synthesis_objective_encode(&in, &bytes);
		assert_int_equal(synthesis_objective_decode(
				     &out, &arena, bytes.bytes, bytes.size, NULL, &refusal),
		    ERROR_NONE);
		assert_same_bytes(&out, &bytes);
		assert_int_equal(out.whole, whole == 1);
		assert_true(out.counts[NOTE_LATE] == UINT64_MAX);
		assert_string_equal(out.points[0].reason, point.reason);
		assert_string_equal(out.points[0].notes[1], "zyxwvtsrqpnm");
		assert_string_equal(out.points[0].theme, "money");
		assert_true(out.points[0].pinned);
		assert_true(out.points[0].restated);
		assert_int_equal(out.points[0].rank, 3);
		assert_int_equal(out.confirmed_count, 1);
		assert_string_equal(out.confirmed[0].room, "WG-2");
		assert_int_equal(out.confirmed[0].number, 41);
		assert_int_equal(out.confirmed[0].since, 3);
		assert_int_equal(out.theme_count, 2);
		assert_string_equal(out.themes[1].title, "Money that came");
		assert_int_equal(out.notes[1].place, NOTE_UNPLACED);
		assert_null(out.notes[2].text);
		assert_string_equal(out.notes[3].original, "Mr Tan said ok");
		assert_int_equal(out.notes[3].mark_count, 2);
		assert_memory_equal(out.notes[3].marks, marks_sample, sizeof marks_sample);
		assert_int_equal(out.points[0].mark_count, 1);
		assert_int_equal(out.points[0].marks[0].size, 2);
		assert_null(out.notes[4].text);
		assert_string_equal(out.notes[5].speaker, "Ms Zed");
		assert_string_equal(out.notes[5].body, "Harbour House");
		arena_close(&arena);
		buffer_close(&bytes);
	}
}

static void maps_follow_one_another(void **state)
{
	(void)state;
	struct synthesis_point point = point_sample();
	struct synthesis_objective in = objective_sample(&point, true);
	struct synthesis_objective out;
	struct refusal refusal;
	struct buffer bytes;
	struct arena arena;
	buffer_init(&bytes, MESSAGE_BYTES_MAX);
	arena_init(&arena, 64u << 10);
	synthesis_objective_encode(&in, &bytes);
	size_t first = bytes.size;
	in.number = 5;
	synthesis_objective_encode(&in, &bytes);
	size_t used = 0;
	assert_int_equal(
	    synthesis_objective_decode(&out, &arena, bytes.bytes, bytes.size, &used, &refusal),
	    ERROR_NONE);
	assert_int_equal(used, first);
	assert_int_equal(synthesis_objective_decode(&out, &arena, bytes.bytes + first,
			     bytes.size - first, &used, &refusal),
	    ERROR_NONE);
	assert_int_equal(out.number, 5);
	assert_int_equal(
	    synthesis_objective_decode(&out, &arena, bytes.bytes, bytes.size, NULL, &refusal),
	    ERROR_BYTES);
	arena_close(&arena);
	buffer_close(&bytes);
}

static void wrong_fields_are_named(void **state)
{
	(void)state;
	static const struct {
		const char *key;
		const char *raw;
		size_t raw_size;
		const char *detail;
	} cases[] = {
		{ "o", NULL, 0, "field o: is missing" },
		{ "o", "\x00", 1, "field o" },
		{ "c", "\x95\0\0\0\0\0", 6, "field c: must be six counts" },
		{ "c", "\x97\0\0\0\0\0\0\0", 8, "field c" },
		{ "c", "\x96\0\0\0\0\0\xff", 7, "field c" },
		{ "q", "\xa0", 1, "field q" },
		{ "p", "\x91\x01", 2, "field p[0]" },
		{ "p", "\x91\x80", 2, "field p[0].i: is missing" },
		{ "n", "\x91\x80", 2, "field n[0].i: is missing" },
		{ "n",
		    "\x91\x82\xa1i\xac"
		    "0123456789ab"
		    "\xa1n\x01",
		    20, "field n[0].p" },
		{ "n",
		    "\x91\x83\xa1i\xac"
		    "0123456789ab"
		    "\xa1n\x01\xa1p\x00",
		    23, "field n[0].x" },
		{ "n",
		    "\x91\x83\xa1i\xac"
		    "0123456789ab"
		    "\xa1n\x01\xa1p\x06",
		    23, "field n[0].p" },
		{ "x",
		    "\x91\xab"
		    "0123456789a",
		    13, "field x: must be ids" },
	};
	struct synthesis_point point = point_sample();
	struct synthesis_objective in = objective_sample(&point, true);
	struct buffer bytes;
	buffer_init(&bytes, MESSAGE_BYTES_MAX);
	synthesis_objective_encode(&in, &bytes);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buffer changed;
		struct synthesis_objective out;
		struct refusal refusal;
		struct arena arena;
		buffer_init(&changed, MESSAGE_BYTES_MAX);
		arena_init(&arena, 64u << 10);
		map_change(&bytes, cases[i].key, cases[i].raw, cases[i].raw_size, &changed);
		synthesis_objective_decode(
		    &out, &arena, changed.bytes, changed.size, NULL, &refusal);
		assert_refused(&refusal, ERROR_FIELD, cases[i].detail);
		arena_close(&arena);
		buffer_close(&changed);
	}
	buffer_close(&bytes);
}

/* What a session of many notes makes: far more values than one message may have. */
static void a_large_objective_is_read(void **state)
{
	(void)state;
	size_t count = 20000;
	struct synthesis_note *notes = calloc(count, sizeof *notes);
	assert_non_null(notes);
	for (size_t i = 0; i < count; i++) {
		notes[i] = notes_sample[0];
		notes[i].number = i + 1;
	}
	struct synthesis_objective in = {
		.number = 2, .whole = true, .notes = notes, .note_count = count
	};
	struct synthesis_objective out;
	struct refusal refusal;
	struct buffer bytes;
	struct arena arena;
	buffer_init(&bytes, 16u << 20);
	arena_init(&arena, 64u << 20);
	synthesis_objective_encode(&in, &bytes);
	assert_int_equal(
	    synthesis_objective_decode(&out, &arena, bytes.bytes, bytes.size, NULL, &refusal),
	    ERROR_NONE);
	assert_int_equal(out.note_count, count);
	assert_int_equal(out.notes[count - 1].number, count);
	arena_close(&arena);
	arena_init(&arena, 64u << 10);
	assert_int_equal(
	    synthesis_objective_decode(&out, &arena, bytes.bytes, bytes.size, NULL, &refusal),
	    ERROR_FIELD); /* no memory: told, not half read */
	arena_close(&arena);
	buffer_close(&bytes);
	free(notes);
}

/* Marks that would be read beyond the text, or twice, are refused. */
static void marks_lie_in_the_text(void **state)
{
	static const struct {
		const char *name;
		struct name_mark marks[2];
		size_t count;
		bool well;
	} cases[] = {
		{ "to the end", { { 1, 0, 4 } }, 1, true },
		{ "beyond the end", { { 1, 0, 5 } }, 1, false },
		{ "from beyond the end", { { 1, 5, 1 } }, 1, false },
		{ "so long that it wraps", { { 1, 1, SIZE_MAX } }, 1, false },
		{ "of nothing", { { 1, 1, 0 } }, 1, false },
		{ "side by side", { { 1, 0, 2 }, { 1, 2, 2 } }, 2, true },
		{ "one over the other", { { 1, 0, 3 }, { 1, 2, 2 } }, 2, false },
		{ "in the wrong order", { { 1, 2, 2 }, { 1, 0, 2 } }, 2, false },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct synthesis_note note = notes_sample[0];
		struct synthesis_objective in = { .number = 2, .notes = &note, .note_count = 1 };
		struct synthesis_objective out;
		struct buffer bytes;
		struct arena arena;
		struct refusal refusal = { .error = ERROR_NONE };
		note.text = "text";
		note.marks = cases[i].marks;
		note.mark_count = cases[i].count;
		buffer_init(&bytes, MESSAGE_BYTES_MAX);
		arena_init(&arena, 64u << 10);
		synthesis_objective_encode(&in, &bytes);
		(void)synthesis_objective_decode(
		    &out, &arena, bytes.bytes, bytes.size, NULL, &refusal);
		if ((refusal.error == ERROR_NONE) != cases[i].well)
			fail_msg("%s: %s", cases[i].name, refusal.detail);
		arena_close(&arena);
		buffer_close(&bytes);
	}
}

static void points_have_one_order(void **state)
{
	(void)state;
	struct synthesis_point a = point_sample();
	struct synthesis_point b = point_sample();
	b.number = 4;
	assert_true(synthesis_point_compare(&a, &b) < 0);
	assert_true(synthesis_point_compare(&b, &a) > 0);
	b.note_count = 3;
	assert_true(synthesis_point_compare(&a, &b) > 0);
	a.writers = 3;
	assert_true(synthesis_point_compare(&a, &b) < 0);
}

static void places_have_words(void **state)
{
	(void)state;
	assert_string_equal(note_place_word(NOTE_IN_POINT), "in points");
	assert_string_equal(note_place_word(NOTE_LATE), "late");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_objective_comes_out_as_it_went_in),
		cmocka_unit_test(maps_follow_one_another),
		cmocka_unit_test(wrong_fields_are_named),
		cmocka_unit_test(a_large_objective_is_read),
		cmocka_unit_test(marks_lie_in_the_text),
		cmocka_unit_test(points_have_one_order),
		cmocka_unit_test(places_have_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
