/*
 * client/report/build/attendance.c - one paragraph on who came, in sums and shares. A group of a few people has
 * no share: in a list of countries beside it they could be guessed.
 */
#include "client/report/build/build_internal.h"

#include <string.h>
#include <strings.h>

#define SENTENCES_MAX 4u

static uint64_t per_cent(uint64_t part, uint64_t whole)
{
	return whole == 0 ? 0 : (200 * part + whole) / (2 * whole);
}

static const char *attended(struct report_builder *builder, const struct attendance *attendance)
{
	const struct wording *wording = &builder->wording;
	const char *people = phrase_number(builder->arena, attendance->participants);
	if (attendance->country_count == 1)
		return PHRASE(wording, PHRASE_ATTENDED_ONE, people, attendance->countries[0].name);
	return PHRASE(
	    wording, PHRASE_ATTENDED, people, phrase_count(wording, attendance->country_count));
}

/* "trade unions (45 per cent), academia" */
static const char *sectors(struct report_builder *builder, const struct attendance *attendance)
{
	const struct wording *wording = &builder->wording;
	const char **names = arena_take(builder->arena, attendance->sector_count, sizeof(void *));
	uint64_t stated = 0;
	if (attendance->sector_count == 0 || names == NULL)
		return NULL;
	for (size_t i = 0; i < attendance->sector_count; i++)
		stated += attendance->sectors[i].people;
	for (size_t i = 0; i < attendance->sector_count; i++) {
		const struct attendance_count *sector = &attendance->sectors[i];
		names[i] = sector->people < ATTENDANCE_SHARE_MIN
		    ? sector->name
		    : PHRASE(wording, PHRASE_SECTOR, sector->name,
			  phrase_number(builder->arena, per_cent(sector->people, stated)));
	}
	return PHRASE(
	    wording, PHRASE_SECTORS, phrase_list(wording, names, attendance->sector_count));
}

static bool came_from(
    const struct attendance *attendance, const struct programme_subregion *subregion)
{
	for (size_t i = 0; i < attendance->country_count; i++) {
		for (size_t k = 0; k < subregion->country_count; k++) {
			if (strcasecmp(attendance->countries[i].name, subregion->countries[k]) == 0)
				return true;
		}
	}
	return false;
}

static const char *subregions(struct report_builder *builder, const struct attendance *attendance)
{
	const struct programme_report *report = &builder->programme->report;
	const struct wording *wording = &builder->wording;
	const char **there = arena_take(builder->arena, report->subregion_count, sizeof(void *));
	const char **absent = arena_take(builder->arena, report->subregion_count, sizeof(void *));
	size_t there_count = 0;
	size_t absent_count = 0;
	if (there == NULL || absent == NULL || report->subregion_count == 0)
		return NULL;
	for (size_t i = 0; i < report->subregion_count; i++) {
		const struct programme_subregion *subregion = &report->subregions[i];
		if (came_from(attendance, subregion))
			there[there_count++] = subregion->name;
		else
			absent[absent_count++] = subregion->name;
	}
	if (there_count == 0)
		return NULL;
	if (absent_count == 0)
		return phrase_plain(wording, PHRASE_SUBREGIONS_ALL);
	if (there_count >= absent_count)
		return PHRASE(
		    wording, PHRASE_SUBREGIONS_EXCEPT, phrase_list(wording, absent, absent_count));
	return PHRASE(wording, PHRASE_SUBREGIONS_ONLY, phrase_list(wording, there, there_count));
}

static const char *gender(struct report_builder *builder, const struct attendance *attendance)
{
	uint64_t stated = (uint64_t)attendance->women + attendance->men + attendance->others;
	uint64_t women = per_cent(attendance->women, stated);
	if (stated < ATTENDANCE_SHARE_MIN)
		return NULL;
	if (women >= 45 && women <= 55)
		return phrase_plain(&builder->wording, PHRASE_GENDER_BALANCED);
	return PHRASE(&builder->wording, PHRASE_GENDER_SHARE, phrase_number(builder->arena, women));
}

void report_build_attendance(struct report_builder *builder)
{
	const struct attendance *attendance = builder->session->attendance;
	if (attendance == NULL || attendance->participants == 0)
		return;
	const char *const texts[SENTENCES_MAX] = { attended(builder, attendance),
		sectors(builder, attendance), subregions(builder, attendance),
		gender(builder, attendance) };
	struct document_sentence *sentences =
	    arena_take(builder->arena, SENTENCES_MAX, sizeof *sentences);
	size_t count = 0;
	for (size_t i = 0; sentences != NULL && i < SENTENCES_MAX; i++) {
		if (texts[i] != NULL)
			sentences[count++].text = report_text(builder->arena, texts[i]);
	}
	if (sentences != NULL)
		report_add_paragraph(builder, "attendance", sentences, count, NULL);
}
