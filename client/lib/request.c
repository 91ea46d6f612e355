/* client/lib/request.c - commands that are not kept: sent until answered or past their deadline. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "client/lib/rapporteur_internal.h"
#include "proto/wire/id.h"
#include "proto/wire/text.h"

#define AGAIN_SPREAD_MS 500u
#define PAUSE_MS_MIN    20u
#define PAUSE_MS_MAX    60000u

static void unlink_request(struct rapporteur *rapporteur, struct request *request)
{
	struct request **at = &rapporteur->requests;
	while (*at != request)
		at = &(*at)->next;
	*at = request->next;
	rapporteur->request_count--;
}

static void finish(struct rapporteur *rapporteur, struct request *request,
    enum rapporteur_result result, const struct reply *reply)
{
	unlink_request(rapporteur, request);
	request->answer(request->context, result, reply);
	sodium_memzero(request->actor, sizeof request->actor);
	free(request);
}

/* Everything that can be said before memory is taken. */
static enum rapporteur_result command_check(
    const struct rapporteur *rapporteur, const struct rapporteur_command *command)
{
	const struct message_info *info = message_find(command->message);
	const char *session = command->session;
	if (info == NULL || info->kind == MESSAGE_KIND_FEED || command->size > info->body_bytes_max)
		return RAPPORTEUR_ARGUMENT;
	if (session != NULL && session[0] != '\0' && !text_key_valid(session, SESSION_KEY_MAX))
		return RAPPORTEUR_ARGUMENT;
	if (rapporteur->closing)
		return RAPPORTEUR_NOT_REACHABLE;
	return rapporteur->request_count < rapporteur->requests_max ? RAPPORTEUR_OK
								    : RAPPORTEUR_BUSY;
}

/* Who says so, and under which id. */
static void identity_set(const struct rapporteur *rapporteur, struct request *request,
    const struct rapporteur_command *command)
{
	const uint8_t *writer = command->writer;
	const uint8_t *actor = command->actor;
	uint8_t random[ID_RANDOM_BYTES];
	if (writer == NULL)
		writer = rapporteur->outbox.writer;
	if (actor == NULL && rapporteur->acting)
		actor = rapporteur->actor.secret;
	memcpy(request->writer, writer, WRITER_BYTES);
	request->acting = actor != NULL;
	if (actor != NULL)
		memcpy(request->actor, actor, CURVE_KEY_BYTES);
	if (command->id != NULL) {
		memcpy(request->id, command->id, ID_BYTES);
		return;
	}
	randombytes_buf(random, sizeof random);
	id_make(request->id, clock_wall_ms(), random);
}

enum rapporteur_result rapporteur_command(struct rapporteur *rapporteur,
    const struct rapporteur_command *command, rapporteur_answer *answer, void *context)
{
	enum rapporteur_result result = command_check(rapporteur, command);
	if (result != RAPPORTEUR_OK)
		return result;
	struct request *request = calloc(1, sizeof *request + command->size);
	if (request == NULL)
		return RAPPORTEUR_MEMORY;
	uint64_t now = clock_boot_ms();
	request->message = command->message;
	request->asked_ms = now;
	request->age_ms = command->age_ms < AGE_MS_MAX ? command->age_ms : AGE_MS_MAX;
	request->deadline_ms =
	    command->deadline_ms < NEVER - now ? now + command->deadline_ms : NEVER;
	request->answer = answer;
	request->context = context;
	request->size = command->size;
	if (command->session != NULL)
		memcpy(request->session, command->session, strlen(command->session) + 1);
	if (command->size > 0)
		memcpy(request->body, command->body, command->size);
	identity_set(rapporteur, request, command);
	/* At the end: they are sent in the order of asking. */
	struct request **at = &rapporteur->requests;
	while (*at != NULL)
		at = &(*at)->next;
	*at = request;
	rapporteur->request_count++;
	rapporteur_wake(rapporteur);
	return RAPPORTEUR_OK;
}

enum rapporteur_result rapporteur_request(struct rapporteur *rapporteur, enum message message,
    const char *session, const uint8_t *body, size_t size, uint64_t deadline_ms,
    rapporteur_answer *answer, void *context)
{
	const struct rapporteur_command command = { .message = message,
		.session = session,
		.body = body,
		.size = size,
		.deadline_ms = deadline_ms };
	return rapporteur_command(rapporteur, &command, answer, context);
}

void request_link_up(struct rapporteur *rapporteur)
{
	for (struct request *at = rapporteur->requests; at != NULL; at = at->next)
		at->again_ms = 0;
}

bool request_answer(struct rapporteur *rapporteur, const struct reply *reply, uint64_t now)
{
	struct request *request = rapporteur->requests;
	while (request != NULL && memcmp(request->id, reply->id, ID_BYTES) != 0)
		request = request->next;
	if (request == NULL)
		return false; /* an answer to something sent twice */
	bool later = reply->error == ERROR_BUSY || reply->error == ERROR_STOPPING;
	uint64_t pause = reply->retry_ms < PAUSE_MS_MIN ? PAUSE_MS_MIN : reply->retry_ms;
	if (pause > PAUSE_MS_MAX)
		pause = PAUSE_MS_MAX;
	if (later && now < request->deadline_ms && pause < request->deadline_ms - now) {
		request->again_ms = now + pause + jitter_ms(pause / 2);
		request->later = reply->error;
		return true;
	}
	finish(rapporteur, request, reply->error == ERROR_NONE ? RAPPORTEUR_OK : RAPPORTEUR_REFUSED,
	    reply);
	return true;
}

static enum send_result request_send(
    struct rapporteur *rapporteur, struct request *request, uint64_t now)
{
	struct envelope envelope = { .major = PROTOCOL_MAJOR,
		.minor = PROTOCOL_MINOR,
		.message = request->message,
		.age_ms = request->age_ms + (now > request->asked_ms ? now - request->asked_ms : 0),
		.proof = request->acting ? request->actor : NULL,
		.proof_size = request->acting ? CURVE_KEY_BYTES : 0,
		.body = request->body,
		.body_size = request->size };
	memcpy(envelope.id, request->id, ID_BYTES);
	memcpy(envelope.writer, request->writer, WRITER_BYTES);
	memcpy(envelope.session, request->session, sizeof envelope.session);
	enum send_result result = connection_send(rapporteur, &envelope, now);
	if (result != SEND_LATER)
		request->again_ms = now + REQUEST_AGAIN_MS + jitter_ms(AGAIN_SPREAD_MS);
	return result;
}

/* Past its deadline. A broker that only ever said `busy` was reached, and that is the answer. */
static void give_up(struct rapporteur *rapporteur, struct request *request)
{
	struct reply reply = { .major = PROTOCOL_MAJOR,
		.message = request->message,
		.error = request->later,
		.sentence = error_sentence(request->later),
		.detail = "" };
	memcpy(reply.id, request->id, ID_BYTES);
	if (request->later == ERROR_NONE || !connection_ready(rapporteur))
		finish(rapporteur, request, RAPPORTEUR_NOT_REACHABLE, NULL);
	else
		finish(rapporteur, request, RAPPORTEUR_REFUSED, &reply);
}

/* The first that is past its deadline, or NULL. */
static struct request *overdue(const struct rapporteur *rapporteur, uint64_t now)
{
	struct request *request = rapporteur->requests;
	while (request != NULL && now < request->deadline_ms)
		request = request->next;
	return request;
}

void request_step(struct rapporteur *rapporteur, uint64_t now)
{
	bool open = connection_ready(rapporteur);
	for (struct request *at = rapporteur->requests; open && at != NULL; at = at->next)
		if (at->again_ms <= now)
			open = request_send(rapporteur, at, now) != SEND_LATER;
	/* From the front each time: an answer may ask for more, which is not overdue. */
	struct request *request = NULL;
	for (size_t i = 0; i < rapporteur->requests_max; i++) {
		request = overdue(rapporteur, now);
		if (request == NULL)
			return;
		give_up(rapporteur, request);
	}
}

uint64_t request_due(const struct rapporteur *rapporteur)
{
	bool open = connection_ready(rapporteur) && rapporteur->connection.blocked_ms == NEVER;
	uint64_t due = NEVER;
	for (const struct request *at = rapporteur->requests; at != NULL; at = at->next) {
		if (at->deadline_ms < due)
			due = at->deadline_ms;
		if (open && at->again_ms < due)
			due = at->again_ms;
	}
	return due;
}

void request_close(struct rapporteur *rapporteur)
{
	while (rapporteur->requests != NULL)
		finish(rapporteur, rapporteur->requests, RAPPORTEUR_NOT_REACHABLE, NULL);
}

void request_cancel(struct rapporteur *rapporteur, const void *context)
{
	struct request *request = rapporteur->requests;
	while (request != NULL) {
		struct request *next = request->next;
		if (request->context == context) {
			unlink_request(rapporteur, request);
			sodium_memzero(request->actor, sizeof request->actor);
			free(request);
		}
		request = next;
	}
}

/* --- waiting ------------------------------------------------------------------------------ */

bool request_wait_for(struct rapporteur *rapporteur, const bool *over)
{
	if (rapporteur->stepping)
		return false;
	while (!*over)
		rapporteur_wait_and_step(rapporteur, 1000);
	return true;
}

struct waiting {
	bool over;
	enum rapporteur_result result;
	struct arena *arena;
	struct reply *reply;
};

static void waited(void *context, enum rapporteur_result result, const struct reply *reply)
{
	struct waiting *waiting = context;
	waiting->over = true;
	waiting->result = result;
	if (reply == NULL)
		return;
	*waiting->reply = *reply;
	waiting->reply->sentence =
	    arena_text(waiting->arena, reply->sentence, strlen(reply->sentence));
	waiting->reply->detail = arena_text(waiting->arena, reply->detail, strlen(reply->detail));
	if (reply->body != NULL)
		waiting->reply->body =
		    (const uint8_t *)arena_text(waiting->arena, reply->body, reply->body_size);
	if (waiting->arena->failed)
		waiting->result = RAPPORTEUR_MEMORY;
}

enum rapporteur_result rapporteur_request_wait(struct rapporteur *rapporteur, enum message message,
    const char *session, const uint8_t *body, size_t size, uint64_t deadline_ms,
    struct arena *arena, struct reply *reply)
{
	if (rapporteur->stepping)
		return RAPPORTEUR_BUSY; /* from inside a callback nothing can be waited for */
	struct waiting waiting = { .arena = arena, .reply = reply };
	enum rapporteur_result result = rapporteur_request(
	    rapporteur, message, session, body, size, deadline_ms, waited, &waiting);
	if (result != RAPPORTEUR_OK)
		return result;
	request_wait_for(rapporteur, &waiting.over);
	return waiting.result;
}
