/*
 * broker/synthesis/words/analyse_internal.h - the words of a note, and what they stand for among the notes of its
 * objective: analyse.c; the session's own acronyms: acronym.c; a "not" and figures: contrast.c.
 */
#ifndef RAPPORTEUR_BROKER_SYNTHESIS_WORDS_ANALYSE_INTERNAL_H
#define RAPPORTEUR_BROKER_SYNTHESIS_WORDS_ANALYSE_INTERNAL_H

#include "broker/synthesis/words/lexicon_internal.h"
#include "broker/synthesis/words/words_internal.h"

#define NOTE_WORDS_MAX 48u  /* distinct words of a note that count: the longest real note has 40 */
#define VECTOR_ROOM    104u /* a multiple of 8, so that products run eight at a time */

struct synthesis;
struct grouping;
struct note;

/* What one word may stand for, as a reader of the objective's notes would take it. */
#define FORMS_MAX 6u
struct forms {
	char texts[FORMS_MAX][WORD_SHOWN_BYTES];
	enum language language[FORMS_MAX];
	uint32_t count;
	bool odd;
};
#define ACRONYM_LETTERS_MAX 8u
struct acronym {
	char letters[ACRONYM_LETTERS_MAX + 1];
	bool known;
	struct forms forms; /* what one note may have meant by it, until it is known */
};

#define FIGURES_MAX 12u
struct contrast {
	bool turned; /* by a "not" */
	uint32_t figure_count;
	uint64_t figures[FIGURES_MAX]; /* hashes; as they come */
};

/* analyse.c */
struct analysis {
	uint32_t words[NOTE_WORDS_MAX]; /* distinct lexemes */
	uint32_t count;
	uint32_t odd; /* abbreviations and words nobody knows */
};
/* The words of a text; with stop words when there are no others. open: the text but for whom it names, for which no
 * acronym stands. False: no memory. */
bool analyse(const struct synthesis *synthesis, struct grouping *grouping, const char *text,
    const char *open, const char *language, struct analysis *analysis);
/* What one word may stand for. */
void analyse_forms(const struct synthesis *synthesis, const struct grouping *grouping,
    const struct word *word, enum language language, struct forms *forms);
/* The lexeme of a stem, or TABLE_NONE. */
uint32_t analyse_lexeme(
    const struct synthesis *synthesis, const struct grouping *grouping, const char *stem);
/* The row of the word of that rank, of length LIKE_ONE; the rest of the room is left. */
void analyse_row(const struct synthesis *synthesis, uint32_t rank, int16_t unit[VECTOR_ROOM]);
/* The words in an array of the arena's. False: no memory. */
bool analyse_take(const struct analysis *analysis, struct grouping *grouping, uint32_t **words);
/* The gist of some words: the sum of their rows, VECTOR_ROOM of length LIKE_ONE; NULL: no word is in the table.
 * The arena's. False: no memory. */
bool analyse_gist(const struct synthesis *synthesis, struct grouping *grouping,
    const uint32_t *words, uint32_t count, int16_t **gist);
/* Fills the note's words and gist; the arena's. */
bool analyse_note(const struct synthesis *synthesis, struct grouping *grouping, struct note *note);

/* acronym.c */
/* A text is about to be analysed: it may spell out acronyms that were met before. */
void acronyms_read(const struct synthesis *synthesis, struct grouping *grouping, const char *text,
    enum language language);
/* Meets a word of a text; when it is a new acronym, looks for who spells it out: the programme, the text itself,
 * the notes before. False: no memory. */
bool acronym_meet(const struct synthesis *synthesis, struct grouping *grouping,
    const struct word *word, const char *text, enum language language);
/* What the session says that the word stands for, or NULL. */
const struct forms *acronym_find(
    const struct synthesis *synthesis, const struct grouping *grouping, const struct word *word);

/* contrast.c */
/* What may set a text apart from one of the same words, in the arena; NULL: nothing. False: no memory. */
bool contrast_read(const char *text, enum language language, struct arena *arena,
    const struct contrast **contrast);
/* Whether a word in plain form may be what sets texts apart. */
bool word_contrasts(const char *word);
/* Whether each has a figure that the other lacks. */
bool contrast_in_figures(const struct contrast *a, const struct contrast *b);
/* Whether one of them is turned round. */
bool contrast_in_turn(const struct contrast *a, const struct contrast *b);

#endif
