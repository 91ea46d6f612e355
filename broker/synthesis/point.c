/* broker/synthesis/point.c - a point gets its first note and every other one. */
#include "broker/synthesis/synthesis_internal.h"
#include "proto/id.h"

#include <string.h>

static bool posting_add(struct grouping *grouping, uint32_t word_index, uint32_t point)
{
	struct vocabulary_word *word = &grouping->words[word_index];
	if (word->posting_count == POSTINGS_MAX) {
		word->postings[word->posting_next] = point;
		word->posting_next = (word->posting_next + 1) % POSTINGS_MAX;
		return true;
	}
	if (word->posting_count == word->posting_capacity) {
		uint32_t *bigger = arena_grown(&grouping->arena, word->postings,
		    word->posting_count, &word->posting_capacity, sizeof *bigger);
		if (bigger == NULL)
			return false;
		word->postings = bigger;
	}
	word->postings[word->posting_count++] = point;
	return true;
}

static bool profile_add(struct grouping *grouping, struct point *point, const struct note *note)
{
	for (uint32_t i = 0; i < point->profile_count; i++) {
		struct vocabulary_word *word = &grouping->words[point->profile[i].word];
		if (word->mark != grouping->mark)
			continue;
		word->mark = 0; /* this one is done */
		if (point->profile[i].count < PROFILE_COUNT_MAX)
			point->profile[i].count++;
	}
	for (uint32_t i = 0; i < note->word_count; i++) {
		if (grouping->words[note->words[i]].mark != grouping->mark)
			continue;
		if (point->profile_count == PROFILE_WORDS_MAX)
			break;
		if (point->profile_count == point->profile_capacity) {
			struct profile_word *bigger = arena_grown(&grouping->arena, point->profile,
			    point->profile_count, &point->profile_capacity, sizeof *bigger);
			if (bigger == NULL)
				return false;
			point->profile = bigger;
		}
		point->profile[point->profile_count++] =
		    (struct profile_word){ .word = note->words[i], .count = 1 };
		if (!posting_add(grouping, note->words[i], point->index))
			return false;
	}
	return true;
}

void point_id(
    const struct synthesis *synthesis, const struct note *founder, char id[PUBLIC_ID_CHARS + 1])
{
	static const uint8_t prefix[] = { 'p', 'o', 'i', 'n', 't' };
	uint8_t name[sizeof prefix + PUBLIC_ID_CHARS + 8];
	memcpy(name, prefix, sizeof prefix);
	memcpy(name + sizeof prefix, founder->id, PUBLIC_ID_CHARS);
	for (size_t i = 0; i < 8; i++)
		name[sizeof prefix + PUBLIC_ID_CHARS + i] =
		    (uint8_t)(founder->number >> (56 - 8 * i));
	public_id_make(synthesis->point_key, name, sizeof name, id);
}

struct point *point_found(
    const struct synthesis *synthesis, struct grouping *grouping, struct note *note)
{
	if (grouping->point_count == grouping->point_capacity) {
		struct point **bigger =
		    arena_grown(&grouping->arena, (const void *)grouping->points,
			grouping->point_count, &grouping->point_capacity, sizeof(void *));
		if (bigger == NULL)
			return NULL;
		grouping->points = bigger;
	}
	struct point *point = arena_take(&grouping->arena, 1, sizeof *point);
	if (point == NULL)
		return NULL;
	point_id(synthesis, note, point->id);
	point->founder = note;
	point->category = note->category;
	point->first_minute = note->minute;
	point->last_minute = note->minute;
	point->index = grouping->point_count;
	grouping->points[grouping->point_count++] = point;
	return point;
}

/* Adds an interned text to a list of distinct ones. */
static bool distinct_add(
    struct arena *arena, const char ***list, uint32_t *count, uint32_t *capacity, const char *text)
{
	for (uint32_t i = 0; i < *count; i++) {
		if ((*list)[i] == text)
			return true;
	}
	if (*count == *capacity) {
		const char **bigger =
		    arena_grown(arena, (const void *)*list, *count, capacity, sizeof *bigger);
		if (bigger == NULL)
			return false;
		*list = bigger;
	}
	(*list)[(*count)++] = text;
	return true;
}

static bool writer_add(struct arena *arena, struct point *point, uint32_t writer)
{
	for (uint32_t i = 0; i < point->writer_count; i++) {
		if (point->writers[i] == writer)
			return true;
	}
	if (point->writer_count == point->writer_capacity) {
		uint32_t *bigger = arena_grown(arena, point->writers, point->writer_count,
		    &point->writer_capacity, sizeof *bigger);
		if (bigger == NULL)
			return false;
		point->writers = bigger;
	}
	point->writers[point->writer_count++] = writer;
	return true;
}

bool point_join(struct grouping *grouping, struct point *point, struct note *note)
{
	struct arena *arena = &grouping->arena;
	if (point->note_count == point->note_capacity) {
		struct note **bigger = arena_grown(arena, (const void *)point->notes,
		    point->note_count, &point->note_capacity, sizeof(void *));
		if (bigger == NULL)
			return false;
		point->notes = bigger;
	}
	if (!profile_add(grouping, point, note) || !writer_add(arena, point, note->writer) ||
	    !distinct_add(
		arena, &point->rooms, &point->room_count, &point->room_capacity, note->room))
		return false;
	if (note->lens != NULL &&
	    !distinct_add(
		arena, &point->lenses, &point->lens_count, &point->lens_capacity, note->lens))
		return false;
	point->notes[point->note_count++] = note;
	if (note->minute < point->first_minute)
		point->first_minute = note->minute;
	if (note->minute > point->last_minute)
		point->last_minute = note->minute;
	point->notes_hash =
	    (point->notes_hash ^ note->number) * UINT64_C(0x100000001b3) + note->version;
	point->notes_hash ^= point->notes_hash >> 29;
	note->point = point;
	statement_choose(grouping, point, note);
	return true;
}
