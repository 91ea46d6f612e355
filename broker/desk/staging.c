/* broker/desk/staging.c - see staging.h. */
#include "broker/desk/staging.h"

#include <sodium.h>
#include <string.h>

void staging_init(struct staging *staging)
{
	*staging = (struct staging){ 0 };
	for (size_t i = 0; i < STAGING_MAX; i++)
		buffer_init(&staging->entries[i].bytes, PROGRAMME_BYTES_MAX);
}

void staging_close(struct staging *staging)
{
	for (size_t i = 0; i < STAGING_MAX; i++)
		buffer_close(&staging->entries[i].bytes);
	staging_init(staging);
}

static struct staged *find(struct staging *staging, const uint8_t *owner, size_t owner_size,
    const uint8_t digest[HASH_BYTES])
{
	for (size_t i = 0; i < STAGING_MAX; i++) {
		struct staged *entry = &staging->entries[i];
		if (entry->owner_size == owner_size &&
		    memcmp(entry->owner, owner, owner_size) == 0 &&
		    memcmp(entry->digest, digest, HASH_BYTES) == 0)
			return entry;
	}
	return NULL;
}

static struct staged *begin(
    struct staging *staging, const uint8_t *owner, size_t owner_size, const struct part_put *put)
{
	struct staged *entry = find(staging, owner, owner_size, put->digest);
	for (size_t i = 0; entry == NULL && i < STAGING_MAX; i++)
		if (staging->entries[i].owner_size == 0)
			entry = &staging->entries[i];
	if (entry == NULL)
		entry = &staging->entries[0];
	for (size_t i = 0; entry->owner_size != 0 && i < STAGING_MAX; i++)
		if (staging->entries[i].used_ms < entry->used_ms)
			entry = &staging->entries[i];
	buffer_close(&entry->bytes);
	memcpy(entry->owner, owner, owner_size);
	entry->owner_size = owner_size;
	memcpy(entry->digest, put->digest, HASH_BYTES);
	entry->part_count = put->part_count;
	entry->parts = 0;
	return entry;
}

enum error staging_put(struct staging *staging, const uint8_t *owner, size_t owner_size,
    const struct part_put *put, uint64_t now_ms, struct refusal *refusal)
{
	struct staged *entry = find(staging, owner, owner_size, put->digest);
	if (entry != NULL && entry->part_count == put->part_count && put->part < entry->parts)
		return ERROR_NONE; /* sent again: its answer was lost */
	if (put->part == 0)
		entry = begin(staging, owner, owner_size, put);
	if (entry == NULL || entry->part_count != put->part_count || entry->parts != put->part)
		return refuse(refusal, ERROR_PART, "part %u is not the next", put->part);
	entry->used_ms = now_ms;
	bool last = put->part + 1 == put->part_count;
	if (!buffer_add(&entry->bytes, put->bytes, put->size) ||
	    (!last && put->size != PART_BYTES_MAX)) {
		entry->owner_size = 0;
		return refuse(refusal, ERROR_PART, "part %u has the wrong size", put->part);
	}
	entry->parts++;
	if (!last)
		return ERROR_NONE;
	uint8_t digest[HASH_BYTES];
	crypto_generichash(digest, HASH_BYTES, entry->bytes.bytes, entry->bytes.size, NULL, 0);
	if (memcmp(digest, entry->digest, HASH_BYTES) == 0)
		return ERROR_NONE;
	entry->owner_size = 0;
	return refuse(refusal, ERROR_PART, "the whole has another digest");
}

const struct buffer *staging_find(const struct staging *staging, const uint8_t *owner,
    size_t owner_size, const uint8_t digest[HASH_BYTES])
{
	for (size_t i = 0; i < STAGING_MAX; i++) {
		const struct staged *entry = &staging->entries[i];
		if (entry->owner_size == owner_size && entry->parts == entry->part_count &&
		    memcmp(entry->owner, owner, owner_size) == 0 &&
		    memcmp(entry->digest, digest, HASH_BYTES) == 0)
			return &entry->bytes;
	}
	return NULL;
}
