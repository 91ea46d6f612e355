/*
 * broker/press/press_feed.c - the socket of the feed, and a trial of its door before it is bound where others reach it:
 * somebody with a foreign key and somebody without one knock at a socket that is made the same way, on a port
 * of loopback that nobody knows. libzmq lets everybody in when something about its keys is not set up, and says nothing.
 */
#include <errno.h>
#include <poll.h>
#include <sodium.h>
#include <string.h>

#include "broker/log.h"
#include "broker/press/press_internal.h"
#include "broker/socket.h"

#define BIND_WAIT_MS    5000u /* for the port that a killed predecessor still held */
#define TOPIC_BYTES_MAX 300   /* of a subscription; CURVE's handshake needs 280 */
#define LINGER_MS       1000  /* for the goodbye, on a busy machine; the desk waits twice as long */
#define WATCHER_QUEUE   1000  /* updates a watcher may be behind; then it misses some and heals */
#define TRIAL_MS        5000u /* on a busy machine; ordinarily it takes a few */
#define TRIAL_EVENTS    "inproc://feed.trial"

static bool feed_make(struct press *press)
{
	press->zmq = zmq_ctx_new();
	if (press->zmq == NULL)
		return false;
	zmq_ctx_set(press->zmq, ZMQ_IPV6, 1);
	if (press->keyed && !zap_open(&press->zap, press->zmq, &press->shared->ring, false))
		return false;
	press->feed = zmq_socket(press->zmq, ZMQ_XPUB);
	if (press->feed != NULL && press->keyed && !zap_guard(press->feed, &press->curve))
		return false;
	return press->feed != NULL && socket_option(press->feed, ZMQ_LINGER, LINGER_MS) &&
	    socket_option(press->feed, ZMQ_SNDHWM, WATCHER_QUEUE) &&
	    socket_ready(press->feed, TOPIC_BYTES_MAX);
}

bool press_feed_open(struct press *press)
{
	if (!feed_make(press))
		return false;
	uint64_t end_ms = press_now_ms() + BIND_WAIT_MS;
	while (zmq_bind(press->feed, press->config->feed) != 0) {
		if (zmq_errno() != EADDRINUSE || press_now_ms() > end_ms)
			return false;
		poll(NULL, 0, 50);
	}
	return true;
}

void press_feed_close(struct press *press)
{
	if (press->feed != NULL)
		zmq_close(press->feed);
	zap_leave(press->zap);
	if (press->zap != NULL)
		zmq_ctx_shutdown(press->zmq);
	zap_close(press->zap);
	if (press->zmq != NULL)
		zmq_ctx_term(press->zmq);
	press->feed = NULL;
	press->zap = NULL;
	press->zmq = NULL;
}

/* --- The trial -------------------------------------------------------------------------------- */

static void *visitor_open(struct press *press, const char *endpoint, bool keyed)
{
	struct curve_key own;
	void *visitor = zmq_socket(press->zmq, ZMQ_SUB);
	if (visitor == NULL)
		return NULL;
	crypto_box_keypair(own.public_key, own.secret);
	bool set = socket_option(visitor, ZMQ_LINGER, 0) &&
	    zmq_setsockopt(visitor, ZMQ_SUBSCRIBE, "", 0) == 0;
	if (keyed)
		set = set &&
		    zmq_setsockopt(visitor, ZMQ_CURVE_SERVERKEY, press->curve.public_key,
			CURVE_KEY_BYTES) == 0 &&
		    zmq_setsockopt(visitor, ZMQ_CURVE_PUBLICKEY, own.public_key, CURVE_KEY_BYTES) ==
			0 &&
		    zmq_setsockopt(visitor, ZMQ_CURVE_SECRETKEY, own.secret, CURVE_KEY_BYTES) == 0;
	if (set && zmq_connect(visitor, endpoint) == 0)
		return visitor;
	zmq_close(visitor);
	return NULL;
}

/* The next event of the feed's socket, or 0. */
static int event_take(void *events)
{
	uint8_t first[6];
	char address[256];
	uint16_t event = 0;
	if (zmq_recv(events, first, sizeof first, ZMQ_DONTWAIT) != sizeof first)
		return 0;
	(void)zmq_recv(events, address, sizeof address, ZMQ_DONTWAIT);
	memcpy(&event, first, sizeof event);
	return event;
}

/* Until one was refused for its key and one for its words; whoever is let in ends it. */
static bool both_refused(struct press *press, void *events)
{
	uint64_t end_ms = press_now_ms() + TRIAL_MS;
	bool key = false;
	bool words = false;
	while (!(key && words) && press_now_ms() < end_ms) {
		int event = event_take(events);
		if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
			return false;
		key = key || event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;
		words = words || event == ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL;
		if (event == 0)
			poll(NULL, 0, 1);
	}
	return key && words && zap_asked(press->zap) > 0;
}

static bool trial(struct press *press)
{
	char endpoint[CONFIG_ENDPOINT_MAX];
	size_t size = sizeof endpoint;
	void *events = NULL;
	if (zmq_socket_monitor(press->feed, TRIAL_EVENTS, ZMQ_EVENT_ALL) == 0)
		events = zmq_socket(press->zmq, ZMQ_PAIR);
	if (events == NULL)
		return false;
	bool bound = zmq_connect(events, TRIAL_EVENTS) == 0 &&
	    zmq_bind(press->feed, "tcp://127.0.0.1:*") == 0 &&
	    zmq_getsockopt(press->feed, ZMQ_LAST_ENDPOINT, endpoint, &size) == 0;
	void *foreign = bound ? visitor_open(press, endpoint, true) : NULL;
	void *keyless = bound ? visitor_open(press, endpoint, false) : NULL;
	bool held = foreign != NULL && keyless != NULL && both_refused(press, events);
	if (foreign != NULL)
		zmq_close(foreign);
	if (keyless != NULL)
		zmq_close(keyless);
	zmq_socket_monitor(press->feed, NULL, 0);
	zmq_close(events);
	return held;
}

bool press_feed_test(struct press *press)
{
	bool held = feed_make(press) && trial(press);
	press_feed_close(press);
	if (!held)
		log_line("press", "door_does_not_hold: nothing is published");
	return held;
}
