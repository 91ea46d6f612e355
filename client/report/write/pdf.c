/*
 * client/report/write/pdf.c - the document as pages: tagged, outlined, with notes at the foot of the page.
 */
#include "client/report/write/pdf_internal.h"
#include "client/report/write/xml_internal.h"

#include <stdio.h>
#include <string.h>

#define BODY_SIZE     10.0
#define AFTER_TEXT    6.0
#define HEADING_ALONE 32.0 /* a heading stands above at least so much of its text */

/* Of the page's reading side, so much in from it. */
static double inset(const struct pdf *pdf, double hang)
{
	return pdf->right_to_left ? PDF_SIDE : PDF_SIDE + hang;
}

static struct pdf_style body_style(double hang)
{
	return (
	    struct pdf_style){ .size = BODY_SIZE, .width = PDF_TEXT_WIDTH - hang, .justify = true };
}

/* Where what hangs before a text of that inset stands. */
static struct pdf_piece label_make(const struct pdf *pdf, const char *text, double width)
{
	const struct pdf_style style = { .size = BODY_SIZE, .width = width };
	struct pdf_draft draft = pdf_draft();
	pdf_draft_plain(&draft, text);
	pdf_draft_plain(&draft, " "); /* for those who read it aloud */
	return pdf_piece(pdf, &draft, &style);
}

static double label_x(const struct pdf *pdf, double at, double width)
{
	return pdf->right_to_left ? PDF_WIDTH - PDF_SIDE - at - width : PDF_SIDE + at;
}

static void draft_paragraph(struct pdf_draft *draft, const struct document_paragraph *paragraph)
{
	for (size_t i = 0; i < paragraph->sentence_count; i++) {
		if (i > 0)
			pdf_draft_plain(draft, " ");
		pdf_draft_text(draft, &paragraph->sentences[i].text);
	}
}

static void add_item(struct pdf *pdf, const struct document_item *item)
{
	double at = PDF_HANG * (item->depth + 1);
	double hang = at + PDF_HANG;
	struct pdf_draft draft = pdf_draft();
	const struct pdf_style style = body_style(hang);
	pdf_draft_text(&draft, &item->sentence.text);
	struct pdf_piece piece = pdf_piece(pdf, &draft, &style);
	struct pdf_piece label = label_make(pdf, item->label, PDF_HANG);
	pdf_tag_begin(pdf, "LI");
	pdf_tag_begin(pdf, "LBody");
	pdf_place(pdf, &piece, inset(pdf, hang), &label, label_x(pdf, at, PDF_HANG));
	pdf_tag_end(pdf, "LBody");
	pdf_tag_end(pdf, "LI");
	pdf->y += AFTER_TEXT * 2 / 3;
	pdf_piece_close(&label);
	pdf_piece_close(&piece);
}

static void add_paragraph(struct pdf *pdf, const struct document_paragraph *paragraph)
{
	bool numbered = paragraph->number != 0;
	double hang = numbered ? PDF_HANG : 0;
	struct pdf_draft draft = pdf_draft();
	const struct pdf_style style = body_style(hang);
	char number[16];
	(void)snprintf(number, sizeof number, "%u.", paragraph->number);
	draft_paragraph(&draft, paragraph);
	struct pdf_piece piece = pdf_piece(pdf, &draft, &style);
	struct pdf_piece label = label_make(pdf, number, PDF_HANG);
	double first = piece.lines[0].height * (piece.line_count > 1 ? 2 : 1);
	pdf_need(pdf, first + pdf_notes_height(pdf, &piece.lines[0], &piece));
	pdf_destination(pdf, paragraph->id);
	pdf_tag_begin(pdf, "P");
	pdf_place(
	    pdf, &piece, inset(pdf, hang), numbered ? &label : NULL, label_x(pdf, 0, PDF_HANG));
	pdf_tag_end(pdf, "P");
	pdf->y += AFTER_TEXT;
	pdf_piece_close(&label);
	pdf_piece_close(&piece);
	if (paragraph->item_count == 0)
		return;
	pdf_tag_begin(pdf, "L");
	for (size_t i = 0; i < paragraph->item_count; i++)
		add_item(pdf, &paragraph->items[i]);
	pdf_tag_end(pdf, "L");
	pdf->y += AFTER_TEXT / 3;
}

static void outline_add(
    struct pdf *pdf, uint32_t level, const char *label, const char *text, const char *id)
{
	if (id == NULL)
		return;
	struct pdf_draft draft = pdf_draft();
	GString *target = g_string_new(NULL);
	g_string_printf(target, "dest='%s'", id);
	pdf_draft_plain(&draft, label);
	pdf_draft_plain(&draft, " ");
	pdf_draft_plain(&draft, text);
	int entry = cairo_pdf_surface_add_outline(pdf->surface, pdf->outline[level - 1],
	    draft.text->str, target->str, level == 1 ? CAIRO_PDF_OUTLINE_FLAG_OPEN : 0);
	for (size_t i = level; i <= DOCUMENT_LEVELS; i++)
		pdf->outline[i] = entry;
	g_string_free(target, TRUE);
	g_string_free(draft.text, TRUE);
	g_array_free(draft.links, TRUE);
	pango_attr_list_unref(draft.attributes);
}

static void add_heading(struct pdf *pdf, const struct document_heading *heading, double below)
{
	static const char *const tags[DOCUMENT_LEVELS] = { "H1", "H2", "H3", "H4" };
	static const double sizes[DOCUMENT_LEVELS] = { 14, 12, 10, 10 };
	static const double above[DOCUMENT_LEVELS] = { 18, 14, 10, 8 };
	size_t level = heading->level - 1;
	const struct pdf_style style = {
		.size = sizes[level], .width = PDF_TEXT_WIDTH - PDF_HANG, .bold = true
	};
	const struct pdf_style label_style = {
		.size = sizes[level], .width = PDF_HANG, .bold = true
	};
	struct pdf_piece piece = pdf_piece_plain(pdf, heading->text, &style);
	struct pdf_piece label = pdf_piece_plain(pdf, heading->label, &label_style);
	pdf_skip(pdf, above[level]);
	pdf_need(pdf, pdf_piece_height(&piece) + below + HEADING_ALONE);
	pdf_destination(pdf, heading->id);
	outline_add(pdf, heading->level, heading->label, heading->text, heading->id);
	pdf_tag_begin(pdf, tags[level]);
	pdf_place(pdf, &piece, inset(pdf, PDF_HANG), &label, label_x(pdf, 0, PDF_HANG));
	pdf_tag_end(pdf, tags[level]);
	pdf->y += AFTER_TEXT;
	pdf_piece_close(&label);
	pdf_piece_close(&piece);
}

/* Headings that follow directly stand on the same page. */
static double headings_below(const struct document_part *part, size_t index)
{
	double height = 0;
	for (size_t i = index + 1;
	     i < part->block_count && part->blocks[i].kind == DOCUMENT_HEADING; i++)
		height += 28;
	return height;
}

static void add_blocks(struct pdf *pdf, const struct document_part *part)
{
	for (size_t i = 0; !pdf->sink_failed && i < part->block_count; i++) {
		const struct document_block *block = &part->blocks[i];
		switch (block->kind) {
		case DOCUMENT_HEADING:
			add_heading(pdf, &block->heading, headings_below(part, i));
			break;
		case DOCUMENT_PARAGRAPH:
			add_paragraph(pdf, &block->paragraph);
			break;
		case DOCUMENT_TABLE:
			pdf_table(pdf, &block->table,
			    part->title == NULL || strcmp(part->title, block->table.caption) != 0);
			break;
		}
	}
}

/* A line of the masthead; nothing when text is NULL. */
static void add_line(
    struct pdf *pdf, const char *tag, const char *text, double above, const struct pdf_style *style)
{
	if (text == NULL)
		return;
	struct pdf_piece piece = pdf_piece_plain(pdf, text, style);
	pdf->y += above;
	pdf_tag_begin(pdf, tag);
	pdf_place(pdf, &piece, PDF_SIDE, NULL, 0);
	pdf_tag_end(pdf, tag);
	pdf_piece_close(&piece);
}

static void add_organ(struct pdf *pdf, const struct document_masthead *masthead)
{
	if (masthead->organ == NULL && masthead->symbol == NULL)
		return;
	const struct pdf_style left = { .size = 12, .width = PDF_TEXT_WIDTH * 0.7, .bold = true };
	const struct pdf_style right = { .size = 12,
		.width = PDF_TEXT_WIDTH * 0.3,
		.bold = true,
		.right = !pdf->right_to_left };
	struct pdf_piece organ =
	    pdf_piece_plain(pdf, masthead->organ == NULL ? "" : masthead->organ, &left);
	struct pdf_piece symbol =
	    pdf_piece_plain(pdf, masthead->symbol == NULL ? "" : masthead->symbol, &right);
	double organ_x = pdf->right_to_left ? PDF_SIDE + PDF_TEXT_WIDTH * 0.3 : PDF_SIDE;
	double symbol_x = pdf->right_to_left ? PDF_SIDE : PDF_SIDE + PDF_TEXT_WIDTH * 0.7;
	pdf_tag_begin(pdf, "P");
	pdf_place(pdf, &organ, organ_x, &symbol, symbol_x);
	pdf_tag_end(pdf, "P");
	pdf->y += 4;
	cairo_set_line_width(pdf->cairo, 1);
	cairo_move_to(pdf->cairo, PDF_SIDE, pdf->y);
	cairo_rel_line_to(pdf->cairo, PDF_TEXT_WIDTH, 0);
	cairo_stroke(pdf->cairo);
	pdf->y += 4;
	pdf_piece_close(&organ);
	pdf_piece_close(&symbol);
}

static void add_masthead(struct pdf *pdf, const struct document_masthead *masthead)
{
	const struct pdf_style distribution = {
		.size = BODY_SIZE, .width = PDF_TEXT_WIDTH, .right = !pdf->right_to_left
	};
	const struct pdf_style bold = { .size = 12, .width = PDF_TEXT_WIDTH, .bold = true };
	const struct pdf_style title = { .size = 17, .width = PDF_TEXT_WIDTH, .bold = true };
	const struct pdf_style plain = { .size = BODY_SIZE, .width = PDF_TEXT_WIDTH };
	add_organ(pdf, masthead);
	add_line(pdf, "P", masthead->distribution, 0, &distribution);
	add_line(pdf, "P", masthead->submitted, 0, &distribution);
	add_line(pdf, "P", masthead->original, 0, &distribution);
	add_line(pdf, "P", masthead->heading, 12, &bold);
	add_line(pdf, "P", masthead->title, 12, &title);
	add_line(pdf, "P", masthead->kind, 8, &bold);
	pdf->y += 6;
	const char *const facts[] = { masthead->date, masthead->time, masthead->place,
		masthead->objectives, masthead->reference, masthead->state };
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
		add_line(pdf, "P", facts[i], 1, &plain);
	pdf->y += AFTER_TEXT;
}

static void add_annex(struct pdf *pdf, const struct document_part *annex)
{
	const struct pdf_style style = { .size = 14, .width = PDF_TEXT_WIDTH, .bold = true };
	pdf_page_break(pdf);
	pdf_destination(pdf, annex->id);
	outline_add(pdf, 1, annex->label, annex->title, annex->id);
	add_line(pdf, "P", annex->label, 0, &style);
	add_line(pdf, "H1", annex->title, 2, &style);
	pdf->y += AFTER_TEXT * 2;
	add_blocks(pdf, annex);
}

/* Cairo is never told that the sink is full: with an error it loses memory, and crashes while a tag is open. */
static cairo_status_t stream_write(void *context, const unsigned char *bytes, unsigned size)
{
	struct pdf *pdf = context;
	if (!pdf->sink_failed && pdf->sink->write(pdf->sink->context, bytes, size) != 0)
		pdf->sink_failed = true;
	return CAIRO_STATUS_SUCCESS;
}

static int text_write(void *context, const void *bytes, size_t size)
{
	GString *text = context;
	g_string_append_len(text, bytes, (gssize)size);
	return 0;
}

/* The document's own time, so that its bytes do not tell when it was written. */
static void metadata_set(struct pdf *pdf)
{
	const struct document *document = pdf->document;
	GString *time = g_string_new(NULL);
	struct report_sink sink = { .write = text_write, .context = time };
	struct report_out out;
	report_out_init(&out, &sink);
	report_xml_time(&out, document->time_ms);
	(void)report_out_end(&out);
	struct pdf_draft title = pdf_draft();
	pdf_draft_plain(&title, document->masthead.title);
	cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_TITLE, title.text->str);
	cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATOR, "rapporteur");
	cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATE_DATE, time->str);
	g_string_free(time, TRUE);
	g_string_free(title.text, TRUE);
	g_array_free(title.links, TRUE);
	pango_attr_list_unref(title.attributes);
}

static void write_all(struct pdf *pdf)
{
	const struct document *document = pdf->document;
	metadata_set(pdf);
	pdf_tag_begin(pdf, "Document");
	pdf_page_begin(pdf);
	add_masthead(pdf, &document->masthead);
	add_blocks(pdf, &document->body);
	for (size_t i = 0; i < document->annex_count; i++)
		add_annex(pdf, &document->annexes[i]);
	pdf_page_end(pdf);
	/* What is left of the last notes takes pages of its own. */
	while (pdf->note_next < pdf->note_count) {
		pdf_page_begin(pdf);
		pdf_page_end(pdf);
	}
	pdf_tag_end(pdf, "Document");
}

enum report_result report_pdf(const struct report *report, const struct report_sink *sink)
{
	const struct document *document = &report->document;
	struct pdf pdf = { .document = document,
		.sink = sink,
		.right_to_left = report_right_to_left(document->language) };
	if (!pdf_fonts_open(&pdf.fonts, document)) {
		pdf_fonts_close(&pdf.fonts);
		return REPORT_FONTS;
	}
	pdf.notes = g_new0(struct pdf_piece, document->footnote_count + 1);
	pdf.surface =
	    cairo_pdf_surface_create_for_stream(stream_write, &pdf, PDF_WIDTH, PDF_HEIGHT);
	pdf.cairo = cairo_create(pdf.surface);
	write_all(&pdf);
	cairo_status_t status = cairo_status(pdf.cairo);
	cairo_destroy(pdf.cairo);
	cairo_surface_finish(pdf.surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(pdf.surface);
	cairo_surface_destroy(pdf.surface);
	for (size_t i = 0; i < document->footnote_count; i++)
		pdf_piece_close(&pdf.notes[i]);
	g_free(pdf.notes);
	pdf_fonts_close(&pdf.fonts);
	if (pdf.sink_failed)
		return REPORT_SINK;
	/* A tag that cairo refuses is ours: it stands on none of the document's texts. */
	return status == CAIRO_STATUS_SUCCESS ? REPORT_OK : REPORT_MEMORY;
}
