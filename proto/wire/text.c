/*
 * proto/wire/text.c - see text.h. Most notes are in their normal form already, and made of characters that NFC
 * never changes: those are recognised in one pass and copied; utf8proc does the rest.
 */
#include "proto/wire/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* Eight bytes at a time, as one number: a byte's highest bit tells of the byte. Most of a text goes by so,
 * which is a tenth of what a loop over its bytes costs. */
#define CHUNK_BYTES 8u
#define EACH        UINT64_C(0x0101010101010101)
#define HIGH        (EACH * 0x80)

static uint64_t chunk_at(const uint8_t *bytes)
{
	uint64_t chunk;
	memcpy(&chunk, bytes, sizeof chunk);
	return chunk;
}

/* No NUL and nothing beyond ASCII. */
static bool chunk_is_ascii(uint64_t chunk)
{
	return (((chunk - EACH) | chunk) & HIGH) == 0;
}

bool text_utf8_valid(const uint8_t *bytes, size_t size)
{
	size_t at = 0;
	while (at < size) {
		if (size - at >= CHUNK_BYTES && chunk_is_ascii(chunk_at(bytes + at))) {
			at += CHUNK_BYTES;
			continue;
		}
		if (bytes[at] < 0x80) {
			if (bytes[at++] == 0)
				return false;
			continue;
		}
		utf8proc_int32_t point = 0;
		utf8proc_ssize_t used =
		    utf8proc_iterate(bytes + at, (utf8proc_ssize_t)(size - at), &point);
		if (used <= 0)
			return false;
		at += (size_t)used;
	}
	return true;
}

size_t text_chars(const char *bytes, size_t size)
{
	size_t count = 0;
	for (size_t i = 0; i < size; i++)
		count += ((unsigned char)bytes[i] & 0xc0) != 0x80;
	return count;
}

static bool is_space(utf8proc_int32_t point)
{
	if (point == ' ' || (point >= '\t' && point <= '\r') || point == 0x85)
		return true;
	utf8proc_category_t category = utf8proc_category(point);
	return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
	    category == UTF8PROC_CATEGORY_ZP;
}

static bool is_unwanted(utf8proc_int32_t point)
{
	if (utf8proc_category(point) == UTF8PROC_CATEGORY_CC || point == 0xfeff)
		return true;
	if (point == 0x200e || point == 0x200f || point == 0x061c) /* marks: a bidi trick too */
		return true;
	if ((point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x206f))
		return true;
	return (point & 0xfffe) == 0xfffe || (point >= 0xfdd0 && point <= 0xfdef);
}

/* Printable ASCII, and no space after a space; before: the same, one byte earlier. */
static bool chunk_is_plain(uint64_t chunk, uint64_t before)
{
	uint64_t low = (chunk - EACH * ' ') & ~chunk;
	uint64_t high = (chunk + EACH) | chunk;            /* DEL too */
	uint64_t spaces = (chunk | before) ^ (EACH * ' '); /* 0 where both are one */
	uint64_t doubled = (spaces - EACH) & ~spaces;
	return ((low | high | doubled) & HIGH) == 0;
}

/* Characters beyond ASCII that stay as they are and that NFC never changes: Latin letters and signs
 * below the combining marks, dashes, quotation marks and their like. */
static bool is_steady(utf8proc_int32_t point)
{
	return (point > 0xa0 && point < 0x300) || (point >= 0x2010 && point <= 0x2027) ||
	    (point >= 0x2030 && point <= 0x205e);
}

bool text_is_normal(const uint8_t *bytes, size_t size)
{
	if (size == 0 || bytes[0] == ' ' || bytes[size - 1] == ' ')
		return false;
	size_t at = 0;
	while (at < size) {
		if (at > 0 && size - at >= CHUNK_BYTES &&
		    chunk_is_plain(chunk_at(bytes + at), chunk_at(bytes + at - 1))) {
			at += CHUNK_BYTES;
			continue;
		}
		utf8proc_int32_t point = bytes[at];
		utf8proc_ssize_t used = 1;
		if (point > '~')
			used = utf8proc_iterate(bytes + at, (utf8proc_ssize_t)(size - at), &point);
		if (used <= 0 || point < ' ' || (point > '~' && !is_steady(point)))
			return false;
		if (point == ' ' && bytes[at - 1] == ' ')
			return false;
		at += (size_t)used;
	}
	return true;
}

/* Drops and folds; adds what stays to out, which holds at most as many bytes as came in. */
static void clean(const uint8_t *bytes, size_t size, struct buffer *out)
{
	bool space_due = false;
	size_t at = 0;
	while (at < size) {
		utf8proc_int32_t point = 0;
		utf8proc_ssize_t used =
		    utf8proc_iterate(bytes + at, (utf8proc_ssize_t)(size - at), &point);
		if (used <= 0) {
			out->failed = true; /* not reached: the text was checked */
			return;
		}
		if (is_space(point)) {
			space_due = true;
		} else if (!is_unwanted(point)) {
			if (space_due && out->size > 0)
				buffer_add(out, " ", 1);
			space_due = false;
			buffer_add(out, bytes + at, (size_t)used);
		}
		at += (size_t)used;
	}
}

static enum error add_counted(
    const uint8_t *bytes, size_t size, size_t chars_max, struct buffer *out)
{
	if (size == 0)
		return ERROR_TEXT_EMPTY;
	if (size > chars_max && text_chars((const char *)bytes, size) > chars_max)
		return ERROR_TEXT_LONG;
	return buffer_add(out, bytes, size) ? ERROR_NONE : ERROR_TEXT_LONG;
}

enum error text_normalise(const uint8_t *bytes, size_t size, size_t chars_max, struct buffer *out)
{
	if (text_is_normal(bytes, size))
		return add_counted(bytes, size, chars_max, out);
	if (!text_utf8_valid(bytes, size))
		return ERROR_UTF8;
	struct buffer cleaned;
	buffer_init(&cleaned, size);
	clean(bytes, size, &cleaned);
	utf8proc_uint8_t *composed = NULL;
	utf8proc_ssize_t composed_size = 0;
	if (!cleaned.failed && cleaned.size > 0)
		composed_size = utf8proc_map(cleaned.bytes, (utf8proc_ssize_t)cleaned.size,
		    &composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	enum error error = ERROR_TEXT_LONG; /* no memory: as if it were too long */
	if (!cleaned.failed && composed_size >= 0)
		error = add_counted(composed, (size_t)composed_size, chars_max, out);
	free(composed);
	buffer_close(&cleaned);
	return error;
}

bool text_line_valid(const char *text)
{
	const uint8_t *bytes = (const uint8_t *)text;
	size_t size = strlen(text);
	if (!text_utf8_valid(bytes, size))
		return false;
	for (size_t i = 0; i < size; i++) {
		bool upper_control = bytes[i] == 0xc2 && bytes[i + 1] < 0xa0; /* U+0080..U+009F */
		if (bytes[i] < ' ' || bytes[i] == 0x7f || upper_control)
			return false;
	}
	return true;
}

static bool is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool text_key_valid(const char *key, size_t max)
{
	size_t size = strnlen(key, max + 1);
	if (size == 0 || size > max || !is_letter_or_digit(key[0]))
		return false;
	for (size_t i = 1; i < size; i++)
		if (!is_letter_or_digit(key[i]) && strchr("-_.", key[i]) == NULL)
			return false;
	return true;
}
