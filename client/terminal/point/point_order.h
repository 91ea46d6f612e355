/*
 * client/terminal/point/point_order.h - the order in which the terminal shows points, so that `2.challenge.3`
 * is the same point for `watch`, `point list` and whoever types it: by category as in the programme, within it
 * those of no theme, then theme by theme, each as synthesis_point_compare() has it.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_POINT_POINT_ORDER_H
#define RAPPORTEUR_CLIENT_TERMINAL_POINT_POINT_ORDER_H

#include "proto/programme.h"
#include "proto/synthesis.h"

struct point_place {
	const struct synthesis_point *point;
	uint32_t category; /* in the programme; CATEGORIES_MAX: it has no such */
	uint32_t theme;    /* in the objective, from 1; 0: none */
};

/* programme may be NULL: categories then go by their keys. */
struct point_place point_place_of(const struct programme *programme,
    const struct synthesis_objective *objective, const struct synthesis_point *point);
/* For qsort() over struct point_place of one objective. */
int point_place_compare(const void *left, const void *right);

#endif
