/*
 * tests/soak/promises_journal.c - what people were told, against what the journal has: saved, and
 * there once; refused, and not there; never anything that nobody wrote.
 */
#include <string.h>

#include "proto/event.h"
#include "tests/soak/promises_internal.h"
#include "tests/soak/text.h"

#define NOTE_MEMORY_MAX 262144u

static bool same_text(const char *a, const char *b)
{
	return (a == NULL) == (b == NULL) && (a == NULL || strcmp(a, b) == 0);
}

static enum message message_of(uint64_t type)
{
	if (type == EVENT_NOTE_SUBMITTED)
		return MESSAGE_NOTE_SUBMIT;
	return type == EVENT_NOTE_AMENDED ? MESSAGE_NOTE_AMEND : MESSAGE_NOTE_RETRACT;
}

static void stands(struct account *account, const struct record *record,
    const struct event_note *note, const struct event_head *head)
{
	struct told *submit = &account->told[record->note];
	uint64_t type = head->type;
	if (note->replaces != submit->current || submit->retracted)
		world_wrong(account->world, "event %llu replaces %llu where %llu stands",
		    (unsigned long long)head->number, (unsigned long long)note->replaces,
		    (unsigned long long)submit->current);
	submit->current = head->number;
	if (type == EVENT_NOTE_RETRACTED) {
		submit->retracted = true;
		return;
	}
	submit->objective = note->objective;
	submit->text = record->text;
	if (type != EVENT_NOTE_SUBMITTED)
		return;
	submit->late = note->late;
	account->submitted++;
}

static void note_event(
    struct account *account, const struct journal_event *event, const struct event_note *note)
{
	struct world *world = account->world;
	unsigned long long number = event->head.number;
	struct record *record = ledger_find(&world->ledger, note->command);
	if (record == NULL) {
		world_wrong(world, "event %llu is of a command that nobody sent", number);
		return;
	}
	struct told *told = &account->told[record - world->ledger.records];
	told->times++;
	told->event = event->head.number;
	if (told->times > 1)
		world_wrong(world, "event %llu is of a command that was there before", number);
	if (message_of(event->head.type) != record->message ||
	    !same_text(note->text, record->text) ||
	    memcmp(note->note, world->ledger.records[record->note].id, ID_BYTES) != 0)
		world_wrong(world, "event %llu does not say what was written", number);
	stands(account, record, note, &event->head);
}

/* What had come late until then is in. */
static void admitted(struct account *account)
{
	for (size_t i = 0; i < account->world->ledger.count; i++)
		account->told[i].late = false;
}

static void events_walk(struct account *account, struct journal_txn *txn)
{
	struct world *world = account->world;
	struct journal_event event;
	struct arena arena;
	uint64_t time_ms = 0;
	arena_init(&arena, NOTE_MEMORY_MAX);
	for (uint64_t number = 1; journal_event_get(txn, number, &event) == JOURNAL_OK; number++) {
		struct event_note note;
		struct refusal refusal;
		if (event.head.time_ms < time_ms)
			world_wrong(world, "at event %llu the time runs backwards",
			    (unsigned long long)number);
		time_ms = event.head.time_ms;
		if (event.head.type == EVENT_NOTES_ADMITTED)
			admitted(account);
		if (event.head.type < EVENT_NOTE_SUBMITTED ||
		    event.head.type > EVENT_NOTE_RETRACTED)
			continue;
		if (event.body == NULL) { /* account_erasure() knows it */
			account->submitted += event.head.type == EVENT_NOTE_SUBMITTED ? 1 : 0;
			continue;
		}
		arena_clear(&arena);
		if (event_note_decode(&note, &arena, event.body, event.body_size, &refusal) !=
		    ERROR_NONE)
			world_wrong(world, "event %llu cannot be read", (unsigned long long)number);
		else
			note_event(account, &event, &note);
	}
	arena_close(&arena);
}

/*
 * What was refused may be there where the second copy of a command meets another broker than the
 * first: a line of ours doubles, which TCP does not.
 * A clock that steps back after a closing lets the grace begin anew.
 */
static bool is_excused(const struct world *world, const struct record *record)
{
	return world->closing && record->error == ERROR_SESSION_CLOSED && !record->was_saved;
}

/* A refusal for good has a reason that lies with the command; a broker in need asks to wait. */
static bool is_for_good(const struct world *world, const struct record *record)
{
	switch (record->error) {
	case ERROR_NO_ROOM:
		return record->text != NULL; /* the room is mistyped */
	case ERROR_STALE:
		return record->message != MESSAGE_NOTE_SUBMIT;
	case ERROR_SESSION_CLOSED:
		return world->closing;
	default:
		return false;
	}
}

static void record_settle(struct account *account, size_t place)
{
	struct world *world = account->world;
	const struct record *record = &world->ledger.records[place];
	const struct told *told = &account->told[place];
	const char *who = world->people[record->person].machine.name;
	/* Saved, or refused as redacted, or a change that went with its note before it was sent. */
	if (account->told[record->note].redacted &&
	    (record->state != RECORD_KEPT || ledger_is_forgotten(&world->ledger, record)))
		return;
	switch (record->state) {
	case RECORD_KEPT:
		world_wrong(world, "%s: a command is neither saved nor refused", who);
		return;
	case RECORD_SAVED:
		if (told->times != 1)
			world_wrong(world, "%s was told that it is saved, it is there %zu times",
			    who, told->times);
		else if (told->event != record->number)
			world_wrong(world, "%s was told event %llu, it is %llu", who,
			    (unsigned long long)record->number, (unsigned long long)told->event);
		return;
	case RECORD_REFUSED:
		if (is_excused(world, record))
			return;
		if (told->times != 0)
			world_wrong(world, "%s was told that it is refused (%s), it is event %llu",
			    who, error_word(record->error), (unsigned long long)told->event);
		else if (record->was_saved)
			world_wrong(world, "%s was told that it is saved, then it was refused: %s",
			    who, error_word(record->error));
		else if (!is_for_good(world, record))
			world_wrong(
			    world, "%s was refused for good: %s", who, error_word(record->error));
		return;
	}
}

void account_journal(struct account *account)
{
	struct world *world = account->world;
	struct journal_txn *txn = NULL;
	if (journal_begin(world->disk.journal, &txn) != JOURNAL_OK ||
	    view_session_find(txn, SESSION_KEY, &account->view) != JOURNAL_OK) {
		world_wrong(world, "the journal cannot be read");
		journal_end(txn);
		return;
	}
	account_erasure(account, txn);
	events_walk(account, txn);
	journal_end(txn);
	for (size_t i = 0; i < world->ledger.count; i++) {
		const struct told *told = &account->told[i];
		record_settle(account, i);
		if (world->ledger.records[i].note != i || told->times == 0)
			continue;
		account->retracted += told->retracted ? 1 : 0;
		account->late += told->late && !told->retracted && !told->redacted ? 1 : 0;
		account->redacted += told->redacted && !told->retracted ? 1 : 0;
	}
	if (account->view.received != account->submitted ||
	    account->view.retracted != account->retracted || account->view.late != account->late ||
	    account->view.redacted != account->redacted)
		world_wrong(world,
		    "received %llu, retracted %llu, redacted %llu, late %llu; there are %zu, %zu, "
		    "%zu, %zu",
		    (unsigned long long)account->view.received,
		    (unsigned long long)account->view.retracted,
		    (unsigned long long)account->view.redacted,
		    (unsigned long long)account->view.late, account->submitted, account->retracted,
		    account->redacted, account->late);
}
