/* client/terminal/screen/line_edit.c - see line_edit.h. */
#include "client/terminal/screen/line_edit.h"

#include <assert.h>
#include <string.h>
#include <utf8proc.h>

#include "client/terminal/screen/screen_text.h"
#include "proto/wire/text.h"

/* The code point at `at`; size is at least 1. */
static size_t point_at(const char *text, size_t size, size_t at, utf8proc_int32_t *point)
{
	assert(at < size);
	utf8proc_ssize_t taken = utf8proc_iterate(
	    (const utf8proc_uint8_t *)text + at, (utf8proc_ssize_t)(size - at), point);
	if (taken > 0)
		return (size_t)taken;
	*point = 0xfffd;
	return 1;
}

size_t grapheme_after(const char *text, size_t size, size_t at)
{
	if (at >= size)
		return size;
	utf8proc_int32_t state = 0;
	utf8proc_int32_t before = 0;
	utf8proc_int32_t point = 0;
	at += point_at(text, size, at, &before);
	while (at < size) {
		size_t taken = point_at(text, size, at, &point);
		if (utf8proc_grapheme_break_stateful(before, point, &state))
			break;
		before = point;
		at += taken;
	}
	return at;
}

/* Forward from the text's beginning: where a grapheme begins depends on all before it. */
size_t grapheme_before(const char *text, size_t size, size_t at)
{
	size_t start = 0;
	for (size_t next = 0; next < at; next = grapheme_after(text, size, next))
		start = next;
	return start;
}

static size_t columns_of(const char *text, size_t from, size_t to)
{
	size_t columns = 0;
	while (from < to) {
		utf8proc_int32_t point = 0;
		from += point_at(text, to, from, &point);
		columns += screen_point_columns(point);
	}
	return columns;
}

void line_clear(struct line_edit *line)
{
	line->text[0] = '\0';
	line->size = 0;
	line->cursor = 0;
}

static bool insert(struct line_edit *line, const char *text, size_t size)
{
	if (size > LINE_BYTES_MAX - line->size)
		return false;
	memmove(line->text + line->cursor + size, line->text + line->cursor,
	    line->size - line->cursor + 1);
	memcpy(line->text + line->cursor, text, size);
	line->size += size;
	line->cursor += size;
	/* A mark joins what is before it; what was between may be one grapheme with what follows. */
	if (line->cursor < line->size) {
		size_t at = 0;
		while (at < line->cursor)
			at = grapheme_after(line->text, line->size, at);
		line->cursor = at;
	}
	return true;
}

void line_set(struct line_edit *line, const char *text, size_t size)
{
	line_clear(line);
	for (size_t at = 0; at < size;) {
		utf8proc_int32_t point = 0;
		utf8proc_ssize_t taken = utf8proc_iterate(
		    (const utf8proc_uint8_t *)text + at, (utf8proc_ssize_t)(size - at), &point);
		size_t bytes = taken > 0 ? (size_t)taken : 1;
		bool is_control = taken > 0 && utf8proc_category(point) == UTF8PROC_CATEGORY_CC;
		if (taken > 0 && bytes <= LINE_BYTES_MAX - line->size) {
			memcpy(line->text + line->size, is_control ? " " : text + at,
			    is_control ? 1 : bytes);
			line->size += is_control ? 1 : bytes;
		}
		at += bytes;
	}
	line->text[line->size] = '\0';
	line->cursor = line->size;
}

static void erase(struct line_edit *line, size_t from, size_t to)
{
	memmove(line->text + from, line->text + to, line->size - to + 1);
	line->size -= to - from;
	line->cursor = from;
}

static size_t word_before(const struct line_edit *line)
{
	size_t at = line->cursor;
	while (at > 0 && line->text[at - 1] == ' ')
		at--;
	while (at > 0 && line->text[at - 1] != ' ')
		at--;
	return at;
}

static size_t word_after(const struct line_edit *line)
{
	size_t at = line->cursor;
	while (at < line->size && line->text[at] == ' ')
		at++;
	while (at < line->size && line->text[at] != ' ')
		at++;
	return at;
}

static bool move(struct line_edit *line, enum stroke_kind kind)
{
	switch ((int)kind) {
	case STROKE_LEFT:
		line->cursor = grapheme_before(line->text, line->size, line->cursor);
		return true;
	case STROKE_RIGHT:
		line->cursor = grapheme_after(line->text, line->size, line->cursor);
		return true;
	case STROKE_HOME:
		line->cursor = 0;
		return true;
	case STROKE_END:
		line->cursor = line->size;
		return true;
	case STROKE_WORD_LEFT:
		line->cursor = word_before(line);
		return true;
	case STROKE_WORD_RIGHT:
		line->cursor = word_after(line);
		return true;
	default:
		return false;
	}
}

bool line_stroke(struct line_edit *line, const struct stroke *stroke)
{
	switch ((int)stroke->kind) {
	case STROKE_TEXT:
		return insert(line, stroke->text, strlen(stroke->text));
	case STROKE_ERASE_BEFORE:
		erase(line, grapheme_before(line->text, line->size, line->cursor), line->cursor);
		return true;
	case STROKE_ERASE_AFTER:
		erase(line, line->cursor, grapheme_after(line->text, line->size, line->cursor));
		return true;
	case STROKE_ERASE_WORD:
		erase(line, word_before(line), line->cursor);
		return true;
	case STROKE_ERASE_START:
		erase(line, 0, line->cursor);
		return true;
	case STROKE_ERASE_END:
		erase(line, line->cursor, line->size);
		return true;
	default:
		return move(line, stroke->kind);
	}
}

struct line_view line_view_of(const struct line_edit *line, size_t columns)
{
	struct line_view view = { .from = 0, .to = line->size };
	/* Behind the cursor a column stays free: there it stands at the text's end. Half a screen at a time, so
	 * that the text does not run under the eyes at every key. */
	while (columns_of(line->text, view.from, line->cursor) > columns - 1) {
		size_t dropped = 0;
		while (dropped < columns / 2) {
			size_t next = grapheme_after(line->text, line->size, view.from);
			dropped += columns_of(line->text, view.from, next);
			view.from = next;
			if (next >= line->cursor)
				break;
		}
		if (view.from >= line->cursor)
			break;
	}
	view.cursor_column = columns_of(line->text, view.from, line->cursor);
	view.to = view.from;
	for (size_t used = 0; view.to < line->size;) {
		size_t next = grapheme_after(line->text, line->size, view.to);
		used += columns_of(line->text, view.to, next);
		if (used > columns)
			break;
		view.to = next;
	}
	return view;
}
