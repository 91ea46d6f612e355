/* client/report/build/annexes.c - the programme as a table, and the guiding questions. */
#include "client/report/build/build_internal.h"

#include <stdlib.h>
#include <string.h>

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
	struct lines lines = lines_for(builder, item->speaker_count + 2);
	line_add(&lines, item->title, true, false);
	if (item->moderator != NULL)
		line_add(&lines,
		    PHRASE(&builder->wording, PHRASE_PROGRAMME_MODERATOR, item->moderator), false,
		    false);
	for (size_t i = 0; i < item->speaker_count; i++)
		line_add(&lines, item->speakers[i], false, true);
	lines_end(&lines, cell);
}

/* What a room was about, and its co-hosts. The room's key is no matter of the reader's. */
static const char *room_text(struct report_builder *builder, const struct programme_room *room)
{
	const struct wording *wording = &builder->wording;
	struct arena *arena = builder->arena;
	const char **objectives = arena_take(arena, room->objective_count, sizeof(void *));
	for (size_t i = 0; objectives != NULL && i < room->objective_count; i++)
		objectives[i] = report_objective_text(builder, room->objectives[i]);
	if (arena->failed)
		return NULL;
	const char *text = phrase_list(wording, objectives, room->objective_count);
	if (room->cohost_count == 0)
		return text;
	return PHRASE(wording, PHRASE_PROGRAMME_COHOSTS, text,
	    phrase_list(wording, room->cohosts, room->cohost_count));
}

static void fill_round(
    struct report_builder *builder, struct document_cell *cell, const struct programme_round *round)
{
	const struct programme *programme = builder->programme;
	struct lines lines = lines_for(builder, programme->room_count + 1);
	line_add(&lines,
	    PHRASE(&builder->wording, PHRASE_PROGRAMME_ROUND,
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
		line_add(&lines, phrase_date(&builder->wording, slot->start), false, false);
	line_add(&lines, report_time_range(builder, slot->start, end), false, false);
	lines_end(&lines, &row->cells[0]);
	if (slot->item != NULL)
		fill_agenda(builder, &row->cells[1], slot->item);
	else
		fill_round(builder, &row->cells[1], slot->round);
}

void report_build_programme(struct report_builder *builder)
{
	const struct programme *programme = builder->programme;
	const struct wording *wording = &builder->wording;
	size_t count = programme->agenda_count + programme->round_count;
	struct slot *slots = arena_take(builder->arena, count, sizeof *slots);
	if (slots == NULL)
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
	const char *const columns[] = { phrase_plain(wording, PHRASE_PROGRAMME_TIME),
		phrase_plain(wording, PHRASE_PROGRAMME_DETAILS) };
	struct document_table *table =
	    report_add_table(builder, phrase_plain(wording, PHRASE_PROGRAMME), columns, 2, count);
	bool days = count > 0 && strncmp(slots[0].start, slots[count - 1].start, 10) != 0;
	for (size_t i = 0; table != NULL && i < count; i++)
		fill_slot(builder, &table->rows[i], &slots[i], days);
}

void report_build_questions(struct report_builder *builder)
{
	const struct programme *programme = builder->programme;
	for (size_t i = 0; i < programme->objective_count; i++) {
		const struct programme_objective *objective = &programme->objectives[i];
		struct report_items items = report_items_for(builder, objective->question_count);
		for (size_t k = 0; k < objective->question_count; k++)
			report_add_item(builder, &items, NULL, objective->questions[k], NULL);
		if (objective->question_count > 0)
			report_add_text(
			    builder, report_objective_text(builder, objective->number), &items);
	}
}
