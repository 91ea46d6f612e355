/* client/report/series/alike.c - see alike.h. */
#include "client/report/series/alike.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define STEM_CHARS 6u /* migrant, migrants, migration: one word */
#define WORD_CHARS 3u /* shorter ones are small */
#define WORD_BYTES (4u * STEM_CHARS + 1u)

/* Words that say nothing of what is said, in the languages of the report; in byte order. */
static const char *const SMALL[] = { "about", "after", "also", "and", "are", "been", "being", "but",
	"como", "con", "dans", "del", "des", "during", "est", "for", "from", "has", "have", "into",
	"las", "les", "los", "more", "not", "para", "pas", "plus", "por", "pour", "que", "qui",
	"should", "son", "sont", "sur", "than", "that", "the", "their", "them", "there", "these",
	"they", "this", "those", "una", "une", "was", "were", "which", "who", "will", "with",
	"would" };

static int compare_texts(const void *key, const void *item)
{
	const char *const *word = item;
	return strcmp(key, *word);
}

static bool is_small(const char *word)
{
	return bsearch(word, (const void *)SMALL, sizeof SMALL / sizeof SMALL[0], sizeof SMALL[0],
		   compare_texts) != NULL;
}

static uint64_t hash_of(const char *word, size_t size)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < size; i++)
		hash = (hash ^ (uint8_t)word[i]) * UINT64_C(0x100000001b3);
	return hash;
}

/* A word while it is read: all of it in small letters, and its first letters. */
struct word {
	char whole[64];
	size_t size;
	size_t stem; /* bytes of its first letters */
	size_t chars;
};

static void word_add(struct word *word, utf8proc_int32_t point)
{
	uint8_t bytes[4];
	utf8proc_ssize_t size = utf8proc_encode_char(utf8proc_tolower(point), bytes);
	if (size <= 0 || (size_t)size > sizeof word->whole - 1 - word->size)
		return;
	memcpy(word->whole + word->size, bytes, (size_t)size);
	word->size += (size_t)size;
	word->chars++;
	if (word->chars <= STEM_CHARS)
		word->stem = word->size;
}

static void word_end(struct word *word, struct alike_words *words)
{
	word->whole[word->size] = '\0';
	/* A plural's s, in all three languages. */
	if (word->chars > WORD_CHARS && word->chars <= STEM_CHARS &&
	    word->whole[word->size - 1] == 's')
		word->stem = word->size - 1;
	if (word->chars >= WORD_CHARS && words->count < ALIKE_WORDS_MAX && !is_small(word->whole)) {
		uint64_t hash = hash_of(word->whole, word->stem);
		size_t i = 0;
		while (i < words->count && words->words[i] < hash)
			i++;
		if (i == words->count || words->words[i] != hash) {
			memmove(&words->words[i + 1], &words->words[i],
			    (words->count - i) * sizeof words->words[0]);
			words->words[i] = hash;
			words->count++;
		}
	}
	*word = (struct word){ .size = 0 };
}

static bool is_letter(utf8proc_int32_t point)
{
	utf8proc_category_t category = utf8proc_category(point);
	return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME) ||
	    category == UTF8PROC_CATEGORY_ND;
}

void alike_read(const char *statement, struct alike_words *words)
{
	struct word word = { .size = 0 };
	size_t left = strlen(statement);
	words->count = 0;
	while (left > 0) {
		utf8proc_int32_t point = 0;
		utf8proc_ssize_t size = utf8proc_iterate(
		    (const utf8proc_uint8_t *)statement, (utf8proc_ssize_t)left, &point);
		if (size <= 0) {
			size = 1;
			point = ' ';
		}
		if (is_letter(point))
			word_add(&word, point);
		else
			word_end(&word, words);
		statement += size;
		left -= (size_t)size;
	}
	word_end(&word, words);
}

uint32_t alike(const struct alike_words *a, const struct alike_words *b)
{
	size_t both = 0;
	for (size_t i = 0, k = 0; i < a->count && k < b->count;) {
		if (a->words[i] == b->words[k])
			both++;
		bool step = a->words[i] <= b->words[k];
		k += a->words[i] >= b->words[k] ? 1 : 0;
		i += step ? 1 : 0;
	}
	size_t all = a->count + b->count;
	return all == 0 ? 0 : (uint32_t)(200u * both / all);
}
