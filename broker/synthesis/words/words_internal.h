/*
 * broker/synthesis/words/words_internal.h - from a text to its words in plain form.
 */
#ifndef RAPPORTEUR_BROKER_SYNTHESIS_WORDS_WORDS_INTERNAL_H
#define RAPPORTEUR_BROKER_SYNTHESIS_WORDS_WORDS_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WORD_SHOWN_CHARS 24u
#define WORD_SHOWN_BYTES (4u * WORD_SHOWN_CHARS + 1u)

struct word {
	char shown[WORD_SHOWN_BYTES]; /* lower case, without marks; cut when very long */
	bool capitals;                /* written in capitals, two or more */
	bool plural;                  /* in capitals but for an s at the end */
	bool apart;                   /* a sign stands before it, not only a space or a hyphen */
	bool piece;                   /* letters of a script that writes no spaces */
};

/* Walks over the words of a text; stop words are left out unless with_stop. Borrows the text. */
struct word_reader {
	const uint8_t *bytes;
	size_t size;
	size_t at;
	bool with_stop;
	/* One character may fold to several; those not yet read. */
	int32_t folded[32];
	size_t folded_count;
	size_t folded_at;
	bool capital;   /* what was folded last was one */
	int32_t before; /* in a script without spaces: the letter before, or 0 */
};

void word_reader_init(struct word_reader *reader, const char *text, bool with_stop);
/* False at the end. */
bool word_next(struct word_reader *reader, struct word *word);

#endif
