/* broker/members/keyring.c - see keyring.h. */
#include "broker/members/keyring.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

enum slot { SLOT_EMPTY = 0, SLOT_HELD = 1, SLOT_GONE = 2 };

#define USED_MAX (KEYRING_SLOTS / 4 * 3)

static_assert(
    (KEYRING_SLOTS & (KEYRING_SLOTS - 1)) == 0, "a hash is cut to a slot by its low bits");
static_assert(PERSONS_MAX < USED_MAX, "all people fit");
static_assert(sizeof(((struct keyring *)0)->secret) == crypto_shorthash_KEYBYTES, "SipHash");

/* The slot that holds the key or held it, else the empty one where it would go. There is always one. */
static uint32_t slot_of(
    const struct keyring *ring, const uint8_t key[CURVE_KEY_BYTES], enum slot *state)
{
	uint64_t hash = 0;
	uint8_t bytes[crypto_shorthash_BYTES];
	crypto_shorthash(bytes, key, CURVE_KEY_BYTES, ring->secret);
	memcpy(&hash, bytes, sizeof hash);
	for (uint32_t i = 0;; i++) {
		assert(i < KEYRING_SLOTS);
		uint32_t slot = (uint32_t)(hash + i) & (KEYRING_SLOTS - 1);
		*state = (enum slot)atomic_load_explicit(&ring->states[slot], memory_order_acquire);
		if (*state == SLOT_EMPTY || memcmp(ring->keys[slot], key, CURVE_KEY_BYTES) == 0)
			return slot;
	}
}

uint32_t keyring_find(const struct keyring *ring, const uint8_t key[CURVE_KEY_BYTES])
{
	enum slot state = SLOT_EMPTY;
	uint32_t slot = slot_of(ring, key, &state);
	return state == SLOT_HELD ? slot : KEYRING_NONE;
}

uint32_t keyring_add(struct keyring *ring, const uint8_t key[CURVE_KEY_BYTES])
{
	enum slot state = SLOT_EMPTY;
	uint32_t slot = slot_of(ring, key, &state);
	if (state == SLOT_EMPTY) {
		if (ring->used >= USED_MAX)
			return KEYRING_NONE;
		ring->used++;
		memcpy(ring->keys[slot], key, CURVE_KEY_BYTES);
	}
	atomic_store_explicit(&ring->states[slot], SLOT_HELD, memory_order_release);
	return slot;
}

void keyring_drop(struct keyring *ring, const uint8_t key[CURVE_KEY_BYTES])
{
	enum slot state = SLOT_EMPTY;
	uint32_t slot = slot_of(ring, key, &state);
	if (state == SLOT_HELD)
		atomic_store_explicit(&ring->states[slot], SLOT_GONE, memory_order_release);
}

void keyring_put_out(struct keyring *ring, uint32_t slot, uint64_t until_ms)
{
	assert(slot < KEYRING_SLOTS);
	atomic_store_explicit(&ring->out_until_ms[slot], until_ms, memory_order_relaxed);
}

bool keyring_is_out(const struct keyring *ring, uint32_t slot, uint64_t now_ms)
{
	assert(slot < KEYRING_SLOTS);
	return now_ms < atomic_load_explicit(&ring->out_until_ms[slot], memory_order_relaxed);
}
