/*
 * client/terminal/screen/screen_text.c - see screen_text.h.
 *
 * Terminals give a wide character two columns and a combining mark none, mostly. We go forward until the text no
 * longer fits, remembering where one column was left for the ellipsis, and cut back to there.
 */
#include "client/terminal/screen/screen_text.h"

#include <string.h>
#include <utf8proc.h>

#define ELLIPSIS    "\xe2\x80\xa6"
#define REPLACEMENT "\xef\xbf\xbd"

/* One code point at text: adds it, answers its columns; *size is its bytes. */
static size_t point_add(struct buffer *out, const char *text, size_t left, size_t *size)
{
	utf8proc_int32_t point = -1;
	utf8proc_ssize_t taken =
	    utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)left, &point);
	if (taken <= 0 || point < 0) {
		*size = 1;
		buffer_add_text(out, REPLACEMENT);
		return 1;
	}
	*size = (size_t)taken;
	utf8proc_category_t category = utf8proc_category(point);
	if (category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_ZL ||
	    category == UTF8PROC_CATEGORY_ZP) {
		buffer_add_text(out, " ");
		return 1;
	}
	buffer_add(out, text, *size);
	return screen_point_columns(point);
}

size_t screen_point_columns(int32_t point)
{
	/* Vowel signs that stand beside their letter, as Hindi has them, take a column on terminals; the
	 * library says they take none. */
	if (utf8proc_category(point) == UTF8PROC_CATEGORY_MC)
		return 1;
	int width = utf8proc_charwidth(point);
	return width > 0 ? (size_t)width : 0;
}

size_t screen_text_add(struct buffer *out, const char *text, size_t columns)
{
	size_t left = strlen(text);
	size_t used = 0;
	size_t cut = out->size; /* here there is a column left for the ellipsis */
	size_t cut_used = 0;
	while (left > 0) {
		size_t size = 0;
		size_t width = point_add(out, text, left, &size);
		if (out->failed)
			return used;
		if (width > columns - used) {
			out->size = cut;
			if (columns > cut_used) {
				buffer_add_text(out, ELLIPSIS);
				cut_used++;
			}
			return cut_used;
		}
		used += width;
		text += size;
		left -= size;
		if (used < columns) {
			cut = out->size;
			cut_used = used;
		}
	}
	return used;
}

void screen_text_print(FILE *out, const char *text, size_t columns)
{
	struct buffer buffer;
	buffer_init(&buffer, 4u * strlen(text) + 16);
	screen_text_add(&buffer, text, columns);
	(void)fwrite(buffer.bytes, 1, buffer.size, out);
	buffer_close(&buffer);
}
