/*
 * client/terminal/note/sender.h - many notes on their way: kept in the outbox in batches that share one sync, then
 * followed until the broker has each on its disk. Memory does not grow with their number.
 *
 * When the broker does not answer, or takes nothing, for wait_ms, the sender turns `offline`: what comes
 * then is kept in the outbox all the same, but nobody waits for it.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_NOTE_SENDER_H
#define RAPPORTEUR_CLIENT_TERMINAL_NOTE_SENDER_H

#include "client/terminal/terminal.h"

#define SENDER_WINDOW_MAX 512u /* kept but not settled; some two round trips of full batches */
#define SENDER_BATCH_MAX  128u /* notes that share a sync of the outbox */

/* A note that has been kept. */
struct sent {
	uint64_t sequence; /* in the outbox */
	uint64_t line;     /* where it came from; 0: nowhere with lines */
	enum entry_state state;
	uint64_t number;
	char public_id[PUBLIC_ID_CHARS + 1];
	bool late;
	enum error error;
	char detail[REFUSAL_DETAIL_MAX];
};

struct sender_counts {
	uint64_t kept;     /* in the outbox by this run */
	uint64_t broker;   /* of these: on the broker's disk now */
	uint64_t repeated; /* of these: they were there before this run */
	uint64_t late;     /* of these: kept as late */
	uint64_t wrong;    /* refused by us or by the broker */
};

struct sender {
	struct rapporteur *rapporteur; /* borrowed */
	uint64_t wait_ms;
	uint64_t newest;    /* events up to this one were there before; 0: nobody asks */
	const char *source; /* of the lines, for complaints; NULL: there are none */
	/* A note is on the broker's disk; called in the order of the notes. May be NULL. */
	void (*on_broker)(void *context, const struct sent *sent);
	void *context;
	struct sender_counts counts;
	bool offline;
	bool failed; /* the outbox takes no more; it has been said why */
	/* The rest is sender.c's. */
	struct arena arena; /* the batch's texts */
	struct rapporteur_note batch[SENDER_BATCH_MAX];
	uint64_t batch_lines[SENDER_BATCH_MAX];
	size_t batch_count;
	struct sent window[SENDER_WINDOW_MAX];
	size_t first;
	size_t count;
	uint64_t settled; /* of the whole outbox, as last seen: what grows, moves */
	uint64_t moved_ms;
	uint64_t began_ms;
	uint64_t shown_ms; /* progress on a terminal; 0: not yet */
};

/* The sender is large: have it on the heap. */
void sender_init(struct sender *sender, struct rapporteur *rapporteur, uint64_t wait_ms);
void sender_close(struct sender *sender);
/* For the callback of the library: some entry has changed. */
void sender_entry(struct sender *sender, const struct entry *entry);

/* Takes a note, which is kept with the batch; copies its strings. Waits while the window is full. */
void sender_put(struct sender *sender, const struct rapporteur_note *note, uint64_t line);
/* Keeps the batch now. */
void sender_flush(struct sender *sender);
/* Steps once, waiting at most wait_ms, and tells what has settled. */
void sender_step(struct sender *sender, uint64_t wait_ms);
/* Keeps the batch, then waits until all have settled or it is offline. Answers how it went, and has
 * complained of everything that is not done. */
enum ending sender_finish(struct sender *sender, const char *broker);

/* Complains of a line, counts it as wrong. */
void sender_wrong(struct sender *sender, uint64_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
