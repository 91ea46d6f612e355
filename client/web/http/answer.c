/* client/web/http/answer.c - answers: JSON, refusals, files, and the headers that all have. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/terminal/json_out.h"
#include "client/web/http/exchange.h"

struct web_error_info {
	enum web_error error;
	unsigned status;
	const char *word;
	const char *sentence;
};
static const struct web_error_info web_errors[] = {
#define X(name, code, status, word, sentence) { name, status, word, sentence },
	WEB_ERRORS(X)
#undef X
};

static const char csp_name[] = "Content-Security-Policy";
static const char csp_usual[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'";

void answer_headers(struct MHD_Response *response)
{
	static const char *const headers[][2] = {
		{ csp_name, csp_usual },
		{ "X-Content-Type-Options", "nosniff" },
		{ "Referrer-Policy", "no-referrer" },
		{ "Cross-Origin-Opener-Policy", "same-origin" },
		{ "Cross-Origin-Resource-Policy", "same-origin" },
	};
	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
		MHD_add_response_header(response, headers[i][0], headers[i][1]);
}

void answer_response(
    struct exchange *exchange, unsigned status, struct MHD_Response *response, size_t size)
{
	if (exchange->state == EXCHANGE_ANSWERED) {
		if (response != NULL)
			MHD_destroy_response(response);
		return;
	}
	exchange->state = EXCHANGE_ANSWERED;
	/* What it asked is over; when the gateway stops the line to the broker goes before the exchange does. */
	fetch_close(&exchange->fetch);
	exchange->status = status;
	exchange->response = response; /* NULL, no memory: the server closes the connection */
	exchange->answer_size = size;
	if (response != NULL)
		cookie_write(exchange, response);
	if (exchange->suspended) {
		exchange->suspended = false;
		MHD_resume_connection(exchange->connection);
	}
}

/* Takes bytes. */
static struct MHD_Response *response_of(const char *type, void *bytes, size_t size)
{
	struct MHD_Response *response =
	    MHD_create_response_from_buffer(size, bytes, MHD_RESPMEM_MUST_FREE);
	if (response == NULL) {
		free(bytes);
		return NULL;
	}
	answer_headers(response);
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
	MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
	return response;
}

static void json_answer(struct exchange *exchange, unsigned status, json_t *root, uint64_t retry_ms)
{
	char *text = root == NULL ? NULL : json_dumps(root, JSON_COMPACT | JSON_ENCODE_ANY);
	json_decref(root);
	if (text == NULL) {
		answer_response(exchange, MHD_HTTP_INTERNAL_SERVER_ERROR, NULL, 0);
		return;
	}
	size_t size = strlen(text);
	struct MHD_Response *response = response_of("application/json; charset=utf-8", text, size);
	if (response != NULL && retry_ms > 0) {
		char seconds[24];
		snprintf(
		    seconds, sizeof seconds, "%llu", (unsigned long long)(retry_ms + 999) / 1000);
		MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, seconds);
	}
	answer_response(exchange, status, response, size);
}

void answer_json(struct exchange *exchange, unsigned status, json_t *root)
{
	json_answer(exchange, status, root, 0);
}

static json_t *error_json(
    const char *word, unsigned code, const char *sentence, const char *detail, uint64_t retry_ms)
{
	json_t *root = json_object();
	json_set_text(&root, "error", word);
	json_set_number(&root, "code", code);
	json_set_text(&root, "sentence", sentence);
	json_set_text(&root, "detail", detail);
	if (retry_ms > 0)
		json_set_number(&root, "retry_ms", retry_ms);
	return root;
}

void answer_error(struct exchange *exchange, enum web_error error, const char *detail)
{
	const struct web_error_info *info = web_errors;
	while (info->error != error)
		info++;
	uint64_t retry_ms = error == WEB_AWAY ? 2000 : 0;
	json_answer(exchange, info->status,
	    error_json(info->word, error, info->sentence, detail, retry_ms), retry_ms);
}

unsigned refusal_status(enum error error)
{
	switch (error) {
	case ERROR_NONE:
		return MHD_HTTP_OK;
	case ERROR_NOT_MEMBER:
		return MHD_HTTP_UNAUTHORIZED;
	case ERROR_NOT_ALLOWED:
	case ERROR_NOT_YOURS:
		return MHD_HTTP_FORBIDDEN;
	case ERROR_NO_SESSION:
	case ERROR_NO_ROOM:
	case ERROR_NO_OBJECTIVE:
	case ERROR_NO_CATEGORY:
	case ERROR_NO_LENS:
	case ERROR_NO_NOTE:
	case ERROR_NO_CURATION:
	case ERROR_TOKEN:
		return MHD_HTTP_NOT_FOUND;
	case ERROR_STALE:
	case ERROR_SESSION_CLOSED:
	case ERROR_SESSION_EXISTS:
	case ERROR_SESSION_OPEN:
	case ERROR_ID_TAKEN:
	case ERROR_IN_USE:
	case ERROR_TOKEN_USED:
	case ERROR_TOO_MANY_SESSIONS:
	case ERROR_BEHIND:
		return MHD_HTTP_CONFLICT;
	case ERROR_TOO_BIG:
		return MHD_HTTP_CONTENT_TOO_LARGE;
	case ERROR_BUSY:
	case ERROR_STOPPING:
		return MHD_HTTP_SERVICE_UNAVAILABLE;
	case ERROR_FULL:
		return MHD_HTTP_INSUFFICIENT_STORAGE;
	default:
		/* Of the bytes and fields it is the request that is wrong; all else, newer errors among it, is not. */
		return error < ERROR_NO_SESSION ? MHD_HTTP_BAD_REQUEST
						: MHD_HTTP_INTERNAL_SERVER_ERROR;
	}
}

json_t *refusal_json(enum error error, const char *sentence, const char *detail, uint64_t retry_ms)
{
	return error_json(error_word(error), (unsigned)error,
	    sentence != NULL && sentence[0] != '\0' ? sentence : error_sentence(error), detail,
	    retry_ms);
}

void answer_refusal(
    struct exchange *exchange, enum error error, const char *detail, uint64_t retry_ms)
{
	json_answer(
	    exchange, refusal_status(error), refusal_json(error, NULL, detail, retry_ms), retry_ms);
}

void answer_file(
    struct exchange *exchange, const char *type, const char *name, uint8_t *bytes, size_t size)
{
	char disposition[160];
	struct MHD_Response *response = response_of(type, bytes, size);
	if (response != NULL && exchange->sandbox) {
		/* It brings its styles along, and has no script; whatever it holds, it may do nothing. */
		MHD_del_response_header(response, csp_name, csp_usual);
		MHD_add_response_header(response, csp_name,
		    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri "
		    "'none'; form-action 'none'; frame-ancestors 'self'; sandbox");
	}
	if (response != NULL && name != NULL) {
		snprintf(disposition, sizeof disposition, "attachment; filename=\"%s\"", name);
		MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_DISPOSITION, disposition);
	}
	answer_response(exchange, MHD_HTTP_OK, response, size);
}
