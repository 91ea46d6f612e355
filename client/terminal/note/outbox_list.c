/*
 * client/terminal/note/outbox_list.c - `outbox`: what this device keeps, where each of it is, and ways to get it
 * off: to the broker, into a file, or out of mind.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/terminal/file_out.h"
#include "client/terminal/json_out.h"
#include "client/terminal/screen/screen_text.h"
#include "client/terminal/terminal.h"
#include "proto/wire/id.h"

#define ENTRY_MEMORY_MAX (4u * NOTE_INPUT_BYTES_MAX)
#define STEP_MS          100u
#define WHERE_COLUMNS    24u
#define TEXT_COLUMNS     40u

static const char *state_word(enum entry_state state)
{
	switch (state) {
	case ENTRY_HERE:
		return "here";
	case ENTRY_BROKER:
		return "broker";
	case ENTRY_REFUSED:
		return "refused";
	}
	return "unknown";
}

static const char *kind_word(enum message message)
{
	return message == MESSAGE_NOTE_RETRACT ? "retract"
	    : message == MESSAGE_NOTE_AMEND    ? "amend"
					       : "note";
}

/* What it says; false for a retraction, and for an entry that is damaged. put's strings are arena's. */
static bool entry_read(const struct entry *entry, struct arena *arena, struct note_put *put)
{
	struct refusal refusal;
	arena_clear(arena);
	if (entry->body == NULL || entry->message == MESSAGE_NOTE_RETRACT)
		return false;
	return note_put_decode(entry->message == MESSAGE_NOTE_AMEND, put, arena, entry->body,
		   entry->body_size, &refusal) == ERROR_NONE;
}

static void entry_show(const struct entry *entry, const struct note_put *put)
{
	char where[64];
	char age[TIME_TEXT_BYTES];
	age_text(entry->age_ms, age);
	if (entry->state == ENTRY_REFUSED)
		snprintf(where, sizeof where, "refused: %s", error_word(entry->error));
	else
		snprintf(where, sizeof where, "%s %s", state_word(entry->state), entry->public_id);
	printf("%-24s %-24s %6s  ", where, entry->session, age);
	if (entry->message != MESSAGE_NOTE_SUBMIT)
		printf("%s%s", kind_word(entry->message), put == NULL ? "" : ": ");
	if (put != NULL)
		screen_text_print(stdout, put->text, TEXT_COLUMNS);
	putchar('\n');
	if (entry->state == ENTRY_REFUSED)
		printf("%-24s %s%s%s\n", "", error_sentence(entry->error),
		    entry->detail[0] == '\0' ? "" : " - ", entry->detail);
}

/* A line that can be imported again: its id is the command's. */
static json_t *entry_json(const struct entry *entry, const struct note_put *put)
{
	char id[ID_TEXT_CHARS + 1];
	json_t *item = json_object();
	id_text(entry->id, id);
	json_set_text(&item, "id", id);
	json_set_text(&item, "kind", kind_word(entry->message));
	json_set_text(&item, "state", state_word(entry->state));
	json_set_text(&item, "session", entry->session);
	json_set_number(&item, "written_ms", entry->written_ms);
	if (entry->state == ENTRY_BROKER) {
		json_set_text(&item, "note", entry->public_id);
		json_set_number(&item, "event", entry->number);
		json_set_flag(&item, "late", entry->late);
	}
	if (entry->state == ENTRY_REFUSED) {
		json_set_text(&item, "error", error_word(entry->error));
		json_set_text(&item, "detail", entry->detail);
	}
	if (put == NULL)
		return item;
	json_set_text(&item, "room", put->room);
	if (put->objective > 0)
		json_set_number(&item, "objective", put->objective);
	if (put->category != NULL)
		json_set_text(&item, "category", put->category);
	if (put->lens != NULL)
		json_set_text(&item, "lens", put->lens);
	if (put->language != NULL)
		json_set_text(&item, "lang", put->language);
	if (put->ref != NULL)
		json_set_text(&item, "ref", put->ref);
	if (put->speaker != NULL)
		json_set_text(&item, "on_the_record", put->speaker);
	if (put->body != NULL)
		json_set_text(&item, "body", put->body);
	json_set_text(&item, "text", put->text);
	return item;
}

static void counts_show(FILE *out, struct rapporteur_counts counts)
{
	fprintf(out, "%" PRIu64 " saved here, %" PRIu64 " on the broker, %" PRIu64 " refused\n",
	    counts.here, counts.broker, counts.refused);
}

static enum ending list_show(const struct invocation *invocation, struct rapporteur *rapporteur)
{
	struct arena arena;
	struct note_put put;
	struct entry entry;
	uint64_t sequence = 0;
	bool is_json = option_given(invocation, OPTION_JSON);
	json_t *entries = is_json ? json_array() : NULL;
	enum rapporteur_result result = RAPPORTEUR_OK;
	bool is_first = true;
	arena_init(&arena, ENTRY_MEMORY_MAX);
	while ((result = rapporteur_entry_next(rapporteur, sequence, &entry)) == RAPPORTEUR_OK) {
		sequence = entry.sequence;
		if (entry.state == ENTRY_BROKER && !option_given(invocation, OPTION_ALL))
			continue;
		bool has_text = entry_read(&entry, &arena, &put);
		if (is_json) {
			json_append(&entries, entry_json(&entry, has_text ? &put : NULL));
			continue;
		}
		if (is_first)
			printf("%-24s %-24s %6s  %s\n", "WHERE", "SESSION", "AGE", "TEXT");
		is_first = false;
		entry_show(&entry, has_text ? &put : NULL);
	}
	arena_close(&arena);
	struct rapporteur_counts counts = rapporteur_counts(rapporteur);
	if (result != RAPPORTEUR_ABSENT) {
		json_decref(entries);
		return complain_result(result, NULL);
	}
	if (!is_json) {
		counts_show(stdout, counts);
		return ENDING_DONE;
	}
	json_t *root = json_object();
	json_set_number(&root, "here", counts.here);
	json_set_number(&root, "broker", counts.broker);
	json_set_number(&root, "refused", counts.refused);
	json_set(&root, "entries", entries);
	return json_print(root);
}

static enum ending list_save(const struct invocation *invocation, struct rapporteur *rapporteur)
{
	struct file_out out;
	struct arena arena;
	struct note_put put;
	struct entry entry;
	uint64_t sequence = 0;
	uint64_t saved = 0;
	/* Notes of a confidential meeting: nobody else may read them. */
	enum ending ending = file_out_open(&out, invocation->values[OPTION_SAVE], 0600);
	if (ending != ENDING_DONE)
		return ending;
	enum rapporteur_result result = RAPPORTEUR_OK;
	arena_init(&arena, ENTRY_MEMORY_MAX);
	while ((result = rapporteur_entry_next(rapporteur, sequence, &entry)) == RAPPORTEUR_OK) {
		sequence = entry.sequence;
		if (entry.state == ENTRY_BROKER || !entry_read(&entry, &arena, &put))
			continue;
		json_t *item = entry_json(&entry, &put);
		if (item == NULL || json_dumpf(item, out.file, JSON_COMPACT) != 0 ||
		    fputc('\n', out.file) == EOF) {
			json_decref(item);
			break; /* a failed stream is told by the commit */
		}
		json_decref(item);
		saved++;
	}
	arena_close(&arena);
	if (result != RAPPORTEUR_ABSENT && result != RAPPORTEUR_OK) {
		file_out_abort(&out);
		return complain_result(result, NULL);
	}
	ending = file_out_commit(&out);
	if (ending == ENDING_DONE)
		fprintf(stderr, "%" PRIu64 " notes written to %s\n", saved,
		    invocation->values[OPTION_SAVE]);
	return ending;
}

/*
 * Steps while something leaves the outbox at least every wait_ms. The broker is greeted first, also when
 * nothing waits: it may have been set back, and lack what it had.
 */
static enum ending list_send(const struct invocation *invocation, struct rapporteur *rapporteur)
{
	struct rapporteur_counts before = rapporteur_counts(rapporteur);
	uint64_t until_ms = terminal_now_ms() + invocation->wait_ms;
	while (rapporteur_connection(rapporteur) != CONNECTION_LIVE &&
	    terminal_step(rapporteur, until_ms, STEP_MS))
		continue;
	struct rapporteur_counts now = rapporteur_counts(rapporteur);
	while (now.here > 0 && terminal_step(rapporteur, until_ms, STEP_MS)) {
		uint64_t here = now.here;
		now = rapporteur_counts(rapporteur);
		if (now.here < here)
			until_ms = terminal_now_ms() + invocation->wait_ms;
	}
	counts_show(stderr, now);
	if (now.here > 0)
		return complain(ENDING_NOT_REACHABLE,
		    "The broker at %s does not answer: %" PRIu64 " waiting.", invocation->broker,
		    now.here);
	if (now.refused > before.refused)
		return complain(ENDING_REFUSED, "%" PRIu64 " refused: rapporteur outbox says why",
		    now.refused - before.refused);
	return ENDING_DONE;
}

static enum ending list_forget(struct rapporteur *rapporteur)
{
	struct entry entry;
	uint64_t sequence = 0;
	uint64_t forgotten = 0;
	enum rapporteur_result result = RAPPORTEUR_OK;
	while ((result = rapporteur_entry_next(rapporteur, sequence, &entry)) == RAPPORTEUR_OK) {
		sequence = entry.sequence;
		if (entry.state != ENTRY_REFUSED)
			continue;
		result = rapporteur_entry_forget(rapporteur, sequence);
		if (result != RAPPORTEUR_OK)
			return complain_result(result, NULL);
		forgotten++;
	}
	if (result != RAPPORTEUR_ABSENT)
		return complain_result(result, NULL);
	fprintf(stderr, "%" PRIu64 " forgotten\n", forgotten);
	return ENDING_DONE;
}

enum ending outbox_run(const struct invocation *invocation)
{
	bool is_send = option_given(invocation, OPTION_SEND);
	bool is_save = option_given(invocation, OPTION_SAVE);
	bool is_forget = option_given(invocation, OPTION_FORGET);
	struct rapporteur *rapporteur = NULL;
	enum ending ending = terminal_open(invocation, is_send, NULL, NULL, &rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	/* In this order, so that nothing is forgotten that was to be saved. */
	if (is_send)
		ending = list_send(invocation, rapporteur);
	if (is_save) {
		enum ending saved = list_save(invocation, rapporteur);
		ending = ending == ENDING_DONE ? saved : ending;
		is_forget = is_forget && saved == ENDING_DONE;
	}
	if (is_forget) {
		enum ending forgotten = list_forget(rapporteur);
		ending = ending == ENDING_DONE ? forgotten : ending;
	}
	if (!is_send && !is_save && !is_forget)
		ending = list_show(invocation, rapporteur);
	terminal_close(rapporteur);
	return ending;
}
