/*
 * client/report/read/docx_internal.h - what the files that read a Word file share: docx_read.c its text, docx_parts_read.c
 * what stands beside it.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_READ_DOCX_INTERNAL_H
#define RAPPORTEUR_CLIENT_REPORT_READ_DOCX_INTERNAL_H

#include "client/report/read/reading_internal.h"
#include "client/report/read/xml_read.h"

#define DOCX_OPEN_MAX      8192u /* bookmarks around one sentence: a note each */
#define DOCX_FIELDS_MAX    8u    /* one in another; deeper ones are passed over */
#define DOCX_FOOTNOTES_MAX 4096u
#define DOCX_LABEL_MAX     64u

struct docx_open {
	char id[16];
	char note[PUBLIC_ID_CHARS + 1];
	bool used; /* a sentence has it */
};
struct docx_field {
	const char *target;
	enum document_run_kind kind;
	bool silent; /* its text is not the document's */
};
/* Style and name, relation and target. */
struct docx_pair {
	const struct docx_pair *next;
	const char *id;
	const char *value;
};

enum docx_text { DOCX_NOTHING, DOCX_WORDS, DOCX_CODE };

struct docx_reader {
	struct maker maker;
	const struct docx_pair *styles;
	const struct docx_pair *relations;
	struct docx_open open[DOCX_OPEN_MAX];
	size_t open_count;
	struct docx_field fields[DOCX_FIELDS_MAX];
	size_t field_count; /* may be more than are kept */
	struct buffer code; /* of a field */
	const char
	    *footnotes[DOCX_FOOTNOTES_MAX]; /* their ids, in the order of their first marks */
	size_t footnote_count;
	size_t footnote_at; /* the one being read */
	const char *style;
	const char *paragraph_id;
	char label[DOCX_LABEL_MAX];
	size_t label_size;
	struct document_run run;
	bool is_mark; /* the run is a footnote's sign */
	enum docx_text in_text;
	unsigned in_properties; /* of a paragraph: its mark's are nobody's */
	unsigned table_depth;
	unsigned skipped;
	bool is_head;
	bool in_footnotes;
};

/* Its context is the reader. */
extern const struct xml_handler docx_text_handler;

#endif
