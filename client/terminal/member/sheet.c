/* client/terminal/member/sheet.c - see sheet.h. */
#include "client/terminal/member/sheet.h"

#include <qrencode.h>
#include <string.h>

#define QUIET    4 /* modules of margin, which scanners want */
#define PAGE_W   210
#define PAGE_H   297
#define CODE_MM  130
#define CODE_TOP 70

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

static void line_add(struct buffer *out, int top, int size, const char *before, const char *text)
{
	buffer_format(out,
	    "<text x=\"%d\" y=\"%d\" font-size=\"%d\" text-anchor=\"middle\" "
	    "font-family=\"sans-serif\">",
	    PAGE_W / 2, top, size);
	text_add(out, before);
	text_add(out, text);
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
	QRcode *code = code_make(sheet->link);
	if (code == NULL)
		return false;
	buffer_format(out,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%dmm\" height=\"%dmm\" "
	    "viewBox=\"0 0 %d %d\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
	    PAGE_W, PAGE_H, PAGE_W, PAGE_H);
	line_add(out, 30, 11, "", sheet->title);
	line_add(out, 45, 8, "", sheet->role);
	buffer_format(out,
	    "<svg x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
	    "shape-rendering=\"crispEdges\">\n",
	    (PAGE_W - CODE_MM) / 2, CODE_TOP, CODE_MM, CODE_MM, code->width + 2 * QUIET,
	    code->width + 2 * QUIET);
	code_add(out, code);
	buffer_add_text(out, "</svg>\n");
	line_add(out, CODE_TOP + CODE_MM + 20, 7, "", sheet->words);
	line_add(out, CODE_TOP + CODE_MM + 35, 4, sheet->before, sheet->link);
	line_add(out, CODE_TOP + CODE_MM + 45, 5, "good until ", sheet->until);
	buffer_add_text(out, "</svg>\n");
	QRcode_free(code);
	return !out->failed;
}
