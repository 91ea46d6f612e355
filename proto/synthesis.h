/*
 * proto/synthesis.h - what the synthesis says, as values that travel: notes, points, objectives. Made by
 * the press, carried by the feed and by `synthesis get`, read by every client and by the report.
 * There is no person, no key and no time finer than the minute in it, and no field to put one in.
 *
 * One objective is one self-standing msgpack map. A whole session is an array of them in the
 * programme's order. An update is the same map with only what changed since the update before.
 */
#ifndef RAPPORTEUR_PROTO_SYNTHESIS_H
#define RAPPORTEUR_PROTO_SYNTHESIS_H

#include "proto/wire/buffer.h"
#include "proto/errors.h"
#include "proto/limits.h"
#include "proto/name_mark.h"

/* Where a note stands; exactly one of them (promise 4). Codes are on the wire. */
#define NOTE_PLACES(X) \
	X(NOTE_IN_POINT, 0, "in points") \
	X(NOTE_HIDDEN, 1, "hidden") \
	X(NOTE_UNPLACED, 2, "unplaced") \
	X(NOTE_RETRACTED, 3, "retracted") \
	X(NOTE_REDACTED, 4, "redacted") \
	X(NOTE_LATE, 5, "late")
#define X(name, code, word) name = (code),
enum note_place { NOTE_PLACES(X) };
#undef X
#define NOTE_PLACE_COUNT 6u
const char *note_place_word(enum note_place place);

struct synthesis_note {
	char id[PUBLIC_ID_CHARS + 1];
	uint64_t number; /* of the event that submitted it: the order of things */
	enum note_place place;
	const char *reason; /* why it is hidden or unplaced; NULL otherwise */
	/* NULL or 0 when the note is retracted or redacted, or hidden or late and not for this reader: */
	const char *text;
	const char *category;
	const char *lens; /* may be NULL */
	const char *room;
	const char *language; /* may be NULL: not said */
	const char *ref;      /* may be NULL */
	uint32_t minute;      /* of its own time, since 1970 UTC */
	/* Whom it names. Until a moderator has released it, its text is masked, and what was written stands in
	 * `original`; after that marks remain and original is NULL. For moderators: others are given neither. */
	const char *original;
	const struct name_mark *marks; /* of what was written */
	size_t mark_count;
	/* On the record: who says it, and for which body. NULL: nobody may be named. */
	const char *speaker;
	const char *body; /* may be NULL */
};

struct synthesis_point {
	char id[PUBLIC_ID_CHARS + 1];
	uint64_t number; /* of its earliest note's event */
	const char *category;
	const char *statement;
	char statement_note[PUBLIC_ID_CHARS + 1]; /* whose words it is; "" once restated by hand */
	const char *reason; /* why these notes are together, in words; may be NULL */
	uint32_t writers;   /* distinct ones: how many, never who */
	const char **rooms; /* sorted */
	size_t room_count;
	const char **lenses; /* sorted */
	size_t lens_count;
	uint32_t first_minute;
	uint32_t last_minute;
	const char (*notes)[PUBLIC_ID_CHARS + 1]; /* by number */
	size_t note_count;
	uint64_t age; /* of the machine's own: the lower the older; in no message, and 0 there */
	/* What moderators decided: */
	const char *theme; /* key of one of the objective's themes in its category, or NULL */
	bool pinned;       /* the machine does not take these notes apart */
	bool restated;     /* the statement is a moderator's; statement_note is "" */
	uint32_t rank; /* from 1 within category and theme where somebody ordered them; else 0 */
	/* Whom a moderator's statement names: it is not masked, it is told to moderators. */
	const struct name_mark *marks;
	size_t mark_count;
};

/* A sub-heading under a category, made by a moderator. */
struct synthesis_theme {
	const char *category;
	const char *key; /* unique within the category */
	const char *title;
};

/* A room of the objective that has read its points back and confirmed them; the newest time that it did. */
struct synthesis_confirmed {
	const char *room;
	uint64_t number; /* of the event */
	uint32_t minute; /* since 1970 UTC */
	uint32_t
	    since; /* its notes under this objective that are newer than what it read, or say something newer */
};

struct synthesis_objective {
	uint32_t number;
	bool whole; /* false: only what changed, and removed_points what is no more */
	uint64_t counts[NOTE_PLACE_COUNT]; /* of the objective, always whole; by enum note_place */
	uint64_t *questions; /* notes that touch each guiding question, in the programme's order */
	size_t question_count;
	const char **silent_rooms; /* rooms of this objective without a note; always whole */
	size_t silent_room_count;
	struct synthesis_confirmed *confirmed; /* in the order of the rooms; always whole */
	size_t confirmed_count;
	struct synthesis_theme *themes; /* in their order; always whole */
	size_t theme_count;
	struct synthesis_point *points;
	size_t point_count;
	struct synthesis_note *notes;
	size_t note_count;
	const char (*removed_points)[PUBLIC_ID_CHARS + 1];
	size_t removed_point_count;
};

/* Adds one objective's map to out. Borrows all. */
void synthesis_objective_encode(const struct synthesis_objective *objective, struct buffer *out);

/* Reads one map; everything in *objective is the arena's. Bytes after the map are an error unless used
 * is given: then *used is how many the map took. ERROR_BYTES or ERROR_FIELD with a detail. */
enum error synthesis_objective_decode(struct synthesis_objective *objective, struct arena *arena,
    const uint8_t *bytes, size_t size, size_t *used, struct refusal *refusal);

/*
 * The order of points within their category and theme, by the numbers alone, so that everyone who has the
 * points has the same: where a moderator ordered them, the rank; then more writers, then more notes,
 * then the earlier first note.
 * Less than 0 when a comes first; never 0 for two points.
 */
int synthesis_point_compare(const struct synthesis_point *a, const struct synthesis_point *b);

#endif
