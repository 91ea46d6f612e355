/* tests/unit/watch_draw_test.c - what a watcher keeps of the updates, and shows of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/terminal/watch/watch_draw.h"

static struct synthesis_point point(
    const char *id, const char *category, uint32_t writers, size_t notes, const char *statement)
{
	struct synthesis_point made = { .category = category,
		.statement = statement,
		.writers = writers,
		.note_count = notes };
	memcpy(made.id, id, strnlen(id, PUBLIC_ID_CHARS));
	made.number = (uint64_t)id[0];
	return made;
}

static struct watch_model *model_open(uint32_t only)
{
	struct watch_model *model = malloc(sizeof *model);
	assert_non_null(model);
	watch_model_init(model, only);
	return model;
}

static void model_free(struct watch_model *model)
{
	watch_model_close(model);
	free(model);
}

static void give(struct watch_model *model, struct synthesis_objective *objectives, size_t count,
    uint32_t changed)
{
	watch_model_take(model,
	    &(struct watch_update){ .state = WATCH_LIVE,
		.event = 9,
		.objectives = objectives,
		.objective_count = count,
		.changed = changed });
}

static void what_changed_is_known(void **state)
{
	(void)state;
	struct watch_model *model = model_open(0);
	struct synthesis_point first[] = { point("a", "x", 1, 1, "A"), point("b", "x", 2, 2, "B") };
	struct synthesis_objective objective = { .number = 2, .points = first, .point_count = 2 };
	give(model, &objective, 1, 0);
	const struct watch_objective *shown = &model->objectives[0];
	assert_int_equal(model->objective_count, 1);
	assert_string_equal(shown->points[0].id, "b"); /* more writers */
	assert_int_equal(shown->points[0].change, 0);
	struct synthesis_point second[] = { point("a", "x", 3, 3, "A"),
		point("c", "x", 1, 1, "C") };
	objective.points = second;
	give(model, &objective, 1, 2);
	assert_string_equal(shown->points[0].id, "a");
	assert_int_equal(shown->points[0].change, 2);
	assert_int_equal(shown->points[1].change, 2);
	assert_int_equal(shown->removed_count, 1);
	assert_string_equal(shown->removed[0], "b");
	/* Again the same: nothing has changed since. */
	give(model, &objective, 1, 2);
	assert_int_equal(shown->points[0].change, 2);
	assert_int_equal(model->change, 3);
	assert_int_equal(shown->removed_count, 0);
	model_free(model);
}

static void another_objectives_update_touches_none(void **state)
{
	(void)state;
	struct watch_model *model = model_open(5);
	struct synthesis_point points[] = { point("a", "x", 1, 1, "A") };
	struct synthesis_objective objectives[] = {
		{ .number = 2, .points = points, .point_count = 1 },
		{ .number = 5, .points = points, .point_count = 1 },
	};
	give(model, objectives, 2, 0);
	assert_int_equal(model->objective_count, 1);
	assert_int_equal(model->objectives[0].number, 5);
	assert_true(model->objectives[0].touched);
	give(model, objectives, 2, 2);
	assert_false(model->objectives[0].touched);
	watch_model_take(model, &(struct watch_update){ .state = WATCH_STALE, .event = 9 });
	assert_int_equal(model->state, WATCH_STALE);
	assert_int_equal(model->objective_count, 1); /* what is old is still shown */
	model_free(model);
}

static size_t lines_of(const char *frame)
{
	size_t lines = 0;
	for (const char *at = strstr(frame, "\r\n"); at != NULL; at = strstr(at + 2, "\r\n"))
		lines++;
	return lines;
}

static void a_frame_fits_its_screen_whatever_its_size(void **state)
{
	(void)state;
	struct watch_model *model = model_open(0);
	struct synthesis_point points[40];
	char ids[40][8];
	for (size_t i = 0; i < 40; i++) {
		snprintf(ids[i], sizeof ids[i], "%c%zu", 'a' + (int)(i % 26), i);
		points[i] = point(ids[i],
		    i % 3 == 0       ? "x"
			: i % 3 == 1 ? "y"
				     : "z",
		    (uint32_t)(40 - i), 40, "\xe7\xa7\xbb\xe6\xb0\x91 a text that is long enough");
	}
	struct synthesis_objective objectives[] = {
		{ .number = 2, .points = points, .point_count = 40 },
		{ .number = 5, .points = points, .point_count = 1 },
		{ .number = 6 },
	};
	give(model, objectives, 3, 0);
	for (size_t rows = 1; rows < 60; rows++) {
		for (size_t columns = 1; columns < 120; columns += 7) {
			struct buffer frame;
			buffer_init(&frame, WATCH_FRAME_BYTES_MAX);
			watch_draw(model,
			    &(struct watch_screen){
				.session = "s", .rows = rows, .columns = columns },
			    &frame);
			assert_false(frame.failed);
			size_t lines = lines_of(buffer_text(&frame));
			/* Cleared behind a full row, its last character would be gone. */
			assert_null(strstr(buffer_text(&frame), "\033[K\r\n"));
			if (rows >= 2)
				assert_true(lines <= rows - 1);
			/* Title, three headings and all points: as soon as there is room for them. */
			if (columns >= 80)
				assert_int_equal(lines,
				    rows < 2                    ? 1
					: rows - 1 < 1 + 3 + 41 ? rows - 1
								: 1 + 3 + 41);
			buffer_close(&frame);
		}
	}
	model_free(model);
}

static void the_first_of_every_category_comes_before_the_second_of_any(void **state)
{
	(void)state;
	struct watch_model *model = model_open(0);
	struct synthesis_point points[] = { point("a", "x", 9, 9, "X one"),
		point("b", "x", 8, 8, "X two"), point("c", "x", 7, 7, "X three"),
		point("d", "y", 1, 1, "Y one") };
	struct synthesis_objective objective = { .number = 2, .points = points, .point_count = 4 };
	struct buffer frame;
	give(model, &objective, 1, 0);
	buffer_init(&frame, WATCH_FRAME_BYTES_MAX);
	watch_draw(
	    model, &(struct watch_screen){ .session = "s", .rows = 6, .columns = 80 }, &frame);
	const char *text = buffer_text(&frame); /* title, heading, three points */
	assert_non_null(strstr(text, "X one"));
	assert_non_null(strstr(text, "X two"));
	assert_null(strstr(text, "X three"));
	assert_non_null(strstr(text, "Y one"));
	buffer_close(&frame);
	model_free(model);
}

static void a_statement_cannot_command_the_terminal(void **state)
{
	(void)state;
	struct watch_model *model = model_open(0);
	struct synthesis_point points[] = { point("a", "x", 1, 1, "\x1b]0;owned\x07 text") };
	struct synthesis_objective objective = { .number = 2, .points = points, .point_count = 1 };
	struct buffer frame;
	give(model, &objective, 1, 0);
	buffer_init(&frame, WATCH_FRAME_BYTES_MAX);
	watch_draw(
	    model, &(struct watch_screen){ .session = "s", .rows = 24, .columns = 80 }, &frame);
	assert_non_null(strstr(buffer_text(&frame), " ]0;owned  text"));
	buffer_close(&frame);
	model_free(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_changed_is_known),
		cmocka_unit_test(another_objectives_update_touches_none),
		cmocka_unit_test(a_frame_fits_its_screen_whatever_its_size),
		cmocka_unit_test(the_first_of_every_category_comes_before_the_second_of_any),
		cmocka_unit_test(a_statement_cannot_command_the_terminal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
