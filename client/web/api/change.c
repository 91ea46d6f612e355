/* client/web/api/change.c - what moderators and the secretariat change: curation, closing, shutting out, erasing. */
#include <string.h>

#include "client/terminal/json_out.h"
#include "client/web/api/api.h"
#include "proto/wire/id.h"
#include "proto/wire/text.h"

static void change_replied(struct exchange *exchange, const struct reply *reply)
{
	json_t *root = json_object();
	place_json(&root, reply);
	answer_json(exchange, MHD_HTTP_OK, root);
}

/* Closes body. */
static void change_send(struct exchange *exchange, enum message message, struct buffer *body)
{
	exchange_ask(exchange,
	    &(struct asking){ .message = message,
		.session = exchange->routed.session,
		.body = body,
		.id = exchange->id,
		.replied = change_replied });
	buffer_close(body);
}

/* --- curate ---------------------------------------------------------------------------------------- */

static uint32_t act_find(const char *word)
{
	const struct curation_info *info = NULL;
	for (size_t i = 0; word != NULL && (info = curation_at(i)) != NULL; i++)
		if (strcmp(info->word, word) == 0)
			return info->act;
	return 0;
}

/* [["0123456789ab", 9], ...]. False: it is something else. */
static bool notes_take(
    struct exchange *exchange, const char *name, const struct curation_note **notes, size_t *count)
{
	json_t *list = json_object_get(exchange->input, name);
	*count = 0;
	*notes = NULL;
	if (list == NULL || json_is_null(list))
		return true;
	size_t size = json_array_size(list);
	if (!json_is_array(list) || size > CURATION_NOTES_MAX)
		return false;
	struct curation_note *made = arena_take(&exchange->arena, size, sizeof *made);
	for (size_t i = 0; made != NULL && i < size; i++) {
		json_t *pair = json_array_get(list, i);
		const char *id = json_string_value(json_array_get(pair, 0));
		json_int_t number = json_integer_value(json_array_get(pair, 1));
		if (id == NULL || !public_id_valid(id) || number <= 0)
			return false;
		memcpy(made[i].id, id, sizeof made[i].id);
		made[i].number = (uint64_t)number;
	}
	*notes = made;
	*count = size;
	return made != NULL;
}

/* The name of a field that is wrong; NULL: none is. */
static const char *curation_take(struct exchange *exchange, struct curation *curation)
{
	uint64_t objective = 0;
	uint64_t value = 0;
	const char *act = NULL;
	const struct {
		const char *name;
		const char **text;
	} texts[] = { { "act", &act }, { "text", &curation->text },
		{ "category", &curation->category }, { "theme", &curation->theme },
		{ "lens", &curation->lens }, { "reason", &curation->reason } };
	const struct {
		const char *name;
		uint64_t max;
		uint64_t *number;
	} numbers[] = { { "objective", OBJECTIVE_MAX, &objective }, { "value", THEMES_MAX, &value },
		{ "undo", INT64_MAX, &curation->undone }, { "seen", INT64_MAX, &curation->seen } };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (!input_text(exchange, texts[i].name, texts[i].text))
			return texts[i].name;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (!input_number(exchange, numbers[i].name, numbers[i].max, numbers[i].number))
			return numbers[i].name;
	if (!notes_take(exchange, "notes", &curation->notes, &curation->note_count))
		return "notes";
	if (!notes_take(exchange, "others", &curation->others, &curation->other_count))
		return "others";
	curation->act = act_find(act);
	curation->objective = (uint32_t)objective;
	curation->value = (uint32_t)value;
	return curation->act == 0 ? "act" : NULL;
}

void api_curate(struct exchange *exchange)
{
	struct curation curation = { .objective = 0 };
	if (!input_id(exchange))
		return;
	const char *wrong = curation_take(exchange, &curation);
	if (wrong != NULL) {
		input_refuse(exchange, wrong);
		return;
	}
	struct buffer body;
	buffer_init(&body, MESSAGE_BYTES_MAX);
	curation_encode(&curation, &body);
	change_send(exchange, MESSAGE_CURATE, &body);
}

/* A room has read its points back. */
void api_confirm(struct exchange *exchange)
{
	struct curation confirm = { .act = CURATION_CONFIRM };
	if (!input_id(exchange))
		return;
	if (!input_text(exchange, "room", &confirm.room) || confirm.room == NULL ||
	    !text_key_valid(confirm.room, ROOM_KEY_MAX)) {
		input_refuse(exchange, "room");
		return;
	}
	if (!input_number(exchange, "seen", INT64_MAX, &confirm.seen) || confirm.seen == 0) {
		input_refuse(exchange, "seen: the newest event that was read");
		return;
	}
	struct buffer body;
	buffer_init(&body, 4096);
	room_confirm_encode(&confirm, &body);
	change_send(exchange, MESSAGE_ROOM_CONFIRM, &body);
}

/* --- the session ----------------------------------------------------------------------------------- */

void api_close(struct exchange *exchange)
{
	uint64_t grace_s = 0;
	if (!input_id(exchange))
		return;
	if (!input_number(exchange, "grace_s", GRACE_MS_MAX / 1000, &grace_s)) {
		input_refuse(exchange, "grace_s");
		return;
	}
	struct buffer body;
	buffer_init(&body, 1024);
	session_close_encode(&(struct session_close){ .grace_ms = grace_s * 1000 }, &body);
	change_send(exchange, MESSAGE_SESSION_CLOSE, &body);
}

void api_reopen(struct exchange *exchange)
{
	struct session_reopen reopen = { .reason = NULL };
	if (!input_id(exchange))
		return;
	if (!input_text(exchange, "reason", &reopen.reason) || reopen.reason == NULL ||
	    strlen(reopen.reason) > WHY_BYTES_MAX) {
		input_refuse(exchange, "reason");
		return;
	}
	struct buffer body;
	buffer_init(&body, 4096);
	session_reopen_encode(&reopen, &body);
	change_send(exchange, MESSAGE_SESSION_REOPEN, &body);
}

void api_admit(struct exchange *exchange)
{
	if (!input_id(exchange))
		return;
	struct buffer body;
	buffer_init(&body, 16);
	empty_encode(&body);
	change_send(exchange, MESSAGE_SESSION_ADMIT, &body);
}

void api_revoke(struct exchange *exchange)
{
	const char *text = NULL;
	struct revoke revoke;
	if (!input_id(exchange))
		return;
	if (!input_text(exchange, "pseudonym", &text) || text == NULL ||
	    !id_parse(text, revoke.member)) {
		input_refuse(exchange, "pseudonym: 32 hex digits, as people tells it");
		return;
	}
	struct buffer body;
	buffer_init(&body, 1024);
	revoke_encode(&revoke, &body);
	change_send(exchange, MESSAGE_REVOKE, &body);
}

/* --- redact ---------------------------------------------------------------------------------------- */

/* One's own note by its id, another's as the stream shows it. */
static const char *redact_take(struct exchange *exchange, struct note_redact *redact)
{
	const char *note = NULL;
	const char *shown = NULL;
	uint64_t objective = 0;
	if (!input_text(exchange, "reason", &redact->reason) || redact->reason == NULL ||
	    strlen(redact->reason) > WHY_BYTES_MAX)
		return "reason";
	if (!input_text(exchange, "note", &note))
		return "note";
	redact->own = note != NULL;
	if (redact->own)
		return id_parse(note, redact->note) && id_valid(redact->note) ? NULL : "note";
	if (!input_text(exchange, "shown", &shown) || shown == NULL || !public_id_valid(shown))
		return "shown";
	memcpy(redact->id, shown, sizeof redact->id);
	if (!input_number(exchange, "number", INT64_MAX, &redact->number) || redact->number == 0)
		return "number";
	if (!input_number(exchange, "objective", OBJECTIVE_MAX, &objective) || objective == 0)
		return "objective";
	redact->objective = (uint32_t)objective;
	return NULL;
}

void api_note_redact(struct exchange *exchange)
{
	struct note_redact redact = { .own = false };
	if (!input_id(exchange))
		return;
	const char *wrong = redact_take(exchange, &redact);
	if (wrong != NULL) {
		input_refuse(exchange, wrong);
		return;
	}
	struct buffer body;
	buffer_init(&body, 4096);
	note_redact_encode(&redact, &body);
	change_send(exchange, MESSAGE_NOTE_REDACT, &body);
}
