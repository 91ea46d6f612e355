/* tests/unit/outbox_erase_test.c - what was redacted is in no byte of the outbox, whoever uses it and wherever it ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proto/command.h"
#include "tests/unit/outbox_fixture.h"

#define SECRET       "Zolbayar"
#define OTHERS       40u
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void id_of(uint8_t id[ID_BYTES], uint32_t number)
{
	uint8_t random[ID_RANDOM_BYTES] = { 0 };
	memcpy(random + 4, &number, sizeof number);
	id_make(id, 1, random);
}

static uint64_t put(struct outbox *outbox, uint32_t number, uint32_t note, const char *text)
{
	struct note_put put = { .replaces = 2, .room = "WG-2", .text = text };
	struct buffer body;
	uint8_t id[ID_BYTES];
	uint64_t sequence = 0;
	bool amend = note != number;
	buffer_init(&body, OUTBOX_BODY_BYTES_MAX);
	id_of(id, number);
	id_of(put.note, note);
	note_put_encode(amend, &put, &body);
	const struct outbox_draft draft = { .message =
						amend ? MESSAGE_NOTE_AMEND : MESSAGE_NOTE_SUBMIT,
		.id = id,
		.writer = outbox->writer,
		.session = "gcm-1",
		.body = body.bytes,
		.body_size = body.size };
	assert_int_equal(outbox_add(outbox, &draft, 1, &sequence), RAPPORTEUR_OK);
	buffer_close(&body);
	return sequence;
}

/* Sequence 1: the note, 2 and 3 its amendments, of which the last one is not sent; then others. */
static void fill(struct outbox *outbox)
{
	static char text[3000];
	assert_int_equal(put(outbox, 1, 1, "Flood funds, says " SECRET), 1);
	assert_int_equal(put(outbox, 2, 1, "Flood funds come late, says " SECRET), 2);
	/* one that has a page of its own */
	memset(text, 'x', sizeof text - 1);
	memcpy(text + 2000, SECRET, sizeof SECRET - 1);
	assert_int_equal(put(outbox, 3, 1, text), 3);
	settle(outbox, 1, ENTRY_BROKER);
	settle(outbox, 2, ENTRY_BROKER);
	for (uint32_t i = 0; i < OTHERS; i++)
		(void)put(outbox, 10 + i, 10 + i, "Roads are bad");
}

static bool holds(const struct state_folder *state, const char *name, const char *word)
{
	char path[512];
	(void)snprintf(path, sizeof path, "%s/outbox/%s", state->path, name);
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		return false;
	static char bytes[1u << 20];
	size_t size = fread(bytes, 1, sizeof bytes, file);
	assert_true(size < sizeof bytes);
	(void)fclose(file);
	return memmem(bytes, size, word, strlen(word)) != NULL;
}

static void redact(struct outbox *outbox)
{
	uint8_t notes[2][ID_BYTES];
	id_of(notes[0], 1);
	id_of(notes[1], 999); /* is not here */
	assert_int_equal(outbox_redacted(outbox, notes, COUNT(notes)), RAPPORTEUR_OK);
}

static void assert_clean(struct outbox *outbox, const struct state_folder *state)
{
	struct entry entry;
	struct rapporteur_counts counts;
	assert_false(holds(state, "data.mdb", SECRET));
	assert_true(holds(state, "data.mdb", "Roads are bad"));
	look(outbox, 1, &entry);
	assert_int_equal(entry.state, ENTRY_REFUSED);
	assert_int_equal(entry.error, ERROR_REDACTED);
	assert_int_equal(entry.body_size, 1);
	assert_int_equal(outbox_counts(outbox, &counts), RAPPORTEUR_OK);
	assert_int_equal(counts.refused, 1);
	assert_int_equal(counts.here, OTHERS);
	assert_int_equal(counts.broker, 0);
}

static void what_was_redacted_is_in_no_byte(void **context)
{
	const struct state_folder *state = *context;
	struct outbox outbox;
	open_outbox(&outbox, state);
	fill(&outbox);
	assert_true(holds(state, "data.mdb", SECRET));
	redact(&outbox);
	outbox_clean(&outbox);
	assert_clean(&outbox, state);
	/* and it goes on as an outbox does */
	uint64_t sequence = put(&outbox, 60, 60, "Bridges are bad");
	assert_int_equal(sequence, 4 + OTHERS);
	outbox_close(&outbox);
	open_outbox(&outbox, state);
	struct entry entry;
	look(&outbox, sequence, &entry);
	assert_int_equal(entry.state, ENTRY_HERE);
	assert_int_equal(outbox_forget(&outbox, 1), RAPPORTEUR_OK);
	outbox_close(&outbox);
}

static void a_refusal_as_redacted_does_the_same(void **context)
{
	const struct state_folder *state = *context;
	struct outbox outbox;
	open_outbox(&outbox, state);
	fill(&outbox);
	struct outbox_outcome outcome = {
		.sequence = 3, .state = ENTRY_REFUSED, .error = ERROR_REDACTED
	};
	id_of(outcome.id, 3);
	assert_int_equal(outbox_settle(&outbox, &outcome, 1, broker, &nowhere), RAPPORTEUR_OK);
	outbox_close(&outbox);
	assert_false(holds(state, "data.mdb", SECRET));
	open_outbox(&outbox, state);
	struct entry entry;
	for (uint64_t sequence = 1; sequence <= 3; sequence += 2) {
		look(&outbox, sequence, &entry);
		assert_int_equal(entry.state, ENTRY_REFUSED);
		assert_int_equal(entry.error, ERROR_REDACTED);
		assert_int_equal(outbox_forget(&outbox, sequence), RAPPORTEUR_OK);
	}
	outbox_close(&outbox);
}

/* Runs task in a process of its own. */
static void elsewhere(void (*task)(const struct state_folder *), const struct state_folder *state)
{
	int status = 0;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		task(state);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void redact_here(const struct state_folder *state)
{
	struct outbox outbox;
	open_outbox(&outbox, state);
	redact(&outbox);
	outbox_clean(&outbox); /* another has it open */
	outbox_close(&outbox);
}

static void who_uses_it_last_cleans_it(void **context)
{
	const struct state_folder *state = *context;
	struct outbox outbox;
	int ready[2];
	int go[2];
	char byte = 'x';
	open_outbox(&outbox, state);
	fill(&outbox);
	outbox_close(&outbox);
	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(go), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) { /* uses it all the while, and writes after it was redacted */
		open_outbox(&outbox, state);
		(void)!write(ready[1], &byte, 1);
		(void)!read(go[0], &byte, 1);
		(void)put(&outbox, 60, 60, "Bridges are bad");
		outbox_close(&outbox);
		_exit(0);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	elsewhere(redact_here, state);
	assert_true(holds(state, "data.mdb", SECRET));
	assert_int_equal(write(go[1], &byte, 1), 1);
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_false(holds(state, "data.mdb", SECRET));
	assert_true(holds(state, "data.mdb", "Bridges are bad"));
	for (size_t i = 0; i < 2; i++) {
		(void)close(ready[i]);
		(void)close(go[i]);
	}
}

static void redact_and_die(const struct state_folder *state)
{
	struct outbox outbox;
	open_outbox(&outbox, state);
	redact(&outbox);
	_exit(0);
}

/* Also where an attempt to write it anew left something. */
static void who_dies_leaves_it_to_the_next(void **context)
{
	const struct state_folder *state = *context;
	struct outbox outbox;
	char path[512];
	open_outbox(&outbox, state);
	fill(&outbox);
	outbox_close(&outbox);
	elsewhere(redact_and_die, state);
	assert_true(holds(state, "data.mdb", SECRET));
	(void)snprintf(path, sizeof path, "%s/outbox/next", state->path);
	assert_int_equal(mkdir(path, 0700), 0);
	(void)snprintf(path, sizeof path, "%s/outbox/next/data.mdb", state->path);
	int fd = open(path, O_WRONLY | O_CREAT, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, SECRET, sizeof SECRET), sizeof SECRET);
	(void)close(fd);
	open_outbox(&outbox, state);
	assert_clean(&outbox, state);
	assert_false(holds(state, "next/data.mdb", SECRET));
	assert_int_equal(access(path, F_OK), -1);
	outbox_close(&outbox);
}

static void what_was_dealt_with_is_known(void **context)
{
	const struct state_folder *state = *context;
	struct outbox outbox;
	struct erasure_seen seen;
	const struct erasure_seen now = { .journal = { 7 }, .event = 9 };
	uint8_t notes[8][ID_BYTES];
	uint64_t sequence = 0;
	size_t count = 0;
	size_t all = 0;
	open_outbox(&outbox, state);
	fill(&outbox);
	outbox_erasure_seen(&outbox, "gcm-1", &seen);
	assert_int_equal(seen.event, 0);
	assert_int_equal(outbox_erasure_see(&outbox, "gcm-1", &now), RAPPORTEUR_OK);
	outbox_erasure_seen(&outbox, "gcm-1", &seen);
	assert_memory_equal(&seen, &now, sizeof seen);
	while (outbox_notes_of(&outbox, "gcm-1", &sequence, notes, COUNT(notes), &count) ==
	    RAPPORTEUR_OK)
		all += count;
	assert_int_equal(all, 1 + OTHERS); /* changes are not asked for */
	sequence = 0;
	assert_int_equal(outbox_notes_of(&outbox, "gcm-2", &sequence, notes, COUNT(notes), &count),
	    RAPPORTEUR_ABSENT);
	outbox_close(&outbox);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(what_was_redacted_is_in_no_byte),
		IN_FOLDER(a_refusal_as_redacted_does_the_same),
		IN_FOLDER(who_uses_it_last_cleans_it),
		IN_FOLDER(who_dies_leaves_it_to_the_next),
		IN_FOLDER(what_was_dealt_with_is_known),
	};
	return cmocka_run_group_tests_name("outbox_erase", tests, NULL, NULL);
}
