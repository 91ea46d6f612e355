/* tests/unit/example_test.c - the example consultation holds together: every note has its room,
 * objective, category and lens in its programme. Run from the top of the tree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/terminal/note/import_line.h"
#include "client/terminal/session/programme_yaml.h"

#define NOTES_MAX 1000u

struct example {
	const char *programme;
	const char *notes;
	const char *session;
	size_t note_count;
	size_t room_count;
	size_t rapporteur_count;
};

static const struct example EXAMPLES[] = {
	{ "tests/example/programme.yaml", "tests/example/notes.jsonl", "gcm-ap-2020-10-28", 235, 5,
	    15 },
	{ "tests/example/programme-meetings.yaml", "tests/example/notes-meetings.jsonl",
	    "committee-meetings", 340, 2, 6 },
};

static void programme_open(const struct example *example, struct programme *programme)
{
	static char bytes[PROGRAMME_BYTES_MAX];
	FILE *file = fopen(example->programme, "rb");
	if (file == NULL)
		fail_msg(
		    "%s is not there: run the test from the top of the tree", example->programme);
	size_t size = fread(bytes, 1, sizeof bytes, file);
	assert_int_equal(fclose(file), 0);
	struct yaml_fault fault;
	if (programme_yaml_read(bytes, size, programme, &fault) != PROGRAMME_YAML_OK)
		fail_msg(
		    "%s:%zu:%zu: %s", example->programme, fault.line, fault.column, fault.message);
	assert_string_equal(programme->session, example->session);
	assert_int_equal(programme->room_count, example->room_count);
}

/* What is wrong with a note in a programme, or NULL. */
static const char *misfit(const struct programme *programme, const struct import_line *line)
{
	const struct programme_room *room = programme_room_find(programme, line->room);
	if (room == NULL)
		return "no such room";
	if (line->round != room->round)
		return "the room is in another round";
	bool discussed = false;
	for (size_t i = 0; i < room->objective_count; i++)
		discussed = discussed || room->objectives[i] == line->objective;
	if (!discussed)
		return "the room does not discuss the objective";
	if (line->category == NULL || programme_category_find(programme, line->category) == NULL)
		return "no such category";
	if (line->lens != NULL && !programme_lens_known(programme, line->lens))
		return "no such lens";
	const struct programme_round *round = programme_round_find(programme, room->round);
	double length_s = (double)(round->end_ms - round->start_ms) / 1000.0;
	if (!line->t_offset_given || line->t_offset_s < 0 || line->t_offset_s > length_s)
		return "typed outside its round";
	return NULL;
}

/* Keeps a text unless it is there; answers whether it was new. */
static bool keep(char (*kept)[REF_MAX + 1], size_t *count, const char *text)
{
	for (size_t i = 0; i < *count; i++)
		if (strcmp(kept[i], text) == 0)
			return false;
	assert_true(*count < NOTES_MAX);
	(void)snprintf(kept[(*count)++], REF_MAX + 1, "%s", text);
	return true;
}

static void notes_check(const struct example *example, const struct programme *programme)
{
	static char line_bytes[IMPORT_LINE_BYTES_MAX + 2];
	static char refs[NOTES_MAX][REF_MAX + 1];
	static char rapporteurs[NOTES_MAX][REF_MAX + 1];
	size_t note_count = 0;
	size_t rapporteur_count = 0;
	FILE *file = fopen(example->notes, "rb");
	assert_non_null(file);
	while (fgets(line_bytes, sizeof line_bytes, file) != NULL) {
		struct arena arena;
		struct import_line line;
		struct import_line_fault fault;
		arena_init(&arena, IMPORT_LINE_MEMORY_MAX);
		if (import_line_read(line_bytes, strlen(line_bytes), &arena, &line, &fault) !=
		    IMPORT_LINE_OK)
			fail_msg("%s:%zu: %s", example->notes, note_count + 1, fault.message);
		const char *wrong = misfit(programme, &line);
		if (wrong != NULL)
			fail_msg("%s: %s: %s", example->notes, line.ref, wrong);
		if (!keep(refs, &note_count, line.ref))
			fail_msg("%s: %s stands twice", example->notes, line.ref);
		assert_non_null(line.rapporteur);
		(void)keep(rapporteurs, &rapporteur_count, line.rapporteur);
		arena_close(&arena);
	}
	assert_int_equal(fclose(file), 0);
	assert_int_equal(note_count, example->note_count);
	assert_int_equal(rapporteur_count, example->rapporteur_count);
}

static void every_note_has_its_place_in_the_programme(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof EXAMPLES / sizeof EXAMPLES[0]; i++) {
		struct programme programme;
		programme_open(&EXAMPLES[i], &programme);
		notes_check(&EXAMPLES[i], &programme);
		programme_close(&programme);
	}
}

static void the_example_programme_says_what_was_published(void **state)
{
	(void)state;
	struct programme programme;
	programme_open(&EXAMPLES[0], &programme);
	assert_string_equal(programme.series, "gcm-ap-2020");
	assert_string_equal(programme.timezone, "Asia/Bangkok");
	assert_true(programme.rounds[0].start_ms == UINT64_C(1603859400000)); /* 04:30 UTC */
	assert_string_equal(
	    programme_heading(&programme, "covid", 2), "Specific challenges created by COVID-19");
	assert_string_equal(programme_heading(&programme, "covid", 6),
	    "Specific challenges or opportunities created by COVID-19");
	assert_int_equal(programme.rooms[2].cohost_count, 3);
	for (size_t i = 0; i < programme.objective_count; i++)
		assert_true(programme.objectives[i].question_count > 0);
	programme_close(&programme);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_note_has_its_place_in_the_programme),
		cmocka_unit_test(the_example_programme_says_what_was_published),
	};
	return cmocka_run_group_tests_name("example", tests, NULL, NULL);
}
