/* client/lib/moderate.c - curating, and what moderators ask; see rapporteur.h. */
#include <string.h>

#include "client/lib/rapporteur_internal.h"
#include "proto/wire/wire.h"

static enum rapporteur_result act_send(struct rapporteur *rapporteur, enum message message,
    const char *session, const struct curation *curation, uint64_t deadline_ms, uint64_t *number,
    struct refusal *refusal)
{
	struct buffer body;
	struct arena arena;
	struct reply reply = { .error = ERROR_NONE };
	buffer_init(&body, MESSAGE_BYTES_MAX);
	arena_init(&arena, 4u * MESSAGE_BYTES_MAX);
	if (message == MESSAGE_ROOM_CONFIRM)
		room_confirm_encode(curation, &body);
	else
		curation_encode(curation, &body);
	enum rapporteur_result result = RAPPORTEUR_MEMORY;
	if (!body.failed)
		result = rapporteur_request_wait(rapporteur, message, session, body.bytes,
		    body.size, deadline_ms, &arena, &reply);
	if (result == RAPPORTEUR_REFUSED)
		refuse(refusal, reply.error, "%s", reply.detail);
	if (result == RAPPORTEUR_OK)
		*number = reply.number;
	arena_close(&arena);
	buffer_close(&body);
	return result;
}

enum rapporteur_result rapporteur_curate(struct rapporteur *rapporteur, const char *session,
    const struct curation *curation, uint64_t deadline_ms, uint64_t *number,
    struct refusal *refusal)
{
	return act_send(
	    rapporteur, MESSAGE_CURATE, session, curation, deadline_ms, number, refusal);
}

enum rapporteur_result rapporteur_room_confirm(struct rapporteur *rapporteur, const char *session,
    const char *room, uint64_t seen, uint64_t deadline_ms, uint64_t *number,
    struct refusal *refusal)
{
	struct curation confirm = { .act = CURATION_CONFIRM, .room = room, .seen = seen };
	return act_send(
	    rapporteur, MESSAGE_ROOM_CONFIRM, session, &confirm, deadline_ms, number, refusal);
}

/* What decoders of one map in a row have in common. */
typedef enum error map_decode(void *value, struct arena *arena, const uint8_t *bytes, size_t size,
    size_t *used, struct refusal *refusal);

/* How many maps there are one after the other; false: there is something else. */
static bool maps_count(const struct buffer *whole, size_t *count)
{
	size_t at = 0;
	for (*count = 0; at < whole->size; (*count)++) {
		size_t used = 0;
		if (!wire_walk(whole->bytes + at, whole->size - at, whole->size - at, &used))
			return false;
		at += used;
	}
	return true;
}

static enum rapporteur_result maps_decode(const struct buffer *whole, struct arena *arena,
    map_decode *decode, size_t size, void **values, size_t *count)
{
	struct refusal refusal;
	size_t at = 0;
	if (!maps_count(whole, count))
		return RAPPORTEUR_MALFORMED;
	uint8_t *value = arena_take(arena, *count, size);
	*values = value;
	for (size_t i = 0; value != NULL && i < *count; i++) {
		size_t used = 0;
		if (decode(value + i * size, arena, whole->bytes + at, whole->size - at, &used,
			&refusal) != ERROR_NONE)
			return arena->failed ? RAPPORTEUR_MEMORY : RAPPORTEUR_MALFORMED;
		at += used;
	}
	return value == NULL ? RAPPORTEUR_MEMORY : RAPPORTEUR_OK;
}

static enum rapporteur_result inquire(struct rapporteur *rapporteur, enum message message,
    const char *session, const struct inquiry *inquiry, uint64_t deadline_ms, struct arena *arena,
    map_decode *decode, size_t size, void **values, size_t *count, struct refusal *refusal)
{
	struct getting getting = { .over = false };
	getting.fetch.inquiry = inquiry;
	*count = 0;
	enum rapporteur_result result =
	    ask_parts(rapporteur, &getting, message, session, deadline_ms, refusal);
	if (result == RAPPORTEUR_OK)
		result = maps_decode(&getting.fetch.whole, arena, decode, size, values, count);
	fetch_close(&getting.fetch);
	return result;
}

#define DECODER(type) \
	static enum error type##_read(void *value, struct arena *arena, const uint8_t *bytes, \
	    size_t size, size_t *used, struct refusal *refusal) \
	{ \
		return type##_decode(value, arena, bytes, size, used, refusal); \
	}
DECODER(why)
DECODER(search_hit)
DECODER(missing_item)
DECODER(curation_entry)
#undef DECODER

enum rapporteur_result rapporteur_why(struct rapporteur *rapporteur, const char *session,
    const struct inquiry *inquiry, uint64_t deadline_ms, struct arena *arena, struct why *why,
    struct refusal *refusal)
{
	void *values = NULL;
	size_t count = 0;
	enum rapporteur_result result = inquire(rapporteur, MESSAGE_WHY, session, inquiry,
	    deadline_ms, arena, why_read, sizeof *why, &values, &count, refusal);
	if (result == RAPPORTEUR_OK && count != 1)
		return RAPPORTEUR_MALFORMED;
	if (result == RAPPORTEUR_OK)
		memcpy(why, values, sizeof *why);
	return result;
}

enum rapporteur_result rapporteur_search(struct rapporteur *rapporteur, const char *session,
    const struct inquiry *inquiry, uint64_t deadline_ms, struct arena *arena,
    struct search_hit **hits, size_t *count, struct refusal *refusal)
{
	void *values = NULL;
	enum rapporteur_result result = inquire(rapporteur, MESSAGE_SEARCH, session, inquiry,
	    deadline_ms, arena, search_hit_read, sizeof **hits, &values, count, refusal);
	*hits = values;
	return result;
}

enum rapporteur_result rapporteur_missing(struct rapporteur *rapporteur, const char *session,
    const struct inquiry *inquiry, uint64_t deadline_ms, struct arena *arena,
    struct missing_item **items, size_t *count, struct refusal *refusal)
{
	void *values = NULL;
	enum rapporteur_result result = inquire(rapporteur, MESSAGE_MISSING, session, inquiry,
	    deadline_ms, arena, missing_item_read, sizeof **items, &values, count, refusal);
	*items = values;
	return result;
}

enum rapporteur_result rapporteur_curations(struct rapporteur *rapporteur, const char *session,
    const struct inquiry *inquiry, uint64_t deadline_ms, struct arena *arena,
    struct curation_entry **entries, size_t *count, struct refusal *refusal)
{
	void *values = NULL;
	enum rapporteur_result result = inquire(rapporteur, MESSAGE_CURATION_LIST, session, inquiry,
	    deadline_ms, arena, curation_entry_read, sizeof **entries, &values, count, refusal);
	*entries = values;
	return result;
}
