/* tests/unit/config_test.c - what rapporteurd makes of its command line, and what it will not take. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "broker/config.h"

#define COUNT(all)    (sizeof(all) / sizeof(all)[0])
#define ARGUMENTS_MAX 10

/* The words after the program's name. */
static bool take(struct config *config, const char *const *words, struct config_fault *fault)
{
	char bytes[ARGUMENTS_MAX][200];
	char *arguments[ARGUMENTS_MAX + 1] = { NULL };
	int count = 0;
	(void)snprintf(bytes[count], sizeof bytes[0], "rapporteurd");
	arguments[count] = bytes[count];
	for (count = 1; words[count - 1] != NULL; count++) {
		assert_true(count < ARGUMENTS_MAX);
		(void)snprintf(bytes[count], sizeof bytes[0], "%s", words[count - 1]);
		arguments[count] = bytes[count];
	}
	return config_read(config, count, arguments, fault);
}

static void only_loopback_is_bound(void **state)
{
	static const struct {
		const char *endpoint;
		const char *commands; /* NULL: refused */
		const char *feed;
		const char *fault;
	} cases[] = {
		{ "tcp://127.0.0.1:7400", "tcp://127.0.0.1:7400", "tcp://127.0.0.1:7401", "" },
		{ "tcp://127.9.8.7:1", "tcp://127.9.8.7:1", "tcp://127.9.8.7:2", "" },
		{ "tcp://localhost:7400", "tcp://127.0.0.1:7400", "tcp://127.0.0.1:7401", "" },
		{ "tcp://[::1]:7400", "tcp://[::1]:7400", "tcp://[::1]:7401", "" },
		{ "tcp://127.0.0.1:65534", "tcp://127.0.0.1:65534", "tcp://127.0.0.1:65535", "" },
		{ "tcp://0.0.0.0:7400", NULL, NULL, "keys are needed" },
		{ "tcp://*:7400", NULL, NULL, "keys are needed" },
		{ "tcp://[::]:7400", NULL, NULL, "keys are needed" },
		{ "tcp://128.0.0.1:7400", NULL, NULL, "keys are needed" },
		{ "tcp://126.255.255.255:7400", NULL, NULL, "keys are needed" },
		{ "tcp://192.168.1.20:7400", NULL, NULL, "keys are needed" },
		{ "tcp://[fe80::1]:7400", NULL, NULL, "keys are needed" },
		{ "tcp://[::ffff:127.0.0.1]:7400", NULL, NULL, "keys are needed" },
		{ "tcp://localhost.example.org:7400", NULL, NULL, "the number of an address" },
		{ "tcp://127.0.0.1.example.org:7400", NULL, NULL, "the number of an address" },
		{ "tcp://127.1:7400", NULL, NULL, "the number of an address" },
		{ "tcp://eth0:7400", NULL, NULL, "the number of an address" },
		{ "tcp://lo;127.0.0.1:7400", NULL, NULL, "the number of an address" },
		{ "tcp://127.0.0.1:0", NULL, NULL, "the port is 1 to 65534" },
		{ "tcp://127.0.0.1:65535", NULL, NULL, "the port is 1 to 65534" },
		{ "tcp://127.0.0.1:-1", NULL, NULL, "the port is 1 to 65534" },
		{ "tcp://127.0.0.1: 7400", NULL, NULL, "the port is 1 to 65534" },
		{ "tcp://127.0.0.1:+7400", NULL, NULL, "the port is 1 to 65534" },
		{ "tcp://127.0.0.1:74x", NULL, NULL, "the port is 1 to 65534" },
		{ "tcp://127.0.0.1:99999999999999999999", NULL, NULL, "the port is 1 to 65534" },
		{ "tcp://127.0.0.1:", NULL, NULL, "the port is 1 to 65534" },
		{ "tcp://127.0.0.1", NULL, NULL, "an endpoint is" },
		{ "tcp://:7400", NULL, NULL, "an endpoint is" },
		{ "tcp:/", NULL, NULL, "an endpoint is" },
		{ "ipc:///run/x:1", NULL, NULL, "an endpoint is" },
		{ "127.0.0.1:7400", NULL, NULL, "an endpoint is" },
		{ "", NULL, NULL, "an endpoint is" },
		{ "tcp://"
		  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		  ":1",
		    NULL, NULL, "too long" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct config config;
		struct config_fault fault = { "" };
		const char *words[] = { "--data", "d", "--bind", cases[i].endpoint, NULL };
		bool well = take(&config, words, &fault);
		if (well != (cases[i].commands != NULL))
			fail_msg("%s: %s", cases[i].endpoint, well ? "taken" : fault.what);
		if (!well && strstr(fault.what, cases[i].fault) == NULL)
			fail_msg("%s: told '%s'", cases[i].endpoint, fault.what);
		if (!well)
			continue;
		assert_string_equal(config.commands, cases[i].commands);
		assert_string_equal(config.feed, cases[i].feed);
	}
}

static void sizes_are_mebibytes(void **state)
{
	static const struct {
		const char *value;
		uint64_t bytes; /* 0: refused */
	} cases[] = {
		{ "1", 1u << 20 },
		{ "64", 64u << 20 },
		{ "16777216", UINT64_C(16777216) << 20 },
		{ "16777217", 0 },
		{ "0", 0 },
		{ "-1", 0 },
		{ "1.5", 0 },
		{ "64M", 0 },
		{ "", 0 },
		{ "18446744073709551616", 0 },
	};
	static const char *const options[] = { "--quota", "--reserve", "--press-memory" };
	(void)state;
	for (size_t i = 0; i < COUNT(cases) * COUNT(options); i++) {
		struct config config;
		struct config_fault fault;
		size_t row = i / COUNT(options);
		size_t option = i % COUNT(options);
		const char *words[] = { "--data", "d", options[option], cases[row].value, NULL };
		if (take(&config, words, &fault) != (cases[row].bytes != 0))
			fail_msg("%s '%s'", options[option], cases[row].value);
		const uint64_t found[] = { config.quota_bytes, config.reserve_bytes,
			config.press_bytes };
		if (cases[row].bytes != 0)
			assert_int_equal(found[option], cases[row].bytes);
	}
}

static void words_say_what_to_do(void **state)
{
	static const struct {
		const char *name;
		const char *words[6];
		bool well;
		enum config_action action;
	} cases[] = {
		{ "serve", { "--data", "d" }, true, CONFIG_SERVE },
		{ "check", { "check", "--data", "d" }, true, CONFIG_CHECK },
		{ "check, said last", { "--data", "d", "check" }, true, CONFIG_CHECK },
		{ "backup", { "backup", "--data", "d", "--to", "t" }, true, CONFIG_BACKUP },
		{ "backup to nowhere", { "backup", "--data", "d" }, false, CONFIG_SERVE },
		{ "backup without data", { "backup", "--to", "t" }, false, CONFIG_SERVE },
		{ "restore", { "restore", "--from", "f", "--data", "d" }, true, CONFIG_RESTORE },
		{ "restore from nowhere", { "restore", "--data", "d" }, false, CONFIG_SERVE },
		{ "a broker to somewhere", { "--data", "d", "--to", "t" }, false, CONFIG_SERVE },
		{ "compact", { "compact", "--data", "d" }, true, CONFIG_COMPACT },
		{ "press", { "press", "--data", "d" }, true, CONFIG_PRESS },
		{ "version", { "--version" }, true, CONFIG_VERSION },
		{ "help", { "--help" }, true, CONFIG_HELP },
		{ "no data", { NULL }, false, CONFIG_SERVE },
		{ "check without data", { "check" }, false, CONFIG_CHECK },
		{ "data without a value", { "--data" }, false, CONFIG_SERVE },
		{ "an unknown option", { "--data", "d", "--keys", "k" }, false, CONFIG_SERVE },
		{ "a short option", { "-d", "d" }, false, CONFIG_SERVE },
		{ "a rate", { "--data", "d", "--rate", "0" }, true, CONFIG_SERVE },
		{ "a rate below 0", { "--data", "d", "--rate", "-1" }, false, CONFIG_SERVE },
		{ "a burst of none", { "--data", "d", "--burst", "0" }, false, CONFIG_SERVE },
		{ "the largest burst", { "--data", "d", "--burst", "1000000" }, true,
		    CONFIG_SERVE },
		{ "one more", { "--data", "d", "--burst", "1000001" }, false, CONFIG_SERVE },
		{ "a file that is not there", { "--config", "no/such" }, false, CONFIG_SERVE },
		{ "a folder", { "--config", "/" }, false, CONFIG_SERVE },
		{ "an empty path", { "--data", "" }, false, CONFIG_SERVE },
		{ "an unknown word", { "serve", "--data", "d" }, false, CONFIG_SERVE },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct config config;
		struct config_fault fault;
		if (take(&config, cases[i].words, &fault) != cases[i].well)
			fail_msg("%s", cases[i].name);
		if (cases[i].well && config.action != cases[i].action)
			fail_msg("%s: action %d", cases[i].name, (int)config.action);
	}
}

static void unsaid_is_the_default(void **state)
{
	struct config config;
	struct config_fault fault;
	(void)state;
	const char *words[] = { "--data", "d", NULL };
	assert_true(take(&config, words, &fault));
	assert_string_equal(config.commands, "tcp://127.0.0.1:7400");
	assert_int_equal(config.feed_port, 7401);
	assert_int_equal(config.quota_bytes, 0);
	assert_int_equal(config.reserve_bytes, 0);
	assert_int_equal(config.press_bytes, UINT64_C(1) << 30);
	assert_int_equal(config.rate_per_second, 1000);
	assert_int_equal(config.rate_burst, 10000);
	assert_string_equal(config.data, "d");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_loopback_is_bound),
		cmocka_unit_test(sizes_are_mebibytes),
		cmocka_unit_test(words_say_what_to_do),
		cmocka_unit_test(unsaid_is_the_default),
	};
	return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
