/* client/web/http/server.c - see server.h. */
#include "client/web/http/server.h"

#include <errno.h>
#include <netinet/in.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/lib/rapporteur_internal.h"
#include "client/web/access_log.h"

#define BACKLOG           1024
#define CONNECTION_MEMORY (10u * 1024u) /* of a request's head, and of what is sent at once */
#define MEMORY_STEP       1024u
#define PEM_BYTES_MAX     (1u << 20)

/* --- connections ----------------------------------------------------------------------------------- */

static bool address_is_loopback(const struct sockaddr_storage *address)
{
	if (address->ss_family == AF_INET)
		return (ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr) >> 24) == 127;
	return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)address)->sin6_addr);
}

/* One host has a whole /64 of IPv6. */
static bool address_same(const struct sockaddr_storage *a, const struct sockaddr_storage *b)
{
	if (a->ss_family != b->ss_family)
		return false;
	if (a->ss_family == AF_INET)
		return ((const struct sockaddr_in *)a)->sin_addr.s_addr ==
		    ((const struct sockaddr_in *)b)->sin_addr.s_addr;
	return memcmp(&((const struct sockaddr_in6 *)a)->sin6_addr,
		   &((const struct sockaddr_in6 *)b)->sin6_addr, 8) == 0;
}

static void address_copy(
    struct sockaddr_storage *out, const struct sockaddr *address, socklen_t size)
{
	memset(out, 0, sizeof *out);
	memcpy(out, address, size < sizeof *out ? size : sizeof *out);
}

/* A proxy on this machine brings everybody from one address: what it lets through is its affair. */
static enum MHD_Result accept_judge(
    void *context, const struct sockaddr *address, socklen_t address_size)
{
	struct gateway *gateway = context;
	struct sockaddr_storage from;
	uint32_t count = 0;
	address_copy(&from, address, address_size);
	if (address_is_loopback(&from))
		return MHD_YES;
	for (const struct connection_facts *at = gateway->server->connections; at != NULL;
	     at = at->next)
		count += address_same(&at->address, &from) ? 1 : 0;
	if (count < gateway->settings->connections_of_address_max)
		return MHD_YES;
	gateway->counters[WEB_TURNED_AWAY]++;
	return MHD_NO;
}

static void connection_begun(
    struct server *server, struct MHD_Connection *connection, void **facts_out)
{
	const union MHD_ConnectionInfo *fd =
	    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct connection_facts *facts = calloc(1, sizeof *facts);
	*facts_out = facts;
	if (facts == NULL || fd == NULL)
		return;
	facts->fd = fd->connect_fd;
	const union MHD_ConnectionInfo *address =
	    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	if (address != NULL)
		address_copy(&facts->address, address->client_addr,
		    address->client_addr->sa_family == AF_INET ? sizeof(struct sockaddr_in)
							       : sizeof(struct sockaddr_in6));
	facts->deadline_ms = clock_boot_ms() + HEAD_MS;
	facts->next = server->connections;
	if (facts->next != NULL)
		facts->next->previous = facts;
	server->connections = facts;
	server->gateway->counters[WEB_CONNECTIONS]++;
}

static void connection_ended(struct server *server, struct connection_facts *facts)
{
	if (facts == NULL)
		return;
	if (facts->previous != NULL)
		facts->previous->next = facts->next;
	else if (server->connections == facts)
		server->connections = facts->next;
	if (facts->next != NULL)
		facts->next->previous = facts->previous;
	server->gateway->counters[WEB_CONNECTIONS]--;
	free(facts);
}

static void connection_notify(void *context, struct MHD_Connection *connection, void **facts,
    enum MHD_ConnectionNotificationCode code)
{
	struct gateway *gateway = context;
	if (code == MHD_CONNECTION_NOTIFY_STARTED)
		connection_begun(gateway->server, connection, facts);
	else
		connection_ended(gateway->server, *facts);
}

void server_tick(struct server *server, uint64_t now)
{
	for (struct connection_facts *at = server->connections; at != NULL; at = at->next) {
		if (now < at->deadline_ms)
			continue;
		/* libmicrohttpd sees its end and closes it. */
		shutdown(at->fd, SHUT_RDWR);
		at->deadline_ms = NEVER;
		server->gateway->counters[WEB_SLOW_HEADS]++;
	}
}

/* --- requests -------------------------------------------------------------------------------------- */

static struct connection_facts *facts_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	return info == NULL ? NULL : info->socket_context;
}

static void deadline_set(struct exchange *exchange, uint64_t deadline_ms)
{
	if (exchange->facts != NULL)
		exchange->facts->deadline_ms = deadline_ms;
}

static enum MHD_Result answer_queue(struct exchange *exchange)
{
	if (exchange->response == NULL)
		return MHD_NO; /* no memory: the connection is closed */
	enum MHD_Result queued =
	    MHD_queue_response(exchange->connection, exchange->status, exchange->response);
	MHD_destroy_response(exchange->response);
	exchange->response = NULL;
	deadline_set(exchange, NEVER);
	return queued;
}

static const char *header(struct MHD_Connection *connection, const char *name)
{
	return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* The head is here: is the request to be looked at? */
static enum MHD_Result request_judge(struct exchange *exchange, const char *url, const char *method)
{
	struct MHD_Connection *connection = exchange->connection;
	bool post = strcmp(method, "POST") == 0;
	const struct guarded guarded = { .post = post,
		.content_type = header(connection, MHD_HTTP_HEADER_CONTENT_TYPE),
		.mark = header(connection, "X-Rapporteur"),
		.origin = header(connection, MHD_HTTP_HEADER_ORIGIN),
		.host = header(connection, MHD_HTTP_HEADER_HOST),
		.content_length = header(connection, MHD_HTTP_HEADER_CONTENT_LENGTH),
		.transfer_encoding = header(connection, MHD_HTTP_HEADER_TRANSFER_ENCODING) };
	const char *detail = "";
	exchange->method = post ? "POST" : "GET";
	exchange->head = strcmp(method, "HEAD") == 0;
	snprintf(exchange->url, sizeof exchange->url, "%s", url);
	unsigned error = guard_judge(&guarded, &detail);
	if (!post && !exchange->head && strcmp(method, "GET") != 0)
		error = WEB_METHOD;
	if (error != 0) {
		exchange->gateway->counters[WEB_REFUSED]++;
		answer_error(exchange, (enum web_error)error, detail);
		return answer_queue(exchange);
	}
	route_find(exchange->method, url, &exchange->routed);
	deadline_set(exchange, clock_boot_ms() + BODY_MS);
	return MHD_YES;
}

static enum MHD_Result request_whole(struct exchange *exchange)
{
	deadline_set(exchange, NEVER);
	exchange_begin(exchange);
	if (exchange->state == EXCHANGE_ANSWERED)
		return answer_queue(exchange);
	exchange->suspended = true;
	MHD_suspend_connection(exchange->connection);
	return MHD_YES;
}

static enum MHD_Result request_handle(void *context, struct MHD_Connection *connection,
    const char *url, const char *method, const char *version, const char *bytes, size_t *size,
    void **exchange_out)
{
	struct gateway *gateway = context;
	struct exchange *exchange = *exchange_out;
	(void)version;
	if (exchange == NULL) {
		exchange = exchange_open(gateway, connection);
		if (exchange == NULL)
			return MHD_NO;
		*exchange_out = exchange;
		exchange->facts = facts_of(connection);
		return request_judge(exchange, url, method);
	}
	switch (exchange->state) {
	case EXCHANGE_READING:
		if (*size == 0)
			return request_whole(exchange);
		buffer_add(&exchange->body, bytes, *size);
		*size = 0;
		return MHD_YES;
	case EXCHANGE_ANSWERED:
		return exchange->response == NULL && exchange->status == 0 ? MHD_NO
									   : answer_queue(exchange);
	case EXCHANGE_WORKING:
		break;
	}
	return MHD_YES;
}

static void request_ended(void *context, struct MHD_Connection *connection, void **exchange_out,
    enum MHD_RequestTerminationCode code)
{
	struct gateway *gateway = context;
	struct exchange *exchange = *exchange_out;
	(void)connection;
	if (exchange == NULL)
		return;
	deadline_set(exchange, clock_boot_ms() + IDLE_MS);
	gateway->counters[WEB_REQUESTS]++;
	if (!gateway->settings->quiet)
		access_log(exchange, code == MHD_REQUEST_TERMINATED_COMPLETED_OK);
	*exchange_out = NULL;
	exchange_close(exchange);
}

/* --- opening --------------------------------------------------------------------------------------- */

static char *pem_read(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = file == NULL ? NULL : calloc(1, PEM_BYTES_MAX + 1);
	size_t size = text == NULL ? 0 : fread(text, 1, PEM_BYTES_MAX, file);
	if (file != NULL)
		fclose(file);
	if (size > 0)
		return text;
	gateway_log("web", "file_not_read path=\"%s\" error=\"%s\"", path, strerror(errno));
	free(text);
	return NULL;
}

static int listen_open(const struct settings *settings)
{
	int one = 1;
	int zero = 0;
	int bytes = SEND_BUFFER_BYTES;
	int fd = socket(settings->listen.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	/* Accepted connections take the buffer's size over. */
	bool set = setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 &&
	    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes) == 0;
	if (settings->listen.ss_family == AF_INET6)
		set = set && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof zero) == 0;
	if (set &&
	    bind(fd, (const struct sockaddr *)&settings->listen, settings->listen_size) == 0 &&
	    listen(fd, BACKLOG) == 0)
		return fd;
	close(fd);
	return -1;
}

static struct MHD_Daemon *daemon_start(struct gateway *gateway, int listen_fd)
{
	const struct settings *settings = gateway->settings;
	struct server *server = gateway->server;
	unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
	struct MHD_OptionItem tls[] = { { MHD_OPTION_HTTPS_MEM_CERT, 0, server->certificate },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, server->key }, { MHD_OPTION_END, 0, NULL } };
	if (settings->tls_certificate != NULL)
		flags |= MHD_USE_TLS;
	else
		tls[0].option = MHD_OPTION_END;
	return MHD_start_daemon(flags, 0, accept_judge, gateway, request_handle, gateway,
	    MHD_OPTION_LISTEN_SOCKET, listen_fd, MHD_OPTION_CONNECTION_LIMIT,
	    (unsigned)settings->connections_max, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	    (size_t)CONNECTION_MEMORY, MHD_OPTION_CONNECTION_MEMORY_INCREMENT, (size_t)MEMORY_STEP,
	    MHD_OPTION_CONNECTION_TIMEOUT, IDLE_MS / 1000, MHD_OPTION_STRICT_FOR_CLIENT, 1,
	    MHD_OPTION_NOTIFY_COMPLETED, request_ended, gateway, MHD_OPTION_NOTIFY_CONNECTION,
	    connection_notify, gateway, MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
}

bool server_open(struct gateway *gateway)
{
	const struct settings *settings = gateway->settings;
	struct server *server = calloc(1, sizeof *server);
	gateway->server = server;
	if (server == NULL)
		return false;
	server->gateway = gateway;
	if (settings->tls_certificate != NULL) {
		server->certificate = pem_read(settings->tls_certificate);
		server->key = pem_read(settings->tls_key);
		if (server->certificate == NULL || server->key == NULL)
			return false;
	}
	int fd = listen_open(settings);
	if (fd < 0) {
		gateway_log("web", "not_listening error=\"%s\"", strerror(errno));
		return false;
	}
	gateway->http = daemon_start(gateway, fd);
	if (gateway->http == NULL) {
		gateway_log("web", "http_not_started: look at certificate and key");
		close(fd);
		return false;
	}
	gateway->http_fd = MHD_get_daemon_info(gateway->http, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
	return true;
}

void server_close(struct gateway *gateway)
{
	struct server *server = gateway->server;
	if (gateway->http != NULL)
		MHD_stop_daemon(gateway->http);
	gateway->http = NULL;
	if (server == NULL)
		return;
	if (server->key != NULL)
		sodium_memzero(server->key, PEM_BYTES_MAX);
	free(server->certificate);
	free(server->key);
	free(server);
	gateway->server = NULL;
}
