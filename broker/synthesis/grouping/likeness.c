/*
 * broker/synthesis/grouping/likeness.c - how alike two notes are.
 *
 * S, the alignment: each word of one note is laid beside the word of the other that is most like it, and
 * the likenesses are averaged by the words' weights; both ways, and the geometric mean of the two.
 * G, the gist: the cosine of two sums of word vectors; it sees what no pair of words shows.
 * Circumstance is kept apart from them: it is added when a pair is used, and named in a reason.
 * Contrast: of two notes in nearly the same words one may say "not", or another figure. Such a pair costs more than
 * another pair can make good, so that they stand apart also when a third note is like both. (Above PAIRS_DENSE
 * notes it is no neighbour, and nothing more.)
 *
 * Which words are like which is found once, when a word first comes. A new note is laid beside all of
 * them; each older note is then a few look-ups. Up to PAIRS_DENSE notes all pairs are valued and kept,
 * above that those with the notes that a word or the time leads to, and of them the best.
 */
#include "broker/synthesis/synthesis_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define COSINE_MIN    1229  /* .3: below it two words have nothing to do with each other */
#define CATEGORY_COST 410   /* .10 */
#define WRITER_COST   1229u /* .30 */
#define NEAR_WORDS    819   /* .20 */
#define NEAR_GIST     1229  /* .30 */
#define RELATED_WORDS 205   /* .05 */
#define RELATED_GIST  819   /* .20 */
#define NEAR_MS       150000u
#define CONTRAST_COST 6144 /* 1.50 */
#define CONTRAST_TURN \
	3072 /* .75: people who write down one sentence say "not" and "lacks" for each other */
#define CONTRAST_FIGURE 2048 /* .50 */
#define WORDS_MIN       410  /* .10: a pair below it is no neighbour */

/* Of an objective with more than PAIRS_DENSE notes: what bounds the work a note. */
#define POSTINGS_MAX   48u   /* notes that a word leads to, the newest */
#define RECENT_NOTES   64u   /* that are looked at whatever their words */
#define CANDIDATES_MAX 640u  /* in all */
#define LIKE_CLOSE     1638u /* .40: words so alike lead to each other's notes */

static_assert((int64_t)(CATEGORY_COST + WRITER_COST + CONTRAST_COST + INERTIA) * (PAIRS_DENSE / 2) *
	    (PAIRS_DENSE / 2) <
	INT32_MAX,
    "the sum between two groups fits");

int32_t likeness_gists(const int16_t a[VECTOR_ROOM], const int16_t b[VECTOR_ROOM])
{
	int32_t sum = 0;
	for (size_t i = 0; i < VECTOR_ROOM; i++)
		sum += a[i] * b[i];
	return sum / LIKE_ONE;
}

int32_t likeness_rows(const int16_t a[VECTOR_ROOM], const int16_t b[VECTOR_ROOM])
{
	int32_t cosine = likeness_gists(a, b);
	if (cosine <= COSINE_MIN)
		return 0;
	int32_t likeness = (cosine - COSINE_MIN) * 9 / 7;
	return likeness > LIKE_ONE ? LIKE_ONE : likeness;
}

int32_t likeness_words(const struct grouping *grouping, uint32_t a, uint32_t b)
{
	if (a == b)
		return LIKE_ONE;
	if (grouping->lexemes[a].rank == RANK_NONE || grouping->lexemes[b].rank == RANK_NONE)
		return 0;
	return likeness_rows(grouping->vectors[a], grouping->vectors[b]);
}

static bool like_add(struct grouping *grouping, uint32_t index, uint32_t other, int32_t likeness)
{
	struct lexeme *lexeme = &grouping->lexemes[index];
	if (lexeme->like_count == lexeme->like_capacity) {
		struct like *bigger = arena_grown(&grouping->arena, lexeme->likes,
		    lexeme->like_count, &lexeme->like_capacity, sizeof *bigger);
		if (bigger == NULL)
			return false;
		lexeme->likes = bigger;
	}
	lexeme->likes[lexeme->like_count++] =
	    (struct like){ .lexeme = other, .likeness = (uint16_t)likeness };
	return true;
}

bool likeness_learn(struct grouping *grouping, uint32_t lexeme)
{
	for (uint32_t i = 0; i < lexeme; i++) {
		int32_t likeness = likeness_words(grouping, lexeme, i);
		if (likeness > 0 &&
		    (!like_add(grouping, lexeme, i, likeness) ||
			!like_add(grouping, i, lexeme, likeness)))
			return false;
	}
	return true;
}

/* idf^1.5, less what most of the objective's notes have in common. */
static uint32_t weigh(const struct grouping *grouping, struct lexeme *lexeme)
{
	uint64_t notes = grouping->note_count;
	uint64_t with = lexeme->notes == 0 ? 1 : lexeme->notes;
	uint64_t rare = ((uint64_t)(fixed_ln(notes + with) - fixed_ln(with)) << 16) /
	    fixed_ln(notes == 0 ? 2 : notes + 1);
	uint64_t idf = ((rare > FIXED_ONE ? FIXED_ONE : rare) + lexeme->common) / 2;
	uint64_t weight = idf * fixed_root(idf << 16) >> 16;
	if (notes > 1)
		weight = weight * (FIXED_ONE - FIXED_ONE * 3 / 4 * (with - 1) / (notes - 1)) >> 16;
	lexeme->weight = weight == 0 ? 1 : (uint32_t)weight;
	lexeme->weighed_at = (uint32_t)notes;
	return lexeme->weight;
}

uint32_t likeness_weight(struct grouping *grouping, uint32_t index)
{
	struct lexeme *lexeme = &grouping->lexemes[index];
	if (lexeme->weighed_at == grouping->note_count && lexeme->weighed_at > 0)
		return lexeme->weight;
	return weigh(grouping, lexeme);
}

static bool columns_room(struct scratch *scratch, size_t count)
{
	if (count <= scratch->lexeme_capacity)
		return true;
	size_t columns = 2 * count;
	free(scratch->rows);
	free(scratch->best);
	scratch->rows = calloc(columns, NOTE_WORDS_MAX * sizeof(uint16_t));
	scratch->best = calloc(columns, sizeof(uint16_t));
	scratch->lexeme_capacity = columns;
	if (scratch->rows != NULL && scratch->best != NULL)
		return true;
	scratch->lexeme_capacity = 0;
	return false;
}

/* Lays a word beside the lexemes that are like it. */
static void lay_out_word(struct scratch *scratch, uint16_t *row, uint32_t lexeme, uint16_t likeness)
{
	row[lexeme] = likeness;
	if (likeness > scratch->best[lexeme])
		scratch->best[lexeme] = likeness;
}

/* Lays the words of a note out beside all lexemes, or takes them away again. */
static void lay_out(
    struct scratch *scratch, const struct grouping *grouping, const struct note *note, bool there)
{
	for (uint32_t i = 0; i < note->word_count; i++) {
		uint16_t *row = scratch->rows + i * scratch->lexeme_capacity;
		const struct lexeme *lexeme = &grouping->lexemes[note->words[i]];
		if (there)
			lay_out_word(scratch, row, note->words[i], LIKE_ONE);
		else
			row[note->words[i]] = scratch->best[note->words[i]] = 0;
		for (uint32_t k = 0; k < lexeme->like_count; k++) {
			uint32_t other = lexeme->likes[k].lexeme;
			if (there)
				lay_out_word(scratch, row, other, lexeme->likes[k].likeness);
			else
				row[other] = scratch->best[other] = 0;
		}
	}
}

/* The weight of a word; of a "not" or a figure none when it is to be looked past. */
static uint64_t weight_of(struct grouping *grouping, uint32_t lexeme, bool past)
{
	return past && grouping->lexemes[lexeme].contrasts ? 0 : likeness_weight(grouping, lexeme);
}

/* S of a note that is laid out and another; past: without what contrasts them. */
static int32_t align(const struct scratch *scratch, struct grouping *grouping,
    const struct note *note, const struct note *other, bool past)
{
	uint64_t there = 0;
	uint64_t there_all = 0;
	for (uint32_t k = 0; k < other->word_count; k++) {
		uint64_t weight = weight_of(grouping, other->words[k], past);
		there += weight * scratch->best[other->words[k]];
		there_all += weight;
	}
	if (there == 0)
		return 0;
	uint64_t here = 0;
	uint64_t here_all = 0;
	for (uint32_t i = 0; i < note->word_count; i++) {
		const uint16_t *row = scratch->rows + i * scratch->lexeme_capacity;
		uint16_t best = 0;
		for (uint32_t k = 0; k < other->word_count; k++) {
			if (row[other->words[k]] > best)
				best = row[other->words[k]];
		}
		uint64_t weight = weight_of(grouping, note->words[i], past);
		here += weight * best;
		here_all += weight;
	}
	assert(there_all > 0); /* a grouped note has words, and each weighs something */
	assert(past || here_all > 0);
	return here_all == 0 ? 0 : (int32_t)fixed_root((there / there_all) * (here / here_all));
}

/* What the same writer costs: nothing where nobody else writes, all where half is the others'. */
static uint32_t writer_cost(const struct grouping *grouping, const struct note *note)
{
	uint64_t all = 0;
	uint64_t own = 0;
	for (uint32_t i = 0; i < grouping->seat_count; i++) {
		const struct seat *seat = &grouping->seats[i];
		if (seat->room != note->room)
			continue;
		all += seat->notes;
		if (seat->writer == note->writer)
			own += seat->notes;
	}
	uint64_t others = all == 0 ? 0 : (all - own) * 2 * WRITER_COST / all;
	return others > WRITER_COST ? WRITER_COST : (uint32_t)others;
}

/* What the circumstance costs a pair; *near: how near in time two writers of a room were, in LIKE_ONE. */
static int32_t circumstance(
    const struct note *note, const struct note *other, uint32_t same_writer, int32_t *near)
{
	int32_t cost = note->category == other->category ? 0 : CATEGORY_COST;
	*near = 0;
	if (note->writer == other->writer) {
		cost += (int32_t)same_writer;
	} else if (note->room == other->room) {
		uint64_t apart = note->time_ms > other->time_ms ? note->time_ms - other->time_ms
								: other->time_ms - note->time_ms;
		*near = (int32_t)(fixed_decay(apart, NEAR_MS) >> 4);
	}
	return cost;
}

/* What a "not" or a figure costs two notes of otherwise like words. */
static int32_t contrast(const struct scratch *scratch, struct grouping *grouping,
    const struct note *note, const struct note *other, int32_t with)
{
	bool turned = contrast_in_turn(note->contrast, other->contrast);
	bool figures = contrast_in_figures(note->contrast, other->contrast);
	if (with < WORDS_JOIN || (!turned && !figures))
		return 0;
	int32_t words = align(scratch, grouping, note, other, true);
	return words >= (figures ? CONTRAST_FIGURE : CONTRAST_TURN) ? CONTRAST_COST : 0;
}

/* Keeps the NEIGHBOURS_MAX best by value; the earlier note first. Then they stand by place again. */
static int compare_best(const void *left, const void *right)
{
	const struct neighbour *a = left;
	const struct neighbour *b = right;
	int32_t a_value = a->pair.words_value;
	int32_t b_value = b->pair.words_value;
	if (a_value != b_value)
		return a_value > b_value ? -1 : 1;
	return a->at < b->at ? -1 : 1;
}

static int compare_places(const void *left, const void *right)
{
	const struct neighbour *a = left;
	const struct neighbour *b = right;
	return a->at < b->at ? -1 : a->at > b->at;
}

static void keep_best(struct neighbour *pairs, uint32_t *count)
{
	qsort(pairs, *count, sizeof *pairs, compare_best);
	if (*count > NEIGHBOURS_MAX)
		*count = NEIGHBOURS_MAX;
	qsort(pairs, *count, sizeof *pairs, compare_places);
}

void likeness_thin(struct grouping *grouping)
{
	for (uint32_t i = 0; i < grouping->note_count; i++) {
		struct note *note = grouping->notes[i];
		free(note->close);
		note->close = NULL;
		note->close_count = 0;
		keep_best(note->pairs, &note->pair_count);
		struct neighbour *fitting =
		    realloc(note->pairs, (note->pair_count + 1) * sizeof *note->pairs);
		if (fitting != NULL)
			note->pairs = fitting;
	}
	grouping->pair_bytes = grouping->note_count * NEIGHBOURS_MAX * sizeof(struct neighbour);
}

static bool post(struct grouping *grouping, const struct note *note)
{
	for (uint32_t i = 0; i < note->word_count; i++) {
		struct lexeme *lexeme = &grouping->lexemes[note->words[i]];
		if (lexeme->posting_count < POSTINGS_MAX &&
		    lexeme->posting_count == lexeme->posting_capacity) {
			uint32_t *bigger = arena_grown(&grouping->arena, lexeme->postings,
			    lexeme->posting_count, &lexeme->posting_capacity, sizeof *bigger);
			if (bigger == NULL)
				return false;
			lexeme->postings = bigger;
		}
		lexeme->postings[lexeme->posting_count++ % POSTINGS_MAX] = note->at;
	}
	return true;
}

struct candidates {
	uint32_t places[CANDIDATES_MAX];
	uint32_t count;
};

static void candidate_add(struct grouping *grouping, struct candidates *candidates, uint32_t place)
{
	struct note *note = grouping->notes[place];
	if (note->mark == grouping->mark || candidates->count == CANDIDATES_MAX)
		return;
	note->mark = grouping->mark;
	candidates->places[candidates->count++] = place;
}

static void candidates_of_word(
    struct grouping *grouping, struct candidates *candidates, uint32_t index)
{
	const struct lexeme *lexeme = &grouping->lexemes[index];
	uint32_t count =
	    lexeme->posting_count < POSTINGS_MAX ? lexeme->posting_count : POSTINGS_MAX;
	for (uint32_t i = 0; i < count; i++)
		candidate_add(grouping, candidates, lexeme->postings[i]);
}

static int compare_numbers(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left;
	uint32_t b = *(const uint32_t *)right;
	return a < b ? -1 : a > b;
}

/* Earlier notes that are worth a look: those just before it, those that have its words, those that have
 * words like them. */
static void find_candidates(
    struct grouping *grouping, const struct note *note, struct candidates *candidates)
{
	candidates->count = 0;
	grouping->mark++;
	for (uint32_t i = 1; i <= RECENT_NOTES && i <= note->at; i++)
		candidate_add(grouping, candidates, note->at - i);
	for (uint32_t i = 0; i < note->word_count; i++)
		candidates_of_word(grouping, candidates, note->words[i]);
	for (uint32_t i = 0; i < note->word_count; i++) {
		const struct lexeme *lexeme = &grouping->lexemes[note->words[i]];
		for (uint32_t k = 0; k < lexeme->like_count; k++) {
			if (lexeme->likes[k].likeness >= LIKE_CLOSE)
				candidates_of_word(grouping, candidates, lexeme->likes[k].lexeme);
		}
	}
	qsort(candidates->places, candidates->count, sizeof *candidates->places, compare_numbers);
}

/* One pair; not kept when it is none of the dense ones and too far apart. */
static void value_pair(const struct scratch *scratch, struct grouping *grouping, struct note *note,
    uint32_t place, uint32_t same_writer, bool dense)
{
	const struct note *other = grouping->notes[place];
	struct neighbour *neighbour = &note->pairs[note->pair_count];
	struct pair *pair = &neighbour->pair;
	int32_t near = 0;
	int32_t cost = circumstance(note, other, same_writer, &near);
	int32_t words = align(scratch, grouping, note, other, false);
	int32_t gist = 0;
	cost += contrast(scratch, grouping, note, other, words);
	*neighbour = (struct neighbour){ .at = place };
	pair->words = (int16_t)words;
	pair->words_value = (int16_t)(words - cost + near * NEAR_WORDS / LIKE_ONE);
	if (!dense && pair->words_value < WORDS_MIN)
		return;
	if (note->gist != NULL && other->gist != NULL)
		gist = likeness_gists(note->gist, other->gist);
	if (gist < 0)
		gist = 0;
	/* Two who write at once write of the same thing, unless their words have nothing in common. */
	if (words <= RELATED_WORDS && gist < RELATED_GIST)
		near = 0;
	pair->gist = (int16_t)gist;
	pair->gist_value = (int16_t)(gist - cost + near * NEAR_GIST / LIKE_ONE);
	note->pair_count++;
}

/* Of a note all of whose pairs are kept: those that may ever be joined by their words. */
static bool find_close(struct note *note)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < note->pair_count; i++)
		count += note->pairs[i].pair.words_value >= WORDS_JOIN - INERTIA;
	note->close = malloc((count + 1) * sizeof *note->close);
	note->close_count = 0;
	for (uint32_t i = 0; note->close != NULL && i < note->pair_count; i++) {
		if (note->pairs[i].pair.words_value >= WORDS_JOIN - INERTIA)
			note->close[note->close_count++] = (uint16_t)i;
	}
	return note->close != NULL;
}

/* The pairs with those that are worth a look; the best are kept. */
static void value_candidates(const struct scratch *scratch, struct grouping *grouping,
    struct note *note, uint32_t same_writer)
{
	struct candidates candidates;
	find_candidates(grouping, note, &candidates);
	for (uint32_t i = 0; i < candidates.count; i++)
		value_pair(scratch, grouping, note, candidates.places[i], same_writer, false);
	keep_best(note->pairs, &note->pair_count);
	struct neighbour *fitting =
	    realloc(note->pairs, (note->pair_count + 1) * sizeof *note->pairs);
	if (fitting != NULL)
		note->pairs = fitting;
}

bool likeness_set(struct grouping *grouping, struct note *note)
{
	grouping->pair_bytes += (note->pair_count + 1) * sizeof *note->pairs;
	bool all = note->pair_count == note->at && note->at < PAIRS_DENSE;
	return (!all || find_close(note)) && post(grouping, note);
}

bool likeness_again(const struct synthesis *synthesis, struct note *note)
{
	struct grouping *grouping = &note->objective->grouping;
	struct scratch *scratch = synthesis->scratch;
	uint32_t same_writer = writer_cost(grouping, note);
	assert(note->pair_count == note->at);
	if (!columns_room(scratch, grouping->lexeme_count))
		return false;
	free(note->close);
	note->close = NULL;
	note->pair_count = 0;
	lay_out(scratch, grouping, note, true);
	for (uint32_t i = 0; i < note->at; i++)
		value_pair(scratch, grouping, note, i, same_writer, true);
	lay_out(scratch, grouping, note, false);
	return find_close(note);
}

bool likeness_pairs(const struct synthesis *synthesis, struct grouping *grouping, struct note *note)
{
	struct scratch *scratch = synthesis->scratch;
	uint32_t same_writer = writer_cost(grouping, note);
	bool dense = note->at < PAIRS_DENSE;
	size_t room = dense ? note->at : CANDIDATES_MAX;
	free(note->pairs);
	free(note->close);
	note->close = NULL;
	note->pair_count = 0;
	note->pairs = malloc((room + 1) * sizeof *note->pairs);
	if (note->pairs == NULL || !columns_room(scratch, grouping->lexeme_count))
		return false;
	lay_out(scratch, grouping, note, true);
	for (uint32_t i = 0; dense && i < note->at; i++)
		value_pair(scratch, grouping, note, i, same_writer, true);
	if (!dense)
		value_candidates(scratch, grouping, note, same_writer);
	lay_out(scratch, grouping, note, false);
	return likeness_set(grouping, note);
}

const struct pair *likeness_find(const struct note *a, const struct note *b)
{
	if (a->word_count == 0 || b->word_count == 0)
		return NULL; /* a moderator placed it: it is no part of the grouping */
	const struct note *newer = a->at > b->at ? a : b;
	const struct note *older = a->at > b->at ? b : a;
	if (newer->pair_count == newer->at)
		return &newer->pairs[older->at].pair;
	for (uint32_t i = 0; i < newer->pair_count; i++) {
		if (newer->pairs[i].at == older->at)
			return &newer->pairs[i].pair;
	}
	return NULL;
}
