/*
 * client/report/writer.h - from the document to bytes. Each format is one file behind this, and one
 * line of the table of formats; writers stream, so that a report of any size needs little memory.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_WRITER_H
#define RAPPORTEUR_CLIENT_REPORT_WRITER_H

#include "client/report/report.h"

struct report_sink {
	/* Takes all size bytes and answers 0, or anything else, and is not called again. */
	int (*write)(void *context, const void *bytes, size_t size);
	void *context;
};

struct report_format {
	const char *name; /* as in `--format` */
	/* REPORT_OK; REPORT_SINK when the sink would not take the bytes; REPORT_MEMORY; of pages, REPORT_FONTS
	 * when fonts-liberation is not installed. */
	enum report_result (*write)(const struct report *report, const struct report_sink *sink);
};

/* NULL: there is no such format. Static. */
const struct report_format *report_format_find(const char *name);
/* The format at index, from 0, or NULL past the end: for `--help`. */
const struct report_format *report_format_at(size_t index);

/* CommonMark with GitHub's tables. Numbers are plain text (1\.), so that nothing renumbers them; the ids
 * of a sentence's notes follow it as a comment. */
enum report_result report_markdown(const struct report *report, const struct report_sink *sink);
/* One self-contained page: no script, nothing fetched; it prints well. WCAG 2.2 AA. The ids of a sentence's
 * notes are its attribute data-notes. */
enum report_result report_html(const struct report *report, const struct report_sink *sink);
/* Office Open XML (ISO/IEC 29500). All numbered paragraphs are one list of Word; a sentence lies in a
 * bookmark note_ID for each of its notes, a paragraph in one para_ID. */
enum report_result report_docx(const struct report *report, const struct report_sink *sink);
/* OpenDocument 1.2 (ISO/IEC 26300): one list, footnotes and bookmarks as in docx. */
enum report_result report_odt(const struct report *report, const struct report_sink *sink);
/* Pages (PDF 1.5): tagged, outlined, a paragraph's notes at the foot of its page. Its fonts are Debian's files, whatever
 * a person has set up. GLib, which it draws with, ends the program when there is no memory. */
enum report_result report_pdf(const struct report *report, const struct report_sink *sink);
/* Akoma Ntoso 1.0 (OASIS) as the United Nations use it. */
enum report_result report_akn(const struct report *report, const struct report_sink *sink);
/* One JSON object a line and note (RFC 8259, UTF-8). */
enum report_result report_jsonl(const struct report *report, const struct report_sink *sink);
/* The whole model as one JSON object: masthead, body, annexes, footnotes, notes, balance. */
enum report_result report_json(const struct report *report, const struct report_sink *sink);
/* A line a note (RFC 4180, UTF-8) with the fields of jsonl; no cell can be taken for a formula. */
enum report_result report_csv(const struct report *report, const struct report_sink *sink);
/* A workbook of points, notes, balance and the log of curation; every text is a text, whatever it begins with. */
enum report_result report_xlsx(const struct report *report, const struct report_sink *sink);

#endif
