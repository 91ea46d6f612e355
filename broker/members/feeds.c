/* broker/members/feeds.c - see feeds.h. */
#include "broker/members/feeds.h"

#include <sodium.h>
#include <string.h>

void feed_keys_derive(const struct feed_secret *secret, const uint8_t session_secret[SECRET_BYTES],
    enum feed_audience audience, uint32_t epoch, struct feed_keys *keys)
{
	static const uint8_t for_topic[] = "rapporteur feed topic";
	static const uint8_t for_key[] = "rapporteur feed key";
	const uint8_t which[5] = { (uint8_t)audience, (uint8_t)(epoch >> 24),
		(uint8_t)(epoch >> 16), (uint8_t)(epoch >> 8), (uint8_t)epoch };
	crypto_generichash_state state;
	crypto_generichash_init(&state, secret->bytes, sizeof secret->bytes, TOPIC_BYTES);
	crypto_generichash_update(&state, for_topic, sizeof for_topic - 1);
	crypto_generichash_update(&state, session_secret, SECRET_BYTES);
	crypto_generichash_update(&state, which, 1);
	crypto_generichash_final(&state, keys->topic, TOPIC_BYTES);
	crypto_generichash_init(&state, secret->bytes, sizeof secret->bytes, FEED_KEY_BYTES);
	crypto_generichash_update(&state, for_key, sizeof for_key - 1);
	crypto_generichash_update(&state, session_secret, SECRET_BYTES);
	crypto_generichash_update(&state, which, sizeof which);
	crypto_generichash_final(&state, keys->key, FEED_KEY_BYTES);
}
