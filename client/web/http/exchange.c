/* client/web/http/exchange.c - from its first byte to its handler; see exchange.h. */
#include "client/web/http/exchange.h"

#include <netinet/in.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "client/web/http/pages.h"

static const char *header(const struct exchange *exchange, const char *name)
{
	return MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
}

static bool is_loopback(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		return (ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr) >> 24) == 127;
	return address->sa_family == AF_INET6 &&
	    IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)address)->sin6_addr);
}

/* A proxy on this machine says how the person reached it; nobody else is believed. */
static bool over_tls(const struct exchange *exchange)
{
	const struct settings *settings = exchange->gateway->settings;
	if (settings->tls_certificate != NULL)
		return true;
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const char *said = header(exchange, "X-Forwarded-Proto");
	return said != NULL && strcasecmp(said, "https") == 0 && info != NULL &&
	    is_loopback(info->client_addr);
}

struct exchange *exchange_open(struct gateway *gateway, struct MHD_Connection *connection)
{
	struct exchange *exchange = calloc(1, sizeof *exchange);
	if (exchange == NULL)
		return NULL;
	exchange->gateway = gateway;
	exchange->connection = connection;
	exchange->begun_ms = clock_boot_ms();
	buffer_init(&exchange->body, EXCHANGE_BODY_BYTES_MAX);
	arena_init(&exchange->arena, EXCHANGE_MEMORY_MAX);
	fetch_init(&exchange->fetch);
	exchange->tls = over_tls(exchange);
	cookie_read(exchange);
	return exchange;
}

void exchange_close(struct exchange *exchange)
{
	fetch_close(&exchange->fetch);
	if (exchange->work_close != NULL)
		exchange->work_close(exchange->work);
	buffer_close(&exchange->body);
	arena_close(&exchange->arena);
	json_decref(exchange->input);
	if (exchange->response != NULL)
		MHD_destroy_response(exchange->response);
	sodium_memzero(exchange->secret, sizeof exchange->secret);
	free(exchange);
}

/* Reads the body. False: has answered. */
static bool body_read(struct exchange *exchange)
{
	json_error_t fault;
	if (exchange->body.failed) {
		answer_error(exchange, WEB_TOO_BIG, "");
		return false;
	}
	exchange->input = json_loadb((const char *)exchange->body.bytes, exchange->body.size,
	    JSON_REJECT_DUPLICATES, &fault);
	if (json_is_object(exchange->input))
		return true;
	answer_error(exchange, WEB_BAD_REQUEST, "the body is one JSON object");
	return false;
}

void exchange_begin(struct exchange *exchange)
{
	exchange->state = EXCHANGE_WORKING;
	if (exchange->gateway->stopping) {
		answer_refusal(exchange, ERROR_STOPPING, "the gateway stops", 2000);
		return;
	}
	switch (exchange->routed.kind) {
	case ROUTED_NOWHERE:
		answer_error(exchange, WEB_NOT_FOUND, "");
		return;
	case ROUTED_METHOD:
		answer_error(exchange, WEB_METHOD, "");
		return;
	case ROUTED_PAGE:
		pages_answer(exchange->gateway->pages, exchange);
		return;
	case ROUTED_API:
		break;
	}
	bool post = strcmp(exchange->routed.route->method, "POST") == 0;
	if (post && !body_read(exchange))
		return;
	/* Without keys the cookie only tells one writer from another: whoever writes first gets one. */
	if (exchange->gateway->open && !exchange->identified && post)
		cookie_draw(exchange);
	exchange->routed.route->handle(exchange);
}
