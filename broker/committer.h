/*
 * broker/committer.h - a thread that runs one task at a time for the desk: a large batch's append. So the
 * desk receives and reads the next batch while this one is decided and synced, and a second processor
 * has something to do.
 *
 *   IDLE -> GIVEN [committer_give]   GIVEN -> DONE [the thread]   DONE -> IDLE [committer_take]
 *
 * Promises:
 *   (1) What the giver did before committer_give() the task sees, what the task did whoever took it sees.
 *   (2) Between giving and taking the giver touches nothing that the task uses. For an append that is
 *       the journal, apply, and the round with its batch.
 * Owner: the desk. All calls are from its one thread.
 */
#ifndef RAPPORTEUR_BROKER_COMMITTER_H
#define RAPPORTEUR_BROKER_COMMITTER_H

#include <pthread.h>
#include <stdbool.h>

typedef void committer_task(void *context);

enum committer_state { COMMITTER_IDLE, COMMITTER_GIVEN, COMMITTER_DONE, COMMITTER_STOPPING };

struct committer {
	pthread_t thread;
	bool running; /* the thread is there, mutex and changed with it */
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	enum committer_state state; /* under the mutex */
	committer_task *task;
	void *context;
	int done_fd; /* readable once a task is done; -1: none */
};

/* An empty one: closing it is harmless. */
void committer_init(struct committer *committer);
/* Starts the thread; signals are as the caller has blocked them. False: errno says why. */
bool committer_open(struct committer *committer);
/* Waits for a task in hand, then ends the thread. Twice is harmless. */
void committer_close(struct committer *committer);

/* Only when idle. Borrows context until the task is taken. */
void committer_give(struct committer *committer, committer_task *task, void *context);
/* What is in hand, done or not; NULL: idle. */
void *committer_context(struct committer *committer);
/* Takes the task back when it is done; with `wait` it waits for that. True: idle now. */
bool committer_take(struct committer *committer, bool wait);

#endif
