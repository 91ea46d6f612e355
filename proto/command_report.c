/* proto/command_report.c - see command_report.h. */
#include "proto/command_report.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>

#include "proto/command_internal.h"

static_assert(
    sizeof "rapporteur report 1\n" + 2 * ID_BYTES + SESSION_KEY_MAX + 20 + 4 * HASH_BYTES + 6 <=
	REPORT_STATEMENT_BYTES,
    "a statement fits");

size_t report_statement(
    const struct report_statement *statement, char bytes[REPORT_STATEMENT_BYTES])
{
	char journal[2 * ID_BYTES + 1];
	char chain[2 * HASH_BYTES + 1];
	char digest[2 * HASH_BYTES + 1];
	sodium_bin2hex(journal, sizeof journal, statement->journal, ID_BYTES);
	sodium_bin2hex(chain, sizeof chain, statement->chain, HASH_BYTES);
	sodium_bin2hex(digest, sizeof digest, statement->digest, HASH_BYTES);
	int size = snprintf(bytes, REPORT_STATEMENT_BYTES,
	    "rapporteur report 1\n%s\n%s\n%" PRIu64 "\n%s\n%s\n", journal, statement->session,
	    statement->event, chain, digest);
	return (size_t)size;
}

void report_sign_encode(const struct report_sign *sign, struct buffer *out)
{
	pack_map(out, 2);
	pack_key_uint(out, "e", sign->event);
	pack_key_bin(out, "d", sign->digest, HASH_BYTES);
}

enum error report_sign_decode(
    struct report_sign *sign, const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*sign = (struct report_sign){ .event = wire_uint(&wire, "e", 1, UINT64_MAX) };
	wire_bytes(&wire, "d", sign->digest, HASH_BYTES);
	return wire_close(&wire);
}

void report_sign_reply_encode(const struct report_sign_reply *reply, struct buffer *out)
{
	pack_map(out, 3);
	pack_key_bin(out, "h", reply->chain, HASH_BYTES);
	pack_key_bin(out, "k", reply->key, SIGN_KEY_BYTES);
	pack_key_bin(out, "g", reply->signature, SEAL_SIGNATURE_BYTES);
}

enum error report_sign_reply_decode(
    struct report_sign_reply *reply, const uint8_t *body, size_t size, struct refusal *refusal)
{
	struct wire wire;
	wire_open(&wire, body, size, WALK_ITEMS_MAX, refusal);
	*reply = (struct report_sign_reply){ { 0 }, { 0 }, { 0 } };
	wire_bytes(&wire, "h", reply->chain, HASH_BYTES);
	wire_bytes(&wire, "k", reply->key, SIGN_KEY_BYTES);
	wire_bytes(&wire, "g", reply->signature, SEAL_SIGNATURE_BYTES);
	return wire_close(&wire);
}
