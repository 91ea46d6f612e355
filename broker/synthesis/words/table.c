/* broker/synthesis/words/table.c - see table_internal.h. Linear probing, at most two thirds full. */
#include "broker/synthesis/words/table_internal.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define TABLE_SLOTS_MIN 64u

static_assert(crypto_shorthash_KEYBYTES == TABLE_KEY_BYTES, "the hash takes another key");

uint64_t table_hash(const uint8_t key[TABLE_KEY_BYTES], const void *bytes, size_t size)
{
	uint8_t out[crypto_shorthash_BYTES];
	uint64_t hash = 0;
	crypto_shorthash(out, bytes, size, key);
	for (size_t i = 0; i < sizeof out; i++)
		hash = hash << 8 | out[i];
	return hash;
}

uint32_t table_find(const struct table *table, uint64_t hash, size_t *probe)
{
	if (table->capacity == 0)
		return TABLE_NONE;
	size_t mask = table->capacity - 1;
	for (;;) {
		size_t slot = ((size_t)hash + *probe) & mask;
		if (table->values[slot] == 0)
			return TABLE_NONE;
		(*probe)++;
		if (table->hashes[slot] == hash)
			return table->values[slot] - 1;
	}
}

static void put(struct table *table, uint64_t hash, uint32_t stored)
{
	size_t mask = table->capacity - 1;
	size_t slot = (size_t)hash & mask;
	while (table->values[slot] != 0)
		slot = (slot + 1) & mask;
	table->hashes[slot] = hash;
	table->values[slot] = stored;
}

static bool grow(struct table *table)
{
	struct table bigger = { .count = table->count,
		.capacity = table->capacity == 0 ? TABLE_SLOTS_MIN : table->capacity * 2 };
	bigger.hashes = calloc(bigger.capacity, sizeof *bigger.hashes);
	bigger.values = calloc(bigger.capacity, sizeof *bigger.values);
	if (bigger.hashes == NULL || bigger.values == NULL) {
		table_close(&bigger);
		return false;
	}
	for (size_t i = 0; i < table->capacity; i++) {
		if (table->values[i] != 0)
			put(&bigger, table->hashes[i], table->values[i]);
	}
	table_close(table);
	*table = bigger;
	return true;
}

bool table_add(struct table *table, uint64_t hash, uint32_t value)
{
	assert(value < TABLE_NONE);
	if (table->count >= table->capacity / 3 * 2 && !grow(table))
		return false;
	put(table, hash, value + 1);
	table->count++;
	return true;
}

void table_clear(struct table *table)
{
	if (table->capacity > 0)
		memset(table->values, 0, table->capacity * sizeof *table->values);
	table->count = 0;
}

void table_close(struct table *table)
{
	free(table->hashes);
	free(table->values);
	*table = (struct table){ 0 };
}

size_t table_memory(const struct table *table)
{
	return table->capacity * (sizeof *table->hashes + sizeof *table->values);
}

void *arena_grown(
    struct arena *arena, const void *old, uint32_t count, uint32_t *capacity, size_t size)
{
	if (*capacity > UINT32_MAX / 2)
		return NULL;
	uint32_t room = *capacity == 0 ? 4 : *capacity * 2;
	void *bigger = arena_take(arena, room, size);
	if (bigger == NULL)
		return NULL;
	if (count > 0)
		memcpy(bigger, old, count * size);
	*capacity = room;
	return bigger;
}

void interner_init(struct interner *interner, const uint8_t key[TABLE_KEY_BYTES])
{
	*interner = (struct interner){ .key = key };
	arena_init(&interner->arena, SIZE_MAX / 2);
}

void interner_close(struct interner *interner)
{
	arena_close(&interner->arena);
	table_close(&interner->table);
	interner_init(interner, interner->key);
}

static bool interner_room(struct interner *interner)
{
	if (interner->count < interner->capacity)
		return true;
	uint32_t capacity = interner->capacity;
	size_t *sizes = arena_grown(
	    &interner->arena, interner->sizes, interner->count, &capacity, sizeof *sizes);
	if (sizes == NULL)
		return false;
	capacity = interner->capacity;
	const char **texts = arena_grown(&interner->arena, (const void *)interner->texts,
	    interner->count, &capacity, sizeof *texts);
	if (texts == NULL)
		return false;
	interner->sizes = sizes;
	interner->texts = texts;
	interner->capacity = capacity;
	return true;
}

uint32_t interner_add(struct interner *interner, const void *bytes, size_t size)
{
	uint64_t hash = table_hash(interner->key, bytes, size);
	size_t probe = 0;
	uint32_t index = table_find(&interner->table, hash, &probe);
	while (index != TABLE_NONE) {
		if (interner->sizes[index] == size &&
		    memcmp(interner->texts[index], bytes, size) == 0)
			return index;
		index = table_find(&interner->table, hash, &probe);
	}
	if (interner->count >= TABLE_NONE - 1 || !interner_room(interner))
		return TABLE_NONE;
	char *copy = arena_text(&interner->arena, bytes, size);
	if (copy == NULL || !table_add(&interner->table, hash, interner->count))
		return TABLE_NONE;
	interner->texts[interner->count] = copy;
	interner->sizes[interner->count] = size;
	return interner->count++;
}

bool interner_text(struct interner *interner, const char *text, const char **one)
{
	*one = NULL;
	if (text == NULL)
		return true;
	uint32_t index = interner_add(interner, text, strlen(text));
	if (index == TABLE_NONE)
		return false;
	*one = interner->texts[index];
	return true;
}

size_t interner_memory(const struct interner *interner)
{
	return interner->arena.used + table_memory(&interner->table);
}
