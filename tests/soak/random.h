/*
 * tests/soak/random.h - numbers that a seed fixes (splitmix64), and with them all that libsodium
 * draws: ids, nonces, salts and jitter are then the seed's too.
 */
#ifndef RAPPORTEUR_TESTS_SOAK_RANDOM_H
#define RAPPORTEUR_TESTS_SOAK_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct random {
	uint64_t state;
};

uint64_t random_next(struct random *random);
/* 0..below - 1; below is at least 1. */
uint32_t random_below(struct random *random, uint32_t below);
/* from..to, both included. */
uint32_t random_between(struct random *random, uint32_t from, uint32_t to);
bool random_chance(struct random *random, uint32_t per_mille);

/* From now on libsodium draws from random. Before sodium_init(). */
void random_install(struct random *random);

#endif
