/*
 * client/terminal/session/session_end.c - `session close`, `session admit`, `session reopen`, `session delete`.
 *
 * The answer to a close says that the session is closed. Its final grouping is made after that and
 * becomes an event of its own: we wait for it, then say how the notes stand in it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/terminal/json_out.h"
#include "client/terminal/terminal.h"

#define REPLY_MEMORY_MAX   (1u << 20)
#define BALANCE_MEMORY_MAX (1u << 30)
#define LOOK_MS            50u
#define TRIES_MAX          20u /* late notes keep arriving between two looks */

/* Sends a command that only answers whether it is done. */
static enum ending order(const struct invocation *invocation, struct rapporteur *rapporteur,
    enum message message, const struct buffer *body)
{
	struct arena arena;
	struct reply reply = { .error = ERROR_NONE };
	struct refusal refusal = { .error = ERROR_NONE };
	if (body->failed)
		return complain_result(RAPPORTEUR_MEMORY, NULL);
	arena_init(&arena, REPLY_MEMORY_MAX);
	enum rapporteur_result result = rapporteur_request_wait(rapporteur, message,
	    invocation->words[0], body->bytes, body->size, invocation->wait_ms, &arena, &reply);
	if (result == RAPPORTEUR_REFUSED)
		refuse(&refusal, reply.error, "%s", reply.detail);
	enum ending ending = complain_result(result, &refusal);
	arena_close(&arena);
	return ending;
}

/* How the notes stand. *same: none came while we looked. */
struct balance {
	uint64_t counts[NOTE_PLACE_COUNT];
	uint64_t all;
	struct session_facts facts;
};
static enum rapporteur_result balance_take(const struct invocation *invocation,
    struct rapporteur *rapporteur, struct balance *balance, bool *same, struct refusal *refusal)
{
	const char *key = invocation->words[0];
	struct arena arena;
	struct session_answer before;
	struct session_answer after;
	struct rapporteur_synthesis synthesis = { .objective_count = 0 };
	*balance = (struct balance){ .all = 0 };
	arena_init(&arena, BALANCE_MEMORY_MAX);
	enum rapporteur_result result =
	    session_ask(rapporteur, key, invocation->wait_ms, &before, refusal);
	if (result == RAPPORTEUR_OK)
		result = rapporteur_synthesis_get(rapporteur, key, before.newest,
		    invocation->wait_ms, &arena, &synthesis, refusal);
	if (result == RAPPORTEUR_OK)
		result = session_ask(rapporteur, key, invocation->wait_ms, &after, refusal);
	for (size_t i = 0; result == RAPPORTEUR_OK && i < synthesis.objective_count; i++) {
		for (size_t k = 0; k < NOTE_PLACE_COUNT; k++) {
			balance->counts[k] += synthesis.objectives[i].counts[k];
			balance->all += synthesis.objectives[i].counts[k];
		}
	}
	if (result == RAPPORTEUR_OK) {
		balance->facts = after.facts;
		*same = before.facts.received == after.facts.received &&
		    before.facts.grouping == after.facts.grouping;
	}
	arena_close(&arena);
	return result;
}

static enum ending balance_say(
    const struct invocation *invocation, const char *word, const struct balance *balance)
{
	const char *key = invocation->words[0];
	const struct session_facts *facts = &balance->facts;
	enum ending ending = ENDING_DONE;
	if (option_given(invocation, OPTION_JSON)) {
		json_t *root = json_object();
		json_t *counts = json_object();
		for (size_t i = 0; i < NOTE_PLACE_COUNT; i++)
			json_set_number(
			    &counts, note_place_word((enum note_place)i), balance->counts[i]);
		json_set_text(&root, "session", key);
		json_set_text(&root, "result", word);
		json_set_number(&root, "received", facts->received);
		json_set(&root, "balance", counts);
		json_set(&root, "grouping",
		    facts->grouping > 0 ? json_integer((json_int_t)facts->grouping) : json_null());
		ending = json_print(root);
	} else {
		printf("session %s: %s\n  %" PRIu64 " notes received", key, word, facts->received);
		for (size_t i = 0; i < NOTE_PLACE_COUNT; i++) {
			if (balance->counts[i] > 0 || i == NOTE_IN_POINT)
				printf("%s%" PRIu64 " %s", i == 0 ? ": " : ", ", balance->counts[i],
				    note_place_word((enum note_place)i));
		}
		putchar('\n');
	}
	if (balance->all != facts->received)
		return complain(ENDING_REFUSED,
		    "the notes do not balance: %" PRIu64 " were received, %" PRIu64 " are told of",
		    facts->received, balance->all);
	if (facts->grouping == 0)
		complain(ENDING_DONE,
		    "the final grouping is not recorded yet; the broker does it as soon as it can");
	return ending;
}

/* True: it is recorded, or nothing is to be; or the time is over. */
static bool grouping_waited_for(const struct session_facts *facts, uint64_t until_ms)
{
	return !facts->closed || facts->grouping != 0 || terminal_now_ms() >= until_ms;
}

/* Waits for the grouping, at most as long as for any answer, then says how the notes stand. */
static enum ending ended(
    const struct invocation *invocation, struct rapporteur *rapporteur, const char *word)
{
	struct session_answer answer;
	struct balance balance;
	struct refusal refusal = { .error = ERROR_NONE };
	uint64_t until_ms = terminal_now_ms() + invocation->wait_ms;
	enum rapporteur_result result;
	for (;;) {
		result = session_ask(
		    rapporteur, invocation->words[0], invocation->wait_ms, &answer, &refusal);
		if (result != RAPPORTEUR_OK || grouping_waited_for(&answer.facts, until_ms))
			break;
		uint64_t look_ms = terminal_now_ms() + LOOK_MS;
		while (terminal_step(rapporteur, look_ms, LOOK_MS))
			;
	}
	bool same = false;
	for (unsigned i = 0; result == RAPPORTEUR_OK && !same && i < TRIES_MAX; i++)
		result = balance_take(invocation, rapporteur, &balance, &same, &refusal);
	if (result != RAPPORTEUR_OK) {
		printf("session %s: %s\n", invocation->words[0], word);
		return complain_result(result, &refusal);
	}
	return balance_say(invocation, word, &balance);
}

/* What closing and admitting have in common. */
static enum ending end(const struct invocation *invocation, enum message message,
    const struct buffer *body, const char *word)
{
	struct rapporteur *rapporteur = NULL;
	if (!session_key_check(invocation->words[0]))
		return ENDING_USAGE;
	enum ending ending = terminal_open(invocation, false, NULL, NULL, &rapporteur);
	if (ending == ENDING_DONE)
		ending = order(invocation, rapporteur, message, body);
	if (ending == ENDING_DONE)
		ending = ended(invocation, rapporteur, word);
	rapporteur_close(rapporteur);
	return ending;
}

enum ending session_close_run(const struct invocation *invocation)
{
	const char *grace = invocation->values[OPTION_GRACE];
	struct session_close close = { .grace_ms = 0 };
	struct buffer body;
	if (grace != NULL && !duration_parse(grace, false, GRACE_MS_MAX, &close.grace_ms))
		return complain(ENDING_USAGE,
		    "--grace %s: say a time with its unit, such as 30m or 2h, up to 30d", grace);
	buffer_init(&body, MESSAGE_BYTES_MAX);
	session_close_encode(&close, &body);
	enum ending ending = end(invocation, MESSAGE_SESSION_CLOSE, &body, "closed");
	buffer_close(&body);
	return ending;
}

enum ending session_admit_run(const struct invocation *invocation)
{
	struct buffer body;
	buffer_init(&body, MESSAGE_BYTES_MAX);
	empty_encode(&body);
	enum ending ending = end(invocation, MESSAGE_SESSION_ADMIT, &body, "late notes admitted");
	buffer_close(&body);
	return ending;
}

/* What needs a reason, and answers only that it is done. */
static enum ending with_reason(const struct invocation *invocation, enum message message,
    const struct buffer *body, const char *word)
{
	struct rapporteur *rapporteur = NULL;
	enum ending ending = terminal_open(invocation, false, NULL, NULL, &rapporteur);
	if (ending == ENDING_DONE)
		ending = order(invocation, rapporteur, message, body);
	if (ending == ENDING_DONE && option_given(invocation, OPTION_JSON)) {
		json_t *root = json_object();
		json_set_text(&root, "session", invocation->words[0]);
		json_set_text(&root, "result", word);
		ending = json_print(root);
	} else if (ending == ENDING_DONE) {
		printf("session %s: %s\n", invocation->words[0], word);
	}
	rapporteur_close(rapporteur);
	return ending;
}

static enum ending reason_check(const struct invocation *invocation)
{
	const char *reason = invocation->values[OPTION_REASON];
	if (reason == NULL || reason[0] == '\0')
		return complain(ENDING_USAGE, "say why with --reason TEXT");
	if (strlen(reason) > WHY_BYTES_MAX)
		return complain(ENDING_USAGE, "--reason: it is longer than 500 characters");
	return session_key_check(invocation->words[0]) ? ENDING_DONE : ENDING_USAGE;
}

enum ending session_reopen_run(const struct invocation *invocation)
{
	const struct session_reopen reopen = { .reason = invocation->values[OPTION_REASON] };
	struct buffer body;
	enum ending ending = reason_check(invocation);
	if (ending != ENDING_DONE)
		return ending;
	buffer_init(&body, MESSAGE_BYTES_MAX);
	session_reopen_encode(&reopen, &body);
	ending = with_reason(invocation, MESSAGE_SESSION_REOPEN, &body, "open again");
	buffer_close(&body);
	return ending;
}

enum ending session_delete_run(const struct invocation *invocation)
{
	const struct session_delete delete = { .reason = invocation->values[OPTION_REASON] };
	struct buffer body;
	enum ending ending = reason_check(invocation);
	if (ending != ENDING_DONE)
		return ending;
	buffer_init(&body, MESSAGE_BYTES_MAX);
	session_delete_encode(&delete, &body);
	ending = with_reason(invocation, MESSAGE_SESSION_DELETE, &body, "deleted");
	buffer_close(&body);
	return ending;
}
