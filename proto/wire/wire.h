/*
 * proto/wire/wire.h - reading and writing msgpack with our caps. A reader first walks the bytes without taking
 * memory (depth, items, string lengths, UTF-8, no ext, no floats, string keys, no key twice); only
 * then does msgpack-c unpack them. So nothing that msgpack-c sees can make it reserve much.
 *
 * Reading: wire_open(), then one getter a field, in any order, without checks between: the first
 * failure stays in the refusal and the getters after it answer their lowest value. At the end
 * wire_close() says whether all was well.
 */
#ifndef RAPPORTEUR_PROTO_WIRE_WIRE_H
#define RAPPORTEUR_PROTO_WIRE_WIRE_H

#include <msgpack.h>

#include "proto/wire/buffer.h"
#include "proto/errors.h"
#include "proto/limits.h"

/* Walks one value of at most size bytes. Sets *used to how many it takes. False: broken, or past a cap;
 * items_max counts every value, keys included. Allocates nothing. */
bool wire_walk(const uint8_t *bytes, size_t size, size_t items_max, size_t *used);

#define WIRE_KEYS_MAX 64u /* keys of one map that we read field by field */

enum wire_kind {
	FIELD_NIL,
	FIELD_BOOL,
	FIELD_UINT,
	FIELD_MINUS, /* a number below zero */
	FIELD_TEXT,
	FIELD_BIN,
	FIELD_NESTED, /* an array or a map */
};

/* A key and its value, borrowed from the bytes being read. */
struct wire_field {
	const char *key; /* without a terminator */
	uint32_t key_size;
	uint32_t size; /* of `bytes` */
	enum wire_kind kind;
	union {
		uint64_t number;                /* BOOL, UINT */
		const uint8_t *bytes;           /* TEXT, BIN */
		const msgpack_object *unpacked; /* NESTED within a child */
	};
	const uint8_t *raw; /* the value as it was sent; NULL within a child */
};

/* The same walk over one map that fills size bytes exactly, with its fields in their order. *count is
 * UINT32_MAX when it is no map. */
bool wire_walk_map(const uint8_t *bytes, size_t size, size_t items_max,
    struct wire_field fields[WIRE_KEYS_MAX], uint32_t *count);

struct wire {
	msgpack_zone zone; /* of what was unpacked; owned by the outermost wire, a child borrows */
	msgpack_zone *unpacking; /* that zone; NULL before anything is unpacked */
	const uint8_t *end;      /* of the bytes being read */
	uint32_t field_count;    /* 0 after a failure to open */
	uint64_t seen;           /* keys asked for, a bit each */
	uint32_t next; /* where to look first: most are asked for in the order they were written */
	struct refusal *refusal; /* borrowed; .error is ERROR_NONE until the first failure */
	const char *prefix;      /* of names in details: "rooms" */
	size_t index;            /* beside the prefix; SIZE_MAX: none */
	struct wire_field fields[WIRE_KEYS_MAX]; /* the first field_count are set */
};

/* Reads one map that fills bytes exactly; they must stay until wire_close(). Clears *refusal. */
void wire_open(struct wire *wire, const uint8_t *bytes, size_t size, size_t items_max,
    struct refusal *refusal);
/* Frees; answers what the refusal says. Twice is harmless. */
enum error wire_close(struct wire *wire);
/* Notes a failure with a sentence about a field: "field r: must be ...". The first one stays. */
void wire_fail(struct wire *wire, const char *key, const char *what);

bool wire_has(struct wire *wire, const char *key); /* there, and not nil */
uint64_t wire_uint(struct wire *wire, const char *key, uint64_t min, uint64_t max);
uint64_t wire_uint_or(
    struct wire *wire, const char *key, uint64_t min, uint64_t max, uint64_t absent);
bool wire_bool_or(struct wire *wire, const char *key, bool absent);
/* Copies a text of min..max bytes, max < size of out; out is "" after a failure or when absent
 * and min is 0. */
void wire_text_copy(struct wire *wire, const char *key, size_t min, char *out, size_t out_size);
/* A text of 1..max bytes, copied to the arena; "" after a failure. */
const char *wire_text(struct wire *wire, const char *key, size_t max, struct arena *arena);
/* The same, or NULL when absent, nil or empty. */
const char *wire_text_or_null(struct wire *wire, const char *key, size_t max, struct arena *arena);
/* Exactly size bytes of bin, copied; zeros after a failure. */
void wire_bytes(struct wire *wire, const char *key, uint8_t *out, size_t size);
/* Bin of at most max bytes, borrowed from the bytes being read; NULL and 0 when absent. */
const uint8_t *wire_bin_or_null(struct wire *wire, const char *key, size_t max, size_t *size);

/* An array of at most max elements; NULL and 0 when absent or after a failure. */
const msgpack_object *wire_array_or_null(
    struct wire *wire, const char *key, size_t max, size_t *count);
/* Texts of an array, in the arena. Absent: *count is 0. */
const char **wire_texts(struct wire *wire, const char *key, size_t count_max, size_t bytes_max,
    struct arena *arena, size_t *count);
/* Whole numbers of an array, copied; absent, or after a failure, *count is 0. */
void wire_uints(struct wire *wire, const char *key, size_t max, uint64_t *out, size_t *count);
/* A map inside an array: reads like the outer one, its failures go to the outer refusal. Not closed. */
void wire_child(struct wire *child, struct wire *parent, const msgpack_object *object,
    const char *name, size_t index);
/* The map under a key, which reads like one of an array. False: it is absent, or no map (a failure). */
bool wire_map(struct wire *child, struct wire *parent, const char *key);
/* Adds the pairs that no getter asked for to out, as one map; nothing when there are none. More than
 * out holds is a failure. Not of a child. */
void wire_extra(struct wire *wire, struct buffer *out);

/* --- Writing: to a buffer, which remembers a failure ------------------------------------------------ */
void pack_map(struct buffer *out, size_t pairs);
void pack_array(struct buffer *out, size_t items);
void pack_uint(struct buffer *out, uint64_t value);
void pack_bool(struct buffer *out, bool value);
void pack_nil(struct buffer *out);
void pack_text(struct buffer *out, const char *text);
void pack_bin(struct buffer *out, const void *bytes, size_t size);
/* A key and its value. */
void pack_key_uint(struct buffer *out, const char *key, uint64_t value);
void pack_key_bool(struct buffer *out, const char *key, bool value);
void pack_key_text(struct buffer *out, const char *key, const char *text);
void pack_key_bin(struct buffer *out, const char *key, const void *bytes, size_t size);
void pack_key_array(struct buffer *out, const char *key, size_t items);
void pack_key_texts(struct buffer *out, const char *key, const char *const *texts, size_t count);

#endif
