/*
 * client/lib/rapporteur_internal.h - what the files of the library share. One step, in this order:
 *
 *   connection   what came: each reply goes to hello, to the offered entries, or to a request
 *   offer        answers are written to the outbox, all that came with one sync, then told;
 *                then what is due is sent (again)
 *   sweep        entries of closed sessions are forgotten, and what was redacted
 *   watch        the feed
 *   request      what is due is sent (again), what those two ask for too; what is past its
 *                deadline is answered
 *
 * Times are clock_boot_ms(); NEVER is later than all of them.
 */
#ifndef RAPPORTEUR_CLIENT_INTERNAL_H
#define RAPPORTEUR_CLIENT_INTERNAL_H

#include "client/lib/outbox/outbox_internal.h"
#include "client/lib/rapporteur.h"
#include "client/lib/socket_internal.h"
#include "client/lib/watch_internal.h"

#define NEVER UINT64_MAX

#define REPLIES_PER_STEP 1024u /* then the caller gets its turn */

/* --- client/lib/connection.c -------------------------------------------------------------- */

/*
 *   DOWN --handshake--> UP --a hello is answered--> GREETED
 *   any --cut, or no answer for CLIENT_STALE_MS--> DOWN     [link_set() in all cases]
 * Nothing but hello is sent before GREETED. GREETED is what the caller sees as CONNECTION_LIVE.
 */
enum link { LINK_DOWN, LINK_UP, LINK_GREETED };

struct connection {
	struct socket dealer;
	struct socket monitor;
	enum link link;
	uint64_t give_up_ms;    /* DOWN or UP: a new socket then */
	uint64_t hello_due_ms;  /* UP, GREETED: the next hello */
	uint64_t waiting_since; /* of the first thing sent after the last answer; NEVER: nothing */
	uint64_t blocked_ms;    /* a send would have blocked: try again then; else NEVER */
	uint32_t attempts;      /* sockets since the last answer */
	uint8_t hello_id[ID_BYTES];
	uint64_t greeting; /* counts the lines that were greeted, and what was found to be behind */
	bool news_told;    /* by the last reply */
	bool hello_known;  /* hello below is what the broker said last */
	struct hello_reply hello;
	uint64_t malformed; /* frames that are no reply */
	bool locked;        /* the last handshake failed for want of the right key */
};

enum send_result { SEND_DONE, SEND_LATER, SEND_IMPOSSIBLE };

bool connection_open(struct rapporteur *rapporteur);
void connection_close(struct rapporteur *rapporteur);
void connection_step(struct rapporteur *rapporteur, uint64_t now);
uint64_t connection_due(const struct rapporteur *rapporteur);
bool connection_ready(const struct rapporteur *rapporteur);
/* SEND_DONE: it is with libzmq, which is no delivery. */
enum send_result connection_send(
    struct rapporteur *rapporteur, const struct envelope *envelope, uint64_t now);

/* --- client/lib/place.c: how far the broker is, how far it was ---------------------------- */

/* Takes the newest place that this client or another of this outbox knows of. */
void place_load(struct rapporteur *rapporteur);
void place_seen(struct rapporteur *rapporteur, const struct reply *reply);
/* The broker lacks what was seen: all that is kept is offered again. */
void place_behind(struct rapporteur *rapporteur, const struct reply *reply);

/* --- client/lib/outbox/offer.c ------------------------------------------------------------------- */

#define OFFER_WINDOW_MAX 256u            /* sent and not answered */
#define OFFER_BYTES_MAX  (1024u * 1024u) /* of them: what a slow line carries in some seconds */
#define OFFER_AGAIN_MS   5000u           /* no answer for so long: sent again */
#define OUTBOX_LOOK_MS   1000u           /* how often to look for what other processes wrote */
#define OWN_MAX          (1024u * 1024u) /* sequences, 8 MiB */

struct offered {
	uint64_t sequence;
	uint8_t id[ID_BYTES];
	size_t bytes;
	uint64_t again_ms;
	bool answered;     /* its outcome waits to be written down */
	uint64_t greeting; /* the connection's when it was sent last */
};
struct offer {
	struct offered window[OFFER_WINDOW_MAX]; /* the first count, oldest first */
	size_t count;
	size_t bytes;
	struct outbox_outcome outcomes[OFFER_WINDOW_MAX];
	size_t outcome_count;
	uint64_t cursor; /* entries up to it have been looked at */
	bool more;       /* there may be some after it */
	bool held;       /* some before it wait for the answer to another */
	uint64_t look_ms;
	/* What this process wrote and has not told the end of, ascending: another process that
	 * shares the outbox may get the answer. */
	uint64_t *own;
	size_t own_count;
	size_t own_capacity;
};
void offer_close(struct rapporteur *rapporteur);
void offer_written(struct rapporteur *rapporteur, const uint64_t *sequences, size_t count);
void offer_from_start(struct rapporteur *rapporteur);
void offer_link_up(struct rapporteur *rapporteur);
/* True when the reply was an offered entry's. */
bool offer_answer(struct rapporteur *rapporteur, const struct reply *reply, uint64_t now);
void offer_step(struct rapporteur *rapporteur, uint64_t now);
uint64_t offer_due(const struct rapporteur *rapporteur);

/* --- client/lib/request.c ----------------------------------------------------------------- */

#define REQUESTS_MAX     64u
#define REQUEST_AGAIN_MS 5000u

struct request {
	struct request *next;
	enum message message;
	uint8_t id[ID_BYTES];
	char session[SESSION_KEY_MAX + 1];
	uint8_t writer[WRITER_BYTES];
	bool acting; /* actor is there */
	uint8_t actor[CURVE_KEY_BYTES];
	uint64_t age_ms; /* at asked_ms */
	uint64_t asked_ms;
	uint64_t deadline_ms;
	uint64_t again_ms;
	enum error later; /* ERROR_BUSY or _STOPPING: its last answer; else ERROR_NONE */
	rapporteur_answer *answer;
	void *context;
	size_t size;
	uint8_t body[];
};
void request_link_up(struct rapporteur *rapporteur);
bool request_answer(struct rapporteur *rapporteur, const struct reply *reply, uint64_t now);
void request_step(struct rapporteur *rapporteur, uint64_t now);
uint64_t request_due(const struct rapporteur *rapporteur);
/* Answers all with RAPPORTEUR_NOT_REACHABLE. */
void request_close(struct rapporteur *rapporteur);
/* Forgets those of a context; their answer is not called. */
void request_cancel(struct rapporteur *rapporteur, const void *context);
/* Steps until *over; false when that is not possible now (from inside a callback). */
bool request_wait_for(struct rapporteur *rapporteur, const bool *over);

/* --- client/lib/ask.c --------------------------------------------------------------------- */

/* Something got in parts, waited for. */
struct getting {
	struct fetch fetch; /* at_least, inquiry: set by the caller */
	bool over;
	enum rapporteur_result result;
	struct refusal refusal;
};
/* On RAPPORTEUR_OK getting->fetch holds what was got; the caller closes it in any case. */
enum rapporteur_result ask_parts(struct rapporteur *rapporteur, struct getting *getting,
    enum message message, const char *session, uint64_t deadline_ms, struct refusal *refusal);

/* --- client/lib/outbox/sweep.c ------------------------------------------------------------------- */

#define SWEEP_MS 60000u /* at most once in so long */
void sweep_step(struct rapporteur *rapporteur, uint64_t now);

/* --- client/lib/erase.c ------------------------------------------------------------------------- */

/* Asks which notes of the session were redacted, unless that was done since the newest erasure. */
void redacted_look(struct rapporteur *rapporteur, const struct session_facts *facts,
    const uint8_t journal[ID_BYTES]);

/* --- client/lib/watch.c ------------------------------------------------------------------- */

void watch_close(struct rapporteur *rapporteur);
void watch_step(struct rapporteur *rapporteur, uint64_t now);
uint64_t watch_due(const struct rapporteur *rapporteur);

/* ------------------------------------------------------------------------------------------- */

#define RAPPORTEUR_MAGIC 0x72617070u

/* What rapporteur_get() has under way: nothing when fetch.rapporteur is NULL. */
struct get {
	struct fetch fetch;
	struct inquiry inquiry;
	char words[SEARCH_WORDS_BYTES_MAX + 1]; /* of the inquiry */
	void (*answer)(void *context, const struct rapporteur_got *got);
	void *context;
};
void get_close(struct rapporteur *rapporteur); /* gives up; twice is harmless */

struct rapporteur {
	uint32_t magic;
	char broker[ENDPOINT_BYTES_MAX];
	size_t host_size; /* of broker: the part before ":PORT" */
	char client[65];
	bool keyed; /* key is there */
	struct rapporteur_key key;
	bool passing; /* there is no outbox */
	bool acting;  /* actor is there: its secret goes with what is asked */
	struct rapporteur_key actor;
	bool offering;
	struct rapporteur_callbacks callbacks;
	void *context;
	bool stepping;
	bool closing; /* nothing more is asked */

	struct outbox outbox;
	struct place place; /* the newest seen of this broker */
	bool behind; /* it lacks what was seen, and the outbox could not take that down yet */
	struct buffer shown;   /* the entry that rapporteur_entry_next() shows */
	struct buffer working; /* the entry that is sent or told */
	struct buffer frame;   /* the message that is sent */
	struct arena reply_arena;

	void *zmq;
	bool zmq_shared; /* not ours to end */
	int epoll;
	int wake; /* eventfd: readable once something was written or asked outside a step */
	struct connection connection;
	struct offer offer;
	struct request *requests;
	size_t request_count;
	size_t requests_max;
	uint64_t sweep_ms;
	uint32_t sweeping; /* questions of a sweep that wait for their answers */
	struct watch watch;
	struct get get;
};

/* The key to connect with, or NULL. */
static inline const struct rapporteur_key *key_in_use(const struct rapporteur *rapporteur)
{
	return rapporteur->keyed ? &rapporteur->key : NULL;
}

void rapporteur_wake(struct rapporteur *rapporteur);
/* Tells the entry's callback, if there is one. */
void rapporteur_tell(struct rapporteur *rapporteur, uint64_t sequence);

#endif
