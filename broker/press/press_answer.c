/*
 * broker/press/press_answer.c - `synthesis get` and what moderators ask, in parts. A snapshot of the answer is kept
 * until others need its place, so that whoever has the first part gets the rest of the same; many who ask
 * the same at once share one.
 */
#include <sodium.h>
#include <string.h>

#include "broker/press/press_internal.h"

#define CATCHING_UP_RETRY_MS 100u
#define STARTING_RETRY_MS    1000u /* so many events are to be folded first */
#define STARTING_EVENTS      5000u

/* Where snapshots of answers to this message are. */
static struct press_snapshot *places(struct press *press, enum message message, size_t *count)
{
	bool synthesis = message == MESSAGE_SYNTHESIS_GET;
	*count = synthesis ? PRESS_SNAPSHOTS_MAX : PRESS_INQUIRIES_MAX;
	return synthesis ? press->snapshots : press->snapshots + PRESS_SNAPSHOTS_MAX;
}

static struct press_snapshot *by_digest(
    struct press *press, const struct press_session *session, const struct press_question *question)
{
	size_t count = 0;
	struct press_snapshot *snapshots = places(press, question->message, &count);
	for (size_t i = 0; i < count; i++) {
		if (snapshots[i].session == session &&
		    snapshots[i].audience == question->audience &&
		    memcmp(snapshots[i].digest, question->want.digest, HASH_BYTES) == 0)
			return &snapshots[i];
	}
	return NULL;
}

/* One that still says how things stand, or NULL. */
static struct press_snapshot *fresh(
    struct press *press, const struct press_session *session, const struct press_question *question)
{
	size_t count = 0;
	struct press_snapshot *snapshots = places(press, question->message, &count);
	for (size_t i = 0; i < count; i++) {
		struct press_snapshot *snapshot = &snapshots[i];
		if (snapshot->session == session &&
		    memcmp(snapshot->print, question->print, HASH_BYTES) == 0 &&
		    snapshot->event == press->folded.number && snapshot->number == session->number)
			return snapshot;
	}
	return NULL;
}

void press_answers_drop(struct press *press, const struct press_session *session)
{
	for (size_t i = 0; i < PRESS_SNAPSHOTS_MAX + PRESS_INQUIRIES_MAX; i++) {
		struct press_snapshot *snapshot = &press->snapshots[i];
		if (snapshot->session != session)
			continue;
		snapshot->session = NULL;
		buffer_close(&snapshot->bytes);
	}
}

static struct press_snapshot *oldest(struct press *press, enum message message)
{
	size_t count = 0;
	struct press_snapshot *snapshots = places(press, message, &count);
	struct press_snapshot *found = &snapshots[0];
	for (size_t i = 1; i < count; i++)
		if (snapshots[i].used < found->used)
			found = &snapshots[i];
	return found;
}

static enum error read_all(struct press *press, const struct press_session *session,
    const struct press_question *question, struct buffer *out, struct refusal *refusal)
{
	size_t count = synthesis_objective_count(session->synthesis);
	for (size_t i = 0; i < count; i++) {
		struct synthesis_objective whole;
		struct synthesis_objective shown;
		if (question->objective != 0 &&
		    synthesis_objective_number(session->synthesis, i) != question->objective)
			continue;
		arena_clear(&press->arena);
		if (synthesis_read(session->synthesis, i, true, &press->arena, &whole) !=
			SYNTHESIS_OK ||
		    !press_audience(question->audience, &press->arena, &whole, &shown))
			return refuse(refusal, ERROR_BUSY, "%s", "");
		synthesis_objective_encode(&shown, out);
		synthesis_whole_given(session->synthesis, i);
	}
	return ERROR_NONE;
}

/* NULL: the refusal says why. */
static struct press_snapshot *make(struct press *press, struct press_session *session,
    const struct press_question *question, struct refusal *refusal)
{
	struct press_snapshot *snapshot = oldest(press, question->message);
	snapshot->session = NULL;
	buffer_close(&snapshot->bytes);
	enum error error = question->message == MESSAGE_SYNTHESIS_GET
	    ? read_all(press, session, question, &snapshot->bytes, refusal)
	    : press_inquire(press, session, question, &snapshot->bytes, refusal);
	if (error == ERROR_NONE && snapshot->bytes.failed)
		error = refuse(refusal, ERROR_BUSY, "%s", "");
	if (error != ERROR_NONE)
		return NULL;
	crypto_generichash(
	    snapshot->digest, HASH_BYTES, snapshot->bytes.bytes, snapshot->bytes.size, NULL, 0);
	snapshot->session = session;
	snapshot->audience = question->audience;
	memcpy(snapshot->print, question->print, HASH_BYTES);
	snapshot->number = session->number;
	snapshot->event = press->folded.number;
	return snapshot;
}

static void part_encode(const struct press *press, const struct press_question *question,
    const struct press_snapshot *snapshot, const struct part_got *got, struct buffer *out)
{
	if (question->message == MESSAGE_SYNTHESIS_GET) {
		struct synthesis_get_reply reply = { .run = press->run,
			.number = snapshot->number,
			.event = snapshot->event,
			.got = *got };
		synthesis_get_reply_encode(&reply, out);
	} else {
		struct inquiry_reply reply = { .event = snapshot->event, .got = *got };
		inquiry_reply_encode(&reply, out);
	}
}

static enum error part_tell(struct press *press, const struct press_question *question,
    struct press_snapshot *snapshot, struct refusal *refusal)
{
	size_t size = snapshot->bytes.size;
	uint32_t part = question->want.part;
	uint32_t count = size == 0 ? 1 : (uint32_t)((size + PART_BYTES_MAX - 1) / PART_BYTES_MAX);
	if (part >= count)
		return refuse(refusal, ERROR_STALE, "there are %u parts", count);
	snapshot->used = ++press->turn;
	size_t start = (size_t)part * PART_BYTES_MAX;
	struct part_got got = { .part = part,
		.part_count = count,
		.bytes = size == 0 ? (const uint8_t *)"" : snapshot->bytes.bytes + start,
		.size = size - start < PART_BYTES_MAX ? size - start : PART_BYTES_MAX };
	memcpy(got.digest, snapshot->digest, HASH_BYTES);
	buffer_clear(&press->body);
	part_encode(press, question, snapshot, &got, &press->body);
	return ERROR_NONE;
}

/* What the question is, whichever part of its answer is wanted. */
static void print_make(struct press *press, struct press_question *question)
{
	struct inquiry inquiry = question->inquiry;
	inquiry.want = (struct part_want){ .part = 0 };
	inquiry.at_least = 0;
	buffer_clear(&press->body);
	buffer_add(&press->body, &question->message, sizeof question->message);
	buffer_add(&press->body, &question->audience, sizeof question->audience);
	if (question->message == MESSAGE_SYNTHESIS_GET)
		buffer_add(&press->body, &question->objective, sizeof question->objective);
	else
		inquiry_encode(question->message, &inquiry, &press->body);
	crypto_generichash(
	    question->print, HASH_BYTES, press->body.bytes, press->body.size, NULL, 0);
}

static enum error question_read(struct press *press, const struct channel_packet *packet,
    struct press_question *question, struct refusal *refusal)
{
	*question = (struct press_question){ .message = (enum message)packet->message,
		.audience = packet->audience };
	arena_clear(&press->asked);
	if (question->message == MESSAGE_SYNTHESIS_GET) {
		struct synthesis_get get;
		if (synthesis_get_decode(&get, packet->body, packet->body_size, refusal) !=
		    ERROR_NONE)
			return refusal->error;
		question->at_least = get.at_least;
		question->objective = get.objective;
		question->want = get.want;
	} else {
		struct inquiry *inquiry = &question->inquiry;
		if (inquiry_decode(question->message, inquiry, &press->asked, packet->body,
			packet->body_size, refusal) != ERROR_NONE)
			return refusal->error;
		question->at_least = inquiry->at_least;
		question->objective = inquiry->objective;
		question->want = inquiry->want;
	}
	print_make(press, question);
	return ERROR_NONE;
}

static enum error answer_make(
    struct press *press, const struct channel_packet *packet, struct refusal *refusal)
{
	struct press_question question;
	if (question_read(press, packet, &question, refusal) != ERROR_NONE)
		return refusal->error;
	struct press_session *session = press_session_find(press, packet->session);
	bool live = atomic_load(&press->shared->state) == PRESS_LIVE;
	/* All is folded and it is not there: its opening could not be read. */
	if (session == NULL && atomic_load(&press->shared->damaged) > 0 && live)
		return refuse(refusal, ERROR_DAMAGED, "%s", "");
	/* Otherwise the desk knows the session: we are not so far yet. */
	if (session == NULL || question.at_least > press->folded.number || !live)
		return refuse(refusal, ERROR_BUSY, "%s", "");
	struct press_snapshot *snapshot = NULL;
	if (question.want.digest_given) {
		snapshot = by_digest(press, session, &question);
		if (snapshot == NULL)
			return refuse(refusal, ERROR_STALE, "%s", "");
	} else {
		snapshot = fresh(press, session, &question);
		if (snapshot == NULL)
			snapshot = make(press, session, &question, refusal);
		if (snapshot == NULL)
			return refusal->error;
	}
	return part_tell(press, &question, snapshot, refusal);
}

static void answer_send(struct press *press, const struct channel_packet *packet)
{
	struct refusal refusal = { .error = ERROR_NONE };
	struct channel_packet answer = { .kind = CHANNEL_ANSWER, .tag = packet->tag };
	answer.error = answer_make(press, packet, &refusal);
	if (answer.error == ERROR_NONE) {
		answer.body = press->body.bytes;
		answer.body_size = press->body.size;
	} else {
		memcpy(answer.detail, refusal.detail, sizeof answer.detail);
	}
	if (answer.error == ERROR_BUSY)
		answer.retry_ms = press->newest - press->folded.number > STARTING_EVENTS
		    ? STARTING_RETRY_MS
		    : CATCHING_UP_RETRY_MS;
	/* A channel full of answers: the desk is far behind, and who asked will ask again. */
	channel_send(press->channel, &answer);
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
		answer_send(press, &packet);
	}
}
