/*
 * broker/synthesis/grouping/statement.c - which note speaks for a point: the most like the others and most readable; one
 * that names somebody only when there is no other, and one that is on the record only when all are.
 */
#include "broker/synthesis/synthesis_internal.h"

#include <string.h>
#include <utf8proc.h>

/* In LIKE_ONE, beside the mean likeness with the point's other notes. */
#define SHORT_WORDS   6u /* each word under it costs, at most SHORT_MISSING of them */
#define SHORT_MISSING 5u
#define SHORT_COST    246 /* .06 */
#define LONG_WORDS    22u /* each four over it cost, at most LONG_OVER of those */
#define LONG_OVER     20u
#define LONG_COST     246
#define SIGN_COST     328 /* .08 */
#define SIGNS_MAX     6u
#define ODD_COST      410 /* .10: an abbreviation or a word nobody knows */
#define ODD_MAX       6u
#define CAPITAL_GAIN  492  /* .12 */
#define STOP_GAIN     410  /* .10 */
#define FOREIGN_COST  2048 /* .5 */
#define COMPARED_MAX  64u  /* notes of a point that speakers are compared with, the first ones */

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
	score -= ODD_COST * (int32_t)(note->odd_words < ODD_MAX ? note->odd_words : ODD_MAX);
	if (starts_capital(note->text))
		score += CAPITAL_GAIN;
	if (note->text[strlen(note->text) - 1] == '.')
		score += STOP_GAIN;
	if (note->language != NULL && !same_language(note->language, language))
		score -= FOREIGN_COST;
	return score;
}

/* The mean likeness of a note with the first ones of its point, as far as it is known. */
static int64_t central(const struct point *point, const struct note *note, uint32_t compared)
{
	int64_t sum = 0;
	int64_t known = 0;
	for (uint32_t i = 0; i < compared; i++) {
		if (point->notes[i] == note)
			continue;
		const struct pair *pair = likeness_find(note, point->notes[i]);
		if (pair == NULL)
			continue;
		sum += pair->words;
		known++;
	}
	return known == 0 ? 0 : sum / known;
}

/* The lower, the sooner it may speak. */
static int reserve(const struct note *note)
{
	if (note->speaker != NULL)
		return 2;
	return note->mark_count > 0 ? 1 : 0;
}

void statement_choose(struct point *point)
{
	uint32_t compared = point->note_count < COMPARED_MAX ? point->note_count : COMPARED_MAX;
	int64_t highest = 0;
	point->statement = NULL;
	for (uint32_t i = 0; i < compared; i++) {
		struct note *note = point->notes[i];
		int64_t score = central(point, note, compared) + note->readable;
		int beside =
		    point->statement == NULL ? 0 : reserve(note) - reserve(point->statement);
		if (point->statement == NULL || beside < 0 || (beside == 0 && score > highest)) {
			highest = score;
			point->statement = note;
		}
	}
}
