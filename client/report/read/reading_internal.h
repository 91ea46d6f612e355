/*
 * client/report/read/reading_internal.h - how a reading grows. A reader adds runs; cuts them into sentences; and says
 * what those make: a heading, a paragraph, an item, a line of a cell, a footnote.
 *
 * Nothing asks for memory's failure before the end: the arena stays failed, and reading_open() asks once.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_READ_READING_INTERNAL_H
#define RAPPORTEUR_CLIENT_REPORT_READ_READING_INTERNAL_H

#include "client/report/read/reading.h"

/* Items of one size that grow in an arena. */
struct list {
	void *items;
	size_t count;
	size_t capacity;
};

struct maker {
	struct reading *reading;
	struct arena *arena;
	struct buffer text; /* of the run under way */
	struct document_run run;
	struct list runs;      /* of the sentence under way */
	struct list sentences; /* of the paragraph */
	struct list items;     /* of the last paragraph, whose block waits for them */
	struct list blocks;
	struct list annexes;
	struct list lines; /* of the cell */
	struct list cells; /* of the row */
	struct list rows;
	struct list columns;
	struct list footnotes;
	const char *caption;
	uint32_t paragraph; /* the last number */
	bool annex;
};

void maker_init(struct maker *maker, struct reading *reading);
/* Ends the last part. */
void maker_end(struct maker *maker);
void maker_close(struct maker *maker);

/* Words under that emphasis, and of that link when target is not NULL. */
void maker_words(
    struct maker *maker, const struct document_run *like, const char *bytes, size_t size);
void maker_mark(struct maker *maker, uint32_t number);
/* Ends a sentence that rests on these notes; nothing when it has no words. True: there was one. */
bool maker_cut(struct maker *maker, const char (*notes)[PUBLIC_ID_CHARS + 1], size_t count);
/* Whether words or marks came since the last cut. */
bool maker_has_words(const struct maker *maker);

/* What the sentences so far make; each begins anew after it. */
void maker_heading(struct maker *maker, uint32_t level, const char *id);
/* printed: the number in the file, 0: it has none of its own. */
void maker_paragraph(struct maker *maker, const char *id, bool numbered, uint32_t printed);
void maker_item(
    struct maker *maker, enum document_item_kind kind, const char *label, uint32_t depth);
void maker_masthead(struct maker *maker);
void maker_annex(struct maker *maker, const char *id, const char *label, const char *title);
void maker_footnote(struct maker *maker, size_t index);
/* All words so far as one text; the arena's. */
const char *maker_take_words(struct maker *maker);
/* A table: lines make cells, cells make rows; a row of heads comes first. */
void maker_line(struct maker *maker);
void maker_cell(struct maker *maker);
void maker_head_row(struct maker *maker);
void maker_row(struct maker *maker);
void maker_table(struct maker *maker);

/* The id in a name such as note_0123456789ab; false: it is none. */
bool reading_note_id(const char *text, char id[PUBLIC_ID_CHARS + 1]);

bool reading_docx(
    struct reading *reading, const uint8_t *bytes, size_t size, char fault[READING_FAULT_MAX]);
bool reading_html(
    struct reading *reading, const char *bytes, size_t size, char fault[READING_FAULT_MAX]);
bool reading_json(
    struct reading *reading, const char *bytes, size_t size, char fault[READING_FAULT_MAX]);

#endif
