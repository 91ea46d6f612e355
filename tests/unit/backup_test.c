/* tests/unit/backup_test.c - a journal is copied out and back: all of it or nothing, for one user alone,
 * under another id, and what was erased stays so. */
#include "tests/unit/journal_ground.h"

#include <fcntl.h>
#include <sys/wait.h>

#include "store/folder/backup.h"

struct grounds {
	struct ground live;
	struct ground restored;
	char backup[192];
	struct world world;
	struct journal_check check;
};

static int begin(void **state)
{
	struct grounds *grounds = calloc(1, sizeof *grounds);
	assert_non_null(grounds);
	grounds->live.in_folder = true;
	grounds->restored.in_folder = true;
	folder_make(grounds->live.dir, sizeof grounds->live.dir);
	folder_make(grounds->restored.dir, sizeof grounds->restored.dir);
	(void)snprintf(grounds->backup, sizeof grounds->backup, "%s-backup", grounds->live.dir);
	ground_open(&grounds->live);
	assert_int_equal(append(grounds->live.journal, consultation, &grounds->world), JOURNAL_OK);
	*state = grounds;
	return 0;
}

static int finish(void **state)
{
	struct grounds *grounds = *state;
	journal_close(grounds->live.journal);
	journal_close(grounds->restored.journal);
	folder_remove(grounds->live.dir);
	folder_remove(grounds->restored.dir);
	folder_remove(grounds->backup);
	free(grounds);
	return 0;
}

static void live_close(struct grounds *grounds)
{
	journal_close(grounds->live.journal);
	grounds->live.journal = NULL;
}

/* As `rapporteurd backup` does it: in a process of its own, while ours writes. */
static void backup_beside(struct grounds *grounds)
{
	live_close(grounds); /* no journal may be open across a fork */
	int go[2];
	assert_int_equal(pipe(go), 0);
	pid_t child = fork();
	assert_int_not_equal(child, -1);
	if (child == 0) {
		char byte;
		(void)close(go[1]);
		bool told = read(go[0], &byte, 1) == 1;
		_exit(told ? (int)journal_backup(grounds->live.dir, grounds->backup,
				 &grounds->check, NULL, NULL, NULL)
			   : 99);
	}
	(void)close(go[0]);
	ground_open(&grounds->live);
	assert_int_equal(write(go[1], "", 1), 1);
	(void)close(go[1]);
	int status = -1;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), JOURNAL_OK);
}

static void restore_well(struct grounds *grounds)
{
	struct journal_fault fault = { "" };
	enum journal_result result = journal_restore(
	    grounds->backup, grounds->restored.dir, &grounds->check, print_fault, NULL, &fault);
	if (result != JOURNAL_OK)
		fail_msg("answer %d: %s", (int)result, fault.what);
	ground_open(&grounds->restored);
}

static enum journal_result one_more(void *context, struct journal_txn *txn)
{
	(void)world_note(context, txn, 2, "Visas take a year", NULL);
	return JOURNAL_OK;
}

static void a_restored_journal_is_the_same_under_another_id(void **state)
{
	struct grounds *grounds = *state;
	struct journal_place before = journal_newest(grounds->live.journal);
	backup_beside(grounds);
	assert_int_equal(append(grounds->live.journal, one_more, &grounds->world), JOURNAL_OK);
	live_close(grounds);
	restore_well(grounds);
	assert_int_equal(grounds->check.events, FIXTURE_EVENTS);
	struct journal_place after = journal_newest(grounds->restored.journal);
	assert_int_equal(after.number, before.number);
	assert_memory_equal(after.hash, before.hash, HASH_BYTES);
	assert_memory_not_equal(after.id, before.id, JOURNAL_ID_BYTES);
	assert_checks(grounds->restored.journal, FIXTURE_EVENTS);
}

static void nobody_else_may_read_a_backup(void **state)
{
	struct grounds *grounds = *state;
	static const struct {
		const char *name;
		mode_t mode; /* 0: it is not there */
	} items[] = {
		{ "", 0700 },
		{ "/CURRENT", 0600 },
		{ "/generation-000001", 0700 },
		{ "/generation-000001/data.mdb", 0600 },
		{ "/generation-000001/lock.mdb", 0 },
		{ "/lock", 0 },
		{ "/next", 0 },
		{ "/signing.key", 0 },
	};
	mode_t mask = umask(0);
	backup_beside(grounds);
	(void)umask(mask);
	for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
		char path[512];
		struct stat item;
		(void)snprintf(path, sizeof path, "%s%s", grounds->backup, items[i].name);
		bool there = stat(path, &item) == 0;
		if (there != (items[i].mode != 0) ||
		    (there && (item.st_mode & 07777) != items[i].mode))
			fail_msg("%s: there %d, mode %o", path, (int)there, item.st_mode & 07777);
	}
}

static void what_was_erased_stays_erased(void **state)
{
	struct grounds *grounds = *state;
	static const uint64_t numbers[] = { 2, 5 };
	static const uint64_t later[] = { 4 };
	assert_int_equal(journal_erase_bodies(grounds->live.journal, numbers, 2), JOURNAL_OK);
	backup_beside(grounds); /* holds its own list */
	assert_int_equal(journal_erase_bodies(grounds->live.journal, later, 1), JOURNAL_OK);
	live_close(grounds);

	/* the operator leaves the list of the broken journal where the new one is made */
	char from[256];
	char to[256];
	(void)snprintf(from, sizeof from, "%s/erased", grounds->live.dir);
	(void)snprintf(to, sizeof to, "%s/erased", grounds->restored.dir);
	assert_int_equal(rename(from, to), 0);
	restore_well(grounds);
	struct journal_txn *txn = reading(grounds->restored.journal);
	for (uint64_t number = 1; number <= FIXTURE_EVENTS; number++) {
		struct journal_event event;
		bool erased = number == 2 || number == 5 || number == 4;
		assert_int_equal(journal_event_get(txn, number, &event), JOURNAL_OK);
		assert_int_equal(event.salt == NULL, erased);
	}
	struct view_session session;
	assert_int_equal(view_session_find(txn, FIXTURE_SESSION, &session), JOURNAL_OK);
	assert_int_equal(session.redacted, 2);
	journal_end(txn);
	assert_int_equal(grounds->restored.journal->erased.count, 3);
	assert_checks(grounds->restored.journal, FIXTURE_EVENTS);
}

static void nothing_is_overwritten(void **state)
{
	struct grounds *grounds = *state;
	char path[256];
	backup_beside(grounds);
	live_close(grounds);
	assert_int_equal(
	    journal_backup(grounds->live.dir, grounds->backup, &grounds->check, NULL, NULL, NULL),
	    JOURNAL_THERE);
	assert_int_equal(
	    journal_restore(grounds->backup, grounds->live.dir, &grounds->check, NULL, NULL, NULL),
	    JOURNAL_THERE);
	(void)snprintf(path, sizeof path, "%s/notes.txt", grounds->restored.dir);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	(void)close(fd);
	assert_int_equal(journal_restore(grounds->backup, grounds->restored.dir, &grounds->check,
			     NULL, NULL, NULL),
	    JOURNAL_THERE);
	assert_int_equal(unlink(path), 0);
	restore_well(grounds);
	ground_open(&grounds->live);
	assert_checks(grounds->live.journal, FIXTURE_EVENTS);
}

static void where_there_is_no_journal_there_is_no_backup(void **state)
{
	struct grounds *grounds = *state;
	struct stat item;
	assert_int_equal(journal_backup(grounds->restored.dir, grounds->backup, &grounds->check,
			     NULL, NULL, NULL),
	    JOURNAL_NOT_THERE);
	assert_int_equal(stat(grounds->backup, &item), -1);
	assert_int_equal(journal_restore(grounds->backup, grounds->restored.dir, &grounds->check,
			     NULL, NULL, NULL),
	    JOURNAL_NOT_THERE);
	assert_int_equal(
	    journal_open(&grounds->restored.journal,
		&(struct journal_options){ .dir = grounds->restored.dir, .read_only = true }, NULL),
	    JOURNAL_NOT_THERE);
}

/* Flips a bit of a note's text, wherever it lies in the file. */
static void text_damage(const char *dir)
{
	static const char text[] = "Wages at home are too low";
	char path[256];
	struct stat file;
	(void)snprintf(path, sizeof path, "%s/generation-000001/data.mdb", dir);
	int fd = open(path, O_RDWR | O_CLOEXEC);
	assert_int_equal(fstat(fd, &file), 0);
	size_t size = (size_t)file.st_size;
	uint8_t *bytes = malloc(size);
	assert_non_null(bytes);
	assert_int_equal(read(fd, bytes, size), size);
	uint8_t *hit = memmem(bytes, size, text, sizeof text - 1);
	assert_non_null(hit);
	uint8_t flipped = *hit ^ 1;
	assert_int_equal(pwrite(fd, &flipped, 1, hit - bytes), 1);
	free(bytes);
	(void)close(fd);
}

static void a_damaged_record_is_neither_copied_out_nor_back(void **state)
{
	struct grounds *grounds = *state;
	struct journal_fault fault = { "" };
	struct stat item;
	char other[256];
	backup_beside(grounds);
	live_close(grounds);
	text_damage(grounds->live.dir);
	(void)snprintf(other, sizeof other, "%s/other", grounds->backup);
	assert_int_equal(
	    journal_backup(grounds->live.dir, other, &grounds->check, NULL, NULL, &fault),
	    JOURNAL_DAMAGED);
	assert_non_null(strstr(fault.what, "table bodies, event 4"));
	assert_int_equal(stat(other, &item), -1);
	text_damage(grounds->backup);
	assert_int_equal(journal_restore(grounds->backup, grounds->restored.dir, &grounds->check,
			     NULL, NULL, &fault),
	    JOURNAL_DAMAGED);
	assert_non_null(strstr(fault.what, "table bodies, event 4"));
	assert_int_equal(
	    journal_open(&grounds->restored.journal,
		&(struct journal_options){ .dir = grounds->restored.dir, .read_only = true }, NULL),
	    JOURNAL_NOT_THERE);
}

static void an_attempt_that_was_cut_off_is_begun_again(void **state)
{
	struct grounds *grounds = *state;
	char partial[256];
	char path[512];
	(void)snprintf(partial, sizeof partial, "%s.partial", grounds->backup);
	assert_int_equal(mkdir(partial, 0700), 0);
	(void)snprintf(path, sizeof path, "%s/next", partial);
	assert_int_equal(mkdir(path, 0700), 0);
	(void)snprintf(path, sizeof path, "%s/next/data.mdb", partial);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_int_equal(write(fd, "half", 4), 4);
	(void)close(fd);
	backup_beside(grounds);
	assert_int_equal(access(partial, F_OK), -1);
	live_close(grounds);
	restore_well(grounds);
}

#define ON_GROUNDS(test) cmocka_unit_test_setup_teardown(test, begin, finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_GROUNDS(a_restored_journal_is_the_same_under_another_id),
		ON_GROUNDS(nobody_else_may_read_a_backup),
		ON_GROUNDS(what_was_erased_stays_erased),
		ON_GROUNDS(nothing_is_overwritten),
		ON_GROUNDS(where_there_is_no_journal_there_is_no_backup),
		ON_GROUNDS(a_damaged_record_is_neither_copied_out_nor_back),
		ON_GROUNDS(an_attempt_that_was_cut_off_is_begun_again),
	};
	return cmocka_run_group_tests_name("backup", tests, NULL, NULL);
}
