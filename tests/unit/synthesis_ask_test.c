/* tests/unit/synthesis_ask_test.c - what moderators ask: why notes are together, and where words stand. */
#include "tests/unit/synthesis_fixture.h"

#define TABLE "broker/synthesis/vectors/vectors.bin"

struct ground {
	struct lexicon *lexicon;
	struct synthesis *synthesis;
	struct arena arena;
};

static void ground_open(struct ground *ground)
{
	const struct lexicon_options options = { .vectors = TABLE };
	assert_int_equal(lexicon_open(&ground->lexicon, &options), LEXICON_OK);
	assert_int_equal(
	    synthesis_create(&ground->synthesis, &programme, point_key, ground->lexicon),
	    SYNTHESIS_OK);
	arena_init(&ground->arena, ARENA_BYTES);
}

static void ground_close(struct ground *ground)
{
	arena_close(&ground->arena);
	synthesis_close(ground->synthesis);
	lexicon_close(ground->lexicon);
}

static size_t search(
    struct ground *ground, const char *words, uint32_t objective, struct search_hit **hits)
{
	size_t count = 0;
	assert_int_equal(synthesis_search(ground->synthesis, words, objective, SEARCH_HITS_USUAL,
			     &ground->arena, hits, &count),
	    SYNTHESIS_OK);
	return count;
}

static void give_some(struct ground *ground)
{
	give(ground->synthesis, input(1, "Low wages at home drive people abroad"));
	give(ground->synthesis, input(2, "Salaries at home are low, so people go abroad"));
	give(ground->synthesis, input(3, "Consular offices lack trained staff"));
	struct synthesis_input visa = input(4, "Employers keep the passports of domestic workers");
	visa.objective = 5;
	visa.room = "WG-5";
	give(ground->synthesis, visa);
	struct synthesis_input unplaced = input(5, "Floods destroyed the bridges");
	unplaced.category = "no-such-category";
	give(ground->synthesis, unplaced);
	struct synthesis_input late = input(6, "A flooded school has no teachers");
	late.late = true;
	late.ref = "import-6";
	give(ground->synthesis, late);
}

static const struct {
	const char *words;
	uint64_t first; /* note whose text comes first; 0: nothing is found */
	uint32_t likeness_min;
	uint32_t likeness_max;
} SEARCHES[] = {
	{ "consular offices", 3, 100, 100 },
	{ "CONSULAR office", 3, 100, 100 }, /* stems, case */
	{ "passport", 4, 100, 100 },        /* in another objective */
	{ "embassy personnel", 3, 20, 90 }, /* words like them */
	{ "floods", 5, 100, 100 },          /* of a note that is in no point */
	{ "teachers", 6, 100, 100 },        /* of a late one */
	{ "import-6", 6, 100, 100 },        /* by reference */
	{ "n00000000003", 3, 100, 100 },    /* by id */
	{ "quantum chromodynamics", 0, 0, 0 },
};

static void words_are_found(void **state)
{
	(void)state;
	struct ground ground;
	ground_open(&ground);
	give_some(&ground);
	for (size_t i = 0; i < sizeof SEARCHES / sizeof *SEARCHES; i++) {
		struct search_hit *hits = NULL;
		char id[PUBLIC_ID_CHARS + 1];
		size_t count = search(&ground, SEARCHES[i].words, 0, &hits);
		snprintf(id, sizeof id, "n%011u", (unsigned)SEARCHES[i].first);
		if (SEARCHES[i].first == 0) {
			assert_int_equal(count, 0);
			continue;
		}
		if (count == 0 || strcmp(hits[0].note, id) != 0)
			fail_msg("%s: %zu found, first %s", SEARCHES[i].words, count,
			    count == 0 ? "" : hits[0].note);
		assert_in_range(
		    hits[0].likeness, SEARCHES[i].likeness_min, SEARCHES[i].likeness_max);
	}
	ground_close(&ground);
}

static void a_hit_says_where_the_note_is(void **state)
{
	(void)state;
	struct ground ground;
	struct search_hit *hits = NULL;
	ground_open(&ground);
	give_some(&ground);
	assert_int_equal(search(&ground, "floods", 0, &hits), 2);
	assert_int_equal(hits[0].place, NOTE_UNPLACED);
	assert_non_null(hits[0].reason);
	assert_string_equal(hits[0].point, "");
	assert_int_equal(hits[1].place, NOTE_LATE);
	assert_int_equal(search(&ground, "floods", 5, &hits), 0); /* in that objective none */
	/* Both notes of one point: it stands for the one whose words it has. */
	size_t count = search(&ground, "abroad", 0, &hits);
	assert_int_equal(count, 2);
	assert_true(hits[0].is_point);
	assert_false(hits[1].is_point);
	assert_string_equal(hits[0].point, hits[1].point);
	/* Of a retracted note nothing is left but its id. */
	assert_int_equal(synthesis_drop(ground.synthesis, 3, NOTE_RETRACTED), SYNTHESIS_OK);
	assert_int_equal(search(&ground, "consular offices", 0, &hits), 0);
	assert_int_equal(search(&ground, "n00000000003", 0, &hits), 1);
	assert_int_equal(hits[0].place, NOTE_RETRACTED);
	assert_null(hits[0].text);
	ground_close(&ground);
}

static void why(struct ground *ground, const char *id, struct why *told)
{
	bool found = false;
	assert_int_equal(
	    synthesis_why(ground->synthesis, id, &ground->arena, told, &found), SYNTHESIS_OK);
	assert_true(found);
}

static void a_point_says_why_its_notes_are_together(void **state)
{
	(void)state;
	struct ground ground;
	struct search_hit *hits = NULL;
	struct why told;
	ground_open(&ground);
	give_some(&ground);
	assert_int_equal(search(&ground, "abroad", 0, &hits), 2);
	why(&ground, hits[0].point, &told);
	assert_int_equal(told.objective, 2);
	assert_int_equal(told.notes, 2);
	assert_string_equal(told.note, "");
	assert_int_equal(told.link_count, 1);
	const struct why_link *link = &told.links[0];
	assert_string_equal(link->other, told.statement_note);
	assert_true(link->words > 50);
	bool aligned = false;
	uint32_t sum = 0;
	for (size_t i = 0; i < link->aligned_count; i++) {
		sum += link->aligned[i].part;
		aligned = aligned ||
		    (strstr("wages salaries", link->aligned[i].here) != NULL &&
			strcmp(link->aligned[i].here, link->aligned[i].there) != 0);
	}
	assert_true(aligned);
	assert_in_range(sum, 1, 100);
	assert_string_equal(
	    link->circumstance, "another rapporteur, same room, within two minutes");
	assert_int_equal(told.round_count, 1);
	assert_int_equal(told.rounds[0].notes, 2);
	ground_close(&ground);
}

static void a_note_says_why_it_is_where_it_is(void **state)
{
	(void)state;
	struct ground ground;
	struct why told;
	bool found = true;
	ground_open(&ground);
	give_some(&ground);
	why(&ground, "n00000000001", &told);
	assert_int_equal(told.place, NOTE_IN_POINT);
	assert_int_equal(told.link_count, 1);
	assert_string_equal(told.links[0].note, "n00000000001");
	assert_string_equal(told.links[0].other, "n00000000002");
	why(&ground, "n00000000003", &told); /* alone */
	assert_int_equal(told.notes, 1);
	assert_int_equal(told.link_count, 0);
	why(&ground, "n00000000005", &told);
	assert_int_equal(told.place, NOTE_UNPLACED);
	assert_string_equal(told.reason, "its category is not in the programme");
	assert_int_equal(told.notes, 0);
	assert_int_equal(
	    synthesis_why(ground.synthesis, "n00000000099", &ground.arena, &told, &found),
	    SYNTHESIS_OK);
	assert_false(found);
	ground_close(&ground);
}

static void write_all(struct ground *ground, struct buffer *out)
{
	buffer_clear(out);
	for (size_t i = 0; i < synthesis_objective_count(ground->synthesis); i++) {
		struct synthesis_objective whole;
		assert_int_equal(synthesis_read(ground->synthesis, i, true, &ground->arena, &whole),
		    SYNTHESIS_OK);
		synthesis_objective_encode(&whole, out);
	}
	assert_false(out->failed);
}

/* Asking between notes leaves no trace in what becomes of them: words that nobody wrote are not learnt. */
static void asking_changes_nothing(void **state)
{
	(void)state;
	static const char *const texts[] = { "Low wages at home drive people abroad",
		"Sallaries at home are low", "Consular ofices lack staff", "Wages r low",
		"Remittance fees stay high", "Fees for remittances are too high" };
	struct buffer written[2];
	for (int asking = 0; asking < 2; asking++) {
		struct ground ground;
		ground_open(&ground);
		for (uint64_t i = 0; i < 24; i++) {
			struct search_hit *hits = NULL;
			struct missing_item *items = NULL;
			struct why told;
			bool found;
			size_t count;
			give(ground.synthesis, input(i + 1, texts[i * 5 % 6]));
			if (asking == 0)
				continue;
			search(&ground, "salaries offices remitances embassies", 0, &hits);
			assert_int_equal(
			    synthesis_missing(ground.synthesis, 0, &ground.arena, &items, &count),
			    SYNTHESIS_OK);
			assert_int_equal(synthesis_why(ground.synthesis, "n00000000001",
					     &ground.arena, &told, &found),
			    SYNTHESIS_OK);
		}
		buffer_init(&written[asking], ARENA_BYTES);
		write_all(&ground, &written[asking]);
		ground_close(&ground);
	}
	assert_int_equal(written[0].size, written[1].size);
	assert_memory_equal(written[0].bytes, written[1].bytes, written[0].size);
	buffer_close(&written[0]);
	buffer_close(&written[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_found),
		cmocka_unit_test(a_hit_says_where_the_note_is),
		cmocka_unit_test(a_point_says_why_its_notes_are_together),
		cmocka_unit_test(a_note_says_why_it_is_where_it_is),
		cmocka_unit_test(asking_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
