/*
 * client/report/write/markdown.c - CommonMark, with GitHub's tables.
 *
 * Whatever is text stays text: signs of markup are escaped wherever they stand, < > & become entities
 * (so that no reader, however old, sees HTML), a control character becomes a space, and what would begin
 * a list at the start of a line is escaped there. A number is text too, "12\.", or a renderer would
 * number anew after every heading.
 */
#include "client/report/write/out_internal.h"

#include <string.h>
#include <strings.h>

/* Escapes a text that may stand at the start of a line. */
static void add_start(struct report_out *out, const char **text)
{
	const char *at = *text;
	while (*at >= '0' && *at <= '9')
		at++;
	if (at > *text && (*at == '.' || *at == ')')) {
		report_out_add(out, *text, (size_t)(at - *text));
		report_out_text(out, "\\");
		report_out_add(out, at, 1);
		*text = at + 1;
	} else if (at == *text && (*at == '+' || *at == '-' || *at == '=')) {
		report_out_text(out, "\\");
		report_out_add(out, at, 1);
		*text = at + 1;
	}
}

/* What one character becomes; NULL: itself. */
static const char *escape(const char *at)
{
	static const char signs[] = "\\`*_{}[]#|~$!";
	static const char *const escaped[] = { "\\\\", "\\`", "\\*", "\\_", "\\{", "\\}", "\\[",
		"\\]", "\\#", "\\|", "\\~", "\\$", "\\!" };
	unsigned char byte = (unsigned char)*at;
	if (byte == '<')
		return "&lt;";
	if (byte == '>')
		return "&gt;";
	if (byte == '&')
		return "&amp;";
	if (byte < 0x20 || byte == 0x7f)
		return " ";
	if (byte == '@')
		return "&#64;"; /* GitHub makes links of addresses, and of what follows below */
	if (byte == ':' && at[1] == '/' && at[2] == '/')
		return "\\:";
	if (strncasecmp(at, "www.", 4) == 0)
		return byte == 'w' ? "&#119;" : "&#87;";
	const char *found = strchr(signs, byte);
	return found == NULL ? NULL : escaped[found - signs];
}

static void add_text(struct report_out *out, const char *text)
{
	const char *from = text;
	for (const char *at = text; *at != '\0'; at++) {
		const char *other = escape(at);
		if (other == NULL)
			continue;
		report_out_add(out, from, (size_t)(at - from));
		report_out_text(out, other);
		from = at + 1;
	}
	report_out_text(out, from);
}

static void add_line_text(struct report_out *out, const char *text)
{
	while (*text == ' ')
		text++;
	add_start(out, &text);
	add_text(out, text);
}

/* An id has letters and digits only; whatever else came in its place could end the comment. */
static void add_id(struct report_out *out, const char *id)
{
	for (size_t i = 0; i < PUBLIC_ID_CHARS && id[i] != '\0'; i++) {
		bool plain = (id[i] >= '0' && id[i] <= '9') || (id[i] >= 'a' && id[i] <= 'z');
		report_out_add(out, plain ? &id[i] : "x", 1);
	}
}

static void add_mark(struct report_out *out, const struct document_text *text, size_t index)
{
	bool last = index + 1 == text->run_count || !report_mark_follows(text, index + 1);
	report_out_text(out, report_mark_follows(text, index) ? ", " : "<sup>");
	report_out_number(out, text->runs[index].number);
	report_out_text(out, last ? "</sup>" : "");
}

/* start: it stands at the start of a line. Emphasis is written as elements: signs only work beside
 * certain characters. */
static void add_runs(struct report_out *out, const struct document_text *text, bool start)
{
	for (size_t i = 0; i < text->run_count; i++) {
		const struct document_run *run = &text->runs[i];
		if (run->kind == DOCUMENT_FOOTNOTE) {
			add_mark(out, text, i);
			continue;
		}
		report_out_text(out, run->bold ? "<strong>" : "");
		report_out_text(out, run->italic ? "<em>" : "");
		if (start && i == 0)
			add_line_text(out, run->text);
		else
			add_text(out, run->text);
		report_out_text(out, run->italic ? "</em>" : "");
		report_out_text(out, run->bold ? "</strong>" : "");
	}
}

static void add_sentence(
    struct report_out *out, const struct document_sentence *sentence, bool start)
{
	add_runs(out, &sentence->text, start);
	if (sentence->note_count == 0)
		return;
	report_out_text(out, " <!-- notes:");
	for (size_t i = 0; i < sentence->note_count; i++) {
		report_out_text(out, " ");
		add_id(out, sentence->notes[i]);
	}
	report_out_text(out, " -->");
}

static void add_paragraph(struct report_out *out, const struct document_paragraph *paragraph)
{
	if (paragraph->number != 0) {
		report_out_number(out, paragraph->number);
		report_out_text(out, "\\. ");
	}
	for (size_t i = 0; i < paragraph->sentence_count; i++) {
		if (i > 0)
			report_out_text(out, " ");
		add_sentence(out, &paragraph->sentences[i], i == 0 && paragraph->number == 0);
	}
	report_out_text(out, "\n\n");
	for (size_t i = 0; i < paragraph->item_count; i++) {
		const struct document_item *item = &paragraph->items[i];
		for (uint32_t depth = 0; depth < item->depth; depth++)
			report_out_text(out, "&emsp;");
		/* An objective's number must not look like a paragraph's. */
		report_out_text(out, item->kind == DOCUMENT_LABELLED ? "&emsp;" : "");
		add_line_text(out, item->label);
		report_out_text(out, " ");
		add_sentence(out, &item->sentence, false);
		report_out_text(out, "\n\n");
	}
}

static void add_cell(struct report_out *out, const struct document_cell *cell, bool strong)
{
	report_out_text(out, " ");
	for (size_t i = 0; i < cell->line_count; i++) {
		report_out_text(out, i > 0 ? "<br>" : "");
		report_out_text(out, strong ? "**" : "");
		report_out_text(out, cell->lines[i].bullet ? "• " : "");
		add_runs(out, &cell->lines[i].text, false);
		report_out_text(out, strong ? "**" : "");
	}
	report_out_text(out, " |");
}

static void add_table(struct report_out *out, const struct document_table *table)
{
	report_out_text(out, "|");
	for (size_t i = 0; i < table->column_count; i++) {
		report_out_text(out, " ");
		add_text(out, table->columns[i]);
		report_out_text(out, " |");
	}
	report_out_text(out, "\n|");
	for (size_t i = 0; i < table->column_count; i++)
		report_out_text(out, i >= table->number_column ? " ---: |" : " --- |");
	report_out_text(out, "\n");
	for (size_t i = 0; i < table->row_count; i++) {
		report_out_text(out, "|");
		for (size_t k = 0; k < table->column_count; k++)
			add_cell(out, &table->rows[i].cells[k],
			    table->last_is_total && i + 1 == table->row_count);
		report_out_text(out, "\n");
	}
	report_out_text(out, "\n");
}

static void add_blocks(struct report_out *out, const struct document_part *part)
{
	for (size_t i = 0; i < part->block_count; i++) {
		const struct document_block *block = &part->blocks[i];
		switch (block->kind) {
		case DOCUMENT_HEADING:
			/* The report's title is the only one with a single sign. */
			report_out_add(out, "######", block->heading.level + 1);
			report_out_text(out, " ");
			add_text(out, block->heading.label);
			report_out_text(out, " ");
			add_text(out, block->heading.text);
			report_out_text(out, "\n\n");
			break;
		case DOCUMENT_PARAGRAPH:
			add_paragraph(out, &block->paragraph);
			break;
		case DOCUMENT_TABLE:
			add_table(out, &block->table);
			break;
		}
	}
}

static void add_masthead(struct report_out *out, const struct document_masthead *masthead)
{
	const char *const lines[] = { masthead->organ, masthead->symbol, masthead->distribution,
		masthead->submitted, masthead->original, masthead->heading, masthead->kind,
		masthead->reference, masthead->date, masthead->time, masthead->place,
		masthead->objectives, masthead->state };
	report_out_text(out, "# ");
	add_text(out, masthead->title);
	report_out_text(out, "\n\n");
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		if (lines[i] == NULL)
			continue;
		add_line_text(out, lines[i]);
		report_out_text(out, i + 1 == sizeof lines / sizeof *lines ? "\n" : "\\\n");
	}
	report_out_text(out, "\n");
}

static void add_footnotes(struct report_out *out, const struct document *document)
{
	for (size_t i = 0; i < document->footnote_count; i++) {
		report_out_text(out, i == 0 ? "* * *\n\n<sup>" : "<sup>");
		report_out_number(out, i + 1);
		report_out_text(out, "</sup> ");
		add_runs(out, &document->footnotes[i], false);
		report_out_text(out, "\n\n");
	}
}

enum report_result report_markdown(const struct report *report, const struct report_sink *sink)
{
	const struct document *document = &report->document;
	struct report_out out;
	report_out_init(&out, sink);
	add_masthead(&out, &document->masthead);
	add_blocks(&out, &document->body);
	for (size_t i = 0; i < document->annex_count; i++) {
		report_out_text(&out, "## ");
		add_text(&out, document->annexes[i].label);
		report_out_text(&out, ". ");
		add_text(&out, document->annexes[i].title);
		report_out_text(&out, "\n\n");
		add_blocks(&out, &document->annexes[i]);
	}
	add_footnotes(&out, document);
	return report_out_end(&out);
}
