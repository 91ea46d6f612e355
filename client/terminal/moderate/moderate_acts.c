/*
 * client/terminal/moderate/moderate_acts.c - a key becomes an act. It names notes, that whose words a point has first,
 * as `rapporteur point` does; which notes is settled when the key is hit.
 */
#include <stdio.h>
#include <string.h>

#include "client/terminal/moderate/moderate_internal.h"
#include "proto/wire/text.h"

static void act_begin(struct moderate_model *model, enum curation_act act)
{
	const struct board_objective *objective = moderate_objective(model);
	model->note_count = model->other_count = 0;
	model->act = (struct curation){ .act = act,
		.objective = objective == NULL ? 0 : objective->of.number };
}

static enum moderate_act act_send(struct moderate_model *model)
{
	if (model->note_count == 0 && model->act.act != CURATION_UNDO) {
		moderate_model_say(model, true,
		    "You are shown no notes, as an observer: to curate, join as a moderator.");
		model->move_next = false;
		return MODERATE_NOTHING;
	}
	model->act.notes = model->notes;
	model->act.note_count = model->note_count;
	model->act.others = model->others;
	model->act.other_count = model->other_count;
	model->sending = true;
	return MODERATE_CURATE;
}

static bool is_listed(const struct curation_note *list, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].id, id) == 0)
			return true;
	return false;
}

static bool note_add(struct curation_note *list, size_t *count, const struct synthesis_note *note)
{
	if (note == NULL || is_listed(list, *count, note->id))
		return true;
	if (*count == CURATION_NOTES_MAX)
		return false;
	list[*count].number = note->number;
	memcpy(list[(*count)++].id, note->id, sizeof list[0].id);
	return true;
}

/* All notes of a point. False: an act cannot name so many. */
static bool point_add(const struct board_objective *objective, const struct synthesis_point *point,
    struct curation_note *list, size_t *count)
{
	bool fits = point->statement_note[0] == '\0' ||
	    note_add(list, count, board_note(objective, point->statement_note));
	for (size_t i = 0; fits && i < point->note_count; i++)
		fits = note_add(list, count, board_note(objective, point->notes[i]));
	return fits;
}

static enum moderate_act too_many(struct moderate_model *model)
{
	moderate_model_say(
	    model, true, "An act names at most %u notes; these are more.", CURATION_NOTES_MAX);
	return MODERATE_NOTHING;
}

static enum moderate_act nothing_here(struct moderate_model *model)
{
	moderate_model_say(model, true, "There is no point here.");
	return MODERATE_NOTHING;
}

/* Begins an act on the point under the cursor, of which it must be enough to name some notes. */
static bool point_act_begin(struct moderate_model *model, enum curation_act act)
{
	const struct board_point *point = moderate_point(model);
	if (point == NULL) {
		(void)nothing_here(model);
		return false;
	}
	act_begin(model, act);
	(void)point_add(moderate_objective(model), point->point, model->notes, &model->note_count);
	return true;
}

enum moderate_act act_merge(struct moderate_model *model)
{
	const struct board_objective *objective = moderate_objective(model);
	const struct board_point *here = moderate_point(model);
	if (here == NULL)
		return nothing_here(model);
	if (model->marks_of != PANE_POINTS)
		marks_clear(model);
	bool only_here = model->mark_count == 1 && strcmp(model->marks[0], here->point->id) == 0;
	if (model->mark_count == 0 || only_here) {
		model->marks_of = PANE_POINTS;
		model->mark_count = 1;
		memcpy(model->marks[0], here->point->id, sizeof model->marks[0]);
		moderate_model_say(model, false,
		    "Now go to the point that says the same, and m again. Escape leaves it.");
		return MODERATE_NOTHING;
	}
	act_begin(model, CURATION_MERGE);
	bool fits = point_add(objective, here->point, model->notes, &model->note_count);
	for (size_t i = 0; fits && i < model->mark_count; i++) {
		size_t index = board_find(objective, model->marks[i]);
		if (index < objective->point_count)
			fits = point_add(objective, objective->points[index].point, model->notes,
			    &model->note_count);
	}
	return fits ? act_send(model) : too_many(model);
}

/* The notes that are chosen, or the one under the cursor. */
static bool chosen_add(struct moderate_model *model)
{
	const struct board_objective *objective = moderate_objective(model);
	bool fits = true;
	bool any = model->marks_of == PANE_NOTES && model->mark_count > 0;
	for (size_t i = 0; any && fits && i < model->mark_count; i++)
		fits = note_add(
		    model->notes, &model->note_count, board_note(objective, model->marks[i]));
	if (!any)
		fits = note_add(model->notes, &model->note_count, moderate_note(model));
	return fits;
}

enum moderate_act act_split(struct moderate_model *model)
{
	const struct board_point *point = moderate_point(model);
	if (point == NULL)
		return nothing_here(model);
	if (model->pane != PANE_NOTES) {
		moderate_model_say(model, false,
		    "Enter goes to its notes; there choose with the space bar those that stand apart, then s.");
		return MODERATE_NOTHING;
	}
	act_begin(model, CURATION_SPLIT);
	if (!chosen_add(model))
		return too_many(model);
	for (size_t i = 0; i < point->point->note_count; i++) {
		const char *id = point->point->notes[i];
		if (!is_listed(model->notes, model->note_count, id) &&
		    !note_add(model->others, &model->other_count,
			board_note(moderate_objective(model), id)))
			return too_many(model);
	}
	if (model->note_count == 0 || model->other_count == 0) {
		moderate_model_say(
		    model, true, "These are all notes of the point: none would stay.");
		return MODERATE_NOTHING;
	}
	return act_send(model);
}

enum moderate_act act_pin(struct moderate_model *model)
{
	const struct board_point *point = moderate_point(model);
	if (point != NULL && point->point->pinned) {
		moderate_model_say(model, false, "It is pinned already.");
		return MODERATE_NOTHING;
	}
	return point_act_begin(model, CURATION_PIN) ? act_send(model) : MODERATE_NOTHING;
}

/* Up: before the one before it. Down: before the one after the next, or last. */
enum moderate_act act_order(struct moderate_model *model, bool up)
{
	const struct board_objective *objective = moderate_objective(model);
	const struct board_point *here = moderate_point(model);
	size_t index = moderate_point_index(model);
	if (here == NULL)
		return nothing_here(model);
	const struct board_point *next = up
	    ? (index == 0 ? NULL : here - 1)
	    : (index + 1 < objective->point_count ? here + 1 : NULL);
	if (next == NULL || next->category != here->category || next->theme != here->theme) {
		moderate_model_say(
		    model, false, "It is the %s of its category and theme.", up ? "first" : "last");
		return MODERATE_NOTHING;
	}
	const struct board_point *before =
	    up ? next : (index + 2 < objective->point_count ? here + 2 : NULL);
	if (!point_act_begin(model, CURATION_ORDER))
		return MODERATE_NOTHING;
	if (before != NULL && before->category == here->category && before->theme == here->theme)
		(void)point_add(objective, before->point, model->others, &model->other_count);
	return act_send(model);
}

enum moderate_act act_undo(struct moderate_model *model)
{
	if (model->done_count == 0) {
		moderate_model_say(model, true,
		    "Nothing was decided here yet. Others' acts: rapporteur curation, point undo.");
		return MODERATE_NOTHING;
	}
	act_begin(model, CURATION_UNDO);
	model->act.objective = 0;
	model->act.undone = model->done[model->done_count - 1];
	return act_send(model);
}

enum moderate_act act_release(struct moderate_model *model)
{
	const struct board_objective *objective = moderate_objective(model);
	const struct board_point *point = moderate_point(model);
	if (point == NULL)
		return nothing_here(model);
	act_begin(model, CURATION_RELEASE);
	model->act.seen = model->board.event;
	for (size_t i = 0; i < point->point->note_count; i++) {
		const struct synthesis_note *note = board_note(objective, point->point->notes[i]);
		bool meant = model->pane == PANE_POINTS || note == moderate_note(model);
		if (note != NULL && meant && note->original != NULL &&
		    !note_add(model->notes, &model->note_count, note))
			return too_many(model);
	}
	if (model->note_count == 0) {
		moderate_model_say(model, false, "No note here waits for a decision about names.");
		return MODERATE_NOTHING;
	}
	return act_send(model);
}

enum moderate_act act_place(struct moderate_model *model, const struct list_line *line)
{
	const struct board_objective *objective = moderate_objective(model);
	if (objective == NULL || line->id[0] == '\0' ||
	    (line->place != NOTE_HIDDEN && line->place != NOTE_UNPLACED)) {
		moderate_model_say(
		    model, false, "Only hidden and unplaced notes can be taken back.");
		return MODERATE_NOTHING;
	}
	act_begin(model, line->place == NOTE_HIDDEN ? CURATION_UNHIDE : CURATION_PLACE);
	if (!note_add(model->notes, &model->note_count, board_note(objective, line->id)))
		return too_many(model);
	list_leave(model);
	return act_send(model);
}

/* --- with a line ------------------------------------------------------------------------------------------- */

/* Letters and digits of the title, small, the rest dashes; of another script a number. */
static void key_make(
    const struct board_objective *objective, const char *title, char key[THEME_KEY_MAX + 1])
{
	size_t size = 0;
	for (const char *at = title; *at != '\0' && size < THEME_KEY_MAX; at++) {
		char character = *at;
		if (character >= 'A' && character <= 'Z')
			character |= 'a' - 'A';
		bool fits = (character >= 'a' && character <= 'z') ||
		    (character >= '0' && character <= '9');
		if (fits)
			key[size++] = character;
		else if (size > 0 && key[size - 1] != '-')
			key[size++] = '-';
	}
	while (size > 0 && key[size - 1] == '-')
		size--;
	key[size] = '\0';
	if (size < 2)
		(void)snprintf(key, THEME_KEY_MAX + 1, "theme-%zu", objective->of.theme_count + 1);
}

static enum moderate_act theme_move(struct moderate_model *model, const char *key)
{
	(void)snprintf(model->key, sizeof model->key, "%s", key);
	if (!point_act_begin(model, CURATION_MOVE))
		return MODERATE_NOTHING;
	model->act.theme = model->key;
	return act_send(model);
}

/* Of the notes that were named when the theme was asked for. */
enum moderate_act act_move_next(struct moderate_model *model)
{
	model->act = (struct curation){
		.act = CURATION_MOVE, .objective = model->act.objective, .theme = model->key
	};
	return act_send(model);
}

/* A theme that is there by its key or its title; a new one is made first. */
static enum moderate_act theme_act(struct moderate_model *model)
{
	const struct board_objective *objective = moderate_objective(model);
	const struct board_point *point = moderate_point(model);
	const char *title = model->line.text;
	if (objective == NULL || point == NULL)
		return nothing_here(model);
	if (strcmp(title, "-") == 0)
		return theme_move(model, "");
	for (size_t i = 0; i < objective->of.theme_count; i++) {
		const struct synthesis_theme *theme = &objective->of.themes[i];
		if (strcmp(theme->category, point->point->category) == 0 &&
		    (strcmp(theme->key, title) == 0 || strcmp(theme->title, title) == 0))
			return theme_move(model, theme->key);
	}
	act_begin(model, CURATION_THEME);
	key_make(objective, title, model->key);
	(void)snprintf(model->text, sizeof model->text, "%.*s", (int)TITLE_BYTES_MAX, title);
	model->act.category = point->point->category;
	model->act.theme = model->key;
	model->act.text = model->text;
	(void)point_add(objective, point->point, model->notes, &model->note_count);
	model->move_next = true;
	enum moderate_act act = act_send(model);
	model->act.note_count = 0; /* the notes are for the move */
	return act;
}

static enum moderate_act category_act(struct moderate_model *model)
{
	const struct programme *programme = model->programme;
	const char *key = NULL;
	size_t count = 0;
	for (size_t i = 0; programme != NULL && i < programme->category_count; i++)
		if (strncmp(programme->categories[i].key, model->line.text, model->line.size) ==
		    0) {
			key = programme->categories[i].key;
			count++;
		}
	if (count != 1) {
		moderate_model_say(model, true, "%.60s: %s", model->line.text,
		    count == 0 ? "no category begins so" : "several categories begin so");
		return MODERATE_NOTHING;
	}
	if (!point_act_begin(model, CURATION_MOVE))
		return MODERATE_NOTHING;
	model->act.category = key;
	return act_send(model);
}

static enum moderate_act lens_act(struct moderate_model *model)
{
	bool off = model->line.text[0] == '-';
	const char *typed = model->line.text + (off ? 1 : 0);
	const char *lens = NULL;
	for (size_t i = 0; model->programme != NULL && i < model->programme->lens_count; i++)
		if (strncmp(model->programme->lenses[i], typed, strlen(typed)) == 0 &&
		    typed[0] != '\0' && lens == NULL)
			lens = model->programme->lenses[i];
	if (lens == NULL) {
		moderate_model_say(model, true, "%.60s: no lens begins so", typed);
		return MODERATE_NOTHING;
	}
	if (!point_act_begin(model, CURATION_LENS))
		return MODERATE_NOTHING;
	model->act.lens = lens;
	model->act.value = off ? 0 : 1;
	return act_send(model);
}

static enum moderate_act hide_act(struct moderate_model *model)
{
	const struct board_point *point = moderate_point(model);
	if (point == NULL)
		return nothing_here(model);
	act_begin(model, CURATION_HIDE);
	bool fits = model->pane == PANE_NOTES
	    ? chosen_add(model)
	    : point_add(moderate_objective(model), point->point, model->notes, &model->note_count);
	if (!fits)
		return too_many(model);
	(void)snprintf(model->text, sizeof model->text, "%.*s", (int)CURATION_REASON_BYTES_MAX,
	    model->line.text);
	model->act.reason = model->text;
	return act_send(model);
}

static enum moderate_act restate_act(struct moderate_model *model)
{
	if (model->line.size > STATEMENT_BYTES_MAX) {
		moderate_model_say(
		    model, true, "A statement is at most %u characters.", STATEMENT_CHARS_MAX);
		return MODERATE_NOTHING;
	}
	if (!point_act_begin(model, CURATION_RESTATE))
		return MODERATE_NOTHING;
	memcpy(model->text, model->line.text, model->line.size + 1);
	model->act.text = model->text;
	return act_send(model);
}

/* A prompt that gets nothing stays; one whose line is wrong stays with its line. */
enum moderate_act act_prompted(struct moderate_model *model)
{
	enum moderate_act act = MODERATE_NOTHING;
	enum moderate_prompt prompt = model->prompt;
	if (strspn(model->line.text, " ") == model->line.size) {
		moderate_model_say(model, true,
		    prompt == PROMPT_HIDE
			? "Say why: it is shown with what is hidden. Escape leaves it."
			: "Escape leaves it.");
		return MODERATE_NOTHING;
	}
	switch (prompt) {
	case PROMPT_NONE:
		return MODERATE_NOTHING;
	case PROMPT_RESTATE:
		act = restate_act(model);
		break;
	case PROMPT_HIDE:
		act = hide_act(model);
		break;
	case PROMPT_THEME:
		act = theme_act(model);
		break;
	case PROMPT_CATEGORY:
		act = category_act(model);
		break;
	case PROMPT_LENS:
		act = lens_act(model);
		break;
	case PROMPT_SEARCH:
		if (text_chars(model->line.text, model->line.size) <= SEARCH_WORDS_CHARS_MAX)
			act = MODERATE_SEARCH;
		else
			moderate_model_say(model, true, "Search for at most %u characters.",
			    SEARCH_WORDS_CHARS_MAX);
		break;
	}
	if (act != MODERATE_NOTHING)
		model->prompt = PROMPT_NONE;
	return act;
}
