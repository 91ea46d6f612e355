/* client/terminal/point/point_order.c - see point_order.h. */
#include "client/terminal/point/point_order.h"

#include <string.h>

static uint32_t category_place(const struct programme *programme, const char *key)
{
	for (size_t i = 0; programme != NULL && i < programme->category_count; i++)
		if (strcmp(programme->categories[i].key, key) == 0)
			return (uint32_t)i;
	return CATEGORIES_MAX;
}

static uint32_t theme_place(
    const struct synthesis_objective *objective, const struct synthesis_point *point)
{
	for (size_t i = 0; point->theme != NULL && i < objective->theme_count; i++) {
		const struct synthesis_theme *theme = &objective->themes[i];
		if (strcmp(theme->key, point->theme) == 0 &&
		    strcmp(theme->category, point->category) == 0)
			return (uint32_t)i + 1;
	}
	return 0;
}

struct point_place point_place_of(const struct programme *programme,
    const struct synthesis_objective *objective, const struct synthesis_point *point)
{
	return (struct point_place){ .point = point,
		.category = category_place(programme, point->category),
		.theme = theme_place(objective, point) };
}

int point_place_compare(const void *left, const void *right)
{
	const struct point_place *a = left;
	const struct point_place *b = right;
	if (a->category != b->category)
		return a->category < b->category ? -1 : 1;
	int keys = strcmp(a->point->category, b->point->category);
	if (keys != 0)
		return keys;
	if (a->theme != b->theme)
		return a->theme < b->theme ? -1 : 1;
	return synthesis_point_compare(a->point, b->point);
}
