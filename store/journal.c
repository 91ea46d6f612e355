/*
 * store/journal.c - opening, appending, beginning to read; the same over both engines.
 *
 *   append:  begin ─► apply ─► newest ─► commit ─► done     one transaction, one sync
 *                      └─ another answer than JOURNAL_OK ─► abort ─► done
 */
#include "store/folder/rewrite_internal.h"
#include "store/folder/share_internal.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define JOURNAL_MAGIC  0x6a6f7572u
#define OPEN_TRIES_MAX 5 /* a journal is rewritten now and then, not five times in a moment */

const char *journal_result_sentence(enum journal_result result)
{
#define X(name, sentence) \
	if (result == (name)) \
		return sentence;
	JOURNAL_RESULTS(X)
#undef X
	return "An unknown result.";
}

/* --- Transactions ----------------------------------------------------------------------------- */

static void txn_init(struct journal_txn *txn, struct journal *journal, bool write)
{
	txn->journal = journal;
	txn->txn = NULL;
	txn->write = write;
	txn->changed = false;
	txn->failed = JOURNAL_OK;
	txn->newest = journal->newest;
	txn->erasing = journal->erasing;
	buffer_clear(&txn->value);
}

static enum journal_result newest_read(struct journal_txn *txn)
{
	uint8_t bytes[NEWEST_BYTES];
	enum journal_result result = meta_get(txn, META_NEWEST, bytes, sizeof bytes);
	if (result != JOURNAL_OK)
		return result;
	memcpy(txn->newest.id, txn->journal->newest.id, JOURNAL_ID_BYTES);
	txn->newest.number = number_get(bytes, 8);
	memcpy(txn->newest.hash, bytes + 8, HASH_BYTES);
	txn->newest.time_ms = number_get(bytes + 8 + HASH_BYTES, 8);
	return JOURNAL_OK;
}

/* An erasure that was not finished. */
static enum journal_result erasing_read(struct journal_txn *txn)
{
	struct span value;
	enum journal_result result = record_get(txn, TABLE_META, text_span(META_ERASING), &value);
	if (result == JOURNAL_OK && value.size == 8)
		txn->journal->erasing = number_get(value.bytes, 8);
	return result == JOURNAL_ABSENT ? JOURNAL_OK : result;
}

static enum journal_result newest_write(struct journal_txn *txn)
{
	uint8_t bytes[NEWEST_BYTES];
	number_put(bytes, txn->newest.number, 8);
	memcpy(bytes + 8, txn->newest.hash, HASH_BYTES);
	number_put(bytes + 8 + HASH_BYTES, txn->newest.time_ms, 8);
	return meta_put(txn, META_NEWEST, bytes, sizeof bytes);
}

static enum journal_result write_begin(struct journal *journal)
{
	struct journal_txn *txn = &journal->writing;
	assert(txn->txn == NULL);
	txn_init(txn, journal, true);
	return journal->engine->calls->begin(journal->engine, true, &txn->txn);
}

/* Commits what apply left to be committed, or takes it back. Ends the transaction. */
static enum journal_result write_end(struct journal *journal, enum journal_result result)
{
	struct journal_txn *txn = &journal->writing;
	const struct engine_calls *calls = journal->engine->calls;
	if (result == JOURNAL_OK && txn->newest.number != journal->newest.number)
		(void)newest_write(txn); /* a failure is in txn->failed */
	if (result == JOURNAL_OK)
		result = txn->failed;
	if (result == JOURNAL_OK && txn->changed)
		result = calls->commit(txn->txn);
	else
		calls->abort(txn->txn);
	txn->txn = NULL;
	if (result == JOURNAL_OK) {
		journal->newest = txn->newest;
		journal->erasing = txn->erasing;
	}
	return result;
}

enum journal_result journal_write(struct journal *journal, journal_apply *apply, void *context)
{
	enum journal_result result = journal->broken ? JOURNAL_DISK : write_begin(journal);
	if (!journal->broken && result == JOURNAL_OK)
		result = write_end(journal, apply(context, &journal->writing));
	if (result == JOURNAL_DISK)
		journal->broken = true;
	return result;
}

void journal_append(
    struct journal *journal, journal_apply *apply, journal_done *done, void *context)
{
	assert(journal->magic == JOURNAL_MAGIC);
	assert(!journal->read_only);
	done(context, journal_write(journal, apply, context), &journal->newest);
}

enum journal_result journal_begin(struct journal *journal, struct journal_txn **txn)
{
	assert(journal->magic == JOURNAL_MAGIC);
	struct journal_txn *begun = malloc(sizeof *begun);
	if (begun == NULL)
		return JOURNAL_MEMORY;
	buffer_init(&begun->value, RECORD_BYTES_MAX);
	txn_init(begun, journal, false);
	enum journal_result result =
	    journal->engine->calls->begin(journal->engine, false, &begun->txn);
	if (result == JOURNAL_OK)
		result = newest_read(begun);
	if (result != JOURNAL_OK) {
		if (begun->txn != NULL)
			journal->engine->calls->abort(begun->txn);
		free(begun);
		return result;
	}
	if (journal->read_only)
		journal->newest = begun->newest;
	*txn = begun;
	return JOURNAL_OK;
}

void journal_end(struct journal_txn *txn)
{
	if (txn == NULL)
		return;
	assert(!txn->write);
	txn->journal->engine->calls->abort(txn->txn);
	buffer_close(&txn->value);
	free(txn);
}

struct journal_place journal_txn_newest(const struct journal_txn *txn)
{
	return txn->newest;
}

struct journal_place journal_newest(const struct journal *journal)
{
	return journal->newest;
}

const struct journal_fault *journal_last_fault(const struct journal *journal)
{
	return &journal->engine->fault;
}

bool journal_moved(const struct journal *journal)
{
	return journal->in_folder && folder_moved(&journal->folder);
}

/* --- Opening ---------------------------------------------------------------------------------- */

static enum journal_result meta_make(struct journal *journal)
{
	enum journal_result result = write_begin(journal);
	if (result != JOURNAL_OK)
		return result;
	struct journal_txn *txn = &journal->writing;
	uint8_t bytes[8];
	struct timespec now;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	randombytes_buf(txn->newest.id, JOURNAL_ID_BYTES);
	/* what fails is in txn->failed, and write_end() answers it */
	journal->format = JOURNAL_FORMAT_VERSION;
	number_put(bytes, JOURNAL_FORMAT_VERSION, 4);
	(void)meta_put(txn, META_FORMAT, bytes, 4);
	(void)meta_put(txn, META_JOURNAL, txn->newest.id, JOURNAL_ID_BYTES);
	number_put(bytes, (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000, 8);
	(void)meta_put(txn, META_CREATED, bytes, 8);
	number_put(bytes, 0, 4);
	(void)meta_put(txn, META_PLACES, bytes, 4);
	(void)newest_write(txn);
	return write_end(journal, JOURNAL_OK);
}

/* Whether this generation was never begun: it has no format. */
static enum journal_result meta_absent(struct journal *journal, bool *absent)
{
	struct engine_txn *txn = NULL;
	struct span value;
	enum journal_result result = journal->engine->calls->begin(journal->engine, false, &txn);
	if (result != JOURNAL_OK)
		return result;
	result = journal->engine->calls->get(txn, TABLE_META, text_span(META_FORMAT), &value);
	journal->engine->calls->abort(txn);
	*absent = result == JOURNAL_ABSENT;
	return result == JOURNAL_ABSENT ? JOURNAL_OK : result;
}

static enum journal_result format_read(struct journal_txn *txn)
{
	uint8_t bytes[4];
	struct engine *engine = txn->journal->engine;
	enum journal_result result = meta_get(txn, META_FORMAT, bytes, sizeof bytes);
	if (result != JOURNAL_OK)
		return result;
	uint64_t version = number_get(bytes, sizeof bytes);
	if (version > JOURNAL_FORMAT_VERSION)
		return journal_fault_set(&engine->fault, JOURNAL_FORMAT,
		    "the format is version %llu, this program knows version %u: install a newer",
		    (unsigned long long)version, JOURNAL_FORMAT_VERSION);
	txn->journal->format = (uint32_t)version;
	return txn->journal->in_folder ? engine_lmdb_whole(engine) : JOURNAL_OK;
}

enum journal_result journal_meta_read(struct journal *journal)
{
	/* not journal_begin(): nothing but the format may be read before the format is known */
	struct journal_txn *txn = &journal->writing;
	txn_init(txn, journal, false);
	enum journal_result result =
	    journal->engine->calls->begin(journal->engine, false, &txn->txn);
	if (result != JOURNAL_OK)
		return result;
	result = format_read(txn);
	if (result == JOURNAL_OK)
		result = meta_get(txn, META_JOURNAL, journal->newest.id, JOURNAL_ID_BYTES);
	if (result == JOURNAL_OK)
		result = newest_read(txn);
	if (result == JOURNAL_OK)
		result = erasing_read(txn);
	if (result == JOURNAL_OK)
		journal->newest = txn->newest;
	journal->engine->calls->abort(txn->txn);
	txn->txn = NULL;
	return result;
}

struct journal *journal_make(void)
{
	if (sodium_init() < 0)
		return NULL;
	struct journal *journal = calloc(1, sizeof *journal);
	if (journal == NULL)
		return NULL;
	journal->magic = JOURNAL_MAGIC;
	journal->folder.dir_fd = -1;
	journal->folder.lock_fd = -1;
	buffer_init(&journal->writing.value, RECORD_BYTES_MAX);
	return journal;
}

enum journal_result journal_engine_open(struct journal *journal, struct journal_fault *fault)
{
	struct engine_lmdb_options options = journal->lmdb;
	options.dir = journal->folder.path;
	options.create = journal->folder.fresh;
	return engine_lmdb_open(&journal->engine, &options, fault);
}

static void options_take(struct journal *journal, const struct journal_options *options)
{
	uint64_t reserve =
	    options->reserve_bytes == 0 ? JOURNAL_RESERVE_BYTES : options->reserve_bytes;
	journal->read_only = options->read_only;
	journal->lmdb = (struct engine_lmdb_options){
		.read_only = options->read_only,
		.map_bytes = options->map_bytes == 0 ? JOURNAL_MAP_BYTES : options->map_bytes,
		.quota_bytes = options->quota_bytes,
		.reserve_bytes = reserve == UINT64_MAX ? 0 : reserve,
	};
}

/* A generation that is not in force yet must be empty: events in it mean that CURRENT was lost. */
static enum journal_result generation_begin(struct journal *journal)
{
	bool absent = false;
	enum journal_result result = meta_absent(journal, &absent);
	if (result == JOURNAL_OK && absent)
		result = meta_make(journal);
	if (result == JOURNAL_OK)
		result = journal_meta_read(journal);
	if (result != JOURNAL_OK || !journal->in_folder)
		return result;
	struct journal_fault *fault = &journal->engine->fault;
	if (journal->newest.number > 0)
		return journal_fault_set(fault, JOURNAL_DAMAGED,
		    "CURRENT is missing, though %s holds %llu events", journal->folder.generation,
		    (unsigned long long)journal->newest.number);
	return folder_commit(&journal->folder, fault);
}

/* What a writer does before anybody may use it. */
static enum journal_result writer_ready(struct journal *journal)
{
	struct journal_fault *fault = &journal->engine->fault;
	folder_leftovers_remove(&journal->folder);
	enum journal_result result = erased_read(&journal->erased, &journal->folder, fault);
	if (result == JOURNAL_OK && journal->format < JOURNAL_FORMAT_VERSION)
		result = journal_migrate(journal);
	if (result == JOURNAL_OK)
		result = erased_apply(journal);
	return result == JOURNAL_OK ? journal_erase_finish(journal) : result;
}

static enum journal_result reader_ready(struct journal *journal, bool old_format)
{
	if (old_format || journal->format == JOURNAL_FORMAT_VERSION)
		return JOURNAL_OK;
	return journal_fault_set(&journal->engine->fault, JOURNAL_FORMAT,
	    "the format is version %u: start rapporteurd, which brings it to version %u",
	    journal->format, JOURNAL_FORMAT_VERSION);
}

static enum journal_result folder_ready(
    struct journal *journal, const struct journal_options *options, struct journal_fault *fault)
{
	enum journal_result result =
	    folder_open(&journal->folder, options->dir, options->read_only, fault);
	if (result != JOURNAL_OK)
		return result;
	journal->in_folder = true;
	result = journal_engine_open(journal, fault);
	if (result != JOURNAL_OK)
		return result;
	result = journal->folder.fresh ? generation_begin(journal) : journal_meta_read(journal);
	if (result == JOURNAL_OK && options->read_only)
		result = reader_ready(journal, options->old_format);
	else if (result == JOURNAL_OK)
		result = writer_ready(journal);
	journal->share = options->share && result == JOURNAL_OK;
	if (journal->share)
		(void)folder_share(
		    &journal->folder); /* a reader does without: it has its log to say so */
	if (result != JOURNAL_OK && fault != NULL)
		*fault = journal->engine->fault;
	return result;
}

/* One attempt. *again: the generation was removed between reading its name and opening it. */
static enum journal_result open_once(struct journal **journal,
    const struct journal_options *options, struct journal_fault *fault, bool *again)
{
	struct journal *opening = journal_make();
	if (opening == NULL)
		return journal_fault_set(fault, JOURNAL_MEMORY, "memory is exhausted");
	options_take(opening, options);
	enum journal_result result = folder_ready(opening, options, fault);
	*again = false;
	if (result == JOURNAL_OK)
		*journal = opening;
	else {
		*again = options->read_only && journal_moved(opening);
		journal_close(opening);
	}
	return result;
}

enum journal_result journal_open(
    struct journal **journal, const struct journal_options *options, struct journal_fault *fault)
{
	bool again = true;
	enum journal_result result = JOURNAL_OK;
	for (int tries = 0; tries < OPEN_TRIES_MAX && again; tries++)
		result = open_once(journal, options, fault, &again);
	return result;
}

enum journal_result journal_open_memory(struct journal **journal)
{
	struct journal *opening = journal_make();
	if (opening == NULL)
		return JOURNAL_MEMORY;
	enum journal_result result = engine_memory_open(&opening->engine);
	if (result == JOURNAL_OK)
		result = generation_begin(opening);
	if (result != JOURNAL_OK) {
		journal_close(opening);
		return result;
	}
	*journal = opening;
	return JOURNAL_OK;
}

void journal_close(struct journal *journal)
{
	if (journal == NULL)
		return;
	assert(journal->magic == JOURNAL_MAGIC);
	assert(journal->writing.txn == NULL);
	if (journal->engine != NULL)
		journal->engine->calls->close(journal->engine);
	folder_close(&journal->folder);
	erased_close(&journal->erased);
	erased_close(&journal->pending);
	buffer_close(&journal->writing.value);
	journal->magic = 0;
	free(journal);
}
