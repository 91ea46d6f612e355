/* tests/soak/random.c - see random.h. */
#include "tests/soak/random.h"

#include <sodium.h>
#include <string.h>

/* libsodium asks for numbers without telling who asks. */
static struct random *installed;

uint64_t random_next(struct random *random)
{
	random->state += UINT64_C(0x9e3779b97f4a7c15);
	uint64_t mixed = random->state;
	mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
	return mixed ^ (mixed >> 31);
}

uint32_t random_below(struct random *random, uint32_t below)
{
	return (uint32_t)(((random_next(random) >> 32) * below) >> 32);
}

uint32_t random_between(struct random *random, uint32_t from, uint32_t to)
{
	return from + random_below(random, to - from + 1);
}

bool random_chance(struct random *random, uint32_t per_mille)
{
	return random_below(random, 1000) < per_mille;
}

static const char *name(void)
{
	return "the simulation's seed";
}

static uint32_t draw(void)
{
	return (uint32_t)(random_next(installed) >> 32);
}

static uint32_t draw_below(const uint32_t below)
{
	return below < 2 ? 0 : random_below(installed, below);
}

static void draw_bytes(void *const out, const size_t size)
{
	uint8_t *bytes = out;
	for (size_t i = 0; i < size; i += 8) {
		uint64_t drawn = random_next(installed);
		memcpy(bytes + i, &drawn, size - i < 8 ? size - i : 8);
	}
}

static struct randombytes_implementation implementation = {
	.implementation_name = name,
	.random = draw,
	.uniform = draw_below,
	.buf = draw_bytes,
};

void random_install(struct random *random)
{
	installed = random;
	(void)randombytes_set_implementation(&implementation);
}
