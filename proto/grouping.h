/*
 * proto/grouping.h - the final grouping of a closed session, as it lies in the parts of its event: which note
 * is in which point, and where the others are. Notes are named by the number of the event that submitted
 * them, and no text of a note is copied: a statement is the note that it is taken from. Only the reasons
 * quote words, and whoever erases an event erases the groupings with it (store/LAYOUT.md). What moderators
 * decided is in their events, and is laid over it; so that this too comes out the same with another method, the points
 * that they made different are in it as they were shown.
 *
 * It is a row of msgpack maps. A map with `o` begins an objective; what follows belongs to it: a map with
 * `p` is a point, in the order of ranks within its category; one with `n` alone has more notes of the point
 * before it; one with `u` is a note that stands in no point; one with `v` is a point as moderators have it,
 * and the next with the same `v` has more of its notes.
 */
#ifndef RAPPORTEUR_PROTO_GROUPING_H
#define RAPPORTEUR_PROTO_GROUPING_H

#include "proto/synthesis.h"

/* Notes in one map: more of them follow in the next. */
#define GROUPING_NOTES_MAX 4096u

enum grouping_kind {
	GROUPING_OBJECTIVE,
	GROUPING_POINT,
	GROUPING_MORE,
	GROUPING_NOTE,
	GROUPING_CURATED
};

struct grouping_item {
	enum grouping_kind kind;
	/* OBJECTIVE: */
	uint32_t objective;
	uint64_t counts[NOTE_PLACE_COUNT]; /* its balance, by enum note_place */
	uint64_t questions[QUESTIONS_MAX]; /* notes that touch each guiding question */
	size_t question_count;
	/* POINT, CURATED; of a CURATED one that goes on only id and notes: */
	char id[PUBLIC_ID_CHARS + 1];
	const char *category;
	uint32_t
	    rank; /* its place within its category, from 1; CURATED: as somebody ordered it, or 0 */
	uint64_t statement; /* the note whose words it is */
	/* POINT: */
	uint64_t age; /* the lower the older is the point; 0: it is not said */
	/* CURATED: */
	bool more;         /* it goes on with the one before */
	const char *theme; /* key, or NULL */
	uint64_t restated; /* event of the act that words it, or 0 */
	/* POINT, MORE, CURATED: */
	const uint64_t *notes; /* the arena's; rising over the whole point */
	size_t note_count;
	/* NOTE: */
	uint64_t note;
	enum note_place place;
	/* POINT, NOTE, CURATED: */
	const char *reason; /* NULL: none */
};

/* Adds what the objective says, but for notes after event `at`, which came when it was closed already. The
 * objective must be whole. Scratch memory is the arena's. False: no memory, or a point names a note that is not
 * there. */
bool grouping_objective_encode(const struct synthesis_objective *objective, uint64_t at,
    struct arena *arena, struct buffer *out);

/* Adds a point as moderators have it, over as many maps as it takes. */
void grouping_curated_encode(const struct grouping_item *item, struct buffer *out);

struct grouping_reader {
	const uint8_t *bytes; /* borrowed */
	size_t size;
	size_t at;
	struct arena *arena; /* borrowed; grows with every item */
};
/* The next item; *end: there is none, and it is untouched. ERROR_BYTES or ERROR_FIELD with a detail. */
enum error grouping_next(
    struct grouping_reader *reader, struct grouping_item *item, bool *end, struct refusal *refusal);

#endif
