/*
 * broker/synthesis/words/table_internal.h - from bytes to small numbers: an open hash table and, on it, an
 * interner. What a table yields never depends on the order of its slots, and its hash is keyed, so
 * that nobody can write notes that fall into one slot.
 */
#ifndef RAPPORTEUR_BROKER_SYNTHESIS_WORDS_TABLE_INTERNAL_H
#define RAPPORTEUR_BROKER_SYNTHESIS_WORDS_TABLE_INTERNAL_H

#include "proto/wire/buffer.h"

#define TABLE_NONE      UINT32_MAX
#define TABLE_KEY_BYTES 16u

struct table {
	uint64_t *hashes;
	uint32_t *values; /* value + 1; 0: the slot is free */
	size_t capacity;  /* 0 or a power of two */
	size_t count;
};

uint64_t table_hash(const uint8_t key[TABLE_KEY_BYTES], const void *bytes, size_t size);
/* The next value under that hash, or TABLE_NONE; *probe starts at 0 and is the table's to change. */
uint32_t table_find(const struct table *table, uint64_t hash, size_t *probe);
/* False: no memory, and nothing changed. The caller has seen that the value is not there yet. */
bool table_add(struct table *table, uint64_t hash, uint32_t value);
void table_clear(struct table *table); /* empties, keeps the memory */
void table_close(struct table *table);
size_t table_memory(const struct table *table);

/* Distinct byte strings, numbered from 0 in the order of their coming; they stay until the end. */
struct interner {
	struct arena arena;
	struct table table;
	const uint8_t *key; /* borrowed, TABLE_KEY_BYTES */
	const char **texts; /* terminated copies; the arena's */
	size_t *sizes;
	uint32_t count;
	uint32_t capacity;
};

void interner_init(struct interner *interner, const uint8_t key[TABLE_KEY_BYTES]);
void interner_close(struct interner *interner);
/* The number of these bytes, or TABLE_NONE when there is no memory. */
uint32_t interner_add(struct interner *interner, const void *bytes, size_t size);
/* The one copy of a text; equal texts are one pointer. NULL for NULL, and false, when it fails. */
bool interner_text(struct interner *interner, const char *text, const char **one);
size_t interner_memory(const struct interner *interner);

/* A bigger home for count elements of size bytes, its capacity doubled; NULL when the arena fails. */
void *arena_grown(
    struct arena *arena, const void *old, uint32_t count, uint32_t *capacity, size_t size);

#endif
