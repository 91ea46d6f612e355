/* client/terminal/point/missing.c - `missing`: what the session has not said, each with its reason. */
#include <inttypes.h>
#include <stdio.h>

#include "client/terminal/json_out.h"
#include "client/terminal/point/ground.h"

static void item_show(const struct missing_item *item)
{
	printf(
	    "objective %" PRIu32 "  %s  %s", item->objective, missing_word(item->kind), item->what);
	if (item->point[0] != '\0')
		printf("  (%.*s)", (int)SHORT_ID_CHARS, item->point);
	printf("  - %s\n", item->reason);
}

static json_t *item_json(const struct missing_item *item)
{
	json_t *object = json_object();
	json_set_number(&object, "objective", item->objective);
	json_set_text(&object, "kind", missing_word(item->kind));
	json_set_text(&object, "what", item->what);
	json_set_text(&object, "point", item->point[0] == '\0' ? NULL : item->point);
	json_set_text(&object, "reason", item->reason);
	return object;
}

static enum ending missing(struct ground *ground, struct inquiry *inquiry)
{
	const struct invocation *invocation = ground->invocation;
	struct session_answer answer;
	struct refusal refusal = { .error = ERROR_NONE };
	struct missing_item *items = NULL;
	size_t count = 0;
	enum rapporteur_result result = session_ask(
	    ground->rapporteur, ground->session, invocation->wait_ms, &answer, &refusal);
	inquiry->at_least = answer.newest;
	if (result == RAPPORTEUR_OK)
		result = rapporteur_missing(ground->rapporteur, ground->session, inquiry,
		    invocation->wait_ms, &ground->arena, &items, &count, &refusal);
	if (result != RAPPORTEUR_OK)
		return complain_result(result, &refusal);
	bool is_json = option_given(invocation, OPTION_JSON);
	json_t *root = is_json ? json_array() : NULL;
	for (size_t i = 0; i < count; i++) {
		if (is_json)
			json_append(&root, item_json(&items[i]));
		else
			item_show(&items[i]);
	}
	return is_json ? json_print(root) : ENDING_DONE;
}

enum ending missing_run(const struct invocation *invocation)
{
	struct inquiry inquiry = { .objective = 0 };
	if (!only_objective(invocation, &inquiry.objective))
		return ENDING_USAGE;
	struct ground ground;
	enum ending ending = ground_connect(&ground, invocation);
	if (ending == ENDING_DONE)
		ending = missing(&ground, &inquiry);
	ground_close(&ground);
	return ending;
}
