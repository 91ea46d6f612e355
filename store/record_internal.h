/*
 * store/record_internal.h - records with a checksum, numbers as keys, and the journal's own
 * structs.
 *
 * A value ends with SipHash-2-4 (64 bits, key of zeros: a checksum, not a secret) over table code |
 * key | value, so that a flipped bit is found, and a record that lies under another key as well.
 */
#ifndef RAPPORTEUR_STORE_RECORD_INTERNAL_H
#define RAPPORTEUR_STORE_RECORD_INTERNAL_H

#include "store/engine_internal.h"
#include "store/folder/erased_internal.h"
#include "store/folder/folder_internal.h"
#include "store/views.h"

struct journal_txn {
	struct journal *journal; /* borrowed */
	struct engine_txn *txn;  /* owned */
	bool write;
	bool changed;               /* something was put or deleted */
	enum journal_result failed; /* the first put that failed: nothing of it may be committed */
	struct journal_place newest;
	uint64_t erasing;    /* as in struct journal, as of this transaction */
	struct buffer value; /* where values are encoded; the memory is kept within a transaction */
	uint8_t scratch[RECORD_BYTES_MAX];
};

struct journal {
	uint32_t magic;
	struct engine *engine; /* owned */
	struct folder folder;
	struct engine_lmdb_options lmdb; /* but for dir: that of the generation in force */
	uint32_t format;      /* its version: the present one, unless it is only copied */
	struct erased erased; /* what DIR/erased lists; a writer's only */
	bool in_folder;
	bool read_only;
	bool share;
	bool broken; /* after JOURNAL_DISK: what is on disk is not known, nothing more is written */
	struct journal_place newest;
	uint64_t
	    erasing; /* since this event bodies were deleted that may still lie in the folder; 0: none */
	struct erased pending; /* commands whose bodies went since; some may have been taken back */
	bool pending_whole;    /* none is missing in it: else they are looked for */
	struct journal_txn writing; /* so that an append takes no memory */
};

/* Verified, without its checksum; the engine's until the transaction ends or writes. */
enum journal_result record_get(
    struct journal_txn *txn, enum table table, struct span key, struct span *value);
/* The pieces in a row are the value. JOURNAL_TOO_BIG writes nothing and spoils nothing; any other
 * failure spoils the transaction. last: see engine_calls.put. */
enum journal_result record_put(struct journal_txn *txn, enum table table, struct span key,
    const struct span *pieces, size_t count, bool last);
/* JOURNAL_ABSENT when there is none. */
enum journal_result record_del(struct journal_txn *txn, enum table table, struct span key);
/* The first record whose key is not less than from, verified. */
enum journal_result record_seek(struct journal_txn *txn, enum table table, struct span from,
    struct span *key, struct span *value);
/* Cuts the checksum off raw; false when it is not right. */
bool record_verify(struct journal_txn *txn, enum table table, struct span key, struct span raw,
    struct span *value);

/* JOURNAL_DAMAGED, with a sentence that names the record. */
enum journal_result record_damaged(
    struct journal_txn *txn, enum table table, struct span key, const char *what);
/* The same sentence alone. */
void record_describe(
    struct journal_fault *fault, enum table table, struct span key, const char *what);

void number_put(uint8_t *out, uint64_t number, size_t size); /* big-endian */
uint64_t number_get(const uint8_t *bytes, size_t size);

#define SPAN(array) ((struct span){ .bytes = (array), .size = sizeof(array) })

/* The records of meta; text keys. */
#define META_FORMAT  "format"  /* 4: the format's version; it stays readable for ever */
#define META_JOURNAL "journal" /* 16: the journal's id */
#define META_CREATED "created" /* 8: ms since 1970 UTC */
#define META_NEWEST  "newest"  /* 8 + 32 + 8: number, hash, time_ms of the newest event */
#define META_PLACES  "places"  /* 4: how many places sessions have taken */
#define META_ERASING "erasing" /* 8: a number; there while an erasure is not finished */
#define NEWEST_BYTES (8u + HASH_BYTES + 8u)

struct span text_span(const char *text);
/* JOURNAL_DAMAGED when it is absent or of another size. */
enum journal_result meta_get(struct journal_txn *txn, const char *name, uint8_t *out, size_t size);
enum journal_result meta_put(
    struct journal_txn *txn, const char *name, const uint8_t *bytes, size_t size);

/* Pieces of journal_event_get() (event_record.c) and of the views (views.c) that the check needs
 * one by one. An event from event_head_get() has no body; event_body_set() gives it the one in
 * value, whose checksum is right, when it is the one that the head says. */
enum journal_result event_head_get(
    struct journal_txn *txn, uint64_t number, struct journal_event *event);
enum journal_result event_body_set(
    struct journal_txn *txn, struct journal_event *event, struct span value);
enum journal_result view_session_decode(
    struct journal_txn *txn, struct span key, struct span value, struct view_session *session);
enum journal_result view_note_decode(
    struct journal_txn *txn, struct span key, struct span value, struct view_note *note);
enum journal_result view_command_decode(
    struct journal_txn *txn, struct span key, struct span value, struct view_command *command);
enum journal_result view_member_decode(
    struct journal_txn *txn, struct span key, struct span value, struct view_member *member);

#endif
