/*
 * client/web/api/programme.c - a programme comes and goes as the file that people write. It is read here, so that what is
 * wrong is told with its line before anything is sent; then the session is opened, or updated if it is there.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "client/terminal/json_out.h"
#include "client/terminal/session/programme_yaml.h"
#include "client/terminal/session/session_diff.h"
#include "client/web/api/api.h"
#include "proto/wire/id.h"

#define YAML_TEXT_MAX 60000u

/* --- GET sessions/S/programme.yaml ------------------------------------------------------------------- */

static void yaml_got(struct exchange *exchange)
{
	const struct buffer *whole = &exchange->fetch.whole;
	struct programme programme;
	struct refusal refusal;
	struct buffer text;
	char name[SESSION_KEY_MAX + 8];
	programme_init(&programme);
	if (programme_decode(&programme, whole->bytes, whole->size, &refusal) != ERROR_NONE) {
		answer_refusal(exchange, ERROR_DAMAGED, refusal.detail, 0);
		return;
	}
	bool written = programme_yaml_write(&programme, &text);
	programme_close(&programme);
	if (!written) {
		buffer_close(&text);
		answer_json(exchange, MHD_HTTP_OK, NULL);
		return;
	}
	snprintf(name, sizeof name, "%s.yaml", exchange->routed.session);
	answer_file(exchange, "text/yaml; charset=utf-8", name, text.bytes, text.size);
}

void api_programme_yaml(struct exchange *exchange)
{
	exchange_fetch(exchange, MESSAGE_SESSION_GET, yaml_got);
}

/* --- POST sessions ---------------------------------------------------------------------------------- */

struct putting {
	struct programme programme;
	struct buffer whole; /* the programme's form on the wire */
	struct buffer changes;
	bool open_only;
	bool update_only;
	bool there;
	uint32_t part;
};

static void putting_close(void *work)
{
	struct putting *putting = work;
	programme_close(&putting->programme);
	buffer_close(&putting->whole);
	buffer_close(&putting->changes);
}

static json_t *findings_json(const struct yaml_fault *fault)
{
	json_t *list = json_array();
	json_t *item = json_object();
	json_set_number(&item, "line", fault->line);
	json_set_number(&item, "column", fault->column);
	json_set_text(&item, "sentence", fault->message);
	json_append(&list, item);
	return list;
}

static void fault_answer(struct exchange *exchange, const struct yaml_fault *fault)
{
	char detail[YAML_MESSAGE_MAX + 32];
	if (fault->line == 0)
		snprintf(detail, sizeof detail, "%s", fault->message);
	else
		snprintf(detail, sizeof detail, "line %zu: %s", fault->line, fault->message);
	json_t *root = refusal_json(ERROR_PROGRAMME, NULL, detail, 0);
	json_set(&root, "findings", findings_json(fault));
	answer_json(exchange, MHD_HTTP_BAD_REQUEST, root);
}

/* What changed, a line each. */
static json_t *changes_json(struct putting *putting)
{
	json_t *list = json_array();
	const char *text = putting->changes.size == 0 ? "" : buffer_text(&putting->changes);
	while (text != NULL && *text != '\0') {
		size_t size = strcspn(text, "\n");
		json_append(&list, json_stringn(text, size));
		text += size + (text[size] == '\n' ? 1 : 0);
	}
	return list;
}

static void put_answer(struct exchange *exchange, uint64_t number)
{
	struct putting *putting = exchange->work;
	json_t *root = json_object();
	json_set_text(&root, "session", putting->programme.session);
	json_set_flag(&root, "opened", !putting->there);
	json_set(&root, "changes", changes_json(putting));
	json_set_number(&root, "number", number);
	answer_json(exchange, MHD_HTTP_OK, root);
}

static void put_replied(struct exchange *exchange, const struct reply *reply)
{
	put_answer(exchange, reply->number);
}

static void whole_send(struct exchange *exchange)
{
	struct putting *putting = exchange->work;
	struct session_put put = { .programme = NULL };
	struct buffer body;
	if (putting->whole.size <= PART_BYTES_MAX) {
		put.programme = putting->whole.bytes;
		put.programme_size = putting->whole.size;
	} else {
		crypto_generichash(
		    put.digest, HASH_BYTES, putting->whole.bytes, putting->whole.size, NULL, 0);
	}
	buffer_init(&body, MESSAGE_BYTES_MAX);
	session_put_encode(&put, &body);
	exchange_ask(exchange,
	    &(struct asking){
		.message = putting->there ? MESSAGE_SESSION_UPDATE : MESSAGE_SESSION_OPEN,
		.session = putting->programme.session,
		.body = &body,
		.id = exchange->id,
		.replied = put_replied });
	buffer_close(&body);
}

static void part_send(struct exchange *exchange);

static void part_replied(struct exchange *exchange, const struct reply *reply)
{
	struct putting *putting = exchange->work;
	(void)reply;
	putting->part++;
	part_send(exchange);
}

/* One after the other. Two who put a large programme at once disturb each other: the broker keeps one for a connection,
 * and one of the two is told to begin again. */
static void part_send(struct exchange *exchange)
{
	struct putting *putting = exchange->work;
	const struct buffer *whole = &putting->whole;
	size_t at = (size_t)putting->part * PART_BYTES_MAX;
	if (whole->size <= PART_BYTES_MAX || at >= whole->size) {
		whole_send(exchange);
		return;
	}
	struct part_put put = { .part = putting->part,
		.part_count = (uint32_t)((whole->size + PART_BYTES_MAX - 1) / PART_BYTES_MAX),
		.bytes = whole->bytes + at,
		.size = whole->size - at < PART_BYTES_MAX ? whole->size - at : PART_BYTES_MAX };
	struct buffer body;
	crypto_generichash(put.digest, HASH_BYTES, whole->bytes, whole->size, NULL, 0);
	buffer_init(&body, MESSAGE_BYTES_MAX);
	part_put_encode(&put, &body);
	exchange_ask(exchange,
	    &(struct asking){ .message = MESSAGE_PART,
		.session = putting->programme.session,
		.body = &body,
		.replied = part_replied });
	buffer_close(&body);
}

static void there_got(struct exchange *exchange)
{
	struct putting *putting = exchange->work;
	const struct buffer *whole = &exchange->fetch.whole;
	struct programme present;
	struct refusal refusal;
	programme_init(&present);
	if (programme_decode(&present, whole->bytes, whole->size, &refusal) != ERROR_NONE) {
		answer_refusal(exchange, ERROR_DAMAGED, refusal.detail, 0);
		return;
	}
	putting->there = true;
	bool changed = session_diff(&present, &putting->programme, &putting->changes);
	programme_close(&present);
	if (changed)
		part_send(exchange);
	else
		put_answer(exchange, exchange->fetch.facts.programme);
}

/* First: is it there? A part of it is enough to know. */
static void there_replied(struct exchange *exchange, const struct reply *reply)
{
	struct putting *putting = exchange->work;
	(void)reply;
	if (putting->open_only) {
		answer_refusal(exchange, ERROR_SESSION_EXISTS, putting->programme.session, 0);
		return;
	}
	exchange_fetch(exchange, MESSAGE_SESSION_GET, there_got);
}

static bool there_refused(struct exchange *exchange, const struct reply *reply)
{
	const struct putting *putting = exchange->work;
	if (reply->error != ERROR_NO_SESSION || putting->update_only)
		return false;
	part_send(exchange);
	return true;
}

static void there_ask(struct exchange *exchange)
{
	struct buffer body;
	buffer_init(&body, 256);
	session_get_encode(&(struct session_get){ .want = { .part = 0 } }, &body);
	exchange_ask(exchange,
	    &(struct asking){ .message = MESSAGE_SESSION_GET,
		.session = exchange->routed.session,
		.body = &body,
		.replied = there_replied,
		.refused = there_refused });
	buffer_close(&body);
}

static void checked_answer(struct exchange *exchange)
{
	struct putting *putting = exchange->work;
	json_t *root = json_object();
	json_set_text(&root, "session", putting->programme.session);
	json_set_text(&root, "title", putting->programme.title);
	json_set(&root, "findings", json_array());
	json_set(&root, "programme", programme_json(&putting->programme, 0));
	answer_json(exchange, MHD_HTTP_OK, root);
}

/* Of the body. False: has answered. */
static bool put_take(struct exchange *exchange, const char **yaml, bool *check)
{
	struct putting *putting = exchange->work;
	json_t *update = json_object_get(exchange->input, "update");
	putting->open_only = json_is_false(update);
	putting->update_only = json_is_true(update);
	if (!input_text(exchange, "yaml", yaml) || *yaml == NULL || strlen(*yaml) > YAML_TEXT_MAX) {
		input_refuse(exchange, "yaml: at most 60,000 bytes");
		return false;
	}
	if (!input_flag(exchange, "check", false, check)) {
		input_refuse(exchange, "check");
		return false;
	}
	return *check || input_id(exchange);
}

void api_session_put(struct exchange *exchange)
{
	const char *yaml = NULL;
	bool check = false;
	struct yaml_fault fault;
	struct putting *putting = arena_take(&exchange->arena, 1, sizeof *putting);
	if (putting == NULL) {
		answer_json(exchange, MHD_HTTP_OK, NULL);
		return;
	}
	programme_init(&putting->programme);
	buffer_init(&putting->whole, PROGRAMME_BYTES_MAX);
	buffer_init(&putting->changes, SESSION_DIFF_BYTES_MAX);
	exchange->work = putting;
	exchange->work_close = putting_close;
	if (!put_take(exchange, &yaml, &check))
		return;
	if (programme_yaml_read(yaml, strlen(yaml), &putting->programme, &fault) !=
	    PROGRAMME_YAML_OK) {
		fault_answer(exchange, &fault);
		return;
	}
	if (check) {
		checked_answer(exchange);
		return;
	}
	programme_encode(&putting->programme, &putting->whole);
	memcpy(exchange->routed.session, putting->programme.session,
	    strlen(putting->programme.session) + 1);
	there_ask(exchange);
}
