/*
 * client/terminal/point/flagged.c - `flagged`: notes that name somebody and are masked until a moderator decides, with
 * what was written and where it names whom; --all: also those that were decided, and how.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/terminal/json_out.h"
#include "client/terminal/point/ground.h"

const char *flagged_state(const struct synthesis_note *note, const struct synthesis_point *point)
{
	if (note->mark_count == 0)
		return NULL;
	if (note->original == NULL)
		return "released";
	if (note->place == NOTE_HIDDEN)
		return "hidden";
	return point != NULL && point->restated ? "restated" : "waits";
}

static const char *written(const struct synthesis_note *note)
{
	return note->original != NULL ? note->original : note->text;
}

static void flagged_show(uint32_t objective, const struct synthesis_note *note, const char *state)
{
	const char *text = written(note);
	printf("objective %" PRIu32 "  %.*s  %s  %s\n", objective, (int)SHORT_ID_CHARS, note->id,
	    note->room == NULL ? "-" : note->room, state);
	for (size_t i = 0; i < note->mark_count; i++)
		printf("  %.*s - %s\n", (int)note->marks[i].size, text + note->marks[i].start,
		    name_kind_reason(note->marks[i].kind));
	printf("  : %s\n", text);
}

static json_t *marks_json(const struct synthesis_note *note)
{
	json_t *list = json_array();
	for (size_t i = 0; i < note->mark_count; i++) {
		json_t *mark = json_object();
		json_set_text(&mark, "kind", name_kind_word(note->marks[i].kind));
		json_set_text(&mark, "why", name_kind_reason(note->marks[i].kind));
		json_set_number(&mark, "start", note->marks[i].start);
		json_set_number(&mark, "size", note->marks[i].size);
		json_append(&list, mark);
	}
	return list;
}

static json_t *flagged_json(uint32_t objective, const struct synthesis_note *note,
    const struct synthesis_point *point, const char *state)
{
	json_t *item = json_object();
	json_set_number(&item, "objective", objective);
	json_set_text(&item, "note", note->id);
	json_set_text(&item, "point", point == NULL ? NULL : point->id);
	json_set_text(&item, "room", note->room);
	json_set_text(&item, "state", state);
	json_set_text(&item, "text", written(note));
	json_set_text(&item, "shown", note->text);
	json_set(&item, "names", marks_json(note));
	return item;
}

static enum ending list(const struct ground *ground, uint32_t only)
{
	bool is_json = option_given(ground->invocation, OPTION_JSON);
	bool all = option_given(ground->invocation, OPTION_DECIDED);
	json_t *root = is_json ? json_array() : NULL;
	for (size_t i = 0; i < ground->synthesis.objective_count; i++) {
		const struct synthesis_objective *objective = &ground->synthesis.objectives[i];
		for (size_t k = 0; k < objective->note_count; k++) {
			const struct synthesis_note *note = &objective->notes[k];
			const struct synthesis_point *point = ground_holder(objective, note);
			const char *state = flagged_state(note, point);
			if (state == NULL || (only != 0 && objective->number != only) ||
			    (!all && strcmp(state, "waits") != 0))
				continue;
			if (is_json)
				json_append(
				    &root, flagged_json(objective->number, note, point, state));
			else
				flagged_show(objective->number, note, state);
		}
	}
	return is_json ? json_print(root) : ENDING_DONE;
}

enum ending flagged_run(const struct invocation *invocation)
{
	uint32_t only = 0;
	if (!only_objective(invocation, &only))
		return ENDING_USAGE;
	struct ground ground;
	enum ending ending = ground_open(&ground, invocation);
	if (ending == ENDING_DONE)
		ending = list(&ground, only);
	ground_close(&ground);
	return ending;
}
