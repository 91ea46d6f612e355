/* tests/unit/committer_test.c - one task at a time, seen whole by who takes it, and none left behind. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "broker/desk/committer.h"

static void count_up(void *context)
{
	unsigned *count = context;
	(*count)++;
}

static void tasks_are_done_one_after_the_other(void **state)
{
	(void)state;
	struct committer committer;
	unsigned count = 0;
	committer_init(&committer);
	assert_true(committer_open(&committer));
	for (unsigned i = 1; i <= 1000; i++) {
		assert_false(committer.in_hand);
		committer_give(&committer, count_up, &count);
		assert_true(committer_take(&committer, true));
		assert_int_equal(count, i);
	}
	committer_close(&committer);
}

static void its_descriptor_tells_that_a_task_is_done(void **state)
{
	(void)state;
	struct committer committer;
	unsigned count = 0;
	committer_init(&committer);
	assert_true(committer_open(&committer));
	struct pollfd done = { .fd = committer.done_fd, .events = POLLIN };
	assert_int_equal(poll(&done, 1, 0), 0);
	committer_give(&committer, count_up, &count);
	assert_int_equal(poll(&done, 1, -1), 1);
	assert_true(committer_take(&committer, false));
	assert_int_equal(count, 1);
	assert_int_equal(poll(&done, 1, 0), 0);
	committer_close(&committer);
}

/* Blocks until it is let go. */
struct gate {
	pthread_mutex_t mutex;
	bool passed;
};

static void pass(void *context)
{
	struct gate *gate = context;
	pthread_mutex_lock(&gate->mutex);
	gate->passed = true;
	pthread_mutex_unlock(&gate->mutex);
}

static void a_task_in_hand_is_not_taken(void **state)
{
	(void)state;
	struct committer committer;
	struct gate gate = { .passed = false };
	committer_init(&committer);
	assert_int_equal(pthread_mutex_init(&gate.mutex, NULL), 0);
	assert_true(committer_open(&committer));
	pthread_mutex_lock(&gate.mutex);
	committer_give(&committer, pass, &gate);
	assert_false(committer_take(&committer, false));
	assert_true(committer.in_hand);
	pthread_mutex_unlock(&gate.mutex);
	assert_true(committer_take(&committer, true));
	assert_true(gate.passed);
	committer_close(&committer);
	pthread_mutex_destroy(&gate.mutex);
}

static void closing_waits_for_the_task_in_hand(void **state)
{
	(void)state;
	struct committer committer;
	unsigned count = 0;
	committer_init(&committer);
	committer_close(&committer); /* it was never opened */
	assert_true(committer_open(&committer));
	committer_give(&committer, count_up, &count);
	committer_close(&committer);
	assert_int_equal(count, 1);
	committer_close(&committer);
}

static void without_a_thread_a_task_runs_when_it_is_told_to(void **state)
{
	(void)state;
	struct committer committer;
	unsigned count = 0;
	committer_init(&committer);
	committer_open_stepped(&committer);
	committer_step(&committer); /* nothing was given */
	committer_give(&committer, count_up, &count);
	assert_false(committer_take(&committer, false));
	assert_int_equal(count, 0);
	committer_step(&committer);
	committer_step(&committer);
	assert_int_equal(count, 1);
	assert_true(committer_take(&committer, false));
	committer_give(&committer, count_up, &count);
	assert_true(committer_take(&committer, true));
	assert_int_equal(count, 2);
	committer_give(&committer, count_up, &count);
	committer_close(&committer); /* as by a death */
	assert_int_equal(count, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tasks_are_done_one_after_the_other),
		cmocka_unit_test(its_descriptor_tells_that_a_task_is_done),
		cmocka_unit_test(a_task_in_hand_is_not_taken),
		cmocka_unit_test(closing_waits_for_the_task_in_hand),
		cmocka_unit_test(without_a_thread_a_task_runs_when_it_is_told_to),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
