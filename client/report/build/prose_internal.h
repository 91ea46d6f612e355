/*
 * client/report/build/prose_internal.h - from a point's statement, which is somebody's note, to a sentence of
 * a report. Rules only: the same point reads the same in every report.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_PROSE_INTERNAL_H
#define RAPPORTEUR_CLIENT_REPORT_PROSE_INTERNAL_H

#include "proto/synthesis.h"

/* How the session's notes write the words that statements begin with: in the midst of a sentence a name
 * keeps its capital and other words do not. */
struct prose_words {
	const char **words; /* in small letters, sorted, distinct */
	uint64_t *small;    /* how often each stands inside a sentence without a capital */
	uint64_t *capital;  /* and with one */
	size_t count;
};

/* Reads all statements and notes. The arena's. False when it fails. */
bool prose_learn(struct prose_words *words, struct arena *arena,
    const struct synthesis_objective *objectives, size_t objective_count);

/* Whether a word in small letters is a common one, no name. */
bool prose_word_common(const char *word);

struct prose_point {
	const char *statement;
	const char *category; /* its key */
	uint32_t writers;
	uint32_t rank;       /* from 1 */
	bool other_language; /* not the report's: it is quoted */
};
/* One or more sentences with their final stop. The arena's; NULL when it fails. */
const char *prose_sentence(
    struct arena *arena, const struct prose_words *words, const struct prose_point *point);

#endif
