/*
 * broker/synthesis/synthesis_internal.h - what the files of this folder share.
 *
 *   fold.c       notes come and go; each objective keeps its notes in the order of their numbers
 *   group.c      one objective's notes, one after another, become points (the method)
 *   vocabulary.c, point.c  what the method is made of
 *   change.c     folding again, and what changed since it was last taken
 *   statement.c  which note speaks for a point
 *   weight.c     integer logarithms and roots
 *   read.c       what stands, as a value
 *   plan.c       the programme's parts that count
 *   words.c, table.c
 *
 * The state of the grouping is a function of the objective's list of notes: grouping_clear() and then
 * grouping_note() for each, in the order of numbers. A note that comes last is one more step of that
 * function, taken at once. Anything else (an amendment, a retraction, a note from the middle, another
 * programme) only marks the objective dirty: whoever reads next folds it again from the start. So a
 * hundred amendments in a row cost one pass, and late or at once the result is the same.
 */
#ifndef RAPPORTEUR_BROKER_SYNTHESIS_SYNTHESIS_INTERNAL_H
#define RAPPORTEUR_BROKER_SYNTHESIS_SYNTHESIS_INTERNAL_H

#include "broker/synthesis/synthesis.h"
#include "broker/synthesis/table_internal.h"

#define NOTE_WORDS_MAX     64u /* distinct words of a note that count: the longest real note has 40 */
#define POSTINGS_MAX       96u /* points a word leads to, the newest ones: bounds the work a note */
#define PROFILE_WORDS_MAX  96u /* words of a point, the first that came */
#define PROFILE_COUNT_MAX  255u /* so that products stay within 64 bits */
#define CANDIDATES_MAX     16u  /* points that are compared in full with a new note */
#define SPEAKERS_KEPT      8u   /* notes of a point from which its statement is chosen */
#define SHARED_WORDS_SHOWN 5u
#define NOTES_BEFORE       20u /* for weights: as if so many notes with other words had come before */
#define WEIGHT_BITS        8u /* a weight of 1 is 256 */

struct vocabulary_word {
	const char *stem;
	const char *shown; /* as the first note had it; NULL while only a question has it */
	uint32_t notes;    /* of this objective that have it */
	uint32_t log_notes;
	uint32_t mark; /* of the note being looked at, when that note has it */
	uint32_t *postings;
	uint32_t posting_count;
	uint32_t posting_capacity;
	uint32_t posting_next; /* the oldest, once there are POSTINGS_MAX */
};

struct profile_word {
	uint32_t word;
	uint32_t count; /* notes of the point that have it */
};

struct note;

struct point {
	struct note *founder;
	const char *category;
	char id[PUBLIC_ID_CHARS + 1];
	struct profile_word *profile;
	uint32_t profile_count;
	uint32_t profile_capacity;
	struct note **notes;
	uint32_t note_count;
	uint32_t note_capacity;
	uint32_t *writers; /* distinct */
	uint32_t writer_count;
	uint32_t writer_capacity;
	const char **rooms; /* distinct, interned, in the order of their coming */
	uint32_t room_count;
	uint32_t room_capacity;
	const char **lenses;
	uint32_t lens_count;
	uint32_t lens_capacity;
	uint32_t first_minute;
	uint32_t last_minute;
	struct note *speakers[SPEAKERS_KEPT];
	uint32_t speaker_count;
	struct note *statement;
	uint32_t shared[SHARED_WORDS_SHOWN]; /* words that explain it, heaviest first */
	uint32_t shared_count;
	uint64_t notes_hash; /* over (number, version) of its notes */
	bool touched;        /* in the objective's list of changed points */
	uint32_t mark;       /* of the note being looked at, when a word led here */
	uint32_t index;
	uint64_t overlap; /* what that note shares with it */
};

struct objective;

struct note {
	char id[PUBLIC_ID_CHARS + 1];
	uint64_t number;
	struct objective *objective;
	uint32_t writer;
	uint32_t minute;
	enum note_place place; /* retracted and redacted stay; the others follow from the rest */
	bool gone;             /* retracted or redacted: nothing below is there */
	bool late;
	const char *skipped; /* why it is grouped nowhere; the block's */
	char *block;         /* owns the texts that are its own */
	size_t block_size;
	const char *text;
	const char *ref;
	const char *category; /* interned, like the next three */
	const char *lens;
	const char *room;
	const char *language;
	/* Of the grouping: */
	const char *reason;
	struct point *point;
	uint32_t *words;
	uint32_t word_count;
	int32_t readable;
	bool touched;
	/* Of what was last taken by the reader: */
	uint32_t version; /* counts what became of it, from 1 */
	uint32_t version_taken;
	uint64_t point_taken; /* the print of the point that it founded; 0: none */
};

struct question {
	uint32_t *words;
	uint32_t word_count;
	uint64_t notes; /* that touch it */
};

struct grouping {
	struct arena arena; /* all of the below */
	struct vocabulary_word *words;
	uint32_t word_count;
	uint32_t word_capacity;
	struct point **points;
	uint32_t point_count;
	uint32_t point_capacity;
	uint32_t notes; /* grouped so far */
	uint32_t mark;
	struct question *questions;
	size_t question_count;
	uint64_t counts[NOTE_PLACE_COUNT];
	uint64_t *room_notes;         /* by the objective's rooms */
	struct table word_table;      /* their memory outlives a clear */
	struct table signature_table; /* same words and category -> point */
};

struct objective {
	uint32_t number;
	const struct programme_objective *plan; /* the programme's, or NULL */
	const char **rooms;                     /* the programme's rooms that list it, interned */
	size_t room_count;
	struct note **notes; /* by number */
	size_t note_count;
	size_t note_capacity;
	struct grouping grouping;
	bool dirty;
	bool news;     /* something was given since changes were taken */
	bool all_news; /* a note left for another objective: only the whole tells it */
	struct point **changed_points;
	size_t changed_point_count;
	size_t changed_point_capacity;
	struct note **changed_notes;
	size_t changed_note_count;
	size_t changed_note_capacity;
	struct note **removed; /* founders whose point is no more */
	size_t removed_count;
	size_t removed_capacity;
};

struct synthesis {
	uint8_t point_key[SECRET_BYTES];
	uint8_t hash_key[TABLE_KEY_BYTES];
	struct programme programme; /* a copy */
	struct interner texts;
	struct interner writers;
	struct table note_table; /* number -> index in notes */
	struct note **notes;
	size_t note_count;
	size_t note_capacity;
	size_t note_bytes;
	struct objective **objectives;
	size_t objective_count;
	size_t objective_capacity;
};

/* weight.c: logarithms to base 2 in 1/256, integer square roots. */
uint32_t weight_log(uint64_t value); /* value >= 1 */
uint32_t weight_root(uint64_t value);

/* plan.c */
bool plan_copy(struct programme *to, const struct programme *from);
bool plan_category_known(const struct programme *plan, const char *category, size_t *place);
/* The rooms that list an objective, interned, in an array of the plan's arena. */
bool plan_rooms(struct synthesis *synthesis, struct programme *plan, uint32_t objective,
    const char ***rooms, size_t *count);

/* vocabulary.c */
/* The distinct words of a text, at most NOTE_WORDS_MAX; with stop words when there are no others. shown:
 * when the text is a note's, whose form of a word may be shown. False: no memory. */
bool vocabulary_split(const struct synthesis *synthesis, struct grouping *grouping,
    const char *text, bool shown, uint32_t **words, uint32_t *count);
uint32_t grouping_weight(const struct grouping *grouping, uint32_t word);
/* Marks the words of a note as those being looked at. */
void grouping_mark(struct grouping *grouping, const struct note *note);

/* point.c */
/* What the point that this note founds is known by. */
void point_id(
    const struct synthesis *synthesis, const struct note *founder, char id[PUBLIC_ID_CHARS + 1]);
struct point *point_found(
    const struct synthesis *synthesis, struct grouping *grouping, struct note *note);
/* The words of the note are marked. False: no memory. */
bool point_join(struct grouping *grouping, struct point *point, struct note *note);

/* group.c. False: no memory; the objective is dirty then. */
bool grouping_clear(const struct synthesis *synthesis, struct objective *objective);
bool grouping_note(
    const struct synthesis *synthesis, struct objective *objective, struct note *note);
void grouping_close(struct grouping *grouping);
/* How alike a note and a point are, 0..1024; the words of the note are marked. */
uint32_t grouping_likeness(
    const struct grouping *grouping, const struct note *note, const struct point *point);

/* statement.c */
int32_t statement_readable(const struct synthesis *synthesis, const struct note *note);
/* A note has joined: chooses anew who speaks for the point, and the words that explain it. */
void statement_choose(struct grouping *grouping, struct point *point, struct note *note);

/* change.c. False: no memory. */
/* Puts a note that was just grouped, and its point, on the lists of what changed. */
bool objective_touch(struct objective *objective, struct note *note);
/* Folds a dirty objective again, and works out what changed. */
bool objective_refold(const struct synthesis *synthesis, struct objective *objective);
/* What makes a point look different; never 0. */
uint64_t point_print(const struct grouping *grouping, const struct point *point);

/* fold.c. A bigger home for a malloc'd list of pointers. */
bool list_room(void *list, size_t count, size_t *capacity);

#endif
