/* client/report/build/outcomes.c - the points as paragraphs, and what nobody touched. */
#include "client/report/build/build_internal.h"

#include <stdlib.h>
#include <string.h>

static size_t category_place(const struct programme *programme, const char *key)
{
	size_t i = 0;
	while (i < programme->category_count && strcmp(programme->categories[i].key, key) != 0)
		i++;
	return i;
}

static int compare(const void *left, const void *right)
{
	const struct report_ranked *a = left;
	const struct report_ranked *b = right;
	if (a->category != b->category)
		return a->category < b->category ? -1 : 1;
	int keys = strcmp(a->point->category, b->point->category);
	return keys != 0 ? keys : synthesis_point_compare(a->point, b->point);
}

struct report_ranked *report_rank(
    struct report_builder *builder, const struct synthesis_objective *objective)
{
	size_t count = objective->point_count;
	struct report_ranked *ranked = arena_take(builder->arena, count, sizeof *ranked);
	if (ranked == NULL)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		ranked[i].point = &objective->points[i];
		ranked[i].category =
		    category_place(builder->programme, objective->points[i].category);
	}
	if (count > 0)
		qsort(ranked, count, sizeof *ranked, compare);
	for (size_t i = 0; i < count; i++) {
		bool same =
		    i > 0 && strcmp(ranked[i].point->category, ranked[i - 1].point->category) == 0;
		ranked[i].rank = same ? ranked[i - 1].rank + 1 : 1;
	}
	return ranked;
}

/* The language of each point's speaker, by the place of the point in the objective; NULL: not said. */
static const char **speakers_languages(
    struct report_builder *builder, const struct synthesis_objective *objective)
{
	const struct report *report = builder->report;
	const char **languages = arena_take(builder->arena, objective->point_count, sizeof(void *));
	if (languages == NULL)
		return NULL;
	for (; builder->note_at < report->note_count; builder->note_at++) {
		const struct report_note *listed = &report->notes[builder->note_at];
		if (listed->objective != objective->number)
			break;
		if (listed->point != NULL &&
		    strcmp(listed->note->id, listed->point->statement_note) == 0)
			languages[listed->point - objective->points] = listed->note->language;
	}
	return languages;
}

static void fill_sentence(struct report_builder *builder, const struct report_ranked *ranked,
    const char *language, struct document_sentence *sentence)
{
	const struct synthesis_point *point = ranked->point;
	sentence->text = report_text(builder->arena,
	    prose_sentence(&builder->wording, &builder->words,
		&(struct prose_point){ .statement = point->statement,
		    .category = point->category,
		    .writers = point->writers,
		    .notes = point->note_count,
		    .rank = ranked->rank,
		    .other_language = !wording_same(
			language == NULL ? "en" : language, wording_tag(&builder->wording)),
		    .curated = point->statement_note[0] == '\0' }));
	sentence->notes = point->notes;
	sentence->note_count = point->note_count;
}

static void add_point(
    struct report_builder *builder, const struct report_ranked *ranked, const char *language)
{
	struct document_sentence *sentence = arena_take(builder->arena, 1, sizeof *sentence);
	if (sentence == NULL)
		return;
	fill_sentence(builder, ranked, language, sentence);
	report_add_paragraph(builder,
	    report_joined(builder->arena, "point-", ranked->point->id, ""), sentence, 1, NULL);
}

static void add_points(struct report_builder *builder, const struct synthesis_objective *objective)
{
	struct report_ranked *ranked = report_rank(builder, objective);
	const char **languages = speakers_languages(builder, objective);
	uint32_t headings = 0;
	for (size_t i = 0; ranked != NULL && languages != NULL && i < objective->point_count; i++) {
		const char *category = ranked[i].point->category;
		if (ranked[i].rank == 1) {
			const char *heading =
			    programme_heading(builder->programme, category, objective->number);
			report_add_heading(builder, 3,
			    phrase_roman(builder->arena, ++headings, false), NULL,
			    heading == NULL ? category : heading);
		}
		add_point(builder, &ranked[i], languages[ranked[i].point - objective->points]);
	}
	if (objective->point_count == 0)
		report_add_text(builder, phrase_plain(&builder->wording, PHRASE_NO_POINTS), NULL);
}

void report_build_outcomes(struct report_builder *builder)
{
	uint32_t section = 0;
	if (report_has_passage(builder, REPORT_TEXT_OVERVIEW)) {
		report_add_heading(builder, 2, phrase_letters(builder->arena, ++section, true),
		    "overview", phrase_plain(&builder->wording, PHRASE_OVERVIEW));
		report_build_passage(builder, REPORT_TEXT_OVERVIEW);
	}
	for (size_t i = 0; i < builder->objective_count; i++) {
		const struct synthesis_objective *objective = &builder->objectives[i];
		report_add_heading(builder, 2, phrase_letters(builder->arena, ++section, true),
		    report_joined(builder->arena, "objective-",
			phrase_number(builder->arena, objective->number), ""),
		    report_objective_text(builder, objective->number));
		add_points(builder, objective);
	}
}
