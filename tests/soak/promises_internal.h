/* tests/soak/promises_internal.h - what the files promises*.c share. */
#ifndef RAPPORTEUR_TESTS_SOAK_PROMISES_INTERNAL_H
#define RAPPORTEUR_TESTS_SOAK_PROMISES_INTERNAL_H

#include "tests/soak/world.h"

/* A note as the journal tells it, by the ledger's place of the record that submitted it. */
struct told {
	size_t times;   /* events that its command made */
	uint64_t event; /* of the command */
	/* Of a submit: */
	uint64_t current; /* the event that says what stands */
	bool retracted;
	bool redacted; /* nothing is left of what it said */
	bool late;
	uint32_t objective;
	const char *text; /* the ledger's */
	size_t shown;     /* times the synthesis lists it */
	size_t in_points;
};

struct account {
	struct world *world;
	struct told *told; /* owned; one a record of the ledger */
	size_t submitted;  /* notes in the journal */
	size_t late;
	size_t retracted;
	size_t redacted;
	struct view_session view;
	/* To find notes by the name that the synthesis has for them: */
	size_t *by_public_id; /* owned; places in the ledger, sorted */
	size_t public_count;
};

/* promises_erasure.c: what is redacted, of which no word may be anywhere; before events are looked at. */
void account_erasure(struct account *account, struct journal_txn *txn);
/* Whether any of it is in these bytes. */
void erasure_look(struct account *account, const char *where, const uint8_t *bytes, size_t size);
/* promises_journal.c: events against the ledger. */
void account_journal(struct account *account);
/* promises_synthesis.c: the synthesis, live and made anew, and the watchers' copies, against the
 * account. */
void account_synthesis(struct account *account);

#endif
