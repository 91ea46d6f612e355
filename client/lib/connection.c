/* client/lib/connection.c - the line to the broker; its states are in rapporteur_internal.h. */
#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <zmq.h>

#include "client/lib/rapporteur_internal.h"
#include "proto/wire/id.h"

#define BLOCKED_MS          50u  /* how soon to try a send again that would have blocked */
#define ATTEMPT_SPREAD_MS   500u /* doubled by every attempt ... */
#define ATTEMPT_DOUBLES_MAX 4u   /* ... up to eight seconds, so that a thousand clients spread */
#define HELLO_SPREAD_MS     500u

static void tell(struct rapporteur *rapporteur, enum connection_state state)
{
	if (rapporteur->callbacks.connection != NULL)
		rapporteur->callbacks.connection(rapporteur->context, state);
}

bool connection_ready(const struct rapporteur *rapporteur)
{
	return rapporteur->connection.link == LINK_GREETED;
}

static void link_set(struct rapporteur *rapporteur, enum link link, uint64_t now)
{
	struct connection *connection = &rapporteur->connection;
	bool was_live = connection->link == LINK_GREETED;
	connection->link = link;
	connection->blocked_ms = NEVER;
	if (link != LINK_GREETED)
		connection->waiting_since = NEVER;
	if (link == LINK_UP)
		connection->hello_due_ms = now;
	if (was_live != (link == LINK_GREETED))
		tell(rapporteur, link == LINK_GREETED ? CONNECTION_LIVE : CONNECTION_NONE);
}

/* Everything outstanding is sent again over the new connection: what was on the old one is lost, or
 * answered to nobody. */
static void up(struct rapporteur *rapporteur, uint64_t now)
{
	link_set(rapporteur, LINK_UP, now);
	memset(rapporteur->connection.hello_id, 0, ID_BYTES); /* it asked who was there before */
	rapporteur->connection.give_up_ms = now + CLIENT_STALE_MS;
	offer_link_up(rapporteur);
	request_link_up(rapporteur);
}

bool connection_open(struct rapporteur *rapporteur)
{
	struct connection *connection = &rapporteur->connection;
	uint64_t now = clock_boot_ms();
	uint32_t doubles =
	    connection->attempts < ATTEMPT_DOUBLES_MAX ? connection->attempts : ATTEMPT_DOUBLES_MAX;
	connection->link = LINK_DOWN;
	connection->waiting_since = NEVER;
	connection->blocked_ms = NEVER;
	connection->attempts++;
	connection->give_up_ms =
	    now + CLIENT_STALE_MS + jitter_ms((uint64_t)ATTEMPT_SPREAD_MS << doubles);
	/* Without memory or descriptors this fails, and is tried again when it is given up. */
	return socket_open(&connection->dealer, rapporteur->zmq, ZMQ_DEALER, rapporteur->epoll,
		   key_in_use(rapporteur)) &&
	    socket_monitor(
		&connection->monitor, &connection->dealer, rapporteur->zmq, rapporteur->epoll) &&
	    zmq_connect(connection->dealer.handle, rapporteur->broker) == 0;
}

void connection_close(struct rapporteur *rapporteur)
{
	struct connection *connection = &rapporteur->connection;
	if (connection->dealer.handle != NULL)
		zmq_socket_monitor(connection->dealer.handle, NULL, 0);
	socket_close(&connection->monitor, rapporteur->epoll);
	socket_close(&connection->dealer, rapporteur->epoll);
}

static void lost(struct rapporteur *rapporteur, uint64_t now)
{
	connection_close(rapporteur);
	link_set(rapporteur, LINK_DOWN, now);
	connection_open(rapporteur);
}

enum send_result connection_send(
    struct rapporteur *rapporteur, const struct envelope *envelope, uint64_t now)
{
	struct connection *connection = &rapporteur->connection;
	buffer_clear(&rapporteur->frame);
	envelope_encode(envelope, &rapporteur->frame);
	if (rapporteur->frame.failed)
		return SEND_IMPOSSIBLE;
	if (connection->dealer.handle == NULL)
		return SEND_LATER;
	int rc = 0;
	do
		rc = zmq_send(connection->dealer.handle, rapporteur->frame.bytes,
		    rapporteur->frame.size, ZMQ_DONTWAIT);
	while (rc < 0 && errno == EINTR);
	if (rc < 0) {
		connection->blocked_ms = now + BLOCKED_MS;
		return SEND_LATER;
	}
	connection->blocked_ms = NEVER;
	if (connection->waiting_since == NEVER)
		connection->waiting_since = now;
	return SEND_DONE;
}

/* --- hello -------------------------------------------------------------------------------- */

static void hello_send(struct rapporteur *rapporteur, uint64_t now)
{
	struct connection *connection = &rapporteur->connection;
	place_load(rapporteur);
	const struct place *place = &rapporteur->place;
	struct hello hello = { .saw_journal = place->known, .number = place->number };
	memcpy(hello.client, rapporteur->client, sizeof hello.client);
	memcpy(hello.journal, place->journal, ID_BYTES);
	memcpy(hello.hash, place->hash, HASH_BYTES);
	struct buffer body;
	buffer_init(&body, 1024);
	hello_encode(&hello, &body);
	struct envelope envelope = { .major = PROTOCOL_MAJOR,
		.minor = PROTOCOL_MINOR,
		.message = MESSAGE_HELLO,
		.proof = rapporteur->acting ? rapporteur->actor.secret : NULL,
		.proof_size = rapporteur->acting ? CURVE_KEY_BYTES : 0,
		.body = body.bytes,
		.body_size = body.size };
	uint8_t random[ID_RANDOM_BYTES];
	randombytes_buf(random, sizeof random);
	id_make(envelope.id, clock_wall_ms(), random);
	memcpy(envelope.writer, rapporteur->outbox.writer, WRITER_BYTES);
	if (!body.failed && connection_send(rapporteur, &envelope, now) == SEND_DONE) {
		memcpy(connection->hello_id, envelope.id, ID_BYTES);
		connection->hello_due_ms = now + CLIENT_PING_MS + jitter_ms(HELLO_SPREAD_MS);
	} else {
		connection->hello_due_ms = now + BLOCKED_MS;
	}
	buffer_close(&body);
}

static void hello_answer(struct rapporteur *rapporteur, const struct reply *reply, uint64_t now)
{
	struct connection *connection = &rapporteur->connection;
	memset(connection->hello_id, 0, ID_BYTES);
	struct hello_reply hello;
	struct refusal refusal;
	if (reply->body != NULL &&
	    hello_reply_decode(&hello, reply->body, reply->body_size, &refusal) == ERROR_NONE) {
		connection->hello = hello;
		connection->hello_known = true;
	} else if (!connection->hello_known || reply->error == ERROR_BEHIND) {
		/* It answers, but has not said what a watcher needs. */
		connection->hello_due_ms = now + jitter_ms(HELLO_SPREAD_MS);
	}
	if (connection->link == LINK_UP) {
		connection->greeting++;
		link_set(rapporteur, LINK_GREETED, now);
	}
}

/* --- what comes --------------------------------------------------------------------------- */

static void reply_take(
    struct rapporteur *rapporteur, const uint8_t *bytes, size_t size, uint64_t now)
{
	struct connection *connection = &rapporteur->connection;
	struct reply reply;
	struct refusal refusal;
	arena_clear(&rapporteur->reply_arena);
	/* A broker of another major version says so in a reply that we can read. */
	if (reply_decode(&reply, &rapporteur->reply_arena, bytes, size, &refusal) != ERROR_NONE) {
		connection->malformed++;
		return;
	}
	connection->waiting_since = NEVER;
	connection->attempts = 0;
	if (reply.news && !connection->news_told && rapporteur->callbacks.news != NULL)
		rapporteur->callbacks.news(rapporteur->context);
	connection->news_told = reply.news;
	if (connection->link == LINK_GREETED)
		connection->hello_due_ms = now + CLIENT_PING_MS + jitter_ms(HELLO_SPREAD_MS);
	bool hello =
	    reply.message == MESSAGE_HELLO && memcmp(reply.id, connection->hello_id, ID_BYTES) == 0;
	if (hello && reply.error == ERROR_BEHIND)
		place_behind(rapporteur, &reply);
	else if (hello || connection_ready(rapporteur))
		place_seen(rapporteur, &reply);
	if (hello)
		hello_answer(rapporteur, &reply, now);
	else if (!offer_answer(rapporteur, &reply, now))
		request_answer(rapporteur, &reply, now);
}

static void events_take(struct rapporteur *rapporteur, uint64_t now)
{
	struct connection *connection = &rapporteur->connection;
	for (size_t i = 0; i < 64; i++) {
		enum socket_event event = socket_event(&connection->monitor);
		if (event == SOCKET_NOTHING)
			return;
		if (event == SOCKET_UP)
			up(rapporteur, now);
		if (event == SOCKET_UP || event == SOCKET_LOCKED)
			connection->locked = event == SOCKET_LOCKED;
		if (event == SOCKET_CUT) {
			link_set(rapporteur, LINK_DOWN, now);
			connection->give_up_ms =
			    now + CLIENT_STALE_MS + jitter_ms(ATTEMPT_SPREAD_MS);
		}
	}
}

/* One message; a reply is one frame, anything longer is passed over. False when there is none. */
static bool message_take(struct rapporteur *rapporteur, uint64_t now)
{
	struct connection *connection = &rapporteur->connection;
	if (!socket_readable(&connection->dealer))
		return false;
	zmq_msg_t frame;
	zmq_msg_init(&frame);
	bool first = true;
	bool more = true;
	bool whole = false;
	while (more && zmq_msg_recv(&frame, connection->dealer.handle, ZMQ_DONTWAIT) >= 0) {
		more = zmq_msg_more(&frame) != 0;
		whole = first && !more;
		first = false;
	}
	events_take(rapporteur, now); /* it may have come over another line than the one greeted */
	if (whole)
		reply_take(rapporteur, zmq_msg_data(&frame), zmq_msg_size(&frame), now);
	else if (!first)
		connection->malformed++;
	zmq_msg_close(&frame);
	return !first;
}

static bool is_stale(const struct connection *connection, uint64_t now)
{
	if (connection->link != LINK_GREETED)
		return now >= connection->give_up_ms;
	return connection->waiting_since != NEVER && now >= connection->waiting_since &&
	    now - connection->waiting_since >= CLIENT_STALE_MS;
}

void connection_step(struct rapporteur *rapporteur, uint64_t now)
{
	struct connection *connection = &rapporteur->connection;
	for (size_t i = 0; i < REPLIES_PER_STEP; i++)
		if (!message_take(rapporteur, now))
			break;
	events_take(rapporteur, now);
	if (is_stale(connection, now))
		lost(rapporteur, now);
	if (connection->link != LINK_DOWN && now >= connection->hello_due_ms)
		hello_send(rapporteur, now);
}

uint64_t connection_due(const struct rapporteur *rapporteur)
{
	const struct connection *connection = &rapporteur->connection;
	uint64_t due = NEVER;
	if (connection->link != LINK_GREETED)
		due = connection->give_up_ms;
	else if (connection->waiting_since != NEVER)
		due = connection->waiting_since + CLIENT_STALE_MS;
	if (connection->link != LINK_DOWN && connection->hello_due_ms < due)
		due = connection->hello_due_ms;
	return connection->blocked_ms < due ? connection->blocked_ms : due;
}
