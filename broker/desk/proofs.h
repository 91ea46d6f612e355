/*
 * broker/desk/proofs.h - whose command it is that came over somebody else's connection: a gateway's, which carries many
 * people. Its envelope brings the person's secret key, and CURVE protects it on its way; the public one that follows from
 * it is whom the command is decided for. Who has the secret could as well connect with it: a proof allows nothing more.
 *
 * Working the key out takes as long as ten notes, so that those of the last senders are kept, by a hash of the secret; the
 * secret itself is nowhere. A decision without a clock; one thread.
 */
#ifndef RAPPORTEUR_BROKER_DESK_PROOFS_H
#define RAPPORTEUR_BROKER_DESK_PROOFS_H

#include <stdbool.h>
#include <stdint.h>

#include "proto/limits.h"

#define PROOFS_KEPT 8192u /* people of one broker; two of one place are worked out anew in turn */

struct proof;
struct proofs {
	struct proof *table; /* owned */
	uint8_t secret[32];  /* of the hash, so that nobody can choose a place */
};

/* False: no memory. */
bool proofs_open(struct proofs *proofs);
void proofs_close(struct proofs *proofs); /* twice is harmless */
/* The public key of a secret that was seen lately; false: work it out. */
bool proofs_find(
    struct proofs *proofs, const uint8_t secret[CURVE_KEY_BYTES], uint8_t key[CURVE_KEY_BYTES]);
/* The public key of a secret; false: there is none, the secret is no key. */
bool proofs_key(
    struct proofs *proofs, const uint8_t secret[CURVE_KEY_BYTES], uint8_t key[CURVE_KEY_BYTES]);

#endif
