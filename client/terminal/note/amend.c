/*
 * client/terminal/note/amend.c - `amend` and `retract` of a note of one's own.
 *
 * A person knows the note by its public id; the broker wants the note's own id and the event that the
 * change replaces. Both are in the outbox, which keeps a note until its session is closed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/terminal/json_out.h"
#include "client/terminal/note/note_words.h"
#include "client/terminal/terminal.h"
#include "proto/wire/id.h"

#define OWN_MEMORY_MAX (4u * NOTE_INPUT_BYTES_MAX)
#define STEP_MS        100u

/* A note of the outbox as it stands now, by the newest change that the broker has. */
struct own {
	struct arena arena; /* owns put's strings */
	uint64_t sequence;  /* of the entry that says what stands; 0: not found */
	char session[SESSION_KEY_MAX + 1];
	uint8_t note[ID_BYTES];
	uint64_t current; /* the event that stands */
	struct note_put put;
	bool waiting;   /* an earlier change is not on the broker yet */
	bool retracted; /* the broker has its retraction */
};

/* Whether entry changes the note; sets *replacing to what it says, when it is an amendment. */
static bool changes(struct own *own, const struct entry *entry, struct note_put *replacing)
{
	struct refusal refusal;
	struct note_retract retract;
	struct arena arena;
	bool is_ours = false;
	arena_init(&arena, OWN_MEMORY_MAX);
	if (entry->body == NULL)
		is_ours = false;
	else if (entry->message == MESSAGE_NOTE_RETRACT)
		is_ours = note_retract_decode(&retract, entry->body, entry->body_size, &refusal) ==
			ERROR_NONE &&
		    memcmp(retract.note, own->note, ID_BYTES) == 0;
	else if (entry->message == MESSAGE_NOTE_AMEND)
		is_ours = note_put_decode(true, replacing, &arena, entry->body, entry->body_size,
			      &refusal) == ERROR_NONE &&
		    memcmp(replacing->note, own->note, ID_BYTES) == 0;
	arena_close(&arena);
	return is_ours;
}

static bool own_take(struct own *own, bool amend, const struct entry *entry)
{
	struct refusal refusal;
	arena_clear(&own->arena);
	if (entry->body == NULL ||
	    note_put_decode(amend, &own->put, &own->arena, entry->body, entry->body_size,
		&refusal) != ERROR_NONE)
		return false;
	own->sequence = entry->sequence;
	own->current = entry->number;
	return true;
}

static void own_look(struct own *own, const char *public_id, const struct entry *entry)
{
	struct note_put replacing;
	if (own->sequence == 0) {
		if (entry->message != MESSAGE_NOTE_SUBMIT || entry->state != ENTRY_BROKER ||
		    strcmp(entry->public_id, public_id) != 0 || !own_take(own, false, entry))
			return;
		memcpy(own->session, entry->session, sizeof own->session);
		memcpy(own->note, entry->id, ID_BYTES);
		return;
	}
	if (entry->state == ENTRY_REFUSED || !changes(own, entry, &replacing))
		return;
	if (entry->state == ENTRY_HERE)
		own->waiting = true;
	else if (entry->message == MESSAGE_NOTE_RETRACT)
		own->retracted = true;
	else if (entry->number > own->current)
		own_take(own, true, entry);
}

static enum ending own_find(struct rapporteur *rapporteur, const char *public_id, struct own *own)
{
	struct entry entry;
	uint64_t sequence = 0;
	enum rapporteur_result result = RAPPORTEUR_OK;
	while ((result = rapporteur_entry_next(rapporteur, sequence, &entry)) == RAPPORTEUR_OK) {
		sequence = entry.sequence;
		own_look(own, public_id, &entry);
	}
	if (result != RAPPORTEUR_ABSENT)
		return complain_result(result, NULL);
	if (own->sequence == 0)
		return complain(ENDING_REFUSED,
		    "%s is no note of this outbox: a note can be changed by who wrote it, where it "
		    "was written, until its session is closed",
		    public_id);
	if (own->retracted)
		return complain(ENDING_REFUSED, "%s has been retracted", public_id);
	if (own->waiting)
		return complain(ENDING_REFUSED,
		    "an earlier change of %s still waits: rapporteur outbox --send, then again",
		    public_id);
	return ENDING_DONE;
}

/* Steps until the entry has settled, and says how. */
static enum ending change_follow(
    const struct invocation *invocation, struct rapporteur *rapporteur, uint64_t sequence)
{
	uint64_t until_ms = terminal_now_ms() + invocation->wait_ms;
	struct entry entry = { .state = ENTRY_HERE };
	do {
		if (rapporteur_entry_next(rapporteur, sequence - 1, &entry) != RAPPORTEUR_OK ||
		    entry.sequence != sequence)
			return complain(ENDING_DONE, "settled; how was told to another program");
		if (entry.state != ENTRY_HERE)
			break;
	} while (terminal_step(rapporteur, until_ms, STEP_MS));
	if (entry.state == ENTRY_HERE)
		return complain(ENDING_NOT_REACHABLE,
		    "The broker at %s does not answer: kept here, %" PRIu64 " waiting.",
		    invocation->broker, rapporteur_counts(rapporteur).here);
	if (entry.state == ENTRY_REFUSED)
		return complain_refusal("", entry.error, entry.detail);
	if (!option_given(invocation, OPTION_JSON)) {
		printf("%s\n", invocation->words[0]);
		return ENDING_DONE;
	}
	json_t *root = json_object();
	json_set_text(&root, "note", invocation->words[0]);
	json_set_number(&root, "event", entry.number);
	json_set_flag(&root, "late", entry.late);
	return json_print(root);
}

static enum ending amend_put(
    const struct invocation *invocation, struct rapporteur *rapporteur, const struct own *own)
{
	struct rapporteur_note note = { .session = own->session, .put = own->put };
	memcpy(note.put.note, own->note, ID_BYTES);
	note.put.replaces = own->current;
	if (!note_place_read(invocation, &note.put))
		return ENDING_USAGE;
	struct buffer joined;
	buffer_init(&joined, NOTE_INPUT_BYTES_MAX);
	note.put.text = note_words_join(invocation, 1, &joined);
	enum ending ending = ENDING_REFUSED;
	uint64_t sequence = 0;
	struct refusal refusal = { .error = ERROR_NONE };
	if (note.put.text != NULL) {
		enum rapporteur_result result =
		    rapporteur_amend(rapporteur, &note, &sequence, &refusal);
		ending = complain_result(result, &refusal);
	}
	if (ending == ENDING_DONE)
		ending = change_follow(invocation, rapporteur, sequence);
	buffer_close(&joined);
	return ending;
}

static enum ending retract_put(
    const struct invocation *invocation, struct rapporteur *rapporteur, const struct own *own)
{
	struct note_retract retract = { .replaces = own->current };
	memcpy(retract.note, own->note, ID_BYTES);
	uint64_t sequence = 0;
	enum rapporteur_result result =
	    rapporteur_retract(rapporteur, own->session, &retract, &sequence);
	if (result != RAPPORTEUR_OK)
		return complain_result(result, NULL);
	return change_follow(invocation, rapporteur, sequence);
}

static enum ending change_run(const struct invocation *invocation,
    enum ending (*put)(const struct invocation *, struct rapporteur *, const struct own *))
{
	const char *public_id = invocation->words[0];
	if (!public_id_valid(public_id))
		return complain(ENDING_USAGE,
		    "%s is no note's id: `rapporteur note` prints it, %u digits and small letters",
		    public_id, PUBLIC_ID_CHARS);
	struct rapporteur *rapporteur = NULL;
	enum ending ending = terminal_open(invocation, true, NULL, NULL, &rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	struct own own = { .sequence = 0 };
	arena_init(&own.arena, OWN_MEMORY_MAX);
	ending = own_find(rapporteur, public_id, &own);
	if (ending == ENDING_DONE)
		ending = put(invocation, rapporteur, &own);
	arena_close(&own.arena);
	terminal_close(rapporteur);
	return ending;
}

enum ending amend_run(const struct invocation *invocation)
{
	return change_run(invocation, amend_put);
}

enum ending retract_run(const struct invocation *invocation)
{
	return change_run(invocation, retract_put);
}
