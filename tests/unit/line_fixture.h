/*
 * tests/unit/line_fixture.h - a client with its state folder, the fake broker at the other end of
 * its line, and the sentences that tests of both are made of. cmocka is included before it.
 */
#ifndef RAPPORTEUR_TESTS_LINE_FIXTURE_H
#define RAPPORTEUR_TESTS_LINE_FIXTURE_H

#include <stdlib.h>

#include "tests/unit/fake_broker.h"
#include "tests/unit/state_fixture.h"

#define TOLD_MAX 4096u

/* A client, its broker, and what the client was told. */
struct line {
	struct state_folder state;
	struct fake_broker broker;
	struct rapporteur *rapporteur;
	uint64_t told[TOLD_MAX]; /* sequences, in order */
	size_t told_count;
	struct entry last; /* without its body */
	enum connection_state connection;
	size_t connection_changes;
	size_t behind_count;
	/* What a condition compares with. */
	size_t wanted;
	/* What the broker does: */
	size_t refusals; /* so many commands are answered with `error` first */
	enum error error;
	size_t losses;      /* so many commands are not answered first */
	const char *closed; /* a session that is closed; NULL: it does not list sessions */
};

static inline void entry_told(void *context, const struct entry *entry)
{
	struct line *line = context;
	assert_true(line->told_count < TOLD_MAX);
	line->told[line->told_count++] = entry->sequence;
	line->last = *entry;
	line->last.body = NULL;
}

static inline void connection_told(void *context, enum connection_state state)
{
	struct line *line = context;
	line->connection = state;
	line->connection_changes++;
}

static inline void behind_told(void *context, const char *sentence)
{
	struct line *line = context;
	assert_true(strlen(sentence) > 0);
	line->behind_count++;
}

/* One open session, and one that was closed long ago. */
static inline void list_answer(struct line *line, struct buffer *body)
{
	struct session_facts facts[2] = { { .key = "gcm-2", .programme = 1 },
		{ .closed = true, .closed_ms = 1, .grace_ms = 60000, .programme = 2 } };
	snprintf(facts[1].key, sizeof facts[1].key, "%s", line->closed);
	struct session_list_reply list = { .sessions = facts, .count = 2 };
	session_list_reply_encode(&list, body);
}

static inline bool answer(struct fake_broker *broker, const struct envelope *envelope,
    struct reply *reply, struct buffer *body)
{
	struct line *line = broker->context;
	if (envelope->message == MESSAGE_SESSION_LIST && line->closed != NULL) {
		list_answer(line, body);
		return true;
	}
	if (!is_note(envelope->message))
		return false;
	if (line->losses > 0) {
		line->losses--;
		fake_acknowledge(broker, reply, body); /* it is on disk, but the reply is lost */
		return false;
	}
	if (line->refusals == 0) {
		fake_acknowledge(broker, reply, body);
		return true;
	}
	line->refusals--;
	reply->error = line->error;
	reply->retry_ms = line->error == ERROR_BUSY ? 50 : 0;
	reply->detail = "the detail";
	return true;
}

static inline void line_start(struct line *line)
{
	char endpoint[64];
	snprintf(endpoint, sizeof endpoint, "tcp://127.0.0.1:%u", line->broker.port);
	struct rapporteur_options options = { .broker = endpoint,
		.state = line->state.path,
		.client = "test",
		.offer = true,
		.callbacks = { .connection = connection_told,
		    .entry = entry_told,
		    .behind = behind_told },
		.context = line };
	struct rapporteur_fault fault = { "" };
	enum rapporteur_result result = rapporteur_open(&line->rapporteur, &options, &fault);
	if (result != RAPPORTEUR_OK)
		print_error("%s\n", fault.what);
	assert_int_equal(result, RAPPORTEUR_OK);
}

static inline int set_up(void **context)
{
	assert_true(sodium_init() >= 0);
	struct line *line = calloc(1, sizeof *line);
	assert_non_null(line);
	state_make(&line->state);
	fake_open(&line->broker);
	line->broker.answer = answer;
	line->broker.context = line;
	line_start(line);
	*context = line;
	return 0;
}

static inline int tear_down(void **context)
{
	struct line *line = *context;
	rapporteur_close(line->rapporteur);
	fake_close(&line->broker);
	state_remove(&line->state);
	free(line);
	return 0;
}

/* --- what tests say ----------------------------------------------------------------------- */

static inline uint64_t write_note(struct line *line, const char *text)
{
	struct rapporteur_note note = { .session = "gcm-1",
		.put = { .room = "WG-2", .text = text } };
	struct refusal refusal;
	uint64_t sequence = 0;
	assert_int_equal(
	    rapporteur_note(line->rapporteur, &note, &sequence, &refusal), RAPPORTEUR_OK);
	return sequence;
}

static inline bool told_enough(void *context)
{
	struct line *line = context;
	return line->told_count >= line->wanted;
}

static inline void wait_told(struct line *line, size_t count)
{
	line->wanted = count;
	assert_true(pump(&line->broker, line->rapporteur, told_enough, line));
}

static inline bool arrived_enough(void *context)
{
	struct line *line = context;
	return line->broker.command_count >= line->wanted;
}

static inline void wait_arrived(struct line *line, size_t count)
{
	line->wanted = count;
	assert_true(pump(&line->broker, line->rapporteur, arrived_enough, line));
}

static inline bool greeted_enough(void *context)
{
	struct line *line = context;
	return line->broker.hello_count >= line->wanted && line->connection == CONNECTION_LIVE;
}

static inline void wait_greeted(struct line *line, size_t count)
{
	line->wanted = count;
	assert_true(pump(&line->broker, line->rapporteur, greeted_enough, line));
}

static inline bool is_cut(void *context)
{
	const struct line *line = context;
	return line->connection == CONNECTION_NONE;
}

static inline bool behind_enough(void *context)
{
	const struct line *line = context;
	return line->behind_count >= line->wanted;
}

static inline void expect_counts(
    struct line *line, uint64_t here, uint64_t broker, uint64_t refused)
{
	struct rapporteur_counts counts = rapporteur_counts(line->rapporteur);
	assert_int_equal(counts.here, here);
	assert_int_equal(counts.broker, broker);
	assert_int_equal(counts.refused, refused);
}

#endif
