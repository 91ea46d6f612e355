/* client/report/check/check_words.c - rules of words: abbreviations, spelling, per cent, dates. English. */
#include "client/report/check/check_internal.h"

#include <string.h>
#include <strings.h>

#define INITIALS_MAX 12u

static bool is_capital(char byte)
{
	return byte >= 'A' && byte <= 'Z';
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

bool check_word_byte(char byte)
{
	return is_capital(byte) || (byte >= 'a' && byte <= 'z') || is_digit(byte) ||
	    (byte & 0x80) != 0 || byte == '-' || byte == '\'';
}

static size_t word_size(const char *text)
{
	size_t size = 0;
	while (check_word_byte(text[size]))
		size++;
	return size;
}

/* Its letters before a plural's s or a hyphen: "GCM", "SDG" of SDGs, "COVID" of COVID-19; 0: it is none. */
static size_t abbreviation_size(const char *word, size_t size)
{
	size_t letters = 0;
	while (letters < size && is_capital(word[letters]))
		letters++;
	bool plural = letters + 1 == size && word[letters] == 's';
	bool hyphen = letters < size && word[letters] == '-';
	if (letters < 2 || (letters < size && !plural && !hyphen))
		return 0;
	/* I, II, IV … are numbers of chapters. */
	return strspn(word, "IVX") >= letters ? 0 : letters;
}

static bool is_known(struct checker *checker, const char *word, size_t size)
{
	for (size_t i = 0; i < checker->known_count; i++) {
		if (strncmp(checker->known[i], word, size) == 0 && checker->known[i][size] == '\0')
			return true;
	}
	if (checker->known_count == checker->known_room)
		return true; /* so many in one report that their readers are lost already */
	checker->known[checker->known_count] = arena_text(&checker->findings->arena, word, size);
	if (checker->known[checker->known_count] != NULL)
		checker->known_count++;
	return false;
}

/* The initials of the capitalised words right before at, in their order; small words between are left out. */
static size_t initials_before(const char *text, const char *at, char *initials)
{
	size_t count = 0;
	while (at > text && count < INITIALS_MAX) {
		while (at > text && (at[-1] == ' ' || at[-1] == '-'))
			at--;
		const char *end = at;
		while (at > text && check_word_byte(at[-1]) && at[-1] != '-')
			at--;
		if (at == end)
			break;
		if (is_capital(*at))
			initials[count++] = *at;
	}
	for (size_t i = 0; i < count / 2; i++) {
		char other = initials[i];
		initials[i] = initials[count - 1 - i];
		initials[count - 1 - i] = other;
	}
	return count;
}

static size_t count_of(const char *text, size_t size, char letter)
{
	size_t count = 0;
	for (size_t i = 0; i < size; i++)
		count += text[i] == letter;
	return count;
}

/* "Sustainable Development Goals (SGDs)": the same letters in another order are a slip. */
static bool is_slip(const char *text, const char *bracket, const char *word, size_t letters)
{
	char initials[INITIALS_MAX];
	size_t count = initials_before(text, bracket, initials);
	if (count < letters)
		return false;
	const char *last = initials + count - letters;
	if (strncmp(last, word, letters) == 0)
		return false;
	for (size_t i = 0; i < letters; i++) {
		if (count_of(last, letters, word[i]) != count_of(word, letters, word[i]))
			return false;
	}
	return true;
}

/* One is introduced in brackets after its words, or with them in brackets after it. */
static void check_abbreviation(
    struct checker *checker, const char *text, const char *word, size_t size)
{
	size_t letters = abbreviation_size(word, size);
	if (letters == 0 || is_known(checker, word, letters))
		return;
	bool bracket = word > text && word[-1] == '(';
	if (bracket && is_slip(text, word - 1, word, letters))
		check_add(checker, CHECK_INITIALS, word, size);
	bool explained = word[size] == ' ' && word[size + 1] == '(';
	if (!bracket && !explained)
		check_add(checker, CHECK_ABBREVIATION, word, size);
}

static void check_spelling(struct checker *checker, const char *word, size_t size)
{
	static const char *const stems[] = { "organis", "recognis", "prioritis", "harmonis",
		"realis", "emphasise", "emphasising", "optimis", "regularis", "utilis", "mobilis",
		"minimis", "maximis", "standardis", "criminalis", "marginalis", "centralis",
		"categoris", "summaris", "digitalis", "formalis" };
	for (size_t i = 0; i < sizeof stems / sizeof *stems; i++) {
		size_t stem = strlen(stems[i]);
		if (stem < size && strncasecmp(word, stems[i], stem) == 0 &&
		    strncasecmp(word + stem - 1, "st", 2) != 0 &&
		    strncasecmp(word + stem - 1, "sm", 2) != 0) /* realist, optimism */
			check_add(checker, CHECK_SPELLING, word, size);
	}
	if (strncasecmp(word, "percent", 7) == 0 && size == 7)
		check_add(checker, CHECK_PER_CENT, word, size);
}

/* The size of the month that the text begins with, or 0. May is left out: it is a verb more often. */
static size_t month_size(const char *text)
{
	static const char *const months[] = { "January", "February", "March", "April", "June",
		"July", "August", "September", "October", "November", "December" };
	for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
		size_t size = strlen(months[i]);
		if (strncmp(text, months[i], size) == 0 && !check_word_byte(text[size]))
			return size;
	}
	return 0;
}

/* "October 28, 2020", "28/10/2020", "28th October". */
static void check_date(struct checker *checker, const char *word, size_t size)
{
	const char *next = word + size;
	size_t digits = *next == ' ' ? strspn(next + 1, "0123456789") : 0;
	if (month_size(word) == size && (digits == 1 || digits == 2))
		check_add(checker, CHECK_DATE, word, size + 1 + digits);
	digits = strspn(word, "0123456789");
	if (digits == 0 || digits > 2)
		return;
	size_t more = strspn(next, "0123456789/");
	if (digits == size && *next == '/' && count_of(next, more, '/') == 2)
		check_add(checker, CHECK_DATE, word, size + more);
	size_t month = digits + 2 == size && *next == ' ' ? month_size(next + 1) : 0;
	if (month > 0)
		check_add(checker, CHECK_DATE, word, size + 1 + month);
}

void check_words(struct checker *checker, const char *text)
{
	const char *before = NULL; /* the word before, when only a space stands between */
	size_t before_size = 0;
	for (const char *at = text; *at != '\0';) {
		size_t size = word_size(at);
		if (size == 0) {
			if (*at == '%' && checker->english)
				check_add(checker, CHECK_PER_CENT, at, 1);
			before_size = *at == ' ' ? before_size : 0;
			at++;
			continue;
		}
		checker->words++;
		if (before_size == size && strncasecmp(before, at, size) == 0 && !is_digit(*at))
			check_add(checker, CHECK_WORD_TWICE, before, (size_t)(at - before) + size);
		if (checker->english) {
			check_abbreviation(checker, text, at, size);
			check_spelling(checker, at, size);
			check_date(checker, at, size);
		}
		before = at;
		before_size = size;
		at += size;
	}
}
