/* client/lib/fetch.c - see fetch_internal.h. */
#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "client/lib/rapporteur_internal.h"

static void answered(void *context, enum rapporteur_result result, const struct reply *reply);

void fetch_init(struct fetch *fetch)
{
	*fetch = (struct fetch){ 0 };
}

void fetch_close(struct fetch *fetch)
{
	if (fetch->rapporteur != NULL)
		request_cancel(fetch->rapporteur, fetch);
	buffer_close(&fetch->whole);
	fetch->rapporteur = NULL;
}

static void finish(
    struct fetch *fetch, enum rapporteur_result result, const struct refusal *refusal)
{
	fetch->done(fetch->context, result, refusal);
}

static void fail(struct fetch *fetch, enum rapporteur_result result, enum error error)
{
	struct refusal refusal;
	refuse(&refusal, error, "%s", "");
	finish(fetch, result, &refusal);
}

static enum rapporteur_result part_ask(struct fetch *fetch)
{
	struct part_want want = { .part = fetch->part, .digest_given = fetch->part > 0 };
	memcpy(want.digest, fetch->digest, HASH_BYTES);
	struct buffer body;
	buffer_init(&body, 2048);
	if (fetch->message == MESSAGE_SESSION_GET) {
		struct session_get get = { .want = want };
		session_get_encode(&get, &body);
	} else if (fetch->message == MESSAGE_SYNTHESIS_GET) {
		struct synthesis_get get = { .at_least = fetch->at_least, .want = want };
		synthesis_get_encode(&get, &body);
	} else {
		struct inquiry inquiry = *fetch->inquiry;
		inquiry.want = want;
		inquiry_encode(fetch->message, &inquiry, &body);
	}
	uint64_t now = clock_boot_ms();
	uint64_t left = fetch->deadline_ms > now ? fetch->deadline_ms - now : 0;
	enum rapporteur_result result = RAPPORTEUR_MEMORY;
	if (!body.failed)
		result = rapporteur_command(fetch->rapporteur,
		    &(struct rapporteur_command){ .message = fetch->message,
			.session = fetch->session,
			.body = body.bytes,
			.size = body.size,
			.actor = fetch->acting ? fetch->actor : NULL,
			.deadline_ms = left },
		    answered, fetch);
	buffer_close(&body);
	return result;
}

static void next(struct fetch *fetch)
{
	enum rapporteur_result result = part_ask(fetch);
	if (result != RAPPORTEUR_OK)
		fail(fetch, result, ERROR_NONE);
}

static void restart(struct fetch *fetch)
{
	if (fetch->restarts++ >= FETCH_RESTARTS_MAX) {
		fail(fetch, RAPPORTEUR_REFUSED, ERROR_BUSY); /* it changes faster than it comes */
		return;
	}
	buffer_clear(&fetch->whole);
	fetch->part = 0;
	next(fetch);
}

/* The part of a reply; sets facts, or run, number and event. False: malformed. */
static bool part_of(struct fetch *fetch, const struct reply *reply, struct part_got *got)
{
	struct refusal refusal;
	if (reply->body == NULL)
		return false;
	if (fetch->message == MESSAGE_SESSION_GET) {
		struct session_get_reply session;
		if (session_get_reply_decode(&session, reply->body, reply->body_size, &refusal) !=
		    ERROR_NONE)
			return false;
		fetch->facts = session.facts;
		*got = session.got;
		return true;
	}
	if (fetch->message != MESSAGE_SYNTHESIS_GET) {
		struct inquiry_reply inquired;
		if (inquiry_reply_decode(&inquired, reply->body, reply->body_size, &refusal) !=
		    ERROR_NONE)
			return false;
		fetch->event = inquired.event;
		*got = inquired.got;
		return true;
	}
	struct synthesis_get_reply synthesis;
	if (synthesis_get_reply_decode(&synthesis, reply->body, reply->body_size, &refusal) !=
	    ERROR_NONE)
		return false;
	if (synthesis.got.part == 0) {
		fetch->run = synthesis.run;
		fetch->number = synthesis.number;
		fetch->event = synthesis.event;
	}
	*got = synthesis.got;
	return true;
}

static bool digest_matches(const struct fetch *fetch)
{
	uint8_t digest[HASH_BYTES];
	crypto_generichash(digest, sizeof digest, fetch->whole.bytes, fetch->whole.size, NULL, 0);
	return memcmp(digest, fetch->digest, sizeof digest) == 0;
}

static void part_take(struct fetch *fetch, const struct reply *reply)
{
	struct part_got got;
	if (!part_of(fetch, reply, &got) || got.part != fetch->part ||
	    (got.part > 0 &&
		(got.part_count != fetch->part_count ||
		    memcmp(got.digest, fetch->digest, HASH_BYTES) != 0))) {
		fail(fetch, RAPPORTEUR_MALFORMED, ERROR_BYTES);
		return;
	}
	memcpy(fetch->digest, got.digest, HASH_BYTES);
	fetch->part_count = got.part_count;
	if (!buffer_add(&fetch->whole, got.bytes, got.size)) {
		fail(fetch, RAPPORTEUR_MEMORY, ERROR_NONE);
		return;
	}
	fetch->part++;
	if (fetch->part < fetch->part_count)
		next(fetch);
	else if (!digest_matches(fetch))
		restart(fetch);
	else
		finish(fetch, RAPPORTEUR_OK, NULL);
}

static void answered(void *context, enum rapporteur_result result, const struct reply *reply)
{
	struct fetch *fetch = context;
	if (result == RAPPORTEUR_OK) {
		part_take(fetch, reply);
	} else if (result == RAPPORTEUR_REFUSED && reply->error == ERROR_STALE) {
		restart(fetch);
	} else if (result == RAPPORTEUR_REFUSED) {
		struct refusal refusal;
		refuse(&refusal, reply->error, "%s", reply->detail);
		finish(fetch, result, &refusal);
	} else {
		fail(fetch, result, ERROR_NONE);
	}
}

enum rapporteur_result fetch_begin(struct fetch *fetch)
{
	assert(fetch->rapporteur != NULL);
	assert(fetch->done != NULL);
	bool session = fetch->message == MESSAGE_SESSION_GET;
	buffer_init(
	    &fetch->whole, session ? PROGRAMME_BYTES_MAX : (size_t)PARTS_MAX * PART_BYTES_MAX);
	fetch->part = 0;
	fetch->restarts = 0;
	return part_ask(fetch);
}
