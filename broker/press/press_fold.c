/*
 * broker/press/press_fold.c - an event goes into the synthesis of its session. The number of the event in hand stands in
 * the shared page meanwhile, so that the desk knows on which one we died; those on which we died twice
 * are only listed.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "broker/log.h"
#include "broker/press/press_internal.h"
#include "proto/event.h"
#include "proto/wire/id.h"
#include "proto/programme.h"

#define DAMAGED_TOLD_MAX 100u           /* more are only counted */
#define NOTE_MEMORY_MAX  (256u * 1024u) /* one note's strings while it is folded */

struct press_session *press_session_find(struct press *press, const char *key)
{
	if (press->recent != NULL && strcmp(press->recent->key, key) == 0)
		return press->recent;
	for (size_t i = 0; i < press->session_count; i++) {
		if (strcmp(press->sessions[i]->key, key) != 0)
			continue;
		press->recent = press->sessions[i];
		return press->recent;
	}
	return NULL;
}

void press_session_close(struct press_session *session)
{
	synthesis_close(session->synthesis);
	press_names_close(session);
	free(session->published_ms);
	free(session);
}

static bool must_skip(const struct press *press, uint64_t number)
{
	for (uint64_t i = 0; i < press->shared->skip_count; i++)
		if (press->shared->skip[i] == number)
			return true;
	return false;
}

/* The programme in the event's parts; the caller closes it. */
static enum journal_result programme_load(
    struct journal_txn *txn, const struct journal_event *event, struct programme *programme)
{
	struct buffer bytes;
	struct refusal refusal;
	buffer_init(&bytes, PROGRAMME_BYTES_MAX);
	enum journal_result result = journal_blob_get(txn, event, &bytes);
	if (result == JOURNAL_OK &&
	    programme_decode(programme, bytes.bytes, bytes.size, &refusal) != ERROR_NONE)
		result = JOURNAL_DAMAGED;
	buffer_close(&bytes);
	return result;
}

/* The keys of the session's epoch, where people have keys; else those of its opening stay. The epoch is the
 * view's, which `join` tells as well, so that the two are one whatever of the journal could not be read. */
static void feed_keys_renew(
    struct press *press, struct journal_txn *txn, struct press_session *session)
{
	struct view_session view;
	if (view_session_find(txn, session->key, &view) == JOURNAL_OK)
		session->feed_epoch = view.feed_epoch;
	for (unsigned i = 0; press->keyed && i < FEED_AUDIENCES; i++)
		feed_keys_derive(&press->feed_secret, session->secret, (enum feed_audience)(i + 1),
		    session->feed_epoch, &session->feeds[i]);
}

/* Whoever was shut out has the old key: from this event on there is another. A heartbeat says so at once. The
 * house's members are in every session. */
static void member_revoked(struct press *press, struct journal_txn *txn, const char *key)
{
	for (size_t i = 0; i < press->session_count; i++) {
		struct press_session *session = press->sessions[i];
		if (key[0] != '\0' && strcmp(session->key, key) != 0)
			continue;
		session->heartbeat_ms = 0;
		feed_keys_renew(press, txn, session);
	}
}

static enum journal_result session_opened(struct press *press, struct journal_txn *txn,
    const struct journal_event *event, const struct programme *programme)
{
	struct event_session opened;
	struct refusal refusal;
	if (event_session_decode(&opened, event->body, event->body_size, &refusal) != ERROR_NONE)
		return JOURNAL_DAMAGED;
	if (press->session_count == SESSIONS_MAX)
		return JOURNAL_MEMORY;
	struct press_session *session = calloc(1, sizeof *session);
	if (session == NULL)
		return JOURNAL_MEMORY;
	if (synthesis_create(&session->synthesis, programme, opened.secret, press->lexicon) !=
		SYNTHESIS_OK ||
	    !press_names_guard(press, session, programme)) {
		press_session_close(session);
		return JOURNAL_MEMORY;
	}
	if (press->checkpoint.map != NULL)
		synthesis_hold(session->synthesis);
	memcpy(session->key, event->head.session, sizeof session->key);
	memcpy(session->secret, opened.secret, SECRET_BYTES);
	memcpy(session->feeds[FEED_WORK - 1].topic, opened.topic, TOPIC_BYTES);
	memcpy(session->feeds[FEED_WORK - 1].key, opened.feed_key, FEED_KEY_BYTES);
	session->feed_epoch = 1;
	feed_keys_renew(press, txn, session);
	press->sessions[press->session_count++] = session;
	press->recent = session;
	return JOURNAL_OK;
}

/* Closed, opened again, or its late notes taken in: the head says all that the synthesis must know. */
static enum journal_result session_turned(struct press *press, const struct journal_event *event)
{
	struct press_session *session = press_session_find(press, event->head.session);
	if (session == NULL)
		return JOURNAL_OK; /* whose opening was damaged */
	if (event->head.type == EVENT_NOTES_ADMITTED) {
		synthesis_admitted(session->synthesis);
	} else {
		session->closed = event->head.type == EVENT_SESSION_CLOSED;
		if (!session->closed)
			synthesis_reopened(session->synthesis);
	}
	session->final = session->closed ? event->head.number : 0;
	session->grouping = 0;
	session->again_ms = 0;
	session->rest_ms = 0;
	session->event = event->head.number;
	return JOURNAL_OK;
}

static enum journal_result session_changed(
    struct press *press, struct journal_txn *txn, const struct journal_event *event)
{
	struct press_session *session = press_session_find(press, event->head.session);
	struct programme programme;
	programme_init(&programme);
	enum journal_result result = programme_load(txn, event, &programme);
	if (result == JOURNAL_OK && event->head.type == EVENT_SESSION_OPENED)
		result = session_opened(press, txn, event, &programme);
	else if (result == JOURNAL_OK && session != NULL &&
	    (!press_names_learn(session, &programme) ||
		synthesis_programme(session->synthesis, &programme) != SYNTHESIS_OK))
		result = JOURNAL_MEMORY;
	programme_close(&programme);
	return result;
}

/* The number under which the note was submitted: that of the event itself, or of the one that its
 * submitting command made. */
static enum journal_result first_number(struct journal_txn *txn, const struct journal_event *event,
    const struct event_note *note, uint64_t *number)
{
	*number = event->head.number;
	if (event->head.type == EVENT_NOTE_SUBMITTED)
		return JOURNAL_OK;
	struct view_command submitted;
	enum journal_result result = view_command_find(txn, note->note, &submitted);
	if (result == JOURNAL_OK)
		*number = submitted.number;
	return result == JOURNAL_ABSENT ? JOURNAL_DAMAGED : result;
}

static enum synthesis_result note_fold(struct press *press, struct press_session *session,
    const struct journal_event *event, const struct event_note *note, uint64_t number)
{
	if (event->head.type == EVENT_NOTE_RETRACTED)
		return synthesis_drop(session->synthesis, number, NOTE_RETRACTED);
	/* An amendment says nothing of it: a note that came late stays late until it is admitted. */
	bool late = event->head.type == EVENT_NOTE_AMENDED
	    ? synthesis_is_late(session->synthesis, number)
	    : note->late;
	struct synthesis_input input = {
		.number = number,
		.objective = note->objective,
		.time_ms = note->time_ms,
		.text = note->text,
		.category = note->category,
		.lens = note->lens,
		.room = note->room,
		.language = note->language,
		.ref = note->ref,
		.late = late,
		.said = event->head.number,
		.speaker = note->speaker,
		.body = note->body,
	};
	public_id_make(session->secret, note->note, ID_BYTES, input.id);
	memcpy(input.writer, note->writer, WRITER_BYTES);
	if (must_skip(press, event->head.number))
		return synthesis_skip(
		    session->synthesis, &input, "the synthesis failed on this note twice");
	return synthesis_note(session->synthesis, &input);
}

/* Finds the note that the event submitted, or for which it stands. */
static enum journal_result erased_find(
    struct journal_txn *txn, const struct journal_event *event, struct view_note *note)
{
	struct view_session session;
	uint64_t number = event->head.number;
	*note = (struct view_note){ .number = 0 };
	enum journal_result result = view_session_find(txn, event->head.session, &session);
	while (result == JOURNAL_OK) {
		result = view_note_next(txn, session.place, note->objective, note->number, note);
		if (result == JOURNAL_OK && (note->number == number || note->current == number))
			break;
	}
	return result;
}

/* Nothing is left of what the event said, but the note was received and is counted: as redacted, unless a
 * later event says otherwise. */
static enum journal_result note_erased(
    struct press_session *session, struct journal_txn *txn, const struct journal_event *event)
{
	struct view_note note;
	enum journal_result found = erased_find(txn, event, &note);
	if (found != JOURNAL_OK)
		return found == JOURNAL_ABSENT ? JOURNAL_OK : found;
	struct synthesis_input input = {
		.number = note.number,
		.objective = note.objective,
		.time_ms = event->head.time_ms,
	};
	public_id_make(session->secret, note.note, ID_BYTES, input.id);
	memcpy(input.writer, note.writer, WRITER_BYTES);
	enum synthesis_result result = SYNTHESIS_OK;
	if (note.number == event->head.number)
		result = synthesis_skip(session->synthesis, &input, "erased");
	bool retracted = event->head.type == EVENT_NOTE_RETRACTED;
	if (result == SYNTHESIS_OK)
		result = synthesis_drop(
		    session->synthesis, note.number, retracted ? NOTE_RETRACTED : NOTE_REDACTED);
	session->event = event->head.number;
	return result == SYNTHESIS_OK ? JOURNAL_OK : JOURNAL_MEMORY;
}

static enum journal_result note_changed(
    struct press *press, struct journal_txn *txn, const struct journal_event *event)
{
	struct press_session *session = press_session_find(press, event->head.session);
	if (session == NULL)
		return JOURNAL_OK; /* whose opening was damaged */
	if (event->body == NULL)
		return note_erased(session, txn, event);
	struct arena *arena = &press->arena;
	struct event_note note;
	struct refusal refusal;
	arena_clear(arena);
	if (event_note_decode(&note, arena, event->body, event->body_size, &refusal) != ERROR_NONE)
		return JOURNAL_DAMAGED;
	if (note.text == NULL && event->head.type != EVENT_NOTE_RETRACTED)
		return JOURNAL_DAMAGED;
	uint64_t number = 0;
	enum journal_result result = first_number(txn, event, &note, &number);
	if (result == JOURNAL_OK && note_fold(press, session, event, &note, number) != SYNTHESIS_OK)
		result = JOURNAL_MEMORY;
	session->event = event->head.number;
	return result;
}

/* An act that was erased, or that a newer version wrote, says nothing any more, or nothing yet. */
static enum journal_result curated(struct press *press, const struct journal_event *event)
{
	struct press_session *session = press_session_find(press, event->head.session);
	struct event_curated curated;
	struct refusal refusal;
	if (session == NULL)
		return JOURNAL_OK; /* whose opening was damaged */
	session->event = event->head.number;
	if (event->body == NULL || must_skip(press, event->head.number))
		return JOURNAL_OK;
	arena_clear(&press->arena);
	if (event_curated_decode(
		&curated, &press->arena, event->body, event->body_size, &refusal) != ERROR_NONE)
		return JOURNAL_DAMAGED;
	return synthesis_curate(session->synthesis, event->head.number, &curated) == SYNTHESIS_OK
	    ? JOURNAL_OK
	    : JOURNAL_MEMORY;
}

/* What was told until now is told no more; a closed session's grouping, which quotes it, is made once more as of here. */
static void session_erased(
    struct press *press, struct press_session *session, const struct journal_event *event)
{
	press_answers_drop(press, session);
	session->event = event->head.number;
	session->final = session->closed ? event->head.number : 0;
	session->grouping = 0;
	session->again_ms = 0;
	session->rest_ms = 0;
}

/* Whether or not it had been folded with its text: from here on all is grouped as if it had never been. */
static enum journal_result redacted(struct press *press, const struct journal_event *event)
{
	struct press_session *session = press_session_find(press, event->head.session);
	struct event_erasure erasure;
	struct refusal refusal;
	if (session == NULL || event->body == NULL)
		return JOURNAL_OK; /* whose opening was damaged, or that was deleted */
	arena_clear(&press->arena);
	if (event_erasure_decode(
		&erasure, &press->arena, event->body, event->body_size, &refusal) != ERROR_NONE)
		return JOURNAL_DAMAGED;
	synthesis_redacted(session->synthesis, erasure.note);
	session_erased(press, session, event);
	return JOURNAL_OK;
}

/* What the views say is gone by now is gone. Later erasures that they know of come to the same. */
static enum journal_result notes_expired(
    struct press *press, struct journal_txn *txn, const struct journal_event *event)
{
	struct press_session *session = press_session_find(press, event->head.session);
	struct view_session view;
	struct view_note note = { .number = 0 };
	if (session == NULL)
		return JOURNAL_OK; /* whose opening was damaged */
	enum journal_result result = view_session_find(txn, event->head.session, &view);
	while (result == JOURNAL_OK) {
		result = view_note_next(txn, view.place, note.objective, note.number, &note);
		if (result == JOURNAL_OK && note.state == NOTE_GONE)
			synthesis_redacted(session->synthesis, note.number);
	}
	session_erased(press, session, event);
	return result == JOURNAL_ABSENT ? JOURNAL_OK : result;
}

/* Nothing of it is told from here on; who watches it hears nothing, asks anew, and learns that it is not there. */
static enum journal_result session_deleted(struct press *press, const struct journal_event *event)
{
	struct press_session *session = press_session_find(press, event->head.session);
	if (session == NULL)
		return JOURNAL_OK; /* read anew, without its opening */
	press_answers_drop(press, session);
	if (press->sending.session == session)
		press_sending_drop(press);
	size_t at = 0;
	while (press->sessions[at] != session)
		at++;
	press->session_count--;
	for (; at < press->session_count; at++)
		press->sessions[at] = press->sessions[at + 1];
	press->recent = NULL;
	press_session_close(session);
	return JOURNAL_OK;
}

static enum journal_result event_fold(
    struct press *press, struct journal_txn *txn, const struct journal_event *event)
{
	switch (event->head.type) {
	case EVENT_SESSION_OPENED:
	case EVENT_SESSION_UPDATED:
		return event->body == NULL ? JOURNAL_OK : session_changed(press, txn, event);
	case EVENT_SESSION_CLOSED:
	case EVENT_SESSION_REOPENED:
	case EVENT_NOTES_ADMITTED:
		return session_turned(press, event);
	case EVENT_GROUPING:
		return press_recorded(press, txn, event);
	case EVENT_NOTE_SUBMITTED:
	case EVENT_NOTE_AMENDED:
	case EVENT_NOTE_RETRACTED:
		return note_changed(press, txn, event);
	case EVENT_SESSION_DELETED:
		return session_deleted(press, event);
	case EVENT_NOTES_EXPIRED:
		return notes_expired(press, txn, event);
	case EVENT_NOTE_REDACTED:
		return redacted(press, event);
	case EVENT_MEMBER_REVOKED:
		member_revoked(press, txn, event->head.session);
		return JOURNAL_OK;
	case EVENT_CURATED:
		return curated(press, event);
	case EVENT_MEMBER_JOINED:
	default: /* a newer version's event: it concerns what we do not know */
		return JOURNAL_OK;
	}
}

/* A checkpoint must be of the same events: those that were erased, damaged or skipped are told apart. */
static void count_unread(struct press *press)
{
	uint64_t sum = (press->unread ^ press->next) * UINT64_C(0x9e3779b97f4a7c15);
	press->unread = sum ^ sum >> 31;
}

/*
 * A damaged event is told and passed over: the rest of the consultation is worth more than a press that
 * ends on it for ever. What it said is in no synthesis, so the balance does not hold, and an export says
 * so. Its place on the chain is known only when it is the newest; the next event's stands for it else.
 */
static void pass_over(struct press *press, const struct journal_txn *txn)
{
	count_unread(press);
	uint64_t before = atomic_fetch_add(&press->shared->damaged, 1);
	if (before < DAMAGED_TOLD_MAX)
		log_line("press", "event_passed_over event=%" PRIu64 " what=\"%s\"", press->next,
		    journal_last_fault(press->journal)->what);
	struct journal_place newest = journal_txn_newest(txn);
	if (press->next == newest.number)
		press->folded = newest;
	press->next++;
}

/* The event that is next. JOURNAL_ABSENT: there is none yet. */
static enum journal_result event_take(struct press *press, struct journal_txn *txn)
{
	struct journal_event event;
	enum journal_result result = journal_event_get(txn, press->next, &event);
	if (result == JOURNAL_OK) {
		if (event.body == NULL || must_skip(press, press->next))
			count_unread(press);
		atomic_store(&press->shared->folding, press->next);
		result = event_fold(press, txn, &event);
		atomic_store(&press->shared->folding, 0);
	}
	if (result == JOURNAL_DAMAGED) {
		pass_over(press, txn);
		return JOURNAL_OK;
	}
	if (result != JOURNAL_OK)
		return result;
	press->folded.number = press->next++;
	memcpy(press->folded.hash, event.hash, HASH_BYTES);
	return JOURNAL_OK;
}

/* All that was made of the events is let go; they are folded from the first. */
static void begin_anew(struct press *press)
{
	for (size_t i = 0; i < press->session_count; i++) {
		press_session_close(press->sessions[i]);
	}
	press->session_count = 0;
	press->recent = NULL;
	press->next = 1;
	press->folded = (struct journal_place){ .number = 0 };
	press->unread = 0;
	atomic_store(&press->shared->damaged, 0);
}

enum journal_result press_fold(struct press *press, size_t count)
{
	struct journal_txn *txn = NULL;
	enum journal_result result = journal_begin(press->journal, &txn);
	if (result != JOURNAL_OK)
		return result;
	for (size_t i = 0; i < count && result == JOURNAL_OK; i++) {
		result = event_take(press, txn);
		if (press->checkpoint.map == NULL || press->next != press->checkpoint.number + 1)
			continue;
		if (!press_checkpoint_resume(press))
			begin_anew(press);
		else if (result == JOURNAL_OK)
			result = press_recorded_resume(press, txn);
	}
	press->newest = journal_txn_newest(txn).number;
	memcpy(press->folded.id, journal_txn_newest(txn).id, ID_BYTES);
	journal_end(txn);
	return result;
}
