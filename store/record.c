/* store/record.c - values with a checksum, and sentences that name a damaged one. */
#include "store/record_internal.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

static_assert(CHECKSUM_BYTES == crypto_shorthash_BYTES, "the checksum is SipHash-2-4");

static const unsigned char checksum_key[crypto_shorthash_KEYBYTES]; /* zeros */

void number_put(uint8_t *out, uint64_t number, size_t size)
{
	for (size_t i = 0; i < size; i++)
		out[i] = (uint8_t)(number >> (8 * (size - 1 - i)));
}

uint64_t number_get(const uint8_t *bytes, size_t size)
{
	uint64_t number = 0;
	for (size_t i = 0; i < size; i++)
		number = number << 8 | bytes[i];
	return number;
}

struct span text_span(const char *text)
{
	return (struct span){ .bytes = (const uint8_t *)text, .size = strlen(text) };
}

/* Writes a key as people read it. A damaged key may hold any bytes. */
static void key_words(struct buffer *out, enum table table, struct span key)
{
	if (key.size == 8 && (table == TABLE_HEADS || table == TABLE_BODIES)) {
		buffer_format(out, "event %llu", (unsigned long long)number_get(key.bytes, 8));
		return;
	}
	if (key.size == 12 && table == TABLE_BLOBS) {
		buffer_format(out, "event %llu, part %llu",
		    (unsigned long long)number_get(key.bytes, 8),
		    (unsigned long long)number_get(key.bytes + 8, 4));
		return;
	}
	if (key.size == 14 && table == TABLE_NOTES) {
		buffer_format(out, "session place %llu, objective %llu, event %llu",
		    (unsigned long long)number_get(key.bytes, 4),
		    (unsigned long long)number_get(key.bytes + 4, 2),
		    (unsigned long long)number_get(key.bytes + 6, 8));
		return;
	}
	bool text = table == TABLE_META || table == TABLE_SESSIONS;
	for (size_t i = 0; text && i < key.size; i++)
		text = key.bytes[i] > ' ' && key.bytes[i] < 0x7f;
	for (size_t i = 0; i < key.size && i < TABLE_KEY_MAX; i++)
		buffer_format(out, text ? "%c" : "%02x", key.bytes[i]);
}

void record_describe(
    struct journal_fault *fault, enum table table, struct span key, const char *what)
{
	struct buffer words;
	buffer_init(&words, 2 * TABLE_KEY_MAX + 64);
	key_words(&words, table, key);
	const char *text = buffer_text(&words);
	(void)journal_fault_set(fault, JOURNAL_DAMAGED, "table %s, %s: %s", table_word(table),
	    text == NULL ? "?" : text, what);
	buffer_close(&words);
}

enum journal_result record_damaged(
    struct journal_txn *txn, enum table table, struct span key, const char *what)
{
	record_describe(&txn->journal->engine->fault, table, key, what);
	return JOURNAL_DAMAGED;
}

/* Lays table code, key and value out in the scratch and hashes them. The value may lie there
 * already. Returns how many bytes were hashed. */
static size_t checksum_of(struct journal_txn *txn, enum table table, struct span key,
    struct span value, uint8_t checksum[CHECKSUM_BYTES])
{
	assert(key.size <= TABLE_KEY_MAX);
	assert(value.size <= PART_BYTES_MAX);
	uint8_t *at = txn->scratch;
	*at++ = (uint8_t)table;
	memcpy(at, key.bytes, key.size);
	at += key.size;
	if (value.bytes != at && value.size > 0)
		memcpy(at, value.bytes, value.size);
	size_t size = 1 + key.size + value.size;
	(void)crypto_shorthash(checksum, txn->scratch, size, checksum_key);
	return size;
}

bool record_verify(
    struct journal_txn *txn, enum table table, struct span key, struct span raw, struct span *value)
{
	/* the caps come first: a damaged length must not be read through */
	if (key.size == 0 || key.size > table_key_max(table) || raw.size < CHECKSUM_BYTES ||
	    raw.size - CHECKSUM_BYTES > table_value_max(table))
		return false;
	struct span cut = { .bytes = raw.bytes, .size = raw.size - CHECKSUM_BYTES };
	uint8_t checksum[CHECKSUM_BYTES];
	(void)checksum_of(txn, table, key, cut, checksum);
	*value = cut;
	return memcmp(checksum, raw.bytes + cut.size, CHECKSUM_BYTES) == 0;
}

enum journal_result record_get(
    struct journal_txn *txn, enum table table, struct span key, struct span *value)
{
	struct engine *engine = txn->journal->engine;
	struct span raw;
	enum journal_result result = engine->calls->get(txn->txn, table, key, &raw);
	if (result != JOURNAL_OK)
		return result;
	if (!record_verify(txn, table, key, raw, value))
		return record_damaged(txn, table, key, "the checksum is wrong");
	return JOURNAL_OK;
}

enum journal_result record_seek(struct journal_txn *txn, enum table table, struct span from,
    struct span *key, struct span *value)
{
	struct engine *engine = txn->journal->engine;
	struct span raw;
	enum journal_result result = engine->calls->seek(txn->txn, table, from, key, &raw);
	if (result != JOURNAL_OK)
		return result;
	if (!record_verify(txn, table, *key, raw, value))
		return record_damaged(txn, table, *key, "the checksum is wrong");
	/* a damaged page may answer out of order: never go back, or a loop would not end */
	if (span_compare(*key, from) < 0)
		return record_damaged(txn, table, *key, "it lies out of order");
	return JOURNAL_OK;
}

static enum journal_result spoil(struct journal_txn *txn, enum journal_result result)
{
	if (result == JOURNAL_OK)
		txn->changed = true;
	else if (txn->failed == JOURNAL_OK)
		txn->failed = result;
	return result;
}

enum journal_result record_put(struct journal_txn *txn, enum table table, struct span key,
    const struct span *pieces, size_t count, bool last)
{
	assert(txn->write);
	assert(key.size > 0);
	assert(key.size <= table_key_max(table));
	struct engine *engine = txn->journal->engine;
	uint8_t *at = txn->scratch + 1 + key.size;
	struct span value = { .bytes = at, .size = 0 };
	for (size_t i = 0; i < count; i++) {
		if (pieces[i].size > table_value_max(table) - value.size) {
			record_describe(&engine->fault, table, key, "it is too big");
			return JOURNAL_TOO_BIG;
		}
		if (pieces[i].size > 0)
			memcpy(at + value.size, pieces[i].bytes, pieces[i].size);
		value.size += pieces[i].size;
	}
	uint8_t checksum[CHECKSUM_BYTES];
	(void)checksum_of(txn, table, key, value, checksum);
	memcpy(at + value.size, checksum, CHECKSUM_BYTES);
	value.size += CHECKSUM_BYTES;
	return spoil(txn, engine->calls->put(txn->txn, table, key, value, last));
}

enum journal_result record_del(struct journal_txn *txn, enum table table, struct span key)
{
	assert(txn->write);
	enum journal_result result = txn->journal->engine->calls->del(txn->txn, table, key);
	return result == JOURNAL_ABSENT ? result : spoil(txn, result);
}

enum journal_result meta_get(struct journal_txn *txn, const char *name, uint8_t *out, size_t size)
{
	struct span value;
	struct span key = text_span(name);
	enum journal_result result = record_get(txn, TABLE_META, key, &value);
	if (result == JOURNAL_ABSENT)
		return record_damaged(txn, TABLE_META, key, "it is missing");
	if (result != JOURNAL_OK)
		return result;
	if (value.size != size)
		return record_damaged(txn, TABLE_META, key, "it has another size");
	memcpy(out, value.bytes, size);
	return JOURNAL_OK;
}

enum journal_result meta_put(
    struct journal_txn *txn, const char *name, const uint8_t *bytes, size_t size)
{
	struct span value = { .bytes = bytes, .size = size };
	return record_put(txn, TABLE_META, text_span(name), &value, 1, false);
}
