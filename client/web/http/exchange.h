/*
 * client/web/http/exchange.h - one request and its answer.
 *
 *   READING --all of it is here--> WORKING --answer_...()--> ANSWERED --sent--> gone
 *   READING --the guard refuses--> ANSWERED
 *
 * While it is WORKING without an answer its connection is suspended, and whoever answers wakes it. A handler answers
 * exactly once, at once or from what it asked for. An exchange outlives all that it asked: what is asked is
 * always answered, at the latest at its deadline.
 */
#ifndef RAPPORTEUR_CLIENT_WEB_HTTP_EXCHANGE_H
#define RAPPORTEUR_CLIENT_WEB_HTTP_EXCHANGE_H

#include <jansson.h>

#include "client/lib/fetch_internal.h"
#include "client/web/gateway.h"
#include "client/web/http/route.h"

#define EXCHANGE_BODY_BYTES_MAX 65536u
#define EXCHANGE_MEMORY_MAX \
	(64u << 20)           /* of what an answer is made from: a large session's points */
#define SECRET_TEXT_BYTES 44u /* base64url of 32 bytes, terminator included */

enum exchange_state { EXCHANGE_READING, EXCHANGE_WORKING, EXCHANGE_ANSWERED };

struct exchange {
	struct gateway *gateway;
	struct MHD_Connection *connection;
	struct connection_facts *facts; /* of its connection; borrowed */
	enum exchange_state state;
	bool suspended;
	bool head; /* HEAD: as GET, the body is not sent */
	bool tls;  /* the person came over TLS, to us or to the proxy before us */
	struct routed routed;
	char url[256]; /* of the request, cut; for the access log */
	const char *method;
	uint64_t begun_ms;
	bool identified; /* secret is there */
	uint8_t secret[CURVE_KEY_BYTES];
	bool cookie_set; /* the answer brings the cookie */
	bool cookie_drop;
	bool sandbox;                 /* the answer is a page of its own styles, shown in place */
	uint8_t writer[WRITER_BYTES]; /* where there are no keys */
	struct buffer body;
	json_t *input; /* the body, read; an object */
	uint8_t id[ID_BYTES];

	/* What its handler is at. */
	struct arena arena;
	struct fetch fetch;
	struct inquiry inquiry;
	void (*replied)(struct exchange *exchange, const struct reply *reply);
	void (*fetched)(struct exchange *exchange);
	void (*member)(struct exchange *exchange);
	enum role role; /* member: in routed.session */
	const char **rooms;
	size_t room_count;
	char pseudonym[PUBLIC_ID_CHARS + 1];
	void *work;                     /* the handler's own; arena's */
	void (*work_close)(void *work); /* may be NULL */

	/* The answer. */
	unsigned status;
	struct MHD_Response *response; /* owned until it is queued */
	size_t answer_size;
};

/* --- client/web/http/answer.c --------------------------------------------------------------------- */

/* Errors that are the gateway's own; codes are in API.md. */
#define WEB_ERRORS(X) \
	X(WEB_BAD_REQUEST, 900, 400, "bad_request", \
	    "The request is not as API.md says. The detail tells what is wrong.") \
	X(WEB_FOREIGN, 901, 403, "foreign_origin", \
	    "Another site sent this request. Open the page anew.") \
	X(WEB_NOT_FOUND, 902, 404, "not_found", "There is nothing at this address.") \
	X(WEB_METHOD, 903, 405, "bad_method", "This address takes another method.") \
	X(WEB_UNBALANCED, 904, 409, "unbalanced", \
	    "The notes do not balance, so there is no report. The detail has the numbers.") \
	X(WEB_AWAY, 905, 503, "away", \
	    "The broker is not reached. What you wrote is kept on this device; it is sent as soon as it is.") \
	X(WEB_LENGTH, 906, 411, "bad_request", "A POST has a Content-Length.") \
	X(WEB_TOO_BIG, 907, 413, "too_big", "A request is at most 65,536 bytes.")
#define X(name, code, status, word, sentence) name = (code),
enum web_error { WEB_ERRORS(X) };
#undef X

/* All take what they are given, and wake the connection. root NULL: no memory. */
void answer_json(struct exchange *exchange, unsigned status, json_t *root);
void answer_error(struct exchange *exchange, enum web_error error, const char *detail);
/* What the broker, or a check of ours in its words, refused. */
void answer_refusal(
    struct exchange *exchange, enum error error, const char *detail, uint64_t retry_ms);
/* The same as a value, for whoever adds something. */
json_t *refusal_json(enum error error, const char *sentence, const char *detail, uint64_t retry_ms);
unsigned refusal_status(enum error error);
/* A file: takes bytes, allocated with malloc(). name NULL: shown in place. */
void answer_file(
    struct exchange *exchange, const char *type, const char *name, uint8_t *bytes, size_t size);
/* A response made elsewhere. */
void answer_response(
    struct exchange *exchange, unsigned status, struct MHD_Response *response, size_t size);
/* Headers that every answer has. */
void answer_headers(struct MHD_Response *response);

/* --- client/web/http/cookie.c ---------------------------------------------------------------------- */

/* Looks for the person's secret among the request's cookies. */
void cookie_read(struct exchange *exchange);
/* Draws one. */
void cookie_draw(struct exchange *exchange);
/* Adds Set-Cookie as the exchange says. */
void cookie_write(const struct exchange *exchange, struct MHD_Response *response);

/* --- client/web/http/input.c: what the request says ------------------------------------------------ */

/* A parameter of the address, or NULL. Borrowed. */
const char *query_text(const struct exchange *exchange, const char *name);
/* False when it is there and no number within min .. max. */
bool query_number(const struct exchange *exchange, const char *name, uint64_t min, uint64_t max,
    uint64_t *number);
/* Of the body. NULL when absent or null; false when it is something else. A text has no NUL. */
bool input_text(const struct exchange *exchange, const char *name, const char **text);
bool input_number(
    const struct exchange *exchange, const char *name, uint64_t max, uint64_t *number);
bool input_flag(const struct exchange *exchange, const char *name, bool absent, bool *flag);
/* 32 hex digits, with or without hyphens. */
bool id_parse(const char *text, uint8_t id[ID_BYTES]);
/* `id` of the body into exchange->id. False: has answered. */
bool input_id(struct exchange *exchange);
/* Answers bad_field with the field's name. */
void input_refuse(struct exchange *exchange, const char *field);

/* --- client/web/http/ask.c: the broker -------------------------------------------------------------- */

/* Sends a command as the person; `replied` is called when it was accepted, else it is answered as an error. With an
 * id the command is the client's own. Takes nothing. */
struct asking {
	enum message message;
	const char *session;       /* NULL: none */
	const struct buffer *body; /* NULL: empty */
	const uint8_t *id;
	uint64_t age_ms;
	void (*replied)(struct exchange *exchange, const struct reply *reply);
	/* May be NULL: looks at a refusal first. True: it has answered. */
	bool (*refused)(struct exchange *exchange, const struct reply *reply);
};
void exchange_ask(struct exchange *exchange, const struct asking *asking);
/* Gets something in parts, for the routed session: then exchange->fetch has it. */
void exchange_fetch(
    struct exchange *exchange, enum message message, void (*fetched)(struct exchange *exchange));
/* Who the person is in the routed session: role, rooms and pseudonym are set when member is called. */
void exchange_member(struct exchange *exchange, void (*member)(struct exchange *exchange));

/* --- client/web/http/exchange.c --------------------------------------------------------------------- */

struct exchange *exchange_open(struct gateway *gateway, struct MHD_Connection *connection);
void exchange_close(struct exchange *exchange);
/* All is read: hands it to its handler. */
void exchange_begin(struct exchange *exchange);

/* --- client/web/http/guard.c ------------------------------------------------------------------------ */

/* What a request must be before anything of it is looked at. 0, or a web_error. */
struct guarded {
	bool post;
	const char *content_type;
	const char *mark; /* X-Rapporteur */
	const char *origin;
	const char *host;
	const char *content_length;
	const char *transfer_encoding;
};
unsigned guard_judge(const struct guarded *request, const char **detail);

#endif
