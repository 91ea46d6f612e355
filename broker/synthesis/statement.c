/*
 * broker/synthesis/statement.c - which note speaks for a point, and which words explain it.
 *
 * The speaker is the note most like the whole point and most readable. Only the SPEAKERS_KEPT best so
 * far are kept in view, so that a point of ten thousand notes costs no more than one of ten.
 */
#include "broker/synthesis/synthesis_internal.h"

#include <string.h>
#include <utf8proc.h>

/* In 1/1024, like a likeness. */
#define SHORT_WORDS   6u /* each word under it costs, at most SHORT_MISSING of them */
#define SHORT_MISSING 5u
#define SHORT_COST    61
#define LONG_WORDS    22u /* each four over it cost, at most LONG_OVER of those */
#define LONG_OVER     20u
#define LONG_COST     61
#define SIGN_COST     82
#define SIGNS_MAX     6u
#define CAPITAL_GAIN  123
#define STOP_GAIN     102
#define FOREIGN_COST  512

static uint32_t count_words(const char *text)
{
	uint32_t words = 0;
	bool inside = false;
	for (; *text != '\0'; text++) {
		bool space = *text == ' ';
		if (!space && !inside)
			words++;
		inside = !space;
	}
	return words;
}

/* Shorthand: signs that a sentence does not have. */
static uint32_t count_signs(const char *text)
{
	uint32_t signs = 0;
	for (; *text != '\0' && signs < SIGNS_MAX; text++) {
		if (strchr("=+&<>@#|", *text) != NULL)
			signs++;
		if ((text[0] == '!' || text[0] == '?') && text[1] == text[0]) {
			signs++;
			text++;
		}
	}
	return signs;
}

static bool starts_capital(const char *text)
{
	int32_t character;
	utf8proc_ssize_t size = utf8proc_iterate(
	    (const utf8proc_uint8_t *)text, (utf8proc_ssize_t)strlen(text), &character);
	return size > 0 && utf8proc_category(character) == UTF8PROC_CATEGORY_LU;
}

/* The first subtag of two BCP 47 tags: en-GB is en. */
static bool same_language(const char *a, const char *b)
{
	for (;; a++, b++) {
		int x = *a == '-' ? 0 : *a;
		int y = *b == '-' ? 0 : *b;
		if ((x | 0x20) != (y | 0x20))
			return false;
		if (x == 0)
			return true;
	}
}

int32_t statement_readable(const struct synthesis *synthesis, const struct note *note)
{
	const char *language = synthesis->programme.language;
	uint32_t words = count_words(note->text);
	int32_t score = 0;
	if (words < SHORT_WORDS) {
		uint32_t missing = SHORT_WORDS - words;
		score -= SHORT_COST * (int32_t)(missing < SHORT_MISSING ? missing : SHORT_MISSING);
	}
	if (words > LONG_WORDS) {
		uint32_t over = (words - LONG_WORDS) / 4;
		score -= LONG_COST * (int32_t)(over < LONG_OVER ? over : LONG_OVER);
	}
	score -= SIGN_COST * (int32_t)count_signs(note->text);
	if (starts_capital(note->text))
		score += CAPITAL_GAIN;
	if (note->text[strlen(note->text) - 1] == '.')
		score += STOP_GAIN;
	if (note->language != NULL && !same_language(note->language, language))
		score -= FOREIGN_COST;
	return score;
}

/* The heaviest words that two notes or more of the point have; the older word first. */
static void explain(const struct grouping *grouping, struct point *point)
{
	uint64_t weights[SHARED_WORDS_SHOWN];
	point->shared_count = 0;
	for (uint32_t i = 0; i < point->profile_count; i++) {
		if (point->profile[i].count < 2)
			continue;
		uint32_t word = point->profile[i].word;
		uint64_t weight =
		    (uint64_t)grouping_weight(grouping, word) * point->profile[i].count;
		uint32_t at = point->shared_count;
		while (at > 0 &&
		    (weights[at - 1] < weight ||
			(weights[at - 1] == weight && point->shared[at - 1] > word)))
			at--;
		if (at == SHARED_WORDS_SHOWN)
			continue;
		if (point->shared_count < SHARED_WORDS_SHOWN)
			point->shared_count++;
		for (uint32_t k = point->shared_count - 1; k > at; k--) {
			weights[k] = weights[k - 1];
			point->shared[k] = point->shared[k - 1];
		}
		weights[at] = weight;
		point->shared[at] = word;
	}
}

void statement_choose(struct grouping *grouping, struct point *point, struct note *note)
{
	struct note *speakers[SPEAKERS_KEPT + 1];
	uint32_t count = point->speaker_count;
	memcpy((void *)speakers, (const void *)point->speakers, count * sizeof(void *));
	/* cppcheck-suppress arrayIndexOutOfBoundsCond; speaker_count is at most SPEAKERS_KEPT */
	speakers[count++] = note;
	int32_t highest = 0;
	int32_t lowest = 0;
	uint32_t worst = 0;
	for (uint32_t i = 0; i < count; i++) {
		/* in the order of numbers, so that a tie goes to the lower one */
		grouping_mark(grouping, speakers[i]);
		int32_t score = (int32_t)grouping_likeness(grouping, speakers[i], point) +
		    speakers[i]->readable;
		if (i == 0 || score > highest) {
			highest = score;
			point->statement = speakers[i];
		}
		if (i == 0 || score <= lowest) {
			lowest = score;
			worst = i;
		}
	}
	point->speaker_count = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (count <= SPEAKERS_KEPT || i != worst)
			point->speakers[point->speaker_count++] = speakers[i];
	}
	explain(grouping, point);
}
