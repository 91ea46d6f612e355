/*
 * broker/apply/apply_report.c - versions of a session's report that its secretariat adopted.
 *
 *   (none)  -> adopted   [adopt]
 *   adopted -> frozen    [freeze: the one that is given out; another, or none, may be frozen later]
 *   adopted -> (none)    [retention of the notes is over]
 *   adopted -> a copy    [redact of a note that it rests on: without what rests on it; the original is erased]
 */
#include <sodium.h>
#include <string.h>

#include "broker/apply/apply_internal.h"
#include "proto/command_version.h"
#include "proto/event.h"

static void body_make(struct apply *apply, const struct command *command,
    const uint8_t pseudonym[WRITER_BYTES], uint64_t version)
{
	struct event_report body = { .role = command->role, .version = version };
	memcpy(body.command, command->envelope.id, ID_BYTES);
	memcpy(body.writer, pseudonym, WRITER_BYTES);
	event_report_encode(&body, &apply->scratch);
}

enum journal_result apply_report_adopt(struct apply *apply, struct command *command)
{
	struct apply_session *session = NULL;
	uint8_t pseudonym[WRITER_BYTES];
	bool go = false;
	enum journal_result result = apply_begin(apply, command, &session, pseudonym, &go);
	if (result != JOURNAL_OK || !go)
		return result;
	struct view_session *view = &session->view;
	if (view->version_count == REPORT_VERSIONS_MAX) {
		refuse(&command->refusal, ERROR_FIELD, "%s has %u versions, as many as it may",
		    view->key, REPORT_VERSIONS_MAX);
		return JOURNAL_OK;
	}
	body_make(apply, command, pseudonym, 0);
	result = apply_event(apply, command, view, EVENT_REPORT_ADOPTED, 0, pseudonym);
	if (result != JOURNAL_OK)
		return result;
	view->versions[view->version_count++] = command->place.number;
	session->changed = true;
	return JOURNAL_OK;
}

enum journal_result apply_report_freeze(struct apply *apply, struct command *command)
{
	struct apply_session *session = NULL;
	uint8_t pseudonym[WRITER_BYTES];
	bool go = false;
	enum journal_result result = apply_begin(apply, command, &session, pseudonym, &go);
	if (result != JOURNAL_OK || !go)
		return result;
	uint64_t version = command->body.report_freeze.version;
	bool known = version == 0;
	for (size_t i = 0; i < session->view.version_count; i++)
		known = known || session->view.versions[i] == version;
	if (!known) {
		refuse(&command->refusal, ERROR_FIELD, "n: %s has no version %llu",
		    session->view.key, (unsigned long long)version);
		return JOURNAL_OK;
	}
	body_make(apply, command, pseudonym, version);
	result = apply_event(apply, command, &session->view, EVENT_REPORT_FROZEN, 0, pseudonym);
	if (result != JOURNAL_OK)
		return result;
	session->view.frozen = version;
	session->changed = true;
	return JOURNAL_OK;
}

/* A copy of a version, as an event that nobody's command made; the salt is drawn out of the command's. */
static enum journal_result copy_add(struct apply *apply, const struct command *command,
    const struct view_session *session, const struct buffer *version, uint64_t *number)
{
	struct event_head head = { .type = EVENT_REPORT_ADOPTED, .time_ms = apply->time_ms };
	struct event_report body = { .role = command->role, .version = *number };
	struct journal_place place;
	uint8_t salt[SALT_BYTES];
	memcpy(head.session, session->key, sizeof head.session);
	crypto_generichash(
	    salt, SALT_BYTES, (const uint8_t *)number, sizeof *number, command->salt, SALT_BYTES);
	buffer_clear(&apply->scratch);
	event_report_encode(&body, &apply->scratch);
	if (apply->scratch.failed || version->failed)
		return JOURNAL_MEMORY;
	enum journal_result result = journal_event_add(apply->txn, &head, salt,
	    apply->scratch.bytes, apply->scratch.size, version->bytes, version->size, &place);
	if (result == JOURNAL_OK)
		*number = place.number;
	return result;
}

/* The version at number, with the command that adopted it. A damaged one goes whole. */
static enum journal_result version_read(
    struct apply *apply, uint64_t number, struct buffer *version, struct event_report *body)
{
	struct journal_event event;
	struct refusal malformed;
	enum journal_result result = journal_event_get(apply->txn, number, &event);
	if (result != JOURNAL_OK || event.body == NULL)
		return result == JOURNAL_OK ? JOURNAL_ABSENT : result;
	if (event_report_decode(body, event.body, event.body_size, &malformed) != ERROR_NONE)
		return JOURNAL_DAMAGED;
	return journal_blob_get(apply->txn, &event, version);
}

static enum journal_result version_blank(struct apply *apply, const struct command *command,
    struct view_session *session, size_t index, const char *note)
{
	struct buffer version;
	struct buffer copy;
	struct event_report body;
	uint64_t was = session->versions[index];
	uint64_t number = was;
	buffer_init(&version, REPORT_VERSION_BYTES_MAX);
	buffer_init(&copy, REPORT_VERSION_BYTES_MAX);
	enum journal_result result = version_read(apply, was, &version, &body);
	bool rests =
	    result == JOURNAL_OK && report_version_blank(version.bytes, version.size, note, &copy);
	if (rests)
		result = copy_add(apply, command, session, &copy, &number);
	if (rests && result == JOURNAL_OK)
		result = journal_event_erase(apply->txn, was);
	if (rests && result == JOURNAL_OK)
		result = apply_hash_wipe(apply, body.command);
	if (rests && result == JOURNAL_OK) {
		session->versions[index] = number;
		session->frozen = session->frozen == was ? number : session->frozen;
	}
	buffer_close(&version);
	buffer_close(&copy);
	/* Nothing of a redaction may fail for a record that cannot be read: what it said is not served either. */
	return result == JOURNAL_ABSENT || result == JOURNAL_DAMAGED ? JOURNAL_OK : result;
}

enum journal_result apply_report_blank(struct apply *apply, const struct command *command,
    struct view_session *session, const char *note)
{
	enum journal_result result = JOURNAL_OK;
	for (size_t i = 0; i < session->version_count && result == JOURNAL_OK; i++)
		result = version_blank(apply, command, session, i, note);
	return result;
}

enum journal_result apply_report_drop(struct apply *apply, struct view_session *session)
{
	enum journal_result result = JOURNAL_OK;
	for (size_t i = 0; i < session->version_count && result == JOURNAL_OK; i++) {
		struct buffer version;
		struct event_report body;
		buffer_init(&version, REPORT_VERSION_BYTES_MAX);
		if (version_read(apply, session->versions[i], &version, &body) == JOURNAL_OK)
			result = apply_hash_wipe(apply, body.command);
		if (result == JOURNAL_OK)
			result = journal_event_erase(apply->txn, session->versions[i]);
		buffer_close(&version);
	}
	session->version_count = 0;
	session->frozen = 0;
	return result;
}
