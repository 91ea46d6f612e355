/*
 * broker/press/press_publish.c - what changed goes out: per objective at most one update in FEED_COALESCE_MS, at once
 * when it was quiet; a heartbeat that tells the newest number when nothing goes out. Until all events of a
 * start are folded only heartbeats go out, which say so. The clock decides only what is published, never
 * what the synthesis says.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "broker/log.h"
#include "broker/press/press_internal.h"

#define SUBSCRIPTIONS_A_TURN 256u

/* To one audience. */
static void send(struct press *press, struct press_session *session, enum feed_audience audience,
    enum message message, const struct buffer *objective)
{
	struct feed_payload payload = { .message = message,
		.event = press->folded.number,
		.awaited = press->caught_up ? 0 : press->newest };
	const struct feed_keys *feed = &session->feeds[audience - 1];
	memcpy(payload.journal, press->folded.id, ID_BYTES);
	memcpy(payload.hash, press->folded.hash, HASH_BYTES);
	if (objective != NULL) {
		payload.objective = objective->bytes;
		payload.objective_size = objective->size;
	}
	buffer_clear(&press->payload);
	buffer_clear(&press->sealed);
	feed_payload_encode(&payload, &press->payload);
	const struct seal_head head = {
		.epoch = session->feed_epoch, .run = press->run, .number = session->number
	};
	if (!press->payload.failed)
		seal_close(&head, feed->topic, feed->key, press->signing.secret,
		    press->payload.bytes, press->payload.size, &press->sealed);
	if (press->payload.failed || press->sealed.failed)
		return; /* no memory: the number went up, so watchers see the gap and heal */
	/* A publisher never waits: a watcher whose queue is full misses this one, and heals. */
	if (zmq_send(press->feed, feed->topic, TOPIC_BYTES, ZMQ_SNDMORE | ZMQ_DONTWAIT) >= 0)
		zmq_send(press->feed, press->sealed.bytes, press->sealed.size, ZMQ_DONTWAIT);
	session->heartbeat_ms = press_now_ms();
}

static enum feed_audience audience_last(const struct press *press)
{
	return press->keyed ? FEED_PLENARY : FEED_WORK;
}

static void send_all(struct press *press, struct press_session *session, enum message message)
{
	for (int audience = FEED_WORK; audience <= (int)audience_last(press); audience++)
		send(press, session, (enum feed_audience)audience, message, NULL);
}

static bool published_room(struct press_session *session, size_t count)
{
	if (count <= session->published_count)
		return true;
	uint64_t *grown = realloc(session->published_ms, count * sizeof *grown);
	if (grown == NULL)
		return false;
	for (size_t i = session->published_count; i < count; i++)
		grown[i] = 0;
	session->published_ms = grown;
	session->published_count = count;
	return true;
}

static void objective_publish(struct press *press, struct press_session *session, size_t index)
{
	struct synthesis_objective changed;
	struct synthesis_objective shown;
	arena_clear(&press->arena);
	enum synthesis_result result =
	    synthesis_read(session->synthesis, index, false, &press->arena, &changed);
	session->number++;
	atomic_fetch_add(&press->shared->updates, 1);
	for (int i = FEED_WORK; i <= (int)audience_last(press); i++) {
		enum feed_audience audience = (enum feed_audience)i;
		buffer_clear(&press->encoded);
		bool made = result == SYNTHESIS_OK &&
		    press_audience(audience, &press->arena, &changed, &shown);
		if (made)
			synthesis_objective_encode(&shown, &press->encoded);
		if (made && !press->encoded.failed && press->encoded.size <= WALK_STRING_MAX)
			send(press, session, audience, MESSAGE_FEED_UPDATE, &press->encoded);
		else /* too much to tell: get it whole */
			send(press, session, audience, MESSAGE_FEED_SNAPSHOT, NULL);
	}
	synthesis_changes_taken(session->synthesis, index);
}

static int sooner(int a, int b)
{
	return a < b ? a : b;
}

static int session_publish(struct press *press, struct press_session *session, uint64_t now_ms)
{
	int due_ms = (int)FEED_HEARTBEAT_MS;
	size_t count = synthesis_objective_count(session->synthesis);
	if (!published_room(session, count))
		return due_ms;
	for (size_t i = 0; i < count && press->caught_up; i++) {
		if (!synthesis_changed(session->synthesis, i))
			continue;
		uint64_t rested_ms = now_ms - session->published_ms[i];
		if (rested_ms < FEED_COALESCE_MS) {
			due_ms = sooner(due_ms, (int)(FEED_COALESCE_MS - rested_ms));
			continue;
		}
		objective_publish(press, session, i);
		session->published_ms[i] = now_ms;
	}
	uint64_t silent_ms = now_ms - session->heartbeat_ms;
	if (silent_ms >= FEED_HEARTBEAT_MS)
		send_all(press, session, MESSAGE_FEED_HEARTBEAT);
	else
		due_ms = sooner(due_ms, (int)(FEED_HEARTBEAT_MS - silent_ms));
	return due_ms;
}

int press_publish(struct press *press)
{
	int due_ms = (int)FEED_HEARTBEAT_MS;
	uint64_t now_ms = press_now_ms();
	for (size_t i = 0; i < press->session_count; i++)
		due_ms = sooner(due_ms, session_publish(press, press->sessions[i], now_ms));
	return due_ms;
}

void press_goodbye(struct press *press)
{
	for (size_t i = 0; i < press->session_count; i++)
		send_all(press, press->sessions[i], MESSAGE_FEED_GOODBYE);
}

void press_drain(struct press *press)
{
	zmq_msg_t subscription;
	zmq_msg_init(&subscription);
	/* Not to the end: who subscribes faster than we read is cut only between two turns. */
	for (size_t i = 0; i < SUBSCRIPTIONS_A_TURN &&
	     zmq_msg_recv(&subscription, press->feed, ZMQ_DONTWAIT) >= 0;
	     i++) {
		/* The first of a topic, and the last to leave it; anything else a peer may say means nothing. */
		const uint8_t *bytes = zmq_msg_data(&subscription);
		if (zmq_msg_size(&subscription) == 0)
			continue;
		if (bytes[0] == 1)
			press->topics++;
		else if (bytes[0] == 0 && press->topics > 0)
			press->topics--;
	}
	zmq_msg_close(&subscription);
}
