/*
 * client/report/write/xml_internal.h - texts and attributes of XML and HTML.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_WRITE_XML_INTERNAL_H
#define RAPPORTEUR_CLIENT_REPORT_WRITE_XML_INTERNAL_H

#include "client/report/write/out_internal.h"

#define XML_DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

/* What may stand in a text and between double quotes. What XML 1.0 does not allow becomes a space (control
 * characters) or U+FFFD (all else, and what is no UTF-8). Only the first size bytes, or all. */
void report_xml_text(struct report_out *out, const char *text);
void report_xml_bytes(struct report_out *out, const char *text, size_t size);
/* before, the text, after; nothing when text is NULL. before and after are markup. */
void report_xml_between(
    struct report_out *out, const char *before, const char *text, const char *after);
/* An id with '_' where it has '-': for formats whose names have no '-'. */
void report_xml_name(struct report_out *out, const char *id);
/* "2020-10-28T08:00:00Z" of ms since 1970. */
void report_xml_time(struct report_out *out, uint64_t time_ms);
/* "2020-10-28" of it. */
void report_xml_day(struct report_out *out, uint64_t time_ms);

/* Whether the language is written from right to left. */
bool report_right_to_left(const char *language);
/* Whether a link may lead there: http, https or mailto, so that none runs anything. */
bool report_link_safe(const char *target);

#endif
