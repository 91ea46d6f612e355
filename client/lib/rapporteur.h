/*
 * client/lib/rapporteur.h - librapporteur: write notes that are not lost, and follow a session
 * live. For any event loop: one file descriptor to wait on, one step that never blocks. No globals,
 * no threads of its own but libzmq's; one thread uses one struct rapporteur.
 *
 * Promises:
 *   (1) A note for which rapporteur_note() answered RAPPORTEUR_OK is in the outbox, synced, before
 *       anything of it is sent; it is offered until the broker has it on its disk or refuses it.
 *   (2) A note that the broker has is kept until its session is closed, and offered again to a
 *       broker that says it is `behind`, or that has another journal. So is a change of it, after what
 *       it changes, and naming the event that this is there.
 *       Of a note that was redacted nothing is kept, once that is known.
 *   (3) What is sent twice is there once: every command has its id, made before it was kept.
 *   (4) Nothing here waits for the network, but the calls that say so.
 *
 * Several processes may share one state folder: the outbox is one, they offer the same notes.
 * Within one process a state folder may be open once at a time, and not over a fork (LMDB's locks).
 */
#ifndef RAPPORTEUR_CLIENT_RAPPORTEUR_H
#define RAPPORTEUR_CLIENT_RAPPORTEUR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/command_moderator.h"
#include "proto/curation.h"
#include "proto/envelope.h"
#include "proto/errors.h"
#include "proto/limits.h"
#include "proto/messages.h"
#include "proto/programme.h"
#include "proto/synthesis.h"

struct rapporteur;

#define RAPPORTEUR_RESULTS(X) \
	X(RAPPORTEUR_OK, "Done.") \
	X(RAPPORTEUR_REFUSED, "The broker refused it.") \
	X(RAPPORTEUR_NOT_REACHABLE, "The broker does not answer. What you wrote is kept here.") \
	X(RAPPORTEUR_ARGUMENT, "An argument is out of range.") \
	X(RAPPORTEUR_STATE, \
	    "The state folder cannot be used: check that it is yours and writable.") \
	X(RAPPORTEUR_DISK, "This machine's disk is full or failing: the note is NOT kept.") \
	X(RAPPORTEUR_BUSY, "Too much is under way: try again in a moment.") \
	X(RAPPORTEUR_MEMORY, "Not enough memory.") \
	X(RAPPORTEUR_ABSENT, "There is no such entry.") \
	X(RAPPORTEUR_MALFORMED, "The broker's answer cannot be read: its version may be another.")
#define X(name, sentence) name,
enum rapporteur_result { RAPPORTEUR_RESULTS(X) };
#undef X
const char *rapporteur_result_sentence(enum rapporteur_result result);

/* Where a note of the outbox is. */
enum entry_state {
	ENTRY_HERE = 0,   /* on this device only */
	ENTRY_BROKER = 1, /* on the broker's disk */
	ENTRY_REFUSED =
	    2, /* the broker will not have it: see error and detail. The text is kept, but for
			    * ERROR_REDACTED: then body is an empty map */
};

/* What the outbox says of one command (a note, an amendment, a retraction). */
struct entry {
	uint64_t sequence;    /* 1, 2, ... in the order of writing, within the outbox */
	enum message message; /* MESSAGE_NOTE_SUBMIT, _AMEND, _RETRACT */
	uint8_t id[ID_BYTES]; /* the command's; of a submit: the note's */
	uint8_t writer[WRITER_BYTES];
	char session[SESSION_KEY_MAX + 1];
	enum entry_state state;
	uint64_t written_ms; /* wall clock of this device, for people */
	uint64_t age_ms;     /* since it was written, by a clock that never steps */
	const uint8_t *body; /* as it is sent; borrowed during the call that shows it */
	size_t body_size;
	/* ENTRY_BROKER: */
	uint64_t number; /* of its event */
	char public_id[PUBLIC_ID_CHARS + 1];
	bool late;
	/* ENTRY_REFUSED: */
	enum error error;
	char detail[REFUSAL_DETAIL_MAX];
};

enum connection_state {
	CONNECTION_NONE = 0, /* no answer yet, or none for CLIENT_STALE_MS: trying anew */
	CONNECTION_LIVE = 1,
};

struct rapporteur_counts { /* of the outbox */
	uint64_t here;
	uint64_t broker;
	uint64_t refused;
};

/* Told from inside rapporteur_step(); context is the one of the options. Any may be NULL. A
 * callback may call everything but rapporteur_close() and rapporteur_step(). */
struct rapporteur_callbacks {
	void (*connection)(void *context, enum connection_state state);
	void (*entry)(void *context, const struct entry *entry); /* its state has changed */
	/* The broker lacks what this client has seen: what is kept is being offered again. */
	void (*behind)(void *context, const char *sentence);
	/* Somebody else tried this person's invitation: `whoami` says when. Told once, until it has been asked. */
	void (*news)(void *context);
};

/*
 * A person's key for one broker, kept in the state folder (keys/, 0600), a file a broker. rapporteur_open() uses the
 * one of its broker if there is one; without, it speaks to a broker that has no keys.
 */
struct rapporteur_key {
	uint8_t broker_key
	    [CURVE_KEY_BYTES]; /* whom we talk to: by it nobody can stand in for the broker */
	uint8_t public_key[CURVE_KEY_BYTES];
	uint8_t secret[CURVE_KEY_BYTES];
};
void rapporteur_key_make(struct rapporteur_key *key); /* but for broker_key */
/* RAPPORTEUR_ABSENT: there is none for that broker. RAPPORTEUR_STATE: it cannot be read. */
enum rapporteur_result rapporteur_key_read(
    const char *state, const char *broker, struct rapporteur_key *key);
/* Synced, whole or not at all. The broker becomes the one that rapporteur_broker_last() names. */
enum rapporteur_result rapporteur_key_keep(
    const char *state, const char *broker, const struct rapporteur_key *key);
void rapporteur_key_forget(const char *state, const char *broker);
/* The broker whose key was kept last. False: none. */
bool rapporteur_broker_last(const char *state, char *broker, size_t size);

struct rapporteur_options {
	const char *broker; /* tcp://HOST:PORT */
	const char *state;  /* folder of outbox and writer id; made (0700) when it is not there */
	const char *client; /* program and version, told to the broker; may be NULL */
	bool offer;         /* send what the outbox holds; false: only requests and watching */
	/* For a program that passes on what others keep: no folder and no outbox, so that no note can be
	 * written here; offer is false. `state` is not looked at, and the three below are. */
	bool passing;
	const struct rapporteur_key *key; /* to connect with; NULL: the broker has none */
	void *zmq;                        /* a context to share, borrowed; NULL: one of its own */
	size_t requests_max;              /* under way at once; 0: as many as a person needs */
	struct rapporteur_callbacks callbacks;
	void *context;
};

struct rapporteur_fault {
	char what[200];
};

/* Opens the outbox and begins to connect; does not wait. All options are copied. Sets *rapporteur
 * on RAPPORTEUR_OK only, fault (may be NULL) otherwise. */
enum rapporteur_result rapporteur_open(struct rapporteur **rapporteur,
    const struct rapporteur_options *options, struct rapporteur_fault *fault);
/* Closes within 100 ms; what is not sent stays in the outbox. NULL is harmless. */
void rapporteur_close(struct rapporteur *rapporteur);

/* Becomes readable when rapporteur_step() has something to do. Stays the same. */
int rapporteur_fd(const struct rapporteur *rapporteur);
/* Call rapporteur_step() after so many ms even when the descriptor is silent. */
int rapporteur_wait_ms(const struct rapporteur *rapporteur);
/* Does what is to be done now: sends, receives, tells, connects anew. Never blocks. */
void rapporteur_step(struct rapporteur *rapporteur);
/* Waits on the descriptor for at most wait_ms and steps once: for programs without an event loop. A
 * signal ends the wait. */
void rapporteur_wait_and_step(struct rapporteur *rapporteur, int wait_ms);

enum connection_state rapporteur_connection(const struct rapporteur *rapporteur);
struct rapporteur_counts rapporteur_counts(const struct rapporteur *rapporteur);

/* --- writing ------------------------------------------------------------------------------ */

/* Keeps a note in the outbox and offers it. put's strings are borrowed during the call; its text is
 * checked and normalised as the broker would (refusal says what is wrong: RAPPORTEUR_ARGUMENT).
 * id_given: the command's id is *id and the writer is *writer (import); otherwise both are this
 * client's own. Sets *sequence on RAPPORTEUR_OK. An id that the outbox has already is not kept
 * twice: its sequence; if it was refused, what is given now takes its place and is offered anew.
 * refusal may be NULL. */
struct rapporteur_note {
	const char *session;
	struct note_put put;
	bool id_given;
	uint8_t id[ID_BYTES];
	uint8_t writer[WRITER_BYTES];
};
enum rapporteur_result rapporteur_note(struct rapporteur *rapporteur,
    const struct rapporteur_note *note, uint64_t *sequence, struct refusal *refusal);
/* The same for 1 to RAPPORTEUR_NOTES_MAX: one sync for all. Takes none when one is wrong; *wrong
 * (may be NULL) is its index then. */
#define RAPPORTEUR_NOTES_MAX 4096u /* in one transaction */
enum rapporteur_result rapporteur_notes(struct rapporteur *rapporteur,
    const struct rapporteur_note *notes, size_t count, uint64_t *sequences, size_t *wrong,
    struct refusal *refusal);
/* Amends (put.note and put.replaces name what; writer as above) or retracts. A note of this outbox may be
 * changed before it has its answer: RAPPORTEUR_REPLACES_NEWEST stands for the event of what was written of it
 * last, whatever number that gets. */
#define RAPPORTEUR_REPLACES_NEWEST UINT64_MAX
enum rapporteur_result rapporteur_amend(struct rapporteur *rapporteur,
    const struct rapporteur_note *note, uint64_t *sequence, struct refusal *refusal);
enum rapporteur_result rapporteur_retract(struct rapporteur *rapporteur, const char *session,
    const struct note_retract *retract, uint64_t *sequence);

/* --- the outbox --------------------------------------------------------------------------- */

/* The first entry after `sequence` (0 begins). RAPPORTEUR_ABSENT at the end. body is borrowed until
 * the next call on this rapporteur. An entry whose bytes are damaged is shown as refused, with
 * ERROR_DAMAGED and no body. */
enum rapporteur_result rapporteur_entry_next(
    struct rapporteur *rapporteur, uint64_t sequence, struct entry *entry);
/* Forgets a refused entry (its text was shown or saved). */
enum rapporteur_result rapporteur_entry_forget(struct rapporteur *rapporteur, uint64_t sequence);

/* Whether it still asks, after connecting, what became of the notes that it keeps: which sessions are closed, what was
 * redacted. A program that only comes and goes should wait for that a moment. */
bool rapporteur_sweeping(const struct rapporteur *rapporteur);

/* Whether the last attempt to connect failed because of the keys: the broker wants one, or has another. */
bool rapporteur_locked(const struct rapporteur *rapporteur);

/* --- asking ------------------------------------------------------------------------------- */

/* The answer to a request, or why there is none: RAPPORTEUR_OK (reply->error is ERROR_NONE),
 * RAPPORTEUR_REFUSED (reply says why), RAPPORTEUR_NOT_REACHABLE (reply is NULL). Borrowed. */
typedef void rapporteur_answer(
    void *context, enum rapporteur_result result, const struct reply *reply);

/* Sends a command that is not kept in the outbox, as often as it takes within deadline_ms, with one
 * id. answer is called once, from rapporteur_step() or rapporteur_close(). body is copied. */
enum rapporteur_result rapporteur_request(struct rapporteur *rapporteur, enum message message,
    const char *session, const uint8_t *body, size_t size, uint64_t deadline_ms,
    rapporteur_answer *answer, void *context);
/* A command that was made elsewhere: the same with what rapporteur_request() draws or adds by itself. All is
 * copied. */
struct rapporteur_command {
	enum message message;
	const char *session; /* may be NULL */
	const uint8_t *body;
	size_t size;
	const uint8_t *id;     /* ID_BYTES; NULL: drawn */
	const uint8_t *writer; /* WRITER_BYTES; NULL: this client's */
	const uint8_t *
	    actor; /* CURVE_KEY_BYTES: secret of whose command it is; NULL: rapporteur_act_as()'s */
	uint64_t age_ms; /* of what was done, at the time of the call */
	uint64_t deadline_ms;
};
enum rapporteur_result rapporteur_command(struct rapporteur *rapporteur,
    const struct rapporteur_command *command, rapporteur_answer *answer, void *context);
/* Whose commands they are from now on where nothing else is said, a watch's among them: the person with this
 * secret, CURVE_KEY_BYTES, copied. NULL: whoever has the key of the connection. */
void rapporteur_act_as(struct rapporteur *rapporteur, const uint8_t *secret);

/* The same as rapporteur_request(), waiting: steps until the answer. *reply is the arena's. Callbacks are called meanwhile;
 * from inside one, all that waits answers RAPPORTEUR_BUSY. */
enum rapporteur_result rapporteur_request_wait(struct rapporteur *rapporteur, enum message message,
    const char *session, const uint8_t *body, size_t size, uint64_t deadline_ms,
    struct arena *arena, struct reply *reply);

/* Gets what comes in parts, without waiting: a session's programme (MESSAGE_SESSION_GET), or what `inquiry` asks
 * for. answer is called once, from rapporteur_step(), unless the rapporteur is closed before; whole is borrowed, and
 * is what the decoder of that message reads. One at a time: RAPPORTEUR_BUSY. */
struct rapporteur_got {
	enum rapporteur_result result;
	const struct refusal *refusal; /* with RAPPORTEUR_REFUSED */
	/* With RAPPORTEUR_OK: */
	const uint8_t *whole;
	size_t size;
	const struct session_facts *facts; /* of MESSAGE_SESSION_GET */
	uint64_t event;                    /* of an inquiry: the newest that is in it */
};
struct rapporteur_get {
	enum message message;
	const char *session;
	const struct inquiry *inquiry; /* copied; NULL with MESSAGE_SESSION_GET */
	uint64_t deadline_ms;
	void (*answer)(void *context, const struct rapporteur_got *got);
	void *context;
};
enum rapporteur_result rapporteur_get(
    struct rapporteur *rapporteur, const struct rapporteur_get *wanted);

/* Opens or updates (update) a session, in parts when it is large; waits. refusal on
 * RAPPORTEUR_REFUSED. */
enum rapporteur_result rapporteur_session_put(struct rapporteur *rapporteur, bool update,
    const struct programme *programme, uint64_t deadline_ms, struct refusal *refusal);
/* Facts and programme of a session; waits. *programme is the caller's to close. */
enum rapporteur_result rapporteur_session_get(struct rapporteur *rapporteur, const char *session,
    uint64_t deadline_ms, struct session_facts *facts, struct programme *programme,
    struct refusal *refusal);
/* The synthesis of a whole session as of at least event `at_least`; waits. All is the arena's. */
struct rapporteur_synthesis {
	uint64_t run;
	uint64_t number;
	uint64_t event;
	struct synthesis_objective *objectives;
	size_t objective_count;
};
enum rapporteur_result rapporteur_synthesis_get(struct rapporteur *rapporteur, const char *session,
    uint64_t at_least, uint64_t deadline_ms, struct arena *arena,
    struct rapporteur_synthesis *synthesis, struct refusal *refusal);

/* --- curating, and what a moderator asks ---------------------------------------------------- */

/* Sends one act, as often as it takes within deadline_ms, with one id: it is done once. *number is its
 * event's, on RAPPORTEUR_OK. Nothing is kept for later: who curates looks at what stands now. After
 * RAPPORTEUR_NOT_REACHABLE it may have been done; the log of curation tells. Waits. */
enum rapporteur_result rapporteur_curate(struct rapporteur *rapporteur, const char *session,
    const struct curation *curation, uint64_t deadline_ms, uint64_t *number,
    struct refusal *refusal);
/* Erases a note everywhere, as rapporteur_curate() sends an act. *before: it had been redacted already. */
enum rapporteur_result rapporteur_redact(struct rapporteur *rapporteur, const char *session,
    const struct note_redact *redact, uint64_t deadline_ms, uint64_t *number, bool *before,
    struct refusal *refusal);
/* A room confirms its points as they were at event `seen`: likewise. Its rapporteurs may, and moderators. */
enum rapporteur_result rapporteur_room_confirm(struct rapporteur *rapporteur, const char *session,
    const char *room, uint64_t seen, uint64_t deadline_ms, uint64_t *number,
    struct refusal *refusal);
/* Each waits; inquiry says what is asked (proto/command_moderator.h), what comes is the arena's. */
enum rapporteur_result rapporteur_why(struct rapporteur *rapporteur, const char *session,
    const struct inquiry *inquiry, uint64_t deadline_ms, struct arena *arena, struct why *why,
    struct refusal *refusal);
enum rapporteur_result rapporteur_search(struct rapporteur *rapporteur, const char *session,
    const struct inquiry *inquiry, uint64_t deadline_ms, struct arena *arena,
    struct search_hit **hits, size_t *count, struct refusal *refusal);
enum rapporteur_result rapporteur_missing(struct rapporteur *rapporteur, const char *session,
    const struct inquiry *inquiry, uint64_t deadline_ms, struct arena *arena,
    struct missing_item **items, size_t *count, struct refusal *refusal);
enum rapporteur_result rapporteur_curations(struct rapporteur *rapporteur, const char *session,
    const struct inquiry *inquiry, uint64_t deadline_ms, struct arena *arena,
    struct curation_entry **entries, size_t *count, struct refusal *refusal);

/* --- following a session ------------------------------------------------------------------ */

enum watch_state {
	WATCH_STARTING = 0, /* nothing to show yet */
	WATCH_LIVE = 1,
	WATCH_STALE =
	    2, /* no heartbeat for FEED_STALE_MS: what is shown may be old; healing by itself */
};

struct watch_update {
	enum watch_state state;
	uint64_t event; /* newest that is in it */
	/* The whole synthesis as it stands, gaps healed; borrowed until the callback returns. */
	const struct synthesis_objective *objectives;
	size_t objective_count;
	uint32_t changed; /* the objective that changed, or 0: all of it may have */
	/* Where in the feed it stands, and what came: one map of proto/synthesis.h that holds what changed;
	 * NULL unless changed is set. Borrowed. */
	uint64_t run;
	uint64_t number;
	const uint8_t *delta;
	size_t delta_size;
};
/* Begins to follow: join, subscribe, snapshot, updates; heals gaps by itself. update is called from
 * rapporteur_step(), after every change and every change of state. One session a rapporteur.
 * refused is called when the broker refuses (no such session). */
struct rapporteur_watch {
	const char *session; /* copied */
	void (*update)(void *context, const struct watch_update *update);
	void (*refused)(void *context, enum error error, const char *detail);
	/* May be NULL. What the broker said of the feed: also when it has another key, after somebody was
	 * revoked. */
	void (*joined)(void *context, const struct join_reply *join);
	void *context;
};
enum rapporteur_result rapporteur_watch(
    struct rapporteur *rapporteur, const struct rapporteur_watch *watch);

#endif
