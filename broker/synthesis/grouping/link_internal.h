/*
 * broker/synthesis/grouping/link_internal.h - what link.c and link_gist.c share: the notes of one call, each by its slot,
 * and the groups they have come to, each by the slot of its first note.
 */
#ifndef RAPPORTEUR_BROKER_SYNTHESIS_GROUPING_LINK_INTERNAL_H
#define RAPPORTEUR_BROKER_SYNTHESIS_GROUPING_LINK_INTERNAL_H

#include "broker/synthesis/synthesis_internal.h"

#include <assert.h>

#define LINK_NONE UINT32_MAX

struct link_slot {
	const struct note *note;
	uint32_t root; /* towards its group; its own slot: it is the first of one */
	uint32_t next; /* note of the same group, or LINK_NONE */
	/* Of a group: */
	uint32_t last;
	uint32_t size;
	uint32_t best;    /* the group most like it that reaches the threshold, or LINK_NONE */
	int64_t best_sum; /* the mean to it, as a fraction */
	int64_t best_span;
	uint32_t mark;
	uint32_t side; /* the first of those beside it, or LINK_NONE */
	uint32_t side_last;
};
/* A group beside another: some pair of their notes is close. */
struct link_side {
	uint32_t to;
	uint32_t next;
};

struct linkage {
	struct scratch *scratch;
	const struct grouping *grouping;
	const uint32_t *places;
	uint32_t count;
	int32_t inertia;
	bool thin; /* only the best pairs of a note are known */
	struct link_slot *slots;
	const struct point **points; /* by slot: of the note, so far */
	uint64_t *keys;              /* by group: of its best; 0: none */
	int32_t *sums;
	uint32_t side_count;
	uint32_t mark;
};

/* The slot of the note at a place, or LINK_NONE when it is none of these. */
static inline uint32_t link_slot_at(const struct linkage *linkage, uint32_t place)
{
	uint32_t slot = linkage->grouping->notes[place]->slot;
	return slot < linkage->count && linkage->places[slot] == place ? slot : LINK_NONE;
}

/* Points change slowly: what is together stays so more easily, what is apart, too. */
static inline int32_t link_inertia(const struct linkage *linkage, uint32_t a, uint32_t b)
{
	const struct point *a_point = linkage->points[a];
	const struct point *b_point = linkage->points[b];
	if (a_point == NULL || b_point == NULL)
		return 0;
	return a_point == b_point ? linkage->inertia : -linkage->inertia;
}

/* The pair of two slots, or NULL when it is not known. */
static inline const struct pair *link_pair(const struct linkage *linkage, uint32_t a, uint32_t b)
{
	const struct note *a_note = linkage->slots[a].note;
	const struct note *b_note = linkage->slots[b].note;
	if (linkage->thin)
		return likeness_find(a_note, b_note);
	return a > b ? &a_note->pairs[b_note->at].pair : &b_note->pairs[a_note->at].pair;
}

/* By what a sum is divided: the pairs between two groups; of thin ones those that can be known. */
static inline int64_t link_span(const struct linkage *linkage, uint32_t a_size, uint32_t b_size)
{
	uint32_t low = a_size < b_size ? a_size : b_size;
	uint32_t high = a_size < b_size ? b_size : a_size;
	return (int64_t)low * (linkage->thin && high > NEIGHBOURS_MAX ? NEIGHBOURS_MAX : high);
}

/* A mean as a number that sorts as the fraction does, and is equal where that is: fractions of such
 * spans differ by more than 2^-36. */
static inline uint64_t link_key(int64_t sum, int64_t span)
{
	assert(sum >= 0);
	assert(span > 0);
	return (uint64_t)(sum / span) << 40 | ((uint64_t)(sum % span) << 40) / (uint64_t)span;
}

/* link_gist.c: joins small groups that are each other's best by gist. False: no memory. */
bool link_by_gist(struct linkage *linkage);
/* The group of a slot. */
uint32_t link_root(struct linkage *linkage, uint32_t slot);
/* The second group's notes become the first's, which has the earlier first note. */
void link_unite(struct linkage *linkage, uint32_t low, uint32_t high);

#endif
