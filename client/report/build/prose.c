/*
 * client/report/build/prose.c - see prose_internal.h.
 *
 * A statement that reads like a sentence is reported ("Participants noted that ..."), with a small letter
 * at its start when that is safe. One that is shorthand, a question, in another language, or begins with
 * a capital that may be a name's or only the sentence's is quoted as it stands. A recommendation that says what should be done keeps its own words.
 */
#include "client/report/build/prose_internal.h"
#include "client/report/build/phrases_internal.h"

#include <stdlib.h>
#include <string.h>

#define WORD_BYTES_MAX     40u /* of a first word; longer ones keep their capital */
#define SENTENCE_WORDS_MIN 4u  /* fewer are a keyword, not a sentence */

static int compare_texts(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static bool is_capital(char letter)
{
	return letter >= 'A' && letter <= 'Z';
}

static bool is_small(char letter)
{
	return letter >= 'a' && letter <= 'z';
}

/* Letters of other scripts count as letters, and make a word none that we judge. */
static bool is_word_byte(char byte)
{
	return is_small(byte) || is_capital(byte) || (byte & 0x80) != 0 || byte == '\'' ||
	    byte == '-' || (byte >= '0' && byte <= '9');
}

static size_t word_size(const char *text)
{
	size_t size = 0;
	while (is_word_byte(text[size]))
		size++;
	return size;
}

static void make_small(char *text)
{
	if (is_capital(*text))
		*text = (char)(*text + ('a' - 'A'));
}

/* Copies a word of plain letters in small ones: at most a capital at its start. False: it is another. */
static bool plain_word(const char *text, size_t size, char word[WORD_BYTES_MAX])
{
	if (size == 0 || size >= WORD_BYTES_MAX)
		return false;
	for (size_t i = 0; i < size; i++) {
		if (!is_small(text[i]) && !(i == 0 && is_capital(text[i])))
			return false;
		word[i] = text[i];
	}
	word[size] = '\0';
	make_small(word);
	return true;
}

static bool collect(struct prose_words *words, struct arena *arena,
    const struct synthesis_objective *objectives, size_t objective_count)
{
	size_t points = 0;
	for (size_t i = 0; i < objective_count; i++)
		points += objectives[i].point_count;
	words->words = arena_take(arena, points, sizeof(void *));
	if (words->words == NULL)
		return false;
	for (size_t i = 0; i < objective_count; i++) {
		for (size_t k = 0; k < objectives[i].point_count; k++) {
			const char *statement = objectives[i].points[k].statement;
			char word[WORD_BYTES_MAX];
			if (!plain_word(statement, word_size(statement), word))
				continue;
			words->words[words->count] = arena_text(arena, word, strlen(word));
			if (words->words[words->count] == NULL)
				return false;
			words->count++;
		}
	}
	if (words->count > 0)
		qsort((void *)words->words, words->count, sizeof(void *), compare_texts);
	size_t distinct = 0;
	for (size_t i = 0; i < words->count; i++) {
		if (i == 0 || strcmp(words->words[i], words->words[distinct - 1]) != 0)
			words->words[distinct++] = words->words[i];
	}
	words->count = distinct;
	words->small = arena_take(arena, distinct, sizeof *words->small);
	words->capital = arena_take(arena, distinct, sizeof *words->capital);
	return !arena->failed;
}

static size_t find(const struct prose_words *words, const char *word)
{
	const char **found = words->count == 0
	    ? NULL
	    : bsearch((const void *)&word, (const void *)words->words, words->count, sizeof(void *),
		  compare_texts);
	return found == NULL ? words->count : (size_t)(found - words->words);
}

/* Counts the words of a note that stand inside a sentence. */
static void learn_text(struct prose_words *words, const char *text)
{
	bool begins = true;
	while (*text != '\0') {
		size_t size = word_size(text);
		char word[WORD_BYTES_MAX];
		if (size == 0) {
			/* After anything but a space or comma a capital says nothing. */
			begins = begins || (*text != ' ' && *text != ',');
			text++;
			continue;
		}
		/* A small letter tells more than a capital: also at the start. */
		if ((!begins || is_small(*text)) && plain_word(text, size, word)) {
			size_t at = find(words, word);
			if (at < words->count && is_capital(*text))
				words->capital[at]++;
			else if (at < words->count)
				words->small[at]++;
		}
		begins = false;
		text += size;
	}
}

bool prose_learn(struct prose_words *words, struct arena *arena,
    const struct synthesis_objective *objectives, size_t objective_count)
{
	*words = (struct prose_words){ 0 };
	if (!collect(words, arena, objectives, objective_count))
		return false;
	for (size_t i = 0; i < objective_count; i++) {
		for (size_t k = 0; k < objectives[i].note_count; k++) {
			if (objectives[i].notes[k].text != NULL)
				learn_text(words, objectives[i].notes[k].text);
		}
	}
	return true;
}

/* What the first word of a text is. */
enum first_word { FIRST_COMMON, FIRST_NAME, FIRST_UNKNOWN };

static enum first_word judge(const struct prose_words *words, const char *text)
{
	char word[WORD_BYTES_MAX];
	size_t size = word_size(text);
	if (!is_capital(*text))
		return FIRST_COMMON;
	if (size == 1)
		return *text == 'A' ? FIRST_COMMON : FIRST_NAME; /* "I" */
	if (!plain_word(text, size, word))
		return FIRST_NAME; /* an acronym, or of another script: it stays as it is */
	size_t at = find(words, word);
	uint64_t small = at < words->count ? words->small[at] : 0;
	uint64_t capital = at < words->count ? words->capital[at] : 0;
	if (prose_word_common(word) || small > 4 * capital)
		return FIRST_COMMON;
	return capital > 0 ? FIRST_NAME : FIRST_UNKNOWN;
}

static size_t count_words(const char *text)
{
	size_t words = 0;
	for (bool inside = false; *text != '\0'; text++) {
		if (*text != ' ' && !inside)
			words++;
		inside = *text != ' ';
	}
	return words;
}

/* Shorthand: signs and marks that a sentence of a report does not have. */
static bool is_sentence(const char *text)
{
	return count_words(text) >= SENTENCE_WORDS_MIN &&
	    strpbrk(text, "=+<>|#@~^*_\\{}[]!?") == NULL && strstr(text, " - ") == NULL &&
	    strstr(text, ": ") == NULL && strstr(text, "w/") == NULL;
}

static bool has_word(const char *text, const char *word)
{
	size_t size = strlen(word);
	for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word)) {
		if ((at == text || !is_word_byte(at[-1])) && !is_word_byte(at[size]))
			return true;
	}
	return false;
}

static bool starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* The statement without white space and full stops at its end. */
static char *trimmed(struct arena *arena, const char *statement)
{
	size_t size = strlen(statement);
	while (size > 0 && strchr(" .;:,", statement[size - 1]) != NULL)
		size--;
	return arena_text(arena, statement, size);
}

static void make_capital(char *text)
{
	if (is_small(*text) && !is_capital(text[1]))
		*text = (char)(*text - ('a' - 'A'));
}

static const char *with_stop(struct arena *arena, const char *text)
{
	if (text == NULL)
		return NULL;
	size_t size = strlen(text);
	char *stopped = arena_take(arena, size + 2, 1);
	if (stopped == NULL)
		return NULL;
	memcpy(stopped, text, size + 1);
	stopped[size] = '.';
	return stopped;
}

static const char *recommendation(
    struct arena *arena, const struct prose_point *point, char *text, bool sentence)
{
	static const char *const duties[] = { "should", "must", "need to", "needs to", "have to",
		"has to", "ought to", "is needed", "are needed" };
	for (size_t i = 0; sentence && i < sizeof duties / sizeof *duties; i++) {
		if (has_word(text, duties[i])) {
			make_capital(text);
			return with_stop(arena, text);
		}
	}
	return PHRASE(
	    arena, point->writers > 1 ? PHRASE_RECOMMENDED_MANY : PHRASE_RECOMMENDED_ONE, text);
}

const char *prose_sentence(
    struct arena *arena, const struct prose_words *words, const struct prose_point *point)
{
	static const enum phrase that[2][3] = {
		{ PHRASE_THAT_ONE_0, PHRASE_THAT_ONE_1, PHRASE_THAT_ONE_2 },
		{ PHRASE_THAT_MANY_0, PHRASE_THAT_MANY_1, PHRASE_THAT_MANY_2 },
	};
	bool many = point->writers > 1;
	char *text = trimmed(arena, point->statement);
	if (text == NULL)
		return NULL;
	size_t size = strlen(text);
	if (size > 0 && text[size - 1] == '?')
		return PHRASE(arena, many ? PHRASE_ASKED_MANY : PHRASE_ASKED_ONE, text);
	bool sentence = !point->other_language && is_sentence(text);
	if (starts_with(point->category, "recommend"))
		return recommendation(arena, point, text, sentence);
	enum first_word first = judge(words, text);
	if (!sentence || first == FIRST_UNKNOWN)
		return PHRASE(arena, many ? PHRASE_QUOTED_MANY : PHRASE_QUOTED_ONE, text);
	if (first == FIRST_COMMON)
		make_small(text);
	if (starts_with(point->category, "practice"))
		return with_stop(
		    arena, PHRASE(arena, many ? PHRASE_REPORTED_MANY : PHRASE_REPORTED_ONE, text));
	return with_stop(arena, PHRASE(arena, that[many][(point->rank - 1) % 3], text));
}
