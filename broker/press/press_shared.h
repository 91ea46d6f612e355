/*
 * broker/press/press_shared.h - the page of memory that desk and press share: what the press is at, so that the
 * desk can tell it in `status` without asking, and knows on which event it died.
 * The desk makes it (a memfd) and keeps it over the deaths of the press; the press finds it as
 * descriptor PRESS_SHARED_FD, and one end of a packet socket as PRESS_CHANNEL_FD.
 */
#ifndef RAPPORTEUR_BROKER_PRESS_PRESS_SHARED_H
#define RAPPORTEUR_BROKER_PRESS_PRESS_SHARED_H

#include <stdatomic.h>
#include <stdint.h>

#include "broker/members/keyring.h"

#define PRESS_CHANNEL_FD 3
#define PRESS_SHARED_FD  4
#define PRESS_SKIP_MAX   64u

enum press_state { PRESS_STARTING = 0, PRESS_CATCHING_UP = 1, PRESS_LIVE = 2 };

struct press_shared {
	/* Written by the press: */
	_Atomic uint64_t folding; /* the event in hand; 0: none */
	_Atomic uint64_t state;   /* enum press_state */
	_Atomic uint64_t event;   /* the newest folded */
	_Atomic uint64_t updates;
	_Atomic uint64_t memory;
	_Atomic uint64_t damaged; /* events passed over by this press: their record is damaged */
	_Atomic uint64_t connections;
	_Atomic uint64_t topics; /* that somebody is subscribed to */
	_Atomic uint64_t cut;    /* connections, by this press */
	/* Written by the desk while no press runs: */
	uint64_t skip_count;
	uint64_t skip[PRESS_SKIP_MAX]; /* events on which it died twice */
	/* Written by the desk at any time: who may connect to the feed. Empty where there are no keys. */
	struct keyring ring;
};

#endif
