/*
 * broker/desk/staging.h - large things on their way in, part by part, until the command that names their digest.
 * In memory only: whoever loses the connection sends the parts again. Bounded: STAGING_MAX at once, the
 * one that rested longest makes room, and each only for who put it.
 */
#ifndef RAPPORTEUR_BROKER_DESK_STAGING_H
#define RAPPORTEUR_BROKER_DESK_STAGING_H

#include "proto/wire/buffer.h"
#include "proto/command.h"

#define STAGING_MAX       16u  /* of PROGRAMME_BYTES_MAX each: 8 MiB */
#define STAGING_OWNER_MAX 255u /* bytes of a routing id */

struct staged {
	uint8_t owner[STAGING_OWNER_MAX];
	size_t owner_size; /* 0: free */
	uint8_t digest[HASH_BYTES];
	uint32_t part_count;
	uint32_t parts; /* so many are here */
	uint64_t used_ms;
	struct buffer bytes;
};

struct staging {
	struct staged entries[STAGING_MAX];
};

void staging_init(struct staging *staging);
void staging_close(struct staging *staging);
/* Takes the next part. ERROR_PART with a detail when it is not the next, or the whole has another digest. */
enum error staging_put(struct staging *staging, const uint8_t *owner, size_t owner_size,
    const struct part_put *put, uint64_t now_ms, struct refusal *refusal);
/* The whole, complete; NULL when it is not. Borrowed until the next staging_put(). */
const struct buffer *staging_find(const struct staging *staging, const uint8_t *owner,
    size_t owner_size, const uint8_t digest[HASH_BYTES]);

#endif
