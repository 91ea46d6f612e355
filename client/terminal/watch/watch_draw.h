/*
 * client/terminal/watch/watch_draw.h - the model on a screen, as one frame of ANSI sequences.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_WATCH_WATCH_DRAW_H
#define RAPPORTEUR_CLIENT_TERMINAL_WATCH_WATCH_DRAW_H

#include "client/terminal/watch/watch_model.h"

#define WATCH_FRAME_BYTES_MAX (4u << 20) /* 500 rows of 500 columns, wide characters, sequences */
#define WATCH_ROWS_MAX        500u
#define WATCH_COLUMNS_MAX     500u

/* Enters and leaves: another screen, no cursor, no wrapping at the edge. */
#define WATCH_SCREEN_ENTER "\033[?1049h\033[?25l\033[?7l"
#define WATCH_SCREEN_LEAVE "\033[?7h\033[?25h\033[?1049l"

struct watch_screen {
	const char *session;
	bool closed;
	size_t rows;
	size_t columns;
};

/* Adds a whole frame: what was on the screen is overwritten. */
void watch_draw(
    const struct watch_model *model, const struct watch_screen *screen, struct buffer *frame);

/* What moderators decided about a point: "[money, pinned, restated]", or "". */
#define WATCH_MARKS_BYTES (THEME_KEY_MAX + 32u)
void watch_marks(const struct watch_point *point, char text[WATCH_MARKS_BYTES]);

const char *watch_state_word(enum watch_state state);

#endif
