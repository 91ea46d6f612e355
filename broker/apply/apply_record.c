/*
 * broker/apply/apply_record.c - what the press made becomes an event. The press is not trusted with the
 * journal: it may be late, say a thing twice, or be wrong; then nothing comes of it.
 */
#include <sodium.h>
#include <string.h>

#include "broker/apply/apply_internal.h"
#include "proto/event.h"
#include "proto/grouping.h"

/* One item at a time, with its texts and numbers. */
#define ITEM_MEMORY_MAX (256u * 1024u)

/* Several events come of one salt: each gets its own. */
static void salt_make(const uint8_t from[SALT_BYTES], const char *session, uint8_t salt[SALT_BYTES])
{
	crypto_generichash(
	    salt, SALT_BYTES, (const uint8_t *)session, strlen(session), from, SALT_BYTES);
}

static enum journal_result event_add(struct apply *apply, const struct view_session *session,
    enum event_type type, const uint8_t salt[SALT_BYTES], const struct record *parts,
    uint64_t *number)
{
	struct event_head head = { .type = type, .time_ms = apply->time_ms };
	struct journal_place place;
	memcpy(head.session, session->key, sizeof head.session);
	if (apply->scratch.failed)
		return JOURNAL_TOO_BIG;
	enum journal_result result =
	    journal_event_add(apply->txn, &head, salt, apply->scratch.bytes, apply->scratch.size,
		parts == NULL ? NULL : parts->bytes, parts == NULL ? 0 : parts->size, &place);
	if (result == JOURNAL_OK)
		*number = place.number;
	return result;
}

enum journal_result apply_made_with(
    struct apply *apply, struct view_session *session, const uint8_t salt[SALT_BYTES], bool *said)
{
	const struct made_with *made = apply->batch->made;
	uint8_t own_salt[SALT_BYTES];
	if (said != NULL)
		*said = false;
	if (made == NULL || session->state == SESSION_CLOSED ||
	    (session->made != 0 && memcmp(session->made_now, made->digest, MADE_WITH_BYTES) == 0))
		return JOURNAL_OK;
	struct event_made_with body = { .text = made->text };
	memcpy(body.digest, made->digest, MADE_WITH_BYTES);
	salt_make(salt, session->key, own_salt);
	buffer_clear(&apply->scratch);
	event_made_with_encode(&body, &apply->scratch);
	uint64_t number = 0;
	enum journal_result result =
	    event_add(apply, session, EVENT_MADE_WITH, own_salt, NULL, &number);
	if (result != JOURNAL_OK)
		return result;
	if (session->made == 0)
		memcpy(session->made_first, made->digest, MADE_WITH_BYTES);
	memcpy(session->made_now, made->digest, MADE_WITH_BYTES);
	session->made = number;
	if (said != NULL)
		*said = true;
	return JOURNAL_OK;
}

/* In every open session. No command is in the batch: no slot holds another state. */
static enum journal_result made_with_all(struct apply *apply)
{
	struct record *record = &apply->batch->record;
	struct view_session session = { .place = 0 };
	for (;;) {
		bool said = false;
		enum journal_result result = view_session_next(apply->txn, session.key, &session);
		if (result != JOURNAL_OK)
			return result == JOURNAL_ABSENT ? JOURNAL_OK : result;
		result = apply_made_with(apply, &session, record->salt, &said);
		if (result == JOURNAL_OK && said) {
			record->kept++;
			result = view_session_put(apply->txn, &session);
		}
		if (result != JOURNAL_OK)
			return result;
	}
}

/* The balance of the whole, from the heads of its objectives. False: it is no grouping. */
static bool balance_take(const struct record *record, uint64_t counts[NOTE_PLACE_COUNT])
{
	struct arena arena;
	struct grouping_item item;
	struct refusal refusal = { .error = ERROR_NONE };
	bool end = false;
	arena_init(&arena, ITEM_MEMORY_MAX);
	struct grouping_reader reader = {
		.bytes = record->bytes, .size = record->size, .arena = &arena
	};
	while (grouping_next(&reader, &item, &end, &refusal) == ERROR_NONE && !end) {
		for (size_t i = 0; item.kind == GROUPING_OBJECTIVE && i < NOTE_PLACE_COUNT; i++)
			counts[i] += item.counts[i];
		arena_clear(&arena);
	}
	arena_close(&arena);
	return refusal.error == ERROR_NONE && record->size > 0;
}

/* Once, and only as of the event that asks for it. */
static enum journal_result grouping_keep(struct apply *apply)
{
	struct record *record = &apply->batch->record;
	struct view_session session;
	enum journal_result result = view_session_find(apply->txn, record->session, &session);
	if (result != JOURNAL_OK)
		return result == JOURNAL_ABSENT ? JOURNAL_OK : result;
	struct event_grouping body = { .at = record->at };
	if (session.state != SESSION_CLOSED || session.grouping != 0 ||
	    session.final != record->at || !balance_take(record, body.counts))
		return JOURNAL_OK;
	if (apply->batch->made != NULL)
		memcpy(body.made_with, apply->batch->made->digest, MADE_WITH_BYTES);
	buffer_clear(&apply->scratch);
	event_grouping_encode(&body, &apply->scratch);
	result =
	    event_add(apply, &session, EVENT_GROUPING, record->salt, record, &session.grouping);
	if (result != JOURNAL_OK)
		return result;
	record->kept++;
	return view_session_put(apply->txn, &session);
}

enum journal_result apply_record(struct apply *apply)
{
	apply->batch->record.kept = 0;
	switch (apply->batch->record.kind) {
	case RECORD_NONE:
		return JOURNAL_OK;
	case RECORD_MADE_WITH:
		return made_with_all(apply);
	case RECORD_GROUPING:
		return grouping_keep(apply);
	case RECORD_EXPIRY:
		return apply_expiry(apply);
	}
	return JOURNAL_OK;
}
