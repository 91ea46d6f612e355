/* client/terminal/main.c - `rapporteur`: finds the command and runs it. */
#include <stdio.h>

#include "client/terminal/terminal.h"

#define NOTE_OPTIONS \
	(OPTION_BIT(OPTION_OBJECTIVE) | OPTION_BIT(OPTION_CATEGORY) | OPTION_BIT(OPTION_LENS) | \
	    OPTION_BIT(OPTION_ON_RECORD) | OPTION_BIT(OPTION_BODY))
#define WORDS_MAX 1000000u
#define VERSION_IS \
	"A version is a number of `report list`, or the word notes: what the notes make.\n"
#define POINT_IS \
	"POINT and NOTE are the beginning of an id, at least 3 characters; a point is also its place\n" \
	"as it is listed, such as 2.challenge.3."

static const struct command COMMANDS[] = {
	{ "status", "", 0, 0, 0, "says whether the broker answers, and what it counts", "",
	    status_run },
	{ "session open", "FILE.yaml", 1, 1, 0,
	    "opens a session from its programme, or updates it; prints what changed",
	    "FILE - is the standard input.", session_open_run },
	{ "session close", "SESSION", 1, 1, OPTION_BIT(OPTION_GRACE),
	    "closes a session; prints how its notes stand in the final grouping", "",
	    session_close_run },
	{ "session admit", "SESSION", 1, 1, 0,
	    "takes the late notes of a session in; a closed one is grouped anew", "",
	    session_admit_run },
	{ "session reopen", "SESSION", 1, 1, OPTION_BIT(OPTION_REASON),
	    "opens a closed session again", "", session_reopen_run },
	{ "session delete", "SESSION", 1, 1, OPTION_BIT(OPTION_REASON),
	    "deletes a closed session whole, for good",
	    "The reason is kept: say nothing in it of what was said.", session_delete_run },
	{ "session list", "", 0, 0, 0, "lists the sessions and their notes", "", session_list_run },
	{ "note", "SESSION ROOM TEXT...", 3, WORDS_MAX, NOTE_OPTIONS,
	    "writes a note; prints its public id once it is on the broker's disk",
	    "TEXT - reads one note a line from the standard input.", note_run },
	{ "write", "SESSION ROOM", 2, 2, OPTION_BIT(OPTION_PLAIN_LINES),
	    "a screen to write notes on: one line to type in, your last notes above it",
	    "? on the line says what it takes. What is typed is kept, however it ends.",
	    write_run },
	{ "moderate", "SESSION", 1, 1, OPTION_BIT(OPTION_PLAIN_LINES),
	    "a screen to shape the synthesis on: points, their notes, a key for each act",
	    "? says which keys there are.", moderate_run },
	{ "amend", "NOTE TEXT...", 2, WORDS_MAX, NOTE_OPTIONS,
	    "gives a note of your own another text", "NOTE is the id that `note` printed.",
	    amend_run },
	{ "retract", "NOTE", 1, 1, 0, "takes a note of your own back",
	    "NOTE is the id that `note` printed.", retract_run },
	{ "redact", "SESSION NOTE", 2, 2, OPTION_BIT(OPTION_REASON),
	    "erases a note everywhere, for good",
	    "NOTE is its whole id. Of others' notes, and once the session is closed, only the\n"
	    "secretariat may. The reason is kept: say nothing in it of what the note said.",
	    redact_run },
	{ "outbox", "", 0, 0,
	    OPTION_BIT(OPTION_ALL) | OPTION_BIT(OPTION_SEND) | OPTION_BIT(OPTION_SAVE) |
		OPTION_BIT(OPTION_FORGET),
	    "lists what is not on the broker yet", "", outbox_run },
	{ "import", "SESSION FILE", 2, 2,
	    OPTION_BIT(OPTION_SPEED) | OPTION_BIT(OPTION_INTO_ROOM) |
		OPTION_BIT(OPTION_IMPORT_FORMAT),
	    "writes the notes of a file; doing it again adds none",
	    "FILE is .jsonl, .csv or a scribe's .txt; - is the standard input. Fields of a line of JSON,\n"
	    "and columns of a table: id, room, text; and round, objective, rapporteur, category, lens,\n"
	    "lang, t_offset_s.",
	    import_run },
	{ "watch", "SESSION", 1, 1,
	    OPTION_BIT(OPTION_ONLY) | OPTION_BIT(OPTION_PLAIN) | OPTION_BIT(OPTION_UNTIL_CLOSED),
	    "shows the synthesis as it grows, until interrupted", "", watch_run },
	{ "export", "[SESSION]", 0, 1,
	    OPTION_BIT(OPTION_FORMAT) | OPTION_BIT(OPTION_OF_SERIES) | OPTION_BIT(OPTION_OUTPUT) |
		OPTION_BIT(OPTION_CHECK) | OPTION_BIT(OPTION_ATTENDANCE) |
		OPTION_BIT(OPTION_TEMPLATE) | OPTION_BIT(OPTION_MACHINE),
	    "writes the session's report, or checks it", "", export_run },
	{ "adopt", "SESSION FILE.docx", 2, 2, 0,
	    "an edited Word file becomes a version of the report", "", adopt_run },
	{ "report list", "SESSION", 1, 1, 0, "lists the versions of the report", "",
	    report_list_run },
	{ "report show", "SESSION [VERSION]", 1, 2, 0,
	    "prints a version, the newest unless one is named", "", report_show_run },
	{ "report diff", "SESSION VERSION VERSION", 3, 3, 0,
	    "says what differs between two versions", VERSION_IS, report_diff_run },
	{ "report freeze", "SESSION VERSION", 2, 2, 0, "makes a version the one that is exported",
	    VERSION_IS, report_freeze_run },
	{ "verify", "FILE", 1, 1, 0, "says whether a report's file is what the journal gave",
	    "With --broker it also compares it with what the journal gives now.\n", verify_run },
	{ "point list", "SESSION", 1, 1, OPTION_BIT(OPTION_ONLY),
	    "lists the points, and what to type for them", "", point_list_run },
	{ "point show", "SESSION POINT", 2, 2, 0, "shows a point and its notes", POINT_IS,
	    point_show_run },
	{ "point pin", "SESSION POINT", 2, 2, OPTION_BIT(OPTION_REASON),
	    "the notes of a point stay together", POINT_IS, point_act_run },
	{ "point merge", "SESSION POINT POINT...", 3, WORDS_MAX, OPTION_BIT(OPTION_REASON),
	    "makes points one", POINT_IS, point_act_run },
	{ "point split", "SESSION NOTE...", 2, WORDS_MAX, OPTION_BIT(OPTION_REASON),
	    "takes notes out of their point; they stand together, apart from the rest", POINT_IS,
	    point_act_run },
	{ "point restate", "SESSION POINT TEXT...", 3, WORDS_MAX, OPTION_BIT(OPTION_REASON),
	    "gives a point words of your own", POINT_IS, point_act_run },
	{ "point move", "SESSION POINT", 2, 2,
	    OPTION_BIT(OPTION_INTO) | OPTION_BIT(OPTION_THEME) | OPTION_BIT(OPTION_REASON),
	    "moves a point to another category, theme, or both", POINT_IS, point_act_run },
	{ "point hide", "SESSION NOTE...", 2, WORDS_MAX, OPTION_BIT(OPTION_REASON),
	    "hides notes, for a reason that is shown; a point stands for all of its notes",
	    POINT_IS, point_act_run },
	{ "point unhide", "SESSION NOTE...", 2, WORDS_MAX, OPTION_BIT(OPTION_REASON),
	    "shows hidden notes again", POINT_IS, point_act_run },
	{ "point place", "SESSION NOTE...", 2, WORDS_MAX, OPTION_BIT(OPTION_REASON),
	    "places notes that were kept out as housekeeping", POINT_IS, point_act_run },
	{ "point order", "SESSION POINT [POINT]", 2, 3, OPTION_BIT(OPTION_REASON),
	    "puts a point before another of its category; without one, last", POINT_IS,
	    point_act_run },
	{ "point theme", "SESSION CATEGORY KEY [TITLE...]", 3, WORDS_MAX,
	    OPTION_BIT(OPTION_RANK) | OPTION_BIT(OPTION_REMOVE) | OPTION_BIT(OPTION_REASON),
	    "makes, names, orders or removes a sub-heading",
	    "CATEGORY is an objective and a category, such as 2.challenge; KEY names the theme for\n"
	    "`point move --theme`.",
	    point_act_run },
	{ "point lens", "SESSION POINT LENS", 3, 3,
	    OPTION_BIT(OPTION_OFF) | OPTION_BIT(OPTION_REASON), "gives a point a lens", POINT_IS,
	    point_act_run },
	{ "point release", "SESSION NOTE...", 2, WORDS_MAX, OPTION_BIT(OPTION_REASON),
	    "shows notes as they were written, though they name somebody; see flagged", POINT_IS,
	    point_act_run },
	{ "point undo", "SESSION EVENT", 2, 2, OPTION_BIT(OPTION_REASON),
	    "undoes an act, also an undo", "EVENT is its number in `curation`.", point_act_run },
	{ "why", "SESSION POINT", 2, 2, 0, "says why a point is one, or a note where it is",
	    POINT_IS, why_run },
	{ "search", "SESSION WORDS...", 2, WORDS_MAX,
	    OPTION_BIT(OPTION_ONLY) | OPTION_BIT(OPTION_MOST),
	    "finds notes and points by words, or words like them", "", search_run },
	{ "missing", "SESSION", 1, 1, OPTION_BIT(OPTION_ONLY),
	    "lists what has not been said, each with its reason", "", missing_run },
	{ "flagged", "SESSION", 1, 1, OPTION_BIT(OPTION_ONLY) | OPTION_BIT(OPTION_DECIDED),
	    "lists notes that name somebody: they are masked until a moderator decides", "",
	    flagged_run },
	{ "curation", "SESSION", 1, 1,
	    OPTION_BIT(OPTION_ONLY) | OPTION_BIT(OPTION_LOG_FORMAT) | OPTION_BIT(OPTION_OUTPUT),
	    "the log of what moderators decided", "", curation_run },
	{ "room list", "SESSION [ROOM]", 1, 2, 0,
	    "lists the rooms and which of them confirmed their points; of one its points, to read back",
	    "", room_list_run },
	{ "room confirm", "SESSION ROOM", 2, 2, 0,
	    "a room confirms its points as they are now, before the plenary", "",
	    room_confirm_run },
	{ "invite", "[SESSION]", 0, 1,
	    OPTION_BIT(OPTION_ROLE) | OPTION_BIT(OPTION_ROOM) | OPTION_BIT(OPTION_COUNT_OF) |
		OPTION_BIT(OPTION_SERIES) | OPTION_BIT(OPTION_EXPIRES) |
		OPTION_BIT(OPTION_ADDRESS) | OPTION_BIT(OPTION_PAGE) | OPTION_BIT(OPTION_QR) |
		OPTION_BIT(OPTION_SHEET),
	    "makes an invitation; prints it as a link, and as words to read out",
	    "Without SESSION it is for a secretariat of every session.", invite_run },
	{ "join", "INVITATION", 1, 12, OPTION_BIT(OPTION_NAME),
	    "takes an invitation up: makes your key, and keeps it here",
	    "INVITATION is the link, or its words where the broker is known.", join_run },
	{ "whoami", "", 0, 0, 0, "says which key you have, and who you are by it", "", whoami_run },
	{ "people", "[SESSION]", 0, 1, 0, "lists who belongs to a session",
	    "Without SESSION: who belongs to every session.", people_run },
	{ "revoke", "[SESSION] PERSON", 1, 2, 0, "shuts somebody out, from the next message on",
	    "PERSON is an id or a name that `people` lists.", revoke_run },
	{ "rekey", "", 0, 0, 0, "gives you another key; the old one is nobody's then", "",
	    rekey_run },
	{ .name = NULL },
};

int main(int count, char **arguments)
{
	struct invocation invocation;
	struct options_fault fault;
	if (!options_read(&invocation, COMMANDS, count, arguments, &fault)) {
		complain(ENDING_USAGE, "%s", fault.message);
		if (fault.command != NULL)
			complain(ENDING_USAGE, "see rapporteur %s --help", fault.command->name);
		return (int)ENDING_USAGE;
	}
	enum ending ending = ENDING_DONE;
	if (option_given(&invocation, OPTION_VERSION))
		puts(TERMINAL_VERSION);
	else if (option_given(&invocation, OPTION_HELP) && invocation.command != NULL)
		options_help(stdout, invocation.command);
	else if (option_given(&invocation, OPTION_HELP))
		options_overview(stdout, COMMANDS);
	else
		ending = invocation.command->run(&invocation);
	/* An answer that was lost on its way is no answer. */
	if ((fflush(stdout) != 0 || ferror(stdout) != 0) && ending == ENDING_DONE)
		ending = complain(
		    ENDING_REFUSED, "standard output cannot be written: %s", system_fault());
	return (int)ending;
}
