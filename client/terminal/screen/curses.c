/*
 * client/terminal/screen/curses.c - see curses.h.
 *
 * The keyboard is read raw: Ctrl-C is a stroke like another, which the model takes for what it is, so that no text is
 * lost by it. An input method has composed its character before we see it; what it sends are whole code points.
 */
#include "client/terminal/screen/curses.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <utf8proc.h>

#define ESCAPE_MS  25 /* between the bytes of one key */
#define CONTROL(c) ((c) - '@')
#define DELETE_KEY 127

enum ending curses_signals(struct curses *curses)
{
	static const int TAKEN[] = { SIGINT, SIGTERM, SIGHUP, SIGWINCH };
	sigset_t set;
	*curses = (struct curses){ .signals = -1 };
	sigemptyset(&set);
	for (size_t i = 0; i < sizeof TAKEN / sizeof TAKEN[0]; i++)
		sigaddset(&set, TAKEN[i]);
	if (sigprocmask(SIG_BLOCK, &set, NULL) == 0)
		curses->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (curses->signals < 0)
		return complain(ENDING_REFUSED, "signals: %s", system_fault());
	return ENDING_DONE;
}

enum ending curses_open(struct curses *curses)
{
	if (setlocale(LC_CTYPE, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		(void)setlocale(LC_CTYPE, "C.UTF-8");
	/* newterm(), not initscr(): that one ends the process when it does not know the terminal. */
	SCREEN *screen = newterm(NULL, stdout, stdin);
	if (screen == NULL)
		return complain(ENDING_REFUSED,
		    "this terminal is not known (TERM=%s): use --plain, or another TERM",
		    getenv("TERM") == NULL ? "" : getenv("TERM"));
	curses->shown = true;
	(void)raw();
	(void)noecho();
	(void)nonl();
	(void)keypad(stdscr, TRUE);
	(void)nodelay(stdscr, TRUE);
	(void)set_escdelay(ESCAPE_MS);
	return ENDING_DONE;
}

void curses_close(struct curses *curses)
{
	if (curses->shown)
		(void)endwin();
	curses->shown = false;
	if (curses->signals >= 0)
		close(curses->signals);
	curses->signals = -1;
}

static void signals_take(struct curses *curses)
{
	struct signalfd_siginfo info;
	while (read(curses->signals, &info, sizeof info) == (ssize_t)sizeof info) {
		if (info.ssi_signo != SIGWINCH)
			curses->ended = true;
		else if (curses->shown)
			(void)ungetch(KEY_RESIZE);
	}
}

void curses_wait(struct curses *curses, struct rapporteur *rapporteur, int wait_ms)
{
	struct pollfd polled[3] = { { .fd = curses->signals, .events = POLLIN },
		{ .fd = rapporteur_fd(rapporteur), .events = POLLIN },
		{ .fd = STDIN_FILENO, .events = POLLIN } };
	int due_ms = rapporteur_wait_ms(rapporteur);
	int ready = poll(polled, 3, due_ms >= 0 && due_ms < wait_ms ? due_ms : wait_ms);
	if (ready > 0 && polled[0].revents != 0)
		signals_take(curses);
	if (ready > 0 && (polled[2].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0)
		curses->ended = true;
	rapporteur_step(rapporteur);
}

static enum stroke_kind of_key(wint_t key)
{
	static const struct {
		int key;
		enum stroke_kind kind;
	} KEYS[] = { { KEY_LEFT, STROKE_LEFT }, { KEY_RIGHT, STROKE_RIGHT }, { KEY_UP, STROKE_UP },
		{ KEY_DOWN, STROKE_DOWN }, { KEY_HOME, STROKE_HOME }, { KEY_END, STROKE_END },
		{ KEY_PPAGE, STROKE_PAGE_UP }, { KEY_NPAGE, STROKE_PAGE_DOWN },
		{ KEY_BACKSPACE, STROKE_ERASE_BEFORE }, { KEY_DC, STROKE_ERASE_AFTER },
		{ KEY_ENTER, STROKE_ENTER }, { KEY_RESIZE, STROKE_REDRAW },
		{ KEY_SLEFT, STROKE_WORD_LEFT }, { KEY_SRIGHT, STROKE_WORD_RIGHT } };
	for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++)
		if ((int)key == KEYS[i].key)
			return KEYS[i].kind;
	return STROKE_NONE;
}

static enum stroke_kind of_control(wint_t character)
{
	static const struct {
		int character;
		enum stroke_kind kind;
	} CONTROLS[] = { { '\r', STROKE_ENTER }, { '\n', STROKE_ENTER }, { '\t', STROKE_TAB },
		{ CONTROL('['), STROKE_ESCAPE }, { DELETE_KEY, STROKE_ERASE_BEFORE },
		{ CONTROL('H'), STROKE_ERASE_BEFORE }, { CONTROL('A'), STROKE_HOME },
		{ CONTROL('E'), STROKE_END }, { CONTROL('B'), STROKE_LEFT },
		{ CONTROL('F'), STROKE_RIGHT }, { CONTROL('W'), STROKE_ERASE_WORD },
		{ CONTROL('U'), STROKE_ERASE_START }, { CONTROL('K'), STROKE_ERASE_END },
		{ CONTROL('C'), STROKE_INTERRUPT }, { CONTROL('D'), STROKE_NO_MORE },
		{ CONTROL('Z'), STROKE_SUSPEND }, { CONTROL('L'), STROKE_REDRAW },
		{ CONTROL('P'), STROKE_UP }, { CONTROL('N'), STROKE_DOWN } };
	for (size_t i = 0; i < sizeof CONTROLS / sizeof CONTROLS[0]; i++)
		if ((int)character == CONTROLS[i].character)
			return CONTROLS[i].kind;
	return STROKE_NONE;
}

bool curses_stroke(struct curses *curses, struct stroke *stroke)
{
	wint_t character = 0;
	int kind = ERR;
	*stroke = (struct stroke){ .kind = STROKE_NONE };
	if (curses->ended || (kind = get_wch(&character)) == ERR)
		return false;
	if (kind == KEY_CODE_YES) {
		stroke->kind = of_key(character);
	} else if (character < ' ' || character == DELETE_KEY) {
		stroke->kind = of_control(character);
	} else {
		utf8proc_ssize_t size = utf8proc_encode_char(
		    (utf8proc_int32_t)character, (utf8proc_uint8_t *)stroke->text);
		stroke->kind = size > 0 ? STROKE_TEXT : STROKE_NONE;
	}
	if (stroke->kind == STROKE_REDRAW)
		(void)clearok(stdscr, TRUE);
	return true;
}

void curses_size(size_t *rows, size_t *columns)
{
	struct winsize size = { 0 };
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0 &&
	    (LINES != size.ws_row || COLS != size.ws_col))
		(void)resizeterm(size.ws_row, size.ws_col);
	*rows = (size_t)LINES;
	*columns = (size_t)COLS;
}

static int attributes_of(enum style style)
{
	switch (style) {
	case STYLE_PLAIN:
		return (int)A_NORMAL;
	case STYLE_STRONG:
		return (int)A_BOLD;
	case STYLE_FAINT:
		return (int)A_DIM;
	case STYLE_BAR:
		return (int)A_REVERSE;
	case STYLE_ALARM:
		return (int)(A_REVERSE | A_BOLD);
	}
	return (int)A_NORMAL;
}

void curses_show(const struct canvas *canvas)
{
	(void)erase();
	for (size_t i = 0; i < canvas->piece_count; i++) {
		const struct canvas_piece *piece = &canvas->pieces[i];
		(void)attrset(attributes_of(piece->style));
		/* At the last place of the screen it answers ERR, and has written all the same. */
		(void)mvaddstr((int)piece->row, (int)piece->column,
		    (const char *)canvas->text.bytes + piece->at);
	}
	(void)attrset(A_NORMAL);
	(void)curs_set(canvas->has_cursor ? 1 : 0);
	if (canvas->has_cursor)
		(void)move((int)canvas->cursor_row, (int)canvas->cursor_column);
	(void)refresh();
}

void curses_suspend(struct curses *curses)
{
	(void)endwin();
	raise(SIGSTOP);
	(void)clearok(stdscr, TRUE);
	curses->shown = true;
}
