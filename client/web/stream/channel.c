/* client/web/stream/channel.c - see channel.h. */
#include "client/web/stream/channel.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "client/lib/rapporteur_internal.h"
#include "client/terminal/json_out.h"
#include "client/web/api/api.h"

#define FACTS_DEADLINE_MS 10000u
#define WHOLE_OLD_CHUNKS  32u /* a whole that is older than so many chunks is made anew */

/* --- the ring -------------------------------------------------------------------------------------- */

static void ring_drop(struct channel *channel)
{
	struct chunk **slot = &channel->ring[channel->first % RING_CHUNKS_MAX];
	channel->ring_bytes -= (*slot)->size;
	chunk_release(*slot);
	*slot = NULL;
	channel->first++;
}

static void wake_all(struct channel *channel)
{
	for (struct watcher *at = channel->watchers; at != NULL; at = at->next)
		watcher_wake(at);
}

static void cut_all(struct channel *channel)
{
	for (struct watcher *at = channel->watchers; at != NULL; at = at->next)
		watcher_cut(at);
}

/* Takes chunk. NULL, no memory: whoever watches begins anew. */
static void ring_add(struct channel *channel, struct chunk *chunk)
{
	if (chunk == NULL) {
		cut_all(channel);
		return;
	}
	while (channel->first < channel->upcoming &&
	    (channel->upcoming - channel->first == RING_CHUNKS_MAX ||
		chunk->size > RING_BYTES_MAX || channel->ring_bytes > RING_BYTES_MAX - chunk->size))
		ring_drop(channel);
	chunk->sequence = channel->upcoming;
	channel->ring[channel->upcoming % RING_CHUNKS_MAX] = chunk;
	channel->ring_bytes += chunk->size;
	channel->upcoming++;
	channel->gateway->counters[WEB_CHUNKS]++;
	wake_all(channel);
}

/* The chunk after which somebody goes on who has seen that place; 0: it is not here. */
static uint64_t ring_after(const struct channel *channel, uint64_t run, uint64_t number)
{
	if (run == 0 || run != channel->run)
		return 0;
	for (uint64_t at = channel->first; at < channel->upcoming; at++) {
		const struct chunk *chunk = channel->ring[at % RING_CHUNKS_MAX];
		if (chunk->run == run && chunk->number == number)
			return at + 1;
	}
	return number == channel->number ? channel->upcoming : 0;
}

/* --- watchers -------------------------------------------------------------------------------------- */

static void actor_choose(struct channel *channel)
{
	channel->actor = channel->watchers;
	if (channel->actor != NULL && !channel->gateway->open)
		rapporteur_act_as(channel->line, channel->actor->secret);
}

void channel_add(struct channel *channel, struct watcher *watcher)
{
	watcher->channel = channel;
	watcher->next = channel->watchers;
	if (watcher->next != NULL)
		watcher->next->previous = watcher;
	channel->watchers = watcher;
	channel->watcher_count++;
	channel->gateway->counters[WEB_WATCHERS]++;
	if (channel->actor == NULL)
		actor_choose(channel);
}

void channel_remove(struct watcher *watcher)
{
	struct channel *channel = watcher->channel;
	if (channel == NULL)
		return;
	if (watcher->previous != NULL)
		watcher->previous->next = watcher->next;
	else
		channel->watchers = watcher->next;
	if (watcher->next != NULL)
		watcher->next->previous = watcher->previous;
	watcher->channel = NULL;
	channel->watcher_count--;
	channel->gateway->counters[WEB_WATCHERS]--;
	if (channel->actor == watcher)
		actor_choose(channel);
	channel->idle_ms = clock_boot_ms();
}

size_t channel_watchers(
    const struct gateway *gateway, const char *session, enum feed_audience audience)
{
	for (const struct channel *at = gateway->channels; at != NULL; at = at->next)
		if (at->audience == audience && strcmp(at->session, session) == 0)
			return at->watcher_count;
	return 0;
}

/* All there is, as of now or of a moment ago with what came since still in the ring. */
static struct chunk *whole_of(struct channel *channel)
{
	bool old = channel->whole == NULL || channel->whole_at < channel->first ||
	    channel->upcoming - channel->whole_at > WHOLE_OLD_CHUNKS;
	if (!old)
		return channel->whole;
	chunk_release(channel->whole);
	const struct watch *watch = &channel->line->watch;
	const struct watch_update update = { .run = channel->run,
		.number = channel->number,
		.event = channel->event,
		.objectives = watch->copy.view,
		.objective_count = watch->copy.count };
	channel->whole = chunk_whole(&update);
	channel->whole_at = channel->upcoming;
	return channel->whole;
}

/* Where a new watcher begins. */
static struct chunk *place(struct channel *channel, struct watcher *watcher)
{
	uint64_t after = ring_after(channel, watcher->after_run, watcher->after_number);
	watcher->placed = true;
	if (after != 0) {
		watcher->upcoming = after;
		return NULL;
	}
	struct chunk *whole = whole_of(channel);
	watcher->upcoming = channel->whole_at;
	watcher->cut = whole == NULL;
	return whole == NULL ? NULL : chunk_hold(whole);
}

struct chunk *channel_next(struct watcher *watcher)
{
	struct channel *channel = watcher->channel;
	if (channel == NULL || !channel->shown)
		return NULL;
	if (!watcher->placed) {
		struct chunk *whole = place(channel, watcher);
		if (whole != NULL)
			return whole;
	}
	if (watcher->upcoming < channel->first)
		watcher->cut = true;
	if (watcher->cut || watcher->upcoming == channel->upcoming)
		return NULL;
	return chunk_hold(channel->ring[watcher->upcoming++ % RING_CHUNKS_MAX]);
}

/* --- what the broker says -------------------------------------------------------------------------- */

static void state_tell(struct channel *channel)
{
	bool away = channel->gateway->away || channel->state == WATCH_STALE;
	if (away == channel->told_away)
		return;
	channel->told_away = away;
	json_t *data = json_object();
	json_set_text(&data, "broker", away ? "away" : "here");
	gateway_place_json(channel->gateway, &data);
	ring_add(channel, chunk_make("state", 0, 0, data));
}

static void updated(void *context, const struct watch_update *update)
{
	struct channel *channel = context;
	channel->state = update->state;
	if (update->state == WATCH_STARTING)
		return;
	bool fresh = update->changed == 0 &&
	    (!channel->shown || update->run != channel->run || update->number != channel->number);
	channel->run = update->run;
	channel->number = update->number;
	channel->event = update->event;
	if (update->changed != 0) {
		ring_add(channel, chunk_update(update));
	} else if (fresh && update->state == WATCH_LIVE) {
		bool first = !channel->shown;
		chunk_release(channel->whole);
		channel->whole = NULL;
		channel->shown = true;
		struct chunk *whole = first ? NULL : chunk_whole(update);
		if (!first)
			ring_add(channel, whole);
		wake_all(channel);
	}
	state_tell(channel);
}

static void was_refused(void *context, enum error error, const char *detail)
{
	struct channel *channel = context;
	(void)detail;
	gateway_log("stream", "refused session=%s audience=%d error=%s", channel->session,
	    (int)channel->audience, error_word(error));
	channel->refused = true;
	cut_all(channel);
}

static void joined(void *context, const struct join_reply *join)
{
	struct channel *channel = context;
	bool other = channel->epoch != 0 && channel->epoch != join->epoch;
	channel->epoch = join->epoch;
	if (join->audience != channel->audience) {
		/* Whom we follow it as has another role by now. */
		channel->refused = true;
		other = true;
	}
	if (other)
		cut_all(channel);
}

static void facts_told(void *context, enum rapporteur_result result, const struct reply *reply)
{
	struct channel *channel = context;
	struct session_get_reply got;
	struct refusal refusal;
	channel->facts_asked = false;
	if (channel->closing || result != RAPPORTEUR_OK || reply->body == NULL ||
	    session_get_reply_decode(&got, reply->body, reply->body_size, &refusal) != ERROR_NONE)
		return;
	const struct session_facts *had = &channel->facts;
	/* The first ones are told to all: what came between somebody's join and them is in them. */
	bool changed = !channel->facts_known ||
	    (had->closed != got.facts.closed || had->programme != got.facts.programme ||
		had->final != got.facts.final || had->grouping != got.facts.grouping ||
		had->closed_ms != got.facts.closed_ms);
	channel->facts_known = true;
	channel->facts = got.facts;
	if (!changed)
		return;
	json_t *data = json_object();
	facts_json(&data, &got.facts);
	ring_add(channel, chunk_make("session", 0, 0, data));
}

static void facts_ask(struct channel *channel, uint64_t now)
{
	struct buffer body;
	if (channel->facts_asked || now < channel->facts_due_ms || channel->watcher_count == 0)
		return;
	buffer_init(&body, 256);
	session_get_encode(&(struct session_get){ .want = { .part = 0 } }, &body);
	channel->facts_due_ms = now + FACTS_MS;
	channel->facts_asked = !body.failed &&
	    rapporteur_request(channel->line, MESSAGE_SESSION_GET, channel->session, body.bytes,
		body.size, FACTS_DEADLINE_MS, facts_told, channel) == RAPPORTEUR_OK;
	buffer_close(&body);
}

/* --- opening, closing ------------------------------------------------------------------------------ */

struct channel *channel_of(struct gateway *gateway, const char *session,
    enum feed_audience audience, const uint8_t *secret)
{
	size_t count = 0;
	for (struct channel *at = gateway->channels; at != NULL; at = at->next, count++)
		if (!at->refused && at->audience == audience && strcmp(at->session, session) == 0)
			return at;
	struct channel *channel = count < CHANNELS_MAX ? calloc(1, sizeof *channel) : NULL;
	if (channel == NULL)
		return NULL;
	channel->gateway = gateway;
	channel->audience = audience;
	channel->first = 1;
	channel->upcoming = 1;
	channel->told_away = gateway->away;
	channel->idle_ms = clock_boot_ms();
	memcpy(channel->session, session, strlen(session) + 1);
	if (gateway_line(gateway, false, &channel->line) != RAPPORTEUR_OK) {
		free(channel);
		return NULL;
	}
	if (!gateway->open)
		rapporteur_act_as(channel->line, secret);
	rapporteur_watch(channel->line,
	    &(struct rapporteur_watch){ .session = channel->session,
		.update = updated,
		.refused = was_refused,
		.joined = joined,
		.context = channel });
	channel->next = gateway->channels;
	gateway->channels = channel;
	return channel;
}

static void channel_close(struct channel *channel)
{
	channel->closing = true;
	cut_all(channel);
	while (channel->watchers != NULL)
		channel_remove(channel->watchers);
	rapporteur_close(channel->line);
	while (channel->first < channel->upcoming)
		ring_drop(channel);
	chunk_release(channel->whole);
	free(channel);
}

void channels_close(struct gateway *gateway)
{
	while (gateway->channels != NULL) {
		struct channel *next = gateway->channels->next;
		channel_close(gateway->channels);
		gateway->channels = next;
	}
}

int channels_wait_ms(const struct gateway *gateway)
{
	int least = INT_MAX;
	for (const struct channel *at = gateway->channels; at != NULL; at = at->next) {
		int wait_ms = rapporteur_wait_ms(at->line);
		if (wait_ms < least)
			least = wait_ms;
	}
	return least;
}

void channels_step(struct gateway *gateway)
{
	struct channel **at = &gateway->channels;
	uint64_t now = clock_boot_ms();
	while (*at != NULL) {
		struct channel *channel = *at;
		rapporteur_step(channel->line);
		bool idle = channel->watcher_count == 0 && now >= channel->idle_ms &&
		    now - channel->idle_ms >= CHANNEL_IDLE_MS;
		if (!channel->refused && !idle) {
			at = &channel->next;
			continue;
		}
		*at = channel->next;
		channel_close(channel);
	}
}

void channels_broker(struct gateway *gateway)
{
	for (struct channel *at = gateway->channels; at != NULL; at = at->next)
		state_tell(at);
}

/* One that does not read is told by what it has not been given, since nothing asks for it. */
static void watcher_look(struct channel *channel, struct watcher *watcher, uint64_t now)
{
	if (watcher->placed && watcher->upcoming < channel->first) {
		channel->gateway->counters[WEB_WATCHERS_CUT]++;
		watcher_cut(watcher);
		return;
	}
	if (now >= watcher->end_ms) {
		watcher_cut(watcher);
		return;
	}
	if (watcher->suspended && now >= watcher->written_ms &&
	    now - watcher->written_ms >= COMMENT_MS) {
		watcher->comment = true;
		watcher_wake(watcher);
	}
}

void channels_tick(struct gateway *gateway, uint64_t now)
{
	for (struct channel *channel = gateway->channels; channel != NULL;
	     channel = channel->next) {
		facts_ask(channel, now);
		struct watcher *next = NULL;
		for (struct watcher *at = channel->watchers; at != NULL; at = next) {
			next = at->next;
			watcher_look(channel, at, now);
		}
	}
}
