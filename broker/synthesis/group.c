/*
 * broker/synthesis/group.c - the method: one pass, a leader.
 *
 * Words weigh by rarity: log2((notes + 20) / notes with it), so that the first notes are not all rare.
 * A point is the sum of its notes' words. A new note joins the point of its category whose cosine with
 * it is the highest, if that is .16 or more; else it founds a point. (Measured on two sets of real and
 * made-up notes: of the pairs so put together more than nine in ten belong together.)
 *
 * A word leads to the points that have it, at most the newest POSTINGS_MAX of them, and only the
 * CANDIDATES_MAX points that share most are compared in full: the work a note is bounded, however many
 * notes there are. A note with the very words of an earlier one always finds its point, by signature.
 */
#include "broker/synthesis/synthesis_internal.h"

#include <string.h>

#define LIKENESS_MIN        164u /* of 1024 */
#define QUESTION_MIN        307u /* of 1024: what a note must have of a question's weight */
#define GROUPING_MEMORY_MAX (SIZE_MAX / 2)

static const char reason_category[] = "its category is not in the programme";
static const char reason_wordless[] = "it has no words";

bool grouping_clear(const struct synthesis *synthesis, struct objective *objective)
{
	struct grouping *grouping = &objective->grouping;
	const struct programme_objective *plan = objective->plan;
	struct table word_table = grouping->word_table;
	struct table signature_table = grouping->signature_table;
	table_clear(&word_table);
	table_clear(&signature_table);
	arena_close(&grouping->arena);
	*grouping =
	    (struct grouping){ .word_table = word_table, .signature_table = signature_table };
	arena_init(&grouping->arena, GROUPING_MEMORY_MAX);
	grouping->question_count = plan == NULL ? 0 : plan->question_count;
	grouping->questions =
	    arena_take(&grouping->arena, grouping->question_count, sizeof *grouping->questions);
	grouping->room_notes =
	    arena_take(&grouping->arena, objective->room_count, sizeof *grouping->room_notes);
	if (grouping->questions == NULL || grouping->room_notes == NULL)
		return false;
	for (size_t i = 0; plan != NULL && i < plan->question_count; i++) {
		struct question *question = &grouping->questions[i];
		if (!vocabulary_split(synthesis, grouping, plan->questions[i], false,
			&question->words, &question->word_count))
			return false;
	}
	return true;
}

void grouping_close(struct grouping *grouping)
{
	arena_close(&grouping->arena);
	table_close(&grouping->word_table);
	table_close(&grouping->signature_table);
}

/* dot / (|note| |point|); with at most 64 words of weight < 2^13 and counts < 2^8 nothing wraps. */
uint32_t grouping_likeness(
    const struct grouping *grouping, const struct note *note, const struct point *point)
{
	uint32_t all = weight_log((uint64_t)grouping->notes + NOTES_BEFORE);
	uint64_t dot = 0;
	uint64_t note_square = 0;
	uint64_t point_square = 0;
	for (uint32_t i = 0; i < note->word_count; i++) {
		uint64_t weight = all - grouping->words[note->words[i]].log_notes;
		note_square += weight * weight;
	}
	for (uint32_t i = 0; i < point->profile_count; i++) {
		const struct vocabulary_word *word = &grouping->words[point->profile[i].word];
		uint64_t weight = all - word->log_notes;
		uint64_t counted = weight * point->profile[i].count;
		point_square += counted * counted;
		if (word->mark == grouping->mark)
			dot += weight * counted;
	}
	uint64_t lengths = (uint64_t)weight_root(note_square) * weight_root(point_square);
	return lengths == 0 ? 0 : (uint32_t)(dot * 1024 / lengths);
}

static void count_questions(struct grouping *grouping)
{
	for (size_t i = 0; i < grouping->question_count; i++) {
		struct question *question = &grouping->questions[i];
		uint64_t shared = 0;
		uint64_t all = 0;
		for (uint32_t k = 0; k < question->word_count; k++) {
			uint32_t weight = grouping_weight(grouping, question->words[k]);
			all += weight;
			if (grouping->words[question->words[k]].mark == grouping->mark)
				shared += weight;
		}
		if (shared > 0 && shared * 1024 >= all * QUESTION_MIN)
			question->notes++;
	}
}

static uint64_t signature(const struct synthesis *synthesis, const struct note *note)
{
	uint32_t sorted[NOTE_WORDS_MAX + 1];
	for (uint32_t i = 0; i < note->word_count; i++) {
		uint32_t k = i;
		for (; k > 0 && sorted[k - 1] > note->words[i]; k--)
			sorted[k] = sorted[k - 1];
		sorted[k] = note->words[i];
	}
	sorted[note->word_count] = 0;
	uint64_t words = table_hash(synthesis->hash_key, sorted, note->word_count * sizeof *sorted);
	uint64_t both[2] = { words,
		table_hash(synthesis->hash_key, note->category, strlen(note->category)) };
	return table_hash(synthesis->hash_key, both, sizeof both);
}

/* Puts a point where its overlap belongs among the best; the older one first. */
static void rank_candidate(struct point *best[CANDIDATES_MAX], uint32_t *count, struct point *point)
{
	uint32_t place = *count;
	while (place > 0 &&
	    (best[place - 1]->overlap < point->overlap ||
		(best[place - 1]->overlap == point->overlap &&
		    best[place - 1]->index > point->index)))
		place--;
	if (place == CANDIDATES_MAX)
		return;
	if (*count < CANDIDATES_MAX)
		(*count)++;
	for (uint32_t i = *count - 1; i > place; i--)
		best[i] = best[i - 1];
	best[place] = point;
}

/* The most alike point, or NULL when none is alike enough. The note's words are marked. */
static struct point *find_point(struct grouping *grouping, const struct note *note)
{
	struct point *seen[NOTE_WORDS_MAX * POSTINGS_MAX];
	uint32_t seen_count = 0;
	for (uint32_t i = 0; i < note->word_count; i++) {
		const struct vocabulary_word *word = &grouping->words[note->words[i]];
		uint64_t weight = grouping_weight(grouping, note->words[i]);
		for (uint32_t k = 0; k < word->posting_count; k++) {
			struct point *point = grouping->points[word->postings[k]];
			if (point->category != note->category)
				continue;
			if (point->mark != grouping->mark) {
				point->mark = grouping->mark;
				point->overlap = 0;
				seen[seen_count++] = point;
			}
			point->overlap += weight * weight;
		}
	}
	struct point *best[CANDIDATES_MAX];
	uint32_t best_count = 0;
	for (uint32_t i = 0; i < seen_count; i++)
		rank_candidate(best, &best_count, seen[i]);
	struct point *found = NULL;
	uint32_t highest = 0;
	for (uint32_t i = 0; i < best_count; i++) {
		uint32_t likeness = grouping_likeness(grouping, note, best[i]);
		if (likeness < LIKENESS_MIN || likeness < highest)
			continue;
		if (found == NULL || likeness > highest || best[i]->index < found->index) {
			found = best[i];
			highest = likeness;
		}
	}
	return found;
}

/* The point of a note with the same words, or the most alike, or a new one; the note is in it then. */
static bool place(const struct synthesis *synthesis, struct grouping *grouping, struct note *note)
{
	uint64_t hash = signature(synthesis, note);
	size_t probe = 0;
	uint32_t index = table_find(&grouping->signature_table, hash, &probe);
	while (index != TABLE_NONE && grouping->points[index]->category != note->category)
		index = table_find(&grouping->signature_table, hash, &probe);
	struct point *point = NULL;
	if (index != TABLE_NONE)
		point = grouping->points[index];
	else
		point = find_point(grouping, note);
	if (point == NULL)
		point = point_found(synthesis, grouping, note);
	if (point == NULL)
		return false;
	if (index == TABLE_NONE && !table_add(&grouping->signature_table, hash, point->index))
		return false;
	return point_join(grouping, point, note);
}

static bool unplaced(struct grouping *grouping, struct note *note, const char *reason)
{
	note->place = NOTE_UNPLACED;
	note->reason = reason;
	grouping->counts[NOTE_UNPLACED]++;
	return true;
}

bool grouping_note(
    const struct synthesis *synthesis, struct objective *objective, struct note *note)
{
	struct grouping *grouping = &objective->grouping;
	size_t category;
	note->point = NULL;
	note->reason = NULL;
	note->words = NULL;
	note->word_count = 0;
	if (note->gone) {
		grouping->counts[note->place]++;
		return true;
	}
	for (size_t i = 0; i < objective->room_count; i++) {
		if (objective->rooms[i] == note->room)
			grouping->room_notes[i]++;
	}
	if (note->late) {
		note->place = NOTE_LATE;
		grouping->counts[NOTE_LATE]++;
		return true;
	}
	if (note->skipped != NULL)
		return unplaced(grouping, note, note->skipped);
	if (!plan_category_known(&synthesis->programme, note->category, &category))
		return unplaced(grouping, note, reason_category);
	if (!vocabulary_split(
		synthesis, grouping, note->text, true, &note->words, &note->word_count))
		return false;
	if (note->word_count == 0)
		return unplaced(grouping, note, reason_wordless);
	grouping->notes++;
	for (uint32_t i = 0; i < note->word_count; i++) {
		struct vocabulary_word *word = &grouping->words[note->words[i]];
		word->log_notes = weight_log(++word->notes);
	}
	note->readable = statement_readable(synthesis, note);
	grouping_mark(grouping, note);
	count_questions(grouping);
	note->place = NOTE_IN_POINT;
	grouping->counts[NOTE_IN_POINT]++;
	return place(synthesis, grouping, note);
}
