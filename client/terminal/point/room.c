/*
 * client/terminal/point/room.c - `room list`, `room confirm`: a room reads its points back before the plenary, and confirms
 * them as they stand at that event. What came after it is told, not taken in.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/terminal/json_out.h"
#include "client/terminal/point/ground.h"

/* What a room has, over all objectives. */
struct room_facts {
	uint64_t notes;
	uint64_t points;
	uint64_t event; /* of its newest confirmation; 0: there is none */
	uint32_t minute;
	uint64_t since;
};

static bool is_of(const struct synthesis_point *point, const char *room)
{
	for (size_t i = 0; i < point->room_count; i++)
		if (strcmp(point->rooms[i], room) == 0)
			return true;
	return false;
}

static void objective_look(
    const struct synthesis_objective *objective, const char *room, struct room_facts *facts)
{
	for (size_t i = 0; i < objective->note_count; i++)
		facts->notes +=
		    objective->notes[i].room != NULL && strcmp(objective->notes[i].room, room) == 0
		    ? 1
		    : 0;
	for (size_t i = 0; i < objective->point_count; i++)
		facts->points += is_of(&objective->points[i], room) ? 1 : 0;
	for (size_t i = 0; i < objective->confirmed_count; i++) {
		const struct synthesis_confirmed *confirmed = &objective->confirmed[i];
		if (strcmp(confirmed->room, room) != 0)
			continue;
		facts->event = confirmed->number;
		facts->minute = confirmed->minute;
		facts->since += confirmed->since;
	}
}

static struct room_facts room_look(const struct ground *ground, const char *room)
{
	struct room_facts facts = { .notes = 0 };
	for (size_t i = 0; i < ground->synthesis.objective_count; i++)
		objective_look(&ground->synthesis.objectives[i], room, &facts);
	return facts;
}

static json_t *room_json(const char *room, const struct room_facts *facts)
{
	json_t *item = json_object();
	json_set_text(&item, "room", room);
	json_set_number(&item, "notes", facts->notes);
	json_set_number(&item, "points", facts->points);
	json_set_flag(&item, "confirmed", facts->event > 0);
	if (facts->event > 0) {
		json_set_number(&item, "event", facts->event);
		json_set_number(&item, "minute", facts->minute);
		json_set_number(&item, "since", facts->since);
	}
	return item;
}

static void room_show(const char *room, const struct room_facts *facts)
{
	char time[TIME_TEXT_BYTES];
	printf("%s  %" PRIu64 " notes, %" PRIu64 " points", room, facts->notes, facts->points);
	if (facts->event == 0) {
		puts(", not confirmed");
		return;
	}
	time_text((uint64_t)facts->minute * MINUTE_MS, time);
	printf(", confirmed %s UTC", time);
	if (facts->since > 0)
		printf(", %" PRIu64 " note%s since", facts->since, facts->since == 1 ? "" : "s");
	putchar('\n');
}

/* The points that hold a note of the room, as they are read back. */
static void points_show(const struct ground *ground, const char *room)
{
	for (size_t i = 0; i < ground->synthesis.objective_count; i++) {
		const struct synthesis_objective *objective = &ground->synthesis.objectives[i];
		for (size_t k = 0; k < objective->point_count; k++) {
			const struct synthesis_point *point = &objective->points[k];
			if (is_of(point, room))
				printf("%" PRIu32 ".%s.%zu  %s\n", objective->number,
				    point->category, ground_place(objective, point),
				    point->statement);
		}
	}
}

static enum ending room_known(const struct ground *ground, const char *room)
{
	if (programme_room_find(&ground->programme, room) != NULL)
		return ENDING_DONE;
	return complain_refusal(room, ERROR_NO_ROOM, "see rapporteur room list");
}

static enum ending list(const struct ground *ground)
{
	const struct invocation *invocation = ground->invocation;
	bool is_json = option_given(invocation, OPTION_JSON);
	const char *only = invocation->word_count > 1 ? invocation->words[1] : NULL;
	json_t *root = is_json ? json_array() : NULL;
	for (size_t i = 0; i < ground->programme.room_count; i++) {
		const char *room = ground->programme.rooms[i].key;
		if (only != NULL && strcmp(room, only) != 0)
			continue;
		struct room_facts facts = room_look(ground, room);
		if (is_json)
			json_append(&root, room_json(room, &facts));
		else
			room_show(room, &facts);
	}
	if (only != NULL && !is_json)
		points_show(ground, only);
	return is_json ? json_print(root) : ENDING_DONE;
}

enum ending room_list_run(const struct invocation *invocation)
{
	struct ground ground;
	enum ending ending = ground_open(&ground, invocation);
	if (ending == ENDING_DONE && invocation->word_count > 1)
		ending = room_known(&ground, invocation->words[1]);
	if (ending == ENDING_DONE)
		ending = list(&ground);
	ground_close(&ground);
	return ending;
}

static enum ending confirm(struct ground *ground, const char *room)
{
	const struct invocation *invocation = ground->invocation;
	struct refusal refusal = { .error = ERROR_NONE };
	struct room_facts facts = room_look(ground, room);
	uint64_t number = 0;
	enum rapporteur_result result = rapporteur_room_confirm(ground->rapporteur, ground->session,
	    room, ground->newest, invocation->wait_ms, &number, &refusal);
	if (result == RAPPORTEUR_NOT_REACHABLE)
		return complain(ENDING_NOT_REACHABLE,
		    "The broker does not answer. Whether it was done is seen in rapporteur room list.");
	if (result != RAPPORTEUR_OK)
		return complain_result(result, &refusal);
	if (!option_given(invocation, OPTION_JSON)) {
		printf("event %" PRIu64 ": %s confirms %" PRIu64 " points of %" PRIu64 " notes\n",
		    number, room, facts.points, facts.notes);
		return ENDING_DONE;
	}
	json_t *root = json_object();
	json_set_number(&root, "event", number);
	json_set_text(&root, "room", room);
	json_set_number(&root, "points", facts.points);
	json_set_number(&root, "notes", facts.notes);
	return json_print(root);
}

enum ending room_confirm_run(const struct invocation *invocation)
{
	const char *room = invocation->words[1];
	struct ground ground;
	enum ending ending = ground_open(&ground, invocation);
	if (ending == ENDING_DONE)
		ending = room_known(&ground, room);
	if (ending == ENDING_DONE)
		ending = confirm(&ground, room);
	ground_close(&ground);
	return ending;
}
