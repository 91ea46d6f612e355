/* client/web/api/programme_json.c - a session's facts and its programme as JSON. */
#include "client/terminal/json_out.h"
#include "client/web/api/api.h"

static json_t *rounds_json(const struct programme *programme)
{
	json_t *list = json_array();
	for (size_t i = 0; i < programme->round_count; i++) {
		const struct programme_round *round = &programme->rounds[i];
		json_t *item = json_object();
		json_set_number(&item, "number", round->number);
		json_set_text(&item, "start", round->start);
		json_set_text(&item, "end", round->end);
		json_set_number(&item, "start_ms", round->start_ms);
		json_set_number(&item, "end_ms", round->end_ms);
		json_append(&list, item);
	}
	return list;
}

static json_t *agenda_json(const struct programme *programme)
{
	json_t *list = json_array();
	for (size_t i = 0; i < programme->agenda_count; i++) {
		const struct programme_agenda *entry = &programme->agenda[i];
		json_t *item = json_object();
		json_set_text(&item, "start", entry->start);
		json_set_text(&item, "end", entry->end);
		json_set_text(&item, "title", entry->title);
		json_set_text(&item, "moderator", entry->moderator);
		json_set(&item, "speakers", texts_json(entry->speakers, entry->speaker_count));
		json_append(&list, item);
	}
	return list;
}

static json_t *categories_json(const struct programme *programme)
{
	json_t *list = json_array();
	for (size_t i = 0; i < programme->category_count; i++) {
		const struct programme_category *category = &programme->categories[i];
		json_t *item = json_object();
		json_t *headings = json_array();
		for (size_t k = 0; k < category->heading_count; k++) {
			json_t *heading = json_object();
			json_set_number(&heading, "objective", category->headings[k].objective);
			json_set_text(&heading, "heading", category->headings[k].heading);
			json_append(&headings, heading);
		}
		json_set_text(&item, "key", category->key);
		json_set_text(&item, "heading", category->heading);
		json_set(&item, "headings", headings);
		json_append(&list, item);
	}
	return list;
}

static json_t *objectives_json(const struct programme *programme)
{
	json_t *list = json_array();
	for (size_t i = 0; i < programme->objective_count; i++) {
		const struct programme_objective *objective = &programme->objectives[i];
		json_t *item = json_object();
		json_set_number(&item, "number", objective->number);
		json_set_text(&item, "title", objective->title);
		json_set(&item, "questions",
		    texts_json(objective->questions, objective->question_count));
		json_append(&list, item);
	}
	return list;
}

static json_t *rooms_json(const struct programme *programme)
{
	json_t *list = json_array();
	for (size_t i = 0; i < programme->room_count; i++) {
		const struct programme_room *room = &programme->rooms[i];
		json_t *item = json_object();
		json_t *objectives = json_array();
		for (size_t k = 0; k < room->objective_count; k++)
			json_append(&objectives, json_integer((json_int_t)room->objectives[k]));
		json_set_text(&item, "key", room->key);
		json_set_number(&item, "round", room->round);
		json_set(&item, "objectives", objectives);
		json_set(&item, "cohosts", texts_json(room->cohosts, room->cohost_count));
		json_append(&list, item);
	}
	return list;
}

json_t *programme_json(const struct programme *programme, uint64_t number)
{
	json_t *root = json_object();
	json_set_number(&root, "number", number);
	json_set(&root, "rounds", rounds_json(programme));
	json_set(&root, "agenda", agenda_json(programme));
	json_set(&root, "categories", categories_json(programme));
	json_set(&root, "lenses", texts_json(programme->lenses, programme->lens_count));
	json_set(&root, "objectives", objectives_json(programme));
	json_set(&root, "rooms", rooms_json(programme));
	return root;
}

void facts_json(json_t **root, const struct session_facts *facts)
{
	json_set_text(root, "state", facts->closed ? "closed" : "open");
	json_set_number(root, "opened", facts->opened_ms);
	if (facts->closed)
		json_set_number(root, "closed", facts->closed_ms);
	else
		json_set(root, "closed", json_null());
	json_set_number(root, "grace_ms", facts->grace_ms);
	json_set_number(root, "received", facts->received);
	json_set_number(root, "late", facts->late);
	json_set_number(root, "retracted", facts->retracted);
	json_set_number(root, "redacted", facts->redacted);
	json_set_flag(root, "grouped", facts->grouping != 0);
	json_set_flag(root, "remade", facts->remade);
	json_set_number(root, "programme", facts->programme);
}
