/*
 * tests/fuzz/message_check.h - every decoder of proto/ under one property: what decodes is written again,
 * and what was written decodes to the same bytes. The fuzz target, the replay of its corpus and the
 * tests of bodies share it.
 *
 * An input is one byte that chooses the decoder, then the bytes for it.
 */
#ifndef RAPPORTEUR_TESTS_MESSAGE_CHECK_H
#define RAPPORTEUR_TESTS_MESSAGE_CHECK_H

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "proto/command_moderator.h"
#include "proto/command_report.h"
#include "proto/command_version.h"
#include "proto/curation.h"
#include "proto/envelope.h"
#include "proto/event.h"
#include "proto/programme.h"
#include "proto/wire/seal.h"
#include "proto/synthesis.h"
#include "proto/wire/text.h"
#include "proto/wire/token.h"

struct again {
	struct arena arena;
	struct refusal refusal;
	struct buffer out; /* what was decoded, written again */
};

/* A body whose decoder takes no arena, one whose decoder does. */
#define AGAIN(type) \
	static inline enum error again_##type( \
	    struct again *again, const uint8_t *bytes, size_t size) \
	{ \
		struct type value; \
		enum error error = type##_decode(&value, bytes, size, &again->refusal); \
		if (error == ERROR_NONE) \
			type##_encode(&value, &again->out); \
		return error; \
	}
#define AGAIN_ARENA(type) \
	static inline enum error again_##type( \
	    struct again *again, const uint8_t *bytes, size_t size) \
	{ \
		struct type value; \
		enum error error = \
		    type##_decode(&value, &again->arena, bytes, size, &again->refusal); \
		if (error == ERROR_NONE) \
			type##_encode(&value, &again->out); \
		return error; \
	}
AGAIN(envelope)
AGAIN_ARENA(reply)
AGAIN(hello)
AGAIN(hello_reply)
AGAIN(join_reply)
AGAIN(session_put)
AGAIN(session_close)
AGAIN(session_list)
AGAIN_ARENA(session_list_reply)
AGAIN(session_get)
AGAIN(session_get_reply)
AGAIN(part_put)
AGAIN(note_retract)
AGAIN_ARENA(note_reply)
AGAIN(synthesis_get)
AGAIN(synthesis_get_reply)
AGAIN(inquiry_reply)
AGAIN(journal_read)
AGAIN_ARENA(status_reply)
AGAIN(feed_payload)
AGAIN(event_head)
AGAIN_ARENA(curation)
static inline enum error again_room_confirm(struct again *again, const uint8_t *bytes, size_t size)
{
	struct curation confirm;
	enum error error =
	    room_confirm_decode(&confirm, &again->arena, bytes, size, &again->refusal);
	if (error == ERROR_NONE)
		room_confirm_encode(&confirm, &again->out);
	return error;
}
AGAIN_ARENA(event_curated)
AGAIN_ARENA(redeem)
AGAIN_ARENA(redeem_reply)
AGAIN_ARENA(invite)
AGAIN(people)
AGAIN(report_sign)
AGAIN(report_sign_reply)
AGAIN(report_freeze)
AGAIN(report_list_reply)
AGAIN(report_get)
AGAIN(report_get_reply)
AGAIN(event_report)
AGAIN_ARENA(people_reply)
AGAIN(revoke)
AGAIN(rekey)
AGAIN_ARENA(event_member)
AGAIN_ARENA(note_redact)
AGAIN_ARENA(session_delete)
AGAIN_ARENA(redacted)
AGAIN_ARENA(event_erasure)
#undef AGAIN
#undef AGAIN_ARENA

static inline enum error again_note_put(
    bool amend, struct again *again, const uint8_t *bytes, size_t size)
{
	struct note_put put;
	enum error error =
	    note_put_decode(amend, &put, &again->arena, bytes, size, &again->refusal);
	if (error == ERROR_NONE) {
		assert(text_chars(put.text, strlen(put.text)) <= NOTE_TEXT_CHARS_MAX);
		note_put_encode(amend, &put, &again->out);
	}
	return error;
}

static inline enum error again_note_submit(struct again *again, const uint8_t *bytes, size_t size)
{
	return again_note_put(false, again, bytes, size);
}

static inline enum error again_note_amend(struct again *again, const uint8_t *bytes, size_t size)
{
	return again_note_put(true, again, bytes, size);
}

static inline enum error again_journal_read_reply(
    struct again *again, const uint8_t *bytes, size_t size)
{
	struct journal_read_reply reply;
	enum error error =
	    journal_read_reply_decode(&reply, &again->arena, bytes, size, &again->refusal);
	if (error != ERROR_NONE)
		return error;
	struct buffer items;
	buffer_init(&items, again->out.max);
	for (size_t i = 0; i < reply.count; i++)
		journal_read_event_encode(&reply.events[i], &items);
	journal_read_reply_encode(&items, reply.count, reply.next, &again->out);
	buffer_close(&items);
	return error;
}

static inline enum error again_event_session(
    enum event_type type, struct again *again, const uint8_t *bytes, size_t size)
{
	struct event_session session;
	enum error error = event_session_decode(&session, bytes, size, &again->refusal);
	if (error == ERROR_NONE)
		event_session_encode(type, &session, &again->out);
	return error;
}

static inline enum error again_session_opened(
    struct again *again, const uint8_t *bytes, size_t size)
{
	return again_event_session(EVENT_SESSION_OPENED, again, bytes, size);
}

static inline enum error again_session_closed(
    struct again *again, const uint8_t *bytes, size_t size)
{
	return again_event_session(EVENT_SESSION_CLOSED, again, bytes, size);
}

static inline enum error again_event_note(struct again *again, const uint8_t *bytes, size_t size)
{
	struct event_note note;
	enum error error = event_note_decode(&note, &again->arena, bytes, size, &again->refusal);
	if (error == ERROR_NONE)
		event_note_encode(note.text == NULL ? EVENT_NOTE_RETRACTED : EVENT_NOTE_SUBMITTED,
		    &note, &again->out);
	return error;
}

static inline enum error again_programme(struct again *again, const uint8_t *bytes, size_t size)
{
	struct programme programme;
	enum error error = programme_decode(&programme, bytes, size, &again->refusal);
	if (error == ERROR_NONE) {
		programme_encode(&programme, &again->out);
		programme_close(&programme);
	}
	return error;
}

static inline enum error again_inquiry(
    enum message message, struct again *again, const uint8_t *bytes, size_t size)
{
	struct inquiry inquiry;
	enum error error =
	    inquiry_decode(message, &inquiry, &again->arena, bytes, size, &again->refusal);
	if (error == ERROR_NONE)
		inquiry_encode(message, &inquiry, &again->out);
	return error;
}

static inline enum error again_inquiry_why(struct again *again, const uint8_t *bytes, size_t size)
{
	return again_inquiry(MESSAGE_WHY, again, bytes, size);
}

static inline enum error again_inquiry_search(
    struct again *again, const uint8_t *bytes, size_t size)
{
	return again_inquiry(MESSAGE_SEARCH, again, bytes, size);
}

static inline enum error again_inquiry_missing(
    struct again *again, const uint8_t *bytes, size_t size)
{
	return again_inquiry(MESSAGE_MISSING, again, bytes, size);
}

/* Answers that are maps one after the other. */
#define AGAIN_MAPS(type) \
	static inline enum error again_##type( \
	    struct again *again, const uint8_t *bytes, size_t size) \
	{ \
		size_t at = 0; \
		do { \
			struct type value; \
			size_t used = 0; \
			enum error error = type##_decode( \
			    &value, &again->arena, bytes + at, size - at, &used, &again->refusal); \
			if (error != ERROR_NONE) \
				return error; \
			assert(used > 0); \
			assert(used <= size - at); \
			type##_encode(&value, &again->out); \
			at += used; \
		} while (at < size); \
		return ERROR_NONE; \
	}
AGAIN_MAPS(why)
AGAIN_MAPS(search_hit)
AGAIN_MAPS(missing_item)
AGAIN_MAPS(curation_entry)
#undef AGAIN_MAPS

/* Maps one after the other, as `synthesis get` answers them. */
static inline enum error again_synthesis(struct again *again, const uint8_t *bytes, size_t size)
{
	size_t at = 0;
	do {
		struct synthesis_objective objective;
		size_t used = 0;
		enum error error = synthesis_objective_decode(
		    &objective, &again->arena, bytes + at, size - at, &used, &again->refusal);
		if (error != ERROR_NONE)
			return error;
		assert(used > 0);
		assert(used <= size - at);
		synthesis_objective_encode(&objective, &again->out);
		at += used;
	} while (at < size);
	return ERROR_NONE;
}

/* A text has one form: it is its own encoding. */
static inline enum error again_text(struct again *again, const uint8_t *bytes, size_t size)
{
	return text_normalise(bytes, size, NOTE_TEXT_CHARS_MAX, &again->out);
}

/* Frames that nobody signed must fall; that they do not crash is the point. */
static inline enum error again_seal(struct again *again, const uint8_t *bytes, size_t size)
{
	static const uint8_t zeros[FEED_KEY_BYTES];
	struct seal_head head;
	enum seal_result result =
	    seal_open(&head, zeros, 1, zeros, zeros, bytes, size, &again->out);
	return result == SEAL_OK ? ERROR_NONE : ERROR_BYTES;
}

/* What people type or scan; a link that is taken is its own encoding. */
static inline enum error again_link(struct again *again, const uint8_t *bytes, size_t size)
{
	struct invitation_link link = { .address = "" };
	char text[LINK_BYTES];
	char *typed = arena_text(&again->arena, bytes, size);
	if (typed == NULL || strlen(typed) != size || link_parse(typed, &link) != TOKEN_OK)
		return ERROR_BYTES;
	assert(link_text(&link, text));
	buffer_add(&again->out, text, strlen(text));
	return ERROR_NONE;
}

struct message_codec {
	const char *name;
	enum error (*again)(struct again *again, const uint8_t *bytes, size_t size);
};

/* The place in this list is the first byte of an input: new ones go to the end. */
static const struct message_codec message_codecs[] = {
	{ "envelope", again_envelope },
	{ "reply", again_reply },
	{ "hello", again_hello },
	{ "hello reply", again_hello_reply },
	{ "join reply", again_join_reply },
	{ "session put", again_session_put },
	{ "session close", again_session_close },
	{ "session list", again_session_list },
	{ "session list reply", again_session_list_reply },
	{ "session get", again_session_get },
	{ "session get reply", again_session_get_reply },
	{ "part", again_part_put },
	{ "note submit", again_note_submit },
	{ "note amend", again_note_amend },
	{ "note retract", again_note_retract },
	{ "note reply", again_note_reply },
	{ "synthesis get", again_synthesis_get },
	{ "synthesis get reply", again_synthesis_get_reply },
	{ "journal read", again_journal_read },
	{ "journal read reply", again_journal_read_reply },
	{ "status reply", again_status_reply },
	{ "feed payload", again_feed_payload },
	{ "event head", again_event_head },
	{ "session opened", again_session_opened },
	{ "session closed", again_session_closed },
	{ "note event", again_event_note },
	{ "programme", again_programme },
	{ "synthesis", again_synthesis },
	{ "text", again_text },
	{ "seal", again_seal },
	{ "curation", again_curation },
	{ "curated event", again_event_curated },
	{ "redeem", again_redeem },
	{ "redeem reply", again_redeem_reply },
	{ "invite", again_invite },
	{ "people", again_people },
	{ "people reply", again_people_reply },
	{ "revoke", again_revoke },
	{ "rekey", again_rekey },
	{ "member event", again_event_member },
	{ "link", again_link },
	{ "inquiry why", again_inquiry_why },
	{ "inquiry search", again_inquiry_search },
	{ "inquiry missing", again_inquiry_missing },
	{ "inquiry reply", again_inquiry_reply },
	{ "why", again_why },
	{ "search hit", again_search_hit },
	{ "missing item", again_missing_item },
	{ "curation entry", again_curation_entry },
	{ "note redact", again_note_redact },
	{ "redacted", again_redacted },
	{ "erasure event", again_event_erasure },
	{ "report sign", again_report_sign },
	{ "report sign reply", again_report_sign_reply },
	{ "session delete", again_session_delete },
	{ "room confirm", again_room_confirm },
	{ "report freeze", again_report_freeze },
	{ "report list reply", again_report_list_reply },
	{ "report get", again_report_get },
	{ "report get reply", again_report_get_reply },
	{ "report event", again_event_report },
};
#define MESSAGE_CODEC_COUNT (sizeof message_codecs / sizeof message_codecs[0])

static inline void again_open(struct again *again)
{
	*again = (struct again){ .refusal = { .error = ERROR_NONE } };
	arena_init(&again->arena, 64u << 20);
	buffer_init(&again->out, 64u << 20);
}

static inline void again_close(struct again *again)
{
	arena_close(&again->arena);
	buffer_close(&again->out);
}

/* Whether the first byte chose a decoder and the rest decoded. The property is asserted. */
static inline bool message_check(const uint8_t *input, size_t size)
{
	if (size == 0 || input[0] >= MESSAGE_CODEC_COUNT)
		return false;
	const struct message_codec *codec = &message_codecs[input[0]];
	struct again first;
	struct again second;
	again_open(&first);
	again_open(&second);
	bool decoded = codec->again(&first, input + 1, size - 1) == ERROR_NONE;
	if (decoded) {
		assert(!first.out.failed);
		enum error error = codec->again(&second, first.out.bytes, first.out.size);
		assert(error == ERROR_NONE);
		assert(second.out.size == first.out.size);
		assert(memcmp(second.out.bytes, first.out.bytes, first.out.size) == 0);
	}
	again_close(&first);
	again_close(&second);
	return decoded;
}

#endif
