/*
 * client/lib/feed.c - the feed's socket and its messages: what is genuine is handed on, the rest
 * passed over. See watch_internal.h.
 */
#include <stdio.h>
#include <string.h>
#include <zmq.h>

#include "client/lib/rapporteur_internal.h"
#include "proto/wire/seal.h"

/* The feed's port is the broker's word, its host the one that the broker is known by. */
bool feed_open(struct rapporteur *rapporteur)
{
	struct watch *watch = &rapporteur->watch;
	const struct hello_reply *hello = &rapporteur->connection.hello;
	char endpoint[ENDPOINT_BYTES_MAX + 16];
	feed_close(rapporteur);
	snprintf(endpoint, sizeof endpoint, "%.*s:%u", (int)rapporteur->host_size,
	    rapporteur->broker, hello->feed_port);
	watch->feed_port = hello->feed_port;
	memcpy(watch->sign_key, hello->sign_key, SIGN_KEY_BYTES);
	/* Only somebody's key may follow a feed: with the key of whom it is followed for. */
	const struct rapporteur_key *key =
	    rapporteur->acting ? &rapporteur->actor : key_in_use(rapporteur);
	bool open = socket_open(&watch->feed, rapporteur->zmq, ZMQ_SUB, rapporteur->epoll, key) &&
	    zmq_setsockopt(watch->feed.handle, ZMQ_SUBSCRIBE, watch->join.topic, TOPIC_BYTES) ==
		0 &&
	    zmq_connect(watch->feed.handle, endpoint) == 0;
	if (!open)
		feed_close(rapporteur);
	return open;
}

void feed_close(struct rapporteur *rapporteur)
{
	socket_close(&rapporteur->watch.feed, rapporteur->epoll);
}

bool feed_is_current(const struct rapporteur *rapporteur)
{
	const struct watch *watch = &rapporteur->watch;
	const struct hello_reply *hello = &rapporteur->connection.hello;
	return watch->feed_port == hello->feed_port &&
	    memcmp(watch->sign_key, hello->sign_key, SIGN_KEY_BYTES) == 0;
}

/* Reads one message to its end. False when it is not two frames, the first a topic. */
static bool frames_take(struct watch *watch, uint8_t topic[TOPIC_BYTES], zmq_msg_t *sealed)
{
	int size = zmq_recv(watch->feed.handle, topic, TOPIC_BYTES, ZMQ_DONTWAIT);
	int more = 0;
	size_t more_size = sizeof more;
	bool whole = size == (int)TOPIC_BYTES;
	size_t frames = 1;
	while (size >= 0 &&
	    zmq_getsockopt(watch->feed.handle, ZMQ_RCVMORE, &more, &more_size) == 0 && more != 0) {
		if (zmq_msg_recv(sealed, watch->feed.handle, ZMQ_DONTWAIT) < 0)
			return false;
		frames++;
	}
	return whole && frames == 2;
}

enum feed_result feed_take(
    struct rapporteur *rapporteur, struct feed_message *message, struct buffer *payload)
{
	struct watch *watch = &rapporteur->watch;
	if (!socket_readable(&watch->feed))
		return FEED_NOTHING;
	uint8_t topic[TOPIC_BYTES];
	zmq_msg_t sealed;
	zmq_msg_init(&sealed);
	buffer_clear(payload);
	enum feed_result result = FEED_PASSED_OVER;
	enum seal_result seal = SEAL_MALFORMED;
	struct seal_head head = { 0 };
	if (frames_take(watch, topic, &sealed) &&
	    memcmp(topic, watch->join.topic, TOPIC_BYTES) == 0)
		seal = seal_open(&head, topic, watch->join.epoch, watch->join.key, watch->sign_key,
		    zmq_msg_data(&sealed), zmq_msg_size(&sealed), payload);
	if (seal == SEAL_OTHER_EPOCH) {
		result = FEED_OTHER_KEY;
	} else if (seal == SEAL_OK) {
		message->run = head.run;
		message->number = head.number;
		result = FEED_GENUINE;
	} else {
		watch->forged++;
	}
	zmq_msg_close(&sealed);
	return result;
}
