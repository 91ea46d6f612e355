/* proto/synthesis.c - the msgpack form of synthesis.h; keys as PROTOCOL.md lists them. */
#include "proto/synthesis.h"

#include <string.h>

#include "proto/wire/wire.h"

#define TOLD_BYTES_MAX   NOTE_TEXT_BYTES_MAX /* a statement: mostly a note's words */
#define REASON_BYTES_MAX 2000u
/* Arrays are bounded by the bytes that hold them: an item takes at least one. */
#define ITEMS_MAX SIZE_MAX

const char *note_place_word(enum note_place place)
{
#define X(name, code, word) \
	case name: \
		return word;
	switch (place) {
		NOTE_PLACES(X)
	}
#undef X
	return "unknown"; /* not reached: decoding checks the range */
}

static size_t text_if_count(const char *text)
{
	return text != NULL ? 1 : 0;
}

static void text_if(struct buffer *out, const char *key, const char *text)
{
	if (text != NULL)
		pack_key_text(out, key, text);
}

static void ids_encode(
    struct buffer *out, const char *key, const char (*ids)[PUBLIC_ID_CHARS + 1], size_t count)
{
	pack_key_array(out, key, count);
	for (size_t i = 0; i < count; i++)
		pack_text(out, ids[i]);
}

/* Of each mark its kind, where it begins and how long it is. */
static void marks_encode(const struct name_mark *marks, size_t count, struct buffer *out)
{
	if (count == 0)
		return;
	pack_key_array(out, "g", 3 * count);
	for (size_t i = 0; i < count; i++) {
		pack_uint(out, marks[i].kind);
		pack_uint(out, marks[i].start);
		pack_uint(out, marks[i].size);
	}
}

static void point_encode(const struct synthesis_point *point, struct buffer *out)
{
	pack_map(out,
	    11 + text_if_count(point->reason) + text_if_count(point->theme) +
		(point->pinned ? 1u : 0u) + (point->restated ? 1u : 0u) +
		(point->rank > 0 ? 1u : 0u) + (point->mark_count > 0 ? 1u : 0u));
	pack_key_text(out, "i", point->id);
	pack_key_uint(out, "n", point->number);
	pack_key_text(out, "c", point->category);
	pack_key_text(out, "t", point->statement);
	pack_key_text(out, "s", point->statement_note);
	text_if(out, "y", point->reason);
	pack_key_uint(out, "w", point->writers);
	pack_key_texts(out, "r", point->rooms, point->room_count);
	pack_key_texts(out, "l", point->lenses, point->lens_count);
	pack_key_uint(out, "a", point->first_minute);
	pack_key_uint(out, "b", point->last_minute);
	ids_encode(out, "k", point->notes, point->note_count);
	text_if(out, "h", point->theme);
	if (point->pinned)
		pack_key_bool(out, "p", true);
	if (point->restated)
		pack_key_bool(out, "d", true);
	if (point->rank > 0)
		pack_key_uint(out, "o", point->rank);
	marks_encode(point->marks, point->mark_count, out);
}

static void note_encode(const struct synthesis_note *note, struct buffer *out)
{
	size_t pairs = 3 + text_if_count(note->reason) + text_if_count(note->text) +
	    text_if_count(note->category) + text_if_count(note->lens) + text_if_count(note->room) +
	    text_if_count(note->language) + text_if_count(note->ref) +
	    (note->text != NULL ? 1u : 0u) + text_if_count(note->original) +
	    (note->mark_count > 0 ? 1u : 0u) + text_if_count(note->speaker) +
	    text_if_count(note->body);
	pack_map(out, pairs);
	pack_key_text(out, "i", note->id);
	pack_key_uint(out, "n", note->number);
	pack_key_uint(out, "p", note->place);
	text_if(out, "y", note->reason);
	text_if(out, "x", note->text);
	text_if(out, "c", note->category);
	text_if(out, "l", note->lens);
	text_if(out, "r", note->room);
	text_if(out, "k", note->language);
	text_if(out, "f", note->ref);
	if (note->text != NULL)
		pack_key_uint(out, "m", note->minute);
	text_if(out, "o", note->original);
	marks_encode(note->marks, note->mark_count, out);
	text_if(out, "s", note->speaker);
	text_if(out, "d", note->body);
}

static void themes_encode(const struct synthesis_objective *objective, struct buffer *out)
{
	if (objective->theme_count == 0)
		return;
	pack_key_array(out, "t", objective->theme_count);
	for (size_t i = 0; i < objective->theme_count; i++) {
		pack_map(out, 3);
		pack_key_text(out, "c", objective->themes[i].category);
		pack_key_text(out, "k", objective->themes[i].key);
		pack_key_text(out, "t", objective->themes[i].title);
	}
}

static void confirmed_encode(const struct synthesis_objective *objective, struct buffer *out)
{
	if (objective->confirmed_count == 0)
		return;
	pack_key_array(out, "v", objective->confirmed_count);
	for (size_t i = 0; i < objective->confirmed_count; i++) {
		pack_map(out, 4);
		pack_key_text(out, "r", objective->confirmed[i].room);
		pack_key_uint(out, "n", objective->confirmed[i].number);
		pack_key_uint(out, "m", objective->confirmed[i].minute);
		pack_key_uint(out, "u", objective->confirmed[i].since);
	}
}

void synthesis_objective_encode(const struct synthesis_objective *objective, struct buffer *out)
{
	pack_map(out,
	    8 + (objective->theme_count > 0 ? 1u : 0u) +
		(objective->confirmed_count > 0 ? 1u : 0u));
	pack_key_uint(out, "o", objective->number);
	pack_key_bool(out, "w", objective->whole);
	pack_key_array(out, "c", NOTE_PLACE_COUNT);
	for (size_t i = 0; i < NOTE_PLACE_COUNT; i++)
		pack_uint(out, objective->counts[i]);
	pack_key_array(out, "q", objective->question_count);
	for (size_t i = 0; i < objective->question_count; i++)
		pack_uint(out, objective->questions[i]);
	pack_key_texts(out, "s", objective->silent_rooms, objective->silent_room_count);
	pack_key_array(out, "p", objective->point_count);
	for (size_t i = 0; i < objective->point_count; i++)
		point_encode(&objective->points[i], out);
	pack_key_array(out, "n", objective->note_count);
	for (size_t i = 0; i < objective->note_count; i++)
		note_encode(&objective->notes[i], out);
	ids_encode(out, "x", objective->removed_points, objective->removed_point_count);
	themes_encode(objective, out);
	confirmed_encode(objective, out);
}

static void *take(
    struct wire *wire, const char *key, struct arena *arena, size_t count, size_t size)
{
	void *taken = arena_take(arena, count, size);
	if (taken == NULL)
		wire_fail(wire, key, "is more than there is memory for");
	return taken;
}

/* Numbers of an array; *count is 0 after a failure. */
static uint64_t *uints_decode(
    struct wire *wire, const char *key, size_t max, struct arena *arena, size_t *count)
{
	size_t found = 0;
	const msgpack_object *items = wire_array_or_null(wire, key, max, &found);
	uint64_t *numbers = take(wire, key, arena, found, sizeof *numbers);
	*count = 0;
	for (size_t i = 0; numbers != NULL && i < found; i++) {
		if (items[i].type != MSGPACK_OBJECT_POSITIVE_INTEGER) {
			wire_fail(wire, key, "must be whole numbers");
			return numbers;
		}
		numbers[i] = items[i].via.u64;
	}
	if (numbers != NULL)
		*count = found;
	return numbers;
}

static const char (*ids_decode(
    struct wire *wire, const char *key, struct arena *arena, size_t *count))[PUBLIC_ID_CHARS + 1]
{
	size_t found = 0;
	const msgpack_object *items = wire_array_or_null(wire, key, ITEMS_MAX, &found);
	char(*ids)[PUBLIC_ID_CHARS + 1] = take(wire, key, arena, found, sizeof *ids);
	*count = 0;
	for (size_t i = 0; ids != NULL && i < found; i++) {
		if (items[i].type != MSGPACK_OBJECT_STR ||
		    items[i].via.str.size != PUBLIC_ID_CHARS) {
			wire_fail(wire, key, "must be ids of 12 characters");
			return (const char(*)[PUBLIC_ID_CHARS + 1]) ids;
		}
		for (size_t k = 0; k < PUBLIC_ID_CHARS; k++)
			ids[i][k] = items[i].via.str.ptr[k];
	}
	if (ids != NULL)
		*count = found;
	return (const char(*)[PUBLIC_ID_CHARS + 1]) ids;
}

/* Marks of a text; those that do not lie in it, one after the other, are no marks. *count is 0 without any. */
static const struct name_mark *marks_decode(
    struct wire *wire, struct arena *arena, const char *text, size_t *count)
{
	size_t found = 0;
	const uint64_t *numbers = uints_decode(wire, "g", 3u * NAME_MARKS_MAX, arena, &found);
	struct name_mark *marks = take(wire, "g", arena, found / 3, sizeof *marks);
	size_t end = text == NULL ? 0 : strlen(text);
	size_t at = 0;
	*count = 0;
	if (numbers == NULL || marks == NULL)
		return NULL;
	for (size_t i = 0; i < found / 3; i++) {
		const uint64_t *number = &numbers[3 * i];
		if (number[0] > UINT32_MAX || number[1] < at || number[1] > end || number[2] == 0 ||
		    number[2] > end - number[1]) {
			wire_fail(wire, "g", "must lie within the text");
			return NULL;
		}
		at = number[1] + number[2];
		marks[i] = (struct name_mark){ (uint32_t)number[0], number[1], number[2] };
	}
	if (found % 3 != 0)
		wire_fail(wire, "g", "must be kind, start and size in turn");
	*count = found / 3;
	return *count == 0 ? NULL : marks;
}

static void point_decode(struct synthesis_point *point, struct wire *wire, struct arena *arena)
{
	wire_text_copy(wire, "i", PUBLIC_ID_CHARS, point->id, sizeof point->id);
	point->number = wire_uint(wire, "n", 1, UINT64_MAX);
	point->category = wire_text(wire, "c", CATEGORY_KEY_MAX, arena);
	point->statement = wire_text(wire, "t", TOLD_BYTES_MAX, arena);
	wire_text_copy(wire, "s", 0, point->statement_note, sizeof point->statement_note);
	point->reason = wire_text_or_null(wire, "y", REASON_BYTES_MAX, arena);
	point->writers = (uint32_t)wire_uint(wire, "w", 0, UINT32_MAX);
	point->rooms = wire_texts(wire, "r", ITEMS_MAX, ROOM_KEY_MAX, arena, &point->room_count);
	point->lenses = wire_texts(wire, "l", ITEMS_MAX, LENS_KEY_MAX, arena, &point->lens_count);
	point->first_minute = (uint32_t)wire_uint(wire, "a", 0, UINT32_MAX);
	point->last_minute = (uint32_t)wire_uint(wire, "b", 0, UINT32_MAX);
	point->notes = ids_decode(wire, "k", arena, &point->note_count);
	point->theme = wire_text_or_null(wire, "h", THEME_KEY_MAX, arena);
	point->pinned = wire_bool_or(wire, "p", false);
	point->restated = wire_bool_or(wire, "d", false);
	point->rank = (uint32_t)wire_uint_or(wire, "o", 0, UINT32_MAX, 0);
	point->marks = marks_decode(wire, arena, point->statement, &point->mark_count);
}

static void note_decode(struct synthesis_note *note, struct wire *wire, struct arena *arena)
{
	wire_text_copy(wire, "i", PUBLIC_ID_CHARS, note->id, sizeof note->id);
	note->number = wire_uint(wire, "n", 1, UINT64_MAX);
	note->place = (enum note_place)wire_uint(wire, "p", 0, NOTE_PLACE_COUNT - 1);
	note->reason = wire_text_or_null(wire, "y", REASON_BYTES_MAX, arena);
	note->text = wire_text_or_null(wire, "x", NOTE_TEXT_BYTES_MAX, arena);
	note->category = wire_text_or_null(wire, "c", CATEGORY_KEY_MAX, arena);
	note->lens = wire_text_or_null(wire, "l", LENS_KEY_MAX, arena);
	note->room = wire_text_or_null(wire, "r", ROOM_KEY_MAX, arena);
	note->language = wire_text_or_null(wire, "k", LANG_MAX, arena);
	note->ref = wire_text_or_null(wire, "f", REF_MAX, arena);
	note->minute = (uint32_t)wire_uint_or(wire, "m", 0, UINT32_MAX, 0);
	note->original = wire_text_or_null(wire, "o", NOTE_TEXT_BYTES_MAX, arena);
	note->marks = marks_decode(
	    wire, arena, note->original != NULL ? note->original : note->text, &note->mark_count);
	note->speaker = wire_text_or_null(wire, "s", SPEAKER_BYTES_MAX, arena);
	note->body = wire_text_or_null(wire, "d", SPEAKER_BYTES_MAX, arena);
	bool said = note->text != NULL && note->category != NULL && note->room != NULL;
	if (!said && (note->place == NOTE_IN_POINT || note->place == NOTE_UNPLACED))
		wire_fail(wire, "x", "a note that stands has text, category and room");
}

static void points_decode(
    struct synthesis_objective *objective, struct wire *wire, struct arena *arena)
{
	size_t count = 0;
	const msgpack_object *items = wire_array_or_null(wire, "p", ITEMS_MAX, &count);
	objective->points = take(wire, "p", arena, count, sizeof *objective->points);
	if (objective->points == NULL)
		return;
	objective->point_count = count;
	for (size_t i = 0; i < count && wire->refusal->error == ERROR_NONE; i++) {
		struct wire child;
		wire_child(&child, wire, &items[i], "p", i);
		point_decode(&objective->points[i], &child, arena);
	}
}

static void notes_decode(
    struct synthesis_objective *objective, struct wire *wire, struct arena *arena)
{
	size_t count = 0;
	const msgpack_object *items = wire_array_or_null(wire, "n", ITEMS_MAX, &count);
	objective->notes = take(wire, "n", arena, count, sizeof *objective->notes);
	if (objective->notes == NULL)
		return;
	objective->note_count = count;
	for (size_t i = 0; i < count && wire->refusal->error == ERROR_NONE; i++) {
		struct wire child;
		wire_child(&child, wire, &items[i], "n", i);
		note_decode(&objective->notes[i], &child, arena);
	}
}

static void themes_decode(
    struct synthesis_objective *objective, struct wire *wire, struct arena *arena)
{
	size_t count = 0;
	const msgpack_object *items = wire_array_or_null(wire, "t", THEMES_MAX, &count);
	objective->themes = take(wire, "t", arena, count, sizeof *objective->themes);
	if (objective->themes == NULL)
		return;
	objective->theme_count = count;
	for (size_t i = 0; i < count && wire->refusal->error == ERROR_NONE; i++) {
		struct wire child;
		struct synthesis_theme *theme = &objective->themes[i];
		wire_child(&child, wire, &items[i], "t", i);
		theme->category = wire_text(&child, "c", CATEGORY_KEY_MAX, arena);
		theme->key = wire_text(&child, "k", THEME_KEY_MAX, arena);
		theme->title = wire_text(&child, "t", TITLE_BYTES_MAX, arena);
	}
}

static void confirmed_decode(
    struct synthesis_objective *objective, struct wire *wire, struct arena *arena)
{
	size_t count = 0;
	const msgpack_object *items = wire_array_or_null(wire, "v", ROOMS_MAX, &count);
	objective->confirmed = take(wire, "v", arena, count, sizeof *objective->confirmed);
	if (objective->confirmed == NULL)
		return;
	objective->confirmed_count = count;
	for (size_t i = 0; i < count && wire->refusal->error == ERROR_NONE; i++) {
		struct wire child;
		struct synthesis_confirmed *confirmed = &objective->confirmed[i];
		wire_child(&child, wire, &items[i], "v", i);
		confirmed->room = wire_text(&child, "r", ROOM_KEY_MAX, arena);
		confirmed->number = wire_uint(&child, "n", 1, UINT64_MAX);
		confirmed->minute = (uint32_t)wire_uint(&child, "m", 0, UINT32_MAX);
		confirmed->since = (uint32_t)wire_uint(&child, "u", 0, UINT32_MAX);
	}
}

enum error synthesis_objective_decode(struct synthesis_objective *objective, struct arena *arena,
    const uint8_t *bytes, size_t size, size_t *used, struct refusal *refusal)
{
	size_t walked = size;
	*objective = (struct synthesis_objective){ 0 };
	if (used != NULL && !wire_walk(bytes, size, size, &walked))
		return refuse(refusal, ERROR_BYTES, "a synthesis of %zu bytes", size);
	struct wire wire;
	wire_open(&wire, bytes, walked, walked, refusal);
	objective->number = (uint32_t)wire_uint(&wire, "o", 1, OBJECTIVE_MAX);
	objective->whole = wire_bool_or(&wire, "w", true);
	size_t count = 0;
	uint64_t *counts = uints_decode(&wire, "c", NOTE_PLACE_COUNT, arena, &count);
	if (count != NOTE_PLACE_COUNT)
		wire_fail(&wire, "c", "must be six counts");
	for (size_t i = 0; i < count; i++)
		objective->counts[i] = counts[i];
	objective->questions =
	    uints_decode(&wire, "q", QUESTIONS_MAX, arena, &objective->question_count);
	objective->silent_rooms =
	    wire_texts(&wire, "s", ROOMS_MAX, ROOM_KEY_MAX, arena, &objective->silent_room_count);
	points_decode(objective, &wire, arena);
	notes_decode(objective, &wire, arena);
	objective->removed_points = ids_decode(&wire, "x", arena, &objective->removed_point_count);
	themes_decode(objective, &wire, arena);
	confirmed_decode(objective, &wire, arena);
	if (used != NULL)
		*used = walked;
	return wire_close(&wire);
}

int synthesis_point_compare(const struct synthesis_point *a, const struct synthesis_point *b)
{
	if (a->rank != b->rank) /* 0: nobody ordered it */
		return a->rank != 0 && (b->rank == 0 || a->rank < b->rank) ? -1 : 1;
	if (a->writers != b->writers)
		return a->writers > b->writers ? -1 : 1;
	if (a->note_count != b->note_count)
		return a->note_count > b->note_count ? -1 : 1;
	return a->number < b->number ? -1 : 1;
}
