/*
 * client/terminal/note/redact.c - `redact`: a note is erased everywhere. It cannot be undone, so the note is named by
 * its whole id. Who may is the broker's to say.
 */
#include <stdio.h>
#include <string.h>

#include "client/terminal/json_out.h"
#include "client/terminal/point/ground.h"
#include "proto/wire/id.h"

static enum ending said(
    const struct invocation *invocation, const struct named *named, uint64_t number, bool before)
{
	const struct synthesis_point *point = named->point;
	bool restated = point != NULL && point->restated && point->note_count > 1;
	if (option_given(invocation, OPTION_JSON)) {
		json_t *root = json_object();
		json_set_text(&root, "note", named->note->id);
		json_set_text(&root, "result", "redacted");
		json_set_number(&root, "event", number);
		json_set_flag(&root, "repeated", before);
		if (restated)
			json_set_text(&root, "restated", point->id);
		return json_print(root);
	}
	printf("note %s: redacted\n", named->note->id);
	if (restated)
		printf("  point %s has words that a moderator wrote: look whether they may stay\n",
		    point->id);
	return ENDING_DONE;
}

static enum ending redact(const struct ground *ground, const struct named *named)
{
	const struct invocation *invocation = ground->invocation;
	struct note_redact redact = {
		.objective = named->objective->number,
		.number = named->note->number,
		.reason = invocation->values[OPTION_REASON],
	};
	struct refusal refusal = { .error = ERROR_NONE };
	uint64_t number = 0;
	bool before = false;
	memcpy(redact.id, named->note->id, sizeof redact.id);
	enum rapporteur_result result = rapporteur_redact(ground->rapporteur, ground->session,
	    &redact, invocation->wait_ms, &number, &before, &refusal);
	if (result != RAPPORTEUR_OK)
		return complain_result(result, &refusal);
	return said(invocation, named, number, before);
}

enum ending redact_run(const struct invocation *invocation)
{
	const char *reason = invocation->values[OPTION_REASON];
	struct ground ground;
	struct named named = { .note = NULL };
	if (reason == NULL || reason[0] == '\0')
		return complain(ENDING_USAGE, "say why with --reason TEXT");
	if (strlen(reason) > WHY_BYTES_MAX)
		return complain(ENDING_USAGE, "--reason: it is longer than 500 characters");
	if (!public_id_valid(invocation->words[1]))
		return complain(ENDING_USAGE,
		    "%s is no note's id: it is to be given whole, %u digits and small letters",
		    invocation->words[1], PUBLIC_ID_CHARS);
	enum ending ending = ground_open(&ground, invocation);
	if (ending == ENDING_DONE)
		ending = point_name_find(&ground, invocation->words[1], &named);
	if (ending == ENDING_DONE && named.note == NULL)
		ending = complain(ENDING_REFUSED,
		    "%s is a point: name its notes, as `rapporteur point show` lists them",
		    invocation->words[1]);
	if (ending == ENDING_DONE && named.note != NULL)
		ending = redact(&ground, &named);
	ground_close(&ground);
	return ending;
}
