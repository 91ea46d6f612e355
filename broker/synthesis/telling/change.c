/* broker/synthesis/telling/change.c - what the reader of changes has, and grouping anew. */
#include "broker/synthesis/synthesis_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

bool objective_settle(const struct synthesis *synthesis, struct objective *objective)
{
	assert(!synthesis->held); /* it would be grouped otherwise than it was */
	if (!objective->dirty)
		return true;
	if (!grouping_all(synthesis, objective))
		return false;
	objective->dirty = false;
	objective->set = false;
	shown_close(objective);
	return true;
}

bool synthesis_changed(const struct synthesis *synthesis, size_t index)
{
	return synthesis->objectives[index]->news;
}

static uint64_t id_hash(const struct synthesis *synthesis, const char *id)
{
	return table_hash(synthesis->hash_key, id, PUBLIC_ID_CHARS);
}

uint32_t taken_find(
    const struct synthesis *synthesis, const struct objective *objective, const char *id)
{
	uint64_t hash = id_hash(synthesis, id);
	size_t probe = 0;
	uint32_t index = table_find(&objective->taken_table, hash, &probe);
	while (index != TABLE_NONE && strcmp(objective->taken[index].id, id) != 0)
		index = table_find(&objective->taken_table, hash, &probe);
	return index;
}

/* The points that the reader has from now on. False: no memory, and it has none. */
static bool take_points(const struct synthesis *synthesis, struct objective *objective)
{
	uint32_t count;
	struct point *const *points = objective_points(objective, &count);
	free(objective->taken);
	table_clear(&objective->taken_table);
	objective->taken_count = 0;
	objective->taken = calloc((size_t)count + 1, sizeof *objective->taken);
	if (objective->taken == NULL)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		const struct point *point = points[i];
		struct taken_point *taken = &objective->taken[i];
		memcpy(taken->id, point->id, sizeof taken->id);
		taken->print = point->print;
		if (!table_add(&objective->taken_table, id_hash(synthesis, taken->id), i))
			return false;
		objective->taken_count++;
	}
	return true;
}

/* One more point that somebody has, as we do not know any more. False: no memory. */
static bool take_one(
    const struct synthesis *synthesis, struct objective *objective, const struct point *point)
{
	struct taken_point *grown =
	    realloc(objective->taken, (objective->taken_count + 1) * sizeof *objective->taken);
	if (grown == NULL)
		return false;
	objective->taken = grown;
	struct taken_point *taken = &grown[objective->taken_count];
	memcpy(taken->id, point->id, sizeof taken->id);
	taken->given = false;
	taken->print = 0; /* no point has that print: it is news */
	if (!table_add(&objective->taken_table, id_hash(synthesis, taken->id),
		(uint32_t)objective->taken_count))
		return false;
	objective->taken_count++;
	return true;
}

void synthesis_whole_given(struct synthesis *synthesis, size_t index)
{
	struct objective *objective = synthesis->objectives[index];
	uint32_t count;
	if (!objective->news)
		return; /* the reader of changes has the same */
	struct point *const *points = objective_points(objective, &count);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t taken = taken_find(synthesis, objective, points[i]->id);
		if (taken == TABLE_NONE)
			objective->all_news |= !take_one(synthesis, objective, points[i]);
		else if (objective->taken[taken].print == points[i]->print)
			objective->taken[taken].given = true;
	}
	/* Whoever has it otherwise, or lacks it, must be told even when it comes to be as before. */
	for (size_t i = 0; i < objective->taken_count; i++) {
		if (!objective->taken[i].given)
			objective->taken[i].print = 0;
		objective->taken[i].given = false;
	}
}

void synthesis_changes_taken(struct synthesis *synthesis, size_t index)
{
	struct objective *objective = synthesis->objectives[index];
	/* Without memory the news stay news, as a whole: told twice is better than never. */
	if (!objective_decide(synthesis, objective) || !take_points(synthesis, objective)) {
		objective->all_news = true;
		return;
	}
	for (size_t i = 0; i < objective->note_count; i++) {
		struct note *note = objective->notes[i];
		note->version_taken = note->version;
		note->told_taken = note->told;
		note->released_taken = note->released;
	}
	objective->news = false;
	objective->all_news = false;
}
