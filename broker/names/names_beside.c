/*
 * broker/names/names_beside.c - whom a person speaks for stands beside the name: "Ana Petrova (Quay Union, Tonga)", "Tan, Harbour
 * House", "Tan from Harbour House". It tells who it was as well as the name does, so it is marked with it.
 */
#include "broker/names/names_internal.h"

#include <string.h>

#define BRACKET_BYTES_MAX 160u /* what is longer is a remark, no affiliation */

static bool is_any(const struct name_word *word, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(word->plain, list[i]) == 0)
			return true;
	return false;
}

static bool leads(const struct name_word *word)
{
	static const char *const words[] = { "from", "of", "at", "for", "with", "de", "du", "del" };
	return is_any(word, words, sizeof words / sizeof *words);
}

static bool joins(const struct name_word *word)
{
	static const char *const words[] = { "of", "for", "and", "the", "de", "du", "la", "y",
		"et" };
	return is_any(word, words, sizeof words / sizeof *words);
}

static bool proper(const struct name_word *word)
{
	return word->shape != SHAPE_LOWER;
}

/* One past the last of the run of capitals that begins at `at`, joined by small words; `at`: there is none. */
static size_t run_of_capitals(const struct names *names, size_t at)
{
	size_t end = at;
	for (size_t i = at; i < names->count; i++) {
		const struct name_word *word = &names->words[i];
		bool near = i == at || word->gap == ' ' || word->gap == '-';
		if (!near || (!proper(word) && !joins(word)))
			break;
		if (proper(word))
			end = i + 1;
		else if (i == at)
			break;
	}
	return end;
}

/* Up to the bracket that closes; false: there is none near. */
static bool in_brackets(const struct names *names, size_t at, struct name_mark *mark)
{
	size_t start = names->words[at].start;
	const char *close = strchr(names->text + start, ')');
	if (close == NULL || (size_t)(close - names->text) - start > BRACKET_BYTES_MAX ||
	    !proper(&names->words[at]))
		return false;
	*mark = (struct name_mark){ NAME_BODY, start, (size_t)(close - names->text) - start };
	return true;
}

/* Arabic letters: two bytes each, from U+0600 to U+06FF. */
static bool arabic(const struct names *names, const struct name_word *word)
{
	unsigned char first = (unsigned char)names->text[word->start];
	return first >= 0xd8 && first <= 0xdb;
}

size_t name_end(const struct names *names, size_t end)
{
	if (end >= names->count || names->words[end].gap != ' ' ||
	    (names->words[end].class & WORD_SPEECH) != 0 ||
	    !arabic(names, &names->words[end - 1]) || !arabic(names, &names->words[end]))
		return end;
	return end + 1;
}

bool name_beside(const struct names *names, size_t at, struct name_mark *mark)
{
	if (at >= names->count)
		return false;
	const struct name_word *word = &names->words[at];
	if (word->gap == '(')
		return in_brackets(names, at, mark);
	bool led = word->gap == ' ' && leads(word);
	if (!led && word->gap != ',')
		return false;
	size_t begin = led ? at + 1 : at;
	size_t end = run_of_capitals(names, begin);
	if (end == begin)
		return false;
	*mark = (struct name_mark){ NAME_BODY, names->words[begin].start,
		names->words[end - 1].end - names->words[begin].start };
	return true;
}
