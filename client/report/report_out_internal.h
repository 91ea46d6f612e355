/*
 * client/report/report_out_internal.h - a sink behind a small buffer, for the writers.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_REPORT_OUT_INTERNAL_H
#define RAPPORTEUR_CLIENT_REPORT_REPORT_OUT_INTERNAL_H

#include "client/report/report_writer.h"

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
/* What is still in the buffer goes to the sink. */
enum report_result report_out_end(struct report_out *out);

#endif
