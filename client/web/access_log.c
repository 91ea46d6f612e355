/* client/web/access_log.c - see access_log.h. */
#include "client/web/access_log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LINE_BYTES_MAX 640u

void gateway_log(const char *part, const char *format, ...)
{
	char line[LINE_BYTES_MAX];
	struct timespec now;
	struct tm utc;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	size_t size = strftime(line, sizeof line, "%Y-%m-%dT%H:%M:%S", &utc);
	int more =
	    snprintf(line + size, sizeof line - size, ".%03ldZ %s ", now.tv_nsec / 1000000, part);
	size += more > 0 ? (size_t)more : 0;
	va_list arguments;
	va_start(arguments, format);
	more = vsnprintf(line + size, sizeof line - size - 1, format, arguments);
	va_end(arguments);
	size += more > 0 ? (size_t)more : 0;
	if (size > sizeof line - 2)
		size = sizeof line - 2;
	line[size] = '\n';
	/* Nobody is left to tell when stderr is gone. */
	ssize_t written = write(STDERR_FILENO, line, size + 1);
	(void)written;
}

/* Only what is on a line of text, and nothing after "/j/". */
static void address_clean(const char *url, char *clean, size_t size)
{
	static const char token[] = "/j/";
	if (strncmp(url, token, sizeof token - 1) == 0)
		url = "/j/-";
	size_t at = 0;
	for (; *url != '\0' && at + 1 < size; url++) {
		bool plain = *url > ' ' && *url < 127 && *url != '"';
		clean[at] = '?';
		if (plain)
			clean[at] = *url;
		at++;
	}
	clean[at] = '\0';
}

void access_log(const struct exchange *exchange, bool whole)
{
	char address[160];
	/* An address that leads nowhere may be anything, a secret among it. */
	bool known = exchange->routed.kind == ROUTED_API ||
	    (exchange->routed.kind == ROUTED_PAGE && exchange->status < 400);
	address_clean(known ? exchange->url : "-", address, sizeof address);
	gateway_log("access", "%s %s %u bytes=%zu ms=%llu%s",
	    exchange->method == NULL ? "-" : exchange->method, address, exchange->status,
	    exchange->answer_size, (unsigned long long)(clock_boot_ms() - exchange->begun_ms),
	    whole ? "" : " cut");
}
