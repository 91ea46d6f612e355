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
#include "proto/name_mark.h"
#include "proto/programme.h"

struct names;
struct names_vocabulary;

/* Borrows lexicon, which outlives it, or is NULL: as without a table. NULL: no memory. */
struct names *names_open(const struct lexicon *lexicon);
void names_close(struct names *names); /* NULL is harmless */

/* The words of one session: what is no name though it has capitals, and its speakers, who are; from titles,
 * questions, categories and the agenda of its programme, from which it copies. It is for this `names` alone,
 * which outlives it. NULL: no memory. */
struct names_vocabulary *names_learn(struct names *names, const struct programme *programme);
void names_forget(struct names_vocabulary *vocabulary); /* NULL is harmless */

/* How many marks were set, at most NAME_MARKS_MAX; of a text that names more, one mark covers all. text is valid
 * UTF-8, normalised. vocabulary may be NULL: no session's. */
size_t names_find(struct names *names, const struct names_vocabulary *vocabulary, const char *text,
    struct name_mark marks[NAME_MARKS_MAX]);

#endif
