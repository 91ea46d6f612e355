/* tests/unit/words_test.c - the words a text is compared by, and the whole-number arithmetic. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/synthesis/synthesis_internal.h"
#include "broker/synthesis/words/words_internal.h"

static const struct {
	const char *name;
	const char *text;
	const char *words; /* those in capitals with a sign behind */
} cases[] = {
	{ "plain", "Low wages, poor pay", "low wages poor pay" },
	{ "marks and case",
	    "\xc3\x89"
	    "conomie Sant\xc3\x89",
	    "economie sante" },
	{ "compatibility forms",
	    "\xef\xac\x81"
	    "nance \xe2\x91\xa0",
	    "finance 1" },
	{ "capitals", "NGOs and UN staff, Iran", "ngos! un! staff iran" },
	{ "stop words of three languages", "the of and la des por para", "" },
	{ "what turns a note round stays", "not no sans sin without", "not no sans sin without" },
	{ "shorthand of with and without", "men w/ papers w/o visas W/O pay",
	    "men papers without visas without pay" },
	{ "single letters go, digits stay", "a b 7 women's", "7 women" },
	{ "digits and letters", "Covid-19 50%", "covid 19 50" },
	{ "signs only", "?! -> =", "" },
	{ "nothing", "", "" },
	{ "a joiner is no border", "re\xe2\x80\x8dturn", "return" },
	{ "letters in pairs where no spaces are written", "\xe7\xa7\xbb\xe5\xb7\xa5\xe4\xba\xba",
	    "\xe7\xa7\xbb \xe7\xa7\xbb\xe5\xb7\xa5 \xe5\xb7\xa5\xe4\xba\xba" },
	{ "bytes that are no UTF-8",
	    "pay\xff\xfe"
	    "gap",
	    "pay gap" },
	{ "a very long word", "abcdefghijklmnopqrstuvwxyzabcdef", "abcdefghijklmnopqrstuvwx" },
};

static void read_all(const char *text, bool with_stop, char *words, size_t room)
{
	struct word_reader reader;
	struct word word;
	words[0] = '\0';
	word_reader_init(&reader, text, with_stop);
	while (word_next(&reader, &word)) {
		size_t at = strlen(words);
		snprintf(words + at, room - at, "%s%s%s", at == 0 ? "" : " ", word.shown,
		    word.capitals ? "!" : "");
	}
}

static void texts_become_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char words[400];
		read_all(cases[i].text, false, words, sizeof words);
		if (strcmp(words, cases[i].words) != 0)
			fail_msg("%s: '%s'", cases[i].name, words);
	}
}

static void stop_words_are_given_when_asked_for(void **state)
{
	(void)state;
	char words[400];
	read_all("To be or not to be", true, words, sizeof words);
	assert_string_equal(words, "to be or not to be");
}

/* The binary search finds each only in a list that is in order. */
static void every_common_word_is_found(void **state)
{
	(void)state;
	static const char *const common[] = { "a", "about", "the", "your", "yourself", "de", "y",
		"aux", "which", "ellas", "tous", "was", "participants", "algo" };
	for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
		if (word_is_stop(common[i]) != (strcmp(common[i], "yourself") != 0))
			fail_msg("%s", common[i]);
	}
}

static void note_takers_shorthand_is_known(void **state)
{
	(void)state;
	assert_string_equal(word_abbreviation("abt"), "about");
	assert_string_equal(word_abbreviation("ppl"), "people");
	assert_string_equal(word_abbreviation("yrs"), "years");
	assert_null(word_abbreviation("people"));
	assert_string_equal(word_acronym("ngo"), "nongovernmental organisation");
	assert_null(word_acronym("zzz"));
	char english[64];
	bool found = false;
	for (size_t i = 0; word_cognate("migracion", i, english, sizeof english); i++)
		found = found || strcmp(english, "migration") == 0;
	assert_true(found);
	assert_false(word_cognate("migracion", 999, english, sizeof english));
	assert_false(word_cognate("migracion", 0, english, 4));
}

/* ln in 1/65536. */
static const struct {
	uint64_t value;
	uint32_t ln;
} logarithms[] = { { 1, 0 }, { 2, 45426 }, { 3, 71999 }, { 10, 150902 }, { 60000, 721034 } };

static void logarithms_powers_and_roots(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof logarithms / sizeof *logarithms; i++) {
		int64_t off = (int64_t)fixed_ln(logarithms[i].value) - logarithms[i].ln;
		assert_in_range((uint64_t)(off + 8), 0, 16);
	}
	for (uint64_t value = 2; value < 5000; value++)
		assert_true(fixed_ln(value) >= fixed_ln(value - 1));
	assert_int_equal(fixed_decay(0, 150000), FIXED_ONE);
	assert_in_range(fixed_decay(150000, 150000), 24100, 24120); /* 65536 / e = 24109 */
	assert_in_range(fixed_decay(30000, 150000), 53640, 53665);  /* e^-.2: 53656 */
	assert_int_equal(fixed_decay(UINT64_MAX, 150000), 0);
	assert_int_equal(fixed_root(0), 0);
	assert_int_equal(fixed_root(99), 9);
	assert_int_equal(fixed_root(100), 10);
	assert_int_equal(fixed_root(UINT64_MAX), UINT32_MAX);
}

static const struct {
	const char *text;
	bool housekeeping;
} chores[] = { { "audio bad!!", true }, { "Break until 12:20", true },
	{ "mic off, lost 1 min", true }, { "Audio-visual material helps migrants", false },
	{ "Time limits on visas are too short", false }, { "", false },
	{ "One two three four five six seven eight nine ten eleven twelve audio bad", false } };

static void housekeeping_has_its_phrases(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof chores / sizeof *chores; i++) {
		if ((housekeeping_reason(chores[i].text) != NULL) != chores[i].housekeeping)
			fail_msg("%s", chores[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_become_words),
		cmocka_unit_test(stop_words_are_given_when_asked_for),
		cmocka_unit_test(every_common_word_is_found),
		cmocka_unit_test(note_takers_shorthand_is_known),
		cmocka_unit_test(logarithms_powers_and_roots),
		cmocka_unit_test(housekeeping_has_its_phrases),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
