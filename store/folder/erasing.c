/*
 * store/folder/erasing.c - bodies go, and no byte of them stays in the folder.
 *
 *   journal_event_erase (in an append)      body, salt and parts are deleted; `erasing` of meta says since when
 *   journal_erase_finish (soon after)       DIR/erased, synced ─► a new generation, without `erasing`
 *
 * A writer that dies in between finds `erasing` when it opens the journal, and does the rest then. The list is made
 * of the commands whose events have no body, so that it can be made at any time.
 */
#include "store/folder/rewrite_internal.h"

#include <assert.h>
#include <string.h>

#include "proto/wire/wire.h"

/* --- Views ------------------------------------------------------------------------------------ */

static enum journal_result session_settle(struct journal_txn *txn, struct view_session *session)
{
	struct view_note note = { .number = 0 };
	uint64_t before = session->redacted;
	bool opened = true;
	enum journal_result result = body_there(txn, session->opened, &opened);
	if (result != JOURNAL_OK || !opened)
		return result == JOURNAL_OK ? session_bury(txn, session) : result;
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

/* --- Deleting --------------------------------------------------------------------------------- */

static enum journal_result body_del(struct journal_txn *txn, uint64_t number)
{
	uint8_t key[12] = { 0 };
	number_put(key, number, 8);
	enum journal_result result =
	    record_del(txn, TABLE_BODIES, (struct span){ .bytes = key, .size = 8 });
	for (uint32_t part = 0; part < PARTS_MAX; part++) {
		if (result != JOURNAL_OK && result != JOURNAL_ABSENT)
			return result;
		number_put(key + 8, part, 4);
		result = record_del(txn, TABLE_BLOBS, SPAN(key));
		if (result == JOURNAL_ABSENT)
			break;
	}
	return JOURNAL_OK;
}

/* Memory keeps nothing that was deleted: there it is done in place. */
static enum journal_result delete_all(struct journal_txn *txn, const struct numbers *numbers)
{
	enum journal_result result = JOURNAL_OK;
	for (size_t i = 0; i < numbers->count && result == JOURNAL_OK; i++)
		result = body_del(txn, numbers->numbers[i]);
	return result;
}

static enum journal_result delete_and_settle(void *context, struct journal_txn *txn)
{
	enum journal_result result = delete_all(txn, context);
	return result == JOURNAL_OK ? views_settle(NULL, txn) : result;
}

/* Remembers which command made the event, so that it need not be looked for among all. */
static void pending_add(struct journal_txn *txn, uint64_t number)
{
	struct journal *journal = txn->journal;
	struct wire wire;
	struct refusal refusal;
	struct span value;
	uint8_t key[8];
	uint8_t id[ID_BYTES];
	number_put(key, number, sizeof key);
	enum journal_result result = record_get(txn, TABLE_BODIES, SPAN(key), &value);
	if (result == JOURNAL_ABSENT)
		return;
	if (result != JOURNAL_OK || value.size < SALT_BYTES) {
		journal->pending_whole = false; /* damaged */
		return;
	}
	wire_open(
	    &wire, value.bytes + SALT_BYTES, value.size - SALT_BYTES, WALK_ITEMS_MAX, &refusal);
	bool ordered = wire_has(&wire, "i"); /* else no command made it */
	if (ordered)
		wire_bytes(&wire, "i", id, ID_BYTES);
	if (wire_close(&wire) != ERROR_NONE ||
	    (ordered && erased_add(&journal->pending, id) != JOURNAL_OK))
		journal->pending_whole = false;
}

enum journal_result journal_event_erase(struct journal_txn *txn, uint64_t number)
{
	uint8_t since[8];
	assert(txn->write);
	if (txn->erasing == 0) {
		erased_close(&txn->journal->pending);
		txn->journal->pending_whole = true;
		txn->erasing = txn->newest.number;
		number_put(since, txn->erasing, sizeof since);
		enum journal_result result = meta_put(txn, META_ERASING, since, sizeof since);
		if (result != JOURNAL_OK)
			return result;
	}
	pending_add(txn, number);
	return body_del(txn, number);
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

bool journal_is_erased(const struct journal *journal, const uint8_t id[ID_BYTES])
{
	return erased_has(&journal->erased, id);
}

/* --- Finishing -------------------------------------------------------------------------------- */

bool journal_erasing(const struct journal *journal)
{
	return journal->erasing > 0;
}

/* Every command whose event has no body. */
static enum journal_result bodiless_list(struct journal_txn *txn, struct erased *list)
{
	uint8_t from[ID_BYTES + 1] = { 0 };
	struct span start = { .bytes = from, .size = 1 };
	for (;;) {
		struct span key;
		struct span value;
		struct view_command command;
		bool there = true;
		enum journal_result result = record_seek(txn, TABLE_COMMANDS, start, &key, &value);
		if (result != JOURNAL_OK)
			return result == JOURNAL_ABSENT ? JOURNAL_OK : result;
		result = view_command_decode(txn, key, value, &command);
		if (result == JOURNAL_OK)
			result = body_there(txn, command.number, &there);
		if (result == JOURNAL_OK && !there)
			result = erased_add(list, command.id);
		if (result != JOURNAL_OK)
			return result;
		memcpy(
		    from, command.id, ID_BYTES); /* the next key is this one and a byte of zero */
		start.size = sizeof from;
	}
}

/* The same of those that are remembered. An append that was taken back has left some whose body is there. */
static enum journal_result pending_list(
    struct journal_txn *txn, const struct erased *pending, struct erased *list)
{
	enum journal_result result = JOURNAL_OK;
	for (size_t i = 0; i < pending->count && result == JOURNAL_OK; i++) {
		struct view_command command;
		bool there = true;
		result = view_command_find(txn, pending->ids[i], &command);
		if (result == JOURNAL_ABSENT) {
			result = JOURNAL_OK; /* went with its session */
			continue;
		}
		if (result == JOURNAL_OK)
			result = body_there(txn, command.number, &there);
		if (result == JOURNAL_OK && !there)
			result = erased_add(list, command.id);
	}
	return result;
}

/* The first event that can be made of what the erasure erased. */
static uint64_t made_from(const struct journal_event *event)
{
	struct arena arena;
	struct event_erasure erasure = { .note = 0 };
	struct refusal refusal;
	if (event->head.type != EVENT_NOTE_REDACTED || event->body == NULL)
		return 1;
	arena_init(&arena, EVENT_BODY_BYTES_MAX);
	enum error error =
	    event_erasure_decode(&erasure, &arena, event->body, event->body_size, &refusal);
	arena_close(&arena);
	return error == ERROR_NONE && erasure.note > 0 ? erasure.note : 1;
}

/* The sessions of the erasures since `erasing`: what was made of them until then goes too. */
static enum journal_result pending_touch(struct journal_txn *txn, struct touched_list *touched)
{
	uint64_t newest = journal_txn_newest(txn).number;
	enum journal_result result = JOURNAL_OK;
	uint64_t number = txn->journal->erasing;
	for (; number <= newest && result == JOURNAL_OK; number++) {
		struct journal_event event;
		result = journal_event_get(txn, number, &event);
		if (result == JOURNAL_OK && event_type_is_erasure(event.head.type))
			result = touched_add(touched,
			    &(struct touched){ .until = number, .from = made_from(&event) },
			    event.head.session);
	}
	return result;
}

static enum journal_result rest_find(
    struct journal *journal, struct erased *list, struct numbers *leave_out)
{
	struct journal_txn *txn = NULL;
	struct touched_list touched = { .sessions = NULL };
	enum journal_result result = erased_merge(list, &journal->erased);
	if (result == JOURNAL_OK)
		result = journal_begin(journal, &txn);
	if (result == JOURNAL_OK)
		result = journal->pending_whole ? pending_list(txn, &journal->pending, list)
						: bodiless_list(txn, list);
	if (result == JOURNAL_OK)
		result = pending_touch(txn, &touched);
	if (result == JOURNAL_OK)
		result = made_of_find(txn, &touched, leave_out);
	journal_end(txn);
	touched_close(&touched);
	return result;
}

static enum journal_result finished(void *context, struct journal_txn *txn)
{
	enum journal_result result = context == NULL ? JOURNAL_OK : delete_all(txn, context);
	if (result == JOURNAL_OK)
		result = record_del(txn, TABLE_META, text_span(META_ERASING));
	txn->erasing = 0;
	return result == JOURNAL_ABSENT ? JOURNAL_OK : result;
}

enum journal_result journal_erase_finish(struct journal *journal)
{
	struct erased list = { .ids = NULL };
	struct numbers leave_out = { .numbers = NULL };
	uint64_t since = journal->erasing;
	assert(!journal->read_only);
	if (since == 0)
		return JOURNAL_OK;
	enum journal_result result = rest_find(journal, &list, &leave_out);
	if (result == JOURNAL_OK && journal->in_folder)
		result = erased_write(&list, &journal->folder, &journal->engine->fault);
	if (result == JOURNAL_OK) {
		erased_close(&journal->erased);
		journal->erased = list;
		list = (struct erased){ .ids = NULL };
		result = journal->in_folder ? journal_rewrite(journal, &leave_out, finished, NULL)
					    : journal_write(journal, finished, &leave_out);
	}
	journal->erasing = result == JOURNAL_OK ? 0 : since;
	erased_close(&list);
	numbers_close(&leave_out);
	return result;
}
