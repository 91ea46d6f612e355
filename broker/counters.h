/*
 * broker/counters.h - the broker's counters in one table: name, unit, sentence. `status`, its man page and
 * the log take them from here. D: counted by the desk, P: by the press.
 */
#ifndef RAPPORTEUR_BROKER_COUNTERS_H
#define RAPPORTEUR_BROKER_COUNTERS_H

#include <stddef.h>
#include <stdint.h>

#define COUNTERS(X) \
	X(COUNTER_UPTIME, "uptime", "seconds", "since the desk started") \
	X(COUNTER_EVENTS, "events", "events", "newest event number on disk") \
	X(COUNTER_SESSIONS, "sessions", "sessions", "sessions, closed ones included") \
	X(COUNTER_REMADE, "sessions_remade", "sessions", \
	    "sessions whose synthesis is made with something else than at first") \
	X(COUNTER_UNGROUPED, "sessions_ungrouped", "sessions", \
	    "closed sessions whose final grouping is not recorded yet") \
	X(COUNTER_RETENTION, "retention_due", "seconds", \
	    "until what a session holds was kept long enough, of the next such session; 0: of none") \
	X(COUNTER_ERASING, "erasing", "erasures", \
	    "1 while something was erased whose bytes are still on the disk") \
	X(COUNTER_MESSAGES, "messages", "messages", "commands received") \
	X(COUNTER_BYTES, "bytes", "bytes", "bytes of commands received") \
	X(COUNTER_ACCEPTED, "accepted", "commands", "commands that became events") \
	X(COUNTER_REPEATED, "repeated", "commands", "commands that had been accepted before") \
	X(COUNTER_REFUSED, "refused", "commands", "commands refused, malformed ones included") \
	X(COUNTER_MALFORMED, "malformed", "messages", "messages that could not be read") \
	X(COUNTER_BATCHES, "batches", "commits", "synced commits") \
	X(COUNTER_BATCH_MAX, "batch_max", "commands", "most commands in one commit") \
	X(COUNTER_FULL, "disk_full", "commits", "commits refused for want of disk space") \
	X(COUNTER_DAMAGED, "damaged", "reads", "reads that met a damaged record") \
	X(COUNTER_BEHIND, "behind", "clients", "clients that had seen events we lack") \
	X(COUNTER_REPLIES_DROPPED, "replies_dropped", "replies", "replies nobody read") \
	X(COUNTER_QUESTIONS, "questions", "questions", "questions passed to the press") \
	X(COUNTER_BUSY, "busy", "questions", "questions answered busy") \
	X(COUNTER_SLOWED, "slowed", "commands", \
	    "commands answered busy, their sender was too fast") \
	X(COUNTER_CONNECTIONS, "connections", "connections", "connected for commands") \
	X(COUNTER_CUT, "cut", "connections", \
	    "connections cut: endless, useless, long silent, or too many of one address") \
	X(COUNTER_DOOR, "door", "connections", \
	    "connections refused at the door, for want of a key") \
	X(COUNTER_TOKENS_REFUSED, "invitations_refused", "commands", \
	    "invitations that were tried and not good: unknown, over or used up") \
	X(COUNTER_PRESS_STARTS, "press_starts", "starts", "times the press was started") \
	X(COUNTER_PRESS_EVENT, "press_event", "events", "newest event in the synthesis") \
	X(COUNTER_PRESS_UPDATES, "press_updates", "updates", "updates published since its start") \
	X(COUNTER_PRESS_MEMORY, "press_memory", "bytes", "memory of the synthesis") \
	X(COUNTER_PRESS_SKIPPED, "press_skipped", "events", \
	    "events skipped, the press died on them") \
	X(COUNTER_PRESS_DAMAGED, "press_damaged", "events", \
	    "events not in the synthesis, their record is damaged") \
	X(COUNTER_PRESS_CONNECTIONS, "press_connections", "connections", "connected to the feed") \
	X(COUNTER_PRESS_TOPICS, "press_topics", "topics", "topics that somebody is subscribed to") \
	X(COUNTER_PRESS_CUT, "press_cut", "connections", \
	    "connections to the feed cut: too many topics, or too many of one address")

#define X(name, word, unit, sentence) name,
enum counter { COUNTERS(X) COUNTER_COUNT };
#undef X

struct counter_info {
	const char *name;
	const char *unit;
	const char *sentence;
};
/* The row of a counter. Static. */
const struct counter_info *counter_info(enum counter counter);

#endif
