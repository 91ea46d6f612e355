/*
 * client/report/read/html_read.c - our own page, which is well-formed XML too; see client/report/write/html.c.
 *
 * Of the page's frame (list of contents, labels, marks, the way back from a footnote) nothing is a word of the report.
 */
#include "client/report/read/reading_internal.h"
#include "client/report/read/xml_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOTES_MAX 8192u

enum place { PLACE_NONE, PLACE_MASTHEAD, PLACE_MAIN, PLACE_FOOTNOTES };

struct page {
	struct maker maker;
	enum place place;
	unsigned passed; /* depth within what is no word */
	struct document_run run;
	char notes[NOTES_MAX][PUBLIC_ID_CHARS + 1];
	size_t note_count;
	unsigned spans; /* open, of notes and others */
	unsigned notes_span;
	const char *id;
	uint32_t number;
	char printed[16];
	size_t printed_size;
	bool in_number;
	bool in_label;
	bool in_mark;
	bool in_annex;
	bool in_head; /* of a table */
	bool numbered;
	bool inner;
	bool bullet;
	char label[64];
	size_t label_size;
	const char *annex_id;
	size_t footnotes;
};

static bool is(const char *name, const char *element)
{
	return strcmp(name, element) == 0;
}

static bool has_class(const char **attributes, const char *name)
{
	const char *value = xml_attribute(attributes, "class");
	return value != NULL && strcmp(value, name) == 0;
}

static const char *id_of(struct page *page, const char **attributes)
{
	const char *id = xml_attribute(attributes, "id");
	if (id == NULL || strlen(id) > DOCUMENT_ID_MAX)
		return NULL;
	return arena_text(page->maker.arena, id, strlen(id));
}

static void notes_read(struct page *page, const char *list)
{
	page->note_count = 0;
	while (*list != '\0' && page->note_count < NOTES_MAX) {
		char word[PUBLIC_ID_CHARS + 1];
		size_t size = strcspn(list, " ");
		if (size == PUBLIC_ID_CHARS) {
			memcpy(word, list, size);
			word[size] = '\0';
			if (reading_note_id(word, page->notes[page->note_count]))
				page->note_count++;
		}
		list += size;
		list += strspn(list, " ");
	}
}

static void cut(struct page *page, size_t count)
{
	(void)maker_cut(&page->maker, (const char(*)[PUBLIC_ID_CHARS + 1]) page->notes, count);
}

static void anchor_start(struct page *page, const char **attributes)
{
	const char *target = xml_attribute(attributes, "href");
	if (has_class(attributes, "number")) {
		page->in_number = true;
	} else if (has_class(attributes, "back")) {
		page->passed++;
	} else if (target != NULL && strncmp(target, "#footnote-", 10) == 0) {
		maker_mark(&page->maker, (uint32_t)strtoul(target + 10, NULL, 10));
		page->in_mark = true;
	} else if (target != NULL) {
		page->run.kind = *target == '#' ? DOCUMENT_REFERENCE : DOCUMENT_LINK;
		target += *target == '#' ? 1 : 0;
		page->run.target = arena_text(page->maker.arena, target, strlen(target));
	}
}

static void anchor_end(struct page *page)
{
	page->in_number = false;
	page->in_mark = false;
	page->run.kind = DOCUMENT_TEXT;
	page->run.target = NULL;
}

static void span_start(struct page *page, const char **attributes)
{
	const char *notes = xml_attribute(attributes, "data-notes");
	page->spans++;
	if (has_class(attributes, "label")) {
		page->in_label = true;
		page->label_size = 0;
	} else if (notes != NULL) {
		cut(page, 0);
		notes_read(page, notes);
		page->notes_span = page->spans;
	}
}

static void span_end(struct page *page)
{
	if (page->notes_span == page->spans) {
		cut(page, page->note_count);
		page->notes_span = 0;
	}
	page->in_label = false;
	page->spans--;
}

static void block_start(struct page *page, const char *name, const char **attributes)
{
	if (is(name, "p") && page->place == PLACE_MAIN) {
		page->numbered = has_class(attributes, "paragraph");
		page->printed_size = 0;
		page->id = id_of(page, attributes);
	} else if (is(name, "li")) {
		page->inner = has_class(attributes, "inner");
	} else if (is(name, "section")) {
		page->in_annex = has_class(attributes, "annex");
		if (has_class(attributes, "footnotes"))
			page->place = PLACE_FOOTNOTES;
	} else if (name[0] == 'h' && name[1] >= '2' && name[1] <= '5') {
		page->id = id_of(page, attributes);
		page->label_size = 0;
	} else if (is(name, "thead")) {
		page->in_head = true;
	}
}

static void page_start(void *context, const char *name, const char **attributes)
{
	struct page *page = context;
	if (page->passed > 0 || is(name, "nav") || is(name, "style")) {
		page->passed++;
		return;
	}
	if (is(name, "meta")) {
		const char *kind = xml_attribute(attributes, "name");
		const char *value = xml_attribute(attributes, "content");
		if (kind == NULL || value == NULL)
			return;
		if (is(kind, "rapporteur-seal"))
			page->maker.reading->seal_head =
			    arena_text(page->maker.arena, value, strlen(value));
		else if (is(kind, "rapporteur-blocks"))
			page->maker.reading->seal_lines =
			    arena_text(page->maker.arena, value, strlen(value));
	} else if (is(name, "header")) {
		page->place = PLACE_MASTHEAD;
	} else if (is(name, "main")) {
		page->place = PLACE_MAIN;
	} else if (is(name, "br") && page->place == PLACE_MASTHEAD) {
		maker_masthead(&page->maker);
	} else if (is(name, "a")) {
		anchor_start(page, attributes);
	} else if (is(name, "span")) {
		span_start(page, attributes);
	} else if (is(name, "strong")) {
		page->run.bold = true;
	} else if (is(name, "em")) {
		page->run.italic = true;
	} else {
		block_start(page, name, attributes);
	}
}

static void heading_end(struct page *page, uint32_t level)
{
	if (page->place == PLACE_FOOTNOTES) {
		(void)maker_take_words(&page->maker);
	} else if (page->in_annex && level == 1) {
		const char *title = maker_take_words(&page->maker);
		maker_annex(&page->maker, page->id,
		    arena_text(page->maker.arena, page->label, page->label_size), title);
	} else {
		maker_heading(&page->maker, level, page->id);
	}
}

/* What hangs under a paragraph: a label's own sign says which kind it is. */
static void item_end(struct page *page)
{
	const char *label = arena_text(page->maker.arena, page->label, page->label_size);
	enum document_item_kind kind = DOCUMENT_SUBPARAGRAPH;
	if (page->label_size > 0 && page->label[0] >= '0' && page->label[0] <= '9')
		kind = DOCUMENT_LABELLED;
	else if (page->label_size == 3 && memcmp(page->label, "\xe2\x80\xa2", 3) == 0)
		kind = DOCUMENT_BULLET;
	cut(page, 0);
	maker_item(&page->maker, kind, label == NULL ? "" : label, page->inner ? 1 : 0);
}

static void main_end(struct page *page, const char *name)
{
	struct maker *maker = &page->maker;
	bool in_table = is(name, "p") && maker->columns.count > 0;
	if (is(name, "p") && in_table) {
		maker_line(maker);
	} else if (is(name, "p")) {
		page->printed[page->printed_size] = '\0';
		cut(page, 0);
		maker_paragraph(
		    maker, page->id, page->numbered, (uint32_t)strtoul(page->printed, NULL, 10));
	} else if (is(name, "li")) {
		item_end(page);
	} else if (name[0] == 'h' && name[1] >= '2' && name[1] <= '5') {
		heading_end(page, (uint32_t)(name[1] - '1'));
	} else if (is(name, "caption")) {
		maker->caption = maker_take_words(maker);
	} else if (is(name, "td") || is(name, "th")) {
		maker_cell(maker);
	} else if (is(name, "tr") && page->in_head) {
		maker_head_row(maker);
		page->in_head = false;
	} else if (is(name, "tr")) {
		maker_row(maker);
	} else if (is(name, "table")) {
		maker_table(maker);
	}
}

static void page_end(void *context, const char *name)
{
	struct page *page = context;
	if (page->passed > 0) {
		page->passed--;
		return;
	}
	if (is(name, "a"))
		anchor_end(page);
	else if (is(name, "span"))
		span_end(page);
	else if (is(name, "strong"))
		page->run.bold = false;
	else if (is(name, "em"))
		page->run.italic = false;
	else if (page->place == PLACE_MASTHEAD && (is(name, "p") || is(name, "h1")))
		maker_masthead(&page->maker);
	else if (page->place == PLACE_FOOTNOTES && is(name, "li"))
		maker_footnote(&page->maker, page->footnotes++);
	else if (is(name, "header"))
		page->place = PLACE_NONE;
	else if (page->place != PLACE_NONE && page->place != PLACE_MASTHEAD)
		main_end(page, name);
}

static void keep(char *to, size_t room, size_t *count, const char *bytes, size_t size)
{
	if (size < room - *count) {
		memcpy(to + *count, bytes, size);
		*count += size;
	}
}

static void page_text(void *context, const char *bytes, size_t size)
{
	struct page *page = context;
	if (page->passed > 0 || page->place == PLACE_NONE || page->in_mark)
		return;
	if (page->in_number)
		keep(page->printed, sizeof page->printed, &page->printed_size, bytes, size);
	else if (page->in_label)
		keep(page->label, sizeof page->label, &page->label_size, bytes, size);
	else
		maker_words(&page->maker, &page->run, bytes, size);
}

bool reading_html(
    struct reading *reading, const char *bytes, size_t size, char fault[READING_FAULT_MAX])
{
	struct page *page = calloc(1, sizeof *page);
	if (page == NULL) {
		(void)snprintf(fault, READING_FAULT_MAX, "there is not enough memory");
		return false;
	}
	const struct xml_handler handler = {
		.start = page_start, .end = page_end, .text = page_text, .context = page
	};
	maker_init(&page->maker, reading);
	bool well = xml_read(bytes, size, &handler, fault);
	if (well)
		maker_end(&page->maker);
	maker_close(&page->maker);
	free(page);
	return well;
}
