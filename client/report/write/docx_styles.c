/*
 * client/report/write/docx_styles.c - the styles of a Word file: ours, or a template's with those of ours that it lacks.
 *
 * Ours are those of the United Nations' documents: Times New Roman, 10 points, numbers at the margin. A
 * style's name is the one that people see in Word; UNPara carries its list with it, so that a
 * paragraph added in Word under that style gets its number.
 */
#include "client/report/write/docx_internal.h"
#include "client/report/write/xml_internal.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

/* A paragraph style: id, name, the style it is made from, its paragraph's and its letters' properties. */
struct style {
	const char *id;
	const char *name;
	const char *base; /* NULL: of none */
	const char *paragraph;
	const char *letters;
};

#define LIST(list, level) \
	"<w:numPr><w:ilvl w:val=\"" level "\"/><w:numId w:val=\"" list "\"/></w:numPr>"
#define AFTER(before, after) \
	"<w:spacing w:before=\"" before "\" w:after=\"" after \
	"\" w:line=\"260\" w:lineRule=\"atLeast\"/>"

static const struct style STYLES[] = {
	{ "Normal", "Normal", NULL, AFTER("0", "120"), "" },
	{ "Organ", "UN Organ", "Normal",
	    "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"8\" w:space=\"4\" w:color=\"auto\"/></w:pBdr>"
	    "<w:tabs><w:tab w:val=\"right\" w:pos=\"9638\"/></w:tabs>" AFTER("0", "60"),
	    "<w:b/><w:sz w:val=\"24\"/>" },
	{ "Distribution", "UN Distribution", "Normal", AFTER("0", "0") "<w:jc w:val=\"right\"/>",
	    "" },
	{ "Occasion", "UN Occasion", "Normal", AFTER("240", "120"), "<w:b/><w:sz w:val=\"24\"/>" },
	{ "Title", "Title", "Normal", "<w:keepNext/>" AFTER("240", "120"),
	    "<w:b/><w:sz w:val=\"34\"/>" },
	{ "Subtitle", "Subtitle", "Normal", "<w:keepNext/>" AFTER("120", "120"),
	    "<w:b/><w:caps/><w:sz w:val=\"24\"/>" },
	{ "Facts", "UN Facts", "Normal", AFTER("0", "0"), "" },
	{ "Heading1", "heading 1", "Normal",
	    "<w:keepNext/><w:keepLines/>" LIST(DOCX_LIST_HEADINGS, "0")
		AFTER("360", "160") "<w:outlineLvl w:val=\"0\"/>",
	    "<w:b/><w:sz w:val=\"28\"/>" },
	{ "Heading2", "heading 2", "Normal",
	    "<w:keepNext/><w:keepLines/>" LIST(DOCX_LIST_HEADINGS, "1")
		AFTER("280", "120") "<w:outlineLvl w:val=\"1\"/>",
	    "<w:b/><w:sz w:val=\"24\"/>" },
	{ "Heading3", "heading 3", "Normal",
	    "<w:keepNext/><w:keepLines/>" LIST(DOCX_LIST_HEADINGS, "2")
		AFTER("200", "120") "<w:outlineLvl w:val=\"2\"/>",
	    "<w:b/>" },
	{ "Heading4", "heading 4", "Normal",
	    "<w:keepNext/><w:keepLines/>" LIST(DOCX_LIST_HEADINGS, "3")
		AFTER("160", "100") "<w:outlineLvl w:val=\"3\"/>",
	    "<w:b/>" },
	{ "AnnexTitle", "UN Annex Title", "Normal",
	    "<w:keepNext/><w:pageBreakBefore/>" AFTER("0", "200") "<w:outlineLvl w:val=\"0\"/>",
	    "<w:b/><w:sz w:val=\"28\"/>" },
	{ "UNPara", "UN Para", "Normal",
	    LIST(DOCX_LIST_PARAGRAPHS, "0") AFTER("0", "120") "<w:jc w:val=\"both\"/>", "" },
	{ "UNSub", "UN Sub", "Normal",
	    LIST(DOCX_LIST_PARAGRAPHS, "1") AFTER("0", "80") "<w:jc w:val=\"both\"/>", "" },
	{ "UNSub2", "UN Sub 2", "Normal",
	    LIST(DOCX_LIST_PARAGRAPHS, "2") AFTER("0", "80") "<w:jc w:val=\"both\"/>", "" },
	{ "UNBullet", "UN Bullet", "Normal", LIST(DOCX_LIST_BULLETS, "0") AFTER("0", "80"), "" },
	{ "UNItem", "UN Item", "Normal",
	    AFTER("0", "80") "<w:ind w:left=\"1134\" w:hanging=\"567\"/>", "" },
	{ "Caption", "caption", "Normal", "<w:keepNext/>" AFTER("120", "80"), "<w:b/>" },
	{ "TableText", "UN Table Text", "Normal", AFTER("20", "20"), "<w:sz w:val=\"18\"/>" },
	{ "FootnoteText", "footnote text", "Normal", AFTER("0", "40"), "<w:sz w:val=\"17\"/>" },
	{ "Header", "header", "Normal", AFTER("0", "0"), "<w:sz w:val=\"17\"/>" },
	{ "Footer", "footer", "Normal", AFTER("0", "0") "<w:jc w:val=\"center\"/>",
	    "<w:sz w:val=\"17\"/>" },
};

#define STYLE_COUNT (sizeof STYLES / sizeof *STYLES)
static_assert(STYLE_COUNT <= DOCX_STYLES_MAX, "each has its id in the file");

/* The id of the style of that name, or NULL. */
static const char *template_style(const struct report_template *template, const char *name)
{
	const struct template_style *style = template->names;
	for (; style != NULL; style = style->next) {
		if (strcasecmp(style->name, name) == 0)
			return style->id;
	}
	return NULL;
}

static bool template_has_id(const struct report_template *template, const char *id)
{
	const struct template_style *style = template->names;
	while (style != NULL && strcmp(style->id, id) != 0)
		style = style->next;
	return style != NULL;
}

void docx_looks_init(struct docx_looks *looks, const struct report_template *template)
{
	*looks = (struct docx_looks){ .template = template };
	for (size_t i = 0; i < STYLE_COUNT; i++) {
		const char *id = template == NULL ? NULL : template_style(template, STYLES[i].name);
		looks->ids[i] = id == NULL ? STYLES[i].id : id;
	}
}

const char *docx_style(const struct docx_looks *looks, const char *id)
{
	for (size_t i = 0; i < STYLE_COUNT; i++) {
		if (strcmp(STYLES[i].id, id) == 0)
			return looks->ids[i];
	}
	return id;
}

static void add_style(
    struct report_out *out, const struct docx_looks *looks, const struct style *style)
{
	report_out_text(out, "<w:style w:type=\"paragraph\"");
	report_out_text(
	    out, style->base == NULL && looks->template == NULL ? " w:default=\"1\"" : "");
	report_xml_between(out, " w:styleId=\"", style->id, "\">");
	report_xml_between(out, "<w:name w:val=\"", style->name, "\"/>");
	if (style->base != NULL)
		report_xml_between(
		    out, "<w:basedOn w:val=\"", docx_style(looks, style->base), "\"/>");
	report_out_text(out, "<w:qFormat/><w:pPr>");
	report_out_text(out, style->paragraph);
	report_out_text(out, "</w:pPr><w:rPr>");
	report_out_text(out, style->letters);
	report_out_text(out, "</w:rPr></w:style>\n");
}

static void add_defaults(struct report_out *out, const char *language)
{
	bool right_to_left = report_right_to_left(language);
	report_out_text(out,
	    XML_DECLARATION "<w:styles" DOCX_NAMESPACES "><w:docDefaults><w:rPrDefault><w:rPr>"
			    "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" "
			    "w:eastAsia=\"Times New Roman\" w:cs=\"Times New Roman\"/>"
			    "<w:sz w:val=\"20\"/><w:szCs w:val=\"20\"/>");
	report_out_text(out, right_to_left ? "<w:rtl/>" : "");
	report_xml_between(out, "<w:lang w:val=\"", language, "\"/>");
	report_out_text(out, "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/>");
	report_out_text(out, right_to_left ? "<w:bidi/>" : "");
	report_out_text(out, "</w:pPr></w:pPrDefault></w:docDefaults>\n");
}

/* Styles of letters and tables, each with its id: a template that has one keeps its own. */
static const struct {
	const char *id;
	const char *markup;
} OTHER_STYLES[] = {
	{ "FootnoteReference",
	    "<w:style w:type=\"character\" w:styleId=\"FootnoteReference\">"
	    "<w:name w:val=\"footnote reference\"/><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr>"
	    "</w:style>\n" },
	{ "Hyperlink",
	    "<w:style w:type=\"character\" w:styleId=\"Hyperlink\"><w:name w:val=\"Hyperlink\"/>"
	    "<w:rPr><w:color w:val=\"00497A\"/><w:u w:val=\"single\"/></w:rPr></w:style>\n" },
	{ "TableNormal",
	    "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\">"
	    "<w:name w:val=\"Normal Table\"/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar>"
	    "<w:top w:w=\"0\" w:type=\"dxa\"/><w:left w:w=\"85\" w:type=\"dxa\"/>"
	    "<w:bottom w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"85\" w:type=\"dxa\"/></w:tblCellMar>"
	    "</w:tblPr></w:style>\n" },
	{ "UNTable",
	    "<w:style w:type=\"table\" w:styleId=\"UNTable\"><w:name w:val=\"UN Table\"/>"
	    "<w:basedOn w:val=\"TableNormal\"/><w:tblPr><w:tblBorders>"
#define EDGE(name) "<w:" name " w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"808080\"/>"
	    EDGE("top") EDGE("left") EDGE("bottom") EDGE("right") EDGE("insideH") EDGE("insideV")
#undef EDGE
		"</w:tblBorders></w:tblPr></w:style>\n" },
};

void docx_add_styles(
    struct report_zip *zip, const struct document *document, const struct docx_looks *looks)
{
	const struct report_template *template = looks->template;
	struct report_out *out = report_zip_begin(zip, "word/styles.xml");
	if (template == NULL)
		add_defaults(out, document->language);
	else
		report_out_text(out, template->styles);
	for (size_t i = 0; i < STYLE_COUNT; i++) {
		if (template == NULL || template_style(template, STYLES[i].name) == NULL)
			add_style(out, looks, &STYLES[i]);
	}
	for (size_t i = 0; i < sizeof OTHER_STYLES / sizeof *OTHER_STYLES; i++) {
		if (template == NULL || !template_has_id(template, OTHER_STYLES[i].id))
			report_out_text(out, OTHER_STYLES[i].markup);
	}
	report_out_text(out, "</w:styles>");
	report_zip_end(zip);
}
