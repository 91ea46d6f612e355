/* client/web/http/route.c - see route.h. */
#include "client/web/http/route.h"

#include <stdio.h>
#include <string.h>

#include "client/web/api/api.h"
#include "proto/wire/text.h"

static const struct route routes[] = {
#define X(method, path, handler) { method, path, handler },
	API_ROUTES(X)
#undef X
};

const struct route *route_at(unsigned index)
{
	return index < sizeof routes / sizeof *routes ? &routes[index] : NULL;
}

/* One part of a path up to the next slash; NULL at the end. */
static const char *part_next(const char *at, char *part, size_t size)
{
	size_t length = strcspn(at, "/");
	if (length == 0 || length >= size || strcmp(at + length, "/") == 0)
		return NULL;
	memcpy(part, at, length);
	part[length] = '\0';
	return at[length] == '/' ? at + length + 1 : at + length;
}

/* S takes a session's key, * any key; everything else stands for itself. */
static bool part_matches(const char *pattern, const char *part, struct routed *routed)
{
	if (strcmp(pattern, "S") == 0) {
		if (!text_key_valid(part, SESSION_KEY_MAX))
			return false;
		snprintf(routed->session, sizeof routed->session, "%s", part);
		return true;
	}
	if (strcmp(pattern, "*") == 0) {
		if (!text_key_valid(part, ROUTE_PART_MAX))
			return false;
		snprintf(routed->part, sizeof routed->part, "%s", part);
		return true;
	}
	return strcmp(pattern, part) == 0;
}

static bool path_matches(const char *pattern, const char *path, struct routed *routed)
{
	char wanted[ROUTE_PART_MAX + 1];
	char part[ROUTE_PART_MAX + 1];
	while (*pattern != '\0' && *path != '\0') {
		pattern = part_next(pattern, wanted, sizeof wanted);
		path = part_next(path, part, sizeof part);
		if (pattern == NULL || path == NULL || !part_matches(wanted, part, routed))
			return false;
	}
	return *pattern == '\0' && *path == '\0';
}

static void api_find(const char *method, const char *path, struct routed *routed)
{
	routed->kind = ROUTED_NOWHERE;
	for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
		struct routed here = { .kind = ROUTED_API, .route = &routes[i] };
		if (!path_matches(routes[i].path, path, &here))
			continue;
		if (strcmp(routes[i].method, method) == 0) {
			*routed = here;
			return;
		}
		routed->kind = ROUTED_METHOD;
	}
}

/* /NAME or /FOLDER/NAME; a name begins with no dot, so that nothing outside the folder can be named. */
static bool file_find(const char *path, struct routed *routed)
{
	char first[ROUTE_PART_MAX + 1];
	char second[ROUTE_PART_MAX + 1] = "";
	const char *rest = part_next(path, first, sizeof first);
	if (rest == NULL || !text_key_valid(first, ROUTE_PART_MAX))
		return false;
	if (*rest != '\0') {
		rest = part_next(rest, second, sizeof second);
		if (rest == NULL || *rest != '\0' || !text_key_valid(second, ROUTE_PART_MAX))
			return false;
	}
	snprintf(
	    routed->file, sizeof routed->file, second[0] == '\0' ? "%s" : "%s/%s", first, second);
	return true;
}

static bool page_find(const char *path, struct routed *routed)
{
	static const char *const pages[] = { "write", "moderate", "plenary", "setup", "follow" };
	if (strcmp(path, "/") == 0) {
		snprintf(routed->file, sizeof routed->file, "index.html");
		return true;
	}
	if (strncmp(path, "/j/", 3) == 0) {
		snprintf(routed->file, sizeof routed->file, "join.html");
		return strchr(path + 3, '/') == NULL && strlen(path) <= 128;
	}
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
		char pattern[32];
		snprintf(pattern, sizeof pattern, "s/S/%s", pages[i]);
		if (path_matches(pattern, path + 1, routed)) {
			snprintf(routed->file, sizeof routed->file, "%s.html", pages[i]);
			return true;
		}
	}
	return file_find(path + 1, routed);
}

void route_find(const char *method, const char *path, struct routed *routed)
{
	static const char api[] = "/api/1/";
	*routed = (struct routed){ .kind = ROUTED_NOWHERE };
	if (path[0] != '/')
		return;
	if (strncmp(path, api, sizeof api - 1) == 0) {
		api_find(method, path + sizeof api - 1, routed);
		return;
	}
	if (strcmp(path, "/healthz") == 0 || strcmp(path, "/metrics") == 0) {
		api_find(method, path + 1, routed);
		return;
	}
	if (!page_find(path, routed))
		return;
	routed->kind = strcmp(method, "GET") == 0 ? ROUTED_PAGE : ROUTED_METHOD;
}
