/*
 * broker/desk/committer.h - runs one task at a time beside the desk: a large batch's append. So the desk
 * receives and reads the next batch while this one is decided and synced, and a second processor has
 * something to do.
 *
 *   IDLE -> GIVEN [committer_give]   GIVEN -> DONE [the thread, or committer_step]   DONE -> IDLE [committer_take]
 *
 * With a thread of its own (committer_open), or with none (committer_open_stepped): then whoever
 * drives the desk says when the task runs, so that a simulation sees every order of things. One that
 * was never opened takes no task: the desk commits on its own thread.
 *
 * Promises:
 *   (1) What the giver did before committer_give() the task sees, what the task did whoever took it sees.
 *   (2) Between giving and taking the giver touches nothing that the task uses. For an append that is
 *       the journal, apply, and the batch with the frames that it borrows from.
 * Owner: the desk. All calls are from its one thread.
 */
#ifndef RAPPORTEUR_BROKER_DESK_COMMITTER_H
#define RAPPORTEUR_BROKER_DESK_COMMITTER_H

#include <pthread.h>
#include <stdbool.h>

typedef void committer_task(void *context);

enum committer_state { COMMITTER_IDLE, COMMITTER_GIVEN, COMMITTER_DONE, COMMITTER_STOPPING };

struct committer {
	bool open;
	bool threaded; /* the thread is there, mutex and changed with it */
	bool in_hand;  /* the giver's own note: given and not yet taken */
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	enum committer_state state; /* under the mutex, where there is a thread */
	committer_task *task;
	void *context;
	int done_fd; /* readable once a task is done; -1: no thread */
};

/* An empty one: closing it is harmless. */
void committer_init(struct committer *committer);
/* Starts the thread; signals are as the caller has blocked them. False: errno says why. */
bool committer_open(struct committer *committer);
void committer_open_stepped(struct committer *committer);
/* With a thread: waits for a task in hand, then ends it. Without one a task that was given is
 * forgotten, as by a death. Twice is harmless. */
void committer_close(struct committer *committer);

/* Only when it is open and has nothing in hand. Borrows context until the task is taken. */
void committer_give(struct committer *committer, committer_task *task, void *context);
/* Without a thread: runs what was given, if anything was. */
void committer_step(struct committer *committer);
/* Takes the task back when it is done; with `wait` it waits for that. True: nothing is in hand now. */
bool committer_take(struct committer *committer, bool wait);

#endif
