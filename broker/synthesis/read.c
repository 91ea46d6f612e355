/* broker/synthesis/read.c - what stands, as a value that travels. */
#include "broker/synthesis/synthesis_internal.h"

#include "broker/synthesis/words_internal.h"

#include <stdlib.h>
#include <string.h>

struct ranked {
	size_t category; /* its place in the programme */
	struct synthesis_point point;
};

static int compare_ranked(const void *left, const void *right)
{
	const struct ranked *a = left;
	const struct ranked *b = right;
	if (a->category != b->category)
		return a->category < b->category ? -1 : 1;
	return synthesis_point_compare(&a->point, &b->point);
}

static int compare_texts(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static int compare_notes(const void *left, const void *right)
{
	uint64_t a = (*(struct note *const *)left)->number;
	uint64_t b = (*(struct note *const *)right)->number;
	return a < b ? -1 : a > b;
}

static const char **sorted_texts(struct arena *arena, const char **texts, uint32_t count)
{
	const char **copy = arena_take(arena, count, sizeof *copy);
	if (copy == NULL || count == 0)
		return copy;
	memcpy((void *)copy, (const void *)texts, count * sizeof *copy);
	qsort((void *)copy, count, sizeof *copy, compare_texts);
	return copy;
}

/* "shares: wages, salaries, low" */
static const char *explain(
    const struct grouping *grouping, const struct point *point, struct arena *arena)
{
	char text[sizeof "shares: " + SHARED_WORDS_SHOWN * (WORD_SHOWN_BYTES + 2)];
	if (point->note_count < 2)
		return NULL;
	if (point->shared_count == 0)
		return "shares: all its words";
	size_t size = 0;
	const char *between = "shares: ";
	for (uint32_t i = 0; i < point->shared_count; i++) {
		const char *shown = grouping->words[point->shared[i]].shown;
		memcpy(text + size, between, strlen(between) + 1);
		size += strlen(between);
		memcpy(text + size, shown, strlen(shown) + 1);
		size += strlen(shown);
		between = ", ";
	}
	return arena_text(arena, text, size);
}

static void point_fill(const struct grouping *grouping, const struct point *point,
    struct arena *arena, struct synthesis_point *out)
{
	*out = (struct synthesis_point){ .number = point->founder->number,
		.category = point->category,
		.statement = point->statement->text,
		.reason = explain(grouping, point, arena),
		.writers = point->writer_count,
		.rooms = sorted_texts(arena, point->rooms, point->room_count),
		.room_count = point->room_count,
		.lenses = sorted_texts(arena, point->lenses, point->lens_count),
		.lens_count = point->lens_count,
		.first_minute = point->first_minute,
		.last_minute = point->last_minute,
		.note_count = point->note_count };
	memcpy(out->id, point->id, sizeof out->id);
	memcpy(out->statement_note, point->statement->id, sizeof out->statement_note);
	char(*ids)[PUBLIC_ID_CHARS + 1] = arena_take(arena, point->note_count, sizeof *ids);
	for (uint32_t i = 0; ids != NULL && i < point->note_count; i++)
		memcpy(ids[i], point->notes[i]->id, sizeof ids[i]);
	out->notes = (const char(*)[PUBLIC_ID_CHARS + 1]) ids;
}

static void read_points(const struct synthesis *synthesis, const struct objective *objective,
    bool whole, struct arena *arena, struct synthesis_objective *out)
{
	const struct grouping *grouping = &objective->grouping;
	struct point **points = whole ? grouping->points : objective->changed_points;
	size_t count = whole ? grouping->point_count : objective->changed_point_count;
	struct ranked *ranked = arena_take(arena, count, sizeof *ranked);
	out->points = arena_take(arena, count, sizeof *out->points);
	if (ranked == NULL || out->points == NULL)
		return;
	for (size_t i = 0; i < count; i++) {
		point_fill(grouping, points[i], arena, &ranked[i].point);
		ranked[i].category = synthesis->programme.category_count;
		(void)plan_category_known(
		    &synthesis->programme, points[i]->category, &ranked[i].category);
	}
	if (count > 0)
		qsort(ranked, count, sizeof *ranked, compare_ranked);
	for (size_t i = 0; i < count; i++)
		out->points[i] = ranked[i].point;
	out->point_count = count;
}

static void read_notes(const struct objective *objective, bool whole, struct arena *arena,
    struct synthesis_objective *out)
{
	size_t count = whole ? objective->note_count : objective->changed_note_count;
	struct note **notes = arena_take(arena, count, sizeof(void *));
	out->notes = arena_take(arena, count, sizeof *out->notes);
	if (notes == NULL || out->notes == NULL || count == 0)
		return;
	memcpy((void *)notes, (const void *)(whole ? objective->notes : objective->changed_notes),
	    count * sizeof(void *));
	if (!whole)
		qsort((void *)notes, count, sizeof(void *), compare_notes);
	for (size_t i = 0; i < count; i++) {
		const struct note *note = notes[i];
		out->notes[i] = (struct synthesis_note){ .number = note->number,
			.place = note->place,
			.reason = note->reason,
			.text = note->text,
			.category = note->category,
			.lens = note->lens,
			.room = note->room,
			.language = note->language,
			.ref = note->ref,
			.minute = note->minute };
		memcpy(out->notes[i].id, note->id, sizeof note->id);
	}
	out->note_count = count;
}

static void read_removed(const struct synthesis *synthesis, const struct objective *objective,
    struct arena *arena, struct synthesis_objective *out)
{
	char(*ids)[PUBLIC_ID_CHARS + 1] = arena_take(arena, objective->removed_count, sizeof *ids);
	if (ids == NULL)
		return;
	for (size_t i = 0; i < objective->removed_count; i++)
		point_id(synthesis, objective->removed[i], ids[i]);
	out->removed_points = (const char(*)[PUBLIC_ID_CHARS + 1]) ids;
	out->removed_point_count = objective->removed_count;
}

static void read_silence(
    const struct objective *objective, struct arena *arena, struct synthesis_objective *out)
{
	const struct grouping *grouping = &objective->grouping;
	out->questions = arena_take(arena, grouping->question_count, sizeof *out->questions);
	out->silent_rooms = arena_take(arena, objective->room_count, sizeof *out->silent_rooms);
	if (out->questions == NULL || out->silent_rooms == NULL)
		return;
	for (size_t i = 0; i < grouping->question_count; i++)
		out->questions[i] = grouping->questions[i].notes;
	out->question_count = grouping->question_count;
	for (size_t i = 0; i < objective->room_count; i++) {
		if (grouping->room_notes[i] == 0)
			out->silent_rooms[out->silent_room_count++] = objective->rooms[i];
	}
}

size_t synthesis_objective_count(const struct synthesis *synthesis)
{
	return synthesis->objective_count;
}

uint32_t synthesis_objective_number(const struct synthesis *synthesis, size_t index)
{
	return synthesis->objectives[index]->number;
}

enum synthesis_result synthesis_read(const struct synthesis *synthesis, size_t index, bool whole,
    struct arena *arena, struct synthesis_objective *out)
{
	struct objective *objective = synthesis->objectives[index];
	if (!objective_refold(synthesis, objective))
		return SYNTHESIS_MEMORY;
	whole = whole || objective->all_news;
	*out = (struct synthesis_objective){ .number = objective->number, .whole = whole };
	memcpy(out->counts, objective->grouping.counts, sizeof out->counts);
	read_silence(objective, arena, out);
	read_points(synthesis, objective, whole, arena, out);
	read_notes(objective, whole, arena, out);
	if (!whole)
		read_removed(synthesis, objective, arena, out);
	return arena->failed ? SYNTHESIS_MEMORY : SYNTHESIS_OK;
}
