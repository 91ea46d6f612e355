/*
 * store/lmdb_file_internal.h - whether data.mdb is as long as LMDB believes. LMDB reads through a
 * map: what lies past the file's end does not answer an error, it ends the process.
 */
#ifndef RAPPORTEUR_STORE_LMDB_FILE_INTERNAL_H
#define RAPPORTEUR_STORE_LMDB_FILE_INTERNAL_H

#include <lmdb.h>

#include "store/engine_internal.h"

/* Before the env is opened: the file is there (unless it is to be made) and holds its meta pages,
 * and the disk has room for lock.mdb. Opens neither file. */
enum journal_result lmdb_file_ready(const char *dir, bool create, struct journal_fault *fault);
/* After it is opened, before anything is read. A writer (mend) makes a short file whole when every
 * missing page is a free one; otherwise a short file is JOURNAL_DAMAGED and stays as it was. */
enum journal_result lmdb_file_whole(MDB_env *env, bool mend, struct journal_fault *fault);
/* After a commit. Says nothing when it cannot: the commit stands, the next open looks again. */
void lmdb_file_fill(MDB_env *env);
/* Bytes in pages that LMDB may use again, as far as its list of them tells. */
uint64_t lmdb_file_free_bytes(MDB_env *env, MDB_txn *txn);

#endif
