/*
 * proto/wire/id.h - names for things: command ids, public ids, pseudonyms.
 */
#ifndef RAPPORTEUR_PROTO_WIRE_ID_H
#define RAPPORTEUR_PROTO_WIRE_ID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/limits.h"

#define ID_RANDOM_BYTES 10u
#define ID_TEXT_CHARS   36u

/* A UUIDv7 (RFC 9562, 5.7) of a time in ms since 1970 UTC and random bytes, of which 74 bits are used. */
void id_make(uint8_t id[ID_BYTES], uint64_t time_ms, const uint8_t random[ID_RANDOM_BYTES]);
/* Version 7 and the RFC's variant. */
bool id_valid(const uint8_t id[ID_BYTES]);
void id_text(const uint8_t id[ID_BYTES], char text[ID_TEXT_CHARS + 1]);

/*
 * What an outsider knows a thing by: the first 60 bits of BLAKE2b-256 over bytes, keyed with a secret of
 * the session, in base32 (digits and small letters without i, l, o, u). Terminated.
 */
void public_id_make(const uint8_t secret[SECRET_BYTES], const void *bytes, size_t size,
    char out[PUBLIC_ID_CHARS + 1]);
bool public_id_valid(const char *text);

/* A writer's name within one session: BLAKE2b-128 over what the client says, keyed with the session's
 * secret. The client's own id is in no event. */
void pseudonym_make(const uint8_t secret[SECRET_BYTES], const uint8_t writer[WRITER_BYTES],
    uint8_t out[WRITER_BYTES]);

#endif
