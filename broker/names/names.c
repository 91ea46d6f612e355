/* broker/names/names.c - the marks of a text, and what the session's programme teaches. See names.h. */
#include "broker/names/names_internal.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

const char *name_kind_reason(enum name_kind kind)
{
	static const char *const reasons[] = {
#define X(name, reason) [name] = (reason),
		NAME_KINDS(X)
#undef X
	};
	assert((size_t)kind < sizeof reasons / sizeof *reasons);
	return reasons[kind];
}

static bool list_add(struct names *names, const struct name_list *list)
{
	char word[NAME_PLAIN_BYTES];
	for (const char *at = list->words; *at != '\0';) {
		size_t size = strcspn(at, " ");
		assert(size < sizeof word);
		memcpy(word, at, size);
		word[size] = '\0';
		if (!names_class_add(names, false, word, list->class))
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
	interner_init(&names->known, names->key);
	interner_init(&names->own, names->key);
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
	interner_close(&names->known);
	interner_close(&names->own);
	free(names);
}

static bool learn(struct names *names, const char *text, uint32_t class)
{
	if (text == NULL)
		return true;
	names_read(names, text);
	for (size_t i = 0; i < names->count; i++) {
		const struct name_word *word = &names->words[i];
		if (word->plain[0] != '\0' && !names_class_add(names, true, word->plain, class))
			return false;
	}
	return true;
}

/* "Ms. Ana Petrova, Director, X": the name ends at the first comma or bracket; titles are no part of it. */
static bool learn_speaker(struct names *names, const char *speaker)
{
	if (speaker == NULL)
		return true;
	names_read(names, speaker);
	for (size_t i = 0; i < names->count; i++) {
		const struct name_word *word = &names->words[i];
		if (i > 0 && (word->gap == ',' || word->gap == '(' || word->gap == ':'))
			break;
		if (strlen(word->plain) < 3 || (word->class & (WORD_TITLE | WORD_PARTICLE)) != 0)
			continue;
		if (!names_class_add(names, true, word->plain, WORD_SPEAKER))
			return false;
	}
	return true;
}

static bool learn_agenda(struct names *names, const struct programme *programme)
{
	bool ok = true;
	for (size_t i = 0; ok && i < programme->agenda_count; i++) {
		const struct programme_agenda *item = &programme->agenda[i];
		ok = learn(names, item->title, WORD_LEARNED) &&
		    learn_speaker(names, item->moderator);
		for (size_t j = 0; ok && j < item->speaker_count; j++)
			ok = learn_speaker(names, item->speakers[j]);
	}
	return ok;
}

bool names_learn(struct names *names, const struct programme *programme)
{
	interner_close(&names->own);
	interner_init(&names->own, names->key);
	names->own_classes = NULL;
	names->own_capacity = 0;
	bool ok = learn(names, programme->title, WORD_LEARNED) && learn_agenda(names, programme);
	for (size_t i = 0; ok && i < programme->objective_count; i++) {
		const struct programme_objective *objective = &programme->objectives[i];
		ok = learn(names, objective->title, WORD_LEARNED);
		for (size_t j = 0; ok && j < objective->question_count; j++)
			ok = learn(names, objective->questions[j], WORD_LEARNED);
	}
	for (size_t i = 0; ok && i < programme->category_count; i++)
		ok = learn(names, programme->categories[i].heading, WORD_LEARNED);
	return ok;
}

static void mark_add(struct name_mark *marks, size_t *count, struct name_mark mark)
{
	size_t at = *count;
	if (*count == NAME_MARKS_MAX)
		return;
	while (at > 0 && marks[at - 1].start > mark.start)
		at--;
	bool overlaps = (at > 0 && marks[at - 1].start + marks[at - 1].size > mark.start) ||
	    (at < *count && mark.start + mark.size > marks[at].start);
	if (overlaps)
		return;
	memmove(marks + at + 1, marks + at, (*count - at) * sizeof *marks);
	marks[at] = mark;
	(*count)++;
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

size_t names_find(struct names *names, const char *text, struct name_mark marks[NAME_MARKS_MAX])
{
	size_t count = 0;
	size_t start = 0;
	size_t size = 0;
	while (name_contact_next(text, start + size, &start, &size))
		mark_add(marks, &count, (struct name_mark){ NAME_CONTACT, start, size });
	names_read(names, text);
	for (size_t at = 0; at < names->count;) {
		enum name_kind kind = NAME_PERSON;
		size_t end = rules_try(names, at, &kind);
		if (end == 0) {
			at++;
			continue;
		}
		start = names->words[at].start;
		mark_add(marks, &count,
		    (struct name_mark){ kind, start, names->words[end - 1].end - start });
		at = end;
	}
	return count;
}
