/*
 * client/lib/watch_internal.h - following one session.
 *
 *   OFF ---rapporteur_watch()---> JOIN_DUE --due, greeted--> JOINING --joined--> GET_DUE
 *   GET_DUE --due--> GETTING --got--> FOLLOWING --gap, other run, snapshot--> GET_DUE
 *   any --another key epoch, feed stale, no answer--> JOIN_DUE;  JOINING, GETTING --refused--> OFF
 *
 * From JOINING's answer on the feed is read; what arrives before FOLLOWING is held, and taken from
 * the number after the snapshot's on. So an update that comes while the snapshot travels is neither
 * lost nor counted twice.
 */
#ifndef RAPPORTEUR_CLIENT_WATCH_H
#define RAPPORTEUR_CLIENT_WATCH_H

#include "client/lib/copy_internal.h"
#include "client/lib/fetch_internal.h"
#include "client/lib/socket_internal.h"

#define HELD_MAX        512u /* messages while a snapshot travels: more, and it is got again */
#define HELD_BYTES_MAX  (4u * 1024u * 1024u)
#define HEAL_SPREAD_MS  250u  /* so that a thousand watchers do not ask in the same moment */
#define HEAL_PAUSE_MS   1000u /* between two of them, at least; doubled while it fails ... */
#define HEAL_PAUSES_MAX 4u    /* ... up to sixteen seconds */

enum watch_stage {
	WATCH_OFF,
	WATCH_JOIN_DUE,
	WATCH_JOINING,
	WATCH_GET_DUE,
	WATCH_GETTING,
	WATCH_FOLLOWING
};

struct held {
	uint64_t run;
	uint64_t number;
	uint8_t *payload; /* owned */
	size_t size;
};

struct watch {
	struct rapporteur *rapporteur; /* borrowed: whose it is */
	enum watch_stage stage;
	uint32_t generation; /* grows with every begin and end, which callbacks may cause */
	struct rapporteur_watch told; /* what the caller gave; .session is the array below */
	char session[SESSION_KEY_MAX + 1];
	enum watch_state state;
	uint64_t due_ms;   /* JOIN_DUE, GET_DUE */
	uint64_t begun_ms; /* of the last join or get */
	uint32_t failures; /* since the last time it followed */
	uint64_t heard_ms; /* the last genuine message of the feed */
	uint64_t subscribed_ms;

	struct socket feed; /* SUB */
	uint32_t feed_port; /* what it is connected to */
	uint8_t sign_key[SIGN_KEY_BYTES];
	struct join_reply join;

	struct fetch fetch;
	struct held held[HELD_MAX];
	size_t held_count;
	size_t held_bytes;
	bool held_overflow;

	struct copy copy;
	bool shown; /* copy holds something */
	uint64_t run;
	uint64_t number;
	uint64_t event;
	const uint8_t *delta; /* of the change that is being told; borrowed meanwhile */
	size_t delta_size;

	uint64_t forged;    /* messages with a wrong signature or seal; passed over */
	uint64_t malformed; /* genuine, but not to be read */
	uint64_t gaps;
};

/* --- client/lib/feed.c -------------------------------------------------------------------- */

struct feed_message {
	uint64_t run;
	uint64_t number;
};
enum feed_result {
	FEED_NOTHING,     /* no message is there */
	FEED_PASSED_OVER, /* not signed by the broker, of another topic, of an unknown shape */
	FEED_OTHER_KEY,   /* the broker's, sealed with a key that we do not have */
	FEED_GENUINE
};
/* A new socket, subscribed to the topic of `join`. */
bool feed_open(struct rapporteur *rapporteur);
void feed_close(struct rapporteur *rapporteur);
/* False once hello says another port or signing key than the socket was opened with. */
bool feed_is_current(const struct rapporteur *rapporteur);
/* The next message: its payload replaces what is in payload, on FEED_GENUINE. */
enum feed_result feed_take(
    struct rapporteur *rapporteur, struct feed_message *message, struct buffer *payload);

#endif
