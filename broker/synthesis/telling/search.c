/*
 * broker/synthesis/telling/search.c - the notes and points where some words stand, or words like them.
 *
 * What was asked is read as a note would be: stems, abbreviations, other languages. Each of its words is laid
 * once beside all lexemes of an objective, exact ones counting whole and others by their likeness; a note
 * is then a few look-ups. Rare words weigh more. Notes whose words nobody took apart (late, unplaced) and
 * very long ones are read for exact words and stems. Whole ids, or six characters of one, and references
 * are found too: so also a note of which nothing else is left.
 */
#include "broker/synthesis/synthesis_internal.h"

#include <stdlib.h>
#include <string.h>

#define QUERY_WORDS_MAX 24u
#define HIT_MIN         819  /* .20 of what was asked */
#define WORD_LIKE_MIN   1638 /* .40: below it a word is another */
#define ID_CHARS_MIN    6u

struct query_word {
	struct word word;
	char stem[WORD_SHOWN_BYTES]; /* in the session's language */
	uint32_t weight;
};

struct query {
	const struct synthesis *synthesis;
	const char *text;
	enum language language;
	struct query_word words[QUERY_WORDS_MAX];
	uint32_t count;
	bool common; /* it has only words that notes are not compared by: all texts are read */
	uint64_t weight;
	uint16_t *likes; /* of one objective: by word, then lexeme */
};

struct found {
	struct search_hit *hits;
	size_t count;
	size_t room;
	struct arena *arena;
};

/* The words of what was asked, stop words only when there are no others. */
static void query_read(struct query *query)
{
	const struct lexicon *lexicon = query->synthesis->lexicon;
	for (int with_stop = 0; with_stop < 2 && query->count == 0; with_stop++) {
		struct word_reader reader;
		struct word word;
		word_reader_init(&reader, query->text, with_stop == 1);
		query->common = with_stop == 1;
		while (query->count < QUERY_WORDS_MAX && word_next(&reader, &word)) {
			struct query_word *asked = &query->words[query->count++];
			const char *stem = lexicon_stem(lexicon, query->language, word.shown);
			asked->word = word;
			strncpy(asked->stem, stem, sizeof asked->stem - 1);
		}
	}
}

/* What a word may stand for; one that the session's language lacks may be another's. */
static void forms_of(
    const struct query *query, const struct grouping *grouping, uint32_t index, struct forms *forms)
{
	const struct synthesis *synthesis = query->synthesis;
	const struct word *word = &query->words[index].word;
	analyse_forms(synthesis, grouping, word, query->language, forms);
	if (!forms->odd)
		return;
	for (int i = LANGUAGE_FRENCH; i < LANGUAGE_OTHER; i++) {
		struct forms more;
		analyse_forms(synthesis, grouping, word, (enum language)i, &more);
		for (uint32_t k = 0; k < more.count && forms->count < FORMS_MAX; k++) {
			forms->language[forms->count] = more.language[k];
			memcpy(forms->texts[forms->count++], more.texts[k], sizeof more.texts[k]);
		}
	}
}

/* Lays one form of a word beside all lexemes. */
static void form_lay(const struct query *query, const struct grouping *grouping, const char *text,
    enum language language, uint16_t *likes)
{
	const struct synthesis *synthesis = query->synthesis;
	uint32_t same =
	    analyse_lexeme(synthesis, grouping, lexicon_stem(synthesis->lexicon, language, text));
	uint32_t rank = vectors_find(&synthesis->lexicon->vectors, text, strlen(text));
	int16_t row[VECTOR_ROOM] = { 0 };
	if (rank != RANK_NONE)
		analyse_row(synthesis, rank, row);
	for (uint32_t i = 0; rank != RANK_NONE && i < grouping->lexeme_count; i++) {
		if (grouping->lexemes[i].rank == RANK_NONE)
			continue;
		int32_t like = likeness_rows(row, grouping->vectors[i]);
		if (like >= WORD_LIKE_MIN && like > likes[i])
			likes[i] = (uint16_t)like;
	}
	if (same != TABLE_NONE)
		likes[same] = LIKE_ONE;
}

/* Lays all words beside the lexemes of an objective. False: no memory. */
static bool query_lay(struct query *query, const struct grouping *grouping)
{
	free(query->likes);
	query->likes = calloc((size_t)query->count * grouping->lexeme_count + 1, sizeof(uint16_t));
	if (query->likes == NULL)
		return false;
	for (uint32_t i = 0; i < query->count; i++) {
		struct forms forms;
		forms_of(query, grouping, i, &forms);
		for (uint32_t k = 0; k < forms.count; k++)
			form_lay(query, grouping, forms.texts[k], forms.language[k],
			    query->likes + (size_t)i * grouping->lexeme_count);
	}
	return true;
}

/* Rare words weigh more: by how many notes of the whole session have them. */
static void query_weigh(struct query *query)
{
	const struct synthesis *synthesis = query->synthesis;
	uint64_t all = synthesis->note_count + 2;
	query->weight = 0;
	for (uint32_t i = 0; i < query->count; i++) {
		uint64_t with = 1;
		for (size_t k = 0; k < synthesis->objective_count; k++) {
			const struct grouping *grouping = &synthesis->objectives[k]->grouping;
			struct forms forms;
			uint32_t most = 0;
			forms_of(query, grouping, i, &forms);
			for (uint32_t f = 0; f < forms.count; f++) {
				uint32_t lexeme = analyse_lexeme(synthesis, grouping,
				    lexicon_stem(
					synthesis->lexicon, forms.language[f], forms.texts[f]));
				if (lexeme != TABLE_NONE && grouping->lexemes[lexeme].notes > most)
					most = grouping->lexemes[lexeme].notes;
			}
			with += most;
		}
		query->words[i].weight = fixed_ln(all + with) - fixed_ln(with);
		query->weight += query->words[i].weight;
	}
}

static int32_t score_words(
    const struct query *query, const struct grouping *grouping, const struct note *note)
{
	uint64_t sum = 0;
	for (uint32_t i = 0; i < query->count; i++) {
		const uint16_t *likes = query->likes + (size_t)i * grouping->lexeme_count;
		uint16_t best = 0;
		for (uint32_t k = 0; k < note->word_count; k++) {
			bool named =
			    note->mark_count > 0 && grouping->lexemes[note->words[k]].named;
			if (!named && likes[note->words[k]] > best)
				best = likes[note->words[k]];
		}
		sum += (uint64_t)query->words[i].weight * best;
	}
	return query->weight == 0 ? 0 : (int32_t)(sum / query->weight);
}

/* Reads a text for exact words and stems. */
static int32_t score_text(const struct query *query, const char *text, const char *tag)
{
	const struct lexicon *lexicon = query->synthesis->lexicon;
	enum language language =
	    language_of(tag == NULL ? query->synthesis->programme.language : tag);
	bool there[QUERY_WORDS_MAX] = { false };
	uint64_t sum = 0;
	struct word_reader reader;
	struct word word;
	word_reader_init(&reader, text, query->common);
	while (word_next(&reader, &word)) {
		const char *stem = lexicon_stem(lexicon, language, word.shown);
		for (uint32_t i = 0; i < query->count; i++)
			there[i] = there[i] || strcmp(query->words[i].stem, stem) == 0 ||
			    strcmp(query->words[i].word.shown, word.shown) == 0;
	}
	for (uint32_t i = 0; i < query->count; i++)
		sum += there[i] ? query->words[i].weight : 0;
	return query->weight == 0 ? 0 : (int32_t)(sum * LIKE_ONE / query->weight);
}

static bool is_id(const struct query *query, const char *id)
{
	size_t size = strlen(query->text);
	return size >= ID_CHARS_MIN && size <= PUBLIC_ID_CHARS &&
	    strncmp(query->text, id, size) == 0;
}

static int32_t score_note(
    const struct query *query, const struct grouping *grouping, const struct note *note)
{
	if (is_id(query, note->id) || (note->ref != NULL && strcmp(note->ref, query->text) == 0))
		return LIKE_ONE;
	if (note->gone || query->count == 0)
		return 0;
	int32_t score = note->word_count > 0 ? score_words(query, grouping, note) : 0;
	if (note->word_count == 0 || note->word_count == NOTE_WORDS_MAX || query->common) {
		int32_t read = score_text(query, note->text, note->language);
		score = read > score ? read : score;
	}
	return score;
}

static struct search_hit *hit_add(struct found *found, uint32_t objective, int32_t score)
{
	if (score < HIT_MIN)
		return NULL;
	if (found->count == found->room) {
		size_t room = found->room == 0 ? 64 : 2 * found->room;
		struct search_hit *bigger = realloc(found->hits, room * sizeof *bigger);
		if (bigger == NULL) {
			found->arena->failed = true;
			return NULL;
		}
		found->hits = bigger;
		found->room = room;
	}
	struct search_hit *hit = &found->hits[found->count++];
	*hit = (struct search_hit){ .objective = objective,
		.likeness = (uint32_t)(score > LIKE_ONE ? LIKE_ONE : score) };
	return hit;
}

static void find_in(
    const struct query *query, const struct objective *objective, struct found *found)
{
	const struct grouping *grouping = &objective->grouping;
	uint32_t count;
	struct point *const *points = objective_points(objective, &count);
	for (uint32_t i = 0; i < count; i++) {
		const struct point *point = points[i];
		bool restated = point_statement(point) != note_shown(point->statement);
		int32_t score = 0;
		if (is_id(query, point->id))
			score = LIKE_ONE;
		else if (restated)
			score = score_text(query, point_statement(point), NULL);
		else
			score = score_note(query, grouping, point->statement);
		struct search_hit *hit = hit_add(found, objective->number, score);
		if (hit == NULL)
			continue;
		hit->is_point = true;
		hit->text = point_statement(point);
		memcpy(hit->point, point->id, sizeof hit->point);
		if (!restated)
			memcpy(hit->note, point->statement->id, sizeof hit->note);
	}
	for (size_t i = 0; i < objective->note_count; i++) {
		const struct note *note = objective->notes[i];
		const struct point *point = note_point(note);
		if (point != NULL && point->statement == note &&
		    point_statement(point) == note_shown(note))
			continue; /* its point says the same words */
		struct search_hit *hit =
		    hit_add(found, objective->number, score_note(query, grouping, note));
		if (hit == NULL)
			continue;
		hit->place = note_told_place(note);
		hit->text = note_shown(note);
		hit->reason = note_told_reason(note);
		memcpy(hit->note, note->id, sizeof hit->note);
		if (point != NULL)
			memcpy(hit->point, point->id, sizeof hit->point);
	}
}

/* A stable order, as qsort() does not keep one: their place in the list decides between equals. */
struct ranked {
	uint32_t likeness;
	bool is_point;
	size_t at;
};

static int compare_ranked(const void *left, const void *right)
{
	const struct ranked *a = left;
	const struct ranked *b = right;
	if (a->likeness != b->likeness)
		return a->likeness > b->likeness ? -1 : 1;
	if (a->is_point != b->is_point)
		return a->is_point ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

static bool best_take(
    const struct found *found, uint32_t most, struct search_hit **hits, size_t *count)
{
	struct ranked *ranked = malloc((found->count + 1) * sizeof *ranked);
	*count = found->count < most ? found->count : most;
	*hits = arena_take(found->arena, *count, sizeof **hits);
	for (size_t i = 0; ranked != NULL && i < found->count; i++)
		ranked[i] = (struct ranked){ .likeness = found->hits[i].likeness,
			.is_point = found->hits[i].is_point,
			.at = i };
	if (ranked != NULL)
		qsort(ranked, found->count, sizeof *ranked, compare_ranked);
	for (size_t i = 0; ranked != NULL && *hits != NULL && i < *count; i++) {
		(*hits)[i] = found->hits[ranked[i].at];
		(*hits)[i].likeness = (*hits)[i].likeness * 100 / LIKE_ONE;
	}
	free(ranked);
	return ranked != NULL && *hits != NULL;
}

enum synthesis_result synthesis_search(const struct synthesis *synthesis, const char *words,
    uint32_t objective, uint32_t most, struct arena *arena, struct search_hit **hits, size_t *count)
{
	struct query query = { .synthesis = synthesis,
		.text = words,
		.language = language_of(synthesis->programme.language) };
	struct found found = { .arena = arena };
	bool well = true;
	for (size_t i = 0; well && i < synthesis->objective_count; i++)
		well = objective_decide(synthesis, synthesis->objectives[i]);
	if (well) {
		query_read(&query);
		query_weigh(&query);
	}
	for (size_t i = 0; well && i < synthesis->objective_count; i++) {
		const struct objective *of = synthesis->objectives[i];
		if (objective != 0 && of->number != objective)
			continue;
		well = query_lay(&query, &of->grouping);
		if (well)
			find_in(&query, of, &found);
	}
	well = well && !arena->failed && best_take(&found, most, hits, count);
	free(query.likes);
	free(found.hits);
	return well ? SYNTHESIS_OK : SYNTHESIS_MEMORY;
}
