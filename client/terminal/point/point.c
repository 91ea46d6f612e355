/*
 * client/terminal/point/point.c - `point ACT`: what a moderator does to the synthesis, one act a command.
 *
 * A person names points; an act names notes, because points come and go. So the notes of what was named are
 * looked up in the synthesis as it stands at the broker's newest event, the one whose words the point has
 * first. When that changes before the act arrives, the act still says what it says about those notes.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/terminal/json_out.h"
#include "client/terminal/point/ground.h"

#define TEXT_BYTES_MAX (2u * STATEMENT_BYTES_MAX)

struct acting {
	const struct invocation *invocation;
	char **words; /* after the session */
	size_t word_count;
	struct ground ground;
	struct curation act;
	struct curation_note notes[CURATION_NOTES_MAX];
	struct curation_note others[CURATION_NOTES_MAX];
	struct buffer text;
};

/* --- naming --------------------------------------------------------------------------------------- */

/* An act is about one objective. */
static enum ending objective_take(struct acting *acting, uint32_t objective)
{
	if (acting->act.objective != 0 && acting->act.objective != objective)
		return complain(ENDING_REFUSED,
		    "they are of the objectives %" PRIu32 " and %" PRIu32 ": one act is about one",
		    acting->act.objective, objective);
	acting->act.objective = objective;
	return ENDING_DONE;
}

static bool is_listed(const struct curation_note *list, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].id, id) == 0)
			return true;
	return false;
}

/* False: the list is full. One that is there already is not added again. */
static bool note_add(struct curation_note *list, size_t *count, const struct synthesis_note *note)
{
	if (is_listed(list, *count, note->id))
		return true;
	if (*count == CURATION_NOTES_MAX)
		return false;
	list[*count].number = note->number;
	memcpy(list[*count].id, note->id, sizeof list[*count].id);
	(*count)++;
	return true;
}

/* All notes of a point, that which it has its words from first. all: it must be all of them. */
static enum ending point_add(struct acting *acting, const struct named *named, bool all,
    struct curation_note *list, size_t *count)
{
	const struct synthesis_point *point = named->point;
	const struct synthesis_note *first = ground_note(named->objective, point->statement_note);
	enum ending ending = objective_take(acting, named->objective->number);
	bool fits = first == NULL || note_add(list, count, first);
	for (size_t i = 0; ending == ENDING_DONE && fits && i < point->note_count; i++) {
		const struct synthesis_note *note = ground_note(named->objective, point->notes[i]);
		fits = note == NULL || note_add(list, count, note);
	}
	if (ending == ENDING_DONE && !fits && all)
		return complain(ENDING_REFUSED, "an act names at most %u notes; these are more",
		    CURATION_NOTES_MAX);
	return ending;
}

/* Words from index on: points. */
static enum ending points_take(struct acting *acting, size_t from, size_t count, bool all)
{
	enum ending ending = ENDING_DONE;
	for (size_t i = from; ending == ENDING_DONE && i < from + count; i++) {
		struct named named;
		ending = point_name_point(&acting->ground, acting->words[i], &named);
		if (ending == ENDING_DONE)
			ending =
			    point_add(acting, &named, all, acting->notes, &acting->act.note_count);
	}
	return ending;
}

/* All words: notes, or points for all of theirs. */
static enum ending notes_take(struct acting *acting)
{
	enum ending ending = ENDING_DONE;
	for (size_t i = 0; ending == ENDING_DONE && i < acting->word_count; i++) {
		struct named named;
		ending = point_name_find(&acting->ground, acting->words[i], &named);
		if (ending != ENDING_DONE)
			return ending;
		if (named.note == NULL) {
			ending =
			    point_add(acting, &named, true, acting->notes, &acting->act.note_count);
			continue;
		}
		ending = objective_take(acting, named.objective->number);
		if (ending == ENDING_DONE &&
		    !note_add(acting->notes, &acting->act.note_count, named.note))
			ending = complain(
			    ENDING_REFUSED, "an act names at most %u notes", CURATION_NOTES_MAX);
	}
	return ending;
}

/* Words from index on, as one text. */
static enum ending text_take(struct acting *acting, size_t from)
{
	for (size_t i = from; i < acting->word_count; i++) {
		buffer_add_text(&acting->text, i == from ? "" : " ");
		buffer_add_text(&acting->text, acting->words[i]);
	}
	acting->act.text = buffer_text(&acting->text);
	if (acting->act.text != NULL)
		return ENDING_DONE;
	return complain(ENDING_USAGE, "the text is longer than %u characters", STATEMENT_CHARS_MAX);
}

/* --- the acts -------------------------------------------------------------------------------------- */

static enum ending fill_points(struct acting *acting)
{
	return points_take(acting, 0, acting->word_count, true);
}

/* The rest of the point are the others. */
static enum ending fill_split(struct acting *acting)
{
	struct named named = { .point = NULL };
	struct named first = { .point = NULL };
	enum ending ending = notes_take(acting);
	for (size_t i = 0; ending == ENDING_DONE && i < acting->word_count; i++) {
		ending = point_name_point(&acting->ground, acting->words[i], &named);
		if (ending == ENDING_DONE && named.note == NULL)
			return complain(ENDING_USAGE,
			    "%s is a point: name those of its notes that stand apart",
			    acting->words[i]);
		if (i == 0)
			first = named;
		if (ending == ENDING_DONE && named.point != first.point)
			return complain(ENDING_REFUSED, "%s and %s are in two points already",
			    acting->words[0], acting->words[i]);
	}
	assert(ending != ENDING_DONE || first.point != NULL);
	for (size_t i = 0; ending == ENDING_DONE && i < first.point->note_count; i++) {
		const struct synthesis_note *note =
		    ground_note(first.objective, first.point->notes[i]);
		if (note != NULL && !is_listed(acting->notes, acting->act.note_count, note->id) &&
		    !note_add(acting->others, &acting->act.other_count, note))
			return complain(ENDING_REFUSED,
			    "an act names at most %u notes; the point has more",
			    CURATION_NOTES_MAX);
	}
	if (ending == ENDING_DONE && acting->act.other_count == 0)
		return complain(
		    ENDING_REFUSED, "these are all notes of the point: none would stay");
	return ending;
}

static enum ending fill_restate(struct acting *acting)
{
	enum ending ending = points_take(acting, 0, 1, false);
	return ending == ENDING_DONE ? text_take(acting, 1) : ending;
}

static enum ending fill_move(struct acting *acting)
{
	const char *theme = acting->invocation->values[OPTION_THEME];
	acting->act.category = acting->invocation->values[OPTION_INTO];
	acting->act.theme = theme != NULL && strcmp(theme, "-") == 0 ? "" : theme;
	if (theme == NULL && acting->act.category == NULL)
		return complain(ENDING_USAGE, "say where to: --category KEY, --theme KEY, or both");
	return points_take(acting, 0, 1, false);
}

static enum ending fill_hide(struct acting *acting)
{
	if (acting->act.reason == NULL)
		return complain(
		    ENDING_USAGE, "say why with --reason TEXT: it is shown with what is hidden");
	return notes_take(acting);
}

/* Of what was named, the notes that are masked; and how far their texts have been read. */
static enum ending fill_release(struct acting *acting)
{
	size_t kept = 0;
	enum ending ending = notes_take(acting);
	const struct synthesis_objective *objective = NULL;
	for (size_t i = 0; i < acting->ground.synthesis.objective_count; i++)
		if (acting->ground.synthesis.objectives[i].number == acting->act.objective)
			objective = &acting->ground.synthesis.objectives[i];
	for (size_t i = 0; objective != NULL && i < acting->act.note_count; i++) {
		const struct synthesis_note *note = ground_note(objective, acting->notes[i].id);
		if (note != NULL && note->original != NULL)
			acting->notes[kept++] = acting->notes[i];
	}
	acting->act.note_count = kept;
	acting->act.seen = acting->ground.synthesis.event;
	if (ending == ENDING_DONE && kept == 0)
		return complain(
		    ENDING_REFUSED, "nothing of it is masked; see rapporteur flagged --all");
	return ending;
}

static enum ending fill_order(struct acting *acting)
{
	struct named named;
	enum ending ending = points_take(acting, 0, 1, false);
	if (ending != ENDING_DONE || acting->word_count == 1)
		return ending;
	ending = point_name_point(&acting->ground, acting->words[1], &named);
	if (ending == ENDING_DONE)
		ending = point_add(acting, &named, false, acting->others, &acting->act.other_count);
	return ending;
}

static enum ending fill_theme(struct acting *acting)
{
	const char *rank = acting->invocation->values[OPTION_RANK];
	bool removes = option_given(acting->invocation, OPTION_REMOVE);
	uint64_t number = 0;
	if (rank != NULL && !number_parse(rank, 1, THEMES_MAX, &number))
		return complain(ENDING_USAGE, "--rank %s: a number, 1 to %u", rank, THEMES_MAX);
	if (removes == (acting->word_count > 2) && (removes || rank == NULL))
		return complain(ENDING_USAGE, "say its TITLE, --rank N, or --remove");
	acting->act.theme = acting->words[1];
	acting->act.value = (uint32_t)number;
	enum ending ending = point_name_cell(
	    &acting->ground, acting->words[0], &acting->act.objective, &acting->act.category);
	if (ending == ENDING_DONE && removes)
		acting->act.text = "";
	else if (ending == ENDING_DONE && acting->word_count > 2)
		ending = text_take(acting, 2);
	return ending;
}

static enum ending fill_lens(struct acting *acting)
{
	acting->act.lens = acting->words[1];
	acting->act.value = option_given(acting->invocation, OPTION_OFF) ? 0 : 1;
	return points_take(acting, 0, 1, false);
}

static enum ending fill_undo(struct acting *acting)
{
	if (number_parse(acting->words[0], 1, UINT64_MAX, &acting->act.undone))
		return ENDING_DONE;
	return complain(ENDING_USAGE,
	    "%s: say the number of the event, as rapporteur curation lists it", acting->words[0]);
}

static const struct {
	enum curation_act act;
	enum ending (*fill)(struct acting *acting);
} ACTS[] = {
	{ CURATION_PIN, fill_points },
	{ CURATION_MERGE, fill_points },
	{ CURATION_SPLIT, fill_split },
	{ CURATION_RESTATE, fill_restate },
	{ CURATION_MOVE, fill_move },
	{ CURATION_HIDE, fill_hide },
	{ CURATION_UNHIDE, notes_take },
	{ CURATION_PLACE, notes_take },
	{ CURATION_ORDER, fill_order },
	{ CURATION_THEME, fill_theme },
	{ CURATION_LENS, fill_lens },
	{ CURATION_UNDO, fill_undo },
	{ CURATION_RELEASE, fill_release },
};

/* --- sending --------------------------------------------------------------------------------------- */

static enum ending act_show(const struct acting *acting, const char *word, uint64_t number)
{
	if (!option_given(acting->invocation, OPTION_JSON)) {
		printf("event %" PRIu64 ": %s\n", number, word);
		return ENDING_DONE;
	}
	json_t *root = json_object();
	json_t *notes = json_array();
	for (size_t i = 0; i < acting->act.note_count; i++)
		json_append(&notes, json_string(acting->notes[i].id));
	json_set_number(&root, "event", number);
	json_set_text(&root, "act", word);
	json_set(&root, "objective",
	    acting->act.objective == 0 ? json_null()
				       : json_integer((json_int_t)acting->act.objective));
	json_set(&root, "notes", notes);
	return json_print(root);
}

static enum ending act_send(struct acting *acting, const char *word)
{
	struct refusal refusal = { .error = ERROR_NONE };
	uint64_t number = 0;
	acting->act.notes = acting->notes;
	acting->act.others = acting->others;
	enum rapporteur_result result = rapporteur_curate(acting->ground.rapporteur,
	    acting->ground.session, &acting->act, acting->invocation->wait_ms, &number, &refusal);
	if (result == RAPPORTEUR_NOT_REACHABLE)
		return complain(ENDING_NOT_REACHABLE,
		    "The broker does not answer. Whether it was done is seen in rapporteur curation.");
	if (result != RAPPORTEUR_OK)
		return complain_result(result, &refusal);
	return act_show(acting, word, number);
}

/* The act that the command names: the second of its words. */
static size_t act_find(const struct invocation *invocation)
{
	const char *word = strchr(invocation->command->name, ' ') + 1;
	size_t i = 0;
	while (i + 1 < sizeof ACTS / sizeof *ACTS &&
	    strcmp(curation_find(ACTS[i].act)->word, word) != 0)
		i++;
	return i;
}

enum ending point_act_run(const struct invocation *invocation)
{
	size_t at = act_find(invocation);
	const char *word = curation_find(ACTS[at].act)->word;
	struct acting *acting = calloc(1, sizeof *acting);
	if (acting == NULL)
		return complain_result(RAPPORTEUR_MEMORY, NULL);
	acting->invocation = invocation;
	acting->words = invocation->words + 1;
	acting->word_count = invocation->word_count - 1;
	acting->act.act = ACTS[at].act;
	acting->act.reason = invocation->values[OPTION_REASON];
	buffer_init(&acting->text, TEXT_BYTES_MAX);
	enum ending ending = ACTS[at].act == CURATION_UNDO
	    ? ground_connect(&acting->ground, invocation)
	    : ground_open(&acting->ground, invocation);
	if (ending == ENDING_DONE)
		ending = ACTS[at].fill(acting);
	if (ending == ENDING_DONE)
		ending = act_send(acting, word);
	ground_close(&acting->ground);
	buffer_close(&acting->text);
	free(acting);
	return ending;
}
