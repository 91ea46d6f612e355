/*
 * client/terminal/screen/line_edit.h - one line that a person types: moved in and erased by grapheme, what a reader
 * takes for one character, however many code points and columns that has. A value; it touches nothing.
 *
 * Promises:
 *   (1) text[0..size) is UTF-8 in whole code points, and terminated.
 *   (2) The cursor stands between two graphemes.
 *   (3) What does not fit is not taken, and nothing of what is there is lost.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_SCREEN_LINE_EDIT_H
#define RAPPORTEUR_CLIENT_TERMINAL_SCREEN_LINE_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "client/terminal/screen/stroke.h"
#include "proto/limits.h"

/* A note of the greatest length, with the words before it that say where it belongs. */
#define LINE_BYTES_MAX (NOTE_TEXT_BYTES_MAX + 256u)

struct line_edit {
	char text[LINE_BYTES_MAX + 1];
	size_t size;
	size_t cursor; /* bytes before it */
};

void line_clear(struct line_edit *line);
/* The cursor goes to the end. Control characters become blanks; what is no UTF-8, or is too much, is left out. */
void line_set(struct line_edit *line, const char *text, size_t size);
/* Does what the stroke means to a line. False: it means nothing to one, or there is no room. */
bool line_stroke(struct line_edit *line, const struct stroke *stroke);

/* Ends of the grapheme after `at` and before it; the text's ends are their own. */
size_t grapheme_after(const char *text, size_t size, size_t at);
size_t grapheme_before(const char *text, size_t size, size_t at);

/* The part that fits in `columns` (at least 8) with the cursor in it. */
struct line_view {
	size_t from; /* byte */
	size_t to;
	size_t cursor_column; /* 0 is the first column of the part */
};
struct line_view line_view_of(const struct line_edit *line, size_t columns);

#endif
