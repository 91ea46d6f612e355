/* client/terminal/moderate/moderate_lists.c - what lies over the notes for a while: help, why, what was found, flagged
 * names, what is kept out. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/terminal/moderate/moderate_internal.h"

#define LINE_TEXT_BYTES 4096u

void list_leave(struct moderate_model *model)
{
	for (size_t i = 0; i < model->line_count; i++)
		free(model->lines[i].text);
	model->line_count = model->line_at = 0;
	model->list = LIST_NONE;
}

static void list_begin(struct moderate_model *model, enum moderate_list list)
{
	list_leave(model);
	model->list = list;
}

/* The line, or NULL: there is no room for it. */
static struct list_line *line_add(struct moderate_model *model, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static struct list_line *line_add(struct moderate_model *model, const char *format, ...)
{
	char text[LINE_TEXT_BYTES];
	va_list arguments;
	if (model->line_count == MODERATE_LINES_MAX)
		return NULL;
	va_start(arguments, format);
	(void)vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	char *kept = strdup(text);
	if (kept == NULL)
		return NULL;
	struct list_line *line = &model->lines[model->line_count++];
	*line = (struct list_line){ .text = kept };
	return line;
}

static void line_leads(struct list_line *line, uint32_t objective, const char *id)
{
	if (line == NULL)
		return;
	line->objective = objective;
	memcpy(line->id, id, sizeof line->id);
}

void list_help(struct moderate_model *model)
{
	static const char *const LINES[] = {
		"Up Down j k g G   move; Tab: the next objective",
		"Enter, Right      to the notes; Left, Escape: back",
		"space             chooses, for m, s, h",
		"m  merge          twice: here, and on the other",
		"s  split          the chosen notes stand apart",
		"r  restate        words of your own",
		"h  hide           asks why",
		"p  pin            its notes stay together",
		"t  theme          a sub-heading; - is none",
		"c  category       moves it",
		"l  lens           gives it one; -lens takes it",
		"J K               down, up among its like",
		"x  release        names that may be shown",
		"u  undo           your last act",
		"/  search         words, or words like them",
		"w  why            why it is one point",
		"f  flagged        notes that name somebody",
		"v  kept out       hidden, unplaced, late; a: back",
		".                 all of this is looked at",
		"q, Ctrl-C         ends",
	};
	list_begin(model, LIST_HELP);
	for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++)
		(void)line_add(model, "%s", LINES[i]);
}

void list_flagged(struct moderate_model *model)
{
	list_begin(model, LIST_FLAGGED);
	for (size_t i = 0; i < model->board.objective_count; i++) {
		const struct board_objective *objective = &model->board.objectives[i];
		for (size_t k = 0; k < objective->of.note_count; k++) {
			const struct synthesis_note *note = &objective->of.notes[k];
			size_t at = note->mark_count == 0 ? objective->point_count
							  : board_find(objective, note->id);
			const struct synthesis_point *point =
			    at < objective->point_count ? objective->points[at].point : NULL;
			if (!board_waits(note, point))
				continue;
			line_leads(line_add(model, "%" PRIu32 "  %s  %s", objective->of.number,
				       note->room == NULL ? "-" : note->room, note->original),
			    objective->of.number, note->id);
		}
	}
	if (model->line_count == 0)
		(void)line_add(model, "No note waits for a decision about names.");
}

void list_out(struct moderate_model *model)
{
	const struct board_objective *objective = moderate_objective(model);
	list_begin(model, LIST_OUT);
	for (size_t i = 0; objective != NULL && i < objective->of.note_count; i++) {
		const struct synthesis_note *note = &objective->of.notes[i];
		if (note->place == NOTE_IN_POINT)
			continue;
		struct list_line *line = line_add(model, "%s: %s%s%s", note_place_word(note->place),
		    note->text == NULL ? "-" : note->text, note->reason == NULL ? "" : " - ",
		    note->reason == NULL ? "" : note->reason);
		line_leads(line, objective->of.number, note->id);
		if (line != NULL)
			line->place = note->place;
	}
	if (model->line_count == 0)
		(void)line_add(model, "Every note of this objective is in a point.");
}

void list_follow(struct moderate_model *model)
{
	if (model->line_at >= model->line_count) {
		list_leave(model);
		return;
	}
	struct list_line line = model->lines[model->line_at];
	list_leave(model);
	if (line.id[0] != '\0' && !moderate_go(model, line.objective, line.id))
		moderate_model_say(model, false, "It is in no point.");
}

/* --- what was asked of the broker -------------------------------------------------------------------------- */

static void why_links(struct moderate_model *model, const struct why *why)
{
	for (size_t i = 0; i < why->link_count; i++) {
		const struct why_link *link = &why->links[i];
		char words[LINE_TEXT_BYTES] = "";
		for (size_t k = 0; k < link->aligned_count; k++) {
			size_t at = strlen(words);
			bool same = strcmp(link->aligned[k].here, link->aligned[k].there) == 0;
			(void)snprintf(words + at, sizeof words - at, "%s%s%s%s",
			    k == 0 ? "" : ", ", link->aligned[k].here, same ? "" : " = ",
			    same ? "" : link->aligned[k].there);
		}
		line_leads(
		    line_add(model,
			"%.*s beside %.*s: %" PRIu32 " of 100 by words, %" PRIu32
			" by gist; %s%s%s",
			(int)SHORT_ID_CHARS, link->note, (int)SHORT_ID_CHARS, link->other,
			link->words, link->gist, words, link->circumstance == NULL ? "" : "; ",
			link->circumstance == NULL ? "" : link->circumstance),
		    why->objective, link->note);
	}
}

void moderate_model_why(struct moderate_model *model, const struct why *why)
{
	list_begin(model, LIST_WHY);
	if (why->statement != NULL)
		(void)line_add(model, "%" PRIu32 " notes: %s", why->notes, why->statement);
	if (why->reason != NULL)
		(void)line_add(model, "%s", why->reason);
	why_links(model, why);
	for (size_t i = 0; i < why->round_count; i++)
		(void)line_add(model, "round %" PRIu32 ": %" PRIu32 " notes", why->rounds[i].round,
		    why->rounds[i].notes);
	for (size_t i = 0; i < why->decision_count; i++)
		(void)line_add(model, "event %" PRIu64 ", %s: %s%s%s%s", why->decisions[i].number,
		    why->decisions[i].act, why->decisions[i].what,
		    why->decisions[i].reason == NULL ? "" : " - ",
		    why->decisions[i].reason == NULL ? "" : why->decisions[i].reason,
		    why->decisions[i].undone_by > 0 ? " (undone)" : "");
	if (model->line_count == 0)
		(void)line_add(model, "It is in no point.");
}

void moderate_model_found(struct moderate_model *model, const struct search_hit *hits, size_t count)
{
	list_begin(model, LIST_SEARCH);
	for (size_t i = 0; i < count; i++)
		line_leads(line_add(model, "%" PRIu32 "  %s  %s", hits[i].objective,
			       hits[i].is_point ? "point" : note_place_word(hits[i].place),
			       hits[i].text == NULL ? "-" : hits[i].text),
		    hits[i].objective,
		    hits[i].is_point || hits[i].note[0] == '\0' ? hits[i].point : hits[i].note);
	if (count == 0)
		(void)line_add(model, "Nothing has these words, or words like them.");
}

const char *moderate_list_title(enum moderate_list list)
{
	switch (list) {
	case LIST_NONE:
		return "";
	case LIST_HELP:
		return "keys";
	case LIST_WHY:
		return "why";
	case LIST_SEARCH:
		return "found: Enter goes there";
	case LIST_FLAGGED:
		return "flagged: Enter goes there";
	case LIST_OUT:
		return "kept out: a takes it back";
	}
	return "";
}
