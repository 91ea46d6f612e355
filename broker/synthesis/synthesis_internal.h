/*
 * broker/synthesis/synthesis_internal.h - what the files of this folder share.
 *
 *   fold.c       notes come and go; each objective keeps its notes in the order of their numbers
 *   say.c        what a note says, and what is shown of it
 *   plan.c       the programme's parts that count
 *   keep.c       the grouping is kept as numbers, and resumed
 *   record.c     what was recorded when the session closed; record_shown.c of it what moderators made different
 *   words/       a note's words and what they stand for: analyse.c, the lexicon, tables, whole-number arithmetic
 *   grouping/    notes become points: group.c one after another or all at once, likeness.c how alike two are,
 *                link.c which stand together (link_gist.c by the gist alone), point.c how a point keeps its
 *                name, statement.c which note speaks for it, housekeeping.c what is kept out,
 *                question.c which guiding questions a note touches
 *   curation/    what moderators decided, laid over the points: see curation_internal.h
 *   telling/     read.c, change.c what stands and what of it is new; reason.c, why.c, search.c, missing.c
 *
 * The state of the grouping is a function of the objective's events. Notes that come last are steps
 * (grouping_note()): the pairs of a new note are valued, and points change slowly. Anything else
 * (an amendment, a retraction, a note from the middle, another programme) marks the objective dirty;
 * before the next step or the next reading it is grouped anew from the notes that stand then
 * (grouping_all()), so that nothing of what stood before is left. A hundred amendments in a row cost
 * one such pass, and when somebody reads makes no difference.
 */
#ifndef RAPPORTEUR_BROKER_SYNTHESIS_SYNTHESIS_INTERNAL_H
#define RAPPORTEUR_BROKER_SYNTHESIS_SYNTHESIS_INTERNAL_H

#include "broker/synthesis/words/lexicon_internal.h"
#include "broker/synthesis/curation/decided_internal.h"
#include "broker/synthesis/synthesis.h"
#include "broker/synthesis/words/analyse_internal.h"
#include "broker/synthesis/words/table_internal.h"
#include "broker/synthesis/words/words_internal.h"

#define FIXED_ONE      65536u /* 1 of a weight */
#define LIKE_ONE       4096   /* 1 of a likeness */
#define REASON_BYTES   160u
#define PAIRS_DENSE    1024u /* above so many notes an objective keeps only the best of a note */
#define NEIGHBOURS_MAX 20u
#define REGION_MAX     192u /* notes that are regrouped around a new one, above PAIRS_DENSE */
#define WORDS_JOIN     819  /* .20: what two notes must have in common to stand together */
#define INERTIA        205  /* .05 */

struct lexeme {
	const char *stem;
	const char *form; /* the word it stands for, as people read it */
	uint32_t rank;    /* in the table of vectors, or RANK_NONE */
	uint32_t common;  /* b squared, FIXED_ONE: how uncommon it is in the language */
	uint32_t notes;   /* of this objective that have it */
	bool contrasts;   /* a "not", or a figure */
	bool named;       /* in some note it stands in a name alone: never told */
	uint32_t mark;
	uint32_t weight;     /* as of weighed_at notes */
	uint32_t weighed_at; /* 0: never */
	struct like *likes;  /* other lexemes that are like it; the arena's */
	uint32_t like_count;
	uint32_t like_capacity;
	uint32_t *postings; /* places of notes that have it: the newest, in a ring */
	uint32_t posting_count;
	uint32_t posting_capacity;
};
struct like {
	uint32_t lexeme;
	uint16_t likeness; /* of LIKE_ONE */
};

/* What two notes have in common, in LIKE_ONE, as of when the newer one arrived or all were valued anew. */
struct pair {
	int16_t words;       /* S of the words alone */
	int16_t gist;        /* G of the words alone */
	int16_t words_value; /* with the circumstance: what notes are joined by */
	int16_t gist_value;
};
struct neighbour {
	uint32_t at; /* the other note's place, always an earlier one */
	struct pair pair;
};

struct note;

#define WORDS_TOLD  4u
#define NOT_GROUPED UINT32_MAX

/* Which word of the statement stands beside which of another note, and how much of all that is, in percent. */
struct told {
	uint32_t here; /* lexemes */
	uint32_t there;
	uint32_t part;
};
struct reason {
	const char *said; /* as it was recorded, interned; NULL: it follows from the rest */
	const struct note *nearest; /* to the statement; NULL: there is none to tell of */
	uint32_t told_count;
	struct told told[WORDS_TOLD];
};

struct point {
	char id[PUBLIC_ID_CHARS + 1];
	uint64_t order; /* of its making: the older point has the lower */
	struct note **notes;
	uint32_t note_count;
	const char *category;
	struct note *statement;
	struct reason reason;
	uint64_t print;          /* what makes it look different; never 0 */
	struct decided *decided; /* in the curated layer only; the layer's */
	uint32_t at;             /* its place in the grouping while a layer is made */
	/* While points are being set: */
	enum { FATE_GOES_ON, FATE_ENDS } fate;
	int64_t sum;
};

struct objective;

struct note {
	char id[PUBLIC_ID_CHARS + 1];
	uint64_t number;
	struct objective *objective;
	uint32_t writer;
	uint64_t time_ms;
	enum note_place place; /* retracted and redacted stay; the others follow from the rest */
	bool gone;             /* retracted or redacted: nothing below is there */
	bool late;
	const char *skipped; /* why it is grouped nowhere; the block's */
	char *block;         /* owns the texts that are its own */
	size_t block_size;
	const char *text;
	const char *masked; /* what is shown instead; NULL: the text names nobody */
	const char *ref;
	bool ref_names;      /* somebody: then it is not told */
	const char *speaker; /* on the record; NULL: it is not */
	const char *body;
	const struct name_mark *marks; /* the block's */
	uint32_t mark_count;
	uint64_t said;        /* number of the event that the text is of */
	const char *category; /* interned, like the next three */
	const char *lens;
	const char *room;
	const char *language;
	uint64_t version; /* counts what became of it, from 1 */
	uint64_t version_taken;
	/* Of the curated layer: */
	const char *hidden;  /* why; an act's. NULL: it is not */
	bool placed;         /* although the machine keeps it out */
	uint32_t row;        /* its place in the objective's list while a layer is made */
	uint32_t shown_then; /* from 1: the recorded point that moderators had it in; 0: none */
	uint64_t told;       /* number of the act that hides it, 1 when it is placed, else 0 */
	uint64_t told_taken;
	uint64_t released; /* number of the act that shows the text as it is, else 0 */
	uint64_t released_taken;
	struct point *shown; /* the layer's point that holds it */
	/* Of the grouping: */
	const char *reason;
	struct point *point;
	uint32_t at;      /* its place among the grouped, or NOT_GROUPED */
	uint32_t founded; /* points that it gave its name to */
	uint32_t *words;
	uint32_t word_count;
	uint32_t odd_words; /* abbreviations and words nobody knows */
	int16_t *gist;      /* VECTOR_ROOM of LIKE_ONE; NULL: no word of it is in the table */
	const struct contrast *contrast; /* NULL: it has neither a "not" nor a figure */
	int32_t readable;
	struct neighbour *pairs; /* by place; all earlier notes, or the best of them */
	uint32_t pair_count;
	uint16_t *close; /* of all earlier notes: the places of those that may be joined by words */
	uint32_t close_count;
	uint32_t mark;
	uint32_t slot; /* of link_notes(), while it runs */
};

struct question {
	uint32_t *words;
	uint32_t word_count;
	int16_t *gist;  /* as of a note */
	uint64_t notes; /* that touch it */
};

struct seat { /* who writes where */
	const char *room;
	uint32_t writer;
	uint32_t notes;
};

struct grouping {
	struct arena arena; /* all of the below but points and pairs */
	struct table lexeme_table;
	struct lexeme *lexemes;
	int16_t (*vectors)[VECTOR_ROOM]; /* by lexeme, of length LIKE_ONE; zeros: none */
	uint32_t lexeme_count;
	uint32_t lexeme_capacity;
	struct acronym *acronyms; /* that its notes have */
	uint32_t acronym_count;
	uint32_t acronym_capacity;
	struct note **notes; /* grouped ones, by number */
	uint32_t note_count;
	uint32_t note_capacity;
	struct seat *seats;
	uint32_t seat_count;
	uint32_t seat_capacity;
	bool company;          /* some room has two who write: circumstance tells something */
	struct point **points; /* malloc'd, each of them too */
	uint32_t point_count;
	size_t point_capacity;
	uint64_t point_order;
	size_t pair_bytes;
	uint32_t mark;
	struct question *questions;
	size_t question_count;
	uint64_t counts[NOTE_PLACE_COUNT];
	uint64_t *room_notes; /* by the objective's rooms */
};

struct taken_point {
	char id[PUBLIC_ID_CHARS + 1];
	bool given;     /* while the whole is given: it shows the same */
	uint64_t print; /* 0: not everybody has it as it was */
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
	struct layer layer;
	bool stale; /* the layer is to be made anew before it is read */
	bool dirty;
	bool set; /* its points are as they were recorded, not as they would be grouped */
	struct shown_then *shown_then; /* while they are: malloc'd */
	uint32_t shown_then_count;
	bool news;                 /* something was given since changes were taken */
	bool all_news;             /* a note left for another objective: only the whole tells it */
	struct taken_point *taken; /* what the reader of changes has */
	size_t taken_count;
	struct table taken_table;
};

/* Room for the work of one call; nothing in it outlives that. */
struct scratch {
	uint16_t
	    *rows; /* NOTE_WORDS_MAX by lexeme_capacity: likeness of words; zeros between calls */
	uint16_t *best; /* by lexeme: the highest of its column; zeros between calls */
	size_t lexeme_capacity;
	/* Of link.c: */
	int32_t *sums; /* note by note, or group by group */
	size_t sum_capacity;
	struct link_slot *slots;
	size_t slot_capacity;
	struct link_side *sides;
	size_t side_capacity;
	uint64_t *keys;
	size_t key_capacity;
	const struct point **points;
	size_t point_capacity;
	uint32_t *numbers;
	size_t number_capacity;
};
struct link_slot;
struct link_side;

struct synthesis {
	struct lexicon *lexicon;
	struct lexicon *own_lexicon; /* when none was given */
	bool held;                   /* notes are listed, and grouped later: see keep.c */
	struct scratch *scratch;
	struct synthesis_guard guard;
	uint8_t point_key[SECRET_BYTES];
	uint8_t hash_key[TABLE_KEY_BYTES];
	struct programme programme; /* a copy */
	const char **plan_texts;    /* all of it that may spell out an acronym; the copy's */
	size_t plan_text_count;
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
	struct arena act_arena;
	struct act **acts; /* by number */
	size_t act_count;
	size_t act_capacity;
};

/* fixed.c */
uint32_t fixed_ln(uint64_t value); /* natural, of 1 .. 2^32 - 1 */
uint32_t fixed_decay(uint64_t part, uint64_t whole);
uint32_t fixed_root(uint64_t value);

/* plan.c */
bool plan_copy(struct programme *to, const struct programme *from);
/* The round of a room; 0: the programme does not know it. */
uint32_t plan_round(const struct programme *plan, const char *room);
bool plan_category_known(const struct programme *plan, const char *category, size_t *place);
/* Titles, questions and headings, in an array of the plan's arena; not the co-hosts, whom a note may not name. */
bool plan_texts(struct programme *plan, const char ***texts, size_t *count);
/* The rooms that list an objective, interned, in an array of the plan's arena. */
bool plan_rooms(struct synthesis *synthesis, struct programme *plan, uint32_t objective,
    const char ***rooms, size_t *count);

/* likeness.c */
/* A new lexeme has been given its vector: finds those that are like it. False: no memory. */
bool likeness_learn(struct grouping *grouping, uint32_t lexeme);
/* The weight of a lexeme, as the notes stand. */
uint32_t likeness_weight(struct grouping *grouping, uint32_t index);
/* Values the pairs of a note with those before it. False: no memory. */
bool likeness_pairs(
    const struct synthesis *synthesis, struct grouping *grouping, struct note *note);
/* Values the pairs of a note anew, of which all are known. False: no memory, and the objective is dirty. */
bool likeness_again(const struct synthesis *synthesis, struct note *note);
/* The pairs of a note are set, by valuing or as they were kept: what follows from them. False: no memory. */
bool likeness_set(struct grouping *grouping, struct note *note);
/* Keeps of all notes only the best pairs: there are too many for all. */
void likeness_thin(struct grouping *grouping);
/* How alike two words are, LIKE_ONE when they are the same. */
int32_t likeness_words(const struct grouping *grouping, uint32_t a, uint32_t b);
/* The same of two rows of vectors. */
int32_t likeness_rows(const int16_t a[VECTOR_ROOM], const int16_t b[VECTOR_ROOM]);
const struct pair *likeness_find(const struct note *a, const struct note *b);

/* The cosine of two gists. */
int32_t likeness_gists(const int16_t a[VECTOR_ROOM], const int16_t b[VECTOR_ROOM]);

/* question.c */
/* The words of the guiding questions. False: no memory. */
bool questions_read(const struct synthesis *synthesis, struct objective *objective);
/* A note has come, and may touch some of them. */
void questions_count(struct grouping *grouping, const struct note *note);

/* link.c: groups these notes anew, given by place in rising order: groups[i] is the i of the first note of
 * its group. False: no memory. */
struct link_options {
	int32_t
	    inertia; /* for pairs that are together now, and against those that are not: 0 .. INERTIA */
	bool thin; /* only the best pairs of a note are known */
};
bool link_notes(const struct synthesis *synthesis, const struct grouping *grouping,
    const struct link_options *options, const uint32_t *places, uint32_t count, uint32_t *groups);

/* point.c */
/* Makes the points of these notes those groups; each old point lives on in the group that has most of it.
 * All notes of a point are among them, or none. */
bool points_set(const struct synthesis *synthesis, struct grouping *grouping,
    const uint32_t *places, uint32_t count, const uint32_t *groups);
/* The point whose notes are most like this one on average, if they are alike enough, or NULL. */
struct point *points_nearest(const struct grouping *grouping, const struct note *note);
/* One more note stands with that point, or alone. */
bool points_join(const struct synthesis *synthesis, struct grouping *grouping, struct point *point,
    struct note *note);
void points_close(struct grouping *grouping);
/* A point as it was kept, all but its notes; each of these is then put into it, in the order of places, and
 * point_look() sets what follows from them. NULL: no memory. */
struct point *points_restore(struct grouping *grouping, const struct point *kept);
bool point_take(struct point *point, struct note *note);
void point_look(const struct grouping *grouping, struct point *point);
/* Everything about a point that follows from its notes; it need not be one of the grouping. */
void point_redo(struct grouping *grouping, struct point *point);

/* group.c. False: no memory; the objective is dirty then. */
/* Begins anew: finds the words of the objective's notes, and where each belongs; no pairs, no points. */
bool grouping_place(const struct synthesis *synthesis, struct objective *objective);
bool grouping_note(
    const struct synthesis *synthesis, struct objective *objective, struct note *note);
bool grouping_all(const struct synthesis *synthesis, struct objective *objective);
void grouping_close(struct grouping *grouping);

/* statement.c, reason.c */
int32_t statement_readable(const struct synthesis *synthesis, const struct note *note);
void statement_choose(struct point *point);
/* A word of a note beside that of another, and its part of all the likeness that there could be. */
struct aligned {
	uint32_t here; /* lexemes */
	uint32_t there;
	uint64_t part;
	uint32_t hundredths;
};
/* The words of a note beside those of another, the heaviest first, at most `most`. */
uint32_t reason_align(struct grouping *grouping, const struct note *note, const struct note *other,
    struct aligned *aligned, uint32_t most);
/* When and by whom the two were written, without naming anybody. Returns a part of text. */
const char *reason_circumstance(
    const struct note *note, const struct note *other, char text[REASON_BYTES]);
void reason_find(struct grouping *grouping, struct point *point);
/* The point's reason in words; false: it has none. */
bool reason_tell(
    const struct grouping *grouping, const struct point *point, char text[REASON_BYTES]);

/* housekeeping.c: why a note reads as housekeeping, or NULL. */
const char *housekeeping_reason(const char *text);

/* change.c */
/* Groups a dirty objective anew. False: no memory. */
bool objective_settle(const struct synthesis *synthesis, struct objective *objective);
uint32_t taken_find(
    const struct synthesis *synthesis, const struct objective *objective, const char *id);

/* say.c */
/* Gives the note what the input says; nothing of it is changed when there is no memory: false. */
bool note_say(struct synthesis *synthesis, struct note *note, const struct synthesis_input *input,
    const char *skipped);
void note_say_nothing(struct synthesis *synthesis, struct note *note);
/* Looks at all texts anew. False: no memory, and some are as they were. */
bool notes_look(struct synthesis *synthesis);
/* Whom a text names; the arena's. False: no memory. */
bool text_look(struct synthesis *synthesis, struct arena *arena, const char *text,
    const struct name_mark **marks, uint32_t *count);
/* A moderator's reason as it is shown; the arena's, or the text. NULL: no memory, or the text is. */
const char *reason_shown(struct synthesis *synthesis, struct arena *arena, const char *text);
/* The note's text as it is shown. */
const char *note_shown(const struct note *note);
/* Whether something of it is masked. */
bool note_is_masked(const struct note *note);

/* fold.c */
/* Something of it is new. */
void objective_touch(struct objective *objective);
/* NULL: there is none. */
struct objective *objective_find(const struct synthesis *synthesis, uint32_t number);
struct note *note_find(const struct synthesis *synthesis, uint64_t number);
/* A bigger home for a malloc'd list of pointers. */
bool list_room(void *list, size_t count, size_t *capacity);
/* The same for any malloc'd array, by doubling; the old content is lost when keep is false. */
bool scratch_room(void *array, size_t count, size_t *capacity, size_t size);

#endif
