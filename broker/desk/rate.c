/* broker/desk/rate.c - see rate.h. A bucket is kept as the time at which it was empty: it fills by standing, and
 * a full one needs no record, which is why forgetting an idle one is harmless. */
#include "broker/desk/rate.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define SECOND_US 1000000u

static_assert(RATE_BUCKETS_MAX % RATE_WAYS == 0, "a bucket has RATE_WAYS places");

bool rate_open(struct rate *rate, uint32_t per_second, uint32_t burst, uint64_t secret)
{
	assert(per_second == 0 || burst >= 1);
	*rate = (struct rate){ .per_second = per_second, .burst = burst, .secret = secret };
	rate->buckets = calloc(RATE_BUCKETS_MAX, sizeof *rate->buckets);
	return rate->buckets != NULL;
}

void rate_close(struct rate *rate)
{
	free(rate->buckets);
	rate->buckets = NULL;
}

/* Never 0. kind keeps a writer's id and a route of the same bytes apart. */
static uint64_t sender_of(const struct rate *rate, uint64_t kind, const void *bytes, size_t size)
{
	uint8_t key[crypto_shorthash_KEYBYTES];
	uint8_t hash[crypto_shorthash_BYTES];
	uint64_t sender = 0;
	memcpy(key, &rate->secret, sizeof rate->secret);
	memcpy(key + sizeof rate->secret, &kind, sizeof kind);
	crypto_shorthash(hash, bytes, size, key);
	memcpy(&sender, hash, sizeof sender);
	return sender == 0 ? 1 : sender;
}

/* How long one token takes to come, and all of them. At least 1 us each. */
static uint64_t token_us(const struct rate *rate)
{
	return SECOND_US / rate->per_second;
}

static uint64_t full_us(const struct rate *rate)
{
	return token_us(rate) * rate->burst;
}

/* The sender's bucket, a full one if it had none. */
static struct rate_bucket *bucket_of(struct rate *rate, uint64_t sender, uint64_t now_us)
{
	size_t sets = RATE_BUCKETS_MAX / RATE_WAYS;
	struct rate_bucket *ways = rate->buckets + (size_t)(sender % sets) * RATE_WAYS;
	struct rate_bucket *idle = ways;
	for (size_t i = 0; i < RATE_WAYS; i++) {
		if (ways[i].sender == sender)
			return &ways[i];
		if (ways[i].used_us < idle->used_us)
			idle = &ways[i];
	}
	*idle = (struct rate_bucket){ .sender = sender, .used_us = now_us };
	return idle;
}

/* Time is counted from full_us() on, so that a bucket which has never been used is full at 0. */
static void settle(const struct rate *rate, struct rate_bucket *bucket, uint64_t at_us)
{
	if (bucket->empty_us + full_us(rate) < at_us)
		bucket->empty_us = at_us - full_us(rate);
	bucket->used_us = at_us;
}

static bool holds_one(const struct rate *rate, const struct rate_bucket *bucket, uint64_t at_us)
{
	return bucket->empty_us + token_us(rate) <= at_us;
}

/* When to come again: after all who have been told to before. */
static uint64_t promise(const struct rate *rate, struct rate_bucket *bucket, uint64_t at_us)
{
	uint64_t latest_us = at_us + (uint64_t)RATE_RETRY_MS * 1000;
	if (bucket->promised_us < at_us)
		bucket->promised_us = at_us;
	bucket->promised_us += token_us(rate);
	if (bucket->promised_us > latest_us)
		bucket->promised_us = latest_us;
	return (bucket->promised_us - at_us + 999) / 1000;
}

bool rate_take(struct rate *rate, const uint8_t writer[WRITER_BYTES], const void *route,
    size_t route_size, uint64_t now_us, uint64_t *retry_ms)
{
	if (rate->per_second == 0)
		return true;
	uint64_t at_us = now_us + full_us(rate);
	uint64_t senders[2] = { sender_of(rate, 0, writer, WRITER_BYTES),
		sender_of(rate, 1, route, route_size) };
	struct rate_bucket *bucket = NULL;
	/* Looked up twice, not kept: the second bucket may have taken the place of the first. */
	for (size_t i = 0; i < 2; i++) {
		bucket = bucket_of(rate, senders[i], at_us);
		settle(rate, bucket, at_us);
		if (holds_one(rate, bucket, at_us))
			continue;
		*retry_ms = promise(rate, bucket, at_us);
		return false;
	}
	for (size_t i = 0; i < 2; i++) {
		bucket = bucket_of(rate, senders[i], at_us);
		settle(rate, bucket, at_us);
		bucket->empty_us += token_us(rate);
	}
	return true;
}

void rate_empty(
    struct rate *rate, const uint8_t writer[WRITER_BYTES], uint64_t now_us, uint64_t until_us)
{
	if (rate->per_second == 0)
		return;
	uint64_t at_us = now_us + full_us(rate);
	struct rate_bucket *bucket =
	    bucket_of(rate, sender_of(rate, 0, writer, WRITER_BYTES), at_us);
	bucket->used_us = at_us;
	if (bucket->empty_us < until_us + full_us(rate))
		bucket->empty_us = until_us + full_us(rate);
}
