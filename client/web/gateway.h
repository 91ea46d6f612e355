/*
 * client/web/gateway.h - rapporteur-web: what its parts share.
 *
 *   browser ──HTTP──► http/     a request is judged, routed, answered
 *                     api/      what each path asks of the broker, and how the answer reads in JSON
 *                     stream/   what is watched: one copy a session and audience, shared by all who watch
 *                        │
 *                        └──CURVE──► broker
 *
 * One thread turns: HTTP (libmicrohttpd in its external epoll mode), the line to the broker, and the feeds. Another
 * one makes reports, which takes too long to wait for. Nothing is kept: who somebody is comes with each
 * request, what is watched is got anew from the broker, and whoever changes something has made its id before.
 */
#ifndef RAPPORTEUR_CLIENT_WEB_GATEWAY_H
#define RAPPORTEUR_CLIENT_WEB_GATEWAY_H

#include <microhttpd.h>

#include "client/lib/clock_internal.h"
#include "client/lib/rapporteur.h"
#include "client/web/settings.h"

#define GATEWAY_REQUESTS_MAX 4096u /* under way to the broker at once */
#define GATEWAY_TICK_MS      1000u /* how often it is looked for what stands still */

struct exchange;
struct channel;
struct reports;

/* The gateway's own counters, for /metrics: name, kind, sentence. */
#define WEB_COUNTERS(X) \
	X(WEB_REQUESTS, "requests_total", "counter", "requests that were answered") \
	X(WEB_REFUSED, "requests_refused_total", "counter", \
	    "of them, those refused before anything was looked at") \
	X(WEB_CONNECTIONS, "connections", "gauge", "connections that are open") \
	X(WEB_TURNED_AWAY, "connections_turned_away_total", "counter", \
	    "connections beyond a limit, total or of one address") \
	X(WEB_SLOW_HEADS, "connections_slow_total", "counter", \
	    "connections that were cut for sending a request too slowly") \
	X(WEB_WATCHERS, "streams", "gauge", "streams that are open") \
	X(WEB_WATCHERS_CUT, "streams_cut_total", "counter", \
	    "streams that were cut because their browser did not read") \
	X(WEB_CHUNKS, "stream_events_total", "counter", \
	    "events made for streams, once for all of a channel") \
	X(WEB_REPORTS, "reports_total", "counter", "reports that were made") \
	X(WEB_BROKER_LOST, "broker_away_total", "counter", \
	    "times that the broker was not reached any more")
#define X(name, text, kind, sentence) name,
enum web_counter { WEB_COUNTERS(X) WEB_COUNTER_COUNT };
#undef X

struct gateway {
	const struct settings *settings;
	void *zmq;                 /* one context for all lines to the broker */
	struct rapporteur_key key; /* our own, drawn at the start: nobody's */
	struct rapporteur *broker; /* all that is asked */
	bool away;                 /* the broker is not reached now */
	bool open;                 /* it has no keys */
	bool locked;               /* it wants another key than ours, which was said */
	int epoll;
	int signals;
	struct MHD_Daemon *http;
	int http_fd;
	struct server *server;
	struct pages *pages;
	struct channel *channels;
	struct titles *titles;
	struct reports *reports;
	uint64_t tick_ms;
	uint64_t counters[WEB_COUNTER_COUNT];
	bool stopping;
};

/* Runs until SIGTERM or SIGINT. An exit code: 0, or 1 when it could not start (stderr says why). */
int gateway_run(const struct settings *settings);

/* A line to the broker: for commands, or for a feed. */
enum rapporteur_result gateway_line(
    struct gateway *gateway, bool commands, struct rapporteur **line);
/* Wakes the turn when it is readable. */
bool gateway_watch(struct gateway *gateway, int fd);

/* A line on stderr: time, part, what. Never a secret, a token, a name or a text. */
void gateway_log(const char *part, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
