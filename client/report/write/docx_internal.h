/*
 * client/report/write/docx_internal.h - the parts of a Word file beside its text.
 *
 *   [Content_Types].xml  _rels/.rels  docProps/core.xml  docProps/app.xml
 *   word/document.xml       docx.c: the text
 *   word/footnotes.xml      docx.c: -1 and 0 are the lines above them, then the document's numbers
 *   word/styles.xml         docx_parts.c: what the styles below look like
 *   word/numbering.xml      docx_parts.c: the lists below
 *   customXml/item1.xml     docx_parts.c: the seal, which Word keeps
 *   word/settings.xml  word/header1.xml  word/footer1.xml  word/_rels/document.xml.rels
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_WRITE_DOCX_INTERNAL_H
#define RAPPORTEUR_CLIENT_REPORT_WRITE_DOCX_INTERNAL_H

#include "client/report/write/zip_internal.h"

#define DOCX_NAMESPACES \
	" xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"" \
	" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""

/* Lists: paragraphs with their subparagraphs, headings, bullets. */
#define DOCX_LIST_PARAGRAPHS "1"
#define DOCX_LIST_HEADINGS   "2"
#define DOCX_LIST_BULLETS    "3"

/* All parts but document.xml and footnotes.xml. */
void docx_add_parts(
    struct report_zip *zip, const struct document *document, const struct report_seal *seal);

#endif
