/*
 * client/report/write/out_internal.h - a sink behind a small buffer, for the writers.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_WRITE_OUT_INTERNAL_H
#define RAPPORTEUR_CLIENT_REPORT_WRITE_OUT_INTERNAL_H

#include "client/report/writer.h"

#define REPORT_OUT_BYTES 16384u

struct report_out {
	const struct report_sink *sink;
	bool failed; /* the sink would not take it; nothing more is given to it */
	size_t size;
	char bytes[REPORT_OUT_BYTES];
};

void report_out_init(struct report_out *out, const struct report_sink *sink);
void report_out_add(struct report_out *out, const void *bytes, size_t size);
void report_out_text(struct report_out *out, const char *text);
void report_out_number(struct report_out *out, uint64_t number);
/* Whether the run at index is a footnote's mark right after another's: a comma belongs between them. */
bool report_mark_follows(const struct document_text *text, size_t index);
/* A JSON string; NULL is null. What stands inside one, without its quotes. And a note as an object, in one line. */
void report_json_string(struct report_out *out, const char *text);
void report_json_inside(struct report_out *out, const char *text);
void report_json_note(struct report_out *out, const struct report_note *listed);
/* What is still in the buffer goes to the sink. */
enum report_result report_out_end(struct report_out *out);

#endif
