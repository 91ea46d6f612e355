/*
 * broker/press/press_record.c - what the press makes and the desk keeps: what it makes a synthesis with, told
 * once; and for a closed session its final grouping, as of the event that asks for it. Whether that came
 * to be an event, the press sees as it sees all events; until then it sends it again, each time later.
 */
#include <inttypes.h>
#include <string.h>

#include "broker/log.h"
#include "broker/press/press_internal.h"
#include "proto/grouping.h"

#define AGAIN_MS_FIRST 2000u
#define AGAIN_MS_MAX   60000u
#define CHANNEL_DUE_MS 5 /* until a full channel has room again */

static bool made_tell(struct press *press)
{
	struct channel_packet packet = {
		.kind = CHANNEL_MADE,
		.body = press->made.bytes,
		.body_size = press->made.size,
	};
	if (press->made_told || press->made.size == 0 || press->made.failed)
		return true;
	press->made_told = channel_send(press->channel, &packet);
	return press->made_told;
}

static bool is_due(const struct press_session *session, uint64_t now_ms)
{
	return session->closed && session->final != 0 && session->grouping == 0 &&
	    now_ms >= session->again_ms;
}

/* The whole grouping, in press->sending. Nothing changes a closed session but what this one is as of. */
static bool grouping_make(struct press *press, struct press_session *session)
{
	struct buffer *bytes = &press->sending.bytes;
	buffer_close(bytes);
	size_t count = synthesis_objective_count(session->synthesis);
	for (size_t i = 0; i < count; i++) {
		struct synthesis_objective whole;
		arena_clear(&press->arena);
		if (synthesis_read_machine(session->synthesis, i, &press->arena, &whole) !=
			SYNTHESIS_OK ||
		    !grouping_objective_encode(&whole, session->final, &press->arena, bytes) ||
		    synthesis_shown_encode(session->synthesis, i, &press->arena, bytes) !=
			SYNTHESIS_OK)
			return false;
	}
	return bytes->size > 0;
}

static void send_again_later(struct press_session *session, uint64_t now_ms)
{
	if (session->rest_ms == 0)
		session->rest_ms = AGAIN_MS_FIRST;
	else if (session->rest_ms < AGAIN_MS_MAX)
		session->rest_ms *= 2;
	session->again_ms = now_ms + session->rest_ms;
}

static bool sending_begin(struct press *press, uint64_t now_ms)
{
	for (size_t i = 0; i < press->session_count; i++) {
		struct press_session *session = press->sessions[i];
		if (!is_due(session, now_ms))
			continue;
		send_again_later(session, now_ms);
		if (!grouping_make(press, session)) {
			log_line("press", "grouping_not_made session=%s as_of=%" PRIu64,
			    session->key, session->final);
			continue;
		}
		press->sending.session = session;
		press->sending.at = session->final;
		press->sending.sent = 0;
		return true;
	}
	return false;
}

void press_sending_drop(struct press *press)
{
	press->sending.session = NULL;
	buffer_close(&press->sending.bytes);
}

/* True: all of it is sent, or it is no longer wanted. */
static bool sending_go_on(struct press *press)
{
	struct press_sending *sending = &press->sending;
	while (sending->at == sending->session->final && sending->sent < sending->bytes.size) {
		size_t left = sending->bytes.size - sending->sent;
		struct channel_packet packet = {
			.kind = CHANNEL_GROUPING,
			.tag = sending->at,
			.whole = sending->bytes.size,
			.from = sending->sent,
			.body = sending->bytes.bytes + sending->sent,
			.body_size = left < PART_BYTES_MAX ? left : PART_BYTES_MAX,
		};
		memcpy(packet.session, sending->session->key, sizeof packet.session);
		if (!channel_send(press->channel, &packet))
			return false;
		sending->sent += packet.body_size;
	}
	press_sending_drop(press);
	return true;
}

int press_record(struct press *press, bool all_folded)
{
	uint64_t now_ms = press_now_ms();
	if (!made_tell(press))
		return CHANNEL_DUE_MS;
	while (press->sending.session != NULL || (all_folded && sending_begin(press, now_ms))) {
		if (!sending_go_on(press))
			return CHANNEL_DUE_MS;
	}
	return (int)AGAIN_MS_FIRST;
}

/* Sets the session's points as the event has them. */
static enum journal_result serve(
    struct press_session *session, struct journal_txn *txn, const struct journal_event *event)
{
	struct buffer bytes;
	struct refusal refusal = { .error = ERROR_NONE };
	buffer_init(&bytes, PRESS_SNAPSHOT_BYTES);
	enum journal_result result = journal_blob_get(txn, event, &bytes);
	if (result == JOURNAL_ABSENT)
		result = JOURNAL_DAMAGED;
	if (result == JOURNAL_OK &&
	    synthesis_recorded(session->synthesis, bytes.bytes, bytes.size, &refusal) !=
		SYNTHESIS_OK)
		result = JOURNAL_MEMORY;
	if (result == JOURNAL_OK && refusal.error != ERROR_NONE)
		log_line("press", "grouping_not_read event=%" PRIu64 " what=\"%s\"",
		    event->head.number, refusal.detail);
	buffer_close(&bytes);
	return result;
}

enum journal_result press_recorded(
    struct press *press, struct journal_txn *txn, const struct journal_event *event)
{
	struct press_session *session = press_session_find(press, event->head.session);
	struct event_grouping said;
	struct refusal refusal;
	if (session == NULL || event->body == NULL)
		return JOURNAL_OK;
	if (event_grouping_decode(&said, event->body, event->body_size, &refusal) != ERROR_NONE)
		return JOURNAL_DAMAGED;
	session->event = event->head.number;
	if (!session->closed || said.at != session->final)
		return JOURNAL_OK;
	session->grouping = event->head.number;
	return press->checkpoint.map != NULL ? JOURNAL_OK : serve(session, txn, event);
}

enum journal_result press_recorded_resume(struct press *press, struct journal_txn *txn)
{
	enum journal_result result = JOURNAL_OK;
	for (size_t i = 0; i < press->session_count && result == JOURNAL_OK; i++) {
		struct press_session *session = press->sessions[i];
		struct journal_event event;
		if (session->grouping == 0)
			continue;
		result = journal_event_get(txn, session->grouping, &event);
		if (result == JOURNAL_OK)
			result = serve(session, txn, &event);
		/* It was read a moment ago; what is damaged since is told when it is asked for. */
		if (result == JOURNAL_DAMAGED)
			result = JOURNAL_OK;
	}
	return result;
}
