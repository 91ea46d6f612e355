/*
 * store/journal.h - the numbered events, and in the same transaction the views made from them. Small,
 * so that another engine can stand behind it: LMDB (journal_open) and memory (journal_open_memory) do.
 *
 * Promises:
 *   (1) An append that is done with JOURNAL_OK is on disk, whatever dies next; its events are numbered
 *       from 1 without a gap and chained (proto/event.h).
 *   (2) Done with JOURNAL_FULL or with what apply answered: nothing of it is there.
 *   (3) Done with JOURNAL_DISK: unknown until the journal is opened again. Answer nobody; stop.
 *       JOURNAL_UNKNOWN (another engine's): send the same bytes again.
 *   (4) A damaged record is never served: reading it answers JOURNAL_DAMAGED and names it.
 *
 * A folder: DIR/CURRENT names a generation, a subfolder with its own data.mdb and lock.mdb. Whoever
 * rewrites writes a new generation, syncs it and switches CURRENT; readers notice (journal_moved).
 * One process writes (a lock on DIR/lock), any number read. One env a process at a time; no
 * transaction is open while another is begun in the same thread, but for one reading beside one writing.
 */
#ifndef RAPPORTEUR_STORE_JOURNAL_H
#define RAPPORTEUR_STORE_JOURNAL_H

#include "proto/wire/buffer.h"
#include "proto/event.h"
#include "proto/limits.h"

/* Name, sentence for the operator. */
#define JOURNAL_RESULTS(X) \
	X(JOURNAL_OK, "Done.") \
	X(JOURNAL_ABSENT, "There is no such record.") \
	X(JOURNAL_FULL, \
	    "The disk or the journal's quota is full: make room; nothing was written.") \
	X(JOURNAL_DISK, \
	    "A disk write or sync failed: check the disk, then start rapporteurd again.") \
	X(JOURNAL_DAMAGED, "A record is damaged: run `rapporteurd check` and restore a backup.") \
	X(JOURNAL_FORMAT, "The folder has the format of another version of rapporteurd.") \
	X(JOURNAL_LOCKED, "Another rapporteurd uses this folder: stop it first.") \
	X(JOURNAL_NOT_THERE, "There is no journal in this folder.") \
	X(JOURNAL_THERE, "Something is there already, and nothing is overwritten: name another.") \
	X(JOURNAL_MEMORY, "Not enough memory.") \
	X(JOURNAL_UNKNOWN, "The outcome is not known yet: send the same again.") \
	X(JOURNAL_TOO_BIG, \
	    "An event or its parts are larger than a journal takes: nothing was written.")
#define X(name, sentence) name,
enum journal_result { JOURNAL_RESULTS(X) };
#undef X
const char *journal_result_sentence(enum journal_result result);

#define JOURNAL_FORMAT_VERSION 1u
#define JOURNAL_ID_BYTES       16u
/* Address space only; the quota is the real bound. ThreadSanitizer has room for one terabyte, not two. */
#if defined(__SANITIZE_THREAD__)
#define JOURNAL_MAP_BYTES (1ull << 36)
#else
#define JOURNAL_MAP_BYTES (1ull << 40)
#endif
#define JOURNAL_RESERVE_BYTES (64ull << 20) /* free disk space below which appends are refused */

struct journal;
struct journal_txn;

/* A point on the chain: what both ends remember of each other. */
struct journal_place {
	uint8_t id[JOURNAL_ID_BYTES];
	uint64_t number; /* 0: no event yet, hash is zeros */
	uint8_t hash[HASH_BYTES];
	uint64_t time_ms; /* of the event's batch */
};

/* Names what was wrong, for the log and the operator; never a note's text. */
struct journal_fault {
	char what[200];
};

#define JOURNAL_SHARE "press" /* in DIR: with CURRENT in it, a reader's dir */
struct journal_options {
	const char
	    *dir; /* made (0700) when it is not there, unless reading; borrowed during open */
	bool read_only;
	bool old_format;    /* reading: an older format opens too, to be copied and for no more */
	bool share;         /* a writer: DIR/press is kept for readers that may open nothing else */
	uint64_t map_bytes; /* 0: JOURNAL_MAP_BYTES */
	uint64_t quota_bytes;   /* data.mdb may grow so far; 0: no quota but the map */
	uint64_t reserve_bytes; /* UINT64_MAX: none; 0: JOURNAL_RESERVE_BYTES */
};

/* A writer brings an older format up to date, after a copy of it in DIR/before-format-N, and erases what
 * DIR/erased lists and a cut-off erasure left; so it may take a while, and room for the journal once more.
 * Sets *journal on JOURNAL_OK only; the caller closes it. fault is set otherwise; it may be NULL. */
enum journal_result journal_open(
    struct journal **journal, const struct journal_options *options, struct journal_fault *fault);
enum journal_result journal_open_memory(struct journal **journal);
/* Ends no transaction: there must be none. NULL is harmless. */
void journal_close(struct journal *journal);

/* A reader asks now and then (a stat): whether CURRENT names another generation than the one open.
 * Then it closes and opens anew. */
bool journal_moved(const struct journal *journal);

/* The newest place, as of the last append or begin. */
struct journal_place journal_newest(const struct journal *journal);
/* What the last call that answered JOURNAL_DAMAGED, _DISK, _FULL found. */
const struct journal_fault *journal_last_fault(const struct journal *journal);

/* --- Appending ---------------------------------------------------------------------------------- */

/* Decides: reads and writes through txn. Another answer than JOURNAL_OK takes everything back. */
typedef enum journal_result journal_apply(void *context, struct journal_txn *txn);
/* Told once for every append, before or after journal_append() returns (LMDB, memory: before). */
typedef void journal_done(
    void *context, enum journal_result outcome, const struct journal_place *newest);

/* One write transaction around apply, committed and synced. One call at a time on a journal, from whichever
 * thread; nothing else of it is called meanwhile. */
void journal_append(
    struct journal *journal, journal_apply *apply, journal_done *done, void *context);

/* In apply: adds one event. head's number, body_hash, part_count and blob_hash are set here, the rest
 * is the caller's. blob (may be NULL) is cut into parts of PART_BYTES_MAX. Copies all. Sets *place. */
enum journal_result journal_event_add(struct journal_txn *txn, struct event_head *head,
    const uint8_t salt[SALT_BYTES], const uint8_t *body, size_t body_size, const uint8_t *blob,
    size_t blob_size, struct journal_place *place);

/* --- Rewriting: no transaction is open; who answers commands does nothing else meanwhile ------------ */

/* Goes on in a new, compact generation and removes the old one. It needs room for both. Another answer than
 * JOURNAL_OK: everything is as it was; after JOURNAL_DISK nothing more is written. */
enum journal_result journal_compact(struct journal *journal);

/* Notes these events in DIR/erased, synced, then goes on in a new generation without their bodies, salts
 * and parts: no byte of them is in the folder any more, the chain verifies, and a note that stood by
 * one of them is gone and counts as redacted. Those erased before are passed over. JOURNAL_ABSENT: there
 * is no such event, nothing was done. Any other answer than JOURNAL_OK: they may be noted, and are then
 * erased by the next call or when the journal is opened again. Copies that were made before keep them. */
enum journal_result journal_erase_bodies(
    struct journal *journal, const uint64_t *numbers, size_t count);

/* In apply: deletes salt, body and parts of an event, of which nothing is served from the commit on. What else
 * was made of it (groupings, acts of curation) and its bytes on the disk are journal_erase_finish()'s. The event
 * that says so is added after it, in the same append. Twice is harmless. */
enum journal_result journal_event_erase(struct journal_txn *txn, uint64_t number);
/* In apply: of a session goes everything but its heads, the name, the place, and which command opened it; *session says so
 * from then on. Its tombstone, the event, is added after it, in the same append. */
struct view_session;
enum journal_result journal_session_erase(struct journal_txn *txn, struct view_session *session);
/* Whether something was erased since the last generation: it must be finished, soon. A journal that is opened for
 * writing finishes it. */
bool journal_erasing(const struct journal *journal);
/* Notes in DIR/erased, synced, what has no body any more, then goes on in a new generation. Takes as long as
 * journal_compact(), and fails as it does. */
enum journal_result journal_erase_finish(struct journal *journal);
/* Whether the event of this command was erased, here or in a journal that was here before a restore. */
bool journal_is_erased(const struct journal *journal, const uint8_t id[ID_BYTES]);

/* --- Reading ------------------------------------------------------------------------------------ */

/* A consistent view of everything; ends within milliseconds, or the file grows. */
enum journal_result journal_begin(struct journal *journal, struct journal_txn **txn);
void journal_end(struct journal_txn *txn);

/* The newest place within txn. */
struct journal_place journal_txn_newest(const struct journal_txn *txn);

struct journal_event {
	struct event_head head;
	uint8_t hash[HASH_BYTES];  /* chain(number) */
	const uint8_t *head_bytes; /* borrowed until the transaction ends or writes */
	size_t head_size;
	const uint8_t *salt; /* borrowed; NULL once erased */
	const uint8_t *body;
	size_t body_size;
};
/* Verified: checksums, the body's hash. JOURNAL_ABSENT past the end. */
enum journal_result journal_event_get(
    struct journal_txn *txn, uint64_t number, struct journal_event *event);
/* Adds the blob of an event to out, verified. JOURNAL_ABSENT: it has none, or it was erased. */
enum journal_result journal_blob_get(
    struct journal_txn *txn, const struct journal_event *event, struct buffer *out);

/* --- Checking ----------------------------------------------------------------------------------- */

struct journal_check {
	uint64_t events;
	uint64_t bodies;
	uint64_t erased; /* heads without a body */
	uint64_t parts;
	uint64_t sessions;
	uint64_t notes;
	uint64_t commands;
	uint64_t faults;
	struct journal_place newest;
};
typedef void journal_check_fault(void *context, const char *what);
/* Walks every record: checksums, chain, bodies, blobs, and each view against the events. Tells each
 * fault in a sentence. JOURNAL_OK, or JOURNAL_DAMAGED when faults > 0. */
enum journal_result journal_check(struct journal *journal, struct journal_check *check,
    journal_check_fault *fault, void *context);

#endif
