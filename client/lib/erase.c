/*
 * client/lib/erase.c - erasing a note; and forgetting what is kept here of notes that somebody has erased.
 *
 * The list of sessions says which event erased something last. When that is another than was dealt with, the notes of
 * the session that are kept here are asked for, page by page. What is redacted goes before the next page is asked for; only
 * after the last one it is noted that this is done.
 */
#include <stdlib.h>
#include <string.h>

#include "client/lib/rapporteur_internal.h"

#define LOOK_DEADLINE_MS 30000u

/* What was redacted, on its way out of the outbox. */
struct look {
	struct rapporteur *rapporteur;
	char session[SESSION_KEY_MAX + 1];
	struct erasure_seen now;
	uint64_t sequence; /* all notes up to it were asked for */
};

/* False: a full disk; they are there yet. */
static bool forget(struct rapporteur *rapporteur, uint8_t (*notes)[ID_BYTES], size_t count)
{
	if (outbox_redacted(&rapporteur->outbox, notes, count) != RAPPORTEUR_OK)
		return false;
	outbox_clean(&rapporteur->outbox);
	for (size_t i = 0; i < count; i++) {
		uint64_t sequence = outbox_sequence_find(&rapporteur->outbox, notes[i]);
		if (sequence != 0)
			rapporteur_tell(rapporteur, sequence);
	}
	return true;
}

static void answered(void *context, enum rapporteur_result result, const struct reply *reply);

/* The next page, or the end. */
static void look_on(struct look *look)
{
	struct rapporteur *rapporteur = look->rapporteur;
	struct redacted asked = { .count = 0 };
	struct buffer body;
	enum rapporteur_result result = RAPPORTEUR_MEMORY;
	buffer_init(&body, MESSAGE_BYTES_MAX);
	asked.notes = calloc(REDACTED_ASK_MAX, sizeof *asked.notes);
	if (asked.notes != NULL)
		result = outbox_notes_of(&rapporteur->outbox, look->session, &look->sequence,
		    asked.notes, REDACTED_ASK_MAX, &asked.count);
	if (result == RAPPORTEUR_OK) {
		redacted_encode(&asked, &body);
		result = body.failed
		    ? RAPPORTEUR_MEMORY
		    : rapporteur_request(rapporteur, MESSAGE_REDACTED, look->session, body.bytes,
			  body.size, LOOK_DEADLINE_MS, answered, look);
	}
	if (result == RAPPORTEUR_OK)
		rapporteur->sweeping++;
	else if (result == RAPPORTEUR_ABSENT)
		(void)outbox_erasure_see(&rapporteur->outbox, look->session, &look->now);
	if (result != RAPPORTEUR_OK)
		free(look); /* done, or with the next connection */
	free(asked.notes);
	buffer_close(&body);
}

static void answered(void *context, enum rapporteur_result result, const struct reply *reply)
{
	struct look *look = context;
	struct rapporteur *rapporteur = look->rapporteur;
	struct redacted redacted = { .count = 0 };
	struct refusal refusal;
	struct arena arena;
	bool told = false;
	rapporteur->sweeping--;
	arena_init(&arena, 4u * MESSAGE_BYTES_MAX);
	if (result == RAPPORTEUR_OK && reply->body != NULL)
		told = redacted_decode(&redacted, &arena, reply->body, reply->body_size,
			   &refusal) == ERROR_NONE;
	if (told)
		told = forget(rapporteur, redacted.notes, redacted.count);
	arena_close(&arena);
	if (told && !rapporteur->closing)
		look_on(look);
	else
		free(look);
}

void redacted_look(struct rapporteur *rapporteur, const struct session_facts *facts,
    const uint8_t journal[ID_BYTES])
{
	struct erasure_seen seen;
	if (facts->erased == 0)
		return;
	outbox_erasure_seen(&rapporteur->outbox, facts->key, &seen);
	if (seen.event == facts->erased && memcmp(seen.journal, journal, ID_BYTES) == 0)
		return;
	struct look *look = calloc(1, sizeof *look);
	if (look == NULL)
		return;
	look->rapporteur = rapporteur;
	memcpy(look->session, facts->key, sizeof look->session);
	memcpy(look->now.journal, journal, ID_BYTES);
	look->now.event = facts->erased;
	look_on(look);
}

/* The note that this client has just redacted may be its own. */
static void own_look(struct rapporteur *rapporteur, const char *session, const char *public_id)
{
	struct entry entry;
	uint64_t sequence = 0;
	while (outbox_next(&rapporteur->outbox, OUTBOX_ALL, sequence, &rapporteur->working,
		   &entry) == RAPPORTEUR_OK) {
		sequence = entry.sequence;
		if (entry.message != MESSAGE_NOTE_SUBMIT ||
		    strcmp(entry.public_id, public_id) != 0 || strcmp(entry.session, session) != 0)
			continue;
		uint8_t note[1][ID_BYTES];
		memcpy(note[0], entry.id, ID_BYTES);
		(void)forget(rapporteur, note, 1);
		return;
	}
}

enum rapporteur_result rapporteur_redact(struct rapporteur *rapporteur, const char *session,
    const struct note_redact *redact, uint64_t deadline_ms, uint64_t *number, bool *before,
    struct refusal *refusal)
{
	struct buffer body;
	struct arena arena;
	struct note_reply note;
	struct reply reply = { .error = ERROR_NONE };
	buffer_init(&body, MESSAGE_BYTES_MAX);
	arena_init(&arena, 4u * MESSAGE_BYTES_MAX);
	note_redact_encode(redact, &body);
	enum rapporteur_result result = RAPPORTEUR_MEMORY;
	if (!body.failed)
		result = rapporteur_request_wait(rapporteur, MESSAGE_NOTE_REDACT, session,
		    body.bytes, body.size, deadline_ms, &arena, &reply);
	if (result == RAPPORTEUR_REFUSED)
		refuse(refusal, reply.error, "%s", reply.detail);
	if (result == RAPPORTEUR_OK &&
	    (reply.body == NULL ||
		note_reply_decode(&note, &arena, reply.body, reply.body_size, refusal) !=
		    ERROR_NONE))
		result = RAPPORTEUR_MALFORMED;
	if (result == RAPPORTEUR_OK) {
		*number = reply.number;
		*before = note.repeated;
		own_look(rapporteur, session, note.id);
	}
	arena_close(&arena);
	buffer_close(&body);
	return result;
}
