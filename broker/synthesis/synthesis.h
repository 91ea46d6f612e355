/*
 * broker/synthesis/synthesis.h - from the notes of one session to its points. A fold: values in, values
 * out; no clock, no randomness, no floating point, nothing that depends on timing.
 *
 * Promises:
 *   (1) The same calls give the same points, byte for byte, under every compiler; reading changes nothing.
 *   (2) Every note given is in exactly one place (enum note_place).
 *   (3) After an amendment or retraction nothing is left of what stood before: the objective is grouped
 *       anew, all at once, from the notes that remain. Notes that come after it are steps from there.
 *   (4) What moderators decided is a layer over that: the machine's points do not depend on it, and once all
 *       acts are undone what is read is what would be read without them, byte for byte.
 *   (5) Whatever is read, a text that names somebody is masked in it, and so is every statement that is taken
 *       from it; the text itself is beside it in `original` alone. A name groups like any other
 *       word, whether it was released or not, but no reason tells it.
 * Owner: the caller of synthesis_create(); everything given is copied. One thread.
 */
#ifndef RAPPORTEUR_BROKER_SYNTHESIS_H
#define RAPPORTEUR_BROKER_SYNTHESIS_H

#include "broker/synthesis/words/lexicon.h"
#include "proto/command_moderator.h"
#include "proto/curation.h"
#include "proto/name_mark.h"
#include "proto/programme.h"
#include "proto/synthesis.h"

struct synthesis;

enum synthesis_result {
	SYNTHESIS_OK,
	SYNTHESIS_MEMORY,
	SYNTHESIS_OTHER, /* synthesis_resume(): what was kept is of other notes */
};

/* One note as the events tell it. Strings are borrowed during the call. */
struct synthesis_input {
	char id[PUBLIC_ID_CHARS + 1];
	uint64_t number; /* of the submitting event: unique, and the order of things */
	uint32_t objective;
	uint8_t writer[WRITER_BYTES]; /* a pseudonym: it is counted and compared, never put out */
	uint64_t time_ms;
	const char *text; /* normalised */
	const char *category;
	const char *lens; /* may be NULL */
	const char *room;
	const char *language; /* may be NULL */
	const char *ref;      /* may be NULL */
	bool late;            /* kept and listed, in no point */
	uint64_t said;        /* number of the event that the text is of; 0: the submitting one */
	/* On the record: who says it, and for which body. NULL: nobody is to be named. */
	const char *speaker;
	const char *body; /* may be NULL */
};

/* What looks at each text for whom it names: as names_find() of broker/names/names.h. A text of which something
 * is marked is read masked, until a moderator releases it; what is on the record is not looked at. */
struct synthesis_guard {
	size_t (*find)(void *context, const char *text, struct name_mark marks[NAME_MARKS_MAX]);
	void *context; /* borrowed until synthesis_close() */
};

/* point_key: SECRET_BYTES from which the ids of points are made. Copies the programme's parts it needs.
 * lexicon: borrowed until synthesis_close(); NULL: words are compared as they are. Sets *synthesis on
 * SYNTHESIS_OK only. */
enum synthesis_result synthesis_create(struct synthesis **synthesis,
    const struct programme *programme, const uint8_t point_key[SECRET_BYTES],
    struct lexicon *lexicon);
void synthesis_close(struct synthesis *synthesis); /* NULL is harmless */
/* Before the first note; without it nothing is marked. Asked again for all notes when a programme comes. */
void synthesis_guard(struct synthesis *synthesis, const struct synthesis_guard *guard);

/* A new programme: its objectives, rooms, questions, categories from now on. */
enum synthesis_result synthesis_programme(
    struct synthesis *synthesis, const struct programme *programme);
/* A new note, or (the number is known already) what it now says; the objective may be another. */
enum synthesis_result synthesis_note(
    struct synthesis *synthesis, const struct synthesis_input *input);
/* Text and all gone; counted as place (NOTE_RETRACTED, NOTE_REDACTED). An unknown number is ignored. */
enum synthesis_result synthesis_drop(
    struct synthesis *synthesis, uint64_t number, enum note_place place);
/* The same, as NOTE_REDACTED, of a note that may have been folded without its text, since that was erased: in
 * either case all is grouped from here on as if it had never been. What was retracted stays so. */
void synthesis_redacted(struct synthesis *synthesis, uint64_t number);
/* Keeps the note but groups it nowhere: the press died on it. It is unplaced, with the reason. */
enum synthesis_result synthesis_skip(
    struct synthesis *synthesis, const struct synthesis_input *input, const char *reason);

/*
 * Keeping and resuming: a synthesis that was held, given the same programmes and notes, and resumed with what
 * was kept, is the one that was kept. What is kept holds no text, and is for the same program,
 * lexicon and machine.
 */
typedef void synthesis_write(void *context, const void *bytes, size_t size);
void synthesis_keep(const struct synthesis *synthesis, synthesis_write *write, void *context);
/* A new one: from now on notes are listed and not grouped, and nothing is read, until it is resumed. */
void synthesis_hold(struct synthesis *synthesis);
struct synthesis_kept {
	const uint8_t *bytes; /* borrowed */
	size_t size;
};
/* Takes its part from the front of what was kept. After another answer than SYNTHESIS_OK it is only to be
 * closed. */
enum synthesis_result synthesis_resume(struct synthesis *synthesis, struct synthesis_kept *kept);

/* An act of curation, by the number of its event; numbers rise, and one that is known is passed over. Notes that
 * are not there, or not any more, are passed over too. */
enum synthesis_result synthesis_curate(
    struct synthesis *synthesis, uint64_t number, const struct event_curated *curated);

/* The same, whole, without what moderators decided: what is recorded when a session closes. */
enum synthesis_result synthesis_read_machine(const struct synthesis *synthesis, size_t index,
    struct arena *arena, struct synthesis_objective *out);
/* Adds to a recorded grouping, behind what the machine made of the objective, the points that moderators made
 * different. Scratch memory is the arena's. */
enum synthesis_result synthesis_shown_encode(
    const struct synthesis *synthesis, size_t index, struct arena *arena, struct buffer *out);
/*
 * The session is closed and its grouping recorded (proto/grouping.h): from now on it stands as recorded, whatever
 * this method would make of it. With a refusal the record cannot be read and nothing is changed.
 */
enum synthesis_result synthesis_recorded(
    struct synthesis *synthesis, const uint8_t *bytes, size_t size, struct refusal *refusal);
/* It is open again: grouped by this method, from what stands. */
void synthesis_reopened(struct synthesis *synthesis);
/* What came late counts as if it had come in time; its objectives are grouped anew. */
void synthesis_admitted(struct synthesis *synthesis);

/* Objectives in the programme's order, index from 0; objectives that only notes name come after. */
size_t synthesis_objective_count(const struct synthesis *synthesis);
uint32_t synthesis_objective_number(const struct synthesis *synthesis, size_t index);
/* Whether the note of that number is kept as late. */
bool synthesis_is_late(const struct synthesis *synthesis, uint64_t number);
/* True when something of it changed since synthesis_changes_taken(). */
bool synthesis_changed(const struct synthesis *synthesis, size_t index);

/*
 * Fills *out, whole or only what changed (whole: false), its arrays the arena's, its strings borrowed
 * from the synthesis until the next call that changes it. Points come by rank within the programme's
 * categories. SYNTHESIS_MEMORY when the arena is full.
 */
enum synthesis_result synthesis_read(const struct synthesis *synthesis, size_t index, bool whole,
    struct arena *arena, struct synthesis_objective *out);
/* Somebody was given the whole as it is now: what it shows and the reader of changes has not is told as
 * changed, or as no more, the next time that changes are read. */
void synthesis_whole_given(struct synthesis *synthesis, size_t index);
/* From now on `changed` counts anew for this objective. */
void synthesis_changes_taken(struct synthesis *synthesis, size_t index);

/* What a moderator asks (proto/command_moderator.h). Arrays and made texts are the arena's, other strings are
 * borrowed as by synthesis_read(). Asking changes nothing. SYNTHESIS_MEMORY also when the arena is full. */

/* Why a point is one, or a note where it is. *found is false when no point or note has that id. */
enum synthesis_result synthesis_why(const struct synthesis *synthesis,
    const char id[PUBLIC_ID_CHARS + 1], struct arena *arena, struct why *why, bool *found);
/* The notes and points where the words stand, or words like them; the likest first, at most `most`. objective
 * 0: all. */
enum synthesis_result synthesis_search(const struct synthesis *synthesis, const char *words,
    uint32_t objective, uint32_t most, struct arena *arena, struct search_hit **hits,
    size_t *count);
/* What is missing in an objective. */
enum synthesis_result synthesis_missing(const struct synthesis *synthesis, size_t index,
    struct arena *arena, struct missing_item **list, size_t *count);

/* The log of curation: all acts by their numbers, also those that were undone. objective 0: of all. */
enum synthesis_result synthesis_curations(const struct synthesis *synthesis, uint32_t objective,
    struct arena *arena, struct curation_entry **entries, size_t *count);

/* Bytes of memory it holds, for the press's bound and for status. */
size_t synthesis_memory(const struct synthesis *synthesis);

#endif
