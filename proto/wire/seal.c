/* proto/wire/seal.c - see seal.h. */
#include "proto/wire/seal.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

static_assert(SEAL_NONCE_BYTES == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "nonce");
static_assert(SEAL_TAG_BYTES == crypto_aead_xchacha20poly1305_ietf_ABYTES, "tag");
static_assert(FEED_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "feed key");
static_assert(SEAL_SIGNATURE_BYTES == crypto_sign_BYTES, "signature");
static_assert(SIGN_SECRET_BYTES == crypto_sign_SECRETKEYBYTES, "signing key");
static_assert(SIGN_KEY_BYTES == crypto_sign_PUBLICKEYBYTES, "verifying key");

#define SEAL_FORM 1u

static void big_endian_put(uint8_t *out, uint64_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		out[i] = (uint8_t)(value >> (8 * (size - 1 - i)));
}

static uint64_t big_endian_get(const uint8_t *bytes, size_t size)
{
	uint64_t value = 0;
	for (size_t i = 0; i < size; i++)
		value = value << 8 | bytes[i];
	return value;
}

/* Ed25519ph would need no copy, but plain Ed25519 is what every library has. */
static void sign_begin(
    struct buffer *message, const uint8_t topic[TOPIC_BYTES], const uint8_t *bytes, size_t size)
{
	buffer_init(message, TOPIC_BYTES + size);
	buffer_add(message, topic, TOPIC_BYTES);
	buffer_add(message, bytes, size);
}

void seal_close(const struct seal_head *head, const uint8_t topic[TOPIC_BYTES],
    const uint8_t key[FEED_KEY_BYTES], const uint8_t sign_secret[SIGN_SECRET_BYTES],
    const uint8_t *payload, size_t size, struct buffer *out)
{
	uint8_t bound[TOPIC_BYTES + SEAL_HEAD_BYTES];
	uint8_t *clear = bound + TOPIC_BYTES;
	memcpy(bound, topic, TOPIC_BYTES);
	clear[0] = SEAL_FORM;
	big_endian_put(clear + 1, head->epoch, 4);
	big_endian_put(clear + 5, head->run, 8);
	big_endian_put(clear + 13, head->number, 8);
	uint8_t nonce[SEAL_NONCE_BYTES];
	randombytes_buf(nonce, sizeof nonce);
	size_t start = out->size;
	buffer_add(out, clear, SEAL_HEAD_BYTES);
	buffer_add(out, nonce, sizeof nonce);
	size_t sealed_at = out->size;
	buffer_add(out, payload, size); /* makes the room; sealed in place */
	buffer_add(out, nonce, SEAL_TAG_BYTES);
	if (out->failed)
		return;
	crypto_aead_xchacha20poly1305_ietf_encrypt(out->bytes + sealed_at, NULL,
	    out->bytes + sealed_at, size, bound, sizeof bound, NULL, nonce, key);
	struct buffer message;
	sign_begin(&message, topic, out->bytes + start, out->size - start);
	uint8_t signature[SEAL_SIGNATURE_BYTES];
	if (message.failed)
		out->failed = true;
	else
		crypto_sign_detached(signature, NULL, message.bytes, message.size, sign_secret);
	buffer_close(&message);
	if (!out->failed)
		buffer_add(out, signature, sizeof signature);
}

enum seal_result seal_open(struct seal_head *head, const uint8_t topic[TOPIC_BYTES], uint32_t epoch,
    const uint8_t key[FEED_KEY_BYTES], const uint8_t sign_key[SIGN_KEY_BYTES], const uint8_t *frame,
    size_t size, struct buffer *out)
{
	if (size < SEAL_BYTES_MIN || size > MESSAGE_BYTES_MAX || frame[0] != SEAL_FORM)
		return SEAL_MALFORMED;
	size_t signed_size = size - SEAL_SIGNATURE_BYTES;
	struct buffer message;
	sign_begin(&message, topic, frame, signed_size);
	bool genuine = !message.failed &&
	    crypto_sign_verify_detached(
		frame + signed_size, message.bytes, message.size, sign_key) == 0;
	buffer_close(&message);
	if (!genuine)
		return SEAL_FORGED;
	head->epoch = (uint32_t)big_endian_get(frame + 1, 4);
	head->run = big_endian_get(frame + 5, 8);
	head->number = big_endian_get(frame + 13, 8);
	if (head->epoch != epoch)
		return SEAL_OTHER_EPOCH;
	uint8_t bound[TOPIC_BYTES + SEAL_HEAD_BYTES];
	memcpy(bound, topic, TOPIC_BYTES);
	memcpy(bound + TOPIC_BYTES, frame, SEAL_HEAD_BYTES);
	const uint8_t *nonce = frame + SEAL_HEAD_BYTES;
	const uint8_t *sealed = nonce + SEAL_NONCE_BYTES;
	size_t sealed_size = signed_size - SEAL_HEAD_BYTES - SEAL_NONCE_BYTES;
	size_t start = out->size;
	buffer_add(out, sealed, sealed_size);
	if (out->failed)
		return SEAL_MALFORMED;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(out->bytes + start, NULL, NULL,
		out->bytes + start, sealed_size, bound, sizeof bound, nonce, key) != 0) {
		out->size = start;
		return SEAL_FORGED;
	}
	out->size = start + sealed_size - SEAL_TAG_BYTES;
	return SEAL_OK;
}
