/*
 * store/lmdb_file.c - a short data.mdb is found before it is read; and what LMDB's errors mean.
 *
 * LMDB may leave one itself: a page that is taken at the end and freed within one transaction
 * counts in the meta page and is never written. So a commit is followed by lmdb_file_fill(), and a
 * writer that was killed between the two mends at its next open: it makes the file whole with
 * zeros, reads the list of free pages (a page of zeros in its way is refused by LMDB as corrupt)
 * and keeps the new length only when all that was missing is free. Otherwise something was cut off.
 */
#include "store/lmdb_file_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define FREE_TABLE     0    /* LMDB's own table of free pages */
#define META_BYTES_MIN 8192 /* two pages of the smallest size */
#define LOCK_ROOM_BYTES \
	(1ull << 20) /* more than lock.mdb takes; its map must not meet a full disk */

/* What an LMDB or system error means for the journal. */
static enum journal_result result_of(int rc)
{
	switch (rc) {
	case 0:
		return JOURNAL_OK;
	case MDB_NOTFOUND:
		return JOURNAL_ABSENT;
	case MDB_MAP_FULL:
	case MDB_TXN_FULL:
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return JOURNAL_FULL;
	case ENOMEM:
		return JOURNAL_MEMORY;
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_INVALID:
	case MDB_VERSION_MISMATCH:
	case MDB_INCOMPATIBLE:
	case MDB_KEYEXIST: /* a key past the end, though that one is new: not ours */
	case MDB_CURSOR_FULL:
	case MDB_PAGE_FULL:
		return JOURNAL_DAMAGED;
	default:
		return JOURNAL_DISK;
	}
}

enum journal_result lmdb_answer(struct journal_fault *fault, int rc, const char *what)
{
	enum journal_result result = result_of(rc);
	if (result == JOURNAL_OK || result == JOURNAL_ABSENT)
		return result;
	return journal_fault_set(fault, result, "%s: %s", what, mdb_strerror(rc));
}

enum journal_result lmdb_file_ready(const char *dir, bool create, struct journal_fault *fault)
{
	char path[4096 + 64];
	struct stat file;
	(void)snprintf(path, sizeof path, "%s/data.mdb", dir);
	if (!create && stat(path, &file) != 0)
		return journal_fault_set(fault, errno == ENOENT ? JOURNAL_DAMAGED : JOURNAL_DISK,
		    "data.mdb: %s", strerror(errno));
	if (!create && file.st_size < META_BYTES_MIN)
		return journal_fault_set(fault, JOURNAL_DAMAGED,
		    "data.mdb is cut short: it has %lld bytes", (long long)file.st_size);
	(void)snprintf(path, sizeof path, "%s/lock.mdb", dir);
	struct statvfs disk;
	if (stat(path, &file) == 0 || statvfs(dir, &disk) != 0)
		return JOURNAL_OK;
	if ((uint64_t)disk.f_bavail * disk.f_frsize < LOCK_ROOM_BYTES)
		return journal_fault_set(fault, JOURNAL_FULL, "the disk has no room for lock.mdb");
	return JOURNAL_OK;
}

struct lengths {
	int fd; /* env's */
	uint64_t page_bytes;
	uint64_t is;     /* bytes */
	uint64_t should; /* bytes, at least */
};

static bool lengths_read(MDB_env *env, struct lengths *lengths)
{
	MDB_envinfo info; /* before the file's length, which only grows while others write */
	MDB_stat pages;
	struct stat file;
	if (mdb_env_get_fd(env, &lengths->fd) != 0 || mdb_env_info(env, &info) != 0 ||
	    mdb_env_stat(env, &pages) != 0 || fstat(lengths->fd, &file) != 0)
		return false;
	lengths->page_bytes = pages.ms_psize;
	lengths->is = (uint64_t)file.st_size;
	lengths->should = ((uint64_t)info.me_last_pgno + 1) * lengths->page_bytes;
	return true;
}

/* Walks the list of free pages: how many are from first on, and how many there are. */
static int free_count(MDB_txn *txn, uint64_t first, uint64_t *from_first, uint64_t *all)
{
	MDB_cursor *cursor = NULL;
	MDB_val key;
	MDB_val value;
	*from_first = 0;
	*all = 0;
	int rc = mdb_cursor_open(txn, FREE_TABLE, &cursor);
	while (rc == 0 && (rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0) {
		/* a count, then so many page numbers, each a size_t */
		size_t count = 0;
		size_t held = value.mv_size / sizeof count;
		if (held == 0)
			continue;
		memcpy(&count, value.mv_data, sizeof count);
		*all += count;
		for (size_t i = 1; first < UINT64_MAX && i <= count && i < held; i++) {
			size_t page = 0;
			memcpy(
			    &page, (const uint8_t *)value.mv_data + i * sizeof page, sizeof page);
			*from_first += page >= first;
		}
	}
	if (cursor != NULL)
		mdb_cursor_close(cursor);
	return rc == MDB_NOTFOUND ? 0 : rc;
}

uint64_t lmdb_file_free_bytes(MDB_env *env, MDB_txn *txn)
{
	MDB_stat pages;
	uint64_t unused = 0;
	uint64_t all = 0;
	if (mdb_env_stat(env, &pages) != 0 || free_count(txn, UINT64_MAX, &unused, &all) != 0)
		return 0;
	return all * pages.ms_psize;
}

static bool tail_is_free(MDB_env *env, const struct lengths *lengths)
{
	uint64_t first = lengths->is / lengths->page_bytes;
	uint64_t missing = lengths->should / lengths->page_bytes - first;
	uint64_t from_first = 0;
	uint64_t all = 0;
	MDB_txn *txn = NULL;
	if (mdb_txn_begin(env, NULL, MDB_RDONLY, &txn) != 0)
		return false;
	int rc = free_count(txn, first, &from_first, &all);
	mdb_txn_abort(txn);
	return rc == 0 && from_first == missing;
}

enum journal_result lmdb_file_whole(MDB_env *env, bool mend, struct journal_fault *fault)
{
	struct lengths lengths;
	if (!lengths_read(env, &lengths))
		return journal_fault_set(fault, JOURNAL_DISK, "data.mdb: its length is not known");
	if (lengths.is >= lengths.should)
		return JOURNAL_OK;
	if (mend && ftruncate(lengths.fd, (off_t)lengths.should) == 0) {
		if (tail_is_free(env, &lengths))
			return JOURNAL_OK;
		if (ftruncate(lengths.fd, (off_t)lengths.is) != 0)
			return journal_fault_set(
			    fault, JOURNAL_DISK, "data.mdb: %s", strerror(errno));
	}
	return journal_fault_set(fault, JOURNAL_DAMAGED,
	    "data.mdb is cut short: it has %llu bytes and should have %llu",
	    (unsigned long long)lengths.is, (unsigned long long)lengths.should);
}

void lmdb_file_fill(MDB_env *env)
{
	struct lengths lengths;
	if (!lengths_read(env, &lengths) || lengths.is >= lengths.should)
		return;
	if (ftruncate(lengths.fd, (off_t)lengths.should) != 0)
		return;
}
