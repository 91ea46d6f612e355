/*
 * client/report/write/odt.c - the text of an OpenDocument file.
 *
 * A numbered paragraph is an item of a list of its own, all of one style, each of which continues the
 * numbering of the last: so numbers go on over headings, and what is inserted renumbers the rest.
 * Subparagraphs are a list within the item. Bookmarks bind sentences to notes, as in Word's form.
 */
#include "client/report/write/odt_internal.h"
#include "client/report/write/xml_internal.h"

#include <string.h>

struct odt {
	struct report_zip zip;
	struct report_out *out;
	const struct document *document;
	uint32_t marks;  /* the greatest footnote whose mark was written */
	uint32_t tables; /* written so far */
	bool numbered;   /* a list of paragraphs has begun: the next one continues it */
	bool annex;
	const char *title; /* of the annex; a table of the same name needs no other caption */
};

static void put(struct odt *odt, const char *markup)
{
	report_out_text(odt->out, markup);
}

static void put_between(struct odt *odt, const char *before, const char *text, const char *after)
{
	report_xml_between(odt->out, before, text, after);
}

static void put_bookmark(struct odt *odt, const char *edge, const char *kind, const char *id)
{
	put_between(odt, "<text:bookmark-", edge, " text:name=\"");
	put(odt, kind);
	report_xml_name(odt->out, id);
	put(odt, "\"/>");
}

static void add_run(struct odt *odt, const struct document_run *run)
{
	static const char *const emphasis[2][2] = {
		{ NULL, "<text:span text:style-name=\"Italic\">" },
		{ "<text:span text:style-name=\"Bold\">",
		    "<text:span text:style-name=\"Bold_20_Italic\">" },
	};
	const char *span = emphasis[run->bold][run->italic];
	if (run->kind == DOCUMENT_LINK && report_link_safe(run->target)) {
		put_between(odt, "<text:a xlink:type=\"simple\" xlink:href=\"", run->target, "\">");
		put_between(odt, "", run->text, "</text:a>");
	} else if (run->kind == DOCUMENT_REFERENCE) {
		put(odt,
		    "<text:bookmark-ref text:reference-format=\"number\" text:ref-name=\"para_");
		report_xml_name(odt->out, run->target);
		put_between(odt, "\">", run->text, "</text:bookmark-ref>");
	} else {
		put(odt, span == NULL ? "" : span);
		put_between(odt, "", run->text, span == NULL ? "" : "</text:span>");
	}
}

static void add_runs(struct odt *odt, const struct document_text *text)
{
	for (size_t i = 0; i < text->run_count; i++) {
		if (text->runs[i].kind != DOCUMENT_FOOTNOTE)
			add_run(odt, &text->runs[i]);
	}
}

/* A footnote stands where its first mark is; another mark refers to it. */
static void add_mark(struct odt *odt, const struct document_text *text, size_t index)
{
	uint32_t number = text->runs[index].number;
	if (report_mark_follows(text, index))
		put(odt, "<text:span text:style-name=\"Mark\">, </text:span>");
	if (number <= odt->marks) {
		put(odt,
		    "<text:span text:style-name=\"Mark\"><text:note-ref "
		    "text:note-class=\"footnote\" text:reference-format=\"text\" "
		    "text:ref-name=\"footnote_");
		report_out_number(odt->out, number);
		put(odt, "\">");
		report_out_number(odt->out, number);
		put(odt, "</text:note-ref></text:span>");
		return;
	}
	odt->marks = number;
	put(odt, "<text:note text:note-class=\"footnote\" text:id=\"footnote_");
	report_out_number(odt->out, number);
	put(odt, "\"><text:note-citation>");
	report_out_number(odt->out, number);
	put(odt, "</text:note-citation><text:note-body><text:p text:style-name=\"Footnote\">");
	/* It has no marks of its own, so that this does not come back here. */
	add_runs(odt, &odt->document->footnotes[number - 1]);
	put(odt, "</text:p></text:note-body></text:note>");
}

static void add_text(struct odt *odt, const struct document_text *text)
{
	for (size_t i = 0; i < text->run_count; i++) {
		if (text->runs[i].kind == DOCUMENT_FOOTNOTE)
			add_mark(odt, text, i);
		else
			add_run(odt, &text->runs[i]);
	}
}

static void add_sentence(struct odt *odt, const struct document_sentence *sentence)
{
	for (size_t i = 0; i < sentence->note_count; i++)
		put_bookmark(odt, "start", "note_", sentence->notes[i]);
	add_text(odt, &sentence->text);
	for (size_t i = sentence->note_count; i > 0; i--)
		put_bookmark(odt, "end", "note_", sentence->notes[i - 1]);
}

static void paragraph_start(struct odt *odt, const char *style)
{
	put_between(odt, "<text:p text:style-name=\"", style, "\">");
}

static void paragraph_end(struct odt *odt)
{
	put(odt, "</text:p>\n");
}

static void add_line(struct odt *odt, const char *style, const char *text)
{
	if (text == NULL)
		return;
	paragraph_start(odt, style);
	report_xml_text(odt->out, text);
	paragraph_end(odt);
}

/* How an item stands in its paragraph: in a list within it, or as a line of its own below it. */
static bool in_list(const struct odt *odt, const struct document_item *item)
{
	return item->kind == DOCUMENT_BULLET ||
	    (item->kind == DOCUMENT_SUBPARAGRAPH && !odt->annex);
}

static void add_list_items(struct odt *odt, const struct document_paragraph *paragraph)
{
	const struct document_item *items = paragraph->items;
	bool bullets = items[0].kind == DOCUMENT_BULLET;
	uint32_t depth = 0;
	put(odt, bullets ? "<text:list text:style-name=\"UNBullets\">" : "<text:list>");
	for (size_t i = 0; i < paragraph->item_count; i++) {
		/* A deeper item is a list within the one before it. */
		for (; depth < items[i].depth && i > 0; depth++)
			put(odt, "<text:list>");
		put(odt, "<text:list-item>");
		paragraph_start(odt, bullets ? "UN_20_Bullet" : "UN_20_Sub");
		add_sentence(odt, &items[i].sentence);
		paragraph_end(odt);
		uint32_t next = i + 1 < paragraph->item_count ? items[i + 1].depth : 0;
		if (next > depth)
			continue;
		put(odt, "</text:list-item>");
		for (; depth > next; depth--)
			put(odt, "</text:list></text:list-item>");
	}
	put(odt, "</text:list>");
}

static void add_lines(struct odt *odt, const struct document_paragraph *paragraph)
{
	for (size_t i = 0; i < paragraph->item_count; i++) {
		paragraph_start(odt, "UN_20_Item");
		put_between(odt, "", paragraph->items[i].label, "<text:tab/>");
		add_sentence(odt, &paragraph->items[i].sentence);
		paragraph_end(odt);
	}
}

static void add_sentences(struct odt *odt, const struct document_paragraph *paragraph)
{
	if (paragraph->id != NULL)
		put_bookmark(odt, "start", "para_", paragraph->id);
	for (size_t i = 0; i < paragraph->sentence_count; i++) {
		put(odt, i == 0 ? "" : " ");
		add_sentence(odt, &paragraph->sentences[i]);
	}
	if (paragraph->id != NULL)
		put_bookmark(odt, "end", "para_", paragraph->id);
}

static void add_paragraph(struct odt *odt, const struct document_paragraph *paragraph)
{
	bool list = paragraph->item_count > 0 && in_list(odt, &paragraph->items[0]);
	if (paragraph->number != 0) {
		put(odt, "<text:list text:style-name=\"UNList\"");
		put(odt, odt->numbered ? " text:continue-numbering=\"true\">" : ">");
		put(odt, "<text:list-item>");
		odt->numbered = true;
	}
	paragraph_start(odt, paragraph->number != 0 ? "UN_20_Para" : "Standard");
	add_sentences(odt, paragraph);
	paragraph_end(odt);
	if (list)
		add_list_items(odt, paragraph);
	if (paragraph->number != 0)
		put(odt, "</text:list-item></text:list>\n");
	if (!list)
		add_lines(odt, paragraph);
}

static void add_heading(struct odt *odt, const struct document_heading *heading)
{
	if (odt->annex) {
		paragraph_start(odt, "Annex_20_Heading");
		put_between(odt, "", heading->label, "<text:tab/>");
		put_between(odt, "", heading->text, "");
		paragraph_end(odt);
		return;
	}
	put(odt, "<text:h text:style-name=\"Heading_20_");
	report_out_number(odt->out, heading->level);
	put(odt, "\" text:outline-level=\"");
	report_out_number(odt->out, heading->level);
	put_between(odt, "\">", heading->text, "</text:h>\n");
}

static const char *cell_style(const struct document_table *table, size_t column)
{
	return column >= table->number_column ? "Table_20_Count" : "Table_20_Text";
}

static void add_row(struct odt *odt, const struct document_table *table, size_t index)
{
	bool total = table->last_is_total && index + 1 == table->row_count;
	put(odt, "<table:table-row table:style-name=\"Row\">");
	for (size_t i = 0; i < table->column_count; i++) {
		const struct document_cell *cell = &table->rows[index].cells[i];
		put(odt,
		    "<table:table-cell table:style-name=\"Cell\" office:value-type=\"string\">");
		for (size_t k = 0; k < cell->line_count; k++) {
			paragraph_start(odt, cell_style(table, i));
			put(odt, cell->lines[k].bullet ? "• " : "");
			put(odt, total ? "<text:span text:style-name=\"Bold\">" : "");
			add_text(odt, &cell->lines[k].text);
			put(odt, total ? "</text:span>" : "");
			paragraph_end(odt);
		}
		put(odt,
		    cell->line_count == 0 ? "<text:p/></table:table-cell>" : "</table:table-cell>");
	}
	put(odt, "</table:table-row>\n");
}

static void add_table(struct odt *odt, const struct document_table *table)
{
	if (odt->title == NULL || strcmp(odt->title, table->caption) != 0)
		add_line(odt, "Caption", table->caption);
	put(odt, "<table:table table:style-name=\"Table\" table:name=\"Table");
	report_out_number(odt->out, ++odt->tables);
	put(odt, "\">");
	/* A table of words has a narrow first column. */
	bool words = table->column_count == 2 && table->number_column >= 2;
	for (size_t i = 0; i < table->column_count; i++)
		put(odt,
		    words && i == 0 ? "<table:table-column table:style-name=\"Narrow\"/>"
			: words     ? "<table:table-column table:style-name=\"Wide\"/>"
				    : "<table:table-column/>");
	put(odt, "<table:table-header-rows><table:table-row table:style-name=\"Row\">");
	for (size_t i = 0; i < table->column_count; i++) {
		put(odt,
		    "<table:table-cell table:style-name=\"Cell\" office:value-type=\"string\">");
		paragraph_start(odt, cell_style(table, i));
		put_between(
		    odt, "<text:span text:style-name=\"Bold\">", table->columns[i], "</text:span>");
		paragraph_end(odt);
		put(odt, "</table:table-cell>");
	}
	put(odt, "</table:table-row></table:table-header-rows>\n");
	for (size_t i = 0; i < table->row_count; i++)
		add_row(odt, table, i);
	put(odt, "</table:table>\n");
	paragraph_start(odt, "Standard");
	paragraph_end(odt);
}

static void add_blocks(struct odt *odt, const struct document_part *part)
{
	for (size_t i = 0; i < part->block_count; i++) {
		const struct document_block *block = &part->blocks[i];
		switch (block->kind) {
		case DOCUMENT_HEADING:
			add_heading(odt, &block->heading);
			break;
		case DOCUMENT_PARAGRAPH:
			add_paragraph(odt, &block->paragraph);
			break;
		case DOCUMENT_TABLE:
			add_table(odt, &block->table);
			break;
		}
	}
}

static void add_masthead(struct odt *odt, const struct document_masthead *masthead)
{
	/* It always stands there, if only empty: with it the first page has its own master. */
	paragraph_start(odt, "First");
	put_between(odt, "", masthead->organ, "");
	put_between(odt, "<text:tab/>", masthead->symbol, "");
	paragraph_end(odt);
	add_line(odt, "Distribution", masthead->distribution);
	add_line(odt, "Distribution", masthead->submitted);
	add_line(odt, "Distribution", masthead->original);
	add_line(odt, "Occasion", masthead->heading);
	add_line(odt, "Title", masthead->title);
	add_line(odt, "Subtitle", masthead->kind);
	const char *const facts[] = { masthead->date, masthead->time, masthead->place,
		masthead->objectives, masthead->reference, masthead->state };
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
		add_line(odt, "Facts", facts[i]);
}

static const char AUTOMATIC_STYLES[] =
    "<office:automatic-styles>"
    "<style:style style:name=\"First\" style:family=\"paragraph\" "
    "style:parent-style-name=\"Organ\" style:master-page-name=\"First\"/>"
    "<style:style style:name=\"Table\" style:family=\"table\"><style:table-properties "
    "style:width=\"17cm\" table:align=\"margins\" table:border-model=\"collapsing\"/></style:style>"
    "<style:style style:name=\"Narrow\" style:family=\"table-column\">"
    "<style:table-column-properties style:column-width=\"3.4cm\"/></style:style>"
    "<style:style style:name=\"Wide\" style:family=\"table-column\">"
    "<style:table-column-properties style:column-width=\"13.6cm\"/></style:style>"
    "<style:style style:name=\"Row\" style:family=\"table-row\"><style:table-row-properties "
    "fo:keep-together=\"always\"/></style:style>"
    "<style:style style:name=\"Cell\" style:family=\"table-cell\"><style:table-cell-properties "
    "fo:border=\"0.5pt solid #808080\" fo:padding=\"0.1cm\"/></style:style>"
    "</office:automatic-styles>\n";

enum report_result report_odt(const struct report *report, const struct report_sink *sink)
{
	const struct document *document = &report->document;
	struct odt odt = { .document = document };
	report_zip_init(&odt.zip, sink);
	odt_add_parts(&odt.zip, document);
	odt.out = report_zip_begin(&odt.zip, "content.xml");
	put(&odt, XML_DECLARATION "<office:document-content" ODT_NAMESPACES ">\n");
	put(&odt, AUTOMATIC_STYLES);
	put(&odt, "<office:body><office:text>\n");
	add_masthead(&odt, &document->masthead);
	add_blocks(&odt, &document->body);
	odt.annex = true;
	for (size_t i = 0; i < document->annex_count; i++) {
		odt.title = document->annexes[i].title;
		put(&odt, "<text:p text:style-name=\"Annex_20_Title\">");
		put_between(&odt, "", document->annexes[i].label, "<text:line-break/>");
		put_between(&odt, "", document->annexes[i].title, "</text:p>\n");
		add_blocks(&odt, &document->annexes[i]);
	}
	put(&odt, "</office:text></office:body></office:document-content>");
	report_zip_end(&odt.zip);
	return report_zip_finish(&odt.zip);
}
