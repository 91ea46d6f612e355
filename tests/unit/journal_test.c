/* tests/unit/journal_test.c - the promises of store/journal.h, each once over memory and once over
 * LMDB. What only a folder can show is in journal_folder_test.c. */
#include "tests/unit/journal_ground.h"

/* --- Events ----------------------------------------------------------------------------------- */

/* Adds *context events, each with its own number as its body. */
static enum journal_result add_plain(void *context, struct journal_txn *txn)
{
	const size_t *count = context;
	for (size_t i = 0; i < *count; i++) {
		struct event_head head = { .type = 1000, .session = "plain", .time_ms = 7 };
		struct journal_place place;
		uint8_t salt[SALT_BYTES];
		uint8_t body[8];
		uint64_t number = journal_txn_newest(txn).number + 1;
		bytes_fill(salt, sizeof salt, (unsigned int)number);
		number_put(body, number, sizeof body);
		enum journal_result result =
		    journal_event_add(txn, &head, salt, body, sizeof body, NULL, 0, &place);
		if (result != JOURNAL_OK)
			return result;
	}
	return JOURNAL_OK;
}

static void events_are_numbered_and_chained_without_a_gap(void **state)
{
	struct journal *journal = journal_of(state);
	assert_int_equal(journal_newest(journal).number, 0);
	size_t batches[] = { 1, 300, 2 };
	for (size_t i = 0; i < sizeof batches / sizeof *batches; i++)
		assert_int_equal(append(journal, add_plain, &batches[i]), JOURNAL_OK);

	struct journal_txn *txn = reading(journal);
	uint8_t chain[HASH_BYTES] = { 0 };
	for (uint64_t number = 1; number <= 303; number++) {
		struct journal_event event;
		assert_int_equal(journal_event_get(txn, number, &event), JOURNAL_OK);
		assert_int_equal(event.head.number, number);
		assert_int_equal(event.body_size, 8);
		assert_int_equal(number_get(event.body, 8), number);
		event_chain(chain, event.head_bytes, event.head_size, chain);
		assert_memory_equal(chain, event.hash, HASH_BYTES);
	}
	struct journal_place newest = journal_txn_newest(txn);
	assert_int_equal(newest.number, 303);
	assert_int_equal(newest.time_ms, 7);
	assert_memory_equal(newest.hash, chain, HASH_BYTES);
	journal_end(txn);
}

static void past_the_end_there_is_no_event(void **state)
{
	struct journal *journal = journal_of(state);
	size_t count = 2;
	assert_int_equal(append(journal, add_plain, &count), JOURNAL_OK);
	struct journal_txn *txn = reading(journal);
	struct journal_event event;
	const uint64_t numbers[] = { 0, 3, UINT64_MAX };
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		assert_int_equal(journal_event_get(txn, numbers[i], &event), JOURNAL_ABSENT);
	assert_int_equal(journal_event_get(txn, 2, &event), JOURNAL_OK);
	journal_end(txn);
}

static enum journal_result add_and_change_mind(void *context, struct journal_txn *txn)
{
	size_t count = 3;
	struct world world = { .clock = 0 };
	(void)consultation(&world, txn);
	assert_int_equal(add_plain(&count, txn), JOURNAL_OK);
	return *(const enum journal_result *)context;
}

static void an_answer_other_than_ok_takes_everything_back(void **state)
{
	struct journal *journal = journal_of(state);
	size_t count = 2;
	assert_int_equal(append(journal, add_plain, &count), JOURNAL_OK);
	struct journal_place before = journal_newest(journal);
	enum journal_result answer = JOURNAL_ABSENT;
	assert_int_equal(append(journal, add_and_change_mind, &answer), JOURNAL_ABSENT);
	struct journal_place after = journal_newest(journal);
	assert_memory_equal(&before, &after, sizeof before);

	struct journal_txn *txn = reading(journal);
	struct view_session session;
	struct view_note note;
	struct journal_event event;
	uint8_t id[ID_BYTES];
	struct view_command command;
	uint32_t places = 99;
	command_id(3, id);
	assert_int_equal(view_session_find(txn, FIXTURE_SESSION, &session), JOURNAL_ABSENT);
	assert_int_equal(view_note_next(txn, 1, 0, 0, &note), JOURNAL_ABSENT);
	assert_int_equal(view_command_find(txn, id, &command), JOURNAL_ABSENT);
	assert_int_equal(journal_event_get(txn, 3, &event), JOURNAL_ABSENT);
	assert_int_equal(view_session_count(txn, &places), JOURNAL_OK);
	assert_int_equal(places, 0);
	journal_end(txn);

	/* and the next one goes on where the last good one ended */
	assert_int_equal(append(journal, add_plain, &count), JOURNAL_OK);
	assert_int_equal(journal_newest(journal).number, 4);
}

static enum journal_result add_nothing(void *context, struct journal_txn *txn)
{
	(void)context;
	(void)txn;
	return JOURNAL_OK;
}

static void an_append_of_nothing_is_done_and_changes_nothing(void **state)
{
	struct journal *journal = journal_of(state);
	assert_int_equal(append(journal, add_nothing, NULL), JOURNAL_OK);
	assert_int_equal(journal_newest(journal).number, 0);
}

static enum journal_result change_session(void *context, struct journal_txn *txn)
{
	(void)context;
	struct view_session session;
	assert_int_equal(view_session_find(txn, FIXTURE_SESSION, &session), JOURNAL_OK);
	session.received += 100;
	return view_session_put(txn, &session);
}

static void a_reader_keeps_what_it_saw_while_the_writer_goes_on(void **state)
{
	struct journal *journal = journal_of(state);
	struct world world = { .clock = 0 };
	assert_int_equal(append(journal, consultation, &world), JOURNAL_OK);
	struct journal_txn *txn = reading(journal);
	size_t count = 5;
	struct view_session before;
	struct view_session after;
	struct journal_event event;
	assert_int_equal(view_session_find(txn, FIXTURE_SESSION, &before), JOURNAL_OK);
	assert_int_equal(append(journal, add_plain, &count), JOURNAL_OK);
	assert_int_equal(append(journal, change_session, NULL), JOURNAL_OK);
	enum journal_result answer = JOURNAL_ABSENT;
	assert_int_equal(append(journal, add_and_change_mind, &answer), JOURNAL_ABSENT);

	assert_int_equal(journal_txn_newest(txn).number, FIXTURE_EVENTS);
	assert_int_equal(journal_event_get(txn, FIXTURE_EVENTS + 1, &event), JOURNAL_ABSENT);
	assert_int_equal(view_session_find(txn, FIXTURE_SESSION, &after), JOURNAL_OK);
	assert_int_equal(before.received, after.received);
	assert_int_equal(before.place, after.place);
	journal_end(txn);
	txn = reading(journal);
	assert_int_equal(journal_event_get(txn, FIXTURE_EVENTS + 5, &event), JOURNAL_OK);
	assert_int_equal(view_session_find(txn, FIXTURE_SESSION, &after), JOURNAL_OK);
	assert_int_equal(after.received, before.received + 100);
	journal_end(txn);
}

/* --- Sizes ------------------------------------------------------------------------------------ */

struct sized {
	const char *name;
	size_t body;
	size_t blob;
	enum journal_result result;
};
static const struct sized sizes[] = {
	{ "no body", 0, 0, JOURNAL_OK },
	{ "a body at its cap", EVENT_BODY_BYTES_MAX, 0, JOURNAL_OK },
	{ "a body one past its cap", EVENT_BODY_BYTES_MAX + 1, 0, JOURNAL_TOO_BIG },
	{ "a blob of one byte", 10, 1, JOURNAL_OK },
	{ "a blob of one part", 10, PART_BYTES_MAX, JOURNAL_OK },
	{ "a blob of one part and a byte", 10, PART_BYTES_MAX + 1, JOURNAL_OK },
	{ "a programme at its cap", 10, PROGRAMME_BYTES_MAX, JOURNAL_OK },
	{ "more parts than a head can count", 10, (size_t)PARTS_MAX *PART_BYTES_MAX + 1,
	    JOURNAL_TOO_BIG },
};
#define SIZES (sizeof sizes / sizeof *sizes)

static enum journal_result add_sized(void *context, struct journal_txn *txn)
{
	const uint8_t *bytes = context;
	for (size_t i = 0; i < SIZES; i++) {
		struct event_head head = { .type = 1000, .session = "sized" };
		struct journal_place place;
		uint64_t before = journal_txn_newest(txn).number;
		enum journal_result result = journal_event_add(txn, &head, bytes, bytes,
		    sizes[i].body, sizes[i].blob > 0 ? bytes : NULL, sizes[i].blob, &place);
		if (result != sizes[i].result)
			fail_msg("%s: answer %d", sizes[i].name, (int)result);
		assert_int_equal(
		    journal_txn_newest(txn).number, before + (result == JOURNAL_OK ? 1 : 0));
	}
	return JOURNAL_OK;
}

static void what_is_too_big_is_refused_and_harms_nothing_else(void **state)
{
	struct journal *journal = journal_of(state);
	uint8_t *bytes = malloc(PROGRAMME_BYTES_MAX);
	assert_non_null(bytes);
	bytes_fill(bytes, PROGRAMME_BYTES_MAX, 5);
	assert_int_equal(append(journal, add_sized, bytes), JOURNAL_OK);
	struct journal_txn *txn = reading(journal);
	uint64_t number = 0;
	for (size_t i = 0; i < SIZES; i++) {
		if (sizes[i].result != JOURNAL_OK)
			continue;
		struct journal_event event;
		struct buffer blob;
		buffer_init(&blob, PROGRAMME_BYTES_MAX + 3);
		buffer_add(&blob, "abc", 3);
		assert_int_equal(journal_event_get(txn, ++number, &event), JOURNAL_OK);
		assert_int_equal(event.body_size, sizes[i].body);
		assert_memory_equal(event.body, bytes, sizes[i].body);
		assert_memory_equal(event.salt, bytes, SALT_BYTES);
		enum journal_result result = journal_blob_get(txn, &event, &blob);
		assert_int_equal(result, sizes[i].blob > 0 ? JOURNAL_OK : JOURNAL_ABSENT);
		assert_int_equal(blob.size, 3 + sizes[i].blob); /* added to what was there */
		assert_memory_equal(blob.bytes, "abc", 3);
		assert_memory_equal(blob.bytes + 3, bytes, sizes[i].blob);
		buffer_close(&blob);
	}
	assert_int_equal(number, journal_txn_newest(txn).number);
	journal_end(txn);
	free(bytes);
}

static void a_whole_consultation_checks(void **state)
{
	struct journal *journal = journal_of(state);
	struct world world = { .clock = 0 };
	assert_checks(journal, 0);
	assert_int_equal(append(journal, consultation, &world), JOURNAL_OK);
	assert_checks(journal, FIXTURE_EVENTS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(events_are_numbered_and_chained_without_a_gap),
		ON_BOTH(past_the_end_there_is_no_event),
		ON_BOTH(an_answer_other_than_ok_takes_everything_back),
		ON_BOTH(an_append_of_nothing_is_done_and_changes_nothing),
		ON_BOTH(a_reader_keeps_what_it_saw_while_the_writer_goes_on),
		ON_BOTH(what_is_too_big_is_refused_and_harms_nothing_else),
		ON_BOTH(a_whole_consultation_checks),
	};
	return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
