/* broker/press/press_inquiry.c - what moderators ask of a session: why, search, missing, the log of curation. */
#include "broker/press/press_internal.h"

static enum error without_memory(struct refusal *refusal)
{
	return refuse(refusal, ERROR_BUSY, "%s", "the answer is larger than the memory for it");
}

static enum error why_answer(struct press *press, const struct press_session *session,
    const char *id, struct buffer *out, struct refusal *refusal)
{
	struct why why;
	bool found = false;
	if (synthesis_why(session->synthesis, id, &press->arena, &why, &found) != SYNTHESIS_OK)
		return without_memory(refusal);
	if (!found)
		return refuse(refusal, ERROR_NO_NOTE, "nor a point: %s", id);
	why_encode(&why, out);
	return ERROR_NONE;
}

static enum error search_answer(struct press *press, const struct press_session *session,
    const struct inquiry *inquiry, struct buffer *out, struct refusal *refusal)
{
	struct search_hit *hits = NULL;
	size_t count = 0;
	if (synthesis_search(session->synthesis, inquiry->words, inquiry->objective, inquiry->most,
		&press->arena, &hits, &count) != SYNTHESIS_OK)
		return without_memory(refusal);
	for (size_t i = 0; i < count; i++)
		search_hit_encode(&hits[i], out);
	return ERROR_NONE;
}

static enum error missing_answer(struct press *press, const struct press_session *session,
    uint32_t objective, struct buffer *out, struct refusal *refusal)
{
	size_t objectives = synthesis_objective_count(session->synthesis);
	for (size_t i = 0; i < objectives; i++) {
		struct missing_item *items = NULL;
		size_t count = 0;
		if (objective != 0 &&
		    synthesis_objective_number(session->synthesis, i) != objective)
			continue;
		arena_clear(&press->arena);
		if (synthesis_missing(session->synthesis, i, &press->arena, &items, &count) !=
		    SYNTHESIS_OK)
			return without_memory(refusal);
		for (size_t k = 0; k < count; k++)
			missing_item_encode(&items[k], out);
	}
	return ERROR_NONE;
}

static enum error log_answer(struct press *press, const struct press_session *session,
    uint32_t objective, struct buffer *out, struct refusal *refusal)
{
	struct curation_entry *entries = NULL;
	size_t count = 0;
	if (synthesis_curations(session->synthesis, objective, &press->arena, &entries, &count) !=
	    SYNTHESIS_OK)
		return without_memory(refusal);
	for (size_t i = 0; i < count; i++)
		curation_entry_encode(&entries[i], out);
	return ERROR_NONE;
}

enum error press_inquire(struct press *press, const struct press_session *session,
    const struct press_question *question, struct buffer *out, struct refusal *refusal)
{
	arena_clear(&press->arena);
	switch (question->message) {
	case MESSAGE_WHY:
		return why_answer(press, session, question->inquiry.id, out, refusal);
	case MESSAGE_SEARCH:
		return search_answer(press, session, &question->inquiry, out, refusal);
	case MESSAGE_MISSING:
		return missing_answer(press, session, question->objective, out, refusal);
	default: /* the desk passes on no other */
		return log_answer(press, session, question->objective, out, refusal);
	}
}
