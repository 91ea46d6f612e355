/*
 * client/report/report.h - a session's report: the document that people read, and the notes behind it.
 *
 * Promises:
 *   (1) The same programme, synthesis and facts give the same report, and the same report the same bytes.
 *   (2) received = in points + hidden + unplaced + retracted + redacted + late, each note exactly once;
 *       otherwise there is no report but REPORT_UNBALANCED and the numbers that differ.
 *   (3) Every sentence made from notes carries their public ids. No one who wrote a note is in it.
 *
 * Owner: the caller of report_build() closes the report, and keeps what it was built from until then.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_REPORT_H
#define RAPPORTEUR_CLIENT_REPORT_REPORT_H

#include "client/report/attendance.h"
#include "client/report/document.h"
#include "proto/programme.h"
#include "proto/synthesis.h"

struct report_seal;     /* seal/seal.h */
struct report_template; /* template.h */

#define REPORT_MEMORY_MAX (512u << 20) /* some 500,000 notes, as large as a snapshot may be */
#define REPORT_DETAIL_MAX 320u

enum report_result { REPORT_OK, REPORT_UNBALANCED, REPORT_MEMORY, REPORT_SINK, REPORT_FONTS };

/* What the programme and the synthesis do not tell. */
struct report_session {
	bool closed;
	uint64_t opened_ms;   /* since 1970 UTC; 0: not known */
	uint64_t closed_ms;   /* 0: not known, or not closed */
	uint64_t last_number; /* of the newest event that the synthesis holds; 0: not known */
	uint64_t received;    /* notes that the journal has accepted, in all */
	const struct attendance *attendance; /* NULL: not known */
};

/* A note as the machine-readable formats have it: with the point it is in. Retracted and redacted ones
 * are not here: they have nothing but a number, and are counted in the balance. */
struct report_note {
	const struct synthesis_note *note;
	uint32_t objective;
	const struct synthesis_point *point; /* NULL: in no point */
	const char *
	    speaker; /* who says it on the record, and for which body; NULL also when it is hidden */
	const char *body;
	uint32_t
	    rank; /* of its point among those of the objective and category, from 1; 0: no point */
};

/* What a moderator did, as the log tells it: never who. */
struct report_act {
	uint64_t event;
	uint32_t minute; /* since 1970 UTC */
	const char *role;
	const char *act;
	uint32_t objective;
	const char *what;
	const char *reason; /* NULL: none was given */
	uint64_t undone_by; /* 0: it stands */
};

struct report {
	struct arena arena; /* owns everything below, but not the texts of notes and programme */
	struct document document;
	struct report_note *notes; /* by objective in the report's order, then by event number */
	size_t note_count;
	uint64_t received;
	uint64_t counts[NOTE_PLACE_COUNT];
	const struct report_act *acts; /* for the workbook; borrowed */
	size_t act_count;
	/* Borrowed; NULL: none. */
	const struct report_template *template; /* docx takes its looks */
	const struct report_seal *seal;         /* json, html, docx carry it */
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
