/*
 * client/lib/outbox/change.c - amendments and retractions on their way. A change names the event that it
 * replaces, and so means something only in one journal: in one that was restored its note is another
 * event, or not there yet.
 *
 *   note  <-after-  change  <-after-  change          one chain a note, in the order of writing;
 *     ^---replaces-----+  ^---replaces---+            table `notes` has its end
 *
 * So what concerns one note goes one at a time, in the order of writing, and a change is sent with the
 * number that the entry which it replaces has in the journal as it is now. What was written stays as
 * it is; the number is put in each time it is sent, so that the same journal gets the same bytes.
 *
 * A change may also be written before what it changes has an answer: its number then is RAPPORTEUR_REPLACES_NEWEST, and it
 * replaces the entry before it in the chain, or, when that was refused, the one before that.
 *
 * One at a time, also where nothing was restored: of two changes of one event the broker takes the one
 * that comes first. If that could be the second of them, and its answer was lost, then a restored
 * journal might be offered the other one first, and what was acknowledged would be refused there.
 */
#include <string.h>

#include "client/lib/outbox/outbox_internal.h"
#include "proto/wire/wire.h"

#define MAP_FIX_BITS 0x80u
#define MAP_FIX_MASK 0xf0u

static bool is_change(const struct entry *entry)
{
	return entry->body != NULL &&
	    (entry->message == MESSAGE_NOTE_AMEND || entry->message == MESSAGE_NOTE_RETRACT);
}

/* Of a change's body: the note, and the event that it replaces. */
static bool change_read(const struct entry *entry, uint8_t note[ID_BYTES], uint64_t *replaces)
{
	struct refusal refusal;
	struct wire wire;
	wire_open(&wire, entry->body, entry->body_size, WALK_ITEMS_MAX, &refusal);
	wire_bytes(&wire, "n", note, ID_BYTES);
	*replaces = wire_uint(&wire, "e", 1, UINT64_MAX);
	return wire_close(&wire) == ERROR_NONE;
}

/* The same body with another number; all else stays byte for byte. */
static bool change_renumber(const struct entry *entry, uint64_t replaces, struct buffer *out)
{
	static const uint8_t key[] = { 0xa1, 'e' };
	const uint8_t *body = entry->body;
	if ((body[0] & MAP_FIX_MASK) != MAP_FIX_BITS)
		return false; /* no change that we write has so many keys */
	size_t at = 1;
	buffer_add(out, body, at);
	for (size_t pair = 0; pair < (body[0] & (size_t)0x0f); pair++) {
		size_t key_size = 0;
		size_t value_size = 0;
		size_t left = entry->body_size - at;
		if (!wire_walk(body + at, left, WALK_ITEMS_MAX, &key_size) ||
		    !wire_walk(body + at + key_size, left - key_size, WALK_ITEMS_MAX, &value_size))
			return false;
		buffer_add(out, body + at, key_size);
		if (key_size == sizeof key && memcmp(body + at, key, sizeof key) == 0)
			pack_uint(out, replaces);
		else
			buffer_add(out, body + at + key_size, value_size);
		at += key_size + value_size;
	}
	return !out->failed;
}

/* --- the chain ------------------------------------------------------------------------------ */

/* The newest entry that is about the note, or 0. */
uint64_t change_newest(struct outbox *outbox, MDB_txn *txn, const uint8_t note[ID_BYTES])
{
	MDB_val key = outbox_value(note, ID_BYTES);
	MDB_val value;
	if (mdb_get(txn, outbox->notes, &key, &value) == 0 && value.mv_size == 8)
		return outbox_key_get(value.mv_data);
	return outbox_sequence_of(outbox, txn, note);
}

static int newest_put(
    struct outbox *outbox, MDB_txn *txn, const uint8_t note[ID_BYTES], uint64_t sequence)
{
	uint8_t bytes[8];
	outbox_key_put(bytes, sequence);
	MDB_val key = outbox_value(note, ID_BYTES);
	MDB_val value = outbox_value(bytes, sizeof bytes);
	if (sequence != 0 && sequence != outbox_sequence_of(outbox, txn, note))
		return mdb_put(txn, outbox->notes, &key, &value, 0);
	int rc = mdb_del(txn, outbox->notes, &key, NULL);
	return rc == MDB_NOTFOUND ? 0 : rc;
}

/* Which entry before the change is this event, or 0. */
static uint64_t replaced_by(struct outbox *outbox, MDB_txn *txn, uint64_t after, uint64_t number)
{
	struct outbox_record before;
	for (uint64_t at = after; at != 0; at = before.after) {
		if (outbox_record_get(outbox, txn, at, &before) != 0)
			return 0;
		if (before.entry.state == ENTRY_BROKER && before.entry.number == number)
			return at;
	}
	return 0;
}

/* Takes an entry out: what comes after it comes after `before` then. */
static int chain_remove(struct outbox *outbox, MDB_txn *txn, const uint8_t note[ID_BYTES],
    uint64_t sequence, uint64_t before)
{
	uint64_t at = change_newest(outbox, txn, note);
	struct outbox_record later;
	if (at == sequence) { /* nothing is left when its note was forgotten before it */
		bool left = outbox_record_get(outbox, txn, before, &later) != MDB_NOTFOUND;
		return newest_put(outbox, txn, note, left ? before : 0);
	}
	while (at != 0 && outbox_record_get(outbox, txn, at, &later) == 0) {
		if (later.after == sequence) {
			later.after = before;
			return outbox_record_put(outbox, txn, &later);
		}
		at = later.after;
	}
	return 0;
}

int change_link(struct outbox *outbox, MDB_txn *txn, struct outbox_record *record)
{
	uint8_t note[ID_BYTES];
	uint64_t number = 0;
	uint64_t sequence = record->entry.sequence;
	if (!is_change(&record->entry) || !change_read(&record->entry, note, &number))
		return 0;
	/* It may stand where a damaged one stood, of which nobody knew what it came after. */
	int rc = chain_remove(outbox, txn, note, sequence, outbox_sequence_of(outbox, txn, note));
	record->after = change_newest(outbox, txn, note);
	record->replaces = number == RAPPORTEUR_REPLACES_NEWEST
	    ? record->after
	    : replaced_by(outbox, txn, record->after, number);
	return rc == 0 ? newest_put(outbox, txn, note, sequence) : rc;
}

int change_unlink(struct outbox *outbox, MDB_txn *txn, const struct outbox_record *record)
{
	uint8_t note[ID_BYTES];
	uint64_t number = 0;
	if (!is_change(&record->entry) || !change_read(&record->entry, note, &number))
		return 0;
	return chain_remove(outbox, txn, note, record->entry.sequence, record->after);
}

void change_accepted(struct outbox *outbox, MDB_txn *txn, struct outbox_record *record)
{
	uint8_t note[ID_BYTES];
	uint64_t number = 0;
	if (is_change(&record->entry) && record->replaces == 0 &&
	    change_read(&record->entry, note, &number))
		record->replaces = replaced_by(outbox, txn, record->after, number);
}

bool change_note(const struct entry *entry, uint8_t note[ID_BYTES])
{
	uint64_t number = 0;
	return is_change(entry) && change_read(entry, note, &number);
}

/* --- sending -------------------------------------------------------------------------------- */

/* Whether something before it has no answer yet. What was refused has had its own, whatever came
 * before that. */
static bool waits(struct outbox *outbox, MDB_txn *txn, const struct outbox_record *record)
{
	struct outbox_record before = *record;
	while (before.after != 0) {
		if (outbox_record_get(outbox, txn, before.after, &before) != 0)
			return false;
		if (before.entry.state != ENTRY_REFUSED)
			return before.entry.state == ENTRY_HERE;
	}
	return false;
}

/* The number to send it with, or 0: as it was written. */
static uint64_t number_now(struct outbox *outbox, MDB_txn *txn, const struct outbox_record *record)
{
	struct outbox_record replaced;
	for (uint64_t at = record->replaces; at != 0; at = replaced.after) {
		if (outbox_record_get(outbox, txn, at, &replaced) != 0)
			return 0;
		if (replaced.entry.state == ENTRY_BROKER)
			return replaced.entry.number;
		if (replaced.entry.state != ENTRY_REFUSED)
			return 0;
	}
	return 0;
}

bool outbox_change_ready(struct outbox *outbox, struct buffer *bytes, struct entry *entry)
{
	if (!is_change(entry))
		return true;
	MDB_txn *txn = NULL;
	struct outbox_record record;
	if (mdb_txn_begin(outbox->env, NULL, MDB_RDONLY, &txn) != 0)
		return false;
	bool ready = outbox_record_get(outbox, txn, entry->sequence, &record) == 0 &&
	    !waits(outbox, txn, &record);
	uint64_t number = ready ? number_now(outbox, txn, &record) : 0;
	mdb_txn_abort(txn);
	uint8_t note[ID_BYTES];
	uint64_t written = 0;
	if (number == 0 || !change_read(entry, note, &written) || written == number)
		return ready;
	struct buffer renumbered;
	buffer_init(&renumbered, OUTBOX_BODY_BYTES_MAX);
	if (change_renumber(entry, number, &renumbered)) {
		buffer_clear(bytes);
		ready = buffer_add(bytes, renumbered.bytes, renumbered.size);
		entry->body = bytes->bytes;
		entry->body_size = bytes->size;
	}
	buffer_close(&renumbered);
	return ready;
}
