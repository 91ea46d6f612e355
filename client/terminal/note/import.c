/*
 * client/terminal/note/import.c - `import`: notes from a file, as if their rapporteurs wrote them.
 *
 * A note's id is made from what the line says, so that the same line is the same note wherever and however
 * often it is imported: time = the note's own, random part = BLAKE2b over ("import", session, ref). The
 * rapporteur's name stays here; the broker gets BLAKE2b-128 over ("import writer", session, name).
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/terminal/json_out.h"
#include "client/terminal/note/import_csv.h"
#include "client/terminal/note/import_refs.h"
#include "client/terminal/note/import_scribe.h"
#include "client/terminal/note/lines.h"
#include "client/terminal/note/sender.h"
#include "client/terminal/terminal.h"
#include "proto/wire/id.h"
#include "proto/wire/text.h"

#define SPEED_MAX 100000u
#define SETTLE_MS 100u
/* A row of a table lies in it twice, a line of a scribe beside the note before it. */
#define IMPORT_MEMORY_MAX (4u * IMPORT_LINE_MEMORY_MAX)

struct import_form;
struct import {
	const char *session;
	struct programme programme;
	uint64_t origin_ms; /* when the first round starts: speed counts from here */
	uint64_t speed;     /* 0: as fast as it goes */
	uint64_t began_ms;
	struct sender *sender;
	struct arena arena; /* of one line */
	const char *room;   /* of notes that say none, or NULL */
	const struct import_form *form;
	struct csv csv;
	struct scribe *scribe;
	struct import_refs refs;
	uint64_t lines;
};

/* Each text with its terminator, so that no two lists of texts are the same bytes. */
static void hash_texts(
    uint8_t *out, size_t size, const char *kind, const char *session, const char *text)
{
	const char *texts[] = { kind, session, text };
	crypto_generichash_state state;
	crypto_generichash_init(&state, NULL, 0, size);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		crypto_generichash_update(
		    &state, (const unsigned char *)texts[i], strlen(texts[i]) + 1);
	crypto_generichash_final(&state, out, size);
}

/* When the line's round starts; 0: the programme has no such round. */
static uint64_t round_start_ms(const struct import *import, const struct import_line *line)
{
	const struct programme_room *room = programme_room_find(&import->programme, line->room);
	uint32_t number = line->round;
	if (number == 0 && room != NULL)
		number = room->round;
	const struct programme_round *round = programme_round_find(&import->programme, number);
	return round == NULL ? 0 : round->start_ms;
}

/* What the broker would refuse, told with the line and without a trip. */
static bool line_check(struct import *import, const struct import_line *line)
{
	const struct programme *programme = &import->programme;
	enum error error = ERROR_NONE;
	if (programme_room_find(programme, line->room) == NULL)
		error = ERROR_NO_ROOM;
	else if (line->objective > 0 &&
	    programme_objective_find(programme, line->objective) == NULL)
		error = ERROR_NO_OBJECTIVE;
	else if (line->category != NULL &&
	    programme_category_find(programme, line->category) == NULL)
		error = ERROR_NO_CATEGORY;
	else if (line->lens != NULL && !programme_lens_known(programme, line->lens))
		error = ERROR_NO_LENS;
	if (error != ERROR_NONE) {
		/* The programme's own list is shown by the broker's refusal; here the line is enough. */
		const char *sentence = error_sentence(error);
		sender_wrong(import->sender, import->lines, "%.*s",
		    (int)(strcspn(sentence, ".") + 1), sentence);
		return false;
	}
	if (round_start_ms(import, line) > 0)
		return true;
	sender_wrong(
	    import->sender, import->lines, "round: the session has no round %" PRIu32, line->round);
	return false;
}

/* Waits until the note's time has come. */
static void time_wait(struct import *import, uint64_t time_ms)
{
	if (import->speed == 0 || time_ms <= import->origin_ms)
		return;
	uint64_t due_ms = import->began_ms + (time_ms - import->origin_ms) / import->speed;
	uint64_t now_ms = terminal_now_ms();
	if (now_ms < due_ms)
		sender_flush(import->sender);
	while (now_ms < due_ms) {
		sender_step(import->sender, due_ms - now_ms);
		now_ms = terminal_now_ms();
	}
}

static void line_import(struct import *import, const struct import_line *line)
{
	if (!line_check(import, line))
		return;
	uint64_t start_ms = round_start_ms(import, line);
	uint64_t time_ms = start_ms;
	if (line->t_offset_given)
		time_ms = (uint64_t)((int64_t)start_ms + (int64_t)(line->t_offset_s * 1000.0));
	struct rapporteur_note note = { .session = import->session,
		.id_given = true,
		.put = {
		    .room = line->room,
		    .objective = line->objective,
		    .category = line->category,
		    .lens = line->lens,
		    .language = line->language,
		    .ref = line->ref,
		    .time_ms = line->t_offset_given ? time_ms : 0,
		    .text = line->text,
		    .speaker = line->speaker,
		    .body = line->body,
		} };
	uint8_t random[ID_RANDOM_BYTES > crypto_generichash_BYTES_MIN
		? ID_RANDOM_BYTES
		: crypto_generichash_BYTES_MIN];
	hash_texts(random, sizeof random, "import", import->session, line->ref);
	id_make(note.id, time_ms, random);
	hash_texts(note.writer, WRITER_BYTES, "import writer", import->session,
	    line->rapporteur == NULL ? "" : line->rapporteur);
	if (line->t_offset_given)
		time_wait(import, time_ms);
	sender_put(import->sender, &note, import->lines);
}

/* --- the forms that a file may have ------------------------------------------------------------------- */

static void fault_tell(struct import *import, uint64_t line, const struct import_line_fault *fault)
{
	sender_wrong(import->sender, line, "%s%s%s", fault->field,
	    fault->field[0] == '\0' ? "" : ": ", fault->message);
}

/* A note that says no reference has one by what it says. */
static void note_take(struct import *import, const struct import_line *line, uint64_t number)
{
	char ref[IMPORT_REF_BYTES];
	struct import_line named = *line;
	uint64_t here = import->lines;
	import->lines = number;
	if (line->ref == NULL && !import_refs_next(&import->refs, line, ref)) {
		sender_wrong(import->sender, number,
		    "a file holds at most %u notes without an id: split it", IMPORT_REFS_MAX);
	} else {
		named.ref = line->ref == NULL ? ref : line->ref;
		line_import(import, &named);
	}
	import->lines = here;
}

static bool json_take(struct import *import, const char *bytes, size_t size)
{
	struct import_line line = { .ref = NULL };
	struct import_line_fault fault = { .message = "" };
	enum import_line_result result =
	    import_line_read_in(bytes, size, import->room, &import->arena, &line, &fault);
	if (result == IMPORT_LINE_OK)
		note_take(import, &line, import->lines);
	else if (result != IMPORT_LINE_EMPTY)
		fault_tell(import, import->lines, &fault);
	return true;
}

static bool csv_take(struct import *import, const char *bytes, size_t size)
{
	struct import_line line = { .ref = NULL };
	struct import_line_fault fault = { .field = "" };
	enum csv_result result = bytes == NULL
	    ? csv_end(&import->csv, &fault)
	    : csv_line(&import->csv, bytes, size, import->lines, &import->arena, &line, &fault);
	if (result == CSV_NOTE)
		note_take(import, &line, import->csv.line);
	else if (result != CSV_NONE)
		fault_tell(import, import->csv.line, &fault);
	return result != CSV_BROKEN;
}

static void scribe_note(struct import *import)
{
	struct import_line line = { .ref = NULL };
	struct import_line_fault fault = { .field = "" };
	uint64_t number = 0;
	enum import_line_result result =
	    scribe_take(import->scribe, &import->arena, &line, &number, &fault);
	if (result == IMPORT_LINE_OK)
		note_take(import, &line, number);
	else if (result != IMPORT_LINE_EMPTY)
		fault_tell(import, number, &fault);
}

static bool scribe_take_line(struct import *import, const char *bytes, size_t size)
{
	struct import_line_fault fault = { .field = "" };
	enum scribe_result result = SCRIBE_NOTE;
	while (result == SCRIBE_NOTE) {
		result = bytes == NULL
		    ? scribe_end(import->scribe)
		    : scribe_line(import->scribe, bytes, size, import->lines, &fault);
		if (result == SCRIBE_NOTE)
			scribe_note(import);
	}
	if (result == SCRIBE_FAULT)
		fault_tell(import, import->lines, &fault);
	return true;
}

/* Reads a line; NULL: the file has ended. False: nothing more can be read of it. */
static const struct import_form {
	const char *name;
	const char *suffixes; /* of file names, each with a blank behind it */
	bool (*take)(struct import *import, const char *bytes, size_t size);
} FORMS[] = {
	{ "jsonl", ".jsonl .json .ndjson ", json_take },
	{ "csv", ".csv ", csv_take },
	{ "scribe", ".txt .notes .scribe ", scribe_take_line },
};
#define FORM_COUNT (sizeof FORMS / sizeof FORMS[0])

/* What was said, else what the file's name says, else JSON. NULL: has complained. */
static const struct import_form *form_find(const struct invocation *invocation, const char *path)
{
	const char *said = invocation->values[OPTION_IMPORT_FORMAT];
	const char *dot = strrchr(path, '.');
	char suffix[16];
	(void)snprintf(suffix, sizeof suffix, "%s ", dot == NULL ? "." : dot);
	for (size_t i = 0; i < FORM_COUNT; i++)
		if (said != NULL ? strcmp(said, FORMS[i].name) == 0
				 : strstr(FORMS[i].suffixes, suffix) != NULL)
			return &FORMS[i];
	if (said == NULL)
		return &FORMS[0];
	complain(ENDING_USAGE, "--format %s: there are jsonl, csv, scribe", said);
	return NULL;
}

static void lines_import(struct import *import, int fd)
{
	struct lines lines;
	const char *line = NULL;
	size_t size = 0;
	bool goes_on = true;
	enum lines_result result = LINES_NONE;
	if (!lines_open(&lines, fd, IMPORT_LINE_BYTES_MAX)) {
		complain_result(RAPPORTEUR_MEMORY, NULL);
		import->sender->failed = true;
	}
	while (!import->sender->failed && goes_on && result != LINES_END) {
		result = lines_next(&lines, &line, &size);
		import->lines = lines.number;
		arena_clear(&import->arena);
		if (result == LINES_LINE)
			goes_on = import->form->take(import, line, size);
		if (result == LINES_END && import->form->take != json_take)
			(void)import->form->take(import, NULL, 0);
		if (result == LINES_LONG)
			sender_wrong(import->sender, lines.number,
			    "the line is longer than %u bytes", IMPORT_LINE_BYTES_MAX);
		if (result == LINES_NONE && !lines_fill(&lines)) {
			complain(ENDING_REFUSED, "the notes cannot be read: %s", system_fault());
			import->sender->failed = true;
		}
	}
	lines_close(&lines);
}

static void entry_changed(void *context, const struct entry *entry)
{
	struct sender *sender = context;
	sender_entry(sender, entry);
}

static void summary(const struct invocation *invocation, const struct sender_counts *counts)
{
	uint64_t added = counts->broker - counts->repeated;
	uint64_t waiting = counts->kept - counts->broker;
	if (option_given(invocation, OPTION_JSON)) {
		json_t *root = json_object();
		json_set_number(&root, "added", added);
		json_set_number(&root, "repeated", counts->repeated);
		json_set_number(&root, "late", counts->late);
		json_set_number(&root, "waiting", waiting);
		json_set_number(&root, "refused", counts->wrong);
		json_print(root);
		return;
	}
	printf("%" PRIu64 " added, %" PRIu64 " were there already", added, counts->repeated);
	if (counts->late > 0)
		printf(", %" PRIu64 " kept as late", counts->late);
	if (waiting > 0)
		printf(", %" PRIu64 " wait here", waiting);
	printf(", %" PRIu64 " not imported\n", counts->wrong);
}

/* What must be known before the first line: the programme, and which events were there before. */
static enum ending import_prepare(
    const struct invocation *invocation, struct import *import, struct rapporteur *rapporteur)
{
	struct session_facts facts;
	struct session_answer answer;
	struct refusal refusal = { .error = ERROR_NONE };
	enum rapporteur_result result =
	    session_ask(rapporteur, import->session, invocation->wait_ms, &answer, &refusal);
	if (result == RAPPORTEUR_OK)
		result = rapporteur_session_get(rapporteur, import->session, invocation->wait_ms,
		    &facts, &import->programme, &refusal);
	if (result == RAPPORTEUR_NOT_REACHABLE)
		return complain(ENDING_NOT_REACHABLE,
		    "The broker at %s does not answer. Nothing is imported: it has the session's "
		    "rounds, by which notes get their times.",
		    invocation->broker);
	if (result != RAPPORTEUR_OK)
		return complain_result(result, &refusal);
	import->origin_ms = UINT64_MAX;
	for (size_t i = 0; i < import->programme.round_count; i++)
		if (import->programme.rounds[i].start_ms < import->origin_ms)
			import->origin_ms = import->programme.rounds[i].start_ms;
	sender_init(import->sender, rapporteur, invocation->wait_ms);
	import->sender->newest = answer.newest;
	import->sender->source = invocation->words[1];
	import->began_ms = terminal_now_ms();
	return ENDING_DONE;
}

static enum ending import_do(const struct invocation *invocation, struct import *import, int fd)
{
	struct rapporteur *rapporteur = NULL;
	enum ending ending = terminal_open(invocation, true,
	    &(struct rapporteur_callbacks){ .entry = entry_changed }, import->sender, &rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	ending = import_prepare(invocation, import, rapporteur);
	if (ending == ENDING_DONE) {
		arena_init(&import->arena, IMPORT_MEMORY_MAX);
		csv_init(&import->csv, import->room);
		scribe_init(import->scribe, &import->programme, import->room);
		lines_import(import, fd);
		csv_close(&import->csv);
		import_refs_close(&import->refs);
		ending = sender_finish(import->sender, invocation->broker);
		summary(invocation, &import->sender->counts);
		arena_close(&import->arena);
		programme_close(&import->programme);
	}
	terminal_close(rapporteur);
	sender_close(import->sender);
	return ending;
}

enum ending import_run(const struct invocation *invocation)
{
	struct import import = { .session = invocation->words[0] };
	const char *path = invocation->words[1];
	const char *speed = invocation->values[OPTION_SPEED];
	if (!session_key_check(import.session))
		return ENDING_USAGE;
	if (speed != NULL && !number_parse(speed, 1, SPEED_MAX, &import.speed))
		return complain(
		    ENDING_USAGE, "--speed %s: a whole number from 1 to %u", speed, SPEED_MAX);
	import.form = form_find(invocation, path);
	import.room = invocation->values[OPTION_INTO_ROOM];
	if (import.form == NULL)
		return ENDING_USAGE;
	if (import.room != NULL && !text_key_valid(import.room, ROOM_KEY_MAX))
		return complain(ENDING_USAGE, "--room %s is no name of a room", import.room);
	bool is_input = strcmp(path, "-") == 0;
	int fd = is_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return complain(ENDING_REFUSED, "%s: %s", path, system_fault());
	import.sender = calloc(1, sizeof *import.sender);
	import.scribe = calloc(1, sizeof *import.scribe);
	enum ending ending = import.sender == NULL || import.scribe == NULL
	    ? complain_result(RAPPORTEUR_MEMORY, NULL)
	    : import_do(invocation, &import, fd);
	free(import.sender);
	free(import.scribe);
	if (!is_input)
		close(fd);
	return ending;
}
