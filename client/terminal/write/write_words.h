/*
 * client/terminal/write/write_words.h - what a rapporteur types on the one line, read: where the note belongs, its
 * text, or that the line is something else than a note. A value out of a value.
 *
 *   r: 5: Pay before the flood #gender      category by the beginning of its key, objective, lens
 *   r:                                      from now on, all that says nothing else is a recommendation
 *   s/old/new/                              puts other words into the last note
 *   /help /amend TEXT /retract /list /quit  what is no note; `?` alone is /help
 *
 * A beginning that several keys have is told, not guessed; what is no beginning of any key is text. A blank before it
 * makes anything text.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_WRITE_WRITE_WORDS_H
#define RAPPORTEUR_CLIENT_TERMINAL_WRITE_WRITE_WORDS_H

#include "client/terminal/screen/line_edit.h"
#include "proto/programme.h"

enum words_kind {
	WORDS_EMPTY,
	WORDS_NOTE,
	WORDS_STANDING, /* category, objective or lens alone: for what follows */
	WORDS_REPLACE,  /* s/old/new/ */
	WORDS_HELP,
	WORDS_AMEND, /* text is the new one */
	WORDS_RETRACT,
	WORDS_LIST,
	WORDS_QUIT,
	WORDS_WRONG, /* wrong says why */
};

#define WORDS_WRONG_BYTES 200u

struct words {
	enum words_kind kind;
	uint32_t objective;            /* 0: not said */
	const char *category;          /* the programme's, or NULL: not said */
	const char *lens;              /* the programme's, or NULL: not said */
	bool no_lens;                  /* `#-`: none, whatever stands */
	char text[LINE_BYTES_MAX + 1]; /* of the note; of a replacement what is replaced */
	char with[LINE_BYTES_MAX + 1];
	char wrong[WORDS_WRONG_BYTES];
};

/* programme may be NULL: then nothing is a category, an objective or a lens. The strings that words points at are the
 * programme's. */
void words_read(const struct programme *programme, const char *line, struct words *words);

/* Takes the lens out of words->text that stands in it as a word of its own, when there is one and words has none. */
void words_lens_take(const struct programme *programme, struct words *words);

/* The text with the first `old` replaced; false: it is not in it, or there is no room. */
bool words_replace(
    const char *text, const char *old, const char *with, char out[LINE_BYTES_MAX + 1]);

/* "c:" could be two keys; the shortest beginning that is one key's alone. Bytes of it. */
size_t words_short(const struct programme *programme, size_t category);

#endif
