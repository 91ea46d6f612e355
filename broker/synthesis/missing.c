/*
 * broker/synthesis/missing.c - what is not there: questions without an answer, rooms and lenses without a note,
 * points that a later round did not take up, points that only one rapporteur heard.
 */
#include "broker/synthesis/synthesis_internal.h"

#include <string.h>

struct finding {
	struct synthesis_missing *list;
	size_t count;
	size_t room;
};

static void find(
    struct finding *finding, enum missing_kind kind, const char *what, const char *point)
{
	if (finding->list == NULL || finding->count == finding->room)
		return;
	finding->list[finding->count++] =
	    (struct synthesis_missing){ .kind = kind, .what = what, .point = point };
}

/* 0: the programme does not know the room. */
static uint32_t round_of(const struct synthesis *synthesis, const char *room)
{
	for (size_t i = 0; i < synthesis->programme.room_count; i++) {
		if (strcmp(synthesis->programme.rooms[i].key, room) == 0)
			return synthesis->programme.rooms[i].round;
	}
	return 0;
}

/* The last round in which anything of the objective was noted. */
static uint32_t last_round(const struct synthesis *synthesis, const struct objective *objective)
{
	uint32_t last = 0;
	for (size_t i = 0; i < objective->room_count; i++) {
		uint32_t round = round_of(synthesis, objective->rooms[i]);
		if (objective->grouping.room_notes[i] > 0 && round > last)
			last = round;
	}
	return last;
}

static void find_points(
    const struct synthesis *synthesis, const struct objective *objective, struct finding *finding)
{
	uint32_t last = last_round(synthesis, objective);
	for (uint32_t i = 0; i < objective->grouping.point_count; i++) {
		const struct point *point = objective->grouping.points[i];
		uint32_t newest = 0;
		bool alone = true;
		for (uint32_t k = 0; k < point->note_count; k++) {
			uint32_t round = round_of(synthesis, point->notes[k]->room);
			newest = round > newest ? round : newest;
			alone = alone && point->notes[k]->writer == point->notes[0]->writer;
		}
		if (newest != 0 && newest < last)
			find(finding, MISSING_LATER, point->statement->text, point->id);
		if (alone)
			find(finding, MISSING_SECOND, point->statement->text, point->id);
	}
}

static bool has_lens(const struct objective *objective, const char *lens)
{
	for (size_t i = 0; i < objective->note_count; i++) {
		const struct note *note = objective->notes[i];
		if (note->lens != NULL && strcmp(note->lens, lens) == 0)
			return true;
	}
	return false;
}

const char *missing_reason(enum missing_kind kind)
{
	static const char *const reasons[] = {
#define X(name, sentence) sentence,
		MISSING_KINDS(X)
#undef X
	};
	return reasons[kind];
}

enum synthesis_result synthesis_missing(const struct synthesis *synthesis, size_t index,
    struct arena *arena, struct synthesis_missing **list, size_t *count)
{
	struct objective *objective = synthesis->objectives[index];
	const struct programme *plan = &synthesis->programme;
	if (!objective_settle(synthesis, objective))
		return SYNTHESIS_MEMORY;
	const struct grouping *grouping = &objective->grouping;
	struct finding finding = { .room = grouping->question_count + objective->room_count +
		    plan->lens_count + 2 * (size_t)grouping->point_count };
	finding.list = arena_take(arena, finding.room, sizeof *finding.list);
	for (size_t i = 0; i < grouping->question_count; i++) {
		if (grouping->questions[i].notes == 0)
			find(&finding, MISSING_ANSWER, objective->plan->questions[i], NULL);
	}
	for (size_t i = 0; i < objective->room_count; i++) {
		if (grouping->room_notes[i] == 0)
			find(&finding, MISSING_ROOM, objective->rooms[i], NULL);
	}
	for (size_t i = 0; i < plan->lens_count; i++) {
		if (!has_lens(objective, plan->lenses[i]))
			find(&finding, MISSING_LENS, plan->lenses[i], NULL);
	}
	find_points(synthesis, objective, &finding);
	*list = finding.list;
	*count = finding.count;
	return arena->failed ? SYNTHESIS_MEMORY : SYNTHESIS_OK;
}
