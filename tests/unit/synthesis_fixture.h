/*
 * tests/unit/synthesis_fixture.h - a small session for the tests of the synthesis.
 */
#ifndef RAPPORTEUR_TESTS_UNIT_SYNTHESIS_FIXTURE_H
#define RAPPORTEUR_TESTS_UNIT_SYNTHESIS_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/synthesis/synthesis.h"

#define ARENA_BYTES (64u << 20)

static const uint8_t point_key[SECRET_BYTES] = { 7, 1 };
static const char *questions_two[] = { "Which drivers of migration have grown?",
	"What became of wages?" };
static struct programme_category categories[] = { { .key = "challenge", .heading = "Challenges" },
	{ .key = "recommendation", .heading = "Recommendations" } };
static struct programme_objective objectives[] = {
	{ .number = 5, .title = "Five" },
	{ .number = 2, .title = "Two", .questions = questions_two, .question_count = 2 },
};
static uint32_t only_two[] = { 2 };
static uint32_t only_five[] = { 5 };
static uint32_t both[] = { 2, 5 };
static struct programme_room rooms[] = {
	{ .key = "WG-2", .round = 1, .objectives = only_two, .objective_count = 1 },
	{ .key = "WG-5", .round = 1, .objectives = only_five, .objective_count = 1 },
	{ .key = "WG-both", .round = 2, .objectives = both, .objective_count = 2 },
};
static const struct programme programme = {
	.session = "s",
	.title = "A session",
	.timezone = "UTC",
	.language = "en",
	.categories = categories,
	.category_count = 2,
	.objectives = objectives,
	.objective_count = 2,
	.rooms = rooms,
	.room_count = 3,
};
/* As above, but objective 5 comes second and recommendations are no more. */
static struct programme_objective objectives_turned[] = {
	{ .number = 2, .title = "Two", .questions = questions_two, .question_count = 1 },
	{ .number = 5, .title = "Five" },
};
static const struct programme programme_other = {
	.session = "s",
	.title = "A session",
	.timezone = "UTC",
	.language = "en",
	.categories = categories,
	.category_count = 1,
	.objectives = objectives_turned,
	.objective_count = 2,
	.rooms = rooms,
	.room_count = 2,
};

static inline struct synthesis *create(void)
{
	struct synthesis *synthesis = NULL;
	assert_int_equal(synthesis_create(&synthesis, &programme, point_key, NULL), SYNTHESIS_OK);
	return synthesis;
}

static inline struct synthesis_input input(uint64_t number, const char *text)
{
	struct synthesis_input made = { .number = number,
		.objective = 2,
		.time_ms = number * 30000,
		.text = text,
		.category = "challenge",
		.room = "WG-2" };
	snprintf(made.id, sizeof made.id, "n%011u", (unsigned)number);
	made.writer[0] = (uint8_t)(number % 3);
	return made;
}

static inline void give(struct synthesis *synthesis, struct synthesis_input made)
{
	assert_int_equal(synthesis_note(synthesis, &made), SYNTHESIS_OK);
}

/* Numbers that a seed fixes. */
static uint64_t seed_state;

static inline uint32_t draw(uint32_t below)
{
	seed_state = seed_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(seed_state >> 33) % below;
}

#endif
