/*
 * proto/command.h - the bodies of commands and of their replies, as values. Every body is a msgpack map; a
 * key we do not know is ignored, or kept where it becomes part of an event. PROTOCOL.md has the keys.
 *
 * Decoders answer ERROR_NONE or an error with a detail that names the field. Strings are the arena's.
 * Encoders only add to out, which remembers a failure.
 */
#ifndef RAPPORTEUR_PROTO_COMMAND_H
#define RAPPORTEUR_PROTO_COMMAND_H

#include "proto/wire/buffer.h"
#include "proto/errors.h"
#include "proto/limits.h"
#include "proto/messages.h"

/* --- hello: also the heartbeat of an idle client ------------------------------------------------- */
struct hello {
	char client[65];           /* program and version, for the broker's log; may be "" */
	bool saw_journal;          /* the three below are there */
	uint8_t journal[ID_BYTES]; /* the newest place the client knows of */
	uint64_t number;
	uint8_t hash[HASH_BYTES];
};
struct hello_reply {
	char broker[65];                  /* program and version */
	uint32_t minor;                   /* the highest minor version it speaks */
	uint8_t sign_key[SIGN_KEY_BYTES]; /* verifies the feeds */
	uint32_t feed_port;
};
void hello_encode(const struct hello *hello, struct buffer *out);
enum error hello_decode(
    struct hello *hello, const uint8_t *body, size_t size, struct refusal *refusal);
void hello_reply_encode(const struct hello_reply *reply, struct buffer *out);
enum error hello_reply_decode(
    struct hello_reply *reply, const uint8_t *body, size_t size, struct refusal *refusal);

/* --- join: what a member of a session needs to follow it ----------------------------------------- */
enum feed_audience { FEED_WORK = 1, FEED_ROOM = 2, FEED_PLENARY = 3 };
#define FEED_AUDIENCES 3u
struct join_reply {
	enum feed_audience audience;
	uint8_t topic[TOPIC_BYTES];
	uint32_t epoch; /* of the key, from 1 */
	uint8_t key[FEED_KEY_BYTES];
	bool closed;
	uint64_t programme; /* event number of the programme in force */
};
void join_reply_encode(const struct join_reply *reply, struct buffer *out);
enum error join_reply_decode(
    struct join_reply *reply, const uint8_t *body, size_t size, struct refusal *refusal);

/* --- session open, update, close, list, get -------------------------------------------------------- */
struct session_put { /* open and update: the programme itself, or the digest of parts sent before */
	const uint8_t *programme; /* borrowed from the body; NULL: in parts */
	size_t programme_size;
	uint8_t digest[HASH_BYTES]; /* BLAKE2b-256 of the programme's bytes, in parts only */
};
void session_put_encode(const struct session_put *put, struct buffer *out);
enum error session_put_decode(
    struct session_put *put, const uint8_t *body, size_t size, struct refusal *refusal);

struct session_close {
	uint64_t grace_ms; /* notes that arrive so long after it are kept as late */
};
void session_close_encode(const struct session_close *close, struct buffer *out);
enum error session_close_decode(
    struct session_close *close, const uint8_t *body, size_t size, struct refusal *refusal);

struct session_reopen {
	const char *reason; /* 1..WHY_CHARS_MAX characters, one line */
};
void session_reopen_encode(const struct session_reopen *reopen, struct buffer *out);
enum error session_reopen_decode(struct session_reopen *reopen, struct arena *arena,
    const uint8_t *body, size_t size, struct refusal *refusal);
/* session admit has an empty body. */
struct session_delete {
	const char *reason; /* 1..WHY_CHARS_MAX characters, one line */
};
void session_delete_encode(const struct session_delete *order, struct buffer *out);
enum error session_delete_decode(struct session_delete *order, struct arena *arena,
    const uint8_t *body, size_t size, struct refusal *refusal);

struct session_facts {
	char key[SESSION_KEY_MAX + 1];
	bool closed;
	uint64_t opened_ms;
	uint64_t closed_ms; /* 0 while open */
	uint64_t grace_ms;
	uint64_t received; /* notes, those below included */
	uint64_t retracted;
	uint64_t redacted;
	uint64_t late;
	uint64_t erased;    /* the newest event that erased something of it; 0: none */
	uint64_t programme; /* event number of the programme in force */
	uint64_t final;     /* the event as of which the final grouping is to be; 0 while open */
	uint64_t grouping;  /* the event that it is in; 0: it is not recorded yet */
	uint64_t
	    made_with; /* the event that says what the synthesis is made with; 0: none does yet */
	bool remade;   /* with something else than when the session was opened */
};
struct session_list {
	char after[SESSION_KEY_MAX + 1]; /* keys after this one; "" begins */
};
struct session_list_reply {
	struct session_facts *sessions; /* the arena's; sorted by key */
	size_t count;
	bool more;
};
void session_list_encode(const struct session_list *list, struct buffer *out);
enum error session_list_decode(
    struct session_list *list, const uint8_t *body, size_t size, struct refusal *refusal);
void session_list_reply_encode(const struct session_list_reply *reply, struct buffer *out);
enum error session_list_reply_decode(struct session_list_reply *reply, struct arena *arena,
    const uint8_t *body, size_t size, struct refusal *refusal);

/*
 * What is got in parts (a programme, a synthesis): ask for part 0 with no digest, then for the others
 * with the digest that part 0 came with. ERROR_STALE: it has changed, begin again.
 */
struct part_want {
	uint32_t part; /* from 0 */
	bool digest_given;
	uint8_t digest[HASH_BYTES]; /* BLAKE2b-256 of the whole */
};
struct part_got {
	uint32_t part;
	uint32_t part_count; /* at least 1 */
	uint8_t digest[HASH_BYTES];
	const uint8_t *bytes; /* borrowed; at most PART_BYTES_MAX */
	size_t size;
};
struct session_get {
	struct part_want want;
};
struct session_get_reply {
	struct session_facts facts;
	struct part_got got; /* of the programme: proto/programme.h */
};
void session_get_encode(const struct session_get *get, struct buffer *out);
enum error session_get_decode(
    struct session_get *get, const uint8_t *body, size_t size, struct refusal *refusal);
void session_get_reply_encode(const struct session_get_reply *reply, struct buffer *out);
enum error session_get_reply_decode(
    struct session_get_reply *reply, const uint8_t *body, size_t size, struct refusal *refusal);

/* part: puts one part of something large on the broker, for the command that names its digest. Kept in
 * memory for a while, for this connection. */
struct part_put {
	uint8_t digest[HASH_BYTES]; /* BLAKE2b-256 of the whole */
	uint32_t part;              /* from 0, in order */
	uint32_t part_count;        /* 1..PROGRAMME_PARTS_MAX */
	const uint8_t *bytes;       /* borrowed */
	size_t size;
};
void part_put_encode(const struct part_put *put, struct buffer *out);
enum error part_put_decode(
    struct part_put *put, const uint8_t *body, size_t size, struct refusal *refusal);

/* --- notes ------------------------------------------------------------------------------------------ */
struct note_put {               /* submit, amend; an amendment says everything that shall stand */
	uint8_t note[ID_BYTES]; /* amend: the submitting command's id */
	uint64_t replaces;      /* amend: the event that it replaces */
	const char *room;
	uint32_t objective;   /* 0: the room's first */
	const char *category; /* NULL: the programme's first */
	const char *lens;     /* NULL: none */
	const char *language; /* NULL: not said */
	const char *ref;      /* NULL: none */
	uint64_t time_ms; /* the note's own time set outright (import); 0: batch time minus age */
	const char *text; /* normalised by the decoder, like the next two */
	/* On the record: who says it, and for which body. NULL: nobody may be named, and no body without a speaker. */
	const char *speaker;
	const char *body;
	const uint8_t
	    *extra; /* decoded only: the keys we do not know, as one map, the arena's; or NULL */
	size_t extra_size;
};
struct note_retract {
	uint8_t note[ID_BYTES];
	uint64_t replaces;
};
/* A note is named by its writer by its id, by others as the synthesis shows it. */
struct note_redact {
	bool own;               /* note says which; else the three after it */
	uint8_t note[ID_BYTES]; /* the submitting command's id */
	uint32_t objective;     /* under which it is */
	uint64_t number;        /* of the event that submitted it */
	char id[PUBLIC_ID_CHARS + 1];
	const char *reason; /* 1..WHY_CHARS_MAX characters, one line */
};
/* Answers submit, amend, retract. With ERROR_STALE it tells what stands. */
struct note_reply {
	char id[PUBLIC_ID_CHARS + 1]; /* the note's public id */
	bool late;                    /* kept as late: the session was closed */
	bool repeated;                /* the first answer again */
	/* ERROR_STALE only: */
	uint64_t current; /* the event that stands; 0 otherwise */
	bool gone;        /* the note was retracted */
	const char *text; /* what stands, NULL when gone */
};
void note_put_encode(bool amend, const struct note_put *put, struct buffer *out);
/* Checks shapes and normalises the text: ERROR_TEXT_EMPTY, _TEXT_LONG, _FIELD. */
enum error note_put_decode(bool amend, struct note_put *put, struct arena *arena,
    const uint8_t *body, size_t size, struct refusal *refusal);
void note_retract_encode(const struct note_retract *retract, struct buffer *out);
enum error note_retract_decode(
    struct note_retract *retract, const uint8_t *body, size_t size, struct refusal *refusal);
void note_redact_encode(const struct note_redact *redact, struct buffer *out);
enum error note_redact_decode(struct note_redact *redact, struct arena *arena, const uint8_t *body,
    size_t size, struct refusal *refusal);
void note_reply_encode(const struct note_reply *reply, struct buffer *out);
enum error note_reply_decode(struct note_reply *reply, struct arena *arena, const uint8_t *body,
    size_t size, struct refusal *refusal);

/* redacted: which of these notes were; asked by who has copies of them. The reply has the same form. */
struct redacted {
	uint8_t (*notes)[ID_BYTES]; /* decoded: the arena's */
	size_t count;               /* up to REDACTED_ASK_MAX */
};
void redacted_encode(const struct redacted *redacted, struct buffer *out);
enum error redacted_decode(struct redacted *redacted, struct arena *arena, const uint8_t *body,
    size_t size, struct refusal *refusal);

/* --- reading what was made of them ------------------------------------------------------------------ */
struct synthesis_get {
	uint32_t objective; /* 0: all, one map after the other in the programme's order */
	uint64_t at_least;  /* the synthesis must have seen this event; else ERROR_BUSY */
	struct part_want want;
};
struct synthesis_get_reply {
	uint64_t run;        /* the feed's: from the update after `number` on it goes on */
	uint64_t number;     /* of the newest update that is in it */
	uint64_t event;      /* the newest event that is in it */
	struct part_got got; /* of proto/synthesis.h maps */
};
void synthesis_get_encode(const struct synthesis_get *get, struct buffer *out);
enum error synthesis_get_decode(
    struct synthesis_get *get, const uint8_t *body, size_t size, struct refusal *refusal);
void synthesis_get_reply_encode(const struct synthesis_get_reply *reply, struct buffer *out);
enum error synthesis_get_reply_decode(
    struct synthesis_get_reply *reply, const uint8_t *body, size_t size, struct refusal *refusal);

struct journal_read {
	uint64_t from; /* event number */
	uint32_t max;  /* 1..JOURNAL_READ_EVENTS_MAX */
};
struct journal_read_event {
	const uint8_t *head; /* the head's bytes, so that a stranger can verify the chain */
	size_t head_size;
	uint8_t hash[HASH_BYTES];
	bool erased; /* salt and body are no more */
	/* Of a note's event; "" and NULL elsewhere. Who wrote it is not told. */
	char note[PUBLIC_ID_CHARS + 1];
	uint32_t objective;
	uint64_t replaces;
	bool late;
	const char *room;
	const char *category;
	const char *lens;
	const char *language;
	const char *ref;
	const char *text;
	const char *speaker; /* on the record, with the body */
	const char *body;
};
struct journal_read_reply {
	struct journal_read_event
	    *events; /* in order; fewer than asked when they fill the message */
	size_t count;
	uint64_t next; /* read on from here; past the newest: wait */
};
void journal_read_encode(const struct journal_read *read, struct buffer *out);
enum error journal_read_decode(
    struct journal_read *read, const uint8_t *body, size_t size, struct refusal *refusal);
void journal_read_event_encode(const struct journal_read_event *event, struct buffer *out);
/* items: `count` events already encoded one after the other. */
void journal_read_reply_encode(
    const struct buffer *items, size_t count, uint64_t next, struct buffer *out);
enum error journal_read_reply_decode(struct journal_read_reply *reply, struct arena *arena,
    const uint8_t *body, size_t size, struct refusal *refusal);

/* --- people: proto/command_member.c ------------------------------------------------------------------- */
struct redeem { /* an invitation is taken up, over a connection with the person's own key */
	uint8_t token[TOKEN_BYTES];
	const char *name; /* what the secretariat may know the person by; NULL: not said */
};
struct redeem_reply {
	char session[SESSION_KEY_MAX + 1]; /* "": the house */
	char series[SESSION_KEY_MAX + 1];  /* of the house: in that series only; "": in all */
	enum role role;
	const char **rooms;
	size_t room_count; /* 0: every room */
	char member[PUBLIC_ID_CHARS + 1];
};
void redeem_encode(const struct redeem *redeem, struct buffer *out);
enum error redeem_decode(struct redeem *redeem, struct arena *arena, const uint8_t *body,
    size_t size, struct refusal *refusal);
void redeem_reply_encode(const struct redeem_reply *reply, struct buffer *out);
enum error redeem_reply_decode(struct redeem_reply *reply, struct arena *arena, const uint8_t *body,
    size_t size, struct refusal *refusal);

/* The token is drawn by who invites; the broker is told its hash, and sees it when it is taken up. */
struct invite {
	uint8_t hash[HASH_BYTES]; /* invitation_hash() of the token */
	enum role role;
	char series[SESSION_KEY_MAX + 1]; /* to the house only: of the sessions of that series */
	const char **rooms;
	size_t room_count;
	uint32_t count;      /* how many people it lets in */
	uint64_t expires_ms; /* since 1970 UTC */
};
void invitation_hash(const uint8_t token[TOKEN_BYTES], uint8_t hash[HASH_BYTES]);
void invite_encode(const struct invite *invite, struct buffer *out);
enum error invite_decode(struct invite *invite, struct arena *arena, const uint8_t *body,
    size_t size, struct refusal *refusal);

struct people {
	bool after_given;
	uint8_t after[WRITER_BYTES]; /* those whose pseudonym comes after this one */
};
struct person_facts {
	uint8_t member[WRITER_BYTES];      /* pseudonym in the session */
	char session[SESSION_KEY_MAX + 1]; /* whoami only */
	char series[SESSION_KEY_MAX + 1];  /* of the house: in that series only; "": in all */
	const char *name;                  /* "" when not said; whoami: of the whole reply */
	enum role role;
	bool revoked;
	const char **rooms;
	size_t room_count;
	uint32_t
	    tried; /* people: so often somebody else tried to take this person's invitation up */
};
struct people_reply {   /* also whoami's */
	uint32_t tried; /* whoami: likewise, and when it was tried last; 0: never */
	uint64_t tried_ms;
	const char *name; /* whoami: one's own */
	struct person_facts *people;
	size_t count;
	bool more;
};
void people_encode(const struct people *people, struct buffer *out);
enum error people_decode(
    struct people *people, const uint8_t *body, size_t size, struct refusal *refusal);
void people_reply_encode(const struct people_reply *reply, struct buffer *out);
enum error people_reply_decode(struct people_reply *reply, struct arena *arena, const uint8_t *body,
    size_t size, struct refusal *refusal);

struct revoke {
	uint8_t member[WRITER_BYTES]; /* pseudonym in the envelope's session */
};
void revoke_encode(const struct revoke *revoke, struct buffer *out);
enum error revoke_decode(
    struct revoke *revoke, const uint8_t *body, size_t size, struct refusal *refusal);

struct rekey {
	uint8_t key[CURVE_KEY_BYTES]; /* the person's next one */
};
void rekey_encode(const struct rekey *rekey, struct buffer *out);
enum error rekey_decode(
    struct rekey *rekey, const uint8_t *body, size_t size, struct refusal *refusal);

/* --- status ---------------------------------------------------------------------------------------- */
#define STATUS_VALUES_MAX 64u
struct status_value {
	const char *name;
	uint64_t value;
};
struct status_reply {
	char broker[65];
	bool keyed;                  /* false: without keys, open to every program of its machine */
	const char *press;           /* "live", "catching up", "starting" */
	struct status_value *values; /* the broker's counters, in its table's order */
	size_t value_count;
	uint64_t *skipped; /* events on which the press died twice */
	size_t skipped_count;
};
void status_reply_encode(const struct status_reply *reply, struct buffer *out);
enum error status_reply_decode(struct status_reply *reply, struct arena *arena, const uint8_t *body,
    size_t size, struct refusal *refusal);

/* --- the feed's payload ---------------------------------------------------------------------------- */
struct feed_payload {
	uint64_t message; /* MESSAGE_FEED_...; one that we do not know is passed over */
	uint64_t event;   /* the newest event that is in what was published */
	uint8_t journal[ID_BYTES];
	uint8_t hash[HASH_BYTES]; /* chain(event) */
	uint64_t
	    awaited; /* the press starts and has yet to fold up to this event; 0: all is folded */
	/* UPDATE: one proto/synthesis.h map. SNAPSHOT, HEARTBEAT, GOODBYE: NULL. SNAPSHOT: what you have
	 * is no more; get the synthesis anew. */
	const uint8_t *objective;
	size_t objective_size;
};
void feed_payload_encode(const struct feed_payload *payload, struct buffer *out);
enum error feed_payload_decode(
    struct feed_payload *payload, const uint8_t *bytes, size_t size, struct refusal *refusal);

/* An empty body, for the commands that need none. */
void empty_encode(struct buffer *out);

#endif
