/*
 * broker/synthesis/record_shown.c - the points that moderators made different, as they were shown when the grouping
 * was recorded.
 *
 * Their acts are laid over the recorded points of the machine, and most of what comes of it follows from the acts
 * alone. What does not is recorded: to which side of a split a later note went, which note speaks for notes that were
 * put together, and the reason. A point that holds the same notes as one that was shown then has its
 * statement and its reason; one that came about since (an act after the close, an undo) is made as usual.
 */
#include "broker/synthesis/synthesis_internal.h"

#include <stdlib.h>
#include <string.h>

#include "proto/grouping.h"

/* --- Recording ------------------------------------------------------------------------------ */

static bool is_different(const struct point *point)
{
	const struct decided *decided = point->decided;
	return !decided->as_machine || decided->statement != NULL || decided->category != NULL ||
	    decided->theme != NULL || decided->rank > 0;
}

static bool shown_encode(const struct grouping *grouping, const struct point *point,
    struct arena *arena, struct buffer *out)
{
	char reason[REASON_BYTES];
	uint64_t *notes = arena_take(arena, point->note_count, sizeof *notes);
	if (notes == NULL)
		return false;
	for (uint32_t i = 0; i < point->note_count; i++)
		notes[i] = point->notes[i]->number;
	struct grouping_item item = { .category = point->category,
		.theme = point->decided->theme,
		.rank = point->decided->rank,
		.statement = point->statement->number,
		.restated = point->decided->restated_by,
		.reason = reason_tell(grouping, point, reason) ? reason : NULL,
		.notes = notes,
		.note_count = point->note_count };
	memcpy(item.id, point->id, sizeof item.id);
	grouping_curated_encode(&item, out);
	return true;
}

enum synthesis_result synthesis_shown_encode(
    const struct synthesis *synthesis, size_t index, struct arena *arena, struct buffer *out)
{
	struct objective *objective = synthesis->objectives[index];
	if (!objective_decide(synthesis, objective))
		return SYNTHESIS_MEMORY;
	for (uint32_t i = 0; i < objective->layer.point_count; i++) {
		const struct point *point = objective->layer.points[i];
		if (is_different(point) && !shown_encode(&objective->grouping, point, arena, out))
			return SYNTHESIS_MEMORY;
	}
	return SYNTHESIS_OK;
}

/* --- Serving -------------------------------------------------------------------------------- */

void shown_close(struct objective *objective)
{
	free(objective->shown_then);
	objective->shown_then = NULL;
	objective->shown_then_count = 0;
}

bool shown_add(struct synthesis *synthesis, struct objective *objective,
    const struct grouping_item *items, size_t count)
{
	size_t room = objective->shown_then_count;
	struct shown_then *list =
	    realloc(objective->shown_then, (room + 1) * sizeof *objective->shown_then);
	if (list == NULL)
		return false;
	objective->shown_then = list;
	struct shown_then *shown = &list[room];
	*shown = (struct shown_then){ .statement = items->statement };
	if (!interner_text(&synthesis->texts, items->reason, &shown->reason))
		return false;
	objective->shown_then_count++;
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < items[i].note_count; k++) {
			struct note *note = note_find(synthesis, items[i].notes[k]);
			if (note == NULL || note->objective != objective || note->gone ||
			    note->shown_then != 0)
				continue;
			note->shown_then = objective->shown_then_count;
			shown->note_count++;
		}
	}
	return true;
}

/* The recorded point that a note was shown in, or NULL. */
static const struct shown_then *shown_of(const struct objective *objective, const struct note *note)
{
	bool known = objective->set && note->shown_then > 0 &&
	    note->shown_then <= objective->shown_then_count;
	return known ? &objective->shown_then[note->shown_then - 1] : NULL;
}

bool shown_any(const struct objective *objective)
{
	return objective->set && objective->shown_then_count > 0;
}

bool shown_together(const struct objective *objective, const struct note *a, const struct note *b)
{
	const struct shown_then *shown = shown_of(objective, a);
	return shown != NULL && shown == shown_of(objective, b);
}

bool shown_restore(const struct objective *objective, struct point *point)
{
	const struct shown_then *shown = shown_of(objective, point->notes[0]);
	struct note *statement = NULL;
	if (shown == NULL || shown->note_count != point->note_count)
		return false;
	for (uint32_t i = 0; i < point->note_count; i++) {
		if (shown_of(objective, point->notes[i]) != shown)
			return false;
		if (point->notes[i]->number == shown->statement)
			statement = point->notes[i];
	}
	if (statement == NULL)
		return false;
	point->statement = statement;
	point->reason = (struct reason){ .said = shown->reason };
	point_look(&objective->grouping, point);
	return true;
}
