/* tests/unit/migrate_test.c - a journal of format 0, which tests/unit/format_0.py wrote down record by
 * record, is brought up to date when it is opened, and kept as it was beside. */
#include "tests/unit/journal_ground.h"

#include <fcntl.h>
#include <lmdb.h>
#include <sodium.h>

#include "store/folder/backup.h"

#define RECORDS         "tests/unit/format_0.records"
#define RECORD_LINE_MAX 4096u
#define OLD_EVENTS      6u
#define OLD_FORMAT_1    "before-format-1"

static void hex_read(const char *hex, uint8_t *bytes, size_t bytes_max, size_t *size)
{
	assert_int_equal(sodium_hex2bin(bytes, bytes_max, hex, strlen(hex), NULL, size, NULL), 0);
}

static void line_put(MDB_txn *txn, char *line)
{
	uint8_t key[TABLE_KEY_MAX];
	uint8_t value[RECORD_LINE_MAX];
	MDB_dbi table;
	MDB_val key_val = { .mv_data = key };
	MDB_val value_val = { .mv_data = value };
	char *rest = NULL;
	const char *word = strtok_r(line, " \n", &rest);
	const char *key_hex = strtok_r(NULL, " \n", &rest);
	const char *value_hex = strtok_r(NULL, " \n", &rest);
	assert_non_null(value_hex);
	hex_read(key_hex, key, sizeof key, &key_val.mv_size);
	hex_read(value_hex, value, sizeof value, &value_val.mv_size);
	assert_int_equal(mdb_dbi_open(txn, word, MDB_CREATE, &table), 0);
	assert_int_equal(mdb_put(txn, table, &key_val, &value_val, 0), 0);
}

static void folder_fill(const char *dir)
{
	char path[512];
	char line[RECORD_LINE_MAX];
	MDB_env *env = NULL;
	MDB_txn *txn = NULL;
	(void)snprintf(path, sizeof path, "%s/CURRENT", dir);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_int_equal(write(fd, "generation-000001\n", 18), 18);
	(void)close(fd);
	(void)snprintf(path, sizeof path, "%s/generation-000001", dir);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(mdb_env_create(&env), 0);
	assert_int_equal(mdb_env_set_maxdbs(env, TABLE_COUNT), 0);
	assert_int_equal(mdb_env_open(env, path, 0, 0600), 0);
	assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
	FILE *records = fopen(RECORDS, "re");
	assert_non_null(records);
	while (fgets(line, sizeof line, records) != NULL)
		line_put(txn, line);
	(void)fclose(records);
	assert_int_equal(mdb_txn_commit(txn), 0);
	mdb_env_close(env);
}

static int begin_old(void **state)
{
	struct ground *ground = calloc(1, sizeof *ground);
	assert_non_null(ground);
	assert_true(sodium_init() >= 0);
	ground->in_folder = true;
	folder_make(ground->dir, sizeof ground->dir);
	folder_fill(ground->dir);
	*state = ground;
	return 0;
}

static enum journal_result open_reading(const char *dir, bool old_format)
{
	struct journal *journal = NULL;
	const struct journal_options options = {
		.dir = dir,
		.read_only = true,
		.old_format = old_format,
	};
	enum journal_result result = journal_open(&journal, &options, NULL);
	journal_close(journal);
	return result;
}

/* What a format 1 needs more is there, and right. */
static void expect_migrated(struct journal *journal)
{
	static const struct {
		uint64_t number;
		uint32_t objective;
	} commands[] = { { 1, 0 }, { 2, 9 }, { 3, 5 }, { 4, 2 }, { 5, 0 }, { 6, 0 } };
	struct journal_txn *txn = reading(journal);
	uint32_t places = 0;
	assert_int_equal(view_session_count(txn, &places), JOURNAL_OK);
	assert_int_equal(places, 1);
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		uint8_t id[ID_BYTES] = { [6] = 0x70, [7] = 0x01, [8] = 0x80, [9] = 0x01 };
		struct view_command command;
		number_put(id, FIXTURE_TIME_MS + commands[i].number, 6);
		number_put(id + 10, commands[i].number, 6);
		assert_int_equal(view_command_find(txn, id, &command), JOURNAL_OK);
		assert_int_equal(command.number, commands[i].number);
		assert_int_equal(command.objective, commands[i].objective);
	}
	journal_end(txn);
	assert_checks(journal, OLD_EVENTS);
}

static void an_old_format_is_brought_up_to_date_after_a_backup(void **state)
{
	struct ground *ground = *state;
	char backup[256];
	(void)snprintf(backup, sizeof backup, "%s/" OLD_FORMAT_1, ground->dir);
	ground_open(ground);
	expect_migrated(ground->journal);
	journal_close(ground->journal);

	/* the backup is the old one, byte for byte in its records: it opens only to be copied */
	assert_int_equal(open_reading(backup, false), JOURNAL_FORMAT);
	assert_int_equal(open_reading(backup, true), JOURNAL_OK);

	ground_open(ground); /* a second time there is nothing to do */
	expect_migrated(ground->journal);
}

static void whoever_only_reads_is_told_and_changes_nothing(void **state)
{
	struct ground *ground = *state;
	assert_int_equal(open_reading(ground->dir, false), JOURNAL_FORMAT);
	assert_int_equal(open_reading(ground->dir, true), JOURNAL_OK);
	char backup[256];
	(void)snprintf(backup, sizeof backup, "%s/" OLD_FORMAT_1, ground->dir);
	assert_int_equal(access(backup, F_OK), -1);
	ground_open(ground);
}

static void a_backup_of_an_old_format_is_restored_in_the_new_one(void **state)
{
	struct ground *ground = *state;
	struct ground restored = { .in_folder = true };
	struct journal_check check;
	char backup[256];
	ground_open(ground);
	(void)snprintf(backup, sizeof backup, "%s/" OLD_FORMAT_1, ground->dir);
	(void)snprintf(restored.dir, sizeof restored.dir, "%.100s/restored", ground->dir);
	journal_close(ground->journal);
	ground->journal = NULL;
	assert_int_equal(
	    journal_restore(backup, restored.dir, &check, print_fault, NULL, NULL), JOURNAL_OK);
	ground_open(&restored);
	expect_migrated(restored.journal);
	journal_close(restored.journal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    an_old_format_is_brought_up_to_date_after_a_backup, begin_old, end),
		cmocka_unit_test_setup_teardown(
		    whoever_only_reads_is_told_and_changes_nothing, begin_old, end),
		cmocka_unit_test_setup_teardown(
		    a_backup_of_an_old_format_is_restored_in_the_new_one, begin_old, end),
	};
	return cmocka_run_group_tests_name("migrate", tests, NULL, NULL);
}
