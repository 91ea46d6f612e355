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

/* Field by field: a wire is some kilobytes, most of them never used. */
static void begin(struct wire *wire, struct refusal *refusal, const char *prefix, size_t index)
{
	wire->unpacking = NULL;
	wire->end = NULL;
	wire->field_count = 0;
	wire->seen = 0;
	wire->next = 0;
	wire->refusal = refusal;
	wire->prefix = prefix;
	wire->index = index;
}

void wire_open(
    struct wire *wire, const uint8_t *bytes, size_t size, size_t items_max, struct refusal *refusal)
{
	uint32_t count = 0;
	begin(wire, refusal, NULL, SIZE_MAX);
	refusal->error = ERROR_NONE;
	refusal->detail[0] = '\0';
	if (!wire_walk_map(bytes, size, items_max, wire->fields, &count))
		refuse(refusal, ERROR_BYTES, "%zu bytes", size);
	else if (count > WIRE_KEYS_MAX)
		refuse(refusal, ERROR_BYTES, "not a map of at most %u keys", WIRE_KEYS_MAX);
	else
		wire->field_count = count;
	wire->end = bytes + size;
}

enum error wire_close(struct wire *wire)
{
	if (wire->unpacking == &wire->zone)
		msgpack_zone_destroy(&wire->zone);
	wire->unpacking = NULL;
	wire->field_count = 0;
	return wire->refusal->error;
}

/* Unpacks the value of a field of the outermost map. False without memory. */
static bool unpack(struct wire *wire, const struct wire_field *field, msgpack_object *object)
{
	if (wire->unpacking == NULL && msgpack_zone_init(&wire->zone, ZONE_CHUNK_BYTES))
		wire->unpacking = &wire->zone;
	if (wire->unpacking == NULL)
		return false;
	size_t offset = 0;
	msgpack_unpack_return rc = msgpack_unpack((const char *)field->raw,
	    (size_t)(wire->end - field->raw), &offset, wire->unpacking, object);
	/* more bytes follow the value, unless it is the last */
	return rc == MSGPACK_UNPACK_SUCCESS || rc == MSGPACK_UNPACK_EXTRA_BYTES;
}

static bool key_is(const struct wire_field *field, const char *key)
{
	if (field->key_size == 0 || field->key[0] != key[0]) /* none of our keys is empty */
		return false;
	if (field->key_size == 1)
		return key[1] == '\0';
	return strncmp(field->key, key, field->key_size) == 0 && key[field->key_size] == '\0';
}

static const struct wire_field *find(struct wire *wire, const char *key)
{
	uint32_t at = wire->next;
	for (uint32_t i = 0; i < wire->field_count; i++, at++) {
		if (at >= wire->field_count)
			at = 0;
		const struct wire_field *field = &wire->fields[at];
		if (!key_is(field, key))
			continue;
		wire->seen |= UINT64_C(1) << at;
		wire->next = at + 1;
		return field->kind == FIELD_NIL ? NULL : field;
	}
	return NULL;
}

bool wire_has(struct wire *wire, const char *key)
{
	return find(wire, key) != NULL;
}

static uint64_t to_uint(
    struct wire *wire, const char *key, const struct wire_field *value, uint64_t min, uint64_t max)
{
	if (value->kind == FIELD_UINT && value->number >= min && value->number <= max)
		return value->number;
	char what[80];
	snprintf(what, sizeof what, "must be a whole number from %llu to %llu",
	    (unsigned long long)min, (unsigned long long)max);
	wire_fail(wire, key, what);
	return min;
}

uint64_t wire_uint(struct wire *wire, const char *key, uint64_t min, uint64_t max)
{
	const struct wire_field *value = find(wire, key);
	if (value != NULL)
		return to_uint(wire, key, value, min, max);
	wire_fail(wire, key, "is missing");
	return min;
}

uint64_t wire_uint_or(
    struct wire *wire, const char *key, uint64_t min, uint64_t max, uint64_t absent)
{
	const struct wire_field *value = find(wire, key);
	return value == NULL ? absent : to_uint(wire, key, value, min, max);
}

bool wire_bool_or(struct wire *wire, const char *key, bool absent)
{
	const struct wire_field *value = find(wire, key);
	if (value == NULL)
		return absent;
	if (value->kind == FIELD_BOOL)
		return value->number != 0;
	wire_fail(wire, key, "must be true or false");
	return absent;
}

static bool is_text(struct wire *wire, const char *key, bool text, size_t size, size_t max)
{
	if (text && size <= max)
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
	const struct wire_field *value = find(wire, key);
	if (value == NULL) {
		if (min > 0)
			wire_fail(wire, key, "is missing");
		return;
	}
	if (!is_text(wire, key, value->kind == FIELD_TEXT, value->size, out_size - 1))
		return;
	if (value->size < min) {
		wire_fail(wire, key, "must not be empty");
		return;
	}
	if (value->size > 0)
		memcpy(out, value->bytes, value->size);
	out[value->size] = '\0';
}

static const char *to_text(
    struct wire *wire, const char *key, const void *bytes, size_t size, struct arena *arena)
{
	char *text = arena_text(arena, bytes, size);
	if (text == NULL)
		wire_fail(wire, key, "is more than there is memory for");
	return text;
}

const char *wire_text_or_null(struct wire *wire, const char *key, size_t max, struct arena *arena)
{
	const struct wire_field *value = find(wire, key);
	if (value == NULL || (value->kind == FIELD_TEXT && value->size == 0))
		return NULL;
	if (!is_text(wire, key, value->kind == FIELD_TEXT, value->size, max))
		return NULL;
	return to_text(wire, key, value->bytes, value->size, arena);
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
	const struct wire_field *value = find(wire, key);
	if (value != NULL && value->kind == FIELD_BIN && value->size == size) {
		memcpy(out, value->bytes, size);
		return;
	}
	char what[64];
	snprintf(what, sizeof what, "must be %zu bytes of bin", size);
	wire_fail(wire, key, what);
}

const uint8_t *wire_bin_or_null(struct wire *wire, const char *key, size_t max, size_t *size)
{
	*size = 0;
	const struct wire_field *value = find(wire, key);
	if (value == NULL)
		return NULL;
	if (value->kind != FIELD_BIN || value->size > max) {
		char what[64];
		snprintf(what, sizeof what, "must be bin of at most %zu bytes", max);
		wire_fail(wire, key, what);
		return NULL;
	}
	*size = value->size;
	return value->bytes;
}

/* What stands under a field, unpacked; of another kind than an array or a map it is nil. False: no memory. */
static bool nested(
    struct wire *wire, const char *key, const struct wire_field *field, msgpack_object *object)
{
	*object = (msgpack_object){ .type = MSGPACK_OBJECT_NIL };
	if (field->kind != FIELD_NESTED)
		return true;
	if (field->raw == NULL)
		*object = *field->unpacked;
	else if (!unpack(wire, field, object)) {
		wire_fail(wire, key, "is more than there is memory for");
		return false;
	}
	return true;
}

const msgpack_object *wire_array_or_null(
    struct wire *wire, const char *key, size_t max, size_t *count)
{
	*count = 0;
	const struct wire_field *value = find(wire, key);
	msgpack_object object;
	if (value == NULL || !nested(wire, key, value, &object))
		return NULL;
	if (object.type != MSGPACK_OBJECT_ARRAY || object.via.array.size > max) {
		char what[64];
		snprintf(what, sizeof what, "must be an array of at most %zu", max);
		wire_fail(wire, key, what);
		return NULL;
	}
	*count = object.via.array.size;
	return object.via.array.ptr;
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
		texts[i] = NULL;
		if (is_text(wire, key, items[i].type == MSGPACK_OBJECT_STR, items[i].via.str.size,
			bytes_max))
			texts[i] =
			    to_text(wire, key, items[i].via.str.ptr, items[i].via.str.size, arena);
		if (texts[i] == NULL)
			return texts;
	}
	*count = found;
	return texts;
}

void wire_uints(struct wire *wire, const char *key, size_t max, uint64_t *out, size_t *count)
{
	size_t found = 0;
	const msgpack_object *items = wire_array_or_null(wire, key, max, &found);
	*count = 0;
	for (size_t i = 0; i < found; i++) {
		if (items[i].type != MSGPACK_OBJECT_POSITIVE_INTEGER) {
			wire_fail(wire, key, "must be whole numbers");
			return;
		}
		out[i] = items[i].via.u64;
	}
	*count = found;
}

/* What msgpack-c made of a pair, as a field. */
static void field_set(struct wire_field *field, const msgpack_object_kv *pair)
{
	*field = (struct wire_field){
		.key = pair->key.via.str.ptr,
		.key_size = pair->key.via.str.size,
	};
	switch (pair->val.type) {
	case MSGPACK_OBJECT_NIL:
		field->kind = FIELD_NIL;
		break;
	case MSGPACK_OBJECT_BOOLEAN:
		field->kind = FIELD_BOOL;
		field->number = pair->val.via.boolean ? 1 : 0;
		break;
	case MSGPACK_OBJECT_POSITIVE_INTEGER:
		field->kind = FIELD_UINT;
		field->number = pair->val.via.u64;
		break;
	case MSGPACK_OBJECT_STR:
	case MSGPACK_OBJECT_BIN:
		field->kind = pair->val.type == MSGPACK_OBJECT_STR ? FIELD_TEXT : FIELD_BIN;
		field->size = pair->val.via.bin.size; /* str and bin are laid out alike */
		field->bytes = (const uint8_t *)pair->val.via.bin.ptr;
		break;
	case MSGPACK_OBJECT_ARRAY:
	case MSGPACK_OBJECT_MAP:
		field->kind = FIELD_NESTED;
		field->unpacked = &pair->val;
		break;
	case MSGPACK_OBJECT_NEGATIVE_INTEGER:
	case MSGPACK_OBJECT_FLOAT32: /* the walk lets no float and no ext through */
	case MSGPACK_OBJECT_FLOAT64:
	case MSGPACK_OBJECT_EXT:
		field->kind = FIELD_MINUS;
		break;
	}
}

void wire_child(struct wire *child, struct wire *parent, const msgpack_object *object,
    const char *name, size_t index)
{
	begin(child, parent->refusal, name, index);
	if (object->type != MSGPACK_OBJECT_MAP || object->via.map.size > WIRE_KEYS_MAX) {
		wire_fail(child, "", "must be a map");
		return;
	}
	child->field_count = object->via.map.size;
	for (uint32_t i = 0; i < child->field_count; i++)
		field_set(&child->fields[i], &object->via.map.ptr[i]);
}

bool wire_map(struct wire *child, struct wire *parent, const char *key)
{
	const struct wire_field *value = find(parent, key);
	msgpack_object object;
	if (value == NULL || !nested(parent, key, value, &object))
		return false;
	wire_child(child, parent, &object, key, SIZE_MAX);
	return object.type == MSGPACK_OBJECT_MAP && object.via.map.size <= WIRE_KEYS_MAX;
}

static int add_bytes(void *data, const char *bytes, size_t size)
{
	buffer_add(data, bytes, size); /* the buffer remembers a failure */
	return 0;
}

void wire_extra(struct wire *wire, struct buffer *out)
{
	uint32_t unknown = 0;
	for (uint32_t i = 0; i < wire->field_count; i++)
		unknown += (wire->seen >> i & 1) == 0;
	if (unknown == 0)
		return;
	pack_map(out, unknown);
	msgpack_packer packer;
	msgpack_packer_init(&packer, out, add_bytes);
	for (uint32_t i = 0; i < wire->field_count; i++) {
		const struct wire_field *field = &wire->fields[i];
		msgpack_object value;
		if ((wire->seen >> i & 1) != 0)
			continue;
		msgpack_pack_str_with_body(&packer, field->key, field->key_size);
		if (unpack(wire, field, &value))
			msgpack_pack_object(&packer, value);
		else
			out->failed = true;
	}
	if (out->failed)
		wire_fail(wire, "(unknown keys)", "are more than 2,048 bytes");
}
