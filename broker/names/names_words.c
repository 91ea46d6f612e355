/* broker/names/names_words.c - from a text to its words; what is known of a word. See names_internal.h. */
#include "broker/names/names_internal.h"

#include <assert.h>
#include <string.h>

static bool letter(utf8proc_int32_t point)
{
	utf8proc_category_t category = utf8proc_category(point);
	return category <= UTF8PROC_CATEGORY_LO && category >= UTF8PROC_CATEGORY_LU;
}

static bool mark(utf8proc_int32_t point)
{
	utf8proc_category_t category = utf8proc_category(point);
	return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC;
}

static bool apostrophe(utf8proc_int32_t point)
{
	return point == '\'' || point == 0x2019 || point == 0x02bb || point == 0x02bc;
}

/* The character at `at`; *size is its bytes. The text is valid: no error is possible. */
static utf8proc_int32_t point_at(const char *text, size_t at, size_t end, size_t *size)
{
	utf8proc_int32_t point = 0;
	utf8proc_ssize_t got = utf8proc_iterate(
	    (const utf8proc_uint8_t *)text + at, (utf8proc_ssize_t)(end - at), &point);
	*size = got > 0 ? (size_t)got : 1;
	return got > 0 ? point : ' ';
}

/* Adds a character in plain form, while there is room. */
static void plain_add(char plain[NAME_PLAIN_BYTES], utf8proc_int32_t point)
{
	utf8proc_int32_t folded[16];
	size_t length = strlen(plain);
	utf8proc_ssize_t count = utf8proc_decompose_char(point, folded, 16,
	    UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK, NULL);
	for (utf8proc_ssize_t i = 0; i < count && i < 16; i++) {
		utf8proc_uint8_t bytes[4];
		size_t size = (size_t)utf8proc_encode_char(folded[i], bytes);
		if (size > NAME_PLAIN_BYTES - 1 - length)
			return;
		memcpy(plain + length, bytes, size);
		length += size;
		plain[length] = '\0';
	}
}

struct spelling {
	size_t letters;
	size_t capitals;
	bool first_capital;
	bool third_capital;
	bool apostrophe;
};

static enum name_shape shape_of(const struct spelling *spelling)
{
	if (spelling->letters == 1 && spelling->first_capital)
		return SHAPE_INITIAL;
	if (spelling->capitals == 0)
		return SHAPE_LOWER;
	if (spelling->capitals == spelling->letters)
		return SHAPE_UPPER;
	/* "MoUs" and "GCSEs" are short forms; "McDonald" and "O'Brien" are names. */
	bool two = spelling->capitals == 2 && spelling->third_capital && spelling->letters >= 6;
	bool name =
	    spelling->capitals == 1 || two || (spelling->capitals == 2 && spelling->apostrophe);
	return spelling->first_capital && name ? SHAPE_CAPITAL : SHAPE_OTHER;
}

/* An s and no further letter. */
static bool possessive(const char *text, size_t at, size_t end)
{
	size_t size = 0;
	return text[at] == 's' && (at + 1 == end || !letter(point_at(text, at + 1, end, &size)));
}

/* An apostrophe between two letters. */
static bool inside(const char *text, size_t at, size_t end)
{
	size_t size = 0;
	size_t next_size = 0;
	return apostrophe(point_at(text, at, end, &size)) && at + size < end &&
	    letter(point_at(text, at + size, end, &next_size));
}

static void letter_add(struct name_word *word, struct spelling *spelling, utf8proc_int32_t point)
{
	bool capital = utf8proc_category(point) == UTF8PROC_CATEGORY_LU;
	if (spelling->letters == 0)
		spelling->first_capital = capital;
	if (spelling->letters == 2)
		spelling->third_capital = capital;
	spelling->letters++;
	spelling->capitals += capital ? 1 : 0;
	plain_add(word->plain, point);
}

/* Reads the word whose first letter is at `at`; where the next may begin. */
static size_t word_read(const char *text, size_t at, size_t end, struct name_word *word)
{
	struct spelling spelling = { 0 };
	size_t size = 0;
	size_t skipped = 0;
	word->start = at;
	word->plain[0] = '\0';
	for (; at < end && skipped == 0; at += size) {
		utf8proc_int32_t point = point_at(text, at, end, &size);
		if (letter(point)) {
			letter_add(word, &spelling, point);
			continue;
		}
		if (mark(point))
			continue;
		if (!inside(text, at, end))
			break;
		/* A possessive is no part of a name: "Samoa's". */
		if (possessive(text, at + size, end)) {
			skipped = size + 1;
			size = 0;
		}
		spelling.apostrophe = true;
	}
	word->end = at;
	word->shape = shape_of(&spelling);
	return at + skipped;
}

static uint32_t class_of(const struct name_classes *classes, const char *plain, size_t size)
{
	const struct interner *interner = &classes->words;
	uint64_t hash = table_hash(interner->key, plain, size);
	size_t probe = 0;
	uint32_t number = 0;
	while ((number = table_find(&interner->table, hash, &probe)) != TABLE_NONE) {
		if (interner->sizes[number] == size &&
		    memcmp(interner->texts[number], plain, size) == 0)
			return classes->classes[number];
	}
	return 0;
}

static void word_look_up(const struct names *names, struct name_word *word)
{
	size_t size = strlen(word->plain);
	word->class = class_of(&names->known, word->plain, size);
	if (names->vocabulary != NULL)
		word->class |= class_of(&names->vocabulary->own, word->plain, size);
	word->rank =
	    names->lexicon == NULL ? LEXICON_RANK_NONE : lexicon_rank(names->lexicon, word->plain);
}

bool names_class_add(struct name_classes *classes, const char *plain, uint32_t class)
{
	struct interner *interner = &classes->words;
	uint32_t number = interner_add(interner, plain, strlen(plain));
	if (number == TABLE_NONE)
		return false;
	if (number >= classes->capacity) {
		uint32_t *grown = arena_grown(
		    &interner->arena, classes->classes, number, &classes->capacity, sizeof *grown);
		if (grown == NULL)
			return false;
		memset(grown + number, 0, (classes->capacity - number) * sizeof *grown);
		classes->classes = grown;
	}
	classes->classes[number] |= class;
	return true;
}

static int gap_worse(int gap, utf8proc_int32_t point)
{
	static const char order[] = " -,\"(@:."; /* what separates less comes first */
	int sign = point < 0x80 ? point : '"';
	if (point == 0x2013 || point == 0x2014 || point == '/')
		sign = '-';
	if (strchr("!?;", sign) != NULL)
		sign = '.';
	if (strchr(")[]{}*=+>|<&", sign) != NULL)
		sign = ',';
	if (sign == '\0' || strchr(order, sign) == NULL)
		sign = '"';
	if (gap == 0)
		return sign;
	return strchr(order, sign) > strchr(order, gap) ? sign : gap;
}

void names_read(struct names *names, const char *text)
{
	size_t end = strlen(text);
	size_t at = 0;
	int gap = 0;
	bool dash = false; /* a dash with spaces round it begins something new */
	names->text = text;
	names->count = 0;
	while (at < end && names->count < NAME_WORDS_MAX) {
		size_t size = 0;
		utf8proc_int32_t point = point_at(text, at, end, &size);
		if (!letter(point)) {
			dash = dash || (gap == ' ' && (point == '-' || point == 0x2013));
			gap = gap_worse(
			    gap, utf8proc_category(point) == UTF8PROC_CATEGORY_ZS ? ' ' : point);
			at += size;
			continue;
		}
		struct name_word *word = &names->words[names->count++];
		at = word_read(text, at, end, word);
		if (at == word->start) /* cannot be; never stand still */
			at += size;
		word->gap = names->count == 1 ? '.' : gap;
		word->first = word->gap == '.' || word->gap == ':' || word->gap == '"' || dash;
		word_look_up(names, word);
		gap = 0;
		dash = false;
	}
}
