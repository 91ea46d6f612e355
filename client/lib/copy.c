/* client/lib/copy.c - see copy_internal.h. */
#include "client/lib/copy_internal.h"

#include <stdlib.h>
#include <string.h>

#define COMPACT_SLACK_BYTES 65536u /* below it, compacting costs more than it frees */

void copy_init(struct copy *copy)
{
	*copy = (struct copy){ 0 };
}

static void objective_close(struct copy_objective *objective)
{
	free(objective->value.points);
	free(objective->value.notes);
	arena_close(&objective->arena);
	*objective = (struct copy_objective){ 0 };
}

void copy_close(struct copy *copy)
{
	for (size_t i = 0; i < copy->count; i++)
		objective_close(&copy->objectives[i]);
	free(copy->objectives);
	free(copy->view);
	copy_init(copy);
}

/* By category, and by rank within it; what everyone who has the points would say. */
static int point_order(const void *left, const void *right)
{
	const struct synthesis_point *a = left;
	const struct synthesis_point *b = right;
	int category = strcmp(a->category, b->category);
	return category != 0 ? category : synthesis_point_compare(a, b);
}

static int note_order(const void *left, const void *right)
{
	const struct synthesis_note *a = left;
	const struct synthesis_note *b = right;
	return (a->number > b->number) - (a->number < b->number);
}

static void *array_copy(const void *items, size_t count, size_t size)
{
	void *copied = calloc(count + 1, size); /* never of nothing, which may be NULL */
	if (copied != NULL && count > 0)
		memcpy(copied, items, count * size);
	return copied;
}

/* Decodes one map; points and notes go to arrays that can grow. False: *objective is empty. */
static bool objective_decode(
    struct copy_objective *objective, const uint8_t *bytes, size_t size, size_t *used)
{
	struct refusal refusal;
	*objective = (struct copy_objective){ 0 };
	arena_init(&objective->arena, COPY_OBJECTIVE_BYTES_MAX);
	struct synthesis_objective decoded;
	if (synthesis_objective_decode(&decoded, &objective->arena, bytes, size, used, &refusal) !=
	    ERROR_NONE) {
		objective_close(objective);
		return false;
	}
	struct synthesis_objective *value = &objective->value;
	*value = decoded;
	value->points = array_copy(decoded.points, decoded.point_count, sizeof *value->points);
	value->notes = array_copy(decoded.notes, decoded.note_count, sizeof *value->notes);
	objective->point_capacity = decoded.point_count + 1;
	objective->note_capacity = decoded.note_count + 1;
	objective->fresh = objective->arena.used;
	if (value->points == NULL || value->notes == NULL) {
		objective_close(objective);
		return false;
	}
	qsort(value->points, value->point_count, sizeof *value->points, point_order);
	qsort(value->notes, value->note_count, sizeof *value->notes, note_order);
	return true;
}

static bool copy_add(struct copy *copy, const uint8_t *bytes, size_t size, size_t *used)
{
	struct copy_objective *objectives =
	    realloc(copy->objectives, (copy->count + 1) * sizeof *objectives);
	if (objectives == NULL)
		return false;
	copy->objectives = objectives;
	struct synthesis_objective *view = realloc(copy->view, (copy->count + 1) * sizeof *view);
	if (view == NULL)
		return false;
	copy->view = view;
	if (!objective_decode(&objectives[copy->count], bytes, size, used))
		return false;
	view[copy->count] = objectives[copy->count].value;
	copy->count++;
	return true;
}

bool copy_load(struct copy *copy, const uint8_t *bytes, size_t size)
{
	struct copy loaded;
	copy_init(&loaded);
	size_t at = 0;
	while (at < size) {
		size_t used = 0;
		if (loaded.count == OBJECTIVE_MAX ||
		    !copy_add(&loaded, bytes + at, size - at, &used)) {
			copy_close(&loaded);
			return false;
		}
		at += used;
	}
	copy_close(copy);
	*copy = loaded;
	return true;
}

/* --- updates ------------------------------------------------------------------------------ */

/* Makes room for one more. */
static bool array_grow(void **items, size_t *capacity, size_t count, size_t size)
{
	if (count < *capacity)
		return true;
	size_t doubled = *capacity * 2 + 1;
	void *grown = realloc(*items, doubled * size);
	if (grown == NULL)
		return false;
	*items = grown;
	*capacity = doubled;
	return true;
}

static size_t point_find(const struct synthesis_objective *value, const char *id)
{
	size_t at = 0;
	while (at < value->point_count && strcmp(value->points[at].id, id) != 0)
		at++;
	return at;
}

static void point_remove(struct synthesis_objective *value, const char *id)
{
	size_t at = point_find(value, id);
	if (at == value->point_count)
		return;
	value->point_count--;
	value->points[at] = value->points[value->point_count]; /* they are sorted afterwards */
}

static bool point_put(struct copy_objective *objective, const struct synthesis_point *point)
{
	struct synthesis_objective *value = &objective->value;
	size_t at = point_find(value, point->id);
	if (at == value->point_count) {
		if (!array_grow((void **)&value->points, &objective->point_capacity,
			value->point_count, sizeof *point))
			return false;
		value->point_count++;
	}
	value->points[at] = *point;
	return true;
}

/* Notes are in the order of their numbers, which stay; most new ones come last. */
static bool note_put(struct copy_objective *objective, const struct synthesis_note *note)
{
	struct synthesis_objective *value = &objective->value;
	size_t low = 0;
	size_t high = value->note_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (value->notes[middle].number < note->number)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == value->note_count || value->notes[low].number != note->number) {
		if (!array_grow((void **)&value->notes, &objective->note_capacity,
			value->note_count, sizeof *note))
			return false;
		memmove(&value->notes[low + 1], &value->notes[low],
		    (value->note_count - low) * sizeof *note);
		value->note_count++;
	}
	value->notes[low] = *note;
	return true;
}

static bool merge(struct copy_objective *objective, const struct synthesis_objective *update)
{
	struct synthesis_objective *value = &objective->value;
	memcpy(value->counts, update->counts, sizeof value->counts);
	value->questions = update->questions;
	value->question_count = update->question_count;
	value->silent_rooms = update->silent_rooms;
	value->silent_room_count = update->silent_room_count;
	value->themes = update->themes;
	value->theme_count = update->theme_count;
	value->confirmed = update->confirmed;
	value->confirmed_count = update->confirmed_count;
	for (size_t i = 0; i < update->removed_point_count; i++)
		point_remove(value, update->removed_points[i]);
	bool well = true;
	for (size_t i = 0; well && i < update->point_count; i++)
		well = point_put(objective, &update->points[i]);
	for (size_t i = 0; well && i < update->note_count; i++)
		well = note_put(objective, &update->notes[i]);
	qsort(value->points, value->point_count, sizeof *value->points, point_order);
	return well;
}

/* Writes the objective out and reads it into a fresh arena, when half of the old one is dead. */
static bool compact(struct copy_objective *objective)
{
	if (objective->arena.used / 2 < objective->fresh + COMPACT_SLACK_BYTES / 2)
		return true;
	struct buffer bytes;
	buffer_init(&bytes, COPY_OBJECTIVE_BYTES_MAX);
	synthesis_objective_encode(&objective->value, &bytes);
	struct copy_objective fresh;
	bool well = !bytes.failed && objective_decode(&fresh, bytes.bytes, bytes.size, NULL);
	buffer_close(&bytes);
	if (!well)
		return false;
	objective_close(objective);
	*objective = fresh;
	return true;
}

static size_t objective_find(const struct copy *copy, uint32_t number)
{
	size_t at = 0;
	while (at < copy->count && copy->objectives[at].value.number != number)
		at++;
	return at;
}

bool copy_apply(struct copy *copy, const uint8_t *bytes, size_t size, uint32_t *changed)
{
	struct copy_objective update;
	if (!objective_decode(&update, bytes, size, NULL))
		return false;
	*changed = update.value.number;
	size_t at = objective_find(copy, update.value.number);
	if (at == copy->count) {
		objective_close(&update);
		return false;
	}
	struct copy_objective *objective = &copy->objectives[at];
	bool well = true;
	if (update.value.whole) {
		objective_close(objective);
		*objective = update;
	} else {
		/* Once more, now into the arena where its texts shall stay. */
		struct synthesis_objective value;
		struct refusal refusal;
		objective_close(&update);
		well = synthesis_objective_decode(
			   &value, &objective->arena, bytes, size, NULL, &refusal) == ERROR_NONE &&
		    merge(objective, &value) && compact(objective);
	}
	objective->value.removed_points = NULL;
	objective->value.removed_point_count = 0;
	copy->view[at] = objective->value;
	return well;
}
