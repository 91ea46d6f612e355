/*
 * broker/apply/apply_curation.c - an act of curation is accepted when what it names is there: its notes under
 * its objective, by number and public id; objective, category and lens in the programme; what it undoes
 * among the acts of the session.
 *
 * A room's confirmation is such an act, too: its rapporteurs may send it, and a moderator undo it.
 *
 * That two moderators do different things is no reason to refuse one of them: the later act wins, for each
 * fact. A note that was retracted meanwhile may be named: it counts no more, and no work is lost. A closed
 * session may be curated, since its report is still to come.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "broker/apply/apply_internal.h"
#include "proto/curation.h"
#include "proto/event.h"
#include "proto/wire/id.h"

#define UNDONE_MEMORY_MAX (256u * 1024u)

/* Whether all these notes stand under the objective and are who they are said to be. */
static enum journal_result check_notes(struct apply *apply, struct command *command,
    const struct view_session *session, const struct curation_note *notes, size_t count)
{
	uint32_t objective = command->body.curation.objective;
	for (size_t i = 0; i < count; i++) {
		struct view_note note;
		char id[PUBLIC_ID_CHARS + 1];
		enum journal_result result =
		    view_note_find(apply->txn, session->place, objective, notes[i].number, &note);
		bool there = result == JOURNAL_OK;
		if (result != JOURNAL_OK && result != JOURNAL_ABSENT)
			return result;
		if (there)
			public_id_make(session->secret, note.note, ID_BYTES, id);
		if (!there || strcmp(id, notes[i].id) != 0) {
			refuse(&command->refusal, ERROR_NO_NOTE,
			    "note %s of event %" PRIu64 " under objective %" PRIu32, notes[i].id,
			    notes[i].number, objective);
			return JOURNAL_OK;
		}
	}
	return JOURNAL_OK;
}

static void check_programme(const struct programme *programme, struct command *command)
{
	const struct curation *act = &command->body.curation;
	if (programme_objective_find(programme, act->objective) == NULL)
		apply_refuse_objective(programme, &command->refusal);
	else if (act->category != NULL && programme_category_find(programme, act->category) == NULL)
		apply_refuse_category(programme, &command->refusal);
	else if (act->lens != NULL && !programme_lens_known(programme, act->lens))
		apply_refuse_lens(programme, &command->refusal);
}

/* Finds the act that is to be undone, and the objective that it is in. */
static enum journal_result check_undone(struct apply *apply, struct command *command)
{
	struct curation *act = &command->body.curation;
	struct journal_event event;
	struct event_curated undone;
	struct refusal malformed;
	enum journal_result result = journal_event_get(apply->txn, act->undone, &event);
	bool there = result == JOURNAL_OK;
	if (result != JOURNAL_OK && result != JOURNAL_ABSENT)
		return result;
	if (!there || event.head.type != EVENT_CURATED || event.body == NULL ||
	    strcmp(event.head.session, command->envelope.session) != 0) {
		refuse(&command->refusal, ERROR_NO_CURATION, "event %" PRIu64, act->undone);
		return JOURNAL_OK;
	}
	struct arena arena; /* its own: of a batch of these not all are kept until its end */
	arena_init(&arena, UNDONE_MEMORY_MAX);
	if (event_curated_decode(&undone, &arena, event.body, event.body_size, &malformed) ==
	    ERROR_NONE)
		act->objective = undone.curation.objective;
	else
		result = JOURNAL_DAMAGED;
	arena_close(&arena);
	return result;
}

/* A room confirms all of its points: the act stands in the log under its first objective. */
static enum journal_result check_room(
    struct apply *apply, struct command *command, struct apply_session *session)
{
	enum journal_result result = apply_programme(apply, session);
	if (result != JOURNAL_OK)
		return result;
	const struct programme_room *room =
	    programme_room_find(&session->programme, command->body.curation.room);
	if (room == NULL)
		apply_refuse_room(&session->programme, &command->refusal);
	else
		command->body.curation.objective = room->objectives[0];
	return JOURNAL_OK;
}

static enum journal_result check(
    struct apply *apply, struct command *command, struct apply_session *session)
{
	const struct curation *act = &command->body.curation;
	if (act->act == CURATION_UNDO)
		return check_undone(apply, command);
	if (act->act == CURATION_CONFIRM)
		return check_room(apply, command, session);
	enum journal_result result = apply_programme(apply, session);
	if (result != JOURNAL_OK)
		return result;
	check_programme(&session->programme, command);
	if (command->refusal.error == ERROR_NONE)
		result = check_notes(apply, command, &session->view, act->notes, act->note_count);
	if (result == JOURNAL_OK && command->refusal.error == ERROR_NONE)
		result = check_notes(apply, command, &session->view, act->others, act->other_count);
	return result;
}

enum journal_result apply_curate(struct apply *apply, struct command *command)
{
	struct apply_session *session = NULL;
	uint8_t pseudonym[WRITER_BYTES];
	bool go = false;
	enum journal_result result = apply_begin(apply, command, &session, pseudonym, &go);
	if (result != JOURNAL_OK || !go)
		return result;
	result = check(apply, command, session);
	if (result != JOURNAL_OK || command->refusal.error != ERROR_NONE)
		return result;
	struct event_curated curated = { .time_ms = apply_own_time(apply, command),
		.curation = command->body.curation };
	memcpy(curated.command, command->envelope.id, ID_BYTES);
	memcpy(curated.writer, pseudonym, WRITER_BYTES);
	(void)snprintf(curated.role, sizeof curated.role, "%s",
	    command->role == ROLE_NONE ? CURATION_ROLE : role_word(command->role));
	event_curated_encode(&curated, &apply->scratch);
	return apply_event(apply, command, &session->view, EVENT_CURATED, 0, pseudonym);
}
