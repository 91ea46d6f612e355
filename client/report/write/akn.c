/*
 * client/report/write/akn.c - Akoma Ntoso 1.0 (OASIS) by the United Nations' conventions (AKN4UN): a report
 * of a meeting is <debateReport name="meetingReport">, subtype report.
 *
 *   section (I.) > subsection (A.) > hcontainer category (i.) > hcontainer theme (a.) > paragraph
 *
 * Paragraphs are numbered through, so that their eId is para_17 wherever they stand; what stays when they are
 * numbered anew is the GUID. A sentence is an inline whose class names its notes. Lists are list and point.
 */
#include "client/report/write/xml_internal.h"

#include <string.h>

struct akn {
	struct report_out out;
	const struct document *document;
	uint32_t open[DOCUMENT_LEVELS]; /* by level - 1: whether it is open */
	const char *labels[DOCUMENT_LEVELS];
	uint32_t marks; /* the greatest footnote whose mark was written */
	size_t annex;   /* from 1; 0: the body */
	uint32_t tables;
	uint32_t unnumbered; /* paragraphs of the annex so far */
};

static void put(struct akn *akn, const char *markup)
{
	report_out_text(&akn->out, markup);
}

static void put_between(struct akn *akn, const char *before, const char *text, const char *after)
{
	report_xml_between(&akn->out, before, text, after);
}

/* ---- names ---- */

/* Three letters, ISO 639-2, as FRBRlanguage wants them. */
static const char *language_code(const char *language)
{
	static const char *const codes[][2] = { { "fr", "fra" }, { "es", "spa" }, { "ar", "ara" },
		{ "ru", "rus" }, { "zh", "zho" } };
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		if (strncmp(language, codes[i][0], 2) == 0)
			return codes[i][1];
	}
	return "eng";
}

static const char *document_number(const struct document *document)
{
	const struct document_masthead *masthead = &document->masthead;
	return masthead->symbol != NULL ? masthead->symbol : masthead->session;
}

/* The body that a symbol names: "ESCAP" of ESCAP/GCM/2021/CRP.2 and of ST/ESCAP/2801. */
static void put_actor(struct akn *akn)
{
	const char *symbol = akn->document->masthead.symbol;
	put(akn, "un");
	if (symbol == NULL)
		return;
	if (strncmp(symbol, "ST/", 3) == 0)
		symbol += 3;
	size_t size = strcspn(symbol, "/");
	put(akn, "-");
	for (size_t i = 0; i < size; i++) {
		char letter = symbol[i];
		bool capital = letter >= 'A' && letter <= 'Z';
		bool plain =
		    capital || (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
		if (capital)
			letter = (char)(letter + ('a' - 'A'));
		report_out_add(&akn->out, plain ? &letter : "-", 1);
	}
}

static void put_number(struct akn *akn, const char *number)
{
	for (; number != NULL && *number != '\0'; number++) {
		bool plain = (*number >= 'A' && *number <= 'Z') ||
		    (*number >= 'a' && *number <= 'z') || (*number >= '0' && *number <= '9') ||
		    *number == '.' || *number == '-';
		report_out_add(&akn->out, plain ? number : *number == ' ' ? "_" : "-", 1);
	}
}

/* The address of the work: /akn/un/debateReport/report/ACTOR/DAY/NUMBER. */
static void put_work(struct akn *akn)
{
	put(akn, "/akn/un/debateReport/report/");
	put_actor(akn);
	put_between(akn, "/", akn->document->masthead.day, "/");
	put_number(akn, document_number(akn->document));
}

/* ---- what it is ---- */

/* This text of the work: its language and the day on which the session was closed. */
static void put_expression(struct akn *akn)
{
	put_work(akn);
	put_between(akn, "/", language_code(akn->document->language), "@");
	report_xml_day(&akn->out, akn->document->time_ms);
}

static void put_component(struct akn *akn)
{
	if (akn->annex == 0) {
		put(akn, "/!main");
		return;
	}
	put(akn, "/!annex_");
	report_out_number(&akn->out, akn->annex);
}

static void add_work(struct akn *akn)
{
	put(akn, "<FRBRWork><FRBRthis value=\"");
	put_work(akn);
	put_component(akn);
	put(akn, "\"/><FRBRuri value=\"");
	put_work(akn);
	put_between(akn, "\"/><FRBRdate date=\"", akn->document->masthead.day, "\"");
	put(akn,
	    " name=\"Generation\"/><FRBRauthor href=\"#author-body\" as=\"#author\"/>"
	    "<FRBRcountry value=\"un\"/><FRBRsubtype value=\"report\"/><FRBRnumber value=\"");
	put_number(akn, document_number(akn->document));
	put_between(akn, "\" showAs=\"", document_number(akn->document), "\"/></FRBRWork>\n");
}

static void add_identification(struct akn *akn)
{
	put(akn, "<identification source=\"#rapporteur\">\n");
	add_work(akn);
	put(akn, "<FRBRExpression><FRBRthis value=\"");
	put_expression(akn);
	put_component(akn);
	put(akn, "\"/><FRBRuri value=\"");
	put_expression(akn);
	put(akn, "\"/><FRBRdate date=\"");
	report_xml_day(&akn->out, akn->document->time_ms);
	put(akn, "\" name=\"Expression\"/><FRBRauthor href=\"#author-body\" as=\"#editor\"/>");
	put_between(akn, "<FRBRlanguage language=\"", language_code(akn->document->language),
	    "\"/></FRBRExpression>\n");
	put(akn, "<FRBRManifestation><FRBRthis value=\"");
	put_expression(akn);
	put_component(akn);
	put(akn, ".xml\"/><FRBRuri value=\"");
	put_expression(akn);
	put(akn, "/.xml\"/><FRBRdate date=\"");
	report_xml_day(&akn->out, akn->document->time_ms);
	put(akn,
	    "\" name=\"XMLConversion\"/><FRBRauthor href=\"#rapporteur\" as=\"#editor\"/>"
	    "<FRBRformat value=\"xml\"/></FRBRManifestation>\n</identification>\n");
}

static bool is_objective(const struct document_heading *heading)
{
	return heading->level == 2 && heading->id != NULL &&
	    strncmp(heading->id, "objective-", strlen("objective-")) == 0;
}

static void add_references(struct akn *akn)
{
	const struct document *document = akn->document;
	const char *organ = document->masthead.organ;
	put(akn,
	    "<references source=\"#rapporteur\">\n<TLCOrganization eId=\"author-body\" "
	    "href=\"/akn/ontology/organization/un/");
	put_actor(akn);
	put_between(akn, "\" showAs=\"", organ == NULL ? "United Nations" : organ, "\"/>\n");
	put(akn,
	    "<TLCOrganization eId=\"rapporteur\" href=\"/akn/ontology/organization/un/rapporteur\" "
	    "showAs=\"rapporteur export\"/>\n"
	    "<TLCRole eId=\"author\" href=\"/akn/ontology/role/un/author\" showAs=\"Author\"/>\n"
	    "<TLCRole eId=\"editor\" href=\"/akn/ontology/role/un/editor\" showAs=\"Editor\"/>\n");
	for (size_t i = 0; i < document->body.block_count; i++) {
		const struct document_heading *heading = &document->body.blocks[i].heading;
		if (document->body.blocks[i].kind != DOCUMENT_HEADING || !is_objective(heading))
			continue;
		put_between(akn, "<TLCConcept eId=\"concept-", heading->id, "\"");
		put_between(akn, " href=\"/akn/ontology/concept/un/", heading->id, "\"");
		put_between(akn, " showAs=\"", heading->text, "\"/>\n");
	}
	put(akn, "</references>\n");
}

/* ---- texts ---- */

/* All but marks. */
static void add_runs(struct akn *akn, const struct document_text *text)
{
	for (size_t i = 0; i < text->run_count; i++) {
		const struct document_run *run = &text->runs[i];
		bool link = run->kind == DOCUMENT_LINK && report_link_safe(run->target);
		if (run->kind == DOCUMENT_FOOTNOTE)
			continue;
		if (link)
			put_between(akn, "<ref href=\"", run->target, "\">");
		else if (run->kind == DOCUMENT_REFERENCE)
			put_between(akn, "<ref href=\"#para_", run->text, "\">");
		put(akn, run->bold ? "<b>" : "");
		put(akn, run->italic ? "<i>" : "");
		report_xml_text(&akn->out, run->text);
		put(akn, run->italic ? "</i>" : "");
		put(akn, run->bold ? "</b>" : "");
		put(akn, link || run->kind == DOCUMENT_REFERENCE ? "</ref>" : "");
	}
}

static void add_mark(struct akn *akn, const struct document_text *text, size_t index)
{
	uint32_t number = text->runs[index].number;
	put(akn, report_mark_follows(text, index) ? "<sup>, </sup>" : "");
	if (number <= akn->marks) {
		put(akn, "<sup class=\"footnote\"><noteRef href=\"#ftn_");
		report_out_number(&akn->out, number);
		put(akn, "\" marker=\"");
		report_out_number(&akn->out, number);
		put(akn, "\"/></sup>");
		return;
	}
	akn->marks = number;
	put(akn, "<sup class=\"footnote\"><authorialNote eId=\"ftn_");
	report_out_number(&akn->out, number);
	put(akn, "\" marker=\"");
	report_out_number(&akn->out, number);
	put(akn, "\" placement=\"bottom\"><p>");
	add_runs(akn, &akn->document->footnotes[number - 1]);
	put(akn, "</p></authorialNote></sup>");
}

static void add_text(struct akn *akn, const struct document_text *text)
{
	for (size_t i = 0; i < text->run_count; i++) {
		const struct document_text one = { .runs = &text->runs[i], .run_count = 1 };
		if (text->runs[i].kind == DOCUMENT_FOOTNOTE)
			add_mark(akn, text, i);
		else
			add_runs(akn, &one);
	}
}

static void add_sentence(struct akn *akn, const struct document_sentence *sentence)
{
	if (sentence->note_count == 0) {
		add_text(akn, &sentence->text);
		return;
	}
	put(akn, "<inline name=\"sentence\" class=\"");
	for (size_t i = 0; i < sentence->note_count; i++)
		put_between(akn, i == 0 ? "note_" : " note_", sentence->notes[i], "");
	put(akn, "\">");
	add_text(akn, &sentence->text);
	put(akn, "</inline>");
}

static void add_sentences(struct akn *akn, const struct document_paragraph *paragraph)
{
	put(akn, "<p>");
	for (size_t i = 0; i < paragraph->sentence_count; i++) {
		put(akn, i == 0 ? "" : " ");
		add_sentence(akn, &paragraph->sentences[i]);
	}
	put(akn, "</p>");
}

/* ---- blocks ---- */

static void put_paragraph_id(struct akn *akn, const struct document_paragraph *paragraph)
{
	if (akn->annex != 0) {
		put(akn, "att_");
		report_out_number(&akn->out, akn->annex);
		put(akn, "__para_");
		report_out_number(&akn->out, akn->unnumbered);
		return;
	}
	put(akn, "para_");
	report_out_number(&akn->out, paragraph->number);
}

static void add_list(struct akn *akn, const struct document_paragraph *paragraph)
{
	put(akn, "<list eId=\"");
	put_paragraph_id(akn, paragraph);
	put(akn, "__list_1\"><intro>");
	add_sentences(akn, paragraph);
	put(akn, "</intro>\n");
	for (size_t i = 0; i < paragraph->item_count; i++) {
		put(akn, "<point eId=\"");
		put_paragraph_id(akn, paragraph);
		put(akn, "__list_1__point_");
		report_out_number(&akn->out, i + 1);
		put_between(akn, "\"><num>", paragraph->items[i].label, "</num><content><p>");
		add_sentence(akn, &paragraph->items[i].sentence);
		put(akn, "</p></content></point>\n");
	}
	put(akn, "</list>");
}

static void add_paragraph(struct akn *akn, const struct document_paragraph *paragraph)
{
	akn->unnumbered++;
	put(akn, "<paragraph eId=\"");
	put_paragraph_id(akn, paragraph);
	put_between(akn, "\" GUID=\"", paragraph->id, "");
	put(akn, "\">");
	if (paragraph->number != 0) {
		put(akn, "<num>");
		report_out_number(&akn->out, paragraph->number);
		put(akn, ".</num>");
	}
	if (paragraph->item_count > 0) {
		add_list(akn, paragraph);
	} else {
		put(akn, "<content>");
		add_sentences(akn, paragraph);
		put(akn, "</content>");
	}
	put(akn, "</paragraph>\n");
}

static const char *const elements[DOCUMENT_LEVELS] = { "section", "subsection", "hcontainer",
	"hcontainer" };

/* Closes what is open from the level on, innermost first. */
static void close_levels(struct akn *akn, uint32_t level)
{
	for (uint32_t i = DOCUMENT_LEVELS; i >= level; i--) {
		if (akn->open[i - 1] != 0)
			put_between(akn, "</", elements[i - 1], ">\n");
		akn->open[i - 1] = 0;
	}
}

static void add_heading(struct akn *akn, const struct document_heading *heading)
{
	static const char *const names[DOCUMENT_LEVELS] = { "sec_", "__subsec_", "__category_",
		"__theme_" };
	uint32_t level = heading->level;
	close_levels(akn, level);
	akn->open[level - 1] = 1;
	akn->labels[level - 1] = heading->label;
	put_between(akn, "<", elements[level - 1], " eId=\"");
	for (uint32_t i = 0; i < level; i++) {
		if (akn->open[i] == 0)
			continue;
		put(akn, names[i]);
		report_xml_bytes(&akn->out, akn->labels[i], strcspn(akn->labels[i], "."));
	}
	put(akn, "\"");
	put(akn, level == 3 ? " name=\"category\"" : level == 4 ? " name=\"theme\"" : "");
	if (is_objective(heading))
		put_between(akn, " refersTo=\"#concept-", heading->id, "\"");
	put_between(akn, "><num>", heading->label, "</num><heading>");
	put_between(akn, "", heading->text, "</heading>\n");
}

static void add_cell(struct akn *akn, const struct document_cell *cell)
{
	put(akn, "<td>");
	for (size_t i = 0; i < cell->line_count; i++) {
		put(akn, cell->lines[i].bullet ? "<p>• " : "<p>");
		add_text(akn, &cell->lines[i].text);
		put(akn, "</p>");
	}
	put(akn, cell->line_count == 0 ? "<p/></td>" : "</td>");
}

static void add_table(struct akn *akn, const struct document_table *table)
{
	put(akn, "<paragraph eId=\"");
	put(akn, akn->annex == 0 ? "tblpara_" : "att_");
	if (akn->annex != 0) {
		report_out_number(&akn->out, akn->annex);
		put(akn, "__tblpara_");
	}
	report_out_number(&akn->out, ++akn->tables);
	put(akn, "\"><content><table eId=\"tbl_");
	report_out_number(&akn->out, akn->tables);
	put_between(akn, "\"><caption>", table->caption, "</caption>\n<tr>");
	for (size_t i = 0; i < table->column_count; i++)
		put_between(akn, "<th><p>", table->columns[i], "</p></th>");
	put(akn, "</tr>\n");
	for (size_t i = 0; i < table->row_count; i++) {
		put(akn, "<tr>");
		for (size_t k = 0; k < table->column_count; k++)
			add_cell(akn, &table->rows[i].cells[k]);
		put(akn, "</tr>\n");
	}
	put(akn, "</table></content></paragraph>\n");
}

static void add_blocks(struct akn *akn, const struct document_part *part)
{
	for (size_t i = 0; i < part->block_count; i++) {
		const struct document_block *block = &part->blocks[i];
		switch (block->kind) {
		case DOCUMENT_HEADING:
			add_heading(akn, &block->heading);
			break;
		case DOCUMENT_PARAGRAPH:
			add_paragraph(akn, &block->paragraph);
			break;
		case DOCUMENT_TABLE:
			add_table(akn, &block->table);
			break;
		}
	}
	close_levels(akn, 1);
}

static void add_preface(struct akn *akn)
{
	const struct document_masthead *masthead = &akn->document->masthead;
	put(akn, "<preface>\n");
	put_between(akn, "<p>", masthead->organ, "</p>\n");
	put_between(akn, "<p><docNumber>", document_number(akn->document), "</docNumber></p>\n");
	put_between(akn, "<p>", masthead->distribution, "</p>\n");
	put_between(akn, "<p>", masthead->heading, "</p>\n");
	put_between(akn, "<p><docTitle>", masthead->title, "</docTitle></p>\n");
	put_between(akn, "<p><docType>", masthead->kind, "</docType></p>\n");
	put_between(akn, "<p><docDate date=\"", masthead->day, "\">");
	put_between(akn, "", masthead->date, "</docDate></p>\n");
	put_between(akn, "<p>", masthead->time, "</p>\n");
	put_between(akn, "<p>", masthead->place, "</p>\n");
	put_between(akn, "<p>", masthead->objectives, "</p>\n");
	put_between(akn, "<p>", masthead->state, "</p>\n");
	put(akn, "</preface>\n");
}

static void add_annex(struct akn *akn, const struct document_part *annex)
{
	akn->annex++;
	akn->unnumbered = 0;
	put(akn, "<attachment eId=\"att_");
	report_out_number(&akn->out, akn->annex);
	put_between(akn, "\"><heading>", annex->label, ". ");
	put_between(akn, "", annex->title, "</heading>\n");
	put(akn, "<doc name=\"annex\" contains=\"originalVersion\"><meta>\n");
	add_identification(akn);
	put(akn, "</meta><mainBody>\n");
	add_blocks(akn, annex);
	put(akn, "</mainBody></doc></attachment>\n");
}

enum report_result report_akn(const struct report *report, const struct report_sink *sink)
{
	const struct document *document = &report->document;
	struct akn akn = { .document = document };
	report_out_init(&akn.out, sink);
	put(&akn,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<akomaNtoso xmlns=\"http://docs.oasis-open.org/legaldocml/ns/akn/3.0\">\n"
	    "<debateReport name=\"meetingReport\" contains=\"originalVersion\">\n<meta>\n");
	add_identification(&akn);
	add_references(&akn);
	put(&akn, "</meta>\n");
	add_preface(&akn);
	put(&akn, "<mainBody>\n");
	add_blocks(&akn, &document->body);
	put(&akn, "</mainBody>\n");
	if (document->annex_count > 0) {
		put(&akn, "<attachments>\n");
		for (size_t i = 0; i < document->annex_count; i++)
			add_annex(&akn, &document->annexes[i]);
		put(&akn, "</attachments>\n");
	}
	put(&akn, "</debateReport>\n</akomaNtoso>\n");
	return report_out_end(&akn.out);
}
