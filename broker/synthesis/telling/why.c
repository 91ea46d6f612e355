/*
 * broker/synthesis/telling/why.c - why a point is one, and why a note is where it is.
 *
 * Of a point each note but the one that speaks for it is laid beside the note of the point that it is most
 * like; of a note its own likest ones are told. The words and their parts are those by which the notes were
 * grouped, as they weigh now. Where the notes come from is told by what the machine alone would have made
 * of them, and by rounds.
 */
#include "broker/synthesis/synthesis_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define COMPARED_MAX   200u /* notes of a point that a note is laid beside, the first ones */
#define NOTE_LINKS_MAX 5u   /* of one note: its likest */

static uint32_t hundredths(int32_t likeness)
{
	if (likeness < 0)
		return 0;
	return likeness > LIKE_ONE ? 100u : (uint32_t)likeness * 100u / LIKE_ONE;
}

static int32_t value_of(const struct note *note, const struct note *other)
{
	const struct pair *pair = likeness_find(note, other);
	return pair == NULL ? INT32_MIN : pair->words_value + pair->gist;
}

static bool link_fill(struct grouping *grouping, const struct note *note, const struct note *other,
    struct arena *arena, struct why_link *link)
{
	struct aligned aligned[WHY_WORDS_MAX];
	char circumstance[REASON_BYTES];
	assert(note != NULL);
	const struct pair *pair = likeness_find(note, other);
	*link = (struct why_link){ .words = pair == NULL ? 0 : hundredths(pair->words),
		.gist = pair == NULL ? 0 : hundredths(pair->gist) };
	memcpy(link->note, note->id, sizeof link->note);
	memcpy(link->other, other->id, sizeof link->other);
	uint32_t count = reason_align(grouping, note, other, aligned, WHY_WORDS_MAX);
	link->aligned = arena_take(arena, count, sizeof *link->aligned);
	for (uint32_t i = 0; link->aligned != NULL && i < count; i++) {
		uint32_t part = aligned[i].hundredths > 100 ? 100 : aligned[i].hundredths;
		if (part > 0) /* what comes to nothing is no reason */
			link->aligned[link->aligned_count++] =
			    (struct why_words){ .here = grouping->lexemes[aligned[i].here].form,
				    .there = grouping->lexemes[aligned[i].there].form,
				    .part = part };
	}
	const char *told = reason_circumstance(note, other, circumstance);
	link->circumstance = arena_text(arena, told, strlen(told));
	return link->aligned != NULL && link->circumstance != NULL;
}

/* The note of the point that is most like this one, or NULL in a point of one. */
static const struct note *likest(const struct point *point, const struct note *note)
{
	const struct note *best = NULL;
	int32_t highest = INT32_MIN;
	for (uint32_t i = 0; i < point->note_count && i < COMPARED_MAX; i++) {
		if (point->notes[i] == note)
			continue;
		int32_t value = value_of(note, point->notes[i]);
		if (best == NULL || value > highest) {
			best = point->notes[i];
			highest = value;
		}
	}
	return best;
}

static bool point_links(
    struct grouping *grouping, const struct point *point, struct arena *arena, struct why *why)
{
	why->links = arena_take(arena, WHY_LINKS_MAX, sizeof *why->links);
	if (why->links == NULL)
		return false;
	for (uint32_t i = 0; i < point->note_count && why->link_count < WHY_LINKS_MAX; i++) {
		const struct note *note = point->notes[i];
		const struct note *other = note == point->statement ? NULL : likest(point, note);
		if (other != NULL &&
		    !link_fill(grouping, note, other, arena, &why->links[why->link_count++]))
			return false;
	}
	return true;
}

/* The likest notes of its point, the likest first; of equal ones that which came first. */
static bool note_links(struct grouping *grouping, const struct point *point,
    const struct note *note, struct arena *arena, struct why *why)
{
	const struct note *best[NOTE_LINKS_MAX];
	int32_t values[NOTE_LINKS_MAX];
	uint32_t count = 0;
	for (uint32_t i = 0; i < point->note_count && i < COMPARED_MAX; i++) {
		if (point->notes[i] == note)
			continue;
		int32_t value = value_of(note, point->notes[i]);
		uint32_t at = count;
		while (at > 0 && values[at - 1] < value)
			at--;
		if (at == NOTE_LINKS_MAX)
			continue;
		count += count < NOTE_LINKS_MAX;
		for (uint32_t k = count - 1; k > at; k--) {
			best[k] = best[k - 1];
			values[k] = values[k - 1];
		}
		best[at] = point->notes[i];
		values[at] = value;
	}
	why->links = arena_take(arena, count, sizeof *why->links);
	for (uint32_t i = 0; why->links != NULL && i < count; i++) {
		if (!link_fill(grouping, note, best[i], arena, &why->links[why->link_count++]))
			return false;
	}
	return why->links != NULL;
}

static bool rounds_fill(const struct synthesis *synthesis, const struct point *point,
    struct arena *arena, struct why *why)
{
	uint32_t counts[ROUND_MAX + 1] = { 0 };
	for (uint32_t i = 0; i < point->note_count; i++)
		counts[plan_round(&synthesis->programme, point->notes[i]->room)]++;
	why->rounds = arena_take(arena, ROUND_MAX + 1, sizeof *why->rounds);
	for (uint32_t round = 0; why->rounds != NULL && round <= ROUND_MAX; round++) {
		if (counts[round] > 0)
			why->rounds[why->round_count++] =
			    (struct why_round){ .round = round, .notes = counts[round] };
	}
	return why->rounds != NULL;
}

/* What the machine alone made of its notes. */
static bool origins_fill(const struct point *point, struct arena *arena, struct why *why)
{
	why->origins = arena_take(arena, WHY_ORIGINS_MAX, sizeof *why->origins);
	if (why->origins == NULL)
		return false;
	for (uint32_t i = 0; i < point->note_count; i++) {
		const struct point *machine = point->notes[i]->point;
		size_t at = 0;
		if (machine == NULL) /* a moderator placed it */
			continue;
		while (at < why->origin_count && strcmp(why->origins[at].point, machine->id) != 0)
			at++;
		if (at == WHY_ORIGINS_MAX)
			continue;
		struct why_origin *origin = &why->origins[at];
		if (at == why->origin_count) {
			memcpy(origin->point, machine->id, sizeof origin->point);
			origin->outside = machine->note_count;
			why->origin_count++;
		}
		origin->notes++;
		origin->outside--;
	}
	return true;
}

static bool point_tell(const struct synthesis *synthesis, const struct point *point,
    struct arena *arena, struct why *why)
{
	memcpy(why->point, point->id, sizeof why->point);
	if (point->decided == NULL || point->decided->statement == NULL)
		memcpy(why->statement_note, point->statement->id, sizeof why->statement_note);
	why->statement = point_statement(point);
	why->notes = point->note_count;
	return rounds_fill(synthesis, point, arena, why) && origins_fill(point, arena, why);
}

/* Whether a "not" or a figure keeps the two apart: nothing else costs a pair so much. */
static bool is_kept_apart(const struct note *note, const struct note *other)
{
	const struct pair *pair = likeness_find(note, other);
	return pair != NULL && pair->words - pair->words_value > LIKE_ONE;
}

static bool is_told(const struct why *why, const struct point *point)
{
	for (size_t i = 0; i < why->apart_count; i++) {
		if (strcmp(why->apart[i].point, point->id) == 0)
			return true;
	}
	return false;
}

/* The points that one of these notes would stand in but for a "not" or a figure. */
static bool apart_fill(const struct grouping *grouping, struct note *const *notes, uint32_t count,
    struct arena *arena, struct why *why)
{
	why->apart = arena_take(arena, WHY_APART_MAX, sizeof *why->apart);
	if (why->apart == NULL)
		return false;
	for (uint32_t i = 0; i < count && i < COMPARED_MAX; i++) {
		const struct note *note = notes[i];
		for (uint32_t k = 0; k < grouping->note_count; k++) {
			const struct note *other = grouping->notes[k];
			const struct point *point = note_point(other);
			if (other == note || point == NULL || point == note_point(note) ||
			    why->apart_count == WHY_APART_MAX || is_told(why, point) ||
			    !is_kept_apart(note, other))
				continue;
			struct why_apart *apart = &why->apart[why->apart_count++];
			memcpy(apart->note, note->id, sizeof apart->note);
			memcpy(apart->other, other->id, sizeof apart->other);
			memcpy(apart->point, point->id, sizeof apart->point);
			apart->what = contrast_in_figures(note->contrast, other->contrast)
			    ? "each has a figure that the other lacks"
			    : "one of them says \"not\"";
		}
	}
	return true;
}

static enum synthesis_result why_note(const struct synthesis *synthesis,
    struct objective *objective, size_t row, struct arena *arena, struct why *why)
{
	const struct note *note = objective->notes[row];
	memcpy(why->note, note->id, sizeof why->note);
	const struct point *point = note_point(note);
	why->place = note_told_place(note);
	why->reason = note_told_reason(note);
	struct note *const itself = objective->notes[row];
	if (!decisions_fill(synthesis, &itself, 1, arena, why))
		return SYNTHESIS_MEMORY;
	if (note->gone || point == NULL)
		return SYNTHESIS_OK;
	bool told = point_tell(synthesis, point, arena, why) &&
	    note_links(&objective->grouping, point, note, arena, why) &&
	    apart_fill(&objective->grouping, &itself, 1, arena, why);
	return told ? SYNTHESIS_OK : SYNTHESIS_MEMORY;
}

enum synthesis_result synthesis_why(const struct synthesis *synthesis,
    const char id[PUBLIC_ID_CHARS + 1], struct arena *arena, struct why *why, bool *found)
{
	*found = true;
	for (size_t i = 0; i < synthesis->objective_count; i++) {
		struct objective *objective = synthesis->objectives[i];
		if (!objective_decide(synthesis, objective))
			return SYNTHESIS_MEMORY;
		*why = (struct why){ .objective = objective->number };
		struct grouping *grouping = &objective->grouping;
		uint32_t count;
		struct point *const *points = objective_points(objective, &count);
		for (uint32_t k = 0; k < count; k++) {
			const struct point *point = points[k];
			if (strcmp(point->id, id) != 0)
				continue;
			bool told = point_tell(synthesis, point, arena, why) &&
			    point_links(grouping, point, arena, why) &&
			    decisions_fill(
				synthesis, point->notes, point->note_count, arena, why) &&
			    apart_fill(grouping, point->notes, point->note_count, arena, why);
			return told ? SYNTHESIS_OK : SYNTHESIS_MEMORY;
		}
		for (size_t k = 0; k < objective->note_count; k++) {
			if (strcmp(objective->notes[k]->id, id) == 0)
				return why_note(synthesis, objective, k, arena, why);
		}
	}
	*found = false;
	return SYNTHESIS_OK;
}
