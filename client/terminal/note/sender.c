/* client/terminal/note/sender.c - see sender.h. */
#include "client/terminal/note/sender.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define STEP_MS          100u
#define PROGRESS_MS      1000u /* what takes longer shows how far it is */
#define PROGRESS_NEXT_MS 200u

/* Texts at their cap, with their keys; notes are mostly far smaller. */
#define BATCH_MEMORY_MAX (SENDER_BATCH_MAX * (NOTE_INPUT_BYTES_MAX + 1024u))

void sender_init(struct sender *sender, struct rapporteur *rapporteur, uint64_t wait_ms)
{
	memset(sender, 0, sizeof *sender);
	sender->rapporteur = rapporteur;
	sender->wait_ms = wait_ms;
	sender->began_ms = terminal_now_ms();
	sender->moved_ms = sender->began_ms;
	arena_init(&sender->arena, BATCH_MEMORY_MAX);
}

void sender_close(struct sender *sender)
{
	arena_close(&sender->arena);
}

static void progress_clear(struct sender *sender)
{
	if (sender->shown_ms > 0)
		fputs("\r\033[K", stderr);
	sender->shown_ms = 0;
}

static void progress_show(struct sender *sender)
{
	uint64_t now = terminal_now_ms();
	if (now - sender->began_ms < PROGRESS_MS || now - sender->shown_ms < PROGRESS_NEXT_MS ||
	    isatty(STDERR_FILENO) != 1)
		return;
	sender->shown_ms = now;
	fprintf(stderr, "\r%" PRIu64 " kept here, %" PRIu64 " of them on the broker\033[K",
	    sender->counts.kept, sender->counts.broker);
}

void sender_wrong(struct sender *sender, uint64_t line, const char *format, ...)
{
	char message[1024];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	progress_clear(sender);
	sender->counts.wrong++;
	if (line > 0 && sender->source != NULL)
		complain(ENDING_REFUSED, "%s:%" PRIu64 ": %s", sender->source, line, message);
	else
		complain(ENDING_REFUSED, "%s", message);
}

static void wrong_refused(
    struct sender *sender, uint64_t line, enum error error, const char *detail)
{
	sender_wrong(
	    sender, line, "%s%s%s", error_sentence(error), detail[0] == '\0' ? "" : " - ", detail);
}

/* ---- following what was kept ------------------------------------------------------------------- */

static void sent_take(struct sent *sent, const struct entry *entry)
{
	sent->state = entry->state;
	sent->number = entry->number;
	memcpy(sent->public_id, entry->public_id, sizeof sent->public_id);
	sent->late = entry->late;
	sent->error = entry->error;
	memcpy(sent->detail, entry->detail, sizeof sent->detail);
}

void sender_entry(struct sender *sender, const struct entry *entry)
{
	/* A line that repeats another has its sequence: both are told. */
	for (size_t i = 0; i < sender->count; i++) {
		struct sent *sent = &sender->window[(sender->first + i) % SENDER_WINDOW_MAX];
		if (sent->sequence == entry->sequence)
			sent_take(sent, entry);
	}
}

/* Another process with this outbox may have settled the oldest: its callback was not ours. */
static void oldest_look(struct sender *sender)
{
	struct sent *sent = &sender->window[sender->first];
	struct entry entry;
	if (sender->count == 0 || sent->state != ENTRY_HERE)
		return;
	enum rapporteur_result result =
	    rapporteur_entry_next(sender->rapporteur, sent->sequence - 1, &entry);
	if (result == RAPPORTEUR_OK && entry.sequence == sent->sequence)
		sent_take(sent, &entry);
	else if (result == RAPPORTEUR_OK || result == RAPPORTEUR_ABSENT)
		sent->state = ENTRY_BROKER; /* only what the broker has is forgotten */
}

static void sent_tell(struct sender *sender, const struct sent *sent)
{
	if (sent->state == ENTRY_REFUSED) {
		wrong_refused(sender, sent->line, sent->error, sent->detail);
		return;
	}
	sender->counts.broker++;
	if (sent->number > 0 && sent->number <= sender->newest)
		sender->counts.repeated++;
	if (sent->late)
		sender->counts.late++;
	if (sender->on_broker != NULL) {
		progress_clear(sender);
		sender->on_broker(sender->context, sent);
	}
}

static void settled_tell(struct sender *sender)
{
	oldest_look(sender);
	while (sender->count > 0 && sender->window[sender->first].state != ENTRY_HERE) {
		sent_tell(sender, &sender->window[sender->first]);
		sender->first = (sender->first + 1) % SENDER_WINDOW_MAX;
		sender->count--;
	}
}

void sender_step(struct sender *sender, uint64_t wait_ms)
{
	rapporteur_wait_and_step(sender->rapporteur, (int)(wait_ms < STEP_MS ? wait_ms : STEP_MS));
	settled_tell(sender);
	/* Older entries go before ours: whatever settles shows that the broker takes notes. */
	struct rapporteur_counts counts = rapporteur_counts(sender->rapporteur);
	uint64_t now = terminal_now_ms();
	if (counts.broker + counts.refused != sender->settled || sender->count == 0)
		sender->moved_ms = now;
	sender->settled = counts.broker + counts.refused;
	if (now - sender->moved_ms < sender->wait_ms) {
		progress_show(sender);
		return;
	}
	sender->offline = true;
	sender->count = 0;
}

/* ---- keeping ----------------------------------------------------------------------------------- */

/* An id that the outbox had is not kept twice. What it has may say something else: then the line is lost,
 * and its author must know. */
static bool same_note(const struct rapporteur_note *note, const struct entry *entry)
{
	struct arena arena;
	struct note_put put;
	struct refusal refusal;
	arena_init(&arena, 4u * NOTE_INPUT_BYTES_MAX);
	bool same = entry->body == NULL || entry->message != MESSAGE_NOTE_SUBMIT ||
	    note_put_decode(false, &put, &arena, entry->body, entry->body_size, &refusal) !=
		ERROR_NONE ||
	    strcmp(put.text, note->put.text) == 0;
	arena_close(&arena);
	return same;
}

static void window_add(
    struct sender *sender, const struct rapporteur_note *note, uint64_t sequence, uint64_t line)
{
	struct sent sent = { .sequence = sequence, .line = line, .state = ENTRY_HERE };
	struct entry entry;
	if (note->id_given &&
	    rapporteur_entry_next(sender->rapporteur, sequence - 1, &entry) == RAPPORTEUR_OK &&
	    entry.sequence == sequence) {
		sent_take(&sent, &entry);
		if (!same_note(note, &entry)) {
			wrong_refused(sender, line, ERROR_ID_TAKEN, "");
			return;
		}
	}
	sender->counts.kept++;
	if (sender->offline)
		return;
	assert(sender->count < SENDER_WINDOW_MAX);
	sender->window[(sender->first + sender->count) % SENDER_WINDOW_MAX] = sent;
	sender->count++;
}

static void batch_remove(struct sender *sender, size_t index)
{
	sender->batch_count--;
	for (size_t i = index; i < sender->batch_count; i++) {
		sender->batch[i] = sender->batch[i + 1];
		sender->batch_lines[i] = sender->batch_lines[i + 1];
	}
}

void sender_flush(struct sender *sender)
{
	uint64_t sequences[SENDER_BATCH_MAX];
	while (sender->batch_count > 0 && !sender->failed) {
		size_t wrong = 0;
		struct refusal refusal = { .error = ERROR_NONE };
		enum rapporteur_result result = rapporteur_notes(sender->rapporteur, sender->batch,
		    sender->batch_count, sequences, &wrong, &refusal);
		if (result == RAPPORTEUR_OK)
			break;
		if (result == RAPPORTEUR_ARGUMENT && wrong < sender->batch_count) {
			wrong_refused(
			    sender, sender->batch_lines[wrong], refusal.error, refusal.detail);
			batch_remove(sender, wrong);
			continue;
		}
		progress_clear(sender);
		complain_result(result, &refusal);
		if (sender->source != NULL)
			complain(ENDING_REFUSED, "%s: nothing is kept from line %" PRIu64 " on",
			    sender->source, sender->batch_lines[0]);
		sender->failed = true;
	}
	for (size_t i = 0; i < sender->batch_count && !sender->failed; i++)
		window_add(sender, &sender->batch[i], sequences[i], sender->batch_lines[i]);
	sender->batch_count = 0;
	arena_clear(&sender->arena);
}

static const char *copy(struct sender *sender, const char *text)
{
	return text == NULL ? NULL : arena_text(&sender->arena, text, strlen(text));
}

void sender_put(struct sender *sender, const struct rapporteur_note *note, uint64_t line)
{
	while (!sender->offline && sender->count + sender->batch_count >= SENDER_WINDOW_MAX)
		sender_step(sender, STEP_MS);
	struct rapporteur_note kept = *note;
	kept.session = copy(sender, note->session);
	kept.put.room = copy(sender, note->put.room);
	kept.put.category = copy(sender, note->put.category);
	kept.put.lens = copy(sender, note->put.lens);
	kept.put.language = copy(sender, note->put.language);
	kept.put.ref = copy(sender, note->put.ref);
	kept.put.text = copy(sender, note->put.text);
	if (sender->arena.failed) {
		progress_clear(sender);
		complain_result(RAPPORTEUR_MEMORY, NULL);
		sender->failed = true;
		return;
	}
	sender->batch[sender->batch_count] = kept;
	sender->batch_lines[sender->batch_count++] = line;
	if (sender->batch_count == SENDER_BATCH_MAX)
		sender_flush(sender);
}

enum ending sender_finish(struct sender *sender, const char *broker)
{
	sender_flush(sender);
	while (sender->count > 0 && !sender->offline)
		sender_step(sender, STEP_MS);
	progress_clear(sender);
	uint64_t here = rapporteur_counts(sender->rapporteur).here;
	if (sender->offline && here > 0) {
		bool live = rapporteur_connection(sender->rapporteur) == CONNECTION_LIVE;
		return complain(ENDING_NOT_REACHABLE,
		    "The broker at %s does not %s: kept here, %" PRIu64 " waiting.", broker,
		    live ? "take notes now" : "answer", here);
	}
	return sender->counts.wrong > 0 || sender->failed ? ENDING_REFUSED : ENDING_DONE;
}
