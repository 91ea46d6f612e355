/* tests/fault/shim.c - see shim.h. */
#undef _FORTIFY_SOURCE /* its own open() would be in the way of ours */
#include "tests/fault/shim.h"

#include <assert.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* A wrapper of libc's calls has nowhere to keep what it was told but here. */
static struct {
	char dir[SHIM_PATH_MAX]; /* empty: nothing is watched */
	uint64_t calls;
	uint64_t fail_at;
	enum shim_kind kind;
	bool failed;
	struct shim_log *log;
	pthread_mutex_t lock;
} shim = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* Sets a pointer to libc's own function: POSIX has its address fit a void *, ISO C has no cast for it. */
static void real(const char *name, void *pointer)
{
	void *call = dlsym(RTLD_NEXT, name);
	assert(call != NULL);
	memcpy(pointer, &call, sizeof call);
}

__attribute__((constructor)) static void shim_begin(void)
{
	const char *dir = getenv("RAPPORTEUR_FAULT_DIR");
	const char *at = getenv("RAPPORTEUR_FAULT_AT");
	const char *kind = getenv("RAPPORTEUR_FAULT_KIND");
	if (dir == NULL || at == NULL)
		return;
	shim_watch(dir);
	bool is_short = kind != NULL && strcmp(kind, "short") == 0;
	bool is_full = kind != NULL && strcmp(kind, "ENOSPC") == 0;
	shim_fail_at(strtoull(at, NULL, 10),
	    is_short      ? SHIM_SHORT
		: is_full ? SHIM_ENOSPC
			  : SHIM_EIO);
}

void shim_watch(const char *dir)
{
	shim.calls = 0;
	shim.failed = false;
	shim.fail_at = 0;
	(void)snprintf(shim.dir, sizeof shim.dir, "%s", dir == NULL ? "" : dir);
}

void shim_fail_at(uint64_t nth, enum shim_kind kind)
{
	shim.fail_at = nth;
	shim.kind = kind;
}

uint64_t shim_calls(void)
{
	return shim.calls;
}

bool shim_failed(void)
{
	return shim.failed;
}

/* --- Which file ------------------------------------------------------------------------------- */

/* The part of an absolute path below dir; NULL: it is not below it. */
static const char *below(const char *path)
{
	size_t size = strlen(shim.dir);
	if (size == 0 || strncmp(path, shim.dir, size) != 0)
		return NULL;
	if (path[size] == '/')
		return path + size + 1;
	return path[size] == '\0' ? path + size : NULL;
}

static bool path_of(int fd, char path[PATH_MAX])
{
	char link[64];
	(void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t size = readlink(link, path, PATH_MAX - 1);
	if (size < 0)
		return false;
	path[size] = '\0';
	return true;
}

/* Sets path to the name relative to dir. */
static bool watched(int fd, char path[SHIM_PATH_MAX])
{
	char whole[PATH_MAX];
	if (shim.dir[0] == '\0' || !path_of(fd, whole))
		return false;
	const char *name = below(whole);
	if (name == NULL)
		return false;
	(void)snprintf(path, SHIM_PATH_MAX, "%.*s", (int)SHIM_PATH_MAX - 1, name);
	return true;
}

static bool watched_at(int dir_fd, const char *name, char path[SHIM_PATH_MAX])
{
	char whole[PATH_MAX] = "";
	char joined[PATH_MAX * 2];
	if (shim.dir[0] == '\0')
		return false;
	if (name[0] == '/')
		(void)snprintf(joined, sizeof joined, "%s", name);
	else if (dir_fd != AT_FDCWD && path_of(dir_fd, whole))
		(void)snprintf(joined, sizeof joined, "%s/%s", whole, name);
	else
		return false;
	const char *relative = below(joined);
	if (relative == NULL || relative[0] == '\0')
		return false;
	(void)snprintf(path, SHIM_PATH_MAX, "%.*s", (int)SHIM_PATH_MAX - 1, relative);
	return true;
}

/* --- Writing down ----------------------------------------------------------------------------- */

void shim_record(struct shim_log *log)
{
	shim.log = log;
}

void shim_log_close(struct shim_log *log)
{
	for (size_t i = 0; i < log->count; i++)
		free(log->ops[i].bytes);
	free(log->ops);
	*log = (struct shim_log){ .ops = NULL };
}

static struct shim_op *op_add(enum shim_op_kind kind, const char *path)
{
	struct shim_log *log = shim.log;
	if (log->count == log->capacity) {
		log->capacity = log->capacity == 0 ? 1024 : 2 * log->capacity;
		log->ops = realloc(log->ops, log->capacity * sizeof *log->ops);
		assert(log->ops != NULL);
	}
	struct shim_op *op = &log->ops[log->count++];
	*op = (struct shim_op){ .kind = kind };
	(void)snprintf(op->path, sizeof op->path, "%s", path);
	return op;
}

static void note(enum shim_op_kind kind, const char *path, const char *to)
{
	if (shim.log == NULL)
		return;
	(void)pthread_mutex_lock(&shim.lock);
	struct shim_op *op = op_add(kind, path);
	if (to != NULL)
		(void)snprintf(op->to, sizeof op->to, "%s", to);
	(void)pthread_mutex_unlock(&shim.lock);
}

void shim_mark(uint64_t number)
{
	if (shim.log != NULL)
		op_add(OP_MARK, "")->number = number;
}

static void note_file(enum shim_op_kind kind, int fd, const char *path, uint64_t offset,
    const struct iovec *pieces, int count)
{
	struct stat file;
	if (shim.log == NULL || fstat(fd, &file) != 0)
		return;
	(void)pthread_mutex_lock(&shim.lock);
	if (kind == OP_SYNC && S_ISDIR(file.st_mode))
		kind = OP_SYNC_DIR;
	struct shim_op *op = op_add(kind, path);
	op->inode = file.st_ino;
	op->offset = offset;
	op->is_synced = (fcntl(fd, F_GETFL) & O_DSYNC) != 0;
	for (int i = 0; i < count; i++)
		op->size += pieces[i].iov_len;
	if (op->size > 0) {
		op->bytes = malloc(op->size);
		assert(op->bytes != NULL);
	}
	size_t at = 0;
	for (int i = 0; i < count; i++) {
		memcpy(op->bytes + at, pieces[i].iov_base, pieces[i].iov_len);
		at += pieces[i].iov_len;
	}
	(void)pthread_mutex_unlock(&shim.lock);
}

/* --- Failing ---------------------------------------------------------------------------------- */

/* Whether this call is the one that fails. */
static bool fails_now(void)
{
	uint64_t nth = __atomic_add_fetch(&shim.calls, 1, __ATOMIC_SEQ_CST);
	if (nth != shim.fail_at)
		return false;
	shim.failed = true;
	return true;
}

static int error_of(void)
{
	return shim.kind == SHIM_EIO ? EIO : ENOSPC;
}

/* --- libc's calls ----------------------------------------------------------------------------- */
/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): libc's are reserved names */

static ssize_t real_pwritev(int fd, const struct iovec *pieces, int count, off_t offset)
{
	ssize_t (*writer)(int, const struct iovec *, int, off_t);
	real("pwritev", &writer);
	return writer(fd, pieces, count, offset);
}

/* Half of the first piece, so that a page is torn. */
static ssize_t write_short(int fd, const struct iovec *pieces, off_t offset)
{
	struct iovec half = { .iov_base = pieces[0].iov_base, .iov_len = pieces[0].iov_len / 2 };
	if (shim.kind != SHIM_SHORT || half.iov_len == 0) {
		errno = error_of();
		return -1;
	}
	return real_pwritev(fd, &half, 1, offset);
}

static ssize_t write_at(int fd, const struct iovec *pieces, int count, off_t offset)
{
	char path[SHIM_PATH_MAX];
	if (!watched(fd, path))
		return real_pwritev(fd, pieces, count, offset);
	if (fails_now())
		return write_short(fd, pieces, offset);
	ssize_t size = real_pwritev(fd, pieces, count, offset);
	if (size >= 0)
		note_file(OP_WRITE, fd, path, (uint64_t)offset, pieces, count);
	return size;
}

ssize_t pwritev(int fd, const struct iovec *pieces, int count, off_t offset)
{
	return write_at(fd, pieces, count, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset)
{
	struct iovec piece = { .iov_base = (void *)bytes, .iov_len = size }; /* only read */
	return write_at(fd, &piece, 1, offset);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
	char path[SHIM_PATH_MAX];
	ssize_t (*writer)(int, const void *, size_t);
	real("write", &writer);
	if (!watched(fd, path))
		return writer(fd, bytes, size);
	if (fails_now()) {
		if (shim.kind == SHIM_SHORT && size > 1)
			return writer(fd, bytes, size / 2);
		errno = error_of();
		return -1;
	}
	off_t at = lseek(fd, 0, SEEK_CUR);
	ssize_t done = writer(fd, bytes, size);
	struct iovec piece = { .iov_base = (void *)bytes, .iov_len = done > 0 ? (size_t)done : 0 };
	if (done > 0)
		note_file(OP_WRITE, fd, path, (uint64_t)at, &piece, 1);
	return done;
}

/* At the file's position, which it moves. */
ssize_t writev(int fd, const struct iovec *pieces, int count)
{
	char path[SHIM_PATH_MAX];
	ssize_t (*writer)(int, const struct iovec *, int);
	real("writev", &writer);
	if (!watched(fd, path))
		return writer(fd, pieces, count);
	off_t at = lseek(fd, 0, SEEK_CUR);
	if (fails_now())
		return write_short(fd, pieces, at);
	ssize_t size = writer(fd, pieces, count);
	if (size >= 0)
		note_file(OP_WRITE, fd, path, (uint64_t)at, pieces, count);
	return size;
}

static int sync_with(const char *name, int fd)
{
	char path[SHIM_PATH_MAX];
	int (*syncer)(int);
	real(name, &syncer);
	if (!watched(fd, path))
		return syncer(fd);
	if (fails_now()) {
		errno = error_of();
		return -1;
	}
	int rc = syncer(fd);
	if (rc == 0)
		note_file(OP_SYNC, fd, path, 0, NULL, 0);
	return rc;
}

int fsync(int fd)
{
	return sync_with("fsync", fd);
}

int fdatasync(int fd)
{
	return sync_with("fdatasync", fd);
}

int ftruncate(int fd, off_t size)
{
	char path[SHIM_PATH_MAX];
	int (*truncater)(int, off_t);
	real("ftruncate", &truncater);
	int rc = truncater(fd, size);
	if (rc == 0 && watched(fd, path))
		note_file(OP_TRUNCATE, fd, path, (uint64_t)size, NULL, 0);
	return rc;
}

static int open_with(int dir_fd, const char *name, int flags, mode_t mode)
{
	struct stat file;
	char path[SHIM_PATH_MAX];
	int (*opener)(int, const char *, int, ...);
	real("openat", &opener);
	bool made = (flags & O_CREAT) != 0 && shim.log != NULL && watched_at(dir_fd, name, path) &&
	    fstatat(dir_fd, name, &file, 0) != 0;
	int fd = opener(dir_fd, name, flags, mode);
	if (made && fd >= 0)
		note_file(OP_CREATE, fd, path, 0, NULL, 0);
	return fd;
}

static mode_t mode_of(int flags, va_list arguments)
{
	return (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
}

int open(const char *name, int flags, ...)
{
	va_list arguments;
	va_start(arguments, flags);
	int fd = open_with(AT_FDCWD, name, flags, mode_of(flags, arguments));
	va_end(arguments);
	return fd;
}

int openat(int dir_fd, const char *name, int flags, ...)
{
	va_list arguments;
	va_start(arguments, flags);
	int fd = open_with(dir_fd, name, flags, mode_of(flags, arguments));
	va_end(arguments);
	return fd;
}

int mkdirat(int dir_fd, const char *name, mode_t mode)
{
	char path[SHIM_PATH_MAX];
	int (*maker)(int, const char *, mode_t);
	real("mkdirat", &maker);
	int rc = maker(dir_fd, name, mode);
	if (rc == 0 && watched_at(dir_fd, name, path))
		note(OP_MKDIR, path, NULL);
	return rc;
}

int renameat(int from_fd, const char *from, int to_fd, const char *to)
{
	char path[SHIM_PATH_MAX];
	char target[SHIM_PATH_MAX];
	int (*renamer)(int, const char *, int, const char *);
	real("renameat", &renamer);
	bool ours = watched_at(from_fd, from, path) && watched_at(to_fd, to, target);
	int rc = renamer(from_fd, from, to_fd, to);
	if (rc == 0 && ours)
		note(OP_RENAME, path, target);
	return rc;
}

int unlinkat(int dir_fd, const char *name, int flags)
{
	char path[SHIM_PATH_MAX];
	int (*remover)(int, const char *, int);
	real("unlinkat", &remover);
	int rc = remover(dir_fd, name, flags);
	if (rc == 0 && watched_at(dir_fd, name, path))
		note(OP_UNLINK, path, NULL);
	return rc;
}
/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
