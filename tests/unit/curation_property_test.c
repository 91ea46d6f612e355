/*
 * tests/unit/curation_property_test.c - two moderators do anything whatever while notes come, change and go. Once all is
 * undone, what stands is what would stand if they had done nothing, byte for byte; on the way a replay has
 * the same, who follows the changes has the same, and every note is in exactly one place.
 */
#include "tests/unit/curation_fixture.h"

#include <assert.h>

#define STEPS     260u
#define NOTES_MAX 120u
#define ACTS_MAX  256u
#define PICKS_MAX 5u

static const char *const vocabulary[] = { "wages", "low", "home", "climate", "visa", "fees", "debt",
	"school", "language", "passport", "return", "health", "union", "farm", "care", "audio",
	"bad!!" };

/* What happened, so that it can be told again. */
struct happening {
	bool is_act;
	bool dropped;
	uint64_t number;
	struct synthesis_input note;
	char text[80];
	struct curation act;
	struct curation_note notes[PICKS_MAX];
	struct curation_note others[PICKS_MAX];
};
struct history {
	struct happening all[2 * STEPS + ACTS_MAX];
	size_t count;
	uint64_t notes[NOTES_MAX]; /* numbers of those submitted */
	bool gone[NOTES_MAX];
	size_t note_count;
	uint64_t newest;
};

static void tell(struct synthesis *synthesis, const struct happening *happening, bool acts)
{
	enum synthesis_result result = SYNTHESIS_OK;
	if (happening->is_act && acts)
		result = synthesis_curate(synthesis, happening->number,
		    &(struct event_curated){ .role = CURATION_ROLE, .curation = happening->act });
	else if (!happening->is_act && happening->dropped)
		result = synthesis_drop(synthesis, happening->number, NOTE_RETRACTED);
	else if (!happening->is_act)
		result = synthesis_note(synthesis, &happening->note);
	assert_int_equal(result, SYNTHESIS_OK);
}

static struct happening *add(struct history *history)
{
	assert_true(history->count < sizeof history->all / sizeof history->all[0]);
	struct happening *happening = &history->all[history->count++];
	*happening = (struct happening){ .number = ++history->newest };
	return happening;
}

static void say(struct history *history, size_t which)
{
	static const char *const keys[] = { "challenge", "challenge", "recommendation", "other" };
	static const uint32_t stands[] = { 2, 2, 2, 5 };
	struct happening *happening = add(history);
	uint32_t words = 2 + draw(4);
	if (which == history->note_count)
		history->notes[history->note_count++] = happening->number;
	for (uint32_t i = 0; i < words; i++) {
		size_t at = strlen(happening->text);
		snprintf(happening->text + at, sizeof happening->text - at, "%s%s",
		    i == 0 ? "" : " ", vocabulary[draw(sizeof vocabulary / sizeof *vocabulary)]);
	}
	happening->note = input(history->notes[which], happening->text);
	happening->note.objective = stands[draw(4)];
	happening->note.category = keys[draw(4)];
	happening->note.lens = draw(4) == 0 ? "youth" : NULL;
	happening->note.writer[0] = (uint8_t)draw(4);
	happening->note.late = draw(20) == 0;
}

static void drop(struct history *history, size_t which)
{
	struct happening *happening = add(history);
	happening->number = history->notes[which];
	happening->dropped = true;
	history->gone[which] = true;
}

/* Notes of the session, also gone ones, ones of another objective, and the same twice. */
static size_t pick(const struct history *history, struct curation_note picked[PICKS_MAX])
{
	size_t count = 1 + draw(PICKS_MAX);
	uint32_t near = draw((uint32_t)history->note_count);
	for (size_t i = 0; i < count; i++) {
		size_t which = (near + draw(12)) % history->note_count;
		picked[i] = (struct curation_note){ .number = history->notes[which] };
	}
	return count;
}

static uint64_t an_act(const struct history *history)
{
	for (uint32_t tries = 0; tries < 20; tries++) {
		const struct happening *found = &history->all[draw((uint32_t)history->count)];
		if (found->is_act)
			return found->number;
	}
	return 1;
}

static void curate(struct history *history)
{
	static const char *const statements[] = { "They cannot pay.", "Nobody came.",
		"It is late." };
	static const char *const themes[] = { "", "money", "law", "work" };
	static const char *const titles[] = { "", "Money", "Law", "Work" };
	struct happening *happening = add(history);
	struct curation *did = &happening->act;
	happening->is_act = true;
	did->act = 1 + draw(CURATION_UNDO);
	did->objective = draw(4) == 0 ? 5 : 2;
	did->notes = happening->notes;
	did->note_count = pick(history, happening->notes);
	did->others = happening->others;
	did->other_count = did->act == CURATION_SPLIT || did->act == CURATION_ORDER
	    ? pick(history, happening->others)
	    : 0;
	if (did->act == CURATION_ORDER && draw(3) == 0)
		did->other_count = 0;
	did->text = did->act == CURATION_THEME ? titles[draw(4)] : statements[draw(3)];
	did->category = draw(3) == 0 ? "recommendation" : draw(2) == 0 ? "challenge" : NULL;
	if (did->act == CURATION_THEME && did->category == NULL)
		did->category = "challenge";
	did->theme = themes[did->act == CURATION_THEME ? 1 + draw(3) : draw(4)];
	did->lens = draw(2) == 0 ? "youth" : "gender";
	did->value = draw(3);
	did->reason = "for a reason";
	did->undone = did->act == CURATION_UNDO ? an_act(history) : 0;
}

static void step(struct history *history)
{
	uint32_t kind = draw(10);
	size_t which = history->note_count == 0 ? 0 : draw((uint32_t)history->note_count);
	bool amends = kind == 0 && history->note_count > 3 && !history->gone[which];
	if (history->note_count > 3 && kind >= 4)
		curate(history);
	else if (amends && draw(2) == 0)
		drop(history, which);
	else if (amends)
		say(history, which);
	else if (history->note_count < NOTES_MAX)
		say(history, history->note_count);
}

/* --- What must hold on the way --------------------------------------------------------------------- */

static void assert_balanced(const struct synthesis *synthesis)
{
	struct arena arena;
	arena_init(&arena, ARENA_BYTES);
	for (size_t i = 0; i < synthesis_objective_count(synthesis); i++) {
		struct synthesis_objective objective;
		uint64_t counts[NOTE_PLACE_COUNT] = { 0 };
		size_t held = 0;
		assert_int_equal(
		    synthesis_read(synthesis, i, true, &arena, &objective), SYNTHESIS_OK);
		for (size_t k = 0; k < objective.note_count; k++) {
			const struct synthesis_note *note = &objective.notes[k];
			size_t points = 0;
			counts[note->place]++;
			for (size_t p = 0; p < objective.point_count; p++)
				for (size_t n = 0; n < objective.points[p].note_count; n++)
					points +=
					    strcmp(objective.points[p].notes[n], note->id) == 0;
			assert_int_equal(points, note->place == NOTE_IN_POINT);
			assert_int_equal(note->reason != NULL,
			    note->place == NOTE_HIDDEN || note->place == NOTE_UNPLACED);
		}
		for (size_t p = 0; p < objective.point_count; p++) {
			held += objective.points[p].note_count;
			for (size_t q = 0; q < p; q++)
				assert_string_not_equal(
				    objective.points[p].id, objective.points[q].id);
		}
		assert_memory_equal(counts, objective.counts, sizeof counts);
		assert_int_equal(held, counts[NOTE_IN_POINT]);
	}
	arena_close(&arena);
}

/* Who follows the changes: what it has of each point and note, encoded, under its id. */
struct had {
	char id[PUBLIC_ID_CHARS + 1];
	bool is_point;
	bool seen;
	struct buffer bytes;
};
struct follower {
	struct had had[1024];
	size_t count;
};

static struct had *had_find(struct follower *follower, const char *id, bool is_point)
{
	size_t i = 0;
	assert(id != NULL); /* ids of a read synthesis */
	while (i < follower->count &&
	    (follower->had[i].is_point != is_point || strcmp(follower->had[i].id, id) != 0))
		i++;
	return i == follower->count ? NULL : &follower->had[i];
}

static void encode_one(
    const struct synthesis_point *point, const struct synthesis_note *note, struct buffer *bytes)
{
	struct synthesis_objective one = { .number = 1 };
	struct synthesis_point point_copy;
	struct synthesis_note note_copy;
	if (point != NULL) {
		point_copy = *point;
		one.points = &point_copy;
		one.point_count = 1;
	}
	if (note != NULL) {
		note_copy = *note;
		one.notes = &note_copy;
		one.note_count = 1;
	}
	buffer_init(bytes, 1u << 20);
	synthesis_objective_encode(&one, bytes);
}

static void put(struct follower *follower, const char *id, const struct synthesis_point *point,
    const struct synthesis_note *note)
{
	struct had *had = had_find(follower, id, point != NULL);
	assert(id != NULL);
	if (had == NULL) {
		assert_true(follower->count < sizeof follower->had / sizeof follower->had[0]);
		had = &follower->had[follower->count++];
		memcpy(had->id, id, sizeof had->id);
		had->is_point = point != NULL;
	} else {
		buffer_close(&had->bytes);
	}
	encode_one(point, note, &had->bytes);
}

static void forget(struct follower *follower, const char *id)
{
	struct had *had = had_find(follower, id, true);
	if (had == NULL)
		return;
	buffer_close(&had->bytes);
	*had = follower->had[--follower->count];
}

static void follower_close(struct follower *follower)
{
	for (size_t i = 0; i < follower->count; i++)
		buffer_close(&follower->had[i].bytes);
	follower->count = 0;
}

static void take(struct follower *follower, const struct synthesis_objective *update)
{
	if (update->whole)
		follower_close(follower);
	for (size_t i = 0; i < update->removed_point_count; i++)
		forget(follower, update->removed_points[i]);
	for (size_t i = 0; i < update->point_count; i++)
		put(follower, update->points[i].id, &update->points[i], NULL);
	for (size_t i = 0; i < update->note_count; i++)
		put(follower, update->notes[i].id, NULL, &update->notes[i]);
}

static void assert_had(struct follower *follower, const char *id,
    const struct synthesis_point *point, const struct synthesis_note *note)
{
	struct buffer bytes;
	struct had *had = had_find(follower, id, point != NULL);
	assert_non_null(had);
	encode_one(point, note, &bytes);
	assert_int_equal(bytes.size, had->bytes.size);
	assert_true(bytes.bytes != NULL && had->bytes.bytes != NULL);
	assert_memory_equal(bytes.bytes, had->bytes.bytes, bytes.size);
	buffer_close(&bytes);
}

/* Follows the changes of the first objective that is number 2. */
static void follow(struct synthesis *synthesis, struct follower *follower)
{
	struct arena arena;
	arena_init(&arena, ARENA_BYTES);
	for (size_t i = 0; i < synthesis_objective_count(synthesis); i++) {
		struct synthesis_objective update;
		struct synthesis_objective whole;
		if (synthesis_objective_number(synthesis, i) != 2)
			continue;
		if (synthesis_changed(synthesis, i)) {
			assert_int_equal(
			    synthesis_read(synthesis, i, false, &arena, &update), SYNTHESIS_OK);
			take(follower, &update);
			synthesis_changes_taken(synthesis, i);
		}
		assert_int_equal(synthesis_read(synthesis, i, true, &arena, &whole), SYNTHESIS_OK);
		for (size_t k = 0; k < whole.point_count; k++)
			assert_had(follower, whole.points[k].id, &whole.points[k], NULL);
		for (size_t k = 0; k < whole.note_count; k++)
			assert_had(follower, whole.notes[k].id, NULL, &whole.notes[k]);
		assert_int_equal(whole.point_count + whole.note_count, follower->count);
	}
	arena_close(&arena);
}

static void replay(const struct history *history, const struct synthesis *live)
{
	struct synthesis *again = create();
	for (size_t i = 0; i < history->count; i++)
		tell(again, &history->all[i], true);
	assert_same_state(live, again);
	synthesis_close(again);
}

/* Undoes all acts that are no undo themselves, in an order that the seed fixes; then nothing is in force. */
static void undo_all(struct history *history, struct synthesis *synthesis)
{
	uint64_t numbers[STEPS];
	size_t count = 0;
	for (size_t i = history->count; i > 0; i--) {
		/* undos first, from the newest on: an undo of an undo would bring an act back */
		if (history->all[i - 1].is_act && history->all[i - 1].act.act == CURATION_UNDO)
			numbers[count++] = history->all[i - 1].number;
	}
	size_t undos = count;
	for (size_t i = 0; i < history->count; i++)
		if (history->all[i].is_act && history->all[i].act.act != CURATION_UNDO)
			numbers[count++] = history->all[i].number;
	for (size_t i = undos; i < count; i++) {
		size_t other = undos + draw((uint32_t)(count - undos));
		uint64_t swapped = numbers[i];
		numbers[i] = numbers[other];
		numbers[other] = swapped;
	}
	for (size_t i = 0; i < count; i++) {
		struct happening *happening = add(history);
		happening->is_act = true;
		happening->act = (struct curation){ .act = CURATION_UNDO, .undone = numbers[i] };
		tell(synthesis, happening, true);
	}
}

static void play(uint64_t seed)
{
	struct history *history = calloc(1, sizeof *history);
	struct follower *follower = calloc(1, sizeof *follower);
	struct synthesis *curated = create();
	struct synthesis *plain = create();
	assert_non_null(history);
	assert_non_null(follower);
	seed_state = seed;
	for (uint32_t i = 0; i < STEPS; i++) {
		size_t before = history->count;
		step(history);
		for (size_t k = before; k < history->count; k++) {
			tell(curated, &history->all[k], true);
			tell(plain, &history->all[k], false);
		}
		if (draw(4) == 0)
			follow(curated, follower);
		if (draw(16) == 0)
			assert_balanced(curated);
	}
	replay(history, curated);
	undo_all(history, curated);
	assert_same_state(curated, plain);
	follow(curated, follower);
	follower_close(follower);
	synthesis_close(plain);
	synthesis_close(curated);
	free(follower);
	free(history);
}

static void whatever_is_done_can_be_undone(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 40; seed++)
		play(seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_is_done_can_be_undone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
