/* broker/synthesis/curation/curation_layer.c - the curated layer of one objective. See curation_internal.h. */
#include "broker/synthesis/curation/curation_internal.h"

#include <stdlib.h>
#include <string.h>

#define LAYER_MEMORY_MAX (SIZE_MAX / 2)

/* Those of an act's notes that are in the objective, by row. */
static bool rows_find(struct deciding *deciding, const uint64_t *numbers, uint32_t count,
    uint32_t **rows, uint32_t *found)
{
	*rows = arena_take(&deciding->layer->arena, count, sizeof **rows);
	*found = 0;
	for (uint32_t i = 0; *rows != NULL && i < count; i++) {
		const struct note *note = note_find(deciding->synthesis, numbers[i]);
		if (note != NULL && note->objective == deciding->objective)
			(*rows)[(*found)++] = note->row;
	}
	return *rows != NULL;
}

/* Acts in force that say something of this objective. */
static bool acts_bind(struct deciding *deciding)
{
	const struct synthesis *synthesis = deciding->synthesis;
	struct arena *arena = &deciding->layer->arena;
	deciding->acts = arena_take(arena, synthesis->act_count, sizeof *deciding->acts);
	if (deciding->acts == NULL)
		return false;
	for (size_t i = 0; i < synthesis->act_count; i++) {
		const struct act *act = synthesis->acts[i];
		struct bound_act bound = { .act = act };
		if (act->is_undone || act->act == CURATION_UNDO)
			continue;
		if (!rows_find(
			deciding, act->notes, act->note_count, &bound.notes, &bound.note_count) ||
		    !rows_find(
			deciding, act->others, act->other_count, &bound.others, &bound.other_count))
			return false;
		bool theme =
		    act->act == CURATION_THEME && act->objective == deciding->objective->number;
		if (theme || bound.note_count > 0)
			deciding->acts[deciding->act_count++] = bound;
	}
	return true;
}

/* Whether a moderator may place what the machine kept out: all but what the press died on and what is in a
 * category that there is no more. */
static bool may_place(const struct deciding *deciding, const struct note *note)
{
	size_t place;
	return note->place == NOTE_UNPLACED && note->skipped == NULL &&
	    plan_category_known(&deciding->synthesis->programme, note->category, &place);
}

static void note_decide(struct deciding *deciding, const struct act *act, uint32_t row, bool *told)
{
	struct note *note = deciding->objective->notes[row];
	if (act->act == CURATION_PLACE && may_place(deciding, note)) {
		note->placed = true;
		return;
	}
	/* Whoever released it had not read what was said since. */
	bool read = note->said <= act->seen && note->said < act->number;
	if (act->act == CURATION_RELEASE && note->masked != NULL && read && note->released == 0) {
		note->released = act->number;
		return;
	}
	if ((act->act != CURATION_HIDE && act->act != CURATION_UNHIDE) || told[row])
		return;
	told[row] = true; /* acts come from the newest */
	/* What is late stays late: it is counted with the session, and is in no point. */
	if (act->act == CURATION_HIDE && !note->gone && !note->late) {
		note->hidden = act->reason;
		note->told = act->number;
	}
}

/* Which notes are hidden, which placed, and so which stand in points. */
static bool notes_decide(struct deciding *deciding)
{
	struct arena *arena = &deciding->layer->arena;
	struct layer *layer = deciding->layer;
	bool *told = arena_take(arena, deciding->row_count, sizeof *told);
	deciding->there = arena_take(arena, deciding->row_count, sizeof *deciding->there);
	if (told == NULL || deciding->there == NULL)
		return false;
	for (uint32_t i = deciding->act_count; i > 0; i--) {
		const struct bound_act *bound = &deciding->acts[i - 1];
		for (uint32_t k = 0; k < bound->note_count; k++)
			note_decide(deciding, bound->act, bound->notes[k], told);
	}
	for (uint32_t i = 0; i < deciding->row_count; i++) {
		struct note *note = deciding->objective->notes[i];
		deciding->there[i] =
		    note->hidden == NULL && (note->place == NOTE_IN_POINT || note->placed);
		if (note->placed) {
			note->odd_words = 0; /* nothing has looked at its words */
			note->readable = statement_readable(deciding->synthesis, note);
		}
		if (note->told == 0 && note->placed)
			note->told = 1;
		layer->counts[note_told_place(note)]++;
	}
	return true;
}

static void notes_clear(struct objective *objective)
{
	for (size_t i = 0; i < objective->note_count; i++) {
		struct note *note = objective->notes[i];
		note->row = (uint32_t)i;
		note->hidden = NULL;
		note->placed = false;
		note->released = 0;
		note->told = 0;
		note->shown = NULL;
	}
}

void layer_close(struct layer *layer)
{
	arena_close(&layer->arena);
	*layer = (struct layer){ .there = false };
}

static bool layer_make(struct deciding *deciding)
{
	struct layer *layer = deciding->layer;
	if (!acts_bind(deciding))
		return false;
	layer->there = deciding->act_count > 0;
	return !layer->there ||
	    (notes_decide(deciding) && bonds_find(deciding) && groups_make(deciding) &&
		facts_find(deciding) && themes_find(deciding) && order_find(deciding));
}

bool objective_decide(const struct synthesis *synthesis, struct objective *objective)
{
	if (!objective_settle(synthesis, objective))
		return false;
	if (!objective->stale)
		return true;
	layer_close(&objective->layer);
	if (synthesis->act_count == 0) {
		objective->stale = false;
		return true;
	}
	arena_init(&objective->layer.arena, LAYER_MEMORY_MAX);
	notes_clear(objective);
	struct deciding deciding = { .synthesis = synthesis,
		.objective = objective,
		.layer = &objective->layer,
		.row_count = (uint32_t)objective->note_count };
	bool made = layer_make(&deciding);
	if (!made || !objective->layer.there)
		layer_close(&objective->layer);
	if (!made)
		return false;
	objective->stale = false;
	return true;
}

struct point **objective_points(const struct objective *objective, uint32_t *count)
{
	const struct layer *layer = &objective->layer;
	*count = layer->there ? layer->point_count : objective->grouping.point_count;
	return layer->there ? layer->points : objective->grouping.points;
}

const char *point_statement(const struct point *point)
{
	bool restated = point->decided != NULL && point->decided->statement != NULL;
	return restated ? point->decided->statement : note_shown(point->statement);
}

enum note_place note_told_place(const struct note *note)
{
	if (note->hidden != NULL)
		return NOTE_HIDDEN;
	return note->placed ? NOTE_IN_POINT : note->place;
}

const char *note_told_reason(const struct note *note)
{
	if (note->hidden != NULL)
		return note->hidden;
	return note->placed ? NULL : note->reason;
}

const struct point *note_point(const struct note *note)
{
	return note->objective->layer.there ? note->shown : note->point;
}
