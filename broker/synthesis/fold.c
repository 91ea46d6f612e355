/* broker/synthesis/fold.c - notes come and go. See synthesis_internal.h for the idea. */
#include "broker/synthesis/synthesis_internal.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define LIST_COUNT_MIN  16u
#define ACTS_MEMORY_MAX (SIZE_MAX / 2)

bool list_room(void *list, size_t count, size_t *capacity)
{
	if (count < *capacity)
		return true;
	void *old;
	memcpy(&old, list, sizeof old); /* list is the address of any kind of object pointer */
	size_t room = *capacity == 0 ? LIST_COUNT_MIN : *capacity * 2;
	void *bigger = realloc(old, room * sizeof(void *));
	if (bigger == NULL)
		return false;
	memcpy(list, &bigger, sizeof bigger);
	*capacity = room;
	/* cppcheck-suppress memleak; the list owns it now */
	return true;
}

bool scratch_room(void *array, size_t count, size_t *capacity, size_t size)
{
	void *old;
	memcpy(&old, array, sizeof old); /* array is the address of any kind of object pointer */
	if (count <= *capacity && old != NULL)
		return true;
	size_t room = *capacity == 0 ? LIST_COUNT_MIN : *capacity;
	while (room < count)
		room *= 2;
	void *bigger = realloc(old, room * size);
	if (bigger == NULL)
		return false;
	memcpy(array, &bigger, sizeof bigger);
	*capacity = room;
	return true;
}

static bool give_lexicon(struct synthesis *synthesis, struct lexicon *lexicon)
{
	const struct lexicon_options without = { .vectors = NULL };
	synthesis->lexicon = lexicon;
	if (lexicon != NULL)
		return true;
	if (lexicon_open(&synthesis->own_lexicon, &without) != LEXICON_OK)
		return false;
	synthesis->lexicon = synthesis->own_lexicon;
	return true;
}

enum synthesis_result synthesis_create(struct synthesis **synthesis,
    const struct programme *programme, const uint8_t point_key[SECRET_BYTES],
    struct lexicon *lexicon)
{
	struct synthesis *made = calloc(1, sizeof *made);
	if (made == NULL)
		return SYNTHESIS_MEMORY;
	made->scratch = calloc(1, sizeof *made->scratch);
	if (made->scratch == NULL || !give_lexicon(made, lexicon)) {
		synthesis_close(made);
		return SYNTHESIS_MEMORY;
	}
	arena_init(&made->act_arena, ACTS_MEMORY_MAX);
	memcpy(made->point_key, point_key, SECRET_BYTES);
	crypto_generichash(made->hash_key, sizeof made->hash_key, point_key, SECRET_BYTES, NULL, 0);
	interner_init(&made->texts, made->hash_key);
	interner_init(&made->writers, made->hash_key);
	enum synthesis_result result = synthesis_programme(made, programme);
	if (result != SYNTHESIS_OK) {
		synthesis_close(made);
		return result;
	}
	*synthesis = made;
	return SYNTHESIS_OK;
}

static void objective_close(struct objective *objective)
{
	layer_close(&objective->layer);
	shown_close(objective);
	grouping_close(&objective->grouping);
	free((void *)objective->notes);
	free(objective->taken);
	table_close(&objective->taken_table);
	free(objective);
}

void synthesis_close(struct synthesis *synthesis)
{
	if (synthesis == NULL)
		return;
	for (size_t i = 0; i < synthesis->objective_count; i++)
		objective_close(synthesis->objectives[i]);
	free((void *)synthesis->objectives);
	free((void *)synthesis->acts);
	arena_close(&synthesis->act_arena);
	for (size_t i = 0; i < synthesis->note_count; i++) {
		free(synthesis->notes[i]->block);
		free(synthesis->notes[i]);
	}
	free((void *)synthesis->notes);
	table_close(&synthesis->note_table);
	interner_close(&synthesis->texts);
	interner_close(&synthesis->writers);
	arena_close(&synthesis->programme.arena);
	if (synthesis->scratch != NULL) {
		free(synthesis->scratch->rows);
		free(synthesis->scratch->best);
		free(synthesis->scratch->sums);
		free(synthesis->scratch->slots);
		free(synthesis->scratch->sides);
		free(synthesis->scratch->keys);
		free((void *)synthesis->scratch->points);
		free(synthesis->scratch->numbers);
		free(synthesis->scratch);
	}
	lexicon_close(synthesis->own_lexicon);
	sodium_memzero(synthesis->point_key, sizeof synthesis->point_key);
	free(synthesis);
}

void objective_touch(struct objective *objective)
{
	objective->news = true;
	objective->stale = true;
}

struct objective *objective_find(const struct synthesis *synthesis, uint32_t number)
{
	for (size_t i = 0; i < synthesis->objective_count; i++) {
		if (synthesis->objectives[i]->number == number)
			return synthesis->objectives[i];
	}
	return NULL;
}

/* Finds or adds; one that no programme names goes behind those that it names, by number. */
static struct objective *objective_add(struct synthesis *synthesis, uint32_t number)
{
	struct objective *objective = objective_find(synthesis, number);
	if (objective != NULL)
		return objective;
	if (!list_room((void *)&synthesis->objectives, synthesis->objective_count,
		&synthesis->objective_capacity))
		return NULL;
	objective = calloc(1, sizeof *objective);
	if (objective == NULL)
		return NULL;
	objective->number = number;
	objective->dirty = true;
	objective_touch(objective);
	size_t at = synthesis->objective_count++;
	while (at > 0 && synthesis->objectives[at - 1]->plan == NULL &&
	    synthesis->objectives[at - 1]->number > number) {
		synthesis->objectives[at] = synthesis->objectives[at - 1];
		at--;
	}
	synthesis->objectives[at] = objective;
	return objective;
}

/* The programme's objectives first, in its order; the others by number. */
static void order_objectives(struct synthesis *synthesis)
{
	struct objective **list = synthesis->objectives;
	for (size_t i = 1; i < synthesis->objective_count; i++) {
		struct objective *moved = list[i];
		size_t at = i;
		for (; at > 0; at--) {
			const struct objective *before = list[at - 1];
			bool later = before->plan == NULL
			    ? moved->plan != NULL || before->number > moved->number
			    : moved->plan != NULL && before->plan > moved->plan;
			if (!later)
				break;
			list[at] = list[at - 1];
		}
		list[at] = moved;
	}
}

enum synthesis_result synthesis_programme(
    struct synthesis *synthesis, const struct programme *programme)
{
	struct programme plan;
	if (!plan_copy(&plan, programme))
		return SYNTHESIS_MEMORY;
	const char ***rooms = arena_take(&plan.arena, plan.objective_count, sizeof *rooms);
	size_t *room_counts = arena_take(&plan.arena, plan.objective_count, sizeof *room_counts);
	const char **texts;
	size_t text_count;
	bool ready = rooms != NULL && room_counts != NULL && plan_texts(&plan, &texts, &text_count);
	for (size_t i = 0; ready && i < plan.objective_count; i++) {
		uint32_t number = plan.objectives[i].number;
		ready = objective_add(synthesis, number) != NULL &&
		    plan_rooms(synthesis, &plan, number, &rooms[i], &room_counts[i]);
	}
	if (!ready) {
		arena_close(&plan.arena);
		return SYNTHESIS_MEMORY;
	}
	/* From here on nothing can fail, so that old and new are never mixed. */
	for (size_t i = 0; i < synthesis->objective_count; i++) {
		struct objective *objective = synthesis->objectives[i];
		objective->plan = NULL;
		objective->rooms = NULL;
		objective->room_count = 0;
		objective->dirty = true;
		objective->all_news = true;
		objective_touch(objective);
	}
	for (size_t i = 0; i < plan.objective_count; i++) {
		struct objective *objective = objective_find(synthesis, plan.objectives[i].number);
		objective->plan = &plan.objectives[i];
		objective->rooms = rooms[i];
		objective->room_count = room_counts[i];
	}
	arena_close(&synthesis->programme.arena);
	synthesis->programme = plan;
	synthesis->plan_texts = texts;
	synthesis->plan_text_count = text_count;
	order_objectives(synthesis);
	return notes_look(synthesis) ? SYNTHESIS_OK : SYNTHESIS_MEMORY;
}

static uint64_t number_hash(const struct synthesis *synthesis, uint64_t number)
{
	return table_hash(synthesis->hash_key, &number, sizeof number);
}

struct note *note_find(const struct synthesis *synthesis, uint64_t number)
{
	uint64_t hash = number_hash(synthesis, number);
	size_t probe = 0;
	uint32_t index;
	while ((index = table_find(&synthesis->note_table, hash, &probe)) != TABLE_NONE) {
		if (synthesis->notes[index]->number == number)
			return synthesis->notes[index];
	}
	return NULL;
}

/* Where a note of that number is or belongs in the list. */
static size_t note_place_in(const struct objective *objective, uint64_t number)
{
	size_t low = 0;
	size_t high = objective->note_count;
	if (high > 0 && objective->notes[high - 1]->number < number)
		return high;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (objective->notes[middle]->number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void note_leave(struct note *note)
{
	struct objective *objective = note->objective;
	size_t at = note_place_in(objective, note->number);
	assert(at < objective->note_count);
	assert(objective->notes[at] == note);
	objective->note_count--;
	for (; at < objective->note_count; at++)
		objective->notes[at] = objective->notes[at + 1];
	objective->dirty = true;
	objective->all_news = true;
	objective_touch(objective);
	grouping_close(&objective->grouping); /* before the note is another grouping's */
	note->objective = NULL;
	note->version_taken = 0;
	note->point = NULL;
}

/* The list has room. */
static void note_enter(struct objective *objective, struct note *note)
{
	size_t at = note_place_in(objective, note->number);
	for (size_t i = objective->note_count; i > at; i--)
		objective->notes[i] = objective->notes[i - 1];
	objective->notes[at] = note;
	objective->note_count++;
	note->objective = objective;
	if (at + 1 < objective->note_count)
		objective->dirty = true;
}

static bool note_comes_last(const struct objective *objective, const struct note *note)
{
	return note_place_in(objective, note->number) == objective->note_count;
}

static struct note *note_add(
    struct synthesis *synthesis, const struct synthesis_input *input, const char *skipped)
{
	if (synthesis->note_count >= TABLE_NONE - 1 ||
	    !list_room((void *)&synthesis->notes, synthesis->note_count, &synthesis->note_capacity))
		return NULL;
	struct note *note = calloc(1, sizeof *note);
	if (note == NULL)
		return NULL;
	note->number = input->number;
	if (!note_say(synthesis, note, input, skipped))
		goto failed;
	if (!table_add(&synthesis->note_table, number_hash(synthesis, note->number),
		(uint32_t)synthesis->note_count))
		goto failed;
	synthesis->notes[synthesis->note_count++] = note;
	synthesis->note_bytes += sizeof *note;
	return note;
failed:
	synthesis->note_bytes -= note->block_size;
	free(note->block);
	free(note);
	return NULL;
}

static enum synthesis_result put(
    struct synthesis *synthesis, const struct synthesis_input *input, const char *skipped)
{
	struct objective *objective = objective_add(synthesis, input->objective);
	if (objective == NULL ||
	    !list_room((void *)&objective->notes, objective->note_count, &objective->note_capacity))
		return SYNTHESIS_MEMORY;
	struct note *note = note_find(synthesis, input->number);
	if (note != NULL && !note_say(synthesis, note, input, skipped))
		return SYNTHESIS_MEMORY;
	if (note == NULL)
		note = note_add(synthesis, input, skipped);
	if (note == NULL)
		return SYNTHESIS_MEMORY;
	objective_touch(objective);
	if (note->objective == objective) {
		objective->dirty = true;
		return SYNTHESIS_OK;
	}
	if (note->objective != NULL)
		note_leave(note);
	/* What was to be grouped anew is grouped before this note comes, whoever reads and when. */
	bool last = note_comes_last(objective, note);
	if (last && objective->note_count > 0 && !synthesis->held &&
	    !objective_settle(synthesis, objective)) {
		note_enter(objective, note);
		objective->dirty = true;
		return SYNTHESIS_MEMORY;
	}
	note_enter(objective, note);
	objective->dirty = objective->dirty || synthesis->held;
	if (objective->dirty)
		return SYNTHESIS_OK;
	if (!grouping_note(synthesis, objective, note)) {
		objective->dirty = true;
		return SYNTHESIS_MEMORY;
	}
	return SYNTHESIS_OK;
}

enum synthesis_result synthesis_note(
    struct synthesis *synthesis, const struct synthesis_input *input)
{
	return put(synthesis, input, NULL);
}

enum synthesis_result synthesis_skip(
    struct synthesis *synthesis, const struct synthesis_input *input, const char *reason)
{
	return put(synthesis, input, reason);
}

enum synthesis_result synthesis_drop(
    struct synthesis *synthesis, uint64_t number, enum note_place place)
{
	assert(place == NOTE_RETRACTED || place == NOTE_REDACTED);
	struct note *note = note_find(synthesis, number);
	if (note == NULL || (note->gone && note->place == place))
		return SYNTHESIS_OK;
	note_say_nothing(synthesis, note);
	note->category = NULL;
	note->lens = NULL;
	note->room = NULL;
	note->language = NULL;
	note->time_ms = 0;
	note->late = false;
	note->gone = true;
	note->place = place;
	note->version++;
	note->objective->dirty = true;
	objective_touch(note->objective);
	return SYNTHESIS_OK;
}

/* Which objectives it had been under, and was grouped with, is not known any more when its events are read anew: so
 * all of them are grouped from here on, whoever reads, and when. */
void synthesis_redacted(struct synthesis *synthesis, uint64_t number)
{
	const struct note *note = note_find(synthesis, number);
	if (note != NULL && !note->gone)
		(void)synthesis_drop(synthesis, number, NOTE_REDACTED);
	for (size_t i = 0; i < synthesis->objective_count; i++) {
		synthesis->objectives[i]->dirty = true;
		objective_touch(synthesis->objectives[i]);
	}
}

bool synthesis_is_late(const struct synthesis *synthesis, uint64_t number)
{
	const struct note *note = note_find(synthesis, number);
	return note != NULL && note->late;
}

static size_t scratch_memory(const struct scratch *scratch)
{
	return scratch->lexeme_capacity * (NOTE_WORDS_MAX + 1) * sizeof(uint16_t) +
	    scratch->sum_capacity * sizeof(int32_t) + scratch->number_capacity * sizeof(uint32_t);
}

size_t synthesis_memory(const struct synthesis *synthesis)
{
	size_t bytes = sizeof *synthesis + synthesis->note_bytes +
	    table_memory(&synthesis->note_table) + interner_memory(&synthesis->texts) +
	    interner_memory(&synthesis->writers) + synthesis->programme.arena.used +
	    scratch_memory(synthesis->scratch) + synthesis->note_capacity * sizeof(void *) +
	    synthesis->objective_capacity * sizeof(void *) + synthesis->act_arena.used +
	    synthesis->act_capacity * sizeof(void *);
	for (size_t i = 0; i < synthesis->objective_count; i++) {
		const struct objective *objective = synthesis->objectives[i];
		const struct grouping *grouping = &objective->grouping;
		bytes += sizeof *objective + grouping->arena.used + objective->layer.arena.used +
		    table_memory(&grouping->lexeme_table) + grouping->pair_bytes +
		    grouping->point_capacity * sizeof(void *) +
		    grouping->point_count * sizeof(struct point) +
		    grouping->note_count * sizeof(void *) +
		    objective->note_capacity * sizeof(void *) +
		    objective->taken_count * sizeof *objective->taken +
		    table_memory(&objective->taken_table);
	}
	return bytes;
}
