/* tests/unit/press_names_test.c - the press looks at every text for names, with the words of the session's programme. */
#include "broker/press/press_internal.h"
#include "tests/unit/apply_fixture.h"

#define VECTORS "broker/synthesis/vectors/vectors.bin"

struct reader {
	struct press_shared shared;
	struct press_session *sessions[4];
	struct press press;
};

static void reader_begin(struct reader *reader, struct scene *scene)
{
	const struct lexicon_options options = { .vectors = VECTORS };
	*reader = (struct reader){ .press = { .journal = scene->ground->journal,
				       .sessions = reader->sessions,
				       .next = 1 } };
	reader->press.shared = &reader->shared;
	arena_init(&reader->press.arena, 1 << 20);
	assert_int_equal(lexicon_open(&reader->press.lexicon, &options), LEXICON_OK);
	while (press_fold(&reader->press, 3) == JOURNAL_OK)
		;
	assert_int_equal(reader->press.session_count, 1);
}

static void reader_end(struct reader *reader)
{
	for (size_t i = 0; i < reader->press.session_count; i++)
		press_session_close(reader->sessions[i]);
	names_close(reader->press.names);
	lexicon_close(reader->press.lexicon);
	arena_close(&reader->press.arena);
}

/* What an audience is told of the note of that event. */
static struct synthesis_note told(
    struct reader *reader, enum feed_audience audience, uint64_t number, struct arena *arena)
{
	struct synthesis_objective all;
	struct synthesis_objective shown;
	arena_clear(arena);
	assert_int_equal(
	    synthesis_read(reader->sessions[0]->synthesis, 0, true, arena, &all), SYNTHESIS_OK);
	assert_true(press_audience(audience, arena, &all, &shown));
	for (size_t i = 0; i < shown.note_count; i++)
		if (shown.notes[i].number == number)
			return shown.notes[i];
	return (struct synthesis_note){ .number = 0 };
}

static void four_notes(struct scene *scene)
{
	const struct step steps[] = { { .id = 2, .put.text = "Wages at home are too low" },
		{ .id = 3, .put.text = "Mr Suriya said flood funds come late" },
		{ .id = 4, .put.text = "fees as ilse vanderbilt put them" },
		{ .id = 5, .put = { .text = "Mr Suriya opened", .speaker = "Mr Suriya" } } };
	(void)ask_all(scene, steps, COUNT(steps));
}

static void a_name_is_told_to_moderators_only(void **state)
{
	struct scene *scene = *state;
	struct reader reader;
	struct arena arena;
	arena_init(&arena, 1 << 20);
	four_notes(scene);
	reader_begin(&reader, scene);
	struct synthesis_note note = told(&reader, FEED_WORK, 3, &arena);
	assert_string_equal(note.text, "[a name] said flood funds come late");
	assert_string_equal(note.original, "Mr Suriya said flood funds come late");
	assert_int_equal(note.mark_count, 1);
	assert_int_equal(note.marks[0].start, 0);
	assert_int_equal(note.marks[0].size, strlen("Mr Suriya"));
	note = told(&reader, FEED_ROOM, 3, &arena);
	assert_string_equal(note.text, "[a name] said flood funds come late");
	assert_null(note.original);
	assert_int_equal(note.mark_count, 0);
	assert_null(note.marks);
	assert_int_equal(told(&reader, FEED_PLENARY, 3, &arena).number, 0);
	note = told(&reader, FEED_WORK, 2, &arena);
	assert_int_equal(note.mark_count, 0);
	assert_null(note.original);
	note = told(&reader, FEED_ROOM, 5, &arena); /* on the record */
	assert_string_equal(note.text, "Mr Suriya opened");
	assert_string_equal(note.speaker, "Mr Suriya");
	arena_close(&arena);
	reader_end(&reader);
}

/* A speaker of the programme is a name from then on, also in what was said before; and no longer when it says so. */
static void a_programmes_speakers_are_names(void **state)
{
	struct scene *scene = *state;
	const char *speakers[] = { "Ms. Ilse Vanderbilt, Harbour House" };
	struct programme_agenda item = { .title = "Welcome",
		.start = "2020-10-28T11:00",
		.end = "2020-10-28T11:10",
		.speakers = speakers,
		.speaker_count = 1 };
	struct programme with = programme_whole();
	with.agenda = &item;
	with.agenda_count = 1;
	four_notes(scene);
	for (unsigned turn = 0; turn < 3; turn++) {
		struct reader reader;
		struct arena arena;
		arena_init(&arena, 1 << 20);
		if (turn == 1)
			(void)ask(scene,
			    &(struct step){
				.message = MESSAGE_SESSION_UPDATE, .id = 10, .programme = &with });
		if (turn == 2)
			(void)ask(
			    scene, &(struct step){ .message = MESSAGE_SESSION_UPDATE, .id = 11 });
		reader_begin(&reader, scene);
		struct synthesis_note note = told(&reader, FEED_WORK, 4, &arena);
		assert_int_equal(note.mark_count, turn == 1);
		assert_int_equal(
		    note.marks == NULL ? 0 : note.marks[0].kind, turn == 1 ? NAME_PROGRAMME : 0);
		assert_int_equal(told(&reader, FEED_WORK, 3, &arena).mark_count, 1);
		arena_close(&arena);
		reader_end(&reader);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_name_is_told_to_moderators_only, open_session, close_scene),
		cmocka_unit_test_setup_teardown(
		    a_programmes_speakers_are_names, open_session, close_scene),
	};
	return cmocka_run_group_tests_name("press_names", tests, NULL, NULL);
}
