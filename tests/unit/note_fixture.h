/*
 * tests/unit/note_fixture.h - notes that each found a point of their own.
 */
#ifndef RAPPORTEUR_TESTS_NOTE_FIXTURE_H
#define RAPPORTEUR_TESTS_NOTE_FIXTURE_H

#include <stdio.h>
#include <string.h>

#include "proto/synthesis.h"

#define NOTES_MAX 64u

static inline void note_make(uint32_t index, struct synthesis_note *note,
    struct synthesis_point *point, char ids[][PUBLIC_ID_CHARS + 1])
{
	memset(note, 0, sizeof *note);
	snprintf(note->id, sizeof note->id, "n%011u", index);
	note->number = index + 1;
	note->text = "a note";
	note->category = index % 2 == 0 ? "challenge" : "practice";
	note->room = "WG-2";
	memset(point, 0, sizeof *point);
	snprintf(point->id, sizeof point->id, "p%011u", index);
	point->number = index + 1;
	point->category = note->category;
	point->statement = "a note";
	point->writers = 1;
	memcpy(ids[index], note->id, sizeof note->id);
	point->notes = (const char(*)[PUBLIC_ID_CHARS + 1]) ids[index];
	point->note_count = 1;
}

#endif
