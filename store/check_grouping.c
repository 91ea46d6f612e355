/*
 * store/check_grouping.c - the recorded grouping of a closed session against the views of its notes: every note
 * that had come by then is in it once, in a point or beside them, and the six counts are those of the notes
 * (promise 4). What was redacted since is counted where it was.
 */
#include "store/check_internal.h"

#include <stdlib.h>

#include "proto/grouping.h"

/* A grouping and what is taken out of it, at once. */
#define GROUPING_MEMORY_MAX (64u << 20)

struct listed {
	uint64_t number;
	enum note_place place;
};

struct tally {
	struct listed *notes; /* owned; sorted once all are there */
	size_t count;
	size_t capacity;
	uint64_t said[NOTE_PLACE_COUNT]; /* by the heads of the objectives */
	uint64_t found[NOTE_PLACE_COUNT];
};

static int listed_compare(const void *a, const void *b)
{
	uint64_t first = ((const struct listed *)a)->number;
	uint64_t second = ((const struct listed *)b)->number;
	return (first > second) - (first < second);
}

static bool list(struct tally *tally, uint64_t number, enum note_place place)
{
	if (tally->count == tally->capacity) {
		size_t larger = tally->capacity == 0 ? 256 : 2 * tally->capacity;
		void *moved = reallocarray(tally->notes, larger, sizeof *tally->notes);
		if (moved == NULL)
			return false;
		tally->notes = moved;
		tally->capacity = larger;
	}
	tally->notes[tally->count++] = (struct listed){ number, place };
	tally->found[place]++;
	return true;
}

static bool item_take(struct tally *tally, const struct grouping_item *item)
{
	switch (item->kind) {
	case GROUPING_OBJECTIVE:
		for (size_t i = 0; i < NOTE_PLACE_COUNT; i++)
			tally->said[i] += item->counts[i];
		return true;
	case GROUPING_NOTE:
		return list(tally, item->note, item->place);
	case GROUPING_CURATED: /* its notes stand in points of the machine, too, or were placed by hand */
		return true;
	case GROUPING_POINT:
	case GROUPING_MORE:
		break;
	}
	for (size_t i = 0; i < item->note_count; i++)
		if (!list(tally, item->notes[i], NOTE_IN_POINT))
			return false;
	return true;
}

/* False: no memory. A grouping that cannot be read is told. */
static bool tally_take(
    struct checker *checker, uint64_t number, const struct buffer *blob, struct tally *tally)
{
	struct arena arena;
	struct grouping_item item;
	struct refusal refusal = { .error = ERROR_NONE };
	bool end = false;
	bool taken = true;
	arena_init(&arena, GROUPING_MEMORY_MAX);
	struct grouping_reader reader = {
		.bytes = blob->bytes, .size = blob->size, .arena = &arena
	};
	while (taken && grouping_next(&reader, &item, &end, &refusal) == ERROR_NONE && !end) {
		taken = item_take(tally, &item);
		arena_clear(&arena);
	}
	arena_close(&arena);
	if (refusal.error != ERROR_NONE)
		check_tell(checker, "event %llu: its grouping cannot be read: %s",
		    (unsigned long long)number, refusal.detail);
	if (tally->count > 0)
		qsort(tally->notes, tally->count, sizeof *tally->notes, listed_compare);
	return taken;
}

static const char *note_fault(const struct tally *tally, const struct view_note *note)
{
	const struct listed key = { .number = note->number };
	const struct listed *found = tally->count == 0
	    ? NULL
	    : bsearch(&key, tally->notes, tally->count, sizeof key, listed_compare);
	if (found == NULL)
		return "is not in it";
	if ((note->state == NOTE_IS_LATE) != (found->place == NOTE_LATE) &&
	    note->state != NOTE_GONE)
		return "is late in one and not in the other";
	return NULL;
}

static void notes_compare(struct checker *checker, const struct view_session *view, uint64_t at,
    const struct tally *tally)
{
	struct view_note note = { .number = 0 };
	uint64_t due = 0;
	while (view_note_next(checker->txn, view->place, note.objective, note.number, &note) ==
	    JOURNAL_OK) {
		if (note.number > at)
			continue;
		due++;
		const char *fault = note_fault(tally, &note);
		if (fault != NULL)
			check_tell(checker, "session %s: grouping %llu: note %llu %s", view->key,
			    (unsigned long long)view->grouping, (unsigned long long)note.number,
			    fault);
	}
	if (due != tally->count)
		check_tell(checker, "session %s: grouping %llu holds %zu notes, the session %llu",
		    view->key, (unsigned long long)view->grouping, tally->count,
		    (unsigned long long)due);
}

static void tally_compare(struct checker *checker, const struct view_session *view,
    const struct event_grouping *said, const struct tally *tally)
{
	for (size_t i = 0; i < NOTE_PLACE_COUNT; i++) {
		if (said->counts[i] != tally->found[i] || tally->said[i] != tally->found[i])
			check_tell(checker, "session %s: grouping %llu does not balance: %s",
			    view->key, (unsigned long long)view->grouping,
			    note_place_word((enum note_place)i));
	}
	for (size_t i = 1; i < tally->count; i++) {
		if (tally->notes[i - 1].number == tally->notes[i].number)
			check_tell(checker, "session %s: grouping %llu: note %llu is in it twice",
			    view->key, (unsigned long long)view->grouping,
			    (unsigned long long)tally->notes[i].number);
	}
	if (!check_is_torn(checker, TABLE_NOTES))
		notes_compare(checker, view, said->at, tally);
}

void check_grouping(struct checker *checker, const struct view_session *view)
{
	struct journal_event event;
	struct event_grouping said;
	struct refusal refusal;
	struct buffer blob;
	if (view->grouping == 0)
		return;
	unsigned long long number = view->grouping;
	if (view->grouping > checker->check->newest.number ||
	    journal_event_get(checker->txn, view->grouping, &event) != JOURNAL_OK)
		return; /* told by the walks over heads and bodies, or below them */
	if (event.head.type != EVENT_GROUPING || event.body == NULL ||
	    event_grouping_decode(&said, event.body, event.body_size, &refusal) != ERROR_NONE ||
	    said.at != view->final) {
		check_tell(
		    checker, "session %s: event %llu is not its final grouping", view->key, number);
		return;
	}
	struct tally tally = { .count = 0 };
	buffer_init(&blob, (size_t)PARTS_MAX * PART_BYTES_MAX);
	if (journal_blob_get(checker->txn, &event, &blob) == JOURNAL_OK) {
		if (tally_take(checker, view->grouping, &blob, &tally))
			tally_compare(checker, view, &said, &tally);
		else
			checker->exhausted = true;
	} else if (event.head.part_count == 0) {
		check_tell(checker, "session %s: event %llu has no grouping", view->key, number);
	}
	buffer_close(&blob);
	free(tally.notes);
}
