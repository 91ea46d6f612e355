/*
 * client/web/http/guard.c - which requests are looked at. Another site can make a browser send a request, with the
 * person's cookie where SameSite is not known; but not with a header of its own, nor with this type of content, nor
 * with our Origin. What two readers could read in two ways (both a length and chunks) is refused.
 */
#include <string.h>
#include <strings.h>

#include "client/web/http/exchange.h"

#define LENGTH_DIGITS_MAX 5u /* of 65536 */

static bool is_json(const char *type)
{
	static const char json[] = "application/json";
	if (type == NULL || strncasecmp(type, json, sizeof json - 1) != 0)
		return false;
	char next = type[sizeof json - 1];
	return next == '\0' || next == ';' || next == ' ';
}

/* "https://host:port" against "host:port": whichever scheme, since TLS may end before us. */
static bool is_own(const char *origin, const char *host)
{
	const char *name = strstr(origin, "://");
	return host != NULL && name != NULL && strcasecmp(name + 3, host) == 0;
}

static unsigned length_judge(const char *length, const char **detail)
{
	size_t digits = strspn(length, "0123456789");
	unsigned long size = 0;
	if (digits == 0 || length[digits] != '\0') {
		*detail = "Content-Length";
		return WEB_BAD_REQUEST;
	}
	if (digits > LENGTH_DIGITS_MAX)
		return WEB_TOO_BIG;
	for (size_t i = 0; i < digits; i++)
		size = size * 10 + (unsigned long)(length[i] - '0');
	return size > EXCHANGE_BODY_BYTES_MAX ? WEB_TOO_BIG : 0;
}

unsigned guard_judge(const struct guarded *request, const char **detail)
{
	*detail = "";
	if (request->content_length != NULL && request->transfer_encoding != NULL) {
		*detail = "Content-Length and Transfer-Encoding";
		return WEB_BAD_REQUEST;
	}
	if (!request->post) {
		bool body = request->transfer_encoding != NULL ||
		    (request->content_length != NULL && strcmp(request->content_length, "0") != 0);
		*detail = body ? "a GET has no body" : "";
		return body ? WEB_BAD_REQUEST : 0;
	}
	if (request->content_length == NULL)
		return WEB_LENGTH;
	if (request->origin != NULL && !is_own(request->origin, request->host))
		return WEB_FOREIGN;
	if (!is_json(request->content_type)) {
		*detail = "Content-Type must be application/json";
		return WEB_BAD_REQUEST;
	}
	if (request->mark == NULL || strcmp(request->mark, "1") != 0) {
		*detail = "X-Rapporteur: 1";
		return WEB_BAD_REQUEST;
	}
	return length_judge(request->content_length, detail);
}
