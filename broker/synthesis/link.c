/*
 * broker/synthesis/link.c - which notes stand together.
 *
 * First pass: average link. The two groups whose notes are most alike by mean S are joined, again and
 * again, down to a threshold. Second pass: two groups that are each other's best by mean G, for what is
 * said in quite other words; only small groups, because a large one resembles everything.
 *
 * Sums of pairs are kept, so that the value of two joined groups is the sum of theirs: whole numbers, and no
 * order of adding matters. A note none of whose pairs reaches the threshold can never be joined in the
 * first pass and is left out of the table. Ties go to the earlier note.
 */
#include "broker/synthesis/synthesis_internal.h"

#include <string.h>

#define WORDS_JOIN       819  /* .20 */
#define WORDS_JOIN_ALONE 901  /* .22: without circumstance */
#define GIST_JOIN        1434 /* .35 */
#define GIST_JOIN_ALONE  1229 /* .30 */
#define WORDS_WITH_GIST  410  /* .10 */
#define SMALL_NOTES      4u
#define NONE             UINT32_MAX
#define LINKED           (UINT32_MAX - 1) /* has a pair above the threshold */
#define AMONG            (UINT32_MAX - 2) /* is one of the notes */

/* A table of groups: sums[a * count + b] over the pairs between them. */
struct linkage {
	int32_t *sums;
	uint32_t *sizes; /* 0: joined to another */
	uint32_t
	    *best; /* of a group: the one most alike, or NONE; a sum of 0 or less is never it */
	uint32_t count;
	bool thin; /* only the best pairs of a note are known */
};

static int32_t sum_of(const struct linkage *linkage, uint32_t a, uint32_t b)
{
	return linkage->sums[(size_t)a * linkage->count + b];
}

/* By what a sum is divided: the pairs between two groups; of thin ones those that can be known. */
static int64_t span_of(const struct linkage *linkage, uint32_t a, uint32_t b)
{
	uint64_t low =
	    linkage->sizes[a] < linkage->sizes[b] ? linkage->sizes[a] : linkage->sizes[b];
	uint64_t high =
	    linkage->sizes[a] < linkage->sizes[b] ? linkage->sizes[b] : linkage->sizes[a];
	return (int64_t)(low * (linkage->thin && high > NEIGHBOURS_MAX ? NEIGHBOURS_MAX : high));
}

/* Whether the mean of (a, b) is above that of (c, d). */
static bool is_above(const struct linkage *linkage, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
	int64_t left = (int64_t)sum_of(linkage, a, b) * span_of(linkage, c, d);
	int64_t right = (int64_t)sum_of(linkage, c, d) * span_of(linkage, a, b);
	return left > right;
}

static bool reaches(const struct linkage *linkage, uint32_t a, uint32_t b, int32_t least)
{
	return sum_of(linkage, a, b) >= (int64_t)least * span_of(linkage, a, b);
}

static void find_best(struct linkage *linkage, uint32_t a)
{
	linkage->best[a] = NONE;
	for (uint32_t b = 0; b < linkage->count; b++) {
		if (sum_of(linkage, a, b) <= 0 || b == a || linkage->sizes[b] == 0)
			continue;
		if (linkage->best[a] == NONE || is_above(linkage, a, b, a, linkage->best[a]))
			linkage->best[a] = b;
	}
}

/* b becomes part of a. */
static void join(struct linkage *linkage, uint32_t a, uint32_t b)
{
	linkage->sizes[a] += linkage->sizes[b];
	linkage->sizes[b] = 0;
	for (uint32_t k = 0; k < linkage->count; k++) {
		int32_t sum = sum_of(linkage, a, k) + sum_of(linkage, b, k);
		linkage->sums[(size_t)a * linkage->count + k] = sum;
		linkage->sums[(size_t)k * linkage->count + a] = sum;
	}
	find_best(linkage, a);
	for (uint32_t k = 0; k < linkage->count; k++) {
		if (k == a || linkage->sizes[k] == 0)
			continue;
		uint32_t best = linkage->best[k];
		if (best == a || best == b)
			find_best(linkage, k);
		else if (sum_of(linkage, k, a) <= 0)
			continue;
		else if (best == NONE || is_above(linkage, k, a, k, best) ||
		    (a < best && !is_above(linkage, k, best, k, a)))
			linkage->best[k] = a;
	}
}

/* Joins down to the threshold; into[b] = a when b became part of a. */
static void average_link(struct linkage *linkage, int32_t least, uint32_t *into)
{
	for (uint32_t a = 0; a < linkage->count; a++)
		find_best(linkage, a);
	for (;;) {
		uint32_t first = NONE;
		for (uint32_t a = 0; a < linkage->count; a++) {
			if (linkage->sizes[a] == 0 || linkage->best[a] == NONE)
				continue;
			if (first == NONE ||
			    is_above(linkage, a, linkage->best[a], first, linkage->best[first]))
				first = a;
		}
		if (first == NONE || !reaches(linkage, first, linkage->best[first], least))
			return;
		uint32_t second = linkage->best[first];
		uint32_t low = first < second ? first : second;
		uint32_t high = first < second ? second : first;
		into[high] = low;
		join(linkage, low, high);
	}
}

static int32_t inertia_of(const struct note *a, const struct note *b, int32_t inertia)
{
	if (a->point == NULL || b->point == NULL)
		return 0;
	return a->point == b->point ? inertia : -inertia;
}

/* Follows a chain of joins to its end. */
static uint32_t root_of(const uint32_t *into, uint32_t at)
{
	while (into[at] != at)
		at = into[at];
	return at;
}

struct work {
	const struct synthesis *synthesis;
	const struct grouping *grouping;
	int32_t inertia;
	const uint32_t *places; /* of the notes */
	uint32_t count;
	uint32_t *groups; /* by note: the first note of its group */
	uint32_t *rows;   /* by place: its row in the table, or NONE */
	uint32_t *into;   /* by row: the row it has become part of */
	uint32_t *rest;   /* the table's sizes and best */
};

static const struct note *note_at(const struct work *work, uint32_t i)
{
	return work->grouping->notes[work->places[i]];
}

/* A table of count groups, all of one note, none like another. */
static bool linkage_init(const struct work *work, uint32_t count, struct linkage *linkage)
{
	struct scratch *scratch = work->synthesis->scratch;
	size_t cells = (size_t)count * count;
	if (!scratch_room(&scratch->sums, cells, &scratch->sum_capacity, sizeof(int32_t)))
		return false;
	memset(scratch->sums, 0, cells * sizeof *scratch->sums);
	*linkage = (struct linkage){ .sums = scratch->sums,
		.sizes = work->rest,
		.best = work->rest + count,
		.count = count,
		.thin = work->grouping->note_count > PAIRS_DENSE };
	for (uint32_t i = 0; i < count; i++) {
		linkage->sizes[i] = 1;
		work->into[i] = i;
	}
	return true;
}

static int32_t value_of(
    const struct work *work, const struct note *note, const struct neighbour *pair)
{
	return pair_words_value(&pair->pair) +
	    inertia_of(note, work->grouping->notes[pair->at], work->inertia);
}

static int32_t gist_of(
    const struct work *work, const struct note *note, const struct neighbour *pair)
{
	return pair_gist_value(&pair->pair) +
	    inertia_of(note, work->grouping->notes[pair->at], work->inertia);
}

/* Gives a row to each note that has a pair above the threshold, in the order of places. */
static uint32_t give_rows(const struct work *work, int32_t least)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < work->grouping->note_count; i++)
		work->rows[i] = NONE;
	for (uint32_t i = 0; i < work->count; i++)
		work->rows[work->places[i]] = AMONG;
	for (uint32_t i = 0; i < work->count; i++) {
		const struct note *note = note_at(work, i);
		for (uint32_t k = 0; k < note->pair_count; k++) {
			uint32_t other = note->pairs[k].at;
			if (work->rows[other] == NONE ||
			    value_of(work, note, &note->pairs[k]) < least)
				continue;
			work->rows[work->places[i]] = LINKED;
			work->rows[other] = LINKED;
		}
	}
	for (uint32_t i = 0; i < work->count; i++) {
		uint32_t *row = &work->rows[work->places[i]];
		*row = *row == LINKED ? count++ : NONE;
	}
	return count;
}

/* Fills the groups from the rows' joins; a row's root is its first note's. */
static void tell_groups(const struct work *work)
{
	for (uint32_t i = 0; i < work->count; i++) {
		uint32_t row = work->rows[work->places[i]];
		work->groups[i] = i;
		if (row == NONE)
			continue;
		uint32_t root = root_of(work->into, row);
		if (root == row)
			work->rest[root] = i;
		else
			work->groups[i] = work->rest[root];
	}
}

static bool first_pass(const struct work *work)
{
	int32_t least = work->grouping->company ? WORDS_JOIN : WORDS_JOIN_ALONE;
	uint32_t count = give_rows(work, least);
	struct linkage linkage;
	if (!linkage_init(work, count, &linkage))
		return false;
	for (uint32_t i = 0; i < work->count; i++) {
		const struct note *note = note_at(work, i);
		uint32_t a = work->rows[work->places[i]];
		for (uint32_t k = 0; k < note->pair_count && a != NONE; k++) {
			uint32_t b = work->rows[note->pairs[k].at];
			if (b == NONE)
				continue;
			int32_t value = value_of(work, note, &note->pairs[k]);
			linkage.sums[(size_t)a * count + b] = value;
			linkage.sums[(size_t)b * count + a] = value;
		}
	}
	average_link(&linkage, least, work->into);
	tell_groups(work);
	return true;
}

/* The sum of S between two small groups, given by the rows of their roots. */
static int64_t words_between(const struct work *work, uint32_t a, uint32_t b)
{
	const struct note *members[SMALL_NOTES];
	bool in_a[SMALL_NOTES];
	uint32_t count = 0;
	int64_t sum = 0;
	for (uint32_t i = 0; i < work->count && count < SMALL_NOTES; i++) {
		uint32_t root = root_of(work->into, work->rows[work->places[i]]);
		if (root != a && root != b)
			continue;
		in_a[count] = root == a;
		members[count++] = note_at(work, i);
	}
	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t k = 0; k < i; k++) {
			const struct pair *pair = likeness_find(members[i], members[k]);
			if (in_a[i] != in_a[k] && pair != NULL)
				sum += pair_words_value(pair) +
				    inertia_of(members[i], members[k], work->inertia);
		}
	}
	return sum;
}

/* The pair of groups with the highest mean G among those that may be joined; false: none. */
static bool find_mutual(const struct work *work, const struct linkage *linkage, int32_t least,
    uint32_t *low, uint32_t *high)
{
	*low = NONE;
	for (uint32_t a = 0; a < linkage->count; a++) {
		uint32_t b = linkage->sizes[a] == 0 ? NONE : linkage->best[a];
		if (b == NONE || b < a || linkage->best[b] != a ||
		    linkage->sizes[a] + linkage->sizes[b] > SMALL_NOTES ||
		    !reaches(linkage, a, b, least))
			continue;
		if (*low != NONE && !is_above(linkage, a, b, *low, *high))
			continue;
		if (words_between(work, a, b) < (int64_t)WORDS_WITH_GIST * span_of(linkage, a, b))
			continue;
		*low = a;
		*high = b;
	}
	return *low != NONE;
}

/* Rows are groups now: their sizes, and the sums of G between them. */
static void add_up(const struct work *work, struct linkage *linkage)
{
	for (uint32_t i = 0; i < linkage->count; i++)
		linkage->sizes[i] = 0;
	for (uint32_t i = 0; i < work->count; i++) {
		const struct note *note = note_at(work, i);
		uint32_t a = work->rows[work->places[i]];
		linkage->sizes[a]++;
		for (uint32_t k = 0; k < note->pair_count; k++) {
			uint32_t b = work->rows[note->pairs[k].at];
			if (b == NONE || a == b)
				continue;
			int32_t value = gist_of(work, note, &note->pairs[k]);
			linkage->sums[(size_t)a * linkage->count + b] += value;
			linkage->sums[(size_t)b * linkage->count + a] += value;
		}
	}
	for (uint32_t a = 0; a < linkage->count; a++)
		find_best(linkage, a);
}

static bool second_pass(const struct work *work)
{
	int32_t least = work->grouping->company ? GIST_JOIN : GIST_JOIN_ALONE;
	uint32_t count = 0;
	struct linkage linkage;
	for (uint32_t i = 0; i < work->count; i++)
		work->rows[work->places[i]] =
		    work->groups[i] == i ? count++ : work->rows[work->places[work->groups[i]]];
	if (!linkage_init(work, count, &linkage))
		return false;
	add_up(work, &linkage);
	uint32_t low;
	uint32_t high;
	while (find_mutual(work, &linkage, least, &low, &high)) {
		work->into[high] = low;
		join(&linkage, low, high);
	}
	/* Rows count up with the groups' first notes, so that the first note of a root comes first. */
	for (uint32_t i = 0; i < work->count; i++) {
		uint32_t row = work->rows[work->places[i]];
		uint32_t root = root_of(work->into, row);
		if (root == row && work->groups[i] == i)
			work->rest[root] = i;
		work->groups[i] = work->rest[root];
	}
	return true;
}

/* NOLINTBEGIN(readability-non-const-parameter): the work writes to groups */
bool link_notes(const struct synthesis *synthesis, const struct grouping *grouping,
    const uint32_t *places, uint32_t count, int32_t inertia, uint32_t *groups)
{
	struct scratch *scratch = synthesis->scratch;
	size_t room = (size_t)grouping->note_count + 3 * (size_t)count + 1;
	if (!scratch_room(&scratch->numbers, room, &scratch->number_capacity, sizeof(uint32_t)))
		return false;
	const struct work work = { .synthesis = synthesis,
		.grouping = grouping,
		.inertia = inertia,
		.places = places,
		.count = count,
		.groups = groups,
		.rows = scratch->numbers,
		.into = scratch->numbers + grouping->note_count,
		.rest = scratch->numbers + grouping->note_count + count };
	return first_pass(&work) && second_pass(&work);
}
/* NOLINTEND(readability-non-const-parameter) */
