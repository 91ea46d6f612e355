/*
 * client/terminal/watch/watch_model.h - what a watcher shows: a copy of the synthesis, ranked, that knows what the
 * last update changed. The library lends its own only during a callback; a screen is drawn later.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_WATCH_WATCH_MODEL_H
#define RAPPORTEUR_CLIENT_TERMINAL_WATCH_WATCH_MODEL_H

#include "client/terminal/terminal.h"

#define WATCH_OBJECTIVE_MEMORY_MAX (128u << 20) /* some 100,000 points */

struct watch_point {
	char id[PUBLIC_ID_CHARS + 1];
	const char *category;
	uint32_t category_index; /* in the programme; CATEGORIES_MAX: not known */
	const char *statement;
	uint32_t writers;
	size_t note_count;
	const char *theme; /* its key, or NULL */
	bool pinned;
	bool restated;
	uint32_t rank;   /* where a moderator ordered them; else 0 */
	uint64_t change; /* number of the model's change that made it what it is; 0: it began so */
};

struct watch_objective {
	struct arena arena; /* owns what follows */
	uint32_t number;
	uint64_t counts[NOTE_PLACE_COUNT];
	struct watch_point *points; /* as point_order.h has them */
	size_t point_count;
	const struct watch_point **by_id;
	const char (*removed)[PUBLIC_ID_CHARS + 1]; /* by the last update of this objective */
	size_t removed_count;
	uint64_t change; /* the newest of its points' */
	bool touched;    /* by the last update */
};

struct watch_model {
	uint32_t only; /* the one objective to show; 0: all */
	enum watch_state state;
	uint64_t event;
	uint64_t change; /* updates so far */
	bool full;       /* memory ran out: some objective is shown as it was */
	struct watch_objective objectives[OBJECTIVES_MAX]; /* in the programme's order */
	size_t objective_count;
	const struct programme *programme; /* borrowed; NULL until it is known */
};

void watch_model_init(struct watch_model *model, uint32_t only);
void watch_model_close(struct watch_model *model);
/* Takes an update of the library. */
void watch_model_take(struct watch_model *model, const struct watch_update *update);

#endif
