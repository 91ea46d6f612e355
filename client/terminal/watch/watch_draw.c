/*
 * client/terminal/watch/watch_draw.c - see watch_draw.h.
 *
 * A title; then for each objective a line with its numbers, and under it its points:
 *
 *   gcm-1: Ensuring that migration is voluntary                                  live, event 235
 *   2  Minimize the adverse drivers and structural …           43 notes, 21 points, 2 unplaced
 *     challenge        3w    5n  d3f8gk  Flood funds come too late
 *   * recommendation   2w    2n  0kbftp  [money, pinned] Pay before the flood, not after it
 *
 * The rows go round: each objective gets one more until all points are shown or the screen is full.
 * Within an objective the first of every category comes before the second of any.
 */
#include "client/terminal/watch/watch_draw.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/terminal/screen/screen_text.h"

#define BOLD  "\033[1m"
#define FAINT "\033[2m"
#define TURN  "\033[7m"
#define PLAIN "\033[0m"
/* The next row is cleared before it is written: to clear behind a row that fills the screen's width would
 * take its last character. */
#define END "\r\n\033[K"

#define CATEGORY_COLUMNS 16u
#define TITLE_ROWS       1u

const char *watch_state_word(enum watch_state state)
{
	switch (state) {
	case WATCH_STARTING:
		return "starting";
	case WATCH_LIVE:
		return "live";
	case WATCH_STALE:
		return "stale";
	}
	return "unknown";
}

static void spaces_add(struct buffer *frame, size_t count)
{
	while (count-- > 0)
		buffer_add_text(frame, " ");
}

/* left, cut where right begins; right at the edge. */
static void sides_add(struct buffer *frame, const char *left, const char *right, size_t columns)
{
	size_t right_columns = strlen(right); /* ours: plain ASCII */
	if (right_columns + 8 > columns) {
		screen_text_add(frame, left, columns);
		return;
	}
	size_t room = columns - right_columns - 2;
	size_t used = screen_text_add(frame, left, room);
	spaces_add(frame, room - used + 2);
	buffer_add_text(frame, right);
}

static void title_add(
    const struct watch_model *model, const struct watch_screen *screen, struct buffer *frame)
{
	char left[TITLE_BYTES_MAX + SESSION_KEY_MAX + 8];
	char right[96];
	snprintf(left, sizeof left, "%s%s%s", screen->session, model->programme == NULL ? "" : ": ",
	    model->programme == NULL ? "" : model->programme->title);
	snprintf(right, sizeof right, "%s%s%s, event %" PRIu64, screen->closed ? "closed, " : "",
	    model->full ? "no memory for all, " : "", watch_state_word(model->state), model->event);
	buffer_add_text(frame, model->state == WATCH_STALE ? TURN BOLD : BOLD);
	sides_add(frame, left, right, screen->columns);
	buffer_add_text(frame, PLAIN END);
}

static void heading_add(const struct watch_model *model, const struct watch_objective *objective,
    size_t columns, struct buffer *frame)
{
	const struct programme_objective *of = model->programme == NULL
	    ? NULL
	    : programme_objective_find(model->programme, objective->number);
	char left[TITLE_BYTES_MAX + 16];
	char right[160];
	uint64_t notes = 0;
	for (size_t i = 0; i < NOTE_PLACE_COUNT; i++)
		notes += objective->counts[i];
	snprintf(
	    left, sizeof left, "%" PRIu32 "  %s", objective->number, of == NULL ? "" : of->title);
	int size = snprintf(
	    right, sizeof right, "%" PRIu64 " notes, %zu points", notes, objective->point_count);
	for (size_t i = 0; i < NOTE_PLACE_COUNT; i++)
		if (i != NOTE_IN_POINT && objective->counts[i] > 0 && size > 0 &&
		    (size_t)size < sizeof right)
			size +=
			    snprintf(right + size, sizeof right - (size_t)size, ", %" PRIu64 " %s",
				objective->counts[i], note_place_word((enum note_place)i));
	buffer_add_text(frame, BOLD);
	sides_add(frame, left, right, columns);
	buffer_add_text(frame, PLAIN END);
}

void watch_marks(const struct watch_point *point, char text[WATCH_MARKS_BYTES])
{
	bool any = point->theme != NULL || point->pinned || point->restated;
	text[0] = '\0';
	if (any)
		(void)snprintf(text, WATCH_MARKS_BYTES, "[%s%s%s%s%s]",
		    point->theme == NULL ? "" : point->theme,
		    point->theme != NULL && (point->pinned || point->restated) ? ", " : "",
		    point->pinned ? "pinned" : "", point->pinned && point->restated ? ", " : "",
		    point->restated ? "restated" : "");
}

static void point_add(
    const struct watch_point *point, bool is_newest, size_t columns, struct buffer *frame)
{
	char numbers[64];
	char marks[WATCH_MARKS_BYTES];
	int size = snprintf(numbers, sizeof numbers, " %3" PRIu32 "w %4zun  %.*s  ", point->writers,
	    point->note_count, (int)SHORT_ID_CHARS, point->id);
	size_t numbers_size = size > 0 ? (size_t)size : 0;
	if (columns < 2 + CATEGORY_COLUMNS + numbers_size + 8)
		return;
	buffer_add_text(frame, is_newest ? BOLD "* " : "  ");
	size_t used = screen_text_add(frame, point->category, CATEGORY_COLUMNS);
	spaces_add(frame, CATEGORY_COLUMNS - used);
	buffer_add_text(frame, numbers);
	size_t room = columns - 2 - CATEGORY_COLUMNS - numbers_size;
	watch_marks(point, marks);
	if (marks[0] != '\0') {
		room -= screen_text_add(frame, marks, room);
		room -= screen_text_add(frame, " ", room);
	}
	screen_text_add(frame, point->statement, room);
	buffer_add_text(frame, is_newest ? PLAIN END : END);
}

/* Points go by category, each category by rank: the next category's first. */
static size_t category_end(const struct watch_objective *objective, size_t from)
{
	size_t i = from;
	while (i < objective->point_count &&
	    strcmp(objective->points[i].category, objective->points[from].category) == 0)
		i++;
	return i;
}

/* How many of each category are shown when there are `rows` for all. */
static size_t depth_of(const struct watch_objective *objective, size_t rows)
{
	size_t depth = 0;
	size_t taken = 0;
	do {
		depth++;
		taken = 0;
		for (size_t i = 0; i < objective->point_count;) {
			size_t end = category_end(objective, i);
			taken += end - i < depth ? end - i : depth;
			i = end;
		}
	} while (taken < rows && taken < objective->point_count);
	return depth;
}

static void points_add(const struct watch_model *model, const struct watch_objective *objective,
    size_t rows, const struct watch_screen *screen, struct buffer *frame)
{
	if (rows == 0)
		return;
	size_t depth = depth_of(objective, rows);
	/* The last round may not fit whole: that many categories get one row less. */
	size_t over = 0;
	for (size_t i = 0; i < objective->point_count; i = category_end(objective, i)) {
		size_t size = category_end(objective, i) - i;
		over += size < depth ? size : depth;
	}
	over = over > rows ? over - rows : 0;
	for (size_t i = 0; i < objective->point_count;) {
		size_t end = category_end(objective, i);
		size_t count = end - i < depth ? end - i : depth;
		size_t later = 0; /* categories after this one that could give a row */
		for (size_t j = end; j < objective->point_count; j = category_end(objective, j))
			later += category_end(objective, j) - j >= depth ? 1 : 0;
		if (count == depth && over > later) {
			count--;
			over--;
		}
		for (size_t j = i; j < i + count; j++)
			point_add(&objective->points[j],
			    objective->points[j].change > 0 &&
				objective->points[j].change == model->change,
			    screen->columns, frame);
		i = end;
	}
}

/* Gives rows out one by one, round by round. */
static void rows_share(const struct watch_model *model, size_t rows, size_t given[OBJECTIVES_MAX])
{
	bool some = true;
	while (rows > 0 && some) {
		some = false;
		for (size_t i = 0; rows > 0 && i < model->objective_count; i++) {
			if (given[i] >= model->objectives[i].point_count)
				continue;
			given[i]++;
			rows--;
			some = true;
		}
	}
}

void watch_draw(
    const struct watch_model *model, const struct watch_screen *screen, struct buffer *frame)
{
	size_t given[OBJECTIVES_MAX] = { 0 };
	/* The last row stays free: a line feed there would scroll. */
	size_t rows = screen->rows > TITLE_ROWS + 1 ? screen->rows - TITLE_ROWS - 1 : 0;
	size_t headings = model->objective_count < rows ? model->objective_count : rows;
	rows_share(model, rows - headings, given);
	buffer_add_text(frame, "\033[H\033[K");
	title_add(model, screen, frame);
	for (size_t i = 0; i < headings; i++) {
		heading_add(model, &model->objectives[i], screen->columns, frame);
		points_add(model, &model->objectives[i], given[i], screen, frame);
	}
	if (model->objective_count == 0)
		buffer_add_text(frame,
		    model->state == WATCH_STARTING ? FAINT "waiting for the broker" PLAIN END
						   : END);
	buffer_add_text(frame, "\033[J");
}
