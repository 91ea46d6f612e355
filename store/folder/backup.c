/* store/folder/backup.c - see backup.h. A backup is made under another name, TO.partial, and renamed when all
 * of it is on disk and was read. */
#include "store/folder/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/folder/rewrite_internal.h"

#define PARTIAL ".partial"

struct listener {
	struct journal_check *check;
	journal_check_fault *told;
	void *context;
};

static enum journal_result fails(struct journal_fault *fault, const char *what)
{
	enum journal_result result = errno == ENOSPC || errno == EDQUOT ? JOURNAL_FULL
	    : errno == ENOENT                                           ? JOURNAL_NOT_THERE
									: JOURNAL_DISK;
	return journal_fault_set(fault, result, "%s: %s", what, strerror(errno));
}

static enum journal_result open_to_copy(
    struct journal **journal, const char *dir, struct journal_fault *fault)
{
	const struct journal_options options = {
		.dir = dir,
		.read_only = true,
		.old_format = true,
	};
	return journal_open(journal, &options, fault);
}

/* --- Making one ------------------------------------------------------------------------------- */

/* What an attempt that was cut off left: only what it makes goes. */
static enum journal_result partial_remove(const char *path, struct journal_fault *fault)
{
	static const char *const folders[] = { "next", "generation-000001" };
	static const char *const files[] = { "CURRENT", "CURRENT.new", "erased", "erased.new",
		"lock" };
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? JOURNAL_OK : fails(fault, path);
	struct folder folder = { .dir_fd = fd, .lock_fd = -1 };
	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
		folder_generation_remove(&folder, folders[i]);
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		(void)unlinkat(folder.dir_fd, files[i], 0);
	folder_close(&folder);
	return rmdir(path) == 0 ? JOURNAL_OK : fails(fault, path);
}

/* Fills a folder with the copy, its list of the erased, and CURRENT. */
static enum journal_result copy_fill(
    struct journal *journal, struct folder *folder, struct journal_fault *fault)
{
	struct folder next;
	struct erased list = { .ids = NULL };
	struct numbers leave_out = { .numbers = NULL };
	enum journal_result result = erased_read(&list, &journal->folder, fault);
	if (result == JOURNAL_OK && journal->format == JOURNAL_FORMAT_VERSION)
		result = erased_find(journal, &list, &leave_out);
	if (result == JOURNAL_OK)
		result = folder_next_make(folder, &next, fault);
	if (result == JOURNAL_OK) {
		result = generation_copy(journal, next.path, &leave_out);
		if (result != JOURNAL_OK && fault != journal_last_fault(journal))
			*fault = *journal_last_fault(journal);
	}
	/* read once more: what was erased while we copied */
	if (result == JOURNAL_OK)
		result = erased_read(&list, &journal->folder, fault);
	if (result == JOURNAL_OK && list.count > 0)
		result = erased_write(&list, folder, fault);
	if (result == JOURNAL_OK)
		result = folder_next_name(folder, &next, fault);
	if (result == JOURNAL_OK)
		result = folder_commit(&next, fault);
	erased_close(&list);
	numbers_close(&leave_out);
	return result;
}

/* Locks and readers' tables are for those who use a journal. */
static enum journal_result partial_finish(
    const char *partial, const char *to, struct journal_fault *fault)
{
	static const char *const files[] = { "lock", "generation-000001/lock.mdb" };
	int fd = open(partial, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fails(fault, partial);
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		(void)unlinkat(fd, files[i], 0);
	bool kept = fsync(fd) == 0;
	int above = openat(fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	kept = kept && above >= 0 &&
	    renameat2(AT_FDCWD, partial, AT_FDCWD, to, RENAME_NOREPLACE) == 0 && fsync(above) == 0;
	enum journal_result result = JOURNAL_OK;
	if (!kept)
		result = errno == EEXIST ? journal_fault_set(fault, JOURNAL_THERE, "%s", to)
					 : fails(fault, to);
	if (above >= 0)
		(void)close(above);
	(void)close(fd);
	return result;
}

enum journal_result backup_write(struct journal *journal, const char *to, backup_made *made,
    void *context, struct journal_fault *fault)
{
	struct folder folder;
	struct stat item;
	char partial[FOLDER_PATH_MAX];
	int size = snprintf(partial, sizeof partial, "%s" PARTIAL, to);
	if (size < 0 || (size_t)size >= sizeof partial)
		return journal_fault_set(fault, JOURNAL_DISK, "the path is too long");
	if (lstat(to, &item) == 0)
		return journal_fault_set(fault, JOURNAL_THERE, "%s is there", to);
	enum journal_result result = partial_remove(partial, fault);
	if (result == JOURNAL_OK)
		result = folder_open(&folder, partial, false, fault);
	if (result != JOURNAL_OK)
		return result;
	result = copy_fill(journal, &folder, fault);
	folder_close(&folder);
	if (result == JOURNAL_OK && made != NULL)
		result = made(context, partial, fault);
	if (result == JOURNAL_OK)
		result = partial_finish(partial, to, fault);
	if (result != JOURNAL_OK)
		(void)partial_remove(partial, NULL);
	return result;
}

static enum journal_result backup_check(
    void *context, const char *path, struct journal_fault *fault)
{
	const struct listener *listener = context;
	const struct journal_options options = { .dir = path, .read_only = true };
	struct journal *journal = NULL;
	enum journal_result result = journal_open(&journal, &options, fault);
	if (result != JOURNAL_OK)
		return result;
	result = journal_check(journal, listener->check, listener->told, listener->context);
	if (result != JOURNAL_OK)
		(void)journal_fault_set(fault, result, "the copy has %llu faults",
		    (unsigned long long)listener->check->faults);
	journal_close(journal);
	return result;
}

enum journal_result journal_backup(const char *dir, const char *to, struct journal_check *check,
    journal_check_fault *told, void *context, struct journal_fault *fault)
{
	struct journal_fault unheard;
	struct journal *journal = NULL;
	struct listener listener = { .check = check, .told = told, .context = context };
	const struct journal_options options = { .dir = dir, .read_only = true };
	if (fault == NULL)
		fault = &unheard;
	enum journal_result result = journal_open(&journal, &options, fault);
	if (result == JOURNAL_OK)
		result = backup_write(journal, to, backup_check, &listener, fault);
	journal_close(journal);
	return result;
}

/* --- Restoring -------------------------------------------------------------------------------- */

/* Whether a journal may be made there: what is kept of an earlier one is not in the way. */
static enum journal_result room_check(const char *dir, struct journal_fault *fault)
{
	static const char *const kept[] = { ".", "..", "erased", "signing.key", "curve.key",
		"feed.key", "identities", "lock", "next", "checkpoint", "checkpoint.new" };
	DIR *folder = opendir(dir);
	if (folder == NULL)
		return errno == ENOENT ? JOURNAL_OK : fails(fault, dir);
	enum journal_result result = JOURNAL_OK;
	const struct dirent *item;
	while ((item = readdir(folder)) != NULL && result == JOURNAL_OK) {
		bool is_kept = false;
		for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
			is_kept = is_kept || strcmp(item->d_name, kept[i]) == 0;
		if (!is_kept)
			result = journal_fault_set(fault, JOURNAL_THERE,
			    "it holds %.64s: move all but `erased`, keys and `identities` away",
			    item->d_name);
	}
	(void)closedir(folder);
	return result;
}

/* A new id, so that whoever saw what this journal lacks finds out. */
static enum journal_result become_another(void *context, struct journal_txn *txn)
{
	(void)context;
	uint8_t id[JOURNAL_ID_BYTES];
	enum journal_result result = JOURNAL_OK;
	if (txn->journal->format < JOURNAL_FORMAT_VERSION)
		result = migrate_apply(NULL, txn);
	if (result == JOURNAL_OK)
		result = views_settle(NULL, txn);
	randombytes_buf(id, sizeof id);
	memcpy(txn->newest.id, id, sizeof id);
	return result == JOURNAL_OK ? meta_put(txn, META_JOURNAL, id, sizeof id) : result;
}

/* What the lists name goes, also in an older format, whose commands are found once it is changed. */
static enum journal_result journal_settle(struct journal *journal)
{
	enum journal_result result = journal_write(journal, become_another, NULL);
	if (result == JOURNAL_OK) {
		journal->format = JOURNAL_FORMAT_VERSION;
		result = erased_apply(journal);
	}
	return result;
}

static enum journal_result generation_restore(struct journal *from, struct journal *journal)
{
	struct folder next;
	struct journal_fault *fault = &from->engine->fault;
	struct numbers leave_out = { .numbers = NULL };
	enum journal_result result = erased_read(&journal->erased, &from->folder, fault);
	if (result == JOURNAL_OK)
		result = erased_read(&journal->erased, &journal->folder, fault);
	if (result == JOURNAL_OK && journal->erased.count > 0)
		result = erased_write(&journal->erased, &journal->folder, fault);
	if (result == JOURNAL_OK && from->format == JOURNAL_FORMAT_VERSION)
		result = erased_find(from, &journal->erased, &leave_out);
	if (result == JOURNAL_OK)
		result = folder_next_make(&journal->folder, &next, fault);
	if (result == JOURNAL_OK)
		result = generation_copy(from, next.path, &leave_out);
	if (result == JOURNAL_OK)
		result = folder_next_name(&journal->folder, &next, fault);
	numbers_close(&leave_out);
	if (result != JOURNAL_OK)
		return result;
	next.fresh = false;
	journal->folder = next;
	return journal_engine_open(journal, fault);
}

static enum journal_result restore_finish(
    struct journal *journal, const struct listener *listener, struct journal_fault *fault)
{
	enum journal_result result = journal_meta_read(journal);
	if (result == JOURNAL_OK)
		result = journal_settle(journal);
	if (result == JOURNAL_OK)
		result = journal_check(journal, listener->check, listener->told, listener->context);
	if (result == JOURNAL_OK)
		result = folder_commit(&journal->folder, &journal->engine->fault);
	*fault = journal->engine->fault;
	return result;
}

static enum journal_result restore_into(struct journal *from, const char *dir,
    const struct listener *listener, struct journal_fault *fault)
{
	struct journal *journal = journal_make();
	if (journal == NULL)
		return journal_fault_set(fault, JOURNAL_MEMORY, "memory is exhausted");
	journal->lmdb = (struct engine_lmdb_options){ .map_bytes = JOURNAL_MAP_BYTES };
	enum journal_result result = folder_open(&journal->folder, dir, false, fault);
	if (result == JOURNAL_OK) {
		journal->in_folder = true;
		result = generation_restore(from, journal);
		if (result != JOURNAL_OK)
			*fault = from->engine->fault;
		else
			result = restore_finish(journal, listener, fault);
		if (result != JOURNAL_OK) {
			folder_generation_remove(&journal->folder, journal->folder.generation);
			(void)unlinkat(journal->folder.dir_fd, "CURRENT", 0);
		}
	}
	journal_close(journal);
	return result;
}

enum journal_result journal_restore(const char *from, const char *dir, struct journal_check *check,
    journal_check_fault *told, void *context, struct journal_fault *fault)
{
	struct journal_fault unheard;
	struct journal *journal = NULL;
	const struct listener listener = { .check = check, .told = told, .context = context };
	if (fault == NULL)
		fault = &unheard;
	enum journal_result result = room_check(dir, fault);
	if (result == JOURNAL_OK)
		result = open_to_copy(&journal, from, fault);
	if (result == JOURNAL_OK)
		result = restore_into(journal, dir, &listener, fault);
	journal_close(journal);
	return result;
}
