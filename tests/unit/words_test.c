/* tests/unit/words_test.c - the words a text is compared by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "broker/synthesis/synthesis_internal.h"
#include "broker/synthesis/words_internal.h"

static const struct {
	const char *name;
	const char *text;
	const char *stems;
	const char *shown;
} cases[] = {
	{ "plain", "Low wages, poor pay", "low wage poor pay", "low wages poor pay" },
	{ "first five letters", "migrants migration", "migra migra", "migrants migration" },
	{ "a plural", "fees jobs visas", "fee job visa", "fees jobs visas" },
	{ "no plural", "access bus crisis", "acces bus crisi", "access bus crisis" },
	{ "marks and case",
	    "\xc3\x89"
	    "conomie SANT\xc3\x89",
	    "econo sante", "economie sante" },
	{ "compatibility forms",
	    "\xef\xac\x81"
	    "nance \xe2\x91\xa0",
	    "finan 1", "finance 1" },
	{ "stop words of three languages", "the of and la des por para", "", "" },
	{ "what turns a note round stays", "not no pas sin without", "not no pas sin witho",
	    "not no pas sin without" },
	{ "single letters go, digits stay", "a b 7 women's", "7 women", "7 women" },
	{ "digits and letters", "COVID-19 50%", "covid 19 50", "covid 19 50" },
	{ "signs only", "?! -> =", "", "" },
	{ "nothing", "", "", "" },
	{ "a joiner is no border", "re\xe2\x80\x8dturn", "retur", "return" },
	{ "letters in pairs where no spaces are written", "\xe7\xa7\xbb\xe5\xb7\xa5\xe4\xba\xba",
	    "\xe7\xa7\xbb \xe7\xa7\xbb\xe5\xb7\xa5 \xe5\xb7\xa5\xe4\xba\xba",
	    "\xe7\xa7\xbb \xe7\xa7\xbb\xe5\xb7\xa5 \xe5\xb7\xa5\xe4\xba\xba" },
	{ "bytes that are no UTF-8",
	    "pay\xff\xfe"
	    "gap",
	    "pay gap", "pay gap" },
	{ "a very long word", "abcdefghijklmnopqrstuvwxyzabcdef", "abcde",
	    "abcdefghijklmnopqrstuvwx" },
};

static void read_all(const char *text, bool with_stop, char *stems, char *shown, size_t room)
{
	struct word_reader reader;
	struct word word;
	stems[0] = '\0';
	shown[0] = '\0';
	word_reader_init(&reader, text, with_stop);
	while (word_next(&reader, &word)) {
		size_t at = strlen(stems);
		snprintf(stems + at, room - at, "%s%s", at == 0 ? "" : " ", word.stem);
		at = strlen(shown);
		snprintf(shown + at, room - at, "%s%s", at == 0 ? "" : " ", word.shown);
	}
}

static void texts_become_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char stems[400];
		char shown[400];
		read_all(cases[i].text, false, stems, shown, sizeof stems);
		if (strcmp(stems, cases[i].stems) != 0 || strcmp(shown, cases[i].shown) != 0)
			fail_msg("%s: '%s' shown as '%s'", cases[i].name, stems, shown);
	}
}

static void stop_words_are_given_when_asked_for(void **state)
{
	(void)state;
	char stems[400];
	char shown[400];
	read_all("To be or not to be", true, stems, shown, sizeof stems);
	assert_string_equal(stems, "to be or not to be");
}

/* The binary search finds each only in a list that is in order. */
static void every_common_word_is_found(void **state)
{
	(void)state;
	static const char *const common[] = { "a", "about", "the", "your", "yourself", "de", "y",
		"aux", "which", "ellas", "tous", "was", "participants", "algo" };
	for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
		char stems[400];
		char shown[400];
		read_all(common[i], false, stems, shown, sizeof stems);
		bool stop = strcmp(common[i], "yourself") != 0;
		if ((stems[0] == '\0') != stop)
			fail_msg("%s: '%s'", common[i], stems);
	}
}

static void logarithms_and_roots(void **state)
{
	(void)state;
	assert_int_equal(weight_log(1), 0);
	assert_int_equal(weight_log(2), 256);
	assert_int_equal(weight_log(1024), 2560);
	assert_int_equal(weight_log(3), 405);       /* 1.58496 * 256 = 405.7 */
	assert_int_equal(weight_log(100020), 4252); /* 16.6099 * 256 = 4252.1 */
	for (uint64_t value = 2; value < 5000; value++)
		assert_true(weight_log(value) >= weight_log(value - 1));
	assert_int_equal(weight_root(0), 0);
	assert_int_equal(weight_root(99), 9);
	assert_int_equal(weight_root(100), 10);
	assert_int_equal(weight_root(UINT64_MAX), UINT32_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_become_words),
		cmocka_unit_test(stop_words_are_given_when_asked_for),
		cmocka_unit_test(every_common_word_is_found),
		cmocka_unit_test(logarithms_and_roots),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
