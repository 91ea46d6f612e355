/* proto/grouping.c - see grouping.h. */
#include "proto/grouping.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "proto/wire/wire.h"

#define NUMBER_BYTES     8u /* of a note, big-endian */
#define REASON_BYTES_MAX 2048u

static_assert(GROUPING_NOTES_MAX * NUMBER_BYTES <= WALK_BIN_MAX, "a map's notes are one bin");

/* --- Writing -------------------------------------------------------------------------------- */

struct named {
	const char *id;
	uint64_t number;
};

static int compare_named(const void *left, const void *right)
{
	return strcmp(((const struct named *)left)->id, ((const struct named *)right)->id);
}

static uint64_t number_of(const struct named *names, size_t count, const char *id)
{
	const struct named key = { .id = id };
	const struct named *found =
	    count == 0 ? NULL : bsearch(&key, names, count, sizeof *names, compare_named);
	return found == NULL ? 0 : found->number;
}

static void notes_encode(const uint64_t *notes, size_t count, struct buffer *out)
{
	uint8_t bytes[GROUPING_NOTES_MAX * NUMBER_BYTES];
	assert(count <= GROUPING_NOTES_MAX);
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < NUMBER_BYTES; k++)
			bytes[NUMBER_BYTES * i + k] = (uint8_t)(notes[i] >> (56 - 8 * k));
	}
	pack_key_bin(out, "n", bytes, NUMBER_BYTES * count);
}

/* All but its notes, which follow. */
static void point_head_encode(
    const struct synthesis_point *point, uint32_t rank, uint64_t statement, struct buffer *out)
{
	size_t fields = 5;
	fields += point->reason != NULL;
	fields += point->age > 0;
	pack_map(out, fields);
	pack_key_text(out, "p", point->id);
	pack_key_text(out, "c", point->category);
	pack_key_uint(out, "g", rank);
	pack_key_uint(out, "x", statement);
	if (point->reason != NULL)
		pack_key_text(out, "y", point->reason);
	if (point->age > 0)
		pack_key_uint(out, "e", point->age);
}

static bool point_encode(const struct synthesis_point *point, uint32_t rank,
    const struct named *names, size_t name_count, struct arena *arena, struct buffer *out)
{
	uint64_t *notes = arena_take(arena, point->note_count, sizeof *notes);
	uint64_t statement = number_of(names, name_count, point->statement_note);
	if (notes == NULL || statement == 0)
		return false;
	for (size_t i = 0; i < point->note_count; i++) {
		notes[i] = number_of(names, name_count, point->notes[i]);
		if (notes[i] == 0)
			return false;
	}
	for (size_t from = 0; from < point->note_count; from += GROUPING_NOTES_MAX) {
		size_t left = point->note_count - from;
		if (from > 0)
			pack_map(out, 1);
		else
			point_head_encode(point, rank, statement, out);
		notes_encode(
		    notes + from, left < GROUPING_NOTES_MAX ? left : GROUPING_NOTES_MAX, out);
	}
	return true;
}

static void curated_head_encode(const struct grouping_item *item, struct buffer *out)
{
	size_t fields = 4;
	fields += item->theme != NULL;
	fields += item->restated > 0;
	fields += item->rank > 0;
	fields += item->reason != NULL;
	pack_map(out, fields);
	pack_key_text(out, "v", item->id);
	pack_key_text(out, "c", item->category);
	pack_key_uint(out, "x", item->statement);
	if (item->theme != NULL)
		pack_key_text(out, "h", item->theme);
	if (item->restated > 0)
		pack_key_uint(out, "s", item->restated);
	if (item->rank > 0)
		pack_key_uint(out, "g", item->rank);
	if (item->reason != NULL)
		pack_key_text(out, "y", item->reason);
}

void grouping_curated_encode(const struct grouping_item *item, struct buffer *out)
{
	for (size_t from = 0; from < item->note_count; from += GROUPING_NOTES_MAX) {
		size_t left = item->note_count - from;
		if (from == 0) {
			curated_head_encode(item, out);
		} else {
			pack_map(out, 2);
			pack_key_text(out, "v", item->id);
		}
		notes_encode(
		    item->notes + from, left < GROUPING_NOTES_MAX ? left : GROUPING_NOTES_MAX, out);
	}
}

static void note_encode(const struct synthesis_note *note, struct buffer *out)
{
	pack_map(out, note->reason == NULL ? 2 : 3);
	pack_key_uint(out, "u", note->number);
	pack_key_uint(out, "k", note->place);
	if (note->reason != NULL)
		pack_key_text(out, "y", note->reason);
}

static void head_encode(
    const struct synthesis_objective *objective, uint64_t at, struct buffer *out)
{
	uint64_t counts[NOTE_PLACE_COUNT] = { 0 };
	for (size_t i = 0; i < objective->note_count; i++) {
		if (objective->notes[i].number <= at)
			counts[objective->notes[i].place]++;
	}
	pack_map(out, 3);
	pack_key_uint(out, "o", objective->number);
	pack_key_array(out, "b", NOTE_PLACE_COUNT);
	for (size_t i = 0; i < NOTE_PLACE_COUNT; i++)
		pack_uint(out, counts[i]);
	pack_key_array(out, "q", objective->question_count);
	for (size_t i = 0; i < objective->question_count; i++)
		pack_uint(out, objective->questions[i]);
}

bool grouping_objective_encode(const struct synthesis_objective *objective, uint64_t at,
    struct arena *arena, struct buffer *out)
{
	assert(objective->whole);
	struct named *names = arena_take(arena, objective->note_count, sizeof *names);
	if (names == NULL)
		return false;
	for (size_t i = 0; i < objective->note_count; i++)
		names[i] = (struct named){ objective->notes[i].id, objective->notes[i].number };
	if (objective->note_count > 0)
		qsort(names, objective->note_count, sizeof *names, compare_named);
	head_encode(objective, at, out);
	uint32_t rank = 0;
	for (size_t i = 0; i < objective->point_count; i++) {
		const struct synthesis_point *point = &objective->points[i];
		bool same = i > 0 && strcmp(point->category, point[-1].category) == 0;
		rank = same ? rank + 1 : 1;
		if (!point_encode(point, rank, names, objective->note_count, arena, out))
			return false;
	}
	for (size_t i = 0; i < objective->note_count; i++) {
		const struct synthesis_note *note = &objective->notes[i];
		if (note->number <= at && note->place != NOTE_IN_POINT)
			note_encode(note, out);
	}
	return !out->failed;
}

/* --- Reading -------------------------------------------------------------------------------- */

static void notes_decode(struct grouping_item *item, struct wire *wire, struct arena *arena)
{
	size_t size = 0;
	const uint8_t *bytes =
	    wire_bin_or_null(wire, "n", GROUPING_NOTES_MAX * NUMBER_BYTES, &size);
	item->note_count = size / NUMBER_BYTES;
	uint64_t *notes = arena_take(arena, item->note_count, sizeof *notes);
	if (bytes == NULL || notes == NULL || size == 0 || size % NUMBER_BYTES != 0) {
		wire_fail(wire, "n", "must be numbers of eight bytes");
		item->note_count = 0;
		return;
	}
	for (size_t i = 0; i < size; i++)
		notes[i / NUMBER_BYTES] = notes[i / NUMBER_BYTES] << 8 | bytes[i];
	item->notes = notes;
}

static void curated_decode(struct grouping_item *item, struct wire *wire, struct arena *arena)
{
	item->kind = GROUPING_CURATED;
	wire_text_copy(wire, "v", PUBLIC_ID_CHARS, item->id, sizeof item->id);
	item->more = !wire_has(wire, "x");
	if (!item->more) {
		item->category = wire_text(wire, "c", CATEGORY_KEY_MAX, arena);
		item->statement = wire_uint(wire, "x", 1, UINT64_MAX);
		item->theme = wire_text_or_null(wire, "h", THEME_KEY_MAX, arena);
		item->restated = wire_uint_or(wire, "s", 1, UINT64_MAX, 0);
		item->rank = (uint32_t)wire_uint_or(wire, "g", 1, UINT32_MAX, 0);
		item->reason = wire_text_or_null(wire, "y", REASON_BYTES_MAX, arena);
	}
	notes_decode(item, wire, arena);
}

static void item_decode(struct grouping_item *item, struct wire *wire, struct arena *arena)
{
	size_t count = 0;
	if (wire_has(wire, "o")) {
		item->kind = GROUPING_OBJECTIVE;
		item->objective = (uint32_t)wire_uint(wire, "o", 1, OBJECTIVE_MAX);
		wire_uints(wire, "b", NOTE_PLACE_COUNT, item->counts, &count);
		if (count != NOTE_PLACE_COUNT)
			wire_fail(wire, "b", "must be six counts");
		wire_uints(wire, "q", QUESTIONS_MAX, item->questions, &item->question_count);
	} else if (wire_has(wire, "u")) {
		item->kind = GROUPING_NOTE;
		item->note = wire_uint(wire, "u", 1, UINT64_MAX);
		item->place = (enum note_place)wire_uint(wire, "k", 1, NOTE_PLACE_COUNT - 1);
		item->reason = wire_text_or_null(wire, "y", REASON_BYTES_MAX, arena);
	} else if (wire_has(wire, "p")) {
		item->kind = GROUPING_POINT;
		wire_text_copy(wire, "p", PUBLIC_ID_CHARS, item->id, sizeof item->id);
		item->category = wire_text(wire, "c", CATEGORY_KEY_MAX, arena);
		item->rank = (uint32_t)wire_uint(wire, "g", 1, UINT32_MAX);
		item->statement = wire_uint(wire, "x", 1, UINT64_MAX);
		item->reason = wire_text_or_null(wire, "y", REASON_BYTES_MAX, arena);
		item->age = wire_uint_or(wire, "e", 1, UINT64_MAX, 0);
		notes_decode(item, wire, arena);
	} else if (wire_has(wire, "v")) {
		curated_decode(item, wire, arena);
	} else {
		item->kind = GROUPING_MORE;
		notes_decode(item, wire, arena);
	}
	if (arena->failed)
		wire_fail(wire, "n", "is more than there is memory for");
}

enum error grouping_next(
    struct grouping_reader *reader, struct grouping_item *item, bool *end, struct refusal *refusal)
{
	size_t used = 0;
	*refusal = (struct refusal){ .error = ERROR_NONE };
	*end = reader->at == reader->size;
	if (*end)
		return ERROR_NONE;
	const uint8_t *bytes = reader->bytes + reader->at;
	if (!wire_walk(bytes, reader->size - reader->at, WALK_ITEMS_MAX, &used))
		return refuse(refusal, ERROR_BYTES, "at byte %zu", reader->at);
	struct wire wire;
	wire_open(&wire, bytes, used, WALK_ITEMS_MAX, refusal);
	*item = (struct grouping_item){ .kind = GROUPING_MORE };
	item_decode(item, &wire, reader->arena);
	reader->at += used;
	return wire_close(&wire);
}
