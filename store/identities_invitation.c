/* store/identities_invitation.c - invitations, who took them up, and who tried in vain; see identities.h. */
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "proto/wire/wire.h"
#include "store/identities_internal.h"

#define KEPT_OVER_MS 86400000u /* what is over stays a day, so that who comes late is told why */
#define ROOMS_BYTES  8192u
#define TRIED_MS     60000u /* so often is it written down that somebody else tries: a sync each */

static bool invitation_decode(struct step *step, MDB_val value, struct invitation *invitation)
{
	struct wire wire;
	struct refusal refusal;
	struct arena arena;
	*invitation = (struct invitation){ .session = "" };
	arena_init(&arena, ROOMS_BYTES);
	wire_open(&wire, value.mv_data, value.mv_size, WALK_ITEMS_MAX, &refusal);
	wire_text_copy(&wire, "s", 0, invitation->session, sizeof invitation->session);
	if (wire_has(&wire, "y"))
		wire_text_copy(&wire, "y", 1, invitation->series, sizeof invitation->series);
	invitation->role = (enum role)wire_uint(&wire, "r", ROLE_SECRETARIAT, ROLE_OBSERVER);
	invitation->count = (uint32_t)wire_uint(&wire, "c", 0, INVITATION_COUNT_MAX);
	invitation->expires_ms = wire_uint(&wire, "x", 0, TIME_MS_MAX);
	const char **rooms =
	    wire_texts(&wire, "o", MEMBER_ROOMS_MAX, ROOM_KEY_MAX, &arena, &invitation->room_count);
	for (size_t i = 0; rooms != NULL && i < invitation->room_count; i++)
		strncpy(invitation->rooms[i], rooms[i], ROOM_KEY_MAX);
	bool well = wire_close(&wire) == ERROR_NONE;
	arena_close(&arena);
	if (!well)
		step->result = IDENTITIES_DAMAGED;
	return well;
}

static void invitation_put(
    struct step *step, const uint8_t hash[HASH_BYTES], const struct invitation *invitation)
{
	struct buffer value;
	buffer_init(&value, IDENTITY_BYTES_MAX);
	pack_map(&value, 5 + (invitation->series[0] == '\0' ? 0u : 1u));
	pack_key_text(&value, "s", invitation->session);
	if (invitation->series[0] != '\0')
		pack_key_text(&value, "y", invitation->series);
	pack_key_uint(&value, "r", invitation->role);
	pack_key_uint(&value, "c", invitation->count);
	pack_key_uint(&value, "x", invitation->expires_ms);
	pack_key_array(&value, "o", invitation->room_count);
	for (size_t i = 0; i < invitation->room_count; i++)
		pack_text(&value, invitation->rooms[i]);
	if (value.failed)
		step->result = IDENTITIES_DISK;
	else
		step_put(step, INVITATIONS, hash, HASH_BYTES, value.bytes, value.size);
	buffer_close(&value);
}

/* Takes the uses of an invitation away with it. */
static void uses_drop(struct step *step, const uint8_t hash[HASH_BYTES])
{
	MDB_cursor *cursor = NULL;
	uint8_t from[USE_BYTES] = { 0 };
	memcpy(from, hash, HASH_BYTES);
	MDB_val key = { .mv_size = sizeof from, .mv_data = from };
	MDB_val value;
	int rc = mdb_cursor_open(step->txn, step->identities->tables[USES], &cursor);
	if (rc == 0)
		rc = mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE);
	while (rc == 0 && key.mv_size == USE_BYTES && memcmp(key.mv_data, hash, HASH_BYTES) == 0) {
		rc = mdb_cursor_del(cursor, 0);
		if (rc == 0)
			rc = mdb_cursor_get(cursor, &key, &value, MDB_GET_CURRENT);
	}
	if (cursor != NULL)
		mdb_cursor_close(cursor);
	if (rc != 0 && rc != MDB_NOTFOUND && rc != EINVAL) /* EINVAL: nothing is left to point at */
		step->result = identities_result_of(rc);
}

/* Drops what has been over for a day; counts what stays. */
static size_t invitations_sweep(struct step *step, uint64_t now_ms)
{
	MDB_cursor *cursor = NULL;
	MDB_val key;
	MDB_val value;
	size_t count = 0;
	int rc = mdb_cursor_open(step->txn, step->identities->tables[INVITATIONS], &cursor);
	while (rc == 0 && step->result == IDENTITIES_OK &&
	    (rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0) {
		struct invitation invitation;
		uint8_t hash[HASH_BYTES];
		if (key.mv_size != HASH_BYTES ||
		    !step_check(step, INVITATIONS, key.mv_data, key.mv_size, &value) ||
		    !invitation_decode(step, value, &invitation))
			break;
		count++;
		if (invitation.expires_ms + KEPT_OVER_MS >= now_ms)
			continue;
		memcpy(hash, key.mv_data, HASH_BYTES);
		rc = mdb_cursor_del(cursor, 0);
		if (rc == 0)
			uses_drop(step, hash);
		count--;
	}
	if (cursor != NULL)
		mdb_cursor_close(cursor);
	if (rc != 0 && rc != MDB_NOTFOUND && step->result == IDENTITIES_OK)
		step->result = identities_result_of(rc);
	return count;
}

enum identities_result identities_invite(struct identities *identities,
    const uint8_t hash[HASH_BYTES], const struct invitation *invitation, uint64_t now_ms)
{
	struct step step = step_begin(identities, true);
	MDB_val value;
	bool there = step_get(&step, INVITATIONS, hash, HASH_BYTES, &value);
	if (step.result == IDENTITIES_OK && !there) {
		if (invitations_sweep(&step, now_ms) >= INVITATIONS_MAX &&
		    step.result == IDENTITIES_OK)
			step.result = IDENTITIES_FULL;
		if (step.result == IDENTITIES_OK)
			invitation_put(&step, hash, invitation);
	}
	return step_end(&step);
}

/* Whose key it is: a person who is there, or a fresh one. */
static bool person_of_key(struct step *step, const struct taking *taking, struct person *person)
{
	MDB_val value;
	if (step_get(step, KEYS, taking->key, CURVE_KEY_BYTES, &value)) {
		uint8_t id[WRITER_BYTES];
		if (value.mv_size != sizeof id)
			step->result = IDENTITIES_DAMAGED;
		else
			memcpy(id, value.mv_data, sizeof id);
		if (step->result == IDENTITIES_OK && !step_person_get(step, id, person) &&
		    step->result == IDENTITIES_OK)
			step->result = IDENTITIES_DAMAGED;
		return step->result == IDENTITIES_OK;
	}
	MDB_stat people;
	if (step->result == IDENTITIES_OK)
		step->result = identities_result_of(
		    mdb_stat(step->txn, step->identities->tables[PEOPLE], &people));
	if (step->result == IDENTITIES_OK && people.ms_entries >= PERSONS_MAX)
		step->result = IDENTITIES_FULL;
	*person = (struct person){ .name = "" };
	memcpy(person->id, taking->fresh, WRITER_BYTES);
	memcpy(person->key, taking->key, CURVE_KEY_BYTES);
	return step->result == IDENTITIES_OK;
}

enum identities_result identities_take(struct identities *identities, const struct taking *taking,
    struct person *person, struct invitation *invitation)
{
	struct step step = step_begin(identities, true);
	struct person found = { .name = "" };
	struct invitation granted;
	uint8_t use[USE_BYTES];
	MDB_val value;
	MDB_val owner;
	memcpy(use, taking->hash, HASH_BYTES);
	memcpy(use + HASH_BYTES, taking->key, CURVE_KEY_BYTES);
	bool used = step_get(&step, USES, use, sizeof use, &value);
	if (!step_get(&step, INVITATIONS, taking->hash, HASH_BYTES, &value) &&
	    step.result == IDENTITIES_OK)
		step.result = IDENTITIES_ABSENT;
	if (step.result == IDENTITIES_OK)
		(void)invitation_decode(&step, value, &granted);
	if (used && !step_get(&step, KEYS, taking->key, CURVE_KEY_BYTES, &owner) &&
	    step.result == IDENTITIES_OK)
		step.result = IDENTITIES_USED; /* by who has another key since */
	if (step.result == IDENTITIES_OK && !used && granted.expires_ms < taking->now_ms)
		step.result = IDENTITIES_OVER;
	if (step.result == IDENTITIES_OK && !used && granted.count == 0)
		step.result = IDENTITIES_USED;
	if (step.result == IDENTITIES_OK && person_of_key(&step, taking, &found) && !used) {
		if (taking->name[0] != '\0')
			snprintf(found.name, sizeof found.name, "%s", taking->name);
		granted.count--;
		step_person_put(&step, &found);
		step_put(&step, USES, use, sizeof use, found.id, WRITER_BYTES);
		invitation_put(&step, taking->hash, &granted);
	}
	if (step_end(&step) == IDENTITIES_OK) {
		*person = found;
		*invitation = granted;
	}
	return step.result;
}

/* --- Tried in vain ---------------------------------------------------------------------------- */

/* The one person who took the invitation up. False: nobody did, or several. */
static bool only_user(
    struct step *step, const uint8_t hash[HASH_BYTES], uint8_t person[WRITER_BYTES])
{
	MDB_cursor *cursor = NULL;
	uint8_t from[USE_BYTES] = { 0 };
	memcpy(from, hash, HASH_BYTES);
	MDB_val key = { .mv_size = sizeof from, .mv_data = from };
	MDB_val value;
	size_t count = 0;
	int rc = mdb_cursor_open(step->txn, step->identities->tables[USES], &cursor);
	if (rc == 0)
		rc = mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE);
	while (rc == 0 && key.mv_size == USE_BYTES && memcmp(key.mv_data, hash, HASH_BYTES) == 0 &&
	    count < 2) {
		if (!step_check(step, USES, key.mv_data, key.mv_size, &value))
			break;
		if (value.mv_size == WRITER_BYTES)
			memcpy(person, value.mv_data, WRITER_BYTES);
		count++;
		rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT);
	}
	if (cursor != NULL)
		mdb_cursor_close(cursor);
	if (rc != 0 && rc != MDB_NOTFOUND)
		step->result = identities_result_of(rc);
	return step->result == IDENTITIES_OK && count == 1;
}

/* Zeros when nothing is there. */
static struct tried tried_get(struct step *step, const uint8_t person[WRITER_BYTES])
{
	struct tried tried = { .count = 0 };
	struct wire wire;
	struct refusal refusal;
	MDB_val value;
	if (!step_get(step, TRIED, person, WRITER_BYTES, &value))
		return tried;
	wire_open(&wire, value.mv_data, value.mv_size, WALK_ITEMS_MAX, &refusal);
	tried.count = (uint32_t)wire_uint(&wire, "n", 0, UINT32_MAX);
	tried.told = (uint32_t)wire_uint(&wire, "w", 0, UINT32_MAX);
	tried.last_ms = wire_uint(&wire, "l", 0, TIME_MS_MAX);
	if (wire_close(&wire) != ERROR_NONE)
		step->result = IDENTITIES_DAMAGED;
	return tried;
}

static void tried_put(
    struct step *step, const uint8_t person[WRITER_BYTES], const struct tried *tried)
{
	struct buffer value;
	buffer_init(&value, IDENTITY_BYTES_MAX);
	pack_map(&value, 3);
	pack_key_uint(&value, "n", tried->count);
	pack_key_uint(&value, "w", tried->told);
	pack_key_uint(&value, "l", tried->last_ms);
	if (value.failed)
		step->result = IDENTITIES_DISK;
	else
		step_put(step, TRIED, person, WRITER_BYTES, value.bytes, value.size);
	buffer_close(&value);
}

enum identities_result identities_tried(struct identities *identities,
    const uint8_t hash[HASH_BYTES], uint64_t now_ms, uint8_t person[WRITER_BYTES])
{
	struct step step = step_begin(identities, true);
	struct person found;
	if (step.result == IDENTITIES_OK && !only_user(&step, hash, person) &&
	    step.result == IDENTITIES_OK)
		step.result = IDENTITIES_ABSENT;
	if (!step_person_get(&step, person, &found) && step.result == IDENTITIES_OK)
		step.result = IDENTITIES_ABSENT;
	struct tried tried = tried_get(&step, person);
	bool soon = now_ms >= tried.last_ms && now_ms - tried.last_ms < TRIED_MS;
	if (step.result == IDENTITIES_OK && tried.count < UINT32_MAX && !soon) {
		tried.count++;
		tried.last_ms = now_ms;
		tried_put(&step, person, &tried);
	}
	return step_end(&step);
}

enum identities_result identities_news(
    struct identities *identities, const uint8_t person[WRITER_BYTES], struct tried *tried)
{
	struct step step = step_begin(identities, false);
	*tried = tried_get(&step, person);
	return step_end(&step);
}

enum identities_result identities_told(
    struct identities *identities, const uint8_t person[WRITER_BYTES])
{
	struct step step = step_begin(identities, true);
	struct tried tried = tried_get(&step, person);
	if (step.result == IDENTITIES_OK && tried.told != tried.count) {
		tried.told = tried.count;
		tried_put(&step, person, &tried);
	}
	return step_end(&step);
}
