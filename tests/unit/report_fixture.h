/*
 * tests/unit/report_fixture.h - a small session with one note of every place, for the tests of the report.
 */
#ifndef RAPPORTEUR_TESTS_UNIT_REPORT_FIXTURE_H
#define RAPPORTEUR_TESTS_UNIT_REPORT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/report/writer.h"

#define OUTPUT_BYTES_MAX (64u << 20)
#define RECEIVED         10u

struct session_fixture {
	struct programme programme;
	struct programme_round rounds[1];
	struct programme_agenda agenda[1];
	struct programme_category categories[2];
	struct programme_objective planned[2];
	struct programme_room rooms[2];
	struct synthesis_note two[9];
	struct synthesis_note five[1];
	struct synthesis_point points[3];
	struct synthesis_objective objectives[2];
	uint64_t questions[2];
	struct report_session session;
};

static const char *planned_questions[] = { "What has changed?", "Who is left behind?" };
static const char *speakers[] = { "A. Speaker", "B. Speaker" };
static const char *cohosts[] = { "C. Host" };
static const char *silent_rooms[] = { "WG-5" };
static uint32_t objective_two[] = { 2 };
static uint32_t objective_five[] = { 5 };
static const char wage_ids[2][PUBLIC_ID_CHARS + 1] = { "n00000000001", "n00000000003" };
static const char staff_ids[1][PUBLIC_ID_CHARS + 1] = { "n00000000002" };
static const char treaty_ids[1][PUBLIC_ID_CHARS + 1] = { "n00000000004" };

static inline void fixture_programme(struct session_fixture *made)
{
	made->rounds[0] = (struct programme_round){
		.number = 1, .start = "2020-10-28T11:30", .end = "2020-10-28T12:20"
	};
	made->agenda[0] = (struct programme_agenda){ .start = "2020-10-28T11:00",
		.end = "2020-10-28T11:10",
		.title = "Welcome",
		.moderator = "D. Chair",
		.speakers = speakers,
		.speaker_count = 2 };
	made->categories[0] =
	    (struct programme_category){ .key = "challenge", .heading = "Key challenges" };
	made->categories[1] =
	    (struct programme_category){ .key = "recommendation", .heading = "Recommendations" };
	made->planned[0] = (struct programme_objective){ .number = 2,
		.title = "Minimize drivers",
		.questions = planned_questions,
		.question_count = 2 };
	made->planned[1] = (struct programme_objective){ .number = 5, .title = "Open pathways" };
	made->rooms[0] = (struct programme_room){ .key = "WG-2",
		.round = 1,
		.objectives = objective_two,
		.objective_count = 1,
		.cohosts = cohosts,
		.cohost_count = 1 };
	made->rooms[1] = (struct programme_room){
		.key = "WG-5", .round = 1, .objectives = objective_five, .objective_count = 1
	};
	made->programme = (struct programme){ .session = "meet-1",
		.series = "meet",
		.title = "Safe & orderly",
		.timezone = "Asia/Bangkok",
		.rounds = made->rounds,
		.round_count = 1,
		.agenda = made->agenda,
		.agenda_count = 1,
		.categories = made->categories,
		.category_count = 2,
		.objectives = made->planned,
		.objective_count = 2,
		.rooms = made->rooms,
		.room_count = 2 };
}

static inline struct synthesis_note fixture_note(
    unsigned number, enum note_place place, const char *text)
{
	struct synthesis_note note = { .number = number, .place = place };
	snprintf(note.id, sizeof note.id, "n%011u", number);
	if (text != NULL) {
		note.text = text;
		note.category = "challenge";
		note.room = "WG-2";
	}
	return note;
}

static inline void fixture_notes(struct session_fixture *made)
{
	/* Not in the order of numbers: the report sorts. */
	made->two[0] = fixture_note(3, NOTE_IN_POINT, "low wages drive people out");
	made->two[1] = fixture_note(1, NOTE_IN_POINT, "Low wages drive people abroad.");
	made->two[2] = fixture_note(2, NOTE_IN_POINT, "Consulates lack staff \"everywhere\"");
	made->two[3] = fixture_note(4, NOTE_IN_POINT, "States should ratify the treaties");
	made->two[4] = fixture_note(5, NOTE_HIDDEN, "Jane Doe said so");
	made->two[5] = fixture_note(6, NOTE_UNPLACED, "?!");
	made->two[6] = fixture_note(7, NOTE_RETRACTED, NULL);
	made->two[7] = fixture_note(8, NOTE_REDACTED, NULL);
	made->two[8] = fixture_note(9, NOTE_LATE, "Visas cost too much");
	made->five[0] = fixture_note(10, NOTE_RETRACTED, NULL);
	made->two[1].ref = "r-1";
	made->two[1].lens = "youth";
	made->two[1].language = "en";
	made->two[3].category = "recommendation";
	made->two[4].reason = "names a person";
	made->two[5].reason = "it has no words";
	made->points[0] = (struct synthesis_point){ .id = "p00000000002",
		.number = 2,
		.category = "challenge",
		.statement = "Consulates lack staff \"everywhere\"",
		.statement_note = "n00000000002",
		.writers = 1,
		.notes = staff_ids,
		.note_count = 1 };
	made->points[1] = (struct synthesis_point){ .id = "p00000000004",
		.number = 4,
		.category = "recommendation",
		.statement = "States should ratify the treaties",
		.statement_note = "n00000000004",
		.writers = 1,
		.notes = treaty_ids,
		.note_count = 1 };
	made->points[2] = (struct synthesis_point){ .id = "p00000000001",
		.number = 1,
		.category = "challenge",
		.statement = "Low wages drive people abroad.",
		.statement_note = "n00000000001",
		.writers = 2,
		.notes = wage_ids,
		.note_count = 2 };
}

/* Borrows *made; the order of points, like that of notes, is not the report's. */
static inline void fixture_make(struct session_fixture *made)
{
	memset(made, 0, sizeof *made);
	fixture_programme(made);
	fixture_notes(made);
	made->questions[0] = 1;
	made->objectives[0] = (struct synthesis_objective){ .number = 2,
		.whole = true,
		.counts = { 4, 1, 1, 1, 1, 1 },
		.questions = made->questions,
		.question_count = 2,
		.points = made->points,
		.point_count = 3,
		.notes = made->two,
		.note_count = 9 };
	made->objectives[1] = (struct synthesis_objective){ .number = 5,
		.whole = true,
		.counts = { 0, 0, 0, 1, 0, 0 },
		.silent_rooms = silent_rooms,
		.silent_room_count = 1,
		.notes = made->five,
		.note_count = 1 };
	made->session = (struct report_session){
		.closed = true, .closed_ms = 1603872000000u, .received = RECEIVED
	};
}

static inline enum report_result fixture_build(
    const struct session_fixture *made, struct report *report, char detail[REPORT_DETAIL_MAX])
{
	return report_build(report, &made->programme, made->objectives, 2, &made->session, detail);
}

static inline int sink_buffer(void *context, const void *bytes, size_t size)
{
	return !buffer_add(context, bytes, size);
}

/* Builds the fixture's report and writes it; the caller closes out. */
static inline const char *fixture_write(
    const struct session_fixture *made, const char *format, struct buffer *out)
{
	struct report report;
	char detail[REPORT_DETAIL_MAX];
	struct report_sink sink = { .write = sink_buffer, .context = out };
	buffer_init(out, OUTPUT_BYTES_MAX);
	if (fixture_build(made, &report, detail) != REPORT_OK)
		fail_msg("%s", detail);
	assert_int_equal(report_format_find(format)->write(&report, &sink), REPORT_OK);
	report_close(&report);
	const char *text = buffer_text(out);
	assert_non_null(text);
	return text;
}

#endif
