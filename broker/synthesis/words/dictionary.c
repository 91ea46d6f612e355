/*
 * broker/synthesis/words/dictionary.c - French, Spanish and Russian words in English, from Debian's packages of
 * FreeDict (dict-freedict-fra-eng, -spa-eng, -eng-rus), read when they are installed.
 *
 * A file is text packed with gzip, read whole. An entry is a line with the headword and its
 * pronunciation between slashes, then lines of translations: "1. high, lofty, tall". We keep the first
 * two translations of one word. The English-Russian one is read the other way round.
 */
#include "broker/synthesis/words/lexicon_internal.h"
#include "broker/synthesis/words/words_internal.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define FILE_BYTES_MAX       (16u << 20) /* unpacked: the largest of the three has 370 KB */
#define DICTIONARY_BYTES_MAX (32u << 20)
#define PATH_BYTES           512u

static const uint8_t hash_key[TABLE_KEY_BYTES]; /* nobody outside chooses what is in here */

/* All of a packed file; NULL when it is not there or is too large. */
static char *read_packed(const char *path, size_t *size)
{
	gzFile file = gzopen(path, "rb");
	if (file == NULL)
		return NULL;
	char *bytes = malloc(FILE_BYTES_MAX + 1);
	int got = bytes == NULL ? -1 : gzread(file, bytes, FILE_BYTES_MAX);
	bool whole = got >= 0 && gzeof(file) != 0;
	gzclose(file);
	if (!whole) {
		free(bytes);
		return NULL;
	}
	bytes[got] = '\0';
	*size = (size_t)got;
	return bytes;
}

static uint32_t find(
    const struct table *table, const char *const *texts, const char *text, uint64_t hash)
{
	size_t probe = 0;
	uint32_t index = table_find(table, hash, &probe);
	while (index != TABLE_NONE && (texts[index] == NULL || strcmp(texts[index], text) != 0))
		index = table_find(table, hash, &probe);
	return index;
}

static bool grow(struct dictionary *dictionary)
{
	uint32_t capacity[3] = { dictionary->capacity, dictionary->capacity, dictionary->capacity };
	const char **words = arena_grown(&dictionary->arena, (const void *)dictionary->word_texts,
	    dictionary->count, &capacity[0], sizeof *words);
	const char **stems = arena_grown(&dictionary->arena, (const void *)dictionary->stem_texts,
	    dictionary->count, &capacity[1], sizeof *stems);
	struct translation *translations = arena_grown(&dictionary->arena, dictionary->translations,
	    dictionary->count, &capacity[2], sizeof *translations);
	if (words == NULL || stems == NULL || translations == NULL)
		return false;
	dictionary->word_texts = words;
	dictionary->stem_texts = stems;
	dictionary->translations = translations;
	dictionary->capacity = capacity[0];
	return true;
}

/* One word in plain form out of a piece of text; false when it is none or several. */
static bool plain_word(const char *text, size_t size, struct word *word)
{
	char copy[WORD_SHOWN_BYTES];
	struct word_reader reader;
	struct word second;
	if (size == 0 || size >= sizeof copy)
		return false;
	memcpy(copy, text, size);
	copy[size] = '\0';
	word_reader_init(&reader, copy, true);
	return word_next(&reader, word) && !word_next(&reader, &second);
}

/* Adds a translation to a word, which is added when it is new. */
static bool add(struct dictionary *dictionary, struct sb_stemmer *stemmer, const char *word,
    const char *english)
{
	uint64_t hash = table_hash(hash_key, word, strlen(word));
	uint32_t index = find(&dictionary->words, dictionary->word_texts, word, hash);
	if (index != TABLE_NONE) {
		struct translation *known = &dictionary->translations[index];
		if (known->words[1] == NULL && strcmp(known->words[0], english) != 0)
			known->words[1] = arena_text(&dictionary->arena, english, strlen(english));
		return !dictionary->arena.failed;
	}
	if (dictionary->count == dictionary->capacity && !grow(dictionary))
		return false;
	index = dictionary->count;
	dictionary->word_texts[index] = arena_text(&dictionary->arena, word, strlen(word));
	dictionary->stem_texts[index] = NULL;
	dictionary->translations[index].words[0] =
	    arena_text(&dictionary->arena, english, strlen(english));
	if (dictionary->arena.failed || !table_add(&dictionary->words, hash, index))
		return false;
	dictionary->count++;
	const char *stem =
	    (const char *)sb_stemmer_stem(stemmer, (const sb_symbol *)word, (int)strlen(word));
	if (stem == NULL)
		return false;
	hash = table_hash(hash_key, stem, strlen(stem));
	if (find(&dictionary->stems, dictionary->stem_texts, stem, hash) != TABLE_NONE)
		return true;
	dictionary->stem_texts[index] = arena_text(&dictionary->arena, stem, strlen(stem));
	return dictionary->stem_texts[index] != NULL && table_add(&dictionary->stems, hash, index);
}

/* A line of translations of the headword. */
static bool read_translations(struct dictionary *dictionary, struct sb_stemmer *stemmer,
    const struct word *headword, const char *line, size_t size, bool reversed)
{
	size_t at = 0;
	while (at < size &&
	    (line[at] == ' ' || line[at] == '.' || (line[at] >= '0' && line[at] <= '9')))
		at++;
	while (at < size) {
		const char *comma = memchr(line + at, ',', size - at);
		size_t end = comma == NULL ? size : (size_t)(comma - line);
		struct word word;
		if (plain_word(line + at, end - at, &word)) {
			bool added = reversed
			    ? add(dictionary, stemmer, word.shown, headword->shown)
			    : add(dictionary, stemmer, headword->shown, word.shown);
			if (!added)
				return false;
		}
		at = end + 1;
		while (at < size && line[at] == ' ')
			at++;
	}
	return true;
}

static bool read_entries(struct dictionary *dictionary, struct sb_stemmer *stemmer,
    const char *text, size_t size, bool reversed)
{
	struct word headword;
	bool inside = false;
	for (size_t at = 0; at < size;) {
		const char *line = text + at;
		const char *newline = memchr(line, '\n', size - at);
		size_t length = newline == NULL ? size - at : (size_t)(newline - line);
		at += length + 1;
		const char *slash = memchr(line, '/', length);
		bool entry = slash != NULL && slash > line + 1 && slash[-1] == ' ' &&
		    memchr(slash + 1, '/', length - (size_t)(slash + 1 - line)) != NULL;
		if (entry)
			inside = plain_word(line, (size_t)(slash - 1 - line), &headword);
		else if (inside &&
		    !read_translations(dictionary, stemmer, &headword, line, length, reversed))
			return false;
	}
	return true;
}

bool dictionary_open(struct dictionary *dictionary, const char *folder, const char *name,
    struct sb_stemmer *stemmer, bool reversed)
{
	char path[PATH_BYTES];
	size_t size = 0;
	*dictionary = (struct dictionary){ 0 };
	arena_init(&dictionary->arena, DICTIONARY_BYTES_MAX);
	int length = snprintf(path, sizeof path, "%s/freedict-%s.dict.dz", folder, name);
	if (length < 0 || (size_t)length >= sizeof path)
		return true;
	char *text = read_packed(path, &size);
	if (text == NULL)
		return true;
	crypto_generichash(dictionary->checksum, sizeof dictionary->checksum, (const uint8_t *)text,
	    size, NULL, 0);
	bool read = read_entries(dictionary, stemmer, text, size, reversed);
	free(text);
	dictionary->there = read;
	return read;
}

void dictionary_close(struct dictionary *dictionary)
{
	arena_close(&dictionary->arena);
	table_close(&dictionary->words);
	table_close(&dictionary->stems);
	dictionary->there = false;
}

const struct translation *dictionary_find(
    const struct dictionary *dictionary, const char *word, const char *stem)
{
	if (!dictionary->there)
		return NULL;
	uint32_t index = find(&dictionary->words, dictionary->word_texts, word,
	    table_hash(hash_key, word, strlen(word)));
	if (index == TABLE_NONE)
		index = find(&dictionary->stems, dictionary->stem_texts, stem,
		    table_hash(hash_key, stem, strlen(stem)));
	return index == TABLE_NONE ? NULL : &dictionary->translations[index];
}
