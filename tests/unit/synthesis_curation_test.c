/* tests/unit/synthesis_curation_test.c - what each act of curation does to the points, and how it is undone. */
#include "tests/unit/curation_fixture.h"

/* Three points: notes 1 to 3 on fees, 4 and 5 on wages, 6 on visas; 7 reads as housekeeping. */
static const char *const texts[] = { "recruitment fees leave workers in debt",
	"workers are in debt from recruitment fees", "recruitment fees and debt of workers",
	"domestic wages stay below the minimum", "wages of domestic staff below the minimum",
	"visa renewal takes many months", "audio bad!!" };
#define TEXT_COUNT (sizeof texts / sizeof *texts)

static struct synthesis_input note_of(uint64_t number, const char *text)
{
	struct synthesis_input note = input(number, text);
	note.time_ms = number * 3600000;
	note.writer[0] = (uint8_t)number;
	return note;
}

static int begin(void **state)
{
	struct curated *session = calloc(1, sizeof *session);
	assert_non_null(session);
	session->synthesis = create();
	arena_init(&session->arena, ARENA_BYTES);
	for (size_t i = 0; i < TEXT_COUNT; i++)
		give(session->synthesis, note_of(++session->newest, texts[i]));
	*state = session;
	assert_true(together(session, 1, 2));
	assert_true(together(session, 1, 3));
	assert_true(together(session, 4, 5));
	assert_int_equal(session->two.point_count, 3);
	assert_int_equal(session->two.counts[NOTE_UNPLACED], 1);
	return 0;
}

static int finish(void **state)
{
	struct curated *session = *state;
	struct synthesis *plain = create();
	/* Whatever a test did: undone from the newest on, it is as if nobody had done anything. */
	for (size_t i = 0; i < TEXT_COUNT; i++)
		give(plain, note_of(i + 1, texts[i]));
	if (session->newest < 100) { /* a test that gives other notes goes on from 101 */
		uint64_t last = session->newest;
		for (uint64_t number = last; number > TEXT_COUNT; number--)
			undo(session, number);
		assert_same_state(session->synthesis, plain);
	}
	synthesis_close(plain);
	synthesis_close(session->synthesis);
	arena_close(&session->arena);
	free(session);
	return 0;
}

static void merged_points_are_one_and_take_what_comes_later(void **state)
{
	struct curated *session = *state;
	char older[PUBLIC_ID_CHARS + 1];
	memcpy(older, point_with(session, 1)->id, sizeof older);
	uint64_t merge = act(session,
	    (struct curation){ .act = CURATION_MERGE,
		.notes = PICK(N(1), N(2), N(3), N(4), N(5)),
		.note_count = 5 });
	const struct synthesis_point *point = point_with(session, 4);
	assert_int_equal(point->note_count, 5);
	assert_string_equal(point->id, older); /* the one that had more notes */
	assert_string_equal(point->reason, "a moderator put these notes together");
	assert_int_equal(session->two.point_count, 2);
	give(session->synthesis, note_of(101, "minimum wages of domestic staff stay below"));
	session->newest = 101;
	assert_true(together(session, 101, 1));
	undo(session, merge);
	assert_false(together(session, 4, 1));
	assert_true(together(session, 101, 4));
}

static void split_notes_stand_apart_and_the_rest_keeps_the_name(void **state)
{
	struct curated *session = *state;
	char older[PUBLIC_ID_CHARS + 1];
	memcpy(older, point_with(session, 1)->id, sizeof older);
	act(session,
	    (struct curation){ .act = CURATION_SPLIT,
		.notes = PICK(N(1)),
		.note_count = 1,
		.others = PICK(N(2), N(3)),
		.other_count = 2 });
	assert_string_equal(point_with(session, 2)->id, older);
	assert_int_equal(point_with(session, 2)->note_count, 2);
	assert_int_equal(point_with(session, 1)->note_count, 1);
	assert_string_not_equal(point_with(session, 1)->id, older);
	/* Of two who disagree, the later is right: pair by pair. */
	act(session,
	    (struct curation){ .act = CURATION_PIN, .notes = PICK(N(1), N(2)), .note_count = 2 });
	assert_true(together(session, 1, 2));
	assert_false(together(session, 1, 3));
	assert_true(point_with(session, 1)->pinned);
	assert_false(point_with(session, 3)->pinned);
}

static void a_restated_point_reads_so_and_keeps_it_through_a_split(void **state)
{
	struct curated *session = *state;
	act(session,
	    (struct curation){ .act = CURATION_RESTATE,
		.notes = PICK(N(2), N(1), N(3)),
		.note_count = 3,
		.text = "Fees put workers in debt." });
	const struct synthesis_point *point = point_with(session, 1);
	assert_string_equal(point->statement, "Fees put workers in debt.");
	assert_string_equal(point->statement_note, "");
	assert_true(point->restated);
	act(session,
	    (struct curation){ .act = CURATION_SPLIT,
		.notes = PICK(N(2)),
		.note_count = 1,
		.others = PICK(N(1), N(3)),
		.other_count = 2 });
	assert_true(point_with(session, 2)->restated);
	assert_false(point_with(session, 1)->restated);
	/* The first note is hidden: the next one named holds the statement. */
	uint64_t hide = act(session,
	    (struct curation){ .act = CURATION_HIDE,
		.notes = PICK(N(2)),
		.note_count = 1,
		.reason = "in confidence" });
	assert_true(point_with(session, 1)->restated);
	undo(session, hide);
	assert_false(point_with(session, 1)->restated);
}

static void hidden_notes_are_in_no_point_and_are_counted(void **state)
{
	struct curated *session = *state;
	act(session,
	    (struct curation){ .act = CURATION_HIDE,
		.notes = PICK(N(2), N(6), N(7)),
		.note_count = 3,
		.reason = "said in confidence" });
	assert_null(point_with(session, 2));
	assert_null(point_with(session, 6));
	assert_int_equal(session->two.point_count, 2);
	assert_int_equal(session->two.counts[NOTE_HIDDEN], 3);
	assert_int_equal(session->two.counts[NOTE_UNPLACED], 0);
	assert_int_equal(session->two.counts[NOTE_IN_POINT], 4);
	assert_int_equal(session->two.notes[5].place, NOTE_HIDDEN);
	assert_string_equal(session->two.notes[5].reason, "said in confidence");
	act(session,
	    (struct curation){ .act = CURATION_UNHIDE, .notes = PICK(N(6)), .note_count = 1 });
	assert_non_null(point_with(session, 6));
	assert_null(point_with(session, 2));
	/* A retracted note is not hidden any more: it is gone. */
	assert_int_equal(synthesis_drop(session->synthesis, 2, NOTE_RETRACTED), SYNTHESIS_OK);
	look(session);
	assert_int_equal(session->two.counts[NOTE_HIDDEN], 1);
	assert_int_equal(session->two.counts[NOTE_RETRACTED], 1);
	session->newest = 101; /* the notes are others now: nothing to compare with */
}

static void placed_housekeeping_stands_in_a_point(void **state)
{
	struct curated *session = *state;
	act(session,
	    (struct curation){ .act = CURATION_PLACE, .notes = PICK(N(7)), .note_count = 1 });
	const struct synthesis_point *point = point_with(session, 7);
	assert_int_equal(point->note_count, 1);
	assert_string_equal(point->statement, "audio bad!!");
	assert_int_equal(session->two.counts[NOTE_UNPLACED], 0);
	assert_null(session->two.notes[6].reason);
	act(session,
	    (struct curation){ .act = CURATION_MERGE, .notes = PICK(N(7), N(6)), .note_count = 2 });
	assert_true(together(session, 6, 7));
}

static void points_move_under_headings_that_moderators_make(void **state)
{
	struct curated *session = *state;
	struct curation theme = { .act = CURATION_THEME,
		.category = "recommendation",
		.theme = "money",
		.text = "Money" };
	act(session,
	    (struct curation){ .act = CURATION_MOVE,
		.notes = PICK(N(4)),
		.note_count = 1,
		.category = "recommendation",
		.theme = "money" });
	assert_string_equal(point_with(session, 5)->category, "recommendation");
	assert_null(point_with(session, 5)->theme); /* there is none yet */
	act(session, theme);
	assert_string_equal(point_with(session, 5)->theme, "money");
	theme.theme = "law";
	theme.text = "Law";
	act(session, theme);
	theme.text = NULL;
	theme.value = 1;
	act(session, theme);
	look(session);
	assert_int_equal(session->two.theme_count, 2);
	assert_string_equal(session->two.themes[0].title, "Law");
	assert_string_equal(session->two.themes[1].title, "Money");
	theme.theme = "money";
	theme.text = "";
	act(session, theme);
	assert_null(point_with(session, 5)->theme);
	assert_int_equal(session->two.theme_count, 1);
	/* Two facts: another category leaves the theme to be found again. */
	act(session,
	    (struct curation){ .act = CURATION_MOVE,
		.notes = PICK(N(5)),
		.note_count = 1,
		.category = "challenge" });
	assert_string_equal(point_with(session, 4)->category, "challenge");
}

static void points_stand_in_the_order_that_they_are_given(void **state)
{
	struct curated *session = *state;
	assert_int_equal(point_with(session, 1)->rank, 0);
	assert_int_equal(rank_in_list(session, 6), 2);
	act(session,
	    (struct curation){ .act = CURATION_ORDER,
		.notes = PICK(N(6)),
		.note_count = 1,
		.others = PICK(N(1)),
		.other_count = 1 });
	assert_int_equal(rank_in_list(session, 6), 0);
	assert_int_equal(point_with(session, 6)->rank, 1);
	assert_int_equal(point_with(session, 1)->rank, 2);
	act(session,
	    (struct curation){ .act = CURATION_ORDER, .notes = PICK(N(2)), .note_count = 1 });
	assert_int_equal(rank_in_list(session, 1), 2);
	/* The later of two acts on one point is the one that counts. */
	act(session,
	    (struct curation){ .act = CURATION_ORDER,
		.notes = PICK(N(3)),
		.note_count = 1,
		.others = PICK(N(4)),
		.other_count = 1 });
	assert_int_equal(rank_in_list(session, 1), 1);
}

static void a_lens_is_put_on_a_point_and_taken_off(void **state)
{
	struct curated *session = *state;
	struct curation lens = { .act = CURATION_LENS,
		.notes = PICK(N(1)),
		.note_count = 1,
		.lens = "youth",
		.value = 1 };
	act(session, lens);
	assert_int_equal(point_with(session, 2)->lens_count, 1);
	assert_string_equal(point_with(session, 2)->lenses[0], "youth");
	lens.value = 0;
	act(session, lens);
	assert_int_equal(point_with(session, 2)->lens_count, 0);
}

static void undo_is_undone(void **state)
{
	struct curated *session = *state;
	uint64_t pin = act(session,
	    (struct curation){
		.act = CURATION_PIN, .notes = PICK(N(1), N(2), N(3)), .note_count = 3 });
	uint64_t first = undo(session, pin);
	assert_false(point_with(session, 1)->pinned);
	uint64_t second = undo(session, first);
	assert_true(point_with(session, 1)->pinned);
	undo(session, second);
	assert_false(point_with(session, 1)->pinned);
	undo(session, 9999); /* what never was */
	undo(session, 1);    /* a note */
	assert_false(point_with(session, 1)->pinned);
}

/* The machine would take note 3 away; the pin holds it, and notes that come later may still come. */
static void pinned_notes_stay_together_whatever_comes(void **state)
{
	struct curated *session = *state;
	act(session,
	    (struct curation){
		.act = CURATION_PIN, .notes = PICK(N(1), N(2), N(3), N(6)), .note_count = 4 });
	for (uint64_t i = 0; i < 12; i++)
		give(session->synthesis,
		    note_of(101 + i,
			i % 2 == 0 ? "visa renewal takes very many months"
				   : "recruitment fees leave many in debt"));
	session->newest = 112;
	assert_true(together(session, 1, 6));
	assert_true(together(session, 1, 3));
	assert_true(point_with(session, 1)->pinned);
}

static void a_room_confirms_and_what_comes_after_is_counted(void **state)
{
	struct curated *session = *state;
	look(session);
	assert_int_equal(session->two.confirmed_count, 0);
	uint64_t first = act(session,
	    (struct curation){
		.act = CURATION_CONFIRM, .objective = 5, .room = "WG-2", .seen = session->newest });
	look(session);
	assert_int_equal(session->two.confirmed_count, 1);
	assert_string_equal(session->two.confirmed[0].room, "WG-2");
	assert_int_equal(session->two.confirmed[0].number, first);
	assert_int_equal(session->two.confirmed[0].since, 0);
	/* Read back as of event 5: notes 6 and 7 came after. The newest confirmation is the one that is told. */
	uint64_t second = act(session,
	    (struct curation){
		.act = CURATION_CONFIRM, .objective = 5, .room = "WG-2", .seen = 5 });
	look(session);
	assert_int_equal(session->two.confirmed[0].number, second);
	assert_int_equal(session->two.confirmed[0].since, 2);
	undo(session, second);
	look(session);
	assert_int_equal(session->two.confirmed[0].number, first);
	assert_int_equal(session->two.confirmed[0].since, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(merged_points_are_one_and_take_what_comes_later),
		TEST(split_notes_stand_apart_and_the_rest_keeps_the_name),
		TEST(a_restated_point_reads_so_and_keeps_it_through_a_split),
		TEST(hidden_notes_are_in_no_point_and_are_counted),
		TEST(placed_housekeeping_stands_in_a_point),
		TEST(points_move_under_headings_that_moderators_make),
		TEST(points_stand_in_the_order_that_they_are_given),
		TEST(a_lens_is_put_on_a_point_and_taken_off),
		TEST(undo_is_undone),
		TEST(pinned_notes_stay_together_whatever_comes),
		TEST(a_room_confirms_and_what_comes_after_is_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
