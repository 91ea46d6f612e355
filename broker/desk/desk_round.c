/*
 * broker/desk/desk_round.c - a round of the desk: take what has arrived, up to a batch; decide and
 * commit it with one sync; only then answer, each in the order of arrival. Reads are answered after
 * the commit, so that who has just written reads what was written.
 */
#include <assert.h>
#include <sodium.h>
#include <string.h>
#include <time.h>

#include "broker/desk/desk_internal.h"
#include "broker/log.h"

#define FULL_RETRY_MS 5000u /* an operator needs a moment to make room */
#define BUSY_RETRY_MS 200u

void desk_reply(struct desk *desk, uint64_t message, const uint8_t id[ID_BYTES],
    const struct refusal *refusal, uint64_t retry_ms, const struct journal_place *place)
{
	struct journal_place newest = journal_newest(desk->journal);
	if (place == NULL)
		place = &newest;
	struct reply reply = {
		.major = PROTOCOL_MAJOR,
		.minor = PROTOCOL_MINOR,
		.message = message,
		.error = refusal->error,
		.sentence = error_sentence(refusal->error),
		.detail = refusal->detail,
		.retry_ms = retry_ms,
		.number = place->number,
		.body = desk->body.size > 0 ? desk->body.bytes : NULL,
		.body_size = desk->body.size,
	};
	memcpy(reply.id, id, ID_BYTES);
	memcpy(reply.journal, place->id, ID_BYTES);
	memcpy(reply.hash, place->hash, HASH_BYTES);
	buffer_clear(&desk->reply);
	reply_encode(&reply, &desk->reply);
	assert(!desk->reply.failed || desk->body.size > PART_BYTES_MAX);
}

void desk_send(struct desk *desk, zmq_msg_t *route)
{
	/* When the route is not taken, nothing more of the message may be sent: the body would be
	 * taken for a route. */
	if (desk->reply.failed ||
	    zmq_msg_send(route, desk->router, ZMQ_SNDMORE | ZMQ_DONTWAIT) < 0) {
		desk->counters[COUNTER_REPLIES_DROPPED]++;
		zmq_msg_close(route);
		return;
	}
	if (zmq_send(desk->router, desk->reply.bytes, desk->reply.size, ZMQ_DONTWAIT) < 0)
		desk->counters[COUNTER_REPLIES_DROPPED]++;
}

/* The frames after the first two, to their end. */
static void drain(struct desk *desk)
{
	zmq_msg_t rest;
	int more = 1;
	while (more != 0) {
		zmq_msg_init(&rest);
		if (zmq_msg_recv(&rest, desk->router, ZMQ_DONTWAIT) < 0)
			more = 0;
		else
			more = zmq_msg_more(&rest);
		zmq_msg_close(&rest);
	}
}

/* False: nothing more is waiting. */
static bool receive(struct desk *desk, struct request *request)
{
	request->command = NULL;
	request->info = NULL;
	request->retry_ms = 0;
	request->stranger = false;
	request->refusal.error = ERROR_NONE;
	zmq_msg_init(&request->route);
	zmq_msg_init(&request->frame);
	bool one = zmq_msg_recv(&request->route, desk->router, ZMQ_DONTWAIT) >= 0;
	if (one && zmq_msg_more(&request->route))
		one = zmq_msg_recv(&request->frame, desk->router, ZMQ_DONTWAIT) >= 0;
	if (!one) {
		zmq_msg_close(&request->route);
		zmq_msg_close(&request->frame);
		return false;
	}
	if (zmq_msg_more(&request->frame)) {
		drain(desk);
		request->envelope = (struct envelope){ 0 };
		refuse(&request->refusal, ERROR_FRAMES, "more than one");
	}
	desk->counters[COUNTER_MESSAGES]++;
	desk->counters[COUNTER_BYTES] += zmq_msg_size(&request->frame);
	return true;
}

static void gather(struct desk *desk)
{
	size_t bytes = 0;
	desk->request_count = 0;
	desk->programme_count = 0;
	desk->batch.count = 0;
	desk->gathered_us = desk_now_us();
	while (desk->request_count < BATCH_COMMANDS_MAX && bytes < BATCH_BYTES_MAX) {
		struct request *request = &desk->requests[desk->request_count];
		if (!receive(desk, request))
			break;
		desk->request_count++;
		bytes += zmq_msg_size(&request->frame);
		if (request->refusal.error == ERROR_NONE)
			desk_take(desk, request);
		else
			desk->counters[COUNTER_MALFORMED]++;
	}
}

static enum journal_result apply_now(void *context, struct journal_txn *txn)
{
	struct desk *desk = context;
	return apply_batch(desk->apply, txn, &desk->batch);
}

static void appended(void *context, enum journal_result outcome, const struct journal_place *newest)
{
	struct desk *desk = context;
	(void)newest;
	desk->outcome = outcome;
}

/* Nothing of the batch was kept: whoever was accepted is told so instead. A refusal stays one, and
 * what had been accepted before this batch is there. A command that came twice within the batch
 * repeats what was not kept: its event's number is past the end. */
static void batch_refuse(struct desk *desk, enum error error, uint64_t retry_ms)
{
	uint64_t newest = journal_newest(desk->journal).number;
	for (size_t i = 0; i < desk->request_count; i++) {
		struct request *request = &desk->requests[i];
		struct command *command = request->command;
		if (command == NULL || command->refusal.error != ERROR_NONE ||
		    (command->repeated && command->place.number <= newest))
			continue;
		refuse(&command->refusal, error, "nothing was saved");
		request->retry_ms = retry_ms;
	}
}

static void append_failed(struct desk *desk)
{
	log_line("desk", "not_committed reason=\"%s\" what=\"%s\"",
	    journal_result_sentence(desk->outcome), journal_last_fault(desk->journal)->what);
	switch (desk->outcome) {
	case JOURNAL_FULL:
		desk->counters[COUNTER_FULL]++;
		batch_refuse(desk, ERROR_FULL, FULL_RETRY_MS);
		return;
	case JOURNAL_DAMAGED:
		desk->counters[COUNTER_DAMAGED]++;
		batch_refuse(desk, ERROR_DAMAGED, 0);
		return;
	case JOURNAL_TOO_BIG:
		batch_refuse(desk, ERROR_TOO_BIG, 0);
		return;
	case JOURNAL_MEMORY:
	case JOURNAL_UNKNOWN:
		batch_refuse(desk, ERROR_BUSY, BUSY_RETRY_MS);
		return;
	case JOURNAL_OK:
	case JOURNAL_ABSENT:
	case JOURNAL_DISK:
	case JOURNAL_FORMAT:
	case JOURNAL_LOCKED:
	case JOURNAL_NOT_THERE:
	case JOURNAL_THERE:
		desk->failed = true;
	}
}

/* All at once: a draw is a system call. */
static void salts_draw(struct batch *batch)
{
	uint8_t salts[BATCH_COMMANDS_MAX][SALT_BYTES];
	randombytes_buf(salts, batch->count * SALT_BYTES);
	for (size_t i = 0; i < batch->count; i++)
		memcpy(batch->commands[i].salt, salts[i], SALT_BYTES);
}

static void append(struct desk *desk)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	desk->batch.time_ms = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
	salts_draw(&desk->batch);
	uint64_t before = journal_newest(desk->journal).number;
	journal_append(desk->journal, apply_now, appended, desk);
	if (desk->outcome != JOURNAL_OK) {
		append_failed(desk);
		return;
	}
	if (journal_newest(desk->journal).number == before)
		return;
	desk->counters[COUNTER_BATCHES]++;
	if (desk->batch.count > desk->counters[COUNTER_BATCH_MAX])
		desk->counters[COUNTER_BATCH_MAX] = desk->batch.count;
	const struct channel_packet bell = { .kind = CHANNEL_BELL };
	if (desk->supervisor.channel >= 0)
		channel_send(desk->supervisor.channel, &bell);
}

static void answer_change(struct desk *desk, struct request *request)
{
	struct command *command = request->command;
	bool about_note = command->envelope.message >= MESSAGE_NOTE_SUBMIT &&
	    command->envelope.message <= MESSAGE_NOTE_RETRACT;
	bool accepted = command->refusal.error == ERROR_NONE;
	if (about_note && (accepted || command->refusal.error == ERROR_STALE))
		note_reply_encode(&command->note, &desk->body);
	if (command->envelope.message == MESSAGE_REDEEM && accepted)
		desk_redeem_reply(desk, command);
	if (!accepted)
		desk->counters[COUNTER_REFUSED]++;
	else
		desk->counters[command->repeated ? COUNTER_REPEATED : COUNTER_ACCEPTED]++;
	if (command->refusal.error == ERROR_DAMAGED) {
		desk->counters[COUNTER_DAMAGED]++;
		log_line("desk", "damaged what=\"%s\"", journal_last_fault(desk->journal)->what);
	}
	desk_reply(desk, request->envelope.message, request->envelope.id, &command->refusal,
	    request->retry_ms, accepted ? &command->place : NULL);
	desk_send(desk, &request->route);
}

static void answer(struct desk *desk, struct journal_txn *txn, struct request *request)
{
	buffer_clear(&desk->body);
	if (request->command != NULL) {
		answer_change(desk, request);
		return;
	}
	if (request->refusal.error == ERROR_NONE && !desk_read(desk, txn, request))
		return;
	if (desk->body.failed) {
		buffer_clear(&desk->body);
		refuse(&request->refusal, ERROR_BUSY, "no memory");
	}
	if (request->refusal.error != ERROR_NONE)
		desk->counters[COUNTER_REFUSED]++;
	desk_reply(desk, request->envelope.message, request->envelope.id, &request->refusal,
	    request->retry_ms, NULL);
	desk_send(desk, &request->route);
}

static void answer_all(struct desk *desk)
{
	struct journal_txn *txn = NULL;
	bool reads = desk->batch.count < desk->request_count;
	if (reads && journal_begin(desk->journal, &txn) != JOURNAL_OK)
		txn = NULL; /* desk_read() says busy */
	for (size_t i = 0; i < desk->request_count; i++)
		answer(desk, txn, &desk->requests[i]);
	if (txn != NULL)
		journal_end(txn);
}

bool desk_round(struct desk *desk)
{
	gather(desk);
	if (desk->request_count == 0)
		return false;
	if (desk->batch.count > 0)
		append(desk);
	if (!desk->failed)
		answer_all(desk);
	for (size_t i = 0; i < desk->request_count; i++) {
		if (desk->failed)
			zmq_msg_close(&desk->requests[i].route);
		zmq_msg_close(&desk->requests[i].frame);
	}
	for (size_t i = 0; i < desk->programme_count; i++)
		programme_close(&desk->programmes[i]);
	arena_clear(&desk->batch.arena);
	return true;
}
