/*
 * broker/synthesis/words/words.c - see words_internal.h.
 *
 * A word is a run of letters or digits, in compatibility form (NFKD), without marks and case. Scripts that
 * write no spaces yield their letters in pairs instead, so that two sentences may share a part.
 * Note-takers write "w/o" and "w/": those are "without" and "with".
 */
#include "broker/synthesis/words/words_internal.h"
#include "broker/synthesis/words/lexicon_internal.h"

#include <string.h>
#include <utf8proc.h>

static bool is_letter(int32_t character)
{
	switch (utf8proc_category(character)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
		return true;
	default: /* the library's enum, not ours: whatever else there is or comes is no letter */
		return false;
	}
}

/* Thai and Lao, Myanmar, Khmer, Japanese, Chinese. */
static bool is_spaceless(int32_t character)
{
	static const int32_t ranges[][2] = { { 0x0e01, 0x0eff }, { 0x1000, 0x109f },
		{ 0x1780, 0x17ff }, { 0x3041, 0x30ff }, { 0x3400, 0x9fff }, { 0x20000, 0x3ffff } };
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
		if (character >= ranges[i][0] && character <= ranges[i][1])
			return is_letter(character);
	}
	return false;
}

void word_reader_init(struct word_reader *reader, const char *text, bool with_stop)
{
	*reader = (struct word_reader){
		.bytes = (const uint8_t *)text, .size = strlen(text), .with_stop = with_stop
	};
}

/* The next folded character, or -1 at the end. A byte that is not UTF-8 counts as a space. */
static int32_t take(struct word_reader *reader)
{
	while (reader->folded_at >= reader->folded_count) {
		int32_t character;
		int boundary = 0;
		if (reader->at >= reader->size)
			return -1;
		utf8proc_ssize_t bytes = utf8proc_iterate(reader->bytes + reader->at,
		    (utf8proc_ssize_t)(reader->size - reader->at), &character);
		if (bytes <= 0) {
			reader->at++;
			reader->folded[0] = ' ';
			reader->folded_at = 0;
			reader->folded_count = 1;
			break;
		}
		reader->at += (size_t)bytes;
		reader->capital = utf8proc_category(character) == UTF8PROC_CATEGORY_LU;
		utf8proc_ssize_t count = utf8proc_decompose_char(character, reader->folded,
		    sizeof reader->folded / sizeof *reader->folded,
		    UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK |
			UTF8PROC_IGNORE,
		    &boundary);
		size_t room = sizeof reader->folded / sizeof *reader->folded;
		reader->folded_at = 0;
		reader->folded_count = count < 0 || (size_t)count > room ? 0 : (size_t)count;
	}
	return reader->folded[reader->folded_at++];
}

/* Adds a character; bytes has room for it. */
static void put(char *bytes, size_t *size, int32_t character)
{
	utf8proc_ssize_t count = utf8proc_encode_char(character, (utf8proc_uint8_t *)bytes + *size);
	if (count > 0)
		*size += (size_t)count;
	bytes[*size] = '\0';
}

static void pair(struct word_reader *reader, int32_t character, struct word *word)
{
	size_t size = 0;
	if (reader->before != 0)
		put(word->shown, &size, reader->before);
	put(word->shown, &size, character);
	word->piece = true;
	reader->before = character;
}

/* Reads a run of letters whose first one is given. Yields how many characters it has. */
static size_t run(struct word_reader *reader, int32_t character, struct word *word)
{
	size_t chars = 0;
	size_t size = 0;
	size_t capitals = 0;
	bool small_s = false;
	while (character >= 0 && is_letter(character) && !is_spaceless(character)) {
		if (chars < WORD_SHOWN_CHARS)
			put(word->shown, &size, character);
		chars++;
		capitals += reader->capital;
		small_s = character == 's' && !reader->capital;
		character = take(reader);
	}
	if (character >= 0)
		reader->folded_at--; /* it is the next one's */
	word->capitals = capitals >= 2 && capitals + 1 >= chars;
	word->plural = word->capitals && small_s && chars <= WORD_SHOWN_CHARS;
	return chars;
}

/* After a lone w: "/o" makes it "without", "/" alone "with". */
static bool is_shorthand(struct word_reader *reader, struct word *word)
{
	if (strcmp(word->shown, "w") != 0 || reader->folded_at >= reader->folded_count ||
	    reader->folded[reader->folded_at] != '/')
		return false;
	const uint8_t *rest = reader->bytes + reader->at;
	size_t left = reader->size - reader->at;
	bool without = left > 0 && (rest[0] | 0x20) == 'o' && (left == 1 || !is_letter(rest[1]));
	if (without)
		reader->at++;
	memcpy(
	    word->shown, without ? "without" : "with", without ? sizeof "without" : sizeof "with");
	return true;
}

/* A space or a hyphen. */
static bool is_gap(int32_t character)
{
	utf8proc_category_t category = utf8proc_category(character);
	return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_PD;
}

bool word_next(struct word_reader *reader, struct word *word)
{
	int32_t character;
	bool apart = false;
	while ((character = take(reader)) >= 0) {
		*word = (struct word){ .apart = apart };
		if (is_spaceless(character)) {
			pair(reader, character, word);
			return true;
		}
		reader->before = 0;
		if (!is_letter(character)) {
			apart = apart || !is_gap(character);
			continue;
		}
		bool digit = character >= '0' && character <= '9';
		size_t chars = run(reader, character, word);
		if (chars == 1 && is_shorthand(reader, word))
			chars = 2;
		bool acronym = word->capitals && word_acronym(word->shown) != NULL; /* UN, not un */
		if (reader->with_stop || acronym ||
		    ((chars > 1 || digit) && !word_is_stop(word->shown)))
			return true;
	}
	return false;
}
