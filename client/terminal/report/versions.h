/* client/terminal/report/versions.h - the versions of a session's report, as the broker keeps them. */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_REPORT_VERSIONS_H
#define RAPPORTEUR_CLIENT_TERMINAL_REPORT_VERSIONS_H

#include "client/terminal/report/made.h"
#include "proto/command_version.h"

/* Each complains unless ENDING_DONE. */
enum ending versions_list(struct rapporteur *rapporteur, const char *session, uint64_t wait_ms,
    struct report_list_reply *list);
/* Keeps a version; *number is what it is known by. */
enum ending version_put(struct rapporteur *rapporteur, const char *session, uint64_t wait_ms,
    const struct buffer *version, uint64_t *number);
enum ending version_freeze(
    struct rapporteur *rapporteur, const char *session, uint64_t wait_ms, uint64_t number);
/* Puts a version's body, annexes and footnotes in the place of what the notes made. */
enum ending version_take(struct made *made, struct rapporteur *rapporteur, const char *session,
    uint64_t wait_ms, uint64_t number);
/* The same of the one that is frozen; nothing when none is, or when the person may not know. */
enum ending version_take_frozen(
    struct made *made, struct rapporteur *rapporteur, const char *session, uint64_t wait_ms);

#endif
