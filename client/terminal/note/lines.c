/* client/terminal/note/lines.c - see lines.h. */
#include "client/terminal/note/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool lines_open(struct lines *lines, int fd, size_t line_bytes_max)
{
	/* One more for the line feed of a line at its bound. */
	*lines = (struct lines){ .fd = fd, .size_max = line_bytes_max + 1 };
	lines->bytes = malloc(lines->size_max);
	return lines->bytes != NULL;
}

void lines_close(struct lines *lines)
{
	free(lines->bytes);
	lines->bytes = NULL;
	lines->start = lines->end = 0;
}

/* Answers the `size` bytes at start, which end a line. */
static enum lines_result line_end(struct lines *lines, const char **line, size_t size)
{
	lines->number++;
	if (lines->skipping) {
		lines->skipping = false;
		return LINES_LONG;
	}
	*line = lines->bytes + lines->start;
	lines->start += size;
	return LINES_LINE;
}

enum lines_result lines_next(struct lines *lines, const char **line, size_t *size)
{
	const char *from = lines->bytes + lines->start;
	*size = lines->end - lines->start;
	const char *feed = memchr(from, '\n', *size);
	if (feed != NULL) {
		*size = (size_t)(feed - from);
		bool skipped = lines->skipping;
		enum lines_result result = line_end(lines, line, *size);
		lines->start = (size_t)(feed - lines->bytes) + 1;
		if (skipped)
			*size = 0;
		return result;
	}
	if (lines->ended)
		return *size > 0 || lines->skipping ? line_end(lines, line, *size) : LINES_END;
	if (*size == lines->size_max)
		lines->skipping = true;
	if (lines->skipping)
		lines->start = lines->end;
	return LINES_NONE;
}

bool lines_fill(struct lines *lines)
{
	size_t kept = lines->end - lines->start;
	if (kept > 0)
		memmove(lines->bytes, lines->bytes + lines->start, kept);
	lines->start = 0;
	lines->end = kept;
	ssize_t got = read(lines->fd, lines->bytes + kept, lines->size_max - kept);
	if (got < 0)
		return errno == EINTR || errno == EAGAIN;
	if (got == 0 && lines->size_max > kept)
		lines->ended = true;
	lines->end += (size_t)got;
	return true;
}
