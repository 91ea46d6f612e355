/*
 * client/web/stream/point_json.c - the synthesis as JSON. A point brings its notes along, so that a page has nothing to
 * put together: a note that was amended makes its point a changed one.
 */
#include <stdlib.h>
#include <string.h>

#include "client/terminal/json_out.h"
#include "client/web/api/api.h"
#include "client/web/stream/channel.h"

#define MINUTE_MS 60000u

/* Notes by id. */
struct entry_of {
	const struct synthesis_note *note;
};
struct index {
	struct entry_of *entries; /* owned */
	size_t count;
};

static int entry_compare(const void *left, const void *right)
{
	const struct entry_of *a = left;
	const struct entry_of *b = right;
	return strcmp(a->note->id, b->note->id);
}

static bool index_open(struct index *index, const struct synthesis_objective *objective)
{
	index->count = objective->note_count;
	index->entries = calloc(index->count + 1, sizeof *index->entries);
	if (index->entries == NULL)
		return false;
	for (size_t i = 0; i < index->count; i++)
		index->entries[i].note = &objective->notes[i];
	qsort(index->entries, index->count, sizeof *index->entries, entry_compare);
	return true;
}

static void index_close(struct index *index)
{
	free(index->entries);
	index->entries = NULL;
}

static const struct synthesis_note *index_find(
    const struct index *index, const char id[PUBLIC_ID_CHARS + 1])
{
	struct synthesis_note wanted = { .number = 0 };
	const struct entry_of key = { .note = &wanted };
	memcpy(wanted.id, id, sizeof wanted.id);
	const struct entry_of *found =
	    bsearch(&key, index->entries, index->count, sizeof key, entry_compare);
	return found == NULL ? NULL : found->note;
}

/* Whom a text names, where in it (bytes of what was written), and why it is thought so. */
static json_t *marks_json(const struct name_mark *marks, size_t count)
{
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++) {
		json_t *item = json_object();
		json_set_text(&item, "kind", name_kind_word(marks[i].kind));
		json_set_text(&item, "reason", name_kind_reason(marks[i].kind));
		json_set_number(&item, "start", marks[i].start);
		json_set_number(&item, "size", marks[i].size);
		json_append(&list, item);
	}
	return list;
}

json_t *note_json(const struct synthesis_note *note)
{
	json_t *root = json_object();
	json_set_text(&root, "id", note->id);
	json_set_number(&root, "number", note->number);
	json_set_text(&root, "place", note_place_word(note->place));
	json_set_text(&root, "room", note->room);
	json_set_text(&root, "category", note->category);
	json_set_text(&root, "lens", note->lens);
	json_set(&root, "lenses", texts_json(&note->lens, note->lens == NULL ? 0 : 1));
	json_set_text(&root, "lang", note->language);
	json_set_text(&root, "ref", note->ref);
	json_set_text(&root, "text", note->text);
	json_set_text(&root, "reason", note->reason);
	json_set_text(&root, "original", note->original);
	json_set(&root, "flags", marks_json(note->marks, note->mark_count));
	json_set_text(&root, "speaker", note->speaker);
	json_set_text(&root, "body", note->body);
	if (note->minute == 0)
		json_set(&root, "time", json_null());
	else
		json_set_number(&root, "time", (uint64_t)note->minute * MINUTE_MS);
	return root;
}

json_t *counts_json(const uint64_t counts[NOTE_PLACE_COUNT])
{
	static const char *const names[NOTE_PLACE_COUNT] = { "in_points", "hidden", "unplaced",
		"retracted", "redacted", "late" };
	json_t *root = json_object();
	for (size_t i = 0; i < NOTE_PLACE_COUNT; i++)
		json_set_number(&root, names[i], counts[i]);
	return root;
}

/* Adds each kind of name once. */
static void kinds_add(json_t *kinds, const struct name_mark *marks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		json_object_set_new(kinds, name_kind_word(marks[i].kind), json_true());
}

/* The point's notes; and its flags: kinds of names that wait for a moderator, of its statement or of a note. */
static void notes_of_point(
    json_t **root, const struct synthesis_point *point, const struct index *index)
{
	json_t *notes = json_array();
	json_t *flags = json_array();
	json_t *kinds = json_object();
	kinds_add(kinds, point->marks, point->mark_count);
	for (size_t i = 0; i < point->note_count; i++) {
		const struct synthesis_note *note = index_find(index, point->notes[i]);
		if (note == NULL)
			continue;
		json_append(&notes, note_json(note));
		if (note->original != NULL)
			kinds_add(kinds, note->marks, note->mark_count);
	}
	for (void *at = json_object_iter(kinds); at != NULL; at = json_object_iter_next(kinds, at))
		json_append(&flags, json_string(json_object_iter_key(at)));
	json_decref(kinds);
	json_set(root, "flags", flags);
	json_set(root, "notes", notes);
}

static json_t *point_json(const struct synthesis_point *point, const struct index *index)
{
	json_t *root = json_object();
	json_set_text(&root, "id", point->id);
	json_set_number(&root, "number", point->number);
	json_set_text(&root, "category", point->category);
	json_set_text(&root, "theme", point->theme);
	json_set_text(&root, "statement", point->statement);
	json_set_id(&root, "statement_note", point->statement_note);
	json_set_text(&root, "reason", point->reason);
	json_set_number(&root, "strength", point->writers);
	json_set_number(&root, "writers", point->writers);
	json_set_number(&root, "count", point->note_count);
	json_set_number(&root, "rank", point->rank);
	json_set(&root, "rooms", texts_json(point->rooms, point->room_count));
	json_set(&root, "lenses", texts_json(point->lenses, point->lens_count));
	json_set_number(&root, "first", (uint64_t)point->first_minute * MINUTE_MS);
	json_set_number(&root, "last", (uint64_t)point->last_minute * MINUTE_MS);
	json_set_flag(&root, "pinned", point->pinned);
	json_set_flag(&root, "restated", point->restated);
	json_set_flag(&root, "hidden", false);
	notes_of_point(&root, point, index);
	return root;
}

/* What is always told whole. */
static void standing_json(json_t **root, const struct synthesis_objective *objective)
{
	json_t *questions = json_array();
	json_t *themes = json_array();
	for (size_t i = 0; i < objective->question_count; i++)
		json_append(&questions, json_integer((json_int_t)objective->questions[i]));
	for (size_t i = 0; i < objective->theme_count; i++) {
		json_t *theme = json_object();
		json_set_text(&theme, "category", objective->themes[i].category);
		json_set_text(&theme, "key", objective->themes[i].key);
		json_set_text(&theme, "title", objective->themes[i].title);
		json_append(&themes, theme);
	}
	json_set(root, "counts", counts_json(objective->counts));
	json_set(root, "questions", questions);
	json_set(root, "silent_rooms",
	    texts_json(objective->silent_rooms, objective->silent_room_count));
	json_set(root, "themes", themes);
	json_t *confirmed = json_array();
	for (size_t i = 0; i < objective->confirmed_count; i++) {
		const struct synthesis_confirmed *room = &objective->confirmed[i];
		json_t *item = json_object();
		json_set_text(&item, "room", room->room);
		json_set_number(&item, "number", room->number);
		json_set_number(&item, "time", (uint64_t)room->minute * MINUTE_MS);
		json_set_number(&item, "since", room->since);
		json_append(&confirmed, item);
	}
	json_set(root, "confirmed", confirmed);
}

static json_t *aside_json(const struct synthesis_objective *objective)
{
	json_t *aside = json_array();
	for (size_t i = 0; i < objective->note_count; i++)
		if (objective->notes[i].place != NOTE_IN_POINT)
			json_append(&aside, note_json(&objective->notes[i]));
	return aside;
}

json_t *objective_json(const struct synthesis_objective *objective)
{
	struct index index;
	if (!index_open(&index, objective))
		return NULL;
	json_t *root = json_object();
	json_t *points = json_array();
	for (size_t i = 0; i < objective->point_count; i++)
		json_append(&points, point_json(&objective->points[i], &index));
	json_set_number(&root, "objective", objective->number);
	json_set_flag(&root, "whole", true);
	json_set(&root, "points", points);
	json_set(&root, "aside", aside_json(objective));
	standing_json(&root, objective);
	index_close(&index);
	return root;
}

static bool point_changed(const struct synthesis_objective *delta, const struct index *changed,
    const struct synthesis_point *point)
{
	for (size_t i = 0; i < delta->point_count; i++)
		if (strcmp(delta->points[i].id, point->id) == 0)
			return true;
	for (size_t i = 0; changed->count > 0 && i < point->note_count; i++)
		if (index_find(changed, point->notes[i]) != NULL)
			return true;
	return false;
}

json_t *change_json(
    const struct synthesis_objective *delta, const struct synthesis_objective *objective)
{
	struct index all;
	struct index changed = { NULL, 0 };
	if (!index_open(&all, objective))
		return NULL;
	if (!index_open(&changed, delta)) {
		index_close(&all);
		return NULL;
	}
	json_t *root = json_object();
	json_t *points = json_array();
	json_t *gone = json_array();
	for (size_t i = 0; i < objective->point_count; i++)
		if (point_changed(delta, &changed, &objective->points[i]))
			json_append(&points, point_json(&objective->points[i], &all));
	for (size_t i = 0; i < delta->removed_point_count; i++)
		json_append(&gone, json_string(delta->removed_points[i]));
	json_set_number(&root, "objective", objective->number);
	json_set(&root, "changed", points);
	json_set(&root, "gone", gone);
	json_set(&root, "aside", aside_json(delta));
	standing_json(&root, objective);
	index_close(&all);
	index_close(&changed);
	return root;
}
