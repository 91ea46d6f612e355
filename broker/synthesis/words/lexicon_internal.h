/*
 * broker/synthesis/words/lexicon_internal.h - the parts of a lexicon, for the files of this folder.
 *
 *   lexicon.c     opens and describes all of it
 *   vectors.c     the mapped table of word vectors
 *   dictionary.c  French, Spanish and Russian words in English
 *   word_lists.c  stop words, abbreviations, acronyms, endings of cognates
 */
#ifndef RAPPORTEUR_BROKER_SYNTHESIS_WORDS_LEXICON_INTERNAL_H
#define RAPPORTEUR_BROKER_SYNTHESIS_WORDS_LEXICON_INTERNAL_H

#include "broker/synthesis/words/lexicon.h"
#include "broker/synthesis/words/table_internal.h"

#include <libstemmer.h>

#define VECTOR_DIMENSIONS 100u
#define RANK_NONE         LEXICON_RANK_NONE
#define CHECKSUM_BYTES    32u

struct vectors {
	void *map; /* NULL: there is no table */
	size_t map_size;
	uint32_t words;
	const uint32_t *scales;
	const uint32_t *weights;
	const uint32_t *starts;
	const uint32_t *order;
	const char *letters;
	const int8_t *rows;
	uint8_t checksum[CHECKSUM_BYTES];
};

enum lexicon_result vectors_open(struct vectors *vectors, const char *path);
void vectors_close(struct vectors *vectors);
/* The rank of a word, from 0, or RANK_NONE. */
uint32_t vectors_find(const struct vectors *vectors, const char *word, size_t size);

#define TRANSLATIONS_MAX 2u

struct translation {
	const char *words[TRANSLATIONS_MAX]; /* English, in plain form; the second may be NULL */
};
struct dictionary {
	bool there;
	uint8_t checksum[CHECKSUM_BYTES]; /* of the unpacked file */
	struct arena arena;
	struct table words; /* plain form -> index */
	struct table stems; /* its stem -> index of the first with it */
	const char **word_texts;
	const char **stem_texts;
	struct translation *translations;
	uint32_t count;
	uint32_t capacity;
};

enum language {
	LANGUAGE_ENGLISH,
	LANGUAGE_FRENCH,
	LANGUAGE_SPANISH,
	LANGUAGE_RUSSIAN,
	LANGUAGE_OTHER
};
#define LANGUAGE_COUNT 5u

struct lexicon {
	struct vectors vectors;
	struct dictionary dictionaries[LANGUAGE_COUNT]; /* by language; English has none */
	struct sb_stemmer *stemmers[LANGUAGE_COUNT];    /* the last is NULL: no stemmer */
};

/* Reads FOLDER/freedict-NAME.dict.dz. False: no memory. reversed: from English to the language. */
bool dictionary_open(struct dictionary *dictionary, const char *folder, const char *name,
    struct sb_stemmer *stemmer, bool reversed);
void dictionary_close(struct dictionary *dictionary);
/* By the word, else by its stem; NULL when it is not there. */
const struct translation *dictionary_find(
    const struct dictionary *dictionary, const char *word, const char *stem);

/* word_lists.c. Words are in plain form: lower case, without marks. */
bool word_is_stop(const char *word);
/* What an abbreviation or acronym stands for, in words with spaces between, or NULL. */
const char *word_abbreviation(const char *word);
const char *word_acronym(const char *word);
/* The index-th English form that a French or Spanish word may have by its ending; false: no more. */
bool word_cognate(const char *word, size_t index, char *english, size_t room);
/* Checksum over all lists. */
void word_lists_checksum(uint8_t checksum[CHECKSUM_BYTES]);

/* The stem of a word in plain form; borrowed until the next call. */
const char *lexicon_stem(const struct lexicon *lexicon, enum language language, const char *word);
/* From a BCP 47 tag; NULL: English. */
enum language language_of(const char *tag);

#endif
