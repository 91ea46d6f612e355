/* broker/synthesis/words/lexicon.c - opens what is known of words, and tells what that is. */
#include "broker/synthesis/words/lexicon_internal.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* Counts up whenever the same notes would be grouped otherwise: part of what a synthesis was made with. */
#define METHOD_VERSION "12"
#define LIBSTEMMER     "Snowball of libstemmer 2.2"

static const struct {
	enum language language;
	const char *tag;     /* the first subtag */
	const char *stemmer; /* libstemmer's name */
	const char *name;    /* FreeDict's; NULL: none */
	bool reversed;
} languages[] = {
	{ LANGUAGE_ENGLISH, "en", "english", NULL, false },
	{ LANGUAGE_FRENCH, "fr", "french", "fra-eng", false },
	{ LANGUAGE_SPANISH, "es", "spanish", "spa-eng", false },
	{ LANGUAGE_RUSSIAN, "ru", "russian", "eng-rus", true },
};
#define LANGUAGES_KNOWN (sizeof languages / sizeof *languages)

const char *lexicon_result_sentence(enum lexicon_result result)
{
	static const char *const sentences[] = {
#define X(name, sentence) sentence,
		LEXICON_RESULTS(X)
#undef X
	};
	return sentences[result];
}

enum lexicon_result lexicon_open(struct lexicon **lexicon, const struct lexicon_options *options)
{
	struct lexicon *made = calloc(1, sizeof *made);
	if (made == NULL)
		return LEXICON_MEMORY;
	enum lexicon_result result = LEXICON_OK;
	if (options->vectors != NULL)
		result = vectors_open(&made->vectors, options->vectors);
	for (size_t i = 0; result == LEXICON_OK && i < LANGUAGES_KNOWN; i++) {
		enum language language = languages[i].language;
		made->stemmers[language] = sb_stemmer_new(languages[i].stemmer, NULL);
		bool ready = made->stemmers[language] != NULL;
		if (ready && options->dictionaries != NULL && languages[i].name != NULL)
			ready =
			    dictionary_open(&made->dictionaries[language], options->dictionaries,
				languages[i].name, made->stemmers[language], languages[i].reversed);
		if (!ready)
			result = LEXICON_MEMORY;
	}
	if (result == LEXICON_OK)
		*lexicon = made;
	else
		lexicon_close(made);
	return result;
}

void lexicon_close(struct lexicon *lexicon)
{
	if (lexicon == NULL)
		return;
	vectors_close(&lexicon->vectors);
	for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
		dictionary_close(&lexicon->dictionaries[i]);
		sb_stemmer_delete(lexicon->stemmers[i]); /* NULL is harmless */
	}
	free(lexicon);
}

static void describe_part(
    struct buffer *out, const char *part, const uint8_t checksum[CHECKSUM_BYTES])
{
	char hex[2 * CHECKSUM_BYTES + 1];
	sodium_bin2hex(hex, sizeof hex, checksum, CHECKSUM_BYTES);
	buffer_format(out, "%s: %s\n", part, checksum == NULL ? "none" : hex);
}

bool lexicon_describe(const struct lexicon *lexicon, struct buffer *out)
{
	uint8_t lists[CHECKSUM_BYTES];
	word_lists_checksum(lists);
	buffer_format(out, "method: " METHOD_VERSION "\n");
	if (lexicon->vectors.map != NULL)
		describe_part(out, "vectors", lexicon->vectors.checksum);
	else
		buffer_add_text(out, "vectors: none\n");
	for (size_t i = 0; i < LANGUAGES_KNOWN; i++) {
		const struct dictionary *dictionary = &lexicon->dictionaries[languages[i].language];
		if (languages[i].name == NULL)
			continue;
		buffer_format(out, "dictionary ");
		if (dictionary->there)
			describe_part(out, languages[i].name, dictionary->checksum);
		else
			buffer_format(out, "%s: none\n", languages[i].name);
	}
	describe_part(out, "word lists", lists);
	buffer_format(out, "stemmer: " LIBSTEMMER "\nletters: utf8proc %s\n", utf8proc_version());
	return !out->failed;
}

const char *lexicon_stem(const struct lexicon *lexicon, enum language language, const char *word)
{
	struct sb_stemmer *stemmer = lexicon->stemmers[language];
	if (stemmer == NULL)
		return word;
	const sb_symbol *stem =
	    sb_stemmer_stem(stemmer, (const sb_symbol *)word, (int)strlen(word));
	return stem == NULL ? word : (const char *)stem;
}

enum language language_of(const char *tag)
{
	if (tag == NULL)
		return LANGUAGE_ENGLISH;
	for (size_t i = 0; i < LANGUAGES_KNOWN; i++) {
		size_t size = strlen(languages[i].tag);
		if (strncmp(tag, languages[i].tag, size) == 0 &&
		    (tag[size] == '\0' || tag[size] == '-'))
			return languages[i].language;
	}
	return LANGUAGE_OTHER;
}

uint32_t lexicon_rank(const struct lexicon *lexicon, const char *word)
{
	return vectors_find(&lexicon->vectors, word, strlen(word));
}
