/*
 * client/terminal/session/zone_rule.h - the rule for the years after a zone file's table, as POSIX writes
 * it in TZ: "CET-1CEST,M3.5.0,M10.5.0/3", standard time one hour east of UTC, summer time from the
 * last Sunday of March to the last of October. RFC 8536, 3.3.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_SESSION_ZONE_RULE_H
#define RAPPORTEUR_CLIENT_TERMINAL_SESSION_ZONE_RULE_H

#include <stdbool.h>
#include <stdint.h>

enum zone_day_kind {
	ZONE_DAY_WEEKDAY, /* Mm.w.d: the week-th weekday of the month, 5 is the last */
	ZONE_DAY_JULIAN,  /* Jn: day 1..365, the 29th of February is never counted */
	ZONE_DAY_OF_YEAR, /* n: day 0..365, it is counted */
};
struct zone_change {
	enum zone_day_kind kind;
	int64_t month;
	int64_t week;
	int64_t day;
	int64_t
	    time_s; /* after midnight of that day, local time before the change; may be negative */
};
struct zone_rule {
	bool is_there;
	bool has_summer;
	int64_t standard_s; /* seconds east of UTC */
	int64_t summer_s;
	struct zone_change start;
	struct zone_change end;
};

/* Sets *rule on true only. An empty text is the absence of a rule, and true. */
bool zone_rule_parse(struct zone_rule *rule, const char *text);
/* Seconds east of UTC at a moment, in seconds since 1970. */
int64_t zone_rule_offset(const struct zone_rule *rule, int64_t utc_s);

#endif
