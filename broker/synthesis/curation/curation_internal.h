/*
 * broker/synthesis/curation/curation_internal.h - the curated layer: what moderators decided, laid over what the machine made.
 *
 *   curation.c         acts come; which of them are in force
 *   curation_log.c     what was decided, in words
 *   curation_layer.c   one objective's layer: what it is made of, hidden and placed notes
 *   curation_bonds.c   which notes are bound together, and which are kept apart
 *   curation_groups.c  bound notes and the machine's points become clusters
 *   curation_points.c  clusters become the points that are shown, with names
 *   curation_facts.c   what is decided about a point: statement, category, theme, lens, pin
 *   curation_order.c   themes, and the order within a theme
 *
 * The layer is a function of the machine's state, the notes and the acts in force, and the machine knows nothing
 * of it: undo everything, and what is shown is what the machine made, byte for byte. It is made anew
 * when the objective is read and something of it has changed; without acts there is none.
 */
#ifndef RAPPORTEUR_BROKER_SYNTHESIS_CURATION_CURATION_INTERNAL_H
#define RAPPORTEUR_BROKER_SYNTHESIS_CURATION_CURATION_INTERNAL_H

#include "broker/synthesis/synthesis_internal.h"

/* An act in force and those of its notes that are in this objective, by row. */
struct bound_act {
	const struct act *act;
	uint32_t *notes;
	uint32_t note_count;
	uint32_t *others;
	uint32_t other_count;
};

#define ROW_NONE UINT32_MAX

/* Notes that belong together: the bound ones of one atom go wherever the atom goes. */
struct atom {
	uint32_t first; /* row of its earliest note */
	uint32_t count;
	uint64_t newest; /* act that names one of its notes */
	uint32_t home;   /* the machine's point that holds most of it, or ROW_NONE */
	uint32_t home_count;
};

/* One making of the layer. A row is a note's place in the objective's list. All memory is the layer's arena's. */
struct deciding {
	const struct synthesis *synthesis;
	struct objective *objective;
	struct layer *layer;
	struct bound_act *acts; /* in the order of their events */
	uint32_t act_count;
	uint32_t row_count;
	bool *there; /* by row: stands in a point */
	/* Bonds: */
	uint32_t *parent; /* by row: towards the atom's root row */
	bool *tied;       /* by row: some act puts it together with others, or takes it out */
	uint32_t side_words;
	uint64_t *
	    sides; /* by root row: 2 * side_words words; a bit an act of splitting: on its one side, its other */
	/* Groups: */
	struct atom *atoms;
	uint32_t atom_count;
	uint32_t *unit; /* by row: a point of the machine, an atom, or a placed note alone */
};

/* curation.c: the act of that event, or NULL. */
struct act *act_find(const struct synthesis *synthesis, uint64_t number);

/* curation_bonds.c. False: no memory. */
bool bonds_find(struct deciding *deciding);
uint32_t bond_root(uint32_t *parent, uint32_t row);
uint64_t *bond_sides(const struct deciding *deciding, uint32_t root);
/* Whether something of the one is to stand apart from something of the other. */
bool sides_conflict(const struct deciding *deciding, const uint64_t *a, const uint64_t *b);
void sides_add(const struct deciding *deciding, uint64_t *to, const uint64_t *from);

/* curation_groups.c: unit says which rows are of one cluster. False: no memory. */
bool groups_make(struct deciding *deciding);
/* curation_points.c: fills the layer's points, and what holds each note. unit: by row, below unit_count. */
bool points_lay(struct deciding *deciding, uint32_t unit_count);

/* curation_facts.c */
bool facts_find(struct deciding *deciding);
/* The point looks different now. */
void decided_print(struct point *point, uint64_t what);
/* The point that holds the first of these notes that is in a point, or NULL. */
struct point *facts_point(const struct deciding *deciding, const uint32_t *rows, uint32_t count);

/* curation_order.c */
bool themes_find(struct deciding *deciding);
bool order_find(struct deciding *deciding);

#endif
