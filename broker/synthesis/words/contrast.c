/*
 * broker/synthesis/words/contrast.c - what makes two notes differ although they have the same words: a "not", or a
 * figure.
 *
 * A note is turned round or it is not; a double "not" counts as one, because French and Spanish double it. "Not
 * only" turns nothing. "Non" is left out: what is non-governmental is no denial. Figures are the numbers
 * written in digits, without what belongs to a name (COVID-19, G20) or numbers a list ("2) ..."); two notes differ
 * in them when each has one that the other lacks, so that a note which leaves a figure out, or writes it
 * as a word, differs from none.
 */
#include "broker/synthesis/synthesis_internal.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* English, French, Spanish, Russian. */
static const char *const turning[] = { "arent", "aucun", "aucune", "cannot", "cant", "couldnt",
	"didnt", "doesnt", "hasnt", "havent", "isnt", "jamais", "ni", "ningun", "ninguna",
	"neither", "never", "no", "nobody", "none", "nor", "not", "nothing", "nunca", "pas", "sans",
	"shouldnt", "sin", "tampoco", "wasnt", "werent", "without", "wont", "wouldnt", "без", "не",
	"нет", "никогда" };
/* Behind one of those: it adds something, and denies nothing. */
static const char *const adding[] = { "alone", "just", "merely", "only", "seulement", "simply",
	"solamente", "solo", "только" };

static bool is_one_of(const char *const *list, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i], word) == 0)
			return true;
	}
	return false;
}

/* "Don't" is read as two words. In French "dont" is another word. */
static bool turns(const struct word *before, const struct word *word, enum language language)
{
	size_t size = strlen(before->shown);
	if (strcmp(word->shown, "t") == 0)
		return word->apart && size > 2 && before->shown[size - 1] == 'n';
	return is_one_of(turning, COUNT(turning), word->shown) ||
	    (language == LANGUAGE_ENGLISH && strcmp(word->shown, "dont") == 0);
}

static bool is_turned(const char *text, enum language language)
{
	struct word_reader reader;
	struct word word;
	struct word before = { .piece = false };
	bool turned = false; /* by the word before */
	word_reader_init(&reader, text, true);
	while (word_next(&reader, &word)) {
		if (turned && !is_one_of(adding, COUNT(adding), word.shown))
			return true;
		turned = turns(&before, &word, language);
		before = word;
	}
	return turned;
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_in_name(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte & 0x80) != 0;
}

bool word_contrasts(const char *word)
{
	return is_digit(word[0]) || is_one_of(turning, COUNT(turning), word);
}

static size_t digits(const char *at)
{
	return strspn(at, "0123456789");
}

/* Reads a figure: 1,000 is 1000, and 1,5 is 1.5. Returns how long it is. */
static size_t figure_read(const char *text, uint64_t *figure)
{
	size_t size = digits(text);
	*figure = 1469598103934665603u;
	for (size_t i = 0; i < size; i++)
		*figure = (*figure ^ (unsigned char)text[i]) * 1099511628211u;
	while ((text[size] == ',' || text[size] == '.') && is_digit(text[size + 1])) {
		size_t part = digits(text + size + 1);
		if (part != 3)
			*figure = (*figure ^ '.') * 1099511628211u;
		for (size_t i = 0; i < part; i++)
			*figure = (*figure ^ (unsigned char)text[size + 1 + i]) * 1099511628211u;
		size += 1 + part;
	}
	return size;
}

/* "2) ..." or "2. ...": it numbers a list. */
static size_t list_number(const char *text)
{
	size_t size = digits(text);
	if (size == 0 || size > 2 || strchr(").:", text[size]) == NULL || text[size] == '\0' ||
	    is_digit(text[size + 1]))
		return 0;
	return size + 1;
}

static void figures_read(const char *text, struct contrast *contrast)
{
	const char *at = text + list_number(text);
	while (*at != '\0') {
		uint64_t figure;
		if (!is_digit(*at)) {
			at++;
			continue;
		}
		bool named = at > text && is_in_name(at[-1]);
		named = named || (at > text + 1 && at[-1] == '-' && is_in_name(at[-2]));
		at += figure_read(at, &figure);
		if (!named && contrast->figure_count < FIGURES_MAX)
			contrast->figures[contrast->figure_count++] = figure;
	}
}

bool contrast_read(
    const char *text, enum language language, struct arena *arena, const struct contrast **contrast)
{
	struct contrast read = { .turned = is_turned(text, language) };
	figures_read(text, &read);
	*contrast = NULL;
	if (!read.turned && read.figure_count == 0)
		return true;
	struct contrast *kept = arena_take(arena, 1, sizeof *kept);
	if (kept == NULL)
		return false;
	*kept = read;
	*contrast = kept;
	return true;
}

/* Whether one of a's figures is none of b's. */
static bool has_other(const struct contrast *a, const struct contrast *b)
{
	for (uint32_t i = 0; i < a->figure_count; i++) {
		uint32_t k = 0;
		while (k < b->figure_count && b->figures[k] != a->figures[i])
			k++;
		if (k == b->figure_count)
			return true;
	}
	return false;
}

bool contrast_in_figures(const struct contrast *a, const struct contrast *b)
{
	return a != NULL && b != NULL && has_other(a, b) && has_other(b, a);
}

bool contrast_in_turn(const struct contrast *a, const struct contrast *b)
{
	return (a != NULL && a->turned) != (b != NULL && b->turned);
}
