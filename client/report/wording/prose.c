/*
 * client/report/wording/prose.c - see prose.h.
 *
 * A statement that reads like a sentence is reported in the past ("Participants noted that ..."), with a
 * small letter at its start when that is safe. One that is shorthand, a question, in another language, or
 * begins with a capital that may be a name's or only the sentence's is quoted as it stands. A
 * recommendation that says what should be done keeps its own words; one in the imperative is a call.
 */
#include "client/report/wording/prose.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

/* How strongly, as an index of the tables below. */
enum strength { STRENGTH_ONE, STRENGTH_MANY, STRENGTH_WIDE };

static enum strength strength_of(const struct prose_point *point)
{
	if (point->writers >= PROSE_WIDE_WRITERS && point->notes >= PROSE_WIDE_NOTES)
		return STRENGTH_WIDE;
	return point->writers > 1 ? STRENGTH_MANY : STRENGTH_ONE;
}

/* What follows the start of a text, which may be in capitals; NULL: it begins otherwise. */
static const char *after(const char *text, const char *start)
{
	size_t size = strlen(start);
	return strncasecmp(text, start, size) == 0 ? text + size : NULL;
}

static bool says_duty(const char *text)
{
	static const char *const duties[] = { "should", "must", "needs to", "have to", "has to",
		"ought to", "is needed", "are needed", "need to" };
	if (after(text, "need to ") != NULL || after(text, "there is a need to ") != NULL)
		return false; /* "There was a need to …" says it */
	for (size_t i = 0; i < sizeof duties / sizeof *duties; i++) {
		if (has_word(text, duties[i]))
			return true;
	}
	return false;
}

/* A verb in one of its forms that nothing else has: the text is a clause, no mere thing. */
static bool has_finite(const char *text)
{
	static const char *const verbs[] = { "is", "are", "was", "were", "has", "have", "had",
		"can", "cannot", "will", "do", "does", "did", "should", "must", "may" };
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		if (has_word(text, verbs[i]))
			return true;
	}
	return false;
}

/* Whether the text is a thing: "Lack of …", "Barriers to …". */
static bool is_thing(const char *text)
{
	static const char *const heads[] = { "lack of ", "absence of ", "shortage of ",
		"shortages of ", "barriers to ", "gaps in ", "delays in ", "difficulties ",
		"informality ", "positive strides ", "limited access ", "high costs ",
		"matching " };
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		if (after(text, heads[i]) != NULL)
			return !has_finite(text);
	}
	return false;
}

/* English that needs no "that": "Need to …", "Time to …", "Lack of …". NULL: it is none of these. */
static const char *idiom(const struct wording *wording, const char *text, enum strength strength)
{
	static const struct {
		const char *start;
		enum phrase phrase;
	} starts[] = { { "need to ", PHRASE_NEED_TO }, { "there is a need to ", PHRASE_NEED_TO },
		{ "need for ", PHRASE_NEED_FOR }, { "time to ", PHRASE_TIME_TO },
		{ "it is time to ", PHRASE_TIME_TO } };
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		const char *rest = after(text, starts[i].start);
		if (rest != NULL)
			return PHRASE(wording, starts[i].phrase, prose_past(wording->arena, rest));
	}
	if (!is_thing(text))
		return NULL;
	char *thing = arena_text(wording->arena, text, strlen(text));
	if (thing == NULL)
		return NULL;
	make_small(thing);
	return PHRASE(
	    wording, strength == STRENGTH_ONE ? PHRASE_POINTED_ONE : PHRASE_POINTED_MANY, thing);
}

/* "Review of the law" is a thing, "Review the law" is a call. */
static bool is_imperative(const char *text)
{
	static const char *const things[] = { "of ", "for ", "by ", "to ", "is ", "are ", "has ",
		"from ", "systems ", "and " };
	char word[WORD_BYTES_MAX];
	size_t size = word_size(text);
	if (!plain_word(text, size, word) || !prose_word_imperative(word) || text[size] != ' ')
		return false;
	for (size_t i = 0; i < sizeof things / sizeof *things; i++) {
		if (after(text + size + 1, things[i]) != NULL)
			return false;
	}
	return true;
}

/* "Ratify the convention", "More funds for schools": NULL when it is neither. */
static const char *call(const struct wording *wording, char *text, enum strength strength)
{
	static const char *const more[] = { "more ", "better ", "stronger ", "greater ",
		"improved ", "increased ", "closer ", "clearer " };
	if (is_imperative(text)) {
		make_small(text);
		return PHRASE(wording, PHRASE_CALL_TO, text);
	}
	for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
		if (after(text, more[i]) == NULL || has_finite(text))
			continue;
		make_small(text);
		return PHRASE(wording,
		    strength == STRENGTH_ONE ? PHRASE_CALLED_FOR_ONE : PHRASE_CALLED_FOR_MANY,
		    text);
	}
	return NULL;
}

static const char *recommendation(
    const struct wording *wording, enum strength strength, char *text, bool sentence)
{
	bool english = wording->language == WORDING_ENGLISH;
	const char *made = NULL;
	if (sentence && english && says_duty(text)) {
		make_capital(text);
		return with_stop(wording->arena, text);
	}
	if (sentence && english)
		made = call(wording, text, strength);
	if (made == NULL && sentence && english)
		made = idiom(wording, text, strength);
	if (made != NULL)
		return with_stop(wording->arena, made);
	return PHRASE(wording,
	    strength == STRENGTH_ONE ? PHRASE_RECOMMENDED_ONE : PHRASE_RECOMMENDED_MANY, text);
}

/* "que il" is "qu'il". */
static const char *elided(struct arena *arena, const char *clause)
{
	static const char *const places[] = { " que a", " que e", " que i", " que o", " que u",
		" que é", " que h" };
	for (size_t i = 0; clause != NULL && i < sizeof places / sizeof *places; i++) {
		const char *at = strstr(clause, places[i]);
		if (at == NULL || at > clause + 60)
			continue;
		size_t head = (size_t)(at - clause) + strlen(" qu");
		size_t size = strlen(clause) + sizeof "’";
		char *made = arena_take(arena, size, 1);
		if (made != NULL)
			snprintf(made, size, "%.*s’%s", (int)head, clause, clause + head + 2);
		return made;
	}
	return clause;
}

static const char *reported(const struct wording *wording, const struct prose_point *point,
    const char *text, enum strength strength)
{
	static const enum phrase that[3][3] = {
		{ PHRASE_THAT_ONE_0, PHRASE_THAT_ONE_1, PHRASE_THAT_ONE_2 },
		{ PHRASE_THAT_MANY_0, PHRASE_THAT_MANY_1, PHRASE_THAT_MANY_2 },
		{ PHRASE_THAT_WIDE_0, PHRASE_THAT_WIDE_1, PHRASE_THAT_WIDE_2 },
	};
	static const enum phrase practice[3] = { PHRASE_REPORTED_ONE, PHRASE_REPORTED_MANY,
		PHRASE_REPORTED_WIDE };
	enum phrase phrase = starts_with(point->category, "practice")
	    ? practice[strength]
	    : that[strength][(point->rank - 1) % 3];
	if (wording->language == WORDING_ENGLISH)
		text = prose_past(wording->arena, text);
	const char *made = PHRASE(wording, phrase, text);
	if (wording->language == WORDING_FRENCH)
		made = elided(wording->arena, made);
	return with_stop(wording->arena, made);
}

const char *prose_sentence(
    const struct wording *wording, const struct prose_words *words, const struct prose_point *point)
{
	static const enum phrase quoted[3] = { PHRASE_QUOTED_ONE, PHRASE_QUOTED_MANY,
		PHRASE_QUOTED_WIDE };
	enum strength strength = strength_of(point);
	char *text = trimmed(wording->arena, point->statement);
	if (text == NULL)
		return NULL;
	size_t size = strlen(text);
	if (point->curated) {
		make_capital(text);
		return size > 0 && strchr("?!", text[size - 1]) != NULL
		    ? text
		    : with_stop(wording->arena, text);
	}
	if (size > 0 && text[size - 1] == '?')
		return PHRASE(
		    wording, strength == STRENGTH_ONE ? PHRASE_ASKED_ONE : PHRASE_ASKED_MANY, text);
	bool sentence = !point->other_language && is_sentence(text);
	/* What recommends nothing in words is reported like anything else. */
	if (starts_with(point->category, "recommend") &&
	    (!sentence || !has_finite(text) || says_duty(text)))
		return recommendation(wording, strength, text, sentence);
	const char *made = sentence && wording->language == WORDING_ENGLISH
	    ? idiom(wording, text, strength)
	    : NULL;
	if (made != NULL)
		return with_stop(wording->arena, made);
	enum first_word first = judge(words, text);
	if (!sentence || first == FIRST_UNKNOWN)
		return PHRASE(wording, quoted[strength], text);
	if (first == FIRST_COMMON)
		make_small(text);
	return reported(wording, point, text, strength);
}
