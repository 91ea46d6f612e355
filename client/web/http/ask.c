/*
 * client/web/http/ask.c - what a request asks of the broker, in the name of its person. A broker that is not reached is
 * waited for a moment only: the page keeps what was written, and tells that it does.
 */
#include <stdio.h>
#include <string.h>

#include "client/web/http/exchange.h"

#define DEADLINE_MS      8000u
#define DEADLINE_AWAY_MS 1500u

static uint64_t deadline_ms(const struct exchange *exchange)
{
	return rapporteur_connection(exchange->gateway->broker) == CONNECTION_LIVE
	    ? DEADLINE_MS
	    : DEADLINE_AWAY_MS;
}

/* The secret that goes with a command; NULL where there are no keys. */
static const uint8_t *actor_of(const struct exchange *exchange)
{
	return exchange->gateway->open ? NULL : exchange->secret;
}

static void result_answer(
    struct exchange *exchange, enum rapporteur_result result, const struct refusal *refusal)
{
	switch (result) {
	case RAPPORTEUR_REFUSED:
		if (refusal == NULL)
			break;
		answer_refusal(exchange, refusal->error, refusal->detail, 0);
		return;
	case RAPPORTEUR_NOT_REACHABLE:
		answer_error(exchange, WEB_AWAY, "");
		return;
	case RAPPORTEUR_BUSY:
	case RAPPORTEUR_MEMORY:
		answer_refusal(exchange, ERROR_BUSY, "the gateway has much to do", 1000);
		return;
	case RAPPORTEUR_ARGUMENT:
		answer_refusal(exchange, ERROR_FIELD, "", 0);
		return;
	case RAPPORTEUR_OK:
	case RAPPORTEUR_STATE:
	case RAPPORTEUR_DISK:
	case RAPPORTEUR_ABSENT:
	case RAPPORTEUR_MALFORMED:
		break;
	}
	answer_refusal(exchange, ERROR_DAMAGED, "the broker's answer cannot be read", 0);
}

struct waiting_ask {
	struct exchange *exchange;
	bool (*refused)(struct exchange *exchange, const struct reply *reply);
};

static void answered(void *context, enum rapporteur_result result, const struct reply *reply)
{
	struct waiting_ask *waiting = context;
	struct exchange *exchange = waiting->exchange;
	if (result == RAPPORTEUR_OK) {
		exchange->replied(exchange, reply);
		return;
	}
	if (result != RAPPORTEUR_REFUSED) {
		result_answer(exchange, result, NULL);
		return;
	}
	if (waiting->refused != NULL && waiting->refused(exchange, reply))
		return;
	uint64_t retry_ms = reply->retry_ms;
	bool later = reply->error == ERROR_BUSY || reply->error == ERROR_STOPPING ||
	    reply->error == ERROR_FULL;
	if (later && retry_ms == 0)
		retry_ms = 1000;
	answer_refusal(exchange, reply->error, reply->detail, retry_ms);
}

/* Without a key nobody is anybody. True: it has been answered. */
static bool is_nobody(struct exchange *exchange)
{
	if (exchange->gateway->open || exchange->identified)
		return false;
	answer_refusal(exchange, ERROR_NOT_MEMBER, "", 0);
	return true;
}

void exchange_ask(struct exchange *exchange, const struct asking *asking)
{
	static const uint8_t empty_map = 0x80;
	if (is_nobody(exchange))
		return;
	struct waiting_ask *waiting = arena_take(&exchange->arena, 1, sizeof *waiting);
	if (waiting == NULL || (asking->body != NULL && asking->body->failed)) {
		result_answer(exchange, RAPPORTEUR_MEMORY, NULL);
		return;
	}
	*waiting = (struct waiting_ask){ .exchange = exchange, .refused = asking->refused };
	exchange->replied = asking->replied;
	enum rapporteur_result result = rapporteur_command(exchange->gateway->broker,
	    &(struct rapporteur_command){ .message = asking->message,
		.session = asking->session,
		.body = asking->body == NULL ? &empty_map : asking->body->bytes,
		.size = asking->body == NULL ? 1 : asking->body->size,
		.id = asking->id,
		.writer = exchange->identified ? exchange->writer : NULL,
		.actor = actor_of(exchange),
		.age_ms = asking->age_ms,
		.deadline_ms = deadline_ms(exchange) },
	    answered, waiting);
	if (result != RAPPORTEUR_OK)
		result_answer(exchange, result, NULL);
}

static void got(void *context, enum rapporteur_result result, const struct refusal *refusal)
{
	struct exchange *exchange = context;
	if (result == RAPPORTEUR_OK)
		exchange->fetched(exchange);
	else
		result_answer(exchange, result, refusal);
}

void exchange_fetch(
    struct exchange *exchange, enum message message, void (*fetched)(struct exchange *exchange))
{
	struct fetch *fetch = &exchange->fetch;
	if (is_nobody(exchange))
		return;
	fetch_close(fetch);
	uint64_t at_least = fetch->at_least;
	fetch_init(fetch);
	fetch->at_least = at_least;
	fetch->rapporteur = exchange->gateway->broker;
	fetch->message = message;
	memcpy(fetch->session, exchange->routed.session, sizeof fetch->session);
	fetch->acting = actor_of(exchange) != NULL;
	if (fetch->acting)
		memcpy(fetch->actor, exchange->secret, CURVE_KEY_BYTES);
	fetch->inquiry = &exchange->inquiry;
	fetch->deadline_ms = clock_boot_ms() + deadline_ms(exchange);
	fetch->done = got;
	fetch->context = exchange;
	exchange->fetched = fetched;
	enum rapporteur_result result = fetch_begin(fetch);
	if (result != RAPPORTEUR_OK)
		result_answer(exchange, result, NULL);
}

/* --- who somebody is ------------------------------------------------------------------------------ */

/* Of two memberships the one that reaches further: the house, or the session itself. */
static void membership_take(struct exchange *exchange, const struct person_facts *person)
{
	bool house = person->session[0] == '\0';
	if (person->revoked || (!house && strcmp(person->session, exchange->routed.session) != 0))
		return;
	if (exchange->role != ROLE_NONE && exchange->role <= person->role)
		return;
	exchange->role = person->role;
	exchange->rooms = person->rooms;
	exchange->room_count = person->room_count;
	for (size_t i = 0; i < PUBLIC_ID_CHARS / 2; i++)
		snprintf(exchange->pseudonym + 2 * i, 3, "%02x", person->member[i]);
}

static void who_replied(struct exchange *exchange, const struct reply *reply)
{
	struct people_reply people;
	struct refusal refusal;
	if (reply->body == NULL ||
	    people_reply_decode(
		&people, &exchange->arena, reply->body, reply->body_size, &refusal) != ERROR_NONE) {
		result_answer(exchange, RAPPORTEUR_MALFORMED, NULL);
		return;
	}
	for (size_t i = 0; i < people.count; i++)
		membership_take(exchange, &people.people[i]);
	if (people.count == 0)
		answer_refusal(exchange, ERROR_NOT_MEMBER, "", 0);
	else if (exchange->role == ROLE_NONE)
		answer_refusal(exchange, ERROR_NOT_ALLOWED, "you do not belong there", 0);
	else
		exchange->member(exchange);
}

void exchange_member(struct exchange *exchange, void (*member)(struct exchange *exchange))
{
	exchange->member = member;
	if (exchange->gateway->open) {
		exchange->role = ROLE_SECRETARIAT;
		member(exchange);
		return;
	}
	exchange_ask(
	    exchange, &(struct asking){ .message = MESSAGE_WHOAMI, .replied = who_replied });
}
