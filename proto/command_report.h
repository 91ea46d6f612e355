/*
 * proto/command_report.h - the bodies of report sign. The page says what each key means. A report's seal reaches
 * this, so that no command with a writer is here: those about versions are in command_version.h.
 */
#ifndef RAPPORTEUR_PROTO_COMMAND_REPORT_H
#define RAPPORTEUR_PROTO_COMMAND_REPORT_H

#include "proto/errors.h"
#include "proto/limits.h"
#include "proto/wire/buffer.h"
#include "proto/wire/seal.h"

/* What the broker signs of a report: of which session it is, as of which event, and the digest of what it says. */
struct report_statement {
	const uint8_t *journal; /* ID_BYTES */
	const char *session;
	uint64_t event;
	const uint8_t *chain;  /* HASH_BYTES: chain(event) */
	const uint8_t *digest; /* HASH_BYTES */
};
#define REPORT_STATEMENT_BYTES 320u
/* Its bytes, as the page has them; answers how many. */
size_t report_statement(
    const struct report_statement *statement, char bytes[REPORT_STATEMENT_BYTES]);

struct report_sign {
	uint64_t event; /* from 1 */
	uint8_t digest[HASH_BYTES];
};
void report_sign_encode(const struct report_sign *sign, struct buffer *out);
enum error report_sign_decode(
    struct report_sign *sign, const uint8_t *body, size_t size, struct refusal *refusal);

struct report_sign_reply {
	uint8_t chain[HASH_BYTES];
	uint8_t key[SIGN_KEY_BYTES];
	uint8_t signature[SEAL_SIGNATURE_BYTES];
};
void report_sign_reply_encode(const struct report_sign_reply *reply, struct buffer *out);
enum error report_sign_reply_decode(
    struct report_sign_reply *reply, const uint8_t *body, size_t size, struct refusal *refusal);

#endif
