/*
 * store/folder/migrate.c - older formats are brought up to date, one step a version.
 *
 * Format 0, of the first trials, lacked two things that views need since: in meta `places`, and in
 * `commands` the objective `o` under which a submitted note stands now. Both can be told from the
 * sessions and the notes. Events are never touched.
 */
#include "store/folder/rewrite_internal.h"

#include <stdio.h>
#include <string.h>

#include "proto/wire/wire.h"

static enum journal_result places_make(struct journal_txn *txn)
{
	struct view_session session = { .place = 0 };
	uint8_t bytes[4];
	uint32_t places = 0;
	enum journal_result result;
	while ((result = view_session_next(txn, session.key, &session)) == JOURNAL_OK)
		places = session.place > places ? session.place : places;
	if (result != JOURNAL_ABSENT)
		return result;
	number_put(bytes, places, sizeof bytes);
	return meta_put(txn, META_PLACES, bytes, sizeof bytes);
}

/* Reads a command's view without its objective. */
static enum journal_result command_read(
    struct journal_txn *txn, struct span key, struct span value, struct view_command *command)
{
	struct wire wire;
	struct refusal refusal;
	struct view_command got = { .number = 0 };
	if (key.size != ID_BYTES)
		return record_damaged(txn, TABLE_COMMANDS, key, "its key has another size");
	memcpy(got.id, key.bytes, ID_BYTES);
	wire_open(&wire, value.bytes, value.size, WALK_ITEMS_MAX, &refusal);
	wire_bytes(&wire, "w", got.sender, WRITER_BYTES);
	wire_bytes(&wire, "h", got.body_hash, sizeof got.body_hash);
	got.number = wire_uint(&wire, "n", 1, UINT64_MAX);
	got.session = (uint32_t)wire_uint(&wire, "s", 0, UINT32_MAX);
	if (wire_close(&wire) != ERROR_NONE)
		return record_damaged(txn, TABLE_COMMANDS, key, refusal.detail);
	*command = got;
	return JOURNAL_OK;
}

/* The least id that is greater; false: there is none. */
static bool id_next(uint8_t id[ID_BYTES])
{
	for (size_t i = ID_BYTES; i > 0; i--)
		if (++id[i - 1] != 0)
			return true;
	return false;
}

static enum journal_result commands_make(struct journal_txn *txn)
{
	uint8_t from[ID_BYTES] = { 0 };
	struct span key;
	struct span value;
	enum journal_result result;
	while (
	    (result = record_seek(txn, TABLE_COMMANDS, SPAN(from), &key, &value)) == JOURNAL_OK) {
		struct view_command command;
		result = command_read(txn, key, value, &command);
		if (result == JOURNAL_OK)
			result = view_command_put(txn, &command);
		if (result != JOURNAL_OK)
			return result;
		memcpy(from, command.id, ID_BYTES);
		if (!id_next(from))
			return JOURNAL_OK;
	}
	return result == JOURNAL_ABSENT ? JOURNAL_OK : result;
}

/* A note's id is that of the command that submitted it. */
static enum journal_result session_objectives(struct journal_txn *txn, uint32_t place)
{
	struct view_note note = { .number = 0 };
	enum journal_result result;
	while ((result = view_note_next(txn, place, note.objective, note.number, &note)) ==
	    JOURNAL_OK) {
		struct view_command command;
		result = view_command_find(txn, note.note, &command);
		command.objective = note.objective;
		if (result == JOURNAL_OK)
			result = view_command_put(txn, &command);
		if (result != JOURNAL_OK)
			return result;
	}
	return result == JOURNAL_ABSENT ? JOURNAL_OK : result;
}

static enum journal_result objectives_make(struct journal_txn *txn)
{
	struct view_session session = { .place = 0 };
	enum journal_result result;
	while ((result = view_session_next(txn, session.key, &session)) == JOURNAL_OK) {
		result = session_objectives(txn, session.place);
		if (result != JOURNAL_OK)
			return result;
	}
	return result == JOURNAL_ABSENT ? JOURNAL_OK : result;
}

enum journal_result migrate_apply(void *context, struct journal_txn *txn)
{
	(void)context;
	uint8_t bytes[4];
	enum journal_result result = JOURNAL_OK;
	if (txn->journal->format < 1) {
		result = places_make(txn);
		if (result == JOURNAL_OK)
			result = commands_make(txn);
		if (result == JOURNAL_OK)
			result = objectives_make(txn);
	}
	number_put(bytes, JOURNAL_FORMAT_VERSION, sizeof bytes);
	return result == JOURNAL_OK ? meta_put(txn, META_FORMAT, bytes, sizeof bytes) : result;
}

enum journal_result journal_migrate(struct journal *journal)
{
	char name[32];
	char path[FOLDER_PATH_MAX];
	(void)snprintf(name, sizeof name, "before-format-%u", JOURNAL_FORMAT_VERSION);
	struct journal_fault *fault = &journal->engine->fault;
	if (!folder_path(&journal->folder, name, path, sizeof path))
		return journal_fault_set(fault, JOURNAL_DISK, "the folder's path is too long");
	enum journal_result result = backup_write(journal, path, NULL, NULL, fault);
	if (result == JOURNAL_THERE) /* made by a start that was cut off afterwards */
		result = JOURNAL_OK;
	if (result == JOURNAL_OK)
		result = journal_rewrite(journal, NULL, migrate_apply, NULL);
	if (result == JOURNAL_OK)
		journal->format = JOURNAL_FORMAT_VERSION;
	return result;
}
