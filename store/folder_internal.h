/*
 * store/folder_internal.h - the journal's folder around the engine's files: who may write, and
 * which generation is in force.
 *
 *   DIR/lock                        flock()ed by the one who writes, as long as it lives
 *   DIR/CURRENT                     "generation-000001\n", replaced whole by rename
 *   DIR/generation-000001/          data.mdb, lock.mdb
 */
#ifndef RAPPORTEUR_STORE_FOLDER_INTERNAL_H
#define RAPPORTEUR_STORE_FOLDER_INTERNAL_H

#include <sys/stat.h>

#include "store/journal.h"

#define GENERATION_NAME_MAX 31u
#define FOLDER_PATH_MAX     4096u

struct folder {
	int dir_fd;  /* owned; -1: not open */
	int lock_fd; /* owned; -1: reading */
	char generation[GENERATION_NAME_MAX + 1];
	char path[FOLDER_PATH_MAX]; /* of the generation */
	bool fresh;          /* no CURRENT yet: the generation is new, or was never finished */
	struct stat current; /* of CURRENT when it was read */
};

/* Makes the folder when there is none, unless reading; locks it; finds the generation. Everything
 * owned is released again when the answer is not JOURNAL_OK. */
enum journal_result folder_open(
    struct folder *folder, const char *dir, bool read_only, struct journal_fault *fault);
/* Puts a fresh generation in force: synced, so that it is there after a power cut. */
enum journal_result folder_commit(struct folder *folder, struct journal_fault *fault);
/* Whether CURRENT names another generation by now. */
bool folder_moved(const struct folder *folder);
/* Twice is harmless. */
void folder_close(struct folder *folder);

#endif
