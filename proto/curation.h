/*
 * proto/curation.h - what a moderator does to the synthesis: one act, as `curate` carries it and as the
 * event keeps it. Acts hang on notes, never on points, so that a better synthesis loses no decision.
 *
 * name    in code
 * code    on the wire and in the journal; never reused
 * word    for people and for the log
 * needs   keys that the act must have
 * may     keys that it may have besides; others are ignored
 */
#ifndef RAPPORTEUR_PROTO_CURATION_H
#define RAPPORTEUR_PROTO_CURATION_H

#include "proto/wire/buffer.h"
#include "proto/errors.h"
#include "proto/limits.h"

#define CURATIONS(X) \
	X(CURATION_PIN, 1, "pin", "on", "w") \
	X(CURATION_MERGE, 2, "merge", "on", "w") \
	X(CURATION_SPLIT, 3, "split", "onm", "w") \
	X(CURATION_RESTATE, 4, "restate", "ont", "w") \
	X(CURATION_MOVE, 5, "move", "on", "ckw") \
	X(CURATION_HIDE, 6, "hide", "onw", "") \
	X(CURATION_UNHIDE, 7, "unhide", "on", "w") \
	X(CURATION_PLACE, 8, "place", "on", "w") \
	X(CURATION_ORDER, 9, "order", "on", "mw") \
	X(CURATION_THEME, 10, "theme", "ock", "tvw") \
	X(CURATION_LENS, 11, "lens", "onlv", "w") \
	X(CURATION_UNDO, 12, "undo", "p", "w") \
	X(CURATION_RELEASE, 13, "release", "one", "w") \
	X(CURATION_CONFIRM, 14, "confirm", "re", "w")
#define X(name, code, word, needs, may) name = (code),
enum curation_act { CURATIONS(X) };
#undef X

struct curation_info {
	enum curation_act act;
	const char *word;
	const char *needs;
	const char *may;
};
/* The row of a code, or NULL: an act of a newer version. Static. */
const struct curation_info *curation_find(uint64_t code);
/* Row number index of the table, from 0, or NULL past its end. */
const struct curation_info *curation_at(size_t index);

/* A note, as an act names it. */
struct curation_note {
	uint64_t number;              /* of the event that submitted it */
	char id[PUBLIC_ID_CHARS + 1]; /* its public id; "" in an event, which keeps numbers only */
};

/* Strings and arrays are borrowed; what the act does not have is NULL or 0. */
struct curation {
	uint32_t objective;
	uint32_t act; /* enum curation_act, or what a newer version wrote */
	const struct curation_note *notes;
	size_t note_count;
	const struct curation_note *others;
	size_t other_count;
	const char *text; /* of the statement, or of the theme's title: "" removes the theme */
	const char *category;
	const char *theme; /* "": none */
	const char *lens;
	uint32_t value;  /* lens: 1 on, 0 off; theme: its rank from 1, 0 stays */
	uint64_t undone; /* number of the event that is undone */
	uint64_t
	    seen; /* release: the newest event whose text was read: what is said later stays masked;
		   * confirm: the newest event that was read back */
	const char *room; /* confirm: whose points these are */
	const char *reason;
};

/* The body of `curate`. */
void curation_encode(const struct curation *curation, struct buffer *out);
/* Everything of *curation is the arena's; texts come out normalised. An unknown act is ERROR_FIELD. */
enum error curation_decode(struct curation *curation, struct arena *arena, const uint8_t *body,
    size_t size, struct refusal *refusal);

/* The body of `room confirm`, which those of a room may send, too: an act that confirms, and no other. */
void room_confirm_encode(const struct curation *curation, struct buffer *out);
enum error room_confirm_decode(struct curation *curation, struct arena *arena, const uint8_t *body,
    size_t size, struct refusal *refusal);

/* Who curates, in an event and in the log: a role, never a person. Every curator is told as a moderator
 * until keys exist. */
#define CURATION_ROLE "moderator"

/* An act that was accepted. */
struct event_curated {
	uint8_t command[ID_BYTES];
	uint8_t writer[WRITER_BYTES]; /* who did it, a pseudonym of this session */
	char role[ROLE_MAX + 1];
	uint64_t time_ms;         /* when it was done: before the batch's time when it waited */
	struct curation curation; /* its notes without public ids */
};
void event_curated_encode(const struct event_curated *curated, struct buffer *out);
/* An act that a newer version wrote has its code, its objective and nothing more. */
enum error event_curated_decode(struct event_curated *curated, struct arena *arena,
    const uint8_t *bytes, size_t size, struct refusal *refusal);

#endif
