/*
 * broker/press/press_answer.c - `synthesis get`, in parts. A snapshot is kept until others need its place, so that
 * whoever has the first part gets the rest of the same; many who ask at once share one.
 */
#include <sodium.h>
#include <string.h>

#include "broker/press/press_internal.h"

#define CATCHING_UP_RETRY_MS 100u

static struct press_snapshot *by_digest(
    struct press *press, const struct press_session *session, const uint8_t digest[HASH_BYTES])
{
	for (size_t i = 0; i < PRESS_SNAPSHOTS_MAX; i++) {
		struct press_snapshot *snapshot = &press->snapshots[i];
		if (snapshot->session == session &&
		    memcmp(snapshot->digest, digest, HASH_BYTES) == 0)
			return snapshot;
	}
	return NULL;
}

/* One that still says how things stand, or NULL. */
static struct press_snapshot *fresh(
    struct press *press, const struct press_session *session, uint32_t objective)
{
	for (size_t i = 0; i < PRESS_SNAPSHOTS_MAX; i++) {
		struct press_snapshot *snapshot = &press->snapshots[i];
		if (snapshot->session == session && snapshot->objective == objective &&
		    snapshot->event == press->folded.number && snapshot->number == session->number)
			return snapshot;
	}
	return NULL;
}

static struct press_snapshot *oldest(struct press *press)
{
	struct press_snapshot *found = &press->snapshots[0];
	for (size_t i = 1; i < PRESS_SNAPSHOTS_MAX; i++)
		if (press->snapshots[i].used < found->used)
			found = &press->snapshots[i];
	return found;
}

static struct press_snapshot *make(
    struct press *press, struct press_session *session, uint32_t objective)
{
	struct press_snapshot *snapshot = oldest(press);
	snapshot->session = NULL;
	buffer_close(&snapshot->bytes);
	size_t count = synthesis_objective_count(session->synthesis);
	for (size_t i = 0; i < count; i++) {
		struct synthesis_objective whole;
		if (objective != 0 &&
		    synthesis_objective_number(session->synthesis, i) != objective)
			continue;
		arena_clear(&press->arena);
		if (synthesis_read(session->synthesis, i, true, &press->arena, &whole) !=
		    SYNTHESIS_OK)
			return NULL;
		synthesis_objective_encode(&whole, &snapshot->bytes);
	}
	if (snapshot->bytes.failed)
		return NULL;
	crypto_generichash(
	    snapshot->digest, HASH_BYTES, snapshot->bytes.bytes, snapshot->bytes.size, NULL, 0);
	snapshot->session = session;
	snapshot->objective = objective;
	snapshot->number = session->number;
	snapshot->event = press->folded.number;
	return snapshot;
}

static void part_tell(struct press *press, struct press_snapshot *snapshot, uint32_t part,
    struct channel_packet *answer)
{
	size_t size = snapshot->bytes.size;
	uint32_t count = size == 0 ? 1 : (uint32_t)((size + PART_BYTES_MAX - 1) / PART_BYTES_MAX);
	struct refusal refusal;
	if (part >= count) {
		answer->error = refuse(&refusal, ERROR_STALE, "there are %u parts", count);
		memcpy(answer->detail, refusal.detail, sizeof answer->detail);
		return;
	}
	snapshot->used = ++press->turn;
	size_t start = (size_t)part * PART_BYTES_MAX;
	struct synthesis_get_reply reply = {
		.run = press->run,
		.number = snapshot->number,
		.event = snapshot->event,
		.got = { .part = part,
		    .part_count = count,
		    .bytes = size == 0 ? (const uint8_t *)"" : snapshot->bytes.bytes + start,
		    .size = size - start < PART_BYTES_MAX ? size - start : PART_BYTES_MAX },
	};
	memcpy(reply.got.digest, snapshot->digest, HASH_BYTES);
	buffer_clear(&press->body);
	synthesis_get_reply_encode(&reply, &press->body);
	answer->body = press->body.bytes;
	answer->body_size = press->body.size;
}

static void busy(struct channel_packet *answer)
{
	answer->error = ERROR_BUSY;
	answer->retry_ms = CATCHING_UP_RETRY_MS;
}

static void answer_make(
    struct press *press, const struct channel_packet *question, struct channel_packet *answer)
{
	struct synthesis_get get;
	struct refusal refusal;
	if (synthesis_get_decode(&get, question->body, question->body_size, &refusal) !=
	    ERROR_NONE) {
		answer->error = refusal.error;
		memcpy(answer->detail, refusal.detail, sizeof answer->detail);
		return;
	}
	struct press_session *session = press_session_find(press, question->session);
	/* All is folded and it is not there: its opening could not be read. */
	if (session == NULL && atomic_load(&press->shared->damaged) > 0 &&
	    atomic_load(&press->shared->state) == PRESS_LIVE) {
		answer->error = ERROR_DAMAGED;
		return;
	}
	if (session == NULL || get.at_least > press->folded.number ||
	    atomic_load(&press->shared->state) != PRESS_LIVE) {
		busy(answer); /* the desk knows the session: we are not so far yet */
		return;
	}
	struct press_snapshot *snapshot = NULL;
	if (get.want.digest_given)
		snapshot = by_digest(press, session, get.want.digest);
	else if ((snapshot = fresh(press, session, get.objective)) == NULL &&
	    (snapshot = make(press, session, get.objective)) == NULL) {
		busy(answer);
		return;
	}
	if (snapshot == NULL)
		answer->error = ERROR_STALE;
	else
		part_tell(press, snapshot, get.want.part, answer);
}

bool press_questions(struct press *press)
{
	for (;;) {
		struct channel_packet packet;
		enum channel_result result =
		    channel_receive(press->channel, &packet, press->packet);
		if (result == CHANNEL_GONE)
			return false;
		if (result == CHANNEL_NONE)
			return true;
		if (packet.kind == CHANNEL_STOP) {
			press->stopping = true;
			return true;
		}
		if (packet.kind != CHANNEL_QUESTION)
			continue;
		struct channel_packet answer = { .kind = CHANNEL_ANSWER, .tag = packet.tag };
		answer_make(press, &packet, &answer);
		/* A channel full of answers: the desk is far behind, and who asked will ask again. */
		channel_send(press->channel, &answer);
	}
}
