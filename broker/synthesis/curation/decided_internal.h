/*
 * broker/synthesis/curation/decided_internal.h - what moderators decided, as the other files of the synthesis see it: acts,
 * what an act says of a point, and the layer of points that are shown.
 */
#ifndef RAPPORTEUR_BROKER_SYNTHESIS_CURATION_DECIDED_INTERNAL_H
#define RAPPORTEUR_BROKER_SYNTHESIS_CURATION_DECIDED_INTERNAL_H

#include "broker/synthesis/synthesis.h"

struct note;
struct objective;
struct point;

/* What moderators decided about a point. */
struct decided_lens {
	const char *key;
	bool on;
	struct decided_lens *next;
};
struct bound_act;
struct decided {
	bool as_machine; /* the notes are those of a point of the machine */
	bool joined;     /* the machine has its notes in several points */
	bool pinned;
	const char *statement;         /* an act's; NULL: a note speaks */
	uint64_t restated_by;          /* that act's event */
	const struct name_mark *marks; /* of the statement */
	uint32_t mark_count;
	const char *category; /* NULL: that of most notes */
	const char *theme;    /* NULL: none */
	struct decided_lens *lenses;
	uint32_t lens_count;
	const struct bound_act *order;
	uint32_t writers; /* of a point that is ordered */
	uint32_t rank;
};

/* A point as moderators had it when the grouping was recorded; its notes name it. */
struct shown_then {
	uint64_t statement; /* note number */
	const char *reason; /* interned */
	uint32_t note_count;
};

/* What moderators decided about one objective. */
struct layer {
	bool there; /* otherwise the machine's points are shown */
	struct arena arena;
	struct point **points;
	uint32_t point_count;
	struct synthesis_theme *themes;
	uint32_t theme_count;
	uint64_t counts[NOTE_PLACE_COUNT];
};

/* An act of curation as it came; all but the interned is the act arena's. */
struct act {
	uint64_t number; /* of its event */
	uint32_t minute; /* when it was done */
	const char *role;
	uint32_t objective;
	uint32_t act;
	bool is_undone;
	const uint64_t *notes; /* numbers */
	uint32_t note_count;
	const uint64_t *others;
	uint32_t other_count;
	const char *text;
	const struct name_mark *marks; /* of the text */
	uint32_t mark_count;
	const char *category; /* interned, like the next two */
	const char *theme;
	const char *lens;
	uint32_t value;
	uint64_t undone;
	uint64_t seen;    /* release, confirm: the newest event whose text they had read */
	const char *room; /* confirm; interned */
	const char *reason;
};

/* curation_layer.c */
/* Settles the objective, and makes its curated layer when it is stale. False: no memory. */
bool objective_decide(const struct synthesis *synthesis, struct objective *objective);
/* The points that are shown, in no order. */
struct point **objective_points(const struct objective *objective, uint32_t *count);
/* Its words: a note's, or a moderator's. */
const char *point_statement(const struct point *point);
enum note_place note_told_place(const struct note *note);
const char *note_told_reason(const struct note *note);
/* The point that is shown with the note in it, or NULL. Its objective has been decided. */
const struct point *note_point(const struct note *note);
void layer_close(struct layer *layer);

/* curation_log.c: what was decided about these notes, newest last. False: no memory. */
bool decisions_fill(const struct synthesis *synthesis, struct note *const *notes, uint32_t count,
    struct arena *arena, struct why *why);

/* record_shown.c: while an objective is set as it was recorded. */
struct grouping_item;
void shown_close(struct objective *objective);
/* The items of one recorded point. False: no memory. */
bool shown_add(struct synthesis *synthesis, struct objective *objective,
    const struct grouping_item *items, size_t count);
/* Whether the record tells of any such point. */
bool shown_any(const struct objective *objective);
bool shown_together(const struct objective *objective, const struct note *a, const struct note *b);
/* Gives a point that holds just the notes of a recorded one what was recorded of it; false: it is none. */
bool shown_restore(const struct objective *objective, struct point *point);

#endif
