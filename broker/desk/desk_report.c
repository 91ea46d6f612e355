/* broker/desk/desk_report.c - what the desk answers about reports. */
#include <sodium.h>
#include <string.h>

#include "broker/desk/desk_internal.h"
#include "proto/command_report.h"

/* That the report of that digest was made of this session as of that event, by one who may see all of it. */
static void read_sign(struct desk *desk, struct journal_txn *txn, struct request *request)
{
	struct report_sign sign;
	struct view_session session;
	struct journal_event event;
	if (report_sign_decode(&sign, request->envelope.body, request->envelope.body_size,
		&request->refusal) != ERROR_NONE ||
	    !desk_session_find(desk, txn, request, &session))
		return;
	enum journal_result result = journal_event_get(txn, sign.event, &event);
	if (result == JOURNAL_ABSENT) {
		refuse(&request->refusal, ERROR_FIELD, "e: there is no event %llu",
		    (unsigned long long)sign.event);
		return;
	}
	if (!desk_read_well(desk, request, result))
		return;
	char statement[REPORT_STATEMENT_BYTES];
	struct journal_place newest = journal_txn_newest(txn);
	const struct report_statement said = { .journal = newest.id,
		.session = session.key,
		.event = sign.event,
		.chain = event.hash,
		.digest = sign.digest };
	struct report_sign_reply reply;
	size_t size = report_statement(&said, statement);
	memcpy(reply.chain, event.hash, HASH_BYTES);
	memcpy(reply.key, desk->signing.public_key, SIGN_KEY_BYTES);
	crypto_sign_detached(
	    reply.signature, NULL, (const uint8_t *)statement, size, desk->signing.secret);
	report_sign_reply_encode(&reply, &desk->body);
}

bool desk_report(struct desk *desk, struct journal_txn *txn, struct request *request)
{
	read_sign(desk, txn, request);
	return true;
}
