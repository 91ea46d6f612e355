/* tests/unit/write_words_test.c - what a line says about where its note belongs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "client/terminal/write/write_words.h"
#include "tests/unit/write_fixture.h"

static const struct {
	const char *line;
	enum words_kind kind;
	const char *category;
	uint32_t objective;
	const char *lens;
	const char *text;
	const char *with;
} CASES[] = {
	{ "Roads are cut", WORDS_NOTE, NULL, 0, NULL, "Roads are cut", "" },
	{ "r: Pay first", WORDS_NOTE, "recommendation", 0, NULL, "Pay first", "" },
	{ "r: 5: #gender Pay", WORDS_NOTE, "recommendation", 5, "gender", "Pay", "" },
	{ "5: r: Pay #gender", WORDS_NOTE, "recommendation", 5, "gender", "Pay", "" },
	{ "ch: a", WORDS_NOTE, "challenge", 0, NULL, "a", "" },
	{ "covid: a", WORDS_NOTE, "covid", 0, NULL, "a", "" },
	{ "c: a", WORDS_WRONG, NULL, 0, NULL, "c: a", "" },
	{ "R: a", WORDS_NOTE, NULL, 0, NULL, "R: a", "" },
	{ "r:a", WORDS_NOTE, NULL, 0, NULL, "r:a", "" },
	{ "10:30 they came", WORDS_NOTE, NULL, 0, NULL, "10:30 they came", "" },
	{ "7: seven", WORDS_NOTE, NULL, 0, NULL, "7: seven", "" },
	{ "r: p: a", WORDS_NOTE, "recommendation", 0, NULL, "p: a", "" },
	{ "a #gender b", WORDS_NOTE, NULL, 0, "gender", "a b", "" },
	{ "a #yout", WORDS_NOTE, NULL, 0, "youth", "a", "" },
	{ "a #you", WORDS_WRONG, NULL, 0, NULL, "a #you", "" },
	{ "we are #1", WORDS_NOTE, NULL, 0, NULL, "we are #1", "" },
	{ "a#gender", WORDS_NOTE, NULL, 0, NULL, "a#gender", "" },
	{ "#gender", WORDS_STANDING, NULL, 0, "gender", "", "" },
	{ "r:", WORDS_STANDING, "recommendation", 0, NULL, "", "" },
	{ "5:", WORDS_STANDING, NULL, 5, NULL, "", "" },
	{ " r: as it is", WORDS_NOTE, NULL, 0, NULL, "r: as it is", "" },
	{ " /amend", WORDS_NOTE, NULL, 0, NULL, "/amend", "" },
	{ "", WORDS_EMPTY, NULL, 0, NULL, "", "" },
	{ "   ", WORDS_EMPTY, NULL, 0, NULL, "", "" },
	{ "?", WORDS_HELP, NULL, 0, NULL, "", "" },
	{ "? and why", WORDS_NOTE, NULL, 0, NULL, "? and why", "" },
	{ "s/old/new/", WORDS_REPLACE, NULL, 0, NULL, "old", "new" },
	{ "s/old/new", WORDS_REPLACE, NULL, 0, NULL, "old", "new" },
	{ "s/old//", WORDS_REPLACE, NULL, 0, NULL, "old", "" },
	{ "s/a\\/b/c/", WORDS_REPLACE, NULL, 0, NULL, "a/b", "c" },
	{ "s/old", WORDS_NOTE, NULL, 0, NULL, NULL, NULL },
	{ "/amend Better", WORDS_AMEND, NULL, 0, NULL, "Better", "" },
	{ "/amend", WORDS_WRONG, NULL, 0, NULL, "", "" },
	{ "/retract", WORDS_RETRACT, NULL, 0, NULL, "", "" },
	{ "/list", WORDS_LIST, NULL, 0, NULL, "", "" },
	{ "/quit", WORDS_QUIT, NULL, 0, NULL, "", "" },
	{ "/nothing", WORDS_WRONG, NULL, 0, NULL, "", "" },
};

static void lines_are_read(void **state)
{
	(void)state;
	struct programme programme = small_programme();
	static struct words words;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		words_read(&programme, CASES[i].line, &words);
		if (words.kind != CASES[i].kind)
			print_error("%s: kind %d\n", CASES[i].line, (int)words.kind);
		assert_int_equal(words.kind, CASES[i].kind);
		assert_int_equal(words.objective, CASES[i].objective);
		assert_true((words.category == NULL) == (CASES[i].category == NULL));
		if (CASES[i].category != NULL)
			assert_string_equal(words.category, CASES[i].category);
		assert_true((words.lens == NULL) == (CASES[i].lens == NULL));
		if (CASES[i].lens != NULL)
			assert_string_equal(words.lens, CASES[i].lens);
		if (CASES[i].text == NULL)
			continue;
		assert_string_equal(words.text, CASES[i].text);
		assert_string_equal(words.with, CASES[i].with);
	}
	/* What could be several is told with all that it could be. */
	words_read(&programme, "c: a", &words);
	assert_non_null(strstr(words.wrong, "challenge, covid"));
	assert_int_equal(words_short(&programme, 0), 2);
	assert_int_equal(words_short(&programme, 3), 1);
	programme_close(&programme);
}

static void without_a_programme_all_is_text(void **state)
{
	(void)state;
	static struct words words;
	words_read(NULL, "r: 5: Pay #gender", &words);
	assert_int_equal(words.kind, WORDS_NOTE);
	assert_string_equal(words.text, "r: 5: Pay #gender");
}

static void the_first_of_the_old_words_is_replaced(void **state)
{
	(void)state;
	char out[LINE_BYTES_MAX + 1];
	static char longest[LINE_BYTES_MAX + 1];
	assert_true(words_replace("a b a", "a", "cc", out));
	assert_string_equal(out, "cc b a");
	assert_true(words_replace("a b", " b", "", out));
	assert_string_equal(out, "a");
	assert_false(words_replace("a b", "x", "y", out));
	memset(longest, 'a', LINE_BYTES_MAX);
	assert_true(words_replace(longest, "a", "b", out));
	assert_false(words_replace(longest, "a", "bb", out));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_read),
		cmocka_unit_test(without_a_programme_all_is_text),
		cmocka_unit_test(the_first_of_the_old_words_is_replaced),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
