/*
 * client/terminal/screen/screen_text.h - texts on a screen: how many columns they take, and where they are cut.
 *
 * A note's text is anybody's. Control characters never reach a terminal from here, whatever the text
 * went through before.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_WATCH_SCREEN_TEXT_H
#define RAPPORTEUR_CLIENT_TERMINAL_WATCH_SCREEN_TEXT_H

#include <stdio.h>

#include "proto/wire/buffer.h"

/* Columns that one code point takes: 0, 1 or 2. */
size_t screen_point_columns(int32_t point);
/* Adds the text to out, cut to at most `columns` of them, the last then being an ellipsis. Answers how
 * many columns it takes. What is not UTF-8 becomes a replacement character. */
size_t screen_text_add(struct buffer *out, const char *text, size_t columns);
/* Prints it so. */
void screen_text_print(FILE *out, const char *text, size_t columns);

#endif
