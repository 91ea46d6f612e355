/* client/report/write/out.c - see out_internal.h; and the table of formats. */
#include "client/report/write/out_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct report_format formats[] = {
	{ "md", report_markdown },
	{ "html", report_html },
	{ "docx", report_docx },
	{ "odt", report_odt },
	{ "pdf", report_pdf },
	{ "akn", report_akn },
	{ "jsonl", report_jsonl },
	{ "json", report_json },
	{ "csv", report_csv },
	{ "xlsx", report_xlsx },
};

const struct report_format *report_format_at(size_t index)
{
	return index < sizeof formats / sizeof *formats ? &formats[index] : NULL;
}

const struct report_format *report_format_find(const char *name)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	}
	return NULL;
}

void report_out_init(struct report_out *out, const struct report_sink *sink)
{
	out->sink = sink;
	out->failed = false;
	out->size = 0;
}

static void flush(struct report_out *out)
{
	if (!out->failed && out->size > 0)
		out->failed = out->sink->write(out->sink->context, out->bytes, out->size) != 0;
	out->size = 0;
}

void report_out_add(struct report_out *out, const void *bytes, size_t size)
{
	const char *from = bytes;
	while (size > 0) {
		size_t part = sizeof out->bytes - out->size;
		if (part > size)
			part = size;
		memcpy(out->bytes + out->size, from, part);
		out->size += part;
		from += part;
		size -= part;
		if (out->size == sizeof out->bytes)
			flush(out);
	}
}

void report_out_text(struct report_out *out, const char *text)
{
	report_out_add(out, text, strlen(text));
}

void report_out_number(struct report_out *out, uint64_t number)
{
	char text[24];
	int size = snprintf(text, sizeof text, "%" PRIu64, number);
	report_out_add(out, text, (size_t)size);
}

bool report_mark_follows(const struct document_text *text, size_t index)
{
	return index > 0 && text->runs[index].kind == DOCUMENT_FOOTNOTE &&
	    text->runs[index - 1].kind == DOCUMENT_FOOTNOTE;
}

enum report_result report_out_end(struct report_out *out)
{
	flush(out);
	return out->failed ? REPORT_SINK : REPORT_OK;
}
