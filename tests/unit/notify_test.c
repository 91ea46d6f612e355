/* tests/unit/notify_test.c - what a service manager hears from us. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "broker/notify.h"

/* A manager: a socket in no folder, whose name the kernel picks. */
static int manager_open(char path[64])
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	socklen_t size = sizeof address;
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address.sun_family), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
	size_t length = size - offsetof(struct sockaddr_un, sun_path) - 1;
	(void)snprintf(path, 64, "@%.*s", (int)length, address.sun_path + 1);
	return fd;
}

static void expect_heard(int manager, const char *expected)
{
	char heard[64] = "";
	ssize_t size = recv(manager, heard, sizeof heard - 1, 0);
	assert_string_equal(size < 0 ? "nothing" : heard, expected);
}

static void the_manager_hears_that_we_are_ready(void **state)
{
	char path[64];
	struct notify notify;
	(void)state;
	int manager = manager_open(path);
	assert_int_equal(setenv("NOTIFY_SOCKET", path, 1), 0);
	notify_open(&notify);
	assert_null(getenv("NOTIFY_SOCKET"));
	notify_say(&notify, "READY=1");
	expect_heard(manager, "READY=1");
	/* No watchdog was asked for. */
	notify_alive(&notify, 1000000);
	expect_heard(manager, "nothing");
	notify_close(&notify);
	(void)close(manager);
}

static void the_watchdog_is_pinged_at_half_its_time(void **state)
{
	char path[64];
	struct notify notify;
	(void)state;
	int manager = manager_open(path);
	assert_int_equal(setenv("NOTIFY_SOCKET", path, 1), 0);
	assert_int_equal(setenv("WATCHDOG_USEC", "20000000", 1), 0);
	notify_open(&notify);
	for (uint64_t second = 100; second <= 130; second++) {
		notify_alive(&notify, second * 1000);
		expect_heard(manager, second % 10 == 0 ? "WATCHDOG=1" : "nothing");
	}
	notify_close(&notify);
	(void)close(manager);
}

static void another_process_watchdog_is_not_ours(void **state)
{
	char path[64];
	struct notify notify;
	(void)state;
	int manager = manager_open(path);
	assert_int_equal(setenv("NOTIFY_SOCKET", path, 1), 0);
	assert_int_equal(setenv("WATCHDOG_USEC", "20000000", 1), 0);
	assert_int_equal(setenv("WATCHDOG_PID", "1", 1), 0);
	notify_open(&notify);
	notify_alive(&notify, 1000000);
	expect_heard(manager, "nothing");
	notify_close(&notify);
	(void)close(manager);
}

static void without_a_manager_nothing_happens(void **state)
{
	char too_long[200];
	memset(too_long, '/', sizeof too_long - 1);
	too_long[sizeof too_long - 1] = '\0';
	const char *const paths[] = { NULL, "", "@", "relative", "/no/such/socket", too_long };
	(void)state;
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		struct notify notify;
		if (paths[i] != NULL)
			assert_int_equal(setenv("NOTIFY_SOCKET", paths[i], 1), 0);
		assert_int_equal(setenv("WATCHDOG_USEC", "20000000", 1), 0);
		notify_open(&notify);
		assert_int_equal(notify.socket, -1);
		notify_say(&notify, "READY=1");
		notify_alive(&notify, 1000000);
		notify_close(&notify);
		notify_close(&notify);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_manager_hears_that_we_are_ready),
		cmocka_unit_test(the_watchdog_is_pinged_at_half_its_time),
		cmocka_unit_test(another_process_watchdog_is_not_ours),
		cmocka_unit_test(without_a_manager_nothing_happens),
	};
	return cmocka_run_group_tests_name("notify", tests, NULL, NULL);
}
