/*
 * broker/desk/desk_internal.h - what the files desk_*.c share.
 *
 *   desk.c          opens, waits, stops
 *   desk_round.c    a round: gather, append, answer
 *   committer.c     the append of a large round, beside the desk
 *   desk_command.c  a frame becomes a command, or a refusal
 *   desk_read.c     answers from the views
 *   desk_ask.c      questions to the press and its answers
 *   desk_member.c   whose key it is, and who may read
 *   desk_people.c   what is told and kept of people
 *   desk_record.c   what the press made, and is kept
 */
#ifndef RAPPORTEUR_BROKER_DESK_DESK_INTERNAL_H
#define RAPPORTEUR_BROKER_DESK_DESK_INTERNAL_H

#include <zmq.h>

#include "broker/apply/apply.h"
#include "broker/channel.h"
#include "broker/counters.h"
#include "broker/desk/committer.h"
#include "broker/desk/desk.h"
#include "broker/keys.h"
#include "broker/members/access.h"
#include "broker/members/feeds.h"
#include "broker/members/zap.h"
#include "broker/notify.h"
#include "broker/peers.h"
#include "broker/desk/proofs.h"
#include "broker/desk/rate.h"
#include "broker/desk/staging.h"
#include "broker/desk/supervisor.h"
#include "store/identities.h"
#include "store/views.h"

#define DESK_PROGRAMMES_MAX 4u   /* opened or updated in one batch: each may take megabytes */
#define DESK_QUESTIONS_MAX  256u /* asked and not yet answered */
#define DESK_GIVEN_MIN      64u  /* commands; that two threads meet costs as much as ten notes */
#define DESK_VERSION        "rapporteurd 0.1.0"

/* One frame from one peer. */
struct request {
	zmq_msg_t route; /* owned until answered */
	zmq_msg_t frame; /* owned until the round ends: the command borrows from it */
	struct envelope envelope;
	const struct message_info *info; /* NULL: could not be read so far */
	struct refusal refusal;          /* of the desk; apply's is in the command */
	struct command *command;         /* in the batch; NULL: none */
	uint64_t retry_ms;
	struct actor actor;
	struct standing standing;     /* a read's, once it is allowed */
	uint8_t key[CURVE_KEY_BYTES]; /* that the message came with; only where there are keys */
	bool stranger;                /* the key is nobody's */
	bool news;                    /* its person is to be told something: see reply */
	bool proven;                  /* the key is the proof's, not the connection's */
	int fd;                       /* that it came over; only for `peers` */
};

struct question {
	bool asked;
	zmq_msg_t route; /* owned while asked */
	uint64_t message;
	uint8_t id[ID_BYTES];
	bool news; /* as in the request */
};

/* What an append works on and comes to; nothing else of the desk. */
struct append {
	struct journal *journal;
	struct apply *apply;
	struct batch *batch;
	enum journal_result outcome;
	struct journal_place newest; /* after it */
};

/* What is received, decided, committed and answered together. */
struct round {
	struct request *requests; /* BATCH_COMMANDS_MAX of them */
	size_t request_count;
	size_t bytes;       /* of their frames */
	bool reads;         /* one is answered from the views */
	struct batch batch; /* its commands: BATCH_COMMANDS_MAX */
};

/* What the press sends to be kept. */
struct kept {
	char text[MADE_WITH_BYTES_MAX + 1]; /* of made */
	struct made_with made;
	bool made_known;
	uint64_t made_due_ms; /* it could not be written: when to try again; 0: never */
	/* The grouping that is coming in: */
	char session[SESSION_KEY_MAX + 1];
	uint64_t at;
	uint64_t whole;
	struct buffer bytes; /* owned */
};

struct desk {
	const struct config *config;
	void *zmq;
	void *router;
	int signals;
	struct notify notify;
	struct peers peers; /* who is connected; empty in a desk that is memory alone */
	struct journal *journal;
	struct apply *apply;
	struct signing_key signing;
	struct curve_key curve;
	struct feed_secret feed_secret;
	bool keyed;      /* false: open, on loopback only; all of these are empty then */
	struct zap *zap; /* owned */
	struct identities *identities;   /* owned */
	uint8_t (*people)[WRITER_BYTES]; /* owned: who has the key of that slot of the ring */
	uint8_t *news;                   /* owned: enum news, likewise */
	struct rate strangers;           /* by address */
	struct rate unseen;              /* proofs, by address */
	struct rate carriers; /* by connection, of those that bring the commands of many */
	struct proofs proofs;
	struct supervisor supervisor;
	struct staging staging;
	struct rate rate;
	struct rate reads;
	struct round *round; /* that gathers, or is answered */
	struct round *other; /* that the committer has, or an empty one */
	struct round rounds[2];
	uint64_t gathered_us; /* when it was last looked what had come */
	struct committer committer;
	struct append appending; /* what the committer has in hand */
	size_t given_min; /* rounds of fewer commands are committed on the desk's own thread */
	struct journal_place newest; /* of the last append: the committer may have the journal */
	struct journal_fault fault;  /* likewise */
	struct programme programmes[DESK_PROGRAMMES_MAX];
	size_t programme_count;
	struct question questions[DESK_QUESTIONS_MAX];
	struct kept kept;
	uint64_t question_next; /* where to look for a free one */
	uint8_t *packet;        /* CHANNEL_PACKET_BYTES_MAX */
	struct buffer reply;    /* a frame while it is made */
	struct buffer body;     /* and the body in it */
	bool reply_news;
	uint64_t counters[COUNTER_COUNT];
	uint64_t erase_due_ms;   /* when what was erased goes from the disk too; 0: nothing was */
	uint64_t erase_until_ms; /* not later than that */
	uint64_t expiry_ms;      /* when it is next looked whose time to keep is over */
	uint64_t started_ms;
	bool failed; /* the disk: stop, answer nobody */
	bool stopping;
};

/* A clock that never steps. */
uint64_t desk_now_us(void);
uint64_t desk_now_ms(void);
/* Ms since 1970 UTC, as the machine's clock says now. */
uint64_t desk_wall_ms(void);

/* All of a desk that is memory; no descriptor, no journal, no press. False: no memory; release it anyway. */
bool desk_prepare(struct desk *desk, const struct config *config);
void desk_release(struct desk *desk);

/* The memory of the rounds; whoever waits in one when it is closed gets no answer. False: no memory. */
bool desk_rounds_open(struct desk *desk);
void desk_rounds_close(struct desk *desk);
/* What to wait for on the router: nothing while no more fits in the round that gathers. */
int desk_room(const struct desk *desk);

/* One turn: receives what is there, decides, answers, as far as the committer is through with the round
 * before. True when something was done. */
bool desk_round(struct desk *desk);
/* Waits for the committer, answers its round, then commits and answers what had gathered meanwhile. */
void desk_land(struct desk *desk);
/* Sends desk->reply to route, and closes route. Never waits. */
void desk_send(struct desk *desk, zmq_msg_t *route);
/* Makes desk->reply. body: desk->body, when it is not empty. place NULL: the newest. desk->reply_news is its news. */
void desk_reply(struct desk *desk, uint64_t message, const uint8_t id[ID_BYTES],
    const struct refusal *refusal, uint64_t retry_ms, const struct journal_place *place);

/* Appends a batch without commands, of what the press made, at once: whatever is under way is ended first. False:
 * it was not written; the log says why. */
bool desk_append(struct desk *desk, struct batch *batch);
/* Takes a MADE or GROUPING packet, and appends what is whole. */
void desk_record(struct desk *desk, const struct channel_packet *packet);
/* desk_erase.c. Before an append: what the list of the erased says of the command, and a note that people may have to
 * be forgotten because of it. */
void desk_erasure_ready(struct desk *desk, struct command *command);
/* Forgets who belongs nowhere any more, where that is due. */
void desk_people_forget(struct desk *desk);
/* After an append: whether a new generation is due. */
void desk_erasure_due(struct desk *desk);
/* How long to wait at most, for what is erased to be due. */
int desk_erase_wait(const struct desk *desk, int wait_ms);
/* Between two rounds: goes on in a new generation when it is due. */
void desk_erase(struct desk *desk);
/* Now and then: lets go what was kept long enough. */
void desk_expire(struct desk *desk);
/* Goes on in a new generation at once, to give back room. */
void desk_compact(struct desk *desk);
/* Answers redacted. */
void desk_redacted(struct desk *desk, struct journal_txn *txn, struct request *request,
    const struct view_session *session);
/* Tries again what could not be written. */
void desk_record_again(struct desk *desk);

/* Reads the request's frame; a change goes into the batch. The committer may have the journal and apply
 * meanwhile: neither is touched here. */
void desk_take(struct desk *desk, struct request *request);
/* Answers a READ: sets the request's refusal, or fills desk->body. False: the answer comes later. */
bool desk_read(struct desk *desk, struct journal_txn *txn, struct request *request);

/* The session that the envelope names; else refuses. */
bool desk_session_find(struct desk *desk, struct journal_txn *txn, struct request *request,
    struct view_session *session);
/* report sign, list, get. True: it is answered. */
bool desk_report(struct desk *desk, struct journal_txn *txn, struct request *request);

/* What the disk said, as an answer. True when there is something to answer with. */
bool desk_read_well(struct desk *desk, struct request *request, enum journal_result result);

/* desk_member.c. Reads the keys and the identities, if there are any. False: the log says why. */
bool desk_members_open(struct desk *desk);
void desk_members_close(struct desk *desk);
/* Sets the request's actor. False: its refusal says why it is not listened to. */
bool desk_who(struct desk *desk, struct request *request);
/* The request was refused before it was looked into. Who goes on with such is cut, and waits outside. */
void desk_blame(struct desk *desk, const struct request *request);
/* Takes an invitation up: the command's grant and session, or the request's refusal. */
void desk_redeem(struct desk *desk, struct request *request, struct command *command);
void desk_redeem_reply(struct desk *desk, const struct command *command);
/* Whether the sender of a READ or KEEP may have it. False: its refusal says why not. */
bool desk_may_read(struct desk *desk, struct journal_txn *txn, struct request *request);
/* What the sender of a read that is allowed is shown of a session. */
enum feed_audience desk_audience(const struct desk *desk, const struct request *request);
/* Whether a list of sessions shows this one. *result is set when the disk says something else. */
bool desk_sees_session(struct desk *desk, struct journal_txn *txn, const struct request *request,
    const struct view_session *session, enum journal_result *result);
/* Whoami was answered: its person knows. */
void desk_told(struct desk *desk, const struct request *request);
/* desk_people.c. Answers invite, people, whoami, rekey. */
void desk_person(struct desk *desk, struct journal_txn *txn, struct request *request);
/* desk_door.c. Whether the door holds: a foreign key gets nothing, and nobody gets in without one. */
bool desk_door_test(struct desk *desk);

/* Passes a question on. False: the request's refusal and retry_ms say why not. */
bool desk_ask(struct desk *desk, struct request *request);
/* Takes the press's answers. */
void desk_answers(struct desk *desk);
/* The press is gone: whoever waits is told to ask again. */
void desk_questions_drop(struct desk *desk);

#endif
