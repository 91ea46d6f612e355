/* broker/desk/proofs.c - see proofs.h. */
#include "broker/desk/proofs.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct proof {
	bool known;
	uint8_t hash[HASH_BYTES];
	uint8_t key[CURVE_KEY_BYTES];
};

bool proofs_open(struct proofs *proofs)
{
	randombytes_buf(proofs->secret, sizeof proofs->secret);
	proofs->table = calloc(PROOFS_KEPT, sizeof *proofs->table);
	return proofs->table != NULL;
}

void proofs_close(struct proofs *proofs)
{
	free(proofs->table);
	proofs->table = NULL;
}

bool proofs_key(
    struct proofs *proofs, const uint8_t secret[CURVE_KEY_BYTES], uint8_t key[CURVE_KEY_BYTES])
{
	uint8_t hash[HASH_BYTES];
	uint32_t place = 0;
	crypto_generichash(
	    hash, sizeof hash, secret, CURVE_KEY_BYTES, proofs->secret, sizeof proofs->secret);
	memcpy(&place, hash, sizeof place);
	struct proof *proof = &proofs->table[place % PROOFS_KEPT];
	if (!proof->known || memcmp(proof->hash, hash, sizeof hash) != 0) {
		if (crypto_scalarmult_base(key, secret) != 0)
			return false;
		proof->known = true;
		memcpy(proof->hash, hash, sizeof hash);
		memcpy(proof->key, key, CURVE_KEY_BYTES);
	}
	memcpy(key, proof->key, CURVE_KEY_BYTES);
	return true;
}
