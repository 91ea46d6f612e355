/* broker/socket.c - see socket.h. */
#include "broker/socket.h"

#include <zmq.h>

#define HANDSHAKE_MS 2000
#define BACKLOG      1024
#define IDLE_S       30
#define PROBE_S      5
#define PROBES       3
#define UNHEARD_MS   45000 /* IDLE_S and PROBES times PROBE_S */

bool socket_option(void *socket, int name, int value)
{
	return zmq_setsockopt(socket, name, &value, sizeof value) == 0;
}

bool socket_ready(void *socket, int64_t frame_bytes_max)
{
	return socket_option(socket, ZMQ_HANDSHAKE_IVL, HANDSHAKE_MS) &&
	    socket_option(socket, ZMQ_BACKLOG, BACKLOG) &&
	    socket_option(socket, ZMQ_TCP_KEEPALIVE, 1) &&
	    socket_option(socket, ZMQ_TCP_KEEPALIVE_IDLE, IDLE_S) &&
	    socket_option(socket, ZMQ_TCP_KEEPALIVE_INTVL, PROBE_S) &&
	    socket_option(socket, ZMQ_TCP_KEEPALIVE_CNT, PROBES) &&
	    socket_option(socket, ZMQ_TCP_MAXRT, UNHEARD_MS) &&
	    zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &frame_bytes_max, sizeof frame_bytes_max) == 0;
}
