/* client/terminal/write/writing.c - see write_internal.h. */
#include <stdio.h>
#include <string.h>

#include "client/terminal/write/programme_kept.h"
#include "client/terminal/write/write_internal.h"

#define FACTS_MS      5000u /* between two looks at the session */
#define FACTS_WAIT_MS 5000u

/* --- what the session is ----------------------------------------------------------------------------- */

/* A room that the programme has not is told with those that it has: a typing mistake ends here. */
static void room_check(struct writing *writing)
{
	char rooms[400] = "";
	if (programme_room_find(&writing->programme, writing->room) != NULL)
		return;
	for (size_t i = 0; i < writing->programme.room_count; i++) {
		size_t at = strlen(rooms);
		(void)snprintf(rooms + at, sizeof rooms - at, "%s%s", i == 0 ? "" : ", ",
		    writing->programme.rooms[i].key);
	}
	writing->ended = true;
	writing->ending = ENDING_REFUSED;
	(void)snprintf(writing->model.message, sizeof writing->model.message,
	    "%s: the session has the rooms %.240s", writing->room, rooms);
}

static void programme_take(struct writing *writing, struct programme *programme, uint64_t event)
{
	struct write_model *model = &writing->model;
	if (writing->has_programme)
		programme_close(&writing->programme);
	writing->programme = *programme;
	writing->has_programme = true;
	writing->programme_event = event;
	model->programme = &writing->programme;
	/* What stood may be in it no more. */
	if (programme_category_find(&writing->programme, model->category) == NULL)
		model->category[0] = '\0';
	if (!programme_lens_known(&writing->programme, model->lens))
		model->lens[0] = '\0';
	if (programme_objective_find(&writing->programme, model->objective) == NULL)
		model->objective = 0;
	writing->dirty = true;
	if (event > 0)
		room_check(writing);
}

static void on_session(void *context, const struct rapporteur_got *got)
{
	struct writing *writing = context;
	struct programme programme;
	struct refusal refusal;
	writing->asking = false;
	if (got->result == RAPPORTEUR_REFUSED) {
		(void)snprintf(writing->model.message, sizeof writing->model.message, "%s%s%s",
		    error_sentence(got->refusal->error),
		    got->refusal->detail[0] == '\0' ? "" : " - ", got->refusal->detail);
		writing->model.alarm = true;
		writing->ended = got->refusal->error == ERROR_NO_SESSION ||
		    got->refusal->error == ERROR_NOT_MEMBER;
		writing->ending = writing->ended ? ENDING_REFUSED : writing->ending;
		writing->dirty = true;
	}
	if (got->result != RAPPORTEUR_OK)
		return;
	writing->dirty = writing->dirty || writing->model.closed != got->facts->closed;
	writing->model.closed = got->facts->closed;
	if (got->facts->programme == writing->programme_event ||
	    programme_decode(&programme, got->whole, got->size, &refusal) != ERROR_NONE)
		return;
	programme_kept_write(writing->invocation->state, writing->session, got->whole, got->size);
	programme_take(writing, &programme, got->facts->programme);
}

static void session_ask_now(struct writing *writing, uint64_t now)
{
	if (writing->asking || writing->model.connection != CONNECTION_LIVE ||
	    (writing->facts_ms > 0 && now - writing->facts_ms < FACTS_MS))
		return;
	writing->facts_ms = now;
	writing->asking = rapporteur_get(writing->rapporteur,
			      &(struct rapporteur_get){ .message = MESSAGE_SESSION_GET,
				  .session = writing->session,
				  .deadline_ms = FACTS_WAIT_MS,
				  .answer = on_session,
				  .context = writing }) == RAPPORTEUR_OK;
}

/* --- what the library tells ----------------------------------------------------------------------------- */

static void refusal_tell(struct writing *writing, enum error error, const char *detail)
{
	char sentence[WRITE_MESSAGE_BYTES];
	(void)snprintf(sentence, sizeof sentence, "%s%s%.120s", error_sentence(error),
	    detail[0] == '\0' ? "" : " - ", detail);
	write_model_failed(&writing->model, sentence);
}

static void on_entry(void *context, const struct entry *entry)
{
	struct writing *writing = context;
	write_notes_entry(&writing->model.notes, entry);
	writing->dirty = true;
	if (writing->tell_entry != NULL)
		writing->tell_entry(writing, entry);
	else if (entry->state == ENTRY_REFUSED && strcmp(entry->session, writing->session) == 0)
		refusal_tell(writing, entry->error, entry->detail);
}

static void on_connection(void *context, enum connection_state state)
{
	struct writing *writing = context;
	(void)state;
	writing->dirty = true;
}

static void on_feed(void *context, const struct watch_update *update)
{
	struct writing *writing = context;
	write_notes_feed(&writing->model.notes, writing->model.programme, update);
	writing->dirty = true;
	if (writing->tell_feed != NULL)
		writing->tell_feed(writing);
}

/* Whoever may not follow may write all the same: the session's own refusals say what matters. */
static void on_feed_refused(void *context, enum error error, const char *detail)
{
	struct writing *writing = context;
	(void)snprintf(writing->model.message, sizeof writing->model.message, "%s%s%s",
	    error_sentence(error), detail[0] == '\0' ? "" : " - ", detail);
	writing->dirty = true;
}

void writing_turn(struct writing *writing)
{
	struct write_model *model = &writing->model;
	uint64_t now = terminal_now_ms();
	struct rapporteur_counts counts = rapporteur_counts(writing->rapporteur);
	enum connection_state connection = rapporteur_connection(writing->rapporteur);
	bool was_away = model->away_ms > 0 && now - model->away_ms >= WRITE_AWAY_MS;
	if (counts.here != model->counts.here || counts.refused != model->counts.refused ||
	    connection != model->connection)
		writing->dirty = true;
	model->counts = counts;
	model->connection = connection;
	if (connection == CONNECTION_LIVE)
		model->away_ms = 0;
	else if (model->away_ms == 0)
		model->away_ms = now;
	if (was_away != (model->away_ms > 0 && now - model->away_ms >= WRITE_AWAY_MS))
		writing->dirty = true;
	session_ask_now(writing, now);
}

/* --- what the model asks for ---------------------------------------------------------------------------- */

/* The entry just written goes to where the model shows it. */
static void entry_show(struct writing *writing, uint64_t sequence)
{
	struct entry entry;
	if (rapporteur_entry_next(writing->rapporteur, sequence - 1, &entry) == RAPPORTEUR_OK &&
	    entry.sequence == sequence)
		write_notes_entry(&writing->model.notes, &entry);
}

static enum rapporteur_result put(
    struct writing *writing, enum write_act act, uint64_t *sequence, struct refusal *refusal)
{
	struct write_model *model = &writing->model;
	struct rapporteur_note note = { .session = writing->session, .put = model->put };
	if (act == WRITE_NOTE)
		return rapporteur_note(writing->rapporteur, &note, sequence, refusal);
	if (act == WRITE_AMEND)
		return rapporteur_amend(writing->rapporteur, &note, sequence, refusal);
	if (model->refused != 0)
		return RAPPORTEUR_OK; /* the broker never had it: it is only forgotten */
	struct note_retract retract = { .replaces = model->put.replaces };
	memcpy(retract.note, model->put.note, ID_BYTES);
	return rapporteur_retract(writing->rapporteur, writing->session, &retract, sequence);
}

bool writing_do(struct writing *writing, enum write_act act)
{
	struct refusal refusal = { .error = ERROR_NONE };
	uint64_t sequence = 0;
	if (act != WRITE_NOTE && act != WRITE_AMEND && act != WRITE_RETRACT)
		return false;
	enum rapporteur_result result = put(writing, act, &sequence, &refusal);
	if (result != RAPPORTEUR_OK) {
		char sentence[WRITE_MESSAGE_BYTES];
		(void)snprintf(sentence, sizeof sentence, "%s%s%.120s",
		    refusal.error == ERROR_NONE ? rapporteur_result_sentence(result)
						: error_sentence(refusal.error),
		    refusal.detail[0] == '\0' ? "" : " - ", refusal.detail);
		write_model_failed(&writing->model, sentence);
		return false;
	}
	if (writing->model.refused != 0)
		(void)rapporteur_entry_forget(writing->rapporteur, writing->model.refused);
	write_model_kept(&writing->model);
	if (sequence > 0)
		entry_show(writing, sequence);
	writing_draft(writing, false);
	writing->dirty = true;
	return true;
}

void writing_draft(struct writing *writing, bool sync)
{
	struct buffer typed;
	buffer_init(&typed, DRAFT_BYTES_MAX);
	write_model_draft(&writing->model, &typed);
	if (!typed.failed)
		draft_put(&writing->draft, typed.bytes, typed.size, sync);
	buffer_close(&typed);
}

/* --- begin and end -------------------------------------------------------------------------------------- */

static void outbox_read(struct writing *writing)
{
	struct entry entry;
	uint64_t sequence = 0;
	while (rapporteur_entry_next(writing->rapporteur, sequence, &entry) == RAPPORTEUR_OK) {
		sequence = entry.sequence;
		write_notes_entry(&writing->model.notes, &entry);
	}
}

enum ending writing_open(struct writing *writing, const struct invocation *invocation)
{
	static const struct rapporteur_callbacks CALLBACKS = {
		.connection = on_connection,
		.entry = on_entry,
	};
	writing->invocation = invocation;
	writing->session = invocation->words[0];
	writing->room = invocation->words[1];
	writing->draft.fd = -1;
	write_model_init(&writing->model, writing->session, writing->room);
	enum ending ending =
	    terminal_open(invocation, true, &CALLBACKS, writing, &writing->rapporteur);
	if (ending != ENDING_DONE)
		return ending;
	struct programme programme;
	if (programme_kept_read(invocation->state, writing->session, &programme))
		programme_take(writing, &programme, 0);
	outbox_read(writing);
	if (draft_open(&writing->draft, invocation->state, writing->session, writing->room))
		write_model_take_up(&writing->model, writing->draft.bytes, writing->draft.size);
	struct rapporteur_watch follow = { .session = writing->session,
		.update = on_feed,
		.refused = on_feed_refused,
		.context = writing };
	return complain_result(rapporteur_watch(writing->rapporteur, &follow), NULL);
}

void writing_close(struct writing *writing)
{
	if (writing->rapporteur != NULL)
		writing_draft(writing, true);
	draft_close(&writing->draft);
	rapporteur_close(writing->rapporteur);
	writing->rapporteur = NULL;
	write_model_close(&writing->model);
	if (writing->has_programme)
		programme_close(&writing->programme);
	writing->has_programme = false;
}
