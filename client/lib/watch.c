/* client/lib/watch.c - following a session; the states are drawn in watch_internal.h. */
#include <stdlib.h>
#include <string.h>

#include "client/lib/rapporteur_internal.h"
#include "proto/wire/text.h"

#define ASK_DEADLINE_MS   30000u
#define MESSAGES_PER_STEP 512u

/* --- telling ------------------------------------------------------------------------------ */

/* The callback may begin another watch: whoever calls this looks at `generation` afterwards. */
static void tell(struct rapporteur *rapporteur, uint32_t changed)
{
	struct watch *watch = &rapporteur->watch;
	struct watch_update update = { .state = watch->state,
		.event = watch->event,
		.objectives = watch->copy.view,
		.objective_count = watch->copy.count,
		.changed = changed,
		.run = watch->run,
		.number = watch->number,
		.delta = changed == 0 ? NULL : watch->delta,
		.delta_size = changed == 0 ? 0 : watch->delta_size };
	if (watch->told.update != NULL)
		watch->told.update(watch->told.context, &update);
}

static void state_set(struct rapporteur *rapporteur, enum watch_state state)
{
	struct watch *watch = &rapporteur->watch;
	if (watch->state == state)
		return;
	watch->state = state;
	tell(rapporteur, 0);
}

/* --- held messages ------------------------------------------------------------------------ */

static void held_clear(struct watch *watch)
{
	for (size_t i = 0; i < watch->held_count; i++)
		free(watch->held[i].payload);
	watch->held_count = 0;
	watch->held_bytes = 0;
	watch->held_overflow = false;
}

static void held_add(
    struct watch *watch, const struct feed_message *message, const struct buffer *payload)
{
	struct held held = {
		.run = message->run, .number = message->number, .size = payload->size
	};
	if (watch->held_count == HELD_MAX || held.size > HELD_BYTES_MAX - watch->held_bytes ||
	    (held.payload = malloc(held.size + 1)) == NULL) {
		watch->held_overflow = true;
		return;
	}
	if (held.size > 0)
		memcpy(held.payload, payload->bytes, held.size);
	watch->held_bytes += held.size;
	watch->held[watch->held_count++] = held;
}

/* --- stages ------------------------------------------------------------------------------- */

/* At once plus a spread, but not too soon after the last time, and later the more it fails. */
static void due_set(struct watch *watch, enum watch_stage stage, uint64_t now)
{
	uint32_t doubles = watch->failures < HEAL_PAUSES_MAX ? watch->failures : HEAL_PAUSES_MAX;
	uint64_t earliest = watch->begun_ms + ((uint64_t)HEAL_PAUSE_MS << doubles);
	watch->stage = stage;
	watch->due_ms = (earliest > now ? earliest : now) + jitter_ms(HEAL_SPREAD_MS);
}

static void fetch_stop(struct rapporteur *rapporteur)
{
	fetch_close(&rapporteur->watch.fetch);
	held_clear(&rapporteur->watch);
}

static void heal(struct rapporteur *rapporteur, uint64_t now)
{
	fetch_stop(rapporteur);
	due_set(&rapporteur->watch, WATCH_GET_DUE, now);
}

static void join_anew(struct rapporteur *rapporteur, uint64_t now)
{
	fetch_stop(rapporteur);
	request_cancel(rapporteur, &rapporteur->watch);
	feed_close(rapporteur);
	due_set(&rapporteur->watch, WATCH_JOIN_DUE, now);
}

static void end(struct rapporteur *rapporteur)
{
	struct watch *watch = &rapporteur->watch;
	fetch_stop(rapporteur);
	request_cancel(rapporteur, watch);
	feed_close(rapporteur);
	copy_close(&watch->copy);
	watch->stage = WATCH_OFF;
	watch->generation++;
}

static void refused(struct rapporteur *rapporteur, enum error error, const char *detail)
{
	struct rapporteur_watch told = rapporteur->watch.told;
	end(rapporteur);
	if (told.refused != NULL)
		told.refused(told.context, error, detail);
}

static bool is_final(enum error error)
{
	return error == ERROR_NO_SESSION || error == ERROR_NOT_ALLOWED ||
	    error == ERROR_NOT_MEMBER || error == ERROR_MAJOR || error == ERROR_TYPE ||
	    error == ERROR_ENVELOPE || error == ERROR_FIELD;
}

/* --- laying messages over the copy -------------------------------------------------------- */

enum laid { LAID_NOTHING, LAID_CHANGE, LAID_GAP };

static enum laid lay_next(
    struct watch *watch, const struct feed_payload *payload, uint32_t *changed)
{
	if (payload->message == MESSAGE_FEED_SNAPSHOT)
		return LAID_GAP;
	if (payload->message == MESSAGE_FEED_UPDATE) {
		if (payload->objective == NULL ||
		    !copy_apply(&watch->copy, payload->objective, payload->objective_size, changed))
			return LAID_GAP;
		watch->delta = payload->objective;
		watch->delta_size = payload->objective_size;
	}
	watch->number++;
	watch->event = payload->event;
	return payload->message == MESSAGE_FEED_UPDATE ? LAID_CHANGE : LAID_NOTHING;
}

static enum laid lay(struct watch *watch, const struct feed_message *message, const uint8_t *bytes,
    size_t size, uint32_t *changed)
{
	struct feed_payload payload;
	struct refusal refusal;
	if (message->run != watch->run)
		return LAID_GAP;
	if (feed_payload_decode(&payload, bytes, size, &refusal) != ERROR_NONE) {
		watch->malformed++;
		return message->number > watch->number ? LAID_GAP : LAID_NOTHING;
	}
	/* These two tell the newest number, and have none of their own. */
	if (payload.message == MESSAGE_FEED_HEARTBEAT || payload.message == MESSAGE_FEED_GOODBYE) {
		if (message->number > watch->number)
			return LAID_GAP;
		if (message->number == watch->number && payload.event > watch->event)
			watch->event = payload.event;
		return LAID_NOTHING;
	}
	if (message->number <= watch->number)
		return LAID_NOTHING;
	if (message->number > watch->number + 1)
		return LAID_GAP;
	return lay_next(watch, &payload, changed);
}

/* --- getting ------------------------------------------------------------------------------ */

/* What came while the snapshot travelled. True when all of it fits. */
static bool held_lay(struct watch *watch)
{
	bool fits = !watch->held_overflow;
	for (size_t i = 0; fits && i < watch->held_count; i++) {
		const struct held *held = &watch->held[i];
		struct feed_message message = { .run = held->run, .number = held->number };
		uint32_t changed = 0;
		/* Another run's, and not the last: from before the press began anew. */
		if (held->run != watch->run && i + 1 < watch->held_count)
			continue;
		fits = lay(watch, &message, held->payload, held->size, &changed) != LAID_GAP;
	}
	held_clear(watch);
	return fits;
}

static void got(void *context, enum rapporteur_result result, const struct refusal *refusal)
{
	struct rapporteur *rapporteur = context;
	struct watch *watch = &rapporteur->watch;
	struct fetch *fetch = &watch->fetch;
	uint64_t now = clock_boot_ms();
	if (result == RAPPORTEUR_REFUSED && is_final(refusal->error)) {
		refused(rapporteur, refusal->error, refusal->detail);
		return;
	}
	if (result != RAPPORTEUR_OK ||
	    !copy_load(&watch->copy, fetch->whole.bytes, fetch->whole.size)) {
		watch->failures++;
		heal(rapporteur, now);
		return;
	}
	watch->run = fetch->run;
	watch->number = fetch->number;
	watch->event = fetch->event;
	watch->shown = true;
	watch->stage = WATCH_FOLLOWING;
	if (held_lay(watch))
		watch->failures = 0;
	else
		due_set(watch, WATCH_GET_DUE, now);
	fetch_close(fetch);
	watch->state = WATCH_LIVE;
	tell(rapporteur, 0);
}

static void get_begin(struct rapporteur *rapporteur, uint64_t now)
{
	struct watch *watch = &rapporteur->watch;
	fetch_stop(rapporteur);
	watch->stage = WATCH_GETTING;
	watch->begun_ms = now;
	struct fetch *fetch = &watch->fetch;
	fetch->rapporteur = rapporteur;
	fetch->message = MESSAGE_SYNTHESIS_GET;
	memcpy(fetch->session, watch->session, sizeof fetch->session);
	fetch->at_least = 0;
	fetch->deadline_ms = now + ASK_DEADLINE_MS;
	fetch->done = got;
	fetch->context = rapporteur;
	if (fetch_begin(fetch) != RAPPORTEUR_OK) {
		watch->failures++;
		heal(rapporteur, now);
	}
}

/* --- joining ------------------------------------------------------------------------------ */

static void joined(void *context, enum rapporteur_result result, const struct reply *reply)
{
	struct watch *watch = context;
	struct rapporteur *rapporteur = watch->rapporteur;
	struct refusal refusal;
	uint64_t now = clock_boot_ms();
	if (result == RAPPORTEUR_REFUSED && is_final(reply->error)) {
		refused(rapporteur, reply->error, reply->detail);
		return;
	}
	if (result != RAPPORTEUR_OK || reply->body == NULL ||
	    join_reply_decode(&watch->join, reply->body, reply->body_size, &refusal) !=
		ERROR_NONE ||
	    !feed_open(rapporteur)) {
		watch->failures++;
		join_anew(rapporteur, now);
		return;
	}
	watch->subscribed_ms = now;
	watch->stage = WATCH_GET_DUE;
	watch->due_ms = now;
	if (watch->told.joined != NULL)
		watch->told.joined(watch->told.context, &watch->join);
}

static void join_begin(struct rapporteur *rapporteur, uint64_t now)
{
	struct watch *watch = &rapporteur->watch;
	struct buffer body;
	buffer_init(&body, 16);
	empty_encode(&body);
	watch->stage = WATCH_JOINING;
	watch->begun_ms = now;
	if (body.failed ||
	    rapporteur_request(rapporteur, MESSAGE_JOIN, watch->session, body.bytes, body.size,
		ASK_DEADLINE_MS, joined, watch) != RAPPORTEUR_OK) {
		watch->failures++;
		join_anew(rapporteur, now);
	}
	buffer_close(&body);
}

/* --- the feed ----------------------------------------------------------------------------- */

static void genuine(struct rapporteur *rapporteur, const struct feed_message *message,
    const struct buffer *payload, uint64_t now)
{
	struct watch *watch = &rapporteur->watch;
	uint32_t generation = watch->generation;
	watch->heard_ms = now;
	if (watch->stage == WATCH_GETTING) {
		held_add(watch, message, payload);
		return;
	}
	if (watch->stage != WATCH_FOLLOWING)
		return; /* what is got next has it */
	uint32_t changed = 0;
	enum laid laid = lay(watch, message, payload->bytes, payload->size, &changed);
	if (laid == LAID_GAP) {
		watch->gaps++;
		heal(rapporteur, now);
	}
	if (laid == LAID_CHANGE)
		tell(rapporteur, changed);
	if (watch->generation == generation)
		state_set(rapporteur, WATCH_LIVE);
}

static void feed_read(struct rapporteur *rapporteur, uint64_t now)
{
	struct watch *watch = &rapporteur->watch;
	uint32_t generation = watch->generation;
	struct buffer payload;
	buffer_init(&payload, MESSAGE_BYTES_MAX);
	for (size_t i = 0; i < MESSAGES_PER_STEP && watch->generation == generation; i++) {
		struct feed_message message;
		enum feed_result result = feed_take(rapporteur, &message, &payload);
		if (result == FEED_NOTHING)
			break;
		if (result == FEED_GENUINE)
			genuine(rapporteur, &message, &payload, now);
		if (result == FEED_OTHER_KEY) {
			join_anew(rapporteur, now);
			break;
		}
	}
	buffer_close(&payload);
}

/* Silence: three heartbeats are missing. Told once; a new socket each time. */
static void silence(struct rapporteur *rapporteur, uint64_t now)
{
	struct watch *watch = &rapporteur->watch;
	uint32_t generation = watch->generation;
	uint64_t since =
	    watch->heard_ms > watch->subscribed_ms ? watch->heard_ms : watch->subscribed_ms;
	if (watch->shown && now - watch->heard_ms >= FEED_STALE_MS && now - since >= FEED_STALE_MS)
		state_set(rapporteur, WATCH_STALE);
	if (watch->generation == generation && watch->feed.handle != NULL &&
	    now - since >= FEED_STALE_MS) {
		watch->failures++;
		join_anew(rapporteur, now);
	}
}

void watch_step(struct rapporteur *rapporteur, uint64_t now)
{
	struct watch *watch = &rapporteur->watch;
	if (watch->stage == WATCH_OFF)
		return;
	uint32_t generation = watch->generation;
	feed_read(rapporteur, now);
	if (watch->generation == generation)
		silence(rapporteur, now);
	if (watch->generation != generation || watch->stage == WATCH_OFF)
		return;
	if (watch->feed.handle != NULL && !feed_is_current(rapporteur))
		join_anew(rapporteur, now);
	bool due = now >= watch->due_ms && rapporteur->connection.hello_known &&
	    connection_ready(rapporteur);
	if (watch->stage == WATCH_JOIN_DUE && due)
		join_begin(rapporteur, now);
	if (watch->stage == WATCH_GET_DUE && due)
		get_begin(rapporteur, now);
}

uint64_t watch_due(const struct rapporteur *rapporteur)
{
	const struct watch *watch = &rapporteur->watch;
	if (watch->stage == WATCH_OFF)
		return NEVER;
	bool asks = watch->stage == WATCH_JOIN_DUE || watch->stage == WATCH_GET_DUE;
	if (asks && connection_ready(rapporteur) && rapporteur->connection.hello_known)
		return watch->due_ms;
	return NEVER; /* silence is looked for with every step, at the latest each second */
}

/* ------------------------------------------------------------------------------------------- */

enum rapporteur_result rapporteur_watch(
    struct rapporteur *rapporteur, const struct rapporteur_watch *watch)
{
	if (watch->session == NULL || !text_key_valid(watch->session, SESSION_KEY_MAX))
		return RAPPORTEUR_ARGUMENT;
	struct watch *kept = &rapporteur->watch;
	char session[SESSION_KEY_MAX + 1];
	memcpy(session, watch->session, strlen(watch->session) + 1);
	end(rapporteur);
	memcpy(kept->session, session, sizeof session);
	kept->rapporteur = rapporteur;
	kept->told = *watch;
	kept->told.session = kept->session;
	kept->stage = WATCH_JOIN_DUE;
	kept->state = WATCH_STARTING;
	kept->due_ms = 0;
	kept->begun_ms = 0;
	kept->failures = 0;
	kept->shown = false;
	kept->heard_ms = clock_boot_ms();
	rapporteur_wake(rapporteur);
	return RAPPORTEUR_OK;
}

void watch_close(struct rapporteur *rapporteur)
{
	end(rapporteur);
}
