/*
 * broker/keys.h - the broker's own keys, each a file of its own in DIR, 0600:
 *
 *   signing.key   64 bytes, Ed25519: signs the feeds. Made at the first start.
 *   curve.key     32 bytes, X25519: who connects knows by it whom it talks to. `rapporteurd init` makes it; where it
 *                 is, nobody is served without a key.
 *   feed.key      32 bytes: the keys of sealed feeds are derived from it (members/feeds.h)
 */
#ifndef RAPPORTEUR_BROKER_KEYS_H
#define RAPPORTEUR_BROKER_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "proto/limits.h"
#include "proto/wire/seal.h"

struct signing_key {
	uint8_t secret[SIGN_SECRET_BYTES];
	uint8_t public_key[SIGN_KEY_BYTES];
};

/* Reads the key; makes it, synced, when it is not there and `make` is set. False with errno. */
bool signing_key_read(struct signing_key *key, const char *data, bool make);

struct curve_key {
	uint8_t secret[CURVE_KEY_BYTES];
	uint8_t public_key[CURVE_KEY_BYTES];
};

/* The same; errno is ENOENT where it was not made. */
bool curve_key_read(struct curve_key *key, const char *data, bool make);

struct feed_secret {
	uint8_t bytes[SECRET_BYTES];
};

/* The same. */
bool feed_secret_read(struct feed_secret *secret, const char *data, bool make);

/* Copies the keys that are in data to the folder `to`, synced. */
bool keys_copy(const char *data, const char *to);

#endif
