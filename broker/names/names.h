/*
 * broker/names/names.h - what in a text names a person or a body, by rules that can be shown.
 *
 * The Chatham House rule forbids names, and no program can know all of them: this finds what reads like
 * one and says why, so that a person decides. It errs on the side of telling: a note that is marked for nothing
 * costs a moderator one key, a name that goes out costs somebody their safety.
 *
 *   (1) The same text, vocabulary and lexicon give the same marks: no state, no order, no chance.
 *   (2) Marks are in the order of the text and do not overlap; each lies on whole characters.
 *   (3) Without the table of word vectors more is marked, never less of what looks like a name in capitals.
 *
 * How well it does is measured by tests/quality/names.c over notes written before the rules.
 */
#ifndef RAPPORTEUR_BROKER_NAMES_NAMES_H
#define RAPPORTEUR_BROKER_NAMES_NAMES_H

#include "broker/synthesis/words/lexicon.h"
#include "proto/programme.h"

/* Kind, and why in words for the moderator. */
#define NAME_KINDS(X) \
	X(NAME_TITLE, "a title before a name") \
	X(NAME_PERSON, "it reads like a person's name") \
	X(NAME_SPEAKER, "a name that says something") \
	X(NAME_BODY, "a body that speaks") \
	X(NAME_WE, "a body that speaks of itself") \
	X(NAME_INITIALS, "initials of a person") \
	X(NAME_CONTACT, "an address or a telephone number") \
	X(NAME_PROGRAMME, "a speaker of the programme")
#define X(name, reason) name,
enum name_kind { NAME_KINDS(X) };
#undef X
const char *name_kind_reason(enum name_kind kind); /* static */

struct name_mark {
	enum name_kind kind;
	size_t start; /* bytes into the text */
	size_t size;  /* bytes, at least 1 */
};

/* A note holds a few; of a text with more, the first are told. */
#define NAME_MARKS_MAX 32u

struct names;

/* Borrows lexicon, which outlives it. NULL: no memory. */
struct names *names_open(const struct lexicon *lexicon);
void names_close(struct names *names); /* NULL is harmless */

/* The session's own words, which are no names though they have capitals, and its speakers, who are; from
 * titles, questions, categories, rooms and the agenda. Copies; forgets the programme before. False: no memory. */
bool names_learn(struct names *names, const struct programme *programme);

/* How many marks were set, at most NAME_MARKS_MAX. text is valid UTF-8, normalised. */
size_t names_find(struct names *names, const char *text, struct name_mark marks[NAME_MARKS_MAX]);

#endif
