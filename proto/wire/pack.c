/* proto/wire/pack.c - the writing half of wire.h: each value in its shortest form, header and content in one step.
 * msgpack-c's packer writes the same bytes through a callback a piece, which was a tenth of a note's cost. */
#include <string.h>

#include "proto/wire/wire.h"

/* Adds a header, first and then value in so many bytes, and room for what follows it, which the answer
 * points at. NULL after a failure. */
static uint8_t *head_add(
    struct buffer *out, uint32_t first, uint64_t value, size_t value_bytes, size_t more)
{
	uint8_t *at = buffer_room(out, 1 + value_bytes + more);
	if (at == NULL)
		return NULL;
	*at++ = (uint8_t)first;
	for (size_t i = value_bytes; i > 0; i--)
		*at++ = (uint8_t)(value >> (8 * (i - 1)));
	return at;
}

/* A map's or an array's: the count in the first byte, or in 2 or 4 after it. */
static void count_add(struct buffer *out, uint32_t small, uint32_t first, size_t count)
{
	if (count < 16)
		head_add(out, small | (uint32_t)count, 0, 0, 0);
	else if (count <= UINT16_MAX)
		head_add(out, first, count, 2, 0);
	else
		head_add(out, first + 1, count, 4, 0);
}

/* A length in 1, 2 or 4 bytes, then so many bytes. */
static void sized_add(struct buffer *out, uint32_t first, const void *bytes, size_t size)
{
	uint8_t *at = NULL;
	if (size <= UINT8_MAX)
		at = head_add(out, first, size, 1, size);
	else if (size <= UINT16_MAX)
		at = head_add(out, first + 1, size, 2, size);
	else
		at = head_add(out, first + 2, size, 4, size);
	if (at != NULL && size > 0)
		memcpy(at, bytes, size);
}

void pack_map(struct buffer *out, size_t pairs)
{
	count_add(out, 0x80, 0xde, pairs);
}

void pack_array(struct buffer *out, size_t items)
{
	count_add(out, 0x90, 0xdc, items);
}

void pack_uint(struct buffer *out, uint64_t value)
{
	if (value < 128)
		head_add(out, (uint32_t)value, 0, 0, 0);
	else if (value <= UINT8_MAX)
		head_add(out, 0xcc, value, 1, 0);
	else if (value <= UINT16_MAX)
		head_add(out, 0xcd, value, 2, 0);
	else if (value <= UINT32_MAX)
		head_add(out, 0xce, value, 4, 0);
	else
		head_add(out, 0xcf, value, 8, 0);
}

void pack_bool(struct buffer *out, bool value)
{
	head_add(out, value ? 0xc3 : 0xc2, 0, 0, 0);
}

void pack_nil(struct buffer *out)
{
	head_add(out, 0xc0, 0, 0, 0);
}

static void str_add(struct buffer *out, const void *bytes, size_t size)
{
	if (size >= 32) {
		sized_add(out, 0xd9, bytes, size);
		return;
	}
	uint8_t *at = head_add(out, 0xa0 | (uint32_t)size, 0, 0, size);
	if (at != NULL)
		memcpy(at, bytes, size);
}

void pack_text(struct buffer *out, const char *text)
{
	str_add(out, text, strlen(text));
}

void pack_bin(struct buffer *out, const void *bytes, size_t size)
{
	sized_add(out, 0xc4, bytes, size);
}

/* Our keys are one letter or two: no call for the one. */
static void key_add(struct buffer *out, const char *key)
{
	if (key[0] == '\0' || key[1] != '\0') {
		pack_text(out, key);
		return;
	}
	uint8_t *at = head_add(out, 0xa1, 0, 0, 1);
	if (at != NULL)
		*at = (uint8_t)key[0];
}

void pack_key_uint(struct buffer *out, const char *key, uint64_t value)
{
	key_add(out, key);
	pack_uint(out, value);
}

void pack_key_bool(struct buffer *out, const char *key, bool value)
{
	key_add(out, key);
	pack_bool(out, value);
}

void pack_key_text(struct buffer *out, const char *key, const char *text)
{
	key_add(out, key);
	pack_text(out, text);
}

void pack_key_bin(struct buffer *out, const char *key, const void *bytes, size_t size)
{
	key_add(out, key);
	pack_bin(out, bytes, size);
}

void pack_key_array(struct buffer *out, const char *key, size_t items)
{
	key_add(out, key);
	pack_array(out, items);
}

void pack_key_texts(struct buffer *out, const char *key, const char *const *texts, size_t count)
{
	pack_key_array(out, key, count);
	for (size_t i = 0; i < count; i++)
		pack_text(out, texts[i]);
}
