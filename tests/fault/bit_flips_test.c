/*
 * tests/fault/bit_flips_test.c - one bit of data.mdb is another, or its end is missing, anywhere: in records, in
 * LMDB's own pages, in what is free. Then, for every record of every table:
 *
 *   it is answered as it was, or not at all; never otherwise
 *
 * and when anything differs it is found: the journal does not open, a read answers JOURNAL_DAMAGED, the
 * check tells of it, the newest event is an older one (both ends remember that: `behind`), or LMDB, which
 * believes its pages, ends the process (rapporteurd check says so, the desk starts again and serves
 * nothing). Each flip is looked at by a process of its own. RAPPORTEUR_SEED, RAPPORTEUR_FLIPS.
 */
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/journal_ground.h"

#define FLIPS_SHORT  600u
#define CUTS_SHORT   50u
#define NOTES        400u
#define RECORDS_MAX  2048u
#define DIGEST_BYTES 16u
#define LOOP_SECONDS 20u /* a damaged page may lead a reader in circles */

enum found {
	FOUND_HARMLESS,   /* all is answered as it was, and the check is content */
	FOUND_NOT_OPENED, /* named when it was opened */
	FOUND_BY_READ,
	FOUND_BY_CHECK,
	FOUND_BEHIND,
	FOUND_BY_DEATH,
	FOUND_COUNT,
	WRONG_SERVED, /* another value than was written */
	WRONG_UNSEEN  /* something is missing, and nobody is told */
};
static const char *const found_words[] = { "harmless", "not opened", "by a read", "by the check",
	"behind", "by the process's end", "", "SERVED WRONGLY", "UNSEEN" };

struct record {
	enum table table;
	size_t key_size;
	uint8_t key[TABLE_KEY_MAX];
	uint8_t digest[DIGEST_BYTES]; /* of the value without its checksum */
};
struct truth {
	struct record records[RECORDS_MAX];
	size_t count;
	enum table table; /* being walked */
	struct journal_place newest;
};

static uint64_t chance(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15u);
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static uint64_t setting(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);
	return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

/* --- The journal before ----------------------------------------------------------------------- */

static void digest(struct span value, uint8_t out[DIGEST_BYTES])
{
	crypto_generichash(out, DIGEST_BYTES, value.bytes, value.size, NULL, 0);
}

static bool truth_take(void *context, struct span key, struct span raw)
{
	struct truth *truth = context;
	assert_true(truth->count < RECORDS_MAX);
	struct record *record = &truth->records[truth->count++];
	record->table = truth->table;
	record->key_size = key.size;
	memcpy(record->key, key.bytes, key.size);
	digest(
	    (struct span){ .bytes = raw.bytes, .size = raw.size - CHECKSUM_BYTES }, record->digest);
	return true;
}

static enum journal_result note_write(void *context, struct journal_txn *txn)
{
	struct world *world = context;
	char text[3000];
	uint64_t number = journal_txn_newest(txn).number;
	(void)snprintf(text, sizeof text, "Point %llu%*s", (unsigned long long)number,
	    number % 20 == 0 ? 2500 : (int)(number % 60), ".");
	(void)world_note(world, txn, 2 + (uint32_t)number % 5, text, NULL);
	return JOURNAL_OK;
}

static void journal_fill(const char *dir, struct truth *truth)
{
	struct ground ground = { .in_folder = true };
	struct world world = { .clock = 0 };
	(void)snprintf(ground.dir, sizeof ground.dir, "%s", dir);
	ground_open(&ground);
	assert_int_equal(append(ground.journal, consultation, &world), JOURNAL_OK);
	for (size_t i = 0; i < NOTES; i++)
		assert_int_equal(append(ground.journal, note_write, &world), JOURNAL_OK);
	truth->newest = journal_newest(ground.journal);
	struct journal_txn *txn = reading(ground.journal);
	for (unsigned int table = 1; table <= TABLE_COUNT; table++) {
		truth->table = (enum table)table;
		assert_int_equal(
		    ground.journal->engine->calls->walk(txn->txn, truth->table, truth_take, truth),
		    JOURNAL_OK);
	}
	journal_end(txn);
	journal_close(ground.journal);
}

/* --- The journal after, looked at by a process that may die ----------------------------------- */

/* 0: all are as they were. */
static enum found records_read(struct journal_txn *txn, const struct truth *truth)
{
	enum found found = FOUND_HARMLESS;
	for (size_t i = 0; i < truth->count; i++) {
		const struct record *record = &truth->records[i];
		struct span key = { .bytes = record->key, .size = record->key_size };
		struct span value;
		uint8_t now[DIGEST_BYTES];
		switch (record_get(txn, record->table, key, &value)) {
		case JOURNAL_OK:
			digest(value, now);
			if (memcmp(now, record->digest, DIGEST_BYTES) != 0)
				return WRONG_SERVED;
			break;
		case JOURNAL_ABSENT: /* the check must find it */
			if (found == FOUND_HARMLESS)
				found = WRONG_UNSEEN;
			break;
		default:
			found = FOUND_BY_READ;
		}
	}
	return found;
}

static enum found events_read(struct journal_txn *txn, const struct truth *truth)
{
	for (uint64_t number = 1; number <= truth->newest.number; number++) {
		struct journal_event event;
		struct buffer blob;
		enum journal_result result = journal_event_get(txn, number, &event);
		if (result == JOURNAL_OK && event.salt != NULL && event.head.part_count > 0) {
			buffer_init(&blob, PROGRAMME_BYTES_MAX);
			result = journal_blob_get(txn, &event, &blob);
			buffer_close(&blob);
		}
		if (result != JOURNAL_OK)
			return FOUND_BY_READ;
		if (event.salt == NULL)
			return WRONG_UNSEEN; /* as if it had been erased: the check must find it */
	}
	return FOUND_HARMLESS;
}

static enum found look(const char *dir, const struct truth *truth)
{
	struct journal *journal = NULL;
	struct journal_txn *txn = NULL;
	struct journal_check check;
	const struct journal_options options = { .dir = dir, .read_only = true };
	if (journal_open(&journal, &options, NULL) != JOURNAL_OK)
		return FOUND_NOT_OPENED;
	if (journal_begin(journal, &txn) != JOURNAL_OK)
		return FOUND_BY_READ;
	struct journal_place newest = journal_txn_newest(txn);
	if (newest.number < truth->newest.number)
		return FOUND_BEHIND;
	if (memcmp(&newest, &truth->newest, sizeof newest) != 0)
		return WRONG_SERVED;
	enum found found = records_read(txn, truth);
	if (found == FOUND_HARMLESS)
		found = events_read(txn, truth);
	journal_end(txn);
	if (found == WRONG_SERVED || found == FOUND_BY_READ)
		return found;
	if (journal_check(journal, &check, NULL, NULL) != JOURNAL_OK ||
	    check.events != check.bodies)
		found = FOUND_BY_CHECK;
	journal_close(journal);
	return found;
}

static enum found look_apart(const char *dir, const struct truth *truth)
{
	static const int ends[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGSYS };
	pid_t child = fork();
	assert_int_not_equal(child, -1);
	if (child == 0) {
		const struct rlimit none = { 0, 0 };
		const struct rlimit loop = { LOOP_SECONDS, LOOP_SECONDS };
		int quiet = open("/dev/null", O_WRONLY);
		for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
			(void)signal(ends[i], SIG_DFL); /* cmocka would go on with the next test */
		(void)setrlimit(RLIMIT_CORE, &none);
		(void)setrlimit(RLIMIT_CPU, &loop);
		(void)dup2(quiet, STDERR_FILENO); /* what LMDB and sanitizers say at their end */
		_exit((int)look(dir, truth));
	}
	int how = 0;
	assert_int_equal(waitpid(child, &how, 0), child);
	if (!WIFEXITED(how) || WEXITSTATUS(how) > WRONG_UNSEEN)
		return FOUND_BY_DEATH;
	return (enum found)WEXITSTATUS(how);
}

/* --- Flips and cuts --------------------------------------------------------------------------- */

struct ruin {
	char dir[128];
	char path[192];
	uint8_t *whole; /* owned */
	size_t size;
	struct truth truth;
	uint64_t found[FOUND_COUNT];
};

static void ruin_open(struct ruin *ruin)
{
	struct stat file;
	folder_make(ruin->dir, sizeof ruin->dir);
	journal_fill(ruin->dir, &ruin->truth);
	(void)snprintf(ruin->path, sizeof ruin->path, "%s/generation-000001/data.mdb", ruin->dir);
	int fd = open(ruin->path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(fstat(fd, &file), 0);
	ruin->size = (size_t)file.st_size;
	ruin->whole = malloc(ruin->size);
	assert_non_null(ruin->whole);
	assert_int_equal(read(fd, ruin->whole, ruin->size), ruin->size);
	(void)close(fd);
}

static void ruin_close(struct ruin *ruin)
{
	folder_remove(ruin->dir);
	free(ruin->whole);
	free(ruin);
}

static void ruin_write(const struct ruin *ruin, const void *bytes, size_t size, size_t at)
{
	int fd = open(ruin->path, O_WRONLY | O_CLOEXEC);
	assert_int_equal(pwrite(fd, bytes, size, (off_t)at), size);
	(void)close(fd);
}

static void ruin_count(struct ruin *ruin, uint64_t seed, const char *what, size_t at)
{
	enum found found = look_apart(ruin->dir, &ruin->truth);
	if (found >= FOUND_COUNT)
		fail_msg("seed %llu, %s at %zu (page %zu, byte %zu of it): %s",
		    (unsigned long long)seed, what, at, at / 4096, at % 4096, found_words[found]);
	ruin->found[found]++;
}

static void ruin_tell(const struct ruin *ruin, const char *what)
{
	print_message("# %s of %zu bytes, %zu records:", what, ruin->size, ruin->truth.count);
	for (size_t i = 0; i < FOUND_COUNT; i++)
		print_message(" %s %llu;", found_words[i], (unsigned long long)ruin->found[i]);
	print_message("\n");
}

/* Every other flip hits one of the first pages or a page's head, where LMDB keeps its own. */
static size_t place_of(const struct ruin *ruin, uint64_t *random, uint64_t i)
{
	size_t page = (size_t)chance(random) % (ruin->size / 4096) * 4096;
	switch (i % 4) {
	case 0:
		return (size_t)chance(random) % 16384;
	case 1:
		return page + (size_t)chance(random) % 64;
	default:
		return (size_t)chance(random) % ruin->size;
	}
}

static void a_flipped_bit_is_found_and_never_served(void **state)
{
	(void)state;
	struct ruin *ruin = calloc(1, sizeof *ruin);
	uint64_t seed = setting("RAPPORTEUR_SEED", 1);
	uint64_t random = seed;
	uint64_t flips = setting("RAPPORTEUR_FLIPS", FLIPS_SHORT);
	assert_non_null(ruin);
	ruin_open(ruin);
	for (uint64_t i = 0; i < flips; i++) {
		size_t at = place_of(ruin, &random, i);
		uint8_t flipped = ruin->whole[at] ^ (uint8_t)(1u << chance(&random) % 8);
		ruin_write(ruin, &flipped, 1, at);
		ruin_count(ruin, seed, "a flip", at);
		ruin_write(ruin, &ruin->whole[at], 1, at);
	}
	ruin_tell(ruin, "flips");
	assert_int_not_equal(ruin->found[FOUND_BY_READ] + ruin->found[FOUND_BY_CHECK], 0);
	ruin_close(ruin);
}

static void a_missing_end_is_found(void **state)
{
	(void)state;
	struct ruin *ruin = calloc(1, sizeof *ruin);
	uint64_t seed = setting("RAPPORTEUR_SEED", 1);
	uint64_t random = seed;
	assert_non_null(ruin);
	ruin_open(ruin);
	for (uint64_t i = 0; i < CUTS_SHORT; i++) {
		size_t at = (size_t)chance(&random) % ruin->size;
		assert_int_equal(truncate(ruin->path, (off_t)at), 0);
		ruin_count(ruin, seed, "a cut", at);
		ruin_write(ruin, ruin->whole, ruin->size, 0);
	}
	ruin_tell(ruin, "cuts");
	assert_int_equal(ruin->found[FOUND_HARMLESS], 0);
	ruin_close(ruin);
}

int main(void)
{
	memory_disk_use();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_flipped_bit_is_found_and_never_served),
		cmocka_unit_test(a_missing_end_is_found),
	};
	return cmocka_run_group_tests_name("bit_flips", tests, NULL, NULL);
}
