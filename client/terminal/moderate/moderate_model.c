/* client/terminal/moderate/moderate_model.c - see moderate_model.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/terminal/local_time.h"
#include "client/terminal/moderate/moderate_internal.h"

#define PAGE_ROWS 10u

void moderate_model_init(struct moderate_model *model, const char *session, uint64_t looked)
{
	memset(model, 0, sizeof *model);
	model->session = session;
	board_init(&model->board, looked);
}

void moderate_model_close(struct moderate_model *model)
{
	list_leave(model);
	board_close(&model->board);
}

void moderate_model_say(struct moderate_model *model, bool alarm, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(model->message, sizeof model->message, format, arguments);
	va_end(arguments);
	model->alarm = alarm;
}

/* --- what the cursor is on ---------------------------------------------------------------------------- */

const struct board_objective *moderate_objective(const struct moderate_model *model)
{
	return model->objective < model->board.objective_count
	    ? &model->board.objectives[model->objective]
	    : NULL;
}

size_t moderate_point_index(const struct moderate_model *model)
{
	const struct board_objective *objective = moderate_objective(model);
	return objective == NULL ? 0 : board_find(objective, model->point_id);
}

const struct board_point *moderate_point(const struct moderate_model *model)
{
	const struct board_objective *objective = moderate_objective(model);
	size_t index = moderate_point_index(model);
	return objective == NULL || index >= objective->point_count ? NULL
								    : &objective->points[index];
}

const struct synthesis_note *moderate_note(const struct moderate_model *model)
{
	const struct board_point *point = moderate_point(model);
	if (point == NULL || model->pane != PANE_NOTES || model->note >= point->point->note_count)
		return NULL;
	return board_note(moderate_objective(model), point->point->notes[model->note]);
}

static struct board_point *point_here(struct moderate_model *model)
{
	size_t index = moderate_point_index(model);
	struct board_objective *objective = &model->board.objectives[model->objective];
	return model->objective < model->board.objective_count && index < objective->point_count
	    ? &objective->points[index]
	    : NULL;
}

/* Whoever leaves a point has looked at it. */
void moderate_point_choose(struct moderate_model *model, size_t index)
{
	const struct board_objective *objective = moderate_objective(model);
	struct board_point *left = point_here(model);
	if (left != NULL)
		left->changed = false;
	model->point_id[0] = model->point_first[0] = '\0';
	model->note = model->note_top = 0;
	if (objective == NULL || objective->point_count == 0 || objective->points == NULL)
		return;
	if (index >= objective->point_count)
		index = objective->point_count - 1;
	const struct synthesis_point *point = objective->points[index].point;
	memcpy(model->point_id, point->id, sizeof model->point_id);
	if (point->note_count > 0)
		memcpy(model->point_first, point->notes[0], sizeof model->point_first);
}

void marks_clear(struct moderate_model *model)
{
	model->mark_count = 0;
}

bool moderate_is_marked(const struct moderate_model *model, enum moderate_pane pane, const char *id)
{
	for (size_t i = 0; model->marks_of == pane && i < model->mark_count; i++)
		if (strcmp(model->marks[i], id) == 0)
			return true;
	return false;
}

static void mark_turn(struct moderate_model *model)
{
	const struct synthesis_note *note = moderate_note(model);
	const char *id =
	    model->pane == PANE_NOTES ? (note == NULL ? "" : note->id) : model->point_id;
	if (id[0] == '\0')
		return;
	if (model->marks_of != model->pane)
		marks_clear(model);
	model->marks_of = model->pane;
	for (size_t i = 0; i < model->mark_count; i++)
		if (strcmp(model->marks[i], id) == 0) {
			memmove(model->marks[i], model->marks[--model->mark_count],
			    sizeof model->marks[i]);
			return;
		}
	if (model->mark_count == MODERATE_MARKS_MAX) {
		moderate_model_say(
		    model, true, "At most %u are chosen at once.", MODERATE_MARKS_MAX);
		return;
	}
	memcpy(model->marks[model->mark_count++], id, PUBLIC_ID_CHARS + 1);
}

bool moderate_go(struct moderate_model *model, uint32_t objective, const char *id)
{
	for (size_t i = 0; i < model->board.objective_count; i++) {
		const struct board_objective *there = &model->board.objectives[i];
		size_t index = board_find(there, id);
		if (there->of.number != objective || index >= there->point_count)
			continue;
		moderate_point_choose(model, moderate_point_index(model));
		model->objective = i;
		moderate_point_choose(model, index);
		model->settle = true;
		const struct synthesis_point *point = there->points[index].point;
		model->pane = PANE_POINTS;
		for (size_t k = 0; k < point->note_count; k++)
			if (strcmp(point->notes[k], id) == 0) {
				model->pane = PANE_NOTES;
				model->note = k;
			}
		return true;
	}
	return false;
}

/* --- what comes ------------------------------------------------------------------------------------------ */

/* Where the point is now that was at `index`: by its id, else by its first note, else there. */
static void point_follow(
    struct moderate_model *model, const struct board_objective *objective, size_t index)
{
	size_t now = board_find(objective, model->point_id);
	if (now < objective->point_count)
		return;
	if (model->point_first[0] != '\0')
		now = board_find(objective, model->point_first);
	model->settle = model->settle || model->point_id[0] == '\0';
	moderate_point_choose(model, now < objective->point_count ? now : index);
}

/* The note under the cursor stays under it. */
static void note_follow(struct moderate_model *model, const char *id)
{
	const struct board_point *point = moderate_point(model);
	for (size_t k = 0; id[0] != '\0' && point != NULL && k < point->point->note_count; k++)
		if (strcmp(point->point->notes[k], id) == 0)
			model->note = k;
}

void moderate_model_update(struct moderate_model *model, const struct watch_update *update)
{
	char note[PUBLIC_ID_CHARS + 1] = "";
	const struct synthesis_note *under = moderate_note(model);
	const struct board_objective *objective = moderate_objective(model);
	uint32_t number = objective == NULL ? 0 : objective->of.number;
	size_t index = moderate_point_index(model);
	if (under != NULL)
		memcpy(note, under->id, sizeof note);
	board_take(&model->board, model->programme, update);
	for (size_t i = 0; number != 0 && i < model->board.objective_count; i++)
		if (model->board.objectives[i].of.number == number)
			model->objective = i;
	objective = moderate_objective(model);
	if (objective == NULL)
		return;
	point_follow(model, objective, index);
	note_follow(model, note);
}

void moderate_model_programme(struct moderate_model *model, const struct programme *programme)
{
	int64_t local_s = 0;
	const struct programme_round *first = &programme->rounds[0];
	model->programme = programme;
	/* The programme says its times both ways. */
	if (local_time_parse(first->start, &local_s))
		model->offset_minutes = (local_s - (int64_t)(first->start_ms / 1000)) / 60;
	board_order(&model->board, programme);
}

enum moderate_act moderate_model_answered(
    struct moderate_model *model, uint64_t event, const char *sentence)
{
	model->sending = false;
	const struct curation_info *info = curation_find(model->act.act);
	const char *word = info == NULL ? "act" : info->word;
	if (sentence != NULL) {
		model->move_next = false;
		moderate_model_say(model, true, "%s: %s", word, sentence);
		return MODERATE_NOTHING;
	}
	moderate_model_say(model, false, "%s: done, event %llu%s", word, (unsigned long long)event,
	    model->act.act == CURATION_UNDO ? "" : "  u undoes it");
	model->acted = event;
	if (model->act.act == CURATION_UNDO) {
		model->done_count -= model->done_count > 0 ? 1 : 0;
	} else {
		if (model->done_count == MODERATE_DONE_MAX)
			memmove(&model->done[0], &model->done[1],
			    (--model->done_count) * sizeof model->done[0]);
		model->done[model->done_count++] = event;
	}
	marks_clear(model);
	if (!model->move_next)
		return MODERATE_NOTHING;
	model->move_next = false;
	return act_move_next(model);
}

size_t moderate_changed(const struct moderate_model *model)
{
	size_t count = 0;
	for (size_t i = 0; i < model->board.objective_count; i++)
		for (size_t k = 0; k < model->board.objectives[i].point_count; k++)
			count += model->board.objectives[i].points[k].changed ? 1 : 0;
	return count;
}

size_t moderate_flagged(const struct moderate_model *model)
{
	size_t count = 0;
	for (size_t i = 0; i < model->board.objective_count; i++)
		for (size_t k = 0; k < model->board.objectives[i].point_count; k++)
			count += model->board.objectives[i].points[k].waits ? 1 : 0;
	return count;
}

/* --- moving ------------------------------------------------------------------------------------------------ */

static size_t moved(size_t at, size_t count, enum stroke_kind kind)
{
	size_t last = count > 0 ? count - 1 : 0;
	switch ((int)kind) {
	case STROKE_UP:
		return at > 0 ? at - 1 : 0;
	case STROKE_DOWN:
		return at < last ? at + 1 : last;
	case STROKE_PAGE_UP:
		return at > PAGE_ROWS ? at - PAGE_ROWS : 0;
	case STROKE_PAGE_DOWN:
		return at + PAGE_ROWS < last ? at + PAGE_ROWS : last;
	case STROKE_HOME:
		return 0;
	case STROKE_END:
		return last;
	default:
		return at < count ? at : last;
	}
}

static void move(struct moderate_model *model, enum stroke_kind kind)
{
	const struct board_objective *objective = moderate_objective(model);
	const struct board_point *point = moderate_point(model);
	model->settle = true;
	if (model->list != LIST_NONE)
		model->line_at = moved(model->line_at, model->line_count, kind);
	else if (model->pane == PANE_NOTES && point != NULL)
		model->note = moved(model->note, point->point->note_count, kind);
	else if (objective != NULL)
		moderate_point_choose(
		    model, moved(moderate_point_index(model), objective->point_count, kind));
}

static void objective_next(struct moderate_model *model)
{
	if (model->board.objective_count == 0)
		return;
	moderate_point_choose(model, moderate_point_index(model));
	model->objective = (model->objective + 1) % model->board.objective_count;
	model->pane = PANE_POINTS;
	model->point_row = 0;
	marks_clear(model);
	moderate_point_choose(model, 0);
}

static void look_at_all(struct moderate_model *model)
{
	struct board_objective *objective = &model->board.objectives[model->objective];
	for (size_t i = 0; moderate_objective(model) != NULL && i < objective->point_count; i++)
		objective->points[i].changed = false;
}

/* --- keys ---------------------------------------------------------------------------------------------------- */

static void prompt_begin(struct moderate_model *model, enum moderate_prompt prompt)
{
	const struct board_point *point = moderate_point(model);
	if (prompt != PROMPT_SEARCH && point == NULL) {
		moderate_model_say(model, true, "There is no point here.");
		return;
	}
	model->prompt = prompt;
	line_clear(&model->line);
	if (prompt == PROMPT_RESTATE && point != NULL)
		line_set(&model->line, point->point->statement, strlen(point->point->statement));
}

static enum moderate_act why_ask(struct moderate_model *model)
{
	const struct synthesis_note *note = moderate_note(model);
	const char *id = note != NULL ? note->id : model->point_id;
	memcpy(model->asked, id, sizeof model->asked);
	return id[0] == '\0' ? MODERATE_NOTHING : MODERATE_WHY;
}

/* Keys that change something. */
static enum moderate_act act_key(struct moderate_model *model, char key)
{
	if (model->sending) {
		moderate_model_say(model, true, "The last act is still on its way.");
		return MODERATE_NOTHING;
	}
	switch (key) {
	case 'm':
		return act_merge(model);
	case 's':
		return act_split(model);
	case 'p':
		return act_pin(model);
	case 'J':
	case 'K':
		return act_order(model, key == 'K');
	case 'u':
		return act_undo(model);
	case 'x':
		return act_release(model);
	case 'r':
		prompt_begin(model, PROMPT_RESTATE);
		break;
	case 'h':
		prompt_begin(model, PROMPT_HIDE);
		break;
	case 't':
		prompt_begin(model, PROMPT_THEME);
		break;
	case 'c':
		prompt_begin(model, PROMPT_CATEGORY);
		break;
	case 'l':
		prompt_begin(model, PROMPT_LENS);
		break;
	default:
		break;
	}
	return MODERATE_NOTHING;
}

static enum moderate_act letter(struct moderate_model *model, char key)
{
	switch (key) {
	case 'j':
		move(model, STROKE_DOWN);
		return MODERATE_NOTHING;
	case 'k':
		move(model, STROKE_UP);
		return MODERATE_NOTHING;
	case 'g':
		move(model, STROKE_HOME);
		return MODERATE_NOTHING;
	case 'G':
		move(model, STROKE_END);
		return MODERATE_NOTHING;
	case ' ':
		mark_turn(model);
		return MODERATE_NOTHING;
	case '.':
		look_at_all(model);
		return MODERATE_NOTHING;
	case '/':
		prompt_begin(model, PROMPT_SEARCH);
		return MODERATE_NOTHING;
	case 'f':
		list_flagged(model);
		return MODERATE_NOTHING;
	case 'v':
		list_out(model);
		return MODERATE_NOTHING;
	case '?':
		list_help(model);
		return MODERATE_NOTHING;
	case 'w':
		return why_ask(model);
	case 'q':
		return MODERATE_QUIT;
	default:
		return act_key(model, key);
	}
}

static enum moderate_act prompt_stroke(struct moderate_model *model, const struct stroke *stroke)
{
	enum moderate_act act = MODERATE_NOTHING;
	switch ((int)stroke->kind) {
	case STROKE_ENTER:
		act = act_prompted(model);
		return act;
	case STROKE_ESCAPE:
	case STROKE_INTERRUPT:
		model->prompt = PROMPT_NONE;
		return MODERATE_NOTHING;
	default:
		(void)line_stroke(&model->line, stroke);
		return MODERATE_NOTHING;
	}
}

static enum moderate_act list_stroke(struct moderate_model *model, const struct stroke *stroke)
{
	switch ((int)stroke->kind) {
	case STROKE_ENTER:
		list_follow(model);
		return MODERATE_NOTHING;
	case STROKE_ESCAPE:
	case STROKE_LEFT:
		list_leave(model);
		return MODERATE_NOTHING;
	case STROKE_TEXT:
		if (stroke->text[0] == 'a' && model->list == LIST_OUT && !model->sending &&
		    model->line_at < model->line_count)
			return act_place(model, &model->lines[model->line_at]);
		if (strchr("jkgG", stroke->text[0]) != NULL)
			return letter(model, stroke->text[0]);
		list_leave(model);
		return stroke->text[0] == 'q' ? MODERATE_NOTHING : letter(model, stroke->text[0]);
	default:
		move(model, stroke->kind);
		return MODERATE_NOTHING;
	}
}

static enum moderate_act pane_stroke(struct moderate_model *model, const struct stroke *stroke)
{
	switch ((int)stroke->kind) {
	case STROKE_TEXT:
		return letter(model, stroke->text[0]);
	case STROKE_TAB:
		objective_next(model);
		return MODERATE_NOTHING;
	case STROKE_ENTER:
	case STROKE_RIGHT:
		model->pane = PANE_NOTES;
		return MODERATE_NOTHING;
	case STROKE_ESCAPE:
		marks_clear(model);
		model->pane = PANE_POINTS;
		return MODERATE_NOTHING;
	case STROKE_LEFT:
		model->pane = PANE_POINTS;
		return MODERATE_NOTHING;
	default:
		move(model, stroke->kind);
		return MODERATE_NOTHING;
	}
}

enum moderate_act moderate_model_stroke(struct moderate_model *model, const struct stroke *stroke)
{
	if (stroke->kind == STROKE_REDRAW || stroke->kind == STROKE_NONE)
		return MODERATE_NOTHING;
	if (stroke->kind == STROKE_SUSPEND)
		return MODERATE_SUSPEND;
	model->message[0] = '\0';
	model->alarm = false;
	if (model->prompt != PROMPT_NONE)
		return prompt_stroke(model, stroke);
	if (stroke->kind == STROKE_INTERRUPT || stroke->kind == STROKE_NO_MORE)
		return MODERATE_QUIT;
	return model->list != LIST_NONE ? list_stroke(model, stroke) : pane_stroke(model, stroke);
}
