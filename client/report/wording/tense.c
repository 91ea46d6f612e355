/*
 * client/report/wording/tense.c - reported speech in the past.
 *
 * Only forms that are verbs wherever they stand are moved: is, are, has, have, can, cannot, will, do and does
 * before "not". Others ("force", "drive") may be nouns or verbs, and a rule that guesses would sooner or
 * later say what nobody said; in reported speech the present of what still holds is right as well.
 * After to, must, should and the like "have" is no past, after an adjective "will" is a noun. What
 * stands between quotation marks is somebody's words and stays.
 */
#include "client/report/wording/prose.h"

#include <string.h>
#include <strings.h>

static const struct {
	const char *word;
	const char *past;
	const char *next; /* only before this word; NULL: wherever it stands */
} FORMS[] = {
	{ "is", "was", NULL },
	{ "isn't", "was not", NULL },
	{ "are", "were", NULL },
	{ "aren't", "were not", NULL },
	{ "has", "had", NULL },
	{ "have", "had", NULL },
	{ "can", "could", NULL },
	{ "cannot", "could not", NULL },
	{ "can't", "could not", NULL },
	{ "will", "would", NULL },
	{ "won't", "would not", NULL },
	{ "does", "did", "not" },
	{ "do", "did", "not" },
	{ "doesn't", "did not", NULL },
	{ "don't", "did not", NULL },
};

/* After one of these nothing is moved. */
static const char *const BEFORE[] = { "to", "should", "must", "would", "could", "might", "may",
	"can", "cannot", "will", "shall", "not", "political", "good", "free", "ill", "strong",
	"the", "a", "own", "their", "please" };

static bool is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '\'' ||
	    byte == '-' || (byte & 0x80) != 0;
}

static size_t letters(const char *text)
{
	size_t size = 0;
	while (is_letter(text[size]))
		size++;
	return size;
}

static bool is_word(const char *text, size_t size, const char *word)
{
	return strlen(word) == size && strncasecmp(text, word, size) == 0;
}

static bool stays(const char *before, size_t before_size)
{
	for (size_t i = 0; i < sizeof BEFORE / sizeof *BEFORE; i++) {
		if (is_word(before, before_size, BEFORE[i]))
			return true;
	}
	return false;
}

/* What the word becomes, or NULL. */
static const char *past_of(const char *text, size_t size)
{
	for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
		if (!is_word(text, size, FORMS[i].word))
			continue;
		const char *next = text + size;
		if (FORMS[i].next == NULL ||
		    (*next == ' ' && is_word(next + 1, letters(next + 1), FORMS[i].next)))
			return FORMS[i].past;
	}
	return NULL;
}

/* The size of what begins at text and is copied as it is: a quotation, or one byte that is no letter. */
static size_t other_size(const char *text)
{
	static const char *const quotes[][2] = { { "\"", "\"" }, { "“", "”" }, { "«", "»" } };
	for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++) {
		size_t opening = strlen(quotes[i][0]);
		if (strncmp(text, quotes[i][0], opening) != 0)
			continue;
		const char *end = strstr(text + opening, quotes[i][1]);
		return end == NULL ? opening : (size_t)(end - text) + strlen(quotes[i][1]);
	}
	return is_letter(*text) ? 0 : 1;
}

static size_t append(char *text, size_t size, const char *bytes, size_t count)
{
	memcpy(text + size, bytes, count);
	return size + count;
}

const char *prose_past(struct arena *arena, const char *text)
{
	/* No form grows to more than three times its size ("can't"). */
	char *past = arena_take(arena, 3 * strlen(text) + 1, 1);
	const char *before = "";
	size_t before_size = 0;
	size_t size = 0;
	if (past == NULL)
		return NULL;
	while (*text != '\0') {
		size_t bytes = other_size(text);
		const char *other = NULL;
		if (bytes == 0) {
			bytes = letters(text);
			if (!stays(before, before_size))
				other = past_of(text, bytes);
			before = text;
			before_size = bytes;
		} else if (*text != ' ') {
			before_size = 0; /* across a comma nothing belongs together */
		}
		size_t length = other == NULL ? bytes : strlen(other);
		size = append(past, size, other == NULL ? text : other, length);
		text += bytes;
	}
	return past;
}
