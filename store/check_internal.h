/*
 * store/check_internal.h - the state of one journal_check(). Every record is visited once, in the
 * order in which it lies; a fault is told once, where it is seen first, and what hangs on a damaged
 * record is passed over in silence.
 */
#ifndef RAPPORTEUR_STORE_CHECK_INTERNAL_H
#define RAPPORTEUR_STORE_CHECK_INTERNAL_H

#include "store/record_internal.h"

#define CHECK_FAULTS_TOLD_MAX 1000u /* more are only counted: a person reads the first few */

/* A session's view, and what the events and the notes say of it. */
struct check_session {
	struct view_session view;
	uint64_t submitted; /* events */
	uint64_t retracted; /* events */
	uint64_t notes;     /* views */
	uint64_t gone;      /* views */
	uint64_t late;      /* views */
	uint64_t bodies;    /* but of its deletion */
};

struct checker {
	struct journal_txn *txn;
	struct journal_check *check;
	journal_check_fault *told;
	void *context;
	enum table table;              /* of the walk */
	uint8_t before[TABLE_KEY_MAX]; /* the key before, in the walk */
	size_t before_size;
	bool torn
	    [TABLE_COUNT]; /* a record is damaged: what would be counted from it is not compared */
	/* heads: */
	uint64_t expected; /* number of the next head */
	bool linked;       /* chain and time_ms are those of the head before */
	uint8_t chain[HASH_BYTES];
	uint64_t time_ms;
	/* sessions, in the order of their keys: */
	struct check_session *sessions; /* owned */
	size_t session_count;
	size_t session_capacity;
	size_t *by_place; /* owned: indexes in the order of places */
	bool exhausted;   /* no memory: the check is not whole */
};

void check_tell(struct checker *checker, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Tells what the journal found last. */
void check_tell_last(struct checker *checker);
/* Tells of one record. */
void check_tell_record(
    struct checker *checker, enum table table, struct span key, const char *what);

/* Notes that a record of the table being walked is damaged, which was told. */
void check_torn(struct checker *checker, struct span key);
bool check_is_torn(const struct checker *checker, enum table table);

/* NULL: there is none. */
struct check_session *check_session_find(struct checker *checker, const char *key);
struct check_session *check_session_at(struct checker *checker, uint32_t place);

/* Walks (check_views.c). Sessions are read before the events and compared after the notes. */
void check_sessions_read(struct checker *checker);
void check_notes(struct checker *checker);
void check_commands(struct checker *checker);
void check_members(struct checker *checker);
/* An event of the house: of no session, but of who may do something in all of them. */
bool check_is_house(const struct event_head *head);
/* Sets *event, its body too when it is there and well; session NULL: of the house. False: there is no such
 * event there, and that is told, or it is damaged, and that was told. */
bool check_event_of(struct checker *checker, struct span key, const struct check_session *session,
    uint64_t number, struct journal_event *event);
void check_sessions(struct checker *checker);
/* The recorded grouping against the views of the notes (check_grouping.c). */
void check_grouping(struct checker *checker, const struct view_session *view);
/* An event's body against the views: its command is known by its number. */
void check_body(struct checker *checker, const struct journal_event *event);

/* A walk over one table: sees to checksums and the order of keys, then hands visit the value. */
typedef void check_visit(struct checker *checker, struct span key, struct span value);
void check_walk(struct checker *checker, enum table table, check_visit *visit);

#endif
