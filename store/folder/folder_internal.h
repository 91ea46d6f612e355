/*
 * store/folder/folder_internal.h - the journal's folder around the engine's files: who may write, and
 * which generation is in force.
 *
 *   DIR/lock                        flock()ed by the one who writes, as long as it lives
 *   DIR/CURRENT                     "generation-000001\n", replaced whole by rename
 *   DIR/generation-000001/          data.mdb, lock.mdb
 *   DIR/next/                       the next generation while it is written; then it is renamed
 *   DIR/erased                      what must not come back (erased_internal.h)
 */
#ifndef RAPPORTEUR_STORE_FOLDER_FOLDER_INTERNAL_H
#define RAPPORTEUR_STORE_FOLDER_FOLDER_INTERNAL_H

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
	bool in_next;        /* it is in DIR/next and has no name yet */
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
/* Begins the generation after folder's: DIR/next, an empty folder; what an earlier attempt left there
 * goes. next borrows folder's descriptors and is never closed. */
enum journal_result folder_next_make(
    const struct folder *folder, struct folder *next, struct journal_fault *fault);
/* What is in DIR/next is synced, and gets the name of a generation. folder_commit(next) then puts it
 * in force. */
enum journal_result folder_next_name(
    const struct folder *folder, struct folder *next, struct journal_fault *fault);
/* Removes a generation's folder that is not in force. Says nothing when it cannot: it is tried again
 * when the journal is opened. */
void folder_generation_remove(const struct folder *folder, const char *name);
/* Removes DIR/next and every generation but the one in force, which was opened well. */
void folder_leftovers_remove(const struct folder *folder);
/* The path of a name in DIR. False: it is too long. */
bool folder_path(const struct folder *folder, const char *name, char *path, size_t path_size);

/* Replaces DIR/name as a whole: it is synced under another name first, so that it is there whole or as
 * it was. *file (may be NULL) is set to what it is now. False with errno. */
bool folder_file_write(const struct folder *folder, const char *name, const void *bytes,
    size_t size, struct stat *file);

/* Twice is harmless. */
void folder_close(struct folder *folder);

#endif
