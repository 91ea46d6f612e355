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

/* The first subtag of two BCP 47 tags. */
static bool same_language(const char *a, const char *b)
{
	size_t a_size = strcspn(a, "-");
	size_t b_size = strcspn(b, "-");
	return a_size == b_size && strncmp(a, b, a_size) == 0;
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

static void add_point(
    struct report_builder *builder, const struct report_ranked *ranked, const char *language)
{
	const struct synthesis_point *point = ranked->point;
	struct document_sentence *sentence = arena_take(builder->arena, 1, sizeof *sentence);
	if (sentence == NULL)
		return;
	sentence->text = report_text(builder->arena,
	    prose_sentence(builder->arena, &builder->words,
		&(struct prose_point){ .statement = point->statement,
		    .category = point->category,
		    .writers = point->writers,
		    .rank = ranked->rank,
		    .other_language = language != NULL &&
			!same_language(language, builder->report->document.language) }));
	sentence->notes = point->notes;
	sentence->note_count = point->note_count;
	report_add_paragraph(
	    builder, report_joined(builder->arena, "point-", point->id, ""), sentence, 1, NULL);
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
		report_add_text(builder, phrase_plain(PHRASE_NO_POINTS), NULL);
}

static void add_untouched(
    struct report_builder *builder, const struct synthesis_objective *objective)
{
	const struct programme_objective *plan =
	    programme_objective_find(builder->programme, objective->number);
	if (plan == NULL)
		return;
	struct report_items items = report_items_for(builder, plan->question_count);
	for (size_t i = 0; i < plan->question_count; i++) {
		if (i >= objective->question_count || objective->questions[i] == 0)
			report_add_item(builder, &items, NULL, plan->questions[i], NULL);
	}
	if (items.count > 0)
		report_add_text(builder,
		    phrase_plain(items.count == 1 ? PHRASE_UNTOUCHED_ONE : PHRASE_UNTOUCHED_MANY),
		    &items);
}

static void add_silent(struct report_builder *builder, const struct synthesis_objective *objective)
{
	if (objective->silent_room_count == 0)
		return;
	const char *rooms =
	    phrase_list(builder->arena, objective->silent_rooms, objective->silent_room_count);
	report_add_text(builder,
	    PHRASE(builder->arena,
		objective->silent_room_count == 1 ? PHRASE_SILENT_ONE : PHRASE_SILENT_MANY, rooms),
	    NULL);
}

void report_build_outcomes(struct report_builder *builder)
{
	report_add_chapter(builder, "outcomes", PHRASE_OUTCOMES);
	for (size_t i = 0; i < builder->objective_count; i++) {
		const struct synthesis_objective *objective = &builder->objectives[i];
		report_add_heading(builder, 2,
		    phrase_letters(builder->arena, (uint32_t)i + 1, true),
		    report_joined(builder->arena, "objective-",
			phrase_number(builder->arena, objective->number), ""),
		    report_objective_text(builder, objective->number));
		add_points(builder, objective);
		add_untouched(builder, objective);
		add_silent(builder, objective);
	}
}
