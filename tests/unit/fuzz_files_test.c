/* tests/unit/fuzz_files_test.c - what fuzzing of files began with and found, through the same properties. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/fuzz/door_check.h"
#include "tests/fuzz/file_check.h"
#include "tests/fuzz/report_check.h"

#define SEED_BYTES 16384u

/* From memory of exactly its size, so that a sanitizer sees the end. */
static bool seed_check(
    bool (*check)(const uint8_t *input, size_t size), const char *folder, const char *name)
{
	static uint8_t bytes[SEED_BYTES];
	char path[512];
	assert_in_range(snprintf(path, sizeof path, "%s/%s", folder, name), 1, sizeof path - 1);
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	size_t size = fread(bytes, 1, sizeof bytes, file);
	(void)fclose(file);
	assert_in_range(size, 1, sizeof bytes - 1);
	uint8_t *exact = malloc(size);
	assert_non_null(exact);
	memcpy(exact, bytes, size);
	bool taken = check(exact, size);
	free(exact);
	return taken;
}

/* Seeds are taken, but for those whose name says that they are refused, or what fuzzing found. */
static void corpus_check(bool (*check)(const uint8_t *input, size_t size), const char *folder)
{
	size_t taken_count = 0;
	DIR *listing = opendir(folder);
	assert_non_null(listing); /* tests run from the top of the tree */
	const struct dirent *entry = NULL;
	while ((entry = readdir(listing)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		bool taken = seed_check(check, folder, entry->d_name);
		bool refused = strncmp(entry->d_name, "refused-", 8) == 0;
		bool found = strncmp(entry->d_name, "found-", 6) == 0;
		if (!found && taken == refused)
			fail_msg("%s/%s: %s", folder, entry->d_name, taken ? "taken" : "refused");
		taken_count += taken ? 1 : 0;
	}
	(void)closedir(listing);
	assert_true(taken_count > 0);
}

static void programmes_hold(void **state)
{
	(void)state;
	corpus_check(programme_check_file, "tests/fuzz/corpus/programme");
}

static void imports_hold(void **state)
{
	(void)state;
	corpus_check(import_check_line, "tests/fuzz/corpus/import");
}

static void files_of_notes_hold(void **state)
{
	(void)state;
	corpus_check(notes_check_file, "tests/fuzz/corpus/notes");
}

static void reports_hold(void **state)
{
	(void)state;
	corpus_check(report_check_file, "tests/fuzz/corpus/report");
}

static void configurations_hold(void **state)
{
	(void)state;
	corpus_check(configuration_check, "tests/fuzz/corpus/configuration");
}

static void doors_hold(void **state)
{
	(void)state;
	corpus_check(zap_check, "tests/fuzz/corpus/zap");
}

static void tokens_hold(void **state)
{
	(void)state;
	corpus_check(token_check, "tests/fuzz/corpus/token");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(programmes_hold),
		cmocka_unit_test(imports_hold),
		cmocka_unit_test(files_of_notes_hold),
		cmocka_unit_test(reports_hold),
		cmocka_unit_test(configurations_hold),
		cmocka_unit_test(doors_hold),
		cmocka_unit_test(tokens_hold),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
