/*
 * proto/event.h - an accepted change: its head, its body, the chain. Bytes are final: LAYOUT.md
 * shows them, PROTOCOL.md says how they are read.
 *
 * The head stays for ever; salt and body lie apart so that erasure can delete them while the chain
 * still verifies. The head names no person and holds no text: it holds BLAKE2b-256(salt | body).
 *
 *   chain(0) = 32 zero bytes;   chain(n) = BLAKE2b-256(chain(n-1) | head bytes of n)
 */
#ifndef RAPPORTEUR_PROTO_EVENT_H
#define RAPPORTEUR_PROTO_EVENT_H

#include "proto/wire/buffer.h"
#include "proto/errors.h"
#include "proto/limits.h"
#include "proto/messages.h"
#include "proto/synthesis.h"

/* Codes are in the journal: never reused. Kept free: 15 placed; 21-39
 * curation; 42-49 membership. */
#define EVENTS(X) \
	X(EVENT_SESSION_OPENED, 1, "session_opened") \
	X(EVENT_SESSION_UPDATED, 2, "session_updated") \
	X(EVENT_SESSION_CLOSED, 3, "session_closed") \
	X(EVENT_SESSION_REOPENED, 4, "session_reopened") \
	X(EVENT_GROUPING, 5, "grouping") \
	X(EVENT_SESSION_DELETED, 6, "session_deleted") \
	X(EVENT_MADE_WITH, 7, "made_with") \
	X(EVENT_NOTE_SUBMITTED, 10, "note_submitted") \
	X(EVENT_NOTE_AMENDED, 11, "note_amended") \
	X(EVENT_NOTE_RETRACTED, 12, "note_retracted") \
	X(EVENT_NOTE_REDACTED, 13, "note_redacted") \
	X(EVENT_NOTES_ADMITTED, 14, "notes_admitted") \
	X(EVENT_NOTES_EXPIRED, 16, "notes_expired") \
	X(EVENT_CURATED, 20, "curated") \
	X(EVENT_MEMBER_JOINED, 40, "member_joined") \
	X(EVENT_MEMBER_REVOKED, 41, "member_revoked") \
	X(EVENT_REPORT_ADOPTED, 50, "report_adopted") \
	X(EVENT_REPORT_FROZEN, 51, "report_frozen")
#define X(name, code, word) name = (code),
enum event_type { EVENTS(X) };
#undef X
/* Of a session: opened, updated, closed, reopened, or its late notes admitted. */
bool event_type_is_session(uint64_t type);
/* Of one note: submitted, amended, retracted. */
bool event_type_is_note(uint64_t type);
/* Of what was erased: a note redacted, a session deleted, the notes of a session expired. */
bool event_type_is_erasure(uint64_t type);
/* The word of a type, or "unknown". Static. */
const char *event_type_word(uint64_t type);

#define EVENT_HEAD_BYTES_MAX 512u

struct event_head {
	uint64_t number; /* from 1 */
	uint64_t type;   /* enum event_type, or one that a newer version wrote */
	char session[SESSION_KEY_MAX + 1];
	uint64_t time_ms;              /* of its batch, since 1970 UTC; never runs backwards */
	uint8_t body_hash[HASH_BYTES]; /* BLAKE2b-256(salt | body) */
	uint32_t part_count;           /* 0, or how many parts of a blob go with it */
	uint8_t blob_hash[HASH_BYTES]; /* BLAKE2b-256(salt | all parts); zeros without parts */
};

/* msgpack map {n, t, s, w, h} and {c, d} when there are parts. Deterministic. */
void event_head_encode(const struct event_head *head, struct buffer *out);
enum error event_head_decode(
    struct event_head *head, const uint8_t *bytes, size_t size, struct refusal *refusal);

void event_body_hash(
    const uint8_t salt[SALT_BYTES], const uint8_t *body, size_t size, uint8_t hash[HASH_BYTES]);
void event_chain(
    const uint8_t before[HASH_BYTES], const uint8_t *head, size_t size, uint8_t after[HASH_BYTES]);

/* A session opened, updated, closed, reopened, or its late notes admitted. A programme is in the parts of
 * its event. */
struct event_session {
	uint8_t command[ID_BYTES];
	uint8_t writer[WRITER_BYTES]; /* who did it, a pseudonym */
	/* opened only: */
	uint8_t secret[SECRET_BYTES]; /* keys the public ids and pseudonyms of the session */
	uint8_t topic[TOPIC_BYTES];
	uint8_t feed_key[FEED_KEY_BYTES];
	uint64_t grace_ms;              /* closed only */
	char reason[WHY_BYTES_MAX + 1]; /* reopened only */
};
/* What the synthesis is made with from here on: what the press says of its method, its tables and its
 * libraries. Nobody's command makes it. */
struct event_made_with {
	uint8_t digest[MADE_WITH_BYTES]; /* of text */
	const char *text;                /* lines; borrowed, or the arena's */
};
/* The final grouping of a closed session, as of an event. It is in the parts: proto/grouping.h. */
struct event_grouping {
	uint64_t at; /* the event that closed the session, or admitted late notes since */
	uint8_t made_with[MADE_WITH_BYTES];
	uint64_t counts[NOTE_PLACE_COUNT]; /* the balance of the whole session */
};
/* A note submitted or amended; strings are borrowed from the bytes' owner (an arena). */
struct event_note {
	uint8_t command[ID_BYTES];    /* the command that made the event */
	uint8_t note[ID_BYTES];       /* the note's id: the submitting command's */
	uint8_t writer[WRITER_BYTES]; /* pseudonym, of this session only */
	uint64_t replaces; /* amended, retracted: number of the event that it replaces; else 0 */
	uint64_t time_ms;  /* the note's own time */
	bool late;
	uint32_t objective;
	/* NULL in a retraction: */
	const char *room;
	const char *category;
	const char *lens;     /* may be NULL */
	const char *language; /* may be NULL */
	const char *ref;      /* may be NULL */
	const char *text;
	const char *speaker; /* on the record: who says it; else NULL */
	const char *body;    /* for which body; may be NULL */
	/* The command's keys that we do not know, as one msgpack map, kept for a newer version; NULL: none.
	 * Apart from ours (a bin under u), so that none can stand in for one of ours. */
	const uint8_t *extra;
	size_t extra_size;
};

/* Somebody belongs from now on, or no more. Names no person: who a pseudonym is stands beside the journal,
 * in the file of identities. */
struct event_member {
	uint8_t command[ID_BYTES];
	uint8_t writer[WRITER_BYTES]; /* who did it, a pseudonym */
	uint8_t member[WRITER_BYTES]; /* whom it concerns, a pseudonym; of this session only */
	enum role role;
	char series[SESSION_KEY_MAX +
	    1];             /* of the house's: in all sessions of that series; "": of all */
	uint32_t epoch;     /* of the feeds' keys from now on */
	const char **rooms; /* NULL with none: every room */
	size_t room_count;
};
void event_member_encode(const struct event_member *member, struct buffer *out);
/* Rooms are the arena's. */
enum error event_member_decode(struct event_member *member, struct arena *arena,
    const uint8_t *bytes, size_t size, struct refusal *refusal);

/* Something was erased. It says nothing of what that was but which note. */
struct event_erasure {
	bool
	    by_itself; /* nobody ordered it, a time to keep was over; then the next three are nothing */
	uint8_t command[ID_BYTES];
	uint8_t writer[WRITER_BYTES]; /* who did it, a pseudonym */
	enum role role;               /* in which; ROLE_NONE: there are no keys */
	uint64_t note;                /* redacted: the event that submitted it; else 0 */
	uint32_t days;                /* by itself: how long it was kept; else 0 */
	const char *reason;           /* NULL by itself */
};
void event_erasure_encode(const struct event_erasure *erasure, struct buffer *out);
/* The reason is the arena's. */
enum error event_erasure_decode(struct event_erasure *erasure, struct arena *arena,
    const uint8_t *bytes, size_t size, struct refusal *refusal);

void event_session_encode(
    enum event_type type, const struct event_session *session, struct buffer *out);
enum error event_session_decode(
    struct event_session *session, const uint8_t *bytes, size_t size, struct refusal *refusal);
void event_made_with_encode(const struct event_made_with *made, struct buffer *out);
enum error event_made_with_decode(struct event_made_with *made, struct arena *arena,
    const uint8_t *bytes, size_t size, struct refusal *refusal);
void event_grouping_encode(const struct event_grouping *grouping, struct buffer *out);
enum error event_grouping_decode(
    struct event_grouping *grouping, const uint8_t *bytes, size_t size, struct refusal *refusal);
void event_note_encode(enum event_type type, const struct event_note *note, struct buffer *out);
/* Strings and extra are the arena's. */
enum error event_note_decode(struct event_note *note, struct arena *arena, const uint8_t *bytes,
    size_t size, struct refusal *refusal);

#endif
