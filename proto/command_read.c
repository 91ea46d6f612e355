/* proto/command_read.c - synthesis get, journal read, status and the feed's payload; see command.h. */
#include "proto/command.h"
#include "proto/command_internal.h"
#include "proto/wire/wire.h"

static void text_if(struct buffer *out, const char *key, const char *text)
{
	if (text != NULL)
		pack_key_text(out, key, text);
}

void synthesis_get_encode(const struct synthesis_get *get, struct buffer *out)
{
	pack_map(out, 2 + part_want_pairs(&get->want));
	pack_key_uint(out, "o", get->objective);
	pack_key_uint(out, "e", get->at_least);
	part_want_encode(&get->want, out);
}

enum error synthesis_get_decode(
    struct synthesis_get *get, const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*get = (struct synthesis_get){
		.objective = (uint32_t)wire_uint_or(&wire, "o", 0, OBJECTIVE_MAX, 0),
		.at_least = wire_uint_or(&wire, "e", 0, UINT64_MAX, 0),
	};
	part_want_decode(&get->want, &wire);
	return wire_close(&wire);
}

void synthesis_get_reply_encode(const struct synthesis_get_reply *reply, struct buffer *out)
{
	pack_map(out, 3 + PART_GOT_PAIRS);
	pack_key_uint(out, "u", reply->run);
	pack_key_uint(out, "n", reply->number);
	pack_key_uint(out, "e", reply->event);
	part_got_encode(&reply->got, out);
}

enum error synthesis_get_reply_decode(
    struct synthesis_get_reply *reply, const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*reply = (struct synthesis_get_reply){
		.run = wire_uint(&wire, "u", 0, UINT64_MAX),
		.number = wire_uint(&wire, "n", 0, UINT64_MAX),
		.event = wire_uint(&wire, "e", 0, UINT64_MAX),
	};
	part_got_decode(&reply->got, &wire);
	return wire_close(&wire);
}

void journal_read_encode(const struct journal_read *read, struct buffer *out)
{
	pack_map(out, 2);
	pack_key_uint(out, "n", read->from);
	pack_key_uint(out, "m", read->max);
}

enum error journal_read_decode(
    struct journal_read *read, const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*read = (struct journal_read){
		.from = wire_uint(&wire, "n", 1, UINT64_MAX),
		.max = (uint32_t)wire_uint_or(
		    &wire, "m", 1, JOURNAL_READ_EVENTS_MAX, JOURNAL_READ_EVENTS_MAX),
	};
	return wire_close(&wire);
}

static size_t event_pairs(const struct journal_read_event *event)
{
	size_t pairs = 2u + (event->erased ? 1u : 0u);
	if (event->note[0] == '\0')
		return pairs;
	pairs += 2u + (event->replaces > 0 ? 1u : 0u) + (event->late ? 1u : 0u);
	const char *texts[] = { event->room, event->category, event->lens, event->language,
		event->ref, event->text, event->speaker, event->body };
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		pairs += texts[i] != NULL ? 1u : 0u;
	return pairs;
}

void journal_read_event_encode(const struct journal_read_event *event, struct buffer *out)
{
	pack_map(out, event_pairs(event));
	pack_key_bin(out, "a", event->head, event->head_size);
	pack_key_bin(out, "h", event->hash, HASH_BYTES);
	if (event->erased)
		pack_key_bool(out, "z", true);
	if (event->note[0] == '\0')
		return;
	pack_key_text(out, "i", event->note);
	pack_key_uint(out, "o", event->objective);
	if (event->replaces > 0)
		pack_key_uint(out, "e", event->replaces);
	if (event->late)
		pack_key_bool(out, "b", true);
	text_if(out, "r", event->room);
	text_if(out, "c", event->category);
	text_if(out, "l", event->lens);
	text_if(out, "k", event->language);
	text_if(out, "f", event->ref);
	text_if(out, "x", event->text);
	text_if(out, "s", event->speaker);
	text_if(out, "d", event->body);
}

void journal_read_reply_encode(
    const struct buffer *items, size_t count, uint64_t next, struct buffer *out)
{
	pack_map(out, 2);
	pack_key_uint(out, "n", next);
	pack_key_array(out, "l", count);
	buffer_add(out, items->bytes, items->size);
}

static void event_decode(struct journal_read_event *event, struct wire *wire, struct arena *arena)
{
	event->head = wire_bin_or_null(wire, "a", PART_BYTES_MAX, &event->head_size);
	if (event->head == NULL)
		wire_fail(wire, "a", "is missing");
	wire_bytes(wire, "h", event->hash, HASH_BYTES);
	event->erased = wire_bool_or(wire, "z", false);
	wire_text_copy(wire, "i", 0, event->note, sizeof event->note);
	event->objective = (uint32_t)wire_uint_or(wire, "o", 0, OBJECTIVE_MAX, 0);
	event->replaces = wire_uint_or(wire, "e", 0, UINT64_MAX, 0);
	event->late = wire_bool_or(wire, "b", false);
	event->room = wire_text_or_null(wire, "r", ROOM_KEY_MAX, arena);
	event->category = wire_text_or_null(wire, "c", CATEGORY_KEY_MAX, arena);
	event->lens = wire_text_or_null(wire, "l", LENS_KEY_MAX, arena);
	event->language = wire_text_or_null(wire, "k", LANG_MAX, arena);
	event->ref = wire_text_or_null(wire, "f", REF_MAX, arena);
	event->text = wire_text_or_null(wire, "x", NOTE_TEXT_BYTES_MAX, arena);
	event->speaker = wire_text_or_null(wire, "s", SPEAKER_BYTES_MAX, arena);
	event->body = wire_text_or_null(wire, "d", SPEAKER_BYTES_MAX, arena);
}

enum error journal_read_reply_decode(struct journal_read_reply *reply, struct arena *arena,
    const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, size, refusal);
	*reply = (struct journal_read_reply){ .next = wire_uint(&wire, "n", 1, UINT64_MAX) };
	size_t count = 0;
	const msgpack_object *items =
	    wire_array_or_null(&wire, "l", JOURNAL_READ_EVENTS_MAX, &count);
	reply->events = arena_take(arena, count, sizeof *reply->events);
	if (reply->events == NULL)
		wire_fail(&wire, "l", "is more than there is memory for");
	for (size_t i = 0; reply->events != NULL && i < count; i++) {
		struct wire child;
		wire_child(&child, &wire, &items[i], "l", i);
		event_decode(&reply->events[i], &child, arena);
		reply->count++;
	}
	return wire_close(&wire);
}

void status_reply_encode(const struct status_reply *reply, struct buffer *out)
{
	pack_map(out, 5);
	pack_key_text(out, "c", reply->broker);
	pack_key_bool(out, "k", reply->keyed);
	pack_key_text(out, "p", reply->press);
	pack_key_array(out, "l", reply->value_count);
	for (size_t i = 0; i < reply->value_count; i++) {
		pack_map(out, 2);
		pack_key_text(out, "k", reply->values[i].name);
		pack_key_uint(out, "v", reply->values[i].value);
	}
	pack_key_array(out, "x", reply->skipped_count);
	for (size_t i = 0; i < reply->skipped_count; i++)
		pack_uint(out, reply->skipped[i]);
}

static void skipped_decode(struct status_reply *reply, struct wire *wire, struct arena *arena)
{
	size_t count = 0;
	const msgpack_object *items = wire_array_or_null(wire, "x", STATUS_VALUES_MAX, &count);
	reply->skipped = arena_take(arena, count, sizeof *reply->skipped);
	for (size_t i = 0; reply->skipped != NULL && i < count; i++) {
		if (items[i].type != MSGPACK_OBJECT_POSITIVE_INTEGER) {
			wire_fail(wire, "x", "must be whole numbers");
			return;
		}
		reply->skipped[reply->skipped_count++] = items[i].via.u64;
	}
}

enum error status_reply_decode(struct status_reply *reply, struct arena *arena, const uint8_t *body,
    size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*reply = (struct status_reply){ .keyed = wire_bool_or(&wire, "k", false) };
	wire_text_copy(&wire, "c", 0, reply->broker, sizeof reply->broker);
	reply->press = wire_text(&wire, "p", 64, arena);
	size_t count = 0;
	const msgpack_object *items = wire_array_or_null(&wire, "l", STATUS_VALUES_MAX, &count);
	reply->values = arena_take(arena, count, sizeof *reply->values);
	for (size_t i = 0; reply->values != NULL && i < count; i++) {
		struct wire child;
		wire_child(&child, &wire, &items[i], "l", i);
		reply->values[i].name = wire_text(&child, "k", 64, arena);
		reply->values[i].value = wire_uint(&child, "v", 0, UINT64_MAX);
		reply->value_count++;
	}
	skipped_decode(reply, &wire, arena);
	if (arena->failed)
		wire_fail(&wire, "l", "is more than there is memory for");
	return wire_close(&wire);
}

void feed_payload_encode(const struct feed_payload *payload, struct buffer *out)
{
	pack_map(out, 4 + (uint32_t)(payload->objective != NULL) + (payload->awaited != 0));
	pack_key_uint(out, "t", payload->message);
	pack_key_uint(out, "e", payload->event);
	pack_key_bin(out, "j", payload->journal, ID_BYTES);
	pack_key_bin(out, "h", payload->hash, HASH_BYTES);
	if (payload->objective != NULL)
		pack_key_bin(out, "b", payload->objective, payload->objective_size);
	if (payload->awaited != 0)
		pack_key_uint(out, "w", payload->awaited);
}

enum error feed_payload_decode(
    struct feed_payload *payload, const uint8_t *bytes, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, bytes, size, WALK_ITEMS_MAX, refusal);
	*payload = (struct feed_payload){
		.message = wire_uint(&wire, "t", 1, UINT32_MAX),
		.event = wire_uint(&wire, "e", 0, UINT64_MAX),
	};
	wire_bytes(&wire, "j", payload->journal, ID_BYTES);
	wire_bytes(&wire, "h", payload->hash, HASH_BYTES);
	payload->objective =
	    wire_bin_or_null(&wire, "b", WALK_STRING_MAX, &payload->objective_size);
	payload->awaited = wire_uint_or(&wire, "w", 0, UINT64_MAX, 0);
	return wire_close(&wire);
}
