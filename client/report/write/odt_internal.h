/*
 * client/report/write/odt_internal.h - the parts of an OpenDocument text beside its words.
 *
 *   mimetype                first, stored: what the file is
 *   META-INF/manifest.xml  meta.xml
 *   styles.xml              odt_styles.c: the styles and lists that content.xml names, and the page
 *   content.xml             odt.c: the text with its footnotes
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_WRITE_ODT_INTERNAL_H
#define RAPPORTEUR_CLIENT_REPORT_WRITE_ODT_INTERNAL_H

#include "client/report/write/zip_internal.h"

#define ODT_NAMESPACES \
	" xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\"" \
	" xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\"" \
	" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"" \
	" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\"" \
	" xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\"" \
	" xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\"" \
	" xmlns:xlink=\"http://www.w3.org/1999/xlink\"" \
	" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"" \
	" xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\"" \
	" office:version=\"1.2\""

/* All parts but content.xml; mimetype first. */
void odt_add_parts(struct report_zip *zip, const struct document *document);

#endif
