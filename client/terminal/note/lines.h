/*
 * client/terminal/note/lines.h - lines from a descriptor, one at a time, each at most so long; for a loop that
 * has something else to wait for too.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_NOTE_LINES_H
#define RAPPORTEUR_CLIENT_TERMINAL_NOTE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum lines_result {
	LINES_LINE, /* *line and *size are set, without the line feed; the last may lack one */
	LINES_LONG, /* a line was too long; it is passed over */
	LINES_NONE, /* no whole line is here: lines_fill() */
	LINES_END,
};

struct lines {
	int fd;      /* borrowed */
	char *bytes; /* owned */
	size_t size_max;
	size_t start;
	size_t end;
	uint64_t number; /* of the line just answered, from 1 */
	bool skipping;   /* the rest of a line that is too long */
	bool ended;
};

/* False: no memory. */
bool lines_open(struct lines *lines, int fd, size_t line_bytes_max);
void lines_close(struct lines *lines); /* twice is harmless */
/* *line is borrowed until the next call on lines. */
enum lines_result lines_next(struct lines *lines, const char **line, size_t *size);
/* Reads once, which may block. False: reading failed, errno says why. */
bool lines_fill(struct lines *lines);

#endif
