/* client/report/read/json_read.c - the whole report as one object; see client/report/write/json.c. */
#include "client/report/read/reading_internal.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define NOTES_MAX 8192u

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	return text == NULL ? "" : text;
}

static const char *copy(struct maker *maker, const char *text)
{
	const char *made = arena_text(maker->arena, text, strlen(text));
	return made == NULL ? "" : made;
}

static void add_words(struct maker *maker, const char *text)
{
	maker_words(maker, &(struct document_run){ 0 }, text, strlen(text));
}

static void add_links(struct maker *maker, const json_t *links)
{
	for (size_t i = 0; i < json_array_size(links); i++) {
		const char *target = json_string_value(json_array_get(links, i));
		const struct document_run run = { .kind = DOCUMENT_LINK,
			.target = copy(maker, target == NULL ? "" : target) };
		/* It is known that the sentence has it, not where. */
		maker_words(maker, &run, " ", 1);
	}
}

static void read_sentence(struct maker *maker, const json_t *sentence)
{
	char notes[NOTES_MAX][PUBLIC_ID_CHARS + 1];
	size_t count = 0;
	const json_t *ids = json_object_get(sentence, "notes");
	const json_t *marks = json_object_get(sentence, "footnotes");
	for (size_t i = 0; i < json_array_size(ids) && count < NOTES_MAX; i++) {
		const char *id = json_string_value(json_array_get(ids, i));
		if (id != NULL && reading_note_id(id, notes[count]))
			count++;
	}
	add_words(maker, text_of(sentence, "text"));
	for (size_t i = 0; i < json_array_size(marks); i++)
		maker_mark(maker, (uint32_t)json_integer_value(json_array_get(marks, i)));
	add_links(maker, json_object_get(sentence, "links"));
	(void)maker_cut(maker, (const char(*)[PUBLIC_ID_CHARS + 1]) notes, count);
}

static void read_paragraph(struct maker *maker, const json_t *paragraph)
{
	const json_t *sentences = json_object_get(paragraph, "sentences");
	const json_t *items = json_object_get(paragraph, "items");
	const char *id = json_string_value(json_object_get(paragraph, "id"));
	json_int_t number = json_integer_value(json_object_get(paragraph, "number"));
	for (size_t i = 0; i < json_array_size(sentences); i++)
		read_sentence(maker, json_array_get(sentences, i));
	maker_paragraph(maker, id == NULL || strlen(id) > DOCUMENT_ID_MAX ? NULL : copy(maker, id),
	    number > 0, number > 0 ? (uint32_t)number : 0);
	for (size_t i = 0; i < json_array_size(items); i++) {
		const json_t *item = json_array_get(items, i);
		const char *label = text_of(item, "label");
		bool digit = *label >= '0' && *label <= '9';
		read_sentence(maker, json_object_get(item, "sentence"));
		maker_item(maker, digit ? DOCUMENT_LABELLED : DOCUMENT_SUBPARAGRAPH,
		    copy(maker, label),
		    (uint32_t)json_integer_value(json_object_get(item, "depth")));
	}
}

static void read_table(struct maker *maker, const json_t *table)
{
	const json_t *columns = json_object_get(table, "columns");
	const json_t *rows = json_object_get(table, "rows");
	maker->caption = copy(maker, text_of(table, "caption"));
	for (size_t i = 0; i < json_array_size(columns); i++) {
		const char *name = json_string_value(json_array_get(columns, i));
		add_words(maker, name == NULL ? "" : name);
		maker_cell(maker);
	}
	maker_head_row(maker);
	for (size_t i = 0; i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);
		for (size_t k = 0; k < json_array_size(row); k++) {
			const json_t *lines = json_array_get(row, k);
			for (size_t l = 0; l < json_array_size(lines); l++) {
				const char *line = json_string_value(json_array_get(lines, l));
				add_words(maker, line == NULL ? "" : line);
				maker_line(maker);
			}
			maker_cell(maker);
		}
		maker_row(maker);
	}
	maker_table(maker);
}

static void read_blocks(struct maker *maker, const json_t *blocks)
{
	for (size_t i = 0; i < json_array_size(blocks); i++) {
		const json_t *block = json_array_get(blocks, i);
		const json_t *heading = json_object_get(block, "heading");
		const json_t *paragraph = json_object_get(block, "paragraph");
		const json_t *table = json_object_get(block, "table");
		if (heading != NULL) {
			add_words(maker, text_of(heading, "text"));
			maker_heading(maker,
			    (uint32_t)json_integer_value(json_object_get(heading, "level")), NULL);
		} else if (paragraph != NULL) {
			read_paragraph(maker, paragraph);
		} else if (table != NULL) {
			read_table(maker, table);
		}
	}
}

static void read_masthead(struct maker *maker, const json_t *masthead)
{
	static const char *const keys[] = { "organ", "symbol", "distribution", "submitted",
		"original", "heading", "title", "kind", "date", "time", "place", "objectives",
		"reference", "state" };
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		add_words(maker, text_of(masthead, keys[i]));
		maker_masthead(maker);
	}
}

static void read_annexes(struct maker *maker, const json_t *annexes)
{
	for (size_t i = 0; i < json_array_size(annexes); i++) {
		const json_t *annex = json_array_get(annexes, i);
		maker_annex(maker, NULL, copy(maker, text_of(annex, "label")),
		    copy(maker, text_of(annex, "title")));
		read_blocks(maker, json_object_get(annex, "blocks"));
	}
}

static void read_seal(struct maker *maker, const json_t *seal)
{
	const char *head = json_string_value(json_object_get(seal, "head"));
	const json_t *blocks = json_object_get(seal, "blocks");
	struct buffer lines;
	buffer_init(&lines, SEAL_TEXT_MAX);
	for (size_t i = 0; i < json_array_size(blocks); i++) {
		const char *line = json_string_value(json_array_get(blocks, i));
		buffer_format(&lines, "%s\n", line == NULL ? "" : line);
	}
	const char *text = buffer_text(&lines);
	if (head != NULL && text != NULL) {
		maker->reading->seal_head = copy(maker, head);
		maker->reading->seal_lines = copy(maker, text);
	}
	buffer_close(&lines);
}

bool reading_json(
    struct reading *reading, const char *bytes, size_t size, char fault[READING_FAULT_MAX])
{
	json_error_t error;
	json_t *root = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &error);
	if (root == NULL) {
		(void)snprintf(fault, READING_FAULT_MAX, "line %d: %s", error.line, error.text);
		return false;
	}
	struct maker maker;
	maker_init(&maker, reading);
	read_masthead(&maker, json_object_get(root, "masthead"));
	read_blocks(&maker, json_object_get(root, "body"));
	read_annexes(&maker, json_object_get(root, "annexes"));
	const json_t *footnotes = json_object_get(root, "footnotes");
	for (size_t i = 0; i < json_array_size(footnotes); i++) {
		const char *text = json_string_value(json_array_get(footnotes, i));
		add_words(&maker, text == NULL ? "" : text);
		maker_footnote(&maker, i);
	}
	read_seal(&maker, json_object_get(root, "seal"));
	maker_end(&maker);
	maker_close(&maker);
	json_decref(root);
	return true;
}
