/* store/views.c - sessions, notes and commands as records: see views.h, and LAYOUT.md for the
 * bytes. */
#include "store/views.h"

#include <assert.h>
#include <string.h>

#include "proto/wire/wire.h"
#include "store/record_internal.h"

#define NOTE_KEY_BYTES 14u

static struct buffer *value_begin(struct journal_txn *txn)
{
	buffer_clear(&txn->value);
	return &txn->value;
}

/* Puts what was packed since value_begin(). */
static enum journal_result value_put(struct journal_txn *txn, enum table table, struct span key)
{
	if (txn->value.failed)
		return JOURNAL_MEMORY;
	struct span value = { .bytes = txn->value.bytes, .size = txn->value.size };
	return record_put(txn, table, key, &value, 1, false);
}

static enum journal_result value_end(
    struct journal_txn *txn, enum table table, struct span key, struct wire *wire)
{
	if (wire_close(wire) == ERROR_NONE)
		return JOURNAL_OK;
	return record_damaged(txn, table, key, wire->refusal->detail);
}

/* --- Sessions --------------------------------------------------------------------------------- */

enum journal_result view_session_decode(
    struct journal_txn *txn, struct span key, struct span value, struct view_session *session)
{
	struct wire wire;
	struct refusal refusal;
	struct view_session got = { .place = 0 };
	if (key.size > SESSION_KEY_MAX)
		return record_damaged(txn, TABLE_SESSIONS, key, "its key is too long");
	memcpy(got.key, key.bytes, key.size);
	wire_open(&wire, value.bytes, value.size, WALK_ITEMS_MAX, &refusal);
	got.place = (uint32_t)wire_uint(&wire, "p", 1, UINT32_MAX);
	got.state = (enum session_state)wire_uint(&wire, "s", SESSION_OPEN, SESSION_DELETED);
	wire_bytes(&wire, "k", got.secret, SECRET_BYTES);
	wire_bytes(&wire, "t", got.topic, TOPIC_BYTES);
	wire_bytes(&wire, "f", got.feed_key, FEED_KEY_BYTES);
	got.feed_epoch = (uint32_t)wire_uint(&wire, "e", 0, UINT32_MAX);
	got.opened = wire_uint(&wire, "no", 0, UINT64_MAX);
	got.programme = wire_uint(&wire, "np", 0, UINT64_MAX);
	got.closed = wire_uint(&wire, "nc", 0, UINT64_MAX);
	/* A version that recorded no groupings closed it: one is due as of its close. */
	got.final = wire_uint_or(&wire, "nf", 0, UINT64_MAX, got.closed);
	got.grouping = wire_uint_or(&wire, "ng", 0, UINT64_MAX, 0);
	got.retention = (unsigned int)wire_uint_or(&wire, "rw", 0, UINT32_MAX, 0);
	got.retention_days = (uint32_t)wire_uint_or(&wire, "rd", 0, RETENTION_DAYS_MAX, 0);
	got.expired = wire_uint_or(&wire, "nx", 0, UINT64_MAX, 0);
	got.erased = wire_uint_or(&wire, "ne", 0, UINT64_MAX, 0);
	if (wire_has(&wire, "sr"))
		wire_text_copy(&wire, "sr", 1, got.series, sizeof got.series);
	got.made = wire_uint_or(&wire, "nm", 0, UINT64_MAX, 0);
	if (got.made != 0) {
		wire_bytes(&wire, "mf", got.made_first, MADE_WITH_BYTES);
		wire_bytes(&wire, "mn", got.made_now, MADE_WITH_BYTES);
	}
	wire_uints(&wire, "rv", REPORT_VERSIONS_MAX, got.versions, &got.version_count);
	got.frozen = wire_uint_or(&wire, "rf", 0, UINT64_MAX, 0);
	got.opened_ms = wire_uint(&wire, "to", 0, UINT64_MAX);
	got.closed_ms = wire_uint(&wire, "tc", 0, UINT64_MAX);
	got.grace_ms = wire_uint(&wire, "tg", 0, UINT64_MAX);
	got.received = wire_uint(&wire, "cn", 0, UINT64_MAX);
	got.retracted = wire_uint(&wire, "ct", 0, UINT64_MAX);
	got.redacted = wire_uint(&wire, "cd", 0, UINT64_MAX);
	got.late = wire_uint(&wire, "cl", 0, UINT64_MAX);
	enum journal_result result = value_end(txn, TABLE_SESSIONS, key, &wire);
	if (result == JOURNAL_OK)
		*session = got;
	return result;
}

static enum journal_result session_get(
    struct journal_txn *txn, const char *key, bool deleted, struct view_session *session)
{
	struct span key_span = text_span(key);
	if (key_span.size == 0 || key_span.size > SESSION_KEY_MAX)
		return JOURNAL_ABSENT;
	struct span value;
	struct view_session found;
	enum journal_result result = record_get(txn, TABLE_SESSIONS, key_span, &value);
	if (result == JOURNAL_OK)
		result = view_session_decode(txn, key_span, value, &found);
	if (result == JOURNAL_OK && (found.state == SESSION_DELETED) != deleted)
		return JOURNAL_ABSENT;
	if (result == JOURNAL_OK)
		*session = found;
	return result;
}

enum journal_result view_session_find(
    struct journal_txn *txn, const char *key, struct view_session *session)
{
	return session_get(txn, key, false, session);
}

enum journal_result view_session_tombstone(
    struct journal_txn *txn, const char *key, struct view_session *session)
{
	return session_get(txn, key, true, session);
}

static enum journal_result place_take(struct journal_txn *txn, uint32_t place)
{
	uint32_t count = 0;
	enum journal_result result = view_session_count(txn, &count);
	if (result != JOURNAL_OK || place <= count)
		return result;
	uint8_t bytes[4];
	number_put(bytes, place, sizeof bytes);
	return meta_put(txn, META_PLACES, bytes, sizeof bytes);
}

/* What only some have stands only there: the bytes of the others are as they always were. */
static size_t more_pairs(const struct view_session *session)
{
	size_t more = session->made == 0 ? 0u : 3u;
	more += (session->final == 0 ? 0u : 1u) + (session->grouping == 0 ? 0u : 1u);
	more += (session->erased == 0 ? 0u : 1u) + (session->expired == 0 ? 0u : 1u);
	more += session->retention == 0 ? 0u : 2u;
	more += session->series[0] == '\0' ? 0u : 1u;
	return more + (session->version_count == 0 ? 0u : 1u) + (session->frozen == 0 ? 0u : 1u);
}

enum journal_result view_session_put(struct journal_txn *txn, const struct view_session *session)
{
	assert(session->key[0] != '\0');
	assert(session->place > 0);
	enum journal_result result = place_take(txn, session->place);
	if (result != JOURNAL_OK)
		return result;
	struct buffer *out = value_begin(txn);
	pack_map(out, 16 + more_pairs(session));
	pack_key_uint(out, "p", session->place);
	pack_key_uint(out, "s", session->state);
	pack_key_bin(out, "k", session->secret, SECRET_BYTES);
	pack_key_bin(out, "t", session->topic, TOPIC_BYTES);
	pack_key_bin(out, "f", session->feed_key, FEED_KEY_BYTES);
	pack_key_uint(out, "e", session->feed_epoch);
	pack_key_uint(out, "no", session->opened);
	pack_key_uint(out, "np", session->programme);
	pack_key_uint(out, "nc", session->closed);
	if (session->final != 0)
		pack_key_uint(out, "nf", session->final);
	if (session->grouping != 0)
		pack_key_uint(out, "ng", session->grouping);
	if (session->retention != 0) {
		pack_key_uint(out, "rw", session->retention);
		pack_key_uint(out, "rd", session->retention_days);
	}
	if (session->expired != 0)
		pack_key_uint(out, "nx", session->expired);
	if (session->erased != 0)
		pack_key_uint(out, "ne", session->erased);
	if (session->series[0] != '\0')
		pack_key_text(out, "sr", session->series);
	if (session->made != 0) {
		pack_key_uint(out, "nm", session->made);
		pack_key_bin(out, "mf", session->made_first, MADE_WITH_BYTES);
		pack_key_bin(out, "mn", session->made_now, MADE_WITH_BYTES);
	}
	if (session->version_count > 0) {
		pack_key_array(out, "rv", session->version_count);
		for (size_t i = 0; i < session->version_count; i++)
			pack_uint(out, session->versions[i]);
	}
	if (session->frozen != 0)
		pack_key_uint(out, "rf", session->frozen);
	pack_key_uint(out, "to", session->opened_ms);
	pack_key_uint(out, "tc", session->closed_ms);
	pack_key_uint(out, "tg", session->grace_ms);
	pack_key_uint(out, "cn", session->received);
	pack_key_uint(out, "ct", session->retracted);
	pack_key_uint(out, "cd", session->redacted);
	pack_key_uint(out, "cl", session->late);
	return value_put(txn, TABLE_SESSIONS, text_span(session->key));
}

enum journal_result view_session_next(
    struct journal_txn *txn, const char *after, struct view_session *session)
{
	/* the least key that is greater: the same with one more byte of 0, which no key holds */
	uint8_t from[SESSION_KEY_MAX + 1] = { 0 };
	size_t size = strnlen(after, SESSION_KEY_MAX);
	memcpy(from, after, size);
	struct span from_span = { .bytes = from, .size = size == 0 ? 0 : size + 1 };
	for (;;) {
		struct span key;
		struct span value;
		enum journal_result result =
		    record_seek(txn, TABLE_SESSIONS, from_span, &key, &value);
		if (result == JOURNAL_OK)
			result = view_session_decode(txn, key, value, session);
		if (result != JOURNAL_OK || session->state != SESSION_DELETED)
			return result;
		memset(from, 0, sizeof from);
		memcpy(from, session->key, strlen(session->key));
		from_span.size = strlen(session->key) + 1;
	}
}

enum journal_result view_session_count(struct journal_txn *txn, uint32_t *count)
{
	uint8_t bytes[4];
	enum journal_result result = meta_get(txn, META_PLACES, bytes, sizeof bytes);
	if (result == JOURNAL_OK)
		*count = (uint32_t)number_get(bytes, sizeof bytes);
	return result;
}

/* --- Notes ------------------------------------------------------------------------------------ */

static void note_key(
    uint8_t key[NOTE_KEY_BYTES], uint32_t session, uint32_t objective, uint64_t number)
{
	number_put(key, session, 4);
	number_put(key + 4, objective, 2);
	number_put(key + 6, number, 8);
}

enum journal_result view_note_decode(
    struct journal_txn *txn, struct span key, struct span value, struct view_note *note)
{
	struct wire wire;
	struct refusal refusal;
	struct view_note got = { .session = 0 };
	if (key.size != NOTE_KEY_BYTES)
		return record_damaged(txn, TABLE_NOTES, key, "its key has another size");
	got.session = (uint32_t)number_get(key.bytes, 4);
	got.objective = (uint32_t)number_get(key.bytes + 4, 2);
	got.number = number_get(key.bytes + 6, 8);
	wire_open(&wire, value.bytes, value.size, WALK_ITEMS_MAX, &refusal);
	got.current = wire_uint(&wire, "c", 1, UINT64_MAX);
	wire_bytes(&wire, "i", got.note, ID_BYTES);
	wire_bytes(&wire, "w", got.writer, WRITER_BYTES);
	got.state = (enum note_state)wire_uint(&wire, "s", NOTE_STANDS, NOTE_IS_LATE);
	enum journal_result result = value_end(txn, TABLE_NOTES, key, &wire);
	if (result == JOURNAL_OK)
		*note = got;
	return result;
}

static enum journal_result note_leave(
    struct journal_txn *txn, const struct view_note *note, const struct view_note *before)
{
	if (before == NULL ||
	    (before->session == note->session && before->objective == note->objective &&
		before->number == note->number))
		return JOURNAL_OK;
	uint8_t key[NOTE_KEY_BYTES];
	note_key(key, before->session, before->objective, before->number);
	enum journal_result result = record_del(txn, TABLE_NOTES, SPAN(key));
	if (result == JOURNAL_ABSENT)
		return record_damaged(txn, TABLE_NOTES, SPAN(key), "it is missing");
	return result;
}

enum journal_result view_note_put(
    struct journal_txn *txn, const struct view_note *note, const struct view_note *before)
{
	assert(note->objective <= OBJECTIVE_MAX);
	assert(note->number > 0);
	enum journal_result result = note_leave(txn, note, before);
	if (result != JOURNAL_OK)
		return result;
	uint8_t key[NOTE_KEY_BYTES];
	note_key(key, note->session, note->objective, note->number);
	struct buffer *out = value_begin(txn);
	pack_map(out, 4);
	pack_key_uint(out, "c", note->current);
	pack_key_bin(out, "i", note->note, ID_BYTES);
	pack_key_bin(out, "w", note->writer, WRITER_BYTES);
	pack_key_uint(out, "s", note->state);
	return value_put(txn, TABLE_NOTES, SPAN(key));
}

enum journal_result view_note_find(struct journal_txn *txn, uint32_t session, uint32_t objective,
    uint64_t number, struct view_note *note)
{
	if (objective > UINT16_MAX)
		return JOURNAL_ABSENT;
	uint8_t key[NOTE_KEY_BYTES];
	struct span value;
	note_key(key, session, objective, number);
	enum journal_result result = record_get(txn, TABLE_NOTES, SPAN(key), &value);
	return result != JOURNAL_OK ? result : view_note_decode(txn, SPAN(key), value, note);
}

enum journal_result view_note_next(struct journal_txn *txn, uint32_t session, uint32_t objective,
    uint64_t number, struct view_note *note)
{
	if (objective > UINT16_MAX || number == UINT64_MAX)
		return JOURNAL_ABSENT;
	uint8_t from[NOTE_KEY_BYTES];
	struct span key;
	struct span value;
	note_key(from, session, objective, number + 1);
	enum journal_result result = record_seek(txn, TABLE_NOTES, SPAN(from), &key, &value);
	if (result != JOURNAL_OK)
		return result;
	if (key.size >= 4 && number_get(key.bytes, 4) != session)
		return JOURNAL_ABSENT;
	return view_note_decode(txn, key, value, note);
}

/* --- Commands --------------------------------------------------------------------------------- */

enum journal_result view_command_decode(
    struct journal_txn *txn, struct span key, struct span value, struct view_command *command)
{
	struct wire wire;
	struct refusal refusal;
	struct view_command got = { .number = 0 };
	if (key.size != ID_BYTES)
		return record_damaged(txn, TABLE_COMMANDS, key, "its key has another size");
	memcpy(got.id, key.bytes, ID_BYTES);
	wire_open(&wire, value.bytes, value.size, WALK_ITEMS_MAX, &refusal);
	wire_bytes(&wire, "w", got.sender, WRITER_BYTES);
	wire_bytes(&wire, "h", got.body_hash, sizeof got.body_hash);
	got.number = wire_uint(&wire, "n", 1, UINT64_MAX);
	got.session = (uint32_t)wire_uint(&wire, "s", 0, UINT32_MAX);
	got.objective = (uint32_t)wire_uint(&wire, "o", 0, UINT16_MAX);
	enum journal_result result = value_end(txn, TABLE_COMMANDS, key, &wire);
	if (result == JOURNAL_OK)
		*command = got;
	return result;
}

enum journal_result view_command_find(
    struct journal_txn *txn, const uint8_t id[ID_BYTES], struct view_command *command)
{
	struct span key = { .bytes = id, .size = ID_BYTES };
	struct span value;
	enum journal_result result = record_get(txn, TABLE_COMMANDS, key, &value);
	return result != JOURNAL_OK ? result : view_command_decode(txn, key, value, command);
}

enum journal_result view_command_put(struct journal_txn *txn, const struct view_command *command)
{
	struct buffer *out = value_begin(txn);
	pack_map(out, 5);
	pack_key_bin(out, "w", command->sender, WRITER_BYTES);
	pack_key_bin(out, "h", command->body_hash, sizeof command->body_hash);
	pack_key_uint(out, "n", command->number);
	pack_key_uint(out, "s", command->session);
	pack_key_uint(out, "o", command->objective);
	return value_put(
	    txn, TABLE_COMMANDS, (struct span){ .bytes = command->id, .size = ID_BYTES });
}
