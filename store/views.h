/*
 * store/views.h - tables made from the events, in the events' own transaction: sessions, notes,
 * commands. Everything in them can be worked out again from the events; a check does.
 *
 * Every function takes a reading or, to put, an appending transaction, and answers JOURNAL_OK,
 * JOURNAL_ABSENT (nothing is set), JOURNAL_DAMAGED, or what the disk says. Values are copied.
 */
#ifndef RAPPORTEUR_STORE_VIEWS_H
#define RAPPORTEUR_STORE_VIEWS_H

#include "proto/messages.h"
#include "store/journal.h"

/* Codes are stored. DELETED: nothing is left of it but that it was there; who asks for it is told that it is not. */
enum session_state { SESSION_OPEN = 0, SESSION_CLOSED = 1, SESSION_DELETED = 2 };

struct view_session {
	char key[SESSION_KEY_MAX + 1];
	char series[SESSION_KEY_MAX +
	    1];         /* of the programme in force; "": none, or it was put by an older version */
	uint32_t place; /* 1, 2, ... in the order of opening: the first part of a note's key */
	enum session_state state;
	uint8_t secret[SECRET_BYTES];
	uint8_t topic[TOPIC_BYTES];
	uint8_t feed_key[FEED_KEY_BYTES];
	uint32_t feed_epoch; /* from 1; grows when the feed key changes */
	uint64_t opened;     /* event numbers */
	uint64_t programme;  /* the event whose parts are the programme in force */
	uint64_t closed;     /* 0 while open */
	uint64_t
	    final; /* as of which the final grouping is to be: the close, or an admission since */
	uint64_t grouping;      /* the event that it is in; 0: none is recorded for `final` */
	unsigned int retention; /* enum retention of the programme in force, for so many days */
	uint32_t retention_days;
	uint64_t expired; /* the event that ended it; 0: it lasts, or there is none */
	uint64_t erased;  /* the newest event that erased something of it; 0: none */
	uint64_t made; /* the event that says what the synthesis is made with; 0: none does yet */
	uint8_t
	    made_first[MADE_WITH_BYTES]; /* the digest of the first such event, and of that one */
	uint8_t made_now[MADE_WITH_BYTES];
	uint64_t versions[REPORT_VERSIONS_MAX]; /* of its report: the events that adopted them */
	size_t version_count;
	uint64_t frozen; /* one of them; 0: none */
	uint64_t opened_ms;
	uint64_t closed_ms;
	uint64_t grace_ms;
	uint64_t received; /* notes, late and retracted ones included */
	uint64_t retracted;
	uint64_t redacted;
	uint64_t late;
};

enum journal_result view_session_find(
    struct journal_txn *txn, const char *key, struct view_session *session);
enum journal_result view_session_put(struct journal_txn *txn, const struct view_session *session);
/* Sessions in the order of their keys, after the key given ("" begins). JOURNAL_ABSENT at the end. */
enum journal_result view_session_next(
    struct journal_txn *txn, const char *after, struct view_session *session);
/* Whether there was a session of that name, which was deleted; of *session only key, place and numbers say something. */
enum journal_result view_session_tombstone(
    struct journal_txn *txn, const char *key, struct view_session *session);
/* How many sessions there are: the next one's place is one more. */
enum journal_result view_session_count(struct journal_txn *txn, uint32_t *count);

enum note_state { NOTE_STANDS = 0, NOTE_GONE = 1, NOTE_IS_LATE = 2 }; /* GONE: retracted; stored */

struct view_note {
	uint32_t session; /* its place */
	uint32_t objective;
	uint64_t number;  /* of the event that submitted it; with the two above, the key */
	uint64_t current; /* of the event that says what stands */
	uint8_t note[ID_BYTES];
	uint8_t writer[WRITER_BYTES]; /* pseudonym */
	enum note_state state;
};

/* Puts it under its key. When the objective changed, `before` is where it stood: that key goes. */
enum journal_result view_note_put(
    struct journal_txn *txn, const struct view_note *note, const struct view_note *before);
enum journal_result view_note_find(struct journal_txn *txn, uint32_t session, uint32_t objective,
    uint64_t number, struct view_note *note);
/* The next note of the session after (objective, number); 0, 0 begins. JOURNAL_ABSENT at its end. */
enum journal_result view_note_next(struct journal_txn *txn, uint32_t session, uint32_t objective,
    uint64_t number, struct view_note *note);

/* What a command id was used for, so that a repeat gets the first answer. */
struct view_command {
	uint8_t id[ID_BYTES];
	uint8_t sender[WRITER_BYTES]; /* pseudonym */
	uint8_t body_hash
	    [16]; /* SipHash-2-4-128 of the body as received, keyed with the session's secret */
	uint64_t number;    /* the event it made */
	uint32_t session;   /* its place */
	uint32_t objective; /* of a submit: where the note stands now; else 0 */
};
enum journal_result view_command_find(
    struct journal_txn *txn, const uint8_t id[ID_BYTES], struct view_command *command);
enum journal_result view_command_put(struct journal_txn *txn, const struct view_command *command);

/* Who belongs to a session, by pseudonym; a session's place of 0 is the house: all sessions, or those of one series. */
struct view_member {
	char series[SESSION_KEY_MAX + 1]; /* with place 0: of which series; "": of all */
	uint32_t session;
	uint8_t member[WRITER_BYTES]; /* pseudonym */
	enum role role;
	bool revoked;
	uint64_t number;   /* of the event that says so */
	uint32_t epoch;    /* of the feeds' keys, from that event on */
	size_t room_count; /* 0: every room */
	char rooms[MEMBER_ROOMS_MAX][ROOM_KEY_MAX + 1];
};
enum journal_result view_member_find(struct journal_txn *txn, uint32_t session,
    const uint8_t member[WRITER_BYTES], struct view_member *found);
enum journal_result view_member_put(struct journal_txn *txn, const struct view_member *member);
/* The next member of the session after that pseudonym (NULL begins). JOURNAL_ABSENT at its end. */
enum journal_result view_member_next(
    struct journal_txn *txn, uint32_t session, const uint8_t *after, struct view_member *member);

#endif
