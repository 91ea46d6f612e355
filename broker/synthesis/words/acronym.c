/*
 * broker/synthesis/words/acronym.c - what the session's own acronyms stand for.
 *
 * A word in capitals that no list and no table knows is looked for as the initials of words that stand one
 * after another: in the note itself, in the objective's notes before it, but for those that name
 * somebody (what stands for a name would be told as a reason), in each that comes later. Small words between
 * them may count or not ("education otherwise than at school", "memorandum of understanding"). Where no note spells
 * it out it stays one word: it says more than the common words that it is made of.
 *
 * Three letters fit much by chance: what a note says without naming the acronym is believed when another
 * says the same, or the programme does. Notes before that keep the bare word. All that counts are the programme and
 * the notes in their order, so that a replay finds the same.
 */
#include "broker/synthesis/synthesis_internal.h"

#include <stdio.h>
#include <string.h>

#define LETTERS_MIN    3u
#define LETTERS_CHANCE 3u     /* with so many the initials may be chance */
#define ACRONYMS_MAX   64u    /* of an objective */
#define TEXT_WORDS     96u    /* of a text that are looked at */
#define NOTES_READ     256u   /* the newest, when an acronym is new */
#define COMMON_RANK    20000u /* a common word in capitals is no acronym */

struct spelt {
	struct word words[TEXT_WORDS];
	bool small[TEXT_WORDS]; /* the word says nothing by itself */
	uint32_t count;
};

static void spelt_read(struct spelt *spelt, const char *text)
{
	struct word_reader reader;
	word_reader_init(&reader, text, true);
	spelt->count = 0;
	while (spelt->count < TEXT_WORDS && word_next(&reader, &spelt->words[spelt->count])) {
		spelt->small[spelt->count] = word_is_stop(spelt->words[spelt->count].shown);
		spelt->count++;
	}
}

/* How many words from `at` on have these initials, or 0. Small words between them are passed over, or count
 * where they fit. */
static uint32_t initials(
    const struct spelt *spelt, uint32_t at, const char *letters, bool small_count)
{
	uint32_t from = at;
	for (; *letters != '\0'; at++) {
		if (at == spelt->count || (at > from && spelt->words[at].apart))
			return 0;
		const struct word *word = &spelt->words[at];
		bool small = spelt->small[at];
		bool inner = at > from && letters[1] != '\0';
		if (word->shown[0] == *letters && (!small || (small_count && inner)))
			letters++;
		else if (!small || at == from)
			return 0;
	}
	return at - from;
}

static bool names(const struct spelt *spelt, const struct acronym *acronym)
{
	for (uint32_t i = 0; i < spelt->count; i++) {
		const struct word *word = &spelt->words[i];
		size_t size = strlen(word->shown) - word->plural;
		if (strlen(acronym->letters) == size &&
		    strncmp(word->shown, acronym->letters, size) == 0)
			return true;
	}
	return false;
}

static bool same_stem(
    const struct synthesis *synthesis, const struct forms *a, const struct forms *b, uint32_t at)
{
	char stem[WORD_SHOWN_BYTES];
	(void)snprintf(stem, sizeof stem, "%s",
	    lexicon_stem(synthesis->lexicon, a->language[at], a->texts[at]));
	return strcmp(stem, lexicon_stem(synthesis->lexicon, b->language[at], b->texts[at])) == 0;
}

static bool same_forms(
    const struct synthesis *synthesis, const struct forms *a, const struct forms *b)
{
	for (uint32_t i = 0; i < a->count && i < b->count; i++) {
		if (!same_stem(synthesis, a, b, i))
			return false;
	}
	return a->count == b->count;
}

/* What those words stand for, the small ones left out. */
static void take_forms(const struct synthesis *synthesis, const struct grouping *grouping,
    const struct word *words, uint32_t count, enum language language, struct forms *forms)
{
	*forms = (struct forms){ .count = 0 };
	for (uint32_t i = 0; i < count; i++) {
		struct forms found;
		if (word_is_stop(words[i].shown))
			continue;
		analyse_forms(synthesis, grouping, &words[i], language, &found);
		for (uint32_t k = 0; k < found.count && forms->count < FORMS_MAX; k++) {
			forms->language[forms->count] = found.language[k];
			memcpy(forms->texts[forms->count++], found.texts[k], sizeof found.texts[k]);
		}
	}
}

/* Looks in a text for the words with the acronym's initials, and for what they stand. */
static bool find_spelt(const struct synthesis *synthesis, const struct grouping *grouping,
    const struct spelt *spelt, enum language language, const char *letters, struct forms *forms)
{
	uint32_t count = 0;
	uint32_t at = 0;
	for (; at < spelt->count && count == 0; at++) {
		count = initials(spelt, at, letters, true);
		if (count == 0)
			count = initials(spelt, at, letters, false);
	}
	if (count == 0)
		return false;
	take_forms(synthesis, grouping, &spelt->words[at - 1], count, language, forms);
	return forms->count > 0;
}

/* A note may spell it out. */
static void read_note(const struct synthesis *synthesis, const struct grouping *grouping,
    const struct spelt *spelt, enum language language, struct acronym *acronym)
{
	struct forms forms;
	if (!find_spelt(synthesis, grouping, spelt, language, acronym->letters, &forms))
		return;
	acronym->known = strlen(acronym->letters) > LETTERS_CHANCE || names(spelt, acronym) ||
	    same_forms(synthesis, &forms, &acronym->forms);
	acronym->forms = forms;
}

void acronyms_read(const struct synthesis *synthesis, struct grouping *grouping, const char *text,
    enum language language)
{
	struct spelt spelt = { .count = 0 };
	for (uint32_t i = 0; i < grouping->acronym_count; i++) {
		struct acronym *acronym = &grouping->acronyms[i];
		if (acronym->known)
			continue;
		if (spelt.count == 0)
			spelt_read(&spelt, text);
		read_note(synthesis, grouping, &spelt, language, acronym);
	}
}

static struct acronym *find(const struct grouping *grouping, const char *letters, size_t size)
{
	for (uint32_t i = 0; i < grouping->acronym_count; i++) {
		struct acronym *acronym = &grouping->acronyms[i];
		if (strncmp(acronym->letters, letters, size) == 0 && acronym->letters[size] == '\0')
			return acronym;
	}
	return NULL;
}

/* The letters of an acronym; 0: the word is none. */
static size_t letters_of(const struct synthesis *synthesis, const struct word *word)
{
	size_t size = strlen(word->shown) - word->plural;
	if (!word->capitals || size < LETTERS_MIN || size > ACRONYM_LETTERS_MAX ||
	    strspn(word->shown, "abcdefghijklmnopqrstuvwxyz") < size ||
	    word_acronym(word->shown) != NULL)
		return 0;
	uint32_t rank = vectors_find(&synthesis->lexicon->vectors, word->shown, size);
	return rank < COMMON_RANK ? 0 : size;
}

/* Looks in all that stands; the text is that in which the acronym was met. */
static void look_back(const struct synthesis *synthesis, const struct grouping *grouping,
    const char *text, enum language language, struct acronym *acronym)
{
	struct spelt spelt;
	enum language own = language_of(synthesis->programme.language);
	bool planned = false;
	for (size_t i = 0; i < synthesis->plan_text_count && !planned; i++) {
		spelt_read(&spelt, synthesis->plan_texts[i]);
		planned =
		    find_spelt(synthesis, grouping, &spelt, own, acronym->letters, &acronym->forms);
	}
	spelt_read(&spelt, text);
	read_note(synthesis, grouping, &spelt, language, acronym);
	uint32_t count = grouping->note_count;
	for (uint32_t i = count > NOTES_READ ? count - NOTES_READ : 0; i < count && !acronym->known;
	     i++) {
		const struct note *note = grouping->notes[i];
		if (note->mark_count > 0)
			continue;
		spelt_read(&spelt, note->text);
		read_note(synthesis, grouping, &spelt,
		    note->language == NULL ? own : language_of(note->language), acronym);
	}
}

bool acronym_meet(const struct synthesis *synthesis, struct grouping *grouping,
    const struct word *word, const char *text, enum language language)
{
	size_t size = letters_of(synthesis, word);
	if (size == 0 || grouping->acronym_count == ACRONYMS_MAX ||
	    find(grouping, word->shown, size) != NULL)
		return true;
	if (grouping->acronym_count == grouping->acronym_capacity) {
		struct acronym *bigger = arena_grown(&grouping->arena, grouping->acronyms,
		    grouping->acronym_count, &grouping->acronym_capacity, sizeof *bigger);
		if (bigger == NULL)
			return false;
		grouping->acronyms = bigger;
	}
	struct acronym acronym = { .known = false };
	memcpy(acronym.letters, word->shown, size);
	look_back(synthesis, grouping, text, language, &acronym);
	grouping->acronyms[grouping->acronym_count++] = acronym;
	return true;
}

const struct forms *acronym_find(
    const struct synthesis *synthesis, const struct grouping *grouping, const struct word *word)
{
	size_t size = strlen(word->shown);
	if (grouping->acronym_count == 0 ||
	    (!word->capitals &&
		vectors_find(&synthesis->lexicon->vectors, word->shown, size) != RANK_NONE))
		return NULL;
	const struct acronym *acronym = find(grouping, word->shown, size);
	if (acronym == NULL && size > LETTERS_MIN && word->shown[size - 1] == 's')
		acronym = find(grouping, word->shown, size - 1);
	return acronym == NULL || !acronym->known ? NULL : &acronym->forms;
}
