/*
 * client/lib/outbox/outbox_erase.c - what was redacted is kept no more, in no byte of the file.
 *
 * LMDB never overwrites what is deleted: it stays in free pages, and at the ends of pages that are used. So the file is
 * written anew, record by record, and takes the place of the old one:
 *
 *   OUTBOX/unclean is made, synced ─► the records go ─► OUTBOX/next/ gets all that is left, synced ─► renamed ─► unclean goes
 *
 * Whoever dies on the way leaves `unclean`, and the next one begins anew. Nobody else may have the file open meanwhile, or
 * would go on writing into the one that is gone: everybody holds OUTBOX/use locked for reading, and who writes the file
 * anew must get it alone. (Locks of open file descriptions: to ask for more and be refused loses none that one has.)
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/lib/outbox/outbox_internal.h"

#define EMPTY_MAP       "\x80"
#define SEEN_BYTES      (ID_BYTES + 8u)
#define SEEN_KEY_BYTES  (sizeof "erased/" + SESSION_KEY_MAX)
#define NAME_BYTES_MAX  32u
#define TABLE_NAMES_MAX 8u

static bool path_of(const struct outbox *outbox, const char *name, char path[OUTBOX_PATH_MAX])
{
	int size = snprintf(path, OUTBOX_PATH_MAX, "%s/%s", outbox->folder, name);
	return size > 0 && (size_t)size < OUTBOX_PATH_MAX;
}

/* --- who uses it ------------------------------------------------------------------------------ */

static bool use_lock(const struct outbox *outbox, short kind, bool wait)
{
	struct flock lock = { .l_type = kind, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1 };
	int rc = 0;
	do
		rc = fcntl(outbox->use_fd, wait ? F_OFD_SETLKW : F_OFD_SETLK, &lock);
	while (rc != 0 && errno == EINTR);
	return rc == 0;
}

bool outbox_use(struct outbox *outbox)
{
	char path[OUTBOX_PATH_MAX];
	if (!path_of(outbox, "use", path))
		return false;
	outbox->use_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	return outbox->use_fd >= 0 && use_lock(outbox, F_RDLCK, true);
}

/* --- the mark --------------------------------------------------------------------------------- */

static bool folder_sync(const struct outbox *outbox)
{
	int fd = open(outbox->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool synced = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		(void)close(fd);
	return synced;
}

/* Before anything is deleted: so that its bytes are not forgotten. */
int outbox_unclean(const struct outbox *outbox)
{
	char path[OUTBOX_PATH_MAX];
	if (!path_of(outbox, "unclean", path))
		return ENAMETOOLONG;
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return errno;
	(void)close(fd);
	return folder_sync(outbox) ? 0 : EIO;
}

static bool is_unclean(const struct outbox *outbox)
{
	char path[OUTBOX_PATH_MAX];
	return path_of(outbox, "unclean", path) && access(path, F_OK) == 0;
}

/* --- records ---------------------------------------------------------------------------------- */

static int entry_blank(struct outbox *outbox, MDB_txn *txn, struct outbox_record *record)
{
	struct entry *entry = &record->entry;
	struct refusal refusal;
	refuse(&refusal, ERROR_REDACTED, "%s", "");
	entry->state = ENTRY_REFUSED;
	entry->error = ERROR_REDACTED;
	memcpy(entry->detail, refusal.detail, sizeof entry->detail);
	entry->body = (const uint8_t *)EMPTY_MAP;
	entry->body_size = 1;
	record->after = 0;
	record->replaces = 0;
	return outbox_record_put(outbox, txn, record);
}

/* All changes of the note go but the one that stays to tell of it. */
static int changes_delete(
    struct outbox *outbox, MDB_txn *txn, const uint8_t note[ID_BYTES], uint64_t staying)
{
	uint64_t first = outbox_sequence_of(outbox, txn, note);
	uint64_t at = change_newest(outbox, txn, note);
	int rc = 0;
	while (rc == 0 && at != 0 && at != first) {
		struct outbox_record record;
		rc = outbox_record_get(outbox, txn, at, &record);
		if (rc != 0)
			break; /* what is before a damaged one is not known */
		uint64_t before = record.after;
		if (at != staying)
			rc = outbox_entry_delete(outbox, txn, at, &record);
		else
			rc = change_unlink(outbox, txn, &record);
		at = before;
	}
	return rc == MDB_NOTFOUND || rc == MDB_CORRUPTED ? 0 : rc;
}

static int note_erase(
    struct outbox *outbox, MDB_txn *txn, const uint8_t note[ID_BYTES], uint64_t staying)
{
	struct outbox_record record;
	uint64_t sequence = outbox_sequence_of(outbox, txn, note);
	int rc = changes_delete(outbox, txn, note, staying);
	if (rc != 0 || sequence == 0)
		return rc;
	rc = outbox_record_get(outbox, txn, sequence, &record);
	if (rc == MDB_NOTFOUND)
		return 0;
	if (rc == MDB_CORRUPTED) /* a damaged one must go as well */
		return outbox_entry_delete(outbox, txn, sequence, NULL);
	return rc == 0 ? entry_blank(outbox, txn, &record) : rc;
}

int outbox_entry_erase(struct outbox *outbox, MDB_txn *txn, const struct outbox_record *record)
{
	uint8_t note[ID_BYTES];
	struct outbox_record changed;
	uint64_t sequence = record->entry.sequence;
	int rc = outbox_unclean(outbox);
	if (rc != 0)
		return rc;
	if (!change_note(&record->entry, note)) {
		memcpy(note, record->entry.id, ID_BYTES);
		return note_erase(outbox, txn, note, 0);
	}
	rc = note_erase(outbox, txn, note, sequence);
	if (rc == 0)
		rc = outbox_record_get(outbox, txn, sequence, &changed);
	return rc == 0 ? entry_blank(outbox, txn, &changed) : rc;
}

enum rapporteur_result outbox_redacted(
    struct outbox *outbox, uint8_t (*notes)[ID_BYTES], size_t count)
{
	MDB_txn *txn = NULL;
	if (count == 0)
		return RAPPORTEUR_OK;
	int rc = outbox_unclean(outbox);
	if (rc == 0)
		rc = mdb_txn_begin(outbox->env, NULL, 0, &txn);
	if (rc != 0)
		return outbox_result(rc);
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = note_erase(outbox, txn, notes[i], 0);
	if (rc == 0)
		rc = outbox_commit(outbox, txn);
	else
		mdb_txn_abort(txn);
	return outbox_result(rc);
}

uint64_t outbox_sequence_find(struct outbox *outbox, const uint8_t id[ID_BYTES])
{
	MDB_txn *txn = NULL;
	if (mdb_txn_begin(outbox->env, NULL, MDB_RDONLY, &txn) != 0)
		return 0;
	uint64_t sequence = outbox_sequence_of(outbox, txn, id);
	mdb_txn_abort(txn);
	return sequence;
}

/* --- which notes, and what was told of them --------------------------------------------------- */

static MDB_val seen_key(char text[SEEN_KEY_BYTES], const char *session)
{
	int size = snprintf(text, SEEN_KEY_BYTES, "erased/%s", session);
	assert(size > 0);
	assert((size_t)size < SEEN_KEY_BYTES);
	return outbox_value(text, (size_t)size);
}

void outbox_erasure_seen(struct outbox *outbox, const char *session, struct erasure_seen *seen)
{
	MDB_txn *txn = NULL;
	MDB_val value;
	char text[SEEN_KEY_BYTES];
	*seen = (struct erasure_seen){ .event = 0 };
	if (mdb_txn_begin(outbox->env, NULL, MDB_RDONLY, &txn) != 0)
		return;
	MDB_val key = seen_key(text, session);
	if (mdb_get(txn, outbox->meta, &key, &value) == 0 && value.mv_size == SEEN_BYTES) {
		memcpy(seen->journal, value.mv_data, ID_BYTES);
		seen->event = outbox_key_get((const uint8_t *)value.mv_data + ID_BYTES);
	}
	mdb_txn_abort(txn);
}

enum rapporteur_result outbox_erasure_see(
    struct outbox *outbox, const char *session, const struct erasure_seen *seen)
{
	MDB_txn *txn = NULL;
	char text[SEEN_KEY_BYTES];
	uint8_t bytes[SEEN_BYTES];
	memcpy(bytes, seen->journal, ID_BYTES);
	outbox_key_put(bytes + ID_BYTES, seen->event);
	MDB_val key = seen_key(text, session);
	MDB_val value = outbox_value(bytes, sizeof bytes);
	int rc = mdb_txn_begin(outbox->env, NULL, 0, &txn);
	if (rc != 0)
		return outbox_result(rc);
	rc = mdb_put(txn, outbox->meta, &key, &value, 0);
	if (rc == 0)
		rc = outbox_commit(outbox, txn);
	else
		mdb_txn_abort(txn);
	return outbox_result(rc);
}

/* What is refused as redacted is known already; all else that was sent may have been. */
static bool may_be_redacted(const struct entry *entry, const char *session)
{
	return entry->message == MESSAGE_NOTE_SUBMIT && strcmp(entry->session, session) == 0 &&
	    !(entry->state == ENTRY_REFUSED && entry->error == ERROR_REDACTED);
}

enum rapporteur_result outbox_notes_of(struct outbox *outbox, const char *session,
    uint64_t *sequence, uint8_t (*notes)[ID_BYTES], size_t max, size_t *count)
{
	MDB_txn *txn = NULL;
	*count = 0;
	int rc = mdb_txn_begin(outbox->env, NULL, MDB_RDONLY, &txn);
	if (rc != 0)
		return outbox_result(rc);
	while (*count < max &&
	    (rc = outbox_key_after(txn, outbox->entries, *sequence, sequence)) == 0) {
		struct outbox_record record;
		if (outbox_record_get(outbox, txn, *sequence, &record) == 0 &&
		    may_be_redacted(&record.entry, session))
			memcpy(notes[(*count)++], record.entry.id, ID_BYTES);
	}
	mdb_txn_abort(txn);
	return rc == MDB_NOTFOUND && *count > 0 ? RAPPORTEUR_OK : outbox_result(rc);
}

/* --- the file anew ---------------------------------------------------------------------------- */

static int table_copy(MDB_txn *from, MDB_dbi from_table, MDB_txn *to, MDB_dbi to_table)
{
	MDB_cursor *cursor = NULL;
	MDB_val key;
	MDB_val value;
	int rc = mdb_cursor_open(from, from_table, &cursor);
	if (rc != 0)
		return rc;
	while ((rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0) {
		rc = mdb_put(to, to_table, &key, &value, MDB_APPEND);
		if (rc != 0)
			break;
	}
	mdb_cursor_close(cursor);
	return rc == MDB_NOTFOUND ? 0 : rc;
}

/* All records of `from` into `to`, whose tables are there and empty but for what opening puts into meta. */
static int all_copy(struct outbox *from, struct outbox *to)
{
	MDB_txn *reading = NULL;
	MDB_txn *writing = NULL;
	const MDB_dbi pairs[][2] = {
		{ from->entries, to->entries },
		{ from->ids, to->ids },
		{ from->here, to->here },
		{ from->refused, to->refused },
		{ from->notes, to->notes },
		{ from->meta, to->meta },
	};
	int rc = mdb_txn_begin(from->env, NULL, MDB_RDONLY, &reading);
	if (rc == 0)
		rc = mdb_txn_begin(to->env, NULL, 0, &writing);
	if (rc == 0)
		rc = mdb_drop(writing, to->meta, 0);
	for (size_t i = 0; rc == 0 && i < sizeof pairs / sizeof pairs[0]; i++)
		rc = table_copy(reading, pairs[i][0], writing, pairs[i][1]);
	if (reading != NULL)
		mdb_txn_abort(reading);
	if (rc == 0)
		return outbox_commit(to, writing);
	if (writing != NULL)
		mdb_txn_abort(writing);
	return rc;
}

/* What an attempt that was cut off left. */
static void next_remove(const struct outbox *outbox, const char *next)
{
	char path[OUTBOX_PATH_MAX];
	if (path_of(outbox, "next/data.mdb", path))
		(void)unlink(path);
	if (path_of(outbox, "next/lock.mdb", path))
		(void)unlink(path);
	(void)rmdir(next);
}

static bool move_out(const struct outbox *outbox, const char *from, const char *to)
{
	char old[OUTBOX_PATH_MAX];
	char new[OUTBOX_PATH_MAX];
	return path_of(outbox, from, old) && path_of(outbox, to, new) && rename(old, new) == 0;
}

/* The new file takes the place of the old one, with the lock file that we use it by. */
static bool next_enter(struct outbox *outbox, struct outbox *next)
{
	char path[OUTBOX_PATH_MAX];
	if (!move_out(outbox, "next/data.mdb", "data.mdb"))
		return false;
	(void)move_out(outbox, "next/lock.mdb", "lock.mdb");
	bool synced = folder_sync(outbox);
	mdb_env_close(outbox->env);
	outbox->env = next->env;
	outbox->entries = next->entries;
	outbox->ids = next->ids;
	outbox->here = next->here;
	outbox->refused = next->refused;
	outbox->notes = next->notes;
	outbox->meta = next->meta;
	outbox->last_txn = next->last_txn;
	next->env = NULL;
	if (synced && path_of(outbox, "unclean", path))
		(void)unlink(path);
	return true;
}

void outbox_clean(struct outbox *outbox)
{
	char path[OUTBOX_PATH_MAX];
	enum rapporteur_result result = RAPPORTEUR_OK;
	if (!is_unclean(outbox) || !path_of(outbox, "next", path) ||
	    !use_lock(outbox, F_WRLCK, false))
		return;
	struct outbox next = { .map_bytes = outbox->map_bytes, .use_fd = -1 };
	memcpy(next.boot, outbox->boot, sizeof next.boot);
	next_remove(outbox, path);
	bool made = mkdir(path, 0700) == 0 && outbox_env_open(&next, path, &result) == NULL &&
	    all_copy(outbox, &next) == 0 && next_enter(outbox, &next);
	if (!made && next.env != NULL)
		mdb_env_close(next.env);
	next_remove(outbox, path);
	(void)use_lock(outbox, F_RDLCK, true); /* less than we have: never waits */
}
