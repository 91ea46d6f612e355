/*
 * client/web/http/pages.h - the files of the folder of pages, kept in memory as they are and, where that is smaller,
 * packed. A file that was changed is read anew with the next request for it.
 */
#ifndef RAPPORTEUR_CLIENT_WEB_HTTP_PAGES_H
#define RAPPORTEUR_CLIENT_WEB_HTTP_PAGES_H

#include "client/web/http/exchange.h"

#define PAGES_MAX      256u
#define PAGE_BYTES_MAX (2u << 20)

struct pages;

/* folder is borrowed. NULL: no memory. */
struct pages *pages_open(const char *folder);
void pages_close(struct pages *pages);
/* Answers with the routed file. */
void pages_answer(struct pages *pages, struct exchange *exchange);

#endif
