/*
 * broker/apply/apply_note.c - a note submitted, amended, retracted.
 *
 *   (none) -> stands  [submit]        stands -> stands [amend, by its writer, of what stands]
 *   (none) -> late    [submit within the grace of a closed session]
 *   stands -> gone    [retract, likewise]
 */
#include <string.h>

#include "broker/apply/apply_internal.h"
#include "proto/event.h"
#include "proto/wire/id.h"

/* Fills what the command leaves to the programme, and refuses what is not in it. */
static void place_note(const struct programme *programme, const struct note_put *put,
    struct event_note *note, struct refusal *refusal)
{
	const struct programme_room *room = programme_room_find(programme, put->room);
	if (room == NULL) {
		apply_refuse_room(programme, refusal);
		return;
	}
	note->room = put->room;
	note->objective = put->objective > 0 ? put->objective : room->objectives[0];
	note->category = put->category != NULL ? put->category : programme->categories[0].key;
	note->lens = put->lens;
	if (programme_objective_find(programme, note->objective) == NULL)
		apply_refuse_objective(programme, refusal);
	else if (programme_category_find(programme, note->category) == NULL)
		apply_refuse_category(programme, refusal);
	else if (note->lens != NULL && !programme_lens_known(programme, note->lens))
		apply_refuse_lens(programme, refusal);
}

static uint64_t own_time(const struct apply *apply, const struct command *command)
{
	const struct note_put *put = &command->body.note_put;
	if (put->time_ms > 0)
		return put->time_ms;
	return apply_own_time(apply, command);
}

static void note_begin(struct event_note *note, const struct command *command,
    const uint8_t id[ID_BYTES], const uint8_t pseudonym[WRITER_BYTES])
{
	*note = (struct event_note){ 0 };
	memcpy(note->command, command->envelope.id, ID_BYTES);
	memcpy(note->note, id, ID_BYTES);
	memcpy(note->writer, pseudonym, WRITER_BYTES);
}

static void note_say(struct event_note *note, const struct note_put *put)
{
	note->language = put->language;
	note->ref = put->ref;
	note->text = put->text;
	note->speaker = put->speaker;
	note->body = put->body;
	note->extra = put->extra;
	note->extra_size = put->extra_size;
}

/* What every command about a note begins with: apply_begin(), and the session's programme. */
static enum journal_result begin(struct apply *apply, struct command *command,
    struct apply_session **session, uint8_t pseudonym[WRITER_BYTES], bool *go)
{
	enum journal_result result = apply_begin(apply, command, session, pseudonym, go);
	return result == JOURNAL_OK && *go ? apply_programme(apply, *session) : result;
}

/* Open, or closed so lately that the note is kept as late. */
static bool accepts(const struct apply *apply, const struct view_session *session, bool *late)
{
	*late = session->state == SESSION_CLOSED;
	return !*late || apply->time_ms - session->closed_ms < session->grace_ms;
}

void command_name_note(struct command *command)
{
	if (command->unnamed)
		public_id_make(command->secret, command->envelope.id, ID_BYTES, command->note.id);
	command->unnamed = false;
}

static enum journal_result submitted(struct apply *apply, struct command *command,
    struct apply_session *session, const struct event_note *note)
{
	event_note_encode(EVENT_NOTE_SUBMITTED, note, &apply->scratch);
	enum journal_result result = apply_event(
	    apply, command, &session->view, EVENT_NOTE_SUBMITTED, note->objective, note->writer);
	if (result != JOURNAL_OK)
		return result;
	struct view_note view = {
		.session = session->view.place,
		.objective = note->objective,
		.number = command->place.number,
		.current = command->place.number,
		.state = note->late ? NOTE_IS_LATE : NOTE_STANDS,
	};
	memcpy(view.note, note->note, ID_BYTES);
	memcpy(view.writer, note->writer, WRITER_BYTES);
	session->view.received++;
	session->view.late += note->late ? 1u : 0u;
	session->changed = true;
	command->unnamed = true;
	memcpy(command->secret, session->view.secret, SECRET_BYTES);
	command->note.late = note->late;
	return view_note_put(apply->txn, &view, NULL);
}

enum journal_result apply_note_submit(struct apply *apply, struct command *command)
{
	struct apply_session *session = NULL;
	uint8_t pseudonym[WRITER_BYTES];
	bool go = false;
	enum journal_result result = begin(apply, command, &session, pseudonym, &go);
	if (result != JOURNAL_OK || !go)
		return result;
	struct event_note note;
	note_begin(&note, command, command->envelope.id, pseudonym);
	if (!accepts(apply, &session->view, &note.late)) {
		refuse(&command->refusal, ERROR_SESSION_CLOSED, "%s", session->view.key);
		return JOURNAL_OK;
	}
	note_say(&note, &command->body.note_put);
	note.time_ms = own_time(apply, command);
	place_note(&session->programme, &command->body.note_put, &note, &command->refusal);
	if (command->refusal.error != ERROR_NONE)
		return JOURNAL_OK;
	return submitted(apply, command, session, &note);
}

/* What stands of a note, for the one whose change came too late. */
static enum journal_result tell_what_stands(
    struct apply *apply, struct command *command, const struct view_note *view)
{
	refuse(
	    &command->refusal, ERROR_STALE, "event %llu stands", (unsigned long long)view->current);
	command->note.current = view->current;
	command->note.gone = view->state == NOTE_GONE;
	struct journal_event event;
	struct event_note note;
	struct refusal malformed;
	enum journal_result result = journal_event_get(apply->txn, view->current, &event);
	if (result != JOURNAL_OK || event.body == NULL)
		return result;
	if (event_note_decode(
		&note, &apply->batch->arena, event.body, event.body_size, &malformed) != ERROR_NONE)
		return JOURNAL_DAMAGED;
	command->note.text = note.text;
	return JOURNAL_OK;
}

/* What amend and retract begin with: the note that `id` names, its writer's, standing as `replaces`. */
static enum journal_result find_standing(struct apply *apply, struct command *command,
    struct apply_session *session, const uint8_t id[ID_BYTES], uint64_t replaces,
    const uint8_t pseudonym[WRITER_BYTES], struct view_note *view)
{
	bool redacted = false;
	enum journal_result result = apply_note_of(apply, &session->view, id, view);
	if (result == JOURNAL_ABSENT) {
		refuse(&command->refusal, ERROR_NO_NOTE, "in session %s", session->view.key);
		return JOURNAL_OK;
	}
	if (result != JOURNAL_OK)
		return result;
	result = apply_note_redacted(apply, view, &redacted);
	if (result != JOURNAL_OK)
		return result;
	public_id_make(session->view.secret, id, ID_BYTES, command->note.id);
	if (memcmp(view->writer, pseudonym, WRITER_BYTES) != 0)
		refuse(&command->refusal, ERROR_NOT_YOURS, "note %s", command->note.id);
	else if (redacted)
		refuse(&command->refusal, ERROR_REDACTED, "note %s", command->note.id);
	else if (view->current != replaces || view->state == NOTE_GONE)
		return tell_what_stands(apply, command, view);
	else if (session->view.state == SESSION_CLOSED)
		refuse(&command->refusal, ERROR_SESSION_CLOSED, "%s", session->view.key);
	return JOURNAL_OK;
}

/* The event of a change, the note's view, and where its submitting command now finds it. */
static enum journal_result changed(struct apply *apply, struct command *command,
    struct apply_session *session, enum event_type type, const struct event_note *note,
    const struct view_note *before)
{
	event_note_encode(type, note, &apply->scratch);
	enum journal_result result =
	    apply_event(apply, command, &session->view, type, 0, note->writer);
	if (result != JOURNAL_OK)
		return result;
	struct view_note view = *before;
	view.current = command->place.number;
	view.objective = note->objective;
	if (type == EVENT_NOTE_RETRACTED) {
		view.state = NOTE_GONE;
		session->view.retracted++;
		session->view.late -= before->state == NOTE_IS_LATE ? 1u : 0u;
		session->changed = true;
	}
	result = view_note_put(apply->txn, &view, before);
	struct view_command made;
	if (result == JOURNAL_OK && view.objective != before->objective)
		result = view_command_find(apply->txn, before->note, &made);
	else
		return result;
	if (result != JOURNAL_OK)
		return result;
	made.objective = view.objective;
	return view_command_put(apply->txn, &made);
}

enum journal_result apply_note_amend(struct apply *apply, struct command *command)
{
	const struct note_put *put = &command->body.note_put;
	struct apply_session *session = NULL;
	uint8_t pseudonym[WRITER_BYTES];
	struct view_note view = { 0 };
	bool go = false;
	enum journal_result result = begin(apply, command, &session, pseudonym, &go);
	if (result != JOURNAL_OK || !go)
		return result;
	result = find_standing(apply, command, session, put->note, put->replaces, pseudonym, &view);
	if (result != JOURNAL_OK || command->refusal.error != ERROR_NONE)
		return result;
	struct journal_event event;
	struct event_note before;
	struct refusal malformed;
	result = journal_event_get(apply->txn, view.current, &event);
	if (result != JOURNAL_OK)
		return result;
	if (event.body == NULL ||
	    event_note_decode(&before, &apply->batch->arena, event.body, event.body_size,
		&malformed) != ERROR_NONE)
		return JOURNAL_DAMAGED;
	struct event_note note;
	note_begin(&note, command, view.note, pseudonym);
	note_say(&note, put);
	note.replaces = put->replaces;
	note.time_ms = before.time_ms; /* it was said when it was said */
	place_note(&session->programme, put, &note, &command->refusal);
	if (command->refusal.error != ERROR_NONE)
		return JOURNAL_OK;
	return changed(apply, command, session, EVENT_NOTE_AMENDED, &note, &view);
}

enum journal_result apply_note_retract(struct apply *apply, struct command *command)
{
	const struct note_retract *retract = &command->body.note_retract;
	struct apply_session *session = NULL;
	uint8_t pseudonym[WRITER_BYTES];
	struct view_note view = { 0 };
	bool go = false;
	enum journal_result result = begin(apply, command, &session, pseudonym, &go);
	if (result != JOURNAL_OK || !go)
		return result;
	result = find_standing(
	    apply, command, session, retract->note, retract->replaces, pseudonym, &view);
	if (result != JOURNAL_OK || command->refusal.error != ERROR_NONE)
		return result;
	struct event_note note;
	note_begin(&note, command, view.note, pseudonym);
	note.replaces = retract->replaces;
	note.objective = view.objective;
	note.time_ms = apply->time_ms;
	return changed(apply, command, session, EVENT_NOTE_RETRACTED, &note, &view);
}
