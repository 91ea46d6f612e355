/*
 * store/identities_forget.c - who belongs nowhere any more is forgotten, in every byte of the file.
 *
 * LMDB never overwrites what is deleted, so the file is written anew, record by record, and takes the place of the old
 * one with the lock file that we use it by. Nobody else may have it open meanwhile, or would go on in the one that is
 * gone: whoever opens the identities holds identities/use locked for reading, and who cannot get it alone tries again
 * when it starts. `unclean` is made before anything else and goes last.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/wire/wire.h"
#include "store/identities_internal.h"

static bool path_of(const struct identities *identities, const char *name, char path[PATH_MAX])
{
	int size = snprintf(path, PATH_MAX, "%s/%s", identities->folder, name);
	return size > 0 && size < PATH_MAX;
}

static bool folder_sync(const struct identities *identities)
{
	int fd = open(identities->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool synced = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		(void)close(fd);
	return synced;
}

/* --- Who uses it, and the mark ---------------------------------------------------------------- */

static bool use_lock(const struct identities *identities, short kind, bool wait)
{
	struct flock lock = { .l_type = kind, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1 };
	int rc = 0;
	do
		rc = fcntl(identities->use_fd, wait ? F_OFD_SETLKW : F_OFD_SETLK, &lock);
	while (rc != 0 && errno == EINTR);
	return rc == 0;
}

bool identities_use(struct identities *identities)
{
	char path[PATH_MAX];
	if (!path_of(identities, "use", path))
		return false;
	identities->use_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	return identities->use_fd >= 0 && use_lock(identities, F_RDLCK, true);
}

bool identities_mark(struct identities *identities)
{
	char path[PATH_MAX];
	if (!path_of(identities, "unclean", path))
		return false;
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return false;
	(void)close(fd);
	return folder_sync(identities);
}

bool identities_marked(const struct identities *identities)
{
	char path[PATH_MAX];
	return path_of(identities, "unclean", path) && access(path, F_OK) == 0;
}

/* --- Forgetting ------------------------------------------------------------------------------- */

struct forgetting {
	struct step step;
	const struct identities_sweep *sweep;
	uint8_t (*invited)[WRITER_BYTES]; /* owned: whom an invitation that is there let in */
	size_t count;
	size_t capacity;
};

/* Whether a record of a table goes. */
typedef bool judge(struct forgetting *forgetting, const MDB_val *key, MDB_val value);

static void walk(struct forgetting *forgetting, size_t table, judge *goes)
{
	struct step *step = &forgetting->step;
	MDB_cursor *cursor = NULL;
	MDB_val key;
	MDB_val value;
	if (step->result != IDENTITIES_OK)
		return;
	int rc = mdb_cursor_open(step->txn, step->identities->tables[table], &cursor);
	while (rc == 0 && (rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0) {
		if (!step_check(step, table, key.mv_data, key.mv_size, &value))
			break;
		if (goes(forgetting, &key, value))
			rc = mdb_cursor_del(cursor, 0);
		if (step->result != IDENTITIES_OK)
			break;
	}
	if (cursor != NULL)
		mdb_cursor_close(cursor);
	if (rc != 0 && rc != MDB_NOTFOUND && step->result == IDENTITIES_OK)
		step->result = identities_result_of(rc);
}

static bool invitation_goes(struct forgetting *forgetting, const MDB_val *key, MDB_val value)
{
	struct wire wire;
	struct refusal refusal;
	char session[SESSION_KEY_MAX + 1];
	(void)key;
	wire_open(&wire, value.mv_data, value.mv_size, WALK_ITEMS_MAX, &refusal);
	wire_text_copy(&wire, "s", 0, session, sizeof session);
	if (wire_close(&wire) != ERROR_NONE)
		forgetting->step.result = IDENTITIES_DAMAGED;
	return forgetting->step.result == IDENTITIES_OK && session[0] != '\0' &&
	    !forgetting->sweep->session_stays(forgetting->sweep->context, session);
}

static bool invited_add(struct forgetting *forgetting, const uint8_t person[WRITER_BYTES])
{
	if (forgetting->count == forgetting->capacity) {
		size_t larger = forgetting->capacity == 0 ? 64 : 2 * forgetting->capacity;
		void *moved =
		    reallocarray(forgetting->invited, larger, sizeof *forgetting->invited);
		if (moved == NULL)
			return false;
		forgetting->invited = moved;
		forgetting->capacity = larger;
	}
	memcpy(forgetting->invited[forgetting->count++], person, WRITER_BYTES);
	return true;
}

/* A use goes with its invitation; of those that stay it is noted whom they let in. */
static bool use_goes(struct forgetting *forgetting, const MDB_val *key, MDB_val value)
{
	MDB_val invitation;
	if (key->mv_size < HASH_BYTES || value.mv_size != WRITER_BYTES) {
		forgetting->step.result = IDENTITIES_DAMAGED;
		return false;
	}
	if (!step_get(&forgetting->step, INVITATIONS, key->mv_data, HASH_BYTES, &invitation))
		return forgetting->step.result == IDENTITIES_OK;
	if (!invited_add(forgetting, value.mv_data))
		forgetting->step.result = IDENTITIES_DISK;
	return false;
}

static int id_compare(const void *a, const void *b)
{
	return memcmp(a, b, WRITER_BYTES);
}

static bool person_stays(const struct forgetting *forgetting, const uint8_t id[WRITER_BYTES])
{
	bool invited = forgetting->count > 0 &&
	    bsearch(id, forgetting->invited, forgetting->count, WRITER_BYTES, id_compare) != NULL;
	return invited || forgetting->sweep->person_stays(forgetting->sweep->context, id);
}

static bool person_goes(struct forgetting *forgetting, const MDB_val *key, MDB_val value)
{
	(void)value;
	return key->mv_size == WRITER_BYTES && !person_stays(forgetting, key->mv_data);
}

static bool key_goes(struct forgetting *forgetting, const MDB_val *key, MDB_val value)
{
	bool goes = key->mv_size == CURVE_KEY_BYTES && value.mv_size == WRITER_BYTES &&
	    !person_stays(forgetting, value.mv_data);
	if (goes)
		forgetting->sweep->key_gone(forgetting->sweep->context, key->mv_data);
	return goes;
}

static enum identities_result forget(
    struct identities *identities, const struct identities_sweep *sweep)
{
	struct forgetting forgetting = { .step = step_begin(identities, true), .sweep = sweep };
	walk(&forgetting, INVITATIONS, invitation_goes);
	walk(&forgetting, USES, use_goes);
	if (forgetting.count > 0)
		qsort(forgetting.invited, forgetting.count, WRITER_BYTES, id_compare);
	walk(&forgetting, KEYS, key_goes);
	walk(&forgetting, TRIED, person_goes);
	walk(&forgetting, PEOPLE, person_goes);
	free(forgetting.invited);
	return step_end(&forgetting.step);
}

/* --- The file anew ---------------------------------------------------------------------------- */

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

static enum identities_result all_copy(struct identities *from, struct identities *to)
{
	struct step reading = step_begin(from, false);
	struct step writing = step_begin(to, true);
	int rc = 0;
	if (reading.result != IDENTITIES_OK)
		writing.result = reading.result;
	for (size_t i = 0; i < TABLES && rc == 0 && writing.result == IDENTITIES_OK; i++)
		rc = table_copy(reading.txn, from->tables[i], writing.txn, to->tables[i]);
	if (rc != 0)
		writing.result = identities_result_of(rc);
	(void)step_end(&reading);
	return step_end(&writing);
}

static void next_remove(const struct identities *identities)
{
	static const char *const files[] = { "next/data.mdb", "next/lock.mdb" };
	char path[PATH_MAX];
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		if (path_of(identities, files[i], path))
			(void)unlink(path);
	if (path_of(identities, "next", path))
		(void)rmdir(path);
}

static bool move_out(const struct identities *identities, const char *from, const char *to)
{
	char old[PATH_MAX];
	char new[PATH_MAX];
	return path_of(identities, from, old) && path_of(identities, to, new) &&
	    rename(old, new) == 0;
}

static bool next_enter(struct identities *identities, struct identities *next)
{
	if (!move_out(identities, "next/data.mdb", "data.mdb"))
		return false;
	(void)move_out(identities, "next/lock.mdb", "lock.mdb");
	mdb_env_close(identities->env);
	identities->env = next->env;
	memcpy(identities->tables, next->tables, sizeof next->tables);
	next->env = NULL;
	return folder_sync(identities);
}

static bool rewrite(struct identities *identities)
{
	char path[PATH_MAX];
	struct identities next = { .use_fd = -1 };
	next_remove(identities);
	bool made = path_of(identities, "next", path) && mkdir(path, 0700) == 0 &&
	    identities_env_open(&next, path) == IDENTITIES_OK &&
	    all_copy(identities, &next) == IDENTITIES_OK && next_enter(identities, &next);
	if (next.env != NULL)
		mdb_env_close(next.env);
	next_remove(identities);
	return made;
}

enum identities_result identities_sweep(
    struct identities *identities, const struct identities_sweep *sweep)
{
	char path[PATH_MAX];
	enum identities_result result = forget(identities, sweep);
	if (result != IDENTITIES_OK)
		return result;
	if (!use_lock(identities, F_WRLCK, false))
		return IDENTITIES_BUSY;
	bool made = rewrite(identities);
	if (made && path_of(identities, "unclean", path))
		(void)unlink(path);
	(void)use_lock(identities, F_RDLCK, true); /* less than we have: never waits */
	return made ? IDENTITIES_OK : IDENTITIES_DISK;
}
