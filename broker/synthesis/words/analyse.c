/*
 * broker/synthesis/words/analyse.c - from a note's text to the words it is compared by.
 *
 * What a word stands for is looked up in this order: acronyms, the session's own first; for French, Spanish and Russian the
 * dictionary, else a cognate; abbreviations that note-takers use; the table of vectors. A word that even
 * the table lacks may shorten a word that another note of the objective spells out, or be one slip of
 * the finger away from one. The Snowball stem of what it stands for makes two words the same.
 */
#include "broker/synthesis/synthesis_internal.h"
#include "broker/synthesis/words/words_internal.h"

#include <string.h>

#define COGNATE_RANK_MAX 20000u /* a common word, or the likeness is chance */
#define SLIP_CHARS_MIN   5u
#define SHORT_CHARS_MIN  3u
#define LN_60000         721034u /* ln 60000, FIXED_ONE */
#define LN_10            150902u
#define RANK_UNKNOWN     40000u

static void form_add(struct forms *forms, const char *text, size_t size, enum language language)
{
	if (forms->count == FORMS_MAX || size == 0 || size >= WORD_SHOWN_BYTES)
		return;
	memcpy(forms->texts[forms->count], text, size);
	forms->texts[forms->count][size] = '\0';
	forms->language[forms->count++] = language;
}

static void forms_of_phrase(struct forms *forms, const char *phrase)
{
	while (*phrase != '\0') {
		size_t size = strcspn(phrase, " ");
		form_add(forms, phrase, size, LANGUAGE_ENGLISH);
		phrase += size + (phrase[size] == ' ');
	}
}

static uint32_t rank_of(const struct synthesis *synthesis, const char *word)
{
	return vectors_find(&synthesis->lexicon->vectors, word, strlen(word));
}

static bool find_cognate(const struct synthesis *synthesis, const char *word, struct forms *forms)
{
	char english[WORD_SHOWN_BYTES + 8];
	for (size_t i = 0; word_cognate(word, i, english, sizeof english); i++) {
		uint32_t rank = rank_of(synthesis, english);
		if (rank == RANK_NONE || rank >= COGNATE_RANK_MAX)
			continue;
		form_add(forms, english, strlen(english), LANGUAGE_ENGLISH);
		return true;
	}
	return false;
}

/* French, Spanish or Russian. */
static bool find_foreign(const struct synthesis *synthesis, const char *word,
    enum language language, struct forms *forms)
{
	const struct lexicon *lexicon = synthesis->lexicon;
	const struct translation *found = dictionary_find(
	    &lexicon->dictionaries[language], word, lexicon_stem(lexicon, language, word));
	for (size_t i = 0; found != NULL && i < TRANSLATIONS_MAX; i++) {
		const char *english = found->words[i];
		if (english == NULL || word_is_stop(english))
			continue;
		if (lexicon->vectors.map == NULL || rank_of(synthesis, english) != RANK_NONE)
			form_add(forms, english, strlen(english), LANGUAGE_ENGLISH);
	}
	return forms->count > 0 || find_cognate(synthesis, word, forms);
}

/* Whether the letters of part come in whole in that order. */
static bool is_within(const char *part, const char *whole)
{
	for (; *part != '\0' && *whole != '\0'; whole++)
		part += *part == *whole;
	return *part == '\0';
}

static bool is_short_for(const char *word, size_t size, const char *form)
{
	size_t length = strlen(form);
	if (size < SHORT_CHARS_MIN || length <= size || word[0] != form[0])
		return false;
	if (strncmp(word, form, size) == 0)
		return true;
	return 2 * size >= length && word[size - 1] == form[length - 1] && is_within(word, form);
}

/* One letter more, less, other, or two neighbours exchanged. */
static bool is_slip(const char *word, size_t size, const char *form)
{
	size_t length = strlen(form);
	size_t same = 0;
	while (same < size && word[same] == form[same])
		same++;
	const char *a = word + same;
	const char *b = form + same;
	if (length == size)
		return strcmp(a + 1, b + 1) == 0 ||
		    (same + 1 < size && a[0] == b[1] && a[1] == b[0] && strcmp(a + 2, b + 2) == 0);
	if (length + 1 == size)
		return strcmp(a + 1, b) == 0;
	return length == size + 1 && strcmp(a, b + 1) == 0;
}

/* A word of the notes, not only of a guiding question, that an unknown one shortens or misspells; the one of most notes. */
static const char *find_meant(const struct grouping *grouping, const char *word)
{
	size_t size = strlen(word);
	const struct lexeme *found = NULL;
	bool found_short = false;
	for (uint32_t i = 0; i < grouping->lexeme_count; i++) {
		const struct lexeme *lexeme = &grouping->lexemes[i];
		if (lexeme->rank == RANK_NONE || lexeme->notes == 0 ||
		    strcmp(lexeme->form, word) == 0)
			continue;
		bool shortens = is_short_for(word, size, lexeme->form);
		if (!shortens && (size < SLIP_CHARS_MIN || !is_slip(word, size, lexeme->form)))
			continue;
		if (found == NULL || shortens > found_short ||
		    (shortens == found_short && lexeme->notes > found->notes)) {
			found = lexeme;
			found_short = shortens;
		}
	}
	return found == NULL ? NULL : found->form;
}

/* A common word that is one slip away: a typing error. Tries what may have been meant. */
static bool find_slip(
    const struct synthesis *synthesis, const char *word, char meant[WORD_SHOWN_BYTES])
{
	size_t size = strlen(word);
	uint32_t best = RANK_NONE;
	char tried[WORD_SHOWN_BYTES + 1];
	if (size < SLIP_CHARS_MIN || size + 1 >= WORD_SHOWN_BYTES)
		return false;
	/* kind 0: a letter less; 1: two exchanged; 2 .. 27 another letter; 28 .. 53 one more */
	for (uint32_t kind = 0; kind < 54; kind++) {
		for (size_t at = 1; at < size + (kind >= 28); at++) {
			memcpy(tried, word, size + 1);
			if (kind == 0) {
				memmove(tried + at, word + at + 1, size - at);
			} else if (kind == 1 && at + 1 < size) {
				tried[at] = word[at + 1];
				tried[at + 1] = word[at];
			} else if (kind < 28) {
				tried[at] = (char)('a' + (kind - 2) % 26);
			} else {
				tried[at] = (char)('a' + (kind - 28));
				memcpy(tried + at + 1, word + at, size - at + 1);
			}
			uint32_t rank = rank_of(synthesis, tried);
			if (rank < best && rank < COGNATE_RANK_MAX) {
				best = rank;
				memcpy(meant, tried, strlen(tried) + 1);
			}
		}
	}
	return best != RANK_NONE;
}

static bool is_plain_letters(const char *word)
{
	return word[strspn(word, "abcdefghijklmnopqrstuvwxyz")] == '\0';
}

void analyse_forms(const struct synthesis *synthesis, const struct grouping *grouping,
    const struct word *word, enum language language, struct forms *forms)
{
	const char *text = word->shown;
	*forms = (struct forms){ .count = 0 };
	const struct forms *own = acronym_find(synthesis, grouping, word);
	if (own != NULL) {
		*forms = *own;
		return;
	}
	const char *phrase = word_acronym(text);
	if (phrase != NULL &&
	    (word->capitals || rank_of(synthesis, text) == RANK_NONE ||
		language == LANGUAGE_ENGLISH)) {
		forms_of_phrase(forms, phrase);
		return;
	}
	if (language != LANGUAGE_ENGLISH && language != LANGUAGE_OTHER && !word->piece &&
	    find_foreign(synthesis, text, language, forms))
		return;
	phrase = language == LANGUAGE_ENGLISH ? word_abbreviation(text) : NULL;
	if (phrase != NULL) {
		forms->odd = true;
		if (!word_is_stop(phrase))
			form_add(forms, phrase, strlen(phrase), LANGUAGE_ENGLISH);
		return;
	}
	bool table = synthesis->lexicon->vectors.map != NULL;
	if (table && is_plain_letters(text) && rank_of(synthesis, text) == RANK_NONE) {
		char slip[WORD_SHOWN_BYTES];
		const char *meant = find_meant(grouping, text);
		forms->odd = language == LANGUAGE_ENGLISH;
		if (meant == NULL && language == LANGUAGE_ENGLISH &&
		    find_slip(synthesis, text, slip))
			meant = slip;
		if (meant != NULL) {
			form_add(forms, meant, strlen(meant), LANGUAGE_ENGLISH);
			return;
		}
	}
	form_add(forms, text, strlen(text), language);
}

static bool lexeme_room(struct grouping *grouping)
{
	if (grouping->lexeme_count < grouping->lexeme_capacity)
		return true;
	uint32_t capacity = grouping->lexeme_capacity;
	int16_t(*vectors)[VECTOR_ROOM] = arena_grown(&grouping->arena, grouping->vectors,
	    grouping->lexeme_count, &capacity, sizeof *vectors);
	if (vectors == NULL)
		return false;
	struct lexeme *lexemes = arena_grown(&grouping->arena, grouping->lexemes,
	    grouping->lexeme_count, &grouping->lexeme_capacity, sizeof *lexemes);
	if (lexemes == NULL)
		return false;
	grouping->vectors = vectors;
	grouping->lexemes = lexemes;
	return true;
}

void analyse_row(const struct synthesis *synthesis, uint32_t rank, int16_t unit[VECTOR_ROOM])
{
	const struct vectors *vectors = &synthesis->lexicon->vectors;
	const int8_t *row = vectors->rows + (size_t)rank * VECTOR_DIMENSIONS;
	int32_t square = 0;
	for (size_t i = 0; i < VECTOR_DIMENSIONS; i++)
		square += row[i] * row[i];
	int32_t length = (int32_t)fixed_root((uint64_t)square << 16);
	for (size_t i = 0; length > 0 && i < VECTOR_DIMENSIONS; i++)
		unit[i] = (int16_t)(row[i] * LIKE_ONE * 256 / length);
}

static uint32_t commonness(uint32_t rank)
{
	uint64_t b = ((uint64_t)(fixed_ln(10 * (uint64_t)rank + 27) - LN_10) << 16) / LN_60000;
	if (b > FIXED_ONE)
		b = FIXED_ONE;
	return (uint32_t)(b * b >> 16);
}

uint32_t analyse_lexeme(
    const struct synthesis *synthesis, const struct grouping *grouping, const char *stem)
{
	uint64_t hash = table_hash(synthesis->hash_key, stem, strlen(stem));
	size_t probe = 0;
	uint32_t index = table_find(&grouping->lexeme_table, hash, &probe);
	while (index != TABLE_NONE && strcmp(grouping->lexemes[index].stem, stem) != 0)
		index = table_find(&grouping->lexeme_table, hash, &probe);
	return index;
}

/* The lexeme of a form, added when it is new; TABLE_NONE: no memory. */
static uint32_t lexeme_add(const struct synthesis *synthesis, struct grouping *grouping,
    const char *form, enum language language)
{
	const char *stem = lexicon_stem(synthesis->lexicon, language, form);
	uint32_t index = analyse_lexeme(synthesis, grouping, stem);
	if (index != TABLE_NONE)
		return index;
	if (!lexeme_room(grouping))
		return TABLE_NONE;
	index = grouping->lexeme_count;
	struct lexeme *added = &grouping->lexemes[index];
	*added = (struct lexeme){ .rank = rank_of(synthesis, form),
		.contrasts = word_contrasts(form),
		.stem = arena_text(&grouping->arena, stem, strlen(stem)),
		.form = arena_text(&grouping->arena, form, strlen(form)) };
	if (grouping->arena.failed ||
	    !table_add(&grouping->lexeme_table, table_hash(synthesis->hash_key, stem, strlen(stem)),
		index))
		return TABLE_NONE;
	added->common = commonness(added->rank == RANK_NONE ? RANK_UNKNOWN : added->rank);
	if (added->rank != RANK_NONE)
		analyse_row(synthesis, added->rank, grouping->vectors[index]);
	grouping->lexeme_count++;
	return likeness_learn(grouping, index) ? index : TABLE_NONE;
}

bool analyse(const struct synthesis *synthesis, struct grouping *grouping, const char *text,
    const char *open, const char *tag, struct analysis *analysis)
{
	enum language language = language_of(tag);
	*analysis = (struct analysis){ .count = 0 };
	acronyms_read(synthesis, grouping, open, language);
	for (int with_stop = 0; with_stop < 2 && analysis->count == 0; with_stop++) {
		struct word_reader reader;
		struct word word;
		grouping->mark++;
		word_reader_init(&reader, text, with_stop == 1);
		while (word_next(&reader, &word)) {
			struct forms forms;
			if (!acronym_meet(synthesis, grouping, &word, open, language))
				return false;
			analyse_forms(synthesis, grouping, &word, language, &forms);
			analysis->odd += forms.odd;
			for (uint32_t i = 0; i < forms.count; i++) {
				uint32_t index = lexeme_add(
				    synthesis, grouping, forms.texts[i], forms.language[i]);
				if (index == TABLE_NONE)
					return false;
				if (grouping->lexemes[index].mark == grouping->mark ||
				    analysis->count == NOTE_WORDS_MAX)
					continue;
				grouping->lexemes[index].mark = grouping->mark;
				analysis->words[analysis->count++] = index;
			}
		}
	}
	return true;
}

/* The commoner a word the less it counts. */
bool analyse_gist(const struct synthesis *synthesis, struct grouping *grouping,
    const uint32_t *words, uint32_t count, int16_t **gist)
{
	const struct vectors *vectors = &synthesis->lexicon->vectors;
	int64_t sum[VECTOR_DIMENSIONS] = { 0 };
	int64_t largest = 0;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t rank = grouping->lexemes[words[i]].rank;
		if (rank == RANK_NONE)
			continue;
		int64_t factor = (int64_t)vectors->scales[rank] * vectors->weights[rank] >> 16;
		for (size_t k = 0; k < VECTOR_DIMENSIONS; k++)
			sum[k] += factor * vectors->rows[(size_t)rank * VECTOR_DIMENSIONS + k];
	}
	for (size_t k = 0; k < VECTOR_DIMENSIONS; k++) {
		int64_t size = sum[k] < 0 ? -sum[k] : sum[k];
		largest = size > largest ? size : largest;
	}
	*gist = NULL;
	if (largest == 0)
		return true;
	int64_t square = 0;
	for (size_t k = 0; k < VECTOR_DIMENSIONS; k++) {
		sum[k] = sum[k] * (1 << 20) / largest;
		square += sum[k] * sum[k];
	}
	int64_t length = fixed_root((uint64_t)square);
	int16_t *made = arena_take(&grouping->arena, VECTOR_ROOM, sizeof *made);
	for (size_t k = 0; made != NULL && k < VECTOR_DIMENSIONS; k++)
		made[k] = (int16_t)(sum[k] * LIKE_ONE / length);
	*gist = made;
	return made != NULL;
}

bool analyse_take(const struct analysis *analysis, struct grouping *grouping, uint32_t **words)
{
	*words = arena_take(&grouping->arena, analysis->count, sizeof **words);
	if (*words == NULL)
		return false;
	memcpy(*words, analysis->words, analysis->count * sizeof **words);
	return true;
}

/* What a note says, without whom it names. */
static const char *open_part(struct arena *arena, const struct note *note)
{
	if (note->mark_count == 0)
		return note->text;
	char *text = arena_text(arena, note->text, strlen(note->text));
	for (uint32_t i = 0; text != NULL && i < note->mark_count; i++)
		memset(text + note->marks[i].start, ' ', note->marks[i].size);
	return text;
}

/* Two notes that name the same person are as like each other as if they shared any other word, whether the
 * name is released or not. But no reason may tell it: words that stand in names alone are known as such. */
static bool analyse_names(const struct synthesis *synthesis, struct grouping *grouping,
    const struct note *note, const char *open, const char *language, struct analysis *analysis)
{
	struct analysis without;
	if (!analyse(synthesis, grouping, open, open, language, &without) ||
	    !analyse(synthesis, grouping, note->text, open, language, analysis))
		return false;
	grouping->mark++;
	for (uint32_t i = 0; i < without.count; i++)
		grouping->lexemes[without.words[i]].mark = grouping->mark;
	for (uint32_t i = 0; i < analysis->count; i++) {
		struct lexeme *lexeme = &grouping->lexemes[analysis->words[i]];
		lexeme->named = lexeme->named || lexeme->mark != grouping->mark;
	}
	return true;
}

bool analyse_note(const struct synthesis *synthesis, struct grouping *grouping, struct note *note)
{
	struct analysis analysis;
	const char *language =
	    note->language == NULL ? synthesis->programme.language : note->language;
	const char *open = open_part(&grouping->arena, note);
	bool analysed = open != NULL &&
	    (note->mark_count > 0
		    ? analyse_names(synthesis, grouping, note, open, language, &analysis)
		    : analyse(synthesis, grouping, open, open, language, &analysis));
	if (!analysed)
		return false;
	note->word_count = analysis.count;
	note->odd_words = analysis.odd;
	return analyse_take(&analysis, grouping, &note->words) &&
	    contrast_read(open, language_of(language), &grouping->arena, &note->contrast) &&
	    analyse_gist(synthesis, grouping, note->words, note->word_count, &note->gist);
}
