/*
 * client/terminal/note/import_csv.c - see import_csv.h.
 *
 * A row is whole when it has an even number of quotation marks: those around a cell are two, and so is a doubled one.
 */
#include "client/terminal/note/import_csv.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *const COLUMNS[] = { "id", "round", "room", "objective", "rapporteur", "category",
	"lens", "lang", "t_offset_s", "text", "on_the_record", "body" };

static enum csv_result fail(
    enum csv_result result, struct import_line_fault *fault, const char *message)
{
	fault->field[0] = '\0';
	(void)snprintf(fault->message, sizeof fault->message, "%s", message);
	return result;
}

void csv_init(struct csv *csv, const char *room)
{
	memset(csv, 0, sizeof *csv);
	csv->room = room;
	buffer_init(&csv->record, CSV_RECORD_BYTES_MAX);
}

void csv_close(struct csv *csv)
{
	buffer_close(&csv->record);
}

/* One cell from *at on, unquoted in place; *at is behind its comma, or at end. NULL: fault is set. */
static char *cell_take(char **at, char *end, bool *last, struct import_line_fault *fault)
{
	char *cell = *at;
	char *out = cell;
	char *from = cell;
	bool quoted = from < end && *from == '"';
	from += quoted ? 1 : 0;
	while (from < end && (quoted || *from != ',')) {
		if (*from == '"' && !quoted) {
			(void)fail(CSV_FAULT, fault,
			    "a quotation mark stands in a cell that does not begin with one: quote the "
			    "whole cell, and double it");
			return NULL;
		}
		if (*from == '"' && !(from + 1 < end && from[1] == '"')) {
			from++;
			break;
		}
		from += *from == '"' ? 1 : 0;
		*out++ = *from++;
	}
	if (from < end && *from != ',') {
		(void)fail(
		    CSV_FAULT, fault, "something follows the closing quotation mark of a cell");
		return NULL;
	}
	*last = from == end;
	*at = *last ? end : from + 1;
	*out = '\0';
	return cell;
}

/* The row's cells, in place; false: fault is set. */
static bool row_cut(char *row, size_t size, char *cells[IMPORT_CELLS_MAX], size_t *count,
    struct import_line_fault *fault)
{
	char *at = row;
	bool last = false;
	for (*count = 0; !last; (*count)++) {
		if (*count == IMPORT_CELLS_MAX) {
			(void)fail(CSV_FAULT, fault, "the row has more than 64 cells");
			return false;
		}
		cells[*count] = cell_take(&at, row + size, &last, fault);
		if (cells[*count] == NULL)
			return false;
	}
	return true;
}

static enum csv_result head_take(
    struct csv *csv, char *const *cells, size_t count, struct import_line_fault *fault)
{
	bool has_text = false;
	bool has_room = csv->room != NULL;
	for (size_t i = 0; i < count; i++) {
		const char *name = cells[i] + strspn(cells[i], " ");
		csv->columns[i] = NULL;
		for (size_t k = 0; k < sizeof COLUMNS / sizeof COLUMNS[0]; k++)
			if (strcasecmp(name, COLUMNS[k]) == 0)
				csv->columns[i] = COLUMNS[k];
		for (size_t k = 0; csv->columns[i] != NULL && k < i; k++)
			if (csv->columns[k] == csv->columns[i])
				return fail(
				    CSV_BROKEN, fault, "the first row names a column twice");
		has_text = has_text || strcasecmp(name, "text") == 0;
		has_room = has_room || strcasecmp(name, "room") == 0;
	}
	csv->column_count = count;
	csv->has_head = true;
	if (has_text && has_room)
		return CSV_NONE;
	return fail(CSV_BROKEN, fault,
	    has_text ? "the first row must name the column room, or give --room"
		     : "the first row must name the columns, text among them, with commas between "
		       "them");
}

static enum csv_result row_take(
    struct csv *csv, struct arena *arena, struct import_line *note, struct import_line_fault *fault)
{
	char *cells[IMPORT_CELLS_MAX];
	struct import_cell named[IMPORT_CELLS_MAX];
	size_t count = 0;
	size_t used = 0;
	size_t size = csv->record.size;
	char *row = arena_text(arena, csv->record.bytes, size);
	if (row == NULL)
		return fail(CSV_FAULT, fault, "it does not fit into memory");
	if (strlen(row) != size)
		return fail(CSV_FAULT, fault, "it holds a NUL character: take it out");
	if (!row_cut(row, size, cells, &count, fault))
		return csv->has_head ? CSV_FAULT : CSV_BROKEN;
	if (!csv->has_head)
		return head_take(csv, cells, count, fault);
	if (count > csv->column_count)
		return fail(CSV_FAULT, fault,
		    "the row has more cells than there are columns: quote the cell that holds a comma");
	for (size_t i = 0; i < count; i++)
		if (csv->columns[i] != NULL)
			named[used++] = (struct import_cell){ csv->columns[i], cells[i] };
	enum import_line_result result =
	    import_cells_read(named, used, csv->room, arena, note, fault);
	return result == IMPORT_LINE_OK   ? CSV_NOTE
	    : result == IMPORT_LINE_EMPTY ? CSV_NONE
					  : CSV_FAULT;
}

static bool is_open(const struct buffer *record)
{
	size_t marks = 0;
	for (size_t i = 0; i < record->size; i++)
		marks += record->bytes[i] == '"' ? 1 : 0;
	return marks % 2 == 1;
}

enum csv_result csv_line(struct csv *csv, const char *bytes, size_t size, uint64_t line,
    struct arena *arena, struct import_line *note, struct import_line_fault *fault)
{
	*fault = (struct import_line_fault){ .field = "" };
	if (line == 1 && size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		bytes += 3; /* spreadsheets begin a file so */
		size -= 3;
	}
	if (csv->record.size > 0)
		buffer_add_text(&csv->record, "\n");
	else
		csv->line = line;
	buffer_add(&csv->record, bytes, size);
	if (csv->record.failed) {
		buffer_clear(&csv->record);
		return fail(CSV_FAULT, fault,
		    "the row is longer than 64 KiB: is a quotation mark never closed?");
	}
	if (is_open(&csv->record))
		return CSV_NONE;
	while (csv->record.size > 0 && csv->record.bytes[csv->record.size - 1] == '\r')
		csv->record.size--;
	enum csv_result result = CSV_NONE;
	if (csv->record.size > 0)
		result = row_take(csv, arena, note, fault);
	buffer_clear(&csv->record);
	return result;
}

enum csv_result csv_end(struct csv *csv, struct import_line_fault *fault)
{
	if (csv->record.size == 0)
		return CSV_NONE;
	return fail(CSV_FAULT, fault, "a quotation mark is never closed");
}
