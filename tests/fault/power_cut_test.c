/*
 * tests/fault/power_cut_test.c - the power goes at any moment. A writer appends, compacts and erases under a recorder of
 * all it does to the disk. From that log a disk is made as a cut may leave it, for many moments and
 * chances; each is opened, checked, and asked for what had been acknowledged before the cut.
 *
 * What a cut leaves, of files: all that was written before the file's last sync; of what was written after
 * it any sectors and no others, whatever their order; of the call in flight likewise. Of names (made,
 * renamed, removed): all before the last sync of a folder, and of those after it the first few, as
 * file systems with a journal keep them. RAPPORTEUR_SEED and RAPPORTEUR_CUTS choose others and more.
 */
#include <assert.h>
#include <fcntl.h>

#include "tests/fault/shim.h"
#include "tests/unit/journal_ground.h"
#include "tests/unit/folder_bytes.h"

#define BATCHES      60u
#define SECRET       "Zolbayar" /* stands in notes that are written at one mark and erased at another */
#define SECRET_MARK  25u
#define ERASE_MARK   33u
#define SECTOR_BYTES 512u
#define FILES_MAX    64u
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CUTS_SHORT 60u
#else
#define CUTS_SHORT 300u
#endif

/* --- Chance ----------------------------------------------------------------------------------- */

/* splitmix64: a run is told by its seed. */
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

/* --- The recorded run ------------------------------------------------------------------------- */

struct acknowledged {
	struct journal_place newest;
};

struct recorded {
	struct shim_log log;
	struct acknowledged acknowledged[BATCHES + 1]; /* by mark, from 1 */
};

static enum journal_result open_session(void *context, struct journal_txn *txn)
{
	static const uint8_t blob[FIXTURE_BLOB_BYTES] = { 1 };
	world_session(context, txn, EVENT_SESSION_OPENED, blob, sizeof blob);
	return JOURNAL_OK;
}

struct batch {
	struct world *world;
	uint64_t random; /* its own state */
};

static enum journal_result write_batch(void *context, struct journal_txn *txn)
{
	struct batch *batch = context;
	uint64_t notes = 1 + chance(&batch->random) % 6;
	for (uint64_t i = 0; i < notes; i++) {
		char text[3600];
		int size =
		    (int)(chance(&batch->random) % (chance(&batch->random) % 4 == 0 ? 3500 : 400));
		(void)snprintf(text, sizeof text, "A point%*s", size, ".");
		(void)world_note(batch->world, txn, 2 + (uint32_t)i, text, NULL);
	}
	return JOURNAL_OK;
}

static enum journal_result write_secret(void *context, struct journal_txn *txn)
{
	struct batch *batch = context;
	struct view_note note = world_note(batch->world, txn, 3, "What " SECRET " says", NULL);
	(void)world_note(batch->world, txn, 4, "What " SECRET " says now", &note);
	return JOURNAL_OK;
}

/* As a redaction does it: bodies and view in the append that says so. */
static enum journal_result erase_secret(void *context, struct journal_txn *txn)
{
	struct batch *batch = context;
	struct view_note note = { .number = 0 };
	const struct event_erasure said = { .by_itself = true, .days = 1 };
	struct buffer body;
	uint32_t place = batch->world->session.place;
	enum journal_result result = JOURNAL_OK;
	while (result == JOURNAL_OK && note.current == note.number)
		result = view_note_next(txn, place, note.objective, note.number, &note);
	assert_int_equal(result, JOURNAL_OK); /* the one that was amended */
	assert_int_equal(journal_event_erase(txn, note.number), JOURNAL_OK);
	assert_int_equal(journal_event_erase(txn, note.current), JOURNAL_OK);
	note.state = NOTE_GONE;
	batch->world->session.redacted++;
	assert_int_equal(view_note_put(txn, &note, NULL), JOURNAL_OK);
	buffer_init(&body, EVENT_BODY_BYTES_MAX);
	event_erasure_encode(&said, &body);
	struct event_head head = { .type = EVENT_NOTES_EXPIRED,
		.session = FIXTURE_SESSION,
		.time_ms = journal_txn_newest(txn).time_ms };
	static const uint8_t salt[SALT_BYTES] = { 7 };
	struct journal_place added;
	result = journal_event_add(txn, &head, salt, body.bytes, body.size, NULL, 0, &added);
	buffer_close(&body);
	return result == JOURNAL_OK ? view_session_put(txn, &batch->world->session) : result;
}

static void run_record(struct recorded *recorded, uint64_t *random)
{
	struct ground ground = { .in_folder = true };
	struct world world = { .clock = 0 };
	struct batch batch = { .world = &world, .random = chance(random) };
	folder_make(ground.dir, sizeof ground.dir);
	shim_watch(ground.dir);
	shim_record(&recorded->log);
	ground_open(&ground);
	for (uint64_t mark = 1; mark <= BATCHES; mark++) {
		if (mark == 1)
			assert_int_equal(append(ground.journal, open_session, &world), JOURNAL_OK);
		else
			assert_int_equal(append(ground.journal,
					     mark == SECRET_MARK      ? write_secret
						 : mark == ERASE_MARK ? erase_secret
								      : write_batch,
					     &batch),
			    JOURNAL_OK);
		recorded->acknowledged[mark].newest = journal_newest(ground.journal);
		shim_mark(mark);
		if (mark == ERASE_MARK + 2)
			assert_int_equal(journal_erase_finish(ground.journal), JOURNAL_OK);
		if (mark % 20 == 0)
			assert_int_equal(journal_compact(ground.journal), JOURNAL_OK);
	}
	journal_close(ground.journal);
	shim_record(NULL);
	shim_watch(NULL);
	folder_remove(ground.dir);
}

/* --- A disk after a cut ----------------------------------------------------------------------- */

struct file {
	uint64_t inode;
	uint8_t *bytes; /* owned; as after the cut */
	size_t size;
	size_t synced_at; /* index of the op behind its last sync */
};

struct name {
	bool is_folder;
	bool gone;
	char path[SHIM_PATH_MAX];
	size_t file; /* index, unless it is a folder */
};

struct disk {
	struct file files[FILES_MAX];
	size_t file_count;
	struct name names[FILES_MAX];
	size_t name_count;
};

static void file_room(struct file *file, size_t size)
{
	if (size <= file->size)
		return;
	file->bytes = realloc(file->bytes, size);
	assert_non_null(file->bytes);
	memset(file->bytes + file->size, 0, size - file->size);
	file->size = size;
}

/* The newest file of that inode: a number may be given again. */
static struct file *file_of(struct disk *disk, uint64_t inode)
{
	for (size_t i = disk->file_count; i > 0; i--)
		if (disk->files[i - 1].inode == inode)
			return &disk->files[i - 1];
	return NULL;
}

static bool path_within(const char *path, const char *folder)
{
	size_t size = strlen(folder);
	return strncmp(path, folder, size) == 0 && (path[size] == '\0' || path[size] == '/');
}

static void names_rename(struct disk *disk, const char *from, const char *to)
{
	for (size_t i = 0; i < disk->name_count; i++) /* what it replaces */
		if (strcmp(disk->names[i].path, to) == 0)
			disk->names[i].gone = true;
	for (size_t i = 0; i < disk->name_count; i++) {
		struct name *name = &disk->names[i];
		char path[2 * SHIM_PATH_MAX];
		if (name->gone || !path_within(name->path, from))
			continue;
		(void)snprintf(path, sizeof path, "%s%s", to, name->path + strlen(from));
		assert_true(strlen(path) < sizeof name->path);
		(void)snprintf(name->path, sizeof name->path, "%.255s", path);
	}
}

static struct name *name_add(struct disk *disk, const char *path)
{
	assert_true(disk->name_count < FILES_MAX);
	struct name *name = &disk->names[disk->name_count++];
	*name = (struct name){ .is_folder = true };
	(void)snprintf(name->path, sizeof name->path, "%s", path);
	return name;
}

static bool op_is_of_names(const struct shim_op *op)
{
	return op->kind == OP_CREATE || op->kind == OP_MKDIR || op->kind == OP_RENAME ||
	    op->kind == OP_UNLINK;
}

/* A file begins with its making, whether or not its name is kept. */
static void files_find(struct disk *disk, const struct shim_log *log, size_t cut)
{
	for (size_t i = 0; i < log->count && i <= cut; i++) {
		const struct shim_op *op = &log->ops[i];
		if (op->kind == OP_CREATE) {
			assert_true(disk->file_count < FILES_MAX);
			disk->files[disk->file_count++] = (struct file){ .inode = op->inode };
		}
		struct file *file = file_of(disk, op->inode);
		if (op->kind == OP_SYNC && i < cut && file != NULL)
			file->synced_at = i;
	}
}

static void names_replay(struct disk *disk, const struct shim_log *log, size_t last)
{
	size_t file = 0;
	for (size_t i = 0; i < log->count && i <= last; i++) {
		const struct shim_op *op = &log->ops[i];
		switch (op->kind) {
		case OP_CREATE: {
			struct name *name = name_add(disk, op->path);
			name->is_folder = false;
			name->file = file++;
			break;
		}
		case OP_MKDIR:
			(void)name_add(disk, op->path);
			break;
		case OP_RENAME:
			names_rename(disk, op->path, op->to);
			break;
		case OP_UNLINK:
			for (size_t n = 0; n < disk->name_count; n++)
				if (strcmp(disk->names[n].path, op->path) == 0)
					disk->names[n].gone = true;
			break;
		case OP_WRITE:
		case OP_TRUNCATE:
		case OP_SYNC:
		case OP_SYNC_DIR:
		case OP_MARK:
			break;
		}
	}
}

/* Whole when it was synced; otherwise those of its sectors that chance keeps: all, none, or some. */
static void write_apply(struct file *file, const struct shim_op *op, bool is_synced,
    uint64_t keep_of_8, uint64_t *random)
{
	for (size_t at = 0; at < op->size;) {
		size_t sector_end =
		    ((op->offset + at) / SECTOR_BYTES + 1) * SECTOR_BYTES - op->offset;
		size_t end = sector_end < op->size ? sector_end : op->size;
		if (is_synced || chance(random) % 8 < keep_of_8) {
			file_room(file, op->offset + end);
			assert(file->bytes != NULL);
			memcpy(file->bytes + op->offset + at, op->bytes + at, end - at);
		}
		at = end;
	}
}

static void files_replay(
    struct disk *disk, const struct shim_log *log, size_t cut, uint64_t keep_of_8, uint64_t *random)
{
	size_t made = 0;
	size_t count = disk->file_count;
	for (size_t i = 0; i < log->count && i <= cut; i++) {
		const struct shim_op *op = &log->ops[i];
		if (op->kind == OP_CREATE)
			made++;
		if (op->kind != OP_WRITE && op->kind != OP_TRUNCATE)
			continue;
		disk->file_count = made; /* an inode's file of that time */
		struct file *file = file_of(disk, op->inode);
		disk->file_count = count;
		if (file == NULL)
			continue;
		bool is_synced = i < cut && (op->is_synced || i < file->synced_at);
		if (op->kind == OP_WRITE)
			write_apply(file, op, is_synced, keep_of_8, random);
		else if (is_synced || chance(random) % 8 < keep_of_8)
			file_room(file, op->offset); /* the journal only lengthens */
	}
}

/* The last op of names that is kept: all up to the last sync of a folder, then a few more. */
static size_t names_end(const struct shim_log *log, size_t cut, uint64_t *random)
{
	size_t kept = 0;
	for (size_t i = 0; i < cut; i++)
		if (log->ops[i].kind == OP_SYNC_DIR)
			kept = i;
	size_t more = chance(random) % 4;
	for (size_t i = kept + 1; i < log->count && i <= cut && more > 0; i++) {
		if (!op_is_of_names(&log->ops[i]))
			continue;
		kept = i;
		more--;
	}
	return kept;
}

static void disk_write(const struct disk *disk, const char *dir)
{
	char path[512];
	for (size_t i = 0; i < disk->name_count; i++) {
		const struct name *name = &disk->names[i];
		(void)snprintf(path, sizeof path, "%s/%s", dir, name->path);
		if (name->gone)
			continue;
		if (name->is_folder) {
			assert_int_equal(mkdir(path, 0700), 0);
			continue;
		}
		const struct file *file = &disk->files[name->file];
		int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		assert_int_not_equal(fd, -1);
		assert_int_equal(write(fd, file->bytes, file->size), file->size);
		(void)close(fd);
	}
}

static void disk_close(struct disk *disk)
{
	for (size_t i = 0; i < disk->file_count; i++)
		free(disk->files[i].bytes);
}

/* --- After the cut ---------------------------------------------------------------------------- */

struct cut {
	uint64_t seed;
	size_t at;
	uint64_t keep_of_8;
	const char *dir;
};

#define expect(cut, condition, what) \
	do { \
		if (!(condition)) \
			fail_msg("seed %llu, cut at %zu, keeps %llu of 8: %s: %s", \
			    (unsigned long long)(cut)->seed, (cut)->at, \
			    (unsigned long long)(cut)->keep_of_8, #condition, what); \
	} while (0)

static uint64_t mark_of(const struct cut *cut, const struct recorded *recorded)
{
	uint64_t mark = 0;
	for (size_t i = 0; i < cut->at; i++)
		if (recorded->log.ops[i].kind == OP_MARK)
			mark = recorded->log.ops[i].number;
	return mark;
}

static void acknowledged_check(
    const struct cut *cut, const struct recorded *recorded, struct journal *journal)
{
	uint64_t mark = mark_of(cut, recorded);
	struct journal_event event;
	const struct journal_place *last = &recorded->acknowledged[mark].newest;
	struct journal_txn *txn = reading(journal);
	expect(cut, journal_txn_newest(txn).number >= last->number, "events");
	if (last->number > 0) {
		expect(cut, journal_event_get(txn, last->number, &event) == JOURNAL_OK, "event");
		expect(cut, memcmp(event.hash, last->hash, HASH_BYTES) == 0, "hash");
	}
	journal_end(txn);
}

/* Once it is acknowledged that it is erased, it is nowhere after the next opening. */
static void erased_check(const struct cut *cut, const struct recorded *recorded)
{
	if (mark_of(cut, recorded) >= ERASE_MARK)
		expect(cut, !folder_holds(cut->dir, SECRET), "what was erased");
}

static enum journal_result add_plain(void *context, struct journal_txn *txn)
{
	static const uint8_t body[100] = { 1 };
	struct event_head head = { .type = 1000, .session = "plain", .time_ms = UINT64_MAX / 2 };
	struct journal_place place;
	(void)context;
	return journal_event_add(txn, &head, body, body, sizeof body, NULL, 0, &place);
}

static void cut_check(const struct cut *cut, const struct recorded *recorded)
{
	struct journal *journal = NULL;
	struct journal_fault fault = { "" };
	struct journal_check check;
	const struct journal_options options = { .dir = cut->dir, .reserve_bytes = UINT64_MAX };
	enum journal_result result = journal_open(&journal, &options, &fault);
	expect(cut, result == JOURNAL_OK, fault.what);
	result = journal_check(journal, &check, print_fault, NULL);
	expect(cut, result == JOURNAL_OK, "faults");
	expect(cut, check.bodies + check.erased == check.events, "bodies");
	expect(cut, check.erased == 0 || check.erased == 2, "erased");
	expect(cut, !journal_erasing(journal), "nothing is left to be done");
	erased_check(cut, recorded);
	acknowledged_check(cut, recorded, journal);
	expect(cut, append(journal, add_plain, NULL) == JOURNAL_OK, "it goes on");
	journal_close(journal);
}

static void a_cut_at_any_moment_loses_nothing_acknowledged(void **state)
{
	(void)state;
	struct recorded *recorded = calloc(1, sizeof *recorded);
	struct disk *disk = calloc(1, sizeof *disk);
	struct cut cut = { .seed = setting("RAPPORTEUR_SEED", 1) };
	uint64_t random = cut.seed;
	uint64_t cuts = setting("RAPPORTEUR_CUTS", CUTS_SHORT);
	static const uint64_t keeps[] = { 0, 4, 8, 1, 7 };
	assert_non_null(recorded);
	assert_non_null(disk);
	run_record(recorded, &random);
	for (uint64_t i = 0; i < cuts; i++) {
		char dir[128];
		folder_make(dir, sizeof dir);
		cut.dir = dir;
		cut.at = chance(&random) % (recorded->log.count + 1);
		cut.keep_of_8 = keeps[i % (sizeof keeps / sizeof keeps[0])];
		*disk = (struct disk){ .file_count = 0 };
		files_find(disk, &recorded->log, cut.at);
		files_replay(disk, &recorded->log, cut.at, cut.keep_of_8, &random);
		names_replay(disk, &recorded->log, names_end(&recorded->log, cut.at, &random));
		disk_write(disk, dir);
		disk_close(disk);
		cut_check(&cut, recorded);
		folder_remove(dir);
	}
	print_message("# seed %llu: %llu cuts of %zu calls\n", (unsigned long long)cut.seed,
	    (unsigned long long)cuts, recorded->log.count);
	shim_log_close(&recorded->log);
	free(recorded);
	free(disk);
}

int main(void)
{
	memory_disk_use();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cut_at_any_moment_loses_nothing_acknowledged),
	};
	return cmocka_run_group_tests_name("power_cut", tests, NULL, NULL);
}
