/* tests/unit/staging_test.c - parts on their way in: in order, whole, each only for who put it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "broker/desk/staging.h"

#define WHOLE_BYTES (2 * PART_BYTES_MAX + 100) /* three parts */
#define AMINA       ((const uint8_t *)"amina")
#define BORIS       ((const uint8_t *)"boris")
#define NAME_BYTES  5

struct desk_side {
	struct staging staging;
	uint8_t whole[WHOLE_BYTES];
	uint8_t digest[HASH_BYTES];
	uint64_t now_ms;
};

/* Another whole for each `which`. */
static void whole_make(struct desk_side *side, unsigned int which)
{
	for (size_t i = 0; i < WHOLE_BYTES; i++)
		side->whole[i] = (uint8_t)(i * 7 + which);
	side->whole[0] = (uint8_t)which;
	crypto_generichash(side->digest, HASH_BYTES, side->whole, WHOLE_BYTES, NULL, 0);
}

static int open_side(void **state)
{
	struct desk_side *side = calloc(1, sizeof *side);
	assert_non_null(side);
	staging_init(&side->staging);
	whole_make(side, 1);
	*state = side;
	return 0;
}

static int close_side(void **state)
{
	struct desk_side *side = *state;
	staging_close(&side->staging);
	free(side);
	return 0;
}

static struct part_put part_of(struct desk_side *side, uint32_t part)
{
	size_t at = (size_t)part * PART_BYTES_MAX;
	struct part_put put = { .part = part,
		.part_count = 3,
		.bytes = side->whole + at,
		.size = part == 2 ? WHOLE_BYTES - at : PART_BYTES_MAX };
	memcpy(put.digest, side->digest, HASH_BYTES);
	return put;
}

static enum error put_as(struct desk_side *side, const uint8_t *owner, const struct part_put *put)
{
	struct refusal refusal = { .error = ERROR_NONE };
	enum error error =
	    staging_put(&side->staging, owner, NAME_BYTES, put, ++side->now_ms, &refusal);
	assert_int_equal(refusal.error, error);
	assert_true(error == ERROR_NONE || refusal.detail[0] != '\0');
	return error;
}

static enum error put(struct desk_side *side, uint32_t part)
{
	const struct part_put next = part_of(side, part);
	return put_as(side, AMINA, &next);
}

static const struct buffer *find(const struct desk_side *side, const uint8_t *owner)
{
	return staging_find(&side->staging, owner, NAME_BYTES, side->digest);
}

static void parts_in_order_are_a_whole(void **state)
{
	struct desk_side *side = *state;
	for (uint32_t part = 0; part < 3; part++) {
		assert_null(find(side, AMINA));
		assert_int_equal(put(side, part), ERROR_NONE);
	}
	const struct buffer *found = find(side, AMINA);
	assert_non_null(found);
	assert_int_equal(found->size, WHOLE_BYTES);
	assert_memory_equal(found->bytes, side->whole, WHOLE_BYTES);
	assert_null(find(side, BORIS));
}

static void a_part_sent_again_is_taken_once(void **state)
{
	struct desk_side *side = *state;
	static const uint32_t order[] = { 0, 0, 1, 0, 1, 2, 2 };
	for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
		assert_int_equal(put(side, order[i]), ERROR_NONE);
	assert_int_equal(find(side, AMINA)->size, WHOLE_BYTES);
}

static void a_part_out_of_order_is_refused(void **state)
{
	struct desk_side *side = *state;
	assert_int_equal(put(side, 1), ERROR_PART); /* none has begun */
	assert_int_equal(put(side, 0), ERROR_NONE);
	assert_int_equal(put(side, 2), ERROR_PART);
	assert_null(find(side, AMINA));
	/* From the beginning it goes. */
	for (uint32_t part = 0; part < 3; part++)
		assert_int_equal(put(side, part), ERROR_NONE);
	assert_non_null(find(side, AMINA));
}

static void a_part_that_does_not_fit_is_refused(void **state)
{
	struct desk_side *side = *state;
	struct part_put wrong = part_of(side, 0);
	wrong.size--;
	assert_int_equal(put_as(side, AMINA, &wrong), ERROR_PART);
	assert_int_equal(put(side, 0), ERROR_NONE);
	assert_int_equal(put(side, 1), ERROR_NONE);
	wrong = part_of(side, 2);
	side->whole[WHOLE_BYTES - 1] ^= 1;
	assert_int_equal(put_as(side, AMINA, &wrong), ERROR_PART); /* another digest */
	side->whole[WHOLE_BYTES - 1] ^= 1;
	assert_null(find(side, AMINA));
	assert_int_equal(put(side, 2), ERROR_PART); /* all of it must come again */
}

static void each_has_parts_of_its_own(void **state)
{
	struct desk_side *side = *state;
	const struct part_put first = part_of(side, 0);
	assert_int_equal(put(side, 0), ERROR_NONE);
	assert_int_equal(put_as(side, BORIS, &first), ERROR_NONE);
	assert_int_equal(put(side, 1), ERROR_NONE);
	assert_int_equal(put(side, 2), ERROR_NONE);
	assert_non_null(find(side, AMINA));
	assert_null(find(side, BORIS));
}

static void the_one_that_rested_longest_makes_room(void **state)
{
	struct desk_side *side = *state;
	for (unsigned int which = 1; which <= STAGING_MAX; which++) {
		whole_make(side, which);
		for (uint32_t part = 0; part < 3; part++)
			assert_int_equal(put(side, part), ERROR_NONE);
	}
	for (unsigned int which = 1; which <= STAGING_MAX; which++) {
		whole_make(side, which);
		assert_non_null(find(side, AMINA)); /* at the bound all are there */
	}
	whole_make(side, STAGING_MAX + 1);
	assert_int_equal(put(side, 0), ERROR_NONE);
	whole_make(side, 1);
	assert_null(find(side, AMINA)); /* one more, and the first is gone */
	whole_make(side, 2);
	assert_non_null(find(side, AMINA));
}

#define WITH_SIDE(test) cmocka_unit_test_setup_teardown(test, open_side, close_side)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SIDE(parts_in_order_are_a_whole),
		WITH_SIDE(a_part_sent_again_is_taken_once),
		WITH_SIDE(a_part_out_of_order_is_refused),
		WITH_SIDE(a_part_that_does_not_fit_is_refused),
		WITH_SIDE(each_has_parts_of_its_own),
		WITH_SIDE(the_one_that_rested_longest_makes_room),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests_name("staging", tests, NULL, NULL);
}
