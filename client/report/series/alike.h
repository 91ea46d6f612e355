/*
 * client/report/series/alike.h - whether two statements say the same, by their words alone: what a reader can check. Small
 * letters, small words left out, each word by its first letters, so that endings do not matter.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_SERIES_ALIKE_H
#define RAPPORTEUR_CLIENT_REPORT_SERIES_ALIKE_H

#include "proto/wire/buffer.h"

#define ALIKE_WORDS_MAX 64u /* of one statement; the first ones */
#define ALIKE_SAME \
	50u /* hundredths from which two are taken for one; the method paragraph states it */

struct alike_words {
	uint64_t words[ALIKE_WORDS_MAX]; /* hashes, sorted, distinct */
	size_t count;
};

void alike_read(const char *statement, struct alike_words *words);
/* Hundredths of their words that both have: 2 * both / (one + other). */
uint32_t alike(const struct alike_words *a, const struct alike_words *b);

#endif
