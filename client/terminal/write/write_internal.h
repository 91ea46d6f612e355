/*
 * client/terminal/write/write_internal.h - `write` between its model and the world: what both of its faces, the screen
 * (write.c) and lines (write_plain.c), do the same.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_WRITE_WRITE_INTERNAL_H
#define RAPPORTEUR_CLIENT_TERMINAL_WRITE_WRITE_INTERNAL_H

#include "client/terminal/write/draft.h"
#include "client/terminal/write/write_model.h"

struct writing {
	const struct invocation *invocation;
	const char *session;
	const char *room;
	struct rapporteur *rapporteur;
	struct write_model model;
	struct programme programme;
	bool has_programme;
	uint64_t programme_event;
	struct draft draft;
	uint64_t facts_ms; /* when the session was asked for; 0: not yet */
	bool asking;
	bool dirty; /* what is shown may have changed */
	bool ended;
	enum ending ending;
	/* Of --plain, which tells what happens; NULL on a screen. */
	void (*tell_entry)(struct writing *writing, const struct entry *entry);
	void (*tell_feed)(struct writing *writing);
	int signals;
};

/* Opens the library, reads the outbox, the kept programme and the draft; then follows. ENDING_DONE, or has complained. */
enum ending writing_open(struct writing *writing, const struct invocation *invocation);
void writing_close(struct writing *writing);
/* After each step of the library: asks what is to be asked, takes counts and connection into the model. */
void writing_turn(struct writing *writing);
/* Does what the model asked for with the outbox. True: it is kept there. */
bool writing_do(struct writing *writing, enum write_act act);
/* Keeps what is typed. */
void writing_draft(struct writing *writing, bool sync);

enum ending write_plain_run(struct writing *writing);

#endif
