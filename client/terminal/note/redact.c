/*
 * client/terminal/note/redact.c - `redact`: a note is erased everywhere. It cannot be undone, so the note is named by
 * its whole id. Who may is the broker's to say. A note of this outbox is known by its own id, and goes also while
 * the synthesis is behind; another one is looked up there.
 */
#include <stdio.h>
#include <string.h>

#include "client/terminal/json_out.h"
#include "client/terminal/point/ground.h"
#include "proto/wire/id.h"

static enum ending said(const struct invocation *invocation, const struct synthesis_point *point,
    uint64_t number, bool before)
{
	const char *id = invocation->words[1];
	bool restated = point != NULL && point->restated && point->note_count > 1;
	if (option_given(invocation, OPTION_JSON)) {
		json_t *root = json_object();
		json_set_text(&root, "note", id);
		json_set_text(&root, "result", "redacted");
		json_set_number(&root, "event", number);
		json_set_flag(&root, "repeated", before);
		if (restated)
			json_set_text(&root, "restated", point->id);
		return json_print(root);
	}
	printf("note %s: redacted\n", id);
	if (restated)
		printf("  point %s has words that a moderator wrote: look whether they may stay\n",
		    point->id);
	return ENDING_DONE;
}

static enum ending redact(const struct invocation *invocation, struct rapporteur *rapporteur,
    const struct note_redact *redact, const struct synthesis_point *point)
{
	struct refusal refusal = { .error = ERROR_NONE };
	uint64_t number = 0;
	bool before = false;
	enum rapporteur_result result = rapporteur_redact(rapporteur, invocation->words[0], redact,
	    invocation->wait_ms, &number, &before, &refusal);
	if (result != RAPPORTEUR_OK)
		return complain_result(result, &refusal);
	return said(invocation, point, number, before);
}

/* Whether the note is one of this outbox that the broker has; its own id then. */
static bool own_find(
    const struct invocation *invocation, struct rapporteur *rapporteur, struct note_redact *redact)
{
	struct entry entry = { .sequence = 0 };
	while (rapporteur_entry_next(rapporteur, entry.sequence, &entry) == RAPPORTEUR_OK) {
		if (entry.message != MESSAGE_NOTE_SUBMIT || entry.state != ENTRY_BROKER ||
		    strcmp(entry.session, invocation->words[0]) != 0 ||
		    strcmp(entry.public_id, invocation->words[1]) != 0)
			continue;
		redact->own = true;
		memcpy(redact->note, entry.id, ID_BYTES);
		return true;
	}
	return false;
}

static enum ending from_outbox(
    const struct invocation *invocation, struct note_redact *order, bool *found)
{
	struct rapporteur *rapporteur = NULL;
	enum ending ending = terminal_open(invocation, false, NULL, NULL, &rapporteur);
	*found = ending != ENDING_DONE || own_find(invocation, rapporteur, order);
	if (ending == ENDING_DONE && *found)
		ending = redact(invocation, rapporteur, order, NULL);
	rapporteur_close(rapporteur);
	return ending;
}

static enum ending from_synthesis(const struct invocation *invocation, struct note_redact *order)
{
	struct ground ground;
	struct named named = { .note = NULL };
	enum ending ending = ground_open(&ground, invocation);
	if (ending == ENDING_DONE)
		ending = point_name_find(&ground, invocation->words[1], &named);
	if (ending == ENDING_DONE && named.note == NULL)
		ending = complain(ENDING_REFUSED,
		    "%s is a point: name its notes, as `rapporteur point show` lists them",
		    invocation->words[1]);
	if (ending == ENDING_DONE && named.note != NULL) {
		order->objective = named.objective->number;
		order->number = named.note->number;
		memcpy(order->id, named.note->id, sizeof order->id);
		ending = redact(invocation, ground.rapporteur, order, named.point);
	}
	ground_close(&ground);
	return ending;
}

enum ending redact_run(const struct invocation *invocation)
{
	const char *reason = invocation->values[OPTION_REASON];
	struct note_redact order = { .reason = reason };
	bool found = false;
	if (reason == NULL || reason[0] == '\0')
		return complain(ENDING_USAGE, "say why with --reason TEXT");
	if (strlen(reason) > WHY_BYTES_MAX)
		return complain(ENDING_USAGE, "--reason: it is longer than 500 characters");
	if (!public_id_valid(invocation->words[1]))
		return complain(ENDING_USAGE,
		    "%s is no note's id: it is to be given whole, %u digits and small letters",
		    invocation->words[1], PUBLIC_ID_CHARS);
	if (!session_key_check(invocation->words[0]))
		return ENDING_USAGE;
	enum ending ending = from_outbox(invocation, &order, &found);
	return found ? ending : from_synthesis(invocation, &order);
}
