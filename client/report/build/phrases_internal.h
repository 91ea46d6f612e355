/*
 * client/report/build/phrases_internal.h - every wording of the report, in one table: another language is
 * another column. {0}, {1} … are filled in; their order is each language's own.
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_PHRASES_INTERNAL_H
#define RAPPORTEUR_CLIENT_REPORT_PHRASES_INTERNAL_H

#include "proto/wire/buffer.h"

#define PHRASES(X) \
	X(PHRASE_WORD_CONTENTS, "Contents") \
	X(PHRASE_WORD_SKIP, "Skip to the text") \
	X(PHRASE_WORD_FOOTNOTES, "Footnotes") \
	X(PHRASE_WORD_FOOTNOTE, "Footnote") \
	X(PHRASE_WORD_BACK, "Back to the text") \
	X(PHRASE_WORD_PARAGRAPH, "Paragraph") \
	X(PHRASE_BEFORE_LETTER, "(") \
	X(PHRASE_AFTER_LETTER, ")") \
	X(PHRASE_SUMMARY_REPORT, "Summary report") \
	X(PHRASE_SESSION, "Session {0}") \
	X(PHRASE_SESSION_SERIES, "Session {0} of the series {1}") \
	X(PHRASE_TIME_RANGE, "{0}-{1} hrs.") \
	X(PHRASE_TIME_ZONE, "{0} ({1} time)") \
	X(PHRASE_DATE_RANGE, "{0} to {1}") \
	X(PHRASE_OBJECTIVE_ONE, "Objective {0}") \
	X(PHRASE_OBJECTIVE_MANY, "Objectives {0}") \
	X(PHRASE_OBJECTIVE_TITLE, "Objective {0}: {1}") \
	X(PHRASE_AND, "{0} and {1}") \
	X(PHRASE_CLOSED, "Final. The session was closed on {0}.") \
	X(PHRASE_CLOSED_UNDATED, "Final. The session is closed.") \
	X(PHRASE_OPEN, "Interim. The session is still open; this is its state at event {0}.") \
	X(PHRASE_OPEN_UNNUMBERED, "Interim. The session is still open.") \
	X(PHRASE_UTC, "{0}, {1} (UTC)") \
	X(PHRASE_ORGANIZATION, "Objectives and organization") \
	X(PHRASE_HELD, "The session “{0}” was scheduled for {1}, {2}.") \
	X(PHRASE_FOCUS_ONE, "It was devoted to one objective:") \
	X(PHRASE_FOCUS_MANY, "It was devoted to {0} objectives:") \
	X(PHRASE_ROUNDS_ONE, "The discussion took place in working groups, in one round:") \
	X(PHRASE_ROUNDS_MANY, "The discussion took place in working groups, in {0} rounds:") \
	X(PHRASE_ROUND, "Round {0}, {1}, {2}: {3}.") \
	X(PHRASE_ROUND_ROOM, "{0} (objective {1})") \
	X(PHRASE_ROUND_ROOM_MANY, "{0} (objectives {1})") \
	X(PHRASE_ROUND_EMPTY, "Round {0}, {1}, {2}.") \
	X(PHRASE_QUESTIONS_ONE, "The discussion of objective {0} was guided by one question:") \
	X(PHRASE_QUESTIONS_MANY, "The discussion of objective {0} was guided by {1} questions:") \
	X(PHRASE_NOTES_NONE, "No notes were received.") \
	X(PHRASE_NOTES_ONE, "One note was received from the rooms.") \
	X(PHRASE_NOTES_MANY, "In all, {0} notes were received from the rooms.") \
	X(PHRASE_POINTS_ONE, "Notes that say the same are reported together, as one point.") \
	X(PHRASE_POINTS_MANY, \
	    "Notes that say the same are reported together, as {0} points in all; within a " \
	    "category, points that more participants made come first.") \
	X(PHRASE_CHATHAM, \
	    "Contributions are reported under the Chatham House rule: what was said, without the " \
	    "name or the affiliation of who said it.") \
	X(PHRASE_OUTCOMES, "Outcomes") \
	X(PHRASE_NO_POINTS, "No points were recorded under this objective.") \
	X(PHRASE_UNTOUCHED_ONE, "No note touched this guiding question:") \
	X(PHRASE_UNTOUCHED_MANY, "No note touched these guiding questions:") \
	X(PHRASE_SILENT_ONE, "No note came from one room: {0}.") \
	X(PHRASE_SILENT_MANY, "No note came from these rooms: {0}.") \
	X(PHRASE_THAT_ONE_0, "A participant noted that {0}") \
	X(PHRASE_THAT_ONE_1, "A participant observed that {0}") \
	X(PHRASE_THAT_ONE_2, "A participant pointed out that {0}") \
	X(PHRASE_THAT_MANY_0, "Participants noted that {0}") \
	X(PHRASE_THAT_MANY_1, "Participants observed that {0}") \
	X(PHRASE_THAT_MANY_2, "Participants pointed out that {0}") \
	X(PHRASE_REPORTED_ONE, "A participant reported that {0}") \
	X(PHRASE_REPORTED_MANY, "Participants reported that {0}") \
	X(PHRASE_QUOTED_ONE, "A participant noted: “{0}”.") \
	X(PHRASE_QUOTED_MANY, "Participants noted: “{0}”.") \
	X(PHRASE_ASKED_ONE, "A participant asked: “{0}”.") \
	X(PHRASE_ASKED_MANY, "Participants asked: “{0}”.") \
	X(PHRASE_RECOMMENDED_ONE, "A participant recommended: “{0}”.") \
	X(PHRASE_RECOMMENDED_MANY, "Participants recommended: “{0}”.") \
	X(PHRASE_BALANCE, "Balance of notes") \
	X(PHRASE_BALANCE_TEXT, \
	    "Notes received: {0}. Each is counted once in the table below, under the objective it " \
	    "was written for.") \
	X(PHRASE_BALANCE_CAPTION, "Notes by objective") \
	X(PHRASE_BALANCE_OBJECTIVE, "Objective") \
	X(PHRASE_BALANCE_RECEIVED, "Received") \
	X(PHRASE_BALANCE_IN_POINTS, "In points") \
	X(PHRASE_BALANCE_HIDDEN, "Hidden") \
	X(PHRASE_BALANCE_UNPLACED, "Unplaced") \
	X(PHRASE_BALANCE_RETRACTED, "Retracted") \
	X(PHRASE_BALANCE_REDACTED, "Redacted") \
	X(PHRASE_BALANCE_LATE, "Late") \
	X(PHRASE_BALANCE_POINTS, "Points") \
	X(PHRASE_BALANCE_TOTAL, "Total") \
	X(PHRASE_LIST_HIDDEN, "The following notes were hidden:") \
	X(PHRASE_LIST_UNPLACED, "The following notes are in no point:") \
	X(PHRASE_LIST_LATE, "The following notes came after the session was closed:") \
	X(PHRASE_LIST_NOTE, "Objective {0}: “{1}”") \
	X(PHRASE_LIST_NOTE_REASON, "Objective {0}: “{1}” ({2})") \
	X(PHRASE_LIST_HIDDEN_NOTE, "Objective {0}: note {1} ({2})") \
	X(PHRASE_ANNEX, "Annex") \
	X(PHRASE_PROGRAMME, "Programme") \
	X(PHRASE_PROGRAMME_TIME, "Time") \
	X(PHRASE_PROGRAMME_DETAILS, "Details") \
	X(PHRASE_PROGRAMME_ROUND, "Working groups, round {0}") \
	X(PHRASE_PROGRAMME_MODERATOR, "Moderator: {0}") \
	X(PHRASE_PROGRAMME_ROOM, "{0}: {1}") \
	X(PHRASE_PROGRAMME_COHOSTS, "{0}. Co-hosts: {1}")
#define X(name, english) name,
enum phrase { PHRASES(X) PHRASE_COUNT };
#undef X

/* The phrase with its places filled; values end with NULL. The arena's; NULL when it fails. */
const char *phrase_fill(struct arena *arena, enum phrase phrase, const char *const *values);
#define PHRASE(arena, phrase, ...) \
	phrase_fill(arena, phrase, (const char *const[]){ __VA_ARGS__, NULL })
/* One without places. Static. */
const char *phrase_plain(enum phrase phrase);

/* "a, b and c". */
const char *phrase_list(struct arena *arena, const char *const *texts, size_t count);
const char *phrase_number(struct arena *arena, uint64_t number);
/* 1: "a", 26: "z", 27: "aa"; 1: "i", 4: "iv". Upper case when capital. */
const char *phrase_letters(struct arena *arena, uint32_t number, bool capital);
const char *phrase_roman(struct arena *arena, uint32_t number, bool capital);

/* Of a local time "YYYY-MM-DDTHH:MM": "28 October 2020", "11:30"; the text itself if it is none. */
const char *phrase_date(struct arena *arena, const char *time);
const char *phrase_clock(struct arena *arena, const char *time);
/* "28 October 2020, 11:30 (UTC)" of ms since 1970. */
const char *phrase_utc(struct arena *arena, uint64_t time_ms);

#endif
