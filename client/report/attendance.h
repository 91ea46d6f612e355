/*
 * client/report/attendance.h - who came, as numbers. It is made from a list of registrations and holds no row of
 * it: countries and groups are counted, and who they were is not kept.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_ATTENDANCE_H
#define RAPPORTEUR_CLIENT_REPORT_ATTENDANCE_H

#include "proto/wire/buffer.h"

#define ATTENDANCE_BYTES_MAX  (16u << 20) /* of the file: some 100,000 registrations */
#define ATTENDANCE_NAMES_MAX  300u        /* different countries, and different sectors */
#define ATTENDANCE_CELL_BYTES 256u
#define ATTENDANCE_FAULT_MAX  160u
#define ATTENDANCE_SHARE_MIN  5u /* groups of fewer people are named without their share */

struct attendance_count {
	const char *name;
	uint32_t people;
};

struct attendance {
	uint32_t participants;
	struct attendance_count *countries; /* by people, most first, then by name */
	size_t country_count;
	struct attendance_count *sectors; /* the same; none when the list has no such column */
	size_t sector_count;
	uint32_t women;
	uint32_t men;
	uint32_t others; /* who stated another; who stated none is in no count */
};

/*
 * Reads a list of registrations, CSV as in RFC 4180, UTF-8 with or without a mark, whose first line names its
 * columns: country is required, sector and gender are optional, whatever else there is is passed
 * over. Texts of *attendance are the arena's. False: fault says the line and what to do.
 */
bool attendance_read(struct attendance *attendance, struct arena *arena, const char *bytes,
    size_t size, char fault[ATTENDANCE_FAULT_MAX]);

#endif
