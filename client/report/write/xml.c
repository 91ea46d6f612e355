/* client/report/write/xml.c - see xml_internal.h. */
#include "client/report/write/xml_internal.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define REPLACEMENT "\xef\xbf\xbd"

/* How many bytes the character at text takes, of at most size; 0: none that XML allows begins here. */
static size_t character_size(const char *text, size_t size)
{
	static const struct {
		unsigned char mask;
		unsigned char lead;
		uint32_t least; /* what needs so many bytes: a longer form of less is none */
	} forms[] = { { 0x80, 0x00, 0 }, { 0xe0, 0xc0, 0x80 }, { 0xf0, 0xe0, 0x800 },
		{ 0xf8, 0xf0, 0x10000 } };
	unsigned char first = (unsigned char)*text;
	size_t count = 0;
	while (count < 4 && (first & forms[count].mask) != forms[count].lead)
		count++;
	if (count == 4 || count + 1 > size)
		return 0;
	uint32_t point = first & (unsigned char)~forms[count].mask;
	for (size_t i = 1; i <= count; i++) {
		unsigned char byte = (unsigned char)text[i];
		if ((byte & 0xc0) != 0x80)
			return 0;
		point = point << 6 | (byte & 0x3fu);
	}
	bool surrogate = point >= 0xd800 && point <= 0xdfff;
	bool none = point == 0xfffe || point == 0xffff || point > 0x10ffff;
	return point < forms[count].least || surrogate || none ? 0 : count + 1;
}

static const char *escape(unsigned char byte)
{
	switch (byte) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	default:
		return byte < 0x20 || byte == 0x7f ? " " : NULL;
	}
}

void report_xml_bytes(struct report_out *out, const char *text, size_t size)
{
	size_t from = 0;
	for (size_t at = 0; at < size;) {
		size_t bytes = character_size(text + at, size - at);
		const char *other = bytes == 0 ? REPLACEMENT : escape((unsigned char)text[at]);
		if (other != NULL) {
			report_out_add(out, text + from, at - from);
			report_out_text(out, other);
			from = at + (bytes == 0 ? 1 : bytes);
		}
		at += bytes == 0 ? 1 : bytes;
	}
	report_out_add(out, text + from, size - from);
}

void report_xml_text(struct report_out *out, const char *text)
{
	report_xml_bytes(out, text, strlen(text));
}

void report_xml_between(
    struct report_out *out, const char *before, const char *text, const char *after)
{
	if (text == NULL)
		return;
	report_out_text(out, before);
	report_xml_text(out, text);
	report_out_text(out, after);
}

void report_xml_name(struct report_out *out, const char *id)
{
	for (; *id != '\0'; id++)
		report_out_add(out, *id == '-' ? "_" : id, 1);
}

/* "2020-10-28T08:00:00Z", or as much of it as is asked for. */
static void add_time(struct report_out *out, uint64_t time_ms, size_t chars)
{
	char text[40];
	struct tm utc;
	time_t seconds = (time_t)(time_ms / 1000);
	if (gmtime_r(&seconds, &utc) == NULL)
		return;
	size_t size = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
	report_out_add(out, text, size < chars ? size : chars);
}

void report_xml_time(struct report_out *out, uint64_t time_ms)
{
	add_time(out, time_ms, SIZE_MAX);
}

void report_xml_day(struct report_out *out, uint64_t time_ms)
{
	add_time(out, time_ms, sizeof "YYYY-MM-DD" - 1);
}

bool report_right_to_left(const char *language)
{
	static const char *const languages[] = { "ar", "dv", "fa", "he", "ps", "ur" };
	size_t size = strcspn(language, "-");
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
		if (size == 2 && strncasecmp(language, languages[i], 2) == 0)
			return true;
	}
	return false;
}

bool report_link_safe(const char *target)
{
	static const char *const schemes[] = { "https://", "http://", "mailto:" };
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		if (strncasecmp(target, schemes[i], strlen(schemes[i])) == 0)
			return true;
	}
	return false;
}
