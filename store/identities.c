/*
 * store/identities.c - see identities.h. Five tables; each value ends with SipHash-2-4 over the table's first
 * letter, the key and the value, as the journal's records do: LMDB finds no flipped bit itself.
 *
 *   people       person (16)               a map: k key, n name
 *   keys         key (32)                  the person (16)
 *   invitations  hash of the token (32)    a map: s session, r role, o rooms, c how many more, x expires at
 *   uses         hash (32), key (32)       the person (16)
 *   tried        person (16)               a map: n how often, l last at, w how often it was told
 */
#include "store/identities_internal.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <lmdb.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/wire/wire.h"

#define MAP_BYTES   (1ull << 30) /* address space: 8,192 people and 65,536 invitations take 40 MiB */
#define CHECK_BYTES 8u

static const char *const words[TABLES] = { "people", "keys", "invitations", "uses", "tried" };

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

enum identities_result identities_result_of(int rc)
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

enum identities_result identities_env_open(struct identities *identities, const char *path)
{
	int rc = mdb_env_create(&identities->env);
	if (rc == 0)
		rc = mdb_env_set_mapsize(identities->env, (size_t)MAP_BYTES);
	if (rc == 0)
		rc = mdb_env_set_maxdbs(identities->env, TABLES);
	if (rc == 0)
		rc = mdb_env_open(identities->env, path, MDB_NOTLS, 0600);
	if (rc == 0)
		rc = tables_open(identities);
	return rc == MDB_NOTFOUND ? IDENTITIES_DAMAGED : identities_result_of(rc);
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
	memcpy(opened->folder, path, sizeof path);
	opened->use_fd = -1;
	enum identities_result result =
	    identities_use(opened) ? identities_env_open(opened, path) : IDENTITIES_DISK;
	if (result == IDENTITIES_OK)
		*identities = opened;
	else
		identities_close(opened);
	return result;
}

void identities_close(struct identities *identities)
{
	if (identities == NULL)
		return;
	if (identities->env != NULL)
		mdb_env_close(identities->env);
	if (identities->use_fd >= 0)
		(void)close(identities->use_fd);
	free(identities);
}

/* --- Records ---------------------------------------------------------------------------------- */

static void check_make(
    size_t table, const uint8_t *key, size_t key_size, const MDB_val *value, uint8_t *check)
{
	static const uint8_t zeros[crypto_shorthash_KEYBYTES];
	uint8_t bytes[1 + USE_BYTES + IDENTITY_BYTES_MAX];
	bytes[0] = (uint8_t)words[table][0];
	memcpy(bytes + 1, key, key_size);
	memcpy(bytes + 1 + key_size, value->mv_data, value->mv_size);
	crypto_shorthash(check, bytes, 1 + key_size + value->mv_size, zeros);
}

struct step step_begin(struct identities *identities, bool write)
{
	struct step step = { .identities = identities };
	step.result = identities_result_of(
	    mdb_txn_begin(identities->env, NULL, write ? 0 : MDB_RDONLY, &step.txn));
	return step;
}

enum identities_result step_end(struct step *step)
{
	if (step->txn != NULL && step->result == IDENTITIES_OK)
		step->result = identities_result_of(mdb_txn_commit(step->txn));
	else if (step->txn != NULL)
		mdb_txn_abort(step->txn);
	step->txn = NULL;
	return step->result;
}

bool step_check(
    struct step *step, size_t table, const uint8_t *key, size_t key_size, MDB_val *value)
{
	uint8_t check[CHECK_BYTES];
	bool well = key_size <= USE_BYTES && value->mv_size >= CHECK_BYTES &&
	    value->mv_size <= IDENTITY_BYTES_MAX + CHECK_BYTES;
	if (well) {
		value->mv_size -= CHECK_BYTES;
		check_make(table, key, key_size, value, check);
		well = memcmp(check, (uint8_t *)value->mv_data + value->mv_size, CHECK_BYTES) == 0;
	}
	if (!well)
		step->result = IDENTITIES_DAMAGED;
	return well;
}

bool step_get(struct step *step, size_t table, const uint8_t *key, size_t key_size, MDB_val *value)
{
	if (step->result != IDENTITIES_OK)
		return false;
	MDB_val key_val = { .mv_size = key_size, .mv_data = (void *)key }; /* only read */
	int rc = mdb_get(step->txn, step->identities->tables[table], &key_val, value);
	if (rc != 0 && rc != MDB_NOTFOUND)
		step->result = identities_result_of(rc);
	return rc == 0 && step_check(step, table, key, key_size, value);
}

void step_put(struct step *step, size_t table, const uint8_t *key, size_t key_size,
    const uint8_t *value, size_t value_size)
{
	uint8_t record[IDENTITY_BYTES_MAX + CHECK_BYTES];
	assert(value_size <= IDENTITY_BYTES_MAX);
	if (step->result != IDENTITIES_OK)
		return;
	memcpy(record, value, value_size);
	MDB_val body = { .mv_size = value_size, .mv_data = record };
	check_make(table, key, key_size, &body, record + value_size);
	MDB_val key_val = { .mv_size = key_size, .mv_data = (void *)key }; /* only read */
	MDB_val value_val = { .mv_size = value_size + CHECK_BYTES, .mv_data = record };
	step->result = identities_result_of(
	    mdb_put(step->txn, step->identities->tables[table], &key_val, &value_val, 0));
}

void step_del(struct step *step, size_t table, const uint8_t *key, size_t key_size)
{
	if (step->result != IDENTITIES_OK)
		return;
	MDB_val key_val = { .mv_size = key_size, .mv_data = (void *)key }; /* only read */
	int rc = mdb_del(step->txn, step->identities->tables[table], &key_val, NULL);
	if (rc != 0 && rc != MDB_NOTFOUND)
		step->result = identities_result_of(rc);
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

bool step_person_get(struct step *step, const uint8_t id[WRITER_BYTES], struct person *person)
{
	MDB_val value;
	return step_get(step, PEOPLE, id, WRITER_BYTES, &value) &&
	    person_decode(step, id, value, person);
}

void step_person_put(struct step *step, const struct person *person)
{
	struct buffer value;
	buffer_init(&value, IDENTITY_BYTES_MAX);
	pack_map(&value, 2);
	pack_key_bin(&value, "k", person->key, CURVE_KEY_BYTES);
	pack_key_text(&value, "n", person->name);
	if (value.failed)
		step->result = IDENTITIES_DISK;
	else
		step_put(step, PEOPLE, person->id, WRITER_BYTES, value.bytes, value.size);
	step_put(step, KEYS, person->key, CURVE_KEY_BYTES, person->id, WRITER_BYTES);
	buffer_close(&value);
}

enum identities_result identities_person(
    struct identities *identities, const uint8_t id[WRITER_BYTES], struct person *person)
{
	struct step step = step_begin(identities, false);
	bool found = step_person_get(&step, id, person);
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
		step.result = identities_result_of(
		    mdb_cursor_open(step.txn, identities->tables[PEOPLE], &cursor));
	int rc = 0;
	while (step.result == IDENTITIES_OK &&
	    (rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0) {
		if (key.mv_size != WRITER_BYTES)
			step.result = IDENTITIES_DAMAGED;
		else if (step_check(&step, PEOPLE, key.mv_data, key.mv_size, &value) &&
		    person_decode(&step, key.mv_data, value, &person) && !visit(context, &person))
			break;
	}
	if (rc != 0 && rc != MDB_NOTFOUND)
		step.result = identities_result_of(rc);
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
	if (!step_person_get(&step, id, &found) && step.result == IDENTITIES_OK)
		step.result = IDENTITIES_ABSENT;
	if (step_get(&step, KEYS, key, CURVE_KEY_BYTES, &owner) &&
	    (owner.mv_size != WRITER_BYTES || memcmp(owner.mv_data, id, WRITER_BYTES) != 0))
		step.result = IDENTITIES_USED;
	if (step.result == IDENTITIES_OK && memcmp(found.key, key, CURVE_KEY_BYTES) != 0) {
		step_del(&step, KEYS, found.key, CURVE_KEY_BYTES);
		memcpy(found.key, key, CURVE_KEY_BYTES);
		step_person_put(&step, &found);
	}
	if (step_end(&step) == IDENTITIES_OK)
		*person = found;
	return step.result;
}
