/* proto/command_moderator.c - the moderator's questions and their answers as bytes; see command_moderator.h. */
#include "proto/command_moderator.h"

#include <string.h>

#include "proto/command_internal.h"
#include "proto/wire/text.h"

static_assert(CURATION_REASON_BYTES_MAX <= TOLD_TEXT_BYTES_MAX, "a reason is told whole");

/* --- the question -------------------------------------------------------------------------------- */

void inquiry_encode(enum message message, const struct inquiry *inquiry, struct buffer *out)
{
	bool why = message == MESSAGE_WHY;
	bool search = message == MESSAGE_SEARCH;
	pack_map(out, 2u + (search ? 2u : 0u) + part_want_pairs(&inquiry->want));
	pack_key_uint(out, "e", inquiry->at_least);
	if (why)
		pack_key_text(out, "i", inquiry->id);
	else
		pack_key_uint(out, "o", inquiry->objective);
	if (search) {
		pack_key_text(out, "x", inquiry->words);
		pack_key_uint(out, "n", inquiry->most);
	}
	part_want_encode(&inquiry->want, out);
}

static const char *words_decode(struct wire *wire, struct arena *arena)
{
	const char *given = wire_text(wire, "x", 2 * SEARCH_WORDS_BYTES_MAX, arena);
	if (wire->refusal->error != ERROR_NONE)
		return "";
	struct buffer normal;
	buffer_init(&normal, SEARCH_WORDS_BYTES_MAX + 1);
	enum error error =
	    text_normalise((const uint8_t *)given, strlen(given), SEARCH_WORDS_CHARS_MAX, &normal);
	const char *words = "";
	if (error != ERROR_NONE)
		wire_fail(wire, "x", "must be 1 to 200 characters");
	else
		words = arena_text(arena, normal.bytes, normal.size);
	buffer_close(&normal);
	if (words == NULL)
		wire_fail(wire, "x", "is more than there is memory for");
	return words;
}

enum error inquiry_decode(enum message message, struct inquiry *inquiry, struct arena *arena,
    const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*inquiry = (struct inquiry){ .at_least = wire_uint_or(&wire, "e", 0, UINT64_MAX, 0) };
	if (message == MESSAGE_WHY)
		wire_text_copy(&wire, "i", PUBLIC_ID_CHARS, inquiry->id, sizeof inquiry->id);
	else
		inquiry->objective = (uint32_t)wire_uint_or(&wire, "o", 0, OBJECTIVE_MAX, 0);
	if (message == MESSAGE_SEARCH) {
		inquiry->words = words_decode(&wire, arena);
		inquiry->most =
		    (uint32_t)wire_uint_or(&wire, "n", 1, SEARCH_HITS_MAX, SEARCH_HITS_USUAL);
	}
	part_want_decode(&inquiry->want, &wire);
	return wire_close(&wire);
}

void inquiry_reply_encode(const struct inquiry_reply *reply, struct buffer *out)
{
	pack_map(out, 1 + PART_GOT_PAIRS);
	pack_key_uint(out, "e", reply->event);
	part_got_encode(&reply->got, out);
}

enum error inquiry_reply_decode(
    struct inquiry_reply *reply, const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*reply = (struct inquiry_reply){ .event = wire_uint(&wire, "e", 0, UINT64_MAX) };
	part_got_decode(&reply->got, &wire);
	return wire_close(&wire);
}

/* --- the answers --------------------------------------------------------------------------------- */

/* Opens the first map of bytes. used as in synthesis_objective_decode(). */
static enum error map_open(
    struct wire *wire, const uint8_t *bytes, size_t size, size_t *used, struct refusal *refusal)
{
	size_t walked = size;
	if (used != NULL && !wire_walk(bytes, size, size, &walked))
		return refuse(refusal, ERROR_BYTES, "an answer of %zu bytes", size);
	wire_open(wire, bytes, walked, walked, refusal);
	if (used != NULL)
		*used = walked;
	return ERROR_NONE;
}

static void *take(
    struct wire *wire, const char *key, struct arena *arena, size_t count, size_t size)
{
	void *taken = arena_take(arena, count, size);
	if (taken == NULL)
		wire_fail(wire, key, "is more than there is memory for");
	return taken;
}

static size_t one_if(bool there)
{
	return there ? 1u : 0u;
}

static void text_if(struct buffer *out, const char *key, const char *text)
{
	if (text != NULL)
		pack_key_text(out, key, text);
}

static void id_if(struct buffer *out, const char *key, const char *id)
{
	if (id[0] != '\0')
		pack_key_text(out, key, id);
}

/* An id, or "" when it is not there. */
static void id_decode(struct wire *wire, const char *key, char id[PUBLIC_ID_CHARS + 1])
{
	wire_text_copy(wire, key, 0, id, PUBLIC_ID_CHARS + 1);
}

void curation_entry_encode(const struct curation_entry *entry, struct buffer *out)
{
	pack_map(out, 6u + one_if(entry->reason != NULL) + one_if(entry->undone_by > 0));
	pack_key_uint(out, "n", entry->number);
	pack_key_uint(out, "m", entry->minute);
	pack_key_text(out, "r", entry->role);
	pack_key_text(out, "a", entry->act);
	pack_key_uint(out, "o", entry->objective);
	pack_key_text(out, "x", entry->what);
	text_if(out, "w", entry->reason);
	if (entry->undone_by > 0)
		pack_key_uint(out, "u", entry->undone_by);
}

static void entry_decode(struct curation_entry *entry, struct wire *wire, struct arena *arena)
{
	*entry = (struct curation_entry){ .number = wire_uint(wire, "n", 1, UINT64_MAX),
		.minute = (uint32_t)wire_uint(wire, "m", 0, UINT32_MAX),
		.role = wire_text(wire, "r", ROLE_MAX, arena),
		.act = wire_text(wire, "a", ROLE_MAX, arena),
		.objective = (uint32_t)wire_uint(wire, "o", 0, OBJECTIVE_MAX),
		.what = wire_text(wire, "x", TOLD_TEXT_BYTES_MAX, arena),
		.reason = wire_text_or_null(wire, "w", CURATION_REASON_BYTES_MAX, arena),
		.undone_by = wire_uint_or(wire, "u", 1, UINT64_MAX, 0) };
}

enum error curation_entry_decode(struct curation_entry *entry, struct arena *arena,
    const uint8_t *bytes, size_t size, size_t *used, struct refusal *refusal)
{
	struct wire wire;
	if (map_open(&wire, bytes, size, used, refusal) != ERROR_NONE)
		return refusal->error;
	entry_decode(entry, &wire, arena);
	return wire_close(&wire);
}

static void link_encode(const struct why_link *link, struct buffer *out)
{
	pack_map(out, 6);
	pack_key_text(out, "i", link->note);
	pack_key_text(out, "j", link->other);
	pack_key_uint(out, "s", link->words);
	pack_key_uint(out, "g", link->gist);
	pack_key_array(out, "a", link->aligned_count);
	for (size_t i = 0; i < link->aligned_count; i++) {
		pack_array(out, 3);
		pack_text(out, link->aligned[i].here);
		pack_text(out, link->aligned[i].there);
		pack_uint(out, link->aligned[i].part);
	}
	pack_key_text(out, "y", link->circumstance);
}

static void why_lists_encode(const struct why *why, struct buffer *out)
{
	pack_key_array(out, "l", why->link_count);
	for (size_t i = 0; i < why->link_count; i++)
		link_encode(&why->links[i], out);
	pack_key_array(out, "f", why->origin_count);
	for (size_t i = 0; i < why->origin_count; i++) {
		pack_map(out, 3);
		pack_key_text(out, "i", why->origins[i].point);
		pack_key_uint(out, "n", why->origins[i].notes);
		pack_key_uint(out, "m", why->origins[i].outside);
	}
	pack_key_array(out, "r", why->round_count);
	for (size_t i = 0; i < why->round_count; i++) {
		pack_map(out, 2);
		pack_key_uint(out, "r", why->rounds[i].round);
		pack_key_uint(out, "n", why->rounds[i].notes);
	}
	pack_key_array(out, "d", why->decision_count);
	for (size_t i = 0; i < why->decision_count; i++)
		curation_entry_encode(&why->decisions[i], out);
	if (why->apart_count > 0)
		pack_key_array(out, "z", why->apart_count);
	for (size_t i = 0; i < why->apart_count; i++) {
		pack_map(out, 4);
		pack_key_text(out, "i", why->apart[i].note);
		pack_key_text(out, "j", why->apart[i].other);
		pack_key_text(out, "p", why->apart[i].point);
		pack_key_text(out, "y", why->apart[i].what);
	}
}

void why_encode(const struct why *why, struct buffer *out)
{
	bool note = why->note[0] != '\0';
	pack_map(out,
	    6u + (note ? 2u : 0u) + one_if(why->point[0] != '\0') + one_if(why->statement != NULL) +
		one_if(why->statement_note[0] != '\0') + one_if(why->reason != NULL) +
		one_if(why->apart_count > 0));
	pack_key_uint(out, "o", why->objective);
	if (note) {
		pack_key_text(out, "i", why->note);
		pack_key_uint(out, "q", why->place);
	}
	id_if(out, "p", why->point);
	text_if(out, "t", why->statement);
	id_if(out, "s", why->statement_note);
	text_if(out, "y", why->reason);
	pack_key_uint(out, "n", why->notes);
	why_lists_encode(why, out);
}

/* {word, word, part} of one pair. False: it is otherwise. */
static bool aligned_decode(
    struct why_words *aligned, const msgpack_object *item, struct arena *arena)
{
	if (item->type != MSGPACK_OBJECT_ARRAY || item->via.array.size != 3)
		return false;
	const msgpack_object *parts = item->via.array.ptr;
	if (parts[0].type != MSGPACK_OBJECT_STR || parts[1].type != MSGPACK_OBJECT_STR ||
	    parts[2].type != MSGPACK_OBJECT_POSITIVE_INTEGER || parts[2].via.u64 > 100)
		return false;
	aligned->here = arena_text(arena, parts[0].via.str.ptr, parts[0].via.str.size);
	aligned->there = arena_text(arena, parts[1].via.str.ptr, parts[1].via.str.size);
	aligned->part = (uint32_t)parts[2].via.u64;
	return aligned->here != NULL && aligned->there != NULL;
}

static void link_decode(struct why_link *link, struct wire *wire, struct arena *arena)
{
	wire_text_copy(wire, "i", PUBLIC_ID_CHARS, link->note, sizeof link->note);
	wire_text_copy(wire, "j", PUBLIC_ID_CHARS, link->other, sizeof link->other);
	link->words = (uint32_t)wire_uint(wire, "s", 0, 100);
	link->gist = (uint32_t)wire_uint(wire, "g", 0, 100);
	size_t count = 0;
	const msgpack_object *items = wire_array_or_null(wire, "a", WHY_WORDS_MAX, &count);
	link->aligned = take(wire, "a", arena, count, sizeof *link->aligned);
	for (size_t i = 0; link->aligned != NULL && i < count; i++) {
		if (!aligned_decode(&link->aligned[i], &items[i], arena)) {
			wire_fail(wire, "a", "must be pairs of words with their part");
			return;
		}
		link->aligned_count++;
	}
	link->circumstance = wire_text(wire, "y", TOLD_TEXT_BYTES_MAX, arena);
}

static void links_decode(struct why *why, struct wire *wire, struct arena *arena)
{
	size_t count = 0;
	const msgpack_object *items = wire_array_or_null(wire, "l", WHY_LINKS_MAX, &count);
	why->links = take(wire, "l", arena, count, sizeof *why->links);
	why->link_count = why->links == NULL ? 0 : count;
	for (size_t i = 0; i < why->link_count && wire->refusal->error == ERROR_NONE; i++) {
		struct wire child;
		wire_child(&child, wire, &items[i], "l", i);
		link_decode(&why->links[i], &child, arena);
	}
}

static void origins_decode(struct why *why, struct wire *wire, struct arena *arena)
{
	size_t count = 0;
	const msgpack_object *items = wire_array_or_null(wire, "f", WHY_ORIGINS_MAX, &count);
	why->origins = take(wire, "f", arena, count, sizeof *why->origins);
	why->origin_count = why->origins == NULL ? 0 : count;
	for (size_t i = 0; i < why->origin_count && wire->refusal->error == ERROR_NONE; i++) {
		struct wire child;
		struct why_origin *origin = &why->origins[i];
		wire_child(&child, wire, &items[i], "f", i);
		wire_text_copy(&child, "i", PUBLIC_ID_CHARS, origin->point, sizeof origin->point);
		origin->notes = (uint32_t)wire_uint(&child, "n", 0, UINT32_MAX);
		origin->outside = (uint32_t)wire_uint(&child, "m", 0, UINT32_MAX);
	}
}

static void rounds_decode(struct why *why, struct wire *wire, struct arena *arena)
{
	size_t count = 0;
	const msgpack_object *items = wire_array_or_null(wire, "r", ROUND_MAX + 1, &count);
	why->rounds = take(wire, "r", arena, count, sizeof *why->rounds);
	why->round_count = why->rounds == NULL ? 0 : count;
	for (size_t i = 0; i < why->round_count && wire->refusal->error == ERROR_NONE; i++) {
		struct wire child;
		wire_child(&child, wire, &items[i], "r", i);
		why->rounds[i].round = (uint32_t)wire_uint(&child, "r", 0, ROUND_MAX);
		why->rounds[i].notes = (uint32_t)wire_uint(&child, "n", 0, UINT32_MAX);
	}
}

static void decisions_decode(struct why *why, struct wire *wire, struct arena *arena)
{
	size_t count = 0;
	const msgpack_object *items = wire_array_or_null(wire, "d", WHY_DECISIONS_MAX, &count);
	why->decisions = take(wire, "d", arena, count, sizeof *why->decisions);
	why->decision_count = why->decisions == NULL ? 0 : count;
	for (size_t i = 0; i < why->decision_count && wire->refusal->error == ERROR_NONE; i++) {
		struct wire child;
		wire_child(&child, wire, &items[i], "d", i);
		entry_decode(&why->decisions[i], &child, arena);
	}
}

static void apart_decode(struct why *why, struct wire *wire, struct arena *arena)
{
	size_t count = 0;
	const msgpack_object *items = wire_array_or_null(wire, "z", WHY_APART_MAX, &count);
	why->apart = take(wire, "z", arena, count, sizeof *why->apart);
	why->apart_count = why->apart == NULL ? 0 : count;
	for (size_t i = 0; i < why->apart_count && wire->refusal->error == ERROR_NONE; i++) {
		struct wire child;
		struct why_apart *apart = &why->apart[i];
		wire_child(&child, wire, &items[i], "z", i);
		wire_text_copy(&child, "i", PUBLIC_ID_CHARS, apart->note, sizeof apart->note);
		wire_text_copy(&child, "j", PUBLIC_ID_CHARS, apart->other, sizeof apart->other);
		wire_text_copy(&child, "p", PUBLIC_ID_CHARS, apart->point, sizeof apart->point);
		apart->what = wire_text(&child, "y", TOLD_TEXT_BYTES_MAX, arena);
	}
}

enum error why_decode(struct why *why, struct arena *arena, const uint8_t *bytes, size_t size,
    size_t *used, struct refusal *refusal)
{
	struct wire wire;
	*why = (struct why){ 0 };
	if (map_open(&wire, bytes, size, used, refusal) != ERROR_NONE)
		return refusal->error;
	why->objective = (uint32_t)wire_uint(&wire, "o", 1, OBJECTIVE_MAX);
	id_decode(&wire, "i", why->note);
	if (why->note[0] != '\0')
		why->place = (enum note_place)wire_uint(&wire, "q", 0, NOTE_PLACE_COUNT - 1);
	id_decode(&wire, "p", why->point);
	why->statement = wire_text_or_null(&wire, "t", TOLD_TEXT_BYTES_MAX, arena);
	id_decode(&wire, "s", why->statement_note);
	why->reason = wire_text_or_null(&wire, "y", TOLD_TEXT_BYTES_MAX, arena);
	why->notes = (uint32_t)wire_uint(&wire, "n", 0, UINT32_MAX);
	links_decode(why, &wire, arena);
	origins_decode(why, &wire, arena);
	rounds_decode(why, &wire, arena);
	decisions_decode(why, &wire, arena);
	apart_decode(why, &wire, arena);
	return wire_close(&wire);
}

void search_hit_encode(const struct search_hit *hit, struct buffer *out)
{
	pack_map(out,
	    3u + one_if(!hit->is_point) + one_if(hit->point[0] != '\0') +
		one_if(hit->note[0] != '\0') + one_if(hit->text != NULL) +
		one_if(hit->reason != NULL));
	pack_key_bool(out, "b", hit->is_point);
	pack_key_uint(out, "o", hit->objective);
	pack_key_uint(out, "s", hit->likeness);
	if (!hit->is_point)
		pack_key_uint(out, "q", hit->place);
	id_if(out, "p", hit->point);
	id_if(out, "i", hit->note);
	text_if(out, "x", hit->text);
	text_if(out, "y", hit->reason);
}

enum error search_hit_decode(struct search_hit *hit, struct arena *arena, const uint8_t *bytes,
    size_t size, size_t *used, struct refusal *refusal)
{
	struct wire wire;
	*hit = (struct search_hit){ .likeness = 0 };
	if (map_open(&wire, bytes, size, used, refusal) != ERROR_NONE)
		return refusal->error;
	hit->is_point = wire_bool_or(&wire, "b", false);
	hit->objective = (uint32_t)wire_uint(&wire, "o", 1, OBJECTIVE_MAX);
	hit->likeness = (uint32_t)wire_uint(&wire, "s", 0, 100);
	if (!hit->is_point)
		hit->place = (enum note_place)wire_uint(&wire, "q", 0, NOTE_PLACE_COUNT - 1);
	id_decode(&wire, "p", hit->point);
	id_decode(&wire, "i", hit->note);
	hit->text = wire_text_or_null(&wire, "x", TOLD_TEXT_BYTES_MAX, arena);
	hit->reason = wire_text_or_null(&wire, "y", TOLD_TEXT_BYTES_MAX, arena);
	return wire_close(&wire);
}

const char *missing_word(enum missing_kind kind)
{
	static const char *const words[] = {
#define X(name, code, word, reason) [code] = (word),
		MISSING_KINDS(X)
#undef X
	};
	return words[kind];
}

const char *missing_reason(enum missing_kind kind)
{
	static const char *const reasons[] = {
#define X(name, code, word, reason) [code] = (reason),
		MISSING_KINDS(X)
#undef X
	};
	return reasons[kind];
}

void missing_item_encode(const struct missing_item *item, struct buffer *out)
{
	pack_map(out, 4u + one_if(item->point[0] != '\0'));
	pack_key_uint(out, "a", item->kind);
	pack_key_uint(out, "o", item->objective);
	pack_key_text(out, "x", item->what);
	id_if(out, "p", item->point);
	pack_key_text(out, "y", item->reason);
}

enum error missing_item_decode(struct missing_item *item, struct arena *arena, const uint8_t *bytes,
    size_t size, size_t *used, struct refusal *refusal)
{
	struct wire wire;
	*item = (struct missing_item){ .kind = MISSING_ANSWER };
	if (map_open(&wire, bytes, size, used, refusal) != ERROR_NONE)
		return refusal->error;
	item->kind = (enum missing_kind)wire_uint(&wire, "a", 0, MISSING_KIND_COUNT - 1);
	item->objective = (uint32_t)wire_uint(&wire, "o", 1, OBJECTIVE_MAX);
	item->what = wire_text(&wire, "x", TOLD_TEXT_BYTES_MAX, arena);
	id_decode(&wire, "p", item->point);
	item->reason = wire_text(&wire, "y", TOLD_TEXT_BYTES_MAX, arena);
	return wire_close(&wire);
}
