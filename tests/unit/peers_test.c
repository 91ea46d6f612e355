/* tests/unit/peers_test.c - the promises of broker/peers.h, over real connections that a child holds at its end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "broker/peers.h"

#define HELD_MAX 16

struct hall {
	int listening;
	int held[HELD_MAX]; /* our ends */
	int count;
	pid_t child;
	uint64_t now_ms;
};

static void say(int fd, size_t bytes)
{
	static const char nothing[1 << 16];
	for (size_t said = 0; said < bytes;) {
		size_t left = bytes - said;
		ssize_t one = write(fd, nothing, left < sizeof nothing ? left : sizeof nothing);
		if (one < 0)
			return;
		said += (size_t)one;
	}
}

/* The child connects from each address in turn, says so many bytes on whichever it is told to, until it is killed. */
static void child_run(struct sockaddr_in to, const char *const *from, size_t bytes)
{
	struct pollfd held[HELD_MAX];
	nfds_t count = 0;
	for (; *from != NULL; from++) {
		struct sockaddr_in own = { .sin_family = AF_INET };
		int fd = socket(AF_INET, SOCK_STREAM, 0);
		inet_pton(AF_INET, *from, &own.sin_addr);
		if (bind(fd, (void *)&own, sizeof own) != 0 ||
		    connect(fd, (void *)&to, sizeof to) != 0)
			_exit(1);
		held[count++] = (struct pollfd){ .fd = fd, .events = POLLIN };
	}
	for (;;) {
		(void)poll(held, count, -1);
		for (nfds_t i = 0; i < count; i++) {
			char go = 0;
			if (held[i].revents == 0)
				continue;
			if (read(held[i].fd, &go, 1) == 1)
				say(held[i].fd, bytes);
			else
				held[i].fd = -1; /* it was cut */
		}
	}
}

static void hall_open(struct hall *hall, const char *const *from, size_t bytes)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t size = sizeof at;
	*hall = (struct hall){ .now_ms = 1000, .listening = socket(AF_INET, SOCK_STREAM, 0) };
	assert_int_equal(bind(hall->listening, (void *)&at, sizeof at), 0);
	assert_int_equal(listen(hall->listening, HELD_MAX), 0);
	assert_int_equal(getsockname(hall->listening, (void *)&at, &size), 0);
	hall->child = fork();
	assert_int_not_equal(hall->child, -1);
	if (hall->child == 0)
		child_run(at, from, bytes);
	for (; from[hall->count] != NULL; hall->count++) {
		hall->held[hall->count] = accept(hall->listening, NULL, NULL);
		assert_int_not_equal(hall->held[hall->count], -1);
	}
}

static void hall_close(struct hall *hall)
{
	kill(hall->child, SIGKILL);
	waitpid(hall->child, NULL, 0);
	for (int i = 0; i < hall->count; i++)
		close(hall->held[i]);
	close(hall->listening);
}

static void look(struct hall *hall, struct peers *peers)
{
	hall->now_ms += PEERS_LOOK_MS;
	peers_look(peers, hall->now_ms);
}

/* Reads what is there to its end; true when the end is that of the connection. */
static bool is_cut(int fd)
{
	char bytes[4096];
	ssize_t got = 1;
	while (got > 0)
		got = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
	return got == 0 || errno != EAGAIN;
}

static size_t cut_count(const struct hall *hall)
{
	size_t count = 0;
	for (int i = 0; i < hall->count; i++)
		count += is_cut(hall->held[i]) ? 1 : 0;
	return count;
}

/* Takes so many bytes off the connection, as frames that came out of it. */
static void take(struct peers *peers, int fd, size_t bytes)
{
	char frame[1000];
	for (size_t taken = 0; taken < bytes; taken += sizeof frame) {
		assert_int_equal(recv(fd, frame, sizeof frame, MSG_WAITALL), sizeof frame);
		peers_took(peers, fd, sizeof frame);
	}
}

static void told_to(int fd)
{
	assert_int_equal(write(fd, "x", 1), 1);
}

static void arrived(int fd, size_t bytes)
{
	static char all[1 << 20];
	while (bytes > 0 && recv(fd, all, sizeof all, MSG_PEEK) < (ssize_t)bytes)
		poll(NULL, 0, 1);
}

static void who_says_more_than_comes_out_is_cut(void **state)
{
	static const struct {
		const char *name;
		size_t said;
		size_t taken;
		bool cut;
	} cases[] = {
		{ "nothing", 0, 0, false },
		{ "at the bound", 40000, 0, false },
		{ "one past it", 40001, 0, true },
		{ "much, and all of it came out", 100000, 100000, false },
		{ "much, and half of it came out", 100000, 50000, true },
	};
	static const char *const one[] = { "127.0.0.1", NULL };
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct hall hall;
		struct peers peers;
		hall_open(&hall, one, cases[i].said);
		assert_true(peers_open(&peers, 40000, 1024));
		look(&hall, &peers);
		told_to(hall.held[0]);
		take(&peers, hall.held[0], cases[i].taken);
		arrived(hall.held[0], cases[i].said - cases[i].taken);
		look(&hall, &peers);
		if (is_cut(hall.held[0]) != cases[i].cut || peers.cut != (cases[i].cut ? 1 : 0))
			fail_msg("%s", cases[i].name);
		peers_close(&peers);
		peers_close(&peers);
		hall_close(&hall);
	}
}

static void a_descriptor_that_is_another_connection_begins_anew(void **state)
{
	static const char *const one[] = { "127.0.0.1", NULL };
	struct peers peers;
	struct hall hall;
	(void)state;
	assert_true(peers_open(&peers, 40000, 1024));
	hall_open(&hall, one, 30000);
	told_to(hall.held[0]);
	arrived(hall.held[0], 30000);
	look(&hall, &peers);
	hall_close(&hall);
	int before = hall.held[0];
	hall_open(&hall, one, 30000);
	assert_int_equal(hall.held[0], before);
	told_to(before);
	arrived(hall.held[0], 30000);
	look(&hall, &peers);
	look(&hall, &peers);
	assert_int_equal(peers.cut, 0);
	assert_int_equal(peers.connected, 1);
	hall_close(&hall);
	peers_close(&peers);
}

static void no_address_holds_more_than_half(void **state)
{
	static const struct {
		const char *name;
		const char *from[HELD_MAX];
		uint32_t descriptors;
		size_t cut;
	} cases[] = {
		{ "half", { "127.0.0.1", "127.0.0.1", "127.0.0.1" }, 6, 0 },
		{ "one more than half", { "127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.1" }, 6,
		    1 },
		{ "many, of many", { "127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4" }, 6, 0 },
		{ "one of two is too many",
		    { "127.0.0.1", "127.0.0.2", "127.0.0.2", "127.0.0.2", "127.0.0.2" }, 6, 1 },
		{ "and came last",
		    { "127.0.0.1", "127.0.0.3", "127.0.0.2", "127.0.0.2", "127.0.0.2", "127.0.0.2",
			"127.0.0.2" },
		    8, 1 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct hall hall;
		struct peers peers;
		hall_open(&hall, cases[i].from, 0);
		assert_true(peers_open(&peers, 40000, cases[i].descriptors));
		look(&hall, &peers);
		if (cut_count(&hall) != cases[i].cut || peers.cut != cases[i].cut)
			fail_msg("%s: %zu", cases[i].name, cut_count(&hall));
		if (is_cut(hall.held[0]))
			fail_msg("%s: the first", cases[i].name);
		peers_close(&peers);
		hall_close(&hall);
	}
}

static void whose_words_are_refused_again_and_again_is_cut(void **state)
{
	static const struct {
		const char *name;
		uint32_t weight;
		uint32_t blames;
		bool cut;
	} cases[] = {
		{ "one less", 1, PEERS_BLAME_MAX - 1, false },
		{ "at the bound", 1, PEERS_BLAME_MAX, true },
		{ "of more weight", 10, PEERS_BLAME_MAX / 10, true },
		{ "one less of more weight", 10, PEERS_BLAME_MAX / 10 - 1, false },
	};
	static const char *const one[] = { "127.0.0.1", NULL };
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct hall hall;
		struct peers peers;
		size_t cut = 0;
		hall_open(&hall, one, 0);
		assert_true(peers_open(&peers, 0, 1024));
		/* of who had the descriptor before: a look forgets it */
		for (uint32_t n = 0; n + 1 < PEERS_BLAME_MAX; n++)
			assert_false(peers_blame(&peers, hall.held[0], 1));
		look(&hall, &peers);
		for (uint32_t n = 0; n < cases[i].blames; n++)
			cut += peers_blame(&peers, hall.held[0], cases[i].weight) ? 1 : 0;
		if (cut != (cases[i].cut ? 1 : 0) || is_cut(hall.held[0]) != cases[i].cut)
			fail_msg("%s", cases[i].name);
		/* and what is forgiven may be said again */
		look(&hall, &peers);
		for (uint32_t n = 0; !cases[i].cut && n < PEERS_FORGIVEN / cases[i].weight; n++)
			assert_false(peers_blame(&peers, hall.held[0], cases[i].weight));
		peers_close(&peers);
		hall_close(&hall);
	}
}

static void who_is_silent_for_too_long_is_cut(void **state)
{
	static const char *const two[] = { "127.0.0.1", "127.0.0.1", NULL };
	struct hall hall;
	struct peers peers;
	(void)state;
	hall_open(&hall, two, 0);
	assert_true(peers_open(&peers, 40000, 1024));
	for (int n = 0; n < 100; n++)
		look(&hall, &peers); /* no bound, no cut */
	peers.idle_ms_max = 10ull * PEERS_LOOK_MS;
	look(&hall, &peers);
	assert_int_equal(peers.cut, 2);
	hall_close(&hall);
	hall_open(&hall, two, 1000);
	look(&hall, &peers);
	for (int n = 0; n < 9; n++)
		look(&hall, &peers);
	told_to(hall.held[1]);
	for (int n = 0; n < 2; n++) {
		arrived(hall.held[1], 1000);
		look(&hall, &peers);
	}
	assert_true(is_cut(hall.held[0]));
	assert_false(is_cut(hall.held[1]));
	for (int n = 0; n < 10; n++)
		look(&hall, &peers);
	assert_true(is_cut(hall.held[1]));
	peers_close(&peers);
	hall_close(&hall);
}

static void what_is_no_connection_is_left_alone(void **state)
{
	int ends[2];
	char byte = 0;
	struct peers peers;
	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_true(peers_open(&peers, 0, 2));
	peers_took(&peers, -1, 10);
	peers_took(&peers, ends[0], 10);
	peers_took(&peers, PEERS_MAX, 10);
	peers_look(&peers, 1000);
	assert_int_equal(peers.connected, 0);
	assert_int_equal(write(ends[0], "x", 1), 1);
	assert_int_equal(read(ends[1], &byte, 1), 1);
	close(ends[0]);
	close(ends[1]);
	peers_close(&peers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_says_more_than_comes_out_is_cut),
		cmocka_unit_test(a_descriptor_that_is_another_connection_begins_anew),
		cmocka_unit_test(no_address_holds_more_than_half),
		cmocka_unit_test(whose_words_are_refused_again_and_again_is_cut),
		cmocka_unit_test(who_is_silent_for_too_long_is_cut),
		cmocka_unit_test(what_is_no_connection_is_left_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
