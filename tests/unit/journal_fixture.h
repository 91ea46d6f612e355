/*
 * tests/unit/journal_fixture.h - a small consultation written straight into a journal, with the
 * views that belong to it, the same bytes each time. And a folder of its own for each test.
 */
#ifndef RAPPORTEUR_TESTS_JOURNAL_FIXTURE_H
#define RAPPORTEUR_TESTS_JOURNAL_FIXTURE_H

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/record_internal.h"

#define FIXTURE_SESSION "gcm-ap-2020-10-28"
#define FIXTURE_TIME_MS 1603857600000u

/* --- Folders ---------------------------------------------------------------------------------- */

static inline void folder_make(char *path, size_t size)
{
	const char *base = getenv("TMPDIR");
	(void)snprintf(path, size, "%s/rapporteur-XXXXXX", base == NULL ? P_tmpdir : base);
	assert_non_null(mkdtemp(path));
}

/* For tests that make their own faults: no real disk has to be waited for, where there is another. */
static inline void memory_disk_use(void)
{
	if (access("/dev/shm", W_OK) == 0)
		(void)setenv("TMPDIR", "/dev/shm", 0);
}

static inline int item_remove(
    const char *path, const struct stat *file, int type, struct FTW *position)
{
	(void)file;
	(void)type;
	(void)position;
	return remove(path);
}

static inline void folder_remove(const char *path)
{
	(void)nftw(path, item_remove, 16, FTW_DEPTH | FTW_PHYS);
}

/* --- Appending -------------------------------------------------------------------------------- */

struct outcome {
	journal_apply *apply;
	void *context;
	enum journal_result result;
	struct journal_place newest;
	int told; /* how often */
};

static inline enum journal_result outcome_apply(void *context, struct journal_txn *txn)
{
	struct outcome *outcome = context;
	return outcome->apply(outcome->context, txn);
}

static inline void outcome_done(
    void *context, enum journal_result result, const struct journal_place *newest)
{
	struct outcome *outcome = context;
	outcome->result = result;
	outcome->newest = *newest;
	outcome->told++;
}

/* Appends, and sees that done is told once, with what journal_newest() says. */
static inline enum journal_result append(
    struct journal *journal, journal_apply *apply, void *context)
{
	struct outcome outcome = { .apply = apply, .context = context };
	journal_append(journal, outcome_apply, outcome_done, &outcome);
	struct journal_place newest = journal_newest(journal);
	assert_int_equal(outcome.told, 1);
	assert_memory_equal(&outcome.newest, &newest, sizeof newest);
	return outcome.result;
}

/* --- A consultation --------------------------------------------------------------------------- */

/* Bytes that tell from where they come: which, which + 1, ... */
static inline void bytes_fill(uint8_t *bytes, size_t size, unsigned int which)
{
	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)(which + i);
}

/* What was written so far. One session; notes are told apart by the number that submitted them. */
struct world {
	struct view_session session;
	uint64_t clock; /* seconds since the beginning: one an event */
	struct journal_place place;
};

static inline void command_id(uint64_t number, uint8_t id[ID_BYTES])
{
	bytes_fill(id, ID_BYTES, 0x10);
	number_put(id, FIXTURE_TIME_MS + number, 6);
	number_put(id + 8, number, 8);
}

/* Adds one event and the view of its command. */
static inline void world_add(struct world *world, struct journal_txn *txn, uint64_t type,
    struct buffer *body, const uint8_t *blob, size_t blob_size, uint32_t objective)
{
	uint8_t salt[SALT_BYTES];
	struct event_head head = { .type = type };
	uint64_t number = journal_txn_newest(txn).number + 1;
	(void)snprintf(head.session, sizeof head.session, "%s", FIXTURE_SESSION);
	head.time_ms = FIXTURE_TIME_MS + 1000 * ++world->clock;
	bytes_fill(salt, sizeof salt, (unsigned int)number);
	assert_false(body->failed);
	assert_int_equal(journal_event_add(txn, &head, salt, body->bytes, body->size, blob,
			     blob_size, &world->place),
	    JOURNAL_OK);
	assert_int_equal(world->place.number, number);
	buffer_close(body);
	struct view_command command = {
		.number = number,
		.session = world->session.place,
		.objective = objective,
	};
	command_id(number, command.id);
	bytes_fill(command.sender, sizeof command.sender, 0xa0);
	bytes_fill(command.body_hash, sizeof command.body_hash, 0xb0);
	assert_int_equal(view_command_put(txn, &command), JOURNAL_OK);
}

static inline void world_session(struct world *world, struct journal_txn *txn, enum event_type type,
    const uint8_t *blob, size_t blob_size)
{
	struct event_session event = { .grace_ms = 0 };
	struct view_session *view = &world->session;
	struct buffer body;
	buffer_init(&body, EVENT_BODY_BYTES_MAX);
	if (type == EVENT_SESSION_OPENED) {
		*view = (struct view_session){ .place = 1, .feed_epoch = 1 };
		(void)snprintf(view->key, sizeof view->key, "%s", FIXTURE_SESSION);
		bytes_fill(view->secret, sizeof view->secret, 0x20);
		bytes_fill(view->topic, sizeof view->topic, 0x50);
		bytes_fill(view->feed_key, sizeof view->feed_key, 0x70);
		memcpy(event.secret, view->secret, sizeof event.secret);
		memcpy(event.topic, view->topic, sizeof event.topic);
		memcpy(event.feed_key, view->feed_key, sizeof event.feed_key);
	}
	command_id(journal_txn_newest(txn).number + 1, event.command);
	bytes_fill(event.writer, sizeof event.writer, 0xa0);
	event_session_encode(type, &event, &body);
	world_add(world, txn, type, &body, blob, blob_size, 0);
	if (type == EVENT_SESSION_OPENED)
		view->opened = world->place.number;
	if (type == EVENT_SESSION_CLOSED) {
		view->closed = world->place.number;
		view->closed_ms = world->place.time_ms;
		view->state = SESSION_CLOSED;
	} else {
		view->programme = world->place.number;
	}
	assert_int_equal(view_session_put(txn, view), JOURNAL_OK);
}

/* A note submitted (before is NULL), amended, or retracted (text is NULL). */
static inline struct view_note world_note(struct world *world, struct journal_txn *txn,
    uint32_t objective, const char *text, const struct view_note *before)
{
	struct view_note view = { .session = world->session.place };
	struct buffer body;
	enum event_type type = before == NULL ? EVENT_NOTE_SUBMITTED
	    : text == NULL                    ? EVENT_NOTE_RETRACTED
					      : EVENT_NOTE_AMENDED;
	if (before != NULL)
		view = *before;
	buffer_init(&body, EVENT_BODY_BYTES_MAX);
	uint64_t number = journal_txn_newest(txn).number + 1;
	view.current = number;
	view.objective = objective;
	view.state = text == NULL ? NOTE_GONE : NOTE_STANDS;
	if (before == NULL) {
		view.number = number;
		command_id(number, view.note);
		bytes_fill(view.writer, sizeof view.writer, 0xa0);
	}
	struct event_note event = {
		.replaces = before == NULL ? 0 : before->current,
		.time_ms = FIXTURE_TIME_MS,
		.objective = objective,
		.room = "WG-2",
		.category = "challenge",
		.text = text,
	};
	command_id(number, event.command);
	memcpy(event.note, view.note, ID_BYTES);
	memcpy(event.writer, view.writer, WRITER_BYTES);
	event_note_encode(type, &event, &body);
	world_add(world, txn, type, &body, NULL, 0, type == EVENT_NOTE_SUBMITTED ? objective : 0);
	assert_int_equal(view_note_put(txn, &view, before), JOURNAL_OK);
	if (before != NULL && before->objective != objective) {
		struct view_command made;
		assert_int_equal(view_command_find(txn, view.note, &made), JOURNAL_OK);
		made.objective = objective;
		assert_int_equal(view_command_put(txn, &made), JOURNAL_OK);
	}
	world->session.received += type == EVENT_NOTE_SUBMITTED;
	world->session.retracted += type == EVENT_NOTE_RETRACTED;
	assert_int_equal(view_session_put(txn, &world->session), JOURNAL_OK);
	return view;
}

#define FIXTURE_BLOB_BYTES (PART_BYTES_MAX + 1000u) /* two parts */
#define FIXTURE_EVENTS     7u

/* 1 opened, 2..4 notes, 5 the first one amended to objective 9, 6 the second one retracted, 7 a
 * longer note than fits a page. All in one batch. */
static inline enum journal_result consultation(void *context, struct journal_txn *txn)
{
	struct world *world = context;
	uint8_t *blob = malloc(FIXTURE_BLOB_BYTES);
	char text[3001];
	assert_non_null(blob);
	bytes_fill(blob, FIXTURE_BLOB_BYTES, 3);
	world_session(world, txn, EVENT_SESSION_OPENED, blob, FIXTURE_BLOB_BYTES);
	free(blob);
	struct view_note first = world_note(world, txn, 2, "Flood funds come too late", NULL);
	struct view_note second = world_note(world, txn, 5, "Consulates lack trained staff", NULL);
	(void)world_note(world, txn, 2, "Wages at home are too low", NULL);
	(void)world_note(world, txn, 9, "Flood funds come a year too late", &first);
	(void)world_note(world, txn, 5, NULL, &second);
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	(void)world_note(world, txn, 5, text, NULL);
	return JOURNAL_OK;
}

/* --- Checking --------------------------------------------------------------------------------- */

#define TOLD_MAX 64u

struct told {
	struct journal_check check;
	char what[TOLD_MAX][sizeof(struct journal_fault)];
	size_t count;
};

static inline void told_hear(void *context, const char *what)
{
	struct told *told = context;
	if (told->count < TOLD_MAX)
		(void)snprintf(told->what[told->count++], sizeof told->what[0], "%s", what);
}

/* Checks, and sees that the count, the answer and what was told agree. */
static inline enum journal_result told_check(struct told *told, struct journal *journal)
{
	told->count = 0;
	enum journal_result result = journal_check(journal, &told->check, told_hear, told);
	assert_int_equal(told->count, told->check.faults);
	assert_int_equal(result, told->check.faults == 0 ? JOURNAL_OK : JOURNAL_DAMAGED);
	return result;
}

static inline void told_expect(const struct told *told, const char *name, const char *what)
{
	for (size_t i = 0; i < told->count; i++) {
		if (strstr(told->what[i], what) != NULL)
			return;
	}
	for (size_t i = 0; i < told->count; i++)
		print_error("told: %s\n", told->what[i]);
	fail_msg("%s: nothing told of %s", name, what);
}

#endif
