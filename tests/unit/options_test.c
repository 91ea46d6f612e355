/* tests/unit/options_test.c - command lines as people type them, and the times in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/terminal/options.h"

#define ARGUMENTS_MAX 12

static const struct command COMMANDS[] = {
	{ "session open", "FILE", 1, 1, 0, "", "", NULL },
	{ "note", "SESSION ROOM TEXT...", 3, 100, OPTION_BIT(OPTION_OBJECTIVE), "", "", NULL },
	{ "export", "SESSION", 1, 1, OPTION_BIT(OPTION_OUTPUT), "", "", NULL },
	{ .name = NULL },
};

static bool read_line(struct invocation *invocation, struct options_fault *fault,
    const char *const line[ARGUMENTS_MAX], char *arguments[ARGUMENTS_MAX + 1])
{
	int count = 0;
	arguments[count++] = (char *)"rapporteur";
	for (size_t i = 0; i < ARGUMENTS_MAX && line[i] != NULL; i++)
		arguments[count++] = (char *)line[i];
	return options_read(invocation, COMMANDS, count, arguments, fault);
}

static const struct {
	const char *name;
	const char *line[ARGUMENTS_MAX];
	const char *command; /* NULL: refused */
	const char *words;   /* joined with | */
	const char *objective;
	const char *output;
} TYPED[] = {
	{ "plain", { "note", "s", "r", "a", "b" }, "note", "s|r|a|b", NULL, NULL },
	{ "two words", { "session", "open", "f" }, "session open", "f", NULL, NULL },
	{ "option first", { "-o", "2", "export", "s" }, NULL, "", NULL, NULL },
	{ "global first", { "--json", "export", "s" }, "export", "s", NULL, NULL },
	{ "option in between", { "note", "s", "-o", "2", "r", "t" }, "note", "s|r|t", "2", NULL },
	{ "option last", { "note", "s", "r", "t", "-o", "2" }, "note", "s|r|t", "2", NULL },
	{ "value attached", { "note", "s", "r", "t", "-o2" }, "note", "s|r|t", "2", NULL },
	{ "value after =", { "note", "s", "r", "t", "--objective=2" }, "note", "s|r|t", "2", NULL },
	{ "the letter of another", { "export", "s", "-o", "f" }, "export", "s", NULL, "f" },
	{ "a dash is a word", { "note", "s", "r", "-" }, "note", "s|r|-", NULL, NULL },
	{ "a list's dash", { "note", "s", "r", "- a" }, "note", "s|r|- a", NULL, NULL },
	{ "a number's dash", { "note", "s", "r", "-5 %" }, "note", "s|r|-5 %", NULL, NULL },
	{ "after --", { "note", "s", "r", "--", "-o", "--x" }, "note", "s|r|-o|--x", NULL, NULL },
	{ "unknown option", { "note", "s", "r", "--x" }, NULL, "", NULL, NULL },
	{ "another's option", { "export", "s", "--objective", "2" }, NULL, "", NULL, NULL },
	{ "value missing", { "note", "s", "r", "t", "-o" }, NULL, "", NULL, NULL },
	{ "value empty", { "note", "s", "r", "t", "--objective=" }, NULL, "", NULL, NULL },
	{ "value for none", { "export", "s", "--json=yes" }, NULL, "", NULL, NULL },
	{ "word missing", { "note", "s", "r" }, NULL, "", NULL, NULL },
	{ "word too many", { "export", "s", "t" }, NULL, "", NULL, NULL },
	{ "half a command", { "session" }, NULL, "", NULL, NULL },
	{ "no such half", { "session", "shut" }, NULL, "", NULL, NULL },
	{ "no such command", { "notes" }, NULL, "", NULL, NULL },
	{ "nothing", { NULL }, NULL, "", NULL, NULL },
	{ "wrong wait", { "export", "s", "--wait", "soon" }, NULL, "", NULL, NULL },
};

static void what_is_typed_is_understood(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof TYPED / sizeof TYPED[0]; i++) {
		struct invocation invocation;
		struct options_fault fault;
		char *arguments[ARGUMENTS_MAX + 1];
		char words[128] = "";
		print_message("%s\n", TYPED[i].name);
		bool is_read = read_line(&invocation, &fault, TYPED[i].line, arguments);
		assert_int_equal(is_read, TYPED[i].command != NULL);
		if (!is_read) {
			assert_true(strlen(fault.message) > 0);
			continue;
		}
		assert_string_equal(invocation.command->name, TYPED[i].command);
		for (size_t j = 0; j < invocation.word_count; j++) {
			size_t size = strlen(words);
			snprintf(words + size, sizeof words - size, "%s%s", j == 0 ? "" : "|",
			    invocation.words[j]);
		}
		assert_string_equal(words, TYPED[i].words);
		const char *objective = invocation.values[OPTION_OBJECTIVE];
		const char *output = invocation.values[OPTION_OUTPUT];
		assert_string_equal(objective == NULL ? "" : objective,
		    TYPED[i].objective == NULL ? "" : TYPED[i].objective);
		assert_string_equal(
		    output == NULL ? "" : output, TYPED[i].output == NULL ? "" : TYPED[i].output);
	}
}

static void help_needs_no_words(void **state)
{
	(void)state;
	struct invocation invocation;
	struct options_fault fault;
	char *arguments[ARGUMENTS_MAX + 1];
	static const char *const LINE[ARGUMENTS_MAX] = { "note", "--help" };
	assert_true(read_line(&invocation, &fault, LINE, arguments));
	assert_true(option_given(&invocation, OPTION_HELP));
	assert_string_equal(invocation.command->name, "note");
}

static void the_broker_and_the_state_come_from_where_they_are_given(void **state)
{
	(void)state;
	struct invocation invocation;
	struct options_fault fault;
	char *arguments[ARGUMENTS_MAX + 1];
	static const char *const BARE[ARGUMENTS_MAX] = { "export", "s" };
	static const char *const GIVEN[ARGUMENTS_MAX] = { "export", "s", "--broker",
		"tcp://127.0.0.1:1", "--state", "here", "--wait", "1.5s" };
	static const char *const WAITING[ARGUMENTS_MAX] = { "export", "s", "--broker",
		"tcp://127.0.0.1:1", "--state", "here", "--wait", "2" };
	assert_int_equal(unsetenv("RAPPORTEUR_BROKER"), 0);
	assert_int_equal(unsetenv("RAPPORTEUR_STATE"), 0);
	assert_int_equal(unsetenv("XDG_STATE_HOME"), 0);
	assert_int_equal(setenv("HOME", "/home/amina", 1), 0);
	assert_true(read_line(&invocation, &fault, BARE, arguments));
	assert_string_equal(invocation.broker, "tcp://127.0.0.1:7400");
	assert_string_equal(invocation.state, "/home/amina/.local/state/rapporteur");
	assert_int_equal(invocation.wait_ms, 5000);
	assert_int_equal(setenv("XDG_STATE_HOME", "/var/amina", 1), 0);
	assert_int_equal(setenv("RAPPORTEUR_BROKER", "tcp://127.0.0.1:2", 1), 0);
	assert_true(read_line(&invocation, &fault, BARE, arguments));
	assert_string_equal(invocation.broker, "tcp://127.0.0.1:2");
	assert_string_equal(invocation.state, "/var/amina/rapporteur");
	assert_int_equal(setenv("RAPPORTEUR_STATE", "there", 1), 0);
	assert_true(read_line(&invocation, &fault, BARE, arguments));
	assert_string_equal(invocation.state, "there");
	assert_false(read_line(&invocation, &fault, GIVEN, arguments)); /* no fractions */
	assert_true(read_line(&invocation, &fault, WAITING, arguments));
	assert_string_equal(invocation.broker, "tcp://127.0.0.1:1");
	assert_string_equal(invocation.state, "here");
	assert_int_equal(invocation.wait_ms, 2000);
}

static void a_duration_has_its_units(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool bare_seconds;
		bool is_read;
		uint64_t ms;
	} CASES[] = {
		{ "30m", false, true, 1800000 },
		{ "1h30m", false, true, 5400000 },
		{ "250ms", false, true, 250 },
		{ "1m250ms", false, true, 60250 },
		{ "90s", false, true, 90000 },
		{ "2d", false, true, 172800000 },
		{ "0", false, true, 0 },
		{ "5", true, true, 5000 },
		{ "5", false, false, 0 },
		{ "30d", false, true, 2592000000 },
		{ "30d1ms", false, false, 0 },
		{ "31d", false, false, 0 },
		{ "2592000001ms", false, false, 0 },
		{ "99999999999999999999h", false, false, 0 },
		{ "", true, false, 0 },
		{ "m", true, false, 0 },
		{ "-5m", true, false, 0 },
		{ "5 m", true, false, 0 },
		{ "5x", true, false, 0 },
		{ "1m5", true, false, 0 },
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		uint64_t ms = 7;
		print_message("%s\n", CASES[i].text);
		bool is_read =
		    duration_parse(CASES[i].text, CASES[i].bare_seconds, 2592000000, &ms);
		assert_int_equal(is_read, CASES[i].is_read);
		assert_int_equal(ms, is_read ? CASES[i].ms : 7);
	}
}

static void a_number_is_digits_within_its_bounds(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool is_read;
	} CASES[] = { { "1", true }, { "999", true }, { "007", true }, { "0", false },
		{ "1000", false }, { "", false }, { "+1", false }, { "-1", false }, { " 1", false },
		{ "1 ", false }, { "18446744073709551617", false } };
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		uint64_t number = 0;
		print_message("'%s'\n", CASES[i].text);
		assert_int_equal(number_parse(CASES[i].text, 1, 999, &number), CASES[i].is_read);
	}
	uint64_t number = 0;
	assert_true(number_parse("18446744073709551615", 0, UINT64_MAX, &number));
	assert_true(number == UINT64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_typed_is_understood),
		cmocka_unit_test(help_needs_no_words),
		cmocka_unit_test(the_broker_and_the_state_come_from_where_they_are_given),
		cmocka_unit_test(a_duration_has_its_units),
		cmocka_unit_test(a_number_is_digits_within_its_bounds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
