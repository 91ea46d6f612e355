/* tests/unit/synthesis_test.c - from notes to points: the promises of broker/synthesis/synthesis.h. */
#include "tests/unit/synthesis_fixture.h"

static size_t index_of(const struct synthesis *synthesis, uint32_t number)
{
	for (size_t i = 0; i < synthesis_objective_count(synthesis); i++) {
		if (synthesis_objective_number(synthesis, i) == number)
			return i;
	}
	fail_msg("no objective %u", number);
	return 0;
}

static struct synthesis_objective read_one(
    const struct synthesis *synthesis, uint32_t number, bool whole, struct arena *arena)
{
	struct synthesis_objective out;
	assert_int_equal(synthesis_read(synthesis, index_of(synthesis, number), whole, arena, &out),
	    SYNTHESIS_OK);
	return out;
}

static void taken(struct synthesis *synthesis)
{
	for (size_t i = 0; i < synthesis_objective_count(synthesis); i++)
		synthesis_changes_taken(synthesis, i);
}

/* ---- which notes belong together ---- */

static const struct {
	const char *name;
	const char *first;
	const char *second;
	const char *category; /* of the second */
	size_t points;
} pairs[] = {
	{ "the same words", "Wages are too low", "Wages are too low", "challenge", 1 },
	{ "the same words in another order and dress", "Low wages, late pay!", "LATE pay; low wage",
	    "challenge", 1 },
	{ "nearly the same", "Low wages at home drive people abroad",
	    "Wages at home are low, so people go abroad", "challenge", 1 },
	{ "something else", "Low wages at home drive people abroad",
	    "Consular offices lack trained staff", "challenge", 2 },
	{ "another category", "Wages are too low", "Wages are too low", "recommendation", 1 },
	{ "only stop words, twice", "It is as it was", "It is as it was", "challenge", 1 },
	{ "one shared word among many",
	    "Climate change destroys harvests on the small islands of the region",
	    "Local authorities change their staff every year without any handover", "challenge",
	    2 },
};

static void notes_that_say_the_same_are_one_point(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct synthesis *synthesis = create();
		struct arena arena;
		arena_init(&arena, ARENA_BYTES);
		give(synthesis, input(1, pairs[i].first));
		struct synthesis_input second = input(2, pairs[i].second);
		second.category = pairs[i].category;
		give(synthesis, second);
		struct synthesis_objective out = read_one(synthesis, 2, true, &arena);
		if (out.point_count != pairs[i].points)
			fail_msg("%s: %zu points", pairs[i].name, out.point_count);
		arena_close(&arena);
		synthesis_close(synthesis);
	}
}

static void a_point_tells_what_is_under_it(void **state)
{
	(void)state;
	struct synthesis *synthesis = create();
	struct arena arena;
	arena_init(&arena, ARENA_BYTES);
	struct synthesis_input made = input(3, "low wages at home!!");
	made.lens = "youth";
	made.room = "WG-both";
	give(synthesis, made);
	made = input(5, "Low wages at home push people abroad.");
	made.lens = "gender";
	give(synthesis, made);
	give(synthesis, input(6, "wages at home low -> people go"));
	struct synthesis_objective out = read_one(synthesis, 2, true, &arena);
	assert_int_equal(out.point_count, 1);
	const struct synthesis_point *point = &out.points[0];
	assert_int_equal(point->number, 3);
	assert_string_equal(point->statement, "Low wages at home push people abroad.");
	assert_string_equal(point->statement_note, "n00000000005");
	assert_string_equal(point->reason,
	    "people .15, low .05, wages .05, home .05; another rapporteur, same room, within two minutes");
	assert_int_equal(point->writers, 2); /* 3 and 6 are one writer's */
	assert_int_equal(point->room_count, 2);
	assert_string_equal(point->rooms[0], "WG-2");
	assert_string_equal(point->rooms[1], "WG-both");
	assert_int_equal(point->lens_count, 2);
	assert_string_equal(point->lenses[0], "gender");
	assert_string_equal(point->lenses[1], "youth");
	assert_int_equal(point->first_minute, 1);
	assert_int_equal(point->last_minute, 3);
	assert_int_equal(point->note_count, 3);
	assert_string_equal(point->notes[0], "n00000000003");
	assert_string_equal(point->notes[2], "n00000000006");
	assert_int_equal(strlen(point->id), PUBLIC_ID_CHARS);
	assert_int_equal(out.silent_room_count, 0);
	assert_int_equal(out.question_count, 2);
	assert_int_equal(out.questions[0], 0);
	assert_int_equal(out.questions[1], 3);
	out = read_one(synthesis, 5, true, &arena);
	assert_int_equal(out.silent_room_count, 2);
	assert_string_equal(out.silent_rooms[0], "WG-5");
	arena_close(&arena);
	synthesis_close(synthesis);
}

static void points_come_by_rank_within_the_categories(void **state)
{
	(void)state;
	struct synthesis *synthesis = create();
	struct arena arena;
	arena_init(&arena, ARENA_BYTES);
	struct synthesis_input made = input(1, "Ratify the treaties");
	made.category = "recommendation";
	give(synthesis, made);
	give(synthesis, input(2, "Consular offices lack staff"));
	give(synthesis, input(3, "Wages are low"));
	give(synthesis, input(4, "Low wages"));
	struct synthesis_objective out = read_one(synthesis, 2, true, &arena);
	assert_int_equal(out.point_count, 3);
	assert_int_equal(out.points[0].number, 3);
	assert_int_equal(out.points[1].number, 2);
	assert_int_equal(out.points[2].number, 1);
	arena_close(&arena);
	synthesis_close(synthesis);
}

static const struct {
	const char *name;
	const char *text;
	const char *category;
	const char *skip;
	const char *reason;
	enum note_place place;
	bool late;
} places[] = {
	{ "in a point", "Wages", "challenge", NULL, NULL, NOTE_IN_POINT, false },
	{ "signs only", "?!", "challenge", NULL, "it has no words", NOTE_UNPLACED, false },
	{ "a category nobody planned", "Wages", "gossip", NULL,
	    "its category is not in the programme", NOTE_UNPLACED, false },
	{ "late", "Wages", "challenge", NULL, NULL, NOTE_LATE, true },
	{ "skipped", "Wages", "challenge", "it could not be read", "it could not be read",
	    NOTE_UNPLACED, false },
};

static void every_note_has_a_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		struct synthesis *synthesis = create();
		struct arena arena;
		arena_init(&arena, ARENA_BYTES);
		struct synthesis_input made = input(1, places[i].text);
		made.category = places[i].category;
		made.late = places[i].late;
		if (places[i].skip != NULL)
			assert_int_equal(
			    synthesis_skip(synthesis, &made, places[i].skip), SYNTHESIS_OK);
		else
			give(synthesis, made);
		struct synthesis_objective out = read_one(synthesis, 2, true, &arena);
		assert_int_equal(out.note_count, 1);
		if (out.notes[0].place != places[i].place || out.counts[places[i].place] != 1)
			fail_msg("%s: place %d", places[i].name, (int)out.notes[0].place);
		if (places[i].reason == NULL)
			assert_null(out.notes[0].reason);
		else
			assert_string_equal(out.notes[0].reason, places[i].reason);
		assert_int_equal(out.point_count, places[i].place == NOTE_IN_POINT ? 1 : 0);
		arena_close(&arena);
		synthesis_close(synthesis);
	}
}

static void a_dropped_note_keeps_its_number_and_nothing_else(void **state)
{
	(void)state;
	struct synthesis *synthesis = create();
	struct arena arena;
	arena_init(&arena, ARENA_BYTES);
	struct synthesis_input made = input(1, "Her employer kept the passport");
	made.lens = "gender";
	made.ref = "x-1";
	give(synthesis, made);
	assert_int_equal(synthesis_drop(synthesis, 1, NOTE_RETRACTED), SYNTHESIS_OK);
	assert_int_equal(synthesis_drop(synthesis, 99, NOTE_RETRACTED), SYNTHESIS_OK);
	struct synthesis_objective out = read_one(synthesis, 2, true, &arena);
	assert_int_equal(out.point_count, 0);
	assert_int_equal(out.note_count, 1);
	const struct synthesis_note expected = {
		.id = "n00000000001", .number = 1, .place = NOTE_RETRACTED
	};
	assert_memory_equal(out.notes[0].id, expected.id, sizeof expected.id);
	assert_int_equal(out.notes[0].number, 1);
	assert_int_equal(out.notes[0].place, NOTE_RETRACTED);
	assert_int_equal(out.notes[0].minute, 0);
	assert_true(out.notes[0].text == NULL && out.notes[0].category == NULL &&
	    out.notes[0].lens == NULL && out.notes[0].room == NULL &&
	    out.notes[0].language == NULL && out.notes[0].ref == NULL);
	assert_int_equal(out.counts[NOTE_RETRACTED], 1);
	assert_int_equal(out.silent_room_count, 2);
	arena_close(&arena);
	synthesis_close(synthesis);
}

static void an_objective_only_notes_name_comes_last(void **state)
{
	(void)state;
	struct synthesis *synthesis = create();
	struct synthesis_input made = input(1, "Wages");
	made.objective = 19;
	give(synthesis, made);
	made = input(2, "Wages");
	made.objective = 3;
	give(synthesis, made);
	static const uint32_t before[] = { 5, 2, 3, 19 };
	assert_int_equal(synthesis_objective_count(synthesis), 4);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(synthesis_objective_number(synthesis, i), before[i]);
	assert_int_equal(synthesis_programme(synthesis, &programme_other), SYNTHESIS_OK);
	static const uint32_t after[] = { 2, 5, 3, 19 };
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(synthesis_objective_number(synthesis, i), after[i]);
	synthesis_close(synthesis);
}

static void an_update_holds_only_what_changed(void **state)
{
	(void)state;
	struct synthesis *synthesis = create();
	struct arena arena;
	arena_init(&arena, ARENA_BYTES);
	give(synthesis, input(1, "Wages are low"));
	give(synthesis, input(2, "Consular offices lack staff"));
	give(synthesis, input(3, "Passports are kept by employers"));
	taken(synthesis);
	assert_false(synthesis_changed(synthesis, index_of(synthesis, 2)));
	give(synthesis, input(4, "Low wages"));
	assert_true(synthesis_changed(synthesis, index_of(synthesis, 2)));
	assert_false(synthesis_changed(synthesis, index_of(synthesis, 5)));
	struct synthesis_objective out = read_one(synthesis, 2, false, &arena);
	assert_false(out.whole);
	assert_int_equal(out.point_count, 1);
	assert_int_equal(out.note_count, 1);
	assert_int_equal(out.counts[NOTE_IN_POINT], 4);
	taken(synthesis);
	assert_int_equal(synthesis_drop(synthesis, 2, NOTE_REDACTED), SYNTHESIS_OK);
	out = read_one(synthesis, 2, false, &arena);
	assert_false(out.whole);
	assert_int_equal(out.removed_point_count, 1);
	assert_int_equal(out.note_count, 1);
	assert_int_equal(out.notes[0].place, NOTE_REDACTED);
	taken(synthesis);
	struct synthesis_input moved = input(3, "Passports are kept by employers");
	moved.objective = 5;
	give(synthesis, moved);
	out = read_one(synthesis, 2, false, &arena);
	assert_true(out.whole); /* there is no other way to say that a note has left */
	arena_close(&arena);
	synthesis_close(synthesis);
}

static void what_is_missing_is_told(void **state)
{
	(void)state;
	struct synthesis *synthesis = create();
	struct arena arena;
	arena_init(&arena, ARENA_BYTES);
	give(synthesis, input(1, "Consular offices lack trained staff"));
	give(synthesis, input(2, "Low wages at home drive people abroad"));
	struct synthesis_input later = input(3, "Wages at home are low, so people go abroad");
	later.room = "WG-both"; /* round 2 */
	give(synthesis, later);
	struct missing_item *list;
	size_t count;
	assert_int_equal(
	    synthesis_missing(synthesis, index_of(synthesis, 2), &arena, &list, &count),
	    SYNTHESIS_OK);
	static const struct {
		enum missing_kind kind;
		const char *what;
	} expected[] = { { MISSING_ANSWER, "Which drivers of migration have grown?" },
		{ MISSING_LATER, "Consular offices lack trained staff" },
		{ MISSING_SECOND, "Consular offices lack trained staff" } };
	assert_int_equal(count, 3);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(list[i].kind, expected[i].kind);
		assert_string_equal(list[i].what, expected[i].what);
	}
	assert_string_equal(list[0].point, "");
	assert_string_equal(list[0].reason, "none of the 3 notes touches this guiding question");
	assert_string_equal(
	    list[1].reason, "round 1 raised it in 1 note; of the 1 note of round 2 none did");
	assert_string_equal(list[2].reason,
	    "others wrote in the same room, and only one rapporteur wrote this down");
	assert_int_equal(strlen(list[1].point), PUBLIC_ID_CHARS);
	assert_string_equal(missing_reason(MISSING_ROOM), "no note has come from this room");
	assert_int_equal(
	    synthesis_missing(synthesis, index_of(synthesis, 5), &arena, &list, &count),
	    SYNTHESIS_OK);
	assert_int_equal(count, 2); /* both its rooms are silent */
	assert_int_equal(list[0].kind, MISSING_ROOM);
	arena_close(&arena);
	synthesis_close(synthesis);
}

/* ---- many ---- */

static void many_notes_stay_within_bounds(void **state)
{
	(void)state;
	enum { MANY = 4000, BYTES_A_NOTE = 8000 };
	struct synthesis *synthesis = create();
	struct arena arena;
	arena_init(&arena, ARENA_BYTES);
	seed_state = 5;
	for (uint64_t n = 1; n <= MANY; n++) {
		char text[200];
		int size = snprintf(text, sizeof text, "note");
		for (unsigned i = 0; i < 12; i++)
			size += snprintf(text + size, sizeof text - (size_t)size, " %x",
			    0x10000u + draw(60) * draw(60));
		give(synthesis, input(n, text));
	}
	assert_true(synthesis_memory(synthesis) < MANY * BYTES_A_NOTE);
	struct synthesis_objective out = read_one(synthesis, 2, true, &arena);
	assert_int_equal(out.note_count, MANY);
	assert_int_equal(out.counts[NOTE_IN_POINT], MANY);
	arena_close(&arena);
	synthesis_close(synthesis);
}

static void ten_thousand_times_the_same_is_one_point(void **state)
{
	(void)state;
	struct synthesis *synthesis = create();
	struct arena arena;
	arena_init(&arena, ARENA_BYTES);
	for (uint64_t n = 1; n <= 10000; n++)
		give(synthesis, input(n, n % 2 == 0 ? "Wages are low." : "low wages"));
	struct synthesis_objective out = read_one(synthesis, 2, true, &arena);
	assert_int_equal(out.point_count, 1);
	assert_int_equal(out.points[0].note_count, 10000);
	assert_string_equal(out.points[0].statement_note, "n00000000002");
	arena_close(&arena);
	synthesis_close(synthesis);
}

static void a_full_arena_is_an_answer(void **state)
{
	(void)state;
	struct synthesis *synthesis = create();
	give(synthesis, input(1, "Wages"));
	struct arena arena;
	arena_init(&arena, 64);
	struct synthesis_objective out;
	assert_int_equal(synthesis_read(synthesis, index_of(synthesis, 2), true, &arena, &out),
	    SYNTHESIS_MEMORY);
	arena_close(&arena);
	synthesis_close(synthesis);
	synthesis_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(notes_that_say_the_same_are_one_point),
		cmocka_unit_test(a_point_tells_what_is_under_it),
		cmocka_unit_test(points_come_by_rank_within_the_categories),
		cmocka_unit_test(every_note_has_a_place),
		cmocka_unit_test(a_dropped_note_keeps_its_number_and_nothing_else),
		cmocka_unit_test(an_objective_only_notes_name_comes_last),
		cmocka_unit_test(an_update_holds_only_what_changed),
		cmocka_unit_test(what_is_missing_is_told),
		cmocka_unit_test(many_notes_stay_within_bounds),
		cmocka_unit_test(ten_thousand_times_the_same_is_one_point),
		cmocka_unit_test(a_full_arena_is_an_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
