/*
 * tests/soak/zmq.c - as much of libzmq's interface as the parts use, over tests/soak/network.c
 * instead of TCP. The parts are compiled as they are and linked with this in libzmq's place.
 *
 * A message arrives whole or not at all, as with libzmq. ROUTER is mandatory, everything is
 * DONTWAIT, a
 * DEALER without a line answers EAGAIN (ZMQ_IMMEDIATE).
 */
#include <zmq.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "tests/soak/network.h"

#define SOCKET_MAGIC      0x7a736f63u
#define NAME_BYTES        64u
#define TOPIC_MAX         32u
#define FRAME_BYTES_MAX   65536u
#define FEED_QUEUE_MAX    200u /* updates a watcher may be behind, so that some do miss some */
#define COMMAND_QUEUE_MAX 2048u
#define NO_LINK           SIZE_MAX

struct context {
	struct port_socket *sockets;
};

struct port_socket {
	uint32_t magic;
	struct port_socket *next;
	struct context *context;
	struct machine *owner;
	int type;
	int fd; /* ZMQ_FD; -1: never asked for */
	size_t link;
	bool bound;
	enum port port;
	struct queue inbox;
	struct parcel *reading; /* its frames are being taken */
	size_t frame;
	bool more;
	bool held; /* a first frame waits for its second */
	uint8_t held_bytes[FRAME_BYTES_MAX];
	size_t held_size;
	uint8_t topic[TOPIC_MAX];
	size_t topic_size;
	char monitor_name[NAME_BYTES];
	struct port_socket *monitor;
};

/* What a zmq_msg_t holds. */
struct frame {
	uint8_t *bytes; /* owned */
	size_t size;
	int more;
};
static_assert(sizeof(struct frame) <= sizeof(zmq_msg_t), "a frame lies in libzmq's place for it");

static struct port_socket *socket_of(void *handle)
{
	struct port_socket *socket = handle;
	assert(socket->magic == SOCKET_MAGIC);
	return socket;
}

static struct network *network(void)
{
	return stage()->network;
}

/* --- contexts, sockets, options --------------------------------------------------------------- */

void *zmq_ctx_new(void)
{
	struct context *context = calloc(1, sizeof *context);
	assert(context != NULL);
	return context;
}

int zmq_ctx_set(void *context, int option, int value)
{
	(void)context;
	(void)option;
	(void)value;
	return 0;
}

int zmq_ctx_term(void *context)
{
	const struct context *ending = context;
	assert(ending->sockets == NULL); /* libzmq would wait for ever */
	free(context);
	return 0;
}

void *zmq_socket(void *context, int type)
{
	struct port_socket *socket = calloc(1, sizeof *socket);
	assert(socket != NULL);
	socket->magic = SOCKET_MAGIC;
	socket->context = context;
	socket->owner = stage()->running;
	socket->type = type;
	socket->fd = -1;
	socket->link = NO_LINK;
	socket->next = socket->context->sockets;
	socket->context->sockets = socket;
	return socket;
}

static void monitor_forget(struct port_socket *closing)
{
	for (struct port_socket *at = closing->context->sockets; at != NULL; at = at->next)
		if (at->monitor == closing)
			at->monitor = NULL;
}

int zmq_close(void *handle)
{
	struct port_socket *socket = socket_of(handle);
	struct port_socket **at = &socket->context->sockets;
	while (*at != socket)
		at = &(*at)->next;
	*at = socket->next;
	monitor_forget(socket);
	if (socket->link != NO_LINK)
		network_disconnect(network(), socket->link);
	if (socket->bound)
		network_port_closed(network(), socket->port);
	queue_clear(&socket->inbox);
	free(socket->reading);
	if (socket->fd >= 0)
		close(socket->fd);
	socket->magic = 0;
	free(socket);
	return 0;
}

int zmq_setsockopt(void *handle, int option, const void *value, size_t size)
{
	struct port_socket *socket = socket_of(handle);
	if (option != ZMQ_SUBSCRIBE)
		return 0;
	assert(size <= TOPIC_MAX);
	memcpy(socket->topic, value, size);
	socket->topic_size = size;
	return 0;
}

int zmq_getsockopt(void *handle, int option, void *value, size_t *size)
{
	struct port_socket *socket = socket_of(handle);
	int answer = 0;
	assert(*size == sizeof answer);
	switch (option) {
	case ZMQ_EVENTS:
		answer = socket->reading != NULL || socket->inbox.count > 0 ? ZMQ_POLLIN : 0;
		break;
	case ZMQ_RCVMORE:
		answer = socket->more;
		break;
	case ZMQ_FD:
		if (socket->fd < 0)
			socket->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		answer = socket->fd;
		break;
	default:
		assert(false); /* no part asks for another */
	}
	memcpy(value, &answer, sizeof answer);
	*size = sizeof answer;
	return 0;
}

int zmq_connect(void *handle, const char *endpoint)
{
	struct port_socket *socket = socket_of(handle);
	if (socket->type != ZMQ_PAIR) {
		socket->port = socket->type == ZMQ_SUB ? PORT_FEED : PORT_COMMANDS;
		socket->link = network_connect(network(), socket, socket->port);
		return 0;
	}
	for (struct port_socket *at = socket->context->sockets; at != NULL; at = at->next)
		if (strcmp(at->monitor_name, endpoint) == 0)
			at->monitor = socket;
	return 0;
}

int zmq_bind(void *handle, const char *endpoint)
{
	struct port_socket *socket = socket_of(handle);
	(void)endpoint;
	socket->port = socket->type == ZMQ_XPUB ? PORT_FEED : PORT_COMMANDS;
	socket->bound = true;
	network()->bound[socket->port] = socket;
	return 0;
}

int zmq_socket_monitor(void *handle, const char *endpoint, int events)
{
	struct port_socket *socket = socket_of(handle);
	(void)events;
	socket->monitor = NULL;
	socket->monitor_name[0] = '\0';
	if (endpoint == NULL)
		return 0;
	assert(strlen(endpoint) < NAME_BYTES);
	memcpy(socket->monitor_name, endpoint, strlen(endpoint) + 1);
	return 0;
}

/* --- frames ----------------------------------------------------------------------------------- */

static struct frame *frame_of(const zmq_msg_t *message)
{
	return (struct frame *)message;
}

int zmq_msg_init(zmq_msg_t *message)
{
	*frame_of(message) = (struct frame){ 0 };
	return 0;
}

int zmq_msg_close(zmq_msg_t *message)
{
	free(frame_of(message)->bytes);
	return zmq_msg_init(message);
}

void *zmq_msg_data(zmq_msg_t *message)
{
	return frame_of(message)->bytes;
}

size_t zmq_msg_size(const zmq_msg_t *message)
{
	return frame_of(message)->size;
}

int zmq_msg_more(const zmq_msg_t *message)
{
	return frame_of(message)->more;
}

int zmq_msg_move(zmq_msg_t *to, zmq_msg_t *from)
{
	free(frame_of(to)->bytes);
	*frame_of(to) = *frame_of(from);
	return zmq_msg_init(from);
}

/* --- receiving -------------------------------------------------------------------------------- */

/* The next frame; NULL with EAGAIN. It stays the socket's until the next call. */
static const uint8_t *frame_take(struct port_socket *socket, size_t *size)
{
	if (socket->reading != NULL && socket->frame == socket->reading->frame_count) {
		free(socket->reading);
		socket->reading = NULL;
	}
	if (socket->reading == NULL) {
		socket->reading = queue_take(&socket->inbox);
		socket->frame = 0;
	}
	if (socket->reading == NULL) {
		errno = EAGAIN;
		return NULL;
	}
	const struct parcel *message = socket->reading;
	const uint8_t *bytes = message->bytes + (socket->frame == 0 ? 0 : message->sizes[0]);
	*size = message->sizes[socket->frame++];
	socket->more = socket->frame < message->frame_count;
	return bytes;
}

/* So that ZMQ_EVENTS tells of whole messages only. */
static void frame_done(struct port_socket *socket)
{
	if (socket->more)
		return;
	free(socket->reading);
	socket->reading = NULL;
}

int zmq_msg_recv(zmq_msg_t *message, void *handle, int flags)
{
	struct port_socket *socket = socket_of(handle);
	size_t size = 0;
	assert(flags == ZMQ_DONTWAIT);
	const uint8_t *bytes = frame_take(socket, &size);
	if (bytes == NULL)
		return -1;
	struct frame *frame = frame_of(message);
	free(frame->bytes);
	frame->bytes = malloc(size + 1);
	assert(frame->bytes != NULL);
	memcpy(frame->bytes, bytes, size);
	frame->size = size;
	frame->more = socket->more;
	frame_done(socket);
	return (int)size;
}

int zmq_recv(void *handle, void *out, size_t out_size, int flags)
{
	struct port_socket *socket = socket_of(handle);
	size_t size = 0;
	assert(flags == ZMQ_DONTWAIT);
	const uint8_t *bytes = frame_take(socket, &size);
	if (bytes == NULL)
		return -1;
	memcpy(out, bytes, size < out_size ? size : out_size);
	frame_done(socket);
	return (int)size;
}

/* --- sending ---------------------------------------------------------------------------------- */

static void route_of(size_t link, uint8_t route[ROUTE_BYTES])
{
	uint64_t life = network()->links[link].life;
	route[0] = (uint8_t)link;
	for (size_t i = 1; i < ROUTE_BYTES; i++)
		route[i] = (uint8_t)(life >> (8 * i));
}

/* The link that a ROUTER's first frame names, or NO_LINK: that peer is gone. */
static size_t route_find(const uint8_t *route, size_t size)
{
	uint8_t now[ROUTE_BYTES];
	if (size != ROUTE_BYTES || route[0] >= LINKS_MAX || !network_link_up(network(), route[0]))
		return NO_LINK;
	route_of(route[0], now);
	return memcmp(now, route, ROUTE_BYTES) == 0 ? route[0] : NO_LINK;
}

static void publish(const struct port_socket *socket, const struct parcel *message)
{
	for (size_t i = 0; i < LINKS_MAX; i++) {
		const struct line *link = &network()->links[i];
		if (link->client == NULL || link->port != socket->port || !link->subscribed)
			continue;
		const struct port_socket *watcher = link->client;
		if (watcher->topic_size <= socket->held_size &&
		    memcmp(watcher->topic, socket->held_bytes, watcher->topic_size) == 0)
			network_send(network(), i, false, message);
	}
}

static int first_frame(struct port_socket *socket, const void *bytes, size_t size)
{
	if (socket->type == ZMQ_ROUTER && route_find(bytes, size) == NO_LINK) {
		errno = EHOSTUNREACH;
		return -1;
	}
	assert(size <= FRAME_BYTES_MAX);
	memcpy(socket->held_bytes, bytes, size);
	socket->held_size = size;
	socket->held = true;
	return (int)size;
}

int zmq_send(void *handle, const void *bytes, size_t size, int flags)
{
	struct port_socket *socket = socket_of(handle);
	assert((flags & ZMQ_DONTWAIT) != 0);
	if ((flags & ZMQ_SNDMORE) != 0)
		return first_frame(socket, bytes, size);
	if (socket->type == ZMQ_DEALER && !network_link_up(network(), socket->link)) {
		errno = EAGAIN;
		return -1;
	}
	assert(socket->held == (socket->type != ZMQ_DEALER));
	socket->held = false;
	if (!machine_effect())
		return (int)size;
	bool two = socket->type == ZMQ_XPUB;
	struct parcel *message = two
	    ? parcel_make(socket->held_bytes, socket->held_size, bytes, size)
	    : parcel_make(bytes, size, NULL, 0);
	size_t link = socket->link;
	if (socket->type == ZMQ_ROUTER)
		link = route_find(socket->held_bytes, socket->held_size);
	if (two)
		publish(socket, message);
	else if (link != NO_LINK)
		network_send(network(), link, socket->type == ZMQ_DEALER, message);
	free(message);
	return (int)size;
}

int zmq_msg_send(zmq_msg_t *message, void *handle, int flags)
{
	const struct frame *frame = frame_of(message);
	int rc = zmq_send(handle, frame->bytes, frame->size, flags);
	if (rc >= 0)
		zmq_msg_close(message);
	return rc;
}

/* Nobody waits here: whoever would is given its turns by the world. */
int zmq_poll(zmq_pollitem_t *items, int count, long timeout_ms)
{
	(void)items;
	(void)count;
	(void)timeout_ms;
	return 0;
}

int zmq_errno(void)
{
	return errno;
}

const char *zmq_strerror(int error)
{
	return strerror(error);
}

/* --- for the network -------------------------------------------------------------------------- */

struct machine *port_socket_owner(const struct port_socket *socket)
{
	return socket->owner;
}

void port_socket_deliver(struct port_socket *socket, size_t link, struct parcel *message)
{
	size_t queue_max = socket->type == ZMQ_SUB ? FEED_QUEUE_MAX : COMMAND_QUEUE_MAX;
	if (socket->inbox.count >= queue_max) {
		free(message);
		return;
	}
	if (socket->type == ZMQ_ROUTER) {
		uint8_t route[ROUTE_BYTES];
		route_of(link, route);
		struct parcel *routed =
		    parcel_make(route, sizeof route, message->bytes, message->sizes[0]);
		free(message);
		message = routed;
	}
	queue_put(&socket->inbox, message);
	uint64_t now = stage()->now_ms;
	/* Whoever is busy looks when it is done. */
	if (socket->owner->busy_until_ms <= now)
		machine_wake(socket->owner, now + random_below(&stage()->plan, 3));
}

static void monitor_tell(const struct port_socket *socket, int event)
{
	if (socket->monitor == NULL)
		return;
	uint8_t told[6] = { 0 };
	uint16_t number = (uint16_t)event;
	memcpy(told, &number, sizeof number);
	queue_put(&socket->monitor->inbox, parcel_make(told, sizeof told, "", 0));
	machine_wake(socket->owner, stage()->now_ms);
}

void port_socket_up(struct port_socket *socket)
{
	monitor_tell(socket, ZMQ_EVENT_HANDSHAKE_SUCCEEDED);
}

void port_socket_down(struct port_socket *socket)
{
	monitor_tell(socket, ZMQ_EVENT_DISCONNECTED);
}
