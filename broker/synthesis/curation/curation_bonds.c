/*
 * broker/synthesis/curation/curation_bonds.c - which notes are bound together, and which are kept apart: of two acts that
 * disagree about two notes the newer one is right, so acts are taken from the newest to the oldest.
 *
 * Notes that are together are a set with a root (parent); what is to stand apart is a bit for each act of
 * splitting, in one of two rows of bits. Two sets whose opposite bits meet are never made one.
 */
#include "broker/synthesis/curation/curation_internal.h"

#include <string.h>

uint32_t bond_root(uint32_t *parent, uint32_t row)
{
	while (parent[row] != row) {
		parent[row] = parent[parent[row]];
		row = parent[row];
	}
	return row;
}

uint64_t *bond_sides(const struct deciding *deciding, uint32_t root)
{
	return deciding->sides + (size_t)root * 2 * deciding->side_words;
}

bool sides_conflict(const struct deciding *deciding, const uint64_t *a, const uint64_t *b)
{
	uint32_t words = deciding->side_words;
	for (uint32_t i = 0; i < words; i++) {
		if ((a[i] & b[words + i]) != 0 || (a[words + i] & b[i]) != 0)
			return true;
	}
	return false;
}

void sides_add(const struct deciding *deciding, uint64_t *to, const uint64_t *from)
{
	for (uint32_t i = 0; i < 2 * deciding->side_words; i++)
		to[i] |= from[i];
}

/* Two roots become one: the earlier row's. */
static void join(struct deciding *deciding, uint32_t a, uint32_t b)
{
	uint32_t low = a < b ? a : b;
	uint32_t high = a < b ? b : a;
	deciding->parent[high] = low;
	sides_add(deciding, bond_sides(deciding, low), bond_sides(deciding, high));
}

/* Puts these notes together as far as newer acts allow: each goes to the first set that it may be in. */
static bool put_together(struct deciding *deciding, const uint32_t *rows, uint32_t count)
{
	uint32_t *heads = arena_take(&deciding->layer->arena, count, sizeof *heads);
	uint32_t head_count = 0;
	if (heads == NULL)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t row = bond_root(deciding->parent, rows[i]);
		uint32_t k = 0;
		deciding->tied[rows[i]] = true;
		for (; k < head_count; k++) {
			uint32_t head = bond_root(deciding->parent, heads[k]);
			if (head == row)
				break;
			if (sides_conflict(
				deciding, bond_sides(deciding, head), bond_sides(deciding, row)))
				continue;
			join(deciding, head, row);
			break;
		}
		if (k == head_count)
			heads[head_count++] = rows[i];
	}
	return true;
}

static void set_apart(
    struct deciding *deciding, const uint32_t *rows, uint32_t count, uint32_t split, uint32_t side)
{
	for (uint32_t i = 0; i < count; i++) {
		uint64_t *sides = bond_sides(deciding, bond_root(deciding->parent, rows[i]));
		sides[side * deciding->side_words + split / 64] |= UINT64_C(1) << split % 64;
	}
}

static uint32_t count_splits(const struct deciding *deciding)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < deciding->act_count; i++)
		count += deciding->acts[i].act->act == CURATION_SPLIT;
	return count;
}

/* Those of the rows that stand in a point, to the front. */
static uint32_t keep_there(const struct deciding *deciding, uint32_t *rows, uint32_t count)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < count; i++)
		if (deciding->there[rows[i]])
			rows[kept++] = rows[i];
	return kept;
}

bool bonds_find(struct deciding *deciding)
{
	struct arena *arena = &deciding->layer->arena;
	uint32_t split = 0;
	deciding->side_words = (count_splits(deciding) + 63) / 64;
	deciding->parent = arena_take(arena, deciding->row_count, sizeof *deciding->parent);
	deciding->tied = arena_take(arena, deciding->row_count, sizeof *deciding->tied);
	deciding->sides = arena_take(
	    arena, (size_t)deciding->row_count * 2 * deciding->side_words, sizeof *deciding->sides);
	if (deciding->parent == NULL || deciding->tied == NULL || deciding->sides == NULL)
		return false;
	for (uint32_t i = 0; i < deciding->row_count; i++)
		deciding->parent[i] = i;
	for (uint32_t i = deciding->act_count; i > 0; i--) {
		struct bound_act *bound = &deciding->acts[i - 1];
		uint32_t act = bound->act->act;
		if (act != CURATION_PIN && act != CURATION_MERGE && act != CURATION_SPLIT)
			continue;
		bound->note_count = keep_there(deciding, bound->notes, bound->note_count);
		bound->other_count = keep_there(deciding, bound->others, bound->other_count);
		if (!put_together(deciding, bound->notes, bound->note_count))
			return false;
		if (act == CURATION_SPLIT) {
			set_apart(deciding, bound->notes, bound->note_count, split, 0);
			set_apart(deciding, bound->others, bound->other_count, split++, 1);
		}
	}
	return true;
}
