/* tests/unit/views_test.c - the promises of store/views.h, each once over memory and once over
 * LMDB. */
#include "tests/unit/journal_ground.h"

static void assert_same_session(const struct view_session *a, const struct view_session *b)
{
	assert_string_equal(a->key, b->key);
	assert_int_equal(a->place, b->place);
	assert_int_equal(a->state, b->state);
	assert_memory_equal(a->secret, b->secret, sizeof a->secret);
	assert_memory_equal(a->topic, b->topic, sizeof a->topic);
	assert_memory_equal(a->feed_key, b->feed_key, sizeof a->feed_key);
	assert_int_equal(a->feed_epoch, b->feed_epoch);
	assert_int_equal(a->opened, b->opened);
	assert_int_equal(a->programme, b->programme);
	assert_int_equal(a->closed, b->closed);
	assert_int_equal(a->opened_ms, b->opened_ms);
	assert_int_equal(a->closed_ms, b->closed_ms);
	assert_int_equal(a->grace_ms, b->grace_ms);
	assert_int_equal(a->received, b->received);
	assert_int_equal(a->retracted, b->retracted);
	assert_int_equal(a->redacted, b->redacted);
	assert_int_equal(a->late, b->late);
}

static void assert_same_note(const struct view_note *a, const struct view_note *b)
{
	assert_int_equal(a->session, b->session);
	assert_int_equal(a->objective, b->objective);
	assert_int_equal(a->number, b->number);
	assert_int_equal(a->current, b->current);
	assert_memory_equal(a->note, b->note, sizeof a->note);
	assert_memory_equal(a->writer, b->writer, sizeof a->writer);
	assert_int_equal(a->state, b->state);
}

static enum journal_result put_session(void *context, struct journal_txn *txn)
{
	return view_session_put(txn, context);
}

static void sessions_come_in_the_order_of_their_keys(void **state)
{
	struct journal *journal = journal_of(state);
	static const char *const keys[] = { "b", "a", "ab", "A", "b-2", "" };
	static const char *const sorted[] = { "A", "a", "ab", "b", "b-2" };
	char longest[SESSION_KEY_MAX + 1];
	memset(longest, 'z', SESSION_KEY_MAX);
	longest[SESSION_KEY_MAX] = '\0';
	for (uint32_t i = 0; i < 6; i++) {
		struct view_session put = { .place = i + 1, .feed_epoch = UINT32_MAX };
		(void)snprintf(put.key, sizeof put.key, "%s", i < 5 ? keys[i] : longest);
		bytes_fill(put.secret, sizeof put.secret, i);
		bytes_fill(put.topic, sizeof put.topic, i + 1);
		bytes_fill(put.feed_key, sizeof put.feed_key, i + 2);
		put.opened = UINT64_MAX;
		put.programme = UINT64_MAX - 1;
		put.closed = UINT64_MAX - 2;
		put.opened_ms = 1ull << 40;
		put.closed_ms = (1ull << 40) + 1;
		put.grace_ms = (1ull << 40) + 2;
		put.received = 1000;
		put.retracted = 300;
		put.redacted = 20;
		put.late = 1;
		put.state = SESSION_CLOSED;
		assert_int_equal(append(journal, put_session, &put), JOURNAL_OK);
		struct journal_txn *txn = reading(journal);
		struct view_session found;
		uint32_t count = 0;
		assert_int_equal(view_session_find(txn, put.key, &found), JOURNAL_OK);
		assert_same_session(&found, &put);
		assert_int_equal(view_session_count(txn, &count), JOURNAL_OK);
		assert_int_equal(count, i + 1);
		journal_end(txn);
	}
	struct journal_txn *txn = reading(journal);
	struct view_session session = { .key = "" };
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(view_session_next(txn, session.key, &session), JOURNAL_OK);
		assert_string_equal(session.key, i < 5 ? sorted[i] : longest);
	}
	assert_int_equal(view_session_next(txn, session.key, &session), JOURNAL_ABSENT);
	assert_string_equal(session.key, longest);
	assert_int_equal(view_session_find(txn, "", &session), JOURNAL_ABSENT);
	assert_int_equal(view_session_find(txn, "nobody", &session), JOURNAL_ABSENT);
	journal_end(txn);
}

static const struct view_note in_order[] = {
	{ .session = 1, .objective = 2, .number = 255, .current = 255, .state = NOTE_STANDS },
	{ .session = 1, .objective = 2, .number = 256, .current = 1ull << 40, .state = NOTE_GONE },
	{ .session = 1, .objective = 999, .number = 1, .current = 1, .state = NOTE_IS_LATE },
	{ .session = 2, .objective = 1, .number = 300, .current = 301, .state = NOTE_STANDS },
	{ .session = 256, .objective = 1, .number = 302, .current = 302, .state = NOTE_STANDS },
};
#define IN_ORDER (sizeof in_order / sizeof *in_order)

static enum journal_result put_notes_backwards(void *context, struct journal_txn *txn)
{
	(void)context;
	for (size_t i = IN_ORDER; i > 0; i--) {
		struct view_note note = in_order[i - 1];
		bytes_fill(note.note, sizeof note.note, (unsigned int)i);
		bytes_fill(note.writer, sizeof note.writer, (unsigned int)i + 1);
		assert_int_equal(view_note_put(txn, &note, NULL), JOURNAL_OK);
	}
	return JOURNAL_OK;
}

static void notes_come_by_session_objective_and_number(void **state)
{
	struct journal *journal = journal_of(state);
	assert_int_equal(append(journal, put_notes_backwards, NULL), JOURNAL_OK);
	struct journal_txn *txn = reading(journal);
	struct view_note note = { .session = 0 };
	size_t seen = 0;
	const uint32_t sessions[] = { 1, 2, 256 };
	for (size_t i = 0; i < 3; i++) {
		note = (struct view_note){ .session = sessions[i] };
		while (view_note_next(txn, sessions[i], note.objective, note.number, &note) ==
		    JOURNAL_OK) {
			struct view_note put = in_order[seen++];
			bytes_fill(put.note, sizeof put.note, (unsigned int)seen);
			bytes_fill(put.writer, sizeof put.writer, (unsigned int)seen + 1);
			assert_same_note(&note, &put);
		}
	}
	assert_int_equal(seen, IN_ORDER);
	assert_int_equal(view_note_next(txn, 3, 0, 0, &note), JOURNAL_ABSENT);
	assert_int_equal(view_note_find(txn, 1, 2, 256, &note), JOURNAL_OK);
	assert_int_equal(note.current, 1ull << 40);
	assert_int_equal(view_note_find(txn, 1, 3, 256, &note), JOURNAL_ABSENT);
	assert_int_equal(view_note_find(txn, 1, 65536 + 2, 256, &note), JOURNAL_ABSENT);
	journal_end(txn);
}

static void a_note_that_changes_its_objective_leaves_the_old_one(void **state)
{
	struct journal *journal = journal_of(state);
	struct world world = { .clock = 0 };
	assert_int_equal(append(journal, consultation, &world), JOURNAL_OK);
	struct journal_txn *txn = reading(journal);
	struct view_note note;
	assert_int_equal(view_note_find(txn, 1, 2, 2, &note), JOURNAL_ABSENT);
	assert_int_equal(view_note_find(txn, 1, 9, 2, &note), JOURNAL_OK);
	assert_int_equal(note.current, 5);
	assert_int_equal(view_note_next(txn, 1, 0, 0, &note), JOURNAL_OK);
	assert_int_equal(note.number, 4);
	journal_end(txn);
}

static enum journal_result put_commands(void *context, struct journal_txn *txn)
{
	(void)context;
	for (unsigned int i = 0; i < 3; i++) {
		struct view_command command = { .number = i + 1, .session = i, .objective = 999 };
		bytes_fill(command.id, sizeof command.id, 7 * i);
		bytes_fill(command.sender, sizeof command.sender, i);
		bytes_fill(command.body_hash, sizeof command.body_hash, i + 50);
		struct view_command again;
		assert_int_equal(view_command_find(txn, command.id, &again), JOURNAL_ABSENT);
		assert_int_equal(view_command_put(txn, &command), JOURNAL_OK);
		/* a repeat in the same batch is found as well */
		assert_int_equal(view_command_find(txn, command.id, &again), JOURNAL_OK);
		assert_memory_equal(&again, &command, sizeof again);
	}
	return JOURNAL_OK;
}

static void a_command_is_found_again_by_its_id(void **state)
{
	struct journal *journal = journal_of(state);
	assert_int_equal(append(journal, put_commands, NULL), JOURNAL_OK);
	struct journal_txn *txn = reading(journal);
	struct view_command command;
	uint8_t id[ID_BYTES];
	bytes_fill(id, sizeof id, 14);
	assert_int_equal(view_command_find(txn, id, &command), JOURNAL_OK);
	assert_int_equal(command.number, 3);
	id[15] ^= 1;
	assert_int_equal(view_command_find(txn, id, &command), JOURNAL_ABSENT);
	journal_end(txn);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(sessions_come_in_the_order_of_their_keys),
		ON_BOTH(notes_come_by_session_objective_and_number),
		ON_BOTH(a_note_that_changes_its_objective_leaves_the_old_one),
		ON_BOTH(a_command_is_found_again_by_its_id),
	};
	return cmocka_run_group_tests_name("views", tests, NULL, NULL);
}
