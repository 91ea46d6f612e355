/*
 * client/report/seal/seal.h - what a report says, block by block, as digests that a file carries with it: so that it
 * can be asked, without a broker, whether a word was changed since, and in which paragraph.
 *
 * A block is the masthead, a heading, a paragraph with what hangs under it, a table, the head of an annex or a
 * footnote. Its digest is of its words, the notes under them, its marks and its links: of what every
 * format has, and of nothing that only some have (emphasis, numbers that Word counts by itself).
 *
 *   lines      "KIND ID HASH", ended by LF each: KIND m h p t a f, ID of a paragraph or "-", HASH in hex
 *   digest     BLAKE2b-256 of all lines
 *   statement  what the broker signs: proto/PROTOCOL.md, report sign
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_SEAL_SEAL_H
#define RAPPORTEUR_CLIENT_REPORT_SEAL_SEAL_H

#include "client/report/document.h"
#include "proto/limits.h"
#include "proto/wire/buffer.h"
#include "proto/wire/seal.h"

#define SEAL_HASH_BYTES  16u
#define SEAL_TEXT_MAX    (16u << 20)
#define SEAL_LINES_TRIES 64u /* how far a block is looked for that stands elsewhere */

enum seal_kind {
	SEAL_MASTHEAD = 'm',
	SEAL_HEADING = 'h',
	SEAL_PARAGRAPH = 'p',
	SEAL_TABLE = 't',
	SEAL_ANNEX = 'a',
	SEAL_FOOTNOTE = 'f',
};

struct seal_block {
	enum seal_kind kind;
	const char *id;      /* of a paragraph; else "-" */
	uint32_t number;     /* of a paragraph or a footnote; 0: none */
	const char *heading; /* of a heading; "" when it is not known */
	uint8_t hash[SEAL_HASH_BYTES];
};
struct seal_blocks {
	struct seal_block *items;
	size_t count;
};

/* The lines of a masthead that a reader meets, in their order; those that there are. */
#define SEAL_MASTHEAD_MAX 16u
size_t seal_masthead(
    const struct document_masthead *masthead, const char *lines[SEAL_MASTHEAD_MAX]);

/* Of a document, its masthead as lines. False: no memory. All is the arena's, or the document's. */
bool seal_blocks_make(struct seal_blocks *blocks, struct arena *arena,
    const struct document *document, const char *const *masthead, size_t masthead_count);

/* What a file carries. */
struct report_seal {
	uint8_t journal[ID_BYTES];
	char session[SESSION_KEY_MAX + 1];
	uint64_t event; /* as of which the report was made, and chain(event) */
	uint8_t chain[HASH_BYTES];
	uint8_t digest[HASH_BYTES];
	bool is_signed;
	uint8_t key[SIGN_KEY_BYTES]; /* that verifies: the broker's */
	uint8_t signature[SEAL_SIGNATURE_BYTES];
	const char *lines;
};

/* The lines, and their digest. NULL: no memory. */
const char *seal_lines(
    const struct seal_blocks *blocks, struct arena *arena, uint8_t digest[HASH_BYTES]);
/* A seal as one line of text: "1 JOURNAL SESSION EVENT CHAIN DIGEST KEY SIGNATURE", hex, "-" for what is not there. */
#define SEAL_HEAD_TEXT 1024u
void seal_head_text(const struct report_seal *seal, char text[SEAL_HEAD_TEXT]);
/* Reads it back; lines are borrowed. False: it is none. */
bool seal_read(struct report_seal *seal, const char *head, const char *lines);
/* Whether the lines are those of the digest. */
bool seal_lines_hold(const struct report_seal *seal);
/* Whether the signature is that of seal->key. */
bool seal_signature_holds(const struct report_seal *seal);

/* The blocks of lines; false: they are malformed, or there is no memory. */
bool seal_lines_parse(struct seal_blocks *blocks, struct arena *arena, const char *lines);

enum seal_change { SEAL_CHANGED, SEAL_ADDED, SEAL_REMOVED };
/* Tells each difference, in the order of `now`; removed ones where they stood. block is of `now`, or of `before` when it
 * was removed. Answers how many. */
typedef void seal_tell(void *context, enum seal_change change, const struct seal_block *block);
size_t seal_compare(const struct seal_blocks *before, const struct seal_blocks *now,
    seal_tell *tell, void *context);

#endif
