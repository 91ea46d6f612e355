/*
 * client/report/build/build_internal.h - what the files that build the model share.
 *
 *   build.c         the order of the parts
 *   blocks.c        how a part grows: headings, paragraphs, items, tables
 *   passages.c      texts of the programme: their emphasis and their footnotes
 *   masthead.c      what stands above the first chapter
 *   organization.c  chapter II: objectives, organization and attendance
 *   record.c        what was said on the record
 *   attendance.c    who came, in numbers; attendance_read.c counts them
 *   outcomes.c      chapter III: the points
 *   annexes.c       programme, guiding questions
 *   balance.c       where every note is
 *
 * Blocks are added to a growing list. Nothing asks for memory's failure before the end: the arena stays
 * failed, additions do nothing then, and report_build() asks once.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_BUILD_BUILD_INTERNAL_H
#define RAPPORTEUR_CLIENT_REPORT_BUILD_BUILD_INTERNAL_H

#include "client/report/report.h"
#include "client/report/wording/prose.h"

struct report_builder {
	struct report *report;
	struct arena *arena; /* the report's */
	const struct programme *programme;
	const struct synthesis_objective *objectives;
	size_t objective_count;
	const struct report_session *session;
	struct wording wording;
	struct prose_words words;
	const struct programme_part *parts; /* those of this report, in their order */
	size_t part_count;
	uint32_t annex_count; /* of them */
	bool annex;           /* an annex is being built: its paragraphs have no numbers */
	uint32_t
	    *footnotes; /* by place in the programme: the number that it has got; 0: none yet */
	struct document_block *blocks; /* of the part being built */
	size_t block_count;
	size_t block_capacity;
	uint32_t paragraph;                       /* the last number given */
	uint32_t chapter;                         /* the last I., II. given */
	const char *heading_ids[DOCUMENT_LEVELS]; /* where we are; [0]: the chapter's key */
	uint32_t chapter_paragraph;               /* paragraphs so far in this chapter */
	size_t note_at; /* the report's first note of the objective being told */
};

/* The items of a paragraph while it is built; room for count. */
struct report_items {
	struct document_item *items;
	size_t count;
	size_t room;
};

/* ---- build.c ---- */

/* What a format says of its own. */
struct document_words report_format_words(const struct wording *wording);

/* ---- blocks.c ---- */

/* One plain run, or none when text is NULL. */
struct document_text report_text(struct arena *arena, const char *text);

/* The three one after the other. The arena's; NULL when it fails. */
const char *report_joined(
    struct arena *arena, const char *first, const char *second, const char *third);
/* Begins a chapter, or what stands in an annex. key is the id of the heading, and the beginning of its
 * paragraphs' ids; a heading of NULL is the phrase. */
void report_add_chapter(struct report_builder *builder, const char *key, const char *heading);
/* An id of NULL: that of the heading above, and the number. */
void report_add_heading(struct report_builder *builder, uint32_t level, const char *number,
    const char *id, const char *text);
/* A numbered paragraph. Borrows the sentences: the arena's. items may be NULL, and id: then it is told
 * by its place in the chapter. */
void report_add_paragraph(struct report_builder *builder, const char *id,
    const struct document_sentence *sentences, size_t sentence_count,
    const struct report_items *items);
/* A numbered paragraph of one sentence that rests on no note; items may be NULL. */
void report_add_text(
    struct report_builder *builder, const char *text, const struct report_items *items);
/* NULL when there is no memory. Borrows nothing after it returns but the texts. */
struct document_table *report_add_table(struct report_builder *builder, const char *caption,
    const char *const *columns, size_t column_count, size_t row_count);
/* A cell of one line. */
void report_set_cell(struct report_builder *builder, struct document_cell *cell, const char *line);

struct report_items report_items_for(struct report_builder *builder, size_t room);
/* A label of NULL: (a), (b) … */
void report_add_item(struct report_builder *builder, struct report_items *items, const char *label,
    const char *text, const char (*note)[PUBLIC_ID_CHARS + 1]);

void report_add_bullet(
    struct report_builder *builder, struct report_items *items, struct document_text text);

/* Ends a part: the blocks are its, and the next part begins. */
void report_end_part(struct report_builder *builder, struct document_part *part);

/* ---- passages.c ---- */

/* A text of the programme, with its runs; marks of footnotes get their numbers as they come. */
struct document_text report_passage_text(struct report_builder *builder, const char *text);
/* The paragraphs of a place; nothing when the programme has none. */
void report_build_passage(struct report_builder *builder, enum report_place place);
/* The texts of those that were marked, once all parts are built. */
void report_build_footnotes(struct report_builder *builder);
bool report_has_passage(const struct report_builder *builder, enum report_place place);

/* ---- masthead.c ---- */

void report_build_masthead(struct report_builder *builder);
/* "11:30-12:20 hrs.", or the start alone. */
const char *report_time_range(struct report_builder *builder, const char *start, const char *end);
/* "Objective 2: Title", or "Objective 2" when the programme does not know it. */
const char *report_objective_text(struct report_builder *builder, uint32_t number);

/* ---- organization.c ---- */

void report_build_organization(struct report_builder *builder);
/* "annex II" as it stands in a sentence; NULL: the report has no such annex. */
const char *report_annex_name(struct report_builder *builder, enum report_part part);

/* ---- record.c ---- */

/* Whether the note is on the record and stands in chapter II, not with its point. */
bool report_told_apart(const struct report_note *listed);
/* Who said it, and what. NULL when there is no memory. */
const char *report_attributed(struct report_builder *builder, const struct synthesis_note *note);
void report_build_statements(struct report_builder *builder);

/* ---- attendance.c ---- */

void report_build_attendance(struct report_builder *builder);

/* ---- annexes.c ---- */

void report_build_programme(struct report_builder *builder);
void report_build_questions(struct report_builder *builder);

/* ---- balance.c ---- */

/* Whether every note is in exactly one place and all add up; else writes detail. Fills the report's
 * notes with their points and ranks, and its counts. */
enum report_result report_balance_check(
    struct report_builder *builder, char detail[REPORT_DETAIL_MAX]);
void report_build_balance(struct report_builder *builder);

/* ---- outcomes.c ---- */

void report_build_outcomes(struct report_builder *builder);
/* The points of an objective in the report's order: by category, then those of no theme, then theme by
 * theme, each in the order of synthesis_point_compare(). Their ranks, which count through a category. */
struct report_ranked {
	const struct synthesis_point *point;
	size_t category; /* its place in the programme; category_count: unknown to it */
	size_t theme;    /* its place in the objective, from 1; 0: of none */
	uint32_t rank;
};
struct report_ranked *report_rank(
    struct report_builder *builder, const struct synthesis_objective *objective);

#endif
