/*
 * broker/synthesis/words/fixed.c - logarithms, powers and roots in whole numbers: the same on every machine and
 * under every compiler, no libm. A value of 1 is FIXED_ONE.
 */
#include "broker/synthesis/synthesis_internal.h"

#include <assert.h>

#define LN_2       UINT64_C(45426) /* ln 2 in 1/65536 */
#define LOG2_E     UINT64_C(94548) /* 1 / ln 2 in 1/65536 */
#define FIXED_BITS 16u

/* Squaring a number in [1, 2) doubles its logarithm: whether it passed 2 is the next binary digit. */
uint32_t fixed_ln(uint64_t value)
{
	assert(value >= 1);
	assert(value < UINT64_C(1) << 32);
	uint32_t whole = 63 - (uint32_t)__builtin_clzll(value);
	uint64_t mantissa = (value << 31) >> whole; /* 1 is 2^31 */
	uint64_t log = (uint64_t)whole << FIXED_BITS;
	for (uint64_t bit = UINT64_C(1) << (FIXED_BITS - 1); bit > 0; bit >>= 1) {
		mantissa = mantissa * mantissa >> 31;
		if (mantissa >= UINT64_C(1) << 32) {
			mantissa >>= 1;
			log |= bit;
		}
	}
	return (uint32_t)(log * LN_2 >> FIXED_BITS);
}

/* e^(-part / whole): 2^-x digit by digit, with 2^(-1/2), 2^(-1/4) ... from a table. */
uint32_t fixed_decay(uint64_t part, uint64_t whole)
{
	static const uint32_t powers[FIXED_BITS] = { 46341, 55109, 60097, 62757, 64132, 64830,
		65182, 65359, 65447, 65492, 65514, 65525, 65530, 65533, 65535, 65535 };
	if (part / whole >= 12)
		return 0;
	uint64_t exponent = (part << FIXED_BITS) / whole * LOG2_E >> FIXED_BITS;
	uint64_t power = FIXED_ONE;
	for (uint32_t i = 0; i < FIXED_BITS; i++) {
		if (exponent >> (FIXED_BITS - 1 - i) & 1)
			power = power * powers[i] >> FIXED_BITS;
	}
	return (uint32_t)(power >> (exponent >> FIXED_BITS));
}

/* Digit by digit, from the highest: the largest root whose square is not above value. */
uint32_t fixed_root(uint64_t value)
{
	uint64_t root = 0;
	if (value == 0)
		return 0;
	uint64_t bit = UINT64_C(1) << ((63 - __builtin_clzll(value)) & ~1);
	for (; bit > 0; bit >>= 2) {
		if (value >= root + bit) {
			value -= root + bit;
			root = (root >> 1) + bit;
		} else {
			root >>= 1;
		}
	}
	return (uint32_t)root;
}
