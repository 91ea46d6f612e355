/*
 * tests/unit/press_checkpoint_test.c - a press that starts from a checkpoint tells the same, byte for byte, as one
 * that folds all events anew; one that does not fit is ignored.
 */
#include "broker/press/press_internal.h"
#include "proto/grouping.h"
#include "tests/unit/apply_fixture.h"

#define READING_BYTES    (16u << 20)
#define FILE_BYTES_MAX   (1u << 20)
#define NOTES_OF_ACT_MAX 100u

struct stand {
	struct scene *scene;
	char dir[128]; /* where the checkpoint lies */
	char path[160];
	struct config config;
};

struct reader {
	struct press_shared shared;
	struct press_session *sessions[4];
	struct press press;
};

static void reader_begin(struct reader *reader, struct stand *stand, bool from_checkpoint)
{
	const struct lexicon_options options = { .vectors = NULL };
	*reader = (struct reader){ .press = { .config = &stand->config,
				       .journal = stand->scene->ground->journal,
				       .sessions = reader->sessions,
				       .next = 1 } };
	(void)snprintf(reader->press.home, sizeof reader->press.home, "%s", stand->dir);
	reader->press.shared = &reader->shared;
	arena_init(&reader->press.arena, 1 << 20);
	assert_int_equal(lexicon_open(&reader->press.lexicon, &options), LEXICON_OK);
	if (from_checkpoint)
		press_checkpoint_find(&reader->press);
}

static void reader_end(struct reader *reader)
{
	press_checkpoint_close(&reader->press);
	for (size_t i = 0; i < reader->press.session_count; i++) {
		press_session_close(reader->sessions[i]);
	}
	names_close(reader->press.names);
	lexicon_close(reader->press.lexicon);
	arena_close(&reader->press.arena);
}

static void fold_all(struct reader *reader)
{
	enum journal_result result = JOURNAL_OK;
	while (result == JOURNAL_OK)
		result = press_fold(&reader->press, 7);
	assert_int_equal(result, JOURNAL_ABSENT);
}

static void read_all(struct reader *reader, struct buffer *out)
{
	struct arena arena;
	arena_init(&arena, READING_BYTES);
	buffer_init(out, READING_BYTES);
	for (size_t i = 0; i < reader->press.session_count; i++) {
		const struct synthesis *synthesis = reader->sessions[i]->synthesis;
		for (size_t k = 0; k < synthesis_objective_count(synthesis); k++) {
			struct synthesis_objective objective;
			assert_int_equal(
			    synthesis_read(synthesis, k, true, &arena, &objective), SYNTHESIS_OK);
			synthesis_objective_encode(&objective, out);
		}
	}
	assert_false(out->failed);
	arena_close(&arena);
}

/* Starts twice, with the checkpoint and without. resumed: the event that the first goes on from. */
static void assert_same_start(const char *name, struct stand *stand, uint64_t resumed)
{
	struct buffer told[2];
	for (size_t i = 0; i < 2; i++) {
		struct reader reader;
		reader_begin(&reader, stand, i == 0);
		fold_all(&reader);
		if (i == 0 && reader.press.checkpoint.kept != resumed)
			fail_msg("%s: from event %llu on", name,
			    (unsigned long long)reader.press.checkpoint.kept);
		assert_null(reader.press.checkpoint.map);
		read_all(&reader, &told[i]);
		reader_end(&reader);
	}
	if (told[0].size != told[1].size || memcmp(told[0].bytes, told[1].bytes, told[0].size) != 0)
		fail_msg("%s: not the same", name);
	buffer_close(&told[0]);
	buffer_close(&told[1]);
}

static void keep(struct stand *stand)
{
	struct reader reader;
	reader_begin(&reader, stand, true);
	fold_all(&reader);
	reader.press.checkpoint.kept = 0;
	press_checkpoint_keep(&reader.press, true);
	assert_int_equal(access(stand->path, R_OK), 0);
	reader_end(&reader);
}

static void more_notes(struct stand *stand, unsigned int first, unsigned int count)
{
	static const char *const words[] = { "wages", "visa", "fees", "debt", "flood", "school" };
	for (unsigned int i = first; i < first + count; i++) {
		char text[80];
		(void)snprintf(text, sizeof text, "%s and %s in case %u", words[i % 6],
		    words[i / 6 % 6], i % 11);
		stand->scene->now_ms += 20000;
		(void)ask(
		    stand->scene, &(struct step){ .id = i, .writer = 1 + i % 3, .put.text = text });
	}
}

static int begin_stand(void **state)
{
	struct stand *stand = calloc(1, sizeof *stand);
	void *scene = NULL;
	assert_non_null(stand);
	(void)open_session(&scene);
	stand->scene = scene;
	folder_make(stand->dir, sizeof stand->dir);
	(void)snprintf(stand->path, sizeof stand->path, "%s/checkpoint", stand->dir);
	stand->config.data = stand->dir;
	more_notes(stand, 2, 120);
	keep(stand);
	*state = stand;
	return 0;
}

static int end_stand(void **state)
{
	struct stand *stand = *state;
	scene_leave(stand->scene);
	folder_remove(stand->dir);
	free(stand);
	return 0;
}

static void it_goes_on_from_a_checkpoint(void **state)
{
	struct stand *stand = *state;
	assert_same_start("at once", stand, 121);
	more_notes(stand, 122, 60);
	assert_same_start("with more notes", stand, 121);
	(void)ask(stand->scene,
	    &(struct step){ .id = 400,
		.message = MESSAGE_NOTE_AMEND,
		.note = 31,
		.writer = 1 + 31 % 3,
		.put.replaces = 31,
		.put.text = "Something else altogether" });
	assert_int_equal(newest(stand->scene), 182);
	assert_same_start("with an amendment", stand, 121);
	(void)ask(stand->scene,
	    &(struct step){ .id = 401,
		.message = MESSAGE_NOTE_RETRACT,
		.note = 40,
		.writer = 1 + 40 % 3,
		.put.replaces = 40 });
	more_notes(stand, 402, 20);
	assert_int_equal(newest(stand->scene), 203);
	assert_same_start("with a retraction", stand, 121);
	keep(stand);
	assert_same_start("kept after all that", stand, 203);
}

static size_t file_read(const struct stand *stand, uint8_t *bytes, size_t room)
{
	FILE *file = fopen(stand->path, "r");
	assert_non_null(file);
	size_t size = fread(bytes, 1, room, file);
	assert_int_equal(fclose(file), 0);
	assert_in_range(size, 1000, room - 1);
	return size;
}

static void file_write(const struct stand *stand, const uint8_t *bytes, size_t size)
{
	FILE *file = fopen(stand->path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static void one_that_does_not_fit_is_ignored(void **state)
{
	struct stand *stand = *state;
	static uint8_t bytes[FILE_BYTES_MAX];
	size_t size = file_read(stand, bytes, sizeof bytes);
	const struct {
		const char *name;
		size_t size;
		size_t changed;
	} cases[] = {
		{ "other magic", size, 0 },
		{ "other byte order", size, 9 },
		{ "other version", size, 12 },
		{ "other journal", size, 20 },
		{ "other number", size, 33 },
		{ "other size", size, 56 },
		{ "other words", size, 100 },
		{ "other checksum", size, 150 },
		{ "a byte of the first note", size, 700 },
		{ "the last byte", size, size - 1 },
		{ "cut short", size - 1, 0 },
		{ "its head only", 160, 0 },
		{ "less than a head", 100, 0 },
		{ "empty", 0, 0 },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct reader reader;
		uint8_t before = bytes[cases[i].changed];
		if (cases[i].size == size)
			bytes[cases[i].changed] ^= 0x10;
		file_write(stand, bytes, cases[i].size);
		bytes[cases[i].changed] = before;
		reader_begin(&reader, stand, true);
		if (reader.press.checkpoint.map != NULL)
			fail_msg("%s: taken", cases[i].name);
		if (access(stand->path, F_OK) == 0) /* it is not tried again */
			fail_msg("%s: left where it was", cases[i].name);
		reader_end(&reader);
	}
	assert_same_start("without", stand, 0);
	file_write(stand, bytes, size);
	assert_same_start("as it was", stand, 121);
}

static void one_of_another_journal_is_ignored(void **state)
{
	struct stand *stand = *state;
	struct scene *own = stand->scene;
	void *other = NULL;
	(void)open_session(&other);
	stand->scene = other;
	more_notes(stand, 2, 120);
	assert_same_start("another journal", stand, 0);
	scene_leave(other);
	stand->scene = own;
}

static void what_was_erased_does_not_come_back(void **state)
{
	struct stand *stand = *state;
	static const uint64_t erased[] = { 17 };
	assert_int_equal(
	    journal_erase_bodies(stand->scene->ground->journal, erased, 1), JOURNAL_OK);
	assert_same_start("erased since", stand, 0);
	keep(stand);
	assert_same_start("erased before", stand, 121);
}

static void a_skipped_event_is_told_apart(void **state)
{
	struct stand *stand = *state;
	struct reader reader;
	reader_begin(&reader, stand, true);
	reader.shared.skip[reader.shared.skip_count++] = 12;
	fold_all(&reader);
	assert_int_equal(reader.press.checkpoint.kept, 0);
	reader_end(&reader);
}

static void it_holds_no_text(void **state)
{
	struct stand *stand = *state;
	static uint8_t bytes[FILE_BYTES_MAX];
	size_t size = file_read(stand, bytes, sizeof bytes);
	assert_null(memmem(bytes, size, "wage", 4));
	assert_null(memmem(bytes, size, "flood", 5));
	assert_null(memmem(bytes, size, "s1", 3));
	assert_null(memmem(bytes, size, "WG-2", 4));
}

/* The only session's objective 2 as the machine has it, its scratch memory the arena's. */
static const struct synthesis *read_two(
    const struct reader *reader, struct arena *arena, struct synthesis_objective *two)
{
	const struct synthesis *synthesis = reader->sessions[0]->synthesis;
	size_t at = 0;
	while (synthesis_objective_number(synthesis, at) != 2)
		at++;
	assert_int_equal(synthesis_read_machine(synthesis, at, arena, two), SYNTHESIS_OK);
	return synthesis;
}

/* What the press would have recorded as the session's final grouping. */
static struct buffer grouping_of(struct stand *stand, bool from_checkpoint)
{
	struct reader reader;
	struct arena arena;
	struct buffer grouping;
	reader_begin(&reader, stand, from_checkpoint);
	fold_all(&reader);
	arena_init(&arena, READING_BYTES);
	buffer_init(&grouping, READING_BYTES);
	const struct synthesis *synthesis = reader.sessions[0]->synthesis;
	for (size_t i = 0; i < synthesis_objective_count(synthesis); i++) {
		struct synthesis_objective whole;
		assert_int_equal(
		    synthesis_read_machine(synthesis, i, &arena, &whole), SYNTHESIS_OK);
		assert_true(grouping_objective_encode(&whole, UINT64_MAX, &arena, &grouping));
		assert_int_equal(
		    synthesis_shown_encode(synthesis, i, &arena, &grouping), SYNTHESIS_OK);
	}
	assert_false(grouping.failed);
	arena_close(&arena);
	reader_end(&reader);
	return grouping;
}

/* A moderator splits the largest point and puts its first note with that of another. */
static void curate(struct stand *stand)
{
	struct reader reader;
	struct arena arena;
	struct synthesis_objective two;
	struct curation_note notes[NOTES_OF_ACT_MAX];
	reader_begin(&reader, stand, false);
	fold_all(&reader);
	arena_init(&arena, READING_BYTES);
	(void)read_two(&reader, &arena, &two);
	const struct synthesis_point *most = &two.points[0];
	for (size_t i = 1; i < two.point_count; i++)
		most = two.points[i].note_count > most->note_count ? &two.points[i] : most;
	assert_in_range(most->note_count, 3, NOTES_OF_ACT_MAX);
	for (size_t i = 0; i < most->note_count; i++) {
		size_t at = 0;
		while (strcmp(two.notes[at].id, most->notes[i]) != 0)
			at++;
		notes[i].number = two.notes[at].number;
		memcpy(notes[i].id, two.notes[at].id, sizeof notes[i].id);
	}
	const struct step acts[] = {
		{ .id = 700,
		    .message = MESSAGE_CURATE,
		    .curation = { .act = CURATION_SPLIT,
			.objective = 2,
			.notes = notes,
			.note_count = 1,
			.others = notes + 1,
			.other_count = most->note_count - 1 } },
		{ .id = 701,
		    .message = MESSAGE_CURATE,
		    .curation = { .act = CURATION_RESTATE,
			.objective = 2,
			.text = "What they meant",
			.notes = notes + 1,
			.note_count = 1 } },
	};
	for (size_t i = 0; i < 2; i++)
		expect("act", ask(stand->scene, &acts[i]), ERROR_NONE, NULL);
	arena_close(&arena);
	reader_end(&reader);
}

/* A grouping that another method may have made: the first two points are one. */
static struct buffer other_grouping(struct stand *stand)
{
	struct reader reader;
	struct arena arena;
	struct synthesis_objective two;
	struct buffer grouping;
	reader_begin(&reader, stand, false);
	fold_all(&reader);
	arena_init(&arena, READING_BYTES);
	buffer_init(&grouping, READING_BYTES);
	(void)read_two(&reader, &arena, &two);
	struct synthesis_point *one = &two.points[0];
	const struct synthesis_point *next = &two.points[1];
	char(*ids)[PUBLIC_ID_CHARS + 1] =
	    arena_take(&arena, one->note_count + next->note_count, sizeof *ids);
	assert_non_null(ids);
	memcpy(ids, one->notes, one->note_count * sizeof *ids);
	memcpy(ids + one->note_count, next->notes, next->note_count * sizeof *ids);
	one->notes = (const char(*)[PUBLIC_ID_CHARS + 1]) ids;
	one->note_count += next->note_count;
	two.point_count--;
	memmove(&two.points[1], &two.points[2], (two.point_count - 1) * sizeof *two.points);
	assert_true(grouping_objective_encode(&two, UINT64_MAX, &arena, &grouping));
	arena_close(&arena);
	reader_end(&reader);
	return grouping;
}

static void grouping_tell(struct stand *stand, const struct buffer *grouping)
{
	struct scene *scene = stand->scene;
	scene->batch.count = 0;
	scene->batch.record = (struct record){ .kind = RECORD_GROUPING,
		.session = "s1",
		.at = session_of(scene, "s1").final,
		.bytes = grouping->bytes,
		.size = grouping->size };
	assert_int_equal(append(scene->ground->journal, scene_apply, scene), JOURNAL_OK);
	assert_int_equal(scene->batch.record.kept, 1);
	scene->batch.record.kind = RECORD_NONE;
}

static void a_closed_session_is_recorded_and_served_the_same(void **state)
{
	struct stand *stand = *state;
	curate(stand);
	more_notes(stand, 122, 30);
	keep(stand);
	uint64_t kept = newest(stand->scene);
	more_notes(stand, 402, 10);
	(void)ask(stand->scene, &(struct step){ .id = 702, .message = MESSAGE_SESSION_CLOSE });
	struct buffer resumed = grouping_of(stand, true);
	struct buffer replayed = grouping_of(stand, false);
	assert_int_equal(resumed.size, replayed.size);
	assert_memory_equal(resumed.bytes, replayed.bytes, resumed.size);
	assert_same_start("closed", stand, kept);
	struct buffer other = other_grouping(stand);
	grouping_tell(stand, &other);
	assert_same_start("recorded by another method", stand, kept);
	keep(stand);
	assert_same_start("kept after that", stand, newest(stand->scene));
	/* And what is served then is what was recorded, not what this method makes. */
	struct buffer served = grouping_of(stand, true);
	assert_false(
	    served.size == replayed.size && memcmp(served.bytes, replayed.bytes, served.size) == 0);
	buffer_close(&resumed);
	buffer_close(&replayed);
	buffer_close(&other);
	buffer_close(&served);
}

int main(void)
{
#define ON_STAND(test) cmocka_unit_test_setup_teardown(test, begin_stand, end_stand)
	const struct CMUnitTest tests[] = {
		ON_STAND(it_goes_on_from_a_checkpoint),
		ON_STAND(one_that_does_not_fit_is_ignored),
		ON_STAND(one_of_another_journal_is_ignored),
		ON_STAND(what_was_erased_does_not_come_back),
		ON_STAND(a_skipped_event_is_told_apart),
		ON_STAND(it_holds_no_text),
		ON_STAND(a_closed_session_is_recorded_and_served_the_same),
	};
	return cmocka_run_group_tests_name("press_checkpoint", tests, NULL, NULL);
}
