/*
 * broker/apply/apply_erase.c - what was said is erased, and that it was erased is an event.
 *
 *   stands, late -> gone   [redact, by the secretariat; by its writer while the session is open]
 *   gone         -> gone   [redact of a retracted note: what it had said before goes, too]
 *   a closed session -> (none) [delete, by the secretariat]
 *
 * The bodies go within the append, so nothing serves them from the commit on; their bytes on the disk, and what was
 * made of them, go with the next generation (journal_erase_finish()).
 */
#include <string.h>

#include "broker/apply/apply_internal.h"
#include "proto/event.h"
#include "proto/wire/id.h"

/* One event's strings, while it is looked at. */
#define BODY_MEMORY_MAX (4u * EVENT_BODY_BYTES_MAX)

enum journal_result apply_note_of(struct apply *apply, const struct view_session *session,
    const uint8_t id[ID_BYTES], struct view_note *note)
{
	struct view_command made;
	enum journal_result result = view_command_find(apply->txn, id, &made);
	if (result != JOURNAL_OK)
		return result;
	if (made.session != session->place || made.objective == 0)
		return JOURNAL_ABSENT; /* the id is another command's */
	return view_note_find(apply->txn, made.session, made.objective, made.number, note);
}

enum journal_result apply_note_redacted(
    struct apply *apply, const struct view_note *note, bool *redacted)
{
	struct journal_event event;
	*redacted = false;
	if (note->state != NOTE_GONE)
		return JOURNAL_OK;
	enum journal_result result = journal_event_get(apply->txn, note->number, &event);
	*redacted = result == JOURNAL_OK && event.body == NULL;
	return result;
}

/* The note that the command names, as it stands. */
static enum journal_result find(struct apply *apply, struct command *command,
    const struct view_session *session, struct view_note *note)
{
	const struct note_redact *redact = &command->body.note_redact;
	enum journal_result result = redact->own
	    ? apply_note_of(apply, session, redact->note, note)
	    : view_note_find(apply->txn, session->place, redact->objective, redact->number, note);
	if (result == JOURNAL_OK)
		public_id_make(session->secret, note->note, ID_BYTES, command->note.id);
	if (result == JOURNAL_ABSENT ||
	    (result == JOURNAL_OK && !redact->own && strcmp(command->note.id, redact->id) != 0)) {
		refuse(&command->refusal, ERROR_NO_NOTE, "in session %s", session->key);
		return JOURNAL_OK;
	}
	return result;
}

/* Who may: the secretariat any note, its writer while the session is open. */
static void check_right(struct command *command, const struct view_session *session,
    const struct view_note *note, const uint8_t pseudonym[WRITER_BYTES])
{
	if (command->role == ROLE_NONE || command->role == ROLE_SECRETARIAT)
		return; /* none: there are no keys */
	if (memcmp(note->writer, pseudonym, WRITER_BYTES) != 0)
		refuse(&command->refusal, ERROR_NOT_YOURS, "note %s", command->note.id);
	else if (session->state == SESSION_CLOSED)
		refuse(&command->refusal, ERROR_SESSION_CLOSED, "%s", session->key);
}

/* By the hash of a command's body, which is keyed with what stays in the journal, its text could be guessed. */
enum journal_result apply_hash_wipe(struct apply *apply, const uint8_t id[ID_BYTES])
{
	struct view_command made;
	enum journal_result result = view_command_find(apply->txn, id, &made);
	if (result == JOURNAL_ABSENT || result == JOURNAL_DAMAGED)
		return JOURNAL_OK;
	if (result != JOURNAL_OK)
		return result;
	memset(made.body_hash, 0, sizeof made.body_hash);
	return view_command_put(apply->txn, &made);
}

/* What of an event of a note matters here. */
struct link {
	bool of_note;
	uint64_t before; /* the event that it replaced; 0: none, or it cannot be known */
	uint8_t command[ID_BYTES];
};

static enum journal_result link_read(
    struct apply *apply, uint64_t number, const struct view_note *note, struct link *link)
{
	struct journal_event event;
	struct event_note said;
	struct refusal malformed;
	struct arena arena;
	*link = (struct link){ .of_note = false };
	enum journal_result result = journal_event_get(apply->txn, number, &event);
	if (result != JOURNAL_OK || event.body == NULL || !event_type_is_note(event.head.type))
		return result;
	arena_init(&arena, BODY_MEMORY_MAX);
	if (event_note_decode(&said, &arena, event.body, event.body_size, &malformed) != ERROR_NONE)
		result = JOURNAL_DAMAGED;
	else if (memcmp(said.note, note->note, ID_BYTES) == 0)
		*link = (struct link){ .of_note = true, .before = said.replaces };
	if (link->of_note)
		memcpy(link->command, said.command, ID_BYTES);
	arena_close(&arena);
	return result;
}

/*
 * From what stands back to what was submitted, each event names the one before it. Where one is damaged, or was
 * erased, the thread is cut: then every event in between is looked at. Nothing here may end half way for a damaged
 * record: what is damaged goes as well.
 */
enum journal_result apply_note_wipe(struct apply *apply, const struct view_note *note)
{
	bool linked = true;
	for (uint64_t number = note->current; number >= note->number;) {
		struct link link;
		enum journal_result result = link_read(apply, number, note, &link);
		bool goes = link.of_note || (linked && result == JOURNAL_DAMAGED);
		if (result == JOURNAL_DAMAGED)
			result = JOURNAL_OK;
		if (result == JOURNAL_OK && goes)
			result = journal_event_erase(apply->txn, number);
		if (result == JOURNAL_OK && link.of_note)
			result = apply_hash_wipe(apply, link.command);
		if (result != JOURNAL_OK)
			return result;
		linked = link.before >= note->number && link.before < number;
		number = linked ? link.before : number - 1;
		linked = linked || number == note->number;
	}
	return JOURNAL_OK;
}

/* It is gone already: the first answer again. */
static enum journal_result already(
    struct apply *apply, struct command *command, const struct view_note *note)
{
	struct journal_event event;
	enum journal_result result = journal_event_get(apply->txn, note->current, &event);
	if (result != JOURNAL_OK)
		return result;
	command->repeated = true;
	command->note.repeated = true;
	command->place = journal_txn_newest(apply->txn);
	command->place.number = note->current;
	command->place.time_ms = event.head.time_ms;
	memcpy(command->place.hash, event.hash, HASH_BYTES);
	return JOURNAL_OK;
}

static enum journal_result redacted(struct apply *apply, struct command *command,
    struct apply_session *session, struct view_note *note, const uint8_t pseudonym[WRITER_BYTES])
{
	struct event_erasure erasure = {
		.role = command->role,
		.note = note->number,
		.reason = command->body.note_redact.reason,
	};
	memcpy(erasure.command, command->envelope.id, ID_BYTES);
	memcpy(erasure.writer, pseudonym, WRITER_BYTES);
	event_erasure_encode(&erasure, &apply->scratch);
	enum journal_result result = apply_note_wipe(apply, note);
	if (result == JOURNAL_OK)
		result =
		    apply_event(apply, command, &session->view, EVENT_NOTE_REDACTED, 0, pseudonym);
	if (result != JOURNAL_OK)
		return result;
	session->changed = true;
	result = apply_report_blank(apply, command, &session->view, command->note.id);
	if (result != JOURNAL_OK)
		return result;
	session->view.erased = command->place.number;
	if (session->view.state == SESSION_CLOSED) {
		/* It quotes the notes. One is recorded anew, as of here: one that was on its way is not it. */
		session->view.final = command->place.number;
		session->view.grouping = 0;
	}
	if (note->state == NOTE_GONE)
		return JOURNAL_OK; /* it stays counted as retracted */
	session->view.redacted++;
	session->view.late -= note->state == NOTE_IS_LATE ? 1u : 0u;
	note->state = NOTE_GONE;
	return view_note_put(apply->txn, note, NULL);
}

enum journal_result apply_note_redact(struct apply *apply, struct command *command)
{
	struct apply_session *session = NULL;
	uint8_t pseudonym[WRITER_BYTES];
	struct view_note note = { 0 };
	bool gone = false;
	bool go = false;
	enum journal_result result = apply_begin(apply, command, &session, pseudonym, &go);
	if (result != JOURNAL_OK || session == NULL || (!go && !command->repeated))
		return result;
	result = find(apply, command, &session->view, &note);
	if (!go)
		command->refusal = (struct refusal){ .error = ERROR_NONE };
	command->note.repeated = !go;
	if (result != JOURNAL_OK || !go || command->refusal.error != ERROR_NONE)
		return result;
	check_right(command, &session->view, &note, pseudonym);
	if (command->refusal.error != ERROR_NONE)
		return JOURNAL_OK;
	result = apply_note_redacted(apply, &note, &gone);
	if (result != JOURNAL_OK)
		return result;
	return gone ? already(apply, command, &note)
		    : redacted(apply, command, session, &note, pseudonym);
}

/* --- A session -------------------------------------------------------------------------------- */

/* The same command again, to a session that it has deleted: who sent it cannot be compared, nothing of that is left. */
static enum journal_result deleted_already(struct apply *apply, struct command *command)
{
	struct view_session left;
	struct view_command before;
	struct journal_event event;
	enum journal_result result =
	    view_session_tombstone(apply->txn, command->envelope.session, &left);
	if (result == JOURNAL_OK)
		result = view_command_find(apply->txn, command->envelope.id, &before);
	if (result == JOURNAL_OK)
		result = journal_event_get(apply->txn, before.number, &event);
	if (result == JOURNAL_ABSENT)
		return JOURNAL_OK; /* refused as no_session */
	if (result != JOURNAL_OK || event.head.type != EVENT_SESSION_DELETED ||
	    before.session != left.place)
		return result;
	command->refusal = (struct refusal){ .error = ERROR_NONE };
	command->repeated = true;
	command->place = journal_txn_newest(apply->txn);
	command->place.number = before.number;
	command->place.time_ms = event.head.time_ms;
	memcpy(command->place.hash, event.hash, HASH_BYTES);
	return JOURNAL_OK;
}

enum journal_result apply_session_delete(struct apply *apply, struct command *command)
{
	struct apply_session *session = NULL;
	uint8_t pseudonym[WRITER_BYTES];
	bool go = false;
	enum journal_result result = apply_begin(apply, command, &session, pseudonym, &go);
	if (result == JOURNAL_OK && session == NULL)
		return deleted_already(apply, command);
	if (result != JOURNAL_OK || !go)
		return result;
	if (session->view.state != SESSION_CLOSED) {
		refuse(&command->refusal, ERROR_SESSION_NOT_CLOSED, "%s", session->view.key);
		return JOURNAL_OK;
	}
	struct event_erasure erasure = {
		.role = command->role,
		.reason = command->body.session_delete.reason,
	};
	memcpy(erasure.command, command->envelope.id, ID_BYTES);
	memcpy(erasure.writer, pseudonym, WRITER_BYTES);
	event_erasure_encode(&erasure, &apply->scratch);
	struct view_session left = session->view;
	result = journal_session_erase(apply->txn, &left);
	if (result == JOURNAL_OK)
		result = apply_event(
		    apply, command, &session->view, EVENT_SESSION_DELETED, 0, pseudonym);
	apply->members_turn++; /* nobody belongs to it any more */
	session->there = false;
	session->changed = false;
	session->view = (struct view_session){ 0 };
	programme_close(&session->programme);
	session->programme_event = 0;
	left.erased = command->place.number;
	return result == JOURNAL_OK ? view_session_put(apply->txn, &left) : result;
}
