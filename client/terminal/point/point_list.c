/* client/terminal/point/point_list.c - `point list`, `point show`: points and their notes, with what to type for them. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/terminal/json_out.h"
#include "client/terminal/point/ground.h"

/* What moderators decided about it, in brackets, or nothing. */
static void marks_show(const struct synthesis_point *point)
{
	const char *between = " [";
	if (point->theme != NULL) {
		printf("%s%s", between, point->theme);
		between = ", ";
	}
	if (point->pinned) {
		printf("%spinned", between);
		between = ", ";
	}
	if (point->restated) {
		printf("%srestated", between);
		between = ", ";
	}
	if (between[0] == ',')
		printf("]");
}

static void point_show(
    const struct synthesis_objective *objective, const struct synthesis_point *point)
{
	printf("%" PRIu32 ".%s.%zu  %.*s  %" PRIu32 "w %zun", objective->number, point->category,
	    ground_place(objective, point), (int)SHORT_ID_CHARS, point->id, point->writers,
	    point->note_count);
	marks_show(point);
	printf("  %s\n", point->statement);
}

static void note_show(const struct synthesis_note *note)
{
	const char *masked = note->original != NULL ? "masked" : "released";
	printf("  %.*s  %s  %s", (int)SHORT_ID_CHARS, note->id,
	    note->room == NULL ? "-" : note->room, note_place_word(note->place));
	if (note->reason != NULL)
		printf(" (%s)", note->reason);
	if (note->mark_count > 0)
		printf(" [%s]", masked);
	if (note->speaker != NULL)
		printf(" [on the record: %s%s%s]", note->speaker, note->body == NULL ? "" : ", ",
		    note->body == NULL ? "" : note->body);
	printf("  %s\n", note->text == NULL ? "" : note->text);
}

static json_t *ids_json(const char (*ids)[PUBLIC_ID_CHARS + 1], size_t count)
{
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++)
		json_append(&list, json_string(ids[i]));
	return list;
}

static json_t *texts_json(const char *const *texts, size_t count)
{
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++)
		json_append(&list, json_string(texts[i]));
	return list;
}

static json_t *point_json(
    const struct synthesis_objective *objective, const struct synthesis_point *point)
{
	json_t *item = json_object();
	char place[CATEGORY_KEY_MAX + 48];
	snprintf(place, sizeof place, "%" PRIu32 ".%s.%zu", objective->number, point->category,
	    ground_place(objective, point));
	json_set_number(&item, "objective", objective->number);
	json_set_text(&item, "place", place);
	json_set_text(&item, "point", point->id);
	json_set_text(&item, "category", point->category);
	json_set_text(&item, "theme", point->theme);
	json_set_text(&item, "statement", point->statement);
	json_set_text(&item, "statement_note",
	    point->statement_note[0] == '\0' ? NULL : point->statement_note);
	json_set_number(&item, "writers", point->writers);
	json_set_flag(&item, "pinned", point->pinned);
	json_set_flag(&item, "restated", point->restated);
	json_set_number(&item, "rank", point->rank);
	json_set(&item, "lenses", texts_json(point->lenses, point->lens_count));
	json_set(&item, "notes", ids_json(point->notes, point->note_count));
	return item;
}

static json_t *note_json(const struct synthesis_note *note)
{
	json_t *item = json_object();
	json_set_text(&item, "note", note->id);
	json_set_number(&item, "event", note->number);
	json_set_text(&item, "place", note_place_word(note->place));
	json_set_text(&item, "reason", note->reason);
	json_set_text(&item, "room", note->room);
	json_set_text(&item, "lens", note->lens);
	json_set_text(&item, "text", note->text);
	json_set_flag(&item, "masked", note->original != NULL);
	json_set_flag(&item, "released", note->mark_count > 0 && note->original == NULL);
	json_set_text(&item, "on_the_record", note->speaker);
	json_set_text(&item, "body", note->body);
	return item;
}

/* Also what is in no point: a moderator may want to place it, or take back that it is hidden. */
static void objective_show(const struct synthesis_objective *objective)
{
	for (size_t i = 0; i < objective->theme_count; i++)
		printf("%" PRIu32 ".%s  theme %s  %s\n", objective->number,
		    objective->themes[i].category, objective->themes[i].key,
		    objective->themes[i].title);
	for (size_t i = 0; i < objective->point_count; i++)
		point_show(objective, &objective->points[i]);
	for (size_t i = 0; i < objective->note_count; i++) {
		const struct synthesis_note *note = &objective->notes[i];
		if (note->place == NOTE_HIDDEN || note->place == NOTE_UNPLACED)
			note_show(note);
	}
}

static json_t *objective_json(const struct synthesis_objective *objective)
{
	json_t *root = json_object();
	json_t *themes = json_array();
	json_t *points = json_array();
	json_t *notes = json_array();
	for (size_t i = 0; i < objective->theme_count; i++) {
		json_t *theme = json_object();
		json_set_text(&theme, "category", objective->themes[i].category);
		json_set_text(&theme, "theme", objective->themes[i].key);
		json_set_text(&theme, "title", objective->themes[i].title);
		json_append(&themes, theme);
	}
	for (size_t i = 0; i < objective->point_count; i++)
		json_append(&points, point_json(objective, &objective->points[i]));
	for (size_t i = 0; i < objective->note_count; i++) {
		const struct synthesis_note *note = &objective->notes[i];
		if (note->place == NOTE_HIDDEN || note->place == NOTE_UNPLACED)
			json_append(&notes, note_json(note));
	}
	json_set_number(&root, "objective", objective->number);
	json_set(&root, "themes", themes);
	json_set(&root, "points", points);
	json_set(&root, "out_of_points", notes);
	return root;
}

static enum ending list_show(const struct ground *ground, uint32_t only)
{
	bool is_json = option_given(ground->invocation, OPTION_JSON);
	json_t *root = is_json ? json_array() : NULL;
	for (size_t i = 0; i < ground->synthesis.objective_count; i++) {
		const struct synthesis_objective *objective = &ground->synthesis.objectives[i];
		if (only != 0 && objective->number != only)
			continue;
		if (is_json)
			json_append(&root, objective_json(objective));
		else
			objective_show(objective);
	}
	return is_json ? json_print(root) : ENDING_DONE;
}

enum ending point_list_run(const struct invocation *invocation)
{
	uint32_t only = 0;
	if (!only_objective(invocation, &only))
		return ENDING_USAGE;
	struct ground ground;
	enum ending ending = ground_open(&ground, invocation);
	if (ending == ENDING_DONE)
		ending = list_show(&ground, only);
	ground_close(&ground);
	return ending;
}

static enum ending one_show(const struct ground *ground, const struct named *named)
{
	const struct synthesis_point *point = named->point;
	if (!option_given(ground->invocation, OPTION_JSON)) {
		point_show(named->objective, point);
		for (size_t i = 0; i < point->note_count; i++) {
			const struct synthesis_note *note =
			    ground_note(named->objective, point->notes[i]);
			if (note != NULL)
				note_show(note);
		}
		return ENDING_DONE;
	}
	json_t *root = point_json(named->objective, point);
	json_t *notes = json_array();
	for (size_t i = 0; i < point->note_count; i++) {
		const struct synthesis_note *note = ground_note(named->objective, point->notes[i]);
		if (note != NULL)
			json_append(&notes, note_json(note));
	}
	json_set(&root, "notes", notes);
	return json_print(root);
}

enum ending point_show_run(const struct invocation *invocation)
{
	struct ground ground;
	struct named named;
	enum ending ending = ground_open(&ground, invocation);
	if (ending == ENDING_DONE)
		ending = point_name_point(&ground, invocation->words[1], &named);
	if (ending == ENDING_DONE)
		ending = one_show(&ground, &named);
	ground_close(&ground);
	return ending;
}
