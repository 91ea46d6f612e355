/*
 * broker/apply/apply_member.c - who may do what, decided in the order of events; and who belongs.
 *
 *   (none) -> belongs  [redeem]        belongs -> belongs [redeem: another role, or more rooms]
 *   belongs -> revoked [revoke]        revoked -> belongs [redeem, with a new invitation]
 */
#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "broker/apply/apply_internal.h"
#include "proto/event.h"
#include "proto/wire/id.h"

/* --- Access ----------------------------------------------------------------------------------- */

static enum journal_result standing_find(struct apply *apply, const struct view_session *session,
    const uint8_t person[WRITER_BYTES], const struct standing **standing)
{
	size_t place = person[0] + 31u * person[WRITER_BYTES - 1] + 7u * session->place;
	struct apply_member *slot = &apply->members[place % APPLY_MEMBERS_MAX];
	*standing = &slot->standing;
	if (slot->turn == apply->members_turn && slot->session == session->place &&
	    memcmp(slot->person, person, WRITER_BYTES) == 0)
		return JOURNAL_OK;
	slot->session = session->place;
	memcpy(slot->person, person, WRITER_BYTES);
	enum journal_result result = access_standing(apply->txn, session, person, &slot->standing);
	slot->turn = result == JOURNAL_OK ? apply->members_turn : 0;
	return result;
}

/* A session that is to be opened: it is of the series that its programme names. */
static enum journal_result opening_standing(
    struct apply *apply, const struct command *command, struct standing *standing)
{
	struct view_session scope;
	const char *series = command->programme->series;
	access_series(series == NULL ? "" : series, &scope);
	return access_standing(apply->txn, &scope, command->actor.person, standing);
}

/* The session that the command names, or the house. A session that is not there is nobody's but the house's. */
static enum journal_result where_find(
    struct apply *apply, struct command *command, const struct view_session **where)
{
	struct apply_session *slot = NULL;
	*where = &access_house;
	if (command->envelope.session[0] == '\0')
		return JOURNAL_OK;
	enum journal_result result = apply_session_find(apply, command, &slot);
	if (slot != NULL)
		*where = &slot->view;
	command->refusal = (struct refusal){ .error = ERROR_NONE };
	return result;
}

/* The room that the command writes in; NULL: it concerns none. */
static const char *room_of(const struct command *command)
{
	bool puts = command->envelope.message == MESSAGE_NOTE_SUBMIT ||
	    command->envelope.message == MESSAGE_NOTE_AMEND;
	if (command->envelope.message == MESSAGE_ROOM_CONFIRM)
		return command->body.curation.room;
	return puts ? command->body.note_put.room : NULL;
}

static void refuse_standing(struct command *command, const struct standing *standing)
{
	if (standing->role == ROLE_NONE)
		refuse(&command->refusal, ERROR_NOT_ALLOWED,
		    standing->was ? "your key was revoked" : "you do not belong there");
	else
		refuse(&command->refusal, ERROR_NOT_ALLOWED, "you are %s there",
		    role_word(standing->role));
}

/* Who a note counts as. A person is one writer, whatever the client says; a secretariat brings notes of others
 * (an import), and each of those whom it names is a writer of its own. */
static void writer_set(struct command *command, const struct standing *standing)
{
	uint8_t *writer = command->envelope.writer;
	uint8_t named[2 * WRITER_BYTES];
	memcpy(named, command->actor.person, WRITER_BYTES);
	memcpy(named + WRITER_BYTES, writer, WRITER_BYTES);
	if (standing->role == ROLE_SECRETARIAT)
		crypto_generichash(writer, WRITER_BYTES, named, sizeof named, NULL, 0);
	else
		memcpy(writer, command->actor.person, WRITER_BYTES);
}

enum journal_result apply_access(struct apply *apply, struct command *command)
{
	const struct message_info *info = message_find(command->envelope.message);
	const struct view_session *where = NULL;
	const struct standing *standing = NULL;
	if (command->actor.kind == ACTOR_OPEN || command->envelope.message == MESSAGE_REDEEM)
		return JOURNAL_OK;
	enum journal_result result = where_find(apply, command, &where);
	struct standing opening;
	if (result == JOURNAL_OK && where == &access_house &&
	    command->envelope.message == MESSAGE_SESSION_OPEN) {
		standing = &opening;
		result = opening_standing(apply, command, &opening);
	} else if (result == JOURNAL_OK) {
		result = standing_find(apply, where, command->actor.person, &standing);
	}
	if (result != JOURNAL_OK)
		return result;
	const char *room = room_of(command);
	switch (message_access(info, standing->role)) {
	case ACCESS_YES:
		break;
	case ACCESS_OWN_ROOM:
		if (room == NULL || access_room(standing, room))
			break;
		refuse(&command->refusal, ERROR_NOT_ALLOWED, "room %s is not yours", room);
		return JOURNAL_OK;
	case ACCESS_NO:
		refuse_standing(command, standing);
		return JOURNAL_OK;
	}
	command->role = standing->role;
	writer_set(command, standing);
	return JOURNAL_OK;
}

/* --- Belonging -------------------------------------------------------------------------------- */

/* The event of a membership, and its view. */
static enum journal_result member_change(struct apply *apply, struct command *command,
    const struct view_session *session, enum event_type type, struct view_member *view,
    const uint8_t actor[WRITER_BYTES])
{
	const char *rooms[MEMBER_ROOMS_MAX];
	struct event_member event = {
		.role = view->role,
		.epoch = view->epoch,
		.rooms = rooms,
		.room_count = view->room_count,
	};
	for (size_t i = 0; i < view->room_count; i++)
		rooms[i] = view->rooms[i];
	memcpy(event.command, command->envelope.id, ID_BYTES);
	memcpy(event.writer, actor, WRITER_BYTES);
	memcpy(event.member, view->member, WRITER_BYTES);
	memcpy(event.series, view->series, sizeof event.series);
	event_member_encode(&event, &apply->scratch);
	enum journal_result result = apply_event(apply, command, session, type, 0, actor);
	if (result != JOURNAL_OK)
		return result;
	apply->members_turn++; /* what was looked up in this batch is looked up again */
	view->number = command->place.number;
	return view_member_put(apply->txn, view);
}

static enum journal_result already(
    struct apply *apply, struct command *command, const struct view_member *view)
{
	struct journal_event event;
	enum journal_result result = journal_event_get(apply->txn, view->number, &event);
	if (result != JOURNAL_OK)
		return result == JOURNAL_ABSENT ? JOURNAL_DAMAGED : result;
	command->repeated = true;
	command->place = journal_txn_newest(apply->txn);
	command->place.number = view->number;
	command->place.time_ms = event.head.time_ms;
	memcpy(command->place.hash, event.hash, HASH_BYTES);
	return JOURNAL_OK;
}

static bool room_there(const struct view_member *view, const char *room)
{
	for (size_t i = 0; i < view->room_count; i++)
		if (strcmp(view->rooms[i], room) == 0)
			return true;
	return false;
}

/* Adds what the grant has. False: more rooms than one person may have. *changed: something was new. */
static bool grant_add(struct view_member *view, const struct grant *grant, bool *changed)
{
	bool anew = view->revoked || view->role != grant->role;
	*changed = anew;
	if (anew)
		view->room_count = 0;
	view->role = grant->role;
	view->revoked = false;
	if (!anew && (view->room_count == 0 || grant->room_count == 0)) {
		*changed = view->room_count > 0;
		view->room_count = 0; /* every room */
		return true;
	}
	for (size_t i = 0; i < grant->room_count; i++) {
		if (room_there(view, grant->rooms[i]))
			continue;
		if (view->room_count == MEMBER_ROOMS_MAX)
			return false;
		memset(view->rooms[view->room_count], 0, sizeof view->rooms[0]);
		strncpy(view->rooms[view->room_count++], grant->rooms[i], ROOM_KEY_MAX);
		*changed = true;
	}
	return true;
}

/* The session that a membership is of: its view, and where it is kept while it is decided on. */
static enum journal_result of_find(struct apply *apply, struct command *command,
    struct apply_session **slot, const struct view_session **session)
{
	*slot = NULL;
	*session = &access_house;
	if (command->envelope.session[0] == '\0')
		return JOURNAL_OK;
	enum journal_result result = apply_session_find(apply, command, slot);
	*session = *slot == NULL ? NULL : &(*slot)->view;
	return result;
}

enum journal_result apply_redeem(struct apply *apply, struct command *command)
{
	struct apply_session *slot = NULL;
	const struct view_session *session = NULL;
	uint8_t pseudonym[WRITER_BYTES];
	assert(command->actor.kind == ACTOR_PERSON);
	memcpy(command->envelope.writer, command->actor.person, WRITER_BYTES);
	enum journal_result result = of_find(apply, command, &slot, &session);
	if (result != JOURNAL_OK || session == NULL)
		return result;
	struct view_session series;
	access_series(command->grant->series == NULL ? "" : command->grant->series, &series);
	if (session == &access_house)
		session = &series;
	bool answered = false;
	result = apply_repeat(apply, command, session, pseudonym, &answered);
	memcpy(command->member, pseudonym, WRITER_BYTES);
	if (result != JOURNAL_OK || answered)
		return result;
	struct view_member view = { .role = ROLE_NONE };
	bool changed = false;
	result = view_member_find(apply->txn, session->place, pseudonym, &view);
	if (result != JOURNAL_OK && result != JOURNAL_ABSENT)
		return result;
	view.session = session->place;
	view.epoch = session->feed_epoch;
	if (session->place == access_house.place)
		memcpy(view.series, session->series, sizeof view.series);
	memcpy(view.member, pseudonym, WRITER_BYTES);
	if (!grant_add(&view, command->grant, &changed)) {
		refuse(&command->refusal, ERROR_FIELD, "one person has at most %u rooms",
		    MEMBER_ROOMS_MAX);
		return JOURNAL_OK;
	}
	if (!changed)
		return already(apply, command, &view);
	return member_change(apply, command, session, EVENT_MEMBER_JOINED, &view, pseudonym);
}

/* Who is out of the house is out of every session: the feeds of all get other keys. */
static enum journal_result epochs_raise(struct apply *apply, struct apply_session *slot)
{
	if (slot != NULL) {
		slot->view.feed_epoch++;
		slot->changed = true;
		return JOURNAL_OK;
	}
	struct view_session session = { .key = "" };
	enum journal_result result = JOURNAL_OK;
	while (result == JOURNAL_OK) {
		result = apply_session_next(apply, session.key, &session);
		if (result != JOURNAL_OK)
			break;
		session.feed_epoch++;
		result = apply_session_keep(apply, &session);
	}
	return result == JOURNAL_ABSENT ? JOURNAL_OK : result;
}

enum journal_result apply_revoke(struct apply *apply, struct command *command)
{
	struct apply_session *slot = NULL;
	const struct view_session *session = NULL;
	uint8_t pseudonym[WRITER_BYTES];
	enum journal_result result = of_find(apply, command, &slot, &session);
	if (result != JOURNAL_OK || session == NULL)
		return result;
	bool answered = false;
	result = apply_repeat(apply, command, session, pseudonym, &answered);
	memcpy(command->member, command->body.revoke.member, WRITER_BYTES);
	if (result != JOURNAL_OK || answered)
		return result;
	struct view_member view;
	result = view_member_find(apply->txn, session->place, command->member, &view);
	if (result == JOURNAL_ABSENT) {
		refuse(&command->refusal, ERROR_FIELD, "p: nobody of that pseudonym belongs there");
		return JOURNAL_OK;
	}
	if (result == JOURNAL_OK && view.revoked)
		return already(apply, command, &view);
	if (result == JOURNAL_OK)
		result = epochs_raise(apply, slot);
	if (result != JOURNAL_OK)
		return result;
	view.revoked = true;
	view.epoch = session->feed_epoch;
	return member_change(apply, command, session, EVENT_MEMBER_REVOKED, &view, pseudonym);
}
