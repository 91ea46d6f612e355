/* tests/unit/names_test.c - what in a text names somebody. How well, tests/quality/names.c measures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "broker/names/names.h"
#include "proto/wire/text.h"

#define VECTORS "broker/synthesis/vectors/vectors.bin"

struct ground {
	struct lexicon *lexicon;
	struct names *names;
};

static void ground_open(struct ground *ground, const char *vectors)
{
	const struct lexicon_options options = { .vectors = vectors };
	assert_int_equal(lexicon_open(&ground->lexicon, &options), LEXICON_OK);
	ground->names = names_open(ground->lexicon);
	assert_non_null(ground->names);
}

static void ground_close(struct ground *ground)
{
	names_close(ground->names);
	lexicon_close(ground->lexicon);
}

/* The text with brackets round what is marked. */
static void bracket(struct names *names, const struct names_vocabulary *vocabulary,
    const char *text, char *shown, size_t room)
{
	struct name_mark marks[NAME_MARKS_MAX];
	size_t count = names_find(names, vocabulary, text, marks);
	size_t at = 0;
	size_t length = 0;
	for (size_t i = 0; i < count; i++) {
		length += (size_t)snprintf(shown + length, room - length, "%.*s[%.*s]",
		    (int)(marks[i].start - at), text + at, (int)marks[i].size,
		    text + marks[i].start);
		at = marks[i].start + marks[i].size;
	}
	snprintf(shown + length, room - length, "%s", text + at);
}

static const struct {
	const char *name;
	const char *text;
	const char *shown;
} cases[] = {
	{ "title", "mr tan said no", "[mr tan] said no" },
	{ "title and initial", "Dr. A. Nwosu: fees", "[Dr. A. Nwosu]: fees" },
	{ "an abbreviation is no title", "Dr visits cost too much", "Dr visits cost too much" },
	{ "full name", "as Kavita Ramanathan thinks", "as [Kavita Ramanathan] thinks" },
	{ "a family name in Arabic", "قالت السيدة مريم حداد إن الشهادات",
	    "قالت [السيدة مريم حداد] إن الشهادات" },
	{ "a body in brackets", "Ana Petrova (Quay Union, Tonga): no",
	    "[Ana Petrova] ([Quay Union, Tonga]): no" },
	{ "a body after a comma", "Mr Tan, Harbour House: no berths",
	    "[Mr Tan], [Harbour House]: no berths" },
	{ "a body that one is from", "Mr Tan from Union of the Quay says",
	    "[Mr Tan] from [Union of the Quay] says" },
	{ "a remark in brackets", "Mr Tan (he was late) said", "[Mr Tan] (he was late) said" },
	{ "what else follows", "Mr Tan, who was late, said", "[Mr Tan], who was late, said" },
	{ "the same again", "Mr Suriya spoke; then suriya left",
	    "[Mr Suriya] spoke; then [suriya] left" },
	{ "particles", "asked Khalid bin Saeed al-Mazrouei today",
	    "asked [Khalid bin Saeed al-Mazrouei] today" },
	{ "lower case", "fatima from the shelter", "[fatima] from the shelter" },
	{ "several names in lower case", "siti nurhaliza binti osman: none",
	    "[siti nurhaliza binti osman]: none" },
	{ "common words that are names, too", "will the law mark a change? may be, grace period",
	    "will the law mark a change? may be, grace period" },
	{ "the same with a capital, speaking", "Grace said no", "[Grace] said no" },
	{ "initials", "J. Marchetti on the U.N. and the U.S. quota",
	    "[J. Marchetti] on the U.N. and the U.S. quota" },
	{ "places", "from Sri Lanka, Hong Kong and Cox's Bazar",
	    "from Sri Lanka, Hong Kong and Cox's Bazar" },
	{ "short forms", "MoUs and MRAs for MWs", "MoUs and MRAs for MWs" },
	{ "headings", "No Data, No Policy", "No Data, No Policy" },
	{ "an unnamed speaker", "one participant said so", "one participant said so" },
	{ "a body speaks", "Kesho Trust (Nairobi) wants money",
	    "[Kesho Trust] (Nairobi) wants money" },
	{ "a body is spoken of", "the trust between states", "the trust between states" },
	{ "we", "our union collected complaints", "[our union] collected complaints" },
	{ "all of us", "our countries, we migrate", "our countries, we migrate" },
	{ "mail", "write to h.lwin@bluewater.example.", "write to [h.lwin@bluewater.example]." },
	{ "telephone", "at +66 81 234 5678 or 0917-555-0142",
	    "at [+66 81 234 5678] or [0917-555-0142]" },
	{ "sums and years", "4,500-6,000 USD in 2019-2021, 0.5 % of 1000000",
	    "4,500-6,000 USD in 2019-2021, 0.5 % of 1000000" },
	{ "Thai title", "คุณสมชาย บอก", "[คุณสมชาย] บอก" },
	{ "Thai words that begin like one", "นายหน้า คุณภาพ นายจ้าง", "นายหน้า คุณภาพ นายจ้าง" },
	{ "Arabic title", "السيد خالد يقول", "[السيد خالد] يقول" },
	{ "nothing", "", "" },
	{ "signs", "@ + 0 ... ' 's", "@ + 0 ... ' 's" },
};

static void texts_are_marked(void **state)
{
	struct ground ground;
	(void)state;
	ground_open(&ground, VECTORS);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char shown[512];
		bracket(ground.names, NULL, cases[i].text, shown, sizeof shown);
		if (strcmp(shown, cases[i].shown) != 0)
			fail_msg("%s: %s, not %s", cases[i].name, shown, cases[i].shown);
	}
	ground_close(&ground);
}

static void without_the_table_no_name_is_missed(void **state)
{
	struct ground ground;
	char shown[512];
	(void)state;
	ground_open(&ground, NULL);
	bracket(ground.names, NULL, "as Kavita Ramanathan thinks", shown, sizeof shown);
	assert_string_equal(shown, "as [Kavita Ramanathan] thinks");
	ground_close(&ground);
}

static void a_programme_teaches_its_words_and_its_speakers(void **state)
{
	struct ground ground;
	char shown[512];
	const char *speakers[] = { "Ms. Ilse Vanderbilt-Okoro, Director, Harbour House" };
	struct programme_agenda agenda = {
		.title = "Welcome", .speakers = speakers, .speaker_count = 1
	};
	struct programme_category category = { .key = "c", .heading = "Practices" };
	const char *questions[] = { "What has Kalayaan changed?" };
	struct programme_objective objective = {
		.number = 1, .title = "Fair work", .questions = questions, .question_count = 1
	};
	const struct programme programme = { .title = "On work",
		.agenda = &agenda,
		.agenda_count = 1,
		.categories = &category,
		.category_count = 1,
		.objectives = &objective,
		.objective_count = 1 };
	(void)state;
	ground_open(&ground, VECTORS);
	bracket(ground.names, NULL, "little of Kalayaan here", shown, sizeof shown);
	assert_string_equal(shown, "little of [Kalayaan] here");
	struct names_vocabulary *vocabulary = names_learn(ground.names, &programme);
	assert_non_null(vocabulary);
	bracket(ground.names, vocabulary, "little of Kalayaan here", shown, sizeof shown);
	assert_string_equal(shown, "little of Kalayaan here");
	bracket(ground.names, vocabulary, "as ilse vanderbilt put it", shown, sizeof shown);
	assert_string_equal(shown, "as [ilse vanderbilt] put it");
	names_forget(vocabulary);
	ground_close(&ground);
}

/* Who names many is told as one mark over all, so that none is left over. */
static void of_more_than_are_told_all_is_marked(void **state)
{
	struct ground ground;
	struct name_mark marks[NAME_MARKS_MAX];
	char text[4096] = "";
	(void)state;
	ground_open(&ground, VECTORS);
	for (unsigned i = 0; i < NAME_MARKS_MAX + 1; i++) {
		size_t length = strlen(text);
		if (i == NAME_MARKS_MAX)
			assert_int_equal(
			    names_find(ground.names, NULL, text, marks), NAME_MARKS_MAX);
		snprintf(text + length, sizeof text - length, "ask Mr Q%c%cx, ",
		    'a' + (int)(i / 26), 'a' + (int)(i % 26));
	}
	assert_int_equal(names_find(ground.names, NULL, text, marks), 1);
	assert_int_equal(marks[0].start, 0);
	assert_int_equal(marks[0].size, strlen(text));
	ground_close(&ground);
}

/* Texts out of pieces that the rules look at, in any order. */
static void marks_keep_their_promises_on_any_text(void **state)
{
	static const char *const pieces[] = { "Dr. ", "mr ", "A.", "-", "Maria", "maria ", " said ",
		":", "(", "@", "+66 8", "12345678", "คุณ", "นายหน้า", "السيد ", "\xcc\x81",
		"\xe2\x80\x8d", "\xf0\x9f\x98\x80", "'s ", "O'B", "bin ", "we at ", "our union ",
		"Trust ", "   ", "\xe2\x80\x99", "X", "\xc3\x89t\xc3\xa9 ", "of " };
	struct ground ground;
	uint64_t seed = 7;
	(void)state;
	ground_open(&ground, VECTORS);
	for (int round = 0; round < 3000; round++) {
		char text[512] = "";
		for (int i = 0; i < 24; i++) {
			seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			size_t length = strlen(text);
			snprintf(text + length, sizeof text - length, "%s",
			    pieces[(seed >> 33) % (sizeof pieces / sizeof *pieces)]);
		}
		struct name_mark marks[NAME_MARKS_MAX];
		struct name_mark again[NAME_MARKS_MAX];
		size_t count = names_find(ground.names, NULL, text, marks);
		assert_int_equal(names_find(ground.names, NULL, text, again), count);
		size_t at = 0;
		for (size_t i = 0; i < count; i++) {
			assert_true(marks[i].size > 0 && marks[i].start >= at);
			assert_int_equal(marks[i].start, again[i].start);
			at = marks[i].start + marks[i].size;
			assert_true(at <= strlen(text));
			assert_true(
			    text_utf8_valid((const uint8_t *)text + marks[i].start, marks[i].size));
		}
	}
	ground_close(&ground);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_marked),
		cmocka_unit_test(without_the_table_no_name_is_missed),
		cmocka_unit_test(a_programme_teaches_its_words_and_its_speakers),
		cmocka_unit_test(of_more_than_are_told_all_is_marked),
		cmocka_unit_test(marks_keep_their_promises_on_any_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
