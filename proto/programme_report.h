/*
 * proto/programme_report.h - what a programme says about the report: its masthead, its parts in their
 * order, and the texts that people write into it. All of it may be absent; then the report is made from
 * the rest of the programme alone.
 *
 * A text may hold *words in italics*, **bold** ones, and [^key], the mark of a footnote of that key.
 */
#ifndef RAPPORTEUR_PROTO_PROGRAMME_REPORT_H
#define RAPPORTEUR_PROTO_PROGRAMME_REPORT_H

#include "proto/limits.h"
#include "proto/wire/buffer.h"

/* Parts of the report: name, key, whether it is an annex. The order of this list is theirs unless the
 * programme gives another. */
#define REPORT_PARTS(X) \
	X(REPORT_BACKGROUND, "background", false) \
	X(REPORT_ORGANIZATION, "organization", false) \
	X(REPORT_OUTCOMES, "outcomes", false) \
	X(REPORT_CLOSING, "closing", false) \
	X(REPORT_PROGRAMME, "programme", true) \
	X(REPORT_QUESTIONS, "questions", true) \
	X(REPORT_BALANCE, "balance", true)
#define X(name, key, annex) name,
enum report_part { REPORT_PARTS(X) REPORT_PART_COUNT };
#undef X

/* Where people's texts stand: the whole of I. and IV.; in II. before and after the list of objectives and
 * after the attendance; and III. A. */
#define REPORT_PLACES(X) \
	X(REPORT_TEXT_BACKGROUND, "background") \
	X(REPORT_TEXT_CONTEXT, "context") \
	X(REPORT_TEXT_PURPOSE, "purpose") \
	X(REPORT_TEXT_OPENING, "opening") \
	X(REPORT_TEXT_OVERVIEW, "overview") \
	X(REPORT_TEXT_CLOSING, "closing")
#define X(name, key) name,
enum report_place { REPORT_PLACES(X) REPORT_PLACE_COUNT };
#undef X

struct programme_paragraph {
	const char *text; /* required */
	const char **list;
	size_t list_count;
};
struct programme_passage {
	struct programme_paragraph *paragraphs;
	size_t paragraph_count;
};
struct programme_part {
	enum report_part part;
	const char *heading; /* NULL: the usual one */
};
struct programme_footnote {
	const char *key;  /* required, unique */
	const char *text; /* required; no marks within */
};
struct programme_subregion {
	const char *name; /* required */
	const char **countries;
	size_t country_count;
};

struct programme_report {
	bool given;                   /* false: the programme says nothing about it */
	const char *organ;            /* these may be NULL: */
	const char *symbol;           /* of the document */
	const char *distribution;     /* "General" */
	const char *submitted;        /* a day, YYYY-MM-DD */
	const char *occasion;         /* what the session is part of */
	const char *place;            /* "Virtual" */
	const char *objective;        /* the word before an objective's number: "GCM Objective" */
	struct programme_part *parts; /* none: the usual ones */
	size_t part_count;
	struct programme_passage passages[REPORT_PLACE_COUNT];
	struct programme_footnote *footnotes;
	size_t footnote_count;
	struct programme_subregion *subregions;
	size_t subregion_count;
};

/* NULL past the end. REPORT_PART_COUNT: there is no part of that key. */
const char *report_part_key(size_t part);
enum report_part report_part_find(const char *key);
bool report_part_is_annex(enum report_part part);
const char *report_place_key(size_t place);

struct refusal;
struct wire;

/* What programme_check() asks of it. False, and refusal says the place: "report.parts[3]: ...". */
bool programme_report_check(const struct programme_report *report, struct refusal *refusal);
/* One map. */
void programme_report_encode(const struct programme_report *report, struct buffer *out);
/* Reads the map of a programme whose `report` it is; failures go to the wire's refusal. */
void programme_report_decode(
    struct programme_report *report, struct wire *wire, struct arena *arena);

#endif
