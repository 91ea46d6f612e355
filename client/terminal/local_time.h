/*
 * client/terminal/local_time.h - days and minutes as a programme writes them, counted without the C
 * library's calendar: that one depends on the process's time zone.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_LOCAL_TIME_H
#define RAPPORTEUR_CLIENT_TERMINAL_LOCAL_TIME_H

#include <stdbool.h>
#include <stdint.h>

#define DAY_S ((int64_t)86400)

/* Days from 1970-01-01 to the date, before it negative. Month 1..12; a day past its month's end
 * counts on. */
int64_t calendar_days(int64_t year, int64_t month, int64_t day);
/* The year that holds the day: calendar_days() the other way. */
int64_t calendar_year(int64_t days);
bool calendar_is_leap(int64_t year);
int64_t calendar_month_days(int64_t year, int64_t month);

/* Reads exactly YYYY-MM-DDTHH:MM (or a space for the T) of a day that there is, 1970 to 9999. Sets
 * *seconds on true only: since 1970, as if the place had no offset. */
bool local_time_parse(const char *text, int64_t *seconds);

#endif
