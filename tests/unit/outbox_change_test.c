/* tests/unit/outbox_change_test.c - what was changed stays changed in a journal that was restored; see
 * client/lib/outbox/change.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "proto/command.h"
#include "proto/wire/wire.h"
#include "tests/unit/outbox_fixture.h"

static void id_of(uint8_t id[ID_BYTES], uint32_t number)
{
	uint8_t random[ID_RANDOM_BYTES] = { 0 };
	memcpy(random + 4, &number, sizeof number);
	id_make(id, 1, random);
}

static uint64_t keep_change(
    struct outbox *outbox, enum message message, uint32_t number, const struct buffer *body)
{
	uint8_t id[ID_BYTES];
	uint64_t sequence = 0;
	id_of(id, number);
	const struct outbox_draft draft = { .message = message,
		.id = id,
		.writer = outbox->writer,
		.session = "gcm-1",
		.body = body->bytes,
		.body_size = body->size };
	assert_int_equal(outbox_add(outbox, &draft, 1, &sequence), RAPPORTEUR_OK);
	return sequence;
}

/* An amendment of note 1 under an id that tells its number. */
static uint64_t amend(struct outbox *outbox, uint32_t number, uint64_t replaces)
{
	struct note_put put = { .replaces = replaces, .room = "WG-2", .text = "amended" };
	struct buffer body;
	buffer_init(&body, OUTBOX_BODY_BYTES_MAX);
	id_of(put.note, 1);
	note_put_encode(true, &put, &body);
	uint64_t sequence = keep_change(outbox, MESSAGE_NOTE_AMEND, number, &body);
	buffer_close(&body);
	return sequence;
}

static uint64_t retract(struct outbox *outbox, uint32_t number, uint64_t replaces)
{
	struct note_retract retraction = { .replaces = replaces };
	struct buffer body;
	buffer_init(&body, OUTBOX_BODY_BYTES_MAX);
	id_of(retraction.note, 1);
	note_retract_encode(&retraction, &body);
	uint64_t sequence = keep_change(outbox, MESSAGE_NOTE_RETRACT, number, &body);
	buffer_close(&body);
	return sequence;
}

static void answered(struct outbox *outbox, uint64_t sequence, uint64_t number, enum error error)
{
	struct entry entry;
	look(outbox, sequence, &entry);
	struct outbox_outcome outcome = { .sequence = sequence,
		.state = error == ERROR_NONE ? ENTRY_BROKER : ENTRY_REFUSED,
		.number = number,
		.error = error };
	memcpy(outcome.id, entry.id, ID_BYTES);
	assert_int_equal(outbox_settle(outbox, &outcome, 1, broker, &nowhere), RAPPORTEUR_OK);
}

static void saved(struct outbox *outbox, uint64_t sequence, uint64_t number)
{
	answered(outbox, sequence, number, ERROR_NONE);
}

/* The broker's journal is another one. */
static void restored(struct outbox *outbox)
{
	struct place place = { .known = true, .number = 3, .journal = { 9 } };
	assert_int_equal(outbox_offer_again(outbox, broker, &place), RAPPORTEUR_OK);
}

/* The number with which a change would be sent now; 0: it waits. */
static uint64_t sent_as(struct outbox *outbox, uint64_t sequence)
{
	struct buffer bytes;
	struct entry entry;
	struct refusal refusal;
	struct wire wire;
	uint64_t number = 0;
	buffer_init(&bytes, MESSAGE_BYTES_MAX);
	assert_int_equal(outbox_get(outbox, sequence, &bytes, &entry), RAPPORTEUR_OK);
	assert_int_equal(entry.state, ENTRY_HERE);
	if (outbox_change_ready(outbox, &bytes, &entry)) {
		wire_open(&wire, entry.body, entry.body_size, WALK_ITEMS_MAX, &refusal);
		number = wire_uint(&wire, "e", 1, UINT64_MAX);
		assert_int_equal(wire_close(&wire), ERROR_NONE);
	}
	buffer_close(&bytes);
	return number;
}

/* --- stories ------------------------------------------------------------------------------------ */

static void a_change_names_the_event_of_the_restored_journal(void **context)
{
	struct outbox outbox;
	open_outbox(&outbox, *context);
	uint64_t note = 0;
	keep(&outbox, 1, &note);
	saved(&outbox, note, 500);
	uint64_t first = amend(&outbox, 2, 500);
	assert_int_equal(sent_as(&outbox, first), 500);
	saved(&outbox, first, 600);
	uint64_t second = retract(&outbox, 3, 600);
	assert_int_equal(sent_as(&outbox, second), 600);
	saved(&outbox, second, 70000);
	for (uint64_t shift = 1; shift < 3; shift++) { /* twice: what was rewritten was not kept */
		restored(&outbox);
		outbox_close(&outbox);
		open_outbox(&outbox, *context);
		expect_counts(&outbox, 3, 0, 0);
		assert_int_equal(sent_as(&outbox, first), 0);
		assert_int_equal(sent_as(&outbox, second), 0);
		saved(&outbox, note, 100 * shift);
		assert_int_equal(sent_as(&outbox, first), 100 * shift);
		assert_int_equal(sent_as(&outbox, second), 0);
		saved(&outbox, first, 100000 * shift);
		assert_int_equal(sent_as(&outbox, second), 100000 * shift);
		saved(&outbox, second, 200000 * shift);
	}
	outbox_close(&outbox);
}

static void what_concerns_one_note_goes_one_at_a_time(void **context)
{
	struct outbox outbox;
	open_outbox(&outbox, *context);
	uint64_t note = 0;
	keep(&outbox, 1, &note);
	saved(&outbox, note, 500);
	uint64_t first = amend(&outbox, 2, 500);
	uint64_t second = amend(&outbox, 3, 500);
	assert_int_equal(sent_as(&outbox, first), 500);
	assert_int_equal(sent_as(&outbox, second), 0);
	saved(&outbox, first, 501);
	assert_int_equal(sent_as(&outbox, second), 500); /* the broker says that it is stale */
	outbox_close(&outbox);
}

static void what_was_refused_holds_nothing_back_and_hides_nothing(void **context)
{
	struct outbox outbox;
	open_outbox(&outbox, *context);
	uint64_t note = 0;
	keep(&outbox, 1, &note);
	saved(&outbox, note, 500);
	uint64_t first = amend(&outbox, 2, 500);
	saved(&outbox, first, 501);
	uint64_t stale = amend(&outbox, 3, 500);
	answered(&outbox, stale, 0, ERROR_STALE);
	uint64_t last = amend(&outbox, 4, 501);
	assert_int_equal(sent_as(&outbox, last), 501);
	restored(&outbox);
	saved(&outbox, note, 7);
	assert_int_equal(
	    sent_as(&outbox, last), 0); /* the refused one lies between it and the first */
	assert_int_equal(outbox_forget(&outbox, stale), RAPPORTEUR_OK);
	assert_int_equal(sent_as(&outbox, last), 0);
	saved(&outbox, first, 8);
	assert_int_equal(sent_as(&outbox, last), 8);
	outbox_close(&outbox);
}

static void a_note_that_is_refused_leaves_its_changes_as_they_are(void **context)
{
	struct outbox outbox;
	open_outbox(&outbox, *context);
	uint64_t note = 0;
	keep(&outbox, 1, &note);
	saved(&outbox, note, 500);
	uint64_t change = amend(&outbox, 2, 500);
	saved(&outbox, change, 501);
	restored(&outbox);
	answered(&outbox, note, 0, ERROR_NO_ROOM);
	assert_int_equal(sent_as(&outbox, change), 500);
	outbox_close(&outbox);
}

static void a_refused_change_given_again_comes_last(void **context)
{
	struct outbox outbox;
	open_outbox(&outbox, *context);
	uint64_t note = 0;
	keep(&outbox, 1, &note);
	saved(&outbox, note, 500);
	uint64_t again = amend(&outbox, 2, 499);
	answered(&outbox, again, 0, ERROR_STALE);
	uint64_t other = amend(&outbox, 3, 500);
	saved(&outbox, other, 501);
	assert_int_equal(amend(&outbox, 2, 501), again);
	restored(&outbox);
	assert_int_equal(sent_as(&outbox, other), 0);
	saved(&outbox, note, 7);
	assert_int_equal(sent_as(&outbox, again), 0);
	assert_int_equal(sent_as(&outbox, other), 7);
	saved(&outbox, other, 8);
	assert_int_equal(sent_as(&outbox, again), 8);
	outbox_close(&outbox);
}

/* Written while the note was offered again, with a number of the lost journal that happens to stand. */
static void what_a_change_replaced_is_learnt_when_it_is_accepted(void **context)
{
	struct outbox outbox;
	open_outbox(&outbox, *context);
	uint64_t note = 0;
	keep(&outbox, 1, &note);
	uint64_t change = amend(&outbox, 2, 500);
	assert_int_equal(sent_as(&outbox, change), 0);
	saved(&outbox, note, 500);
	assert_int_equal(sent_as(&outbox, change), 500);
	saved(&outbox, change, 501);
	restored(&outbox);
	saved(&outbox, note, 9);
	assert_int_equal(sent_as(&outbox, change), 9);
	outbox_close(&outbox);
}

static void all_else_of_a_change_stays_byte_for_byte(void **context)
{
	struct outbox outbox;
	struct buffer body;
	struct entry entry;
	open_outbox(&outbox, *context);
	buffer_init(&body, OUTBOX_BODY_BYTES_MAX);
	uint8_t note_id[ID_BYTES];
	uint64_t note = 0;
	keep(&outbox, 1, &note);
	saved(&outbox, note, 500);
	id_of(note_id, 1);
	/* As a newer version might write it: a key that we do not know, before and after. */
	pack_map(&body, 4);
	pack_key_array(&body, "new", 1);
	pack_text(&body, "e");
	pack_key_uint(&body, "e", 500);
	pack_key_bin(&body, "n", note_id, ID_BYTES);
	pack_key_text(&body, "newer", "e");
	uint64_t change = keep_change(&outbox, MESSAGE_NOTE_AMEND, 2, &body);
	saved(&outbox, change, 501);
	restored(&outbox);
	saved(&outbox, note, 7);
	buffer_clear(&body);
	pack_map(&body, 4);
	pack_key_array(&body, "new", 1);
	pack_text(&body, "e");
	pack_key_uint(&body, "e", 7);
	pack_key_bin(&body, "n", note_id, ID_BYTES);
	pack_key_text(&body, "newer", "e");
	struct buffer bytes;
	buffer_init(&bytes, MESSAGE_BYTES_MAX);
	assert_int_equal(outbox_get(&outbox, change, &bytes, &entry), RAPPORTEUR_OK);
	assert_true(outbox_change_ready(&outbox, &bytes, &entry));
	assert_int_equal(entry.body_size, body.size);
	assert_memory_equal(entry.body, body.bytes, body.size);
	buffer_close(&bytes);
	buffer_close(&body);
	outbox_close(&outbox);
}

static void a_closed_session_leaves_nothing_of_its_changes(void **context)
{
	struct outbox outbox;
	open_outbox(&outbox, *context);
	uint64_t note = 0;
	keep(&outbox, 1, &note);
	saved(&outbox, note, 500);
	saved(&outbox, amend(&outbox, 2, 500), 501);
	saved(&outbox, retract(&outbox, 3, 501), 502);
	const char *sessions[] = { "gcm-1" };
	assert_int_equal(outbox_forget_closed(&outbox, sessions, 1), RAPPORTEUR_OK);
	expect_counts(&outbox, 0, 0, 0);
	MDB_txn *txn = NULL;
	MDB_stat left;
	assert_int_equal(mdb_txn_begin(outbox.env, NULL, MDB_RDONLY, &txn), 0);
	assert_int_equal(mdb_stat(txn, outbox.notes, &left), 0);
	assert_int_equal(left.ms_entries, 0);
	assert_int_equal(mdb_stat(txn, outbox.ids, &left), 0);
	assert_int_equal(left.ms_entries, 0);
	mdb_txn_abort(txn);
	outbox_close(&outbox);
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* Written before the note has its answer: it gets the number that the note gets. */
static void a_change_may_be_written_before_its_note_has_an_answer(void **context)
{
	struct outbox outbox;
	open_outbox(&outbox, *context);
	uint64_t note = 0;
	keep(&outbox, 1, &note);
	uint64_t first = amend(&outbox, 2, RAPPORTEUR_REPLACES_NEWEST);
	uint64_t second = amend(&outbox, 3, RAPPORTEUR_REPLACES_NEWEST);
	assert_int_equal(sent_as(&outbox, first), 0);
	assert_int_equal(sent_as(&outbox, second), 0);
	saved(&outbox, note, 41);
	assert_int_equal(sent_as(&outbox, first), 41);
	assert_int_equal(sent_as(&outbox, second), 0);
	/* What was refused never stood: the next one replaces what did. */
	answered(&outbox, first, 0, ERROR_TEXT_LONG);
	assert_int_equal(sent_as(&outbox, second), 41);
	saved(&outbox, second, 50);
	restored(&outbox);
	saved(&outbox, note, 7);
	assert_int_equal(sent_as(&outbox, second), 7);
	outbox_close(&outbox);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(a_change_names_the_event_of_the_restored_journal),
		STORY(what_concerns_one_note_goes_one_at_a_time),
		STORY(what_was_refused_holds_nothing_back_and_hides_nothing),
		STORY(a_note_that_is_refused_leaves_its_changes_as_they_are),
		STORY(a_refused_change_given_again_comes_last),
		STORY(what_a_change_replaced_is_learnt_when_it_is_accepted),
		STORY(all_else_of_a_change_stays_byte_for_byte),
		STORY(a_closed_session_leaves_nothing_of_its_changes),
		STORY(a_change_may_be_written_before_its_note_has_an_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
