/*
 * client/terminal/note/note_words.h - a note as it stands on the command line.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_NOTE_NOTE_WORDS_H
#define RAPPORTEUR_CLIENT_TERMINAL_NOTE_NOTE_WORDS_H

#include "client/terminal/terminal.h"

/* Sets what the options say the note is about, leaves the rest. False after a complaint. */
bool note_place_read(const struct invocation *invocation, struct note_put *put);
/* The words from `from` on with spaces between: the shell took them apart. NULL after a complaint.
 * Borrowed from joined. */
const char *note_words_join(
    const struct invocation *invocation, size_t from, struct buffer *joined);

#endif
