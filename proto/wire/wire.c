/* proto/wire/wire.c - see wire.h: the getters and the packers. The walk is in walk.c. */
#include "proto/wire/wire.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "proto/wire/text.h"

/* Holds the maps of a note, and is small enough for the allocator's quick lists. */
#define ZONE_CHUNK_BYTES 960u

void wire_fail(struct wire *wire, const char *key, const char *what)
{
	if (wire->refusal->error != ERROR_NONE)
		return;
	if (wire->prefix == NULL)
		refuse(wire->refusal, ERROR_FIELD, "field %s: %s", key, what);
	else if (wire->index == SIZE_MAX)
		refuse(wire->refusal, ERROR_FIELD, "field %s.%s: %s", wire->prefix, key, what);
	else
		refuse(wire->refusal, ERROR_FIELD, "field %s[%zu].%s: %s", wire->prefix,
		    wire->index, key, what);
}

void wire_open(
    struct wire *wire, const uint8_t *bytes, size_t size, size_t items_max, struct refusal *refusal)
{
	*wire = (struct wire){ .refusal = refusal, .index = SIZE_MAX };
	*refusal = (struct refusal){ .error = ERROR_NONE };
	size_t used = 0;
	if (!wire_walk(bytes, size, items_max, &used) || used != size) {
		refuse(refusal, ERROR_BYTES, "%zu bytes", size);
		return;
	}
	if (!msgpack_zone_init(&wire->zone, ZONE_CHUNK_BYTES)) {
		refuse(refusal, ERROR_BUSY, "no memory");
		return;
	}
	wire->zone_owned = true;
	msgpack_object root;
	size_t offset = 0;
	msgpack_unpack_return rc =
	    msgpack_unpack((const char *)bytes, size, &offset, &wire->zone, &root);
	if (rc != MSGPACK_UNPACK_SUCCESS || offset != size || root.type != MSGPACK_OBJECT_MAP ||
	    root.via.map.size > WIRE_KEYS_MAX) {
		refuse(refusal, ERROR_BYTES, "not a map of at most %u keys", WIRE_KEYS_MAX);
		return;
	}
	/* The zone owns the pairs; the map's head must outlive this frame too. */
	msgpack_object_map *map = msgpack_zone_malloc(&wire->zone, sizeof *map);
	if (map == NULL) {
		refuse(refusal, ERROR_BUSY, "no memory");
		return;
	}
	*map = root.via.map;
	wire->map = map;
}

enum error wire_close(struct wire *wire)
{
	if (wire->zone_owned)
		msgpack_zone_destroy(&wire->zone);
	wire->zone_owned = false;
	wire->map = NULL;
	return wire->refusal->error;
}

static const msgpack_object *find(struct wire *wire, const char *key)
{
	if (wire->map == NULL)
		return NULL;
	size_t size = strlen(key); /* none of our keys is empty */
	uint32_t at = wire->next;
	for (uint32_t i = 0; i < wire->map->size; i++, at++) {
		if (at >= wire->map->size)
			at = 0;
		const msgpack_object_kv *pair = &wire->map->ptr[at];
		const char *name = pair->key.via.str.ptr;
		if (pair->key.via.str.size != size || name[0] != key[0] ||
		    memcmp(name, key, size) != 0)
			continue;
		wire->seen |= UINT64_C(1) << at;
		wire->next = at + 1;
		return pair->val.type == MSGPACK_OBJECT_NIL ? NULL : &pair->val;
	}
	return NULL;
}

bool wire_has(struct wire *wire, const char *key)
{
	return find(wire, key) != NULL;
}

static uint64_t to_uint(
    struct wire *wire, const char *key, const msgpack_object *value, uint64_t min, uint64_t max)
{
	if (value->type == MSGPACK_OBJECT_POSITIVE_INTEGER && value->via.u64 >= min &&
	    value->via.u64 <= max)
		return value->via.u64;
	char what[80];
	snprintf(what, sizeof what, "must be a whole number from %llu to %llu",
	    (unsigned long long)min, (unsigned long long)max);
	wire_fail(wire, key, what);
	return min;
}

uint64_t wire_uint(struct wire *wire, const char *key, uint64_t min, uint64_t max)
{
	const msgpack_object *value = find(wire, key);
	if (value != NULL)
		return to_uint(wire, key, value, min, max);
	wire_fail(wire, key, "is missing");
	return min;
}

uint64_t wire_uint_or(
    struct wire *wire, const char *key, uint64_t min, uint64_t max, uint64_t absent)
{
	const msgpack_object *value = find(wire, key);
	return value == NULL ? absent : to_uint(wire, key, value, min, max);
}

bool wire_bool_or(struct wire *wire, const char *key, bool absent)
{
	const msgpack_object *value = find(wire, key);
	if (value == NULL)
		return absent;
	if (value->type == MSGPACK_OBJECT_BOOLEAN)
		return value->via.boolean;
	wire_fail(wire, key, "must be true or false");
	return absent;
}

static bool is_text(struct wire *wire, const char *key, const msgpack_object *value, size_t max)
{
	if (value->type == MSGPACK_OBJECT_STR && value->via.str.size <= max)
		return true;
	char what[64];
	snprintf(what, sizeof what, "must be a text of at most %zu bytes", max);
	wire_fail(wire, key, what);
	return false;
}

void wire_text_copy(struct wire *wire, const char *key, size_t min, char *out, size_t out_size)
{
	assert(out_size > 0);
	out[0] = '\0';
	const msgpack_object *value = find(wire, key);
	if (value == NULL) {
		if (min > 0)
			wire_fail(wire, key, "is missing");
		return;
	}
	if (!is_text(wire, key, value, out_size - 1))
		return;
	if (value->via.str.size < min) {
		wire_fail(wire, key, "must not be empty");
		return;
	}
	if (value->via.str.size > 0)
		memcpy(out, value->via.str.ptr, value->via.str.size);
	out[value->via.str.size] = '\0';
}

static const char *to_text(struct wire *wire, const char *key, const msgpack_object *value,
    size_t max, struct arena *arena)
{
	if (!is_text(wire, key, value, max))
		return NULL;
	char *text = arena_text(arena, value->via.str.ptr, value->via.str.size);
	if (text == NULL)
		wire_fail(wire, key, "is more than there is memory for");
	return text;
}

const char *wire_text_or_null(struct wire *wire, const char *key, size_t max, struct arena *arena)
{
	const msgpack_object *value = find(wire, key);
	if (value == NULL || (value->type == MSGPACK_OBJECT_STR && value->via.str.size == 0))
		return NULL;
	return to_text(wire, key, value, max, arena);
}

const char *wire_text(struct wire *wire, const char *key, size_t max, struct arena *arena)
{
	const char *text = wire_text_or_null(wire, key, max, arena);
	if (text != NULL)
		return text;
	wire_fail(wire, key, "is missing or empty");
	return "";
}

void wire_bytes(struct wire *wire, const char *key, uint8_t *out, size_t size)
{
	memset(out, 0, size);
	const msgpack_object *value = find(wire, key);
	if (value != NULL && value->type == MSGPACK_OBJECT_BIN && value->via.bin.size == size) {
		memcpy(out, value->via.bin.ptr, size);
		return;
	}
	char what[64];
	snprintf(what, sizeof what, "must be %zu bytes of bin", size);
	wire_fail(wire, key, what);
}

const uint8_t *wire_bin_or_null(struct wire *wire, const char *key, size_t max, size_t *size)
{
	*size = 0;
	const msgpack_object *value = find(wire, key);
	if (value == NULL)
		return NULL;
	if (value->type != MSGPACK_OBJECT_BIN || value->via.bin.size > max) {
		char what[64];
		snprintf(what, sizeof what, "must be bin of at most %zu bytes", max);
		wire_fail(wire, key, what);
		return NULL;
	}
	*size = value->via.bin.size;
	return (const uint8_t *)value->via.bin.ptr;
}

const msgpack_object *wire_array_or_null(
    struct wire *wire, const char *key, size_t max, size_t *count)
{
	*count = 0;
	const msgpack_object *value = find(wire, key);
	if (value == NULL)
		return NULL;
	if (value->type != MSGPACK_OBJECT_ARRAY || value->via.array.size > max) {
		char what[64];
		snprintf(what, sizeof what, "must be an array of at most %zu", max);
		wire_fail(wire, key, what);
		return NULL;
	}
	*count = value->via.array.size;
	return value->via.array.ptr;
}

const char **wire_texts(struct wire *wire, const char *key, size_t count_max, size_t bytes_max,
    struct arena *arena, size_t *count)
{
	size_t found = 0;
	const msgpack_object *items = wire_array_or_null(wire, key, count_max, &found);
	*count = 0;
	const char **texts = arena_take(arena, found, sizeof *texts);
	if (texts == NULL) {
		wire_fail(wire, key, "is more than there is memory for");
		return NULL;
	}
	for (size_t i = 0; i < found; i++) {
		texts[i] = to_text(wire, key, &items[i], bytes_max, arena);
		if (texts[i] == NULL)
			return texts;
	}
	*count = found;
	return texts;
}

void wire_child(struct wire *child, struct wire *parent, const msgpack_object *object,
    const char *name, size_t index)
{
	*child = (struct wire){ .refusal = parent->refusal, .prefix = name, .index = index };
	if (object->type == MSGPACK_OBJECT_MAP && object->via.map.size <= WIRE_KEYS_MAX)
		child->map = &object->via.map;
	else
		wire_fail(child, "", "must be a map");
}

bool wire_map(struct wire *child, struct wire *parent, const char *key)
{
	const msgpack_object *value = find(parent, key);
	if (value == NULL)
		return false;
	wire_child(child, parent, value, key, SIZE_MAX);
	return child->map != NULL;
}

static int add_bytes(void *data, const char *bytes, size_t size)
{
	buffer_add(data, bytes, size); /* the buffer remembers a failure */
	return 0;
}

void wire_extra(struct wire *wire, struct buffer *out)
{
	size_t unknown = 0;
	for (uint32_t i = 0; wire->map != NULL && i < wire->map->size; i++)
		unknown += (wire->seen >> i & 1) == 0;
	if (unknown == 0)
		return;
	pack_map(out, unknown);
	msgpack_packer packer;
	msgpack_packer_init(&packer, out, add_bytes);
	for (uint32_t i = 0; i < wire->map->size; i++) {
		if ((wire->seen >> i & 1) != 0)
			continue;
		msgpack_pack_object(&packer, wire->map->ptr[i].key);
		msgpack_pack_object(&packer, wire->map->ptr[i].val);
	}
	if (out->failed)
		wire_fail(wire, "(unknown keys)", "are more than 2,048 bytes");
}
