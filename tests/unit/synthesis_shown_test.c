/*
 * tests/unit/synthesis_shown_test.c - a closed session is served as moderators left it, whatever method is there later:
 * recorded by a synthesis with the table of word vectors, served by one without it.
 */
#include "tests/unit/curation_fixture.h"

#include "proto/grouping.h"

#define VECTORS   "broker/synthesis/vectors/vectors.bin"
#define CLOSED_AT 100000u
#define SEEDS     40u
#define TEXTS_MAX 200u

static const char *const vocabulary[] = { "wages", "salaries", "low", "poor", "home", "abroad",
	"visa", "fees", "debt", "school", "pupils", "children", "consulate", "passport", "return",
	"health", "doctor", "detention", "union", "farm", "harvest", "flood", "storm", "women" };

/* The one that records, and the one that serves. */
struct pair_of_methods {
	struct curated with;
	struct curated without;
	char texts[TEXTS_MAX][120];
	size_t text_count;
	uint64_t acts[TEXTS_MAX];
	size_t act_count;
};

static struct lexicon *lexicon_with(void)
{
	const struct lexicon_options options = { .vectors = VECTORS };
	struct lexicon *lexicon = NULL;
	assert_int_equal(lexicon_open(&lexicon, &options), LEXICON_OK);
	return lexicon;
}

static void begin(struct pair_of_methods *pair, struct lexicon *lexicon)
{
	memset(pair, 0, sizeof *pair);
	assert_int_equal(
	    synthesis_create(&pair->with.synthesis, &programme, point_key, lexicon), SYNTHESIS_OK);
	pair->without.synthesis = create();
	arena_init(&pair->with.arena, ARENA_BYTES);
	arena_init(&pair->without.arena, ARENA_BYTES);
}

static void finish(struct pair_of_methods *pair)
{
	synthesis_close(pair->with.synthesis);
	synthesis_close(pair->without.synthesis);
	arena_close(&pair->with.arena);
	arena_close(&pair->without.arena);
}

static void say(struct pair_of_methods *pair)
{
	char *text = pair->texts[pair->text_count++];
	uint32_t words = 2 + draw(5);
	text[0] = '\0';
	for (uint32_t i = 0; i < words; i++) {
		size_t at = strlen(text);
		snprintf(text + at, 120 - at, "%s%s", i == 0 ? "" : " ",
		    vocabulary[draw(sizeof vocabulary / sizeof *vocabulary)]);
	}
	if (draw(10) == 0)
		snprintf(text, 120, "audio bad!!");
	struct synthesis_input note = input(++pair->with.newest, text);
	pair->without.newest = pair->with.newest;
	note.category = categories[draw(2)].key;
	note.time_ms = pair->with.newest * 3600000;
	note.writer[0] = (uint8_t)draw(5);
	give(pair->with.synthesis, note);
	give(pair->without.synthesis, note);
}

static uint64_t number_of(const char *id)
{
	return strtoull(id + 1, NULL, 10);
}

/* The notes of a point from one on. */
static size_t take(const struct synthesis_point *point, size_t from, struct curation_note *notes)
{
	size_t count = 0;
	for (size_t i = from; i < point->note_count; i++)
		notes[count++] = (struct curation_note)N(number_of(point->notes[i]));
	return count;
}

static void act_in_both(struct pair_of_methods *pair, struct curation curation)
{
	pair->acts[pair->act_count++] = act(&pair->with, curation);
	(void)act(&pair->without, curation);
}

/* Something that a moderator does, as the recording synthesis shows the points. */
static void curate(struct pair_of_methods *pair)
{
	static const enum curation_act kinds[] = { CURATION_PIN, CURATION_MERGE, CURATION_MERGE,
		CURATION_SPLIT, CURATION_SPLIT, CURATION_SPLIT, CURATION_RESTATE, CURATION_MOVE,
		CURATION_HIDE, CURATION_PLACE, CURATION_ORDER, CURATION_THEME, CURATION_LENS };
	struct curation_note notes[TEXTS_MAX];
	struct curation_note others[TEXTS_MAX];
	look(&pair->with);
	if (pair->with.two.point_count < 2 || pair->act_count + 1 > TEXTS_MAX / 2)
		return;
	uint32_t count = (uint32_t)pair->with.two.point_count;
	const struct synthesis_point *one = &pair->with.two.points[draw(count)];
	const struct synthesis_point *other = &pair->with.two.points[draw(count)];
	struct curation curation = { .act = kinds[draw(sizeof kinds / sizeof *kinds)],
		.notes = notes,
		.others = others,
		.note_count = take(one, 0, notes) };
	switch (curation.act) {
	case CURATION_MERGE:
		curation.note_count += take(other, 0, notes + curation.note_count);
		break;
	case CURATION_SPLIT:
		if (one->note_count < 2)
			return;
		curation.note_count = 1;
		curation.other_count = take(one, 1, others);
		break;
	case CURATION_RESTATE:
		curation.text = "What they meant";
		break;
	case CURATION_MOVE:
		curation.category = categories[draw(2)].key;
		curation.theme = "money";
		break;
	case CURATION_HIDE:
		curation.note_count = 1;
		curation.reason = "said twice";
		break;
	case CURATION_PLACE:
		notes[0] = (struct curation_note)N(1 + draw((uint32_t)pair->text_count));
		curation.note_count = 1;
		break;
	case CURATION_ORDER:
		curation.other_count = take(other, 0, others);
		break;
	case CURATION_THEME:
		curation.note_count = 0;
		curation.category = categories[draw(2)].key;
		curation.theme = "money";
		curation.text = "Money matters";
		break;
	case CURATION_LENS:
		curation.lens = "youth";
		curation.value = 1;
		break;
	default:
		break;
	}
	act_in_both(pair, curation);
}

static struct buffer record_of(const struct synthesis *synthesis)
{
	struct buffer record;
	struct arena arena;
	buffer_init(&record, ARENA_BYTES);
	arena_init(&arena, ARENA_BYTES);
	for (size_t i = 0; i < synthesis_objective_count(synthesis); i++) {
		struct synthesis_objective whole;
		arena_clear(&arena);
		assert_int_equal(
		    synthesis_read_machine(synthesis, i, &arena, &whole), SYNTHESIS_OK);
		assert_true(grouping_objective_encode(&whole, CLOSED_AT, &arena, &record));
		assert_int_equal(
		    synthesis_shown_encode(synthesis, i, &arena, &record), SYNTHESIS_OK);
	}
	arena_close(&arena);
	return record;
}

static void serve(struct synthesis *synthesis, const struct buffer *record)
{
	struct refusal refusal = { .error = ERROR_NONE };
	assert_int_equal(
	    synthesis_recorded(synthesis, record->bytes, record->size, &refusal), SYNTHESIS_OK);
	assert_int_equal(refusal.error, ERROR_NONE);
}

static bool same_state(const struct synthesis *a, const struct synthesis *b)
{
	struct buffer one;
	struct buffer other;
	encode_whole(a, &one);
	encode_whole(b, &other);
	bool same = one.size == other.size && memcmp(one.bytes, other.bytes, one.size) == 0;
	buffer_close(&one);
	buffer_close(&other);
	return same;
}

static void play(struct pair_of_methods *pair, unsigned seed)
{
	seed_state = seed;
	for (unsigned i = 0; i < 60; i++) {
		say(pair);
		if (i > 8 && draw(3) == 0)
			curate(pair);
	}
}

static void another_method_serves_what_moderators_left(void **state)
{
	(void)state;
	struct lexicon *lexicon = lexicon_with();
	unsigned different = 0;
	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		static struct pair_of_methods pair;
		begin(&pair, lexicon);
		play(&pair, seed);
		different += !same_state(pair.with.synthesis, pair.without.synthesis);
		struct buffer record = record_of(pair.with.synthesis);
		serve(pair.without.synthesis, &record);
		serve(pair.with.synthesis, &record);
		if (!same_state(pair.with.synthesis, pair.without.synthesis))
			fail_msg("seed %u", seed);
		/* Every act can still be undone, and then both show what the machine made. */
		for (size_t i = pair.act_count; i > 0; i--) {
			(void)undo(&pair.with, pair.acts[i - 1]);
			(void)undo(&pair.without, pair.acts[i - 1]);
		}
		if (!same_state(pair.with.synthesis, pair.without.synthesis))
			fail_msg("seed %u, undone", seed);
		buffer_close(&record);
		finish(&pair);
	}
	assert_true(different > SEEDS / 2); /* or the test proves nothing */
	lexicon_close(lexicon);
}

/* What was recorded before moderators' points were in it. */
static void an_older_record_is_served_as_it_was(void **state)
{
	(void)state;
	struct lexicon *lexicon = lexicon_with();
	static struct pair_of_methods pair;
	struct arena arena;
	struct buffer record;
	begin(&pair, lexicon);
	play(&pair, 7);
	arena_init(&arena, ARENA_BYTES);
	buffer_init(&record, ARENA_BYTES);
	for (size_t i = 0; i < synthesis_objective_count(pair.with.synthesis); i++) {
		struct synthesis_objective whole;
		assert_int_equal(
		    synthesis_read_machine(pair.with.synthesis, i, &arena, &whole), SYNTHESIS_OK);
		for (size_t k = 0; k < whole.point_count; k++)
			whole.points[k].age = 0;
		assert_true(grouping_objective_encode(&whole, CLOSED_AT, &arena, &record));
	}
	serve(pair.without.synthesis, &record);
	for (size_t i = pair.act_count; i > 0; i--) {
		(void)undo(&pair.with, pair.acts[i - 1]);
		(void)undo(&pair.without, pair.acts[i - 1]);
	}
	assert_true(same_state(pair.with.synthesis, pair.without.synthesis));
	buffer_close(&record);
	arena_close(&arena);
	finish(&pair);
	lexicon_close(lexicon);
}

/* A point of so many notes takes three maps. */
static void a_large_point_is_read_whole(void **state)
{
	(void)state;
	static uint64_t notes[2 * GROUPING_NOTES_MAX + 5];
	struct grouping_item whole = { .category = "challenge",
		.theme = "money",
		.statement = 7,
		.restated = 9,
		.rank = 2,
		.reason = "a moderator put these notes together",
		.notes = notes,
		.note_count = sizeof notes / sizeof *notes };
	struct buffer record;
	struct arena arena;
	struct grouping_item item;
	struct refusal refusal;
	bool end = false;
	size_t read = 0;
	memcpy(whole.id, "pppppppppppp", sizeof whole.id);
	for (size_t i = 0; i < whole.note_count; i++)
		notes[i] = i + 1;
	buffer_init(&record, 1 << 20);
	arena_init(&arena, ARENA_BYTES);
	grouping_curated_encode(&whole, &record);
	struct grouping_reader reader = {
		.bytes = record.bytes, .size = record.size, .arena = &arena
	};
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(grouping_next(&reader, &item, &end, &refusal), ERROR_NONE);
		assert_int_equal(item.kind, GROUPING_CURATED);
		assert_string_equal(item.id, whole.id);
		assert_int_equal(item.more, i > 0);
		if (i == 0) {
			assert_string_equal(item.theme, "money");
			assert_int_equal(item.restated, 9);
			assert_int_equal(item.rank, 2);
			assert_int_equal(item.statement, 7);
			assert_string_equal(item.reason, whole.reason);
		}
		for (size_t k = 0; k < item.note_count; k++)
			assert_int_equal(item.notes[k], ++read);
	}
	assert_int_equal(read, whole.note_count);
	assert_int_equal(grouping_next(&reader, &item, &end, &refusal), ERROR_NONE);
	assert_true(end);
	buffer_close(&record);
	arena_close(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_method_serves_what_moderators_left),
		cmocka_unit_test(an_older_record_is_served_as_it_was),
		cmocka_unit_test(a_large_point_is_read_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
