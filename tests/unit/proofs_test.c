/* tests/unit/proofs_test.c - a proof leads to the key that belongs to it, remembered or not. */
#include "broker/desk/proofs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#define PEOPLE (2u * PROOFS_KEPT) /* more than are kept: places are shared */

static void each_secret_has_its_key(void **state)
{
	struct proofs proofs;
	(void)state;
	assert_true(proofs_open(&proofs));
	for (unsigned round = 0; round < 3; round++) {
		uint8_t public_key[CURVE_KEY_BYTES];
		uint8_t secret[CURVE_KEY_BYTES];
		uint8_t key[CURVE_KEY_BYTES];
		uint8_t seed[crypto_box_SEEDBYTES] = { 7 };
		crypto_box_seed_keypair(public_key, secret, seed);
		if (proofs_find(&proofs, secret, key) != (round > 0))
			fail_msg("round %u", round);
		assert_true(proofs_key(&proofs, secret, key));
		assert_memory_equal(key, public_key, sizeof key);
	}
	proofs_close(&proofs);
	proofs_close(&proofs);
}

static void those_that_share_a_place_are_told_apart(void **state)
{
	struct proofs proofs;
	(void)state;
	assert_true(proofs_open(&proofs));
	for (unsigned round = 0; round < 2; round++) {
		for (uint32_t i = 1; i <= PEOPLE / 64; i++) {
			uint8_t secret[CURVE_KEY_BYTES] = { 0 };
			uint8_t key[CURVE_KEY_BYTES];
			uint8_t wanted[CURVE_KEY_BYTES];
			memcpy(secret, &i, sizeof i);
			assert_int_equal(crypto_scalarmult_base(wanted, secret), 0);
			assert_true(proofs_key(&proofs, secret, key));
			assert_memory_equal(key, wanted, sizeof key);
		}
	}
	proofs_close(&proofs);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_secret_has_its_key),
		cmocka_unit_test(those_that_share_a_place_are_told_apart) };
	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
