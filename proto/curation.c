/* proto/curation.c - acts of curation as bytes; see curation.h. */
#include "proto/curation.h"

#include <assert.h>
#include <string.h>

#include "proto/wire/text.h"
#include "proto/wire/wire.h"

/* No act has both m and t. */
static_assert(CURATION_NOTES_MAX * 9u + STATEMENT_BYTES_MAX + CURATION_REASON_BYTES_MAX + 1024u <=
	    EVENT_BODY_BYTES_MAX &&
	2u * CURATION_NOTES_MAX * 9u + CURATION_REASON_BYTES_MAX + 1024u <= EVENT_BODY_BYTES_MAX,
    "an act at its caps must fit an event's body");
static_assert(2u * 2u * CURATION_NOTES_MAX + 64u <= WALK_ITEMS_MAX, "and a message's values");

static const struct curation_info table[] = {
#define X(name, code, word, needs, may) { name, word, needs, may },
	CURATIONS(X)
#undef X
};
#define TABLE_COUNT (sizeof table / sizeof table[0])

const struct curation_info *curation_find(uint64_t code)
{
	for (size_t i = 0; i < TABLE_COUNT; i++)
		if ((uint64_t)table[i].act == code)
			return &table[i];
	return NULL;
}

const struct curation_info *curation_at(size_t index)
{
	return index < TABLE_COUNT ? &table[index] : NULL;
}

static bool needs(const struct curation_info *info, char key)
{
	return info != NULL && strchr(info->needs, key) != NULL;
}

static bool takes(const struct curation_info *info, char key)
{
	return needs(info, key) || (info != NULL && strchr(info->may, key) != NULL);
}

static void notes_encode(
    struct buffer *out, const char *key, const struct curation_note *notes, size_t count, bool ids)
{
	pack_key_array(out, key, ids ? 2 * count : count);
	for (size_t i = 0; i < count; i++) {
		pack_uint(out, notes[i].number);
		if (ids)
			pack_text(out, notes[i].id);
	}
}

static size_t one_if(bool there)
{
	return there ? 1 : 0;
}

static void text_if(struct buffer *out, const char *key, const char *text)
{
	if (text != NULL)
		pack_key_text(out, key, text);
}

static void act_encode(const struct curation *act, bool ids, struct buffer *out)
{
	bool value = act->value > 0 || act->act == CURATION_LENS;
	pack_map(out,
	    1 + one_if(act->objective > 0) + one_if(act->note_count > 0) +
		one_if(act->other_count > 0) + one_if(act->text != NULL) +
		one_if(act->category != NULL) + one_if(act->theme != NULL) +
		one_if(act->lens != NULL) + one_if(value) + one_if(act->undone > 0) +
		one_if(act->seen > 0) + one_if(act->room != NULL) + one_if(act->reason != NULL));
	if (act->objective > 0)
		pack_key_uint(out, "o", act->objective);
	pack_key_uint(out, "a", act->act);
	if (act->note_count > 0)
		notes_encode(out, "n", act->notes, act->note_count, ids);
	if (act->other_count > 0)
		notes_encode(out, "m", act->others, act->other_count, ids);
	text_if(out, "t", act->text);
	text_if(out, "c", act->category);
	text_if(out, "k", act->theme);
	text_if(out, "l", act->lens);
	if (value)
		pack_key_uint(out, "v", act->value);
	if (act->undone > 0)
		pack_key_uint(out, "p", act->undone);
	if (act->seen > 0)
		pack_key_uint(out, "e", act->seen);
	text_if(out, "r", act->room);
	text_if(out, "w", act->reason);
}

void curation_encode(const struct curation *curation, struct buffer *out)
{
	act_encode(curation, true, out);
}

static bool note_decode(struct curation_note *note, const msgpack_object *items, bool ids)
{
	if (items[0].type != MSGPACK_OBJECT_POSITIVE_INTEGER || items[0].via.u64 == 0)
		return false;
	note->number = items[0].via.u64;
	if (!ids)
		return true;
	if (items[1].type != MSGPACK_OBJECT_STR || items[1].via.str.size != PUBLIC_ID_CHARS)
		return false;
	memcpy(note->id, items[1].via.str.ptr, PUBLIC_ID_CHARS);
	return true;
}

static const struct curation_note *notes_decode(
    struct wire *wire, const char *key, bool ids, struct arena *arena, size_t *count)
{
	size_t step = ids ? 2 : 1;
	size_t found = 0;
	const msgpack_object *items =
	    wire_array_or_null(wire, key, step * CURATION_NOTES_MAX, &found);
	struct curation_note *notes = arena_take(arena, found / step, sizeof *notes);
	bool well = notes != NULL && found % step == 0;
	*count = 0;
	for (size_t i = 0; well && i < found / step; i++)
		well = note_decode(&notes[i], items + i * step, ids);
	if (well)
		*count = found / step;
	else
		wire_fail(
		    wire, key, ids ? "must be numbers and public ids in turn" : "must be numbers");
	return *count > 0 ? notes : NULL;
}

/* A text in its one form, in the arena; "" stays "". */
static const char *text_decode(
    struct wire *wire, const char *key, size_t chars_max, struct arena *arena)
{
	const char *text = wire_text_or_null(wire, key, WALK_STRING_MAX, arena);
	if (text == NULL)
		return wire_has(wire, key) ? "" : NULL;
	struct buffer normal;
	buffer_init(&normal, 4 * chars_max + 1);
	enum error error = text_normalise((const uint8_t *)text, strlen(text), chars_max, &normal);
	const char *kept = "";
	if (error == ERROR_NONE)
		kept = arena_text(arena, normal.bytes, normal.size);
	else if (error != ERROR_TEXT_EMPTY)
		wire_fail(wire, key, "is too long");
	buffer_close(&normal);
	return kept;
}

static const char *key_decode(struct wire *wire, const char *key, size_t max, struct arena *arena)
{
	const char *text = wire_text_or_null(wire, key, max, arena);
	if (text != NULL && !text_key_valid(text, max))
		wire_fail(wire, key, "must be letters, digits, - _ .");
	return text;
}

static void lists_decode(struct wire *wire, const struct curation_info *info, bool ids,
    struct arena *arena, struct curation *act)
{
	if (takes(info, 'n'))
		act->notes = notes_decode(wire, "n", ids, arena, &act->note_count);
	if (takes(info, 'm'))
		act->others = notes_decode(wire, "m", ids, arena, &act->other_count);
	if (needs(info, 'n') && act->note_count == 0)
		wire_fail(wire, "n", "must name a note");
	if (needs(info, 'm') && act->other_count == 0)
		wire_fail(wire, "m", "must name a note");
}

static void texts_decode(
    struct wire *wire, const struct curation_info *info, struct arena *arena, struct curation *act)
{
	if (takes(info, 't'))
		act->text = text_decode(wire, "t",
		    info->act == CURATION_THEME ? TITLE_CHARS_MAX : STATEMENT_CHARS_MAX, arena);
	if (needs(info, 't') && (act->text == NULL || act->text[0] == '\0'))
		wire_fail(wire, "t", "must have text");
	if (takes(info, 'w'))
		act->reason = text_decode(wire, "w", CURATION_REASON_CHARS_MAX, arena);
	if (act->reason != NULL && act->reason[0] == '\0')
		act->reason = NULL;
	if (needs(info, 'w') && act->reason == NULL)
		wire_fail(wire, "w", "must give a reason");
}

static void keys_decode(
    struct wire *wire, const struct curation_info *info, struct arena *arena, struct curation *act)
{
	if (takes(info, 'c'))
		act->category = key_decode(wire, "c", CATEGORY_KEY_MAX, arena);
	if (takes(info, 'k'))
		act->theme = key_decode(wire, "k", THEME_KEY_MAX, arena);
	if (takes(info, 'k') && act->theme == NULL && wire_has(wire, "k"))
		act->theme = "";
	if (takes(info, 'l'))
		act->lens = key_decode(wire, "l", LENS_KEY_MAX, arena);
	if (takes(info, 'r'))
		act->room = key_decode(wire, "r", ROOM_KEY_MAX, arena);
	if (needs(info, 'r') && act->room == NULL)
		wire_fail(wire, "r", "is missing");
	if (needs(info, 'c') && act->category == NULL)
		wire_fail(wire, "c", "is missing");
	if (needs(info, 'k') && (act->theme == NULL || act->theme[0] == '\0'))
		wire_fail(wire, "k", "is missing");
	if (needs(info, 'l') && act->lens == NULL)
		wire_fail(wire, "l", "is missing");
}

static void numbers_decode(
    struct wire *wire, const struct curation_info *info, struct curation *act)
{
	if (takes(info, 'v'))
		act->value = (uint32_t)wire_uint_or(
		    wire, "v", 0, info->act == CURATION_LENS ? 1 : THEMES_MAX, 0);
	if (needs(info, 'v') && !wire_has(wire, "v"))
		wire_fail(wire, "v", "is missing");
	if (takes(info, 'p'))
		act->undone = wire_uint(wire, "p", 1, UINT64_MAX);
	if (takes(info, 'e'))
		act->seen = wire_uint(wire, "e", 1, UINT64_MAX);
}

/* What a table of keys cannot say. */
static void whole_check(struct wire *wire, const struct curation *act)
{
	if (act->act == CURATION_MOVE && act->category == NULL && act->theme == NULL)
		wire_fail(wire, "c", "or k must say where to");
	if (act->act == CURATION_THEME && act->text == NULL && act->value == 0)
		wire_fail(wire, "t", "or v must say what becomes of the theme");
}

/* ids: with public ids, as a command has them; events keep numbers, and may be of a newer version. */
static enum error act_decode(struct curation *act, bool ids, struct arena *arena,
    const uint8_t *bytes, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, bytes, size, WALK_ITEMS_MAX, refusal);
	*act = (struct curation){ .act = (uint32_t)wire_uint(&wire, "a", 1, UINT32_MAX) };
	const struct curation_info *info = curation_find(act->act);
	if (info == NULL && ids)
		wire_fail(&wire, "a", "must be an act of this version");
	bool undo = act->act == CURATION_UNDO;
	if (undo && ids) /* which objective it is in, the undone event says */
		act->objective = 0;
	else
		act->objective = (uint32_t)wire_uint_or(&wire, "o", 1, OBJECTIVE_MAX, 0);
	if (needs(info, 'o') && act->objective == 0)
		wire_fail(&wire, "o", "is missing");
	lists_decode(&wire, info, ids, arena, act);
	texts_decode(&wire, info, arena, act);
	keys_decode(&wire, info, arena, act);
	numbers_decode(&wire, info, act);
	whole_check(&wire, act);
	if (arena->failed)
		wire_fail(&wire, "a", "is more than there is memory for");
	return wire_close(&wire);
}

enum error curation_decode(struct curation *curation, struct arena *arena, const uint8_t *body,
    size_t size, struct refusal *refusal)
{
	return act_decode(curation, true, arena, body, size, refusal);
}

void room_confirm_encode(const struct curation *curation, struct buffer *out)
{
	pack_map(out, 2 + one_if(curation->reason != NULL));
	pack_key_text(out, "r", curation->room);
	pack_key_uint(out, "e", curation->seen);
	text_if(out, "w", curation->reason);
}

enum error room_confirm_decode(struct curation *curation, struct arena *arena, const uint8_t *body,
    size_t size, struct refusal *refusal)
{
	const struct curation_info *info = curation_find(CURATION_CONFIRM);
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*curation = (struct curation){ .act = CURATION_CONFIRM };
	texts_decode(&wire, info, arena, curation);
	keys_decode(&wire, info, arena, curation);
	numbers_decode(&wire, info, curation);
	if (arena->failed)
		wire_fail(&wire, "r", "is more than there is memory for");
	return wire_close(&wire);
}

void event_curated_encode(const struct event_curated *curated, struct buffer *out)
{
	struct buffer act;
	buffer_init(&act, EVENT_BODY_BYTES_MAX);
	act_encode(&curated->curation, false, &act);
	pack_map(out, 5);
	pack_key_bin(out, "i", curated->command, ID_BYTES);
	pack_key_bin(out, "w", curated->writer, WRITER_BYTES);
	pack_key_text(out, "r", curated->role);
	pack_key_uint(out, "t", curated->time_ms);
	pack_key_bin(out, "x", act.bytes, act.size);
	out->failed = out->failed || act.failed;
	buffer_close(&act);
}

enum error event_curated_decode(struct event_curated *curated, struct arena *arena,
    const uint8_t *bytes, size_t size, struct refusal *refusal)
{
	struct wire wire;
	struct refusal inner = { .error = ERROR_NONE };
	size_t act_size = 0;
	wire_open(&wire, bytes, size, WALK_ITEMS_MAX, refusal);
	*curated = (struct event_curated){ .time_ms = wire_uint(&wire, "t", 0, TIME_MS_MAX) };
	wire_bytes(&wire, "i", curated->command, ID_BYTES);
	wire_bytes(&wire, "w", curated->writer, WRITER_BYTES);
	wire_text_copy(&wire, "r", 1, curated->role, sizeof curated->role);
	const uint8_t *act = wire_bin_or_null(&wire, "x", EVENT_BODY_BYTES_MAX, &act_size);
	if (act == NULL)
		wire_fail(&wire, "x", "is missing");
	else if (act_decode(&curated->curation, false, arena, act, act_size, &inner) != ERROR_NONE)
		wire_fail(&wire, "x", "is no act");
	return wire_close(&wire);
}
