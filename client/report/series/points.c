/*
 * client/report/series/points.c - see series_internal.h. A point joins the group that it is most like, if it is like enough
 * and the group has none of its session; of two that it is equally like, the earlier one. So the order of the sessions
 * settles everything.
 */
#include "client/report/series/series_internal.h"

#include <stdlib.h>
#include <string.h>

static bool rests_on(const struct document_sentence *sentence, const struct synthesis_point *point)
{
	for (size_t i = 0; sentence->note_count > 0 && i < point->note_count; i++)
		if (strcmp(point->notes[i], sentence->notes[0]) == 0)
			return true;
	return false;
}

/* Where the point stands in the session's report. */
static uint32_t paragraph_of(const struct document *document, const struct synthesis_point *point)
{
	for (size_t i = 0; i < document->body.block_count; i++) {
		const struct document_block *block = &document->body.blocks[i];
		if (block->kind != DOCUMENT_PARAGRAPH)
			continue;
		for (size_t k = 0; k < block->paragraph.sentence_count; k++)
			if (rests_on(&block->paragraph.sentences[k], point))
				return block->paragraph.number;
	}
	return 0;
}

static struct series_group *likest(
    struct series_group *groups, size_t count, const struct series_point *point)
{
	struct series_group *best = NULL;
	uint32_t most = ALIKE_SAME - 1;
	for (size_t i = 0; i < count; i++) {
		uint32_t now = alike(&groups[i].points->words, &point->words);
		if (now <= most || groups[i].last->session == point->session)
			continue;
		most = now;
		best = &groups[i];
	}
	return best;
}

static void group_add(struct series_group *group, struct series_point *point)
{
	if (group->points == NULL)
		group->points = point;
	else
		group->last->next = point;
	group->last = point;
	group->sessions++;
	group->writers += point->point->writers;
	group->notes += point->point->note_count;
}

static int compare(const void *left, const void *right)
{
	const struct series_group *a = left;
	const struct series_group *b = right;
	if (a->sessions != b->sessions)
		return a->sessions > b->sessions ? -1 : 1;
	if (a->writers != b->writers)
		return a->writers > b->writers ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static const struct synthesis_objective *objective_of(
    const struct series_session *session, uint32_t number)
{
	for (size_t i = 0; i < session->objective_count; i++)
		if (session->objectives[i].number == number)
			return &session->objectives[i];
	return NULL;
}

/* How many points there are at most. */
static size_t points_count(
    const struct series_session *sessions, size_t session_count, uint32_t number)
{
	size_t count = 0;
	for (size_t i = 0; i < session_count; i++) {
		const struct synthesis_objective *objective = objective_of(&sessions[i], number);
		count += objective == NULL ? 0 : objective->point_count;
	}
	return count;
}

struct series_group *series_groups(struct report_builder *builder,
    const struct series_session *sessions, size_t session_count, uint32_t number,
    const char *category, size_t *count)
{
	size_t room = points_count(sessions, session_count, number);
	struct series_group *groups = arena_take(builder->arena, room, sizeof *groups);
	struct series_point *points = arena_take(builder->arena, room, sizeof *points);
	const struct programme *before = builder->programme;
	size_t used = 0;
	*count = 0;
	for (size_t i = 0; groups != NULL && points != NULL && i < session_count; i++) {
		const struct synthesis_objective *objective = objective_of(&sessions[i], number);
		if (objective == NULL)
			continue;
		builder->programme = sessions[i].programme;
		struct report_ranked *ranked = report_rank(builder, objective);
		for (size_t k = 0; ranked != NULL && k < objective->point_count; k++) {
			if (strcmp(ranked[k].point->category, category) != 0)
				continue;
			struct series_point *point = &points[used++];
			*point = (struct series_point){ .session = i, .point = ranked[k].point };
			point->paragraph =
			    paragraph_of(&sessions[i].report->document, point->point);
			alike_read(point->point->statement, &point->words);
			struct series_group *group = likest(groups, *count, point);
			if (group == NULL) {
				group = &groups[*count];
				*group = (struct series_group){ .order = (*count)++ };
			}
			group_add(group, point);
		}
	}
	builder->programme = before;
	if (*count > 0)
		qsort(groups, *count, sizeof *groups, compare);
	return groups;
}
