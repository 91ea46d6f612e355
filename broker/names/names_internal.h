/*
 * broker/names/names_internal.h - how names.c sees a text: words with what is known of them.
 *
 *   names.c         the rules, in the order in which they are tried, and the marks
 *   names_rules.c   runs of capitals, speakers, bodies
 *   names_beside.c  whom a named person speaks for
 *   names_words.c   from a text to its words; what is known of a word
 *   names_lists.c   the words that the rules know
 *   names_contact.c addresses and telephone numbers
 */
#ifndef RAPPORTEUR_BROKER_NAMES_NAMES_INTERNAL_H
#define RAPPORTEUR_BROKER_NAMES_NAMES_INTERNAL_H

#include "broker/names/names.h"
#include "broker/synthesis/words/table_internal.h"

#include <utf8proc.h>

/* A text of 4,000 characters has fewer words of two letters; what comes after is not looked at. */
#define NAME_WORDS_MAX   2048u
#define NAME_PLAIN_BYTES 32u

/* Classes of words. */
#define WORD_GIVEN      (1u << 0) /* a given name, or a family name as common as one */
#define WORD_AMBIGUOUS  (1u << 1) /* one that is a common word, too */
#define WORD_TITLE      (1u << 2)
#define WORD_TITLE_SURE (1u << 3) /* a title also in lower case */
#define WORD_PARTICLE   (1u << 4)
#define WORD_SPEECH     (1u << 5)
#define WORD_ANYONE     (1u << 6)
#define WORD_BODY       (1u << 7)
#define WORD_BODY_ALONE (1u << 8)
#define WORD_OWN_BODY   (1u << 9)
#define WORD_OUR        (1u << 10)
#define WORD_PLACE      (1u << 11)
#define WORD_LEARNED    (1u << 12) /* the session's own word */
#define WORD_SPEAKER    (1u << 13) /* of the name of one of the programme's speakers */

enum name_shape { SHAPE_LOWER, SHAPE_CAPITAL, SHAPE_UPPER, SHAPE_INITIAL, SHAPE_OTHER };

struct name_word {
	size_t start;
	size_t end;
	char
	    plain[NAME_PLAIN_BYTES]; /* lower case, without marks, without 's; cut when very long */
	enum name_shape shape;
	uint32_t class;
	uint32_t rank; /* in the table of word vectors, or LEXICON_RANK_NONE */
	bool first;    /* of its sentence: a capital says nothing */
	int gap;       /* the sign between the word before and this one; ' ': a space; 0: neither */
};

/* Words with what is known of them. */
struct name_classes {
	struct interner words;
	uint32_t *classes; /* by number; the interner's arena's */
	uint32_t capacity;
};
struct names_vocabulary {
	struct name_classes own;
};

struct names {
	const struct lexicon *lexicon; /* borrowed */
	uint8_t key[TABLE_KEY_BYTES];
	struct name_classes known;                 /* of the lists */
	const struct names_vocabulary *vocabulary; /* the session's while a text is read, or NULL */
	const char *text;                          /* borrowed: the one that the words are of */
	struct name_word words[NAME_WORDS_MAX];
	size_t count;
};

struct name_list {
	uint32_t class;
	const char *words; /* with one space behind each */
};
/* NULL past the end. Static. */
const struct name_list *name_list_at(size_t index);

/* Adds a class to a word. False: no memory. */
bool names_class_add(struct name_classes *classes, const char *plain, uint32_t class);
/* Fills names->words from the text. */
void names_read(struct names *names, const char *text);

/* Whether a word with a capital reads as a name: one that we know, or one that nobody knows. */
bool name_like(const struct name_word *word);
/* One past the last word of the run of capitals that begins at `at`; particles and initials within. */
size_t name_run_end(const struct names *names, size_t at);

/* A rule: where the name that begins at word `at` ends (one past), or 0: it is none. */
struct name_rule {
	enum name_kind kind;
	size_t (*find)(const struct names *names, size_t at);
};
const struct name_rule *name_rule_at(size_t index); /* NULL past the end */

/* Where a name that ends before word `end` ends as it is said: where letters have no capitals the family name follows
 * unseen. */
size_t name_end(const struct names *names, size_t end);
/* Whom the person speaks for whose name ends before word `at`. False: it is not said there. */
bool name_beside(const struct names *names, size_t at, struct name_mark *mark);

/* The next address or number at or after `from`; false: there is none. */
bool name_contact_next(const char *text, size_t from, size_t *start, size_t *size);

#endif
