/*
 * broker/synthesis/curation/curation_facts.c - what is decided about a point. An act finds its point through the first of its
 * notes that is in one; of two acts that say the same of a point the newer one is right.
 */
#include "broker/synthesis/curation/curation_internal.h"

#include <string.h>

struct point *facts_point(const struct deciding *deciding, const uint32_t *rows, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct point *point = deciding->objective->notes[rows[i]]->shown;
		if (point != NULL)
			return point;
	}
	return NULL;
}

void decided_print(struct point *point, uint64_t what)
{
	uint64_t hash = (point->print ^ what) * UINT64_C(0x9e3779b97f4a7c15);
	point->print = (hash ^ hash >> 31) | 1;
}

static void move(const struct deciding *deciding, const struct act *act, struct point *point)
{
	struct decided *decided = point->decided;
	size_t place;
	if (act->category != NULL && decided->category == NULL &&
	    plan_category_known(&deciding->synthesis->programme, act->category, &place)) {
		decided->category = act->category;
		decided_print(point, act->number);
	}
	if (act->theme != NULL && decided->theme == NULL) {
		decided->theme = act->theme; /* "": in none */
		decided_print(point, act->number);
	}
}

/* False: no memory. */
static bool give_lens(const struct deciding *deciding, const struct act *act, struct point *point)
{
	struct decided *decided = point->decided;
	for (const struct decided_lens *lens = decided->lenses; lens != NULL; lens = lens->next) {
		if (lens->key == act->lens)
			return true;
	}
	struct decided_lens *lens = arena_take(&deciding->layer->arena, 1, sizeof *lens);
	if (lens == NULL)
		return false;
	*lens = (struct decided_lens){
		.key = act->lens, .on = act->value != 0, .next = decided->lenses
	};
	decided->lenses = lens;
	decided->lens_count++;
	decided_print(point, act->number);
	return true;
}

/* Pinned are the points that hold all notes of an act that pins. */
static void pin(const struct deciding *deciding, const struct bound_act *bound, struct point *point)
{
	for (uint32_t i = 0; i < bound->note_count; i++) {
		const struct point *holder = deciding->objective->notes[bound->notes[i]]->shown;
		if (holder != NULL && holder != point)
			return;
	}
	if (!point->decided->pinned)
		decided_print(point, bound->act->number);
	point->decided->pinned = true;
}

/* A text that is shown as it is may speak for a point that only masked ones could speak for. */
static void release(const struct deciding *deciding, const struct bound_act *bound)
{
	for (uint32_t i = 0; i < bound->note_count; i++) {
		struct note *note = deciding->objective->notes[bound->notes[i]];
		struct point *point = note->shown;
		if (point == NULL || note->released != bound->act->number)
			continue;
		if (note_is_masked(point->statement))
			point->statement = note;
		if (point->statement == note)
			decided_print(point, bound->act->number);
	}
}

static bool fact_take(const struct deciding *deciding, const struct bound_act *bound)
{
	const struct act *act = bound->act;
	if (act->act == CURATION_RELEASE)
		release(deciding, bound);
	struct point *point = facts_point(deciding, bound->notes, bound->note_count);
	if (point == NULL)
		return true;
	switch (act->act) {
	case CURATION_PIN:
		pin(deciding, bound, point);
		return true;
	case CURATION_RESTATE:
		if (point->decided->statement == NULL) {
			point->decided->statement = act->text;
			point->decided->restated_by = act->number;
			point->decided->marks = act->marks;
			point->decided->mark_count = act->mark_count;
			decided_print(point, act->number);
		}
		return true;
	case CURATION_MOVE:
		move(deciding, act, point);
		return true;
	case CURATION_LENS:
		return give_lens(deciding, act, point);
	case CURATION_ORDER:
		if (point->decided->order == NULL)
			point->decided->order = bound;
		return true;
	default: /* bonds, notes and themes are not of a point */
		return true;
	}
}

bool facts_find(struct deciding *deciding)
{
	for (uint32_t i = deciding->act_count; i > 0; i--) {
		if (!fact_take(deciding, &deciding->acts[i - 1]))
			return false;
	}
	for (uint32_t i = 0; i < deciding->layer->point_count; i++) {
		struct point *point = deciding->layer->points[i];
		if (point->decided->category != NULL)
			point->category = point->decided->category;
		if (point->decided->joined)
			decided_print(point, 1);
	}
	return true;
}
