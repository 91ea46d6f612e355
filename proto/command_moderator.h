/*
 * proto/command_moderator.h - what a moderator asks about the synthesis, and the answers, as values that travel:
 * why these notes are one point, where words stand, what is missing, what was decided by hand.
 *
 * Each answer is got in parts, as a synthesis is: `why` is one map, the others are maps one after the other.
 * There is no person in them and no time finer than the minute.
 */
#ifndef RAPPORTEUR_PROTO_COMMAND_MODERATOR_H
#define RAPPORTEUR_PROTO_COMMAND_MODERATOR_H

#include "proto/command.h"
#include "proto/messages.h"
#include "proto/synthesis.h"

#define SEARCH_WORDS_CHARS_MAX 200u
#define SEARCH_WORDS_BYTES_MAX (4u * SEARCH_WORDS_CHARS_MAX)
#define SEARCH_HITS_MAX        200u /* more are no answer: other words are */
#define SEARCH_HITS_USUAL      20u
#define WHY_LINKS_MAX          200u /* notes of a point that are explained, the first ones */
#define WHY_WORDS_MAX          8u   /* pairs of words told of two notes */
#define WHY_ORIGINS_MAX        64u
#define WHY_APART_MAX          8u   /* points that stand apart although they say nearly the same */
#define WHY_DECISIONS_MAX      200u /* the newest */
#define TOLD_TEXT_BYTES_MAX    NOTE_TEXT_BYTES_MAX /* one sentence of an answer */

/* The body of all four: why, search, missing, curation list. */
struct inquiry {
	uint64_t at_least;            /* the synthesis must have seen this event; else ERROR_BUSY */
	uint32_t objective;           /* search, missing, curation list: 0: all */
	char id[PUBLIC_ID_CHARS + 1]; /* why: of a point or a note */
	const char *words;            /* search; normalised by the decoder, the arena's */
	uint32_t most;                /* search: so many hits, 1..SEARCH_HITS_MAX */
	struct part_want want;
};
void inquiry_encode(enum message message, const struct inquiry *inquiry, struct buffer *out);
enum error inquiry_decode(enum message message, struct inquiry *inquiry, struct arena *arena,
    const uint8_t *body, size_t size, struct refusal *refusal);
struct inquiry_reply {
	uint64_t event; /* the newest event that is in it */
	struct part_got got;
};
void inquiry_reply_encode(const struct inquiry_reply *reply, struct buffer *out);
enum error inquiry_reply_decode(
    struct inquiry_reply *reply, const uint8_t *body, size_t size, struct refusal *refusal);

/* --- the log of curation ------------------------------------------------------------------------- */
struct curation_entry {
	uint64_t number;  /* of its event */
	uint32_t minute;  /* when it was done, since 1970 UTC */
	const char *role; /* whose act it was; never who */
	const char *act;  /* its word */
	uint32_t objective;
	const char *what;   /* in words */
	const char *reason; /* that was given, or NULL */
	uint64_t undone_by; /* event that undid it and stands; 0: the act stands */
};

/* --- why ----------------------------------------------------------------------------------------- */
struct why_words { /* a word beside the one that it stands for */
	const char *here;
	const char *there;
	uint32_t part; /* hundredths of all that the two notes could have in common */
};
struct why_link { /* a note beside the one of its point that it is most like */
	char note[PUBLIC_ID_CHARS + 1];
	char other[PUBLIC_ID_CHARS + 1];
	uint32_t words;            /* how alike by their words, in hundredths */
	uint32_t gist;             /* and by their gist */
	struct why_words *aligned; /* heaviest first */
	size_t aligned_count;
	const char *circumstance;
};
struct why_origin { /* a point as the machine alone would have it */
	char point[PUBLIC_ID_CHARS + 1];
	uint32_t notes;   /* of it that are in this point */
	uint32_t outside; /* of it that are elsewhere */
};
struct why_apart { /* a note in nearly the same words that stands in another point */
	char note[PUBLIC_ID_CHARS + 1];
	char other[PUBLIC_ID_CHARS + 1];
	char point[PUBLIC_ID_CHARS + 1]; /* the other's */
	const char *what;                /* in which they differ, in words */
};
struct why_round {
	uint32_t round; /* 0: of a room that the programme does not know */
	uint32_t notes;
};
struct why {
	uint32_t objective;
	char note[PUBLIC_ID_CHARS + 1];  /* that was asked for; "" when it was a point */
	enum note_place place;           /* of that note */
	char point[PUBLIC_ID_CHARS + 1]; /* "": the note is in none */
	const char *statement;           /* of the point; NULL in none */
	char statement_note[PUBLIC_ID_CHARS + 1];
	const char *reason; /* why the note is hidden or unplaced, or NULL */
	uint32_t notes;     /* of the point; links may be fewer than these less one */
	struct why_link *links;
	size_t link_count;
	struct why_origin *origins;
	size_t origin_count;
	struct why_round *rounds;
	size_t round_count;
	struct curation_entry *decisions;
	size_t decision_count;
	struct why_apart *apart;
	size_t apart_count;
};
/* Decoders: what they fill is the arena's. used as in synthesis_objective_decode(). */
void why_encode(const struct why *why, struct buffer *out);
enum error why_decode(struct why *why, struct arena *arena, const uint8_t *bytes, size_t size,
    size_t *used, struct refusal *refusal);

void curation_entry_encode(const struct curation_entry *entry, struct buffer *out);
enum error curation_entry_decode(struct curation_entry *entry, struct arena *arena,
    const uint8_t *bytes, size_t size, size_t *used, struct refusal *refusal);

/* --- search -------------------------------------------------------------------------------------- */
struct search_hit {
	bool is_point; /* else a note */
	uint32_t objective;
	char point[PUBLIC_ID_CHARS + 1]; /* of a note: the one that it is in; "": none */
	char note[PUBLIC_ID_CHARS + 1];  /* of a point: whose words its statement is, or "" */
	enum note_place place;           /* of a note */
	uint32_t likeness;               /* to what was asked, in hundredths */
	const char *text;                /* NULL once retracted or redacted */
	const char *reason;              /* why it is hidden or unplaced, or NULL */
};
void search_hit_encode(const struct search_hit *hit, struct buffer *out);
enum error search_hit_decode(struct search_hit *hit, struct arena *arena, const uint8_t *bytes,
    size_t size, size_t *used, struct refusal *refusal);

/* --- missing ------------------------------------------------------------------------------------- */
/* Codes are on the wire. Who heard what alone is no business of a plenary. */
#define MISSING_KINDS(X) \
	X(MISSING_ANSWER, 0, "question", "no note touches this guiding question") \
	X(MISSING_ROOM, 1, "room", "no note has come from this room") \
	X(MISSING_LENS, 2, "lens", "no note has this lens") \
	X(MISSING_LATER, 3, "dropped", "an earlier round raised this point, a later one did not") \
	X(MISSING_SECOND, 4, "alone", "only one rapporteur wrote this point down")
#define X(name, code, word, reason) name = (code),
enum missing_kind { MISSING_KINDS(X) };
#undef X
#define MISSING_KIND_COUNT 5u
const char *missing_word(enum missing_kind kind);   /* static */
const char *missing_reason(enum missing_kind kind); /* static: the general one */

struct missing_item {
	enum missing_kind kind;
	uint32_t objective;
	const char *what;                /* the question, room, lens, or the point's statement */
	char point[PUBLIC_ID_CHARS + 1]; /* its id, or "" */
	const char *reason;              /* in words, with its numbers */
};
void missing_item_encode(const struct missing_item *item, struct buffer *out);
enum error missing_item_decode(struct missing_item *item, struct arena *arena, const uint8_t *bytes,
    size_t size, size_t *used, struct refusal *refusal);

#endif
