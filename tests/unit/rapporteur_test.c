/* tests/unit/rapporteur_test.c - from a person's note to the broker's answer; see client/lib/rapporteur.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

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
	size_t losses; /* so many commands are not answered first */
};

static void entry_told(void *context, const struct entry *entry)
{
	struct line *line = context;
	assert_true(line->told_count < TOLD_MAX);
	line->told[line->told_count++] = entry->sequence;
	line->last = *entry;
	line->last.body = NULL;
}

static void connection_told(void *context, enum connection_state state)
{
	struct line *line = context;
	line->connection = state;
	line->connection_changes++;
}

static void behind_told(void *context, const char *sentence)
{
	struct line *line = context;
	assert_true(strlen(sentence) > 0);
	line->behind_count++;
}

static bool answer(struct fake_broker *broker, const struct envelope *envelope, struct reply *reply,
    struct buffer *body)
{
	struct line *line = broker->context;
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

static void line_start(struct line *line)
{
	char endpoint[64];
	snprintf(endpoint, sizeof endpoint, "tcp://127.0.0.1:%u", line->broker.port);
	struct rapporteur_options options = { .broker = endpoint,
		.state = line->state.path,
		.client = "test",
		.offer = true,
		.callbacks = { connection_told, entry_told, behind_told },
		.context = line };
	struct rapporteur_fault fault = { "" };
	enum rapporteur_result result = rapporteur_open(&line->rapporteur, &options, &fault);
	if (result != RAPPORTEUR_OK)
		print_error("%s\n", fault.what);
	assert_int_equal(result, RAPPORTEUR_OK);
}

static int set_up(void **context)
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

static int tear_down(void **context)
{
	struct line *line = *context;
	rapporteur_close(line->rapporteur);
	fake_close(&line->broker);
	state_remove(&line->state);
	free(line);
	return 0;
}

/* --- what tests say ----------------------------------------------------------------------------- */

static uint64_t write_note(struct line *line, const char *text)
{
	struct rapporteur_note note = { .session = "gcm-1",
		.put = { .room = "WG-2", .text = text } };
	struct refusal refusal;
	uint64_t sequence = 0;
	assert_int_equal(
	    rapporteur_note(line->rapporteur, &note, &sequence, &refusal), RAPPORTEUR_OK);
	return sequence;
}

static bool told_enough(void *context)
{
	struct line *line = context;
	return line->told_count >= line->wanted;
}

static void wait_told(struct line *line, size_t count)
{
	line->wanted = count;
	assert_true(pump(&line->broker, line->rapporteur, told_enough, line));
}

static bool arrived_enough(void *context)
{
	struct line *line = context;
	return line->broker.command_count >= line->wanted;
}

static void wait_arrived(struct line *line, size_t count)
{
	line->wanted = count;
	assert_true(pump(&line->broker, line->rapporteur, arrived_enough, line));
}

static bool greeted_enough(void *context)
{
	struct line *line = context;
	return line->broker.hello_count >= line->wanted && line->connection == CONNECTION_LIVE;
}

static void wait_greeted(struct line *line, size_t count)
{
	line->wanted = count;
	assert_true(pump(&line->broker, line->rapporteur, greeted_enough, line));
}

static bool is_cut(void *context)
{
	const struct line *line = context;
	return line->connection == CONNECTION_NONE;
}

static bool behind_enough(void *context)
{
	const struct line *line = context;
	return line->behind_count >= line->wanted;
}

static void expect_counts(struct line *line, uint64_t here, uint64_t broker, uint64_t refused)
{
	struct rapporteur_counts counts = rapporteur_counts(line->rapporteur);
	assert_int_equal(counts.here, here);
	assert_int_equal(counts.broker, broker);
	assert_int_equal(counts.refused, refused);
}

/* --- writing -------------------------------------------------------------------------------------- */

static void a_note_is_acknowledged(void **context)
{
	struct line *line = *context;
	uint64_t sequence = write_note(line, "Flood  funds come\ttoo late");
	expect_counts(line, 1, 0, 0); /* kept before anything is sent */
	wait_told(line, 1);
	assert_int_equal(line->last.sequence, sequence);
	assert_int_equal(line->last.state, ENTRY_BROKER);
	assert_int_equal(line->last.number, 1);
	assert_string_equal(line->last.public_id, "n00000000001");
	expect_counts(line, 0, 1, 0);
	assert_int_equal(line->broker.command_count, 1);
	assert_int_equal(line->broker.hello_count, 1);
	assert_string_equal(line->broker.hello.client, "test");
	assert_false(line->broker.hello.saw_journal);
}

static void the_text_is_kept_in_its_normal_form(void **context)
{
	struct line *line = *context;
	uint64_t sequence = write_note(line, "  Flood  funds\tcome \xe2\x80\xaetoo late\n");
	struct entry entry;
	assert_int_equal(
	    rapporteur_entry_next(line->rapporteur, sequence - 1, &entry), RAPPORTEUR_OK);
	struct arena arena;
	struct refusal refusal;
	struct note_put put;
	arena_init(&arena, MESSAGE_BYTES_MAX);
	assert_int_equal(
	    note_put_decode(false, &put, &arena, entry.body, entry.body_size, &refusal),
	    ERROR_NONE);
	assert_string_equal(put.text, "Flood funds come too late");
	arena_close(&arena);
}

static void what_is_wrong_in_itself_is_told_at_once(void **context)
{
	struct line *line = *context;
	static char long_text[NOTE_TEXT_CHARS_MAX + 2];
	memset(long_text, 'x', sizeof long_text - 1);
	struct {
		const char *name;
		struct rapporteur_note note;
		enum error error;
	} cases[] = {
		{ "no text", { .session = "s", .put = { .room = "a" } }, ERROR_TEXT_EMPTY },
		{ "blank", { .session = "s", .put = { .room = "a", .text = " \t" } },
		    ERROR_TEXT_EMPTY },
		{ "too long", { .session = "s", .put = { .room = "a", .text = long_text } },
		    ERROR_TEXT_LONG },
		{ "bad bytes", { .session = "s", .put = { .room = "a", .text = "a\xff" } },
		    ERROR_UTF8 },
		{ "no room", { .session = "s", .put = { .text = "x" } }, ERROR_FIELD },
		{ "bad room", { .session = "s", .put = { .room = "a b", .text = "x" } },
		    ERROR_FIELD },
		{ "bad session", { .session = "../s", .put = { .room = "a", .text = "x" } },
		    ERROR_FIELD },
		{ "no session", { .put = { .room = "a", .text = "x" } }, ERROR_FIELD },
		{ "bad id",
		    { .session = "s", .put = { .room = "a", .text = "x" }, .id_given = true },
		    ERROR_FIELD },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct refusal refusal = { .error = ERROR_NONE };
		uint64_t sequence = 0;
		enum rapporteur_result result =
		    rapporteur_note(line->rapporteur, &cases[i].note, &sequence, &refusal);
		if (result != RAPPORTEUR_ARGUMENT || refusal.error != cases[i].error)
			print_error(
			    "%s: %d %s\n", cases[i].name, (int)result, error_word(refusal.error));
		assert_int_equal(result, RAPPORTEUR_ARGUMENT);
		assert_int_equal(refusal.error, cases[i].error);
	}
	long_text[NOTE_TEXT_CHARS_MAX] = '\0'; /* at the bound */
	write_note(line, long_text);
	expect_counts(line, 1, 0, 0);
}

static void of_many_none_is_kept_when_one_is_wrong(void **context)
{
	struct line *line = *context;
	struct rapporteur_note notes[3];
	for (size_t i = 0; i < 3; i++)
		notes[i] = (struct rapporteur_note){ .session = "gcm-1",
			.put = { .room = "WG-2", .text = "x" } };
	notes[2].put.room = "W G";
	uint64_t sequences[3];
	size_t wrong = 0;
	struct refusal refusal;
	assert_int_equal(rapporteur_notes(line->rapporteur, notes, 3, sequences, &wrong, &refusal),
	    RAPPORTEUR_ARGUMENT);
	assert_int_equal(wrong, 2);
	expect_counts(line, 0, 0, 0);
	notes[2].put.room = "WG-2";
	assert_int_equal(rapporteur_notes(line->rapporteur, notes, 3, sequences, &wrong, &refusal),
	    RAPPORTEUR_OK);
	wait_told(line, 3);
	expect_counts(line, 0, 3, 0);
}

/* --- answers -------------------------------------------------------------------------------------- */

static void a_lost_reply_is_made_good_with_the_same_id(void **context)
{
	struct line *line = *context;
	line->losses = 1;
	write_note(line, "once");
	wait_told(line, 1);
	assert_true(line->broker.command_count >= 2);
	assert_memory_equal(line->broker.commands[0].id, line->broker.commands[1].id, ID_BYTES);
	expect_counts(line, 0, 1, 0);
}

static void a_busy_broker_is_asked_again(void **context)
{
	struct line *line = *context;
	line->error = ERROR_BUSY;
	line->refusals = 3;
	write_note(line, "patience");
	wait_told(line, 1);
	assert_int_equal(line->last.state, ENTRY_BROKER);
	assert_int_equal(line->broker.command_count, 4);
	for (size_t i = 1; i < 4; i++)
		assert_memory_equal(
		    line->broker.commands[0].id, line->broker.commands[i].id, ID_BYTES);
}

static void a_refused_note_keeps_its_text_and_the_others_go_on(void **context)
{
	struct line *line = *context;
	line->error = ERROR_NO_ROOM;
	line->refusals = 1;
	uint64_t first = write_note(line, "first");
	write_note(line, "second");
	wait_told(line, 2);
	expect_counts(line, 0, 1, 1);
	struct entry entry;
	assert_int_equal(rapporteur_entry_next(line->rapporteur, 0, &entry), RAPPORTEUR_OK);
	assert_int_equal(entry.sequence, first);
	assert_int_equal(entry.state, ENTRY_REFUSED);
	assert_int_equal(entry.error, ERROR_NO_ROOM);
	assert_string_equal(entry.detail, "the detail");
	assert_true(entry.body_size > 0);
	assert_int_equal(rapporteur_entry_forget(line->rapporteur, first), RAPPORTEUR_OK);
	expect_counts(line, 0, 1, 0);
}

static void one_that_must_wait_does_not_hold_up_the_others(void **context)
{
	struct line *line = *context;
	line->error = ERROR_FULL;
	line->refusals = 1;
	write_note(line, "first");
	uint64_t second = write_note(line, "second");
	wait_told(line, 1);
	assert_int_equal(line->last.sequence, second);
	expect_counts(line, 1, 1, 0);
}

static void nothing_but_hello_is_sent_to_who_does_not_answer(void **context)
{
	struct line *line = *context;
	line->broker.mute = true;
	write_note(line, "early");
	line->wanted = 1;
	line->connection = CONNECTION_LIVE; /* only hello is waited for */
	assert_true(pump(&line->broker, line->rapporteur, greeted_enough, line));
	assert_int_equal(line->broker.command_count, 0);
	assert_int_equal(rapporteur_connection(line->rapporteur), CONNECTION_NONE);
}

static void at_most_a_window_is_outstanding(void **context)
{
	struct line *line = *context;
	struct rapporteur_note notes[600];
	uint64_t sequences[600];
	size_t wrong = 0;
	struct refusal refusal;
	for (size_t i = 0; i < 600; i++)
		notes[i] = (struct rapporteur_note){ .session = "gcm-1",
			.put = { .room = "WG-2", .text = "one of many" } };
	assert_int_equal(
	    rapporteur_notes(line->rapporteur, notes, 600, sequences, &wrong, &refusal),
	    RAPPORTEUR_OK);
	line->losses = SIZE_MAX;
	wait_arrived(line, 256);
	for (size_t i = 0; i < 20; i++) {
		rapporteur_step(line->rapporteur);
		fake_step(&line->broker);
	}
	assert_int_equal(line->broker.command_count, 256);
	line->losses = 0;
	wait_told(line, 600);
	expect_counts(line, 0, 600, 0);
}

/* --- the line ------------------------------------------------------------------------------------- */

static void a_broker_that_comes_back_gets_what_was_written_meanwhile(void **context)
{
	struct line *line = *context;
	write_note(line, "before");
	wait_told(line, 1);
	fake_stop(&line->broker);
	assert_true(pump(&line->broker, line->rapporteur, is_cut, line));
	write_note(line, "meanwhile");
	expect_counts(line, 1, 1, 0);
	fake_start(&line->broker);
	wait_told(line, 2);
	expect_counts(line, 0, 2, 0);
	assert_true(line->broker.hello.saw_journal);
	assert_int_equal(line->broker.hello.number, 1);
	assert_int_equal(line->behind_count, 0);
}

static void a_connection_that_answers_nothing_is_noticed(void **context)
{
	struct line *line = *context;
	wait_greeted(line, 1);
	line->broker.mute = true;
	assert_true(pump(&line->broker, line->rapporteur, is_cut, line));
	line->broker.mute = false;
	size_t hellos = line->broker.hello_count;
	write_note(line, "after");
	wait_told(line, 1);
	assert_true(line->broker.hello_count > hellos);
	assert_int_equal(line->connection, CONNECTION_LIVE);
}

static void a_restored_broker_is_offered_what_it_lacks(void **context)
{
	struct line *line = *context;
	for (size_t i = 0; i < 5; i++)
		write_note(line, "kept");
	wait_told(line, 5);
	fake_stop(&line->broker);
	assert_true(pump(&line->broker, line->rapporteur, is_cut, line));
	line->broker.number = 2; /* the same journal, its end is gone */
	fake_start(&line->broker);
	line->wanted = 1;
	assert_true(pump(&line->broker, line->rapporteur, behind_enough, line));
	wait_told(line, 10);
	expect_counts(line, 0, 5, 0);
	assert_int_equal(line->behind_count, 1);
	/* The five as they were, in their order. */
	for (size_t i = 0; i < 5; i++)
		assert_memory_equal(line->broker.commands[i].id,
		    line->broker.commands[line->broker.command_count - 5 + i].id, ID_BYTES);
}

static void another_journal_is_offered_all_that_is_kept(void **context)
{
	struct line *line = *context;
	write_note(line, "kept");
	wait_told(line, 1);
	rapporteur_close(line->rapporteur); /* the place is remembered over the end of the client */
	line->rapporteur = NULL;
	randombytes_buf(line->broker.journal, ID_BYTES);
	line->broker.number = 7;
	line_start(line);
	line->wanted = 1;
	assert_true(pump(&line->broker, line->rapporteur, behind_enough, line));
	wait_told(line, 2);
	expect_counts(line, 0, 1, 0);
	assert_int_equal(line->last.number, 8);
}

static void what_is_not_a_reply_is_passed_over(void **context)
{
	struct line *line = *context;
	wait_greeted(line, 1);
	uint8_t peer[256];
	/* A peer that says nothing we know how to read: take its next hello by hand. */
	zmq_pollitem_t item = { .socket = line->broker.router, .events = ZMQ_POLLIN };
	while (zmq_poll(&item, 1, 20) == 0)
		rapporteur_step(line->rapporteur);
	int peer_size = zmq_recv(line->broker.router, peer, sizeof peer, 0);
	assert_true(peer_size > 0);
	zmq_recv(line->broker.router, line->broker.frame, sizeof line->broker.frame, 0);
	const char *frames[] = { "", "nonsense", "\x81\xa1v\x01", "\xc1" };
	for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
		zmq_send(line->broker.router, peer, (size_t)peer_size, ZMQ_SNDMORE);
		zmq_send(line->broker.router, frames[i], strlen(frames[i]), 0);
	}
	zmq_send(line->broker.router, peer, (size_t)peer_size, ZMQ_SNDMORE);
	zmq_send(line->broker.router, "two", 3, ZMQ_SNDMORE);
	zmq_send(line->broker.router, "frames", 6, 0);
	write_note(line, "all is well");
	wait_told(line, 1);
	assert_int_equal(line->last.state, ENTRY_BROKER);
}

static void an_old_note_tells_its_age(void **context)
{
	struct line *line = *context;
	fake_stop(&line->broker);
	write_note(line, "old");
	assert_true(pump(&line->broker, line->rapporteur, is_cut, line));
	struct entry entry = { .age_ms = 0 };
	while (entry.age_ms < 5)
		assert_int_equal(rapporteur_entry_next(line->rapporteur, 0, &entry), RAPPORTEUR_OK);
	fake_start(&line->broker);
	wait_told(line, 1);
	assert_true(line->broker.commands[0].age_ms >= entry.age_ms);
}

/* --- requests ------------------------------------------------------------------------------------- */

struct asked {
	size_t count;
	enum rapporteur_result result;
	enum error error;
};

static void asked_answer(void *context, enum rapporteur_result result, const struct reply *reply)
{
	struct asked *asked = context;
	asked->count++;
	asked->result = result;
	asked->error = reply != NULL ? reply->error : ERROR_NONE;
}

static bool asked_over(void *context)
{
	const struct asked *asked = context;
	return asked->count > 0;
}

static bool answer_session_close(struct fake_broker *broker, const struct envelope *envelope,
    struct reply *reply, struct buffer *body)
{
	struct line *line = broker->context;
	if (envelope->message != MESSAGE_SESSION_CLOSE)
		return false;
	if (line->refusals > 0) {
		line->refusals--;
		reply->error = line->error;
		reply->retry_ms = 20;
		return true;
	}
	empty_encode(body);
	return true;
}

static void a_request_is_answered(void **context)
{
	struct line *line = *context;
	const struct {
		const char *name;
		size_t refusals;
		enum error error;
		uint64_t deadline_ms;
		enum rapporteur_result result;
		size_t sent;
	} cases[] = {
		{ "at once", 0, ERROR_NONE, 20000, RAPPORTEUR_OK, 1 },
		{ "busy, then done", 2, ERROR_BUSY, 20000, RAPPORTEUR_OK, 3 },
		{ "refused", 1, ERROR_NO_SESSION, 20000, RAPPORTEUR_REFUSED, 1 },
		{ "busy for ever", 1000, ERROR_BUSY, 200, RAPPORTEUR_REFUSED, 0 },
	};
	line->broker.answer = answer_session_close;
	wait_greeted(line, 1);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct asked asked = { 0 };
		line->refusals = cases[i].refusals;
		line->error = cases[i].error;
		line->broker.command_count = 0;
		assert_int_equal(
		    rapporteur_request(line->rapporteur, MESSAGE_SESSION_CLOSE, "gcm-1",
			(const uint8_t *)"\x80", 1, cases[i].deadline_ms, asked_answer, &asked),
		    RAPPORTEUR_OK);
		assert_true(pump(&line->broker, line->rapporteur, asked_over, &asked));
		if (asked.result != cases[i].result)
			print_error("%s: %d\n", cases[i].name, (int)asked.result);
		assert_int_equal(asked.result, cases[i].result);
		assert_int_equal(
		    asked.error, asked.result == RAPPORTEUR_OK ? ERROR_NONE : cases[i].error);
		if (cases[i].sent > 0)
			assert_int_equal(line->broker.command_count, cases[i].sent);
		assert_int_equal(asked.count, 1);
	}
}

static void a_request_without_a_broker_ends_at_its_deadline(void **context)
{
	struct line *line = *context;
	fake_stop(&line->broker);
	struct asked asked = { 0 };
	assert_int_equal(rapporteur_request(line->rapporteur, MESSAGE_STATUS, "",
			     (const uint8_t *)"\x80", 1, 100, asked_answer, &asked),
	    RAPPORTEUR_OK);
	assert_true(pump(&line->broker, line->rapporteur, asked_over, &asked));
	assert_int_equal(asked.result, RAPPORTEUR_NOT_REACHABLE);
	/* Closing answers what is still open. */
	asked.count = 0;
	assert_int_equal(rapporteur_request(line->rapporteur, MESSAGE_STATUS, "",
			     (const uint8_t *)"\x80", 1, 100000, asked_answer, &asked),
	    RAPPORTEUR_OK);
	rapporteur_close(line->rapporteur);
	line->rapporteur = NULL;
	assert_int_equal(asked.count, 1);
	assert_int_equal(asked.result, RAPPORTEUR_NOT_REACHABLE);
}

static void requests_have_a_bound(void **context)
{
	struct line *line = *context;
	struct asked asked = { 0 };
	enum rapporteur_result result = RAPPORTEUR_OK;
	size_t taken = 0;
	while (taken < 1000) {
		result = rapporteur_request(line->rapporteur, MESSAGE_STATUS, "",
		    (const uint8_t *)"\x80", 1, 100000, asked_answer, &asked);
		if (result != RAPPORTEUR_OK)
			break;
		taken++;
	}
	assert_int_equal(result, RAPPORTEUR_BUSY);
	assert_int_equal(taken, 64);
	static uint8_t large[2048];
	assert_int_equal(rapporteur_request(line->rapporteur, MESSAGE_STATUS, "", large,
			     sizeof large, 100, asked_answer, &asked),
	    RAPPORTEUR_ARGUMENT);
	rapporteur_close(line->rapporteur);
	line->rapporteur = NULL;
	assert_int_equal(asked.count, 64);
}

static void a_broker_is_named_by_host_and_port(void **context)
{
	struct line *line = *context;
	static const char *const wrong[] = { "", "localhost:7000", "tcp://", "tcp://:7000",
		"tcp://host", "tcp://host:0", "tcp://host:65535", "tcp://host:70x",
		"ipc://somewhere" };
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		struct rapporteur_options options = { .broker = wrong[i],
			.state = line->state.path };
		struct rapporteur *opened = NULL;
		struct rapporteur_fault fault = { "" };
		enum rapporteur_result result = rapporteur_open(&opened, &options, &fault);
		if (result != RAPPORTEUR_ARGUMENT)
			print_error("%s\n", wrong[i]);
		assert_int_equal(result, RAPPORTEUR_ARGUMENT);
		assert_null(opened);
		assert_true(strlen(fault.what) > 0);
	}
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(a_note_is_acknowledged),
		STORY(the_text_is_kept_in_its_normal_form),
		STORY(what_is_wrong_in_itself_is_told_at_once),
		STORY(of_many_none_is_kept_when_one_is_wrong),
		STORY(a_lost_reply_is_made_good_with_the_same_id),
		STORY(a_busy_broker_is_asked_again),
		STORY(a_refused_note_keeps_its_text_and_the_others_go_on),
		STORY(one_that_must_wait_does_not_hold_up_the_others),
		STORY(nothing_but_hello_is_sent_to_who_does_not_answer),
		STORY(at_most_a_window_is_outstanding),
		STORY(a_broker_that_comes_back_gets_what_was_written_meanwhile),
		STORY(a_connection_that_answers_nothing_is_noticed),
		STORY(a_restored_broker_is_offered_what_it_lacks),
		STORY(another_journal_is_offered_all_that_is_kept),
		STORY(what_is_not_a_reply_is_passed_over),
		STORY(an_old_note_tells_its_age),
		STORY(a_request_is_answered),
		STORY(a_request_without_a_broker_ends_at_its_deadline),
		STORY(requests_have_a_bound),
		STORY(a_broker_is_named_by_host_and_port),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
