/* tests/unit/import_line_test.c - lines of notes as they come from outside, good and bad. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/terminal/note/import_line.h"

#define NOTE "\"id\": \"n1\", \"room\": \"WG-2\", \"text\": \"Flood funds come too late\""

/* From memory of exactly that size, so that a sanitizer sees one byte read too many. */
static enum import_line_result read_exact(const char *bytes, size_t size, struct arena *arena,
    struct import_line *line, struct import_line_fault *fault)
{
	char *copy = malloc(size > 0 ? size : 1);
	assert_non_null(copy);
	if (size > 0)
		memcpy(copy, bytes, size);
	enum import_line_result result = import_line_read(copy, size, arena, line, fault);
	free(copy);
	return result;
}

static void a_full_line_is_read(void **state)
{
	(void)state;
	static const char LINE[] =
	    "{\"id\": \"n02-001\", \"round\": 1, \"room\": \"WG-2\", \"objective\": 2, "
	    "\"rapporteur\": \"wg2-c\", \"category\": \"challenge\", \"lens\": \"gender\", "
	    "\"lang\": \"fr\", \"t_offset_s\": 138.5, \"text\": \" les  fonds arrivent "
	    "trop tard\\u202e\", \"gold_points\": [\"18a\"], \"noise\": false, "
	    "\"on_the_record\": \" Ms.\\n Zed \", \"body\": \"Quay House\"}\r";
	struct arena arena;
	struct import_line line;
	struct import_line_fault fault = { .message = "" };
	arena_init(&arena, IMPORT_LINE_MEMORY_MAX);
	assert_int_equal(read_exact(LINE, sizeof LINE - 1, &arena, &line, &fault), IMPORT_LINE_OK);
	assert_string_equal(line.ref, "n02-001");
	assert_int_equal(line.round, 1);
	assert_string_equal(line.room, "WG-2");
	assert_int_equal(line.objective, 2);
	assert_string_equal(line.rapporteur, "wg2-c");
	assert_string_equal(line.category, "challenge");
	assert_string_equal(line.lens, "gender");
	assert_string_equal(line.language, "fr");
	assert_true(line.t_offset_given);
	assert_true(line.t_offset_s > 138.4 && line.t_offset_s < 138.6);
	assert_string_equal(line.text, "les fonds arrivent trop tard");
	assert_string_equal(line.speaker, "Ms. Zed");
	assert_string_equal(line.body, "Quay House");
	arena_close(&arena);
}

static void what_may_be_absent_is_told_as_absent(void **state)
{
	(void)state;
	static const char *const LINES[] = {
		"{" NOTE "}",
		"\xef\xbb\xbf{" NOTE "}",
		"{" NOTE ", \"round\": null, \"objective\": null, \"rapporteur\": null, "
		"\"category\": null, \"lens\": null, \"lang\": null, \"t_offset_s\": null}",
	};
	for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
		struct arena arena;
		struct import_line line;
		struct import_line_fault fault;
		arena_init(&arena, IMPORT_LINE_MEMORY_MAX);
		assert_int_equal(
		    read_exact(LINES[i], strlen(LINES[i]), &arena, &line, &fault), IMPORT_LINE_OK);
		assert_int_equal(line.round, 0);
		assert_int_equal(line.objective, 0);
		assert_null(line.rapporteur);
		assert_null(line.category);
		assert_null(line.lens);
		assert_null(line.speaker);
		assert_null(line.body);
		assert_null(line.language);
		assert_false(line.t_offset_given);
		assert_string_equal(line.text, "Flood funds come too late");
		arena_close(&arena);
	}
}

static const struct {
	const char *name;
	const char *line;
	enum import_line_result result;
	const char *field;
	const char *message; /* a part of it */
} BAD[] = {
	{ "blank", " \t\r", IMPORT_LINE_EMPTY, "", "" },
	{ "nothing", "", IMPORT_LINE_EMPTY, "", "" },
	{ "prose", "Flood funds", IMPORT_LINE_JSON, "", "not JSON" },
	{ "a list", "[1]", IMPORT_LINE_JSON, "", "no note" },
	{ "a number", "7", IMPORT_LINE_JSON, "", "not JSON" },
	{ "cut short", "{\"id\": \"n1\", \"te", IMPORT_LINE_JSON, "", "" },
	{ "two notes", "{" NOTE "} {" NOTE "}", IMPORT_LINE_JSON, "", "something follows" },
	{ "doubled field", "{" NOTE ", \"id\": \"n2\"}", IMPORT_LINE_JSON, "", "twice" },
	{ "NUL in a text", "{\"text\": \"a\\u0000b\"}", IMPORT_LINE_JSON, "", "NUL" },
	{ "not UTF-8", "{\"text\": \"\xff\"}", IMPORT_LINE_JSON, "", "UTF-8" },
	{ "lone surrogate", "{\"text\": \"\\ud800\"}", IMPORT_LINE_JSON, "", "" },
	{ "nine deep", "{\"a\":[[[[[[[[1]]]]]]]]}", IMPORT_LINE_JSON, "", "deeper" },
	{ "no id", "{\"room\": \"WG-2\", \"text\": \"x\"}", IMPORT_LINE_FIELD, "id", "1 to 64" },
	{ "id is a number", "{\"id\": 1, \"room\": \"WG-2\", \"text\": \"x\"}", IMPORT_LINE_FIELD,
	    "id", "1 to 64" },
	{ "id past its cap",
	    "{\"id\": \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", "
	    "\"room\": \"WG-2\", \"text\": \"x\"}",
	    IMPORT_LINE_FIELD, "id", "1 to 64" },
	{ "no room", "{\"id\": \"n1\", \"text\": \"x\"}", IMPORT_LINE_FIELD, "room", "a room" },
	{ "room with a space", "{\"id\": \"n1\", \"room\": \"WG 2\", \"text\": \"x\"}",
	    IMPORT_LINE_FIELD, "room", "a room" },
	{ "a body without who speaks", "{" NOTE ", \"body\": \"Quay House\"}", IMPORT_LINE_FIELD,
	    "body", "on_the_record" },
	{ "who speaks is a list", "{" NOTE ", \"on_the_record\": [\"Zed\"]}", IMPORT_LINE_FIELD,
	    "on_the_record", "one line" },
	{ "round 0", "{" NOTE ", \"round\": 0}", IMPORT_LINE_FIELD, "round", "1 to 99" },
	{ "round 100", "{" NOTE ", \"round\": 100}", IMPORT_LINE_FIELD, "round", "1 to 99" },
	{ "objective in words", "{" NOTE ", \"objective\": \"2\"}", IMPORT_LINE_FIELD, "objective",
	    "1 to 999" },
	{ "objective 2.5", "{" NOTE ", \"objective\": 2.5}", IMPORT_LINE_FIELD, "objective",
	    "1 to 999" },
	{ "lens is a list", "{" NOTE ", \"lens\": [\"gender\"]}", IMPORT_LINE_FIELD, "lens",
	    "a lens" },
	{ "category empty", "{" NOTE ", \"category\": \"\"}", IMPORT_LINE_FIELD, "category",
	    "a category" },
	{ "language too long", "{" NOTE ", \"lang\": \"en-aaaaaaaaaaaaaa\"}", IMPORT_LINE_FIELD,
	    "lang", "a language tag" },
	{ "offset in words", "{" NOTE ", \"t_offset_s\": \"12\"}", IMPORT_LINE_FIELD, "t_offset_s",
	    "seconds" },
	{ "offset past a week", "{" NOTE ", \"t_offset_s\": 604801}", IMPORT_LINE_FIELD,
	    "t_offset_s", "seconds" },
	{ "offset past all bounds", "{" NOTE ", \"t_offset_s\": 1e999}", IMPORT_LINE_JSON, "",
	    "too large" },
	{ "no text", "{\"id\": \"n1\", \"room\": \"WG-2\"}", IMPORT_LINE_FIELD, "text", "4,000" },
	{ "text of spaces", "{\"id\": \"n1\", \"room\": \"WG-2\", \"text\": \" \\n\"}",
	    IMPORT_LINE_FIELD, "text", "at least one" },
};

static void a_bad_line_is_told_with_its_field(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
		struct arena arena;
		struct import_line line;
		struct import_line_fault fault = { .message = "" };
		arena_init(&arena, IMPORT_LINE_MEMORY_MAX);
		enum import_line_result result =
		    read_exact(BAD[i].line, strlen(BAD[i].line), &arena, &line, &fault);
		if (result != BAD[i].result || strcmp(fault.field, BAD[i].field) != 0 ||
		    strstr(fault.message, BAD[i].message) == NULL)
			fail_msg("%s: result %d, field '%s', message '%s'", BAD[i].name,
			    (int)result, fault.field, fault.message);
		arena_close(&arena);
	}
}

/* A line with a text of count letters a, padded with spaces to size bytes if it is shorter. */
static enum import_line_result read_long(
    size_t count, size_t size, struct arena *arena, struct import_line_fault *fault)
{
	static const char HEAD[] = "{\"id\": \"n1\", \"room\": \"WG-2\", \"text\": \"";
	size_t length = sizeof HEAD - 1 + count + 2;
	if (size < length)
		size = length;
	char *bytes = malloc(size);
	assert_non_null(bytes);
	memset(bytes, ' ', size);
	memcpy(bytes, HEAD, sizeof HEAD - 1);
	memset(bytes + sizeof HEAD - 1, 'a', count);
	bytes[length - 2] = '"';
	bytes[length - 1] = '}';
	struct import_line line;
	enum import_line_result result = import_line_read(bytes, size, arena, &line, fault);
	if (result == IMPORT_LINE_OK)
		assert_int_equal(strlen(line.text), count);
	free(bytes);
	return result;
}

static void caps_hold_at_the_bound_and_one_past(void **state)
{
	(void)state;
	static const struct {
		size_t letters;
		size_t bytes;
		enum import_line_result result;
	} CASES[] = {
		{ NOTE_TEXT_CHARS_MAX, 0, IMPORT_LINE_OK },
		{ NOTE_TEXT_CHARS_MAX + 1, 0, IMPORT_LINE_FIELD },
		{ NOTE_INPUT_BYTES_MAX + 1, 0, IMPORT_LINE_FIELD },
		{ 1, IMPORT_LINE_BYTES_MAX, IMPORT_LINE_OK },
		{ 1, IMPORT_LINE_BYTES_MAX + 1, IMPORT_LINE_LONG },
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		struct arena arena;
		struct import_line_fault fault = { .message = "" };
		arena_init(&arena, IMPORT_LINE_MEMORY_MAX);
		assert_int_equal(
		    read_long(CASES[i].letters, CASES[i].bytes, &arena, &fault), CASES[i].result);
		arena_close(&arena);
	}
}

static void every_beginning_of_a_line_is_refused(void **state)
{
	(void)state;
	static const char LINE[] = "{" NOTE ", \"lens\": null, \"t_offset_s\": 12}";
	for (size_t size = 1; size < sizeof LINE - 1; size++) {
		struct arena arena;
		struct import_line line;
		struct import_line_fault fault;
		arena_init(&arena, IMPORT_LINE_MEMORY_MAX);
		assert_int_equal(read_exact(LINE, size, &arena, &line, &fault), IMPORT_LINE_JSON);
		arena_close(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_line_is_read),
		cmocka_unit_test(what_may_be_absent_is_told_as_absent),
		cmocka_unit_test(a_bad_line_is_told_with_its_field),
		cmocka_unit_test(caps_hold_at_the_bound_and_one_past),
		cmocka_unit_test(every_beginning_of_a_line_is_refused),
	};
	return cmocka_run_group_tests_name("import_line", tests, NULL, NULL);
}
