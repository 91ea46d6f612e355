/*
 * client/report/report_internal.h - what the files that build the model share.
 *
 *   report_build.c      order of the parts, masthead, balance check
 *   report_programme.c  what the programme tells: objectives and organization, annex
 *   report_outcomes.c   the points, and what is missing
 *   report_balance.c    where every note is
 *
 * Blocks are added to a growing list. Nothing asks for memory's failure before the end: the arena stays
 * failed, additions do nothing then, and report_build() asks once.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_REPORT_INTERNAL_H
#define RAPPORTEUR_CLIENT_REPORT_REPORT_INTERNAL_H

#include "client/report/phrases_internal.h"
#include "client/report/prose_internal.h"
#include "client/report/report_model.h"

struct report_builder {
	struct report *report;
	struct arena *arena; /* the report's */
	const struct programme *programme;
	const struct synthesis_objective *objectives;
	size_t objective_count;
	const struct report_session *session;
	struct prose_words words;
	struct report_block *blocks; /* of the part being built */
	size_t block_count;
	size_t block_capacity;
	uint32_t paragraph; /* the last number given */
	uint32_t chapter;   /* the last I., II. given */
	size_t note_at;     /* the report's first note of the objective being told */
};

/* The items of a paragraph while it is built; room for count. */
struct report_items {
	struct report_item *items;
	size_t count;
	size_t room;
};

void report_add_chapter(struct report_builder *builder, enum phrase title);
void report_add_heading(
    struct report_builder *builder, uint32_t level, const char *number, const char *text);
/* A numbered paragraph of one sentence that rests on no note; items may be NULL. */
void report_add_text(
    struct report_builder *builder, const char *text, const struct report_items *items);
void report_add_sentence(struct report_builder *builder, const struct report_sentence *sentence);
/* NULL when there is no memory. Borrows nothing after it returns but the texts. */
struct report_table *report_add_table(struct report_builder *builder, const char *caption,
    const char *const *columns, size_t column_count, size_t row_count);
/* A cell of one line. */
void report_set_cell(struct report_builder *builder, struct report_cell *cell, const char *line);

struct report_items report_items_for(struct report_builder *builder, size_t room);
/* A label of NULL: (a), (b) … */
void report_add_item(struct report_builder *builder, struct report_items *items, const char *label,
    const char *text, const char (*note)[PUBLIC_ID_CHARS + 1]);

/* Ends a part: the blocks are its, and the next part begins. */
void report_end_part(struct report_builder *builder, struct report_part *part);

/* report_programme.c */
void report_build_masthead(struct report_builder *builder);
void report_build_organization(struct report_builder *builder);
void report_build_annex(struct report_builder *builder);
/* "Objective 2: Title", or "Objective 2" when the programme does not know it. */
const char *report_objective_text(struct report_builder *builder, uint32_t number);

/* report_balance.c */
/* Whether every note is in exactly one place and all add up; else writes detail. Fills the report's
 * notes with their points and ranks, and its counts. */
enum report_result report_balance_check(
    struct report_builder *builder, char detail[REPORT_DETAIL_MAX]);
void report_build_balance(struct report_builder *builder);

/* report_outcomes.c */
void report_build_outcomes(struct report_builder *builder);
/* The points of an objective in the report's order: by category, then rank. Their ranks beside them. */
struct report_ranked {
	const struct synthesis_point *point;
	size_t category; /* its place in the programme; category_count: unknown to it */
	uint32_t rank;
};
struct report_ranked *report_rank(
    struct report_builder *builder, const struct synthesis_objective *objective);

#endif
