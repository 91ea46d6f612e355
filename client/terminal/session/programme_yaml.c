/*
 * client/terminal/session/programme_yaml.c - one function a section of the file. A fault leaves the rest
 * unread (see yaml_fields.h), so that none of them asks whether the one before went well.
 */
#include "client/terminal/session/programme_report_yaml.h"
#include "client/terminal/session/programme_yaml.h"

#include <stdio.h>
#include <string.h>

#include "client/terminal/local_time.h"
#include "proto/yaml/yaml_fields.h"
#include "client/terminal/session/zone.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

struct reading {
	struct yaml_fields fields;
	struct programme *programme;
	struct zone zone;
	bool zone_failed;
};

/* A time of the programme in its one form, with a T. Sets *seconds as local_time_parse(). */
static const char *time_read(struct reading *reading, const struct yaml_node *node, const char *key,
    enum yaml_need need, int64_t *seconds)
{
	struct yaml_fields *fields = &reading->fields;
	const struct yaml_node *value = yaml_value(fields, node, key, need);
	if (value == NULL)
		return NULL;
	char quoted[YAML_QUOTE_BYTES];
	if (value->kind != YAML_SCALAR || !local_time_parse(value->text, seconds)) {
		yaml_fail(fields, value,
		    "'%s' takes a day and time such as 2020-10-28T11:30, not '%s'", key,
		    yaml_quote(quoted, value->kind == YAML_SCALAR ? value->text : "a list"));
		return NULL;
	}
	char *text = arena_text(fields->arena, value->text, PROGRAMME_TIME_CHARS);
	if (text == NULL) {
		yaml_fail(fields, value, "the programme is larger than any may be");
		return NULL;
	}
	text[sizeof "YYYY-MM-DD" - 1] = 'T';
	return text;
}

static uint64_t time_ms(
    struct reading *reading, const struct yaml_node *node, const char *key, int64_t local_s)
{
	struct yaml_fields *fields = &reading->fields;
	if (fields->failed)
		return 0;
	int64_t utc_s = 0;
	enum zone_result told = zone_from_local(&reading->zone, local_s, &utc_s);
	if (told != ZONE_OK) {
		reading->zone_failed = true;
		yaml_fail(fields, yaml_node_child(node, key), "'%s': %s", key, zone_sentence(told));
		return 0;
	}
	if (utc_s < 0 || (uint64_t)utc_s > TIME_MS_MAX / 1000) {
		yaml_fail(fields, yaml_node_child(node, key),
		    "'%s' takes a day and time of the years 1970 to 9999", key);
		return 0;
	}
	return (uint64_t)utc_s * 1000;
}

static void head_read(struct reading *reading, const struct yaml_node *root)
{
	struct yaml_fields *fields = &reading->fields;
	struct programme *programme = reading->programme;
	programme->session = yaml_key(fields, root, "session", SESSION_KEY_MAX, YAML_REQUIRED);
	programme->series = yaml_key(fields, root, "series", SESSION_KEY_MAX, YAML_OPTIONAL);
	programme->title = yaml_text(fields, root, "title", YAML_REQUIRED);
	programme->language = yaml_key(fields, root, "language", LANG_MAX, YAML_OPTIONAL);
	programme->timezone = yaml_text(fields, root, "timezone", YAML_REQUIRED);
	const char *kept = yaml_text(fields, root, "retention", YAML_OPTIONAL);
	if (!fields->failed && kept != NULL &&
	    !retention_parse(kept, &programme->retention, &programme->retention_days))
		yaml_fail(fields, yaml_node_child(root, "retention"),
		    "'retention' is one of: keep notes N days after close; keep notes N days "
		    "after close, keep the report; keep the session N days after close");
	if (fields->failed)
		return;
	enum zone_result opened = zone_open(&reading->zone, ZONE_FOLDER, programme->timezone);
	if (opened == ZONE_OK)
		return;
	char quoted[YAML_QUOTE_BYTES];
	reading->zone_failed = true;
	yaml_fail(fields, yaml_node_child(root, "timezone"), "'timezone' is '%s': %s",
	    yaml_quote(quoted, programme->timezone), zone_sentence(opened));
}

static void rounds_read(struct reading *reading, const struct yaml_node *root)
{
	static const char *const KEYS[] = { "number", "start", "end" };
	struct yaml_fields *fields = &reading->fields;
	struct programme *programme = reading->programme;
	const struct yaml_node *list = yaml_list(fields, root, "rounds", ROUNDS_MAX, YAML_REQUIRED);
	if (list == NULL)
		return;
	programme->rounds = yaml_array(fields, list, sizeof *programme->rounds);
	for (const struct yaml_node *item = list->first; item != NULL; item = item->next) {
		if (!yaml_keys_known(fields, item, "a round", KEYS, COUNT(KEYS)))
			return;
		struct programme_round *round = &programme->rounds[programme->round_count++];
		int64_t start_s = 0;
		int64_t end_s = 0;
		round->number = yaml_number(fields, item, "number", ROUND_MAX, YAML_REQUIRED);
		round->start = time_read(reading, item, "start", YAML_REQUIRED, &start_s);
		round->end = time_read(reading, item, "end", YAML_REQUIRED, &end_s);
		round->start_ms = time_ms(reading, item, "start", start_s);
		round->end_ms = time_ms(reading, item, "end", end_s);
	}
}

static void agenda_read(struct reading *reading, const struct yaml_node *root)
{
	static const char *const KEYS[] = { "start", "end", "title", "moderator", "speakers" };
	struct yaml_fields *fields = &reading->fields;
	struct programme *programme = reading->programme;
	const struct yaml_node *list = yaml_list(fields, root, "agenda", AGENDA_MAX, YAML_OPTIONAL);
	if (list == NULL)
		return;
	programme->agenda = yaml_array(fields, list, sizeof *programme->agenda);
	for (const struct yaml_node *item = list->first; item != NULL; item = item->next) {
		if (!yaml_keys_known(fields, item, "an item of the agenda", KEYS, COUNT(KEYS)))
			return;
		struct programme_agenda *agenda = &programme->agenda[programme->agenda_count++];
		int64_t start_s = 0;
		int64_t end_s = 0;
		agenda->start = time_read(reading, item, "start", YAML_REQUIRED, &start_s);
		agenda->end = time_read(reading, item, "end", YAML_OPTIONAL, &end_s);
		agenda->title = yaml_text(fields, item, "title", YAML_REQUIRED);
		agenda->moderator = yaml_text(fields, item, "moderator", YAML_OPTIONAL);
		agenda->speakers =
		    yaml_texts(fields, item, "speakers", SPEAKERS_MAX, &agenda->speaker_count);
		if (agenda->end != NULL && end_s < start_s)
			yaml_fail(
			    fields, yaml_node_child(item, "end"), "'end' lies before 'start'");
	}
}

/* headings: {6: "..."}: a mapping whose keys are objectives. */
static void headings_read(
    struct reading *reading, const struct yaml_node *item, struct programme_category *category)
{
	struct yaml_fields *fields = &reading->fields;
	const struct yaml_node *map = yaml_value(fields, item, "headings", YAML_OPTIONAL);
	if (map == NULL || (map->kind == YAML_MAPPING && map->count == 0))
		return;
	if (map->kind != YAML_MAPPING || map->count > CATEGORY_HEADINGS_MAX) {
		yaml_fail(fields, map,
		    "'headings' takes objectives and their headings: { 6: \"...\" }, at most %u",
		    CATEGORY_HEADINGS_MAX);
		return;
	}
	category->headings = yaml_array(fields, map, sizeof *category->headings);
	for (const struct yaml_node *child = map->first; child != NULL; child = child->next) {
		if (fields->failed)
			return;
		struct programme_heading *heading = &category->headings[category->heading_count++];
		struct yaml_node number = { .kind = YAML_SCALAR,
			.line = child->key_line,
			.column = child->key_column,
			.text = child->key };
		heading->objective = yaml_as_number(fields, &number, "headings", OBJECTIVE_MAX);
		heading->heading = yaml_as_text(fields, child, "headings");
	}
}

static void categories_read(struct reading *reading, const struct yaml_node *root)
{
	static const char *const KEYS[] = { "key", "heading", "headings" };
	struct yaml_fields *fields = &reading->fields;
	struct programme *programme = reading->programme;
	const struct yaml_node *list =
	    yaml_list(fields, root, "categories", CATEGORIES_MAX, YAML_REQUIRED);
	if (list == NULL)
		return;
	programme->categories = yaml_array(fields, list, sizeof *programme->categories);
	for (const struct yaml_node *item = list->first; item != NULL; item = item->next) {
		if (!yaml_keys_known(fields, item, "a category", KEYS, COUNT(KEYS)))
			return;
		struct programme_category *category =
		    &programme->categories[programme->category_count++];
		category->key = yaml_key(fields, item, "key", CATEGORY_KEY_MAX, YAML_REQUIRED);
		category->heading = yaml_text(fields, item, "heading", YAML_REQUIRED);
		headings_read(reading, item, category);
	}
}

static void lenses_read(struct reading *reading, const struct yaml_node *root)
{
	struct yaml_fields *fields = &reading->fields;
	struct programme *programme = reading->programme;
	const struct yaml_node *list = yaml_list(fields, root, "lenses", LENSES_MAX, YAML_OPTIONAL);
	if (list == NULL)
		return;
	programme->lenses = yaml_array(fields, list, sizeof *programme->lenses);
	if (fields->failed)
		return;
	for (const struct yaml_node *item = list->first; item != NULL; item = item->next)
		programme->lenses[programme->lens_count++] =
		    yaml_as_key(fields, item, "lenses", LENS_KEY_MAX);
}

static void objectives_read(struct reading *reading, const struct yaml_node *root)
{
	static const char *const KEYS[] = { "number", "title", "questions" };
	struct yaml_fields *fields = &reading->fields;
	struct programme *programme = reading->programme;
	const struct yaml_node *list =
	    yaml_list(fields, root, "objectives", OBJECTIVES_MAX, YAML_REQUIRED);
	if (list == NULL)
		return;
	programme->objectives = yaml_array(fields, list, sizeof *programme->objectives);
	for (const struct yaml_node *item = list->first; item != NULL; item = item->next) {
		if (!yaml_keys_known(fields, item, "an objective", KEYS, COUNT(KEYS)))
			return;
		struct programme_objective *objective =
		    &programme->objectives[programme->objective_count++];
		objective->number =
		    yaml_number(fields, item, "number", OBJECTIVE_MAX, YAML_REQUIRED);
		objective->title = yaml_text(fields, item, "title", YAML_REQUIRED);
		objective->questions = yaml_texts(
		    fields, item, "questions", QUESTIONS_MAX, &objective->question_count);
	}
}

static void room_objectives_read(
    struct reading *reading, const struct yaml_node *item, struct programme_room *room)
{
	struct yaml_fields *fields = &reading->fields;
	const struct yaml_node *list =
	    yaml_list(fields, item, "objectives", ROOM_OBJECTIVES_MAX, YAML_REQUIRED);
	if (list == NULL)
		return;
	room->objectives = yaml_array(fields, list, sizeof *room->objectives);
	for (const struct yaml_node *number = list->first; number != NULL; number = number->next) {
		if (fields->failed)
			return;
		uint32_t objective = yaml_as_number(fields, number, "objectives", OBJECTIVE_MAX);
		if (!fields->failed &&
		    programme_objective_find(reading->programme, objective) == NULL)
			yaml_fail(fields, number, "the programme has no objective %u", objective);
		room->objectives[room->objective_count++] = objective;
	}
}

static void rooms_read(struct reading *reading, const struct yaml_node *root)
{
	static const char *const KEYS[] = { "key", "round", "objectives", "cohosts" };
	struct yaml_fields *fields = &reading->fields;
	struct programme *programme = reading->programme;
	const struct yaml_node *list = yaml_list(fields, root, "rooms", ROOMS_MAX, YAML_REQUIRED);
	if (list == NULL)
		return;
	programme->rooms = yaml_array(fields, list, sizeof *programme->rooms);
	for (const struct yaml_node *item = list->first; item != NULL; item = item->next) {
		if (!yaml_keys_known(fields, item, "a room", KEYS, COUNT(KEYS)))
			return;
		struct programme_room *room = &programme->rooms[programme->room_count++];
		room->key = yaml_key(fields, item, "key", ROOM_KEY_MAX, YAML_REQUIRED);
		room->round = yaml_number(fields, item, "round", ROUND_MAX, YAML_REQUIRED);
		if (!fields->failed && programme_round_find(programme, room->round) == NULL)
			yaml_fail(fields, yaml_node_child(item, "round"),
			    "the programme has no round %u", room->round);
		room_objectives_read(reading, item, room);
		room->cohosts =
		    yaml_texts(fields, item, "cohosts", COHOSTS_MAX, &room->cohost_count);
	}
}

static enum programme_yaml_result tree_read(struct reading *reading, const struct yaml_node *root)
{
	static const char *const KEYS[] = { "session", "series", "title", "timezone", "language",
		"rounds", "agenda", "categories", "lenses", "objectives", "rooms", "report",
		"retention" };
	struct yaml_fields *fields = &reading->fields;
	if (yaml_keys_known(fields, root, "a programme", KEYS, COUNT(KEYS)))
		head_read(reading, root);
	rounds_read(reading, root);
	agenda_read(reading, root);
	categories_read(reading, root);
	lenses_read(reading, root);
	objectives_read(reading, root);
	rooms_read(reading, root);
	programme_report_yaml_read(fields, root, &reading->programme->report);
	if (fields->failed)
		return reading->zone_failed ? PROGRAMME_YAML_ZONE : PROGRAMME_YAML_FIELD;
	struct refusal refusal;
	if (programme_check(reading->programme, &refusal) == ERROR_NONE)
		return PROGRAMME_YAML_OK;
	/* The refusal begins with the place, as "rooms[3]: ". */
	yaml_fail(fields, yaml_node_at(root, refusal.detail), "%s", refusal.detail);
	return PROGRAMME_YAML_CHECK;
}

enum programme_yaml_result programme_yaml_read(
    const char *bytes, size_t size, struct programme *programme, struct yaml_fault *fault)
{
	struct yaml_tree tree;
	if (!yaml_tree_read(bytes, size, &tree, fault))
		return PROGRAMME_YAML_SYNTAX;
	struct programme built;
	programme_init(&built);
	struct reading reading = {
		.fields = { .arena = &built.arena, .fault = fault },
		.programme = &built,
	};
	enum programme_yaml_result result = tree_read(&reading, tree.root);
	zone_close(&reading.zone);
	yaml_tree_close(&tree);
	if (result == PROGRAMME_YAML_OK)
		*programme = built;
	else
		programme_close(&built);
	return result;
}
