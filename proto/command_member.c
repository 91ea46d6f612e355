/* proto/command_member.c - the bodies about people: redeem, invite, people, whoami, revoke, rekey; see command.h. */
#include <sodium.h>
#include <string.h>

#include "proto/command.h"
#include "proto/wire/text.h"
#include "proto/wire/wire.h"

static size_t one_if(bool there)
{
	return there ? 1 : 0;
}

static void rooms_encode(struct buffer *out, const char **rooms, size_t count)
{
	if (count > 0)
		pack_key_texts(out, "o", rooms, count);
}

static const char **rooms_decode(struct wire *wire, struct arena *arena, size_t *count)
{
	const char **rooms = wire_texts(wire, "o", MEMBER_ROOMS_MAX, ROOM_KEY_MAX, arena, count);
	for (size_t i = 0; rooms != NULL && i < *count; i++)
		if (!text_key_valid(rooms[i], ROOM_KEY_MAX))
			wire_fail(wire, "o", "must be names of rooms");
	return rooms;
}

static enum role role_decode(struct wire *wire)
{
	return (enum role)wire_uint(wire, "r", ROLE_SECRETARIAT, ROLE_OBSERVER);
}

/* Empty when it is left out. */
static void series_decode(struct wire *wire, char series[SESSION_KEY_MAX + 1])
{
	series[0] = '\0';
	if (!wire_has(wire, "y"))
		return;
	wire_text_copy(wire, "y", 1, series, SESSION_KEY_MAX + 1);
	if (!text_key_valid(series, SESSION_KEY_MAX))
		wire_fail(wire, "y", "must be 1 to 64 letters, digits, - _ .");
}

static const char *name_decode(struct wire *wire, struct arena *arena)
{
	const char *name = wire_text_or_null(wire, "n", PERSON_NAME_BYTES_MAX, arena);
	if (name != NULL && !text_line_valid(name))
		wire_fail(wire, "n", "must be one line without control characters");
	return name;
}

void redeem_encode(const struct redeem *redeem, struct buffer *out)
{
	pack_map(out, 1 + one_if(redeem->name != NULL));
	pack_key_bin(out, "t", redeem->token, TOKEN_BYTES);
	if (redeem->name != NULL)
		pack_key_text(out, "n", redeem->name);
}

enum error redeem_decode(struct redeem *redeem, struct arena *arena, const uint8_t *body,
    size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*redeem = (struct redeem){ .name = name_decode(&wire, arena) };
	wire_bytes(&wire, "t", redeem->token, TOKEN_BYTES);
	return wire_close(&wire);
}

void redeem_reply_encode(const struct redeem_reply *reply, struct buffer *out)
{
	bool series = reply->series[0] != '\0';
	pack_map(out, 3 + one_if(reply->room_count > 0) + one_if(series));
	if (series)
		pack_key_text(out, "y", reply->series);
	pack_key_text(out, "s", reply->session);
	pack_key_uint(out, "r", reply->role);
	pack_key_text(out, "i", reply->member);
	rooms_encode(out, reply->rooms, reply->room_count);
}

enum error redeem_reply_decode(struct redeem_reply *reply, struct arena *arena, const uint8_t *body,
    size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*reply = (struct redeem_reply){ .role = role_decode(&wire) };
	wire_text_copy(&wire, "s", 0, reply->session, sizeof reply->session);
	series_decode(&wire, reply->series);
	wire_text_copy(&wire, "i", PUBLIC_ID_CHARS, reply->member, sizeof reply->member);
	reply->rooms = rooms_decode(&wire, arena, &reply->room_count);
	return wire_close(&wire);
}

void invitation_hash(const uint8_t token[TOKEN_BYTES], uint8_t hash[HASH_BYTES])
{
	static const uint8_t purpose[] = "rapporteur invitation";
	crypto_generichash(hash, HASH_BYTES, token, TOKEN_BYTES, purpose, sizeof purpose - 1);
}

void invite_encode(const struct invite *invite, struct buffer *out)
{
	bool series = invite->series[0] != '\0';
	pack_map(out, 4 + one_if(invite->room_count > 0) + one_if(series));
	if (series)
		pack_key_text(out, "y", invite->series);
	pack_key_bin(out, "h", invite->hash, HASH_BYTES);
	pack_key_uint(out, "r", invite->role);
	pack_key_uint(out, "c", invite->count);
	pack_key_uint(out, "x", invite->expires_ms);
	rooms_encode(out, invite->rooms, invite->room_count);
}

enum error invite_decode(struct invite *invite, struct arena *arena, const uint8_t *body,
    size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*invite = (struct invite){ .role = role_decode(&wire) };
	wire_bytes(&wire, "h", invite->hash, HASH_BYTES);
	invite->count = (uint32_t)wire_uint_or(&wire, "c", 1, INVITATION_COUNT_MAX, 1);
	invite->expires_ms = wire_uint(&wire, "x", 1, TIME_MS_MAX);
	series_decode(&wire, invite->series);
	invite->rooms = rooms_decode(&wire, arena, &invite->room_count);
	return wire_close(&wire);
}

void people_encode(const struct people *people, struct buffer *out)
{
	pack_map(out, one_if(people->after_given));
	if (people->after_given)
		pack_key_bin(out, "a", people->after, WRITER_BYTES);
}

enum error people_decode(
    struct people *people, const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*people = (struct people){ .after_given = wire_has(&wire, "a") };
	if (people->after_given)
		wire_bytes(&wire, "a", people->after, WRITER_BYTES);
	return wire_close(&wire);
}

static void person_encode(const struct person_facts *person, struct buffer *out)
{
	pack_map(out,
	    3 + one_if(person->room_count > 0) + one_if(person->revoked) +
		one_if(person->name != NULL) + one_if(person->tried > 0) +
		one_if(person->series[0] != '\0'));
	pack_key_bin(out, "p", person->member, WRITER_BYTES);
	pack_key_text(out, "s", person->session);
	pack_key_uint(out, "r", person->role);
	rooms_encode(out, person->rooms, person->room_count);
	if (person->revoked)
		pack_key_bool(out, "z", true);
	if (person->name != NULL)
		pack_key_text(out, "n", person->name);
	if (person->tried > 0)
		pack_key_uint(out, "t", person->tried);
	if (person->series[0] != '\0')
		pack_key_text(out, "y", person->series);
}

void people_reply_encode(const struct people_reply *reply, struct buffer *out)
{
	pack_map(out, 2 + one_if(reply->name != NULL) + (reply->tried > 0 ? 2 : 0));
	if (reply->tried > 0) {
		pack_key_uint(out, "t", reply->tried);
		pack_key_uint(out, "x", reply->tried_ms);
	}
	if (reply->name != NULL)
		pack_key_text(out, "n", reply->name);
	pack_key_bool(out, "m", reply->more);
	pack_key_array(out, "l", reply->count);
	for (size_t i = 0; i < reply->count; i++)
		person_encode(&reply->people[i], out);
}

enum error people_reply_decode(struct people_reply *reply, struct arena *arena, const uint8_t *body,
    size_t size, struct refusal *refusal)
{
	struct wire wire;
	size_t count = 0;
	wire_open(&wire, body, size, WALK_ITEMS_LARGE_MAX, refusal);
	*reply = (struct people_reply){ .more = wire_bool_or(&wire, "m", false) };
	reply->name = name_decode(&wire, arena);
	reply->tried = (uint32_t)wire_uint_or(&wire, "t", 0, UINT32_MAX, 0);
	reply->tried_ms = wire_uint_or(&wire, "x", 0, TIME_MS_MAX, 0);
	const msgpack_object *items = wire_array_or_null(&wire, "l", MEMBERSHIPS_MAX, &count);
	reply->people = arena_take(arena, count, sizeof *reply->people);
	for (size_t i = 0; reply->people != NULL && i < count; i++) {
		struct wire child;
		struct person_facts *person = &reply->people[i];
		wire_child(&child, &wire, &items[i], "l", i);
		person->role = role_decode(&child);
		person->revoked = wire_bool_or(&child, "z", false);
		person->tried = (uint32_t)wire_uint_or(&child, "t", 0, UINT32_MAX, 0);
		person->name = name_decode(&child, arena);
		person->rooms = rooms_decode(&child, arena, &person->room_count);
		wire_bytes(&child, "p", person->member, WRITER_BYTES);
		wire_text_copy(&child, "s", 0, person->session, sizeof person->session);
		series_decode(&child, person->series);
		reply->count++;
	}
	if (arena->failed)
		wire_fail(&wire, "l", "is more than there is memory for");
	return wire_close(&wire);
}

void revoke_encode(const struct revoke *revoke, struct buffer *out)
{
	pack_map(out, 1);
	pack_key_bin(out, "p", revoke->member, WRITER_BYTES);
}

enum error revoke_decode(
    struct revoke *revoke, const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	wire_bytes(&wire, "p", revoke->member, WRITER_BYTES);
	return wire_close(&wire);
}

void rekey_encode(const struct rekey *rekey, struct buffer *out)
{
	pack_map(out, 1);
	pack_key_bin(out, "k", rekey->key, CURVE_KEY_BYTES);
}

enum error rekey_decode(
    struct rekey *rekey, const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	wire_bytes(&wire, "k", rekey->key, CURVE_KEY_BYTES);
	return wire_close(&wire);
}
