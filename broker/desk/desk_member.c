/*
 * broker/desk/desk_member.c - keys at the desk: whose key a message came with, who may read, and what is kept of
 * people beside the journal. What a member may change is decided in apply; here it is only refused early.
 */
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "broker/desk/desk_internal.h"
#include "broker/log.h"
#include "proto/wire/id.h"

#define STRANGERS_PER_SECOND 20u
#define CARRIED              16u  /* what a gateway's connection may bring, against one person's */
#define STRANGERS_BURST      512u /* from one address: a hall of people behind one router */
#define STRANGERS_BLAME      10u  /* 200 messages, then 50 a second */
/* Whose key it is takes long to work out of a proof that was not seen before. A broker that starts meets all people of a
 * gateway at once; anew they come one by one. */
#define PROOFS_PER_SECOND 200u
#define PROOFS_BURST      10000u /* from one address */
#define OUTSIDE_MS        UINT64_C(5000)

static uint64_t wall_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

enum news { NEWS_UNKNOWN = 0, NEWS_NONE, NEWS_THERE };

/* --- The ring --------------------------------------------------------------------------------- */

static bool person_know(void *context, const struct person *person)
{
	struct desk *desk = context;
	uint32_t slot = keyring_add(&desk->supervisor.shared->ring, person->key);
	if (slot != KEYRING_NONE) {
		memcpy(desk->people[slot], person->id, WRITER_BYTES);
		desk->news[slot] = NEWS_UNKNOWN;
	}
	return slot != KEYRING_NONE;
}

static uint32_t carried(uint32_t of_a_person)
{
	return of_a_person > RATE_MAX / CARRIED ? RATE_MAX : CARRIED * of_a_person;
}

bool desk_members_open(struct desk *desk)
{
	if (!curve_key_read(&desk->curve, desk->config->data, false)) {
		if (errno == ENOENT)
			return true; /* open: config has seen to it that we are on loopback */
		log_line("desk", "curve_key_not_read error=\"%s\"", strerror(errno));
		return false;
	}
	if (!feed_secret_read(&desk->feed_secret, desk->config->data, true)) {
		log_line("desk", "feed_key_not_read error=\"%s\"", strerror(errno));
		return false;
	}
	struct keyring *ring = &desk->supervisor.shared->ring;
	randombytes_buf(ring->secret, sizeof ring->secret);
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): rows of a table */
	desk->people = calloc(KEYRING_SLOTS, sizeof *desk->people);
	desk->news = calloc(KEYRING_SLOTS, sizeof *desk->news);
	uint64_t secret = 0;
	randombytes_buf(&secret, sizeof secret);
	if (desk->people == NULL || desk->news == NULL ||
	    !rate_open(&desk->strangers, STRANGERS_PER_SECOND, STRANGERS_BURST, secret) ||
	    !rate_open(&desk->unseen, PROOFS_PER_SECOND, PROOFS_BURST, secret) ||
	    !rate_open(&desk->carriers, carried(desk->config->rate_per_second),
		carried(desk->config->rate_burst), secret) ||
	    !proofs_open(&desk->proofs))
		return false;
	enum identities_result result =
	    identities_open(&desk->identities, desk->config->data, true);
	if (result == IDENTITIES_OK)
		result = identities_walk(desk->identities, person_know, desk);
	desk->keyed = result == IDENTITIES_OK;
	if (desk->keyed)
		desk_people_forget(desk);
	else
		log_line("desk", "identities_not_opened reason=\"%s\"",
		    identities_result_sentence(result));
	return desk->keyed;
}

void desk_members_close(struct desk *desk)
{
	identities_close(desk->identities);
	desk->identities = NULL;
	free(desk->people);
	free(desk->news);
	desk->people = NULL;
	desk->news = NULL;
	rate_close(&desk->strangers);
	rate_close(&desk->unseen);
	rate_close(&desk->carriers);
	proofs_close(&desk->proofs);
}

/* --- Whose message it is ---------------------------------------------------------------------- */

static bool address_allows(struct desk *desk, struct request *request, struct rate *rate)
{
	uint8_t address[WRITER_BYTES] = { 0 };
	const char *said = zmq_msg_gets(&request->frame, "Peer-Address");
	if (said != NULL)
		crypto_generichash(
		    address, sizeof address, (const uint8_t *)said, strlen(said), NULL, 0);
	if (rate_take(rate, address, zmq_msg_data(&request->route), zmq_msg_size(&request->route),
		desk->gathered_us, &request->retry_ms))
		return true;
	desk->counters[COUNTER_SLOWED]++;
	refuse(&request->refusal, ERROR_BUSY, "many strangers ask from your address");
	return false;
}

/* The slot of the key that it came with, or KEYRING_NONE. */
static uint32_t slot_of(struct desk *desk, const struct request *request)
{
	uint8_t key[CURVE_KEY_BYTES];
	const char *user = zmq_msg_gets(&request->frame, "User-Id");
	if (user == NULL || strlen(user) != USER_ID_CHARS || zmq_z85_decode(key, user) == NULL)
		return KEYRING_NONE;
	return keyring_find(&desk->supervisor.shared->ring, key);
}

void desk_blame(struct desk *desk, const struct request *request)
{
	if (desk->peers.table == NULL)
		return;
	uint32_t slot = desk->keyed ? slot_of(desk, request) : KEYRING_NONE;
	/* What a gateway brings is not of its making. */
	bool stranger = desk->keyed && slot == KEYRING_NONE && !request->proven;
	if (!peers_blame(&desk->peers, request->fd, stranger ? STRANGERS_BLAME : 1) ||
	    slot == KEYRING_NONE)
		return;
	uint64_t now_us = desk_now_us();
	uint64_t until_us = now_us + OUTSIDE_MS * 1000u;
	keyring_put_out(&desk->supervisor.shared->ring, slot, until_us / 1000);
	rate_empty(&desk->rate, desk->people[slot], now_us, until_us);
	rate_empty(&desk->reads, desk->people[slot], now_us, until_us);
}

/* Looked up once for each key, so that a note does not wait for it. */
static bool news_there(struct desk *desk, uint32_t slot)
{
	struct tried tried = { .count = 0 };
	if (desk->news[slot] != NEWS_UNKNOWN)
		return desk->news[slot] == NEWS_THERE;
	bool there =
	    identities_news(desk->identities, desk->people[slot], &tried) == IDENTITIES_OK &&
	    tried.count > tried.told;
	desk->news[slot] = there ? NEWS_THERE : NEWS_NONE;
	return there;
}

void desk_told(struct desk *desk, const struct request *request)
{
	uint32_t slot = keyring_find(&desk->supervisor.shared->ring, request->key);
	if (slot == KEYRING_NONE || !request->news ||
	    identities_told(desk->identities, request->actor.person) != IDENTITIES_OK)
		return;
	desk->news[slot] = NEWS_NONE;
	desk->reply_news = false;
}

/* An invitation that is used up was tried by another key: who had taken it up is to be told. */
static void tried_in_vain(struct desk *desk, const uint8_t hash[HASH_BYTES])
{
	uint8_t id[WRITER_BYTES];
	struct person person;
	if (identities_tried(desk->identities, hash, wall_ms(), id) != IDENTITIES_OK ||
	    identities_person(desk->identities, id, &person) != IDENTITIES_OK)
		return;
	uint32_t slot = keyring_find(&desk->supervisor.shared->ring, person.key);
	if (slot != KEYRING_NONE)
		desk->news[slot] = NEWS_UNKNOWN;
}

/* The key that counts: that of the envelope's proof, or else the connection's. False: the refusal says why not. */
static bool key_take(struct desk *desk, struct request *request)
{
	const struct envelope *envelope = &request->envelope;
	/* Of the frame with the command: the routing id's frame may come without. */
	const char *user = zmq_msg_gets(&request->frame, "User-Id");
	if (user == NULL || strlen(user) != USER_ID_CHARS ||
	    zmq_z85_decode(request->key, user) == NULL) {
		refuse(&request->refusal, ERROR_NOT_MEMBER, "the connection has no key");
		return false;
	}
	request->proven = envelope->proof_size > 0;
	if (!request->proven)
		return true;
	bool sized = envelope->proof_size == CURVE_KEY_BYTES;
	if (sized && proofs_find(&desk->proofs, envelope->proof, request->key))
		return true;
	if (sized && !address_allows(desk, request, &desk->unseen))
		return false;
	if (sized && proofs_key(&desk->proofs, envelope->proof, request->key))
		return true;
	refuse(&request->refusal, ERROR_ENVELOPE,
	    "field p: must be empty, or a secret key of %u bytes", CURVE_KEY_BYTES);
	return false;
}

bool desk_who(struct desk *desk, struct request *request)
{
	request->actor = (struct actor){ .kind = ACTOR_OPEN };
	if (!desk->keyed)
		return true;
	request->actor.kind = ACTOR_PERSON;
	if (!key_take(desk, request))
		return false;
	uint32_t slot = keyring_find(&desk->supervisor.shared->ring, request->key);
	request->stranger = slot == KEYRING_NONE;
	if (!request->stranger) {
		memcpy(request->actor.person, desk->people[slot], WRITER_BYTES);
		request->news = news_there(desk, slot);
		return true;
	}
	if (message_access(request->info, ROLE_NONE) == ACCESS_YES)
		return address_allows(desk, request, &desk->strangers);
	refuse(&request->refusal, ERROR_NOT_MEMBER, "%s", request->info->title);
	return false;
}

/* --- Redeem ----------------------------------------------------------------------------------- */

static enum error error_of(enum identities_result result)
{
	switch (result) {
	case IDENTITIES_OK:
		return ERROR_NONE;
	case IDENTITIES_ABSENT:
	case IDENTITIES_OVER:
		return ERROR_TOKEN;
	case IDENTITIES_USED:
		return ERROR_TOKEN_USED;
	case IDENTITIES_FULL:
		return ERROR_NOT_ALLOWED;
	case IDENTITIES_DAMAGED:
		return ERROR_DAMAGED;
	case IDENTITIES_BUSY: /* only a sweep answers it */
	case IDENTITIES_DISK:
		return ERROR_FULL;
	}
	return ERROR_DAMAGED;
}

/* False: the request's refusal says why. */
static bool kept(struct desk *desk, struct request *request, enum identities_result result)
{
	if (result == IDENTITIES_OK)
		return true;
	refuse(&request->refusal, error_of(result), "%s", identities_result_sentence(result));
	if (result == IDENTITIES_DAMAGED || result == IDENTITIES_DISK) {
		request->retry_ms = 5000;
		log_line("desk", "identities reason=\"%s\"", identities_result_sentence(result));
	}
	if (result == IDENTITIES_USED || result == IDENTITIES_ABSENT || result == IDENTITIES_OVER) {
		desk->counters[COUNTER_TOKENS_REFUSED]++;
		log_line(
		    "desk", "invitation_refused reason=\"%s\"", identities_result_sentence(result));
	}
	return false;
}

static const char **rooms_of(struct arena *arena, const struct invitation *invitation)
{
	const char **rooms = arena_take(arena, invitation->room_count, sizeof *rooms);
	for (size_t i = 0; rooms != NULL && i < invitation->room_count; i++)
		rooms[i] = arena_text(arena, invitation->rooms[i], strlen(invitation->rooms[i]));
	return rooms;
}

/* The identities are written and synced here, before the event is: see store/identities.h. */
void desk_redeem(struct desk *desk, struct request *request, struct command *command)
{
	struct redeem redeem;
	struct person person;
	struct invitation invitation;
	struct arena *arena = &desk->round->batch.arena;
	uint8_t hash[HASH_BYTES];
	uint8_t fresh[WRITER_BYTES];
	if (redeem_decode(&redeem, arena, request->envelope.body, request->envelope.body_size,
		&request->refusal) != ERROR_NONE)
		return;
	invitation_hash(redeem.token, hash);
	randombytes_buf(fresh, sizeof fresh);
	const struct taking taking = { .hash = hash,
		.key = request->key,
		.fresh = fresh,
		.name = redeem.name == NULL ? "" : redeem.name,
		.now_ms = wall_ms() };
	enum identities_result result =
	    identities_take(desk->identities, &taking, &person, &invitation);
	if (result == IDENTITIES_USED)
		tried_in_vain(desk, hash);
	if (!kept(desk, request, result))
		return;
	struct grant *grant = arena_take(arena, 1, sizeof *grant);
	const char **rooms = rooms_of(arena, &invitation);
	const char *series = arena_text(arena, invitation.series, strlen(invitation.series));
	if (grant == NULL || rooms == NULL || series == NULL || arena->failed ||
	    !person_know(desk, &person)) {
		refuse(&request->refusal, ERROR_BUSY, "no memory");
		return;
	}
	*grant = (struct grant){
		.role = invitation.role,
		.rooms = rooms,
		.room_count = invitation.room_count,
		.series = series,
	};
	command->grant = grant;
	memcpy(request->actor.person, person.id, WRITER_BYTES);
	memcpy(request->envelope.session, invitation.session, sizeof invitation.session);
}

void desk_redeem_reply(struct desk *desk, const struct command *command)
{
	struct redeem_reply reply = {
		.role = command->grant->role,
		.rooms = command->grant->rooms,
		.room_count = command->grant->room_count,
	};
	memcpy(reply.session, command->envelope.session, sizeof reply.session);
	strncpy(reply.series, command->grant->series, SESSION_KEY_MAX);
	sodium_bin2hex(reply.member, sizeof reply.member, command->member, PUBLIC_ID_CHARS / 2);
	redeem_reply_encode(&reply, &desk->body);
}

/* --- Who may read ----------------------------------------------------------------------------- */

static bool read_refuse(struct request *request, const struct standing *standing)
{
	if (standing->role == ROLE_NONE)
		refuse(&request->refusal, ERROR_NOT_ALLOWED,
		    standing->was ? "your key was revoked" : "you do not belong there");
	else
		refuse(&request->refusal, ERROR_NOT_ALLOWED, "you are %s there",
		    role_word(standing->role));
	return false;
}

/* A command without a session: what S alone may send is the house's, all else anybody's who belongs. */
static enum journal_result house_standing(
    struct journal_txn *txn, const struct request *request, struct standing *standing)
{
	enum journal_result result =
	    access_standing(txn, &access_house, request->actor.person, standing);
	bool all = message_access(request->info, ROLE_OBSERVER) == ACCESS_YES ||
	    message_access(request->info, ROLE_RAPPORTEUR) == ACCESS_YES;
	if (result != JOURNAL_OK || standing->role != ROLE_NONE || !all)
		return result;
	return access_anywhere(txn, request->actor.person, &standing->role);
}

bool desk_may_read(struct desk *desk, struct journal_txn *txn, struct request *request)
{
	struct view_session session;
	const char *key = request->envelope.session;
	request->standing = (struct standing){ .role = ROLE_SECRETARIAT };
	if (!desk->keyed || message_access(request->info, ROLE_NONE) == ACCESS_YES)
		return true;
	enum journal_result result = JOURNAL_ABSENT;
	if (key[0] != '\0')
		result = view_session_find(txn, key, &session);
	if (result == JOURNAL_OK)
		result = access_standing(txn, &session, request->actor.person, &request->standing);
	else if (result == JOURNAL_ABSENT && key[0] == '\0')
		result = house_standing(txn, request, &request->standing);
	else if (result == JOURNAL_ABSENT)
		result =
		    access_standing(txn, &access_house, request->actor.person, &request->standing);
	if (!desk_read_well(desk, request, result))
		return false;
	return message_access(request->info, request->standing.role) == ACCESS_YES ||
	    read_refuse(request, &request->standing);
}

bool desk_sees_session(struct desk *desk, struct journal_txn *txn, const struct request *request,
    const struct view_session *session, enum journal_result *result)
{
	struct standing standing = { .role = ROLE_SECRETARIAT };
	if (!desk->keyed)
		return true;
	*result = access_standing(txn, session, request->actor.person, &standing);
	return *result == JOURNAL_OK && standing.role != ROLE_NONE;
}

enum feed_audience desk_audience(const struct desk *desk, const struct request *request)
{
	if (!desk->keyed)
		return FEED_WORK;
	switch (request->standing.role) {
	case ROLE_SECRETARIAT:
	case ROLE_MODERATOR:
		return FEED_WORK;
	case ROLE_RAPPORTEUR:
		return FEED_ROOM;
	case ROLE_OBSERVER:
	case ROLE_NONE:
		break;
	}
	return FEED_PLENARY;
}
