/* tests/unit/proto_fixture.h - values that the tests of proto/ share. */
#ifndef RAPPORTEUR_TESTS_PROTO_FIXTURE_H
#define RAPPORTEUR_TESTS_PROTO_FIXTURE_H

/* cmocka.h wants the first three before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "proto/wire/buffer.h"
#include "proto/errors.h"
#include "proto/limits.h"
#include "proto/wire/wire.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Bytes first, first + 1, ...: a secret or a hash that a reader recognises. */
static inline void bytes_fill(uint8_t *out, size_t size, unsigned first)
{
	for (size_t i = 0; i < size; i++)
		out[i] = (uint8_t)(first + i);
}

/* A UUIDv7 that a reader recognises by its first byte. */
static inline void id_fill(uint8_t id[ID_BYTES], unsigned first)
{
	bytes_fill(id, ID_BYTES, first);
	id[6] = (uint8_t)(0x70 | (id[6] & 0x0f));
	id[8] = (uint8_t)(0x80 | (id[8] & 0x3f));
}

/* xorshift64*: the same seed gives the same numbers everywhere. */
static inline uint64_t random_next(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(2685821657736338717);
}

static inline int add_packed(void *buffer, const char *bytes, size_t size)
{
	buffer_add(buffer, bytes, size);
	return 0;
}

/* Adds the map of `bytes` to out with one pair changed to a raw value, added, or left out (NULL). */
static inline void map_change(const struct buffer *bytes, const char *key, const char *raw,
    size_t raw_size, struct buffer *out)
{
	msgpack_zone zone;
	msgpack_object root;
	size_t offset = 0;
	assert_true(msgpack_zone_init(&zone, 2048));
	assert_int_equal(
	    msgpack_unpack((const char *)bytes->bytes, bytes->size, &offset, &zone, &root),
	    MSGPACK_UNPACK_SUCCESS);
	size_t kept = 0;
	struct buffer pairs;
	buffer_init(&pairs, 2 * MESSAGE_BYTES_MAX);
	msgpack_packer packer = { .data = &pairs, .callback = add_packed };
	for (uint32_t i = 0; i < root.via.map.size; i++) {
		const msgpack_object_kv *pair = &root.via.map.ptr[i];
		if (pair->key.via.str.size == strlen(key) &&
		    memcmp(pair->key.via.str.ptr, key, strlen(key)) == 0)
			continue;
		msgpack_pack_object(&packer, pair->key);
		msgpack_pack_object(&packer, pair->val);
		kept++;
	}
	pack_map(out, kept + (raw != NULL ? 1 : 0));
	buffer_add(out, pairs.bytes, pairs.size);
	if (raw != NULL) {
		pack_text(out, key);
		buffer_add(out, raw, raw_size);
	}
	assert_false(out->failed);
	buffer_close(&pairs);
	msgpack_zone_destroy(&zone);
}

#define assert_refused(refusal, wanted_error, wanted_detail) \
	do { \
		assert_string_equal(error_word((refusal)->error), error_word(wanted_error)); \
		if (strstr((refusal)->detail, wanted_detail) == NULL) \
			fail_msg("detail '%s' lacks '%s'", (refusal)->detail, wanted_detail); \
	} while (0)

#endif
