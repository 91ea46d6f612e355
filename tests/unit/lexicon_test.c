/* tests/unit/lexicon_test.c - the table of word vectors and the dictionaries: there, absent, damaged. */
#include "tests/unit/synthesis_fixture.h"

#include <unistd.h>
#include <zlib.h>

#include "broker/synthesis/words/lexicon_internal.h"

#define TABLE "broker/synthesis/vectors/vectors.bin"

static struct lexicon *open_lexicon(const char *vectors, const char *dictionaries)
{
	struct lexicon *lexicon = NULL;
	const struct lexicon_options options = { .vectors = vectors, .dictionaries = dictionaries };
	assert_int_equal(lexicon_open(&lexicon, &options), LEXICON_OK);
	return lexicon;
}

static void words_of_the_table_are_found(void **state)
{
	(void)state;
	struct lexicon *lexicon = open_lexicon(TABLE, NULL);
	const struct vectors *vectors = &lexicon->vectors;
	assert_int_equal(vectors->words, 40000);
	assert_int_equal(vectors_find(vectors, "the", 3), 0);
	assert_true(vectors_find(vectors, "wages", 5) < vectors_find(vectors, "salaries", 8));
	assert_int_equal(vectors_find(vectors, "wagesx", 6), RANK_NONE);
	assert_int_equal(vectors_find(vectors, "", 0), RANK_NONE);
	for (uint32_t rank = 0; rank < vectors->words; rank++) {
		size_t size = vectors->starts[rank + 1] - vectors->starts[rank];
		assert_int_equal(
		    vectors_find(vectors, vectors->letters + vectors->starts[rank], size), rank);
	}
	lexicon_close(lexicon);
}

/* Where a copy of the table is spoilt: a byte turned, or the end cut off. */
static const struct {
	const char *name;
	size_t at;
	size_t cut;
	enum lexicon_result result;
} spoilt[] = {
	{ "as it is", 0, 0, LEXICON_OK },
	{ "another magic", 1, 0, LEXICON_DAMAGED },
	{ "another version", 8, 0, LEXICON_DAMAGED },
	{ "more words than there are", 17, 0, LEXICON_DAMAGED },
	{ "another checksum", 40, 0, LEXICON_DAMAGED },
	{ "a row", 4000000, 0, LEXICON_DAMAGED },
	{ "a byte less", 0, 1, LEXICON_DAMAGED },
	{ "a head only", 0, SIZE_MAX, LEXICON_DAMAGED },
};

static void a_spoilt_table_is_refused(void **state)
{
	(void)state;
	static uint8_t bytes[8u << 20];
	FILE *file = fopen(TABLE, "rb");
	assert_non_null(file);
	size_t size = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	assert_true(size > 4000000 && size < sizeof bytes);
	for (size_t i = 0; i < sizeof spoilt / sizeof *spoilt; i++) {
		char path[] = "rapporteur-lexicon-XXXXXX";
		int fd = mkstemp(path);
		assert_true(fd >= 0);
		size_t kept = spoilt[i].cut > size ? 30 : size - spoilt[i].cut;
		bytes[spoilt[i].at] ^= spoilt[i].at != 0;
		assert_int_equal(write(fd, bytes, kept), kept);
		bytes[spoilt[i].at] ^= spoilt[i].at != 0;
		close(fd);
		struct lexicon *lexicon = NULL;
		const struct lexicon_options options = { .vectors = path };
		enum lexicon_result result = lexicon_open(&lexicon, &options);
		unlink(path);
		lexicon_close(lexicon);
		if (result != spoilt[i].result)
			fail_msg("%s: %s", spoilt[i].name, lexicon_result_sentence(result));
	}
	struct lexicon *lexicon = NULL;
	const struct lexicon_options absent = { .vectors = "no-such-file" };
	assert_int_equal(lexicon_open(&lexicon, &absent), LEXICON_ABSENT);
}

static void a_dictionary_gives_two_words_for_one(void **state)
{
	(void)state;
	static const char text[] = "A head without entries\n"
				   "salaire /salEr/ <n>\nwage, salary, pay\n"
				   "bas salaire /ba/\n1. poor pay\n"
				   "\xc3\xa9"
				   "cole /ekOl/ <n>\n1. school\n2. a long phrase, college\n";
	char folder[] = "rapporteur-lexicon-XXXXXX";
	char path[80];
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/freedict-fra-eng.dict.dz", folder);
	gzFile file = gzopen(path, "wb");
	assert_int_equal(gzwrite(file, text, sizeof text - 1), sizeof text - 1);
	gzclose(file);
	struct lexicon *lexicon = open_lexicon(NULL, folder);
	unlink(path);
	rmdir(folder);
	const struct dictionary *french = &lexicon->dictionaries[LANGUAGE_FRENCH];
	assert_true(french->there);
	assert_false(lexicon->dictionaries[LANGUAGE_SPANISH].there);
	const struct translation *found = dictionary_find(french, "salaire", "salair");
	assert_non_null(found);
	assert_string_equal(found->words[0], "wage");
	assert_string_equal(found->words[1], "salary");
	found = dictionary_find(french, "ecoles", lexicon_stem(lexicon, LANGUAGE_FRENCH, "ecoles"));
	assert_non_null(found);
	assert_string_equal(found->words[0], "school");
	assert_string_equal(found->words[1], "college");
	assert_null(dictionary_find(french, "bas", "bas"));
	lexicon_close(lexicon);
}

static void what_it_is_made_of_is_told(void **state)
{
	(void)state;
	struct lexicon *lexicon = open_lexicon(TABLE, "no-such-folder");
	struct buffer out;
	buffer_init(&out, 4096);
	assert_true(lexicon_describe(lexicon, &out));
	const char *text = buffer_text(&out);
	assert_non_null(strstr(text, "method: "));
	assert_null(strstr(text, "vectors: none"));
	assert_non_null(strstr(text, "dictionary fra-eng: none\n"));
	assert_non_null(strstr(text, "utf8proc"));
	buffer_close(&out);
	lexicon_close(lexicon);
	lexicon_close(NULL);
}

/* Two notes in two rooms, so that words alone decide. */
static size_t points_of(struct lexicon *lexicon, const char *first, const char *second)
{
	struct synthesis *synthesis = NULL;
	struct arena arena;
	arena_init(&arena, ARENA_BYTES);
	assert_int_equal(
	    synthesis_create(&synthesis, &programme, point_key, lexicon), SYNTHESIS_OK);
	give(synthesis, input(1, first));
	struct synthesis_input made = input(2, second);
	made.room = "WG-both";
	give(synthesis, made);
	struct synthesis_objective out;
	assert_int_equal(synthesis_read(synthesis, 1, true, &arena, &out), SYNTHESIS_OK);
	size_t count = out.point_count;
	arena_close(&arena);
	synthesis_close(synthesis);
	return count;
}

static void with_vectors_other_words_say_the_same(void **state)
{
	(void)state;
	struct lexicon *with = open_lexicon(TABLE, NULL);
	struct lexicon *without = open_lexicon(NULL, NULL);
	static const char *const pairs[][2] = { { "Salaries are falling", "Wages have dropped" },
		{ "Ppl lack housing", "People lack hosuing" } };
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		assert_int_equal(points_of(with, pairs[i][0], pairs[i][1]), 1);
	}
	assert_int_equal(points_of(without, pairs[0][0], pairs[0][1]), 2);
	assert_int_equal(points_of(with, "Salaries are falling", "The consulate is closed"), 2);
	lexicon_close(with);
	lexicon_close(without);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_the_table_are_found),
		cmocka_unit_test(a_spoilt_table_is_refused),
		cmocka_unit_test(a_dictionary_gives_two_words_for_one),
		cmocka_unit_test(what_it_is_made_of_is_told),
		cmocka_unit_test(with_vectors_other_words_say_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
