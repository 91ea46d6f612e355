/* tests/unit/write_model_test.c - `write` by its strokes: nothing that was typed is lost on any way through it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "client/terminal/write/write_model.h"
#include "tests/unit/write_fixture.h"

struct desk {
	struct programme programme;
	struct write_model model;
	struct canvas canvas;
	struct buffer row;
};

static struct desk *desk_open(void)
{
	struct desk *desk = calloc(1, sizeof *desk);
	assert_non_null(desk);
	desk->programme = small_programme();
	write_model_init(&desk->model, "gcm-1", "WG-2");
	desk->model.programme = &desk->programme;
	canvas_init(&desk->canvas);
	buffer_init(&desk->row, 1u << 16);
	return desk;
}

static void desk_close(struct desk *desk)
{
	write_model_close(&desk->model);
	programme_close(&desk->programme);
	canvas_close(&desk->canvas);
	buffer_close(&desk->row);
	free(desk);
}

static void type(struct desk *desk, const char *text)
{
	for (; *text != '\0'; text++) {
		struct stroke stroke = { .kind = STROKE_TEXT, .text = { *text } };
		assert_int_equal(write_model_stroke(&desk->model, &stroke), WRITE_NOTHING);
	}
}

static enum write_act press(struct desk *desk, enum stroke_kind kind)
{
	return write_model_stroke(&desk->model, &(struct stroke){ .kind = kind });
}

static void told(struct desk *desk, enum message message, uint64_t sequence, uint8_t note,
    enum entry_state state, const char *text)
{
	struct buffer body;
	struct note_put put = { .replaces = 1, .room = "WG-2", .text = text };
	struct entry entry = entry_of(message, sequence, note, state, &put, &body);
	write_notes_entry(&desk->model.notes, &entry);
	buffer_close(&body);
}

static const char *state_of(struct desk *desk, size_t index)
{
	static char state[OWN_STATE_BYTES];
	own_note_state(&desk->model.notes.own[index], state);
	return state;
}

/* All rows, joined by line feeds. */
static const char *drawn(struct desk *desk, size_t rows, size_t columns)
{
	canvas_clear(&desk->canvas, rows, columns);
	write_draw(&desk->model, 10000, &desk->canvas);
	buffer_clear(&desk->row);
	for (size_t i = 0; i < rows; i++) {
		canvas_row(&desk->canvas, i, &desk->row);
		buffer_add_text(&desk->row, "\n");
	}
	return buffer_text(&desk->row);
}

static void a_note_says_what_its_line_said(void **state)
{
	(void)state;
	struct desk *desk = desk_open();
	type(desk, "r: Pay first #gender");
	assert_int_equal(press(desk, STROKE_ENTER), WRITE_NOTE);
	assert_string_equal(desk->model.put.text, "Pay first");
	assert_string_equal(desk->model.put.category, "recommendation");
	assert_string_equal(desk->model.put.lens, "gender");
	assert_string_equal(desk->model.put.room, "WG-2");
	assert_int_equal(desk->model.put.objective, 0);
	/* Until it is kept the line stands; a disk that is full leaves it. */
	write_model_failed(&desk->model, "The disk is full.");
	assert_string_equal(desk->model.line.text, "r: Pay first #gender");
	assert_true(desk->model.alarm);
	write_model_kept(&desk->model);
	assert_int_equal(desk->model.line.size, 0);
	desk_close(desk);
}

static void a_head_alone_holds_for_what_follows(void **state)
{
	(void)state;
	struct desk *desk = desk_open();
	type(desk, "r: 5: #youth");
	assert_int_equal(press(desk, STROKE_ENTER), WRITE_NOTHING);
	assert_int_equal(desk->model.line.size, 0);
	type(desk, "Pay first");
	assert_int_equal(press(desk, STROKE_ENTER), WRITE_NOTE);
	assert_string_equal(desk->model.put.category, "recommendation");
	assert_string_equal(desk->model.put.lens, "youth");
	assert_int_equal(desk->model.put.objective, 5);
	write_model_kept(&desk->model);
	type(desk, "ch: #- Roads");
	assert_int_equal(press(desk, STROKE_ENTER), WRITE_NOTE);
	assert_string_equal(desk->model.put.category, "challenge");
	assert_null(desk->model.put.lens);
	desk_close(desk);
}

/* A feed of one objective: our note (the fixture's first), one of the same room, one of another, a hidden one. */
struct feed {
	char notes_of[1][PUBLIC_ID_CHARS + 1];
	struct synthesis_point points[2];
	struct synthesis_note notes[4];
	struct synthesis_objective objective;
	struct watch_update update;
};

static void feed_make(struct feed *feed)
{
	static const struct synthesis_note NOTES[] = {
		{ .id = "noteb0000000",
		    .number = 101,
		    .place = NOTE_IN_POINT,
		    .room = "WG-2",
		    .text = "Roads" },
		{ .id = "otheraaaaaaa",
		    .number = 102,
		    .place = NOTE_IN_POINT,
		    .room = "WG-2",
		    .text = "Crops fail",
		    .category = "challenge" },
		{ .id = "otherbbbbbbb",
		    .number = 103,
		    .place = NOTE_IN_POINT,
		    .room = "WG-5",
		    .text = "Elsewhere" },
		{ .id = "othercccccca", .number = 104, .place = NOTE_HIDDEN },
	};
	memset(feed, 0, sizeof *feed);
	memcpy(feed->notes_of[0], NOTES[0].id, sizeof feed->notes_of[0]);
	memcpy(feed->notes, NOTES, sizeof NOTES);
	feed->points[0] = (struct synthesis_point){
		.id = "p1", .number = 9, .category = "challenge", .statement = "X", .writers = 9
	};
	feed->points[1] = (struct synthesis_point){ .id = "p2",
		.number = 1,
		.category = "challenge",
		.statement = "Roads",
		.writers = 1,
		.notes = (const char(*)[PUBLIC_ID_CHARS + 1]) feed->notes_of,
		.note_count = 1 };
	feed->objective = (struct synthesis_objective){ .number = 2,
		.points = feed->points,
		.point_count = 2,
		.notes = feed->notes,
		.note_count = 4 };
	feed->update = (struct watch_update){
		.state = WATCH_LIVE, .objectives = &feed->objective, .objective_count = 1
	};
}

static void where_a_note_is_is_told_in_words(void **state)
{
	(void)state;
	struct desk *desk = desk_open();
	struct feed feed;
	feed_make(&feed);
	told(desk, MESSAGE_NOTE_SUBMIT, 1, 1, ENTRY_HERE, "Roads");
	assert_string_equal(state_of(desk, 0), "on this device");
	told(desk, MESSAGE_NOTE_SUBMIT, 1, 1, ENTRY_BROKER, "Roads");
	assert_string_equal(state_of(desk, 0), "on the broker");
	write_notes_feed(&desk->model.notes, &desk->programme, &feed.update);
	assert_string_equal(state_of(desk, 0), "in point 2");
	feed.notes[0].place = NOTE_HIDDEN;
	feed.objective.point_count = 0;
	write_notes_feed(&desk->model.notes, &desk->programme, &feed.update);
	assert_string_equal(state_of(desk, 0), "hidden");
	told(desk, MESSAGE_NOTE_RETRACT, 4, 1, ENTRY_BROKER, NULL);
	assert_string_equal(state_of(desk, 0), "taken back");
	desk_close(desk);
}

static void a_change_has_a_state_of_its_own(void **state)
{
	(void)state;
	struct desk *desk = desk_open();
	told(desk, MESSAGE_NOTE_SUBMIT, 1, 1, ENTRY_BROKER, "Roads");
	told(desk, MESSAGE_NOTE_AMEND, 2, 1, ENTRY_HERE, "Roads are cut");
	assert_string_equal(state_of(desk, 0), "change not sent");
	assert_string_equal(desk->model.notes.own[0].text, "Roads are cut");
	told(desk, MESSAGE_NOTE_AMEND, 2, 1, ENTRY_BROKER, "Roads are cut");
	assert_string_equal(state_of(desk, 0), "on the broker");
	told(desk, MESSAGE_NOTE_SUBMIT, 3, 3, ENTRY_REFUSED, "Lost?");
	desk->model.notes.own[1].error = ERROR_NO_LENS;
	assert_string_equal(state_of(desk, 1), "refused: no_lens");
	desk_close(desk);
}

static void others_of_the_room_are_shown_without_ours_and_without_what_is_hidden(void **state)
{
	(void)state;
	struct desk *desk = desk_open();
	struct feed feed;
	feed_make(&feed);
	told(desk, MESSAGE_NOTE_SUBMIT, 1, 1, ENTRY_BROKER, "Roads");
	write_notes_feed(&desk->model.notes, &desk->programme, &feed.update);
	assert_int_equal(desk->model.notes.other_count, 1);
	assert_int_equal(desk->model.notes.others_new, 1);
	assert_string_equal(desk->model.notes.others[0].text, "Crops fail");
	write_notes_feed(&desk->model.notes, &desk->programme, &feed.update);
	assert_int_equal(desk->model.notes.others_new, 0);
	desk_close(desk);
}

static void up_amends_and_gives_the_line_back(void **state)
{
	(void)state;
	struct desk *desk = desk_open();
	told(desk, MESSAGE_NOTE_SUBMIT, 1, 1, ENTRY_BROKER, "First");
	told(desk, MESSAGE_NOTE_SUBMIT, 2, 2, ENTRY_HERE, "Second");
	type(desk, "half");
	press(desk, STROKE_UP);
	assert_string_equal(desk->model.line.text, "Second");
	press(desk, STROKE_UP);
	assert_string_equal(desk->model.line.text, "First");
	press(desk, STROKE_UP);
	assert_string_equal(desk->model.line.text, "First");
	type(desk, "ly");
	assert_int_equal(press(desk, STROKE_ENTER), WRITE_AMEND);
	assert_string_equal(desk->model.put.text, "Firstly");
	assert_int_equal(desk->model.put.replaces, 101);
	assert_int_equal(desk->model.put.note[0], 1);
	write_model_kept(&desk->model);
	assert_string_equal(desk->model.line.text, "half");
	/* One that has no answer yet can be changed as well. */
	press(desk, STROKE_UP);
	type(desk, "ly");
	assert_int_equal(press(desk, STROKE_ENTER), WRITE_AMEND);
	assert_true(desk->model.put.replaces == RAPPORTEUR_REPLACES_NEWEST);
	press(desk, STROKE_ESCAPE);
	assert_string_equal(desk->model.line.text, "half");
	press(desk, STROKE_UP);
	press(desk, STROKE_DOWN);
	assert_string_equal(desk->model.line.text, "half");
	desk_close(desk);
}

static void old_words_are_replaced_in_the_last_note(void **state)
{
	(void)state;
	struct desk *desk = desk_open();
	type(desk, "s/a/b/");
	assert_int_equal(press(desk, STROKE_ENTER), WRITE_NOTHING);
	assert_true(desk->model.alarm);
	press(desk, STROKE_ERASE_START);
	told(desk, MESSAGE_NOTE_SUBMIT, 1, 1, ENTRY_BROKER, "Roads are cut");
	type(desk, "s/cut/washed away/");
	assert_int_equal(press(desk, STROKE_ENTER), WRITE_AMEND);
	assert_string_equal(desk->model.put.text, "Roads are washed away");
	desk_close(desk);
}

static void a_note_is_taken_back_only_when_asked_twice(void **state)
{
	(void)state;
	struct desk *desk = desk_open();
	told(desk, MESSAGE_NOTE_SUBMIT, 1, 1, ENTRY_BROKER, "Roads");
	press(desk, STROKE_UP);
	press(desk, STROKE_ERASE_START);
	assert_int_equal(press(desk, STROKE_ENTER), WRITE_NOTHING);
	assert_true(desk->model.retract_asked);
	assert_int_equal(press(desk, STROKE_ENTER), WRITE_RETRACT);
	assert_int_equal(desk->model.put.replaces, 101);
	write_model_kept(&desk->model);
	told(desk, MESSAGE_NOTE_RETRACT, 2, 1, ENTRY_HERE, NULL);
	press(desk, STROKE_UP); /* what was taken back is not amended */
	assert_false(desk->model.amending);
	desk_close(desk);
}

static void what_was_refused_is_written_anew(void **state)
{
	(void)state;
	struct desk *desk = desk_open();
	told(desk, MESSAGE_NOTE_SUBMIT, 7, 1, ENTRY_REFUSED, "Roads");
	press(desk, STROKE_UP);
	assert_int_equal(press(desk, STROKE_ENTER), WRITE_NOTE);
	assert_int_equal(desk->model.refused, 7);
	write_model_kept(&desk->model);
	assert_int_equal(desk->model.notes.own_count, 0);
	desk_close(desk);
}

static void a_draft_comes_back(void **state)
{
	(void)state;
	struct buffer draft;
	buffer_init(&draft, 1u << 16);
	struct desk *desk = desk_open();
	write_model_draft(&desk->model, &draft);
	assert_int_equal(draft.size, 0);
	told(desk, MESSAGE_NOTE_SUBMIT, 1, 1, ENTRY_BROKER, "First");
	type(desk, "r: half");
	press(desk, STROKE_UP);
	type(desk, "ly");
	write_model_draft(&desk->model, &draft);
	struct desk *next = desk_open();
	told(next, MESSAGE_NOTE_SUBMIT, 1, 1, ENTRY_BROKER, "First");
	write_model_take_up(&next->model, draft.bytes, draft.size);
	assert_true(next->model.amending);
	assert_string_equal(next->model.line.text, "Firstly");
	press(next, STROKE_ESCAPE);
	assert_string_equal(next->model.line.text, "r: half");
	assert_int_equal(press(next, STROKE_INTERRUPT), WRITE_QUIT);
	assert_string_equal(next->model.line.text, "r: half");
	/* Bytes that nobody wrote so do no harm. */
	static const char *const ODD[] = { "", "x", "\n", "a\n9", "a\n9 ", "a\n99 b\n",
		"a\nx y\n" };
	for (size_t i = 0; i < sizeof ODD / sizeof ODD[0]; i++)
		write_model_take_up(&next->model, (const uint8_t *)ODD[i], strlen(ODD[i]));
	desk_close(next);
	desk_close(desk);
	buffer_close(&draft);
}

static void the_screen_says_where_one_is(void **state)
{
	(void)state;
	struct desk *desk = desk_open();
	told(desk, MESSAGE_NOTE_SUBMIT, 1, 1, ENTRY_HERE, "Roads are cut");
	desk->model.counts.here = 3;
	desk->model.away_ms = 1000;
	type(desk, "r: Pay");
	const char *rows = drawn(desk, 24, 80);
	assert_non_null(strstr(rows, "WG-2  round 1, 11:30-12:20  gcm-1"));
	assert_non_null(strstr(rows, "3 unsent, the broker is away\n"));
	assert_non_null(strstr(rows, "Objective 2  Drivers\n"));
	assert_non_null(strstr(rows, "  on this device   2.challenge            Roads are cut\n"));
	assert_non_null(strstr(rows, "\n2.recommendation\n> r: Pay\n"));
	assert_true(desk->canvas.has_cursor);
	assert_int_equal(desk->canvas.cursor_row, 22);
	assert_int_equal(desk->canvas.cursor_column, 8);
	type(desk, "");
	press(desk, STROKE_ERASE_START);
	type(desk, "c: x");
	assert_non_null(strstr(drawn(desk, 24, 80), "could be challenge, covid"));
	/* No size is too small to draw on. */
	for (size_t size = 1; size < 12; size++)
		assert_non_null(drawn(desk, size, size * 3));
	desk_close(desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_note_says_what_its_line_said),
		cmocka_unit_test(a_head_alone_holds_for_what_follows),
		cmocka_unit_test(where_a_note_is_is_told_in_words),
		cmocka_unit_test(a_change_has_a_state_of_its_own),
		cmocka_unit_test(
		    others_of_the_room_are_shown_without_ours_and_without_what_is_hidden),
		cmocka_unit_test(up_amends_and_gives_the_line_back),
		cmocka_unit_test(old_words_are_replaced_in_the_last_note),
		cmocka_unit_test(a_note_is_taken_back_only_when_asked_twice),
		cmocka_unit_test(what_was_refused_is_written_anew),
		cmocka_unit_test(a_draft_comes_back),
		cmocka_unit_test(the_screen_says_where_one_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
