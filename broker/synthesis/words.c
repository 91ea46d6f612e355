/*
 * broker/synthesis/words.c - see words_internal.h.
 *
 * A word is a run of letters or digits, in compatibility form (NFKD), without marks and case. What is
 * compared is its first five letters, a final s taken off a shorter one: crude, but measured on real
 * notes as good as a stemmer, the same in three languages, and free of tables. Scripts that write no
 * spaces yield their letters in pairs instead, so that two sentences may share a part.
 *
 * "not", "no", "without", "ne", "pas", "sin" are no stop words: they turn a note round.
 */
#include "broker/synthesis/words_internal.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* English, French and Spanish, in plain form and byte order. */
static const char *const stop_words[] = { "about", "above", "after", "again", "al", "algo", "all",
	"also", "am", "an", "and", "any", "are", "as", "at", "au", "aux", "avec", "be", "because",
	"been", "before", "being", "below", "between", "both", "but", "by", "can", "ce", "ces",
	"cet", "cette", "como", "con", "could", "cual", "dans", "de", "debe", "deben", "del", "des",
	"desde", "did", "do", "does", "doing", "doit", "doivent", "donde", "down", "du", "during",
	"each", "el", "ella", "ellas", "elle", "elles", "ellos", "en", "entre", "es", "est", "esta",
	"estan", "estas", "este", "esto", "estos", "et", "etc", "etre", "eux", "few", "for", "from",
	"further", "get", "got", "ha", "had", "han", "has", "have", "having", "hay", "he", "her",
	"here", "him", "his", "how", "if", "il", "ils", "in", "into", "is", "it", "its", "itself",
	"just", "la", "las", "le", "les", "leur", "leurs", "like", "lo", "los", "lui", "made",
	"mais", "make", "many", "mas", "may", "me", "meme", "might", "more", "most", "much", "must",
	"muy", "my", "need", "needs", "nos", "noted", "nous", "of", "off", "on", "once", "only",
	"ont", "or", "other", "ou", "our", "out", "over", "own", "par", "para", "participant",
	"participants", "per", "pero", "plus", "por", "porque", "pour", "qu", "que", "qui", "sa",
	"said", "same", "se", "ser", "ses", "shall", "she", "should", "si", "so", "sobre", "some",
	"son", "sont", "su", "such", "sur", "sus", "tambien", "than", "that", "the", "their",
	"them", "then", "there", "these", "they", "this", "those", "through", "to", "too", "tous",
	"tout", "toute", "toutes", "tres", "un", "una", "under", "une", "uno", "unos", "until",
	"up", "us", "very", "via", "vous", "was", "we", "were", "what", "when", "where", "which",
	"while", "who", "whom", "why", "will", "with", "would", "you", "your" };

static int compare(const void *key, const void *element)
{
	return strcmp(key, *(const char *const *)element);
}

static bool is_stop(const char *word)
{
	return bsearch(word, (const void *)stop_words, sizeof stop_words / sizeof *stop_words,
		   sizeof *stop_words, compare) != NULL;
}

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
		put(word->stem, &size, reader->before);
	put(word->stem, &size, character);
	memcpy(word->shown, word->stem, size + 1);
	reader->before = character;
}

/* Reads a run of letters whose first one is given. Yields how many characters it has. */
static size_t run(struct word_reader *reader, int32_t character, struct word *word)
{
	int32_t stem[WORD_STEM_CHARS];
	size_t chars = 0;
	size_t size = 0;
	while (character >= 0 && is_letter(character) && !is_spaceless(character)) {
		if (chars < WORD_STEM_CHARS)
			stem[chars] = character;
		if (chars < WORD_SHOWN_CHARS)
			put(word->shown, &size, character);
		chars++;
		character = take(reader);
	}
	if (character >= 0)
		reader->folded_at--; /* it is the next one's */
	size_t kept = chars < WORD_STEM_CHARS ? chars : WORD_STEM_CHARS;
	if (chars >= 4 && chars <= WORD_STEM_CHARS && stem[chars - 1] == 's' &&
	    strchr("sui", (int)(stem[chars - 2] & 0x7f)) == NULL)
		kept--;
	size = 0;
	for (size_t i = 0; i < kept; i++)
		put(word->stem, &size, stem[i]);
	return chars;
}

bool word_next(struct word_reader *reader, struct word *word)
{
	int32_t character;
	while ((character = take(reader)) >= 0) {
		if (is_spaceless(character)) {
			pair(reader, character, word);
			return true;
		}
		reader->before = 0;
		if (!is_letter(character))
			continue;
		bool digit = character >= '0' && character <= '9';
		size_t chars = run(reader, character, word);
		if (reader->with_stop || ((chars > 1 || digit) && !is_stop(word->shown)))
			return true;
	}
	return false;
}
