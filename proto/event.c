/* proto/event.c - see event.h. */
#include "proto/event.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "proto/wire/wire.h"

static_assert(HASH_BYTES == crypto_generichash_BYTES, "BLAKE2b-256");

const char *event_type_word(uint64_t type)
{
#define X(name, code, word) \
	if (type == (code)) \
		return word;
	EVENTS(X)
#undef X
	return "unknown";
}

bool event_type_is_session(uint64_t type)
{
	return (type >= EVENT_SESSION_OPENED && type <= EVENT_SESSION_REOPENED) ||
	    type == EVENT_NOTES_ADMITTED;
}

bool event_type_is_note(uint64_t type)
{
	return type >= EVENT_NOTE_SUBMITTED && type <= EVENT_NOTE_RETRACTED;
}

bool event_type_is_erasure(uint64_t type)
{
	return type == EVENT_NOTE_REDACTED || type == EVENT_SESSION_DELETED ||
	    type == EVENT_NOTES_EXPIRED;
}

void event_head_encode(const struct event_head *head, struct buffer *out)
{
	pack_map(out, head->part_count > 0 ? 7 : 5);
	pack_key_uint(out, "n", head->number);
	pack_key_uint(out, "t", head->type);
	pack_key_text(out, "s", head->session);
	pack_key_uint(out, "w", head->time_ms);
	pack_key_bin(out, "h", head->body_hash, HASH_BYTES);
	if (head->part_count > 0) {
		pack_key_uint(out, "c", head->part_count);
		pack_key_bin(out, "d", head->blob_hash, HASH_BYTES);
	}
}

enum error event_head_decode(
    struct event_head *head, const uint8_t *bytes, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, bytes, size, WALK_ITEMS_MAX, refusal);
	*head = (struct event_head){ .number = wire_uint(&wire, "n", 1, UINT64_MAX) };
	head->type = wire_uint(&wire, "t", 1, UINT32_MAX);
	wire_text_copy(&wire, "s", 0, head->session, sizeof head->session);
	head->time_ms = wire_uint(&wire, "w", 0, TIME_MS_MAX);
	wire_bytes(&wire, "h", head->body_hash, HASH_BYTES);
	head->part_count = (uint32_t)wire_uint_or(&wire, "c", 1, PARTS_MAX, 0);
	if (head->part_count > 0)
		wire_bytes(&wire, "d", head->blob_hash, HASH_BYTES);
	return wire_close(&wire);
}

static void hash_two(
    const void *a, size_t a_size, const void *b, size_t b_size, uint8_t hash[HASH_BYTES])
{
	crypto_generichash_state state;
	crypto_generichash_init(&state, NULL, 0, HASH_BYTES);
	crypto_generichash_update(&state, a, a_size);
	crypto_generichash_update(&state, b, b_size);
	crypto_generichash_final(&state, hash, HASH_BYTES);
}

void event_body_hash(
    const uint8_t salt[SALT_BYTES], const uint8_t *body, size_t size, uint8_t hash[HASH_BYTES])
{
	hash_two(salt, SALT_BYTES, body, size, hash);
}

void event_chain(
    const uint8_t before[HASH_BYTES], const uint8_t *head, size_t size, uint8_t after[HASH_BYTES])
{
	hash_two(before, HASH_BYTES, head, size, after);
}

void event_session_encode(
    enum event_type type, const struct event_session *session, struct buffer *out)
{
	bool one_more = type == EVENT_SESSION_CLOSED || type == EVENT_SESSION_REOPENED;
	size_t more = type == EVENT_SESSION_OPENED ? 3 : one_more ? 1 : 0;
	pack_map(out, 2 + more);
	pack_key_bin(out, "i", session->command, ID_BYTES);
	pack_key_bin(out, "w", session->writer, WRITER_BYTES);
	if (type == EVENT_SESSION_OPENED) {
		pack_key_bin(out, "z", session->secret, SECRET_BYTES);
		pack_key_bin(out, "p", session->topic, TOPIC_BYTES);
		pack_key_bin(out, "k", session->feed_key, FEED_KEY_BYTES);
	} else if (type == EVENT_SESSION_CLOSED) {
		pack_key_uint(out, "g", session->grace_ms);
	} else if (type == EVENT_SESSION_REOPENED) {
		pack_key_text(out, "y", session->reason);
	}
}

enum error event_session_decode(
    struct event_session *session, const uint8_t *bytes, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, bytes, size, WALK_ITEMS_MAX, refusal);
	*session =
	    (struct event_session){ .grace_ms = wire_uint_or(&wire, "g", 0, GRACE_MS_MAX, 0) };
	wire_bytes(&wire, "i", session->command, ID_BYTES);
	wire_bytes(&wire, "w", session->writer, WRITER_BYTES);
	if (wire_has(&wire, "z")) {
		wire_bytes(&wire, "z", session->secret, SECRET_BYTES);
		wire_bytes(&wire, "p", session->topic, TOPIC_BYTES);
		wire_bytes(&wire, "k", session->feed_key, FEED_KEY_BYTES);
	}
	wire_text_copy(&wire, "y", 0, session->reason, sizeof session->reason);
	return wire_close(&wire);
}

void event_made_with_encode(const struct event_made_with *made, struct buffer *out)
{
	pack_map(out, 2);
	pack_key_bin(out, "d", made->digest, MADE_WITH_BYTES);
	pack_key_text(out, "x", made->text);
}

enum error event_made_with_decode(struct event_made_with *made, struct arena *arena,
    const uint8_t *bytes, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, bytes, size, WALK_ITEMS_MAX, refusal);
	wire_bytes(&wire, "d", made->digest, MADE_WITH_BYTES);
	made->text = wire_text(&wire, "x", MADE_WITH_BYTES_MAX, arena);
	return wire_close(&wire);
}

void event_grouping_encode(const struct event_grouping *grouping, struct buffer *out)
{
	pack_map(out, 3);
	pack_key_uint(out, "a", grouping->at);
	pack_key_bin(out, "m", grouping->made_with, MADE_WITH_BYTES);
	pack_key_array(out, "c", NOTE_PLACE_COUNT);
	for (size_t i = 0; i < NOTE_PLACE_COUNT; i++)
		pack_uint(out, grouping->counts[i]);
}

enum error event_grouping_decode(
    struct event_grouping *grouping, const uint8_t *bytes, size_t size, struct refusal *refusal)
{
	struct wire wire;
	size_t count = 0;
	wire_open(&wire, bytes, size, WALK_ITEMS_MAX, refusal);
	*grouping = (struct event_grouping){ .at = wire_uint(&wire, "a", 1, UINT64_MAX) };
	wire_bytes(&wire, "m", grouping->made_with, MADE_WITH_BYTES);
	wire_uints(&wire, "c", NOTE_PLACE_COUNT, grouping->counts, &count);
	if (count != NOTE_PLACE_COUNT)
		wire_fail(&wire, "c", "must be six counts");
	return wire_close(&wire);
}

static void text_if(struct buffer *out, const char *key, const char *text)
{
	if (text != NULL)
		pack_key_text(out, key, text);
}

void event_note_encode(enum event_type type, const struct event_note *note, struct buffer *out)
{
	bool gone = type == EVENT_NOTE_RETRACTED;
	size_t pairs = 5u + (note->extra != NULL ? 1u : 0u);
	pairs += (note->replaces > 0 ? 1u : 0u) + (note->late ? 1u : 0u);
	if (!gone)
		pairs += 3u + (note->lens != NULL ? 1u : 0u) + (note->language != NULL ? 1u : 0u) +
		    (note->ref != NULL ? 1u : 0u) + (note->speaker != NULL ? 1u : 0u) +
		    (note->body != NULL ? 1u : 0u);
	pack_map(out, pairs);
	pack_key_bin(out, "i", note->command, ID_BYTES);
	pack_key_bin(out, "n", note->note, ID_BYTES);
	pack_key_bin(out, "w", note->writer, WRITER_BYTES);
	pack_key_uint(out, "t", note->time_ms);
	pack_key_uint(out, "o", note->objective);
	if (note->replaces > 0)
		pack_key_uint(out, "e", note->replaces);
	if (note->late)
		pack_key_bool(out, "b", true);
	if (!gone) {
		pack_key_text(out, "r", note->room);
		pack_key_text(out, "c", note->category);
		text_if(out, "l", note->lens);
		text_if(out, "k", note->language);
		text_if(out, "f", note->ref);
		pack_key_text(out, "x", note->text);
		text_if(out, "s", note->speaker);
		text_if(out, "d", note->body);
	}
	if (note->extra != NULL)
		pack_key_bin(out, "u", note->extra, note->extra_size);
}

enum error event_note_decode(struct event_note *note, struct arena *arena, const uint8_t *bytes,
    size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, bytes, size, WALK_ITEMS_MAX, refusal);
	*note = (struct event_note){ .late = wire_bool_or(&wire, "b", false) };
	wire_bytes(&wire, "i", note->command, ID_BYTES);
	wire_bytes(&wire, "n", note->note, ID_BYTES);
	wire_bytes(&wire, "w", note->writer, WRITER_BYTES);
	note->time_ms = wire_uint(&wire, "t", 0, TIME_MS_MAX);
	note->objective = (uint32_t)wire_uint(&wire, "o", 1, OBJECTIVE_MAX);
	note->replaces = wire_uint_or(&wire, "e", 1, UINT64_MAX, 0);
	note->room = wire_text_or_null(&wire, "r", ROOM_KEY_MAX, arena);
	note->category = wire_text_or_null(&wire, "c", CATEGORY_KEY_MAX, arena);
	note->lens = wire_text_or_null(&wire, "l", LENS_KEY_MAX, arena);
	note->language = wire_text_or_null(&wire, "k", LANG_MAX, arena);
	note->ref = wire_text_or_null(&wire, "f", REF_MAX, arena);
	note->text = wire_text_or_null(&wire, "x", NOTE_TEXT_BYTES_MAX, arena);
	note->speaker = wire_text_or_null(&wire, "s", SPEAKER_BYTES_MAX, arena);
	note->body = wire_text_or_null(&wire, "d", SPEAKER_BYTES_MAX, arena);
	bool stands = note->text != NULL;
	if (stands != (note->room != NULL) || stands != (note->category != NULL))
		wire_fail(&wire, "x", "a note has room, category and text, a retraction none");
	const uint8_t *extra = wire_bin_or_null(&wire, "u", EXTRA_BYTES_MAX, &note->extra_size);
	if (extra != NULL)
		note->extra = (const uint8_t *)arena_text(arena, extra, note->extra_size);
	if (arena->failed)
		wire_fail(&wire, "x", "is more than there is memory for");
	return wire_close(&wire);
}

void event_member_encode(const struct event_member *member, struct buffer *out)
{
	bool series = member->series[0] != '\0';
	pack_map(out, 5 + (member->room_count > 0 ? 1u : 0u) + (series ? 1u : 0u));
	pack_key_bin(out, "i", member->command, ID_BYTES);
	pack_key_bin(out, "w", member->writer, WRITER_BYTES);
	pack_key_bin(out, "p", member->member, WRITER_BYTES);
	pack_key_uint(out, "r", member->role);
	pack_key_uint(out, "e", member->epoch);
	if (member->room_count > 0)
		pack_key_texts(out, "o", member->rooms, member->room_count);
	if (series)
		pack_key_text(out, "y", member->series);
}

enum error event_member_decode(struct event_member *member, struct arena *arena,
    const uint8_t *bytes, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, bytes, size, WALK_ITEMS_MAX, refusal);
	*member = (struct event_member){
		.role = (enum role)wire_uint(&wire, "r", ROLE_SECRETARIAT, ROLE_OBSERVER),
		.epoch = (uint32_t)wire_uint(&wire, "e", 0, UINT32_MAX),
	};
	wire_bytes(&wire, "i", member->command, ID_BYTES);
	wire_bytes(&wire, "w", member->writer, WRITER_BYTES);
	wire_bytes(&wire, "p", member->member, WRITER_BYTES);
	if (wire_has(&wire, "y"))
		wire_text_copy(&wire, "y", 1, member->series, sizeof member->series);
	member->rooms =
	    wire_texts(&wire, "o", MEMBER_ROOMS_MAX, ROOM_KEY_MAX, arena, &member->room_count);
	return wire_close(&wire);
}

void event_erasure_encode(const struct event_erasure *erasure, struct buffer *out)
{
	if (erasure->by_itself) {
		pack_map(out, 1);
		pack_key_uint(out, "d", erasure->days);
		return;
	}
	pack_map(out, 3 + (erasure->role != ROLE_NONE ? 1u : 0u) + (erasure->note > 0 ? 1u : 0u));
	pack_key_bin(out, "i", erasure->command, ID_BYTES);
	pack_key_bin(out, "w", erasure->writer, WRITER_BYTES);
	if (erasure->role != ROLE_NONE)
		pack_key_uint(out, "r", erasure->role);
	if (erasure->note > 0)
		pack_key_uint(out, "n", erasure->note);
	pack_key_text(out, "y", erasure->reason);
}

enum error event_erasure_decode(struct event_erasure *erasure, struct arena *arena,
    const uint8_t *bytes, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, bytes, size, WALK_ITEMS_MAX, refusal);
	*erasure = (struct event_erasure){ .by_itself = wire_has(&wire, "d") };
	if (erasure->by_itself) {
		erasure->days = (uint32_t)wire_uint(&wire, "d", 1, RETENTION_DAYS_MAX);
		return wire_close(&wire);
	}
	erasure->role = (enum role)wire_uint_or(&wire, "r", ROLE_NONE, ROLE_OBSERVER, ROLE_NONE);
	erasure->note = wire_uint_or(&wire, "n", 1, UINT64_MAX, 0);
	wire_bytes(&wire, "i", erasure->command, ID_BYTES);
	wire_bytes(&wire, "w", erasure->writer, WRITER_BYTES);
	erasure->reason = wire_text(&wire, "y", WHY_BYTES_MAX, arena);
	return wire_close(&wire);
}
