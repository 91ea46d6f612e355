/*
 * broker/desk/rate.h - how fast one sender may change things: a token bucket a writer and one a connection, so
 * that a program gone wild is told to wait and nobody else notices. A command costs one token of both.
 *
 * Why both: an import brings many writers over one connection, a person may have several programs. Where there
 * are no keys whoever draws new writer ids over new connections gets new buckets; what stops them is
 * the bound on files and memory.
 *
 * A decision: time is given, nothing is read from a clock. Promises:
 *   (1) Of burst + n * per_second commands sent within n seconds all are let through.
 *   (2) Who is refused gets a time of its own: those refused one after the other come back one after the
 *       other, at the rate, and not all at once.
 *   (3) The memory is RATE_BUCKETS_MAX buckets, whoever comes. The bucket that was idle longest makes room;
 *       who comes back later has a full one again.
 */
#ifndef RAPPORTEUR_BROKER_DESK_RATE_H
#define RAPPORTEUR_BROKER_DESK_RATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/limits.h"

#define RATE_WAYS        8u     /* places that a sender's bucket may have */
#define RATE_BUCKETS_MAX 8192u  /* 1,000 writers over as many connections take a quarter */
#define RATE_RETRY_MS    10000u /* nobody is asked to wait longer than that at once */

/* An outbox of a week that comes back, or an import, goes through at once, which is a third of a second of
 * the desk; then faster than any room types, and a small part of what a disk commits. */
#define RATE_PER_SECOND_DEFAULT 1000u
#define RATE_BURST_DEFAULT      10000u
#define RATE_MAX                1000000u
/* Of questions. An export asks for a few thousand one after the other, a gateway for its browsers. */
#define RATE_READS_PER_SECOND 1000u
#define RATE_READS_BURST      2000u

struct rate_bucket {
	uint64_t sender; /* 0: nobody's */
	uint64_t used_us;
	uint64_t
	    empty_us; /* when it was, or would have been, empty: tokens = (now - empty) * rate */
	uint64_t promised_us; /* the latest time that somebody was told to come back at */
};
struct rate {
	uint32_t per_second; /* 0: nobody is ever refused */
	uint32_t burst;
	uint64_t secret; /* so that nobody can choose whose place to take */
	struct rate_bucket *buckets;
};

/* burst at least 1, if there is a rate. False without memory. */
bool rate_open(struct rate *rate, uint32_t per_second, uint32_t burst, uint64_t secret);
void rate_close(struct rate *rate); /* twice is harmless */

/* Whether a command of this writer on this connection may pass at now_us, which never steps back. If not,
 * *retry_ms says when to come again, from 1; nothing was taken then. */
bool rate_take(struct rate *rate, const uint8_t writer[WRITER_BYTES], const void *route,
    size_t route_size, uint64_t now_us, uint64_t *retry_ms);

/* The writer has nothing left before until_us, of the same clock: who waits outside gains nothing meanwhile. */
void rate_empty(
    struct rate *rate, const uint8_t writer[WRITER_BYTES], uint64_t now_us, uint64_t until_us);

#endif
