/* broker/synthesis/change.c - what changed since it was last taken, and folding again. */
#include "broker/synthesis/synthesis_internal.h"

#include <string.h>

static uint64_t mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 31;
}

/* A point looks different when other notes or other versions of them are in it, another one speaks
 * for it, or other words explain it. Everything else about it follows from its notes. */
uint64_t point_print(const struct grouping *grouping, const struct point *point)
{
	uint64_t hash = mix(point->notes_hash, point->note_count);
	hash = mix(hash, point->statement->number);
	for (uint32_t i = 0; i < point->shared_count; i++) {
		const char *shown = grouping->words[point->shared[i]].shown;
		for (; *shown != '\0'; shown++)
			hash = mix(hash, (unsigned char)*shown);
		hash = mix(hash, 0x100);
	}
	return hash | 1;
}

static bool touch_note(struct objective *objective, struct note *note)
{
	if (note->touched)
		return true;
	if (!list_room((void *)&objective->changed_notes, objective->changed_note_count,
		&objective->changed_note_capacity))
		return false;
	note->touched = true;
	objective->changed_notes[objective->changed_note_count++] = note;
	return true;
}

static bool touch_point(struct objective *objective, struct point *point)
{
	if (point->touched)
		return true;
	if (!list_room((void *)&objective->changed_points, objective->changed_point_count,
		&objective->changed_point_capacity))
		return false;
	point->touched = true;
	objective->changed_points[objective->changed_point_count++] = point;
	return true;
}

bool objective_touch(struct objective *objective, struct note *note)
{
	return touch_note(objective, note) &&
	    (note->point == NULL || touch_point(objective, note->point));
}

/* Compares one note, and the point that it founded or founds, with what was taken. */
static bool compare(struct objective *objective, struct note *note)
{
	struct point *founded =
	    note->point != NULL && note->point->founder == note ? note->point : NULL;
	if (note->version != note->version_taken && !touch_note(objective, note))
		return false;
	if (founded != NULL)
		return point_print(&objective->grouping, founded) == note->point_taken ||
		    touch_point(objective, founded);
	if (note->point_taken == 0)
		return true;
	if (!list_room((void *)&objective->removed, objective->removed_count,
		&objective->removed_capacity))
		return false;
	objective->removed[objective->removed_count++] = note;
	return true;
}

bool objective_refold(const struct synthesis *synthesis, struct objective *objective)
{
	if (!objective->dirty)
		return true;
	objective->changed_point_count = 0;
	objective->changed_note_count = 0;
	objective->removed_count = 0;
	if (!grouping_clear(synthesis, objective))
		return false;
	for (size_t i = 0; i < objective->note_count; i++) {
		if (!grouping_note(synthesis, objective, objective->notes[i]))
			return false;
	}
	for (size_t i = 0; i < objective->note_count; i++)
		objective->notes[i]->touched = false;
	for (size_t i = 0; i < objective->note_count; i++) {
		if (!compare(objective, objective->notes[i]))
			return false;
	}
	objective->dirty = false;
	return true;
}

bool synthesis_changed(const struct synthesis *synthesis, size_t index)
{
	return synthesis->objectives[index]->news;
}

static void take(struct objective *objective, struct note *note)
{
	note->version_taken = note->version;
	if (note->point != NULL && note->point->founder == note)
		note->point_taken = point_print(&objective->grouping, note->point);
	else
		note->point_taken = 0;
	note->touched = false;
}

void synthesis_changes_taken(struct synthesis *synthesis, size_t index)
{
	struct objective *objective = synthesis->objectives[index];
	/* Without memory the news stay news: told twice is better than never. */
	if (!objective_refold(synthesis, objective))
		return;
	for (size_t i = 0; objective->all_news && i < objective->note_count; i++)
		take(objective, objective->notes[i]);
	for (size_t i = 0; i < objective->changed_note_count; i++)
		take(objective, objective->changed_notes[i]);
	for (size_t i = 0; i < objective->changed_point_count; i++) {
		take(objective, objective->changed_points[i]->founder);
		objective->changed_points[i]->touched = false;
	}
	for (size_t i = 0; i < objective->removed_count; i++)
		take(objective, objective->removed[i]);
	objective->changed_note_count = 0;
	objective->changed_point_count = 0;
	objective->removed_count = 0;
	objective->news = false;
	objective->all_news = false;
}
