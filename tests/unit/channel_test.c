/* tests/unit/channel_test.c - packets between desk and press: whole, in order, and nobody waits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "broker/channel.h"

struct pair {
	int ends[2]; /* desk, press */
	uint8_t *bytes;
};

static int open_pair(void **state)
{
	struct pair *pair = calloc(1, sizeof *pair);
	assert_non_null(pair);
	/* As the supervisor makes them. */
	assert_int_equal(
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair->ends), 0);
	pair->bytes = malloc(CHANNEL_PACKET_BYTES_MAX);
	assert_non_null(pair->bytes);
	*state = pair;
	return 0;
}

static int close_pair(void **state)
{
	struct pair *pair = *state;
	for (size_t i = 0; i < 2; i++)
		if (pair->ends[i] >= 0)
			close(pair->ends[i]);
	free(pair->bytes);
	free(pair);
	return 0;
}

static enum channel_result receive(
    const struct pair *pair, size_t end, struct channel_packet *packet)
{
	return channel_receive(pair->ends[end], packet, pair->bytes);
}

static void a_packet_arrives_as_it_was_sent(void **state)
{
	struct pair *pair = *state;
	static uint8_t largest[MESSAGE_BYTES_MAX];
	memset(largest, 0xa7, sizeof largest);
	static const uint8_t small[] = { 0x80 };
	const struct channel_packet packets[] = {
		{ .kind = CHANNEL_BELL },
		{ .kind = CHANNEL_QUESTION,
		    .tag = 255,
		    .session = "gcm-ap-2020-10-28",
		    .body = small,
		    .body_size = sizeof small },
		{ .kind = CHANNEL_ANSWER,
		    .tag = UINT64_MAX,
		    .error = ERROR_BUSY,
		    .retry_ms = 300,
		    .detail = "not so far yet",
		    .body = largest,
		    .body_size = sizeof largest },
		{ .kind = CHANNEL_STOP },
	};
	for (size_t i = 0; i < sizeof packets / sizeof packets[0]; i++) {
		struct channel_packet found;
		assert_true(channel_send(pair->ends[0], &packets[i]));
		assert_int_equal(receive(pair, 1, &found), CHANNEL_OK);
		assert_int_equal(found.kind, packets[i].kind);
		assert_int_equal(found.tag, packets[i].tag);
		assert_int_equal(found.error, packets[i].error);
		assert_int_equal(found.retry_ms, packets[i].retry_ms);
		assert_string_equal(found.session, packets[i].session);
		assert_string_equal(found.detail, packets[i].detail);
		assert_int_equal(found.body_size, packets[i].body_size);
		if (found.body_size > 0)
			assert_memory_equal(found.body, packets[i].body, found.body_size);
	}
}

static void an_empty_channel_says_so(void **state)
{
	struct pair *pair = *state;
	struct channel_packet packet;
	assert_int_equal(receive(pair, 0, &packet), CHANNEL_NONE);
	assert_int_equal(receive(pair, 1, &packet), CHANNEL_NONE);
}

static void a_full_channel_answers_false_and_loses_nothing(void **state)
{
	struct pair *pair = *state;
	static const uint8_t body[4096] = { 1 };
	struct channel_packet packet = {
		.kind = CHANNEL_QUESTION, .body = body, .body_size = sizeof body
	};
	uint64_t sent = 0;
	for (packet.tag = 0; channel_send(pair->ends[0], &packet); packet.tag++) {
		sent++;
		assert_true(sent < 100000); /* it must be bounded */
	}
	assert_true(sent > 0);
	struct channel_packet found;
	for (uint64_t i = 0; i < sent; i++) {
		assert_int_equal(receive(pair, 1, &found), CHANNEL_OK);
		assert_int_equal(found.tag, i);
	}
	assert_int_equal(receive(pair, 1, &found), CHANNEL_NONE);
	assert_true(channel_send(pair->ends[0], &packet)); /* there is room again */
}

static void an_end_that_is_gone_is_told(void **state)
{
	struct pair *pair = *state;
	const struct channel_packet stop = { .kind = CHANNEL_STOP };
	struct channel_packet found;
	assert_true(channel_send(pair->ends[0], &stop));
	close(pair->ends[0]);
	pair->ends[0] = -1;
	/* What was sent before is still read. */
	assert_int_equal(receive(pair, 1, &found), CHANNEL_OK);
	assert_int_equal(found.kind, CHANNEL_STOP);
	assert_int_equal(receive(pair, 1, &found), CHANNEL_GONE);
	assert_false(channel_send(pair->ends[1], &stop)); /* and no SIGPIPE */
}

#define WITH_PAIR(test) cmocka_unit_test_setup_teardown(test, open_pair, close_pair)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_PAIR(a_packet_arrives_as_it_was_sent),
		WITH_PAIR(an_empty_channel_says_so),
		WITH_PAIR(a_full_channel_answers_false_and_loses_nothing),
		WITH_PAIR(an_end_that_is_gone_is_told),
	};
	return cmocka_run_group_tests_name("channel", tests, NULL, NULL);
}
