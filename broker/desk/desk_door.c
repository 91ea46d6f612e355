/*
 * broker/desk/desk_door.c - before it is bound where others can reach it, the desk is tried: somebody with a key that
 * nobody has asks for the status and must be refused, and somebody without any key must not get in. libzmq
 * lets everybody in when something about its keys is not set up, and says nothing. The press tries the feed likewise
 * (broker/press/press_feed.c).
 */
#include <poll.h>
#include <sodium.h>
#include <string.h>

#include "broker/desk/desk_internal.h"
#include "broker/log.h"
#include "proto/wire/id.h"

#define TRIAL_MS 5000u /* on a busy machine; ordinarily it takes a few */

static void *visitor_open(struct desk *desk, const char *endpoint, bool keyed)
{
	int linger = 0;
	struct curve_key own;
	void *visitor = zmq_socket(desk->zmq, ZMQ_DEALER);
	if (visitor == NULL)
		return NULL;
	crypto_box_keypair(own.public_key, own.secret);
	bool set = zmq_setsockopt(visitor, ZMQ_LINGER, &linger, sizeof linger) == 0;
	if (keyed)
		set = set &&
		    zmq_setsockopt(visitor, ZMQ_CURVE_SERVERKEY, desk->curve.public_key,
			CURVE_KEY_BYTES) == 0 &&
		    zmq_setsockopt(visitor, ZMQ_CURVE_PUBLICKEY, own.public_key, CURVE_KEY_BYTES) ==
			0 &&
		    zmq_setsockopt(visitor, ZMQ_CURVE_SECRETKEY, own.secret, CURVE_KEY_BYTES) == 0;
	if (set && zmq_connect(visitor, endpoint) == 0)
		return visitor;
	zmq_close(visitor);
	return NULL;
}

static bool status_ask(void *visitor)
{
	struct buffer frame;
	uint8_t random[ID_RANDOM_BYTES];
	const uint8_t empty_map = 0x80;
	struct envelope envelope = { .major = PROTOCOL_MAJOR,
		.message = MESSAGE_STATUS,
		.body = &empty_map,
		.body_size = 1 };
	buffer_init(&frame, 1024);
	randombytes_buf(random, sizeof random);
	id_make(envelope.id, 1, random);
	envelope_encode(&envelope, &frame);
	bool sent = !frame.failed &&
	    zmq_send(visitor, frame.bytes, frame.size, ZMQ_DONTWAIT) == (int)frame.size;
	buffer_close(&frame);
	return sent;
}

/* What the desk answered: an error's code, or -1 when nothing came. */
static int answer_take(void *visitor)
{
	uint8_t frame[4096];
	struct reply reply;
	struct refusal refusal;
	struct arena arena;
	int size = zmq_recv(visitor, frame, sizeof frame, ZMQ_DONTWAIT);
	if (size < 0 || size > (int)sizeof frame)
		return -1;
	arena_init(&arena, 65536);
	int answer = -1;
	if (reply_decode(&reply, &arena, frame, (size_t)size, &refusal) == ERROR_NONE)
		answer = (int)reply.error;
	arena_close(&arena);
	return answer;
}

/* Asks with a foreign key until an answer is there; the one without a key has asked before, so that whatever
 * would have come of that is here by then. */
static bool trial(struct desk *desk, const char *endpoint)
{
	void *keyless = visitor_open(desk, endpoint, false);
	void *foreign = visitor_open(desk, endpoint, true);
	bool asked =
	    keyless != NULL && foreign != NULL && status_ask(keyless) && status_ask(foreign);
	uint64_t end_ms = desk_now_ms() + TRIAL_MS;
	int answer = -1;
	while (asked && answer < 0 && desk_now_ms() < end_ms) {
		(void)desk_round(desk);
		answer = answer_take(foreign);
		if (answer < 0)
			poll(NULL, 0, 1);
	}
	(void)desk_round(desk);
	bool held = asked && answer == ERROR_NOT_MEMBER && answer_take(keyless) < 0 &&
	    zap_asked(desk->zap) > 0;
	if (keyless != NULL)
		zmq_close(keyless);
	if (foreign != NULL)
		zmq_close(foreign);
	if (!held)
		log_line("desk", "door_does_not_hold answer=%d: nothing is served", answer);
	return held;
}

bool desk_door_test(struct desk *desk)
{
	char endpoint[CONFIG_ENDPOINT_MAX];
	size_t size = sizeof endpoint;
	if (zmq_bind(desk->router, "tcp://127.0.0.1:*") != 0 ||
	    zmq_getsockopt(desk->router, ZMQ_LAST_ENDPOINT, endpoint, &size) != 0)
		return false;
	bool held = trial(desk, endpoint);
	bool unbound = zmq_unbind(desk->router, endpoint) == 0;
	memset(desk->counters, 0, sizeof desk->counters); /* nobody else was here */
	return held && unbound;
}
