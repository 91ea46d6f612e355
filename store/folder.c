/* store/folder.c - makes, locks and reads the journal's folder. */
#include "store/folder_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "store/engine_internal.h"

#define GENERATION_PREFIX "generation-"
#define GENERATION_FIRST  "generation-000001"
#define DIGITS_MIN        6u

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
	if (mkdirat(folder->dir_fd, folder->generation, 0700) != 0 && errno != EEXIST)
		return fails(fault, folder->generation);
	if (fsync(folder->dir_fd) != 0)
		return fails(fault, "the folder");
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
	int size = snprintf(folder->path, sizeof folder->path, "%s/%s", dir, folder->generation);
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

enum journal_result folder_commit(struct folder *folder, struct journal_fault *fault)
{
	char line[GENERATION_NAME_MAX + 2];
	int size = snprintf(line, sizeof line, "%s\n", folder->generation);
	if (!dir_sync(folder->dir_fd, folder->generation))
		return fails(fault, folder->generation);
	int fd =
	    openat(folder->dir_fd, "CURRENT.new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return fails(fault, "CURRENT");
	bool kept = write_whole(fd, line, (size_t)size) && fsync(fd) == 0 &&
	    fstat(fd, &folder->current) == 0 &&
	    renameat(folder->dir_fd, "CURRENT.new", folder->dir_fd, "CURRENT") == 0 &&
	    fsync(folder->dir_fd) == 0;
	enum journal_result result = kept ? JOURNAL_OK : fails(fault, "CURRENT");
	(void)close(fd);
	if (kept)
		folder->fresh = false;
	return result;
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
