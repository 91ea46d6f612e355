/* broker/synthesis/weight.c - integer logarithms and roots: the same on every machine, no libm. */
#include "broker/synthesis/synthesis_internal.h"

#include <assert.h>

/* Squaring a number in [1, 2) doubles its logarithm: whether it passed 2 is the next binary digit. */
uint32_t weight_log(uint64_t value)
{
	assert(value >= 1);
	assert(value < UINT64_C(1) << 32);
	uint32_t whole = 0;
	while (value >> whole > 1)
		whole++;
	uint64_t mantissa = (value << 31) >> whole; /* 1 is 2^31 */
	uint32_t log = whole << WEIGHT_BITS;
	for (uint32_t bit = 1u << (WEIGHT_BITS - 1); bit > 0; bit >>= 1) {
		mantissa = mantissa * mantissa >> 31;
		if (mantissa >= UINT64_C(1) << 32) {
			mantissa >>= 1;
			log |= bit;
		}
	}
	return log;
}

/* Digit by digit, from the highest: the largest root whose square is not above value. */
uint32_t weight_root(uint64_t value)
{
	uint64_t root = 0;
	for (uint64_t bit = UINT64_C(1) << 62; bit > 0; bit >>= 2) {
		if (value >= root + bit) {
			value -= root + bit;
			root = (root >> 1) + bit;
		} else {
			root >>= 1;
		}
	}
	return (uint32_t)root;
}
