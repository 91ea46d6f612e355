/* tests/unit/check_test.c - a check names what is missing, what is left over, and each view that
 * says what no event says. Over memory: what is on a disk is in journal_damage_test.c. */
#include "tests/unit/journal_fixture.h"

struct lie {
	const char *name;
	journal_apply *apply;
	const char *told;
};

static enum journal_result note_of_nothing(void *context, struct journal_txn *txn)
{
	struct view_note note = { .session = 1, .objective = 3, .number = 99, .current = 99 };
	(void)context;
	return view_note_put(txn, &note, NULL);
}

static enum journal_result note_of_a_session(void *context, struct journal_txn *txn)
{
	struct view_note note = { .session = 1, .objective = 3, .number = 1, .current = 1 };
	(void)context;
	return view_note_put(txn, &note, NULL);
}

static enum journal_result note_without_session(void *context, struct journal_txn *txn)
{
	struct view_note note = { .session = 2, .objective = 3, .number = 2, .current = 2 };
	(void)context;
	return view_note_put(txn, &note, NULL);
}

static enum journal_result note_changed(
    struct journal_txn *txn, uint32_t objective, uint64_t number, int what)
{
	struct view_note note;
	assert_int_equal(view_note_find(txn, 1, objective, number, &note), JOURNAL_OK);
	struct view_note before = note;
	if (what == 0)
		note.state = NOTE_STANDS;
	else if (what == 1)
		note.writer[0] ^= 1;
	else if (what == 2)
		note.objective = 17;
	else
		note.current = 3;
	return view_note_put(txn, &note, &before);
}

static enum journal_result note_stands_again(void *context, struct journal_txn *txn)
{
	(void)context;
	return note_changed(txn, 5, 3, 0);
}

static enum journal_result note_of_another(void *context, struct journal_txn *txn)
{
	(void)context;
	return note_changed(txn, 2, 4, 1);
}

static enum journal_result note_elsewhere(void *context, struct journal_txn *txn)
{
	(void)context;
	return note_changed(txn, 2, 4, 2);
}

static enum journal_result note_of_another_event(void *context, struct journal_txn *txn)
{
	(void)context;
	return note_changed(txn, 2, 4, 3);
}

static enum journal_result command_of_another(void *context, struct journal_txn *txn)
{
	(void)context;
	struct view_command command;
	uint8_t id[ID_BYTES];
	command_id(4, id);
	assert_int_equal(view_command_find(txn, id, &command), JOURNAL_OK);
	command.number = 3;
	return view_command_put(txn, &command);
}

static enum journal_result command_gone(void *context, struct journal_txn *txn)
{
	(void)context;
	uint8_t id[ID_BYTES];
	command_id(4, id);
	return record_del(txn, TABLE_COMMANDS, SPAN(id));
}

static enum journal_result session_counts_wrong(void *context, struct journal_txn *txn)
{
	struct world *world = context;
	struct view_session session = world->session;
	session.received++;
	return view_session_put(txn, &session);
}

static enum journal_result session_without_programme(void *context, struct journal_txn *txn)
{
	struct world *world = context;
	struct view_session session = world->session;
	session.programme = 2;
	return view_session_put(txn, &session);
}

static enum journal_result part_gone(void *context, struct journal_txn *txn)
{
	(void)context;
	uint8_t key[12] = { 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1 };
	return record_del(txn, TABLE_BLOBS, SPAN(key));
}

static enum journal_result body_gone(void *context, struct journal_txn *txn)
{
	(void)context;
	uint8_t key[8] = { 0, 0, 0, 0, 0, 0, 0, 1 };
	return record_del(txn, TABLE_BODIES, SPAN(key));
}

static enum journal_result head_gone(void *context, struct journal_txn *txn)
{
	(void)context;
	uint8_t key[8] = { 0, 0, 0, 0, 0, 0, 0, 4 };
	return record_del(txn, TABLE_HEADS, SPAN(key));
}

static enum journal_result body_of_nothing(void *context, struct journal_txn *txn)
{
	(void)context;
	static const uint8_t salt[SALT_BYTES] = { 1 };
	struct span value = SPAN(salt);
	uint8_t key[8] = { 0, 0, 0, 0, 0, 0, 1, 0 };
	return record_put(txn, TABLE_BODIES, SPAN(key), &value, 1, true);
}

static enum journal_result body_exchanged(void *context, struct journal_txn *txn)
{
	(void)context;
	uint8_t key[8] = { 0, 0, 0, 0, 0, 0, 0, 2 };
	struct span value;
	static uint8_t copy[4096];
	assert_int_equal(record_get(txn, TABLE_BODIES, SPAN(key), &value), JOURNAL_OK);
	assert_true(value.size <= sizeof copy);
	memcpy(copy, value.bytes, value.size);
	struct span piece = { .bytes = copy, .size = value.size };
	key[7] = 4;
	return record_put(txn, TABLE_BODIES, SPAN(key), &piece, 1, false);
}

static const struct lie lies[] = {
	{ "a note without an event", note_of_nothing, "it names an event that is not there" },
	{ "a note from a session's event", note_of_a_session, "its event submits no note" },
	{ "a note without a session", note_without_session, "there is no session at its place" },
	{ "a retracted note that stands", note_stands_again, "its state is not what" },
	{ "a note of another writer", note_of_another, "its writer is not what" },
	{ "a note under another objective", note_elsewhere, "its objective is not what" },
	{ "a note for which another stands", note_of_another_event, "another note's submission" },
	{ "a command of another's event", command_of_another, "another command made its event" },
	{ "an event without its command", command_gone, "its command is in no view" },
	{ "a session that counts wrong", session_counts_wrong,
	    "views of notes are 4, its view says 5" },
	{ "a session without a programme", session_without_programme,
	    "does not give its programme" },
	{ "a part that is missing", part_gone, "table blobs, event 1, part 1: it is missing" },
	{ "parts of an erased body", body_gone, "it is left of an event without a body" },
	{ "a head that is missing", head_gone, "events 4 to 4 are missing" },
	{ "a body of no event", body_of_nothing, "event 256: there is no such event" },
	{ "another event's body", body_exchanged, "event 4: it is not what its head says" },
};

static void a_check_tells_each_lie_of_a_view(void **state)
{
	(void)state;
	static struct told told;
	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		struct journal *journal = NULL;
		struct world world = { .clock = 0 };
		assert_int_equal(journal_open_memory(&journal), JOURNAL_OK);
		assert_int_equal(append(journal, consultation, &world), JOURNAL_OK);
		assert_int_equal(append(journal, lies[i].apply, &world), JOURNAL_OK);
		assert_int_equal(told_check(&told, journal), JOURNAL_DAMAGED);
		told_expect(&told, lies[i].name, lies[i].told);
		journal_close(journal);
	}
}

static enum journal_result erase(void *context, struct journal_txn *txn)
{
	(void)context;
	for (uint8_t number = 1; number <= FIXTURE_EVENTS; number++) {
		uint8_t key[12] = { 0, 0, 0, 0, 0, 0, 0, number, 0, 0, 0, 0 };
		struct span body = { .bytes = key, .size = 8 };
		assert_int_equal(record_del(txn, TABLE_BODIES, body), JOURNAL_OK);
		for (key[11] = 0; number == 1 && key[11] < 2; key[11]++)
			assert_int_equal(record_del(txn, TABLE_BLOBS, SPAN(key)), JOURNAL_OK);
	}
	return JOURNAL_OK;
}

static void what_is_erased_is_absent_and_the_chain_still_holds(void **state)
{
	(void)state;
	static struct told told;
	struct journal *journal = NULL;
	struct world world = { .clock = 0 };
	assert_int_equal(journal_open_memory(&journal), JOURNAL_OK);
	assert_int_equal(append(journal, consultation, &world), JOURNAL_OK);
	assert_int_equal(append(journal, erase, NULL), JOURNAL_OK);
	assert_int_equal(told_check(&told, journal), JOURNAL_OK);
	assert_int_equal(told.check.erased, FIXTURE_EVENTS);
	assert_int_equal(told.check.bodies, 0);
	struct journal_txn *txn = NULL;
	struct journal_event event;
	struct buffer blob;
	buffer_init(&blob, PROGRAMME_BYTES_MAX);
	assert_int_equal(journal_begin(journal, &txn), JOURNAL_OK);
	assert_int_equal(journal_event_get(txn, 1, &event), JOURNAL_OK);
	assert_null(event.salt);
	assert_null(event.body);
	assert_int_equal(event.head.part_count, 2);
	assert_int_equal(journal_blob_get(txn, &event, &blob), JOURNAL_ABSENT);
	journal_end(txn);
	journal_close(journal);
	buffer_close(&blob);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_check_tells_each_lie_of_a_view),
		cmocka_unit_test(what_is_erased_is_absent_and_the_chain_still_holds),
	};
	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
