/* store/folder/rewrite.c - see rewrite_internal.h. */
#include "store/folder/rewrite_internal.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "proto/wire/wire.h"

/* --- What is left out ------------------------------------------------------------------------- */

static int number_compare(const void *a, const void *b)
{
	uint64_t first = *(const uint64_t *)a;
	uint64_t second = *(const uint64_t *)b;
	return (first > second) - (first < second);
}

static bool numbers_have(const struct numbers *numbers, uint64_t number)
{
	return numbers != NULL && numbers->count > 0 &&
	    bsearch(&number, numbers->numbers, numbers->count, sizeof number, number_compare) !=
	    NULL;
}

void numbers_close(struct numbers *numbers)
{
	free(numbers->numbers);
	*numbers = (struct numbers){ .numbers = NULL };
}

static enum journal_result body_there(struct journal_txn *txn, uint64_t number, bool *there)
{
	uint8_t key[8];
	struct span value;
	number_put(key, number, sizeof key);
	enum journal_result result = record_get(txn, TABLE_BODIES, SPAN(key), &value);
	*there = result != JOURNAL_ABSENT; /* a damaged one is one that must go */
	return result == JOURNAL_DISK ? result : JOURNAL_OK;
}

static enum journal_result list_find(
    struct journal_txn *txn, const struct erased *erased, struct numbers *numbers)
{
	for (size_t i = 0; i < erased->count; i++) {
		struct view_command command;
		bool there = false;
		enum journal_result result = view_command_find(txn, erased->ids[i], &command);
		if (result == JOURNAL_ABSENT)
			continue; /* an event that this journal never had, or lost */
		if (result == JOURNAL_OK)
			result = body_there(txn, command.number, &there);
		if (result != JOURNAL_OK)
			return result;
		if (there)
			numbers->numbers[numbers->count++] = command.number;
	}
	return JOURNAL_OK;
}

/* The sessions of the first `count` numbers: whether the key is one of theirs. */
static bool sessions_have(struct journal_txn *txn, const struct numbers *numbers, size_t count,
    const char *session, enum journal_result *result)
{
	for (size_t i = 0; i < count && *result == JOURNAL_OK; i++) {
		struct journal_event event;
		*result = event_head_get(txn, numbers->numbers[i], &event);
		if (*result == JOURNAL_OK && strcmp(event.head.session, session) == 0)
			return true;
	}
	return false;
}

/* A grouping quotes words of its notes: it goes with the first of them. */
static enum journal_result groupings_find(struct journal_txn *txn, struct numbers *numbers)
{
	size_t notes = numbers->count;
	uint64_t newest = journal_txn_newest(txn).number;
	enum journal_result result = JOURNAL_OK;
	for (uint64_t number = 1; notes > 0 && number <= newest; number++) {
		struct journal_event event;
		bool there = false;
		if (event_head_get(txn, number, &event) != JOURNAL_OK ||
		    event.head.type != EVENT_GROUPING)
			continue; /* a damaged head ends the copy, which names it */
		if (!sessions_have(txn, numbers, notes, event.head.session, &result) ||
		    (result = body_there(txn, number, &there)) != JOURNAL_OK || !there)
			continue;
		void *larger =
		    reallocarray(numbers->numbers, numbers->count + 1, sizeof *numbers->numbers);
		if (larger == NULL)
			return JOURNAL_MEMORY;
		numbers->numbers = larger;
		numbers->numbers[numbers->count++] = number;
	}
	return result;
}

enum journal_result erased_find(
    struct journal *journal, const struct erased *erased, struct numbers *numbers)
{
	if (erased->count == 0)
		return JOURNAL_OK;
	numbers->numbers = calloc(erased->count, sizeof *numbers->numbers);
	if (numbers->numbers == NULL)
		return JOURNAL_MEMORY;
	struct journal_txn *txn = NULL;
	enum journal_result result = journal_begin(journal, &txn);
	if (result == JOURNAL_OK)
		result = list_find(txn, erased, numbers);
	if (result == JOURNAL_OK)
		result = groupings_find(txn, numbers);
	journal_end(txn);
	if (numbers->count > 0)
		qsort(numbers->numbers, numbers->count, sizeof *numbers->numbers, number_compare);
	return result;
}

/* --- The copy --------------------------------------------------------------------------------- */

struct copier {
	struct journal_txn *txn; /* its scratch, to verify with */
	const struct numbers *leave_out;
};

static enum journal_result keep(
    void *context, enum table table, struct span key, struct span raw, bool *kept)
{
	const struct copier *copier = context;
	struct span value;
	if ((table == TABLE_BODIES || table == TABLE_BLOBS) && key.size >= 8 &&
	    numbers_have(copier->leave_out, number_get(key.bytes, 8))) {
		*kept = false;
		return JOURNAL_OK;
	}
	if (record_verify(copier->txn, table, key, raw, &value))
		return JOURNAL_OK;
	return record_damaged(copier->txn, table, key, "the checksum is wrong");
}

enum journal_result generation_copy(
    struct journal *journal, const char *path, const struct numbers *leave_out)
{
	struct copier copier = { .leave_out = leave_out };
	enum journal_result result = journal_begin(journal, &copier.txn);
	if (result == JOURNAL_OK)
		result = journal->engine->calls->copy(journal->engine, path, keep, &copier);
	journal_end(copier.txn);
	return result;
}

/* --- The next generation ---------------------------------------------------------------------- */

/* Both generations are there for a while. */
static enum journal_result room_check(struct journal *journal)
{
	struct stat file;
	struct statvfs disk;
	char path[FOLDER_PATH_MAX + sizeof "/data.mdb"];
	(void)snprintf(path, sizeof path, "%s/data.mdb", journal->folder.path);
	if (stat(path, &file) != 0 || fstatvfs(journal->folder.dir_fd, &disk) != 0)
		return JOURNAL_OK; /* the copy finds out */
	uint64_t room = (uint64_t)disk.f_bavail * disk.f_frsize;
	if (room > (uint64_t)file.st_size)
		return JOURNAL_OK;
	return journal_fault_set(&journal->engine->fault, JOURNAL_FULL,
	    "a new generation needs up to %llu bytes, the disk has %llu",
	    (unsigned long long)file.st_size, (unsigned long long)room);
}

static void generation_leave(struct journal *journal, struct engine *engine, struct folder *next)
{
	char old[GENERATION_NAME_MAX + 1];
	memcpy(old, journal->folder.generation, sizeof old);
	engine->calls->close(engine);
	journal->folder = *next;
	folder_generation_remove(&journal->folder, old);
}

/* Opens next beside the one in force, changes it, puts it in force. */
static enum journal_result generation_enter(
    struct journal *journal, struct folder *next, journal_apply *change, void *context)
{
	struct engine *before = journal->engine;
	struct engine_lmdb_options options = journal->lmdb;
	options.dir = next->path;
	options.create = false;
	enum journal_result result = engine_lmdb_open(&journal->engine, &options, &before->fault);
	if (result != JOURNAL_OK)
		return result;
	if (change != NULL)
		result = journal_write(journal, change, context);
	if (result == JOURNAL_OK)
		result = folder_commit(next, &journal->engine->fault);
	if (result == JOURNAL_OK) {
		generation_leave(journal, before, next);
		return JOURNAL_OK;
	}
	before->fault = journal->engine->fault;
	journal->engine->calls->close(journal->engine);
	journal->engine = before;
	/* named in CURRENT, though not for certain after a power cut: neither may be written to */
	return folder_moved(&journal->folder) ? JOURNAL_DISK : result;
}

enum journal_result journal_rewrite(
    struct journal *journal, const struct numbers *leave_out, journal_apply *change, void *context)
{
	struct folder next;
	struct journal_fault *fault = &journal->engine->fault;
	assert(journal->in_folder);
	if (journal->broken)
		return JOURNAL_DISK;
	enum journal_result result = room_check(journal);
	if (result == JOURNAL_OK)
		result = folder_next_make(&journal->folder, &next, fault);
	if (result == JOURNAL_OK)
		result = generation_copy(journal, next.path, leave_out);
	if (result == JOURNAL_OK)
		result = folder_next_name(&journal->folder, &next, fault);
	if (result == JOURNAL_OK)
		result = generation_enter(journal, &next, change, context);
	if (result == JOURNAL_OK)
		return JOURNAL_OK;
	if (result == JOURNAL_DISK)
		journal->broken = true;
	else
		folder_leftovers_remove(&journal->folder);
	return result;
}

enum journal_result journal_compact(struct journal *journal)
{
	return journal->in_folder ? journal_rewrite(journal, NULL, NULL, NULL) : JOURNAL_OK;
}

/* --- Erasing ---------------------------------------------------------------------------------- */

static enum journal_result session_settle(struct journal_txn *txn, struct view_session *session)
{
	struct view_note note = { .number = 0 };
	uint64_t before = session->redacted;
	enum journal_result result;
	while ((result = view_note_next(txn, session->place, note.objective, note.number, &note)) ==
	    JOURNAL_OK) {
		bool there = true;
		if (note.state != NOTE_GONE)
			result = body_there(txn, note.current, &there);
		if (result != JOURNAL_OK)
			return result;
		if (there)
			continue;
		note.state = NOTE_GONE;
		session->redacted++;
		result = view_note_put(txn, &note, NULL);
		if (result != JOURNAL_OK)
			return result;
	}
	bool grouped = true;
	if (result == JOURNAL_ABSENT)
		result = session->grouping == 0 ? JOURNAL_OK
						: body_there(txn, session->grouping, &grouped);
	if (result != JOURNAL_OK || (session->redacted == before && grouped))
		return result;
	if (!grouped)
		session->grouping = 0; /* one is recorded anew */
	return view_session_put(txn, session);
}

enum journal_result views_settle(void *context, struct journal_txn *txn)
{
	(void)context;
	struct view_session session = { .place = 0 };
	enum journal_result result;
	while ((result = view_session_next(txn, session.key, &session)) == JOURNAL_OK) {
		result = session_settle(txn, &session);
		if (result != JOURNAL_OK)
			return result;
	}
	return result == JOURNAL_ABSENT ? JOURNAL_OK : result;
}

/* Memory keeps nothing that was deleted: there it is done in place. */
static enum journal_result delete_and_settle(void *context, struct journal_txn *txn)
{
	const struct numbers *numbers = context;
	for (size_t i = 0; i < numbers->count; i++) {
		uint8_t key[12] = { 0 };
		number_put(key, numbers->numbers[i], 8);
		(void)record_del(txn, TABLE_BODIES, (struct span){ .bytes = key, .size = 8 });
		for (uint32_t part = 0; part < PARTS_MAX; part++) {
			number_put(key + 8, part, 4);
			if (record_del(txn, TABLE_BLOBS, SPAN(key)) != JOURNAL_OK)
				break;
		}
	}
	return views_settle(NULL, txn);
}

enum journal_result erased_apply(struct journal *journal)
{
	struct numbers numbers = { .numbers = NULL };
	enum journal_result result = erased_find(journal, &journal->erased, &numbers);
	if (result == JOURNAL_OK && numbers.count > 0)
		result = journal->in_folder ? journal_rewrite(journal, &numbers, views_settle, NULL)
					    : journal_write(journal, delete_and_settle, &numbers);
	numbers_close(&numbers);
	return result;
}

/* The command that made the event: the key that all bodies share. */
static enum journal_result command_of(
    struct journal_txn *txn, const struct journal_event *event, uint8_t id[ID_BYTES])
{
	struct wire wire;
	struct refusal refusal;
	uint8_t key[8];
	wire_open(&wire, event->body, event->body_size, WALK_ITEMS_MAX, &refusal);
	wire_bytes(&wire, "i", id, ID_BYTES);
	if (wire_close(&wire) == ERROR_NONE)
		return JOURNAL_OK;
	number_put(key, event->head.number, sizeof key);
	return record_damaged(txn, TABLE_BODIES, SPAN(key), refusal.detail);
}

static enum journal_result list_extend(
    struct journal *journal, struct erased *list, const uint64_t *numbers, size_t count)
{
	struct journal_txn *txn = NULL;
	enum journal_result result = erased_merge(list, &journal->erased);
	if (result == JOURNAL_OK)
		result = journal_begin(journal, &txn);
	for (size_t i = 0; i < count && result == JOURNAL_OK; i++) {
		struct journal_event event;
		uint8_t id[ID_BYTES];
		result = journal_event_get(txn, numbers[i], &event);
		if (result != JOURNAL_OK || event.salt == NULL)
			continue;
		result = command_of(txn, &event, id);
		if (result == JOURNAL_OK)
			result = erased_add(list, id);
	}
	journal_end(txn);
	return result;
}

enum journal_result journal_erase_bodies(
    struct journal *journal, const uint64_t *numbers, size_t count)
{
	struct erased list = { .ids = NULL };
	assert(!journal->read_only);
	enum journal_result result = list_extend(journal, &list, numbers, count);
	if (result == JOURNAL_OK && journal->in_folder)
		result = erased_write(&list, &journal->folder, &journal->engine->fault);
	if (result != JOURNAL_OK) {
		erased_close(&list);
		return result;
	}
	erased_close(&journal->erased);
	journal->erased = list;
	return erased_apply(journal);
}
