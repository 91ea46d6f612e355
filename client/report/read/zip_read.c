/* client/report/read/zip_read.c - see zip_read.h. */
#include "client/report/read/zip_read.h"

#include <stdio.h>
#include <string.h>
#include <zlib.h>

#define DIRECTORY_END   0x06054b50u
#define DIRECTORY_HEAD  0x02014b50u
#define LOCAL_HEAD      0x04034b50u
#define END_BYTES       22u
#define HEAD_BYTES      46u
#define LOCAL_BYTES     30u
#define COMMENT_MAX     65535u
#define FLAG_ENCRYPTED  0x0001u
#define METHOD_STORED   0u
#define METHOD_DEFLATED 8u

static uint32_t number(const uint8_t *bytes, size_t size)
{
	uint32_t value = 0;
	for (size_t i = 0; i < size; i++)
		value |= (uint32_t)bytes[i] << 8 * i;
	return value;
}

static bool fail(char fault[ZIP_FAULT_MAX], const char *sentence)
{
	(void)snprintf(fault, ZIP_FAULT_MAX, "%s", sentence);
	return false;
}

/* The end of the directory: the last place where it can begin, so that no comment hides another. */
static const uint8_t *end_find(const uint8_t *bytes, size_t size)
{
	for (size_t back = END_BYTES; back <= size && back <= END_BYTES + COMMENT_MAX; back++) {
		const uint8_t *at = bytes + size - back;
		if (number(at, 4) == DIRECTORY_END && number(at + 20, 2) == back - END_BYTES)
			return at;
	}
	return NULL;
}

static bool head_read(struct zip_part *part, const uint8_t *at, size_t left, size_t *used)
{
	if (left < HEAD_BYTES || number(at, 4) != DIRECTORY_HEAD)
		return false;
	size_t name = number(at + 28, 2);
	*used = HEAD_BYTES + name + number(at + 30, 2) + number(at + 32, 2);
	if (*used > left || name == 0 || name >= ZIP_NAME_MAX ||
	    memchr(at + HEAD_BYTES, '\0', name) != NULL ||
	    (number(at + 8, 2) & FLAG_ENCRYPTED) != 0)
		return false;
	memcpy(part->name, at + HEAD_BYTES, name);
	part->name[name] = '\0';
	part->method = number(at + 10, 2);
	part->crc = number(at + 16, 4);
	part->packed = number(at + 20, 4);
	part->size = number(at + 24, 4);
	part->offset = number(at + 42, 4);
	return true;
}

bool zip_parts_read(struct zip_parts *parts, struct arena *arena, const uint8_t *bytes, size_t size,
    char fault[ZIP_FAULT_MAX])
{
	*parts = (struct zip_parts){ .bytes = bytes, .size = size };
	const uint8_t *end = size > ZIP_FILE_MAX ? NULL : end_find(bytes, size);
	if (end == NULL)
		return fail(fault, "it is no ZIP archive, or larger than 16 MiB");
	size_t count = number(end + 10, 2);
	size_t at = number(end + 16, 4);
	size_t limit = (size_t)(end - bytes);
	if (count > ZIP_NAMES_MAX)
		return fail(fault, "it has more than 512 entries");
	parts->items = arena_take(arena, count, sizeof *parts->items);
	if (parts->items == NULL)
		return fail(fault, "there is not enough memory");
	for (; parts->count < count; parts->count++) {
		struct zip_part *part = &parts->items[parts->count];
		size_t used = 0;
		if (at > limit || !head_read(part, bytes + at, limit - at, &used))
			return fail(fault, "its directory is damaged");
		if (zip_part_find(parts, part->name) != NULL)
			return fail(fault, "it has two entries of one name");
		at += used;
	}
	return true;
}

const struct zip_part *zip_part_find(const struct zip_parts *parts, const char *name)
{
	for (size_t i = 0; i < parts->count; i++) {
		if (strcmp(parts->items[i].name, name) == 0)
			return &parts->items[i];
	}
	return NULL;
}

static bool inflate_all(
    const uint8_t *from, const struct zip_part *part, uint8_t *to) /* NOLINT: zlib writes to it */
{
	z_stream stream = { .next_in = (Bytef *)from, /* zlib only reads */
		.avail_in = (uInt)part->packed,
		.next_out = to,
		.avail_out = (uInt)part->size };
	if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
		return false;
	int rc = inflate(&stream, Z_FINISH);
	bool well = rc == Z_STREAM_END && stream.avail_out == 0;
	(void)inflateEnd(&stream);
	return well;
}

bool zip_part_read(const struct zip_parts *parts, const struct zip_part *part, struct buffer *out,
    char fault[ZIP_FAULT_MAX])
{
	size_t ratio_max = ZIP_RATIO_FREE + (size_t)ZIP_RATIO_MAX * part->packed;
	if (part->size > ZIP_PART_MAX || part->size > ratio_max)
		return fail(fault, "an entry unpacks to more than such a file has");
	if (part->offset > parts->size || parts->size - part->offset < LOCAL_BYTES)
		return fail(fault, "an entry lies outside of it");
	const uint8_t *local = parts->bytes + part->offset;
	size_t left = parts->size - part->offset;
	size_t head = LOCAL_BYTES + number(local + 26, 2) + number(local + 28, 2);
	if (number(local, 4) != LOCAL_HEAD || head > left || part->packed > left - head)
		return fail(fault, "an entry lies outside of it");
	bool stored = part->method == METHOD_STORED && part->packed == part->size;
	if (!stored && part->method != METHOD_DEFLATED)
		return fail(fault, "an entry is packed in a way that is not known here");
	if (part->size == 0)
		return true;
	uint8_t *to = buffer_room(out, part->size);
	if (to == NULL)
		return fail(fault, "its entries are larger than such a file has");
	if (stored)
		memcpy(to, local + head, part->size);
	else if (!inflate_all(local + head, part, to))
		return fail(fault, "an entry is damaged");
	if (crc32(0, to, (uInt)part->size) != part->crc)
		return fail(fault, "an entry is damaged");
	return true;
}
