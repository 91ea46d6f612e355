/* broker/synthesis/curation/curation_order.c - themes, and the order of points within a category and theme. */
#include "broker/synthesis/curation/curation_internal.h"

#include <stdlib.h>
#include <string.h>

/* --- Themes ---------------------------------------------------------------------------------------- */

static uint32_t theme_find(const struct layer *layer, const char *category, const char *key)
{
	uint32_t i = 0;
	while (i < layer->theme_count &&
	    (layer->themes[i].category != category || layer->themes[i].key != key))
		i++; /* interned: equal texts are one */
	return i;
}

/* Only an act that a newer one does not replace says the title, or the rank. */
static bool is_newest(const struct deciding *deciding, uint32_t at, bool title)
{
	const struct act *act = deciding->acts[at].act;
	for (uint32_t i = at + 1; i < deciding->act_count; i++) {
		const struct act *newer = deciding->acts[i].act;
		if (newer->act == CURATION_THEME && newer->category == act->category &&
		    newer->theme == act->theme && (title ? newer->text != NULL : newer->value > 0))
			return false;
	}
	return true;
}

/* A theme stands where its oldest title was given. */
static void themes_begin(struct deciding *deciding)
{
	struct layer *layer = deciding->layer;
	for (uint32_t i = 0; i < deciding->act_count; i++) {
		const struct act *act = deciding->acts[i].act;
		size_t place;
		if (act->act != CURATION_THEME || act->text == NULL ||
		    !plan_category_known(&deciding->synthesis->programme, act->category, &place))
			continue;
		uint32_t at = theme_find(layer, act->category, act->theme);
		if (at == layer->theme_count)
			layer->themes[layer->theme_count++] =
			    (struct synthesis_theme){ .category = act->category,
				    .key = act->theme };
		layer->themes[at].title = act->text;
	}
	uint32_t kept = 0;
	for (uint32_t i = 0; i < layer->theme_count; i++) {
		if (layer->themes[i].title[0] != '\0')
			layer->themes[kept++] = layer->themes[i];
	}
	layer->theme_count = kept < THEMES_MAX ? kept : THEMES_MAX;
}

/* Moves a theme to its rank among those of its category, which stand beside each other. */
static void theme_rank(struct layer *layer, uint32_t at, uint32_t rank)
{
	struct synthesis_theme moved = layer->themes[at];
	uint32_t first = at;
	uint32_t end = at + 1;
	while (first > 0 && layer->themes[first - 1].category == moved.category)
		first--;
	while (end < layer->theme_count && layer->themes[end].category == moved.category)
		end++;
	uint32_t to = rank - 1 < end - first ? first + rank - 1 : end - 1;
	for (; at > to; at--)
		layer->themes[at] = layer->themes[at - 1];
	for (; at < to; at++)
		layer->themes[at] = layer->themes[at + 1];
	layer->themes[to] = moved;
}

static size_t category_place(const struct deciding *deciding, const char *category)
{
	size_t place = deciding->synthesis->programme.category_count;
	(void)plan_category_known(&deciding->synthesis->programme, category, &place);
	return place;
}

bool themes_find(struct deciding *deciding)
{
	struct layer *layer = deciding->layer;
	layer->themes = arena_take(&layer->arena, deciding->act_count, sizeof *layer->themes);
	if (layer->themes == NULL)
		return false;
	themes_begin(deciding);
	for (uint32_t i = 1; i < layer->theme_count; i++) {
		struct synthesis_theme moved = layer->themes[i];
		uint32_t at = i;
		for (; at > 0 &&
		     category_place(deciding, layer->themes[at - 1].category) >
			 category_place(deciding, moved.category);
		     at--)
			layer->themes[at] = layer->themes[at - 1];
		layer->themes[at] = moved;
	}
	for (uint32_t i = 0; i < deciding->act_count; i++) {
		const struct act *act = deciding->acts[i].act;
		if (act->act != CURATION_THEME || act->value == 0 || !is_newest(deciding, i, false))
			continue;
		uint32_t at = theme_find(layer, act->category, act->theme);
		if (at < layer->theme_count)
			theme_rank(layer, at, act->value);
	}
	for (uint32_t i = 0; i < layer->point_count; i++) {
		struct point *point = layer->points[i];
		struct decided *decided = point->decided;
		if (decided->theme == NULL)
			continue;
		/* It comes back when its category or its theme does. */
		if (theme_find(layer, point->category, decided->theme) == layer->theme_count)
			decided->theme = NULL;
		decided_print(point, decided->theme != NULL);
	}
	return true;
}

/* --- Order ----------------------------------------------------------------------------------------- */

static bool same_cell(const struct point *a, const struct point *b)
{
	return a->category == b->category && a->decided->theme == b->decided->theme;
}

/* Points of one cell, as they are ranked by the numbers. */
static int compare_points(const void *left, const void *right)
{
	const struct point *a = *(const struct point *const *)left;
	const struct point *b = *(const struct point *const *)right;
	struct synthesis_point x = { .writers = a->decided->writers,
		.note_count = a->note_count,
		.number = a->notes[0]->number };
	struct synthesis_point y = { .writers = b->decided->writers,
		.note_count = b->note_count,
		.number = b->notes[0]->number };
	return a == b ? 0 : synthesis_point_compare(&x, &y);
}

static int compare_numbers(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left;
	uint32_t b = *(const uint32_t *)right;
	return a < b ? -1 : a > b;
}

/* False: no memory. */
static bool count_writers(struct layer *layer, struct point *point)
{
	uint32_t *writers = arena_take(&layer->arena, point->note_count, sizeof *writers);
	if (writers == NULL)
		return false;
	for (uint32_t i = 0; i < point->note_count; i++)
		writers[i] = point->notes[i]->writer;
	qsort(writers, point->note_count, sizeof *writers, compare_numbers);
	for (uint32_t i = 0; i < point->note_count; i++)
		point->decided->writers += i == 0 || writers[i] != writers[i - 1];
	return true;
}

static void put_before(struct point **cell, uint32_t count, const struct point *moved, uint32_t to)
{
	struct point *point = NULL;
	uint32_t at = 0;
	while (cell[at] != moved)
		at++;
	point = cell[at];
	for (; at + 1 < count; at++)
		cell[at] = cell[at + 1];
	for (at = count - 1; at > to; at--)
		cell[at] = cell[at - 1];
	cell[to] = point;
}

/* Moves the point where its act says. */
static void order_one(
    const struct deciding *deciding, struct point **cell, uint32_t count, const struct point *moved)
{
	const struct bound_act *bound = moved->decided->order;
	const struct point *target = facts_point(deciding, bound->others, bound->other_count);
	uint32_t at = 0;
	uint32_t own = 0;
	if (bound->act->other_count == 0) {
		put_before(cell, count, moved, count - 1);
		return;
	}
	while (at < count && cell[at] != target)
		at++;
	while (cell[own] != moved)
		own++;
	if (at < count && target != moved)
		put_before(cell, count, moved, own < at ? at - 1 : at);
}

static bool order_cell(struct deciding *deciding, const struct point *first)
{
	struct layer *layer = deciding->layer;
	struct point **cell = arena_take(&layer->arena, layer->point_count, sizeof(void *));
	uint32_t count = 0;
	if (cell == NULL)
		return false;
	for (uint32_t i = 0; i < layer->point_count; i++) {
		struct point *point = layer->points[i];
		if (!same_cell(point, first))
			continue;
		if (!count_writers(layer, point))
			return false;
		cell[count++] = point;
	}
	qsort((void *)cell, count, sizeof(void *), compare_points);
	for (uint32_t i = 0; i < deciding->act_count; i++) {
		const struct bound_act *bound = &deciding->acts[i];
		const struct point *point = bound->act->act == CURATION_ORDER
		    ? facts_point(deciding, bound->notes, bound->note_count)
		    : NULL;
		if (point != NULL && point->decided->order == bound && same_cell(point, first))
			order_one(deciding, cell, count, point);
	}
	for (uint32_t i = 0; i < count; i++) {
		cell[i]->decided->rank = i + 1;
		decided_print(cell[i], i + 1);
	}
	return true;
}

bool order_find(struct deciding *deciding)
{
	for (uint32_t i = 0; i < deciding->layer->point_count; i++) {
		const struct point *point = deciding->layer->points[i];
		if (point->decided->order != NULL && point->decided->rank == 0 &&
		    !order_cell(deciding, point))
			return false;
	}
	return true;
}
