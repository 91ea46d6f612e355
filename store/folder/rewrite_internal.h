/*
 * store/folder/rewrite_internal.h - a journal is written anew into the next generation: to give back room, to
 * erase, to change the format. The same copy makes backups and restores them.
 *
 *   copy into DIR/next ─► sync ─► name it ─► open it ─► change ─► CURRENT ─► remove the old one
 *                                                                 └─ until here the old one is in force
 */
#ifndef RAPPORTEUR_STORE_FOLDER_REWRITE_INTERNAL_H
#define RAPPORTEUR_STORE_FOLDER_REWRITE_INTERNAL_H

#include "store/record_internal.h"

/* Event numbers, sorted. */
struct numbers {
	uint64_t *numbers; /* owned */
	size_t count;
	size_t capacity;
};
void numbers_close(struct numbers *numbers);
bool numbers_have(const struct numbers *numbers, uint64_t number); /* NULL: none */

/* Sessions of which something was erased. */
struct touched {
	char session[SESSION_KEY_MAX + 1];
	uint64_t from;  /* what is made of it comes after this event */
	uint64_t until; /* by this event; what was made before it is made of what is gone */
	bool whole;     /* nothing of it stays */
};
struct touched_list {
	struct touched *sessions; /* owned */
	size_t count;
};
void touched_close(struct touched_list *list);
/* Adds a session, or what is new of one that is there. touched's session is the one given beside it. */
enum journal_result touched_add(
    struct touched_list *list, const struct touched *touched, const char *session);

/* Whether the event still has its body. A damaged one counts: it must go, too. */
enum journal_result body_there(struct journal_txn *txn, uint64_t number, bool *there);
/* Adds to numbers, which may hold events that are about to be erased, the groupings and the acts of curation
 * that go with what was erased in these sessions. */
enum journal_result made_of_find(
    struct journal_txn *txn, const struct touched_list *touched, struct numbers *numbers);

/* Sets *numbers, begun as zeros, to those events of the list that still have a body here, and to what was made
 * of them. */
enum journal_result erased_find(
    struct journal *journal, const struct erased *erased, struct numbers *numbers);

/* Writes all records into path, an empty folder, without the bodies and parts of leave_out (may be NULL);
 * each record is verified on the way. */
enum journal_result generation_copy(
    struct journal *journal, const char *path, const struct numbers *leave_out);

/* Goes on in a new generation. change (may be NULL) writes to it before it is in force. Another answer than
 * JOURNAL_OK: the old one is in force, as it was; after JOURNAL_DISK nothing more is written. */
enum journal_result journal_rewrite(
    struct journal *journal, const struct numbers *leave_out, journal_apply *change, void *context);

/* Deletes the views of a session that was deleted, but its tombstone. */
enum journal_result session_bury(struct journal_txn *txn, struct view_session *session);
/* A change: a note whose standing event was erased is gone, and counts as redacted. */
enum journal_result views_settle(void *context, struct journal_txn *txn);
/* Erases what journal->erased lists and still has a body. */
enum journal_result erased_apply(struct journal *journal);

/* A change: what this version needs beside what an older format holds (migrate.c). */
enum journal_result migrate_apply(void *context, struct journal_txn *txn);
/* Brings a journal of an older format up to date, after a copy of it in DIR/before-format-N. */
enum journal_result journal_migrate(struct journal *journal);

/* Makes `to`, a folder with a copy of the journal: all of it or nothing is there (backup.c). made(context,
 * path), unless NULL, sees the copy before it gets its name. */
typedef enum journal_result backup_made(
    void *context, const char *path, struct journal_fault *fault);
enum journal_result backup_write(struct journal *journal, const char *to, backup_made *made,
    void *context, struct journal_fault *fault);

/* Pieces of journal.c. */
struct journal *journal_make(void);
enum journal_result journal_engine_open(struct journal *journal, struct journal_fault *fault);
enum journal_result journal_meta_read(struct journal *journal);
enum journal_result journal_write(struct journal *journal, journal_apply *apply, void *context);

#endif
