/* client/report/build/programme.c - what the programme tells: masthead, organization, annex. */
#include "client/report/build/build_internal.h"

#include <stdlib.h>
#include <string.h>

const char *report_objective_text(struct report_builder *builder, uint32_t number)
{
	const struct programme_objective *plan =
	    programme_objective_find(builder->programme, number);
	const char *digits = phrase_number(builder->arena, number);
	if (plan == NULL)
		return PHRASE(builder->arena, PHRASE_OBJECTIVE_ONE, digits);
	return PHRASE(builder->arena, PHRASE_OBJECTIVE_TITLE, digits, plan->title);
}

/* "2, 5 and 18" */
static const char *objective_numbers(
    struct report_builder *builder, const uint32_t *numbers, size_t count)
{
	const char **texts = arena_take(builder->arena, count, sizeof(void *));
	if (texts == NULL)
		return NULL;
	for (size_t i = 0; i < count; i++)
		texts[i] = phrase_number(builder->arena, numbers[i]);
	return phrase_list(builder->arena, texts, count);
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
static const char *time_range(struct report_builder *builder, const char *start, const char *end)
{
	const char *from = phrase_clock(builder->arena, start);
	if (end == NULL)
		return from;
	return PHRASE(builder->arena, PHRASE_TIME_RANGE, from, phrase_clock(builder->arena, end));
}

static const char *state_text(struct report_builder *builder)
{
	const struct report_session *session = builder->session;
	if (session->closed && session->closed_ms != 0)
		return PHRASE(
		    builder->arena, PHRASE_CLOSED, phrase_utc(builder->arena, session->closed_ms));
	if (session->closed)
		return phrase_plain(PHRASE_CLOSED_UNDATED);
	if (session->last_number != 0)
		return PHRASE(builder->arena, PHRASE_OPEN,
		    phrase_number(builder->arena, session->last_number));
	return phrase_plain(PHRASE_OPEN_UNNUMBERED);
}

void report_build_masthead(struct report_builder *builder)
{
	const struct programme *programme = builder->programme;
	struct arena *arena = builder->arena;
	const char *start;
	const char *end;
	uint32_t *numbers = arena_take(arena, programme->objective_count, sizeof *numbers);
	find_span(programme, &start, &end);
	if (numbers == NULL || start == NULL || end == NULL)
		return;
	for (size_t i = 0; i < programme->objective_count; i++)
		numbers[i] = programme->objectives[i].number;
	const char *first_day = phrase_date(arena, start);
	const char *last_day = phrase_date(arena, end);
	if (arena->failed)
		return;
	builder->report->document.masthead = (struct document_masthead){ .title = programme->title,
		.kind = phrase_plain(PHRASE_SUMMARY_REPORT),
		.session = programme->session,
		.series = programme->series,
		.reference = programme->series == NULL
		    ? PHRASE(arena, PHRASE_SESSION, programme->session)
		    : PHRASE(arena, PHRASE_SESSION_SERIES, programme->session, programme->series),
		.day = arena_text(arena, start, sizeof "YYYY-MM-DD" - 1),
		.date = strcmp(first_day, last_day) == 0
		    ? first_day
		    : PHRASE(arena, PHRASE_DATE_RANGE, first_day, last_day),
		.time = PHRASE(
		    arena, PHRASE_TIME_ZONE, time_range(builder, start, end), programme->timezone),
		.objectives = PHRASE(arena,
		    programme->objective_count == 1 ? PHRASE_OBJECTIVE_ONE : PHRASE_OBJECTIVE_MANY,
		    objective_numbers(builder, numbers, programme->objective_count)),
		.state = state_text(builder) };
}

static void add_focus(struct report_builder *builder)
{
	const struct programme *programme = builder->programme;
	struct arena *arena = builder->arena;
	struct report_items items = report_items_for(builder, programme->objective_count);
	for (size_t i = 0; i < programme->objective_count; i++)
		report_add_item(builder, &items, NULL,
		    report_objective_text(builder, programme->objectives[i].number), NULL);
	report_add_text(builder,
	    programme->objective_count == 1 ? phrase_plain(PHRASE_FOCUS_ONE)
					    : PHRASE(arena, PHRASE_FOCUS_MANY,
						  phrase_number(arena, programme->objective_count)),
	    &items);
}

/* "Round 1, 28 October 2020, 11:30-12:20 hrs.: WG-2 (objective 2) and WG-5 (objective 5)." */
static const char *round_text(struct report_builder *builder, const struct programme_round *round)
{
	const struct programme *programme = builder->programme;
	struct arena *arena = builder->arena;
	const char **rooms = arena_take(arena, programme->room_count, sizeof(void *));
	size_t count = 0;
	for (size_t i = 0; rooms != NULL && i < programme->room_count; i++) {
		const struct programme_room *room = &programme->rooms[i];
		if (room->round != round->number)
			continue;
		const char *numbers =
		    objective_numbers(builder, room->objectives, room->objective_count);
		rooms[count++] = PHRASE(arena,
		    room->objective_count == 1 ? PHRASE_ROUND_ROOM : PHRASE_ROUND_ROOM_MANY,
		    room->key, numbers);
	}
	const char *number = phrase_number(arena, round->number);
	const char *day = phrase_date(arena, round->start);
	const char *hours = time_range(builder, round->start, round->end);
	if (arena->failed)
		return NULL;
	if (count == 0)
		return PHRASE(arena, PHRASE_ROUND_EMPTY, number, day, hours);
	return PHRASE(arena, PHRASE_ROUND, number, day, hours, phrase_list(arena, rooms, count));
}

static void add_rounds(struct report_builder *builder)
{
	const struct programme *programme = builder->programme;
	struct arena *arena = builder->arena;
	struct report_items items = report_items_for(builder, programme->round_count);
	for (size_t i = 0; i < programme->round_count; i++)
		report_add_item(
		    builder, &items, NULL, round_text(builder, &programme->rounds[i]), NULL);
	report_add_text(builder,
	    programme->round_count == 1
		? phrase_plain(PHRASE_ROUNDS_ONE)
		: PHRASE(arena, PHRASE_ROUNDS_MANY, phrase_number(arena, programme->round_count)),
	    &items);
}

static void add_questions(struct report_builder *builder)
{
	const struct programme *programme = builder->programme;
	struct arena *arena = builder->arena;
	for (size_t i = 0; i < programme->objective_count; i++) {
		const struct programme_objective *objective = &programme->objectives[i];
		struct report_items items = report_items_for(builder, objective->question_count);
		if (objective->question_count == 0)
			continue;
		for (size_t k = 0; k < objective->question_count; k++)
			report_add_item(builder, &items, NULL, objective->questions[k], NULL);
		report_add_text(builder,
		    PHRASE(arena,
			objective->question_count == 1 ? PHRASE_QUESTIONS_ONE
						       : PHRASE_QUESTIONS_MANY,
			phrase_number(arena, objective->number),
			phrase_number(arena, objective->question_count)),
		    &items);
	}
}

/* How many notes there are and how they are told; one paragraph of two or three sentences. */
static void add_notes(struct report_builder *builder)
{
	struct arena *arena = builder->arena;
	uint64_t received = builder->report->received;
	size_t points = 0;
	for (size_t i = 0; i < builder->objective_count; i++)
		points += builder->objectives[i].point_count;
	struct document_sentence *sentences = arena_take(arena, 2, sizeof *sentences);
	if (sentences == NULL)
		return;
	const char *text = received == 0 ? phrase_plain(PHRASE_NOTES_NONE)
	    : received == 1              ? phrase_plain(PHRASE_NOTES_ONE)
			    : PHRASE(arena, PHRASE_NOTES_MANY, phrase_number(arena, received));
	sentences[0].text = report_text(arena, text);
	sentences[1].text = report_text(arena,
	    points == 1 ? phrase_plain(PHRASE_POINTS_ONE)
			: PHRASE(arena, PHRASE_POINTS_MANY, phrase_number(arena, points)));
	report_add_paragraph(builder, NULL, sentences, points == 0 ? 1 : 2, NULL);
}

void report_build_organization(struct report_builder *builder)
{
	const struct document_masthead *masthead = &builder->report->document.masthead;
	struct arena *arena = builder->arena;
	if (arena->failed)
		return;
	report_add_chapter(builder, "organization", PHRASE_ORGANIZATION);
	report_add_text(builder,
	    PHRASE(arena, PHRASE_HELD, masthead->title, masthead->date, masthead->time), NULL);
	add_focus(builder);
	add_rounds(builder);
	add_questions(builder);
	add_notes(builder);
	report_add_text(builder, phrase_plain(PHRASE_CHATHAM), NULL);
}

/* ---- the annex ---- */

struct slot {
	const char *start;
	size_t order; /* where two start at once: agenda before rounds, each in its own order */
	const struct programme_agenda *item;
	const struct programme_round *round;
};

static int compare_slots(const void *left, const void *right)
{
	const struct slot *a = left;
	const struct slot *b = right;
	int starts = strcmp(a->start, b->start);
	if (starts != 0)
		return starts;
	return a->order < b->order ? -1 : a->order > b->order;
}

/* A cell while it is filled; room for as many lines as it was given. */
struct lines {
	struct arena *arena;
	struct document_line *lines;
	size_t count;
};

static struct lines lines_for(struct report_builder *builder, size_t room)
{
	struct lines lines = { .arena = builder->arena };
	lines.lines = arena_take(builder->arena, room, sizeof *lines.lines);
	return lines;
}

static void line_add(struct lines *lines, const char *text, bool bold, bool bullet)
{
	struct document_run *run = arena_take(lines->arena, 1, sizeof *run);
	if (run == NULL || lines->arena->failed)
		return;
	*run = (struct document_run){ .text = text, .bold = bold };
	lines->lines[lines->count++] =
	    (struct document_line){ .text = { .runs = run, .run_count = 1 }, .bullet = bullet };
}

static void lines_end(const struct lines *lines, struct document_cell *cell)
{
	*cell = (struct document_cell){ .lines = lines->lines, .line_count = lines->count };
}

static void fill_agenda(
    struct report_builder *builder, struct document_cell *cell, const struct programme_agenda *item)
{
	struct arena *arena = builder->arena;
	struct lines lines = lines_for(builder, item->speaker_count + 2);
	line_add(&lines, item->title, true, false);
	if (item->moderator != NULL)
		line_add(&lines, PHRASE(arena, PHRASE_PROGRAMME_MODERATOR, item->moderator), false,
		    false);
	for (size_t i = 0; i < item->speaker_count; i++)
		line_add(&lines, item->speakers[i], false, true);
	lines_end(&lines, cell);
}

static const char *room_text(struct report_builder *builder, const struct programme_room *room)
{
	struct arena *arena = builder->arena;
	const char **objectives = arena_take(arena, room->objective_count, sizeof(void *));
	for (size_t i = 0; objectives != NULL && i < room->objective_count; i++)
		objectives[i] = report_objective_text(builder, room->objectives[i]);
	if (arena->failed)
		return NULL;
	const char *text = PHRASE(arena, PHRASE_PROGRAMME_ROOM, room->key,
	    phrase_list(arena, objectives, room->objective_count));
	if (room->cohost_count == 0)
		return text;
	return PHRASE(arena, PHRASE_PROGRAMME_COHOSTS, text,
	    phrase_list(arena, room->cohosts, room->cohost_count));
}

static void fill_round(
    struct report_builder *builder, struct document_cell *cell, const struct programme_round *round)
{
	const struct programme *programme = builder->programme;
	struct lines lines = lines_for(builder, programme->room_count + 1);
	line_add(&lines,
	    PHRASE(builder->arena, PHRASE_PROGRAMME_ROUND,
		phrase_number(builder->arena, round->number)),
	    true, false);
	for (size_t i = 0; i < programme->room_count; i++) {
		if (programme->rooms[i].round == round->number)
			line_add(&lines, room_text(builder, &programme->rooms[i]), false, true);
	}
	lines_end(&lines, cell);
}

/* Days are told where there is more than one. */
static void fill_slot(struct report_builder *builder, struct document_row *row,
    const struct slot *slot, bool with_day)
{
	const char *end = slot->item != NULL ? slot->item->end : slot->round->end;
	struct lines lines = lines_for(builder, 2);
	if (with_day)
		line_add(&lines, phrase_date(builder->arena, slot->start), false, false);
	line_add(&lines, time_range(builder, slot->start, end), false, false);
	lines_end(&lines, &row->cells[0]);
	if (slot->item != NULL)
		fill_agenda(builder, &row->cells[1], slot->item);
	else
		fill_round(builder, &row->cells[1], slot->round);
}

void report_build_annex(struct report_builder *builder)
{
	const struct programme *programme = builder->programme;
	struct arena *arena = builder->arena;
	size_t count = programme->agenda_count + programme->round_count;
	struct slot *slots = arena_take(arena, count, sizeof *slots);
	struct document_part *annex = arena_take(arena, 1, sizeof *annex);
	if (slots == NULL || annex == NULL)
		return;
	for (size_t i = 0; i < count; i++) {
		size_t round = i - programme->agenda_count; /* only used past the agenda */
		slots[i].order = i;
		if (i < programme->agenda_count)
			slots[i].item = &programme->agenda[i];
		else
			slots[i].round = &programme->rounds[round];
		slots[i].start =
		    slots[i].item != NULL ? slots[i].item->start : slots[i].round->start;
	}
	if (count > 0)
		qsort(slots, count, sizeof *slots, compare_slots);
	const char *const columns[] = { phrase_plain(PHRASE_PROGRAMME_TIME),
		phrase_plain(PHRASE_PROGRAMME_DETAILS) };
	struct document_table *table =
	    report_add_table(builder, phrase_plain(PHRASE_PROGRAMME), columns, 2, count);
	bool days = count > 0 && strncmp(slots[0].start, slots[count - 1].start, 10) != 0;
	for (size_t i = 0; table != NULL && i < count; i++)
		fill_slot(builder, &table->rows[i], &slots[i], days);
	annex->label = phrase_plain(PHRASE_ANNEX);
	annex->title = phrase_plain(PHRASE_PROGRAMME);
	report_end_part(builder, annex);
	annex->id = "annex-programme";
	builder->report->document.annexes = annex;
	builder->report->document.annex_count = 1;
}
