/*
 * tests/unit/journal_ground.h - a journal for each test, over memory or over LMDB.
 */
#ifndef RAPPORTEUR_TESTS_JOURNAL_GROUND_H
#define RAPPORTEUR_TESTS_JOURNAL_GROUND_H

#include "tests/unit/journal_fixture.h"

struct ground {
	bool in_folder;
	char dir[128];
	struct journal *journal;
};

static inline struct journal_options options_of(const struct ground *ground)
{
	return (struct journal_options){ .dir = ground->dir, .reserve_bytes = UINT64_MAX };
}

static inline void ground_open(struct ground *ground)
{
	struct journal_fault fault = { "" };
	if (!ground->in_folder) {
		assert_int_equal(journal_open_memory(&ground->journal), JOURNAL_OK);
		return;
	}
	const struct journal_options options = options_of(ground);
	enum journal_result result = journal_open(&ground->journal, &options, &fault);
	if (result != JOURNAL_OK)
		fail_msg("%s", fault.what);
}

static inline int begin_on(void **state, bool in_folder)
{
	struct ground *ground = calloc(1, sizeof *ground);
	assert_non_null(ground);
	ground->in_folder = in_folder;
	if (in_folder)
		folder_make(ground->dir, sizeof ground->dir);
	ground_open(ground);
	*state = ground;
	return 0;
}

static inline int begin_memory(void **state)
{
	return begin_on(state, false);
}

static inline int begin_folder(void **state)
{
	return begin_on(state, true);
}

static inline int end(void **state)
{
	struct ground *ground = *state;
	journal_close(ground->journal);
	if (ground->in_folder)
		folder_remove(ground->dir);
	free(ground);
	return 0;
}

static inline struct journal *journal_of(void **state)
{
	return ((struct ground *)*state)->journal;
}

static inline struct journal_txn *reading(struct journal *journal)
{
	struct journal_txn *txn = NULL;
	assert_int_equal(journal_begin(journal, &txn), JOURNAL_OK);
	return txn;
}

static inline void print_fault(void *context, const char *what)
{
	(void)context;
	print_error("check: %s\n", what);
}

static inline void assert_checks(struct journal *journal, uint64_t events)
{
	struct journal_check check;
	assert_int_equal(journal_check(journal, &check, print_fault, NULL), JOURNAL_OK);
	assert_int_equal(check.events, events);
	assert_int_equal(check.faults, 0);
}

/* A test twice: over memory, and over LMDB. */
#define ON_BOTH(test) \
	cmocka_unit_test_setup_teardown(test, begin_memory, end), \
	    cmocka_unit_test_setup_teardown(test, begin_folder, end)

#endif
