/*
 * broker/channel.h - what desk and press say to each other over a SOCK_SEQPACKET pair: whole packets, in
 * order, bounded by the socket's buffer. Nobody waits: a full channel is answered with false.
 *
 *   desk -> press   BELL      there are new events (lost is harmless: the press also looks by itself)
 *                   QUESTION  a command about derived state, with the tag of who asked
 *                   STOP      say goodbye and end
 *   press -> desk   ANSWER    to the question with that tag
 *                   MADE      what this press makes a synthesis with, in words: once, at its start
 *                   GROUPING  a piece of the final grouping of a session, as of the event in tag: `whole` bytes
 *                             in all, these from `from` on, in order
 */
#ifndef RAPPORTEUR_BROKER_CHANNEL_H
#define RAPPORTEUR_BROKER_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/command.h"
#include "proto/errors.h"
#include "proto/limits.h"

#define CHANNEL_PACKET_BYTES_MAX (MESSAGE_BYTES_MAX + 1024u)

enum channel_kind {
	CHANNEL_BELL = 1,
	CHANNEL_QUESTION = 2,
	CHANNEL_STOP = 3,
	CHANNEL_ANSWER = 4,
	CHANNEL_MADE = 5,
	CHANNEL_GROUPING = 6,
};

struct channel_packet {
	enum channel_kind kind;
	uint64_t tag;
	uint64_t message;                  /* QUESTION: enum message */
	uint64_t retry_ms;                 /* ANSWER */
	enum error error;                  /* ANSWER */
	enum feed_audience audience;       /* QUESTION: of who asks */
	uint64_t whole;                    /* GROUPING */
	uint64_t from;                     /* GROUPING */
	char session[SESSION_KEY_MAX + 1]; /* QUESTION, GROUPING */
	char detail[REFUSAL_DETAIL_MAX];   /* ANSWER */
	const uint8_t *body; /* of the command or its reply, or what is told; borrowed */
	size_t body_size;
};

enum channel_result { CHANNEL_OK, CHANNEL_NONE, CHANNEL_GONE };

/* False: the channel is full, or its other end is gone. */
bool channel_send(int fd, const struct channel_packet *packet);
/* The next packet, its body in bytes (CHANNEL_PACKET_BYTES_MAX of them, the caller's). */
enum channel_result channel_receive(
    int fd, struct channel_packet *packet, uint8_t bytes[CHANNEL_PACKET_BYTES_MAX]);

#endif
