/*
 * client/report/write/docx_internal.h - the parts of a Word file beside its text.
 *
 *   [Content_Types].xml  _rels/.rels  docProps/core.xml  docProps/app.xml
 *   word/document.xml       docx.c: the text
 *   word/footnotes.xml      docx.c: -1 and 0 are the lines above them, then the document's numbers
 *   word/styles.xml         docx_styles.c: what the styles below look like
 *   word/numbering.xml      docx_parts.c: the lists below
 *   docx_template.c         headers, footers, theme and pictures of the secretariat's template
 *   customXml/item1.xml     docx_parts.c: the seal, which Word keeps
 *   word/settings.xml  word/header1.xml  word/footer1.xml  word/_rels/document.xml.rels
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_WRITE_DOCX_INTERNAL_H
#define RAPPORTEUR_CLIENT_REPORT_WRITE_DOCX_INTERNAL_H

#include "client/report/template.h"
#include "client/report/write/zip_internal.h"

#define DOCX_NAMESPACES \
	" xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"" \
	" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""

/* Lists: paragraphs with their subparagraphs, headings, bullets. */
#define DOCX_LIST_PARAGRAPHS "1"
#define DOCX_LIST_HEADINGS   "2"
#define DOCX_LIST_BULLETS    "3"

/* The ids of our styles in the file: those of the template where it has one of the name. */
#define DOCX_STYLES_MAX 32u
struct docx_looks {
	const struct report_template *template; /* NULL: our own */
	const char *ids[DOCX_STYLES_MAX];
};
void docx_looks_init(struct docx_looks *looks, const struct report_template *template);
/* Of ours the one in the file. */
const char *docx_style(const struct docx_looks *looks, const char *id);

/* All parts but document.xml and footnotes.xml. */
void docx_add_parts(
    struct report_zip *zip, const struct report *report, const struct docx_looks *looks);
/* docx_styles.c */
void docx_add_styles(
    struct report_zip *zip, const struct document *document, const struct docx_looks *looks);
/* docx_template.c: what the template brings, its types and where its headers are. */
void docx_template_parts(struct report_zip *zip, const struct report_template *template);
void docx_template_types(struct report_out *out, const struct report_template *template);
void docx_template_relations(struct report_out *out, const struct report_template *template);

#endif
