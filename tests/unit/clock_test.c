/* tests/unit/clock_test.c - how old a note is; see client/lib/clock_internal.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "client/lib/clock_internal.h"

static void an_age_follows_the_clock_that_never_steps(void **context)
{
	(void)context;
	const uint64_t hour = 3600000;
	struct {
		const char *name;
		struct moment then;
		struct moment now;
		uint64_t age;
	} cases[] = {
		{ "a moment", { { 1 }, 1000, 9 * hour }, { { 1 }, 1250, 9 * hour + 250 }, 250 },
		{ "the wall clock stepped back", { { 1 }, 1000, 9 * hour }, { { 1 }, 1250, 0 },
		    250 },
		{ "the wall clock stepped an hour ahead", { { 1 }, 1000, 9 * hour },
		    { { 1 }, 1250, 10 * hour }, 250 },
		{ "the machine was started anew", { { 1 }, 5000, 9 * hour },
		    { { 2 }, 100, 11 * hour }, 2 * hour },
		{ "started anew, and the clock lost", { { 1 }, 5000, 9 * hour }, { { 2 }, 100, 0 },
		    0 },
		{ "the start is not known", { { 0 }, 100, hour }, { { 0 }, 900, hour + 7 }, 7 },
		{ "a month", { { 1 }, 0, 0 }, { { 1 }, 30 * 24 * hour, 0 }, AGE_MS_MAX },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		uint64_t age = moment_age_ms(&cases[i].then, &cases[i].now);
		if (age != cases[i].age)
			print_error("%s: %llu\n", cases[i].name, (unsigned long long)age);
		assert_int_equal(age, cases[i].age);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_age_follows_the_clock_that_never_steps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
