/* client/terminal/status.c - `rapporteur status`: whether the broker answers, and what it counts. */
#include <inttypes.h>
#include <stdio.h>

#include "client/terminal/json_out.h"
#include "client/terminal/terminal.h"

#define STATUS_MEMORY_MAX (1u << 20)

static void status_show(const struct invocation *invocation, const struct status_reply *status,
    uint64_t newest, struct rapporteur_counts counts)
{
	printf("%s at %s\n", status->broker, invocation->broker);
	printf("access: %s\n",
	    status->keyed ? "by key" : "open to every program of its machine (no keys)");
	printf("synthesis: %s; newest event: %" PRIu64 "\n", status->press, newest);
	for (size_t i = 0; i < status->skipped_count; i++)
		printf("the synthesis skips event %" PRIu64 "\n", status->skipped[i]);
	for (size_t i = 0; i < status->value_count; i++)
		printf("  %-16s %" PRIu64 "\n", status->values[i].name, status->values[i].value);
	printf("outbox: %" PRIu64 " saved here, %" PRIu64 " on the broker, %" PRIu64 " refused\n",
	    counts.here, counts.broker, counts.refused);
}

static enum ending status_json(const struct invocation *invocation,
    const struct status_reply *status, uint64_t newest, struct rapporteur_counts counts)
{
	json_t *root = json_object();
	json_t *counters = json_object();
	json_t *skipped = json_array();
	json_t *outbox = json_object();
	for (size_t i = 0; i < status->value_count; i++)
		json_set_number(&counters, status->values[i].name, status->values[i].value);
	for (size_t i = 0; i < status->skipped_count; i++)
		json_append(&skipped, json_integer((json_int_t)status->skipped[i]));
	json_set_number(&outbox, "here", counts.here);
	json_set_number(&outbox, "broker", counts.broker);
	json_set_number(&outbox, "refused", counts.refused);
	json_set_text(&root, "broker", status->broker);
	json_set_text(&root, "endpoint", invocation->broker);
	json_set_text(&root, "access", status->keyed ? "key" : "open");
	json_set_text(&root, "press", status->press);
	json_set_number(&root, "event", newest);
	json_set(&root, "counters", counters);
	json_set(&root, "skipped", skipped);
	json_set(&root, "outbox", outbox);
	return json_print(root);
}

enum ending status_run(const struct invocation *invocation)
{
	struct rapporteur *rapporteur = NULL;
	enum ending ending = terminal_open(invocation, false, NULL, NULL, &rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	struct arena arena;
	struct buffer body;
	struct reply reply = { .error = ERROR_NONE };
	struct status_reply status;
	struct refusal refusal = { .error = ERROR_NONE };
	arena_init(&arena, STATUS_MEMORY_MAX);
	buffer_init(&body, MESSAGE_BYTES_MAX);
	empty_encode(&body);
	enum rapporteur_result result = RAPPORTEUR_MEMORY;
	if (!body.failed)
		result = rapporteur_request_wait(rapporteur, MESSAGE_STATUS, "", body.bytes,
		    body.size, invocation->wait_ms, &arena, &reply);
	if (result == RAPPORTEUR_REFUSED)
		refuse(&refusal, reply.error, "%s", reply.detail);
	if (result == RAPPORTEUR_OK &&
	    status_reply_decode(&status, &arena, reply.body, reply.body_size, &refusal) !=
		ERROR_NONE)
		result = RAPPORTEUR_MALFORMED;
	struct rapporteur_counts counts = rapporteur_counts(rapporteur);
	if (result == RAPPORTEUR_NOT_REACHABLE && rapporteur_locked(rapporteur))
		ending = terminal_unreached(rapporteur, result, NULL);
	else if (result == RAPPORTEUR_NOT_REACHABLE)
		ending = complain(ENDING_NOT_REACHABLE,
		    "The broker at %s does not answer; %" PRIu64 " saved here wait.",
		    invocation->broker, counts.here);
	else if (result != RAPPORTEUR_OK)
		ending = complain_result(result, &refusal);
	else if (option_given(invocation, OPTION_JSON))
		ending = status_json(invocation, &status, reply.number, counts);
	else
		status_show(invocation, &status, reply.number, counts);
	rapporteur_close(rapporteur);
	buffer_close(&body);
	arena_close(&arena);
	return ending;
}
