/*
 * broker/apply/apply_retention.c - what a programme's retention says, when its time has come by the batch's time.
 *
 *   notes    all that the notes say goes; they count as redacted
 *   report   the same, but for the notes whose words the points of the recorded grouping have
 *   session  it is deleted whole
 *
 * A session that was opened again is open, and waits for its next close.
 */
#include <stdlib.h>
#include <string.h>

#include "broker/apply/apply_internal.h"
#include "proto/event.h"
#include "proto/grouping.h"

#define DAY_MS          (24ull * 3600 * 1000)
#define ITEM_MEMORY_MAX (16u << 20) /* one item, with the numbers of its notes */

/* Numbers of notes, sorted. */
struct words {
	uint64_t *notes; /* owned */
	size_t count;
	size_t capacity;
};

uint64_t session_expires_ms(const struct view_session *session)
{
	if (session->state != SESSION_CLOSED || session->expired != 0 ||
	    session->retention == RETENTION_NONE || session->retention > RETENTION_SESSION)
		return 0;
	uint64_t kept_ms = session->retention_days * DAY_MS;
	return session->closed_ms + (kept_ms > session->grace_ms ? kept_ms : session->grace_ms);
}

static bool words_add(struct words *words, uint64_t note)
{
	if (words->count == words->capacity) {
		size_t larger = words->capacity == 0 ? 64 : 2 * words->capacity;
		void *moved = reallocarray(words->notes, larger, sizeof *words->notes);
		if (moved == NULL)
			return false;
		words->notes = moved;
		words->capacity = larger;
	}
	words->notes[words->count++] = note;
	return true;
}

static int number_compare(const void *a, const void *b)
{
	uint64_t first = *(const uint64_t *)a;
	uint64_t second = *(const uint64_t *)b;
	return (first > second) - (first < second);
}

static bool words_have(const struct words *words, uint64_t note)
{
	return words->count > 0 &&
	    bsearch(&note, words->notes, words->count, sizeof note, number_compare) != NULL;
}

/* The notes whose words the points have: as recorded, and as moderators made them. */
static enum journal_result words_read(const struct buffer *blob, struct words *words)
{
	struct arena arena;
	struct grouping_item item;
	struct refusal refusal = { .error = ERROR_NONE };
	bool end = false;
	bool kept = true;
	arena_init(&arena, ITEM_MEMORY_MAX);
	struct grouping_reader reader = {
		.bytes = blob->bytes, .size = blob->size, .arena = &arena
	};
	while (kept && grouping_next(&reader, &item, &end, &refusal) == ERROR_NONE && !end) {
		bool speaks = item.kind == GROUPING_POINT ||
		    (item.kind == GROUPING_CURATED && !item.more && item.restated == 0);
		if (speaks && item.statement != 0)
			kept = words_add(words, item.statement);
		arena_clear(&arena);
	}
	arena_close(&arena);
	if (words->count > 0)
		qsort(words->notes, words->count, sizeof *words->notes, number_compare);
	return !kept ? JOURNAL_MEMORY : refusal.error != ERROR_NONE ? JOURNAL_DAMAGED : JOURNAL_OK;
}

static enum journal_result words_find(
    struct apply *apply, const struct view_session *session, struct words *words)
{
	struct journal_event event;
	struct buffer blob;
	if (session->retention != RETENTION_REPORT)
		return JOURNAL_OK;
	buffer_init(&blob, (size_t)PARTS_MAX * PART_BYTES_MAX);
	enum journal_result result = journal_event_get(apply->txn, session->grouping, &event);
	if (result == JOURNAL_OK)
		result = journal_blob_get(apply->txn, &event, &blob);
	if (result == JOURNAL_OK)
		result = words_read(&blob, words);
	buffer_close(&blob);
	return result == JOURNAL_ABSENT ? JOURNAL_DAMAGED : result;
}

static enum journal_result note_expire(
    struct apply *apply, struct view_session *session, struct view_note *note)
{
	enum journal_result result = apply_note_wipe(apply, note);
	if (result != JOURNAL_OK || note->state == NOTE_GONE)
		return result;
	session->redacted++;
	session->late -= note->state == NOTE_IS_LATE ? 1u : 0u;
	note->state = NOTE_GONE;
	return view_note_put(apply->txn, note, NULL);
}

static enum journal_result notes_expire(
    struct apply *apply, struct view_session *session, const struct words *words)
{
	struct view_note note = { .number = 0 };
	for (;;) {
		enum journal_result result =
		    view_note_next(apply->txn, session->place, note.objective, note.number, &note);
		if (result != JOURNAL_OK)
			return result == JOURNAL_ABSENT ? JOURNAL_OK : result;
		if (note.state != NOTE_GONE && words_have(words, note.number))
			continue;
		result = note_expire(apply, session, &note);
		if (result != JOURNAL_OK)
			return result;
	}
}

static enum journal_result event_add(
    struct apply *apply, const struct view_session *session, enum event_type type, uint64_t *number)
{
	struct event_head head = { .type = type, .time_ms = apply->time_ms };
	const struct event_erasure erasure = { .by_itself = true, .days = session->retention_days };
	struct journal_place place;
	memcpy(head.session, session->key, sizeof head.session);
	buffer_clear(&apply->scratch);
	event_erasure_encode(&erasure, &apply->scratch);
	enum journal_result result = journal_event_add(apply->txn, &head, apply->batch->record.salt,
	    apply->scratch.bytes, apply->scratch.size, NULL, 0, &place);
	if (result == JOURNAL_OK)
		*number = place.number;
	return result;
}

static enum journal_result notes_go(struct apply *apply, struct view_session *session)
{
	struct words words = { .notes = NULL };
	uint64_t number = 0;
	enum journal_result result = words_find(apply, session, &words);
	if (result == JOURNAL_OK)
		result = notes_expire(apply, session, &words);
	free(words.notes);
	/* What people made of the notes in a report is a report: it stays where that does. */
	if (result == JOURNAL_OK && session->retention == RETENTION_NOTES)
		result = apply_report_drop(apply, session);
	if (result == JOURNAL_OK)
		result = event_add(apply, session, EVENT_NOTES_EXPIRED, &number);
	if (result != JOURNAL_OK)
		return result;
	session->expired = number;
	session->erased = number;
	session->final = number; /* what stays is grouped anew, as of here */
	session->grouping = 0;
	return view_session_put(apply->txn, session);
}

static enum journal_result session_goes(struct apply *apply, struct view_session *session)
{
	uint64_t number = 0;
	const struct view_session before = *session;
	enum journal_result result = journal_session_erase(apply->txn, session);
	if (result == JOURNAL_OK)
		result = event_add(apply, &before, EVENT_SESSION_DELETED, &number);
	session->erased = number;
	return result == JOURNAL_OK ? view_session_put(apply->txn, session) : result;
}

enum journal_result apply_expiry(struct apply *apply)
{
	struct record *record = &apply->batch->record;
	struct view_session session;
	enum journal_result result = view_session_find(apply->txn, record->session, &session);
	if (result != JOURNAL_OK)
		return result == JOURNAL_ABSENT ? JOURNAL_OK : result;
	uint64_t expires_ms = session_expires_ms(&session);
	if (expires_ms == 0 || apply->time_ms < expires_ms)
		return JOURNAL_OK;
	if (session.retention == RETENTION_REPORT && session.grouping == 0)
		return JOURNAL_OK; /* what words the report has is not known yet */
	record->kept = 1;
	return session.retention == RETENTION_SESSION ? session_goes(apply, &session)
						      : notes_go(apply, &session);
}
