/*
 * store/session_erase.c - a session is deleted whole. What stays: the heads of its events, so that the chain verifies; a
 * record in `sessions` that says that it was there and keeps its name and place from being given again; and the
 * command that opened it, by which a restored copy of it is known (DIR/erased).
 *
 * Keys are looked at as they lie: a damaged record goes like any other, and never ends this half way.
 */
#include <string.h>

#include "store/folder/rewrite_internal.h"

#define PLACE_BYTES 4u

/* The next key of the table that is not less than from. */
static enum journal_result key_next(
    struct journal_txn *txn, enum table table, struct span from, struct span *key, struct span *raw)
{
	struct engine *engine = txn->journal->engine;
	return engine->calls->seek(txn->txn, table, from, key, raw);
}

/* All records whose key begins with the place. */
static enum journal_result place_clear(struct journal_txn *txn, enum table table, uint32_t place)
{
	uint8_t prefix[PLACE_BYTES];
	struct span from = SPAN(prefix);
	number_put(prefix, place, sizeof prefix);
	for (;;) {
		uint8_t bytes[TABLE_KEY_MAX];
		struct span key;
		struct span raw;
		enum journal_result result = key_next(txn, table, from, &key, &raw);
		if (result != JOURNAL_OK)
			return result == JOURNAL_ABSENT ? JOURNAL_OK : result;
		if (key.size < sizeof prefix || key.size > sizeof bytes ||
		    memcmp(key.bytes, prefix, sizeof prefix) != 0)
			return JOURNAL_OK;
		memcpy(bytes, key.bytes, key.size);
		result = record_del(txn, table, (struct span){ .bytes = bytes, .size = key.size });
		if (result != JOURNAL_OK)
			return result;
	}
}

/* The commands of the session, but for the one that opened it. */
static enum journal_result commands_clear(
    struct journal_txn *txn, const struct view_session *session)
{
	uint8_t at[TABLE_KEY_MAX + 1] = { 0 };
	struct span from = { .bytes = at, .size = 1 };
	for (;;) {
		struct span key;
		struct span raw;
		struct span value;
		struct view_command command;
		enum journal_result result = key_next(txn, TABLE_COMMANDS, from, &key, &raw);
		if (result != JOURNAL_OK)
			return result == JOURNAL_ABSENT ? JOURNAL_OK : result;
		if (key.size > TABLE_KEY_MAX)
			return JOURNAL_OK; /* no key of ours */
		memset(at, 0, sizeof at);
		memcpy(at, key.bytes, key.size);
		struct span own = { .bytes = at, .size = key.size };
		bool goes = record_verify(txn, TABLE_COMMANDS, key, raw, &value) &&
		    view_command_decode(txn, key, value, &command) == JOURNAL_OK &&
		    command.session == session->place && command.number != session->opened;
		if (goes)
			result = record_del(txn, TABLE_COMMANDS, own);
		if (result != JOURNAL_OK)
			return result;
		from.size =
		    key.size + 1; /* this key and a byte of zero: the least that is greater */
	}
}

static enum journal_result events_clear(struct journal_txn *txn, const struct view_session *session)
{
	uint64_t newest = journal_txn_newest(txn).number;
	enum journal_result result = JOURNAL_OK;
	uint64_t number = session->opened == 0 ? 1 : session->opened;
	for (; number <= newest && result == JOURNAL_OK; number++) {
		struct journal_event event;
		bool there = false;
		if (event_head_get(txn, number, &event) != JOURNAL_OK ||
		    strcmp(event.head.session, session->key) != 0 ||
		    event.head.type == EVENT_SESSION_DELETED)
			continue;
		result = body_there(txn, number, &there);
		if (result == JOURNAL_OK && there)
			result = journal_event_erase(txn, number);
	}
	return result;
}

enum journal_result session_bury(struct journal_txn *txn, struct view_session *session)
{
	struct view_session left = {
		.place = session->place,
		.state = SESSION_DELETED,
		.opened = session->opened,
		.erased = session->erased,
	};
	memcpy(left.key, session->key, sizeof left.key);
	enum journal_result result = place_clear(txn, TABLE_NOTES, session->place);
	if (result == JOURNAL_OK)
		result = place_clear(txn, TABLE_MEMBERS, session->place);
	if (result == JOURNAL_OK)
		result = commands_clear(txn, session);
	*session = left;
	return result == JOURNAL_OK ? view_session_put(txn, session) : result;
}

enum journal_result journal_session_erase(struct journal_txn *txn, struct view_session *session)
{
	enum journal_result result = events_clear(txn, session);
	return result == JOURNAL_OK ? session_bury(txn, session) : result;
}
