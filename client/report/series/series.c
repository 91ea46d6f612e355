/* client/report/series/series.c - see ../series.h. */
#include <assert.h>
#include <string.h>

#include "client/report/series/series_internal.h"

struct series {
	const char *key;
	const struct series_session *sessions;
	size_t count;
	struct prose_words *words; /* of each session */
	struct report_builder *builder;
	uint32_t told[OBJECTIVES_MAX * SERIES_SESSIONS_MAX]; /* objectives that have been */
	size_t told_count;
};

static const char *count_text(const struct series *series)
{
	struct report_builder *builder = series->builder;
	return series->count == 1 ? phrase_plain(&builder->wording, PHRASE_SERIES_ONE)
				  : PHRASE(&builder->wording, PHRASE_SERIES_COUNT,
					phrase_number(builder->arena, series->count));
}

/* --- the masthead --------------------------------------------------------------------------------------- */

static void span_find(const struct series *series, const char **start, const char **end)
{
	*start = series->sessions[0].programme->rounds[0].start;
	*end = series->sessions[0].programme->rounds[0].end;
	for (size_t i = 0; i < series->count; i++) {
		const struct programme *programme = series->sessions[i].programme;
		for (size_t k = 0; k < programme->round_count; k++) {
			if (strcmp(programme->rounds[k].start, *start) < 0)
				*start = programme->rounds[k].start;
			if (strcmp(programme->rounds[k].end, *end) > 0)
				*end = programme->rounds[k].end;
		}
	}
}

static bool is_told(const struct series *series, uint32_t objective)
{
	for (size_t i = 0; i < series->told_count; i++)
		if (series->told[i] == objective)
			return true;
	return false;
}

/* "2, 5 and 18", each once, in the order in which they are told. */
static const char *objectives_text(struct series *series)
{
	struct report_builder *builder = series->builder;
	const char **numbers =
	    arena_take(builder->arena, OBJECTIVES_MAX * series->count, sizeof(void *));
	for (size_t i = 0; numbers != NULL && i < series->count; i++) {
		const struct programme *programme = series->sessions[i].programme;
		for (size_t k = 0; k < programme->objective_count; k++) {
			uint32_t number = programme->objectives[k].number;
			if (is_told(series, number))
				continue;
			numbers[series->told_count] = phrase_number(builder->arena, number);
			series->told[series->told_count++] = number;
		}
	}
	size_t count = series->told_count;
	series->told_count = 0;
	return PHRASE(&builder->wording, count == 1 ? PHRASE_OBJECTIVE_ONE : PHRASE_OBJECTIVE_MANY,
	    builder->arena->failed ? "" : phrase_list(&builder->wording, numbers, count));
}

static const char *state_text(const struct series *series)
{
	struct report_builder *builder = series->builder;
	size_t closed = 0;
	for (size_t i = 0; i < series->count; i++)
		closed += series->sessions[i].closed ? 1 : 0;
	if (closed == series->count)
		return phrase_plain(&builder->wording, PHRASE_SERIES_FINAL);
	return PHRASE(&builder->wording, PHRASE_SERIES_INTERIM,
	    phrase_number(builder->arena, closed), phrase_number(builder->arena, series->count));
}

static void masthead_build(struct series *series)
{
	struct report_builder *builder = series->builder;
	const struct wording *wording = &builder->wording;
	const char *start = NULL;
	const char *end = NULL;
	span_find(series, &start, &end);
	const char *first_day = phrase_date(wording, start);
	const char *last_day = phrase_date(wording, end);
	if (builder->arena->failed)
		return;
	builder->report->document.masthead = (struct document_masthead){
		.title = PHRASE(wording, PHRASE_SERIES_TITLE, series->key),
		.kind = phrase_plain(wording, PHRASE_SERIES_KIND),
		.session = series->key,
		.series = series->key,
		.reference = PHRASE(wording, PHRASE_SERIES_TITLE, series->key),
		.day = arena_text(builder->arena, start, sizeof "YYYY-MM-DD" - 1),
		.date = strcmp(first_day, last_day) == 0
		    ? first_day
		    : PHRASE(wording, PHRASE_DATE_RANGE, first_day, last_day),
		.time = count_text(series),
		.objectives = objectives_text(series),
		.state = state_text(series),
	};
}

/* --- points --------------------------------------------------------------------------------------------- */

/* "gcm-1, paragraph 12": one for each point of the group. */
static const char *references_text(const struct series *series, const struct series_group *group)
{
	struct report_builder *builder = series->builder;
	const struct wording *wording = &builder->wording;
	const char **texts = arena_take(builder->arena, group->sessions, sizeof(void *));
	size_t count = 0;
	for (const struct series_point *point = group->points; texts != NULL && point != NULL;
	     point = point->next) {
		const char *session = series->sessions[point->session].programme->session;
		texts[count++] = point->paragraph == 0
		    ? session
		    : PHRASE(wording, PHRASE_SERIES_PARAGRAPH, session,
			  phrase_number(builder->arena, point->paragraph));
	}
	return builder->arena->failed ? "" : phrase_list(wording, texts, count);
}

/* Notes on the record stand with their speaker in the single reports: they are named here as all others are. */
static void notes_fill(struct report_builder *builder, const struct series_group *group,
    struct document_sentence *sentence)
{
	char(*ids)[PUBLIC_ID_CHARS + 1] = arena_take(builder->arena, group->notes, sizeof *ids);
	size_t count = 0;
	for (const struct series_point *point = group->points; ids != NULL && point != NULL;
	     point = point->next)
		for (size_t i = 0; i < point->point->note_count; i++)
			memcpy(ids[count++], point->point->notes[i], sizeof *ids);
	sentence->notes = (const char(*)[PUBLIC_ID_CHARS + 1]) ids;
	sentence->note_count = count;
}

/* The language of the note whose words they are; NULL: not said, or a moderator's. */
static const char *language_of(const struct series *series, const struct series_point *speaks)
{
	const struct report *report = series->sessions[speaks->session].report;
	for (size_t i = 0; i < report->note_count; i++)
		if (strcmp(report->notes[i].note->id, speaks->point->statement_note) == 0)
			return report->notes[i].note->language;
	return NULL;
}

static void group_tell(const struct series *series, const struct series_group *group, uint32_t rank)
{
	struct report_builder *builder = series->builder;
	const struct series_point *speaks = group->points;
	const struct synthesis_point *point = speaks->point;
	const char *language = language_of(series, speaks);
	struct document_sentence *sentences = arena_take(builder->arena, 2, sizeof *sentences);
	const char *references = references_text(series, group);
	if (sentences == NULL || builder->arena->failed)
		return;
	sentences[0].text = report_text(builder->arena,
	    prose_sentence(&builder->wording, &series->words[speaks->session],
		&(struct prose_point){ .statement = point->statement,
		    .category = point->category,
		    .writers = group->writers,
		    .notes = group->notes,
		    .rank = rank,
		    .other_language = !wording_same(
			language == NULL ? "en" : language, wording_tag(&builder->wording)),
		    .curated = point->restated || point->statement_note[0] == '\0' }));
	notes_fill(builder, group, &sentences[0]);
	sentences[1].text = report_text(builder->arena,
	    group->sessions == 1
		? PHRASE(&builder->wording, PHRASE_SERIES_SEE, references)
		: PHRASE(&builder->wording, PHRASE_SERIES_RECURS,
		      phrase_count(&builder->wording, group->sessions), references));
	report_add_paragraph(
	    builder, report_joined(builder->arena, "point-", point->id, ""), sentences, 2, NULL);
}

static const struct programme *category_programme(
    const struct series *series, const char *category, size_t before)
{
	for (size_t i = 0; i < before; i++)
		if (programme_category_find(series->sessions[i].programme, category) != NULL)
			return series->sessions[i].programme;
	return NULL;
}

/* A category that a session is the first to have. Answers how many paragraphs it has. */
static size_t category_tell(struct series *series, uint32_t objective, size_t session,
    const char *category, uint32_t *headings)
{
	struct report_builder *builder = series->builder;
	size_t count = 0;
	const struct series_group *groups =
	    series_groups(builder, series->sessions, series->count, objective, category, &count);
	if (count == 0 || builder->arena->failed)
		return 0;
	const char *heading =
	    programme_heading(series->sessions[session].programme, category, objective);
	report_add_heading(builder, 3, phrase_roman(builder->arena, ++*headings, false), NULL,
	    heading == NULL ? category : heading);
	for (size_t i = 0; i < count; i++)
		group_tell(series, &groups[i], (uint32_t)i + 1);
	return count;
}

static void objective_tell(struct series *series, uint32_t objective)
{
	struct report_builder *builder = series->builder;
	uint32_t headings = 0;
	size_t told = 0;
	for (size_t i = 0; i < series->count; i++) {
		const struct programme *programme = series->sessions[i].programme;
		for (size_t k = 0; k < programme->category_count; k++) {
			const char *category = programme->categories[k].key;
			if (category_programme(series, category, i) == NULL)
				told += category_tell(series, objective, i, category, &headings);
		}
	}
	if (told == 0)
		report_add_text(builder, phrase_plain(&builder->wording, PHRASE_NO_POINTS), NULL);
}

/* --- chapters ------------------------------------------------------------------------------------------- */

static void sessions_tell(const struct series *series)
{
	struct report_builder *builder = series->builder;
	const struct wording *wording = &builder->wording;
	struct report_items items = report_items_for(builder, series->count);
	report_add_chapter(builder, "sessions", phrase_plain(wording, PHRASE_SERIES_SESSIONS));
	for (size_t i = 0; !builder->arena->failed && i < series->count; i++) {
		const struct programme *programme = series->sessions[i].programme;
		report_add_item(builder, &items, NULL,
		    PHRASE(wording, PHRASE_SERIES_SESSION, programme->title, programme->session,
			phrase_date(wording, programme->rounds[0].start),
			phrase_number(builder->arena, series->sessions[i].report->received)),
		    NULL);
	}
	report_add_text(builder, phrase_plain(wording, PHRASE_SERIES_INTRODUCTION), &items);
}

/* A chapter of those objectives of the session that no chapter has told: sessions of the same ones have none. */
static void cluster_tell(struct series *series, size_t session)
{
	struct report_builder *builder = series->builder;
	const struct programme *programme = series->sessions[session].programme;
	uint32_t section = 0;
	for (size_t i = 0; !builder->arena->failed && i < programme->objective_count; i++) {
		uint32_t number = programme->objectives[i].number;
		if (is_told(series, number))
			continue;
		series->told[series->told_count++] = number;
		if (section == 0)
			report_add_chapter(builder,
			    report_joined(builder->arena, "cluster-",
				phrase_number(builder->arena, session + 1), ""),
			    programme->title);
		builder->programme = programme;
		report_add_heading(builder, 2, phrase_letters(builder->arena, ++section, true),
		    report_joined(
			builder->arena, "objective-", phrase_number(builder->arena, number), ""),
		    report_objective_text(builder, number));
		objective_tell(series, number);
	}
}

/* --- the annex ------------------------------------------------------------------------------------------ */

static void row_fill(struct report_builder *builder, struct document_row *row, const char *name,
    uint64_t received, const uint64_t counts[NOTE_PLACE_COUNT])
{
	report_set_cell(builder, &row->cells[0], name);
	report_set_cell(builder, &row->cells[1], phrase_number(builder->arena, received));
	for (size_t i = 0; i < NOTE_PLACE_COUNT; i++)
		report_set_cell(
		    builder, &row->cells[2 + i], phrase_number(builder->arena, counts[i]));
}

static void balance_tell(struct series *series)
{
	struct report_builder *builder = series->builder;
	const struct wording *wording = &builder->wording;
	const char *const columns[2 + NOTE_PLACE_COUNT] = {
		phrase_plain(wording, PHRASE_SERIES_COLUMN),
		phrase_plain(wording, PHRASE_BALANCE_RECEIVED),
		[2 + NOTE_IN_POINT] = phrase_plain(wording, PHRASE_BALANCE_IN_POINTS),
		[2 + NOTE_HIDDEN] = phrase_plain(wording, PHRASE_BALANCE_HIDDEN),
		[2 + NOTE_UNPLACED] = phrase_plain(wording, PHRASE_BALANCE_UNPLACED),
		[2 + NOTE_RETRACTED] = phrase_plain(wording, PHRASE_BALANCE_RETRACTED),
		[2 + NOTE_REDACTED] = phrase_plain(wording, PHRASE_BALANCE_REDACTED),
		[2 + NOTE_LATE] = phrase_plain(wording, PHRASE_BALANCE_LATE),
	};
	const struct report *report = builder->report;
	struct document_table *table =
	    report_add_table(builder, phrase_plain(wording, PHRASE_SERIES_CAPTION), columns,
		2 + NOTE_PLACE_COUNT, series->count + 1);
	for (size_t i = 0; table != NULL && i < series->count; i++)
		row_fill(builder, &table->rows[i], series->sessions[i].programme->session,
		    series->sessions[i].report->received, series->sessions[i].report->counts);
	if (table != NULL) {
		table->number_column = 1;
		table->last_is_total = true;
		row_fill(builder, &table->rows[series->count],
		    phrase_plain(wording, PHRASE_BALANCE_TOTAL), report->received, report->counts);
	}
	report_add_text(builder, phrase_plain(wording, PHRASE_SERIES_METHOD), NULL);
}

static void annex_build(struct series *series)
{
	struct report_builder *builder = series->builder;
	struct document *document = &builder->report->document;
	struct document_part *annex = arena_take(builder->arena, 1, sizeof *annex);
	if (annex == NULL)
		return;
	builder->annex = true;
	report_add_chapter(builder, "balance", NULL);
	balance_tell(series);
	report_end_part(builder, annex);
	annex->id = "annex-balance";
	annex->title = phrase_plain(&builder->wording, PHRASE_BALANCE);
	annex->label = phrase_plain(&builder->wording, PHRASE_ANNEX);
	document->annexes = annex;
	document->annex_count = 1;
}

/* --- all of it -------------------------------------------------------------------------------------------- */

/* Notes and counts of all sessions, one after the other. */
static void notes_gather(struct series *series)
{
	struct report *report = series->builder->report;
	size_t count = 0;
	for (size_t i = 0; i < series->count; i++)
		count += series->sessions[i].report->note_count;
	report->notes = arena_take(&report->arena, count, sizeof *report->notes);
	for (size_t i = 0; report->notes != NULL && i < series->count; i++) {
		const struct report *from = series->sessions[i].report;
		if (from->note_count > 0)
			memcpy(report->notes + report->note_count, from->notes,
			    from->note_count * sizeof *from->notes);
		report->note_count += from->note_count;
		report->received += from->received;
		for (size_t k = 0; k < NOTE_PLACE_COUNT; k++)
			report->counts[k] += from->counts[k];
	}
}

static void words_learn(struct series *series)
{
	struct report_builder *builder = series->builder;
	series->words = arena_take(builder->arena, series->count, sizeof *series->words);
	for (size_t i = 0; series->words != NULL && i < series->count; i++)
		(void)prose_learn(&series->words[i], builder->arena, series->sessions[i].objectives,
		    series->sessions[i].objective_count);
}

static void build(struct series *series)
{
	struct report_builder *builder = series->builder;
	struct document *document = &builder->report->document;
	wording_init(&builder->wording, builder->arena, series->sessions[0].programme->language);
	document->language = wording_tag(&builder->wording);
	document->words = report_format_words(&builder->wording);
	document->time_ms = series->sessions[series->count - 1].closed_ms;
	document->time_ms -=
	    document->time_ms % 60000; /* nothing in a report is finer than the minute */
	notes_gather(series);
	words_learn(series);
	masthead_build(series);
	sessions_tell(series);
	for (size_t i = 0; !builder->arena->failed && i < series->count; i++)
		cluster_tell(series, i);
	report_end_part(builder, &document->body);
	annex_build(series);
}

enum report_result series_build(
    struct report *report, const char *key, const struct series_session *sessions, size_t count)
{
	assert(count >= 1);
	assert(count <= SERIES_SESSIONS_MAX);
	struct report made = { .received = 0 };
	struct report_builder builder = {
		.report = &made, .arena = &made.arena, .programme = sessions[0].programme
	};
	arena_init(&made.arena, REPORT_MEMORY_MAX);
	struct series *series = arena_take(&made.arena, 1, sizeof *series);
	if (series != NULL) {
		series->key = key;
		series->sessions = sessions;
		series->count = count;
		series->builder = &builder;
		build(series);
	}
	if (made.arena.failed) {
		arena_close(&made.arena);
		return REPORT_MEMORY;
	}
	*report = made;
	return REPORT_OK;
}
