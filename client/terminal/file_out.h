/*
 * client/terminal/file_out.h - a file that is there whole or not at all: written beside its place under
 * another name, synced, then renamed over what was there. "-" is standard output; a device or a pipe is
 * written straight.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_FILE_OUT_H
#define RAPPORTEUR_CLIENT_TERMINAL_FILE_OUT_H

#include <stdio.h>
#include <sys/types.h>

#include "client/terminal/terminal.h"

struct file_out {
	const char *path; /* borrowed */
	FILE *file;       /* NULL: not open */
	char *beside;     /* owned; the name until it is whole; NULL: written straight */
};

/* mode: of a new file, less the umask. ENDING_DONE, or has complained. */
enum ending file_out_open(struct file_out *out, const char *path, mode_t mode);
/* Puts it in its place. Closes, whatever it answers. */
enum ending file_out_commit(struct file_out *out);
/* Leaves what was there. Nothing to do after a commit. */
void file_out_abort(struct file_out *out);

#endif
