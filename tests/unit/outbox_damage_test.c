/* tests/unit/outbox_damage_test.c - an outbox whose bytes are not what was written, or that is
 * full. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "tests/unit/outbox_fixture.h"

/* Flips a bit of an entry's bytes where they lie. */
static void damage(struct outbox *outbox, uint64_t sequence)
{
	uint8_t bytes[8];
	outbox_key_put(bytes, sequence);
	MDB_val key = outbox_value(bytes, sizeof bytes);
	MDB_val value;
	MDB_txn *txn = NULL;
	assert_int_equal(mdb_txn_begin(outbox->env, NULL, 0, &txn), 0);
	assert_int_equal(mdb_get(txn, outbox->entries, &key, &value), 0);
	uint8_t copy[1024];
	assert_true(value.mv_size < sizeof copy);
	memcpy(copy, value.mv_data, value.mv_size);
	copy[value.mv_size / 2] ^= 4;
	value = outbox_value(copy, value.mv_size);
	assert_int_equal(mdb_put(txn, outbox->entries, &key, &value, 0), 0);
	assert_int_equal(mdb_txn_commit(txn), 0);
}

static void a_damaged_entry_is_told_and_the_others_go_on(void **context)
{
	struct outbox outbox;
	open_outbox(&outbox, *context);
	uint64_t sequences[3];
	for (uint32_t i = 0; i < 3; i++)
		keep(&outbox, i, &sequences[i]);
	damage(&outbox, sequences[1]);
	struct buffer bytes;
	buffer_init(&bytes, MESSAGE_BYTES_MAX);
	struct entry entry = { .sequence = 0 };
	for (uint32_t i = 0; i < 3; i++) {
		assert_int_equal(outbox_next(&outbox, OUTBOX_HERE, entry.sequence, &bytes, &entry),
		    RAPPORTEUR_OK);
		assert_int_equal(entry.sequence, sequences[i]);
		assert_int_equal(entry.state, i == 1 ? ENTRY_REFUSED : ENTRY_HERE);
		assert_int_equal(entry.error, i == 1 ? ERROR_DAMAGED : ERROR_NONE);
		assert_int_equal(entry.body == NULL, i == 1);
	}
	buffer_close(&bytes);
	struct outbox_outcome outcome = { .sequence = sequences[1], .state = ENTRY_REFUSED };
	assert_int_equal(outbox_settle(&outbox, &outcome, 1, broker, &nowhere), RAPPORTEUR_OK);
	expect_counts(&outbox, 2, 0, 1);
	assert_int_equal(outbox_forget(&outbox, sequences[1]), RAPPORTEUR_OK);
	expect_counts(&outbox, 2, 0, 0);
	uint64_t again = 0;
	keep(&outbox, 1, &again); /* its id is free: the note can be written once more */
	assert_true(again > sequences[2]);
	outbox_close(&outbox);
}

static void a_full_outbox_keeps_what_it_has_and_can_be_emptied(void **context)
{
	struct state_folder *state = *context;
	struct outbox outbox;
	assert_int_equal(outbox_open(&outbox, state->path, 1 << 20, NULL), RAPPORTEUR_OK);
	uint64_t sequence = 0;
	uint64_t last = 0;
	uint32_t number = 0;
	enum rapporteur_result result = RAPPORTEUR_OK;
	while (result == RAPPORTEUR_OK && number < 100000) {
		result = add(&outbox, number++, "gcm-1", &sequence);
		if (result == RAPPORTEUR_OK)
			last = sequence;
	}
	assert_int_equal(result, RAPPORTEUR_DISK);
	expect_counts(&outbox, last, 0, 0);
	for (uint64_t i = 1; i <= last; i++)
		settle(&outbox, i, ENTRY_BROKER); /* what is full still takes acknowledgements */
	expect_counts(&outbox, 0, last, 0);
	const char *sessions[] = { "gcm-1" };
	assert_int_equal(outbox_forget_closed(&outbox, sessions, 1), RAPPORTEUR_OK);
	expect_counts(&outbox, 0, 0, 0);
	keep(&outbox, number, &sequence);
	outbox_close(&outbox);
}

static void a_file_cut_short_is_refused(void **context)
{
	struct state_folder *state = *context;
	struct outbox outbox;
	open_outbox(&outbox, state);
	uint64_t sequence = 0;
	for (uint32_t i = 0; i < 50; i++)
		keep(&outbox, i, &sequence);
	outbox_close(&outbox);
	char path[512];
	state_file(state, "/outbox/data.mdb", path, sizeof path);
	assert_int_equal(truncate(path, 3 * 4096), 0);
	struct rapporteur_fault fault = { "" };
	assert_int_equal(
	    outbox_open(&outbox, state->path, OUTBOX_MAP_BYTES, &fault), RAPPORTEUR_STATE);
	assert_non_null(strstr(fault.what, "cut short"));
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(a_damaged_entry_is_told_and_the_others_go_on),
		STORY(a_full_outbox_keeps_what_it_has_and_can_be_emptied),
		STORY(a_file_cut_short_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
