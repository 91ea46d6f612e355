/*
 * broker/press/press_internal.h - what the files press_*.c share.
 *
 *   press.c          opens, waits, stops
 *   press_lexicon.c  what is known of words
 *   press_names.c    whom the texts name
 *   press_checkpoint.c  what was made of the events so far, kept beside the journal
 *   press_fold.c     an event goes into the synthesis of its session
 *   press_publish.c  what changed goes out, coalesced and sealed
 *   press_answer.c   questions that the desk passes on, in parts
 *   press_audience.c what each audience is shown
 *   press_inquiry.c  what moderators ask
 *   press_record.c   what is made and kept: the final grouping of a closed session
 */
#ifndef RAPPORTEUR_BROKER_PRESS_PRESS_INTERNAL_H
#define RAPPORTEUR_BROKER_PRESS_PRESS_INTERNAL_H

#include <zmq.h>

#include "broker/channel.h"
#include "broker/keys.h"
#include "broker/members/feeds.h"
#include "broker/members/zap.h"
#include "broker/names/names.h"
#include "broker/peers.h"
#include "broker/press/press.h"
#include "broker/press/press_shared.h"
#include "broker/synthesis/synthesis.h"
#include "proto/command_moderator.h"
#include "proto/event.h"
#include "proto/messages.h"
#include "store/views.h"

#define PRESS_OBJECTIVES_MAX (OBJECTIVES_MAX + OBJECTIVE_MAX) /* the programme's, and stray ones */
#define PRESS_SNAPSHOTS_MAX  8u                               /* of a synthesis */
#define PRESS_INQUIRIES_MAX  16u /* of answers to moderators, mostly short ones */
#define PRESS_SNAPSHOT_BYTES ((size_t)PARTS_MAX * PART_BYTES_MAX)

struct press_session {
	char key[SESSION_KEY_MAX + 1];
	uint8_t secret[SECRET_BYTES];
	struct feed_keys
	    feeds[FEED_AUDIENCES]; /* by audience - 1; without keys FEED_WORK's alone */
	uint32_t feed_epoch;
	bool closed;
	uint64_t final;    /* as of which a final grouping is due; 0: none is */
	uint64_t grouping; /* the event that it is in, once that was folded; else 0 */
	uint64_t again_ms; /* when it is sent again, and how long after that */
	uint64_t rest_ms;
	uint64_t event;         /* the newest of this session that was folded */
	uint64_t number;        /* of the newest update */
	uint64_t heartbeat_ms;  /* when the last went out */
	uint64_t *published_ms; /* by objective index, when its last update went out; owned */
	size_t published_count;
	struct synthesis
	    *synthesis;          /* owned; borrows the press's lexicon, and what looks for names */
	struct press_look *look; /* owned */
};

/* A question that the desk passed on. */
struct press_question {
	enum message message;
	enum feed_audience audience; /* of who asks */
	uint64_t at_least;
	uint32_t objective;
	struct inquiry inquiry; /* of moderators; its words are the press's asked arena's */
	struct part_want want;
	uint8_t print
	    [HASH_BYTES]; /* of all but which part is wanted: equal questions have one answer */
};

/* An answer as it was told to somebody: the parts of one answer must be of one whole. */
struct press_snapshot {
	struct press_session *session; /* NULL: free */
	enum feed_audience audience;
	uint8_t print[HASH_BYTES]; /* of the question */
	uint64_t number;
	uint64_t event; /* the newest folded when it was made */
	uint64_t used;
	uint8_t digest[HASH_BYTES];
	struct buffer bytes; /* owned */
};

/* DIR/checkpoint: see press_checkpoint.c. */
struct press_checkpoint {
	bool used; /* else none is read or written */
	void *map; /* until it is resumed: what was found; NULL: nothing */
	size_t size;
	uint64_t number; /* of its newest event */
	uint64_t kept;   /* the newest event of the one that is on disk, 0: there is none */
};

/* The grouping that is on its way to the desk. */
struct press_sending {
	struct press_session *session; /* NULL: none is */
	uint64_t at;
	size_t sent;
	struct buffer bytes; /* owned */
};

struct press {
	const struct config *config;
	char home
	    [CONFIG_PATH_MAX]; /* where the journal is, and the checkpoint: all that it may open in the end */
	struct press_shared *shared;
	int channel;
	void *zmq;
	void *feed;
	struct journal *journal;
	struct lexicon *lexicon; /* owned */
	struct names *names;     /* owned; borrows the lexicon. NULL until the first session */
	struct signing_key signing;
	struct curve_key curve;
	struct feed_secret feed_secret;
	bool keyed;
	struct zap *zap; /* owned */
	uint64_t run;
	uint64_t next;               /* the event to fold next */
	struct journal_place folded; /* the newest folded */
	uint64_t newest;             /* of the journal, when it was last read */
	uint64_t unread;             /* a sum over the events that said nothing to us */
	bool caught_up;              /* once all was folded: from then on updates go out */
	struct press_checkpoint checkpoint;
	struct press_session **sessions; /* owned; in the order of opening */
	size_t session_count;
	struct press_session *recent; /* of the last event: mostly the next one's too */
	/* Those of a synthesis first, so that moderators who search take no watcher's place. */
	struct press_snapshot snapshots[PRESS_SNAPSHOTS_MAX + PRESS_INQUIRIES_MAX];
	uint64_t turn;
	struct buffer made; /* owned: what it makes a synthesis with, in lines; empty: not known */
	bool made_told;
	struct press_sending sending;
	struct arena arena;    /* of one reading of a synthesis */
	struct arena asked;    /* of one question */
	struct buffer encoded; /* one objective as it goes out */
	struct buffer payload;
	struct buffer sealed;
	uint8_t *packet; /* CHANNEL_PACKET_BYTES_MAX */
	struct buffer body;
	struct peers peers; /* who is connected; empty in a press that is memory alone */
	uint64_t topics;    /* that somebody is subscribed to */
	bool stopping;
};

uint64_t press_now_ms(void);

/* All of a press that is memory; no descriptor, no journal. False: no memory; release it anyway. */
bool press_prepare(struct press *press, const struct config *config);
void press_release(struct press *press);

/* PRESS_WAITS: all is folded, the next thing is due in *due_ms; PRESS_ALONE: the desk is gone. */
enum press_turn { PRESS_GOES_ON, PRESS_WAITS, PRESS_NOT_READ, PRESS_ALONE };
/* Folds a slice, publishes what is due, answers what was asked. */
enum press_turn press_turn(struct press *press, int *due_ms);
/* press_feed.c. Binds the feed; closes what was opened, twice is harmless. */
bool press_feed_open(struct press *press);
void press_feed_close(struct press *press);
/* Whether the door of a feed holds: a foreign key is refused, and so is who has none. Nothing is left open. */
bool press_feed_test(struct press *press);
/* press_lexicon.c. Goes without what is not there, and says so. False: no memory. */
bool press_lexicon_open(struct press *press);
/* press_names.c. Looks at the session's texts from now on; the programme is its first. False: no memory. */
bool press_names_guard(
    struct press *press, struct press_session *session, const struct programme *programme);
/* Another programme: its words and speakers, before the synthesis is given it. False: no memory. */
bool press_names_learn(struct press_session *session, const struct programme *programme);
void press_names_close(struct press_session *session);
void press_session_close(struct press_session *session); /* all that is its own, and itself */
struct press_session *press_session_find(struct press *press, const char *key);

/* Looks for a checkpoint; one that fits is resumed when the fold gets there. */
void press_checkpoint_find(struct press *press);
/* All its events are folded. False: it does not fit after all, and the fold must begin anew. */
bool press_checkpoint_resume(struct press *press);
/* Writes one when enough has come since the last. */
void press_checkpoint_keep(struct press *press, bool ending);
void press_checkpoint_close(struct press *press);

/* Folds up to count events. JOURNAL_OK: there may be more; JOURNAL_ABSENT: all are folded. */
enum journal_result press_fold(struct press *press, size_t count);

/* Tells the desk what is to be kept. Answers in how many ms the next thing is due. */
int press_record(struct press *press, bool all_folded);
/* The grouping that is on its way is wanted no more. */
void press_sending_drop(struct press *press);
/* A grouping became an event: its session stands as it says. Before a checkpoint is resumed it is only noted. */
enum journal_result press_recorded(
    struct press *press, struct journal_txn *txn, const struct journal_event *event);
/* The checkpoint is resumed: what was noted is done. */
enum journal_result press_recorded_resume(struct press *press, struct journal_txn *txn);

/* Publishes what is due. Answers in how many ms the next thing is due. */
int press_publish(struct press *press);
void press_goodbye(struct press *press);
/* Takes in (un)subscriptions: libzmq keeps them in memory until somebody does. Counts the topics. */
void press_drain(struct press *press);

/* No answer that was made of the session until now is given any more. */
void press_answers_drop(struct press *press, const struct press_session *session);
/* Adds the answer to what a moderator asks to out. ERROR_NONE, or why not, with its detail. */
enum error press_inquire(struct press *press, const struct press_session *session,
    const struct press_question *question, struct buffer *out, struct refusal *refusal);
/* press_audience.c. What the audience is shown of it; borrows from all, the rest is the arena's. False: no memory. */
bool press_audience(enum feed_audience audience, struct arena *arena,
    const struct synthesis_objective *all, struct synthesis_objective *shown);

/* Answers what the desk asks. False: the desk is gone. */
bool press_questions(struct press *press);

#endif
