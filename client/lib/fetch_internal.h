/*
 * client/lib/fetch_internal.h - getting in parts what outgrows a message: a programme, a synthesis, an answer to a
 * moderator.
 * It goes on by itself, a request a part, until done is called; when what is got changes meanwhile,
 * it begins again.
 */
#ifndef RAPPORTEUR_CLIENT_FETCH_H
#define RAPPORTEUR_CLIENT_FETCH_H

#include "client/lib/rapporteur.h"

#define FETCH_RESTARTS_MAX 16u

struct fetch {
	struct rapporteur *rapporteur; /* borrowed; NULL: nothing is under way */
	enum message message;          /* session get, synthesis get, or one of `struct inquiry` */
	char session[SESSION_KEY_MAX + 1];
	uint64_t at_least;
	bool acting; /* it is asked for the person with this secret */
	uint8_t actor[CURVE_KEY_BYTES];
	const struct inquiry *inquiry; /* of a moderator; borrowed until done */
	uint64_t deadline_ms;          /* clock_boot_ms() */
	/* Called once, unless it is closed before. whole, facts and place below hold on
	 * RAPPORTEUR_OK; *refusal says why on RAPPORTEUR_REFUSED. It may close the fetch. */
	void (*done)(void *context, enum rapporteur_result result, const struct refusal *refusal);
	void *context;

	struct buffer whole;
	uint8_t digest[HASH_BYTES];
	uint32_t part;
	uint32_t part_count;
	uint32_t restarts;
	struct session_facts facts; /* session get */
	uint64_t run;               /* synthesis get: of part 0 */
	uint64_t number;
	uint64_t event; /* also of an inquiry */
};

void fetch_init(struct fetch *fetch); /* nothing under way */
/* All members above `whole` are set by the caller. */
enum rapporteur_result fetch_begin(struct fetch *fetch);
/* Gives up, frees; done is not called any more. Twice is harmless. */
void fetch_close(struct fetch *fetch);

#endif
