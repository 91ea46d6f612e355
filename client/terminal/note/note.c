/* client/terminal/note/note.c - `note`: what a rapporteur says, as words or a line a note. */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/terminal/json_out.h"
#include "client/terminal/note/lines.h"
#include "client/terminal/note/note_words.h"
#include "client/terminal/note/sender.h"
#include "client/terminal/terminal.h"

/* A note that comes as words of the command line has no line. */
static void on_broker(void *context, const struct sent *sent)
{
	const struct invocation *invocation = context;
	if (sent->public_id[0] == '\0') {
		complain(ENDING_DONE, "on the broker; its id was told to another program");
		return;
	}
	if (option_given(invocation, OPTION_JSON)) {
		json_t *root = json_object();
		json_set_text(&root, "note", sent->public_id);
		json_set_number(&root, "event", sent->number);
		json_set_flag(&root, "late", sent->late);
		json_print(root);
	} else {
		printf("%s\n", sent->public_id);
		(void)fflush(stdout); /* main() looks at the stream's error */
	}
	if (sent->late)
		complain(ENDING_DONE, "%s came after the session was closed: it is kept as late",
		    sent->public_id);
}

static void entry_changed(void *context, const struct entry *entry)
{
	struct sender *sender = context;
	sender_entry(sender, entry);
}

/* Waits for input or for the library, whichever comes first; steps the latter. */
static void input_wait(struct sender *sender, int fd)
{
	struct pollfd polled[2] = { { .fd = fd, .events = POLLIN },
		{ .fd = rapporteur_fd(sender->rapporteur), .events = POLLIN } };
	int ready = 0;
	while (ready == 0 || (polled[0].revents == 0)) {
		ready = poll(polled, 2, rapporteur_wait_ms(sender->rapporteur));
		if (ready < 0 && errno != EINTR)
			return;
		sender_step(sender, 0);
	}
}

static bool is_blank(const char *line, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (strchr(" \t\r\v\f", line[i]) == NULL)
			return false;
	return true;
}

static void line_put(
    struct sender *sender, struct rapporteur_note *note, const char *line, size_t size, uint64_t at)
{
	char *text = malloc(size + 1);
	if (text == NULL) {
		complain_result(RAPPORTEUR_MEMORY, NULL);
		sender->failed = true;
		return;
	}
	memcpy(text, line, size);
	text[size] = '\0';
	note->put.text = text;
	if (memchr(line, '\0', size) != NULL)
		sender_wrong(sender, at, "%s", error_sentence(ERROR_UTF8));
	else if (!is_blank(line, size))
		sender_put(sender, note, at);
	free(text);
}

/* A note a line, until the input ends. What has come is kept before more is waited for. */
static void lines_put(struct sender *sender, struct rapporteur_note *note, struct lines *lines)
{
	const char *line = NULL;
	size_t size = 0;
	while (!sender->failed) {
		switch (lines_next(lines, &line, &size)) {
		case LINES_LINE:
			line_put(sender, note, line, size, lines->number);
			break;
		case LINES_LONG:
			sender_wrong(sender, lines->number, "%s", error_sentence(ERROR_TEXT_LONG));
			break;
		case LINES_NONE:
			sender_flush(sender);
			input_wait(sender, lines->fd);
			if (!lines_fill(lines)) {
				complain(
				    ENDING_REFUSED, "the notes cannot be read: %s", system_fault());
				sender->failed = true;
			}
			break;
		case LINES_END:
			return;
		}
	}
}

static enum ending notes_put(
    const struct invocation *invocation, struct sender *sender, struct rapporteur_note *note)
{
	if (invocation->word_count == 3 && strcmp(invocation->words[2], "-") == 0) {
		struct lines lines;
		sender->source = "standard input";
		if (!lines_open(&lines, STDIN_FILENO, NOTE_INPUT_BYTES_MAX))
			return complain_result(RAPPORTEUR_MEMORY, NULL);
		lines_put(sender, note, &lines);
		lines_close(&lines);
		return sender_finish(sender, invocation->broker);
	}
	struct buffer joined;
	buffer_init(&joined, NOTE_INPUT_BYTES_MAX);
	note->put.text = note_words_join(invocation, 2, &joined);
	enum ending ending = ENDING_REFUSED;
	if (note->put.text != NULL) {
		sender_put(sender, note, 0);
		ending = sender_finish(sender, invocation->broker);
	}
	buffer_close(&joined);
	return ending;
}

enum ending note_run(const struct invocation *invocation)
{
	struct rapporteur_note note = { .session = invocation->words[0],
		.put = { .room = invocation->words[1] } };
	if (!session_key_check(note.session) || !note_place_read(invocation, &note.put))
		return ENDING_USAGE;
	struct sender *sender = malloc(sizeof *sender);
	if (sender == NULL)
		return complain_result(RAPPORTEUR_MEMORY, NULL);
	struct rapporteur *rapporteur = NULL;
	enum ending ending = terminal_open(invocation, true,
	    &(struct rapporteur_callbacks){ .entry = entry_changed }, sender, &rapporteur);
	if (ending == ENDING_DONE) {
		sender_init(sender, rapporteur, invocation->wait_ms);
		sender->on_broker = on_broker;
		sender->context = (void *)invocation;
		ending = notes_put(invocation, sender, &note);
		terminal_close(rapporteur);
		sender_close(sender);
	}
	free(sender);
	return ending;
}
