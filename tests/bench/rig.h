/*
 * tests/bench/rig.h - what the measuring programs share: notes made beforehand, a clock, one command at
 * a time. They are run from the top of the tree and read tests/example/.
 */
#ifndef RAPPORTEUR_TESTS_BENCH_RIG_H
#define RAPPORTEUR_TESTS_BENCH_RIG_H

#include "proto/wire/buffer.h"
#include "proto/envelope.h"

/* Where envelope_encode() and reply_encode() lay a command's id, while the message's code is below 128;
 * rig_notes_make() looks. So an acknowledgement is compared without being decoded, and what is
 * measured is the broker more than the one who measures. */
#define RIG_ID_AT    14u
#define RIG_ERROR_AT 30u /* in a reply: key and value, RIG_ACCEPTED when it is ERROR_NONE */
#define RIG_ACCEPTED \
	"\xa1" \
	"e" \
	"\0"

/* Note submissions as frames ready to be sent. */
struct rig_notes {
	struct buffer bytes;
	size_t *starts; /* count + 1 of them: frame i is bytes[starts[i] .. starts[i + 1]) */
	size_t count;
};

/*
 * Makes count notes of so many writers, who take turns. A text is two of the example's, so that the
 * vocabulary is that of a real day; room, objective, category and lens are the first one's. Ids are
 * UUIDv7 as if 64 were made in a millisecond. A note's ref is its index in 7 digits.
 */
bool rig_notes_make(struct rig_notes *notes, size_t count, size_t writers);
void rig_notes_close(struct rig_notes *notes);

uint64_t rig_now_ns(void); /* monotonic */

/* A DEALER to an endpoint, without linger. */
void *rig_connect(void *zmq, const char *endpoint);
/* Sends one command and waits for its answer, at most 20 s. False: none, or a refusal, which is printed.
 * reply borrows from bytes. */
bool rig_ask(void *dealer, uint64_t message, const char *session, const struct buffer *body,
    struct reply *reply, struct buffer *bytes);
/* Opens the example's session, under another key where one is given, and copies its key to session
 * (SESSION_KEY_MAX + 1 bytes). */
bool rig_session_open(void *dealer, const char *key, char *session);

/* Of count values, count > 0, which it sorts; part in thousandths. */
uint64_t rig_quantile(uint32_t *values, size_t count, unsigned part);

#endif
