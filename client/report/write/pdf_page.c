/*
 * client/report/write/pdf_page.c - a page as it fills.
 *
 *   PDF_TOP     text, from above: pdf->y is where the next line begins
 *               …
 *               a short rule, and the notes whose marks stand in that text, up from below
 *   PDF_BOTTOM
 *
 * A line goes onto a page only if its notes do, too. When they do not even fit with it on a page of their
 * own, what is left of them goes on at the foot of the next.
 */
#include "client/report/write/pdf_internal.h"

#include <stdio.h>
#include <string.h>

#define NOTE_SIZE   8.5
#define NOTE_GAP    2.0
#define RULE_GAP    9.0 /* above the notes: the rule stands in its middle */
#define RULE_WIDTH  120.0
#define HEAD_Y      38.0
#define FOOT_Y      (PDF_HEIGHT - 46.0)
#define DESTINATION 96u /* bytes: an id, and two numbers */

void pdf_tag_begin(struct pdf *pdf, const char *tag)
{
	if (pdf->leaf)
		cairo_tag_end(pdf->cairo, "Span");
	pdf->leaf = false;
	if (!pdf->no_leaf)
		cairo_tag_begin(pdf->cairo, tag, NULL);
}

void pdf_tag_end(struct pdf *pdf, const char *tag)
{
	if (pdf->leaf)
		cairo_tag_end(pdf->cairo, "Span");
	pdf->leaf = false;
	if (!pdf->no_leaf)
		cairo_tag_end(pdf->cairo, tag);
}

static void leaf_open(struct pdf *pdf)
{
	if (!pdf->leaf && !pdf->no_leaf) {
		cairo_tag_begin(pdf->cairo, "Span", NULL);
		pdf->leaf = true;
	}
}

static void leaf_close(struct pdf *pdf)
{
	if (pdf->leaf)
		cairo_tag_end(pdf->cairo, "Span");
	pdf->leaf = false;
}

static void destination_add(struct pdf *pdf, const char *name, double y)
{
	char attributes[DESTINATION];
	leaf_close(pdf);
	(void)snprintf(attributes, sizeof attributes, "name='%s' x=%d y=%d internal", name,
	    (int)PDF_SIDE, (int)y);
	cairo_tag_begin(pdf->cairo, CAIRO_TAG_DEST, attributes);
	cairo_tag_end(pdf->cairo, CAIRO_TAG_DEST);
}

void pdf_destination(struct pdf *pdf, const char *id)
{
	if (id != NULL)
		destination_add(pdf, id, pdf->y);
}

static void note_name(char name[DESTINATION], uint32_t number)
{
	(void)snprintf(name, DESTINATION, "note.%u", number); /* no id of the document has a dot */
}

/* In a tag's attribute, and in an address, these mean something; others than ASCII are none of both. */
static void add_address(GString *out, const char *target)
{
	for (; *target != '\0'; target++) {
		unsigned char byte = (unsigned char)*target;
		if (byte <= 0x20 || byte >= 0x7f || strchr("'\"\\()<>", byte) != NULL)
			g_string_append_printf(out, "%%%02X", byte);
		else
			g_string_append_c(out, (char)byte);
	}
}

static void link_begin(struct pdf *pdf, const struct document_run *run)
{
	GString *attributes = g_string_new(run->kind == DOCUMENT_LINK ? "uri='" : "dest='");
	char name[DESTINATION];
	if (run->kind == DOCUMENT_FOOTNOTE) {
		note_name(name, run->number);
		g_string_append(attributes, name);
	} else {
		add_address(attributes, run->target);
	}
	g_string_append_c(attributes, '\'');
	leaf_close(pdf);
	cairo_tag_begin(pdf->cairo, CAIRO_TAG_LINK, attributes->str);
	g_string_free(attributes, TRUE);
}

/* The link that the byte at index is in, or NULL. */
static const struct pdf_link *link_at(const struct pdf_piece *piece, size_t index)
{
	for (size_t i = 0; i < piece->link_count; i++) {
		if (index >= piece->links[i].from && index < piece->links[i].to)
			return &piece->links[i];
	}
	return NULL;
}

static bool line_has_links(const struct pdf_line *line, const struct pdf_piece *piece)
{
	size_t from = (size_t)line->line->start_index;
	size_t to = from + (size_t)line->line->length;
	for (size_t i = 0; i < piece->link_count; i++) {
		if (piece->links[i].from < to && piece->links[i].to > from)
			return true;
	}
	return false;
}

/* A run lies within one link or none: they have attributes of their own. */
static void draw_runs(struct pdf *pdf, const struct pdf_line *line, const struct pdf_piece *piece,
    double x, double baseline)
{
	const char *text = pango_layout_get_text(piece->layout);
	for (const GSList *list = line->line->runs; list != NULL; list = list->next) {
		PangoGlyphItem *run = list->data;
		const struct pdf_link *link = link_at(piece, (size_t)run->item->offset);
		if (link != NULL)
			link_begin(pdf, link->run);
		else
			leaf_open(pdf);
		if (link != NULL && link->run->kind != DOCUMENT_FOOTNOTE)
			cairo_set_source_rgb(pdf->cairo, 0, 0x49 / 255.0, 0x7a / 255.0);
		cairo_move_to(pdf->cairo, x + (double)run->start_x_offset / PANGO_SCALE,
		    baseline - (double)run->y_offset / PANGO_SCALE);
		pango_cairo_show_glyph_item(pdf->cairo, text, run);
		cairo_set_source_rgb(pdf->cairo, 0, 0, 0);
		if (link != NULL)
			cairo_tag_end(pdf->cairo, CAIRO_TAG_LINK);
		x += (double)(pango_glyph_string_get_width(run->glyphs) + run->start_x_offset +
			 run->end_x_offset) /
		    PANGO_SCALE;
	}
}

void pdf_draw_line(
    struct pdf *pdf, const struct pdf_line *line, const struct pdf_piece *piece, double x, double y)
{
	if (!pdf->no_leaf && line_has_links(line, piece)) {
		leaf_close(pdf);
		draw_runs(pdf, line, piece, x + line->x, y + line->baseline);
		return;
	}
	/* A leaf a line: some readers lose what follows in it after a space that the end of a line took away. */
	leaf_close(pdf);
	leaf_open(pdf);
	cairo_move_to(pdf->cairo, x + line->x, y + line->baseline);
	pango_cairo_show_layout_line(pdf->cairo, line->line);
}

/* ---- notes ---- */

static double waiting_height(const struct pdf *pdf)
{
	double height = 0;
	for (size_t i = pdf->note_next; i < pdf->note_count; i++) {
		size_t from = i == pdf->note_next ? pdf->note_line : 0;
		for (size_t k = from; k < pdf->notes[i].line_count; k++)
			height += pdf->notes[i].lines[k].height;
		height += NOTE_GAP;
	}
	return height == 0 ? 0 : height + RULE_GAP;
}

double pdf_room(const struct pdf *pdf)
{
	return PDF_BOTTOM - pdf->y - waiting_height(pdf);
}

static struct pdf_piece note_make(const struct pdf *pdf, uint32_t number)
{
	struct pdf_draft draft = pdf_draft();
	const struct pdf_style style = { .size = NOTE_SIZE, .width = PDF_TEXT_WIDTH };
	pdf_draft_raised(&draft, number);
	pdf_draft_plain(&draft, " ");
	pdf_draft_text(&draft, &pdf->document->footnotes[number - 1]);
	return pdf_piece(pdf, &draft, &style);
}

/* The greatest footnote whose mark is in a line; what lies between it and pdf->marks is new with it. */
static uint32_t line_mark(const struct pdf_line *line, const struct pdf_piece *piece)
{
	size_t from = (size_t)line->line->start_index;
	size_t to = from + (size_t)line->line->length;
	uint32_t greatest = 0;
	for (size_t i = 0; i < piece->link_count; i++) {
		const struct pdf_link *link = &piece->links[i];
		if (link->run->kind == DOCUMENT_FOOTNOTE && link->from >= from && link->from < to &&
		    link->run->number > greatest)
			greatest = link->run->number;
	}
	return greatest;
}

double pdf_notes_height(struct pdf *pdf, const struct pdf_line *line, const struct pdf_piece *piece)
{
	double height = 0;
	uint32_t mark = line_mark(line, piece);
	for (uint32_t number = pdf->marks + 1; number <= mark; number++) {
		struct pdf_piece *note = &pdf->notes[number - 1];
		if (note->layout == NULL)
			*note = note_make(pdf, number);
		height += pdf_piece_height(note) + NOTE_GAP;
	}
	bool first = pdf->note_next == pdf->note_count;
	return height > 0 && first ? height + RULE_GAP : height;
}

void pdf_notes_take(struct pdf *pdf, const struct pdf_line *line, const struct pdf_piece *piece)
{
	uint32_t mark = line_mark(line, piece);
	if (mark <= pdf->marks)
		return;
	(void)pdf_notes_height(pdf, line, piece); /* makes those that were not measured */
	pdf->marks = mark;
	pdf->note_count = mark;
}

/* As many lines of one note as there is room for; whether it is at its end. */
static bool note_draw(struct pdf *pdf, double *y)
{
	const struct pdf_piece *note = &pdf->notes[pdf->note_next];
	char name[DESTINATION];
	pdf_tag_begin(pdf, "Note");
	if (pdf->note_line == 0) {
		note_name(name, (uint32_t)pdf->note_next + 1);
		destination_add(pdf, name, *y);
	}
	while (pdf->note_line < note->line_count &&
	    *y + note->lines[pdf->note_line].height <= PDF_BOTTOM + 0.5) {
		pdf_draw_line(pdf, &note->lines[pdf->note_line], note, PDF_SIDE, *y);
		*y += note->lines[pdf->note_line++].height;
	}
	pdf_tag_end(pdf, "Note");
	return pdf->note_line == note->line_count;
}

static void notes_draw(struct pdf *pdf)
{
	double height = waiting_height(pdf);
	if (height == 0)
		return;
	double y = PDF_BOTTOM - height;
	if (y < pdf->y)
		y = pdf->y;
	leaf_close(pdf);
	double left = pdf->right_to_left ? PDF_WIDTH - PDF_SIDE - RULE_WIDTH : PDF_SIDE;
	cairo_set_line_width(pdf->cairo, 0.5);
	cairo_move_to(pdf->cairo, left, y + RULE_GAP / 2);
	cairo_rel_line_to(pdf->cairo, RULE_WIDTH, 0);
	cairo_stroke(pdf->cairo);
	y += RULE_GAP;
	while (pdf->note_next < pdf->note_count && note_draw(pdf, &y)) {
		pdf_piece_close(&pdf->notes[pdf->note_next++]);
		pdf->note_line = 0;
		y += NOTE_GAP;
	}
}

/* ---- pages ---- */

static void draw_outside(struct pdf *pdf, const char *text, double y, bool center)
{
	const struct pdf_style style = {
		.size = NOTE_SIZE, .width = PDF_TEXT_WIDTH, .center = center, .one_line = true
	};
	struct pdf_piece piece = pdf_piece_plain(pdf, text, &style);
	bool was = pdf->no_leaf;
	pdf->no_leaf = true;
	pdf_draw_line(pdf, &piece.lines[0], &piece, PDF_SIDE, y);
	pdf->no_leaf = was;
	pdf_piece_close(&piece);
}

void pdf_page_begin(struct pdf *pdf)
{
	const struct document_masthead *masthead = &pdf->document->masthead;
	pdf->page++;
	pdf->y = PDF_TOP;
	pdf->fresh = true;
	if (pdf->page > 1)
		draw_outside(pdf, masthead->symbol != NULL ? masthead->symbol : masthead->title,
		    HEAD_Y, false);
}

void pdf_page_end(struct pdf *pdf)
{
	char number[16];
	leaf_close(pdf);
	notes_draw(pdf);
	(void)snprintf(number, sizeof number, "%u", pdf->page);
	draw_outside(pdf, number, FOOT_Y, true);
	cairo_show_page(pdf->cairo);
}

void pdf_page_break(struct pdf *pdf)
{
	pdf_page_end(pdf);
	pdf_page_begin(pdf);
}

void pdf_skip(struct pdf *pdf, double height)
{
	if (!pdf->fresh)
		pdf->y += height;
}

void pdf_need(struct pdf *pdf, double height)
{
	if (!pdf->fresh && height > pdf_room(pdf))
		pdf_page_break(pdf);
}

/* How many lines from index on must stand on one page: no first line is left alone, and no last one. */
static size_t lines_together(const struct pdf_piece *piece, size_t index)
{
	size_t left = piece->line_count - index;
	if (left <= 3 && (index == 0 || left == 2))
		return left;
	return index == 0 ? 2 : 1;
}

void pdf_place(struct pdf *pdf, const struct pdf_piece *piece, double x,
    const struct pdf_piece *label, double label_x)
{
	for (size_t i = 0; i < piece->line_count; i++) {
		const struct pdf_line *line = &piece->lines[i];
		size_t together = lines_together(piece, i);
		double height = 0;
		for (size_t k = i; k < i + together; k++)
			height += piece->lines[k].height;
		const struct pdf_line *last = &piece->lines[i + together - 1];
		pdf_need(pdf, height + pdf_notes_height(pdf, last, piece));
		/* After many notes nothing else may fit on a page: they are drawn first. */
		while (pdf->fresh && pdf->note_next < pdf->note_count && pdf_room(pdf) < height)
			pdf_page_break(pdf);
		if (i == 0 && label != NULL)
			pdf_draw_line(pdf, &label->lines[0], label, label_x,
			    pdf->y + line->baseline - label->lines[0].baseline);
		pdf_draw_line(pdf, line, piece, x, pdf->y);
		pdf_notes_take(pdf, line, piece);
		pdf->y += line->height;
		pdf->fresh = false;
	}
}
