/*
 * proto/envelope.h - what every command and every reply travels in: one msgpack map, one frame.
 */
#ifndef RAPPORTEUR_PROTO_ENVELOPE_H
#define RAPPORTEUR_PROTO_ENVELOPE_H

#include "proto/wire/buffer.h"
#include "proto/errors.h"
#include "proto/limits.h"
#include "proto/messages.h"

struct envelope {
	uint32_t major;
	uint32_t minor;
	uint64_t message;     /* a code; enum message when message_find() knows it */
	uint8_t id[ID_BYTES]; /* UUIDv7, made by the client: the same again is the same command */
	uint8_t writer
	    [WRITER_BYTES]; /* who says so: an actor's claim; where there are keys the connection says it */
	char session[SESSION_KEY_MAX + 1]; /* "" where a command concerns none */
	uint64_t age_ms;      /* how long ago it was done, by a clock that never steps */
	const uint8_t *proof; /* borrowed; NULL: empty */
	size_t proof_size;
	const uint8_t *body; /* borrowed: the bytes of a msgpack map */
	size_t body_size;
};

/* Map {v, m, t, i, w, p, s, a, b}. */
void envelope_encode(const struct envelope *envelope, struct buffer *out);
/* Borrows from bytes. After an error, major, message and id are what could be read, so that the refusal
 * finds its command. */
enum error envelope_decode(
    struct envelope *envelope, const uint8_t *bytes, size_t size, struct refusal *refusal);

struct reply {
	uint32_t major;
	uint32_t minor;
	uint64_t message;     /* of the command it answers */
	uint8_t id[ID_BYTES]; /* likewise */
	enum error error;
	const char *sentence; /* what the person can do; "" with ERROR_NONE */
	const char *detail;   /* which field, which keys; "" when there is none */
	bool news;            /* somebody else tried an invitation of who asks: whoami tells more */
	uint64_t retry_ms;    /* with ERROR_BUSY and ERROR_STOPPING: when to send again; else 0 */
	uint8_t journal[ID_BYTES]; /* the place on the chain: of the event that the command made, */
	uint64_t number;           /* or else the newest; 0 and zeros while there is none */
	uint8_t hash[HASH_BYTES];
	const uint8_t *body; /* borrowed; NULL: none */
	size_t body_size;
};

/* Map {v, m, t, i, e, j, n, h} and where there is something {y, x, u, z, b}. */
void reply_encode(const struct reply *reply, struct buffer *out);
/* body is borrowed from bytes, sentence and detail are the arena's. */
enum error reply_decode(struct reply *reply, struct arena *arena, const uint8_t *bytes, size_t size,
    struct refusal *refusal);

#endif
