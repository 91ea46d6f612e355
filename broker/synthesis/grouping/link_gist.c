/*
 * broker/synthesis/grouping/link_gist.c - the second pass of link.c: two groups that are each other's best by mean G, for
 * what is said in quite other words; only small groups, because a large one resembles everything.
 *
 * Nearly every pair has some gist in common, so the sums between all groups are kept, in a square of rows.
 */
#include "broker/synthesis/grouping/link_internal.h"

#include <limits.h>
#include <string.h>

#define GIST_JOIN       1434 /* .35 */
#define GIST_JOIN_ALONE 1229 /* .30: without circumstance */
#define WORDS_WITH_GIST 410  /* .10 */
#define SMALL_NOTES     4u
#define NO_SUM          (INT32_MIN / 2) /* with itself, or with a group that is no more */

/* The groups by row, in the order of their first notes. */
struct square {
	struct linkage *linkage;
	int32_t *sums;
	uint32_t *heads; /* slot of the first note */
	uint32_t *sizes;
	uint32_t *best; /* a row, or LINK_NONE */
	uint32_t *rows; /* by slot */
	uint64_t *keys;
	uint32_t count;
	int32_t least;
};

static void find_best(struct square *square, uint32_t a)
{
	const int32_t *sums = square->sums + (size_t)a * square->count;
	uint32_t size = square->sizes[a];
	uint64_t best_key = 0;
	uint32_t best = LINK_NONE;
	for (uint32_t b = 0; b < square->count; b++) {
		if (sums[b] < square->least)
			continue;
		int64_t span = link_span(square->linkage, size, square->sizes[b]);
		if (sums[b] < square->least * span)
			continue;
		uint64_t key = link_key(sums[b], span);
		if (key > best_key) {
			best_key = key;
			best = b;
		}
	}
	square->best[a] = best;
	square->keys[a] = best_key;
}

/* The sum of S between two small groups. */
static int64_t words_between(const struct linkage *linkage, uint32_t a, uint32_t b)
{
	const struct link_slot *slots = linkage->slots;
	int64_t sum = 0;
	for (uint32_t i = a; i != LINK_NONE; i = slots[i].next) {
		for (uint32_t k = b; k != LINK_NONE; k = slots[k].next) {
			const struct pair *pair = link_pair(linkage, i, k);
			if (pair != NULL)
				sum += pair->words_value + link_inertia(linkage, i, k);
		}
	}
	return sum;
}

/* The two groups with the highest mean G among those that may be joined; false: none. */
static bool find_mutual(const struct square *square, uint32_t *low, uint32_t *high)
{
	const uint32_t *sizes = square->sizes;
	uint64_t highest = 0;
	for (uint32_t a = 0; a < square->count; a++) {
		uint32_t b = square->best[a];
		if (square->keys[a] <= highest || b < a || square->best[b] != a ||
		    sizes[a] + sizes[b] > SMALL_NOTES)
			continue;
		int64_t words = words_between(square->linkage, square->heads[a], square->heads[b]);
		if (words < WORDS_WITH_GIST * link_span(square->linkage, sizes[a], sizes[b]))
			continue;
		highest = square->keys[a];
		*low = a;
		*high = b;
	}
	return highest > 0;
}

static void join(struct square *square, uint32_t low, uint32_t high)
{
	link_unite(square->linkage, square->heads[low], square->heads[high]);
	square->sizes[low] += square->sizes[high];
	square->keys[high] = 0;
	int32_t *lows = square->sums + (size_t)low * square->count;
	int32_t *highs = square->sums + (size_t)high * square->count;
	for (uint32_t k = 0; k < square->count; k++) {
		bool there = lows[k] != NO_SUM && highs[k] != NO_SUM;
		lows[k] = there ? lows[k] + highs[k] : NO_SUM;
		highs[k] = NO_SUM;
		square->sums[(size_t)k * square->count + low] = lows[k];
		square->sums[(size_t)k * square->count + high] = NO_SUM;
	}
	square->best[high] = LINK_NONE;
	find_best(square, low);
	for (uint32_t k = 0; k < square->count; k++) {
		if (k == low || square->best[k] == LINK_NONE)
			continue;
		/* The mean of two is not above that of the better one, so only who lost one looks anew. */
		if (square->best[k] == low || square->best[k] == high)
			find_best(square, k);
	}
}

/* The sums of G of one note with those before it, to their groups' columns. */
static void add_note(const struct square *square, uint32_t slot, int32_t *sums)
{
	const struct linkage *linkage = square->linkage;
	const struct note *note = linkage->slots[slot].note;
	for (uint32_t k = 0; k < note->pair_count; k++) {
		uint32_t other = linkage->thin ? link_slot_at(linkage, note->pairs[k].at) : k;
		if (other != LINK_NONE)
			sums[square->rows[other]] +=
			    note->pairs[k].pair.gist_value + link_inertia(linkage, slot, other);
	}
}

static void add_up(struct square *square)
{
	struct linkage *linkage = square->linkage;
	size_t count = square->count;
	memset(square->sums, 0, count * count * sizeof *square->sums);
	for (uint32_t i = 0; i < linkage->count; i++)
		add_note(square, i, square->sums + square->rows[i] * count);
	for (size_t a = 0; a < count; a++) {
		for (size_t b = 0; b < a; b++) {
			int32_t sum = square->sums[a * count + b] + square->sums[b * count + a];
			square->sums[a * count + b] = sum;
			square->sums[b * count + a] = sum;
		}
		square->sums[a * count + a] = NO_SUM;
	}
	for (uint32_t a = 0; a < square->count; a++)
		find_best(square, a);
}

bool link_by_gist(struct linkage *linkage)
{
	struct scratch *scratch = linkage->scratch;
	struct square square = { .linkage = linkage,
		.sums = linkage->sums, /* those of the first pass are not needed any more */
		.keys = linkage->keys,
		.least = linkage->grouping->company ? GIST_JOIN : GIST_JOIN_ALONE };
	if (!scratch_room(&scratch->numbers, 4 * (size_t)linkage->count, &scratch->number_capacity,
		sizeof *scratch->numbers))
		return false;
	square.rows = scratch->numbers;
	square.heads = square.rows + linkage->count;
	square.sizes = square.heads + linkage->count;
	square.best = square.sizes + linkage->count;
	for (uint32_t i = 0; i < linkage->count; i++) {
		uint32_t root = link_root(linkage, i);
		if (root == i) {
			square.heads[square.count] = i;
			square.sizes[square.count] = linkage->slots[i].size;
			square.rows[i] = square.count++;
		}
		square.rows[i] = square.rows[root];
	}
	add_up(&square);
	uint32_t low;
	uint32_t high;
	while (find_mutual(&square, &low, &high))
		join(&square, low, high);
	return true;
}
