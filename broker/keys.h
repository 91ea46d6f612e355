/*
 * broker/keys.h - the key with which the broker signs its feeds: DIR/signing.key, 64 bytes, 0600.
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

#endif
