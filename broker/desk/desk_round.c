/*
 * broker/desk/desk_round.c - a round of the desk: take what has arrived, up to a batch; decide and
 * commit it with one sync; only then answer, each in the order of arrival. Reads are answered after
 * the commit, so that who has just written reads what was written.
 *
 * There are two rounds. A large one of notes alone goes to the committer, and the other gathers
 * meanwhile; its answers go out while the next one is committed:
 *
 *   desk       gather 2 | answer 1, gather 3 | answer 2, gather 4
 *   committer  commit 1 | commit 2           | commit 3
 *
 * Any other round waits until nothing is in the committer's hand and is committed here: handing a lone
 * note over would cost it more than it gains, and a read needs the journal.
 */
#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "broker/desk/desk_internal.h"
#include "broker/log.h"

#define FULL_RETRY_MS 5000u /* an operator needs a moment to make room */
#define BUSY_RETRY_MS 200u

void desk_reply(struct desk *desk, uint64_t message, const uint8_t id[ID_BYTES],
    const struct refusal *refusal, uint64_t retry_ms, const struct journal_place *place)
{
	if (place == NULL)
		place = &desk->newest;
	struct reply reply = {
		.major = PROTOCOL_MAJOR,
		.minor = PROTOCOL_MINOR,
		.message = message,
		.error = refusal->error,
		.sentence = error_sentence(refusal->error),
		.detail = refusal->detail,
		.retry_ms = retry_ms,
		.news = desk->reply_news,
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

/* So that what a peer has sent and what came of it can be compared, see broker/peers.h. */
static int took(struct desk *desk, zmq_msg_t *frame)
{
	if (desk->peers.table == NULL)
		return -1;
	int fd = zmq_msg_get(frame, ZMQ_SRCFD);
	peers_took(&desk->peers, fd, zmq_msg_size(frame));
	return fd;
}

/* The frames after the first two, to their end. */
static void drain(struct desk *desk)
{
	zmq_msg_t rest;
	int more = 1;
	while (more != 0) {
		zmq_msg_init(&rest);
		if (zmq_msg_recv(&rest, desk->router, ZMQ_DONTWAIT) < 0) {
			more = 0;
		} else {
			more = zmq_msg_more(&rest);
			(void)took(desk, &rest);
		}
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
	request->news = false;
	request->proven = false;
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
	request->fd = took(desk, &request->frame);
	if (zmq_msg_more(&request->frame)) {
		drain(desk);
		request->envelope = (struct envelope){ 0 };
		refuse(&request->refusal, ERROR_FRAMES, "more than one");
	}
	desk->counters[COUNTER_MESSAGES]++;
	desk->counters[COUNTER_BYTES] += zmq_msg_size(&request->frame);
	return true;
}

static bool round_full(const struct round *round)
{
	return round->request_count == BATCH_COMMANDS_MAX || round->bytes >= BATCH_BYTES_MAX;
}

int desk_room(const struct desk *desk)
{
	return round_full(desk->round) ? 0 : ZMQ_POLLIN;
}

/* True when something came. */
static bool gather(struct desk *desk)
{
	struct round *round = desk->round;
	size_t before = round->request_count;
	desk->gathered_us = desk_now_us();
	while (!round_full(round)) {
		struct request *request = &round->requests[round->request_count];
		if (!receive(desk, request))
			break;
		round->request_count++;
		round->bytes += zmq_msg_size(&request->frame);
		if (request->refusal.error == ERROR_NONE)
			desk_take(desk, request);
		else
			desk->counters[COUNTER_MALFORMED]++;
		if (request->refusal.error != ERROR_NONE)
			desk_blame(desk, request);
		if (request->command == NULL && request->refusal.error == ERROR_NONE)
			round->reads = true;
	}
	return round->request_count > before;
}

/* Empties it; its memory stays. A route that was sent is empty, and closing it harmless. */
static void round_clear(struct round *round)
{
	for (size_t i = 0; i < round->request_count; i++) {
		zmq_msg_close(&round->requests[i].route);
		zmq_msg_close(&round->requests[i].frame);
	}
	arena_clear(&round->batch.arena);
	round->request_count = 0;
	round->batch.count = 0;
	round->bytes = 0;
	round->reads = false;
}

bool desk_rounds_open(struct desk *desk)
{
	desk->round = &desk->rounds[0];
	desk->other = &desk->rounds[1];
	bool opened = true;
	for (size_t i = 0; i < 2; i++) {
		struct round *round = &desk->rounds[i];
		arena_init(&round->batch.arena, 8 * (size_t)BATCH_BYTES_MAX);
		round->requests = calloc(BATCH_COMMANDS_MAX, sizeof *round->requests);
		round->batch.commands = calloc(BATCH_COMMANDS_MAX, sizeof *round->batch.commands);
		opened = opened && round->requests != NULL && round->batch.commands != NULL;
	}
	return opened;
}

void desk_rounds_close(struct desk *desk)
{
	for (size_t i = 0; i < 2; i++) {
		struct round *round = &desk->rounds[i];
		round_clear(round);
		arena_close(&round->batch.arena);
		free(round->requests);
		free(round->batch.commands);
	}
}

static void rounds_turn(struct desk *desk)
{
	struct round *round = desk->round;
	desk->round = desk->other;
	desk->other = round;
}

/* --- Committing ------------------------------------------------------------------------------- */

static enum journal_result apply_now(void *context, struct journal_txn *txn)
{
	struct append *append = context;
	return apply_batch(append->apply, txn, append->batch);
}

static void appended(void *context, enum journal_result outcome, const struct journal_place *newest)
{
	struct append *append = context;
	append->outcome = outcome;
	append->newest = *newest;
}

/* Nothing of the batch was kept: whoever was accepted is told so instead. A refusal stays one, and
 * what had been accepted before this batch is there. A command that came twice within the batch
 * repeats what was not kept: its event's number is past the end. */
static void batch_refuse(struct desk *desk, enum error error, uint64_t retry_ms)
{
	uint64_t newest = desk->newest.number;
	for (size_t i = 0; i < desk->round->request_count; i++) {
		struct request *request = &desk->round->requests[i];
		struct command *command = request->command;
		if (command == NULL || command->refusal.error != ERROR_NONE ||
		    (command->repeated && command->place.number <= newest))
			continue;
		refuse(&command->refusal, error, "nothing was saved");
		request->retry_ms = retry_ms;
	}
}

static void append_failed(struct desk *desk, enum journal_result outcome)
{
	log_line("desk", "not_committed reason=\"%s\" what=\"%s\"",
	    journal_result_sentence(outcome), desk->fault.what);
	switch (outcome) {
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

/* All out of one seed: a draw is a system call for each 256 bytes. */
static void salts_draw(struct batch *batch)
{
	uint8_t seed[randombytes_SEEDBYTES];
	uint8_t salts[BATCH_COMMANDS_MAX][SALT_BYTES];
	randombytes_buf(seed, sizeof seed);
	randombytes_buf_deterministic(salts, batch->count * SALT_BYTES, seed);
	sodium_memzero(seed, sizeof seed);
	for (size_t i = 0; i < batch->count; i++)
		memcpy(batch->commands[i].salt, salts[i], SALT_BYTES);
}

/* What time and randomness give to a batch. */
static void append_ready(struct desk *desk, struct batch *batch, struct append *append)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	batch->time_ms = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
	salts_draw(batch);
	for (size_t i = 0; i < batch->count; i++)
		desk_erasure_ready(desk, &batch->commands[i]);
	batch->made = desk->kept.made_known ? &desk->kept.made : NULL;
	*append =
	    (struct append){ desk->journal, desk->apply, batch, JOURNAL_UNKNOWN, desk->newest };
}

static void append_run(void *context)
{
	struct append *append = context;
	journal_append(append->journal, apply_now, appended, append);
}

/* After an append of the round, with the journal ours again: who is told what, and the bell. */
static void append_tell(struct desk *desk, const struct append *append)
{
	uint64_t before = desk->newest.number;
	desk->newest = append->newest;
	desk->fault = *journal_last_fault(desk->journal);
	if (append->outcome != JOURNAL_OK) {
		append_failed(desk, append->outcome);
		return;
	}
	if (desk->newest.number == before)
		return;
	desk_erasure_due(desk);
	desk->counters[COUNTER_BATCHES]++;
	if (append->batch->count > desk->counters[COUNTER_BATCH_MAX])
		desk->counters[COUNTER_BATCH_MAX] = append->batch->count;
	const struct channel_packet bell = { .kind = CHANNEL_BELL };
	if (desk->supervisor.channel >= 0)
		channel_send(desk->supervisor.channel, &bell);
}

/* --- Answering -------------------------------------------------------------------------------- */

static void answer_change(struct desk *desk, struct request *request)
{
	struct command *command = request->command;
	bool about_note = command->envelope.message >= MESSAGE_NOTE_SUBMIT &&
	    command->envelope.message <= MESSAGE_NOTE_REDACT;
	bool accepted = command->refusal.error == ERROR_NONE;
	command_name_note(command);
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
		log_line("desk", "damaged what=\"%s\"", desk->fault.what);
	}
	desk_reply(desk, request->envelope.message, request->envelope.id, &command->refusal,
	    request->retry_ms, accepted ? &command->place : NULL);
	desk_send(desk, &request->route);
}

static void answer(struct desk *desk, struct journal_txn *txn, struct request *request)
{
	buffer_clear(&desk->body);
	desk->reply_news = request->news;
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

/* Answers the round, or nobody when the disk failed, and empties it. */
static void round_answer(struct desk *desk)
{
	struct round *round = desk->round;
	struct journal_txn *txn = NULL;
	if (!desk->failed && round->reads && journal_begin(desk->journal, &txn) != JOURNAL_OK)
		txn = NULL; /* desk_read() says busy */
	for (size_t i = 0; !desk->failed && i < round->request_count; i++)
		answer(desk, txn, &round->requests[i]);
	if (txn != NULL)
		journal_end(txn);
	round_clear(round);
}

/* --- Turns ------------------------------------------------------------------------------------ */

static void commit_here(struct desk *desk)
{
	if (desk->round->batch.count > 0) {
		struct append append;
		append_ready(desk, &desk->round->batch, &append);
		append_run(&append);
		append_tell(desk, &append);
	}
	round_answer(desk);
	for (size_t i = 0; i < desk->programme_count; i++)
		programme_close(&desk->programmes[i]);
	desk->programme_count = 0;
}

/* Notes alone, and many of them. What opens a session borrows from the desk, a read needs the journal. */
static bool is_for_committer(const struct desk *desk)
{
	return desk->committer.open && !desk->failed &&
	    desk->round->batch.count >= desk->given_min && !desk->round->reads &&
	    desk->programme_count == 0;
}

static void give(struct desk *desk)
{
	append_ready(desk, &desk->round->batch, &desk->appending);
	committer_give(&desk->committer, append_run, &desk->appending);
	rounds_turn(desk);
}

/* The committer is through: its round is answered, while it has the next one if that is for it. */
static void landed(struct desk *desk)
{
	struct append done = desk->appending;
	rounds_turn(desk);
	append_tell(desk, &done);
	rounds_turn(desk);
	if (is_for_committer(desk))
		give(desk);
	else
		rounds_turn(desk);
	round_answer(desk);
	if (!desk->committer.in_hand)
		rounds_turn(desk);
}

bool desk_round(struct desk *desk)
{
	bool received = gather(desk);
	if (desk->committer.in_hand) {
		if (!committer_take(&desk->committer, false))
			return received;
		landed(desk);
		return true;
	}
	if (desk->round->request_count == 0)
		return false;
	if (is_for_committer(desk))
		give(desk);
	else
		commit_here(desk);
	return true;
}

void desk_land(struct desk *desk)
{
	while (desk->committer.in_hand) {
		committer_take(&desk->committer, true);
		landed(desk);
	}
	if (!desk->failed && desk->round->request_count > 0)
		commit_here(desk);
}

bool desk_append(struct desk *desk, struct batch *batch)
{
	struct append append;
	desk_land(desk);
	if (desk->failed)
		return false;
	append_ready(desk, batch, &append);
	append_run(&append);
	append_tell(desk, &append);
	return append.outcome == JOURNAL_OK;
}
