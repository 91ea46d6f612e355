/*
 * client/report/write/html.c - one page that needs nothing else: no script, no font, no picture.
 *
 * It is the accessible form of the report: landmarks, one h1, headings without a gap, a list of them,
 * table heads with their scope, footnotes that lead back. Numbers are text in the page, not made by a style
 * sheet, so that they are read aloud, copied and found; each is a link to its own paragraph.
 */
#include "client/report/seal/seal.h"
#include "client/report/write/html_internal.h"
#include "client/report/write/xml_internal.h"

#include <string.h>

struct html {
	struct report_out out;
	const struct document *document;
	uint32_t marks; /* the greatest footnote whose mark was written: the next is its first */
};

static void put(struct html *html, const char *markup)
{
	report_out_text(&html->out, markup);
}

static void put_text(struct html *html, const char *text)
{
	report_xml_text(&html->out, text);
}

static void put_between(struct html *html, const char *before, const char *text, const char *after)
{
	report_xml_between(&html->out, before, text, after);
}

static void put_number(struct html *html, uint64_t number)
{
	report_out_number(&html->out, number);
}

static void add_mark(struct html *html, const struct document_text *text, size_t index)
{
	uint32_t number = text->runs[index].number;
	put(html, report_mark_follows(text, index) ? ", <a " : "<sup><a ");
	if (number > html->marks) {
		html->marks = number;
		put(html, "id=\"mark-");
		put_number(html, number);
		put(html, "\" ");
	}
	put(html, "href=\"#footnote-");
	put_number(html, number);
	put_between(
	    html, "\" role=\"doc-noteref\" aria-label=\"", html->document->words.footnote, " ");
	put_number(html, number);
	put(html, "\">");
	put_number(html, number);
	bool last = index + 1 == text->run_count || !report_mark_follows(text, index + 1);
	put(html, last ? "</a></sup>" : "</a>");
}

static void add_run(struct html *html, const struct document_run *run)
{
	bool link = run->kind == DOCUMENT_REFERENCE ||
	    (run->kind == DOCUMENT_LINK && report_link_safe(run->target));
	if (link) {
		put(html, run->kind == DOCUMENT_LINK ? "<a href=\"" : "<a href=\"#");
		put_between(html, "", run->target, "\">");
	}
	put(html, run->bold ? "<strong>" : "");
	put(html, run->italic ? "<em>" : "");
	put_text(html, run->text);
	put(html, run->italic ? "</em>" : "");
	put(html, run->bold ? "</strong>" : "");
	put(html, link ? "</a>" : "");
}

static void add_text(struct html *html, const struct document_text *text)
{
	for (size_t i = 0; i < text->run_count; i++) {
		if (text->runs[i].kind == DOCUMENT_FOOTNOTE)
			add_mark(html, text, i);
		else
			add_run(html, &text->runs[i]);
	}
}

static void add_sentence(struct html *html, const struct document_sentence *sentence)
{
	if (sentence->note_count == 0) {
		add_text(html, &sentence->text);
		return;
	}
	put(html, "<span data-notes=\"");
	for (size_t i = 0; i < sentence->note_count; i++)
		put_between(html, i == 0 ? "" : " ", sentence->notes[i], "");
	put(html, "\">");
	add_text(html, &sentence->text);
	put(html, "</span>");
}

static void add_items(struct html *html, const struct document_paragraph *paragraph)
{
	if (paragraph->item_count == 0)
		return;
	/* Without its marks a list is none for some readers unless it says so. */
	put(html, "<ul class=\"items\" role=\"list\">\n");
	for (size_t i = 0; i < paragraph->item_count; i++) {
		const struct document_item *item = &paragraph->items[i];
		put(html, item->depth > 0 ? "<li class=\"inner\">" : "<li>");
		/* A bullet is nothing that should be read aloud. */
		put(html,
		    item->kind == DOCUMENT_BULLET ? "<span class=\"label\" aria-hidden=\"true\">"
						  : "<span class=\"label\">");
		put_text(html, item->label);
		put(html, "</span> ");
		add_sentence(html, &item->sentence);
		put(html, "</li>\n");
	}
	put(html, "</ul>\n");
}

static void add_paragraph(struct html *html, const struct document_paragraph *paragraph)
{
	put(html, "<p");
	put_between(html, " id=\"", paragraph->id, "\"");
	put(html, paragraph->number == 0 ? ">" : " class=\"paragraph\">");
	if (paragraph->number != 0) {
		put(html, "<a class=\"number\" id=\"para-");
		put_number(html, paragraph->number);
		put(html, "\" href=\"#para-");
		put_number(html, paragraph->number);
		put_between(html, "\" aria-label=\"", html->document->words.paragraph, " ");
		put_number(html, paragraph->number);
		put(html, "\">");
		put_number(html, paragraph->number);
		put(html, ".</a> ");
	}
	for (size_t i = 0; i < paragraph->sentence_count; i++) {
		put(html, i == 0 ? "" : " ");
		add_sentence(html, &paragraph->sentences[i]);
	}
	put(html, "</p>\n");
	add_items(html, paragraph);
}

static void add_heading(struct html *html, const struct document_heading *heading)
{
	static const char *const names[DOCUMENT_LEVELS] = { "h2", "h3", "h4", "h5" };
	const char *name = names[heading->level - 1];
	put(html, "<");
	put(html, name);
	put_between(html, " id=\"", heading->id, "\"");
	put_between(html, "><span class=\"label\">", heading->label, "</span> ");
	put_text(html, heading->text);
	put(html, "</");
	put(html, name);
	put(html, ">\n");
}

static void add_cell(
    struct html *html, const struct document_cell *cell, const char *element, bool number)
{
	put(html, "<");
	put(html, element);
	put(html, number ? " class=\"count\">" : ">");
	for (size_t i = 0; i < cell->line_count; i++) {
		put(html, cell->line_count > 1 ? "<p>" : "");
		put(html, cell->lines[i].bullet ? "• " : "");
		add_text(html, &cell->lines[i].text);
		put(html, cell->line_count > 1 ? "</p>" : "");
	}
	put(html, element[1] == 'h' ? "</th>" : "</td>");
}

static void add_row(struct html *html, const struct document_table *table,
    const struct document_row *row, bool total)
{
	put(html, total ? "<tr class=\"total\">" : "<tr>");
	/* Where the rest are numbers, the first cell says whose. */
	bool numbers = table->number_column < table->column_count;
	for (size_t i = 0; i < table->column_count; i++)
		add_cell(html, &row->cells[i], i == 0 && numbers ? "th scope=\"row\"" : "td",
		    i >= table->number_column);
	put(html, "</tr>\n");
}

static void add_table(struct html *html, const struct document_table *table)
{
	/* A wide table scrolls by itself, and who has no mouse must be able to reach it. */
	put_between(html, "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"",
	    table->caption, "\">\n");
	put_between(html, "<table>\n<caption>", table->caption, "</caption>\n<thead><tr>");
	for (size_t i = 0; i < table->column_count; i++) {
		put(html,
		    i >= table->number_column ? "<th scope=\"col\" class=\"count\">"
					      : "<th scope=\"col\">");
		put_between(html, "", table->columns[i], "</th>");
	}
	put(html, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < table->row_count; i++)
		add_row(html, table, &table->rows[i],
		    table->last_is_total && i + 1 == table->row_count);
	put(html, "</tbody>\n</table>\n</div>\n");
}

static void add_blocks(struct html *html, const struct document_part *part)
{
	for (size_t i = 0; i < part->block_count; i++) {
		const struct document_block *block = &part->blocks[i];
		switch (block->kind) {
		case DOCUMENT_HEADING:
			add_heading(html, &block->heading);
			break;
		case DOCUMENT_PARAGRAPH:
			add_paragraph(html, &block->paragraph);
			break;
		case DOCUMENT_TABLE:
			add_table(html, &block->table);
			break;
		}
	}
}

static void add_masthead(struct html *html, const struct document_masthead *masthead)
{
	put(html, "<header>\n");
	if (masthead->organ != NULL || masthead->symbol != NULL) {
		put(html, "<div class=\"organ\">\n");
		put_between(html, "<p class=\"names\">", masthead->organ, "</p>\n");
		put(html, "<div>\n");
		put_between(html, "<p class=\"names\">", masthead->symbol, "</p>\n");
		put_between(html, "<p>", masthead->distribution, "</p>\n");
		put_between(html, "<p>", masthead->submitted, "</p>\n");
		put_between(html, "<p>", masthead->original, "</p>\n");
		put(html, "</div>\n</div>\n");
	}
	put_between(html, "<p class=\"heading\">", masthead->heading, "</p>\n");
	put_between(html, "<h1>", masthead->title, "</h1>\n");
	put_between(html, "<p class=\"kind\">", masthead->kind, "</p>\n");
	put(html, "<p class=\"facts\">");
	const char *const lines[] = { masthead->date, masthead->time, masthead->place,
		masthead->objectives, masthead->reference, masthead->state };
	bool first = true;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		put_between(html, first ? "" : "<br/>\n", lines[i], "");
		first = first && lines[i] == NULL;
	}
	put(html, "</p>\n</header>\n");
}

static void add_contents_line(
    struct html *html, const char *id, const char *label, const char *text, uint32_t level)
{
	static const char *const classes[] = { "<li>", "<li class=\"level-2\">",
		"<li class=\"level-3\">" };
	put(html, classes[level - 1]);
	put_between(html, "<a href=\"#", id, "\">");
	put_between(html, "", label, " ");
	put_between(html, "", text, "</a></li>\n");
}

/* Chapters, sections and categories; the themes below would make it as long as the report. */
static void add_contents(struct html *html)
{
	const struct document *document = html->document;
	put_between(html, "<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">",
	    document->words.contents, "</h2>\n<ol role=\"list\">\n");
	for (size_t i = 0; i < document->body.block_count; i++) {
		const struct document_block *block = &document->body.blocks[i];
		const struct document_heading *heading = &block->heading;
		if (block->kind == DOCUMENT_HEADING && heading->level <= 3 && heading->id != NULL)
			add_contents_line(
			    html, heading->id, heading->label, heading->text, heading->level);
	}
	for (size_t i = 0; i < document->annex_count; i++)
		add_contents_line(html, document->annexes[i].id, document->annexes[i].label,
		    document->annexes[i].title, 1);
	put(html, "</ol>\n</nav>\n");
}

static void add_annex(struct html *html, const struct document_part *annex)
{
	put_between(html, "<section class=\"annex\" aria-labelledby=\"", annex->id, "\">\n");
	put_between(html, "<h2 id=\"", annex->id, "\"><span class=\"label\">");
	put_between(html, "", annex->label, "</span> ");
	put_between(html, "", annex->title, "</h2>\n");
	add_blocks(html, annex);
	put(html, "</section>\n");
}

static void add_footnotes(struct html *html)
{
	const struct document *document = html->document;
	if (document->footnote_count == 0)
		return;
	put_between(html,
	    "<section class=\"footnotes\" role=\"doc-endnotes\" aria-labelledby=\"footnotes\">\n"
	    "<h2 id=\"footnotes\">",
	    document->words.footnotes, "</h2>\n<ol>\n");
	for (size_t i = 0; i < document->footnote_count; i++) {
		put(html, "<li id=\"footnote-");
		put_number(html, i + 1);
		put(html, "\">");
		add_text(html, &document->footnotes[i]);
		put(html, " <a class=\"back\" role=\"doc-backlink\" href=\"#mark-");
		put_number(html, i + 1);
		put_between(html, "\" aria-label=\"", document->words.back, ", ");
		put_number(html, i + 1);
		put(html, "\">↩</a></li>\n");
	}
	put(html, "</ol>\n</section>\n");
}

/* A line's end in an attribute is a blank to who reads it as XML, unless it is written as a number. */
static void add_seal(struct html *html, const struct report_seal *seal)
{
	char head[SEAL_HEAD_TEXT];
	seal_head_text(seal, head);
	put_between(html, "<meta name=\"rapporteur-seal\" content=\"", head,
	    "\"/>\n<meta name=\"rapporteur-blocks\" content=\"");
	for (const char *line = seal->lines; *line != '\0'; line += strcspn(line, "\n") + 1) {
		report_out_add(&html->out, line, strcspn(line, "\n"));
		put(html, "&#10;");
	}
	put(html, "\"/>\n");
}

enum report_result report_html(const struct report *report, const struct report_sink *sink)
{
	const struct document *document = &report->document;
	struct html html = { .document = document };
	report_out_init(&html.out, sink);
	put_between(&html, "<!DOCTYPE html>\n<html lang=\"", document->language, "\"");
	put(&html, report_right_to_left(document->language) ? " dir=\"rtl\">" : ">");
	put(&html,
	    "\n<head>\n<meta charset=\"utf-8\"/>\n"
	    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
	    /* It needs nothing from anywhere, and a text that got past the escaping could load nothing. */
	    "<meta http-equiv=\"Content-Security-Policy\" "
	    "content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n");
	if (report->seal != NULL)
		add_seal(&html, report->seal);
	put_between(&html, "<title>", document->masthead.title, "");
	put_between(&html, " – ", document->masthead.kind, "</title>\n<style>\n");
	put(&html, HTML_STYLE);
	put_between(&html, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">",
	    document->words.skip, "</a>\n");
	add_masthead(&html, &document->masthead);
	add_contents(&html);
	put(&html, "<main id=\"main\">\n");
	add_blocks(&html, &document->body);
	for (size_t i = 0; i < document->annex_count; i++)
		add_annex(&html, &document->annexes[i]);
	add_footnotes(&html);
	put(&html, "</main>\n</body>\n</html>\n");
	return report_out_end(&html.out);
}
