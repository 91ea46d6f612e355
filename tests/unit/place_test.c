/* tests/unit/place_test.c - a broker that was set back is met with all that it lacks, also by a
 * client whose own disk is full in that moment; see client/lib/place.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <dlfcn.h>
#include <errno.h>

#include "client/lib/rapporteur_internal.h"
#include "tests/unit/outbox_fixture.h"

/* The program's own definition wins over that of the shared library. */
static bool disk_full;

int mdb_txn_commit(MDB_txn *txn)
{
	int (*commit)(MDB_txn *) = NULL;
	void *symbol = dlsym(RTLD_NEXT, "mdb_txn_commit");
	memcpy(&commit, &symbol, sizeof commit);
	if (!disk_full)
		return commit(txn);
	mdb_txn_abort(txn);
	return ENOSPC;
}

/* What a broker says after `number`; another broker or another past has another mark. */
static struct reply reply_of(uint64_t number, uint8_t mark)
{
	struct reply reply = { .major = PROTOCOL_MAJOR, .number = number };
	memset(reply.journal, 7, ID_BYTES);
	memset(reply.hash, mark, HASH_BYTES);
	return reply;
}

static uint64_t waiting(struct rapporteur *rapporteur)
{
	struct rapporteur_counts counts;
	assert_int_equal(outbox_counts(&rapporteur->outbox, &counts), RAPPORTEUR_OK);
	return counts.here;
}

/* One note that the broker had, saved as event 100. */
static void begin(struct rapporteur *rapporteur, const struct state_folder *state)
{
	uint64_t sequence = 0;
	struct entry entry;
	struct buffer bytes;
	*rapporteur = (struct rapporteur){ .offering = true };
	memcpy(rapporteur->broker, broker, sizeof broker);
	assert_int_equal(
	    outbox_open(&rapporteur->outbox, state->path, OUTBOX_MAP_BYTES, NULL), RAPPORTEUR_OK);
	assert_int_equal(add(&rapporteur->outbox, 1, "gcm-1", &sequence), RAPPORTEUR_OK);
	buffer_init(&bytes, OUTBOX_BODY_BYTES_MAX);
	assert_int_equal(outbox_get(&rapporteur->outbox, sequence, &bytes, &entry), RAPPORTEUR_OK);
	struct outbox_outcome outcome = {
		.sequence = sequence, .state = ENTRY_BROKER, .number = 100
	};
	memcpy(outcome.id, entry.id, ID_BYTES);
	buffer_close(&bytes);
	struct reply saved = reply_of(100, 1);
	place_seen(rapporteur, &saved);
	assert_int_equal(
	    outbox_settle(&rapporteur->outbox, &outcome, 1, broker, &rapporteur->place),
	    RAPPORTEUR_OK);
	assert_int_equal(waiting(rapporteur), 0);
}

static void a_broker_set_back_is_offered_all(void **unused)
{
	(void)unused;
	struct state_folder state;
	struct rapporteur rapporteur;
	state_make(&state);
	begin(&rapporteur, &state);
	struct reply behind = reply_of(20, 2);
	place_behind(&rapporteur, &behind);
	assert_int_equal(waiting(&rapporteur), 1);
	assert_int_equal(rapporteur.place.number, 20);
	outbox_close(&rapporteur.outbox);
	state_remove(&state);
}

static void a_full_disk_does_not_hide_what_the_broker_lacks(void **unused)
{
	(void)unused;
	struct state_folder state;
	struct rapporteur rapporteur;
	state_make(&state);
	begin(&rapporteur, &state);
	struct reply behind = reply_of(20, 2);
	struct reply grown = reply_of(150, 2); /* past the number that was seen before */
	disk_full = true;
	place_behind(&rapporteur, &behind);
	place_seen(&rapporteur, &grown);
	assert_int_equal(waiting(&rapporteur), 0);
	assert_int_equal(rapporteur.place.number, 100); /* hello still tells of the gap */
	assert_int_equal(rapporteur.place.hash[0], 1);
	disk_full = false;
	place_seen(&rapporteur, &grown);
	assert_int_equal(waiting(&rapporteur), 1);
	assert_int_equal(rapporteur.place.number, 150);
	outbox_close(&rapporteur.outbox);
	state_remove(&state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_broker_set_back_is_offered_all),
		cmocka_unit_test(a_full_disk_does_not_hide_what_the_broker_lacks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
