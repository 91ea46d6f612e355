/*
 * tests/soak/promises_erasure.c - of what was redacted no word is left: in no record of the journal, in no
 * synthesis, in no outbox of whoever wrote it. And who was told that it is redacted finds it so, whatever came after.
 */
#include <stdio.h>
#include <string.h>

#include "proto/event.h"
#include "tests/soak/promises_internal.h"

#define OUTBOX_BYTES_MAX (1u << 24)

void erasure_look(struct account *account, const char *where, const uint8_t *bytes, size_t size)
{
	struct world *world = account->world;
	for (size_t i = 0; i < world->ledger.count; i++) {
		const struct record *record = &world->ledger.records[i];
		if (!account->told[record->note].redacted || record->text == NULL)
			continue;
		if (memmem(bytes, size, record->text, strlen(record->text)) != NULL)
			world_wrong(world, "what %s wrote is redacted, and stands in %s",
			    world->people[record->person].machine.name, where);
	}
}

struct looking {
	struct account *account;
	const char *table;
};

static bool record_look(void *context, struct span key, struct span value)
{
	const struct looking *looking = context;
	(void)key;
	erasure_look(looking->account, looking->table, value.bytes, value.size);
	return true;
}

static void journal_look(struct account *account, struct journal_txn *txn)
{
	const struct engine *engine = txn->journal->engine;
	const enum table tables[] = { TABLE_BODIES, TABLE_BLOBS };
	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
		struct looking looking = { account, table_word(tables[i]) };
		(void)engine->calls->walk(txn->txn, tables[i], record_look, &looking);
	}
}

/* The file as it lies on her disk, free pages and all. */
static void outbox_look(struct account *account, const struct person *person)
{
	static uint8_t bytes[OUTBOX_BYTES_MAX];
	char path[STATE_BYTES + 32];
	(void)snprintf(path, sizeof path, "%s/outbox/data.mdb", person->state);
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		return;
	size_t size = fread(bytes, 1, sizeof bytes, file);
	(void)fclose(file);
	if (size < sizeof bytes)
		erasure_look(account, "an outbox", bytes, size);
}

static void record_look_up(struct account *account, struct journal_txn *txn, size_t place)
{
	struct world *world = account->world;
	const struct record *record = &world->ledger.records[place];
	struct told *told = &account->told[place];
	struct told *note = &account->told[record->note];
	struct view_command command;
	struct journal_event event;
	bool erased = journal_is_erased(world->disk.journal, record->id);
	if (view_command_find(txn, record->id, &command) == JOURNAL_OK &&
	    journal_event_get(txn, command.number, &event) == JOURNAL_OK && event.body == NULL) {
		told->times = 1;
		told->event = command.number;
		note->retracted = note->retracted || event.head.type == EVENT_NOTE_RETRACTED;
		erased = true;
	}
	note->redacted = note->redacted || erased;
}

void account_erasure(struct account *account, struct journal_txn *txn)
{
	struct world *world = account->world;
	for (size_t i = 0; i < world->ledger.count; i++)
		record_look_up(account, txn, i);
	for (size_t i = 0; i < world->ledger.count; i++) {
		const struct record *record = &world->ledger.records[i];
		if (record->redacted && !account->told[i].redacted)
			world_wrong(world, "%s was told that a note is redacted, and it is not",
			    world->people[record->person].machine.name);
	}
	journal_look(account, txn);
	for (size_t i = 0; i < world->person_count; i++)
		outbox_look(account, &world->people[i]);
}
