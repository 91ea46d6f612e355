/* client/report/build/phrases.c - see phrases_internal.h. A failed arena stays failed, so nothing here asks
 * before the end: whoever builds asks once. */
#include "client/report/build/phrases_internal.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define TIME_CHARS 16u /* YYYY-MM-DDTHH:MM */

#define X(name, english) [name] = (english),
static const char *const phrases[PHRASE_COUNT] = { PHRASES(X) };
#undef X

static const char *const months[] = { "January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December" };

const char *phrase_plain(enum phrase phrase)
{
	return phrases[phrase];
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

const char *phrase_fill(struct arena *arena, enum phrase phrase, const char *const *values)
{
	size_t size = 0;
	if (arena->failed)
		return NULL; /* a value may be missing for the same reason */
	for (const char *at = phrases[phrase]; *at != '\0'; at++) {
		const char *value = value_at(at, values);
		size += value == NULL ? 1 : strlen(value);
		at += value == NULL ? 0 : 2;
	}
	char *text = arena_take(arena, size + 1, 1);
	if (text == NULL)
		return NULL;
	size = 0;
	for (const char *at = phrases[phrase]; *at != '\0'; at++) {
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

const char *phrase_list(struct arena *arena, const char *const *texts, size_t count)
{
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
	return PHRASE(arena, PHRASE_AND, before, texts[count - 1]);
}

const char *phrase_number(struct arena *arena, uint64_t number)
{
	char text[24];
	int size = snprintf(text, sizeof text, "%" PRIu64, number);
	return arena_text(arena, text, (size_t)size);
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

static bool time_valid(const char *time)
{
	static const char form[] = "0000-00-00T00:00";
	if (strlen(time) != TIME_CHARS)
		return false;
	for (size_t i = 0; i < TIME_CHARS; i++) {
		bool digit = time[i] >= '0' && time[i] <= '9';
		if (form[i] == '0' ? !digit : time[i] != form[i])
			return false;
	}
	uint32_t month = digits(time + 5, 2);
	return month >= 1 && month <= 12;
}

static const char *date(struct arena *arena, uint32_t day, uint32_t month, uint32_t year)
{
	char text[40];
	int size = snprintf(text, sizeof text, "%u %s %u", day, months[month - 1], year);
	return arena_text(arena, text, (size_t)size);
}

const char *phrase_date(struct arena *arena, const char *time)
{
	if (!time_valid(time))
		return time;
	return date(arena, digits(time + 8, 2), digits(time + 5, 2), digits(time, 4));
}

const char *phrase_clock(struct arena *arena, const char *time)
{
	return time_valid(time) ? arena_text(arena, time + 11, 5) : time;
}

/* Days since 1970 to a date of the Gregorian calendar: 400 years are 146,097 days, and a year that
 * begins in March has its leap day at the end. */
const char *phrase_utc(struct arena *arena, uint64_t time_ms)
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
	snprintf(clock, sizeof clock, "%02u:%02u", (unsigned)(minutes / 60 % 24),
	    (unsigned)(minutes % 60));
	return PHRASE(
	    arena, PHRASE_UTC, date(arena, (uint32_t)day, (uint32_t)month, (uint32_t)year), clock);
}
