/* tests/unit/copy_test.c - updates laid over a snapshot come to what a new snapshot would be; see
 * client/lib/copy_internal.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "client/lib/copy_internal.h"
#include "tests/unit/note_fixture.h"

static uint32_t draw(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*seed >> 33);
}

struct model {
	char texts[NOTES_MAX][64];
	bool pointed[NOTES_MAX]; /* the note founds a point */
	size_t count;
};

/* Notes and points that have changed; NULL: the whole. */
static void model_encode(const struct model *model, const bool *changed, struct buffer *out)
{
	bool whole = changed == NULL;
	static char ids[NOTES_MAX][PUBLIC_ID_CHARS + 1];
	static char gone[NOTES_MAX][PUBLIC_ID_CHARS + 1];
	struct synthesis_note notes[NOTES_MAX];
	struct synthesis_point points[NOTES_MAX];
	struct synthesis_objective objective = { .number = 2,
		.whole = whole,
		.counts = { model->count },
		.points = points,
		.notes = notes,
		.removed_points = (const char(*)[PUBLIC_ID_CHARS + 1]) gone };
	for (size_t i = 0; i < model->count; i++) {
		if (changed != NULL && !changed[i])
			continue;
		struct synthesis_point *point = &points[objective.point_count];
		struct synthesis_note *note = &notes[objective.note_count++];
		note_make((uint32_t)i, note, point, ids);
		note->text = model->texts[i];
		point->statement = model->texts[i];
		point->writers = 1 + (uint32_t)(strlen(model->texts[i]) % 3);
		if (model->pointed[i])
			objective.point_count++;
		else if (!whole)
			memcpy(gone[objective.removed_point_count++], point->id, sizeof point->id);
	}
	synthesis_objective_encode(&objective, out);
}

static void model_change(struct model *model, uint64_t *seed, bool *changed)
{
	memset(changed, 0, NOTES_MAX * sizeof *changed);
	if (model->count < NOTES_MAX && draw(seed) % 3 == 0)
		model->count++;
	for (size_t i = 0; i < 4; i++) {
		size_t at = draw(seed) % model->count;
		changed[at] = true;
		model->pointed[at] = draw(seed) % 4 != 0;
	}
	changed[model->count - 1] = true;
	for (size_t i = 0; i < model->count; i++)
		if (changed[i])
			snprintf(model->texts[i], sizeof model->texts[i], "text %u", draw(seed));
}

static void expect_same(const struct copy *one, const struct copy *other)
{
	struct buffer left;
	struct buffer right;
	buffer_init(&left, 1u << 20);
	buffer_init(&right, 1u << 20);
	assert_int_equal(one->count, 1);
	assert_int_equal(other->count, 1);
	synthesis_objective_encode(&one->view[0], &left);
	synthesis_objective_encode(&other->view[0], &right);
	assert_int_equal(left.size, right.size);
	assert_memory_equal(left.bytes, right.bytes, left.size);
	buffer_close(&left);
	buffer_close(&right);
}

/* The whole, and the updates one by one, come to the same bytes; and memory stays bounded. */
static void updates_add_up_to_the_whole(void **context)
{
	(void)context;
	for (uint64_t seed = 1; seed <= 5; seed++) {
		uint64_t state = seed;
		struct model model = { .count = 1, .texts = { "first" } };
		struct copy copy;
		struct buffer bytes;
		copy_init(&copy);
		buffer_init(&bytes, 1u << 20);
		model_encode(&model, NULL, &bytes);
		assert_true(copy_load(&copy, bytes.bytes, bytes.size));
		size_t largest = 0;
		for (size_t step = 0; step < 2000; step++) {
			bool changed[NOTES_MAX];
			uint32_t number = 0;
			model_change(&model, &state, changed);
			buffer_clear(&bytes);
			model_encode(&model, changed, &bytes);
			assert_true(copy_apply(&copy, bytes.bytes, bytes.size, &number));
			assert_int_equal(number, 2);
			if (copy.objectives[0].arena.used > largest)
				largest = copy.objectives[0].arena.used;
			if (step % 100 != 0)
				continue;
			struct copy whole;
			copy_init(&whole);
			buffer_clear(&bytes);
			model_encode(&model, NULL, &bytes);
			assert_true(copy_load(&whole, bytes.bytes, bytes.size));
			for (size_t i = 0; i < copy.count; i++)
				copy.view[i].whole = true;
			expect_same(&copy, &whole);
			copy_close(&whole);
		}
		assert_true(largest < 512u * 1024u); /* 2,000 updates would take some megabytes */
		buffer_close(&bytes);
		copy_close(&copy);
	}
}

static void what_is_malformed_changes_nothing(void **context)
{
	(void)context;
	struct model model = { .count = 3, .texts = { "one", "two", "three" } };
	struct copy copy;
	struct buffer bytes;
	copy_init(&copy);
	buffer_init(&bytes, 1u << 20);
	model_encode(&model, NULL, &bytes);
	assert_true(copy_load(&copy, bytes.bytes, bytes.size));
	for (size_t size = 1; size < bytes.size; size++)
		assert_false(copy_load(&copy, bytes.bytes, size));
	uint32_t number = 0;
	for (size_t size = 0; size < bytes.size; size++)
		assert_false(copy_apply(&copy, bytes.bytes, size, &number));
	assert_int_equal(copy.count, 1);
	assert_int_equal(copy.view[0].note_count, 3);
	buffer_close(&bytes);
	copy_close(&copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(updates_add_up_to_the_whole),
		cmocka_unit_test(what_is_malformed_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
