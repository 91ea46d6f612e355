/* store/folder/rewrite.c - see rewrite_internal.h. */
#include "store/folder/rewrite_internal.h"

#include "store/folder/share_internal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

/* --- The copy --------------------------------------------------------------------------------- */

struct copier {
	struct journal_txn *txn; /* its scratch, to verify with */
	const struct numbers *leave_out;
};

static enum journal_result keep(
    void *context, enum table table, struct span key, struct span raw, bool *kept)
{
	const struct copier *copier = context;
	struct span value;
	if ((table == TABLE_BODIES || table == TABLE_BLOBS) && key.size >= 8 &&
	    numbers_have(copier->leave_out, number_get(key.bytes, 8))) {
		*kept = false;
		return JOURNAL_OK;
	}
	if (record_verify(copier->txn, table, key, raw, &value))
		return JOURNAL_OK;
	return record_damaged(copier->txn, table, key, "the checksum is wrong");
}

enum journal_result generation_copy(
    struct journal *journal, const char *path, const struct numbers *leave_out)
{
	struct copier copier = { .leave_out = leave_out };
	enum journal_result result = journal_begin(journal, &copier.txn);
	if (result == JOURNAL_OK)
		result = journal->engine->calls->copy(journal->engine, path, keep, &copier);
	journal_end(copier.txn);
	return result;
}

/* --- The next generation ---------------------------------------------------------------------- */

/* Both generations are there for a while. */
static enum journal_result room_check(struct journal *journal)
{
	struct stat file;
	struct statvfs disk;
	char path[FOLDER_PATH_MAX + sizeof "/data.mdb"];
	(void)snprintf(path, sizeof path, "%s/data.mdb", journal->folder.path);
	if (stat(path, &file) != 0 || fstatvfs(journal->folder.dir_fd, &disk) != 0)
		return JOURNAL_OK; /* the copy finds out */
	uint64_t room = (uint64_t)disk.f_bavail * disk.f_frsize;
	if (room > (uint64_t)file.st_size)
		return JOURNAL_OK;
	return journal_fault_set(&journal->engine->fault, JOURNAL_FULL,
	    "a new generation needs up to %llu bytes, the disk has %llu",
	    (unsigned long long)file.st_size, (unsigned long long)room);
}

static void generation_leave(struct journal *journal, struct engine *engine, struct folder *next)
{
	char old[GENERATION_NAME_MAX + 1];
	memcpy(old, journal->folder.generation, sizeof old);
	engine->calls->close(engine);
	journal->folder = *next;
	if (journal->share)
		(void)folder_share(&journal->folder);
	folder_generation_remove(&journal->folder, old);
}

/* Opens next beside the one in force, changes it, puts it in force. */
static enum journal_result generation_enter(
    struct journal *journal, struct folder *next, journal_apply *change, void *context)
{
	struct engine *before = journal->engine;
	struct engine_lmdb_options options = journal->lmdb;
	options.dir = next->path;
	options.create = false;
	enum journal_result result = engine_lmdb_open(&journal->engine, &options, &before->fault);
	if (result != JOURNAL_OK)
		return result;
	if (change != NULL)
		result = journal_write(journal, change, context);
	if (result == JOURNAL_OK)
		result = folder_commit(next, &journal->engine->fault);
	if (result == JOURNAL_OK) {
		generation_leave(journal, before, next);
		return JOURNAL_OK;
	}
	before->fault = journal->engine->fault;
	journal->engine->calls->close(journal->engine);
	journal->engine = before;
	/* named in CURRENT, though not for certain after a power cut: neither may be written to */
	return folder_moved(&journal->folder) ? JOURNAL_DISK : result;
}

enum journal_result journal_rewrite(
    struct journal *journal, const struct numbers *leave_out, journal_apply *change, void *context)
{
	struct folder next;
	struct journal_fault *fault = &journal->engine->fault;
	assert(journal->in_folder);
	if (journal->broken)
		return JOURNAL_DISK;
	enum journal_result result = room_check(journal);
	if (result == JOURNAL_OK)
		result = folder_next_make(&journal->folder, &next, fault);
	if (result == JOURNAL_OK)
		result = generation_copy(journal, next.path, leave_out);
	if (result == JOURNAL_OK)
		result = folder_next_name(&journal->folder, &next, fault);
	if (result == JOURNAL_OK)
		result = generation_enter(journal, &next, change, context);
	if (result == JOURNAL_OK)
		return JOURNAL_OK;
	if (result == JOURNAL_DISK)
		journal->broken = true;
	else
		folder_leftovers_remove(&journal->folder);
	return result;
}

enum journal_result journal_compact(struct journal *journal)
{
	return journal->in_folder ? journal_rewrite(journal, NULL, NULL, NULL) : JOURNAL_OK;
}
