/* broker/log.c - see log.h. */
#include "broker/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define LINE_BYTES_MAX 1024u

void log_line(const char *part, const char *format, ...)
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
		size = sizeof line - 2; /* cut: a log line is for reading */
	line[size] = '\n';
	/* Nobody is left to tell when stderr is gone. */
	ssize_t written = write(STDERR_FILENO, line, size + 1);
	(void)written;
}
