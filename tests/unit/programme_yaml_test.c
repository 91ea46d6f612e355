/* tests/unit/programme_yaml_test.c - files as people write them, and as nobody should. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/terminal/session/programme_yaml.h"

/* The least that is a programme, in lines that a case may replace. */
static const char *const LEAST[] = {
	"session: s1",                                                     /* 1 */
	"title: T",                                                        /* 2 */
	"timezone: Asia/Bangkok",                                          /* 3 */
	"rounds:",                                                         /* 4 */
	"  - {number: 1, start: 2020-10-28T11:30, end: 2020-10-28T12:20}", /* 5 */
	"categories: [{key: challenge, heading: H}]",                      /* 6 */
	"objectives: [{number: 2, title: O}]",                             /* 7 */
	"rooms: [{key: A, round: 1, objectives: [2]}]",                    /* 8 */
};
#define LEAST_LINES (sizeof LEAST / sizeof LEAST[0])

/* From memory of exactly that size, so that a sanitizer sees one byte read too many. */
static enum programme_yaml_result read_exact(
    const char *bytes, size_t size, struct programme *programme, struct yaml_fault *fault)
{
	char *copy = malloc(size > 0 ? size : 1);
	assert_non_null(copy);
	if (size > 0)
		memcpy(copy, bytes, size);
	enum programme_yaml_result result = programme_yaml_read(copy, size, programme, fault);
	free(copy);
	return result;
}

/* LEAST with line number `line` replaced (0: none). */
static enum programme_yaml_result read_with(
    size_t line, const char *text, struct programme *programme, struct yaml_fault *fault)
{
	struct buffer file;
	buffer_init(&file, PROGRAMME_BYTES_MAX);
	for (size_t i = 0; i < LEAST_LINES; i++)
		(void)buffer_format(&file, "%s\n", i + 1 == line ? text : LEAST[i]);
	assert_false(file.failed);
	enum programme_yaml_result result =
	    read_exact((const char *)file.bytes, file.size, programme, fault);
	buffer_close(&file);
	return result;
}

static void the_least_programme_is_read(void **state)
{
	(void)state;
	struct programme programme;
	struct yaml_fault fault = { .message = "" };
	if (read_with(0, NULL, &programme, &fault) != PROGRAMME_YAML_OK)
		fail_msg("%zu:%zu %s", fault.line, fault.column, fault.message);
	assert_string_equal(programme.session, "s1");
	assert_null(programme.series);
	assert_null(programme.language);
	assert_string_equal(programme.timezone, "Asia/Bangkok");
	assert_int_equal(programme.round_count, 1);
	assert_true(programme.rounds[0].start_ms == UINT64_C(1603859400000));
	assert_true(programme.rounds[0].end_ms == UINT64_C(1603862400000));
	assert_int_equal(programme.agenda_count, 0);
	assert_int_equal(programme.lens_count, 0);
	assert_int_equal(programme.rooms[0].objectives[0], 2);
	programme_close(&programme);
}

static void all_that_may_stand_in_a_programme_is_read(void **state)
{
	(void)state;
	static const char FILE_TEXT[] =
	    "\xef\xbb\xbf%YAML 1.1\n"
	    "---\n"
	    "session: 'gcm-1' # a comment\n"
	    "series: gcm\n"
	    "title: >\n"
	    "  Migration that is\n"
	    "  safe: caf\xc3\xa9\n"
	    "timezone: Europe/Paris\n"
	    "language: fr\n"
	    "rounds:\n"
	    "- number: 2\n"
	    "  start: 2050-07-01 12:00\n"
	    "  end: '2050-07-01T13:00'\n"
	    "- {number: 1, start: 2050-12-01T12:00, end: 2050-12-01T13:00}\n"
	    "agenda:\n"
	    "- {start: 2050-07-01T11:00, title: \"Q&A\", moderator: null, end: ~}\n"
	    "- {start: 2050-07-01 11:30, end: 2050-07-01 11:40, title: Yes, moderator: M,\n"
	    "   speakers: [\"A, ILO\", B]}\n"
	    "categories:\n"
	    "- key: covid\n"
	    "  heading: H\n"
	    "  headings: {6: six, '5': five}\n"
	    "lenses: [gender, youth]\n"
	    "objectives:\n"
	    "- {number: 6, title: Six, questions: [Why?, How?]}\n"
	    "- {number: 5, title: Five, questions: []}\n"
	    "rooms:\n"
	    "- {key: WG.1, round: 2, objectives: [5, 6], cohosts: [C]}\n"
	    "...\n";
	struct programme programme;
	struct yaml_fault fault = { .message = "" };
	if (read_exact(FILE_TEXT, sizeof FILE_TEXT - 1, &programme, &fault) != PROGRAMME_YAML_OK)
		fail_msg("%zu:%zu %s", fault.line, fault.column, fault.message);
	assert_string_equal(programme.session, "gcm-1");
	assert_string_equal(programme.series, "gcm");
	assert_string_equal(programme.title, "Migration that is safe: caf\xc3\xa9");
	assert_string_equal(programme.language, "fr");
	assert_int_equal(programme.round_count, 2);
	assert_string_equal(programme.rounds[0].start, "2050-07-01T12:00");
	assert_true(programme.rounds[0].start_ms == UINT64_C(2540282400000)); /* summer time */
	assert_true(programme.rounds[1].start_ms == UINT64_C(2553505200000));
	assert_int_equal(programme.agenda_count, 2);
	assert_null(programme.agenda[0].end);
	assert_null(programme.agenda[0].moderator);
	assert_string_equal(programme.agenda[1].start, "2050-07-01T11:30");
	assert_string_equal(programme.agenda[1].title, "Yes");
	assert_int_equal(programme.agenda[1].speaker_count, 2);
	assert_string_equal(programme.agenda[1].speakers[0], "A, ILO");
	assert_string_equal(programme_heading(&programme, "covid", 6), "six");
	assert_string_equal(programme_heading(&programme, "covid", 5), "five");
	assert_int_equal(programme.lens_count, 2);
	assert_int_equal(programme.objectives[0].question_count, 2);
	assert_int_equal(programme.objectives[1].question_count, 0);
	assert_int_equal(programme.rooms[0].objective_count, 2);
	assert_int_equal(programme.rooms[0].objectives[0], 5);
	assert_string_equal(programme.rooms[0].cohosts[0], "C");
	programme_close(&programme);
}

struct bad_line {
	const char *name;
	size_t line; /* of LEAST, replaced by text; the fault is told in it */
	const char *text;
	enum programme_yaml_result result;
	size_t column;
	const char *message; /* a part of it */
};

static void expect_refused(const struct bad_line *bad, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct programme programme;
		struct yaml_fault fault = { .message = "" };
		enum programme_yaml_result result =
		    read_with(bad[i].line, bad[i].text, &programme, &fault);
		if (result == PROGRAMME_YAML_OK)
			fail_msg("%s: read", bad[i].name);
		if (result != bad[i].result || fault.line != bad[i].line ||
		    fault.column != bad[i].column || strstr(fault.message, bad[i].message) == NULL)
			fail_msg("%s: result %d, %zu:%zu %s", bad[i].name, (int)result, fault.line,
			    fault.column, fault.message);
	}
}

static void what_yaml_could_but_a_programme_may_not_is_refused(void **state)
{
	(void)state;
	static const struct bad_line BAD[] = {
		{ "anchor", 2, "title: &t T", PROGRAMME_YAML_SYNTAX, 8, "anchors (&)" },
		{ "anchor on a list", 6, "lenses: &l [a]", PROGRAMME_YAML_SYNTAX, 9,
		    "anchors (&)" },
		{ "alias", 2, "title: *t", PROGRAMME_YAML_SYNTAX, 8, "aliases (*)" },
		{ "tag", 2, "title: !!str T", PROGRAMME_YAML_SYNTAX, 8, "tags (!)" },
		{ "key twice", 2, "session: s2", PROGRAMME_YAML_SYNTAX, 1, "line 1 already" },
		{ "key twice in a line", 5, "  - {number: 1, number: 1}", PROGRAMME_YAML_SYNTAX, 17,
		    "a second time" },
		{ "a list as a key", 2, "? [title]", PROGRAMME_YAML_SYNTAX, 3, "a key must be" },
		{ "second document", 3, "--- x", PROGRAMME_YAML_SYNTAX, 1, "one document" },
		{ "tab", 5, "\t- {number: 1}", PROGRAMME_YAML_SYNTAX, 1, "not tabs" },
		{ "colon in a text", 2, "title: A: B", PROGRAMME_YAML_SYNTAX, 9, "in quotes" },
		{ "open quote", 8, "rooms: \"A", PROGRAMME_YAML_SYNTAX, 8, "never closed" },
		{ "control character", 2, "title: a\x07", PROGRAMME_YAML_SYNTAX, 0, "invisible" },
		{ "NUL by escape", 2, "title: \"a\\0b\"", PROGRAMME_YAML_SYNTAX, 8, "NUL" },
		{ "not UTF-8", 2, "title: caf\xe9", PROGRAMME_YAML_SYNTAX, 0, "UTF-8" },
		{ "nine deep", 6, "lenses: [[[[[[[[1]]]]]]]]", PROGRAMME_YAML_SYNTAX, 16,
		    "deeper" },
	};
	expect_refused(BAD, sizeof BAD / sizeof BAD[0]);
}

static const struct bad_line BAD_FIELDS[] = {
	{ "near key", 6, "categoris: []", PROGRAMME_YAML_FIELD, 1, "Did you mean 'categories'?" },
	{ "far key", 2, "subtitles: x", PROGRAMME_YAML_FIELD, 1, "Its keys are session, " },
	{ "merge key", 5, "  - {<<: {number: 1}}", PROGRAMME_YAML_FIELD, 6, "no key '<<'" },
	{ "key inside a room", 8, "rooms: [{key: A, rounds: 1, objectives: [2]}]",
	    PROGRAMME_YAML_FIELD, 18, "Did you mean 'round'?" },
	{ "escape in a key", 2, "\"t\\e[31m\": T", PROGRAMME_YAML_FIELD, 1, "key 't[31m'" },
	{ "session with a space", 1, "session: a b", PROGRAMME_YAML_FIELD, 10, "not 'a b'" },
	{ "session empty", 1, "session:", PROGRAMME_YAML_FIELD, 9, "'session' is missing" },
	{ "title is a list", 2, "title: [T]", PROGRAMME_YAML_FIELD, 8, "here stands a list" },
	{ "title is a mapping", 2, "title: {a: b}", PROGRAMME_YAML_FIELD, 8, "here stands keys" },
	{ "title of spaces", 2, "title: '  '", PROGRAMME_YAML_FIELD, 8, "is empty" },
	{ "zone unknown", 3, "timezone: Asia/Bangkock", PROGRAMME_YAML_ZONE, 11,
	    "no time zone of that name" },
	{ "zone is a path", 3, "timezone: ../../../etc/passwd", PROGRAMME_YAML_ZONE, 11,
	    "such as Asia/Bangkok" },
	{ "rooms is a text", 8, "rooms: A", PROGRAMME_YAML_FIELD, 8, "takes a list" },
	{ "number in words", 5, "  - {number: one, start: 2020-10-28T11:30, end: x}",
	    PROGRAMME_YAML_FIELD, 14, "not 'one'" },
	{ "number 01", 5, "  - {number: 01, start: x, end: x}", PROGRAMME_YAML_FIELD, 14,
	    "not '01'" },
	{ "number past its cap", 5, "  - {number: 100, start: x, end: x}", PROGRAMME_YAML_FIELD, 14,
	    "from 1 to 99" },
	{ "number far past it", 5, "  - {number: 4294967297, start: x, end: x}",
	    PROGRAMME_YAML_FIELD, 14, "from 1 to 99" },
	{ "number with a sign", 5, "  - {number: +1, start: x, end: x}", PROGRAMME_YAML_FIELD, 14,
	    "not '+1'" },
	{ "start missing", 5, "  - {number: 1, end: 2020-10-28T12:20}", PROGRAMME_YAML_FIELD, 5,
	    "'start' is missing" },
	{ "day alone", 5, "  - {number: 1, start: 2020-10-28, end: x}", PROGRAMME_YAML_FIELD, 24,
	    "such as 2020-10-28T11:30" },
	{ "no such day", 5, "  - {number: 1, start: 2021-02-29T11:30, end: x}",
	    PROGRAMME_YAML_FIELD, 24, "not '2021-02-29T11:30'" },
	{ "time is a list", 5, "  - {number: 1, start: [], end: x}", PROGRAMME_YAML_FIELD, 24,
	    "a list" },
	{ "end before start", 5, "  - {number: 1, start: 2020-10-28T11:30, end: 2020-10-28T11:30}",
	    PROGRAMME_YAML_CHECK, 5, "end must be after start" },
	{ "heading missing", 6, "categories: [{key: challenge}]", PROGRAMME_YAML_FIELD, 14,
	    "'heading' is missing" },
	{ "headings of no objective", 6, "categories: [{key: c, heading: H, headings: {6: x}}]",
	    PROGRAMME_YAML_CHECK, 14, "not there" },
	{ "headings in words", 6, "categories: [{key: c, heading: H, headings: {six: x}}]",
	    PROGRAMME_YAML_FIELD, 46, "not 'six'" },
	{ "headings as a list", 6, "categories: [{key: c, heading: H, headings: [x]}]",
	    PROGRAMME_YAML_FIELD, 45, "{ 6: " },
	{ "no categories", 6, "categories: []", PROGRAMME_YAML_FIELD, 13, "at least one" },
	{ "objective is a text", 7, "objectives: [Two]", PROGRAMME_YAML_FIELD, 14,
	    "keys and values" },
	{ "objective twice", 7, "objectives: [{number: 2, title: O}, {number: 2, title: P}]",
	    PROGRAMME_YAML_CHECK, 37, "stands twice" },
	{ "room without objectives", 8, "rooms: [{key: A, round: 1}]", PROGRAMME_YAML_FIELD, 9,
	    "'objectives' is missing" },
	{ "room of no round", 8, "rooms: [{key: A, round: 4, objectives: [2]}]",
	    PROGRAMME_YAML_FIELD, 25, "no round 4" },
	{ "room of no objective", 8, "rooms: [{key: A, round: 1, objectives: [2, 7]}]",
	    PROGRAMME_YAML_FIELD, 44, "no objective 7" },
	{ "room twice", 8,
	    "rooms: [{key: A, round: 1, objectives: [2]}, {key: A, round: 1, objectives: [2]}]",
	    PROGRAMME_YAML_CHECK, 46, "stands twice" },
};

static void a_wrong_key_or_value_is_told_with_its_place(void **state)
{
	(void)state;
	expect_refused(BAD_FIELDS, sizeof BAD_FIELDS / sizeof BAD_FIELDS[0]);
}

#define ROOMS "rooms: [{key: A, round: 1, objectives: [2]}]\n"

static void what_is_said_of_the_report_is_read(void **state)
{
	(void)state;
	struct programme programme;
	struct yaml_fault fault = { .message = "" };
	enum programme_yaml_result result = read_with(8,
	    ROOMS "report:\n"
		  "  objective: Goal\n"
		  "  parts: [outcomes, {part: balance, heading: \"How\"}]\n"
		  "  background: [\"One.[^a]\", {text: \"Two:\", list: [x, y]}]\n"
		  "  footnotes: {a: \"Law.\"}\n"
		  "  subregions: {\"South, far\": [Fiji, Tonga]}\n",
	    &programme, &fault);
	if (result != PROGRAMME_YAML_OK)
		fail_msg("%zu: %s", fault.line, fault.message);
	const struct programme_report *report = &programme.report;
	assert_true(report->given);
	assert_string_equal(report->objective, "Goal");
	assert_int_equal(report->part_count, 2);
	assert_int_equal(report->parts[1].part, REPORT_BALANCE);
	assert_string_equal(report->parts[1].heading, "How");
	const struct programme_passage *background = &report->passages[REPORT_TEXT_BACKGROUND];
	assert_int_equal(background->paragraph_count, 2);
	assert_string_equal(background->paragraphs[0].text, "One.[^a]");
	assert_string_equal(background->paragraphs[1].list[1], "y");
	assert_string_equal(report->footnotes[0].key, "a");
	assert_string_equal(report->subregions[0].name, "South, far");
	assert_string_equal(report->subregions[0].countries[1], "Tonga");
	programme_close(&programme);
}

static void a_wrong_report_is_told_with_its_place(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *message;
	} bad[] = {
		{ "report: {organs: x}", "Did you mean 'organ'?" },
		{ "report: [x]", "keys and values" },
		{ "report: {parts: [annex]}", "a report has the parts" },
		{ "report: {parts: [{heading: x}]}", "'part' is missing" },
		{ "report: {closing: x}", "takes a list" },
		{ "report: {closing: [{texts: x}]}", "Did you mean 'text'?" },
		{ "report: {closing: ['']}", "is empty" },
		{ "report: {footnotes: [x]}", "takes names" },
		{ "report: {footnotes: {a b: x}}", "not 'a b'" },
		{ "report: {parts: [balance, closing]}", "annexes stand after" },
		{ "report: {submitted: soon}", "is a day" },
	};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct programme programme;
		struct yaml_fault fault = { .message = "" };
		char text[200];
		(void)snprintf(text, sizeof text, ROOMS "%s", bad[i].text);
		if (read_with(8, text, &programme, &fault) == PROGRAMME_YAML_OK)
			fail_msg("%s: read", bad[i].text);
		if (fault.line != 9 || strstr(fault.message, bad[i].message) == NULL)
			fail_msg(
			    "%s: %zu:%zu %s", bad[i].text, fault.line, fault.column, fault.message);
	}
}

static void a_time_that_the_clocks_skip_is_refused(void **state)
{
	(void)state;
	static const char FILE_TEXT[] =
	    "session: s1\n"
	    "title: T\n"
	    "timezone: Europe/Paris\n"
	    "rounds: [{number: 1, start: 2020-03-29T02:30, end: 2020-03-29T04:00}]\n"
	    "categories: [{key: challenge, heading: H}]\n"
	    "objectives: [{number: 2, title: O}]\n"
	    "rooms: [{key: A, round: 1, objectives: [2]}]\n";
	struct programme programme;
	struct yaml_fault fault = { .message = "" };
	assert_int_equal(
	    read_exact(FILE_TEXT, sizeof FILE_TEXT - 1, &programme, &fault), PROGRAMME_YAML_ZONE);
	assert_int_equal(fault.line, 4);
	assert_non_null(strstr(fault.message, "'start': that time does not exist"));
}

/* Files that nobody writes: refused within the caps, and no sanitizer complains. */
static void files_of_one_thing_over_and_over_are_refused(void **state)
{
	(void)state;
	static const char *const PIECES[] = { "[", "{", "- ", "? ", "a: ", "&a ", "*a ", "\"", "'",
		"|\n", "a: b\n", "- a\n", "[a,", "{a: ", "---\n", "\n", " ", "#", "%", "!a ",
		"\xef\xbb\xbf", "\xc3\xa9", "\xff", "- - a\n", "{a: [", ": " };
	for (size_t i = 0; i < sizeof PIECES / sizeof PIECES[0]; i++) {
		struct buffer file;
		struct programme programme;
		struct yaml_fault fault = { .message = "" };
		buffer_init(&file, PROGRAMME_BYTES_MAX);
		while (buffer_add_text(&file, PIECES[i]))
			;
		enum programme_yaml_result result =
		    programme_yaml_read((const char *)file.bytes, file.size, &programme, &fault);
		buffer_close(&file);
		if (result == PROGRAMME_YAML_OK || fault.message[0] == '\0')
			fail_msg("%s: %d", PIECES[i], (int)result);
	}
}

static void caps_hold_at_the_bound_and_one_past(void **state)
{
	(void)state;
	/* The size of the file: what is past the programme is a comment. */
	for (size_t past = 0; past <= 1; past++) {
		struct buffer file;
		struct programme programme;
		struct yaml_fault fault = { .message = "" };
		buffer_init(&file, PROGRAMME_BYTES_MAX + 1);
		for (size_t i = 0; i < LEAST_LINES; i++)
			(void)buffer_format(&file, "%s\n", LEAST[i]);
		while (file.size < PROGRAMME_BYTES_MAX + past)
			(void)buffer_add(&file, "#", 1);
		enum programme_yaml_result result =
		    programme_yaml_read((const char *)file.bytes, file.size, &programme, &fault);
		buffer_close(&file);
		assert_int_equal(result, past == 0 ? PROGRAMME_YAML_OK : PROGRAMME_YAML_SYNTAX);
		if (result == PROGRAMME_YAML_OK)
			programme_close(&programme);
	}
	/* The length of a title, and the count of a list. */
	for (size_t past = 0; past <= 1; past++) {
		char title[TITLE_CHARS_MAX + 16];
		size_t length = TITLE_CHARS_MAX + past;
		struct programme programme;
		struct yaml_fault fault = { .message = "" };
		(void)snprintf(title, sizeof title, "title: %0*d", (int)length, 0);
		enum programme_yaml_result result = read_with(2, title, &programme, &fault);
		assert_int_equal(result, past == 0 ? PROGRAMME_YAML_OK : PROGRAMME_YAML_FIELD);
		if (result == PROGRAMME_YAML_OK)
			programme_close(&programme);
		struct buffer list;
		buffer_init(&list, 4096);
		(void)buffer_add_text(&list, "lenses: [");
		for (size_t i = 0; i < LENSES_MAX + past; i++)
			(void)buffer_format(&list, "l%zu, ", i);
		(void)buffer_format(&list, "]\n%s", LEAST[0]);
		result = read_with(1, buffer_text(&list), &programme, &fault);
		buffer_close(&list);
		assert_int_equal(result, past == 0 ? PROGRAMME_YAML_OK : PROGRAMME_YAML_FIELD);
		if (result == PROGRAMME_YAML_OK)
			programme_close(&programme);
	}
}

static void every_beginning_of_a_programme_is_refused_or_whole(void **state)
{
	(void)state;
	struct buffer file;
	buffer_init(&file, PROGRAMME_BYTES_MAX);
	for (size_t i = 0; i < LEAST_LINES; i++)
		(void)buffer_format(&file, "%s\n", LEAST[i]);
	for (size_t size = 0; size < file.size; size++) {
		struct programme programme;
		struct yaml_fault fault = { .message = "" };
		enum programme_yaml_result result =
		    read_exact((const char *)file.bytes, size, &programme, &fault);
		/* Without the last line feed it is whole. */
		assert_true(
		    result == PROGRAMME_YAML_OK ? size + 1 == file.size : fault.message[0] != '\0');
		if (result == PROGRAMME_YAML_OK)
			programme_close(&programme);
	}
	buffer_close(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_least_programme_is_read),
		cmocka_unit_test(all_that_may_stand_in_a_programme_is_read),
		cmocka_unit_test(what_yaml_could_but_a_programme_may_not_is_refused),
		cmocka_unit_test(a_wrong_key_or_value_is_told_with_its_place),
		cmocka_unit_test(what_is_said_of_the_report_is_read),
		cmocka_unit_test(a_wrong_report_is_told_with_its_place),
		cmocka_unit_test(a_time_that_the_clocks_skip_is_refused),
		cmocka_unit_test(files_of_one_thing_over_and_over_are_refused),
		cmocka_unit_test(caps_hold_at_the_bound_and_one_past),
		cmocka_unit_test(every_beginning_of_a_programme_is_refused_or_whole),
	};
	return cmocka_run_group_tests_name("programme_yaml", tests, NULL, NULL);
}
