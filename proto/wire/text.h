/*
 * proto/wire/text.h - texts from people: checked, normalised, counted. One form of every text is kept, so
 * that the same words are the same bytes.
 */
#ifndef RAPPORTEUR_PROTO_WIRE_TEXT_H
#define RAPPORTEUR_PROTO_WIRE_TEXT_H

#include "proto/wire/buffer.h"
#include "proto/errors.h"

/* Well-formed UTF-8 (no surrogates, nothing over U+10FFFF, no overlong form) without NUL. */
bool text_utf8_valid(const uint8_t *bytes, size_t size);
/* Code points of a well-formed text. */
size_t text_chars(const char *bytes, size_t size);

/*
 * Adds the normal form to out: NFC; white space (any Unicode) folded to one space and trimmed; control
 * characters, bidi embeddings, overrides and isolates, the byte order mark and noncharacters taken
 * out. Joiners stay: scripts need them. Idempotent. ERROR_UTF8; ERROR_TEXT_EMPTY when nothing is left; ERROR_TEXT_LONG
 * past chars_max. out's bound is the caller's: 4 * chars_max + 1 is enough.
 */
enum error text_normalise(const uint8_t *bytes, size_t size, size_t chars_max, struct buffer *out);

/* Whether text_normalise() would change nothing, told in one pass without memory. False also where only
 * the whole work could tell: scripts whose characters NFC may compose. */
bool text_is_normal(const uint8_t *bytes, size_t size);

/* Well-formed UTF-8 without control characters: fit for one line of a log, a list or a screen. */
bool text_line_valid(const char *text);

/* Letters, digits, '-', '_', '.', at most max of them, a letter or digit first. */
bool text_key_valid(const char *key, size_t max);

#endif
