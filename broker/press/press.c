/* broker/press/press.c - the loop of the press. See press.h. */
#include "broker/press/press_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "broker/confine.h"
#include "broker/log.h"

#define SLICE_EVENTS 256u /* folded between two looks at the clock and the channel */
#define LOOK_MS      1000 /* a lost bell is made up for */
/* A peer's bytes to the feed: some 1,000 subscriptions of the longest, each of which takes libzmq up to 14 KiB. When there
 * are more topics than all sessions have, a connection may have said what a watcher of a hundred says. */
#define UNREAD_MAX  262144u
#define UNREAD_FEW  16384u
#define TOPICS_MANY 16384u

uint64_t press_now_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* A press that grows without end is killed by its own limit, not the machine by it. Sanitizers take
 * address space by the terabyte, so there the limit is not set. */
static void memory_limit(const struct config *config)
{
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	struct rlimit limit = { .rlim_cur = config->press_bytes, .rlim_max = config->press_bytes };
	setrlimit(RLIMIT_DATA, &limit);
#else
	(void)config;
#endif
}

/* DIR/press, beside which lie the keys and who people are. DIR itself where there are no links. */
static bool home_find(struct press *press)
{
	const char *data = press->config->data;
	char current[CONFIG_PATH_MAX];
	int size = snprintf(press->home, sizeof press->home, "%s/" JOURNAL_SHARE, data);
	if (size >= (int)sizeof press->home ||
	    snprintf(current, sizeof current, "%s/CURRENT", press->home) >= (int)sizeof current)
		return false;
	/* Earlier versions kept it there; it was made of what may have been erased since. */
	char before[CONFIG_PATH_MAX];
	if (snprintf(before, sizeof before, "%s/checkpoint", data) < (int)sizeof before)
		(void)unlink(before);
	if (access(current, R_OK) != 0) {
		log_line("press", "not_apart: it can open all of the folder of data");
		snprintf(press->home, sizeof press->home, "%s", data);
	}
	return true;
}

static bool journal_ready(struct press *press)
{
	const struct journal_options options = { .dir = press->home, .read_only = true };
	struct journal_fault fault;
	enum journal_result result = journal_open(&press->journal, &options, &fault);
	if (result == JOURNAL_OK)
		return true;
	log_line("press", "journal_not_opened reason=\"%s\" what=\"%s\"",
	    journal_result_sentence(result), fault.what);
	return false;
}

bool press_prepare(struct press *press, const struct config *config)
{
	*press = (struct press){ .config = config, .channel = -1, .next = 1 };
	arena_init(&press->arena, config->press_bytes);
	buffer_init(&press->encoded, PRESS_SNAPSHOT_BYTES);
	buffer_init(&press->payload, MESSAGE_BYTES_MAX);
	buffer_init(&press->sealed, MESSAGE_BYTES_MAX);
	buffer_init(&press->body, MESSAGE_BYTES_MAX);
	buffer_init(&press->made, MADE_WITH_BYTES_MAX);
	buffer_init(&press->sending.bytes, PRESS_SNAPSHOT_BYTES);
	arena_init(&press->asked, 4u * MESSAGE_BYTES_MAX);
	for (size_t i = 0; i < PRESS_SNAPSHOTS_MAX + PRESS_INQUIRIES_MAX; i++)
		buffer_init(&press->snapshots[i].bytes, PRESS_SNAPSHOT_BYTES);
	press->packet = malloc(CHANNEL_PACKET_BYTES_MAX);
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): a table of pointers */
	press->sessions = calloc(SESSIONS_MAX, sizeof *press->sessions);
	randombytes_buf(&press->run, sizeof press->run);
	snprintf(press->home, sizeof press->home, "%s", config->data == NULL ? "" : config->data);
	return press->packet != NULL && press->sessions != NULL;
}

void press_release(struct press *press)
{
	for (size_t i = 0; i < press->session_count; i++) {
		press_session_close(press->sessions[i]);
	}
	press_checkpoint_close(press);
	names_close(press->names);
	lexicon_close(press->lexicon); /* after those that borrow it */
	for (size_t i = 0; i < PRESS_SNAPSHOTS_MAX + PRESS_INQUIRIES_MAX; i++)
		buffer_close(&press->snapshots[i].bytes);
	arena_close(&press->arena);
	arena_close(&press->asked);
	buffer_close(&press->encoded);
	buffer_close(&press->payload);
	buffer_close(&press->sealed);
	buffer_close(&press->body);
	buffer_close(&press->made);
	buffer_close(&press->sending.bytes);
	free(press->sessions);
	free(press->packet);
}

static bool press_open(struct press *press, const struct config *config)
{
	/* What the desk had open is not ours; a socket of its clients must not live on in us. */
	close_range(PRESS_SHARED_FD + 1, ~0u, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	memory_limit(config);
	struct rlimit files = { .rlim_cur = PEERS_MAX };
	getrlimit(RLIMIT_NOFILE, &files);
	bool prepared = press_prepare(press, config) &&
	    peers_open(&press->peers, UNREAD_MAX,
		(uint32_t)(files.rlim_cur < PEERS_MAX ? files.rlim_cur : PEERS_MAX));
	press->channel = PRESS_CHANNEL_FD;
	void *page = mmap(
	    NULL, sizeof *press->shared, PROT_READ | PROT_WRITE, MAP_SHARED, PRESS_SHARED_FD, 0);
	if (page == MAP_FAILED) {
		log_line("press", "not_started_by_a_desk error=\"%s\"", strerror(errno));
		return false;
	}
	press->shared = page;
	atomic_store(&press->shared->damaged, 0);
	if (!prepared || !home_find(press) || !press_lexicon_open(press) || !journal_ready(press))
		return false;
	press_checkpoint_find(press);
	if (!signing_key_read(&press->signing, config->data, false)) {
		log_line("press", "signing_key_not_read error=\"%s\"", strerror(errno));
		return false;
	}
	press->keyed = curve_key_read(&press->curve, config->data, false);
	if (!press->keyed && errno != ENOENT) {
		log_line("press", "curve_key_not_read error=\"%s\"", strerror(errno));
		return false;
	}
	if (press->keyed && !feed_secret_read(&press->feed_secret, config->data, false)) {
		log_line("press", "feed_key_not_read error=\"%s\"", strerror(errno));
		return false;
	}
	/* Before it gives up the right to connect, and before the first thread that stays. */
	if (press->keyed && !press_feed_test(press))
		return false;
	confine(CONFINE_PRESS, press->home, NULL, 0);
	if (press_feed_open(press))
		return true;
	log_line(
	    "press", "not_bound endpoint=%s error=\"%s\"", config->feed, zmq_strerror(zmq_errno()));
	return false;
}

static void press_close(struct press *press)
{
	press_feed_close(press);
	press_release(press);
	peers_close(&press->peers);
	journal_close(press->journal);
}

/* A rewritten journal is another folder: open that one and go on, the numbers are the same. */
static bool journal_follow(struct press *press)
{
	log_line("press", "journal_moved");
	journal_close(press->journal);
	press->journal = NULL;
	return journal_ready(press);
}

static void shared_tell(struct press *press, bool all_folded)
{
	uint64_t memory = 0;
	for (size_t i = 0; i < press->session_count; i++)
		memory += synthesis_memory(press->sessions[i]->synthesis);
	atomic_store(&press->shared->memory, memory);
	atomic_store(&press->shared->connections, press->peers.connected);
	atomic_store(&press->shared->topics, press->topics);
	atomic_store(&press->shared->cut, press->peers.cut);
	atomic_store(&press->shared->event, press->folded.number);
	atomic_store(&press->shared->state, all_folded ? PRESS_LIVE : PRESS_CATCHING_UP);
}

static void press_wait(struct press *press, int wait_ms)
{
	zmq_pollitem_t items[2] = {
		{ .socket = press->feed, .events = ZMQ_POLLIN },
		{ .fd = press->channel, .events = ZMQ_POLLIN },
	};
	if (wait_ms > LOOK_MS)
		wait_ms = LOOK_MS;
	if (press->peers.connected > 0 && wait_ms > (int)PEERS_LOOK_MS)
		wait_ms = PEERS_LOOK_MS;
	zmq_poll(items, 2, wait_ms);
}

enum press_turn press_turn(struct press *press, int *due_ms)
{
	enum journal_result result = press_fold(press, SLICE_EVENTS);
	if (result != JOURNAL_OK && result != JOURNAL_ABSENT) {
		log_line("press", "journal_not_read event=%" PRIu64 " reason=\"%s\" what=\"%s\"",
		    press->next, journal_result_sentence(result),
		    journal_last_fault(press->journal)->what);
		return PRESS_NOT_READ;
	}
	bool all = result == JOURNAL_ABSENT;
	press->caught_up = press->caught_up || all;
	shared_tell(press, all);
	press_checkpoint_keep(press, false);
	*due_ms = press_publish(press);
	int record_ms = press_record(press, all);
	if (record_ms < *due_ms)
		*due_ms = record_ms;
	press_drain(press);
	if (!press_questions(press))
		return PRESS_ALONE;
	return all && !press->stopping ? PRESS_WAITS : PRESS_GOES_ON;
}

/* 0: in good order, another: the journal could not be read. */
static int press_loop(struct press *press)
{
	while (!press->stopping) {
		int due_ms = 0;
		press->peers.unread_bytes_max =
		    press->topics > TOPICS_MANY ? UNREAD_FEW : UNREAD_MAX;
		peers_look(&press->peers, press_now_ms());
		enum press_turn turn = press_turn(press, &due_ms);
		if (turn == PRESS_NOT_READ)
			return 1;
		if (turn == PRESS_ALONE)
			return 0; /* nobody is left to tell */
		bool moved = journal_moved(press->journal);
		if (moved && !journal_follow(press))
			return 1;
		if (turn == PRESS_WAITS && !moved) /* the bell may have rung for the new one */
			press_wait(press, due_ms);
	}
	press_goodbye(press);
	press_checkpoint_keep(press, true);
	return 0;
}

int press_run(const struct config *config)
{
	struct press press;
	int code = 1;
	if (press_open(&press, config)) {
		log_line("press", "started feed=%s", config->feed);
		code = press_loop(&press);
		log_line("press", "stopped event=%" PRIu64, press.folded.number);
	}
	press_close(&press);
	return code;
}
