/* client/terminal/screen/canvas.c - see canvas.h. */
#include "client/terminal/screen/canvas.h"

#include <string.h>

#include "client/terminal/screen/line_edit.h"
#include "client/terminal/screen/screen_text.h"

void canvas_init(struct canvas *canvas)
{
	canvas->piece_count = 0;
	canvas->rows = canvas->columns = 0;
	canvas->has_cursor = false;
	buffer_init(&canvas->text, CANVAS_BYTES_MAX);
}

void canvas_close(struct canvas *canvas)
{
	buffer_close(&canvas->text);
	canvas->piece_count = 0;
}

void canvas_clear(struct canvas *canvas, size_t rows, size_t columns)
{
	buffer_clear(&canvas->text);
	canvas->piece_count = 0;
	canvas->has_cursor = false;
	canvas->rows = rows < CANVAS_ROWS_MAX ? rows : CANVAS_ROWS_MAX;
	canvas->columns = columns < CANVAS_COLUMNS_MAX ? columns : CANVAS_COLUMNS_MAX;
}

size_t canvas_put(struct canvas *canvas, size_t row, size_t column, size_t columns,
    enum style style, const char *text)
{
	if (row >= canvas->rows || column >= canvas->columns || text[0] == '\0' ||
	    canvas->piece_count == CANVAS_PIECES_MAX)
		return 0;
	size_t room = canvas->columns - column;
	size_t at = canvas->text.size;
	size_t used = screen_text_add(&canvas->text, text, columns < room ? columns : room);
	buffer_add(&canvas->text, "", 1);
	if (canvas->text.failed)
		return 0;
	canvas->pieces[canvas->piece_count++] = (struct canvas_piece){
		.row = row, .column = column, .columns = used, .style = style, .at = at
	};
	return used;
}

static void blank(struct canvas *canvas, size_t row, size_t from, size_t to, enum style style)
{
	char blanks[CANVAS_COLUMNS_MAX + 1];
	if (from >= to)
		return;
	memset(blanks, ' ', to - from);
	blanks[to - from] = '\0';
	canvas_put(canvas, row, from, to - from, style, blanks);
}

void canvas_bar(struct canvas *canvas, size_t row, enum style style, const char *text)
{
	size_t used = canvas_put(canvas, row, 0, canvas->columns, style, text);
	blank(canvas, row, used, canvas->columns, style);
}

static size_t columns_of(const char *text)
{
	struct buffer unseen;
	buffer_init(&unseen, 4u * CANVAS_COLUMNS_MAX * 8u);
	size_t columns = screen_text_add(&unseen, text, CANVAS_COLUMNS_MAX);
	buffer_close(&unseen);
	return columns;
}

void canvas_sides(
    struct canvas *canvas, size_t row, enum style style, const char *left, const char *right)
{
	size_t right_columns = columns_of(right);
	if (right_columns + 2 > canvas->columns) {
		canvas_bar(canvas, row, style, right);
		return;
	}
	size_t at = canvas->columns - right_columns;
	size_t used = canvas_put(canvas, row, 0, at - 1, style, left);
	blank(canvas, row, used, at, style);
	canvas_put(canvas, row, at, right_columns, style, right);
}

/* Where the next row ends: at the last blank that fits, or in the middle of a word longer than a row. */
static size_t row_end(const char *text, size_t size, size_t columns, size_t *next)
{
	size_t used = 0;
	size_t blank_at = 0;
	size_t at = 0;
	while (at < size) {
		size_t after = grapheme_after(text, size, at);
		char piece[256];
		size_t bytes = after - at < sizeof piece ? after - at : sizeof piece - 1;
		memcpy(piece, text + at, bytes);
		piece[bytes] = '\0';
		used += columns_of(piece);
		if (text[at] == ' ')
			blank_at = at;
		if (used > columns && text[at] != ' ')
			break;
		at = after;
	}
	if (at >= size) {
		*next = size;
		return size;
	}
	if (blank_at > 0) {
		*next = blank_at + 1;
		return blank_at;
	}
	*next = at > 0 ? at : grapheme_after(text, size, 0);
	return *next;
}

size_t canvas_wrap(struct canvas *canvas, size_t row, size_t rows, size_t column, size_t columns,
    enum style style, const char *text)
{
	size_t size = strlen(text);
	size_t taken = 0;
	while (size > 0 && taken < rows && columns > 0) {
		size_t next = 0;
		size_t end = row_end(text, size, columns, &next);
		bool is_last = taken + 1 == rows;
		struct buffer part;
		buffer_init(&part, size + 1);
		buffer_add(&part, text, is_last ? size : end);
		const char *shown = buffer_text(&part);
		if (canvas != NULL && shown != NULL)
			canvas_put(canvas, row + taken, column, columns, style, shown);
		buffer_close(&part);
		taken++;
		text += next;
		size -= next;
	}
	return taken;
}

void canvas_row(const struct canvas *canvas, size_t row, struct buffer *out)
{
	size_t column = 0;
	size_t start = out->size;
	for (;;) { /* pieces of a row come in any order */
		const struct canvas_piece *found = NULL;
		for (size_t i = 0; i < canvas->piece_count; i++) {
			const struct canvas_piece *piece = &canvas->pieces[i];
			if (piece->row == row && piece->column >= column &&
			    (found == NULL || piece->column < found->column))
				found = piece;
		}
		if (found == NULL)
			break;
		for (; column < found->column; column++)
			buffer_add_text(out, " ");
		buffer_add_text(out, (const char *)canvas->text.bytes + found->at);
		column = found->column + (found->columns > 0 ? found->columns : 1);
	}
	while (out->size > start && out->bytes[out->size - 1] == ' ')
		out->size--;
}
