/*
 * client/lib/clock_internal.h - the two clocks of a client, and the spread of its retries.
 *
 * Whatever is timed is timed by CLOCK_BOOTTIME: it never steps, and it goes on while a laptop
 * sleeps, so that on waking everything outstanding is seen to be late at once. The wall clock is
 * for people.
 */
#ifndef RAPPORTEUR_CLIENT_CLOCK_H
#define RAPPORTEUR_CLIENT_CLOCK_H

#include <stdint.h>

#include "proto/limits.h"

#define BOOT_BYTES 16u

uint64_t clock_boot_ms(void);
uint64_t clock_wall_ms(void); /* since 1970 UTC */

/* A moment, so that an age can be told later, also after the machine was started anew. */
struct moment {
	uint8_t boot[BOOT_BYTES]; /* which start of the machine; zeros: not known */
	uint64_t boot_ms;
	uint64_t wall_ms;
};
/* The start that this process lives in; zeros when the system does not tell. */
void moment_boot(uint8_t boot[BOOT_BYTES]);
void moment_now(struct moment *now, const uint8_t boot[BOOT_BYTES]);
/* Milliseconds from then to now: 0..AGE_MS_MAX. Within one start of the machine by the clock that
 * never steps, else by the wall clock. */
uint64_t moment_age_ms(const struct moment *then, const struct moment *now);

/* 0..below - 1, at random; 0 when below is 0. */
uint64_t jitter_ms(uint64_t below);

#endif
