/*
 * broker/desk/desk.h - takes commands, answers them: drains what has arrived, decides and commits it together,
 * answers, begins again. A large batch of notes is decided and synced by a thread beside it while the next one
 * is received and read (committer.h); all else is the work of one thread.
 */
#ifndef RAPPORTEUR_BROKER_DESK_DESK_H
#define RAPPORTEUR_BROKER_DESK_DESK_H

#include "broker/config.h"

enum desk_result {
	DESK_STOPPED,    /* SIGTERM or SIGINT: drained, committed, goodbye said */
	DESK_NOT_OPENED, /* the log says why */
	DESK_DISK,       /* a write failed: nobody was answered; start again */
};

/* Serves until it is told to stop. SIGTERM, SIGINT, SIGCHLD must be blocked; no thread may run yet. */
enum desk_result desk_run(const struct config *config);

#endif
