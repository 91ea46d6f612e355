/* proto/command_note.c - the bodies of note submit, amend and retract, and their reply; see command.h. */
#include <string.h>

#include "proto/command.h"
#include "proto/wire/text.h"
#include "proto/wire/wire.h"

static size_t one_if(bool there)
{
	return there ? 1 : 0;
}

static void text_if(struct buffer *out, const char *key, const char *text)
{
	if (text != NULL)
		pack_key_text(out, key, text);
}

void note_put_encode(bool amend, const struct note_put *put, struct buffer *out)
{
	pack_map(out,
	    2 + (amend ? 2u : 0u) + one_if(put->objective > 0) + one_if(put->category != NULL) +
		one_if(put->lens != NULL) + one_if(put->language != NULL) +
		one_if(put->ref != NULL) + one_if(put->time_ms > 0) + one_if(put->speaker != NULL) +
		one_if(put->body != NULL));
	if (amend) {
		pack_key_bin(out, "n", put->note, ID_BYTES);
		pack_key_uint(out, "e", put->replaces);
	}
	pack_key_text(out, "r", put->room);
	if (put->objective > 0)
		pack_key_uint(out, "o", put->objective);
	text_if(out, "c", put->category);
	text_if(out, "l", put->lens);
	text_if(out, "k", put->language);
	text_if(out, "f", put->ref);
	if (put->time_ms > 0)
		pack_key_uint(out, "t", put->time_ms);
	pack_key_text(out, "x", put->text);
	text_if(out, "s", put->speaker);
	text_if(out, "d", put->body);
}

/* A key, or NULL when absent. */
static const char *key_or_null(struct wire *wire, const char *key, size_t max, struct arena *arena)
{
	const char *text = wire_text_or_null(wire, key, max, arena);
	if (text != NULL && !text_key_valid(text, max))
		wire_fail(wire, key, "must be letters, digits, - _ .");
	return text;
}

/* The text in its one form, in the arena. */
static const char *normal_text(struct wire *wire, const char *text, struct arena *arena)
{
	size_t size = strlen(text);
	if (size <= NOTE_TEXT_CHARS_MAX && text_is_normal((const uint8_t *)text, size))
		return text;
	struct buffer normal;
	buffer_init(&normal, NOTE_TEXT_BYTES_MAX);
	enum error error =
	    text_normalise((const uint8_t *)text, size, NOTE_TEXT_CHARS_MAX, &normal);
	const char *kept = "";
	if (error != ERROR_NONE && wire->refusal->error == ERROR_NONE)
		refuse(wire->refusal, error, "field x");
	if (error == ERROR_NONE)
		kept = arena_text(arena, normal.bytes, normal.size);
	buffer_close(&normal);
	return kept;
}

/* Who speaks, or for whom: one line in its one form, in the arena; NULL when absent. */
static const char *line_decode(struct wire *wire, const char *key, struct arena *arena)
{
	const char *text = wire_text_or_null(wire, key, WALK_STRING_MAX, arena);
	if (text == NULL)
		return NULL;
	struct buffer normal;
	buffer_init(&normal, SPEAKER_BYTES_MAX + 1);
	const char *kept = NULL;
	if (text_normalise((const uint8_t *)text, strlen(text), SPEAKER_CHARS_MAX, &normal) ==
	    ERROR_NONE)
		kept = arena_text(arena, normal.bytes, normal.size);
	if (kept == NULL || !text_line_valid(kept))
		wire_fail(wire, key, "must be one line, at most 200 characters");
	buffer_close(&normal);
	return kept;
}

static void extra_decode(struct note_put *put, struct wire *wire, struct arena *arena)
{
	struct buffer extra;
	buffer_init(&extra, EXTRA_BYTES_MAX);
	wire_extra(wire, &extra);
	put->extra_size = extra.size;
	if (extra.size > 0)
		put->extra = (const uint8_t *)arena_text(arena, extra.bytes, extra.size);
	buffer_close(&extra);
}

enum error note_put_decode(bool amend, struct note_put *put, struct arena *arena,
    const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*put = (struct note_put){ 0 };
	if (amend) {
		wire_bytes(&wire, "n", put->note, ID_BYTES);
		put->replaces = wire_uint(&wire, "e", 1, UINT64_MAX);
	}
	put->room = key_or_null(&wire, "r", ROOM_KEY_MAX, arena);
	if (put->room == NULL)
		wire_fail(&wire, "r", "is missing");
	put->objective = (uint32_t)wire_uint_or(&wire, "o", 1, OBJECTIVE_MAX, 0);
	put->category = key_or_null(&wire, "c", CATEGORY_KEY_MAX, arena);
	put->lens = key_or_null(&wire, "l", LENS_KEY_MAX, arena);
	put->language = key_or_null(&wire, "k", LANG_MAX, arena);
	put->ref = wire_text_or_null(&wire, "f", REF_MAX, arena);
	if (put->ref != NULL && !text_line_valid(put->ref))
		wire_fail(&wire, "f", "must be one line without control characters");
	put->time_ms = wire_uint_or(&wire, "t", 1, TIME_MS_MAX, 0);
	const char *text = wire_text_or_null(&wire, "x", NOTE_INPUT_BYTES_MAX, arena);
	put->text = normal_text(&wire, text == NULL ? "" : text, arena);
	put->speaker = line_decode(&wire, "s", arena);
	put->body = line_decode(&wire, "d", arena);
	if (put->body != NULL && put->speaker == NULL)
		wire_fail(&wire, "s", "is missing: a body speaks through somebody");
	extra_decode(put, &wire, arena);
	if (arena->failed)
		wire_fail(&wire, "x", "is more than there is memory for");
	return wire_close(&wire);
}

void note_retract_encode(const struct note_retract *retract, struct buffer *out)
{
	pack_map(out, 2);
	pack_key_bin(out, "n", retract->note, ID_BYTES);
	pack_key_uint(out, "e", retract->replaces);
}

enum error note_retract_decode(
    struct note_retract *retract, const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*retract = (struct note_retract){ .replaces = wire_uint(&wire, "e", 1, UINT64_MAX) };
	wire_bytes(&wire, "n", retract->note, ID_BYTES);
	return wire_close(&wire);
}

void note_reply_encode(const struct note_reply *reply, struct buffer *out)
{
	pack_map(out,
	    1 + one_if(reply->late) + one_if(reply->repeated) + one_if(reply->current > 0) +
		one_if(reply->gone) + one_if(reply->text != NULL));
	pack_key_text(out, "i", reply->id);
	if (reply->late)
		pack_key_bool(out, "b", true);
	if (reply->repeated)
		pack_key_bool(out, "a", true);
	if (reply->current > 0)
		pack_key_uint(out, "e", reply->current);
	if (reply->gone)
		pack_key_bool(out, "z", true);
	text_if(out, "x", reply->text);
}

enum error note_reply_decode(struct note_reply *reply, struct arena *arena, const uint8_t *body,
    size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*reply = (struct note_reply){
		.late = wire_bool_or(&wire, "b", false),
		.repeated = wire_bool_or(&wire, "a", false),
		.current = wire_uint_or(&wire, "e", 1, UINT64_MAX, 0),
		.gone = wire_bool_or(&wire, "z", false),
	};
	wire_text_copy(&wire, "i", PUBLIC_ID_CHARS, reply->id, sizeof reply->id);
	reply->text = wire_text_or_null(&wire, "x", NOTE_TEXT_BYTES_MAX, arena);
	return wire_close(&wire);
}
