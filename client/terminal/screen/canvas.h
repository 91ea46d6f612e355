/*
 * client/terminal/screen/canvas.h - a screen as a value: pieces of text at their places. What draws to it is a
 * function of a model, and tests read its rows; what shows it is curses.h.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_SCREEN_CANVAS_H
#define RAPPORTEUR_CLIENT_TERMINAL_SCREEN_CANVAS_H

#include "proto/wire/buffer.h"

#define CANVAS_ROWS_MAX    500u
#define CANVAS_COLUMNS_MAX 500u
#define CANVAS_PIECES_MAX  (8u * CANVAS_ROWS_MAX)
#define CANVAS_BYTES_MAX   (16u * CANVAS_ROWS_MAX * CANVAS_COLUMNS_MAX)

enum style {
	STYLE_PLAIN = 0,
	STYLE_STRONG,
	STYLE_FAINT,
	STYLE_BAR,   /* reversed: the head of a screen, what the cursor is on */
	STYLE_ALARM, /* reversed and strong */
};

struct canvas_piece {
	size_t row;
	size_t column;
	size_t columns; /* that it takes */
	enum style style;
	size_t at; /* in the text; terminated there */
};

struct canvas {
	size_t rows;
	size_t columns;
	struct buffer text;
	struct canvas_piece pieces[CANVAS_PIECES_MAX];
	size_t piece_count;
	bool has_cursor;
	size_t cursor_row;
	size_t cursor_column;
};

void canvas_init(struct canvas *canvas);
void canvas_close(struct canvas *canvas);
/* An empty one of that size, at most CANVAS_..._MAX. */
void canvas_clear(struct canvas *canvas, size_t rows, size_t columns);
/* The text, cut with an ellipsis to `columns` and to the edge; control characters are blanks. What is outside is not
 * there. Answers the columns that it takes. */
size_t canvas_put(struct canvas *canvas, size_t row, size_t column, size_t columns,
    enum style style, const char *text);
/* The same over the whole row, the rest of it blank in that style. */
void canvas_bar(struct canvas *canvas, size_t row, enum style style, const char *text);
/* Left and right on one row; the left one gives way. */
void canvas_sides(
    struct canvas *canvas, size_t row, enum style style, const char *left, const char *right);
/*
 * Over rows from `row` on, broken at blanks, at most `rows` of them. Answers how many it takes: with a canvas of NULL
 * it only counts. */
size_t canvas_wrap(struct canvas *canvas, size_t row, size_t rows, size_t column, size_t columns,
    enum style style, const char *text);
/* What can be read on a row, for tests and for who has no screen. */
void canvas_row(const struct canvas *canvas, size_t row, struct buffer *out);

#endif
