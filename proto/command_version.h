/*
 * proto/command_version.h - versions of a report: report adopt, freeze, list, get, their events, and what a version is made
 * of. The page says what each key means.
 */
#ifndef RAPPORTEUR_PROTO_COMMAND_VERSION_H
#define RAPPORTEUR_PROTO_COMMAND_VERSION_H

#include "proto/command.h"

/* report adopt has the body of session open: a version, or its digest. */

struct report_freeze {
	uint64_t version; /* the event that adopted it; 0: none is frozen any more */
};
void report_freeze_encode(const struct report_freeze *freeze, struct buffer *out);
enum error report_freeze_decode(
    struct report_freeze *freeze, const uint8_t *body, size_t size, struct refusal *refusal);

struct report_listed {
	uint64_t version;
	uint64_t time_ms;
	bool
	    blanked; /* something in it was redacted since it was adopted: it is a copy without that */
};
struct report_list_reply {
	struct report_listed versions[REPORT_VERSIONS_MAX]; /* the oldest first */
	size_t count;
	uint64_t frozen; /* 0: none */
};
void report_list_reply_encode(const struct report_list_reply *reply, struct buffer *out);
enum error report_list_reply_decode(
    struct report_list_reply *reply, const uint8_t *body, size_t size, struct refusal *refusal);

struct report_get {
	uint64_t version;
	struct part_want want;
};
void report_get_encode(const struct report_get *get, struct buffer *out);
enum error report_get_decode(
    struct report_get *get, const uint8_t *body, size_t size, struct refusal *refusal);
struct report_get_reply {
	struct part_got got;
};
void report_get_reply_encode(const struct report_get_reply *reply, struct buffer *out);
enum error report_get_reply_decode(
    struct report_get_reply *reply, const uint8_t *body, size_t size, struct refusal *refusal);

/* --- A version: msgpack maps, one after the other, a block each ------------------------------------------------ */

#define REPORT_VERSION_BYTES_MAX PROGRAMME_BYTES_MAX /* it comes in the same parts */

/* Whether these are blocks that can be kept: their kinds, and the notes that they name. */
enum error report_version_check(const uint8_t *bytes, size_t size, struct refusal *refusal);
/* Adds the version to out; of each block that rests on the note only its kind and id. Answers whether there was one. What
 * was not checked before is a mistake of ours. */
bool report_version_blank(const uint8_t *bytes, size_t size, const char *note, struct buffer *out);

/* --- Events ---------------------------------------------------------------------------------------------------- */

/* A version adopted, which is in the parts, or frozen. */
struct event_report {
	uint8_t command[ID_BYTES];    /* zeros: nobody's, a copy without what was redacted */
	uint8_t writer[WRITER_BYTES]; /* who did it, a pseudonym */
	enum role role;               /* in which; ROLE_NONE: there are no keys */
	uint64_t
	    version; /* frozen: the event that adopted it, 0: none; adopted: the one it is a copy of */
};
void event_report_encode(const struct event_report *report, struct buffer *out);
enum error event_report_decode(
    struct event_report *report, const uint8_t *bytes, size_t size, struct refusal *refusal);

#endif
