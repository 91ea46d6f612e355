/*
 * client/report/write/docx.c - the text of a Word file.
 *
 * All numbered paragraphs are one list of Word, so that one who inserts a paragraph there renumbers the
 * rest; headings are another, and subparagraphs the second level of the first, which begins anew
 * under each paragraph by itself. What binds a sentence to its notes are bookmarks around it, one a note:
 * they move with the text, survive its editing, and are read back by their names.
 */
#include "client/report/write/docx_internal.h"
#include "client/report/write/xml_internal.h"

#include <string.h>

#define TEXT_WIDTH 9638u /* of our own page, in twentieths of a point */

struct docx {
	struct report_zip zip;
	struct report_out *out; /* the part that is open */
	const struct document *document;
	struct docx_looks looks;
	unsigned width;    /* of the text on a page */
	uint64_t bookmark; /* the last number given */
	uint32_t marks;    /* the greatest footnote whose mark was written */
	bool annex;        /* headings and lists are not numbered by Word */
	const char *title; /* of the annex; a table of the same name needs no other caption */
};

static void put(struct docx *docx, const char *markup)
{
	report_out_text(docx->out, markup);
}

static void put_between(struct docx *docx, const char *before, const char *text, const char *after)
{
	report_xml_between(docx->out, before, text, after);
}

static void bookmark_start(struct docx *docx, const char *kind, const char *id)
{
	put(docx, "<w:bookmarkStart w:id=\"");
	report_out_number(docx->out, ++docx->bookmark);
	put_between(docx, "\" w:name=\"", kind, "");
	report_xml_name(docx->out, id);
	put(docx, "\"/>");
}

static void bookmark_end(struct docx *docx, uint64_t number)
{
	put(docx, "<w:bookmarkEnd w:id=\"");
	report_out_number(docx->out, number);
	put(docx, "\"/>");
}

static void add_run_text(struct docx *docx, const char *properties, const char *text)
{
	bool plain = *properties == '\0';
	put(docx, plain ? "<w:r>" : "<w:r><w:rPr>");
	put(docx, properties);
	put(docx, plain ? "" : "</w:rPr>");
	put_between(docx, "<w:t xml:space=\"preserve\">", text, "</w:t></w:r>");
}

static void add_run(struct docx *docx, const struct document_run *run)
{
	static const char *const emphasis[2][2] = { { "", "<w:i/>" },
		{ "<w:b/>", "<w:b/><w:i/>" } };
	if (run->kind == DOCUMENT_LINK && report_link_safe(run->target)) {
		put_between(
		    docx, "<w:fldSimple w:instr=\" HYPERLINK &quot;", run->target, "&quot; \">");
		add_run_text(docx, "<w:rStyle w:val=\"Hyperlink\"/>", run->text);
		put(docx, "</w:fldSimple>");
	} else if (run->kind == DOCUMENT_REFERENCE) {
		/* \r: the number of the list, so that Word renews it with F9. */
		put(docx, "<w:fldSimple w:instr=\" REF para_");
		report_xml_name(docx->out, run->target);
		put(docx, " \\r \\h \">");
		add_run_text(docx, "", run->text);
		put(docx, "</w:fldSimple>");
	} else {
		add_run_text(docx, emphasis[run->bold][run->italic], run->text);
	}
}

#define SUPERSCRIPT "<w:rStyle w:val=\"FootnoteReference\"/>"

/* A footnote stands where its first mark is; another mark is a field that shows its number. */
static void add_mark(struct docx *docx, const struct document_text *text, size_t index)
{
	uint32_t number = text->runs[index].number;
	if (report_mark_follows(text, index))
		add_run_text(docx, SUPERSCRIPT, ", ");
	if (number <= docx->marks) {
		put(docx, "<w:fldSimple w:instr=\" NOTEREF mark_");
		report_out_number(docx->out, number);
		put(docx, " \\f \\h \"><w:r><w:rPr>" SUPERSCRIPT "</w:rPr><w:t>");
		report_out_number(docx->out, number);
		put(docx, "</w:t></w:r></w:fldSimple>");
		return;
	}
	docx->marks = number;
	put(docx, "<w:bookmarkStart w:id=\"");
	report_out_number(docx->out, ++docx->bookmark);
	put(docx, "\" w:name=\"mark_");
	report_out_number(docx->out, number);
	put(docx, "\"/><w:r><w:rPr>" SUPERSCRIPT "</w:rPr><w:footnoteReference w:id=\"");
	report_out_number(docx->out, number);
	put(docx, "\"/></w:r>");
	bookmark_end(docx, docx->bookmark);
}

static void add_text(struct docx *docx, const struct document_text *text)
{
	for (size_t i = 0; i < text->run_count; i++) {
		if (text->runs[i].kind == DOCUMENT_FOOTNOTE)
			add_mark(docx, text, i);
		else
			add_run(docx, &text->runs[i]);
	}
}

static void add_sentence(struct docx *docx, const struct document_sentence *sentence)
{
	uint64_t first = docx->bookmark + 1;
	for (size_t i = 0; i < sentence->note_count; i++)
		bookmark_start(docx, "note_", sentence->notes[i]);
	uint64_t last = docx->bookmark;
	add_text(docx, &sentence->text);
	for (uint64_t number = first; number <= last; number++)
		bookmark_end(docx, number);
}

static void paragraph_start(struct docx *docx, const char *style, const char *more)
{
	put_between(
	    docx, "<w:p><w:pPr><w:pStyle w:val=\"", docx_style(&docx->looks, style), "\"/>");
	put(docx, more);
	put(docx, "</w:pPr>");
}

static void paragraph_end(struct docx *docx)
{
	put(docx, "</w:p>\n");
}

static void add_line(struct docx *docx, const char *style, const char *text)
{
	if (text == NULL)
		return;
	paragraph_start(docx, style, "");
	add_run_text(docx, "", text);
	paragraph_end(docx);
}

#define LIST(list, level) \
	"<w:numPr><w:ilvl w:val=\"" level "\"/><w:numId w:val=\"" list "\"/></w:numPr>"
#define NO_LIST "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"0\"/></w:numPr>"

static void add_item(struct docx *docx, const struct document_item *item)
{
	bool numbered = item->kind == DOCUMENT_SUBPARAGRAPH && !docx->annex;
	if (numbered && item->depth == 0)
		paragraph_start(docx, "UNSub", LIST(DOCX_LIST_PARAGRAPHS, "1"));
	else if (numbered)
		paragraph_start(docx, "UNSub2", LIST(DOCX_LIST_PARAGRAPHS, "2"));
	else if (item->kind == DOCUMENT_BULLET)
		paragraph_start(docx, "UNBullet", LIST(DOCX_LIST_BULLETS, "0"));
	else
		paragraph_start(docx, "UNItem", "");
	if (!numbered && item->kind != DOCUMENT_BULLET) {
		add_run_text(docx, "", item->label);
		put(docx, "<w:r><w:tab/></w:r>");
	}
	add_sentence(docx, &item->sentence);
	paragraph_end(docx);
}

static void add_paragraph(struct docx *docx, const struct document_paragraph *paragraph)
{
	if (paragraph->number != 0)
		paragraph_start(docx, "UNPara", LIST(DOCX_LIST_PARAGRAPHS, "0"));
	else
		paragraph_start(docx, "Normal", "");
	if (paragraph->id != NULL)
		bookmark_start(docx, "para_", paragraph->id);
	uint64_t number = docx->bookmark;
	for (size_t i = 0; i < paragraph->sentence_count; i++) {
		if (i > 0)
			add_run_text(docx, "", " ");
		add_sentence(docx, &paragraph->sentences[i]);
	}
	if (paragraph->id != NULL)
		bookmark_end(docx, number);
	paragraph_end(docx);
	for (size_t i = 0; i < paragraph->item_count; i++)
		add_item(docx, &paragraph->items[i]);
}

static void add_heading(struct docx *docx, const struct document_heading *heading)
{
	static const char *const styles[DOCUMENT_LEVELS] = { "Heading1", "Heading2", "Heading3",
		"Heading4" };
	static const char *const lists[DOCUMENT_LEVELS] = { LIST(DOCX_LIST_HEADINGS, "0"),
		LIST(DOCX_LIST_HEADINGS, "1"), LIST(DOCX_LIST_HEADINGS, "2"),
		LIST(DOCX_LIST_HEADINGS, "3") };
	size_t level = heading->level - 1;
	paragraph_start(docx, styles[level], docx->annex ? NO_LIST : lists[level]);
	if (docx->annex) {
		add_run_text(docx, "", heading->label);
		put(docx, "<w:r><w:tab/></w:r>");
	}
	add_run_text(docx, "", heading->text);
	paragraph_end(docx);
}

/* A table of words has a narrow first column, one of numbers a column for each. */
static unsigned column_width(
    const struct docx *docx, const struct document_table *table, size_t column)
{
	if (table->column_count != 2 || table->number_column < 2)
		return docx->width / (unsigned)table->column_count;
	return column == 0 ? docx->width / 5 : docx->width - docx->width / 5;
}

static void cell_start(struct docx *docx, const struct document_table *table, size_t column)
{
	put(docx, "<w:tc><w:tcPr><w:tcW w:w=\"");
	report_out_number(docx->out, column_width(docx, table, column));
	put(docx, "\" w:type=\"dxa\"/></w:tcPr>");
}

static const char *alignment(const struct document_table *table, size_t column)
{
	return column >= table->number_column ? "<w:jc w:val=\"right\"/>" : "";
}

static void add_cell_line(
    struct docx *docx, const struct document_line *line, const char *properties, bool total)
{
	paragraph_start(docx, "TableText", properties);
	if (line->bullet)
		add_run_text(docx, "", "• ");
	if (total && line->text.run_count == 1)
		add_run_text(docx, "<w:b/>", line->text.runs[0].text);
	else
		add_text(docx, &line->text);
	paragraph_end(docx);
}

static void add_row(struct docx *docx, const struct document_table *table, size_t index)
{
	bool total = table->last_is_total && index + 1 == table->row_count;
	put(docx, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
	for (size_t i = 0; i < table->column_count; i++) {
		const struct document_cell *cell = &table->rows[index].cells[i];
		cell_start(docx, table, i);
		for (size_t k = 0; k < cell->line_count; k++)
			add_cell_line(docx, &cell->lines[k], alignment(table, i), total);
		/* A cell of Word holds a paragraph, or the file is damaged. */
		put(docx, cell->line_count == 0 ? "<w:p/>" : "");
		put(docx, "</w:tc>");
	}
	put(docx, "</w:tr>\n");
}

static void add_table(struct docx *docx, const struct document_table *table)
{
	if (docx->title == NULL || strcmp(docx->title, table->caption) != 0)
		add_line(docx, "Caption", table->caption);
	put(docx,
	    "<w:tbl><w:tblPr><w:tblStyle w:val=\"UNTable\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/>"
	    "<w:tblLayout w:type=\"fixed\"/><w:tblLook w:firstRow=\"1\" w:val=\"0020\"/></w:tblPr>"
	    "<w:tblGrid>");
	for (size_t i = 0; i < table->column_count; i++) {
		put(docx, "<w:gridCol w:w=\"");
		report_out_number(docx->out, column_width(docx, table, i));
		put(docx, "\"/>");
	}
	put(docx, "</w:tblGrid>\n<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
	for (size_t i = 0; i < table->column_count; i++) {
		cell_start(docx, table, i);
		paragraph_start(docx, "TableText", alignment(table, i));
		add_run_text(docx, "<w:b/>", table->columns[i]);
		paragraph_end(docx);
		put(docx, "</w:tc>");
	}
	put(docx, "</w:tr>\n");
	for (size_t i = 0; i < table->row_count; i++)
		add_row(docx, table, i);
	put(docx, "</w:tbl>\n");
	/* Between two tables, and between one and the end, Word wants a paragraph. */
	paragraph_start(docx, "Normal", "");
	paragraph_end(docx);
}

static void add_blocks(struct docx *docx, const struct document_part *part)
{
	for (size_t i = 0; i < part->block_count; i++) {
		const struct document_block *block = &part->blocks[i];
		switch (block->kind) {
		case DOCUMENT_HEADING:
			add_heading(docx, &block->heading);
			break;
		case DOCUMENT_PARAGRAPH:
			add_paragraph(docx, &block->paragraph);
			break;
		case DOCUMENT_TABLE:
			add_table(docx, &block->table);
			break;
		}
	}
}

static void add_masthead(struct docx *docx, const struct document_masthead *masthead)
{
	if (masthead->organ != NULL || masthead->symbol != NULL) {
		paragraph_start(docx, "Organ", "");
		add_run_text(docx, "", masthead->organ == NULL ? "" : masthead->organ);
		put(docx, "<w:r><w:tab/></w:r>");
		add_run_text(docx, "", masthead->symbol == NULL ? "" : masthead->symbol);
		paragraph_end(docx);
	}
	add_line(docx, "Distribution", masthead->distribution);
	add_line(docx, "Distribution", masthead->submitted);
	add_line(docx, "Distribution", masthead->original);
	add_line(docx, "Occasion", masthead->heading);
	add_line(docx, "Title", masthead->title);
	add_line(docx, "Subtitle", masthead->kind);
	const char *const facts[] = { masthead->date, masthead->time, masthead->place,
		masthead->objectives, masthead->reference, masthead->state };
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
		add_line(docx, "Facts", facts[i]);
}

static void add_annex(struct docx *docx, const struct document_part *annex)
{
	paragraph_start(docx, "AnnexTitle", "");
	add_run_text(docx, "", annex->label);
	put(docx, "<w:r><w:br/></w:r>");
	add_run_text(docx, "", annex->title);
	paragraph_end(docx);
	docx->annex = true;
	docx->title = annex->title;
	add_blocks(docx, annex);
}

/* A4, its first page without the running head. */
static const char SECTION[] =
    "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"own5\"/>"
    "<w:footerReference w:type=\"default\" r:id=\"own6\"/>"
    "<w:footerReference w:type=\"first\" r:id=\"own6\"/>"
    "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>"
    "<w:pgMar w:top=\"1418\" w:right=\"1134\" w:bottom=\"1418\" w:left=\"1134\" "
    "w:header=\"709\" w:footer=\"709\" w:gutter=\"0\"/><w:titlePg/></w:sectPr>";

static void add_document(struct docx *docx)
{
	const struct document *document = docx->document;
	const struct report_template *template = docx->looks.template;
	docx->out = report_zip_begin(&docx->zip, "word/document.xml");
	put(docx, XML_DECLARATION "<w:document");
	put(docx, template == NULL ? DOCX_NAMESPACES : template->attributes);
	put(docx, "><w:body>\n");
	add_masthead(docx, &document->masthead);
	add_blocks(docx, &document->body);
	for (size_t i = 0; i < document->annex_count; i++)
		add_annex(docx, &document->annexes[i]);
	put(docx, template == NULL ? SECTION : template->section);
	put(docx, "</w:body></w:document>");
	report_zip_end(&docx->zip);
}

static void add_footnotes(struct docx *docx)
{
	const struct document *document = docx->document;
	docx->out = report_zip_begin(&docx->zip, "word/footnotes.xml");
	put(docx,
	    XML_DECLARATION
	    "<w:footnotes" DOCX_NAMESPACES ">"
	    "<w:footnote w:type=\"separator\" w:id=\"-1\"><w:p><w:r><w:separator/></w:r></w:p>"
	    "</w:footnote><w:footnote w:type=\"continuationSeparator\" w:id=\"0\"><w:p><w:r>"
	    "<w:continuationSeparator/></w:r></w:p></w:footnote>\n");
	for (size_t i = 0; i < document->footnote_count; i++) {
		put(docx, "<w:footnote w:id=\"");
		report_out_number(docx->out, i + 1);
		put(docx, "\">");
		paragraph_start(docx, "FootnoteText", "");
		put(docx, "<w:r><w:rPr>" SUPERSCRIPT "</w:rPr><w:footnoteRef/></w:r>");
		add_run_text(docx, "", " ");
		add_text(docx, &document->footnotes[i]);
		paragraph_end(docx);
		put(docx, "</w:footnote>");
	}
	put(docx, "</w:footnotes>");
	report_zip_end(&docx->zip);
}

enum report_result report_docx(const struct report *report, const struct report_sink *sink)
{
	const struct report_template *template = report->template;
	struct docx docx = { .document = &report->document,
		.width = template == NULL ? TEXT_WIDTH : template->text_width };
	docx_looks_init(&docx.looks, template);
	report_zip_init(&docx.zip, sink);
	docx_add_parts(&docx.zip, report, &docx.looks);
	add_document(&docx);
	add_footnotes(&docx);
	return report_zip_finish(&docx.zip);
}
