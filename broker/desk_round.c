/*
 * broker/desk_round.c - a round of the desk: take what has arrived, up to a batch; decide and commit it with
 * one sync; only then answer, each in the order of arrival. Reads are answered after the commit, so
 * that who has just written reads what was written.
 *
 * There are two rounds. A large one of notes alone goes to the committer, and the other gathers
 * meanwhile; its answers go out while the next one is committed:
 *
 *   desk       gather 2 │ answer 1, gather 3 │ answer 2, gather 4
 *   committer  commit 1 │ commit 2           │ commit 3
 *
 * Any other round waits until the committer is idle and is committed here: handing a lone note over would
 * cost it more than it gains, and a read needs the journal.
 */
#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "broker/desk_internal.h"
#include "broker/log.h"

#define FULL_RETRY_MS 5000u /* an operator needs a moment to make room */
#define BUSY_RETRY_MS 200u
#define GIVEN_MIN     64u /* commands; two threads' meeting costs as much as ten notes */

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
	/* When the route is not taken, nothing more of the message may be sent: the body would be taken
	 * for a route. */
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

bool round_open(struct round *round)
{
	*round = (struct round){ .request_count = 0 };
	arena_init(&round->batch.arena, 8 * (size_t)BATCH_BYTES_MAX);
	for (size_t i = 0; i < DESK_PROGRAMMES_MAX; i++)
		programme_init(&round->programmes[i]);
	round->requests = calloc(BATCH_COMMANDS_MAX, sizeof *round->requests);
	round->batch.commands = calloc(BATCH_COMMANDS_MAX, sizeof *round->batch.commands);
	return round->requests != NULL && round->batch.commands != NULL;
}

/* Empties it; its memory stays. A message that was sent is empty, and closing it harmless. */
static void round_clear(struct round *round)
{
	for (size_t i = 0; i < round->request_count; i++) {
		zmq_msg_close(&round->requests[i].route);
		zmq_msg_close(&round->requests[i].frame);
	}
	for (size_t i = 0; i < round->programme_count; i++)
		programme_close(&round->programmes[i]);
	arena_clear(&round->batch.arena);
	round->request_count = 0;
	round->programme_count = 0;
	round->batch.count = 0;
	round->bytes = 0;
	round->reads = false;
}

void round_close(struct round *round)
{
	if (round->requests == NULL)
		return;
	round_clear(round);
	arena_close(&round->batch.arena);
	free(round->requests);
	free(round->batch.commands);
	round->requests = NULL;
	round->batch.commands = NULL;
}

bool round_full(const struct round *round)
{
	return round->request_count == BATCH_COMMANDS_MAX || round->bytes >= BATCH_BYTES_MAX;
}

/* True when something came. */
static bool gather(struct desk *desk)
{
	struct round *round = desk->round;
	size_t before = round->request_count;
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
		if (request->command == NULL && request->refusal.error == ERROR_NONE)
			round->reads = true;
	}
	return round->request_count > before;
}

/* --- Committing ------------------------------------------------------------------------------------- */

static enum journal_result apply_now(void *context, struct journal_txn *txn)
{
	struct append *append = context;
	return apply_batch(append->apply, txn, &append->round->batch);
}

static void appended(void *context, enum journal_result outcome, const struct journal_place *newest)
{
	struct append *append = context;
	append->round->outcome = outcome;
	append->round->newest = *newest;
}

/* Nothing of the batch was kept: whoever was accepted is told so instead. A refusal stays one, and what
 * had been accepted before is there. */
static void batch_refuse(struct round *round, enum error error, uint64_t retry_ms)
{
	for (size_t i = 0; i < round->request_count; i++) {
		struct request *request = &round->requests[i];
		struct command *command = request->command;
		if (command == NULL || command->repeated || command->refusal.error != ERROR_NONE)
			continue;
		refuse(&command->refusal, error, "nothing was saved");
		request->retry_ms = retry_ms;
	}
}

static void append_failed(struct desk *desk, struct round *round)
{
	log_line("desk", "not_committed reason=\"%s\" what=\"%s\"",
	    journal_result_sentence(round->outcome), desk->fault.what);
	switch (round->outcome) {
	case JOURNAL_FULL:
		desk->counters[COUNTER_FULL]++;
		batch_refuse(round, ERROR_FULL, FULL_RETRY_MS);
		return;
	case JOURNAL_DAMAGED:
		desk->counters[COUNTER_DAMAGED]++;
		batch_refuse(round, ERROR_DAMAGED, 0);
		return;
	case JOURNAL_TOO_BIG:
		batch_refuse(round, ERROR_TOO_BIG, 0);
		return;
	case JOURNAL_MEMORY:
	case JOURNAL_UNKNOWN:
		batch_refuse(round, ERROR_BUSY, BUSY_RETRY_MS);
		return;
	case JOURNAL_OK:
	case JOURNAL_ABSENT:
	case JOURNAL_DISK:
	case JOURNAL_FORMAT:
	case JOURNAL_LOCKED:
	case JOURNAL_NOT_THERE:
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

/* What time and randomness give to a batch. */
static void batch_ready(struct batch *batch)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	batch->time_ms = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
	salts_draw(batch);
}

static void append_run(void *context)
{
	struct append *append = context;
	journal_append(append->journal, apply_now, appended, append);
}

/* After an append, with the journal ours again: who is told what, and the bell. */
static void append_tell(struct desk *desk, struct round *round)
{
	desk->fault = *journal_last_fault(desk->journal);
	uint64_t before = desk->newest.number;
	desk->newest = round->newest;
	if (round->outcome != JOURNAL_OK) {
		append_failed(desk, round);
		return;
	}
	if (desk->newest.number == before)
		return;
	desk->counters[COUNTER_BATCHES]++;
	if (round->batch.count > desk->counters[COUNTER_BATCH_MAX])
		desk->counters[COUNTER_BATCH_MAX] = round->batch.count;
	const struct channel_packet bell = { .kind = CHANNEL_BELL };
	if (desk->supervisor.channel >= 0)
		channel_send(desk->supervisor.channel, &bell);
}

/* --- Answering -------------------------------------------------------------------------------------- */

static void answer_change(struct desk *desk, struct request *request)
{
	struct command *command = request->command;
	bool about_note = command->envelope.message >= MESSAGE_NOTE_SUBMIT;
	bool accepted = command->refusal.error == ERROR_NONE;
	if (about_note && (accepted || command->refusal.error == ERROR_STALE))
		note_reply_encode(&command->note, &desk->body);
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

static void answer_all(struct desk *desk, struct round *round)
{
	struct journal_txn *txn = NULL;
	if (round->reads && journal_begin(desk->journal, &txn) != JOURNAL_OK)
		txn = NULL; /* desk_read() says busy */
	for (size_t i = 0; i < round->request_count; i++)
		answer(desk, txn, &round->requests[i]);
	if (txn != NULL)
		journal_end(txn);
}

/* Tells and answers what was appended, or tells nobody anything when the disk failed. */
static void round_finish(struct desk *desk, struct round *round)
{
	if (!desk->failed)
		answer_all(desk, round);
	round_clear(round);
}

/* Notes alone, and many of them. What opens a session borrows from the desk, a read needs the journal. */
static bool is_for_committer(const struct round *round)
{
	return round->batch.count >= GIVEN_MIN && !round->reads && round->programme_count == 0;
}

static void commit_here(struct desk *desk, struct round *round)
{
	if (round->batch.count > 0) {
		struct append append = { desk->journal, desk->apply, round };
		batch_ready(&round->batch);
		append_run(&append);
		append_tell(desk, round);
	}
	round_finish(desk, round);
}

bool desk_round(struct desk *desk)
{
	bool received = gather(desk);
	struct round *given = NULL;
	if (committer_context(&desk->committer) != NULL) {
		if (!committer_take(&desk->committer, false))
			return received;
		given = desk->appending.round;
		append_tell(desk, given);
	}
	struct round *gathered = desk->round;
	bool give = !desk->failed && is_for_committer(gathered);
	if (give) {
		batch_ready(&gathered->batch);
		desk->appending = (struct append){ desk->journal, desk->apply, gathered };
		committer_give(&desk->committer, append_run, &desk->appending);
		desk->round = &desk->rounds[gathered == &desk->rounds[0] ? 1 : 0];
	}
	if (given != NULL)
		round_finish(desk, given);
	bool here = !give && gathered->request_count > 0;
	if (here && !desk->failed)
		commit_here(desk, gathered);
	return received || given != NULL || give || here;
}

void desk_land(struct desk *desk)
{
	if (committer_context(&desk->committer) == NULL)
		return;
	committer_take(&desk->committer, true);
	append_tell(desk, desk->appending.round);
	round_finish(desk, desk->appending.round);
	if (!desk->failed && desk->round->request_count > 0)
		commit_here(desk, desk->round);
}
