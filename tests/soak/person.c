/* tests/soak/person.c - see person.h. */
#include "tests/soak/person.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/soak/moderator.h"
#include "tests/soak/text.h"
#include "tests/soak/world.h"

#define BROKER_ENDPOINT "tcp://broker:7400"
#define AT_ONCE_MAX     8u
#define DOWN_MS_MAX     6000u
#define REQUEST_MS      600000u
#define REDACT_MS       20000u

/* --- what she is told ------------------------------------------------------------------------- */

static void entry_told(void *context, const struct entry *entry)
{
	struct person *person = context;
	struct world *world = person->world;
	if (person->machine.dying)
		return; /* nobody sees the screen any more */
	struct record *record = ledger_find(&world->ledger, entry->id);
	if (record == NULL) {
		world_wrong(world, "%s was told of an entry she never wrote", person->machine.name);
		return;
	}
	ledger_told(&world->ledger, record, entry, world->restores);
	if (record->state == RECORD_SAVED && person->restores == world->restores)
		promises_saved(world, record);
}

static void connection_told(void *context, enum connection_state state)
{
	struct person *person = context;
	if (state == CONNECTION_LIVE)
		person->restores = person->world->restores;
}

/* --- starting and dying ----------------------------------------------------------------------- */

void person_open(struct person *person, struct world *world, size_t index, const char *folder)
{
	static const char *const names[PEOPLE_MAX] = { "amina", "bao", "carla", "dawit", "elif",
		"farid", "grace", "hugo", "ines", "jamal", "kim", "lucia" };
	*person = (struct person){ .world = world, .index = index };
	person->machine.name = names[index];
	person->machine.wake_ms = UINT64_MAX;
	person->redacting = SIZE_MAX;
	person->watches = index == 0 || random_chance(&stage()->plan, 600);
	person->pause_ms = random_between(&stage()->plan, 50, 3000);
	person->acts_ms = UINT64_MAX;
	(void)snprintf(person->state, sizeof person->state, "%s/%llx-%s", folder,
	    (unsigned long long)world->seed, names[index]);
}

void person_start(struct person *person)
{
	if (person->rapporteur != NULL || stage()->now_ms < person->start_ms)
		return;
	struct machine *machine = &person->machine;
	const struct rapporteur_options options = { .broker = BROKER_ENDPOINT,
		.state = person->state,
		.offer = true,
		.callbacks = { .connection = connection_told, .entry = entry_told },
		.context = person };
	struct rapporteur_fault fault;
	bool full = machine->disk_full;
	machine->disk_full = false;
	machine->dying = false;
	machine->effects_left = 0;
	stage()->running = machine;
	enum rapporteur_result result = rapporteur_open(&person->rapporteur, &options, &fault);
	const struct rapporteur_watch watch = { .session = SESSION_KEY, .context = person };
	if (result == RAPPORTEUR_OK && person->watches && person->world->open)
		result = rapporteur_watch(person->rapporteur, &watch);
	stage()->running = NULL;
	machine->disk_full = full;
	machine->up = result == RAPPORTEUR_OK;
	machine->wake_ms = stage()->now_ms;
	if (!machine->up)
		world_wrong(person->world, "%s: %s", machine->name, fault.what);
	else
		person_look(person);
}

void person_kill(struct person *person)
{
	if (person->rapporteur == NULL)
		return;
	person->deaths++;
	person->machine.dying = true;
	stage()->running = &person->machine;
	rapporteur_close(person->rapporteur);
	stage()->running = NULL;
	person->rapporteur = NULL;
	person->machine.up = false;
	person->machine.wake_ms = UINT64_MAX;
	person->asked = false;
	person->start_ms = stage()->now_ms + random_below(&stage()->plan, DOWN_MS_MAX);
}

void person_close(struct person *person)
{
	person_kill(person);
	free(person->notes);
	person->notes = NULL;
	char path[STATE_BYTES + 32];
	static const char *const left[] = { "/outbox/data.mdb", "/outbox/lock.mdb", "/outbox/use",
		"/outbox/unclean", "/outbox", "" };
	for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
		(void)snprintf(path, sizeof path, "%s%s", person->state, left[i]);
		(void)remove(path);
	}
}

static void turn_over(struct person *person)
{
	stage()->running = NULL;
	if (person->machine.dying) {
		person_kill(person);
		return;
	}
	int wait_ms = rapporteur_wait_ms(person->rapporteur);
	uint64_t due_ms = stage()->now_ms + (wait_ms < 1 ? 1u : (uint64_t)wait_ms);
	person->machine.wake_ms = due_ms;
}

void person_turn(struct person *person)
{
	stage()->running = &person->machine;
	rapporteur_step(person->rapporteur);
	turn_over(person);
}

/* --- what she does ---------------------------------------------------------------------------- */

static void note_remember(struct person *person, size_t place)
{
	if (person->note_count == person->note_capacity) {
		person->note_capacity = person->note_capacity == 0 ? 64 : person->note_capacity * 2;
		person->notes =
		    realloc(person->notes, person->note_capacity * sizeof *person->notes);
		assert(person->notes != NULL);
	}
	person->notes[person->note_count++] = place;
}

/* What she was answered "kept" for stands in her outbox: from now on it is promised. */
static void keep(struct person *person, uint64_t sequence, size_t note, const char *text)
{
	struct ledger *ledger = &person->world->ledger;
	struct entry entry;
	enum rapporteur_result result =
	    rapporteur_entry_next(person->rapporteur, sequence - 1, &entry);
	if (result != RAPPORTEUR_OK || entry.sequence != sequence) {
		world_wrong(
		    person->world, "%s: what was kept is not in the outbox", person->machine.name);
		return;
	}
	struct record *record = ledger_add(ledger, person->index, &entry, note, text);
	if (note == SIZE_MAX)
		note_remember(person, record->note);
}

static void write_notes(struct person *person, size_t count)
{
	struct random *plan = &stage()->plan;
	struct rapporteur_note notes[AT_ONCE_MAX] = { 0 };
	char texts[AT_ONCE_MAX][TEXT_BYTES_MAX];
	uint64_t sequences[AT_ONCE_MAX];
	for (size_t i = 0; i < count; i++) {
		notes[i].session = SESSION_KEY;
		text_note(plan, ++person->world->serial, texts[i], &notes[i].put);
	}
	struct refusal refusal;
	size_t wrong = 0;
	enum rapporteur_result result =
	    rapporteur_notes(person->rapporteur, notes, count, sequences, &wrong, &refusal);
	if (person->machine.dying)
		return; /* she never learnt whether it was kept */
	for (size_t i = 0; result == RAPPORTEUR_OK && i < count; i++)
		keep(person, sequences[i], SIZE_MAX, texts[i]);
	if (result != RAPPORTEUR_OK && result != RAPPORTEUR_DISK)
		world_wrong(person->world, "%s: a note was answered with %s", person->machine.name,
		    rapporteur_result_sentence(result));
}

static void amend(struct person *person, const struct record *note)
{
	char text[TEXT_BYTES_MAX];
	struct rapporteur_note amended = { .session = SESSION_KEY };
	uint64_t sequence = 0;
	struct refusal refusal;
	size_t place = note->note;
	text_note(&stage()->plan, ++person->world->serial, text, &amended.put);
	memcpy(amended.put.note, note->id, ID_BYTES);
	amended.put.replaces = note->current;
	enum rapporteur_result result =
	    rapporteur_amend(person->rapporteur, &amended, &sequence, &refusal);
	if (result == RAPPORTEUR_OK && !person->machine.dying)
		keep(person, sequence, place, text);
}

static void retract(struct person *person, const struct record *note)
{
	struct note_retract retraction = { .replaces = note->current };
	uint64_t sequence = 0;
	size_t place = note->note;
	memcpy(retraction.note, note->id, ID_BYTES);
	enum rapporteur_result result =
	    rapporteur_retract(person->rapporteur, SESSION_KEY, &retraction, &sequence);
	if (result == RAPPORTEUR_OK && !person->machine.dying)
		keep(person, sequence, place, NULL);
}

static void redact_answered(void *context, enum rapporteur_result result, const struct reply *reply)
{
	struct person *person = context;
	struct ledger *ledger = &person->world->ledger;
	struct record *note = &ledger->records[person->redacting];
	person->redacting = SIZE_MAX;
	if (result == RAPPORTEUR_OK)
		note->redacted = true;
	else if (result != RAPPORTEUR_NOT_REACHABLE && reply->error != ERROR_NO_NOTE &&
	    reply->error != ERROR_FULL && reply->error != ERROR_BUSY &&
	    reply->error != ERROR_STOPPING)
		world_wrong(person->world, "%s: a redaction was refused: %s", person->machine.name,
		    error_word(reply->error));
}

/* It is sent once: nothing of it is kept, so that it may come to nothing. */
static void redact(struct person *person, const struct record *note)
{
	struct note_redact order = { .own = true, .reason = "she asked for it" };
	struct buffer body;
	if (person->redacting != SIZE_MAX)
		return;
	memcpy(order.note, note->id, ID_BYTES);
	buffer_init(&body, MESSAGE_BYTES_MAX);
	note_redact_encode(&order, &body);
	size_t place = note->note;
	if (rapporteur_request(person->rapporteur, MESSAGE_NOTE_REDACT, SESSION_KEY, body.bytes,
		body.size, REDACT_MS, redact_answered, person) == RAPPORTEUR_OK)
		person->redacting = place;
	buffer_close(&body);
}

void person_act(struct person *person)
{
	struct random *plan = &stage()->plan;
	person->acts_ms = stage()->now_ms + 1 + random_below(plan, 2 * person->pause_ms);
	if (person->rapporteur == NULL)
		return;
	const struct record *note = NULL;
	if (person->note_count > 0)
		note =
		    &person->world->ledger
			 .records[person->notes[random_below(plan, (uint32_t)person->note_count)]];
	uint32_t what = random_below(plan, 100);
	stage()->running = &person->machine;
	if (what < 10 && note != NULL && note->state == RECORD_SAVED)
		amend(person, note);
	else if (what < 14 && note != NULL && note->state == RECORD_SAVED)
		retract(person, note);
	else if (what < 15 && note != NULL && note->state == RECORD_SAVED)
		redact(person, note);
	else if (what < 24 && person->watches)
		moderator_act(person);
	else
		write_notes(person, what < 94 ? 1 : random_between(plan, 2, AT_ONCE_MAX));
	turn_over(person);
	if (person->rapporteur != NULL)
		machine_wake(&person->machine, stage()->now_ms);
}

/* --- her outbox ------------------------------------------------------------------------------- */

/* An entry that nobody was told of: its writer died between disk and screen. */
static struct record *entry_unheard(struct person *person, const struct entry *entry)
{
	struct ledger *ledger = &person->world->ledger;
	struct refusal refusal;
	ledger->unheard++;
	if (entry->message == MESSAGE_NOTE_RETRACT) {
		struct note_retract retraction;
		if (note_retract_decode(&retraction, entry->body, entry->body_size, &refusal) !=
		    ERROR_NONE)
			return NULL;
		const struct record *note = ledger_find(ledger, retraction.note);
		return note == NULL ? NULL
				    : ledger_add(ledger, person->index, entry, note->note, NULL);
	}
	struct arena arena;
	struct note_put put;
	struct record *record = NULL;
	bool amends = entry->message == MESSAGE_NOTE_AMEND;
	arena_init(&arena, MESSAGE_BYTES_MAX);
	if (note_put_decode(amends, &put, &arena, entry->body, entry->body_size, &refusal) ==
	    ERROR_NONE) {
		const struct record *note = amends ? ledger_find(ledger, put.note) : NULL;
		if (!amends || note != NULL)
			record = ledger_add(ledger, person->index, entry,
			    note == NULL ? SIZE_MAX : note->note, put.text);
	}
	arena_close(&arena);
	if (record != NULL && !amends)
		note_remember(person, record->note);
	return record;
}

void person_look(struct person *person)
{
	struct ledger *ledger = &person->world->ledger;
	struct entry entry = { .sequence = 0 };
	size_t here = 0;
	while (rapporteur_entry_next(person->rapporteur, entry.sequence, &entry) == RAPPORTEUR_OK) {
		struct record *record = ledger_find(ledger, entry.id);
		if (record == NULL)
			record = entry_unheard(person, &entry);
		if (record == NULL || record->person != person->index) {
			world_wrong(person->world, "%s: the outbox holds what is not hers",
			    person->machine.name);
			return;
		}
		ledger_told(ledger, record, &entry, person->world->restores);
		here += ledger_is_forgotten(ledger, record) ? 0 : 1;
	}
	size_t promised = 0;
	for (size_t i = 0; i < ledger->count; i++)
		promised += ledger->records[i].person == person->index &&
			!ledger_is_forgotten(ledger, &ledger->records[i])
		    ? 1
		    : 0;
	/* What the broker has is forgotten only once the session is over. */
	if (here != promised && !person->world->closing)
		world_wrong(person->world, "%s: %zu entries were kept, the outbox has %zu",
		    person->machine.name, promised, here);
}

/* --- the session ------------------------------------------------------------------------------ */

static void session_answered(
    void *context, enum rapporteur_result result, const struct reply *reply)
{
	struct person *person = context;
	person->asked = false;
	if (result == RAPPORTEUR_NOT_REACHABLE)
		return; /* her program ended: she asks again */
	/* Asked again under a new id, when the answer to the first was lost; and when there was no
	 * room. */
	bool done = result == RAPPORTEUR_OK || reply->error == ERROR_SESSION_EXISTS ||
	    reply->error == ERROR_SESSION_CLOSED || reply->error == ERROR_SESSION_OPEN ||
	    reply->error == ERROR_NO_NOTE; /* none is late */
	person->answered = done;
	if (!done && reply->error != ERROR_FULL)
		world_wrong(person->world, "the session's command was refused: %s", reply->detail);
}

void person_session(struct person *person, enum message message, uint64_t grace_ms)
{
	if (person->rapporteur == NULL || person->asked)
		return;
	struct buffer programme;
	struct buffer body;
	buffer_init(&programme, PROGRAMME_BYTES_MAX);
	buffer_init(&body, MESSAGE_BYTES_MAX);
	if (message == MESSAGE_SESSION_CLOSE) {
		const struct session_close closing = { .grace_ms = grace_ms };
		session_close_encode(&closing, &body);
	} else if (message == MESSAGE_SESSION_REOPEN) {
		session_reopen_encode(
		    &(struct session_reopen){ .reason = "One room had not finished" }, &body);
	} else if (message == MESSAGE_SESSION_ADMIT) {
		empty_encode(&body);
	} else {
		text_programme(&programme, ++person->world->version);
		const struct session_put put = { .programme = programme.bytes,
			.programme_size = programme.size };
		session_put_encode(&put, &body);
	}
	stage()->running = &person->machine;
	enum rapporteur_result result = rapporteur_request(person->rapporteur, message, SESSION_KEY,
	    body.bytes, body.size, REQUEST_MS, session_answered, person);
	stage()->running = NULL;
	person->asked = result == RAPPORTEUR_OK;
	person->answered = false;
	buffer_close(&programme);
	buffer_close(&body);
	machine_wake(&person->machine, stage()->now_ms);
}
