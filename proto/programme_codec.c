/* proto/programme_codec.c - a programme as msgpack: the keys are those of the YAML, in full, since a
 * programme is read by people who look into the journal and is sent once. */
#include "proto/programme.h"
#include "proto/wire/wire.h"

static void text_or_nil(struct buffer *out, const char *key, const char *text)
{
	pack_text(out, key);
	if (text == NULL)
		pack_nil(out);
	else
		pack_text(out, text);
}

static void rounds_encode(const struct programme *programme, struct buffer *out)
{
	pack_key_array(out, "rounds", programme->round_count);
	for (size_t i = 0; i < programme->round_count; i++) {
		const struct programme_round *round = &programme->rounds[i];
		pack_map(out, 5);
		pack_key_uint(out, "number", round->number);
		pack_key_text(out, "start", round->start);
		pack_key_text(out, "end", round->end);
		pack_key_uint(out, "start_ms", round->start_ms);
		pack_key_uint(out, "end_ms", round->end_ms);
	}
}

static void agenda_encode(const struct programme *programme, struct buffer *out)
{
	pack_key_array(out, "agenda", programme->agenda_count);
	for (size_t i = 0; i < programme->agenda_count; i++) {
		const struct programme_agenda *item = &programme->agenda[i];
		pack_map(out, 5);
		pack_key_text(out, "start", item->start);
		text_or_nil(out, "end", item->end);
		pack_key_text(out, "title", item->title);
		text_or_nil(out, "moderator", item->moderator);
		pack_key_texts(out, "speakers", item->speakers, item->speaker_count);
	}
}

static void categories_encode(const struct programme *programme, struct buffer *out)
{
	pack_key_array(out, "categories", programme->category_count);
	for (size_t i = 0; i < programme->category_count; i++) {
		const struct programme_category *category = &programme->categories[i];
		pack_map(out, 3);
		pack_key_text(out, "key", category->key);
		pack_key_text(out, "heading", category->heading);
		pack_key_array(out, "headings", category->heading_count);
		for (size_t k = 0; k < category->heading_count; k++) {
			pack_map(out, 2);
			pack_key_uint(out, "objective", category->headings[k].objective);
			pack_key_text(out, "heading", category->headings[k].heading);
		}
	}
}

static void objectives_encode(const struct programme *programme, struct buffer *out)
{
	pack_key_array(out, "objectives", programme->objective_count);
	for (size_t i = 0; i < programme->objective_count; i++) {
		const struct programme_objective *objective = &programme->objectives[i];
		pack_map(out, 3);
		pack_key_uint(out, "number", objective->number);
		pack_key_text(out, "title", objective->title);
		pack_key_texts(out, "questions", objective->questions, objective->question_count);
	}
}

static void rooms_encode(const struct programme *programme, struct buffer *out)
{
	pack_key_array(out, "rooms", programme->room_count);
	for (size_t i = 0; i < programme->room_count; i++) {
		const struct programme_room *room = &programme->rooms[i];
		pack_map(out, 4);
		pack_key_text(out, "key", room->key);
		pack_key_uint(out, "round", room->round);
		pack_key_array(out, "objectives", room->objective_count);
		for (size_t k = 0; k < room->objective_count; k++)
			pack_uint(out, room->objectives[k]);
		pack_key_texts(out, "cohosts", room->cohosts, room->cohost_count);
	}
}

void programme_encode(const struct programme *programme, struct buffer *out)
{
	bool kept = programme->retention != RETENTION_NONE;
	pack_map(out, 11 + (programme->report.given ? 1u : 0u) + (kept ? 1u : 0u));
	pack_key_text(out, "session", programme->session);
	text_or_nil(out, "series", programme->series);
	pack_key_text(out, "title", programme->title);
	pack_key_text(out, "timezone", programme->timezone);
	text_or_nil(out, "language", programme->language);
	rounds_encode(programme, out);
	agenda_encode(programme, out);
	categories_encode(programme, out);
	pack_key_texts(out, "lenses", programme->lenses, programme->lens_count);
	objectives_encode(programme, out);
	rooms_encode(programme, out);
	if (kept) {
		pack_text(out, "retention");
		pack_map(out, 2);
		pack_key_uint(out, "what", programme->retention);
		pack_key_uint(out, "days", programme->retention_days);
	}
	if (programme->report.given) {
		pack_text(out, "report");
		programme_report_encode(&programme->report, out);
	}
}

/* An array of maps: room for the values in the arena, and the maps to read them from. */
static void *list_open(struct wire *wire, const char *key, size_t max, size_t value_size,
    struct arena *arena, const msgpack_object **items, size_t *count)
{
	*items = wire_array_or_null(wire, key, max, count);
	void *values = arena_take(arena, *count, value_size);
	if (values == NULL) {
		wire_fail(wire, key, "is more than there is memory for");
		*count = 0;
	}
	return values;
}

static void rounds_decode(struct programme *programme, struct wire *wire)
{
	const msgpack_object *items = NULL;
	struct arena *arena = &programme->arena;
	programme->rounds = list_open(wire, "rounds", ROUNDS_MAX, sizeof *programme->rounds, arena,
	    &items, &programme->round_count);
	for (size_t i = 0; i < programme->round_count; i++) {
		struct wire child;
		wire_child(&child, wire, &items[i], "rounds", i);
		programme->rounds[i] = (struct programme_round){
			.number = (uint32_t)wire_uint(&child, "number", 1, ROUND_MAX),
			.start = wire_text(&child, "start", PROGRAMME_TIME_CHARS, arena),
			.end = wire_text(&child, "end", PROGRAMME_TIME_CHARS, arena),
			.start_ms = wire_uint(&child, "start_ms", 0, TIME_MS_MAX),
			.end_ms = wire_uint(&child, "end_ms", 0, TIME_MS_MAX),
		};
	}
}

static void agenda_decode(struct programme *programme, struct wire *wire)
{
	const msgpack_object *items = NULL;
	struct arena *arena = &programme->arena;
	programme->agenda = list_open(wire, "agenda", AGENDA_MAX, sizeof *programme->agenda, arena,
	    &items, &programme->agenda_count);
	for (size_t i = 0; i < programme->agenda_count; i++) {
		struct wire child;
		wire_child(&child, wire, &items[i], "agenda", i);
		struct programme_agenda *item = &programme->agenda[i];
		item->start = wire_text(&child, "start", PROGRAMME_TIME_CHARS, arena);
		item->end = wire_text_or_null(&child, "end", PROGRAMME_TIME_CHARS, arena);
		item->title = wire_text(&child, "title", TITLE_BYTES_MAX, arena);
		item->moderator = wire_text_or_null(&child, "moderator", TITLE_BYTES_MAX, arena);
		item->speakers = wire_texts(
		    &child, "speakers", SPEAKERS_MAX, TITLE_BYTES_MAX, arena, &item->speaker_count);
	}
}

static void categories_decode(struct programme *programme, struct wire *wire)
{
	const msgpack_object *items = NULL;
	struct arena *arena = &programme->arena;
	programme->categories = list_open(wire, "categories", CATEGORIES_MAX,
	    sizeof *programme->categories, arena, &items, &programme->category_count);
	for (size_t i = 0; i < programme->category_count; i++) {
		struct wire child;
		wire_child(&child, wire, &items[i], "categories", i);
		struct programme_category *category = &programme->categories[i];
		category->key = wire_text(&child, "key", CATEGORY_KEY_MAX, arena);
		category->heading = wire_text(&child, "heading", TITLE_BYTES_MAX, arena);
		const msgpack_object *headings = NULL;
		category->headings = list_open(&child, "headings", CATEGORY_HEADINGS_MAX,
		    sizeof *category->headings, arena, &headings, &category->heading_count);
		for (size_t k = 0; k < category->heading_count; k++) {
			struct wire heading;
			wire_child(&heading, wire, &headings[k], "headings", k);
			category->headings[k].objective =
			    (uint32_t)wire_uint(&heading, "objective", 1, OBJECTIVE_MAX);
			category->headings[k].heading =
			    wire_text(&heading, "heading", TITLE_BYTES_MAX, arena);
		}
	}
}

static void objectives_decode(struct programme *programme, struct wire *wire)
{
	const msgpack_object *items = NULL;
	struct arena *arena = &programme->arena;
	programme->objectives = list_open(wire, "objectives", OBJECTIVES_MAX,
	    sizeof *programme->objectives, arena, &items, &programme->objective_count);
	for (size_t i = 0; i < programme->objective_count; i++) {
		struct wire child;
		wire_child(&child, wire, &items[i], "objectives", i);
		struct programme_objective *objective = &programme->objectives[i];
		objective->number = (uint32_t)wire_uint(&child, "number", 1, OBJECTIVE_MAX);
		objective->title = wire_text(&child, "title", TITLE_BYTES_MAX, arena);
		objective->questions = wire_texts(&child, "questions", QUESTIONS_MAX,
		    TITLE_BYTES_MAX, arena, &objective->question_count);
	}
}

static void room_objectives_decode(
    struct programme_room *room, struct wire *wire, struct arena *arena)
{
	size_t count = 0;
	const msgpack_object *numbers =
	    wire_array_or_null(wire, "objectives", ROOM_OBJECTIVES_MAX, &count);
	room->objectives = arena_take(arena, count, sizeof *room->objectives);
	if (room->objectives == NULL) {
		wire_fail(wire, "objectives", "is more than there is memory for");
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (numbers[i].type != MSGPACK_OBJECT_POSITIVE_INTEGER ||
		    numbers[i].via.u64 > OBJECTIVE_MAX) {
			wire_fail(wire, "objectives", "must be numbers from 1 to 999");
			return;
		}
		room->objectives[i] = (uint32_t)numbers[i].via.u64;
	}
	room->objective_count = count;
}

static void rooms_decode(struct programme *programme, struct wire *wire)
{
	const msgpack_object *items = NULL;
	struct arena *arena = &programme->arena;
	programme->rooms = list_open(wire, "rooms", ROOMS_MAX, sizeof *programme->rooms, arena,
	    &items, &programme->room_count);
	for (size_t i = 0; i < programme->room_count; i++) {
		struct wire child;
		wire_child(&child, wire, &items[i], "rooms", i);
		struct programme_room *room = &programme->rooms[i];
		room->key = wire_text(&child, "key", ROOM_KEY_MAX, arena);
		room->round = (uint32_t)wire_uint(&child, "round", 1, ROUND_MAX);
		room_objectives_decode(room, &child, arena);
		room->cohosts = wire_texts(
		    &child, "cohosts", COHOSTS_MAX, TITLE_BYTES_MAX, arena, &room->cohost_count);
	}
}

enum error programme_decode(
    struct programme *programme, const uint8_t *bytes, size_t size, struct refusal *refusal)
{
	if (size > PROGRAMME_BYTES_MAX)
		return refuse(refusal, ERROR_PROGRAMME, "it is over %u bytes", PROGRAMME_BYTES_MAX);
	struct programme made;
	programme_init(&made);
	struct arena *arena = &made.arena;
	struct wire wire;
	wire_open(&wire, bytes, size, WALK_ITEMS_LARGE_MAX, refusal);
	made.session = wire_text(&wire, "session", SESSION_KEY_MAX, arena);
	made.series = wire_text_or_null(&wire, "series", SESSION_KEY_MAX, arena);
	made.title = wire_text(&wire, "title", TITLE_BYTES_MAX, arena);
	made.timezone = wire_text(&wire, "timezone", TIMEZONE_MAX, arena);
	made.language = wire_text_or_null(&wire, "language", LANG_MAX, arena);
	rounds_decode(&made, &wire);
	agenda_decode(&made, &wire);
	categories_decode(&made, &wire);
	made.lenses =
	    wire_texts(&wire, "lenses", LENSES_MAX, LENS_KEY_MAX, arena, &made.lens_count);
	objectives_decode(&made, &wire);
	rooms_decode(&made, &wire);
	struct wire kept;
	if (wire_map(&kept, &wire, "retention")) {
		made.retention =
		    (enum retention)wire_uint(&kept, "what", RETENTION_NOTES, RETENTION_SESSION);
		made.retention_days = (uint32_t)wire_uint(&kept, "days", 1, RETENTION_DAYS_MAX);
	}
	struct wire report;
	if (wire_map(&report, &wire, "report"))
		programme_report_decode(&made.report, &report, arena);
	enum error error = wire_close(&wire);
	if (error == ERROR_NONE)
		error = programme_check(&made, refusal);
	if (error == ERROR_NONE)
		*programme = made;
	else
		programme_close(&made);
	return error;
}
