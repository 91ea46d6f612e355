/* tests/soak/disk.c - see disk.h. */
#include "tests/soak/disk.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

static enum journal_result commit(struct engine_txn *txn)
{
	struct disk *disk = stage()->disk;
	if (!machine_effect()) {
		disk->memory->abort(txn);
		return JOURNAL_DISK;
	}
	if (stage()->running != NULL && stage()->running->disk_full) {
		disk->refused_full++;
		disk->memory->abort(txn);
		return journal_fault_set(
		    &disk->journal->engine->fault, JOURNAL_FULL, "no space is left");
	}
	if (!random_chance(&stage()->plan, disk->failing))
		return disk->memory->commit(txn);
	disk->failed++;
	if (random_chance(&stage()->plan, 500))
		(void)disk->memory->commit(txn);
	else
		disk->memory->abort(txn);
	return journal_fault_set(&disk->journal->engine->fault, JOURNAL_DISK, "a write failed");
}

static void calls_install(struct disk *disk)
{
	disk->memory = disk->journal->engine->calls;
	disk->calls = *disk->memory;
	disk->calls.commit = commit;
	disk->journal->engine->calls = &disk->calls;
}

void disk_open(struct disk *disk)
{
	*disk = (struct disk){ 0 };
	enum journal_result result = journal_open_memory(&disk->journal);
	assert(result == JOURNAL_OK);
	calls_install(disk);
}

void disk_close(struct disk *disk)
{
	for (size_t i = 0; i < disk->copy_count; i++)
		disk->copies[i]->calls->close(disk->copies[i]);
	journal_close(disk->journal);
	*disk = (struct disk){ 0 };
}

/* As a journal does when it is opened, and before an operator takes it away. */
static void erasures_finish(struct disk *disk)
{
	uint32_t failing = disk->failing;
	disk->failing = 0;
	enum journal_result result = erased_apply(disk->journal);
	if (result == JOURNAL_OK)
		result = journal_erase_finish(disk->journal);
	assert(result == JOURNAL_OK);
	disk->failing = failing;
}

void disk_reopen(struct disk *disk)
{
	struct journal *journal = disk->journal;
	struct journal_txn *txn = NULL;
	journal->broken = false;
	journal->pending_whole = false;
	enum journal_result result = journal_begin(journal, &txn);
	assert(result == JOURNAL_OK);
	journal->newest = journal_txn_newest(txn);
	uint8_t since[8] = { 0 };
	journal->erasing = meta_get(txn, META_ERASING, since, sizeof since) == JOURNAL_OK
	    ? number_get(since, sizeof since)
	    : 0;
	journal_end(txn);
	erasures_finish(disk);
}

/* --- copies ----------------------------------------------------------------------------------- */

struct copying {
	struct engine_txn *to;
	enum table table;
};

static bool copy_record(void *context, struct span key, struct span value)
{
	const struct copying *copying = context;
	enum journal_result result =
	    copying->to->engine->calls->put(copying->to, copying->table, key, value, true);
	assert(result == JOURNAL_OK);
	return true;
}

static struct engine *engine_copy(const struct engine_calls *calls, struct engine *from)
{
	struct engine *to = NULL;
	struct engine_txn *reading = NULL;
	struct copying copying = { .to = NULL };
	enum journal_result result = engine_memory_open(&to);
	assert(result == JOURNAL_OK);
	result = calls->begin(from, false, &reading);
	assert(result == JOURNAL_OK);
	result = to->calls->begin(to, true, &copying.to);
	assert(result == JOURNAL_OK);
	for (uint32_t table = 1; table <= TABLE_COUNT; table++) {
		copying.table = (enum table)table;
		result = calls->walk(reading, copying.table, copy_record, &copying);
		assert(result == JOURNAL_OK);
	}
	result = to->calls->commit(copying.to);
	assert(result == JOURNAL_OK);
	calls->abort(reading);
	return to;
}

void disk_copy(struct disk *disk)
{
	if (disk->copy_count == DISK_COPIES_MAX) {
		disk->copies[0]->calls->close(disk->copies[0]);
		disk->copy_count--;
		for (size_t i = 0; i < disk->copy_count; i++)
			disk->copies[i] = disk->copies[i + 1];
	}
	disk->copies[disk->copy_count++] = engine_copy(disk->memory, disk->journal->engine);
}

static enum journal_result name_anew(void *context, struct journal_txn *txn)
{
	return meta_put(txn, META_JOURNAL, context, JOURNAL_ID_BYTES);
}

static void named(void *context, enum journal_result result, const struct journal_place *newest)
{
	(void)context;
	(void)newest;
	assert(result == JOURNAL_OK);
}

bool disk_restore(struct disk *disk, bool fresh_id)
{
	if (disk->copy_count == 0)
		return false;
	struct journal *journal = disk->journal;
	disk_reopen(
	    disk); /* what was erased is in its list, which stays whatever journal comes in its place */
	size_t chosen = random_below(&stage()->plan, (uint32_t)disk->copy_count);
	disk->memory->close(journal->engine);
	journal->engine = disk->copies[chosen];
	disk->copies[chosen] = engine_copy(disk->memory, journal->engine);
	calls_install(disk);
	disk_reopen(disk);
	struct journal_txn *txn = NULL;
	enum journal_result result = journal_begin(journal, &txn);
	assert(result == JOURNAL_OK);
	result = meta_get(txn, META_JOURNAL, journal->newest.id, JOURNAL_ID_BYTES);
	assert(result == JOURNAL_OK);
	journal_end(txn);
	if (!fresh_id)
		return true;
	uint8_t id[JOURNAL_ID_BYTES];
	randombytes_buf(id, sizeof id);
	uint32_t failing = disk->failing;
	disk->failing = 0;
	memcpy(journal->newest.id, id, sizeof id);
	journal_append(journal, name_anew, named, id);
	disk->failing = failing;
	return true;
}
