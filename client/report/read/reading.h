/*
 * client/report/read/reading.h - a report read back from a file: what it says, in the form of document.h, with the notes
 * that are bound to its sentences, and the seal that it carries.
 *
 * Of a Word file that people have edited everything is kept that the document knows: headings, paragraphs and
 * what hangs under them, tables, footnotes, emphasis, links. What it does not know (pictures, colours, comments)
 * is passed over. Deleted text of tracked changes is gone, inserted text is there.
 *
 * Owner: whoever reads closes. All texts are its arena's.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_READ_READING_H
#define RAPPORTEUR_CLIENT_REPORT_READ_READING_H

#include "client/report/seal/seal.h"

#define READING_MEMORY_MAX (256u << 20)
#define READING_FAULT_MAX  200u

struct reading {
	struct arena arena;
	struct document document; /* without masthead, labels of headings, and words */
	const char *masthead[SEAL_MASTHEAD_MAX];
	size_t masthead_count;
	const char *seal_head; /* NULL: the file carries none */
	const char *seal_lines;
	uint32_t
	    misnumbered; /* the first paragraph whose printed number is not its place; 0: none */
};

/* By what the bytes are: a ZIP archive with word/document.xml, a page of HTML, an object of JSON. False: fault says what is
 * wrong, in words for the person whose file it is. Close it in any case. */
bool reading_open(
    struct reading *reading, const uint8_t *bytes, size_t size, char fault[READING_FAULT_MAX]);
/* Twice is harmless. */
void reading_close(struct reading *reading);

#endif
