/* client/terminal/file_in.h - a whole file, or the standard input. */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_FILE_IN_H
#define RAPPORTEUR_CLIENT_TERMINAL_FILE_IN_H

#include "client/terminal/options.h"
#include "proto/wire/buffer.h"

/* Adds the file's bytes, - is the standard input; stops soon after more than most, so that whoever reads
 * them can refuse it. The buffer's bound is at least 8 KiB above most. ENDING_DONE, or complains. */
enum ending file_read(const char *path, size_t most, struct buffer *bytes);

#endif
