/*
 * broker/socket.h - what the broker's two bound sockets have in common.
 */
#ifndef RAPPORTEUR_BROKER_SOCKET_H
#define RAPPORTEUR_BROKER_SOCKET_H

#include <stdbool.h>
#include <stdint.h>

bool socket_option(void *socket, int name, int value);

/*
 * Before it is bound: a bound on frames, on the time of a handshake and on how many wait to be accepted; and that a
 * peer who vanished without a word is given up within 45 s, whether all that he was sent is acknowledged
 * (keepalive) or not (keepalive is silent then, and TCP itself would try for a quarter of an hour). No ZMTP
 * heartbeats: with them libzmq 4.3.4 aborts.
 */
bool socket_ready(void *socket, int64_t frame_bytes_max);

#endif
