/*
 * broker/synthesis/curation/curation_groups.c - bound notes and the machine's points become the points that are shown.
 *
 * What is bound is an atom. It goes to its home, the machine's point that holds most of it, and stands with
 * what the machine has there, unless that is to stand apart from it. A point of the machine that had
 * nothing but notes of the atom when the moderator acted follows it as a whole, so that what the machine
 * finds like them later comes along; from a point that was split, each later note goes to the side that it
 * is more like. So the machine's own groups change slowly and by themselves, and an act on one point moves
 * no other.
 */
#include "broker/synthesis/curation/curation_internal.h"

#include <stdlib.h>
#include <string.h>

#define COMPARED_MAX 64u /* notes of a side that a later note is compared with, the first ones */

/* What becomes of units: first the machine's points, then the atoms, then placed notes that nothing binds. */
struct clusters {
	struct deciding *deciding;
	uint32_t point_count; /* of the machine */
	uint32_t unit_count;
	uint32_t *parent; /* by unit */
	uint64_t *sides;  /* by root unit */
	uint32_t *sizes;  /* by root unit: its notes */
	uint32_t *counts; /* by point of the machine; zeros between uses */
};

static struct note *note_of(const struct deciding *deciding, uint32_t row)
{
	return deciding->objective->notes[row];
}

/* The machine's point of a row, or ROW_NONE. */
static uint32_t point_of(const struct deciding *deciding, uint32_t row)
{
	const struct note *note = note_of(deciding, row);
	return note->point == NULL ? ROW_NONE : note->point->at;
}

static void atom_newest(struct deciding *deciding, const uint32_t *atom_of)
{
	for (uint32_t i = 0; i < deciding->act_count; i++) {
		const struct bound_act *bound = &deciding->acts[i];
		uint32_t act = bound->act->act;
		if (act != CURATION_PIN && act != CURATION_MERGE && act != CURATION_SPLIT)
			continue;
		for (uint32_t k = 0; k < bound->note_count; k++) {
			uint32_t atom = atom_of[bond_root(deciding->parent, bound->notes[k])];
			deciding->atoms[atom].newest = bound->act->number;
		}
	}
}

/* Atoms in the order of their first notes; unit[] of a bound row says which. */
static bool atoms_find(struct deciding *deciding, uint32_t point_count)
{
	struct arena *arena = &deciding->layer->arena;
	uint32_t *atom_of = arena_take(arena, deciding->row_count, sizeof *atom_of);
	deciding->atoms = arena_take(arena, deciding->row_count, sizeof *deciding->atoms);
	if (atom_of == NULL || deciding->atoms == NULL)
		return false;
	/* A root is its set's earliest row; only sets that some act put together are atoms. */
	for (uint32_t i = 0; i < deciding->row_count; i++)
		atom_of[i] = ROW_NONE;
	for (uint32_t i = 0; i < deciding->row_count; i++) {
		if (!deciding->tied[i] || !deciding->there[i])
			continue;
		uint32_t root = bond_root(deciding->parent, i);
		if (atom_of[root] == ROW_NONE) {
			atom_of[root] = deciding->atom_count;
			deciding->atoms[deciding->atom_count++] =
			    (struct atom){ .first = i, .home = ROW_NONE };
		}
		deciding->unit[i] = point_count + atom_of[root];
		deciding->atoms[atom_of[root]].count++;
	}
	atom_newest(deciding, atom_of);
	return true;
}

/* How many notes of the atom each point of the machine holds. The caller takes them away again. */
static void count_atom(
    const struct clusters *clusters, uint32_t atom, const uint32_t *rows, bool there)
{
	const struct deciding *deciding = clusters->deciding;
	for (uint32_t i = 0; i < deciding->atoms[atom].count; i++) {
		uint32_t at = point_of(deciding, rows[i]);
		if (at != ROW_NONE)
			clusters->counts[at] = there ? clusters->counts[at] + 1 : 0;
	}
}

static void find_home(const struct clusters *clusters, uint32_t atom, const uint32_t *rows)
{
	const struct deciding *deciding = clusters->deciding;
	struct point **points = deciding->objective->grouping.points;
	struct atom *found = &deciding->atoms[atom];
	count_atom(clusters, atom, rows, true);
	for (uint32_t i = 0; i < found->count; i++) {
		uint32_t at = point_of(deciding, rows[i]);
		if (at == ROW_NONE || clusters->counts[at] < found->home_count)
			continue;
		if (clusters->counts[at] > found->home_count ||
		    points[at]->order < points[found->home]->order) {
			found->home = at;
			found->home_count = clusters->counts[at];
		}
	}
	count_atom(clusters, atom, rows, false);
}

static bool is_of_atom(const struct deciding *deciding, uint32_t row, uint32_t unit)
{
	return deciding->tied[row] && deciding->unit[row] == unit;
}

/* Bound to nothing, but to stand apart from whom these sides are of. */
static bool is_apart(const struct deciding *deciding, uint32_t row, const uint64_t *sides)
{
	return !deciding->tied[row] &&
	    sides_conflict(deciding, sides, bond_sides(deciding, bond_root(deciding->parent, row)));
}

/* The mean likeness of a note with the first notes of its point that are the atom's, or, when `against` is
 * given, that stand apart from it. */
static int64_t mean_with(const struct deciding *deciding, const struct note *note,
    uint32_t atom_unit, const uint64_t *against)
{
	int64_t sum = 0;
	int64_t count = 0;
	const struct point *point = note->point;
	for (uint32_t i = 0; i < point->note_count && count < COMPARED_MAX; i++) {
		const struct note *other = point->notes[i];
		if (other == note || !deciding->there[other->row])
			continue;
		if (against == NULL ? !is_of_atom(deciding, other->row, atom_unit)
				    : !is_apart(deciding, other->row, against))
			continue;
		const struct pair *pair = likeness_find(note, other);
		sum += pair == NULL ? 0 : pair->words_value;
		count++;
	}
	return count == 0 ? 0 : sum / count;
}

/* Whether a later note is more like the atom than like what stands apart from it; of a recorded grouping, where it went
 * then. */
static bool follows(const struct deciding *deciding, const struct note *note, uint32_t atom_unit,
    uint32_t first, const uint64_t *sides)
{
	if (shown_any(deciding->objective))
		return shown_together(deciding->objective, note, note_of(deciding, first));
	return mean_with(deciding, note, atom_unit, NULL) >
	    mean_with(deciding, note, atom_unit, sides);
}

/* Later notes of a point that was split: each goes to the side that it is more like. */
static void take_followers(const struct clusters *clusters, uint32_t atom)
{
	struct deciding *deciding = clusters->deciding;
	const struct atom *from = &deciding->atoms[atom];
	uint32_t unit = clusters->point_count + atom;
	const uint64_t *sides = bond_sides(deciding, bond_root(deciding->parent, from->first));
	if (from->home == ROW_NONE || deciding->side_words == 0)
		return;
	const struct point *point = deciding->objective->grouping.points[from->home];
	bool split = false;
	for (uint32_t i = 0; i < point->note_count && !split; i++) {
		uint32_t row = point->notes[i]->row;
		split = deciding->there[row] && is_apart(deciding, row, sides);
	}
	for (uint32_t i = 0; split && i < point->note_count; i++) {
		const struct note *note = point->notes[i];
		bool free_note = note->number > from->newest && deciding->there[note->row] &&
		    !deciding->tied[note->row] && deciding->unit[note->row] == from->home;
		if (free_note && follows(deciding, note, unit, from->first, sides))
			deciding->unit[note->row] = unit;
	}
}

static uint64_t *unit_sides(const struct clusters *clusters, uint32_t unit)
{
	return clusters->sides + (size_t)unit * 2 * clusters->deciding->side_words;
}

/* False: the one is to stand apart from the other. */
static bool unite(const struct clusters *clusters, uint32_t a, uint32_t b)
{
	a = bond_root(clusters->parent, a);
	b = bond_root(clusters->parent, b);
	if (a == b)
		return true;
	if (sides_conflict(clusters->deciding, unit_sides(clusters, a), unit_sides(clusters, b)))
		return false;
	uint32_t low = a < b ? a : b;
	uint32_t high = a < b ? b : a;
	clusters->parent[high] = low;
	clusters->sizes[low] += clusters->sizes[high];
	sides_add(clusters->deciding, unit_sides(clusters, low), unit_sides(clusters, high));
	return true;
}

/* An atom stands with what is at its home: the rest of the machine's point, or an atom that came before. */
static void go_home(
    const struct clusters *clusters, uint32_t atom, const uint32_t *order, uint32_t before)
{
	const struct deciding *deciding = clusters->deciding;
	uint32_t unit = clusters->point_count + atom;
	uint32_t home = deciding->atoms[atom].home;
	if (home == ROW_NONE)
		return;
	if (clusters->sizes[home] > 0 && unite(clusters, unit, home))
		return;
	for (uint32_t i = 0; i < before; i++) {
		if (deciding->atoms[order[i]].home == home &&
		    unite(clusters, unit, clusters->point_count + order[i]))
			return;
	}
}

/* Notes of a point that stood when the moderator acted and are not the atom's. */
static uint32_t count_others(const struct clusters *clusters, uint32_t atom, uint32_t at)
{
	const struct deciding *deciding = clusters->deciding;
	const struct point *point = deciding->objective->grouping.points[at];
	uint32_t count = 0;
	for (uint32_t i = 0; i < point->note_count; i++) {
		const struct note *note = point->notes[i];
		count += note->number < deciding->atoms[atom].newest &&
		    deciding->there[note->row] &&
		    deciding->unit[note->row] != clusters->point_count + atom;
	}
	return count;
}

/* Other points of the machine that were the atom's follow it. */
static void bring_along(const struct clusters *clusters, uint32_t atom, const uint32_t *rows)
{
	const struct deciding *deciding = clusters->deciding;
	const struct atom *from = &deciding->atoms[atom];
	count_atom(clusters, atom, rows, true);
	for (uint32_t i = 0; i < from->count; i++) {
		uint32_t at = point_of(deciding, rows[i]);
		if (at == ROW_NONE || clusters->counts[at] == 0)
			continue;
		uint32_t own = clusters->counts[at];
		clusters->counts[at] = 0; /* once is enough */
		if (at != from->home && clusters->sizes[at] > 0 &&
		    own > count_others(clusters, atom, at))
			(void)unite(clusters, clusters->point_count + atom, at);
	}
	count_atom(clusters, atom, rows, false);
}

/* The rows of all atoms, those of one beside each other; starts[atom] is where they begin. */
static bool list_atoms(const struct deciding *deciding, uint32_t **rows, uint32_t **starts)
{
	struct arena *arena = &deciding->layer->arena;
	*rows = arena_take(arena, deciding->row_count, sizeof **rows);
	*starts = arena_take(arena, deciding->atom_count + 1, sizeof **starts);
	uint32_t *filled = arena_take(arena, deciding->atom_count, sizeof *filled);
	uint32_t points = deciding->objective->grouping.point_count;
	if (*rows == NULL || *starts == NULL || filled == NULL)
		return false;
	for (uint32_t i = 0; i < deciding->atom_count; i++)
		(*starts)[i + 1] = (*starts)[i] + deciding->atoms[i].count;
	for (uint32_t i = 0; i < deciding->row_count; i++) {
		if (!deciding->tied[i] || !deciding->there[i])
			continue;
		uint32_t atom = deciding->unit[i] - points;
		(*rows)[(*starts)[atom] + filled[atom]++] = i;
	}
	return true;
}

/* The atom with most notes at home goes first. */
static void order_atoms(const struct deciding *deciding, uint32_t *order)
{
	for (uint32_t i = 0; i < deciding->atom_count; i++) {
		uint32_t at = i;
		for (; at > 0 &&
		     deciding->atoms[order[at - 1]].home_count < deciding->atoms[i].home_count;
		     at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
}

/* Which units there are, and how much they hold. */
static bool units_count(struct clusters *clusters)
{
	struct deciding *deciding = clusters->deciding;
	struct arena *arena = &deciding->layer->arena;
	size_t words = 2 * (size_t)deciding->side_words;
	clusters->parent = arena_take(arena, clusters->unit_count, sizeof *clusters->parent);
	clusters->sizes = arena_take(arena, clusters->unit_count, sizeof *clusters->sizes);
	clusters->sides = arena_take(arena, clusters->unit_count * words, sizeof *clusters->sides);
	if (clusters->parent == NULL || clusters->sizes == NULL || clusters->sides == NULL)
		return false;
	for (uint32_t i = 0; i < clusters->unit_count; i++)
		clusters->parent[i] = i;
	for (uint32_t i = 0; i < deciding->row_count; i++) {
		if (!deciding->there[i])
			continue;
		clusters->sizes[deciding->unit[i]]++;
		sides_add(deciding, unit_sides(clusters, deciding->unit[i]),
		    bond_sides(deciding, bond_root(deciding->parent, i)));
	}
	return true;
}

static bool cluster(struct clusters *clusters)
{
	struct deciding *deciding = clusters->deciding;
	struct arena *arena = &deciding->layer->arena;
	uint32_t *rows;
	uint32_t *starts;
	uint32_t *order = arena_take(arena, deciding->atom_count, sizeof *order);
	clusters->counts = arena_take(arena, clusters->point_count, sizeof *clusters->counts);
	if (order == NULL || clusters->counts == NULL || !list_atoms(deciding, &rows, &starts))
		return false;
	for (uint32_t i = 0; i < deciding->atom_count; i++) {
		find_home(clusters, i, rows + starts[i]);
		take_followers(clusters, i);
	}
	if (!units_count(clusters))
		return false;
	order_atoms(deciding, order);
	for (uint32_t i = 0; i < deciding->atom_count; i++)
		go_home(clusters, order[i], order, i);
	for (uint32_t i = 0; i < deciding->atom_count; i++)
		bring_along(clusters, order[i], rows + starts[order[i]]);
	return true;
}

bool groups_make(struct deciding *deciding)
{
	struct grouping *grouping = &deciding->objective->grouping;
	struct clusters clusters = { .deciding = deciding, .point_count = grouping->point_count };
	deciding->unit =
	    arena_take(&deciding->layer->arena, deciding->row_count, sizeof *deciding->unit);
	if (deciding->unit == NULL)
		return false;
	for (uint32_t i = 0; i < grouping->point_count; i++)
		grouping->points[i]->at = i;
	for (uint32_t i = 0; i < deciding->row_count; i++)
		deciding->unit[i] = deciding->there[i] ? point_of(deciding, i) : ROW_NONE;
	if (!atoms_find(deciding, grouping->point_count))
		return false;
	clusters.unit_count = grouping->point_count + deciding->atom_count;
	for (uint32_t i = 0; i < deciding->row_count; i++) {
		if (deciding->there[i] && deciding->unit[i] == ROW_NONE)
			deciding->unit[i] = clusters.unit_count++;
	}
	if (!cluster(&clusters))
		return false;
	for (uint32_t i = 0; i < deciding->row_count; i++) {
		if (deciding->there[i])
			deciding->unit[i] = bond_root(clusters.parent, deciding->unit[i]);
	}
	return points_lay(deciding, clusters.unit_count);
}
