/*
 * client/lib/outbox/outbox_internal.h - the durable outbox: an LMDB folder in the state folder.
 *
 *   entries   sequence (8 bytes, big-endian) -> an entry: a msgpack map, then SipHash-2-4 over
 *             key | map
 *   ids       command id (16 bytes) -> sequence
 *   here      sequence -> nothing: entries in state ENTRY_HERE; what is to be sent is one scan
 *   refused   likewise ENTRY_REFUSED
 *   notes     a note's id -> sequence of the newest entry that changes it (change.c)
 *   meta      format, writer, next (sequence); place/ENDPOINT -> the newest place seen of it
 *
 * Promises:
 *   (1) What outbox_add() answered RAPPORTEUR_OK for is synced to disk.
 *   (2) Several processes may have it open. Nothing is cached that another may change: every call
 *       is a transaction of its own. Within one process a folder may be open once (LMDB's locks are
 *       the process's, and closing one would drop them for both).
 *   (3) A damaged entry is told as ENTRY_REFUSED with ERROR_DAMAGED and no body; never sent; the
 *       others go on.
 *   (4) A sequence is never given twice, also when its entry is gone.
 *   (5) What the broker had acknowledged stands again in a journal that lacks it, changes too: they
 *       are offered after what they change, and name the event that it is there.
 */
#ifndef RAPPORTEUR_CLIENT_OUTBOX_H
#define RAPPORTEUR_CLIENT_OUTBOX_H

#include <lmdb.h>

#include "client/lib/clock_internal.h"
#include "client/lib/rapporteur.h"

/* Address space, not disk: the file grows with its entries. A million notes fill the half of it
 * that is not kept free. */
#define OUTBOX_MAP_BYTES      (UINT64_C(1) << 30)
#define OUTBOX_BODY_BYTES_MAX 32768u
#define OUTBOX_PATH_MAX       4096u

/* A place on a broker's chain. */
struct place {
	bool known;
	uint8_t journal[ID_BYTES];
	uint64_t number;
	uint8_t hash[HASH_BYTES];
};

struct outbox_record;
struct outbox {
	MDB_env *env; /* NULL: not open */
	MDB_dbi entries;
	MDB_dbi ids;
	MDB_dbi here;
	MDB_dbi refused;
	MDB_dbi notes;
	MDB_dbi meta;
	size_t map_bytes;
	uint8_t writer[WRITER_BYTES];
	uint8_t boot[BOOT_BYTES];
	char folder[OUTBOX_PATH_MAX];
	int use_fd;             /* locked for reading as long as we use it; -1: not open */
	size_t last_txn;        /* the newest transaction that we know of */
	bool changed_elsewhere; /* another process has committed since this was cleared */
};

/* Makes folder and tables when they are not there. fault may be NULL. */
enum rapporteur_result outbox_open(
    struct outbox *outbox, const char *state, size_t map_bytes, struct rapporteur_fault *fault);
void outbox_close(struct outbox *outbox); /* twice is harmless */

struct outbox_draft {
	enum message message;
	const uint8_t *id;     /* ID_BYTES */
	const uint8_t *writer; /* WRITER_BYTES */
	const char *session;
	const uint8_t *body;
	size_t body_size; /* 1..OUTBOX_BODY_BYTES_MAX */
};
/* Keeps all or none, with one sync. An id that is there already is not kept twice; if it was
 * refused, what is given now stands in its place and is offered anew. Sets sequences on
 * RAPPORTEUR_OK. */
enum rapporteur_result outbox_add(
    struct outbox *outbox, const struct outbox_draft *drafts, size_t count, uint64_t *sequences);

enum outbox_list { OUTBOX_ALL, OUTBOX_HERE };
/* The first entry of the list after a sequence; RAPPORTEUR_ABSENT at the end. bytes takes the
 * record's, entry->body borrows from it. */
enum rapporteur_result outbox_next(struct outbox *outbox, enum outbox_list list, uint64_t after,
    struct buffer *bytes, struct entry *entry);
enum rapporteur_result outbox_get(
    struct outbox *outbox, uint64_t sequence, struct buffer *bytes, struct entry *entry);
enum rapporteur_result outbox_counts(struct outbox *outbox, struct rapporteur_counts *counts);
/* True once when another process has changed something. */
bool outbox_changed_elsewhere(struct outbox *outbox);

/* What became of an entry that was sent. */
struct outbox_outcome {
	uint64_t sequence;
	uint8_t id[ID_BYTES];   /* must be the entry's: else nothing is changed */
	enum entry_state state; /* ENTRY_BROKER or ENTRY_REFUSED */
	uint64_t number;
	char public_id[PUBLIC_ID_CHARS + 1];
	bool late;
	enum error error;
	char detail[REFUSAL_DETAIL_MAX];
};
/* Writes them down, and with them the newest place seen of this broker. */
enum rapporteur_result outbox_settle(struct outbox *outbox, const struct outbox_outcome *outcomes,
    size_t count, const char *broker, const struct place *place);
/* Every entry in ENTRY_BROKER goes back to ENTRY_HERE, and place is the broker's from now on: one
 * transaction. */
enum rapporteur_result outbox_offer_again(
    struct outbox *outbox, const char *broker, const struct place *place);
enum rapporteur_result outbox_place(struct outbox *outbox, const char *broker, struct place *place);

/* RAPPORTEUR_ABSENT: no such refused entry. */
enum rapporteur_result outbox_forget(struct outbox *outbox, uint64_t sequence);
/* Deletes the entries in ENTRY_BROKER of these sessions. */
enum rapporteur_result outbox_forget_closed(
    struct outbox *outbox, const char *const *sessions, size_t count);

/* --- client/lib/outbox/outbox_erase.c: what was redacted is kept no more ------------------------------ */

/* Of these notes goes all that is kept here: changes are deleted; the note itself is refused from now on, as
 * ERROR_REDACTED, and says nothing. Those that are not here are passed over. Its bytes go with outbox_clean(). */
enum rapporteur_result outbox_redacted(
    struct outbox *outbox, uint8_t (*notes)[ID_BYTES], size_t count);
/* The same of the note that an entry submits or changes, within a transaction. */
int outbox_entry_erase(struct outbox *outbox, MDB_txn *txn, const struct outbox_record *record);
/* Notes, synced, that something is to go of which no byte may be left. 0, or why it could not be noted. */
int outbox_unclean(const struct outbox *outbox);
/* Writes the file anew when that was noted, so that no byte of it is left, unless another process uses it:
 * then the last one does that, when it closes it. */
void outbox_clean(struct outbox *outbox);
/* Which erasure of a session was dealt with last: the journal and the event. zeros: none. */
struct erasure_seen {
	uint8_t journal[ID_BYTES];
	uint64_t event;
};
void outbox_erasure_seen(struct outbox *outbox, const char *session, struct erasure_seen *seen);
enum rapporteur_result outbox_erasure_see(
    struct outbox *outbox, const char *session, const struct erasure_seen *seen);
/* The next notes of the session after *sequence, which goes on; RAPPORTEUR_ABSENT: there are none. */
enum rapporteur_result outbox_notes_of(struct outbox *outbox, const char *session,
    uint64_t *sequence, uint8_t (*notes)[ID_BYTES], size_t max, size_t *count);
/* The sequence of the entry with this id; 0: none. */
uint64_t outbox_sequence_find(struct outbox *outbox, const uint8_t id[ID_BYTES]);
/* Takes part in using it; waits while another process writes it anew. False: the folder cannot be used. */
bool outbox_use(struct outbox *outbox);

/* --- client/lib/outbox/outbox_record.c ----------------------------------------------------------- */

struct outbox_record {
	struct entry entry; /* sequence and age_ms are not in the bytes */
	struct moment written;
	/* Of a change, sequences: what was written of its note before it, and what its body says it
	 * replaces. 0: nothing, not known. */
	uint64_t after;
	uint64_t replaces;
};
/* Adds the record's bytes with their checksum. */
void outbox_record_encode(
    const struct outbox_record *record, const uint8_t key[8], struct buffer *out);
/* False: damaged. record->entry.body borrows from bytes. */
bool outbox_record_decode(
    struct outbox_record *record, const uint8_t key[8], const uint8_t *bytes, size_t size);

/* --- client/lib/outbox/change.c: amendments and retractions ---------------------------------------- */

/* Whether a change in ENTRY_HERE may be sent now: all that was written of its note before it has its
 * answer. If so, entry->body names the event that it replaces by the number it has in the journal as it
 * is now; what is rewritten for that goes to bytes. An entry that is no change is ready. */
bool outbox_change_ready(struct outbox *outbox, struct buffer *bytes, struct entry *entry);
/* Puts a change last of what was written of its note. */
int change_link(struct outbox *outbox, MDB_txn *txn, struct outbox_record *record);
/* Takes it out: it goes, or is written anew. */
int change_unlink(struct outbox *outbox, MDB_txn *txn, const struct outbox_record *record);
/* The broker has accepted it: what it replaced is known then, if it was not. */
void change_accepted(struct outbox *outbox, MDB_txn *txn, struct outbox_record *record);

/* The newest entry that is about the note, or 0; and the note that a change is about, or false. */
uint64_t change_newest(struct outbox *outbox, MDB_txn *txn, const uint8_t note[ID_BYTES]);
bool change_note(const struct entry *entry, uint8_t note[ID_BYTES]);

/* --- client/lib/outbox/outbox.c, for change.c ------------------------------------------------------ */

/* MDB_NOTFOUND; MDB_CORRUPTED: damaged, and *record says so. Its body borrows from the map. */
int outbox_record_get(
    struct outbox *outbox, MDB_txn *txn, uint64_t sequence, struct outbox_record *record);
/* Writes a record anew whose body may lie in the map. */
int outbox_record_put(struct outbox *outbox, MDB_txn *txn, const struct outbox_record *record);
/* Takes an entry out of all tables. record: NULL when it is damaged, and its id not known. */
int outbox_entry_delete(
    struct outbox *outbox, MDB_txn *txn, uint64_t sequence, const struct outbox_record *record);
/* The first key of a table after `after`; MDB_NOTFOUND. */
int outbox_key_after(MDB_txn *txn, MDB_dbi table, uint64_t after, uint64_t *sequence);
/* The sequence of the entry with this id, whether it is there or not; 0: none. */
uint64_t outbox_sequence_of(struct outbox *outbox, MDB_txn *txn, const uint8_t id[ID_BYTES]);

/* --- client/lib/outbox/outbox_file.c ----------------------------------------------- */

enum rapporteur_result outbox_result(int rc);
MDB_val outbox_value(const void *bytes, size_t size);
void outbox_key_put(uint8_t key[8], uint64_t sequence);
uint64_t outbox_key_get(const uint8_t *key);
/* Notes which transaction it was, so that others' are told apart. The txn is gone in any case. */
int outbox_commit(struct outbox *outbox, MDB_txn *txn);
/* False when what is left of the map is kept for acknowledgements and deletions. */
bool outbox_has_room(struct outbox *outbox);
int outbox_place_put(
    struct outbox *outbox, MDB_txn *txn, const char *broker, const struct place *place);
/* Opens a file of LMDB in the folder, and its tables. NULL: done; else what is wrong. */
const char *outbox_env_open(
    struct outbox *outbox, const char *folder, enum rapporteur_result *result);

#endif
