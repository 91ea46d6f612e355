/*
 * proto/messages.h - the one table of messages. The enum, the desk's check, the trace names and the
 * table in PROTOCOL.md come from it (a test compares the page with it).
 *
 * name       in code and logs
 * code       on the wire; never reused
 * kind       READ answers from what is there, CHANGE becomes an event, FEED is published
 * roles      who may send it once roles exist (S secretariat, M moderator, R rapporteur, O observer)
 * cap        bytes of the body, at most
 * title      the words of the page
 */
#ifndef RAPPORTEUR_PROTO_MESSAGES_H
#define RAPPORTEUR_PROTO_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MESSAGES(X) \
	X(MESSAGE_HELLO, 1, READ, "SMRO", 1024, "hello") \
	X(MESSAGE_STATUS, 2, READ, "SMRO", 1024, "status") \
	X(MESSAGE_JOIN, 3, READ, "SMRO", 1024, "join") \
	X(MESSAGE_SESSION_OPEN, 10, CHANGE, "S", 49152, "session open") \
	X(MESSAGE_SESSION_UPDATE, 11, CHANGE, "S", 49152, "session update") \
	X(MESSAGE_SESSION_CLOSE, 12, CHANGE, "S", 1024, "session close") \
	X(MESSAGE_SESSION_LIST, 13, READ, "SMRO", 1024, "session list") \
	X(MESSAGE_SESSION_GET, 14, READ, "SMRO", 1024, "session get") \
	X(MESSAGE_NOTE_SUBMIT, 20, CHANGE, "SMR", 49152, "note submit") \
	X(MESSAGE_NOTE_AMEND, 21, CHANGE, "SMR", 49152, "note amend") \
	X(MESSAGE_NOTE_RETRACT, 22, CHANGE, "SMR", 1024, "note retract") \
	X(MESSAGE_SYNTHESIS_GET, 30, READ, "SMRO", 1024, "synthesis get") \
	X(MESSAGE_JOURNAL_READ, 31, READ, "S", 1024, "journal read") \
	X(MESSAGE_PART, 32, READ, "SMR", 49152, "part") \
	X(MESSAGE_CURATE, 40, CHANGE, "SM", 49152, "curate") \
	X(MESSAGE_FEED_SNAPSHOT, 100, FEED, "", 49152, "feed snapshot") \
	X(MESSAGE_FEED_UPDATE, 101, FEED, "", 49152, "feed update") \
	X(MESSAGE_FEED_HEARTBEAT, 102, FEED, "", 1024, "feed heartbeat") \
	X(MESSAGE_FEED_GOODBYE, 103, FEED, "", 1024, "feed goodbye")
/* Kept free: 15-19 session reopen, admit, delete; 23-29 note redact, place; 41-59 curation;
 * 60-79 invite, revoke, rekey, people; 104-119 feed. */

#define X(name, code, kind, roles, cap, title) name = (code),
enum message { MESSAGES(X) };
#undef X

enum message_kind { MESSAGE_KIND_READ, MESSAGE_KIND_CHANGE, MESSAGE_KIND_FEED };

struct message_info {
	enum message message;
	enum message_kind kind;
	const char *roles;
	size_t body_bytes_max;
	const char *title;
};

/* The row of a code, or NULL: we do not know that message. Static. */
const struct message_info *message_find(uint64_t code);
/* Row number index of the table, from 0, or NULL past its end. */
const struct message_info *message_at(size_t index);

#endif
