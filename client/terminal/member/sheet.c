/* client/terminal/member/sheet.c - see sheet.h. */
#include "client/terminal/member/sheet.h"

#include <cairo.h>
#include <qrencode.h>
#include <string.h>

#define QUIET    4 /* modules of margin, which scanners want */
#define PAGE_W   210
#define PAGE_H   297
#define CODE_MM  130
#define CODE_TOP 70
#define TEXT_W   190
#define LINES    5
#define DOTS_MM  (150 / 25.4)

static QRcode *code_make(const char *link)
{
	/* A quarter of it may be smudged: sheets are copied, folded, and scanned from afar. */
	return QRcode_encodeString8bit(link, 0, QR_ECLEVEL_M);
}

static bool is_dark(const QRcode *code, int x, int y)
{
	bool inside = x >= 0 && y >= 0 && x < code->width && y < code->width;
	return inside && (code->data[y * code->width + x] & 1) != 0;
}

bool qr_draw(FILE *out, const char *link)
{
	QRcode *code = code_make(link);
	if (code == NULL)
		return false;
	/* Two rows a line. Light is drawn, so that it reads on a dark terminal as well as inverted on a light one. */
	for (int y = -QUIET; y < code->width + QUIET; y += 2) {
		for (int x = -QUIET; x < code->width + QUIET; x++) {
			bool above = !is_dark(code, x, y);
			bool below = !is_dark(code, x, y + 1);
			const char *half = below ? "\u2584" : " ";
			if (above)
				half = below ? "\u2588" : "\u2580";
			fputs(half, out);
		}
		fputc('\n', out);
	}
	QRcode_free(code);
	return true;
}

/* A text of ours or of a person, so that it stays text. */
static void text_add(struct buffer *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '&')
			buffer_add_text(out, "&amp;");
		else if (*text == '<')
			buffer_add_text(out, "&lt;");
		else
			buffer_add(out, text, 1);
	}
}

struct line {
	int top;
	int size;
	const char *before;
	const char *text;
};

static void lines_of(const struct sheet *sheet, struct line lines[LINES])
{
	const struct line all[LINES] = { { 30, 11, "", sheet->title }, { 45, 8, "", sheet->role },
		{ CODE_TOP + CODE_MM + 20, 7, "", sheet->words },
		{ CODE_TOP + CODE_MM + 35, 4, sheet->before, sheet->link },
		{ CODE_TOP + CODE_MM + 45, 5, "good until ", sheet->until } };
	memcpy(lines, all, sizeof all);
}

/* What would be wider than the page, at some six tenths of its size a letter, is drawn together. */
static void line_add(struct buffer *out, const struct line *line)
{
	size_t letters = strlen(line->before) + strlen(line->text);
	buffer_format(out,
	    "<text x=\"%d\" y=\"%d\" font-size=\"%d\" text-anchor=\"middle\" "
	    "font-family=\"sans-serif\"",
	    PAGE_W / 2, line->top, line->size);
	if (letters * (size_t)line->size * 6 > (size_t)TEXT_W * 10)
		buffer_format(out, " textLength=\"%d\" lengthAdjust=\"spacingAndGlyphs\"", TEXT_W);
	buffer_add_text(out, ">");
	text_add(out, line->before);
	text_add(out, line->text);
	buffer_add_text(out, "</text>\n");
}

static void code_add(struct buffer *out, const QRcode *code)
{
	buffer_add_text(out, "<path d=\"");
	for (int y = 0; y < code->width; y++)
		for (int x = 0; x < code->width; x++)
			if (is_dark(code, x, y))
				buffer_format(out, "M%d %dh1v1h-1z", x + QUIET, y + QUIET);
	buffer_add_text(out, "\"/>\n");
}

bool qr_svg(const char *link, struct buffer *out)
{
	QRcode *code = code_make(link);
	if (code == NULL)
		return false;
	buffer_format(out,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
	    "shape-rendering=\"crispEdges\">\n<rect width=\"100%%\" height=\"100%%\" "
	    "fill=\"#fff\"/>\n",
	    code->width + 2 * QUIET, code->width + 2 * QUIET);
	code_add(out, code);
	buffer_add_text(out, "</svg>\n");
	QRcode_free(code);
	return !out->failed;
}

bool sheet_svg(const struct sheet *sheet, struct buffer *out)
{
	struct line lines[LINES];
	QRcode *code = code_make(sheet->link);
	if (code == NULL)
		return false;
	buffer_format(out,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%dmm\" height=\"%dmm\" "
	    "viewBox=\"0 0 %d %d\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
	    PAGE_W, PAGE_H, PAGE_W, PAGE_H);
	buffer_format(out,
	    "<svg x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
	    "shape-rendering=\"crispEdges\">\n",
	    (PAGE_W - CODE_MM) / 2, CODE_TOP, CODE_MM, CODE_MM, code->width + 2 * QUIET,
	    code->width + 2 * QUIET);
	code_add(out, code);
	buffer_add_text(out, "</svg>\n");
	lines_of(sheet, lines);
	for (size_t i = 0; i < LINES; i++)
		line_add(out, &lines[i]);
	buffer_add_text(out, "</svg>\n");
	QRcode_free(code);
	return !out->failed;
}

/* --- As an image ------------------------------------------------------------------------------ */

static cairo_status_t png_write(void *context, const unsigned char *bytes, unsigned size)
{
	buffer_add(context, bytes, size);
	return CAIRO_STATUS_SUCCESS; /* the buffer remembers whether it failed */
}

static void line_draw(cairo_t *cairo, const struct line *line)
{
	cairo_text_extents_t extents;
	char text[1024];
	snprintf(text, sizeof text, "%s%s", line->before, line->text);
	cairo_set_font_size(cairo, line->size);
	cairo_text_extents(cairo, text, &extents);
	if (extents.x_advance > TEXT_W) {
		cairo_set_font_size(cairo, line->size * TEXT_W / extents.x_advance);
		cairo_text_extents(cairo, text, &extents);
	}
	cairo_move_to(cairo, (PAGE_W - extents.x_advance) / 2, line->top);
	cairo_show_text(cairo, text);
}

/* Each module a whole number of dots, or scanners see a pattern that is not there. */
static void code_draw(cairo_t *cairo, const QRcode *code)
{
	int dots = (int)(CODE_MM * DOTS_MM) / (code->width + 2 * QUIET);
	int left = ((int)(PAGE_W * DOTS_MM) - dots * code->width) / 2;
	int top = (int)(CODE_TOP * DOTS_MM) + dots * QUIET;
	cairo_save(cairo);
	cairo_identity_matrix(cairo);
	cairo_set_antialias(cairo, CAIRO_ANTIALIAS_NONE);
	for (int y = 0; y < code->width; y++)
		for (int x = 0; x < code->width; x++)
			if (is_dark(code, x, y))
				cairo_rectangle(cairo, left + x * dots, top + y * dots, dots, dots);
	cairo_fill(cairo);
	cairo_restore(cairo);
}

bool sheet_png(const struct sheet *sheet, struct buffer *out)
{
	struct line lines[LINES];
	QRcode *code = code_make(sheet->link);
	if (code == NULL)
		return false;
	cairo_surface_t *surface = cairo_image_surface_create(
	    CAIRO_FORMAT_RGB24, (int)(PAGE_W * DOTS_MM), (int)(PAGE_H * DOTS_MM));
	cairo_t *cairo = cairo_create(surface);
	cairo_set_source_rgb(cairo, 1, 1, 1);
	cairo_paint(cairo);
	cairo_set_source_rgb(cairo, 0, 0, 0);
	code_draw(cairo, code);
	cairo_scale(cairo, DOTS_MM, DOTS_MM);
	cairo_select_font_face(
	    cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
	lines_of(sheet, lines);
	for (size_t i = 0; i < LINES; i++)
		line_draw(cairo, &lines[i]);
	bool drawn = cairo_status(cairo) == CAIRO_STATUS_SUCCESS &&
	    cairo_surface_write_to_png_stream(surface, png_write, out) == CAIRO_STATUS_SUCCESS;
	cairo_destroy(cairo);
	cairo_surface_destroy(surface);
	QRcode_free(code);
	return drawn && !out->failed;
}
