/*
 * client/report/read/zip_read.h - entries of a ZIP archive that somebody else made, in memory.
 *
 * Nothing of it is believed: what an entry unpacks to is bounded before memory is taken for it, and so is how much
 * more it may be than its packed bytes; entries that share bytes are told by the sum of what is read.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_READ_ZIP_READ_H
#define RAPPORTEUR_CLIENT_REPORT_READ_ZIP_READ_H

#include "proto/wire/buffer.h"

#define ZIP_FILE_MAX   (16u << 20) /* an archive; a report of 10,000 notes has 200 KiB */
#define ZIP_PART_MAX   (32u << 20) /* what one entry unpacks to */
#define ZIP_NAMES_MAX  512u        /* entries: a template has some 20 */
#define ZIP_NAME_MAX   256u
#define ZIP_RATIO_MAX  200u /* unpacked over packed, beyond ZIP_RATIO_FREE bytes */
#define ZIP_RATIO_FREE (1u << 20)
#define ZIP_FAULT_MAX  160u

struct zip_part {
	char name[ZIP_NAME_MAX];
	size_t offset; /* of its local head */
	size_t packed;
	size_t size;
	uint32_t crc;
	unsigned method;
};

struct zip_parts {
	const uint8_t *bytes; /* borrowed */
	size_t size;
	struct zip_part *items; /* the arena's */
	size_t count;
};

/* Reads the directory. False: fault says what is wrong with it. */
bool zip_parts_read(struct zip_parts *parts, struct arena *arena, const uint8_t *bytes, size_t size,
    char fault[ZIP_FAULT_MAX]);
/* The entry of that name, or NULL. */
const struct zip_part *zip_part_find(const struct zip_parts *parts, const char *name);
/* Adds what it unpacks to. False: fault says why not. */
bool zip_part_read(const struct zip_parts *parts, const struct zip_part *part, struct buffer *out,
    char fault[ZIP_FAULT_MAX]);

#endif
