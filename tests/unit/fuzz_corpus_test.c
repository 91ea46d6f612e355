/* tests/unit/fuzz_corpus_test.c - what fuzzing began with and found, through the same property. */
#include <dirent.h>
#include <sodium.h>
#include <stdlib.h>

#include "tests/unit/proto_fixture.h"

#include "tests/fuzz/message_check.h"

#define CORPUS     "tests/fuzz/corpus/message"
#define SEED_BYTES 4096u

/* Whether its input decodes. From memory of exactly its size, so that a sanitizer sees the end. */
static bool file_check(const char *name, bool seen[MESSAGE_CODEC_COUNT])
{
	char path[512];
	assert_in_range(snprintf(path, sizeof path, CORPUS "/%s", name), 1, sizeof path - 1);
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	uint8_t bytes[SEED_BYTES];
	size_t size = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	assert_in_range(size, 1, sizeof bytes - 1);
	uint8_t *exact = malloc(size);
	assert_non_null(exact);
	memcpy(exact, bytes, size);
	bool decoded = message_check(exact, size);
	if (decoded)
		seen[exact[0]] = true;
	free(exact);
	return decoded;
}

/* Seeds that a decoder takes are named after it; the others are what fuzzing found, "found-...". */
static void the_corpus_holds(void **state)
{
	(void)state;
	bool seen[MESSAGE_CODEC_COUNT] = { false };
	DIR *folder = opendir(CORPUS);
	assert_non_null(folder); /* tests run from the top of the tree */
	const struct dirent *entry = NULL;
	while ((entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		bool decoded = file_check(entry->d_name, seen);
		if (!decoded && strncmp(entry->d_name, "found-", 6) != 0)
			fail_msg("%s is taken by no decoder any more", entry->d_name);
	}
	closedir(folder);
	for (size_t i = 0; i < MESSAGE_CODEC_COUNT; i++)
		if (!seen[i] && strcmp(message_codecs[i].name, "seal") != 0)
			fail_msg("no seed for %s", message_codecs[i].name);
}

static void every_mutant_of_the_corpus_holds(void **state)
{
	(void)state;
	static const uint8_t sample[] = "\x0c\x83\xa1r\xa4WG-2\xa1x\xa5hello\xa2zz\x01";
	uint64_t seed = 235;
	for (size_t round = 0; round < 50000; round++) {
		uint8_t bytes[sizeof sample - 1];
		memcpy(bytes, sample, sizeof bytes);
		bytes[0] = (uint8_t)(random_next(&seed) % MESSAGE_CODEC_COUNT);
		for (size_t i = 0; i < 3; i++)
			bytes[1 + random_next(&seed) % (sizeof bytes - 1)] =
			    (uint8_t)random_next(&seed);
		message_check(bytes, sizeof bytes);
	}
}

int main(void)
{
	if (sodium_init() < 0)
		return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_corpus_holds),
		cmocka_unit_test(every_mutant_of_the_corpus_holds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
