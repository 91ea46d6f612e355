/* tests/unit/outbox_test.c - what is in the outbox stays there, once, whatever dies; see
 * client/lib/outbox_internal.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "client/lib/outbox_internal.h"
#include "proto/id.h"
#include "tests/unit/state_fixture.h"

static const char broker[] = "tcp://127.0.0.1:7000";
static const struct place nowhere;

static int set_up(void **context)
{
	assert_true(sodium_init() >= 0);
	struct state_folder *state = calloc(1, sizeof *state);
	assert_non_null(state);
	state_make(state);
	*context = state;
	return 0;
}

static int tear_down(void **context)
{
	state_remove(*context);
	free(*context);
	return 0;
}

static void open_outbox(struct outbox *outbox, const struct state_folder *state)
{
	struct rapporteur_fault fault = { "" };
	enum rapporteur_result result = outbox_open(outbox, state->path, OUTBOX_MAP_BYTES, &fault);
	if (result != RAPPORTEUR_OK)
		print_error("%s\n", fault.what);
	assert_int_equal(result, RAPPORTEUR_OK);
}

/* A note whose id tells its number. */
static enum rapporteur_result add(
    struct outbox *outbox, uint32_t number, const char *session, uint64_t *sequence)
{
	uint8_t random[ID_RANDOM_BYTES] = { 0 };
	memcpy(random + 4, &number, sizeof number);
	uint8_t id[ID_BYTES];
	id_make(id, 1, random);
	static const uint8_t body[] = "\x81\xa1x\xa5seven";
	struct outbox_draft draft = { .message = MESSAGE_NOTE_SUBMIT,
		.id = id,
		.writer = outbox->writer,
		.session = session,
		.body = body,
		.body_size = sizeof body - 1 };
	return outbox_add(outbox, &draft, 1, sequence);
}

static void keep(struct outbox *outbox, uint32_t number, uint64_t *sequence)
{
	assert_int_equal(add(outbox, number, "gcm-1", sequence), RAPPORTEUR_OK);
}

static void look(struct outbox *outbox, uint64_t sequence, struct entry *entry)
{
	struct buffer bytes;
	buffer_init(&bytes, MESSAGE_BYTES_MAX);
	assert_int_equal(outbox_get(outbox, sequence, &bytes, entry), RAPPORTEUR_OK);
	entry->body = NULL; /* goes with bytes */
	buffer_close(&bytes);
}

static void settle(struct outbox *outbox, uint64_t sequence, enum entry_state state)
{
	struct entry entry;
	look(outbox, sequence, &entry);
	struct outbox_outcome outcome = { .sequence = sequence, .state = state };
	memcpy(outcome.id, entry.id, ID_BYTES);
	if (state == ENTRY_BROKER) {
		outcome.number = 100 + sequence;
		memcpy(outcome.public_id, "0123456789ab", sizeof outcome.public_id);
	} else {
		outcome.error = ERROR_NO_ROOM;
		memcpy(outcome.detail, "WG-1, WG-2", 11);
	}
	assert_int_equal(outbox_settle(outbox, &outcome, 1, broker, &nowhere), RAPPORTEUR_OK);
}

static void expect_counts(
    struct outbox *outbox, uint64_t here, uint64_t at_broker, uint64_t refused)
{
	struct rapporteur_counts counts;
	assert_int_equal(outbox_counts(outbox, &counts), RAPPORTEUR_OK);
	assert_int_equal(counts.here, here);
	assert_int_equal(counts.broker, at_broker);
	assert_int_equal(counts.refused, refused);
}

/* --- kept ------------------------------------------------------------------------------------- */

/* Writes one note after the other and says each number once it is kept, until it is killed. */
static void write_until_killed(const struct state_folder *state, uint32_t first, int tell)
{
	struct outbox outbox;
	if (outbox_open(&outbox, state->path, OUTBOX_MAP_BYTES, NULL) != RAPPORTEUR_OK)
		_exit(1);
	for (uint32_t number = first;; number++) {
		uint64_t sequence = 0;
		if (add(&outbox, number, "gcm-1", &sequence) != RAPPORTEUR_OK)
			_exit(2);
		if (write(tell, &number, sizeof number) != (ssize_t)sizeof number)
			_exit(3);
	}
}

struct child {
	pid_t pid;
	int said;
};

static struct child child_start(const struct state_folder *state, uint32_t first)
{
	int ends[2];
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	struct child child = { .pid = fork(), .said = ends[0] };
	assert_true(child.pid >= 0);
	if (child.pid == 0)
		write_until_killed(state, first, ends[1]);
	close(ends[1]);
	return child;
}

/* Kills it after it has said `count` numbers; how many it said in all. */
static uint32_t child_kill(struct child *child, uint32_t count)
{
	uint32_t said = 0;
	uint32_t number = 0;
	while (read(child->said, &number, sizeof number) == (ssize_t)sizeof number)
		if (++said == count)
			kill(child->pid, SIGKILL);
	close(child->said);
	assert_true(said >= count);
	int status = 0;
	assert_int_equal(waitpid(child->pid, &status, 0), child->pid);
	assert_true(WIFSIGNALED(status));
	return said;
}

static void what_was_kept_survives_a_kill(void **context)
{
	struct state_folder *state = *context;
	uint32_t said = 0;
	for (uint32_t round = 0; round < 5; round++) {
		struct child child = child_start(state, 1000 * (round + 1));
		said += child_kill(&child, 1 + 3 * round);
	}
	struct outbox outbox;
	open_outbox(&outbox, state);
	struct rapporteur_counts counts;
	assert_int_equal(outbox_counts(&outbox, &counts), RAPPORTEUR_OK);
	assert_true(counts.here >= said);
	assert_true(counts.here <= said + 5); /* each may have died before it could say so */
	struct buffer bytes;
	buffer_init(&bytes, MESSAGE_BYTES_MAX);
	struct entry entry = { .sequence = 0 };
	uint64_t found = 0;
	while (outbox_next(&outbox, OUTBOX_ALL, entry.sequence, &bytes, &entry) == RAPPORTEUR_OK) {
		assert_int_equal(entry.state, ENTRY_HERE);
		assert_int_equal(entry.sequence, ++found);
		assert_int_equal(entry.body_size, 9);
	}
	assert_int_equal(found, counts.here);
	buffer_close(&bytes);
	outbox_close(&outbox);
}

static void two_processes_write_into_one_outbox(void **context)
{
	struct state_folder *state = *context;
	struct child one = child_start(state, 1);
	struct child two = child_start(state, 1000000);
	uint32_t said = child_kill(&one, 20);
	said += child_kill(&two, 20);
	struct outbox outbox;
	open_outbox(&outbox, state);
	struct rapporteur_counts counts;
	assert_int_equal(outbox_counts(&outbox, &counts), RAPPORTEUR_OK);
	assert_true(counts.here >= said);
	assert_true(counts.here <= said + 2);
	outbox_close(&outbox);
}

static void another_process_is_noticed(void **context)
{
	struct state_folder *state = *context;
	struct outbox outbox;
	int begin[2];
	assert_int_equal(pipe2(begin, O_CLOEXEC), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		char go = 0;
		uint64_t sequence = 0;
		close(begin[1]);
		bool well = read(begin[0], &go, 1) == 0 &&
		    outbox_open(&outbox, state->path, OUTBOX_MAP_BYTES, NULL) == RAPPORTEUR_OK &&
		    add(&outbox, 7, "gcm-1", &sequence) == RAPPORTEUR_OK;
		_exit(well ? 0 : 1);
	}
	close(begin[0]);
	open_outbox(&outbox, state);
	uint64_t sequence = 0;
	keep(&outbox, 1, &sequence);
	assert_false(outbox_changed_elsewhere(&outbox));
	close(begin[1]);
	int status = 1;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_true(outbox_changed_elsewhere(&outbox));
	assert_false(outbox_changed_elsewhere(&outbox));
	outbox_close(&outbox);
}

static void folder_and_file_are_the_owners_alone(void **context)
{
	struct state_folder *state = *context;
	struct outbox outbox;
	open_outbox(&outbox, state);
	char path[512];
	struct stat found;
	state_file(state, "/outbox", path, sizeof path);
	assert_int_equal(stat(path, &found), 0);
	assert_int_equal(found.st_mode & 0777, 0700);
	state_file(state, "/outbox/data.mdb", path, sizeof path);
	assert_int_equal(stat(path, &found), 0);
	assert_int_equal(found.st_mode & 0777, 0600);
	outbox_close(&outbox);
}

static void the_writer_stays_the_same(void **context)
{
	struct state_folder *state = *context;
	struct outbox outbox;
	open_outbox(&outbox, state);
	uint8_t writer[WRITER_BYTES];
	memcpy(writer, outbox.writer, WRITER_BYTES);
	assert_false(sodium_is_zero(writer, sizeof writer));
	outbox_close(&outbox);
	open_outbox(&outbox, state);
	assert_memory_equal(outbox.writer, writer, WRITER_BYTES);
	outbox_close(&outbox);
}

/* --- once ------------------------------------------------------------------------------------- */

static void an_id_is_kept_once(void **context)
{
	struct outbox outbox;
	open_outbox(&outbox, *context);
	uint64_t first = 0;
	uint64_t second = 0;
	keep(&outbox, 1, &first);
	keep(&outbox, 2, &second);
	assert_int_not_equal(first, second);
	uint64_t again = 0;
	keep(&outbox, 1, &again);
	assert_int_equal(again, first);
	expect_counts(&outbox, 2, 0, 0);
	settle(&outbox, first, ENTRY_BROKER);
	keep(&outbox, 1, &again);
	assert_int_equal(again, first);
	expect_counts(&outbox, 1, 1, 0);
	outbox_close(&outbox);
}

static void a_refused_id_given_again_is_offered_anew(void **context)
{
	struct outbox outbox;
	open_outbox(&outbox, *context);
	uint64_t sequence = 0;
	keep(&outbox, 1, &sequence);
	settle(&outbox, sequence, ENTRY_REFUSED);
	expect_counts(&outbox, 0, 0, 1);
	uint64_t again = 0;
	keep(&outbox, 1, &again);
	assert_int_equal(again, sequence);
	expect_counts(&outbox, 1, 0, 0);
	outbox_close(&outbox);
}

static void a_sequence_is_never_given_twice(void **context)
{
	struct outbox outbox;
	open_outbox(&outbox, *context);
	uint64_t first = 0;
	uint64_t second = 0;
	keep(&outbox, 1, &first);
	settle(&outbox, first, ENTRY_REFUSED);
	assert_int_equal(outbox_forget(&outbox, first), RAPPORTEUR_OK);
	keep(&outbox, 2, &second);
	assert_true(second > first);
	outbox_close(&outbox);
}

/* --- what became of them ------------------------------------------------------------------------ */

static void an_acknowledgement_is_written_down(void **context)
{
	struct outbox outbox;
	open_outbox(&outbox, *context);
	uint64_t sequence = 0;
	keep(&outbox, 1, &sequence);
	settle(&outbox, sequence, ENTRY_BROKER);
	outbox_close(&outbox);
	open_outbox(&outbox, *context);
	struct entry entry;
	look(&outbox, sequence, &entry);
	assert_int_equal(entry.state, ENTRY_BROKER);
	assert_int_equal(entry.number, 100 + sequence);
	assert_string_equal(entry.public_id, "0123456789ab");
	/* A late refusal of the same command says nothing about what is on the broker. */
	settle(&outbox, sequence, ENTRY_REFUSED);
	look(&outbox, sequence, &entry);
	assert_int_equal(entry.state, ENTRY_BROKER);
	assert_int_equal(outbox_forget(&outbox, sequence), RAPPORTEUR_ABSENT);
	outbox_close(&outbox);
}

static void a_refused_entry_stays_until_it_is_forgotten(void **context)
{
	struct outbox outbox;
	open_outbox(&outbox, *context);
	uint64_t sequence = 0;
	keep(&outbox, 1, &sequence);
	assert_int_equal(outbox_forget(&outbox, sequence), RAPPORTEUR_ABSENT);
	settle(&outbox, sequence, ENTRY_REFUSED);
	struct entry entry;
	look(&outbox, sequence, &entry);
	assert_int_equal(entry.state, ENTRY_REFUSED);
	assert_int_equal(entry.error, ERROR_NO_ROOM);
	assert_string_equal(entry.detail, "WG-1, WG-2");
	assert_int_equal(entry.body_size, 9);
	assert_int_equal(outbox_forget(&outbox, sequence), RAPPORTEUR_OK);
	expect_counts(&outbox, 0, 0, 0);
	outbox_close(&outbox);
}

static void behind_brings_back_what_the_broker_had(void **context)
{
	struct outbox outbox;
	open_outbox(&outbox, *context);
	uint64_t sequences[3];
	for (uint32_t i = 0; i < 3; i++)
		keep(&outbox, i, &sequences[i]);
	settle(&outbox, sequences[0], ENTRY_BROKER);
	settle(&outbox, sequences[1], ENTRY_REFUSED);
	struct place place = { .known = true, .number = 42, .journal = { 9 }, .hash = { 8 } };
	assert_int_equal(outbox_offer_again(&outbox, broker, &place), RAPPORTEUR_OK);
	expect_counts(&outbox, 2, 0, 1);
	struct place found;
	assert_int_equal(outbox_place(&outbox, broker, &found), RAPPORTEUR_OK);
	assert_true(found.known);
	assert_int_equal(found.number, 42);
	assert_memory_equal(found.journal, place.journal, ID_BYTES);
	assert_memory_equal(found.hash, place.hash, HASH_BYTES);
	assert_int_equal(outbox_place(&outbox, "tcp://127.0.0.1:1", &found), RAPPORTEUR_OK);
	assert_false(found.known);
	outbox_close(&outbox);
}

static void a_closed_session_is_forgotten(void **context)
{
	struct outbox outbox;
	open_outbox(&outbox, *context);
	uint64_t closed = 0;
	uint64_t other = 0;
	uint64_t waiting = 0;
	assert_int_equal(add(&outbox, 1, "closed", &closed), RAPPORTEUR_OK);
	assert_int_equal(add(&outbox, 2, "open", &other), RAPPORTEUR_OK);
	assert_int_equal(add(&outbox, 3, "closed", &waiting), RAPPORTEUR_OK);
	settle(&outbox, closed, ENTRY_BROKER);
	settle(&outbox, other, ENTRY_BROKER);
	const char *sessions[] = { "closed" };
	assert_int_equal(outbox_forget_closed(&outbox, sessions, 1), RAPPORTEUR_OK);
	expect_counts(&outbox, 1, 1, 0); /* what the broker has not answered for stays */
	outbox_close(&outbox);
}

/* --- damage and bounds -------------------------------------------------------------------------- */

/* Flips a bit of an entry's bytes where they lie. */
static void damage(struct outbox *outbox, uint64_t sequence)
{
	uint8_t bytes[8];
	outbox_key_put(bytes, sequence);
	MDB_val key = outbox_value(bytes, sizeof bytes);
	MDB_val value;
	MDB_txn *txn = NULL;
	assert_int_equal(mdb_txn_begin(outbox->env, NULL, 0, &txn), 0);
	assert_int_equal(mdb_get(txn, outbox->entries, &key, &value), 0);
	uint8_t copy[1024];
	assert_true(value.mv_size < sizeof copy);
	memcpy(copy, value.mv_data, value.mv_size);
	copy[value.mv_size / 2] ^= 4;
	value = outbox_value(copy, value.mv_size);
	assert_int_equal(mdb_put(txn, outbox->entries, &key, &value, 0), 0);
	assert_int_equal(mdb_txn_commit(txn), 0);
}

static void a_damaged_entry_is_told_and_the_others_go_on(void **context)
{
	struct outbox outbox;
	open_outbox(&outbox, *context);
	uint64_t sequences[3];
	for (uint32_t i = 0; i < 3; i++)
		keep(&outbox, i, &sequences[i]);
	damage(&outbox, sequences[1]);
	struct buffer bytes;
	buffer_init(&bytes, MESSAGE_BYTES_MAX);
	struct entry entry = { .sequence = 0 };
	for (uint32_t i = 0; i < 3; i++) {
		assert_int_equal(outbox_next(&outbox, OUTBOX_HERE, entry.sequence, &bytes, &entry),
		    RAPPORTEUR_OK);
		assert_int_equal(entry.sequence, sequences[i]);
		assert_int_equal(entry.state, i == 1 ? ENTRY_REFUSED : ENTRY_HERE);
		assert_int_equal(entry.error, i == 1 ? ERROR_DAMAGED : ERROR_NONE);
		assert_int_equal(entry.body == NULL, i == 1);
	}
	buffer_close(&bytes);
	struct outbox_outcome outcome = { .sequence = sequences[1], .state = ENTRY_REFUSED };
	assert_int_equal(outbox_settle(&outbox, &outcome, 1, broker, &nowhere), RAPPORTEUR_OK);
	expect_counts(&outbox, 2, 0, 1);
	assert_int_equal(outbox_forget(&outbox, sequences[1]), RAPPORTEUR_OK);
	expect_counts(&outbox, 2, 0, 0);
	uint64_t again = 0;
	keep(&outbox, 1, &again); /* its id is free: the note can be written once more */
	assert_true(again > sequences[2]);
	outbox_close(&outbox);
}

static void a_full_outbox_keeps_what_it_has_and_can_be_emptied(void **context)
{
	struct state_folder *state = *context;
	struct outbox outbox;
	assert_int_equal(outbox_open(&outbox, state->path, 1 << 20, NULL), RAPPORTEUR_OK);
	uint64_t sequence = 0;
	uint64_t last = 0;
	uint32_t number = 0;
	enum rapporteur_result result = RAPPORTEUR_OK;
	while (result == RAPPORTEUR_OK && number < 100000) {
		result = add(&outbox, number++, "gcm-1", &sequence);
		if (result == RAPPORTEUR_OK)
			last = sequence;
	}
	assert_int_equal(result, RAPPORTEUR_DISK);
	expect_counts(&outbox, last, 0, 0);
	for (uint64_t i = 1; i <= last; i++)
		settle(&outbox, i, ENTRY_BROKER); /* what is full still takes acknowledgements */
	expect_counts(&outbox, 0, last, 0);
	const char *sessions[] = { "gcm-1" };
	assert_int_equal(outbox_forget_closed(&outbox, sessions, 1), RAPPORTEUR_OK);
	expect_counts(&outbox, 0, 0, 0);
	keep(&outbox, number, &sequence);
	outbox_close(&outbox);
}

static void a_file_cut_short_is_refused(void **context)
{
	struct state_folder *state = *context;
	struct outbox outbox;
	open_outbox(&outbox, state);
	uint64_t sequence = 0;
	for (uint32_t i = 0; i < 50; i++)
		keep(&outbox, i, &sequence);
	outbox_close(&outbox);
	char path[512];
	state_file(state, "/outbox/data.mdb", path, sizeof path);
	assert_int_equal(truncate(path, 3 * 4096), 0);
	struct rapporteur_fault fault = { "" };
	assert_int_equal(
	    outbox_open(&outbox, state->path, OUTBOX_MAP_BYTES, &fault), RAPPORTEUR_STATE);
	assert_non_null(strstr(fault.what, "cut short"));
}

/* --- age ---------------------------------------------------------------------------------------- */

static void an_age_follows_the_clock_that_never_steps(void **context)
{
	(void)context;
	const uint64_t hour = 3600000;
	struct {
		const char *name;
		struct moment then;
		struct moment now;
		uint64_t age;
	} cases[] = {
		{ "a moment", { { 1 }, 1000, 9 * hour }, { { 1 }, 1250, 9 * hour + 250 }, 250 },
		{ "the wall clock stepped back", { { 1 }, 1000, 9 * hour }, { { 1 }, 1250, 0 },
		    250 },
		{ "the wall clock stepped an hour ahead", { { 1 }, 1000, 9 * hour },
		    { { 1 }, 1250, 10 * hour }, 250 },
		{ "the machine was started anew", { { 1 }, 5000, 9 * hour },
		    { { 2 }, 100, 11 * hour }, 2 * hour },
		{ "started anew, and the clock lost", { { 1 }, 5000, 9 * hour }, { { 2 }, 100, 0 },
		    0 },
		{ "the start is not known", { { 0 }, 100, hour }, { { 0 }, 900, hour + 7 }, 7 },
		{ "a month", { { 1 }, 0, 0 }, { { 1 }, 30 * 24 * hour, 0 }, AGE_MS_MAX },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		uint64_t age = moment_age_ms(&cases[i].then, &cases[i].now);
		if (age != cases[i].age)
			print_error("%s: %llu\n", cases[i].name, (unsigned long long)age);
		assert_int_equal(age, cases[i].age);
	}
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(what_was_kept_survives_a_kill),
		STORY(two_processes_write_into_one_outbox),
		STORY(another_process_is_noticed),
		STORY(folder_and_file_are_the_owners_alone),
		STORY(the_writer_stays_the_same),
		STORY(an_id_is_kept_once),
		STORY(a_refused_id_given_again_is_offered_anew),
		STORY(a_sequence_is_never_given_twice),
		STORY(an_acknowledgement_is_written_down),
		STORY(a_refused_entry_stays_until_it_is_forgotten),
		STORY(behind_brings_back_what_the_broker_had),
		STORY(a_closed_session_is_forgotten),
		STORY(a_damaged_entry_is_told_and_the_others_go_on),
		STORY(a_full_outbox_keeps_what_it_has_and_can_be_emptied),
		STORY(a_file_cut_short_is_refused),
		cmocka_unit_test(an_age_follows_the_clock_that_never_steps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
