/*
 * client/terminal/moderate/looked.h - up to which event a moderator has looked at a session, in the state folder
 * (DIR/looked/SESSION): what is newer is marked at the next start.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_MODERATE_LOOKED_H
#define RAPPORTEUR_CLIENT_TERMINAL_MODERATE_LOOKED_H

#include <stdint.h>

/* 0: never. */
uint64_t looked_read(const char *state, const char *session);
/* What goes wrong only costs marks. */
void looked_write(const char *state, const char *session, uint64_t event);

#endif
