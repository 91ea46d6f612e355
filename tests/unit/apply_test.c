/* tests/unit/apply_test.c - what apply decides, command by command and batch by batch. */
#include "tests/unit/apply_fixture.h"

/* --- Refusals ------------------------------------------------------------------------------------- */

struct refused {
	const char *name;
	enum error error;
	const char *detail;
	struct step step;
};

static void a_note_that_does_not_fit_is_refused(void **state)
{
	static const struct refused cases[] = {
		{ "no session named", ERROR_NO_SESSION, "the command names none",
		    { .session = "" } },
		{ "another session", ERROR_NO_SESSION, "s2", { .session = "s2" } },
		{ "no such room", ERROR_NO_ROOM, "rooms: WG-2, WG-5", { .put.room = "WG-9" } },
		{ "a room in small letters", ERROR_NO_ROOM, "rooms: WG-2, WG-5",
		    { .put.room = "wg-2" } },
		{ "no such objective", ERROR_NO_OBJECTIVE, "objectives: 2, 5",
		    { .put.objective = 3 } },
		{ "no such category", ERROR_NO_CATEGORY, "categories: challenge, practice",
		    { .put.category = "covid" } },
		{ "no such lens", ERROR_NO_LENS, "lenses: gender, youth",
		    { .put.lens = "climate" } },
	};
	struct scene *scene = *state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct step step = cases[i].step;
		step.id = 10;
		expect(cases[i].name, ask(scene, &step), cases[i].error, cases[i].detail);
		assert_int_equal(newest(scene), 1);
	}
	/* A refused id is free: the corrected note may come under it. */
	expect("corrected", ask(scene, &(struct step){ .id = 10 }), ERROR_NONE, NULL);
}

static void a_change_that_does_not_fit_is_refused(void **state)
{
	struct scene *scene = *state;
	assert_int_equal(ask(scene, &(struct step){ .id = 2 })->place.number, 2);
	char other[32];
	(void)snprintf(other, sizeof other, "note %s", scene->commands[0].note.id);
	const struct refused cases[] = {
		{ "amend nothing", ERROR_NO_NOTE, "in session s1",
		    { .message = MESSAGE_NOTE_AMEND, .note = 9, .put.replaces = 2 } },
		{ "amend an opening", ERROR_NO_NOTE, "in session s1",
		    { .message = MESSAGE_NOTE_AMEND, .note = 1, .put.replaces = 1 } },
		{ "amend another's", ERROR_NOT_YOURS, other,
		    { .message = MESSAGE_NOTE_AMEND, .note = 2, .writer = 2, .put.replaces = 2 } },
		{ "amend what never stood", ERROR_STALE, "event 2 stands",
		    { .message = MESSAGE_NOTE_AMEND, .note = 2, .put.replaces = 1 } },
		{ "amend into no room", ERROR_NO_ROOM, "rooms: WG-2, WG-5",
		    { .message = MESSAGE_NOTE_AMEND,
			.note = 2,
			.put = { .replaces = 2, .room = "WG-9" } } },
		{ "retract nothing", ERROR_NO_NOTE, "in session s1",
		    { .message = MESSAGE_NOTE_RETRACT, .note = 9, .put.replaces = 2 } },
		{ "retract another's", ERROR_NOT_YOURS, other,
		    { .message = MESSAGE_NOTE_RETRACT,
			.note = 2,
			.writer = 2,
			.put.replaces = 2 } },
		{ "retract what never stood", ERROR_STALE, "event 2 stands",
		    { .message = MESSAGE_NOTE_RETRACT, .note = 2, .put.replaces = 7 } },
		{ "close another session", ERROR_NO_SESSION, "s2",
		    { .message = MESSAGE_SESSION_CLOSE, .session = "s2" } },
		{ "open it twice", ERROR_SESSION_EXISTS, "s1",
		    { .message = MESSAGE_SESSION_OPEN } },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct step step = cases[i].step;
		step.id = 10;
		expect(cases[i].name, ask(scene, &step), cases[i].error, cases[i].detail);
		assert_int_equal(newest(scene), 2);
	}
}

static void a_programme_for_another_session_is_refused(void **state)
{
	struct scene *scene = *state;
	const struct programme whole = programme_whole();
	struct step step = { .id = 10, .session = "s2", .programme = &whole };
	static const enum message messages[] = { MESSAGE_SESSION_OPEN, MESSAGE_SESSION_UPDATE };
	for (size_t i = 0; i < COUNT(messages); i++) {
		step.message = messages[i];
		expect("another session's", ask(scene, &step), ERROR_PROGRAMME,
		    "session: the envelope names another");
	}
}

/* --- What is kept --------------------------------------------------------------------------------- */

static void what_a_note_leaves_open_the_programme_says(void **state)
{
	static const struct {
		const char *name;
		struct note_put put;
		uint32_t objective;
		const char *category;
		const char *lens;
	} cases[] = {
		{ "nothing said", { .room = "WG-2" }, 2, "challenge", NULL },
		{ "another room", { .room = "WG-5" }, 5, "challenge", NULL },
		{ "an objective of another room", { .room = "WG-5", .objective = 2 }, 2,
		    "challenge", NULL },
		{ "all said",
		    { .room = "WG-2", .objective = 5, .category = "practice", .lens = "youth" }, 5,
		    "practice", "youth" },
	};
	struct scene *scene = *state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct step step = { .id = 10 + (unsigned int)i, .put = cases[i].put };
		const struct command *command = ask(scene, &step);
		expect(cases[i].name, command, ERROR_NONE, NULL);
		struct event_note note = note_of(scene, command->place.number);
		assert_string_equal(note.room, cases[i].put.room);
		assert_int_equal(note.objective, cases[i].objective);
		assert_string_equal(note.category, cases[i].category);
		assert_int_equal(note.lens == NULL, cases[i].lens == NULL);
		if (note.lens != NULL)
			assert_string_equal(note.lens, cases[i].lens);
	}
}

static void a_notes_time_is_told_not_trusted(void **state)
{
	static const struct {
		const char *name;
		uint64_t age_ms;
		uint64_t time_ms;
		uint64_t expected_ms;
	} cases[] = {
		{ "now", 0, 0, OPENED_MS },
		{ "an hour ago", 3600000, 0, OPENED_MS - 3600000 },
		{ "older than time", UINT64_MAX, 0, 0 },
		{ "set outright", 3600000, 12345, 12345 },
	};
	struct scene *scene = *state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct step step = { .id = 10 + (unsigned int)i,
			.age_ms = cases[i].age_ms,
			.put.time_ms = cases[i].time_ms };
		const struct command *command = ask(scene, &step);
		expect(cases[i].name, command, ERROR_NONE, NULL);
		assert_int_equal(command->place.time_ms, OPENED_MS);
		assert_int_equal(command->place.number, 2 + i); /* order is arrival alone */
		assert_int_equal(
		    note_of(scene, command->place.number).time_ms, cases[i].expected_ms);
	}
}

static void batch_time_never_runs_backwards(void **state)
{
	struct scene *scene = *state;
	scene->now_ms = OPENED_MS - 3600000;
	const struct command *command = ask(scene, &(struct step){ .id = 2 });
	assert_int_equal(command->place.time_ms, OPENED_MS);
	assert_int_equal(note_of(scene, 2).time_ms, OPENED_MS);
	scene->now_ms = OPENED_MS + 5;
	command = ask(scene, &(struct step){ .id = 3 });
	assert_int_equal(command->place.time_ms, OPENED_MS + 5);
}

static void who_wrote_is_a_pseudonym_of_the_session(void **state)
{
	struct scene *scene = *state;
	(void)ask(
	    scene, &(struct step){ .id = 2, .message = MESSAGE_SESSION_OPEN, .session = "s2" });
	(void)ask(scene, &(struct step){ .id = 3 });
	(void)ask(scene, &(struct step){ .id = 4, .session = "s2" });
	uint8_t writer[WRITER_BYTES];
	bytes_fill(writer, WRITER_BYTES, 1);
	struct event_note here = note_of(scene, 3);
	struct event_note there = note_of(scene, 4);
	assert_memory_not_equal(here.writer, writer, WRITER_BYTES);
	assert_memory_not_equal(here.writer, there.writer, WRITER_BYTES);
}

/* --- Repeats -------------------------------------------------------------------------------------- */

static void a_repeat_gets_the_first_answer(void **state)
{
	struct scene *scene = *state;
	const struct step note = { .id = 2 };
	struct command first = *ask(scene, &note);
	assert_false(first.repeated);
	(void)ask(scene,
	    &(struct step){ .id = 3, .message = MESSAGE_NOTE_AMEND, .note = 2, .put.replaces = 2 });
	const struct step close = { .id = 4, .message = MESSAGE_SESSION_CLOSE };
	struct command closed = *ask(scene, &close);
	scene->now_ms += 1000;

	const struct command *again = ask(scene, &note);
	expect("the note again", again, ERROR_NONE, NULL);
	assert_true(again->repeated);
	assert_true(again->note.repeated);
	assert_string_equal(again->note.id, first.note.id);
	assert_int_equal(again->place.number, first.place.number);
	assert_int_equal(again->place.time_ms, first.place.time_ms);
	assert_memory_equal(again->place.hash, first.place.hash, HASH_BYTES);

	again = ask(scene, &close);
	expect("the closing again", again, ERROR_NONE, NULL);
	assert_int_equal(again->place.number, closed.place.number);
	again = ask(scene, &(struct step){ .id = 1, .message = MESSAGE_SESSION_OPEN });
	expect("the opening again", again, ERROR_NONE, NULL);
	assert_int_equal(again->place.number, 1);
	assert_int_equal(newest(scene), 4);
}

static void a_repeat_in_the_same_batch_is_there_once(void **state)
{
	struct scene *scene = *state;
	const struct step steps[] = { { .id = 2 }, { .id = 2 }, { .id = 3 }, { .id = 2 } };
	const struct command *all = ask_all(scene, steps, COUNT(steps));
	static const uint64_t numbers[] = { 2, 2, 3, 2 };
	for (size_t i = 0; i < COUNT(steps); i++) {
		expect("each", &all[i], ERROR_NONE, NULL);
		assert_int_equal(all[i].place.number, numbers[i]);
		assert_int_equal(all[i].repeated, i == 1 || i == 3);
	}
	assert_int_equal(session_of(scene, "s1").received, 2);
}

static void an_id_is_taken_by_its_first_use(void **state)
{
	struct scene *scene = *state;
	(void)ask(
	    scene, &(struct step){ .id = 2, .message = MESSAGE_SESSION_OPEN, .session = "s2" });
	(void)ask(scene, &(struct step){ .id = 3 });
	static const struct refused cases[] = {
		{ "another text", ERROR_ID_TAKEN, "by event 3", { .id = 3, .put.text = "Other" } },
		{ "another sender", ERROR_ID_TAKEN, "by event 3", { .id = 3, .writer = 2 } },
		{ "another session", ERROR_ID_TAKEN, "by event 3", { .id = 3, .session = "s2" } },
		{ "a note under an opening's", ERROR_ID_TAKEN, "by event 1", { .id = 1 } },
		{ "an update in an opening's words", ERROR_ID_TAKEN, "by event 1",
		    { .message = MESSAGE_SESSION_UPDATE, .id = 1 } },
		{ "a closing under a note's", ERROR_ID_TAKEN, "by event 3",
		    { .id = 3, .message = MESSAGE_SESSION_CLOSE } },
		{ "an opening under a note's", ERROR_ID_TAKEN, "by event 3",
		    { .id = 3, .message = MESSAGE_SESSION_OPEN, .session = "s3" } },
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		expect(cases[i].name, ask(scene, &cases[i].step), cases[i].error, cases[i].detail);
	assert_int_equal(newest(scene), 3);
}

/* --- Changes -------------------------------------------------------------------------------------- */

static void of_two_amendments_the_second_is_told_what_stands(void **state)
{
	struct scene *scene = *state;
	(void)ask(scene, &(struct step){ .id = 2 });
	const struct step both[] = {
		{ .id = 3,
		    .message = MESSAGE_NOTE_AMEND,
		    .note = 2,
		    .put = { .replaces = 2, .text = "From the laptop" } },
		{ .id = 4,
		    .message = MESSAGE_NOTE_AMEND,
		    .note = 2,
		    .put = { .replaces = 2, .text = "From the phone" } },
	};
	const struct command *all = ask_all(scene, both, 2);
	expect("the first", &all[0], ERROR_NONE, NULL);
	expect("the second", &all[1], ERROR_STALE, "event 3 stands");
	assert_int_equal(all[1].note.current, 3);
	assert_false(all[1].note.gone);
	assert_string_equal(all[1].note.text, "From the laptop");
	assert_string_equal(all[1].note.id, all[0].note.id);

	struct step again = both[1];
	again.id = 5;
	again.put.replaces = 3;
	expect("after a look", ask(scene, &again), ERROR_NONE, NULL);
	assert_string_equal(note_of(scene, 4).text, "From the phone");
	assert_int_equal(note_of(scene, 4).replaces, 3);
	assert_int_equal(session_of(scene, "s1").received, 1);
}

static void an_amended_note_keeps_its_time_and_may_move(void **state)
{
	struct scene *scene = *state;
	(void)ask(scene, &(struct step){ .id = 2, .age_ms = 60000 });
	scene->now_ms += 1000;
	struct step step = { .id = 3,
		.message = MESSAGE_NOTE_AMEND,
		.note = 2,
		.put = { .replaces = 2, .objective = 5 } };
	expect("moved", ask(scene, &step), ERROR_NONE, NULL);
	assert_int_equal(note_of(scene, 3).time_ms, OPENED_MS - 60000);
	assert_int_equal(note_of(scene, 3).objective, 5);
	/* It is found where it now stands. */
	step.id = 4;
	step.put = (struct note_put){ .replaces = 3, .objective = 2 };
	expect("moved back", ask(scene, &step), ERROR_NONE, NULL);
	step.id = 5;
	step.message = MESSAGE_NOTE_RETRACT;
	step.put.replaces = 4;
	expect("retracted", ask(scene, &step), ERROR_NONE, NULL);
}

static void a_retracted_note_is_gone_for_good(void **state)
{
	struct scene *scene = *state;
	(void)ask(scene, &(struct step){ .id = 2 });
	const struct step retract = {
		.id = 3, .message = MESSAGE_NOTE_RETRACT, .note = 2, .put.replaces = 2
	};
	expect("retracted", ask(scene, &retract), ERROR_NONE, NULL);
	assert_int_equal(session_of(scene, "s1").retracted, 1);
	static const enum message messages[] = { MESSAGE_NOTE_AMEND, MESSAGE_NOTE_RETRACT };
	for (size_t i = 0; i < COUNT(messages); i++) {
		const struct step late = { .id = 10 + (unsigned int)i,
			.message = messages[i],
			.note = 2,
			.put.replaces = 3 };
		const struct command *command = ask(scene, &late);
		expect("after it", command, ERROR_STALE, "event 3 stands");
		assert_true(command->note.gone);
		assert_null(command->note.text);
	}
	const struct command *again = ask(scene, &retract);
	expect("the same again", again, ERROR_NONE, NULL);
	assert_int_equal(again->place.number, 3);
	assert_int_equal(session_of(scene, "s1").retracted, 1);
	assert_int_equal(session_of(scene, "s1").received, 1);
}

/* --- Sessions ------------------------------------------------------------------------------------- */

static void after_the_closing_nothing_changes(void **state)
{
	struct scene *scene = *state;
	(void)ask(scene, &(struct step){ .id = 2 });
	const struct step steps[] = {
		{ .id = 3 },
		{ .id = 4, .message = MESSAGE_SESSION_CLOSE },
		{ .id = 5 },
		{ .id = 6, .message = MESSAGE_NOTE_AMEND, .note = 2, .put.replaces = 2 },
		{ .id = 7, .message = MESSAGE_NOTE_RETRACT, .note = 2, .put.replaces = 2 },
		{ .id = 8, .message = MESSAGE_SESSION_UPDATE },
		{ .id = 9, .message = MESSAGE_SESSION_CLOSE },
	};
	const struct command *all = ask_all(scene, steps, COUNT(steps));
	expect("before", &all[0], ERROR_NONE, NULL);
	expect("the closing", &all[1], ERROR_NONE, NULL);
	for (size_t i = 2; i < COUNT(steps); i++)
		expect("after", &all[i], ERROR_SESSION_CLOSED, "s1");
	assert_int_equal(session_of(scene, "s1").received, 2);
}

static void within_the_grace_a_note_is_late(void **state)
{
	static const struct {
		const char *name;
		uint64_t after_ms;
		enum error error;
	} cases[] = {
		{ "at once", 0, ERROR_NONE },
		{ "at the last moment", 59999, ERROR_NONE },
		{ "when the grace is over", 60000, ERROR_SESSION_CLOSED },
		{ "long after", 600000, ERROR_SESSION_CLOSED },
	};
	struct scene *scene = *state;
	(void)ask(scene, &(struct step){ .id = 2 });
	(void)ask(
	    scene, &(struct step){ .id = 3, .message = MESSAGE_SESSION_CLOSE, .grace_ms = 60000 });
	for (size_t i = 0; i < COUNT(cases); i++) {
		scene->now_ms = OPENED_MS + cases[i].after_ms;
		const struct step step = { .id = 10 + (unsigned int)i };
		const struct command *command = ask(scene, &step);
		expect(cases[i].name, command, cases[i].error, NULL);
		assert_int_equal(command->note.late, cases[i].error == ERROR_NONE);
		if (cases[i].error == ERROR_NONE)
			assert_true(note_of(scene, command->place.number).late);
	}
	const struct command *again = ask(scene, &(struct step){ .id = 10 });
	expect("a late one again", again, ERROR_NONE, NULL);
	assert_true(again->note.late);
	assert_int_equal(session_of(scene, "s1").late, 2);
	assert_int_equal(session_of(scene, "s1").received, 3);
}

static uint32_t only_two[] = { 2 };
static struct programme_room rooms_of_two[] = {
	{ .key = "WG-2", .round = 1, .objectives = only_two, .objective_count = 1 },
	{ .key = "WG-5", .round = 1, .objectives = only_two, .objective_count = 1 },
};

static void a_programme_keeps_what_notes_stand_under(void **state)
{
	static const struct note_put under = {
		.room = "WG-5", .category = "practice", .lens = "youth"
	};
	struct programme without[4];
	static const char *const details[] = { "objective 5", "room WG-5", "category practice",
		"lens youth" };
	for (size_t i = 0; i < COUNT(without); i++)
		without[i] = programme_whole();
	without[0].objective_count = 1;
	without[0].rooms = rooms_of_two;
	without[1].room_count = 1;
	without[2].category_count = 1;
	without[3].lens_count = 1;
	struct scene *scene = *state;
	(void)ask(scene, &(struct step){ .id = 2 });
	(void)ask(scene, &(struct step){ .id = 3, .put = under });
	for (size_t i = 0; i < COUNT(without); i++) {
		const struct step step = {
			.id = 10, .message = MESSAGE_SESSION_UPDATE, .programme = &without[i]
		};
		expect(details[i], ask(scene, &step), ERROR_IN_USE, details[i]);
	}
	(void)ask(scene,
	    &(struct step){
		.id = 4, .message = MESSAGE_NOTE_RETRACT, .note = 3, .put.replaces = 3 });
	for (size_t i = 0; i < COUNT(without); i++) {
		const struct step step = { .id = 20 + (unsigned int)i,
			.message = MESSAGE_SESSION_UPDATE,
			.programme = &without[i] };
		const struct command *command = ask(scene, &step);
		expect("once nothing stands there", command, ERROR_NONE, NULL);
		assert_int_equal(session_of(scene, "s1").programme, command->place.number);
	}
	/* From its own batch on the new one decides. */
	expect("a lens of the old one", ask(scene, &(struct step){ .id = 30, .put.lens = "youth" }),
	    ERROR_NO_LENS, "lenses: gender");
}

static void more_sessions_than_are_kept_decoded_take_turns(void **state)
{
	struct scene *scene = *state;
	enum { SESSIONS = 40 };
	for (unsigned int i = 2; i <= SESSIONS; i++) {
		char key[16];
		(void)snprintf(key, sizeof key, "s%u", i);
		const struct step steps[] = {
			{ .id = i, .message = MESSAGE_SESSION_OPEN, .session = key },
			{ .id = 100 + i, .session = key },
			{ .id = 200 + i },
		};
		const struct command *all = ask_all(scene, steps, COUNT(steps));
		for (size_t step = 0; step < COUNT(steps); step++)
			expect(key, &all[step], ERROR_NONE, NULL);
		assert_int_equal(session_of(scene, key).place, i);
	}
	assert_int_equal(session_of(scene, "s1").received, SESSIONS - 1);
	assert_int_equal(session_of(scene, "s2").received, 1);
}

/* --- Batches -------------------------------------------------------------------------------------- */

static void a_wrong_command_harms_no_other(void **state)
{
	struct scene *scene = *state;
	const struct step steps[] = {
		{ .id = 2 },
		{ .id = 3, .put.room = "WG-9" },
		{ .id = 4, .session = "nowhere" },
		{ .id = 5 },
		{ .id = 6, .message = MESSAGE_NOTE_RETRACT, .note = 9, .put.replaces = 1 },
		{ .id = 7 },
	};
	static const uint64_t numbers[] = { 2, 0, 0, 3, 0, 4 };
	const struct command *all = ask_all(scene, steps, COUNT(steps));
	for (size_t i = 0; i < COUNT(steps); i++)
		assert_int_equal(all[i].place.number, numbers[i]);
	assert_int_equal(newest(scene), 4);
}

static void batches_play(struct scene *scene)
{
	const struct step first[] = { { .id = 1, .message = MESSAGE_SESSION_OPEN }, { .id = 2 },
		{ .id = 3, .writer = 2, .put = { .room = "WG-5", .lens = "youth" } } };
	const struct step second[] = {
		{ .id = 4, .message = MESSAGE_NOTE_AMEND, .note = 2, .put.replaces = 2 },
		{ .id = 5,
		    .message = MESSAGE_NOTE_RETRACT,
		    .note = 3,
		    .writer = 2,
		    .put.replaces = 3 },
		{ .id = 6, .put.room = "WG-9" },
		{ .id = 7, .message = MESSAGE_SESSION_UPDATE },
		{ .id = 8, .message = MESSAGE_SESSION_CLOSE, .grace_ms = 1000 },
		{ .id = 9 },
	};
	(void)ask_all(scene, first, COUNT(first));
	scene->now_ms += 500;
	(void)ask_all(scene, second, COUNT(second));
}

static void the_same_batches_give_the_same_events(void **state)
{
	(void)state;
	struct scene *memory = scene_open(false);
	struct scene *folder = scene_open(true);
	batches_play(memory);
	batches_play(folder);
	struct journal_place one = journal_newest(memory->ground->journal);
	struct journal_place other = journal_newest(folder->ground->journal);
	assert_int_equal(one.number, 8);
	assert_int_equal(other.number, one.number);
	assert_memory_equal(other.hash, one.hash, HASH_BYTES);
	assert_int_equal(other.time_ms, one.time_ms);
	scene_close(memory);
	scene_close(folder);
}

#define WITH_SESSION(test) cmocka_unit_test_setup_teardown(test, open_session, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SESSION(a_note_that_does_not_fit_is_refused),
		WITH_SESSION(a_change_that_does_not_fit_is_refused),
		WITH_SESSION(a_programme_for_another_session_is_refused),
		WITH_SESSION(what_a_note_leaves_open_the_programme_says),
		WITH_SESSION(a_notes_time_is_told_not_trusted),
		WITH_SESSION(batch_time_never_runs_backwards),
		WITH_SESSION(who_wrote_is_a_pseudonym_of_the_session),
		WITH_SESSION(a_repeat_gets_the_first_answer),
		WITH_SESSION(a_repeat_in_the_same_batch_is_there_once),
		WITH_SESSION(an_id_is_taken_by_its_first_use),
		WITH_SESSION(of_two_amendments_the_second_is_told_what_stands),
		WITH_SESSION(an_amended_note_keeps_its_time_and_may_move),
		WITH_SESSION(a_retracted_note_is_gone_for_good),
		WITH_SESSION(after_the_closing_nothing_changes),
		WITH_SESSION(within_the_grace_a_note_is_late),
		WITH_SESSION(a_programme_keeps_what_notes_stand_under),
		WITH_SESSION(more_sessions_than_are_kept_decoded_take_turns),
		WITH_SESSION(a_wrong_command_harms_no_other),
		cmocka_unit_test(the_same_batches_give_the_same_events),
	};
	return cmocka_run_group_tests_name("apply", tests, NULL, NULL);
}
