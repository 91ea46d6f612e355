/*
 * client/terminal/note/import_scribe.h - notes as a scribe takes them in a text file, a line each:
 *
 *   Room: WG-2                   what follows is of that room
 *   Round: 1                     of that round, Scribe: who typed it, Lang: in which language
 *   Topic: Key challenges        a category, by its key or heading; an objective, by its number or title; "2 challenge"
 *   Roads are cut #youth         a note; heads and lenses as on the line of `write` (write_words.h)
 *   ... in the dry season        goes on with the note before
 *   s/cut/washed away/           puts other words into it
 *   - r: Pay before the flood    a dash, a star or a bullet before it is none of it
 *
 * Notes under a Room: or Topic: that is none of the programme's are refused, so that none is filed wrongly. Blank lines
 * are none. What begins like one of the words above, and a blank or nothing behind the colon, is that.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_NOTE_IMPORT_SCRIBE_H
#define RAPPORTEUR_CLIENT_TERMINAL_NOTE_IMPORT_SCRIBE_H

#include "client/terminal/note/import_line.h"
#include "client/terminal/write/write_words.h"

struct scribe {
	const struct programme *programme; /* borrowed */
	char room[ROOM_KEY_MAX + 1];       /* "": not said yet */
	uint32_t round;                    /* 0: not said */
	uint32_t objective;
	char category[CATEGORY_KEY_MAX + 1]; /* "": not said */
	char rapporteur[IMPORT_RAPPORTEUR_MAX + 1];
	char language[LANG_MAX + 1];
	bool lost; /* the last Room: or Topic: was none: what follows belongs nobody knows where */
	/* The note that may still go on: */
	bool pending;
	uint64_t line; /* where it begins */
	struct words words;
};

enum scribe_result {
	SCRIBE_NOTE, /* a note is whole: scribe_take() it, then give the same line again */
	SCRIBE_NONE,
	SCRIBE_FAULT, /* of this line */
};

/* room may be NULL: the file must say one. The scribe is large: have it on the heap. */
void scribe_init(struct scribe *scribe, const struct programme *programme, const char *room);
enum scribe_result scribe_line(struct scribe *scribe, const char *bytes, size_t size, uint64_t line,
    struct import_line_fault *fault);
/* After the last line: SCRIBE_NOTE or SCRIBE_NONE. */
enum scribe_result scribe_end(const struct scribe *scribe);
/* The note that is whole, and its line. Answers as import_cells_read() does. */
enum import_line_result scribe_take(struct scribe *scribe, struct arena *arena,
    struct import_line *note, uint64_t *line, struct import_line_fault *fault);

#endif
