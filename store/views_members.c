/* store/views_members.c - who belongs to a session, as records: see views.h, and LAYOUT.md for the bytes. */
#include <assert.h>
#include <string.h>

#include "proto/wire/wire.h"
#include "store/record_internal.h"

#define MEMBER_KEY_BYTES (4u + WRITER_BYTES)

static void member_key(
    uint8_t key[MEMBER_KEY_BYTES], uint32_t session, const uint8_t member[WRITER_BYTES])
{
	number_put(key, session, 4);
	memcpy(key + 4, member, WRITER_BYTES);
}

enum journal_result view_member_decode(
    struct journal_txn *txn, struct span key, struct span value, struct view_member *member)
{
	struct wire wire;
	struct refusal refusal;
	struct view_member got = { .session = 0 };
	if (key.size != MEMBER_KEY_BYTES)
		return record_damaged(txn, TABLE_MEMBERS, key, "its key has another size");
	got.session = (uint32_t)number_get(key.bytes, 4);
	memcpy(got.member, key.bytes + 4, WRITER_BYTES);
	struct arena arena;
	arena_init(&arena, 4096);
	wire_open(&wire, value.bytes, value.size, WALK_ITEMS_MAX, &refusal);
	got.role = (enum role)wire_uint(&wire, "r", ROLE_SECRETARIAT, ROLE_OBSERVER);
	got.revoked = wire_bool_or(&wire, "z", false);
	got.number = wire_uint(&wire, "n", 1, UINT64_MAX);
	got.epoch = (uint32_t)wire_uint(&wire, "e", 0, UINT32_MAX);
	if (wire_has(&wire, "y"))
		wire_text_copy(&wire, "y", 1, got.series, sizeof got.series);
	const char **rooms =
	    wire_texts(&wire, "o", MEMBER_ROOMS_MAX, ROOM_KEY_MAX, &arena, &got.room_count);
	for (size_t i = 0; rooms != NULL && i < got.room_count; i++)
		strncpy(got.rooms[i], rooms[i], ROOM_KEY_MAX);
	arena_close(&arena);
	if (wire_close(&wire) != ERROR_NONE)
		return record_damaged(txn, TABLE_MEMBERS, key, refusal.detail);
	*member = got;
	return JOURNAL_OK;
}

enum journal_result view_member_find(struct journal_txn *txn, uint32_t session,
    const uint8_t member[WRITER_BYTES], struct view_member *found)
{
	uint8_t key[MEMBER_KEY_BYTES];
	struct span value;
	member_key(key, session, member);
	enum journal_result result = record_get(txn, TABLE_MEMBERS, SPAN(key), &value);
	return result != JOURNAL_OK ? result : view_member_decode(txn, SPAN(key), value, found);
}

enum journal_result view_member_put(struct journal_txn *txn, const struct view_member *member)
{
	assert(member->role != ROLE_NONE);
	assert(member->number > 0);
	assert(member->room_count <= MEMBER_ROOMS_MAX);
	uint8_t key[MEMBER_KEY_BYTES];
	member_key(key, member->session, member->member);
	struct buffer *out = &txn->value;
	buffer_clear(out);
	pack_map(out, 5 + (member->series[0] == '\0' ? 0u : 1u));
	pack_key_uint(out, "r", member->role);
	pack_key_bool(out, "z", member->revoked);
	pack_key_uint(out, "n", member->number);
	pack_key_uint(out, "e", member->epoch);
	if (member->series[0] != '\0')
		pack_key_text(out, "y", member->series);
	pack_key_array(out, "o", member->room_count);
	for (size_t i = 0; i < member->room_count; i++)
		pack_text(out, member->rooms[i]);
	if (out->failed)
		return JOURNAL_MEMORY;
	struct span value = { .bytes = out->bytes, .size = out->size };
	return record_put(txn, TABLE_MEMBERS, SPAN(key), &value, 1, false);
}

enum journal_result view_member_next(
    struct journal_txn *txn, uint32_t session, const uint8_t *after, struct view_member *member)
{
	/* the least key that is greater: the same with one more byte of 0, which no key holds */
	static const uint8_t first[WRITER_BYTES];
	uint8_t from[MEMBER_KEY_BYTES + 1] = { 0 };
	member_key(from, session, after == NULL ? first : after);
	struct span start = { .bytes = from, .size = MEMBER_KEY_BYTES + (after == NULL ? 0 : 1) };
	struct span key;
	struct span value;
	enum journal_result result = record_seek(txn, TABLE_MEMBERS, start, &key, &value);
	if (result != JOURNAL_OK)
		return result;
	if (key.size != MEMBER_KEY_BYTES || number_get(key.bytes, 4) != session)
		return JOURNAL_ABSENT;
	return view_member_decode(txn, key, value, member);
}
