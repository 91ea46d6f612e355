/*
 * client/terminal/moderate/board.h - what a moderator has on the table: a copy of the synthesis, its points in the order
 * in which they are shown, each with whether it changed since somebody looked at it. The library lends its own only
 * during a callback.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_MODERATE_BOARD_H
#define RAPPORTEUR_CLIENT_TERMINAL_MODERATE_BOARD_H

#include "client/terminal/terminal.h"

#define BOARD_MEMORY_MAX ((size_t)256 << 20) /* of one objective */

struct board_point {
	const struct synthesis_point *point;
	uint32_t category; /* in the programme; CATEGORIES_MAX: it has no such */
	uint32_t theme;    /* in the objective, from 1; 0: none */
	uint64_t newest;   /* number of its newest note */
	bool changed;      /* since it was looked at */
	bool waits;        /* a note of it names somebody, and nobody has decided about that */
};

struct board_objective {
	struct arena arena; /* owns what follows */
	struct synthesis_objective of;
	struct board_point *points;
	size_t point_count;
	const struct synthesis_note **by_id;
};

struct board {
	struct board_objective objectives[OBJECTIVES_MAX]; /* in the programme's order */
	size_t objective_count;
	enum watch_state state;
	uint64_t event;
	uint64_t looked; /* what is newer is marked at the first sight of it; 0: nothing is */
	bool full;       /* memory ran out: some objective is as it was */
};

void board_init(struct board *board, uint64_t looked);
void board_close(struct board *board);
/* programme may be NULL: categories then go by their keys. */
void board_take(
    struct board *board, const struct programme *programme, const struct watch_update *update);
/* The order, once the programme is known. */
void board_order(struct board *board, const struct programme *programme);

const struct synthesis_note *board_note(
    const struct board_objective *objective, const char id[PUBLIC_ID_CHARS + 1]);
/* Index of the point with that id, else of the one that holds that note; point_count: neither. */
size_t board_find(const struct board_objective *objective, const char *id);
/* True: a note that names somebody is masked until somebody decides; point holds it, or NULL. */
bool board_waits(const struct synthesis_note *note, const struct synthesis_point *point);

#endif
