/* tests/soak/promises.c - promises 1, 3 and 4 of a world at rest. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "proto/event.h"
#include "tests/soak/promises_internal.h"
#include "tests/soak/text.h"

#define GLANCE_MEMORY_MAX ((size_t)64 * 1024 * 1024)

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

void promises_glance(struct world *world)
{
	struct press *press = &world->broker.press;
	struct journal_txn *txn = NULL;
	struct view_session view;
	if (!world->broker.press_machine.up ||
	    press->folded.number != journal_newest(world->disk.journal).number)
		return; /* it is on its way */
	const struct press_session *session = press_session_find(press, SESSION_KEY);
	if (session == NULL || journal_begin(world->disk.journal, &txn) != JOURNAL_OK)
		return;
	enum journal_result result = view_session_find(txn, SESSION_KEY, &view);
	journal_end(txn);
	struct arena arena;
	uint64_t counts[NOTE_PLACE_COUNT] = { 0 };
	uint64_t received = 0;
	arena_init(&arena, GLANCE_MEMORY_MAX);
	for (size_t i = 0; i < synthesis_objective_count(session->synthesis); i++) {
		struct synthesis_objective objective;
		arena_clear(&arena);
		if (synthesis_read(session->synthesis, i, false, &arena, &objective) !=
		    SYNTHESIS_OK)
			world_wrong(world, "the synthesis cannot be read");
		else
			for (size_t j = 0; j < NOTE_PLACE_COUNT; j++)
				counts[j] += objective.counts[j];
	}
	arena_close(&arena);
	for (size_t j = 0; j < NOTE_PLACE_COUNT; j++)
		received += counts[j];
	if (result != JOURNAL_OK || received != view.received ||
	    counts[NOTE_RETRACTED] != view.retracted || counts[NOTE_LATE] != view.late ||
	    counts[NOTE_REDACTED] != view.redacted)
		world_wrong(world,
		    "received %llu, retracted %llu, redacted %llu, late %llu; the synthesis "
		    "accounts for %llu, %llu, %llu, %llu",
		    (unsigned long long)view.received, (unsigned long long)view.retracted,
		    (unsigned long long)view.redacted, (unsigned long long)view.late,
		    (unsigned long long)received, (unsigned long long)counts[NOTE_RETRACTED],
		    (unsigned long long)counts[NOTE_REDACTED],
		    (unsigned long long)counts[NOTE_LATE]);
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
