/* client/web/api/inquiry.c - what moderators ask: why, search, missing, the log of curation. */
#include <string.h>

#include "client/lib/rapporteur_internal.h"
#include "client/terminal/json_out.h"
#include "client/web/api/api.h"
#include "proto/wire/id.h"

#define MINUTE_MS 60000u

/* Reads one map of many in a row into JSON. False: malformed. */
typedef bool item_read(
    struct arena *arena, const uint8_t *bytes, size_t size, size_t *used, json_t **item);

static void list_answer(struct exchange *exchange, item_read *read)
{
	const struct buffer *whole = &exchange->fetch.whole;
	json_t *list = json_array();
	size_t at = 0;
	while (at < whole->size) {
		json_t *item = NULL;
		size_t used = 0;
		arena_clear(&exchange->arena);
		if (!read(&exchange->arena, whole->bytes + at, whole->size - at, &used, &item)) {
			json_decref(list);
			answer_refusal(exchange, ERROR_DAMAGED, "an answer", 0);
			return;
		}
		json_append(&list, item);
		at += used;
	}
	answer_json(exchange, MHD_HTTP_OK, list);
}

/* Of the parameters: objective, limit. False: has answered. */
static bool scope_take(struct exchange *exchange)
{
	uint64_t objective = 0;
	uint64_t most = SEARCH_HITS_USUAL;
	if (!query_number(exchange, "objective", 0, OBJECTIVE_MAX, &objective)) {
		input_refuse(exchange, "objective");
		return false;
	}
	if (!query_number(exchange, "limit", 1, SEARCH_HITS_MAX, &most)) {
		input_refuse(exchange, "limit");
		return false;
	}
	exchange->inquiry.objective = (uint32_t)objective;
	exchange->inquiry.most = (uint32_t)most;
	return true;
}

/* --- the log --------------------------------------------------------------------------------------- */

static json_t *entry_json(const struct curation_entry *entry)
{
	json_t *root = json_object();
	json_set_number(&root, "number", entry->number);
	json_set_number(&root, "time", (uint64_t)entry->minute * MINUTE_MS);
	json_set_text(&root, "role", entry->role);
	json_set_text(&root, "act", entry->act);
	json_set_number(&root, "objective", entry->objective);
	json_set_text(&root, "what", entry->what);
	json_set_text(&root, "reason", entry->reason);
	if (entry->undone_by == 0)
		json_set(&root, "undone_by", json_null());
	else
		json_set_number(&root, "undone_by", entry->undone_by);
	return root;
}

static bool entry_read(
    struct arena *arena, const uint8_t *bytes, size_t size, size_t *used, json_t **item)
{
	struct curation_entry entry;
	struct refusal refusal;
	if (curation_entry_decode(&entry, arena, bytes, size, used, &refusal) != ERROR_NONE)
		return false;
	*item = entry_json(&entry);
	return true;
}

static void log_got(struct exchange *exchange)
{
	list_answer(exchange, entry_read);
}

void api_log(struct exchange *exchange)
{
	/* Whoever has just done something reads of it. */
	exchange->inquiry.at_least = exchange->gateway->broker->place.number;
	if (scope_take(exchange))
		exchange_fetch(exchange, MESSAGE_CURATION_LIST, log_got);
}

/* --- missing --------------------------------------------------------------------------------------- */

static bool missing_read(
    struct arena *arena, const uint8_t *bytes, size_t size, size_t *used, json_t **item)
{
	struct missing_item missing;
	struct refusal refusal;
	if (missing_item_decode(&missing, arena, bytes, size, used, &refusal) != ERROR_NONE)
		return false;
	json_t *root = json_object();
	json_set_text(&root, "kind", missing_word(missing.kind));
	json_set_number(&root, "objective", missing.objective);
	json_set_text(&root, "what", missing.what);
	json_set_id(&root, "point", missing.point);
	json_set_text(&root, "reason", missing.reason);
	*item = root;
	return true;
}

static void missing_got(struct exchange *exchange)
{
	list_answer(exchange, missing_read);
}

void api_missing(struct exchange *exchange)
{
	if (scope_take(exchange))
		exchange_fetch(exchange, MESSAGE_MISSING, missing_got);
}

/* --- search ---------------------------------------------------------------------------------------- */

static bool hit_read(
    struct arena *arena, const uint8_t *bytes, size_t size, size_t *used, json_t **item)
{
	struct search_hit hit;
	struct refusal refusal;
	if (search_hit_decode(&hit, arena, bytes, size, used, &refusal) != ERROR_NONE)
		return false;
	json_t *root = json_object();
	json_set_text(&root, "kind", hit.is_point ? "point" : "note");
	json_set_number(&root, "objective", hit.objective);
	json_set_id(&root, "point", hit.point);
	json_set_id(&root, "note", hit.note);
	json_set_text(&root, "place", hit.is_point ? NULL : note_place_word(hit.place));
	json_set_number(&root, "likeness", hit.likeness);
	json_set_text(&root, "text", hit.text);
	json_set_text(&root, "reason", hit.reason);
	*item = root;
	return true;
}

static void search_got(struct exchange *exchange)
{
	list_answer(exchange, hit_read);
}

/* Words for the broker: cut at as many characters as it takes. NULL: none. */
static const char *words_cut(struct exchange *exchange, const char *text)
{
	size_t size = text == NULL ? 0 : strlen(text);
	size_t at = 0;
	for (size_t chars = 0; at < size && chars < SEARCH_WORDS_CHARS_MAX; chars++) {
		at++;
		while (at < size && ((uint8_t)text[at] & 0xc0) == 0x80)
			at++;
	}
	return at == 0 ? NULL : arena_text(&exchange->arena, text, at);
}

void api_search(struct exchange *exchange)
{
	exchange->inquiry.words = words_cut(exchange, query_text(exchange, "q"));
	if (exchange->inquiry.words == NULL) {
		input_refuse(exchange, "q");
		return;
	}
	if (scope_take(exchange))
		exchange_fetch(exchange, MESSAGE_SEARCH, search_got);
}

/* --- why ------------------------------------------------------------------------------------------- */

static json_t *links_json(const struct why *why)
{
	json_t *list = json_array();
	for (size_t i = 0; i < why->link_count; i++) {
		const struct why_link *link = &why->links[i];
		json_t *item = json_object();
		json_t *aligned = json_array();
		for (size_t k = 0; k < link->aligned_count; k++) {
			json_t *words = json_object();
			json_set_text(&words, "here", link->aligned[k].here);
			json_set_text(&words, "there", link->aligned[k].there);
			json_set_number(&words, "part", link->aligned[k].part);
			json_append(&aligned, words);
		}
		json_set_text(&item, "note", link->note);
		json_set_text(&item, "other", link->other);
		json_set_number(&item, "words", link->words);
		json_set_number(&item, "gist", link->gist);
		json_set(&item, "aligned", aligned);
		json_set_text(&item, "circumstance", link->circumstance);
		json_append(&list, item);
	}
	return list;
}

static json_t *origins_json(const struct why *why)
{
	json_t *list = json_array();
	for (size_t i = 0; i < why->origin_count; i++) {
		json_t *item = json_object();
		json_set_text(&item, "point", why->origins[i].point);
		json_set_number(&item, "notes", why->origins[i].notes);
		json_set_number(&item, "outside", why->origins[i].outside);
		json_append(&list, item);
	}
	return list;
}

static json_t *rounds_json(const struct why *why)
{
	json_t *list = json_array();
	for (size_t i = 0; i < why->round_count; i++) {
		json_t *item = json_object();
		json_set_number(&item, "round", why->rounds[i].round);
		json_set_number(&item, "notes", why->rounds[i].notes);
		json_append(&list, item);
	}
	return list;
}

static void why_got(struct exchange *exchange)
{
	const struct buffer *whole = &exchange->fetch.whole;
	struct why why;
	struct refusal refusal;
	if (why_decode(&why, &exchange->arena, whole->bytes, whole->size, NULL, &refusal) !=
	    ERROR_NONE) {
		answer_refusal(exchange, ERROR_DAMAGED, "why", 0);
		return;
	}
	json_t *root = json_object();
	json_t *decisions = json_array();
	for (size_t i = 0; i < why.decision_count; i++)
		json_append(&decisions, entry_json(&why.decisions[i]));
	json_set_number(&root, "objective", why.objective);
	json_set_id(&root, "note", why.note);
	json_set_text(&root, "place", why.note[0] == '\0' ? NULL : note_place_word(why.place));
	json_set_id(&root, "point", why.point);
	json_set_text(&root, "statement", why.statement);
	json_set_id(&root, "statement_note", why.statement_note);
	json_set_text(&root, "reason", why.reason);
	json_set_number(&root, "notes", why.notes);
	json_set(&root, "links", links_json(&why));
	json_set(&root, "machine", origins_json(&why));
	json_set(&root, "rounds", rounds_json(&why));
	json_set(&root, "decisions", decisions);
	answer_json(exchange, MHD_HTTP_OK, root);
}

void api_why(struct exchange *exchange)
{
	const char *id = query_text(exchange, "point");
	if (id == NULL)
		id = query_text(exchange, "note");
	if (id == NULL || !public_id_valid(id)) {
		input_refuse(exchange, "point or note: an id of 12 characters");
		return;
	}
	memcpy(exchange->inquiry.id, id, sizeof exchange->inquiry.id);
	exchange->inquiry.at_least = exchange->gateway->broker->place.number;
	exchange_fetch(exchange, MESSAGE_WHY, why_got);
}
