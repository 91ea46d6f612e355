/*
 * client/report/write/pdf_table.c - a table: its head on every page that it reaches, its rows whole where a page
 * can hold them, broken by lines where none can.
 */
#include "client/report/write/pdf_internal.h"

#include <string.h>

#define CELL_SIZE 9.0
#define PAD_X     4.25
#define PAD_Y     2.5

/* A cell's lines, of all its pieces one after the other, and how far they are drawn. */
struct cell {
	struct pdf_piece *pieces;
	size_t piece_count;
	size_t piece; /* drawn up to here */
	size_t line;
};

struct grid {
	struct pdf *pdf;
	const struct document_table *table;
	double *edges; /* column_count + 1, from the left */
	struct cell *head;
	struct cell *row;
};

/* As in docx: a table of words has a narrow first column. */
static double column_width(const struct document_table *table, size_t column)
{
	if (table->column_count != 2 || table->number_column < 2)
		return PDF_TEXT_WIDTH / (double)table->column_count;
	return column == 0 ? PDF_TEXT_WIDTH / 5 : PDF_TEXT_WIDTH - PDF_TEXT_WIDTH / 5;
}

static double cell_x(const struct grid *grid, size_t column)
{
	if (grid->pdf->right_to_left)
		return PDF_WIDTH - grid->edges[column + 1];
	return grid->edges[column];
}

static struct pdf_style cell_style(const struct grid *grid, size_t column, bool bold)
{
	return (struct pdf_style){ .size = CELL_SIZE,
		.width = column_width(grid->table, column) - 2 * PAD_X,
		.bold = bold,
		.right = column >= grid->table->number_column };
}

static struct cell cell_make(
    const struct grid *grid, const struct document_cell *cell, size_t column, bool bold)
{
	struct cell made = { .pieces = g_new0(struct pdf_piece, cell->line_count + 1),
		.piece_count = cell->line_count };
	const struct pdf_style style = cell_style(grid, column, bold);
	for (size_t i = 0; i < cell->line_count; i++) {
		struct pdf_draft draft = pdf_draft();
		pdf_draft_plain(&draft, cell->lines[i].bullet ? "• " : "");
		pdf_draft_text(&draft, &cell->lines[i].text);
		made.pieces[i] = pdf_piece(grid->pdf, &draft, &style);
	}
	return made;
}

static struct cell head_make(const struct grid *grid, size_t column)
{
	const struct pdf_style style = cell_style(grid, column, true);
	struct cell made = { .pieces = g_new0(struct pdf_piece, 1), .piece_count = 1 };
	made.pieces[0] = pdf_piece_plain(grid->pdf, grid->table->columns[column], &style);
	return made;
}

static void cells_close(struct cell *cells, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < cells[i].piece_count; k++)
			pdf_piece_close(&cells[i].pieces[k]);
		g_free(cells[i].pieces);
	}
	memset(cells, 0, count * sizeof *cells);
}

/* The next line that is not drawn, or NULL; goes on to it over the end of a piece. */
static const struct pdf_line *cell_line(struct cell *cell)
{
	while (
	    cell->piece < cell->piece_count && cell->line == cell->pieces[cell->piece].line_count) {
		cell->piece++;
		cell->line = 0;
	}
	return cell->piece < cell->piece_count ? &cell->pieces[cell->piece].lines[cell->line]
					       : NULL;
}

/* Of what is not drawn yet. */
static double cell_height(const struct cell *cell)
{
	double height = 2 * PAD_Y;
	for (size_t i = cell->piece; i < cell->piece_count; i++) {
		size_t from = i == cell->piece ? cell->line : 0;
		for (size_t k = from; k < cell->pieces[i].line_count; k++)
			height += cell->pieces[i].lines[k].height;
	}
	return height;
}

static double row_height(const struct cell *cells, size_t count)
{
	double height = 0;
	for (size_t i = 0; i < count; i++) {
		double one = cell_height(&cells[i]);
		height = one > height ? one : height;
	}
	return height;
}

/* How much the notes of a row's marks take at the foot: those up to its last mark are new with it. */
static double row_notes(struct pdf *pdf, const struct cell *cells, size_t count)
{
	double most = 0;
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < cells[i].piece_count; k++) {
			const struct pdf_piece *piece = &cells[i].pieces[k];
			for (size_t l = 0; l < piece->line_count; l++) {
				double height = pdf_notes_height(pdf, &piece->lines[l], piece);
				most = height > most ? height : most;
			}
		}
	}
	return most;
}

/* The lines of a cell that lie above bottom. */
static double cell_draw(struct grid *grid, struct cell *cell, size_t column, double bottom)
{
	struct pdf *pdf = grid->pdf;
	double y = pdf->y + PAD_Y;
	const struct pdf_line *line = NULL;
	while ((line = cell_line(cell)) != NULL && y + line->height <= bottom) {
		const struct pdf_piece *piece = &cell->pieces[cell->piece];
		pdf_draw_line(pdf, line, piece, cell_x(grid, column) + PAD_X, y);
		pdf_notes_take(pdf, line, piece);
		y += line->height;
		cell->line++;
	}
	return y + PAD_Y;
}

/* What fits of a row between here and bottom, and the lines around it. */
static void row_draw(struct grid *grid, struct cell *cells, const char *tag, double bottom)
{
	struct pdf *pdf = grid->pdf;
	size_t count = grid->table->column_count;
	double end = pdf->y;
	pdf_tag_begin(pdf, "TR");
	for (size_t i = 0; i < count; i++) {
		pdf_tag_begin(pdf, tag);
		double y = cell_draw(grid, &cells[i], i, bottom);
		end = y > end ? y : end;
		pdf_tag_end(pdf, tag);
	}
	pdf_tag_end(pdf, "TR");
	cairo_set_line_width(pdf->cairo, 0.5);
	cairo_set_source_rgb(pdf->cairo, 0.5, 0.5, 0.5);
	for (size_t i = 0; i < count; i++)
		cairo_rectangle(pdf->cairo, cell_x(grid, i), pdf->y, column_width(grid->table, i),
		    end - pdf->y);
	cairo_stroke(pdf->cairo);
	cairo_set_source_rgb(pdf->cairo, 0, 0, 0);
	pdf->y = end;
	pdf->fresh = false;
}

static void head_draw(struct grid *grid)
{
	for (size_t i = 0; i < grid->table->column_count; i++) {
		grid->head[i].piece = 0;
		grid->head[i].line = 0;
	}
	row_draw(grid, grid->head, "TH", PDF_HEIGHT);
}

/* On the next page the head is said again to the eye alone. Notes lie in no table: it is ended before them. */
static void table_break(struct grid *grid)
{
	struct pdf *pdf = grid->pdf;
	bool notes = pdf->note_next < pdf->note_count;
	if (notes)
		pdf_tag_end(pdf, "Table");
	pdf_page_break(pdf);
	if (notes)
		pdf_tag_begin(pdf, "Table");
	pdf->no_leaf = !notes;
	head_draw(grid);
	pdf->no_leaf = false;
}

static void row_place(struct grid *grid)
{
	struct pdf *pdf = grid->pdf;
	size_t count = grid->table->column_count;
	double head = row_height(grid->head, count);
	double height = row_height(grid->row, count);
	double notes = row_notes(pdf, grid->row, count);
	bool whole = height + notes <= PDF_BOTTOM - PDF_TOP - head;
	if (whole && height + notes > pdf_room(pdf))
		table_break(grid);
	double least = 4 * CELL_SIZE; /* less of a row than two lines is not begun */
	while (!whole && row_height(grid->row, count) + notes > pdf_room(pdf)) {
		double bottom = pdf->y + pdf_room(pdf) - notes - PAD_Y;
		if (bottom - pdf->y < least)
			bottom = pdf->y + pdf_room(pdf) - PAD_Y;
		if (bottom - pdf->y >= least)
			row_draw(grid, grid->row, "TD", bottom);
		notes = row_notes(pdf, grid->row, count);
		table_break(grid);
		if (row_height(grid->row, count) <= 2 * PAD_Y)
			return;
	}
	row_draw(grid, grid->row, "TD", PDF_HEIGHT);
}

static void caption_place(struct pdf *pdf, const char *text)
{
	const struct pdf_style style = { .size = 10, .width = PDF_TEXT_WIDTH, .bold = true };
	struct pdf_piece piece = pdf_piece_plain(pdf, text, &style);
	pdf_need(pdf, pdf_piece_height(&piece) + 60);
	pdf_tag_begin(pdf, "Caption");
	pdf_place(pdf, &piece, PDF_SIDE, NULL, 0);
	pdf_tag_end(pdf, "Caption");
	pdf->y += 4;
	pdf_piece_close(&piece);
}

void pdf_table(struct pdf *pdf, const struct document_table *table, bool caption)
{
	size_t count = table->column_count;
	struct grid grid = { .pdf = pdf,
		.table = table,
		.edges = g_new0(double, count + 1),
		.head = g_new0(struct cell, count),
		.row = g_new0(struct cell, count) };
	grid.edges[0] = PDF_SIDE;
	for (size_t i = 0; i < count; i++) {
		grid.edges[i + 1] = grid.edges[i] + column_width(table, i);
		grid.head[i] = head_make(&grid, i);
	}
	pdf_skip(pdf, 6);
	pdf_need(pdf, row_height(grid.head, count) + 60);
	pdf_tag_begin(pdf, "Table");
	if (caption)
		caption_place(pdf, table->caption);
	head_draw(&grid);
	for (size_t i = 0; i < table->row_count; i++) {
		bool total = table->last_is_total && i + 1 == table->row_count;
		for (size_t k = 0; k < count; k++)
			grid.row[k] = cell_make(&grid, &table->rows[i].cells[k], k, total);
		row_place(&grid);
		cells_close(grid.row, count);
	}
	pdf_tag_end(pdf, "Table");
	pdf->y += 10;
	cells_close(grid.head, count);
	g_free(grid.head);
	g_free(grid.row);
	g_free(grid.edges);
}
