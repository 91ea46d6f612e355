/* tests/unit/session_diff_test.c - what a new programme changes, told in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "client/terminal/session/programme_yaml.h"
#include "client/terminal/session/session_diff.h"

#define HEAD       "session: s\ntitle: \"One\"\ntimezone: UTC\n"
#define ROUNDS     "rounds:\n  - { number: 1, start: 2020-10-28T11:30, end: 2020-10-28T12:20 }\n"
#define CATEGORIES "categories:\n  - { key: a, heading: \"A\" }\n  - { key: b, heading: \"B\" }\n"
#define LENSES     "lenses: [x, y]\n"
#define OBJECTIVES \
	"objectives:\n  - { number: 2, title: \"Two\", questions: [\"Why?\"] }\n" \
	"  - { number: 5, title: \"Five\" }\n"
#define ROOMS \
	"rooms:\n  - { key: W, round: 1, objectives: [2] }\n" \
	"  - { key: V, round: 1, objectives: [5], cohosts: [\"C\"] }\n"
#define WHOLE HEAD ROUNDS CATEGORIES LENSES OBJECTIVES ROOMS

static void read_programme(const char *text, struct programme *programme)
{
	struct yaml_fault fault = { .message = "" };
	enum programme_yaml_result result =
	    programme_yaml_read(text, strlen(text), programme, &fault);
	if (result != PROGRAMME_YAML_OK)
		print_error("line %zu: %s\n", fault.line, fault.message);
	assert_int_equal(result, PROGRAMME_YAML_OK);
}

static const struct {
	const char *name;
	const char *after;
	const char *told; /* NULL: nothing changed */
} CHANGES[] = {
	{ "the same", WHOLE, NULL },
	{ "comments are none", "# edited\n" WHOLE, NULL },
	{ "a title",
	    "session: s\ntitle: \"Other\"\ntimezone: UTC\n" ROUNDS CATEGORIES LENSES OBJECTIVES
		ROOMS,
	    "title: \"One\" is now \"Other\"\n" },
	{ "a series", "series: q\n" WHOLE, "series: now \"q\"\n" },
	{ "a round's end",
	    HEAD "rounds:\n  - { number: 1, start: 2020-10-28T11:30, end: "
		 "2020-10-28T12:30 }\n" CATEGORIES LENSES OBJECTIVES ROOMS,
	    "round 1 end: \"2020-10-28T12:20\" is now \"2020-10-28T12:30\"\n" },
	{ "a zone moves the rounds",
	    "session: s\ntitle: \"One\"\ntimezone: +07:00\n" ROUNDS CATEGORIES LENSES OBJECTIVES
		ROOMS,
	    "time zone: \"UTC\" is now \"+07:00\"\n"
	    "round 1: at another time, for its time zone\n" },
	{ "a category's heading",
	    HEAD ROUNDS "categories:\n  - { key: a, heading: \"Z\" }\n"
			"  - { key: b, heading: \"B\" }\n" LENSES OBJECTIVES ROOMS,
	    "category a heading: \"A\" is now \"Z\"\n" },
	{ "headings of single objectives",
	    HEAD ROUNDS "categories:\n  - { key: a, heading: \"A\", headings: { 2: \"Z\" } }\n"
			"  - { key: b, heading: \"B\" }\n" LENSES OBJECTIVES ROOMS,
	    "category a: other headings under single objectives\n" },
	{ "an order",
	    HEAD ROUNDS "categories:\n  - { key: b, heading: \"B\" }\n"
			"  - { key: a, heading: \"A\" }\n" LENSES OBJECTIVES ROOMS,
	    "category: in another order\n" },
	{ "lenses", HEAD ROUNDS CATEGORIES "lenses: [y, z]\n" OBJECTIVES ROOMS,
	    "lens x: removed\nlens z: added\n" },
	{ "an agenda item", WHOLE "agenda:\n  - { start: 2020-10-28T11:00, title: \"Welcome\" }\n",
	    "agenda item 2020-10-28T11:00 \"Welcome\": added\n" },
	{ "questions",
	    HEAD ROUNDS CATEGORIES LENSES
	    "objectives:\n  - { number: 2, title: \"Two\", questions: [\"How?\", "
	    "\"When?\"] }\n  - { number: 5, title: \"Five\" }\n" ROOMS,
	    "objective 2 questions: changed, 2 instead of 1\n" },
	{ "a room less, one more",
	    HEAD ROUNDS CATEGORIES LENSES OBJECTIVES
	    "rooms:\n  - { key: W, round: 1, objectives: [2, 5] }\n"
	    "  - { key: U, round: 1, objectives: [5] }\n",
	    "room V: removed\nroom W: objectives 2 are now 2, 5\nroom U: added\n" },
	{ "a co-host",
	    HEAD ROUNDS CATEGORIES LENSES OBJECTIVES
	    "rooms:\n  - { key: W, round: 1, objectives: [2] }\n"
	    "  - { key: V, round: 1, objectives: [5], cohosts: [\"D\"] }\n",
	    "room V co-hosts: changed\n" },
};

static void each_change_is_told(void **state)
{
	(void)state;
	struct programme before;
	read_programme(WHOLE, &before);
	for (size_t i = 0; i < sizeof CHANGES / sizeof CHANGES[0]; i++) {
		struct programme after;
		struct buffer out;
		print_message("%s\n", CHANGES[i].name);
		read_programme(CHANGES[i].after, &after);
		buffer_init(&out, SESSION_DIFF_BYTES_MAX);
		bool changed = session_diff(&before, &after, &out);
		assert_int_equal(changed, CHANGES[i].told != NULL);
		assert_string_equal(
		    buffer_text(&out), CHANGES[i].told == NULL ? "" : CHANGES[i].told);
		buffer_close(&out);
		programme_close(&after);
	}
	programme_close(&before);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_change_is_told) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
