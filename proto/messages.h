/*
 * proto/messages.h - the one table of messages. The enum, the desk's check, the trace names and the
 * table in PROTOCOL.md come from it (a test compares the page with it).
 *
 * name       in code and logs
 * code       on the wire; never reused
 * kind       READ answers from what is there, CHANGE becomes an event, KEEP is kept beside the journal in
 *            the file of identities, FEED is published
 * roles      who may send it: the one table of access. S secretariat, M moderator, R rapporteur, O observer,
 *            each in what it reaches: a session; a secretariat also a series, which is all sessions whose programme
 *            names it and those that it opens there, or the house, which is all sessions of every series
 *            and what is no session's; r: a rapporteur within its own rooms; ?: also a
 *            key that belongs to nobody. A command without a session which S alone may send is for the
 *            secretariat of the house; another one is for whoever belongs anywhere.
 * cap        bytes of the body, at most
 * title      the words of the page
 */
#ifndef RAPPORTEUR_PROTO_MESSAGES_H
#define RAPPORTEUR_PROTO_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MESSAGES(X) \
	X(MESSAGE_HELLO, 1, READ, "SMRO?", 1024, "hello") \
	X(MESSAGE_STATUS, 2, READ, "SMRO", 1024, "status") \
	X(MESSAGE_JOIN, 3, READ, "SMRO", 1024, "join") \
	X(MESSAGE_SESSION_OPEN, 10, CHANGE, "S", 49152, "session open") \
	X(MESSAGE_SESSION_UPDATE, 11, CHANGE, "S", 49152, "session update") \
	X(MESSAGE_SESSION_CLOSE, 12, CHANGE, "S", 1024, "session close") \
	X(MESSAGE_SESSION_LIST, 13, READ, "SMRO", 1024, "session list") \
	X(MESSAGE_SESSION_GET, 14, READ, "SMRO", 1024, "session get") \
	X(MESSAGE_SESSION_REOPEN, 15, CHANGE, "S", 4096, "session reopen") \
	X(MESSAGE_SESSION_ADMIT, 16, CHANGE, "S", 1024, "session admit") \
	X(MESSAGE_SESSION_DELETE, 17, CHANGE, "S", 4096, "session delete") \
	X(MESSAGE_NOTE_SUBMIT, 20, CHANGE, "SMr", 49152, "note submit") \
	X(MESSAGE_NOTE_AMEND, 21, CHANGE, "SMr", 49152, "note amend") \
	X(MESSAGE_NOTE_RETRACT, 22, CHANGE, "SMR", 1024, "note retract") \
	X(MESSAGE_NOTE_REDACT, 23, CHANGE, "SMR", 4096, "note redact") \
	X(MESSAGE_SYNTHESIS_GET, 30, READ, "SMRO", 1024, "synthesis get") \
	X(MESSAGE_JOURNAL_READ, 31, READ, "S", 1024, "journal read") \
	X(MESSAGE_PART, 32, READ, "SMR", 49152, "part") \
	X(MESSAGE_WHY, 33, READ, "SM", 1024, "why") \
	X(MESSAGE_SEARCH, 34, READ, "SM", 2048, "search") \
	X(MESSAGE_MISSING, 35, READ, "SM", 1024, "missing") \
	X(MESSAGE_CURATION_LIST, 36, READ, "SM", 1024, "curation list") \
	X(MESSAGE_REDACTED, 37, READ, "SMR", 24576, "redacted") \
	X(MESSAGE_CURATE, 40, CHANGE, "SM", 49152, "curate") \
	X(MESSAGE_ROOM_CONFIRM, 41, CHANGE, "SMr", 4096, "room confirm") \
	X(MESSAGE_REDEEM, 60, CHANGE, "SMRO?", 1024, "redeem") \
	X(MESSAGE_INVITE, 61, KEEP, "S", 2048, "invite") \
	X(MESSAGE_PEOPLE, 62, READ, "S", 1024, "people") \
	X(MESSAGE_REVOKE, 63, CHANGE, "S", 1024, "revoke") \
	X(MESSAGE_REKEY, 64, KEEP, "SMRO", 1024, "rekey") \
	X(MESSAGE_WHOAMI, 65, READ, "SMRO?", 1024, "whoami") \
	X(MESSAGE_REPORT_SIGN, 80, READ, "S", 1024, "report sign") \
	X(MESSAGE_REPORT_ADOPT, 81, CHANGE, "S", 49152, "report adopt") \
	X(MESSAGE_REPORT_FREEZE, 82, CHANGE, "S", 1024, "report freeze") \
	X(MESSAGE_REPORT_LIST, 83, READ, "SM", 1024, "report list") \
	X(MESSAGE_REPORT_GET, 84, READ, "SM", 1024, "report get") \
	X(MESSAGE_FEED_SNAPSHOT, 100, FEED, "", 49152, "feed snapshot") \
	X(MESSAGE_FEED_UPDATE, 101, FEED, "", 49152, "feed update") \
	X(MESSAGE_FEED_HEARTBEAT, 102, FEED, "", 1024, "feed heartbeat") \
	X(MESSAGE_FEED_GOODBYE, 103, FEED, "", 1024, "feed goodbye")
/* Kept free: 18-19 sessions; 24-29 notes; 42-59 curation;
 * 66-79 people; 85-89 report; 104-119 feed. */

#define X(name, code, kind, roles, cap, title) name = (code),
enum message { MESSAGES(X) };
#undef X

enum message_kind { MESSAGE_KIND_READ, MESSAGE_KIND_CHANGE, MESSAGE_KIND_KEEP, MESSAGE_KIND_FEED };

/* Codes are on the wire and in the journal. */
enum role {
	ROLE_NONE = 0,
	ROLE_SECRETARIAT = 1,
	ROLE_MODERATOR = 2,
	ROLE_RAPPORTEUR = 3,
	ROLE_OBSERVER = 4
};
/* "secretariat" ..., or "nobody". Static. */
const char *role_word(enum role role);
/* ROLE_NONE: that is no role's word. */
enum role role_find(const char *word);

struct message_info {
	enum message message;
	enum message_kind kind;
	const char *roles;
	size_t body_bytes_max;
	const char *title;
};

/* The row of a code, or NULL: we do not know that message. Static. */
const struct message_info *message_find(uint64_t code);
enum access { ACCESS_NO, ACCESS_OWN_ROOM, ACCESS_YES };
/* What the table says of a role; of ROLE_NONE: of a key that belongs to nobody. */
enum access message_access(const struct message_info *info, enum role role);
/* Row number index of the table, from 0, or NULL past its end. */
const struct message_info *message_at(size_t index);

#endif
