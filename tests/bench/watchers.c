/*
 * tests/bench/watchers.c - from a note to those who watch:
 *
 *   watchers ENDPOINT REFERENCE_ENDPOINT NOTES NOTES_PER_SECOND WATCHERS
 *
 * One writer sends notes at an even pace; the watchers are SUB sockets on the session's feed. All stand
 * in one thread, so that their clock is one. The first watcher verifies, unseals and reads every
 * update as it comes, which tells in which update a note is; of the others only the arrival is kept.
 * A note has reached a watcher when the update with it has arrived there. Then a bare XPUB sends the
 * same bytes at the same times to as many new watchers: the reference, from its sending to arrival.
 * Prints 50th and 99th percentiles over all notes and watchers, in microseconds.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include <zmq.h>

#include "proto/command.h"
#include "proto/wire/seal.h"
#include "proto/synthesis.h"
#include "tests/bench/rig.h"

#define WATCHERS_MAX 1000u
#define UPDATES_MAX  65536u
#define NUMBER_AT    13u    /* of the update's number in its sealed frame: proto/wire/seal.h */
#define READY_MS     20000u /* until a first message has reached every watcher */
#define QUIET_MS     500u   /* nothing for so long: all has arrived */
#define RECORD_MAX   (256u << 20)

struct update {
	uint64_t at_ns;   /* its arrival at the first watcher; then its sending by the reference */
	size_t start;     /* in record: topic and frame */
	size_t size;      /* of the frame */
	uint64_t sent_ns; /* by the reference */
};

struct bench {
	void *zmq;
	void *dealer;
	void *subs[WATCHERS_MAX];
	size_t watchers;
	struct rig_notes notes;
	uint64_t *sent_ns;   /* by note */
	uint64_t *in_update; /* by note: the number of the update that told it; 0: none */
	size_t told;
	size_t acked;
	char session[SESSION_KEY_MAX + 1];
	char feed[128];
	uint8_t sign_key[SIGN_KEY_BYTES];
	struct join_reply join;
	uint64_t *arrivals; /* UPDATES_MAX for each watcher; 0: not there */
	struct update *updates;
	uint64_t first; /* number of the first update of the measurement; 0: before it */
	uint64_t last;
	uint64_t last_ns;
	uint64_t snapshots; /* updates that told nothing but to get all anew */
	struct buffer record;
	struct buffer opened;
	struct arena arena;
	const char *reference; /* endpoint */
	atomic_bool replayed;  /* the reference has sent all */
};

static uint64_t number_of(const uint8_t *frame)
{
	uint64_t number = 0;
	for (size_t i = 0; i < 8; i++)
		number = number << 8 | frame[NUMBER_AT + i];
	return number;
}

/* --- What the first watcher does ------------------------------------------------------------------ */

static void notes_take(struct bench *bench, uint64_t number, const struct feed_payload *payload)
{
	struct synthesis_objective objective;
	struct refusal refusal;
	arena_clear(&bench->arena);
	if (payload->message == MESSAGE_FEED_SNAPSHOT)
		bench->snapshots++;
	if (payload->objective == NULL ||
	    synthesis_objective_decode(&objective, &bench->arena, payload->objective,
		payload->objective_size, NULL, &refusal) != ERROR_NONE)
		return;
	for (size_t i = 0; i < objective.note_count; i++) {
		const char *ref = objective.notes[i].ref;
		size_t index = ref == NULL ? SIZE_MAX : strtoul(ref, NULL, 10);
		if (index >= bench->notes.count || bench->in_update[index] != 0)
			continue;
		bench->in_update[index] = number;
		bench->told++;
	}
}

static bool update_open(struct bench *bench, uint64_t number, const uint8_t *frame, size_t size)
{
	struct seal_head head;
	struct feed_payload payload;
	struct refusal refusal;
	buffer_clear(&bench->opened);
	if (seal_open(&head, bench->join.topic, bench->join.epoch, bench->join.key, bench->sign_key,
		frame, size, &bench->opened) != SEAL_OK ||
	    feed_payload_decode(&payload, bench->opened.bytes, bench->opened.size, &refusal) !=
		ERROR_NONE)
		return false;
	notes_take(bench, number, &payload);
	return true;
}

static void update_record(
    struct bench *bench, struct update *update, const uint8_t *frame, size_t size)
{
	*update =
	    (struct update){ .at_ns = rig_now_ns(), .start = bench->record.size, .size = size };
	buffer_add(&bench->record, bench->join.topic, TOPIC_BYTES);
	buffer_add(&bench->record, frame, size);
}

/* --- Receiving ------------------------------------------------------------------------------------ */

/* Before the measurement (first == 0) nothing is kept. */
static bool frame_take(struct bench *bench, size_t watcher, const uint8_t *frame, size_t size)
{
	if (size < SEAL_BYTES_MIN)
		return false;
	uint64_t number = number_of(frame);
	uint64_t now_ns = rig_now_ns();
	bench->last_ns = now_ns;
	if (bench->first == 0 || number < bench->first || number - bench->first >= UPDATES_MAX)
		return true;
	size_t index = (size_t)(number - bench->first);
	uint64_t *arrival = &bench->arrivals[watcher * UPDATES_MAX + index];
	if (*arrival != 0)
		return true; /* a heartbeat repeats the number of the update before */
	*arrival = now_ns;
	if (number > bench->last)
		bench->last = number;
	if (watcher != 0 || bench->updates[index].size > 0)
		return true;
	update_record(bench, &bench->updates[index], frame, size);
	return update_open(bench, number, frame, size);
}

/* Takes all that waits at one watcher; how many, or -1 when one was not in order. */
static int watcher_drain(struct bench *bench, size_t watcher)
{
	zmq_msg_t topic;
	zmq_msg_t frame;
	int taken = 0;
	zmq_msg_init(&topic);
	zmq_msg_init(&frame);
	while (taken >= 0 && zmq_msg_recv(&topic, bench->subs[watcher], ZMQ_DONTWAIT) >= 0 &&
	    zmq_msg_recv(&frame, bench->subs[watcher], ZMQ_DONTWAIT) >= 0) {
		taken++;
		if (!frame_take(bench, watcher, zmq_msg_data(&frame), zmq_msg_size(&frame)))
			taken = -1;
	}
	zmq_msg_close(&topic);
	zmq_msg_close(&frame);
	return taken;
}

static size_t items_fill(const struct bench *bench, zmq_pollitem_t *items, int timer)
{
	for (size_t i = 0; i < bench->watchers; i++)
		items[i] = (zmq_pollitem_t){ .socket = bench->subs[i], .events = ZMQ_POLLIN };
	size_t count = bench->watchers;
	items[count++] = (zmq_pollitem_t){ .socket = bench->dealer, .events = ZMQ_POLLIN };
	if (timer >= 0)
		items[count++] = (zmq_pollitem_t){ .fd = timer, .events = ZMQ_POLLIN };
	return count;
}

static bool watchers_open(struct bench *bench, const char *endpoint)
{
	for (size_t i = 0; i < bench->watchers; i++) {
		int linger = 0;
		bench->subs[i] = zmq_socket(bench->zmq, ZMQ_SUB);
		if (bench->subs[i] == NULL)
			return false;
		zmq_setsockopt(bench->subs[i], ZMQ_LINGER, &linger, sizeof linger);
		zmq_setsockopt(
		    bench->subs[i], ZMQ_SUBSCRIBE, bench->join.topic, sizeof bench->join.topic);
		if (zmq_connect(bench->subs[i], endpoint) != 0)
			return false;
	}
	return true;
}

static void watchers_close(struct bench *bench)
{
	for (size_t i = 0; i < bench->watchers; i++) {
		if (bench->subs[i] != NULL)
			zmq_close(bench->subs[i]);
		bench->subs[i] = NULL;
	}
}

/* A subscription takes effect later than it is made: wait for a heartbeat at each watcher. */
static bool watchers_ready(struct bench *bench)
{
	zmq_pollitem_t items[WATCHERS_MAX + 2];
	bool heard[WATCHERS_MAX] = { false };
	size_t left = bench->watchers;
	uint64_t end_ns = rig_now_ns() + READY_MS * UINT64_C(1000000);
	while (left > 0 && rig_now_ns() < end_ns) {
		zmq_poll(items, (int)items_fill(bench, items, -1) - 1, 100);
		for (size_t i = 0; i < bench->watchers; i++) {
			if (watcher_drain(bench, i) <= 0 || heard[i])
				continue;
			heard[i] = true;
			left--;
		}
	}
	return left == 0;
}

/* --- The measurement ------------------------------------------------------------------------------ */

static bool acks_take(struct bench *bench)
{
	zmq_msg_t ack;
	zmq_msg_init(&ack);
	bool right = true;
	while (right && zmq_msg_recv(&ack, bench->dealer, ZMQ_DONTWAIT) >= 0) {
		const uint8_t *bytes = zmq_msg_data(&ack);
		right = zmq_msg_size(&ack) > RIG_ERROR_AT + 3 &&
		    memcmp(bytes + RIG_ERROR_AT, RIG_ACCEPTED, 3) == 0;
		bench->acked += right;
	}
	zmq_msg_close(&ack);
	return right;
}

static size_t notes_send(struct bench *bench, size_t sent, uint64_t start_ns, size_t rate)
{
	uint64_t due = (rig_now_ns() - start_ns) * rate / 1000000000u + 1;
	for (; sent < bench->notes.count && sent < due; sent++) {
		size_t start = bench->notes.starts[sent];
		bench->sent_ns[sent] = rig_now_ns();
		if (zmq_send(bench->dealer, bench->notes.bytes.bytes + start,
			bench->notes.starts[sent + 1] - start, ZMQ_DONTWAIT) < 0)
			break;
	}
	return sent;
}

/* Sends all notes at their pace (rate 0: none, the reference sends), until all were told and it is
 * quiet. */
static bool follow(struct bench *bench, size_t rate)
{
	zmq_pollitem_t items[WATCHERS_MAX + 2];
	const struct itimerspec tick = { .it_interval.tv_nsec = 1000000,
		.it_value.tv_nsec = 1000000 };
	int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	timerfd_settime(timer, 0, &tick, NULL);
	uint64_t start_ns = rig_now_ns();
	size_t sent = rate == 0 ? bench->notes.count : 0;
	bool right = true;
	bench->last_ns = start_ns;
	while (right) {
		uint64_t ticks = 0;
		size_t count = items_fill(bench, items, timer);
		zmq_poll(items, (int)count, 100);
		if (items[count - 1].revents != 0 && read(timer, &ticks, sizeof ticks) < 0)
			right = false;
		sent = notes_send(bench, sent, start_ns, rate);
		for (size_t i = 0; i < bench->watchers; i++)
			if (items[i].revents != 0 && watcher_drain(bench, i) < 0)
				right = false;
		right = right && acks_take(bench);
		bool quiet = rig_now_ns() - bench->last_ns > QUIET_MS * UINT64_C(1000000);
		bool all = bench->told == bench->notes.count || bench->snapshots > 0;
		if (rate == 0)
			all = atomic_load(&bench->replayed);
		bool late = rate > 0 && sent == bench->notes.count &&
		    rig_now_ns() - bench->sent_ns[sent - 1] > READY_MS * UINT64_C(1000000);
		if (late || (sent == bench->notes.count && all && quiet))
			break;
	}
	close(timer);
	return right;
}

/* Prints the percentiles of arrival less sending, over all watchers and over notes or updates; and how
 * many of them reached a watcher in no update. */
static bool tell(struct bench *bench, const char *name, bool notes)
{
	size_t count = notes ? bench->notes.count : (size_t)(bench->last - bench->first + 1);
	size_t found = 0;
	size_t missed = 0;
	uint32_t *took_us = calloc(count * bench->watchers, sizeof *took_us);
	if (took_us == NULL)
		return false;
	for (size_t i = 0; i < count; i++) {
		uint64_t number = notes ? bench->in_update[i] : bench->first + i;
		size_t index = number == 0 ? 0 : (size_t)(number - bench->first);
		uint64_t since_ns = notes ? bench->sent_ns[i] : bench->updates[index].sent_ns;
		for (size_t watcher = 0; since_ns != 0 && watcher < bench->watchers; watcher++) {
			uint64_t at_ns = bench->arrivals[watcher * UPDATES_MAX + index];
			if (number == 0 || at_ns == 0)
				missed++;
			else
				took_us[found++] = (uint32_t)((at_ns - since_ns) / 1000);
		}
	}
	if (found > 0) {
		printf("%s_p50 %" PRIu64 "\n", name, rig_quantile(took_us, found, 500));
		printf("%s_p99 %" PRIu64 "\n", name, rig_quantile(took_us, found, 990));
		printf("%s_missed %zu\n", name, missed);
	}
	free(took_us);
	return found > 0;
}

/* --- The reference: a bare XPUB ------------------------------------------------------------------- */

static void *reference_run(void *context)
{
	struct bench *bench = context;
	void *zmq = zmq_ctx_new();
	void *feed = zmq_socket(zmq, ZMQ_XPUB);
	int on = 1;
	int linger = 200;
	zmq_setsockopt(feed, ZMQ_XPUB_VERBOSE, &on, sizeof on);
	zmq_setsockopt(feed, ZMQ_LINGER, &linger, sizeof linger);
	bool ready = zmq_bind(feed, bench->reference) == 0;
	uint8_t subscription[TOPIC_BYTES + 1];
	for (size_t i = 0; ready && i < bench->watchers; i++)
		ready = zmq_recv(feed, subscription, sizeof subscription, 0) > 0;
	uint64_t start_ns = rig_now_ns();
	uint64_t first_ns = 0; /* some numbers are missing: those of before the first note */
	for (uint64_t i = 0; ready && i <= bench->last - bench->first; i++) {
		struct update *update = &bench->updates[i];
		if (update->size == 0)
			continue;
		if (first_ns == 0)
			first_ns = update->at_ns;
		uint64_t now_ns = rig_now_ns() - start_ns;
		uint64_t due_ns = update->at_ns - first_ns;
		if (due_ns > now_ns)
			zmq_poll(NULL, 0, (long)((due_ns - now_ns) / 1000000));
		const uint8_t *bytes = bench->record.bytes + update->start;
		update->sent_ns = rig_now_ns();
		zmq_send(feed, bytes, TOPIC_BYTES, ZMQ_SNDMORE);
		zmq_send(feed, bytes + TOPIC_BYTES, update->size, 0);
	}
	zmq_close(feed);
	zmq_ctx_term(zmq);
	atomic_store(&bench->replayed, true);
	return NULL;
}

static bool reference_measure(struct bench *bench)
{
	pthread_t thread;
	memset(bench->arrivals, 0, bench->watchers * UPDATES_MAX * sizeof *bench->arrivals);
	if (pthread_create(&thread, NULL, reference_run, bench) != 0)
		return false;
	bool right = watchers_open(bench, bench->reference) && follow(bench, 0);
	pthread_join(thread, NULL);
	return right && tell(bench, "reference_update", false);
}

/* --- Opening -------------------------------------------------------------------------------------- */

static bool session_join(struct bench *bench, const char *endpoint)
{
	struct buffer body;
	struct buffer answer;
	struct reply reply;
	struct hello_reply hello;
	struct refusal refusal;
	buffer_init(&body, MESSAGE_BYTES_MAX);
	buffer_init(&answer, MESSAGE_BYTES_MAX);
	hello_encode(&(struct hello){ .client = "bench" }, &body);
	bool joined = rig_ask(bench->dealer, MESSAGE_HELLO, "", &body, &reply, &answer) &&
	    hello_reply_decode(&hello, reply.body, reply.body_size, &refusal) == ERROR_NONE &&
	    rig_session_open(bench->dealer, NULL, bench->session);
	buffer_clear(&body);
	empty_encode(&body);
	joined = joined &&
	    rig_ask(bench->dealer, MESSAGE_JOIN, bench->session, &body, &reply, &answer) &&
	    join_reply_decode(&bench->join, reply.body, reply.body_size, &refusal) == ERROR_NONE;
	if (joined) {
		memcpy(bench->sign_key, hello.sign_key, SIGN_KEY_BYTES);
		snprintf(bench->feed, sizeof bench->feed, "%.*s:%u",
		    (int)(strrchr(endpoint, ':') - endpoint), endpoint, hello.feed_port);
	}
	buffer_close(&body);
	buffer_close(&answer);
	return joined;
}

static bool bench_open(struct bench *bench, const char *endpoint)
{
	bench->zmq = zmq_ctx_new();
	zmq_ctx_set(bench->zmq, ZMQ_MAX_SOCKETS, 2 * (int)WATCHERS_MAX);
	buffer_init(&bench->record, RECORD_MAX);
	buffer_init(&bench->opened, MESSAGE_BYTES_MAX);
	arena_init(&bench->arena, RECORD_MAX);
	bench->dealer = rig_connect(bench->zmq, endpoint);
	bench->sent_ns = calloc(bench->notes.count, sizeof *bench->sent_ns);
	bench->in_update = calloc(bench->notes.count, sizeof *bench->in_update);
	bench->arrivals = calloc(bench->watchers * UPDATES_MAX, sizeof *bench->arrivals);
	bench->updates = calloc(UPDATES_MAX, sizeof *bench->updates);
	return bench->dealer != NULL && bench->sent_ns != NULL && bench->in_update != NULL &&
	    bench->arrivals != NULL && bench->updates != NULL &&
	    rig_notes_make(&bench->notes, bench->notes.count, 8);
}

static void bench_close(struct bench *bench)
{
	watchers_close(bench);
	if (bench->dealer != NULL)
		zmq_close(bench->dealer);
	zmq_ctx_term(bench->zmq);
	rig_notes_close(&bench->notes);
	buffer_close(&bench->record);
	buffer_close(&bench->opened);
	arena_close(&bench->arena);
	free(bench->sent_ns);
	free(bench->in_update);
	free(bench->arrivals);
	free(bench->updates);
}

int main(int count, char **arguments)
{
	static struct bench bench;
	size_t rate = count == 6 ? strtoul(arguments[4], NULL, 10) : 0;
	if (rate > 0) {
		bench.reference = arguments[2];
		bench.notes.count = strtoul(arguments[3], NULL, 10);
		bench.watchers = strtoul(arguments[5], NULL, 10);
	}
	if (bench.notes.count == 0 || bench.watchers == 0 || bench.watchers > WATCHERS_MAX) {
		fprintf(stderr,
		    "usage: watchers ENDPOINT REFERENCE_ENDPOINT NOTES "
		    "NOTES_PER_SECOND WATCHERS\n");
		return 2;
	}
	bool measured = sodium_init() >= 0 && bench_open(&bench, arguments[1]) &&
	    session_join(&bench, arguments[1]) && watchers_open(&bench, bench.feed) &&
	    watchers_ready(&bench);
	bench.first = 1; /* updates are numbered from 1 in a run, and no note was sent yet */
	measured = measured && follow(&bench, rate) && tell(&bench, "note_to_watcher", true);
	fprintf(stderr,
	    "watchers: %zu notes sent, %zu acknowledged, %zu told in %" PRIu64 " updates, %" PRIu64
	    " snapshots\n",
	    bench.notes.count, bench.acked, bench.told, bench.last, bench.snapshots);
	if (measured) {
		watchers_close(&bench);
		measured = reference_measure(&bench);
	}
	bench_close(&bench);
	return measured ? 0 : 1;
}
