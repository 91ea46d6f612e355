/*
 * broker/synthesis/words/lexicon.h - what the synthesis knows of words before the first note: the table of word
 * vectors and the dictionaries. Opened once, shared by all sessions of a process, never changed.
 *
 * Each part may be absent: then the synthesis is poorer, never wrong. lexicon_describe() tells what is
 * there, by checksum, so that what a synthesis was made with can be kept and compared.
 * Owner: who opens it, and it outlives every synthesis made with it. One thread.
 */
#ifndef RAPPORTEUR_BROKER_LEXICON_H
#define RAPPORTEUR_BROKER_LEXICON_H

#include "proto/wire/buffer.h"

struct lexicon;

struct lexicon_options {
	const char *vectors;      /* the table's path; NULL: without */
	const char *dictionaries; /* the folder of FreeDict's files; NULL: without */
};

/* A table that was named and is absent, or is no such table, is a fault; an absent dictionary is not:
 * those are Debian packages that a machine has or has not. */
#define LEXICON_RESULTS(X) \
	X(LEXICON_OK, "The lexicon is open.") \
	X(LEXICON_MEMORY, "There is no memory for the lexicon.") \
	X(LEXICON_ABSENT, \
	    "The table of word vectors cannot be read: name another with --vectors.") \
	X(LEXICON_DAMAGED, "The table of word vectors is damaged: install it anew.")
#define X(name, sentence) name,
enum lexicon_result { LEXICON_RESULTS(X) };
#undef X
const char *lexicon_result_sentence(enum lexicon_result result);

/* Maps the table, reads the dictionaries. Sets *lexicon on LEXICON_OK only. */
enum lexicon_result lexicon_open(struct lexicon **lexicon, const struct lexicon_options *options);
void lexicon_close(struct lexicon *lexicon); /* NULL is harmless */

/* Adds a line for each part: method, vectors, dictionaries, word lists, libraries. False: no memory. */
bool lexicon_describe(const struct lexicon *lexicon, struct buffer *out);

/* How common a word is, from 0, lower case and without marks; LEXICON_RANK_NONE: it is not in the table. */
#define LEXICON_RANK_NONE UINT32_MAX
uint32_t lexicon_rank(const struct lexicon *lexicon, const char *word);

#endif
