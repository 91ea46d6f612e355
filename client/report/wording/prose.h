/*
 * client/report/wording/prose.h - from a point's statement, which is somebody's note, to a sentence of
 * a report. Rules only: the same point reads the same in every report, and nothing is said that the
 * statement does not say.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_WORDING_PROSE_H
#define RAPPORTEUR_CLIENT_REPORT_WORDING_PROSE_H

#include "client/report/wording/phrases.h"
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
/* Whether a recommendation may begin with the word, as "ratify" and "increase" do. In small letters. */
bool prose_word_imperative(const char *word);

/* How strongly a point was made. The report's annex states this scale: change both or none. */
#define PROSE_WIDE_WRITERS 3u
#define PROSE_WIDE_NOTES   5u

struct prose_point {
	const char *statement;
	const char *category; /* its key */
	uint32_t writers;
	size_t notes;
	uint32_t rank;       /* from 1: the verb goes by it */
	bool other_language; /* not the report's: it is quoted */
	bool curated;        /* worded by a moderator: it is taken as it is */
};
/* One or more sentences with their final stop. The arena's; NULL when it fails. */
const char *prose_sentence(const struct wording *wording, const struct prose_words *words,
    const struct prose_point *point);

/* An English clause that is reported, as it was said: is -> was, have -> had, can -> could, will -> would,
 * does not -> did not. Only verbs that cannot be anything else are touched. In place: text has room for
 * twice its size. */
const char *prose_past(struct arena *arena, const char *text);

#endif
