/*
 * client/terminal/session/zone.c - the form of a TZif file, all numbers big-endian:
 *
 *   header   44 bytes: "TZif", version, 15 unused, then six counts of 4 bytes: UT flags, standard
 *            flags, leap seconds, transitions, types, characters of abbreviations
 *   block    of version 1, with times of 4 bytes: skipped
 *   header   the same again
 *   block    transitions (8 bytes each), their types (1), types (offset 4, is summer 1, name 1),
 *            abbreviations, leap seconds (8 + 4), standard flags, UT flags
 *   footer   a line feed, the rule for later times, a line feed
 */
#include "client/terminal/session/zone.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/terminal/local_time.h"
#include "proto/limits.h"

#define HEADER_BYTES      44u
#define TYPE_BYTES        6u
#define OFFSET_S_MAX      93600 /* 26 hours: RFC 8536, 3.2 */
#define ZONE_PATH_MAX     512u
#define ZONE_FOOTER_BYTES 128u

const char *zone_sentence(enum zone_result result)
{
	switch (result) {
#define X(name, sentence) \
	case name: \
		return sentence;
		ZONE_RESULTS(X)
#undef X
	}
	return "";
}

struct counts {
	size_t ut_flags;
	size_t standard_flags;
	size_t leaps;
	size_t times;
	size_t types;
	size_t characters;
};

static uint32_t number32(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	    bytes[3];
}

static int64_t time_at(const struct zone *zone, size_t index)
{
	const uint8_t *bytes = zone->times + index * 8;
	return (int64_t)((uint64_t)number32(bytes) << 32 | number32(bytes + 4));
}

static int64_t type_offset(const struct zone *zone, size_t type)
{
	return (int32_t)number32(zone->types + type * TYPE_BYTES);
}

/* A header that asks for more than the whole file may hold is none. */
static bool header_read(const uint8_t *bytes, size_t left, struct counts *counts)
{
	if (left < HEADER_BYTES || memcmp(bytes, "TZif", 4) != 0 || bytes[4] < '2')
		return false;
	size_t *const fields[] = { &counts->ut_flags, &counts->standard_flags, &counts->leaps,
		&counts->times, &counts->types, &counts->characters };
	for (size_t i = 0; i < 6; i++) {
		*fields[i] = number32(bytes + 20 + 4 * i);
		if (*fields[i] > ZONE_BYTES_MAX)
			return false;
	}
	return true;
}

static size_t block_bytes(const struct counts *counts, size_t time_bytes)
{
	return counts->times * (time_bytes + 1) + counts->types * TYPE_BYTES + counts->characters +
	    counts->leaps * (time_bytes + 4) + counts->standard_flags + counts->ut_flags;
}

static bool footer_read(const uint8_t *bytes, size_t left, struct zone_rule *rule)
{
	char text[ZONE_FOOTER_BYTES];
	if (left < 2 || bytes[0] != '\n')
		return false;
	const uint8_t *end = memchr(bytes + 1, '\n', left - 1);
	if (end == NULL)
		return false;
	size_t size = (size_t)(end - bytes - 1);
	if (size >= sizeof text)
		return false;
	memcpy(text, bytes + 1, size);
	text[size] = '\0';
	return strlen(text) == size && zone_rule_parse(rule, text);
}

/* What the look-ups rely on. */
static bool table_is_sound(const struct zone *zone)
{
	if (zone->type_count == 0)
		return false;
	for (size_t i = 0; i < zone->type_count; i++)
		if (type_offset(zone, i) < -OFFSET_S_MAX || type_offset(zone, i) > OFFSET_S_MAX)
			return false;
	for (size_t i = 0; i < zone->time_count; i++)
		if (zone->time_types[i] >= zone->type_count ||
		    (i > 0 && time_at(zone, i) <= time_at(zone, i - 1)))
			return false;
	return true;
}

static bool bytes_read(struct zone *zone, size_t size)
{
	struct counts counts;
	const uint8_t *at = zone->bytes;
	size_t left = size;
	if (!header_read(at, left, &counts))
		return false;
	size_t skipped = HEADER_BYTES + block_bytes(&counts, 4);
	if (skipped > left)
		return false;
	at += skipped;
	left -= skipped;
	if (!header_read(at, left, &counts))
		return false;
	at += HEADER_BYTES;
	left -= HEADER_BYTES;
	/* Files that count leap seconds (right/...) do not tell what clocks on the network show. */
	if (block_bytes(&counts, 8) > left || counts.leaps != 0)
		return false;
	zone->times = at;
	zone->time_count = counts.times;
	zone->time_types = at + counts.times * 8;
	zone->types = zone->time_types + counts.times;
	zone->type_count = counts.types;
	at += block_bytes(&counts, 8);
	left -= block_bytes(&counts, 8);
	return table_is_sound(zone) && footer_read(at, left, &zone->rule);
}

/* Letters, digits, + - _ between single slashes. No dot: so no way out of the folder. */
static bool name_is_sound(const char *name)
{
	static const char SIGNS[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-_/";
	size_t size = strnlen(name, TIMEZONE_MAX + 1);
	if (size == 0 || size > TIMEZONE_MAX || strspn(name, SIGNS) != size)
		return false;
	return name[0] != '/' && name[size - 1] != '/' && strstr(name, "//") == NULL;
}

static bool fixed_read(struct zone *zone, const char *name)
{
	if (strcmp(name, "UTC") == 0) {
		zone->rule.is_there = true;
		return true;
	}
	for (size_t i = 1; i <= 5; i++) /* a byte past the end ends it: '\0' is no digit */
		if (i == 3 ? name[i] != ':' : name[i] < '0' || name[i] > '9')
			return false;
	int64_t hours = (name[1] - '0') * 10 + name[2] - '0';
	int64_t minutes = (name[4] - '0') * 10 + name[5] - '0';
	if (name[6] != '\0' || hours > 14 || minutes > 59)
		return false;
	zone->rule.is_there = true;
	zone->rule.standard_s = (hours * 3600 + minutes * 60) * (name[0] == '-' ? -1 : 1);
	return true;
}

static bool file_read(int fd, struct zone *zone, size_t *size)
{
	zone->bytes = malloc(ZONE_BYTES_MAX);
	*size = 0;
	while (zone->bytes != NULL && *size < ZONE_BYTES_MAX) {
		ssize_t got = read(fd, zone->bytes + *size, ZONE_BYTES_MAX - *size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0;
		*size += (size_t)got;
	}
	return false;
}

/* Every release of the database holds this one; an empty folder may stay when it is taken away. */
static bool database_is_there(const char *folder)
{
	char path[ZONE_PATH_MAX];
	int length = snprintf(path, sizeof path, "%s/Etc/UTC", folder);
	return length > 0 && (size_t)length < sizeof path && access(path, R_OK) == 0;
}

enum zone_result zone_open(struct zone *zone, const char *folder, const char *name)
{
	struct zone opened = { .bytes = NULL };
	if (strcmp(name, "UTC") == 0 || name[0] == '+' || name[0] == '-') {
		if (!fixed_read(&opened, name))
			return ZONE_NAME;
		*zone = opened;
		return ZONE_OK;
	}
	char path[ZONE_PATH_MAX];
	int length = snprintf(path, sizeof path, "%s/%s", folder, name);
	if (!name_is_sound(name) || length < 0 || (size_t)length >= sizeof path)
		return ZONE_NAME;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 && errno != ENOENT && errno != ENOTDIR)
		return ZONE_DAMAGED;
	if (fd < 0)
		return database_is_there(folder) ? ZONE_UNKNOWN : ZONE_NO_DATABASE;
	enum zone_result result = ZONE_DAMAGED;
	size_t size = 0;
	struct stat status;
	if (fstat(fd, &status) == 0 && !S_ISREG(status.st_mode))
		result = ZONE_UNKNOWN; /* a folder of the database, such as Asia */
	else if (file_read(fd, &opened, &size) && bytes_read(&opened, size))
		result = ZONE_OK;
	(void)close(fd);
	if (result == ZONE_OK)
		*zone = opened;
	else
		zone_close(&opened);
	return result;
}

void zone_close(struct zone *zone)
{
	free(zone->bytes);
	*zone = (struct zone){ .bytes = NULL };
}

enum zone_result zone_offset(const struct zone *zone, int64_t utc_s, int64_t *offset_s)
{
	size_t low = 0; /* transitions at or before utc_s */
	size_t high = zone->time_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (time_at(zone, middle) <= utc_s)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < zone->time_count || (zone->time_count == 0 && !zone->rule.is_there)) {
		*offset_s = type_offset(zone, low == 0 ? 0 : zone->time_types[low - 1]);
		return ZONE_OK;
	}
	if (!zone->rule.is_there)
		return ZONE_UNTOLD;
	*offset_s = zone_rule_offset(&zone->rule, utc_s);
	return ZONE_OK;
}

/* The offset of a day before and of a day after are the only candidates: no zone changes its clocks
 * twice in two days. The larger offset is the earlier moment. */
enum zone_result zone_from_local(const struct zone *zone, int64_t local_s, int64_t *utc_s)
{
	int64_t offsets[2] = { 0, 0 };
	for (int i = 0; i < 2; i++) {
		enum zone_result told =
		    zone_offset(zone, local_s + (i == 0 ? -DAY_S : DAY_S), &offsets[i]);
		if (told != ZONE_OK)
			return told;
	}
	if (offsets[0] < offsets[1]) {
		int64_t larger = offsets[1];
		offsets[1] = offsets[0];
		offsets[0] = larger;
	}
	for (int i = 0; i < 2; i++) {
		int64_t shown = 0;
		enum zone_result told = zone_offset(zone, local_s - offsets[i], &shown);
		if (told != ZONE_OK)
			return told;
		if (shown == offsets[i]) {
			*utc_s = local_s - offsets[i];
			return ZONE_OK;
		}
	}
	return ZONE_SKIPPED;
}
