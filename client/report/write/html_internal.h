/* client/report/write/html_internal.h - the page's one style sheet. */
#ifndef RAPPORTEUR_CLIENT_REPORT_WRITE_HTML_INTERNAL_H
#define RAPPORTEUR_CLIENT_REPORT_WRITE_HTML_INTERNAL_H

extern const char HTML_STYLE[];

#endif
