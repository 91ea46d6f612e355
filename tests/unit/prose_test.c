/* tests/unit/prose_test.c - how a statement becomes a sentence, and the phrases around it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "client/report/build/phrases_internal.h"
#include "client/report/build/prose_internal.h"

/* What the session's notes say besides: they show which words are names. */
static struct synthesis_note notes[] = {
	{ .text = "the ferries and the Mekong villages; ferries stop" },
	{ .text = "we saw Mekong traders, a quarantine on ferries" },
};

static const struct {
	const char *name;
	const char *statement;
	const char *category;
	uint32_t writers;
	uint32_t rank;
	bool other_language;
	const char *sentence;
} cases[] = {
	{ "one writer", "Wages are far too low.", "challenge", 1, 1, false,
	    "A participant noted that wages are far too low." },
	{ "two writers", "Wages are far too low.", "challenge", 2, 1, false,
	    "Participants noted that wages are far too low." },
	{ "the verb goes by rank", "Wages are far too low", "challenge", 2, 2, false,
	    "Participants observed that wages are far too low." },
	{ "and comes again", "Wages are far too low", "covid", 1, 6, false,
	    "A participant pointed out that wages are far too low." },
	{ "a practice is reported", "The hotlines helped many workers", "practice", 2, 2, false,
	    "Participants reported that the hotlines helped many workers." },
	{ "a small letter stays", "wages are far too low", "challenge", 1, 1, false,
	    "A participant noted that wages are far too low." },
	{ "an acronym stays", "NGOs see this every day", "challenge", 1, 1, false,
	    "A participant noted that NGOs see this every day." },
	{ "letters and digits stay", "COVID-19 closed all the borders", "covid", 1, 1, false,
	    "A participant noted that COVID-19 closed all the borders." },
	{ "I stays", "I had to pay twice", "challenge", 1, 1, false,
	    "A participant noted that I had to pay twice." },
	{ "an article loses its capital", "A visa takes eight months", "challenge", 1, 1, false,
	    "A participant noted that a visa takes eight months." },
	{ "a name that other notes write large", "Mekong villages are left out", "challenge", 1, 1,
	    false, "A participant noted that Mekong villages are left out." },
	{ "a word that other notes write small", "Ferries stop at the border", "challenge", 1, 1,
	    false, "A participant noted that ferries stop at the border." },
	{ "a capital nobody can judge", "Tuvaluan elders were not asked", "challenge", 2, 1, false,
	    "Participants noted: “Tuvaluan elders were not asked”." },
	{ "shorthand is quoted", "no jobs + low pay = driver", "challenge", 1, 1, false,
	    "A participant noted: “no jobs + low pay = driver”." },
	{ "a keyword is quoted", "Remittance costs", "challenge", 2, 1, false,
	    "Participants noted: “Remittance costs”." },
	{ "another language is quoted", "Les salaires sont trop bas.", "challenge", 1, 1, true,
	    "A participant noted: “Les salaires sont trop bas”." },
	{ "a question is asked", "Who pays the fees?", "challenge", 2, 1, false,
	    "Participants asked: “Who pays the fees?”." },
	{ "a recommendation keeps its words", "governments should ratify the convention",
	    "recommendation", 3, 1, false, "Governments should ratify the convention." },
	{ "an imperative is quoted", "Ratify the convention now", "recommendation", 1, 1, false,
	    "A participant recommended: “Ratify the convention now”." },
	{ "a lone sign", "?", "challenge", 1, 1, false, "A participant asked: “?”." },
	{ "only stops", "...", "challenge", 1, 1, false, "A participant noted: “”." },
};

static void statements_become_sentences(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena;
		struct prose_words words;
		struct synthesis_point point = { .statement = cases[i].statement };
		struct synthesis_objective objective = { .points = &point,
			.point_count = 1,
			.notes = notes,
			.note_count = sizeof notes / sizeof *notes };
		arena_init(&arena, 1u << 20);
		assert_true(prose_learn(&words, &arena, &objective, 1));
		const char *sentence = prose_sentence(&arena, &words,
		    &(struct prose_point){ .statement = cases[i].statement,
			.category = cases[i].category,
			.writers = cases[i].writers,
			.rank = cases[i].rank,
			.other_language = cases[i].other_language });
		if (strcmp(sentence, cases[i].sentence) != 0)
			fail_msg("%s: %s", cases[i].name, sentence);
		arena_close(&arena);
	}
}

static void common_words_are_in_order(void **state)
{
	(void)state;
	static const char *const common[] = { "a", "about", "funds", "migrants", "wages", "youth",
		"the", "harassment", "xenophobia", "documentation" };
	static const char *const names[] = { "nepal", "may", "mekong", "zambia", "aaron", "" };
	for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
		if (!prose_word_common(common[i]))
			fail_msg("%s", common[i]);
	}
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (prose_word_common(names[i]))
			fail_msg("%s", names[i]);
	}
}

static void numbers_letters_and_lists(void **state)
{
	(void)state;
	struct arena arena;
	arena_init(&arena, 1u << 20);
	assert_string_equal(phrase_roman(&arena, 1, true), "I");
	assert_string_equal(phrase_roman(&arena, 4, false), "iv");
	assert_string_equal(phrase_roman(&arena, 888, true), "DCCCLXXXVIII");
	assert_string_equal(phrase_roman(&arena, 999, false), "cmxcix");
	assert_string_equal(phrase_letters(&arena, 1, true), "A");
	assert_string_equal(phrase_letters(&arena, 26, false), "z");
	assert_string_equal(phrase_letters(&arena, 27, false), "aa");
	assert_string_equal(phrase_letters(&arena, 703, false), "aaa");
	assert_string_equal(phrase_letters(&arena, UINT32_MAX, false), "mwlqkwu");
	assert_string_equal(phrase_number(&arena, UINT64_MAX), "18446744073709551615");
	static const char *const texts[] = { "a", "b", "c" };
	assert_string_equal(phrase_list(&arena, texts, 0), "");
	assert_string_equal(phrase_list(&arena, texts, 1), "a");
	assert_string_equal(phrase_list(&arena, texts, 2), "a and b");
	assert_string_equal(phrase_list(&arena, texts, 3), "a, b and c");
	assert_string_equal(
	    PHRASE(&arena, PHRASE_OBJECTIVE_TITLE, "2", "{0} and {1}"), "Objective 2: {0} and {1}");
	arena_close(&arena);
}

static void dates_are_read_from_the_plan_and_from_the_clock(void **state)
{
	(void)state;
	struct arena arena;
	arena_init(&arena, 1u << 20);
	assert_string_equal(phrase_date(&arena, "2020-10-28T11:30"), "28 October 2020");
	assert_string_equal(phrase_date(&arena, "2020-02-01T11:30"), "1 February 2020");
	assert_string_equal(phrase_clock(&arena, "2020-10-28T09:05"), "09:05");
	assert_string_equal(phrase_date(&arena, "2020-13-28T11:30"), "2020-13-28T11:30");
	assert_string_equal(phrase_clock(&arena, "tomorrow"), "tomorrow");
	assert_string_equal(phrase_utc(&arena, 0), "1 January 1970, 00:00 (UTC)");
	assert_string_equal(phrase_utc(&arena, 951782399999u), "28 February 2000, 23:59 (UTC)");
	assert_string_equal(phrase_utc(&arena, 951782400000u), "29 February 2000, 00:00 (UTC)");
	assert_string_equal(phrase_utc(&arena, 1603872000000u), "28 October 2020, 08:00 (UTC)");
	assert_string_equal(phrase_utc(&arena, 4107542400000u), "1 March 2100, 00:00 (UTC)");
	assert_string_equal(phrase_utc(&arena, TIME_MS_MAX), "31 December 9999, 23:59 (UTC)");
	arena_close(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statements_become_sentences),
		cmocka_unit_test(common_words_are_in_order),
		cmocka_unit_test(numbers_letters_and_lists),
		cmocka_unit_test(dates_are_read_from_the_plan_and_from_the_clock),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
