/* broker/synthesis/curation/curation.c - acts of curation come; which of them are in force. See curation_internal.h. */
#include "broker/synthesis/curation/curation_internal.h"

#include <stdlib.h>
#include <string.h>

static bool intern(struct synthesis *synthesis, const char *text, const char **one)
{
	return interner_text(&synthesis->texts, text, one);
}

static const uint64_t *numbers_copy(
    struct arena *arena, const struct curation_note *notes, size_t count)
{
	uint64_t *numbers = arena_take(arena, count, sizeof *numbers);
	for (size_t i = 0; numbers != NULL && i < count; i++)
		numbers[i] = notes[i].number;
	return numbers;
}

static const char *text_copy(struct arena *arena, const char *text)
{
	return text == NULL ? NULL : arena_text(arena, text, strlen(text));
}

static struct act *act_make(
    struct synthesis *synthesis, uint64_t number, const struct event_curated *curated)
{
	const struct curation *curation = &curated->curation;
	struct arena *arena = &synthesis->act_arena;
	struct act *act = arena_take(arena, 1, sizeof *act);
	if (act == NULL)
		return NULL;
	act->number = number;
	act->minute = (uint32_t)(curated->time_ms / 60000);
	act->objective = curation->objective;
	act->act = curation->act;
	act->notes = numbers_copy(arena, curation->notes, curation->note_count);
	act->note_count = (uint32_t)curation->note_count;
	act->others = numbers_copy(arena, curation->others, curation->other_count);
	act->other_count = (uint32_t)curation->other_count;
	act->text = text_copy(arena, curation->text);
	act->reason = text_copy(arena, reason_shown(synthesis, arena, curation->reason));
	act->seen = curation->seen;
	act->value = curation->value;
	act->undone = curation->undone;
	bool well = text_look(synthesis, arena, act->text, &act->marks, &act->mark_count) &&
	    intern(synthesis, curated->role, &act->role) &&
	    intern(synthesis, curation->category, &act->category) &&
	    intern(synthesis, curation->theme, &act->theme) &&
	    intern(synthesis, curation->lens, &act->lens) &&
	    intern(synthesis, curation->room, &act->room) &&
	    (act->reason != NULL || curation->reason == NULL) && !arena->failed;
	return well ? act : NULL;
}

struct act *act_find(const struct synthesis *synthesis, uint64_t number)
{
	size_t low = 0;
	size_t high = synthesis->act_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (synthesis->acts[middle]->number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < synthesis->act_count && synthesis->acts[low]->number == number
	    ? synthesis->acts[low]
	    : NULL;
}

/* An act is in force unless a later undo that is itself in force names it. */
static void forces_find(struct synthesis *synthesis)
{
	for (size_t i = 0; i < synthesis->act_count; i++)
		synthesis->acts[i]->is_undone = false;
	for (size_t i = synthesis->act_count; i > 0; i--) {
		const struct act *act = synthesis->acts[i - 1];
		if (act->act != CURATION_UNDO || act->is_undone)
			continue;
		struct act *undone =
		    act->undone < act->number ? act_find(synthesis, act->undone) : NULL;
		if (undone != NULL)
			undone->is_undone = true;
	}
}

static void touch_notes(const struct synthesis *synthesis, const uint64_t *numbers, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		const struct note *note = note_find(synthesis, numbers[i]);
		if (note != NULL && note->objective != NULL)
			objective_touch(note->objective);
	}
}

static bool has_room(const struct objective *objective, const char *room)
{
	for (size_t i = 0; i < objective->room_count; i++)
		if (objective->rooms[i] == room) /* both interned */
			return true;
	return false;
}

/* All objectives that the act, or what it undoes, says something about. */
static void touch(const struct synthesis *synthesis, const struct act *act)
{
	while (act != NULL && act->act == CURATION_UNDO)
		act = act->undone < act->number ? act_find(synthesis, act->undone) : NULL;
	if (act == NULL)
		return;
	for (size_t i = 0; i < synthesis->objective_count; i++)
		if (synthesis->objectives[i]->number == act->objective ||
		    (act->act == CURATION_CONFIRM && has_room(synthesis->objectives[i], act->room)))
			objective_touch(synthesis->objectives[i]);
	touch_notes(synthesis, act->notes, act->note_count);
	touch_notes(synthesis, act->others, act->other_count);
}

enum synthesis_result synthesis_curate(
    struct synthesis *synthesis, uint64_t number, const struct event_curated *curated)
{
	if (synthesis->act_count > 0 && synthesis->acts[synthesis->act_count - 1]->number >= number)
		return SYNTHESIS_OK; /* known already */
	if (!list_room((void *)&synthesis->acts, synthesis->act_count, &synthesis->act_capacity))
		return SYNTHESIS_MEMORY;
	struct act *act = act_make(synthesis, number, curated);
	if (act == NULL)
		return SYNTHESIS_MEMORY;
	synthesis->acts[synthesis->act_count++] = act;
	if (act->act == CURATION_UNDO)
		forces_find(synthesis);
	touch(synthesis, act);
	return SYNTHESIS_OK;
}
