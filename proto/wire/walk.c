/*
 * proto/wire/walk.c - one pass over msgpack bytes that takes no memory but a stack of WALK_DEPTH_MAX counters.
 * What it refuses, msgpack-c never sees: a header that claims more items than bytes are left, ext
 * types, floats (we have none, and NaN compares with nothing), 0xc1, keys that are no strings, a key
 * twice in one map, strings that are not UTF-8 or hold a NUL.
 */
#include <assert.h>
#include <string.h>

#include "proto/wire/text.h"
#include "proto/wire/wire.h"

struct key {
	uint32_t at; /* offset of its text */
	uint32_t size;
	uint8_t first; /* most differ here already */
};

struct level {
	uint32_t left; /* values still to come, keys included */
	bool map;
	uint32_t key_count;
	uint32_t long_count;            /* of the keys in `keys` */
	uint64_t letters[2];            /* keys of one ASCII character, a bit each */
	struct key keys[WIRE_KEYS_MAX]; /* all others of the map, to find one that comes twice */
};

struct walk {
	const uint8_t *bytes;
	size_t size;
	size_t at;
	size_t items_left;
	size_t depth;
	struct wire_field *fields; /* of the outermost map; NULL: nobody asks for them */
	struct level levels[WALK_DEPTH_MAX];
};

enum shape { SHAPE_SCALAR, SHAPE_STR, SHAPE_BIN, SHAPE_ARRAY, SHAPE_MAP, SHAPE_BAD };

struct header {
	enum shape shape;
	size_t bytes;   /* of the header, the scalar's value included */
	uint32_t count; /* bytes of a string, items of an array, pairs of a map */
};

static uint64_t big_endian(const uint8_t *bytes, size_t size)
{
	uint64_t value = 0;
	for (size_t i = 0; i < size; i++)
		value = value << 8 | bytes[i];
	return value;
}

/* A header whose length stands in length_bytes bytes after the first. */
static struct header sized(const uint8_t *bytes, size_t left, enum shape shape, size_t length_bytes)
{
	if (left < 1 + length_bytes)
		return (struct header){ .shape = SHAPE_BAD };
	return (struct header){ shape, 1 + length_bytes,
		(uint32_t)big_endian(bytes + 1, length_bytes) };
}

static struct header header_read(const uint8_t *bytes, size_t left)
{
	uint8_t first = bytes[0];
	if (first <= 0x7f || first >= 0xe0)
		return (struct header){ SHAPE_SCALAR, 1, 0 };
	if (first <= 0x8f)
		return (struct header){ SHAPE_MAP, 1, first & 15u };
	if (first <= 0x9f)
		return (struct header){ SHAPE_ARRAY, 1, first & 15u };
	if (first <= 0xbf)
		return (struct header){ SHAPE_STR, 1, first & 31u };
	switch (first) {
	case 0xc0: /* nil, false, true */
	case 0xc2:
	case 0xc3:
		return (struct header){ SHAPE_SCALAR, 1, 0 };
	case 0xcc: /* uint 8..64, int 8..64 */
	case 0xcd:
	case 0xce:
	case 0xcf:
		return (struct header){ SHAPE_SCALAR, 1 + ((size_t)1 << (first - 0xcc)), 0 };
	case 0xd0:
	case 0xd1:
	case 0xd2:
	case 0xd3:
		return (struct header){ SHAPE_SCALAR, 1 + ((size_t)1 << (first - 0xd0)), 0 };
	case 0xc4: /* bin 8..32, str 8..32 */
	case 0xc5:
	case 0xc6:
		return sized(bytes, left, SHAPE_BIN, (size_t)1 << (first - 0xc4));
	case 0xd9:
	case 0xda:
	case 0xdb:
		return sized(bytes, left, SHAPE_STR, (size_t)1 << (first - 0xd9));
	case 0xdc: /* array and map, 16 and 32 */
	case 0xdd:
		return sized(bytes, left, SHAPE_ARRAY, (size_t)2 << (first - 0xdc));
	case 0xde:
	case 0xdf:
		return sized(bytes, left, SHAPE_MAP, (size_t)2 << (first - 0xde));
	default:
		return (struct header){ .shape = SHAPE_BAD };
	}
}

static bool key_is_new(const struct walk *walk, struct level *level, struct key key)
{
	if (key.size == 1 && key.first < 0x80) {
		uint64_t *letters = &level->letters[key.first / 64];
		uint64_t bit = UINT64_C(1) << (key.first % 64);
		bool is_new = (*letters & bit) == 0;
		*letters |= bit;
		return is_new;
	}
	for (uint32_t i = 0; i < level->long_count; i++) {
		struct key other = level->keys[i];
		if (other.size == key.size && other.first == key.first &&
		    memcmp(walk->bytes + other.at, walk->bytes + key.at, key.size) == 0)
			return false;
	}
	level->keys[level->long_count++] = key;
	return true;
}

/* A key comes when an even number of values is left in a map. */
static bool key_check(struct walk *walk, struct header header)
{
	if (walk->depth == 0)
		return true;
	struct level *level = &walk->levels[walk->depth - 1];
	if (!level->map || level->left % 2 != 0)
		return true;
	if (header.shape != SHAPE_STR || header.count > WALK_STRING_MAX ||
	    header.count > walk->size - walk->at - header.bytes ||
	    level->key_count >= WIRE_KEYS_MAX)
		return false;
	struct key key = { .at = (uint32_t)(walk->at + header.bytes), .size = header.count };
	if (key.size > 0)
		key.first = walk->bytes[key.at];
	if (!key_is_new(walk, level, key))
		return false;
	if (walk->fields != NULL && walk->depth == 1) {
		struct wire_field *field = &walk->fields[level->key_count];
		field->key = (const char *)walk->bytes + key.at;
		field->key_size = key.size;
	}
	level->key_count++;
	return true;
}

/* A number, true, false, nil: its value lies in its header. */
static void scalar_note(struct wire_field *field, const uint8_t *bytes, size_t size)
{
	uint8_t first = bytes[0];
	field->kind = FIELD_UINT;
	if (first <= 0x7f) {
		field->number = first;
	} else if ((first >= 0xcc && first <= 0xcf) ||
	    (first >= 0xd0 && first <= 0xd3 && bytes[1] < 0x80)) {
		field->number = big_endian(bytes + 1, size - 1);
	} else if (first == 0xc2 || first == 0xc3) {
		field->kind = FIELD_BOOL;
		field->number = first == 0xc3;
	} else {
		field->kind = first == 0xc0 ? FIELD_NIL : FIELD_MINUS;
	}
}

/* Notes the value of the outermost map that begins here. Of an array or a map only where it begins: how
 * long it is turns out later. */
static void field_note(struct walk *walk, struct header header)
{
	const struct level *level = &walk->levels[0];
	if (walk->fields == NULL || walk->depth != 1 || !level->map || level->left % 2 == 0)
		return;
	struct wire_field *field = &walk->fields[level->key_count - 1];
	const uint8_t *bytes = walk->bytes + walk->at;
	field->raw = bytes;
	if (header.shape == SHAPE_SCALAR) {
		scalar_note(field, bytes, header.bytes);
		return;
	}
	field->kind = header.shape == SHAPE_STR ? FIELD_TEXT
	    : header.shape == SHAPE_BIN         ? FIELD_BIN
						: FIELD_NESTED;
	field->bytes = bytes + header.bytes;
	field->size = header.count;
}

static bool level_enter(struct walk *walk, struct header header)
{
	size_t items = header.shape == SHAPE_MAP ? 2 * (size_t)header.count : header.count;
	size_t bytes_left = walk->size - walk->at;
	if (walk->depth == WALK_DEPTH_MAX || items > bytes_left || items > walk->items_left)
		return false;
	if (items > 0) {
		struct level *level = &walk->levels[walk->depth++];
		level->left = (uint32_t)items;
		level->map = header.shape == SHAPE_MAP;
		level->key_count = 0;
		level->long_count = 0;
		level->letters[0] = 0;
		level->letters[1] = 0;
	}
	return true;
}

static bool value_walk(struct walk *walk)
{
	if (walk->at >= walk->size || walk->items_left == 0)
		return false;
	walk->items_left--;
	struct header header = header_read(walk->bytes + walk->at, walk->size - walk->at);
	if (header.shape == SHAPE_BAD || header.bytes > walk->size - walk->at)
		return false;
	if (!key_check(walk, header))
		return false;
	field_note(walk, header);
	if (walk->depth > 0)
		walk->levels[walk->depth - 1].left--;
	walk->at += header.bytes;
	if (header.shape == SHAPE_ARRAY || header.shape == SHAPE_MAP)
		return level_enter(walk, header);
	if (header.shape == SHAPE_SCALAR)
		return true;
	uint32_t count_max = header.shape == SHAPE_STR ? WALK_STRING_MAX : WALK_BIN_MAX;
	if (header.count > count_max || header.count > walk->size - walk->at)
		return false;
	if (header.shape == SHAPE_STR && !text_utf8_valid(walk->bytes + walk->at, header.count))
		return false;
	walk->at += header.count;
	return true;
}

static bool walk_all(struct walk *walk)
{
	do {
		if (!value_walk(walk))
			return false;
		while (walk->depth > 0 && walk->levels[walk->depth - 1].left == 0)
			walk->depth--;
	} while (walk->depth > 0);
	assert(walk->at <= walk->size);
	return true;
}

static void walk_begin(struct walk *walk, const uint8_t *bytes, size_t size, size_t items_max)
{
	assert(size <= UINT32_MAX);
	/* its levels are set as they are entered: zeroing them would cost more */
	walk->bytes = bytes;
	walk->size = size;
	walk->at = 0;
	walk->items_left = items_max;
	walk->depth = 0;
	walk->fields = NULL;
}

bool wire_walk(const uint8_t *bytes, size_t size, size_t items_max, size_t *used)
{
	struct walk walk;
	walk_begin(&walk, bytes, size, items_max);
	if (!walk_all(&walk))
		return false;
	*used = walk.at;
	return true;
}

bool wire_walk_map(const uint8_t *bytes, size_t size, size_t items_max,
    struct wire_field fields[WIRE_KEYS_MAX], uint32_t *count)
{
	struct walk walk;
	walk_begin(&walk, bytes, size, items_max);
	walk.fields = fields;
	if (!walk_all(&walk) || walk.at != size)
		return false;
	struct header outer = header_read(bytes, size);
	*count = outer.shape == SHAPE_MAP ? outer.count : UINT32_MAX;
	return true;
}
