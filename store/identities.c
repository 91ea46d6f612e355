/*
 * store/identities.c - see identities.h. Four tables; each value ends with SipHash-2-4 over the table's first
 * letter, the key and the value, as the journal's records do: LMDB finds no flipped bit itself.
 *
 *   people       person (16)               a map: k key, n name
 *   keys         key (32)                  the person (16)
 *   invitations  hash of the token (32)    a map: s session, r role, o rooms, c how many more, x expires at
 *   uses         hash (32), key (32)       the person (16)
 */
#include "store/identities.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <lmdb.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "proto/wire/wire.h"

#define MAP_BYTES    (1ull << 30) /* address space: 8,192 people and 65,536 invitations take 40 MiB */
#define VALUE_MAX    1024u
#define CHECK_BYTES  8u
#define KEPT_OVER_MS 86400000u /* what is over stays a day, so that who comes late is told why */
#define USE_BYTES    (HASH_BYTES + CURVE_KEY_BYTES)
#define ROOMS_BYTES  8192u

enum { PEOPLE, KEYS, INVITATIONS, USES, TABLES };
static const char *const words[TABLES] = { "people", "keys", "invitations", "uses" };

struct identities {
	MDB_env *env;
	MDB_dbi tables[TABLES];
};

/* A transaction and the first thing that went wrong in it; the calls after that do nothing. */
struct step {
	struct identities *identities;
	MDB_txn *txn;
	enum identities_result result;
};

const char *identities_result_sentence(enum identities_result result)
{
#define X(name, sentence) \
	case name: \
		return sentence;
	switch (result) {
		IDENTITIES_RESULTS(X)
	}
#undef X
	return "Unknown."; /* not reached */
}

static enum identities_result result_of(int rc)
{
	switch (rc) {
	case 0:
		return IDENTITIES_OK;
	case MDB_NOTFOUND:
		return IDENTITIES_ABSENT;
	case MDB_MAP_FULL:
		return IDENTITIES_FULL;
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_INVALID:
		return IDENTITIES_DAMAGED;
	default:
		return IDENTITIES_DISK;
	}
}

/* --- Opening ---------------------------------------------------------------------------------- */

static int tables_open(struct identities *identities)
{
	MDB_txn *txn = NULL;
	int rc = mdb_txn_begin(identities->env, NULL, 0, &txn);
	for (size_t i = 0; rc == 0 && i < TABLES; i++)
		rc = mdb_dbi_open(txn, words[i], MDB_CREATE, &identities->tables[i]);
	if (rc == 0)
		return mdb_txn_commit(txn);
	if (txn != NULL)
		mdb_txn_abort(txn);
	return rc;
}

enum identities_result identities_open(struct identities **identities, const char *dir, bool make)
{
	char path[PATH_MAX];
	struct stat file;
	if (snprintf(path, sizeof path, "%s/identities", dir) >= (int)sizeof path)
		return IDENTITIES_DISK;
	if (make && mkdir(path, 0700) != 0 && errno != EEXIST)
		return IDENTITIES_DISK;
	if (stat(path, &file) != 0)
		return errno == ENOENT ? IDENTITIES_ABSENT : IDENTITIES_DISK;
	struct identities *opened = calloc(1, sizeof *opened);
	if (opened == NULL)
		return IDENTITIES_DISK;
	int rc = mdb_env_create(&opened->env);
	if (rc == 0)
		rc = mdb_env_set_mapsize(opened->env, (size_t)MAP_BYTES);
	if (rc == 0)
		rc = mdb_env_set_maxdbs(opened->env, TABLES);
	if (rc == 0)
		rc = mdb_env_open(opened->env, path, MDB_NOTLS, 0600);
	if (rc == 0)
		rc = tables_open(opened);
	if (rc == 0)
		*identities = opened;
	else
		identities_close(opened);
	return rc == MDB_NOTFOUND ? IDENTITIES_DAMAGED : result_of(rc);
}

void identities_close(struct identities *identities)
{
	if (identities == NULL)
		return;
	if (identities->env != NULL)
		mdb_env_close(identities->env);
	free(identities);
}

/* --- Records ---------------------------------------------------------------------------------- */

static void check_make(
    size_t table, const uint8_t *key, size_t key_size, const MDB_val *value, uint8_t *check)
{
	static const uint8_t zeros[crypto_shorthash_KEYBYTES];
	uint8_t bytes[1 + USE_BYTES + VALUE_MAX];
	bytes[0] = (uint8_t)words[table][0];
	memcpy(bytes + 1, key, key_size);
	memcpy(bytes + 1 + key_size, value->mv_data, value->mv_size);
	crypto_shorthash(check, bytes, 1 + key_size + value->mv_size, zeros);
}

static struct step step_begin(struct identities *identities, bool write)
{
	struct step step = { .identities = identities };
	step.result =
	    result_of(mdb_txn_begin(identities->env, NULL, write ? 0 : MDB_RDONLY, &step.txn));
	return step;
}

/* Commits what went well, takes back what did not. */
static enum identities_result step_end(struct step *step)
{
	if (step->txn != NULL && step->result == IDENTITIES_OK)
		step->result = result_of(mdb_txn_commit(step->txn));
	else if (step->txn != NULL)
		mdb_txn_abort(step->txn);
	step->txn = NULL;
	return step->result;
}

static bool check_cut(
    struct step *step, size_t table, const uint8_t *key, size_t key_size, MDB_val *value)
{
	uint8_t check[CHECK_BYTES];
	bool well = key_size <= USE_BYTES && value->mv_size >= CHECK_BYTES &&
	    value->mv_size <= VALUE_MAX + CHECK_BYTES;
	if (well) {
		value->mv_size -= CHECK_BYTES;
		check_make(table, key, key_size, value, check);
		well = memcmp(check, (uint8_t *)value->mv_data + value->mv_size, CHECK_BYTES) == 0;
	}
	if (!well)
		step->result = IDENTITIES_DAMAGED;
	return well;
}

/* False: it is not there, or the step has failed. The value is LMDB's until the next write. */
static bool get(
    struct step *step, size_t table, const uint8_t *key, size_t key_size, MDB_val *value)
{
	if (step->result != IDENTITIES_OK)
		return false;
	MDB_val key_val = { .mv_size = key_size, .mv_data = (void *)key }; /* only read */
	int rc = mdb_get(step->txn, step->identities->tables[table], &key_val, value);
	if (rc != 0 && rc != MDB_NOTFOUND)
		step->result = result_of(rc);
	return rc == 0 && check_cut(step, table, key, key_size, value);
}

static void put(struct step *step, size_t table, const uint8_t *key, size_t key_size,
    const uint8_t *value, size_t value_size)
{
	uint8_t record[VALUE_MAX + CHECK_BYTES];
	assert(value_size <= VALUE_MAX);
	if (step->result != IDENTITIES_OK)
		return;
	memcpy(record, value, value_size);
	MDB_val body = { .mv_size = value_size, .mv_data = record };
	check_make(table, key, key_size, &body, record + value_size);
	MDB_val key_val = { .mv_size = key_size, .mv_data = (void *)key }; /* only read */
	MDB_val value_val = { .mv_size = value_size + CHECK_BYTES, .mv_data = record };
	step->result =
	    result_of(mdb_put(step->txn, step->identities->tables[table], &key_val, &value_val, 0));
}

static void del(struct step *step, size_t table, const uint8_t *key, size_t key_size)
{
	if (step->result != IDENTITIES_OK)
		return;
	MDB_val key_val = { .mv_size = key_size, .mv_data = (void *)key }; /* only read */
	int rc = mdb_del(step->txn, step->identities->tables[table], &key_val, NULL);
	if (rc != 0 && rc != MDB_NOTFOUND)
		step->result = result_of(rc);
}

/* --- People ----------------------------------------------------------------------------------- */

static bool person_decode(
    struct step *step, const uint8_t *id, MDB_val value, struct person *person)
{
	struct wire wire;
	struct refusal refusal;
	*person = (struct person){ .name = "" };
	memcpy(person->id, id, WRITER_BYTES);
	wire_open(&wire, value.mv_data, value.mv_size, WALK_ITEMS_MAX, &refusal);
	wire_bytes(&wire, "k", person->key, CURVE_KEY_BYTES);
	wire_text_copy(&wire, "n", 0, person->name, sizeof person->name);
	if (wire_close(&wire) == ERROR_NONE)
		return true;
	step->result = IDENTITIES_DAMAGED;
	return false;
}

static bool person_get(struct step *step, const uint8_t id[WRITER_BYTES], struct person *person)
{
	MDB_val value;
	return get(step, PEOPLE, id, WRITER_BYTES, &value) &&
	    person_decode(step, id, value, person);
}

static void person_put(struct step *step, const struct person *person)
{
	struct buffer value;
	buffer_init(&value, VALUE_MAX);
	pack_map(&value, 2);
	pack_key_bin(&value, "k", person->key, CURVE_KEY_BYTES);
	pack_key_text(&value, "n", person->name);
	if (value.failed)
		step->result = IDENTITIES_DISK;
	else
		put(step, PEOPLE, person->id, WRITER_BYTES, value.bytes, value.size);
	put(step, KEYS, person->key, CURVE_KEY_BYTES, person->id, WRITER_BYTES);
	buffer_close(&value);
}

enum identities_result identities_person(
    struct identities *identities, const uint8_t id[WRITER_BYTES], struct person *person)
{
	struct step step = step_begin(identities, false);
	bool found = person_get(&step, id, person);
	enum identities_result result = step_end(&step);
	return result == IDENTITIES_OK && !found ? IDENTITIES_ABSENT : result;
}

enum identities_result identities_walk(
    struct identities *identities, identities_visit *visit, void *context)
{
	struct step step = step_begin(identities, false);
	MDB_cursor *cursor = NULL;
	MDB_val key;
	MDB_val value;
	struct person person;
	if (step.result == IDENTITIES_OK)
		step.result =
		    result_of(mdb_cursor_open(step.txn, identities->tables[PEOPLE], &cursor));
	int rc = 0;
	while (step.result == IDENTITIES_OK &&
	    (rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0) {
		if (key.mv_size != WRITER_BYTES)
			step.result = IDENTITIES_DAMAGED;
		else if (check_cut(&step, PEOPLE, key.mv_data, key.mv_size, &value) &&
		    person_decode(&step, key.mv_data, value, &person) && !visit(context, &person))
			break;
	}
	if (rc != 0 && rc != MDB_NOTFOUND)
		step.result = result_of(rc);
	if (cursor != NULL)
		mdb_cursor_close(cursor);
	return step_end(&step);
}

enum identities_result identities_rekey(struct identities *identities,
    const uint8_t id[WRITER_BYTES], const uint8_t key[CURVE_KEY_BYTES], struct person *person)
{
	struct step step = step_begin(identities, true);
	struct person found;
	MDB_val owner;
	if (!person_get(&step, id, &found) && step.result == IDENTITIES_OK)
		step.result = IDENTITIES_ABSENT;
	if (get(&step, KEYS, key, CURVE_KEY_BYTES, &owner) &&
	    (owner.mv_size != WRITER_BYTES || memcmp(owner.mv_data, id, WRITER_BYTES) != 0))
		step.result = IDENTITIES_USED;
	if (step.result == IDENTITIES_OK && memcmp(found.key, key, CURVE_KEY_BYTES) != 0) {
		del(&step, KEYS, found.key, CURVE_KEY_BYTES);
		memcpy(found.key, key, CURVE_KEY_BYTES);
		person_put(&step, &found);
	}
	if (step_end(&step) == IDENTITIES_OK)
		*person = found;
	return step.result;
}

/* --- Invitations ------------------------------------------------------------------------------ */

static bool invitation_decode(struct step *step, MDB_val value, struct invitation *invitation)
{
	struct wire wire;
	struct refusal refusal;
	struct arena arena;
	*invitation = (struct invitation){ .session = "" };
	arena_init(&arena, ROOMS_BYTES);
	wire_open(&wire, value.mv_data, value.mv_size, WALK_ITEMS_MAX, &refusal);
	wire_text_copy(&wire, "s", 0, invitation->session, sizeof invitation->session);
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
	buffer_init(&value, VALUE_MAX);
	pack_map(&value, 5);
	pack_key_text(&value, "s", invitation->session);
	pack_key_uint(&value, "r", invitation->role);
	pack_key_uint(&value, "c", invitation->count);
	pack_key_uint(&value, "x", invitation->expires_ms);
	pack_key_array(&value, "o", invitation->room_count);
	for (size_t i = 0; i < invitation->room_count; i++)
		pack_text(&value, invitation->rooms[i]);
	if (value.failed)
		step->result = IDENTITIES_DISK;
	else
		put(step, INVITATIONS, hash, HASH_BYTES, value.bytes, value.size);
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
		step->result = result_of(rc);
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
		    !check_cut(step, INVITATIONS, key.mv_data, key.mv_size, &value) ||
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
		step->result = result_of(rc);
	return count;
}

enum identities_result identities_invite(struct identities *identities,
    const uint8_t hash[HASH_BYTES], const struct invitation *invitation, uint64_t now_ms)
{
	struct step step = step_begin(identities, true);
	MDB_val value;
	bool there = get(&step, INVITATIONS, hash, HASH_BYTES, &value);
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
	if (get(step, KEYS, taking->key, CURVE_KEY_BYTES, &value)) {
		uint8_t id[WRITER_BYTES];
		if (value.mv_size != sizeof id)
			step->result = IDENTITIES_DAMAGED;
		else
			memcpy(id, value.mv_data, sizeof id);
		if (step->result == IDENTITIES_OK && !person_get(step, id, person) &&
		    step->result == IDENTITIES_OK)
			step->result = IDENTITIES_DAMAGED;
		return step->result == IDENTITIES_OK;
	}
	MDB_stat people;
	if (step->result == IDENTITIES_OK)
		step->result =
		    result_of(mdb_stat(step->txn, step->identities->tables[PEOPLE], &people));
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
	bool used = get(&step, USES, use, sizeof use, &value);
	if (!get(&step, INVITATIONS, taking->hash, HASH_BYTES, &value) &&
	    step.result == IDENTITIES_OK)
		step.result = IDENTITIES_ABSENT;
	if (step.result == IDENTITIES_OK)
		(void)invitation_decode(&step, value, &granted);
	if (used && !get(&step, KEYS, taking->key, CURVE_KEY_BYTES, &owner) &&
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
		person_put(&step, &found);
		put(&step, USES, use, sizeof use, found.id, WRITER_BYTES);
		invitation_put(&step, taking->hash, &granted);
	}
	if (step_end(&step) == IDENTITIES_OK) {
		*person = found;
		*invitation = granted;
	}
	return step.result;
}
