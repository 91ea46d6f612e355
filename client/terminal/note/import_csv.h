/*
 * client/terminal/note/import_csv.h - notes as a table, RFC 4180: cells between commas, quoted where they hold a comma, a
 * quotation mark (doubled) or a line feed. The first row names the columns, by the fields of import_line.h in any order;
 * columns that it does not know are passed over.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_NOTE_IMPORT_CSV_H
#define RAPPORTEUR_CLIENT_TERMINAL_NOTE_IMPORT_CSV_H

#include "client/terminal/note/import_line.h"

#define CSV_RECORD_BYTES_MAX IMPORT_LINE_BYTES_MAX

struct csv {
	const char *room; /* borrowed: of a row that says none; NULL: it must say one */
	bool has_head;
	const char *columns[IMPORT_CELLS_MAX]; /* NULL: passed over */
	size_t column_count;
	struct buffer record; /* rows whose quotation marks are not closed yet */
	uint64_t line;        /* where the record begins */
};

enum csv_result {
	CSV_NOTE,   /* *note is there */
	CSV_NONE,   /* a head, an empty row, a part of a row */
	CSV_FAULT,  /* of this row; the next ones may be read */
	CSV_BROKEN, /* nothing more can be read of this file */
};

void csv_init(struct csv *csv, const char *room);
void csv_close(struct csv *csv);
/* The next line of the file, without its line feed. Sets *fault with CSV_FAULT and CSV_BROKEN; csv->line is then the line
 * that it is about, as with CSV_NOTE. What *note points at is the arena's. */
enum csv_result csv_line(struct csv *csv, const char *bytes, size_t size, uint64_t line,
    struct arena *arena, struct import_line *note, struct import_line_fault *fault);
/* After the last line: CSV_NONE, or CSV_FAULT when a row was never ended. */
enum csv_result csv_end(struct csv *csv, struct import_line_fault *fault);

#endif
