/* tests/unit/grouping_test.c - the final grouping as it is kept: every note once, read as it was written. */
#include <stdlib.h>

#include "tests/unit/proto_fixture.h"

#include "proto/grouping.h"

#define NOTES (2u * GROUPING_NOTES_MAX + 3u) /* a point of that many goes over three maps */

struct whole {
	struct synthesis_objective objective;
	struct synthesis_point points[2];
	struct synthesis_note notes[NOTES + 4];
	char ids[NOTES][PUBLIC_ID_CHARS + 1];
	uint64_t questions[2];
	struct arena arena;
	struct buffer out;
};

/* Notes 1 .. NOTES are in the first point, the next in the second, then one hidden, two that came late. */
static struct whole *whole_make(void)
{
	struct whole *whole = calloc(1, sizeof *whole);
	assert_non_null(whole);
	for (uint32_t i = 0; i < NOTES + 4; i++) {
		struct synthesis_note *note = &whole->notes[i];
		*note = (struct synthesis_note){ .number = i + 1, .text = "t" };
		snprintf(note->id, sizeof note->id, "n%011u", 99999u - i);
		if (i < NOTES)
			memcpy(whole->ids[i], note->id, sizeof note->id);
	}
	whole->notes[NOTES + 1].place = NOTE_HIDDEN;
	whole->notes[NOTES + 1].reason = "said twice";
	whole->notes[NOTES + 2].place = NOTE_LATE;
	whole->notes[NOTES + 3].place = NOTE_LATE;
	whole->points[0] = (struct synthesis_point){ .id = "pppppppppppp",
		.category = "challenge",
		.statement = "Flood funds come too late",
		.reason = "both say flood",
		.notes = (const char(*)[PUBLIC_ID_CHARS + 1]) whole->ids,
		.note_count = NOTES };
	whole->points[1] = (struct synthesis_point){ .id = "qqqqqqqqqqqq",
		.category = "challenge",
		.statement = "t",
		.notes = (const char(*)[PUBLIC_ID_CHARS + 1]) & whole->notes[NOTES].id,
		.note_count = 1 };
	memcpy(whole->points[1].statement_note, whole->notes[NOTES].id, PUBLIC_ID_CHARS + 1);
	memcpy(whole->points[0].statement_note, whole->ids[1], PUBLIC_ID_CHARS + 1);
	whole->questions[1] = 7;
	whole->objective = (struct synthesis_objective){ .number = 2,
		.whole = true,
		.questions = whole->questions,
		.question_count = 2,
		.points = whole->points,
		.point_count = 2,
		.notes = whole->notes,
		.note_count = NOTES + 4 };
	arena_init(&whole->arena, 16 << 20);
	buffer_init(&whole->out, 16 << 20);
	return whole;
}

static void whole_free(struct whole *whole)
{
	arena_close(&whole->arena);
	buffer_close(&whole->out);
	free(whole);
}

static void every_note_is_read_where_it_was_written(void **state)
{
	(void)state;
	struct whole *whole = whole_make();
	assert_true(
	    grouping_objective_encode(&whole->objective, NOTES + 3, &whole->arena, &whole->out));
	struct grouping_reader reader = {
		.bytes = whole->out.bytes, .size = whole->out.size, .arena = &whole->arena
	};
	static const enum grouping_kind kinds[] = { GROUPING_OBJECTIVE, GROUPING_POINT,
		GROUPING_MORE, GROUPING_MORE, GROUPING_POINT, GROUPING_NOTE, GROUPING_NOTE };
	struct grouping_item items[7];
	struct refusal refusal;
	bool end = false;
	uint64_t next = 1;
	for (size_t i = 0; i < 7; i++) {
		assert_int_equal(grouping_next(&reader, &items[i], &end, &refusal), ERROR_NONE);
		assert_false(end);
		assert_int_equal(items[i].kind, kinds[i]);
		for (size_t k = 0; k < items[i].note_count; k++)
			assert_int_equal(items[i].notes[k], next++);
	}
	assert_int_equal(grouping_next(&reader, &items[0], &end, &refusal), ERROR_NONE);
	assert_true(end);
	static const uint64_t counts[NOTE_PLACE_COUNT] = { NOTES + 1, 1, 0, 0, 0, 1 };
	assert_memory_equal(items[0].counts, counts, sizeof counts); /* the last came after it */
	assert_int_equal(items[0].question_count, 2);
	assert_int_equal(items[0].questions[1], 7);
	assert_int_equal(items[1].statement, 2);
	assert_int_equal(items[4].rank, 2);
	assert_int_equal(items[4].statement, NOTES + 1);
	assert_int_equal(items[5].place, NOTE_HIDDEN);
	assert_string_equal(items[5].reason, "said twice");
	assert_int_equal(items[6].note, NOTES + 3);
	assert_int_equal(items[6].place, NOTE_LATE);
	whole_free(whole);
}

static void a_point_that_names_no_note_is_not_written(void **state)
{
	(void)state;
	struct whole *whole = whole_make();
	whole->ids[3][0] = 'x';
	assert_false(
	    grouping_objective_encode(&whole->objective, NOTES + 3, &whole->arena, &whole->out));
	whole_free(whole);
}

/* Reads on to the end or the first fault. */
static enum error read_all(const uint8_t *bytes, size_t size, size_t *items)
{
	struct arena arena;
	struct refusal refusal = { .error = ERROR_NONE };
	struct grouping_item item;
	bool end = false;
	arena_init(&arena, 1 << 20);
	struct grouping_reader reader = { .bytes = bytes, .size = size, .arena = &arena };
	*items = 0;
	while (grouping_next(&reader, &item, &end, &refusal) == ERROR_NONE && !end) {
		(*items)++;
		arena_clear(&arena);
	}
	arena_close(&arena);
	return refusal.error;
}

static void what_is_cut_short_or_wrong_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		const char *bytes;
		size_t size;
	} cases[] = {
		{ "numbers of seven bytes", "\x81\xa1n\xc4\x07zzzzzzz", 12 },
		{ "no numbers", "\x81\xa1n\xc4\x00", 5 },
		{ "no map", "\x01", 1 },
		{ "a place that is none", "\x82\xa1u\x05\xa1k\x06", 7 },
		{ "a place that points have", "\x82\xa1u\x05\xa1k\x00", 7 },
		{ "nothing that we know", "\x80", 1 },
		{ "an objective without a balance", "\x81\xa1o\x02", 4 },
	};
	size_t items = 0;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		if (read_all((const uint8_t *)cases[i].bytes, cases[i].size, &items) == ERROR_NONE)
			fail_msg("%s was taken", cases[i].name);
	}
	struct whole *whole = whole_make();
	whole->points[0].note_count = 3;
	assert_true(grouping_objective_encode(&whole->objective, 3, &whole->arena, &whole->out));
	size_t before = 0;
	for (size_t size = 0; size <= whole->out.size; size++) {
		enum error error = read_all(whole->out.bytes, size, &items);
		/* It ends well only between two items. */
		assert_true(error != ERROR_NONE || items == 0 || items == before + 1);
		if (error == ERROR_NONE)
			before = items;
	}
	assert_int_equal(before, 3);
	whole_free(whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_note_is_read_where_it_was_written),
		cmocka_unit_test(a_point_that_names_no_note_is_not_written),
		cmocka_unit_test(what_is_cut_short_or_wrong_is_refused),
	};
	return cmocka_run_group_tests_name("grouping", tests, NULL, NULL);
}
