/* store/folder/folder.c - makes, locks and reads the journal's folder. */
#include "store/folder/folder_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "store/engine_internal.h"

#define GENERATION_PREFIX "generation-"
#define GENERATION_FIRST  "generation-000001"
#define GENERATION_NEXT   "next"
#define DIGITS_MIN        6u
#define FOLDER_NAME_MAX   31u

static enum journal_result fails(struct journal_fault *fault, const char *what)
{
	enum journal_result result =
	    errno == ENOSPC || errno == EDQUOT ? JOURNAL_FULL : JOURNAL_DISK;
	return journal_fault_set(fault, result, "%s: %s", what, strerror(errno));
}

static bool generation_named(const char *name)
{
	size_t prefix = sizeof GENERATION_PREFIX - 1;
	if (strncmp(name, GENERATION_PREFIX, prefix) != 0)
		return false;
	size_t digits = strspn(name + prefix, "0123456789");
	return digits >= DIGITS_MIN && name[prefix + digits] == '\0';
}

/* Syncs a folder, so that what was made in it is there after a power cut. */
static bool dir_sync(int dir_fd, const char *name)
{
	int fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	int rc = fsync(fd);
	int error = errno;
	(void)close(fd);
	errno = error;
	return rc == 0;
}

/* Reads the name in CURRENT. JOURNAL_ABSENT: there is no such file. */
static enum journal_result current_read(
    int dir_fd, char name[GENERATION_NAME_MAX + 1], struct stat *file, struct journal_fault *fault)
{
	char bytes[GENERATION_NAME_MAX + 2];
	int fd = openat(dir_fd, "CURRENT", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT ? JOURNAL_ABSENT : fails(fault, "CURRENT");
	ssize_t size = read(fd, bytes, sizeof bytes);
	bool known = size >= 0 && fstat(fd, file) == 0;
	enum journal_result result = known ? JOURNAL_OK : fails(fault, "CURRENT");
	(void)close(fd);
	if (result != JOURNAL_OK)
		return result;
	size_t used = (size_t)size;
	if (used > 1 && used < sizeof bytes && bytes[used - 1] == '\n') {
		bytes[used - 1] = '\0';
		if (strlen(bytes) == used - 1 && generation_named(bytes)) {
			memcpy(name, bytes, used);
			return JOURNAL_OK;
		}
	}
	return journal_fault_set(fault, JOURNAL_DAMAGED, "CURRENT does not name a generation");
}

/* A folder without CURRENT may hold the first generation, when the one who made it died before it
 * was in force. Any other generation means that CURRENT was lost. */
static enum journal_result leftovers_check(int dir_fd, struct journal_fault *fault)
{
	int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	if (dir == NULL) {
		enum journal_result result = fails(fault, "the folder");
		if (fd >= 0)
			(void)close(fd);
		return result;
	}
	enum journal_result result = JOURNAL_OK;
	const struct dirent *item;
	while ((item = readdir(dir)) != NULL && result == JOURNAL_OK) {
		if (generation_named(item->d_name) && strcmp(item->d_name, GENERATION_FIRST) != 0)
			result = journal_fault_set(fault, JOURNAL_DAMAGED,
			    "CURRENT is missing, though %.64s is there", item->d_name);
	}
	(void)closedir(dir);
	return result;
}

static enum journal_result generation_make(struct folder *folder, struct journal_fault *fault)
{
	enum journal_result result = leftovers_check(folder->dir_fd, fault);
	if (result != JOURNAL_OK)
		return result;
	memcpy(folder->generation, GENERATION_FIRST, sizeof GENERATION_FIRST);
	folder->fresh = true;
	struct stat item;
	if (fstatat(folder->dir_fd, GENERATION_FIRST, &item, AT_SYMLINK_NOFOLLOW) == 0)
		return JOURNAL_OK; /* synced before it got that name */
	folder->in_next = true;
	folder_generation_remove(folder, GENERATION_NEXT);
	if (mkdirat(folder->dir_fd, GENERATION_NEXT, 0700) != 0)
		return fails(fault, GENERATION_NEXT);
	return JOURNAL_OK;
}

static enum journal_result dir_lock(struct folder *folder, struct journal_fault *fault)
{
	folder->lock_fd = openat(folder->dir_fd, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (folder->lock_fd < 0)
		return fails(fault, "lock");
	if (flock(folder->lock_fd, LOCK_EX | LOCK_NB) == 0)
		return JOURNAL_OK;
	if (errno == EWOULDBLOCK)
		return journal_fault_set(fault, JOURNAL_LOCKED, "the folder is in use");
	return fails(fault, "lock");
}

static enum journal_result dir_open(
    struct folder *folder, const char *dir, bool read_only, struct journal_fault *fault)
{
	bool made = !read_only && mkdir(dir, 0700) == 0;
	if (!read_only && !made && errno != EEXIST)
		return fails(fault, "the folder cannot be made");
	folder->dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder->dir_fd < 0 && errno == ENOENT)
		return journal_fault_set(fault, JOURNAL_NOT_THERE, "there is no such folder");
	if (folder->dir_fd < 0)
		return fails(fault, "the folder");
	if (made && !dir_sync(folder->dir_fd, ".."))
		return fails(fault, "the folder above");
	return read_only ? JOURNAL_OK : dir_lock(folder, fault);
}

static enum journal_result generation_find(
    struct folder *folder, const char *dir, bool read_only, struct journal_fault *fault)
{
	enum journal_result result =
	    current_read(folder->dir_fd, folder->generation, &folder->current, fault);
	if (result == JOURNAL_ABSENT && read_only)
		return journal_fault_set(fault, JOURNAL_NOT_THERE, "there is no CURRENT");
	if (result == JOURNAL_ABSENT)
		result = generation_make(folder, fault);
	if (result != JOURNAL_OK)
		return result;
	int size = snprintf(folder->path, sizeof folder->path, "%s/%s", dir,
	    folder->in_next ? GENERATION_NEXT : folder->generation);
	if (size < 0 || (size_t)size >= sizeof folder->path)
		return journal_fault_set(fault, JOURNAL_DISK, "the folder's path is too long");
	return JOURNAL_OK;
}

enum journal_result folder_open(
    struct folder *folder, const char *dir, bool read_only, struct journal_fault *fault)
{
	*folder = (struct folder){ .dir_fd = -1, .lock_fd = -1 };
	enum journal_result result = dir_open(folder, dir, read_only, fault);
	if (result == JOURNAL_OK)
		result = generation_find(folder, dir, read_only, fault);
	if (result != JOURNAL_OK)
		folder_close(folder);
	return result;
}

static bool write_whole(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t written = write(fd, bytes, size);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		bytes += written;
		size -= (size_t)written;
	}
	return true;
}

bool folder_file_write(const struct folder *folder, const char *name, const void *bytes,
    size_t size, struct stat *file)
{
	char fresh[FOLDER_NAME_MAX + sizeof ".new"];
	(void)snprintf(fresh, sizeof fresh, "%.*s.new", (int)FOLDER_NAME_MAX, name);
	int fd = openat(folder->dir_fd, fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	bool kept = write_whole(fd, bytes, size) && fsync(fd) == 0 &&
	    (file == NULL || fstat(fd, file) == 0) &&
	    renameat(folder->dir_fd, fresh, folder->dir_fd, name) == 0 &&
	    fsync(folder->dir_fd) == 0;
	int error = errno;
	(void)close(fd);
	errno = error;
	return kept;
}

bool folder_path(const struct folder *folder, const char *name, char *path, size_t path_size)
{
	const char *slash = strrchr(folder->path, '/'); /* before the generation's name */
	int above = (int)(slash - folder->path);
	int size = snprintf(path, path_size, "%.*s/%s", above, folder->path, name);
	return size > 0 && (size_t)size < path_size;
}

/* DIR/next, synced, gets the name of its generation. False with errno. */
static bool next_name(struct folder *folder)
{
	char path[FOLDER_PATH_MAX];
	if (!folder_path(folder, folder->generation, path, sizeof path)) {
		errno = ENAMETOOLONG;
		return false;
	}
	memcpy(folder->path, path, sizeof path);
	folder->in_next = false;
	return dir_sync(folder->dir_fd, GENERATION_NEXT) &&
	    renameat(folder->dir_fd, GENERATION_NEXT, folder->dir_fd, folder->generation) == 0 &&
	    fsync(folder->dir_fd) == 0;
}

enum journal_result folder_commit(struct folder *folder, struct journal_fault *fault)
{
	char line[GENERATION_NAME_MAX + 2];
	int size = snprintf(line, sizeof line, "%s\n", folder->generation);
	if (folder->in_next && !next_name(folder))
		return fails(fault, folder->generation);
	if (!dir_sync(folder->dir_fd, folder->generation))
		return fails(fault, folder->generation);
	if (!folder_file_write(folder, "CURRENT", line, (size_t)size, &folder->current))
		return fails(fault, "CURRENT");
	folder->fresh = false;
	return JOURNAL_OK;
}

/* --- The next generation ---------------------------------------------------------------------- */

void folder_generation_remove(const struct folder *folder, const char *name)
{
	static const char *const files[] = { "data.mdb", "lock.mdb" };
	int fd = openat(folder->dir_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		(void)unlinkat(fd, files[i], 0);
	(void)close(fd);
	(void)unlinkat(folder->dir_fd, name, AT_REMOVEDIR);
}

enum journal_result folder_next_make(
    const struct folder *folder, struct folder *next, struct journal_fault *fault)
{
	*next = *folder;
	if (!folder_path(folder, GENERATION_NEXT, next->path, sizeof next->path)) {
		errno = ENAMETOOLONG;
		return fails(fault, "the folder");
	}
	folder_generation_remove(folder, GENERATION_NEXT);
	return mkdirat(folder->dir_fd, GENERATION_NEXT, 0700) == 0 ? JOURNAL_OK
								   : fails(fault, GENERATION_NEXT);
}

enum journal_result folder_next_name(
    const struct folder *folder, struct folder *next, struct journal_fault *fault)
{
	unsigned long long number = 0;
	if (!folder->fresh)
		number = strtoull(folder->generation + sizeof GENERATION_PREFIX - 1, NULL, 10);
	(void)snprintf(
	    next->generation, sizeof next->generation, GENERATION_PREFIX "%06llu", number + 1);
	next->in_next = true;
	return next_name(next) ? JOURNAL_OK : fails(fault, next->generation);
}

void folder_leftovers_remove(const struct folder *folder)
{
	int fd = openat(folder->dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	if (dir == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return;
	}
	const struct dirent *item;
	while ((item = readdir(dir)) != NULL) {
		bool other =
		    generation_named(item->d_name) && strcmp(item->d_name, folder->generation) != 0;
		if (other || strcmp(item->d_name, GENERATION_NEXT) == 0)
			folder_generation_remove(folder, item->d_name);
	}
	(void)closedir(dir);
}

bool folder_moved(const struct folder *folder)
{
	struct stat file;
	char name[GENERATION_NAME_MAX + 1];
	if (fstatat(folder->dir_fd, "CURRENT", &file, AT_SYMLINK_NOFOLLOW) != 0)
		return false;
	const struct stat *known = &folder->current;
	if (file.st_dev == known->st_dev && file.st_ino == known->st_ino &&
	    file.st_size == known->st_size && file.st_mtim.tv_sec == known->st_mtim.tv_sec &&
	    file.st_mtim.tv_nsec == known->st_mtim.tv_nsec)
		return false;
	return current_read(folder->dir_fd, name, &file, NULL) == JOURNAL_OK &&
	    strcmp(name, folder->generation) != 0;
}

void folder_close(struct folder *folder)
{
	if (folder->lock_fd >= 0)
		(void)close(folder->lock_fd);
	if (folder->dir_fd >= 0)
		(void)close(folder->dir_fd);
	folder->lock_fd = -1;
	folder->dir_fd = -1;
}
