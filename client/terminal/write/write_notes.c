/* client/terminal/write/write_notes.c - see write_notes.h. */
#include "client/terminal/write/write_notes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/terminal/point/point_order.h"

#define ENTRY_MEMORY_MAX (4u * NOTE_INPUT_BYTES_MAX)

void write_notes_init(struct write_notes *notes, const char *session, const char *room)
{
	memset(notes, 0, sizeof *notes);
	(void)snprintf(notes->session, sizeof notes->session, "%s", session);
	(void)snprintf(notes->room, sizeof notes->room, "%s", room);
}

void write_notes_close(struct write_notes *notes)
{
	for (size_t i = 0; i < notes->own_count; i++)
		free(notes->own[i].text);
	for (size_t i = 0; i < notes->other_count; i++)
		free(notes->others[i].text);
	notes->own_count = notes->other_count = 0;
}

/* --- the outbox -------------------------------------------------------------------------------------- */

static struct own_note *own_find(struct write_notes *notes, const uint8_t id[ID_BYTES])
{
	for (size_t i = notes->own_count; i-- > 0;)
		if (memcmp(notes->own[i].id, id, ID_BYTES) == 0)
			return &notes->own[i];
	return NULL;
}

static void field_set(char *field, size_t size, const char *text)
{
	(void)snprintf(field, size, "%s", text == NULL ? "" : text);
}

/* What stands of the note from now on, as its author sees it. */
static void put_take(struct write_notes *notes, struct own_note *note, const struct note_put *put)
{
	char *text = strdup(put->text);
	if (text == NULL) {
		notes->full = true;
		return;
	}
	free(note->text);
	note->text = text;
	note->objective = put->objective;
	field_set(note->room, sizeof note->room, put->room);
	field_set(note->category, sizeof note->category, put->category);
	field_set(note->lens, sizeof note->lens, put->lens);
	field_set(note->language, sizeof note->language, put->language);
	field_set(note->ref, sizeof note->ref, put->ref);
}

static struct own_note *own_add(struct write_notes *notes, const struct entry *entry)
{
	if (notes->own_count == OWN_NOTES_MAX) {
		free(notes->own[0].text);
		memmove(&notes->own[0], &notes->own[1], (OWN_NOTES_MAX - 1) * sizeof notes->own[0]);
		notes->own_count--;
	}
	struct own_note *note = &notes->own[notes->own_count++];
	*note = (struct own_note){ .sequence = entry->sequence };
	memcpy(note->id, entry->id, ID_BYTES);
	return note;
}

static void submit_take(
    struct write_notes *notes, const struct entry *entry, const struct note_put *put)
{
	struct own_note *note = own_find(notes, entry->id);
	if (note == NULL) {
		if (strcmp(put->room, notes->room) != 0)
			return;
		note = own_add(notes, entry);
		put_take(notes, note, put);
	}
	note->state = entry->state;
	note->late = entry->late;
	note->error = entry->error;
	if (entry->state == ENTRY_BROKER) {
		memcpy(note->public_id, entry->public_id, sizeof note->public_id);
		if (entry->number > note->event)
			note->event = entry->number;
	}
}

/* A change is told when it is written, and again when it has its answer. */
static void change_take(struct own_note *note, const struct entry *entry)
{
	if (entry->state == ENTRY_HERE)
		note->changes++;
	else if (note->changes > 0)
		note->changes--;
	if (entry->state == ENTRY_REFUSED)
		note->error = entry->error;
	if (entry->state == ENTRY_BROKER && entry->number > note->event) {
		note->event = entry->number;
		note->error = ERROR_NONE;
	}
	if (entry->message == MESSAGE_NOTE_RETRACT)
		note->retracted = entry->state != ENTRY_REFUSED;
}

void write_notes_entry(struct write_notes *notes, const struct entry *entry)
{
	struct arena arena;
	struct refusal refusal;
	struct note_put put;
	struct note_retract retract;
	struct own_note *note = NULL;
	if (strcmp(entry->session, notes->session) != 0 || entry->body == NULL)
		return;
	arena_init(&arena, ENTRY_MEMORY_MAX);
	if (entry->message == MESSAGE_NOTE_RETRACT) {
		if (note_retract_decode(&retract, entry->body, entry->body_size, &refusal) ==
		    ERROR_NONE)
			note = own_find(notes, retract.note);
	} else if (note_put_decode(entry->message == MESSAGE_NOTE_AMEND, &put, &arena, entry->body,
		       entry->body_size, &refusal) == ERROR_NONE) {
		if (entry->message == MESSAGE_NOTE_SUBMIT)
			submit_take(notes, entry, &put);
		else
			note = own_find(notes, put.note);
		if (note != NULL && entry->state != ENTRY_REFUSED)
			put_take(notes, note, &put);
	}
	if (note != NULL)
		change_take(note, entry);
	arena_close(&arena);
}

void write_notes_forget(struct write_notes *notes, uint64_t sequence)
{
	for (size_t i = 0; i < notes->own_count; i++) {
		if (notes->own[i].sequence != sequence)
			continue;
		free(notes->own[i].text);
		memmove(&notes->own[i], &notes->own[i + 1],
		    (notes->own_count - i - 1) * sizeof notes->own[0]);
		notes->own_count--;
		return;
	}
}

/* --- the feed ---------------------------------------------------------------------------------------- */

static struct own_note *own_public(struct write_notes *notes, const char *id)
{
	for (size_t i = notes->own_count; i-- > 0;)
		if (strcmp(notes->own[i].public_id, id) == 0)
			return &notes->own[i];
	return NULL;
}

static void other_add(
    struct write_notes *notes, uint32_t objective, const struct synthesis_note *from)
{
	size_t at = notes->other_count;
	while (at > 0 && notes->others[at - 1].number > from->number)
		at--;
	if (at > 0 && notes->others[at - 1].number == from->number)
		return;
	if (notes->other_count == OTHER_NOTES_MAX) {
		if (at == 0)
			return;
		free(notes->others[0].text);
		memmove(&notes->others[0], &notes->others[1],
		    (OTHER_NOTES_MAX - 1) * sizeof notes->others[0]);
		notes->other_count--;
		at--;
	}
	char *text = strdup(from->text);
	if (text == NULL) {
		notes->full = true;
		return;
	}
	memmove(&notes->others[at + 1], &notes->others[at],
	    (notes->other_count - at) * sizeof notes->others[0]);
	notes->other_count++;
	notes->others[at] =
	    (struct other_note){ .number = from->number, .objective = objective, .text = text };
	field_set(notes->others[at].category, sizeof notes->others[at].category, from->category);
}

/* The place of each point among those of its category, for those that hold a note of ours. */
static void points_take(struct write_notes *notes, const struct programme *programme,
    const struct synthesis_objective *objective)
{
	struct point_place *places = calloc(objective->point_count + 1, sizeof *places);
	if (places == NULL) {
		notes->full = true;
		return;
	}
	for (size_t i = 0; i < objective->point_count; i++)
		places[i] = point_place_of(programme, objective, &objective->points[i]);
	qsort(places, objective->point_count, sizeof *places, point_place_compare);
	uint32_t place = 0;
	for (size_t i = 0; i < objective->point_count; i++) {
		const struct synthesis_point *point = places[i].point;
		bool is_new = i == 0 || strcmp(places[i - 1].point->category, point->category) != 0;
		place = is_new ? 1 : place + 1;
		for (size_t k = 0; k < point->note_count; k++) {
			struct own_note *own = own_public(notes, point->notes[k]);
			if (own == NULL)
				continue;
			own->point = place;
			field_set(own->point_category, sizeof own->point_category, point->category);
		}
	}
	free(places);
}

static void objective_take(struct write_notes *notes, const struct programme *programme,
    const struct synthesis_objective *objective)
{
	bool ours = false;
	for (size_t i = 0; i < objective->note_count; i++) {
		const struct synthesis_note *note = &objective->notes[i];
		struct own_note *own = own_public(notes, note->id);
		if (own != NULL) {
			own->seen = true;
			own->place = note->place;
			own->point = 0;
			own->objective = objective->number;
			ours = true;
		} else if (note->text != NULL && note->room != NULL &&
		    strcmp(note->room, notes->room) == 0) {
			other_add(notes, objective->number, note);
		}
	}
	if (ours)
		points_take(notes, programme, objective);
}

void write_notes_feed(
    struct write_notes *notes, const struct programme *programme, const struct watch_update *update)
{
	if (update->objective_count == 0)
		return;
	for (size_t i = 0; i < notes->other_count; i++)
		free(notes->others[i].text);
	notes->other_count = 0;
	for (size_t i = 0; i < update->objective_count; i++)
		objective_take(notes, programme, &update->objectives[i]);
	notes->others_new = 0;
	for (size_t i = 0; i < notes->other_count; i++)
		notes->others_new += notes->others[i].number > notes->others_newest ? 1 : 0;
	if (notes->other_count > 0 &&
	    notes->others[notes->other_count - 1].number > notes->others_newest)
		notes->others_newest = notes->others[notes->other_count - 1].number;
}

/* --- words ------------------------------------------------------------------------------------------- */

static const char *place_words(const struct own_note *note)
{
	switch (note->place) {
	case NOTE_IN_POINT:
		return "on the broker";
	case NOTE_HIDDEN:
		return "hidden";
	case NOTE_UNPLACED:
		return "not placed yet";
	case NOTE_RETRACTED:
		return "taken back";
	case NOTE_REDACTED:
		return "redacted";
	case NOTE_LATE:
		return "late";
	}
	return "on the broker";
}

void own_note_state(const struct own_note *note, char text[OWN_STATE_BYTES])
{
	const char *words = "on the broker";
	if (note->state == ENTRY_REFUSED)
		(void)snprintf(text, OWN_STATE_BYTES, "refused: %s", error_word(note->error));
	else if (note->state == ENTRY_BROKER && note->error != ERROR_NONE)
		(void)snprintf(
		    text, OWN_STATE_BYTES, "change refused: %s", error_word(note->error));
	else if (note->seen && note->point > 0 && note->changes == 0 && !note->retracted)
		(void)snprintf(text, OWN_STATE_BYTES, "in point %" PRIu32, note->point);
	else {
		if (note->state == ENTRY_HERE)
			words = "on this device";
		else if (note->changes > 0)
			words = "change not sent";
		else if (note->retracted)
			words = "taken back";
		else if (note->late)
			words = "late";
		else if (note->seen)
			words = place_words(note);
		(void)snprintf(text, OWN_STATE_BYTES, "%s", words);
	}
}

void own_note_cell(
    const struct own_note *note, const struct programme *programme, char text[OWN_CELL_BYTES])
{
	uint32_t objective = note->objective;
	const char *category = note->point > 0 ? note->point_category : note->category;
	const struct programme_room *room =
	    programme == NULL ? NULL : programme_room_find(programme, note->room);
	if (objective == 0 && room != NULL)
		objective = room->objectives[0];
	if (category[0] == '\0' && programme != NULL)
		category = programme->categories[0].key;
	(void)snprintf(text, OWN_CELL_BYTES, "%" PRIu32 ".%s%s%s", objective, category,
	    note->lens[0] == '\0' ? "" : " #", note->lens);
}
