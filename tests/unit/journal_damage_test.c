/* tests/unit/journal_damage_test.c - a damaged record is never served, and a check names it. Bits
 * are flipped in the file, where the record lies, and the file is cut. */
#include "tests/unit/journal_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>

struct ground {
	char dir[128];
	char data[192]; /* its data.mdb */
	struct world world;
	struct told told;
};

static struct journal_options options_of(const struct ground *ground)
{
	return (struct journal_options){ .dir = ground->dir, .reserve_bytes = UINT64_MAX };
}

static struct journal *open_well(const struct ground *ground)
{
	struct journal *journal = NULL;
	const struct journal_options options = options_of(ground);
	assert_int_equal(journal_open(&journal, &options, NULL), JOURNAL_OK);
	return journal;
}

static int begin(void **state)
{
	struct ground *ground = calloc(1, sizeof *ground);
	assert_non_null(ground);
	folder_make(ground->dir, sizeof ground->dir);
	(void)snprintf(
	    ground->data, sizeof ground->data, "%s/generation-000001/data.mdb", ground->dir);
	struct journal *journal = open_well(ground);
	assert_int_equal(append(journal, consultation, &ground->world), JOURNAL_OK);
	journal_close(journal);
	*state = ground;
	return 0;
}

static int end(void **state)
{
	struct ground *ground = *state;
	folder_remove(ground->dir);
	free(ground);
	return 0;
}

/* --- Flipped bits ----------------------------------------------------------------------------- */

struct record {
	const char *name;
	enum table table;
	const char *named; /* in the sentence */
	size_t key_size;
	uint8_t key[20];
};
static const struct record records[] = {
	{ "head", TABLE_HEADS, "table heads, event 3:", 8, { 0, 0, 0, 0, 0, 0, 0, 3 } },
	{ "the last head", TABLE_HEADS, "table heads, event 7:", 8, { 0, 0, 0, 0, 0, 0, 0, 7 } },
	{ "body", TABLE_BODIES, "table bodies, event 2:", 8, { 0, 0, 0, 0, 0, 0, 0, 2 } },
	{ "long body", TABLE_BODIES, "table bodies, event 7:", 8, { 0, 0, 0, 0, 0, 0, 0, 7 } },
	{ "part", TABLE_BLOBS, "table blobs, event 1, part 1:", 12,
	    { 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1 } },
	{ "note", TABLE_NOTES, "table notes, session place 1, objective 9, event 2:", 14,
	    { 0, 0, 0, 1, 0, 9, 0, 0, 0, 0, 0, 0, 0, 2 } },
	{ "session", TABLE_SESSIONS, "table sessions, " FIXTURE_SESSION ":", 17, FIXTURE_SESSION },
	/* its key is made at run time: event 4's */
	{ "command", TABLE_COMMANDS, "table commands, 0175", 0, "" },
	{ "newest", TABLE_META, "table meta, newest:", 6, META_NEWEST },
	{ "journal id", TABLE_META, "table meta, journal:", 7, META_JOURNAL },
};
#define RECORDS (sizeof records / sizeof *records)

static struct span key_of(const struct record *record, uint8_t key[20])
{
	memcpy(key, record->key, 20);
	if (record->table == TABLE_COMMANDS)
		command_id(4, key);
	return (struct span){
		.bytes = key,
		.size = record->table == TABLE_COMMANDS ? ID_BYTES : record->key_size,
	};
}

/* The record's stored value, checksum included, as it lies in a page behind its key. */
static size_t stored(const struct ground *ground, const struct record *record, uint8_t **bytes)
{
	struct journal *journal = open_well(ground);
	struct engine_txn *txn = NULL;
	struct span value;
	uint8_t room[20];
	struct span key = key_of(record, room);
	assert_int_equal(journal->engine->calls->begin(journal->engine, false, &txn), JOURNAL_OK);
	assert_int_equal(journal->engine->calls->get(txn, record->table, key, &value), JOURNAL_OK);
	*bytes = malloc(value.size);
	assert_non_null(*bytes);
	memcpy(*bytes, value.bytes, value.size);
	size_t size = value.size;
	journal->engine->calls->abort(txn);
	journal_close(journal);
	return size;
}

static uint8_t *file_read(const char *path, size_t *size)
{
	struct stat file;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(fstat(fd, &file), 0);
	*size = (size_t)file.st_size;
	uint8_t *bytes = malloc(*size);
	assert_non_null(bytes);
	assert_int_equal(read(fd, bytes, *size), file.st_size);
	(void)close(fd);
	return bytes;
}

static void file_write(const char *path, const uint8_t *bytes, size_t size)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	assert_int_equal(write(fd, bytes, size), size);
	(void)close(fd);
}

/* Flips one bit of every copy: an old page may hold one as well. at counts from the value's
 * beginning. */
static void flip(const struct ground *ground, const uint8_t *value, size_t value_size, size_t at)
{
	size_t size = 0;
	size_t found = 0;
	uint8_t *bytes = file_read(ground->data, &size);
	uint8_t *from = bytes;
	uint8_t *hit;
	while ((hit = memmem(from, size - (size_t)(from - bytes), value, value_size)) != NULL) {
		hit[at] ^= 0x10;
		from = hit + value_size;
		found++;
	}
	assert_int_not_equal(found, 0);
	file_write(ground->data, bytes, size);
	free(bytes);
}

/* Reads it the way its table is read. */
static enum journal_result read_back(struct journal *journal, const struct record *record)
{
	struct journal_txn *txn = NULL;
	struct journal_event event;
	struct buffer blob;
	struct view_session session;
	struct view_note note;
	struct view_command command;
	uint8_t room[20];
	struct span key = key_of(record, room);
	enum journal_result result = journal_begin(journal, &txn);
	if (result != JOURNAL_OK)
		return result;
	buffer_init(&blob, PROGRAMME_BYTES_MAX);
	switch (record->table) {
	case TABLE_META:
		fail_msg("meta is read when the journal is opened");
		break;
	case TABLE_HEADS:
	case TABLE_BODIES:
		result = journal_event_get(txn, number_get(key.bytes, 8), &event);
		break;
	case TABLE_BLOBS:
		assert_int_equal(
		    journal_event_get(txn, number_get(key.bytes, 8), &event), JOURNAL_OK);
		result = journal_blob_get(txn, &event, &blob);
		assert_int_equal(blob.size, 0);
		break;
	case TABLE_NOTES:
		result = view_note_find(txn, 1, 9, 2, &note);
		assert_int_equal(view_note_next(txn, 1, 5, UINT64_MAX - 1, &note), result);
		break;
	case TABLE_COMMANDS:
		result = view_command_find(txn, key.bytes, &command);
		break;
	case TABLE_SESSIONS:
		result = view_session_find(txn, FIXTURE_SESSION, &session);
		assert_int_equal(view_session_next(txn, "", &session), result);
		break;
	case TABLE_MEMBERS:
		fail_msg("the fixture has no member");
		break;
	}
	buffer_close(&blob);
	journal_end(txn);
	return result;
}

static void expect_damaged(struct ground *ground, const struct record *record)
{
	struct journal *journal = NULL;
	struct journal_fault fault = { "" };
	const struct journal_options options = options_of(ground);
	enum journal_result result = journal_open(&journal, &options, &fault);
	if (record->table == TABLE_META) {
		assert_int_equal(result, JOURNAL_DAMAGED);
		assert_non_null(strstr(fault.what, record->named));
		return;
	}
	assert_int_equal(result, JOURNAL_OK);
	result = read_back(journal, record);
	if (result != JOURNAL_DAMAGED)
		fail_msg("%s: answer %d", record->name, (int)result);
	if (strstr(journal_last_fault(journal)->what, record->named) == NULL)
		fail_msg("%s: %s", record->name, journal_last_fault(journal)->what);
	assert_int_equal(told_check(&ground->told, journal), JOURNAL_DAMAGED);
	told_expect(&ground->told, record->name, record->named);
	if (ground->told.check.faults != 1) /* one fault, told once */
		fail_msg("%s: %s; %s", record->name, ground->told.what[0], ground->told.what[1]);
	journal_close(journal);
}

static void a_flipped_bit_is_found_and_named_and_never_served(void **state)
{
	struct ground *ground = *state;
	size_t whole_size = 0;
	uint8_t *whole = file_read(ground->data, &whole_size);
	for (size_t i = 0; i < RECORDS; i++) {
		uint8_t *value = NULL;
		size_t size = stored(ground, &records[i], &value);
		const size_t places[] = { 0, size / 2, size - 1 };
		for (size_t j = 0; j < 3; j++) {
			flip(ground, value, size, places[j]);
			expect_damaged(ground, &records[i]);
			file_write(ground->data, whole, whole_size);
		}
		free(value);
	}
	struct journal *journal = open_well(ground);
	assert_int_equal(told_check(&ground->told, journal), JOURNAL_OK);
	journal_close(journal);
	free(whole);
}

/* A record under another key: found when the key lies inside the page beside its value. */
static void a_record_under_another_key_is_found(void **state)
{
	struct ground *ground = *state;
	size_t whole_size = 0;
	uint8_t *whole = file_read(ground->data, &whole_size);
	static const size_t beside[] = { 0, 2, 5, 6, 7 }; /* of records: those that share a page */
	for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
		const struct record *record = &records[beside[i]];
		uint8_t *value = NULL;
		uint8_t room[20];
		uint8_t pair[1024];
		size_t size = stored(ground, record, &value);
		struct span key = key_of(record, room);
		assert_true(key.size + size <= sizeof pair);
		memcpy(pair, key.bytes, key.size);
		memcpy(pair + key.size, value, size);
		free(value);
		flip(ground, pair, key.size + size, key.size - 1);
		struct journal *journal = open_well(ground);
		assert_int_equal(told_check(&ground->told, journal), JOURNAL_DAMAGED);
		char table[32];
		(void)snprintf(table, sizeof table, "table %s", table_word(record->table));
		told_expect(&ground->told, record->name, table);
		journal_close(journal);
		file_write(ground->data, whole, whole_size);
	}
	free(whole);
}

/* --- A file cut short ------------------------------------------------------------------------- */

static void a_file_cut_short_is_answered_not_died_of(void **state)
{
	const struct ground *ground = *state;
	size_t size = 0;
	uint8_t *whole = file_read(ground->data, &size);
	const size_t cuts[] = { 0, 1, 4096, 8192, size / 2, size - 1 };
	for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
		for (int reading = 0; reading < 2; reading++) {
			struct journal *journal = NULL;
			struct journal_options options = options_of(ground);
			struct stat file;
			options.read_only = reading == 1;
			assert_int_equal(truncate(ground->data, (off_t)cuts[i]), 0);
			enum journal_result result = journal_open(&journal, &options, NULL);
			if (result != JOURNAL_DAMAGED)
				fail_msg("cut at %zu: answer %d", cuts[i], (int)result);
			/* and it is left as it was found */
			assert_int_equal(stat(ground->data, &file), 0);
			assert_int_equal(file.st_size, cuts[i]);
			file_write(ground->data, whole, size);
		}
	}
	journal_close(open_well(ground));
	free(whole);
}

/* Puts parts and deletes them again: LMDB never writes those pages, though it counts them. */
static enum journal_result put_and_delete(void *context, struct journal_txn *txn)
{
	static const uint8_t part[PART_BYTES_MAX] = { 1 };
	struct span value = { .bytes = part, .size = sizeof part };
	uint8_t key[12] = { 0xff };
	(void)context;
	for (uint8_t i = 0; i < 20; i++) {
		key[11] = i;
		assert_int_equal(
		    record_put(txn, TABLE_BLOBS, SPAN(key), &value, 1, true), JOURNAL_OK);
	}
	for (uint8_t i = 0; i < 20; i++) {
		key[11] = i;
		assert_int_equal(record_del(txn, TABLE_BLOBS, SPAN(key)), JOURNAL_OK);
	}
	return JOURNAL_OK;
}

static void a_tail_of_free_pages_may_be_missing(void **state)
{
	struct ground *ground = *state;
	size_t before = 0;
	size_t size = 0;
	free(file_read(ground->data, &before));
	struct journal *journal = open_well(ground);
	assert_int_equal(append(journal, put_and_delete, NULL), JOURNAL_OK);
	journal_close(journal);
	free(file_read(ground->data, &size));
	assert_true(size > before + 10 * (size_t)PART_BYTES_MAX); /* filled up after the commit */

	/* as if the writer had died between the two */
	assert_int_equal(truncate(ground->data, (off_t)(size - PART_BYTES_MAX)), 0);
	journal = open_well(ground);
	assert_int_equal(told_check(&ground->told, journal), JOURNAL_OK);
	journal_close(journal);
	size_t mended = 0;
	free(file_read(ground->data, &mended));
	assert_int_equal(mended, size);
}

#define ON_GROUND(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_GROUND(a_flipped_bit_is_found_and_named_and_never_served),
		ON_GROUND(a_record_under_another_key_is_found),
		ON_GROUND(a_file_cut_short_is_answered_not_died_of),
		ON_GROUND(a_tail_of_free_pages_may_be_missing),
	};
	return cmocka_run_group_tests_name("journal_damage", tests, NULL, NULL);
}
