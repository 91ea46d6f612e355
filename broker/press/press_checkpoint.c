/*
 * broker/press/press_checkpoint.c - DIR/checkpoint: what the press has made of the events so far, so that it need
 * not make it again when it starts. Disposable: without it, or when it does not fit, all events are folded anew.
 *
 * It holds numbers (broker/synthesis/keep.c), no text, nothing of who wrote what. The events are read again
 * up to its number, notes are listed only, and then it is laid over them. It fits when it is whole, of
 * this version, journal and place on the chain, made with the same lexicon, and when every event that
 * could not be read then cannot be read now and the other way round: what was erased in between leaves
 * no trace in a synthesis, so it must not come back with numbers that were made of it.
 *
 * Written under another name first and never synced: what a power cut leaves of it has a wrong checksum.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "broker/log.h"
#include "broker/press/press_internal.h"

#define VERSION           1u
#define BYTE_ORDER_MARK   0x01020304u
#define EVENTS_DUE        2000u /* some seconds of folding */
#define EVENTS_DUE_AT_END 100u
#define EVENTS_DUE_PART   8u /* of a long journal an eighth: a checkpoint costs by its length */
#define DESCRIPTION_BYTES 4096u
#define DISK_SPARE_BYTES  (4 * JOURNAL_RESERVE_BYTES) /* the journal comes first */

struct head {
	char magic[8];
	uint32_t byte_order;
	uint32_t version;
	uint8_t journal[JOURNAL_ID_BYTES];
	uint64_t number; /* all events up to it are in it */
	uint64_t unread; /* as in struct press */
	uint64_t sessions;
	uint64_t size; /* of the file */
	uint8_t hash[HASH_BYTES];
	uint8_t made_with[HASH_BYTES]; /* BLAKE2b of the lexicon's description */
	uint8_t checksum[HASH_BYTES];  /* BLAKE2b of the file, these bytes being zero */
};
static_assert(sizeof(struct head) == 160, "without holes");

static const char magic[8] = "RAPFOLD";

static bool made_with(const struct press *press, uint8_t print[HASH_BYTES])
{
	struct buffer text;
	buffer_init(&text, DESCRIPTION_BYTES);
	bool described = lexicon_describe(press->lexicon, &text);
	crypto_generichash(print, HASH_BYTES, text.bytes, text.size, NULL, 0);
	buffer_close(&text);
	return described;
}

static bool path_make(const struct press *press, const char *name, char path[PATH_MAX])
{
	int size = snprintf(path, PATH_MAX, "%s/%s", press->home, name);
	return size > 0 && size < PATH_MAX;
}

/* --- writing ---------------------------------------------------------------------------------------- */

struct writing {
	FILE *file;
	crypto_generichash_state hash;
	uint64_t size;
	bool failed;
};

static void write_on(void *context, const void *bytes, size_t size)
{
	struct writing *writing = context;
	if (size == 0 || writing->failed)
		return;
	crypto_generichash_update(&writing->hash, bytes, size);
	writing->failed = fwrite(bytes, 1, size, writing->file) != size;
	writing->size += size;
}

static bool write_all(const struct press *press, FILE *file)
{
	struct head head = { .byte_order = BYTE_ORDER_MARK,
		.version = VERSION,
		.number = press->folded.number,
		.unread = press->unread,
		.sessions = press->session_count };
	struct writing writing = { .file = file };
	memcpy(head.magic, magic, sizeof magic);
	memcpy(head.journal, press->folded.id, sizeof head.journal);
	memcpy(head.hash, press->folded.hash, sizeof head.hash);
	if (!made_with(press, head.made_with))
		return false;
	crypto_generichash_init(&writing.hash, NULL, 0, sizeof head.checksum);
	write_on(&writing, &head, sizeof head);
	for (size_t i = 0; i < press->session_count; i++)
		synthesis_keep(press->sessions[i]->synthesis, write_on, &writing);
	/* The size is known last, and is the last that is hashed. */
	head.size = writing.size;
	crypto_generichash_update(&writing.hash, (const uint8_t *)&head.size, sizeof head.size);
	crypto_generichash_final(&writing.hash, head.checksum, sizeof head.checksum);
	return !writing.failed && fflush(file) == 0 && fseek(file, 0, SEEK_SET) == 0 &&
	    fwrite(&head, sizeof head, 1, file) == 1;
}

static bool has_room(const struct press *press)
{
	struct statvfs disk;
	uint64_t memory = 0;
	for (size_t i = 0; i < press->session_count; i++)
		memory += synthesis_memory(press->sessions[i]->synthesis);
	return statvfs(press->home, &disk) == 0 &&
	    (uint64_t)disk.f_bavail * disk.f_frsize > memory + DISK_SPARE_BYTES;
}

static bool replace(struct press *press)
{
	char fresh[PATH_MAX];
	char path[PATH_MAX];
	if (!path_make(press, "checkpoint.new", fresh) || !path_make(press, "checkpoint", path))
		return false;
	int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
	if (file == NULL) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	bool written = write_all(press, file);
	written = fclose(file) == 0 && written;
	if (written && rename(fresh, path) == 0)
		return true;
	(void)unlink(fresh);
	return false;
}

void press_checkpoint_keep(struct press *press, bool ending)
{
	uint64_t number = press->folded.number;
	uint64_t due =
	    number / EVENTS_DUE_PART > EVENTS_DUE ? number / EVENTS_DUE_PART : EVENTS_DUE;
	if (ending)
		due = EVENTS_DUE_AT_END;
	if (!press->checkpoint.used || press->checkpoint.map != NULL ||
	    press->next != number + 1 || /* a damaged event is passed over, and none came since */
	    number < press->checkpoint.kept + due)
		return;
	/* Also when it cannot be written: then it is tried as much later. */
	press->checkpoint.kept = number;
	if (has_room(press) && replace(press))
		log_line("press", "checkpoint_kept event=%" PRIu64, number);
	else
		log_line("press", "checkpoint_not_kept event=%" PRIu64 " error=\"%s\"", number,
		    strerror(errno));
}

/* --- reading ---------------------------------------------------------------------------------------- */

static void let_go(struct press *press)
{
	if (press->checkpoint.map != NULL)
		munmap(press->checkpoint.map, press->checkpoint.size);
	press->checkpoint.map = NULL;
}

void press_checkpoint_close(struct press *press)
{
	let_go(press);
}

static bool checksum_holds(const uint8_t *bytes, struct head head)
{
	uint8_t wanted[HASH_BYTES];
	uint8_t found[HASH_BYTES];
	uint64_t size = head.size;
	crypto_generichash_state hash;
	memcpy(wanted, head.checksum, sizeof wanted);
	memset(head.checksum, 0, sizeof head.checksum);
	head.size = 0;
	crypto_generichash_init(&hash, NULL, 0, sizeof found);
	crypto_generichash_update(&hash, (const uint8_t *)&head, sizeof head);
	crypto_generichash_update(&hash, bytes + sizeof head, size - sizeof head);
	crypto_generichash_update(&hash, (const uint8_t *)&size, sizeof size);
	crypto_generichash_final(&hash, found, sizeof found);
	return memcmp(wanted, found, sizeof found) == 0;
}

/* Why it is not for this journal, or NULL. */
static const char *foreign(struct press *press, const struct head *head)
{
	struct journal_txn *txn = NULL;
	struct journal_event event;
	if (journal_begin(press->journal, &txn) != JOURNAL_OK)
		return "the journal cannot be read";
	bool same = memcmp(journal_txn_newest(txn).id, head->journal, sizeof head->journal) == 0 &&
	    journal_event_get(txn, head->number, &event) == JOURNAL_OK &&
	    memcmp(event.hash, head->hash, sizeof head->hash) == 0;
	journal_end(txn);
	return same ? NULL : "it is of another journal";
}

/* Why it cannot be used, or NULL. */
static const char *fault_of(struct press *press, const uint8_t *bytes, size_t size)
{
	struct head head;
	uint8_t print[HASH_BYTES];
	if (size < sizeof head)
		return "it is damaged";
	memcpy(&head, bytes, sizeof head);
	if (memcmp(head.magic, magic, sizeof magic) != 0 || head.byte_order != BYTE_ORDER_MARK ||
	    head.version != VERSION)
		return "it is of another version";
	if (head.size != size || !checksum_holds(bytes, head) || head.number == 0)
		return "it is damaged";
	if (!made_with(press, print) || memcmp(print, head.made_with, sizeof print) != 0)
		return "it was made with another method or other words";
	return foreign(press, &head);
}

static void ignored(struct press *press, const char *reason)
{
	char path[PATH_MAX];
	log_line("press", "checkpoint_ignored reason=\"%s\"", reason);
	let_go(press);
	if (path_make(press, "checkpoint", path))
		(void)unlink(path); /* of no use to anybody */
}

void press_checkpoint_find(struct press *press)
{
	char path[PATH_MAX];
	struct stat status;
	struct press_checkpoint *checkpoint = &press->checkpoint;
	*checkpoint = (struct press_checkpoint){ .used = true };
	int fd = path_make(press, "checkpoint", path)
	    ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
	    : -1;
	if (fd < 0)
		return;
	bool there = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0;
	void *map =
	    there ? mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
	close(fd);
	if (map == MAP_FAILED) {
		ignored(press, "it cannot be read");
		return;
	}
	checkpoint->map = map;
	checkpoint->size = (size_t)status.st_size;
	const char *fault = fault_of(press, map, checkpoint->size);
	if (fault != NULL) {
		ignored(press, fault);
		return;
	}
	struct head head;
	memcpy(&head, map, sizeof head);
	checkpoint->number = head.number;
}

static const char *resume(struct press *press, const struct head *head)
{
	const uint8_t *bytes = press->checkpoint.map;
	struct synthesis_kept kept = { .bytes = bytes + sizeof *head,
		.size = press->checkpoint.size - sizeof *head };
	if (head->unread != press->unread)
		return "what can be read of the journal is not what it was made of";
	if (head->sessions != press->session_count)
		return "it is of other sessions";
	for (size_t i = 0; i < press->session_count; i++) {
		enum synthesis_result result =
		    synthesis_resume(press->sessions[i]->synthesis, &kept);
		if (result != SYNTHESIS_OK)
			return result == SYNTHESIS_MEMORY ? "there is no memory for it"
							  : "it is of other notes";
	}
	return kept.size == 0 ? NULL : "it is damaged";
}

bool press_checkpoint_resume(struct press *press)
{
	struct head head;
	memcpy(&head, press->checkpoint.map, sizeof head);
	const char *fault = resume(press, &head);
	if (fault != NULL) {
		ignored(press, fault);
		return false;
	}
	press->checkpoint.kept = press->checkpoint.number;
	log_line("press", "checkpoint_resumed event=%" PRIu64, press->checkpoint.number);
	let_go(press);
	return true;
}
