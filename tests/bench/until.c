/*
 * tests/bench/until.c - how long until a broker that is being started answers, or until its press has
 * folded all there is:
 *
 *   until ENDPOINT answers|live
 *
 * Prints `milliseconds` since this program began; begin it together with the broker.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <zmq.h>

#include "proto/command.h"
#include "proto/messages.h"
#include "tests/bench/rig.h"

#define LOOK_MS      5
#define RECONNECT_MS 1

static bool press_is_live(const struct reply *reply)
{
	struct status_reply status;
	struct refusal refusal;
	struct arena arena;
	arena_init(&arena, MESSAGE_BYTES_MAX);
	bool live = status_reply_decode(&status, &arena, reply->body, reply->body_size, &refusal) ==
		ERROR_NONE &&
	    strcmp(status.press, "live") == 0;
	arena_close(&arena);
	return live;
}

int main(int count, char **arguments)
{
	uint64_t start_ns = rig_now_ns();
	bool live = count == 3 && strcmp(arguments[2], "live") == 0;
	if (count != 3 || (!live && strcmp(arguments[2], "answers") != 0)) {
		fprintf(stderr, "usage: until ENDPOINT answers|live\n");
		return 2;
	}
	void *zmq = zmq_ctx_new();
	void *dealer = zmq_socket(zmq, ZMQ_DEALER);
	const int options[][2] = { { ZMQ_LINGER, 0 }, { ZMQ_RECONNECT_IVL, RECONNECT_MS } };
	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
		zmq_setsockopt(dealer, options[i][0], &options[i][1], sizeof(int));
	struct buffer body;
	struct buffer answer;
	buffer_init(&body, MESSAGE_BYTES_MAX);
	buffer_init(&answer, MESSAGE_BYTES_MAX);
	empty_encode(&body);
	struct reply reply = { .body = NULL };
	bool answered = zmq_connect(dealer, arguments[1]) == 0 &&
	    rig_ask(dealer, MESSAGE_STATUS, "", &body, &reply, &answer);
	while (answered && live && !press_is_live(&reply)) {
		zmq_poll(NULL, 0, LOOK_MS);
		answered = rig_ask(dealer, MESSAGE_STATUS, "", &body, &reply, &answer);
	}
	if (answered)
		printf("milliseconds %" PRIu64 "\n", (rig_now_ns() - start_ns) / 1000000);
	buffer_close(&body);
	buffer_close(&answer);
	zmq_close(dealer);
	zmq_ctx_term(zmq);
	return answered ? 0 : 1;
}
