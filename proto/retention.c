/* proto/retention.c - how long what was said is kept, in words; see programme.h. */
#include <stdio.h>
#include <string.h>

#include "proto/programme.h"

static const struct {
	enum retention retention;
	const char *before;
	const char *after;
} forms[] = {
	{ RETENTION_NOTES, "keep notes ", " after close" },
	{ RETENTION_REPORT, "keep notes ", " after close, keep the report" },
	{ RETENTION_SESSION, "keep the session ", " after close" },
};

/* Reads a number of days and its unit; what follows, or NULL. */
static const char *days_read(const char *at, uint32_t *days)
{
	uint32_t number = 0;
	if (*at < '1' || *at > '9')
		return NULL;
	for (; *at >= '0' && *at <= '9'; at++) {
		number = number * 10 + (uint32_t)(*at - '0');
		if (number > RETENTION_DAYS_MAX)
			return NULL;
	}
	const char *unit = number == 1 ? " day" : " days";
	if (strncmp(at, unit, strlen(unit)) != 0)
		return NULL;
	*days = number;
	return at + strlen(unit);
}

bool retention_parse(const char *text, enum retention *retention, uint32_t *days)
{
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		uint32_t number = 0;
		size_t size = strlen(forms[i].before);
		if (strncmp(text, forms[i].before, size) != 0)
			continue;
		const char *rest = days_read(text + size, &number);
		if (rest == NULL || strcmp(rest, forms[i].after) != 0)
			continue;
		*retention = forms[i].retention;
		*days = number;
		return true;
	}
	return false;
}

void retention_text(enum retention retention, uint32_t days, char text[RETENTION_TEXT_BYTES])
{
	text[0] = '\0';
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
		if (forms[i].retention == retention)
			(void)snprintf(text, RETENTION_TEXT_BYTES, "%s%u %s%s", forms[i].before,
			    (unsigned)days, days == 1 ? "day" : "days", forms[i].after);
}
