/*
 * tests/unit/curation_fixture.h - what moderators do to a small synthesis, in the words of the tests:
 * `act(session, (struct curation){ .act = CURATION_PIN, NOTES(1, 2) })`.
 */
#ifndef RAPPORTEUR_TESTS_UNIT_CURATION_FIXTURE_H
#define RAPPORTEUR_TESTS_UNIT_CURATION_FIXTURE_H

#include "tests/unit/synthesis_fixture.h"

/* A synthesis, the number of its newest event, and what was last read of its objective 2. */
struct curated {
	struct synthesis *synthesis;
	uint64_t newest;
	struct arena arena;
	struct synthesis_objective two;
};

#define PICK(...) \
	(const struct curation_note[]) \
	{ \
		__VA_ARGS__ \
	}
#define N(event) \
	{ \
		.number = (event) \
	}

static inline uint64_t act(struct curated *session, struct curation curation)
{
	if (curation.objective == 0)
		curation.objective = 2;
	assert_int_equal(
	    synthesis_curate(session->synthesis, ++session->newest,
		&(struct event_curated){ .role = CURATION_ROLE, .curation = curation }),
	    SYNTHESIS_OK);
	return session->newest;
}

static inline uint64_t undo(struct curated *session, uint64_t number)
{
	return act(session, (struct curation){ .act = CURATION_UNDO, .undone = number });
}

static inline void look(struct curated *session)
{
	arena_clear(&session->arena);
	for (size_t i = 0; i < synthesis_objective_count(session->synthesis); i++) {
		if (synthesis_objective_number(session->synthesis, i) != 2)
			continue;
		assert_int_equal(
		    synthesis_read(session->synthesis, i, true, &session->arena, &session->two),
		    SYNTHESIS_OK);
	}
}

static inline bool holds(const struct synthesis_point *point, uint64_t number)
{
	struct synthesis_input note = input(number, "");
	for (size_t i = 0; i < point->note_count; i++)
		if (strcmp(point->notes[i], note.id) == 0)
			return true;
	return false;
}

/* The point that holds the note, or NULL. */
static inline const struct synthesis_point *point_with(struct curated *session, uint64_t number)
{
	look(session);
	for (size_t i = 0; i < session->two.point_count; i++)
		if (holds(&session->two.points[i], number))
			return &session->two.points[i];
	return NULL;
}

static inline bool together(struct curated *session, uint64_t a, uint64_t b)
{
	const struct synthesis_point *point = point_with(session, a);
	return point != NULL && holds(point, b);
}

static inline size_t rank_in_list(struct curated *session, uint64_t number)
{
	const struct synthesis_point *point = point_with(session, number);
	assert_non_null(point);
	return (size_t)(point - session->two.points);
}

static inline void encode_whole(const struct synthesis *synthesis, struct buffer *out)
{
	struct arena arena;
	buffer_init(out, ARENA_BYTES);
	arena_init(&arena, ARENA_BYTES);
	for (size_t i = 0; i < synthesis_objective_count(synthesis); i++) {
		struct synthesis_objective objective;
		arena_clear(&arena);
		assert_int_equal(
		    synthesis_read(synthesis, i, true, &arena, &objective), SYNTHESIS_OK);
		synthesis_objective_encode(&objective, out);
	}
	assert_false(out->failed);
	arena_close(&arena);
}

static inline void assert_same_state(const struct synthesis *a, const struct synthesis *b)
{
	struct buffer one;
	struct buffer other;
	encode_whole(a, &one);
	encode_whole(b, &other);
	assert_int_equal(one.size, other.size);
	assert_memory_equal(one.bytes, other.bytes, one.size);
	buffer_close(&one);
	buffer_close(&other);
}

#endif
