/*
 * proto/programme.h - a session's programme as a value, its msgpack form, and what makes it hold
 * together. The YAML that people write is read by the client; the broker sees only this form.
 *
 * A text that is absent is NULL; a required one never is. Times are the session's local time as
 * "YYYY-MM-DDTHH:MM" beside the zone's name: a programme is a plan on paper. What must be counted
 * (a round's start) is given in ms as well, worked out by the client that knows the zone.
 */
#ifndef RAPPORTEUR_PROTO_PROGRAMME_H
#define RAPPORTEUR_PROTO_PROGRAMME_H

#include "proto/wire/buffer.h"
#include "proto/errors.h"
#include "proto/limits.h"
#include "proto/programme_report.h"

#define PROGRAMME_TIME_CHARS 16u /* YYYY-MM-DDTHH:MM */

struct programme_round {
	uint32_t number;   /* 1..ROUND_MAX, unique */
	const char *start; /* required */
	const char *end;   /* required, after start */
	uint64_t start_ms; /* since 1970 UTC */
	uint64_t end_ms;
};
struct programme_agenda {
	const char *start; /* required */
	const char *end;   /* may be absent */
	const char *title; /* required */
	const char *moderator;
	const char **speakers;
	size_t speaker_count;
};
struct programme_heading {
	uint32_t objective;
	const char *heading;
};
struct programme_category {
	const char *key;                    /* required, unique */
	const char *heading;                /* required */
	struct programme_heading *headings; /* where an objective words it otherwise */
	size_t heading_count;
};
struct programme_objective {
	uint32_t number;   /* 1..OBJECTIVE_MAX, unique */
	const char *title; /* required */
	const char **questions;
	size_t question_count;
};
struct programme_room {
	const char *key;      /* required, unique */
	uint32_t round;       /* of a round that is there */
	uint32_t *objectives; /* at least one, each of the programme; the first is the default */
	size_t objective_count;
	const char **cohosts;
	size_t cohost_count;
};

/* What becomes of a session so many days after its close. Codes are in the journal. */
enum retention {
	RETENTION_NONE = 0,    /* nothing is done */
	RETENTION_NOTES = 1,   /* what the notes say goes */
	RETENTION_REPORT = 2,  /* the same, but for the notes whose words the report has */
	RETENTION_SESSION = 3, /* the session is deleted whole */
};

struct programme {
	struct arena arena;  /* owns everything below */
	const char *session; /* required: the key */
	const char *series;
	const char *title;              /* required */
	const char *timezone;           /* required: a tz database name */
	const char *language;           /* of the report: a BCP 47 tag; "en" when absent */
	struct programme_round *rounds; /* at least one */
	size_t round_count;
	struct programme_agenda *agenda;
	size_t agenda_count;
	struct programme_category *categories; /* at least one; in the report's order */
	size_t category_count;
	const char **lenses;
	size_t lens_count;
	struct programme_objective *objectives; /* at least one; in the report's order */
	size_t objective_count;
	struct programme_room *rooms; /* at least one */
	size_t room_count;
	enum retention retention;
	uint32_t retention_days; /* from 1; 0 with RETENTION_NONE */
	struct programme_report report;
};

#define PROGRAMME_MEMORY_MAX (4u * 1024u * 1024u)

/* An empty programme whose arena is ready. Close it; twice is harmless. */
void programme_init(struct programme *programme);
void programme_close(struct programme *programme);

/* Whether it holds together: required texts, caps, unique keys, rounds and objectives that rooms name.
 * ERROR_NONE, or refusal says the place ("rooms[3].round: there is no round 4"). */
enum error programme_check(const struct programme *programme, struct refusal *refusal);

/* Adds the msgpack form to out, whose bound is the caller's. The same programme gives the same bytes. */
void programme_encode(const struct programme *programme, struct buffer *out);
/* Reads it back, checked with programme_check(). Sets *programme (owned by the caller) on ERROR_NONE
 * only; copies, so that bytes may go. */
enum error programme_decode(
    struct programme *programme, const uint8_t *bytes, size_t size, struct refusal *refusal);

/*
 * A retention in words:
 *
 *   keep notes N days after close
 *   keep notes N days after close, keep the report
 *   keep the session N days after close
 *
 * One blank between words, "1 day" too. False: it is something else; nothing is set.
 */
bool retention_parse(const char *text, enum retention *retention, uint32_t *days);
/* The words of it; "" with RETENTION_NONE. */
#define RETENTION_TEXT_BYTES 64u
void retention_text(enum retention retention, uint32_t days, char text[RETENTION_TEXT_BYTES]);

/* NULL when there is none. Borrowed from programme. */
const struct programme_room *programme_room_find(
    const struct programme *programme, const char *key);
const struct programme_objective *programme_objective_find(
    const struct programme *programme, uint32_t number);
const struct programme_category *programme_category_find(
    const struct programme *programme, const char *key);
const struct programme_round *programme_round_find(
    const struct programme *programme, uint32_t number);
bool programme_lens_known(const struct programme *programme, const char *key);
/* The heading of a category under an objective. */
const char *programme_heading(
    const struct programme *programme, const char *category, uint32_t objective);

#endif
