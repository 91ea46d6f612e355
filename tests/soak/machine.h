/*
 * tests/soak/machine.h - what a part of the system runs on: its clocks, its disk, and the moment of
 * its death.
 *
 * Everything runs in one process and one thread; `running` says whose turn it is. A part dies
 * without being interrupted: from a moment of the seed's choosing on, nothing that it does reaches
 * anybody. A message is not sent, a commit is not made. Its turn then ends as if nothing had
 * happened, and what it held in memory is thrown away. To the others that is what kill -9 is.
 */
#ifndef RAPPORTEUR_TESTS_SOAK_MACHINE_H
#define RAPPORTEUR_TESTS_SOAK_MACHINE_H

#include "tests/soak/random.h"

struct machine {
	const char *name;
	bool up;
	bool dying;             /* nothing that it does has an effect */
	uint32_t effects_left;  /* until it dies; 0: it lives */
	bool disk_full;         /* commits answer that there is no room */
	uint64_t wake_ms;       /* its next turn */
	uint64_t busy_until_ms; /* with a commit: it looks at nothing before */
	int64_t wall_offset_ms; /* of its wall clock from the world's time */
	uint64_t offline_until_ms;
};

struct world;

/* What all turns share; the libraries that we stand in for know no context. */
struct stage {
	uint64_t now_ms; /* the time that never steps */
	struct machine *running;
	struct random plan;    /* what happens */
	struct random library; /* what libsodium draws */
	struct network *network;
	struct disk *disk;
};
struct stage *stage(void);

/* An effect is about to leave the running machine. False: it died before. */
bool machine_effect(void);
/* It wants a turn at the latest at due_ms. */
void machine_wake(struct machine *machine, uint64_t due_ms);

#endif
