/*
 * tests/soak/promises_synthesis.c - every note in exactly one place, as it stands; the same
 * synthesis from a press that begins anew, byte for byte; and the same again with everybody who
 * watches.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "proto/wire/id.h"
#include "tests/soak/promises_internal.h"
#include "tests/soak/text.h"

#define READ_MEMORY_MAX ((size_t)256 * 1024 * 1024)
#define BYTES_MAX       ((size_t)64 * 1024 * 1024)

/* --- names ------------------------------------------------------------------------------------ */

static int by_name(const void *left, const void *right, void *context)
{
	const struct record *records = context;
	const size_t *a = left;
	const size_t *b = right;
	return strcmp(records[*a].public_id, records[*b].public_id);
}

static void names_sort(struct account *account)
{
	struct ledger *ledger = &account->world->ledger;
	for (size_t i = 0; i < ledger->count; i++) {
		struct record *record = &ledger->records[i];
		if (record->note != i || account->told[i].times == 0)
			continue;
		public_id_make(account->view.secret, record->id, ID_BYTES, record->public_id);
		account->by_public_id[account->public_count++] = i;
	}
	qsort_r(account->by_public_id, account->public_count, sizeof account->by_public_id[0],
	    by_name, ledger->records);
}

/* The ledger's place of a note, or SIZE_MAX. */
static size_t named(const struct account *account, const char *public_id)
{
	const struct record *records = account->world->ledger.records;
	size_t low = 0;
	size_t high = account->public_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(records[account->by_public_id[middle]].public_id, public_id);
		if (order == 0)
			return account->by_public_id[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return SIZE_MAX;
}

/* --- the balance ------------------------------------------------------------------------------ */

/* What was written is there, and who is named in it is shown only where a moderator released it. */
static bool masked_well(const struct synthesis_note *note, const char *written)
{
	bool names = strstr(written, TEXT_NAME) != NULL;
	bool released = note->mark_count > 0 && note->original == NULL;
	if (note->text == NULL || names != (note->mark_count > 0))
		return false;
	if (names && !released && strstr(note->text, TEXT_NAME) != NULL)
		return false;
	return strcmp(note->original == NULL ? note->text : note->original, written) == 0;
}

static bool placed_well(const struct synthesis_note *note, const struct told *told)
{
	if (told->redacted && !told->retracted)
		return note->place == NOTE_REDACTED && note->text == NULL;
	if (told->retracted)
		return note->place == NOTE_RETRACTED && note->text == NULL;
	if (!masked_well(note, told->text))
		return false;
	if (note->place == NOTE_HIDDEN)
		return note->reason != NULL;
	if (told->late)
		return note->place == NOTE_LATE;
	return note->place == NOTE_IN_POINT ||
	    (note->place == NOTE_UNPLACED && note->reason != NULL);
}

static void note_look(struct account *account, const struct synthesis_objective *objective,
    const struct synthesis_note *note, uint64_t counted[NOTE_PLACE_COUNT])
{
	struct world *world = account->world;
	size_t place = named(account, note->id);
	if (place == SIZE_MAX) {
		world_wrong(world, "the synthesis lists note %s, which is in no event", note->id);
		return;
	}
	struct told *told = &account->told[place];
	told->shown++;
	counted[note->place]++;
	if ((!told->redacted && told->objective != objective->number) || !placed_well(note, told))
		world_wrong(world, "note %s stands as %s in objective %u: not as the events say",
		    note->id, note_place_word(note->place), objective->number);
}

static void objective_look(
    struct account *account, const struct synthesis_objective *objective, uint64_t *received)
{
	struct world *world = account->world;
	uint64_t counted[NOTE_PLACE_COUNT] = { 0 };
	for (size_t i = 0; i < objective->note_count; i++)
		note_look(account, objective, &objective->notes[i], counted);
	for (size_t i = 0; i < NOTE_PLACE_COUNT; i++) {
		*received += objective->counts[i];
		if (counted[i] != objective->counts[i])
			world_wrong(world, "objective %u counts %llu notes %s, it lists %llu",
			    objective->number, (unsigned long long)objective->counts[i],
			    note_place_word((enum note_place)i), (unsigned long long)counted[i]);
	}
	for (size_t i = 0; i < objective->point_count; i++) {
		const struct synthesis_point *point = &objective->points[i];
		for (size_t j = 0; j < point->note_count; j++) {
			size_t place = named(account, point->notes[j]);
			if (place == SIZE_MAX)
				world_wrong(world, "point %s has an unknown note", point->id);
			else
				account->told[place].in_points++;
		}
	}
	uint64_t pointed = 0;
	for (size_t i = 0; i < objective->point_count; i++)
		pointed += objective->points[i].note_count;
	if (pointed != objective->counts[NOTE_IN_POINT])
		world_wrong(world, "objective %u: %llu notes in points, %llu counted",
		    objective->number, (unsigned long long)pointed,
		    (unsigned long long)objective->counts[NOTE_IN_POINT]);
}

/* Reads the whole synthesis; looks at it when account is given. Adds its bytes to out. */
static void synthesis_take(
    struct press *press, struct account *account, struct buffer *out, uint64_t *received)
{
	const struct press_session *session = press_session_find(press, SESSION_KEY);
	struct arena arena;
	arena_init(&arena, READ_MEMORY_MAX);
	assert(session != NULL);
	for (size_t i = 0; i < synthesis_objective_count(session->synthesis); i++) {
		struct synthesis_objective objective;
		arena_clear(&arena);
		enum synthesis_result result =
		    synthesis_read(session->synthesis, i, true, &arena, &objective);
		assert(result == SYNTHESIS_OK);
		synthesis_objective_encode(&objective, out);
		if (account != NULL)
			objective_look(account, &objective, received);
	}
	arena_close(&arena);
}

static void balance(struct account *account, uint64_t received)
{
	struct world *world = account->world;
	if (received != account->submitted)
		world_wrong(world, "received %zu notes, the synthesis accounts for %llu",
		    account->submitted, (unsigned long long)received);
	for (size_t i = 0; i < account->public_count; i++) {
		const struct told *told = &account->told[account->by_public_id[i]];
		bool stands = !told->retracted && !told->redacted && !told->late;
		if (told->shown != 1 || told->in_points > (stands ? 1u : 0u))
			world_wrong(world, "note %s is listed %zu times, in %zu points",
			    world->ledger.records[account->by_public_id[i]].public_id, told->shown,
			    told->in_points);
	}
}

/* --- watchers --------------------------------------------------------------------------------- */

static void copy_write(const struct copy *copy, struct buffer *out)
{
	buffer_clear(out);
	for (size_t i = 0; i < copy->count; i++)
		synthesis_objective_encode(&copy->view[i], out);
}

static bool same_bytes(const struct buffer *a, const struct buffer *b)
{
	assert(!a->failed && !b->failed);
	return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

static void watchers_compare(struct world *world, const struct buffer *whole)
{
	struct copy copy;
	struct buffer expected;
	struct buffer seen;
	copy_init(&copy);
	buffer_init(&expected, BYTES_MAX);
	buffer_init(&seen, BYTES_MAX);
	if (!copy_load(&copy, whole->bytes, whole->size))
		world_wrong(world, "the synthesis cannot be read back");
	copy_write(&copy, &expected);
	for (size_t i = 0; i < world->person_count; i++) {
		const struct person *person = &world->people[i];
		if (!person->watches)
			continue;
		copy_write(&person->rapporteur->watch.copy, &seen);
		if (!same_bytes(&expected, &seen))
			world_wrong(world, "%s watches another synthesis than the press has",
			    person->machine.name);
	}
	copy_close(&copy);
	buffer_close(&expected);
	buffer_close(&seen);
}

void account_synthesis(struct account *account)
{
	struct world *world = account->world;
	struct press fresh;
	struct press_shared shared;
	struct buffer live;
	struct buffer anew;
	uint64_t received = 0;
	buffer_init(&live, BYTES_MAX);
	buffer_init(&anew, BYTES_MAX);
	names_sort(account);
	synthesis_take(&world->broker.press, account, &live, &received);
	balance(account, received);
	erasure_look(account, "the synthesis", live.bytes, live.size);
	broker_replay(&world->broker, &fresh, &shared);
	synthesis_take(&fresh, NULL, &anew, &received);
	if (!same_bytes(&live, &anew))
		world_wrong(world, "a press that begins anew has another synthesis");
	watchers_compare(world, &live);
	press_release(&fresh);
	buffer_close(&live);
	buffer_close(&anew);
}
