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

/* Where the secret's key is kept, or would be. */
static struct proof *place_of(
    struct proofs *proofs, const uint8_t secret[CURVE_KEY_BYTES], uint8_t hash[HASH_BYTES])
{
	uint32_t place = 0;
	crypto_generichash(
	    hash, HASH_BYTES, secret, CURVE_KEY_BYTES, proofs->secret, sizeof proofs->secret);
	memcpy(&place, hash, sizeof place);
	return &proofs->table[place % PROOFS_KEPT];
}

bool proofs_find(
    struct proofs *proofs, const uint8_t secret[CURVE_KEY_BYTES], uint8_t key[CURVE_KEY_BYTES])
{
	uint8_t hash[HASH_BYTES];
	const struct proof *proof = place_of(proofs, secret, hash);
	if (!proof->known || memcmp(proof->hash, hash, sizeof hash) != 0)
		return false;
	memcpy(key, proof->key, CURVE_KEY_BYTES);
	return true;
}

bool proofs_key(
    struct proofs *proofs, const uint8_t secret[CURVE_KEY_BYTES], uint8_t key[CURVE_KEY_BYTES])
{
	uint8_t hash[HASH_BYTES];
	struct proof *proof = place_of(proofs, secret, hash);
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
