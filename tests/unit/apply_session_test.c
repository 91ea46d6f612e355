/* tests/unit/apply_session_test.c - opening and updating sessions, and how many there may be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/apply_fixture.h"

static uint32_t only_two[] = { 2 };
static struct programme_room rooms_of_two[] = {
	{ .key = "WG-2", .round = 1, .objectives = only_two, .objective_count = 1 },
	{ .key = "WG-5", .round = 1, .objectives = only_two, .objective_count = 1 },
};

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

static void as_many_sessions_as_may_be_and_not_one_more(void **state)
{
	struct scene *scene = *state;
	for (unsigned int i = 2; i <= SESSIONS_MAX + 1; i++) {
		char key[32];
		char detail[32] = "";
		bool one_more = i == SESSIONS_MAX + 1;
		(void)snprintf(key, sizeof key, "s%u", i);
		if (one_more)
			(void)snprintf(detail, sizeof detail, "%u sessions", SESSIONS_MAX);
		const struct step open = {
			.message = MESSAGE_SESSION_OPEN, .id = i, .session = key
		};
		expect(key, ask(scene, &open), one_more ? ERROR_TOO_MANY_SESSIONS : ERROR_NONE,
		    one_more ? detail : NULL);
	}
	/* Those that are there go on, and a repeat has its answer. */
	const struct step note = { .id = 60000 };
	expect("a note", ask(scene, &note), ERROR_NONE, NULL);
	const struct step again = { .message = MESSAGE_SESSION_OPEN, .id = 1 };
	expect("a repeat", ask(scene, &again), ERROR_NONE, NULL);
	assert_int_equal(newest(scene), SESSIONS_MAX + 1);
}

#define WITH_SESSION(test) cmocka_unit_test_setup_teardown(test, open_session, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SESSION(a_programme_for_another_session_is_refused),
		WITH_SESSION(a_programme_keeps_what_notes_stand_under),
		WITH_SESSION(more_sessions_than_are_kept_decoded_take_turns),
		WITH_SESSION(as_many_sessions_as_may_be_and_not_one_more),
	};
	return cmocka_run_group_tests_name("apply_session", tests, NULL, NULL);
}
