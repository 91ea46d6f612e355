/* client/terminal/report/series_made.c - see series_made.h. */
#include "client/terminal/report/series_made.h"

#include <stdlib.h>
#include <string.h>

#define LIST_MEMORY_MAX (4u << 20)

/* Keys of the sessions of a series. */
struct keys {
	char keys[SERIES_SESSIONS_MAX][SESSION_KEY_MAX + 1];
	size_t count;
	bool more; /* than a paper has room for */
};

static enum rapporteur_result key_look(struct rapporteur *rapporteur, const char *session,
    const char *series, uint64_t wait_ms, struct keys *keys, struct refusal *refusal)
{
	struct session_facts facts;
	struct programme programme;
	enum rapporteur_result result =
	    rapporteur_session_get(rapporteur, session, wait_ms, &facts, &programme, refusal);
	if (result != RAPPORTEUR_OK)
		return result;
	bool is_of = programme.series != NULL && strcmp(programme.series, series) == 0;
	programme_close(&programme);
	if (!is_of)
		return RAPPORTEUR_OK;
	if (keys->count == SERIES_SESSIONS_MAX)
		keys->more = true;
	else
		memcpy(keys->keys[keys->count++], session, strlen(session) + 1);
	return RAPPORTEUR_OK;
}

/* One page of the list of sessions; list is where the next one begins. */
static enum rapporteur_result page_look(struct rapporteur *rapporteur, const char *series,
    uint64_t wait_ms, struct session_list *list, bool *more, struct keys *keys,
    struct refusal *refusal)
{
	struct buffer body;
	struct arena arena;
	struct reply reply = { .error = ERROR_NONE };
	struct session_list_reply page = { .count = 0 };
	buffer_init(&body, MESSAGE_BYTES_MAX);
	arena_init(&arena, LIST_MEMORY_MAX);
	session_list_encode(list, &body);
	enum rapporteur_result result = rapporteur_request_wait(
	    rapporteur, MESSAGE_SESSION_LIST, "", body.bytes, body.size, wait_ms, &arena, &reply);
	if (result == RAPPORTEUR_REFUSED)
		refuse(refusal, reply.error, "%s", reply.detail);
	if (result == RAPPORTEUR_OK &&
	    session_list_reply_decode(&page, &arena, reply.body, reply.body_size, refusal) !=
		ERROR_NONE)
		result = RAPPORTEUR_MALFORMED;
	*more = result == RAPPORTEUR_OK && page.more && page.count > 0;
	for (size_t i = 0; result == RAPPORTEUR_OK && i < page.count; i++) {
		result = key_look(rapporteur, page.sessions[i].key, series, wait_ms, keys, refusal);
		memcpy(list->after, page.sessions[i].key, sizeof list->after);
	}
	arena_close(&arena);
	buffer_close(&body);
	return result;
}

static enum ending keys_find(
    struct rapporteur *rapporteur, const char *series, uint64_t wait_ms, struct keys *keys)
{
	struct refusal refusal = { .error = ERROR_NONE };
	struct session_list list = { .after = "" };
	enum rapporteur_result result = RAPPORTEUR_OK;
	bool more = true;
	while (result == RAPPORTEUR_OK && more)
		result = page_look(rapporteur, series, wait_ms, &list, &more, keys, &refusal);
	if (result != RAPPORTEUR_OK)
		return complain_result(result, &refusal);
	if (keys->more)
		return complain(
		    ENDING_REFUSED, "%s has more than %u sessions", series, SERIES_SESSIONS_MAX);
	if (keys->count == 0)
		return complain(ENDING_REFUSED,
		    "there is no session of the series %s: its name stands in their programmes",
		    series);
	return ENDING_DONE;
}

static int compare(const void *left, const void *right)
{
	const struct made *a = left;
	const struct made *b = right;
	int starts = strcmp(a->programme.rounds[0].start, b->programme.rounds[0].start);
	return starts != 0 ? starts : strcmp(a->programme.session, b->programme.session);
}

static enum ending paper_build(struct series_made *made, const char *series)
{
	struct series_session sessions[SERIES_SESSIONS_MAX];
	for (size_t i = 0; i < made->count; i++) {
		const struct made *one = &made->sessions[i];
		sessions[i] = (struct series_session){ .programme = &one->programme,
			.objectives = one->synthesis.objectives,
			.objective_count = one->synthesis.objective_count,
			.report = &one->report,
			.closed = one->facts.closed,
			.closed_ms =
			    one->facts.closed ? one->facts.closed_ms : one->facts.opened_ms };
	}
	if (series_build(&made->report, series, sessions, made->count) != REPORT_OK)
		return complain_result(RAPPORTEUR_MEMORY, NULL);
	made->is_built = true;
	return ENDING_DONE;
}

static enum ending sessions_build(struct series_made *made, struct rapporteur *rapporteur,
    const char *series, uint64_t wait_ms, struct keys *keys)
{
	enum ending ending = keys_find(rapporteur, series, wait_ms, keys);
	for (size_t i = 0; ending == ENDING_DONE && i < keys->count; i++) {
		made_init(&made->sessions[made->count++]);
		ending = made_build(&made->sessions[i], rapporteur, keys->keys[i], wait_ms, NULL);
	}
	return ending;
}

enum ending series_made_build(
    struct series_made *made, struct rapporteur *rapporteur, const char *series, uint64_t wait_ms)
{
	struct keys *keys = calloc(1, sizeof *keys);
	struct made *sessions = calloc(SERIES_SESSIONS_MAX, sizeof *sessions);
	*made = (struct series_made){ .sessions = sessions };
	enum ending ending = keys == NULL || sessions == NULL
	    ? complain_result(RAPPORTEUR_MEMORY, NULL)
	    : sessions_build(made, rapporteur, series, wait_ms, keys);
	free(keys);
	if (ending != ENDING_DONE)
		return ending;
	qsort(made->sessions, made->count, sizeof *made->sessions, compare);
	return paper_build(made, series);
}

void series_made_close(struct series_made *made)
{
	if (made->is_built)
		report_close(&made->report);
	for (size_t i = 0; i < made->count; i++)
		made_close(&made->sessions[i]);
	free(made->sessions);
	*made = (struct series_made){ .sessions = NULL };
}
