/* tests/soak/promises.c - promises 1, 3 and 4 of a world at rest. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "proto/event.h"
#include "tests/soak/promises_internal.h"

void promises_saved(struct world *world, const struct record *record)
{
	struct journal_txn *txn = NULL;
	struct view_command command;
	struct journal_event event;
	if (journal_begin(world->disk.journal, &txn) != JOURNAL_OK) {
		world_wrong(world, "the journal cannot be read");
		return;
	}
	if (view_command_find(txn, record->id, &command) != JOURNAL_OK)
		world_wrong(world,
		    "%s was told that it is saved as event %llu, and it is not there",
		    world->people[record->person].machine.name, (unsigned long long)record->number);
	else if (command.number != record->number ||
	    journal_event_get(txn, command.number, &event) != JOURNAL_OK)
		world_wrong(world, "%s was told event %llu, it is %llu",
		    world->people[record->person].machine.name, (unsigned long long)record->number,
		    (unsigned long long)command.number);
	journal_end(txn);
}

static void fault_told(void *context, const char *what)
{
	struct world *world = context;
	world_wrong(world, "the journal's check says: %s", what);
}

void promises_check(struct world *world)
{
	struct account account = { .world = world };
	struct journal_check check;
	for (size_t i = 0; i < world->person_count; i++)
		person_look(&world->people[i]);
	account.told = calloc(world->ledger.count + 1, sizeof *account.told);
	account.by_public_id = calloc(world->ledger.count + 1, sizeof *account.by_public_id);
	assert(account.told != NULL && account.by_public_id != NULL);
	if (journal_check(world->disk.journal, &check, fault_told, world) != JOURNAL_OK)
		world_wrong(world, "the journal's check found faults");
	account_journal(&account);
	if (world->wrong[0] == '\0')
		account_synthesis(&account);
	free(account.told);
	free(account.by_public_id);
}
