/* client/lib/outbox/outbox.c - keeping, reading and settling entries; see outbox_internal.h. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "client/lib/outbox/outbox_internal.h"

#define RECORD_BYTES_MAX (OUTBOX_BODY_BYTES_MAX + 4096u)

static MDB_val no_value(void)
{
	return outbox_value("", 0);
}

/* Writes the record of an entry and puts its sequence where its state belongs. */
static int entry_put(struct outbox *outbox, MDB_txn *txn, const struct outbox_record *record)
{
	uint8_t bytes[8];
	outbox_key_put(bytes, record->entry.sequence);
	struct buffer out;
	buffer_init(&out, RECORD_BYTES_MAX);
	outbox_record_encode(record, bytes, &out);
	if (out.failed) {
		buffer_close(&out);
		return ENOMEM;
	}
	MDB_val key = outbox_value(bytes, sizeof bytes);
	MDB_val value = outbox_value(out.bytes, out.size);
	int rc = mdb_put(txn, outbox->entries, &key, &value, 0);
	buffer_close(&out);
	struct {
		MDB_dbi table;
		enum entry_state state;
	} lists[] = { { outbox->here, ENTRY_HERE }, { outbox->refused, ENTRY_REFUSED } };
	for (size_t i = 0; rc == 0 && i < 2; i++) {
		MDB_val empty = no_value();
		if (record->entry.state == lists[i].state)
			rc = mdb_put(txn, lists[i].table, &key, &empty, 0);
		else
			rc = mdb_del(txn, lists[i].table, &key, NULL);
		if (rc == MDB_NOTFOUND)
			rc = 0;
	}
	return rc;
}

/* What is shown of an entry whose bytes are not what was written. */
static void damaged(struct entry *entry, uint64_t sequence)
{
	*entry = (struct entry){ .sequence = sequence,
		.message = MESSAGE_NOTE_SUBMIT,
		.state = ENTRY_REFUSED,
		.error = ERROR_DAMAGED };
	struct refusal refusal;
	refuse(&refusal, ERROR_DAMAGED, "entry %llu of the outbox on this device cannot be read",
	    (unsigned long long)sequence);
	memcpy(entry->detail, refusal.detail, sizeof entry->detail);
}

/* False: damaged, and *record says so. Its body borrows from value. */
static bool record_of(uint64_t sequence, const MDB_val *value, struct outbox_record *record)
{
	uint8_t key[8];
	outbox_key_put(key, sequence);
	if (outbox_record_decode(record, key, value->mv_data, value->mv_size)) {
		record->entry.sequence = sequence;
		return true;
	}
	damaged(&record->entry, sequence);
	return false;
}

/* MDB_NOTFOUND, or the record's raw bytes. */
static int raw_get(struct outbox *outbox, MDB_txn *txn, uint64_t sequence, MDB_val *value)
{
	uint8_t bytes[8];
	outbox_key_put(bytes, sequence);
	MDB_val key = outbox_value(bytes, sizeof bytes);
	return mdb_get(txn, outbox->entries, &key, value);
}

int outbox_record_get(
    struct outbox *outbox, MDB_txn *txn, uint64_t sequence, struct outbox_record *record)
{
	MDB_val value;
	int rc = raw_get(outbox, txn, sequence, &value);
	if (rc == 0 && record_of(sequence, &value, record))
		return 0;
	*record = (struct outbox_record){ 0 };
	damaged(&record->entry, sequence);
	return rc == 0 ? MDB_CORRUPTED : rc;
}

int outbox_record_put(struct outbox *outbox, MDB_txn *txn, const struct outbox_record *record)
{
	/* Its body lies in the map, whose page the put may change. */
	uint8_t *body = malloc(record->entry.body_size);
	if (body == NULL)
		return ENOMEM;
	memcpy(body, record->entry.body, record->entry.body_size);
	struct outbox_record copy = *record;
	copy.entry.body = body;
	int rc = entry_put(outbox, txn, &copy);
	free(body);
	return rc;
}

/* --- keeping ------------------------------------------------------------------------------ */

static int sequence_next(struct outbox *outbox, MDB_txn *txn, uint64_t *next)
{
	MDB_val key = outbox_value("next", 4);
	MDB_val value;
	int rc = mdb_get(txn, outbox->meta, &key, &value);
	*next = rc == 0 && value.mv_size == 8 ? outbox_key_get(value.mv_data) : 1;
	return rc == MDB_NOTFOUND ? 0 : rc;
}

static int sequence_keep(struct outbox *outbox, MDB_txn *txn, uint64_t next)
{
	uint8_t bytes[8];
	outbox_key_put(bytes, next);
	MDB_val key = outbox_value("next", 4);
	MDB_val value = outbox_value(bytes, sizeof bytes);
	return mdb_put(txn, outbox->meta, &key, &value, 0);
}

uint64_t outbox_sequence_of(struct outbox *outbox, MDB_txn *txn, const uint8_t id[ID_BYTES])
{
	MDB_val key = outbox_value(id, ID_BYTES);
	MDB_val value;
	if (mdb_get(txn, outbox->ids, &key, &value) != 0 || value.mv_size != 8)
		return 0;
	return outbox_key_get(value.mv_data);
}

/* Whether the id is there already and stays as it is. If what is there was refused or is damaged, what
 * is given now takes its place, and its sequence. */
static int draft_find(struct outbox *outbox, MDB_txn *txn, const struct outbox_draft *draft,
    uint64_t *sequence, bool *stays)
{
	struct outbox_record record;
	*stays = false;
	*sequence = outbox_sequence_of(outbox, txn, draft->id);
	int rc = *sequence == 0 ? MDB_NOTFOUND : outbox_record_get(outbox, txn, *sequence, &record);
	if (rc == MDB_NOTFOUND)
		*sequence = 0; /* or forgotten while it was damaged, when its id was not known */
	if (rc == MDB_NOTFOUND || rc == MDB_CORRUPTED)
		return 0;
	*stays = rc == 0 && record.entry.state != ENTRY_REFUSED;
	return rc == 0 && !*stays ? change_unlink(outbox, txn, &record) : rc;
}

static int draft_keep(struct outbox *outbox, MDB_txn *txn, const struct outbox_draft *draft,
    uint64_t *next, uint64_t *sequence)
{
	bool stays = false;
	int rc = draft_find(outbox, txn, draft, sequence, &stays);
	if (rc != 0 || stays)
		return rc;
	if (*sequence == 0)
		*sequence = (*next)++;
	struct outbox_record record = { 0 };
	moment_now(&record.written, outbox->boot);
	struct entry *entry = &record.entry;
	entry->sequence = *sequence;
	entry->message = draft->message;
	entry->state = ENTRY_HERE;
	memcpy(entry->id, draft->id, ID_BYTES);
	memcpy(entry->writer, draft->writer, WRITER_BYTES);
	size_t session_size = strlen(draft->session);
	assert(session_size <= SESSION_KEY_MAX);
	memcpy(entry->session, draft->session, session_size + 1);
	assert(draft->body_size <= OUTBOX_BODY_BYTES_MAX);
	entry->body = draft->body;
	entry->body_size = draft->body_size;
	uint8_t bytes[8];
	outbox_key_put(bytes, *sequence);
	MDB_val key = outbox_value(draft->id, ID_BYTES);
	MDB_val value = outbox_value(bytes, sizeof bytes);
	rc = mdb_put(txn, outbox->ids, &key, &value, 0);
	if (rc == 0)
		rc = change_link(outbox, txn, &record);
	return rc == 0 ? entry_put(outbox, txn, &record) : rc;
}

enum rapporteur_result outbox_add(
    struct outbox *outbox, const struct outbox_draft *drafts, size_t count, uint64_t *sequences)
{
	MDB_txn *txn = NULL;
	int rc = mdb_txn_begin(outbox->env, NULL, 0, &txn);
	if (rc != 0)
		return outbox_result(rc);
	uint64_t next = 0;
	rc = outbox_has_room(outbox) ? sequence_next(outbox, txn, &next) : MDB_MAP_FULL;
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = draft_keep(outbox, txn, &drafts[i], &next, &sequences[i]);
	if (rc == 0)
		rc = sequence_keep(outbox, txn, next);
	if (rc == 0)
		rc = outbox_commit(outbox, txn);
	else
		mdb_txn_abort(txn);
	/* Whatever LMDB calls it, nothing is kept. */
	return rc == MDB_NOTFOUND ? RAPPORTEUR_DISK : outbox_result(rc);
}

/* --- reading ------------------------------------------------------------------------------ */

/* Copies the record out of the map, whose bytes go with the transaction. */
static enum rapporteur_result show(struct outbox *outbox, uint64_t sequence, const MDB_val *value,
    struct buffer *bytes, struct entry *entry)
{
	buffer_clear(bytes);
	bytes->max = RECORD_BYTES_MAX;
	struct outbox_record record;
	if (value->mv_size > RECORD_BYTES_MAX) {
		damaged(entry, sequence);
		return RAPPORTEUR_OK;
	}
	if (!buffer_add(bytes, value->mv_data, value->mv_size))
		return RAPPORTEUR_MEMORY;
	MDB_val copy = outbox_value(bytes->bytes, bytes->size);
	if (record_of(sequence, &copy, &record)) {
		struct moment now;
		moment_now(&now, outbox->boot);
		record.entry.age_ms = moment_age_ms(&record.written, &now);
	}
	*entry = record.entry;
	return RAPPORTEUR_OK;
}

/* The first key of a table after `after`. */
int outbox_key_after(MDB_txn *txn, MDB_dbi table, uint64_t after, uint64_t *sequence)
{
	if (after == UINT64_MAX)
		return MDB_NOTFOUND;
	MDB_cursor *cursor = NULL;
	int rc = mdb_cursor_open(txn, table, &cursor);
	if (rc != 0)
		return rc;
	uint8_t bytes[8];
	outbox_key_put(bytes, after + 1);
	MDB_val key = outbox_value(bytes, sizeof bytes);
	MDB_val value;
	rc = mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE);
	if (rc == 0 && key.mv_size == 8)
		*sequence = outbox_key_get(key.mv_data);
	else if (rc == 0)
		rc = MDB_CORRUPTED;
	mdb_cursor_close(cursor);
	return rc;
}

enum rapporteur_result outbox_next(struct outbox *outbox, enum outbox_list list, uint64_t after,
    struct buffer *bytes, struct entry *entry)
{
	MDB_txn *txn = NULL;
	int rc = mdb_txn_begin(outbox->env, NULL, MDB_RDONLY, &txn);
	if (rc != 0)
		return outbox_result(rc);
	uint64_t sequence = after;
	MDB_val value = { 0 };
	MDB_dbi table = list == OUTBOX_ALL ? outbox->entries : outbox->here;
	rc = outbox_key_after(txn, table, after, &sequence);
	if (rc == 0 && raw_get(outbox, txn, sequence, &value) != 0)
		value = no_value(); /* listed, but gone: as good as damaged */
	enum rapporteur_result result =
	    rc == 0 ? show(outbox, sequence, &value, bytes, entry) : outbox_result(rc);
	mdb_txn_abort(txn);
	return result;
}

enum rapporteur_result outbox_get(
    struct outbox *outbox, uint64_t sequence, struct buffer *bytes, struct entry *entry)
{
	MDB_txn *txn = NULL;
	int rc = mdb_txn_begin(outbox->env, NULL, MDB_RDONLY, &txn);
	if (rc != 0)
		return outbox_result(rc);
	MDB_val value;
	rc = raw_get(outbox, txn, sequence, &value);
	enum rapporteur_result result =
	    rc == 0 ? show(outbox, sequence, &value, bytes, entry) : outbox_result(rc);
	mdb_txn_abort(txn);
	return result;
}

enum rapporteur_result outbox_counts(struct outbox *outbox, struct rapporteur_counts *counts)
{
	*counts = (struct rapporteur_counts){ 0 };
	MDB_txn *txn = NULL;
	int rc = mdb_txn_begin(outbox->env, NULL, MDB_RDONLY, &txn);
	if (rc != 0)
		return outbox_result(rc);
	MDB_stat all = { 0 };
	MDB_stat here = { 0 };
	MDB_stat refused = { 0 };
	rc = mdb_stat(txn, outbox->entries, &all);
	if (rc == 0)
		rc = mdb_stat(txn, outbox->here, &here);
	if (rc == 0)
		rc = mdb_stat(txn, outbox->refused, &refused);
	mdb_txn_abort(txn);
	counts->here = here.ms_entries;
	counts->refused = refused.ms_entries;
	if (all.ms_entries >= here.ms_entries + refused.ms_entries)
		counts->broker = all.ms_entries - here.ms_entries - refused.ms_entries;
	return outbox_result(rc);
}

/* --- what became of them ------------------------------------------------------------------ */

/* A damaged entry is set aside: it is listed as refused, its bytes stay as they are. */
static int set_aside(struct outbox *outbox, MDB_txn *txn, uint64_t sequence)
{
	uint8_t bytes[8];
	outbox_key_put(bytes, sequence);
	MDB_val key = outbox_value(bytes, sizeof bytes);
	MDB_val empty = no_value();
	int rc = mdb_put(txn, outbox->refused, &key, &empty, 0);
	if (rc == 0)
		rc = mdb_del(txn, outbox->here, &key, NULL);
	return rc == MDB_NOTFOUND ? 0 : rc;
}

static int outcome_put(struct outbox *outbox, MDB_txn *txn, const struct outbox_outcome *outcome)
{
	struct outbox_record record;
	int rc = outbox_record_get(outbox, txn, outcome->sequence, &record);
	if (rc == MDB_NOTFOUND)
		return 0; /* another process has deleted it: its session is closed */
	if (rc == MDB_CORRUPTED)
		return set_aside(outbox, txn, outcome->sequence);
	if (rc != 0)
		return rc;
	struct entry *entry = &record.entry;
	if (outcome->error == ERROR_REDACTED && memcmp(entry->id, outcome->id, ID_BYTES) == 0)
		return outbox_entry_erase(outbox, txn, &record);
	/* A refusal never undoes what an acknowledgement said. */
	if (memcmp(entry->id, outcome->id, ID_BYTES) != 0 ||
	    (entry->state == ENTRY_BROKER && outcome->state == ENTRY_REFUSED))
		return 0;
	entry->state = outcome->state;
	entry->number = outcome->number;
	entry->late = outcome->late;
	entry->error = outcome->error;
	memcpy(entry->public_id, outcome->public_id, sizeof entry->public_id);
	memcpy(entry->detail, outcome->detail, sizeof entry->detail);
	if (entry->state == ENTRY_BROKER)
		change_accepted(outbox, txn, &record);
	return outbox_record_put(outbox, txn, &record);
}

enum rapporteur_result outbox_settle(struct outbox *outbox, const struct outbox_outcome *outcomes,
    size_t count, const char *broker, const struct place *place)
{
	MDB_txn *txn = NULL;
	int rc = mdb_txn_begin(outbox->env, NULL, 0, &txn);
	if (rc != 0)
		return outbox_result(rc);
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = outcome_put(outbox, txn, &outcomes[i]);
	if (rc == 0 && place->known)
		rc = outbox_place_put(outbox, txn, broker, place);
	if (rc == 0)
		rc = outbox_commit(outbox, txn);
	else
		mdb_txn_abort(txn);
	return outbox_result(rc);
}

static int back_here(struct outbox *outbox, MDB_txn *txn, uint64_t sequence)
{
	struct outbox_record record;
	int rc = outbox_record_get(outbox, txn, sequence, &record);
	if (rc == MDB_CORRUPTED)
		return 0; /* told as refused, wherever it is listed */
	if (rc != 0 || record.entry.state != ENTRY_BROKER)
		return rc;
	record.entry.state = ENTRY_HERE;
	return outbox_record_put(outbox, txn, &record);
}

enum rapporteur_result outbox_offer_again(
    struct outbox *outbox, const char *broker, const struct place *place)
{
	MDB_txn *txn = NULL;
	int rc = mdb_txn_begin(outbox->env, NULL, 0, &txn);
	if (rc != 0)
		return outbox_result(rc);
	uint64_t sequence = 0;
	while ((rc = outbox_key_after(txn, outbox->entries, sequence, &sequence)) == 0) {
		rc = back_here(outbox, txn, sequence);
		if (rc != 0)
			break;
	}
	if (rc == MDB_NOTFOUND)
		rc = outbox_place_put(outbox, txn, broker, place);
	if (rc == 0)
		rc = outbox_commit(outbox, txn);
	else
		mdb_txn_abort(txn);
	return outbox_result(rc);
}

int outbox_entry_delete(
    struct outbox *outbox, MDB_txn *txn, uint64_t sequence, const struct outbox_record *record)
{
	uint8_t bytes[8];
	uint8_t id[ID_BYTES];
	outbox_key_put(bytes, sequence);
	MDB_val key = outbox_value(bytes, sizeof bytes);
	MDB_dbi tables[] = { outbox->entries, outbox->here, outbox->refused };
	int rc = record != NULL ? change_unlink(outbox, txn, record) : 0;
	if (record != NULL)
		memcpy(id, record->entry.id, ID_BYTES);
	for (size_t i = 0; rc == 0 && i < 3; i++) {
		rc = mdb_del(txn, tables[i], &key, NULL);
		if (rc == MDB_NOTFOUND)
			rc = 0;
	}
	if (rc == 0 && record != NULL) {
		key = outbox_value(id, ID_BYTES);
		rc = mdb_del(txn, outbox->ids, &key, NULL);
	}
	return rc == MDB_NOTFOUND ? 0 : rc;
}

enum rapporteur_result outbox_forget(struct outbox *outbox, uint64_t sequence)
{
	MDB_txn *txn = NULL;
	int rc = mdb_txn_begin(outbox->env, NULL, 0, &txn);
	if (rc != 0)
		return outbox_result(rc);
	struct outbox_record record;
	rc = outbox_record_get(outbox, txn, sequence, &record);
	bool whole = rc == 0;
	if (rc == MDB_CORRUPTED)
		rc = 0;
	if (rc == 0 && record.entry.state != ENTRY_REFUSED)
		rc = MDB_NOTFOUND;
	if (rc == 0)
		rc = outbox_unclean(outbox);
	if (rc == 0)
		rc = outbox_entry_delete(outbox, txn, sequence, whole ? &record : NULL);
	if (rc == 0)
		return outbox_result(outbox_commit(outbox, txn));
	mdb_txn_abort(txn);
	return outbox_result(rc);
}

static bool named(const char *session, const char *const *sessions, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(session, sessions[i]) == 0)
			return true;
	return false;
}

enum rapporteur_result outbox_forget_closed(
    struct outbox *outbox, const char *const *sessions, size_t count)
{
	MDB_txn *txn = NULL;
	int rc = mdb_txn_begin(outbox->env, NULL, 0, &txn);
	if (rc != 0)
		return outbox_result(rc);
	uint64_t sequence = 0;
	size_t deleted = 0;
	while ((rc = outbox_key_after(txn, outbox->entries, sequence, &sequence)) == 0) {
		struct outbox_record record;
		rc = outbox_record_get(outbox, txn, sequence, &record);
		if (rc != 0 && rc != MDB_CORRUPTED)
			break;
		/* of what was redacted nobody needs to know any more */
		bool over = record.entry.state == ENTRY_BROKER ||
		    (record.entry.state == ENTRY_REFUSED && record.entry.error == ERROR_REDACTED);
		if (rc == MDB_CORRUPTED || !over || !named(record.entry.session, sessions, count))
			continue;
		/* what is kept no more is to be nowhere: it may be redacted when we hear nothing of it */
		rc = deleted > 0 ? 0 : outbox_unclean(outbox);
		if (rc == 0)
			rc = outbox_entry_delete(outbox, txn, sequence, &record);
		if (rc != 0)
			break;
		deleted++;
	}
	if (rc == MDB_NOTFOUND && deleted > 0)
		return outbox_result(outbox_commit(outbox, txn));
	mdb_txn_abort(txn);
	return rc == MDB_NOTFOUND ? RAPPORTEUR_OK : outbox_result(rc);
}
