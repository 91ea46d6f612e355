/*
 * client/report/write/odt_styles.c - the styles, lists and page of an OpenDocument text, and what else its
 * package holds. They look like those of docx_parts.c: change both or none.
 */
#include "client/report/write/odt_internal.h"
#include "client/report/write/xml_internal.h"

static const char MANIFEST[] = XML_DECLARATION
    "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" "
    "manifest:version=\"1.2\">"
#define FILE(path, type) \
	"<manifest:file-entry manifest:full-path=\"" path "\" manifest:media-type=\"" type "\"/>"
    FILE("/", "application/vnd.oasis.opendocument.text") FILE("content.xml", "text/xml")
	FILE("styles.xml", "text/xml") FILE("meta.xml", "text/xml") "</manifest:manifest>";
#undef FILE

/* Name, the style it is made from, its paragraph's and its letters' properties; outline: its level as a
 * heading, or "". */
struct style {
	const char *name;
	const char *base; /* NULL: of none */
	const char *paragraph;
	const char *letters;
	const char *outline;
	const char *inside; /* elements of the paragraph's properties; may be NULL */
};

#define SPACE(before, after) " fo:margin-top=\"" before "cm\" fo:margin-bottom=\"" after "cm\""
#define KEEP                 " fo:keep-with-next=\"always\""
#define BOLD                 " fo:font-weight=\"bold\""
#define SIZE(points)         " fo:font-size=\"" points "pt\""
#define JUSTIFIED            " fo:text-align=\"justify\""

static const struct style STYLES[] = {
	{ "Standard", NULL, SPACE("0", "0.2") " fo:line-height=\"115%\"", "", "", NULL },
	{ "Organ", "Standard", SPACE("0", "0.1") " fo:border-bottom=\"1pt solid #000000\"",
	    BOLD SIZE("12"), "",
	    /* The organ stands left, the symbol at the right edge. */
	    "<style:tab-stops><style:tab-stop style:position=\"17cm\" style:type=\"right\"/>"
	    "</style:tab-stops>" },
	{ "Distribution", "Standard", SPACE("0", "0") " fo:text-align=\"end\"", "", "", NULL },
	{ "Occasion", "Standard", SPACE("0.4", "0.2"), BOLD SIZE("12"), "", NULL },
	{ "Title", "Standard", SPACE("0.4", "0.2") KEEP, BOLD SIZE("17"), "", NULL },
	{ "Subtitle", "Standard", SPACE("0.2", "0.2") KEEP,
	    BOLD SIZE("12") " fo:text-transform=\"uppercase\"", "", NULL },
	{ "Facts", "Standard", SPACE("0", "0"), "", "", NULL },
	{ "Heading_20_1", "Standard", SPACE("0.6", "0.3") KEEP, BOLD SIZE("14"), "1", NULL },
	{ "Heading_20_2", "Standard", SPACE("0.5", "0.2") KEEP, BOLD SIZE("12"), "2", NULL },
	{ "Heading_20_3", "Standard", SPACE("0.35", "0.2") KEEP, BOLD, "3", NULL },
	{ "Heading_20_4", "Standard", SPACE("0.3", "0.2") KEEP, BOLD, "4", NULL },
	{ "Annex_20_Title", "Standard", SPACE("0", "0.35") KEEP " fo:break-before=\"page\"",
	    BOLD SIZE("14"), "1", NULL },
	{ "Annex_20_Heading", "Standard", SPACE("0.35", "0.2") KEEP, BOLD, "", NULL },
	{ "UN_20_Para", "Standard", SPACE("0", "0.2") JUSTIFIED, "", "", NULL },
	{ "UN_20_Sub", "Standard", SPACE("0", "0.14") JUSTIFIED, "", "", NULL },
	{ "UN_20_Bullet", "Standard", SPACE("0", "0.14"), "", "", NULL },
	{ "UN_20_Item", "Standard",
	    SPACE("0", "0.14") " fo:margin-left=\"2cm\" fo:text-indent=\"-1cm\"", "", "", NULL },
	{ "Caption", "Standard", SPACE("0.2", "0.14") KEEP, BOLD, "", NULL },
	{ "Table_20_Text", "Standard", SPACE("0.03", "0.03"), SIZE("9"), "", NULL },
	{ "Table_20_Count", "Table_20_Text", " fo:text-align=\"end\"", "", "", NULL },
	{ "Footnote", "Standard",
	    SPACE("0", "0.07") " fo:margin-left=\"0.4cm\" fo:text-indent=\"-0.4cm\"", SIZE("8.5"),
	    "", NULL },
	{ "Header", "Standard", SPACE("0", "0"), SIZE("8.5"), "", NULL },
	{ "Footer", "Standard", SPACE("0", "0") " fo:text-align=\"center\"", SIZE("8.5"), "",
	    NULL },
};

static void add_style(struct report_out *out, const struct style *style)
{
	report_xml_between(out, "<style:style style:name=\"", style->name, "\"");
	report_out_text(out, " style:family=\"paragraph\"");
	report_xml_between(out, " style:parent-style-name=\"", style->base, "\"");
	if (style->outline[0] != '\0')
		report_xml_between(out, " style:default-outline-level=\"", style->outline, "\"");
	report_out_text(out, "><style:paragraph-properties");
	report_out_text(out, style->paragraph);
	report_out_text(out, ">");
	report_out_text(out, style->inside == NULL ? "" : style->inside);
	report_out_text(out, "</style:paragraph-properties><style:text-properties");
	report_out_text(out, style->letters);
	report_out_text(out, "/></style:style>\n");
}

/* How a number stands before its text, which begins at left. */
static void add_position(struct report_out *out, const char *left)
{
	report_out_text(out,
	    "<style:list-level-properties "
	    "text:list-level-position-and-space-mode=\"label-alignment\">"
	    "<style:list-level-label-alignment text:label-followed-by=\"listtab\"");
	report_xml_between(out, " text:list-tab-stop-position=\"", left, "cm\"");
	report_xml_between(out, " fo:text-indent=\"-1cm\" fo:margin-left=\"", left, "cm\"/>");
	report_out_text(out, "</style:list-level-properties>");
}

struct level {
	unsigned number; /* from 1 */
	const char *format;
	const char *before;
	const char *after;
	const char *left;
};

static void add_level(struct report_out *out, const char *element, const struct level *level)
{
	report_xml_between(out, "<text:", element, " text:level=\"");
	report_out_number(out, level->number);
	report_xml_between(out, "\" style:num-format=\"", level->format, "\"");
	report_xml_between(out, " style:num-prefix=\"", level->before, "\"");
	report_xml_between(out, " style:num-suffix=\"", level->after, "\">");
	add_position(out, level->left);
	report_xml_between(out, "</text:", element, ">");
}

static void add_lists(struct report_out *out, const struct document_words *words)
{
	const struct level paragraphs[] = { { 1, "1", "", ".", "1" },
		{ 2, "a", words->before_letter, words->after_letter, "2" },
		{ 3, "i", words->before_letter, words->after_letter, "3" } };
	const struct level headings[] = { { 1, "I", "", ".", "1" }, { 2, "A", "", ".", "1" },
		{ 3, "i", "", ".", "1" }, { 4, "a", "", ".", "1" } };
	report_out_text(out, "<text:outline-style style:name=\"Outline\">");
	for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
		add_level(out, "outline-level-style", &headings[i]);
	report_out_text(out, "</text:outline-style>\n<text:list-style style:name=\"UNList\">");
	for (size_t i = 0; i < sizeof paragraphs / sizeof *paragraphs; i++)
		add_level(out, "list-level-style-number", &paragraphs[i]);
	report_out_text(out, "</text:list-style>\n<text:list-style style:name=\"UNBullets\">");
	for (unsigned i = 1; i <= 3; i++) {
		static const char *const lefts[] = { "1", "2", "3" };
		report_out_text(out, "<text:list-level-style-bullet text:level=\"");
		report_out_number(out, i);
		report_out_text(out, "\" text:bullet-char=\"•\">");
		add_position(out, lefts[i - 1]);
		report_out_text(out, "</text:list-level-style-bullet>");
	}
	report_out_text(out, "</text:list-style>\n");
}

static void add_page(struct report_out *out, const struct document *document)
{
	const struct document_masthead *masthead = &document->masthead;
	report_out_text(out,
	    "<office:automatic-styles><style:page-layout style:name=\"Page\">"
	    "<style:page-layout-properties fo:page-width=\"21cm\" fo:page-height=\"29.7cm\" "
	    "fo:margin-top=\"1.5cm\" fo:margin-bottom=\"1.5cm\" fo:margin-left=\"2cm\" "
	    "fo:margin-right=\"2cm\" style:writing-mode=\"");
	report_out_text(out, report_right_to_left(document->language) ? "rl-tb" : "lr-tb");
	report_out_text(out,
	    "\"><style:footnote-sep style:width=\"0.018cm\" style:rel-width=\"25%\" "
	    "style:distance-before-sep=\"0.1cm\" style:distance-after-sep=\"0.1cm\"/>"
	    "</style:page-layout-properties>"
	    "<style:header-style><style:header-footer-properties fo:margin-bottom=\"0.5cm\" "
	    "fo:min-height=\"0.5cm\"/></style:header-style>"
	    "<style:footer-style><style:header-footer-properties fo:margin-top=\"0.5cm\" "
	    "fo:min-height=\"0.5cm\"/></style:footer-style>"
	    "</style:page-layout></office:automatic-styles>\n<office:master-styles>");
#define FOOTER \
	"<style:footer><text:p text:style-name=\"Footer\"><text:page-number " \
	"text:select-page=\"current\">1</text:page-number></text:p></style:footer>" \
	"</style:master-page>"
	report_out_text(out,
	    "<style:master-page style:name=\"First\" style:page-layout-name=\"Page\" "
	    "style:next-style-name=\"Standard\">" FOOTER
	    "<style:master-page style:name=\"Standard\" style:page-layout-name=\"Page\">"
	    "<style:header><text:p text:style-name=\"Header\">");
	report_xml_text(out, masthead->symbol != NULL ? masthead->symbol : masthead->title);
	report_out_text(out, "</text:p></style:header>" FOOTER "</office:master-styles>");
#undef FOOTER
}

static void add_default(struct report_out *out, const struct document *document)
{
	report_out_text(out,
	    "<style:default-style style:family=\"paragraph\"><style:paragraph-properties "
	    "fo:orphans=\"2\" fo:widows=\"2\" style:tab-stop-distance=\"1cm\" style:writing-mode=\"");
	report_out_text(out, report_right_to_left(document->language) ? "rl-tb" : "lr-tb");
	report_out_text(out,
	    "\"/><style:text-properties style:font-name=\"Times New Roman\" "
	    "style:font-name-asian=\"Times New Roman\" style:font-name-complex=\"Times New Roman\" "
	    "fo:font-size=\"10pt\" style:font-size-asian=\"10pt\" style:font-size-complex=\"10pt\"");
	report_xml_between(out, " fo:language=\"", document->language, "\"/>");
	report_out_text(out, "</style:default-style>\n");
}

static void add_styles(struct report_zip *zip, const struct document *document)
{
	struct report_out *out = report_zip_begin(zip, "styles.xml");
	report_out_text(out,
	    XML_DECLARATION "<office:document-styles" ODT_NAMESPACES "><office:font-face-decls>"
			    "<style:font-face style:name=\"Times New Roman\" "
			    "svg:font-family=\"'Times New Roman'\" "
			    "style:font-family-generic=\"roman\"/></office:font-face-decls>"
			    "<office:styles>\n");
	add_default(out, document);
	for (size_t i = 0; i < sizeof STYLES / sizeof *STYLES; i++)
		add_style(out, &STYLES[i]);
#define LETTERS(name, properties) \
	"<style:style style:name=\"" name \
	"\" style:family=\"text\"><style:text-properties " properties "/></style:style>\n"
	report_out_text(out,
	    LETTERS("Bold", "fo:font-weight=\"bold\"") LETTERS("Italic", "fo:font-style=\"italic\"")
		LETTERS("Bold_20_Italic", "fo:font-weight=\"bold\" fo:font-style=\"italic\"")
		    LETTERS("Mark", "style:text-position=\"super 58%\""));
#undef LETTERS
	add_lists(out, &document->words);
	report_out_text(out,
	    "<text:notes-configuration text:note-class=\"footnote\" style:num-format=\"1\" "
	    "text:citation-body-style-name=\"Mark\" text:citation-style-name=\"Mark\" "
	    "text:start-value=\"0\" text:start-numbering-at=\"document\" text:footnotes-position=\"page\"/></office:styles>\n");
	add_page(out, document);
	report_out_text(out, "</office:document-styles>");
	report_zip_end(zip);
}

/* No creator: a report names nobody but those on the record. */
static void add_meta(struct report_zip *zip, const struct document *document)
{
	struct report_out *out = report_zip_begin(zip, "meta.xml");
	report_out_text(out,
	    XML_DECLARATION "<office:document-meta" ODT_NAMESPACES "><office:meta>"
			    "<meta:generator>rapporteur</meta:generator>");
	report_xml_between(out, "<dc:title>", document->masthead.title, "</dc:title>");
	report_xml_between(out, "<dc:subject>", document->masthead.kind, "</dc:subject>");
	report_xml_between(out, "<dc:language>", document->language, "</dc:language>");
	report_out_text(out, "<meta:creation-date>");
	report_xml_time(out, document->time_ms);
	report_out_text(out, "</meta:creation-date><dc:date>");
	report_xml_time(out, document->time_ms);
	report_out_text(out, "</dc:date></office:meta></office:document-meta>");
	report_zip_end(zip);
}

void odt_add_parts(struct report_zip *zip, const struct document *document)
{
	report_zip_store(zip, "mimetype", "application/vnd.oasis.opendocument.text");
	report_zip_text(zip, "META-INF/manifest.xml", MANIFEST);
	add_meta(zip, document);
	add_styles(zip, document);
}
