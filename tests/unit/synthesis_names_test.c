/* tests/unit/synthesis_names_test.c - what names somebody is masked wherever it is read, until a moderator releases it. */
#include "tests/unit/curation_fixture.h"

/* A text names somebody where it says Zed, each time. */
static size_t find_zed(void *context, const char *text, struct name_mark marks[NAME_MARKS_MAX])
{
	size_t count = 0;
	(*(unsigned *)context)++;
	for (const char *at = strstr(text, "Zed"); at != NULL; at = strstr(at + 1, "Zed"))
		marks[count++] = (struct name_mark){ NAME_PERSON, (size_t)(at - text), 3 };
	return count;
}

struct guarded {
	struct curated session;
	unsigned looked;
};

static void guarded_open(struct guarded *guarded)
{
	*guarded = (struct guarded){ .session = { .synthesis = create(), .newest = 100 } };
	synthesis_guard(guarded->session.synthesis,
	    &(struct synthesis_guard){ .find = find_zed, .context = &guarded->looked });
	arena_init(&guarded->session.arena, ARENA_BYTES);
}

static void guarded_close(struct guarded *guarded)
{
	arena_close(&guarded->session.arena);
	synthesis_close(guarded->session.synthesis);
}

static const struct synthesis_note *note_read(struct curated *session, uint64_t number)
{
	look(session);
	for (size_t i = 0; i < session->two.note_count; i++)
		if (session->two.notes[i].number == number)
			return &session->two.notes[i];
	fail_msg("no note %u", (unsigned)number);
	return NULL;
}

/* Whether the word is anywhere in what is read, but in the originals. */
static bool is_told(struct curated *session, const char *word)
{
	look(session);
	for (size_t i = 0; i < session->two.note_count; i++) {
		const struct synthesis_note *note = &session->two.notes[i];
		if ((note->text != NULL && strstr(note->text, word) != NULL) ||
		    (note->reason != NULL && strstr(note->reason, word) != NULL))
			return true;
	}
	for (size_t i = 0; i < session->two.point_count; i++)
		if (strstr(session->two.points[i].statement, word) != NULL)
			return true;
	return false;
}

/* Three notes of one point, of which `named` name somebody. */
static void give_three(struct guarded *guarded, unsigned named)
{
	static const char *const texts[] = { "Employers keep the passports of",
		"The employers keep the passports of", "Employers often keep the passports of" };
	for (unsigned i = 0; i < 3; i++) {
		char text[128];
		(void)snprintf(text, sizeof text, "%s%s domestic workers", texts[i],
		    i < named ? " Zed's" : "");
		give(guarded->session.synthesis, input(i + 1, text));
	}
	assert_true(together(&guarded->session, 1, 2));
	assert_true(together(&guarded->session, 1, 3));
}

static uint64_t release(struct curated *session, uint64_t note, uint64_t seen)
{
	return act(session,
	    (struct curation){
		.act = CURATION_RELEASE, .notes = PICK(N(note)), .note_count = 1, .seen = seen });
}

static void a_note_that_names_somebody_does_not_speak_for_its_point(void **state)
{
	(void)state;
	for (unsigned named = 0; named <= 3; named++) {
		struct guarded guarded;
		guarded_open(&guarded);
		give_three(&guarded, named);
		const struct synthesis_point *point = point_with(&guarded.session, 1);
		assert_int_equal(point->note_count, 3);
		assert_int_equal(guarded.looked, 3);
		assert_false(is_told(&guarded.session, "Zed"));
		bool masked = strstr(point->statement, "[a name]") != NULL;
		assert_int_equal(masked, named == 3);
		const struct synthesis_note *note = note_read(&guarded.session, 1);
		if (named > 0) {
			assert_string_equal(note->text,
			    "Employers keep the passports of [a name]'s domestic workers");
			assert_non_null(strstr(note->original, "Zed"));
			assert_int_equal(note->mark_count, 1);
			assert_int_equal(note->marks[0].start, 32);
		}
		note = note_read(&guarded.session, 3);
		assert_int_equal(note->mark_count, named == 3);
		assert_true((note->original != NULL) == (named == 3));
		guarded_close(&guarded);
	}
}

static void a_release_shows_the_text_and_is_undone(void **state)
{
	struct guarded guarded;
	struct buffer before;
	struct buffer after;
	(void)state;
	guarded_open(&guarded);
	struct curated *session = &guarded.session;
	give_three(&guarded, 3);
	encode_whole(session->synthesis, &before);
	uint64_t event = release(session, 2, session->newest);
	const struct synthesis_note *note = note_read(session, 2);
	assert_non_null(strstr(note->text, "Zed"));
	assert_null(note->original);
	assert_int_equal(note->mark_count, 1); /* it is still told whom it names */
	/* It may speak for its point now; the others are as they were. */
	const struct synthesis_point *point = point_with(session, 2);
	assert_string_equal(point->statement, note_read(session, 2)->text);
	assert_string_equal(point_with(session, 2)->statement_note, note_read(session, 2)->id);
	assert_non_null(note_read(session, 1)->original);
	undo(session, event);
	encode_whole(session->synthesis, &after);
	assert_int_equal(before.size, after.size);
	assert_memory_equal(before.bytes, after.bytes, before.size);
	buffer_close(&before);
	buffer_close(&after);
	guarded_close(&guarded);
}

/* Who released it had not read what was said since, also when that came first. */
static void what_is_said_after_a_release_is_masked(void **state)
{
	struct guarded guarded;
	(void)state;
	guarded_open(&guarded);
	struct curated *session = &guarded.session;
	give_three(&guarded, 3);
	release(session, 1, 0);
	assert_non_null(note_read(session, 1)->original);
	struct synthesis_input amended = input(1, "Employers keep what Zed has");
	amended.said = ++session->newest;
	give(session->synthesis, amended);
	release(session, 1, amended.said - 1);
	assert_false(is_told(session, "Zed"));
	release(session, 1, amended.said);
	assert_true(is_told(session, "what Zed has"));
	amended.said = ++session->newest;
	give(session->synthesis, amended);
	assert_false(is_told(session, "Zed"));
	guarded_close(&guarded);
}

static void a_restated_point_reads_as_the_moderator_says(void **state)
{
	struct guarded guarded;
	(void)state;
	guarded_open(&guarded);
	struct curated *session = &guarded.session;
	give_three(&guarded, 3);
	act(session,
	    (struct curation){ .act = CURATION_RESTATE,
		.notes = PICK(N(1), N(2), N(3)),
		.note_count = 3,
		.text = "Employers keep passports" });
	assert_string_equal(point_with(session, 1)->statement, "Employers keep passports");
	assert_false(is_told(session, "Zed"));
	assert_non_null(note_read(session, 1)->original);
	guarded_close(&guarded);
}

static void acts_and_answers_tell_no_name(void **state)
{
	struct guarded guarded;
	struct curation_entry *entries = NULL;
	struct search_hit *hits = NULL;
	size_t count = 0;
	(void)state;
	guarded_open(&guarded);
	struct curated *session = &guarded.session;
	give_three(&guarded, 3);
	act(session,
	    (struct curation){ .act = CURATION_HIDE,
		.notes = PICK(N(3)),
		.note_count = 1,
		.reason = "Zed asked for it" });
	act(session,
	    (struct curation){ .act = CURATION_PIN, .notes = PICK(N(1), N(2)), .note_count = 2 });
	assert_string_equal(note_read(session, 3)->reason, "[a name] asked for it");
	assert_int_equal(
	    synthesis_curations(session->synthesis, 0, &session->arena, &entries, &count),
	    SYNTHESIS_OK);
	assert_int_equal(count, 2);
	for (size_t i = 0; i < count; i++) {
		assert_null(strstr(entries[i].what, "Zed"));
		assert_true(entries[i].reason == NULL || strstr(entries[i].reason, "Zed") == NULL);
	}
	/* It is found by what else it says, and told as it is shown. */
	assert_int_equal(synthesis_search(session->synthesis, "Zed passports", 0, 10,
			     &session->arena, &hits, &count),
	    SYNTHESIS_OK);
	assert_true(count > 0);
	for (size_t i = 0; i < count; i++)
		assert_null(strstr(hits[i].text, "Zed"));
	guarded_close(&guarded);
}

static void what_is_on_the_record_is_not_looked_at(void **state)
{
	struct guarded guarded;
	(void)state;
	guarded_open(&guarded);
	struct curated *session = &guarded.session;
	struct synthesis_input said = input(1, "Zed opened the meeting");
	said.speaker = "Ms Zed";
	said.body = "Harbour House";
	give(session->synthesis, said);
	const struct synthesis_note *note = note_read(session, 1);
	assert_int_equal(guarded.looked, 0);
	assert_string_equal(note->text, "Zed opened the meeting");
	assert_string_equal(note->speaker, "Ms Zed");
	assert_string_equal(note->body, "Harbour House");
	assert_null(note->original);
	assert_int_equal(synthesis_drop(session->synthesis, 1, NOTE_RETRACTED), SYNTHESIS_OK);
	assert_null(note_read(session, 1)->speaker);
	guarded_close(&guarded);
}

/* It would fail again: all of it is masked until a person has read it. */
static void what_the_press_died_on_is_not_looked_at(void **state)
{
	struct guarded guarded;
	struct synthesis_input made = input(1, "Zed and whatever it was");
	(void)state;
	guarded_open(&guarded);
	assert_int_equal(
	    synthesis_skip(guarded.session.synthesis, &made, "it failed"), SYNTHESIS_OK);
	assert_string_equal(note_read(&guarded.session, 1)->text, "[a name]");
	assert_int_equal(guarded.looked, 0);
	guarded_close(&guarded);
}

/* A mask is longer than a short name: a text at its bound must stay one that can be sent. */
static void a_text_that_masks_would_make_too_long_is_masked_whole(void **state)
{
	struct guarded guarded;
	char *text = calloc(1, NOTE_TEXT_BYTES_MAX + 1);
	(void)state;
	guarded_open(&guarded);
	assert_non_null(text);
	memset(text, 'x', NOTE_TEXT_BYTES_MAX);
	(void)snprintf(text, 5, "Zed ");
	text[4] = 'x';
	give(guarded.session.synthesis, input(1, text));
	assert_string_equal(note_read(&guarded.session, 1)->text, "[a name]");
	free(text);
	guarded_close(&guarded);
}

/* Where a note stands does not depend on whether somebody looks for names; what is told of it does. */
static void a_name_groups_like_any_other_word_and_no_reason_tells_it(void **state)
{
	static const char *const about[] = { "wages", "visas", "passports", "clinics", "housing" };
	char points[2][61][PUBLIC_ID_CHARS + 1];
	(void)state;
	for (unsigned turn = 0; turn < 2; turn++) {
		struct guarded guarded;
		guarded_open(&guarded);
		if (turn == 1)
			synthesis_guard(
			    guarded.session.synthesis, &(struct synthesis_guard){ .find = NULL });
		seed_state = 7;
		for (uint64_t number = 1; number <= 60; number++) {
			char text[96];
			(void)snprintf(text, sizeof text, "%s%s qx%c", draw(2) == 0 ? "Zed's " : "",
			    about[draw(5)], (char)('a' + draw(20)));
			give(guarded.session.synthesis, input(number, text));
		}
		for (uint64_t number = 1; number <= 60; number++) {
			const struct synthesis_point *point = point_with(&guarded.session, number);
			memcpy(points[turn][number], point->id, sizeof point->id);
			assert_true(turn == 1 || point->reason == NULL ||
			    strcasestr(point->reason, "zed") == NULL);
		}
		guarded_close(&guarded);
	}
	for (size_t i = 1; i <= 60; i++)
		assert_string_equal(points[0][i], points[1][i]);
}

/* Other people who wrote the same in the same places: no byte is another, nor the order of anything. */
static void who_wrote_shows_nowhere(void **state)
{
	struct buffer told[2];
	(void)state;
	for (unsigned turn = 0; turn < 2; turn++) {
		struct synthesis *synthesis = create();
		seed_state = 5;
		for (uint64_t number = 1; number <= 60; number++) {
			char text[64];
			(void)snprintf(text, sizeof text, "Employers keep %u passports in room %u",
			    (unsigned)draw(4), (unsigned)draw(6));
			struct synthesis_input made = input(number, text);
			uint8_t writer = (uint8_t)draw(7);
			/* The same seven people, under names that sort the other way round. */
			memset(made.writer, turn == 0 ? writer : 0xf0 - 13 * writer, WRITER_BYTES);
			made.time_ms +=
			    draw(59000); /* within its minute, which is all that is told */
			made.time_ms -= made.time_ms % 60000;
			made.time_ms += turn == 0 ? 0 : 17;
			give(synthesis, made);
		}
		encode_whole(synthesis, &told[turn]);
		synthesis_close(synthesis);
	}
	assert_int_equal(told[0].size, told[1].size);
	assert_memory_equal(told[0].bytes, told[1].bytes, told[0].size);
	buffer_close(&told[0]);
	buffer_close(&told[1]);
}

/* A note's id in the source it was imported from is for whoever imported it; one that names somebody is not told. */
static void a_reference_that_names_somebody_is_not_told(void **state)
{
	struct guarded guarded;
	(void)state;
	guarded_open(&guarded);
	struct synthesis_input made = input(1, "Wages are low");
	made.ref = "Zed-17";
	give(guarded.session.synthesis, made);
	made = input(2, "Visas are slow");
	made.ref = "n-17";
	give(guarded.session.synthesis, made);
	assert_null(note_read(&guarded.session, 1)->ref);
	assert_string_equal(note_read(&guarded.session, 2)->ref, "n-17");
	guarded_close(&guarded);
}

/* A reader of changes is told when a text comes to be shown, and when it is no longer. */
static void releases_are_told_as_changes(void **state)
{
	struct guarded guarded;
	struct synthesis_objective changed;
	(void)state;
	guarded_open(&guarded);
	struct curated *session = &guarded.session;
	give_three(&guarded, 3);
	size_t two = synthesis_objective_number(session->synthesis, 0) == 2 ? 0 : 1;
	uint64_t event = 0;
	for (int round = 0; round < 3; round++) {
		synthesis_changes_taken(session->synthesis, two);
		assert_false(synthesis_changed(session->synthesis, two));
		if (round == 1)
			event = release(session, 2, session->newest);
		else if (round == 2)
			undo(session, event);
		arena_clear(&session->arena);
		assert_int_equal(
		    synthesis_read(session->synthesis, two, false, &session->arena, &changed),
		    SYNTHESIS_OK);
		assert_int_equal(changed.note_count, round == 0 ? 0 : 1);
		assert_int_equal(changed.point_count, round == 0 ? 0 : 1);
		if (round > 0)
			assert_int_equal(changed.notes[0].original == NULL, round == 1);
	}
	guarded_close(&guarded);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_note_that_names_somebody_does_not_speak_for_its_point),
		cmocka_unit_test(a_release_shows_the_text_and_is_undone),
		cmocka_unit_test(what_is_said_after_a_release_is_masked),
		cmocka_unit_test(a_restated_point_reads_as_the_moderator_says),
		cmocka_unit_test(acts_and_answers_tell_no_name),
		cmocka_unit_test(what_is_on_the_record_is_not_looked_at),
		cmocka_unit_test(what_the_press_died_on_is_not_looked_at),
		cmocka_unit_test(a_text_that_masks_would_make_too_long_is_masked_whole),
		cmocka_unit_test(a_reference_that_names_somebody_is_not_told),
		cmocka_unit_test(a_name_groups_like_any_other_word_and_no_reason_tells_it),
		cmocka_unit_test(who_wrote_shows_nowhere),
		cmocka_unit_test(releases_are_told_as_changes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
