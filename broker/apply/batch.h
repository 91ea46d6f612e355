/*
 * broker/apply/batch.h - the commands that had arrived, as values: what apply decides on. A batch carries its own
 * time, and each command its actor, its random salt and its text already normalised, so that whoever
 * applies the same batch to the same views has the same events.
 */
#ifndef RAPPORTEUR_BROKER_APPLY_BATCH_H
#define RAPPORTEUR_BROKER_APPLY_BATCH_H

#include "proto/command.h"
#include "proto/command_version.h"
#include "proto/curation.h"
#include "proto/envelope.h"
#include "proto/programme.h"
#include "store/journal.h"

#define BATCH_COMMANDS_MAX 1024u
#define BATCH_BYTES_MAX    (8u * 1024u * 1024u) /* of their frames: one commit stays short */

/* Who sends a command. OPEN: a broker without keys, on loopback, where whoever connects may do all. */
struct actor {
	enum { ACTOR_OPEN, ACTOR_PERSON } kind;
	uint8_t person[WRITER_BYTES]; /* store/identities.h */
};

/* What an invitation that was taken up grants. */
struct grant {
	enum role role;
	const char **rooms; /* the batch's arena's */
	size_t room_count;  /* 0: every room */
	const char
	    *series; /* of the house's: that series alone; "" or NULL: all. The batch's arena's */
};

struct command {
	struct envelope envelope; /* borrows from the frame, which outlives the batch */
	union {
		struct session_put session_put;
		struct session_close session_close;
		struct session_reopen session_reopen;
		struct note_put note_put;
		struct note_retract note_retract;
		struct note_redact note_redact;
		struct session_delete session_delete;
		struct curation curation; /* arrays and strings are the batch's arena's */
		struct revoke revoke;
		struct report_freeze report_freeze;
	} body;
	struct actor actor;
	const struct grant *grant;         /* redeem; the batch's arena's */
	const struct programme *programme; /* open, update: decoded and checked; borrowed */
	const uint8_t *programme_bytes;    /* report adopt: the version */
	size_t programme_size;
	uint8_t salt[SALT_BYTES];
	bool erased; /* the list of the erased names it: what it says must not come back */

	/* What apply decided: */
	enum role role;             /* in which it was done; ROLE_NONE: there are no keys */
	struct refusal refusal;     /* ERROR_NONE: accepted */
	bool repeated;              /* accepted before: this is the first answer again */
	struct journal_place place; /* of the event; unset when refused */
	struct note_reply note;     /* commands about notes; strings are the batch's arena's */
	/* A submitted note's public id is not made yet: command_name_note() does, out of this. */
	bool unnamed;
	uint8_t secret[SECRET_BYTES]; /* of its session; only when unnamed */
	uint8_t member[WRITER_BYTES]; /* redeem, revoke: the pseudonym that it concerns */
};

/* What the press says that it makes the synthesis with. */
struct made_with {
	uint8_t digest[MADE_WITH_BYTES];
	const char *text; /* borrowed */
};

/* What the press made, to be kept. It is no command: nobody asked for it and nobody is answered. */
enum record_kind {
	RECORD_NONE = 0,
	RECORD_MADE_WITH,
	RECORD_GROUPING,
	RECORD_EXPIRY /* of the session: nobody made it, its time is over */
};
struct record {
	enum record_kind kind;
	/* GROUPING, EXPIRY: */
	char session[SESSION_KEY_MAX + 1];
	/* GROUPING: */
	uint64_t at;          /* the event as of which it is */
	const uint8_t *bytes; /* proto/grouping.h; borrowed */
	size_t size;
	uint8_t salt[SALT_BYTES];
	/* What apply decided: */
	uint32_t kept; /* events */
};

struct batch {
	uint64_t time_ms; /* the desk's clock; apply never lets it run backwards */
	struct command *commands;
	size_t count;
	const struct made_with *made; /* NULL: not known yet. Sessions that are opened are told. */
	struct record record;
	struct arena arena; /* owns the strings of all commands */
};

#endif
