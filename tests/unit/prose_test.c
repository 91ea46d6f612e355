/* tests/unit/prose_test.c - how a statement becomes a sentence, and the phrases around it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "client/report/wording/prose.h"

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
	    "A participant noted that wages were far too low." },
	{ "two writers", "Wages are far too low.", "challenge", 2, 1, false,
	    "Participants noted that wages were far too low." },
	{ "the verb goes by rank", "Wages are far too low", "challenge", 2, 2, false,
	    "Participants pointed out that wages were far too low." },
	{ "and comes again", "Wages are far too low", "covid", 1, 6, false,
	    "A participant pointed out that wages were far too low." },
	{ "a practice is reported", "The hotlines helped many workers", "practice", 2, 2, false,
	    "Participants reported that the hotlines helped many workers." },
	{ "a small letter stays", "wages are far too low", "challenge", 1, 1, false,
	    "A participant noted that wages were far too low." },
	{ "an acronym stays", "NGOs see this every day", "challenge", 1, 1, false,
	    "A participant noted that NGOs see this every day." },
	{ "letters and digits stay", "COVID-19 closed all the borders", "covid", 1, 1, false,
	    "A participant noted that COVID-19 closed all the borders." },
	{ "I stays", "I had to pay twice", "challenge", 1, 1, false,
	    "A participant noted that I had to pay twice." },
	{ "an article loses its capital", "A visa takes eight months", "challenge", 1, 1, false,
	    "A participant noted that a visa takes eight months." },
	{ "a name that other notes write large", "Mekong villages are left out", "challenge", 1, 1,
	    false, "A participant noted that Mekong villages were left out." },
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
	{ "an imperative is a call", "Ratify the convention now", "recommendation", 1, 1, false,
	    "There was a call to ratify the convention now." },
	{ "a verb that is a thing here", "Review of the labour law", "recommendation", 2, 1, false,
	    "Participants recommended: “Review of the labour law”." },
	{ "more of something", "More funds for rural schools", "recommendation", 1, 1, false,
	    "A participant called for more funds for rural schools." },
	{ "more that is a sentence", "More funds are needed for schools", "recommendation", 1, 1,
	    false, "More funds are needed for schools." },
	{ "what only says how it is", "The fees are far too high", "recommendation", 2, 1, false,
	    "Participants noted that the fees were far too high." },
	{ "a need", "Need to invest in reskilling", "recommendation", 1, 1, false,
	    "There was a need to invest in reskilling." },
	{ "a time", "Time to rethink how skills are defined", "covid", 1, 1, false,
	    "It was time to rethink how skills were defined." },
	{ "a thing", "Lack of information on visas", "challenge", 2, 1, false,
	    "Participants pointed to lack of information on visas." },
	{ "a thing that is a sentence", "Lack of information is the problem", "challenge", 2, 1,
	    false, "Participants noted that lack of information was the problem." },
	{ "a name in a thing's place", "Tuvaluan lack of funds", "challenge", 2, 1, false,
	    "Participants noted: “Tuvaluan lack of funds”." },
	{ "a lone sign", "?", "challenge", 1, 1, false, "A participant asked: “?”." },
	{ "only stops", "...", "challenge", 1, 1, false, "A participant noted: “”." },
	{ "many writers", "The fees are far too high", "challenge", 3, 1, false,
	    "It was widely noted that the fees were far too high." },
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
		struct wording wording;
		wording_init(&wording, &arena, "en");
		const char *sentence = prose_sentence(&wording, &words,
		    &(struct prose_point){ .statement = cases[i].statement,
			.category = cases[i].category,
			.writers = cases[i].writers,
			.notes = cases[i].writers == 3 ? PROSE_WIDE_NOTES : cases[i].writers,
			.rank = cases[i].rank,
			.other_language = cases[i].other_language });
		if (strcmp(sentence, cases[i].sentence) != 0)
			fail_msg("%s: %s", cases[i].name, sentence);
		arena_close(&arena);
	}
}

static const struct {
	const char *text;
	const char *past;
} tenses[] = {
	{ "it is so and they are, has it? have they", "it was so and they were, had it? had they" },
	{ "who cannot pay will not go; who can does",
	    "who could not pay would not go; who could does" },
	{ "they do not know and it doesn't help", "they did not know and it did not help" },
	{ "they do business", "they do business" },
	{ "it should have been done and may have failed",
	    "it should have been done and may have failed" },
	{ "they need to have papers", "they need to have papers" },
	{ "there is little political will and a will to wait",
	    "there was little political will and a will to wait" },
	{ "the label “low skills is enough” is wrong",
	    "the label “low skills is enough” was wrong" },
	{ "this island has-been thisis", "this island has-been thisis" },
	{ "can't", "could not" },
	{ "", "" },
};

static void what_is_reported_is_past(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof tenses / sizeof *tenses; i++) {
		struct arena arena;
		arena_init(&arena, 1u << 20);
		assert_string_equal(prose_past(&arena, tenses[i].text), tenses[i].past);
		arena_close(&arena);
	}
}

static void other_languages_have_their_own_words(void **state)
{
	(void)state;
	static const struct {
		const char *tag;
		const char *statement;
		bool other;
		bool curated;
		const char *sentence;
	} told[] = {
		{ "fr", "il faut des visas plus longs", false, false,
		    "Un participant a noté qu’il faut des visas plus longs." },
		{ "fr-CH", "les visas sont trop courts", false, false,
		    "Un participant a noté que les visas sont trop courts." },
		{ "fr", "Visas are too short for work", true, false,
		    "Un participant a noté : « Visas are too short for work »." },
		{ "es", "los visados son demasiado cortos", false, false,
		    "Un participante señaló que los visados son demasiado cortos." },
		{ "th", "Visas are too short for work", true, true,
		    "Visas are too short for work." },
		{ "en", "visas had become shorter.", false, true, "Visas had become shorter." },
		{ "en", "Would visas become longer?", false, true, "Would visas become longer?" },
	};
	for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
		struct arena arena;
		struct wording wording;
		struct prose_words words = { .count = 0 };
		arena_init(&arena, 1u << 20);
		wording_init(&wording, &arena, told[i].tag);
		const char *sentence = prose_sentence(&wording, &words,
		    &(struct prose_point){ .statement = told[i].statement,
			.category = "challenge",
			.writers = 1,
			.notes = 1,
			.rank = 1,
			.other_language = told[i].other,
			.curated = told[i].curated });
		assert_string_equal(sentence, told[i].sentence);
		arena_close(&arena);
	}
}

/* Every phrase has the same places in every language, and {0} before {1} nowhere left out. */
static void phrases_have_the_same_places(void **state)
{
	(void)state;
	struct arena arena;
	static const char *const tags[] = { "en", "fr", "es" };
	static const char *const values[] = { "<0>", "<1>", "<2>", "<3>", NULL };
	arena_init(&arena, 1u << 20);
	for (size_t phrase = 0; phrase < PHRASE_COUNT; phrase++) {
		for (size_t k = 1; k < 4; k++) {
			struct wording english;
			struct wording other;
			wording_init(&english, &arena, "en");
			wording_init(&other, &arena, tags[k % 3]);
			for (size_t v = 0; v < 4; v++) {
				const char *a = phrase_fill(&english, (enum phrase)phrase, values);
				const char *b = phrase_fill(&other, (enum phrase)phrase, values);
				if ((strstr(a, values[v]) == NULL) !=
				    (strstr(b, values[v]) == NULL))
					fail_msg("%s / %s", a, b);
			}
		}
	}
	arena_close(&arena);
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
	struct wording english;
	arena_init(&arena, 1u << 20);
	wording_init(&english, &arena, NULL);
	assert_string_equal(phrase_count(&english, 5), "five");
	assert_string_equal(phrase_count(&english, 10), "10");
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
	assert_string_equal(phrase_list(&english, texts, 0), "");
	assert_string_equal(phrase_list(&english, texts, 1), "a");
	assert_string_equal(phrase_list(&english, texts, 2), "a and b");
	assert_string_equal(phrase_list(&english, texts, 3), "a, b and c");
	assert_string_equal(PHRASE(&english, PHRASE_OBJECTIVE_TITLE, "Goal", "2", "{0} and {1}"),
	    "Goal 2: {0} and {1}");
	arena_close(&arena);
}

static void dates_are_read_from_the_plan_and_from_the_clock(void **state)
{
	(void)state;
	struct arena arena;
	struct wording english;
	struct wording other;
	arena_init(&arena, 1u << 20);
	wording_init(&english, &arena, "en");
	wording_init(&other, &arena, "fr");
	assert_string_equal(phrase_date(&other, "2020-02-01"), "1er février 2020");
	wording_init(&other, &arena, "es-MX");
	assert_string_equal(phrase_date(&other, "2020-02-01"), "1 de febrero de 2020");
	assert_string_equal(phrase_date(&english, "2020-10-28T11:30"), "28 October 2020");
	assert_string_equal(phrase_date(&english, "2020-02-01T11:30"), "1 February 2020");
	assert_string_equal(phrase_clock(&arena, "2020-10-28T09:05"), "09:05");
	assert_string_equal(phrase_date(&english, "2020-13-28T11:30"), "2020-13-28T11:30");
	assert_string_equal(phrase_clock(&arena, "tomorrow"), "tomorrow");
	assert_string_equal(phrase_utc(&english, 0), "1 January 1970, 00:00 (UTC)");
	assert_string_equal(phrase_utc(&english, 951782399999u), "28 February 2000, 23:59 (UTC)");
	assert_string_equal(phrase_utc(&english, 951782400000u), "29 February 2000, 00:00 (UTC)");
	assert_string_equal(phrase_utc(&english, 1603872000000u), "28 October 2020, 08:00 (UTC)");
	assert_string_equal(phrase_utc(&english, 4107542400000u), "1 March 2100, 00:00 (UTC)");
	assert_string_equal(phrase_utc(&english, TIME_MS_MAX), "31 December 9999, 23:59 (UTC)");
	arena_close(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statements_become_sentences),
		cmocka_unit_test(what_is_reported_is_past),
		cmocka_unit_test(other_languages_have_their_own_words),
		cmocka_unit_test(phrases_have_the_same_places),
		cmocka_unit_test(common_words_are_in_order),
		cmocka_unit_test(numbers_letters_and_lists),
		cmocka_unit_test(dates_are_read_from_the_plan_and_from_the_clock),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
