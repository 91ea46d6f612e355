/*
 * proto/wire/seal.h - a feed message, sealed for the members of a session and signed by the broker. Two frames:
 * the topic (16 bytes), then
 *
 *   byte 0        1 (this form)
 *   bytes 1-4     key epoch, big-endian: which feed key
 *   bytes 5-12    run, big-endian: drawn anew by every start of the press
 *   bytes 13-20   number, big-endian: 1, 2, 3 ... within the run and topic
 *   bytes 21-44   nonce, random
 *   then          XChaCha20-Poly1305 of the payload; associated data: topic | bytes 0-20
 *   last 64       Ed25519 over topic | everything before, by the broker's key (reply to `hello`)
 */
#ifndef RAPPORTEUR_PROTO_WIRE_SEAL_H
#define RAPPORTEUR_PROTO_WIRE_SEAL_H

#include "proto/wire/buffer.h"
#include "proto/limits.h"

#define SEAL_HEAD_BYTES      21u
#define SEAL_NONCE_BYTES     24u
#define SEAL_TAG_BYTES       16u
#define SEAL_SIGNATURE_BYTES 64u
#define SEAL_BYTES_MIN       (SEAL_HEAD_BYTES + SEAL_NONCE_BYTES + SEAL_TAG_BYTES + SEAL_SIGNATURE_BYTES)
#define SIGN_SECRET_BYTES    64u

struct seal_head {
	uint32_t epoch;
	uint64_t run;
	uint64_t number;
};

/* Adds the second frame to out. The nonce is drawn here: libsodium must be initialised. */
void seal_close(const struct seal_head *head, const uint8_t topic[TOPIC_BYTES],
    const uint8_t key[FEED_KEY_BYTES], const uint8_t sign_secret[SIGN_SECRET_BYTES],
    const uint8_t *payload, size_t size, struct buffer *out);

enum seal_result { SEAL_OK, SEAL_MALFORMED, SEAL_FORGED, SEAL_OTHER_EPOCH };

/* Verifies the signature, then opens with the key of `epoch`; adds the payload to out. SEAL_OTHER_EPOCH: signed
 * well, but sealed with another key; ask for it. *head is set on SEAL_OK and SEAL_OTHER_EPOCH. */
enum seal_result seal_open(struct seal_head *head, const uint8_t topic[TOPIC_BYTES], uint32_t epoch,
    const uint8_t key[FEED_KEY_BYTES], const uint8_t sign_key[SIGN_KEY_BYTES], const uint8_t *frame,
    size_t size, struct buffer *out);

#endif
