/*
 * client/web/http/server.h - connections: how many there are, of whom, and how long each may take. libmicrohttpd's own
 * timeout counts silence only, so that one byte a second lives for ever; here each state has an end:
 *
 *   a request's head   HEAD_MS after the connection came, IDLE_MS after the answer before it
 *   a request's body   BODY_MS
 *   its answer         libmicrohttpd's timeout: no progress for IDLE_MS
 */
#ifndef RAPPORTEUR_CLIENT_WEB_HTTP_SERVER_H
#define RAPPORTEUR_CLIENT_WEB_HTTP_SERVER_H

#include "client/web/http/exchange.h"

#define HEAD_MS 5000u
#define BODY_MS 15000u
#define IDLE_MS 30000u
/* So that what a stuck browser does not read waits in our ring and not, by megabytes, in the kernel. */
#define SEND_BUFFER_BYTES 32768

struct connection_facts {
	struct connection_facts *next;
	struct connection_facts *previous;
	int fd;
	struct sockaddr_storage address;
	uint64_t deadline_ms; /* NEVER: none */
};
struct server {
	struct gateway *gateway; /* borrowed */
	struct connection_facts *connections;
	char *certificate; /* owned */
	char *key;         /* owned */
};

/* Listens. False: stderr says why. */
bool server_open(struct gateway *gateway);
void server_close(struct gateway *gateway);
/* Cuts what takes too long. */
void server_tick(struct server *server, uint64_t now);

#endif
