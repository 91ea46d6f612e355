/*
 * broker/synthesis/grouping/link.c - which notes stand together.
 *
 * First pass, here: average link. The two groups whose notes are most alike by mean S are joined, again and
 * again, down to a threshold; ties go to the earlier note. Second pass: link_gist.c.
 *
 * Two groups can only reach the threshold when some pair of their notes does: those stand beside each other.
 * Sums are kept for groups that stand beside each other, as long as they may reach the threshold: two sums
 * below it make one below it. What is not known is below, and is added up when the other part of a sum that
 * grows is above, so that most pairs are never looked at. Where only the best pairs of a
 * note are known, all of them count, and what is not known is nothing. Sums are whole numbers:
 * no order of adding matters.
 */
#include "broker/synthesis/grouping/link_internal.h"

#include <assert.h>
#include <string.h>

#define WORDS_JOIN_ALONE 901 /* .22: without circumstance */

static_assert(WORDS_JOIN_ALONE >= WORDS_JOIN, "close pairs are those of the lower threshold");

uint32_t link_root(struct linkage *linkage, uint32_t slot)
{
	struct link_slot *slots = linkage->slots;
	while (slots[slot].root != slot) {
		slots[slot].root = slots[slots[slot].root].root;
		slot = slots[slot].root;
	}
	return slot;
}

void link_unite(struct linkage *linkage, uint32_t low, uint32_t high)
{
	struct link_slot *slots = linkage->slots;
	slots[high].root = low;
	slots[slots[low].last].next = high;
	slots[low].last = slots[high].last;
	slots[low].size += slots[high].size;
	slots[high].size = 0;
}

/* The sum between two groups, in a triangle; 0: not known, and below the threshold. */
static int32_t *sum_at(const struct linkage *linkage, uint32_t a, uint32_t b)
{
	size_t high = a > b ? a : b;
	size_t low = a > b ? b : a;
	return &linkage->sums[high * (high - 1) / 2 + low];
}

static int32_t sum_of(const struct linkage *linkage, uint32_t a, uint32_t b)
{
	const struct link_slot *slots = linkage->slots;
	int32_t sum = *sum_at(linkage, a, b);
	if (sum != 0 || linkage->thin)
		return sum;
	for (uint32_t i = a; i != LINK_NONE; i = slots[i].next) {
		for (uint32_t k = b; k != LINK_NONE; k = slots[k].next)
			sum += link_pair(linkage, i, k)->words_value + link_inertia(linkage, i, k);
	}
	return sum;
}

static bool side_add(struct linkage *linkage, uint32_t a, uint32_t b)
{
	struct scratch *scratch = linkage->scratch;
	if (!scratch_room(&scratch->sides, linkage->side_count + 1, &scratch->side_capacity,
		sizeof *scratch->sides))
		return false;
	struct link_slot *slot = &linkage->slots[a];
	uint32_t index = linkage->side_count++;
	scratch->sides[index] = (struct link_side){ .to = b, .next = LINK_NONE };
	if (slot->side == LINK_NONE)
		slot->side = index;
	else
		scratch->sides[slot->side_last].next = index;
	slot->side_last = index;
	return true;
}

/* Puts b beside a as its best, when it is that: by mean, then the earlier one. */
static void offer(struct linkage *linkage, uint32_t a, uint32_t b, int64_t least)
{
	struct link_slot *slot = &linkage->slots[a];
	int64_t sum = *sum_at(linkage, a, b);
	int64_t span = link_span(linkage, slot->size, linkage->slots[b].size);
	if (sum < least * span)
		return;
	/* As link_key() orders them, without dividing: most offers are declined. */
	int64_t more = sum * slot->best_span - slot->best_sum * span;
	if (more < 0 || (more == 0 && b > slot->best))
		return;
	linkage->keys[a] = link_key(sum, span);
	slot->best = b;
	slot->best_sum = sum;
	slot->best_span = span;
}

static void forget_best(struct linkage *linkage, uint32_t a)
{
	struct link_slot *slot = &linkage->slots[a];
	linkage->keys[a] = 0;
	slot->best = LINK_NONE;
	slot->best_sum = 0;
	slot->best_span = 1;
}

static void find_best(struct linkage *linkage, uint32_t a, int64_t least)
{
	const struct link_side *sides = linkage->scratch->sides;
	forget_best(linkage, a);
	for (uint32_t at = linkage->slots[a].side; at != LINK_NONE; at = sides[at].next)
		offer(linkage, a, link_root(linkage, sides[at].to), least);
}

/* The sum of two groups together with a third; 0 when it cannot reach the threshold. */
static int32_t sum_together(
    const struct linkage *linkage, uint32_t low, uint32_t high, uint32_t k, int64_t least)
{
	const struct link_slot *slots = linkage->slots;
	int32_t low_sum = *sum_at(linkage, low, k);
	int32_t high_sum = *sum_at(linkage, high, k);
	bool all = linkage->thin || (low_sum != 0 && high_sum != 0);
	uint32_t known = low_sum != 0 ? low : high;
	if (!all &&
	    low_sum + high_sum < least * link_span(linkage, slots[known].size, slots[k].size))
		return 0;
	return sum_of(linkage, low, k) + sum_of(linkage, high, k);
}

/* Sets the sums of two groups together with those beside either; the list of these becomes the first's. */
static void gather_sides(struct linkage *linkage, uint32_t low, uint32_t high, int64_t least)
{
	struct link_slot *slots = linkage->slots;
	struct link_side *sides = linkage->scratch->sides;
	uint32_t kept = LINK_NONE; /* the last that stays in the list */
	uint32_t at = slots[low].side;
	sides[slots[low].side_last].next = slots[high].side; /* both have each other in theirs */
	linkage->mark++;
	slots[low].mark = linkage->mark;
	slots[high].mark = linkage->mark;
	for (; at != LINK_NONE; at = sides[at].next) {
		uint32_t k = link_root(linkage, sides[at].to);
		if (slots[k].mark == linkage->mark)
			continue;
		slots[k].mark = linkage->mark;
		*sum_at(linkage, low, k) = sum_together(linkage, low, high, k, least);
		if (kept == LINK_NONE)
			slots[low].side = at;
		else
			sides[kept].next = at;
		sides[at].to = k;
		kept = at;
	}
	if (kept == LINK_NONE)
		slots[low].side = LINK_NONE;
	else
		sides[kept].next = LINK_NONE;
	slots[low].side_last = kept;
}

static void join(struct linkage *linkage, uint32_t low, uint32_t high, int64_t least)
{
	gather_sides(linkage, low, high, least);
	link_unite(linkage, low, high);
	linkage->keys[high] = 0;
	find_best(linkage, low, least);
	for (uint32_t at = linkage->slots[low].side; at != LINK_NONE;
	     at = linkage->scratch->sides[at].next) {
		uint32_t k = linkage->scratch->sides[at].to;
		if (linkage->slots[k].best == low || linkage->slots[k].best == high)
			find_best(linkage, k, least);
		else
			offer(linkage, k, low, least);
	}
}

/* The pairs that may count: all that are known when those are few, else the close ones. */
static bool put_beside(struct linkage *linkage, uint32_t slot, int32_t least)
{
	const struct note *note = linkage->slots[slot].note;
	uint32_t count = linkage->thin ? note->pair_count : note->close_count;
	for (uint32_t i = 0; i < count; i++) {
		const struct neighbour *pair =
		    &note->pairs[linkage->thin ? i : (uint32_t)note->close[i]];
		uint32_t other = link_slot_at(linkage, pair->at);
		if (other == LINK_NONE)
			continue;
		int32_t value = pair->pair.words_value + link_inertia(linkage, slot, other);
		if (value <= 0 || (value < least && !linkage->thin))
			continue;
		*sum_at(linkage, slot, other) = value;
		if (!side_add(linkage, slot, other) || !side_add(linkage, other, slot))
			return false;
	}
	return true;
}

/* Joins down to the threshold. */
static bool link_by_words(struct linkage *linkage)
{
	int32_t least = linkage->grouping->company ? WORDS_JOIN : WORDS_JOIN_ALONE;
	for (uint32_t i = 0; i < linkage->count; i++) {
		if (!put_beside(linkage, i, least))
			return false;
	}
	for (uint32_t i = 0; i < linkage->count; i++)
		find_best(linkage, i, least);
	for (;;) {
		uint32_t first = 0;
		for (uint32_t i = 1; i < linkage->count; i++) {
			if (linkage->keys[i] > linkage->keys[first])
				first = i;
		}
		if (linkage->count == 0 || linkage->keys[first] == 0)
			return true;
		uint32_t second = linkage->slots[first].best;
		join(linkage, first < second ? first : second, first < second ? second : first,
		    least);
	}
}

/* Every note is a group of its own. */
static bool linkage_init(struct linkage *linkage)
{
	struct scratch *scratch = linkage->scratch;
	size_t count = linkage->count;
	size_t cells = count * count;
	if (!scratch_room(&scratch->sums, cells, &scratch->sum_capacity, sizeof *scratch->sums) ||
	    !scratch_room(
		&scratch->slots, count, &scratch->slot_capacity, sizeof *scratch->slots) ||
	    !scratch_room(&scratch->keys, count, &scratch->key_capacity, sizeof *scratch->keys) ||
	    !scratch_room(
		(void *)&scratch->points, count, &scratch->point_capacity, sizeof(void *)))
		return false;
	memset(scratch->sums, 0, cells / 2 * sizeof *scratch->sums);
	linkage->sums = scratch->sums;
	linkage->slots = scratch->slots;
	linkage->keys = scratch->keys;
	linkage->points = scratch->points;
	for (uint32_t i = 0; i < linkage->count; i++) {
		struct note *note = linkage->grouping->notes[linkage->places[i]];
		note->slot = i;
		linkage->points[i] = note->point;
		linkage->slots[i] = (struct link_slot){ .note = note,
			.root = i,
			.next = LINK_NONE,
			.last = i,
			.size = 1,
			.best = LINK_NONE,
			.side = LINK_NONE };
	}
	return true;
}

/* NOLINTBEGIN(readability-non-const-parameter): what is found goes into groups */
bool link_notes(const struct synthesis *synthesis, const struct grouping *grouping,
    const struct link_options *options, const uint32_t *places, uint32_t count, uint32_t *groups)
{
	assert(options->inertia <= INERTIA); /* what is close counts on it */
	struct linkage linkage = { .scratch = synthesis->scratch,
		.grouping = grouping,
		.places = places,
		.count = count,
		.inertia = options->inertia,
		.thin = options->thin };
	if (!linkage_init(&linkage) || !link_by_words(&linkage) || !link_by_gist(&linkage))
		return false;
	for (uint32_t i = 0; i < count; i++)
		groups[i] = link_root(&linkage, i);
	return true;
}
/* NOLINTEND(readability-non-const-parameter) */
