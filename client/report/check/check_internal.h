/* client/report/check/check_internal.h - what the checks share. */
#ifndef RAPPORTEUR_CLIENT_REPORT_CHECK_CHECK_INTERNAL_H
#define RAPPORTEUR_CLIENT_REPORT_CHECK_CHECK_INTERNAL_H

#include "client/report/check/check.h"

struct checked_sentence {
	const char *text;
	uint32_t paragraph;
};

struct checker {
	struct check_findings *findings;
	bool english;
	uint32_t paragraph;                 /* where we are; 0: in none */
	uint64_t words;                     /* so far */
	struct checked_sentence *sentences; /* met so far, for those that come again */
	size_t sentence_count;
	const char **known; /* abbreviations that were spelled out, or found missing */
	size_t known_count;
	size_t known_room;
};

/* Copies size bytes of text, cut to what a finding quotes. */
void check_add(struct checker *checker, enum check_kind kind, const char *text, size_t size);

/* check_words.c: the rules of words, for a text of a sentence, item or footnote. */
void check_words(struct checker *checker, const char *text);

/* What a word is made of: letters of any script, digits, - and '. */
bool check_word_byte(char byte);

#endif
