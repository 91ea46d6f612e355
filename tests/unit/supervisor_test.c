/*
 * tests/unit/supervisor_test.c - the life and deaths of the press. The supervisor starts its own program
 * with the word `press`; here that is this test, which then does what FAKE_PRESS says: `die N` dies
 * with event N in hand, unless N is to be skipped; `obey` waits for the desk to go; `deaf` for ever.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "broker/channel.h"
#include "broker/desk/supervisor.h"

#define SPARE_FILES 8 /* as many as the journal has open by then, and more */

/* --- The other side ------------------------------------------------------------------------------- */

static bool is_skipped(const struct press_shared *shared, uint64_t event)
{
	for (uint64_t i = 0; i < shared->skip_count; i++)
		if (shared->skip[i] == event)
			return true;
	return false;
}

static void wait_for_the_desk(void)
{
	static uint8_t bytes[CHANNEL_PACKET_BYTES_MAX];
	struct channel_packet packet = { .kind = CHANNEL_BELL };
	enum channel_result result = CHANNEL_NONE;
	while (result != CHANNEL_GONE && packet.kind != CHANNEL_STOP) {
		struct pollfd file = { .fd = PRESS_CHANNEL_FD, .events = POLLIN };
		poll(&file, 1, -1);
		result = channel_receive(PRESS_CHANNEL_FD, &packet, bytes);
	}
}

static int fake_press(void)
{
	const char *what = getenv("FAKE_PRESS");
	struct press_shared *shared =
	    mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, PRESS_SHARED_FD, 0);
	if (what == NULL || shared == MAP_FAILED)
		return 1;
	if (strncmp(what, "die ", 4) == 0) {
		uint64_t event = strtoull(what + 4, NULL, 10);
		if (!is_skipped(shared, event)) {
			atomic_store(&shared->folding, event);
			raise(SIGKILL);
		}
		atomic_store(&shared->event, event);
		atomic_store(&shared->state, PRESS_LIVE);
	}
	while (strcmp(what, "deaf") == 0)
		pause();
	wait_for_the_desk();
	return 0;
}

/* --- This side ------------------------------------------------------------------------------------ */

static const struct config config = {
	.data = "none", .commands = "tcp://127.0.0.1:7400", .press_bytes = 1u << 20
};
static int spare[SPARE_FILES];

static int open_supervisor(void **state)
{
	struct supervisor *supervisor = calloc(1, sizeof *supervisor);
	assert_non_null(supervisor);
	for (size_t i = 0; i < SPARE_FILES; i++)
		spare[i] = open("/dev/null", O_RDONLY | O_CLOEXEC);
	assert_true(supervisor_open(supervisor, &config));
	*state = supervisor;
	return 0;
}

static int close_supervisor(void **state)
{
	struct supervisor *supervisor = *state;
	supervisor_stop(supervisor, 0);
	supervisor_close(supervisor);
	for (size_t i = 0; i < SPARE_FILES; i++)
		close(spare[i]);
	free(supervisor);
	return 0;
}

static void start(struct supervisor *supervisor, const char *what, uint64_t now_ms)
{
	assert_int_equal(setenv("FAKE_PRESS", what, 1), 0);
	assert_true(supervisor_start(supervisor, now_ms));
	assert_true(supervisor->channel >= 0);
}

static void wait_until_dead(struct supervisor *supervisor, uint64_t now_ms)
{
	siginfo_t how;
	assert_int_equal(waitid(P_PID, (id_t)supervisor->pid, &how, WEXITED | WNOWAIT), 0);
	assert_true(supervisor_died(supervisor, now_ms));
	assert_int_equal(supervisor->pid, 0);
	assert_int_equal(supervisor->channel, -1);
	assert_false(supervisor_died(supervisor, now_ms)); /* told once */
}

static void die_on(struct supervisor *supervisor, const char *what)
{
	start(supervisor, what, 0);
	wait_until_dead(supervisor, 0);
}

static void an_event_that_killed_twice_running_is_skipped(void **state)
{
	struct supervisor *supervisor = *state;
	const struct press_shared *shared = supervisor->shared;
	die_on(supervisor, "die 7");
	assert_int_equal(shared->skip_count, 0);
	die_on(supervisor, "die 7");
	assert_int_equal(shared->skip_count, 1);
	assert_int_equal(shared->skip[0], 7);
	/* Now it lives, and the next poison is found in the same way. */
	start(supervisor, "die 7", 0);
	supervisor_stop(supervisor, 60000);
	assert_int_equal(atomic_load(&shared->event), 7);
	die_on(supervisor, "die 9");
	die_on(supervisor, "die 9");
	assert_int_equal(shared->skip_count, 2);
	assert_int_equal(shared->skip[1], 9);
	assert_int_equal(supervisor->starts, 5);
}

static void deaths_on_different_events_skip_none(void **state)
{
	static const char *const deaths[] = { "die 7", "die 8", "die 7", "die 0", "die 0",
		"die 7" };
	struct supervisor *supervisor = *state;
	for (size_t i = 0; i < sizeof deaths / sizeof deaths[0]; i++)
		die_on(supervisor, deaths[i]);
	assert_int_equal(supervisor->shared->skip_count, 0);
}

static void a_full_list_of_skipped_events_stays_as_it_is(void **state)
{
	struct supervisor *supervisor = *state;
	struct press_shared *shared = supervisor->shared;
	for (uint64_t i = 0; i < PRESS_SKIP_MAX - 1; i++)
		shared->skip[shared->skip_count++] = 1000 + i;
	for (size_t i = 0; i < 2; i++) {
		die_on(supervisor, i == 0 ? "die 7" : "die 8");
		die_on(supervisor, i == 0 ? "die 7" : "die 8");
		assert_int_equal(shared->skip_count, PRESS_SKIP_MAX);
		assert_int_equal(shared->skip[PRESS_SKIP_MAX - 1], 7);
	}
}

static void who_dies_young_waits_longer_each_time(void **state)
{
	static const int waits_ms[] = { 50, 100, 200, 400, 800, 1600, 3200, 5000, 5000 };
	struct supervisor *supervisor = *state;
	uint64_t now_ms = 1000;
	for (size_t i = 0; i < sizeof waits_ms / sizeof waits_ms[0]; i++) {
		start(supervisor, "die 0", now_ms);
		assert_int_equal(supervisor_tick(supervisor, now_ms), -1); /* it runs */
		wait_until_dead(supervisor, now_ms);
		assert_int_equal(supervisor_tick(supervisor, now_ms), waits_ms[i] + 1);
		assert_int_equal(supervisor->pid, 0);
	}
	/* One that lived long enough is started again soon; and the tick does it. */
	start(supervisor, "die 0", now_ms);
	wait_until_dead(supervisor, now_ms + 10000);
	assert_int_equal(supervisor_tick(supervisor, now_ms + 10000), 51);
	assert_int_equal(supervisor_tick(supervisor, now_ms + 10050), -1);
	assert_true(supervisor->pid > 0);
}

static void a_press_that_is_asked_to_stop_does(void **state)
{
	struct supervisor *supervisor = *state;
	start(supervisor, "obey", 0);
	pid_t pid = supervisor->pid;
	supervisor_stop(supervisor, 60000);
	assert_int_equal(supervisor->pid, 0);
	assert_int_equal(kill(pid, 0), -1); /* gone, and waited for */
	supervisor_stop(supervisor, 60000); /* twice is harmless */
}

static void a_press_that_does_not_stop_is_killed(void **state)
{
	struct supervisor *supervisor = *state;
	start(supervisor, "deaf", 0);
	pid_t pid = supervisor->pid;
	supervisor_stop(supervisor, 100);
	assert_int_equal(supervisor->pid, 0);
	assert_int_equal(kill(pid, 0), -1);
}

#define WITH_SUPERVISOR(test) \
	cmocka_unit_test_setup_teardown(test, open_supervisor, close_supervisor)

int main(int count, char **arguments)
{
	if (count > 1 && strcmp(arguments[1], "press") == 0)
		return fake_press();
	const struct CMUnitTest tests[] = {
		WITH_SUPERVISOR(an_event_that_killed_twice_running_is_skipped),
		WITH_SUPERVISOR(deaths_on_different_events_skip_none),
		WITH_SUPERVISOR(a_full_list_of_skipped_events_stays_as_it_is),
		WITH_SUPERVISOR(who_dies_young_waits_longer_each_time),
		WITH_SUPERVISOR(a_press_that_is_asked_to_stop_does),
		WITH_SUPERVISOR(a_press_that_does_not_stop_is_killed),
	};
	sigset_t child;
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD); /* as main() of the broker does */
	sigprocmask(SIG_BLOCK, &child, NULL);
	return cmocka_run_group_tests_name("supervisor", tests, NULL, NULL);
}
