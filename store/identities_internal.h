/*
 * store/identities_internal.h - what the files identities*.c share: a transaction in steps.
 */
#ifndef RAPPORTEUR_STORE_IDENTITIES_INTERNAL_H
#define RAPPORTEUR_STORE_IDENTITIES_INTERNAL_H

#include <limits.h>
#include <lmdb.h>

#include "store/identities.h"

#define IDENTITY_BYTES_MAX 1024u /* of a value */
#define USE_BYTES          (HASH_BYTES + CURVE_KEY_BYTES)

enum { PEOPLE, KEYS, INVITATIONS, USES, TRIED, TABLES };

struct identities {
	MDB_env *env;
	MDB_dbi tables[TABLES];
	char folder[PATH_MAX];
	int use_fd; /* locked for reading as long as we use it; -1: not open */
};

/* Opens LMDB's file in a folder, and its tables; makes them when they are not there. env is set in any case. */
enum identities_result identities_env_open(struct identities *identities, const char *path);
/* Takes part in using it; waits while another process writes it anew. */
bool identities_use(struct identities *identities);

/* A transaction and the first thing that went wrong in it; the calls after that do nothing. */
struct step {
	struct identities *identities;
	MDB_txn *txn;
	enum identities_result result;
};

enum identities_result identities_result_of(int rc);
struct step step_begin(struct identities *identities, bool write);
/* Commits what went well, takes back what did not. */
enum identities_result step_end(struct step *step);
/* Whether the value of a record is as it was written; cuts its check off. Else the step has failed. */
bool step_check(
    struct step *step, size_t table, const uint8_t *key, size_t key_size, MDB_val *value);
/* False: it is not there, or the step has failed. The value is LMDB's until the next write. */
bool step_get(struct step *step, size_t table, const uint8_t *key, size_t key_size, MDB_val *value);
void step_put(struct step *step, size_t table, const uint8_t *key, size_t key_size,
    const uint8_t *value, size_t value_size);
void step_del(struct step *step, size_t table, const uint8_t *key, size_t key_size);
bool step_person_get(struct step *step, const uint8_t id[WRITER_BYTES], struct person *person);
void step_person_put(struct step *step, const struct person *person);

#endif
