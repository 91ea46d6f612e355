/*
 * client/terminal/write/draft.h - what is typed and not kept yet, in a file of the state folder, so that it outlives
 * whatever ends the program: DIR/drafts/SESSION.ROOM, and .2, .3 ... for who writes in two windows.
 *
 * The file is locked by who has it. It is written over in place, with its size in front: what a kill could leave
 * between two writes is the old whole or the new one.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_WRITE_DRAFT_H
#define RAPPORTEUR_CLIENT_TERMINAL_WRITE_DRAFT_H

#include "client/terminal/terminal.h"

#define DRAFT_BYTES_MAX 65536u
#define DRAFTS_MAX      8u /* windows of one room */

struct draft {
	int fd; /* -1: there is none; then nothing is kept, and it was said */
	size_t size;
	uint8_t bytes[DRAFT_BYTES_MAX]; /* as it is in the file */
};

/* Takes the first file that nobody has, one with something in it before an empty one. bytes and size are what it held.
 * False: has complained. */
bool draft_open(struct draft *draft, const char *state, const char *session, const char *room);
/* Writes it when it is another. sync: waits for the disk. */
void draft_put(struct draft *draft, const uint8_t *bytes, size_t size, bool sync);
/* Twice is harmless. */
void draft_close(struct draft *draft);

#endif
