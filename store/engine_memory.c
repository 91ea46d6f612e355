/*
 * store/engine_memory.c - the tables as sorted arrays. It keeps nothing when the process ends: it
 * is for tests, for the simulation, and to see what the rest costs without a disk.
 *
 * A record is a list of versions, newest first, each with the number of the commit that made it. A
 * reader sees the newest version that is not younger than its own beginning, so it may stay open
 * beside the writer. What no reader can see any more is dropped at commit, or when the last reader
 * ends. An abort takes back the newest version of every record that the transaction touched.
 *
 *   entries (sorted by key):  [key a] -> v5 "new" -> v3 "old"
 *                             [key b] -> v5 gone  -> v2 "was there"
 */
#include "store/engine_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define MEMORY_MAGIC 0x6d656d31u

struct version {
	struct version *older; /* owned */
	uint64_t commit;
	bool gone; /* deleted by that commit */
	size_t size;
	uint8_t bytes[];
};

struct entry {
	uint8_t *key; /* owned; stays where it is when the array moves */
	size_t key_size;
	struct version *newest; /* owned; never NULL */
};

struct rows {
	struct entry *entries; /* owned */
	size_t count;
	size_t capacity;
};

/* A record that the writing transaction touched for the first time. */
struct touch {
	enum table table;
	uint8_t key[TABLE_KEY_MAX];
	size_t key_size;
};

struct memory {
	struct engine base;
	struct rows rows[TABLE_COUNT];
	uint64_t commit; /* of the newest state */
	size_t readers;
	bool writing;
	bool stale;            /* a commit left versions behind for a reader */
	struct touch *touched; /* owned */
	size_t touched_count;
	size_t touched_capacity;
};

struct memory_txn {
	struct engine_txn base;
	bool write;
	uint64_t sees; /* versions of this commit and older */
};

static struct memory *memory_of(struct engine *engine)
{
	assert(engine->magic == MEMORY_MAGIC);
	return (struct memory *)engine;
}

static struct memory_txn *txn_of(struct engine_txn *txn)
{
	assert(txn->engine->magic == MEMORY_MAGIC);
	return (struct memory_txn *)txn;
}

static struct rows *rows_of(struct memory *memory, enum table table)
{
	return &memory->rows[(size_t)table - 1];
}

static enum journal_result no_memory(struct memory *memory)
{
	return journal_fault_set(&memory->base.fault, JOURNAL_MEMORY, "memory is exhausted");
}

static struct span key_of(const struct entry *entry)
{
	return (struct span){ .bytes = entry->key, .size = entry->key_size };
}

/* The index of the first entry whose key is not less than key. The end is tried first: events are
 * appended, and then this is one comparison. */
static size_t rows_find(const struct rows *rows, struct span key)
{
	if (rows->count == 0 || span_compare(key_of(&rows->entries[rows->count - 1]), key) < 0)
		return rows->count;
	size_t low = 0;
	size_t high = rows->count - 1;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (span_compare(key_of(&rows->entries[middle]), key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool rows_has(const struct rows *rows, size_t index, struct span key)
{
	return index < rows->count && span_compare(key_of(&rows->entries[index]), key) == 0;
}

/* What a transaction sees of an entry, or NULL: it is not there (any more, or yet). */
static const struct version *entry_seen(const struct entry *entry, uint64_t sees)
{
	const struct version *version = entry->newest;
	while (version != NULL && version->commit > sees)
		version = version->older;
	return version == NULL || version->gone ? NULL : version;
}

static void versions_free(struct version *version)
{
	while (version != NULL) {
		struct version *older = version->older;
		free(version);
		version = older;
	}
}

static void rows_remove(struct rows *rows, size_t index)
{
	struct entry *entry = &rows->entries[index];
	versions_free(entry->newest);
	free(entry->key);
	memmove(entry, entry + 1, (rows->count - index - 1) * sizeof *entry);
	rows->count--;
}

/* Keeps only what stands now. */
static void rows_settle(struct rows *rows, size_t index)
{
	struct entry *entry = &rows->entries[index];
	if (entry->newest->gone) {
		rows_remove(rows, index);
		return;
	}
	versions_free(entry->newest->older);
	entry->newest->older = NULL;
}

static bool grow(void **array, size_t *capacity, size_t count, size_t size)
{
	if (count < *capacity)
		return true;
	size_t larger = *capacity == 0 ? 64 : *capacity * 2;
	void *moved = reallocarray(*array, larger, size);
	if (moved == NULL)
		return false;
	*array = moved;
	*capacity = larger;
	return true;
}

static bool touch_room(struct memory *memory)
{
	void *array = memory->touched;
	bool grown =
	    grow(&array, &memory->touched_capacity, memory->touched_count, sizeof(struct touch));
	memory->touched = array;
	return grown;
}

static void touch_note(struct memory *memory, enum table table, struct span key)
{
	struct touch *touch = &memory->touched[memory->touched_count++];
	touch->table = table;
	touch->key_size = key.size;
	memcpy(touch->key, key.bytes, key.size);
}

static bool rows_insert(struct rows *rows, size_t index, struct span key, struct version *version)
{
	void *array = rows->entries;
	bool grown = grow(&array, &rows->capacity, rows->count, sizeof(struct entry));
	rows->entries = array;
	uint8_t *copy = grown ? malloc(key.size) : NULL;
	if (copy == NULL)
		return false;
	memcpy(copy, key.bytes, key.size);
	struct entry *entry = &rows->entries[index];
	memmove(entry + 1, entry, (rows->count - index) * sizeof *entry);
	entry->key = copy;
	entry->key_size = key.size;
	entry->newest = version;
	rows->count++;
	return true;
}

static enum journal_result memory_begin(struct engine *engine, bool write, struct engine_txn **txn)
{
	struct memory *memory = memory_of(engine);
	assert(!(write && memory->writing));
	struct memory_txn *begun = calloc(1, sizeof *begun);
	if (begun == NULL)
		return no_memory(memory);
	begun->base.engine = engine;
	begun->write = write;
	begun->sees = write ? memory->commit + 1 : memory->commit;
	if (write)
		memory->writing = true;
	else
		memory->readers++;
	*txn = &begun->base;
	return JOURNAL_OK;
}

static enum journal_result memory_commit(struct engine_txn *txn)
{
	struct memory_txn *ending = txn_of(txn);
	struct memory *memory = memory_of(txn->engine);
	assert(ending->write);
	memory->commit++;
	for (size_t i = 0; memory->readers == 0 && i < memory->touched_count; i++) {
		const struct touch *touch = &memory->touched[i];
		struct rows *rows = rows_of(memory, touch->table);
		struct span key = { .bytes = touch->key, .size = touch->key_size };
		rows_settle(rows, rows_find(rows, key));
	}
	if (memory->readers > 0)
		memory->stale = true;
	memory->touched_count = 0;
	memory->writing = false;
	free(ending);
	return JOURNAL_OK;
}

static void take_back(struct memory *memory, const struct touch *touch)
{
	struct rows *rows = rows_of(memory, touch->table);
	struct span key = { .bytes = touch->key, .size = touch->key_size };
	size_t index = rows_find(rows, key);
	assert(rows_has(rows, index, key));
	struct entry *entry = &rows->entries[index];
	struct version *newest = entry->newest;
	if (newest->older == NULL) {
		rows_remove(rows, index);
		return;
	}
	entry->newest = newest->older;
	free(newest);
}

/* Backwards, so that what was appended is removed at the end of its array. */
static void abort_writing(struct memory *memory)
{
	while (memory->touched_count > 0)
		take_back(memory, &memory->touched[--memory->touched_count]);
	memory->writing = false;
}

static void settle_all(struct memory *memory)
{
	for (size_t i = 0; i < TABLE_COUNT; i++) {
		struct rows *rows = &memory->rows[i];
		for (size_t index = rows->count; index > 0; index--)
			rows_settle(rows, index - 1);
	}
	memory->stale = false;
}

static void memory_abort(struct engine_txn *txn)
{
	struct memory_txn *ending = txn_of(txn);
	struct memory *memory = memory_of(txn->engine);
	if (ending->write)
		abort_writing(memory);
	else
		memory->readers--;
	free(ending);
	if (memory->stale && memory->readers == 0 && !memory->writing)
		settle_all(memory);
}

static enum journal_result memory_get(
    struct engine_txn *txn, enum table table, struct span key, struct span *value)
{
	struct rows *rows = rows_of(memory_of(txn->engine), table);
	size_t index = rows_find(rows, key);
	if (!rows_has(rows, index, key))
		return JOURNAL_ABSENT;
	const struct version *version = entry_seen(&rows->entries[index], txn_of(txn)->sees);
	if (version == NULL)
		return JOURNAL_ABSENT;
	*value = (struct span){ .bytes = version->bytes, .size = version->size };
	return JOURNAL_OK;
}

/* Takes *version, which is then NULL, on JOURNAL_OK only. */
static enum journal_result version_put(
    struct memory_txn *txn, enum table table, struct span key, struct version **version, bool last)
{
	struct memory *memory = memory_of(txn->base.engine);
	struct rows *rows = rows_of(memory, table);
	size_t index = rows_find(rows, key);
	if (last && index < rows->count)
		return journal_fault_set(&memory->base.fault, JOURNAL_DAMAGED,
		    "table %s: a record lies past the end", table_word(table));
	if (!touch_room(memory))
		return no_memory(memory);
	if (!rows_has(rows, index, key)) {
		if (!rows_insert(rows, index, key, *version))
			return no_memory(memory);
		*version = NULL;
		touch_note(memory, table, key);
		return JOURNAL_OK;
	}
	struct entry *entry = &rows->entries[index];
	if (entry->newest->commit == txn->sees) {
		(*version)->older = entry->newest->older;
		free(entry->newest);
	} else {
		(*version)->older = entry->newest;
		touch_note(memory, table, key);
	}
	entry->newest = *version;
	*version = NULL;
	return JOURNAL_OK;
}

static enum journal_result version_make(struct engine_txn *txn, enum table table, struct span key,
    struct span value, bool last, bool gone)
{
	struct memory_txn *writing = txn_of(txn);
	assert(writing->write);
	assert(key.size <= TABLE_KEY_MAX);
	struct version *version = malloc(sizeof *version + value.size);
	if (version == NULL)
		return no_memory(memory_of(txn->engine));
	*version = (struct version){ .commit = writing->sees, .gone = gone, .size = value.size };
	if (value.size > 0)
		memcpy(version->bytes, value.bytes, value.size);
	enum journal_result result = version_put(writing, table, key, &version, last);
	free(version); /* when it was not taken */
	return result;
}

static enum journal_result memory_put(
    struct engine_txn *txn, enum table table, struct span key, struct span value, bool last)
{
	return version_make(txn, table, key, value, last, false);
}

static enum journal_result memory_del(struct engine_txn *txn, enum table table, struct span key)
{
	struct span value;
	enum journal_result result = memory_get(txn, table, key, &value);
	if (result != JOURNAL_OK)
		return result;
	return version_make(txn, table, key, (struct span){ .size = 0 }, false, true);
}

static enum journal_result memory_seek(struct engine_txn *txn, enum table table, struct span from,
    struct span *key, struct span *value)
{
	const struct rows *rows = rows_of(memory_of(txn->engine), table);
	for (size_t index = rows_find(rows, from); index < rows->count; index++) {
		const struct entry *entry = &rows->entries[index];
		const struct version *version = entry_seen(entry, txn_of(txn)->sees);
		if (version == NULL)
			continue;
		*key = key_of(entry);
		*value = (struct span){ .bytes = version->bytes, .size = version->size };
		return JOURNAL_OK;
	}
	return JOURNAL_ABSENT;
}

static enum journal_result memory_walk(
    struct engine_txn *txn, enum table table, engine_visit *visit, void *context)
{
	const struct rows *rows = rows_of(memory_of(txn->engine), table);
	for (size_t index = 0; index < rows->count; index++) {
		const struct entry *entry = &rows->entries[index];
		const struct version *version = entry_seen(entry, txn_of(txn)->sees);
		if (version == NULL)
			continue;
		struct span value = { .bytes = version->bytes, .size = version->size };
		if (!visit(context, key_of(entry), value))
			break;
	}
	return JOURNAL_OK;
}

static void memory_close(struct engine *engine)
{
	struct memory *memory = memory_of(engine);
	assert(memory->readers == 0);
	assert(!memory->writing);
	for (size_t i = 0; i < TABLE_COUNT; i++) {
		struct rows *rows = &memory->rows[i];
		while (rows->count > 0)
			rows_remove(rows, rows->count - 1);
		free(rows->entries);
	}
	free(memory->touched);
	memory->base.magic = 0;
	free(memory);
}

static const struct engine_calls memory_calls = {
	.begin = memory_begin,
	.commit = memory_commit,
	.abort = memory_abort,
	.get = memory_get,
	.put = memory_put,
	.del = memory_del,
	.seek = memory_seek,
	.walk = memory_walk,
	.close = memory_close,
};

enum journal_result engine_memory_open(struct engine **engine)
{
	struct memory *memory = calloc(1, sizeof *memory);
	if (memory == NULL)
		return JOURNAL_MEMORY;
	memory->base.magic = MEMORY_MAGIC;
	memory->base.calls = &memory_calls;
	*engine = &memory->base;
	return JOURNAL_OK;
}
