/* tests/unit/press_audience_test.c - what each audience is shown of an objective. */
#include "tests/unit/proto_fixture.h"

#include "broker/press/press_internal.h"

static struct synthesis_note all_notes[NOTE_PLACE_COUNT];
static const char (
    *ids)[PUBLIC_ID_CHARS + 1] = (const char[][PUBLIC_ID_CHARS + 1]){ "000000000000" };

/* An objective with a note in every place; every text of it is a canary that tells its place. */
static struct synthesis_objective objective_make(void)
{
	static struct synthesis_point point;
	static const char *const texts[NOTE_PLACE_COUNT] = { "in point", "hidden", "unplaced",
		"retracted", "redacted", "late" };
	for (size_t i = 0; i < NOTE_PLACE_COUNT; i++) {
		all_notes[i] = (struct synthesis_note){ .number = i + 1,
			.place = (enum note_place)i,
			.reason = "because",
			.text = texts[i],
			.category = "challenge",
			.room = "WG-2",
			.lens = "youth",
			.language = "en",
			.ref = "17",
			.minute = 5 };
		snprintf(all_notes[i].id, sizeof all_notes[i].id, "%012zu", i);
	}
	point = (struct synthesis_point){ .number = 1,
		.category = "challenge",
		.statement = "in point",
		.reason = "because",
		.writers = 1,
		.notes = ids,
		.note_count = 1 };
	snprintf(point.id, sizeof point.id, "%012d", 7);
	snprintf(point.statement_note, sizeof point.statement_note, "%012d", 0);
	return (struct synthesis_objective){ .number = 2,
		.counts = { 1, 1, 1, 1, 1, 1 },
		.points = &point,
		.point_count = 1,
		.notes = all_notes,
		.note_count = NOTE_PLACE_COUNT };
}

/* Its bytes, as they go out. */
static void shown_encode(enum feed_audience audience, struct buffer *bytes)
{
	struct arena arena;
	struct synthesis_objective shown;
	struct synthesis_objective all = objective_make();
	arena_init(&arena, 65536);
	assert_true(press_audience(audience, &arena, &all, &shown));
	buffer_init(bytes, 65536);
	synthesis_objective_encode(&shown, bytes);
	assert_false(bytes->failed);
	arena_close(&arena);
}

static void holds(const struct buffer *bytes, const char *word, bool wanted)
{
	bool found = memmem(bytes->bytes, bytes->size, word, strlen(word)) != NULL;
	if (found != wanted)
		fail_msg("'%s' is %s", word, found ? "there" : "missing");
}

static void work_is_all(void **state)
{
	struct buffer bytes;
	(void)state;
	shown_encode(FEED_WORK, &bytes);
	holds(&bytes, "hidden", true);
	holds(&bytes, "late", true);
	holds(&bytes, "because", true);
	buffer_close(&bytes);
}

static void a_room_sees_its_notes_and_nothing_hidden(void **state)
{
	struct buffer bytes;
	(void)state;
	shown_encode(FEED_ROOM, &bytes);
	holds(&bytes, "in point", true);
	holds(&bytes, "unplaced", true);
	holds(&bytes, "hidden", false);
	holds(&bytes, "retracted", false);
	holds(&bytes, "redacted", false);
	holds(&bytes, "late", false);
	holds(&bytes, "because", false);
	buffer_close(&bytes);
}

static void the_plenary_sees_statements_and_numbers(void **state)
{
	struct buffer bytes;
	struct arena arena;
	struct synthesis_objective back;
	struct refusal refusal;
	(void)state;
	shown_encode(FEED_PLENARY, &bytes);
	holds(&bytes, "in point", true);
	for (size_t i = 0; i < NOTE_PLACE_COUNT; i++)
		holds(&bytes, all_notes[i].id, false);
	holds(&bytes, "hidden", false);
	holds(&bytes, "unplaced", false);
	holds(&bytes, "because", false);
	arena_init(&arena, 65536);
	assert_int_equal(
	    synthesis_objective_decode(&back, &arena, bytes.bytes, bytes.size, NULL, &refusal),
	    ERROR_NONE);
	assert_int_equal(back.note_count, 0);
	assert_int_equal(back.point_count, 1);
	assert_int_equal(back.points[0].writers, 1);
	assert_int_equal(back.counts[NOTE_IN_POINT], 1);
	assert_int_equal(back.counts[NOTE_HIDDEN], 0);
	arena_close(&arena);
	buffer_close(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(work_is_all),
		cmocka_unit_test(a_room_sees_its_notes_and_nothing_hidden),
		cmocka_unit_test(the_plenary_sees_statements_and_numbers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
