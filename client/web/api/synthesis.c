/*
 * client/web/api/synthesis.c - answers made from the synthesis as the person may see it: all of it, a room, what is like a
 * text, the balance. Where the person's stream has it here already it is taken from there.
 */
#include <stdlib.h>
#include <string.h>

#include "client/lib/rapporteur_internal.h"
#include "client/terminal/json_out.h"
#include "client/web/api/api.h"
#include "client/web/api/likeness.h"
#include "client/web/stream/channel.h"

#define ROOM_NOTES_MAX 500u
#define SIMILAR_USUAL  5u
#define SIMILAR_MAX    20u
#define SIMILAR_FROM   35u /* hundredths; less alike is no answer to somebody who types */
#define MINUTE_MS      60000u

struct seen {
	const struct synthesis_objective *objectives;
	size_t count;
	uint64_t event;
	void (*then)(struct exchange *exchange, const struct seen *seen);
};

static enum feed_audience audience_of(enum role role)
{
	switch (role) {
	case ROLE_SECRETARIAT:
	case ROLE_MODERATOR:
		return FEED_WORK;
	case ROLE_RAPPORTEUR:
		return FEED_ROOM;
	case ROLE_OBSERVER:
	case ROLE_NONE:
		break;
	}
	return FEED_PLENARY;
}

/* Maps in a row. False: malformed, or no memory. */
static bool objectives_read(struct exchange *exchange, struct seen *seen)
{
	const struct buffer *whole = &exchange->fetch.whole;
	struct synthesis_objective *objectives =
	    arena_take(&exchange->arena, OBJECTIVES_MAX, sizeof *objectives);
	size_t at = 0;
	while (objectives != NULL && at < whole->size) {
		struct refusal refusal;
		size_t used = 0;
		if (seen->count == OBJECTIVES_MAX ||
		    synthesis_objective_decode(&objectives[seen->count], &exchange->arena,
			whole->bytes + at, whole->size - at, &used, &refusal) != ERROR_NONE)
			return false;
		seen->count++;
		at += used;
	}
	seen->objectives = objectives;
	seen->event = exchange->fetch.event;
	return objectives != NULL;
}

static void synthesis_got(struct exchange *exchange)
{
	struct seen *seen = exchange->work;
	seen->count = 0;
	if (objectives_read(exchange, seen))
		seen->then(exchange, seen);
	else
		answer_refusal(exchange, ERROR_DAMAGED, "the synthesis", 0);
}

/* The copy of the person's stream, if somebody of its audience watches. */
static const struct channel *channel_live(const struct exchange *exchange)
{
	enum feed_audience audience = audience_of(exchange->role);
	for (const struct channel *at = exchange->gateway->channels; at != NULL; at = at->next)
		if (at->audience == audience && at->shown && !at->refused &&
		    at->state == WATCH_LIVE && strcmp(at->session, exchange->routed.session) == 0)
			return at;
	return NULL;
}

static void seen_member(struct exchange *exchange)
{
	struct seen *seen = exchange->work;
	const struct channel *channel = channel_live(exchange);
	if (channel == NULL) {
		exchange_fetch(exchange, MESSAGE_SYNTHESIS_GET, synthesis_got);
		return;
	}
	seen->objectives = channel->line->watch.copy.view;
	seen->count = channel->line->watch.copy.count;
	seen->event = channel->event;
	seen->then(exchange, seen);
}

static void seen_begin(
    struct exchange *exchange, void (*then)(struct exchange *exchange, const struct seen *seen))
{
	struct seen *seen = arena_take(&exchange->arena, 1, sizeof *seen);
	if (seen == NULL) {
		answer_refusal(exchange, ERROR_BUSY, "no memory", 1000);
		return;
	}
	seen->then = then;
	exchange->work = seen;
	exchange_member(exchange, seen_member);
}

/* --- all ------------------------------------------------------------------------------------------- */

static void synthesis_seen(struct exchange *exchange, const struct seen *seen)
{
	static const char *const audiences[] = { "", "work", "room", "plenary" };
	json_t *root = json_object();
	json_t *list = json_array();
	for (size_t i = 0; i < seen->count; i++)
		json_append(&list, objective_json(&seen->objectives[i]));
	json_set_number(&root, "number", seen->event);
	json_set_text(&root, "audience", audiences[audience_of(exchange->role)]);
	json_set(&root, "objectives", list);
	answer_json(exchange, MHD_HTTP_OK, root);
}

void api_synthesis(struct exchange *exchange)
{
	seen_begin(exchange, synthesis_seen);
}

/* --- a room ---------------------------------------------------------------------------------------- */

struct room_note {
	const struct synthesis_note *note;
	const struct synthesis_objective *objective;
};

static int newest_last(const void *left, const void *right)
{
	const struct room_note *a = left;
	const struct room_note *b = right;
	return a->note->number < b->note->number ? -1 : 1;
}

static const char *point_of(
    const struct synthesis_objective *objective, const struct synthesis_note *note)
{
	for (size_t i = 0; note->place == NOTE_IN_POINT && i < objective->point_count; i++)
		for (size_t k = 0; k < objective->points[i].note_count; k++)
			if (strcmp(objective->points[i].notes[k], note->id) == 0)
				return objective->points[i].id;
	return NULL;
}

static json_t *room_note_json(const struct room_note *found)
{
	json_t *item = note_json(found->note);
	json_set_number(&item, "objective", found->objective->number);
	json_set_text(&item, "point", point_of(found->objective, found->note));
	return item;
}

static size_t room_collect(const struct seen *seen, const char *room, struct room_note *found)
{
	size_t count = 0;
	for (size_t i = 0; i < seen->count; i++) {
		const struct synthesis_objective *objective = &seen->objectives[i];
		for (size_t k = 0; k < objective->note_count; k++) {
			const struct synthesis_note *note = &objective->notes[k];
			if (note->room == NULL || strcmp(note->room, room) != 0)
				continue;
			if (found != NULL)
				found[count] =
				    (struct room_note){ .note = note, .objective = objective };
			count++;
		}
	}
	return count;
}

static void room_seen(struct exchange *exchange, const struct seen *seen)
{
	const char *room = exchange->routed.part;
	size_t count = room_collect(seen, room, NULL);
	struct room_note *found = calloc(count + 1, sizeof *found);
	json_t *list = json_array();
	if (found == NULL) {
		json_decref(list);
		answer_json(exchange, MHD_HTTP_OK, NULL);
		return;
	}
	room_collect(seen, room, found);
	qsort(found, count, sizeof *found, newest_last);
	for (size_t i = count > ROOM_NOTES_MAX ? count - ROOM_NOTES_MAX : 0; i < count; i++)
		json_append(&list, room_note_json(&found[i]));
	free(found);
	answer_json(exchange, MHD_HTTP_OK, list);
}

void api_room(struct exchange *exchange)
{
	seen_begin(exchange, room_seen);
}

/* --- what is like a text ---------------------------------------------------------------------------- */

struct similar {
	const struct synthesis_note *note;
	const struct synthesis_objective *objective;
	uint32_t likeness;
};

/* Keeps the likest, at most `most` of them, in order. */
static void similar_keep(
    struct similar *kept, size_t *count, size_t most, const struct similar *candidate)
{
	size_t at = *count;
	while (at > 0 && kept[at - 1].likeness < candidate->likeness)
		at--;
	if (at == most)
		return;
	if (*count < most)
		(*count)++;
	memmove(kept + at + 1, kept + at, (*count - at - 1) * sizeof *kept);
	kept[at] = *candidate;
}

static void similar_look(const struct likeness *text, const struct synthesis_objective *objective,
    struct similar *kept, size_t *count, size_t most)
{
	for (size_t i = 0; i < objective->note_count; i++) {
		const struct synthesis_note *note = &objective->notes[i];
		struct similar candidate = { .note = note, .objective = objective };
		if (note->text == NULL)
			continue;
		candidate.likeness = likeness_of(text, note->text);
		if (candidate.likeness >= SIMILAR_FROM)
			similar_keep(kept, count, most, &candidate);
	}
}

static void similar_seen(struct exchange *exchange, const struct seen *seen)
{
	struct similar kept[SIMILAR_MAX + 1];
	struct likeness text;
	uint64_t objective = 0;
	uint64_t most = SIMILAR_USUAL;
	size_t count = 0;
	if (!query_number(exchange, "objective", 0, OBJECTIVE_MAX, &objective) ||
	    !query_number(exchange, "limit", 1, SIMILAR_MAX, &most)) {
		input_refuse(exchange, "objective, limit");
		return;
	}
	likeness_begin(&text, query_text(exchange, "text"));
	for (size_t i = 0; i < seen->count; i++)
		if (objective == 0 || seen->objectives[i].number == objective)
			similar_look(&text, &seen->objectives[i], kept, &count, (size_t)most);
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++) {
		json_t *item = json_object();
		json_set_text(&item, "note", kept[i].note->id);
		json_set_text(&item, "point", point_of(kept[i].objective, kept[i].note));
		json_set_number(&item, "objective", kept[i].objective->number);
		json_set_text(&item, "text", kept[i].note->text);
		json_set_number(&item, "likeness", kept[i].likeness);
		json_append(&list, item);
	}
	answer_json(exchange, MHD_HTTP_OK, list);
}

void api_similar(struct exchange *exchange)
{
	if (query_text(exchange, "text") == NULL) {
		input_refuse(exchange, "text");
		return;
	}
	seen_begin(exchange, similar_seen);
}

/* --- the balance ------------------------------------------------------------------------------------ */

static void balance_got(struct exchange *exchange)
{
	const struct seen *seen = exchange->work;
	uint64_t counts[NOTE_PLACE_COUNT] = { 0 };
	uint64_t sum = 0;
	for (size_t i = 0; i < seen->count; i++)
		for (size_t k = 0; k < NOTE_PLACE_COUNT; k++)
			counts[k] += seen->objectives[i].counts[k];
	for (size_t k = 0; k < NOTE_PLACE_COUNT; k++)
		sum += counts[k];
	uint64_t received = exchange->fetch.facts.received;
	json_t *root = counts_json(counts);
	json_set_number(&root, "received", received);
	json_set_flag(&root, "balances", sum == received);
	answer_json(exchange, MHD_HTTP_OK, root);
}

/* The facts after the synthesis: a note between the two shows as a balance that is not one, for a moment. */
static void balance_seen(struct exchange *exchange, const struct seen *seen)
{
	(void)seen;
	exchange_fetch(exchange, MESSAGE_SESSION_GET, balance_got);
}

static void balance_member(struct exchange *exchange)
{
	exchange->fetch.at_least = exchange->gateway->broker->place.number;
	exchange_fetch(exchange, MESSAGE_SYNTHESIS_GET, synthesis_got);
}

void api_balance(struct exchange *exchange)
{
	struct seen *seen = arena_take(&exchange->arena, 1, sizeof *seen);
	if (seen == NULL) {
		answer_refusal(exchange, ERROR_BUSY, "no memory", 1000);
		return;
	}
	seen->then = balance_seen;
	exchange->work = seen;
	exchange_member(exchange, balance_member);
}
