/* tests/unit/keyring_test.c - the ring of keys, to its last place. */
#include "tests/unit/proto_fixture.h"

#include <stdlib.h>

#include "broker/members/keyring.h"

static void key_fill(uint8_t key[CURVE_KEY_BYTES], unsigned number)
{
	memset(key, 0, CURVE_KEY_BYTES);
	memcpy(key, &number, sizeof number);
}

static void a_key_is_held_until_it_is_dropped(void **state)
{
	struct keyring *ring = calloc(1, sizeof *ring);
	uint8_t key[CURVE_KEY_BYTES];
	(void)state;
	assert_non_null(ring);
	key_fill(key, 1);
	assert_int_equal(keyring_find(ring, key), KEYRING_NONE);
	keyring_drop(ring, key); /* nothing to drop */
	uint32_t slot = keyring_add(ring, key);
	assert_int_not_equal(slot, KEYRING_NONE);
	assert_int_equal(keyring_add(ring, key), slot);
	assert_int_equal(keyring_find(ring, key), slot);
	keyring_drop(ring, key);
	assert_int_equal(keyring_find(ring, key), KEYRING_NONE);
	assert_int_equal(keyring_add(ring, key), slot);
	assert_int_equal(keyring_find(ring, key), slot);
	free(ring);
}

static void a_full_ring_takes_no_more_and_loses_none(void **state)
{
	struct keyring *ring = calloc(1, sizeof *ring);
	uint8_t key[CURVE_KEY_BYTES];
	unsigned count = 0;
	(void)state;
	assert_non_null(ring);
	for (;; count++) {
		key_fill(key, count);
		if (keyring_add(ring, key) == KEYRING_NONE)
			break;
	}
	assert_true(count >= PERSONS_MAX);
	assert_true(count < KEYRING_SLOTS);
	for (unsigned i = 0; i < count; i++) {
		key_fill(key, i);
		assert_int_not_equal(keyring_find(ring, key), KEYRING_NONE);
	}
	key_fill(key, count);
	assert_int_equal(keyring_find(ring, key), KEYRING_NONE);
	free(ring);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_is_held_until_it_is_dropped),
		cmocka_unit_test(a_full_ring_takes_no_more_and_loses_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
