/* client/terminal/watch/watch_lines.c - see watch_lines.h. */
#include "client/terminal/watch/watch_lines.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/terminal/json_out.h"
#include "client/terminal/watch/watch_draw.h"

/* The first update's points are all told: they have change 0. */
static bool is_changed(const struct watch_model *model, const struct watch_point *point)
{
	return point->change == model->change || (model->change == 1 && point->change == 0);
}

static void plain_point(const struct watch_objective *objective, const struct watch_point *point)
{
	char marks[WATCH_MARKS_BYTES];
	watch_marks(point, marks);
	printf("objective %" PRIu32 " %s %" PRIu32 "w %zun %s  %s%s%s\n", objective->number,
	    point->category, point->writers, point->note_count, point->id, marks,
	    marks[0] == '\0' ? "" : " ", point->statement);
}

void watch_lines_plain(const struct watch_model *model)
{
	for (size_t i = 0; i < model->objective_count; i++) {
		const struct watch_objective *objective = &model->objectives[i];
		if (!objective->touched)
			continue;
		for (size_t j = 0; j < objective->point_count; j++) {
			const struct watch_point *point = &objective->points[j];
			if (is_changed(model, point))
				plain_point(objective, point);
		}
		for (size_t j = 0; j < objective->removed_count; j++)
			printf("objective %" PRIu32 " gone %s\n", objective->number,
			    objective->removed[j]);
	}
	(void)fflush(stdout); /* the loop looks at the stream's error */
}

static json_t *counts_json(const struct watch_objective *objective)
{
	json_t *counts = json_object();
	for (size_t i = 0; i < NOTE_PLACE_COUNT; i++) {
		char key[32];
		snprintf(key, sizeof key, "%s", note_place_word((enum note_place)i));
		for (char *at = strchr(key, ' '); at != NULL; at = strchr(at, ' '))
			*at = '_';
		json_set_number(&counts, key, objective->counts[i]);
	}
	return counts;
}

static json_t *point_json(const struct watch_point *point)
{
	json_t *item = json_object();
	json_set_text(&item, "point", point->id);
	json_set_text(&item, "category", point->category);
	json_set_text(&item, "statement", point->statement);
	json_set_number(&item, "writers", point->writers);
	json_set_number(&item, "notes", point->note_count);
	json_set_text(&item, "theme", point->theme);
	json_set_flag(&item, "pinned", point->pinned);
	json_set_flag(&item, "restated", point->restated);
	json_set_number(&item, "rank", point->rank);
	return item;
}

static void objective_json(const struct watch_model *model, const struct watch_objective *objective)
{
	json_t *root = json_object();
	json_t *points = json_array();
	json_t *removed = json_array();
	for (size_t i = 0; i < objective->point_count; i++)
		if (is_changed(model, &objective->points[i]))
			json_append(&points, point_json(&objective->points[i]));
	for (size_t i = 0; i < objective->removed_count; i++)
		json_append(&removed, json_string(objective->removed[i]));
	json_set_text(&root, "state", watch_state_word(model->state));
	json_set_number(&root, "event", model->event);
	json_set_number(&root, "objective", objective->number);
	json_set(&root, "counts", counts_json(objective));
	json_set(&root, "points", points);
	json_set(&root, "removed", removed);
	json_print(root);
}

void watch_lines_json(const struct watch_model *model, enum watch_state before)
{
	bool told = false;
	for (size_t i = 0; i < model->objective_count; i++) {
		if (!model->objectives[i].touched)
			continue;
		objective_json(model, &model->objectives[i]);
		told = true;
	}
	if (told || model->state == before)
		return;
	json_t *root = json_object();
	json_set_text(&root, "state", watch_state_word(model->state));
	json_set_number(&root, "event", model->event);
	json_print(root);
}
