/*
 * client/terminal/member/member.h - what the commands about people share: asking, and how a person is written.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_MEMBER_MEMBER_H
#define RAPPORTEUR_CLIENT_TERMINAL_MEMBER_MEMBER_H

#include <jansson.h>

#include "client/terminal/terminal.h"

#define MEMBER_MEMORY_MAX (8u * MESSAGE_BYTES_MAX)
#define MEMBER_ID_BYTES   (PUBLIC_ID_CHARS + 1u)
#define ROOMS_TEXT_BYTES  (MEMBER_ROOMS_MAX * (ROOM_KEY_MAX + 2u))

/* Asks and waits. body is encoded by the caller, reply's parts are the arena's. refusal says why on
 * RAPPORTEUR_REFUSED. */
enum rapporteur_result member_ask(const struct invocation *invocation,
    struct rapporteur *rapporteur, enum message message, const char *session,
    const struct buffer *body, struct arena *arena, struct reply *reply, struct refusal *refusal);

/* What a person is called in lists: the first half of the pseudonym, in hex. */
void member_id_text(const uint8_t member[WRITER_BYTES], char text[MEMBER_ID_BYTES]);
/* "WG-2, WG-5", or "every room". */
void rooms_text(const char **rooms, size_t count, char text[ROOMS_TEXT_BYTES]);
/* {id, session, role, rooms, name, revoked} */
json_t *person_json(const struct person_facts *person);

/* All people of a session ("" is the house), page by page, in the arena. */
enum rapporteur_result people_all(const struct invocation *invocation,
    struct rapporteur *rapporteur, const char *session, struct arena *arena,
    struct person_facts **people, size_t *count, struct refusal *refusal);

#endif
