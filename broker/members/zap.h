/*
 * broker/members/zap.h - who may connect: the answers to ZeroMQ's own question (RFC 27, ZAP), given by a thread of
 * its own from memory alone, so that no commit makes anybody wait at the door.
 *
 * libzmq fails open: without an answerer every key is let in. So:
 *   (1) zap_open() has bound it before any socket of the context is bound.
 *   (2) When the thread ends for any reason but zap_leave(), the process ends (abort).
 *   (3) Only CURVE with a key of 32 bytes is let in. Its User-Id is the key in Z85, 40 characters, and overrides
 *       whatever the peer said of itself. libzmq does not ask again while a connection lives: whoever
 *       serves looks the User-Id up with every message.
 *   (4) A key that is on the ring is let in, unless it is to wait outside (300: come again). A stranger's is, where strangers are welcome, as often as its
 *       address's bucket allows (else 300: come again), and elsewhere is refused (400).
 */
#ifndef RAPPORTEUR_BROKER_MEMBERS_ZAP_H
#define RAPPORTEUR_BROKER_MEMBERS_ZAP_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "broker/keys.h"
#include "broker/members/keyring.h"

#define ZAP_DOMAIN     "rapporteur"
#define USER_ID_CHARS  40u
#define ZAP_ADDRESSES  1024u
#define ZAP_BURST      512u /* a hall of people behind one address who all scan the sheet at once */
#define ZAP_PER_SECOND 20u

struct zap;

/* Sets *zap, which zap_close() takes away. ring is borrowed. False with errno: nothing runs. */
bool zap_open(struct zap **zap, void *zmq, const struct keyring *ring, bool strangers);
/* In this order: zap_leave(), zmq_ctx_shutdown(), zap_close(), which waits for the thread, zmq_ctx_term(). NULL is
 * harmless. */
void zap_leave(struct zap *zap);
void zap_close(struct zap *zap);
/* How often it was asked, whatever it answered. From any thread. A server without an answerer works, too: libzmq then
 * lets everybody in, with whatever User-Id they say. So whoever tries the door looks that it was asked. */
uint64_t zap_asked(const struct zap *zap);
/* Connections that were refused, and those told to come again. From any thread. */
uint64_t zap_refused(const struct zap *zap);

/* Makes a socket that is to be bound a CURVE server with our key, in ZAP_DOMAIN. */
bool zap_guard(void *socket, const struct curve_key *key);

#endif
