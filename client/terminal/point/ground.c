/* client/terminal/point/ground.c - see ground.h. */
#include "client/terminal/point/ground.h"

#include <stdlib.h>
#include <string.h>

#include "client/terminal/point/point_order.h"

#define GROUND_MEMORY_MAX ((size_t)1 << 30)
#define SYNTHESIS_WAIT_MS 60000u /* the press may be reading a large journal anew */

/* Puts the points of an objective in the order in which they are shown. False: no memory. */
static bool order(struct ground *ground, struct synthesis_objective *objective)
{
	struct arena *arena = &ground->arena;
	size_t count = objective->point_count;
	struct point_place *places = arena_take(arena, count, sizeof *places);
	struct synthesis_point *points = arena_take(arena, count, sizeof *points);
	if (places == NULL || points == NULL)
		return false;
	for (size_t i = 0; i < count; i++)
		places[i] = point_place_of(&ground->programme, objective, &objective->points[i]);
	qsort(places, count, sizeof *places, point_place_compare);
	for (size_t i = 0; i < count; i++)
		points[i] = *places[i].point;
	objective->points = points;
	return true;
}

static enum rapporteur_result get(struct ground *ground, struct refusal *refusal)
{
	const struct invocation *invocation = ground->invocation;
	struct session_answer answer;
	struct session_facts facts;
	enum rapporteur_result result =
	    session_ask(ground->rapporteur, ground->session, invocation->wait_ms, &answer, refusal);
	if (result == RAPPORTEUR_OK)
		result = rapporteur_session_get(ground->rapporteur, ground->session,
		    invocation->wait_ms, &facts, &ground->programme, refusal);
	if (result == RAPPORTEUR_OK)
		result = rapporteur_synthesis_get(ground->rapporteur, ground->session,
		    answer.newest, SYNTHESIS_WAIT_MS, &ground->arena, &ground->synthesis, refusal);
	for (size_t i = 0; result == RAPPORTEUR_OK && i < ground->synthesis.objective_count; i++)
		if (!order(ground, &ground->synthesis.objectives[i]))
			result = RAPPORTEUR_MEMORY;
	ground->newest = answer.newest;
	return result;
}

enum ending ground_connect(struct ground *ground, const struct invocation *invocation)
{
	*ground = (struct ground){ .invocation = invocation, .session = invocation->words[0] };
	arena_init(&ground->arena, GROUND_MEMORY_MAX);
	programme_init(&ground->programme);
	if (!session_key_check(ground->session))
		return ENDING_USAGE;
	return terminal_open(invocation, false, NULL, NULL, &ground->rapporteur);
}

enum ending ground_open(struct ground *ground, const struct invocation *invocation)
{
	struct refusal refusal = { .error = ERROR_NONE };
	enum ending ending = ground_connect(ground, invocation);
	if (ending != ENDING_DONE)
		return ending;
	return complain_result(get(ground, &refusal), &refusal);
}

void ground_close(struct ground *ground)
{
	rapporteur_close(ground->rapporteur);
	programme_close(&ground->programme);
	arena_close(&ground->arena);
	ground->rapporteur = NULL;
}

const struct synthesis_note *ground_note(
    const struct synthesis_objective *objective, const char id[PUBLIC_ID_CHARS + 1])
{
	for (size_t i = 0; i < objective->note_count; i++)
		if (strcmp(objective->notes[i].id, id) == 0)
			return &objective->notes[i];
	return NULL;
}

const struct synthesis_point *ground_holder(
    const struct synthesis_objective *objective, const struct synthesis_note *note)
{
	for (size_t i = 0; i < objective->point_count; i++) {
		const struct synthesis_point *point = &objective->points[i];
		for (size_t k = 0; k < point->note_count; k++)
			if (strcmp(point->notes[k], note->id) == 0)
				return point;
	}
	return NULL;
}

size_t ground_place(
    const struct synthesis_objective *objective, const struct synthesis_point *point)
{
	size_t place = 0;
	for (size_t i = 0; i < objective->point_count; i++) {
		const struct synthesis_point *other = &objective->points[i];
		place += strcmp(other->category, point->category) == 0;
		if (other == point)
			break;
	}
	return place;
}

bool only_objective(const struct invocation *invocation, uint32_t *objective)
{
	const char *only = invocation->values[OPTION_ONLY];
	uint64_t number = 0;
	if (only != NULL && !number_parse(only, 1, OBJECTIVE_MAX, &number)) {
		complain(ENDING_USAGE, "--objective %s: a number, 1 to %u", only, OBJECTIVE_MAX);
		return false;
	}
	*objective = (uint32_t)number;
	return true;
}
