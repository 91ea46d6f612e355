/*
 * tests/fault/shim.h - the calls by which a file changes, with a fault in one of them, or written down.
 *
 * It stands between a program and libc: linked into a test it is steered by these functions; as a library
 * in LD_PRELOAD by the environment, for the real broker:
 *
 *   RAPPORTEUR_FAULT_DIR    files below this folder are meant, no others
 *   RAPPORTEUR_FAULT_AT     the n-th write or sync of them, from 1, fails
 *   RAPPORTEUR_FAULT_KIND   EIO, ENOSPC, or short: half of a write is done, then no more room
 *
 * One fault a process: what comes after it goes through, as on a disk with one bad moment.
 */
#ifndef RAPPORTEUR_TESTS_FAULT_SHIM_H
#define RAPPORTEUR_TESTS_FAULT_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum shim_kind { SHIM_EIO, SHIM_ENOSPC, SHIM_SHORT };

/* Files below dir (absolute; copied) are watched from now on, and counted from 1; NULL: none are. */
void shim_watch(const char *dir);
/* 0: none fails. */
void shim_fail_at(uint64_t nth, enum shim_kind kind);
/* Writes and syncs since shim_watch(). */
uint64_t shim_calls(void);
bool shim_failed(void);

/* What was done to the disk, in order. */
enum shim_op_kind {
	OP_CREATE,
	OP_MKDIR,
	OP_RENAME,
	OP_UNLINK,
	OP_WRITE, /* is_synced: the call itself waits for the disk (O_DSYNC) */
	OP_TRUNCATE,
	OP_SYNC,     /* of a file */
	OP_SYNC_DIR, /* of a folder: names */
	OP_MARK      /* the test's own: number */
};
#define SHIM_PATH_MAX 256u
struct shim_op {
	enum shim_op_kind kind;
	bool is_synced;
	char path[SHIM_PATH_MAX]; /* below dir; of the file at that time */
	char to[SHIM_PATH_MAX];   /* a rename's */
	uint64_t inode;
	uint64_t offset; /* a truncation: the size */
	size_t size;
	uint8_t *bytes;  /* owned */
	uint64_t number; /* of a mark */
};
struct shim_log {
	struct shim_op *ops; /* owned */
	size_t count;
	size_t capacity;
};
/* Writes down all of it from now on; NULL ends it. The log is the caller's. */
void shim_record(struct shim_log *log);
void shim_mark(uint64_t number);
void shim_log_close(struct shim_log *log);

#endif
