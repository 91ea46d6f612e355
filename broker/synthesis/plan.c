/* broker/synthesis/plan.c - the programme as the synthesis needs it: a copy of parts of it. */
#include "broker/synthesis/synthesis_internal.h"

#include <string.h>

#define PLAN_MEMORY_MAX (2u * PROGRAMME_MEMORY_MAX) /* a copy is no larger, pointers aside */

static const char *copy_text(struct arena *arena, const char *text)
{
	return text == NULL ? NULL : arena_text(arena, text, strlen(text));
}

static bool copy_objective(
    struct arena *arena, struct programme_objective *to, const struct programme_objective *from)
{
	*to = (struct programme_objective){ .number = from->number,
		.title = copy_text(arena, from->title) };
	to->questions = arena_take(arena, from->question_count, sizeof *to->questions);
	if (to->questions == NULL)
		return false;
	for (size_t i = 0; i < from->question_count; i++)
		to->questions[i] = copy_text(arena, from->questions[i]);
	to->question_count = from->question_count;
	return !arena->failed;
}

static bool copy_room(
    struct arena *arena, struct programme_room *to, const struct programme_room *from)
{
	*to = (struct programme_room){ .key = copy_text(arena, from->key), .round = from->round };
	to->objectives = arena_take(arena, from->objective_count, sizeof *to->objectives);
	if (to->objectives == NULL)
		return false;
	for (size_t i = 0; i < from->objective_count; i++)
		to->objectives[i] = from->objectives[i];
	to->objective_count = from->objective_count;
	return !arena->failed;
}

static bool copy_category(
    struct arena *arena, struct programme_category *to, const struct programme_category *from)
{
	*to = (struct programme_category){ .key = copy_text(arena, from->key),
		.heading = copy_text(arena, from->heading) };
	to->headings = arena_take(arena, from->heading_count, sizeof *to->headings);
	if (to->headings == NULL)
		return false;
	for (size_t i = 0; i < from->heading_count; i++)
		to->headings[i].heading = copy_text(arena, from->headings[i].heading);
	to->heading_count = from->heading_count;
	return !arena->failed;
}

bool plan_copy(struct programme *to, const struct programme *from)
{
	*to = (struct programme){ 0 };
	arena_init(&to->arena, PLAN_MEMORY_MAX);
	struct arena *arena = &to->arena;
	to->title = copy_text(arena, from->title);
	to->language = copy_text(arena, from->language == NULL ? "en" : from->language);
	to->agenda = arena_take(arena, from->agenda_count, sizeof *to->agenda);
	to->categories = arena_take(arena, from->category_count, sizeof *to->categories);
	to->objectives = arena_take(arena, from->objective_count, sizeof *to->objectives);
	to->lenses = arena_take(arena, from->lens_count, sizeof *to->lenses);
	to->rooms = arena_take(arena, from->room_count, sizeof *to->rooms);
	bool copied = !arena->failed;
	for (size_t i = 0; copied && i < from->agenda_count; i++)
		to->agenda[i].title = copy_text(arena, from->agenda[i].title);
	for (size_t i = 0; copied && i < from->category_count; i++)
		copied = copy_category(arena, &to->categories[i], &from->categories[i]);
	for (size_t i = 0; copied && i < from->lens_count; i++)
		to->lenses[i] = copy_text(arena, from->lenses[i]);
	for (size_t i = 0; copied && i < from->objective_count; i++)
		copied = copy_objective(arena, &to->objectives[i], &from->objectives[i]);
	for (size_t i = 0; copied && i < from->room_count; i++)
		copied = copy_room(arena, &to->rooms[i], &from->rooms[i]);
	if (!copied || arena->failed) {
		arena_close(arena);
		return false;
	}
	to->agenda_count = from->agenda_count;
	to->category_count = from->category_count;
	to->objective_count = from->objective_count;
	to->lens_count = from->lens_count;
	to->room_count = from->room_count;
	return true;
}

uint32_t plan_round(const struct programme *plan, const char *room)
{
	for (size_t i = 0; i < plan->room_count; i++) {
		if (strcmp(plan->rooms[i].key, room) == 0)
			return plan->rooms[i].round;
	}
	return 0;
}

bool plan_category_known(const struct programme *plan, const char *category, size_t *place)
{
	for (size_t i = 0; i < plan->category_count; i++) {
		if (strcmp(plan->categories[i].key, category) == 0) {
			*place = i;
			return true;
		}
	}
	return false;
}

/* Adds a text to the list, or only counts it while there is none. */
static void text_add(const char **texts, size_t *count, const char *text)
{
	if (text == NULL)
		return;
	if (texts != NULL)
		texts[*count] = text;
	(*count)++;
}

static void texts_add(const struct programme *plan, const char **texts, size_t *count)
{
	*count = 0;
	text_add(texts, count, plan->title);
	for (size_t i = 0; i < plan->objective_count; i++) {
		text_add(texts, count, plan->objectives[i].title);
		for (size_t k = 0; k < plan->objectives[i].question_count; k++)
			text_add(texts, count, plan->objectives[i].questions[k]);
	}
	for (size_t i = 0; i < plan->category_count; i++) {
		text_add(texts, count, plan->categories[i].heading);
		for (size_t k = 0; k < plan->categories[i].heading_count; k++)
			text_add(texts, count, plan->categories[i].headings[k].heading);
	}
	for (size_t i = 0; i < plan->agenda_count; i++)
		text_add(texts, count, plan->agenda[i].title);
}

bool plan_texts(struct programme *plan, const char ***texts, size_t *count)
{
	texts_add(plan, NULL, count);
	*texts = arena_take(&plan->arena, *count, sizeof **texts);
	if (*texts == NULL)
		return false;
	texts_add(plan, *texts, count);
	return true;
}

bool plan_rooms(struct synthesis *synthesis, struct programme *plan, uint32_t objective,
    const char ***rooms, size_t *count)
{
	*count = 0;
	*rooms = arena_take(&plan->arena, plan->room_count, sizeof **rooms);
	if (*rooms == NULL)
		return false;
	for (size_t i = 0; i < plan->room_count; i++) {
		const struct programme_room *room = &plan->rooms[i];
		for (size_t k = 0; k < room->objective_count; k++) {
			if (room->objectives[k] != objective)
				continue;
			if (!interner_text(&synthesis->texts, room->key, &(*rooms)[*count]))
				return false;
			(*count)++;
			break;
		}
	}
	return true;
}
