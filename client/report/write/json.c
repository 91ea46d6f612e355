/*
 * client/report/write/json.c - the whole model as one JSON object, a line an item, so that two reports can be
 * compared by line. Its shape is told by "format", which counts up when a key changes its meaning:
 *
 *   format 1, language, masthead { title … state }
 *   body     [ { heading } | { paragraph } | { table } ]
 *   annexes  [ { label, title, blocks } ]
 *   footnotes [ … ]   number 1 is the first
 *   notes    [ as in jsonl ]
 *   received, balance { place: notes }
 *   seal     { head, blocks: [ … ] }, as in client/report/seal/seal.h; where the broker has signed it
 */
#include "client/report/seal/seal.h"
#include "client/report/write/xml_internal.h"

#include <string.h>

static void add_key(struct report_out *out, const char *key, const char *text)
{
	report_out_text(out, key);
	report_json_string(out, text);
}

static void add_count(struct report_out *out, const char *key, uint64_t number)
{
	report_out_text(out, key);
	report_out_number(out, number);
}

/* Between the items of a list. */
static void add_comma(struct report_out *out, size_t index)
{
	if (index > 0)
		report_out_text(out, ", ");
}

/* The words of all runs in one string, without the marks of footnotes. */
static void add_text(struct report_out *out, const struct document_text *text)
{
	report_out_text(out, "\"");
	for (size_t i = 0; i < text->run_count; i++) {
		if (text->runs[i].text != NULL)
			report_json_inside(out, text->runs[i].text);
	}
	report_out_text(out, "\"");
}

static void add_marks(struct report_out *out, const struct document_text *text)
{
	size_t count = 0;
	report_out_text(out, "[");
	for (size_t i = 0; i < text->run_count; i++) {
		if (text->runs[i].kind != DOCUMENT_FOOTNOTE)
			continue;
		add_comma(out, count++);
		report_out_number(out, text->runs[i].number);
	}
	report_out_text(out, "]");
}

/* Where its links lead; left out when it has none. */
static void add_links(struct report_out *out, const struct document_text *text)
{
	size_t count = 0;
	for (size_t i = 0; i < text->run_count; i++) {
		if (text->runs[i].kind != DOCUMENT_LINK || !report_link_safe(text->runs[i].target))
			continue;
		report_out_text(out, count++ == 0 ? ", \"links\": [" : ", ");
		report_json_string(out, text->runs[i].target);
	}
	report_out_text(out, count > 0 ? "]" : "");
}

static void add_sentence(struct report_out *out, const struct document_sentence *sentence)
{
	report_out_text(out, "{\"text\": ");
	add_text(out, &sentence->text);
	report_out_text(out, ", \"notes\": [");
	for (size_t i = 0; i < sentence->note_count; i++) {
		add_comma(out, i);
		report_json_string(out, sentence->notes[i]);
	}
	report_out_text(out, "], \"footnotes\": ");
	add_marks(out, &sentence->text);
	add_links(out, &sentence->text);
	report_out_text(out, "}");
}

static void add_paragraph(struct report_out *out, const struct document_paragraph *paragraph)
{
	add_key(out, "{\"paragraph\": {\"id\": ", paragraph->id);
	report_out_text(out, ", \"number\": ");
	if (paragraph->number == 0)
		report_out_text(out, "null");
	else
		report_out_number(out, paragraph->number);
	report_out_text(out, ", \"sentences\": [");
	for (size_t i = 0; i < paragraph->sentence_count; i++) {
		add_comma(out, i);
		add_sentence(out, &paragraph->sentences[i]);
	}
	report_out_text(out, "], \"items\": [");
	for (size_t i = 0; i < paragraph->item_count; i++) {
		const struct document_item *item = &paragraph->items[i];
		add_comma(out, i);
		add_key(out, "{\"label\": ", item->label);
		add_count(out, ", \"depth\": ", item->depth);
		report_out_text(out, ", \"sentence\": ");
		add_sentence(out, &item->sentence);
		report_out_text(out, "}");
	}
	report_out_text(out, "]}}");
}

static void add_texts(struct report_out *out, const char *const *texts, size_t count)
{
	report_out_text(out, "[");
	for (size_t i = 0; i < count; i++) {
		add_comma(out, i);
		report_json_string(out, texts[i]);
	}
	report_out_text(out, "]");
}

/* A cell is the list of its lines. */
static void add_table(struct report_out *out, const struct document_table *table)
{
	add_key(out, "{\"table\": {\"caption\": ", table->caption);
	report_out_text(out, ", \"columns\": ");
	add_texts(out, table->columns, table->column_count);
	report_out_text(out, ", \"last_is_total\": ");
	report_out_text(out, table->last_is_total ? "true" : "false");
	report_out_text(out, ", \"rows\": [");
	for (size_t i = 0; i < table->row_count; i++) {
		add_comma(out, i);
		report_out_text(out, "[");
		for (size_t k = 0; k < table->column_count; k++) {
			const struct document_cell *cell = &table->rows[i].cells[k];
			add_comma(out, k);
			report_out_text(out, "[");
			for (size_t l = 0; l < cell->line_count; l++) {
				add_comma(out, l);
				add_text(out, &cell->lines[l].text);
			}
			report_out_text(out, "]");
		}
		report_out_text(out, "]");
	}
	report_out_text(out, "]}}");
}

static void add_block(struct report_out *out, const struct document_block *block)
{
	switch (block->kind) {
	case DOCUMENT_HEADING:
		add_count(out, "{\"heading\": {\"level\": ", block->heading.level);
		add_key(out, ", \"id\": ", block->heading.id);
		add_key(out, ", \"label\": ", block->heading.label);
		add_key(out, ", \"text\": ", block->heading.text);
		report_out_text(out, "}}");
		return;
	case DOCUMENT_PARAGRAPH:
		add_paragraph(out, &block->paragraph);
		return;
	case DOCUMENT_TABLE:
		add_table(out, &block->table);
		return;
	}
}

static void add_line(struct report_out *out, size_t index)
{
	report_out_text(out, index == 0 ? "\n  " : ",\n  ");
}

static void add_blocks(struct report_out *out, const struct document_part *part)
{
	report_out_text(out, "[");
	for (size_t i = 0; i < part->block_count; i++) {
		add_line(out, i);
		add_block(out, &part->blocks[i]);
	}
	report_out_text(out, "]");
}

static void add_masthead(struct report_out *out, const struct document_masthead *masthead)
{
	add_key(out, ",\n\"masthead\": {\"organ\": ", masthead->organ);
	add_key(out, ", \"symbol\": ", masthead->symbol);
	add_key(out, ", \"distribution\": ", masthead->distribution);
	add_key(out, ", \"submitted\": ", masthead->submitted);
	add_key(out, ", \"original\": ", masthead->original);
	add_key(out, ", \"heading\": ", masthead->heading);
	add_key(out, ", \"title\": ", masthead->title);
	add_key(out, ", \"kind\": ", masthead->kind);
	add_key(out, ", \"session\": ", masthead->session);
	add_key(out, ", \"series\": ", masthead->series);
	add_key(out, ", \"reference\": ", masthead->reference);
	add_key(out, ", \"date\": ", masthead->date);
	add_key(out, ", \"time\": ", masthead->time);
	add_key(out, ", \"place\": ", masthead->place);
	add_key(out, ", \"objectives\": ", masthead->objectives);
	add_key(out, ", \"state\": ", masthead->state);
	report_out_text(out, "}");
}

static void add_balance(struct report_out *out, const struct report *report)
{
	add_count(out, ",\n\"received\": ", report->received);
	report_out_text(out, ",\n\"balance\": {");
	for (size_t i = 0; i < NOTE_PLACE_COUNT; i++) {
		add_comma(out, i);
		report_json_string(out, note_place_word((enum note_place)i));
		add_count(out, ": ", report->counts[i]);
	}
	report_out_text(out, "}");
}

static void add_seal(struct report_out *out, const struct report_seal *seal)
{
	char head[SEAL_HEAD_TEXT];
	seal_head_text(seal, head);
	add_key(out, ",\n\"seal\": {\"head\": ", head);
	report_out_text(out, ", \"blocks\": [");
	for (const char *line = seal->lines; *line != '\0'; line += strcspn(line, "\n") + 1) {
		add_line(out, line == seal->lines ? 0 : 1);
		/* Kinds, ids and hex: nothing in them means something to JSON. */
		report_out_text(out, "\"");
		report_out_add(out, line, strcspn(line, "\n"));
		report_out_text(out, "\"");
	}
	report_out_text(out, "]}");
}

enum report_result report_json(const struct report *report, const struct report_sink *sink)
{
	const struct document *document = &report->document;
	struct report_out out;
	report_out_init(&out, sink);
	add_key(&out, "{\"format\": 1,\n\"language\": ", document->language);
	add_masthead(&out, &document->masthead);
	report_out_text(&out, ",\n\"body\": ");
	add_blocks(&out, &document->body);
	report_out_text(&out, ",\n\"annexes\": [");
	for (size_t i = 0; i < document->annex_count; i++) {
		add_line(&out, i);
		add_key(&out, "{\"label\": ", document->annexes[i].label);
		add_key(&out, ", \"title\": ", document->annexes[i].title);
		report_out_text(&out, ", \"blocks\": ");
		add_blocks(&out, &document->annexes[i]);
		report_out_text(&out, "}");
	}
	report_out_text(&out, "],\n\"footnotes\": ");
	report_out_text(&out, "[");
	for (size_t i = 0; i < document->footnote_count; i++) {
		add_comma(&out, i);
		add_text(&out, &document->footnotes[i]);
	}
	report_out_text(&out, "],\n\"notes\": [");
	for (size_t i = 0; i < report->note_count; i++) {
		add_line(&out, i);
		report_json_note(&out, &report->notes[i]);
	}
	report_out_text(&out, "]");
	add_balance(&out, report);
	if (report->seal != NULL)
		add_seal(&out, report->seal);
	report_out_text(&out, "}\n");
	return report_out_end(&out);
}
