/*
 * tests/unit/fake_broker.h - a broker that says what a test wants, in the same thread as the
 * client: pump() lets both do what they have to do until a condition holds. Real sockets, no real
 * journal.
 */
#ifndef RAPPORTEUR_TESTS_FAKE_BROKER_H
#define RAPPORTEUR_TESTS_FAKE_BROKER_H

#include <assert.h>
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

#include "client/lib/rapporteur.h"
#include "proto/wire/id.h"

#define COMMANDS_MAX   4096u
#define PUMP_MS_MAX    30000 /* a test that waits so long has failed */
#define FAKE_FRAME_MAX (MESSAGE_BYTES_MAX + 1u)

struct command {
	enum message message;
	uint8_t id[ID_BYTES];
	uint8_t writer[WRITER_BYTES];
	char session[SESSION_KEY_MAX + 1];
	uint64_t age_ms;
};

struct fake_broker {
	void *zmq;
	void *router; /* NULL: not there */
	void *feed;
	uint32_t port; /* the feed is on the next one */
	uint8_t journal[ID_BYTES];
	uint64_t number; /* of the newest event */
	uint8_t sign_key[SIGN_KEY_BYTES];
	uint8_t sign_secret[64];
	bool mute; /* takes commands, answers none */
	/* What arrived, hello not counted. */
	struct command commands[COMMANDS_MAX];
	size_t command_count;
	size_t hello_count;
	struct hello hello; /* the last one */
	/* Answers one command: false leaves it unanswered. reply is prepared as an acknowledgement;
	 * body takes its body. NULL: every note is acknowledged. */
	bool (*answer)(struct fake_broker *broker, const struct envelope *envelope,
	    struct reply *reply, struct buffer *body);
	void *context;
	uint8_t frame[FAKE_FRAME_MAX];
};

static inline void *fake_socket(struct fake_broker *broker, int type, uint32_t port)
{
	char endpoint[64];
	int zero = 0;
	void *socket = zmq_socket(broker->zmq, type);
	assert(socket != NULL);
	zmq_setsockopt(socket, ZMQ_LINGER, &zero, sizeof zero);
	snprintf(endpoint, sizeof endpoint, "tcp://127.0.0.1:%u", port);
	int rc = zmq_bind(socket, endpoint);
	if (rc == 0)
		return socket;
	zmq_close(socket);
	return NULL;
}

/* Listens again on the port it had. */
static inline void fake_start(struct fake_broker *broker)
{
	for (int tries = 0; broker->router == NULL && tries < 1000; tries++) {
		broker->router = fake_socket(broker, ZMQ_ROUTER, broker->port);
		poll(NULL, 0,
		    broker->router == NULL ? 10 : 0); /* the old socket closes in another thread */
	}
	assert(broker->router != NULL);
}

static inline void fake_stop(struct fake_broker *broker)
{
	zmq_close(broker->router);
	broker->router = NULL;
}

/* On two ports in a row that are free. */
static inline void fake_open(struct fake_broker *broker)
{
	memset(broker, 0, sizeof *broker);
	broker->zmq = zmq_ctx_new();
	assert(broker->zmq != NULL);
	crypto_sign_keypair(broker->sign_key, broker->sign_secret);
	randombytes_buf(broker->journal, ID_BYTES);
	while (broker->feed == NULL) {
		broker->port = 20000 + randombytes_uniform(20000);
		broker->router = fake_socket(broker, ZMQ_ROUTER, broker->port);
		if (broker->router == NULL)
			continue;
		broker->feed = fake_socket(broker, ZMQ_XPUB, broker->port + 1);
		if (broker->feed == NULL)
			fake_stop(broker);
	}
}

static inline void fake_close(struct fake_broker *broker)
{
	if (broker->router != NULL)
		zmq_close(broker->router);
	if (broker->feed != NULL)
		zmq_close(broker->feed);
	zmq_ctx_term(broker->zmq);
}

static inline void fake_hello(struct fake_broker *broker, const struct envelope *envelope,
    struct reply *reply, struct buffer *body)
{
	struct refusal refusal;
	enum error error =
	    hello_decode(&broker->hello, envelope->body, envelope->body_size, &refusal);
	assert(error == ERROR_NONE);
	broker->hello_count++;
	const struct hello *hello = &broker->hello;
	if (hello->saw_journal &&
	    (memcmp(hello->journal, broker->journal, ID_BYTES) != 0 ||
		hello->number > broker->number))
		reply->error = ERROR_BEHIND;
	struct hello_reply said = { .broker = "fake", .feed_port = broker->port + 1 };
	memcpy(said.sign_key, broker->sign_key, SIGN_KEY_BYTES);
	hello_reply_encode(&said, body);
}

/* As the broker would: the note's number, and a public id made of it. */
static inline void fake_acknowledge(
    struct fake_broker *broker, struct reply *reply, struct buffer *body)
{
	struct note_reply note = { .late = false };
	reply->number = ++broker->number;
	snprintf(note.id, sizeof note.id, "n%011u", (unsigned)(reply->number & 0xffffffff));
	note_reply_encode(&note, body);
}

static inline bool is_note(uint64_t message)
{
	return message == MESSAGE_NOTE_SUBMIT || message == MESSAGE_NOTE_AMEND ||
	    message == MESSAGE_NOTE_RETRACT;
}

static inline bool fake_answer(struct fake_broker *broker, const struct envelope *envelope,
    struct reply *reply, struct buffer *body)
{
	if (envelope->message == MESSAGE_HELLO) {
		fake_hello(broker, envelope, reply, body);
		return true;
	}
	struct command *command = &broker->commands[broker->command_count++];
	assert(broker->command_count < COMMANDS_MAX);
	command->message = (enum message)envelope->message;
	command->age_ms = envelope->age_ms;
	memcpy(command->id, envelope->id, ID_BYTES);
	memcpy(command->writer, envelope->writer, WRITER_BYTES);
	memcpy(command->session, envelope->session, sizeof command->session);
	if (broker->answer != NULL)
		return broker->answer(broker, envelope, reply, body);
	if (is_note(envelope->message))
		fake_acknowledge(broker, reply, body);
	return is_note(envelope->message);
}

static inline void fake_take(
    struct fake_broker *broker, const uint8_t *peer, size_t peer_size, size_t size)
{
	struct envelope envelope;
	struct refusal refusal;
	enum error error = envelope_decode(&envelope, broker->frame, size, &refusal);
	assert(error == ERROR_NONE);
	struct reply reply = { .major = PROTOCOL_MAJOR,
		.minor = PROTOCOL_MINOR,
		.message = envelope.message,
		.number = broker->number };
	memcpy(reply.id, envelope.id, ID_BYTES);
	memcpy(reply.journal, broker->journal, ID_BYTES);
	struct buffer body;
	struct buffer out;
	buffer_init(&body, MESSAGE_BYTES_MAX);
	buffer_init(&out, MESSAGE_BYTES_MAX);
	if (fake_answer(broker, &envelope, &reply, &body) && !broker->mute) {
		reply.body = body.size > 0 ? body.bytes : NULL;
		reply.body_size = body.size;
		reply.sentence = error_sentence(reply.error);
		reply.detail = reply.detail != NULL ? reply.detail : "";
		reply_encode(&reply, &out);
		zmq_send(broker->router, peer, peer_size, ZMQ_SNDMORE | ZMQ_DONTWAIT);
		zmq_send(broker->router, out.bytes, out.size, ZMQ_DONTWAIT);
	}
	buffer_close(&body);
	buffer_close(&out);
}

/* Takes all that has arrived; subscriptions too. */
static inline void fake_step(struct fake_broker *broker)
{
	uint8_t peer[256];
	while (zmq_recv(broker->feed, broker->frame, sizeof broker->frame, ZMQ_DONTWAIT) >= 0)
		continue;
	while (broker->router != NULL) {
		int peer_size = zmq_recv(broker->router, peer, sizeof peer, ZMQ_DONTWAIT);
		if (peer_size < 0)
			return;
		int size =
		    zmq_recv(broker->router, broker->frame, sizeof broker->frame, ZMQ_DONTWAIT);
		assert(size >= 0);
		fake_take(broker, peer, (size_t)peer_size, (size_t)size);
	}
}

static inline uint64_t fake_now_ms(void)
{
	struct timespec now = { 0 };
	int rc = clock_gettime(CLOCK_MONOTONIC, &now);
	assert(rc == 0);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Both go on until holds(context); false when it never does. */
static inline bool pump(struct fake_broker *broker, struct rapporteur *rapporteur,
    bool (*holds)(void *context), void *context)
{
	uint64_t end = fake_now_ms() + PUMP_MS_MAX;
	while (!holds(context)) {
		if (fake_now_ms() > end)
			return false;
		int wait_ms = rapporteur_wait_ms(rapporteur);
		zmq_pollitem_t items[] = { { .fd = rapporteur_fd(rapporteur),
					       .events = ZMQ_POLLIN },
			{ .socket = broker->feed, .events = ZMQ_POLLIN },
			{ .socket = broker->router, .events = ZMQ_POLLIN } };
		zmq_poll(items, broker->router != NULL ? 3 : 2, wait_ms < 20 ? wait_ms : 20);
		fake_step(broker);
		rapporteur_step(rapporteur);
	}
	return true;
}

#endif
