/*
 * client/report/write/zip.c - see zip_internal.h.
 *
 * The sizes of a compressed entry are not known when its head is written, so that they follow it (a data
 * descriptor, flag 8), and stand in the directory at the end. Nothing here needs ZIP64: what would
 * outgrow 4 GiB is refused as too large for memory.
 */
#include "client/report/write/zip_internal.h"

#include <assert.h>
#include <string.h>

#define LOCAL_HEAD     0x04034b50u
#define DESCRIPTOR     0x08074b50u
#define DIRECTORY_HEAD 0x02014b50u
#define DIRECTORY_END  0x06054b50u
#define VERSION        20u     /* 2.0: deflate */
#define FLAG_LATER     0x0008u /* the sizes follow the data */
#define FLAG_UTF8      0x0800u
#define DEFLATED       8u
#define DATE           0x0021u /* 1 January 1980, the first day of this format; at 00:00 */
#define OFFSET_MAX     0xffffffffu
#define PACKED_BYTES   8192u

static void put(struct report_zip *zip, const void *bytes, size_t size)
{
	report_out_add(&zip->out, bytes, size);
	zip->at += size;
	if (zip->at > OFFSET_MAX)
		zip->failure = REPORT_MEMORY;
}

/* Little-endian, of 2 or 4 bytes. */
static void put_number(struct report_zip *zip, uint64_t number, size_t size)
{
	uint8_t bytes[4];
	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)(number >> 8 * i);
	put(zip, bytes, size);
}

/* From "version needed" to the length of the name: the same in both heads. */
static void put_head(struct report_zip *zip, const struct report_zip_entry *entry, bool sizes)
{
	put_number(zip, VERSION, 2);
	put_number(zip, FLAG_UTF8 | (entry->stored ? 0 : FLAG_LATER), 2);
	put_number(zip, entry->stored ? 0 : DEFLATED, 2);
	put_number(zip, 0, 2);
	put_number(zip, DATE, 2);
	put_number(zip, sizes ? entry->crc : 0, 4);
	put_number(zip, sizes ? entry->packed : 0, 4);
	put_number(zip, sizes ? entry->size : 0, 4);
	put_number(zip, strlen(entry->name), 2);
	put_number(zip, 0, 2); /* no extra field */
}

/* Gives the stream's input to deflate until it is used up, and with Z_FINISH until all is out. */
static void pack(struct report_zip *zip, int flush)
{
	struct report_zip_entry *entry = &zip->entries[zip->count - 1];
	uint8_t packed[PACKED_BYTES];
	int rc = Z_OK;
	do {
		zip->stream.next_out = packed;
		zip->stream.avail_out = sizeof packed;
		rc = deflate(&zip->stream, flush);
		assert(rc != Z_STREAM_ERROR); /* its state was overwritten: a bug */
		size_t size = sizeof packed - zip->stream.avail_out;
		entry->packed += size;
		put(zip, packed, size);
	} while (zip->stream.avail_out == 0);
	assert(zip->stream.avail_in == 0);
	assert(flush != Z_FINISH || rc == Z_STREAM_END);
}

static int part_write(void *context, const void *bytes, size_t size)
{
	struct report_zip *zip = context;
	struct report_zip_entry *entry = &zip->entries[zip->count - 1];
	if (zip->failure != REPORT_OK || zip->out.failed)
		return -1;
	assert(size <= REPORT_OUT_BYTES);
	entry->crc = (uint32_t)crc32(entry->crc, bytes, (uInt)size);
	entry->size += size;
	zip->stream.next_in = (Bytef *)bytes; /* zlib only reads */
	zip->stream.avail_in = (uInt)size;
	pack(zip, Z_NO_FLUSH);
	return 0;
}

void report_zip_init(struct report_zip *zip, const struct report_sink *sink)
{
	report_out_init(&zip->out, sink);
	zip->part_sink = (struct report_sink){ .write = part_write, .context = zip };
	report_out_init(&zip->part, &zip->part_sink);
	zip->stream = (z_stream){ 0 };
	zip->failure = REPORT_OK;
	zip->at = 0;
	zip->count = 0;
	/* Raw deflate, whose window is told by a minus. */
	if (deflateInit2(&zip->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL,
		Z_DEFAULT_STRATEGY) != Z_OK)
		zip->failure = REPORT_MEMORY;
}

static struct report_zip_entry *entry_add(struct report_zip *zip, const char *name)
{
	assert(zip->count < ZIP_ENTRIES_MAX);
	struct report_zip_entry *entry = &zip->entries[zip->count++];
	*entry = (struct report_zip_entry){ .name = name, .offset = zip->at };
	return entry;
}

static void put_local(struct report_zip *zip, const struct report_zip_entry *entry)
{
	put_number(zip, LOCAL_HEAD, 4);
	put_head(zip, entry, entry->stored);
	put(zip, entry->name, strlen(entry->name));
}

struct report_out *report_zip_begin(struct report_zip *zip, const char *name)
{
	put_local(zip, entry_add(zip, name));
	report_out_init(&zip->part, &zip->part_sink);
	return &zip->part;
}

void report_zip_end(struct report_zip *zip)
{
	(void)report_out_end(&zip->part);
	if (zip->failure != REPORT_OK || zip->out.failed)
		return;
	pack(zip, Z_FINISH);
	(void)deflateReset(&zip->stream);
	const struct report_zip_entry *entry = &zip->entries[zip->count - 1];
	put_number(zip, DESCRIPTOR, 4);
	put_number(zip, entry->crc, 4);
	put_number(zip, entry->packed, 4);
	put_number(zip, entry->size, 4);
}

void report_zip_store(struct report_zip *zip, const char *name, const char *text)
{
	struct report_zip_entry *entry = entry_add(zip, name);
	size_t size = strlen(text);
	entry->stored = true;
	entry->crc = (uint32_t)crc32(0, (const uint8_t *)text, (uInt)size);
	entry->size = size;
	entry->packed = size;
	put_local(zip, entry);
	put(zip, text, size);
}

void report_zip_text(struct report_zip *zip, const char *name, const char *text)
{
	report_out_text(report_zip_begin(zip, name), text);
	report_zip_end(zip);
}

static void put_directory(struct report_zip *zip)
{
	uint64_t start = zip->at;
	for (size_t i = 0; i < zip->count; i++) {
		const struct report_zip_entry *entry = &zip->entries[i];
		put_number(zip, DIRECTORY_HEAD, 4);
		put_number(zip, VERSION, 2); /* made by */
		put_head(zip, entry, true);
		put_number(zip, 0, 2); /* no comment */
		put_number(zip, 0, 2); /* the first disk */
		put_number(zip, 0, 2);
		put_number(zip, 0, 4); /* attributes */
		put_number(zip, entry->offset, 4);
		put(zip, entry->name, strlen(entry->name));
	}
	uint64_t size = zip->at - start;
	put_number(zip, DIRECTORY_END, 4);
	put_number(zip, 0, 4); /* one disk */
	put_number(zip, zip->count, 2);
	put_number(zip, zip->count, 2);
	put_number(zip, size, 4);
	put_number(zip, start, 4);
	put_number(zip, 0, 2);
}

enum report_result report_zip_finish(struct report_zip *zip)
{
	if (zip->failure == REPORT_OK && !zip->out.failed)
		put_directory(zip);
	(void)deflateEnd(&zip->stream);
	if (report_out_end(&zip->out) != REPORT_OK)
		return REPORT_SINK;
	return zip->failure;
}
