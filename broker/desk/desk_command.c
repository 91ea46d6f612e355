/* broker/desk/desk_command.c - the wall: a frame becomes a command that apply can take at its word, or a refusal. */
#include <assert.h>
#include <string.h>

#include "broker/desk/desk_internal.h"

#define PROGRAMMES_RETRY_MS 200u

/* What came with the command, or in parts before it. False: it is not here. */
static bool whole_take(struct desk *desk, struct request *request, struct command *command)
{
	struct session_put *put = &command->body.session_put;
	command->programme_bytes = put->programme;
	command->programme_size = put->programme_size;
	if (put->programme != NULL)
		return true;
	const struct buffer *whole = staging_find(&desk->staging, zmq_msg_data(&request->route),
	    zmq_msg_size(&request->route), put->digest);
	if (whole == NULL) {
		refuse(&request->refusal, ERROR_PART, "its parts are not here");
		return false;
	}
	command->programme_bytes = whole->bytes;
	command->programme_size = whole->size;
	return true;
}

static void programme_take(struct desk *desk, struct request *request, struct command *command)
{
	if (!whole_take(desk, request, command))
		return;
	if (desk->programme_count == DESK_PROGRAMMES_MAX) {
		refuse(&request->refusal, ERROR_BUSY, "many sessions are being opened");
		request->retry_ms = PROGRAMMES_RETRY_MS;
		return;
	}
	struct programme *programme = &desk->programmes[desk->programme_count];
	if (programme_decode(programme, command->programme_bytes, command->programme_size,
		&request->refusal) != ERROR_NONE)
		return;
	desk->programme_count++;
	command->programme = programme;
}

static void note_take(struct request *request, struct arena *arena, struct command *command)
{
	const struct envelope *envelope = &request->envelope;
	bool amend = envelope->message == MESSAGE_NOTE_AMEND;
	if (envelope->message == MESSAGE_NOTE_REDACT)
		note_redact_decode(&command->body.note_redact, arena, envelope->body,
		    envelope->body_size, &request->refusal);
	else if (envelope->message == MESSAGE_NOTE_RETRACT)
		note_retract_decode(&command->body.note_retract, envelope->body,
		    envelope->body_size, &request->refusal);
	else
		note_put_decode(amend, &command->body.note_put, arena, envelope->body,
		    envelope->body_size, &request->refusal);
}

/* What is about a session; an admission says nothing. */
static void session_take(struct desk *desk, struct request *request, struct command *command)
{
	const uint8_t *body = request->envelope.body;
	size_t size = request->envelope.body_size;
	struct refusal *refusal = &request->refusal;
	struct arena *arena = &desk->round->batch.arena;
	uint64_t message = request->envelope.message;
	if (message == MESSAGE_SESSION_CLOSE)
		session_close_decode(&command->body.session_close, body, size, refusal);
	else if (message == MESSAGE_SESSION_REOPEN)
		session_reopen_decode(&command->body.session_reopen, arena, body, size, refusal);
	else if (message == MESSAGE_SESSION_DELETE)
		session_delete_decode(&command->body.session_delete, arena, body, size, refusal);
	else if (message != MESSAGE_SESSION_ADMIT &&
	    session_put_decode(&command->body.session_put, body, size, refusal) == ERROR_NONE)
		programme_take(desk, request, command);
}

static void report_take(struct desk *desk, struct request *request, struct command *command)
{
	const uint8_t *body = request->envelope.body;
	size_t size = request->envelope.body_size;
	struct refusal *refusal = &request->refusal;
	if (request->envelope.message == MESSAGE_REPORT_FREEZE)
		report_freeze_decode(&command->body.report_freeze, body, size, refusal);
	else if (session_put_decode(&command->body.session_put, body, size, refusal) ==
		ERROR_NONE &&
	    whole_take(desk, request, command))
		report_version_check(command->programme_bytes, command->programme_size, refusal);
}

static void curation_take(struct request *request, struct arena *arena, struct command *command)
{
	const struct envelope *sent = &request->envelope;
	if (sent->message == MESSAGE_ROOM_CONFIRM)
		room_confirm_decode(
		    &command->body.curation, arena, sent->body, sent->body_size, &request->refusal);
	else
		curation_decode(
		    &command->body.curation, arena, sent->body, sent->body_size, &request->refusal);
}

static void body_take(struct desk *desk, struct request *request, struct command *command)
{
	struct arena *arena = &desk->round->batch.arena;
	switch ((enum message)request->envelope.message) {
	case MESSAGE_SESSION_OPEN:
	case MESSAGE_SESSION_UPDATE:
	case MESSAGE_SESSION_CLOSE:
	case MESSAGE_SESSION_REOPEN:
	case MESSAGE_SESSION_ADMIT:
	case MESSAGE_SESSION_DELETE:
		session_take(desk, request, command);
		return;
	case MESSAGE_NOTE_SUBMIT:
	case MESSAGE_NOTE_AMEND:
	case MESSAGE_NOTE_RETRACT:
	case MESSAGE_NOTE_REDACT:
		note_take(request, arena, command);
		return;
	case MESSAGE_CURATE:
	case MESSAGE_ROOM_CONFIRM:
		curation_take(request, arena, command);
		return;
	case MESSAGE_REPORT_ADOPT:
	case MESSAGE_REPORT_FREEZE:
		report_take(desk, request, command);
		return;
	case MESSAGE_REDEEM:
		desk_redeem(desk, request, command);
		return;
	case MESSAGE_REVOKE:
		revoke_decode(&command->body.revoke, request->envelope.body,
		    request->envelope.body_size, &request->refusal);
		return;
	case MESSAGE_INVITE:
	case MESSAGE_PEOPLE:
	case MESSAGE_REKEY:
	case MESSAGE_REPORT_SIGN:
	case MESSAGE_REPORT_LIST:
	case MESSAGE_REPORT_GET:
	case MESSAGE_WHOAMI:
	case MESSAGE_HELLO:
	case MESSAGE_STATUS:
	case MESSAGE_JOIN:
	case MESSAGE_SESSION_LIST:
	case MESSAGE_SESSION_GET:
	case MESSAGE_SYNTHESIS_GET:
	case MESSAGE_JOURNAL_READ:
	case MESSAGE_PART:
	case MESSAGE_WHY:
	case MESSAGE_SEARCH:
	case MESSAGE_MISSING:
	case MESSAGE_CURATION_LIST:
	case MESSAGE_REDACTED:
	case MESSAGE_FEED_SNAPSHOT:
	case MESSAGE_FEED_UPDATE:
	case MESSAGE_FEED_HEARTBEAT:
	case MESSAGE_FEED_GOODBYE:
		break;
	}
	assert(false); /* only what changes something comes here */
}

/* Before anything is decoded: a flood shall cost little. */
static bool rate_allows(struct desk *desk, struct request *request, bool reads)
{
	const uint8_t *sender = request->envelope.writer;
	if (request->stranger)
		return true; /* its address's bucket has paid */
	if (desk->keyed)
		sender = request->actor.person;
	const void *route = zmq_msg_data(&request->route);
	size_t route_size = zmq_msg_size(&request->route);
	/* A gateway's connection is many people's: each pays as a person, it pays as many. */
	bool passes = !request->proven ||
	    rate_take(&desk->carriers, request->key, route, route_size, desk->gathered_us,
		&request->retry_ms);
	if (request->proven) {
		route = sender;
		route_size = WRITER_BYTES;
	}
	if (passes &&
	    rate_take(reads ? &desk->reads : &desk->rate, sender, route, route_size,
		desk->gathered_us, &request->retry_ms))
		return true;
	desk->counters[COUNTER_SLOWED]++;
	refuse(&request->refusal, ERROR_BUSY, "more than %u %s a second from one sender",
	    (unsigned)(reads ? desk->reads.per_second : desk->rate.per_second),
	    reads ? "questions" : "commands");
	return false;
}

void desk_take(struct desk *desk, struct request *request)
{
	struct refusal *refusal = &request->refusal;
	if (envelope_decode(&request->envelope, zmq_msg_data(&request->frame),
		zmq_msg_size(&request->frame), refusal) != ERROR_NONE) {
		desk->counters[COUNTER_MALFORMED]++;
		return;
	}
	request->info = message_find(request->envelope.message);
	if (request->info == NULL || request->info->kind == MESSAGE_KIND_FEED) {
		refuse(refusal, ERROR_TYPE, "type %llu",
		    (unsigned long long)request->envelope.message);
		return;
	}
	if (request->envelope.body_size > request->info->body_bytes_max) {
		refuse(refusal, ERROR_TOO_BIG, "a body of %s is at most %zu bytes",
		    request->info->title, request->info->body_bytes_max);
		return;
	}
	if (!desk_who(desk, request))
		return;
	if (!desk->keyed && request->info->message >= MESSAGE_REDEEM &&
	    request->info->message <= MESSAGE_WHOAMI) {
		refuse(refusal, ERROR_NOT_ALLOWED, "this broker has no keys: rapporteurd init");
		return;
	}
	bool reads = request->info->kind == MESSAGE_KIND_READ;
	if (!rate_allows(desk, request, reads) || request->info->kind != MESSAGE_KIND_CHANGE)
		return;
	struct command *command = &desk->round->batch.commands[desk->round->batch.count];
	memset(command, 0, sizeof *command);
	body_take(desk, request, command);
	if (refusal->error != ERROR_NONE)
		return;
	command->envelope = request->envelope;
	command->actor = request->actor;
	request->command = command;
	desk->round->batch.count++;
}
