/* tests/unit/rapporteur_test.c - from a person's note to the broker's answer; see
 * client/lib/rapporteur.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "tests/unit/line_fixture.h"

/* --- writing ------------------------------------------------------------------------------ */

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

/* --- answers ------------------------------------------------------------------------------ */

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
		STORY(a_broker_is_named_by_host_and_port),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
