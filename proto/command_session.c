/* proto/command_session.c - hello, join, and the bodies about sessions; see command.h. */
#include <string.h>

#include "proto/command.h"
#include "proto/command_internal.h"
#include "proto/wire/text.h"
#include "proto/wire/wire.h"

void empty_encode(struct buffer *out)
{
	pack_map(out, 0);
}

void hello_encode(const struct hello *hello, struct buffer *out)
{
	pack_map(out, hello->saw_journal ? 4 : 1);
	pack_key_text(out, "c", hello->client);
	if (hello->saw_journal) {
		pack_key_bin(out, "j", hello->journal, ID_BYTES);
		pack_key_uint(out, "n", hello->number);
		pack_key_bin(out, "h", hello->hash, HASH_BYTES);
	}
}

enum error hello_decode(
    struct hello *hello, const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*hello = (struct hello){ .saw_journal = wire_has(&wire, "j") };
	wire_text_copy(&wire, "c", 0, hello->client, sizeof hello->client);
	if (!text_line_valid(hello->client))
		wire_fail(&wire, "c", "must be one line without control characters");
	if (hello->saw_journal) {
		wire_bytes(&wire, "j", hello->journal, ID_BYTES);
		hello->number = wire_uint(&wire, "n", 0, UINT64_MAX);
		wire_bytes(&wire, "h", hello->hash, HASH_BYTES);
	}
	return wire_close(&wire);
}

void hello_reply_encode(const struct hello_reply *reply, struct buffer *out)
{
	pack_map(out, 4);
	pack_key_text(out, "c", reply->broker);
	pack_key_uint(out, "m", reply->minor);
	pack_key_bin(out, "k", reply->sign_key, SIGN_KEY_BYTES);
	pack_key_uint(out, "f", reply->feed_port);
}

enum error hello_reply_decode(
    struct hello_reply *reply, const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*reply = (struct hello_reply){ .minor = (uint32_t)wire_uint(&wire, "m", 0, UINT32_MAX) };
	wire_text_copy(&wire, "c", 0, reply->broker, sizeof reply->broker);
	wire_bytes(&wire, "k", reply->sign_key, SIGN_KEY_BYTES);
	reply->feed_port = (uint32_t)wire_uint(&wire, "f", 1, 65535);
	return wire_close(&wire);
}

void join_reply_encode(const struct join_reply *reply, struct buffer *out)
{
	pack_map(out, 6);
	pack_key_uint(out, "a", reply->audience);
	pack_key_bin(out, "p", reply->topic, TOPIC_BYTES);
	pack_key_uint(out, "e", reply->epoch);
	pack_key_bin(out, "k", reply->key, FEED_KEY_BYTES);
	pack_key_bool(out, "z", reply->closed);
	pack_key_uint(out, "q", reply->programme);
}

enum error join_reply_decode(
    struct join_reply *reply, const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*reply = (struct join_reply){
		.audience = (enum feed_audience)wire_uint(&wire, "a", FEED_WORK, FEED_PLENARY),
		.epoch = (uint32_t)wire_uint(&wire, "e", 1, UINT32_MAX),
		.closed = wire_bool_or(&wire, "z", false),
		.programme = wire_uint(&wire, "q", 1, UINT64_MAX),
	};
	wire_bytes(&wire, "p", reply->topic, TOPIC_BYTES);
	wire_bytes(&wire, "k", reply->key, FEED_KEY_BYTES);
	return wire_close(&wire);
}

void session_put_encode(const struct session_put *put, struct buffer *out)
{
	pack_map(out, 1);
	if (put->programme != NULL)
		pack_key_bin(out, "p", put->programme, put->programme_size);
	else
		pack_key_bin(out, "d", put->digest, HASH_BYTES);
}

enum error session_put_decode(
    struct session_put *put, const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*put = (struct session_put){ 0 };
	put->programme = wire_bin_or_null(&wire, "p", PART_BYTES_MAX, &put->programme_size);
	if (put->programme == NULL)
		wire_bytes(&wire, "d", put->digest, HASH_BYTES);
	return wire_close(&wire);
}

void session_close_encode(const struct session_close *close, struct buffer *out)
{
	pack_map(out, 1);
	pack_key_uint(out, "g", close->grace_ms);
}

enum error session_close_decode(
    struct session_close *close, const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*close = (struct session_close){ .grace_ms = wire_uint_or(&wire, "g", 0, GRACE_MS_MAX, 0) };
	return wire_close(&wire);
}

void session_list_encode(const struct session_list *list, struct buffer *out)
{
	pack_map(out, 1);
	pack_key_text(out, "a", list->after);
}

enum error session_list_decode(
    struct session_list *list, const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	wire_text_copy(&wire, "a", 0, list->after, sizeof list->after);
	return wire_close(&wire);
}

const char *reason_decode(struct wire *wire, struct arena *arena)
{
	const char *reason = wire_text(wire, "y", WHY_BYTES_MAX, arena);
	if (!text_line_valid(reason))
		wire_fail(wire, "y", "must be one line without control characters");
	else if (text_chars(reason, strlen(reason)) > WHY_CHARS_MAX)
		wire_fail(wire, "y", "is at most 500 characters");
	return reason;
}

void session_reopen_encode(const struct session_reopen *reopen, struct buffer *out)
{
	pack_map(out, 1);
	pack_key_text(out, "y", reopen->reason);
}

enum error session_reopen_decode(struct session_reopen *reopen, struct arena *arena,
    const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	reopen->reason = reason_decode(&wire, arena);
	return wire_close(&wire);
}

#define FACTS_PAIRS 15u

static void facts_encode(const struct session_facts *facts, struct buffer *out)
{
	pack_key_text(out, "s", facts->key);
	pack_key_bool(out, "z", facts->closed);
	pack_key_uint(out, "o", facts->opened_ms);
	pack_key_uint(out, "c", facts->closed_ms);
	pack_key_uint(out, "g", facts->grace_ms);
	pack_key_uint(out, "r", facts->received);
	pack_key_uint(out, "x", facts->retracted);
	pack_key_uint(out, "y", facts->redacted);
	pack_key_uint(out, "l", facts->late);
	pack_key_uint(out, "e", facts->erased);
	pack_key_uint(out, "q", facts->programme);
	pack_key_uint(out, "f", facts->final);
	pack_key_uint(out, "h", facts->grouping);
	pack_key_uint(out, "m", facts->made_with);
	pack_key_bool(out, "w", facts->remade);
}

static void facts_decode(struct session_facts *facts, struct wire *wire)
{
	wire_text_copy(wire, "s", 1, facts->key, sizeof facts->key);
	facts->closed = wire_bool_or(wire, "z", false);
	facts->opened_ms = wire_uint(wire, "o", 0, TIME_MS_MAX);
	facts->closed_ms = wire_uint_or(wire, "c", 0, TIME_MS_MAX, 0);
	facts->grace_ms = wire_uint_or(wire, "g", 0, GRACE_MS_MAX, 0);
	facts->received = wire_uint(wire, "r", 0, UINT64_MAX);
	facts->retracted = wire_uint(wire, "x", 0, UINT64_MAX);
	facts->redacted = wire_uint(wire, "y", 0, UINT64_MAX);
	facts->late = wire_uint(wire, "l", 0, UINT64_MAX);
	facts->erased = wire_uint_or(wire, "e", 0, UINT64_MAX, 0);
	facts->programme = wire_uint(wire, "q", 1, UINT64_MAX);
	facts->final = wire_uint_or(wire, "f", 0, UINT64_MAX, 0);
	facts->grouping = wire_uint_or(wire, "h", 0, UINT64_MAX, 0);
	facts->made_with = wire_uint_or(wire, "m", 0, UINT64_MAX, 0);
	facts->remade = wire_bool_or(wire, "w", false);
}

void session_list_reply_encode(const struct session_list_reply *reply, struct buffer *out)
{
	pack_map(out, 2);
	pack_key_array(out, "l", reply->count);
	for (size_t i = 0; i < reply->count; i++) {
		pack_map(out, FACTS_PAIRS);
		facts_encode(&reply->sessions[i], out);
	}
	pack_key_bool(out, "m", reply->more);
}

enum error session_list_reply_decode(struct session_list_reply *reply, struct arena *arena,
    const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, size, refusal);
	size_t count = 0;
	const msgpack_object *items = wire_array_or_null(&wire, "l", SESSION_LIST_MAX, &count);
	*reply = (struct session_list_reply){ .more = wire_bool_or(&wire, "m", false) };
	reply->sessions = arena_take(arena, count, sizeof *reply->sessions);
	if (reply->sessions == NULL)
		wire_fail(&wire, "l", "is more than there is memory for");
	for (size_t i = 0; reply->sessions != NULL && i < count; i++) {
		struct wire child;
		wire_child(&child, &wire, &items[i], "l", i);
		facts_decode(&reply->sessions[i], &child);
		reply->count++;
	}
	return wire_close(&wire);
}

size_t part_want_pairs(const struct part_want *want)
{
	return want->digest_given ? 2 : 1;
}

void part_want_encode(const struct part_want *want, struct buffer *out)
{
	pack_key_uint(out, "k", want->part);
	if (want->digest_given)
		pack_key_bin(out, "d", want->digest, HASH_BYTES);
}

void part_want_decode(struct part_want *want, struct wire *wire)
{
	want->part = (uint32_t)wire_uint_or(wire, "k", 0, PARTS_MAX - 1, 0);
	want->digest_given = wire_has(wire, "d");
	if (want->digest_given)
		wire_bytes(wire, "d", want->digest, HASH_BYTES);
	else if (want->part > 0)
		wire_fail(wire, "d", "is needed for every part but the first");
}

void part_got_encode(const struct part_got *got, struct buffer *out)
{
	pack_key_uint(out, "k", got->part);
	pack_key_uint(out, "pc", got->part_count);
	pack_key_bin(out, "d", got->digest, HASH_BYTES);
	pack_key_bin(out, "b", got->bytes, got->size);
}

void part_got_decode(struct part_got *got, struct wire *wire)
{
	got->part = (uint32_t)wire_uint(wire, "k", 0, PARTS_MAX - 1);
	got->part_count = (uint32_t)wire_uint(wire, "pc", 1, PARTS_MAX);
	wire_bytes(wire, "d", got->digest, HASH_BYTES);
	got->bytes = wire_bin_or_null(wire, "b", PART_BYTES_MAX, &got->size);
	if (got->part >= got->part_count || got->bytes == NULL)
		wire_fail(wire, "k", "must be a part that there is");
}

void session_get_encode(const struct session_get *get, struct buffer *out)
{
	pack_map(out, part_want_pairs(&get->want));
	part_want_encode(&get->want, out);
}

enum error session_get_decode(
    struct session_get *get, const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*get = (struct session_get){ 0 };
	part_want_decode(&get->want, &wire);
	return wire_close(&wire);
}

void session_get_reply_encode(const struct session_get_reply *reply, struct buffer *out)
{
	pack_map(out, FACTS_PAIRS + PART_GOT_PAIRS);
	facts_encode(&reply->facts, out);
	part_got_encode(&reply->got, out);
}

enum error session_get_reply_decode(
    struct session_get_reply *reply, const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*reply = (struct session_get_reply){ 0 };
	facts_decode(&reply->facts, &wire);
	part_got_decode(&reply->got, &wire);
	return wire_close(&wire);
}

void part_put_encode(const struct part_put *put, struct buffer *out)
{
	pack_map(out, 4);
	pack_key_bin(out, "d", put->digest, HASH_BYTES);
	pack_key_uint(out, "k", put->part);
	pack_key_uint(out, "pc", put->part_count);
	pack_key_bin(out, "b", put->bytes, put->size);
}

enum error part_put_decode(
    struct part_put *put, const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*put = (struct part_put){ .part = (uint32_t)wire_uint(&wire, "k", 0, PARTS_MAX - 1) };
	put->part_count = (uint32_t)wire_uint(&wire, "pc", 1, PROGRAMME_PARTS_MAX);
	wire_bytes(&wire, "d", put->digest, HASH_BYTES);
	put->bytes = wire_bin_or_null(&wire, "b", PART_BYTES_MAX, &put->size);
	if (put->bytes == NULL || put->part >= put->part_count)
		wire_fail(&wire, "k", "must be a part that there is, with its bytes");
	return wire_close(&wire);
}
