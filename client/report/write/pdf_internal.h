/*
 * client/report/write/pdf_internal.h - pages for reading and printing, by pango and cairo.
 *
 *   pdf.c        the document, block by block: masthead, headings, paragraphs, annexes
 *   pdf_table.c  tables, whose rows may break over pages
 *   pdf_page.c   a page as it fills: lines, notes at its foot, running head, number; tags and links
 *   pdf_text.c   a text with its fonts, links and marks, broken into lines
 *   pdf_font.c   which fonts, and nothing of what a person has set up
 *
 * Text comes in pieces, a piece is lines, and a line is placed where there is room for it and for the
 * notes whose marks are in it; else the page is ended first. Pages are written as they are full, so that
 * memory grows with the document's links and headings, not with its text.
 *
 * What cairo 1.16 does about tags, seen and not told anywhere: only the innermost tag marks content, so text
 * lies in leaves (Span, Link, a heading) and all others only hold leaves; a holder may go on over
 * pages, a leaf may not. There is no tag for what is no content: running heads lie in no leaf. An unknown tag
 * is an error that makes the next call crash, so ours are all from its list.
 *
 * GLib ends the program when there is no memory; nothing here can answer REPORT_MEMORY for pango.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_WRITE_PDF_INTERNAL_H
#define RAPPORTEUR_CLIENT_REPORT_WRITE_PDF_INTERNAL_H

#include "client/report/writer.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

/* In points; A4, with the margins of docx. */
#define PDF_WIDTH      595.28
#define PDF_HEIGHT     841.89
#define PDF_SIDE       56.7
#define PDF_TOP        70.9
#define PDF_BOTTOM     (PDF_HEIGHT - 70.9)
#define PDF_TEXT_WIDTH (PDF_WIDTH - 2 * PDF_SIDE)
#define PDF_HANG       28.35 /* from a number to its text */

struct pdf_style {
	double size;
	double width;
	bool bold;
	bool justify;
	bool right;
	bool center;
	bool one_line; /* what is longer ends with "…" */
};

/* A stretch of a piece's bytes that leads somewhere. */
struct pdf_link {
	size_t from;
	size_t to;
	const struct document_run *run;
};

struct pdf_line {
	PangoLayoutLine *line; /* the layout's */
	double x;
	double height;
	double baseline; /* below the line's top */
};

struct pdf_piece {
	PangoLayout *layout;
	struct pdf_line *lines;
	size_t line_count;
	struct pdf_link *links;
	size_t link_count;
};

struct pdf_fonts {
	PangoFontMap *map;
	PangoContext *context;
	char *families; /* in the order in which they are asked */
};

struct pdf {
	const struct document *document;
	const struct report_sink *sink;
	cairo_surface_t *surface;
	cairo_t *cairo;
	struct pdf_fonts fonts;
	bool right_to_left;
	bool sink_failed;
	uint32_t page; /* from 1 */
	double y;
	bool fresh;                       /* nothing stands on this page yet */
	bool leaf;                        /* a Span is open */
	bool no_leaf;                     /* what is drawn now is no content */
	uint32_t marks;                   /* the greatest footnote whose mark was placed */
	struct pdf_piece *notes;          /* by number, made when their mark is placed */
	size_t note_count;                /* whose marks were placed */
	size_t note_next;                 /* the first that is not yet drawn to its end, */
	size_t note_line;                 /* and its first line that is not */
	int outline[DOCUMENT_LEVELS + 1]; /* [level]: the newest entry; [0]: the root */
};

/* ---- pdf_font.c ---- */

/* Fonts for all scripts of the document. False: those for Latin are not installed. */
bool pdf_fonts_open(struct pdf_fonts *fonts, const struct document *document);
void pdf_fonts_close(struct pdf_fonts *fonts);
/* Says of each stretch of a text in which language its script is read, so that no setting of the person's does. */
void pdf_fonts_tell(
    const struct document *document, const char *text, size_t size, PangoAttrList *attributes);

/* ---- pdf_text.c ---- */

/* A text under way: runs one after the other. */
struct pdf_draft {
	GString *text;
	PangoAttrList *attributes;
	GArray *links; /* struct pdf_link */
};
struct pdf_draft pdf_draft(void);
void pdf_draft_plain(struct pdf_draft *draft, const char *text);
void pdf_draft_text(struct pdf_draft *draft, const struct document_text *text);
/* Its number before a footnote, raised. */
void pdf_draft_raised(struct pdf_draft *draft, uint32_t number);
/* Breaks it into lines. Takes the draft. */
struct pdf_piece pdf_piece(
    const struct pdf *pdf, struct pdf_draft *draft, const struct pdf_style *style);
struct pdf_piece pdf_piece_plain(
    const struct pdf *pdf, const char *text, const struct pdf_style *style);
void pdf_piece_close(struct pdf_piece *piece);
double pdf_piece_height(const struct pdf_piece *piece);

/* ---- pdf_page.c ---- */

void pdf_tag_begin(struct pdf *pdf, const char *tag);
void pdf_tag_end(struct pdf *pdf, const char *tag);
/* Where links to id lead: here. */
void pdf_destination(struct pdf *pdf, const char *id);
/* Space above what follows, unless it begins a page. */
void pdf_skip(struct pdf *pdf, double height);
/* Ends the page unless there is room for so much. */
void pdf_need(struct pdf *pdf, double height);
/* Begins the first page, ends one, ends the last. */
void pdf_page_begin(struct pdf *pdf);
void pdf_page_break(struct pdf *pdf);
void pdf_page_end(struct pdf *pdf);
/* The lines of a piece, from the left; label, if not NULL, beside its first line. */
void pdf_place(struct pdf *pdf, const struct pdf_piece *piece, double x,
    const struct pdf_piece *label, double label_x);
/* A line at (x, y), y its top, whether there is room or not. */
void pdf_draw_line(struct pdf *pdf, const struct pdf_line *line, const struct pdf_piece *piece,
    double x, double y);
/* How much more room at the foot the notes take that the marks of a line call for. */
double pdf_notes_height(
    struct pdf *pdf, const struct pdf_line *line, const struct pdf_piece *piece);
/* Sets those notes at the foot of this page. */
void pdf_notes_take(struct pdf *pdf, const struct pdf_line *line, const struct pdf_piece *piece);
/* What is left of the page above its notes. */
double pdf_room(const struct pdf *pdf);

/* ---- pdf_table.c ---- */

void pdf_table(struct pdf *pdf, const struct document_table *table, bool caption);

#endif
