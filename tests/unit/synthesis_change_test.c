/*
 * tests/unit/synthesis_change_test.c - whatever comes in whatever order: what stands depends only on the
 * notes that remain, and who follows the changes has what stands.
 */
#include "tests/unit/synthesis_story.h"

static void check_counts(
    const struct synthesis *synthesis, const struct story *story, unsigned seed)
{
	uint64_t given = 0;
	uint64_t counted = 0;
	uint64_t in_points = 0;
	for (uint64_t i = 1; i <= story->newest; i++)
		given += story->notes[i].what != SAID_NOT;
	struct arena arena;
	arena_init(&arena, ARENA_BYTES);
	for (size_t i = 0; i < synthesis_objective_count(synthesis); i++) {
		struct synthesis_objective out;
		uint64_t listed[NOTE_PLACE_COUNT] = { 0 };
		assert_int_equal(synthesis_read(synthesis, i, true, &arena, &out), SYNTHESIS_OK);
		for (size_t k = 0; k < out.note_count; k++)
			listed[out.notes[k].place]++;
		for (size_t k = 0; k < NOTE_PLACE_COUNT; k++) {
			assert_int_equal(listed[k], out.counts[k]);
			counted += listed[k];
		}
		in_points = 0;
		for (size_t k = 0; k < out.point_count; k++) {
			in_points += out.points[k].note_count;
			assert_true(out.points[k].note_count > 0);
		}
		assert_int_equal(in_points, out.counts[NOTE_IN_POINT]);
	}
	arena_close(&arena);
	if (counted != given)
		fail_msg("seed %u: %u given, %u counted", seed, (unsigned)given, (unsigned)counted);
}

static void after_any_sequence_it_is_as_if_only_what_remains_was_given(void **state)
{
	(void)state;
	static struct story story;
	for (unsigned seed = 1; seed <= 40; seed++) {
		seed_state = seed;
		story = (struct story){ .programme = &programme };
		struct synthesis *instances[2] = { create(), create() };
		for (unsigned i = 0; i < 150; i++) {
			step(&story, instances, 2);
			/* The first is read after each step, the second only now and then. */
			struct buffer out;
			buffer_init(&out, ARENA_BYTES);
			encode_all(instances[0], &out);
			buffer_close(&out);
			if (draw(40) == 0)
				assert_same(instances[0], instances[1], seed);
		}
		assert_same(instances[0], instances[1], seed);
		check_counts(instances[0], &story, seed);
		struct synthesis *fresh = NULL;
		assert_int_equal(
		    synthesis_create(&fresh, story.programme, point_key, NULL), SYNTHESIS_OK);
		for (uint64_t n = 1; n <= story.newest; n++) {
			if (story.notes[n].what == SAID_DROPPED) {
				struct synthesis_input gone = input(n, "something else altogether");
				gone.objective = story.notes[n].input.objective;
				give(fresh, gone);
			}
			tell(&story, n, fresh);
		}
		/* Grouped anew, all at once, nothing is left of the way that led there. */
		for (size_t i = 0; i < 2; i++)
			assert_int_equal(
			    synthesis_programme(instances[i], story.programme), SYNTHESIS_OK);
		assert_int_equal(synthesis_programme(fresh, story.programme), SYNTHESIS_OK);
		assert_same(instances[0], fresh, seed);
		assert_same(instances[1], fresh, seed);
		for (size_t i = 0; i < 2; i++)
			synthesis_close(instances[i]);
		synthesis_close(fresh);
	}
}

/* As the events tell it once they are erased: it was there, under the objective that it came to stand under. */
static void tell_erased(struct synthesis *synthesis, uint64_t number, uint32_t objective)
{
	struct synthesis_input gone = input(number, "erased");
	gone.objective = objective;
	gone.text = NULL;
	assert_int_equal(synthesis_skip(synthesis, &gone, "erased"), SYNTHESIS_OK);
	assert_int_equal(synthesis_drop(synthesis, number, NOTE_REDACTED), SYNTHESIS_OK);
}

/* A note stands under one objective, is moved to another, and is redacted: who folded all that has what somebody has who
 * begins anew when its text is erased. */
static void a_redacted_note_leaves_no_trace_of_where_it_had_been(void **state)
{
	(void)state;
	static struct story story;
	for (unsigned seed = 1; seed <= 40; seed++) {
		seed_state = seed;
		story = (struct story){ .programme = &programme };
		struct synthesis *live = create();
		struct synthesis *anew = create();
		uint64_t chosen = 5 + draw(15);
		for (uint64_t n = 1; n <= 60; n++) {
			say(&story, n);
			if (n == chosen)
				story.notes[n].input.objective = 2;
			tell(&story, n, live);
			if (n != chosen)
				tell(&story, n, anew);
			else
				tell_erased(anew, n, 5);
			if (n == 30) {
				story.notes[chosen].input.objective = 5;
				tell(&story, chosen, live);
			}
			if (n == 45) {
				synthesis_redacted(live, chosen);
				synthesis_redacted(anew, chosen);
			}
			struct buffer out;
			buffer_init(&out, ARENA_BYTES);
			encode_all(live, &out);
			buffer_close(&out);
			if (n >= 45)
				assert_same(live, anew, seed);
		}
		synthesis_close(live);
		synthesis_close(anew);
	}
}

/* ---- what a follower of the changes has ---- */

struct item {
	char id[PUBLIC_ID_CHARS + 1];
	uint8_t bytes[2600];
	size_t size;
};
struct mirror {
	uint32_t number;
	struct item head;
	struct item points[NOTES_MAX];
	size_t point_count;
	struct item notes[NOTES_MAX];
	size_t note_count;
};

static void item_set(struct item *item, const char *id, const struct synthesis_objective *only)
{
	struct buffer out;
	buffer_init(&out, sizeof item->bytes);
	synthesis_objective_encode(only, &out);
	assert_false(out.failed);
	snprintf(item->id, sizeof item->id, "%s", id);
	memcpy(item->bytes, out.bytes, out.size);
	item->size = out.size;
	buffer_close(&out);
}

static struct item *item_find(struct item *items, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(items[i].id, id) == 0)
			return &items[i];
	}
	return NULL;
}

static struct item *item_place(struct item *items, size_t *count, const char *id)
{
	struct item *found = item_find(items, *count, id);
	if (found != NULL)
		return found;
	assert_true(*count < NOTES_MAX);
	return &items[(*count)++];
}

static void mirror_apply(struct mirror *mirror, const struct synthesis_objective *update)
{
	struct synthesis_objective head = *update;
	head.whole = true;
	head.point_count = 0;
	head.note_count = 0;
	head.removed_point_count = 0;
	if (update->whole) {
		mirror->point_count = 0;
		mirror->note_count = 0;
	}
	mirror->number = update->number;
	item_set(&mirror->head, "", &head);
	for (size_t i = 0; i < update->removed_point_count; i++) {
		struct item *gone =
		    item_find(mirror->points, mirror->point_count, update->removed_points[i]);
		if (gone != NULL) /* another follower had it */
			*gone = mirror->points[--mirror->point_count];
	}
	for (size_t i = 0; i < update->point_count; i++) {
		struct synthesis_objective only = { .points = &update->points[i],
			.point_count = 1 };
		const char *id = update->points[i].id;
		item_set(item_place(mirror->points, &mirror->point_count, id), id, &only);
	}
	for (size_t i = 0; i < update->note_count; i++) {
		struct synthesis_objective only = { .notes = &update->notes[i], .note_count = 1 };
		const char *id = update->notes[i].id;
		item_set(item_place(mirror->notes, &mirror->note_count, id), id, &only);
	}
}

static bool same_items(struct item *a, size_t a_count, struct item *b, size_t b_count)
{
	if (a_count != b_count)
		return false;
	for (size_t i = 0; i < a_count; i++) {
		const struct item *other = item_find(b, b_count, a[i].id);
		if (other == NULL || other->size != a[i].size ||
		    memcmp(other->bytes, a[i].bytes, a[i].size) != 0)
			return false;
	}
	return true;
}

static struct mirror *mirror_of(struct mirror *mirrors, uint32_t number)
{
	for (size_t i = 0; i < 3; i++) {
		if (mirrors[i].number == number || mirrors[i].number == 0)
			return &mirrors[i];
	}
	fail_msg("a fourth objective");
	return NULL;
}

/* Takes the changes of all objectives that have some. Yields how many were told by their changes only. */
static size_t follow(struct synthesis *synthesis, struct mirror *mirrors)
{
	size_t partial = 0;
	struct arena arena;
	arena_init(&arena, ARENA_BYTES);
	for (size_t i = 0; i < synthesis_objective_count(synthesis); i++) {
		struct synthesis_objective out;
		if (!synthesis_changed(synthesis, i))
			continue;
		assert_int_equal(synthesis_read(synthesis, i, false, &arena, &out), SYNTHESIS_OK);
		partial += !out.whole;
		mirror_apply(mirror_of(mirrors, out.number), &out);
		synthesis_changes_taken(synthesis, i);
		assert_false(synthesis_changed(synthesis, i));
	}
	arena_close(&arena);
	return partial;
}

/* Each mirror holds what a whole read tells. */
static void compare_mirrors(
    const struct synthesis *synthesis, struct mirror *mirrors, unsigned seed, unsigned i)
{
	static struct mirror expected;
	struct arena arena;
	arena_init(&arena, ARENA_BYTES);
	for (size_t k = 0; k < synthesis_objective_count(synthesis); k++) {
		struct synthesis_objective out;
		assert_int_equal(synthesis_read(synthesis, k, true, &arena, &out), SYNTHESIS_OK);
		memset(&expected, 0, sizeof expected);
		mirror_apply(&expected, &out);
		struct mirror *mirror = mirror_of(mirrors, out.number);
		if (!same_items(
			mirror->points, mirror->point_count, expected.points, expected.point_count))
			fail_msg("seed %u, step %u: points", seed, i);
		if (!same_items(
			mirror->notes, mirror->note_count, expected.notes, expected.note_count))
			fail_msg("seed %u, step %u: notes", seed, i);
		if (!same_items(&mirror->head, 1, &expected.head, 1))
			fail_msg("seed %u, step %u: head", seed, i);
	}
	arena_close(&arena);
}

/* Gives all mirrors the whole as it is now, between two takings, as a newcomer gets it. */
static void join_late(struct synthesis *synthesis, struct mirror *mirrors)
{
	struct arena arena;
	arena_init(&arena, ARENA_BYTES);
	for (size_t k = 0; k < synthesis_objective_count(synthesis); k++) {
		struct synthesis_objective out;
		assert_int_equal(synthesis_read(synthesis, k, true, &arena, &out), SYNTHESIS_OK);
		mirror_apply(mirror_of(mirrors, out.number), &out);
		synthesis_whole_given(synthesis, k);
	}
	arena_close(&arena);
}

static void changes_over_what_was_there_are_the_whole(void **state)
{
	(void)state;
	static struct story story;
	static struct mirror mirrors[3];
	size_t partial = 0;
	for (unsigned seed = 100; seed < 130; seed++) {
		seed_state = seed;
		story = (struct story){ .programme = &programme };
		memset(mirrors, 0, sizeof mirrors);
		struct synthesis *synthesis = create();
		for (unsigned i = 0; i < 120; i++) {
			step(&story, &synthesis, 1);
			if (draw(3) != 0)
				continue;
			partial += follow(synthesis, mirrors);
			compare_mirrors(synthesis, mirrors, seed, i);
		}
		synthesis_close(synthesis);
	}
	assert_true(partial > 300); /* else the test has seen only wholes */
}

/* What was there only between two takings: who was given it then must be told that it is no more. */
static void who_comes_between_two_takings_keeps_up(void **state)
{
	(void)state;
	static struct story story;
	static struct mirror mirrors[3];
	for (unsigned seed = 200; seed < 240; seed++) {
		seed_state = seed;
		story = (struct story){ .programme = &programme };
		memset(mirrors, 0, sizeof mirrors);
		struct synthesis *synthesis = create();
		for (unsigned i = 0; i < 120; i++) {
			step(&story, &synthesis, 1);
			if (draw(4) == 0)
				join_late(synthesis, mirrors);
			if (draw(3) != 0)
				continue;
			(void)follow(synthesis, mirrors);
			compare_mirrors(synthesis, mirrors, seed, i);
		}
		synthesis_close(synthesis);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(after_any_sequence_it_is_as_if_only_what_remains_was_given),
		cmocka_unit_test(a_redacted_note_leaves_no_trace_of_where_it_had_been),
		cmocka_unit_test(changes_over_what_was_there_are_the_whole),
		cmocka_unit_test(who_comes_between_two_takings_keeps_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
