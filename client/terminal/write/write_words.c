/* client/terminal/write/write_words.c - see write_words.h. */
#include "client/terminal/write/write_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOLD_KEYS_MAX 6u

/* Keys that begin so; an exact one is alone. */
struct match {
	const char *key;
	size_t count;
	char told[WORDS_WRONG_BYTES];
};

static void match_look(struct match *match, const char *key, const char *typed, size_t size)
{
	if (strncmp(key, typed, size) != 0)
		return;
	if (strlen(key) == size) {
		match->key = key;
		match->count = 1;
		match->told[0] = '\0';
		return;
	}
	if (match->count == 1 && match->told[0] == '\0')
		return; /* the exact one was seen */
	size_t at = strlen(match->told);
	if (match->count < TOLD_KEYS_MAX)
		(void)snprintf(match->told + at, sizeof match->told - at, "%s%s",
		    match->count == 0 ? "" : ", ", key);
	match->key = key;
	match->count++;
}

static struct match category_match(
    const struct programme *programme, const char *typed, size_t size)
{
	struct match match = { .key = NULL };
	for (size_t i = 0; programme != NULL && i < programme->category_count; i++)
		match_look(&match, programme->categories[i].key, typed, size);
	return match;
}

static struct match lens_match(const struct programme *programme, const char *typed, size_t size)
{
	struct match match = { .key = NULL };
	for (size_t i = 0; programme != NULL && i < programme->lens_count; i++)
		match_look(&match, programme->lenses[i], typed, size);
	return match;
}

size_t words_short(const struct programme *programme, size_t category)
{
	const char *key = programme->categories[category].key;
	size_t size = 1;
	while (size < strlen(key) && category_match(programme, key, size).count > 1)
		size++;
	return size;
}

static void wrong(struct words *words, const char *what, const struct match *match,
    const char *typed, size_t size)
{
	if (words->kind == WORDS_WRONG)
		return;
	words->kind = WORDS_WRONG;
	(void)snprintf(words->wrong, sizeof words->wrong,
	    "%.*s could be %.120s: type more of the %s", (int)(size < 24 ? size : 24), typed,
	    match->told, what);
}

/* An objective's number before a colon; 0: it is none of the programme's. */
static uint32_t objective_of(const struct programme *programme, const char *typed, size_t size)
{
	uint32_t number = 0;
	if (programme == NULL || size == 0 || size > 3)
		return 0;
	for (size_t i = 0; i < size; i++) {
		if (typed[i] < '0' || typed[i] > '9')
			return 0;
		number = number * 10 + (uint32_t)(typed[i] - '0');
	}
	return programme_objective_find(programme, number) == NULL ? 0 : number;
}

static bool is_end(char character)
{
	return character == ' ' || character == '\0';
}

/* "#gender" before the text: bytes of it, 0 when it is none. */
static size_t lens_head(const struct programme *programme, const char *at, struct words *words)
{
	size_t size = strcspn(at, " :");
	if (at[0] != '#' || size < 2 || at[size] == ':')
		return 0;
	if (size == 2 && at[1] == '-') {
		words->no_lens = true;
		return size;
	}
	struct match match = lens_match(programme, at + 1, size - 1);
	if (match.count > 1)
		wrong(words, "lens", &match, at, size);
	if (match.count != 1 || words->lens != NULL)
		return 0;
	words->lens = match.key;
	return size;
}

/* "r:" or "5:" before the text, likewise. */
static size_t colon_head(const struct programme *programme, const char *at, struct words *words)
{
	size_t size = strcspn(at, " :");
	if (at[size] != ':' || size == 0 || !is_end(at[size + 1]))
		return 0;
	uint32_t objective = objective_of(programme, at, size);
	if (objective != 0 && words->objective != 0)
		return 0;
	if (objective != 0) {
		words->objective = objective;
		return size + 1;
	}
	struct match match = category_match(programme, at, size);
	if (match.count > 1)
		wrong(words, "category", &match, at, size + 1);
	if (match.count != 1 || words->category != NULL)
		return 0;
	words->category = match.key;
	return size + 1;
}

/* Takes the words before the text, each kind once. Answers where the text begins. */
static const char *heads_take(
    const struct programme *programme, const char *at, struct words *words)
{
	size_t size = 0;
	do {
		size = lens_head(programme, at, words);
		if (size == 0)
			size = colon_head(programme, at, words);
		at += size;
		at += strspn(at, " ");
	} while (size > 0);
	return at;
}

/* The last lens that stands as a word of its own in the text leaves it. */
void words_lens_take(const struct programme *programme, struct words *words)
{
	char *at = words->text;
	while ((at = strchr(at, '#')) != NULL && words->lens == NULL) {
		size_t size = strcspn(at + 1, " ");
		struct match match = lens_match(programme, at + 1, size);
		bool is_word = at == words->text || at[-1] == ' ';
		if (!is_word || size == 0 || match.count != 1) {
			if (is_word && match.count > 1 && size > 0)
				wrong(words, "lens", &match, at, size + 1);
			at++;
			continue;
		}
		words->lens = match.key;
		char *rest = at + 1 + size;
		rest += strspn(rest, " ");
		if (*rest == '\0')
			while (at > words->text && at[-1] == ' ')
				at--;
		memmove(at, rest, strlen(rest) + 1);
	}
}

/* s/old/new/; a backslash before a slash makes it part of the words. False: it is not of that form. */
static bool replace_read(const char *line, struct words *words)
{
	char *out[2] = { words->text, words->with };
	size_t used[2] = { 0, 0 };
	size_t part = 0;
	if (strncmp(line, "s/", 2) != 0)
		return false;
	for (const char *at = line + 2; *at != '\0' && part < 2; at++) {
		if (*at == '/') {
			part++;
			continue;
		}
		if (*at == '\\' && at[1] == '/')
			at++;
		out[part][used[part]++] = *at;
	}
	words->text[used[0]] = '\0';
	words->with[used[1]] = '\0';
	return part > 0 && used[0] > 0;
}

/* A line that begins with a slash. */
static void order_read(const char *line, struct words *words)
{
	static const struct {
		const char *word;
		enum words_kind kind;
	} ORDERS[] = { { "/help", WORDS_HELP }, { "/amend", WORDS_AMEND },
		{ "/retract", WORDS_RETRACT }, { "/list", WORDS_LIST }, { "/quit", WORDS_QUIT } };
	size_t size = strcspn(line, " ");
	for (size_t i = 0; i < sizeof ORDERS / sizeof ORDERS[0]; i++)
		if (strlen(ORDERS[i].word) == size && strncmp(line, ORDERS[i].word, size) == 0)
			words->kind = ORDERS[i].kind;
	const char *rest = line + size + strspn(line + size, " ");
	if (words->kind == WORDS_AMEND && rest[0] != '\0') {
		memcpy(words->text, rest, strlen(rest) + 1);
		return;
	}
	if (words->kind != WORDS_NOTE && words->kind != WORDS_AMEND)
		return;
	words->kind = WORDS_WRONG;
	(void)snprintf(words->wrong, sizeof words->wrong,
	    "of such orders there are /help, /amend TEXT, /retract, /list, /quit; a blank before the "
	    "slash makes it text");
}

void words_read(const struct programme *programme, const char *line, struct words *words)
{
	*words = (struct words){ .kind = WORDS_NOTE };
	size_t size = strlen(line);
	bool is_text = line[0] == ' ';
	line += strspn(line, " ");
	if (line[0] == '\0' || size > LINE_BYTES_MAX) {
		words->kind = WORDS_EMPTY;
		return;
	}
	if (!is_text && strcmp(line, "?") == 0) {
		words->kind = WORDS_HELP;
		return;
	}
	if (!is_text && line[0] == '/') {
		order_read(line, words);
		return;
	}
	if (!is_text && replace_read(line, words)) {
		words->kind = WORDS_REPLACE;
		return;
	}
	const char *text = is_text ? line : heads_take(programme, line, words);
	memcpy(words->text, text, strlen(text) + 1);
	if (!is_text)
		words_lens_take(programme, words);
	if (words->text[0] == '\0' && words->kind == WORDS_NOTE)
		words->kind = WORDS_STANDING;
}

bool words_replace(
    const char *text, const char *old, const char *with, char out[LINE_BYTES_MAX + 1])
{
	const char *found = strstr(text, old);
	if (found == NULL)
		return false;
	size_t before = (size_t)(found - text);
	const char *after = found + strlen(old);
	if (before + strlen(with) + strlen(after) > LINE_BYTES_MAX)
		return false;
	(void)snprintf(out, LINE_BYTES_MAX + 1, "%.*s%s%s", (int)before, text, with, after);
	return true;
}
