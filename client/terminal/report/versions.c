/* client/terminal/report/versions.c - see versions.h. */
#include "client/terminal/report/versions.h"

#include <sodium.h>
#include <string.h>

#include "client/report/version/version.h"

#define RESTARTS_MAX \
	4u /* a connection that is cut loses the parts; a version may be blanked meanwhile */

/* One request; *reply and what it borrows are the arena's. */
static enum rapporteur_result ask(struct rapporteur *rapporteur, enum message message,
    const char *session, uint64_t wait_ms, const struct buffer *body, struct arena *arena,
    struct reply *reply, struct refusal *refusal)
{
	*refusal = (struct refusal){ .error = ERROR_NONE };
	if (body->failed)
		return RAPPORTEUR_MEMORY;
	enum rapporteur_result result = rapporteur_request_wait(
	    rapporteur, message, session, body->bytes, body->size, wait_ms, arena, reply);
	if (result == RAPPORTEUR_REFUSED)
		refuse(refusal, reply->error, "%s", reply->detail);
	return result;
}

static enum rapporteur_result list_ask(struct rapporteur *rapporteur, const char *session,
    uint64_t wait_ms, struct report_list_reply *list, struct refusal *refusal)
{
	struct buffer body;
	struct arena arena;
	struct reply reply;
	struct refusal malformed;
	buffer_init(&body, 16);
	arena_init(&arena, 4u * MESSAGE_BYTES_MAX);
	buffer_add(&body, "\x80", 1);
	enum rapporteur_result result =
	    ask(rapporteur, MESSAGE_REPORT_LIST, session, wait_ms, &body, &arena, &reply, refusal);
	if (result == RAPPORTEUR_OK &&
	    report_list_reply_decode(list, reply.body, reply.body_size, &malformed) != ERROR_NONE)
		result = RAPPORTEUR_MALFORMED;
	arena_close(&arena);
	buffer_close(&body);
	return result;
}

enum ending versions_list(struct rapporteur *rapporteur, const char *session, uint64_t wait_ms,
    struct report_list_reply *list)
{
	struct refusal refusal;
	return complain_result(list_ask(rapporteur, session, wait_ms, list, &refusal), &refusal);
}

static enum rapporteur_result parts_put(struct rapporteur *rapporteur, const char *session,
    uint64_t wait_ms, const struct buffer *version, struct session_put *put,
    struct refusal *refusal)
{
	enum rapporteur_result result = RAPPORTEUR_OK;
	struct part_put part = { .part_count = (uint32_t)((version->size + PART_BYTES_MAX - 1) /
				     PART_BYTES_MAX) };
	crypto_generichash(part.digest, HASH_BYTES, version->bytes, version->size, NULL, 0);
	memcpy(put->digest, part.digest, HASH_BYTES);
	for (; result == RAPPORTEUR_OK && part.part < part.part_count; part.part++) {
		struct buffer body;
		struct arena arena;
		struct reply reply;
		size_t at = (size_t)part.part * PART_BYTES_MAX;
		part.bytes = version->bytes + at;
		part.size =
		    version->size - at < PART_BYTES_MAX ? version->size - at : PART_BYTES_MAX;
		buffer_init(&body, MESSAGE_BYTES_MAX);
		arena_init(&arena, 4u * MESSAGE_BYTES_MAX);
		part_put_encode(&part, &body);
		result =
		    ask(rapporteur, MESSAGE_PART, session, wait_ms, &body, &arena, &reply, refusal);
		arena_close(&arena);
		buffer_close(&body);
	}
	return result;
}

static enum rapporteur_result adopt_ask(struct rapporteur *rapporteur, const char *session,
    uint64_t wait_ms, const struct buffer *version, uint64_t *number, struct refusal *refusal)
{
	struct session_put put = { .programme = NULL };
	struct buffer body;
	struct arena arena;
	struct reply reply;
	enum rapporteur_result result = RAPPORTEUR_OK;
	if (version->size <= PART_BYTES_MAX) {
		put.programme = version->bytes;
		put.programme_size = version->size;
	} else {
		result = parts_put(rapporteur, session, wait_ms, version, &put, refusal);
	}
	if (result != RAPPORTEUR_OK)
		return result;
	buffer_init(&body, MESSAGE_BYTES_MAX);
	arena_init(&arena, 4u * MESSAGE_BYTES_MAX);
	session_put_encode(&put, &body);
	result =
	    ask(rapporteur, MESSAGE_REPORT_ADOPT, session, wait_ms, &body, &arena, &reply, refusal);
	if (result == RAPPORTEUR_OK)
		*number = reply.number;
	arena_close(&arena);
	buffer_close(&body);
	return result;
}

enum ending version_put(struct rapporteur *rapporteur, const char *session, uint64_t wait_ms,
    const struct buffer *version, uint64_t *number)
{
	struct refusal refusal = { .error = ERROR_PART };
	enum rapporteur_result result = RAPPORTEUR_REFUSED;
	for (unsigned i = 0;
	     i < RESTARTS_MAX && result == RAPPORTEUR_REFUSED && refusal.error == ERROR_PART; i++)
		result = adopt_ask(rapporteur, session, wait_ms, version, number, &refusal);
	return complain_result(result, &refusal);
}

enum ending version_freeze(
    struct rapporteur *rapporteur, const char *session, uint64_t wait_ms, uint64_t number)
{
	const struct report_freeze freeze = { .version = number };
	struct buffer body;
	struct arena arena;
	struct reply reply;
	struct refusal refusal;
	buffer_init(&body, 64);
	arena_init(&arena, 4u * MESSAGE_BYTES_MAX);
	report_freeze_encode(&freeze, &body);
	enum rapporteur_result result = ask(
	    rapporteur, MESSAGE_REPORT_FREEZE, session, wait_ms, &body, &arena, &reply, &refusal);
	arena_close(&arena);
	buffer_close(&body);
	return complain_result(result, &refusal);
}

/* One part; *more: there are others. */
static enum rapporteur_result part_get(struct rapporteur *rapporteur, const char *session,
    uint64_t wait_ms, struct report_get *get, struct buffer *version, bool *more,
    struct refusal *refusal)
{
	struct buffer body;
	struct arena arena;
	struct reply reply;
	struct report_get_reply answer;
	struct refusal malformed;
	buffer_init(&body, 128);
	arena_init(&arena, 4u * MESSAGE_BYTES_MAX);
	report_get_encode(get, &body);
	enum rapporteur_result result =
	    ask(rapporteur, MESSAGE_REPORT_GET, session, wait_ms, &body, &arena, &reply, refusal);
	if (result == RAPPORTEUR_OK &&
	    report_get_reply_decode(&answer, reply.body, reply.body_size, &malformed) != ERROR_NONE)
		result = RAPPORTEUR_MALFORMED;
	if (result == RAPPORTEUR_OK) {
		buffer_add(version, answer.got.bytes, answer.got.size);
		memcpy(get->want.digest, answer.got.digest, HASH_BYTES);
		get->want.digest_given = true;
		*more = ++get->want.part < answer.got.part_count;
	}
	arena_close(&arena);
	buffer_close(&body);
	return result;
}

static enum rapporteur_result version_get(struct rapporteur *rapporteur, const char *session,
    uint64_t wait_ms, uint64_t number, struct buffer *version, struct refusal *refusal)
{
	struct report_get get = { .version = number };
	enum rapporteur_result result = RAPPORTEUR_OK;
	bool more = true;
	while (more && result == RAPPORTEUR_OK)
		result = part_get(rapporteur, session, wait_ms, &get, version, &more, refusal);
	uint8_t digest[HASH_BYTES];
	crypto_generichash(digest, HASH_BYTES, version->bytes, version->size, NULL, 0);
	if (result == RAPPORTEUR_OK &&
	    (version->failed || memcmp(digest, get.want.digest, HASH_BYTES) != 0))
		return RAPPORTEUR_MALFORMED;
	return result;
}

enum ending version_take(struct made *made, struct rapporteur *rapporteur, const char *session,
    uint64_t wait_ms, uint64_t number)
{
	struct refusal refusal;
	struct buffer version;
	struct document *document = &made->report.document;
	struct arena *arena = &made->report.arena;
	buffer_init(&version, REPORT_VERSION_BYTES_MAX);
	enum rapporteur_result result =
	    version_get(rapporteur, session, wait_ms, number, &version, &refusal);
	if (result == RAPPORTEUR_OK &&
	    (!version_decode(document, arena, version.bytes, version.size) ||
		!version_settle(document, &document->words, arena)))
		result = arena->failed ? RAPPORTEUR_MEMORY : RAPPORTEUR_MALFORMED;
	buffer_close(&version);
	return complain_result(result, &refusal);
}

enum ending version_take_frozen(
    struct made *made, struct rapporteur *rapporteur, const char *session, uint64_t wait_ms)
{
	struct report_list_reply list = { .count = 0 };
	struct refusal refusal;
	enum rapporteur_result result = list_ask(rapporteur, session, wait_ms, &list, &refusal);
	/* An older broker does not know the question, and some may not ask it. */
	if (result == RAPPORTEUR_REFUSED || (result == RAPPORTEUR_OK && list.frozen == 0))
		return ENDING_DONE;
	if (result != RAPPORTEUR_OK)
		return complain_result(result, &refusal);
	return version_take(made, rapporteur, session, wait_ms, list.frozen);
}
