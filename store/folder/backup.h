/*
 * store/folder/backup.h - a journal is copied out while it is in use, and back into a folder of its own.
 *
 * A backup is a folder like any journal's: CURRENT, one generation, `erased`. It holds all that was said
 * and the secrets of its sessions, so it is for one user alone (0700, 0600) and must be kept as such. It
 * holds no signing.key, no other key and no identities: who has a backup cannot write the feeds, nor read those that are
 * sealed for people with keys, and finds nobody behind a pseudonym.
 */
#ifndef RAPPORTEUR_STORE_FOLDER_BACKUP_H
#define RAPPORTEUR_STORE_FOLDER_BACKUP_H

#include "store/journal.h"

/*
 * Copies the journal in dir, which another process may be writing, to the new folder `to`: as it is at one
 * moment, compact, synced. Then reads all of it; told (may be NULL) hears each fault. JOURNAL_OK: it is
 * whole and well. JOURNAL_THERE: `to` is there. Otherwise `to` is not there afterwards. Sets *check on
 * JOURNAL_OK and JOURNAL_DAMAGED. No journal is open in this process.
 */
enum journal_result journal_backup(const char *dir, const char *to, struct journal_check *check,
    journal_check_fault *told, void *context, struct journal_fault *fault);

/*
 * Copies a journal, which nobody writes, into dir: a folder that is not there, or holds nothing but `erased`,
 * the keys and identities, left of an earlier journal. The new one has an id of its own, so that clients
 * notice and offer again what it lacks; what either list of the erased names is left out; an older
 * format is brought up to date. Answers as journal_backup() does; after another answer than JOURNAL_OK
 * dir holds no journal that opens.
 */
enum journal_result journal_restore(const char *from, const char *dir, struct journal_check *check,
    journal_check_fault *told, void *context, struct journal_fault *fault);

#endif
