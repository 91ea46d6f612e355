/*
 * broker/desk/supervisor.h - starts the press, and starts it again when it dies.
 *
 *   stopped -> running  [supervisor_start]
 *   running -> waiting  [supervisor_died: back-off when it died young]
 *   waiting -> running  [supervisor_tick, once the wait is over]
 *   running -> stopped  [supervisor_stop]
 *
 * An event on which the press dies twice running is skipped from then on.
 */
#ifndef RAPPORTEUR_BROKER_DESK_SUPERVISOR_H
#define RAPPORTEUR_BROKER_DESK_SUPERVISOR_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "broker/config.h"
#include "broker/press/press_shared.h"

struct supervisor {
	const struct config *config; /* borrowed */
	struct press_shared *shared; /* mapped; NULL before open */
	int shared_fd;
	int channel; /* our end; -1 while no press runs */
	pid_t pid;   /* 0 while no press runs */
	uint64_t starts;
	uint64_t started_ms;
	uint64_t restart_ms; /* when waiting: start again then */
	uint64_t backoff_ms;
	uint64_t died_on; /* the event of the last death; 0: none */
};

/* Makes the shared page; the press is not yet started. False with errno. */
bool supervisor_open(struct supervisor *supervisor, const struct config *config);
void supervisor_close(struct supervisor *supervisor);
/* False: it could not be started; supervisor_tick() tries again. now_ms is a clock that never steps. */
bool supervisor_start(struct supervisor *supervisor, uint64_t now_ms);
/* After SIGCHLD: true when the press has died (its channel is closed then). */
bool supervisor_died(struct supervisor *supervisor, uint64_t now_ms);
/* Starts it when it is time. Answers ms until it wants to be called again, or -1. */
int supervisor_tick(struct supervisor *supervisor, uint64_t now_ms);
/* Asks it to say goodbye and waits for it, at most wait_ms; kills it then. */
void supervisor_stop(struct supervisor *supervisor, uint64_t wait_ms);

#endif
