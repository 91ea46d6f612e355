/* broker/desk.c - opens what the desk stands on, waits, and takes it down in order. See desk.h. */
#include "broker/desk_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "broker/log.h"

#define TICK_MS          1000
#define DRAIN_ROUNDS_MAX 256u /* of a stop: what had arrived is still committed */
#define LINGER_MS        500  /* for the last replies */
#define PRESS_STOP_MS    2000u
#define FILES_MIN        256u
#define PEER_QUEUE       512 /* messages a peer may have waiting, either way */
#define FRAME_BYTES_MAX  (2 * (int)MESSAGE_BYTES_MAX) /* a little too big is answered, more is cut */

uint64_t desk_now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static bool files_raise(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return false;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur >= FILES_MIN)
		return true;
	log_line("desk", "too_few_files limit=%llu needed=%u: raise the limit of open files",
	    (unsigned long long)limit.rlim_cur, FILES_MIN);
	return false;
}

static bool option(void *socket, int name, int value)
{
	return zmq_setsockopt(socket, name, &value, sizeof value) == 0;
}

static bool router_open(struct desk *desk)
{
	desk->zmq = zmq_ctx_new();
	if (desk->zmq == NULL)
		return false;
	zmq_ctx_set(desk->zmq, ZMQ_IPV6, 1);
	desk->router = zmq_socket(desk->zmq, ZMQ_ROUTER);
	int64_t frame_bytes_max = FRAME_BYTES_MAX;
	/* Mandatory, and every send DONTWAIT: a reply nobody reads is counted, and blocks nothing. No
	 * ZMTP heartbeats: with them libzmq 4.3.4 aborts; keepalive finds the dead. */
	return desk->router != NULL && option(desk->router, ZMQ_ROUTER_MANDATORY, 1) &&
	    option(desk->router, ZMQ_LINGER, LINGER_MS) &&
	    option(desk->router, ZMQ_HANDSHAKE_IVL, 2000) &&
	    option(desk->router, ZMQ_RCVHWM, PEER_QUEUE) &&
	    option(desk->router, ZMQ_SNDHWM, PEER_QUEUE) &&
	    option(desk->router, ZMQ_BACKLOG, 1024) && option(desk->router, ZMQ_TCP_KEEPALIVE, 1) &&
	    option(desk->router, ZMQ_TCP_KEEPALIVE_IDLE, 30) &&
	    option(desk->router, ZMQ_TCP_KEEPALIVE_INTVL, 5) &&
	    option(desk->router, ZMQ_TCP_KEEPALIVE_CNT, 3) &&
	    zmq_setsockopt(
		desk->router, ZMQ_MAXMSGSIZE, &frame_bytes_max, sizeof frame_bytes_max) == 0 &&
	    zmq_bind(desk->router, desk->config->commands) == 0;
}

static bool journal_ready(struct desk *desk)
{
	struct journal_fault fault;
	const struct journal_options options = {
		.dir = desk->config->data,
		.quota_bytes = desk->config->quota_bytes,
		.reserve_bytes = desk->config->reserve_bytes,
	};
	enum journal_result result = journal_open(&desk->journal, &options, &fault);
	if (result == JOURNAL_OK)
		return true;
	log_line("desk", "journal_not_opened reason=\"%s\" what=\"%s\"",
	    journal_result_sentence(result), fault.what);
	return false;
}

static bool memory_ready(struct desk *desk)
{
	desk->requests = calloc(BATCH_COMMANDS_MAX, sizeof *desk->requests);
	desk->batch.commands = calloc(BATCH_COMMANDS_MAX, sizeof *desk->batch.commands);
	desk->packet = malloc(CHANNEL_PACKET_BYTES_MAX);
	desk->apply = apply_create();
	return desk->requests != NULL && desk->batch.commands != NULL && desk->packet != NULL &&
	    desk->apply != NULL;
}

static int signals_open(void)
{
	sigset_t watched;
	sigemptyset(&watched);
	sigaddset(&watched, SIGTERM);
	sigaddset(&watched, SIGINT);
	sigaddset(&watched, SIGCHLD);
	return signalfd(-1, &watched, SFD_NONBLOCK | SFD_CLOEXEC);
}

static bool desk_open(struct desk *desk, const struct config *config)
{
	*desk = (struct desk){ .config = config, .signals = -1, .started_ms = desk_now_ms() };
	desk->supervisor = (struct supervisor){ .shared_fd = -1, .channel = -1 };
	arena_init(&desk->batch.arena, 8 * (size_t)BATCH_BYTES_MAX);
	buffer_init(&desk->reply, MESSAGE_BYTES_MAX);
	buffer_init(&desk->body, MESSAGE_BYTES_MAX);
	staging_init(&desk->staging);
	for (size_t i = 0; i < DESK_PROGRAMMES_MAX; i++)
		programme_init(&desk->programmes[i]);
	desk->signals = signals_open();
	if (desk->signals < 0 || !files_raise() || !memory_ready(desk) || !journal_ready(desk))
		return false;
	if (!signing_key_read(&desk->signing, config->data, true)) {
		log_line("desk", "signing_key_not_read error=\"%s\"", strerror(errno));
		return false;
	}
	if (!supervisor_open(&desk->supervisor, config)) {
		log_line("desk", "press_page_not_made error=\"%s\"", strerror(errno));
		return false;
	}
	if (!router_open(desk)) {
		log_line("desk", "not_bound endpoint=%s error=\"%s\"", config->commands,
		    zmq_strerror(zmq_errno()));
		return false;
	}
	supervisor_start(&desk->supervisor, desk_now_ms());
	log_line("desk",
	    "started version=\"%s\" endpoint=%s feed=%s events=%" PRIu64
	    " access=\"open, on loopback only\"",
	    DESK_VERSION, config->commands, config->feed, journal_newest(desk->journal).number);
	return true;
}

static void desk_close(struct desk *desk)
{
	if (desk->router != NULL)
		zmq_close(desk->router);
	desk_questions_drop(desk);
	if (desk->zmq != NULL)
		zmq_ctx_term(desk->zmq);
	supervisor_close(&desk->supervisor);
	journal_close(desk->journal);
	apply_close(desk->apply);
	staging_close(&desk->staging);
	for (size_t i = 0; i < DESK_PROGRAMMES_MAX; i++)
		programme_close(&desk->programmes[i]);
	arena_close(&desk->batch.arena);
	buffer_close(&desk->reply);
	buffer_close(&desk->body);
	free(desk->requests);
	free(desk->batch.commands);
	free(desk->packet);
	if (desk->signals >= 0)
		close(desk->signals);
}

static void signals_take(struct desk *desk)
{
	struct signalfd_siginfo signal;
	while (read(desk->signals, &signal, sizeof signal) == (ssize_t)sizeof signal) {
		if (signal.ssi_signo != SIGCHLD) {
			log_line("desk", "stopping signal=%u", signal.ssi_signo);
			desk->stopping = true;
		} else if (supervisor_died(&desk->supervisor, desk_now_ms())) {
			desk_questions_drop(desk);
		}
	}
}

/* Waits for a command, an answer, a signal, or the next tick. */
static void desk_wait(struct desk *desk)
{
	int wait_ms = supervisor_tick(&desk->supervisor, desk_now_ms());
	if (wait_ms < 0 || wait_ms > TICK_MS)
		wait_ms = TICK_MS;
	zmq_pollitem_t items[3] = {
		{ .socket = desk->router, .events = ZMQ_POLLIN },
		{ .fd = desk->signals, .events = ZMQ_POLLIN },
		{ .fd = desk->supervisor.channel, .events = ZMQ_POLLIN },
	};
	int count = desk->supervisor.channel >= 0 ? 3 : 2;
	if (zmq_poll(items, count, wait_ms) <= 0)
		return;
	if (items[1].revents != 0)
		signals_take(desk);
	if (count == 3 && items[2].revents != 0)
		desk_answers(desk);
}

enum desk_result desk_run(const struct config *config)
{
	struct desk desk;
	if (!desk_open(&desk, config)) {
		desk_close(&desk);
		return DESK_NOT_OPENED;
	}
	while (!desk.stopping && !desk.failed) {
		if (!desk_round(&desk))
			desk_wait(&desk);
		else
			signals_take(&desk); /* a desk that is never idle still hears */
	}
	for (size_t i = 0; i < DRAIN_ROUNDS_MAX && !desk.failed; i++)
		if (!desk_round(&desk))
			break;
	supervisor_stop(&desk.supervisor, PRESS_STOP_MS);
	enum desk_result result = desk.failed ? DESK_DISK : DESK_STOPPED;
	log_line("desk", "stopped events=%" PRIu64 " accepted=%" PRIu64 " refused=%" PRIu64,
	    journal_newest(desk.journal).number, desk.counters[COUNTER_ACCEPTED],
	    desk.counters[COUNTER_REFUSED]);
	desk_close(&desk);
	return result;
}
