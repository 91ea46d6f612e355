/*
 * broker/apply/apply_session.c - opening, updating, closing and reopening a session, admitting its late notes.
 *
 *   (none) -> open    [open]                 open   -> open    [update; admit]
 *   open   -> closed  [close: a final grouping is due as of this event]
 *   closed -> closed  [admit: and one as of this event]
 *   closed -> open    [reopen: and none any more]
 */
#include <sodium.h>
#include <string.h>

#include "broker/apply/apply_internal.h"
#include "proto/event.h"
#include "proto/wire/id.h"

/* A secret of the session out of the command's salt, so that a replay draws the same. */
static void derive(const uint8_t salt[SALT_BYTES], const char *purpose, uint8_t *out, size_t size)
{
	crypto_generichash(out, size, (const uint8_t *)purpose, strlen(purpose), salt, SALT_BYTES);
}

static void body_begin(struct event_session *body, const struct command *command,
    const uint8_t pseudonym[WRITER_BYTES])
{
	*body = (struct event_session){ 0 };
	memcpy(body->command, command->envelope.id, ID_BYTES);
	memcpy(body->writer, pseudonym, WRITER_BYTES);
}

/* Whoever belongs to that series belongs to the session from now on. */
static void series_set(struct view_session *view, const struct programme *programme)
{
	memset(view->series, 0, sizeof view->series);
	if (programme->series != NULL)
		strncpy(view->series, programme->series, SESSION_KEY_MAX);
}

/* What is the session's own from its opening on. */
static void view_fill(struct view_session *view, const struct command *command)
{
	memcpy(view->key, command->envelope.session, sizeof view->key);
	derive(command->salt, "rapporteur session secret", view->secret, SECRET_BYTES);
	derive(command->salt, "rapporteur feed topic", view->topic, TOPIC_BYTES);
	derive(command->salt, "rapporteur feed key", view->feed_key, FEED_KEY_BYTES);
	series_set(view, command->programme);
}

/* Room for one more under a name that none has or had. *slot is NULL when it was refused. */
static enum journal_result place_find(
    struct apply *apply, struct command *command, struct apply_session **slot, uint32_t *count)
{
	struct view_session left;
	*slot = NULL;
	enum journal_result result =
	    view_session_tombstone(apply->txn, command->envelope.session, &left);
	if (result == JOURNAL_OK)
		refuse(&command->refusal, ERROR_SESSION_EXISTS,
		    "%s was deleted: its name stays taken", command->envelope.session);
	if (result != JOURNAL_ABSENT)
		return result;
	command->refusal = (struct refusal){ .error = ERROR_NONE };
	result = view_session_count(apply->txn, count);
	if (result != JOURNAL_OK)
		return result;
	if (*count < SESSIONS_MAX)
		return apply_session_slot(apply, command->envelope.session, slot);
	refuse(&command->refusal, ERROR_TOO_MANY_SESSIONS, "%u sessions", *count);
	return JOURNAL_OK;
}

enum journal_result apply_session_open(struct apply *apply, struct command *command)
{
	if (strcmp(command->programme->session, command->envelope.session) != 0) {
		refuse(&command->refusal, ERROR_PROGRAMME, "session: the envelope names another");
		return JOURNAL_OK;
	}
	struct apply_session *slot = NULL;
	uint8_t pseudonym[WRITER_BYTES];
	enum journal_result result = apply_session_find(apply, command, &slot);
	if (result != JOURNAL_OK)
		return result;
	if (slot != NULL) {
		bool answered = false;
		result = apply_repeat(apply, command, &slot->view, pseudonym, &answered);
		if (result == JOURNAL_OK && !answered)
			refuse(&command->refusal, ERROR_SESSION_EXISTS, "%s", slot->view.key);
		return result;
	}
	uint32_t count = 0;
	result = place_find(apply, command, &slot, &count);
	if (result != JOURNAL_OK || slot == NULL)
		return result;
	struct view_session view = { .place = count + 1, .state = SESSION_OPEN, .feed_epoch = 1 };
	view_fill(&view, command);
	bool taken = false;
	result = apply_repeat(apply, command, &view, pseudonym, &taken);
	if (result != JOURNAL_OK || taken)
		return result;
	struct event_session body;
	body_begin(&body, command, pseudonym);
	memcpy(body.secret, view.secret, SECRET_BYTES);
	memcpy(body.topic, view.topic, TOPIC_BYTES);
	memcpy(body.feed_key, view.feed_key, FEED_KEY_BYTES);
	event_session_encode(EVENT_SESSION_OPENED, &body, &apply->scratch);
	result = apply_event(apply, command, &view, EVENT_SESSION_OPENED, 0, pseudonym);
	if (result != JOURNAL_OK)
		return result;
	view.opened = command->place.number;
	view.programme = command->place.number;
	view.retention = command->programme->retention;
	view.retention_days = command->programme->retention_days;
	view.opened_ms = apply->time_ms;
	result = apply_made_with(apply, &view, command->salt, NULL);
	if (result != JOURNAL_OK)
		return result;
	slot->view = view;
	slot->there = true;
	/* At once, not at the batch's end: the next session of this batch counts it. */
	return view_session_put(apply->txn, &view);
}

/* What stands in a note's event, as far as a programme must know it. */
static enum journal_result note_uses(struct apply *apply, const struct view_note *note,
    const struct programme *programme, struct refusal *refusal)
{
	if (note->state == NOTE_GONE)
		return JOURNAL_OK;
	struct journal_event event;
	struct event_note said;
	struct refusal malformed;
	enum journal_result result = journal_event_get(apply->txn, note->current, &event);
	if (result != JOURNAL_OK || event.body == NULL)
		return result;
	if (event_note_decode(
		&said, &apply->batch->arena, event.body, event.body_size, &malformed) != ERROR_NONE)
		return JOURNAL_DAMAGED;
	if (programme_objective_find(programme, said.objective) == NULL)
		refuse(refusal, ERROR_IN_USE, "objective %u", said.objective);
	else if (said.room != NULL && programme_room_find(programme, said.room) == NULL)
		refuse(refusal, ERROR_IN_USE, "room %s", said.room);
	else if (said.category != NULL && programme_category_find(programme, said.category) == NULL)
		refuse(refusal, ERROR_IN_USE, "category %s", said.category);
	else if (said.lens != NULL && !programme_lens_known(programme, said.lens))
		refuse(refusal, ERROR_IN_USE, "lens %s", said.lens);
	return JOURNAL_OK;
}

/* Whether the new programme still has all that notes stand under. Notes are only read when the new one
 * leaves something out, which is rare. */
static bool keeps_all(const struct programme *now, const struct programme *next)
{
	for (size_t i = 0; i < now->objective_count; i++)
		if (programme_objective_find(next, now->objectives[i].number) == NULL)
			return false;
	for (size_t i = 0; i < now->room_count; i++)
		if (programme_room_find(next, now->rooms[i].key) == NULL)
			return false;
	for (size_t i = 0; i < now->category_count; i++)
		if (programme_category_find(next, now->categories[i].key) == NULL)
			return false;
	for (size_t i = 0; i < now->lens_count; i++)
		if (!programme_lens_known(next, now->lenses[i]))
			return false;
	return true;
}

static enum journal_result check_in_use(
    struct apply *apply, struct apply_session *session, struct command *command)
{
	enum journal_result result = apply_programme(apply, session);
	if (result != JOURNAL_OK || keeps_all(&session->programme, command->programme))
		return result;
	struct view_note note = { 0 };
	for (;;) {
		result = view_note_next(
		    apply->txn, session->view.place, note.objective, note.number, &note);
		if (result == JOURNAL_ABSENT)
			return JOURNAL_OK;
		if (result == JOURNAL_OK)
			result = note_uses(apply, &note, command->programme, &command->refusal);
		if (result != JOURNAL_OK || command->refusal.error != ERROR_NONE)
			return result;
	}
}

/* What update and close begin with: the session, not asked before, and open. *go: decide on. */
static enum journal_result begin(struct apply *apply, struct command *command,
    struct apply_session **session, uint8_t pseudonym[WRITER_BYTES], bool *go)
{
	enum journal_result result = apply_begin(apply, command, session, pseudonym, go);
	if (result != JOURNAL_OK || !*go || (*session)->view.state != SESSION_CLOSED)
		return result;
	*go = false;
	refuse(&command->refusal, ERROR_SESSION_CLOSED, "%s", (*session)->view.key);
	return JOURNAL_OK;
}

enum journal_result apply_session_update(struct apply *apply, struct command *command)
{
	struct apply_session *session = NULL;
	uint8_t pseudonym[WRITER_BYTES];
	bool go = false;
	if (strcmp(command->programme->session, command->envelope.session) != 0) {
		refuse(&command->refusal, ERROR_PROGRAMME, "session: the envelope names another");
		return JOURNAL_OK;
	}
	enum journal_result result = begin(apply, command, &session, pseudonym, &go);
	if (result == JOURNAL_OK && go)
		result = check_in_use(apply, session, command);
	if (result != JOURNAL_OK || !go || command->refusal.error != ERROR_NONE)
		return result;
	struct event_session body;
	body_begin(&body, command, pseudonym);
	event_session_encode(EVENT_SESSION_UPDATED, &body, &apply->scratch);
	result = apply_event(apply, command, &session->view, EVENT_SESSION_UPDATED, 0, pseudonym);
	if (result != JOURNAL_OK)
		return result;
	session->view.programme = command->place.number;
	session->view.retention = command->programme->retention;
	session->view.retention_days = command->programme->retention_days;
	series_set(&session->view, command->programme);
	apply->members_turn++; /* somebody may belong to it now, or no more */
	session->changed = true;
	return JOURNAL_OK;
}

enum journal_result apply_session_close(struct apply *apply, struct command *command)
{
	struct apply_session *session = NULL;
	uint8_t pseudonym[WRITER_BYTES];
	bool go = false;
	enum journal_result result = begin(apply, command, &session, pseudonym, &go);
	if (result != JOURNAL_OK || !go)
		return result;
	struct event_session body;
	body_begin(&body, command, pseudonym);
	body.grace_ms = command->body.session_close.grace_ms;
	event_session_encode(EVENT_SESSION_CLOSED, &body, &apply->scratch);
	result = apply_event(apply, command, &session->view, EVENT_SESSION_CLOSED, 0, pseudonym);
	if (result != JOURNAL_OK)
		return result;
	session->view.state = SESSION_CLOSED;
	session->view.closed = command->place.number;
	session->view.closed_ms = apply->time_ms;
	session->view.grace_ms = body.grace_ms;
	session->view.final = command->place.number;
	session->view.grouping = 0;
	session->changed = true;
	return JOURNAL_OK;
}

enum journal_result apply_session_reopen(struct apply *apply, struct command *command)
{
	struct apply_session *session = NULL;
	uint8_t pseudonym[WRITER_BYTES];
	bool go = false;
	enum journal_result result = apply_begin(apply, command, &session, pseudonym, &go);
	if (result != JOURNAL_OK || !go)
		return result;
	if (session->view.state == SESSION_OPEN) {
		refuse(&command->refusal, ERROR_SESSION_OPEN, "%s", session->view.key);
		return JOURNAL_OK;
	}
	struct event_session body;
	body_begin(&body, command, pseudonym);
	memcpy(body.reason, command->body.session_reopen.reason,
	    strlen(command->body.session_reopen.reason) + 1);
	event_session_encode(EVENT_SESSION_REOPENED, &body, &apply->scratch);
	result = apply_event(apply, command, &session->view, EVENT_SESSION_REOPENED, 0, pseudonym);
	if (result != JOURNAL_OK)
		return result;
	session->view.state = SESSION_OPEN;
	session->view.closed = 0;
	session->view.closed_ms = 0;
	session->view.grace_ms = 0;
	session->view.final = 0;
	session->view.grouping = 0;
	session->view.expired =
	    0; /* what is said from now on is kept as long, after the next close */
	session->changed = true;
	return apply_made_with(apply, &session->view, command->salt, NULL);
}

/* Late notes are few and at the end, but under every objective: the walk ends with the last of them. */
static enum journal_result take_in(struct apply *apply, struct view_session *session)
{
	struct view_note note = { .number = 0 };
	while (session->late > 0) {
		enum journal_result result =
		    view_note_next(apply->txn, session->place, note.objective, note.number, &note);
		if (result == JOURNAL_ABSENT) {
			session->late = 0; /* one was erased while it was late */
			return JOURNAL_OK;
		}
		if (result != JOURNAL_OK)
			return result;
		if (note.state != NOTE_IS_LATE)
			continue;
		note.state = NOTE_STANDS;
		result = view_note_put(apply->txn, &note, NULL);
		if (result != JOURNAL_OK)
			return result;
		session->late--;
	}
	return JOURNAL_OK;
}

enum journal_result apply_session_admit(struct apply *apply, struct command *command)
{
	struct apply_session *session = NULL;
	uint8_t pseudonym[WRITER_BYTES];
	bool go = false;
	enum journal_result result = apply_begin(apply, command, &session, pseudonym, &go);
	if (result != JOURNAL_OK || !go)
		return result;
	if (session->view.late == 0) {
		refuse(&command->refusal, ERROR_NO_NOTE, "no note is late");
		return JOURNAL_OK;
	}
	struct event_session body;
	body_begin(&body, command, pseudonym);
	event_session_encode(EVENT_NOTES_ADMITTED, &body, &apply->scratch);
	result = apply_event(apply, command, &session->view, EVENT_NOTES_ADMITTED, 0, pseudonym);
	if (result != JOURNAL_OK)
		return result;
	session->changed = true;
	if (session->view.state == SESSION_CLOSED) {
		session->view.final = command->place.number;
		session->view.grouping = 0;
	}
	return take_in(apply, &session->view);
}
