/* broker/apply/apply.c - a batch, command by command; what all commands have in common. See apply.h. */
#include "broker/apply/apply_internal.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/event.h"
#include "proto/wire/id.h"

static_assert(NOTE_TEXT_BYTES_MAX + EXTRA_BYTES_MAX + 1024 <= EVENT_BODY_BYTES_MAX,
    "a note at its caps must fit an event's body");

struct apply *apply_create(void)
{
	struct apply *apply = calloc(1, sizeof *apply);
	if (apply == NULL)
		return NULL;
	buffer_init(&apply->scratch, EVENT_BODY_BYTES_MAX);
	for (size_t i = 0; i < APPLY_SESSIONS_MAX; i++)
		programme_init(&apply->sessions[i].programme);
	return apply;
}

void apply_close(struct apply *apply)
{
	if (apply == NULL)
		return;
	for (size_t i = 0; i < APPLY_SESSIONS_MAX; i++)
		programme_close(&apply->sessions[i].programme);
	buffer_close(&apply->scratch);
	free(apply);
}

static enum journal_result session_flush(struct apply *apply, struct apply_session *session)
{
	if (!session->there || !session->changed)
		return JOURNAL_OK;
	session->changed = false;
	return view_session_put(apply->txn, &session->view);
}

enum journal_result apply_session_slot(
    struct apply *apply, const char *key, struct apply_session **session)
{
	struct apply_session *oldest = &apply->sessions[0];
	for (size_t i = 0; i < APPLY_SESSIONS_MAX; i++) {
		struct apply_session *slot = &apply->sessions[i];
		if (strcmp(slot->view.key, key) == 0) {
			oldest = slot;
			break;
		}
		if (slot->used < oldest->used)
			oldest = slot;
	}
	enum journal_result result = JOURNAL_OK;
	if (strcmp(oldest->view.key, key) != 0) {
		result = session_flush(apply, oldest);
		programme_close(&oldest->programme);
		oldest->programme_event = 0;
		oldest->there = false;
		oldest->view = (struct view_session){ 0 };
		snprintf(oldest->view.key, sizeof oldest->view.key, "%s", key);
	}
	oldest->used = ++apply->turn;
	*session = oldest;
	return result;
}

enum journal_result apply_session_find(
    struct apply *apply, struct command *command, struct apply_session **session)
{
	*session = NULL;
	const char *key = command->envelope.session;
	struct apply_session *slot = NULL;
	if (key[0] == '\0') {
		refuse(&command->refusal, ERROR_NO_SESSION, "the command names none");
		return JOURNAL_OK;
	}
	enum journal_result result = apply_session_slot(apply, key, &slot);
	if (result == JOURNAL_OK && !slot->there) {
		struct view_session view;
		result = view_session_find(apply->txn, key, &view);
		if (result == JOURNAL_ABSENT) {
			refuse(&command->refusal, ERROR_NO_SESSION, "%s", key);
			return JOURNAL_OK;
		}
		if (result == JOURNAL_OK) {
			slot->view = view;
			slot->there = true;
			slot->changed = false;
		}
	}
	if (result == JOURNAL_OK)
		*session = slot;
	return result;
}

static struct apply_session *slot_of(struct apply *apply, const char *key)
{
	for (size_t i = 0; i < APPLY_SESSIONS_MAX; i++)
		if (apply->sessions[i].there && strcmp(apply->sessions[i].view.key, key) == 0)
			return &apply->sessions[i];
	return NULL;
}

enum journal_result apply_session_next(
    struct apply *apply, const char *after, struct view_session *session)
{
	enum journal_result result = view_session_next(apply->txn, after, session);
	const struct apply_session *slot =
	    result == JOURNAL_OK ? slot_of(apply, session->key) : NULL;
	if (slot != NULL)
		*session = slot->view;
	return result;
}

enum journal_result apply_session_keep(struct apply *apply, const struct view_session *session)
{
	struct apply_session *slot = slot_of(apply, session->key);
	if (slot == NULL)
		return view_session_put(apply->txn, session);
	slot->view = *session;
	slot->changed = true;
	return JOURNAL_OK;
}

enum journal_result apply_programme(struct apply *apply, struct apply_session *session)
{
	if (session->programme_event == session->view.programme)
		return JOURNAL_OK;
	programme_close(&session->programme);
	session->programme_event = 0;
	struct journal_event event;
	struct buffer bytes;
	struct refusal refusal;
	buffer_init(&bytes, PROGRAMME_BYTES_MAX);
	enum journal_result result = journal_event_get(apply->txn, session->view.programme, &event);
	if (result == JOURNAL_OK)
		result = journal_blob_get(apply->txn, &event, &bytes);
	if (result == JOURNAL_ABSENT)
		result = JOURNAL_DAMAGED;
	if (result == JOURNAL_OK &&
	    programme_decode(&session->programme, bytes.bytes, bytes.size, &refusal) != ERROR_NONE)
		result = JOURNAL_DAMAGED;
	if (result == JOURNAL_OK)
		session->programme_event = session->view.programme;
	buffer_close(&bytes);
	return result;
}

uint64_t apply_own_time(const struct apply *apply, const struct command *command)
{
	uint64_t age_ms = command->envelope.age_ms;
	return age_ms < apply->time_ms ? apply->time_ms - age_ms : 0;
}

static void body_hash(
    const struct command *command, const struct view_session *session, uint8_t hash[16])
{
	/* Keyed: what an erased note said cannot be confirmed by guessing, nor two bodies be found with
	 * one hash. BLAKE2b would do that too, at ten times the price. */
	static_assert(SECRET_BYTES >= crypto_shorthash_siphashx24_KEYBYTES, "the key");
	static_assert(crypto_shorthash_siphashx24_BYTES == 16, "the hash");
	crypto_shorthash_siphashx24(
	    hash, command->envelope.body, command->envelope.body_size, session->secret);
}

/* The answer to a note's command, as it was given first. */
static enum journal_result note_answer(
    struct apply *apply, struct command *command, const struct view_session *session)
{
	struct journal_event event;
	enum journal_result result = journal_event_get(apply->txn, command->place.number, &event);
	if (result != JOURNAL_OK || event.body == NULL)
		return result;
	struct event_note note;
	struct refusal refusal;
	if (event_note_decode(&note, &apply->batch->arena, event.body, event.body_size, &refusal) !=
	    ERROR_NONE)
		return JOURNAL_DAMAGED;
	public_id_make(session->secret, note.note, ID_BYTES, command->note.id);
	command->note.late = note.late;
	command->note.repeated = true;
	return JOURNAL_OK;
}

/* What the command makes when it is accepted. */
static enum event_type event_type_of(const struct command *command)
{
	switch (command->envelope.message) {
	case MESSAGE_SESSION_OPEN:
		return EVENT_SESSION_OPENED;
	case MESSAGE_SESSION_UPDATE:
		return EVENT_SESSION_UPDATED;
	case MESSAGE_SESSION_CLOSE:
		return EVENT_SESSION_CLOSED;
	case MESSAGE_SESSION_REOPEN:
		return EVENT_SESSION_REOPENED;
	case MESSAGE_SESSION_ADMIT:
		return EVENT_NOTES_ADMITTED;
	case MESSAGE_NOTE_AMEND:
		return EVENT_NOTE_AMENDED;
	case MESSAGE_NOTE_RETRACT:
		return EVENT_NOTE_RETRACTED;
	case MESSAGE_SESSION_DELETE:
		return EVENT_SESSION_DELETED;
	case MESSAGE_NOTE_REDACT:
		return EVENT_NOTE_REDACTED;
	case MESSAGE_CURATE:
	case MESSAGE_ROOM_CONFIRM:
		return EVENT_CURATED;
	case MESSAGE_REPORT_ADOPT:
		return EVENT_REPORT_ADOPTED;
	case MESSAGE_REPORT_FREEZE:
		return EVENT_REPORT_FROZEN;
	case MESSAGE_REDEEM:
		return EVENT_MEMBER_JOINED;
	case MESSAGE_REVOKE:
		return EVENT_MEMBER_REVOKED;
	default: /* apply_command() lets no other through */
		return EVENT_NOTE_SUBMITTED;
	}
}

static void pseudonym_take(struct apply *apply, const struct view_session *session,
    const uint8_t writer[WRITER_BYTES], uint8_t pseudonym[WRITER_BYTES])
{
	size_t place = session->secret[0] + 7u * writer[0] + 31u * writer[WRITER_BYTES - 1];
	struct apply_writer *known = &apply->writers[place % APPLY_WRITERS_MAX];
	if (!known->there || memcmp(known->secret, session->secret, SECRET_BYTES) != 0 ||
	    memcmp(known->writer, writer, WRITER_BYTES) != 0) {
		known->there = true;
		memcpy(known->secret, session->secret, SECRET_BYTES);
		memcpy(known->writer, writer, WRITER_BYTES);
		pseudonym_make(known->secret, known->writer, known->pseudonym);
	}
	memcpy(pseudonym, known->pseudonym, WRITER_BYTES);
}

enum journal_result apply_repeat(struct apply *apply, struct command *command,
    const struct view_session *session, uint8_t pseudonym[WRITER_BYTES], bool *answered)
{
	*answered = false;
	pseudonym_take(apply, session, command->envelope.writer, pseudonym);
	struct view_command before;
	enum journal_result result = view_command_find(apply->txn, command->envelope.id, &before);
	if (result == JOURNAL_ABSENT)
		return JOURNAL_OK;
	if (result != JOURNAL_OK)
		return result;
	*answered = true;
	uint8_t hash[16];
	body_hash(command, session, hash);
	struct journal_event event;
	result = journal_event_get(apply->txn, before.number, &event);
	if (result != JOURNAL_OK)
		return result == JOURNAL_ABSENT ? JOURNAL_DAMAGED : result;
	bool same = event.head.type == (uint64_t)event_type_of(command) &&
	    before.session == session->place && memcmp(before.sender, pseudonym, WRITER_BYTES) == 0;
	if (same && event.body == NULL && event_type_is_note(event.head.type)) {
		refuse(&command->refusal, ERROR_REDACTED, "event %llu",
		    (unsigned long long)before.number);
		return JOURNAL_OK;
	}
	if (!same || memcmp(before.body_hash, hash, sizeof hash) != 0) {
		refuse(&command->refusal, ERROR_ID_TAKEN, "by event %llu",
		    (unsigned long long)before.number);
		return JOURNAL_OK;
	}
	command->repeated = true;
	command->place = journal_txn_newest(apply->txn);
	command->place.number = before.number;
	command->place.time_ms = event.head.time_ms;
	memcpy(command->place.hash, event.hash, HASH_BYTES);
	if (!event_type_is_note(event.head.type))
		return JOURNAL_OK;
	return note_answer(apply, command, session);
}

enum journal_result apply_begin(struct apply *apply, struct command *command,
    struct apply_session **session, uint8_t pseudonym[WRITER_BYTES], bool *go)
{
	*go = false;
	enum journal_result result = apply_session_find(apply, command, session);
	if (result != JOURNAL_OK || *session == NULL)
		return result;
	bool answered = false;
	result = apply_repeat(apply, command, &(*session)->view, pseudonym, &answered);
	*go = result == JOURNAL_OK && !answered;
	if (*go && command->erased) {
		/* It was erased in a journal that this one was restored in place of. */
		*go = false;
		refuse(&command->refusal, ERROR_REDACTED, "it was erased before");
	}
	return result;
}

enum journal_result apply_event(struct apply *apply, struct command *command,
    const struct view_session *session, enum event_type type, uint32_t objective,
    const uint8_t pseudonym[WRITER_BYTES])
{
	assert(!apply->scratch.failed); /* the caps add up to less: see the static_assert */
	struct event_head head = { .type = type, .time_ms = apply->time_ms };
	memcpy(head.session, session->key, sizeof head.session);
	enum journal_result result = journal_event_add(apply->txn, &head, command->salt,
	    apply->scratch.bytes, apply->scratch.size, command->programme_bytes,
	    command->programme_size, &command->place);
	if (result != JOURNAL_OK)
		return result;
	struct view_command view = {
		.number = command->place.number,
		.session = session->place,
		.objective = objective,
	};
	memcpy(view.id, command->envelope.id, ID_BYTES);
	memcpy(view.sender, pseudonym, WRITER_BYTES);
	body_hash(command, session, view.body_hash);
	return view_command_put(apply->txn, &view);
}

static enum journal_result decide_note(struct apply *apply, struct command *command)
{
	switch ((enum message)command->envelope.message) {
	case MESSAGE_NOTE_SUBMIT:
		return apply_note_submit(apply, command);
	case MESSAGE_NOTE_AMEND:
		return apply_note_amend(apply, command);
	case MESSAGE_NOTE_RETRACT:
		return apply_note_retract(apply, command);
	default:
		return apply_note_redact(apply, command);
	}
}

static enum journal_result decide(struct apply *apply, struct command *command)
{
	switch ((enum message)command->envelope.message) {
	case MESSAGE_SESSION_OPEN:
		return apply_session_open(apply, command);
	case MESSAGE_SESSION_UPDATE:
		return apply_session_update(apply, command);
	case MESSAGE_SESSION_CLOSE:
		return apply_session_close(apply, command);
	case MESSAGE_SESSION_REOPEN:
		return apply_session_reopen(apply, command);
	case MESSAGE_SESSION_ADMIT:
		return apply_session_admit(apply, command);
	case MESSAGE_SESSION_DELETE:
		return apply_session_delete(apply, command);
	case MESSAGE_NOTE_SUBMIT:
	case MESSAGE_NOTE_AMEND:
	case MESSAGE_NOTE_RETRACT:
	case MESSAGE_NOTE_REDACT:
		return decide_note(apply, command);
	case MESSAGE_CURATE:
	case MESSAGE_ROOM_CONFIRM:
		return apply_curate(apply, command);
	case MESSAGE_REPORT_ADOPT:
		return apply_report_adopt(apply, command);
	case MESSAGE_REPORT_FREEZE:
		return apply_report_freeze(apply, command);
	case MESSAGE_REDEEM:
		return apply_redeem(apply, command);
	case MESSAGE_REVOKE:
		return apply_revoke(apply, command);
	case MESSAGE_INVITE:
	case MESSAGE_PEOPLE:
	case MESSAGE_REKEY:
	case MESSAGE_REPORT_SIGN:
	case MESSAGE_REPORT_LIST:
	case MESSAGE_REPORT_GET:
	case MESSAGE_WHOAMI:
	case MESSAGE_HELLO:
	case MESSAGE_STATUS:
	case MESSAGE_JOIN:
	case MESSAGE_SESSION_LIST:
	case MESSAGE_SESSION_GET:
	case MESSAGE_SYNTHESIS_GET:
	case MESSAGE_JOURNAL_READ:
	case MESSAGE_PART:
	case MESSAGE_WHY:
	case MESSAGE_SEARCH:
	case MESSAGE_MISSING:
	case MESSAGE_CURATION_LIST:
	case MESSAGE_REDACTED:
	case MESSAGE_FEED_SNAPSHOT:
	case MESSAGE_FEED_UPDATE:
	case MESSAGE_FEED_HEARTBEAT:
	case MESSAGE_FEED_GOODBYE:
		break;
	}
	assert(false); /* the desk batches only what changes something */
	return JOURNAL_OK;
}

static enum journal_result apply_command(struct apply *apply, struct command *command)
{
	enum journal_result result = apply_access(apply, command);
	if (result != JOURNAL_OK || command->refusal.error != ERROR_NONE)
		return result;
	return decide(apply, command);
}

enum journal_result apply_batch(struct apply *apply, struct journal_txn *txn, struct batch *batch)
{
	apply->txn = txn;
	apply->batch = batch;
	uint64_t newest_ms = journal_txn_newest(txn).time_ms;
	apply->time_ms = batch->time_ms > newest_ms ? batch->time_ms : newest_ms;
	for (size_t i = 0; i < APPLY_SESSIONS_MAX; i++) {
		apply->sessions[i].there = false; /* an append may have been taken back since */
		apply->sessions[i].changed = false;
	}
	apply->members_turn++;
	enum journal_result result = JOURNAL_OK;
	for (size_t i = 0; i < batch->count && result == JOURNAL_OK; i++) {
		struct command *command = &batch->commands[i];
		uint64_t before = journal_txn_newest(txn).number;
		buffer_clear(&apply->scratch);
		result = apply_command(apply, command);
		/* A damaged record met before anything was written is this command's alone. */
		if (result == JOURNAL_DAMAGED && journal_txn_newest(txn).number == before) {
			refuse(&command->refusal, ERROR_DAMAGED, "see the broker's log");
			result = JOURNAL_OK;
		}
	}
	if (result == JOURNAL_OK)
		result = apply_record(apply);
	for (size_t i = 0; i < APPLY_SESSIONS_MAX && result == JOURNAL_OK; i++)
		result = session_flush(apply, &apply->sessions[i]);
	apply->txn = NULL;
	apply->batch = NULL;
	return result;
}
