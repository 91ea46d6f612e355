/* client/terminal/watch/watch_model.c - see watch_model.h. */
#include "client/terminal/watch/watch_model.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "client/terminal/point/point_order.h"

void watch_model_init(struct watch_model *model, uint32_t only)
{
	memset(model, 0, sizeof *model);
	model->only = only;
	model->state = WATCH_STARTING;
}

void watch_model_close(struct watch_model *model)
{
	for (size_t i = 0; i < model->objective_count; i++)
		arena_close(&model->objectives[i].arena);
	model->objective_count = 0;
}

static int id_compare(const void *a, const void *b)
{
	const struct watch_point *const *left = a;
	const struct watch_point *const *right = b;
	return strcmp((*left)->id, (*right)->id);
}

static const struct watch_point *point_find(
    const struct watch_objective *objective, const struct watch_point *point)
{
	if (objective->point_count == 0)
		return NULL;
	const struct watch_point **found = bsearch(&point, objective->by_id, objective->point_count,
	    sizeof(const struct watch_point *), id_compare);
	return found == NULL ? NULL : *found;
}

static bool same_point(const struct watch_point *a, const struct watch_point *b)
{
	bool same_theme = a->theme == NULL || b->theme == NULL ? a->theme == b->theme
							       : strcmp(a->theme, b->theme) == 0;
	return a->writers == b->writers && a->note_count == b->note_count && same_theme &&
	    a->pinned == b->pinned && a->restated == b->restated && a->rank == b->rank &&
	    strcmp(a->category, b->category) == 0 && strcmp(a->statement, b->statement) == 0;
}

static void point_copy(
    struct arena *arena, const struct point_place *ranked, struct watch_point *copy)
{
	const struct synthesis_point *point = ranked->point;
	*copy = (struct watch_point){
		.category = arena_text(arena, point->category, strlen(point->category)),
		.category_index = ranked->category,
		.statement = arena_text(arena, point->statement, strlen(point->statement)),
		.writers = point->writers,
		.note_count = point->note_count,
		.theme = point->theme == NULL
		    ? NULL
		    : arena_text(arena, point->theme, strlen(point->theme)),
		.pinned = point->pinned,
		.restated = point->restated,
		.rank = point->rank,
	};
	memcpy(copy->id, point->id, sizeof copy->id);
}

/* Says of each point whether it is as it was; lists those that are no more. */
static void changes_find(struct watch_model *model, struct watch_objective *before,
    struct watch_objective *after, bool is_first)
{
	for (size_t i = 0; i < after->point_count; i++) {
		struct watch_point *point = &after->points[i];
		const struct watch_point *old = point_find(before, point);
		point->change = is_first ? 0 : model->change;
		if (old != NULL && same_point(old, point))
			point->change = old->change;
		if (point->change > after->change)
			after->change = point->change;
	}
	assert(before->point_count == 0 || before->points != NULL);
	char(*removed)[PUBLIC_ID_CHARS + 1] =
	    arena_take(&after->arena, before->point_count, sizeof *removed);
	for (size_t i = 0; removed != NULL && i < before->point_count; i++)
		if (point_find(after, &before->points[i]) == NULL)
			memcpy(
			    removed[after->removed_count++], before->points[i].id, sizeof *removed);
	after->removed = (const char(*)[PUBLIC_ID_CHARS + 1]) removed;
}

/* False when there is no memory; *objective is as it was then. */
static bool objective_take(struct watch_model *model, struct watch_objective *objective,
    const struct synthesis_objective *source, bool is_first)
{
	struct watch_objective after = { .number = source->number, .touched = true };
	size_t count = source->point_count;
	memcpy(after.counts, source->counts, sizeof after.counts);
	arena_init(&after.arena, WATCH_OBJECTIVE_MEMORY_MAX);
	struct point_place *ranked = arena_take(&after.arena, count, sizeof *ranked);
	after.points = arena_take(&after.arena, count, sizeof *after.points);
	after.by_id = arena_take(&after.arena, count, sizeof(struct watch_point *));
	for (size_t i = 0; !after.arena.failed && i < count; i++)
		ranked[i] = point_place_of(model->programme, source, &source->points[i]);
	if (!after.arena.failed)
		qsort(ranked, count, sizeof *ranked, point_place_compare);
	for (size_t i = 0; !after.arena.failed && i < count; i++) {
		point_copy(&after.arena, &ranked[i], &after.points[i]);
		after.by_id[i] = &after.points[i];
	}
	if (!after.arena.failed) {
		after.point_count = count;
		qsort(after.by_id, count, sizeof(struct watch_point *), id_compare);
		changes_find(model, objective, &after, is_first);
	}
	if (after.arena.failed) {
		arena_close(&after.arena);
		return false;
	}
	arena_close(&objective->arena);
	*objective = after;
	return true;
}

/* The place at index for that number, in the update's order. */
static struct watch_objective *objective_at(
    struct watch_model *model, size_t index, uint32_t number)
{
	for (size_t i = index; i < model->objective_count; i++) {
		if (model->objectives[i].number != number)
			continue;
		struct watch_objective kept = model->objectives[i];
		memmove(&model->objectives[index + 1], &model->objectives[index],
		    (i - index) * sizeof kept);
		model->objectives[index] = kept;
		return &model->objectives[index];
	}
	if (model->objective_count == OBJECTIVES_MAX)
		return NULL;
	memmove(&model->objectives[index + 1], &model->objectives[index],
	    (model->objective_count - index) * sizeof model->objectives[0]);
	model->objective_count++;
	model->objectives[index] = (struct watch_objective){ .number = number };
	arena_init(&model->objectives[index].arena, WATCH_OBJECTIVE_MEMORY_MAX);
	return &model->objectives[index];
}

void watch_model_take(struct watch_model *model, const struct watch_update *update)
{
	bool is_first = model->change == 0;
	bool has_objectives = update->objective_count > 0;
	size_t shown = 0;
	model->state = update->state;
	model->event = update->event;
	model->change += has_objectives ? 1 : 0;
	for (size_t i = 0; i < model->objective_count; i++)
		model->objectives[i].touched = false;
	for (size_t i = 0; i < update->objective_count; i++) {
		const struct synthesis_objective *source = &update->objectives[i];
		if (model->only > 0 && source->number != model->only)
			continue;
		struct watch_objective *objective = objective_at(model, shown, source->number);
		if (objective == NULL)
			break;
		shown++;
		bool is_new = objective->points == NULL;
		if ((is_new || update->changed == 0 || update->changed == source->number) &&
		    !objective_take(model, objective, source, is_first))
			model->full = true;
	}
	/* What the update no longer has; an update without any says only its state. */
	while (has_objectives && model->objective_count > shown)
		arena_close(&model->objectives[--model->objective_count].arena);
}
