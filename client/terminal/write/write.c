/*
 * client/terminal/write/write.c - `write`: a rapporteur's screen. A key is on it before anything else is done; the network
 * is stepped between keys and never waited for. What is typed goes to the draft when the keys pause, and at the latest
 * every DRAFT_MS while they do not.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/terminal/screen/curses.h"
#include "client/terminal/write/write_internal.h"
#include "proto/wire/text.h"

#define DRAFT_MS    300u
#define TICK_MS     500 /* the alarm of a broker that is away comes by time alone */
#define STROKES_MAX 256u

struct face {
	struct curses curses;
	struct canvas canvas;
	uint64_t typed_ms; /* when the first key came that the draft has not; 0: it has all */
};

static void show(struct writing *writing, struct face *face)
{
	size_t rows = 0;
	size_t columns = 0;
	curses_size(&rows, &columns);
	canvas_clear(&face->canvas, rows, columns);
	write_draw(&writing->model, terminal_now_ms(), &face->canvas);
	curses_show(&face->canvas);
	writing->dirty = false;
}

static void stroke_take(struct writing *writing, struct face *face, const struct stroke *stroke)
{
	enum write_act act = write_model_stroke(&writing->model, stroke);
	writing->dirty = true;
	if (face->typed_ms == 0)
		face->typed_ms = terminal_now_ms();
	if (act == WRITE_QUIT)
		writing->ended = true;
	else if (act == WRITE_SUSPEND)
		curses_suspend(&face->curses);
	else
		(void)writing_do(writing, act);
}

static void once(struct writing *writing, struct face *face)
{
	struct stroke stroke;
	curses_wait(
	    &face->curses, writing->rapporteur, face->typed_ms > 0 ? (int)DRAFT_MS : TICK_MS);
	for (size_t i = 0; i < STROKES_MAX && curses_stroke(&face->curses, &stroke); i++)
		stroke_take(writing, face, &stroke);
	writing_turn(writing);
	writing->ended = writing->ended || face->curses.ended;
	if (writing->dirty && !writing->ended)
		show(writing, face);
	if (face->typed_ms > 0 && terminal_now_ms() - face->typed_ms >= DRAFT_MS) {
		writing_draft(writing, false);
		face->typed_ms = 0;
	}
}

static enum ending screen_run(struct writing *writing, struct face *face)
{
	enum ending ending = curses_open(&face->curses);
	if (ending != ENDING_DONE)
		return ending;
	canvas_init(&face->canvas);
	while (!writing->ended)
		once(writing, face);
	writing_draft(writing, true);
	curses_close(&face->curses);
	canvas_close(&face->canvas);
	if (writing->ending != ENDING_DONE)
		return complain(writing->ending, "%s", writing->model.message);
	if (writing->draft.size > 0)
		complain(ENDING_DONE, "what was typed and not sent is kept for the next start");
	struct rapporteur_counts counts = rapporteur_counts(writing->rapporteur);
	if (counts.here > 0)
		complain(ENDING_DONE, "kept here, %llu waiting: rapporteur outbox --send",
		    (unsigned long long)counts.here);
	return ENDING_DONE;
}

enum ending write_run(const struct invocation *invocation)
{
	if (!session_key_check(invocation->words[0]))
		return ENDING_USAGE;
	if (!text_key_valid(invocation->words[1], ROOM_KEY_MAX))
		return complain(ENDING_USAGE, "%s is no name of a room", invocation->words[1]);
	struct writing *writing = calloc(1, sizeof *writing);
	struct face *face = calloc(1, sizeof *face);
	enum ending ending = ENDING_REFUSED;
	if (writing == NULL || face == NULL) {
		complain_result(RAPPORTEUR_MEMORY, NULL);
		goto out;
	}
	bool plain = option_given(invocation, OPTION_PLAIN_LINES) || isatty(STDIN_FILENO) != 1 ||
	    isatty(STDOUT_FILENO) != 1;
	ending = curses_signals(&face->curses);
	if (ending == ENDING_DONE)
		ending = writing_open(writing, invocation);
	writing->signals = face->curses.signals;
	if (ending == ENDING_DONE)
		ending = plain ? write_plain_run(writing) : screen_run(writing, face);
	writing_close(writing);
	curses_close(&face->curses);
out:
	free(face);
	free(writing);
	return ending;
}
