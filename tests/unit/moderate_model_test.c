/* tests/unit/moderate_model_test.c - `moderate` by its strokes: what a key does, and that nothing jumps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "client/terminal/moderate/moderate_model.h"
#include "tests/unit/write_fixture.h"

#define POINTS_MAX 8u

/* A synthesis of one objective that a test changes and gives again. */
struct table {
	struct programme programme;
	struct moderate_model model;
	struct canvas canvas;
	struct buffer rows;
	struct synthesis_point points[POINTS_MAX];
	char notes_of[POINTS_MAX][4][PUBLIC_ID_CHARS + 1];
	struct synthesis_note notes[4 * POINTS_MAX];
	struct synthesis_objective objectives[2];
	uint64_t event;
};

/* A point of `count` notes, named after its letter: "pa" holds the notes "a0", "a1" ... */
static void point_put(
    struct table *table, size_t index, char letter, uint32_t writers, size_t count)
{
	struct synthesis_point *point = &table->points[index];
	*point = (struct synthesis_point){ .number = (uint64_t)letter,
		.category = "challenge",
		.statement = letter == 'b' ? "Pay first" : "Roads are cut",
		.writers = writers,
		.notes = (const char(*)[PUBLIC_ID_CHARS + 1]) table->notes_of[index],
		.note_count = count };
	memcpy(point->id, "pazzzzzzzzzz", sizeof point->id);
	point->id[1] = letter;
	memset(table->notes_of[index], 0, sizeof table->notes_of[index]);
	for (size_t i = 0; i < count; i++) {
		struct synthesis_note *note = &table->notes[table->objectives[0].note_count++];
		*note = (struct synthesis_note){ .number = (uint64_t)(letter - 'a') * 10 + i + 1,
			.place = NOTE_IN_POINT,
			.text = "text",
			.category = "challenge",
			.room = "WG-2" };
		memcpy(note->id, "a0zzzzzzzzzz", sizeof note->id);
		note->id[0] = letter;
		note->id[1] = (char)('0' + i);
		memcpy(table->notes_of[index][i], note->id, sizeof note->id);
	}
	memcpy(
	    point->statement_note, table->notes_of[index][count - 1], sizeof point->statement_note);
	if (index >= table->objectives[0].point_count)
		table->objectives[0].point_count = index + 1;
}

static void give(struct table *table)
{
	struct watch_update update = { .state = WATCH_LIVE,
		.event = ++table->event,
		.objectives = table->objectives,
		.objective_count = 2 };
	moderate_model_update(&table->model, &update);
}

static struct table *table_open(void)
{
	struct table *table = calloc(1, sizeof *table);
	assert_non_null(table);
	table->programme = small_programme();
	moderate_model_init(&table->model, "gcm-1", 0);
	moderate_model_programme(&table->model, &table->programme);
	canvas_init(&table->canvas);
	buffer_init(&table->rows, 1u << 18);
	table->objectives[0] = (struct synthesis_objective){
		.number = 2, .whole = true, .points = table->points, .notes = table->notes
	};
	table->objectives[1] = (struct synthesis_objective){ .number = 5, .whole = true };
	table->event = 100;
	point_put(table, 0, 'a', 3, 2);
	point_put(table, 1, 'b', 2, 3);
	point_put(table, 2, 'c', 1, 1);
	give(table);
	return table;
}

static void table_close(struct table *table)
{
	moderate_model_close(&table->model);
	programme_close(&table->programme);
	canvas_close(&table->canvas);
	buffer_close(&table->rows);
	free(table);
}

static enum moderate_act press(struct table *table, enum stroke_kind kind)
{
	return moderate_model_stroke(&table->model, &(struct stroke){ .kind = kind });
}

static enum moderate_act keys(struct table *table, const char *letters)
{
	enum moderate_act act = MODERATE_NOTHING;
	for (; *letters != '\0'; letters++) {
		struct stroke stroke = { .kind = STROKE_TEXT, .text = { *letters } };
		act = moderate_model_stroke(&table->model, &stroke);
	}
	return act;
}

static const char *drawn(struct table *table, size_t rows, size_t columns)
{
	canvas_clear(&table->canvas, rows, columns);
	moderate_draw(&table->model, &table->canvas);
	buffer_clear(&table->rows);
	for (size_t i = 0; i < rows; i++) {
		canvas_row(&table->canvas, i, &table->rows);
		buffer_add_text(&table->rows, "\n");
	}
	return buffer_text(&table->rows);
}

/* Ids are known by their first two letters here. */
static void assert_is(const char *id, const char *begin)
{
	assert_memory_equal(id, begin, 2);
}

/* The screen's row that holds the words. */
static size_t row_with(struct table *table, const char *words)
{
	const char *rows = drawn(table, 12, 80);
	const char *found = strstr(rows, words);
	assert_non_null(found);
	size_t row = 0;
	for (const char *at = rows; at < found; at++)
		row += *at == '\n' ? 1 : 0;
	return row;
}

static void new_notes_do_not_move_what_the_cursor_is_on(void **state)
{
	(void)state;
	struct table *table = table_open();
	assert_is(table->model.point_id, "pa");
	keys(table, "j");
	assert_is(table->model.point_id, "pb");
	size_t row = row_with(table, ">  2w");
	/* Two points come before it, and one that was before goes behind. */
	point_put(table, 3, 'd', 9, 1);
	point_put(table, 4, 'e', 8, 1);
	table->points[0].writers = 1;
	give(table);
	assert_is(table->model.point_id, "pb");
	assert_int_equal(row_with(table, ">  2w"), row);
	assert_non_null(strstr(drawn(table, 12, 80), "3 changed"));
	table_close(table);
}

static void a_point_that_is_one_with_another_is_followed(void **state)
{
	(void)state;
	struct table *table = table_open();
	keys(table, "j");
	/* The notes of B are in A now. */
	memcpy(table->notes_of[0][2], table->notes_of[1][0], sizeof table->notes_of[0][2]);
	memcpy(table->notes_of[0][3], table->notes_of[1][1], sizeof table->notes_of[0][3]);
	table->points[0].note_count = 4;
	table->points[1] = table->points[2];
	table->objectives[0].point_count = 2;
	give(table);
	assert_is(table->model.point_id, "pa");
	table_close(table);
}

static void what_changed_is_marked_until_it_was_looked_at(void **state)
{
	(void)state;
	struct table *table = table_open();
	assert_int_equal(moderate_changed(&table->model), 0);
	table->points[1].writers = 4;
	point_put(table, 3, 'd', 1, 1);
	give(table);
	assert_int_equal(moderate_changed(&table->model), 2);
	give(table);
	assert_int_equal(moderate_changed(&table->model), 2);
	keys(table, "gj"); /* over it and away */
	assert_int_equal(moderate_changed(&table->model), 1);
	keys(table, ".");
	assert_int_equal(moderate_changed(&table->model), 0);
	table_close(table);
}

static void what_is_newer_than_the_last_look_is_marked_at_the_start(void **state)
{
	(void)state;
	struct table *table = table_open();
	struct moderate_model *model = calloc(1, sizeof *model);
	assert_non_null(model);
	moderate_model_init(model, "gcm-1", 12); /* b's notes are 11 to 13, c's is 21 */
	struct watch_update update = {
		.state = WATCH_LIVE, .objectives = table->objectives, .objective_count = 2
	};
	moderate_model_update(model, &update);
	assert_int_equal(moderate_changed(model), 2);
	moderate_model_close(model);
	free(model);
	table_close(table);
}

static void a_merge_names_the_notes_of_both(void **state)
{
	(void)state;
	struct table *table = table_open();
	assert_int_equal(keys(table, "m"), MODERATE_NOTHING);
	assert_int_equal(keys(table, "jm"), MODERATE_CURATE);
	const struct curation *act = &table->model.act;
	assert_int_equal(act->act, CURATION_MERGE);
	assert_int_equal(act->objective, 2);
	assert_int_equal(act->note_count, 5);
	assert_is(act->notes[0].id, "b2"); /* whose words the point has */
	assert_int_equal(act->notes[0].number, 13);
	/* One act at a time; then what became of it. */
	assert_int_equal(keys(table, "p"), MODERATE_NOTHING);
	assert_true(table->model.alarm);
	assert_int_equal(moderate_model_answered(&table->model, 120, NULL), MODERATE_NOTHING);
	assert_non_null(strstr(table->model.message, "merge: done, event 120"));
	assert_int_equal(table->model.mark_count, 0);
	assert_int_equal(keys(table, "u"), MODERATE_CURATE);
	assert_int_equal(table->model.act.act, CURATION_UNDO);
	assert_int_equal(table->model.act.undone, 120);
	(void)moderate_model_answered(&table->model, 0, "That is refused.");
	assert_string_equal(table->model.message, "undo: That is refused.");
	assert_true(table->model.alarm);
	assert_int_equal(keys(table, "u"), MODERATE_CURATE);
	(void)moderate_model_answered(&table->model, 121, NULL);
	assert_int_equal(keys(table, "u"), MODERATE_NOTHING);
	table_close(table);
}

static void a_split_names_the_rest_too(void **state)
{
	(void)state;
	struct table *table = table_open();
	keys(table, "j");
	assert_int_equal(keys(table, "s"), MODERATE_NOTHING);
	press(table, STROKE_ENTER);
	assert_int_equal(keys(table, " j s"), MODERATE_CURATE);
	assert_int_equal(table->model.act.note_count, 2);
	assert_int_equal(table->model.act.other_count, 1);
	assert_is(table->model.act.others[0].id, "b2");
	(void)moderate_model_answered(&table->model, 120, NULL);
	/* All of them would leave nothing to stand apart from. */
	assert_int_equal(keys(table, "g j j s"), MODERATE_NOTHING);
	assert_true(table->model.alarm);
	table_close(table);
}

static void hiding_asks_why(void **state)
{
	(void)state;
	struct table *table = table_open();
	assert_int_equal(keys(table, "h"), MODERATE_NOTHING);
	assert_int_equal(press(table, STROKE_ENTER), MODERATE_NOTHING);
	assert_int_equal(table->model.prompt, PROMPT_HIDE);
	keys(table, "said in confidence");
	assert_int_equal(press(table, STROKE_ENTER), MODERATE_CURATE);
	assert_int_equal(table->model.act.act, CURATION_HIDE);
	assert_int_equal(table->model.act.note_count, 2);
	assert_string_equal(table->model.act.reason, "said in confidence");
	assert_int_equal(table->model.prompt, PROMPT_NONE);
	(void)moderate_model_answered(&table->model, 120, NULL);
	/* One note alone. */
	press(table, STROKE_RIGHT);
	keys(table, "hx");
	assert_int_equal(press(table, STROKE_ENTER), MODERATE_CURATE);
	assert_int_equal(table->model.act.note_count, 1);
	table_close(table);
}

static void a_restatement_begins_with_the_words_that_stand(void **state)
{
	(void)state;
	struct table *table = table_open();
	keys(table, "r");
	assert_string_equal(table->model.line.text, "Roads are cut");
	press(table, STROKE_ERASE_WORD);
	keys(table, "closed");
	assert_int_equal(press(table, STROKE_ENTER), MODERATE_CURATE);
	assert_string_equal(table->model.act.text, "Roads are closed");
	assert_is(table->model.act.notes[0].id, "a1");
	table_close(table);
}

static void a_new_theme_is_made_and_then_moved_to(void **state)
{
	(void)state;
	struct table *table = table_open();
	keys(table, "t");
	keys(table, "What it costs");
	assert_int_equal(press(table, STROKE_ENTER), MODERATE_CURATE);
	assert_int_equal(table->model.act.act, CURATION_THEME);
	assert_string_equal(table->model.act.theme, "what-it-costs");
	assert_string_equal(table->model.act.text, "What it costs");
	keys(table, "G"); /* the cursor goes elsewhere: what was asked for stays */
	assert_int_equal(moderate_model_answered(&table->model, 120, NULL), MODERATE_CURATE);
	assert_int_equal(table->model.act.act, CURATION_MOVE);
	assert_string_equal(table->model.act.theme, "what-it-costs");
	assert_is(table->model.act.notes[0].id, "a1");
	(void)moderate_model_answered(&table->model, 121, NULL);
	/* One that is there is only moved to, by its title; a dash is none. */
	struct synthesis_theme theme = { .category = "challenge", .key = "k", .title = "Costs" };
	table->objectives[0].themes = &theme;
	table->objectives[0].theme_count = 1;
	give(table);
	keys(table, "t");
	keys(table, "Costs");
	assert_int_equal(press(table, STROKE_ENTER), MODERATE_CURATE);
	assert_int_equal(table->model.act.act, CURATION_MOVE);
	assert_string_equal(table->model.act.theme, "k");
	(void)moderate_model_answered(&table->model, 122, NULL);
	keys(table, "t-");
	assert_int_equal(press(table, STROKE_ENTER), MODERATE_CURATE);
	assert_string_equal(table->model.act.theme, "");
	table_close(table);
}

static void order_is_within_a_category(void **state)
{
	(void)state;
	struct table *table = table_open();
	assert_int_equal(keys(table, "K"), MODERATE_NOTHING);
	assert_int_equal(keys(table, "J"), MODERATE_CURATE);
	assert_int_equal(table->model.act.act, CURATION_ORDER);
	assert_is(table->model.act.others[0].id, "c0");
	(void)moderate_model_answered(&table->model, 120, NULL);
	assert_int_equal(keys(table, "jK"), MODERATE_CURATE);
	assert_is(table->model.act.others[0].id, "a1");
	table_close(table);
}

static void names_are_flagged_found_and_released(void **state)
{
	(void)state;
	struct table *table = table_open();
	struct name_mark mark = { .kind = NAME_PERSON, .start = 0, .size = 3 };
	table->notes[3].original = "Ann said so";
	table->notes[3].text = "[a name] said so";
	table->notes[3].marks = &mark;
	table->notes[3].mark_count = 1;
	give(table);
	assert_non_null(strstr(drawn(table, 24, 80), "1 flagged"));
	keys(table, "f");
	assert_int_equal(table->model.line_count, 1);
	assert_non_null(strstr(drawn(table, 24, 80), "Ann said so"));
	press(table, STROKE_ENTER);
	assert_is(table->model.point_id, "pb");
	assert_int_equal(table->model.note, 1);
	assert_int_equal(keys(table, "x"), MODERATE_CURATE);
	assert_int_equal(table->model.act.act, CURATION_RELEASE);
	assert_int_equal(table->model.act.seen, table->event);
	assert_int_equal(table->model.act.note_count, 1);
	table_close(table);
}

static void what_is_kept_out_can_be_taken_back(void **state)
{
	(void)state;
	struct table *table = table_open();
	table->notes[5].place = NOTE_HIDDEN;
	table->notes[5].reason = "by mistake";
	table->points[2].note_count = 0;
	table->objectives[0].point_count = 2;
	give(table);
	keys(table, "v");
	assert_non_null(strstr(drawn(table, 24, 80), "by mistake"));
	assert_int_equal(keys(table, "a"), MODERATE_CURATE);
	assert_int_equal(table->model.act.act, CURATION_UNHIDE);
	assert_is(table->model.act.notes[0].id, "c0");
	table_close(table);
}

static void rooms_that_confirmed_are_told_with_what_came_since(void **state)
{
	(void)state;
	struct table *table = table_open();
	struct synthesis_confirmed confirmed = { .room = "WG-2", .number = 90 };
	table->model.connection = CONNECTION_LIVE;
	table->objectives[0].confirmed = &confirmed;
	table->objectives[0].confirmed_count = 1;
	give(table);
	assert_non_null(strstr(drawn(table, 24, 80), "live, 1 confirmed\n"));
	confirmed.since = 3;
	give(table);
	assert_non_null(strstr(drawn(table, 24, 80), "live, 1 confirmed, 3 since\n"));
	table_close(table);
}

/* Whoever follows as an observer is given points without their notes. */
static void who_is_shown_no_notes_is_told_so(void **state)
{
	(void)state;
	struct table *table = table_open();
	for (size_t i = 0; i < table->objectives[0].point_count; i++) {
		table->points[i].note_count = 0;
		table->points[i].statement_note[0] = '\0';
	}
	table->objectives[0].note_count = 0;
	give(table);
	assert_int_equal(keys(table, "p"), MODERATE_NOTHING);
	assert_non_null(strstr(table->model.message, "as an observer"));
	assert_false(table->model.sending);
	table_close(table);
}

static void no_size_is_too_small_and_nothing_is_no_synthesis(void **state)
{
	(void)state;
	struct table *table = table_open();
	for (size_t size = 1; size < 30; size++) {
		assert_non_null(drawn(table, size, size * 4));
		press(table, STROKE_DOWN);
	}
	press(table, STROKE_TAB);
	assert_non_null(strstr(drawn(table, 24, 80), "no points yet"));
	static const char *const ALL = "jkgG .mspJKuxrhtclwfv?/";
	for (const char *at = ALL; *at != '\0'; at++) {
		char letter[2] = { *at, '\0' };
		keys(table, letter);
		press(table, STROKE_ESCAPE);
	}
	assert_int_equal(keys(table, "q"), MODERATE_QUIT);
	table_close(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_notes_do_not_move_what_the_cursor_is_on),
		cmocka_unit_test(a_point_that_is_one_with_another_is_followed),
		cmocka_unit_test(what_changed_is_marked_until_it_was_looked_at),
		cmocka_unit_test(what_is_newer_than_the_last_look_is_marked_at_the_start),
		cmocka_unit_test(a_merge_names_the_notes_of_both),
		cmocka_unit_test(a_split_names_the_rest_too),
		cmocka_unit_test(hiding_asks_why),
		cmocka_unit_test(a_restatement_begins_with_the_words_that_stand),
		cmocka_unit_test(a_new_theme_is_made_and_then_moved_to),
		cmocka_unit_test(order_is_within_a_category),
		cmocka_unit_test(names_are_flagged_found_and_released),
		cmocka_unit_test(what_is_kept_out_can_be_taken_back),
		cmocka_unit_test(rooms_that_confirmed_are_told_with_what_came_since),
		cmocka_unit_test(who_is_shown_no_notes_is_told_so),
		cmocka_unit_test(no_size_is_too_small_and_nothing_is_no_synthesis),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
