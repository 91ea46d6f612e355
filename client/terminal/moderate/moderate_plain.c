/*
 * client/terminal/moderate/moderate_plain.c - `moderate --plain`: the same line by line. A line is a key of the screen, a
 * point's number as it was listed last, and what the key asks for; it is played into the model as strokes:
 *
 *   o 2                 objective 2, listed          3               point 3, with its notes
 *   m 3 5               merges                       s 3 1,2         notes 1 and 2 of point 3 stand apart
 *   r 3 Words           restates                     h 3 reason      hides; h 3.2 reason only note 2
 *   p 3  t 3 Title  c 3 practice  l 3 youth  w 3  u  / words  f  v  .  ?  q
 *
 * What is listed keeps its numbers until it is listed again, whatever comes meanwhile: a number stands for a point's id.
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "client/terminal/moderate/moderating.h"

#define TICK_MS     500
#define CHANGES_MS  5000u /* changes are told at most so often */
#define NUMBERS_MAX 2000u
#define INPUT_BYTES LINE_BYTES_MAX

struct plain {
	struct moderating *moderating;
	char (*numbers)[PUBLIC_ID_CHARS + 1]; /* point number i + 1 */
	size_t number_count;
	char pending[INPUT_BYTES]; /* read, and not taken yet */
	size_t pending_size;
	char line[INPUT_BYTES + 1];
	size_t line_size;
	bool input_ended;
	bool listed; /* the first list was told */
	uint64_t changes_ms;
	size_t changed; /* as told last */
	enum moderate_list list_told;
};

static enum moderate_act press(struct moderate_model *model, enum stroke_kind kind)
{
	return moderate_model_stroke(model, &(struct stroke){ .kind = kind });
}

static enum moderate_act key(struct moderate_model *model, char letter)
{
	struct stroke stroke = { .kind = STROKE_TEXT, .text = { letter, '\0' } };
	return moderate_model_stroke(model, &stroke);
}

/* --- telling ---------------------------------------------------------------------------------------------- */

static void list_tell(struct plain *plain)
{
	struct moderate_model *model = &plain->moderating->model;
	const struct board_objective *objective = moderate_objective(model);
	if (objective == NULL) {
		puts("No synthesis yet.");
		return;
	}
	printf("Objective %" PRIu32 ", %zu of %zu. %zu points, %" PRIu64 " notes in them.\n",
	    objective->of.number, model->objective + 1, model->board.objective_count,
	    objective->point_count, objective->of.counts[NOTE_IN_POINT]);
	plain->number_count = 0;
	for (size_t i = 0; i < objective->point_count && i < NUMBERS_MAX; i++) {
		const struct board_point *point = &objective->points[i];
		memcpy(plain->numbers[plain->number_count++], point->point->id,
		    sizeof plain->numbers[0]);
		printf("%zu. %s%s: %s%s%s%" PRIu32 " rapporteurs, %zu notes%s%s: %s\n", i + 1,
		    point->point->category, point->theme > 0 ? ", " : "",
		    point->theme > 0 ? objective->of.themes[point->theme - 1].title : "",
		    point->theme > 0 ? ": " : "", point->changed ? "changed, " : "",
		    point->point->writers, point->point->note_count,
		    point->point->pinned ? ", pinned" : "", point->waits ? ", names somebody" : "",
		    point->point->statement);
	}
}

static void point_tell(const struct moderate_model *model)
{
	const struct board_objective *objective = moderate_objective(model);
	const struct board_point *point = moderate_point(model);
	if (point == NULL)
		return;
	printf("%s\nwhy: %s\n", point->point->statement,
	    point->point->reason == NULL ? "it stands alone" : point->point->reason);
	for (size_t i = 0; i < point->point->note_count; i++) {
		const struct synthesis_note *note = board_note(objective, point->point->notes[i]);
		if (note != NULL)
			printf("  %zu. %s%s%s: %s\n", i + 1, note->room == NULL ? "-" : note->room,
			    note->lens == NULL ? "" : " #", note->lens == NULL ? "" : note->lens,
			    note->original != NULL ? note->original : note->text);
	}
}

static void lines_tell(struct moderate_model *model)
{
	printf("%s\n", moderate_list_title(model->list));
	for (size_t i = 0; i < model->line_count; i++)
		printf("  %s\n", model->lines[i].text);
	(void)press(model, STROKE_ESCAPE);
}

/* --- a line ------------------------------------------------------------------------------------------------- */

/* Puts the cursor on the point with that number of the list. */
static bool choose(struct plain *plain, uint64_t number)
{
	struct moderate_model *model = &plain->moderating->model;
	const struct board_objective *objective = moderate_objective(model);
	if (objective == NULL || number == 0 || number > plain->number_count) {
		moderate_model_say(model, true, "There is no point of that number: o lists them.");
		return false;
	}
	size_t index = board_find(objective, plain->numbers[number - 1]);
	if (index >= objective->point_count) {
		moderate_model_say(
		    model, true, "That point is one with another now: o lists them.");
		return false;
	}
	model->pane = PANE_POINTS;
	moderate_point_choose(model, index);
	return true;
}

/* "3", "3.2": a point, and perhaps one of its notes. Sets *rest behind it. */
static bool choose_from(struct plain *plain, char *words, char **rest)
{
	struct moderate_model *model = &plain->moderating->model;
	char *end = NULL;
	errno = 0;
	unsigned long long number = strtoull(words, &end, 10);
	if (end == words || errno != 0 || !choose(plain, number))
		return false;
	if (*end == '.') {
		unsigned long long note = strtoull(end + 1, &end, 10);
		const struct board_point *point = moderate_point(model);
		if (note == 0 || point == NULL || note > point->point->note_count) {
			moderate_model_say(model, true, "It has no note of that number.");
			return false;
		}
		model->pane = PANE_NOTES;
		model->note = (size_t)note - 1;
	}
	*rest = end + strspn(end, " ");
	return true;
}

/* The line that a key asks for. */
static enum moderate_act prompted(struct moderate_model *model, char letter, const char *text)
{
	enum moderate_act act = key(model, letter);
	if (model->prompt == PROMPT_NONE)
		return act;
	line_set(&model->line, text, strlen(text));
	act = press(model, STROKE_ENTER);
	if (model->prompt != PROMPT_NONE) {
		/* Nobody sees a prompt here: what was wrong with its line has been said. */
		char message[MODERATE_MESSAGE_BYTES];
		memcpy(message, model->message, sizeof message);
		(void)press(model, STROKE_ESCAPE);
		moderate_model_say(model, true, "%s", message);
	}
	return act;
}

static enum moderate_act split(struct plain *plain, char *rest)
{
	struct moderate_model *model = &plain->moderating->model;
	(void)press(model, STROKE_RIGHT);
	for (char *at = rest; *at != '\0';) {
		char *end = NULL;
		unsigned long long note = strtoull(at, &end, 10);
		const struct board_point *point = moderate_point(model);
		if (end == at || note == 0 || point == NULL || note > point->point->note_count)
			break;
		model->note = (size_t)note - 1;
		(void)key(model, ' ');
		at = end + strspn(end, ", ");
	}
	return key(model, 's');
}

static enum moderate_act merge(struct plain *plain, char *rest)
{
	struct moderate_model *model = &plain->moderating->model;
	enum moderate_act act = key(model, 'm');
	while (act == MODERATE_NOTHING && *rest != '\0' && choose_from(plain, rest, &rest)) {
		if (*rest == '\0')
			return key(model, 'm');
		(void)key(model, ' ');
	}
	(void)press(model, STROKE_ESCAPE);
	moderate_model_say(model, true, "Say two points: m 3 5");
	return MODERATE_NOTHING;
}

static void objective_choose(struct plain *plain, const char *number)
{
	struct moderate_model *model = &plain->moderating->model;
	uint64_t wanted = 0;
	(void)number_parse(number, 1, OBJECTIVE_MAX, &wanted);
	for (size_t i = 0; wanted > 0 && i < model->board.objective_count; i++) {
		const struct board_objective *objective = moderate_objective(model);
		if (objective == NULL || objective->of.number == wanted)
			break;
		(void)press(model, STROKE_TAB);
	}
	list_tell(plain);
}

static enum moderate_act line_act(struct plain *plain, char *line)
{
	struct moderate_model *model = &plain->moderating->model;
	char letter = line[0];
	char *rest = line + 1 + strspn(line + 1, " ");
	if (letter >= '0' && letter <= '9') {
		if (choose_from(plain, line, &rest))
			point_tell(model);
		return MODERATE_NOTHING;
	}
	if (letter == 'o') {
		objective_choose(plain, rest);
		return MODERATE_NOTHING;
	}
	if (letter == '/')
		return prompted(model, '/', rest);
	if (strchr("ufv?.q", letter) != NULL)
		return key(model, letter);
	if (strchr("msrhptclxwJK", letter) == NULL) {
		moderate_model_say(model, true, "No such key: ? lists them.");
		return MODERATE_NOTHING;
	}
	if (!choose_from(plain, rest, &rest))
		return MODERATE_NOTHING;
	if (letter == 'm')
		return merge(plain, rest);
	return letter == 's' ? split(plain, rest) : prompted(model, letter, rest);
}

static void line_take(struct plain *plain)
{
	struct moderating *moderating = plain->moderating;
	plain->line[plain->line_size] = '\0';
	plain->line_size = 0;
	if (plain->line[0] == '\0')
		return;
	moderating_do(moderating, line_act(plain, plain->line));
}

/* The next line of what was read, if there is one. */
static bool pending_take(struct plain *plain)
{
	const char *end = memchr(plain->pending, '\n', plain->pending_size);
	size_t size = end == NULL ? plain->pending_size : (size_t)(end - plain->pending);
	if (end == NULL && size < INPUT_BYTES && !(plain->input_ended && size > 0))
		return false;
	memcpy(plain->line, plain->pending, size);
	plain->line_size = size;
	size += end == NULL ? 0 : 1;
	plain->pending_size -= size;
	memmove(plain->pending, plain->pending + size, plain->pending_size);
	line_take(plain);
	return true;
}

static void input_take(struct plain *plain)
{
	ssize_t size = read(
	    STDIN_FILENO, plain->pending + plain->pending_size, INPUT_BYTES - plain->pending_size);
	plain->input_ended = size == 0 || (size < 0 && errno != EINTR && errno != EAGAIN);
	if (size > 0)
		plain->pending_size += (size_t)size;
}

/* --- the loop ------------------------------------------------------------------------------------------------- */

/* A line waits for the one before it: what it says may be about what that does. */
static bool is_busy(const struct plain *plain)
{
	const struct moderating *moderating = plain->moderating;
	return moderating->model.sending || moderating->asking || !plain->listed ||
	    moderating->model.board.event < moderating->model.acted ||
	    (moderating->getting && moderating->inquired != MESSAGE_SESSION_GET);
}

static void tell(struct plain *plain)
{
	struct moderate_model *model = &plain->moderating->model;
	uint64_t now = terminal_now_ms();
	if (model->list != LIST_NONE)
		lines_tell(model);
	if (model->message[0] != '\0' && !model->sending)
		puts(model->message);
	if (!model->sending)
		model->message[0] = '\0';
	if (!plain->listed && model->board.objective_count > 0 &&
	    plain->moderating->has_programme) {
		plain->listed = true;
		if (model->point_id[0] == '\0')
			moderate_point_choose(model, 0);
		list_tell(plain);
	}
	size_t changed = moderate_changed(model);
	if (changed > plain->changed && now - plain->changes_ms >= CHANGES_MS) {
		printf("%zu points have changed; o lists them.\n", changed);
		plain->changes_ms = now;
		plain->changed = changed;
	}
	if (changed < plain->changed)
		plain->changed = changed;
	(void)fflush(stdout);
}

static void once(struct plain *plain)
{
	struct moderating *moderating = plain->moderating;
	struct signalfd_siginfo info;
	bool taken = !is_busy(plain) && pending_take(plain);
	bool reads = !plain->input_ended && !is_busy(plain) && !taken;
	struct pollfd polled[3] = { { .fd = moderating->signals, .events = POLLIN },
		{ .fd = rapporteur_fd(moderating->rapporteur), .events = POLLIN },
		{ .fd = reads ? STDIN_FILENO : -1, .events = POLLIN } };
	int due_ms = rapporteur_wait_ms(moderating->rapporteur);
	int wait_ms = moderating->asking || taken ? 10 : TICK_MS;
	int ready = poll(polled, 3, due_ms >= 0 && due_ms < wait_ms ? due_ms : wait_ms);
	while (read(moderating->signals, &info, sizeof info) == (ssize_t)sizeof info)
		moderating->ended = moderating->ended || info.ssi_signo != SIGWINCH;
	if (ready > 0 && polled[2].revents != 0)
		input_take(plain);
	rapporteur_step(moderating->rapporteur);
	moderating_turn(moderating);
	tell(plain);
	moderating->ended = moderating->ended || ferror(stdout) != 0 ||
	    (plain->input_ended && plain->pending_size == 0 && !is_busy(plain));
}

enum ending moderate_plain_run(struct moderating *moderating)
{
	struct plain *plain = calloc(1, sizeof *plain);
	enum ending ending = ENDING_DONE;
	uint64_t until_ms = terminal_now_ms() + moderating->invocation->wait_ms;
	if (plain != NULL)
		plain->numbers = calloc(NUMBERS_MAX, sizeof *plain->numbers);
	if (plain == NULL || plain->numbers == NULL) {
		free(plain);
		return complain_result(RAPPORTEUR_MEMORY, NULL);
	}
	plain->moderating = moderating;
	while (!moderating->ended && ending == ENDING_DONE) {
		once(plain);
		if (!plain->listed && terminal_now_ms() > until_ms && isatty(STDIN_FILENO) != 1)
			ending = complain_result(RAPPORTEUR_NOT_REACHABLE, NULL);
	}
	free(plain->numbers);
	free(plain);
	if (moderating->ending != ENDING_DONE)
		return complain(moderating->ending, "%s", moderating->model.message);
	return ending;
}
