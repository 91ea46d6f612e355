/* client/lib/ask.c - the calls that wait: session put, session get, synthesis get; see
 * rapporteur.h. */
#include <sodium.h>
#include <string.h>

#include "client/lib/rapporteur_internal.h"
#include "proto/wire/text.h"

#define PUT_TRIES_MAX 4u /* the broker forgets parts when the connection is cut between them */

static uint64_t left_ms(uint64_t until)
{
	uint64_t now = clock_boot_ms();
	return until > now ? until - now : 0;
}

static uint64_t until_ms(uint64_t deadline_ms)
{
	uint64_t now = clock_boot_ms();
	return deadline_ms < NEVER - now ? now + deadline_ms : NEVER;
}

/* Asks and drops the body of the answer; refusal says why on RAPPORTEUR_REFUSED. */
static enum rapporteur_result ask(struct rapporteur *rapporteur, enum message message,
    const char *session, const struct buffer *body, uint64_t until, struct refusal *refusal)
{
	if (body->failed)
		return RAPPORTEUR_MEMORY;
	struct arena arena;
	struct reply reply;
	arena_init(&arena, 4u * MESSAGE_BYTES_MAX);
	enum rapporteur_result result = rapporteur_request_wait(
	    rapporteur, message, session, body->bytes, body->size, left_ms(until), &arena, &reply);
	if (result == RAPPORTEUR_REFUSED)
		refuse(refusal, reply.error, "%s", reply.detail);
	arena_close(&arena);
	return result;
}

static enum rapporteur_result parts_put(struct rapporteur *rapporteur, const char *session,
    const struct buffer *whole, const uint8_t digest[HASH_BYTES], uint64_t until,
    struct refusal *refusal)
{
	enum rapporteur_result result = RAPPORTEUR_OK;
	struct part_put put = { .part_count = (uint32_t)((whole->size + PART_BYTES_MAX - 1) /
				    PART_BYTES_MAX) };
	memcpy(put.digest, digest, HASH_BYTES);
	struct buffer body;
	buffer_init(&body, MESSAGE_BYTES_MAX);
	for (; result == RAPPORTEUR_OK && put.part < put.part_count; put.part++) {
		size_t at = (size_t)put.part * PART_BYTES_MAX;
		put.bytes = whole->bytes + at;
		put.size = whole->size - at < PART_BYTES_MAX ? whole->size - at : PART_BYTES_MAX;
		buffer_clear(&body);
		part_put_encode(&put, &body);
		result = ask(rapporteur, MESSAGE_PART, session, &body, until, refusal);
	}
	buffer_close(&body);
	return result;
}

static enum rapporteur_result programme_put(struct rapporteur *rapporteur, enum message message,
    const char *session, const struct buffer *whole, uint64_t until, struct refusal *refusal)
{
	struct session_put put = { 0 };
	enum rapporteur_result result = RAPPORTEUR_OK;
	if (whole->size <= PART_BYTES_MAX) {
		put.programme = whole->bytes;
		put.programme_size = whole->size;
	} else {
		crypto_generichash(put.digest, HASH_BYTES, whole->bytes, whole->size, NULL, 0);
		result = parts_put(rapporteur, session, whole, put.digest, until, refusal);
	}
	if (result != RAPPORTEUR_OK)
		return result;
	struct buffer body;
	buffer_init(&body, MESSAGE_BYTES_MAX);
	session_put_encode(&put, &body);
	result = ask(rapporteur, message, session, &body, until, refusal);
	buffer_close(&body);
	return result;
}

enum rapporteur_result rapporteur_session_put(struct rapporteur *rapporteur, bool update,
    const struct programme *programme, uint64_t deadline_ms, struct refusal *refusal)
{
	uint64_t until = until_ms(deadline_ms);
	if (programme_check(programme, refusal) != ERROR_NONE)
		return RAPPORTEUR_REFUSED;
	struct buffer whole;
	buffer_init(&whole, PROGRAMME_BYTES_MAX);
	programme_encode(programme, &whole);
	enum rapporteur_result result = RAPPORTEUR_OK;
	if (whole.failed) {
		refuse(refusal, ERROR_PROGRAMME, "it is larger than %u bytes", PROGRAMME_BYTES_MAX);
		result = RAPPORTEUR_REFUSED;
	}
	enum message message = update ? MESSAGE_SESSION_UPDATE : MESSAGE_SESSION_OPEN;
	for (unsigned tries = 0; !whole.failed && tries < PUT_TRIES_MAX; tries++) {
		result =
		    programme_put(rapporteur, message, programme->session, &whole, until, refusal);
		if (result != RAPPORTEUR_REFUSED || refusal->error != ERROR_PART)
			break;
	}
	buffer_close(&whole);
	return result;
}

/* --- getting ------------------------------------------------------------------------------ */

static void got(void *context, enum rapporteur_result result, const struct refusal *refusal)
{
	struct getting *getting = context;
	getting->over = true;
	getting->result = result;
	if (refusal != NULL)
		getting->refusal = *refusal;
}

enum rapporteur_result ask_parts(struct rapporteur *rapporteur, struct getting *getting,
    enum message message, const char *session, uint64_t deadline_ms, struct refusal *refusal)
{
	if (session == NULL || !text_key_valid(session, SESSION_KEY_MAX))
		return RAPPORTEUR_ARGUMENT;
	if (rapporteur->stepping)
		return RAPPORTEUR_BUSY;
	struct fetch *fetch = &getting->fetch;
	fetch->rapporteur = rapporteur;
	fetch->message = message;
	fetch->deadline_ms = until_ms(deadline_ms);
	fetch->done = got;
	fetch->context = getting;
	memcpy(fetch->session, session, strlen(session) + 1);
	enum rapporteur_result result = fetch_begin(fetch);
	if (result != RAPPORTEUR_OK)
		return result;
	request_wait_for(rapporteur, &getting->over);
	if (getting->result == RAPPORTEUR_REFUSED)
		*refusal = getting->refusal;
	return getting->result;
}

enum rapporteur_result rapporteur_session_get(struct rapporteur *rapporteur, const char *session,
    uint64_t deadline_ms, struct session_facts *facts, struct programme *programme,
    struct refusal *refusal)
{
	struct getting getting = { .over = false };
	struct refusal broken;
	enum rapporteur_result result =
	    ask_parts(rapporteur, &getting, MESSAGE_SESSION_GET, session, deadline_ms, refusal);
	if (result == RAPPORTEUR_OK &&
	    programme_decode(programme, getting.fetch.whole.bytes, getting.fetch.whole.size,
		&broken) != ERROR_NONE)
		result = RAPPORTEUR_MALFORMED;
	if (result == RAPPORTEUR_OK)
		*facts = getting.fetch.facts;
	fetch_close(&getting.fetch);
	return result;
}

/* Maps in a row. */
static enum rapporteur_result objectives_decode(
    const struct buffer *whole, struct arena *arena, struct rapporteur_synthesis *synthesis)
{
	synthesis->objectives = arena_take(arena, OBJECTIVE_MAX, sizeof *synthesis->objectives);
	if (synthesis->objectives == NULL)
		return RAPPORTEUR_MEMORY;
	size_t at = 0;
	while (at < whole->size) {
		size_t used = 0;
		struct refusal refusal;
		if (synthesis->objective_count == OBJECTIVE_MAX)
			return RAPPORTEUR_MALFORMED;
		if (synthesis_objective_decode(&synthesis->objectives[synthesis->objective_count],
			arena, whole->bytes + at, whole->size - at, &used, &refusal) != ERROR_NONE)
			return arena->failed ? RAPPORTEUR_MEMORY : RAPPORTEUR_MALFORMED;
		synthesis->objective_count++;
		at += used;
	}
	return RAPPORTEUR_OK;
}

enum rapporteur_result rapporteur_synthesis_get(struct rapporteur *rapporteur, const char *session,
    uint64_t at_least, uint64_t deadline_ms, struct arena *arena,
    struct rapporteur_synthesis *synthesis, struct refusal *refusal)
{
	struct getting getting = { .over = false };
	getting.fetch.at_least = at_least;
	enum rapporteur_result result =
	    ask_parts(rapporteur, &getting, MESSAGE_SYNTHESIS_GET, session, deadline_ms, refusal);
	*synthesis = (struct rapporteur_synthesis){ .run = getting.fetch.run,
		.number = getting.fetch.number,
		.event = getting.fetch.event };
	if (result == RAPPORTEUR_OK)
		result = objectives_decode(&getting.fetch.whole, arena, synthesis);
	fetch_close(&getting.fetch);
	return result;
}
