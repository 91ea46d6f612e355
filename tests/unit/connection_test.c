/* tests/unit/connection_test.c - a line that breaks, a broker that comes back otherwise than it
 * went. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "tests/unit/line_fixture.h"

/* --- the line ----------------------------------------------------------------------------- */

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

/* A change in flight meets the restored broker before anybody has heard of it. */
static bool restored_meanwhile(struct fake_broker *broker, const struct envelope *envelope,
    struct reply *reply, struct buffer *body)
{
	(void)envelope, (void)body;
	randombytes_buf(broker->journal, ID_BYTES);
	broker->number = 7;
	broker->answer = NULL;
	memcpy(reply->journal, broker->journal, ID_BYTES);
	reply->number = broker->number;
	reply->error = ERROR_NO_NOTE;
	return true;
}

static void a_change_that_meets_another_journal_goes_again_after_its_note(void **context)
{
	struct line *line = *context;
	struct entry entry;
	struct note_retract retract = { .replaces = 0 };
	uint64_t sequence = 0;
	write_note(line, "kept");
	wait_told(line, 1);
	assert_int_equal(rapporteur_entry_next(line->rapporteur, 0, &entry), RAPPORTEUR_OK);
	memcpy(retract.note, entry.id, ID_BYTES);
	retract.replaces = line->last.number;
	line->broker.answer = restored_meanwhile;
	assert_int_equal(rapporteur_retract(line->rapporteur, entry.session, &retract, &sequence),
	    RAPPORTEUR_OK);
	wait_told(line, 3); /* the note again, and then the change */
	expect_counts(line, 0, 2, 0);
	assert_int_equal(line->last.number, 9);
}

/* A note in flight as the new broker acknowledges it that has it as event 9. */
static void acknowledge_unasked(struct line *line, void *dealer)
{
	struct reply reply = { .major = PROTOCOL_MAJOR,
		.minor = PROTOCOL_MINOR,
		.message = MESSAGE_NOTE_SUBMIT,
		.number = 8,
		.sentence = "",
		.detail = "" };
	struct buffer body;
	struct buffer out;
	buffer_init(&body, MESSAGE_BYTES_MAX);
	buffer_init(&out, MESSAGE_BYTES_MAX);
	line->broker.number = 8;
	fake_acknowledge(&line->broker, &reply, &body);
	memcpy(reply.id, line->broker.commands[1].id, ID_BYTES);
	memcpy(reply.journal, line->broker.journal, ID_BYTES);
	reply.body = body.bytes;
	reply.body_size = body.size;
	reply_encode(&reply, &out);
	assert_int_equal(zmq_send(dealer, out.bytes, out.size, 0), (int)out.size);
	buffer_close(&body);
	buffer_close(&out);
}

static bool hello_arrived(void *context)
{
	struct line *line = context;
	struct fake_broker *broker = &line->broker;
	struct envelope envelope;
	struct refusal refusal;
	int size = zmq_recv(broker->context, broker->frame, sizeof broker->frame, ZMQ_DONTWAIT);
	return size > 0 &&
	    envelope_decode(&envelope, broker->frame, (size_t)size, &refusal) == ERROR_NONE &&
	    envelope.message == MESSAGE_HELLO &&
	    hello_decode(&broker->hello, envelope.body, envelope.body_size, &refusal) == ERROR_NONE;
}

/* The laptop sleeps while its broker is set back, goes on without it, and answers what was on its way. What
 * that says must not hide from the broker how much we had seen: it would never hear what it lacks. */
static void what_is_answered_before_the_greeting_counts_after_it(void **context)
{
	struct line *line = *context;
	write_note(line, "kept");
	wait_told(line, 1);
	line->broker.mute = true;
	write_note(line, "on its way");
	wait_arrived(line, 2);
	fake_stop(&line->broker);
	void *dealer = NULL; /* which can speak first */
	for (int tries = 0; dealer == NULL && tries < 1000; tries++) {
		poll(NULL, 0, 10); /* the old socket closes in another thread */
		dealer = fake_socket(&line->broker, ZMQ_DEALER, line->broker.port);
	}
	assert_non_null(dealer);
	zmq_pollitem_t there = { .socket = dealer, .events = ZMQ_POLLOUT };
	assert_int_equal(zmq_poll(&there, 1, PUMP_MS_MAX), 1);
	acknowledge_unasked(line, dealer);
	poll(NULL, 0, 200); /* asleep, while it arrives */
	line->broker.context = dealer;
	bool greeted = pump(&line->broker, line->rapporteur, hello_arrived, line);
	zmq_close(dealer);
	assert_true(greeted);
	assert_int_equal(line->broker.hello.number, 1);
	expect_counts(line, 1, 1, 0);
}

static bool broker_has_none(void *context)
{
	struct line *line = context;
	return rapporteur_counts(line->rapporteur).broker == 0;
}

static void what_a_closed_session_has_is_forgotten_with_the_next_connection(void **context)
{
	struct line *line = *context;
	write_note(line, "kept until it is closed");
	wait_told(line, 1);
	rapporteur_close(line->rapporteur);
	line->rapporteur = NULL;
	line->closed = "gcm-1";
	line_start(line);
	expect_counts(line, 0, 1, 0);
	assert_true(pump(&line->broker, line->rapporteur, broker_has_none, line));
	expect_counts(line, 0, 0, 0);
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

#define STORY(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(a_broker_that_comes_back_gets_what_was_written_meanwhile),
		STORY(a_connection_that_answers_nothing_is_noticed),
		STORY(a_restored_broker_is_offered_what_it_lacks),
		STORY(another_journal_is_offered_all_that_is_kept),
		STORY(a_change_that_meets_another_journal_goes_again_after_its_note),
		STORY(what_is_answered_before_the_greeting_counts_after_it),
		STORY(what_a_closed_session_has_is_forgotten_with_the_next_connection),
		STORY(what_is_not_a_reply_is_passed_over),
		STORY(an_old_note_tells_its_age),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
