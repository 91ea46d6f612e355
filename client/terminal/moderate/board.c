/*
 * client/terminal/moderate/board.c - see board.h. An objective is copied by its own form on the wire, so that whatever
 * a later version says of a point or a note is copied, too.
 */
#include "client/terminal/moderate/board.h"

#include <stdlib.h>
#include <string.h>

#include "client/terminal/point/point_order.h"

void board_init(struct board *board, uint64_t looked)
{
	memset(board, 0, sizeof *board);
	board->looked = looked;
}

void board_close(struct board *board)
{
	for (size_t i = 0; i < board->objective_count; i++)
		arena_close(&board->objectives[i].arena);
	board->objective_count = 0;
}

static int note_compare(const void *left, const void *right)
{
	const struct synthesis_note *const *a = left;
	const struct synthesis_note *const *b = right;
	return strcmp((*a)->id, (*b)->id);
}

const struct synthesis_note *board_note(
    const struct board_objective *objective, const char id[PUBLIC_ID_CHARS + 1])
{
	struct synthesis_note wanted = { .number = 0 };
	memcpy(wanted.id, id, sizeof wanted.id);
	const struct synthesis_note *key = &wanted;
	if (objective->of.note_count == 0)
		return NULL;
	const struct synthesis_note **found = bsearch(&key, objective->by_id,
	    objective->of.note_count, sizeof(const struct synthesis_note *), note_compare);
	return found == NULL ? NULL : *found;
}

size_t board_find(const struct board_objective *objective, const char *id)
{
	for (size_t i = 0; i < objective->point_count; i++)
		if (strcmp(objective->points[i].point->id, id) == 0)
			return i;
	for (size_t i = 0; i < objective->point_count; i++)
		for (size_t k = 0; k < objective->points[i].point->note_count; k++)
			if (strcmp(objective->points[i].point->notes[k], id) == 0)
				return i;
	return objective->point_count;
}

bool board_waits(const struct synthesis_note *note, const struct synthesis_point *point)
{
	return note->mark_count > 0 && note->original != NULL && note->place != NOTE_HIDDEN &&
	    (point == NULL || !point->restated);
}

/* --- copying ------------------------------------------------------------------------------------------ */

static int place_compare(const void *left, const void *right)
{
	const struct board_point *a = left;
	const struct board_point *b = right;
	struct point_place first = {
		.point = a->point, .category = a->category, .theme = a->theme
	};
	struct point_place second = {
		.point = b->point, .category = b->category, .theme = b->theme
	};
	return point_place_compare(&first, &second);
}

static void points_order(struct board_objective *objective, const struct programme *programme)
{
	for (size_t i = 0; i < objective->point_count; i++) {
		struct point_place place =
		    point_place_of(programme, &objective->of, objective->points[i].point);
		objective->points[i].category = place.category;
		objective->points[i].theme = place.theme;
	}
	if (objective->point_count > 0)
		qsort(objective->points, objective->point_count, sizeof *objective->points,
		    place_compare);
}

static bool same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool same_point(const struct synthesis_point *a, const struct synthesis_point *b)
{
	return a->writers == b->writers && a->note_count == b->note_count &&
	    a->pinned == b->pinned && a->restated == b->restated && a->rank == b->rank &&
	    same_text(a->theme, b->theme) && same_text(a->category, b->category) &&
	    same_text(a->statement, b->statement);
}

static int id_compare(const void *left, const void *right)
{
	const struct board_point *const *a = left;
	const struct board_point *const *b = right;
	return strcmp((*a)->point->id, (*b)->point->id);
}

/* The point as it was before, or NULL. before's points lie in `sorted` by their ids. */
static const struct board_point *earlier(
    const struct board_point **sorted, size_t count, const struct board_point *point)
{
	if (count == 0)
		return NULL;
	const struct board_point **found =
	    bsearch(&point, sorted, count, sizeof(const struct board_point *), id_compare);
	return found == NULL ? NULL : *found;
}

static void changes_mark(struct board *board, const struct board_objective *before,
    struct board_objective *after, bool is_first)
{
	size_t count = before->point_count;
	const struct board_point **sorted =
	    arena_take(&after->arena, count, sizeof(const struct board_point *));
	for (size_t i = 0; sorted != NULL && i < count; i++)
		sorted[i] = &before->points[i];
	if (sorted != NULL && count > 0)
		qsort(sorted, count, sizeof(const struct board_point *), id_compare);
	for (size_t i = 0; sorted != NULL && i < after->point_count; i++) {
		struct board_point *point = &after->points[i];
		const struct board_point *old = earlier(sorted, count, point);
		if (is_first)
			point->changed = board->looked > 0 && point->newest > board->looked;
		else
			point->changed =
			    old == NULL || old->changed || !same_point(old->point, point->point);
	}
}

static void point_fill(struct board_objective *objective, size_t index)
{
	struct board_point *point = &objective->points[index];
	point->point = &objective->of.points[index];
	for (size_t k = 0; k < point->point->note_count; k++) {
		const struct synthesis_note *note = board_note(objective, point->point->notes[k]);
		if (note == NULL)
			continue;
		point->newest = note->number > point->newest ? note->number : point->newest;
		point->waits = point->waits || board_waits(note, point->point);
	}
}

static bool objective_copy(const struct synthesis_objective *source, struct board_objective *copy)
{
	struct buffer bytes;
	struct refusal refusal;
	buffer_init(&bytes, BOARD_MEMORY_MAX);
	synthesis_objective_encode(source, &bytes);
	bool done = !bytes.failed &&
	    synthesis_objective_decode(
		&copy->of, &copy->arena, bytes.bytes, bytes.size, NULL, &refusal) == ERROR_NONE;
	buffer_close(&bytes);
	copy->points = arena_take(&copy->arena, source->point_count, sizeof *copy->points);
	copy->by_id =
	    arena_take(&copy->arena, source->note_count, sizeof(const struct synthesis_note *));
	if (!done || copy->arena.failed)
		return false;
	for (size_t i = 0; i < copy->of.note_count; i++)
		copy->by_id[i] = &copy->of.notes[i];
	if (copy->of.note_count > 0)
		qsort(copy->by_id, copy->of.note_count, sizeof(const struct synthesis_note *),
		    note_compare);
	copy->point_count = copy->of.point_count;
	for (size_t i = 0; i < copy->point_count; i++)
		point_fill(copy, i);
	return true;
}

/* False: no memory; *objective is as it was. */
static bool objective_take(struct board *board, const struct programme *programme,
    struct board_objective *objective, const struct synthesis_objective *source)
{
	bool is_first = objective->points == NULL;
	struct board_objective after = { .points = NULL };
	arena_init(&after.arena, BOARD_MEMORY_MAX);
	bool done = objective_copy(source, &after);
	if (done) {
		changes_mark(board, objective, &after, is_first);
		points_order(&after, programme);
	}
	if (!done || after.arena.failed) {
		arena_close(&after.arena);
		return false;
	}
	arena_close(&objective->arena);
	*objective = after;
	return true;
}

static struct board_objective *objective_at(struct board *board, size_t index, uint32_t number)
{
	for (size_t i = index; i < board->objective_count; i++) {
		if (board->objectives[i].of.number != number)
			continue;
		struct board_objective kept = board->objectives[i];
		memmove(&board->objectives[index + 1], &board->objectives[index],
		    (i - index) * sizeof kept);
		board->objectives[index] = kept;
		return &board->objectives[index];
	}
	if (board->objective_count == OBJECTIVES_MAX)
		return NULL;
	memmove(&board->objectives[index + 1], &board->objectives[index],
	    (board->objective_count - index) * sizeof board->objectives[0]);
	board->objective_count++;
	board->objectives[index] = (struct board_objective){ .of = { .number = number } };
	arena_init(&board->objectives[index].arena, BOARD_MEMORY_MAX);
	return &board->objectives[index];
}

void board_take(
    struct board *board, const struct programme *programme, const struct watch_update *update)
{
	board->state = update->state;
	board->event = update->event;
	if (update->objective_count == 0)
		return;
	size_t shown = 0;
	for (size_t i = 0; i < update->objective_count; i++) {
		const struct synthesis_objective *source = &update->objectives[i];
		struct board_objective *objective = objective_at(board, shown, source->number);
		if (objective == NULL)
			break;
		shown++;
		bool touched = objective->points == NULL || update->changed == 0 ||
		    update->changed == source->number;
		if (touched && !objective_take(board, programme, objective, source))
			board->full = true;
	}
	while (board->objective_count > shown)
		arena_close(&board->objectives[--board->objective_count].arena);
}

void board_order(struct board *board, const struct programme *programme)
{
	for (size_t i = 0; i < board->objective_count; i++)
		points_order(&board->objectives[i], programme);
}
