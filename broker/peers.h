/*
 * broker/peers.h - bounds on who is connected, for which libzmq has no option, held from outside: the sockets of
 * this process are looked through a few times a second, and the connection of who is beyond a bound is cut.
 *
 *   unread      bytes that a connection has sent and that never came out as a message. A message that never ends lies
 *               in libzmq's memory until its last frame, and no option bounds the number of its frames.
 *   blame       messages that were refused unread, for instance since their sender is too fast and goes on although it
 *               was told to wait. A refusal costs little, a hundred thousand a second do not.
 *   idle        connections that have said nothing for a long time: they cost others their descriptors.
 *   per address half of the descriptors that there may be: whoever holds one address cannot keep all others out. An
 *               IPv6 address is its first 64 bits.
 *
 * The descriptors are libzmq's: they are shut down (shutdown(2)), never closed, and libzmq then finds the end of a
 * connection. Between the look and the act a number may have gone over to another connection; then that one is
 * cut, and connects again. Whoever is cut in error loses nothing: what is not answered is offered again.
 *
 * Promises:
 *   (1) Who has sent more than unread_bytes_max beyond what was taken is cut at the next look.
 *   (2) After a look no address has more than half of `descriptors`.
 *   (3) Whose blame comes to PEERS_BLAME_MAX more than is forgiven is cut at once.
 *   (4) Who has said nothing for idle_ms_max is cut at the next look.
 *   (5) Nothing but a TCP connection that is established is ever touched.
 * One thread. The memory is PEERS_MAX records, whoever comes.
 */
#ifndef RAPPORTEUR_BROKER_PEERS_H
#define RAPPORTEUR_BROKER_PEERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PEERS_MAX       65536u /* descriptors; more are not asked for, see files_raise() */
#define PEERS_LOOK_MS   200u
#define PEERS_BLAME_MAX 2000u /* an outbox has 256 on their way: eight such who were told to wait */
#define PEERS_FORGIVEN  100u  /* at each look: 500 a second */
#define PEERS_FRAME     48u   /* at most what ZMTP and CURVE add to a frame */

struct peer;
struct peers {
	struct peer *table; /* by descriptor; owned. NULL: nobody is watched */
	uint64_t unread_bytes_max;
	uint64_t idle_ms_max; /* 0: who is silent is let be; set after peers_open() */
	uint32_t descriptors;
	uint64_t looked_ms;
	uint64_t connected; /* TCP connections at the last look */
	uint64_t cut;       /* since the start */
};

/* descriptors: how many this process may have. False: no memory. */
bool peers_open(struct peers *peers, uint64_t unread_bytes_max, uint32_t descriptors);
void peers_close(struct peers *peers); /* twice is harmless */

/* A frame of so many bytes came out that fd had sent. Any fd is harmless. */
void peers_took(struct peers *peers, int fd, size_t bytes);
/* weight: 1, or more for whom less patience is due. True when fd's connection was cut for it. */
bool peers_blame(struct peers *peers, int fd, uint32_t weight);
/* Looks, when it is time to, and cuts. now_ms never steps. */
void peers_look(struct peers *peers, uint64_t now_ms);

#endif
