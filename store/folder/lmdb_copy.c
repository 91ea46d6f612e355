/*
 * store/folder/lmdb_copy.c - a generation is written anew, record by record, into another folder.
 *
 * Not mdb_env_copy(): that copies pages, and a page keeps more than its records. The tail of a page
 * that a long value fills only in part holds what lay there before in the writer's memory, which may
 * be a text that was erased since. Here nothing but the records that are kept ever reaches the new
 * file; each is seen by the caller on its way, so a damaged one is not carried over.
 *
 * The new file is synced once, at its end: until then nobody knows of it.
 */
#include "store/lmdb_file_internal.h"

#include <string.h>

#define COPY_CHUNK_BYTES (16u << 20) /* in one transaction: its pages are held in memory */
#define TABLE_NAME_MAX   63u

struct copy {
	MDB_env *to;       /* owned */
	MDB_txn *from_txn; /* owned */
	MDB_txn *to_txn;   /* owned */
	size_t bytes;      /* put in to_txn */
	engine_keep *keep;
	void *context;
	enum journal_result kept; /* another answer than JOURNAL_OK of keep ended the copy */
};

static int chunk_end(struct copy *copy)
{
	if (copy->bytes < COPY_CHUNK_BYTES)
		return 0;
	copy->bytes = 0;
	int rc = mdb_txn_commit(copy->to_txn);
	copy->to_txn = NULL;
	return rc != 0 ? rc : mdb_txn_begin(copy->to, NULL, 0, &copy->to_txn);
}

/* 0: a newer version's, which is carried over unseen. */
static enum table table_named(const char *name)
{
	for (unsigned int code = 1; code <= TABLE_COUNT; code++)
		if (strcmp(table_word((enum table)code), name) == 0)
			return (enum table)code;
	return (enum table)0;
}

static int record_copy(
    struct copy *copy, enum table table, MDB_dbi to, unsigned int put_flags, MDB_val *pair)
{
	bool keep = true;
	struct span key = { .bytes = pair[0].mv_data, .size = pair[0].mv_size };
	struct span value = { .bytes = pair[1].mv_data, .size = pair[1].mv_size };
	if ((unsigned int)table != 0)
		copy->kept = copy->keep(copy->context, table, key, value, &keep);
	if (copy->kept != JOURNAL_OK || !keep)
		return 0;
	copy->bytes += key.size + value.size;
	int rc = mdb_put(copy->to_txn, to, &pair[0], &pair[1], put_flags);
	return rc != 0 ? rc : chunk_end(copy);
}

static int table_copy(struct copy *copy, const char *name)
{
	MDB_dbi from;
	MDB_dbi to;
	unsigned int flags = 0;
	MDB_cursor *cursor = NULL;
	MDB_val pair[2];
	int rc = mdb_dbi_open(copy->from_txn, name, 0, &from);
	if (rc == 0)
		rc = mdb_dbi_flags(copy->from_txn, from, &flags);
	if (rc == 0)
		rc = mdb_dbi_open(copy->to_txn, name, flags | MDB_CREATE, &to);
	if (rc == 0)
		rc = mdb_cursor_open(copy->from_txn, from, &cursor);
	unsigned int put_flags = (flags & MDB_DUPSORT) != 0 ? 0 : MDB_APPEND;
	while (rc == 0 && copy->kept == JOURNAL_OK) {
		rc = mdb_cursor_get(cursor, &pair[0], &pair[1], MDB_NEXT);
		if (rc == 0)
			rc = record_copy(copy, table_named(name), to, put_flags, pair);
	}
	if (cursor != NULL)
		mdb_cursor_close(cursor);
	return rc == MDB_NOTFOUND ? 0 : rc;
}

/* The main table names all others. */
static int tables_copy(struct copy *copy)
{
	MDB_dbi names;
	MDB_cursor *cursor = NULL;
	MDB_val key;
	MDB_val value;
	char name[TABLE_NAME_MAX + 1];
	int rc = mdb_dbi_open(copy->from_txn, NULL, 0, &names);
	if (rc == 0)
		rc = mdb_cursor_open(copy->from_txn, names, &cursor);
	while (rc == 0 && copy->kept == JOURNAL_OK) {
		rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT);
		if (rc == 0 && key.mv_size > TABLE_NAME_MAX)
			rc = MDB_CORRUPTED;
		if (rc != 0)
			break;
		memcpy(name, key.mv_data, key.mv_size);
		name[key.mv_size] = '\0';
		rc = table_copy(copy, name);
	}
	if (cursor != NULL)
		mdb_cursor_close(cursor);
	return rc == MDB_NOTFOUND ? 0 : rc;
}

static int copy_open(struct copy *copy, MDB_env *from, const char *dir)
{
	MDB_envinfo info;
	int rc = mdb_env_info(from, &info);
	if (rc == 0)
		rc = mdb_env_create(&copy->to);
	if (rc == 0)
		rc = mdb_env_set_mapsize(copy->to, info.me_mapsize);
	if (rc == 0)
		rc = mdb_env_set_maxdbs(copy->to, LMDB_TABLES_MAX);
	if (rc == 0)
		rc = mdb_env_open(copy->to, dir, MDB_NOTLS | MDB_NOSYNC, 0600);
	if (rc == 0)
		rc = mdb_txn_begin(from, NULL, MDB_RDONLY, &copy->from_txn);
	if (rc == 0)
		rc = mdb_txn_begin(copy->to, NULL, 0, &copy->to_txn);
	return rc;
}

enum journal_result lmdb_copy(
    MDB_env *from, const char *dir, engine_keep *keep, void *context, struct journal_fault *fault)
{
	struct copy copy = { .keep = keep, .context = context, .kept = JOURNAL_OK };
	int rc = copy_open(&copy, from, dir);
	if (rc == 0)
		rc = tables_copy(&copy);
	if (rc == 0 && copy.kept == JOURNAL_OK) {
		rc = mdb_txn_commit(copy.to_txn);
		copy.to_txn = NULL;
	}
	if (copy.to_txn != NULL)
		mdb_txn_abort(copy.to_txn);
	if (copy.from_txn != NULL)
		mdb_txn_abort(copy.from_txn);
	if (rc == 0 && copy.kept == JOURNAL_OK) {
		lmdb_file_fill(copy.to);
		rc = mdb_env_sync(copy.to, 1);
	}
	if (copy.to != NULL)
		mdb_env_close(copy.to);
	return copy.kept != JOURNAL_OK ? copy.kept : lmdb_answer(fault, rc, "copy");
}
