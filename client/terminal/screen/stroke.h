/*
 * client/terminal/screen/stroke.h - what a person does at the keyboard, as a value: what the models take, and
 * what only the terminal's driver (curses.h) makes out of bytes.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_SCREEN_STROKE_H
#define RAPPORTEUR_CLIENT_TERMINAL_SCREEN_STROKE_H

#define STROKE_TEXT_BYTES 8u

enum stroke_kind {
	STROKE_NONE = 0,
	STROKE_TEXT, /* one code point, which may be part of a composed character */
	STROKE_ENTER,
	STROKE_ESCAPE,
	STROKE_TAB,
	STROKE_LEFT,
	STROKE_RIGHT,
	STROKE_UP,
	STROKE_DOWN,
	STROKE_HOME,
	STROKE_END,
	STROKE_PAGE_UP,
	STROKE_PAGE_DOWN,
	STROKE_WORD_LEFT,
	STROKE_WORD_RIGHT,
	STROKE_ERASE_BEFORE, /* backspace */
	STROKE_ERASE_AFTER,  /* delete */
	STROKE_ERASE_WORD,   /* Ctrl-W */
	STROKE_ERASE_START,  /* Ctrl-U: all before the cursor */
	STROKE_ERASE_END,    /* Ctrl-K: all after it */
	STROKE_INTERRUPT,    /* Ctrl-C */
	STROKE_NO_MORE,      /* Ctrl-D */
	STROKE_SUSPEND,      /* Ctrl-Z */
	STROKE_REDRAW,       /* Ctrl-L, or the terminal has another size */
};

struct stroke {
	enum stroke_kind kind;
	char text[STROKE_TEXT_BYTES]; /* STROKE_TEXT: UTF-8, terminated */
};

#endif
