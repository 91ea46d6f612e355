/* tests/unit/question_test.c - a note touches a guiding question also in other words. */
#include "tests/unit/synthesis_fixture.h"

#define VECTORS "broker/synthesis/vectors/vectors.bin"

static const char *asked[] = { "How is the mental health of pupils looked after?" };

static const struct {
	const char *name;
	const char *text;
	bool touches;       /* with the table of vectors */
	bool touches_alone; /* without it */
} cases[] = {
	{ "its words", "Mental health of pupils is nobody's business", true, true },
	{ "some of its words", "pupils wait months for mental health services", true, true },
	{ "other words", "Schoolchildren with anxiety wait long for a psychologist", true, false },
	{ "near it, by the way", "The bus to school is late again", false, false },
	{ "another matter", "Visa fees have doubled since spring", false, false },
	{ "another matter, at length",
	    "Recruitment agencies keep the passports of workers and charge fees twice", false,
	    false },
};

static uint64_t touched(struct lexicon *lexicon, const char *text)
{
	struct programme_objective objective = objectives[1];
	struct programme with = programme;
	struct synthesis *synthesis = NULL;
	struct synthesis_objective out;
	struct arena arena;
	objective.questions = asked;
	objective.question_count = 1;
	with.objectives = &objective;
	with.objective_count = 1;
	with.rooms = rooms;
	with.room_count = 1;
	arena_init(&arena, ARENA_BYTES);
	assert_int_equal(synthesis_create(&synthesis, &with, point_key, lexicon), SYNTHESIS_OK);
	give(synthesis, input(1, text));
	assert_int_equal(synthesis_read(synthesis, 0, true, &arena, &out), SYNTHESIS_OK);
	uint64_t notes = out.questions[0];
	arena_close(&arena);
	synthesis_close(synthesis);
	return notes;
}

static void a_question_is_touched_by_what_is_like_it(void **state)
{
	(void)state;
	const struct lexicon_options options = { .vectors = VECTORS };
	struct lexicon *lexicon = NULL;
	assert_int_equal(lexicon_open(&lexicon, &options), LEXICON_OK);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		if (touched(lexicon, cases[i].text) != cases[i].touches)
			fail_msg("%s", cases[i].name);
		if (touched(NULL, cases[i].text) != cases[i].touches_alone)
			fail_msg("%s, without the table", cases[i].name);
	}
	lexicon_close(lexicon);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_question_is_touched_by_what_is_like_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
