/* tests/unit/config_file_test.c - what rapporteurd takes from a file, and how it says what it will not take. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker/config.h"

#define COUNT(all) (sizeof(all) / sizeof(all)[0])

static const char WHOLE[] = "# the broker of the second week\n"
			    "data: /srv/rapporteur\n"
			    "bind: tcp://127.0.0.1:9000\n"
			    "quota: 4096\n"
			    "reserve: 128\n"
			    "press-memory: 512\n"
			    "rate: 50\n"
			    "burst: 200\n"
			    "vectors: /dev/null\n"
			    "dictionaries: /srv/words\n";

static bool file_take(struct config *config, const char *text, struct config_fault *fault)
{
	*config = (struct config){ .data = NULL };
	return config_file_take(config, "r.yaml", text, strlen(text), fault);
}

static void every_setting_may_stand_in_a_file(void **state)
{
	struct config config;
	struct config_fault fault = { "" };
	size_t count = 0;
	(void)state;
	const char *const *names = config_names(&count);
	for (size_t i = 0; i < count; i++)
		if (strstr(WHOLE, names[i]) == NULL)
			fail_msg("%s is not tried here", names[i]);
	assert_true(file_take(&config, WHOLE, &fault));
	assert_string_equal(config.data, "/srv/rapporteur");
	assert_string_equal(config.commands, "tcp://127.0.0.1:9000");
	assert_string_equal(config.feed, "tcp://127.0.0.1:9001");
	assert_int_equal(config.quota_bytes, UINT64_C(4096) << 20);
	assert_int_equal(config.reserve_bytes, UINT64_C(128) << 20);
	assert_int_equal(config.press_bytes, UINT64_C(512) << 20);
	assert_int_equal(config.rate_per_second, 50);
	assert_int_equal(config.rate_burst, 200);
	assert_string_equal(config.vectors, "/dev/null");
	assert_string_equal(config.dictionaries, "/srv/words");
}

static void what_is_not_understood_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *name;
		const char *text;
		const char *told;
	} cases[] = {
		{ "an unknown key", "data: d\nquotas: 3\n", "line 2" },
		{ "the likely one", "data: d\nquotas: 3\n", "Did you mean 'quota'?" },
		{ "far from any", "keys: k\n", "Its keys are data, bind" },
		{ "a list", "data: d\nquota: [1, 2]\n", "r.yaml, line 2: quota: takes one value" },
		{ "a mapping", "data: { path: d }\n", "line 1: data: takes one value" },
		{ "nothing", "data: d\n\nquota:\n", "line 3: quota: takes one value" },
		{ "null", "quota: null\n", "line 1: quota: takes one value" },
		{ "a word for a number", "quota: much\n", "line 1: quota: a number of MiB" },
		{ "a fraction", "quota: 1.5\n", "line 1: quota: a number of MiB" },
		{ "a host by its name", "bind: tcp://example.org:7400\n", "line 1" },
		{ "twice", "quota: 1\nquota: 2\n", "line 2: the key 'quota' stands here a second" },
		{ "an anchor", "data: &here d\n", "line 1" },
		{ "a list of settings", "- data: d\n", "line 1" },
		{ "a word", "data\n", "line 1" },
		{ "not YAML", "data: \"d\n", "this is not YAML" },
		{ "not UTF-8", "data: d\nbind: \xff\n", "line 2" },
		{ "nothing at all", "", "the file is empty" },
		{ "comments only", "# data: d\n", "the file is empty" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct config config;
		struct config_fault fault = { "" };
		if (file_take(&config, cases[i].text, &fault))
			fail_msg("%s: taken", cases[i].name);
		if (strstr(fault.what, cases[i].told) == NULL)
			fail_msg("%s: told '%s'", cases[i].name, fault.what);
		if (strncmp(fault.what, "r.yaml", 6) != 0)
			fail_msg("%s: names no file: '%s'", cases[i].name, fault.what);
	}
}

static void a_file_has_a_largest_size(void **state)
{
	static const char BEGINS[] = "data: d\n";
	static char text[CONFIG_FILE_MAX + 1];
	struct config config = { .data = NULL };
	struct config_fault fault = { "" };
	(void)state;
	memset(text, '\n', sizeof text);
	memcpy(text, BEGINS, sizeof BEGINS - 1);
	assert_true(config_file_take(&config, "f", text, sizeof text - 1, &fault));
	assert_false(config_file_take(&config, "f", text, sizeof text, &fault));
	assert_non_null(strstr(fault.what, "larger than any"));
}

static void what_is_said_on_the_command_line_wins(void **state)
{
	const char *base = getenv("TMPDIR");
	char path[200];
	(void)snprintf(
	    path, sizeof path, "%s/config_file_test.XXXXXX", base == NULL ? P_tmpdir : base);
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, WHOLE, sizeof WHOLE - 1), sizeof WHOLE - 1);
	(void)close(fd);
	char words[][32] = { "rapporteurd", "--quota", "7", "--config", "", "--burst", "9" };
	char *before_and_after[] = { words[0], words[1], words[2], words[3], path, words[5],
		words[6], NULL };
	struct config config;
	struct config_fault fault = { "" };
	(void)state;
	bool well = config_read(&config, 7, before_and_after, &fault);
	(void)unlink(path);
	if (!well)
		fail_msg("%s", fault.what);
	assert_int_equal(config.quota_bytes, 7u << 20);
	assert_int_equal(config.rate_burst, 9);
	assert_int_equal(config.rate_per_second, 50);
	assert_string_equal(config.data, "/srv/rapporteur");
	assert_string_equal(config.commands, "tcp://127.0.0.1:9000");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_setting_may_stand_in_a_file),
		cmocka_unit_test(what_is_not_understood_is_refused_with_its_line),
		cmocka_unit_test(a_file_has_a_largest_size),
		cmocka_unit_test(what_is_said_on_the_command_line_wins),
	};
	return cmocka_run_group_tests_name("config_file", tests, NULL, NULL);
}
