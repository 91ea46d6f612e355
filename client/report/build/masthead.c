/* client/report/build/masthead.c - what stands above the first chapter. */
#include "client/report/build/build_internal.h"

#include <string.h>

const char *report_objective_text(struct report_builder *builder, uint32_t number)
{
	const struct wording *wording = &builder->wording;
	const struct programme *programme = builder->programme;
	const struct programme_objective *plan = programme_objective_find(programme, number);
	const char *word = programme->report.objective != NULL
	    ? programme->report.objective
	    : phrase_plain(wording, PHRASE_OBJECTIVE);
	const char *digits = phrase_number(builder->arena, number);
	if (plan == NULL)
		return PHRASE(wording, PHRASE_OBJECTIVE_NUMBER, word, digits);
	return PHRASE(wording, PHRASE_OBJECTIVE_TITLE, word, digits, plan->title);
}

/* "2, 5 and 18" */
static const char *objective_numbers(struct report_builder *builder)
{
	const struct programme *programme = builder->programme;
	const char **texts = arena_take(builder->arena, programme->objective_count, sizeof(void *));
	if (texts == NULL)
		return NULL;
	for (size_t i = 0; i < programme->objective_count; i++)
		texts[i] = phrase_number(builder->arena, programme->objectives[i].number);
	return phrase_list(&builder->wording, texts, programme->objective_count);
}

/* The earliest start and the latest end of all that is planned; both compare as texts. */
static void find_span(const struct programme *programme, const char **start, const char **end)
{
	*start = NULL;
	*end = NULL;
	for (size_t i = 0; i < programme->round_count; i++) {
		const struct programme_round *round = &programme->rounds[i];
		if (*start == NULL || strcmp(round->start, *start) < 0)
			*start = round->start;
		if (*end == NULL || strcmp(round->end, *end) > 0)
			*end = round->end;
	}
	for (size_t i = 0; i < programme->agenda_count; i++) {
		const struct programme_agenda *item = &programme->agenda[i];
		const char *over = item->end == NULL ? item->start : item->end;
		if (*start == NULL || strcmp(item->start, *start) < 0)
			*start = item->start;
		if (*end == NULL || strcmp(over, *end) > 0)
			*end = over;
	}
}

/* "11:30-12:20 hrs.", or the start alone. */
const char *report_time_range(struct report_builder *builder, const char *start, const char *end)
{
	const char *from = phrase_clock(builder->arena, start);
	if (end == NULL)
		return from;
	return PHRASE(
	    &builder->wording, PHRASE_TIME_RANGE, from, phrase_clock(builder->arena, end));
}

/* "Bangkok" of "Asia/Bangkok". */
static const char *zone_name(struct report_builder *builder)
{
	const char *zone = builder->programme->timezone;
	const char *slash = strrchr(zone, '/');
	const char *place = slash == NULL ? zone : slash + 1;
	char *name = arena_text(builder->arena, place, strlen(place));
	for (char *at = name; at != NULL && *at != '\0'; at++) {
		if (*at == '_')
			*at = ' ';
	}
	return name;
}

static const char *state_text(struct report_builder *builder)
{
	const struct report_session *session = builder->session;
	const struct wording *wording = &builder->wording;
	if (session->closed && session->closed_ms != 0)
		return PHRASE(wording, PHRASE_CLOSED, phrase_utc(wording, session->closed_ms));
	if (session->closed)
		return phrase_plain(wording, PHRASE_CLOSED_UNDATED);
	if (session->last_number != 0)
		return PHRASE(
		    wording, PHRASE_OPEN, phrase_number(builder->arena, session->last_number));
	return phrase_plain(wording, PHRASE_OPEN_UNNUMBERED);
}

/* What the programme says of the document itself, in the United Nations' form. */
static void add_document(struct report_builder *builder, struct document_masthead *masthead)
{
	const struct programme_report *report = &builder->programme->report;
	const struct wording *wording = &builder->wording;
	masthead->organ = report->organ;
	masthead->symbol = report->symbol;
	masthead->heading = report->occasion;
	masthead->place = report->place;
	if (report->distribution != NULL)
		masthead->distribution = PHRASE(wording, PHRASE_DISTRIBUTION, report->distribution);
	if (report->submitted != NULL)
		masthead->submitted = phrase_date(wording, report->submitted);
	if (report->organ != NULL || report->symbol != NULL)
		masthead->original = phrase_plain(wording, PHRASE_ORIGINAL);
}

void report_build_masthead(struct report_builder *builder)
{
	const struct programme *programme = builder->programme;
	const struct wording *wording = &builder->wording;
	struct arena *arena = builder->arena;
	const char *start;
	const char *end;
	find_span(programme, &start, &end);
	if (start == NULL || end == NULL)
		return;
	const char *first_day = phrase_date(wording, start);
	const char *last_day = phrase_date(wording, end);
	if (arena->failed)
		return;
	struct document_masthead masthead = { .title = programme->title,
		.kind = phrase_plain(wording, PHRASE_SUMMARY_REPORT),
		.session = programme->session,
		.series = programme->series,
		.reference = programme->series == NULL
		    ? PHRASE(wording, PHRASE_SESSION, programme->session)
		    : PHRASE(wording, PHRASE_SESSION_SERIES, programme->session, programme->series),
		.day = arena_text(arena, start, sizeof "YYYY-MM-DD" - 1),
		.date = strcmp(first_day, last_day) == 0
		    ? first_day
		    : PHRASE(wording, PHRASE_DATE_RANGE, first_day, last_day),
		.time = PHRASE(wording, PHRASE_TIME_ZONE, report_time_range(builder, start, end),
		    zone_name(builder)),
		.objectives = PHRASE(wording,
		    programme->objective_count == 1 ? PHRASE_OBJECTIVE_ONE : PHRASE_OBJECTIVE_MANY,
		    objective_numbers(builder)),
		.state = state_text(builder) };
	add_document(builder, &masthead);
	builder->report->document.masthead = masthead;
}
