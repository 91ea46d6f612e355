/*
 * client/terminal/options.h - the command line: which command, its options, its words.
 *
 * Options may stand anywhere, also after the words, as people type them. So that a note may begin with
 * a dash, only `-` and a letter, or `--` and a letter, is an option; after `--` nothing is.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_OPTIONS_H
#define RAPPORTEUR_CLIENT_TERMINAL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define BROKER_DEFAULT      "tcp://127.0.0.1:7400"
#define WAIT_MS_DEFAULT     5000u
#define WAIT_MS_MAX         86400000u
#define STATE_FOLDER_MAX    4096u
#define ENDPOINT_TEXT_BYTES 256u
#define OPTIONS_MESSAGE_MAX 256u

/* name, short form or 0, long form, what its value is called or NULL, sentence */
#define OPTIONS(X) \
	X(OPTION_BROKER, 0, "broker", "ENDPOINT", \
	    "the broker's address (RAPPORTEUR_BROKER, else " BROKER_DEFAULT ")") \
	X(OPTION_STATE, 0, "state", "DIR", \
	    "the folder of outbox and writer id (RAPPORTEUR_STATE, else ~/.local/state/rapporteur)") \
	X(OPTION_WAIT, 0, "wait", "SECONDS", "how long to wait for the broker (5)") \
	X(OPTION_JSON, 0, "json", NULL, "prints JSON, for programs") \
	X(OPTION_HELP, 'h', "help", NULL, "says how it is used") \
	X(OPTION_VERSION, 0, "version", NULL, "says which version this is") \
	X(OPTION_OBJECTIVE, 'o', "objective", "NUMBER", \
	    "the objective, when it is not the room's first") \
	X(OPTION_CATEGORY, 'c', "category", "KEY", \
	    "the kind of point, when it is not the programme's first") \
	X(OPTION_LENS, 'l', "lens", "KEY", "a cross-cutting angle of the session") \
	X(OPTION_ON_RECORD, 0, "on-the-record", "NAME", \
	    "who says it, where that may be told: a report names them; - for nobody") \
	X(OPTION_BODY, 0, "body", "BODY", "the body that they speak for") \
	X(OPTION_REASON, 0, "reason", "TEXT", "why: a sentence, which is kept") \
	X(OPTION_GRACE, 0, "grace", "TIME", \
	    "notes that arrive so long after are kept as late: 30m, 2h (0)") \
	X(OPTION_ALL, 0, "all", NULL, "also what is on the broker already") \
	X(OPTION_DECIDED, 0, "all", NULL, "also what was decided, and how") \
	X(OPTION_SEND, 0, "send", NULL, \
	    "sends until nothing waits, or the broker does not answer") \
	X(OPTION_SAVE, 0, "save", "FILE", \
	    "writes what is not on the broker to FILE, a line of JSON each") \
	X(OPTION_FORGET, 0, "forget-refused", NULL, "forgets what the broker refused") \
	X(OPTION_SPEED, 0, "speed", "N", \
	    "writes each note at its own time, N times faster than it was") \
	X(OPTION_INTO_ROOM, 0, "room", "ROOM", "the room of notes that say none, such as written") \
	X(OPTION_IMPORT_FORMAT, 0, "format", "FORMAT", \
	    "jsonl, csv or scribe, where the file's name does not tell") \
	X(OPTION_ONLY, 0, "objective", "NUMBER", "only that objective") \
	X(OPTION_PLAIN, 0, "plain", NULL, "prints a line for each change instead of drawing") \
	X(OPTION_PLAIN_LINES, 0, "plain", NULL, \
	    "line by line, without moving a cursor: for screen readers, and where there is no terminal") \
	X(OPTION_UNTIL_CLOSED, 0, "until-closed", NULL, "ends when the session is closed") \
	X(OPTION_FORMAT, 0, "format", "FORMAT", "the form of the report") \
	X(OPTION_OF_SERIES, 0, "series", "KEY", "one paper over all sessions of the series") \
	X(OPTION_ATTENDANCE, 0, "attendance", "FILE.csv", \
	    "a list of registrations: country, sector, gender; only counted") \
	X(OPTION_CHECK, 0, "check", NULL, "writes no report, but what an editor would mark in it") \
	X(OPTION_TEMPLATE, 0, "template", "FILE.docx", \
	    "a Word file whose styles, page, header and footer a docx takes") \
	X(OPTION_MACHINE, 0, "machine", NULL, \
	    "the report of the notes, also where a version of it is frozen") \
	X(OPTION_OUTPUT, 'o', "output", "FILE", \
	    "writes to FILE, whole or not at all (standard output)") \
	X(OPTION_ROLE, 0, "role", "ROLE", "secretariat, moderator, rapporteur or observer") \
	X(OPTION_SERIES, 0, "series", "SERIES", "of all sessions of that series; a secretariat's") \
	X(OPTION_ROOM, 0, "room", "ROOM,...", "writes in these rooms only; a rapporteur's") \
	X(OPTION_COUNT_OF, 0, "count", "N", "how many people it lets in (1)") \
	X(OPTION_EXPIRES, 0, "expires", "TIME", "how long it is good for: 2h, 3d (1d)") \
	X(OPTION_ADDRESS, 0, "address", "HOST:PORT", \
	    "where the invited reach the broker, if not where you do") \
	X(OPTION_PAGE, 0, "page", "URL", \
	    "how browsers reach rapporteur-web: the link then leads to its page") \
	X(OPTION_QR, 0, "qr", NULL, "draws it to scan, also when the output is no terminal") \
	X(OPTION_SHEET, 0, "sheet", "DIR", \
	    "makes a page to print, as SVG, in DIR; for rapporteurs one a room") \
	X(OPTION_INTO, 'c', "category", "KEY", "the category to move it to") \
	X(OPTION_THEME, 0, "theme", "KEY", "the theme to move it to; - is none") \
	X(OPTION_RANK, 0, "rank", "N", "its place among the themes of its category, from 1") \
	X(OPTION_REMOVE, 0, "remove", NULL, "removes the theme") \
	X(OPTION_OFF, 0, "off", NULL, "takes the lens from it") \
	X(OPTION_MOST, 0, "most", "N", "at most so many (20)") \
	X(OPTION_LOG_FORMAT, 0, "format", "FORMAT", "csv or json, instead of a table for people") \
	X(OPTION_NAME, 0, "name", "NAME", "what the secretariat may know you by")

#define X(name, letter, word, value, sentence) name,
enum option { OPTIONS(X) OPTION_COUNT };
#undef X

#define OPTION_BIT(option) (UINT64_C(1) << (option))
/* What every command takes. */
#define OPTIONS_GLOBAL \
	(OPTION_BIT(OPTION_BROKER) | OPTION_BIT(OPTION_STATE) | OPTION_BIT(OPTION_WAIT) | \
	    OPTION_BIT(OPTION_JSON) | OPTION_BIT(OPTION_HELP) | OPTION_BIT(OPTION_VERSION))

/* How a command ends; scripts rely on the numbers. */
enum ending {
	ENDING_DONE = 0,
	ENDING_REFUSED = 1,
	ENDING_USAGE = 2,
	ENDING_NOT_REACHABLE = 3,
};

struct invocation;
struct command {
	const char *name;  /* one word, or two with a space between */
	const char *words; /* what follows it, for people */
	size_t words_min;
	size_t words_max;
	uint64_t options; /* OPTION_BITs beside the global ones */
	const char *summary;
	const char *details; /* further lines of its --help, or "" */
	enum ending (*run)(const struct invocation *invocation);
};

/* What the person typed. Strings are borrowed from the arguments and the environment. */
struct invocation {
	const struct command *command;    /* NULL: none was named; help or version is asked for */
	const char *values[OPTION_COUNT]; /* NULL: not given; a flag that is given is "" */
	char **words;
	size_t word_count;
	const char *broker;
	char broker_last[ENDPOINT_TEXT_BYTES]; /* what broker may point at */
	char state[STATE_FOLDER_MAX];
	uint64_t wait_ms;
};

struct options_fault {
	char message[OPTIONS_MESSAGE_MAX];
	const struct command *command; /* that was being read, or NULL */
};

/* Reads arguments[1..count), whose order it changes; commands ends with a NULL name. Sets *invocation on
 * true, else *fault. With --help or --version the words are not checked. */
bool options_read(struct invocation *invocation, const struct command *commands, int count,
    char **arguments, struct options_fault *fault);

static inline bool option_given(const struct invocation *invocation, enum option option)
{
	return invocation->values[option] != NULL;
}

/* A whole number of decimal digits, min..max. */
bool number_parse(const char *text, uint64_t min, uint64_t max, uint64_t *number);
/* A duration such as 30m, 1h30m, 90s, 250ms, 2d; 0 needs no unit, and with bare_seconds no number does.
 * Sets *ms on true only. */
bool duration_parse(const char *text, bool bare_seconds, uint64_t max_ms, uint64_t *ms);

/* The help of one command, or of all. */
void options_help(FILE *out, const struct command *command);
void options_overview(FILE *out, const struct command *commands);

#endif
