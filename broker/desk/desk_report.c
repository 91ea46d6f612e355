/* broker/desk/desk_report.c - what the desk answers about reports. */
#include <sodium.h>
#include <string.h>

#include "broker/desk/desk_internal.h"
#include "proto/command_report.h"
#include "proto/command_version.h"

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

static void read_list(struct desk *desk, struct journal_txn *txn, struct request *request)
{
	struct view_session session;
	struct report_list_reply reply = { .count = 0 };
	enum journal_result result = JOURNAL_OK;
	if (!desk_session_find(desk, txn, request, &session))
		return;
	reply.frozen = session.frozen;
	for (; reply.count < session.version_count && result == JOURNAL_OK; reply.count++) {
		struct report_listed *listed = &reply.versions[reply.count];
		struct journal_event event;
		struct event_report body;
		struct refusal malformed;
		listed->version = session.versions[reply.count];
		result = journal_event_get(txn, listed->version, &event);
		if (result != JOURNAL_OK)
			break;
		listed->time_ms = event.head.time_ms;
		listed->blanked = event.body == NULL ||
		    event_report_decode(&body, event.body, event.body_size, &malformed) !=
			ERROR_NONE ||
		    body.version != 0;
	}
	if (desk_read_well(desk, request, result))
		report_list_reply_encode(&reply, &desk->body);
}

static bool is_version(const struct view_session *session, uint64_t number)
{
	for (size_t i = 0; i < session->version_count; i++) {
		if (session->versions[i] == number)
			return true;
	}
	return false;
}

static void part_answer(struct desk *desk, struct request *request, const struct report_get *get,
    const struct buffer *version)
{
	struct report_get_reply reply = { .got = { .part = get->want.part } };
	size_t count = (version->size + PART_BYTES_MAX - 1) / PART_BYTES_MAX;
	size_t start = (size_t)get->want.part * PART_BYTES_MAX;
	reply.got.part_count = count == 0 ? 1 : (uint32_t)count;
	crypto_generichash(reply.got.digest, HASH_BYTES, version->bytes, version->size, NULL, 0);
	bool stale =
	    get->want.digest_given && memcmp(get->want.digest, reply.got.digest, HASH_BYTES) != 0;
	if (stale || get->want.part >= reply.got.part_count) {
		refuse(&request->refusal, ERROR_STALE, "the version has changed");
		return;
	}
	reply.got.bytes = version->bytes + start;
	reply.got.size =
	    version->size - start < PART_BYTES_MAX ? version->size - start : PART_BYTES_MAX;
	report_get_reply_encode(&reply, &desk->body);
}

static void read_version(struct desk *desk, struct journal_txn *txn, struct request *request)
{
	struct report_get get;
	struct view_session session;
	struct journal_event event;
	struct buffer version;
	if (report_get_decode(&get, request->envelope.body, request->envelope.body_size,
		&request->refusal) != ERROR_NONE ||
	    !desk_session_find(desk, txn, request, &session))
		return;
	if (!is_version(&session, get.version)) {
		refuse(&request->refusal, ERROR_FIELD, "n: there is no version %llu",
		    (unsigned long long)get.version);
		return;
	}
	buffer_init(&version, REPORT_VERSION_BYTES_MAX);
	enum journal_result result = journal_event_get(txn, get.version, &event);
	if (result == JOURNAL_OK)
		result = journal_blob_get(txn, &event, &version);
	if (result == JOURNAL_ABSENT)
		refuse(&request->refusal, ERROR_REDACTED, "version %llu",
		    (unsigned long long)get.version);
	else if (desk_read_well(desk, request, result))
		part_answer(desk, request, &get, &version);
	buffer_close(&version);
}

bool desk_report(struct desk *desk, struct journal_txn *txn, struct request *request)
{
	if (request->envelope.message == MESSAGE_REPORT_LIST)
		read_list(desk, txn, request);
	else if (request->envelope.message == MESSAGE_REPORT_GET)
		read_version(desk, txn, request);
	else
		read_sign(desk, txn, request);
	return true;
}
