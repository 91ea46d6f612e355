/* client/terminal/session/zone_rule.c - see zone_rule.h. Each parser takes a piece off the front of *at. */
#include "client/terminal/session/zone_rule.h"

#include <assert.h>
#include <string.h>

#include "client/terminal/local_time.h"

#define HOURS_MAX 167 /* of a change's time: RFC 8536, 3.3.1; an offset has at most 24 */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool number_take(const char **at, int64_t least, int64_t most, int64_t *number)
{
	*number = 0;
	if (!is_digit(**at))
		return false;
	while (is_digit(**at) && *number <= most)
		*number = *number * 10 + (*(*at)++ - '0');
	return *number >= least && *number <= most;
}

static bool sign_take(const char **at, char sign)
{
	if (**at != sign)
		return false;
	(*at)++;
	return true;
}

/* Three letters or more, or anything of letters, digits and signs in < >. */
static bool name_skip(const char **at)
{
	static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	if (sign_take(at, '<')) {
		*at += strcspn(*at, ">");
		return sign_take(at, '>');
	}
	size_t size = strspn(*at, LETTERS);
	*at += size;
	return size >= 3;
}

/* [+-]hh[:mm[:ss]] */
static bool duration_take(const char **at, int64_t hours_max, int64_t *seconds)
{
	bool negative = sign_take(at, '-');
	if (!negative)
		(void)sign_take(at, '+');
	int64_t hours = 0;
	int64_t minutes = 0;
	int64_t rest = 0;
	if (!number_take(at, 0, hours_max, &hours))
		return false;
	if (sign_take(at, ':') && !number_take(at, 0, 59, &minutes))
		return false;
	if (sign_take(at, ':') && !number_take(at, 0, 59, &rest))
		return false;
	*seconds = hours * 3600 + minutes * 60 + rest;
	if (negative)
		*seconds = -*seconds;
	return true;
}

static bool change_take(const char **at, struct zone_change *change)
{
	*change = (struct zone_change){ .time_s = 7200 };
	bool taken = false;
	if (!sign_take(at, ','))
		return false;
	if (sign_take(at, 'M')) {
		change->kind = ZONE_DAY_WEEKDAY;
		taken = number_take(at, 1, 12, &change->month) && sign_take(at, '.') &&
		    number_take(at, 1, 5, &change->week) && sign_take(at, '.') &&
		    number_take(at, 0, 6, &change->day);
	} else if (sign_take(at, 'J')) {
		change->kind = ZONE_DAY_JULIAN;
		taken = number_take(at, 1, 365, &change->day);
	} else {
		change->kind = ZONE_DAY_OF_YEAR;
		taken = number_take(at, 0, 365, &change->day);
	}
	if (taken && sign_take(at, '/'))
		taken = duration_take(at, HOURS_MAX, &change->time_s);
	return taken;
}

bool zone_rule_parse(struct zone_rule *rule, const char *text)
{
	struct zone_rule read = { .is_there = text[0] != '\0' };
	const char *at = text;
	if (!read.is_there) {
		*rule = read;
		return true;
	}
	if (!name_skip(&at) || !duration_take(&at, 24, &read.standard_s))
		return false;
	read.standard_s = -read.standard_s; /* POSIX counts to the west */
	if (*at != '\0') {
		read.has_summer = true;
		read.summer_s = read.standard_s + 3600;
		if (!name_skip(&at))
			return false;
		if (*at != ',') {
			if (!duration_take(&at, 24, &read.summer_s))
				return false;
			read.summer_s = -read.summer_s;
		}
		if (!change_take(&at, &read.start) || !change_take(&at, &read.end) || *at != '\0')
			return false;
	}
	*rule = read;
	return true;
}

static int64_t change_day(const struct zone_change *change, int64_t year)
{
	int64_t first = calendar_days(year, 1, 1);
	switch (change->kind) {
	case ZONE_DAY_JULIAN:
		return first + change->day - 1 + (change->day >= 60 && calendar_is_leap(year));
	case ZONE_DAY_OF_YEAR:
		return first + change->day;
	case ZONE_DAY_WEEKDAY:
		break;
	}
	int64_t month = calendar_days(year, change->month, 1);
	int64_t weekday = ((month + 4) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
	int64_t day = (change->day - weekday + 7) % 7 + (change->week - 1) * 7;
	if (day >= calendar_month_days(year, change->month))
		day -= 7;
	return month + day;
}

int64_t zone_rule_offset(const struct zone_rule *rule, int64_t utc_s)
{
	assert(rule->is_there);
	if (!rule->has_summer)
		return rule->standard_s;
	int64_t local_s = utc_s + rule->standard_s;
	int64_t days = local_s / DAY_S - (local_s % DAY_S < 0);
	int64_t year = calendar_year(days);
	int64_t start_s =
	    change_day(&rule->start, year) * DAY_S + rule->start.time_s - rule->standard_s;
	int64_t end_s = change_day(&rule->end, year) * DAY_S + rule->end.time_s - rule->summer_s;
	bool summer =
	    start_s < end_s ? utc_s >= start_s && utc_s < end_s : utc_s >= start_s || utc_s < end_s;
	return summer ? rule->summer_s : rule->standard_s;
}
