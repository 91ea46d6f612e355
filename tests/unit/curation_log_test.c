/* tests/unit/curation_log_test.c - what moderators decided, told in words. */
#include "tests/unit/curation_fixture.h"

#define LONG_TEXT \
	"Migrant domestic workers in the Gulf are not paid for months and cannot leave the house"

static const char *const texts[] = { "wages stay low", "visa fees rise", LONG_TEXT,
	"health care is out of reach", "schools are closed",
	"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
	"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
	"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
	"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
	"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
	"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9x" };
#define TEXT_COUNT (sizeof texts / sizeof *texts)

static int begin(void **state)
{
	struct curated *session = calloc(1, sizeof *session);
	assert_non_null(session);
	session->synthesis = create();
	arena_init(&session->arena, ARENA_BYTES);
	for (size_t i = 0; i < TEXT_COUNT; i++)
		give(session->synthesis, input(++session->newest, texts[i]));
	*state = session;
	return 0;
}

static int finish(void **state)
{
	struct curated *session = *state;
	synthesis_close(session->synthesis);
	arena_close(&session->arena);
	free(session);
	return 0;
}

static const struct curation_entry *entries_of(
    struct curated *session, uint32_t objective, size_t *count)
{
	struct curation_entry *entries = NULL;
	assert_int_equal(
	    synthesis_curations(session->synthesis, objective, &session->arena, &entries, count),
	    SYNTHESIS_OK);
	return entries;
}

static const struct curation_entry *newest(struct curated *session)
{
	size_t count = 0;
	const struct curation_entry *entries = entries_of(session, 0, &count);
	assert_true(count > 0);
	return &entries[count - 1];
}

static const struct {
	const char *name;
	struct curation curation;
	const char *act;
	const char *what;
} cases[] = {
	{ "one note",
	    { .act = CURATION_PIN,
		.notes = (const struct curation_note[]){ N(1) },
		.note_count = 1 },
	    "pin", "1 note: \"wages stay low\"" },
	{ "two notes",
	    { .act = CURATION_MERGE,
		.notes = (const struct curation_note[]){ N(1), N(2) },
		.note_count = 2 },
	    "merge", "2 notes: \"wages stay low\", \"visa fees rise\"" },
	{ "many notes, and a long one cut",
	    { .act = CURATION_MERGE,
		.notes = (const struct curation_note[]){ N(3), N(1), N(2), N(4) },
		.note_count = 4 },
	    "merge",
	    "4 notes: \"Migrant domestic workers in the Gulf are not paid for months ...\", "
	    "\"wages stay low\", \"visa fees rise\", ..." },
	{ "a split",
	    { .act = CURATION_SPLIT,
		.notes = (const struct curation_note[]){ N(1) },
		.note_count = 1,
		.others = (const struct curation_note[]){ N(2) },
		.other_count = 1 },
	    "split", "1 note: \"wages stay low\"; apart from 1 note: \"visa fees rise\"" },
	{ "other words",
	    { .act = CURATION_RESTATE,
		.text = "Pay is too low",
		.notes = (const struct curation_note[]){ N(1) },
		.note_count = 1 },
	    "restate", "\"wages stay low\" reads \"Pay is too low\"" },
	{ "to a category and a theme",
	    { .act = CURATION_MOVE,
		.category = "recommendation",
		.theme = "money",
		.notes = (const struct curation_note[]){ N(1) },
		.note_count = 1 },
	    "move", "\"wages stay low\" to category recommendation, to theme money" },
	{ "to a theme",
	    { .act = CURATION_MOVE,
		.theme = "money",
		.notes = (const struct curation_note[]){ N(1) },
		.note_count = 1 },
	    "move", "\"wages stay low\" to theme money" },
	{ "out of its theme",
	    { .act = CURATION_MOVE,
		.theme = "",
		.notes = (const struct curation_note[]){ N(1) },
		.note_count = 1 },
	    "move", "\"wages stay low\" out of its theme" },
	{ "to the end",
	    { .act = CURATION_ORDER,
		.notes = (const struct curation_note[]){ N(1) },
		.note_count = 1 },
	    "order", "\"wages stay low\" last" },
	{ "before another",
	    { .act = CURATION_ORDER,
		.notes = (const struct curation_note[]){ N(1) },
		.note_count = 1,
		.others = (const struct curation_note[]){ N(2) },
		.other_count = 1 },
	    "order", "\"wages stay low\" before \"visa fees rise\"" },
	{ "a theme",
	    { .act = CURATION_THEME,
		.category = "challenge",
		.theme = "money",
		.text = "Money matters",
		.value = 2 },
	    "theme", "theme money of challenge is \"Money matters\", number 2" },
	{ "no theme any more",
	    { .act = CURATION_THEME, .category = "challenge", .theme = "money", .text = "" },
	    "theme", "theme money of challenge is removed" },
	{ "a lens",
	    { .act = CURATION_LENS,
		.lens = "youth",
		.value = 1,
		.notes = (const struct curation_note[]){ N(1) },
		.note_count = 1 },
	    "lens", "\"wages stay low\" has lens youth" },
	{ "no lens any more",
	    { .act = CURATION_LENS,
		.lens = "youth",
		.notes = (const struct curation_note[]){ N(1) },
		.note_count = 1 },
	    "lens", "\"wages stay low\" has no more lens youth" },
	{ "a hidden note is told by its id",
	    { .act = CURATION_HIDE,
		.reason = "said twice",
		.notes = (const struct curation_note[]){ N(4) },
		.note_count = 1 },
	    "hide", "1 note: note n00000" },
	{ "a note that is not there",
	    { .act = CURATION_PIN,
		.notes = (const struct curation_note[]){ N(77) },
		.note_count = 1 },
	    "pin", "1 note: a note of event 77" },
	{ "an act of a newer version",
	    { .act = 99, .notes = (const struct curation_note[]){ N(1) }, .note_count = 1 },
	    "unknown", "an act of a newer version" },
	{ "characters are not cut apart",
	    { .act = CURATION_PIN,
		.notes = (const struct curation_note[]){ N(6) },
		.note_count = 1 },
	    "pin", NULL },
};

static void each_act_is_told_in_words(void **state)
{
	struct curated *session = *state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint64_t number = act(session, cases[i].curation);
		const struct curation_entry *entry = newest(session);
		if (entry->number != number || strcmp(entry->act, cases[i].act) != 0 ||
		    (cases[i].what != NULL && strcmp(entry->what, cases[i].what) != 0))
			fail_msg("%s: %s: %s", cases[i].name, entry->act, entry->what);
		assert_string_equal(entry->role, CURATION_ROLE);
		assert_int_equal(entry->objective, 2);
		assert_int_equal(entry->undone_by, 0);
	}
	/* 60 characters of two bytes each, whole. */
	const char *what = newest(session)->what;
	assert_int_equal(strlen(what), strlen("1 note: \"") + 120 + strlen(" ...\""));
}

static void what_was_undone_says_by_which_event(void **state)
{
	struct curated *session = *state;
	uint64_t pin = act(session,
	    (struct curation){ .act = CURATION_PIN, .notes = PICK(N(1)), .note_count = 1 });
	uint64_t taken_back = undo(session, pin);
	size_t count = 0;
	const struct curation_entry *entries = entries_of(session, 0, &count);
	assert_int_equal(count, 2);
	assert_int_equal(entries[0].undone_by, taken_back);
	char what[64];
	snprintf(what, sizeof what, "event %u: pin", (unsigned)pin);
	assert_string_equal(entries[1].what, what);
	/* The undo undone: the pin is in force again. */
	uint64_t again = undo(session, taken_back);
	entries = entries_of(session, 0, &count);
	assert_int_equal(entries[0].undone_by, 0);
	assert_int_equal(entries[1].undone_by, again);
}

static void one_objective_has_its_own_log(void **state)
{
	struct curated *session = *state;
	struct synthesis_input other = input(++session->newest, "ports are closed");
	size_t count = 0;
	other.objective = 5;
	give(session->synthesis, other);
	(void)act(session,
	    (struct curation){ .act = CURATION_PIN, .notes = PICK(N(1)), .note_count = 1 });
	(void)act(session,
	    (struct curation){
		.act = CURATION_PIN, .objective = 5, .notes = PICK(N(7)), .note_count = 1 });
	assert_string_equal(entries_of(session, 5, &count)->what, "1 note: \"ports are closed\"");
	assert_int_equal(count, 1);
	(void)entries_of(session, 2, &count);
	assert_int_equal(count, 1);
	(void)entries_of(session, 9, &count);
	assert_int_equal(count, 0);
}

static void a_retracted_note_is_told_by_its_id(void **state)
{
	struct curated *session = *state;
	(void)act(session,
	    (struct curation){ .act = CURATION_PIN, .notes = PICK(N(1)), .note_count = 1 });
	assert_int_equal(synthesis_drop(session->synthesis, 1, NOTE_RETRACTED), SYNTHESIS_OK);
	assert_string_equal(newest(session)->what, "1 note: note n00000");
}

static void why_has_what_was_decided_about_the_point(void **state)
{
	struct curated *session = *state;
	struct why why;
	(void)act(session,
	    (struct curation){ .act = CURATION_MERGE, .notes = PICK(N(1), N(2)), .note_count = 2 });
	(void)act(session,
	    (struct curation){
		.act = CURATION_RESTATE, .text = "Pay", .notes = PICK(N(2)), .note_count = 1 });
	(void)act(session,
	    (struct curation){ .act = CURATION_PIN, .notes = PICK(N(5)), .note_count = 1 });
	bool found = false;
	const struct synthesis_point *point = point_with(session, 1);
	assert_int_equal(
	    synthesis_why(session->synthesis, point->id, &session->arena, &why, &found),
	    SYNTHESIS_OK);
	assert_true(found);
	assert_int_equal(why.decision_count, 2);
	assert_string_equal(why.decisions[0].act, "merge");
	assert_string_equal(why.decisions[1].act, "restate");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_act_is_told_in_words, begin, finish),
		cmocka_unit_test_setup_teardown(what_was_undone_says_by_which_event, begin, finish),
		cmocka_unit_test_setup_teardown(one_objective_has_its_own_log, begin, finish),
		cmocka_unit_test_setup_teardown(a_retracted_note_is_told_by_its_id, begin, finish),
		cmocka_unit_test_setup_teardown(
		    why_has_what_was_decided_about_the_point, begin, finish),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
