/* tests/unit/rate_test.c - a sender that floods is told to wait, and nobody else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "broker/desk/rate.h"

#define SECRET     UINT64_C(0x5eed)
#define SECOND     1000000u
#define COUNT(all) (sizeof(all) / sizeof(all)[0])

struct sender {
	uint8_t writer[WRITER_BYTES];
	uint8_t route[5];
};

static struct sender sender_make(uint32_t writer, uint32_t route)
{
	struct sender sender = { .writer = { 0 } };
	memcpy(sender.writer, &writer, sizeof writer);
	memcpy(sender.route + 1, &route, sizeof route);
	return sender;
}

static bool take(struct rate *rate, struct sender sender, uint64_t now_us, uint64_t *retry_ms)
{
	uint64_t unused = 0;
	return rate_take(rate, sender.writer, sender.route, sizeof sender.route, now_us,
	    retry_ms != NULL ? retry_ms : &unused);
}

/* How many of count, sent at one moment, pass. */
static size_t passed(struct rate *rate, struct sender sender, uint64_t now_us, size_t count)
{
	size_t passed = 0;
	for (size_t i = 0; i < count; i++)
		passed += take(rate, sender, now_us, NULL) ? 1 : 0;
	return passed;
}

static void a_burst_passes_and_then_the_rate(void **state)
{
	static const struct {
		const char *name;
		uint64_t began_us;
		uint32_t per_second;
		uint32_t burst;
	} cases[] = {
		{ "at the first moment of a machine", 0, 100, 20 },
		{ "after a year", UINT64_C(31536000) * SECOND, 100, 20 },
		{ "one at a time", 7, 1, 1 },
		{ "at the most that may be asked", 7, RATE_MAX, 4 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rate rate;
		struct sender amina = sender_make(1, 1);
		uint64_t now = cases[i].began_us;
		assert_true(rate_open(&rate, cases[i].per_second, cases[i].burst, SECRET));
		size_t first = passed(&rate, amina, now, 100);
		size_t none = passed(&rate, amina, now, 100);
		now += SECOND / cases[i].per_second;
		size_t one = passed(&rate, amina, now, 100);
		now += 1000 * (uint64_t)SECOND;
		size_t full = passed(&rate, amina, now, 100);
		rate_close(&rate);
		if (first != cases[i].burst || none != 0 || one != 1 || full != cases[i].burst)
			fail_msg("%s: passed %zu, then %zu, %zu, %zu", cases[i].name, first, none,
			    one, full);
	}
}

static void a_flood_costs_only_its_sender(void **state)
{
	struct rate rate;
	(void)state;
	assert_true(rate_open(&rate, 10, 50, SECRET));
	assert_int_equal(passed(&rate, sender_make(1, 1), 0, 1000), 50);
	assert_int_equal(passed(&rate, sender_make(2, 2), 0, 20), 20);
	/* Neither another connection helps the writer, nor another writer the connection. */
	assert_int_equal(passed(&rate, sender_make(1, 3), 0, 20), 0);
	assert_int_equal(passed(&rate, sender_make(4, 1), 0, 20), 0);
	assert_int_equal(passed(&rate, sender_make(5, 5), 0, 20), 20);
	rate_close(&rate);
}

static void who_is_refused_comes_back_in_turn(void **state)
{
	struct rate rate;
	struct sender amina = sender_make(1, 1);
	uint64_t retry_ms[200];
	(void)state;
	assert_true(rate_open(&rate, 100, 10, SECRET));
	assert_int_equal(passed(&rate, amina, 0, 10), 10);
	for (size_t i = 0; i < COUNT(retry_ms); i++) {
		assert_false(take(&rate, amina, 0, &retry_ms[i]));
		assert_int_equal(retry_ms[i], 10 * (i + 1));
	}
	/* Each at the time it was told: all pass. */
	for (size_t i = 0; i < COUNT(retry_ms); i++)
		assert_true(take(&rate, amina, retry_ms[i] * 1000, NULL));
	rate_close(&rate);
}

static void nobody_is_asked_to_wait_for_ever(void **state)
{
	struct rate rate;
	struct sender amina = sender_make(1, 1);
	uint64_t retry_ms = 0;
	(void)state;
	assert_true(rate_open(&rate, 1, 1, SECRET));
	assert_true(take(&rate, amina, 0, NULL));
	for (size_t i = 0; i < 10000; i++) {
		assert_false(take(&rate, amina, 0, &retry_ms));
		assert_in_range(retry_ms, 1, RATE_RETRY_MS);
	}
	assert_int_equal(retry_ms, RATE_RETRY_MS);
	rate_close(&rate);
}

static void more_senders_than_buckets_all_pass(void **state)
{
	struct rate rate;
	(void)state;
	assert_true(rate_open(&rate, 1, 1, SECRET));
	for (uint32_t i = 0; i < 2 * RATE_BUCKETS_MAX; i++)
		assert_true(take(&rate, sender_make(i, i), i, NULL));
	/* The latest is still known. */
	uint32_t last = 2 * RATE_BUCKETS_MAX - 1;
	assert_false(take(&rate, sender_make(last, last), last, NULL));
	rate_close(&rate);
}

static void a_rate_of_nothing_refuses_nobody(void **state)
{
	struct rate rate;
	(void)state;
	assert_true(rate_open(&rate, 0, 1, SECRET));
	assert_int_equal(passed(&rate, sender_make(1, 1), 0, 100000), 100000);
	rate_close(&rate);
	rate_close(&rate);
}

static void who_waits_outside_gains_nothing_meanwhile(void **state)
{
	struct rate rate;
	(void)state;
	assert_true(rate_open(&rate, 10, 50, SECRET));
	rate_empty(&rate, sender_make(1, 1).writer, 0, 5 * SECOND);
	assert_int_equal(passed(&rate, sender_make(1, 1), 4 * SECOND, 100), 0);
	assert_int_equal(passed(&rate, sender_make(2, 2), 4 * SECOND, 100), 50); /* nobody else */
	assert_int_equal(passed(&rate, sender_make(1, 3), 5 * SECOND, 100), 0);
	assert_int_equal(passed(&rate, sender_make(1, 3), 6 * SECOND, 100), 10);
	assert_int_equal(passed(&rate, sender_make(1, 3), 60 * SECOND, 100), 50);
	rate_close(&rate);
	assert_true(rate_open(&rate, 0, 50, SECRET)); /* no rate, no bound */
	rate_empty(&rate, sender_make(1, 1).writer, 0, 5 * SECOND);
	assert_int_equal(passed(&rate, sender_make(1, 1), 0, 100), 100);
	rate_close(&rate);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_waits_outside_gains_nothing_meanwhile),
		cmocka_unit_test(a_burst_passes_and_then_the_rate),
		cmocka_unit_test(a_flood_costs_only_its_sender),
		cmocka_unit_test(who_is_refused_comes_back_in_turn),
		cmocka_unit_test(nobody_is_asked_to_wait_for_ever),
		cmocka_unit_test(more_senders_than_buckets_all_pass),
		cmocka_unit_test(a_rate_of_nothing_refuses_nobody),
	};
	return cmocka_run_group_tests_name("rate", tests, NULL, NULL);
}
