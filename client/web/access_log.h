/*
 * client/web/access_log.h - a line a request: method, address without what is secret or somebody's, status, bytes, ms.
 * No address of a person, no parameters (a search is what somebody thinks of), no token of a link.
 */
#ifndef RAPPORTEUR_CLIENT_WEB_ACCESS_LOG_H
#define RAPPORTEUR_CLIENT_WEB_ACCESS_LOG_H

#include "client/web/http/exchange.h"

void access_log(const struct exchange *exchange, bool whole);

#endif
