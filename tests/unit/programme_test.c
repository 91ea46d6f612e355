/* tests/unit/programme_test.c - a programme holds together or says where it does not. */
#include <stdlib.h>

#include "tests/unit/proto_fixture.h"

#include "proto/programme.h"

/* A programme in the test's own memory, to be broken in one place. */
struct sample {
	struct programme programme;
	struct programme_round rounds[ROUNDS_MAX + 1];
	struct programme_agenda agenda[AGENDA_MAX + 1];
	const char *speakers[SPEAKERS_MAX + 1];
	struct programme_category categories[CATEGORIES_MAX + 1];
	struct programme_heading headings[2];
	const char *lenses[LENSES_MAX + 1];
	struct programme_objective objectives[OBJECTIVES_MAX + 1];
	const char *questions[QUESTIONS_MAX + 1];
	struct programme_room rooms[ROOMS_MAX + 1];
	uint32_t room_objectives[ROOM_OBJECTIVES_MAX + 1];
	const char *cohosts[COHOSTS_MAX + 1];
	char names[ROOMS_MAX + 1][8];
	char title_max[TITLE_CHARS_MAX + 2];
};

static void lists_fill(struct sample *sample)
{
	for (size_t i = 0; i < COUNT(sample->names); i++)
		snprintf(sample->names[i], sizeof sample->names[i], "k%zu", i);
	for (size_t i = 0; i < COUNT(sample->rounds); i++)
		sample->rounds[i] = (struct programme_round){ .number = (uint32_t)i + 1,
			.start = "2020-10-28T11:30",
			.end = "2020-10-28T12:20",
			.start_ms = 1603859400000,
			.end_ms = 1603862400000 };
	for (size_t i = 0; i < COUNT(sample->speakers); i++)
		sample->speakers[i] = "Speaker";
	for (size_t i = 0; i < COUNT(sample->agenda); i++)
		sample->agenda[i] = (struct programme_agenda){ .start = "2020-10-28T11:00",
			.title = "Welcome",
			.moderator = "Moderator",
			.speakers = sample->speakers,
			.speaker_count = 1 };
	sample->headings[0] = (struct programme_heading){ .objective = 2, .heading = "Otherwise" };
	sample->headings[1] = sample->headings[0];
	for (size_t i = 0; i < COUNT(sample->categories); i++)
		sample->categories[i] = (struct programme_category){ .key = sample->names[i],
			.heading = "Heading",
			.headings = sample->headings,
			.heading_count = 1 };
	for (size_t i = 0; i < COUNT(sample->lenses); i++)
		sample->lenses[i] = sample->names[i];
	for (size_t i = 0; i < COUNT(sample->questions); i++)
		sample->questions[i] = "What progress has been made?";
	for (size_t i = 0; i < COUNT(sample->objectives); i++)
		sample->objectives[i] = (struct programme_objective){ .number = (uint32_t)i + 2,
			.title = "Objective",
			.questions = sample->questions,
			.question_count = 1 };
}

static void sample_make(struct sample *sample)
{
	memset(sample, 0, sizeof *sample);
	lists_fill(sample);
	for (size_t i = 0; i < COUNT(sample->room_objectives); i++)
		sample->room_objectives[i] = (uint32_t)(2 + i % 2);
	for (size_t i = 0; i < COUNT(sample->cohosts); i++)
		sample->cohosts[i] = "Cohost";
	for (size_t i = 0; i < COUNT(sample->rooms); i++)
		sample->rooms[i] = (struct programme_room){ .key = sample->names[i],
			.round = 1,
			.objectives = sample->room_objectives,
			.objective_count = 1,
			.cohosts = sample->cohosts,
			.cohost_count = 1 };
	memset(sample->title_max, 'a', TITLE_CHARS_MAX);
	sample->programme = (struct programme){ .session = "gcm-1",
		.title = "Ensuring that migration is voluntary",
		.timezone = "Asia/Bangkok",
		.rounds = sample->rounds,
		.round_count = 2,
		.agenda = sample->agenda,
		.agenda_count = 2,
		.categories = sample->categories,
		.category_count = 2,
		.lenses = sample->lenses,
		.lens_count = 2,
		.objectives = sample->objectives,
		.objective_count = 2,
		.rooms = sample->rooms,
		.room_count = 2 };
}

/* Writes it and reads it back; what comes out is checked by its bytes. */
static enum error again(const struct programme *programme, struct refusal *refusal)
{
	struct buffer bytes;
	struct programme read;
	buffer_init(&bytes, 4 * PROGRAMME_BYTES_MAX);
	programme_encode(programme, &bytes);
	assert_false(bytes.failed);
	enum error error = programme_decode(&read, bytes.bytes, bytes.size, refusal);
	if (error == ERROR_NONE) {
		struct buffer twice;
		buffer_init(&twice, 4 * PROGRAMME_BYTES_MAX);
		programme_encode(&read, &twice);
		assert_int_equal(twice.size, bytes.size);
		assert_memory_equal(twice.bytes, bytes.bytes, bytes.size);
		buffer_close(&twice);
		programme_close(&read);
		programme_close(&read); /* twice is harmless */
	}
	buffer_close(&bytes);
	return error;
}

typedef void breaking(struct sample *sample);

#define BREAK(name, statement) \
	static void name(struct sample *s) \
	{ \
		statement; \
	}
BREAK(nothing, (void)s)
BREAK(no_series_no_lists, s->programme.lens_count = s->programme.agenda_count = 0)
BREAK(all_named, s->programme.series = s->programme.language = "en")
BREAK(bad_session, s->programme.session = "a b")
BREAK(bad_series, s->programme.series = "../x")
BREAK(title_at_max, s->programme.title = s->title_max)
BREAK(title_past_max, s->title_max[TITLE_CHARS_MAX] = 'a'; s->programme.title = s->title_max)
BREAK(title_of_two_lines, s->programme.title = "a\nb")
BREAK(bad_zone, s->programme.timezone = "a\tb")
BREAK(bad_language, s->programme.language = "e n")
BREAK(no_rounds, s->programme.round_count = 0)
BREAK(rounds_at_max, s->programme.round_count = ROUNDS_MAX)
BREAK(rounds_past_max, s->programme.round_count = ROUNDS_MAX + 1)
BREAK(round_0, s->rounds[1].number = 0)
BREAK(round_100, s->rounds[1].number = ROUND_MAX + 1)
BREAK(round_twice, s->rounds[1].number = 1)
BREAK(round_in_words, s->rounds[1].start = "half past eleven")
BREAK(round_without_minutes, s->rounds[1].end = "2020-10-28T12")
BREAK(round_backwards, s->rounds[1].end_ms = s->rounds[1].start_ms)
BREAK(round_too_late, s->rounds[1].end_ms = TIME_MS_MAX + 1)
BREAK(agenda_at_max, s->programme.agenda_count = AGENDA_MAX)
BREAK(agenda_past_max, s->programme.agenda_count = AGENDA_MAX + 1)
BREAK(agenda_without_title, s->agenda[1].title = "")
BREAK(agenda_ends, s->agenda[1].end = "2020-10-28T11:10")
BREAK(agenda_ends_badly, s->agenda[1].end = "2020/10/28 11:10")
BREAK(speakers_at_max, s->agenda[1].speaker_count = SPEAKERS_MAX)
BREAK(speakers_past_max, s->agenda[1].speaker_count = SPEAKERS_MAX + 1)
BREAK(speaker_escapes, s->speakers[0] = "\x1b[2J")
BREAK(no_categories, s->programme.category_count = 0)
BREAK(categories_at_max, s->programme.category_count = CATEGORIES_MAX)
BREAK(categories_past_max, s->programme.category_count = CATEGORIES_MAX + 1)
BREAK(category_twice, s->categories[1].key = s->categories[0].key)
BREAK(category_key, s->categories[1].key = "a b")
BREAK(category_heading, s->categories[1].heading = "")
BREAK(heading_elsewhere, s->headings[0].objective = 99)
BREAK(heading_empty, s->headings[0].heading = "")
BREAK(lenses_at_max, s->programme.lens_count = LENSES_MAX)
BREAK(lenses_past_max, s->programme.lens_count = LENSES_MAX + 1)
BREAK(lens_twice, s->lenses[1] = s->lenses[0])
BREAK(lens_key, s->lenses[1] = "-")
BREAK(no_objectives, s->programme.objective_count = 0)
BREAK(objectives_at_max, s->programme.objective_count = OBJECTIVES_MAX)
BREAK(objectives_past_max, s->programme.objective_count = OBJECTIVES_MAX + 1)
BREAK(objective_0, s->objectives[1].number = 0)
BREAK(objective_1000, s->objectives[1].number = OBJECTIVE_MAX + 1)
BREAK(objective_twice, s->objectives[1].number = s->objectives[0].number)
BREAK(questions_at_max, s->objectives[1].question_count = QUESTIONS_MAX)
BREAK(questions_past_max, s->objectives[1].question_count = QUESTIONS_MAX + 1)
BREAK(no_rooms, s->programme.room_count = 0)
BREAK(rooms_at_max, s->programme.room_count = ROOMS_MAX)
BREAK(rooms_past_max, s->programme.room_count = ROOMS_MAX + 1)
BREAK(room_twice, s->rooms[1].key = s->rooms[0].key)
BREAK(room_in_no_round, s->rooms[1].round = 4)
BREAK(room_without_objective, s->rooms[1].objective_count = 0)
BREAK(room_objectives_at_max, s->rooms[1].objective_count = ROOM_OBJECTIVES_MAX)
BREAK(room_objectives_past_max, s->rooms[1].objective_count = ROOM_OBJECTIVES_MAX + 1)
BREAK(room_of_no_objective, s->room_objectives[0] = 99)
BREAK(cohosts_at_max, s->rooms[1].cohost_count = COHOSTS_MAX)
BREAK(cohosts_past_max, s->rooms[1].cohost_count = COHOSTS_MAX + 1)

#define OK ""
static const struct {
	const char *name;
	breaking *breaks;
	const char *place; /* OK: it holds together */
} CASES[] = {
#define CASE(breaks, place) \
	{ \
#breaks, breaks, place \
	}
	CASE(nothing, OK),
	CASE(no_series_no_lists, OK),
	CASE(all_named, OK),
	CASE(bad_session, "session"),
	CASE(bad_series, "series"),
	CASE(title_at_max, OK),
	CASE(title_past_max, "title"),
	CASE(title_of_two_lines, "title"),
	CASE(bad_zone, "timezone"),
	CASE(bad_language, "language"),
	CASE(no_rounds, "rounds"),
	CASE(rounds_at_max, OK),
	CASE(rounds_past_max, "rounds"),
	CASE(round_0, "rounds[1]"),
	CASE(round_100, "rounds[1]"),
	CASE(round_twice, "rounds[1]: number stands twice"),
	CASE(round_in_words, "rounds[1]: start and end"),
	CASE(round_without_minutes, "rounds[1]: start and end"),
	CASE(round_backwards, "rounds[1]: end must be after start"),
	CASE(round_too_late, "rounds[1]"),
	CASE(agenda_at_max, OK),
	CASE(agenda_past_max, "agenda"),
	CASE(agenda_without_title, "agenda[1]"),
	CASE(agenda_ends, OK),
	CASE(agenda_ends_badly, "agenda[1]"),
	CASE(speakers_at_max, OK),
	CASE(speakers_past_max, "agenda[1]"),
	CASE(speaker_escapes, "agenda[0]"),
	CASE(no_categories, "categories"),
	CASE(categories_at_max, OK),
	CASE(categories_past_max, "categories"),
	CASE(category_twice, "categories[1]: key stands twice"),
	CASE(category_key, "categories[1]"),
	CASE(category_heading, "categories[1]"),
	CASE(heading_elsewhere, "categories[0]"),
	CASE(heading_empty, "categories[0]"),
	CASE(lenses_at_max, OK),
	CASE(lenses_past_max, "lenses"),
	CASE(lens_twice, "lenses[1]: stands twice"),
	CASE(lens_key, "lenses[1]"),
	CASE(no_objectives, "objectives"),
	CASE(objectives_at_max, OK),
	CASE(objectives_past_max, "objectives"),
	CASE(objective_0, "objectives[1]"),
	CASE(objective_1000, "objectives[1]"),
	CASE(objective_twice, "objectives[1]: number stands twice"),
	CASE(questions_at_max, OK),
	CASE(questions_past_max, "objectives[1]"),
	CASE(no_rooms, "rooms"),
	CASE(rooms_at_max, OK),
	CASE(rooms_past_max, "rooms"),
	CASE(room_twice, "rooms[1]: key stands twice"),
	CASE(room_in_no_round, "rooms[1]"),
	CASE(room_without_objective, "rooms[1]"),
	CASE(room_objectives_at_max, OK),
	CASE(room_objectives_past_max, "rooms[1]"),
	CASE(room_of_no_objective, "rooms[0]"),
	CASE(cohosts_at_max, OK),
	CASE(cohosts_past_max, "rooms[1]"),
#undef CASE
};

static void programmes_hold_together_or_say_where_not(void **state)
{
	(void)state;
	struct sample *sample = malloc(sizeof *sample);
	assert_non_null(sample);
	for (size_t i = 0; i < COUNT(CASES); i++) {
		struct refusal refusal;
		sample_make(sample);
		CASES[i].breaks(sample);
		bool wanted = CASES[i].place[0] == '\0';
		enum error checked = programme_check(&sample->programme, &refusal);
		if ((checked == ERROR_NONE) != wanted)
			fail_msg("%s: %s", CASES[i].name, refusal.detail);
		if (!wanted && strstr(refusal.detail, CASES[i].place) != refusal.detail)
			fail_msg("%s: '%s'", CASES[i].name, refusal.detail);
		enum error read = again(&sample->programme, &refusal);
		if ((read == ERROR_NONE) != wanted)
			fail_msg("%s, read: %s", CASES[i].name, refusal.detail);
	}
	free(sample);
}

static void what_is_asked_for_is_found(void **state)
{
	(void)state;
	struct sample *sample = malloc(sizeof *sample);
	assert_non_null(sample);
	sample_make(sample);
	const struct programme *programme = &sample->programme;
	assert_ptr_equal(programme_room_find(programme, "k1"), &sample->rooms[1]);
	assert_null(programme_room_find(programme, "k2"));
	assert_ptr_equal(programme_objective_find(programme, 3), &sample->objectives[1]);
	assert_null(programme_objective_find(programme, 4));
	assert_ptr_equal(programme_category_find(programme, "k0"), &sample->categories[0]);
	assert_ptr_equal(programme_round_find(programme, 2), &sample->rounds[1]);
	assert_null(programme_round_find(programme, 3));
	assert_true(programme_lens_known(programme, "k1"));
	assert_false(programme_lens_known(programme, "k2"));
	assert_string_equal(programme_heading(programme, "k0", 2), "Otherwise");
	assert_string_equal(programme_heading(programme, "k0", 3), "Heading");
	assert_string_equal(programme_heading(programme, "unknown", 3), "unknown");
	free(sample);
}

static void sizes_are_capped(void **state)
{
	(void)state;
	struct programme programme;
	struct refusal refusal;
	static uint8_t zeros[PROGRAMME_BYTES_MAX + 1];
	assert_int_equal(programme_decode(&programme, zeros, PROGRAMME_BYTES_MAX + 1, &refusal),
	    ERROR_PROGRAMME);
	assert_int_equal(
	    programme_decode(&programme, zeros, PROGRAMME_BYTES_MAX, &refusal), ERROR_BYTES);
}

static void fields_of_other_types_are_named(void **state)
{
	(void)state;
	static const struct {
		const char *key;
		const char *raw;
		size_t raw_size;
		const char *detail;
	} cases[] = {
		{ "session", NULL, 0, "field session: is missing" },
		{ "title", "\x07", 1, "field title" },
		{ "rounds", NULL, 0, "rounds" },
		{ "rounds", "\x91\x01", 2, "field rounds[0]" },
		{ "rooms", "\x91\x80", 2, "field rooms[0].key: is missing" },
		{ "objectives", "\x80", 1, "field objectives" },
		{ "lenses", "\x91\x01", 2, "field lenses" },
	};
	struct sample *sample = malloc(sizeof *sample);
	assert_non_null(sample);
	sample_make(sample);
	struct buffer bytes;
	buffer_init(&bytes, PROGRAMME_BYTES_MAX);
	programme_encode(&sample->programme, &bytes);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buffer changed;
		struct programme programme;
		struct refusal refusal;
		buffer_init(&changed, PROGRAMME_BYTES_MAX);
		map_change(&bytes, cases[i].key, cases[i].raw, cases[i].raw_size, &changed);
		assert_int_not_equal(
		    programme_decode(&programme, changed.bytes, changed.size, &refusal),
		    ERROR_NONE);
		if (strstr(refusal.detail, cases[i].detail) == NULL)
			fail_msg("%s: '%s'", cases[i].key, refusal.detail);
		buffer_close(&changed);
	}
	buffer_close(&bytes);
	free(sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(programmes_hold_together_or_say_where_not),
		cmocka_unit_test(what_is_asked_for_is_found),
		cmocka_unit_test(sizes_are_capped),
		cmocka_unit_test(fields_of_other_types_are_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
