/*
 * broker/names/names_contact.c - what reaches a person: e-mail, accounts, telephone numbers. A number is one for
 * a telephone when it has a plus, or begins with a zero, and eight digits or more with at most one sign
 * between two of them; sums of money and years have neither.
 */
#include "broker/names/names_internal.h"

#include <ctype.h>
#include <string.h>

#define PHONE_DIGITS_MIN 8u

static bool address_char(char c)
{
	return isalnum((unsigned char)c) || strchr("._%+-", c) != NULL;
}

static bool mail_at(const char *text, size_t at, size_t *start, size_t *size)
{
	size_t from = at;
	size_t end = at + 1;
	while (from > 0 && address_char(text[from - 1]))
		from--;
	while (text[end] != '\0' && address_char(text[end]))
		end++;
	while (end > at + 1 && text[end - 1] == '.')
		end--;
	if (end - at < 4) /* "@7", "5 @ 3" */
		return false;
	*start = from;
	*size = end - from;
	return true;
}

static bool phone_at(const char *text, size_t at, size_t *size)
{
	size_t end = at;
	size_t digits = 0;
	size_t last = at;
	if (text[at] == '+')
		end++;
	while (isdigit((unsigned char)text[end]) ||
	    (strchr(" -.()/", text[end]) != NULL && text[end] != '\0' && end - last < 2)) {
		if (isdigit((unsigned char)text[end])) {
			digits++;
			last = end + 1;
		}
		end++;
	}
	*size = last - at;
	return digits >= PHONE_DIGITS_MIN;
}

bool name_contact_next(const char *text, size_t from, size_t *start, size_t *size)
{
	for (size_t at = from; text[at] != '\0'; at++) {
		bool begins = at == 0 || !isalnum((unsigned char)text[at - 1]);
		if (text[at] == '@' && mail_at(text, at, start, size))
			return true;
		if (begins && (text[at] == '+' || text[at] == '0') && phone_at(text, at, size)) {
			*start = at;
			return true;
		}
	}
	return false;
}
