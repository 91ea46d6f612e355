/*
 * tests/unit/journal_killed_test.c - a writer killed between writing its meta page and telling the others of it in
 * lock.mdb, while a reader lives: the next writer must see that commit. The moment is made by hand, as
 * no kill hits it for sure: the number in lock.mdb is set one back, then the writer dies within the next
 * append.
 */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "tests/unit/journal_ground.h"

#define LOCK_TXNID_AT (8 + sizeof(pthread_mutex_t)) /* LMDB 0.9: after magic, format, a mutex */
#define COMMITS_MAX   16u                           /* of this test: else that is another number */

static enum journal_result another_note(void *context, struct journal_txn *txn)
{
	(void)world_note(context, txn, 2, "Wages at home are too low", NULL);
	return JOURNAL_OK;
}

static enum journal_result die(void *context, struct journal_txn *txn)
{
	(void)context;
	(void)txn;
	(void)raise(SIGKILL);
	return JOURNAL_OK;
}

static struct journal *journal_of_dir(const char *dir, bool read_only)
{
	const struct journal_options options = {
		.dir = dir, .read_only = read_only, .reserve_bytes = UINT64_MAX
	};
	struct journal *journal = NULL;
	assert_int_equal(journal_open(&journal, &options, NULL), JOURNAL_OK);
	return journal;
}

static void lock_set_back(const char *dir)
{
	char path[256];
	uint64_t newest = 0;
	(void)snprintf(path, sizeof path, "%s/generation-000001/lock.mdb", dir);
	int file = open(path, O_RDWR);
	assert_true(file >= 0);
	assert_int_equal(pread(file, &newest, sizeof newest, LOCK_TXNID_AT), sizeof newest);
	assert_in_range(newest, 1, COMMITS_MAX);
	newest--;
	assert_int_equal(pwrite(file, &newest, sizeof newest, LOCK_TXNID_AT), sizeof newest);
}

static void killed_writer(const char *dir, struct world *world)
{
	struct journal *journal = journal_of_dir(dir, false);
	assert_int_equal(append(journal, another_note, world), JOURNAL_OK);
	lock_set_back(dir);
	(void)append(journal, die, NULL);
}

/* A process that has the journal open for reading until `until` is closed. */
static pid_t reader_start(const char *dir, const int until[2])
{
	int ready[2];
	char byte = 0;
	assert_int_equal(pipe(ready), 0);
	pid_t pid = fork();
	if (pid == 0) {
		close(until[1]);
		(void)journal_of_dir(dir, true);
		ssize_t told = write(ready[1], &byte, 1);
		ssize_t heard = read(until[0], &byte, 1);
		_exit(told == 1 && heard == 0 ? 0 : 1);
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return pid;
}

static void the_next_writer_sees_the_last_commit(void **state)
{
	(void)state;
	char dir[128];
	int until[2];
	int how = 0;
	struct world world = { .clock = 0 };
	folder_make(dir, sizeof dir);
	struct journal *journal = journal_of_dir(dir, false);
	assert_int_equal(append(journal, consultation, &world), JOURNAL_OK);
	journal_close(journal);
	assert_int_equal(pipe(until), 0);
	pid_t reader = reader_start(dir, until);
	pid_t writer = fork();
	if (writer == 0) {
		killed_writer(dir, &world);
		_exit(1);
	}
	assert_int_equal(waitpid(writer, &how, 0), writer);
	assert_true(WIFSIGNALED(how));
	assert_int_equal(WTERMSIG(how), SIGKILL);

	journal = journal_of_dir(dir, false);
	assert_int_equal(journal_newest(journal).number, FIXTURE_EVENTS + 1);
	assert_checks(journal, FIXTURE_EVENTS + 1);
	world.session.received++; /* the dead writer's note, which this copy of the world lacks */
	assert_int_equal(append(journal, another_note, &world), JOURNAL_OK);
	assert_int_equal(journal_newest(journal).number, FIXTURE_EVENTS + 2);
	journal_close(journal);
	close(until[1]);
	assert_int_equal(waitpid(reader, &how, 0), reader);
	assert_int_equal(how, 0);
	close(until[0]);
	folder_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_next_writer_sees_the_last_commit),
	};
	return cmocka_run_group_tests_name("journal_killed", tests, NULL, NULL);
}
