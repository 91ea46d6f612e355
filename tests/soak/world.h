/*
 * tests/soak/world.h - one broker, some people, the lines between them, and a seed that decides
 * what befalls them.
 *
 *   opening -> under faults -> healed, checked -> closing under faults -> healed, checked
 *           -> late notes admitted, opened again, under faults -> healed, checked
 *
 * Everything that happens is one event: a packet arrives, a part has its turn, somebody does
 * something, something breaks. The same seed gives the same events.
 */
#ifndef RAPPORTEUR_TESTS_SOAK_WORLD_H
#define RAPPORTEUR_TESTS_SOAK_WORLD_H

#include "tests/soak/broker.h"
#include "tests/soak/person.h"

#define PEOPLE_MAX 12u

/* How often what befalls them, per mille of the moments at which something may. */
struct troubles {
	uint32_t desk_kill;
	uint32_t press_kill;
	uint32_t person_kill;
	uint32_t cut;
	uint32_t silence;
	uint32_t offline;
	uint32_t desk_full;
	uint32_t person_full;
	uint32_t clock;
	uint32_t copy;
	uint32_t restore;
	uint32_t update;
};

/* What a world has seen, for the one who reads. */
struct tally {
	uint64_t worlds;
	uint64_t events;
	uint64_t saved;
	uint64_t unheard;
	uint64_t redacted;
	uint64_t desk_deaths;
	uint64_t press_deaths;
	uint64_t people_deaths;
	uint64_t restores;
	uint64_t full;
	uint64_t failed;
	uint64_t lost;
	uint64_t doubled;
};

struct world {
	uint64_t seed;
	const char *folder;
	uint64_t events;
	uint64_t events_max;
	struct network network;
	struct disk disk;
	struct broker broker;
	struct ledger ledger;
	struct person people[PEOPLE_MAX];
	size_t person_count;
	struct troubles troubles;
	struct weather weather;
	uint32_t failing;
	bool calm;           /* nothing goes wrong */
	bool open;           /* the session is there */
	bool closing;        /* the session is closed, or is being closed */
	uint64_t trouble_ms; /* when something may go wrong next */
	uint64_t restores;
	uint64_t serial;    /* of the texts */
	uint32_t version;   /* of the programme */
	struct tally tally; /* at the end */
	uint64_t journal_events;
	uint8_t hash[HASH_BYTES]; /* of the journal at the end */
	char wrong[256];          /* the first broken promise; "": none */
};

/* Plays it to its end. False: wrong says what was broken. */
bool world_play(struct world *world, uint64_t seed, uint64_t events_max, const char *folder);

/* Notes a broken promise; the first one stays. */
void world_wrong(struct world *world, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* One thing happens. */
void world_step(struct world *world);

/* --- tests/soak/trouble.c --------------------------------------------------------------------- */

void trouble_plan(struct world *world);
/* Something may go wrong now. */
void trouble_strike(struct world *world);
/* From now on nothing goes wrong; what is down is started. */
void trouble_end(struct world *world);

/* --- tests/soak/quiet.c, promises.c
 * ---------------------------------------------------------------------- */

/* True when nothing is under way any more: outboxes are empty, watchers see what the press has. */
bool promises_quiet(struct world *world, char *why, size_t why_size);
/* The promises, all of them, at rest. */
void promises_check(struct world *world);
/* What must hold at any time: the synthesis accounts for all that it has folded. */
void promises_glance(struct world *world);
/* Likewise: told "saved" just now, and it is there. */
void promises_saved(struct world *world, const struct record *record);

#endif
