/*
 * client/report/version/version.h - a version of a report that people edited: as bytes for the journal, and as a document.
 *
 *   version_settle   what was read from a Word file becomes whole: labels, ids, each note at one sentence
 *   version_encode   proto/PROTOCOL.md, A version of a report
 *   version_decode   and back
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_VERSION_VERSION_H
#define RAPPORTEUR_CLIENT_REPORT_VERSION_VERSION_H

#include "client/report/document.h"
#include "proto/wire/buffer.h"

#define VERSION_OWN_ID \
	"own-" /* begins the ids of paragraphs that no report had: the secretariat's own */

/* Numbers headings and subparagraphs as the words have it, numbers paragraphs, gives ids to those that have none or one
 * that was there before, and takes from later sentences the notes that an earlier one has. Changes document in place;
 * what it adds is the arena's. False: no memory. */
bool version_settle(
    struct document *document, const struct document_words *words, struct arena *arena);
/* Body, annexes and footnotes. A failure stays in out. */
void version_encode(const struct document *document, struct buffer *out);
/* Sets body, annexes and footnotes of document, all the arena's. False: it is none. */
bool version_decode(
    struct document *document, struct arena *arena, const uint8_t *bytes, size_t size);

/* Told of each sentence of a document, with its paragraph; of tables there are none. */
typedef void version_sentence(void *context, const struct document_paragraph *paragraph,
    const struct document_sentence *sentence);
void version_sentences(const struct document *document, version_sentence *tell, void *context);

#endif
