/*
 * client/terminal/session/zone.h - what a place's clocks show: a time zone by name, read from the tz
 * database's own file (TZif, RFC 8536). The C library could tell it only through the TZ of the
 * whole process, which other threads read; and it takes a zone it does not know for UTC and
 * says nothing.
 *
 * UTC and fixed offsets such as +07:00 work without the database.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_SESSION_ZONE_H
#define RAPPORTEUR_CLIENT_TERMINAL_SESSION_ZONE_H

#include <stddef.h>

#include "client/terminal/session/zone_rule.h"

#define ZONE_FOLDER    "/usr/share/zoneinfo"
#define ZONE_BYTES_MAX 65536u /* the largest of the database has 3.6 KiB */

/* Name and sentence for the person who can act. */
#define ZONE_RESULTS(X) \
	X(ZONE_OK, "Done.") \
	X(ZONE_NAME, \
	    "a time zone is a name such as Asia/Bangkok, or UTC, or an offset such as +07:00") \
	X(ZONE_NO_DATABASE, \
	    "the time zones are not installed on this machine: install the package " \
	    "tzdata, or give an offset such as +07:00") \
	X(ZONE_UNKNOWN, "there is no time zone of that name; it is a name such as Asia/Bangkok") \
	X(ZONE_DAMAGED, \
	    "the file of that time zone cannot be read: install tzdata again, or give an " \
	    "offset such as +07:00") \
	X(ZONE_SKIPPED, "that time does not exist: the clocks go forward over it on that day") \
	X(ZONE_UNTOLD, \
	    "the time zones on this machine say nothing of that time: give an offset such " \
	    "as +07:00")
#define X(name, sentence) name,
enum zone_result { ZONE_RESULTS(X) };
#undef X
const char *zone_sentence(enum zone_result result);

struct zone {
	uint8_t *bytes;       /* owned; NULL for a fixed offset, which is then the rule */
	const uint8_t *times; /* into bytes: time_count of 8 bytes, ascending */
	const uint8_t *time_types;
	const uint8_t *types; /* type_count of 6 bytes */
	size_t time_count;
	size_t type_count;
	struct zone_rule rule;
};

/* Sets *zone on ZONE_OK only; zone_close() it. folder is ZONE_FOLDER but in tests. */
enum zone_result zone_open(struct zone *zone, const char *folder, const char *name);
void zone_close(struct zone *zone);

/* Seconds east of UTC at a moment. Sets *offset_s on ZONE_OK only; else it is ZONE_UNTOLD. */
enum zone_result zone_offset(const struct zone *zone, int64_t utc_s, int64_t *offset_s);
/*
 * When the clocks there show local_s (see local_time_parse()). A time that they show twice, when
 * they go back, is the first of the two. Sets *utc_s on ZONE_OK only; else ZONE_SKIPPED or
 * ZONE_UNTOLD.
 */
enum zone_result zone_from_local(const struct zone *zone, int64_t local_s, int64_t *utc_s);

#endif
