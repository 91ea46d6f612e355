/*
 * tests/fault/commit_faults_test.c - a write or a sync fails, each in its turn: what was acknowledged is there
 * when the journal is opened again, what was refused is not, and nobody was told anything else.
 *
 * The writer is a process of its own, with the shim between it and libc. It tells each answer on a pipe
 * and stops at JOURNAL_DISK, as the desk does. In between it compacts. The n-th call fails for n = 1, 2,
 * ... until a whole run has passed without reaching the n-th.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>

#include "tests/fault/shim.h"
#include "tests/unit/journal_ground.h"

#define BATCHES       8u
#define BATCH_COMPACT 5u
#define NOTES_MAX     3u
#define CALLS_MAX     2000u

enum { EXIT_NOT_REACHED = 0, EXIT_FAULT_PASSED = 20, EXIT_STOPPED = 21, EXIT_NOT_OPENED = 22 };

/* One answer, as it comes through the pipe. */
struct answer {
	uint32_t batch;
	int32_t result;
	struct journal_place newest;
};

/* --- The writer ------------------------------------------------------------------------------- */

struct writing {
	struct world world;
	uint32_t batch;
};

static enum journal_result batch_write(void *context, struct journal_txn *txn)
{
	struct writing *writing = context;
	static const uint8_t blob[FIXTURE_BLOB_BYTES] = { 1 };
	if (writing->batch == 0) {
		world_session(&writing->world, txn, EVENT_SESSION_OPENED, blob, sizeof blob);
		return JOURNAL_OK;
	}
	for (uint32_t i = 0; i < 1 + writing->batch % NOTES_MAX; i++) {
		char text[3000];
		(void)snprintf(text, sizeof text, "<batch %u, note %u>%*s", writing->batch, i,
		    writing->batch == 3 ? 2500 : 1, "");
		(void)world_note(&writing->world, txn, 2, text, NULL);
	}
	return JOURNAL_OK;
}

static bool answer_tell(int fd, struct journal *journal, uint32_t batch, enum journal_result result)
{
	const struct answer answer = {
		.batch = batch,
		.result = (int32_t)result,
		.newest = journal_newest(journal),
	};
	return write(fd, &answer, sizeof answer) == (ssize_t)sizeof answer;
}

/* writer DIR N KIND FD */
static int writer_run(char **arguments)
{
	struct journal *journal = NULL;
	const struct journal_options options = { .dir = arguments[0], .reserve_bytes = UINT64_MAX };
	int fd = (int)strtol(arguments[3], NULL, 10);
	shim_watch(arguments[0]);
	shim_fail_at(
	    strtoull(arguments[1], NULL, 10), (enum shim_kind)strtol(arguments[2], NULL, 10));
	if (journal_open(&journal, &options, NULL) != JOURNAL_OK)
		return shim_failed() ? EXIT_NOT_OPENED : 1;
	struct writing writing = { .batch = 0 };
	for (; writing.batch < BATCHES; writing.batch++) {
		struct world before = writing.world;
		if (writing.batch == BATCH_COMPACT && journal_compact(journal) == JOURNAL_DISK)
			break;
		enum journal_result result = append(journal, batch_write, &writing);
		if (result == JOURNAL_FULL && writing.batch == 0)
			result = append(journal, batch_write, &writing); /* notes need a session */
		if (result != JOURNAL_OK)
			writing.world = before;
		if (result == JOURNAL_DISK)
			break; /* answer nobody */
		if (!answer_tell(fd, journal, writing.batch, result))
			return 1;
	}
	bool stopped = writing.batch < BATCHES;
	journal_close(journal);
	return stopped ? EXIT_STOPPED : shim_failed() ? EXIT_FAULT_PASSED : EXIT_NOT_REACHED;
}

/* --- One run ---------------------------------------------------------------------------------- */

struct run {
	char dir[128];
	uint64_t nth;
	enum shim_kind kind;
	struct answer answers[BATCHES];
	size_t answer_count;
	int code;
};

static void writer_start(struct run *run)
{
	int ends[2];
	char nth[32];
	char kind[8];
	char fd[16];
	assert_int_equal(pipe(ends), 0);
	(void)snprintf(nth, sizeof nth, "%llu", (unsigned long long)run->nth);
	(void)snprintf(kind, sizeof kind, "%d", (int)run->kind);
	(void)snprintf(fd, sizeof fd, "%d", ends[1]);
	pid_t child = fork();
	assert_int_not_equal(child, -1);
	if (child == 0) {
		char name[] = "commit_faults_test";
		char word[] = "writer";
		char *arguments[] = { name, word, run->dir, nth, kind, fd, NULL };
		(void)close(ends[0]);
		(void)execv("/proc/self/exe", arguments);
		_exit(1);
	}
	(void)close(ends[1]);
	run->answer_count = 0;
	struct answer answer;
	while (read(ends[0], &answer, sizeof answer) == (ssize_t)sizeof answer) {
		assert_true(run->answer_count < BATCHES);
		run->answers[run->answer_count++] = answer;
	}
	(void)close(ends[0]);
	int how = 0;
	assert_int_equal(waitpid(child, &how, 0), child);
	run->code = WIFEXITED(how) ? WEXITSTATUS(how) : -WTERMSIG(how);
}

static const char *kind_word(enum shim_kind kind)
{
	return kind == SHIM_EIO ? "EIO" : kind == SHIM_ENOSPC ? "ENOSPC" : "short";
}

#define expect(run, condition) \
	do { \
		if (!(condition)) \
			fail_msg("%s at call %llu, exit code %d: %s", kind_word((run)->kind), \
			    (unsigned long long)(run)->nth, (run)->code, #condition); \
	} while (0)

/* Whether some event holds the batch's first note. */
static bool batch_found(struct journal_txn *txn, uint32_t batch)
{
	char text[64];
	struct journal_event event;
	(void)snprintf(text, sizeof text, "<batch %u, note 0>", batch);
	for (uint64_t number = 1; journal_event_get(txn, number, &event) == JOURNAL_OK; number++)
		if (memmem(event.body, event.body_size, text, strlen(text)) != NULL)
			return true;
	return false;
}

static void answers_check(struct run *run, struct journal *journal)
{
	struct journal_txn *txn = reading(journal);
	uint64_t acknowledged = 0;
	for (size_t i = 0; i < run->answer_count; i++) {
		const struct answer *answer = &run->answers[i];
		struct journal_event event;
		if (answer->result == JOURNAL_FULL) {
			expect(run, answer->batch == 0 || !batch_found(txn, answer->batch));
			continue;
		}
		expect(run, answer->result == JOURNAL_OK);
		acknowledged = answer->newest.number;
		expect(run, journal_event_get(txn, acknowledged, &event) == JOURNAL_OK);
		expect(run, memcmp(event.hash, answer->newest.hash, HASH_BYTES) == 0);
		expect(run, answer->batch == 0 || batch_found(txn, answer->batch));
	}
	/* beyond it at most the one batch whose outcome nobody was told */
	expect(run, journal_txn_newest(txn).number <= acknowledged + NOTES_MAX);
	expect(run, run->code == EXIT_STOPPED || journal_txn_newest(txn).number == acknowledged);
	journal_end(txn);
}

/* False: the n-th call was not reached. */
static bool run_once(struct run *run)
{
	struct ground ground = { .in_folder = true };
	folder_make(run->dir, sizeof run->dir);
	writer_start(run);
	expect(run,
	    run->code == EXIT_NOT_REACHED || run->code == EXIT_FAULT_PASSED ||
		run->code == EXIT_STOPPED || run->code == EXIT_NOT_OPENED);
	expect(run,
	    run->kind != SHIM_EIO || run->code != EXIT_FAULT_PASSED ||
		run->answer_count == BATCHES);
	(void)snprintf(ground.dir, sizeof ground.dir, "%s", run->dir);
	ground_open(&ground);
	answers_check(run, ground.journal);
	struct journal_check check;
	expect(run, journal_check(ground.journal, &check, print_fault, NULL) == JOURNAL_OK);
	expect(run, check.bodies == check.events);
	/* and it goes on */
	struct writing writing = { .batch = 0 };
	if (journal_newest(ground.journal).number == 0)
		expect(run, append(ground.journal, batch_write, &writing) == JOURNAL_OK);
	journal_close(ground.journal);
	folder_remove(run->dir);
	return run->code != EXIT_NOT_REACHED;
}

static void every_call_fails_once(enum shim_kind kind)
{
	struct run run = { .kind = kind };
	uint64_t runs = 0;
	for (run.nth = 1; run.nth < CALLS_MAX; run.nth++) {
		runs++;
		if (!run_once(&run))
			break;
	}
	expect(&run, runs > 10 && run.code == EXIT_NOT_REACHED);
	print_message("# %s: %llu runs, a whole one makes fewer than %llu calls\n", kind_word(kind),
	    (unsigned long long)runs, (unsigned long long)run.nth);
}

static void with_an_error_of_the_disk_what_was_acknowledged_is_there(void **state)
{
	(void)state;
	every_call_fails_once(SHIM_EIO);
}

static void with_a_full_disk_what_was_refused_is_not_there(void **state)
{
	(void)state;
	every_call_fails_once(SHIM_ENOSPC);
}

static void with_a_write_cut_short_nothing_is_told_wrongly(void **state)
{
	(void)state;
	every_call_fails_once(SHIM_SHORT);
}

int main(int count, char **arguments)
{
	if (count == 6 && strcmp(arguments[1], "writer") == 0)
		return writer_run(arguments + 2);
	memory_disk_use();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(with_an_error_of_the_disk_what_was_acknowledged_is_there),
		cmocka_unit_test(with_a_full_disk_what_was_refused_is_not_there),
		cmocka_unit_test(with_a_write_cut_short_nothing_is_told_wrongly),
	};
	return cmocka_run_group_tests_name("commit_faults", tests, NULL, NULL);
}
