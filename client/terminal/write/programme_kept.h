/*
 * client/terminal/write/programme_kept.h - a session's programme as it was last seen, in the state folder
 * (DIR/programmes/SESSION), so that categories and lenses are known also where the broker is not.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_WRITE_PROGRAMME_KEPT_H
#define RAPPORTEUR_CLIENT_TERMINAL_WRITE_PROGRAMME_KEPT_H

#include "client/terminal/terminal.h"

/* False: there is none, or it cannot be read. *programme is the caller's to close on true. */
bool programme_kept_read(const char *state, const char *session, struct programme *programme);
/* Keeps the encoded programme, when another is there. What goes wrong only costs the next start without a broker. */
void programme_kept_write(
    const char *state, const char *session, const uint8_t *bytes, size_t size);

#endif
