/* client/web/api/place.c - whether the broker has what a page has seen, and which notes are to be forgotten. */
#include <string.h>

#include <sodium.h>

#include "client/terminal/json_out.h"
#include "client/web/api/api.h"
#include "proto/wire/id.h"

static void place_answer(struct exchange *exchange, const struct reply *reply, bool behind)
{
	json_t *root = json_object();
	json_set_flag(&root, "behind", behind);
	place_json(&root, reply);
	answer_json(exchange, MHD_HTTP_OK, root);
}

static void place_replied(struct exchange *exchange, const struct reply *reply)
{
	place_answer(exchange, reply, false);
}

static bool place_refused(struct exchange *exchange, const struct reply *reply)
{
	if (reply->error != ERROR_BEHIND)
		return false;
	place_answer(exchange, reply, true);
	return true;
}

void api_place(struct exchange *exchange)
{
	const char *journal = query_text(exchange, "journal");
	const char *hash = query_text(exchange, "hash");
	struct hello hello = { .client = SETTINGS_VERSION };
	size_t size = 0;
	hello.saw_journal = journal != NULL;
	if (hello.saw_journal &&
	    (!id_parse(journal, hello.journal) ||
		!query_number(exchange, "number", 0, INT64_MAX, &hello.number) || hash == NULL ||
		sodium_hex2bin(hello.hash, HASH_BYTES, hash, strlen(hash), NULL, &size, NULL) !=
		    0 ||
		size != HASH_BYTES)) {
		input_refuse(exchange, "journal, number, hash");
		return;
	}
	struct buffer body;
	buffer_init(&body, 1024);
	hello_encode(&hello, &body);
	exchange_ask(exchange,
	    &(struct asking){ .message = MESSAGE_HELLO,
		.body = &body,
		.replied = place_replied,
		.refused = place_refused });
	buffer_close(&body);
}

/* --- redacted --------------------------------------------------------------------------------------- */

static void redacted_replied(struct exchange *exchange, const struct reply *reply)
{
	struct redacted redacted;
	struct refusal refusal;
	if (reply->body == NULL ||
	    redacted_decode(&redacted, &exchange->arena, reply->body, reply->body_size, &refusal) !=
		ERROR_NONE) {
		answer_refusal(exchange, ERROR_DAMAGED, "redacted", 0);
		return;
	}
	json_t *list = json_array();
	for (size_t i = 0; i < redacted.count; i++) {
		char id[2 * ID_BYTES + 1];
		sodium_bin2hex(id, sizeof id, redacted.notes[i], ID_BYTES);
		json_append(&list, json_string(id));
	}
	answer_json(exchange, MHD_HTTP_OK, list);
}

void api_redacted(struct exchange *exchange)
{
	json_t *list = json_object_get(exchange->input, "notes");
	size_t count = json_array_size(list);
	struct redacted redacted = { .count = count };
	if (count > REDACTED_ASK_MAX) {
		input_refuse(exchange, "notes");
		return;
	}
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): rows of a table */
	redacted.notes = arena_take(&exchange->arena, count, sizeof *redacted.notes);
	for (size_t i = 0; redacted.notes != NULL && i < count; i++) {
		const char *id = json_string_value(json_array_get(list, i));
		if (id == NULL || !id_parse(id, redacted.notes[i])) {
			input_refuse(exchange, "notes");
			return;
		}
	}
	struct buffer body;
	buffer_init(&body, MESSAGE_BYTES_MAX);
	redacted_encode(&redacted, &body);
	exchange_ask(exchange,
	    &(struct asking){ .message = MESSAGE_REDACTED,
		.session = exchange->routed.session,
		.body = &body,
		.replied = redacted_replied });
	buffer_close(&body);
}
