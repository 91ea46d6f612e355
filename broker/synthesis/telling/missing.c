/*
 * broker/synthesis/telling/missing.c - what is not there: questions without an answer, rooms and lenses without a note,
 * points that a later round did not take up, points that only one rapporteur heard. Each with its reason, in
 * words and numbers; nobody is named.
 */
#include "broker/synthesis/synthesis_internal.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TOLD_BYTES_MAX 160u

struct finding {
	struct arena *arena;
	uint32_t objective;
	struct missing_item *list;
	size_t count;
	size_t room;
};

static void find(struct finding *finding, enum missing_kind kind, const char *what,
    const struct point *point, const char *reason)
{
	if (finding->list == NULL || finding->count == finding->room)
		return;
	struct missing_item *item = &finding->list[finding->count++];
	*item = (struct missing_item){
		.kind = kind, .objective = finding->objective, .what = what, .reason = reason
	};
	if (point != NULL)
		memcpy(item->point, point->id, sizeof item->point);
}

static const char *told(struct finding *finding, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A reason of the arena's; without memory the arena has failed, and nothing is told at all. */
static const char *told(struct finding *finding, const char *format, ...)
{
	char text[TOLD_BYTES_MAX];
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	const char *copy = arena_text(finding->arena, text, strlen(text));
	return copy == NULL ? "" : copy;
}

static const char *notes_word(uint64_t count)
{
	return count == 1 ? "note" : "notes";
}

/* How many notes of the objective came from the rooms of each round. */
static void count_rounds(const struct synthesis *synthesis, const struct objective *objective,
    uint64_t rounds[ROUND_MAX + 1])
{
	for (size_t i = 0; i < objective->room_count; i++)
		rounds[plan_round(&synthesis->programme, objective->rooms[i])] +=
		    objective->grouping.room_notes[i];
}

/* What a point's notes say of who heard it, and in which rounds. */
struct heard {
	uint64_t rounds[ROUND_MAX + 1];
	uint32_t first;
	uint32_t newest;
	bool alone;   /* one writer only */
	bool company; /* somebody else wrote in one of its rooms */
};

/* Whether somebody but this note's writer wrote in its room. */
static bool has_company(const struct grouping *grouping, const struct note *note)
{
	for (uint32_t i = 0; i < grouping->seat_count; i++) {
		const struct seat *seat = &grouping->seats[i];
		if (seat->room == note->room && seat->writer != note->writer)
			return true;
	}
	return false;
}

static void listen(const struct synthesis *synthesis, const struct grouping *grouping,
    const struct point *point, struct heard *heard)
{
	*heard = (struct heard){ .first = ROUND_MAX, .alone = true };
	for (uint32_t i = 0; i < point->note_count; i++) {
		const struct note *note = point->notes[i];
		uint32_t round = plan_round(&synthesis->programme, note->room);
		heard->rounds[round]++;
		heard->first = round < heard->first ? round : heard->first;
		heard->newest = round > heard->newest ? round : heard->newest;
		heard->alone = heard->alone && note->writer == point->notes[0]->writer;
	}
	if (heard->alone)
		heard->company = has_company(grouping, point->notes[0]);
}

static void find_later(struct finding *finding, const struct point *point,
    const struct heard *heard, const uint64_t rounds[ROUND_MAX + 1])
{
	uint32_t later = 0;
	for (uint32_t round = heard->newest + 1; round <= ROUND_MAX && later == 0; round++)
		later = rounds[round] > 0 ? round : 0;
	if (heard->newest == 0 || later == 0)
		return;
	find(finding, MISSING_LATER, point_statement(point), point,
	    told(finding,
		"round %" PRIu32 " raised it in %" PRIu64 " %s; of the %" PRIu64
		" %s of round %" PRIu32 " none did",
		heard->newest, heard->rounds[heard->newest],
		notes_word(heard->rounds[heard->newest]), rounds[later], notes_word(rounds[later]),
		later));
}

static void find_points(
    const struct synthesis *synthesis, const struct objective *objective, struct finding *finding)
{
	uint64_t rounds[ROUND_MAX + 1] = { 0 };
	const struct grouping *grouping = &objective->grouping;
	uint32_t count;
	struct point *const *points = objective_points(objective, &count);
	count_rounds(synthesis, objective, rounds);
	for (uint32_t i = 0; i < count; i++) {
		struct heard heard;
		listen(synthesis, grouping, points[i], &heard);
		find_later(finding, points[i], &heard, rounds);
	}
	for (uint32_t i = 0; i < count; i++) {
		const struct point *point = points[i];
		struct heard heard;
		listen(synthesis, grouping, point, &heard);
		if (heard.alone)
			find(finding, MISSING_SECOND, point_statement(point), point,
			    heard.company
				? "others wrote in the same room, and only one rapporteur wrote this down"
				: "only one rapporteur wrote in its room");
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

static void find_silence(
    const struct synthesis *synthesis, const struct objective *objective, struct finding *finding)
{
	const struct programme *plan = &synthesis->programme;
	const struct grouping *grouping = &objective->grouping;
	for (size_t i = 0; i < grouping->question_count; i++) {
		if (grouping->questions[i].notes == 0)
			find(finding, MISSING_ANSWER, objective->plan->questions[i], NULL,
			    told(finding,
				"none of the %" PRIu32 " %s touches this guiding question",
				grouping->note_count, notes_word(grouping->note_count)));
	}
	for (size_t i = 0; i < objective->room_count; i++) {
		uint32_t round = plan_round(plan, objective->rooms[i]);
		if (grouping->room_notes[i] == 0)
			find(finding, MISSING_ROOM, objective->rooms[i], NULL,
			    told(finding, "a room of round %" PRIu32 " from which no note has come",
				round));
	}
	for (size_t i = 0; i < plan->lens_count; i++) {
		if (!has_lens(objective, plan->lenses[i]))
			find(finding, MISSING_LENS, plan->lenses[i], NULL,
			    missing_reason(MISSING_LENS));
	}
}

enum synthesis_result synthesis_missing(const struct synthesis *synthesis, size_t index,
    struct arena *arena, struct missing_item **list, size_t *count)
{
	struct objective *objective = synthesis->objectives[index];
	if (!objective_decide(synthesis, objective))
		return SYNTHESIS_MEMORY;
	const struct grouping *grouping = &objective->grouping;
	struct finding finding = { .arena = arena,
		.objective = objective->number,
		.room = grouping->question_count + objective->room_count +
		    synthesis->programme.lens_count + 2 * (size_t)grouping->point_count };
	finding.list = arena_take(arena, finding.room, sizeof *finding.list);
	find_silence(synthesis, objective, &finding);
	find_points(synthesis, objective, &finding);
	*list = finding.list;
	*count = finding.count;
	return arena->failed ? SYNTHESIS_MEMORY : SYNTHESIS_OK;
}
