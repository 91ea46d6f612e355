/*
 * client/lib/outbox/outbox_file.c - opening the outbox, its room, its meta; see outbox_internal.h.
 *
 * LMDB's default sync flags: in simulated power cuts no other lost nothing. A full disk is asked
 * for before opening, since LMDB dies of it when it makes its lock file then.
 */
#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "client/lib/outbox/outbox_internal.h"

#define FORMAT_VERSION  1u
#define OPEN_BYTES_MIN  (UINT64_C(256) * 1024) /* lock file, first pages, and some to write */
#define PLACE_BYTES     (ID_BYTES + 8u + HASH_BYTES)
#define PLACE_KEY_BYTES 300u /* "place/" and an endpoint; LMDB's keys end at 511 */

MDB_val outbox_value(const void *bytes, size_t size)
{
	return (MDB_val){ .mv_size = size, .mv_data = (void *)bytes }; /* only read */
}

void outbox_key_put(uint8_t key[8], uint64_t sequence)
{
	for (size_t i = 0; i < 8; i++)
		key[i] = (uint8_t)(sequence >> (56 - 8 * i));
}

uint64_t outbox_key_get(const uint8_t *key)
{
	uint64_t sequence = 0;
	for (size_t i = 0; i < 8; i++)
		sequence = sequence << 8 | key[i];
	return sequence;
}

enum rapporteur_result outbox_result(int rc)
{
	switch (rc) {
	case MDB_SUCCESS:
		return RAPPORTEUR_OK;
	case MDB_NOTFOUND:
		return RAPPORTEUR_ABSENT;
	case ENOMEM:
		return RAPPORTEUR_MEMORY;
	case MDB_READERS_FULL:
		return RAPPORTEUR_BUSY;
	default:
		return RAPPORTEUR_DISK;
	}
}

int outbox_commit(struct outbox *outbox, MDB_txn *txn)
{
	size_t id = mdb_txn_id(txn);
	int rc = mdb_txn_commit(txn);
	if (rc == 0) {
		if (id != outbox->last_txn + 1)
			outbox->changed_elsewhere = true;
		outbox->last_txn = id;
	}
	return rc;
}

bool outbox_changed_elsewhere(struct outbox *outbox)
{
	MDB_envinfo info;
	if (mdb_env_info(outbox->env, &info) == 0 && info.me_last_txnid != outbox->last_txn) {
		outbox->last_txn = info.me_last_txnid;
		outbox->changed_elsewhere = true;
	}
	bool changed = outbox->changed_elsewhere;
	outbox->changed_elsewhere = false;
	return changed;
}

/* Pages that were used once and are free: LMDB lists them in its table 0, whose values begin with
 * their count. Only a reading transaction may look at it. */
static size_t free_pages(struct outbox *outbox)
{
	MDB_txn *txn = NULL;
	MDB_cursor *cursor = NULL;
	size_t pages = 0;
	if (mdb_txn_begin(outbox->env, NULL, MDB_RDONLY, &txn) != 0)
		return 0;
	MDB_val key;
	MDB_val value;
	bool open = mdb_cursor_open(txn, 0, &cursor) == 0;
	while (open && mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0) {
		size_t count = 0;
		if (value.mv_size >= sizeof count)
			memcpy(&count, value.mv_data, sizeof count);
		pages += count;
	}
	if (open)
		mdb_cursor_close(cursor);
	mdb_txn_abort(txn);
	return pages;
}

bool outbox_has_room(struct outbox *outbox)
{
	MDB_envinfo info;
	MDB_stat stat;
	if (mdb_env_info(outbox->env, &info) != 0 || mdb_env_stat(outbox->env, &stat) != 0)
		return false;
	size_t pages = info.me_mapsize / stat.ms_psize;
	/* An acknowledgement makes an entry longer, and LMDB writes pages anew also to delete. */
	size_t kept_free = pages / 2;
	size_t used = info.me_last_pgno + 1;
	if (used + kept_free <= pages)
		return true;
	size_t unused = free_pages(outbox);
	return used - (unused < used ? unused : used) + kept_free <= pages;
}

static MDB_val place_key(char text[PLACE_KEY_BYTES], const char *broker)
{
	int size = snprintf(text, PLACE_KEY_BYTES, "place/%s", broker);
	assert(size > 0);
	assert((size_t)size < PLACE_KEY_BYTES);
	return outbox_value(text, (size_t)size);
}

int outbox_place_put(
    struct outbox *outbox, MDB_txn *txn, const char *broker, const struct place *place)
{
	char text[PLACE_KEY_BYTES];
	MDB_val key = place_key(text, broker);
	uint8_t bytes[PLACE_BYTES];
	memcpy(bytes, place->journal, ID_BYTES);
	outbox_key_put(bytes + ID_BYTES, place->number);
	memcpy(bytes + ID_BYTES + 8, place->hash, HASH_BYTES);
	MDB_val value = outbox_value(bytes, sizeof bytes);
	return mdb_put(txn, outbox->meta, &key, &value, 0);
}

enum rapporteur_result outbox_place(struct outbox *outbox, const char *broker, struct place *place)
{
	*place = (struct place){ 0 };
	MDB_txn *txn = NULL;
	int rc = mdb_txn_begin(outbox->env, NULL, MDB_RDONLY, &txn);
	if (rc != 0)
		return outbox_result(rc);
	char text[PLACE_KEY_BYTES];
	MDB_val key = place_key(text, broker);
	MDB_val value;
	if (mdb_get(txn, outbox->meta, &key, &value) == 0 && value.mv_size == PLACE_BYTES) {
		const uint8_t *bytes = value.mv_data;
		place->known = true;
		memcpy(place->journal, bytes, ID_BYTES);
		place->number = outbox_key_get(bytes + ID_BYTES);
		memcpy(place->hash, bytes + ID_BYTES + 8, HASH_BYTES);
	}
	mdb_txn_abort(txn);
	return RAPPORTEUR_OK;
}

/* --- opening ------------------------------------------------------------------------------ */

static enum rapporteur_result fail(struct rapporteur_fault *fault, enum rapporteur_result result,
    const char *path, const char *why)
{
	if (fault != NULL)
		snprintf(fault->what, sizeof fault->what, "%.120s: %s", path, why);
	return result;
}

/* Makes the folder and those above it. */
static int folder_make(const char *path)
{
	char made[4096];
	int size = snprintf(made, sizeof made, "%s", path);
	if (size <= 0 || (size_t)size >= sizeof made)
		return ENAMETOOLONG;
	for (char *at = made + 1; *at != '\0'; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		if (mkdir(made, 0700) != 0 && errno != EEXIST && errno != EACCES && errno != EROFS)
			return errno;
		*at = '/';
	}
	return mkdir(made, 0700) == 0 || errno == EEXIST ? 0 : errno;
}

static bool tables_open(struct outbox *outbox, MDB_txn *txn)
{
	struct {
		const char *name;
		MDB_dbi *table;
	} tables[] = { { "entries", &outbox->entries }, { "ids", &outbox->ids },
		{ "here", &outbox->here }, { "refused", &outbox->refused },
		{ "notes", &outbox->notes }, { "meta", &outbox->meta } };
	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
		if (mdb_dbi_open(txn, tables[i].name, MDB_CREATE, tables[i].table) != 0)
			return false;
	return true;
}

/* Reads the format and the writer, or writes them at the first use. */
static const char *meta_open(struct outbox *outbox, MDB_txn *txn)
{
	MDB_val key = outbox_value("format", 6);
	MDB_val value;
	uint8_t format = FORMAT_VERSION;
	int rc = mdb_get(txn, outbox->meta, &key, &value);
	if (rc == 0 && (value.mv_size != 1 || *(const uint8_t *)value.mv_data != format))
		return "the outbox was written by another version";
	if (rc == MDB_NOTFOUND) {
		value = outbox_value(&format, 1);
		rc = mdb_put(txn, outbox->meta, &key, &value, 0);
	}
	if (rc != 0)
		return mdb_strerror(rc);
	key = outbox_value("writer", 6);
	rc = mdb_get(txn, outbox->meta, &key, &value);
	if (rc == 0 && value.mv_size == WRITER_BYTES) {
		memcpy(outbox->writer, value.mv_data, WRITER_BYTES);
		return NULL;
	}
	randombytes_buf(outbox->writer, WRITER_BYTES);
	value = outbox_value(outbox->writer, WRITER_BYTES);
	rc = mdb_put(txn, outbox->meta, &key, &value, 0);
	return rc == 0 ? NULL : mdb_strerror(rc);
}

/* A file that ends before its last page would kill whoever reads it. */
static bool file_is_whole(const struct outbox *outbox, const char *folder)
{
	char path[4096];
	struct stat file;
	MDB_envinfo info;
	MDB_stat stats;
	int size = snprintf(path, sizeof path, "%s/data.mdb", folder);
	if (size <= 0 || (size_t)size >= sizeof path || stat(path, &file) != 0)
		return false;
	if (mdb_env_info(outbox->env, &info) != 0 || mdb_env_stat(outbox->env, &stats) != 0)
		return false;
	return (uint64_t)file.st_size >= (uint64_t)(info.me_last_pgno + 1) * stats.ms_psize;
}

static int env_open(struct outbox *outbox, const char *folder)
{
	int rc = mdb_env_create(&outbox->env);
	if (rc != 0)
		return rc;
	mdb_env_set_maxdbs(outbox->env, 8);
	rc = mdb_env_set_mapsize(outbox->env, outbox->map_bytes);
	if (rc == 0)
		rc = mdb_env_open(outbox->env, folder, MDB_NOTLS, 0600);
	return rc;
}

/* Tables and meta in one transaction; NULL when all is well. */
static const char *contents_open(struct outbox *outbox, enum rapporteur_result *result)
{
	MDB_txn *txn = NULL;
	int dead = 0;
	mdb_reader_check(outbox->env, &dead);
	int rc = mdb_txn_begin(outbox->env, NULL, 0, &txn);
	if (rc != 0) {
		*result = outbox_result(rc);
		return mdb_strerror(rc);
	}
	const char *wrong = tables_open(outbox, txn) ? meta_open(outbox, txn) : "it is damaged";
	if (wrong != NULL) {
		mdb_txn_abort(txn);
		return wrong;
	}
	outbox->last_txn = mdb_txn_id(txn) - 1;
	rc = outbox_commit(outbox, txn);
	if (rc == 0)
		return NULL;
	*result = outbox_result(rc);
	return mdb_strerror(rc);
}

const char *outbox_env_open(
    struct outbox *outbox, const char *folder, enum rapporteur_result *result)
{
	int rc = env_open(outbox, folder);
	if (rc != 0)
		return mdb_strerror(rc);
	if (!file_is_whole(outbox, folder))
		return "data.mdb is cut short";
	return contents_open(outbox, result);
}

enum rapporteur_result outbox_open(
    struct outbox *outbox, const char *state, size_t map_bytes, struct rapporteur_fault *fault)
{
	*outbox = (struct outbox){ .map_bytes = map_bytes, .use_fd = -1 };
	char *folder = outbox->folder;
	struct statvfs disk;
	int size = snprintf(folder, sizeof outbox->folder, "%s/outbox", state);
	if (size <= 0 || (size_t)size >= sizeof outbox->folder)
		return fail(fault, RAPPORTEUR_ARGUMENT, state, "the path is too long");
	int rc = folder_make(folder);
	if (rc != 0)
		return fail(fault, RAPPORTEUR_STATE, folder, strerror(rc));
	if (statvfs(folder, &disk) != 0)
		return fail(fault, RAPPORTEUR_STATE, folder, strerror(errno));
	if ((uint64_t)disk.f_bavail * disk.f_frsize < OPEN_BYTES_MIN)
		return fail(fault, RAPPORTEUR_DISK, folder, "the disk is full");
	if (!outbox_use(outbox))
		return fail(fault, RAPPORTEUR_STATE, folder, strerror(errno));
	moment_boot(outbox->boot);
	enum rapporteur_result result = RAPPORTEUR_STATE;
	const char *wrong = outbox_env_open(outbox, folder, &result);
	if (wrong == NULL) {
		outbox_clean(outbox); /* what another one could not */
		return RAPPORTEUR_OK;
	}
	enum rapporteur_result failed = fail(fault, result, folder, wrong);
	outbox_close(outbox);
	return failed;
}

void outbox_close(struct outbox *outbox)
{
	if (outbox->env != NULL) {
		outbox_clean(outbox);
		mdb_env_close(outbox->env);
		(void)close(outbox->use_fd);
	} else if (outbox->use_fd > 0) {
		(void)close(outbox->use_fd);
	}
	outbox->env = NULL;
	outbox->use_fd = -1;
}
