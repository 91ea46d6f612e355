/*
 * client/report/write/pdf_text.c - a text with its emphasis, its links and its marks, broken into lines.
 *
 * A draft gathers the runs of a text, cleaned of what no page can show; a piece is the draft laid out.
 */
#include "client/report/write/pdf_internal.h"
#include "client/report/write/xml_internal.h"

#include <stdio.h>
#include <string.h>

#define RAISED_SIZE 0.65 /* of the text's size */
#define RAISED_BY   0.35
#define BODY_SIZE   10.0

struct pdf_draft pdf_draft(void)
{
	return (struct pdf_draft){ .text = g_string_new(NULL),
		.attributes = pango_attr_list_new(),
		.links = g_array_new(FALSE, FALSE, sizeof(struct pdf_link)) };
}

/* As for XML: a control character is a space, what is no UTF-8 is U+FFFD. */
void pdf_draft_plain(struct pdf_draft *draft, const char *text)
{
	if (text == NULL)
		return;
	size_t size = strlen(text);
	for (size_t at = 0; at < size;) {
		gunichar character = g_utf8_get_char_validated(text + at, (gssize)(size - at));
		if (character >= (gunichar)-2) {
			g_string_append(draft->text, "\xef\xbf\xbd");
			at++;
			continue;
		}
		size_t bytes = (size_t)(g_utf8_next_char(text + at) - (text + at));
		bool control = character < 0x20 || (character >= 0x7f && character < 0xa0) ||
		    character == 0x2028 || character == 0x2029;
		g_string_append_len(
		    draft->text, control ? " " : text + at, control ? 1 : (gssize)bytes);
		at += bytes;
	}
}

static void attribute_add(struct pdf_draft *draft, PangoAttribute *attribute, size_t from)
{
	attribute->start_index = (guint)from;
	attribute->end_index = (guint)draft->text->len;
	pango_attr_list_insert(draft->attributes, attribute);
}

static void link_add(struct pdf_draft *draft, const struct document_run *run, size_t from)
{
	struct pdf_link link = { .from = from, .to = draft->text->len, .run = run };
	if (link.from == link.to)
		return;
	g_array_append_val(draft->links, link);
	if (run->kind != DOCUMENT_FOOTNOTE)
		attribute_add(draft, pango_attr_foreground_new(0, 0x4949, 0x7a7a), from);
}

static void raise_from(struct pdf_draft *draft, size_t from)
{
	attribute_add(draft, pango_attr_scale_new(RAISED_SIZE), from);
	attribute_add(draft, pango_attr_rise_new((int)(RAISED_BY * BODY_SIZE * PANGO_SCALE)), from);
}

void pdf_draft_raised(struct pdf_draft *draft, uint32_t number)
{
	size_t from = draft->text->len;
	g_string_append_printf(draft->text, "%u", number);
	raise_from(draft, from);
}

static void draft_run(struct pdf_draft *draft, const struct document_text *text, size_t index)
{
	const struct document_run *run = &text->runs[index];
	size_t from = draft->text->len;
	if (run->kind == DOCUMENT_FOOTNOTE) {
		if (report_mark_follows(text, index)) {
			g_string_append(draft->text, ", ");
			raise_from(draft, from);
		}
		from = draft->text->len;
		pdf_draft_raised(draft, run->number);
		link_add(draft, run, from);
		return;
	}
	pdf_draft_plain(draft, run->text);
	if (run->bold)
		attribute_add(draft, pango_attr_weight_new(PANGO_WEIGHT_BOLD), from);
	if (run->italic)
		attribute_add(draft, pango_attr_style_new(PANGO_STYLE_ITALIC), from);
	if (run->kind == DOCUMENT_REFERENCE ||
	    (run->kind == DOCUMENT_LINK && report_link_safe(run->target)))
		link_add(draft, run, from);
}

void pdf_draft_text(struct pdf_draft *draft, const struct document_text *text)
{
	for (size_t i = 0; i < text->run_count; i++)
		draft_run(draft, text, i);
}

static void style_set(const struct pdf *pdf, PangoLayout *layout, const struct pdf_style *style)
{
	PangoFontDescription *font = pango_font_description_new();
	pango_font_description_set_family(font, pdf->fonts.families);
	pango_font_description_set_size(font, (int)(style->size * PANGO_SCALE));
	if (style->bold)
		pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
	pango_layout_set_width(layout, (int)(style->width * PANGO_SCALE));
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_justify(layout, style->justify);
	pango_layout_set_single_paragraph_mode(layout, TRUE);
	if (style->one_line)
		pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
	if (style->center)
		pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
	else if (style->right)
		pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT);
	/* A text of figures alone has no direction; the document's decides then. */
	pango_layout_set_auto_dir(layout, TRUE);
}

static void lines_find(struct pdf_piece *piece)
{
	piece->line_count = (size_t)pango_layout_get_line_count(piece->layout);
	piece->lines = g_new0(struct pdf_line, piece->line_count);
	PangoLayoutIter *iter = pango_layout_get_iter(piece->layout);
	for (size_t i = 0; i < piece->line_count; i++) {
		int top = 0;
		int bottom = 0;
		PangoRectangle logical;
		pango_layout_iter_get_line_yrange(iter, &top, &bottom);
		pango_layout_iter_get_line_extents(iter, NULL, &logical);
		piece->lines[i] =
		    (struct pdf_line){ .line = pango_layout_iter_get_line_readonly(iter),
			    .x = (double)logical.x / PANGO_SCALE,
			    .height = (double)(bottom - top) / PANGO_SCALE,
			    .baseline = (double)(pango_layout_iter_get_baseline(iter) - top) /
				PANGO_SCALE };
		pango_layout_iter_next_line(iter);
	}
	pango_layout_iter_free(iter);
}

struct pdf_piece pdf_piece(
    const struct pdf *pdf, struct pdf_draft *draft, const struct pdf_style *style)
{
	struct pdf_piece piece = { .layout = pango_layout_new(pdf->fonts.context) };
	style_set(pdf, piece.layout, style);
	pdf_fonts_tell(pdf->document, draft->text->str, draft->text->len, draft->attributes);
	pango_layout_set_text(piece.layout, draft->text->str, (int)draft->text->len);
	pango_layout_set_attributes(piece.layout, draft->attributes);
	lines_find(&piece);
	piece.link_count = draft->links->len;
	piece.links = (struct pdf_link *)(void *)g_array_free(draft->links, FALSE);
	pango_attr_list_unref(draft->attributes);
	g_string_free(draft->text, TRUE);
	*draft = (struct pdf_draft){ 0 };
	return piece;
}

struct pdf_piece pdf_piece_plain(
    const struct pdf *pdf, const char *text, const struct pdf_style *style)
{
	struct pdf_draft draft = pdf_draft();
	pdf_draft_plain(&draft, text);
	return pdf_piece(pdf, &draft, style);
}

void pdf_piece_close(struct pdf_piece *piece)
{
	g_clear_object(&piece->layout);
	g_free(piece->lines);
	g_free(piece->links);
	*piece = (struct pdf_piece){ 0 };
}

double pdf_piece_height(const struct pdf_piece *piece)
{
	double height = 0;
	for (size_t i = 0; i < piece->line_count; i++)
		height += piece->lines[i].height;
	return height;
}
