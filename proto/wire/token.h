/*
 * proto/wire/token.h - how an invitation is handed on: as words to read out, and as a link that also names the
 * broker and its key.
 *
 *   words   a token's 80 bits as five words of five letters, and a sixth to check them: bubob-dofar-...
 *           Two bytes a word: consonant (4 bits), vowel (2), consonant (4), vowel (2), consonant (4), from
 *           b d f g h j k l m n p r s t v z and a i o u. The sixth is made of the first two bytes of
 *           BLAKE2b-256 over the token. Small or capital letters; blanks, commas and dots between words are as
 *           good as hyphens.
 *   link    rapporteur://HOST:PORT/KEY/WORDS, KEY the broker's CURVE key in base64 for URLs, 43 characters
 */
#ifndef RAPPORTEUR_PROTO_WIRE_TOKEN_H
#define RAPPORTEUR_PROTO_WIRE_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/limits.h"

#define TOKEN_WORDS       6u
#define TOKEN_TEXT_BYTES  (6u * TOKEN_WORDS)
#define LINK_HOST_BYTES   128u /* of HOST:PORT */
#define LINK_KEY_BYTES    44u  /* of a key's text */
#define LINK_BYTES        (16u + LINK_HOST_BYTES + LINK_KEY_BYTES + TOKEN_TEXT_BYTES)
#define FINGERPRINT_BYTES 40u

enum token_result { TOKEN_OK, TOKEN_MALFORMED, TOKEN_WRONG_WORD };

void token_text(const uint8_t token[TOKEN_BYTES], char text[TOKEN_TEXT_BYTES]);
/* TOKEN_WRONG_WORD: six words, but the check says that one was heard or typed wrongly. */
enum token_result token_parse(const char *text, uint8_t token[TOKEN_BYTES]);

struct invitation_link {
	char address[LINK_HOST_BYTES]; /* HOST:PORT */
	uint8_t broker_key[CURVE_KEY_BYTES];
	uint8_t token[TOKEN_BYTES];
};
/* False: the address does not fit. */
bool link_text(const struct invitation_link *link, char text[LINK_BYTES]);
/* Takes anything of any length. */
enum token_result link_parse(const char *text, struct invitation_link *link);

/* A key as text, and back. */
void key_text(const uint8_t key[CURVE_KEY_BYTES], char text[LINK_KEY_BYTES]);
bool key_parse(const char *text, uint8_t key[CURVE_KEY_BYTES]);
/* What two people compare: 16 bytes of BLAKE2b-256 over the key, as eight groups of four hex digits. */
void key_fingerprint(const uint8_t key[CURVE_KEY_BYTES], char text[FINGERPRINT_BYTES]);

#endif
