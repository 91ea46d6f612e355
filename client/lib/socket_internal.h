/*
 * client/lib/socket_internal.h - ZeroMQ sockets as this library uses them, behind one epoll
 * descriptor.
 */
#ifndef RAPPORTEUR_CLIENT_SOCKET_H
#define RAPPORTEUR_CLIENT_SOCKET_H

#include <stdbool.h>

#include "client/lib/rapporteur.h"

#define ENDPOINT_BYTES_MAX 256u

struct socket {
	void *handle; /* NULL: closed */
	int fd;       /* its ZMQ_FD, in the epoll set */
};
/* Opens, sets what all our sockets have in common, adds it to the epoll set; does not connect. key: NULL, or
 * what to say to a broker that wants one. */
bool socket_open(
    struct socket *socket, void *zmq, int type, int epoll, const struct rapporteur_key *key);
void socket_close(struct socket *socket, int epoll);
/* A socket that tells when `of` is connected and cut. */
bool socket_monitor(struct socket *monitor, const struct socket *of, void *zmq, int epoll);
/* Something is there to be read. Asking also lets libzmq do its own work: its descriptor is
 * edge-triggered, so that this comes after every send and receive. */
bool socket_readable(const struct socket *socket);

/* LOCKED: one of us wants a key that the other has not, or another key. */
enum socket_event { SOCKET_NOTHING, SOCKET_UP, SOCKET_CUT, SOCKET_LOCKED, SOCKET_OTHER };
enum socket_event socket_event(const struct socket *monitor);

#endif
