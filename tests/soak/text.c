/* tests/soak/text.c - see text.h. */
#include "tests/soak/text.h"

#include <stdio.h>
#include <string.h>

#include "proto/programme.h"

#define COUNT(all) (sizeof(all) / sizeof(all)[0])

static const char *const rooms[] = { "WG-2", "WG-5", "WG-7", "plenary" };
static const char *const categories[] = { "challenge", "practice", "recommendation" };
static const char *const lenses[] = { "gender", "youth" };
static const uint32_t objectives[] = { 2, 5, 7 };
static const char *const words[] = { "flood", "funds", "come", "too", "late", "consulates", "lack",
	"trained", "staff", "wages", "home", "are", "low", "children", "without", "papers",
	"cannot", "register", "border", "queues", "grow", "fees", "for", "visas", "were", "doubled",
	"unions", "help", "domestic", "workers", "recruiters", "keep", "passports", "cities",
	"host", "most", "arrivals", "data", "is", "not", "shared", "between", "ministries",
	"schools", "accept", "migrant", "pupils", "harvests", "failed", "again", "remittances",
	"cost", "seven", "per", "cent", "training", "before", "departure", "works", "hotline",
	"nobody", "answers" };

void text_programme(struct buffer *out, uint32_t version)
{
	char title[64];
	(void)snprintf(title, sizeof title, "A session, version %u", version);
	struct programme_round round = { .number = 1,
		.start = "2020-10-28T11:30",
		.end = "2020-10-28T12:20",
		.start_ms = UINT64_C(1603857600000),
		.end_ms = UINT64_C(1603860600000) };
	struct programme_category headed[COUNT(categories)] = { 0 };
	for (size_t i = 0; i < COUNT(categories); i++)
		headed[i] = (struct programme_category){ .key = categories[i], .heading = "H" };
	const char *questions[] = { "What became of wages?", "Which schools accept pupils?" };
	struct programme_objective titled[COUNT(objectives)] = { 0 };
	for (size_t i = 0; i < COUNT(objectives); i++)
		titled[i] = (struct programme_objective){ .number = objectives[i],
			.title = "An objective",
			.questions = questions,
			.question_count = version % 3 };
	struct programme_room listed[COUNT(rooms)] = { 0 };
	uint32_t own[COUNT(objectives)];
	memcpy(own, objectives, sizeof own);
	for (size_t i = 0; i < COUNT(rooms); i++)
		listed[i] = (struct programme_room){ .key = rooms[i],
			.round = 1,
			.objectives = i < COUNT(objectives) ? &own[i] : own,
			.objective_count = i < COUNT(objectives) ? 1 : COUNT(objectives) };
	const char *named[COUNT(lenses)] = { lenses[0], lenses[1] };
	const struct programme programme = { .session = SESSION_KEY,
		.title = title,
		.timezone = "UTC",
		.language = "en",
		.rounds = &round,
		.round_count = 1,
		.categories = headed,
		.category_count = COUNT(headed),
		.lenses = named,
		.lens_count = COUNT(named),
		.objectives = titled,
		.objective_count = COUNT(titled),
		.rooms = listed,
		.room_count = COUNT(listed) };
	programme_encode(&programme, out);
}

void text_note(
    struct random *plan, uint64_t serial, char text[TEXT_BYTES_MAX], struct note_put *put)
{
	size_t size = 0;
	uint32_t count = random_between(plan, 2, 12);
	if (random_chance(plan, 50))
		size += (size_t)snprintf(text, TEXT_BYTES_MAX, TEXT_NAME " said ");
	for (uint32_t i = 0; i < count; i++)
		size += (size_t)snprintf(text + size, TEXT_BYTES_MAX - size, "%s ",
		    words[random_below(plan, COUNT(words))]);
	(void)snprintf(text + size, TEXT_BYTES_MAX - size, "n%llu", (unsigned long long)serial);
	*put = (struct note_put){ .text = text };
	put->room = rooms[random_below(plan, COUNT(rooms))];
	if (random_chance(plan, 2)) /* somebody mistypes a room: refused, and told so */
		put->room = "WG-9";
	if (random_chance(plan, 300))
		put->objective = objectives[random_below(plan, COUNT(objectives))];
	if (random_chance(plan, 700))
		put->category = categories[random_below(plan, COUNT(categories))];
	if (random_chance(plan, 200))
		put->lens = lenses[random_below(plan, COUNT(lenses))];
}
