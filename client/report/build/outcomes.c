/* client/report/build/outcomes.c - the points as paragraphs, and what nobody touched. */
#include "client/report/build/build_internal.h"

#include <stdlib.h>
#include <string.h>

#define THEME_SENTENCES_MAX 3u /* of one paragraph, as in reports that people wrote */

static size_t category_place(const struct programme *programme, const char *key)
{
	size_t i = 0;
	while (i < programme->category_count && strcmp(programme->categories[i].key, key) != 0)
		i++;
	return i;
}

/* From 1; 0: it has none. */
static size_t theme_place(
    const struct synthesis_objective *objective, const struct synthesis_point *point)
{
	for (size_t i = 0; point->theme != NULL && i < objective->theme_count; i++) {
		const struct synthesis_theme *theme = &objective->themes[i];
		if (strcmp(theme->key, point->theme) == 0 &&
		    strcmp(theme->category, point->category) == 0)
			return i + 1;
	}
	return 0;
}

static int compare(const void *left, const void *right)
{
	const struct report_ranked *a = left;
	const struct report_ranked *b = right;
	if (a->category != b->category)
		return a->category < b->category ? -1 : 1;
	int keys = strcmp(a->point->category, b->point->category);
	if (keys == 0 && a->theme != b->theme)
		return a->theme < b->theme ? -1 : 1;
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
		ranked[i].theme = theme_place(objective, &objective->points[i]);
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

/* What a point's notes say of its sentence. */
struct told_point {
	const struct synthesis_note *speaks; /* whose words it has; NULL: a moderator's */
	bool on_record;                      /* and all of its notes are */
	char (*ids)[PUBLIC_ID_CHARS + 1];    /* of the notes that it rests on; NULL: none */
	size_t id_count;
};

static void tell_note(
    struct report_builder *builder, const struct report_note *listed, struct told_point *told)
{
	const struct synthesis_note *note = listed->note;
	if (told->ids == NULL) {
		told->ids =
		    arena_take(builder->arena, listed->point->note_count, sizeof *told->ids);
		told->on_record = true;
	}
	told->on_record = told->on_record && note->speaker != NULL;
	if (strcmp(note->id, listed->point->statement_note) == 0)
		told->speaks = note;
	if (told->ids != NULL && !report_told_apart(listed))
		memcpy(told->ids[told->id_count++], note->id, sizeof note->id);
}

/* By the place of each point in the objective. */
static struct told_point *tell_points(
    struct report_builder *builder, const struct synthesis_objective *objective)
{
	const struct report *report = builder->report;
	struct told_point *told = arena_take(builder->arena, objective->point_count, sizeof *told);
	if (told == NULL)
		return NULL;
	for (; builder->note_at < report->note_count; builder->note_at++) {
		const struct report_note *listed = &report->notes[builder->note_at];
		if (listed->objective != objective->number)
			break;
		if (listed->point != NULL)
			tell_note(builder, listed, &told[listed->point - objective->points]);
	}
	return told;
}

static void fill_sentence(struct report_builder *builder, const struct report_ranked *ranked,
    const struct told_point *told, struct document_sentence *sentence)
{
	const struct synthesis_point *point = ranked->point;
	const char *language = told->speaks == NULL ? NULL : told->speaks->language;
	sentence->notes = (const char(*)[PUBLIC_ID_CHARS + 1]) told->ids;
	sentence->note_count = told->id_count;
	if (told->on_record && told->speaks != NULL) {
		sentence->text =
		    report_text(builder->arena, report_attributed(builder, told->speaks));
		return;
	}
	sentence->text = report_text(builder->arena,
	    prose_sentence(&builder->wording, &builder->words,
		&(struct prose_point){ .statement = point->statement,
		    .category = point->category,
		    .writers = point->writers,
		    .notes = point->note_count,
		    .rank = ranked->rank,
		    .other_language = !wording_same(
			language == NULL ? "en" : language, wording_tag(&builder->wording)),
		    .curated = point->restated || point->statement_note[0] == '\0' }));
}

/* An objective's points while they are told. */
struct telling {
	const struct synthesis_objective *objective;
	const struct report_ranked *ranked;
	const struct told_point *told; /* by the place of the point in the objective */
	uint32_t categories;           /* headings so far */
	uint32_t themes;
};

/* Where a category or a theme begins, its heading. */
static void add_headings(struct report_builder *builder, struct telling *telling, size_t index)
{
	const struct report_ranked *ranked = &telling->ranked[index];
	const char *category = ranked->point->category;
	if (ranked->rank == 1) {
		const char *heading =
		    programme_heading(builder->programme, category, telling->objective->number);
		report_add_heading(builder, 3,
		    phrase_roman(builder->arena, ++telling->categories, false), NULL,
		    heading == NULL ? category : heading);
		telling->themes = 0;
	}
	if (ranked->theme != 0 && (ranked->rank == 1 || ranked[-1].theme != ranked->theme))
		report_add_heading(builder, 4,
		    phrase_letters(builder->arena, ++telling->themes, false), NULL,
		    telling->objective->themes[ranked->theme - 1].title);
}

/* How many points from index on make one paragraph: one, or some of one theme. */
static size_t paragraph_points(const struct telling *telling, size_t index)
{
	const struct report_ranked *ranked = &telling->ranked[index];
	size_t left = telling->objective->point_count - index;
	size_t count = 1;
	while (ranked->theme != 0 && count < THEME_SENTENCES_MAX && count < left &&
	    ranked[count].theme == ranked->theme && ranked[count].rank != 1)
		count++;
	return count;
}

static void add_points(struct report_builder *builder, const struct synthesis_objective *objective)
{
	struct telling telling = { .objective = objective,
		.ranked = report_rank(builder, objective),
		.told = tell_points(builder, objective) };
	if (telling.ranked == NULL || telling.told == NULL)
		return; /* no memory, which the arena remembers */
	for (size_t i = 0; !builder->arena->failed && i < objective->point_count;) {
		size_t count = paragraph_points(&telling, i);
		struct document_sentence *sentences =
		    arena_take(builder->arena, count, sizeof *sentences);
		add_headings(builder, &telling, i);
		for (size_t k = 0; sentences != NULL && k < count; k++) {
			const struct report_ranked *ranked = &telling.ranked[i + k];
			fill_sentence(builder, ranked,
			    &telling.told[ranked->point - objective->points], &sentences[k]);
		}
		report_add_paragraph(builder,
		    report_joined(builder->arena, "point-", telling.ranked[i].point->id, ""),
		    sentences, count, NULL);
		i += count;
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
