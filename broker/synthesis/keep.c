/*
 * broker/synthesis/keep.c - the grouping is kept as numbers, and resumed.
 *
 * A fold of 100,000 notes takes a minute; what of it takes long are the likenesses of pairs, and which
 * notes they put together. These are kept: numbers, places and names of points, and no text. The notes
 * come from the events again (synthesis_hold(): they are listed and not grouped), their words are found
 * again, and then what was kept is laid over them. What depends on the moment when it was made (a pair's
 * value, the weights in a reason, a question's count) is kept; what follows from the notes is not.
 *
 * Numbers are the machine's own, as in memory: what is kept is for the same program on the same machine.
 * Of each session: how many objectives; of each objective: kept_objective, the questions' counts, kept_points
 * by order of their places in the list, and of each grouped note kept_note and its pairs.
 */
#include "broker/synthesis/synthesis_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define VALUE_MAX 8191 /* of a pair: no likeness, circumstance or contrast makes more */

struct kept_objective {
	uint32_t number;
	uint32_t dirty; /* or set as it was recorded: then nothing more is kept of it */
	uint32_t notes;
	uint32_t grouped;
	uint32_t lexemes;
	uint32_t points;
	uint32_t questions;
	uint32_t company;
	uint64_t words; /* a sum over the words of all notes: they must be found as they were */
	uint64_t point_order;
};
struct kept_point {
	char id[PUBLIC_ID_CHARS];
	uint32_t statement; /* places */
	uint32_t nearest;   /* or UINT32_MAX */
	uint32_t told_count;
	uint64_t order;
	uint64_t notes;
	struct told told[WORDS_TOLD];
};
struct kept_note {
	uint32_t point;
	uint32_t founded;
	uint32_t pairs;
};

static_assert(sizeof(struct kept_objective) == 48, "without holes: their bytes would be chance");
static_assert(sizeof(struct kept_point) == 88, "without holes");
static_assert(sizeof(struct kept_note) == 12, "without holes");
static_assert(sizeof(struct neighbour) == 12, "without holes");

static uint64_t words_sum(const struct grouping *grouping)
{
	uint64_t sum = 0;
	for (uint32_t i = 0; i < grouping->note_count; i++) {
		const struct note *note = grouping->notes[i];
		sum = (sum ^ note->number) * UINT64_C(0x9e3779b97f4a7c15);
		for (uint32_t k = 0; k < note->word_count; k++)
			sum = (sum ^ note->words[k] ^ sum >> 31) * UINT64_C(0x9e3779b97f4a7c15);
	}
	return sum;
}

/* --- keeping ---------------------------------------------------------------------------------------- */

static void keep_point(const struct point *point, synthesis_write *write, void *context)
{
	const struct reason *reason = &point->reason;
	struct kept_point kept = { .statement = point->statement->at,
		.nearest = reason->nearest == NULL ? UINT32_MAX : reason->nearest->at,
		.order = point->order,
		.told_count = reason->told_count,
		.notes = point->note_count };
	memcpy(kept.id, point->id, sizeof kept.id);
	for (uint32_t i = 0; i < reason->told_count; i++)
		kept.told[i] = reason->told[i];
	write(context, &kept, sizeof kept);
}

static void keep_objective(const struct objective *objective, synthesis_write *write, void *context)
{
	const struct grouping *grouping = &objective->grouping;
	struct kept_objective kept = { .number = objective->number,
		.dirty = objective->dirty || objective->set };
	if (kept.dirty == 0) {
		kept.notes = (uint32_t)objective->note_count;
		kept.grouped = grouping->note_count;
		kept.lexemes = grouping->lexeme_count;
		kept.points = grouping->point_count;
		kept.questions = (uint32_t)grouping->question_count;
		kept.company = grouping->company;
		kept.words = words_sum(grouping);
		kept.point_order = grouping->point_order;
	}
	write(context, &kept, sizeof kept);
	for (uint32_t i = 0; i < kept.questions; i++)
		write(context, &grouping->questions[i].notes, sizeof grouping->questions[i].notes);
	/* A note tells its point by its place in the list; `sum` is free between regroupings. */
	for (uint32_t i = 0; i < kept.points; i++) {
		grouping->points[i]->sum = i;
		keep_point(grouping->points[i], write, context);
	}
	for (uint32_t i = 0; i < kept.grouped; i++) {
		const struct note *note = grouping->notes[i];
		const struct kept_note kept_note = { .point = (uint32_t)note->point->sum,
			.founded = note->founded,
			.pairs = note->pair_count };
		write(context, &kept_note, sizeof kept_note);
		write(context, note->pairs, note->pair_count * sizeof *note->pairs);
	}
}

void synthesis_keep(const struct synthesis *synthesis, synthesis_write *write, void *context)
{
	uint64_t count = synthesis->objective_count;
	write(context, &count, sizeof count);
	for (size_t i = 0; i < synthesis->objective_count; i++)
		keep_objective(synthesis->objectives[i], write, context);
}

/* --- resuming --------------------------------------------------------------------------------------- */

/* False: there is not so much left. */
static bool take(struct synthesis_kept *kept, void *to, size_t size)
{
	if (kept->size < size)
		return false;
	memcpy(to, kept->bytes, size);
	kept->bytes += size;
	kept->size -= size;
	return true;
}

static enum synthesis_result resume_point(
    struct grouping *grouping, const struct kept_objective *objective, struct synthesis_kept *from)
{
	struct kept_point kept;
	if (!take(from, &kept, sizeof kept) || kept.statement >= grouping->note_count ||
	    (kept.nearest != UINT32_MAX && kept.nearest >= grouping->note_count) ||
	    kept.told_count > WORDS_TOLD || kept.notes == 0 || kept.notes > grouping->note_count ||
	    kept.order > objective->point_order)
		return SYNTHESIS_OTHER;
	struct point point = { .order = kept.order,
		.statement = grouping->notes[kept.statement],
		.fate = FATE_GOES_ON,
		.sum = (int64_t)kept.notes,
		.reason = {
		    .nearest = kept.nearest == UINT32_MAX ? NULL : grouping->notes[kept.nearest],
		    .told_count = kept.told_count } };
	memcpy(point.id, kept.id, sizeof kept.id);
	for (uint32_t i = 0; i < kept.told_count; i++) {
		point.reason.told[i] = kept.told[i];
		if (kept.told[i].here >= grouping->lexeme_count ||
		    kept.told[i].there >= grouping->lexeme_count)
			return SYNTHESIS_OTHER;
	}
	return points_restore(grouping, &point) == NULL ? SYNTHESIS_MEMORY : SYNTHESIS_OK;
}

static bool pairs_hold(const struct grouping *grouping, const struct note *note)
{
	bool all = grouping->note_count <= PAIRS_DENSE;
	if (all ? note->pair_count != note->at : note->pair_count > NEIGHBOURS_MAX)
		return false;
	for (uint32_t i = 0; i < note->pair_count; i++) {
		const struct neighbour *pair = &note->pairs[i];
		if (pair->at >= note->at || (i > 0 && pair->at <= pair[-1].at) ||
		    abs(pair->pair.words) > VALUE_MAX || abs(pair->pair.gist) > VALUE_MAX ||
		    abs(pair->pair.words_value) > VALUE_MAX ||
		    abs(pair->pair.gist_value) > VALUE_MAX)
			return false;
	}
	return true;
}

static enum synthesis_result resume_note(
    struct grouping *grouping, struct note *note, struct synthesis_kept *from)
{
	struct kept_note kept;
	if (!take(from, &kept, sizeof kept) || kept.point >= grouping->point_count ||
	    kept.pairs > note->at)
		return SYNTHESIS_OTHER;
	note->founded = kept.founded;
	note->pairs = malloc((kept.pairs + 1) * sizeof *note->pairs);
	if (note->pairs == NULL)
		return SYNTHESIS_MEMORY;
	if (!take(from, note->pairs, kept.pairs * sizeof *note->pairs))
		return SYNTHESIS_OTHER;
	note->pair_count = kept.pairs;
	if (!pairs_hold(grouping, note))
		return SYNTHESIS_OTHER;
	if (!likeness_set(grouping, note) || !point_take(grouping->points[kept.point], note))
		return SYNTHESIS_MEMORY;
	return SYNTHESIS_OK;
}

/* Every point has the notes that it had, and those that speak for it are its own. */
static bool points_hold(const struct grouping *grouping)
{
	for (uint32_t i = 0; i < grouping->point_count; i++) {
		const struct point *point = grouping->points[i];
		if (point->sum != (int64_t)point->note_count || point->statement->point != point ||
		    (point->reason.nearest != NULL && point->reason.nearest->point != point))
			return false;
	}
	return true;
}

static bool words_hold(const struct objective *objective, const struct kept_objective *kept)
{
	const struct grouping *grouping = &objective->grouping;
	return kept->grouped == grouping->note_count && kept->lexemes == grouping->lexeme_count &&
	    kept->questions == grouping->question_count && kept->company == grouping->company &&
	    kept->words == words_sum(grouping) && kept->points <= grouping->note_count;
}

static enum synthesis_result resume_objective(const struct synthesis *synthesis,
    struct objective *objective, const struct kept_objective *kept, struct synthesis_kept *from)
{
	struct grouping *grouping = &objective->grouping;
	enum synthesis_result result = SYNTHESIS_OK;
	if (kept->notes != objective->note_count)
		return SYNTHESIS_OTHER;
	if (!grouping_place(synthesis, objective))
		return SYNTHESIS_MEMORY;
	if (!words_hold(objective, kept))
		return SYNTHESIS_OTHER;
	for (uint32_t i = 0; i < kept->questions; i++) {
		if (!take(from, &grouping->questions[i].notes, sizeof grouping->questions[i].notes))
			return SYNTHESIS_OTHER;
	}
	for (uint32_t i = 0; result == SYNTHESIS_OK && i < kept->points; i++)
		result = resume_point(grouping, kept, from);
	for (uint32_t i = 0; result == SYNTHESIS_OK && i < grouping->note_count; i++)
		result = resume_note(grouping, grouping->notes[i], from);
	if (result != SYNTHESIS_OK)
		return result;
	if (!points_hold(grouping))
		return SYNTHESIS_OTHER;
	for (uint32_t i = 0; i < grouping->point_count; i++)
		point_look(grouping, grouping->points[i]);
	grouping->point_order = kept->point_order;
	objective->dirty = false;
	return SYNTHESIS_OK;
}

void synthesis_hold(struct synthesis *synthesis)
{
	synthesis->held = true;
}

enum synthesis_result synthesis_resume(struct synthesis *synthesis, struct synthesis_kept *kept)
{
	uint64_t count;
	enum synthesis_result result = SYNTHESIS_OK;
	if (!take(kept, &count, sizeof count) || count != synthesis->objective_count)
		result = SYNTHESIS_OTHER;
	for (size_t i = 0; result == SYNTHESIS_OK && i < synthesis->objective_count; i++) {
		struct objective *objective = synthesis->objectives[i];
		struct kept_objective head;
		if (!take(kept, &head, sizeof head) || head.number != objective->number)
			result = SYNTHESIS_OTHER;
		else if (head.dirty == 0)
			result = resume_objective(synthesis, objective, &head, kept);
	}
	synthesis->held = result != SYNTHESIS_OK;
	return result;
}
