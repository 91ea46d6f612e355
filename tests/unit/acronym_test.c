/* tests/unit/acronym_test.c - what a session's own acronyms stand for, and who is believed. */
#include "tests/unit/synthesis_fixture.h"

#include "broker/synthesis/synthesis_internal.h"

/* What a word in capitals stands for in objective 2 now: its forms with spaces between, or "". */
static const char *stands_for(const struct synthesis *synthesis, const char *letters)
{
	static char told[FORMS_MAX * WORD_SHOWN_BYTES];
	struct word word = { .capitals = true };
	struct objective *objective = objective_find(synthesis, 2);
	snprintf(word.shown, sizeof word.shown, "%s", letters);
	assert_true(objective_settle(synthesis, objective));
	const struct forms *forms = acronym_find(synthesis, &objective->grouping, &word);
	told[0] = '\0';
	for (uint32_t i = 0; forms != NULL && i < forms->count; i++) {
		size_t at = strlen(told);
		snprintf(told + at, sizeof told - at, "%s%s", i == 0 ? "" : " ", forms->texts[i]);
	}
	return told;
}

static const struct {
	const char *name;
	const char *notes[3];
	const char *letters;
	const char *stands_for;
} cases[] = {
	{ "the note itself", { "Pupil referral units (PRUs) are full" }, "pru",
	    "pupil referral units" },
	{ "its plural", { "Pupil referral units (PRUs) are full" }, "prus",
	    "pupil referral units" },
	{ "a note before, when a second says it too",
	    { "pupil referral units are full", "a pupil referral unit has no teacher",
		"the pupil referral units need staff: PRUs are full" },
	    "pru", "pupil referral units" },
	{ "in the plural and in the singular",
	    { "PRUs are full", "pupil referral units are full",
		"a pupil referral unit has no teacher" },
	    "pru", "pupil referral unit" },
	{ "once by chance", { "better life abroad", "no BLA yet" }, "bla", "" },
	{ "twice, of which one before",
	    { "private recruitment agencies", "PRAs cheat", "private recruitment agencies cheat" },
	    "pra", "private recruitment agencies" },
	{ "two things once each",
	    { "better life abroad", "no BLA yet", "bilateral labour agreements" }, "bla", "" },
	{ "four letters, once, before",
	    { "the ASEAN forum on migrant labour met", "AFML met again" }, "afml",
	    "asean forum migrant labour" },
	{ "four letters, once, after",
	    { "AFML met again", "the ASEAN forum on migrant labour met" }, "afml",
	    "asean forum migrant labour" },
	{ "small words count where they fit", { "education otherwise than at school (EOTAS)" },
	    "eotas", "education school" },
	{ "no border is crossed", { "labour. Market: information (LMI)" }, "lmi", "" },
	{ "it does not end in a small word", { "pay rises are slow, PRA" }, "pra", "" },
	{ "two letters are too few", { "mental health (MH) of pupils" }, "mh", "" },
	{ "what everybody knows is not looked for", { "new gowns offered (NGO)" }, "ngo", "" },
	{ "no capitals", { "pupil referral units (pru) are full" }, "pru", "" },
};

static void an_acronym_is_what_the_notes_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct synthesis *synthesis = create();
		for (uint64_t k = 0; k < 3 && cases[i].notes[k] != NULL; k++)
			give(synthesis, input(k + 1, cases[i].notes[k]));
		const char *told = stands_for(synthesis, cases[i].letters);
		if (strcmp(told, cases[i].stands_for) != 0)
			fail_msg("%s: '%s'", cases[i].name, told);
		synthesis_close(synthesis);
	}
}

/* Spelt out in a title, a heading and a line of the agenda; and a co-host, who is a name. */
static void the_programme_is_as_good_as_a_second_note(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		const char *notes[3];
		const char *letters;
		const char *stands_for;
	} planned[] = {
		{ "no note says it", { "PRUs are full" }, "pru", "" },
		{ "one note does, before", { "a pupil referral unit is full", "PRUs are full" },
		    "pru", "pupil referral unit" },
		{ "one note does, after", { "PRUs are full", "a pupil referral unit is full" },
		    "pru", "pupil referral unit" },
		{ "a note means something else", { "PRUs are full", "poor rural users" }, "pru",
		    "" },
		{ "and says so", { "poor rural users (PRU) wait" }, "pru", "poor rural users" },
		{ "from a heading", { "FPO", "no fair pay office" }, "fpo", "fair pay office" },
		{ "from the agenda", { "SDR", "skill and debt relief" }, "sdr",
		    "skill debt relief" },
		{ "not from a co-host", { "STU", "a solidarity trade union" }, "stu", "" },
	};
	const char *cohosts[] = { "Solidarity Trade Union" };
	struct programme_room room = rooms[0];
	struct programme_objective objective = objectives[1];
	struct programme_category category = categories[0];
	struct programme_agenda agenda = { .start = "09:00", .title = "Skill and debt relief" };
	struct programme with = programme;
	room.cohosts = cohosts;
	room.cohost_count = 1;
	objective.title = "Pupil referral units";
	category.heading = "Fair pay office";
	with.rooms = &room;
	with.room_count = 1;
	with.objectives = &objective;
	with.objective_count = 1;
	with.categories = &category;
	with.category_count = 1;
	with.agenda = &agenda;
	with.agenda_count = 1;
	for (size_t i = 0; i < sizeof planned / sizeof *planned; i++) {
		struct synthesis *synthesis = NULL;
		assert_int_equal(
		    synthesis_create(&synthesis, &with, point_key, NULL), SYNTHESIS_OK);
		for (uint64_t k = 0; k < 3 && planned[i].notes[k] != NULL; k++)
			give(synthesis, input(k + 1, planned[i].notes[k]));
		const char *told = stands_for(synthesis, planned[i].letters);
		if (strcmp(told, planned[i].stands_for) != 0)
			fail_msg("%s: '%s'", planned[i].name, told);
		/* Without that programme nothing but what a note says in so many words is left. */
		assert_int_equal(synthesis_programme(synthesis, &programme), SYNTHESIS_OK);
		told = stands_for(synthesis, planned[i].letters);
		if (strcmp(told, i == 4 ? "poor rural users" : "") != 0)
			fail_msg("%s, without the programme: '%s'", planned[i].name, told);
		synthesis_close(synthesis);
	}
}

static void it_joins_notes_and_a_retraction_forgets_it(void **state)
{
	(void)state;
	struct synthesis *synthesis = create();
	give(synthesis, input(1, "Crown prosecution service (CPS) guidance is old"));
	give(synthesis, input(2, "CPS pay"));
	assert_string_equal(stands_for(synthesis, "cps"), "crown prosecution service");
	assert_int_equal(synthesis_drop(synthesis, 1, NOTE_RETRACTED), SYNTHESIS_OK);
	give(synthesis, input(3, "CPS again"));
	assert_string_equal(stands_for(synthesis, "cps"), "");
	synthesis_close(synthesis);
}

/* Marks one name, as the desk's rules would. */
static size_t find_name(void *context, const char *text, struct name_mark marks[NAME_MARKS_MAX])
{
	static const char name[] = "Klaus Dik Jan Nielsen";
	const char *at = strstr(text, name);
	(void)context;
	if (at == NULL)
		return 0;
	marks[0] = (struct name_mark){ NAME_PERSON, (size_t)(at - text), sizeof name - 1 };
	return 1;
}

static void it_stands_for_no_name(void **state)
{
	(void)state;
	for (uint64_t before = 0; before < 2; before++) {
		struct synthesis *synthesis = create();
		synthesis_guard(synthesis, &(struct synthesis_guard){ .find = find_name });
		for (uint64_t i = 0; i < 4; i++)
			give(synthesis,
			    input(i + 1,
				i % 2 == before ? "Klaus Dik Jan Nielsen asked for visas"
						: "KDJN asked for visas"));
		assert_string_equal(stands_for(synthesis, "kdjn"), "");
		synthesis_close(synthesis);
	}
}

static void there_are_no_more_than_so_many(void **state)
{
	(void)state;
	struct synthesis *synthesis = create();
	char text[64];
	for (unsigned i = 0; i < 70; i++) {
		char a = (char)('A' + i / 26);
		char b = (char)('A' + i % 26);
		snprintf(text, sizeof text, "Zeta %c%c%c%c%c zone", a, b, b, a, b);
		give(synthesis, input(i + 1, text));
	}
	assert_int_equal(objective_find(synthesis, 2)->grouping.acronym_count, 64);
	synthesis_close(synthesis);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_acronym_is_what_the_notes_say),
		cmocka_unit_test(the_programme_is_as_good_as_a_second_note),
		cmocka_unit_test(it_joins_notes_and_a_retraction_forgets_it),
		cmocka_unit_test(it_stands_for_no_name),
		cmocka_unit_test(there_are_no_more_than_so_many),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
