/*
 * client/report/write/zip_internal.h - a ZIP archive (PKWARE APPNOTE 6.3) into a sink, entry after entry,
 * in little memory. Every entry has the same time, so that the same entries give the same bytes.
 *
 * libzip was looked at: it keeps the whole archive in memory until it is closed, and what we need of it
 * is what follows.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_WRITE_ZIP_INTERNAL_H
#define RAPPORTEUR_CLIENT_REPORT_WRITE_ZIP_INTERNAL_H

#include "client/report/write/out_internal.h"

#include <zlib.h>

#define ZIP_ENTRIES_MAX 64u /* a Word file of ours has 15; a template brings headers and pictures */

struct report_zip_entry {
	const char *name;
	uint32_t crc;
	uint64_t packed;
	uint64_t size;
	uint64_t offset;
	bool stored;
};

struct report_zip {
	struct report_out out;  /* to the sink */
	struct report_out part; /* what is written here goes into the entry that is open */
	struct report_sink part_sink;
	z_stream stream;
	enum report_result
	    failure; /* REPORT_OK until something went wrong; then nothing more is done */
	uint64_t at; /* bytes written so far */
	struct report_zip_entry entries[ZIP_ENTRIES_MAX];
	size_t count;
};

/* Cannot fail; what goes wrong is told at the end. Borrows sink. Do not move it afterwards. */
void report_zip_init(struct report_zip *zip, const struct report_sink *sink);
/* Begins an entry and answers where to write it. name is static. */
struct report_out *report_zip_begin(struct report_zip *zip, const char *name);
void report_zip_end(struct report_zip *zip);
/* A whole entry as it is, not compressed: ODF's first, which tells what the file is. */
void report_zip_store(struct report_zip *zip, const char *name, const char *text);
/* A whole entry. */
void report_zip_text(struct report_zip *zip, const char *name, const char *text);
/* Writes the directory. REPORT_OK, REPORT_MEMORY or REPORT_SINK. Releases what it holds. */
enum report_result report_zip_finish(struct report_zip *zip);

#endif
