/*
 * broker/members/keyring.h - the keys that somebody has: a table in the memory that desk and press share. The desk
 * alone writes it; those who ask (the threads that let connections in, of both processes) take no lock and
 * wait for nobody. It holds keys and says of none whose it is.
 *
 *   slot: EMPTY -> HELD [keyring_add]   HELD -> GONE [keyring_drop]   GONE -> HELD [keyring_add of the same]
 */
#ifndef RAPPORTEUR_BROKER_MEMBERS_KEYRING_H
#define RAPPORTEUR_BROKER_MEMBERS_KEYRING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "proto/limits.h"

#define KEYRING_SLOTS (2u * PERSONS_MAX)
#define KEYRING_NONE  UINT32_MAX

struct keyring {
	uint8_t secret[16]; /* of the hash, so that nobody can choose where a key lies */
	uint32_t used;      /* slots that are not empty; the writer's */
	_Atomic uint32_t states[KEYRING_SLOTS];
	_Atomic uint64_t out_until_ms[KEYRING_SLOTS]; /* its connections wait outside until then */
	uint8_t keys[KEYRING_SLOTS]
		    [CURVE_KEY_BYTES]; /* written before its state says HELD, then never again */
};

/* The slot of a key that is held, or KEYRING_NONE. From any thread. */
uint32_t keyring_find(const struct keyring *ring, const uint8_t key[CURVE_KEY_BYTES]);
/* Its slot from now on; KEYRING_NONE when the ring is full: only a restart forgets those that are gone. */
uint32_t keyring_add(struct keyring *ring, const uint8_t key[CURVE_KEY_BYTES]);
/* Who is at a slot is not let in until then, by a clock that never steps and that all processes share. */
void keyring_put_out(struct keyring *ring, uint32_t slot, uint64_t until_ms);
bool keyring_is_out(const struct keyring *ring, uint32_t slot, uint64_t now_ms);
void keyring_drop(struct keyring *ring, const uint8_t key[CURVE_KEY_BYTES]);

#endif
