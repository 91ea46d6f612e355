/*
 * tests/unit/synthesis_keep_test.c - a synthesis that was kept and resumed goes on as the one that never stopped,
 * byte for byte, also through amendments and retractions that come later.
 */
#include "tests/unit/synthesis_story.h"

#define STEPS 150u

static void add(void *context, const void *bytes, size_t size)
{
	buffer_add(context, bytes, size);
}

static void keep(const struct synthesis *synthesis, struct buffer *kept)
{
	buffer_init(kept, ARENA_BYTES);
	synthesis_keep(synthesis, add, kept);
	assert_false(kept->failed);
}

static enum synthesis_result resume(struct synthesis *synthesis, const struct buffer *kept)
{
	struct synthesis_kept from = { .bytes = kept->bytes, .size = kept->size };
	enum synthesis_result result = synthesis_resume(synthesis, &from);
	if (result == SYNTHESIS_OK)
		assert_int_equal(from.size, 0);
	return result;
}

/* The first steps of a seed's story, told to a new synthesis. */
static struct synthesis *told(struct story *story, unsigned seed, unsigned steps, bool hold)
{
	struct synthesis *synthesis = create();
	seed_state = seed;
	*story = (struct story){ .programme = &programme };
	if (hold)
		synthesis_hold(synthesis);
	for (unsigned i = 0; i < steps; i++)
		step(story, &synthesis, 1);
	return synthesis;
}

static void resumed_it_goes_on_as_if_it_had_never_stopped(void **state)
{
	(void)state;
	static struct story story;
	for (unsigned seed = 1; seed <= 40; seed++) {
		unsigned stop = 5 + 3 * seed;
		struct buffer kept;
		struct synthesis *pair[2];
		pair[0] = told(&story, seed, stop, false);
		keep(pair[0], &kept);
		pair[1] = told(&story, seed, stop, true);
		assert_int_equal(resume(pair[1], &kept), SYNTHESIS_OK);
		assert_same(pair[0], pair[1], seed);
		for (unsigned i = stop; i < STEPS; i++) {
			step(&story, pair, 2);
			if (draw(10) == 0)
				assert_same(pair[0], pair[1], seed);
		}
		assert_same(pair[0], pair[1], seed);
		struct buffer again;
		keep(pair[1], &again); /* and what is kept of both is the same */
		buffer_close(&kept);
		keep(pair[0], &kept);
		assert_int_equal(kept.size, again.size);
		assert_memory_equal(kept.bytes, again.bytes, kept.size);
		buffer_close(&again);
		buffer_close(&kept);
		synthesis_close(pair[0]);
		synthesis_close(pair[1]);
	}
}

/* More notes than all pairs are kept of. */
static void a_large_objective_is_resumed_too(void **state)
{
	(void)state;
	static const unsigned counts[] = { 1020, 1040 };
	char text[80];
	for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
		struct synthesis *pair[2] = { create(), create() };
		struct buffer kept;
		synthesis_hold(pair[1]);
		seed_state = 3;
		for (unsigned n = 1; n <= counts[c] + 10; n++) {
			snprintf(
			    text, sizeof text, "w%u w%u w%u common", draw(90), draw(90), draw(90));
			for (size_t i = 0; i < 2; i++)
				give(pair[i], input(n, text));
			if (n != counts[c])
				continue;
			keep(pair[0], &kept);
			assert_int_equal(resume(pair[1], &kept), SYNTHESIS_OK);
			buffer_close(&kept);
		}
		assert_same(pair[0], pair[1], counts[c]);
		for (size_t i = 0; i < 2; i++)
			assert_int_equal(synthesis_drop(pair[i], 7, NOTE_RETRACTED), SYNTHESIS_OK);
		if (c == 0)
			assert_same(pair[0], pair[1], counts[c]);
		synthesis_close(pair[0]);
		synthesis_close(pair[1]);
	}
}

/* What is kept is the machine's part; acts are told again, as the notes are. */
static void what_moderators_decided_comes_again_from_the_events(void **state)
{
	(void)state;
	static const struct curation_note ends[] = { { .number = 3 }, { .number = 20 } };
	static const struct curation acts[] = {
		{ .objective = 2, .act = CURATION_MERGE, .notes = ends, .note_count = 2 },
		{ .objective = 2,
		    .act = CURATION_HIDE,
		    .notes = ends,
		    .note_count = 1,
		    .reason = "said in confidence" },
		{ .objective = 2, .act = CURATION_UNDO, .undone = 41 },
	};
	char text[80];
	struct synthesis *pair[2] = { create(), create() };
	struct buffer kept;
	synthesis_hold(pair[1]);
	seed_state = 9;
	for (unsigned n = 1; n <= 60; n++) {
		snprintf(text, sizeof text, "w%u w%u w%u", draw(20), draw(20), draw(20));
		for (size_t i = 0; i < 2; i++) {
			if (n == 41 || n == 42 || n == 55)
				assert_int_equal(
				    synthesis_curate(pair[i], n,
					&(struct event_curated){ .role = CURATION_ROLE,
					    .curation = acts[n - 41 > 2 ? 2 : n - 41] }),
				    SYNTHESIS_OK);
			else
				give(pair[i], input(n, text));
		}
		if (n == 50) {
			keep(pair[0], &kept);
			assert_null(memmem(kept.bytes, kept.size, "confidence", 10));
			assert_int_equal(resume(pair[1], &kept), SYNTHESIS_OK);
			buffer_close(&kept);
		}
		if (n >= 50)
			assert_same(pair[0], pair[1], n);
	}
	synthesis_close(pair[0]);
	synthesis_close(pair[1]);
}

static void what_is_kept_of_other_notes_is_not_taken(void **state)
{
	(void)state;
	static struct story story;
	struct buffer kept;
	struct synthesis *synthesis = told(&story, 4, 100, false);
	struct arena arena;
	struct synthesis_objective read;
	arena_init(&arena, ARENA_BYTES);
	for (size_t i = 0; i < synthesis_objective_count(synthesis); i++)
		assert_int_equal(synthesis_read(synthesis, i, true, &arena, &read), SYNTHESIS_OK);
	keep(synthesis, &kept);
	synthesis_close(synthesis);
	const struct {
		unsigned seed;
		unsigned steps;
		enum synthesis_result result;
	} cases[] = { { 4, 100, SYNTHESIS_OK }, { 5, 100, SYNTHESIS_OTHER },
		{ 4, 90, SYNTHESIS_OTHER }, { 4, 110, SYNTHESIS_OTHER } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		synthesis = told(&story, cases[i].seed, cases[i].steps, true);
		assert_int_equal(resume(synthesis, &kept), cases[i].result);
		synthesis_close(synthesis);
	}
	buffer_close(&kept);
	arena_close(&arena);
}

/* The file around it has a checksum; these bytes are looked at all the same. */
static void damaged_bytes_harm_nothing(void **state)
{
	(void)state;
	static struct story story;
	struct buffer kept;
	struct synthesis *synthesis = told(&story, 2, 60, false);
	keep(synthesis, &kept);
	synthesis_close(synthesis);
	size_t whole = kept.size;
	for (size_t i = 0; i < 400; i++) {
		synthesis = told(&story, 2, 60, true);
		seed_state = i;
		size_t at = draw((uint32_t)whole);
		uint8_t before = kept.bytes[at];
		kept.size = i < 200 ? whole : at;
		kept.bytes[at] = (uint8_t)draw(256);
		(void)resume(synthesis, &kept);
		kept.bytes[at] = before;
		synthesis_close(synthesis);
	}
	buffer_close(&kept);
}

static void no_text_is_kept(void **state)
{
	(void)state;
	struct buffer kept;
	struct synthesis *synthesis = create();
	for (unsigned n = 1; n < 30; n++)
		give(synthesis,
		    input(n, n % 2 == 0 ? "Flooded riverbanks" : "Riverbanks flooded often"));
	keep(synthesis, &kept);
	assert_null(memmem(kept.bytes, kept.size, "iverbank", 8));
	assert_null(memmem(kept.bytes, kept.size, "flood", 5));
	assert_null(memmem(kept.bytes, kept.size, "challenge", 9));
	buffer_close(&kept);
	synthesis_close(synthesis);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(resumed_it_goes_on_as_if_it_had_never_stopped),
		cmocka_unit_test(a_large_objective_is_resumed_too),
		cmocka_unit_test(what_moderators_decided_comes_again_from_the_events),
		cmocka_unit_test(what_is_kept_of_other_notes_is_not_taken),
		cmocka_unit_test(damaged_bytes_harm_nothing),
		cmocka_unit_test(no_text_is_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
