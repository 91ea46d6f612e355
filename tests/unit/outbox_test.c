/* tests/unit/outbox_test.c - what is in the outbox stays there, once, whatever dies; see
 * client/lib/outbox/outbox_internal.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "tests/unit/outbox_fixture.h"

/* --- kept --------------------------------------------------------------------------------- */

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

/* --- once --------------------------------------------------------------------------------- */

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

/* --- what became of them ------------------------------------------------------------------ */

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
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
