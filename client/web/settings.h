/*
 * client/web/settings.h - what rapporteur-web is told on its command line.
 */
#ifndef RAPPORTEUR_CLIENT_WEB_SETTINGS_H
#define RAPPORTEUR_CLIENT_WEB_SETTINGS_H

#include <limits.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "proto/limits.h"

#define SETTINGS_VERSION "rapporteur-web 0.1.0"
#define SETTINGS_URL_MAX 200u

/* A hall of people behind one router has one address; each has a stream and a few requests. */
#define CONNECTIONS_DEFAULT            8192u
#define CONNECTIONS_OF_ADDRESS_DEFAULT 2048u
#define CONNECTIONS_MAX                60000u

struct settings {
	const char *broker; /* tcp://HOST:PORT */
	bool keyed;         /* broker_key is there */
	uint8_t broker_key[CURVE_KEY_BYTES];
	struct sockaddr_storage listen;
	socklen_t listen_size;
	bool loopback; /* `listen` is */
	char pages[PATH_MAX];
	const char *tls_certificate; /* files; NULL: plain HTTP */
	const char *tls_key;
	bool insecure; /* plain HTTP over a network, because the operator said so */
	const char *
	    url; /* how browsers reach us, without a slash at the end; NULL: by the Host they say */
	uint32_t connections_max;
	uint32_t connections_of_address_max;
	bool quiet; /* no line for each request */
};

enum settings_result { SETTINGS_OK, SETTINGS_ENOUGH, SETTINGS_USAGE };

/* Strings are borrowed from argv. SETTINGS_ENOUGH: help or version was asked for and is printed. SETTINGS_USAGE: the
 * reason is on stderr. */
enum settings_result settings_read(struct settings *settings, int argc, char **argv);

#endif
