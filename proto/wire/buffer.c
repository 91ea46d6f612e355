/* proto/wire/buffer.c - see buffer.h. Growth doubles, so that adding is linear in all. */
#include "proto/wire/buffer.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buffer_init(struct buffer *buffer, size_t bytes_max)
{
	*buffer = (struct buffer){ .max = bytes_max };
}

void buffer_close(struct buffer *buffer)
{
	free(buffer->bytes);
	buffer_init(buffer, buffer->max);
}

void buffer_clear(struct buffer *buffer)
{
	buffer->size = 0;
	buffer->failed = false;
}

/* Room for more bytes beyond size; one spare for a terminator is not counted against max. */
static bool reserve(struct buffer *buffer, size_t more)
{
	assert(buffer->size <= buffer->max);
	if (buffer->failed || more > buffer->max - buffer->size) {
		buffer->failed = true;
		return false;
	}
	size_t needed = buffer->size + more + 1;
	if (needed <= buffer->capacity)
		return true;
	size_t capacity = buffer->capacity < 128 ? 256 : buffer->capacity * 2;
	if (capacity < needed)
		capacity = needed;
	uint8_t *bytes = realloc(buffer->bytes, capacity);
	if (bytes == NULL) {
		buffer->failed = true;
		return false;
	}
	buffer->bytes = bytes;
	buffer->capacity = capacity;
	return true;
}

bool buffer_add(struct buffer *buffer, const void *bytes, size_t size)
{
	if (!reserve(buffer, size))
		return false;
	if (size > 0)
		memcpy(buffer->bytes + buffer->size, bytes, size);
	buffer->size += size;
	return true;
}

uint8_t *buffer_room(struct buffer *buffer, size_t size)
{
	if (!reserve(buffer, size))
		return NULL;
	uint8_t *room = buffer->bytes + buffer->size;
	buffer->size += size;
	return room;
}

bool buffer_add_text(struct buffer *buffer, const char *text)
{
	return buffer_add(buffer, text, strlen(text));
}

bool buffer_format(struct buffer *buffer, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int size = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (size < 0 || !reserve(buffer, (size_t)size)) {
		buffer->failed = true;
		return false;
	}
	va_start(arguments, format);
	int written =
	    vsnprintf((char *)buffer->bytes + buffer->size, (size_t)size + 1, format, arguments);
	va_end(arguments);
	assert(written == size);
	buffer->size += (size_t)size;
	return true;
}

const char *buffer_text(struct buffer *buffer)
{
	if (!reserve(buffer, 0))
		return NULL;
	buffer->bytes[buffer->size] = '\0';
	return (const char *)buffer->bytes;
}

#define ARENA_BLOCK_BYTES 4096u
#define ARENA_ALIGN       alignof(max_align_t)

struct arena_block {
	struct arena_block *next;
	size_t size; /* of the room behind this header */
	size_t used;
	max_align_t room[];
};

void arena_init(struct arena *arena, size_t bytes_max)
{
	*arena = (struct arena){ .max = bytes_max };
}

void arena_close(struct arena *arena)
{
	while (arena->blocks != NULL) {
		struct arena_block *next = arena->blocks->next;
		free(arena->blocks);
		arena->blocks = next;
	}
	arena_init(arena, arena->max);
}

void arena_clear(struct arena *arena)
{
	struct arena_block *kept = arena->blocks;
	if (kept != NULL) {
		arena->blocks = kept->next;
		kept->next = NULL;
	}
	arena_close(arena);
	if (kept != NULL) {
		kept->used = 0;
		arena->blocks = kept;
	}
}

static bool block_add(struct arena *arena, size_t size)
{
	size_t room = arena->blocks == NULL ? ARENA_BLOCK_BYTES : arena->blocks->size * 2;
	if (room > ARENA_BLOCK_BYTES * 64)
		room = ARENA_BLOCK_BYTES * 64;
	if (room < size)
		room = size;
	struct arena_block *block = malloc(sizeof *block + room);
	if (block == NULL)
		return false;
	block->next = arena->blocks;
	block->size = room;
	block->used = 0;
	arena->blocks = block;
	return true;
}

/* Memory as it is found, bytes > 0 of it. */
static void *take(struct arena *arena, size_t bytes)
{
	if (arena->failed || bytes > arena->max - arena->used) {
		arena->failed = true;
		return NULL;
	}
	bytes = (bytes + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
	bool fits = bytes <= arena->max - arena->used;
	if (fits && (arena->blocks == NULL || bytes > arena->blocks->size - arena->blocks->used))
		fits = block_add(arena, bytes);
	if (!fits) {
		arena->failed = true;
		return NULL;
	}
	struct arena_block *block = arena->blocks;
	void *taken = (uint8_t *)block->room + block->used;
	block->used += bytes;
	arena->used += bytes;
	return taken;
}

void *arena_take(struct arena *arena, size_t count, size_t size)
{
	if (size != 0 && count > (arena->max - arena->used) / size) {
		arena->failed = true;
		return NULL;
	}
	size_t bytes = count * size;
	void *taken = take(arena, bytes > 0 ? bytes : 1);
	if (taken != NULL)
		memset(taken, 0, bytes);
	return taken;
}

char *arena_text(struct arena *arena, const void *bytes, size_t size)
{
	assert(size < SIZE_MAX);
	char *text = take(arena, size + 1);
	if (text == NULL)
		return NULL;
	if (size > 0)
		memcpy(text, bytes, size);
	text[size] = '\0';
	return text;
}
