/* broker/desk/desk.c - opens what the desk stands on, waits, and takes it down in order. See desk.h. */
#include "broker/desk/desk_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "broker/confine.h"
#include "broker/log.h"
#include "broker/socket.h"

#define TICK_MS          1000
#define DRAIN_ROUNDS_MAX 256u /* of a stop: what had arrived is still committed */
#define LINGER_MS        500  /* for the last replies */
#define PRESS_STOP_MS    2000u
#define FILES_MIN        256u
#define PEER_QUEUE       512 /* messages a peer may have waiting, either way */
#define FRAME_BYTES_MAX  (2 * (int)MESSAGE_BYTES_MAX) /* a little too big is answered, more is cut */
#define IDLE_MS_MAX \
	600000u /* our clients say hello every few seconds; whoever is cut connects again */
/* What a peer may have waiting, all of it of the largest: what is beyond lies in a message without an end. */
#define UNREAD_BYTES_MAX ((uint64_t)PEER_QUEUE * FRAME_BYTES_MAX)

uint64_t desk_now_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

uint64_t desk_now_ms(void)
{
	return desk_now_us() / 1000;
}

uint64_t desk_wall_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Up to what may be asked for, but no more than are watched. */
static bool files_raise(struct desk *desk)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return false;
	limit.rlim_cur = limit.rlim_max < PEERS_MAX ? limit.rlim_max : PEERS_MAX;
	setrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur >= FILES_MIN) {
		bool opened = peers_open(&desk->peers, UNREAD_BYTES_MAX, (uint32_t)limit.rlim_cur);
		desk->peers.idle_ms_max = IDLE_MS_MAX;
		return opened;
	}
	log_line("desk", "too_few_files limit=%llu needed=%u: raise the limit of open files",
	    (unsigned long long)limit.rlim_cur, FILES_MIN);
	return false;
}

static bool router_open(struct desk *desk)
{
	desk->zmq = zmq_ctx_new();
	if (desk->zmq == NULL)
		return false;
	zmq_ctx_set(desk->zmq, ZMQ_IPV6, 1);
	/* Whoever is asked who may connect must be there before anybody can. */
	if (desk->keyed && !zap_open(&desk->zap, desk->zmq, &desk->supervisor.shared->ring, true))
		return false;
	desk->router = zmq_socket(desk->zmq, ZMQ_ROUTER);
	if (desk->router != NULL && desk->keyed && !zap_guard(desk->router, &desk->curve))
		return false;
	/* Mandatory, and every send DONTWAIT: a reply nobody reads is counted, and blocks nothing. */
	return desk->router != NULL && socket_option(desk->router, ZMQ_ROUTER_MANDATORY, 1) &&
	    socket_option(desk->router, ZMQ_LINGER, LINGER_MS) &&
	    socket_option(desk->router, ZMQ_RCVHWM, PEER_QUEUE) &&
	    socket_option(desk->router, ZMQ_SNDHWM, PEER_QUEUE) &&
	    socket_ready(desk->router, FRAME_BYTES_MAX) && (!desk->keyed || desk_door_test(desk)) &&
	    zmq_bind(desk->router, desk->config->commands) == 0;
}

static bool journal_ready(struct desk *desk)
{
	struct journal_fault fault;
	const struct journal_options options = {
		.dir = desk->config->data,
		.share = true,
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

bool desk_prepare(struct desk *desk, const struct config *config)
{
	*desk = (struct desk){ .config = config, .signals = -1, .started_ms = desk_now_ms() };
	desk->supervisor = (struct supervisor){ .shared_fd = -1, .channel = -1 };
	committer_init(&desk->committer);
	desk->given_min = DESK_GIVEN_MIN;
	buffer_init(&desk->reply, MESSAGE_BYTES_MAX);
	buffer_init(&desk->body, MESSAGE_BYTES_MAX);
	buffer_init(&desk->kept.bytes, (size_t)PARTS_MAX * PART_BYTES_MAX);
	staging_init(&desk->staging);
	for (size_t i = 0; i < DESK_PROGRAMMES_MAX; i++)
		programme_init(&desk->programmes[i]);
	bool rounds = desk_rounds_open(desk);
	desk->packet = malloc(CHANNEL_PACKET_BYTES_MAX);
	desk->apply = apply_create();
	uint64_t secret = 0;
	randombytes_buf(&secret, sizeof secret);
	bool rated =
	    rate_open(&desk->rate, desk->config->rate_per_second, desk->config->rate_burst, secret);
	uint32_t reads = desk->config->rate_per_second == 0 ? 0 : RATE_READS_PER_SECOND;
	rated = rate_open(&desk->reads, reads, RATE_READS_BURST, secret) && rated;
	return rated && rounds && desk->packet != NULL && desk->apply != NULL;
}

void desk_release(struct desk *desk)
{
	committer_close(&desk->committer); /* before all that its task uses */
	desk_rounds_close(desk);
	apply_close(desk->apply);
	staging_close(&desk->staging);
	rate_close(&desk->rate);
	rate_close(&desk->reads);
	for (size_t i = 0; i < DESK_PROGRAMMES_MAX; i++)
		programme_close(&desk->programmes[i]);
	buffer_close(&desk->reply);
	buffer_close(&desk->body);
	buffer_close(&desk->kept.bytes);
	free(desk->packet);
}

static int signals_open(void)
{
	sigset_t watched;
	sigemptyset(&watched);
	sigaddset(&watched, SIGTERM);
	sigaddset(&watched, SIGINT);
	sigaddset(&watched, SIGCHLD);
	sigaddset(&watched, SIGUSR1);
	return signalfd(-1, &watched, SFD_NONBLOCK | SFD_CLOEXEC);
}

/* Before ZeroMQ's threads; the press, our child, inherits it. */
static void wall_up(const struct config *config)
{
	const char *const readable[] = { config->vectors, config->dictionaries };
	struct confined confined = confine(CONFINE_DESK, config->data, readable, 2);
	log_line("desk", "confined files=%s calls=%s dumps=%s", confined.files ? "yes" : "no",
	    confined.calls ? "yes" : "no", confined.dumps ? "yes" : "no");
}

static bool desk_open(struct desk *desk, const struct config *config)
{
	bool prepared = desk_prepare(desk, config);
	notify_open(&desk->notify);
	desk->signals = signals_open();
	if (!prepared || desk->signals < 0 || !files_raise(desk) || !journal_ready(desk))
		return false;
	if (!signing_key_read(&desk->signing, config->data, true)) {
		log_line("desk", "signing_key_not_read error=\"%s\"", strerror(errno));
		return false;
	}
	wall_up(config);
	if (!supervisor_open(&desk->supervisor, config)) {
		log_line("desk", "press_page_not_made error=\"%s\"", strerror(errno));
		return false;
	}
	if (!desk_members_open(desk))
		return false;
	if (!router_open(desk)) {
		log_line("desk", "not_bound endpoint=%s error=\"%s\"", config->commands,
		    zmq_strerror(zmq_errno()));
		return false;
	}
	if (!committer_open(&desk->committer)) {
		log_line("desk", "committer_not_started error=\"%s\"", strerror(errno));
		return false;
	}
	desk->newest = journal_newest(desk->journal);
	supervisor_start(&desk->supervisor, desk_now_ms());
	log_line("desk",
	    "started version=\"%s\" endpoint=%s feed=%s events=%" PRIu64 " access=\"%s\"",
	    DESK_VERSION, config->commands, config->feed, desk->newest.number,
	    desk->keyed ? "by key" : "open, on loopback only");
	notify_say(&desk->notify, "READY=1");
	return true;
}

static void desk_close(struct desk *desk)
{
	if (desk->router != NULL)
		zmq_close(desk->router);
	desk_questions_drop(desk);
	zap_leave(desk->zap);
	if (desk->zap != NULL)
		zmq_ctx_shutdown(desk->zmq);
	zap_close(desk->zap);
	if (desk->zmq != NULL)
		zmq_ctx_term(desk->zmq);
	desk_members_close(desk);
	supervisor_close(&desk->supervisor);
	committer_close(&desk->committer);
	journal_close(desk->journal);
	desk_release(desk);
	if (desk->signals >= 0)
		close(desk->signals);
	notify_close(&desk->notify);
	peers_close(&desk->peers);
}

static void signals_take(struct desk *desk)
{
	struct signalfd_siginfo signal;
	while (read(desk->signals, &signal, sizeof signal) == (ssize_t)sizeof signal) {
		if (signal.ssi_signo == SIGUSR1) {
			desk_land(desk);
			desk_compact(desk);
		} else if (signal.ssi_signo != SIGCHLD) {
			log_line("desk", "stopping signal=%u", signal.ssi_signo);
			desk->stopping = true;
		} else if (supervisor_died(&desk->supervisor, desk_now_ms())) {
			desk_questions_drop(desk);
		}
	}
}

/* Waits for a command, a commit, an answer, a signal, or the next tick. */
static void desk_wait(struct desk *desk)
{
	int wait_ms = supervisor_tick(&desk->supervisor, desk_now_ms());
	if (wait_ms < 0 || wait_ms > TICK_MS)
		wait_ms = TICK_MS;
	wait_ms = desk_erase_wait(desk, wait_ms);
	if (desk->peers.connected > 0 && wait_ms > (int)PEERS_LOOK_MS)
		wait_ms = PEERS_LOOK_MS;
	zmq_pollitem_t items[4] = {
		{ .socket = desk->router, .events = (short)desk_room(desk) },
		{ .fd = desk->signals, .events = ZMQ_POLLIN },
		{ .fd = desk->committer.done_fd, .events = ZMQ_POLLIN },
		{ .fd = desk->supervisor.channel, .events = ZMQ_POLLIN },
	};
	int count = desk->supervisor.channel >= 0 ? 4 : 3;
	int ready = zmq_poll(items, count, wait_ms);
	if (desk->kept.made_due_ms > 0 && desk_now_ms() >= desk->kept.made_due_ms)
		desk_record_again(desk);
	desk_expire(desk);
	desk_erase(desk);
	if (ready <= 0)
		return;
	if (items[1].revents != 0)
		signals_take(desk);
	if (count == 4 && items[3].revents != 0)
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
		notify_alive(&desk.notify, desk_now_ms());
		peers_look(&desk.peers, desk_now_ms());
		if (!desk_round(&desk)) {
			desk_wait(&desk);
		} else {
			signals_take(&desk); /* a desk that is never idle still hears, and erases */
			desk_expire(&desk);
			desk_erase(&desk);
		}
	}
	notify_say(&desk.notify, "STOPPING=1");
	for (size_t i = 0; i < DRAIN_ROUNDS_MAX && !desk.failed; i++)
		if (!desk_round(&desk))
			break;
	desk_land(&desk);
	supervisor_stop(&desk.supervisor, PRESS_STOP_MS);
	enum desk_result result = desk.failed ? DESK_DISK : DESK_STOPPED;
	log_line("desk", "stopped events=%" PRIu64 " accepted=%" PRIu64 " refused=%" PRIu64,
	    desk.newest.number, desk.counters[COUNTER_ACCEPTED], desk.counters[COUNTER_REFUSED]);
	desk_close(&desk);
	return result;
}
