/*
 * client/web/api/programme_yaml_out.c - a programme as the file that would open the same session again. What is in a list
 * stands on a line each, in YAML's flow style, which is JSON; so that whoever edits it sees one room, one objective a line.
 */
#include <stdio.h>
#include <stdlib.h>

#include "client/terminal/json_out.h"
#include "client/web/api/api.h"

#define YAML_BYTES_MAX (4u * PROGRAMME_BYTES_MAX)

/* Absent is left out. */
static void text_set(json_t **root, const char *key, const char *text)
{
	if (text != NULL)
		json_set_text(root, key, text);
}

static void value_add(struct buffer *out, json_t *value)
{
	char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_PRESERVE_ORDER);
	if (text == NULL)
		out->failed = true;
	else
		buffer_add_text(out, text);
	free(text);
}

/* Takes value. Lists and maps of some length go on lines of their own. */
static void entry_add(struct buffer *out, const char *indent, const char *key, json_t *value)
{
	const char *name = NULL;
	json_t *item = NULL;
	buffer_format(out, "%s%s:", indent, key);
	if (json_is_array(value) && json_array_size(value) > 0) {
		for (size_t i = 0; i < json_array_size(value); i++) {
			buffer_format(out, "\n%s  - ", indent);
			value_add(out, json_array_get(value, i));
		}
	} else if (json_is_object(value) && json_object_size(value) > 0) {
		json_object_foreach(value, name, item)
		{
			json_t *quoted = json_string(name);
			buffer_format(out, "\n%s  ", indent);
			value_add(out, quoted);
			buffer_add_text(out, ": ");
			value_add(out, item);
			json_decref(quoted);
		}
	} else {
		buffer_add_text(out, " ");
		value_add(out, value);
	}
	buffer_add_text(out, "\n");
	json_decref(value);
}

static void text_entry(struct buffer *out, const char *indent, const char *key, const char *text)
{
	if (text != NULL)
		entry_add(out, indent, key, json_string(text));
}

static json_t *rounds(const struct programme *programme)
{
	json_t *list = json_array();
	for (size_t i = 0; i < programme->round_count; i++) {
		json_t *item = json_object();
		json_set_number(&item, "number", programme->rounds[i].number);
		json_set_text(&item, "start", programme->rounds[i].start);
		json_set_text(&item, "end", programme->rounds[i].end);
		json_append(&list, item);
	}
	return list;
}

static json_t *agenda(const struct programme *programme)
{
	json_t *list = json_array();
	for (size_t i = 0; i < programme->agenda_count; i++) {
		const struct programme_agenda *entry = &programme->agenda[i];
		json_t *item = json_object();
		json_set_text(&item, "start", entry->start);
		text_set(&item, "end", entry->end);
		json_set_text(&item, "title", entry->title);
		text_set(&item, "moderator", entry->moderator);
		if (entry->speaker_count > 0)
			json_set(
			    &item, "speakers", texts_json(entry->speakers, entry->speaker_count));
		json_append(&list, item);
	}
	return list;
}

static json_t *categories(const struct programme *programme)
{
	json_t *list = json_array();
	for (size_t i = 0; i < programme->category_count; i++) {
		const struct programme_category *category = &programme->categories[i];
		json_t *item = json_object();
		json_t *headings = json_object();
		json_set_text(&item, "key", category->key);
		json_set_text(&item, "heading", category->heading);
		for (size_t k = 0; k < category->heading_count; k++) {
			char number[16];
			snprintf(number, sizeof number, "%u", category->headings[k].objective);
			json_set_text(&headings, number, category->headings[k].heading);
		}
		if (category->heading_count > 0)
			json_set(&item, "headings", headings);
		else
			json_decref(headings);
		json_append(&list, item);
	}
	return list;
}

static json_t *objectives(const struct programme *programme)
{
	json_t *list = json_array();
	for (size_t i = 0; i < programme->objective_count; i++) {
		const struct programme_objective *objective = &programme->objectives[i];
		json_t *item = json_object();
		json_set_number(&item, "number", objective->number);
		json_set_text(&item, "title", objective->title);
		if (objective->question_count > 0)
			json_set(&item, "questions",
			    texts_json(objective->questions, objective->question_count));
		json_append(&list, item);
	}
	return list;
}

static json_t *rooms(const struct programme *programme)
{
	json_t *list = json_array();
	for (size_t i = 0; i < programme->room_count; i++) {
		const struct programme_room *room = &programme->rooms[i];
		json_t *item = json_object();
		json_t *numbers = json_array();
		for (size_t k = 0; k < room->objective_count; k++)
			json_append(&numbers, json_integer((json_int_t)room->objectives[k]));
		json_set_text(&item, "key", room->key);
		json_set_number(&item, "round", room->round);
		json_set(&item, "objectives", numbers);
		if (room->cohost_count > 0)
			json_set(&item, "cohosts", texts_json(room->cohosts, room->cohost_count));
		json_append(&list, item);
	}
	return list;
}

/* --- the section `report` ---------------------------------------------------------------------------- */

static json_t *parts(const struct programme_report *report)
{
	json_t *list = json_array();
	for (size_t i = 0; i < report->part_count; i++) {
		json_t *item = json_object();
		json_set_text(&item, "part", report_part_key(report->parts[i].part));
		text_set(&item, "heading", report->parts[i].heading);
		json_append(&list, item);
	}
	return list;
}

static json_t *passage(const struct programme_passage *from)
{
	json_t *list = json_array();
	for (size_t i = 0; i < from->paragraph_count; i++) {
		const struct programme_paragraph *paragraph = &from->paragraphs[i];
		json_t *item = json_object();
		json_set_text(&item, "text", paragraph->text);
		if (paragraph->list_count > 0)
			json_set(&item, "list", texts_json(paragraph->list, paragraph->list_count));
		json_append(&list, item);
	}
	return list;
}

static void report_add(struct buffer *out, const struct programme_report *report)
{
	static const char indent[] = "  ";
	json_t *footnotes = json_object();
	json_t *subregions = json_object();
	buffer_add_text(out, "report:\n");
	text_entry(out, indent, "organ", report->organ);
	text_entry(out, indent, "symbol", report->symbol);
	text_entry(out, indent, "distribution", report->distribution);
	text_entry(out, indent, "submitted", report->submitted);
	text_entry(out, indent, "occasion", report->occasion);
	text_entry(out, indent, "place", report->place);
	text_entry(out, indent, "objective", report->objective);
	if (report->part_count > 0)
		entry_add(out, indent, "parts", parts(report));
	for (size_t i = 0; i < REPORT_PLACE_COUNT; i++)
		if (report->passages[i].paragraph_count > 0)
			entry_add(out, indent, report_place_key(i), passage(&report->passages[i]));
	for (size_t i = 0; i < report->footnote_count; i++)
		json_set_text(&footnotes, report->footnotes[i].key, report->footnotes[i].text);
	for (size_t i = 0; i < report->subregion_count; i++)
		json_set(&subregions, report->subregions[i].name,
		    texts_json(
			report->subregions[i].countries, report->subregions[i].country_count));
	if (report->footnote_count > 0)
		entry_add(out, indent, "footnotes", json_incref(footnotes));
	if (report->subregion_count > 0)
		entry_add(out, indent, "subregions", json_incref(subregions));
	json_decref(footnotes);
	json_decref(subregions);
}

bool programme_yaml_write(const struct programme *programme, struct buffer *out)
{
	char kept[RETENTION_TEXT_BYTES];
	buffer_init(out, YAML_BYTES_MAX);
	text_entry(out, "", "session", programme->session);
	text_entry(out, "", "series", programme->series);
	text_entry(out, "", "title", programme->title);
	text_entry(out, "", "timezone", programme->timezone);
	text_entry(out, "", "language", programme->language);
	retention_text(programme->retention, programme->retention_days, kept);
	text_entry(out, "", "retention", kept[0] == '\0' ? NULL : kept);
	entry_add(out, "", "rounds", rounds(programme));
	if (programme->agenda_count > 0)
		entry_add(out, "", "agenda", agenda(programme));
	entry_add(out, "", "categories", categories(programme));
	if (programme->lens_count > 0)
		entry_add(out, "", "lenses", texts_json(programme->lenses, programme->lens_count));
	entry_add(out, "", "objectives", objectives(programme));
	entry_add(out, "", "rooms", rooms(programme));
	if (programme->report.given)
		report_add(out, &programme->report);
	return !out->failed;
}
