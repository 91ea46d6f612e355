/*
 * client/report/document.h - a document as a value: what it says, in which order, and on which notes each
 * sentence rests. Whoever writes a format of the report takes this and nothing else; whoever makes a
 * document (of a session, of a series) makes this.
 *
 * Promises to writers:
 *   (1) A text is UTF-8 and plain: no format's signs are escaped yet, and it may hold anything, control
 *       characters too. A pointer that may be NULL says so.
 *   (2) Numbered paragraphs count 1, 2, 3 … through the whole body; in an annex the number is 0.
 *   (3) Ids are letters, digits and '-', begin with a letter, at most DOCUMENT_ID_MAX characters, no two the
 *       same in one document, and the same in every format and every export of the same state.
 *   (4) Footnotes are numbered in the order in which their first marks stand, body before annexes.
 *   (5) A mark or a reference points at what is there.
 *   (6) A note's id stands at one sentence at most.
 *
 * Owner: everything lies in the arena of who made it, but texts that it was made from, which are borrowed.
 * Nothing here is changed once it is made: many writers may read one document.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_DOCUMENT_H
#define RAPPORTEUR_CLIENT_REPORT_DOCUMENT_H

#include "proto/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DOCUMENT_ID_MAX \
	36u /* a bookmark of Word has 40 characters, and writers put a word before it */

enum document_run_kind {
	DOCUMENT_TEXT,
	DOCUMENT_LINK,     /* text, leading to target: http, https or mailto */
	DOCUMENT_FOOTNOTE, /* the mark of footnote `number`; two in a row read "8, 9" */
	DOCUMENT_REFERENCE, /* text (a paragraph's number), leading to the paragraph with the id target */
};

struct document_run {
	const char *text; /* NULL for a footnote's mark */
	enum document_run_kind kind;
	bool bold;
	bool italic;
	uint32_t number;    /* of a footnote, from 1 */
	const char *target; /* of a link or a reference */
};

/* A text: its runs one after the other, with nothing between them. */
struct document_text {
	const struct document_run *runs;
	size_t run_count;
};

struct document_sentence {
	struct document_text text;
	const char (*notes)[PUBLIC_ID_CHARS + 1]; /* it rests on these; may be none */
	size_t note_count;
};

enum document_item_kind {
	DOCUMENT_SUBPARAGRAPH, /* label "(a)": by its place in the list */
	DOCUMENT_BULLET,       /* label "•" */
	DOCUMENT_LABELLED,     /* label of its own: an objective's number */
};

struct document_item {
	enum document_item_kind kind;
	const char *label; /* as it is printed */
	uint32_t depth;    /* from 0: (a), then (i) */
	struct document_sentence sentence;
};

struct document_paragraph {
	const char *id;  /* may be NULL in an annex */
	uint32_t number; /* through the whole body, from 1; 0: not numbered */
	const struct document_sentence *sentences;
	size_t sentence_count; /* at least one */
	const struct document_item *items;
	size_t item_count;
};

#define DOCUMENT_LEVELS 4u
struct document_heading {
	const char *id;    /* may be NULL in an annex */
	uint32_t level;    /* from 1: I. / A. / i. / a. */
	const char *label; /* "II.", "A.", "iv.", "a." */
	const char *text;
};

struct document_line {
	struct document_text text;
	bool bullet;
};
struct document_cell {
	const struct document_line *lines; /* none in an empty cell */
	size_t line_count;
};
struct document_row {
	struct document_cell *cells; /* as many as the table has columns */
};
struct document_table {
	const char *caption;
	const char **columns; /* headings */
	size_t column_count;  /* at least one */
	size_t number_column; /* from here on cells are numbers; column_count: none */
	struct document_row *rows;
	size_t row_count;
	bool last_is_total;
};

enum document_block_kind { DOCUMENT_HEADING, DOCUMENT_PARAGRAPH, DOCUMENT_TABLE };
struct document_block {
	enum document_block_kind kind;
	union {
		struct document_heading heading;
		struct document_paragraph paragraph;
		struct document_table table;
	};
};

/* The body, or an annex, whose label and title are its heading. */
struct document_part {
	const char *id;    /* "annex-1"; NULL in the body */
	const char *label; /* "Annex", "Annex II"; NULL in the body */
	const char *title;
	const struct document_block *blocks;
	size_t block_count;
};

/* What stands above the first chapter. Those that may be NULL are left out when they are. */
struct document_masthead {
	const char *organ;        /* "Economic and Social Commission …"; may be NULL */
	const char *symbol;       /* "ESCAP/GCM/2021/CRP.2"; may be NULL */
	const char *distribution; /* "General"; may be NULL */
	const char *submitted;    /* "16 November 2020"; may be NULL */
	const char *original;     /* "English": the language it was written in; may be NULL */
	const char *heading;      /* what the session is part of; may be NULL */
	const char *title;
	const char *kind;       /* "Summary report" */
	const char *session;    /* its key */
	const char *series;     /* may be NULL */
	const char *reference;  /* both, in words */
	const char *date;       /* "28 October 2020" */
	const char *day;        /* "2020-10-28": the first day, for machines */
	const char *time;       /* "11:00-14:00 hrs. (Bangkok time)" */
	const char *place;      /* "Virtual"; may be NULL */
	const char *objectives; /* "Objectives 2, 5 and 18" */
	const char *state;      /* whether the session is closed, and since when */
};

/* What a format says of its own, in the document's language. */
struct document_words {
	const char *contents;      /* heading of the list of headings */
	const char *skip;          /* the link that leads past it */
	const char *footnotes;     /* heading of the footnotes, where they stand at the end */
	const char *footnote;      /* "Footnote", before a number */
	const char *back;          /* from a footnote to its mark */
	const char *paragraph;     /* "Paragraph", before a number */
	const char *before_letter; /* of a subparagraph: "(" */
	const char *after_letter;  /* ")" */
};

struct document {
	const char *language; /* BCP 47 */
	struct document_words words;
	uint64_t time_ms; /* of the session's closing (or opening), for formats that want a time */
	struct document_masthead masthead;
	struct document_part body;
	const struct document_part *annexes;
	size_t annex_count;
	const struct document_text *footnotes; /* number 1 is at index 0; no marks within */
	size_t footnote_count;
};

#endif
