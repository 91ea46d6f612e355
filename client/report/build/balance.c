/*
 * client/report/build/balance.c - where every note is: counted, compared with what was received, and
 * listed where it is in no point.
 */
#include "client/report/build/build_internal.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum report_result unbalanced(char detail[REPORT_DETAIL_MAX], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static enum report_result unbalanced(char detail[REPORT_DETAIL_MAX], const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(detail, REPORT_DETAIL_MAX, format, arguments);
	va_end(arguments);
	return REPORT_UNBALANCED;
}

static int compare_ids(const void *left, const void *right)
{
	const struct report_note *const *a = left;
	const struct report_note *const *b = right;
	return strcmp((*a)->note->id, (*b)->note->id);
}

static int compare_id(const void *key, const void *element)
{
	return strcmp(key, (*(const struct report_note *const *)element)->note->id);
}

static int compare_numbers(const void *left, const void *right)
{
	uint64_t a = ((const struct report_note *)left)->note->number;
	uint64_t b = ((const struct report_note *)right)->note->number;
	return a < b ? -1 : a > b;
}

/* Adds the objective's notes, by number, but those without a text. */
static void add_notes(struct report_builder *builder, const struct synthesis_objective *objective)
{
	struct report *report = builder->report;
	struct report_note *first = report->notes + report->note_count;
	size_t count = 0;
	for (size_t i = 0; i < objective->note_count; i++) {
		const struct synthesis_note *note = &objective->notes[i];
		bool hidden = note->place == NOTE_HIDDEN;
		if (note->place != NOTE_RETRACTED && note->place != NOTE_REDACTED)
			first[count++] = (struct report_note){ .note = note,
				.objective = objective->number,
				.speaker = hidden ? NULL : note->speaker,
				.body = hidden ? NULL : note->body };
	}
	if (count > 0)
		qsort(first, count, sizeof *first, compare_numbers);
	report->note_count += count;
}

/* The points of an objective, and its notes by id. */
struct places {
	struct report_ranked *ranked;
	struct report_note **by_id;
	size_t count;
};

static struct report_note *find_note(const struct places *places, const char *id)
{
	struct report_note **found = places->count == 0
	    ? NULL
	    : bsearch(id, (const void *)places->by_id, places->count, sizeof(void *), compare_id);
	return found == NULL ? NULL : *found;
}

/* What keeps a note from being in a point, or NULL. */
static const char *obstacle(const struct report_note *listed)
{
	if (listed == NULL)
		return "not among its notes";
	if (listed->point != NULL)
		return "in two points";
	return listed->note->place == NOTE_IN_POINT ? NULL : note_place_word(listed->note->place);
}

/* Gives every note of the points its point and rank; each must be there, in a point, and only once. */
static enum report_result place_notes(const struct synthesis_objective *objective,
    const struct places *places, char detail[REPORT_DETAIL_MAX])
{
	for (size_t i = 0; i < objective->point_count; i++) {
		const struct synthesis_point *point = places->ranked[i].point;
		for (size_t k = 0; k < point->note_count; k++) {
			struct report_note *listed = find_note(places, point->notes[k]);
			const char *why = obstacle(listed);
			if (why != NULL)
				return unbalanced(detail,
				    "Objective %u: note %.12s of point %.12s is %s.",
				    objective->number, point->notes[k], point->id, why);
			listed->point = point;
			listed->rank = places->ranked[i].rank;
		}
	}
	return REPORT_OK;
}

static enum report_result find_places(struct report_builder *builder,
    const struct synthesis_objective *objective, struct report_note *notes, size_t count,
    char detail[REPORT_DETAIL_MAX])
{
	struct places places = { .ranked = report_rank(builder, objective), .count = count };
	places.by_id = arena_take(builder->arena, count, sizeof(void *));
	if (places.ranked == NULL || places.by_id == NULL)
		return REPORT_MEMORY;
	for (size_t i = 0; i < count; i++)
		places.by_id[i] = &notes[i];
	if (count > 0)
		qsort((void *)places.by_id, count, sizeof(void *), compare_ids);
	return place_notes(objective, &places, detail);
}

static enum report_result check_objective(struct report_builder *builder,
    const struct synthesis_objective *objective, char detail[REPORT_DETAIL_MAX])
{
	struct report *report = builder->report;
	uint64_t listed[NOTE_PLACE_COUNT] = { 0 };
	uint64_t in_points = 0;
	for (size_t i = 0; i < objective->note_count; i++)
		listed[objective->notes[i].place]++;
	for (size_t i = 0; i < objective->point_count; i++)
		in_points += objective->points[i].note_count;
	for (size_t i = 0; i < NOTE_PLACE_COUNT; i++) {
		report->counts[i] += objective->counts[i];
		if (listed[i] != objective->counts[i])
			return unbalanced(detail,
			    "Objective %u: %" PRIu64 " notes are counted as %s, but %" PRIu64
			    " are listed so.",
			    objective->number, objective->counts[i],
			    note_place_word((enum note_place)i), listed[i]);
	}
	if (in_points != objective->counts[NOTE_IN_POINT])
		return unbalanced(detail,
		    "Objective %u: %" PRIu64 " notes are counted as in points, but the points hold "
		    "%" PRIu64 ".",
		    objective->number, objective->counts[NOTE_IN_POINT], in_points);
	size_t first = report->note_count;
	add_notes(builder, objective);
	return find_places(
	    builder, objective, report->notes + first, report->note_count - first, detail);
}

enum report_result report_balance_check(
    struct report_builder *builder, char detail[REPORT_DETAIL_MAX])
{
	struct report *report = builder->report;
	size_t room = 0;
	for (size_t i = 0; i < builder->objective_count; i++)
		room += builder->objectives[i].note_count;
	report->notes = arena_take(builder->arena, room, sizeof *report->notes);
	if (report->notes == NULL)
		return REPORT_MEMORY;
	for (size_t i = 0; i < builder->objective_count; i++) {
		enum report_result result =
		    check_objective(builder, &builder->objectives[i], detail);
		if (result != REPORT_OK)
			return result;
	}
	const uint64_t *counts = report->counts;
	uint64_t sum = 0;
	for (size_t i = 0; i < NOTE_PLACE_COUNT; i++)
		sum += counts[i];
	if (sum == report->received)
		return REPORT_OK;
	return unbalanced(detail,
	    "%" PRIu64 " notes were received, but in points %" PRIu64 " + hidden %" PRIu64
	    " + unplaced %" PRIu64 " + retracted %" PRIu64 " + redacted %" PRIu64 " + late %" PRIu64
	    " = %" PRIu64 ".",
	    report->received, counts[NOTE_IN_POINT], counts[NOTE_HIDDEN], counts[NOTE_UNPLACED],
	    counts[NOTE_RETRACTED], counts[NOTE_REDACTED], counts[NOTE_LATE], sum);
}

static void fill_row(struct report_builder *builder, struct document_row *row, const char *name,
    const uint64_t counts[NOTE_PLACE_COUNT], uint64_t points)
{
	uint64_t received = 0;
	size_t column = 0;
	report_set_cell(builder, &row->cells[column++], name);
	for (size_t i = 0; i < NOTE_PLACE_COUNT; i++)
		received += counts[i];
	report_set_cell(builder, &row->cells[column++], phrase_number(builder->arena, received));
	for (size_t i = 0; i < NOTE_PLACE_COUNT; i++)
		report_set_cell(
		    builder, &row->cells[column++], phrase_number(builder->arena, counts[i]));
	report_set_cell(builder, &row->cells[column], phrase_number(builder->arena, points));
}

static void add_counts(struct report_builder *builder)
{
	const char *const columns[] = { phrase_plain(&builder->wording, PHRASE_OBJECTIVE),
		phrase_plain(&builder->wording, PHRASE_BALANCE_RECEIVED),
		phrase_plain(&builder->wording, PHRASE_BALANCE_IN_POINTS),
		phrase_plain(&builder->wording, PHRASE_BALANCE_HIDDEN),
		phrase_plain(&builder->wording, PHRASE_BALANCE_UNPLACED),
		phrase_plain(&builder->wording, PHRASE_BALANCE_RETRACTED),
		phrase_plain(&builder->wording, PHRASE_BALANCE_REDACTED),
		phrase_plain(&builder->wording, PHRASE_BALANCE_LATE),
		phrase_plain(&builder->wording, PHRASE_BALANCE_POINTS) };
	struct document_table *table =
	    report_add_table(builder, phrase_plain(&builder->wording, PHRASE_BALANCE_CAPTION),
		columns, sizeof columns / sizeof *columns, builder->objective_count + 1);
	if (table == NULL)
		return;
	uint64_t points = 0;
	table->number_column = 1;
	table->last_is_total = true;
	for (size_t i = 0; i < builder->objective_count; i++) {
		const struct synthesis_objective *objective = &builder->objectives[i];
		fill_row(builder, &table->rows[i], phrase_number(builder->arena, objective->number),
		    objective->counts, objective->point_count);
		points += objective->point_count;
	}
	fill_row(builder, &table->rows[builder->objective_count],
	    phrase_plain(&builder->wording, PHRASE_BALANCE_TOTAL), builder->report->counts, points);
}

/* One that was hidden is told by its id: why it was hidden may be in its text. So is one that is in no point, which is
 * mostly an aside ("sound is bad, ask Ann") that nobody meant to publish; the workbook has its text. */
static const char *list_text(struct report_builder *builder, const struct report_note *listed)
{
	const struct wording *wording = &builder->wording;
	const struct synthesis_note *note = listed->note;
	const char *number = phrase_number(builder->arena, listed->objective);
	const char *reason = note->reason == NULL ? "" : note->reason;
	if (note->place == NOTE_HIDDEN || note->place == NOTE_UNPLACED)
		return PHRASE(wording, PHRASE_LIST_NOTE_BY_ID, number, note->id, reason);
	return PHRASE(wording, PHRASE_LIST_NOTE, number, note->text == NULL ? "" : note->text);
}

/* The notes of one place, each with its reason. */
static void add_list(struct report_builder *builder, enum note_place place, enum phrase phrase)
{
	const struct report *report = builder->report;
	if (report->counts[place] == 0)
		return;
	struct report_items items = report_items_for(builder, report->counts[place]);
	for (size_t i = 0; i < report->note_count; i++) {
		const struct synthesis_note *note = report->notes[i].note;
		if (note->place != place)
			continue;
		report_add_item(
		    builder, &items, NULL, list_text(builder, &report->notes[i]), &note->id);
	}
	report_add_text(builder, phrase_plain(&builder->wording, phrase), &items);
}

/* Which guiding questions no note touched, and which rooms sent none. */
static void add_missing(struct report_builder *builder)
{
	const struct wording *wording = &builder->wording;
	size_t room = 0;
	size_t rooms = 0;
	for (size_t i = 0; i < builder->objective_count; i++) {
		const struct programme_objective *plan =
		    programme_objective_find(builder->programme, builder->objectives[i].number);
		room += plan == NULL ? 0 : plan->question_count;
		rooms += builder->objectives[i].silent_room_count;
	}
	struct report_items items = report_items_for(builder, room);
	const char **silent = arena_take(builder->arena, rooms, sizeof(void *));
	size_t silent_count = 0;
	for (size_t i = 0; silent != NULL && i < builder->objective_count; i++) {
		const struct synthesis_objective *objective = &builder->objectives[i];
		const struct programme_objective *plan =
		    programme_objective_find(builder->programme, objective->number);
		for (size_t k = 0; plan != NULL && k < plan->question_count; k++) {
			if (k >= objective->question_count || objective->questions[k] == 0)
				report_add_item(builder, &items, NULL,
				    PHRASE(wording, PHRASE_UNTOUCHED_ITEM,
					phrase_number(builder->arena, objective->number),
					plan->questions[k]),
				    NULL);
		}
		for (size_t k = 0; k < objective->silent_room_count; k++)
			silent[silent_count++] = objective->silent_rooms[k];
	}
	if (items.count > 0)
		report_add_text(builder, phrase_plain(wording, PHRASE_UNTOUCHED), &items);
	if (silent_count > 0)
		report_add_text(builder,
		    PHRASE(wording, PHRASE_SILENT, phrase_list(wording, silent, silent_count)),
		    NULL);
}

static void add_method(struct report_builder *builder)
{
	static const enum phrase sentences[] = { PHRASE_METHOD_POINTS, PHRASE_METHOD_STRENGTH,
		PHRASE_METHOD_QUOTED };
	size_t count = sizeof sentences / sizeof *sentences;
	struct document_sentence *made = arena_take(builder->arena, count, sizeof *made);
	for (size_t i = 0; made != NULL && i < count; i++)
		made[i].text =
		    report_text(builder->arena, phrase_plain(&builder->wording, sentences[i]));
	if (made != NULL)
		report_add_paragraph(builder, NULL, made, count, NULL);
}

/* A room stands under several objectives: its notes since are those under all of them. */
static const char *confirmed_text(struct report_builder *builder, const char *room)
{
	uint64_t since = 0;
	for (size_t i = 0; i < builder->objective_count; i++) {
		const struct synthesis_objective *objective = &builder->objectives[i];
		for (size_t k = 0; k < objective->confirmed_count; k++)
			if (strcmp(objective->confirmed[k].room, room) == 0)
				since += objective->confirmed[k].since;
	}
	return since == 0 ? room
			  : PHRASE(&builder->wording, PHRASE_CONFIRMED_SINCE, room,
				phrase_number(builder->arena, since));
}

static bool is_confirmed(const struct report_builder *builder, const char *room)
{
	for (size_t i = 0; i < builder->objective_count; i++) {
		const struct synthesis_objective *objective = &builder->objectives[i];
		for (size_t k = 0; k < objective->confirmed_count; k++)
			if (strcmp(objective->confirmed[k].room, room) == 0)
				return true;
	}
	return false;
}

/* Which rooms read their points back, in the order of the programme. */
static void add_confirmed(struct report_builder *builder)
{
	const struct programme *programme = builder->programme;
	const char **rooms = arena_take(builder->arena, programme->room_count, sizeof(void *));
	size_t count = 0;
	for (size_t i = 0; rooms != NULL && i < programme->room_count; i++)
		if (is_confirmed(builder, programme->rooms[i].key))
			rooms[count++] = confirmed_text(builder, programme->rooms[i].key);
	if (count > 0)
		report_add_text(builder,
		    PHRASE(&builder->wording, PHRASE_CONFIRMED,
			phrase_list(&builder->wording, rooms, count)),
		    NULL);
}

void report_build_balance(struct report_builder *builder)
{
	const struct wording *wording = &builder->wording;
	report_add_text(builder,
	    builder->report->received == 0
		? phrase_plain(wording, PHRASE_NOTES_NONE)
		: PHRASE(wording, PHRASE_BALANCE_TEXT,
		      phrase_number(builder->arena, builder->report->received)),
	    NULL);
	add_counts(builder);
	add_method(builder);
	add_confirmed(builder);
	add_list(builder, NOTE_HIDDEN, PHRASE_LIST_HIDDEN);
	add_list(builder, NOTE_UNPLACED, PHRASE_LIST_UNPLACED);
	add_list(builder, NOTE_LATE, PHRASE_LIST_LATE);
	add_missing(builder);
}
