/* client/report/build/attendance_read.c - see attendance.h. One pass; a row is gone when the next begins. */
#include "client/report/attendance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { COLUMN_COUNTRY, COLUMN_SECTOR, COLUMN_GENDER, COLUMN_COUNT };
static const char *const COLUMNS[COLUMN_COUNT] = { "country", "sector", "gender" };

struct reader {
	const char *at;
	const char *end;
	uint64_t line;
	size_t places[COLUMN_COUNT]; /* which cell of a row; SIZE_MAX: the list has none */
	char cells[COLUMN_COUNT][ATTENDANCE_CELL_BYTES];
	char cell[ATTENDANCE_CELL_BYTES];
	char *fault;
};

static bool fail(struct reader *reader, const char *what)
{
	snprintf(reader->fault, ATTENDANCE_FAULT_MAX, "line %llu: %s",
	    (unsigned long long)reader->line, what);
	return false;
}

/* Spaces around it do not count. */
static void trim(char *cell, size_t size)
{
	while (size > 0 && (cell[size - 1] == ' ' || cell[size - 1] == '\t'))
		size--;
	cell[size] = '\0';
	size_t spaces = strspn(cell, " \t");
	memmove(cell, cell + spaces, size - spaces + 1);
}

static bool line_ends(const struct reader *reader)
{
	return reader->at == reader->end || *reader->at == '\n' || *reader->at == '\r';
}

/* Reads a cell into reader->cell and passes its comma. *last: the line ends after it. */
static bool cell_read(struct reader *reader, bool *last)
{
	size_t size = 0;
	bool quoted = reader->at < reader->end && *reader->at == '"';
	reader->at += quoted;
	while (quoted || (!line_ends(reader) && *reader->at != ',')) {
		if (reader->at == reader->end)
			return fail(reader, "a quotation mark is never closed");
		char byte = *reader->at++;
		if (quoted && byte == '"') {
			quoted = reader->at < reader->end && *reader->at == '"';
			if (!quoted)
				continue;
			reader->at++;
		}
		reader->line += byte == '\n';
		if (byte == '\0' || size + 1 == sizeof reader->cell)
			return fail(reader, "a cell is longer than 255 bytes, or no text");
		reader->cell[size++] = byte;
	}
	trim(reader->cell, size);
	*last = line_ends(reader);
	if (*last) {
		reader->at += reader->at < reader->end && *reader->at == '\r';
		reader->at += reader->at < reader->end && *reader->at == '\n';
	} else {
		reader->at++;
	}
	return true;
}

static bool head_read(struct reader *reader)
{
	bool last = false;
	for (size_t place = 0; !last; place++) {
		if (!cell_read(reader, &last))
			return false;
		for (size_t i = 0; i < COLUMN_COUNT; i++) {
			if (strcasecmp(reader->cell, COLUMNS[i]) == 0)
				reader->places[i] = place;
		}
	}
	if (reader->places[COLUMN_COUNTRY] == SIZE_MAX)
		return fail(reader,
		    "it must name the columns: country, and sector and gender if there are");
	return true;
}

static bool row_read(struct reader *reader)
{
	bool last = false;
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		reader->cells[i][0] = '\0';
	for (size_t place = 0; !last; place++) {
		if (!cell_read(reader, &last))
			return false;
		for (size_t i = 0; i < COLUMN_COUNT; i++) {
			if (reader->places[i] == place)
				memcpy(reader->cells[i], reader->cell, sizeof reader->cell);
		}
	}
	return true;
}

static bool count(struct reader *reader, struct arena *arena, struct attendance_count *counts,
    size_t *used, const char *name)
{
	for (size_t i = 0; i < *used; i++) {
		if (strcasecmp(counts[i].name, name) == 0) {
			counts[i].people++;
			return true;
		}
	}
	if (*used == ATTENDANCE_NAMES_MAX)
		return fail(reader, "there are more than 300 different countries or sectors");
	const char *copy = arena_text(arena, name, strlen(name));
	if (copy == NULL)
		return fail(reader, "there is no memory for it");
	counts[(*used)++] = (struct attendance_count){ .name = copy, .people = 1 };
	return true;
}

static void count_gender(struct attendance *attendance, const char *gender)
{
	static const char *const women[] = { "f", "female", "woman", "women", "w", "femme",
		"mujer" };
	static const char *const men[] = { "m", "male", "man", "men", "homme", "hombre" };
	if (gender[0] == '\0')
		return;
	for (size_t i = 0; i < sizeof women / sizeof *women; i++) {
		if (strcasecmp(gender, women[i]) == 0) {
			attendance->women++;
			return;
		}
	}
	for (size_t i = 0; i < sizeof men / sizeof *men; i++) {
		if (strcasecmp(gender, men[i]) == 0) {
			attendance->men++;
			return;
		}
	}
	attendance->others++;
}

static bool row_count(struct reader *reader, struct attendance *attendance, struct arena *arena)
{
	const char *country = reader->cells[COLUMN_COUNTRY];
	const char *sector = reader->cells[COLUMN_SECTOR];
	if (country[0] == '\0')
		return fail(reader, "it has no country");
	attendance->participants++;
	count_gender(attendance, reader->cells[COLUMN_GENDER]);
	return count(reader, arena, attendance->countries, &attendance->country_count, country) &&
	    (sector[0] == '\0' ||
		count(reader, arena, attendance->sectors, &attendance->sector_count, sector));
}

static int compare(const void *left, const void *right)
{
	const struct attendance_count *a = left;
	const struct attendance_count *b = right;
	if (a->people != b->people)
		return a->people > b->people ? -1 : 1;
	return strcmp(a->name, b->name);
}

bool attendance_read(struct attendance *attendance, struct arena *arena, const char *bytes,
    size_t size, char fault[ATTENDANCE_FAULT_MAX])
{
	struct reader reader = { .at = bytes, .end = bytes + size, .line = 1, .fault = fault };
	struct attendance made = { .participants = 0 };
	fault[0] = '\0';
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		reader.places[i] = SIZE_MAX;
	if (size > ATTENDANCE_BYTES_MAX)
		return fail(&reader, "the list is larger than 16 MiB");
	if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		reader.at += 3;
	made.countries = arena_take(arena, ATTENDANCE_NAMES_MAX, sizeof *made.countries);
	made.sectors = arena_take(arena, ATTENDANCE_NAMES_MAX, sizeof *made.sectors);
	if (arena->failed)
		return fail(&reader, "there is no memory for it");
	if (!head_read(&reader))
		return false;
	while (reader.at < reader.end) {
		reader.line++;
		if (line_ends(&reader)) { /* an empty line is none */
			reader.at++;
			continue;
		}
		if (!row_read(&reader) || !row_count(&reader, &made, arena))
			return false;
	}
	qsort(made.countries, made.country_count, sizeof *made.countries, compare);
	qsort(made.sectors, made.sector_count, sizeof *made.sectors, compare);
	*attendance = made;
	return true;
}
