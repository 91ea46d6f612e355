/* client/terminal/moderate/moderating.c - see moderating.h. */
#include "client/terminal/moderate/moderating.h"

#include <stdio.h>
#include <string.h>

#include "client/terminal/moderate/looked.h"

#define FACTS_MS    5000u  /* between two looks at the session */
#define ASK_WAIT_MS 5000u  /* for an answer to a question */
#define ACT_WAIT_MS 10000u /* an act is sent as often as it takes within that */
#define MEMORY_MAX  ((size_t)64 << 20)

static void refused(struct moderating *moderating, const struct refusal *refusal)
{
	moderate_model_say(&moderating->model, true, "%s%s%.200s", error_sentence(refusal->error),
	    refusal->detail[0] == '\0' ? "" : " - ", refusal->detail);
	moderating->dirty = true;
}

/* --- the session ------------------------------------------------------------------------------------------ */

static void programme_take(struct moderating *moderating, const struct rapporteur_got *got)
{
	struct programme programme;
	struct refusal refusal;
	if (got->facts->programme == moderating->programme_event ||
	    programme_decode(&programme, got->whole, got->size, &refusal) != ERROR_NONE)
		return;
	struct programme before = moderating->programme;
	moderating->programme = programme;
	moderate_model_programme(&moderating->model, &moderating->programme);
	if (moderating->has_programme)
		programme_close(&before);
	moderating->has_programme = true;
	moderating->programme_event = got->facts->programme;
	moderating->dirty = true;
}

static void on_session(void *context, const struct rapporteur_got *got)
{
	struct moderating *moderating = context;
	moderating->getting = false;
	if (got->result == RAPPORTEUR_REFUSED)
		refused(moderating, got->refusal);
	if (got->result != RAPPORTEUR_OK)
		return;
	moderating->dirty = moderating->dirty || moderating->model.closed != got->facts->closed;
	moderating->model.closed = got->facts->closed;
	programme_take(moderating, got);
}

/* --- questions ------------------------------------------------------------------------------------------------ */

static void hits_take(
    struct moderating *moderating, struct arena *arena, const struct rapporteur_got *got)
{
	struct refusal refusal;
	struct search_hit *hits = arena_take(arena, SEARCH_HITS_MAX, sizeof *hits);
	size_t count = 0;
	for (size_t at = 0; hits != NULL && at < got->size && count < SEARCH_HITS_MAX; count++) {
		size_t used = 0;
		if (search_hit_decode(&hits[count], arena, got->whole + at, got->size - at, &used,
			&refusal) != ERROR_NONE)
			break;
		at += used;
	}
	moderate_model_found(&moderating->model, hits, count);
}

static void on_answer(void *context, const struct rapporteur_got *got)
{
	struct moderating *moderating = context;
	struct arena arena;
	struct why why;
	struct refusal refusal;
	moderating->getting = false;
	moderating->dirty = true;
	if (got->result == RAPPORTEUR_REFUSED) {
		refused(moderating, got->refusal);
		return;
	}
	if (got->result != RAPPORTEUR_OK) {
		moderate_model_say(
		    &moderating->model, true, "The broker does not answer: ask again.");
		return;
	}
	arena_init(&arena, MEMORY_MAX);
	if (moderating->inquired == MESSAGE_SEARCH)
		hits_take(moderating, &arena, got);
	else if (why_decode(&why, &arena, got->whole, got->size, NULL, &refusal) == ERROR_NONE)
		moderate_model_why(&moderating->model, &why);
	else
		refused(moderating, &refusal);
	arena_close(&arena);
}

/* One thing is got at a time; a question waits for the look at the session. */
static void get_next(struct moderating *moderating, uint64_t now)
{
	struct rapporteur_get get = { .message = MESSAGE_SESSION_GET,
		.session = moderating->model.session,
		.deadline_ms = ASK_WAIT_MS,
		.answer = on_session,
		.context = moderating };
	if (moderating->getting)
		return;
	if (moderating->asking) {
		get.message = moderating->inquired;
		get.inquiry = &moderating->inquiry;
		get.answer = on_answer;
	} else if (moderating->model.connection != CONNECTION_LIVE ||
	    (moderating->facts_ms > 0 && now - moderating->facts_ms < FACTS_MS)) {
		return;
	} else {
		moderating->facts_ms = now;
	}
	moderating->asking = false;
	moderating->getting = rapporteur_get(moderating->rapporteur, &get) == RAPPORTEUR_OK;
}

static void ask(struct moderating *moderating, enum moderate_act act)
{
	struct moderate_model *model = &moderating->model;
	moderating->inquiry = (struct inquiry){ .most = SEARCH_HITS_USUAL };
	if (act == MODERATE_WHY) {
		memcpy(moderating->inquiry.id, model->asked, sizeof model->asked);
	} else {
		(void)snprintf(moderating->words, sizeof moderating->words, "%.*s",
		    (int)SEARCH_WORDS_BYTES_MAX, model->line.text);
		moderating->inquiry.words = moderating->words;
	}
	moderating->inquired = act == MODERATE_WHY ? MESSAGE_WHY : MESSAGE_SEARCH;
	moderating->asking = true;
}

/* --- acts ---------------------------------------------------------------------------------------------------- */

static void on_done(void *context, enum rapporteur_result result, const struct reply *reply)
{
	struct moderating *moderating = context;
	char sentence[MODERATE_MESSAGE_BYTES];
	moderating->dirty = true;
	if (result == RAPPORTEUR_OK) {
		moderating_do(
		    moderating, moderate_model_answered(&moderating->model, reply->number, NULL));
		return;
	}
	if (result == RAPPORTEUR_REFUSED)
		(void)snprintf(sentence, sizeof sentence, "%s%s%.120s",
		    error_sentence(reply->error), reply->detail[0] == '\0' ? "" : " - ",
		    reply->detail);
	else
		(void)snprintf(sentence, sizeof sentence,
		    "The broker does not answer; whether it was done is seen once it does.");
	(void)moderate_model_answered(&moderating->model, 0, sentence);
}

static void curate(struct moderating *moderating)
{
	struct buffer body;
	buffer_init(&body, MESSAGE_BYTES_MAX);
	curation_encode(&moderating->model.act, &body);
	enum rapporteur_result result = body.failed
	    ? RAPPORTEUR_ARGUMENT
	    : rapporteur_request(moderating->rapporteur, MESSAGE_CURATE, moderating->model.session,
		  body.bytes, body.size, ACT_WAIT_MS, on_done, moderating);
	buffer_close(&body);
	if (result != RAPPORTEUR_OK)
		(void)moderate_model_answered(
		    &moderating->model, 0, rapporteur_result_sentence(result));
}

void moderating_do(struct moderating *moderating, enum moderate_act act)
{
	moderating->dirty = true;
	switch (act) {
	case MODERATE_CURATE:
		curate(moderating);
		break;
	case MODERATE_WHY:
	case MODERATE_SEARCH:
		ask(moderating, act);
		break;
	case MODERATE_QUIT:
		moderating->ended = true;
		break;
	case MODERATE_NOTHING:
	case MODERATE_SUSPEND:
		break;
	}
}

/* --- begin and end -------------------------------------------------------------------------------------------- */

static void on_update(void *context, const struct watch_update *update)
{
	struct moderating *moderating = context;
	moderate_model_update(&moderating->model, update);
	moderating->dirty = true;
}

static void on_refused(void *context, enum error error, const char *detail)
{
	struct moderating *moderating = context;
	moderate_model_say(&moderating->model, true, "%s%s%.200s", error_sentence(error),
	    detail[0] == '\0' ? "" : " - ", detail);
	moderating->ended = true;
	moderating->ending = ENDING_REFUSED;
}

void moderating_turn(struct moderating *moderating)
{
	enum connection_state connection = rapporteur_connection(moderating->rapporteur);
	moderating->dirty = moderating->dirty || connection != moderating->model.connection;
	moderating->model.connection = connection;
	get_next(moderating, terminal_now_ms());
}

enum ending moderating_open(struct moderating *moderating, const struct invocation *invocation)
{
	moderating->invocation = invocation;
	moderate_model_init(&moderating->model, invocation->words[0],
	    looked_read(invocation->state, invocation->words[0]));
	enum ending ending = terminal_open(invocation, false, NULL, NULL, &moderating->rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	struct rapporteur_watch follow = { .session = invocation->words[0],
		.update = on_update,
		.refused = on_refused,
		.context = moderating };
	return complain_result(rapporteur_watch(moderating->rapporteur, &follow), NULL);
}

void moderating_close(struct moderating *moderating)
{
	if (moderating->rapporteur != NULL && moderating->ending == ENDING_DONE)
		looked_write(moderating->invocation->state, moderating->model.session,
		    moderating->model.board.event);
	rapporteur_close(moderating->rapporteur);
	moderating->rapporteur = NULL;
	moderate_model_close(&moderating->model);
	if (moderating->has_programme)
		programme_close(&moderating->programme);
	moderating->has_programme = false;
}
