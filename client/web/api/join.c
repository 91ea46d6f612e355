/*
 * client/web/api/join.c - an invitation is taken up. The person's key is made here and handed to the browser with the answer;
 * it is kept also when no answer came from the broker, since with the same key the same invitation counts once.
 */
#include <string.h>

#include "client/terminal/json_out.h"
#include "client/web/api/api.h"
#include "proto/wire/token.h"

/* Six words, or a link that ends in them. */
static enum token_result token_read(const char *text, uint8_t token[TOKEN_BYTES])
{
	const char *slash = strrchr(text, '/');
	return token_parse(slash == NULL ? text : slash + 1, token);
}

static void join_replied(struct exchange *exchange, const struct reply *reply)
{
	struct redeem_reply joined;
	struct refusal refusal;
	if (reply->body == NULL ||
	    redeem_reply_decode(
		&joined, &exchange->arena, reply->body, reply->body_size, &refusal) != ERROR_NONE) {
		answer_refusal(exchange, ERROR_DAMAGED, "redeem", 0);
		return;
	}
	json_t *root = json_object();
	json_set_id(&root, "session", joined.session);
	json_set(&root, "title", json_null());
	json_set_text(&root, "role", role_word(joined.role));
	json_set(&root, "rooms", texts_json(joined.rooms, joined.room_count));
	json_set_text(&root, "pseudonym", joined.member);
	json_set_flag(&root, "revoked", false);
	answer_json(exchange, MHD_HTTP_OK, root);
}

static bool join_refused(struct exchange *exchange, const struct reply *reply)
{
	bool later = reply->error == ERROR_BUSY || reply->error == ERROR_STOPPING;
	if (!later)
		exchange->cookie_set = false; /* the key is nobody's */
	return false;
}

void api_join(struct exchange *exchange)
{
	const char *text = NULL;
	struct redeem redeem = { .name = NULL };
	if (!input_text(exchange, "token", &text) || text == NULL) {
		input_refuse(exchange, "token");
		return;
	}
	if (!input_text(exchange, "name", &redeem.name) ||
	    (redeem.name != NULL && strlen(redeem.name) > PERSON_NAME_BYTES_MAX)) {
		input_refuse(exchange, "name");
		return;
	}
	if (redeem.name != NULL && redeem.name[0] == '\0')
		redeem.name = NULL;
	enum token_result result = token_read(text, redeem.token);
	if (result != TOKEN_OK) {
		answer_refusal(exchange, ERROR_TOKEN,
		    result == TOKEN_WRONG_WORD ? "one of the words is not as it was printed"
					       : "an invitation is six words",
		    0);
		return;
	}
	if (!exchange->identified)
		cookie_draw(exchange);
	struct buffer body;
	buffer_init(&body, 1024);
	redeem_encode(&redeem, &body);
	exchange_ask(exchange,
	    &(struct asking){ .message = MESSAGE_REDEEM,
		.body = &body,
		.replied = join_replied,
		.refused = join_refused });
	buffer_close(&body);
}

void api_leave(struct exchange *exchange)
{
	exchange->cookie_set = false;
	exchange->cookie_drop = true;
	answer_json(exchange, MHD_HTTP_OK, json_object());
}
