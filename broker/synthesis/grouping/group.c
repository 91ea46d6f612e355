/*
 * broker/synthesis/grouping/group.c - one objective's notes become points.
 *
 * A step (grouping_note) values the pairs of one new note and, when it is due, regroups all with inertia:
 * after the k-th note when k <= 256 or k is a multiple of k/256 rounded up. Counted in notes, never in
 * time, so that a replay does the same. In between the note stands with its nearest point.
 *
 * What a word weighs is known the better the more notes there are, so pairs are valued anew when half as many notes more
 * have come, up to 256; what that moves is moved against inertia.
 */
#include "broker/synthesis/synthesis_internal.h"

#include <stdlib.h>
#include <string.h>

#define STEPS_DUE           256u
#define AGAIN_FIRST         8u /* notes of an objective, when all pairs are valued anew */
#define GROUPING_MEMORY_MAX (SIZE_MAX / 2)

static const char reason_category[] = "its category is not in the programme";
static const char reason_wordless[] = "it has no words";

static bool grouping_clear(const struct synthesis *synthesis, struct objective *objective)
{
	struct grouping *grouping = &objective->grouping;
	grouping_close(grouping);
	arena_init(&grouping->arena, GROUPING_MEMORY_MAX);
	grouping->room_notes =
	    arena_take(&grouping->arena, objective->room_count, sizeof *grouping->room_notes);
	return grouping->room_notes != NULL && questions_read(synthesis, objective);
}

void grouping_close(struct grouping *grouping)
{
	for (uint32_t i = 0; i < grouping->note_count; i++) {
		free(grouping->notes[i]->pairs);
		free(grouping->notes[i]->close);
		grouping->notes[i]->pairs = NULL;
		grouping->notes[i]->close = NULL;
	}
	points_close(grouping);
	table_close(&grouping->lexeme_table);
	arena_close(&grouping->arena);
	*grouping = (struct grouping){ .point_count = 0 };
}

/* Counts who writes where. */
static bool take_seat(struct grouping *grouping, const struct note *note)
{
	struct seat *own = NULL;
	for (uint32_t i = 0; i < grouping->seat_count; i++) {
		struct seat *seat = &grouping->seats[i];
		if (seat->room != note->room)
			continue;
		if (seat->writer == note->writer)
			own = seat;
		else
			grouping->company = true;
	}
	if (own != NULL) {
		own->notes++;
		return true;
	}
	if (grouping->seat_count == grouping->seat_capacity) {
		struct seat *bigger = arena_grown(&grouping->arena, grouping->seats,
		    grouping->seat_count, &grouping->seat_capacity, sizeof *bigger);
		if (bigger == NULL)
			return false;
		grouping->seats = bigger;
	}
	grouping->seats[grouping->seat_count++] =
	    (struct seat){ .room = note->room, .writer = note->writer, .notes = 1 };
	return true;
}

/* Appends an analysed note to the grouped ones. */
static bool take_in(struct grouping *grouping, struct note *note)
{
	if (grouping->note_count == grouping->note_capacity) {
		struct note **bigger = arena_grown(&grouping->arena, (const void *)grouping->notes,
		    grouping->note_count, &grouping->note_capacity, sizeof(void *));
		if (bigger == NULL)
			return false;
		grouping->notes = bigger;
	}
	if (!take_seat(grouping, note))
		return false;
	for (uint32_t i = 0; i < note->word_count; i++)
		grouping->lexemes[note->words[i]].notes++;
	note->at = grouping->note_count;
	grouping->notes[grouping->note_count++] = note;
	return true;
}

static void unplaced(struct note *note, const char *reason)
{
	note->place = NOTE_UNPLACED;
	note->reason = reason;
}

/* Where the note belongs; one that belongs in a point is analysed and taken in. False: no memory. */
static bool place(const struct synthesis *synthesis, struct objective *objective, struct note *note)
{
	struct grouping *grouping = &objective->grouping;
	size_t category;
	note->point = NULL;
	note->reason = NULL;
	note->at = NOT_GROUPED;
	note->words = NULL;
	note->word_count = 0;
	note->pairs = NULL;
	note->pair_count = 0;
	note->close = NULL;
	note->close_count = 0;
	note->founded = 0;
	note->mark = 0; /* the grouping counts its marks anew */
	if (note->gone)
		return true;
	for (size_t i = 0; i < objective->room_count; i++) {
		if (objective->rooms[i] == note->room)
			grouping->room_notes[i]++;
	}
	note->place = NOTE_IN_POINT;
	if (note->late)
		note->place = NOTE_LATE;
	else if (note->skipped != NULL)
		unplaced(note, note->skipped);
	else if (!plan_category_known(&synthesis->programme, note->category, &category))
		unplaced(note, reason_category);
	else if (housekeeping_reason(note->text) != NULL)
		unplaced(note, housekeeping_reason(note->text));
	if (note->place != NOTE_IN_POINT)
		return true;
	if (!analyse_note(synthesis, grouping, note))
		return false;
	if (note->word_count == 0)
		unplaced(note, reason_wordless);
	note->readable = statement_readable(synthesis, note);
	return note->word_count == 0 || take_in(grouping, note);
}

/* With the weights that words have now, but for the note that has just come: it was. */
static bool value_again(const struct synthesis *synthesis, const struct grouping *grouping)
{
	uint32_t due = AGAIN_FIRST;
	while (due < grouping->note_count)
		due += due / 2 + 1;
	if (due > grouping->note_count || due > STEPS_DUE)
		return true;
	for (uint32_t i = 0; i + 1 < grouping->note_count; i++) {
		if (!likeness_again(synthesis, grouping->notes[i]))
			return false;
	}
	return true;
}

static bool regroup(const struct synthesis *synthesis, struct grouping *grouping,
    const struct link_options *options, const uint32_t *places, uint32_t count)
{
	uint32_t *groups = malloc((count + 1) * sizeof *groups);
	bool done = groups != NULL &&
	    link_notes(synthesis, grouping, options, places, count, groups) &&
	    points_set(synthesis, grouping, places, count, groups);
	free(groups);
	return done;
}

/* The first notes, all pairs of which are known. */
static bool regroup_all(
    const struct synthesis *synthesis, struct grouping *grouping, uint32_t count, int32_t inertia)
{
	uint32_t *places = malloc((count + 1) * sizeof *places);
	for (uint32_t i = 0; places != NULL && i < count; i++)
		places[i] = i;
	const struct link_options options = { .inertia = inertia };
	bool done = places != NULL && regroup(synthesis, grouping, &options, places, count);
	free(places);
	return done;
}

static int compare_places(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left;
	uint32_t b = *(const uint32_t *)right;
	return a < b ? -1 : a > b;
}

static int compare_values(const void *left, const void *right)
{
	const struct neighbour *a = left;
	const struct neighbour *b = right;
	int32_t a_value = a->pair.words_value;
	int32_t b_value = b->pair.words_value;
	if (a_value != b_value)
		return a_value > b_value ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

/* The note and all notes of the points that are nearest to it, at most REGION_MAX. */
static uint32_t find_region(
    const struct grouping *grouping, const struct note *note, uint32_t places[REGION_MAX])
{
	struct neighbour sorted[NEIGHBOURS_MAX];
	const struct point *points[NEIGHBOURS_MAX];
	uint32_t point_count = 0;
	uint32_t count = 0;
	memcpy(sorted, note->pairs, note->pair_count * sizeof *sorted);
	qsort(sorted, note->pair_count, sizeof *sorted, compare_values);
	places[count++] = note->at;
	for (uint32_t i = 0; i < note->pair_count; i++) {
		const struct point *point = grouping->notes[sorted[i].at]->point;
		bool known = point->note_count > REGION_MAX - count;
		for (uint32_t k = 0; k < point_count; k++)
			known = known || points[k] == point;
		if (known)
			continue;
		points[point_count++] = point;
		for (uint32_t k = 0; k < point->note_count; k++)
			places[count++] = point->notes[k]->at;
	}
	qsort(places, count, sizeof *places, compare_places);
	return count;
}

/* Above PAIRS_DENSE notes: regroups around a note. A large point is joined, never taken apart. */
static bool step_within_region(const struct synthesis *synthesis, struct grouping *grouping,
    struct note *note, int32_t inertia)
{
	uint32_t places[REGION_MAX];
	struct point *nearest = points_nearest(grouping, note);
	if (nearest != NULL && nearest->note_count >= REGION_MAX / 2)
		return points_join(synthesis, grouping, nearest, note);
	uint32_t count = find_region(grouping, note, places);
	const struct link_options options = { .inertia = inertia, .thin = true };
	return regroup(synthesis, grouping, &options, places, count);
}

bool grouping_note(
    const struct synthesis *synthesis, struct objective *objective, struct note *note)
{
	struct grouping *grouping = &objective->grouping;
	if (!place(synthesis, objective, note))
		return false;
	grouping->counts[note->place]++;
	if (note->place != NOTE_IN_POINT)
		return true;
	questions_count(grouping, note);
	if (!likeness_pairs(synthesis, grouping, note) || !value_again(synthesis, grouping))
		return false;
	uint32_t k = grouping->note_count;
	if (k == PAIRS_DENSE + 1)
		likeness_thin(grouping);
	if (k > PAIRS_DENSE)
		return step_within_region(synthesis, grouping, note, INERTIA);
	if (k > STEPS_DUE && k % ((k + STEPS_DUE - 1) / STEPS_DUE) != 0)
		return points_join(synthesis, grouping, points_nearest(grouping, note), note);
	return regroup_all(synthesis, grouping, k, INERTIA);
}

bool grouping_place(const struct synthesis *synthesis, struct objective *objective)
{
	struct grouping *grouping = &objective->grouping;
	if (!grouping_clear(synthesis, objective))
		return false;
	for (size_t i = 0; i < objective->note_count; i++) {
		if (!place(synthesis, objective, objective->notes[i]))
			return false;
		grouping->counts[objective->notes[i]->place]++;
	}
	return true;
}

bool grouping_all(const struct synthesis *synthesis, struct objective *objective)
{
	struct grouping *grouping = &objective->grouping;
	if (!grouping_place(synthesis, objective))
		return false;
	for (uint32_t i = 0; i < grouping->note_count; i++) {
		questions_count(grouping, grouping->notes[i]);
		if (!likeness_pairs(synthesis, grouping, grouping->notes[i]))
			return false;
	}
	uint32_t dense = grouping->note_count < PAIRS_DENSE ? grouping->note_count : PAIRS_DENSE;
	if (!regroup_all(synthesis, grouping, dense, 0))
		return false;
	if (dense < grouping->note_count)
		likeness_thin(grouping);
	for (uint32_t i = dense; i < grouping->note_count; i++) {
		if (!step_within_region(synthesis, grouping, grouping->notes[i], 0))
			return false;
	}
	return true;
}
