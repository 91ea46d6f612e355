/* tests/unit/zap_test.c - the promises of broker/members/zap.h: who is let in, and that nobody is when it ends. */
#include <errno.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zmq.h>

#include "tests/unit/proto_fixture.h"

#include "broker/members/zap.h"

#define WAIT_MS 5000

struct door {
	void *zmq;
	struct keyring *ring;
	struct zap *zap;
	void *asking; /* what libzmq does: it asks over this */
};

static const uint8_t known[CURVE_KEY_BYTES] = { 1, 2, 3 };
static const uint8_t foreign[CURVE_KEY_BYTES] = { 9, 9, 9 };

static struct door *door_open(bool strangers)
{
	struct door *door = calloc(1, sizeof *door);
	int wait_ms = WAIT_MS;
	assert_non_null(door);
	door->zmq = zmq_ctx_new();
	door->ring = calloc(1, sizeof *door->ring);
	assert_non_null(door->ring);
	assert_int_not_equal(keyring_add(door->ring, known), KEYRING_NONE);
	assert_true(zap_open(&door->zap, door->zmq, door->ring, strangers));
	door->asking = zmq_socket(door->zmq, ZMQ_REQ);
	zmq_setsockopt(door->asking, ZMQ_RCVTIMEO, &wait_ms, sizeof wait_ms);
	assert_int_equal(zmq_connect(door->asking, "inproc://zeromq.zap.01"), 0);
	return door;
}

static void door_close(struct door *door)
{
	zmq_close(door->asking);
	zap_leave(door->zap);
	zmq_ctx_shutdown(door->zmq);
	zap_close(door->zap);
	zmq_ctx_term(door->zmq);
	free(door->ring);
	free(door);
}

struct asked {
	const char *version;
	const char *domain;
	const char *mechanism;
	const uint8_t *key;
	size_t key_size;
	size_t frames; /* so many are sent, 7 is right */
};

/* Asks, and takes the answer: its status, and its User-Id in user. */
static int ask_for(struct door *door, const struct asked *asked, char user[64])
{
	static const char padding[300];
	const struct {
		const void *bytes;
		size_t size;
	} frames[] = { { asked->version, strlen(asked->version) }, { "7", 1 },
		{ asked->domain, strlen(asked->domain) }, { "192.0.2.1", 9 }, { "", 0 },
		{ asked->mechanism, strlen(asked->mechanism) }, { asked->key, asked->key_size },
		{ padding, sizeof padding }, { "more", 4 } };
	for (size_t i = 0; i < asked->frames; i++)
		assert_int_not_equal(zmq_send(door->asking, frames[i].bytes, frames[i].size,
					 i + 1 < asked->frames ? ZMQ_SNDMORE : 0),
		    -1);
	char answer[6][64] = { "" };
	for (size_t i = 0; i < 6; i++) {
		int size = zmq_recv(door->asking, answer[i], sizeof answer[i] - 1, 0);
		assert_in_range(size, 0, sizeof answer[i] - 1);
		answer[i][size] = '\0';
	}
	assert_string_equal(answer[0], "1.0");
	if (asked->frames >= 2)
		assert_string_equal(answer[1], "7");
	snprintf(user, 64, "%s", answer[4]);
	return (int)strtol(answer[2], NULL, 10);
}

static int ask_key(struct door *door, const uint8_t *key, char user[64])
{
	const struct asked asked = { "1.0", ZAP_DOMAIN, "CURVE", key, CURVE_KEY_BYTES, 7 };
	return ask_for(door, &asked, user);
}

static void a_key_of_somebody_is_let_in_under_its_own_name(void **state)
{
	struct door *door = door_open(false);
	char user[64];
	uint8_t back[CURVE_KEY_BYTES];
	(void)state;
	assert_int_equal(ask_key(door, known, user), 200);
	assert_int_equal(strlen(user), USER_ID_CHARS);
	assert_non_null(zmq_z85_decode(back, user));
	assert_memory_equal(back, known, sizeof back);
	keyring_drop(door->ring, known);
	assert_int_equal(ask_key(door, known, user), 400);
	assert_string_equal(user, "");
	assert_int_equal(zap_refused(door->zap), 1);
	door_close(door);
}

static void strangers_are_let_in_where_they_are_welcome_and_not_too_often(void **state)
{
	char user[64];
	struct door *door = door_open(false);
	(void)state;
	assert_int_equal(ask_key(door, foreign, user), 400);
	door_close(door);
	door = door_open(true);
	int status = 200;
	size_t count = 0;
	while (status == 200 && count <= 4 * ZAP_BURST) {
		status = ask_key(door, foreign, user);
		count++;
	}
	assert_int_equal(status, 300); /* come again: libzmq will, after a 400 it would not */
	assert_in_range(count, ZAP_BURST, 4 * ZAP_BURST);
	assert_int_equal(ask_key(door, known, user), 200); /* who belongs is not slowed */
	door_close(door);
}

static void whatever_is_asked_otherwise_is_refused(void **state)
{
	static const struct asked cases[] = {
		{ "1.1", ZAP_DOMAIN, "CURVE", known, CURVE_KEY_BYTES, 7 },
		{ "1.0", "elsewhere", "CURVE", known, CURVE_KEY_BYTES, 7 },
		{ "1.0", ZAP_DOMAIN, "NULL", known, CURVE_KEY_BYTES, 7 },
		{ "1.0", ZAP_DOMAIN, "PLAIN", known, CURVE_KEY_BYTES, 7 },
		{ "1.0", ZAP_DOMAIN, "CURVE", known, CURVE_KEY_BYTES - 1, 7 },
		{ "1.0", ZAP_DOMAIN, "CURVE", known, 0, 7 },
		{ "1.0", ZAP_DOMAIN, "CURVE", known, CURVE_KEY_BYTES, 6 },
		{ "1.0", ZAP_DOMAIN, "CURVE", known, CURVE_KEY_BYTES, 2 },
		{ "1.0", ZAP_DOMAIN, "CURVE", known, CURVE_KEY_BYTES, 8 }, /* and one too large */
		{ "1.0", ZAP_DOMAIN, "CURVE", known, CURVE_KEY_BYTES, 9 },
		{ "", "", "", known, 0, 7 },
	};
	struct door *door = door_open(true);
	char user[64];
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(ask_for(door, &cases[i], user), 400);
		assert_string_equal(user, "");
	}
	assert_int_equal(ask_key(door, known, user), 200);
	door_close(door);
}

/* From the moment the answerer is gone libzmq lets everybody in: then the process had better be gone, too. */
static void the_process_ends_with_its_door(void **state)
{
	int how = 0;
	(void)state;
	(void)fflush(NULL);
	pid_t child = fork();
	assert_int_not_equal(child, -1);
	if (child == 0) {
		struct zap *zap = NULL;
		struct keyring *ring = calloc(1, sizeof *ring);
		void *zmq = zmq_ctx_new();
		signal(SIGABRT, SIG_DFL);
		if (ring == NULL || !zap_open(&zap, zmq, ring, false))
			_exit(1);
		zmq_ctx_shutdown(zmq); /* not the way to close it */
		pause();
		_exit(2);
	}
	assert_int_equal(waitpid(child, &how, 0), child);
	assert_true(WIFSIGNALED(how));
	assert_int_equal(WTERMSIG(how), SIGABRT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* first: it forks, and no thread may have been there before */
		cmocka_unit_test(the_process_ends_with_its_door),
		cmocka_unit_test(a_key_of_somebody_is_let_in_under_its_own_name),
		cmocka_unit_test(strangers_are_let_in_where_they_are_welcome_and_not_too_often),
		cmocka_unit_test(whatever_is_asked_otherwise_is_refused),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
