/*
 * client/terminal/note/import_line.h - one note of a file to import: a line of JSON, its fields as in
 * tests/example/README.md. Whether the session has the room is asked elsewhere: here only the line
 * itself is looked at.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_NOTE_IMPORT_LINE_H
#define RAPPORTEUR_CLIENT_TERMINAL_NOTE_IMPORT_LINE_H

#include "proto/wire/buffer.h"
#include "proto/limits.h"

#define IMPORT_LINE_BYTES_MAX \
	65536u /* a note's text at its cap, every character as \uXXXX, and room */
#define IMPORT_LINE_DEPTH_MAX  8u /* a note's line is flat but for lists that are not ours */
#define IMPORT_LINE_MEMORY_MAX (2u * IMPORT_LINE_BYTES_MAX) /* what a line takes of an arena */
#define IMPORT_RAPPORTEUR_MAX  128u                         /* bytes */
#define IMPORT_BEFORE_S_MAX    86400  /* a note may have been typed before its round began */
#define IMPORT_AFTER_S_MAX     604800 /* or a week after */

struct import_line {
	const char
	    *ref; /* "id" of the line, 1..REF_MAX bytes: a second import finds it again; NULL: it
			     * has none, and is known by what it says */
	uint32_t round;         /* 0 when absent */
	const char *room;       /* a key */
	uint32_t objective;     /* 0 when absent: the room's first */
	const char *rapporteur; /* NULL when absent; never sent as it is: it names a person */
	const char *category;   /* NULL when absent; a key */
	const char *lens;       /* NULL when absent; a key */
	const char *language;   /* "lang" of the line; NULL when absent */
	bool t_offset_given;
	double t_offset_s;   /* after the round's start; finite, within the bounds above */
	const char *text;    /* in its normal form, see text_normalise() */
	const char *speaker; /* "on_the_record" of the line, in its normal form; NULL when absent */
	const char *body;    /* likewise; only with a speaker */
};

enum import_line_result {
	IMPORT_LINE_OK,
	IMPORT_LINE_EMPTY, /* nothing but white space: no note and no fault */
	IMPORT_LINE_LONG,
	IMPORT_LINE_JSON,  /* not one JSON object within the caps */
	IMPORT_LINE_FIELD, /* a field is missing, of another type or out of range */
};
struct import_line_fault {
	char field[16];    /* its name; "" when the line as a whole is meant */
	char message[256]; /* what is wrong and what to do; never the note's text */
};

/*
 * Reads a line, with or without its line feed. Sets *line on IMPORT_LINE_OK only; its strings are
 * the arena's. Sets *fault: it is empty unless the result is IMPORT_LINE_LONG, _JSON or _FIELD.
 * Fields it does not know are ignored.
 */
enum import_line_result import_line_read(const char *bytes, size_t size, struct arena *arena,
    struct import_line *line, struct import_line_fault *fault);
/* The same; a line that says no room is of this one. NULL: it must say one. */
enum import_line_result import_line_read_in(const char *bytes, size_t size, const char *room,
    struct arena *arena, struct import_line *line, struct import_line_fault *fault);

/* A note as cells of a table: fields by name, as of a line. An empty value is absent; so may be the id. */
#define IMPORT_CELLS_MAX 64u
struct import_cell {
	const char *name;
	const char *value; /* UTF-8 or not: it is looked at */
};
enum import_line_result import_cells_read(const struct import_cell *cells, size_t count,
    const char *room, struct arena *arena, struct import_line *line,
    struct import_line_fault *fault);

#endif
