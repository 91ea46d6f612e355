/* tests/unit/apply_curation_test.c - which acts of curation are accepted, and what is kept of them. */
#include "tests/unit/apply_fixture.h"

/* Notes of events 2, 3 (objective 2) and 4 (objective 5), by their public ids. */
struct three {
	struct curation_note notes[3];
};

static struct three three_notes(struct scene *scene)
{
	static const uint32_t stands[] = { 2, 2, 5 };
	struct three three = { 0 };
	for (unsigned int i = 0; i < 3; i++) {
		const struct command *command =
		    ask(scene, &(struct step){ .id = 2 + i, .put.objective = stands[i] });
		expect("note", command, ERROR_NONE, NULL);
		three.notes[i].number = command->place.number;
		memcpy(three.notes[i].id, command->note.id, sizeof three.notes[i].id);
	}
	return three;
}

static struct event_curated curated_of(struct scene *scene, uint64_t number)
{
	struct journal_txn *txn = reading(scene->ground->journal);
	struct journal_event event;
	struct event_curated curated;
	struct refusal refusal;
	assert_int_equal(journal_event_get(txn, number, &event), JOURNAL_OK);
	assert_int_equal(event.head.type, EVENT_CURATED);
	assert_int_equal(event_curated_decode(
			     &curated, &scene->batch.arena, event.body, event.body_size, &refusal),
	    ERROR_NONE);
	journal_end(txn);
	return curated;
}

static void what_is_not_there_is_refused(void **state)
{
	struct scene *scene = *state;
	struct three three = three_notes(scene);
	struct curation_note stranger[1] = { { 2, "000000000000" } };
	struct curation_note opening[1] = { { 1, "000000000000" } };
	const struct {
		const char *name;
		enum error error;
		const char *detail;
		struct curation act;
	} cases[] = {
		{ "no such objective", ERROR_NO_OBJECTIVE, "objectives: 2, 5",
		    { .act = CURATION_PIN,
			.objective = 3,
			.notes = three.notes,
			.note_count = 2 } },
		{ "another objective's note", ERROR_NO_NOTE, NULL,
		    { .act = CURATION_PIN,
			.objective = 2,
			.notes = three.notes,
			.note_count = 3 } },
		{ "another journal's note", ERROR_NO_NOTE,
		    "note 000000000000 of event 2 under objective 2",
		    { .act = CURATION_PIN, .objective = 2, .notes = stranger, .note_count = 1 } },
		{ "no note at all", ERROR_NO_NOTE, "note 000000000000 of event 1 under objective 2",
		    { .act = CURATION_SPLIT,
			.objective = 2,
			.notes = three.notes,
			.note_count = 1,
			.others = opening,
			.other_count = 1 } },
		{ "no such category", ERROR_NO_CATEGORY, "categories: challenge, practice",
		    { .act = CURATION_MOVE,
			.objective = 2,
			.notes = three.notes,
			.note_count = 1,
			.category = "covid" } },
		{ "no such lens", ERROR_NO_LENS, "lenses: gender, youth",
		    { .act = CURATION_LENS,
			.objective = 2,
			.notes = three.notes,
			.note_count = 1,
			.lens = "climate" } },
		{ "no such room", ERROR_NO_ROOM, NULL,
		    { .act = CURATION_CONFIRM, .room = "WG-99", .seen = 4 } },
		{ "undo of a note", ERROR_NO_CURATION, "event 2",
		    { .act = CURATION_UNDO, .undone = 2 } },
		{ "undo of what is to come", ERROR_NO_CURATION, "event 99",
		    { .act = CURATION_UNDO, .undone = 99 } },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct step step = {
			.message = MESSAGE_CURATE, .id = 10, .curation = cases[i].act
		};
		expect(cases[i].name, ask(scene, &step), cases[i].error, cases[i].detail);
		assert_int_equal(newest(scene), 4);
	}
}

static void an_act_keeps_numbers_a_role_and_a_time(void **state)
{
	struct scene *scene = *state;
	struct three three = three_notes(scene);
	const struct step step = { .message = MESSAGE_CURATE,
		.id = 10,
		.writer = 7,
		.age_ms = 2000,
		.curation = { .act = CURATION_HIDE,
		    .objective = 2,
		    .notes = three.notes,
		    .note_count = 2,
		    .reason = "said in confidence" } };
	expect("hide", ask(scene, &step), ERROR_NONE, NULL);
	struct event_curated curated = curated_of(scene, 5);
	assert_int_equal(curated.curation.note_count, 2);
	assert_int_equal(curated.curation.notes[1].number, 3);
	assert_string_equal(curated.curation.reason, "said in confidence");
	assert_string_equal(curated.role, "moderator");
	assert_int_equal(curated.time_ms, OPENED_MS - 2000);
	/* The same again is answered as the first time; the same id for another act is not. */
	const struct command *again = ask(scene, &step);
	expect("again", again, ERROR_NONE, NULL);
	assert_true(again->repeated);
	assert_int_equal(again->place.number, 5);
	struct step other = step;
	other.curation.reason = "for another reason";
	expect("other", ask(scene, &other), ERROR_ID_TAKEN, NULL);
	assert_int_equal(newest(scene), 5);
}

static void acts_and_undos_are_undone_within_the_session(void **state)
{
	struct scene *scene = *state;
	struct three three = three_notes(scene);
	struct step step = { .message = MESSAGE_CURATE,
		.id = 10,
		.curation = { .act = CURATION_PLACE,
		    .objective = 5,
		    .notes = three.notes + 2,
		    .note_count = 1 } };
	expect("place", ask(scene, &step), ERROR_NONE, NULL);
	step.curation = (struct curation){ .act = CURATION_UNDO, .undone = 5 };
	step.id = 11;
	expect("undo", ask(scene, &step), ERROR_NONE, NULL);
	assert_int_equal(curated_of(scene, 6).curation.objective, 5);
	step.curation.undone = 6;
	step.id = 12;
	expect("redo", ask(scene, &step), ERROR_NONE, NULL);
	assert_int_equal(curated_of(scene, 7).curation.objective, 5);
	struct programme whole = programme_whole();
	whole.session = "s2";
	expect("open",
	    ask(scene,
		&(struct step){ .message = MESSAGE_SESSION_OPEN,
		    .id = 13,
		    .session = "s2",
		    .programme = &whole }),
	    ERROR_NONE, NULL);
	step.id = 14;
	step.session = "s2";
	expect("another session's act", ask(scene, &step), ERROR_NO_CURATION, "event 6");
}

static void gone_notes_and_a_closed_session_are_no_hindrance(void **state)
{
	struct scene *scene = *state;
	struct three three = three_notes(scene);
	expect("retract",
	    ask(scene,
		&(struct step){
		    .message = MESSAGE_NOTE_RETRACT, .id = 10, .note = 2, .put.replaces = 2 }),
	    ERROR_NONE, NULL);
	expect("close", ask(scene, &(struct step){ .message = MESSAGE_SESSION_CLOSE, .id = 11 }),
	    ERROR_NONE, NULL);
	const struct step step = { .message = MESSAGE_CURATE,
		.id = 12,
		.curation = { .act = CURATION_MERGE,
		    .objective = 2,
		    .notes = three.notes,
		    .note_count = 2 } };
	expect("merge", ask(scene, &step), ERROR_NONE, NULL);
}

static void a_room_confirms_under_its_first_objective(void **state)
{
	struct scene *scene = *state;
	three_notes(scene);
	const struct step step = { .message = MESSAGE_ROOM_CONFIRM,
		.id = 10,
		.curation = { .act = CURATION_CONFIRM, .room = "WG-2", .seen = 4 } };
	expect("confirm", ask(scene, &step), ERROR_NONE, NULL);
	struct event_curated curated = curated_of(scene, 5);
	assert_int_equal(curated.curation.act, CURATION_CONFIRM);
	assert_int_equal(curated.curation.objective, 2);
	assert_string_equal(curated.curation.room, "WG-2");
	assert_int_equal(curated.curation.seen, 4);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_session, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_not_there_is_refused),
		TEST(an_act_keeps_numbers_a_role_and_a_time),
		TEST(acts_and_undos_are_undone_within_the_session),
		TEST(a_room_confirms_under_its_first_objective),
		TEST(gone_notes_and_a_closed_session_are_no_hindrance),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
