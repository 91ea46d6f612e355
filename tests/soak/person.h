/*
 * tests/soak/person.h - somebody with a laptop: librapporteur as it is compiled, its outbox on
 * disk, and what she does with it. She writes, amends and retracts; her program dies and is started
 * again over the same outbox.
 */
#ifndef RAPPORTEUR_TESTS_SOAK_PERSON_H
#define RAPPORTEUR_TESTS_SOAK_PERSON_H

#include "client/lib/rapporteur_internal.h"
#include "tests/soak/ledger.h"
#include "tests/soak/machine.h"

#define STATE_BYTES 256u
#define CURATED_MAX 8u /* of her acts: the last ones */

struct world;

struct person {
	struct machine machine;
	struct world *world;
	size_t index;
	struct rapporteur *rapporteur; /* NULL: not running */
	char state[STATE_BYTES];
	bool watches;
	uint64_t start_ms;
	uint64_t acts_ms;  /* when she does the next thing */
	uint32_t pause_ms; /* about so long between two */
	uint64_t restores; /* of the broker when she was connected last */
	uint64_t deaths;
	bool asked; /* a request of hers is under way */
	bool answered;
	size_t redacting; /* the note whose redaction is under way; SIZE_MAX: none */
	bool curating;    /* an act of hers is under way */
	uint64_t curated[CURATED_MAX];
	size_t curated_count;
	size_t *notes; /* owned; places in the ledger of what she submitted */
	size_t note_count;
	size_t note_capacity;
};

void person_open(struct person *person, struct world *world, size_t index, const char *folder);
void person_close(struct person *person);
void person_start(struct person *person);
void person_kill(struct person *person);
void person_turn(struct person *person);
/* Does one thing of the seed's choosing. */
void person_act(struct person *person);
/* Holds her outbox against the ledger, and takes over what she was not told. */
void person_look(struct person *person);

/* Opens, updates or closes the session; person->answered once it is done. */
void person_session(struct person *person, enum message message, uint64_t grace_ms);

#endif
