/*
 * client/terminal/moderate/moderate_draw.c - what `moderate` looks like:
 *
 *   gcm-1  Objective 2 of 5: Minimize the adverse drivers and …               live, 3 changed, 1 flagged
 *   Key challenges                          | Flood funds come too late
 *   >* 3w  5n 2r Flood funds come too …     | 3 rapporteurs, 5 notes, WG-2 WG-7 #youth, pinned
 *      1w  1n 1r Roads are cut              | why: flood .31, fund ~ money .20
 *   Recommendations                         | -----------------------------------------------
 *     a. Money                              | > 11:34 WG-2 #youth
 *   +  2w  2n 1r Pay before the flood       |   11:36 WG-7
 *   m merge  s split  r restate  h hide  p pin  t theme  u undo  / search  f flagged  ? help
 *
 * `>` the cursor, `+` chosen, `*` changed since it was looked at, `!` names somebody. The row of the cursor stays where it is
 * while updates come (model->point_row); only when the person moves are rows pushed back into the screen.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/terminal/moderate/moderate_model.h"

#define LEFT_PART      50u /* hundredths of the width */
#define HEADINGS_MAX   (CATEGORIES_MAX + THEMES_MAX + 1u)
#define NUMBERS_BYTES  64u
#define META_BYTES     600u
#define STATEMENT_ROWS 4u
#define REASON_ROWS    3u
#define NOTE_ROWS      3u

/* Headings before the point of that index, in the points' pane. */
static size_t headings_at(const struct board_objective *objective, size_t index)
{
	const struct board_point *point = &objective->points[index];
	const struct board_point *before = index == 0 ? NULL : point - 1;
	bool other_category =
	    before == NULL || strcmp(before->point->category, point->point->category) != 0;
	bool other_theme = other_category || before->theme != point->theme;
	return (other_category ? 1u : 0u) + (other_theme && point->theme > 0 ? 1u : 0u);
}

/* Rows above the point, in a list that has no end. */
static size_t row_of(const struct board_objective *objective, size_t index)
{
	size_t row = 0;
	for (size_t i = 0; i <= index; i++)
		row += headings_at(objective, i) + (i < index ? 1 : 0);
	return row;
}

static void heading_draw(const struct moderate_model *model,
    const struct board_objective *objective, size_t index, bool is_theme, size_t row,
    size_t columns, struct canvas *canvas)
{
	char text[TITLE_BYTES_MAX + 8];
	const struct board_point *point = &objective->points[index];
	const char *heading = model->programme == NULL
	    ? NULL
	    : programme_heading(model->programme, point->point->category, objective->of.number);
	if (is_theme)
		(void)snprintf(
		    text, sizeof text, "  %s", objective->of.themes[point->theme - 1].title);
	else
		(void)snprintf(
		    text, sizeof text, "%s", heading == NULL ? point->point->category : heading);
	canvas_put(canvas, row, 0, columns, STYLE_STRONG, text);
}

static void point_draw(const struct moderate_model *model, const struct board_point *point,
    size_t row, size_t columns, struct canvas *canvas)
{
	char numbers[NUMBERS_BYTES];
	bool here = strcmp(point->point->id, model->point_id) == 0;
	enum style style = here && model->pane == PANE_POINTS ? STYLE_BAR
	    : here || point->changed                          ? STYLE_STRONG
							      : STYLE_PLAIN;
	bool chosen = moderate_is_marked(model, PANE_POINTS, point->point->id);
	(void)snprintf(numbers, sizeof numbers, "%s%s%2" PRIu32 "w%3zun%2zur ",
	    chosen     ? "+"
		: here ? ">"
		       : " ",
	    point->waits         ? "!"
		: point->changed ? "*"
				 : " ",
	    point->point->writers, point->point->note_count, point->point->room_count);
	size_t used = canvas_put(canvas, row, 0, columns, style, numbers);
	const char *mark = point->point->pinned && point->point->restated ? "[p,r] "
	    : point->point->pinned                                        ? "[p] "
	    : point->point->restated                                      ? "[r] "
									  : "";
	used += canvas_put(canvas, row, used, columns - used, style, mark);
	canvas_put(canvas, row, used, columns - used, style, point->point->statement);
}

/* Which of the list's rows is the first on the screen; before its beginning are empty ones. */
static long top_of(struct moderate_model *model, const struct board_objective *objective,
    size_t index, size_t rows)
{
	long line = (long)row_of(objective, index);
	long all = (long)row_of(objective, objective->point_count - 1) + 1;
	long top = line - (long)model->point_row;
	if (model->settle || model->point_row >= rows) {
		long last = all > (long)rows ? all - (long)rows : 0;
		long above = (long)headings_at(objective, index); /* they stay in sight */
		top = top > line - above ? line - above : top;
		top = line - top >= (long)rows ? line - (long)rows + 1 : top;
		top = top > last ? last : top;
		top = top < 0 ? 0 : top;
	}
	model->settle = false;
	model->point_row = (size_t)(line - top);
	return top;
}

/* A point with the headings before it; `at` is their row of the list. */
static long entry_draw(const struct moderate_model *model, const struct board_objective *objective,
    size_t index, long at, size_t first, size_t rows, size_t columns, struct canvas *canvas)
{
	size_t headings = headings_at(objective, index);
	bool same_category = index > 0 &&
	    strcmp(objective->points[index - 1].point->category,
		objective->points[index].point->category) == 0;
	for (size_t k = 0; k < headings; k++, at++)
		if (at >= 0 && at < (long)rows)
			heading_draw(model, objective, index, same_category || k == 1,
			    first + (size_t)at, columns, canvas);
	if (at >= 0 && at < (long)rows)
		point_draw(model, &objective->points[index], first + (size_t)at, columns, canvas);
	return at + 1;
}

static void points_draw(
    struct moderate_model *model, size_t first, size_t rows, size_t columns, struct canvas *canvas)
{
	const struct board_objective *objective = moderate_objective(model);
	if (objective == NULL || objective->point_count == 0 || rows == 0) {
		canvas_put(canvas, first, 0, columns, STYLE_FAINT,
		    model->board.state == WATCH_STARTING ? "waiting for the broker"
							 : "no points yet");
		return;
	}
	size_t index = moderate_point_index(model);
	long at = -top_of(model, objective, index < objective->point_count ? index : 0, rows);
	for (size_t i = 0; i < objective->point_count && at < (long)rows; i++)
		at = entry_draw(model, objective, i, at, first, rows, columns, canvas);
}

/* --- the right side ---------------------------------------------------------------------------------------- */

static void meta_text(const struct synthesis_point *point, char text[META_BYTES])
{
	size_t size = (size_t)snprintf(text, META_BYTES, "%" PRIu32 " rapporteur%s, %zu note%s,",
	    point->writers, point->writers == 1 ? "" : "s", point->note_count,
	    point->note_count == 1 ? "" : "s");
	for (size_t i = 0; i < point->room_count && size < META_BYTES; i++)
		size += (size_t)snprintf(text + size, META_BYTES - size, " %s", point->rooms[i]);
	for (size_t i = 0; i < point->lens_count && size < META_BYTES; i++)
		size += (size_t)snprintf(text + size, META_BYTES - size, " #%s", point->lenses[i]);
	if (size < META_BYTES)
		(void)snprintf(text + size, META_BYTES - size, "%s%s",
		    point->pinned ? ", pinned" : "", point->restated ? ", restated" : "");
}

static void note_head(const struct moderate_model *model, const struct synthesis_note *note,
    bool here, char text[160])
{
	int64_t minute = ((int64_t)note->minute + model->offset_minutes) % (24 * 60);
	(void)snprintf(text, 160, "%s%s%02d:%02d %s%s%s%s%s ", here ? ">" : " ",
	    moderate_is_marked(model, PANE_NOTES, note->id) ? "+" : " ", (int)(minute / 60),
	    (int)(minute % 60), note->room == NULL ? "-" : note->room,
	    note->lens == NULL ? "" : " #", note->lens == NULL ? "" : note->lens,
	    note->original != NULL ? " names somebody" : "",
	    note->speaker != NULL ? " on the record" : "");
}

/* Rows that a note takes. */
static size_t note_draw(const struct moderate_model *model, const struct synthesis_note *note,
    bool here, size_t row, size_t rows, size_t column, size_t columns, struct canvas *canvas)
{
	char head[160];
	bool cursor = here && model->pane == PANE_NOTES;
	const char *text = note->original != NULL ? note->original
	    : note->text != NULL                  ? note->text
						  : "-";
	if (rows == 0)
		return 0;
	note_head(model, note, cursor, head);
	canvas_put(canvas, row, column, columns, cursor ? STYLE_BAR : STYLE_FAINT, head);
	return 1 +
	    canvas_wrap(canvas, row + 1, rows - 1 < NOTE_ROWS ? rows - 1 : NOTE_ROWS, column + 2,
		columns > 2 ? columns - 2 : 0, STYLE_PLAIN, text);
}

static void notes_draw(struct moderate_model *model, size_t first, size_t end, size_t column,
    size_t columns, struct canvas *canvas)
{
	const struct board_objective *objective = moderate_objective(model);
	const struct board_point *point = moderate_point(model);
	char meta[META_BYTES];
	char reason[META_BYTES];
	if (point == NULL)
		return;
	size_t row = first;
	size_t third = (end - first) / 3;
	row += canvas_wrap(canvas, row, third < STATEMENT_ROWS ? third : STATEMENT_ROWS, column,
	    columns, STYLE_STRONG, point->point->statement);
	meta_text(point->point, meta);
	if (row < end)
		canvas_put(canvas, row++, column, columns, STYLE_PLAIN, meta);
	(void)snprintf(reason, sizeof reason, "why: %s",
	    point->point->reason == NULL ? "it stands alone" : point->point->reason);
	row += canvas_wrap(canvas, row, third < REASON_ROWS ? third : REASON_ROWS, column, columns,
	    STYLE_FAINT, reason);
	/* As many notes as fit, the one under the cursor among them. */
	if (model->note < model->note_top)
		model->note_top = model->note;
	size_t fits = (end - row) / (1 + NOTE_ROWS) > 0 ? (end - row) / (1 + NOTE_ROWS) : 1;
	if (model->note >= model->note_top + fits)
		model->note_top = model->note - fits + 1;
	for (size_t i = model->note_top; i < point->point->note_count && row < end; i++) {
		const struct synthesis_note *note = board_note(objective, point->point->notes[i]);
		if (note != NULL)
			row += note_draw(
			    model, note, i == model->note, row, end - row, column, columns, canvas);
	}
}

static void list_draw(const struct moderate_model *model, size_t first, size_t end, size_t column,
    size_t columns, struct canvas *canvas)
{
	size_t row = first;
	size_t top = 0;
	canvas_put(canvas, row++, column, columns, STYLE_STRONG, moderate_list_title(model->list));
	size_t rows = end > row ? end - row : 0;
	bool wraps = model->list != LIST_HELP;
	if (model->line_at + 1 > rows / (wraps ? NOTE_ROWS : 1))
		top = model->line_at + 1 - (rows / (wraps ? NOTE_ROWS : 1));
	for (size_t i = top; i < model->line_count && row < end; i++) {
		enum style style = i == model->line_at && wraps ? STYLE_BAR : STYLE_PLAIN;
		size_t most = end - row < NOTE_ROWS ? end - row : NOTE_ROWS;
		row += canvas_wrap(
		    canvas, row, wraps ? most : 1, column, columns, style, model->lines[i].text);
	}
}

/* --- all of it ------------------------------------------------------------------------------------------------ */

/* How many rooms of the objective have confirmed their points, and what came since. */
static void confirmed_text(const struct moderate_model *model, char text[80])
{
	const struct board_objective *objective = moderate_objective(model);
	uint64_t since = 0;
	text[0] = '\0';
	if (objective == NULL || objective->of.confirmed_count == 0)
		return;
	for (size_t i = 0; i < objective->of.confirmed_count; i++)
		since += objective->of.confirmed[i].since;
	if (since == 0)
		(void)snprintf(text, 80, ", %zu confirmed", objective->of.confirmed_count);
	else
		(void)snprintf(text, 80, ", %zu confirmed, %" PRIu64 " since",
		    objective->of.confirmed_count, since);
}

/* "live, 3 changed, 1 flagged" */
static void state_text(const struct moderate_model *model, bool away, char text[200])
{
	char changed_words[40] = "";
	char flagged_words[40] = "";
	char confirmed_words[80];
	confirmed_text(model, confirmed_words);
	size_t changed = moderate_changed(model);
	size_t flagged = moderate_flagged(model);
	if (changed > 0)
		(void)snprintf(changed_words, sizeof changed_words, ", %zu changed", changed);
	if (flagged > 0)
		(void)snprintf(flagged_words, sizeof flagged_words, ", %zu flagged", flagged);
	(void)snprintf(text, 200, "%s%s%s%s%s",
	    away                                   ? "the broker is away"
		: model->board.state == WATCH_LIVE ? "live"
						   : "starting",
	    model->closed ? ", closed" : "", confirmed_words, changed_words, flagged_words);
}

static void head_draw(const struct moderate_model *model, struct canvas *canvas)
{
	char left[TITLE_BYTES_MAX + 128];
	char right[200];
	const struct board_objective *objective = moderate_objective(model);
	const struct programme_objective *of = objective == NULL || model->programme == NULL
	    ? NULL
	    : programme_objective_find(model->programme, objective->of.number);
	if (objective == NULL)
		(void)snprintf(left, sizeof left, "%s", model->session);
	else
		(void)snprintf(left, sizeof left, "%s  Objective %" PRIu32 " (%zu/%zu): %s",
		    model->session, objective->of.number, model->objective + 1,
		    model->board.objective_count, of == NULL ? "" : of->title);
	bool away = model->connection != CONNECTION_LIVE || model->board.state == WATCH_STALE;
	state_text(model, away, right);
	canvas_sides(canvas, 0, away ? STYLE_ALARM : STYLE_BAR, left, right);
}

const char *moderate_prompt_words(enum moderate_prompt prompt)
{
	switch (prompt) {
	case PROMPT_NONE:
		return "";
	case PROMPT_RESTATE:
		return "It reads: ";
	case PROMPT_HIDE:
		return "Why is it hidden: ";
	case PROMPT_THEME:
		return "Theme (- none): ";
	case PROMPT_CATEGORY:
		return "Category: ";
	case PROMPT_LENS:
		return "Lens (-lens takes it): ";
	case PROMPT_SEARCH:
		return "Search: ";
	}
	return "";
}

static void prompt_draw(const struct moderate_model *model, size_t row, struct canvas *canvas)
{
	char shown[LINE_BYTES_MAX + 1];
	const char *prompt = moderate_prompt_words(model->prompt);
	size_t used = canvas_put(canvas, row, 0, canvas->columns, STYLE_STRONG, prompt);
	if (canvas->columns < used + 8)
		return;
	struct line_view view = line_view_of(&model->line, canvas->columns - used);
	(void)snprintf(
	    shown, sizeof shown, "%.*s", (int)(view.to - view.from), model->line.text + view.from);
	canvas_put(canvas, row, used, canvas->columns - used, STYLE_PLAIN, shown);
	canvas->has_cursor = true;
	canvas->cursor_row = row;
	canvas->cursor_column = used + view.cursor_column;
}

static void foot_draw(const struct moderate_model *model, size_t row, struct canvas *canvas)
{
	if (model->message[0] != '\0')
		canvas_put(canvas, row, 0, canvas->columns,
		    model->alarm ? STYLE_ALARM : STYLE_STRONG, model->message);
	else if (model->sending)
		canvas_put(canvas, row, 0, canvas->columns, STYLE_STRONG, "sending ...");
	if (model->prompt != PROMPT_NONE)
		prompt_draw(model, row + 1, canvas);
	else
		canvas_put(canvas, row + 1, 0, canvas->columns, STYLE_FAINT,
		    "m merge s split r restate h hide p pin t theme u undo / search f flagged ? help");
}

void moderate_draw(struct moderate_model *model, struct canvas *canvas)
{
	if (canvas->rows < 6 || canvas->columns < 20) {
		foot_draw(model, 0, canvas);
		return;
	}
	size_t end = canvas->rows - 2;
	size_t left = canvas->columns * LEFT_PART / 100;
	head_draw(model, canvas);
	points_draw(model, 1, end - 1, left - 1, canvas);
	for (size_t row = 1; row < end; row++)
		canvas_put(canvas, row, left, 1, STYLE_FAINT, "|");
	if (model->list != LIST_NONE)
		list_draw(model, 1, end, left + 2, canvas->columns - left - 2, canvas);
	else
		notes_draw(model, 1, end, left + 2, canvas->columns - left - 2, canvas);
	foot_draw(model, end, canvas);
}
