/*
 * client/terminal/write/write_plain.c - `write --plain`: the same without a screen. A line is a note; what happens is told
 * a line each, as it happens, and what others write at most every OTHERS_MS, so that who listens to it is not talked
 * over.
 *
 * On a terminal it is the kernel that edits the line. Then what is typed is with the kernel when Ctrl-C comes: it is told
 * not to throw that away, and hands it over when it is asked for bytes instead of lines.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "client/terminal/screen/screen_text.h"
#include "client/terminal/write/write_internal.h"

#define OTHERS_MS   5000u
#define TICK_MS     500
#define SHORT_TEXT  60u
#define INPUT_BYTES 4096u

struct plain {
	struct writing *writing;
	char typed[LINE_BYTES_MAX + 1]; /* of the line that has no end yet */
	size_t typed_size;
	bool typed_long;
	bool input_ended;
	bool was_away;
	uint64_t began_ms;
	uint64_t others_ms;  /* when others were told last */
	uint64_t others_new; /* not told yet */
	bool is_terminal;
	struct termios before;
};

static void text_tell(const char *before, const char *text)
{
	fputs(before, stdout);
	screen_text_print(stdout, text, SHORT_TEXT);
	putchar('\n');
}

/* --- what happens ---------------------------------------------------------------------------------------- */

static void entry_tell(struct writing *writing, const struct entry *entry)
{
	const struct write_notes *notes = &writing->model.notes;
	char left[64];
	uint64_t here = rapporteur_counts(writing->rapporteur).here;
	if (strcmp(entry->session, writing->session) != 0 || entry->state == ENTRY_HERE)
		return;
	if (entry->state == ENTRY_REFUSED) {
		printf("Refused: %s%s%s. The text is kept: rapporteur outbox\n",
		    error_sentence(entry->error), entry->detail[0] == '\0' ? "" : " - ",
		    entry->detail);
		return;
	}
	(void)snprintf(left, sizeof left, "On the broker, %" PRIu64 " unsent: ", here);
	for (size_t i = notes->own_count; i-- > 0;)
		if (strcmp(notes->own[i].public_id, entry->public_id) == 0 &&
		    notes->own[i].text != NULL) {
			text_tell(left, notes->own[i].text);
			return;
		}
}

static void feed_tell(struct writing *writing)
{
	struct write_notes *notes = &writing->model.notes;
	char cell[OWN_CELL_BYTES];
	char words[OWN_CELL_BYTES + 32];
	for (size_t i = 0; i < notes->own_count; i++) {
		struct own_note *note = &notes->own[i];
		if (note->point == 0 || note->point == note->point_told || note->text == NULL ||
		    note->point_told == UINT32_MAX)
			continue;
		note->point_told = note->point;
		own_note_cell(note, writing->model.programme, cell);
		(void)snprintf(
		    words, sizeof words, "In point %" PRIu32 " of %s: ", note->point, cell);
		text_tell(words, note->text);
	}
}

static void others_tell(struct plain *plain)
{
	const struct write_notes *notes = &plain->writing->model.notes;
	uint64_t now = terminal_now_ms();
	char words[64];
	if (plain->others_new == 0 || now - plain->others_ms < OTHERS_MS || notes->other_count == 0)
		return;
	if (plain->others_new == 1)
		(void)snprintf(words, sizeof words, "Another in this room: ");
	else
		(void)snprintf(words, sizeof words,
		    "%" PRIu64 " new notes in this room, the last: ", plain->others_new);
	text_tell(words, notes->others[notes->other_count - 1].text);
	plain->others_new = 0;
	plain->others_ms = now;
}

static void session_tell(const struct writing *writing)
{
	const struct programme *programme = writing->model.programme;
	const struct programme_room *room =
	    programme == NULL ? NULL : programme_room_find(programme, writing->room);
	if (room == NULL) {
		printf("Room %s of %s. The programme is not known yet.\n", writing->room,
		    writing->session);
		return;
	}
	const struct programme_round *round = programme_round_find(programme, room->round);
	uint32_t number = write_model_objective(&writing->model);
	const struct programme_objective *objective = programme_objective_find(programme, number);
	printf("Room %s, round %" PRIu32 ", %s to %s. Objective %" PRIu32 ": %s\n", writing->room,
	    room->round, round == NULL ? "" : round->start + 11,
	    round == NULL ? "" : round->end + 11, number,
	    objective == NULL ? "" : objective->title);
	for (size_t i = 0; i < programme->category_count; i++)
		printf("%s%.*s: %s", i == 0 ? "Categories: " : ", ", (int)words_short(programme, i),
		    programme->categories[i].key, programme->categories[i].key);
	putchar('\n');
	for (size_t i = 0; i < programme->lens_count; i++)
		printf("%s#%s", i == 0 ? "Lenses: " : ", ", programme->lenses[i]);
	if (programme->lens_count > 0)
		putchar('\n');
}

static void list_tell(const struct writing *writing)
{
	const struct write_notes *notes = &writing->model.notes;
	char state[OWN_STATE_BYTES];
	char cell[OWN_CELL_BYTES];
	char unsent[96];
	for (size_t i = 0; i < notes->own_count; i++) {
		own_note_state(&notes->own[i], state);
		own_note_cell(&notes->own[i], writing->model.programme, cell);
		printf("%s, %s: %s\n", state, cell,
		    notes->own[i].text == NULL ? "" : notes->own[i].text);
	}
	(void)write_model_unsent(&writing->model, terminal_now_ms(), unsent);
	printf("%s\n", unsent);
}

/* --- what is typed ---------------------------------------------------------------------------------------- */

static void line_take(struct plain *plain)
{
	struct writing *writing = plain->writing;
	struct write_model *model = &writing->model;
	if (plain->typed_long) {
		printf("Not taken: a note is at most %u characters. Split it, a note a point.\n",
		    NOTE_TEXT_CHARS_MAX);
		return;
	}
	/* An empty line sends what was kept from last time; a dash drops it. */
	if (plain->typed_size == 1 && plain->typed[0] == '-' && model->line.size > 0)
		line_clear(&model->line);
	else if (plain->typed_size > 0)
		line_set(&model->line, plain->typed, plain->typed_size);
	enum write_act act = write_model_stroke(model, &(struct stroke){ .kind = STROKE_ENTER });
	const char *help = NULL;
	switch (act) {
	case WRITE_NOTE:
	case WRITE_AMEND:
	case WRITE_RETRACT:
		if (writing_do(writing, act))
			printf("On this device, %" PRIu64 " unsent.\n",
			    rapporteur_counts(writing->rapporteur).here);
		break;
	case WRITE_LIST:
		list_tell(writing);
		break;
	case WRITE_HELP:
		for (size_t i = 0; (help = write_help_line(i)) != NULL; i++)
			puts(help);
		session_tell(writing);
		break;
	case WRITE_QUIT:
		writing->ended = true;
		break;
	case WRITE_NOTHING:
	case WRITE_SUSPEND:
		break;
	}
	if (model->message[0] != '\0')
		puts(model->message);
	/* A line that asks something stays for its second Enter; one that was wrong does not come again by itself. */
	if (!model->retract_asked && !writing->ended)
		line_clear(&model->line);
	model->message[0] = '\0';
	writing_draft(writing, false);
}

static void bytes_take(struct plain *plain, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size && !plain->writing->ended; i++) {
		if (bytes[i] == '\n') {
			line_take(plain);
			plain->typed_size = 0;
			plain->typed_long = false;
		} else if (plain->typed_size < LINE_BYTES_MAX) {
			plain->typed[plain->typed_size++] = bytes[i];
		} else {
			plain->typed_long = true;
		}
	}
}

static void input_take(struct plain *plain)
{
	char bytes[INPUT_BYTES];
	ssize_t size = read(STDIN_FILENO, bytes, sizeof bytes);
	if (size > 0) {
		bytes_take(plain, bytes, (size_t)size);
	} else if (size == 0 || (errno != EINTR && errno != EAGAIN)) {
		if (plain->typed_size > 0)
			bytes_take(plain, "\n", 1); /* the last line of a file may have no end */
		plain->input_ended = true;
	}
}

/* --- the terminal's line ------------------------------------------------------------------------------------ */

static void terminal_begin(struct plain *plain)
{
	if (isatty(STDIN_FILENO) != 1 || tcgetattr(STDIN_FILENO, &plain->before) != 0)
		return;
	struct termios now = plain->before;
	now.c_lflag |= NOFLSH;
	plain->is_terminal = tcsetattr(STDIN_FILENO, TCSANOW, &now) == 0;
}

/* What is on the terminal's line and was not sent is typed, too. */
static void terminal_end(struct plain *plain)
{
	if (!plain->is_terminal)
		return;
	struct termios bytes = plain->before;
	bytes.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	bytes.c_cc[VMIN] = 0;
	bytes.c_cc[VTIME] = 0;
	if (tcsetattr(STDIN_FILENO, TCSANOW, &bytes) == 0) {
		char left[INPUT_BYTES];
		ssize_t size = 0;
		while ((size = read(STDIN_FILENO, left, sizeof left)) > 0)
			for (ssize_t i = 0; i < size && plain->typed_size < LINE_BYTES_MAX; i++)
				if (left[i] != '\n')
					plain->typed[plain->typed_size++] = left[i];
	}
	(void)tcsetattr(STDIN_FILENO, TCSANOW, &plain->before);
}

/* --- the loop --------------------------------------------------------------------------------------------------- */

/* A file is quicker than the broker: its first line would be read without knowing what a category is. */
static bool input_waits(const struct plain *plain)
{
	const struct writing *writing = plain->writing;
	bool knows = writing->has_programme ||
	    terminal_now_ms() - plain->began_ms >= writing->invocation->wait_ms;
	return plain->input_ended || (!plain->is_terminal && !knows);
}

static void once(struct plain *plain)
{
	struct writing *writing = plain->writing;
	struct signalfd_siginfo info;
	struct pollfd polled[3] = { { .fd = writing->signals, .events = POLLIN },
		{ .fd = rapporteur_fd(writing->rapporteur), .events = POLLIN },
		{ .fd = input_waits(plain) ? -1 : STDIN_FILENO, .events = POLLIN } };
	int due_ms = rapporteur_wait_ms(writing->rapporteur);
	int ready = poll(polled, 3, due_ms >= 0 && due_ms < TICK_MS ? due_ms : TICK_MS);
	while (read(writing->signals, &info, sizeof info) == (ssize_t)sizeof info)
		writing->ended = writing->ended || info.ssi_signo != SIGWINCH;
	if (ready > 0 && polled[2].revents != 0 && !writing->ended)
		input_take(plain);
	bool had_programme = writing->programme_event > 0;
	rapporteur_step(writing->rapporteur);
	writing_turn(writing);
	if (!had_programme && writing->programme_event > 0 && !writing->ended)
		session_tell(writing);
	bool away = writing->model.away_ms > 0 &&
	    terminal_now_ms() - writing->model.away_ms >= WRITE_AWAY_MS;
	if (away != plain->was_away)
		puts(away ? "The broker is away: what you write is kept here."
			  : "The broker is back.");
	plain->was_away = away;
	plain->others_new += writing->model.notes.others_new;
	writing->model.notes.others_new = 0;
	others_tell(plain);
	(void)fflush(stdout);
	writing->ended = writing->ended || ferror(stdout) != 0;
}

/* The input is over: what it said may still be on its way. */
static enum ending settle(struct plain *plain)
{
	struct writing *writing = plain->writing;
	uint64_t until_ms = terminal_now_ms() + writing->invocation->wait_ms;
	while (!writing->ended && rapporteur_counts(writing->rapporteur).here > 0 &&
	    terminal_now_ms() < until_ms)
		once(plain);
	uint64_t here = rapporteur_counts(writing->rapporteur).here;
	if (here == 0)
		return ENDING_DONE;
	return complain(ENDING_NOT_REACHABLE,
	    "The broker at %s does not answer: kept here, %" PRIu64 " waiting.",
	    writing->invocation->broker, here);
}

enum ending write_plain_run(struct writing *writing)
{
	static const char TAKEN_UP[] =
	    "Typed last time and not sent; an empty line sends it, - drops it: ";
	struct plain plain = { .writing = writing, .began_ms = terminal_now_ms() };
	writing->tell_entry = entry_tell;
	writing->tell_feed = feed_tell;
	if (writing->model.amending) {
		/* Without arrows nobody could leave it: its words are offered as a new line. */
		(void)write_model_stroke(
		    &writing->model, &(struct stroke){ .kind = STROKE_ESCAPE });
	}
	if (writing->model.line.size > 0)
		printf("%s%s\n", TAKEN_UP, writing->model.line.text);
	for (size_t i = 0; i < writing->model.notes.own_count; i++)
		writing->model.notes.own[i].point_told = UINT32_MAX; /* of before: told by /list */
	terminal_begin(&plain);
	(void)fflush(stdout);
	while (!writing->ended && !plain.input_ended)
		once(&plain);
	enum ending ending = ENDING_DONE;
	if (!writing->ended)
		ending = settle(&plain);
	terminal_end(&plain);
	if (plain.typed_size > 0)
		line_set(&writing->model.line, plain.typed, plain.typed_size);
	writing_draft(writing, true);
	if (writing->ending != ENDING_DONE)
		return complain(writing->ending, "%s", writing->model.message);
	return ending;
}
