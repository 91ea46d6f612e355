/*
 * client/terminal/moderate/moderating.h - `moderate` between its model and the world: what both of its faces, the screen
 * (moderate.c) and lines (moderate_plain.c), do the same. Nothing here waits for the broker.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_MODERATE_MODERATING_H
#define RAPPORTEUR_CLIENT_TERMINAL_MODERATE_MODERATING_H

#include "client/terminal/moderate/moderate_model.h"

struct moderating {
	const struct invocation *invocation;
	struct rapporteur *rapporteur;
	struct moderate_model model;
	struct programme programme;
	bool has_programme;
	uint64_t programme_event;
	uint64_t facts_ms; /* when the session was asked for; 0: not yet */
	bool getting;      /* rapporteur_get() is under way */
	bool asking;       /* why or search waits for its turn */
	struct inquiry inquiry;
	enum message inquired;
	char words[SEARCH_WORDS_BYTES_MAX + 1];
	int signals;
	bool dirty;
	bool ended;
	enum ending ending;
};

/* ENDING_DONE, or has complained. */
enum ending moderating_open(struct moderating *moderating, const struct invocation *invocation);
void moderating_close(struct moderating *moderating);
/* After each step of the library. */
void moderating_turn(struct moderating *moderating);
/* Does what the model asked for. */
void moderating_do(struct moderating *moderating, enum moderate_act act);

enum ending moderate_plain_run(struct moderating *moderating);

#endif
