/*
 * client/terminal/session/session_diff.h - what a new programme changes, in words for the person who changes it.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_SESSION_SESSION_DIFF_H
#define RAPPORTEUR_CLIENT_TERMINAL_SESSION_SESSION_DIFF_H

#include "proto/wire/buffer.h"
#include "proto/programme.h"

#define SESSION_DIFF_BYTES_MAX \
	(4u * PROGRAMME_BYTES_MAX) /* both programmes quoted in full, and more */

/* Adds a line for each change, each with its line feed, in the programme's order. False, and nothing
 * added, when the two are the same, byte for byte in their form on the wire. */
bool session_diff(
    const struct programme *before, const struct programme *after, struct buffer *out);

#endif
