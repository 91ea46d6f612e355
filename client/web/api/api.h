/*
 * client/web/api/api.h - the handlers of the JSON API, a line of the table each. API.md tells what they answer.
 */
#ifndef RAPPORTEUR_CLIENT_WEB_API_API_H
#define RAPPORTEUR_CLIENT_WEB_API_API_H

#include "client/terminal/member/member.h"
#include "client/web/http/exchange.h"

#define API_ROUTES(X) \
	X("GET", "healthz", api_health) \
	X("GET", "me", api_me) \
	X("POST", "join", api_join) \
	X("POST", "leave", api_leave) \
	X("GET", "sessions", api_sessions) \
	X("GET", "sessions/S", api_session) \
	X("GET", "sessions/S/stream", api_stream) \
	X("POST", "sessions/S/notes", api_note_submit) \
	X("POST", "sessions/S/notes/amend", api_note_amend) \
	X("POST", "sessions/S/notes/retract", api_note_retract) \
	X("POST", "sessions/S/notes/redact", api_note_redact) \
	X("POST", "sessions/S/notes/redacted", api_redacted) \
	X("GET", "metrics", api_metrics) \
	X("GET", "place", api_place) \
	X("GET", "sessions/S/room/*", api_room) \
	X("GET", "sessions/S/similar", api_similar) \
	X("GET", "sessions/S/synthesis", api_synthesis) \
	X("GET", "sessions/S/why", api_why) \
	X("GET", "sessions/S/search", api_search) \
	X("GET", "sessions/S/missing", api_missing) \
	X("GET", "sessions/S/log", api_log) \
	X("GET", "sessions/S/balance", api_balance) \
	X("GET", "sessions/S/people", api_people) \
	X("GET", "sessions/S/programme.yaml", api_programme_yaml) \
	X("GET", "sessions/S/export/*", api_export) \
	X("POST", "sessions", api_session_put) \
	X("POST", "sessions/S/curate", api_curate) \
	X("POST", "sessions/S/confirm", api_confirm) \
	X("POST", "sessions/S/close", api_close) \
	X("POST", "sessions/S/reopen", api_reopen) \
	X("POST", "sessions/S/admit", api_admit) \
	X("POST", "sessions/S/invitations", api_invitations) \
	X("POST", "sessions/S/revoke", api_revoke)

#define X(method, path, handler) void handler(struct exchange *exchange);
API_ROUTES(X)
#undef X

#define ASK_ARENA_BYTES_MAX (8u * MESSAGE_BYTES_MAX)

/* NULL becomes null. */
json_t *texts_json(const char *const *texts, size_t count);
/* Hex of the journal and its newest place, as a reply has them. */
void place_json(json_t **root, const struct reply *reply);
/* The same, of the newest that the gateway has heard of: journal and number. */
void gateway_place_json(const struct gateway *gateway, json_t **root);
/* "" becomes null. */
void json_set_id(json_t **root, const char *key, const char *id);

/* --- client/web/api/programme_json.c ---------------------------------------------------------------- */
json_t *programme_json(const struct programme *programme, uint64_t number);
/* Closes nothing; out is the caller's to close. False: no memory. */
bool programme_yaml_write(const struct programme *programme, struct buffer *out);
/* Sets what the facts tell. */
void facts_json(json_t **root, const struct session_facts *facts);

/* --- client/web/api/session.c --------------------------------------------------------------------------- */
json_t *member_json(const struct exchange *exchange, const struct person_facts *person);

/* --- client/web/api/titles.c: what sessions are called, as far as somebody asked for them ------------- */
struct titles *titles_open(void);
void titles_close(struct titles *titles);
void titles_note(struct titles *titles, const char *session, uint64_t programme, const char *text);
/* NULL: not known, or of another programme. Borrowed until the next call of note. */
const char *titles_find(const struct titles *titles, const char *session, uint64_t programme);

#endif
