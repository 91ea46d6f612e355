/*
 * client/report/report_model.h - a session's report as a value: what it says, in which order, on which
 * notes each sentence rests. Whoever writes a format takes this and nothing else.
 *
 * Promises:
 *   (1) The same programme, synthesis and facts give the same model, and the same model the same bytes.
 *   (2) received = in points + hidden + unplaced + retracted + redacted + late, each note exactly once;
 *       otherwise there is no report but REPORT_UNBALANCED and the numbers that differ.
 *   (3) Every sentence made from notes carries their public ids. There is no person in the model.
 *
 * Texts are plain: no format's signs are escaped yet, and a note's text may hold anything.
 * Owner: the caller of report_build() closes the report, and keeps what it was built from until then.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_REPORT_MODEL_H
#define RAPPORTEUR_CLIENT_REPORT_REPORT_MODEL_H

#include "proto/programme.h"
#include "proto/synthesis.h"

#define REPORT_MEMORY_MAX (512u << 20) /* some 500,000 notes, as large as a snapshot may be */
#define REPORT_DETAIL_MAX 320u

enum report_result { REPORT_OK, REPORT_UNBALANCED, REPORT_MEMORY, REPORT_SINK };

/* What the programme and the synthesis do not tell. */
struct report_session {
	bool closed;
	uint64_t opened_ms;   /* since 1970 UTC; 0: not known */
	uint64_t closed_ms;   /* 0: not known, or not closed */
	uint64_t last_number; /* of the newest event that the synthesis holds; 0: not known */
	uint64_t received;    /* notes that the journal has accepted, in all */
};

struct report_sentence {
	const char *text;
	const char (*notes)[PUBLIC_ID_CHARS + 1]; /* it rests on these; may be none */
	size_t note_count;
	const uint32_t
	    *footnotes; /* numbers from 1, in the order of their marks after the sentence */
	size_t footnote_count;
};

/* A subparagraph: (a), then (i). */
struct report_item {
	const char *label;
	uint32_t depth; /* from 0 */
	struct report_sentence sentence;
};

struct report_paragraph {
	uint32_t number; /* through the whole report, from 1; 0: not numbered (in an annex) */
	struct report_sentence *sentences;
	size_t sentence_count;
	struct report_item *items;
	size_t item_count;
};

#define REPORT_LEVELS 4u
struct report_heading {
	uint32_t level;    /* from 1: I. / A. / i. / a. */
	const char *label; /* "II.", "A.", "iv.", "a." */
	const char *text;
};

struct report_cell {
	const char **lines; /* at least one in all but an empty cell */
	size_t line_count;
};
struct report_row {
	struct report_cell *cells; /* as many as the table has columns */
};
struct report_table {
	const char *caption;
	const char **columns; /* headings */
	size_t column_count;
	size_t number_column; /* from here on cells are numbers; column_count: none */
	struct report_row *rows;
	size_t row_count;
	bool last_is_total;
};

enum report_block_kind { REPORT_HEADING, REPORT_PARAGRAPH, REPORT_TABLE };
struct report_block {
	enum report_block_kind kind;
	union {
		struct report_heading heading;
		struct report_paragraph paragraph;
		struct report_table table;
	};
};

/* The body, or an annex, whose label and title are its heading. */
struct report_part {
	const char *label; /* "Annex"; NULL in the body */
	const char *title;
	struct report_block *blocks;
	size_t block_count;
};

struct report_masthead {
	const char *title;
	const char *kind;       /* "Summary report" */
	const char *session;    /* its key */
	const char *series;     /* may be NULL */
	const char *reference;  /* both, in words */
	const char *date;       /* "28 October 2020" */
	const char *time;       /* "11:00-14:00 hrs. (Asia/Bangkok time)" */
	const char *objectives; /* "Objectives 2, 5 and 18" */
	const char *state;      /* whether the session is closed, and since when */
};

/* A note as the machine-readable formats have it: with the point it is in. Retracted and redacted ones
 * are not here: they have nothing but a number, and are counted in the balance. */
struct report_note {
	const struct synthesis_note *note;
	uint32_t objective;
	const struct synthesis_point *point; /* NULL: in no point */
	uint32_t
	    rank; /* of its point among those of the objective and category, from 1; 0: no point */
};

struct report {
	struct arena arena;   /* owns everything below, but not the texts of notes and programme */
	const char *language; /* BCP 47 */
	struct report_masthead masthead;
	struct report_part body;
	struct report_part *annexes;
	size_t annex_count;
	const char **footnotes; /* number 1 is at index 0 */
	size_t footnote_count;
	struct report_note *notes; /* by objective in the report's order, then by event number */
	size_t note_count;
	uint64_t received;
	uint64_t counts[NOTE_PLACE_COUNT];
};

/*
 * Builds the report of whole objectives, in the order in which they are given: the programme's. Sets
 * *report on REPORT_OK only. On REPORT_UNBALANCED detail says which numbers differ, in words for the
 * person who exports; it is "" otherwise.
 */
enum report_result report_build(struct report *report, const struct programme *programme,
    const struct synthesis_objective *objectives, size_t objective_count,
    const struct report_session *session, char detail[REPORT_DETAIL_MAX]);
/* Twice is harmless. */
void report_close(struct report *report);

#endif
