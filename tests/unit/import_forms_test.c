/* tests/unit/import_forms_test.c - notes out of tables and out of a scribe's file, each fault with its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "client/terminal/note/import_csv.h"
#include "client/terminal/note/import_refs.h"
#include "client/terminal/note/import_scribe.h"
#include "tests/unit/write_fixture.h"

#define TOLD_BYTES 4096u

/* What came of a file, a line each: "LINE room.objective.category#lens text" or "LINE !fault". */
static void told(char *told, uint64_t line, const struct import_line *note,
    const struct import_line_fault *fault)
{
	size_t at = strlen(told);
	if (note == NULL)
		(void)snprintf(told + at, TOLD_BYTES - at, "%u !%.30s\n", (unsigned)line,
		    fault->field[0] != '\0' ? fault->field : fault->message);
	else
		(void)snprintf(told + at, TOLD_BYTES - at, "%u %s.%u.%s#%s %s\n", (unsigned)line,
		    note->room, note->objective, note->category == NULL ? "" : note->category,
		    note->lens == NULL ? "" : note->lens, note->text);
}

/* Gives every line of the file to take, without its line feed. */
static void each_line(
    const char *file, void (*take)(void *, const char *, size_t, uint64_t), void *context)
{
	uint64_t number = 0;
	while (*file != '\0') {
		size_t size = strcspn(file, "\n");
		take(context, file, size, ++number);
		file += size + (file[size] == '\n' ? 1 : 0);
	}
}

struct reading {
	struct csv csv;
	struct scribe scribe;
	struct arena arena;
	bool broken;
	char told[TOLD_BYTES];
};

static void csv_take(void *context, const char *bytes, size_t size, uint64_t number)
{
	struct reading *reading = context;
	struct import_line note;
	struct import_line_fault fault;
	if (reading->broken)
		return;
	arena_clear(&reading->arena);
	enum csv_result result =
	    csv_line(&reading->csv, bytes, size, number, &reading->arena, &note, &fault);
	reading->broken = result == CSV_BROKEN;
	if (result != CSV_NONE)
		told(reading->told, reading->csv.line, result == CSV_NOTE ? &note : NULL, &fault);
}

static const char *table(struct reading *reading, const char *room, const char *file)
{
	struct import_line_fault fault;
	csv_init(&reading->csv, room);
	arena_init(&reading->arena, 4u * IMPORT_LINE_MEMORY_MAX);
	reading->broken = false;
	reading->told[0] = '\0';
	each_line(file, csv_take, reading);
	if (csv_end(&reading->csv, &fault) == CSV_FAULT)
		told(reading->told, reading->csv.line, NULL, &fault);
	csv_close(&reading->csv);
	arena_close(&reading->arena);
	return reading->told;
}

static void tables_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		const char *room;
		const char *file;
		const char *expected;
	} CASES[] = {
		{ "columns in any order, in any case, unknown ones passed over", NULL,
		    "Text,Who,ROOM,lens\nRoads,x,WG-2,youth\n", "2 WG-2.0.#youth Roads\n" },
		{ "quoted cells: commas, quotation marks, line feeds", NULL,
		    "room,text\r\nWG-2,\"Roads, \"\"cut\"\"\r\nby floods\"\r\nWG-2,b\r\n",
		    "2 WG-2.0.# Roads, \"cut\" by floods\n4 WG-2.0.# b\n" },
		{ "a byte order mark and empty rows", NULL, "\xef\xbb\xbfroom,text\n\n,\nWG-2,a",
		    "4 WG-2.0.# a\n" },
		{ "the room of all", "written", "text\na\n", "2 written.0.# a\n" },
		{ "a row's own room goes before it", "written", "text,room\na,WG-2\n",
		    "2 WG-2.0.# a\n" },
		{ "numbers", NULL, "room,text,objective\nWG-2,a,5\nWG-2,b,five\nWG-2,c,0\n",
		    "2 WG-2.5.# a\n3 !objective\n4 !objective\n" },
		{ "no text column", NULL, "room,note\nWG-2,a\n",
		    "1 !the first row must name the co\n" },
		{ "no room column", NULL, "text\na\n", "1 !the first row must name the co\n" },
		{ "a column twice", NULL, "text,room,Text\na,WG-2,b\n",
		    "1 !the first row names a column t\n" },
		{ "too many cells", NULL, "room,text\nWG-2,a,b\nWG-2,c\n",
		    "2 !the row has more cells than th\n3 WG-2.0.# c\n" },
		{ "a stray quotation mark", NULL,
		    "room,text\nWG-2,a \"b\" c\nWG-2,\"a\"b\nWG-2,c\n",
		    "2 !a quotation mark stands in a c\n3 !something follows the closing \n4 WG-2.0.# c\n" },
		{ "never closed", NULL, "room,text\nWG-2,\"a\nb\n",
		    "2 !a quotation mark is never clos\n" },
		{ "fewer cells are empty ones", NULL, "text,room,lens\na,WG-2\n",
		    "2 WG-2.0.# a\n" },
	};
	struct reading *reading = calloc(1, sizeof *reading);
	assert_non_null(reading);
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		const char *found = table(reading, CASES[i].room, CASES[i].file);
		if (strcmp(found, CASES[i].expected) != 0)
			print_error("%s:\n%s", CASES[i].name, found);
		assert_string_equal(found, CASES[i].expected);
	}
	free(reading);
}

static void scribe_note(struct reading *reading)
{
	struct import_line note;
	struct import_line_fault fault;
	uint64_t line = 0;
	arena_clear(&reading->arena);
	enum import_line_result result =
	    scribe_take(&reading->scribe, &reading->arena, &note, &line, &fault);
	told(reading->told, line, result == IMPORT_LINE_OK ? &note : NULL, &fault);
}

static void scribe_take_line(void *context, const char *bytes, size_t size, uint64_t number)
{
	struct reading *reading = context;
	struct import_line_fault fault;
	enum scribe_result result = scribe_line(&reading->scribe, bytes, size, number, &fault);
	if (result == SCRIBE_NOTE) {
		scribe_note(reading);
		result = scribe_line(&reading->scribe, bytes, size, number, &fault);
	}
	if (result == SCRIBE_FAULT)
		told(reading->told, number, NULL, &fault);
}

static void a_scribes_file_is_read(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		const char *room;
		const char *file;
		const char *expected;
	} CASES[] = {
		{ "a note a line", "WG-2", "Roads are cut\n\n  - Visas take long  \r\n",
		    "1 WG-2.0.# Roads are cut\n3 WG-2.0.# Visas take long\n" },
		{ "dots go on", "WG-2", "Roads\n... are cut\n\xe2\x80\xa6 by floods #youth\nb\n",
		    "1 WG-2.0.#youth Roads are cut by floods\n4 WG-2.0.# b\n" },
		{ "topics", NULL,
		    "Room: WG-2\nTopic: P\na\ntopic: pathways\nb\nTopic: objective 2 covid\nc\n5: d\n",
		    "3 WG-2.0.practice# a\n5 WG-2.5.practice# b\n7 WG-2.2.covid# c\n8 WG-2.5.covid# d\n" },
		{ "heads of `write`", "WG-2", "r: 5: Pay #gender\n",
		    "1 WG-2.5.recommendation#gender Pay\n" },
		{ "other words", "WG-2", "Roads are cut\ns/cut/closed/\ns/no/x/\n",
		    "3 !s/old/new/: the note before do\n1 WG-2.0.# Roads are closed\n" },
		{ "a topic that is none takes nothing with it", "WG-2",
		    "a\nTopic: money\nb\nTopic: P\nc\n",
		    "1 WG-2.0.# a\n2 !Topic: takes a category of the\n3 !not imported: the Room: or Top\n5 WG-2.0.practice# c\n" },
		{ "without a room", NULL, "a\n", "1 !say the room first: `Room: WG-\n" },
		{ "what is no order here", "WG-2", "/list\nr:\n... x\n?\n",
		    "1 !this is for the screen of `wri\n2 !there is no text behind it; fo\n3 !... goes on with the note befo\n"
		    "4 !this is for the screen of `wri\n" },
		{ "what only looks like a head", "WG-2", "Room:mates quarrel\nScribes: two\n",
		    "1 WG-2.0.# Room:mates quarrel\n2 WG-2.0.# Scribes: two\n" },
		{ "round and language out of range", "WG-2", "Round: x\nLang: -\n",
		    "1 !Round: takes a whole number fr\n2 !Lang: takes a language tag suc\n" },
		{ "no UTF-8", "WG-2", "a\xff\n", "1 !it is not UTF-8: save the file\n" },
	};
	struct programme programme = small_programme();
	struct reading *reading = calloc(1, sizeof *reading);
	assert_non_null(reading);
	arena_init(&reading->arena, 4u * IMPORT_LINE_MEMORY_MAX);
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		scribe_init(&reading->scribe, &programme, CASES[i].room);
		reading->told[0] = '\0';
		each_line(CASES[i].file, scribe_take_line, reading);
		if (scribe_end(&reading->scribe) == SCRIBE_NOTE)
			scribe_note(reading);
		if (strcmp(reading->told, CASES[i].expected) != 0)
			print_error("%s:\n%s", CASES[i].name, reading->told);
		assert_string_equal(reading->told, CASES[i].expected);
	}
	arena_close(&reading->arena);
	programme_close(&programme);
	free(reading);
}

static void what_says_the_same_has_references_of_its_own(void **state)
{
	(void)state;
	struct import_refs first;
	struct import_refs second;
	char refs[3][IMPORT_REF_BYTES];
	char again[IMPORT_REF_BYTES];
	struct import_line note = { .room = "WG-2", .text = "a" };
	struct import_line other = { .room = "WG-2", .text = "b" };
	import_refs_init(&first);
	import_refs_init(&second);
	assert_true(import_refs_next(&first, &note, refs[0]));
	assert_true(import_refs_next(&first, &note, refs[1]));
	assert_true(import_refs_next(&first, &other, refs[2]));
	assert_string_not_equal(refs[0], refs[1]);
	assert_string_not_equal(refs[0], refs[2]);
	/* In another order, and with something put in before: the same. */
	assert_true(import_refs_next(&second, &other, again));
	assert_string_equal(again, refs[2]);
	assert_true(import_refs_next(&second, &note, again));
	assert_string_equal(again, refs[0]);
	import_refs_close(&first);
	import_refs_close(&second);
	import_refs_close(&second);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_are_read),
		cmocka_unit_test(a_scribes_file_is_read),
		cmocka_unit_test(what_says_the_same_has_references_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
