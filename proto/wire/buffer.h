/*
 * proto/wire/buffer.h - bytes that grow to a bound given at birth, and an arena that frees all at once.
 *
 * A buffer that would outgrow its bound, or for which there is no memory, turns `failed` and stays so:
 * the writers go on without checks, whoever uses the bytes asks once at the end.
 */
#ifndef RAPPORTEUR_PROTO_WIRE_BUFFER_H
#define RAPPORTEUR_PROTO_WIRE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
	uint8_t *bytes; /* owned; NULL until the first byte */
	size_t size;
	size_t capacity;
	size_t max;
	bool failed;
};

/* Cannot fail; takes no memory yet. */
void buffer_init(struct buffer *buffer, size_t bytes_max);
/* Frees the bytes; the buffer may be used again under its old bound. Twice is harmless. */
void buffer_close(struct buffer *buffer);
/* Forgets the bytes and a failure, keeps the memory. */
void buffer_clear(struct buffer *buffer);
/* Copies size bytes to the end. False and `failed` when they do not fit. */
bool buffer_add(struct buffer *buffer, const void *bytes, size_t size);
/* The same, but the caller fills in what the answer points at, before the next call; NULL after a failure. */
uint8_t *buffer_room(struct buffer *buffer, size_t size);
bool buffer_add_text(struct buffer *buffer, const char *text);
bool buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The bytes as a C string (a terminator that size does not count), or NULL after a failure. */
const char *buffer_text(struct buffer *buffer);

struct arena_block;
struct arena {
	struct arena_block *blocks; /* owned */
	size_t used;                /* bytes taken in all */
	size_t max;
	bool failed;
};

void arena_init(struct arena *arena, size_t bytes_max);
void arena_close(struct arena *arena);
/* Forgets everything taken, keeps the newest block: for the next of many. */
void arena_clear(struct arena *arena);
/* Zeroed memory aligned for any type, the arena's own; NULL and `failed` past the bound. count * size
 * is checked for overflow; a count of 0 yields a valid pointer. */
void *arena_take(struct arena *arena, size_t count, size_t size);
/* A copy of size bytes with a terminator. */
char *arena_text(struct arena *arena, const void *bytes, size_t size);

#endif
