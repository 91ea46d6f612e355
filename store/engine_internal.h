/*
 * store/engine_internal.h - what the journal needs of an engine: sorted tables of bytes and one
 * writing transaction that is there whole or not at all. LMDB is one, memory another; numbering,
 * chain, checksums, views and the check are above it and the same for both.
 *
 * Promises:
 *   (1) A transaction reads one state of all tables, its own writes included.
 *   (2) commit answers JOURNAL_OK: on disk (memory: kept). JOURNAL_FULL: nothing is kept, and the
 *       next transaction may try. JOURNAL_DISK: unknown. It ends the transaction in every case.
 *   (3) A value is the engine's until the transaction ends or writes.
 * Answers other than JOURNAL_OK and JOURNAL_ABSENT leave a sentence in engine->fault.
 */
#ifndef RAPPORTEUR_STORE_ENGINE_INTERNAL_H
#define RAPPORTEUR_STORE_ENGINE_INTERNAL_H

#include "store/journal.h"

/* Name, code (in every checksum: never reused), word (LMDB's name of the table), the largest key
 * and the largest value without its checksum. Values of views leave room for keys of newer
 * versions. */
#define TABLES(X) \
	X(TABLE_META, 1, "meta", 16, 64) \
	X(TABLE_HEADS, 2, "heads", 8, HASH_BYTES + EVENT_HEAD_BYTES_MAX) \
	X(TABLE_BODIES, 3, "bodies", 8, SALT_BYTES + EVENT_BODY_BYTES_MAX) \
	X(TABLE_BLOBS, 4, "blobs", 12, PART_BYTES_MAX) \
	X(TABLE_NOTES, 5, "notes", 14, 1024) \
	X(TABLE_COMMANDS, 6, "commands", ID_BYTES, 1024) \
	X(TABLE_SESSIONS, 7, "sessions", SESSION_KEY_MAX, 4096) \
	X(TABLE_MEMBERS, 8, "members", 20, 1024)
#define X(name, code, word, key_max, value_max) name = (code),
enum table { TABLES(X) };
#undef X
#define TABLE_COUNT 8u
/* The first so many were there when the format began. A later one is made with the first record that is
 * put into it, so that the folder of an older program stays as it was until then; a generation without it
 * has no records in it. */
#define TABLES_FIRST 7u

#define TABLE_KEY_MAX  64u
#define CHECKSUM_BYTES 8u
/* table code | key | value | checksum: what is hashed, laid out in one piece. */
#define RECORD_BYTES_MAX (1u + TABLE_KEY_MAX + PART_BYTES_MAX + CHECKSUM_BYTES)

/* The word and the caps of a table. Static. */
const char *table_word(enum table table);
size_t table_key_max(enum table table);
size_t table_value_max(enum table table);

struct span {
	const uint8_t *bytes;
	size_t size;
};

/* The order of keys: as bytes, the shorter one first where one begins the other. */
int span_compare(struct span a, struct span b);

struct engine;
struct engine_txn;

/* Told every record of a table in the order in which it lies; false ends the walk. */
typedef bool engine_visit(void *context, struct span key, struct span value);
/* Told every record of a copy, as it is stored; it is left out when *keep is set to false. Another
 * answer than JOURNAL_OK ends the copy with that answer. */
typedef enum journal_result engine_keep(
    void *context, enum table table, struct span key, struct span value, bool *keep);

struct engine_calls {
	/* Sets *txn on JOURNAL_OK only. Writing: JOURNAL_FULL when there is no room. */
	enum journal_result (*begin)(struct engine *engine, bool write, struct engine_txn **txn);
	enum journal_result (*commit)(struct engine_txn *txn);
	void (*abort)(struct engine_txn *txn);
	enum journal_result (*get)(
	    struct engine_txn *txn, enum table table, struct span key, struct span *value);
	/* Copies. last: the key is greater than all there are; when it is not, JOURNAL_DAMAGED. */
	enum journal_result (*put)(struct engine_txn *txn, enum table table, struct span key,
	    struct span value, bool last);
	enum journal_result (*del)(struct engine_txn *txn, enum table table, struct span key);
	/* The first record whose key is not less than from. */
	enum journal_result (*seek)(struct engine_txn *txn, enum table table, struct span from,
	    struct span *key, struct span *value);
	enum journal_result (*walk)(
	    struct engine_txn *txn, enum table table, engine_visit *visit, void *context);
	/* Writes all records, as of now, into a new file in dir, an empty folder, and syncs it; dir itself
	 * is the caller's to sync. Beside a transaction that reads; not beside one that writes. NULL:
	 * the engine has no files. */
	enum journal_result (*copy)(
	    struct engine *engine, const char *dir, engine_keep *keep, void *context);
	/* Frees the engine; no transaction is open. */
	void (*close)(struct engine *engine);
};

/* First member of each engine's own struct. */
struct engine {
	uint32_t magic; /* tells the engines apart where one is handed back to its own calls */
	const struct engine_calls *calls;
	struct journal_fault fault;
};
struct engine_txn {
	struct engine *engine;
};

/* Writes the sentence and answers result, so that a function can end with it. fault may be NULL. */
enum journal_result journal_fault_set(struct journal_fault *fault, enum journal_result result,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

enum journal_result engine_memory_open(struct engine **engine);

struct engine_lmdb_options {
	const char *dir; /* the generation's folder; it is there */
	bool create;     /* a new generation: its tables may be made */
	bool read_only;
	uint64_t map_bytes;
	uint64_t quota_bytes;   /* 0: none */
	uint64_t reserve_bytes; /* 0: none */
};
/* Sets *engine on JOURNAL_OK only. A generation without one of the tables opens all the same, so
 * that its format can be read first; engine_lmdb_whole() then says which one is missing. */
enum journal_result engine_lmdb_open(
    struct engine **engine, const struct engine_lmdb_options *options, struct journal_fault *fault);
enum journal_result engine_lmdb_whole(struct engine *engine);

#endif
