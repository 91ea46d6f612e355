/* tests/unit/synthesis_record_test.c - a closed session stands as it was recorded, whatever the method makes of it. */
#include "proto/grouping.h"
#include "tests/unit/synthesis_fixture.h"

#define CLOSED_AT 20u

static const char *const texts[] = { "Wages at home are too low", "Wages at home are very low",
	"Flood funds come too late", "The flood funds come late", "Consulates lack trained staff",
	"?!", "Low wages at home", "Passports take a year" };

static void say_all(struct synthesis *synthesis)
{
	for (uint64_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct synthesis_input made = input(i + 1, texts[i]);
		made.objective = i == 7 ? 5 : 2;
		give(synthesis, made);
	}
	assert_int_equal(synthesis_drop(synthesis, 5, NOTE_RETRACTED), SYNTHESIS_OK);
}

/* The grouping as it stands, as of the close. */
static struct buffer record_of(struct synthesis *synthesis)
{
	struct buffer record;
	struct arena arena;
	buffer_init(&record, 1 << 20);
	arena_init(&arena, ARENA_BYTES);
	for (size_t i = 0; i < synthesis_objective_count(synthesis); i++) {
		struct synthesis_objective whole;
		arena_clear(&arena);
		assert_int_equal(synthesis_read(synthesis, i, true, &arena, &whole), SYNTHESIS_OK);
		assert_true(grouping_objective_encode(&whole, CLOSED_AT, &arena, &record));
	}
	arena_close(&arena);
	return record;
}

/* All that is told of all objectives. */
static struct buffer told_of(struct synthesis *synthesis)
{
	struct buffer told;
	struct arena arena;
	buffer_init(&told, 1 << 20);
	arena_init(&arena, ARENA_BYTES);
	for (size_t i = 0; i < synthesis_objective_count(synthesis); i++) {
		struct synthesis_objective whole;
		arena_clear(&arena);
		assert_int_equal(synthesis_read(synthesis, i, true, &arena, &whole), SYNTHESIS_OK);
		synthesis_objective_encode(&whole, &told);
	}
	assert_false(told.failed);
	arena_close(&arena);
	return told;
}

static bool same_bytes(const struct buffer *a, const struct buffer *b)
{
	return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

static void serve(struct synthesis *synthesis, const struct buffer *record)
{
	struct refusal refusal = { .error = ERROR_NONE };
	assert_int_equal(
	    synthesis_recorded(synthesis, record->bytes, record->size, &refusal), SYNTHESIS_OK);
	assert_int_equal(refusal.error, ERROR_NONE);
}

/* As another method would have it: one point of three notes that this one keeps apart, a note alone that
 * this one groups, one unplaced that this one places. */
static struct buffer other_record(void)
{
	static struct synthesis_note notes[8];
	static const uint64_t questions[2] = { 5, 6 };
	static char ids[3][PUBLIC_ID_CHARS + 1];
	for (uint64_t i = 0; i < 8; i++) {
		notes[i] = (struct synthesis_note){ .number = i + 1 };
		memcpy(notes[i].id, input(i + 1, "").id, sizeof notes[i].id);
	}
	memcpy(ids[0], notes[0].id, sizeof ids[0]);
	memcpy(ids[1], notes[2].id, sizeof ids[0]);
	memcpy(ids[2], notes[5].id, sizeof ids[0]);
	notes[3].place = NOTE_UNPLACED;
	notes[3].reason = "the other method could not read it";
	notes[4].place = NOTE_RETRACTED;
	struct synthesis_point points[] = {
		{ .id = "aaaaaaaaaaaa",
		    .category = "challenge",
		    .reason = "both say something",
		    .age = 2,
		    .notes = (const char(*)[PUBLIC_ID_CHARS + 1]) ids,
		    .note_count = 3 },
		{ .id = "bbbbbbbbbbbb",
		    .category = "recommendation",
		    .age = 1,
		    .notes = (const char(*)[PUBLIC_ID_CHARS + 1]) & notes[1].id,
		    .note_count = 1 },
		{ .id = "cccccccccccc",
		    .category = "challenge",
		    .age = 7,
		    .notes = (const char(*)[PUBLIC_ID_CHARS + 1]) & notes[6].id,
		    .note_count = 1 },
	};
	memcpy(points[0].statement_note, ids[1], sizeof ids[1]);
	memcpy(points[1].statement_note, notes[1].id, sizeof ids[1]);
	memcpy(points[2].statement_note, notes[6].id, sizeof ids[1]);
	/* In the order in which points are told: by category, then by writers and notes. */
	const struct synthesis_point ordered[] = { points[0], points[2], points[1] };
	uint64_t asked[] = { questions[0], questions[1] };
	const struct synthesis_objective two = { .number = 2,
		.whole = true,
		.questions = asked,
		.question_count = 2,
		.points = (struct synthesis_point *)ordered,
		.point_count = 3,
		.notes = notes,
		.note_count = 7 };
	struct buffer record;
	struct arena arena;
	buffer_init(&record, 1 << 20);
	arena_init(&arena, ARENA_BYTES);
	assert_true(grouping_objective_encode(&two, CLOSED_AT, &arena, &record));
	arena_close(&arena);
	return record;
}

static void what_this_method_recorded_changes_nothing(void **state)
{
	(void)state;
	struct synthesis *synthesis = create();
	say_all(synthesis);
	struct buffer record = record_of(synthesis);
	struct buffer before = told_of(synthesis);
	for (size_t i = 0; i < synthesis_objective_count(synthesis); i++)
		synthesis_changes_taken(synthesis, i);
	serve(synthesis, &record);
	struct buffer after = told_of(synthesis);
	assert_true(same_bytes(&before, &after));
	for (size_t i = 0; i < synthesis_objective_count(synthesis); i++)
		assert_false(synthesis_changed(synthesis, i));
	synthesis_reopened(synthesis);
	buffer_close(&after);
	after = told_of(synthesis);
	assert_true(same_bytes(&before, &after));
	buffer_close(&record);
	buffer_close(&before);
	buffer_close(&after);
	synthesis_close(synthesis);
}

/* The part of the record that is of objective 2. */
static void expect_served(struct synthesis *synthesis, const struct buffer *record)
{
	struct buffer stands = record_of(synthesis);
	assert_true(stands.size >= record->size);
	assert_memory_equal(
	    stands.bytes + (stands.size - record->size), record->bytes, record->size);
	buffer_close(&stands);
}

static void what_another_recorded_is_what_is_served(void **state)
{
	(void)state;
	struct synthesis *synthesis = create();
	struct buffer record = other_record();
	say_all(synthesis);
	struct buffer own = told_of(synthesis);
	serve(synthesis, &record);
	assert_true(synthesis_changed(synthesis, 1));
	expect_served(synthesis, &record);
	/* A note that comes late is kept beside it. */
	struct synthesis_input late = input(CLOSED_AT + 1, "Low wages");
	late.late = true;
	give(synthesis, late);
	expect_served(synthesis, &record);
	/* Served again, nothing changes. */
	synthesis_changes_taken(synthesis, 1);
	serve(synthesis, &record);
	assert_false(synthesis_changed(synthesis, 1));
	/* Opened again it is this method's, and the late note is where it was. */
	struct synthesis *fresh = create();
	say_all(fresh);
	give(fresh, late);
	struct buffer without = told_of(fresh);
	synthesis_reopened(synthesis);
	struct buffer reopened = told_of(synthesis);
	assert_true(same_bytes(&without, &reopened));
	buffer_close(&record);
	buffer_close(&own);
	buffer_close(&without);
	buffer_close(&reopened);
	synthesis_close(fresh);
	synthesis_close(synthesis);
}

static void admitted_notes_count_as_if_in_time(void **state)
{
	(void)state;
	struct synthesis *synthesis = create();
	struct synthesis *in_time = create();
	struct synthesis_input note = input(CLOSED_AT + 1, "Wages at home are low");
	say_all(synthesis);
	say_all(in_time);
	note.late = true;
	give(synthesis, note);
	synthesis_admitted(synthesis);
	note.late = false;
	give(in_time, note);
	/* Grouped anew, at once, as after any change in the middle. */
	assert_int_equal(synthesis_programme(in_time, &programme), SYNTHESIS_OK);
	struct buffer a = told_of(synthesis);
	struct buffer b = told_of(in_time);
	assert_true(same_bytes(&a, &b));
	buffer_close(&a);
	buffer_close(&b);
	synthesis_close(synthesis);
	synthesis_close(in_time);
}

static void a_record_that_cannot_be_read_changes_nothing(void **state)
{
	(void)state;
	struct synthesis *synthesis = create();
	struct buffer record = other_record();
	struct refusal refusal;
	say_all(synthesis);
	struct buffer before = told_of(synthesis);
	assert_int_equal(
	    synthesis_recorded(synthesis, record.bytes, record.size - 1, &refusal), SYNTHESIS_OK);
	assert_int_not_equal(refusal.error, ERROR_NONE);
	struct buffer after = told_of(synthesis);
	assert_true(same_bytes(&before, &after));
	buffer_close(&record);
	buffer_close(&before);
	buffer_close(&after);
	synthesis_close(synthesis);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_this_method_recorded_changes_nothing),
		cmocka_unit_test(what_another_recorded_is_what_is_served),
		cmocka_unit_test(admitted_notes_count_as_if_in_time),
		cmocka_unit_test(a_record_that_cannot_be_read_changes_nothing),
	};
	return cmocka_run_group_tests_name("synthesis_record", tests, NULL, NULL);
}
