/* client/web/api/likeness.c - see likeness.h. */
#include "client/web/api/likeness.h"

#include <stdlib.h>

#define GROUP 3u

static int compare(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left;
	uint32_t b = *(const uint32_t *)right;
	return a < b ? -1 : a > b;
}

/* The next character, small if it is ASCII, and blank if it is one of ASCII that is no letter or digit. 0: the end. */
static uint32_t next(const char **text)
{
	const uint8_t *at = (const uint8_t *)*text;
	uint32_t character = *at;
	if (character == 0)
		return 0;
	at++;
	if (character >= 0x80)
		while ((*at & 0xc0) == 0x80)
			character = (character << 6) ^ *at++;
	else if (character >= 'A' && character <= 'Z')
		character += 'a' - 'A';
	else if (!(character >= 'a' && character <= 'z') && !(character >= '0' && character <= '9'))
		character = ' ';
	*text = (const char *)at;
	return character;
}

static size_t once_each(uint32_t *groups, size_t count)
{
	size_t kept = 0;
	qsort(groups, count, sizeof *groups, compare);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || groups[kept - 1] != groups[i])
			groups[kept++] = groups[i];
	return kept;
}

void likeness_begin(struct likeness *likeness, const char *text)
{
	uint32_t last[GROUP] = { ' ', ' ', ' ' };
	uint32_t character = 0;
	size_t count = 0;
	while (text != NULL && count < LIKENESS_GROUPS_MAX && (character = next(&text)) != 0) {
		if (character == ' ' && last[GROUP - 1] == ' ')
			continue;
		last[0] = last[1];
		last[1] = last[2];
		last[2] = character;
		likeness->groups[count++] =
		    (last[0] * 2654435761u) ^ (last[1] * 40503u) ^ (last[2] * 97u + 1u);
	}
	likeness->count = once_each(likeness->groups, count);
}

uint32_t likeness_of(const struct likeness *likeness, const char *other)
{
	struct likeness there;
	size_t both = 0;
	size_t at = 0;
	likeness_begin(&there, other);
	for (size_t i = 0; i < likeness->count; i++) {
		while (at < there.count && there.groups[at] < likeness->groups[i])
			at++;
		both += at < there.count && there.groups[at] == likeness->groups[i] ? 1 : 0;
	}
	size_t all = likeness->count + there.count;
	return all == 0 ? 0 : (uint32_t)(200 * both / all);
}
