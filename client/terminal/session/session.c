/*
 * client/terminal/session/session.c - `session open`, `session list`.
 *
 * Opening is one command for a new session and for a changed programme, so that the secretariat edits its
 * file and types the same again. Between looking and sending another may have opened the session:
 * then the answer is session_exists, and we look once more.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/terminal/file_in.h"
#include "client/terminal/json_out.h"
#include "client/terminal/session/programme_yaml.h"
#include "client/terminal/session/session_diff.h"
#include "client/terminal/terminal.h"

#define LIST_MEMORY_MAX (1u << 20)

static enum ending programme_read(const char *path, struct programme *programme)
{
	struct buffer bytes;
	struct yaml_fault fault;
	buffer_init(&bytes, PROGRAMME_BYTES_MAX + 8192);
	enum ending ending = file_read(path, PROGRAMME_BYTES_MAX, &bytes);
	if (ending == ENDING_DONE &&
	    programme_yaml_read((const char *)bytes.bytes, bytes.size, programme, &fault) !=
		PROGRAMME_YAML_OK) {
		char place[48] = "";
		if (fault.line > 0 && fault.column > 0)
			snprintf(place, sizeof place, "%zu:%zu:", fault.line, fault.column);
		else if (fault.line > 0)
			snprintf(place, sizeof place, "%zu:", fault.line);
		ending = complain(ENDING_REFUSED, "%s:%s %s", path, place, fault.message);
	}
	buffer_close(&bytes);
	return ending;
}

static enum ending session_say(
    const struct invocation *invocation, const char *key, const char *word, struct buffer *changes)
{
	const char *lines = changes->size == 0 ? "" : buffer_text(changes);
	if (lines == NULL)
		return complain_result(RAPPORTEUR_MEMORY, NULL);
	if (!option_given(invocation, OPTION_JSON)) {
		printf("session %s: %s\n", key, word);
		for (const char *line = lines; *line != '\0'; line = strchr(line, '\n') + 1)
			printf("  %.*s\n", (int)strcspn(line, "\n"), line);
		return ENDING_DONE;
	}
	json_t *root = json_object();
	json_t *list = json_array();
	for (const char *line = lines; *line != '\0'; line = strchr(line, '\n') + 1)
		json_append(&list, json_stringn(line, strcspn(line, "\n")));
	json_set_text(&root, "session", key);
	json_set_text(&root, "result", word);
	json_set(&root, "changes", list);
	return json_print(root);
}

/* Looks, then opens or updates. *again: another opened it in between. */
static enum ending session_put(const struct invocation *invocation, struct rapporteur *rapporteur,
    const struct programme *programme, bool *again)
{
	struct refusal refusal = { .error = ERROR_NONE };
	struct session_facts facts;
	struct programme present;
	struct buffer changes;
	bool is_there = true;
	buffer_init(&changes, SESSION_DIFF_BYTES_MAX);
	enum rapporteur_result result = rapporteur_session_get(
	    rapporteur, programme->session, invocation->wait_ms, &facts, &present, &refusal);
	if (result == RAPPORTEUR_REFUSED && refusal.error == ERROR_NO_SESSION)
		is_there = false;
	else if (result != RAPPORTEUR_OK)
		return complain_result(result, &refusal);
	bool changed = !is_there || session_diff(&present, programme, &changes);
	if (is_there)
		programme_close(&present);
	enum ending ending = ENDING_DONE;
	const char *word = !is_there ? "opened" : changed ? "updated" : "nothing changed";
	result = RAPPORTEUR_OK;
	if (changed)
		result = rapporteur_session_put(
		    rapporteur, is_there, programme, invocation->wait_ms, &refusal);
	*again = result == RAPPORTEUR_REFUSED && refusal.error == ERROR_SESSION_EXISTS && !*again;
	if (result == RAPPORTEUR_OK)
		ending = session_say(invocation, programme->session, word, &changes);
	else if (!*again)
		ending = complain_result(result, &refusal);
	buffer_close(&changes);
	return ending;
}

enum ending session_open_run(const struct invocation *invocation)
{
	struct programme programme;
	enum ending ending = programme_read(invocation->words[0], &programme);
	if (ending != ENDING_DONE)
		return ending;
	struct rapporteur *rapporteur = NULL;
	bool again = false;
	ending = terminal_open(invocation, false, NULL, NULL, &rapporteur);
	if (ending == ENDING_DONE)
		ending = session_put(invocation, rapporteur, &programme, &again);
	if (again)
		ending = session_put(invocation, rapporteur, &programme, &again);
	rapporteur_close(rapporteur);
	programme_close(&programme);
	return ending;
}

static void facts_show(const struct session_facts *facts)
{
	char opened[TIME_TEXT_BYTES];
	char closed[TIME_TEXT_BYTES] = "open";
	time_text(facts->opened_ms, opened);
	if (facts->closed)
		time_text(facts->closed_ms, closed);
	printf("%-32s %-16s %-16s %8" PRIu64 " %9" PRIu64 " %6" PRIu64 "\n", facts->key, opened,
	    closed, facts->received, facts->retracted + facts->redacted, facts->late);
	if (facts->remade)
		printf("  its synthesis is made with something else than when it was opened "
		       "(event %" PRIu64 ")\n",
		    facts->made_with);
	if (facts->closed && facts->grouping == 0)
		puts("  its final grouping is not recorded yet");
}

static json_t *facts_json(const struct session_facts *facts)
{
	json_t *item = json_object();
	json_set_text(&item, "session", facts->key);
	json_set_flag(&item, "closed", facts->closed);
	json_set_number(&item, "opened_ms", facts->opened_ms);
	json_set(&item, "closed_ms",
	    facts->closed ? json_integer((json_int_t)facts->closed_ms) : json_null());
	json_set_number(&item, "grace_ms", facts->grace_ms);
	json_set_number(&item, "received", facts->received);
	json_set_number(&item, "retracted", facts->retracted);
	json_set_number(&item, "redacted", facts->redacted);
	json_set_number(&item, "late", facts->late);
	json_set(&item, "grouping",
	    facts->grouping > 0 ? json_integer((json_int_t)facts->grouping) : json_null());
	json_set(&item, "made_with",
	    facts->made_with > 0 ? json_integer((json_int_t)facts->made_with) : json_null());
	json_set_flag(&item, "remade", facts->remade);
	return item;
}

/* One reply's sessions; *more: there are further ones. */
static enum rapporteur_result list_page(const struct invocation *invocation,
    struct rapporteur *rapporteur, struct session_list *list, json_t **all, bool *more,
    struct refusal *refusal)
{
	struct buffer body;
	struct arena arena;
	struct reply reply = { .error = ERROR_NONE };
	struct session_list_reply page;
	buffer_init(&body, MESSAGE_BYTES_MAX);
	arena_init(&arena, LIST_MEMORY_MAX);
	session_list_encode(list, &body);
	enum rapporteur_result result = rapporteur_request_wait(rapporteur, MESSAGE_SESSION_LIST,
	    "", body.bytes, body.size, invocation->wait_ms, &arena, &reply);
	if (result == RAPPORTEUR_REFUSED)
		refuse(refusal, reply.error, "%s", reply.detail);
	if (result == RAPPORTEUR_OK &&
	    session_list_reply_decode(&page, &arena, reply.body, reply.body_size, refusal) !=
		ERROR_NONE)
		result = RAPPORTEUR_MALFORMED;
	*more = result == RAPPORTEUR_OK && page.more && page.count > 0;
	if (result == RAPPORTEUR_OK && list->after[0] == '\0' && *all == NULL)
		printf("%-32s %-16s %-16s %8s %9s %6s\n", "SESSION", "OPENED (UTC)", "CLOSED (UTC)",
		    "NOTES", "WITHDRAWN", "LATE");
	for (size_t i = 0; result == RAPPORTEUR_OK && i < page.count; i++) {
		if (option_given(invocation, OPTION_JSON))
			json_append(all, facts_json(&page.sessions[i]));
		else
			facts_show(&page.sessions[i]);
		memcpy(list->after, page.sessions[i].key, sizeof list->after);
	}
	arena_close(&arena);
	buffer_close(&body);
	return result;
}

enum ending session_list_run(const struct invocation *invocation)
{
	struct rapporteur *rapporteur = NULL;
	enum ending ending = terminal_open(invocation, false, NULL, NULL, &rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	bool is_json = option_given(invocation, OPTION_JSON);
	struct refusal refusal = { .error = ERROR_NONE };
	struct session_list list = { .after = "" };
	json_t *all = is_json ? json_array() : NULL;
	bool more = true;
	enum rapporteur_result result = RAPPORTEUR_OK;
	while (result == RAPPORTEUR_OK && more)
		result = list_page(invocation, rapporteur, &list, &all, &more, &refusal);
	if (result != RAPPORTEUR_OK)
		ending = complain_result(result, &refusal);
	if (is_json && result == RAPPORTEUR_OK)
		ending = json_print(all);
	else
		json_decref(all);
	rapporteur_close(rapporteur);
	return ending;
}
