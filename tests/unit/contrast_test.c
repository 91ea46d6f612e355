/* tests/unit/contrast_test.c - two notes that differ in "not" or in a figure are not the same. */
#include "tests/unit/synthesis_fixture.h"

#include "broker/synthesis/synthesis_internal.h"

static const struct {
	const char *name;
	const char *language;
	const char *text;
	bool turned;
} turns[] = {
	{ "plain", "en", "Workers have access to health care", false },
	{ "not", "en", "Workers do NOT have access", true },
	{ "no, never, without", "en", "no access", true },
	{ "never", "en", "wages were never paid", true },
	{ "without", "en", "work w/o papers", true },
	{ "a short form", "en", "They don't know", true },
	{ "a short form, typed sloppily", "en", "they dont know, can\xe2\x80\x99t ask", true },
	{ "a single letter is no denial", "en", "plan t is used", false },
	{ "not only", "en", "not only income counts", false },
	{ "not only, and not", "en", "not only income, and no papers", true },
	{ "at the end", "en", "papers yes, contract not", true },
	{ "what belongs to a name", "en", "non-governmental organisations", false },
	{ "French", "fr", "Les travailleurs n'ont pas acc\xc3\xa8s", true },
	{ "French, only a word that looks like it", "fr", "les pays dont ils viennent", false },
	{ "French, not only", "fr", "pas seulement les revenus", false },
	{ "Spanish", "es", "sin acceso a la salud", true },
	{ "Russian", "ru",
	    "\xd0\xbd\xd0\xb5\xd1\x82 \xd0\xb4\xd0\xbe\xd1\x81\xd1\x82\xd1\x83\xd0\xbf\xd0\xb0",
	    true },
	{ "nothing", "en", "", false },
};

static void a_not_is_heard(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
		struct arena arena;
		const struct contrast *contrast;
		arena_init(&arena, 4096);
		assert_true(contrast_read(
		    turns[i].text, language_of(turns[i].language), &arena, &contrast));
		if (contrast_in_turn(contrast, NULL) != turns[i].turned)
			fail_msg("%s", turns[i].name);
		arena_close(&arena);
	}
}

static const struct {
	const char *name;
	const char *a;
	const char *b;
	bool differ;
} figures[] = {
	{ "the same", "30 % of workers", "30% of all", false },
	{ "another", "30 % of workers", "60 % of workers", true },
	{ "one says none", "30 % of workers", "many workers", false },
	{ "one says more", "30 % of 2,000 workers", "30 % of workers", false },
	{ "each says another beside one that both say", "30 % of 2000 in 2019",
	    "30 % of 3000 in 2019", true },
	{ "a point in a thousand", "1,000 places", "1000 places", false },
	{ "a comma for a point", "1,5 million", "1.5 million", false },
	{ "a fraction is a figure of its own", "1.5 million", "15 million", true },
	{ "what belongs to a name", "COVID-19 and G20", "COVID-21 and G7", false },
	{ "what numbers a list", "1) 40 places", "2) 40 places", false },
	{ "a date is no list", "2019 was hard", "2020 was hard", true },
	{ "a unit at once behind it", "50k people", "70k people", true },
	{ "words are none", "three rooms", "3 rooms", false },
	{ "a very long one", "1234567890123456789012345", "1234567890123456789012346", true },
};

static void another_figure_is_seen(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
		struct arena arena;
		const struct contrast *a;
		const struct contrast *b;
		arena_init(&arena, 4096);
		assert_true(contrast_read(figures[i].a, LANGUAGE_ENGLISH, &arena, &a));
		assert_true(contrast_read(figures[i].b, LANGUAGE_ENGLISH, &arena, &b));
		if (contrast_in_figures(a, b) != figures[i].differ ||
		    contrast_in_figures(b, a) != figures[i].differ)
			fail_msg("%s", figures[i].name);
		arena_close(&arena);
	}
}

static void more_figures_than_count_are_left_out(void **state)
{
	(void)state;
	struct arena arena;
	const struct contrast *contrast;
	arena_init(&arena, 4096);
	assert_true(
	    contrast_read("1 2 3 4 5 6 7 8 9 10 11 12 13 14", LANGUAGE_ENGLISH, &arena, &contrast));
	assert_int_equal(contrast->figure_count, FIGURES_MAX);
	arena_close(&arena);
}

static const struct {
	const char *name;
	const char *notes[4];
	size_t points;
} groups[] = {
	{ "the same words",
	    { "Migrant workers have access to health care",
		"Migrant workers have access to health care" },
	    1 },
	{ "but for a not",
	    { "Migrant workers have access to health care",
		"Migrant workers have no access to health care" },
	    2 },
	{ "and two of each",
	    { "Migrant workers have access to health care",
		"Migrant workers have no access to health care",
		"migrant workers: no access to health care",
		"migrant workers have access to health care" },
	    2 },
	{ "but for a figure",
	    { "30 % of domestic workers lack a contract",
		"60 % of domestic workers lack a contract" },
	    2 },
	{ "also when a third leaves it out",
	    { "30 % of domestic workers lack a contract", "domestic workers lack a contract",
		"60 % of domestic workers lack a contract" },
	    2 },
	{ "a denial in other words is no contrast",
	    { "Domestic workers lack contracts in Gulf states",
		"Domestic workers have no contracts, Gulf states" },
	    1 },
};

static void notes_that_differ_in_it_stand_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
		struct synthesis *synthesis = create();
		struct synthesis_objective out;
		struct arena arena;
		arena_init(&arena, ARENA_BYTES);
		for (uint64_t k = 0; k < 4 && groups[i].notes[k] != NULL; k++) {
			struct synthesis_input made = input(k + 1, groups[i].notes[k]);
			made.writer[0] = (uint8_t)k;
			give(synthesis, made);
		}
		assert_int_equal(synthesis_read(synthesis, 1, true, &arena, &out), SYNTHESIS_OK);
		if (out.point_count != groups[i].points)
			fail_msg("%s: %zu points", groups[i].name, out.point_count);
		arena_close(&arena);
		synthesis_close(synthesis);
	}
}

static void why_tells_what_keeps_them_apart(void **state)
{
	(void)state;
	static const char *const notes[] = { "Migrant workers have access to health care",
		"Migrant workers have no access to health care",
		"30 % of domestic workers lack a contract",
		"60 % of domestic workers lack a contract", "Visa fees have doubled" };
	static const struct {
		uint64_t note;
		uint64_t other;
		const char *what;
	} cases[] = { { 1, 2, "one of them says \"not\"" },
		{ 3, 4, "each has a figure that the other lacks" }, { 5, 0, NULL } };
	struct synthesis *synthesis = create();
	struct synthesis_objective out;
	struct arena arena;
	arena_init(&arena, ARENA_BYTES);
	for (uint64_t i = 0; i < 5; i++) {
		struct synthesis_input made = input(i + 1, notes[i]);
		made.time_ms = i * 3600000;
		give(synthesis, made);
	}
	assert_int_equal(synthesis_read(synthesis, 1, true, &arena, &out), SYNTHESIS_OK);
	assert_int_equal(out.point_count, 5);
	for (size_t i = 0; i < 3; i++) {
		for (size_t of_point = 0; of_point < 2; of_point++) {
			struct synthesis_input note = input(cases[i].note, "");
			struct synthesis_input other = input(cases[i].other, "");
			struct why why;
			bool found = false;
			for (size_t k = 0; of_point == 1 && k < 5; k++) {
				if (strcmp(out.points[k].notes[0], note.id) == 0)
					memcpy(note.id, out.points[k].id, sizeof note.id);
			}
			assert_int_equal(
			    synthesis_why(synthesis, note.id, &arena, &why, &found), SYNTHESIS_OK);
			assert_true(found);
			assert_int_equal(why.apart_count, cases[i].what != NULL);
			if (cases[i].what == NULL)
				continue;
			assert_string_equal(why.apart[0].what, cases[i].what);
			assert_string_equal(why.apart[0].other, other.id);
		}
	}
	arena_close(&arena);
	synthesis_close(synthesis);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_not_is_heard),
		cmocka_unit_test(another_figure_is_seen),
		cmocka_unit_test(more_figures_than_count_are_left_out),
		cmocka_unit_test(notes_that_differ_in_it_stand_apart),
		cmocka_unit_test(why_tells_what_keeps_them_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
