/* tests/unit/apply_erase_test.c - what is redacted is nowhere any more: by whom, of what, and what stays. */
#include "tests/unit/apply_fixture.h"

#include "proto/wire/id.h"

#define NOTE_ID 2u /* of the step that submits the note; its event is 2 */

static struct note_redact redact_of(struct scene *scene, unsigned int note, uint64_t number)
{
	struct note_redact redact = { .objective = 2, .number = number, .reason = "asked for" };
	uint8_t id[ID_BYTES];
	step_id(note, id);
	public_id_make(session_of(scene, "s1").secret, id, ID_BYTES, redact.id);
	return redact;
}

static struct command *redact(struct scene *scene, unsigned int id, const struct note_redact *what)
{
	const struct step step = { .id = id, .message = MESSAGE_NOTE_REDACT, .redact = *what };
	return ask(scene, &step);
}

static bool has_body(struct scene *scene, uint64_t number)
{
	struct journal_txn *txn = reading(scene->ground->journal);
	struct journal_event event;
	assert_int_equal(journal_event_get(txn, number, &event), JOURNAL_OK);
	bool there = event.body != NULL;
	journal_end(txn);
	return there;
}

/* Event 2 submits, 3 and 4 amend, 5 is another note. */
static void write_notes(struct scene *scene)
{
	const struct step steps[] = {
		{ .id = NOTE_ID },
		{ .id = 3,
		    .message = MESSAGE_NOTE_AMEND,
		    .note = NOTE_ID,
		    .put = { .replaces = 2 } },
		{ .id = 4,
		    .message = MESSAGE_NOTE_AMEND,
		    .note = NOTE_ID,
		    .put = { .replaces = 3 } },
		{ .id = 5 },
	};
	for (size_t i = 0; i < COUNT(steps); i++)
		expect("a note", ask(scene, &steps[i]), ERROR_NONE, NULL);
}

static void all_that_a_note_said_goes_at_once(void **state)
{
	struct scene *scene = *state;
	write_notes(scene);
	struct note_redact what = redact_of(scene, NOTE_ID, 2);
	const struct command *command = redact(scene, 6, &what);
	expect("redact", command, ERROR_NONE, NULL);
	assert_int_equal(command->place.number, 6);
	assert_string_equal(command->note.id, what.id);
	for (uint64_t number = 2; number <= 4; number++)
		assert_false(has_body(scene, number));
	assert_true(has_body(scene, 5));
	assert_int_equal(session_of(scene, "s1").redacted, 1);
	assert_true(journal_erasing(scene->ground->journal));
	assert_int_equal(journal_erase_finish(scene->ground->journal), JOURNAL_OK);
	assert_false(journal_erasing(scene->ground->journal));
	for (unsigned int id = 2; id <= 5; id++) {
		uint8_t command_id[ID_BYTES];
		step_id(id, command_id);
		assert_int_equal(journal_is_erased(scene->ground->journal, command_id), id < 5);
	}
}

static void twice_is_a_repeat_and_nothing_comes_back(void **state)
{
	struct scene *scene = *state;
	write_notes(scene);
	struct note_redact what = redact_of(scene, NOTE_ID, 2);
	struct note_redact own = { .own = true, .reason = "asked for" };
	step_id(NOTE_ID, own.note);
	expect("redact", redact(scene, 6, &what), ERROR_NONE, NULL);
	const struct command *again = redact(scene, 6, &what);
	expect("the same again", again, ERROR_NONE, NULL);
	assert_true(again->repeated);
	assert_int_equal(again->place.number, 6);
	assert_string_equal(again->note.id, what.id);
	again = redact(scene, 7, &own);
	expect("under another id", again, ERROR_NONE, NULL);
	assert_true(again->repeated);
	assert_string_equal(again->note.id, what.id);
	const struct step submit = { .id = NOTE_ID };
	const struct step amend = {
		.id = 8, .message = MESSAGE_NOTE_AMEND, .note = NOTE_ID, .put = { .replaces = 4 }
	};
	const struct step retract = {
		.id = 9, .message = MESSAGE_NOTE_RETRACT, .note = NOTE_ID, .put = { .replaces = 4 }
	};
	expect("the note again", ask(scene, &submit), ERROR_REDACTED, NULL);
	expect("an amendment", ask(scene, &amend), ERROR_REDACTED, NULL);
	expect("a retraction", ask(scene, &retract), ERROR_REDACTED, NULL);
	const struct step listed = { .id = 10, .erased = true };
	expect("one that the list names", ask(scene, &listed), ERROR_REDACTED, NULL);
	assert_int_equal(newest(scene), 6);
	assert_int_equal(session_of(scene, "s1").redacted, 1);
}

static void who_is_named_wrongly_is_no_note(void **state)
{
	struct scene *scene = *state;
	write_notes(scene);
	struct note_redact wrong = redact_of(scene, NOTE_ID, 5);
	expect("another id", redact(scene, 6, &wrong), ERROR_NO_NOTE, NULL);
	wrong = redact_of(scene, NOTE_ID, 3);
	expect("an amendment", redact(scene, 7, &wrong), ERROR_NO_NOTE, NULL);
	wrong = (struct note_redact){ .own = true, .reason = "asked for" };
	step_id(1, wrong.note);
	expect("a session", redact(scene, 8, &wrong), ERROR_NO_NOTE, NULL);
	assert_int_equal(newest(scene), 5);
}

static void its_writer_may_while_the_session_is_open(void **state)
{
	struct scene *scene = *state;
	write_notes(scene);
	struct note_redact what = redact_of(scene, NOTE_ID, 2);
	const struct step close_step = { .id = 9, .message = MESSAGE_SESSION_CLOSE };
	const struct step other = { .id = 6,
		.message = MESSAGE_NOTE_REDACT,
		.redact = what,
		.role = ROLE_MODERATOR,
		.writer = 2 };
	expect("another's", ask(scene, &other), ERROR_NOT_YOURS, NULL);
	expect("close", ask(scene, &close_step), ERROR_NONE, NULL);
	struct step step = {
		.id = 7, .message = MESSAGE_NOTE_REDACT, .redact = what, .role = ROLE_RAPPORTEUR
	};
	expect("closed", ask(scene, &step), ERROR_SESSION_CLOSED, NULL);
	step = (struct step){ .id = 8,
		.message = MESSAGE_NOTE_REDACT,
		.redact = what,
		.role = ROLE_SECRETARIAT,
		.writer = 3 };
	expect("the secretariat", ask(scene, &step), ERROR_NONE, NULL);
	struct view_session session = session_of(scene, "s1");
	assert_int_equal(session.final, newest(scene)); /* a grouping is due as of here */
	assert_int_equal(session.grouping, 0);
}

static void a_retracted_note_stays_retracted_and_says_nothing_more(void **state)
{
	struct scene *scene = *state;
	write_notes(scene);
	const struct step retract = {
		.id = 6, .message = MESSAGE_NOTE_RETRACT, .note = NOTE_ID, .put = { .replaces = 4 }
	};
	expect("retract", ask(scene, &retract), ERROR_NONE, NULL);
	assert_true(has_body(scene, 2));
	struct note_redact what = redact_of(scene, NOTE_ID, 2);
	expect("redact", redact(scene, 7, &what), ERROR_NONE, NULL);
	for (uint64_t number = 2; number <= 6; number++)
		assert_int_equal(has_body(scene, number), number == 5);
	struct view_session session = session_of(scene, "s1");
	assert_int_equal(session.retracted, 1);
	assert_int_equal(session.redacted, 0);
}

static void a_late_note_is_late_no_more(void **state)
{
	struct scene *scene = *state;
	const struct step steps[] = {
		{ .id = 3, .message = MESSAGE_SESSION_CLOSE, .grace_ms = 60000 },
		{ .id = NOTE_ID },
	};
	expect("close", ask(scene, &steps[0]), ERROR_NONE, NULL);
	expect("late", ask(scene, &steps[1]), ERROR_NONE, NULL);
	assert_int_equal(session_of(scene, "s1").late, 1);
	struct note_redact what = redact_of(scene, NOTE_ID, 3);
	expect("redact", redact(scene, 4, &what), ERROR_NONE, NULL);
	assert_int_equal(session_of(scene, "s1").late, 0);
	assert_int_equal(session_of(scene, "s1").redacted, 1);
}

/* What a moderator wrote goes when no note is left that it is about. */
static void acts_of_curation_go_with_the_last_of_their_notes(void **state)
{
	(void)state;
	for (int in_folder = 0; in_folder < 2; in_folder++) {
		struct scene *scene = scene_open(in_folder == 1);
		const struct step open_one = { .id = 1, .message = MESSAGE_SESSION_OPEN };
		expect("open", ask(scene, &open_one), ERROR_NONE, NULL);
		write_notes(scene);
		struct note_redact one = redact_of(scene, NOTE_ID, 2);
		struct note_redact two = redact_of(scene, 5, 5);
		struct curation_note notes[2] = { { .number = 2 }, { .number = 5 } };
		memcpy(notes[0].id, one.id, sizeof one.id);
		memcpy(notes[1].id, two.id, sizeof two.id);
		struct step act = { .id = 6,
			.message = MESSAGE_CURATE,
			.curation = { .objective = 2,
			    .act = CURATION_RESTATE,
			    .notes = notes,
			    .note_count = 1,
			    .text = "What she said" } };
		expect("of one", ask(scene, &act), ERROR_NONE, NULL);
		act.id = 7;
		act.curation.note_count = 2;
		expect("of both", ask(scene, &act), ERROR_NONE, NULL);
		expect("redact one", redact(scene, 8, &one), ERROR_NONE, NULL);
		assert_int_equal(journal_erase_finish(scene->ground->journal), JOURNAL_OK);
		assert_false(has_body(scene, 6));
		assert_true(has_body(scene, 7));
		expect("redact two", redact(scene, 9, &two), ERROR_NONE, NULL);
		assert_int_equal(journal_erase_finish(scene->ground->journal), JOURNAL_OK);
		assert_false(has_body(scene, 7));
		assert_int_equal(newest(scene), 9);
		scene_close(scene);
	}
}

/* Session s1 with notes, a member's role played by nobody, an act; session s2 with one note. */
static void two_sessions(struct scene *scene)
{
	const struct step open_one = { .id = 1, .message = MESSAGE_SESSION_OPEN };
	const struct step open_two = { .id = 20, .message = MESSAGE_SESSION_OPEN, .session = "s2" };
	const struct step other = { .id = 21, .session = "s2" };
	expect("open", ask(scene, &open_one), ERROR_NONE, NULL);
	write_notes(scene);
	expect("open another", ask(scene, &open_two), ERROR_NONE, NULL);
	expect("its note", ask(scene, &other), ERROR_NONE, NULL);
}

static void a_deleted_session_leaves_heads_and_its_name(void **state)
{
	(void)state;
	for (int in_folder = 0; in_folder < 2; in_folder++) {
		struct scene *scene = scene_open(in_folder == 1);
		const struct step close_step = { .id = 30, .message = MESSAGE_SESSION_CLOSE };
		const struct step delete = { .id = 31, .message = MESSAGE_SESSION_DELETE };
		const struct step late = { .id = 32 };
		const struct step anew = { .id = 33, .message = MESSAGE_SESSION_OPEN };
		const struct step other = { .id = 34, .session = "s2" };
		two_sessions(scene);
		expect("open yet", ask(scene, &delete), ERROR_SESSION_NOT_CLOSED, "s1");
		expect("close", ask(scene, &close_step), ERROR_NONE, NULL);
		expect("delete", ask(scene, &delete), ERROR_NONE, NULL);
		uint64_t deleted = newest(scene);
		const struct command *again = ask(scene, &delete);
		expect("the same again", again, ERROR_NONE, NULL);
		assert_true(again->repeated);
		assert_int_equal(again->place.number, deleted);
		expect("a note", ask(scene, &late), ERROR_NO_SESSION, "s1");
		expect("its name", ask(scene, &anew), ERROR_SESSION_EXISTS, NULL);
		expect("the other one", ask(scene, &other), ERROR_NONE, NULL);
		for (uint64_t number = 1; number <= newest(scene); number++) {
			struct journal_txn *txn = reading(scene->ground->journal);
			struct journal_event event;
			assert_int_equal(journal_event_get(txn, number, &event), JOURNAL_OK);
			bool stays = strcmp(event.head.session, "s2") == 0 || number == deleted;
			if (stays != (event.body != NULL))
				fail_msg("event %llu", (unsigned long long)number);
			journal_end(txn);
		}
		assert_int_equal(journal_erase_finish(scene->ground->journal), JOURNAL_OK);
		uint8_t id[ID_BYTES];
		step_id(1, id);
		assert_true(journal_is_erased(scene->ground->journal, id));
		step_id(NOTE_ID, id);
		assert_false(
		    journal_is_erased(scene->ground->journal, id)); /* goes with the first */
		scene_close(scene);
	}
}

#define WITH_SESSION(test) cmocka_unit_test_setup_teardown(test, open_session, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SESSION(all_that_a_note_said_goes_at_once),
		WITH_SESSION(twice_is_a_repeat_and_nothing_comes_back),
		WITH_SESSION(who_is_named_wrongly_is_no_note),
		WITH_SESSION(its_writer_may_while_the_session_is_open),
		WITH_SESSION(a_retracted_note_stays_retracted_and_says_nothing_more),
		WITH_SESSION(a_late_note_is_late_no_more),
		cmocka_unit_test(acts_of_curation_go_with_the_last_of_their_notes),
		cmocka_unit_test(a_deleted_session_leaves_heads_and_its_name),
	};
	return cmocka_run_group_tests_name("apply_erase", tests, NULL, NULL);
}
