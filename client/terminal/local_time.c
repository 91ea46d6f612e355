/* client/terminal/local_time.c - see local_time.h. The Gregorian calendar of the years 1 to 10000:
 * no programme has others. */
#include "client/terminal/local_time.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

bool calendar_is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int64_t calendar_month_days(int64_t year, int64_t month)
{
	static const int8_t DAYS[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	assert(month >= 1);
	assert(month <= 12);
	return month == 2 && calendar_is_leap(year) ? 29 : DAYS[month - 1];
}

/* Days before the first of January, from year 1 on. */
static int64_t days_before(int64_t year)
{
	int64_t past = year - 1;
	return past * 365 + past / 4 - past / 100 + past / 400;
}

int64_t calendar_days(int64_t year, int64_t month, int64_t day)
{
	int64_t days = days_before(year) - days_before(1970);
	for (int64_t i = 1; i < month; i++)
		days += calendar_month_days(year, i);
	return days + day - 1;
}

int64_t calendar_year(int64_t days)
{
	/* 146,097 days are 400 years; the guess is off by one at most. */
	int64_t year = 1970 + days * 400 / 146097;
	while (calendar_days(year, 1, 1) > days)
		year--;
	while (calendar_days(year + 1, 1, 1) <= days)
		year++;
	return year;
}

static bool digits_take(const char *text, size_t from, size_t count, int64_t *number)
{
	*number = 0;
	for (size_t i = from; i < from + count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		*number = *number * 10 + (text[i] - '0');
	}
	return true;
}

bool local_time_parse(const char *text, int64_t *seconds)
{
	int64_t year = 0;
	int64_t month = 0;
	int64_t day = 0;
	int64_t hour = 0;
	int64_t minute = 0;
	if (strlen(text) != sizeof "YYYY-MM-DDTHH:MM" - 1)
		return false;
	if (!digits_take(text, 0, 4, &year) || !digits_take(text, 5, 2, &month) ||
	    !digits_take(text, 8, 2, &day) || !digits_take(text, 11, 2, &hour) ||
	    !digits_take(text, 14, 2, &minute))
		return false;
	if (text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != ' ') ||
	    text[13] != ':')
		return false;
	if (year < 1970 || month < 1 || month > 12 || day < 1 ||
	    day > calendar_month_days(year, month) || hour > 23 || minute > 59)
		return false;
	*seconds = calendar_days(year, month, day) * DAY_S + hour * 3600 + minute * 60;
	return true;
}
