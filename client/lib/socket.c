/* client/lib/socket.c - ZeroMQ sockets as this library uses them; see socket_internal.h. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <zmq.h>

#include "client/lib/socket_internal.h"
#include "proto/limits.h"

#define RECONNECT_MS     500   /* libzmq spreads it by as much again */
#define RECONNECT_MS_MAX 30000 /* and doubles it up to this */
#define QUEUE_MESSAGES   2048  /* either way; more than we have outstanding */
/* HEARTBEAT options are never set: they make libzmq 4.3.4 abort. Hello is our heartbeat. */

bool socket_readable(const struct socket *socket)
{
	if (socket->handle == NULL)
		return false;
	int events = 0;
	size_t size = sizeof events;
	int rc = 0;
	do
		rc = zmq_getsockopt(socket->handle, ZMQ_EVENTS, &events, &size);
	while (rc != 0 && errno == EINTR);
	return rc == 0 && (events & ZMQ_POLLIN) != 0;
}

static bool options_set(void *handle)
{
	const struct {
		int option;
		int value;
	} options[] = { { ZMQ_LINGER, 0 }, { ZMQ_IMMEDIATE, 1 }, { ZMQ_IPV6, 1 },
		{ ZMQ_RECONNECT_IVL, RECONNECT_MS }, { ZMQ_RECONNECT_IVL_MAX, RECONNECT_MS_MAX },
		{ ZMQ_SNDHWM, QUEUE_MESSAGES }, { ZMQ_RCVHWM, QUEUE_MESSAGES },
		{ ZMQ_TCP_KEEPALIVE, 1 }, { ZMQ_TCP_KEEPALIVE_IDLE, 30 },
		{ ZMQ_TCP_KEEPALIVE_INTVL, 5 }, { ZMQ_TCP_KEEPALIVE_CNT, 3 } };
	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
		if (zmq_setsockopt(
			handle, options[i].option, &options[i].value, sizeof options[i].value) != 0)
			return false;
	int64_t bytes_max = MESSAGE_BYTES_MAX;
	return zmq_setsockopt(handle, ZMQ_MAXMSGSIZE, &bytes_max, sizeof bytes_max) == 0;
}

static bool watch_descriptor(struct socket *socket, int epoll)
{
	size_t size = sizeof socket->fd;
	if (zmq_getsockopt(socket->handle, ZMQ_FD, &socket->fd, &size) != 0)
		return false;
	struct epoll_event event = { .events = EPOLLIN };
	return epoll_ctl(epoll, EPOLL_CTL_ADD, socket->fd, &event) == 0;
}

static bool key_set(void *handle, const struct rapporteur_key *key)
{
	return key == NULL ||
	    (zmq_setsockopt(handle, ZMQ_CURVE_SERVERKEY, key->broker_key, CURVE_KEY_BYTES) == 0 &&
		zmq_setsockopt(handle, ZMQ_CURVE_PUBLICKEY, key->public_key, CURVE_KEY_BYTES) ==
		    0 &&
		zmq_setsockopt(handle, ZMQ_CURVE_SECRETKEY, key->secret, CURVE_KEY_BYTES) == 0);
}

bool socket_open(
    struct socket *socket, void *zmq, int type, int epoll, const struct rapporteur_key *key)
{
	assert(socket->handle == NULL);
	socket->fd = -1;
	socket->handle = zmq_socket(zmq, type);
	if (socket->handle == NULL)
		return false;
	if (options_set(socket->handle) && key_set(socket->handle, key) &&
	    watch_descriptor(socket, epoll))
		return true;
	socket_close(socket, epoll);
	return false;
}

void socket_close(struct socket *socket, int epoll)
{
	if (socket->handle == NULL)
		return;
	if (socket->fd >= 0)
		epoll_ctl(epoll, EPOLL_CTL_DEL, socket->fd, NULL);
	zmq_close(socket->handle);
	socket->handle = NULL;
	socket->fd = -1;
}

bool socket_monitor(struct socket *monitor, const struct socket *of, void *zmq, int epoll)
{
	char endpoint[64];
	snprintf(endpoint, sizeof endpoint, "inproc://monitor-%p", of->handle);
	int events = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED |
	    ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH |
	    ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL;
	if (zmq_socket_monitor(of->handle, endpoint, events) != 0)
		return false;
	return socket_open(monitor, zmq, ZMQ_PAIR, epoll, NULL) &&
	    zmq_connect(monitor->handle, endpoint) == 0;
}

/* Two frames: the event's number and a value, then the endpoint. */
enum socket_event socket_event(const struct socket *monitor)
{
	if (!socket_readable(monitor))
		return SOCKET_NOTHING;
	uint8_t event[6];
	uint8_t rest[ENDPOINT_BYTES_MAX];
	int size = zmq_recv(monitor->handle, event, sizeof event, ZMQ_DONTWAIT);
	if (size < 0)
		return SOCKET_NOTHING;
	int more = 0;
	size_t more_size = sizeof more;
	while (zmq_getsockopt(monitor->handle, ZMQ_RCVMORE, &more, &more_size) == 0 && more != 0)
		if (zmq_recv(monitor->handle, rest, sizeof rest, ZMQ_DONTWAIT) < 0)
			break;
	uint16_t number = 0;
	if (size != (int)sizeof event)
		return SOCKET_OTHER;
	memcpy(&number, event, sizeof number); /* libzmq writes it in this machine's order */
	if (number == ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
		return SOCKET_UP;
	/* No detail: the broker was faster to see that our mechanisms differ, and hung up. */
	if (number == ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL ||
	    number == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH ||
	    number == ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL)
		return SOCKET_LOCKED;
	return number == ZMQ_EVENT_DISCONNECTED ? SOCKET_CUT : SOCKET_OTHER;
}
