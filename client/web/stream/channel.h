/*
 * client/web/stream/channel.h - what is watched: one channel a session and audience, however many watch. It follows the feed
 * as one of its watchers, and keeps what came last as text, ready to be sent:
 *
 *   ring    first ............ next      chunks by sequence; a watcher has one that it sends next
 *   whole   all of it as of some chunk   for who comes new, and after a gap
 *
 * A watcher that the ring has left behind is cut; its browser comes again and says where it was (Last-Event-ID, which
 * is run and number of the feed: the same at every gateway).
 * When the broker gives the feed another key, somebody was revoked: all watchers are cut, and who may comes back.
 */
#ifndef RAPPORTEUR_CLIENT_WEB_STREAM_CHANNEL_H
#define RAPPORTEUR_CLIENT_WEB_STREAM_CHANNEL_H

#include "client/web/http/exchange.h"

#define CHANNELS_MAX    512u
#define RING_CHUNKS_MAX 256u       /* at twenty updates a second, a dozen seconds */
#define RING_BYTES_MAX  (8u << 20) /* of a channel */
#define CHANNEL_IDLE_MS 60000u     /* kept so long for watchers that come back */
#define FACTS_MS        2000u      /* how often it is asked whether the session is closed */
#define COMMENT_MS      15000u     /* a watcher that is gone is only noticed by writing */
#define STREAM_MS       1800000u   /* then it is looked anew who somebody is */

/* Text that is sent to many. */
struct chunk {
	uint32_t holders;
	uint64_t sequence;
	uint64_t run; /* of the feed; 0: it is no place to go on from */
	uint64_t number;
	size_t size;
	char bytes[];
};
struct chunk *chunk_hold(struct chunk *chunk);
void chunk_release(struct chunk *chunk); /* NULL is harmless */

struct watcher {
	struct watcher *next;
	struct watcher *previous;
	struct channel *channel; /* NULL: it is gone */
	struct MHD_Connection *connection;
	int fd;
	uint8_t secret[CURVE_KEY_BYTES];
	struct chunk *current; /* held */
	size_t offset;
	bool placed; /* upcoming is set */
	uint64_t upcoming;
	uint64_t after_run; /* what Last-Event-ID said */
	uint64_t after_number;
	bool suspended;
	bool comment;
	bool cut;
	uint64_t written_ms;
	uint64_t end_ms;
};

struct channel {
	struct channel *next;
	struct gateway *gateway;
	char session[SESSION_KEY_MAX + 1];
	enum feed_audience audience;
	struct rapporteur *line;
	bool refused; /* nobody is left who may follow it: to be closed */
	bool closing;
	uint32_t epoch; /* of the feed's key; 0: not known yet */
	bool shown;
	enum watch_state state;
	bool told_away;
	uint64_t run;
	uint64_t number;
	uint64_t event;
	const struct watch_update *update; /* while it is told */
	struct chunk *ring[RING_CHUNKS_MAX];
	uint64_t first;
	uint64_t upcoming; /* sequence of the next one; from 1 */
	size_t ring_bytes;
	struct chunk *whole; /* NULL: to be made */
	uint64_t whole_at;   /* chunks from this sequence on come after it */
	struct watcher *watchers;
	size_t watcher_count;
	const struct watcher *actor;
	bool facts_known;
	bool facts_asked;
	uint64_t facts_due_ms;
	struct session_facts facts;
	uint64_t idle_ms; /* since when nobody watches */
};

/* The channel, opened if it was not there; NULL: no memory, or too many. secret is of who comes, 32 bytes. */
struct channel *channel_of(struct gateway *gateway, const char *session,
    enum feed_audience audience, const uint8_t *secret);
void channel_add(struct channel *channel, struct watcher *watcher);
/* Of a watcher that goes. */
void channel_remove(struct watcher *watcher);
/* The next chunk for the watcher, held; NULL: there is none yet, or it is to be cut. */
struct chunk *channel_next(struct watcher *watcher);
size_t channel_watchers(
    const struct gateway *gateway, const char *session, enum feed_audience audience);

/* client/web/stream/stream.c */
struct watcher *watcher_open(struct exchange *exchange, const struct join_reply *join);
void watcher_wake(struct watcher *watcher);
void watcher_cut(struct watcher *watcher);

/* client/web/stream/chunks.c */
struct chunk *chunk_make(
    const char *event, uint64_t run, uint64_t number, json_t *data); /* takes data */
struct chunk *chunk_whole(const struct watch_update *update);
struct chunk *chunk_update(const struct watch_update *update);

/* client/web/stream/point_json.c */
json_t *objective_json(const struct synthesis_objective *objective);
/* What changed: delta is what came, objective what stands now. */
json_t *change_json(
    const struct synthesis_objective *delta, const struct synthesis_objective *objective);
json_t *note_json(const struct synthesis_note *note);
json_t *counts_json(const uint64_t counts[NOTE_PLACE_COUNT]);

/* All channels. */
int channels_wait_ms(const struct gateway *gateway);
void channels_step(struct gateway *gateway);
void channels_tick(struct gateway *gateway, uint64_t now);
/* The broker is away, or here again. */
void channels_broker(struct gateway *gateway);
void channels_close(struct gateway *gateway);

#endif
