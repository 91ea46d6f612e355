/*
 * store/event_record.c - one event as records: its head under its number for ever; salt and body
 * under the same number and the parts of a blob under number and part, which erasure deletes.
 */
#include "store/record_internal.h"

#include <assert.h>
#include <string.h>

#define BLOB_BYTES_MAX ((size_t)PARTS_MAX * PART_BYTES_MAX)

static size_t part_count_of(size_t blob_size)
{
	return (blob_size + PART_BYTES_MAX - 1) / PART_BYTES_MAX;
}

static enum journal_result parts_put(
    struct journal_txn *txn, uint64_t number, const uint8_t *blob, size_t blob_size)
{
	uint8_t key[12];
	number_put(key, number, 8);
	enum journal_result result = JOURNAL_OK;
	size_t count = part_count_of(blob_size);
	for (size_t part = 0; part < count && result == JOURNAL_OK; part++) {
		size_t at = part * PART_BYTES_MAX;
		size_t size = blob_size - at < PART_BYTES_MAX ? blob_size - at : PART_BYTES_MAX;
		struct span piece = { .bytes = blob + at, .size = size };
		number_put(key + 8, part, 4);
		result = record_put(txn, TABLE_BLOBS, SPAN(key), &piece, 1, true);
	}
	return result;
}

/* Sets what the journal decides about a head, encodes it in txn->value, goes one link on. */
static enum journal_result head_make(struct journal_txn *txn, struct event_head *head,
    const uint8_t salt[SALT_BYTES], struct span body, struct span blob, struct journal_place *place)
{
	head->number = txn->newest.number + 1;
	event_body_hash(salt, body.bytes, body.size, head->body_hash);
	head->part_count = (uint32_t)part_count_of(blob.size);
	memset(head->blob_hash, 0, HASH_BYTES);
	if (head->part_count > 0)
		event_body_hash(salt, blob.bytes, blob.size, head->blob_hash);
	buffer_clear(&txn->value);
	event_head_encode(head, &txn->value);
	if (txn->value.failed)
		return JOURNAL_MEMORY;
	if (txn->value.size > EVENT_HEAD_BYTES_MAX)
		return JOURNAL_TOO_BIG;
	*place = txn->newest;
	place->number = head->number;
	place->time_ms = head->time_ms;
	event_chain(txn->newest.hash, txn->value.bytes, txn->value.size, place->hash);
	return JOURNAL_OK;
}

enum journal_result journal_event_add(struct journal_txn *txn, struct event_head *head,
    const uint8_t salt[SALT_BYTES], const uint8_t *body, size_t body_size, const uint8_t *blob,
    size_t blob_size, struct journal_place *place)
{
	assert(txn->write);
	if (txn->failed != JOURNAL_OK)
		return txn->failed;
	struct journal_fault *fault = &txn->journal->engine->fault;
	if (body_size > EVENT_BODY_BYTES_MAX || blob_size > BLOB_BYTES_MAX)
		return journal_fault_set(fault, JOURNAL_TOO_BIG,
		    "a body of %zu bytes (at most %u) with a blob of %zu (at most %zu)", body_size,
		    EVENT_BODY_BYTES_MAX, blob_size, BLOB_BYTES_MAX);
	struct span body_span = { .bytes = body, .size = body_size };
	struct span blob_span = { .bytes = blob, .size = blob == NULL ? 0 : blob_size };
	struct journal_place made;
	enum journal_result result = head_make(txn, head, salt, body_span, blob_span, &made);
	if (result != JOURNAL_OK)
		return result;

	uint8_t key[8];
	number_put(key, head->number, sizeof key);
	const struct span head_pieces[] = {
		{ .bytes = made.hash, .size = HASH_BYTES },
		{ .bytes = txn->value.bytes, .size = txn->value.size },
	};
	const struct span body_pieces[] = { { .bytes = salt, .size = SALT_BYTES }, body_span };
	result = record_put(txn, TABLE_HEADS, SPAN(key), head_pieces, 2, true);
	if (result == JOURNAL_OK)
		result = record_put(txn, TABLE_BODIES, SPAN(key), body_pieces, 2, true);
	if (result == JOURNAL_OK)
		result = parts_put(txn, head->number, blob_span.bytes, blob_span.size);
	if (result != JOURNAL_OK)
		return result;
	txn->newest = made;
	*place = made;
	return JOURNAL_OK;
}

enum journal_result event_head_get(
    struct journal_txn *txn, uint64_t number, struct journal_event *event)
{
	uint8_t key[8];
	number_put(key, number, sizeof key);
	struct span value;
	enum journal_result result = record_get(txn, TABLE_HEADS, SPAN(key), &value);
	if (result == JOURNAL_ABSENT)
		return record_damaged(txn, TABLE_HEADS, SPAN(key), "it is missing");
	if (result != JOURNAL_OK)
		return result;
	if (value.size <= HASH_BYTES)
		return record_damaged(txn, TABLE_HEADS, SPAN(key), "it is cut short");
	memcpy(event->hash, value.bytes, HASH_BYTES);
	event->head_bytes = value.bytes + HASH_BYTES;
	event->head_size = value.size - HASH_BYTES;
	struct refusal refusal;
	if (event_head_decode(&event->head, event->head_bytes, event->head_size, &refusal) !=
	    ERROR_NONE)
		return record_damaged(txn, TABLE_HEADS, SPAN(key), refusal.detail);
	if (event->head.number != number)
		return record_damaged(txn, TABLE_HEADS, SPAN(key), "it has another number");
	return JOURNAL_OK;
}

enum journal_result event_body_set(
    struct journal_txn *txn, struct journal_event *event, struct span value)
{
	uint8_t key[8];
	uint8_t hash[HASH_BYTES];
	number_put(key, event->head.number, sizeof key);
	if (value.size < SALT_BYTES)
		return record_damaged(txn, TABLE_BODIES, SPAN(key), "it is cut short");
	const uint8_t *body = value.bytes + SALT_BYTES;
	event_body_hash(value.bytes, body, value.size - SALT_BYTES, hash);
	if (memcmp(hash, event->head.body_hash, HASH_BYTES) != 0)
		return record_damaged(txn, TABLE_BODIES, SPAN(key), "it is not what its head says");
	event->salt = value.bytes;
	event->body = body;
	event->body_size = value.size - SALT_BYTES;
	return JOURNAL_OK;
}

enum journal_result journal_event_get(
    struct journal_txn *txn, uint64_t number, struct journal_event *event)
{
	if (number == 0 || number > txn->newest.number)
		return JOURNAL_ABSENT;
	struct journal_event got = { .salt = NULL };
	enum journal_result result = event_head_get(txn, number, &got);
	if (result != JOURNAL_OK)
		return result;
	uint8_t key[8];
	number_put(key, number, sizeof key);
	struct span value;
	result = record_get(txn, TABLE_BODIES, SPAN(key), &value);
	if (result == JOURNAL_ABSENT) { /* erased */
		*event = got;
		return JOURNAL_OK;
	}
	if (result != JOURNAL_OK)
		return result;
	result = event_body_set(txn, &got, value);
	if (result != JOURNAL_OK)
		return result;
	*event = got;
	return JOURNAL_OK;
}

static enum journal_result parts_get(
    struct journal_txn *txn, const struct journal_event *event, struct buffer *out)
{
	uint8_t key[12];
	size_t start = out->size;
	number_put(key, event->head.number, 8);
	for (uint32_t part = 0; part < event->head.part_count; part++) {
		struct span value;
		number_put(key + 8, part, 4);
		enum journal_result result = record_get(txn, TABLE_BLOBS, SPAN(key), &value);
		if (result == JOURNAL_ABSENT)
			return record_damaged(txn, TABLE_BLOBS, SPAN(key), "it is missing");
		if (result != JOURNAL_OK)
			return result;
		if (!buffer_add(out, value.bytes, value.size))
			return JOURNAL_MEMORY;
	}
	uint8_t hash[HASH_BYTES];
	event_body_hash(event->salt, out->bytes + start, out->size - start, hash);
	if (memcmp(hash, event->head.blob_hash, HASH_BYTES) != 0)
		return record_damaged(
		    txn, TABLE_BLOBS, SPAN(key), "the parts are not what their head says");
	return JOURNAL_OK;
}

enum journal_result journal_blob_get(
    struct journal_txn *txn, const struct journal_event *event, struct buffer *out)
{
	if (event->head.part_count == 0 || event->salt == NULL)
		return JOURNAL_ABSENT;
	size_t start = out->size;
	enum journal_result result = parts_get(txn, event, out);
	if (result != JOURNAL_OK)
		out->size = start; /* what is not verified is not given */
	return result;
}
