/*
 * tests/unit/synthesis_texts_test.c - no text is too strange for the synthesis: it stays what it was, stands in one
 * place, and the same texts give the same points again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>

#include "tests/fuzz/synthesis_check.h"

#define CORPUS      "tests/fuzz/corpus/synthesis"
#define TABLE       "broker/synthesis/vectors/vectors.bin"
#define INPUT_BYTES (256u << 10)

struct words {
	struct lexicon *with_table;
};

static int open_words(void **state)
{
	struct words *words = calloc(1, sizeof *words);
	const struct lexicon_options options = { .vectors = TABLE };
	assert_non_null(words);
	assert_int_equal(lexicon_open(&words->with_table, &options), LEXICON_OK);
	*state = words;
	return 0;
}

static int close_words(void **state)
{
	struct words *words = *state;
	lexicon_close(words->with_table);
	free(words);
	return 0;
}

/* With the table of words, and with exact words only. */
static bool hold(const struct words *words, const void *input, size_t size)
{
	bool taken = synthesis_check_texts(NULL, input, size);
	assert_int_equal(synthesis_check_texts(words->with_table, input, size), taken);
	return taken;
}

static void what_fuzzing_began_with_and_found_holds(void **state)
{
	static uint8_t bytes[INPUT_BYTES];
	size_t count = 0;
	DIR *listing = opendir(CORPUS);
	assert_non_null(listing); /* tests run from the top of the tree */
	const struct dirent *entry = NULL;
	while ((entry = readdir(listing)) != NULL) {
		char path[512];
		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof path, "%s/%.200s", CORPUS, entry->d_name);
		FILE *file = fopen(path, "rb");
		assert_non_null(file);
		size_t size = fread(bytes, 1, sizeof bytes, file);
		(void)fclose(file); /* only read */
		if (!hold(*state, bytes, size) && strncmp(entry->d_name, "found-", 6) != 0)
			fail_msg("%s: no line of it was taken", entry->d_name);
		count++;
	}
	(void)closedir(listing);
	assert_in_range(count, 8, 10000);
}

static void texts_at_the_limit_hold(void **state)
{
	static const struct {
		const char *name;
		const char *first; /* once */
		const char *again; /* as often as there is room */
	} cases[] = {
		{ "emoji", "", "\xf0\x9f\x8c\x8a" },
		{ "emoji of many parts", "",
		    "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7" },
		{ "marks on one letter", "wages e", "\xcc\x81" },
		{ "marks of five kinds", "wages a", "\xcc\x80\xcc\xa3\xcc\x88\xcd\x9c\xcc\xb5" },
		{ "marks on nothing", "", "\xcc\x81" },
		{ "one word", "", "w" },
		{ "one word in Arabic", "", "\xd8\xa3" },
		{ "words of one letter", "", "a b " },
		{ "numbers", "", "10 000,5 " },
		{ "from the right", "", "\xd8\xa7\xd9\x84\xd8\xa3\xd8\xac\xd9\x88\xd8\xb1 " },
		{ "both directions", "", "fees \xd7\xa9\xd7\x9b\xd7\xa8 " },
		{ "nothing wide", "wages", "\xe2\x80\x8b\xe2\x80\x8d\xc2\xad" },
		{ "no spaces", "", "\xe5\xb7\xa5\xe8\xb5\x84\xe5\xa4\xaa\xe4\xbd\x8e" },
		{ "letters that grow", "", "\xef\xb7\xba " },
		{ "signs", "", "->!?" },
	};
	static char input[INPUT_BYTES];
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t size = 0;
		size_t chars = text_chars(cases[i].first, strlen(cases[i].first));
		size_t step = text_chars(cases[i].again, strlen(cases[i].again));
		/* Three notes that say it, of two writers, and one that says another thing. */
		for (size_t n = 0; n < 3; n++) {
			size += (size_t)snprintf(input + size, sizeof input - size, "%c%s",
			    0x20 + 16 * (int)(n & 1), cases[i].first);
			for (size_t at = chars; at + step <= NOTE_TEXT_CHARS_MAX; at += step)
				size += (size_t)snprintf(
				    input + size, sizeof input - size, "%s", cases[i].again);
			input[size++] = '\n';
		}
		size += (size_t)snprintf(input + size, sizeof input - size, " Wages are too low\n");
		assert_in_range(size, 1, sizeof input - 1);
		if (!hold(*state, input, size))
			fail_msg("%s: not taken", cases[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_fuzzing_began_with_and_found_holds),
		cmocka_unit_test(texts_at_the_limit_hold),
	};
	return cmocka_run_group_tests_name("synthesis_texts", tests, open_words, close_words);
}
