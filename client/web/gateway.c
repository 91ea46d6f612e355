/* client/web/gateway.c - opens, turns, stops; see gateway.h. */
#include "client/web/gateway.h"

#include <errno.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <zmq.h>

#include "client/web/api/api.h"
#include "client/web/api/reports.h"
#include "client/web/confine.h"
#include "client/web/http/pages.h"
#include "client/web/http/server.h"
#include "client/web/stream/channel.h"

#define EVENTS_PER_TURN 64
#define OTHER_FILES     256u /* that are no browser's connection */
#define FILES_A_CHANNEL 10u  /* three sockets of libzmq, each with descriptors of its own */
#define SOCKETS_A_LINE  3

bool gateway_watch(struct gateway *gateway, int fd)
{
	struct epoll_event event = { .events = EPOLLIN };
	return epoll_ctl(gateway->epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

static void connection_told(void *context, enum connection_state state)
{
	struct gateway *gateway = context;
	bool away = state == CONNECTION_NONE;
	if (away == gateway->away)
		return;
	gateway->away = away;
	if (away)
		gateway->counters[WEB_BROKER_LOST]++;
	gateway_log("web", away ? "broker_away" : "broker_here");
	channels_broker(gateway);
}

enum rapporteur_result gateway_line(
    struct gateway *gateway, bool commands, struct rapporteur **line)
{
	const struct settings *settings = gateway->settings;
	struct rapporteur_fault fault = { "" };
	struct rapporteur_options options = { .broker = settings->broker,
		.client = SETTINGS_VERSION,
		.passing = true,
		.key = settings->keyed ? &gateway->key : NULL,
		.zmq = gateway->zmq,
		.requests_max = commands ? GATEWAY_REQUESTS_MAX : 0,
		.context = gateway };
	if (commands)
		options.callbacks.connection = connection_told;
	enum rapporteur_result result = rapporteur_open(line, &options, &fault);
	if (result == RAPPORTEUR_OK && !gateway_watch(gateway, rapporteur_fd(*line))) {
		rapporteur_close(*line);
		result = RAPPORTEUR_MEMORY;
	}
	if (result != RAPPORTEUR_OK)
		gateway_log("web", "broker_line reason=\"%s\"",
		    fault.what[0] != '\0' ? fault.what : rapporteur_result_sentence(result));
	return result;
}

/* Files for all connections and feeds, or it says for how many connections there are. */
static void files_provide(struct settings *settings)
{
	struct rlimit limit;
	rlim_t needed = (rlim_t)settings->connections_max + OTHER_FILES;
	rlim_t wanted = needed + (rlim_t)FILES_A_CHANNEL * CHANNELS_MAX;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	if (limit.rlim_cur < wanted) {
		limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
	if (limit.rlim_cur >= needed)
		return;
	settings->connections_max = limit.rlim_cur > 2 * OTHER_FILES
	    ? (uint32_t)(limit.rlim_cur - OTHER_FILES)
	    : OTHER_FILES;
	gateway_log("web", "files limit=%llu connections=%u", (unsigned long long)limit.rlim_cur,
	    settings->connections_max);
}

static bool signals_open(struct gateway *gateway)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	signal(SIGPIPE, SIG_IGN);
	/* Before the first thread, so that none is interrupted. */
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return false;
	gateway->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return gateway->signals >= 0 && gateway_watch(gateway, gateway->signals);
}

static bool gateway_open(struct gateway *gateway)
{
	if (sodium_init() < 0)
		return false;
	gateway->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (gateway->epoll < 0 || !signals_open(gateway))
		return false;
	gateway->open = !gateway->settings->keyed;
	gateway->away = true;
	rapporteur_key_make(&gateway->key);
	memcpy(gateway->key.broker_key, gateway->settings->broker_key, CURVE_KEY_BYTES);
	gateway->zmq = zmq_ctx_new();
	if (gateway->zmq != NULL)
		zmq_ctx_set(
		    gateway->zmq, ZMQ_MAX_SOCKETS, SOCKETS_A_LINE * ((int)CHANNELS_MAX + 2));
	gateway->pages = pages_open(gateway->settings->pages);
	gateway->titles = titles_open();
	gateway->reports = reports_open();
	return gateway->zmq != NULL && gateway->pages != NULL && gateway->titles != NULL &&
	    gateway->reports != NULL && gateway_watch(gateway, reports_fd(gateway->reports)) &&
	    gateway_line(gateway, true, &gateway->broker) == RAPPORTEUR_OK &&
	    server_open(gateway) && gateway_watch(gateway, gateway->http_fd);
}

/* Answers whoever waits before the connections go: each exchange ends with its answer. */
static void gateway_close(struct gateway *gateway)
{
	gateway->stopping = true;
	reports_stop(gateway);
	channels_close(gateway);
	rapporteur_close(gateway->broker);
	gateway->broker = NULL;
	if (gateway->http != NULL)
		MHD_run(gateway->http);
	server_close(gateway);
	if (gateway->zmq != NULL)
		zmq_ctx_term(gateway->zmq);
	pages_close(gateway->pages);
	titles_close(gateway->titles);
	if (gateway->signals >= 0)
		close(gateway->signals);
	if (gateway->epoll >= 0)
		close(gateway->epoll);
}

static int wait_ms(const struct gateway *gateway, uint64_t now)
{
	MHD_UNSIGNED_LONG_LONG http_ms = 0;
	int least = gateway->tick_ms > now ? (int)(gateway->tick_ms - now) : 0;
	int broker = rapporteur_wait_ms(gateway->broker);
	int feeds = channels_wait_ms(gateway);
	if (broker < least)
		least = broker;
	if (feeds < least)
		least = feeds;
	if (MHD_get_timeout(gateway->http, &http_ms) == MHD_YES &&
	    http_ms < (MHD_UNSIGNED_LONG_LONG)least)
		least = (int)http_ms;
	return least;
}

/* Said once: nothing else tells the operator why nobody is served. */
static void locked_tell(struct gateway *gateway)
{
	bool locked = rapporteur_locked(gateway->broker);
	if (locked && !gateway->locked)
		gateway_log("web",
		    gateway->open
			? "broker_locked: it has keys; give --broker-key"
			: "broker_locked: it has no keys, or another than --broker-key says");
	gateway->locked = locked;
}

static void turn(struct gateway *gateway)
{
	struct epoll_event events[EVENTS_PER_TURN];
	int count =
	    epoll_wait(gateway->epoll, events, EVENTS_PER_TURN, wait_ms(gateway, clock_boot_ms()));
	if (count < 0 && errno != EINTR)
		gateway->stopping = true;
	struct signalfd_siginfo signal_info;
	if (read(gateway->signals, &signal_info, sizeof signal_info) > 0)
		gateway->stopping = true;
	rapporteur_step(gateway->broker);
	channels_step(gateway);
	reports_turn(gateway);
	MHD_run(gateway->http);
	uint64_t now = clock_boot_ms();
	if (now < gateway->tick_ms)
		return;
	gateway->tick_ms = now + GATEWAY_TICK_MS;
	locked_tell(gateway);
	server_tick(gateway->server, now);
	channels_tick(gateway, now);
}

int gateway_run(const struct settings *settings)
{
	struct settings own = *settings;
	struct gateway gateway = { .settings = &own, .epoll = -1, .signals = -1 };
	files_provide(&own);
	gateway_confine();
	bool open = gateway_open(&gateway);
	if (open)
		gateway_log("web", "started version=\"%s\" broker=%s keys=%s tls=%s",
		    SETTINGS_VERSION, settings->broker, gateway.open ? "no" : "yes",
		    settings->tls_certificate == NULL ? "no" : "yes");
	while (open && !gateway.stopping)
		turn(&gateway);
	gateway_close(&gateway);
	if (open)
		gateway_log("web", "stopped");
	return open ? 0 : 1;
}
