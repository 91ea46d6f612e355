/*
 * broker/members/feeds.h - the keys of sealed feeds, where people have keys. All are derived from DIR/feed.key (32
 * bytes, 0600), which is in no backup: with it gone, nothing that was ever published can be opened.
 *
 *   topic = BLAKE2b-128(key feed.key; "rapporteur feed topic" | session's secret | audience)
 *   key   = BLAKE2b-256(key feed.key; "rapporteur feed key" | session's secret | audience | epoch, big-endian)
 *
 * So a key is there whenever its epoch is, over any crash, and who has one cannot work out the next. The epoch
 * stands in the journal's views: a revocation raises it in the same transaction. Nonces are random, 192 bits.
 */
#ifndef RAPPORTEUR_BROKER_MEMBERS_FEEDS_H
#define RAPPORTEUR_BROKER_MEMBERS_FEEDS_H

#include "broker/keys.h"
#include "proto/command.h"

struct feed_keys {
	uint8_t topic[TOPIC_BYTES];
	uint8_t key[FEED_KEY_BYTES];
};

void feed_keys_derive(const struct feed_secret *secret, const uint8_t session_secret[SECRET_BYTES],
    enum feed_audience audience, uint32_t epoch, struct feed_keys *keys);

#endif
