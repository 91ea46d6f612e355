/*
 * client/terminal/write/write_draw.c - what `write` looks like:
 *
 *   WG-2  round 1, 11:30-12:20  gcm-ap-2020-10-28                                all sent
 *   Objective 2  Minimize the adverse drivers and structural factors that compel people …
 *   -- others in this room -----------------------------------------------------------------
 *     challenge        Crops fail two years in three
 *   -- yours -------------------------------------------------------------------------------
 *     in point 3       2.challenge #youth  Flood funds come too late
 *     on this device   2.recommendation    Pay before the flood, not after it
 *   2.challenge
 *   > Roads are cut |
 *   Enter keeps  r: category  #lens  Up amends  s/old/new/  ? help  Ctrl-C ends
 *
 * The newest of everything stands nearest to the line that is typed. Others get what one's own leave, at least a third.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/terminal/write/write_model.h"

#define STATE_COLUMNS 16u
#define CELL_COLUMNS  23u
#define HEAD_ROWS     2u
#define FOOT_ROWS     3u
#define PROMPT        "> "
#define PROMPT_AMEND  "amend> "

static void rule(struct canvas *canvas, size_t row, const char *words)
{
	char text[CANVAS_COLUMNS_MAX + 1];
	size_t size = (size_t)snprintf(text, sizeof text, "-- %s ", words);
	while (size < canvas->columns && size < CANVAS_COLUMNS_MAX)
		text[size++] = '-';
	text[size] = '\0';
	canvas_put(canvas, row, 0, canvas->columns, STYLE_FAINT, text);
}

static void head_draw(const struct write_model *model, uint64_t now_ms, struct canvas *canvas)
{
	char left[TITLE_BYTES_MAX];
	char right[96];
	const struct programme *programme = model->programme;
	const struct programme_room *room =
	    programme == NULL ? NULL : programme_room_find(programme, model->notes.room);
	const struct programme_round *round =
	    room == NULL ? NULL : programme_round_find(programme, room->round);
	bool away = write_model_unsent(model, now_ms, right);
	if (round == NULL)
		(void)snprintf(
		    left, sizeof left, "%s  %s", model->notes.room, model->notes.session);
	else /* of the local time the hour */
		(void)snprintf(left, sizeof left, "%s  round %" PRIu32 ", %s-%s  %s",
		    model->notes.room, round->number, round->start + 11, round->end + 11,
		    model->notes.session);
	canvas_sides(canvas, 0, away ? STYLE_ALARM : STYLE_BAR, left, right);
	uint32_t number = write_model_objective(model);
	const struct programme_objective *objective =
	    programme == NULL ? NULL : programme_objective_find(programme, number);
	if (objective == NULL)
		(void)snprintf(left, sizeof left, "waiting for the programme");
	else
		(void)snprintf(
		    left, sizeof left, "Objective %" PRIu32 "  %s", number, objective->title);
	canvas_put(canvas, 1, 0, canvas->columns, STYLE_STRONG, left);
}

static void other_draw(const struct other_note *note, size_t row, struct canvas *canvas)
{
	char cell[OWN_CELL_BYTES];
	(void)snprintf(cell, sizeof cell, "%" PRIu32 ".%s", note->objective, note->category);
	canvas_put(canvas, row, 2, CELL_COLUMNS - 1, STYLE_FAINT, cell);
	canvas_put(canvas, row, 2 + CELL_COLUMNS, canvas->columns, STYLE_PLAIN, note->text);
}

static void own_draw(
    const struct write_model *model, const struct own_note *note, size_t row, struct canvas *canvas)
{
	char state[OWN_STATE_BYTES];
	char cell[OWN_CELL_BYTES];
	bool amended = model->amending && memcmp(note->id, model->amended, ID_BYTES) == 0;
	bool waits = note->state == ENTRY_HERE || note->changes > 0;
	bool refused = note->error != ERROR_NONE;
	own_note_state(note, state);
	own_note_cell(note, model->programme, cell);
	enum style style = refused ? STYLE_ALARM : waits ? STYLE_STRONG : STYLE_PLAIN;
	if (amended)
		canvas_put(canvas, row, 0, 1, STYLE_STRONG, ">");
	canvas_put(canvas, row, 2, STATE_COLUMNS, style, state);
	canvas_put(canvas, row, 3 + STATE_COLUMNS, CELL_COLUMNS - 1, STYLE_FAINT, cell);
	canvas_put(canvas, row, 3 + STATE_COLUMNS + CELL_COLUMNS, canvas->columns,
	    amended               ? STYLE_STRONG
		: note->retracted ? STYLE_FAINT
				  : STYLE_PLAIN,
	    note->text == NULL ? "" : note->text);
}

static void help_draw(struct write_model *model, size_t first, size_t end, struct canvas *canvas)
{
	char keys[WRITE_MESSAGE_BYTES] = "";
	const char *line = NULL;
	for (size_t i = 0; first < end && (line = write_help_line(i)) != NULL; i++)
		canvas_put(canvas, first++, 0, canvas->columns, STYLE_PLAIN, line);
	const struct programme *programme = model->programme;
	for (size_t i = 0; programme != NULL && i < programme->category_count; i++) {
		size_t at = strlen(keys);
		(void)snprintf(keys + at, sizeof keys - at, "%s%.*s: %s", i == 0 ? "" : "  ",
		    (int)words_short(programme, i), programme->categories[i].key,
		    programme->categories[i].key);
	}
	first += canvas_wrap(
	    canvas, first, end > first ? end - first : 0, 0, canvas->columns, STYLE_STRONG, keys);
	keys[0] = '\0';
	for (size_t i = 0; programme != NULL && i < programme->lens_count; i++) {
		size_t at = strlen(keys);
		(void)snprintf(
		    keys + at, sizeof keys - at, "%s#%s", i == 0 ? "" : "  ", programme->lenses[i]);
	}
	canvas_wrap(
	    canvas, first, end > first ? end - first : 0, 0, canvas->columns, STYLE_STRONG, keys);
}

static void lists_draw(struct write_model *model, size_t first, size_t end, struct canvas *canvas)
{
	const struct write_notes *notes = &model->notes;
	size_t rows = end - first;
	size_t third = rows / 3;
	size_t own_rows = notes->own_count + 1 < rows - third ? notes->own_count + 1 : rows - third;
	size_t other_rows = rows - own_rows;
	if (notes->own_count + 1 < own_rows)
		own_rows = notes->own_count + 1;
	if (other_rows > 0)
		rule(canvas, first, "others in this room");
	size_t shown = other_rows > 0 ? other_rows - 1 : 0;
	if (shown > notes->other_count)
		shown = notes->other_count;
	for (size_t i = 0; i < shown; i++)
		other_draw(&notes->others[notes->other_count - shown + i],
		    first + other_rows - shown + i, canvas);
	first += other_rows;
	if (own_rows > 0)
		rule(canvas, first, "yours");
	/* Around the one that is amended, else the last ones. */
	size_t room = own_rows > 0 ? own_rows - 1 : 0;
	size_t last = notes->own_count;
	for (size_t i = 0; model->amending && i < notes->own_count; i++)
		if (memcmp(notes->own[i].id, model->amended, ID_BYTES) == 0 && i + room / 2 < last)
			last = i + room / 2 + 1 > room ? i + room / 2 + 1 : room;
	if (last > notes->own_count)
		last = notes->own_count;
	size_t begin = last > room ? last - room : 0;
	for (size_t i = begin; i < last; i++)
		own_draw(model, &notes->own[i], first + 1 + i - begin, canvas);
}

static void foot_draw(struct write_model *model, size_t row, struct canvas *canvas)
{
	char filing[WRITE_MESSAGE_BYTES];
	char shown[LINE_BYTES_MAX + 1];
	const char *prompt = model->amending ? PROMPT_AMEND : PROMPT;
	size_t prompt_columns = strlen(prompt);
	write_model_filing(model, filing);
	canvas_put(canvas, row, 0, canvas->columns,
	    model->words.kind == WORDS_WRONG ? STYLE_ALARM : STYLE_STRONG, filing);
	canvas_put(canvas, row + 1, 0, canvas->columns, STYLE_STRONG, prompt);
	if (canvas->columns > prompt_columns + 8) {
		struct line_view view =
		    line_view_of(&model->line, canvas->columns - prompt_columns);
		(void)snprintf(shown, sizeof shown, "%.*s", (int)(view.to - view.from),
		    model->line.text + view.from);
		canvas_put(canvas, row + 1, prompt_columns, canvas->columns, STYLE_PLAIN, shown);
		canvas->has_cursor = true;
		canvas->cursor_row = row + 1;
		canvas->cursor_column = prompt_columns + view.cursor_column;
	}
	if (model->message[0] != '\0')
		canvas_put(canvas, row + 2, 0, canvas->columns,
		    model->alarm ? STYLE_ALARM : STYLE_STRONG, model->message);
	else
		canvas_put(canvas, row + 2, 0, canvas->columns, STYLE_FAINT,
		    model->amending
			? "Enter keeps the change  Up, Down another note  Escape leaves it"
			: "Enter keeps  r: category  #lens  Up amends  s/old/new/  ? help  Ctrl-C ends");
}

void write_draw(struct write_model *model, uint64_t now_ms, struct canvas *canvas)
{
	if (canvas->rows <= FOOT_ROWS) {
		foot_draw(model, 0, canvas);
		return;
	}
	size_t foot = canvas->rows - FOOT_ROWS;
	head_draw(model, now_ms, canvas);
	if (foot > HEAD_ROWS) {
		if (model->help)
			help_draw(model, HEAD_ROWS, foot, canvas);
		else
			lists_draw(model, HEAD_ROWS, foot, canvas);
	}
	foot_draw(model, foot, canvas);
}
