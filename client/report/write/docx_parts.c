/* client/report/write/docx_parts.c - lists, headers and what else a Word file is made of. */
#include "client/report/seal/seal.h"
#include "client/report/write/docx_internal.h"
#include "client/report/write/xml_internal.h"

static const char CONTENT_TYPES[] = XML_DECLARATION
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"rels\" "
    "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
#define WORD "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml."
    "<Override PartName=\"/word/document.xml\" " WORD "document.main+xml\"/>"
    "<Override PartName=\"/word/styles.xml\" " WORD "styles+xml\"/>"
    "<Override PartName=\"/word/numbering.xml\" " WORD "numbering+xml\"/>"
    "<Override PartName=\"/word/settings.xml\" " WORD "settings+xml\"/>"
    "<Override PartName=\"/word/footnotes.xml\" " WORD "footnotes+xml\"/>"
    "<Override PartName=\"/docProps/core.xml\" "
    "ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
    "<Override PartName=\"/docProps/app.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.extended-properties+xml\"/>";
static const char OWN_TYPES[] = "<Override PartName=\"/word/header1.xml\" " WORD "header+xml\"/>"
				"<Override PartName=\"/word/footer1.xml\" " WORD "footer+xml\"/>";
#undef WORD

#define RELATIONS \
	"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define OFFICE "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

static const char PACKAGE_RELATIONS[] = XML_DECLARATION RELATIONS
    "<Relationship Id=\"rId1\" " OFFICE "officeDocument\" Target=\"word/document.xml\"/>"
    "<Relationship Id=\"rId2\" "
    "Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" "
    "Target=\"docProps/core.xml\"/>"
    "<Relationship Id=\"rId3\" " OFFICE "extended-properties\" Target=\"docProps/app.xml\"/>"
    "</Relationships>";

static const char DOCUMENT_RELATIONS[] = XML_DECLARATION RELATIONS
    "<Relationship Id=\"own1\" " OFFICE "styles\" Target=\"styles.xml\"/>"
    "<Relationship Id=\"own2\" " OFFICE "numbering\" Target=\"numbering.xml\"/>"
    "<Relationship Id=\"own3\" " OFFICE "settings\" Target=\"settings.xml\"/>"
    "<Relationship Id=\"own4\" " OFFICE "footnotes\" Target=\"footnotes.xml\"/>";
static const char OWN_RELATIONS[] =
    "<Relationship Id=\"own5\" " OFFICE "header\" Target=\"header1.xml\"/>"
    "<Relationship Id=\"own6\" " OFFICE "footer\" Target=\"footer1.xml\"/>";

static const char SEAL_RELATIONS[] = XML_DECLARATION RELATIONS
    "<Relationship Id=\"rId1\" " OFFICE "customXmlProps\" Target=\"itemProps1.xml\"/>"
    "</Relationships>";

/* The id below is that of all our seals: drawn once, as the format wants one. */
static const char SEAL_TYPE[] =
    "<Override PartName=\"/customXml/itemProps1.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.customXmlProperties+xml\"/>";

static const char SEAL_PROPERTIES[] = XML_DECLARATION
    "<ds:datastoreItem ds:itemID=\"{7F6B2D1E-3C58-4A90-9D47-51E2A8C0B6F3}\" "
    "xmlns:ds=\"http://schemas.openxmlformats.org/officeDocument/2006/customXml\">"
    "<ds:schemaRefs><ds:schemaRef ds:uri=\"urn:rapporteur:report\"/></ds:schemaRefs>"
    "</ds:datastoreItem>";

static const char APPLICATION[] = XML_DECLARATION
    "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">"
    "<Application>rapporteur</Application></Properties>";

static const char SETTINGS[] = XML_DECLARATION "<w:settings" DOCX_NAMESPACES ">"
					       "<w:defaultTabStop w:val=\"567\"/>";
static const char SETTINGS_END[] =
    "<w:footnotePr><w:footnote w:id=\"-1\"/><w:footnote w:id=\"0\"/></w:footnotePr>"
    "<w:compat><w:compatSetting w:name=\"compatibilityMode\" "
    "w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>"
    "</w:settings>";

static const char FOOTER[] = XML_DECLARATION
    "<w:ftr" DOCX_NAMESPACES "><w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>"
    "<w:fldSimple w:instr=\" PAGE \"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>";

/* A level of a list; the style leads back to it. Its number in a text: before, "%" and its place, after. */
struct level {
	unsigned place; /* from 0 */
	const char *style;
	const char *format;
	const char *before;
	const char *after;
	const char *left; /* where the text begins; the number hangs before it */
};

static void add_level(
    struct report_out *out, const struct docx_looks *looks, const struct level *level)
{
	report_out_text(out, "<w:lvl w:ilvl=\"");
	report_out_number(out, level->place);
	report_xml_between(
	    out, "\"><w:start w:val=\"1\"/><w:numFmt w:val=\"", level->format, "\"/>");
	report_xml_between(
	    out, "<w:pStyle w:val=\"", docx_style(looks, level->style), "\"/><w:lvlText w:val=\"");
	report_xml_text(out, level->before);
	if (level->after != NULL) {
		report_out_text(out, "%");
		report_out_number(out, level->place + 1);
		report_xml_text(out, level->after);
	}
	report_xml_between(
	    out, "\"/><w:lvlJc w:val=\"left\"/><w:pPr><w:ind w:left=\"", level->left, "\"");
	report_out_text(out, " w:hanging=\"567\"/></w:pPr></w:lvl>");
}

static void begin_list(struct report_out *out, unsigned number, const char *type)
{
	report_out_text(out, "<w:abstractNum w:abstractNumId=\"");
	report_out_number(out, number);
	report_xml_between(out, "\"><w:multiLevelType w:val=\"", type, "\"/>");
}

static void end_list(struct report_out *out)
{
	report_out_text(out, "</w:abstractNum>\n");
}

static void add_numbering(
    struct report_zip *zip, const struct document_words *words, const struct docx_looks *looks)
{
	const struct level levels[] = {
		{ 0, "UNPara", "decimal", "", ".", "567" },
		{ 1, "UNSub", "lowerLetter", words->before_letter, words->after_letter, "1134" },
		{ 2, "UNSub2", "lowerRoman", words->before_letter, words->after_letter, "1701" },
		{ 0, "Heading1", "upperRoman", "", ".", "567" },
		{ 1, "Heading2", "upperLetter", "", ".", "567" },
		{ 2, "Heading3", "lowerRoman", "", ".", "567" },
		{ 3, "Heading4", "lowerLetter", "", ".", "567" },
	};
	const struct level bullet = { 0, "UNBullet", "bullet", "•", NULL, "1134" };
	struct report_out *out = report_zip_begin(zip, "word/numbering.xml");
	report_out_text(out, XML_DECLARATION "<w:numbering" DOCX_NAMESPACES ">");
	begin_list(out, 0, "multilevel");
	for (size_t i = 0; i < 3; i++)
		add_level(out, looks, &levels[i]);
	end_list(out);
	begin_list(out, 1, "multilevel");
	for (size_t i = 3; i < sizeof levels / sizeof *levels; i++)
		add_level(out, looks, &levels[i]);
	end_list(out);
	begin_list(out, 2, "singleLevel");
	add_level(out, looks, &bullet);
	end_list(out);
#define NUMBER(list, abstract) \
	"<w:num w:numId=\"" list "\"><w:abstractNumId w:val=\"" abstract "\"/></w:num>"
	report_out_text(out,
	    NUMBER(DOCX_LIST_PARAGRAPHS, "0") NUMBER(DOCX_LIST_HEADINGS, "1")
		NUMBER(DOCX_LIST_BULLETS, "2") "</w:numbering>");
#undef NUMBER
	report_zip_end(zip);
}

/* No creator and no one who changed it last: a report names nobody but those on the record. */
static void add_core(struct report_zip *zip, const struct document *document)
{
	const struct document_masthead *masthead = &document->masthead;
	struct report_out *out = report_zip_begin(zip, "docProps/core.xml");
	report_out_text(out,
	    XML_DECLARATION
	    "<cp:coreProperties "
	    "xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
	    "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
	    "xmlns:dcterms=\"http://purl.org/dc/terms/\" "
	    "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">");
	report_xml_between(out, "<dc:title>", masthead->title, "</dc:title>");
	report_xml_between(out, "<dc:subject>", masthead->kind, "</dc:subject>");
	report_xml_between(out, "<dc:identifier>", masthead->session, "</dc:identifier>");
	report_xml_between(out, "<dc:language>", document->language, "</dc:language>");
	static const char *const times[] = { "created", "modified" };
	for (size_t i = 0; i < 2; i++) {
		report_xml_between(out, "<dcterms:", times[i], " xsi:type=\"dcterms:W3CDTF\">");
		report_xml_time(out, document->time_ms);
		report_xml_between(out, "</dcterms:", times[i], ">");
	}
	report_out_text(out, "</cp:coreProperties>");
	report_zip_end(zip);
}

static void add_header(struct report_zip *zip, const struct document_masthead *masthead)
{
	struct report_out *out = report_zip_begin(zip, "word/header1.xml");
	report_out_text(out,
	    XML_DECLARATION "<w:hdr" DOCX_NAMESPACES
			    "><w:p><w:pPr><w:pStyle w:val=\"Header\"/></w:pPr>"
			    "<w:r><w:t xml:space=\"preserve\">");
	report_xml_text(out, masthead->symbol != NULL ? masthead->symbol : masthead->title);
	report_out_text(out, "</w:t></w:r></w:p></w:hdr>");
	report_zip_end(zip);
}

static void add_types(struct report_zip *zip, const struct report *report)
{
	struct report_out *out = report_zip_begin(zip, "[Content_Types].xml");
	report_out_text(out, CONTENT_TYPES);
	report_out_text(out, report->seal != NULL ? SEAL_TYPE : "");
	if (report->template == NULL)
		report_out_text(out, OWN_TYPES);
	else
		docx_template_types(out, report->template);
	report_out_text(out, "</Types>");
	report_zip_end(zip);
}

static void add_relations(struct report_zip *zip, const struct report *report)
{
	struct report_out *out = report_zip_begin(zip, "word/_rels/document.xml.rels");
	report_out_text(out, DOCUMENT_RELATIONS);
	if (report->template == NULL)
		report_out_text(out, OWN_RELATIONS);
	else
		docx_template_relations(out, report->template);
	if (report->seal != NULL)
		report_out_text(out,
		    "<Relationship Id=\"own7\" " OFFICE
		    "customXml\" Target=\"../customXml/item1.xml\"/>");
	report_out_text(out, "</Relationships>");
	report_zip_end(zip);
}

static void add_seal(struct report_zip *zip, const struct report_seal *seal)
{
	char head[SEAL_HEAD_TEXT];
	struct report_out *out = report_zip_begin(zip, "customXml/item1.xml");
	seal_head_text(seal, head);
	report_xml_between(out,
	    XML_DECLARATION "<rapporteur xmlns=\"urn:rapporteur:report\" head=\"", head, "\">");
	report_out_text(out, seal->lines); /* kinds, ids and hex */
	report_out_text(out, "</rapporteur>\n");
	report_zip_end(zip);
	/* Who saves the file keeps the item only by its properties. */
	report_zip_text(zip, "customXml/_rels/item1.xml.rels", SEAL_RELATIONS);
	report_zip_text(zip, "customXml/itemProps1.xml", SEAL_PROPERTIES);
}

static void add_settings(struct report_zip *zip, const struct report_template *template)
{
	struct report_out *out = report_zip_begin(zip, "word/settings.xml");
	report_out_text(out, SETTINGS);
	if (template != NULL && template->even_and_odd)
		report_out_text(out, "<w:evenAndOddHeaders/>");
	report_out_text(out, SETTINGS_END);
	report_zip_end(zip);
}

void docx_add_parts(
    struct report_zip *zip, const struct report *report, const struct docx_looks *looks)
{
	const struct document *document = &report->document;
	add_types(zip, report);
	report_zip_text(zip, "_rels/.rels", PACKAGE_RELATIONS);
	add_relations(zip, report);
	report_zip_text(zip, "docProps/app.xml", APPLICATION);
	add_settings(zip, report->template);
	add_core(zip, document);
	if (report->template == NULL) {
		report_zip_text(zip, "word/footer1.xml", FOOTER);
		add_header(zip, &document->masthead);
	} else {
		docx_template_parts(zip, report->template);
	}
	docx_add_styles(zip, document, looks);
	add_numbering(zip, &document->words, looks);
	if (report->seal != NULL)
		add_seal(zip, report->seal);
}
