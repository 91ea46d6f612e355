/*
 * proto/limits.h - every cap of the language, in one place, with the reason for its number.
 *
 * A cap is checked by whoever reads bytes from outside, before memory is taken for them. Both ends use
 * these numbers: a client checks before it sends, because libzmq cuts the connection of a sender
 * whose frame is too big and tells nobody.
 */
#ifndef RAPPORTEUR_PROTO_LIMITS_H
#define RAPPORTEUR_PROTO_LIMITS_H

/* Versions. A newer minor is served (unknown keys are ignored or kept), another major is refused. */
#define PROTOCOL_MAJOR 1u
#define PROTOCOL_MINOR 0u

/* Frames and parts. */
#define MESSAGE_BYTES_MAX    65536u         /* one frame on the wire, either way */
#define EVENT_BODY_BYTES_MAX 24576u         /* so that a head and a body fit a journal read reply */
#define PART_BYTES_MAX       32768u         /* one part of what outgrows a message */
#define PARTS_MAX            4096u          /* 128 MiB: a snapshot of some 500,000 notes */
#define PROGRAMME_BYTES_MAX  (512u * 1024u) /* 16 parts; the seed's programme is 9 KiB */
#define PROGRAMME_PARTS_MAX  (PROGRAMME_BYTES_MAX / PART_BYTES_MAX)

#define REPORT_VERSIONS_MAX \
	32u /* of a session's report that people adopted: 16 MiB, copied when one is blanked */

/* What the walk over msgpack bytes lets through before anything is allocated. */
#define WALK_DEPTH_MAX  8u
#define WALK_ITEMS_MAX  4096u             /* values in one message, keys of maps included */
#define WALK_STRING_MAX 32768u            /* bytes of one str */
#define WALK_BIN_MAX    MESSAGE_BYTES_MAX /* bytes of one bin: an envelope's body holds a part */
/* A programme or a part of a synthesis is walked with more items, never with more depth. */
#define WALK_ITEMS_LARGE_MAX 65536u

/* Ids and secrets, in bytes. */
#define ID_BYTES        16u /* a command's id: UUIDv7, RFC 9562 */
#define WRITER_BYTES    16u /* a writer's pseudonym */
#define PUBLIC_ID_CHARS 12u /* base32 of 60 bits: 1,000,000 notes collide with chance 4e-7 */
#define HASH_BYTES      32u /* BLAKE2b-256 */
#define SALT_BYTES      32u
#define SECRET_BYTES    32u
#define TOPIC_BYTES     16u
#define FEED_KEY_BYTES  32u /* XChaCha20-Poly1305 */
#define SIGN_KEY_BYTES  32u /* Ed25519, public */
#define PROOF_BYTES_MAX 512u
#define CURVE_KEY_BYTES 32u /* X25519: a person's, the broker's */
#define TOKEN_BYTES \
	10u /* of an invitation: 80 bits, which nobody guesses in the time it is good for */

/* Texts. Characters are Unicode code points after normalisation; a code point is 4 bytes at most. */
#define NOTE_TEXT_CHARS_MAX 4000u
#define NOTE_TEXT_BYTES_MAX (4u * NOTE_TEXT_CHARS_MAX)
/* What is given may be larger than what is kept, by white space and by characters written in pieces
 * (NFD); normalising lets a text grow to three times its bytes at most (UAX #15). */
#define NOTE_INPUT_BYTES_MAX WALK_STRING_MAX
#define TITLE_CHARS_MAX      500u
#define TITLE_BYTES_MAX      (4u * TITLE_CHARS_MAX)

#define RETENTION_DAYS_MAX 36525u /* how long notes are kept after a close: a century */
#define REDACTED_ASK_MAX   1024u  /* notes that are asked for at once: whether they were redacted */

/* Why somebody did it: a sentence or two. */
#define WHY_CHARS_MAX 500u
#define WHY_BYTES_MAX (4u * WHY_CHARS_MAX)

/* Keys: lower- or upper-case letters, digits, '-', '_' and '.', starting with a letter or digit. */
#define SESSION_KEY_MAX  64u
#define ROOM_KEY_MAX     32u
#define CATEGORY_KEY_MAX 32u
#define LENS_KEY_MAX     32u
#define LANG_MAX         16u /* a BCP 47 tag such as en or zh-Hant */
#define REF_MAX          64u /* a note's id in the source it was imported from */
/* Of who speaks on the record, and of the body that they speak for; characters and bytes. */
#define SPEAKER_CHARS_MAX 200u
#define SPEAKER_BYTES_MAX (4u * SPEAKER_CHARS_MAX)
#define TIMEZONE_MAX      64u /* a tz database name */

/* Numbers. */
#define OBJECTIVE_MAX 999u
#define ROUND_MAX     99u
#define AGE_MS_MAX    (7u * 24u * 3600u * 1000u) /* a week: an outbox older than that says a week */
#define GRACE_MS_MAX  (30u * 24u * 3600u * 1000u) /* what a closed session waits for, at most */
#define TIME_MS_MAX   253402300799999u /* 9999-12-31: a note's own time, ms since 1970 UTC */

/* A programme's lists. */
#define ROUNDS_MAX            20u
#define AGENDA_MAX            200u
#define CATEGORIES_MAX        20u
#define LENSES_MAX            32u
#define OBJECTIVES_MAX        64u
#define ROOMS_MAX             200u
#define QUESTIONS_MAX         32u /* guiding questions of one objective */
#define SPEAKERS_MAX          32u /* of one agenda item */
#define COHOSTS_MAX           16u /* of one room */
#define ROOM_OBJECTIVES_MAX   16u
#define CATEGORY_HEADINGS_MAX OBJECTIVES_MAX
#define EXTRA_BYTES_MAX       2048u /* unknown keys of one body, kept for a newer version */

/* Curation. A point of more notes than an act may name is too large to be curated as a whole. */
#define CURATION_NOTES_MAX        1000u
#define STATEMENT_CHARS_MAX       1000u /* of a statement that a moderator wrote */
#define STATEMENT_BYTES_MAX       (4u * STATEMENT_CHARS_MAX)
#define CURATION_REASON_CHARS_MAX 500u
#define CURATION_REASON_BYTES_MAX (4u * CURATION_REASON_CHARS_MAX)
#define THEME_KEY_MAX             32u
#define THEMES_MAX                64u /* of one objective */
#define ROLE_MAX                  16u
/* People. */
#define PERSON_NAME_BYTES_MAX 200u
#define PERSONS_MAX           8192u  /* keys of one broker, those that were revoked included */
#define INVITATIONS_MAX       65536u /* not yet over */
#define INVITATION_COUNT_MAX  1000u  /* people that one invitation lets in */
#define MEMBER_ROOMS_MAX      16u
#define MEMBERSHIPS_MAX       200u /* in one reply */

/* What a programme says about the report. The seed of all this has 92 paragraphs and 19 footnotes. */
#define REPORT_TEXT_CHARS_MAX 4000u /* one paragraph, item of a list, or footnote */
#define REPORT_TEXT_BYTES_MAX (4u * REPORT_TEXT_CHARS_MAX)
#define REPORT_PARAGRAPHS_MAX 64u /* in one place */
#define REPORT_LIST_MAX       64u /* items under one paragraph */
#define REPORT_FOOTNOTES_MAX  64u
#define REPORT_KEY_MAX        32u
#define REPORT_SUBREGIONS_MAX 32u
#define REPORT_COUNTRIES_MAX  128u /* of one subregion */

/* What one broker keeps, closed sessions included: the synthesis of each lies in memory, and a client may
 * open sessions for as long as no keys are asked. A decade of daily consultations is fewer. */
#define SESSIONS_MAX 4096u

/* What a synthesis was made with: a dozen lines of a name and a checksum, and a digest of them. */
#define MADE_WITH_BYTES_MAX 4096u
#define MADE_WITH_BYTES     16u

/* Reading. */
#define JOURNAL_READ_EVENTS_MAX 256u /* events in one journal read reply */
#define SESSION_LIST_MAX        200u /* sessions in one list reply */

/* Times of the live protocol, in ms. */
#define FEED_COALESCE_MS  50u   /* at most one update an objective in this time */
#define FEED_HEARTBEAT_MS 2000u /* an idle feed tells its newest number this often */
#define FEED_STALE_MS     6500u /* three heartbeats missed: a client says so and connects anew */
#define CLIENT_PING_MS    4000u /* an idle client says hello this often */
#define CLIENT_STALE_MS   5000u /* no answer for so long: a client connects anew */

#endif
