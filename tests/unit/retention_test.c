/* tests/unit/retention_test.c - how long what was said is kept: in words, and when its time has come. */
#include "tests/unit/apply_fixture.h"

#include "proto/grouping.h"

#define DAY_MS (24ull * 3600 * 1000)

static void words_are_read_and_written(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum retention retention;
		uint32_t days;
	} good[] = {
		{ "keep notes 90 days after close", RETENTION_NOTES, 90 },
		{ "keep notes 90 days after close, keep the report", RETENTION_REPORT, 90 },
		{ "keep the session 1 day after close", RETENTION_SESSION, 1 },
		{ "keep notes 36525 days after close", RETENTION_NOTES, RETENTION_DAYS_MAX },
	};
	static const char *const bad[] = { "", "keep", "keep notes",
		"keep notes 0 days after close", "keep notes 36526 days after close",
		"keep notes 1 days after close", "keep notes 2 day after close",
		"keep notes 90 days after close, keep the reports",
		"keep notes 90 days after close ", "keep notes -1 days after close",
		"keep notes 99999999999999999999 days after close",
		"keep the session 90 days after close, keep the report" };
	for (size_t i = 0; i < COUNT(good); i++) {
		enum retention retention = RETENTION_NONE;
		uint32_t days = 0;
		char text[RETENTION_TEXT_BYTES];
		assert_true(retention_parse(good[i].text, &retention, &days));
		assert_int_equal(retention, good[i].retention);
		assert_int_equal(days, good[i].days);
		retention_text(retention, days, text);
		assert_string_equal(text, good[i].text);
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		enum retention retention = RETENTION_NONE;
		uint32_t days = 0;
		if (retention_parse(bad[i], &retention, &days) || days != 0)
			fail_msg("\"%s\" is taken", bad[i]);
	}
}

/* Events: 1 opens session s1 with the retention, 2 and 3 are notes, 4 closes. */
static struct scene *closed(enum retention retention)
{
	struct scene *scene = scene_open(false);
	struct programme programme = programme_whole();
	programme.retention = retention;
	programme.retention_days = 90;
	const struct step steps[] = {
		{ .id = 1, .message = MESSAGE_SESSION_OPEN, .programme = &programme },
		{ .id = 2 },
		{ .id = 3 },
		{ .id = 4, .message = MESSAGE_SESSION_CLOSE, .grace_ms = DAY_MS },
	};
	for (size_t i = 0; i < COUNT(steps); i++)
		expect("a step", ask(scene, &steps[i]), ERROR_NONE, NULL);
	return scene;
}

static uint32_t tell(struct scene *scene, const struct record *record)
{
	scene->batch.record = *record;
	(void)ask_all(scene, NULL, 0);
	scene->batch.record.kind = RECORD_NONE;
	return scene->batch.record.kept;
}

static uint32_t look(struct scene *scene, uint64_t after_ms)
{
	const struct record expiry = { .kind = RECORD_EXPIRY, .session = "s1" };
	scene->now_ms = OPENED_MS + after_ms;
	return tell(scene, &expiry);
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

static void notes_go_when_their_time_is_over_and_once(void **state)
{
	(void)state;
	struct scene *scene = closed(RETENTION_NOTES);
	assert_int_equal(look(scene, 90 * DAY_MS - 1), 0);
	assert_true(has_body(scene, 2));
	assert_int_equal(look(scene, 90 * DAY_MS), 1);
	struct view_session session = session_of(scene, "s1");
	assert_int_equal(session.redacted, 2);
	assert_int_equal(session.expired, 5);
	assert_int_equal(session.final, 5);
	assert_int_equal(session_expires_ms(&session), 0);
	assert_false(has_body(scene, 2));
	assert_false(has_body(scene, 3));
	assert_true(has_body(scene, 5));
	assert_int_equal(look(scene, 900 * DAY_MS), 0);
	assert_int_equal(journal_erase_finish(scene->ground->journal), JOURNAL_OK);
	scene_close(scene);
}

/* What people made of the notes goes with them. */
static void versions_of_the_report_go_with_the_notes(void **state)
{
	(void)state;
	struct scene *scene = closed(RETENTION_NOTES);
	struct buffer version;
	buffer_init(&version, 64);
	buffer_add(&version, "\x81\xa1k\x02", 4);
	const struct step adopt = { .id = 9, .message = MESSAGE_REPORT_ADOPT, .version = &version };
	const struct command *command = ask(scene, &adopt);
	expect("adopt", command, ERROR_NONE, NULL);
	uint64_t number = command->place.number;
	const struct step freeze = { .id = 10, .message = MESSAGE_REPORT_FREEZE, .frozen = number };
	expect("freeze", ask(scene, &freeze), ERROR_NONE, NULL);
	assert_int_equal(look(scene, 90 * DAY_MS), 1);
	struct view_session session = session_of(scene, "s1");
	assert_int_equal(session.version_count, 0);
	assert_int_equal(session.frozen, 0);
	assert_false(has_body(scene, number));
	assert_int_equal(journal_erase_finish(scene->ground->journal), JOURNAL_OK);
	buffer_close(&version);
	scene_close(scene);
}

/* Two notes in one point, whose words are those of note 3. */
static struct buffer grouping_of_both(void)
{
	struct buffer record;
	struct arena arena;
	struct synthesis_note notes[] = {
		{ .id = "n00000000002", .number = 2, .place = NOTE_IN_POINT },
		{ .id = "n00000000003", .number = 3, .place = NOTE_IN_POINT },
	};
	static const char ids[][PUBLIC_ID_CHARS + 1] = { "n00000000002", "n00000000003" };
	struct synthesis_point point = { .id = "p00000000002",
		.category = "challenge",
		.statement_note = "n00000000003",
		.notes = ids,
		.note_count = COUNT(ids) };
	const struct synthesis_objective two = { .number = 2,
		.whole = true,
		.counts = { 2 },
		.points = &point,
		.point_count = 1,
		.notes = notes,
		.note_count = COUNT(notes) };
	buffer_init(&record, 1 << 16);
	arena_init(&arena, 1 << 20);
	assert_true(grouping_objective_encode(&two, UINT64_MAX, &arena, &record));
	arena_close(&arena);
	return record;
}

static void the_words_of_the_report_stay(void **state)
{
	(void)state;
	struct scene *scene = closed(RETENTION_REPORT);
	struct buffer grouping = grouping_of_both();
	const struct record record = { .kind = RECORD_GROUPING,
		.session = "s1",
		.at = 4,
		.bytes = grouping.bytes,
		.size = grouping.size };
	assert_int_equal(look(scene, 90 * DAY_MS), 0); /* what they are is not known yet */
	assert_int_equal(tell(scene, &record), 1);
	assert_int_equal(look(scene, 90 * DAY_MS), 1);
	assert_false(has_body(scene, 2));
	assert_true(has_body(scene, 3));
	assert_int_equal(session_of(scene, "s1").redacted, 1);
	assert_int_equal(session_of(scene, "s1").grouping, 0);
	assert_int_equal(journal_erase_finish(scene->ground->journal), JOURNAL_OK);
	assert_false(has_body(scene, 5)); /* the grouping quotes what is gone */
	buffer_close(&grouping);
	scene_close(scene);
}

static void what_comes_after_reopening_is_kept_as_long(void **state)
{
	(void)state;
	struct scene *scene = closed(RETENTION_NOTES);
	const struct step steps[] = {
		{ .id = 8, .message = MESSAGE_SESSION_REOPEN },
		{ .id = 9 },
		{ .id = 10, .message = MESSAGE_SESSION_CLOSE },
	};
	assert_int_equal(look(scene, 90 * DAY_MS), 1);
	for (size_t i = 0; i < COUNT(steps); i++)
		expect("a step", ask(scene, &steps[i]), ERROR_NONE, NULL);
	assert_int_equal(look(scene, 179 * DAY_MS), 0);
	assert_int_equal(look(scene, 180 * DAY_MS), 1);
	assert_int_equal(session_of(scene, "s1").redacted, 3);
	scene_close(scene);
}

static void a_session_goes_whole(void **state)
{
	(void)state;
	struct scene *scene = closed(RETENTION_SESSION);
	const struct step note = { .id = 9 };
	assert_int_equal(look(scene, 90 * DAY_MS), 1);
	for (uint64_t number = 1; number <= 5; number++)
		assert_int_equal(has_body(scene, number), number == 5);
	expect("a note", ask(scene, &note), ERROR_NO_SESSION, "s1");
	assert_int_equal(look(scene, 91 * DAY_MS), 0);
	scene_close(scene);
}

static void an_open_session_is_kept(void **state)
{
	(void)state;
	struct scene *scene = closed(RETENTION_SESSION);
	const struct step reopen = { .id = 8, .message = MESSAGE_SESSION_REOPEN };
	expect("reopen", ask(scene, &reopen), ERROR_NONE, NULL);
	assert_int_equal(look(scene, 900 * DAY_MS), 0);
	scene_close(scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_read_and_written),
		cmocka_unit_test(notes_go_when_their_time_is_over_and_once),
		cmocka_unit_test(versions_of_the_report_go_with_the_notes),
		cmocka_unit_test(the_words_of_the_report_stay),
		cmocka_unit_test(what_comes_after_reopening_is_kept_as_long),
		cmocka_unit_test(a_session_goes_whole),
		cmocka_unit_test(an_open_session_is_kept),
	};
	return cmocka_run_group_tests_name("retention", tests, NULL, NULL);
}
