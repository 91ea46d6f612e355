/* tests/unit/journal_folder_test.c - what the journal promises of its folder: who may write, what
 * is there after opening again, a full disk, generations, versions. */
#include "tests/unit/journal_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

struct ground {
	char dir[128];
	char data[192]; /* its data.mdb */
};

static int begin(void **state)
{
	struct ground *ground = calloc(1, sizeof *ground);
	assert_non_null(ground);
	folder_make(ground->dir, sizeof ground->dir);
	(void)snprintf(
	    ground->data, sizeof ground->data, "%s/generation-000001/data.mdb", ground->dir);
	*state = ground;
	return 0;
}

static int end(void **state)
{
	struct ground *ground = *state;
	char disk[192];
	(void)snprintf(disk, sizeof disk, "%s/disk", ground->dir);
	(void)umount2(disk, MNT_DETACH); /* left by a test that failed */
	folder_remove(ground->dir);
	free(ground);
	return 0;
}

static enum journal_result opened(
    struct journal **journal, const struct ground *ground, struct journal_options options)
{
	struct journal_fault fault = { "" };
	options.dir = ground->dir;
	if (options.reserve_bytes == 0)
		options.reserve_bytes = UINT64_MAX; /* the machine's disk is none of our business */
	*journal = NULL;
	enum journal_result result = journal_open(journal, &options, &fault);
	assert_int_equal(result == JOURNAL_OK, fault.what[0] == '\0');
	assert_int_equal(result == JOURNAL_OK, *journal != NULL);
	return result;
}

static struct journal *open_well(const struct ground *ground)
{
	struct journal *journal;
	assert_int_equal(opened(&journal, ground, (struct journal_options){ 0 }), JOURNAL_OK);
	return journal;
}

/* One event with a body of *context bytes. */
static enum journal_result add_one(void *context, struct journal_txn *txn)
{
	static const uint8_t body[EVENT_BODY_BYTES_MAX] = { 1, 2, 3 };
	struct event_head head = { .type = 1000, .session = "plain" };
	struct journal_place place;
	return journal_event_add(txn, &head, body, body, *(const size_t *)context, NULL, 0, &place);
}

static void add_well(struct journal *journal)
{
	size_t size = 100;
	assert_int_equal(append(journal, add_one, &size), JOURNAL_OK);
}

static void opened_again_it_has_the_same_newest(void **state)
{
	const struct ground *ground = *state;
	struct journal *journal = open_well(ground);
	struct world world = { .clock = 0 };
	assert_int_equal(append(journal, consultation, &world), JOURNAL_OK);
	struct journal_place before = journal_newest(journal);
	journal_close(journal);
	journal = open_well(ground);
	struct journal_place after = journal_newest(journal);
	assert_int_equal(after.number, FIXTURE_EVENTS);
	assert_memory_equal(&before, &after, sizeof before);
	add_well(journal);
	assert_int_equal(journal_newest(journal).number, FIXTURE_EVENTS + 1);
	journal_close(journal);
}

static void nobody_else_may_read_the_files(void **state)
{
	const struct ground *ground = *state;
	static const struct {
		const char *name;
		mode_t mode;
	} items[] = {
		{ "deep", 0700 },
		{ "deep/lock", 0600 },
		{ "deep/CURRENT", 0600 },
		{ "deep/generation-000001", 0700 },
		{ "deep/generation-000001/data.mdb", 0600 },
		{ "deep/generation-000001/lock.mdb", 0600 },
	};
	struct ground deep;
	(void)snprintf(deep.dir, sizeof deep.dir, "%.100s/deep", ground->dir);
	mode_t before = umask(0);
	struct journal *journal = open_well(&deep);
	(void)umask(before);
	for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
		char path[256];
		struct stat item;
		(void)snprintf(path, sizeof path, "%s/%s", ground->dir, items[i].name);
		assert_int_equal(stat(path, &item), 0);
		if ((item.st_mode & 07777) != items[i].mode)
			fail_msg("%s has mode %o", items[i].name, item.st_mode & 07777);
	}
	journal_close(journal);
}

static void one_writes_and_another_is_told_so(void **state)
{
	const struct ground *ground = *state;
	struct journal *journal = open_well(ground);
	struct journal *other;
	assert_int_equal(opened(&other, ground, (struct journal_options){ 0 }), JOURNAL_LOCKED);
	add_well(journal);
	journal_close(journal);
	journal_close(open_well(ground));
}

static void where_there_is_none_a_reader_makes_none(void **state)
{
	const struct ground *ground = *state;
	struct journal *journal;
	struct journal_options options = { .read_only = true };
	struct ground nowhere;
	assert_int_equal(opened(&journal, ground, options), JOURNAL_NOT_THERE);
	(void)snprintf(nowhere.dir, sizeof nowhere.dir, "%.100s/nowhere", ground->dir);
	assert_int_equal(opened(&journal, &nowhere, options), JOURNAL_NOT_THERE);
	assert_int_equal(access(nowhere.dir, F_OK), -1);
}

/* The other process: says its newest number after each go-ahead. Ends with 0 when all was well. */
static int reader_process(const struct ground *ground, int go, int said)
{
	struct journal *journal = NULL;
	struct journal_options options = { .dir = ground->dir, .read_only = true };
	char byte;
	while (read(go, &byte, 1) == 1) {
		struct journal_txn *txn;
		struct journal_event event;
		if (journal == NULL && journal_open(&journal, &options, NULL) != JOURNAL_OK)
			return 2;
		if (journal_begin(journal, &txn) != JOURNAL_OK)
			return 3;
		uint64_t number = journal_txn_newest(txn).number;
		bool there = journal_event_get(txn, number, &event) == JOURNAL_OK &&
		    journal_newest(journal).number == number;
		journal_end(txn);
		if (!there || write(said, &number, sizeof number) != sizeof number)
			return 4;
	}
	bool moved = journal_moved(journal);
	journal_close(journal);
	return moved ? 5 : 0;
}

static void another_process_reads_what_was_committed(void **state)
{
	const struct ground *ground = *state;
	int go[2];
	int said[2];
	assert_int_equal(pipe(go), 0);
	assert_int_equal(pipe(said), 0);
	pid_t child = fork(); /* before any journal is open: LMDB does not survive it afterwards */
	assert_int_not_equal(child, -1);
	if (child == 0) {
		(void)close(go[1]);
		(void)close(said[0]);
		_exit(reader_process(ground, go[0], said[1]));
	}
	(void)close(go[0]);
	(void)close(said[1]);
	struct journal *journal = open_well(ground);
	for (uint64_t number = 1; number <= 3; number++) {
		uint64_t seen = 0;
		add_well(journal);
		assert_int_equal(write(go[1], "", 1), 1);
		assert_int_equal(read(said[0], &seen, sizeof seen), sizeof seen);
		assert_int_equal(seen, number);
	}
	(void)close(go[1]);
	int status = -1;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	(void)close(said[0]);
	journal_close(journal);
}

/* --- Room ------------------------------------------------------------------------------------- */

/* Appends until it is full; what was there before is there still and can be read. */
static uint64_t fill(struct journal *journal)
{
	size_t size = EVENT_BODY_BYTES_MAX;
	enum journal_result result = JOURNAL_OK;
	for (int i = 0; i < 1000 && result == JOURNAL_OK; i++) {
		struct journal_place before = journal_newest(journal);
		result = append(journal, add_one, &size);
		struct journal_place after = journal_newest(journal);
		assert_int_equal(after.number, before.number + (result == JOURNAL_OK ? 1 : 0));
	}
	assert_int_equal(result, JOURNAL_FULL);
	assert_int_not_equal(journal_last_fault(journal)->what[0], '\0');
	struct journal_txn *txn;
	struct journal_event event;
	uint64_t newest = journal_newest(journal).number;
	assert_int_equal(journal_begin(journal, &txn), JOURNAL_OK);
	assert_int_equal(journal_txn_newest(txn).number, newest);
	for (uint64_t number = 1; number <= newest; number++)
		assert_int_equal(journal_event_get(txn, number, &event), JOURNAL_OK);
	journal_end(txn);
	assert_int_not_equal(newest, 0);
	return newest;
}

static void a_full_quota_refuses_and_goes_on_when_raised(void **state)
{
	const struct ground *ground = *state;
	static const struct {
		const char *name;
		struct journal_options options;
	} bounds[] = {
		{ "quota", { .quota_bytes = 1u << 20 } },
		{ "map", { .map_bytes = 2u << 20 } },
	};
	uint64_t newest = 0;
	for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
		struct journal *journal;
		struct stat file;
		assert_int_equal(opened(&journal, ground, bounds[i].options), JOURNAL_OK);
		assert_int_equal(journal_newest(journal).number, newest);
		newest = fill(journal);
		journal_close(journal);
		assert_int_equal(stat(ground->data, &file), 0);
		if (file.st_size > (off_t)((i + 1) << 20))
			fail_msg("%s: %lld bytes", bounds[i].name, (long long)file.st_size);
		journal = open_well(ground);
		assert_int_equal(journal_newest(journal).number, newest);
		add_well(journal);
		newest++;
		journal_close(journal);
	}
}

static void below_the_reserve_it_opens_and_reads_only(void **state)
{
	const struct ground *ground = *state;
	struct journal *journal = open_well(ground);
	add_well(journal);
	journal_close(journal);
	struct journal_options options = { .reserve_bytes = UINT64_MAX - 1 };
	assert_int_equal(opened(&journal, ground, options), JOURNAL_OK);
	assert_int_equal(fill(journal), 1);
	journal_close(journal);
}

static void a_full_disk_refuses_and_goes_on_when_there_is_room(void **state)
{
	struct ground disk = { .dir = "" };
	const struct ground *ground = *state;
	char filler[192];
	(void)snprintf(disk.dir, sizeof disk.dir, "%.100s/disk", ground->dir);
	assert_int_equal(mkdir(disk.dir, 0700), 0);
	if (mount("tmpfs", disk.dir, "tmpfs", 0, "size=4m") != 0) {
		print_message("no small disk can be mounted (%s): skipped\n", strerror(errno));
		skip();
	}
	(void)snprintf(filler, sizeof filler, "%s/filler", disk.dir);
	int fd = open(filler, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	int filled = posix_fallocate(fd, 0, 1 << 20);
	(void)close(fd);
	struct journal *journal = open_well(&disk);
	uint64_t newest = fill(journal);
	int removed = unlink(filler);
	size_t size = EVENT_BODY_BYTES_MAX;
	enum journal_result result = append(journal, add_one, &size);
	uint64_t after = journal_newest(journal).number;
	journal_close(journal);
	(void)umount2(disk.dir, MNT_DETACH);
	assert_int_equal(filled, 0);
	assert_int_equal(removed, 0);
	assert_int_equal(result, JOURNAL_OK);
	assert_int_equal(after, newest + 1);
}

/* --- Versions and generations ----------------------------------------------------------------- */

static enum journal_result put_next_format(void *context, struct journal_txn *txn)
{
	(void)context;
	uint8_t bytes[4];
	number_put(bytes, JOURNAL_FORMAT_VERSION + 1, sizeof bytes);
	return meta_put(txn, META_FORMAT, bytes, sizeof bytes);
}

static void a_newer_format_is_refused_as_such(void **state)
{
	const struct ground *ground = *state;
	struct journal *journal = open_well(ground);
	assert_int_equal(append(journal, put_next_format, NULL), JOURNAL_OK);
	journal_close(journal);
	struct journal_options options = { .read_only = false };
	assert_int_equal(opened(&journal, ground, options), JOURNAL_FORMAT);
	options.read_only = true;
	assert_int_equal(opened(&journal, ground, options), JOURNAL_FORMAT);
}

static void write_current(const struct ground *ground, const char *line)
{
	char path[192];
	(void)snprintf(path, sizeof path, "%s/CURRENT", ground->dir);
	(void)unlink(path);
	if (line == NULL)
		return;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	size_t size = strlen(line);
	assert_int_equal(write(fd, line, size), size);
	(void)close(fd);
}

static void a_reader_notices_another_generation(void **state)
{
	const struct ground *ground = *state;
	journal_close(open_well(ground));
	struct journal *journal;
	struct journal_options options = { .read_only = true };
	assert_int_equal(opened(&journal, ground, options), JOURNAL_OK);
	assert_false(journal_moved(journal));
	write_current(ground, "generation-000001\n"); /* another file, the same name */
	assert_false(journal_moved(journal));
	write_current(ground, "generation-000002\n");
	assert_true(journal_moved(journal));
	journal_close(journal);
}

static const struct {
	const char *name;
	const char *current; /* NULL: there is none */
	enum journal_result result;
} currents[] = {
	{ "as it was written", "generation-000001\n", JOURNAL_OK },
	{ "without its end", "generation-000001", JOURNAL_DAMAGED },
	{ "empty", "", JOURNAL_DAMAGED },
	{ "a name that leads elsewhere", "../elsewhere\n", JOURNAL_DAMAGED },
	{ "a longer name", "generation-000001/../generation-000001\n", JOURNAL_DAMAGED },
	{ "a generation that is not there", "generation-000002\n", JOURNAL_DAMAGED },
	{ "lost, though there are events", NULL, JOURNAL_DAMAGED },
};

static void only_a_whole_current_names_a_generation(void **state)
{
	const struct ground *ground = *state;
	struct journal *journal = open_well(ground);
	add_well(journal);
	journal_close(journal);
	for (size_t i = 0; i < sizeof currents / sizeof *currents; i++) {
		write_current(ground, currents[i].current);
		enum journal_result result =
		    opened(&journal, ground, (struct journal_options){ 0 });
		if (result != currents[i].result)
			fail_msg("%s: answer %d", currents[i].name, (int)result);
		journal_close(journal);
	}
}

static void a_beginning_that_was_cut_off_is_begun_again(void **state)
{
	const struct ground *ground = *state;
	journal_close(open_well(ground)); /* made, no event yet */
	write_current(ground, NULL);
	struct journal *journal = open_well(ground);
	add_well(journal);
	journal_close(journal);
	journal = open_well(ground);
	assert_int_equal(journal_newest(journal).number, 1);
	journal_close(journal);
}

#define ON_GROUND(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_GROUND(another_process_reads_what_was_committed),
		ON_GROUND(opened_again_it_has_the_same_newest),
		ON_GROUND(nobody_else_may_read_the_files),
		ON_GROUND(one_writes_and_another_is_told_so),
		ON_GROUND(where_there_is_none_a_reader_makes_none),
		ON_GROUND(a_full_quota_refuses_and_goes_on_when_raised),
		ON_GROUND(below_the_reserve_it_opens_and_reads_only),
		ON_GROUND(a_full_disk_refuses_and_goes_on_when_there_is_room),
		ON_GROUND(a_newer_format_is_refused_as_such),
		ON_GROUND(a_reader_notices_another_generation),
		ON_GROUND(only_a_whole_current_names_a_generation),
		ON_GROUND(a_beginning_that_was_cut_off_is_begun_again),
	};
	return cmocka_run_group_tests_name("journal_folder", tests, NULL, NULL);
}
