/* broker/synthesis/telling/read.c - what stands, as a value that travels. */
#include "broker/synthesis/synthesis_internal.h"

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

static uint32_t minute_of(const struct note *note)
{
	return (uint32_t)(note->time_ms / 60000);
}

/* The distinct texts among count of them, sorted; none for NULL. */
static const char **distinct_texts(
    struct arena *arena, const char **texts, size_t count, size_t *distinct)
{
	*distinct = 0;
	if (count > 0)
		qsort((void *)texts, count, sizeof *texts, compare_texts);
	const char **copy = arena_take(arena, count, sizeof *copy);
	for (size_t i = 0; copy != NULL && i < count; i++) {
		if (i == 0 || texts[i] != texts[i - 1]) /* interned: equal texts are one */
			copy[(*distinct)++] = texts[i];
	}
	return copy;
}

static int compare_numbers(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left;
	uint32_t b = *(const uint32_t *)right;
	return a < b ? -1 : a > b;
}

/* A moderator says that the point has the lens, or that it has it not. */
static size_t decide_lenses(const struct decided *decided, const char **lenses, size_t count)
{
	for (const struct decided_lens *lens = decided->lenses; lens != NULL; lens = lens->next) {
		size_t kept = 0;
		for (size_t i = 0; i < count; i++) {
			if (lenses[i] != lens->key)
				lenses[kept++] = lenses[i];
		}
		count = kept;
		if (lens->on)
			lenses[count++] = lens->key;
	}
	return count;
}

/* What follows from the notes of a point, but their ids. */
static void sum_up(const struct point *point, struct arena *arena, struct synthesis_point *out)
{
	const char **rooms = arena_take(arena, point->note_count, sizeof *rooms);
	const struct decided *decided = point->decided;
	size_t lens_room = point->note_count + (decided == NULL ? 0 : decided->lens_count);
	const char **lenses = arena_take(arena, lens_room, sizeof *lenses);
	uint32_t *writers = arena_take(arena, point->note_count, sizeof *writers);
	size_t lens_count = 0;
	if (rooms == NULL || lenses == NULL || writers == NULL)
		return;
	out->first_minute = UINT32_MAX;
	for (uint32_t i = 0; i < point->note_count; i++) {
		const struct note *note = point->notes[i];
		uint32_t minute = minute_of(note);
		rooms[i] = note->room;
		writers[i] = note->writer;
		if (note->lens != NULL)
			lenses[lens_count++] = note->lens;
		if (minute < out->first_minute)
			out->first_minute = minute;
		if (minute > out->last_minute)
			out->last_minute = minute;
	}
	if (decided != NULL)
		lens_count = decide_lenses(decided, lenses, lens_count);
	qsort(writers, point->note_count, sizeof *writers, compare_numbers);
	for (uint32_t i = 0; i < point->note_count; i++)
		out->writers += i == 0 || writers[i] != writers[i - 1];
	out->rooms = distinct_texts(arena, rooms, point->note_count, &out->room_count);
	out->lenses = distinct_texts(arena, lenses, lens_count, &out->lens_count);
}

static void decided_fill(const struct decided *decided, struct synthesis_point *out)
{
	out->theme = decided->theme;
	out->pinned = decided->pinned;
	out->rank = decided->rank;
	out->restated = decided->statement != NULL;
	out->marks = decided->marks;
	out->mark_count = decided->mark_count;
	if (out->restated)
		out->statement_note[0] = '\0';
	if (decided->joined)
		out->reason = "a moderator put these notes together";
}

static void point_fill(const struct grouping *grouping, const struct point *point,
    struct arena *arena, struct synthesis_point *out)
{
	char reason[REASON_BYTES];
	*out = (struct synthesis_point){ .number = point->notes[0]->number,
		.category = point->category,
		.statement = point_statement(point),
		.note_count = point->note_count,
		.age = point->order };
	if (reason_tell(grouping, point, reason))
		out->reason = arena_text(arena, reason, strlen(reason));
	memcpy(out->id, point->id, sizeof out->id);
	memcpy(out->statement_note, point->statement->id, sizeof out->statement_note);
	if (point->decided != NULL)
		decided_fill(point->decided, out);
	sum_up(point, arena, out);
	char(*ids)[PUBLIC_ID_CHARS + 1] = arena_take(arena, point->note_count, sizeof *ids);
	for (uint32_t i = 0; ids != NULL && i < point->note_count; i++)
		memcpy(ids[i], point->notes[i]->id, sizeof ids[i]);
	out->notes = (const char(*)[PUBLIC_ID_CHARS + 1]) ids;
}

/* Whether the reader of changes has it otherwise, or not at all. */
static bool is_news(
    const struct synthesis *synthesis, const struct objective *objective, const struct point *point)
{
	uint32_t taken = taken_find(synthesis, objective, point->id);
	return taken == TABLE_NONE || objective->taken[taken].print != point->print;
}

static void read_points(const struct synthesis *synthesis, const struct objective *objective,
    bool whole, struct arena *arena, struct synthesis_objective *out)
{
	const struct grouping *grouping = &objective->grouping;
	uint32_t point_count;
	struct point *const *points = objective_points(objective, &point_count);
	struct ranked *ranked = arena_take(arena, point_count, sizeof *ranked);
	out->points = arena_take(arena, point_count, sizeof *out->points);
	if (ranked == NULL || out->points == NULL)
		return;
	size_t count = 0;
	for (uint32_t i = 0; i < point_count; i++) {
		const struct point *point = points[i];
		if (!whole && !is_news(synthesis, objective, point))
			continue;
		point_fill(grouping, point, arena, &ranked[count].point);
		ranked[count].category = synthesis->programme.category_count;
		(void)plan_category_known(
		    &synthesis->programme, point->category, &ranked[count].category);
		count++;
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
	out->notes = arena_take(arena, objective->note_count, sizeof *out->notes);
	if (out->notes == NULL)
		return;
	for (size_t i = 0; i < objective->note_count; i++) {
		const struct note *note = objective->notes[i];
		if (!whole && note->version == note->version_taken &&
		    note->told == note->told_taken && note->released == note->released_taken)
			continue;
		struct synthesis_note *told = &out->notes[out->note_count++];
		*told = (struct synthesis_note){ .number = note->number,
			.place = note_told_place(note),
			.reason = note_told_reason(note),
			.text = note_shown(note),
			.original = note_is_masked(note) ? note->text : NULL,
			.marks = note->marks,
			.mark_count = note->mark_count,
			.speaker = note->speaker,
			.body = note->body,
			.category = note->category,
			.lens = note->lens,
			.room = note->room,
			.language = note->language,
			.ref = note->ref_names ? NULL : note->ref,
			.minute = minute_of(note) };
		memcpy(told->id, note->id, sizeof note->id);
	}
}

/* The points that the reader of changes has and that are no more. */
static bool read_removed(const struct synthesis *synthesis, const struct objective *objective,
    struct arena *arena, struct synthesis_objective *out)
{
	uint32_t point_count;
	struct point *const *points = objective_points(objective, &point_count);
	bool *there = arena_take(arena, objective->taken_count, sizeof *there);
	char(*ids)[PUBLIC_ID_CHARS + 1] = arena_take(arena, objective->taken_count, sizeof *ids);
	if (there == NULL || ids == NULL)
		return false;
	for (uint32_t i = 0; i < point_count; i++) {
		uint32_t taken = taken_find(synthesis, objective, points[i]->id);
		if (taken != TABLE_NONE)
			there[taken] = true;
	}
	for (size_t i = 0; i < objective->taken_count; i++) {
		if (!there[i])
			memcpy(
			    ids[out->removed_point_count++], objective->taken[i].id, sizeof *ids);
	}
	out->removed_points = (const char(*)[PUBLIC_ID_CHARS + 1]) ids;
	return true;
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

/* The newest confirmation of the room that is in force, or NULL. */
static const struct act *confirmation(const struct synthesis *synthesis, const char *room)
{
	for (size_t i = synthesis->act_count; i > 0; i--) {
		const struct act *act = synthesis->acts[i - 1];
		if (act->act == CURATION_CONFIRM && !act->is_undone && act->room == room)
			return act;
	}
	return NULL;
}

static void read_confirmed(const struct synthesis *synthesis, const struct objective *objective,
    struct arena *arena, struct synthesis_objective *out)
{
	out->confirmed = arena_take(arena, objective->room_count, sizeof *out->confirmed);
	for (size_t i = 0; out->confirmed != NULL && i < objective->room_count; i++) {
		const struct act *act = confirmation(synthesis, objective->rooms[i]);
		if (act == NULL)
			continue;
		struct synthesis_confirmed *confirmed = &out->confirmed[out->confirmed_count++];
		*confirmed = (struct synthesis_confirmed){
			.room = objective->rooms[i], .number = act->number, .minute = act->minute
		};
		for (size_t k = 0; k < objective->note_count; k++) {
			const struct note *note = objective->notes[k];
			if (note->room == objective->rooms[i] && note->said > act->seen)
				confirmed->since++;
		}
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
	const struct layer *layer = &objective->layer;
	if (!objective_decide(synthesis, objective))
		return SYNTHESIS_MEMORY;
	whole = whole || objective->all_news;
	*out = (struct synthesis_objective){ .number = objective->number, .whole = whole };
	memcpy(out->counts, layer->there ? layer->counts : objective->grouping.counts,
	    sizeof out->counts);
	out->themes = layer->themes;
	out->theme_count = layer->theme_count;
	read_silence(objective, arena, out);
	read_confirmed(synthesis, objective, arena, out);
	read_points(synthesis, objective, whole, arena, out);
	read_notes(objective, whole, arena, out);
	if (!whole && !read_removed(synthesis, objective, arena, out))
		return SYNTHESIS_MEMORY;
	return arena->failed ? SYNTHESIS_MEMORY : SYNTHESIS_OK;
}

enum synthesis_result synthesis_read_machine(const struct synthesis *synthesis, size_t index,
    struct arena *arena, struct synthesis_objective *out)
{
	struct objective *objective = synthesis->objectives[index];
	bool there = objective->layer.there;
	if (!objective_settle(synthesis, objective))
		return SYNTHESIS_MEMORY;
	objective->layer.there = false;
	*out = (struct synthesis_objective){ .number = objective->number, .whole = true };
	memcpy(out->counts, objective->grouping.counts, sizeof out->counts);
	read_silence(objective, arena, out);
	read_points(synthesis, objective, true, arena, out);
	read_notes(objective, true, arena, out);
	objective->layer.there = there;
	for (size_t i = 0; i < out->note_count; i++) {
		out->notes[i].place = objective->notes[i]->place;
		out->notes[i].reason = objective->notes[i]->reason;
	}
	return arena->failed ? SYNTHESIS_MEMORY : SYNTHESIS_OK;
}
