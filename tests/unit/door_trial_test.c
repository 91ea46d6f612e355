/*
 * tests/unit/door_trial_test.c - the broker tries its doors before it opens them. Here the doors are faulty: this file
 * stands in for broker/members/zap.c, in the ways in which libzmq lets everybody in and says nothing.
 */
#include <sodium.h>
#include <stdlib.h>
#include <zmq.h>

#include "tests/unit/proto_fixture.h"

#include "broker/desk/desk_internal.h"
#include "broker/press/press_internal.h"

static enum fault { NO_ANSWERER, NO_DOMAIN, NO_KEYS } fault; /* which one this case has */

struct zap {
	uint64_t asked;
};
static struct zap idle;

bool zap_open(struct zap **zap, void *zmq, const struct keyring *ring, bool strangers)
{
	(void)zmq, (void)ring, (void)strangers;
	*zap = &idle;
	return true;
}

void zap_leave(struct zap *zap)
{
	(void)zap;
}

void zap_close(struct zap *zap)
{
	(void)zap;
}

uint64_t zap_asked(const struct zap *zap)
{
	return zap->asked;
}

uint64_t zap_refused(const struct zap *zap)
{
	(void)zap;
	return 0;
}

bool zap_guard(void *socket, const struct curve_key *key)
{
	int server = 1;
	if (fault == NO_KEYS)
		return true;
	return zmq_setsockopt(socket, ZMQ_CURVE_SERVER, &server, sizeof server) == 0 &&
	    zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, key->secret, CURVE_KEY_BYTES) == 0 &&
	    (fault == NO_DOMAIN ||
		zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, ZAP_DOMAIN, strlen(ZAP_DOMAIN)) == 0);
}

static const enum fault faults[] = { NO_ANSWERER, NO_DOMAIN, NO_KEYS };

static void a_feed_whose_door_does_not_hold_is_not_opened(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(faults); i++) {
		struct config config = { .feed = "tcp://127.0.0.1:1" };
		struct press press = { .config = &config, .keyed = true };
		press.shared = calloc(1, sizeof *press.shared);
		assert_non_null(press.shared);
		crypto_box_keypair(press.curve.public_key, press.curve.secret);
		fault = faults[i];
		if (press_feed_test(&press))
			fail_msg("fault %zu was not seen", i);
		assert_null(press.feed);
		assert_null(press.zmq);
		free(press.shared);
	}
}

static void a_desk_whose_door_does_not_hold_is_not_bound(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(faults); i++) {
		struct config config = { .rate_per_second = 0 };
		struct desk desk;
		int linger = 0;
		assert_true(desk_prepare(&desk, &config));
		desk.keyed = true;
		desk.supervisor.shared = calloc(1, sizeof *desk.supervisor.shared);
		assert_non_null(desk.supervisor.shared);
		crypto_box_keypair(desk.curve.public_key, desk.curve.secret);
		fault = faults[i];
		desk.zmq = zmq_ctx_new();
		assert_true(zap_open(&desk.zap, desk.zmq, &desk.supervisor.shared->ring, true));
		desk.router = zmq_socket(desk.zmq, ZMQ_ROUTER);
		zmq_setsockopt(desk.router, ZMQ_LINGER, &linger, sizeof linger);
		assert_true(zap_guard(desk.router, &desk.curve));
		if (desk_door_test(&desk))
			fail_msg("fault %zu was not seen", i);
		zmq_close(desk.router);
		zmq_ctx_term(desk.zmq);
		free(desk.supervisor.shared);
		desk_release(&desk);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_feed_whose_door_does_not_hold_is_not_opened),
		cmocka_unit_test(a_desk_whose_door_does_not_hold_is_not_bound),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
