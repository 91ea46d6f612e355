/* tests/unit/apply_close_test.c - closing, reopening, admitting; and what the press made of it. */
#include "tests/unit/apply_fixture.h"

#include "proto/grouping.h"

static const struct step close_step = {
	.id = 40, .message = MESSAGE_SESSION_CLOSE, .grace_ms = 60000
};
static const struct made_with with_vectors = { .digest = { 1 }, .text = "vectors: here\n" };
static const struct made_with without_vectors = { .digest = { 2 }, .text = "vectors: none\n" };

/* A batch of what the press says; nobody asked. */
static uint32_t tell(struct scene *scene, const struct record *record)
{
	scene->batch.record = *record;
	scene->batch.count = 0;
	scene->batch.time_ms = scene->now_ms;
	assert_int_equal(append(scene->ground->journal, scene_apply, scene), JOURNAL_OK);
	scene->batch.record.kind = RECORD_NONE;
	return scene->batch.record.kept;
}

/* A grouping of the given notes: each a point of its own, or late. */
static struct buffer grouping_of(const uint64_t *numbers, size_t count, uint64_t late)
{
	struct buffer record;
	struct arena arena;
	struct synthesis_note notes[8];
	struct synthesis_point points[8];
	assert_true(count < 8);
	for (size_t i = 0; i < count + (late > 0 ? 1 : 0); i++) {
		notes[i] = (struct synthesis_note){ .number = i < count ? numbers[i] : late,
			.place = i < count ? NOTE_IN_POINT : NOTE_LATE };
		snprintf(notes[i].id, sizeof notes[i].id, "n%011u", (unsigned)notes[i].number);
		points[i] = (struct synthesis_point){ .category = "challenge",
			.notes = (const char(*)[PUBLIC_ID_CHARS + 1]) & notes[i].id,
			.note_count = 1 };
		memcpy(points[i].id, notes[i].id, sizeof points[i].id);
		memcpy(points[i].statement_note, notes[i].id, sizeof points[i].id);
	}
	const struct synthesis_objective two = { .number = 2,
		.whole = true,
		.points = points,
		.point_count = count,
		.notes = notes,
		.note_count = count + (late > 0 ? 1 : 0) };
	buffer_init(&record, 1 << 16);
	arena_init(&arena, 1 << 20);
	assert_true(grouping_objective_encode(&two, UINT64_MAX, &arena, &record));
	arena_close(&arena);
	return record;
}

static struct record record_of(const struct buffer *grouping, uint64_t at)
{
	return (struct record){ .kind = RECORD_GROUPING,
		.session = "s1",
		.at = at,
		.bytes = grouping->bytes,
		.size = grouping->size };
}

static void what_it_is_made_with_is_said_once_and_when_it_changes(void **state)
{
	(void)state;
	struct scene *scene = scene_open(false);
	const struct step open_one = { .id = 1, .message = MESSAGE_SESSION_OPEN };
	const struct step open_two = { .id = 2, .message = MESSAGE_SESSION_OPEN, .session = "s2" };
	const struct record made = { .kind = RECORD_MADE_WITH };
	expect("before it is known", ask(scene, &open_one), ERROR_NONE, NULL);
	assert_int_equal(session_of(scene, "s1").made, 0);
	scene->batch.made = &with_vectors;
	expect("after", ask(scene, &open_two), ERROR_NONE, NULL);
	assert_int_equal(
	    scene->commands[0].place.number, 2); /* of the opening, not of what follows */
	assert_int_equal(session_of(scene, "s2").made, 3);
	assert_int_equal(tell(scene, &made), 1);
	assert_int_equal(session_of(scene, "s1").made, 4);
	assert_int_equal(tell(scene, &made), 0);
	assert_int_equal(newest(scene), 4);
	expect("s1 closes", ask(scene, &close_step), ERROR_NONE, NULL);
	scene->batch.made = &without_vectors;
	assert_int_equal(tell(scene, &made), 1); /* a closed session is not made any more */
	struct view_session two = session_of(scene, "s2");
	assert_memory_equal(two.made_first, with_vectors.digest, MADE_WITH_BYTES);
	assert_memory_equal(two.made_now, without_vectors.digest, MADE_WITH_BYTES);
	const struct step reopen = { .id = 3, .message = MESSAGE_SESSION_REOPEN };
	expect("s1 opens again", ask(scene, &reopen), ERROR_NONE, NULL);
	assert_memory_equal(
	    session_of(scene, "s1").made_now, without_vectors.digest, MADE_WITH_BYTES);
	assert_int_equal(newest(scene), 8);
	scene_close(scene);
}

static void a_grouping_is_kept_once_and_only_when_it_is_due(void **state)
{
	struct scene *scene = *state;
	const struct step first = { .id = 2 };
	const struct step second = { .id = 3 };
	expect("note 2", ask(scene, &first), ERROR_NONE, NULL);
	expect("note 3", ask(scene, &second), ERROR_NONE, NULL);
	struct buffer grouping = grouping_of((const uint64_t[]){ 2, 3 }, 2, 0);
	struct record record = record_of(&grouping, 4);
	assert_int_equal(tell(scene, &record), 0); /* it is open */
	expect("close", ask(scene, &close_step), ERROR_NONE, NULL);
	assert_int_equal(session_of(scene, "s1").final, 4);
	record.at = 3;
	assert_int_equal(tell(scene, &record), 0); /* as of another event */
	record.at = 4;
	record.size--;
	assert_int_equal(tell(scene, &record), 0); /* cut short */
	record.size++;
	memcpy(record.session, "s9", 3);
	assert_int_equal(tell(scene, &record), 0);
	memcpy(record.session, "s1", 3);
	const struct step late = { .id = 5 };
	expect("a late note", ask(scene, &late), ERROR_NONE, NULL);
	assert_int_equal(tell(scene, &record), 1);
	assert_int_equal(session_of(scene, "s1").grouping, 6);
	assert_int_equal(tell(scene, &record), 0);
	buffer_close(&grouping);
}

static void admitting_takes_in_what_is_late_and_asks_for_another_grouping(void **state)
{
	struct scene *scene = *state;
	const struct step admit = { .id = 10, .message = MESSAGE_SESSION_ADMIT };
	const struct step note = { .id = 2 };
	const struct step late = { .id = 3 };
	expect("nothing is late", ask(scene, &admit), ERROR_NO_NOTE, "no note is late");
	expect("a note", ask(scene, &note), ERROR_NONE, NULL);
	expect("close", ask(scene, &close_step), ERROR_NONE, NULL);
	expect("a late one", ask(scene, &late), ERROR_NONE, NULL);
	assert_int_equal(session_of(scene, "s1").late, 1);
	expect("admit", ask(scene, &admit), ERROR_NONE, NULL);
	struct view_session session = session_of(scene, "s1");
	assert_int_equal(session.late, 0);
	assert_int_equal(session.final, 5);
	assert_int_equal(session.grouping, 0);
	expect("the same again", ask(scene, &admit), ERROR_NONE, NULL);
	assert_true(scene->commands[0].repeated);
	struct buffer grouping = grouping_of((const uint64_t[]){ 2, 4 }, 2, 0);
	const struct record record = record_of(&grouping, 5);
	assert_int_equal(tell(scene, &record), 1);
	buffer_close(&grouping);
}

static void reopening_needs_a_closed_session(void **state)
{
	struct scene *scene = *state;
	const struct step reopen = { .id = 10, .message = MESSAGE_SESSION_REOPEN };
	const struct step again = { .id = 11, .message = MESSAGE_SESSION_REOPEN };
	const struct step note = { .id = 2 };
	expect("it is open", ask(scene, &reopen), ERROR_SESSION_OPEN, "s1");
	expect("close", ask(scene, &close_step), ERROR_NONE, NULL);
	expect("reopen", ask(scene, &again), ERROR_NONE, NULL);
	struct view_session session = session_of(scene, "s1");
	assert_int_equal(session.state, SESSION_OPEN);
	assert_int_equal(session.closed, 0);
	assert_int_equal(session.final, 0);
	expect("a note", ask(scene, &note), ERROR_NONE, NULL);
	assert_false(scene->commands[0].note.late);
}

/* The reasons quote the notes: what is erased of one is erased of them. */
static void an_erased_note_takes_the_groupings_with_it(void **state)
{
	(void)state;
	struct scene *scene = scene_open(true);
	const struct step open_one = { .id = 1, .message = MESSAGE_SESSION_OPEN };
	const struct step note = { .id = 2 };
	expect("open", ask(scene, &open_one), ERROR_NONE, NULL);
	expect("a note", ask(scene, &note), ERROR_NONE, NULL);
	expect("close", ask(scene, &close_step), ERROR_NONE, NULL);
	struct buffer grouping = grouping_of((const uint64_t[]){ 2 }, 1, 0);
	const struct record record = record_of(&grouping, 3);
	assert_int_equal(tell(scene, &record), 1);
	const uint64_t erased[] = { 2 };
	assert_int_equal(journal_erase_bodies(scene->ground->journal, erased, 1), JOURNAL_OK);
	assert_int_equal(session_of(scene, "s1").grouping, 0);
	struct journal_txn *txn = reading(scene->ground->journal);
	struct journal_event event;
	assert_int_equal(journal_event_get(txn, 4, &event), JOURNAL_OK);
	assert_null(event.body);
	journal_end(txn);
	assert_int_equal(tell(scene, &record), 1); /* another may be recorded */
	buffer_close(&grouping);
	scene_leave(scene); /* what was recorded here is not what the erasure left */
}

static void the_check_finds_a_grouping_that_lacks_a_note(void **state)
{
	static const struct {
		const char *name;
		uint64_t notes[3];
		size_t count;
		uint64_t late;
	} cases[] = {
		{ "one is missing", { 2 }, 1, 0 },
		{ "one is there twice", { 2, 3, 3 }, 3, 0 },
		{ "one that never came", { 2, 3, 9 }, 3, 0 },
		{ "one is said to be late", { 2 }, 1, 3 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct journal_check check;
		struct scene *scene = scene_open(false);
		const struct step open_one = { .id = 1, .message = MESSAGE_SESSION_OPEN };
		const struct step notes[] = { { .id = 2 }, { .id = 3 } };
		(void)ask(scene, &open_one);
		(void)ask_all(scene, notes, 2);
		(void)ask(scene, &close_step);
		struct buffer grouping = grouping_of(cases[i].notes, cases[i].count, cases[i].late);
		const struct record record = record_of(&grouping, 4);
		assert_int_equal(tell(scene, &record), 1);
		if (journal_check(scene->ground->journal, &check, NULL, NULL) != JOURNAL_DAMAGED)
			fail_msg("%s: not found", cases[i].name);
		buffer_close(&grouping);
		scene_leave(scene);
	}
}

#define WITH_SESSION(test) cmocka_unit_test_setup_teardown(test, open_session, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_it_is_made_with_is_said_once_and_when_it_changes),
		WITH_SESSION(a_grouping_is_kept_once_and_only_when_it_is_due),
		WITH_SESSION(admitting_takes_in_what_is_late_and_asks_for_another_grouping),
		WITH_SESSION(reopening_needs_a_closed_session),
		cmocka_unit_test(an_erased_note_takes_the_groupings_with_it),
		cmocka_unit_test(the_check_finds_a_grouping_that_lacks_a_note),
	};
	return cmocka_run_group_tests_name("apply_close", tests, NULL, NULL);
}
