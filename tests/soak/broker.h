/*
 * tests/soak/broker.h - desk and press as they are compiled, taking turns. What the supervisor does
 * with processes is done here by hand: the press has its turns, dies and is started again; when the
 * desk dies both go.
 */
#ifndef RAPPORTEUR_TESTS_SOAK_BROKER_H
#define RAPPORTEUR_TESTS_SOAK_BROKER_H

#include "broker/press/press_internal.h"
#include "tests/soak/disk.h"
#include "tests/soak/network.h"

struct desk;

struct broker {
	struct machine desk_machine;
	struct machine press_machine;
	struct config config;
	struct desk *desk; /* owned; its header and the client's know things of one name */
	struct press press;
	struct press_shared shared;
	struct disk *disk;
	struct signing_key signing;
	uint32_t slow_ms;     /* what a round may take, so that batches gather */
	uint64_t desk_due_ms; /* when it may be started again */
	uint64_t press_due_ms;
	uint64_t desk_deaths;
	uint64_t press_deaths;
	uint64_t told; /* the newest event that the press was woken for */
};

void broker_open(struct broker *broker, struct disk *disk);
void broker_close(struct broker *broker);
/* Starts what is down and due. */
void broker_start(struct broker *broker);
void broker_desk_turn(struct broker *broker);
void broker_press_turn(struct broker *broker);
/* Ends at once. */
void broker_desk_kill(struct broker *broker);
void broker_press_kill(struct broker *broker);

/* A press of its own that reads the journal from the first event on; it publishes nothing. Release
 * it with press_release(). */
void broker_replay(struct broker *broker, struct press *fresh, struct press_shared *shared);

#endif
