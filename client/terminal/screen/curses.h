/*
 * client/terminal/screen/curses.h - the person's terminal: strokes come out of it, a canvas goes onto it. It decides
 * nothing. One at a time in a process (ncurses has globals of its own).
 *
 * Signals come through a descriptor and are blocked otherwise, so that nothing happens but between two steps:
 * open it before any thread is started.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_SCREEN_CURSES_H
#define RAPPORTEUR_CLIENT_TERMINAL_SCREEN_CURSES_H

#include "client/terminal/screen/canvas.h"
#include "client/terminal/screen/stroke.h"
#include "client/terminal/terminal.h"

struct curses {
	int signals;
	bool shown;
	bool ended; /* told to end, or whoever had the terminal is gone */
};

/* Texts are UTF-8 whatever the locale says of a terminal that has none. ENDING_DONE, or has complained. */
enum ending curses_signals(struct curses *curses);
enum ending curses_open(struct curses *curses);
void curses_close(struct curses *curses); /* gives the terminal back; twice is harmless */
/* Waits for a key, a signal or the library, at most wait_ms, then steps the library. */
void curses_wait(struct curses *curses, struct rapporteur *rapporteur, int wait_ms);
/* The next stroke that is there already. False: none is. */
bool curses_stroke(struct curses *curses, struct stroke *stroke);
void curses_size(size_t *rows, size_t *columns);
void curses_show(const struct canvas *canvas);
/* The shell has the terminal until it lets us go on. */
void curses_suspend(struct curses *curses);

#endif
