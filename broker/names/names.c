/* broker/names/names.c - the marks of a text, and what the session's programme teaches. See names.h. */
#include "broker/names/names_internal.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static bool list_add(struct names *names, const struct name_list *list)
{
	char word[NAME_PLAIN_BYTES];
	for (const char *at = list->words; *at != '\0';) {
		size_t size = strcspn(at, " ");
		assert(size < sizeof word);
		memcpy(word, at, size);
		word[size] = '\0';
		if (!names_class_add(&names->known, word, list->class))
			return false;
		at += size;
		at += *at == ' ';
	}
	return true;
}

struct names *names_open(const struct lexicon *lexicon)
{
	struct names *names = calloc(1, sizeof *names);
	if (names == NULL)
		return NULL;
	names->lexicon = lexicon;
	randombytes_buf(names->key, sizeof names->key);
	interner_init(&names->known.words, names->key);
	for (size_t i = 0; name_list_at(i) != NULL; i++) {
		if (!list_add(names, name_list_at(i))) {
			names_close(names);
			return NULL;
		}
	}
	return names;
}

void names_close(struct names *names)
{
	if (names == NULL)
		return;
	interner_close(&names->known.words);
	free(names);
}

/* A programme while it is learned. */
struct learning {
	struct names *names; /* reads */
	struct name_classes *own;
	bool failed;
};

static void learn(struct learning *learning, const char *text)
{
	struct names *names = learning->names;
	if (text == NULL || learning->failed)
		return;
	names_read(names, text);
	for (size_t i = 0; i < names->count && !learning->failed; i++) {
		const struct name_word *word = &names->words[i];
		if (word->plain[0] != '\0')
			learning->failed =
			    !names_class_add(learning->own, word->plain, WORD_LEARNED);
	}
}

/* "Ms. Ana Petrova, Director, X": the name ends at the first comma or bracket; titles are no part of it. */
static void learn_speaker(struct learning *learning, const char *speaker)
{
	struct names *names = learning->names;
	if (speaker == NULL || learning->failed)
		return;
	names_read(names, speaker);
	for (size_t i = 0; i < names->count && !learning->failed; i++) {
		const struct name_word *word = &names->words[i];
		if (i > 0 && (word->gap == ',' || word->gap == '(' || word->gap == ':'))
			break;
		if (strlen(word->plain) < 3 || (word->class & (WORD_TITLE | WORD_PARTICLE)) != 0)
			continue;
		learning->failed = !names_class_add(learning->own, word->plain, WORD_SPEAKER);
	}
}

static void learn_agenda(struct learning *learning, const struct programme *programme)
{
	for (size_t i = 0; i < programme->agenda_count; i++) {
		const struct programme_agenda *item = &programme->agenda[i];
		learn(learning, item->title);
		learn_speaker(learning, item->moderator);
		for (size_t j = 0; j < item->speaker_count; j++)
			learn_speaker(learning, item->speakers[j]);
	}
}

struct names_vocabulary *names_learn(struct names *names, const struct programme *programme)
{
	struct names_vocabulary *vocabulary = calloc(1, sizeof *vocabulary);
	if (vocabulary == NULL)
		return NULL;
	interner_init(&vocabulary->own.words, names->key);
	names->vocabulary = NULL;
	struct learning learning = { .names = names, .own = &vocabulary->own };
	learn(&learning, programme->title);
	learn_agenda(&learning, programme);
	for (size_t i = 0; i < programme->objective_count; i++) {
		const struct programme_objective *objective = &programme->objectives[i];
		learn(&learning, objective->title);
		for (size_t j = 0; j < objective->question_count; j++)
			learn(&learning, objective->questions[j]);
	}
	for (size_t i = 0; i < programme->category_count; i++)
		learn(&learning, programme->categories[i].heading);
	if (!learning.failed)
		return vocabulary;
	names_forget(vocabulary);
	return NULL;
}

void names_forget(struct names_vocabulary *vocabulary)
{
	if (vocabulary == NULL)
		return;
	interner_close(&vocabulary->own.words);
	free(vocabulary);
}

/* Marks while they are found. */
struct marking {
	struct name_mark *marks;
	size_t count;
	bool full; /* there was one more */
};

static void mark_add(struct marking *marking, struct name_mark mark)
{
	struct name_mark *marks = marking->marks;
	size_t at = marking->count;
	while (at > 0 && marks[at - 1].start > mark.start)
		at--;
	bool overlaps = (at > 0 && marks[at - 1].start + marks[at - 1].size > mark.start) ||
	    (at < marking->count && mark.start + mark.size > marks[at].start);
	if (overlaps)
		return;
	if (marking->count == NAME_MARKS_MAX) {
		marking->full = true;
		return;
	}
	memmove(marks + at + 1, marks + at, (marking->count - at) * sizeof *marks);
	marks[at] = mark;
	marking->count++;
}

static size_t rules_try(const struct names *names, size_t at, enum name_kind *kind)
{
	size_t end = 0;
	for (size_t i = 0; end == 0 && name_rule_at(i) != NULL; i++) {
		end = name_rule_at(i)->find(names, at);
		*kind = name_rule_at(i)->kind;
	}
	return end;
}

static bool is_person(uint32_t kind)
{
	return kind != NAME_BODY && kind != NAME_WE && kind != NAME_CONTACT;
}

/* Whether a word of a person's name, and not one that many texts have beside it. */
static bool is_told(const struct marking *marking, const struct name_word *word)
{
	if (strlen(word->plain) < 3 || (word->class & (WORD_TITLE | WORD_PARTICLE)) != 0)
		return false;
	for (size_t i = 0; i < marking->count; i++) {
		const struct name_mark *mark = &marking->marks[i];
		if (is_person(mark->kind) && word->start >= mark->start &&
		    word->end <= mark->start + mark->size)
			return true;
	}
	return false;
}

/* Who is named once, is named wherever the same word stands again, however it is written there. */
static void mark_again(const struct names *names, struct marking *marking)
{
	struct name_mark marks[NAME_MARKS_MAX];
	struct marking first = { .marks = marks, .count = marking->count };
	memcpy(marks, marking->marks, marking->count * sizeof *marking->marks);
	for (size_t i = 0; i < names->count && first.count > 0; i++) {
		const struct name_word *named = &names->words[i];
		if (!is_told(&first, named))
			continue;
		for (size_t k = 0; k < names->count; k++) {
			const struct name_word *word = &names->words[k];
			if (k != i && strcmp(word->plain, named->plain) == 0)
				mark_add(marking,
				    (struct name_mark){
					NAME_PERSON, word->start, word->end - word->start });
		}
	}
}

/* A text that is not read to its end may name somebody there. */
static bool is_read_whole(const struct names *names)
{
	return names->count < NAME_WORDS_MAX;
}

size_t names_find(struct names *names, const struct names_vocabulary *vocabulary, const char *text,
    struct name_mark marks[NAME_MARKS_MAX])
{
	struct marking marking = { .marks = marks };
	size_t start = 0;
	size_t size = 0;
	while (name_contact_next(text, start + size, &start, &size))
		mark_add(&marking, (struct name_mark){ NAME_CONTACT, start, size });
	names->vocabulary = vocabulary;
	names_read(names, text);
	for (size_t at = 0; at < names->count;) {
		enum name_kind kind = NAME_PERSON;
		size_t end = rules_try(names, at, &kind);
		if (end == 0) {
			at++;
			continue;
		}
		if (is_person(kind))
			end = name_end(names, end);
		start = names->words[at].start;
		mark_add(
		    &marking, (struct name_mark){ kind, start, names->words[end - 1].end - start });
		struct name_mark beside;
		if (is_person(kind) && name_beside(names, end, &beside))
			mark_add(&marking, beside);
		at = end;
	}
	names->vocabulary = NULL;
	mark_again(names, &marking);
	if (!marking.full && is_read_whole(names))
		return marking.count;
	marks[0] = (struct name_mark){ NAME_PERSON, 0, strlen(text) };
	return 1;
}
