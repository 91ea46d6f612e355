/*
 * client/report/read/docx_read.c - the text of a Word file, as Word, LibreOffice or we have written it.
 *
 * Styles are told by their names: an id is changed by whoever saves, a name is not. What binds a sentence to its notes
 * are the bookmarks around it; where one begins or ends, a sentence does.
 *
 *   document.xml      paragraphs, tables; runs with their emphasis; bookmarks; fields; marks of footnotes
 *   styles.xml        the name of each style
 *   footnotes.xml     their texts, by an id that means nothing else
 *   document.xml.rels where links lead
 *   customXml/item*   the seal
 */
#include "client/report/read/docx_internal.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool element(const char *name, const char *is)
{
	return strcmp(name, is) == 0;
}

static bool on(const char **attributes)
{
	const char *value = xml_attribute(attributes, "w:val");
	return value == NULL ||
	    (strcmp(value, "0") != 0 && strcmp(value, "false") != 0 && strcmp(value, "none") != 0);
}

static const char *copy(struct docx_reader *reader, const char *text)
{
	return arena_text(reader->maker.arena, text, strlen(text));
}

/* ---- bookmarks ---- */

static void sentence_end(struct docx_reader *reader)
{
	char notes[DOCX_OPEN_MAX][PUBLIC_ID_CHARS + 1];
	size_t count = 0;
	if (!maker_has_words(&reader->maker))
		return;
	for (size_t i = 0; i < reader->open_count; i++) {
		struct docx_open *open = &reader->open[i];
		if (open->used)
			continue;
		memcpy(notes[count++], open->note, sizeof open->note);
		open->used = true;
	}
	(void)maker_cut(&reader->maker, (const char(*)[PUBLIC_ID_CHARS + 1]) notes, count);
}

/* "para_point_0123": the id has '-' where the name has '_'. */
static void paragraph_named(struct docx_reader *reader, const char *name)
{
	char id[DOCUMENT_ID_MAX + 1];
	size_t size = 0;
	for (; name[size] != '\0'; size++) {
		bool plain = isalnum((unsigned char)name[size]) != 0;
		if (size == DOCUMENT_ID_MAX || (!plain && name[size] != '_') ||
		    (size == 0 && !isalpha((unsigned char)name[0])))
			return;
		id[size] = name[size];
		if (!plain)
			id[size] = '-';
	}
	id[size] = '\0';
	if (size > 0 && reader->paragraph_id == NULL)
		reader->paragraph_id = copy(reader, id);
}

static void bookmark_start(struct docx_reader *reader, const char **attributes)
{
	const char *name = xml_attribute(attributes, "w:name");
	const char *id = xml_attribute(attributes, "w:id");
	struct docx_open open = { .used = false };
	if (name == NULL || id == NULL)
		return;
	if (strncmp(name, "para_", 5) == 0)
		paragraph_named(reader, name + 5);
	if (strncmp(name, "note_", 5) != 0 || !reading_note_id(name + 5, open.note) ||
	    strlen(id) >= sizeof open.id || reader->open_count == DOCX_OPEN_MAX)
		return;
	sentence_end(reader);
	memcpy(open.id, id, strlen(id) + 1);
	reader->open[reader->open_count++] = open;
}

static void bookmark_end(struct docx_reader *reader, const char **attributes)
{
	const char *id = xml_attribute(attributes, "w:id");
	for (size_t i = 0; id != NULL && i < reader->open_count; i++) {
		if (strcmp(reader->open[i].id, id) != 0)
			continue;
		sentence_end(reader);
		reader->open[i] = reader->open[--reader->open_count];
		return;
	}
}

/* ---- fields and links ---- */

/* The word in quotes, or up to a blank, at text. */
static const char *field_word(struct docx_reader *reader, const char *text)
{
	text += strspn(text, " ");
	const char *end = " ";
	if (*text == '"') {
		end = "\"";
		text++;
	}
	size_t size = strcspn(text, end);
	return arena_text(reader->maker.arena, text, size);
}

static struct docx_field field_read(struct docx_reader *reader, const char *code)
{
	struct docx_field field = { .target = NULL };
	code += strspn(code, " ");
	if (strncmp(code, "HYPERLINK ", 10) == 0) {
		field.target = field_word(reader, code + 10);
		field.kind = DOCUMENT_LINK;
	} else if (strncmp(code, "REF para_", 9) == 0) {
		char *id = (char *)field_word(reader, code + 9); /* made just now */
		for (char *at = id; at != NULL && *at != '\0'; at++)
			if (*at == '_')
				*at = '-';
		field.target = id;
		field.kind = DOCUMENT_REFERENCE;
	} else if (strncmp(code, "NOTEREF mark_", 13) == 0) {
		maker_mark(&reader->maker, (uint32_t)strtoul(code + 13, NULL, 10));
		field.silent = true;
	}
	return field;
}

static void field_push(struct docx_reader *reader, struct docx_field field)
{
	if (reader->field_count < DOCX_FIELDS_MAX)
		reader->fields[reader->field_count] = field;
	reader->field_count++;
}

static void field_pop(struct docx_reader *reader)
{
	if (reader->field_count > 0)
		reader->field_count--;
}

static const struct docx_field *field_top(const struct docx_reader *reader)
{
	size_t count = reader->field_count;
	return count == 0 || count > DOCX_FIELDS_MAX ? NULL : &reader->fields[count - 1];
}

static void field_char(struct docx_reader *reader, const char **attributes)
{
	const char *type = xml_attribute(attributes, "w:fldCharType");
	if (type == NULL)
		return;
	if (strcmp(type, "begin") == 0) {
		field_push(reader, (struct docx_field){ .silent = true });
		buffer_clear(&reader->code);
	} else if (strcmp(type, "separate") == 0) {
		const char *code = buffer_text(&reader->code);
		field_pop(reader);
		field_push(reader, field_read(reader, code == NULL ? "" : code));
	} else if (strcmp(type, "end") == 0) {
		field_pop(reader);
	}
}

static void hyperlink(struct docx_reader *reader, const char **attributes)
{
	const char *id = xml_attribute(attributes, "r:id");
	struct docx_field field = { .kind = DOCUMENT_LINK };
	for (const struct docx_pair *pair = reader->relations; id != NULL && pair != NULL;
	     pair = pair->next) {
		if (strcmp(pair->id, id) == 0)
			field.target = pair->value;
	}
	field_push(reader, field);
}

static void mark(struct docx_reader *reader, const char **attributes)
{
	const char *id = xml_attribute(attributes, "w:id");
	if (id == NULL || reader->in_footnotes)
		return;
	for (size_t i = 0; i < reader->footnote_count; i++) {
		if (strcmp(reader->footnotes[i], id) == 0) {
			maker_mark(&reader->maker, (uint32_t)i + 1);
			return;
		}
	}
	if (reader->footnote_count == DOCX_FOOTNOTES_MAX)
		return;
	reader->footnotes[reader->footnote_count++] = copy(reader, id);
	maker_mark(&reader->maker, (uint32_t)reader->footnote_count);
}

/* ---- paragraphs ---- */

static uint32_t heading_level(const char *name)
{
	bool heading = strncasecmp(name, "heading ", 8) == 0;
	return heading && name[8] >= '1' && name[8] <= '4' && name[9] == '\0'
	    ? (uint32_t)(name[8] - '0')
	    : 0;
}

static bool is_masthead(const char *name)
{
	static const char *const names[] = { "UN Organ", "UN Distribution", "UN Occasion", "Title",
		"Subtitle", "UN Facts" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strcasecmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

/* What stands before a tab in the words so far is taken off them: a label. NULL: there is no tab. */
static const char *label_take(struct docx_reader *reader)
{
	return reader->label_size == 0
	    ? NULL
	    : arena_text(reader->maker.arena, reader->label, reader->label_size);
}

/* "Annex I", a line's end, its title. */
static void annex_begin(struct docx_reader *reader)
{
	char *words = (char *)maker_take_words(&reader->maker); /* made just now */
	char *end = strchr(words, '\n');
	const char *title = end == NULL ? words : end + 1;
	if (end != NULL)
		*end = '\0';
	maker_annex(&reader->maker, NULL, end == NULL ? "" : words, title);
}

static void item_end(struct docx_reader *reader, const char *name)
{
	const char *label = label_take(reader);
	if (strcasecmp(name, "UN Bullet") == 0)
		maker_item(&reader->maker, DOCUMENT_BULLET, "\xe2\x80\xa2", 0);
	else if (strcasecmp(name, "UN Sub") == 0)
		maker_item(&reader->maker, DOCUMENT_SUBPARAGRAPH, "", 0);
	else if (strcasecmp(name, "UN Sub 2") == 0)
		maker_item(&reader->maker, DOCUMENT_SUBPARAGRAPH, "", 1);
	else
		maker_item(&reader->maker, DOCUMENT_LABELLED, label == NULL ? "" : label, 0);
}

static bool is_item(const char *name)
{
	return strcasecmp(name, "UN Bullet") == 0 || strncasecmp(name, "UN Sub", 6) == 0 ||
	    strcasecmp(name, "UN Item") == 0;
}

static const char *style_name(const struct docx_reader *reader, const char *id)
{
	for (const struct docx_pair *pair = reader->styles; id != NULL && pair != NULL;
	     pair = pair->next) {
		if (strcmp(pair->id, id) == 0)
			return pair->value;
	}
	return id == NULL ? "Normal" : id;
}

static void paragraph_place(struct docx_reader *reader, const char *name)
{
	struct maker *maker = &reader->maker;
	uint32_t level = heading_level(name);
	if (level > 0)
		maker_heading(maker, level, reader->paragraph_id);
	else if (strcasecmp(name, "UN Annex Title") == 0)
		annex_begin(reader);
	else if (strcasecmp(name, "caption") == 0)
		maker->caption = maker_take_words(maker);
	else if (is_item(name))
		item_end(reader, name);
	else
		maker_paragraph(maker, reader->paragraph_id, strcasecmp(name, "UN Para") == 0, 0);
}

static void paragraph_end(struct docx_reader *reader)
{
	const char *name = style_name(reader, reader->style);
	bool words = maker_has_words(&reader->maker) || reader->maker.sentences.count > 0;
	bool head = is_masthead(name) && reader->maker.blocks.count == 0 && !reader->maker.annex;
	if (!head)
		sentence_end(reader);
	if (reader->in_footnotes)
		maker_words(&reader->maker, &(struct document_run){ 0 }, " ", 1);
	else if (words && reader->table_depth > 0)
		maker_line(&reader->maker);
	else if (words && head)
		maker_masthead(&reader->maker);
	else if (words)
		paragraph_place(reader, name);
	reader->style = NULL;
	reader->paragraph_id = NULL;
	reader->label_size = 0;
}

/* A tab or a line's end. Before an item's or an annex heading's text stands its label, and a tab. */
static void white(struct docx_reader *reader, const char *sign)
{
	const char *name = style_name(reader, reader->style);
	bool labelled = (strcasecmp(name, "UN Item") == 0 ||
			    (reader->maker.annex && heading_level(name) > 0)) &&
	    *sign == '\t' && reader->label_size == 0;
	if (labelled) {
		const char *label = maker_take_words(&reader->maker);
		reader->label_size = strlen(label) < sizeof reader->label ? strlen(label) : 0;
		memcpy(reader->label, label, reader->label_size);
	} else if (strcasecmp(name, "UN Organ") == 0 && *sign == '\t') {
		maker_masthead(&reader->maker);
	} else {
		maker_words(&reader->maker, &reader->run, sign, 1);
	}
}

/* ---- elements ---- */

static bool is_skipped(const char *name)
{
	return element(name, "w:del") || element(name, "w:moveFrom") ||
	    element(name, "mc:Fallback") || element(name, "w:txbxContent") ||
	    element(name, "w:pict");
}

static void run_property(struct docx_reader *reader, const char *name, const char **attributes)
{
	if (element(name, "w:b"))
		reader->run.bold = on(attributes);
	else if (element(name, "w:i"))
		reader->run.italic = on(attributes);
	else if (element(name, "w:rStyle") && xml_attribute(attributes, "w:val") != NULL)
		reader->is_mark = strcasecmp(style_name(reader, xml_attribute(attributes, "w:val")),
				      "footnote reference") == 0;
}

static void structure_start(struct docx_reader *reader, const char *name, const char **attributes)
{
	if (element(name, "w:tbl"))
		reader->table_depth++;
	else if (element(name, "w:tr"))
		reader->is_head = false;
	else if (element(name, "w:tblHeader"))
		reader->is_head = true;
	else if (element(name, "w:pStyle"))
		reader->style = xml_attribute(attributes, "w:val") == NULL
		    ? NULL
		    : copy(reader, xml_attribute(attributes, "w:val"));
	else if (element(name, "w:pPr"))
		reader->in_properties++;
	else if (element(name, "w:footnote")) {
		const char *id = xml_attribute(attributes, "w:id");
		reader->footnote_at = 0;
		while (id != NULL && reader->footnote_at < reader->footnote_count &&
		    strcmp(reader->footnotes[reader->footnote_at], id) != 0)
			reader->footnote_at++;
	}
}

/* Signs that stand for words. */
static bool words_start(struct docx_reader *reader, const char *name, const char **attributes)
{
	if (element(name, "w:tab") && reader->in_properties == 0)
		white(reader, "\t");
	else if (element(name, "w:br") || element(name, "w:cr"))
		white(reader, "\n");
	else if (element(name, "w:noBreakHyphen"))
		maker_words(&reader->maker, &reader->run, "-", 1);
	else if (element(name, "w:footnoteReference"))
		mark(reader, attributes);
	else
		return false;
	return true;
}

static void on_start(void *context, const char *name, const char **attributes)
{
	struct docx_reader *reader = context;
	if (reader->skipped > 0 || is_skipped(name)) {
		reader->skipped++;
		return;
	}
	if (words_start(reader, name, attributes))
		return;
	if (element(name, "w:r")) {
		reader->run = (struct document_run){ 0 };
		reader->is_mark = false;
	} else if (element(name, "w:t") || element(name, "w:instrText")) {
		reader->in_text = name[2] == 't' ? DOCX_WORDS : DOCX_CODE;
	} else if (element(name, "w:bookmarkStart")) {
		bookmark_start(reader, attributes);
	} else if (element(name, "w:bookmarkEnd")) {
		bookmark_end(reader, attributes);
	} else if (element(name, "w:fldSimple")) {
		const char *code = xml_attribute(attributes, "w:instr");
		field_push(reader, field_read(reader, code == NULL ? "" : code));
	} else if (element(name, "w:hyperlink")) {
		hyperlink(reader, attributes);
	} else if (element(name, "w:fldChar")) {
		field_char(reader, attributes);
	} else if (reader->in_properties == 0 && name[0] == 'w') {
		run_property(reader, name, attributes);
		structure_start(reader, name, attributes);
	} else {
		structure_start(reader, name, attributes);
	}
}

static void table_end(struct docx_reader *reader)
{
	if (--reader->table_depth == 0)
		maker_table(&reader->maker);
}

static void on_end(void *context, const char *name)
{
	struct docx_reader *reader = context;
	if (reader->skipped > 0) {
		reader->skipped--;
		return;
	}
	if (element(name, "w:p"))
		paragraph_end(reader);
	else if (element(name, "w:pPr"))
		reader->in_properties--;
	else if (element(name, "w:t") || element(name, "w:instrText"))
		reader->in_text = DOCX_NOTHING;
	else if (element(name, "w:fldSimple") || element(name, "w:hyperlink"))
		field_pop(reader);
	else if (element(name, "w:tc") && reader->table_depth == 1)
		maker_cell(&reader->maker);
	else if (element(name, "w:tr") && reader->table_depth == 1) {
		/* Of a table without a head the first row is one. */
		if (reader->is_head || reader->maker.columns.count == 0)
			maker_head_row(&reader->maker);
		else
			maker_row(&reader->maker);
	} else if (element(name, "w:tbl"))
		table_end(reader);
	else if (element(name, "w:footnote")) {
		if (reader->footnote_at < reader->footnote_count)
			maker_footnote(&reader->maker, reader->footnote_at);
		else
			(void)maker_take_words(&reader->maker);
	}
}

static void on_text(void *context, const char *bytes, size_t size)
{
	struct docx_reader *reader = context;
	const struct docx_field *field = field_top(reader);
	if (reader->skipped > 0)
		return;
	if (reader->in_text == DOCX_CODE)
		buffer_add(&reader->code, bytes, size);
	if (reader->in_text != DOCX_WORDS || reader->is_mark || (field != NULL && field->silent))
		return;
	struct document_run run = reader->run;
	if (field != NULL && field->target != NULL) {
		run.kind = field->kind;
		run.target = field->target;
	}
	maker_words(&reader->maker, &run, bytes, size);
}

const struct xml_handler docx_text_handler = { .start = on_start, .end = on_end, .text = on_text };
