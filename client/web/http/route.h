/*
 * client/web/http/route.h - which address leads where. A table; nothing is looked at but the path and the method.
 */
#ifndef RAPPORTEUR_CLIENT_WEB_HTTP_ROUTE_H
#define RAPPORTEUR_CLIENT_WEB_HTTP_ROUTE_H

#include <stdbool.h>

#include "proto/limits.h"

struct exchange;

#define ROUTE_PART_MAX 64u /* of one part of a path that is somebody's to choose */

enum routed_kind { ROUTED_API, ROUTED_PAGE, ROUTED_NOWHERE, ROUTED_METHOD };

struct route {
	const char *method;
	const char *path; /* after /api/1/; S is a session's key, * any one part */
	void (*handle)(struct exchange *exchange);
};
struct routed {
	enum routed_kind kind;
	const struct route *route; /* API */
	char session[SESSION_KEY_MAX + 1];
	char part[ROUTE_PART_MAX + 1];     /* what stood for the * */
	char file[2 * ROUTE_PART_MAX + 8]; /* PAGE: below the folder of pages */
};

/* path is decoded and begins with a slash. method is GET (also for HEAD) or POST. */
void route_find(const char *method, const char *path, struct routed *routed);
/* The row at index, or NULL past the end: for tests. */
const struct route *route_at(unsigned index);

#endif
