/* tests/unit/web_texts_test.c - a programme written as a file reads as the same programme; what reads alike is told alike. */
#include "client/web/api/likeness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "client/terminal/session/programme_yaml.h"
#include "client/web/api/api.h"

static const char everything[] =
    "session: gcm-1\nseries: gcm\ntitle: \"Quotes \\\" and \\\\ and: colons # and \\u00e9\"\n"
    "timezone: Asia/Bangkok\nlanguage: fr\nretention: keep notes 90 days after close, keep the report\n"
    "rounds:\n  - { number: 1, start: 2020-10-28T11:30, end: 2020-10-28T12:20 }\n"
    "agenda:\n  - { start: 2020-10-28T11:00, title: Welcome, moderator: M, speakers: [A, B] }\n"
    "categories:\n  - { key: challenge, heading: Key, headings: { 2: \"Otherwise\" } }\n"
    "lenses: [gender, youth]\n"
    "objectives:\n  - { number: 2, title: \"~\", questions: [\"What?\", \"null\"] }\n"
    "rooms:\n  - { key: WG-2, round: 1, objectives: [2], cohosts: [\"yes\"] }\n"
    "report:\n  organ: O\n  symbol: S\n  submitted: 2020-10-30\n"
    "  parts: [background, { part: outcomes, heading: H }]\n"
    "  background:\n    - \"A paragraph.[^one]\"\n    - { text: \"With a list:\", list: [x, y] }\n"
    "  footnotes: { one: \"A *footnote*.\" }\n  subregions: { \"South-East Asia\": [Thailand] }\n";

static void programme_read(const char *text, size_t size, struct programme *programme)
{
	struct yaml_fault fault;
	if (programme_yaml_read(text, size, programme, &fault) != PROGRAMME_YAML_OK)
		fail_msg("line %zu: %s\n%.*s", fault.line, fault.message, (int)size, text);
}

static void same_programme(const char *text, size_t size)
{
	struct programme before;
	struct programme after;
	struct buffer written;
	struct buffer bytes[2];
	programme_read(text, size, &before);
	assert_true(programme_yaml_write(&before, &written));
	programme_read((const char *)written.bytes, written.size, &after);
	buffer_init(&bytes[0], PROGRAMME_BYTES_MAX);
	buffer_init(&bytes[1], PROGRAMME_BYTES_MAX);
	programme_encode(&before, &bytes[0]);
	programme_encode(&after, &bytes[1]);
	assert_int_equal(bytes[0].size, bytes[1].size);
	assert_memory_equal(bytes[0].bytes, bytes[1].bytes, bytes[0].size);
	buffer_close(&bytes[0]);
	buffer_close(&bytes[1]);
	buffer_close(&written);
	programme_close(&before);
	programme_close(&after);
}

static void a_programme_comes_back_as_it_went(void **state)
{
	(void)state;
	same_programme(everything, sizeof everything - 1);
}

static void the_example_comes_back_as_it_went(void **state)
{
	static char text[65536];
	FILE *file = fopen("tests/example/programme.yaml", "re");
	(void)state;
	assert_non_null(file);
	size_t size = fread(text, 1, sizeof text, file);
	fclose(file);
	same_programme(text, size);
}

static uint32_t alike(const char *a, const char *b)
{
	struct likeness likeness;
	likeness_begin(&likeness, a);
	return likeness_of(&likeness, b);
}

static void what_reads_alike_is_told_alike(void **state)
{
	(void)state;
	assert_int_equal(alike("Flood funds come too late", "flood funds, come too LATE"), 100);
	assert_true(alike("Flood funds come too late", "The flood funds come late") > 60);
	assert_true(alike("Flood funds come too late", "Pensions earned abroad are lost") < 25);
	assert_true(alike("เงินช่วยเหลือน้ำท่วมมาช้า", "เงินช่วยเหลือน้ำท่วมมาช้าเกินไป") > 60);
	assert_int_equal(alike("", ""), 0);
	assert_int_equal(alike("a", ""), 0);
	assert_int_equal(alike(NULL, "a"), 0);
}

static void texts_of_any_length_are_safe(void **state)
{
	size_t size = 40000;
	char *text = calloc(size + 1, 1);
	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < size; i++)
		text[i] = (char)(1 + i * 7919 % 255); /* no UTF-8 */
	assert_int_equal(alike(text, text), 100);
	assert_true(alike(text, "x") <= 100);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_programme_comes_back_as_it_went),
		cmocka_unit_test(the_example_comes_back_as_it_went),
		cmocka_unit_test(what_reads_alike_is_told_alike),
		cmocka_unit_test(texts_of_any_length_are_safe) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
