/* client/terminal/report/made.c - see made.h. */
#include "client/terminal/report/made.h"

#include <string.h>

#include "proto/command_report.h"

#define SYNTHESIS_WAIT_MS 60000u /* the press may be reading a large journal anew */
#define TRIES_MAX         20u

void made_init(struct made *made)
{
	*made = (struct made){ .is_built = false };
	arena_init(&made->arena, REPORT_MEMORY_MAX);
	programme_init(&made->programme);
}

void made_close(struct made *made)
{
	if (made->is_built)
		report_close(&made->report);
	made->is_built = false;
	programme_close(&made->programme);
	arena_close(&made->arena);
}

/* One try: facts, synthesis, facts. *same: nothing came between. */
static enum rapporteur_result get(struct made *made, struct rapporteur *rapporteur,
    const char *session, uint64_t wait_ms, bool *same, struct refusal *refusal)
{
	struct session_answer before;
	struct session_answer after;
	enum rapporteur_result result = session_ask(rapporteur, session, wait_ms, &before, refusal);
	if (result == RAPPORTEUR_OK) {
		arena_clear(&made->arena);
		result = rapporteur_synthesis_get(rapporteur, session, before.newest,
		    SYNTHESIS_WAIT_MS, &made->arena, &made->synthesis, refusal);
	}
	if (result == RAPPORTEUR_OK)
		result = session_ask(rapporteur, session, wait_ms, &after, refusal);
	if (result != RAPPORTEUR_OK)
		return result;
	made->facts = after.facts;
	*same = before.facts.received == after.facts.received &&
	    before.facts.programme == after.facts.programme;
	return RAPPORTEUR_OK;
}

/* An observer is given points without their notes, and the report says of each sentence on which notes it rests. */
static bool is_without_notes(const struct rapporteur_synthesis *synthesis)
{
	for (size_t i = 0; i < synthesis->objective_count; i++)
		if (synthesis->objectives[i].point_count > 0 &&
		    synthesis->objectives[i].note_count == 0)
			return true;
	return false;
}

static enum ending ask(
    struct made *made, struct rapporteur *rapporteur, const char *session, uint64_t wait_ms)
{
	struct session_facts facts;
	struct refusal refusal = { .error = ERROR_NONE };
	bool same = false;
	enum rapporteur_result result = RAPPORTEUR_OK;
	for (unsigned i = 0; result == RAPPORTEUR_OK && !same && i < TRIES_MAX; i++)
		result = get(made, rapporteur, session, wait_ms, &same, &refusal);
	if (result == RAPPORTEUR_OK && !same)
		return complain(ENDING_REFUSED,
		    "notes keep arriving, so that their number cannot be told: try again, or close "
		    "the session first");
	if (result == RAPPORTEUR_OK && is_without_notes(&made->synthesis))
		return complain(ENDING_REFUSED,
		    "an observer is shown the points without their notes, which a report rests on: "
		    "ask a moderator or the secretariat for it");
	if (result == RAPPORTEUR_OK)
		result = rapporteur_session_get(
		    rapporteur, session, wait_ms, &facts, &made->programme, &refusal);
	return complain_result(result, &refusal);
}

enum ending made_build(struct made *made, struct rapporteur *rapporteur, const char *session,
    uint64_t wait_ms, const struct attendance *attendance)
{
	char detail[REPORT_DETAIL_MAX] = "";
	enum ending ending = ask(made, rapporteur, session, wait_ms);
	if (ending != ENDING_DONE)
		return ending;
	struct report_session facts = {
		.closed = made->facts.closed,
		.opened_ms = made->facts.opened_ms,
		.closed_ms = made->facts.closed_ms,
		.last_number = made->synthesis.event,
		.received = made->facts.received,
		.attendance = attendance,
	};
	switch (report_build(&made->report, &made->programme, made->synthesis.objectives,
	    made->synthesis.objective_count, &facts, detail)) {
	case REPORT_OK:
		made->is_built = true;
		return ENDING_DONE;
	case REPORT_UNBALANCED:
		return complain(
		    ENDING_REFUSED, "the notes do not balance, so there is no report. %s", detail);
	case REPORT_MEMORY:
	case REPORT_SINK:
	case REPORT_FONTS:
		break;
	}
	return complain_result(RAPPORTEUR_MEMORY, NULL);
}

/* The broker's signature and chain; without them the seal tells of changes, and nobody vouches for it. */
static void sign(
    struct made *made, struct rapporteur *rapporteur, const struct invocation *invocation)
{
	struct report_sign asked = { .event = made->seal.event };
	struct report_sign_reply answer;
	struct refusal refusal;
	struct buffer body;
	struct reply reply;
	struct arena arena;
	memcpy(asked.digest, made->seal.digest, HASH_BYTES);
	buffer_init(&body, MESSAGE_BYTES_MAX);
	arena_init(&arena, 4u * MESSAGE_BYTES_MAX);
	report_sign_encode(&asked, &body);
	if (!body.failed &&
	    rapporteur_request_wait(rapporteur, MESSAGE_REPORT_SIGN, made->seal.session, body.bytes,
		body.size, invocation->wait_ms, &arena, &reply) == RAPPORTEUR_OK &&
	    report_sign_reply_decode(&answer, reply.body, reply.body_size, &refusal) ==
		ERROR_NONE) {
		memcpy(made->seal.journal, reply.journal, ID_BYTES);
		memcpy(made->seal.chain, answer.chain, HASH_BYTES);
		memcpy(made->seal.key, answer.key, SIGN_KEY_BYTES);
		memcpy(made->seal.signature, answer.signature, SEAL_SIGNATURE_BYTES);
		made->seal.is_signed = true;
		signer_keep(invocation->state, answer.key, invocation->broker);
	}
	arena_close(&arena);
	buffer_close(&body);
}

enum ending made_seal(
    struct made *made, struct rapporteur *rapporteur, const struct invocation *invocation)
{
	const struct document *document = &made->report.document;
	const char *masthead[SEAL_MASTHEAD_MAX];
	size_t count = seal_masthead(&document->masthead, masthead);
	made->seal = (struct report_seal){ .event = made->synthesis.event };
	(void)strncpy(made->seal.session, document->masthead.session, SESSION_KEY_MAX);
	if (!seal_blocks_make(&made->blocks, &made->report.arena, document, masthead, count))
		return complain_result(RAPPORTEUR_MEMORY, NULL);
	made->seal.lines = seal_lines(&made->blocks, &made->report.arena, made->seal.digest);
	if (made->seal.lines == NULL)
		return complain_result(RAPPORTEUR_MEMORY, NULL);
	if (made->seal.event > 0)
		sign(made, rapporteur, invocation);
	made->report.seal = &made->seal;
	return ENDING_DONE;
}

enum ending made_log(struct made *made, struct rapporteur *rapporteur, uint64_t wait_ms)
{
	const struct inquiry inquiry = { .at_least = made->synthesis.event };
	struct curation_entry *entries = NULL;
	size_t count = 0;
	struct refusal refusal = { .error = ERROR_NONE };
	enum rapporteur_result result =
	    rapporteur_curations(rapporteur, made->report.document.masthead.session, &inquiry,
		wait_ms, &made->arena, &entries, &count, &refusal);
	if (result == RAPPORTEUR_REFUSED && refusal.error == ERROR_NOT_ALLOWED)
		return ENDING_DONE;
	if (result != RAPPORTEUR_OK)
		return complain_result(result, &refusal);
	struct report_act *acts = arena_take(&made->report.arena, count, sizeof *acts);
	if (acts == NULL)
		return complain_result(RAPPORTEUR_MEMORY, NULL);
	for (size_t i = 0; i < count; i++)
		acts[i] = (struct report_act){ .event = entries[i].number,
			.minute = (uint32_t)entries[i].minute,
			.role = entries[i].role,
			.act = entries[i].act,
			.objective = entries[i].objective,
			.what = entries[i].what,
			.reason = entries[i].reason,
			.undone_by = entries[i].undone_by };
	made->report.acts = acts;
	made->report.act_count = count;
	return ENDING_DONE;
}
