/*
 * tests/unit/apply_fixture.h - a small session and its commands as a person would tell them, for the tests of
 * apply: `ask(scene, &(struct step){ ... })` is a batch of one.
 */
#ifndef RAPPORTEUR_TESTS_APPLY_FIXTURE_H
#define RAPPORTEUR_TESTS_APPLY_FIXTURE_H

#include "broker/apply/apply.h"
#include "proto/command_version.h"
#include "proto/event.h"
#include "tests/unit/journal_ground.h"

#define STEPS_MAX  8u
#define OPENED_MS  1603857600000u
#define COUNT(all) (sizeof(all) / sizeof(all)[0])

static struct programme_round rounds[] = { { .number = 1,
    .start = "2020-10-28T11:30",
    .end = "2020-10-28T12:20",
    .start_ms = OPENED_MS,
    .end_ms = OPENED_MS + 3000000 } };
static struct programme_category categories[] = { { .key = "challenge", .heading = "Challenges" },
	{ .key = "practice", .heading = "Practices" } };
static struct programme_objective objectives[] = { { .number = 2, .title = "Two" },
	{ .number = 5, .title = "Five" } };
static const char *lenses[] = { "gender", "youth" };
static uint32_t two_and_five[] = { 2, 5 };
static uint32_t only_five[] = { 5 };
static struct programme_room rooms[] = {
	{ .key = "WG-2", .round = 1, .objectives = two_and_five, .objective_count = 2 },
	{ .key = "WG-5", .round = 1, .objectives = only_five, .objective_count = 1 },
};

/* The whole programme; a test takes away what it wants gone. */
static inline struct programme programme_whole(void)
{
	return (struct programme){ .session = "s1",
		.title = "A session",
		.timezone = "Asia/Bangkok",
		.language = "en",
		.rounds = rounds,
		.round_count = COUNT(rounds),
		.categories = categories,
		.category_count = COUNT(categories),
		.lenses = lenses,
		.lens_count = COUNT(lenses),
		.objectives = objectives,
		.objective_count = COUNT(objectives),
		.rooms = rooms,
		.room_count = COUNT(rooms) };
}

/* A command: what is not named is the ordinary case. Ids and writers are small numbers. */
struct step {
	enum message message; /* 0: a note submitted */
	unsigned int id;
	unsigned int writer; /* 0: writer 1 */
	unsigned int note;   /* amend, retract: the id that submitted it */
	const char *session; /* NULL: s1 */
	uint64_t age_ms;
	struct note_put put; /* room WG-2 and a text when there is none */
	uint64_t grace_ms;
	const struct programme *programme; /* NULL: the whole one */
	struct curation curation;
	struct note_redact redact;
	const struct buffer *version; /* report adopt */
	uint64_t frozen;              /* report freeze */
	enum role role;               /* ROLE_NONE: there are no keys */
	bool erased;                  /* the list of the erased names it */
};

struct scene {
	struct ground *ground;
	struct apply *apply;
	uint64_t now_ms;
	struct batch batch;
	struct command commands[STEPS_MAX];
	struct programme programmes[STEPS_MAX];
	struct buffer bodies[STEPS_MAX];
	struct buffer blobs[STEPS_MAX];
};

static inline void step_id(unsigned int number, uint8_t id[ID_BYTES])
{
	bytes_fill(id, ID_BYTES, 7 * number);
	id[9] ^= (uint8_t)(number >> 8);
	id[6] = (uint8_t)(0x70 | (id[6] & 0x0f));
	id[8] = (uint8_t)(0x80 | (id[8] & 0x3f));
}

static inline void programme_step(struct scene *scene, const struct step *step, size_t i)
{
	struct programme whole = programme_whole();
	struct command *command = &scene->commands[i];
	struct buffer *blob = &scene->blobs[i];
	struct refusal refusal;
	if (step->session != NULL)
		whole.session = step->session;
	programme_encode(step->programme == NULL ? &whole : step->programme, blob);
	assert_false(blob->failed);
	assert_int_equal(
	    programme_decode(&scene->programmes[i], blob->bytes, blob->size, &refusal), ERROR_NONE);
	command->programme = &scene->programmes[i];
	command->programme_bytes = blob->bytes;
	command->programme_size = blob->size;
	struct session_put put = { .programme = blob->bytes, .programme_size = blob->size };
	session_put_encode(&put, &scene->bodies[i]);
}

static inline void note_step(struct scene *scene, const struct step *step, size_t i, bool amend)
{
	struct buffer *body = &scene->bodies[i];
	struct refusal refusal;
	struct note_put put = step->put;
	if (amend)
		step_id(step->note, put.note);
	if (put.room == NULL)
		put.room = "WG-2";
	if (put.text == NULL)
		put.text = "Flood funds come too late";
	note_put_encode(amend, &put, body);
	assert_int_equal(note_put_decode(amend, &scene->commands[i].body.note_put,
			     &scene->batch.arena, body->bytes, body->size, &refusal),
	    ERROR_NONE);
}

static inline void curation_step(struct scene *scene, const struct step *step, size_t i)
{
	struct buffer *body = &scene->bodies[i];
	struct refusal refusal;
	struct curation *taken = &scene->commands[i].body.curation;
	enum error error = ERROR_NONE;
	if (step->message == MESSAGE_ROOM_CONFIRM) {
		room_confirm_encode(&step->curation, body);
		error = room_confirm_decode(
		    taken, &scene->batch.arena, body->bytes, body->size, &refusal);
	} else {
		curation_encode(&step->curation, body);
		error =
		    curation_decode(taken, &scene->batch.arena, body->bytes, body->size, &refusal);
	}
	assert_int_equal(error, ERROR_NONE);
}

static inline void redact_step(struct scene *scene, const struct step *step, size_t i)
{
	struct buffer *body = &scene->bodies[i];
	struct refusal refusal;
	note_redact_encode(&step->redact, body);
	assert_int_equal(note_redact_decode(&scene->commands[i].body.note_redact,
			     &scene->batch.arena, body->bytes, body->size, &refusal),
	    ERROR_NONE);
}

static inline void command_fill(struct scene *scene, const struct step *step, size_t i)
{
	struct command *command = &scene->commands[i];
	struct buffer *body = &scene->bodies[i];
	enum message message = step->message == 0 ? MESSAGE_NOTE_SUBMIT : step->message;
	*command = (struct command){ .place = { .number = 0 } };
	buffer_clear(body);
	buffer_clear(&scene->blobs[i]);
	if (message == MESSAGE_SESSION_OPEN || message == MESSAGE_SESSION_UPDATE) {
		programme_step(scene, step, i);
	} else if (message == MESSAGE_SESSION_CLOSE) {
		command->body.session_close.grace_ms = step->grace_ms;
		session_close_encode(&command->body.session_close, body);
	} else if (message == MESSAGE_SESSION_REOPEN) {
		command->body.session_reopen.reason = "One room had not finished";
		session_reopen_encode(&command->body.session_reopen, body);
	} else if (message == MESSAGE_SESSION_DELETE) {
		command->body.session_delete.reason = "agreed";
		session_delete_encode(&command->body.session_delete, body);
	} else if (message == MESSAGE_SESSION_ADMIT) {
		empty_encode(body);
	} else if (message == MESSAGE_NOTE_RETRACT) {
		step_id(step->note, command->body.note_retract.note);
		command->body.note_retract.replaces = step->put.replaces;
		note_retract_encode(&command->body.note_retract, body);
	} else if (message == MESSAGE_NOTE_REDACT) {
		redact_step(scene, step, i);
	} else if (message == MESSAGE_REPORT_ADOPT) {
		command->body.session_put = (struct session_put){ .programme = step->version->bytes,
			.programme_size = step->version->size };
		session_put_encode(&command->body.session_put, body);
		command->programme_bytes = step->version->bytes;
		command->programme_size = step->version->size;
	} else if (message == MESSAGE_REPORT_FREEZE) {
		command->body.report_freeze.version = step->frozen;
		report_freeze_encode(&command->body.report_freeze, body);
	} else if (message == MESSAGE_CURATE || message == MESSAGE_ROOM_CONFIRM) {
		curation_step(scene, step, i);
	} else {
		note_step(scene, step, i, message == MESSAGE_NOTE_AMEND);
	}
	struct envelope *envelope = &command->envelope;
	envelope->major = PROTOCOL_MAJOR;
	envelope->message = message;
	command->role = step->role;
	command->erased = step->erased;
	envelope->age_ms = step->age_ms;
	envelope->body = body->bytes;
	envelope->body_size = body->size;
	step_id(step->id, envelope->id);
	bytes_fill(envelope->writer, WRITER_BYTES, step->writer == 0 ? 1 : step->writer);
	bytes_fill(command->salt, SALT_BYTES, step->id);
	(void)snprintf(envelope->session, sizeof envelope->session, "%s",
	    step->session == NULL ? "s1" : step->session);
}

static inline enum journal_result scene_apply(void *context, struct journal_txn *txn)
{
	struct scene *scene = context;
	return apply_batch(scene->apply, txn, &scene->batch);
}

/* One batch. The commands, decided on, are the scene's until the next. */
static inline struct command *ask_all(struct scene *scene, const struct step *steps, size_t count)
{
	assert_true(count <= STEPS_MAX);
	arena_clear(&scene->batch.arena);
	for (size_t i = 0; i < count; i++)
		command_fill(scene, &steps[i], i);
	scene->batch.time_ms = scene->now_ms;
	scene->batch.count = count;
	assert_int_equal(append(scene->ground->journal, scene_apply, scene), JOURNAL_OK);
	for (size_t i = 0; i < count; i++)
		command_name_note(&scene->commands[i]);
	for (size_t i = 0; i < STEPS_MAX; i++)
		programme_close(&scene->programmes[i]);
	return scene->commands;
}

static inline struct command *ask(struct scene *scene, const struct step *step)
{
	return ask_all(scene, step, 1);
}

static inline void expect(
    const char *name, const struct command *command, enum error error, const char *detail)
{
	const struct refusal *refusal = &command->refusal;
	if (refusal->error != error)
		fail_msg("%s: expected %s, found %s (%s)", name, error_word(error),
		    error_word(refusal->error), refusal->detail);
	if (detail != NULL && strcmp(refusal->detail, detail) != 0)
		fail_msg("%s: expected detail '%s', found '%s'", name, detail, refusal->detail);
	if (error != ERROR_NONE && command->place.number != 0)
		fail_msg("%s: refused, and yet event %llu", name,
		    (unsigned long long)command->place.number);
}

/* The note of an event, its strings the batch's arena's. */
static inline struct event_note note_of(struct scene *scene, uint64_t number)
{
	struct journal_txn *txn = reading(scene->ground->journal);
	struct journal_event event;
	struct event_note note;
	struct refusal refusal;
	assert_int_equal(journal_event_get(txn, number, &event), JOURNAL_OK);
	assert_int_equal(
	    event_note_decode(&note, &scene->batch.arena, event.body, event.body_size, &refusal),
	    ERROR_NONE);
	journal_end(txn);
	return note;
}

static inline struct view_session session_of(struct scene *scene, const char *key)
{
	struct journal_txn *txn = reading(scene->ground->journal);
	struct view_session session;
	assert_int_equal(view_session_find(txn, key, &session), JOURNAL_OK);
	journal_end(txn);
	return session;
}

static inline uint64_t newest(const struct scene *scene)
{
	return journal_newest(scene->ground->journal).number;
}

static inline struct scene *scene_open(bool in_folder)
{
	struct scene *scene = calloc(1, sizeof *scene);
	void *ground = NULL;
	assert_non_null(scene);
	begin_on(&ground, in_folder);
	scene->ground = ground;
	scene->apply = apply_create();
	assert_non_null(scene->apply);
	scene->now_ms = OPENED_MS;
	scene->batch.commands = scene->commands;
	arena_init(&scene->batch.arena, 1 << 20);
	for (size_t i = 0; i < STEPS_MAX; i++) {
		programme_init(&scene->programmes[i]);
		buffer_init(&scene->bodies[i], MESSAGE_BYTES_MAX);
		buffer_init(&scene->blobs[i], PROGRAMME_BYTES_MAX);
	}
	return scene;
}

static inline void scene_leave(struct scene *scene)
{
	void *ground = scene->ground;
	(void)end(&ground);
	apply_close(scene->apply);
	arena_close(&scene->batch.arena);
	for (size_t i = 0; i < STEPS_MAX; i++) {
		programme_close(&scene->programmes[i]);
		buffer_close(&scene->bodies[i]);
		buffer_close(&scene->blobs[i]);
	}
	free(scene);
}

/* Checks what was made: every view against the events. */
static inline void scene_close(struct scene *scene)
{
	assert_checks(scene->ground->journal, newest(scene));
	scene_leave(scene);
}

/* Event 1: session s1 is open. */
static inline int open_session(void **state)
{
	struct scene *scene = scene_open(false);
	const struct step step = { .message = MESSAGE_SESSION_OPEN, .id = 1 };
	expect("open", ask(scene, &step), ERROR_NONE, NULL);
	*state = scene;
	return 0;
}

static inline int close_scene(void **state)
{
	scene_close(*state);
	return 0;
}

#endif
