/* client/lib/erase.c - erasing a note; see rapporteur.h. */
#include "client/lib/rapporteur_internal.h"

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
	}
	arena_close(&arena);
	buffer_close(&body);
	return result;
}
