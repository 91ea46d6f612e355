/* broker/synthesis/vocabulary.c - the words of one objective, numbered as they come, and their weights. */
#include "broker/synthesis/synthesis_internal.h"
#include "broker/synthesis/words_internal.h"

#include <string.h>

static uint32_t find(const struct grouping *grouping, const char *stem, uint64_t hash)
{
	size_t probe = 0;
	uint32_t index = table_find(&grouping->word_table, hash, &probe);
	while (index != TABLE_NONE && strcmp(grouping->words[index].stem, stem) != 0)
		index = table_find(&grouping->word_table, hash, &probe);
	return index;
}

/* The index of a word, added if it is new; TABLE_NONE without memory. shown: when from a note. */
static uint32_t add(const struct synthesis *synthesis, struct grouping *grouping,
    const struct word *word, bool shown)
{
	struct arena *arena = &grouping->arena;
	uint64_t hash = table_hash(synthesis->hash_key, word->stem, strlen(word->stem));
	uint32_t index = find(grouping, word->stem, hash);
	if (index == TABLE_NONE) {
		if (grouping->word_count == grouping->word_capacity) {
			struct vocabulary_word *bigger = arena_grown(arena, grouping->words,
			    grouping->word_count, &grouping->word_capacity, sizeof *bigger);
			if (bigger == NULL)
				return TABLE_NONE;
			grouping->words = bigger;
		}
		index = grouping->word_count;
		struct vocabulary_word *added = &grouping->words[index];
		added->stem = arena_text(arena, word->stem, strlen(word->stem));
		if (added->stem == NULL || !table_add(&grouping->word_table, hash, index))
			return TABLE_NONE;
		grouping->word_count++;
	}
	struct vocabulary_word *found = &grouping->words[index];
	if (shown && found->shown == NULL)
		found->shown = arena_text(arena, word->shown, strlen(word->shown));
	return shown && found->shown == NULL ? TABLE_NONE : index;
}

bool vocabulary_split(const struct synthesis *synthesis, struct grouping *grouping,
    const char *text, bool shown, uint32_t **words, uint32_t *count)
{
	uint32_t found[NOTE_WORDS_MAX];
	*count = 0;
	for (int with_stop = 0; with_stop < 2 && *count == 0; with_stop++) {
		struct word_reader reader;
		struct word word;
		grouping->mark++;
		word_reader_init(&reader, text, with_stop == 1);
		while (*count < NOTE_WORDS_MAX && word_next(&reader, &word)) {
			uint32_t index = add(synthesis, grouping, &word, shown);
			if (index == TABLE_NONE)
				return false;
			if (grouping->words[index].mark == grouping->mark)
				continue;
			grouping->words[index].mark = grouping->mark;
			found[(*count)++] = index;
		}
	}
	*words = arena_take(&grouping->arena, *count, sizeof **words);
	if (*words == NULL)
		return false;
	memcpy(*words, found, *count * sizeof *found);
	return true;
}

uint32_t grouping_weight(const struct grouping *grouping, uint32_t word)
{
	uint32_t all = weight_log((uint64_t)grouping->notes + NOTES_BEFORE);
	uint32_t log = all - grouping->words[word].log_notes;
	return log == 0 ? 1 : log;
}

void grouping_mark(struct grouping *grouping, const struct note *note)
{
	grouping->mark++;
	for (uint32_t i = 0; i < note->word_count; i++)
		grouping->words[note->words[i]].mark = grouping->mark;
}
