/*
 * tests/unit/synthesis_story.h - what a session may go through, as a seed draws it: notes, amendments,
 * retractions, other programmes.
 */
#ifndef RAPPORTEUR_TESTS_UNIT_SYNTHESIS_STORY_H
#define RAPPORTEUR_TESTS_UNIT_SYNTHESIS_STORY_H

#include "tests/unit/synthesis_fixture.h"

#define NOTES_MAX 400u

static const char *const vocabulary[] = { "wages", "low", "home", "climate", "visa", "fees", "debt",
	"school", "language", "consulate", "passport", "return", "health", "detention", "union",
	"farm", "care", "data", "women", "youth", "not", "the", "of", "->" };

struct said {
	struct synthesis_input input;
	char text[160];
	enum { SAID_NOT, SAID, SAID_SKIPPED, SAID_DROPPED } what;
};
struct story {
	struct said notes[NOTES_MAX + 1]; /* by number */
	uint64_t newest;
	const struct programme *programme;
};

static inline void say(struct story *story, uint64_t number)
{
	static const uint32_t numbers[] = { 2, 2, 2, 5, 5, 9 };
	static const char *const keys[] = { "challenge", "challenge", "recommendation", "other" };
	static const char *const room_keys[] = { "WG-2", "WG-5", "WG-both" };
	static const char *const lenses[] = { NULL, NULL, "youth", "gender" };
	struct said *said = &story->notes[number];
	said->text[0] = '\0';
	uint32_t words = draw(12) == 0 ? 0 : 1 + draw(7);
	for (uint32_t i = 0; i < words; i++) {
		size_t at = strlen(said->text);
		snprintf(said->text + at, sizeof said->text - at, "%s%s", i == 0 ? "" : " ",
		    vocabulary[draw(sizeof vocabulary / sizeof *vocabulary)]);
	}
	if (words == 0)
		snprintf(said->text, sizeof said->text, "?!");
	said->input = input(number, said->text);
	said->input.objective = numbers[draw(6)];
	said->input.category = keys[draw(4)];
	said->input.room = room_keys[draw(3)];
	said->input.lens = lenses[draw(4)];
	said->input.writer[0] = (uint8_t)draw(5);
	said->input.language = draw(3) == 0 ? "fr" : NULL;
	said->input.late = draw(15) == 0;
	said->what = draw(25) == 0 ? SAID_SKIPPED : SAID;
}

static inline void tell(const struct story *story, uint64_t number, struct synthesis *synthesis)
{
	const struct said *said = &story->notes[number];
	if (said->what == SAID_SKIPPED)
		assert_int_equal(
		    synthesis_skip(synthesis, &said->input, "it was too much"), SYNTHESIS_OK);
	else if (said->what == SAID)
		assert_int_equal(synthesis_note(synthesis, &said->input), SYNTHESIS_OK);
	else if (said->what == SAID_DROPPED)
		assert_int_equal(synthesis_drop(synthesis, number, NOTE_RETRACTED), SYNTHESIS_OK);
}

/* One random change, told to all of the count instances. */
static inline void step(struct story *story, struct synthesis **instances, size_t count)
{
	uint32_t kind = draw(20);
	uint64_t number = story->newest == 0 ? 0 : 1 + draw((uint32_t)story->newest);
	if (kind == 0) {
		story->programme = story->programme == &programme ? &programme_other : &programme;
		for (size_t i = 0; i < count; i++)
			assert_int_equal(
			    synthesis_programme(instances[i], story->programme), SYNTHESIS_OK);
		return;
	}
	if (number != 0 && kind < 3 && story->notes[number].what != SAID_NOT) {
		story->notes[number].what = SAID_DROPPED;
	} else if (number != 0 && kind < 6) {
		if (story->notes[number].what == SAID_DROPPED)
			return;
		say(story, number); /* an amendment, or a number that was left out before */
	} else {
		if (story->newest + 2 > NOTES_MAX)
			return;
		story->newest += 1 + draw(8) / 7; /* now and then one is left out */
		number = story->newest;
		say(story, number);
	}
	for (size_t i = 0; i < count; i++)
		tell(story, number, instances[i]);
}

static inline void encode_all(const struct synthesis *synthesis, struct buffer *out)
{
	struct arena arena;
	arena_init(&arena, ARENA_BYTES);
	for (size_t i = 0; i < synthesis_objective_count(synthesis); i++) {
		struct synthesis_objective objective;
		assert_int_equal(
		    synthesis_read(synthesis, i, true, &arena, &objective), SYNTHESIS_OK);
		if (objective.note_count > 0 ||
		    i < 2) /* one that all notes left is as good as none */
			synthesis_objective_encode(&objective, out);
	}
	assert_false(out->failed);
	arena_close(&arena);
}

static inline void assert_same(const struct synthesis *a, const struct synthesis *b, unsigned seed)
{
	struct buffer left;
	struct buffer right;
	buffer_init(&left, ARENA_BYTES);
	buffer_init(&right, ARENA_BYTES);
	encode_all(a, &left);
	encode_all(b, &right);
	if (left.size != right.size || memcmp(left.bytes, right.bytes, left.size) != 0)
		fail_msg("seed %u: %zu bytes, %zu bytes", seed, left.size, right.size);
	buffer_close(&left);
	buffer_close(&right);
}

#endif
