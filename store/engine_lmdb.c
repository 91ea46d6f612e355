/*
 * store/engine_lmdb.c - the tables in LMDB. What it takes care of, because LMDB does not:
 *
 * - No sync flags and no WRITEMAP: with any of them a power cut loses or breaks what was
 *   acknowledged, and a full disk kills the process instead of answering.
 * - The map is huge and costs nothing; the quota bounds the file. The room left (quota less what is
 *   used, free pages added) is taken when a write begins and counted down with every put.
 * - A file shorter than the newest meta page says would end the process at the first read past its
 *   end, so it is refused at open (lmdb_file.c).
 * - A commit can be the first to say that the disk is full, though every put was well; and when the
 *   last of the room takes half of a write, LMDB calls that EIO.
 * - A reader that was killed keeps pages from being used again: such readers are cleared at open
 *   and every minute of writing.
 * - One env a process at a time, and lock.mdb is never opened or closed beside it.
 */
#include "store/lmdb_file_internal.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <time.h>

#define LMDB_MAGIC 0x6c6d6431u

#define READERS_MAX          126u /* LMDB's own number: press, gateway, tools */
#define READER_CHECK_SECONDS 60
/* Below this much room under the quota free pages are counted, which reads the list of them. */
#define ROOM_NEAR_BYTES (64ull << 20)
/* What a write costs beside its values: copies of the branch and leaf pages of every table. */
#define WRITE_OVERHEAD_BYTES  (128u << 10)
#define FULL_BYTES            (256u << 10) /* a disk with less left is full */
#define RECORD_OVERHEAD_BYTES 64u

struct lmdb {
	struct engine base;
	MDB_env *env; /* owned */
	MDB_dbi tables[TABLE_COUNT];
	bool there[TABLE_COUNT]; /* false: a later table, in which nothing was put yet */
	bool made[TABLE_COUNT]; /* by the transaction that writes: gone again if it is taken back */
	const char *missing;    /* word of a table that an old generation lacks */
	bool read_only;
	int data_fd; /* env's */
	uint64_t page_bytes;
	uint64_t quota_bytes;
	uint64_t reserve_bytes;
	time_t reader_check; /* when the next one is due, monotonic */
	size_t open_count;   /* transactions */
};

struct lmdb_txn {
	struct engine_txn base;
	MDB_txn *txn; /* owned */
	bool write;
	uint64_t room; /* bytes that may still be put */
	/* A writing transaction's, each where its table was last looked at: what comes next mostly lies
	 * beside it, and is found without going down from the root. They end with the transaction. */
	MDB_cursor *cursors[TABLE_COUNT];
};

static struct lmdb *lmdb_of(struct engine *engine)
{
	assert(engine->magic == LMDB_MAGIC);
	return (struct lmdb *)engine;
}

static struct lmdb_txn *txn_of(struct engine_txn *txn)
{
	assert(txn->engine->magic == LMDB_MAGIC);
	return (struct lmdb_txn *)txn;
}

static MDB_val val_of(struct span span)
{
	/* LMDB only reads what it is given to look up or to put */
	return (MDB_val){ .mv_size = span.size, .mv_data = (void *)span.bytes };
}

static struct span span_of(MDB_val val)
{
	return (struct span){ .bytes = val.mv_data, .size = val.mv_size };
}

static MDB_dbi table_of(const struct lmdb *lmdb, enum table table)
{
	return lmdb->tables[(size_t)table - 1];
}

static bool is_there(const struct engine_txn *txn, enum table table)
{
	return lmdb_of(txn->engine)->there[(size_t)table - 1];
}

/* A later table's first record makes it. */
static int table_make(struct lmdb *lmdb, MDB_txn *txn, enum table table)
{
	size_t place = (size_t)table - 1;
	if (lmdb->there[place])
		return 0;
	int rc = mdb_dbi_open(txn, table_word(table), MDB_CREATE, &lmdb->tables[place]);
	lmdb->there[place] = rc == 0;
	lmdb->made[place] = rc == 0;
	return rc;
}

/* The writing transaction has ended: what it made stays, or is gone with it. */
static void tables_settle(struct lmdb *lmdb, bool kept)
{
	for (size_t i = 0; i < TABLE_COUNT; i++) {
		if (lmdb->made[i] && !kept)
			lmdb->there[i] = false;
		lmdb->made[i] = false;
	}
}

/* --- Room ------------------------------------------------------------------------------------- */

/* Sets what a write may put, or answers that there is no room for any. */
static enum journal_result room_take(struct lmdb *lmdb, struct lmdb_txn *txn)
{
	struct journal_fault *fault = &lmdb->base.fault;
	struct statvfs disk;
	if (lmdb->reserve_bytes > 0 && fstatvfs(lmdb->data_fd, &disk) == 0) {
		uint64_t available = (uint64_t)disk.f_bavail * disk.f_frsize;
		if (available < lmdb->reserve_bytes)
			return journal_fault_set(fault, JOURNAL_FULL,
			    "the disk has %llu bytes free, %llu are kept in reserve",
			    (unsigned long long)available, (unsigned long long)lmdb->reserve_bytes);
	}
	txn->room = UINT64_MAX;
	if (lmdb->quota_bytes == 0)
		return JOURNAL_OK;
	MDB_envinfo info;
	(void)mdb_env_info(lmdb->env, &info);
	uint64_t used = ((uint64_t)info.me_last_pgno + 1) * lmdb->page_bytes;
	uint64_t room = lmdb->quota_bytes > used ? lmdb->quota_bytes - used : 0;
	if (room < ROOM_NEAR_BYTES)
		room += lmdb_file_free_bytes(lmdb->env, txn->txn);
	if (room <= WRITE_OVERHEAD_BYTES)
		return journal_fault_set(fault, JOURNAL_FULL,
		    "data.mdb has %llu bytes, its quota is %llu", (unsigned long long)used,
		    (unsigned long long)lmdb->quota_bytes);
	txn->room = room - WRITE_OVERHEAD_BYTES;
	return JOURNAL_OK;
}

/* --- Transactions ----------------------------------------------------------------------------- */

static time_t seconds_now(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static void readers_clear(struct lmdb *lmdb)
{
	time_t now = seconds_now();
	if (now < lmdb->reader_check)
		return;
	int dead = 0;
	(void)mdb_reader_check(lmdb->env, &dead);
	lmdb->reader_check = now + READER_CHECK_SECONDS;
}

static int txn_begin(struct lmdb *lmdb, bool write, MDB_txn **txn)
{
	unsigned int flags = write ? 0 : MDB_RDONLY;
	int rc = mdb_txn_begin(lmdb->env, NULL, flags, txn);
	if (rc != MDB_MAP_RESIZED || lmdb->open_count > 0)
		return rc;
	/* a process with a larger map has written; with no transaction open the map may move */
	rc = mdb_env_set_mapsize(lmdb->env, 0);
	return rc != 0 ? rc : mdb_txn_begin(lmdb->env, NULL, flags, txn);
}

static enum journal_result lmdb_begin(struct engine *engine, bool write, struct engine_txn **txn)
{
	struct lmdb *lmdb = lmdb_of(engine);
	assert(!(write && lmdb->read_only));
	struct lmdb_txn *begun = calloc(1, sizeof *begun);
	if (begun == NULL)
		return lmdb_answer(&engine->fault, ENOMEM, "begin");
	begun->base.engine = engine;
	begun->write = write;
	if (write)
		readers_clear(lmdb);
	enum journal_result result =
	    lmdb_answer(&engine->fault, txn_begin(lmdb, write, &begun->txn), "begin");
	if (result == JOURNAL_OK && write)
		result = room_take(lmdb, begun);
	if (result != JOURNAL_OK) {
		if (begun->txn != NULL)
			mdb_txn_abort(begun->txn);
		free(begun);
		return result;
	}
	lmdb->open_count++;
	*txn = &begun->base;
	return JOURNAL_OK;
}

/* A failed write of the meta page leaves the env in panic: then it is not known what is on disk,
 * even when the failure was a lack of room. */
static bool panicked(struct lmdb *lmdb)
{
	MDB_txn *txn = NULL;
	if (mdb_txn_begin(lmdb->env, NULL, 0, &txn) != 0)
		return true;
	mdb_txn_abort(txn);
	return false;
}

/* Whether a write that was cut short is explained by a disk that has nothing left. */
static bool disk_is_full(const struct lmdb *lmdb)
{
	struct statvfs disk;
	return fstatvfs(lmdb->data_fd, &disk) == 0 &&
	    (uint64_t)disk.f_bavail * disk.f_frsize < FULL_BYTES;
}

static enum journal_result lmdb_commit(struct engine_txn *txn)
{
	struct lmdb_txn *ending = txn_of(txn);
	struct lmdb *lmdb = lmdb_of(txn->engine);
	assert(ending->write);
	int rc = mdb_txn_commit(ending->txn); /* frees it, whatever it answers */
	lmdb->open_count--;
	free(ending);
	tables_settle(lmdb, rc == 0);
	if (rc == 0) {
		lmdb_file_fill(lmdb->env);
		return JOURNAL_OK;
	}
	if (rc == EIO && disk_is_full(lmdb))
		rc = ENOSPC;
	enum journal_result result = lmdb_answer(&lmdb->base.fault, rc, "commit");
	if (result != JOURNAL_FULL && result != JOURNAL_MEMORY)
		return JOURNAL_DISK;
	return panicked(lmdb) ? JOURNAL_DISK : result;
}

static void lmdb_abort(struct engine_txn *txn)
{
	struct lmdb_txn *ending = txn_of(txn);
	struct lmdb *lmdb = lmdb_of(txn->engine);
	mdb_txn_abort(ending->txn);
	if (ending->write)
		tables_settle(lmdb, false);
	lmdb->open_count--;
	free(ending);
}

/* --- Records ---------------------------------------------------------------------------------- */

static int cursor_of(struct lmdb_txn *txn, enum table table, MDB_cursor **cursor)
{
	MDB_cursor **kept = &txn->cursors[(size_t)table - 1];
	int rc = 0;
	if (*kept == NULL)
		rc = mdb_cursor_open(txn->txn, table_of(lmdb_of(txn->base.engine), table), kept);
	*cursor = *kept;
	return rc;
}

static enum journal_result lmdb_get(
    struct engine_txn *txn, enum table table, struct span key, struct span *value)
{
	if (!is_there(txn, table))
		return JOURNAL_ABSENT;
	struct lmdb_txn *reading = txn_of(txn);
	MDB_cursor *cursor = NULL;
	MDB_val key_val = val_of(key);
	MDB_val value_val;
	int rc = 0;
	if (!reading->write)
		rc = mdb_get(
		    reading->txn, table_of(lmdb_of(txn->engine), table), &key_val, &value_val);
	else if ((rc = cursor_of(reading, table, &cursor)) == 0)
		rc = mdb_cursor_get(cursor, &key_val, &value_val, MDB_SET);
	if (rc == 0)
		*value = span_of(value_val);
	return lmdb_answer(&txn->engine->fault, rc, table_word(table));
}

static enum journal_result lmdb_put(
    struct engine_txn *txn, enum table table, struct span key, struct span value, bool last)
{
	struct lmdb_txn *writing = txn_of(txn);
	struct lmdb *lmdb = lmdb_of(txn->engine);
	uint64_t cost = key.size + value.size + RECORD_OVERHEAD_BYTES;
	if (value.size > lmdb->page_bytes / 2)
		cost += lmdb->page_bytes; /* it lies in pages of its own */
	if (cost > writing->room)
		return journal_fault_set(&lmdb->base.fault, JOURNAL_FULL,
		    "table %s: the write would outgrow the quota of %llu bytes", table_word(table),
		    (unsigned long long)lmdb->quota_bytes);
	writing->room -= cost;
	MDB_val key_val = val_of(key);
	MDB_val value_val = val_of(value);
	int rc = table_make(lmdb, writing->txn, table);
	MDB_cursor *cursor = NULL;
	if (rc == 0)
		rc = cursor_of(writing, table, &cursor);
	if (rc == 0)
		rc = mdb_cursor_put(cursor, &key_val, &value_val, last ? MDB_APPEND : 0);
	return lmdb_answer(&txn->engine->fault, rc, table_word(table));
}

static enum journal_result lmdb_del(struct engine_txn *txn, enum table table, struct span key)
{
	if (!is_there(txn, table))
		return JOURNAL_ABSENT;
	MDB_val key_val = val_of(key);
	int rc = mdb_del(txn_of(txn)->txn, table_of(lmdb_of(txn->engine), table), &key_val, NULL);
	return lmdb_answer(&txn->engine->fault, rc, table_word(table));
}

static enum journal_result lmdb_seek(struct engine_txn *txn, enum table table, struct span from,
    struct span *key, struct span *value)
{
	if (!is_there(txn, table))
		return JOURNAL_ABSENT;
	MDB_cursor *cursor = NULL;
	MDB_val key_val = val_of(from);
	MDB_val value_val;
	int rc = mdb_cursor_open(txn_of(txn)->txn, table_of(lmdb_of(txn->engine), table), &cursor);
	if (rc == 0)
		/* LMDB takes no empty key: then it is the first record */
		rc = mdb_cursor_get(
		    cursor, &key_val, &value_val, from.size == 0 ? MDB_FIRST : MDB_SET_RANGE);
	if (rc == 0) {
		*key = span_of(key_val);
		*value = span_of(value_val);
	}
	if (cursor != NULL)
		mdb_cursor_close(cursor);
	return lmdb_answer(&txn->engine->fault, rc, table_word(table));
}

static enum journal_result lmdb_walk(
    struct engine_txn *txn, enum table table, engine_visit *visit, void *context)
{
	if (!is_there(txn, table))
		return JOURNAL_OK;
	MDB_cursor *cursor = NULL;
	MDB_val key;
	MDB_val value;
	int rc = mdb_cursor_open(txn_of(txn)->txn, table_of(lmdb_of(txn->engine), table), &cursor);
	while (rc == 0) {
		rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT);
		if (rc == 0 && !visit(context, span_of(key), span_of(value)))
			break;
	}
	if (cursor != NULL)
		mdb_cursor_close(cursor);
	if (rc == MDB_NOTFOUND)
		rc = 0;
	return lmdb_answer(&txn->engine->fault, rc, table_word(table));
}

static enum journal_result lmdb_copy_all(
    struct engine *engine, const char *dir, engine_keep *keep, void *context)
{
	return lmdb_copy(lmdb_of(engine)->env, dir, keep, context, &engine->fault);
}

/* --- Opening ---------------------------------------------------------------------------------- */

static void lmdb_close(struct engine *engine)
{
	struct lmdb *lmdb = lmdb_of(engine);
	assert(lmdb->open_count == 0);
	if (lmdb->env != NULL)
		mdb_env_close(lmdb->env);
	lmdb->base.magic = 0;
	free(lmdb);
}

static const struct engine_calls lmdb_calls = {
	.begin = lmdb_begin,
	.commit = lmdb_commit,
	.abort = lmdb_abort,
	.get = lmdb_get,
	.put = lmdb_put,
	.del = lmdb_del,
	.seek = lmdb_seek,
	.walk = lmdb_walk,
	.copy = lmdb_copy_all,
	.close = lmdb_close,
};

/*
 * A new generation's tables are made; another's are only looked up, in a transaction that writes
 * nothing, so that opening the folder of a newer version leaves it as it was. A writer opens them within a writing transaction, and syncs. A writer before us may have been killed
 * between its meta page and the number in lock.mdb by which transactions find the newest meta page.
 * While any reader lives (its press, on the way out) that file is not made anew, and who only reads
 * sees the state before the last commit; taking the writer's mutex from the dead puts it right. Whether
 * the dead had synced its meta page we cannot know, and it may have to be answered for.
 */
static int tables_open(struct lmdb *lmdb, bool create)
{
	MDB_txn *txn = NULL;
	int rc = mdb_txn_begin(lmdb->env, NULL, lmdb->read_only ? MDB_RDONLY : 0, &txn);
	if (rc != 0)
		return rc;
	for (unsigned int i = 0; i < TABLE_COUNT; i++) {
		enum table table = (enum table)(i + 1);
		bool later = i >= TABLES_FIRST;
		rc = mdb_dbi_open(
		    txn, table_word(table), create && !later ? MDB_CREATE : 0, &lmdb->tables[i]);
		lmdb->there[i] = rc == 0;
		if (rc == MDB_NOTFOUND && later) {
			rc = 0;
		} else if (rc == MDB_NOTFOUND) {
			lmdb->missing = table_word(table);
			rc = table == TABLE_META ? MDB_INVALID : 0;
		}
		if (rc != 0) {
			mdb_txn_abort(txn);
			return rc;
		}
	}
	rc = mdb_txn_commit(txn); /* keeps the handles */
	return rc != 0 || lmdb->read_only ? rc : mdb_env_sync(lmdb->env, 1);
}

static int env_open(struct lmdb *lmdb, const struct engine_lmdb_options *options)
{
	int rc = mdb_env_create(&lmdb->env);
	if (rc == 0)
		rc = mdb_env_set_mapsize(lmdb->env, (size_t)options->map_bytes);
	if (rc == 0)
		rc = mdb_env_set_maxdbs(lmdb->env, LMDB_TABLES_MAX);
	if (rc == 0)
		rc = mdb_env_set_maxreaders(lmdb->env, READERS_MAX);
	if (rc == 0)
		rc = mdb_env_open(lmdb->env, options->dir,
		    MDB_NOTLS | (options->read_only ? MDB_RDONLY : 0), 0600);
	if (rc == 0)
		rc = mdb_env_get_fd(lmdb->env, &lmdb->data_fd);
	return rc;
}

enum journal_result engine_lmdb_open(
    struct engine **engine, const struct engine_lmdb_options *options, struct journal_fault *fault)
{
	enum journal_result result = lmdb_file_ready(options->dir, options->create, fault);
	if (result != JOURNAL_OK)
		return result;
	struct lmdb *lmdb = calloc(1, sizeof *lmdb);
	if (lmdb == NULL)
		return lmdb_answer(fault, ENOMEM, "open");
	lmdb->base.magic = LMDB_MAGIC;
	lmdb->base.calls = &lmdb_calls;
	lmdb->read_only = options->read_only;
	lmdb->quota_bytes = options->quota_bytes;
	lmdb->reserve_bytes = options->reserve_bytes;
	result = lmdb_answer(fault, env_open(lmdb, options), "open");
	if (result == JOURNAL_OK)
		result = lmdb_file_whole(lmdb->env, !options->read_only, fault);
	if (result == JOURNAL_OK)
		result = lmdb_answer(fault, tables_open(lmdb, options->create), "open");
	if (result != JOURNAL_OK) {
		lmdb_close(&lmdb->base);
		return result;
	}
	MDB_stat pages;
	(void)mdb_env_stat(lmdb->env, &pages);
	lmdb->page_bytes = pages.ms_psize;
	readers_clear(lmdb);
	*engine = &lmdb->base;
	return JOURNAL_OK;
}

enum journal_result engine_lmdb_whole(struct engine *engine)
{
	const struct lmdb *lmdb = lmdb_of(engine);
	if (lmdb->missing == NULL)
		return JOURNAL_OK;
	return journal_fault_set(
	    &engine->fault, JOURNAL_DAMAGED, "the table %s is missing", lmdb->missing);
}
