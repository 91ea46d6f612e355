/* tests/unit/press_fold_test.c - what the press makes of a poisoned event and of one that cannot be read. */
#include "broker/press/press_internal.h"
#include "tests/unit/apply_fixture.h"

struct reader {
	struct scene *scene;
	struct press_shared shared;
	struct press_session *sessions[4];
	struct press press;
};

static void reader_begin(struct reader *reader, struct scene *scene)
{
	*reader = (struct reader){ .scene = scene };
	reader->press = (struct press){ .journal = scene->ground->journal,
		.shared = &reader->shared,
		.sessions = reader->sessions,
		.next = 1 };
	arena_init(&reader->press.arena, 1 << 20);
}

static void reader_end(struct reader *reader)
{
	for (size_t i = 0; i < reader->press.session_count; i++) {
		press_session_close(reader->sessions[i]);
	}
	names_close(reader->press.names);
	arena_close(&reader->press.arena);
}

static void fold_all(struct reader *reader)
{
	enum journal_result result = JOURNAL_OK;
	while (result == JOURNAL_OK)
		result = press_fold(&reader->press, 2); /* in slices, as the press does */
	assert_int_equal(result, JOURNAL_ABSENT);
	struct journal_place newest_place = journal_newest(reader->scene->ground->journal);
	assert_int_equal(reader->press.folded.number, newest_place.number);
	assert_memory_equal(reader->press.folded.hash, newest_place.hash, HASH_BYTES);
	assert_int_equal(atomic_load(&reader->shared.folding), 0);
}

static struct synthesis_objective objective_two(struct reader *reader, struct arena *arena)
{
	struct synthesis_objective objective;
	arena_init(arena, 1 << 20);
	assert_int_equal(reader->press.session_count, 1);
	assert_int_equal(synthesis_read(reader->sessions[0]->synthesis, 0, true, arena, &objective),
	    SYNTHESIS_OK);
	return objective;
}

static void three_notes(struct scene *scene)
{
	const struct step steps[] = { { .id = 2, .put.text = "Wages at home are too low" },
		{ .id = 3, .put.text = "Flood funds come too late" },
		{ .id = 4, .put.text = "Consulates lack trained staff" } };
	(void)ask_all(scene, steps, COUNT(steps));
}

static void a_poisoned_event_is_listed_as_unplaced(void **state)
{
	struct scene *scene = *state;
	struct reader reader;
	struct arena arena;
	three_notes(scene);
	reader_begin(&reader, scene);
	reader.shared.skip[reader.shared.skip_count++] = 3;
	fold_all(&reader);
	struct synthesis_objective objective = objective_two(&reader, &arena);
	assert_int_equal(objective.point_count, 2);
	assert_int_equal(objective.counts[NOTE_IN_POINT], 2);
	assert_int_equal(objective.counts[NOTE_UNPLACED], 1);
	size_t listed = 0;
	for (size_t i = 0; i < objective.note_count; i++) {
		if (objective.notes[i].number != 3)
			continue;
		listed++;
		assert_int_equal(objective.notes[i].place, NOTE_UNPLACED);
		assert_non_null(objective.notes[i].reason);
	}
	assert_int_equal(listed, 1);
	assert_int_equal(atomic_load(&reader.shared.damaged), 0);
	arena_close(&arena);
	reader_end(&reader);
}

/* An event whose bytes are whole and say nothing: its checksum is right. */
static enum journal_result add_nonsense(void *context, struct journal_txn *txn)
{
	static const uint8_t nonsense[] = { 0x81, 0xa1, 'q', 0x01 };
	uint8_t salt[SALT_BYTES] = { 0 };
	struct event_head head = { .type = EVENT_NOTE_SUBMITTED, .session = "s1" };
	struct journal_place place;
	(void)context;
	head.time_ms = OPENED_MS;
	return journal_event_add(txn, &head, salt, nonsense, sizeof nonsense, NULL, 0, &place);
}

static void an_event_that_cannot_be_read_is_passed_over(void **state)
{
	(void)state;
	struct scene *scene = scene_open(false);
	struct reader reader;
	struct arena arena;
	(void)ask(scene, &(struct step){ .message = MESSAGE_SESSION_OPEN, .id = 1 });
	assert_int_equal(append(scene->ground->journal, add_nonsense, NULL), JOURNAL_OK);
	three_notes(scene);
	assert_int_equal(append(scene->ground->journal, add_nonsense, NULL), JOURNAL_OK);
	reader_begin(&reader, scene);
	fold_all(&reader); /* also where the newest is the one */
	assert_int_equal(atomic_load(&reader.shared.damaged), 2);
	struct synthesis_objective objective = objective_two(&reader, &arena);
	assert_int_equal(objective.point_count, 3);
	assert_int_equal(objective.counts[NOTE_IN_POINT], 3);
	arena_close(&arena);
	reader_end(&reader);
	scene_leave(scene);
}

/* Events: 2 to 4 submit, 5 amends the second note, 6 retracts the third. */
static void an_erased_note_is_counted_where_its_view_says(void **state)
{
	static const struct {
		const char *name;
		uint64_t numbers[3];
		size_t count;
		uint32_t in_point;
		uint32_t retracted;
		uint32_t redacted;
	} cases[] = {
		{ "nothing", { 0 }, 0, 2, 1, 0 },
		{ "what was said before an amendment", { 3 }, 1, 2, 1, 0 },
		{ "and the amendment", { 3, 5 }, 2, 1, 1, 1 },
		{ "a note that was never amended", { 2 }, 1, 0, 1, 2 },
		{ "what was retracted", { 4 }, 1, 0, 1, 2 },
		{ "and its retraction", { 4, 6 }, 2, 0, 1, 2 },
	};
	struct scene *scene = *state;
	three_notes(scene);
	(void)ask(scene,
	    &(struct step){ .id = 5,
		.message = MESSAGE_NOTE_AMEND,
		.note = 3,
		.put.replaces = 3,
		.put.text = "Flood funds come a year too late" });
	(void)ask(scene,
	    &(struct step){
		.id = 6, .message = MESSAGE_NOTE_RETRACT, .note = 4, .put.replaces = 4 });
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct reader reader;
		struct arena arena;
		assert_int_equal(
		    journal_erase_bodies(scene->ground->journal, cases[i].numbers, cases[i].count),
		    JOURNAL_OK);
		reader_begin(&reader, scene);
		fold_all(&reader);
		struct synthesis_objective objective = objective_two(&reader, &arena);
		if (objective.counts[NOTE_IN_POINT] != cases[i].in_point ||
		    objective.counts[NOTE_RETRACTED] != cases[i].retracted ||
		    objective.counts[NOTE_REDACTED] != cases[i].redacted)
			fail_msg("%s: in points %u, retracted %u, redacted %u", cases[i].name,
			    (unsigned int)objective.counts[NOTE_IN_POINT],
			    (unsigned int)objective.counts[NOTE_RETRACTED],
			    (unsigned int)objective.counts[NOTE_REDACTED]);
		assert_int_equal(session_of(scene, "s1").redacted, cases[i].redacted);
		arena_close(&arena);
		reader_end(&reader);
	}
}

static void a_late_note_that_is_amended_stays_late_until_it_is_admitted(void **state)
{
	struct scene *scene = *state;
	struct reader reader;
	struct arena arena;
	three_notes(scene);
	(void)ask(scene,
	    &(struct step){ .id = 10, .message = MESSAGE_SESSION_CLOSE, .grace_ms = 3600000 });
	const struct command *late =
	    ask(scene, &(struct step){ .id = 11, .put.text = "Wages came late" });
	uint64_t number = late->place.number;
	assert_true(late->note.late);
	(void)ask(scene, &(struct step){ .id = 12, .message = MESSAGE_SESSION_REOPEN });
	expect("amend",
	    ask(scene,
		&(struct step){ .id = 13,
		    .message = MESSAGE_NOTE_AMEND,
		    .note = 11,
		    .put.replaces = number,
		    .put.text = "Wages came very late" }),
	    ERROR_NONE, NULL);
	for (int admitted = 0; admitted < 2; admitted++) {
		if (admitted == 1) {
			const struct step steps[] = { { .id = 14,
							  .message = MESSAGE_SESSION_CLOSE },
				{ .id = 15, .message = MESSAGE_SESSION_ADMIT } };
			for (size_t i = 0; i < COUNT(steps); i++)
				expect("admit", ask(scene, &steps[i]), ERROR_NONE, NULL);
		}
		reader_begin(&reader, scene);
		fold_all(&reader);
		struct synthesis_objective objective = objective_two(&reader, &arena);
		assert_int_equal(objective.counts[NOTE_LATE], 1 - admitted);
		assert_int_equal(session_of(scene, "s1").late, 1 - admitted);
		assert_int_equal(objective.counts[NOTE_IN_POINT], 3 + admitted);
		arena_close(&arena);
		reader_end(&reader);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_poisoned_event_is_listed_as_unplaced, open_session, close_scene),
		cmocka_unit_test_setup_teardown(
		    an_erased_note_is_counted_where_its_view_says, open_session, close_scene),
		cmocka_unit_test(an_event_that_cannot_be_read_is_passed_over),
		cmocka_unit_test_setup_teardown(
		    a_late_note_that_is_amended_stays_late_until_it_is_admitted, open_session,
		    close_scene),
	};
	return cmocka_run_group_tests_name("press_fold", tests, NULL, NULL);
}
