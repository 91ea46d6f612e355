/*
 * broker/apply/apply.h - decides. From the views as they stand and a batch of commands: which are accepted, in
 * order, and the events and views that they make. No clock, no randomness, no socket: the same batches give
 * the same events anywhere.
 *
 * What is wrong with one command harms no other: it gets a refusal, the rest goes on.
 */
#ifndef RAPPORTEUR_BROKER_APPLY_APPLY_H
#define RAPPORTEUR_BROKER_APPLY_APPLY_H

#include "broker/apply/batch.h"
#include "store/journal.h"
#include "store/views.h"

struct apply;

/* Takes the memory it needs: decoded programmes are kept between batches, by the event that made them.
 * NULL without memory. */
struct apply *apply_create(void);
void apply_close(struct apply *apply); /* NULL is harmless */

/* Decides on the whole batch within txn. Another answer than JOURNAL_OK is the disk's: nothing of the
 * batch may then be kept or answered as accepted. */
enum journal_result apply_batch(struct apply *apply, struct journal_txn *txn, struct batch *batch);

/* When what a session holds is to go, ms since 1970 UTC; 0: never, or it is gone already. */
uint64_t session_expires_ms(const struct view_session *session);

/* Makes the public id of a note that was just submitted, for the answer to it. It follows from what apply has
 * decided and is a seventh of what a note costs: whoever answers makes it while the next batch is decided. */
void command_name_note(struct command *command);

#endif
