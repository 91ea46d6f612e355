/* client/web/api/note.c - notes: they are passed on with the id that the page made, and answered when the broker has them. */
#include <string.h>

#include "client/terminal/json_out.h"
#include "client/web/api/api.h"
#include "proto/wire/id.h"

/* Fields of the body that a note takes over as they are. False: has answered. */
static bool texts_take(struct exchange *exchange, struct note_put *put)
{
	const struct {
		const char *name;
		const char **text;
	} fields[] = { { "room", &put->room }, { "category", &put->category },
		{ "lens", &put->lens }, { "lang", &put->language }, { "text", &put->text },
		{ "speaker", &put->speaker }, { "body", &put->body } };
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (!input_text(exchange, fields[i].name, fields[i].text)) {
			input_refuse(exchange, fields[i].name);
			return false;
		}
	/* "lenses" of one, as pages have them. */
	json_t *lenses = json_object_get(exchange->input, "lenses");
	if (put->lens == NULL && json_array_size(lenses) == 1)
		put->lens = json_string_value(json_array_get(lenses, 0));
	if (json_array_size(lenses) > 1) {
		input_refuse(exchange, "lenses: a note has one");
		return false;
	}
	const char **empty_is_none[] = { &put->category, &put->lens, &put->language, &put->speaker,
		&put->body };
	for (size_t i = 0; i < sizeof empty_is_none / sizeof *empty_is_none; i++)
		if (*empty_is_none[i] != NULL && (*empty_is_none[i])[0] == '\0')
			*empty_is_none[i] = NULL;
	if (put->room != NULL && put->text != NULL)
		return true;
	input_refuse(exchange, put->room == NULL ? "room" : "text");
	return false;
}

/* What a change names. False: has answered. */
static bool replaced_take(struct exchange *exchange, uint8_t note[ID_BYTES], uint64_t *replaces)
{
	const char *text = NULL;
	if (input_text(exchange, "note", &text) && text != NULL && id_parse(text, note) &&
	    id_valid(note) && input_number(exchange, "replaces", INT64_MAX, replaces) &&
	    *replaces > 0)
		return true;
	input_refuse(exchange, "note: the id of the note, and replaces: the event that stands");
	return false;
}

static void note_replied(struct exchange *exchange, const struct reply *reply)
{
	struct note_reply note;
	struct refusal refusal;
	if (reply->body == NULL ||
	    note_reply_decode(&note, &exchange->arena, reply->body, reply->body_size, &refusal) !=
		ERROR_NONE) {
		answer_refusal(exchange, ERROR_DAMAGED, "note", 0);
		return;
	}
	json_t *root = json_object();
	json_set_text(&root, "note", note.id);
	json_set_flag(&root, "late", note.late);
	json_set_flag(&root, "again", note.repeated);
	place_json(&root, reply);
	answer_json(exchange, MHD_HTTP_OK, root);
}

/* With `stale` comes what stands. */
static bool note_refused(struct exchange *exchange, const struct reply *reply)
{
	struct note_reply note;
	struct refusal refusal;
	if (reply->error != ERROR_STALE || reply->body == NULL ||
	    note_reply_decode(&note, &exchange->arena, reply->body, reply->body_size, &refusal) !=
		ERROR_NONE)
		return false;
	json_t *root = refusal_json(reply->error, reply->sentence, reply->detail, 0);
	json_t *stands = json_object();
	json_set_number(&stands, "number", note.current);
	json_set_flag(&stands, "retracted", note.gone);
	json_set_text(&stands, "text", note.text);
	json_set(&root, "stands", stands);
	answer_json(exchange, MHD_HTTP_CONFLICT, root);
	return true;
}

static void note_send(
    struct exchange *exchange, enum message message, struct buffer *body, uint64_t age_ms)
{
	exchange_ask(exchange,
	    &(struct asking){ .message = message,
		.session = exchange->routed.session,
		.body = body,
		.id = exchange->id,
		.age_ms = age_ms,
		.replied = note_replied,
		.refused = note_refused });
}

static void note_put(struct exchange *exchange, bool amend)
{
	struct note_put put = { .objective = 0 };
	uint64_t objective = 0;
	uint64_t age_ms = 0;
	if (!input_id(exchange) || !texts_take(exchange, &put) ||
	    (amend && !replaced_take(exchange, put.note, &put.replaces)))
		return;
	if (!input_number(exchange, "objective", OBJECTIVE_MAX, &objective)) {
		input_refuse(exchange, "objective");
		return;
	}
	if (!input_number(exchange, "age_ms", INT64_MAX, &age_ms)) {
		input_refuse(exchange, "age_ms");
		return;
	}
	put.objective = (uint32_t)objective;
	struct buffer body;
	buffer_init(&body, MESSAGE_BYTES_MAX);
	note_put_encode(amend, &put, &body);
	note_send(exchange, amend ? MESSAGE_NOTE_AMEND : MESSAGE_NOTE_SUBMIT, &body, age_ms);
	buffer_close(&body);
}

void api_note_submit(struct exchange *exchange)
{
	note_put(exchange, false);
}

void api_note_amend(struct exchange *exchange)
{
	note_put(exchange, true);
}

void api_note_retract(struct exchange *exchange)
{
	struct note_retract retract = { .replaces = 0 };
	uint64_t age_ms = 0;
	if (!input_id(exchange) || !replaced_take(exchange, retract.note, &retract.replaces))
		return;
	if (!input_number(exchange, "age_ms", INT64_MAX, &age_ms)) {
		input_refuse(exchange, "age_ms");
		return;
	}
	struct buffer body;
	buffer_init(&body, 1024);
	note_retract_encode(&retract, &body);
	note_send(exchange, MESSAGE_NOTE_RETRACT, &body, age_ms);
	buffer_close(&body);
}
