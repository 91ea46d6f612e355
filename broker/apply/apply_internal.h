/* broker/apply/apply_internal.h - what apply.c and the files apply_*.c share. */
#ifndef RAPPORTEUR_BROKER_APPLY_APPLY_INTERNAL_H
#define RAPPORTEUR_BROKER_APPLY_APPLY_INTERNAL_H

#include "broker/apply/apply.h"
#include "broker/members/access.h"
#include "store/views.h"

/* Sessions held decoded at once; more take turns. A day has one or two, a series a dozen. */
#define APPLY_SESSIONS_MAX 16u

struct apply_session {
	struct view_session view;
	bool there;    /* view holds what stands within this batch */
	bool changed;  /* view must be put before the batch ends */
	uint64_t used; /* for whose turn it is to go */
	struct programme programme;
	uint64_t programme_event; /* 0: programme is empty */
};

/* A pseudonym costs two blocks of BLAKE2b and is the same for all of a writer's notes: the latest are
 * remembered, each at the place that its writer's bytes give. */
#define APPLY_WRITERS_MAX 256u
struct apply_writer {
	bool there;
	uint8_t secret[SECRET_BYTES]; /* of the session */
	uint8_t writer[WRITER_BYTES];
	uint8_t pseudonym[WRITER_BYTES];
};

/* Who somebody is in a session, as of this batch: the latest, each at the place that its bytes give. */
#define APPLY_MEMBERS_MAX 256u
struct apply_member {
	uint64_t turn;    /* apply's members_turn when it was looked up; else it counts no more */
	uint32_t session; /* its place */
	uint8_t person[WRITER_BYTES];
	struct standing standing;
};

struct apply {
	struct apply_session sessions[APPLY_SESSIONS_MAX];
	uint64_t turn;
	struct apply_writer writers[APPLY_WRITERS_MAX];
	struct apply_member members[APPLY_MEMBERS_MAX];
	uint64_t
	    members_turn; /* from 1; the next with each batch, and when somebody's role changes */
	struct buffer scratch; /* an event's body while it is made */
	/* Of the batch in hand: */
	struct journal_txn *txn;
	struct batch *batch;
	uint64_t time_ms;
};

/* Answers JOURNAL_OK with *session set, or NULL in it and a refusal; another answer is the disk's. */
enum journal_result apply_session_find(
    struct apply *apply, struct command *command, struct apply_session **session);
/* A slot for a session that is being opened. */
enum journal_result apply_session_slot(
    struct apply *apply, const char *key, struct apply_session **session);
/* All sessions in the order of their keys, as they stand within this batch; and one of them as it now is. */
enum journal_result apply_session_next(
    struct apply *apply, const char *after, struct view_session *session);
enum journal_result apply_session_keep(struct apply *apply, const struct view_session *session);
/* The programme of a session, decoded. */
enum journal_result apply_programme(struct apply *apply, struct apply_session *session);

/* A command id that was used before: *answered says that the command has its first answer again, or was
 * refused as id_taken. pseudonym is set in any case. */
enum journal_result apply_repeat(struct apply *apply, struct command *command,
    const struct view_session *session, uint8_t pseudonym[WRITER_BYTES], bool *answered);

/* What a command within a session begins with: the session, and the first answer again where the command is a
 * repeat. *go: neither refused nor answered, decide on. */
enum journal_result apply_begin(struct apply *apply, struct command *command,
    struct apply_session **session, uint8_t pseudonym[WRITER_BYTES], bool *go);

/* Adds the event whose body is in apply->scratch and remembers the command's id. */
enum journal_result apply_event(struct apply *apply, struct command *command,
    const struct view_session *session, enum event_type type, uint32_t objective,
    const uint8_t pseudonym[WRITER_BYTES]);

/* Whether the command's sender may do that, as the views stand; refuses it else. Sets the writer that the
 * command counts as. */
enum journal_result apply_access(struct apply *apply, struct command *command);

enum journal_result apply_redeem(struct apply *apply, struct command *command);
enum journal_result apply_revoke(struct apply *apply, struct command *command);
/* apply_record.c: what the press made. */
/* Says in an open session what its synthesis is made with, unless that is what it says already. The salt is
 * drawn out of the one given. *said (may be NULL): it did. */
enum journal_result apply_made_with(
    struct apply *apply, struct view_session *session, const uint8_t salt[SALT_BYTES], bool *said);
/* Keeps the batch's record, where it is due; else nothing of it. */
enum journal_result apply_record(struct apply *apply);

/* apply_retention.c: what was kept long enough goes, where it is due; else nothing. */
enum journal_result apply_expiry(struct apply *apply);

enum journal_result apply_session_open(struct apply *apply, struct command *command);
enum journal_result apply_session_update(struct apply *apply, struct command *command);
enum journal_result apply_session_close(struct apply *apply, struct command *command);
enum journal_result apply_session_reopen(struct apply *apply, struct command *command);
enum journal_result apply_session_admit(struct apply *apply, struct command *command);
enum journal_result apply_note_submit(struct apply *apply, struct command *command);
enum journal_result apply_note_amend(struct apply *apply, struct command *command);
enum journal_result apply_note_retract(struct apply *apply, struct command *command);
enum journal_result apply_session_delete(struct apply *apply, struct command *command);
enum journal_result apply_note_redact(struct apply *apply, struct command *command);
/* The note that a command's id submitted in the session. JOURNAL_ABSENT: none. */
enum journal_result apply_note_of(struct apply *apply, const struct view_session *session,
    const uint8_t id[ID_BYTES], struct view_note *note);
/* Whether nothing of what it said is left. */
enum journal_result apply_note_redacted(
    struct apply *apply, const struct view_note *note, bool *redacted);
/* By the hash of a command's body what it said could be guessed: it goes. */
enum journal_result apply_hash_wipe(struct apply *apply, const uint8_t id[ID_BYTES]);
/* Deletes all that a note ever said. Its view is the caller's. */
enum journal_result apply_note_wipe(struct apply *apply, const struct view_note *note);
enum journal_result apply_report_adopt(struct apply *apply, struct command *command);
enum journal_result apply_report_freeze(struct apply *apply, struct command *command);
/* Of each version that rests on the note a copy takes its place, without what rests on it; what it was copied from is erased. */
enum journal_result apply_report_blank(struct apply *apply, const struct command *command,
    struct view_session *session, const char *note);
/* All versions go. */
enum journal_result apply_report_drop(struct apply *apply, struct view_session *session);
enum journal_result apply_curate(struct apply *apply, struct command *command);

/* The programme has no such thing: the detail lists what it has. */
void apply_refuse_room(const struct programme *programme, struct refusal *refusal);
void apply_refuse_objective(const struct programme *programme, struct refusal *refusal);
void apply_refuse_category(const struct programme *programme, struct refusal *refusal);
void apply_refuse_lens(const struct programme *programme, struct refusal *refusal);
/* When a thing was done: the batch's time less the age that the command tells. */
uint64_t apply_own_time(const struct apply *apply, const struct command *command);

#endif
