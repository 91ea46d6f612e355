/* tests/unit/rewrite_test.c - a journal is written anew: nothing is lost, what was erased is nowhere any
 * more, and what was cut off in between is begun again. */
#include "tests/unit/journal_ground.h"
#include "tests/unit/folder_bytes.h"

#include <fcntl.h>
#include <sys/wait.h>

#include "store/folder/rewrite_internal.h"

static void world_write(struct journal *journal, struct world *world)
{
	assert_int_equal(append(journal, consultation, world), JOURNAL_OK);
}

static bool is_there(const struct ground *ground, const char *name)
{
	char path[512];
	(void)snprintf(path, sizeof path, "%s/%s", ground->dir, name);
	return access(path, F_OK) == 0;
}

static bool has_body(struct journal *journal, uint64_t number)
{
	struct journal_txn *txn = reading(journal);
	struct journal_event event;
	assert_int_equal(journal_event_get(txn, number, &event), JOURNAL_OK);
	bool there = event.salt != NULL;
	journal_end(txn);
	return there;
}

static struct view_session session_of(struct journal *journal)
{
	struct journal_txn *txn = reading(journal);
	struct view_session session;
	assert_int_equal(view_session_find(txn, FIXTURE_SESSION, &session), JOURNAL_OK);
	journal_end(txn);
	return session;
}

static enum journal_result one_more(void *context, struct journal_txn *txn)
{
	(void)world_note(context, txn, 2, "Visas take a year", NULL);
	return JOURNAL_OK;
}

/* --- Compaction ------------------------------------------------------------------------------- */

static void a_compacted_journal_goes_on_as_the_same(void **state)
{
	struct ground *ground = *state;
	struct world world = { .clock = 0 };
	world_write(ground->journal, &world);
	struct journal_place before = journal_newest(ground->journal);
	for (int round = 0; round < 3; round++) {
		assert_int_equal(journal_compact(ground->journal), JOURNAL_OK);
		struct journal_place after = journal_newest(ground->journal);
		assert_memory_equal(&before, &after, sizeof before);
		assert_checks(ground->journal, before.number);
		assert_int_equal(append(ground->journal, one_more, &world), JOURNAL_OK);
		before = journal_newest(ground->journal);
		assert_checks(ground->journal, before.number);
	}
	if (!ground->in_folder)
		return;
	assert_true(is_there(ground, "generation-000004"));
	assert_false(is_there(ground, "generation-000003"));
	journal_close(ground->journal);
	ground_open(ground);
	struct journal_place again = journal_newest(ground->journal);
	assert_memory_equal(&before, &again, sizeof before);
}

/* What a writer that died in between leaves. */
static void leftovers_go_when_it_is_opened(void **state)
{
	struct ground *ground = *state;
	static const char *const left[] = { "next", "generation-000002", "generation-000007" };
	struct world world = { .clock = 0 };
	world_write(ground->journal, &world);
	journal_close(ground->journal);
	for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
		char path[512];
		(void)snprintf(path, sizeof path, "%s/%s", ground->dir, left[i]);
		assert_int_equal(mkdir(path, 0700), 0);
		(void)snprintf(path, sizeof path, "%s/%s/data.mdb", ground->dir, left[i]);
		int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		assert_int_equal(write(fd, "half", 4), 4);
		(void)close(fd);
	}
	ground_open(ground);
	for (size_t i = 0; i < sizeof left / sizeof left[0]; i++)
		assert_false(is_there(ground, left[i]));
	assert_checks(ground->journal, FIXTURE_EVENTS);
	assert_int_equal(journal_compact(ground->journal), JOURNAL_OK);
	assert_checks(ground->journal, FIXTURE_EVENTS);
}

static enum journal_result put_unknown(void *context, struct journal_txn *txn)
{
	(void)context;
	return meta_put(txn, "tomorrow", (const uint8_t *)"kept", 4);
}

static void what_a_newer_version_wrote_is_carried_over(void **state)
{
	struct ground *ground = *state;
	struct world world = { .clock = 0 };
	uint8_t bytes[4];
	world_write(ground->journal, &world);
	assert_int_equal(append(ground->journal, put_unknown, NULL), JOURNAL_OK);
	assert_int_equal(journal_compact(ground->journal), JOURNAL_OK);
	struct journal_txn *txn = reading(ground->journal);
	assert_int_equal(meta_get(txn, "tomorrow", bytes, sizeof bytes), JOURNAL_OK);
	assert_memory_equal(bytes, "kept", 4);
	journal_end(txn);
}

/* --- Erasure ---------------------------------------------------------------------------------- */

static void an_erased_note_is_nowhere_and_the_chain_verifies(void **state)
{
	struct ground *ground = *state;
	static const uint64_t numbers[] = { 5,
		2 }; /* the first note, as submitted and as amended */
	static const uint64_t beyond[] = { 3, FIXTURE_EVENTS + 1 };
	struct world world = { .clock = 0 };
	world_write(ground->journal, &world);
	struct journal_place before = journal_newest(ground->journal);
	if (ground->in_folder)
		assert_true(folder_holds(ground->dir, "Flood funds come"));

	assert_int_equal(journal_erase_bodies(ground->journal, beyond, 2), JOURNAL_ABSENT);
	assert_true(has_body(ground->journal, 3));
	assert_int_equal(journal_erase_bodies(ground->journal, numbers, 2), JOURNAL_OK);

	struct journal_place after = journal_newest(ground->journal);
	assert_memory_equal(&before, &after, sizeof before);
	assert_false(has_body(ground->journal, 2));
	assert_false(has_body(ground->journal, 5));
	assert_true(has_body(ground->journal, 3));
	assert_checks(ground->journal, FIXTURE_EVENTS);
	struct journal_txn *txn = reading(ground->journal);
	struct view_note note;
	assert_int_equal(view_note_find(txn, 1, 9, 2, &note), JOURNAL_OK);
	assert_int_equal(note.state, NOTE_GONE);
	journal_end(txn);
	assert_int_equal(session_of(ground->journal).redacted, 1);
	assert_int_equal(session_of(ground->journal).retracted, 1);

	/* once more is harmless */
	assert_int_equal(journal_erase_bodies(ground->journal, numbers, 2), JOURNAL_OK);
	assert_int_equal(session_of(ground->journal).redacted, 1);
	if (!ground->in_folder)
		return;
	assert_false(folder_holds(ground->dir, "Flood funds come"));
	assert_true(folder_holds(ground->dir, "Wages at home are too low"));
	assert_true(is_there(ground, "erased"));
}

static void an_erased_opening_takes_its_parts_and_all_of_its_session_with_it(void **state)
{
	struct ground *ground = *state;
	static const uint64_t opened = 1;
	struct world world = { .clock = 0 };
	struct journal_event event;
	struct buffer blob;
	world_write(ground->journal, &world);
	assert_int_equal(journal_erase_bodies(ground->journal, &opened, 1), JOURNAL_OK);
	buffer_init(&blob, PROGRAMME_BYTES_MAX);
	struct journal_txn *txn = reading(ground->journal);
	assert_int_equal(journal_event_get(txn, 1, &event), JOURNAL_OK);
	assert_int_equal(journal_blob_get(txn, &event, &blob), JOURNAL_ABSENT);
	journal_end(txn);
	buffer_close(&blob);
	struct journal_check check;
	assert_int_equal(journal_check(ground->journal, &check, print_fault, NULL), JOURNAL_OK);
	assert_int_equal(check.parts, 0);
	assert_int_equal(check.erased, check.events);
	assert_int_equal(check.notes, 0);
}

/* The list is on disk before anything is erased: a writer that died right after it. */
static void an_erasure_that_was_cut_off_is_done_at_the_next_opening(void **state)
{
	struct ground *ground = *state;
	struct world world = { .clock = 0 };
	struct erased list = { .ids = NULL };
	uint8_t id[ID_BYTES];
	world_write(ground->journal, &world);
	command_id(4, id);
	assert_int_equal(erased_add(&list, id), JOURNAL_OK);
	memset(id, 0xee, sizeof id); /* of an event that is not here */
	assert_int_equal(erased_add(&list, id), JOURNAL_OK);
	assert_int_equal(erased_write(&list, &ground->journal->folder, NULL), JOURNAL_OK);
	erased_close(&list);
	journal_close(ground->journal);
	ground_open(ground);
	assert_false(has_body(ground->journal, 4));
	assert_int_equal(ground->journal->erased.count, 2);
	assert_checks(ground->journal, FIXTURE_EVENTS);
	assert_false(folder_holds(ground->dir, "Wages at home"));
}

static void a_damaged_list_of_the_erased_opens_nothing(void **state)
{
	struct ground *ground = *state;
	static const struct {
		const char *name;
		const char *text;
	} cases[] = {
		{ "cut short", "01756d5cce02161700000000000000\n" },
		{ "no end", "01756d5cce0216170000000000000002" },
		{ "no hex", "01756d5cce02161700000000000000zz\n" },
	};
	char path[512];
	(void)snprintf(path, sizeof path, "%s/erased", ground->dir);
	journal_close(ground->journal);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct journal_fault fault = { "" };
		const struct journal_options options = options_of(ground);
		int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		size_t size = strlen(cases[i].text);
		assert_int_equal(write(fd, cases[i].text, size), size);
		(void)close(fd);
		enum journal_result result = journal_open(&ground->journal, &options, &fault);
		if (result != JOURNAL_DAMAGED || strstr(fault.what, "erased: line 1") == NULL)
			fail_msg("%s: answer %d, %s", cases[i].name, (int)result, fault.what);
	}
	(void)unlink(path);
	ground_open(ground);
}

/* A reader that may open nothing but DIR/press follows all the same, and nothing of an old generation stays in it. */
static void what_is_shared_follows_and_keeps_nothing(void **state)
{
	struct ground *ground = *state;
	struct world world = { .clock = 0 };
	char share[512];
	(void)snprintf(share, sizeof share, "%s/" JOURNAL_SHARE, ground->dir);
	struct journal_options options = options_of(ground);
	const struct journal_options readers = {
		.dir = share, .read_only = true, .map_bytes = options.map_bytes
	};
	struct journal *reader = NULL;
	world_write(ground->journal, &world);
	assert_false(is_there(ground, JOURNAL_SHARE)); /* nobody has asked for it */
	journal_close(ground->journal);
	options.share = true;
	assert_int_equal(journal_open(&ground->journal, &options, NULL), JOURNAL_OK);
	for (int round = 0; round < 3; round++) {
		char old[64];
		(void)snprintf(old, sizeof old, JOURNAL_SHARE "/generation-%06d", round + 1);
		assert_true(is_there(ground, old));
		pid_t child = fork(); /* another process, as the press is: see pitfall D6 */
		assert_int_not_equal(child, -1);
		if (child == 0) {
			bool follows = journal_open(&reader, &readers, NULL) == JOURNAL_OK &&
			    journal_newest(reader).number == FIXTURE_EVENTS &&
			    !journal_moved(reader);
			_exit(follows ? 0 : 1);
		}
		int how = 1;
		assert_int_equal(waitpid(child, &how, 0), child);
		assert_int_equal(how, 0);
		assert_int_equal(journal_compact(ground->journal), JOURNAL_OK);
		assert_false(is_there(ground, old));
	}
	assert_true(is_there(ground, JOURNAL_SHARE "/generation-000004"));
	journal_close(ground->journal);
	assert_int_equal(journal_open(&ground->journal, &options, NULL), JOURNAL_OK);
	assert_true(is_there(ground, JOURNAL_SHARE "/generation-000004/data.mdb"));
}

#define ON_FOLDER(test) cmocka_unit_test_setup_teardown(test, begin_folder, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(a_compacted_journal_goes_on_as_the_same),
		ON_FOLDER(leftovers_go_when_it_is_opened),
		ON_BOTH(what_a_newer_version_wrote_is_carried_over),
		ON_BOTH(an_erased_note_is_nowhere_and_the_chain_verifies),
		ON_BOTH(an_erased_opening_takes_its_parts_and_all_of_its_session_with_it),
		ON_FOLDER(an_erasure_that_was_cut_off_is_done_at_the_next_opening),
		ON_FOLDER(a_damaged_list_of_the_erased_opens_nothing),
		ON_FOLDER(what_is_shared_follows_and_keeps_nothing),
	};
	return cmocka_run_group_tests_name("rewrite", tests, NULL, NULL);
}
