/* client/report/wording/phrases.c - see phrases.h. A failed arena stays failed, so nothing here asks
 * before the end: whoever builds asks once. */
#include "client/report/wording/phrases.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define DAY_CHARS  10u /* YYYY-MM-DD */
#define TIME_CHARS 16u /* YYYY-MM-DDTHH:MM */

static const char *const phrases[PHRASE_COUNT][WORDING_COUNT] = {
#define X(name, english, french, spanish) [name] = { english, french, spanish },
	PHRASES(X)
#undef X
};

static const char *const tags[WORDING_COUNT] = { "en", "fr", "es" };

static const char *const months[WORDING_COUNT][12] = {
	{ "January", "February", "March", "April", "May", "June", "July", "August", "September",
	    "October", "November", "December" },
	{ "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
	    "octobre", "novembre", "décembre" },
	{ "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
	    "octubre", "noviembre", "diciembre" },
};

/* Two to nine; one is a phrase of its own wherever it can stand. */
static const char *const counts[WORDING_COUNT][8] = {
	{ "two", "three", "four", "five", "six", "seven", "eight", "nine" },
	{ "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf" },
	{ "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve" },
};

bool wording_same(const char *a, const char *b)
{
	size_t a_size = strcspn(a, "-");
	size_t b_size = strcspn(b, "-");
	return a_size == b_size && strncasecmp(a, b, a_size) == 0;
}

void wording_init(struct wording *wording, struct arena *arena, const char *tag)
{
	*wording = (struct wording){ .arena = arena, .language = WORDING_ENGLISH };
	for (size_t i = 0; tag != NULL && i < WORDING_COUNT; i++) {
		if (wording_same(tag, tags[i]))
			wording->language = (enum wording_language)i;
	}
}

const char *wording_tag(const struct wording *wording)
{
	return tags[wording->language];
}

const char *phrase_plain(const struct wording *wording, enum phrase phrase)
{
	return phrases[phrase][wording->language];
}

/* Which value a place "{N}" names, or NULL: at is no place. */
static const char *value_at(const char *at, const char *const *values)
{
	if (at[0] != '{' || at[1] < '0' || at[1] > '9' || at[2] != '}')
		return NULL;
	size_t wanted = (size_t)(at[1] - '0');
	for (size_t i = 0; i < wanted; i++)
		assert(values[i] != NULL);
	return values[wanted];
}

const char *phrase_fill(
    const struct wording *wording, enum phrase phrase, const char *const *values)
{
	struct arena *arena = wording->arena;
	const char *form = phrase_plain(wording, phrase);
	size_t size = 0;
	if (arena->failed)
		return NULL; /* a value may be missing for the same reason */
	for (const char *at = form; *at != '\0'; at++) {
		const char *value = value_at(at, values);
		size += value == NULL ? 1 : strlen(value);
		at += value == NULL ? 0 : 2;
	}
	char *text = arena_take(arena, size + 1, 1);
	if (text == NULL)
		return NULL;
	size = 0;
	for (const char *at = form; *at != '\0'; at++) {
		const char *value = value_at(at, values);
		if (value == NULL) {
			text[size++] = *at;
			continue;
		}
		memcpy(text + size, value, strlen(value) + 1);
		size += strlen(value);
		at += 2;
	}
	return text;
}

const char *phrase_list(const struct wording *wording, const char *const *texts, size_t count)
{
	struct arena *arena = wording->arena;
	if (count == 0)
		return "";
	size_t size = 0;
	for (size_t i = 0; !arena->failed && i + 1 < count; i++)
		size += strlen(texts[i]) + 2;
	char *before = arena_take(arena, size + 1, 1);
	if (before == NULL)
		return NULL;
	if (count == 1)
		return texts[0];
	size = 0;
	for (size_t i = 0; i + 1 < count; i++) {
		if (i > 0) {
			before[size++] = ',';
			before[size++] = ' ';
		}
		memcpy(before + size, texts[i], strlen(texts[i]) + 1);
		size += strlen(texts[i]);
	}
	return PHRASE(wording, PHRASE_AND, before, texts[count - 1]);
}

const char *phrase_number(struct arena *arena, uint64_t number)
{
	char text[24];
	int size = snprintf(text, sizeof text, "%" PRIu64, number);
	return arena_text(arena, text, (size_t)size);
}

const char *phrase_count(const struct wording *wording, uint64_t number)
{
	if (number >= 2 && number <= 9)
		return counts[wording->language][number - 2];
	return phrase_number(wording->arena, number);
}

const char *phrase_letters(struct arena *arena, uint32_t number, bool capital)
{
	char text[8];
	size_t at = sizeof text;
	assert(number >= 1);
	for (; number > 0; number = (number - 1) / 26)
		text[--at] = (char)((capital ? 'A' : 'a') + (int)((number - 1) % 26));
	return arena_text(arena, text + at, sizeof text - at);
}

const char *phrase_roman(struct arena *arena, uint32_t number, bool capital)
{
	static const struct {
		uint32_t value;
		const char *digits[2];
	} steps[] = { { 1000, { "m", "M" } }, { 900, { "cm", "CM" } }, { 500, { "d", "D" } },
		{ 400, { "cd", "CD" } }, { 100, { "c", "C" } }, { 90, { "xc", "XC" } },
		{ 50, { "l", "L" } }, { 40, { "xl", "XL" } }, { 10, { "x", "X" } },
		{ 9, { "ix", "IX" } }, { 5, { "v", "V" } }, { 4, { "iv", "IV" } },
		{ 1, { "i", "I" } } };
	char text[32];
	size_t size = 0;
	assert(number >= 1);
	assert(number < 1000); /* the longest, 888, has 12 letters */
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		for (; number >= steps[i].value; number -= steps[i].value) {
			for (const char *digit = steps[i].digits[capital]; *digit != '\0'; digit++)
				text[size++] = *digit;
		}
	}
	return arena_text(arena, text, size);
}

static uint32_t digits(const char *text, size_t count)
{
	uint32_t number = 0;
	for (size_t i = 0; i < count; i++)
		number = number * 10 + (uint32_t)(text[i] - '0');
	return number;
}

static bool time_valid(const char *time, size_t chars)
{
	static const char form[] = "0000-00-00T00:00";
	if (strlen(time) < chars)
		return false;
	for (size_t i = 0; i < chars; i++) {
		bool digit = time[i] >= '0' && time[i] <= '9';
		if (form[i] == '0' ? !digit : time[i] != form[i])
			return false;
	}
	uint32_t month = digits(time + 5, 2);
	return month >= 1 && month <= 12;
}

static const char *date(const struct wording *wording, uint32_t day, uint32_t month, uint32_t year)
{
	struct arena *arena = wording->arena;
	const char *number =
	    day == 1 && wording->language == WORDING_FRENCH ? "1er" : phrase_number(arena, day);
	return PHRASE(wording, PHRASE_DATE, number, months[wording->language][month - 1],
	    phrase_number(arena, year));
}

const char *phrase_date(const struct wording *wording, const char *time)
{
	if (!time_valid(time, DAY_CHARS))
		return time;
	return date(wording, digits(time + 8, 2), digits(time + 5, 2), digits(time, 4));
}

const char *phrase_clock(struct arena *arena, const char *time)
{
	return time_valid(time, TIME_CHARS) ? arena_text(arena, time + 11, 5) : time;
}

/* Days since 1970 to a date of the Gregorian calendar: 400 years are 146,097 days, and a year that
 * begins in March has its leap day at the end. */
const char *phrase_utc(const struct wording *wording, uint64_t time_ms)
{
	uint64_t minutes = time_ms / 60000;
	uint64_t days = minutes / 1440 + 719468; /* since 1 March of the year 0 */
	uint64_t era = days / 146097;
	uint64_t of_era = days % 146097;
	uint64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	uint64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	uint64_t march_month = (5 * of_year + 2) / 153;
	uint64_t day = of_year - (153 * march_month + 2) / 5 + 1;
	uint64_t month = march_month < 10 ? march_month + 3 : march_month - 9;
	year += era * 400 + (month <= 2);
	char clock[8];
	int size = snprintf(clock, sizeof clock, "%02u:%02u", (unsigned)(minutes / 60 % 24),
	    (unsigned)(minutes % 60));
	return PHRASE(wording, PHRASE_UTC,
	    date(wording, (uint32_t)day, (uint32_t)month, (uint32_t)year),
	    arena_text(wording->arena, clock, (size_t)size));
}
