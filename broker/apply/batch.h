/*
 * broker/apply/batch.h - the commands that had arrived, as values: what apply decides on. A batch carries its own
 * time, and each command its actor, its random salt and its text already normalised, so that whoever
 * applies the same batch to the same views has the same events.
 */
#ifndef RAPPORTEUR_BROKER_APPLY_BATCH_H
#define RAPPORTEUR_BROKER_APPLY_BATCH_H

#include "proto/command.h"
#include "proto/curation.h"
#include "proto/envelope.h"
#include "proto/programme.h"
#include "store/journal.h"

#define BATCH_COMMANDS_MAX 1024u
#define BATCH_BYTES_MAX    (8u * 1024u * 1024u) /* of their frames: one commit stays short */

struct command {
	struct envelope envelope; /* borrows from the frame, which outlives the batch */
	union {
		struct session_put session_put;
		struct session_close session_close;
		struct note_put note_put;
		struct note_retract note_retract;
		struct curation curation; /* arrays and strings are the batch's arena's */
	} body;
	const struct programme *programme; /* open, update: decoded and checked; borrowed */
	const uint8_t *programme_bytes;
	size_t programme_size;
	uint8_t salt[SALT_BYTES];

	/* What apply decided: */
	struct refusal refusal;     /* ERROR_NONE: accepted */
	bool repeated;              /* accepted before: this is the first answer again */
	struct journal_place place; /* of the event; unset when refused */
	struct note_reply note;     /* commands about notes; strings are the batch's arena's */
};

struct batch {
	uint64_t time_ms; /* the desk's clock; apply never lets it run backwards */
	struct command *commands;
	size_t count;
	struct arena arena; /* owns the strings of all commands */
};

#endif
