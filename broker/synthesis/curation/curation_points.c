/*
 * broker/synthesis/curation/curation_points.c - clusters of notes become points. One that holds most of a point of the machine
 * goes on under its name; where two claim one name, the larger share wins, then the older point. What
 * nobody can claim is named after its earliest note. A cluster that is just a point of the machine is
 * that point, word for word.
 */
#include "broker/synthesis/curation/curation_internal.h"

#include <stdlib.h>
#include <string.h>

#include "proto/wire/id.h"

struct claim {
	uint32_t cluster; /* by its first row */
	uint32_t point;   /* of the machine */
	uint32_t shared;
	uint64_t order;
};

static int compare_claims(const void *left, const void *right)
{
	const struct claim *a = left;
	const struct claim *b = right;
	if (a->shared != b->shared)
		return a->shared > b->shared ? -1 : 1;
	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	return a->cluster < b->cluster ? -1 : a->cluster > b->cluster;
}

static int compare_pairs(const void *left, const void *right)
{
	const struct claim *a = left;
	const struct claim *b = right;
	if (a->cluster != b->cluster)
		return a->cluster < b->cluster ? -1 : 1;
	return a->point < b->point ? -1 : a->point > b->point;
}

/* The points to be, each under the first row of its cluster. */
struct laying {
	struct deciding *deciding;
	uint32_t *firsts;    /* by unit: the first row of the cluster, or ROW_NONE */
	uint32_t *sizes;     /* by first row */
	uint32_t *heirs;     /* by first row: the machine's point whose name it has, or ROW_NONE */
	uint32_t *points;    /* by first row: how many of the machine's points it has notes of */
	uint32_t *shared;    /* by first row: how many notes it has of the heir */
	struct point **made; /* by first row */
};

static bool find_firsts(struct laying *laying, uint32_t unit_count)
{
	struct deciding *deciding = laying->deciding;
	struct arena *arena = &deciding->layer->arena;
	laying->firsts = arena_take(arena, unit_count, sizeof *laying->firsts);
	laying->sizes = arena_take(arena, deciding->row_count, sizeof *laying->sizes);
	laying->heirs = arena_take(arena, deciding->row_count, sizeof *laying->heirs);
	laying->points = arena_take(arena, deciding->row_count, sizeof *laying->points);
	laying->shared = arena_take(arena, deciding->row_count, sizeof *laying->shared);
	laying->made = arena_take(arena, deciding->row_count, sizeof(void *));
	if (laying->firsts == NULL || laying->sizes == NULL || laying->heirs == NULL ||
	    laying->points == NULL || laying->shared == NULL || laying->made == NULL)
		return false;
	for (uint32_t i = 0; i < unit_count; i++)
		laying->firsts[i] = ROW_NONE;
	for (uint32_t i = 0; i < deciding->row_count; i++) {
		laying->heirs[i] = ROW_NONE;
		if (!deciding->there[i])
			continue;
		uint32_t *first = &laying->firsts[deciding->unit[i]];
		if (*first == ROW_NONE)
			*first = i;
		laying->sizes[*first]++;
	}
	return true;
}

/* False: no memory. */
static bool find_heirs(struct laying *laying)
{
	const struct deciding *deciding = laying->deciding;
	struct arena *arena = &deciding->layer->arena;
	const struct grouping *grouping = &deciding->objective->grouping;
	struct claim *claims = arena_take(arena, deciding->row_count, sizeof *claims);
	bool *given = arena_take(arena, grouping->point_count, sizeof *given);
	uint32_t count = 0;
	uint32_t distinct = 0;
	if (claims == NULL || given == NULL)
		return false;
	for (uint32_t i = 0; i < deciding->row_count; i++) {
		const struct point *point = deciding->objective->notes[i]->point;
		if (deciding->there[i] && point != NULL)
			claims[count++] =
			    (struct claim){ .cluster = laying->firsts[deciding->unit[i]],
				    .point = point->at,
				    .shared = 1,
				    .order = point->order };
	}
	qsort(claims, count, sizeof *claims, compare_pairs);
	for (uint32_t i = 0; i < count; i++) {
		if (distinct > 0 && compare_pairs(&claims[distinct - 1], &claims[i]) == 0)
			claims[distinct - 1].shared++;
		else
			claims[distinct++] = claims[i];
	}
	qsort(claims, distinct, sizeof *claims, compare_claims);
	for (uint32_t i = 0; i < distinct; i++) {
		laying->points[claims[i].cluster]++;
		if (given[claims[i].point] || laying->heirs[claims[i].cluster] != ROW_NONE)
			continue;
		given[claims[i].point] = true;
		laying->heirs[claims[i].cluster] = claims[i].point;
		laying->shared[claims[i].cluster] = claims[i].shared;
	}
	return true;
}

static void name_after(
    const struct synthesis *synthesis, const struct note *note, struct point *point)
{
	static const uint8_t prefix[] = { 'c', 'u', 'r', 'a', 't', 'e', 'd' };
	uint8_t name[sizeof prefix + PUBLIC_ID_CHARS];
	memcpy(name, prefix, sizeof prefix);
	memcpy(name + sizeof prefix, note->id, PUBLIC_ID_CHARS);
	public_id_make(synthesis->point_key, name, sizeof name, point->id);
}

/* A point with room for its notes; none when it is the machine's own. */
static bool point_begin(const struct laying *laying, uint32_t first)
{
	const struct deciding *deciding = laying->deciding;
	struct arena *arena = &deciding->layer->arena;
	struct point *const *machine = deciding->objective->grouping.points;
	struct point *point = arena_take(arena, 1, sizeof *point);
	struct decided *decided = arena_take(arena, 1, sizeof *decided);
	if (point == NULL || decided == NULL)
		return false;
	uint32_t heir = laying->heirs[first];
	bool same = heir != ROW_NONE && laying->shared[first] == laying->sizes[first] &&
	    machine[heir]->note_count == laying->sizes[first];
	if (same) {
		*point = *machine[heir];
	} else {
		point->notes = arena_take(arena, laying->sizes[first], sizeof(void *));
		if (point->notes == NULL)
			return false;
	}
	if (!same && heir != ROW_NONE)
		memcpy(point->id, machine[heir]->id, sizeof point->id);
	else if (!same)
		name_after(deciding->synthesis, deciding->objective->notes[first], point);
	point->decided = decided;
	decided->as_machine = same;
	decided->joined = laying->points[first] > 1;
	laying->made[first] = point;
	deciding->layer->points[deciding->layer->point_count++] = point;
	return true;
}

bool points_lay(struct deciding *deciding, uint32_t unit_count)
{
	struct arena *arena = &deciding->layer->arena;
	struct laying laying = { .deciding = deciding };
	deciding->layer->points = arena_take(arena, deciding->row_count, sizeof(void *));
	if (deciding->layer->points == NULL || !find_firsts(&laying, unit_count) ||
	    !find_heirs(&laying))
		return false;
	for (uint32_t i = 0; i < deciding->row_count; i++) {
		if (!deciding->there[i])
			continue;
		uint32_t first = laying.firsts[deciding->unit[i]];
		if (first == i && !point_begin(&laying, first))
			return false;
		struct point *point = laying.made[first];
		deciding->objective->notes[i]->shown = point;
		if (!point->decided->as_machine)
			point->notes[point->note_count++] = deciding->objective->notes[i];
	}
	for (uint32_t i = 0; i < deciding->layer->point_count; i++) {
		struct point *point = deciding->layer->points[i];
		if (!point->decided->as_machine && !shown_restore(deciding->objective, point))
			point_redo(&deciding->objective->grouping, point);
	}
	return true;
}
