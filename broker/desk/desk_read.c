/* broker/desk/desk_read.c - answers that come from the views and the events, within one reading transaction. */
#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "broker/desk/desk_internal.h"
#include "broker/log.h"
#include "proto/wire/id.h"

#define BUSY_RETRY_MS   200u
#define EVENT_REPLY_MAX (MESSAGE_BYTES_MAX - 1024u) /* what a journal read's events may take */

static uint32_t part_count(size_t size)
{
	return size == 0 ? 1 : (uint32_t)((size + PART_BYTES_MAX - 1) / PART_BYTES_MAX);
}

/* What the disk said, as an answer. True when there is something to answer with. */
bool desk_read_well(struct desk *desk, struct request *request, enum journal_result result)
{
	switch (result) {
	case JOURNAL_OK:
		return true;
	case JOURNAL_DAMAGED:
		desk->counters[COUNTER_DAMAGED]++;
		log_line("desk", "damaged what=\"%s\"", journal_last_fault(desk->journal)->what);
		refuse(&request->refusal, ERROR_DAMAGED, "see the broker's log");
		return false;
	case JOURNAL_ABSENT:
	case JOURNAL_FULL:
	case JOURNAL_DISK:
	case JOURNAL_FORMAT:
	case JOURNAL_LOCKED:
	case JOURNAL_NOT_THERE:
	case JOURNAL_THERE:
	case JOURNAL_MEMORY:
	case JOURNAL_UNKNOWN:
	case JOURNAL_TOO_BIG:
		break;
	}
	refuse(&request->refusal, ERROR_BUSY, "the journal cannot be read now");
	request->retry_ms = BUSY_RETRY_MS;
	return false;
}

bool desk_session_find(struct desk *desk, struct journal_txn *txn, struct request *request,
    struct view_session *session)
{
	enum journal_result result = JOURNAL_ABSENT;
	if (request->envelope.session[0] != '\0')
		result = view_session_find(txn, request->envelope.session, session);
	if (result == JOURNAL_ABSENT) {
		refuse(&request->refusal, ERROR_NO_SESSION, "%s", request->envelope.session);
		return false;
	}
	return desk_read_well(desk, request, result);
}

/* Whether the place that a client has seen is on our chain. */
static bool knows(struct desk *desk, struct journal_txn *txn, const struct hello *hello)
{
	struct journal_place newest = journal_txn_newest(txn);
	if (memcmp(hello->journal, newest.id, ID_BYTES) != 0 || hello->number > newest.number)
		return false;
	if (hello->number == 0)
		return true;
	struct journal_event event;
	enum journal_result result = journal_event_get(txn, hello->number, &event);
	if (result == JOURNAL_DAMAGED)
		desk->counters[COUNTER_DAMAGED]++;
	return result == JOURNAL_OK && memcmp(event.hash, hello->hash, HASH_BYTES) == 0;
}

static void read_hello(struct desk *desk, struct journal_txn *txn, struct request *request)
{
	struct hello hello;
	if (hello_decode(&hello, request->envelope.body, request->envelope.body_size,
		&request->refusal) != ERROR_NONE)
		return;
	struct hello_reply reply = { .minor = PROTOCOL_MINOR,
		.feed_port = desk->config->feed_port };
	strncpy(reply.broker, DESK_VERSION, sizeof reply.broker - 1);
	memcpy(reply.sign_key, desk->signing.public_key, SIGN_KEY_BYTES);
	hello_reply_encode(&reply, &desk->body);
	if (!hello.saw_journal || knows(desk, txn, &hello))
		return;
	desk->counters[COUNTER_BEHIND]++;
	log_line("desk", "behind client_saw=%llu newest=%llu", (unsigned long long)hello.number,
	    (unsigned long long)journal_txn_newest(txn).number);
	refuse(&request->refusal, ERROR_BEHIND, "the client saw event %llu",
	    (unsigned long long)hello.number);
}

static void read_join(struct desk *desk, struct journal_txn *txn, struct request *request)
{
	struct view_session session;
	if (!desk_session_find(desk, txn, request, &session))
		return;
	struct join_reply reply = {
		.audience = desk_audience(desk, request),
		.epoch = session.feed_epoch,
		.closed = session.state == SESSION_CLOSED,
		.programme = session.programme,
	};
	memcpy(reply.topic, session.topic, TOPIC_BYTES);
	memcpy(reply.key, session.feed_key, FEED_KEY_BYTES);
	if (desk->keyed) {
		struct feed_keys keys;
		feed_keys_derive(
		    &desk->feed_secret, session.secret, reply.audience, session.feed_epoch, &keys);
		memcpy(reply.topic, keys.topic, TOPIC_BYTES);
		memcpy(reply.key, keys.key, FEED_KEY_BYTES);
	}
	join_reply_encode(&reply, &desk->body);
}

static void facts_of(const struct view_session *session, struct session_facts *facts)
{
	*facts = (struct session_facts){
		.closed = session->state == SESSION_CLOSED,
		.opened_ms = session->opened_ms,
		.closed_ms = session->closed_ms,
		.grace_ms = session->grace_ms,
		.received = session->received,
		.retracted = session->retracted,
		.redacted = session->redacted,
		.erased = session->erased,
		.late = session->late,
		.programme = session->programme,
		.final = session->final,
		.grouping = session->grouping,
		.made_with = session->made,
		.remade = memcmp(session->made_first, session->made_now, MADE_WITH_BYTES) != 0,
	};
	memcpy(facts->key, session->key, sizeof facts->key);
}

static void read_list(struct desk *desk, struct journal_txn *txn, struct request *request)
{
	struct session_list list;
	if (session_list_decode(&list, request->envelope.body, request->envelope.body_size,
		&request->refusal) != ERROR_NONE)
		return;
	struct session_list_reply reply = { .sessions = arena_take(&desk->round->batch.arena,
						SESSION_LIST_MAX, sizeof *reply.sessions) };
	struct view_session session;
	enum journal_result result = JOURNAL_OK;
	while (result == JOURNAL_OK && reply.sessions != NULL) {
		result = view_session_next(txn, list.after, &session);
		if (result != JOURNAL_OK)
			break;
		if (!desk_sees_session(desk, txn, request, &session, &result)) {
			memcpy(list.after, session.key, sizeof list.after);
			continue;
		}
		if (reply.count == SESSION_LIST_MAX) {
			reply.more = true;
			break;
		}
		facts_of(&session, &reply.sessions[reply.count++]);
		memcpy(list.after, session.key, sizeof list.after);
	}
	if (result == JOURNAL_ABSENT)
		result = JOURNAL_OK;
	if (reply.sessions == NULL)
		result = JOURNAL_MEMORY;
	if (desk_read_well(desk, request, result))
		session_list_reply_encode(&reply, &desk->body);
}

static void read_session(struct desk *desk, struct journal_txn *txn, struct request *request)
{
	struct session_get get;
	struct view_session session;
	if (session_get_decode(&get, request->envelope.body, request->envelope.body_size,
		&request->refusal) != ERROR_NONE ||
	    !desk_session_find(desk, txn, request, &session))
		return;
	struct buffer programme;
	struct journal_event event;
	buffer_init(&programme, PROGRAMME_BYTES_MAX);
	enum journal_result result = journal_event_get(txn, session.programme, &event);
	if (result == JOURNAL_OK)
		result = journal_blob_get(txn, &event, &programme);
	struct session_get_reply reply;
	facts_of(&session, &reply.facts);
	reply.got =
	    (struct part_got){ .part = get.want.part, .part_count = part_count(programme.size) };
	crypto_generichash(reply.got.digest, HASH_BYTES, programme.bytes, programme.size, NULL, 0);
	bool stale =
	    get.want.digest_given && memcmp(get.want.digest, reply.got.digest, HASH_BYTES) != 0;
	if (desk_read_well(desk, request, result) &&
	    (stale || get.want.part >= reply.got.part_count)) {
		refuse(&request->refusal, ERROR_STALE, "the programme has changed");
	} else if (result == JOURNAL_OK) {
		size_t start = (size_t)get.want.part * PART_BYTES_MAX;
		size_t rest = programme.size - start;
		reply.got.bytes = programme.bytes + start;
		reply.got.size = rest < PART_BYTES_MAX ? rest : PART_BYTES_MAX;
		session_get_reply_encode(&reply, &desk->body);
	}
	buffer_close(&programme);
}

/* What an event says to who reads the journal: the note, never its writer. */
static enum journal_result event_show(struct desk *desk, struct journal_txn *txn,
    const struct journal_event *event, struct journal_read_event *shown)
{
	*shown = (struct journal_read_event){
		.head = event->head_bytes,
		.head_size = event->head_size,
		.erased = event->body == NULL,
	};
	memcpy(shown->hash, event->hash, HASH_BYTES);
	if (shown->erased || event->head.type < EVENT_NOTE_SUBMITTED ||
	    event->head.type > EVENT_NOTE_RETRACTED)
		return JOURNAL_OK;
	struct event_note note;
	struct refusal malformed;
	struct view_session session;
	if (event_note_decode(&note, &desk->round->batch.arena, event->body, event->body_size,
		&malformed) != ERROR_NONE)
		return JOURNAL_DAMAGED;
	enum journal_result result = view_session_find(txn, event->head.session, &session);
	if (result != JOURNAL_OK)
		return result;
	public_id_make(session.secret, note.note, ID_BYTES, shown->note);
	shown->objective = note.objective;
	shown->replaces = note.replaces;
	shown->late = note.late;
	shown->room = note.room;
	shown->category = note.category;
	shown->lens = note.lens;
	shown->language = note.language;
	shown->ref = note.ref;
	shown->speaker = note.speaker;
	shown->body = note.body;
	shown->text = note.text;
	return JOURNAL_OK;
}

static void read_journal(struct desk *desk, struct journal_txn *txn, struct request *request)
{
	struct journal_read read;
	if (journal_read_decode(&read, request->envelope.body, request->envelope.body_size,
		&request->refusal) != ERROR_NONE)
		return;
	const char *only = request->envelope.session;
	struct view_session session;
	if (only[0] != '\0' && !desk_session_find(desk, txn, request, &session))
		return;
	struct buffer items;
	buffer_init(&items, EVENT_REPLY_MAX);
	uint64_t number = read.from;
	size_t count = 0;
	enum journal_result result = JOURNAL_OK;
	/* At most so many are looked at too, so that a session with few events holds nobody up. */
	for (uint32_t looked = 0; looked < 16 * read.max && count < read.max; looked++) {
		struct journal_event event;
		struct journal_read_event shown;
		result = journal_event_get(txn, number, &event);
		if (result != JOURNAL_OK)
			break;
		if (only[0] == '\0' || strcmp(event.head.session, only) == 0) {
			size_t before = items.size;
			result = event_show(desk, txn, &event, &shown);
			if (result != JOURNAL_OK)
				break;
			journal_read_event_encode(&shown, &items);
			if (items.failed) {
				items.size = before; /* full: it is the next reply's first */
				break;
			}
			count++;
		}
		number++;
	}
	if (result == JOURNAL_ABSENT)
		result = JOURNAL_OK;
	if (desk_read_well(desk, request, result))
		journal_read_reply_encode(&items, count, number, &desk->body);
	buffer_close(&items);
}

static const char *press_word(const struct supervisor *supervisor)
{
	if (supervisor->pid == 0)
		return "starting";
	switch ((enum press_state)atomic_load(&supervisor->shared->state)) {
	case PRESS_STARTING:
		return "starting";
	case PRESS_CATCHING_UP:
		return "catching up";
	case PRESS_LIVE:
		return "live";
	}
	return "starting";
}

/* Of the sessions, those that somebody should know about. */
static void sessions_count(struct journal_txn *txn, uint64_t *counters)
{
	struct view_session session = { .place = 0 };
	uint64_t now_ms = desk_wall_ms();
	counters[COUNTER_REMADE] = 0;
	counters[COUNTER_UNGROUPED] = 0;
	counters[COUNTER_RETENTION] = 0;
	while (view_session_next(txn, session.key, &session) == JOURNAL_OK) {
		counters[COUNTER_REMADE] +=
		    memcmp(session.made_first, session.made_now, MADE_WITH_BYTES) != 0;
		counters[COUNTER_UNGROUPED] += session.final != 0 && session.grouping == 0;
		uint64_t expires_ms = session_expires_ms(&session);
		uint64_t due_s = expires_ms > now_ms ? (expires_ms - now_ms + 999) / 1000 : 1;
		if (expires_ms != 0 &&
		    (counters[COUNTER_RETENTION] == 0 || due_s < counters[COUNTER_RETENTION]))
			counters[COUNTER_RETENTION] = due_s;
	}
}

static void counters_fill(struct desk *desk, struct journal_txn *txn)
{
	const struct press_shared *shared = desk->supervisor.shared;
	uint32_t sessions = 0;
	if (view_session_count(txn, &sessions) != JOURNAL_OK)
		sessions = 0;
	desk->counters[COUNTER_UPTIME] = (desk_now_ms() - desk->started_ms) / 1000;
	desk->counters[COUNTER_EVENTS] = journal_txn_newest(txn).number;
	desk->counters[COUNTER_SESSIONS] = sessions;
	desk->counters[COUNTER_CONNECTIONS] = desk->peers.connected;
	desk->counters[COUNTER_CUT] = desk->peers.cut;
	desk->counters[COUNTER_DOOR] = zap_refused(desk->zap);
	sessions_count(txn, desk->counters);
	desk->counters[COUNTER_ERASING] = journal_erasing(desk->journal) ? 1 : 0;
	desk->counters[COUNTER_PRESS_STARTS] = desk->supervisor.starts;
	desk->counters[COUNTER_PRESS_EVENT] = atomic_load(&shared->event);
	desk->counters[COUNTER_PRESS_UPDATES] = atomic_load(&shared->updates);
	desk->counters[COUNTER_PRESS_MEMORY] = atomic_load(&shared->memory);
	desk->counters[COUNTER_PRESS_SKIPPED] = shared->skip_count;
	desk->counters[COUNTER_PRESS_DAMAGED] = atomic_load(&shared->damaged);
	desk->counters[COUNTER_PRESS_CONNECTIONS] = atomic_load(&shared->connections);
	desk->counters[COUNTER_PRESS_TOPICS] = atomic_load(&shared->topics);
	desk->counters[COUNTER_PRESS_CUT] = atomic_load(&shared->cut);
}

static_assert(COUNTER_COUNT <= STATUS_VALUES_MAX, "a status reply holds all counters");
static_assert(PRESS_SKIP_MAX <= STATUS_VALUES_MAX, "and all skipped events");

static bool read_status(struct desk *desk, struct journal_txn *txn)
{
	struct status_value values[COUNTER_COUNT];
	counters_fill(desk, txn);
	for (size_t i = 0; i < COUNTER_COUNT; i++)
		values[i] = (struct status_value){ .name = counter_info((enum counter)i)->name,
			.value = desk->counters[i] };
	struct status_reply reply = {
		.keyed = desk->keyed,
		.press = press_word(&desk->supervisor),
		.values = values,
		.value_count = COUNTER_COUNT,
		.skipped = desk->supervisor.shared->skip,
		.skipped_count = desk->supervisor.shared->skip_count,
	};
	strncpy(reply.broker, DESK_VERSION, sizeof reply.broker - 1);
	status_reply_encode(&reply, &desk->body);
	return true;
}

static bool read_part(struct desk *desk, struct request *request)
{
	struct part_put put;
	if (part_put_decode(&put, request->envelope.body, request->envelope.body_size,
		&request->refusal) != ERROR_NONE)
		return true;
	size_t owner_size = zmq_msg_size(&request->route);
	assert(owner_size <= STAGING_OWNER_MAX); /* libzmq's bound of a routing id */
	staging_put(&desk->staging, zmq_msg_data(&request->route), owner_size, &put, desk_now_ms(),
	    &request->refusal);
	return true;
}

/* What only the press knows: it answers later, unless there is no such session. */
static bool read_derived(struct desk *desk, struct journal_txn *txn, struct request *request)
{
	struct view_session session;
	return !desk_session_find(desk, txn, request, &session) || !desk_ask(desk, request);
}

static bool read_redacted(struct desk *desk, struct journal_txn *txn, struct request *request)
{
	struct view_session session;
	if (desk_session_find(desk, txn, request, &session))
		desk_redacted(desk, txn, request, &session);
	return true;
}

static void read_sessions(struct desk *desk, struct journal_txn *txn, struct request *request)
{
	if (request->envelope.message == MESSAGE_JOIN)
		read_join(desk, txn, request);
	else if (request->envelope.message == MESSAGE_SESSION_LIST)
		read_list(desk, txn, request);
	else if (request->envelope.message == MESSAGE_JOURNAL_READ)
		read_journal(desk, txn, request);
	else
		read_session(desk, txn, request);
}

static bool read_message(struct desk *desk, struct journal_txn *txn, struct request *request)
{
	switch ((enum message)request->envelope.message) {
	case MESSAGE_HELLO:
		read_hello(desk, txn, request);
		return true;
	case MESSAGE_STATUS:
		return read_status(desk, txn);
	case MESSAGE_JOIN:
	case MESSAGE_SESSION_LIST:
	case MESSAGE_SESSION_GET:
	case MESSAGE_JOURNAL_READ:
		read_sessions(desk, txn, request);
		return true;
	case MESSAGE_PART:
		return read_part(desk, request);
	case MESSAGE_REPORT_SIGN:
	case MESSAGE_REPORT_LIST:
	case MESSAGE_REPORT_GET:
		return desk_report(desk, txn, request);
	case MESSAGE_INVITE:
	case MESSAGE_PEOPLE:
	case MESSAGE_WHOAMI:
	case MESSAGE_REKEY:
		desk_person(desk, txn, request);
		return true;
	case MESSAGE_SYNTHESIS_GET:
	case MESSAGE_WHY:
	case MESSAGE_SEARCH:
	case MESSAGE_MISSING:
	case MESSAGE_CURATION_LIST:
		return read_derived(desk, txn, request);
	case MESSAGE_REDACTED:
		return read_redacted(desk, txn, request);
	case MESSAGE_SESSION_OPEN:
	case MESSAGE_SESSION_DELETE:
	case MESSAGE_NOTE_REDACT:
	case MESSAGE_SESSION_UPDATE:
	case MESSAGE_SESSION_CLOSE:
	case MESSAGE_SESSION_REOPEN:
	case MESSAGE_SESSION_ADMIT:
	case MESSAGE_NOTE_SUBMIT:
	case MESSAGE_NOTE_AMEND:
	case MESSAGE_NOTE_RETRACT:
	case MESSAGE_CURATE:
	case MESSAGE_ROOM_CONFIRM:
	case MESSAGE_REDEEM:
	case MESSAGE_REVOKE:
	case MESSAGE_REPORT_ADOPT:
	case MESSAGE_REPORT_FREEZE:
	case MESSAGE_FEED_SNAPSHOT:
	case MESSAGE_FEED_UPDATE:
	case MESSAGE_FEED_HEARTBEAT:
	case MESSAGE_FEED_GOODBYE:
		break;
	}
	assert(false); /* changes are in the batch, feed messages were refused */
	return true;
}

bool desk_read(struct desk *desk, struct journal_txn *txn, struct request *request)
{
	if (txn == NULL) {
		desk_read_well(desk, request, JOURNAL_MEMORY);
		return true;
	}
	return !desk_may_read(desk, txn, request) || read_message(desk, txn, request);
}
