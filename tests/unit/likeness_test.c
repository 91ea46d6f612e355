/* tests/unit/likeness_test.c - pairs are valued anew as the objective grows, by count, so that a replay does the same. */
#include "tests/unit/synthesis_fixture.h"

#include "broker/synthesis/synthesis_internal.h"

static const char *const words[] = { "wages", "low", "visa", "fees", "debt", "school", "health",
	"union", "return", "farm" };

static void say(struct synthesis *synthesis, uint64_t number)
{
	char text[64];
	snprintf(text, sizeof text, "%s %s %s", words[number % 10], words[number * 3 % 10],
	    words[number * 7 % 9]);
	give(synthesis, input(number, text));
}

static struct grouping *settled(struct synthesis *synthesis)
{
	struct objective *objective = objective_find(synthesis, 2);
	assert_true(objective_settle(synthesis, objective));
	return &objective->grouping;
}

/* Whether the pairs stand as they would if all notes had come at once. */
static bool as_at_once(const struct synthesis *live, uint64_t count)
{
	struct synthesis *whole = create();
	struct objective *objective = objective_find(live, 2);
	bool same = true;
	for (uint64_t i = 1; i <= count; i++)
		say(whole, i);
	assert_int_equal(synthesis_programme(whole, &programme), SYNTHESIS_OK);
	const struct grouping *other = settled(whole);
	assert_int_equal(other->note_count, objective->grouping.note_count);
	for (uint32_t i = 0; i < other->note_count; i++) {
		const struct note *a = objective->grouping.notes[i];
		const struct note *b = other->notes[i];
		assert_int_equal(a->pair_count, i);
		assert_int_equal(b->pair_count, i);
		for (uint32_t k = 0; k < i; k++)
			same = same && a->pairs[k].pair.words == b->pairs[k].pair.words;
	}
	synthesis_close(whole);
	return same;
}

static void pairs_are_valued_anew_each_time_half_as_many_more_have_come(void **state)
{
	(void)state;
	static const uint64_t due[] = { 8, 13, 20, 31, 47 };
	struct synthesis *synthesis = create();
	size_t at = 0;
	unsigned otherwise = 0;
	for (uint64_t count = 1; count <= 50; count++) {
		say(synthesis, count);
		if (count == 1)
			(void)settled(synthesis);
		bool same = as_at_once(synthesis, count);
		otherwise += !same;
		if (at < sizeof due / sizeof *due && count == due[at]) {
			at++;
			if (!same)
				fail_msg("after %u notes", (unsigned)count);
		}
	}
	assert_in_range(otherwise, 20, 44); /* in between they are as of their time */
	synthesis_close(synthesis);
}

/* Above 256 notes a word's weight is what it is, and there are too many pairs. */
static void after_enough_notes_they_stay(void **state)
{
	(void)state;
	struct synthesis *synthesis = create();
	struct pair old[12];
	for (uint64_t count = 1; count <= 400; count++) {
		say(synthesis, count);
		const struct grouping *grouping = &objective_find(synthesis, 2)->grouping;
		for (uint32_t i = 0; count == 300 && i < 12; i++)
			old[i] = grouping->notes[20]->pairs[i].pair;
	}
	const struct grouping *grouping = settled(synthesis);
	for (uint32_t i = 0; i < 12; i++)
		assert_memory_equal(&old[i], &grouping->notes[20]->pairs[i].pair, sizeof *old);
	synthesis_close(synthesis);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pairs_are_valued_anew_each_time_half_as_many_more_have_come),
		cmocka_unit_test(after_enough_notes_they_stay),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
