/*
 * broker/press/press_audience.c - what each audience is shown of the synthesis. All three feeds of a session have the same
 * numbers, so that one that was missed on any is missed the same way.
 *
 *   work     moderators, secretariat: everything, also what was written where a note is masked, and where it names whom
 *   room     rapporteurs: points, and the notes in them or waiting for a place; of a note that was hidden or that came
 *            late only that it is there, and no reason that could tell of it. A text that names somebody is masked, as
 *            in the synthesis itself; what was written is not here
 *   plenary  observers: statements and numbers. No note, no id of one, nothing that is hidden, not even how many
 *
 * It only ever takes away, so that what the synthesis gets to say later is not shown by having been forgotten here:
 * a note is copied field by field.
 */
#include <string.h>

#include "broker/press/press_internal.h"

static bool room_sees(enum note_place place)
{
	return place == NOTE_IN_POINT || place == NOTE_UNPLACED;
}

static bool notes_for_room(struct synthesis_objective *shown, struct arena *arena)
{
	struct synthesis_note *notes = arena_take(arena, shown->note_count, sizeof *notes);
	if (notes == NULL)
		return false;
	for (size_t i = 0; i < shown->note_count; i++) {
		const struct synthesis_note *note = &shown->notes[i];
		notes[i] = (struct synthesis_note){ .number = note->number, .place = note->place };
		memcpy(notes[i].id, note->id, sizeof notes[i].id);
		if (!room_sees(note->place))
			continue;
		notes[i].text = note->text;
		notes[i].category = note->category;
		notes[i].lens = note->lens;
		notes[i].room = note->room;
		notes[i].language = note->language;
		notes[i].ref = note->ref;
		notes[i].minute = note->minute;
		notes[i].speaker = note->speaker;
		notes[i].body = note->body;
	}
	shown->notes = notes;
	return true;
}

static bool points_without_reasons(
    struct synthesis_objective *shown, struct arena *arena, bool notes)
{
	struct synthesis_point *points = arena_take(arena, shown->point_count, sizeof *points);
	if (points == NULL)
		return false;
	for (size_t i = 0; i < shown->point_count; i++) {
		points[i] = shown->points[i];
		points[i].reason = NULL;
		points[i].marks = NULL;
		points[i].mark_count = 0;
		if (notes)
			continue;
		points[i].statement_note[0] = '\0';
		points[i].notes = NULL;
		points[i].note_count = 0;
	}
	shown->points = points;
	return true;
}

bool press_audience(enum feed_audience audience, struct arena *arena,
    const struct synthesis_objective *all, struct synthesis_objective *shown)
{
	*shown = *all;
	switch (audience) {
	case FEED_WORK:
		return true;
	case FEED_ROOM:
		return notes_for_room(shown, arena) && points_without_reasons(shown, arena, true);
	case FEED_PLENARY:
		break;
	}
	for (size_t place = 0; place < NOTE_PLACE_COUNT; place++)
		if (place != NOTE_IN_POINT)
			shown->counts[place] = 0;
	shown->confirmed = NULL; /* it counts notes by rooms */
	shown->confirmed_count = 0;
	shown->notes = NULL;
	shown->note_count = 0;
	return points_without_reasons(shown, arena, false);
}
