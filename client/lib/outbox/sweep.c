/*
 * client/lib/outbox/sweep.c - what the broker has is kept here until its session is closed and its grace
 * over; then it is forgotten. What was redacted is forgotten at once. Asked for after a connection is made, and once a minute
 * after that, page by page.
 */
#include <string.h>

#include "client/lib/rapporteur_internal.h"

#define SWEEP_DEADLINE_MS 30000u

static void ask(struct rapporteur *rapporteur, const char *after);

static bool is_over(const struct session_facts *facts, uint64_t wall_ms)
{
	return facts->closed && wall_ms >= facts->closed_ms &&
	    wall_ms - facts->closed_ms >= facts->grace_ms;
}

static void answered(void *context, enum rapporteur_result result, const struct reply *reply)
{
	struct rapporteur *rapporteur = context;
	rapporteur->sweeping--;
	if (result != RAPPORTEUR_OK || reply->body == NULL)
		return; /* with the next connection */
	struct arena arena;
	arena_init(&arena, 4u * MESSAGE_BYTES_MAX);
	struct session_list_reply list;
	struct refusal refusal;
	if (session_list_reply_decode(&list, &arena, reply->body, reply->body_size, &refusal) ==
	    ERROR_NONE) {
		const char *over[SESSION_LIST_MAX];
		size_t count = 0;
		for (size_t i = 0; i < list.count; i++) {
			if (is_over(&list.sessions[i], clock_wall_ms()))
				over[count++] = list.sessions[i].key;
			redacted_look(rapporteur, &list.sessions[i], reply->journal);
		}
		if (count > 0)
			(void)outbox_forget_closed(&rapporteur->outbox, over, count);
		outbox_clean(&rapporteur->outbox);
		if (list.more && list.count > 0)
			ask(rapporteur, list.sessions[list.count - 1].key);
	}
	arena_close(&arena);
}

static void ask(struct rapporteur *rapporteur, const char *after)
{
	struct session_list list = { .after = "" };
	memcpy(list.after, after, strlen(after) + 1);
	struct buffer body;
	buffer_init(&body, 1024);
	session_list_encode(&list, &body);
	if (!body.failed &&
	    rapporteur_request(rapporteur, MESSAGE_SESSION_LIST, "", body.bytes, body.size,
		SWEEP_DEADLINE_MS, answered, rapporteur) == RAPPORTEUR_OK)
		rapporteur->sweeping++;
	buffer_close(&body);
}

static bool is_due(const struct rapporteur *rapporteur, uint64_t now)
{
	return rapporteur->offering && now >= rapporteur->sweep_ms && connection_ready(rapporteur);
}

void sweep_step(struct rapporteur *rapporteur, uint64_t now)
{
	if (!is_due(rapporteur, now))
		return;
	rapporteur->sweep_ms = now + SWEEP_MS;
	struct rapporteur_counts counts;
	if (outbox_counts(&rapporteur->outbox, &counts) == RAPPORTEUR_OK && counts.broker > 0)
		ask(rapporteur, "");
}

bool rapporteur_sweeping(const struct rapporteur *rapporteur)
{
	return rapporteur->sweeping > 0 || is_due(rapporteur, clock_boot_ms());
}
