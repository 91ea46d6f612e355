/*
 * broker/synthesis/record.c - a closed session is served from its recorded grouping.
 *
 * With the method that recorded it the notes stand as they are recorded: nothing is changed, and a session
 * that is opened again goes on from there. With another method (other vectors, another version) the
 * objective's points are set as they are recorded, and what moderators decided is laid over them (record_shown.c); the
 * notes that come late are kept beside them; and an objective that must be grouped again, because the session is opened
 * or takes late notes in, is grouped anew.
 */
#include "broker/synthesis/synthesis_internal.h"

#include <stdlib.h>
#include <string.h>

#include "proto/grouping.h"

#define RECORD_MEMORY_MAX (SIZE_MAX / 2)

static const char reason_not_recorded[] = "it is not in the recorded grouping";

/* One objective of the record. */
struct recorded {
	const struct grouping_item *items; /* its head, then its points and notes */
	size_t count;
};

static bool same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* The note of that number where it stands in the objective, or NULL. */
static struct note *standing(
    const struct synthesis *synthesis, const struct objective *objective, uint64_t number)
{
	struct note *note = note_find(synthesis, number);
	return note == NULL || note->objective != objective || note->gone ? NULL : note;
}

/* --- As it stands already? -------------------------------------------------------------------- */

/* How many items a point takes: its own, and those with more of its notes. */
static size_t point_items(const struct recorded *recorded, size_t from)
{
	size_t count = 1;
	while (
	    from + count < recorded->count && recorded->items[from + count].kind == GROUPING_MORE)
		count++;
	return count;
}

static bool point_stands(const struct synthesis *synthesis, const struct objective *objective,
    const struct recorded *recorded, size_t from)
{
	const struct grouping_item *item = &recorded->items[from];
	const struct note *first = standing(synthesis, objective, item->notes[0]);
	const struct point *point = first == NULL ? NULL : first->point;
	char reason[REASON_BYTES];
	if (point == NULL || strcmp(point->id, item->id) != 0 ||
	    strcmp(point->category, item->category) != 0 ||
	    point->statement->number != item->statement ||
	    !same_text(
		reason_tell(&objective->grouping, point, reason) ? reason : NULL, item->reason))
		return false;
	uint32_t at = 0;
	for (size_t i = 0; i < point_items(recorded, from); i++) {
		for (size_t k = 0; k < item[i].note_count; k++) {
			if (at == point->note_count ||
			    point->notes[at++]->number != item[i].notes[k])
				return false;
		}
	}
	return at == point->note_count;
}

static bool note_stands(const struct synthesis *synthesis, const struct objective *objective,
    const struct grouping_item *item)
{
	const struct note *note = note_find(synthesis, item->note);
	return note != NULL && note->objective == objective && note->place == item->place &&
	    (note->gone || same_text(note->reason, item->reason));
}

static bool all_stands(const struct synthesis *synthesis, const struct objective *objective,
    const struct recorded *recorded)
{
	const struct grouping *grouping = &objective->grouping;
	const struct grouping_item *head = &recorded->items[0];
	uint32_t points = 0;
	if (head->question_count != grouping->question_count)
		return false;
	for (size_t i = 0; i < head->question_count; i++) {
		if (head->questions[i] != grouping->questions[i].notes)
			return false;
	}
	for (size_t i = 1; i < recorded->count; i++) {
		const struct grouping_item *item = &recorded->items[i];
		points += item->kind == GROUPING_POINT;
		if ((item->kind == GROUPING_POINT &&
			!point_stands(synthesis, objective, recorded, i)) ||
		    (item->kind == GROUPING_NOTE && !note_stands(synthesis, objective, item)))
			return false;
	}
	return points == grouping->point_count;
}

/* --- Set as it is recorded -------------------------------------------------------------------- */

static void stand_apart(struct objective *objective)
{
	points_close(&objective->grouping);
	shown_close(objective);
	for (size_t i = 0; i < objective->note_count; i++) {
		struct note *note = objective->notes[i];
		note->point = NULL;
		note->shown_then = 0;
		note->version++;
		if (note->gone)
			continue;
		note->place = note->late ? NOTE_LATE : NOTE_UNPLACED;
		note->reason = note->late ? NULL : reason_not_recorded;
	}
}

/* Those of its notes that still stand. False: no memory. */
static bool notes_take(const struct synthesis *synthesis, const struct objective *objective,
    const struct recorded *recorded, size_t from, struct point *point)
{
	for (size_t i = 0; i < point_items(recorded, from); i++) {
		const struct grouping_item *item = &recorded->items[from + i];
		for (size_t k = 0; k < item->note_count; k++) {
			struct note *note = standing(synthesis, objective, item->notes[k]);
			if (note == NULL || note->point != NULL)
				continue;
			if (!point_take(point, note))
				return false;
			note->point = point;
			note->place = NOTE_IN_POINT;
			note->reason = NULL;
		}
	}
	return true;
}

/* Whether a note of the point still stands; one of none is left out. */
static bool has_standing(const struct synthesis *synthesis, const struct objective *objective,
    const struct recorded *recorded, size_t from)
{
	for (size_t i = 0; i < point_items(recorded, from); i++) {
		const struct grouping_item *item = &recorded->items[from + i];
		for (size_t k = 0; k < item->note_count; k++) {
			const struct note *note = standing(synthesis, objective, item->notes[k]);
			if (note != NULL && note->point == NULL)
				return true;
		}
	}
	return false;
}

/* False: no memory. */
static bool point_set(struct synthesis *synthesis, struct objective *objective,
    const struct recorded *recorded, size_t from)
{
	struct grouping *grouping = &objective->grouping;
	const struct grouping_item *item = &recorded->items[from];
	struct point fresh = { .order = item->age == 0 ? grouping->point_order + 1 : item->age,
		.fate = FATE_GOES_ON };
	memcpy(fresh.id, item->id, sizeof fresh.id);
	if (!has_standing(synthesis, objective, recorded, from))
		return true;
	if (!interner_text(&synthesis->texts, item->reason, &fresh.reason.said))
		return false;
	struct point *point = points_restore(grouping, &fresh);
	if (point == NULL || !notes_take(synthesis, objective, recorded, from, point))
		return false;
	if (grouping->point_order < fresh.order)
		grouping->point_order = fresh.order;
	struct note *statement = standing(synthesis, objective, item->statement);
	if (statement != NULL && statement->point == point)
		point->statement = statement;
	else
		statement_choose(point);
	point_look(grouping, point);
	return interner_text(&synthesis->texts, item->category, &point->category);
}

/* What keeps a note out, as it was recorded. */
static bool note_set(struct synthesis *synthesis, const struct objective *objective,
    const struct grouping_item *item)
{
	struct note *note = standing(synthesis, objective, item->note);
	if (note == NULL || note->late || note->point != NULL)
		return true;
	return interner_text(&synthesis->texts, item->reason, &note->reason);
}

/* The points that moderators made different. */
static bool all_shown(
    struct synthesis *synthesis, struct objective *objective, const struct recorded *recorded)
{
	for (size_t i = 1; i < recorded->count; i++) {
		const struct grouping_item *item = &recorded->items[i];
		size_t count = 1;
		if (item->kind != GROUPING_CURATED || item->more)
			continue;
		while (i + count < recorded->count && item[count].kind == GROUPING_CURATED &&
		    item[count].more && strcmp(item[count].id, item->id) == 0)
			count++;
		if (!shown_add(synthesis, objective, item, count))
			return false;
	}
	return true;
}

static bool objective_set(
    struct synthesis *synthesis, struct objective *objective, const struct recorded *recorded)
{
	struct grouping *grouping = &objective->grouping;
	const struct grouping_item *head = &recorded->items[0];
	stand_apart(objective);
	objective_touch(objective);
	objective->all_news = true;
	objective->set = true;
	for (size_t i = 1; i < recorded->count; i++) {
		const struct grouping_item *item = &recorded->items[i];
		if ((item->kind == GROUPING_POINT &&
			!point_set(synthesis, objective, recorded, i)) ||
		    (item->kind == GROUPING_NOTE && !note_set(synthesis, objective, item)))
			return false;
	}
	for (size_t i = 0; i < grouping->question_count && i < head->question_count; i++)
		grouping->questions[i].notes = head->questions[i];
	memset(grouping->counts, 0, sizeof grouping->counts);
	for (size_t i = 0; i < objective->note_count; i++)
		grouping->counts[objective->notes[i]->place]++;
	return all_shown(synthesis, objective, recorded);
}

/* --- All of it -------------------------------------------------------------------------------- */

/* All items, so that nothing is changed by a record that cannot be read to its end. */
static struct grouping_item *items_read(
    const uint8_t *bytes, size_t size, struct arena *arena, size_t *count, struct refusal *refusal)
{
	struct grouping_reader reader = { .bytes = bytes, .size = size, .arena = arena };
	struct grouping_item *items = NULL;
	size_t room = 0;
	bool end = false;
	*count = 0;
	for (;;) {
		if (!scratch_room((void *)&items, *count + 1, &room, sizeof *items)) {
			arena->failed = true;
			return items;
		}
		struct grouping_item *item = &items[*count];
		if (grouping_next(&reader, item, &end, refusal) != ERROR_NONE || end)
			return items;
		bool first = *count == 0 || item[-1].kind == GROUPING_OBJECTIVE;
		if ((*count == 0 && item->kind != GROUPING_OBJECTIVE) ||
		    (item->kind == GROUPING_MORE &&
			(first ||
			    (item[-1].kind != GROUPING_POINT && item[-1].kind != GROUPING_MORE)))) {
			refuse(refusal, ERROR_BYTES, "item %zu belongs to nothing", *count);
			return items;
		}
		(*count)++;
	}
}

static enum synthesis_result items_set(
    struct synthesis *synthesis, const struct grouping_item *items, size_t count)
{
	for (size_t from = 0; from < count;) {
		struct recorded recorded = { .items = items + from, .count = 1 };
		while (from + recorded.count < count &&
		    items[from + recorded.count].kind != GROUPING_OBJECTIVE)
			recorded.count++;
		struct objective *objective = objective_find(synthesis, items[from].objective);
		from += recorded.count;
		if (objective == NULL)
			continue; /* nothing of it was folded: its events are damaged */
		if (!objective_settle(synthesis, objective))
			return SYNTHESIS_MEMORY;
		if (all_stands(synthesis, objective, &recorded))
			continue;
		/* Acts that are yet to come look at the likeness of pairs: of those that all notes have together, not
		 * those of the moments when they came, which a checkpoint does not keep of what is set. */
		if (!grouping_all(synthesis, objective) ||
		    !objective_set(synthesis, objective, &recorded)) {
			objective->dirty = true;
			return SYNTHESIS_MEMORY;
		}
	}
	return SYNTHESIS_OK;
}

enum synthesis_result synthesis_recorded(
    struct synthesis *synthesis, const uint8_t *bytes, size_t size, struct refusal *refusal)
{
	struct arena arena;
	size_t count = 0;
	arena_init(&arena, RECORD_MEMORY_MAX);
	struct grouping_item *items = items_read(bytes, size, &arena, &count, refusal);
	enum synthesis_result result = arena.failed ? SYNTHESIS_MEMORY : SYNTHESIS_OK;
	if (result == SYNTHESIS_OK && refusal->error == ERROR_NONE)
		result = items_set(synthesis, items, count);
	free(items);
	arena_close(&arena);
	return result;
}

void synthesis_reopened(struct synthesis *synthesis)
{
	for (size_t i = 0; i < synthesis->objective_count; i++) {
		struct objective *objective = synthesis->objectives[i];
		if (!objective->set)
			continue;
		objective->dirty = true;
		objective_touch(objective);
	}
}

void synthesis_admitted(struct synthesis *synthesis)
{
	for (size_t i = 0; i < synthesis->note_count; i++) {
		struct note *note = synthesis->notes[i];
		if (note->gone || !note->late)
			continue;
		note->late = false;
		note->version++;
		note->objective->dirty = true;
		objective_touch(note->objective);
	}
}
