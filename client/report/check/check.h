/*
 * client/report/check/check.h - what an editor of the United Nations would mark in the report: a list of
 * findings, each at its paragraph. It judges what is written, and changes nothing.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_CHECK_CHECK_H
#define RAPPORTEUR_CLIENT_REPORT_CHECK_CHECK_H

#include "client/report/report.h"
#include "proto/wire/buffer.h"

#define REPORT_WORDS_MAX     8500u /* of a report of the secretariat, footnotes and headings included */
#define CHECK_FINDINGS_MAX   1000u /* who has so many to mend does not need more */
#define CHECK_TEXT_BYTES_MAX 160u  /* of a text that is quoted in a finding */

/* The word is stable, for programs. */
#define CHECK_KINDS(X) \
	X(CHECK_ABBREVIATION, "abbreviation", \
	    "an abbreviation is not spelled out at its first use") \
	X(CHECK_INITIALS, "initials", "an abbreviation does not fit the words before it") \
	X(CHECK_PER_CENT, "per-cent", "it is 'per cent', in two words") \
	X(CHECK_DATE, "date", "a date is written '28 October 2020'") \
	X(CHECK_SPELLING, "spelling", "it is spelled with -ize") \
	X(CHECK_WORD_TWICE, "word-twice", "a word stands twice in a row") \
	X(CHECK_SENTENCE_TWICE, "sentence-twice", "this sentence has been there before") \
	X(CHECK_LONE_HEADING, "lone-heading", "a subheading stands alone at its level") \
	X(CHECK_NAMED, "named", \
	    "it names somebody off the record: release it, restate it, or hide it") \
	X(CHECK_QUOTED, "quoted", "a note is quoted as it was typed: it wants wording") \
	X(CHECK_LENGTH, "length", "a report has at most 8,500 words")
#define X(name, word, sentence) name,
enum check_kind { CHECK_KINDS(X) CHECK_KIND_COUNT };
#undef X
const char *check_kind_word(enum check_kind kind);
const char *check_kind_sentence(enum check_kind kind);

struct check_finding {
	enum check_kind kind;
	uint32_t paragraph; /* 0: of none */
	const char *text;   /* what it is about */
};

struct check_findings {
	struct arena arena; /* owns the texts */
	struct check_finding *items;
	size_t count;
	bool more; /* there are more than CHECK_FINDINGS_MAX */
};

/* Sets *findings, which the caller closes; false when there is no memory. Findings stand in the order of the
 * document, but those of sentences that stand twice come last. The rules of words are those of English; others hold in every language. */
bool report_check(const struct document *document, struct check_findings *findings);
/* Adds whom the notes name that are masked in the report, and no moderator has decided about, and whom a statement
 * names that a moderator wrote. False when there is no memory. */
bool report_check_names(const struct report *report, struct check_findings *findings);
void report_check_close(struct check_findings *findings); /* twice is harmless */

#endif
