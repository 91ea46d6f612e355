/* client/terminal/moderate/moderate.c - `moderate`: a moderator's screen. */
#include <stdlib.h>
#include <unistd.h>

#include "client/terminal/moderate/moderating.h"
#include "client/terminal/screen/curses.h"

#define TICK_MS     1000
#define STROKES_MAX 256u

static void show(struct moderating *moderating, struct canvas *canvas)
{
	size_t rows = 0;
	size_t columns = 0;
	curses_size(&rows, &columns);
	canvas_clear(canvas, rows, columns);
	moderate_draw(&moderating->model, canvas);
	curses_show(canvas);
	moderating->dirty = false;
}

static void once(struct moderating *moderating, struct curses *curses, struct canvas *canvas)
{
	struct stroke stroke;
	/* A question goes out, and is answered, at once. */
	curses_wait(curses, moderating->rapporteur, moderating->asking ? 10 : TICK_MS);
	for (size_t i = 0; i < STROKES_MAX && curses_stroke(curses, &stroke); i++) {
		enum moderate_act act = moderate_model_stroke(&moderating->model, &stroke);
		moderating->dirty = true;
		if (act == MODERATE_SUSPEND)
			curses_suspend(curses);
		else
			moderating_do(moderating, act);
	}
	moderating_turn(moderating);
	moderating->ended = moderating->ended || curses->ended;
	if (moderating->dirty && !moderating->ended)
		show(moderating, canvas);
}

static enum ending screen_run(struct moderating *moderating, struct curses *curses)
{
	struct canvas *canvas = calloc(1, sizeof *canvas);
	if (canvas == NULL)
		return complain_result(RAPPORTEUR_MEMORY, NULL);
	enum ending ending = curses_open(curses);
	canvas_init(canvas);
	moderating->dirty = true;
	while (ending == ENDING_DONE && !moderating->ended)
		once(moderating, curses, canvas);
	curses_close(curses);
	canvas_close(canvas);
	free(canvas);
	if (moderating->ending != ENDING_DONE)
		return complain(moderating->ending, "%s", moderating->model.message);
	return ending;
}

enum ending moderate_run(const struct invocation *invocation)
{
	struct curses curses;
	if (!session_key_check(invocation->words[0]))
		return ENDING_USAGE;
	struct moderating *moderating = calloc(1, sizeof *moderating);
	if (moderating == NULL)
		return complain_result(RAPPORTEUR_MEMORY, NULL);
	bool plain = option_given(invocation, OPTION_PLAIN_LINES) || isatty(STDIN_FILENO) != 1 ||
	    isatty(STDOUT_FILENO) != 1;
	enum ending ending = curses_signals(&curses);
	if (ending == ENDING_DONE)
		ending = moderating_open(moderating, invocation);
	moderating->signals = curses.signals;
	if (ending == ENDING_DONE)
		ending = plain ? moderate_plain_run(moderating) : screen_run(moderating, &curses);
	moderating_close(moderating);
	curses_close(&curses);
	free(moderating);
	return ending;
}
