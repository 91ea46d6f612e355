/*
 * broker/synthesis/grouping/point.c - a point keeps its name while its notes come and go.
 *
 * After a regrouping each old point lives on in the group that holds most of its notes; where two claim one
 * group, the larger share wins, then the older point. A group that nobody claims becomes a new point,
 * named after its first note.
 */
#include "broker/synthesis/synthesis_internal.h"
#include "proto/wire/id.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static uint64_t mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 31;
}

static uint64_t mix_text(uint64_t hash, const char *text)
{
	for (const char *at = text; *at != '\0'; at++)
		hash = mix(hash, (unsigned char)*at);
	return mix(hash, 0);
}

/* The words of the reason, not their numbers: those are given anew when all is grouped anew. */
static uint64_t print_of(const struct grouping *grouping, const struct point *point)
{
	uint64_t hash = mix(point->note_count, point->statement->number);
	for (uint32_t i = 0; i < point->note_count; i++) {
		hash = mix(hash, point->notes[i]->number);
		hash = mix(hash, point->notes[i]->version);
	}
	const struct reason *reason = &point->reason;
	hash = mix(hash, reason->nearest == NULL ? 0 : reason->nearest->number);
	for (uint32_t i = 0; i < reason->told_count; i++) {
		hash = mix_text(hash, grouping->lexemes[reason->told[i].here].form);
		hash = mix_text(hash, grouping->lexemes[reason->told[i].there].form);
		hash = mix(hash, reason->told[i].part);
	}
	if (reason->said != NULL)
		hash = mix_text(hash, reason->said);
	return mix_text(hash, point->category) | 1;
}

/* That of most of its notes; of two, that which came first. Grouped notes have one of the programme's. */
static const char *category_of(const struct point *point)
{
	const char *keys[CATEGORIES_MAX];
	uint32_t counts[CATEGORIES_MAX] = { 0 };
	size_t known = 0;
	size_t best = 0;
	for (uint32_t i = 0; i < point->note_count; i++) {
		size_t k = 0;
		while (k < known && keys[k] != point->notes[i]->category)
			k++;
		if (k == CATEGORIES_MAX)
			continue;
		if (k == known)
			keys[known++] = point->notes[i]->category;
		counts[k]++;
	}
	assert(known > 0);
	for (size_t k = 1; k < known; k++) {
		if (counts[k] > counts[best])
			best = k;
	}
	return keys[best];
}

void point_look(const struct grouping *grouping, struct point *point)
{
	point->category = category_of(point);
	point->print = print_of(grouping, point);
}

void point_redo(struct grouping *grouping, struct point *point)
{
	statement_choose(point);
	reason_find(grouping, point);
	point_look(grouping, point);
}

static void point_finish(struct grouping *grouping, struct point *point)
{
	for (uint32_t i = 0; i < point->note_count; i++)
		point->notes[i]->point = point;
	point_redo(grouping, point);
}

static void point_name(const struct synthesis *synthesis, struct note *founder, struct point *point)
{
	static const uint8_t prefix[] = { 'p', 'o', 'i', 'n', 't' };
	uint8_t name[sizeof prefix + PUBLIC_ID_CHARS + 12];
	memcpy(name, prefix, sizeof prefix);
	memcpy(name + sizeof prefix, founder->id, PUBLIC_ID_CHARS);
	uint8_t *at = name + sizeof prefix + PUBLIC_ID_CHARS;
	for (size_t i = 0; i < 8; i++)
		at[i] = (uint8_t)(founder->number >> (56 - 8 * i));
	/* Its first point may have gone on without it: the next has another name. */
	uint32_t founded = founder->founded++;
	for (size_t i = 0; i < 4; i++)
		at[8 + i] = (uint8_t)(founded >> (24 - 8 * i));
	public_id_make(synthesis->point_key, name, sizeof name, point->id);
}

static void point_free(struct point *point)
{
	free((void *)point->notes);
	free(point);
}

void points_close(struct grouping *grouping)
{
	for (uint32_t i = 0; i < grouping->point_count; i++)
		point_free(grouping->points[i]);
	free((void *)grouping->points);
	grouping->points = NULL;
	grouping->point_count = 0;
	grouping->point_capacity = 0;
}

struct claim {
	struct point *point;
	uint32_t group; /* place of its first note */
	uint32_t notes; /* of the point that are in the group */
};

static int compare_claims(const void *left, const void *right)
{
	const struct claim *a = left;
	const struct claim *b = right;
	if (a->notes != b->notes)
		return a->notes > b->notes ? -1 : 1;
	if (a->point != b->point)
		return a->point->order < b->point->order ? -1 : 1;
	return a->group < b->group ? -1 : a->group > b->group;
}

static int compare_pairs(const void *left, const void *right)
{
	const struct claim *a = left;
	const struct claim *b = right;
	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	if (a->point != b->point)
		return a->point->order < b->point->order ? -1 : 1;
	return 0;
}

/* The notes that are set anew, and their groups. */
struct setting {
	const uint32_t *places;
	const uint32_t *groups; /* by note: the first note of its group */
	uint32_t count;
	struct point **heirs; /* by first note: the old point that goes on in the group, or NULL */
	uint32_t *next;       /* by note: the next of its group */
	uint32_t *sizes;      /* by first note */
	uint32_t *last;
};

/* Finds the heirs. False: no memory. */
static bool find_heirs(const struct grouping *grouping, const struct setting *setting)
{
	struct claim *claims = malloc((setting->count + 1) * sizeof *claims);
	if (claims == NULL)
		return false;
	uint32_t count = 0;
	for (uint32_t i = 0; i < setting->count; i++) {
		struct point *point = grouping->notes[setting->places[i]]->point;
		setting->heirs[i] = NULL;
		if (point != NULL)
			claims[count++] = (struct claim){ point, setting->groups[i], 1 };
	}
	qsort(claims, count, sizeof *claims, compare_pairs);
	uint32_t distinct = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (distinct > 0 && compare_pairs(&claims[distinct - 1], &claims[i]) == 0)
			claims[distinct - 1].notes++;
		else
			claims[distinct++] = claims[i];
	}
	for (uint32_t i = 0; i < distinct; i++)
		claims[i].point->fate = FATE_ENDS;
	qsort(claims, distinct, sizeof *claims, compare_claims);
	for (uint32_t i = 0; i < distinct; i++) {
		if (claims[i].point->fate == FATE_GOES_ON ||
		    setting->heirs[claims[i].group] != NULL)
			continue;
		claims[i].point->fate = FATE_GOES_ON;
		setting->heirs[claims[i].group] = claims[i].point;
	}
	free(claims);
	return true;
}

/* Chains the notes of each group. */
static void chain(const struct setting *setting)
{
	memset(setting->sizes, 0, setting->count * sizeof *setting->sizes);
	for (uint32_t i = 0; i < setting->count; i++) {
		uint32_t first = setting->groups[i];
		if (setting->sizes[first]++ > 0)
			setting->next[setting->last[first]] = i;
		setting->last[first] = i;
	}
}

/* Puts the group of that first note into a point; true in *changed when it has others now. */
static bool point_fill(const struct grouping *grouping, const struct setting *setting,
    uint32_t first, struct point *point, bool *changed)
{
	uint32_t size = setting->sizes[first];
	uint32_t at = first;
	*changed = point->note_count != size;
	for (uint32_t i = 0; !*changed && i < size; i++) {
		*changed = point->notes[i] != grouping->notes[setting->places[at]];
		at = i + 1 < size ? setting->next[at] : at;
	}
	if (!*changed)
		return true;
	/* Room is a power of two, as points_join() counts on. */
	size_t room = 1;
	while (room < size)
		room *= 2;
	struct note **notes = realloc((void *)point->notes, room * sizeof(void *));
	if (notes == NULL)
		return false;
	point->notes = notes;
	point->note_count = size;
	at = first;
	for (uint32_t i = 0; i < size; i++) {
		notes[i] = grouping->notes[setting->places[at]];
		at = i + 1 < size ? setting->next[at] : at;
	}
	return true;
}

/* Adds a new point for the group of that first note. NULL: no memory. */
static struct point *point_add(
    const struct synthesis *synthesis, struct grouping *grouping, struct note *founder)
{
	if (!list_room((void *)&grouping->points, grouping->point_count, &grouping->point_capacity))
		return NULL;
	struct point *point = calloc(1, sizeof *point);
	if (point == NULL)
		return NULL;
	point->order = ++grouping->point_order;
	point->fate = FATE_GOES_ON;
	point_name(synthesis, founder, point);
	grouping->points[grouping->point_count++] = point;
	return point;
}

/* Lets the points go that end. */
static void bury(struct grouping *grouping)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < grouping->point_count; i++) {
		if (grouping->points[i]->fate == FATE_ENDS)
			point_free(grouping->points[i]);
		else
			grouping->points[count++] = grouping->points[i];
	}
	grouping->point_count = count;
}

/* All points get their notes before any of them looks at its own. */
static bool set(const struct synthesis *synthesis, struct grouping *grouping,
    const struct setting *setting, struct point **changed)
{
	uint32_t changed_count = 0;
	if (!find_heirs(grouping, setting))
		return false;
	chain(setting);
	for (uint32_t i = 0; i < setting->count; i++) {
		if (setting->groups[i] != i)
			continue;
		struct point *point = setting->heirs[i];
		bool otherwise = false;
		if (point == NULL)
			point = point_add(synthesis, grouping, grouping->notes[setting->places[i]]);
		if (point == NULL || !point_fill(grouping, setting, i, point, &otherwise))
			return false;
		if (otherwise)
			changed[changed_count++] = point;
	}
	bury(grouping);
	for (uint32_t i = 0; i < changed_count; i++)
		point_finish(grouping, changed[i]);
	return true;
}

bool points_set(const struct synthesis *synthesis, struct grouping *grouping,
    const uint32_t *places, uint32_t count, const uint32_t *groups)
{
	struct point **heirs = malloc((2 * (size_t)count + 1) * sizeof(void *));
	uint32_t *numbers = malloc((3 * (size_t)count + 1) * sizeof *numbers);
	bool done = false;
	if (heirs != NULL && numbers != NULL) {
		const struct setting setting = { .places = places,
			.groups = groups,
			.count = count,
			.heirs = heirs,
			.next = numbers,
			.sizes = numbers + count,
			.last = numbers + 2 * (size_t)count };
		done = set(synthesis, grouping, &setting, heirs + count);
	}
	free((void *)heirs);
	free(numbers);
	return done;
}

struct point *points_nearest(const struct grouping *grouping, const struct note *note)
{
	bool thin = grouping->note_count > PAIRS_DENSE;
	for (uint32_t i = 0; i < note->pair_count; i++)
		grouping->notes[note->pairs[i].at]->point->sum = 0;
	for (uint32_t i = 0; i < note->pair_count; i++)
		grouping->notes[note->pairs[i].at]->point->sum += note->pairs[i].pair.words_value;
	struct point *best = NULL;
	int64_t best_span = 1;
	for (uint32_t i = 0; i < note->pair_count; i++) {
		struct point *point = grouping->notes[note->pairs[i].at]->point;
		int64_t span =
		    thin && point->note_count > NEIGHBOURS_MAX ? NEIGHBOURS_MAX : point->note_count;
		if (point->sum < WORDS_JOIN * span)
			continue;
		if (best == NULL || point->sum * best_span > best->sum * span) {
			best = point;
			best_span = span;
		}
	}
	return best;
}

bool point_take(struct point *point, struct note *note)
{
	/* Room is a power of two: full whenever the count is one. */
	uint32_t count = point->note_count;
	if ((count & (count - 1)) == 0) {
		size_t room = count == 0 ? 1 : 2 * (size_t)count;
		struct note **notes = realloc((void *)point->notes, room * sizeof(void *));
		if (notes == NULL)
			return false;
		point->notes = notes;
	}
	point->notes[point->note_count++] = note;
	note->point = point;
	return true;
}

struct point *points_restore(struct grouping *grouping, const struct point *kept)
{
	if (!list_room((void *)&grouping->points, grouping->point_count, &grouping->point_capacity))
		return NULL;
	struct point *point = malloc(sizeof *point);
	if (point == NULL)
		return NULL;
	*point = *kept;
	grouping->points[grouping->point_count++] = point;
	return point;
}

bool points_join(const struct synthesis *synthesis, struct grouping *grouping, struct point *point,
    struct note *note)
{
	if (point == NULL)
		point = point_add(synthesis, grouping, note);
	if (point == NULL)
		return false;
	if (!point_take(point, note))
		return false;
	point_finish(grouping, point);
	return true;
}
